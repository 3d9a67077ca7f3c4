//! Text of any kind through the quote engine: each quote rests on words of the text, quoted pieces lie in the content.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::extract::{Knowledge, quote};
use vedette::model::{Findings, Format, RawArticle};
use vedette::text;

#[path = "../../tests/it/soundness.rs"]
mod soundness;

static ENGLISH: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::english().unwrap());

fuzz_target!(init: LazyLock::force(&ENGLISH), |input: &str| {
    let raw = RawArticle { bytes: input.as_bytes().to_vec(), format: Some(Format::Text), ..RawArticle::default() };
    let doc = text::read(&raw, &ENGLISH.language);
    soundness::document(&doc).unwrap();
    let syntax = ENGLISH.syntax.analyse(&doc, |_| true);
    let told = quote::quotes(&doc, &syntax, &ENGLISH.language.speech);
    let found = Findings { quotes: told.quotes, remarks: told.remarks, dropped: told.dropped, ..Findings::default() };
    soundness::findings(&doc, &found).unwrap();
});
