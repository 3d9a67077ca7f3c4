//! Joint: forces of several states told of together, and the state behind a ministry that moves forces.
//!
//! Not lists of forces (that is `role`). Examples: "Norland and Southmark pulled back their troops", "200 Norland and Southmark
//! soldiers". Counter-example: "Norland, and its troops", which joins nothing.

use super::party::same_party;
use super::scene::{Force, Scene, StateWord};
use super::trigger::Found;
use crate::extract::mention::Role;
use crate::extract::syntax::Upos;
use crate::lexicon::{ForceNounKind, Institution};
use crate::model::{ActorKind, ActorRef, Posture};

impl Scene<'_> {
    /// "the Norland defence ministry moved tanks": Norland's; what closes a border is a body of its own.
    pub(super) fn state_behind(&self, party: ActorRef, posture: Posture) -> ActorRef {
        let lexicon = &self.sources.knowledge.lexicon;
        let body = party.actor.as_ref().and_then(|a| lexicon.actor(a));
        let state = body.filter(|_| posture != Posture::Closure).and_then(|b| {
            let code = b.country.as_deref()?;
            let of_state = |i: &Institution| {
                i.kind == ActorKind::Organisation
                    && lexicon
                        .institution(code, &i.suffix)
                        .is_some_and(|a| a.id == b.id)
            };
            let own = lexicon.institutions().iter().any(of_state);
            lexicon.state_by_code(code).filter(|_| own)
        });
        match state {
            Some(state) => ActorRef {
                text: state.name.clone(),
                actor: Some(state.id.clone()),
                ..party
            },
            None => party,
        }
    }

    /// "Norland and Southmark have pulled back troops": those of both.
    pub(super) fn join_states(&self, found: &Found<'_>, out: &mut Vec<ActorRef>) {
        let Some(mover) = found.mover.filter(|m| *m < found.at) else {
            return;
        };
        if !self.is_state(mover) {
            return;
        }
        let mut end = mover + 1;
        for state in self.states.iter().filter(|s| s.tokens.start > mover) {
            let between = end..state.tokens.start;
            let joined = !between.is_empty()
                && between
                    .clone()
                    .all(|k| matches!(self.lower(k), "," | "and" | "both"))
                && state.tokens.start < found.at;
            if !joined {
                break;
            }
            end = state.tokens.end;
            let own = found
                .forces
                .iter()
                .filter_map(|h| self.force_at(*h))
                .find(|f| {
                    f.country.is_none() && f.actor.is_none() && f.kind != ForceNounKind::Equipment
                });
            let party = match own {
                Some(force) => Some(self.force_ref(force, Some(&state.code))),
                None if found.forces.is_empty() => self.party(end - 1, Role::Force),
                None => None,
            };
            let more = party.filter(|p| p.actor.is_some() && !out.iter().any(|o| same_party(o, p)));
            out.extend(more);
        }
    }

    /// The states listed before the one a force is named after, and where the list begins.
    pub(super) fn joint_codes(&self, force: &Force) -> (Vec<String>, usize) {
        let mut start = force.tokens.start;
        let mut codes = Vec::new();
        let own = self.states.iter().find(|s| s.tokens.start == start);
        while own.is_some()
            && start > self.tokens.start
            && matches!(self.lower(start - 1), "and" | ",")
        {
            let before = self.states.iter().find(|s| s.tokens.end + 1 == start);
            // The tagger takes many an adjective for a name.
            let lexicon = &self.sources.knowledge.lexicon;
            let described = |s: &StateWord| {
                let state = lexicon.state_by_code(&s.code);
                state.is_some_and(|x| x.adjectives.iter().any(|a| a == self.text(&s.tokens)))
            };
            let adjective = |s: &&StateWord| self.tag(s.tokens.start) == Upos::Adj || described(s);
            let Some(state) = before.filter(adjective) else {
                break;
            };
            codes.insert(0, state.code.clone());
            start = state.tokens.start;
        }
        (codes, start)
    }

    /// The force as one of another state.
    pub(super) fn force_of(&self, force: &Force, code: &str) -> ActorRef {
        let lexicon = &self.sources.knowledge.lexicon;
        let noun = lexicon.force_noun(self.lower(force.head));
        let institution = noun.map_or(force.institution.as_str(), |n| n.institution.as_str());
        let body = lexicon.institution(code, institution);
        let state = lexicon.state_by_code(code);
        let span = self.span(&force.tokens);
        let words = || span.slice(&self.sources.document.text).to_owned();
        ActorRef {
            mention: Some(span),
            text: body.map_or_else(words, |b| b.name.clone()),
            actor: body.map(|b| b.id.clone()),
            affiliation: state.filter(|_| body.is_none()).map(|s| s.id.clone()),
        }
    }
}
