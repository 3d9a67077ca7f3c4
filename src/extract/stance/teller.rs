//! Tellers: who reports a clause, and who speaks by a verb that is a quote's cue.
//!
//! Not what is reported. Rule: the tree's subject of a verb of saying tells; where it names nobody, the speaker the quotes
//! found for that verb does.

use super::argument::NEXT_TOKENS_MAX;
use super::scene::{CLIMB_MAX, Scene};
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::frame::CueRole;

/// Farthest speaker before a verb without a subject, in tokens.
const CUE_TOKENS_MAX: usize = 24;

impl Scene<'_> {
    /// "a call from X, urging Y to": the speaker of the quote whose cue a verb is, where its subject by the tree names nobody.
    pub(super) fn cue_speaker(&self, verb: usize) -> Option<usize> {
        let speaker = self.speaker_by_cue(self.document.token_span(verb))?;
        let named = self.document.tokens_in(speaker);
        let apart = verb.checked_sub(named.end)?;
        let lost = match self.agent(verb) {
            Some(agent) => apart <= 1 && self.parties(agent, Role::Holder).is_empty(),
            None => apart <= CUE_TOKENS_MAX,
        };
        let mut named = named.filter_map(|t| self.actor_at(t));
        named.next().filter(|_| lost)
    }

    /// Whoever reports the clause `word` stands in: subject of the verb of saying above or beside it.
    pub(super) fn reporter(&self, word: usize) -> Option<usize> {
        let mut below = word;
        for at in std::iter::once(word).chain(self.syntax.ancestors(word).take(CLIMB_MAX)) {
            let beside = self
                .children(at, &[Relation::Parataxis])
                .find(|p| self.has_role(*p, CueRole::Say));
            if let Some(speaker) = beside.and_then(|p| self.own_subject(p)) {
                return Some(speaker);
            }
            let clause = matches!(
                self.syntax.relation(below),
                Relation::Ccomp
                    | Relation::Xcomp
                    | Relation::Parataxis
                    | Relation::Advcl
                    | Relation::Obl
            );
            if at != word && clause && self.has_role(at, CueRole::Say) {
                return self.teller(at);
            }
            below = at;
        }
        self.reporter_before(word)
    }

    /// The one speaker of the quotation around a word.
    pub(super) fn quoted_speaker(&self, word: usize) -> Option<usize> {
        let [speaker] = self.quote_over(word)?.speakers.as_slice() else {
            return None;
        };
        let at = self.document.token_at(speaker.mention?.start());
        self.actor_at(at)
    }

    /// "..., claiming X backs Y": the verb of saying that touches the clause's subject, where the tree lost it.
    fn reporter_before(&self, verb: usize) -> Option<usize> {
        let subject = self.adjacent_subject(verb)?;
        let first = (subject.saturating_sub(NEXT_TOKENS_MAX)..=subject)
            .rev()
            .take_while(|t| *t == subject || self.actor_at(*t) == Some(subject))
            .last()?;
        let that = usize::from(self.lower(first.checked_sub(1)?) == "that");
        let say = first.checked_sub(1 + that)?;
        if !self.has_role(say, CueRole::Say) || self.syntax.tag(say) != Upos::Verb {
            return None;
        }
        self.teller(say)
    }

    /// Who says it: the subject of the verb of saying, for a participle the main clause's.
    fn teller(&self, say: usize) -> Option<usize> {
        let somebody = |s: &usize| !self.parties(*s, Role::Speaker).is_empty();
        if let Some(agent) = self.agent(say).filter(somebody) {
            return Some(agent);
        }
        let index = self
            .document
            .sentence_at(self.document.token_span(say).start());
        let sentence = self.document.sentences.get(index)?;
        self.borrowed(say, &sentence.tokens).filter(somebody)
    }
}
