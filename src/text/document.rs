//! The document: a cleaned article, cut into paragraphs, sentences and tokens.
//!
//! Not a tree: four flat lists in text order that point into one text. Invariant: every span lies on character
//! boundaries of `text`; sentences lie inside one paragraph, tokens inside one sentence.

use super::OffsetMap;
use crate::lang::Known;
use crate::model::{ArticleInfo, Remark, Span};
use std::ops::Range;

/// What a paragraph is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphKind {
    /// The headline.
    Headline,
    /// A line that heads a part of the article.
    Subheading,
    /// A picture's caption.
    Caption,
    /// Running text.
    Body,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
    /// Its sentences, by index.
    pub sentences: Range<usize>,
    /// The text after a dateline ("ERBIL, Region - "), where the report itself begins; the paragraph's start if none.
    pub body_start: u32,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its text, without surrounding white space.
    pub span: Span,
    /// The paragraph it lies in, by index.
    pub paragraph: usize,
    /// Its tokens, by index.
    pub tokens: Range<usize>,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and hyphens ("Al-Hamdun", "Shi'ite"), abbreviations ("a.m."), names with @, addresses.
    /// Clitics are tokens of their own ("'s", "n't", the bare apostrophe of "rebels'"), as in Universal Dependencies.
    Word,
    /// Begins with a digit ("2,000", "3.5", "20th"); "620-kilometre" is three tokens.
    Number,
    /// An opening, closing or straight quotation mark, double or single; an apostrophe never is one.
    QuoteMark,
    /// Any other mark; equal marks in a row ("...", "--") are one token.
    Punctuation,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its characters.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// A part of the input the cleaner left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Where in the decoded input (bytes).
    pub input: Span,
    /// Why: `furniture`, `repeat`, `markup`, `byline`, ...
    pub reason: &'static str,
}

/// A cleaned, segmented article.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The cleaned text.
    pub text: String,
    /// The same bytes with ASCII letters in lower case: look-ups slice it with the same spans.
    pub lower: String,
    /// The decoded input the map leads back to.
    pub input: String,
    /// From cleaned text to `input`.
    pub map: OffsetMap,
    /// What is known about the article: the caller's word, completed from the page.
    pub info: ArticleInfo,
    /// Paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Which tables of the language know each token, parallel to `tokens`.
    pub known: Vec<Known>,
    /// What was left out of the input.
    pub removed: Vec<Removed>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}

impl Document {
    /// The characters of token `i`, `""` past the end.
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.span.slice(&self.text))
    }

    /// Token `i` with ASCII letters in lower case, `""` past the end.
    pub fn lower(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.span.slice(&self.lower))
    }

    /// Which tables of the language know token `i`; all of them past the end and where nobody looked.
    pub fn known(&self, i: usize) -> Known {
        self.known.get(i).copied().unwrap_or(Known::ALL)
    }

    /// The span of token `i`, empty past the end.
    pub fn token_span(&self, i: usize) -> Span {
        self.tokens.get(i).map_or_else(Span::default, |t| t.span)
    }

    /// The span from the first to the last token of a range, empty for an empty range.
    pub fn tokens_span(&self, range: &Range<usize>) -> Span {
        match (
            self.tokens.get(range.start),
            range.end.checked_sub(1).and_then(|i| self.tokens.get(i)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// The index of the first token that ends after `offset`: the token at or right of it.
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|t| t.span.end() <= offset)
    }

    /// The tokens a span touches, by index.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let start = self.token_at(span.start());
        let end = self.tokens.partition_point(|t| t.span.start() < span.end());
        start..end.max(start)
    }

    /// The index of the sentence that holds `offset`, or the last one before it.
    pub fn sentence_at(&self, offset: u32) -> usize {
        self.sentences
            .partition_point(|s| s.span.start() <= offset)
            .saturating_sub(1)
    }

    /// The index of the paragraph that holds `offset`, or the last one before it.
    pub fn paragraph_at(&self, offset: u32) -> usize {
        self.paragraphs
            .partition_point(|p| p.span.start() <= offset)
            .saturating_sub(1)
    }
}
