//! What must hold between the world files: no id twice, nothing points to nothing, borders stand on both sides.

use super::assemble::Parts;
use super::word::WordMap;
use super::{Lexicon, Topic};
use crate::lang::table::TableError;
use crate::model::{ActorId, ActorKind, IssueId};
use std::sync::Arc;

pub(super) fn states(parts: &Parts) -> Result<(), TableError> {
    let mut seen: WordMap<usize> = WordMap::default();
    for (at, listed) in parts.states.iter().enumerate() {
        for (field, code) in [
            ("code", &listed.value.code),
            ("alpha3", &listed.value.alpha3),
        ] {
            if seen.insert(code, at).is_some() {
                return Err(listed.error(field, format!("{code:?} stands twice")));
            }
        }
    }
    for listed in &parts.states {
        let code = &listed.value.code;
        for neighbour in &listed.value.neighbours {
            let other = seen.get(neighbour).and_then(|i| parts.states.get(*i));
            let Some(other) = other.filter(|o| o.value.code == *neighbour && neighbour != code)
            else {
                return Err(listed.error(
                    "neighbours",
                    format!("{neighbour:?} is no other state's code"),
                ));
            };
            if !other.value.neighbours.contains(code) {
                let problem = format!(
                    "{code} names {neighbour} as neighbour, {neighbour} does not name {code}"
                );
                return Err(listed.error("neighbours", problem));
            }
        }
    }
    Ok(())
}

/// Before the actors are taken over: ids and countries.
pub(super) fn actors(lexicon: &Lexicon, parts: &Parts) -> Result<(), TableError> {
    let mut seen: WordMap<(Arc<str>, usize)> = WordMap::default();
    for listed in &parts.actors {
        let actor = &listed.value.actor;
        if actor.kind == ActorKind::State {
            return Err(listed.error("kind", "states stand in states.tsv"));
        }
        let id = actor.id.as_str();
        if lexicon.actor_index.get(id).is_some() {
            return Err(listed.error("", format!("{id:?} is the id of a state")));
        }
        if let Some((file, line)) = seen.insert(id, (Arc::clone(&listed.file), listed.line)) {
            return Err(listed.error("", format!("{id:?} stands twice, first at {file}:{line}")));
        }
        if let Some(code) = actor
            .country
            .as_deref()
            .filter(|c| lexicon.state_by_code(c).is_none())
        {
            return Err(listed.error("country", format!("{code:?} is no code of states.tsv")));
        }
    }
    Ok(())
}

/// Once all actors are known: parents, bodies of offices, places, borders, issues.
pub(super) fn references(lexicon: &Lexicon, parts: &Parts) -> Result<(), TableError> {
    let known = |id: &ActorId| lexicon.actor(id).is_some();
    let written = lexicon.actors.iter().skip(parts.states.len());
    for (listed, actor) in parts.actor_lines.iter().zip(written) {
        if let Some(parent) = actor.parents.iter().find(|p| !known(p)) {
            return Err(listed.error("parents", format!("{parent} is no actor")));
        }
        let bodies = actor.offices.iter().filter_map(|o| o.of.as_ref());
        if let Some(body) = bodies.into_iter().find(|b| !known(b)) {
            return Err(listed.error("offices.of", format!("{body} is no actor")));
        }
    }
    places(lexicon, parts)?;
    issues(lexicon, parts)
}

fn places(lexicon: &Lexicon, parts: &Parts) -> Result<(), TableError> {
    let mut seen: WordMap<()> = WordMap::default();
    for listed in &parts.sites {
        if seen.insert(&listed.value.id, ()).is_some() {
            return Err(listed.error("id", format!("{:?} stands twice", listed.value.id)));
        }
    }
    for listed in &parts.sites {
        let site = &listed.value;
        let country = site.place.country.as_deref();
        if let Some(code) = country.filter(|c| lexicon.state_by_code(c).is_none()) {
            return Err(listed.error("country", format!("{code:?} is no code of states.tsv")));
        }
        if let Some(within) = site.within.as_ref().filter(|w| seen.get(w).is_none()) {
            return Err(listed.error("within", format!("{within:?} is no place")));
        }
        for border in &site.place.borders {
            if lexicon.borders.binary_search(border).is_err() {
                return Err(listed.error("borders", format!("{border} is no border of states.tsv")));
            }
        }
    }
    for listed in &parts.borders {
        if lexicon.borders.binary_search(&listed.value.border).is_err() {
            let problem = format!("{} is no border of states.tsv", listed.value.border);
            return Err(listed.error("border", problem));
        }
    }
    Ok(())
}

fn issues(lexicon: &Lexicon, parts: &Parts) -> Result<(), TableError> {
    let mut seen: Vec<&IssueId> = Vec::new();
    for listed in &parts.issues {
        let entry = &listed.value;
        if seen.contains(&&entry.issue.id) {
            return Err(listed.error("", format!("{} stands twice", entry.issue.id)));
        }
        seen.push(&entry.issue.id);
        let named = entry
            .needs
            .iter()
            .flatten()
            .chain(entry.topics.iter().flat_map(Topic::actors));
        if let Some(id) = named.into_iter().find(|id| lexicon.actor(id).is_none()) {
            return Err(listed.error("", format!("{id} is no actor")));
        }
    }
    Ok(())
}

/// Names that several actors of the files own.
pub(super) fn ambiguous(lexicon: &Lexicon) -> Vec<(String, Vec<ActorId>)> {
    let mut owned: Vec<(&str, &ActorId)> = Vec::new();
    for actor in lexicon.actors() {
        owned.push((&actor.name, &actor.id));
        owned.extend(actor.aliases.iter().map(|a| (a.text.as_str(), &actor.id)));
    }
    owned.sort_unstable();
    owned.dedup();
    owned
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
        .filter_map(|group| {
            let name = group.first()?.0.to_owned();
            Some((name, group.iter().map(|(_, id)| (*id).clone()).collect()))
        })
        .collect()
}
