//! Questions about actors: those of the lexicon and those found in text.

use super::border::counted;
use super::page::size_of;
use super::plan::Reads;
use super::token::{Cursor, fingerprint};
use super::{Budget, Hit, Page, PageRequest, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role};
use crate::index::view::Generation;
use crate::lexicon::{Lexicon, RESOLVE_CANDIDATES_MAX};
use crate::model::id::slug;
use crate::model::{Actor, ActorId, ActorKind, ActorRecord, ProvisionalActorRecord, RecordCounts};
use std::collections::BTreeSet;

/// Most actors a name is resolved to; a larger wish is served with this.
pub const RESOLUTIONS_MAX: usize = RESOLVE_CANDIDATES_MAX;

/// The score of an actor known from text alone.
const PROVISIONAL_SCORE: f32 = 0.5;

/// Nouns whose records name actors.
const NAMING: [Noun; 3] = [Noun::Quote, Noun::Stance, Noun::Deployment];

/// What an answer's actors have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActorFilter {
    /// Kinds.
    pub kinds: Vec<ActorKind>,
    /// Home states, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Only actors found in text (true), only those of the lexicon (false).
    pub provisional: Option<bool>,
    /// Only actors that at least one record names.
    pub mentioned: bool,
}

/// A question about actors; always in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActorQuery {
    /// What the actors have in common.
    pub filter: ActorFilter,
    /// Which page.
    pub page: PageRequest,
}

/// An actor a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The actor.
    pub record: ActorRecord,
    /// 0 to 1, best first.
    pub score: f32,
    /// Why, in words.
    pub reason: String,
}

/// Actors that match, a page of them in the order of their ids.
pub fn list(
    view: &View,
    lexicon: &Lexicon,
    query: &ActorQuery,
    budget: &Budget,
) -> Result<Page<ActorRecord>, QueryError> {
    let asked = fingerprint(&("actors", &query.filter));
    let (size, page) = (size_of(&query.page)?, &query.page);
    let (generation, after) = search::begin(view, &page.token, asked)?;
    let mut done = counted(after)?;
    let candidates = candidates(&generation, lexicon, &query.filter)?;
    let mut answer = Page {
        total: page.total.then_some(0),
        ..Page::default()
    };
    let mut more = false;
    for (at, id) in (0..).zip(&candidates) {
        budget.check()?;
        if at < done && !page.total {
            continue;
        }
        let Some(record) = matching(&generation, lexicon, id, &query.filter, budget)? else {
            continue;
        };
        answer.total = answer.total.map(|n| n + 1);
        if at < done {
            continue;
        }
        if answer.hits.len() == size {
            more = true;
            if answer.total.is_none() {
                break;
            }
            continue;
        }
        answer.hits.push(Hit {
            record,
            score: None,
            highlights: Vec::new(),
        });
        done = at + 1;
    }
    let cursor = more.then_some(Cursor::Counted(done));
    answer.next_page_token = search::next_token(view, &generation, asked, cursor);
    Ok(answer)
}

/// The ids a list may hold, in order. Bodies made for every state are among them once a text names them.
fn candidates(
    generation: &Generation,
    lexicon: &Lexicon,
    filter: &ActorFilter,
) -> Result<BTreeSet<String>, QueryError> {
    let mut ids = BTreeSet::new();
    if filter.provisional != Some(true) {
        ids.extend(lexicon.actors().iter().map(|a| a.id.to_string()));
        for noun in NAMING {
            let named = search::values(generation, noun, Role::Actor)?;
            ids.extend(
                named
                    .into_iter()
                    .filter(|id| lexicon.actor_named(id).is_some()),
            );
        }
    }
    if filter.provisional != Some(false) {
        ids.append(&mut search::values(generation, Noun::Actor, Role::Id)?);
    }
    Ok(ids)
}

/// The actor with this id, when it passes the filter.
fn matching(
    generation: &Generation,
    lexicon: &Lexicon,
    id: &str,
    filter: &ActorFilter,
    budget: &Budget,
) -> Result<Option<ActorRecord>, QueryError> {
    let Some(actor) = find(generation, lexicon, id, budget)? else {
        return Ok(None);
    };
    let at_home = |country: &String| {
        let home = actor.country.as_deref();
        home.is_some_and(|c| c.eq_ignore_ascii_case(country))
    };
    let passes = (filter.kinds.is_empty() || filter.kinds.contains(&actor.kind))
        && (filter.countries.is_empty() || filter.countries.iter().any(at_home))
        && filter.provisional.is_none_or(|p| p == actor.provisional);
    if !passes {
        return Ok(None);
    }
    let counts = counts(generation, id, budget)?;
    let mentioned = counts != RecordCounts::default();
    Ok((mentioned || !filter.mentioned).then_some(ActorRecord { actor, counts }))
}

/// The actor with this id, from the lexicon or else from the first text that names it.
fn find(
    generation: &Generation,
    lexicon: &Lexicon,
    id: &str,
    budget: &Budget,
) -> Result<Option<Actor>, QueryError> {
    if let Some(actor) = lexicon.actor_named(id) {
        return Ok(Some(actor.clone()));
    }
    let term = Role::Id.term(Noun::Actor, id);
    let found: Vec<ProvisionalActorRecord> = search::records(generation, &term, 1, budget)?;
    Ok(found.into_iter().next().map(|r| r.actor))
}

fn counts(generation: &Generation, id: &str, budget: &Budget) -> Result<RecordCounts, QueryError> {
    let count = |noun| {
        let term = Role::Actor.term(noun, id);
        let terms = std::slice::from_ref(&term);
        search::count_terms(generation, terms, Reads::visible(), budget)
    };
    Ok(RecordCounts {
        quotes: count(Noun::Quote)?,
        stances: count(Noun::Stance)?,
        deployments: count(Noun::Deployment)?,
        border_facts: 0,
    })
}

/// The actor with this id, `None` when neither the lexicon nor any text knows it.
pub fn get(
    view: &View,
    lexicon: &Lexicon,
    id: &ActorId,
    budget: &Budget,
) -> Result<Option<ActorRecord>, QueryError> {
    budget.check()?;
    let filter = ActorFilter::default();
    matching(&view.newest(), lexicon, id.as_str(), &filter, budget)
}

/// Actors a name as written may mean, best first, at most `limit` (at most 100).
pub fn resolve(
    view: &View,
    lexicon: &Lexicon,
    name: &str,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<Resolution>, QueryError> {
    budget.check()?;
    let generation = view.newest();
    let limit = limit.min(RESOLUTIONS_MAX);
    let mut answer = Vec::new();
    for resolved in lexicon.resolve(name, None) {
        let Some(actor) = lexicon.actor(&resolved.actor) else {
            continue;
        };
        answer.push(Resolution {
            record: ActorRecord {
                counts: counts(&generation, actor.id.as_str(), budget)?,
                actor: actor.clone(),
            },
            score: score(resolved.score),
            reason: resolved.reason,
        });
    }
    let provisional = ActorId::from(slug("prov", name));
    if let Some(record) = get(view, lexicon, &provisional, budget)? {
        answer.push(Resolution {
            record,
            score: PROVISIONAL_SCORE,
            reason: format!("{name:?} is a name found in text"),
        });
    }
    answer.sort_by(|a, b| b.score.total_cmp(&a.score));
    answer.truncate(limit);
    Ok(answer)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a score from 0 to 1 loses only digits nobody reads"
)]
fn score(score: f64) -> f32 {
    score as f32
}
