//! Who speaks: the noun phrase a cue belongs to.
//!
//! Not who that is (the resolver tells). Rule: the subject of the cue by its tree; where there is none, the nearest
//! noun phrase left of it, or right of it when the order is turned ("said the minister"). Words inside quotation marks
//! never speak.

use super::cue::{Cue, CueKind, Shape};
use super::described::{age_start, before_age, described, part_start};
use super::gerund::subject_of_gerund;
use super::governed::{agent, controller, possessor};
use super::joined;
use super::nominal::noun_phrase_end;
use super::page::Page;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::speech::Filler;
use std::ops::Range;

/// A speaker's words and how they stand to the cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its tokens.
    pub words: Range<usize>,
    /// It stands behind the cue.
    pub behind: bool,
    /// It is the cue's own subject, not one taken over from another verb.
    pub own: bool,
}

/// Finds the subject of a verb cue inside `unit`; `turned` when the sentence asks for one behind the verb.
pub(super) fn subject(
    page: &Page<'_>,
    cue: &Cue<'_>,
    unit: &Range<usize>,
    turned: bool,
) -> Option<Subject> {
    let mut found = subject_of(page, cue, unit, turned)?;
    found.words = antecedent(page, found.words, unit)?;
    // "Ann Lee, citing a pilot, reports": what she does meanwhile is no part of her name.
    let doing = |i: &usize| page.low(*i) == "," && page.syntax.fine(*i + 1) == FineTag::VerbIng;
    if let Some(comma) = found.words.clone().find(doing) {
        found.words.end = comma;
    }
    found.words.end = joined::before_occasion(page, &found.words);
    if !found.behind {
        found.words.end = joined::with_name_behind(page, &found.words, unit);
    }
    if !found.behind && matches!(cue.verb(), Some((_, Shape::Finite))) {
        found.words.start = joined::behind_noun(page, found.words.clone(), unit);
        found.words = joined::whole(page, found.words, unit);
        // "Acting head of the region Ann Lee": the tagger takes it for a verb.
        let before = found.words.start.wrapping_sub(1);
        let acting = before >= unit.start && page.low(before) == "acting";
        found.words.start -= usize::from(acting && found.words.start > unit.start);
    }
    // "The 61-year-old": the tree parts number and noun.
    let age = page.low(found.words.end) == "-" && page.low(found.words.end + 1) == "year-old";
    if age && found.words.end + 1 < unit.end {
        found.words.end += 2;
    }
    Some(found)
}

/// "A group | that disavowed the attack": the noun that "that" stands for; "who" and "which" are read as pronouns.
///
/// Nothing where no noun stands before it.
fn antecedent(page: &Page<'_>, words: Range<usize>, unit: &Range<usize>) -> Option<Range<usize>> {
    let relative = words.len() == 1
        && page.syntax.fine(words.start) == FineTag::PronWh
        && page.low(words.start) == "that";
    if !relative {
        return Some(words);
    }
    let start = phrase_start(page, words.start, unit.start)?;
    Some(start..words.start)
}

fn subject_of(
    page: &Page<'_>,
    cue: &Cue<'_>,
    unit: &Range<usize>,
    turned: bool,
) -> Option<Subject> {
    match cue.kind {
        CueKind::Verb { shape, .. } => {
            let behind = turned.then(|| subject_behind(page, cue, unit)).flatten();
            match shape {
                Shape::Finite => behind
                    .or_else(|| subject_adjacent(page, cue.words.start, unit))
                    .or_else(|| subject_by_tree(page, cue, unit))
                    .or_else(|| subject_shared(page, cue, unit, false))
                    .or_else(|| whole_subject(page, cue, unit)),
                Shape::Passive | Shape::Reduced => agent(page, cue, unit),
                Shape::Gerund => subject_of_gerund(page, cue, unit),
                Shape::Infinitive => {
                    controller(page, cue, unit).or_else(|| subject_shared(page, cue, unit, false))
                }
            }
        }
        CueKind::Noun => possessor(page, cue.head, unit).map(own),
        CueKind::Phrase(_) => {
            let start = cue.words.end;
            let end = source_end(page, start, unit.end);
            (end > start).then_some(Subject {
                words: start..end,
                behind: true,
                own: true,
            })
        }
    }
}

/// The end of the noun phrase behind "according to", whatever the tagger took its first word for.
pub(super) fn source_end(page: &Page<'_>, start: usize, limit: usize) -> usize {
    match long_phrase_end(page, start, limit) {
        end if end > start => end,
        _ if start < limit && page.is_word(start) && page.is_narration(start) => start + 1,
        end => end,
    }
}

pub(super) fn own(words: Range<usize>) -> Subject {
    Subject {
        words,
        behind: false,
        own: true,
    }
}

/// `said Ann Lee, the mayor of Oz`: the noun phrase right behind the verb, with what is set beside it.
fn subject_behind(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Subject> {
    let start = cue.words.end;
    let end = long_phrase_end(page, start, unit.end);
    (end > start).then_some(Subject {
        words: start..end,
        behind: true,
        own: true,
    })
}

/// "People involved in the project said": everything from the sentence's start or last comma, when no other verb
/// stands there.
fn whole_subject(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Subject> {
    let from = unit.start.max(cue.words.start.saturating_sub(WHOLE_MAX));
    let start = (from..cue.words.start)
        .rev()
        .find(|i| !page.is_word(*i) || !page.is_narration(*i))
        .map_or(from, |i| i + 1);
    let opens = matches!(
        page.tag(start),
        Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num
    );
    let plain = !(start..cue.words.start).any(|i| page.is_finite(i) || page.is_opener(i));
    let last = cue.words.start.wrapping_sub(1);
    let ends = page.is_nominal(last) && page.filler(last) != Some(Filler::Time);
    (opens && plain && ends && start < cue.words.start).then(|| own(start..cue.words.start))
}

/// Most tokens of a subject with all that describes it.
const WHOLE_MAX: usize = 16;

/// The subject the tree gives the verb itself.
fn subject_by_tree(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Subject> {
    subject_child(page, cue.head, unit).map(own)
}

pub(super) fn subject_child(
    page: &Page<'_>,
    verb: usize,
    unit: &Range<usize>,
) -> Option<Range<usize>> {
    let found = page.syntax.children(verb).find(|c| {
        matches!(
            page.syntax.relation(*c),
            Relation::Nsubj | Relation::NsubjPass
        ) && *c < verb
            && unit.contains(c)
            && page.is_narration(*c)
    })?;
    let words = clip(page, page.syntax.subtree(found), found, unit);
    // "At a rally, Ann Lee", "hours later, Ann Lee": a circumstance the tree took for the subject.
    let circumstance = (page.tag(words.start) == Upos::Adp
        || page.filler(found) == Some(Filler::Time))
        && (words.start..verb).any(|i| page.low(i) == ",");
    (!circumstance).then_some(words)
}

/// Cuts a subtree to the unit, and takes marks off its ends.
pub(super) fn clip(
    page: &Page<'_>,
    reach: Range<usize>,
    head: usize,
    unit: &Range<usize>,
) -> Range<usize> {
    let mut start = reach.start.max(unit.start).min(head);
    let mut end = reach.end.min(unit.end).max(head + 1);
    while start < head && (!page.is_word(start) || !page.is_narration(start)) {
        start += 1;
    }
    while end > head + 1 && !page.is_word(end - 1) {
        end -= 1;
    }
    start..end
}

/// The noun phrase right before the verb group: "Ann Lee said", "Ann Lee, the mayor of Oz, said", "Ann Lee on Monday
/// said".
pub(super) fn subject_adjacent(
    page: &Page<'_>,
    verb: usize,
    unit: &Range<usize>,
) -> Option<Subject> {
    let end = before_adjuncts(page, verb, unit.start);
    let last = end.checked_sub(1).filter(|i| *i >= unit.start)?;
    if !page.is_narration(last) {
        return None;
    }
    if page.low(last) == "," || page.is_dash(last) || page.low(last) == ")" {
        return apposed(page, last, unit).map(own);
    }
    let start = phrase_start(page, end, unit.start)
        .or_else(|| age_start(page, last, unit.start))
        .or_else(|| joined::adjective_start(page, end, unit.start))?;
    if let Some(whole) = described(page, start, unit.start) {
        return Some(own(whole..end));
    }
    // "in an interview said": no subject.
    let scene = start > unit.start
        && page.tag(start - 1) == Upos::Adp
        && !page.speech.fills(page.low(start - 1), Filler::Clause);
    if scene {
        return joined::before_scene(page, start, unit).map(own);
    }
    let dated = page.filler(last) == Some(Filler::Time);
    (!dated).then(|| own(start..end))
}

/// Steps back over days between subject and verb: "on Monday", "last week", "Tuesday".
fn before_adjuncts(page: &Page<'_>, end: usize, from: usize) -> usize {
    let mut at = end;
    while at > from + 1 && page.filler(at - 1) == Some(Filler::Time) && page.is_narration(at - 1) {
        at -= 1;
        while at > from + 1
            && (page.filler(at - 1) == Some(Filler::Time)
                || matches!(page.tag(at - 1), Upos::Adp | Upos::Det | Upos::Num))
        {
            at -= 1;
        }
    }
    at
}

/// "Ann Lee, the mayor of Oz," before the verb: the noun phrase before the opening comma, with the insertion.
pub(super) fn apposed(page: &Page<'_>, close: usize, unit: &Range<usize>) -> Option<Range<usize>> {
    let opening = |i: usize| match page.low(close) {
        ")" => page.low(i) == "(",
        "," => page.low(i) == "," && !between_capitals(page, i),
        _ => page.is_dash(i),
    };
    let from = unit.start.max(close.saturating_sub(APPOSITION_MAX));
    let candidates = || {
        (from..close)
            .rev()
            .filter(|i| page.is_narration(*i) && opening(*i))
    };
    let open = candidates()
        .find(|i| opens_relative(page, i + 1) && page.low(close) == ",")
        .or_else(|| candidates().next())?;
    let inner = open + 1..close;
    let clause = inner
        .clone()
        .any(|i| page.is_finite(i) && page.is_narration(i))
        && !opens_relative(page, open + 1);
    if clause {
        return None;
    }
    let start = phrase_start(page, open, unit.start)?;
    let start = described(page, start, unit.start)
        .or_else(|| before_age(page, start..open, unit.start))
        .unwrap_or(start);
    let adverb = |i: usize| page.tag(i) == Upos::Adv || page.filler(i) == Some(Filler::Adverb);
    let aside = inner.clone().all(adverb)
        || (page.tag(open + 1) == Upos::Adp && page.low(close) == ",")
        || page.low(open + 1) == "whose"
        || page.syntax.fine(open + 1) == FineTag::VerbIng;
    let end = match page.low(close) {
        _ if aside => open,
        ")" => close + 1,
        _ => close,
    };
    Some(start..end)
}

/// "which", "who", "whose".
fn opens_relative(page: &Page<'_>, i: usize) -> bool {
    page.syntax.fine(i) == FineTag::PronWh || page.low(i) == "whose"
}

/// A comma inside a place name ("Salem, Oregon") does not open an insertion.
fn between_capitals(page: &Page<'_>, i: usize) -> bool {
    page.tag(i.wrapping_sub(1)) == Upos::Propn
        && page.tag(i + 1) == Upos::Propn
        && page.low(i + 2) == ","
        && page.tag(i.wrapping_sub(2)) == Upos::Adp
}

/// Most tokens of an insertion between subject and verb.
const APPOSITION_MAX: usize = 40;

/// Where the noun phrase that ends before `end` begins.
pub(super) fn phrase_start(page: &Page<'_>, end: usize, from: usize) -> Option<usize> {
    let last = end.checked_sub(1).filter(|i| *i >= from)?;
    if page.tag(last) == Upos::Pron {
        return Some(part_start(page, last, from));
    }
    if !page.is_nominal(last) || !page.is_narration(last) {
        return None;
    }
    let mut start = last;
    while start > from {
        let at = start - 1;
        if !page.is_narration(at) || !stays(page, at, start) {
            break;
        }
        start = at;
    }
    while start < last && matches!(page.tag(start), Upos::Adp | Upos::Cconj | Upos::Punct) {
        start += 1;
    }
    // "Earlier this week | harbour sources confirmed".
    let day = start + 1;
    if page.tag(start) == Upos::Det && day < last && page.filler(day) == Some(Filler::Time) {
        let owner = page.syntax.fine(day + 1) == FineTag::PartPoss;
        let opens = page.tag(day + 1) != Upos::Adp && !owner;
        start = if opens { day + 1 } else { start };
    }
    Some(start)
}

/// Whether token `at` belongs to the noun phrase that so far begins at `start`.
fn stays(page: &Page<'_>, at: usize, start: usize) -> bool {
    match page.tag(at) {
        _ if page.is_nominal(at) && page.tag(at) != Upos::Pron => page.tag(start) != Upos::Det,
        Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj | Upos::Det | Upos::Sym => {
            !matches!(page.tag(start), Upos::Det) || page.tag(at) == Upos::Det
        }
        Upos::Part => page.syntax.fine(at) == FineTag::PartPoss,
        Upos::Pron => page.syntax.fine(at) == FineTag::PronPoss,
        Upos::Adp => {
            matches!(page.tag(at.wrapping_sub(1)), Upos::Noun | Upos::Propn)
                && !page.speech.fills(page.low(at), Filler::Clause)
        }
        Upos::Cconj => page.is_nominal(at.wrapping_sub(1)) && page.is_nominal(start),
        Upos::Adv | Upos::Aux | Upos::Intj | Upos::Punct | Upos::Sconj | Upos::Verb | Upos::X => {
            false
        }
    }
}

/// The nearest subject left of `end`, whatever its verb.
pub(super) fn subject_before(page: &Page<'_>, end: usize, unit: &Range<usize>) -> Option<Subject> {
    let from = unit.start.max(end.saturating_sub(SHARED_MAX));
    let found = (from..end).rev().find(|i| {
        page.is_narration(*i)
            && matches!(
                page.syntax.relation(*i),
                Relation::Nsubj | Relation::NsubjPass
            )
    })?;
    Some(Subject {
        words: clip(page, page.syntax.subtree(found), found, unit),
        behind: false,
        own: false,
    })
}

/// Most tokens looked back for a shared subject.
pub(super) const SHARED_MAX: usize = 80;

/// A gerund, infinitive or second verb speaks with the subject of the verb it hangs on; with `modifies` also with the
/// noun it hangs on.
pub(super) fn subject_shared(
    page: &Page<'_>,
    cue: &Cue<'_>,
    unit: &Range<usize>,
    modifies: bool,
) -> Option<Subject> {
    let mut at = cue.head;
    for head in page.syntax.ancestors(cue.head).take(ANCESTORS_MAX) {
        let relation = page.syntax.relation(at);
        if modifies && matches!(relation, Relation::Acl) && page.is_nominal(head) {
            let words = clip(page, page.syntax.subtree(head).start..head + 1, head, unit);
            return Some(Subject {
                words,
                behind: false,
                own: false,
            });
        }
        if let Some(words) = subject_child(page, head, unit) {
            return Some(Subject {
                words,
                behind: false,
                own: false,
            });
        }
        at = head;
    }
    None
}

/// Most heads followed to find a shared subject.
const ANCESTORS_MAX: usize = 6;

/// A noun phrase with its prepositions and insertions: "Ann Lee, the mayor of Oz", "a spokesman for the army".
pub(super) fn long_phrase_end(page: &Page<'_>, start: usize, limit: usize) -> usize {
    let mut end = noun_phrase_end(page, start, limit);
    if end == start {
        return start;
    }
    for _ in 0..PHRASE_PARTS_MAX {
        let next = if page.tag(end) == Upos::Adp && page.is_narration(end) {
            let inner = noun_phrase_end(page, end + 1, limit);
            if inner > end + 1 { inner } else { end }
        } else if page.low(end) == "," {
            let inner = noun_phrase_end(page, end + 1, limit);
            let closes = matches!(page.low(inner), "," | ".");
            // "according to Ann Lee, this evening, the guard": a day is no part of her name.
            let dated = (end + 1..inner).any(|i| page.filler(i) == Some(Filler::Time));
            if inner > end + 1 && closes && !dated {
                inner
            } else {
                end
            }
        } else {
            end
        };
        if next == end {
            break;
        }
        end = next;
    }
    end.min(limit)
}

/// Most prepositional phrases and insertions added to a noun phrase.
const PHRASE_PARTS_MAX: usize = 6;
