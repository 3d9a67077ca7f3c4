//! Where reported content ends.
//!
//! Not where it begins (that is `follow`). Rule: content runs to the end of the reporter's sentence unless the reporter
//! takes the word back: a coordinated cue, "adding", "according to", a dash, a semicolon, or, for a noun phrase,
//! what does not hang on it.

use super::channel::{leads_to_channel, leads_to_occasion};
use super::cue::{Cue, CueKind, Shape, has_auxiliary};
use super::follow::ContentSort;
use super::page::Page;
use super::speaker::long_phrase_end;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::speech::{Complement, Filler, VerbForm};
use std::ops::Range;

/// One past the last token of the content that begins at `start`; closing quotation marks stay inside, stops and
/// commas at the end do not.
pub(super) fn content_end(
    page: &Page<'_>,
    unit: &Range<usize>,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    start: usize,
    sort: ContentSort,
) -> usize {
    let limit = linear_end(page, unit, cue, cues, start, sort);
    let limit = own_clause_end(page, cue, start, limit);
    let limit = embedded_end(page, unit, cue, start, limit);
    let limit = matrix_verb(page, unit, cue, start, limit);
    let limit = if sort == ContentSort::Object {
        beside_end(page, start, limit)
    } else {
        limit
    };
    if sort == ContentSort::Object && stands_alone(page, start, limit) {
        return start + 1;
    }
    let end = match sort {
        ContentSort::Quotation => quotation_end(page, start, limit),
        ContentSort::Clause | ContentSort::Colon if is_closed_quotation(page, start) => {
            quotation_end(page, start, limit)
        }
        ContentSort::Clause
        | ContentSort::Infinitive
        | ContentSort::Colon
        | ContentSort::Object => clause_end(page, cue, start, limit),
    };
    trim(page, start, whole_passage(page, end))
}

/// "His claim that the pier held | has angered them": a clause of a noun that opens its sentence ends at the verb that
/// has no clause of its own left.
///
/// Each conjunction, comma and verb of saying inside makes room for one more verb. Counter-example: "his claim that the
/// man who left had lied". Known miss: a clause without a conjunction inside.
fn matrix_verb(
    page: &Page<'_>,
    unit: &Range<usize>,
    cue: &Cue<'_>,
    start: usize,
    limit: usize,
) -> usize {
    // "The text from Oz alleging that the pier held | is false".
    let modifies = || {
        let gerund = matches!(cue.verb(), Some((_, Shape::Gerund)));
        let before = cue.words.start.checked_sub(1);
        gerund && before.is_some_and(|b| page.is_nominal(b))
    };
    let opens = (matches!(cue.kind, CueKind::Noun) || modifies())
        && page.tag(unit.start) != Upos::Adp
        && !(unit.start..cue.head).any(|i| page.is_finite(i) && page.is_narration(i));
    if !opens || !page.is_opener(start) {
        return limit;
    }
    let mut room = 1_u32;
    let mut i = start + 1;
    while i < limit {
        let joins = matches!(page.tag(i), Upos::Sconj | Upos::Cconj)
            || page.is_opener(i)
            || page.low(i) == ","
            || page.is_dash(i)
            || !page.is_narration(i);
        if joins {
            room += 1;
        } else if page.is_finite(i) {
            if room == 0 {
                return i;
            }
            let mut verbs = page.speech.verbs(page.low(i));
            let says = verbs.any(|m| m.verb.takes(Complement::Clause));
            room = room - 1 + u32::from(says);
            let goes_on = |k: &usize| {
                matches!(
                    page.tag(*k),
                    Upos::Aux | Upos::Verb | Upos::Adv | Upos::Part
                ) && !page.is_finite(*k)
            };
            i += (i + 1..limit).take_while(goes_on).count();
        }
        i += 1;
    }
    limit
}

/// "rejects the terms | as the army moves north": a clause of its own beside the object; "rejects the terms | in a statement".
///
/// Counter-example: "dismissed it as noise".
fn beside_end(page: &Page<'_>, start: usize, limit: usize) -> usize {
    (start + 1..limit)
        .find(|i| {
            let clause = || page.low(*i) == "as" && begins_clause(page, i + 1, limit);
            page.is_narration(*i) && (clause() || leads_to_channel(page, *i))
        })
        .unwrap_or(limit)
}

/// Whether an object is a bare pronoun and what follows hangs on the verb: "mocked him in both debates".
///
/// Counter-example: "called him a liar", "dismissed it as noise", "those who left".
fn stands_alone(page: &Page<'_>, start: usize, limit: usize) -> bool {
    let next = start + 1;
    let pronoun = page.tag(start) == Upos::Pron
        && matches!(page.syntax.fine(start), FineTag::Pron)
        && !page.is_opener(start);
    let opens = page.speech.fills(page.low(next), Filler::Clause)
        || page.syntax.fine(next) == FineTag::AdvWh;
    let apart = (opens && page.filler(next) != Some(Filler::Manner))
        || page.filler(next) == Some(Filler::Time);
    pronoun && next < limit && page.is_narration(next) && apart
}

/// Content never ends inside a quotation.
fn whole_passage(page: &Page<'_>, end: usize) -> usize {
    end.checked_sub(1)
        .and_then(|last| page.passage_of(last))
        .and_then(|p| page.passages.get(p))
        .map_or(end, |p| p.outer.end)
}

/// A cue in a relative or adverbial clause reports no further than that clause.
fn own_clause_end(page: &Page<'_>, cue: &Cue<'_>, start: usize, limit: usize) -> usize {
    let below = matches!(
        page.syntax.relation(cue.head),
        Relation::AclRelcl | Relation::Advcl
    );
    let end = page.syntax.subtree(cue.head).end;
    let finite = matches!(cue.verb(), Some((_, Shape::Finite)));
    if below && finite && end > start && end < limit {
        end
    } else {
        limit
    }
}

/// A report inside a clause that opens the sentence ("While he said that it rained, she left") or modifies a noun
/// ("the man, who said that it rained, left") ends at the comma before the main clause or its verb.
fn embedded_end(
    page: &Page<'_>,
    unit: &Range<usize>,
    cue: &Cue<'_>,
    start: usize,
    limit: usize,
) -> usize {
    let fronted = matches!(cue.kind, CueKind::Noun)
        && page.tag(unit.start) == Upos::Adp
        && cue.words.start <= unit.start + FRONT_MAX;
    let source = matches!(cue.kind, CueKind::Phrase(_));
    let opening = fronted || (!source && opens_sentence(page, unit, cue.words.start));
    let relative = is_relative(page, cue.words.start) || is_inserted(page, unit, cue);
    if !opening && !relative {
        return limit;
    }
    let mut at = start + 1;
    while at < limit {
        if let Some(passage) = page.passage_of(at).and_then(|p| page.passages.get(p)) {
            at = passage.outer.end.max(at + 1);
            continue;
        }
        let comma = page.low(at) == ",";
        if comma && opening && begins_clause(page, at + 1, limit) {
            return at;
        }
        if comma && relative && begins_predicate(page, at + 1) {
            return at;
        }
        at += 1;
    }
    limit
}

/// Most tokens between the preposition that opens a sentence and the noun that reports: "In a stark warning that".
const FRONT_MAX: usize = 4;

/// Whether the words from the unit's start to `cue` open a subordinate clause or are the cue itself in -ing.
fn opens_sentence(page: &Page<'_>, unit: &Range<usize>, cue: usize) -> bool {
    let mut first = unit.start;
    while first < cue && (!page.is_word(first) || page.tag(first) == Upos::Cconj) {
        first += 1;
    }
    let gerund = (first..=cue).any(|i| page.syntax.fine(i) == FineTag::VerbIng);
    cue - first <= OPENING_MAX
        && (cue == first
            || matches!(page.tag(first), Upos::Sconj)
            || page.syntax.fine(first) == FineTag::AdvWh
            || page.syntax.fine(first) == FineTag::VerbIng
            || (gerund && !(first..=cue).any(|i| page.is_finite(i))))
}

/// "The mayor, accusing the guild of theft, left": a gerund between the commas behind a subject whose verb is to come.
pub(super) fn is_inserted(page: &Page<'_>, unit: &Range<usize>, cue: &Cue<'_>) -> bool {
    let start = cue.words.start;
    let set = start > unit.start && page.low(start - 1) == ",";
    let gerund = matches!(cue.verb(), Some((_, Shape::Gerund)));
    let verb = |i: usize| page.is_finite(i) && page.is_narration(i);
    gerund && set && !(unit.start..start).any(verb)
}

/// Most tokens between the word that opens a sentence's first clause and the cue in it.
const OPENING_MAX: usize = 12;

/// Whether right before the cue stands "who" or "which" as its subject, or "when" without one; or "which" as the subject of
/// what is reported ("X, which Y says is Z, left").
fn is_relative(page: &Page<'_>, cue: usize) -> bool {
    let relative = |i: usize| {
        matches!(page.syntax.fine(i), FineTag::PronWh | FineTag::AdvWh) && page.is_narration(i)
    };
    let subject = |i: &usize| matches!(page.tag(*i), Upos::Propn | Upos::Noun | Upos::Det);
    let floor = cue.saturating_sub(INSERTED_MAX);
    let first = (floor..cue).rev().take_while(subject).last();
    let before = |i: usize| i.checked_sub(1).is_some_and(relative);
    let inserted = || first.is_some_and(before) && page.is_finite(cue) && page.is_finite(cue + 1);
    before(cue) || inserted()
}

/// Most tokens of a subject between "which" and its verb of saying.
const INSERTED_MAX: usize = 6;

/// Whether a noun phrase with its own finite verb begins at `start`.
fn begins_clause(page: &Page<'_>, start: usize, limit: usize) -> bool {
    let mut end = long_phrase_end(page, start, limit);
    if end == start {
        return false;
    }
    // "the mayor, Ann Lee, said": what is set beside the noun closes with a comma.
    let beside = page.low(end) == "," && (start..end).any(|i| page.low(i) == ",");
    end += usize::from(beside);
    while end < limit && page.tag(end) == Upos::Adv {
        end += 1;
    }
    page.is_finite(end) && page.is_narration(end)
}

/// Whether a finite verb begins at `start`, adverbs aside.
fn begins_predicate(page: &Page<'_>, start: usize) -> bool {
    let at = if page.tag(start) == Upos::Adv {
        start + 1
    } else {
        start
    };
    page.is_finite(at) && page.is_narration(at)
}

/// Takes stops, commas and dashes off the end; a quotation mark stays.
pub(super) fn trim(page: &Page<'_>, start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start {
        let last = end - 1;
        if page.passage_of(last).is_some() || page.is_word(last) || is_bracket(page, last) {
            break;
        }
        end -= 1;
    }
    end
}

fn is_bracket(page: &Page<'_>, i: usize) -> bool {
    matches!(page.low(i), ")" | "]" | "%" | "$")
}

/// Whether a quotation begins at `start` whose last mark stands behind a comma or stop.
fn is_closed_quotation(page: &Page<'_>, start: usize) -> bool {
    page.passage_at(start).is_some_and(|p| {
        let last = p.inner.end.wrapping_sub(1);
        page.is_stop(last) || page.low(last) == ","
    })
}

/// A quotation that stands for itself ends with its mark, unless the sentence goes on into another.
fn quotation_end(page: &Page<'_>, start: usize, limit: usize) -> usize {
    let Some(passage) = page.passage_at(start) else {
        return limit;
    };
    let end = passage.outer.end;
    let closed = page.is_stop(end.wrapping_sub(2)) || page.low(end.wrapping_sub(2)) == ",";
    // `said, "A" and "B"`: the clause goes on.
    if closed || page.low(end) == "," {
        end
    } else {
        limit.max(end)
    }
}

/// The end of the sentence, or where the reporter takes the word back.
fn linear_end(
    page: &Page<'_>,
    unit: &Range<usize>,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    start: usize,
    sort: ContentSort,
) -> usize {
    let mut at = start;
    let mut brackets = 0_u32;
    while at < unit.end {
        if let Some(passage) = page.passage_of(at).and_then(|p| page.passages.get(p)) {
            at = passage.outer.end.max(at + 1);
            let comma = page.low(passage.inner.end.wrapping_sub(1)) == ",";
            let next = cues.iter().find(|c| c.words.start == at);
            // `couldn't "look on while towns burn" describing it as a crime`.
            let sentence = || passage.inner.clone().any(|i| page.is_finite(i));
            let reports = next.is_some_and(|c| match c.kind {
                CueKind::Phrase(_) => true,
                CueKind::Verb { shape, .. } => shape == Shape::Gerund && (comma || sentence()),
                CueKind::Noun => false,
            });
            if reports || (passage.outer.start == start && leads_to_occasion(page, at, unit.end)) {
                return at;
            }
            continue;
        }
        match page.low(at) {
            "(" | "[" => brackets += 1,
            ")" | "]" if brackets == 0 => return at,
            ")" | "]" => brackets -= 1,
            ";" if brackets == 0 && sort != ContentSort::Colon => return at,
            // `denied the charge: "It is noise."`: a quotation of its own.
            ":" if sort == ContentSort::Object && page.passage_at(at + 1).is_some() => return at,
            _ if brackets == 0 && page.is_dash(at) && at > start => {
                match closing_dash(page, at, unit.end) {
                    Some(close) => at = close,
                    None => return at,
                }
            }
            _ if at > start && brackets == 0 && takes_back(page, cue, cues, start..at) => {
                return at;
            }
            "," if at > start + usize::from(page.is_opener(start))
                && brackets == 0
                && breaks_off(page, at + 1, unit.end, sort) =>
            {
                return at;
            }
            _ => {}
        }
        at += 1;
    }
    unit.end
}

/// The dash that closes the insertion opened at `open`, if one does.
fn closing_dash(page: &Page<'_>, open: usize, end: usize) -> Option<usize> {
    (open + 1..end.min(open + INSERTION_MAX)).find(|i| page.is_dash(*i) && page.is_narration(*i))
}

/// Most tokens between two dashes that are read as one insertion.
const INSERTION_MAX: usize = 30;

/// Whether behind the content read so far the reporter goes on: ", adding", "and said", "but argued", ", while the mayor
/// said".
///
/// Counter-example: "said that Oz and Bex have agreed", where no verb stands before "and".
fn takes_back(page: &Page<'_>, cue: &Cue<'_>, cues: &[Cue<'_>], read: Range<usize>) -> bool {
    let at = read.end;
    let comma = page.low(at) == ",";
    let joint = matches!(page.tag(at), Upos::Cconj);
    if !comma && !joint {
        return false;
    }
    let mut next = at + 1;
    if comma && matches!(page.tag(next), Upos::Cconj | Upos::Sconj) && !page.is_opener(next) {
        next += 1;
    }
    let Some(other) = cues.iter().find(|c| c.words.start == next) else {
        let told = |i: usize| page.is_finite(i) || !page.is_narration(i);
        let joins_subjects = joint && page.is_opener(read.start) && !read.clone().any(told);
        return next > at + usize::from(comma)
            && !joins_subjects
            && starts_own_report(page, cues, next);
    };
    // "issued a statement warning of shortages | and called for calm": a second verb beside the one before the cue.
    let clause = |i: usize| page.is_finite(i) || page.is_opener(i) || !page.is_narration(i);
    let beside_main = joint && !read.clone().any(clause);
    match (other.kind, cue.kind) {
        (CueKind::Phrase(_), _) => comma,
        (CueKind::Noun, _) => false,
        (CueKind::Verb { shape, .. }, CueKind::Verb { shape: own, .. }) => match shape {
            Shape::Gerund => comma || own == Shape::Gerund,
            Shape::Finite => match own {
                Shape::Finite => same_form(page, cue, other),
                Shape::Gerund => beside_main,
                Shape::Passive | Shape::Infinitive | Shape::Reduced => false,
            },
            Shape::Passive | Shape::Infinitive | Shape::Reduced => false,
        },
        (CueKind::Verb { .. }, CueKind::Noun | CueKind::Phrase(_)) => true,
    }
}

/// Whether two verbs stand in one tense, auxiliaries aside.
fn same_form(page: &Page<'_>, a: &Cue<'_>, b: &Cue<'_>) -> bool {
    let bare = |c: &Cue<'_>| !has_auxiliary(page, c.words.start..c.head);
    // "did not say" goes with "said".
    let done = |c: &Cue<'_>| {
        c.form == Some(VerbForm::Base)
            && c.words.clone().any(|i| {
                page.syntax.fine(i) == FineTag::AuxFinite && page.filler(i) == Some(Filler::Do)
            })
    };
    page.syntax.fine(a.head) == page.syntax.fine(b.head)
        || (bare(a) && bare(b) && a.form == b.form && a.form.is_some())
        || (bare(a) && a.form == Some(VerbForm::Past) && done(b))
}

/// ", and he said that", ", while the mayor of Oz said": a new subject with a cue of its own.
fn starts_own_report(page: &Page<'_>, cues: &[Cue<'_>], next: usize) -> bool {
    let Some(other) = cues.iter().find(|c| c.words.start > next) else {
        return false;
    };
    let finite = matches!(other.verb(), Some((verb, Shape::Finite)) if verb.speaks());
    let start = other.words.start;
    finite && start - next <= SUBJECT_MAX && long_phrase_end(page, next, start) == start
}

/// Most tokens of a new subject.
const SUBJECT_MAX: usize = 16;

/// A clause ends where something hangs on the cue itself again.
fn clause_end(page: &Page<'_>, cue: &Cue<'_>, start: usize, limit: usize) -> usize {
    let breaks = page.syntax.children(cue.head).find(|c| {
        *c > start && *c < limit && page.is_narration(*c) && {
            let reach = page.syntax.subtree(*c);
            // "claimed his men | had captured": no second verb without a word that joins it.
            let joined = page.tag(reach.start) == Upos::Cconj
                || page.low(reach.start) == ","
                || matches!(page.low(reach.start - 1), "," | "and" | "but");
            reach.start > start
                && joined
                && matches!(page.syntax.relation(*c), Relation::Conj)
                // `"neither A nor B", but a sign of`: a noun goes on with what was said.
                && page.tag(*c) != Upos::Noun
                && page.syntax.child(*c, Relation::Nsubj).is_none()
        }
    });
    breaks.map_or(limit, |c| page.syntax.subtree(c).start)
}

/// Most tokens from "a charge" to the verb of whoever judges it.
const JUDGED_MAX: usize = 8;

/// Whether what begins behind a comma is the reporter's own: "a move that ...", "though ...", "but the vote failed",
/// and behind a noun phrase "which ...".
///
/// Measured on development articles: each of these lifts the share of right ends; a gerund or a place behind the comma
/// does not, so they stay content.
fn breaks_off(page: &Page<'_>, next: usize, limit: usize, sort: ContentSort) -> bool {
    let object = sort == ContentSort::Object;
    // ", an officer had left": what has a verb of its own goes on.
    let noun = page.speech.fills(page.low(next), Filler::Indefinite);
    let remark = (noun && !begins_clause(page, next, limit))
        || (page.tag(next) == Upos::Cconj && begins_clause(page, next + 1, limit));
    let relative = page.syntax.fine(next) == FineTag::PronWh;
    // "of theft, a charge Reke denied".
    let judged = object && page.speech.fills(page.low(next), Filler::Indefinite) && {
        let reach = limit.min(next + JUDGED_MAX);
        (next + 2..reach)
            .find(|i| page.is_finite(*i) || !page.is_word(*i) || !page.is_narration(*i))
            .is_some_and(|i| page.is_finite(i) && page.speech.verbs(page.low(i)).next().is_some())
    };
    let meanwhile = page.low(next) == "as" && begins_clause(page, next + 1, limit);
    if judged || meanwhile {
        return true;
    }
    page.speech.fills(page.low(next), Filler::Concession)
        || (!object && remark)
        || (object && relative)
}
