//! Tellers: where in a sentence stands who says it, for the places there are where they speak and not where forces move.
//!
//! Not who they are (that is `party`). Rule: a comma and a noun phrase before a verb of saying, or that verb right behind the comma;
//! before the movement a noun phrase that runs on to its verb of saying. Examples: ", an official in X said", ", said a spokesman
//! in X", "An official in X said troops". Counter-examples, which stay places: "In X, officials said", "troops in X, said to be".

use super::scene::Scene;
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;

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

    /// A verb of saying that carries tense: "said", not "said to be".
    fn says(&self, k: usize) -> bool {
        let speech = &self.sources.knowledge.language.speech;
        self.sources.syntax.fine(k).is_finite()
            && self.lower(k + 1) != "to"
            && speech.verbs(self.lower(k)).any(|v| v.verb.speaks())
    }
}
