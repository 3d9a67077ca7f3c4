//! Sightings: the first and the last report whose records name an actor, by publication.
//!
//! Not when the actor lived or acted. Rules: only records whose article has a date of publication count; of several of one day
//! the one that came in first is the first, the one that came in last the last.

use super::plan::{Plan, Reads};
use super::{Budget, QueryError, search};
use crate::index::View;
use crate::index::document::Stored;
use crate::index::schema::{Column, Noun, Role};
use crate::index::view::Generation;
use crate::model::{ActorId, DeploymentRecord, QuoteRecord, Source, StanceRecord};
use tantivy::DocAddress;

/// The reports that name an actor first and last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sightings {
    /// The first.
    pub first: Source,
    /// The last; may be the first as well.
    pub last: Source,
}

/// Day and time of ingest of a record, and where it is.
type Seen = ((i64, i64), DocAddress);

/// The actor's sightings, `None` when no dated record names it.
pub fn of(view: &View, id: &ActorId, budget: &Budget) -> Result<Option<Sightings>, QueryError> {
    let generation = view.newest();
    let quotes = within::<QuoteRecord>(&generation, Noun::Quote, id, budget, |r| r.source)?;
    let stances = within::<StanceRecord>(&generation, Noun::Stance, id, budget, |r| r.source)?;
    let moves =
        within::<DeploymentRecord>(&generation, Noun::Deployment, id, budget, |r| r.source)?;
    let all = || [&quotes, &stances, &moves].into_iter().flatten();
    let first = all().map(|(first, _)| first).min_by_key(|(at, _)| *at);
    let last = all().map(|(_, last)| last).max_by_key(|(at, _)| *at);
    let sightings = first.zip(last).map(|((_, first), (_, last))| Sightings {
        first: first.clone(),
        last: last.clone(),
    });
    Ok(sightings)
}

type Report = ((i64, i64), Source);

/// The first and the last report among the records of one noun.
fn within<R: Stored>(
    generation: &Generation,
    noun: Noun,
    id: &ActorId,
    budget: &Budget,
    source: impl Fn(R) -> Source,
) -> Result<Option<(Report, Report)>, QueryError> {
    let term = Role::Actor.term(noun, id.as_str());
    let (mut first, mut last): (Option<Seen>, Option<Seen>) = (None, None);
    let plan = Plan::counting(Reads::visible());
    let query = search::exact(generation, &term);
    search::each(
        generation,
        &plan,
        query.as_ref(),
        budget,
        |ord, columns, doc| {
            let Some(day) = columns.value(Column::PublishedFirst, doc) else {
                return;
            };
            let at = (day, columns.value(Column::Ingested, doc).unwrap_or(0));
            let seen = (at, DocAddress::new(ord, doc));
            if first.is_none_or(|f| at < f.0) {
                first = Some(seen);
            }
            if last.is_none_or(|l| at >= l.0) {
                last = Some(seen);
            }
        },
    )?;
    let read = |(at, address): Seen| -> Result<Report, QueryError> {
        Ok((
            at,
            source(R::decode(&super::stored::fetch(generation, address)?)?),
        ))
    };
    first
        .zip(last)
        .map(|(first, last)| Ok((read(first)?, read(last)?)))
        .transpose()
}
