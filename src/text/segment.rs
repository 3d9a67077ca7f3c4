//! Paragraphs, sentences and tokens of a cleaned text.

use super::document::{Document, Paragraph, ParagraphKind, Sentence, Token, TokenKind};
use super::offset::OffsetMap;
use crate::lang::Language;
use crate::model::{ArticleInfo, Span};
use unicode_segmentation::UnicodeSegmentation;

/// Cuts `text`: lines are paragraphs.
pub(super) fn document(text: String, info: ArticleInfo, _language: &Language) -> Document {
    let mut map = OffsetMap::default();
    let len = Span::of(0..text.len()).end();
    map.push(len, 0, len);
    let mut doc = Document {
        lower: text.to_ascii_lowercase(),
        input: text.clone(),
        map,
        info,
        ..Document::default()
    };
    for (start, line) in lines(&text) {
        let first = doc.sentences.len();
        let paragraph = doc.paragraphs.len();
        for (at, sentence) in line.split_sentence_bound_indices() {
            let trimmed = sentence.trim();
            if trimmed.is_empty() {
                continue;
            }
            let lead = start + at + (sentence.len() - sentence.trim_start().len());
            let first_token = doc.tokens.len();
            for (w, word) in trimmed
                .split_word_bound_indices()
                .filter(|(_, w)| !w.trim().is_empty())
            {
                doc.tokens.push(Token {
                    span: Span::of(lead + w..lead + w + word.len()),
                    kind: kind_of(word),
                });
            }
            let tokens = first_token..doc.tokens.len();
            doc.sentences.push(Sentence {
                span: Span::of(lead..lead + trimmed.len()),
                paragraph,
                tokens,
            });
        }
        let span = Span::of(start..start + line.len());
        let sentences = first..doc.sentences.len();
        doc.paragraphs.push(Paragraph {
            span,
            kind: ParagraphKind::Body,
            sentences,
            body_start: span.start(),
        });
    }
    doc.text = text;
    doc
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        let trimmed = line.trim();
        (!trimmed.is_empty()).then_some((start, trimmed))
    })
}

fn kind_of(word: &str) -> TokenKind {
    match word.chars().next() {
        Some(c) if c.is_alphabetic() => TokenKind::Word,
        Some(c) if c.is_numeric() => TokenKind::Number,
        Some('"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}') => {
            TokenKind::QuoteMark
        }
        _ => TokenKind::Punctuation,
    }
}
