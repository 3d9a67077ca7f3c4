//! Questions about actors: those of the lexicon and those found in text.

use super::{Budget, Page, PageRequest, QueryError};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, ActorKind, ActorRecord};

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
}

/// Actors that match, a page of them in the order of their ids.
pub fn list(
    view: &View,
    lexicon: &Lexicon,
    query: &ActorQuery,
    budget: &Budget,
) -> Result<Page<ActorRecord>, QueryError> {
    let _ = (view, lexicon, query);
    budget.check()?;
    Ok(Page::default())
}

/// The actor with this id, `None` when neither the lexicon nor any text knows it.
pub fn get(
    view: &View,
    lexicon: &Lexicon,
    id: &ActorId,
    budget: &Budget,
) -> Result<Option<ActorRecord>, QueryError> {
    let _ = (view, lexicon, id);
    budget.check()?;
    Ok(None)
}

/// Actors a name as written may mean, best first, at most `limit` (at most 100).
pub fn resolve(
    view: &View,
    lexicon: &Lexicon,
    name: &str,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<Resolution>, QueryError> {
    let _ = (view, lexicon, name, limit);
    budget.check()?;
    Ok(Vec::new())
}
