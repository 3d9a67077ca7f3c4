//! Reporters: who tells of the stance that a word takes.
//!
//! Not the holder. Rule: the quotes decide where they speak. A word inside the content of one is told by its speaker; a
//! word outside is not told by the speaker of another quote of its sentence ("X said it had sent help, while Y accused Z":
//! Y accuses in the article's own words). Only where no quote speaks does the verb of saying above it; what X accuses Y of is told by X.

use super::party::Party;
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::model::ActorRef;
use crate::text::Sentence;

impl Scene<'_> {
    /// Who tells of what the word at `at` says, by the quotes, else by the tree.
    pub(super) fn told_by(&self, at: usize, sentence: &Sentence) -> Option<Party> {
        let over = self.quote_over(at).map(|q| q.speakers.as_slice());
        if let Some([speaker]) = over {
            return Some(Party::told(speaker));
        }
        let accuser = self.accusing(at).and_then(|verb| self.agent(verb));
        let party = accuser
            .or_else(|| self.reporter(at))
            .and_then(|r| self.one_party(r, Role::Speaker))?;
        let elsewhere = over.is_none() && self.speaks_in(&party.who, sentence);
        (!elsewhere).then_some(party)
    }

    /// Whether somebody is the speaker of a quote of the sentence.
    fn speaks_in(&self, who: &ActorRef, sentence: &Sentence) -> bool {
        let told = |t: usize| self.quote_over(t);
        sentence
            .tokens
            .clone()
            .filter_map(told)
            .flat_map(|q| &q.speakers)
            .any(|s| s == who || (s.actor.is_some() && s.actor == who.actor))
    }
}
