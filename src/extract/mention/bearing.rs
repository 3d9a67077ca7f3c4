//! Bearing: what a phrase tells of whom it means beside the name: state, office, gender.
//!
//! Not a decision. Small questions that several steps ask of a phrase.

use super::hit::Hit;
use super::phrase::Phrase;
use super::reading::{Reading, Shape};
use crate::lang::naming::{Entry, Gender, Noun, NounClass};
use crate::model::{Actor, ActorKind};

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

/// The nouns inside a lexicon name ("Veldorian army") that end it, the shortest first.
pub(super) fn inner_nouns<'r>(
    reading: &'r Reading<'_>,
    phrase: &Phrase,
) -> impl Iterator<Item = (usize, Noun)> + 'r {
    let known = hit_of(reading, phrase).is_some();
    let name = phrase.name.clone().filter(|_| known).unwrap_or_default();
    let end = name.end;
    let noun = move |i| body_noun(reading, i, |next| next == end);
    name.rev().take(3).filter_map(noun)
}

/// The nouns of a body's name: those that end it, and in a name only the article knows those before "of" and "for"
/// ("Ministry of Harbours").
pub(super) fn own_nouns<'r>(
    reading: &'r Reading<'_>,
    phrase: &Phrase,
) -> impl Iterator<Item = (usize, Noun)> + 'r {
    let strange = hit_of(reading, phrase).is_none() && phrase.noun.is_none();
    let name = phrase.name.clone().filter(|_| strange).unwrap_or_default();
    let end = name.end;
    let heads = move |next| next == end || matches!(reading.lower(next), "of" | "for");
    let own = name.filter_map(move |i| body_noun(reading, i, heads));
    inner_nouns(reading, phrase).chain(own)
}

/// The noun for a body at a token, where the token behind it may follow one.
fn body_noun(
    reading: &Reading<'_>,
    i: usize,
    ends: impl Fn(usize) -> bool,
) -> Option<(usize, Noun)> {
    let noun = reading.word(i).noun?;
    let whole = ends(i + usize::from(noun.words));
    (whole && noun.class == NounClass::Body && !noun.plural).then_some((i, noun))
}

/// The words of a body's own name: "Veldoria's harbour ministry" is "the harbour ministry".
pub(super) fn words_of_body<'k>(
    reading: &Reading<'k>,
    phrase: &Phrase,
    kind: ActorKind,
) -> Vec<&'k str> {
    let known = kind != ActorKind::Person;
    let name = phrase.name.clone().filter(|_| known).unwrap_or_default();
    name.map(|i| reading.lower(i)).collect()
}

/// The other titles before a person's name.
pub(super) fn titles_before<'r>(
    reading: &'r Reading<'_>,
    phrase: &Phrase,
    main: usize,
) -> impl Iterator<Item = (usize, Noun)> + 'r {
    let name = phrase.name.as_ref().map_or(0, |n| n.start);
    (phrase.tokens.start..name)
        .filter(move |i| *i != main)
        .filter_map(|i| reading.word(i).noun.map(|n| (i, n)))
        .filter(|(_, n)| n.kind == ActorKind::Person && n.words == 1 && !n.plural)
}
