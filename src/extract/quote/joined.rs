//! Subjects of several parts: "the mayor and the governor said", "the mayor, in a talk with the Courier, said", "a charge
//! Reke called".
//!
//! Not single noun phrases (see `speaker`). Rule: a part joined on the left counts where a clause begins, so that what
//! another verb acts on never speaks.

use super::channel;
use super::described::described;
use super::page::Page;
use super::speaker::{apposed, phrase_start};
use crate::extract::syntax::{FineTag, Upos};
use crate::lang::speech::Filler;
use std::ops::Range;

/// Most parts joined on the left of a subject.
const PARTS_MAX: usize = 4;

/// The whole of a subject whose last part is `words`.
///
/// Fires: "The mayor and the governor said", "A, B and the mayor said". Counter-example: "It destroyed the pier and the
/// mayor said", where a verb stands before the first part.
pub(super) fn whole(page: &Page<'_>, words: Range<usize>, unit: &Range<usize>) -> Range<usize> {
    let mut start = words.start;
    for _ in 0..PARTS_MAX {
        match joined_before(page, start, unit) {
            Some(earlier) if earlier < start => start = earlier,
            Some(_) | None => break,
        }
    }
    start..words.end
}

/// "The envoy | in a press briefing": where the occasion begins that belongs to the verb.
///
/// Counter-example: "delegates at the talks", "an official in the harbour office".
pub(super) fn before_occasion(page: &Page<'_>, words: &Range<usize>) -> usize {
    let occasion = |i: &usize| {
        page.speech.fills(page.low(*i), Filler::Venue)
            && page.speech.fills(page.low(*i + 1), Filler::Indefinite)
            && channel::is_occasion(page, &(*i + 2..words.end))
    };
    let found = (words.start + 1..words.end).find(occasion);
    found.unwrap_or(words.end)
}

/// Most tokens of a name joined behind a subject.
const NAME_MAX: usize = 6;

/// "Norland's Ann Lee | and Veldoria's Tomas Reke met": the end of a name that the tree parted from the one before.
///
/// Counter-example: "Ann Lee and the mayor", "Ann Lee and Reke's men".
pub(super) fn with_name_behind(
    page: &Page<'_>,
    words: &Range<usize>,
    unit: &Range<usize>,
) -> usize {
    let and = words.end;
    let named = words.end > words.start && page.is_capital(words.end - 1);
    let joins = page.low(and) == "and" && page.is_narration(and) && named;
    let part = |i: &usize| {
        page.is_narration(*i) && (page.is_capital(*i) || page.syntax.fine(*i) == FineTag::PartPoss)
    };
    let stop = unit.end.min(and + 1 + NAME_MAX);
    let count = (and + 1..stop).take_while(part).count();
    let end = and + 1 + count;
    let verb = page.is_finite(end) && page.is_capital(end.wrapping_sub(1));
    if joins && count > 0 && verb {
        end
    } else {
        words.end
    }
}

/// Where the part begins that "and" joins to the one at `start`.
fn joined_before(page: &Page<'_>, start: usize, unit: &Range<usize>) -> Option<usize> {
    let and = start.checked_sub(1).filter(|i| *i > unit.start)?;
    let joins = page.tag(and) == Upos::Cconj && page.low(and) == "and" && page.is_narration(and);
    let last = and.checked_sub(1).filter(|_| joins)?;
    let first = if page.low(last) == "," {
        apposed(page, last, unit)?.start
    } else {
        phrase_start(page, and, unit.start)?
    };
    let first = described(page, first, unit.start).unwrap_or(first);
    let dated = (first..and).any(|i| page.filler(i) == Some(Filler::Time));
    if dated || !opens(page, first, unit) {
        return None;
    }
    // "A, B and C said": what the sentence begins with goes with them.
    let comma = first.checked_sub(1).filter(|i| page.low(*i) == ",");
    let listed = comma.and_then(|c| phrase_start(page, c, unit.start));
    let head = listed.filter(|h| *h == unit.start && page.filler(*h) != Some(Filler::Time));
    Some(head.unwrap_or(first))
}

/// Whether a clause begins at `at`: the sentence's first word, or behind a comma, a dash or a quotation.
fn opens(page: &Page<'_>, at: usize, unit: &Range<usize>) -> bool {
    let Some(before) = at.checked_sub(1).filter(|i| *i >= unit.start) else {
        return true;
    };
    page.low(before) == ","
        || page.is_dash(before)
        || page.passage_ending(before).is_some()
        || !(unit.start..at).any(|i| page.is_word(i))
}

/// "Ann Lee, in a talk with the Courier, said", "Ann Lee, in a talk with the Courier said": the noun phrase before the
/// place or occasion whose last noun phrase begins at `inner`.
pub(super) fn before_scene(
    page: &Page<'_>,
    inner: usize,
    unit: &Range<usize>,
) -> Option<Range<usize>> {
    let comma = (unit.start..inner)
        .rev()
        .find(|i| page.low(*i) == "," && page.is_narration(*i))?;
    let scene = page.tag(comma + 1) == Upos::Adp
        && !(comma + 1..inner).any(|i| page.is_finite(i) && page.is_narration(i));
    if !scene {
        return None;
    }
    let words = apposed(page, comma, unit).or_else(|| {
        let start = phrase_start(page, comma, unit.start)?;
        Some(start..comma)
    })?;
    opens(page, words.start, unit).then_some(words)
}

/// ", a charge | Reke dismissed": a name behind a noun with "a" is the subject of its own clause.
///
/// Counter-example: "The mayor Ann Lee said".
pub(super) fn behind_noun(page: &Page<'_>, words: Range<usize>, unit: &Range<usize>) -> usize {
    let set = words.start > unit.start
        && page.low(words.start - 1) == ","
        && page.speech.fills(page.low(words.start), Filler::Indefinite);
    let name = (words.start + 1..words.end).find(|i| page.is_capital(*i));
    // The tagger takes "charge" there for an adjective, too: the name must reach the end.
    let noun = |i: usize| {
        let core = matches!(page.tag(i), Upos::Noun | Upos::Verb | Upos::X | Upos::Adj);
        i > words.start && core && !page.is_capital(i)
    };
    let alone = |n: usize| (n..words.end).all(|i| page.is_capital(i));
    name.filter(|n| set && noun(*n - 1) && alone(*n))
        .unwrap_or(words.start)
}

/// Most words of a phrase that an adjective ends.
const ADJECTIVE_WORDS_MAX: usize = 4;

/// "The Norland military said", "another official said": where a phrase begins that the tagger let end in an adjective.
///
/// Fires behind a determiner. Counter-example: "he was certain said nobody".
pub(super) fn adjective_start(page: &Page<'_>, end: usize, from: usize) -> Option<usize> {
    let last = end.checked_sub(1).filter(|i| *i > from)?;
    let adjective = page.tag(last) == Upos::Adj && page.is_narration(last);
    // "Norland's military said".
    let owner = last.checked_sub(1).filter(|i| *i > from && adjective);
    if let Some(ending) = owner.filter(|i| page.syntax.fine(*i) == FineTag::PartPoss) {
        return phrase_start(page, ending, from);
    }
    let first = from.max(end.saturating_sub(ADJECTIVE_WORDS_MAX));
    let start = (first..last)
        .rev()
        .take_while(|i| page.is_word(*i) && page.is_narration(*i))
        .find(|i| page.tag(*i) == Upos::Det)?;
    let plain = !(start..last).any(|i| page.is_finite(i));
    (adjective && plain).then_some(start)
}
