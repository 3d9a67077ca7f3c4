//! From bytes to clean, segmented text.
//!
//! Not meaning: nothing here knows actors or quotes. A [`Document`] owns the cleaned text; everything later points
//! into it with byte spans. Rules: no bytes make this stage fail or panic; cleaning its own output changes nothing;
//! every cleaned byte maps back to the input through [`OffsetMap`]; the work is linear in the input.

mod decode;
mod document;
mod html;
mod line;
mod marks;
mod offset;
mod page;
mod refusal;
mod repair;
mod segment;
mod sentence;
mod token;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use decode::ARTICLE_BYTES_MAX;
pub use document::{Document, Paragraph, ParagraphKind, Removed, Sentence, Token, TokenKind};
pub use offset::OffsetMap;
pub use page::PARAGRAPHS_MAX;
pub use refusal::Refusal;
pub use sentence::SENTENCE_TOKENS_MAX;
pub use token::TOKEN_BYTES_MAX;

use crate::lang::Language;
use crate::model::{ArticleInfo, Format, RawArticle, Remark, RemarkCode, Span};
use page::Cleaned;

/// Reads an article: decode, repair, drop furniture and repeats, split into paragraphs, sentences and tokens.
///
/// The caller's `info` wins over what the page says. Never fails: what is wrong becomes a remark, and
/// [`Document::refusal`] says why nothing is left. Reads the first [`ARTICLE_BYTES_MAX`] bytes.
pub fn read(raw: &RawArticle, language: &Language) -> Document {
    let decoded = decode::decode(&raw.bytes);
    let mut remarks = Vec::new();
    let mut remark = |code, text: String| {
        remarks.push(Remark {
            code,
            span: Span::default(),
            text,
        });
    };
    if decoded.cut {
        remark(
            RemarkCode::LimitReached,
            format!("only the first {ARTICLE_BYTES_MAX} bytes were read"),
        );
    }
    if decoded.uncertain {
        remark(
            RemarkCode::EncodingUncertain,
            format!("read as {}", decoded.encoding),
        );
    }
    let cleaned = if refusal::is_binary(&raw.bytes, &decoded.text, decoded.uncertain) {
        Cleaned::default()
    } else if is_page(raw.format, &decoded.text) {
        let mut page = html::read(&decoded.text, language);
        let title = raw.info.title.as_deref().or(page.info.title.as_deref());
        let mut cleaned = page::clean(std::mem::take(&mut page.lines), title, language);
        cleaned.info = complete(page.info, cleaned.info);
        cleaned.removed.append(&mut page.removed);
        cleaned.removed.sort_by_key(|r| r.input);
        cleaned
    } else {
        let title = raw.info.title.as_deref();
        page::clean(line::plain(&decoded.text), title, language)
    };
    // What a page put before a file's first bytes is gone now: it is a file still.
    let first = cleaned.lines.first().map(|(line, _)| line.text.as_bytes());
    let cleaned = if first.is_some_and(refusal::is_file) {
        Cleaned::default()
    } else {
        cleaned
    };
    let mut doc = segment::document(cleaned, decoded.text, language);
    doc.info = complete(raw.info.clone(), std::mem::take(&mut doc.info));
    doc.remarks.splice(0..0, remarks);
    doc
}

/// Whether the text is an HTML page: the caller's word, else what it looks like.
fn is_page(format: Option<Format>, text: &str) -> bool {
    match format {
        Some(Format::Html) => true,
        Some(Format::Text) => false,
        None => html::is_html(text),
    }
}

/// What the caller said, completed by what the page says.
fn complete(mut given: ArticleInfo, found: ArticleInfo) -> ArticleInfo {
    let fill = |given: &mut Option<String>, found: Option<String>| *given = given.take().or(found);
    fill(&mut given.title, found.title);
    fill(&mut given.outlet, found.outlet);
    fill(&mut given.dateline, found.dateline);
    fill(&mut given.language, found.language);
    fill(&mut given.url, found.url);
    fill(&mut given.based_on, found.based_on);
    given.published = given.published.or(found.published);
    if given.authors.is_empty() {
        given.authors = found.authors;
    }
    if given.agencies.is_empty() {
        given.agencies = found.agencies;
    }
    given
}

/// The words of a piece of text, as the tokenizer cuts them.
pub fn words_of(text: &str, language: &Language) -> Vec<String> {
    let mut tokens = Vec::new();
    token::tokenize(text, 0, &language.writing, &mut tokens);
    tokens
        .iter()
        .map(|t| t.span.slice(text).to_owned())
        .collect()
}
