//! Units: sentences as the reporter tells them, with quotations as parts.
//!
//! Not the document's sentences: a boundary inside quotation marks does not end a unit. Rule: units lie inside one
//! paragraph, cover its tokens and ascend.

use super::page::Page;
use std::ops::Range;

/// A sentence of the reporter's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its tokens, never empty.
    pub tokens: Range<usize>,
    /// The paragraph it lies in.
    pub paragraph: usize,
}

impl Unit {
    /// The unit from a token on: behind a label or colon; none when nothing is left.
    pub(super) fn from(&self, token: usize) -> Option<Self> {
        let start = self.tokens.start.max(token);
        (start < self.tokens.end).then_some(Self {
            tokens: start..self.tokens.end,
            paragraph: self.paragraph,
        })
    }
}

/// Most tokens of a unit of several sentences; a quotation that runs on longer is read sentence by sentence. Work on a
/// unit may grow with the square of its cues, so its size is what keeps the whole linear.
pub const UNIT_TOKENS_MAX: usize = 4000;

/// The units of a document in order.
///
/// Fires: two sentences of a quotation with their attribution (`"A. B," he said.`) are one unit. Counter-example:
/// `"A," he said. "B."` are two.
pub(super) fn units(page: &Page<'_>) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    for sentence in &page.doc.sentences {
        let mut tokens = sentence.tokens.clone();
        if let Some(paragraph) = page.doc.paragraphs.get(sentence.paragraph) {
            // A dateline is no part of the report.
            tokens.start = tokens
                .start
                .max(page.doc.token_at(paragraph.body_start))
                .min(tokens.end);
        }
        if tokens.is_empty() {
            continue;
        }
        let inside = page.passage_of(tokens.start).is_some_and(|p| {
            tokens.start.checked_sub(1).and_then(|i| page.passage_of(i)) == Some(p)
        });
        match found.last_mut() {
            Some(last)
                if inside
                    && last.paragraph == sentence.paragraph
                    && tokens.end - last.tokens.start <= UNIT_TOKENS_MAX =>
            {
                last.tokens.end = tokens.end;
            }
            _ => found.push(Unit {
                tokens,
                paragraph: sentence.paragraph,
            }),
        }
    }
    found
}
