//! Bearing: what a phrase tells of whom it means beside the name: state, office, gender.
//!
//! Not a decision. Small questions that several steps ask of a phrase.

use super::hit::Hit;
use super::phrase::Phrase;
use super::reading::{Reading, Shape};
use crate::lang::naming::{Entry, Gender};
use crate::model::Actor;

/// The lexicon name a phrase rests on.
pub(in crate::extract) fn hit_of<'r, 'k>(
    reading: &'r Reading<'k>,
    phrase: &Phrase,
) -> Option<&'r Hit<'k>> {
    phrase.hit.and_then(|h| reading.hits.get(h as usize))
}

/// Whether an actor holds or held an office of this group of nouns.
pub(in crate::extract) fn holds(reading: &Reading<'_>, actor: &Actor, group: u16) -> bool {
    actor
        .offices
        .iter()
        .any(|o| reading.naming.group_named(&o.title.to_lowercase()) == Some(group))
}

pub(in crate::extract) fn given_gender(reading: &Reading<'_>, name: &str) -> Gender {
    name.split(' ')
        .find_map(|w| {
            reading
                .naming
                .entry(&w.to_lowercase())
                .and_then(Entry::given)
        })
        .unwrap_or_default()
}

/// The state an adjective or name before the head tells.
pub(in crate::extract) fn premodifier_country<'k>(
    reading: &Reading<'k>,
    phrase: &Phrase,
) -> Option<&'k str> {
    phrase.premodifiers.iter().find_map(|h| {
        let hit = reading.hits.get(*h as usize)?;
        hit.state.map(|s| s.code.as_str())
    })
}

/// The state a phrase belongs to: by adjective, possessor or complement.
pub(in crate::extract) fn country_of<'k>(
    reading: &Reading<'k>,
    phrases: &[Phrase],
    phrase: &Phrase,
) -> Option<&'k str> {
    let beside = phrase
        .possessor
        .into_iter()
        .chain(phrase.complements.iter().copied());
    premodifier_country(reading, phrase).or_else(|| {
        beside.filter_map(|q| phrases.get(q)).find_map(|q| {
            hit_of(reading, q)
                .and_then(|h| h.state)
                .map(|s| s.code.as_str())
        })
    })
}

/// Whether a word of the name is an acronym.
pub(in crate::extract) fn is_acronym(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    phrase
        .name
        .as_ref()
        .is_some_and(|n| n.len() == 1 && reading.word(n.start).shape == Shape::Upper)
}
