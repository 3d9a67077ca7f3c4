//! Cues: the words that report speech, where they stand in the narration.
//!
//! Not what is reported. Rule: a cue is a row of the speech tables in a form and place where it can report; words
//! inside quotation marks are never cues.

use super::behind::opens_behind;
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::speaker::{apposed, phrase_start};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::Known;
use crate::lang::speech::{Complement, Filler, PhraseRole, ReportingVerb, VerbForm, VerbMatch};
use std::ops::Range;

/// What sort of cue.
#[derive(Clone, Copy, Debug)]
pub(super) enum CueKind<'a> {
    /// A verb.
    Verb {
        verb: &'a ReportingVerb,
        shape: Shape,
    },
    /// A noun: "statement that".
    Noun,
    /// A phrase: "according to".
    Phrase(PhraseRole),
}

/// How a verb stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// "said", "has said", "would say".
    Finite,
    /// "was told", "is said".
    Passive,
    /// "saying".
    Gerund,
    /// "to say".
    Infinitive,
    /// "first reported by": a participle that modifies.
    Reduced,
}

/// A cue in place.
#[derive(Clone, Debug)]
pub(super) struct Cue<'a> {
    pub kind: CueKind<'a>,
    /// The verb, noun or first word.
    pub head: usize,
    /// The words of the cue: auxiliaries and adverbs before it and its particle included.
    pub words: Range<usize>,
    /// A negation stands among the words.
    pub negated: bool,
    /// The form of a verb.
    pub form: Option<VerbForm>,
}

impl<'a> Cue<'a> {
    /// The verb and its shape, when the cue is a verb.
    pub(super) fn verb(&self) -> Option<(&'a ReportingVerb, Shape)> {
        match self.kind {
            CueKind::Verb { verb, shape } => Some((verb, shape)),
            CueKind::Noun | CueKind::Phrase(_) => None,
        }
    }
}

/// The cues of a stretch of tokens, in order.
pub(super) fn cues<'a>(page: &Page<'a>, tokens: Range<usize>) -> Vec<Cue<'a>> {
    let mut found = Vec::new();
    for i in tokens.clone() {
        if !page.doc.known(i).has(Known::REPORT) || !page.is_narration(i) {
            continue;
        }
        let cue = phrase_at(page, i, tokens.end)
            .or_else(|| verb_at(page, i, &tokens))
            .or_else(|| noun_at(page, i));
        found.extend(cue);
    }
    found
}

/// Fires: "according to". Counter-example: "according respect to".
fn phrase_at<'a>(page: &Page<'a>, i: usize, end: usize) -> Option<Cue<'a>> {
    let phrase = page.speech.phrases(page.low(i)).iter().find(|p| {
        i + p.words.len() <= end
            && p.words
                .iter()
                .enumerate()
                .all(|(k, w)| page.low(i + k) == w)
    })?;
    // "reports according to which": of the reports.
    if page.syntax.fine(i + phrase.words.len()) == FineTag::PronWh {
        return None;
    }
    Some(Cue {
        kind: CueKind::Phrase(phrase.role),
        head: i,
        words: i..i + phrase.words.len(),
        negated: false,
        form: None,
    })
}

/// Fires: "said", "has repeatedly said", "pointed out", "to say". Counter-example: "the reported cases", "a claim".
/// Known miss: a verb the tagger takes for a noun.
fn verb_at<'a>(page: &Page<'a>, i: usize, unit: &Range<usize>) -> Option<Cue<'a>> {
    let mut matches = page.speech.verbs(page.low(i)).peekable();
    matches.peek()?;
    let beside = beside_mark(page, i, unit);
    let tagged = matches!(page.tag(i), Upos::Verb | Upos::Aux);
    let found = matches
        .filter(|m| has_particle(page, i, &m.verb.particle))
        .max_by_key(|m| m.verb.particle.len())?;
    let none = is_name(page, i, unit) || is_unnamed(page, i) || is_inverted(page, i, unit);
    if (!tagged && !beside && !stands_as_verb(page, i, found, unit)) || none {
        return None;
    }
    // "Troops from the Hallen and Vale states were sent": no report stands right before another verb.
    // "Which she says is safe": there the other verb has its subject before.
    let shared = |k: usize| {
        matches!(
            page.syntax.fine(k),
            FineTag::PronWh | FineTag::Pron | FineTag::PronOther
        )
    };
    let open = !(unit.start..i).any(shared) && !beside;
    let noun = found.form == VerbForm::Third && page.is_finite(i + 1) && open;
    if noun || is_headed(page, i, found, unit) {
        return None;
    }
    // "The reported movement", "his alleged accomplice".
    let describes = matches!(found.form, VerbForm::Past | VerbForm::Participle)
        && is_determined(page, i)
        && matches!(page.tag(i + 1), Upos::Noun | Upos::Num);
    if describes && !beside {
        return None;
    }
    if found.form == VerbForm::Gerund
        && is_determined(page, i)
        && page.speech.noun(page.low(i)).is_some()
    {
        return None;
    }
    let (start, passive, infinitive, negated) = group(page, i, unit.start);
    let participle = matches!(found.form, VerbForm::Past | VerbForm::Participle);
    let shape = match found.form {
        VerbForm::Gerund if start == i || !has_auxiliary(page, start..i) => Shape::Gerund,
        VerbForm::Base if infinitive => Shape::Infinitive,
        _ if participle && passive && found.verb.particle.is_empty() => Shape::Passive,
        // "with everyone told to report": told by somebody else.
        _ if participle
            && found.verb.takes(Complement::Addressee)
            && !page.is_finite(i)
            && !has_auxiliary(page, start..i)
            && page.is_infinitive_mark(i + 1) =>
        {
            Shape::Passive
        }
        _ if participle && !beside && opens_clause(page, start, unit.start) => Shape::Passive,
        _ if participle && !beside && is_reduced(page, i, found.verb, start) => Shape::Reduced,
        VerbForm::Base
        | VerbForm::Third
        | VerbForm::Past
        | VerbForm::Participle
        | VerbForm::Gerund => Shape::Finite,
    };
    Some(Cue {
        kind: CueKind::Verb {
            verb: found.verb,
            shape,
        },
        head: i,
        words: start..i + 1 + found.verb.particle.len(),
        negated,
        form: Some(found.form),
    })
}

/// "General Said Reke": a capital within a name, where the sentence does not write all words so.
fn is_name(page: &Page<'_>, i: usize, unit: &Range<usize>) -> bool {
    let word = |k: usize| page.is_word(k) && page.is_narration(k);
    let small = unit
        .clone()
        .filter(|k| word(*k) && !page.is_capital(*k))
        .count();
    let before = i > unit.start && page.is_capital(i - 1) && page.tag(i - 1) == Upos::Propn;
    let opens = i == unit.start && page.low(i + 2) == ",";
    let quoted = unit.clone().any(|k| !page.is_narration(k));
    page.is_capital(i)
        && page.is_capital(i + 1)
        && small >= SMALL_MIN
        && (before || opens)
        && !quoted
}

/// "declined to be named": how somebody speaks, and not what he says.
fn is_unnamed(page: &Page<'_>, i: usize) -> bool {
    let to = (i + 1..i + 3).find(|k| page.is_infinitive_mark(*k));
    to.is_some_and(|t| {
        page.speech.fills(page.low(t + 1), Filler::Be)
            && page.speech.fills(page.low(t + 2), Filler::Named)
    })
}

/// "Should the guild ask for it, the pier will close": a condition by the order of words.
fn is_inverted(page: &Page<'_>, i: usize, unit: &Range<usize>) -> bool {
    let asks = unit.clone().any(|k| page.low(k) == "?");
    let opens =
        page.is_capital(unit.start) && page.filler(unit.start).is_some_and(Filler::is_auxiliary);
    let comma = unit.clone().find(|k| page.low(*k) == ",");
    let subject = page.is_nominal(unit.start + 1) || page.tag(unit.start + 1) == Upos::Det;
    opens && subject && !asks && comma.is_some_and(|c| i < c)
}

/// Words without a capital from which a line is no heading in title case.
const SMALL_MIN: usize = 3;

/// "Troops seize disputed pier": in a line without a stop a denial in the past right before a bare noun describes it.
///
/// Counter-example: "Mayor denied the claim", "Mayor Lee disputed claims", where a name stands before the verb.
fn is_headed(page: &Page<'_>, i: usize, found: VerbMatch<'_>, unit: &Range<usize>) -> bool {
    let line = unit
        .end
        .checked_sub(1)
        .is_some_and(|last| !page.is_stop(last));
    let past = matches!(found.form, VerbForm::Past | VerbForm::Participle);
    let noun = matches!(page.tag(i + 1), Upos::Noun | Upos::Propn | Upos::Adj);
    let word = i.checked_sub(1).filter(|b| *b > unit.start);
    let verb = word.is_some_and(|b| page.is_word(b) && !page.is_capital(b) && page.is_narration(b));
    line && past && noun && verb && found.verb.denies
}

/// "A warning", "his warning": a word in -ing behind a determiner is a noun, whatever its tag.
fn is_determined(page: &Page<'_>, i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else {
        return false;
    };
    page.tag(before) == Upos::Det || page.syntax.fine(before) == FineTag::PronPoss
}

/// Whether a quotation ends a few words before `i` or begins right behind it: a verb there reports, whatever its tag.
fn beside_mark(page: &Page<'_>, i: usize, unit: &Range<usize>) -> bool {
    let from = unit.start.max(i.saturating_sub(BESIDE_MAX));
    (from..i)
        .rev()
        .take_while(|k| page.low(*k) != ";")
        .any(|k| page.passage_ending(k).is_some())
        || page.passage_at(i + 1).is_some()
        || (matches!(page.low(i + 1), "," | ":") && page.passage_at(i + 2).is_some())
}

/// Most tokens between a quotation and a verb behind it that is read as its cue without a verb's tag.
const BESIDE_MAX: usize = 5;

/// Whether a form the tagger took for a noun or adjective stands where a verb stands: behind a noun phrase and before
/// what a report opens with.
///
/// Fires: "the staffer announced plans", "Lee predicts that". Counter-example: "the reported cases", "police reports".
fn stands_as_verb(page: &Page<'_>, i: usize, found: VerbMatch<'_>, unit: &Range<usize>) -> bool {
    let form = found.form;
    let mut before = i;
    while before > unit.start && page.filler(before - 1) == Some(Filler::Adverb) {
        before -= 1;
    }
    let Some(last) = before.checked_sub(1).filter(|b| *b >= unit.start) else {
        return false;
    };
    let name = matches!(page.tag(last), Upos::Propn | Upos::Pron)
        && page.syntax.fine(last) != FineTag::PronPoss;
    let joined = page.tag(last) == Upos::Cconj && form == VerbForm::Past;
    let subject = joined || name || (page.is_nominal(last) && page.tag(last) != Upos::Pron);
    let opens = page.is_opener(i + 1)
        || matches!(
            page.tag(i + 1),
            Upos::Det | Upos::Pron | Upos::Propn | Upos::Part
        )
        || page.passage_at(i + 1).is_some();
    match form {
        VerbForm::Past => {
            // "The mayor, Ann Lee, urged pilots", "The pier will fall, the pilot stressed."
            let apart = page.low(last) == "," && apposed(page, last, unit).is_some();
            let closes = page.is_stop(i + 1)
                && subject
                && phrase_start(page, before, unit.start).is_some_and(|s| opens_behind(page, s));
            let noun = matches!(
                page.tag(i + 1),
                Upos::Noun | Upos::Det | Upos::Pron | Upos::Propn
            );
            (apart && noun && !has_finite(page, unit))
                || closes
                || subject
                    && (opens || matches!(page.tag(i + 1), Upos::Noun | Upos::Adp | Upos::Adj))
        }
        // "The charge sheet alleges that": a form that is no noun's.
        VerbForm::Third => {
            let noun = page.speech.noun(page.low(i)).is_some();
            // "An editorial demands that".
            let alone = page.syntax.fine(last) == FineTag::Noun && is_determined(page, last);
            // "The guard denies using force": no noun is written so.
            let plain = page.is_capital(last) || is_determined(page, last);
            let denies = found.verb.denies && !noun && subject && plain;
            let done = page.syntax.fine(i + 1) == FineTag::VerbIng;
            // "The board calls on all pilots".
            let joined = found.verb.prepositions.iter().any(|p| p == page.low(i + 1));
            (alone && joined && !has_finite(page, unit))
                || (denies && (opens || done))
                || opens && (name || ((!noun || alone) && subject && page.is_opener(i + 1)))
        }
        // "We once again state that".
        VerbForm::Base => {
            // "Residents of the harbour district complain that".
            let clause =
                found.verb.takes(Complement::Clause) && page.speech.noun(page.low(i)).is_none();
            let before = (unit.start..i).any(|k| page.is_finite(k));
            if clause && subject && page.low(i + 1) == "that" && !before {
                return true;
            }
            let told = page.syntax.fine(last) == FineTag::Pron && page.is_opener(i + 1);
            opens && (told || page.syntax.fine(last) == FineTag::NounPlural)
        }
        VerbForm::Gerund => {
            // "a statement warning of shortages".
            let text = page.speech.fills(page.low(last), Filler::Text);
            let joined = found.verb.prepositions.iter().any(|p| p == page.low(i + 1));
            page.low(last) == "," && (page.is_opener(i + 1) || page.tag(i + 1) == Upos::Det)
                || text && (joined || page.is_opener(i + 1))
        }
        VerbForm::Participle => false,
    }
}

/// Whether a finite verb stands anywhere in the unit's narration.
fn has_finite(page: &Page<'_>, unit: &Range<usize>) -> bool {
    unit.clone()
        .any(|i| page.is_finite(i) && page.is_narration(i))
}

/// Most tokens of whoever is told something.
const LISTENER_MAX: usize = 8;

/// Most tokens of a day between a verb and the clause it reports.
const DATED_MAX: usize = 5;

/// "cases reported by the ministry": a participle that modifies the noun before it.
fn is_reduced(page: &Page<'_>, i: usize, verb: &ReportingVerb, start: usize) -> bool {
    if page.syntax.fine(i) != FineTag::VerbParticiple || has_auxiliary(page, start..i) {
        return false;
    }
    let before = start.checked_sub(1);
    // "The ministry denied on Thursday that": a verb after all.
    let dated = (i + 1..i + DATED_MAX)
        .take_while(|k| {
            page.filler(*k) == Some(Filler::Time)
                || matches!(page.tag(*k), Upos::Adp | Upos::Det | Upos::Num)
        })
        .last();
    let told = dated.is_some_and(|d| page.is_opener(d + 1) || page.is_opener(d));
    // "The spokesman, Ann Lee, replied on Thursday that".
    let comma = |b: usize| b > 0 && page.low(b) == "," && page.is_nominal(b - 1);
    let subject = before.is_some_and(|b| page.is_nominal(b) || comma(b));
    if told && subject && verb.takes(Complement::Clause) {
        return false;
    }
    // "A source, who asked not to be named, revealed to the Courier that".
    let listener = page.low(i + 1) == "to" && {
        let end = noun_phrase_end(page, i + 2, i + 2 + LISTENER_MAX);
        end > i + 2 && page.is_opener(end)
    };
    if listener && verb.takes(Complement::Clause) {
        return false;
    }
    let bare =
        page.tag(i + 1) == Upos::Adp && !verb.prepositions.iter().any(|p| p == page.low(i + 1));
    let modifies = page.syntax.relation(i) == Relation::Acl
        && before.is_some_and(|b| page.tag(b) == Upos::Noun)
        && !page.is_opener(i + 1);
    bare || modifies
        || before.is_none_or(|b| !page.is_nominal(b) && !page.is_word(b) && page.low(b) != ",")
}

/// "Asked about the harbour, she left", "when asked": a participle without a subject at the head of its clause.
fn opens_clause(page: &Page<'_>, start: usize, from: usize) -> bool {
    let Some(before) = start.checked_sub(1).filter(|b| *b >= from) else {
        return true;
    };
    page.syntax.fine(before) == FineTag::AdvWh
        || page.speech.fills(page.low(before), Filler::Clause) && page.tag(before) == Upos::Sconj
        || page.filler(before) == Some(Filler::Condition)
}

fn has_particle(page: &Page<'_>, i: usize, particle: &[String]) -> bool {
    particle
        .iter()
        .enumerate()
        .all(|(k, w)| page.low(i + 1 + k) == w && page.is_narration(i + 1 + k))
}

/// Where the verb group of `i` begins, whether it is passive, an infinitive, negated.
fn group(page: &Page<'_>, i: usize, from: usize) -> (usize, bool, bool, bool) {
    let (mut start, mut passive, mut infinitive, mut negated) = (i, false, false, false);
    let mut at = i;
    while at > from && i - at < GROUP_MAX {
        at -= 1;
        if !page.is_narration(at) {
            break;
        }
        let filler = page.filler(at);
        let adverb = filler == Some(Filler::Adverb)
            || (page.tag(at) == Upos::Adv && page.syntax.fine(at) != FineTag::AdvWh);
        match filler {
            _ if page.is_infinitive_mark(at) => {
                (infinitive, start) = (true, at);
                break;
            }
            Some(f) if f.is_auxiliary() => {
                passive |= filler == Some(Filler::Be) && page.tag(at) == Upos::Aux;
                start = at;
            }
            Some(Filler::Negation) => {
                negated = true;
                start = at;
            }
            _ if adverb && page.is_word(at) => start = at,
            _ => break,
        }
    }
    (start, passive, infinitive, negated)
}

/// Most words between the first auxiliary and its verb.
const GROUP_MAX: usize = 6;

pub(super) fn has_auxiliary(page: &Page<'_>, range: Range<usize>) -> bool {
    range
        .into_iter()
        .any(|i| page.filler(i).is_some_and(Filler::is_auxiliary))
}

/// Where the clause of a noun begins that is set apart from it: "claims by Ann Lee that", "her argument is that".
///
/// Counter-example: "the claim of the man that left", "a statement on Monday".
pub(super) fn joined_apart(page: &Page<'_>, noun: usize, joins: &[String]) -> Option<usize> {
    let opens = |i: usize| {
        page.is_narration(i) && page.is_opener(i) && joins.iter().any(|j| j == page.low(i))
    };
    let next = noun + 1;
    let limit = noun + APART_MAX;
    if page.tag(next) == Upos::Adp && page.speech.fills(page.low(next), Filler::Source) {
        let end = noun_phrase_end(page, next + 1, limit);
        return Some(end).filter(|i| *i > next + 1 && opens(*i));
    }
    // The verb of the sentence: whatever stands between belongs to the noun.
    let verb =
        (next..limit).find(|i| !page.is_narration(*i) || page.is_stop(*i) || page.is_finite(*i))?;
    let equals = page.filler(verb) == Some(Filler::Be)
        && page.is_narration(verb)
        && page.syntax.relation(noun) != Relation::Obl
        && !(next..verb).any(|i| page.is_nominal(i) && page.tag(i) == Upos::Pron);
    (equals && opens(verb + 1)).then_some(verb + 1)
}

/// Most tokens between a noun and the clause set apart from it.
const APART_MAX: usize = 16;

/// Fires: "his claim that", "a call for". Counter-example: "a statement on Monday", "the claims office".
fn noun_at<'a>(page: &Page<'a>, i: usize) -> Option<Cue<'a>> {
    let noun = page.speech.noun(page.low(i))?;
    let infinitive = page.filler(i + 1) == Some(Filler::Infinitive);
    let joined = noun.joins.iter().any(|j| j == page.low(i + 1))
        && page.is_narration(i + 1)
        && (!infinitive || page.is_infinitive_mark(i + 1));
    let apart = || joined_apart(page, i, &noun.joins).is_some();
    let named = page.tag(i) == Upos::Noun || is_determined(page, i);
    (named && (joined || apart())).then(|| Cue {
        kind: CueKind::Noun,
        head: i,
        words: i..i + 1,
        negated: false,
        form: None,
    })
}
