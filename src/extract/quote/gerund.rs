//! Subjects of gerunds: "voters saying", ", urging", "a call from the mayor urging", "with the army saying".
//!
//! Not subjects of other verbs (see `speaker`). Rule: what stands right before the gerund speaks if it is its subject or
//! made the text that speaks; else whoever does what the clause tells.

use super::cited::cited_by;
use super::cue::Cue;
use super::described::{self, is_circumstance};
use super::page::Page;
use super::speaker::{
    SHARED_MAX, Subject, own, phrase_start, subject_adjacent, subject_before, subject_child,
    subject_shared,
};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::speech::Filler;
use std::ops::Range;

/// "voters saying": the noun phrase before it; ", saying" and "by saying": the subject of the clause it hangs on.
pub(super) fn subject_of_gerund(
    page: &Page<'_>,
    cue: &Cue<'_>,
    unit: &Range<usize>,
) -> Option<Subject> {
    let before = cue
        .words
        .start
        .checked_sub(1)
        .filter(|b| *b >= unit.start)?;
    if let Some(cited) = cited_by(page, cue) {
        return Some(own(cited));
    }
    let mut circumstance = false;
    if page.is_nominal(before) {
        if let Some(words) = author(page, before, unit) {
            return Some(Subject {
                words,
                behind: false,
                own: false,
            });
        }
        let start = phrase_start(page, cue.words.start, unit.start)?;
        circumstance = is_circumstance(page, start..cue.words.start, cue.head, unit.start);
        if !circumstance {
            let start = described::behind_with(page, start..cue.words.start);
            return Some(own(start..cue.words.start));
        }
    }
    if page.low(before) == ","
        && let Some(words) = named_before(page, before, unit)
    {
        return Some(own(words));
    }
    let modifies = !circumstance && page.low(before) != "," && page.tag(before) != Upos::Adp;
    subject_shared(page, cue, unit, modifies)
        .or_else(|| subject_before(page, cue.words.start, unit))
        .or_else(|| subject_of_clause(page, cue.words.start, unit))
}

/// "Ann Lee issued a statement saying": who made the text that speaks.
fn author(page: &Page<'_>, text: usize, unit: &Range<usize>) -> Option<Range<usize>> {
    let made = page.syntax.relation(text) == Relation::Obj
        && page.tag(text) == Upos::Noun
        && page.syntax.head(text).is_some_and(|v| v < text)
        && !page.speech.channels(page.low(text)).is_empty();
    let verb = page.syntax.head(text).filter(|_| made)?;
    subject_child(page, verb, unit)
}

/// "a call from the party leader, Mara Olen, urging": a name set beside a noun right before the gerund speaks.
fn named_before(page: &Page<'_>, comma: usize, unit: &Range<usize>) -> Option<Range<usize>> {
    let name = phrase_start(page, comma, unit.start)?;
    if let Some(source) = source_of(page, name..comma) {
        return Some(source..comma);
    }
    let set = name.checked_sub(1).filter(|i| page.low(*i) == ",")?;
    let all = (name..comma).all(|i| page.tag(i) == Upos::Propn);
    let noun = set.checked_sub(1).filter(|i| page.tag(*i) == Upos::Noun)?;
    let start = phrase_start(page, noun + 1, unit.start)?;
    let start = source_of(page, start..noun + 1).unwrap_or(start);
    (all && start > unit.start && page.tag(start - 1) == Upos::Adp).then_some(start..comma)
}

/// "a call from | the party leader": where the one begins whose words a noun of speech tells.
fn source_of(page: &Page<'_>, words: Range<usize>) -> Option<usize> {
    let from = |i: &usize| {
        page.speech.fills(page.low(*i), Filler::Source)
            && page.speech.noun(page.low(*i - 1)).is_some()
    };
    let found = (words.start + 1..words.end).rev().find(from)?;
    (found + 1 < words.end).then_some(found + 1)
}

/// "Ann Lee, head of the port, on Friday, answered, urging": the phrase before the last finite verb, where the tree has
/// no subject at all.
fn subject_of_clause(page: &Page<'_>, end: usize, unit: &Range<usize>) -> Option<Subject> {
    let from = unit.start.max(end.saturating_sub(SHARED_MAX));
    let verb = (from..end)
        .rev()
        .find(|i| page.is_finite(*i) && page.is_narration(*i))?;
    let found = subject_adjacent(page, verb, unit)?;
    Some(Subject {
        own: false,
        ..found
    })
}
