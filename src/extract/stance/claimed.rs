//! Claimed: words under a claim that is denied or rejected, and under a demand with "that".
//!
//! Not the words a negation hangs on (that is `modality`). Rule: read by the order of words, for the tree often loses long clauses.
//! Examples: "rejected the accusation that X had killed Y", "denied that men had been sent to confront X", "demanded that X impose
//! sanctions on Y". Counter-example: "denied the report and said that X had killed Y".

use super::scene::Scene;
use super::trigger::Trigger;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{Complement, CueRole, FrameClass};
use crate::model::{Basis, Position};

/// Farthest "that" before a word it still opens the clause of, in tokens.
const CLAUSE_TOKENS_MAX: usize = 14;

/// Most tokens between a rejecting verb and the claim it rejects.
const CLAIM_TOKENS_MAX: usize = 3;

impl Scene<'_> {
    /// Said not to be, by words that do not hang on it.
    pub(super) fn is_unheld(&self, word: usize) -> bool {
        self.unsaid_before(word) || self.spurned(word) || self.under_denied_claim(word)
    }

    /// Supposed, prevented, awaited, demanded, or a charge of nobody's.
    pub(super) fn is_left_open(&self, word: usize) -> bool {
        self.inverted(word)
            || self.averted(word)
            || self.awaited(word)
            || self.is_demanded(word)
            || self.accused_by_nobody(word)
    }

    /// Whether a word stands in a clause that somebody is said to deny or reject.
    pub(super) fn under_denied_claim(&self, word: usize) -> bool {
        let index = self
            .document
            .sentence_at(self.document.token_span(word).start());
        let sentence = self.document.sentences.get(index);
        let first = sentence.map_or(word, |s| s.tokens.start);
        let floor = word.saturating_sub(CLAUSE_TOKENS_MAX).max(first);
        let mut before = (floor..word).rev().take_while(|t| {
            let joined =
                self.syntax.tag(*t) == Upos::Cconj && self.lower(t.saturating_sub(1)) == ",";
            !joined && !matches!(self.lower(*t), "." | ";" | ":" | "but")
        });
        let that = before.find(|t| self.lower(*t) == "that" && self.syntax.tag(*t) != Upos::Det);
        let Some(claim) = that.and_then(|t| t.checked_sub(1)) else {
            return false;
        };
        let denies = |v: usize| self.has_role(v, CueRole::Fail) && self.has_role(v, CueRole::Say);
        if denies(claim) {
            return true;
        }
        let from = claim.saturating_sub(CLAIM_TOKENS_MAX);
        self.has_role(claim, CueRole::Ponder)
            && self.nominal(claim)
            && (from..claim)
                .any(|v| self.syntax.tag(v) == Upos::Verb && (denies(v) || self.judges(v)))
    }

    /// "condemned the killing of X": whoever is against a deed has not done it.
    pub(super) fn is_judged(&self, trigger: &Trigger<'_>) -> bool {
        let deed = trigger.frame.class == FrameClass::Noun && trigger.frame.basis == Basis::Implied;
        let verb = self.syntax.head(trigger.at).filter(|_| deed);
        let in_words = |v: usize| {
            let mut frames = self.frames.opened_by(self.lower(v));
            frames.any(|(f, _)| {
                f.class == FrameClass::Verb
                    && f.tail.is_empty()
                    && f.basis == Basis::Explicit
                    && f.position == Position::Oppose
                    && f.complement != Complement::Threat
            })
        };
        self.syntax.relation(trigger.at) == Relation::Obj && verb.is_some_and(in_words)
    }

    /// "demanded that X impose sanctions": wanted of X, not done.
    pub(super) fn is_demanded(&self, verb: usize) -> bool {
        let head = self.syntax.head(verb);
        let that = self
            .children(verb, &[Relation::Mark])
            .any(|m| self.lower(m) == "that");
        let bare = matches!(
            self.syntax.fine(verb),
            FineTag::VerbBase | FineTag::VerbPresent
        ) && !self.lower(verb).ends_with('s');
        let asks = |h: usize| self.has_role(h, CueRole::Ask) && self.syntax.tag(h) == Upos::Verb;
        that && bare && self.syntax.relation(verb) == Relation::Ccomp && head.is_some_and(asks)
    }
}
