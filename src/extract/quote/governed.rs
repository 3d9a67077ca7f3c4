//! Speakers that grammar names elsewhere than as a verb's subject: the agent of a passive, the owner of a noun, whom a verb
//! makes say something.
//!
//! Not subjects (see `speaker`). Rule: the tree must tie the words to the cue; nearness alone names nobody here.

use super::cue::Cue;
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::speaker::{Subject, clip, own, phrase_start, subject_child};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::speech::Filler;
use std::ops::Range;

/// "The vote led Ann Lee to declare": the person right before "to" that the verb before acts on.
pub(super) fn controller(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Subject> {
    let last = cue
        .words
        .start
        .checked_sub(1)
        .filter(|i| *i >= unit.start)?;
    let named = matches!(page.tag(last), Upos::Propn | Upos::Pron) && page.is_narration(last);
    let start = phrase_start(page, cue.words.start, unit.start).filter(|_| named)?;
    let acted_on = (start..=last).all(|i| matches!(page.tag(i), Upos::Propn | Upos::Pron))
        && (start..=last)
            .any(|i| matches!(page.syntax.relation(i), Relation::Obj | Relation::Iobj));
    let verb = start
        .checked_sub(1)
        .is_some_and(|i| page.tag(i) == Upos::Verb)
        && page.syntax.fine(last) != FineTag::PronOther;
    (acted_on && verb).then(|| own(start..cue.words.start))
}

/// "by the ministry" behind a passive.
pub(super) fn agent(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Subject> {
    let found = page
        .syntax
        .children(cue.head)
        .find(|c| page.syntax.relation(*c) == Relation::OblAgent && *c > cue.head)?;
    let mut words = clip(page, page.syntax.subtree(found), found, unit);
    if page.tag(words.start) == Upos::Adp {
        words.start += 1;
    }
    // "by Ann Lee (the mayor) that".
    let ends = |i: &usize| page.low(*i) == "(" || page.tag(*i) == Upos::Sconj;
    words.end = words.clone().find(ends).unwrap_or(words.end);
    (words.start < words.end).then_some(Subject {
        words,
        behind: true,
        own: true,
    })
}

/// "Ann Lee's claim", "her claim", "the claim by Ann Lee".
pub(super) fn possessor(page: &Page<'_>, noun: usize, unit: &Range<usize>) -> Option<Range<usize>> {
    let found = page
        .syntax
        .children(noun)
        .find(|c| page.syntax.relation(*c) == Relation::NmodPoss && page.is_narration(*c));
    if let Some(found) = found {
        return Some(clip(page, page.syntax.subtree(found), found, unit));
    }
    // "claims by Ann Lee that", "a warning from the ministry that".
    let next = noun + 1;
    if page.tag(next) == Upos::Adp && page.speech.fills(page.low(next), Filler::Source) {
        let end = noun_phrase_end(page, next + 1, unit.end);
        if end > next + 1 {
            return Some(next + 1..end);
        }
    }
    // "He responded to questions about Oz": others asked them.
    let mut before = page.syntax.children(noun).filter(|c| *c < noun);
    if before.any(|c| {
        page.syntax.relation(c) == Relation::Case && page.filler(c) == Some(Filler::Infinitive)
    }) {
        return None;
    }
    // "were put on alert amid rumours that": nobody's in that clause.
    let mut children = page.syntax.children(noun);
    let amid = children.any(|c| {
        page.syntax.relation(c) == Relation::Case && page.speech.fills(page.low(c), Filler::Amid)
    });
    if amid {
        return None;
    }
    let governor = page.syntax.head(noun)?;
    // "In a warning that fuel was short": what stands in the noun's own clause does not speak.
    let found = subject_child(page, governor, unit)?;
    // "The rumour that the pier fell lives on": the noun is no owner of its own.
    if found.contains(&noun) {
        return None;
    }
    let apart = found.start < noun || page.low(found.start.wrapping_sub(1)) == ",";
    apart.then_some(found)
}
