//! The bodies every state has as actors: `iq-army`, made when first asked for.
//!
//! Not stored data: nine thousand bodies would cost more to build at start than everything else; few are ever named.
//! Rule: an actor of the files with such an id is that body, described further.

use super::assemble::index;
use super::word::{FastMap, WordMap};
use super::{Institution, Lexicon, State};
use crate::model::Actor;
use std::sync::OnceLock;

/// The bodies by state and institution, at `state * institutions + institution`.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    slots: Vec<OnceLock<Option<Box<Actor>>>>,
    suffixes: WordMap<u32>,
    /// Slots that an actor of the files describes: slot to actor.
    written: FastMap<usize, u32>,
}

impl Lexicon {
    /// Makes room for the bodies and finds those the files describe.
    pub(super) fn lay_out_bodies(&mut self) {
        for (at, body) in self.institutions.iter().enumerate() {
            self.derived.suffixes.insert(&body.suffix, index(at));
        }
        let count = self.states.len() * self.institutions.len();
        self.derived.slots.resize_with(count, OnceLock::new);
        for (at, actor) in self.actors.iter().enumerate() {
            if let Some(slot) = self.slot(actor.id.as_str()) {
                self.derived.written.insert(slot, index(at));
            }
        }
    }

    fn slot(&self, id: &str) -> Option<usize> {
        let (code, suffix) = id.split_once('-')?;
        let state = *self.state_index.get(&code.to_ascii_uppercase())? as usize;
        let body = *self.derived.suffixes.get(suffix)? as usize;
        let adjective = self.states.get(state)?.adjectives.first();
        let two_letters = self
            .states
            .get(state)
            .is_some_and(|s| s.id.as_str() == code);
        (adjective.is_some() && two_letters).then_some(state * self.institutions.len() + body)
    }

    /// The number of the actor of an id, for [`Self::actor_at`].
    pub(super) fn index_of(&self, id: &str) -> Option<u32> {
        let written = self.actor_index.get(id).copied();
        written.or_else(|| self.slot(id).map(|slot| index(self.actors.len() + slot)))
    }

    /// The actor of a number.
    pub(super) fn actor_at(&self, at: u32) -> Option<&Actor> {
        let at = at as usize;
        match self.actors.get(at) {
            Some(actor) => Some(actor),
            None => self.body(at.checked_sub(self.actors.len())?),
        }
    }

    /// The body of a state and an institution, by their positions.
    pub(super) fn body_of_state(&self, state: usize, body: usize) -> Option<&Actor> {
        let slot = state * self.institutions.len() + body;
        match self.derived.written.get(&slot) {
            Some(at) => self.actors.get(*at as usize),
            None => self.body(slot),
        }
    }

    fn body(&self, slot: usize) -> Option<&Actor> {
        let make = || {
            let state = self
                .states
                .get(slot.checked_div(self.institutions.len())?)?;
            let body = self
                .institutions
                .get(slot.checked_rem(self.institutions.len())?)?;
            derived(state, body).map(Box::new)
        };
        self.derived.slots.get(slot)?.get_or_init(make).as_deref()
    }

    /// The bodies made for every state ("Veldorian army"), but for those the files describe.
    pub fn derived_actors(&self) -> impl Iterator<Item = &Actor> {
        let slots = 0..self.derived.slots.len();
        slots
            .filter(|s| !self.derived.written.contains_key(s))
            .filter_map(|s| self.body(s))
    }
}

fn derived(state: &State, body: &Institution) -> Option<Actor> {
    let adjective = state.adjectives.first()?;
    let id = format!("{}-{}", state.id, body.suffix).parse().ok()?;
    let parent = match body.parent.as_str() {
        "" => state.id.clone(),
        suffix => format!("{}-{suffix}", state.id).parse().ok()?,
    };
    Some(Actor {
        id,
        name: format!("{adjective} {}", body.name),
        kind: body.kind,
        country: Some(state.code.clone()),
        aliases: Vec::new(),
        offices: Vec::new(),
        parents: vec![parent],
        wikidata: None,
        provisional: false,
        redirect: None,
    })
}
