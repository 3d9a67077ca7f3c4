//! From bytes to clean, segmented text.
//!
//! Not meaning: nothing here knows actors or quotes. A [`Document`] owns the cleaned text; everything later points
//! into it with byte spans. Rules: no bytes make this stage fail or panic; cleaning its own output changes nothing;
//! every cleaned byte maps back to the input through [`OffsetMap`].

mod document;
mod marks;
mod offset;
mod segment;
mod sentence;
mod token;

pub use document::{Document, Paragraph, ParagraphKind, Removed, Sentence, Token, TokenKind};
pub use offset::OffsetMap;
pub use sentence::SENTENCE_TOKENS_MAX;
pub use token::TOKEN_BYTES_MAX;

use crate::lang::Language;
use crate::model::RawArticle;

/// Reads an article: decode, repair, drop furniture and repeats, split into paragraphs, sentences and tokens.
///
/// The caller's `info` wins over what the page says. Never fails: what is wrong becomes a remark.
pub fn read(raw: &RawArticle, language: &Language) -> Document {
    let text = String::from_utf8_lossy(&raw.bytes).into_owned();
    segment::document(text, raw.info.clone(), language)
}
