//! Deeds: who did what "the decision" or "the move" of the sentence before names.
//!
//! Not pronouns (the mention stage resolves those). Rule: "the", "this" or "these" and a noun of doing, with nobody's name beside it,
//! right behind a sentence whose main verb is one of deciding or moving, and whose doer has a name. Example: "X closed the crossing.
//! Y condemned the move." is Y against X. Counter-examples: "the decision of the court", "condemned the attack", whose attackers nobody
//! need have named, "X mourned. Y condemned the move."

use super::party::Party;
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::model::Fragment;

/// Most clauses gone down from the main verb to what it says: "X said that Y had closed it".
const CLAUSES_MAX: usize = 3;

/// Reason of a target that did what is named.
pub(super) const DEED: &str = "did what the sentence before tells";

impl Scene<'_> {
    /// Who did the deed that the noun at `head` names, by the sentence right before.
    pub(super) fn doer_before(&self, head: usize) -> Option<Party> {
        let verbs = self
            .verbs_of_deed(head)
            .filter(|_| self.is_plainly_the(head))?;
        let index = self
            .document
            .sentence_at(self.document.token_span(head).start());
        let before = index.checked_sub(1)?;
        let mut verb = self.syntax.root(before)?;
        for _ in 0..CLAUSES_MAX {
            let below = self.children(verb, &[Relation::Ccomp]).next();
            let Some(below) = below else { break };
            verb = below;
        }
        // Beside a quotation or a relative clause the tree may take the wrong verb.
        let mut tokens = self.document.sentences.get(before)?.tokens.clone();
        let quoted = |t: usize| matches!(self.lower(t), "\"" | "\u{201c}" | "\u{201d}");
        let aside = tokens.any(|t| quoted(t) || self.syntax.fine(t) == FineTag::PronWh);
        if aside || !self.stands_in(verb, verbs) || self.denied(verb) {
            return None;
        }
        let doer = self.agent(verb)?;
        let mut parties = self.parties(doer, Role::Holder).into_iter();
        let named = |p: &Party| {
            let at = p.who.mention.map(|m| self.document.tokens_in(m).start);
            p.who.actor.is_some() || at.is_some_and(|t| self.syntax.tag(t) == Upos::Propn)
        };
        let only = parties.next().filter(named)?;
        let alone = parties.next().is_none();
        alone.then(|| Party {
            reason: DEED,
            ..Party::through(only, false)
        })
    }

    /// The verbs that do what the noun at `head` names: "the closure" is of what was closed.
    fn verbs_of_deed(&self, head: usize) -> Option<WordList> {
        let deeds = [
            (WordList::Deed, WordList::Deciding),
            (WordList::ClosureDeed, WordList::Closing),
            (WordList::SendingDeed, WordList::Sending),
        ];
        let mut fits = deeds
            .into_iter()
            .filter(|(noun, _)| self.stands_in(head, *noun));
        fits.next().map(|(_, verbs)| verbs)
    }

    /// "the decision", "this move": nothing beside it says whose or what.
    fn is_plainly_the(&self, head: usize) -> bool {
        let mut the = false;
        for child in self.children(head, &BESIDE) {
            let article = self.stands_in(child, WordList::TheSame) && child + 1 == head;
            the |= article && self.syntax.relation(child) == Relation::Det;
            if self.syntax.relation(child) != Relation::Det {
                return false;
            }
        }
        the
    }

    /// The sentence a target did its deed in.
    pub(super) fn deed_of(&self, target: &Party) -> Option<Fragment> {
        let at = target.who.mention.filter(|_| target.reason == DEED)?;
        let sentence = self
            .document
            .sentences
            .get(self.document.sentence_at(at.start()))?;
        Some(Fragment::cut(sentence.span, &self.document.text))
    }
}

/// Relations of what says whose a deed is.
const BESIDE: [Relation; 8] = [
    Relation::Det,
    Relation::NmodPoss,
    Relation::Nmod,
    Relation::Compound,
    Relation::Amod,
    Relation::Acl,
    Relation::AclRelcl,
    Relation::Flat,
];
