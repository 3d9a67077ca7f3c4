//! Quotation marks: which stretches of a text stand between them.
//!
//! Not who said them. Works over the tokens that are quotation marks (the tokenizer has already told apostrophes
//! from single marks). Rules: passages lie inside one paragraph and never overlap, inner marks of the other family
//! belong to the outer passage; a mark without a partner closes at the paragraph's end, and no text is refused.

use crate::model::{Remark, RemarkCode, Span};
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// Most passages read in one article; marks past them are left alone with a remark.
pub const PASSAGES_MAX: usize = 4096;

/// A stretch of text inside quotation marks, in one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// Its tokens, marks included.
    pub outer: Range<usize>,
    /// Its tokens without the marks.
    pub inner: Range<usize>,
    /// The paragraph it lies in.
    pub paragraph: usize,
    /// Goes on from an unclosed passage in the paragraph before.
    pub carries_on: bool,
    /// No closing mark in its paragraph.
    pub unclosed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

/// One quotation mark with its surroundings.
#[derive(Clone, Copy)]
struct Mark {
    family: Family,
    side: Side,
    /// White space, a bracket or a dash (or nothing) before.
    loose_before: bool,
    /// White space or nothing before.
    blank_before: bool,
    /// A letter or digit right behind.
    word_behind: bool,
}

/// Finds the passages of a document, in text order.
///
/// Fires: `"A," she said`, `“A.”`, `''A''`, a straight opener with a curly closer, an opener repeated on each
/// paragraph of a long quotation. Does not fire: inch and minute signs (`6'2"`), a closer that nothing opened.
/// Known miss: a quotation whose opener was lost.
pub(super) fn passages(doc: &Document, remarks: &mut Vec<Remark>) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    for (index, paragraph) in doc.paragraphs.iter().enumerate() {
        let tokens = tokens_of(doc, &paragraph.sentences);
        if found.len() >= PASSAGES_MAX {
            remarks.push(Remark {
                code: RemarkCode::LimitReached,
                span: paragraph.span,
                text: format!("more than {PASSAGES_MAX} quotations: the rest is not read"),
            });
            break;
        }
        let before = found
            .last()
            .filter(|p| p.unclosed && p.paragraph + 1 == index)
            .cloned();
        read_paragraph(doc, index, tokens.clone(), &mut found);
        if let Some(before) = before {
            carry_on(doc, index, &tokens, &before, &mut found, remarks);
        }
    }
    let last = found.last();
    if let Some(last) = last.filter(|p| p.unclosed && p.paragraph + 1 == doc.paragraphs.len()) {
        remarks.push(unclosed(doc, last));
    }
    found
}

/// The tokens of a range of sentences.
pub(super) fn tokens_of(doc: &Document, sentences: &Range<usize>) -> Range<usize> {
    let inside = doc.sentences.get(sentences.clone()).unwrap_or(&[]);
    match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
        _ => 0..0,
    }
}

/// Marks the first passage of this paragraph as going on from `before`, or reports `before` as unclosed.
fn carry_on(
    doc: &Document,
    paragraph: usize,
    tokens: &Range<usize>,
    before: &Passage,
    found: &mut [Passage],
    remarks: &mut Vec<Remark>,
) {
    let first = found.iter_mut().find(|p| p.paragraph == paragraph);
    match first {
        Some(first) if first.outer.start == tokens.start => first.carries_on = true,
        _ => remarks.push(unclosed(doc, before)),
    }
}

fn unclosed(doc: &Document, passage: &Passage) -> Remark {
    let span = doc.tokens_span(&passage.outer);
    Remark {
        code: RemarkCode::UnclosedQuotation,
        span: Span::new(span.start(), doc.token_span(passage.outer.start).end()),
        text: "no closing mark in this paragraph: taken to end with it".to_owned(),
    }
}

fn read_paragraph(
    doc: &Document,
    paragraph: usize,
    tokens: Range<usize>,
    found: &mut Vec<Passage>,
) {
    let mut open: Option<(usize, Family)> = None;
    let last_straight = tokens.clone().rev().find(|i| is_straight(doc, *i));
    for i in tokens.clone() {
        let Some(mark) = mark_at(doc, i) else {
            continue;
        };
        match open {
            None => {
                let stray = match mark.side {
                    Side::Opens => false,
                    Side::Closes => !(mark.blank_before && mark.word_behind),
                    Side::Either => !mark.loose_before && !mark.word_behind,
                };
                if !stray {
                    open = Some((i, mark.family));
                }
            }
            Some((start, family)) if family == mark.family => {
                let opens_again = mark.loose_before && mark.word_behind;
                match mark.side {
                    // A slanted opener behind a straight one that nothing closes: the straight one was a slip.
                    Side::Opens
                        if opens_again && is_straight(doc, start) && last_straight < Some(i) =>
                    {
                        open = Some((i, family));
                    }
                    // An opener inside: a nested one without its closer.
                    Side::Opens if opens_again => {}
                    // A straight mark that opens: the one before had no partner.
                    Side::Either if opens_again && i > start + 1 => open = Some((i, family)),
                    Side::Opens | Side::Closes | Side::Either => {
                        found.push(Passage {
                            outer: start..i + 1,
                            inner: start + 1..i,
                            paragraph,
                            carries_on: false,
                            unclosed: false,
                        });
                        open = None;
                    }
                }
            }
            Some(_) => {}
        }
    }
    if let Some((start, _)) = open.filter(|(start, _)| start + 1 < tokens.end) {
        found.push(Passage {
            outer: start..tokens.end,
            inner: start + 1..tokens.end,
            paragraph,
            carries_on: false,
            unclosed: true,
        });
    }
}

/// Whether a token is a straight double mark.
fn is_straight(doc: &Document, i: usize) -> bool {
    doc.word(i) == "\""
        && doc
            .tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::QuoteMark)
}

fn mark_at(doc: &Document, i: usize) -> Option<Mark> {
    let token = doc.tokens.get(i)?;
    if token.kind != TokenKind::QuoteMark {
        return None;
    }
    let (family, side) = match token.span.slice(&doc.text) {
        "\u{2018}" | "\u{201a}" | "\u{201b}" | "\u{2039}" => (Family::Single, Side::Opens),
        "\u{2019}" | "\u{203a}" => (Family::Single, Side::Closes),
        "'" => (Family::Single, Side::Either),
        "\u{201c}" | "\u{201e}" | "\u{201f}" | "\u{ab}" | "``" | "\u{300c}" => {
            (Family::Double, Side::Opens)
        }
        "\u{201d}" | "\u{bb}" | "\u{300d}" => (Family::Double, Side::Closes),
        _ => (Family::Double, Side::Either),
    };
    let range = token.span.range();
    let before = doc
        .text
        .get(..range.start)
        .and_then(|t| t.chars().next_back());
    let behind = doc.text.get(range.end..).and_then(|t| t.chars().next());
    let blank_before = before.is_none_or(char::is_whitespace);
    Some(Mark {
        family,
        side,
        loose_before: blank_before || matches!(before, Some('(' | '[' | '\u{2014}' | '\u{2013}')),
        blank_before,
        word_behind: behind.is_some_and(char::is_alphanumeric),
    })
}
