//! Tellers: where in a sentence stands who says it, for the places there are where they speak and not where forces move.
//!
//! Not who they are (that is `party`). Rule: a comma and a noun phrase before a verb of saying, or that verb right behind the comma;
//! before the movement a noun phrase that runs on to its verb of saying. Examples: ", an official in X said", ", said a spokesman
//! in X", "An official in X said troops". Counter-examples, which stay places: "In X, officials said", "troops in X, said to be".

use super::scene::Scene;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use std::ops::Range;

/// Most words between a comma and the verb of saying that belongs to it.
const TELLER_TOKENS: usize = 12;

impl Scene<'_> {
    /// Whether the comma at `at` opens the words for who says what stands before it.
    pub(super) fn opens_teller(&self, at: usize) -> bool {
        let end = (at + 1 + TELLER_TOKENS).min(self.tokens.end);
        let clause = |k: &usize| !self.stands_in(*k, WordList::ClauseOpen);
        let mut words = (at + 1..end).take_while(clause);
        self.lower(at) == ","
            && words
                .find(|k| self.tag(*k) == Upos::Verb)
                .is_some_and(|k| self.says(k))
    }

    /// Whether a name that ends before `end` is a teller's, by the verb of saying between it and the movement at `movement`.
    pub(super) fn is_of_teller(&self, end: usize, movement: usize) -> bool {
        (end..movement)
            .take_while(|k| self.tag(*k) != Upos::Punct)
            .find(|k| self.tag(*k) == Upos::Verb)
            .is_some_and(|k| self.says(k))
    }

    /// "X says Y has built posts": X only says so, and Y builds.
    pub(super) fn mend_mover(&self, found: &mut Found<'_>) {
        let Some(mover) = found.mover.filter(|m| *m < found.at) else {
            return;
        };
        let clause = |k: &usize| self.tag(*k) != Upos::Punct;
        let mut behind = (mover + 1..found.at).take_while(clause);
        let Some(verb) = behind.find(|k| self.tag(*k) == Upos::Verb) else {
            return;
        };
        let start = verb + 1 + usize::from(self.lower(verb + 1) == "that");
        let part = |k: &usize| {
            matches!(
                self.tag(*k),
                Upos::Det | Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn
            ) && !self.is_dated(*k)
        };
        let end = (start..found.at)
            .take_while(part)
            .last()
            .map_or(start, |k| k + 1);
        let named = end.checked_sub(1).filter(|h| end > start && *h < found.at);
        let named = named.filter(|h| !matches!(self.tag(*h), Upos::Det | Upos::Adj));
        let verb_follows = end == found.at
            || matches!(self.tag(end), Upos::Aux | Upos::Adv)
            || self.tag(end) == Upos::Verb;
        if let Some(own) = named.filter(|_| self.says(verb) && verb_follows) {
            found.mover = Some(own);
        }
    }

    /// "X says it has sent soldiers": the state that a pronoun under its own report stands for.
    pub(super) fn state_that_tells(&self, at: usize, pronoun: usize) -> Option<String> {
        let syntax = self.sources.syntax;
        let it = matches!(self.lower(pronoun), "it" | "they");
        let verb = syntax.head(at).filter(|v| {
            it && syntax.relation(at) == Relation::Ccomp && *v < pronoun && self.says(*v)
        })?;
        self.state_in_phrase(self.arguments(verb).subject?)
    }

    /// "..., Harrow denies": a capital that speaks, behind a comma.
    pub(super) fn is_teller(&self, run: &Range<usize>) -> bool {
        let speech = &self.sources.knowledge.language.speech;
        let floor = run.start.saturating_sub(3).max(self.tokens.start);
        if (floor..run.start).any(|k| self.lower(k) == "according") {
            return true;
        }
        let comma = run.start.checked_sub(1).map_or("", |k| self.lower(k)) == ",";
        comma && speech.verbs(self.lower(run.end)).any(|v| v.verb.speaks())
    }

    /// A verb of saying that carries tense: "said", not "said to be".
    pub(super) fn says(&self, k: usize) -> bool {
        let speech = &self.sources.knowledge.language.speech;
        self.sources.syntax.fine(k).is_finite()
            && self.lower(k + 1) != "to"
            && speech.verbs(self.lower(k)).any(|v| v.verb.speaks())
    }
}
