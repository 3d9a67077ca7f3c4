//! Units: sentences as the reporter tells them, with quotations as parts.
//!
//! Not the document's sentences: a boundary inside quotation marks does not end a unit. Rule: units lie inside one
//! paragraph, cover its tokens and ascend.

use super::page::Page;
use crate::lang::speech::Filler;
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
    /// The unit up to a token; none when nothing is left.
    pub(super) fn until(&self, token: usize) -> Option<Self> {
        let end = self.tokens.end.min(token);
        (self.tokens.start < end).then_some(Self {
            tokens: self.tokens.start..end,
            paragraph: self.paragraph,
        })
    }

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
        tokens.start = lead_in(page, &tokens);
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

/// Marks that open the points of a list.
const BULLETS: [&str; 7] = [
    "*", "\u{2022}", "\u{b7}", "\u{25aa}", "\u{25cf}", "\u{25ba}", "\u{2023}",
];

/// Most tokens of an entry's number, heading and time.
const LEAD_IN_MAX: usize = 8;

/// Where an entry of a thread or a live page begins behind its number and time: "4/ Reke said", "18:20 Gates shut",
/// "UPDATE 18:20: Gates shut".
///
/// Counter-example: "4 soldiers said", "1,200 men". Known miss: "4. Reke said", where the stop ends a sentence.
fn lead_in(page: &Page<'_>, tokens: &Range<usize>) -> usize {
    let mut at = tokens.start;
    // "* Gates shut": the mark of a list.
    let listed = BULLETS.contains(&page.low(at)) && at + 1 < tokens.end;
    at += usize::from(listed);
    let stop = tokens.end.min(tokens.start + LEAD_IN_MAX);
    let digits = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let clock = |i: usize| {
        let parts = page.doc.word(i).split_once([':', '.']);
        parts.is_some_and(|(hour, minute)| digits(hour) && minute.len() == 2 && digits(minute))
    };
    if digits(page.doc.word(at)) && matches!(page.low(at + 1), "/" | ")") && at + 2 < stop {
        at += 2;
        // "4/9".
        at += usize::from(digits(page.doc.word(at)));
    }
    let heading = page.doc.word(at).bytes().all(|b| b.is_ascii_uppercase());
    let rubric = heading && page.speech.fills(page.low(at), Filler::Rubric);
    let told = at + usize::from(rubric);
    if told < stop && clock(told) {
        at = told + 1;
        at += usize::from(page.is_dash(at) || matches!(page.low(at), ":" | "|"));
    }
    at.min(tokens.end)
}
