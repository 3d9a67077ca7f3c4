//! Bytes of any kind the whole way: sound findings, and the same ones the second time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::extract::{Knowledge, extract};
use vedette::model::RawArticle;
use vedette::text;

#[path = "../../tests/it/soundness.rs"]
mod soundness;

static ENGLISH: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::english().unwrap());

fuzz_target!(init: LazyLock::force(&ENGLISH), |bytes: &[u8]| {
    let raw = RawArticle { bytes: bytes.to_vec(), ..RawArticle::default() };
    let doc = text::read(&raw, &ENGLISH.language);
    let found = extract(&doc, &ENGLISH);
    soundness::document(&doc).unwrap();
    soundness::findings(&doc, &found).unwrap();
    assert!(found == extract(&doc, &ENGLISH), "the same document gave other findings");
});
