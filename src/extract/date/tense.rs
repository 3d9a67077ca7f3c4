//! Whether a sentence puts a date ahead: "will meet on Friday", "scheduled for Friday".
//!
//! Not tense in general. "Quill will leave on Friday" is ahead, "Quill said on Friday he would leave" is not; missed are
//! plain presents ("leaves on Friday"). Rule: the nearest sign wins, looked for within [`REACH`] tokens and no further
//! than the clause.

use crate::lang::Language;
use crate::lang::calendar::Cue;
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// How far signs are looked for, in tokens.
const REACH: usize = 12;

/// What a token tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Ahead,
    Past,
    Barrier,
    None,
}

/// Whether the expression `tokens` of the sentence `sentence` lies ahead.
pub(super) fn is_ahead(
    doc: &Document,
    language: &Language,
    tokens: &Range<usize>,
    sentence: &Range<usize>,
) -> bool {
    let from = sentence.start.max(tokens.start.saturating_sub(REACH));
    for i in (from..tokens.start).rev() {
        match sign(doc, language, i) {
            Sign::Ahead => return true,
            Sign::Past => return false,
            Sign::Barrier => break,
            Sign::None => {}
        }
    }
    // "On Friday, the ministers will meet": the comma behind the date is no barrier.
    let comma = usize::from(doc.word(tokens.end) == ",");
    let start = tokens.end + comma;
    for i in start..sentence.end.min(start + REACH) {
        match sign(doc, language, i) {
            Sign::Ahead => return true,
            Sign::Past | Sign::Barrier => return false,
            Sign::None => {}
        }
    }
    false
}

fn sign(doc: &Document, language: &Language, i: usize) -> Sign {
    let Some(token) = doc.tokens.get(i) else {
        return Sign::Barrier;
    };
    match token.kind {
        TokenKind::Punctuation if matches!(doc.word(i), "%" | "$" | "-" | "/") => Sign::None,
        TokenKind::Punctuation | TokenKind::QuoteMark => Sign::Barrier,
        TokenKind::Number => Sign::None,
        TokenKind::Word => {
            let word = doc.lower(i);
            // "will be called up": the helper before it tells.
            let passive = i > 0 && doc.lower(i - 1) == "be";
            if passive && word.ends_with("ed") {
                Sign::None
            } else if language.calendar.is(word, Cue::Future) {
                Sign::Ahead
            } else if language.calendar.is(word, Cue::Past)
                || language.writing.is_attribution(word)
                || (word.len() > 4 && word.ends_with("ed"))
            {
                Sign::Past
            } else {
                Sign::None
            }
        }
    }
}
