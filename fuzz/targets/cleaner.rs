//! Bytes of any kind through the cleaner, as text and as a page: sound documents, and cleaning twice is cleaning once.
//!
//! What a page's tags told about a line is gone from its text, so a page's text counts as input of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::lang::Language;
use vedette::model::{ArticleInfo, Format, RawArticle};
use vedette::text::{self, Document};

#[path = "../../tests/it/soundness.rs"]
#[expect(dead_code, reason = "the cleaner makes no findings")]
mod soundness;

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

fn read(bytes: &[u8], format: Format, title: Option<String>) -> Document {
    let info = ArticleInfo { title, ..ArticleInfo::default() };
    let doc = text::read(&RawArticle { bytes: bytes.to_vec(), format: Some(format), info }, &ENGLISH);
    soundness::document(&doc).unwrap();
    doc
}

fuzz_target!(init: LazyLock::force(&ENGLISH), |bytes: &[u8]| {
    let page = read(bytes, Format::Html, None);
    for input in [bytes, page.text.as_bytes()] {
        let once = read(input, Format::Text, None);
        let twice = read(once.text.as_bytes(), Format::Text, once.info.title.clone());
        assert_eq!(once.text, twice.text, "cleaning twice is not cleaning once");
    }
});
