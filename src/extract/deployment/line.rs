//! Lines: the subject before a verb and the object behind it, read from the words where a tree may be wrong.
//!
//! Not a parser. Rule: a noun phrase behind a preposition or another verb is never the subject; the nearest other one is. Examples:
//! "the two battalions already in the pass remain", "eighty men, by one count, are building". Counter-examples: "the minister
//! who commands the army left", "a visit to the troops went".

use super::scene::{Force, Scene};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;

/// How far a subject may stand before its verb, in tokens.
const LINE_SUBJECT_TOKENS: usize = 24;

/// Particles and adverbs that may stand between a verb and its object.
const LINE_GAP_TOKENS: usize = 2;

impl Scene<'_> {
    /// The force that is the subject of the verb at `i` by the words before it.
    pub(super) fn line_subject(&self, i: usize) -> Option<&Force> {
        let floor = i.saturating_sub(LINE_SUBJECT_TOKENS).max(self.tokens.start);
        let mut k = i;
        while k > floor {
            k -= 1;
            let word = self.lower(k);
            if self.in_list(word, WordList::ClauseBreak)
                || matches!(word, ";" | ":" | "\u{201c}" | "\u{201d}" | "\"" | "(")
            {
                return None;
            }
            if let Some(force) = self.forces.iter().rev().find(|f| f.head == k) {
                let start = force.tokens.start;
                let beside = match self.before_phrase(start) {
                    Before::Preposition => Some(start.saturating_sub(1).max(floor)),
                    Before::Verb => return None,
                    // "supporters, an army in red, marched": beside the subject.
                    Before::Open => self.is_apposition(start, k, i).then_some(start),
                };
                if let Some(next) = beside {
                    k = next;
                    continue;
                }
                return (!force.modifier && (!force.weak || self.military)).then_some(force);
            }
            match self.tag(k) {
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num => {
                    if self.is_dated(k) || self.in_list(word, WordList::Relative) {
                        continue;
                    }
                    let start = self.phrase_start(k);
                    match self.before_phrase(start) {
                        Before::Preposition => k = start.saturating_sub(1).max(floor),
                        Before::Verb => return None,
                        Before::Open => {
                            // A phrase between commas is beside the subject.
                            let beside = start > floor && self.lower(start - 1) == ",";
                            if !beside {
                                return None;
                            }
                            k = start;
                        }
                    }
                }
                Upos::Verb if self.sources.syntax.fine(k).is_finite() && !self.is_dated(k) => {
                    return None;
                }
                Upos::Verb
                | Upos::Adj
                | Upos::Adp
                | Upos::Adv
                | Upos::Aux
                | Upos::Cconj
                | Upos::Det
                | Upos::Intj
                | Upos::Part
                | Upos::Punct
                | Upos::Sconj
                | Upos::Sym
                | Upos::X => {}
            }
        }
        None
    }

    /// "an exercise was held in the hills by Norland units": whom a passive behind a noun of movement leads to.
    pub(super) fn doer(&self, noun: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let verb = syntax.head(noun)?;
        let passive = syntax.relation(noun) == Relation::NsubjPass;
        let by = |f: &&Force| {
            let start = f.tokens.start;
            start > verb && self.lower(start - 1) == "by"
        };
        let force = self.forces.iter().filter(|_| passive).find(by)?;
        Some(force.head)
    }

    /// An indefinite phrase between commas that says what the noun before it is.
    fn is_apposition(&self, start: usize, head: usize, verb: usize) -> bool {
        let beside = start > self.tokens.start && self.lower(start - 1) == ",";
        let closes = (head + 1..verb).any(|k| self.lower(k) == ",");
        beside && closes && matches!(self.lower(start), "a" | "an")
    }

    /// What stands before a noun phrase.
    fn before_phrase(&self, start: usize) -> Before {
        let Some(k) = start.checked_sub(1).filter(|k| *k >= self.tokens.start) else {
            return Before::Open;
        };
        let speech = &self.sources.knowledge.language.speech;
        let tells = || speech.verbs(self.lower(k)).any(|v| v.verb.speaks());
        match self.tag(k) {
            Upos::Adp => Before::Preposition,
            Upos::Part if self.lower(k) == "to" => Before::Preposition,
            Upos::Verb if !tells() => Before::Verb,
            Upos::Verb
            | Upos::Part
            | Upos::Adj
            | Upos::Adv
            | Upos::Aux
            | Upos::Cconj
            | Upos::Det
            | Upos::Intj
            | Upos::Noun
            | Upos::Num
            | Upos::Pron
            | Upos::Propn
            | Upos::Punct
            | Upos::Sconj
            | Upos::Sym
            | Upos::X => Before::Open,
        }
    }

    /// The force that is the object of the verb at `i` by the words right behind it, or before "he sent" in "the cadets he sent".
    pub(super) fn line_object(&self, i: usize) -> Option<&Force> {
        let plain = |f: &&Force| !f.modifier && (!f.weak || self.military);
        let behind = (i + 1..=i + 1 + LINE_GAP_TOKENS)
            .take_while(|k| {
                *k == i + 1
                    || matches!(self.tag(k - 1), Upos::Adv | Upos::Part)
                    || self.stands_in(k - 1, WordList::VerbParticle)
            })
            .find_map(|k| {
                self.forces
                    .iter()
                    .filter(plain)
                    .find(|f| f.tokens.start == k)
            });
        behind.or_else(|| {
            let pronoun = i.checked_sub(1).filter(|k| *k > self.tokens.start)?;
            let clause = self.stands_in(pronoun, WordList::SubjectPronoun);
            self.forces
                .iter()
                .filter(plain)
                .find(|f| clause && f.head + 1 == pronoun)
        })
    }
}

/// What stands before a noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Preposition,
    Verb,
    Open,
}
