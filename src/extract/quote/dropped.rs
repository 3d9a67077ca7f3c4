//! Words in quotation marks that are no quote: names of works, scare quotes, statements without attribution.
//!
//! Not a judgement on truth. Rule: every passage no report claims leaves its reason; a name is told by its capitals and
//! the word before it.

use super::draft::Draft;
use super::marks::Passage;
use super::page::Page;
use super::unit::Unit;
use crate::extract::syntax::FineTag;
use crate::lang::speech::{Complement, Filler};
use crate::model::{DropReason, Dropped, Remark, RemarkCode};
use crate::text::TokenKind;

/// Most words of a scare quote, title or gloss; longer unattributed passages are statements whose speaker is unknown.
const SCARE_WORDS_MAX: usize = 7;
/// Most words of the name of a work.
const TITLE_WORDS_MAX: usize = 12;
/// Most letters of a word that may stand in small letters inside a name ("of", "the", "with").
const SMALL_LETTERS_MAX: usize = 4;

/// Whether a passage is written as a name is: a capital, and small letters in small words only.
pub(super) fn is_capitalised(page: &Page<'_>, passage: &Passage) -> bool {
    let words = || {
        passage.inner.clone().filter(|i| {
            let kind = page.doc.tokens.get(*i).map(|t| t.kind);
            matches!(kind, Some(TokenKind::Word | TokenKind::Number))
        })
    };
    let count = words().count();
    let first = words().next();
    let small = |i: usize| {
        let word = page.doc.word(i);
        word.chars().count() <= SMALL_LETTERS_MAX && !page.is_finite(i)
    };
    count > 0
        && count <= TITLE_WORDS_MAX
        && first.is_some_and(|i| page.is_capital(i))
        && words().all(|i| {
            page.is_capital(i)
                || page.doc.word(i).starts_with(|c: char| !c.is_alphabetic())
                || small(i)
        })
}

/// Whether a passage is the name of a work, programme or body.
///
/// Fires: `the song "Harbour Lights"`, `on Oz One's "Morning Hour"`, `a play called "Ropes"`. Counter-example:
/// `her "red line"`, `said: "Never."`. Known miss: a name in small letters.
pub(super) fn is_title(page: &Page<'_>, passage: &Passage) -> bool {
    let Some(before) = passage.outer.start.checked_sub(1) else {
        return false;
    };
    let named = page.speech.fills(page.low(before), Filler::Title)
        || page.syntax.fine(before) == FineTag::PartPoss
        || page
            .speech
            .fills(page.low(passage.outer.end), Filler::Title)
        || (is_told(page, before) && !ends_with_pause(page, passage));
    named && page.is_narration(before) && is_capitalised(page, passage)
}

/// Whether a word is a verb that takes the person told: `told "Morning Hour"`.
fn is_told(page: &Page<'_>, i: usize) -> bool {
    page.speech
        .verbs(page.low(i))
        .any(|m| m.verb.takes(Complement::Addressee) && !m.verb.takes(Complement::Object))
}

fn ends_with_pause(page: &Page<'_>, passage: &Passage) -> bool {
    let last = passage.inner.end.wrapping_sub(1);
    page.is_stop(last) || page.low(last) == ","
}

/// What the passages no report claims are, and the remarks they leave.
pub(super) fn of(page: &Page<'_>, drafts: &[Draft], units: &[Unit]) -> (Vec<Dropped>, Vec<Remark>) {
    let mut claimed = vec![false; page.passages.len()];
    for i in drafts
        .iter()
        .flat_map(|d| d.content.iter().cloned().flatten())
    {
        if let Some(slot) = page.passage_of(i).and_then(|p| claimed.get_mut(p)) {
            *slot = true;
        }
    }
    let mut units = units.iter().enumerate().peekable();
    let mut reporting = drafts.iter().map(|d| d.unit).collect::<Vec<_>>();
    reporting.sort_unstable();
    let open = page.passages.iter().zip(&claimed).filter(|(_, c)| !**c);
    open.map(|(passage, _)| {
        let start = passage.outer.start;
        while units.next_if(|(_, u)| u.tokens.end <= start).is_some() {}
        let unit = units.peek().map(|(index, _)| *index);
        let reports = unit.is_some_and(|u| reporting.binary_search(&u).is_ok());
        let reason = reason(page, passage, reports);
        let span = page.doc.tokens_span(&passage.inner);
        let text = span.slice(&page.doc.text).to_owned();
        let code = match reason {
            DropReason::Title | DropReason::Scare | DropReason::Repeat => RemarkCode::ScareQuote,
            DropReason::NoAttribution | DropReason::OtherWords => RemarkCode::SpeakerUnknown,
        };
        let remark = Remark {
            code,
            span,
            text: text.clone(),
        };
        (Dropped { span, text, reason }, remark)
    })
    .unzip()
}

fn reason(page: &Page<'_>, passage: &Passage, reports: bool) -> DropReason {
    let words = passage.inner.clone().filter(|i| page.is_word(*i)).count();
    if page.is_narration(passage.outer.start) {
        DropReason::Title
    } else if words <= SCARE_WORDS_MAX {
        DropReason::Scare
    } else if page.repeats(passage) {
        DropReason::Repeat
    } else if reports {
        DropReason::OtherWords
    } else {
        DropReason::NoAttribution
    }
}
