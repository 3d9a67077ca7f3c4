//! Text of any kind through the splitter: every character that is not white space stands in exactly one token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::lang::Language;
use vedette::model::{Format, RawArticle};
use vedette::text;

#[path = "../../tests/it/soundness.rs"]
#[expect(dead_code, reason = "the splitter makes no findings")]
mod soundness;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fuzz_target!(init: LazyLock::force(&ENGLISH), |input: &str| {
    let raw = RawArticle { bytes: input.as_bytes().to_vec(), format: Some(Format::Text), ..RawArticle::default() };
    let doc = text::read(&raw, &ENGLISH);
    soundness::document(&doc).unwrap();
    let mut at = 0;
    for token in &doc.tokens {
        let gap = doc.text.get(at..token.span.range().start).expect("tokens ascend");
        assert!(gap.trim().is_empty(), "{gap:?} stands in no token");
        at = token.span.range().end;
    }
    assert!(doc.text.get(at..).expect("tokens end in the text").trim().is_empty(), "the end stands in no token");
});
