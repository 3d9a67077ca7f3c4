//! Events told by several reports: the first telling, the others beside it, and what all of them say together.
//!
//! Not the linking (the index does that as reports come in, analysts as they decide) and not a merger of claims: every report's
//! record stays as it is. Rules: any name of an event answers with the first telling; where that one is gone or rejected the
//! earliest that is left takes its place, and the name stays; every walk from record to record is bounded.

use super::{Budget, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role, day_columns};
use crate::index::view::Generation;
use crate::model::{Decision, DecisionState, Deployment, DeploymentId, DeploymentRecord};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// Most steps from a telling to the first one.
pub const STEPS_MAX: usize = 32;

/// Most tellings of one event that are looked for.
pub const FAMILY_MAX: usize = 1000;

/// Most tellings beside the first that one answer shows.
pub const TELLINGS_MAX: usize = 100;

/// An event with all its tellings.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name; another than asked for when that one was merged into it.
    pub id: DeploymentId,
    /// The first telling that is there.
    pub first: DeploymentRecord,
    /// The others, the first published first; at most [`TELLINGS_MAX`].
    pub tellings: Vec<DeploymentRecord>,
    /// How many others there are; at most [`FAMILY_MAX`].
    pub count: u64,
    /// Whether there are more than [`FAMILY_MAX`].
    pub more: bool,
    /// Names that redirect here.
    pub merged: Vec<DeploymentId>,
    /// Whether some claim of any telling says it happened.
    pub fact: bool,
    /// Whether it is a fact that a claim of any telling denies.
    pub disputed: bool,
}

fn record(
    generation: &Generation,
    id: &DeploymentId,
    budget: &Budget,
) -> Result<Option<DeploymentRecord>, QueryError> {
    let term = Role::Id.term(Noun::Deployment, id.as_str());
    let found = search::records(generation, &term, 1, budget)?;
    Ok(found.into_iter().next())
}

/// The event a name stands for: itself, or the one it was merged into in the end. In a circle, the least of its names.
pub(super) fn root(
    generation: &Generation,
    id: &DeploymentId,
    budget: &Budget,
) -> Result<DeploymentId, QueryError> {
    let mut path = vec![id.clone()];
    while let Some(last) = path.last()
        && path.len() <= STEPS_MAX
        && let Some(next) = record(generation, last, budget)?.and_then(|r| r.merged_into)
    {
        if let Some(circle) = path.iter().position(|passed| *passed == next) {
            let names = path.into_iter().skip(circle);
            return Ok(names.min().unwrap_or(next));
        }
        path.push(next);
    }
    Ok(path.pop().unwrap_or_else(|| id.clone()))
}

/// Writes the events that records were merged into in the end into them.
pub(super) fn resolve<'r>(
    generation: &Generation,
    records: impl Iterator<Item = &'r mut DeploymentRecord>,
    budget: &Budget,
) -> Result<(), QueryError> {
    let mut known: HashMap<DeploymentId, DeploymentId> = HashMap::new();
    for record in records {
        let Some(into) = &mut record.merged_into else {
            continue;
        };
        let end = match known.get(into) {
            Some(end) => end.clone(),
            None => root(generation, into, budget)?,
        };
        known.insert(into.clone(), end.clone());
        *into = end;
    }
    Ok(())
}

/// Notes on facts that another report's telling of the same event denies them; `merged_into` is resolved.
pub(super) fn note_denials<'r>(
    generation: &Generation,
    records: impl Iterator<Item = &'r mut DeploymentRecord>,
    budget: &Budget,
) -> Result<(), QueryError> {
    let mut known: HashMap<DeploymentId, bool> = HashMap::new();
    for record in records.filter(|r| r.deployment.is_fact() && !r.deployment.is_disputed()) {
        let root = record.event().clone();
        record.denied_elsewhere = match known.get(&root) {
            Some(denied) => *denied,
            None => *known
                .entry(root.clone())
                .or_insert(is_denied(generation, &root, budget)?),
        };
    }
    Ok(())
}

/// Whether a telling of an event that was not rejected denies it.
fn is_denied(
    generation: &Generation,
    root: &DeploymentId,
    budget: &Budget,
) -> Result<bool, QueryError> {
    let (tellings, _, _) = family(generation, root, budget)?;
    let first = if tellings.is_empty() {
        None
    } else {
        record(generation, root, budget)?
    };
    let mut all = first.iter().chain(&tellings).filter(|r| !is_rejected(r));
    Ok(all.any(|r| r.deployment.is_denied()))
}

/// Why an event cannot be merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmergeable {
    /// The other one is this event, or was merged into it.
    Circle,
    /// An analyst rejected the other one.
    Rejected,
    /// More than [`STEPS_MAX`] steps would lead to the first telling.
    TooFar,
}

/// Whether an analyst may say that an event is another: `None` when there is no such other one.
pub fn mergeable(
    view: &View,
    event: &DeploymentId,
    into: &DeploymentId,
    budget: &Budget,
) -> Result<Option<Result<(), Unmergeable>>, QueryError> {
    let generation = view.newest();
    let Some(other) = record(&generation, into, budget)? else {
        return Ok(None);
    };
    if is_rejected(&other) {
        return Ok(Some(Err(Unmergeable::Rejected)));
    }
    let (mut steps, mut last) = (1, other);
    while last.id != *event && steps <= STEPS_MAX {
        let next = match &last.merged_into {
            Some(next) => record(&generation, next, budget)?,
            None => None,
        };
        let Some(next) = next else {
            let (_, depth, _) = family(&generation, event, budget)?;
            let near = steps + depth <= STEPS_MAX;
            return Ok(Some(near.then_some(()).ok_or(Unmergeable::TooFar)));
        };
        (steps, last) = (steps + 1, next);
    }
    Ok(Some(Err(if last.id == *event {
        Unmergeable::Circle
    } else {
        Unmergeable::TooFar
    })))
}

/// The tellings merged into an event, however many steps away; how many steps the furthest is away; and whether there are more.
fn family(
    generation: &Generation,
    root: &DeploymentId,
    budget: &Budget,
) -> Result<(Vec<DeploymentRecord>, usize, bool), QueryError> {
    let mut seen = BTreeSet::from([root.clone()]);
    let mut found = Vec::<DeploymentRecord>::new();
    let (mut asked, mut depth) = (VecDeque::from([(root.clone(), 0)]), 0);
    while let Some((into, steps)) = asked.pop_front() {
        depth = steps;
        budget.check()?;
        let term = Role::MergedInto.term(Noun::Deployment, into.as_str());
        // One more than there is room for tells that some are left out.
        let room = FAMILY_MAX + 1 - found.len();
        for telling in search::records::<DeploymentRecord>(generation, &term, room, budget)? {
            if seen.insert(telling.id.clone()) {
                asked.push_back((telling.id.clone(), steps + 1));
                found.push(telling);
            }
        }
        if found.len() > FAMILY_MAX {
            found.truncate(FAMILY_MAX);
            return Ok((found, depth, true));
        }
    }
    Ok((found, depth, false))
}

fn is_rejected(record: &DeploymentRecord) -> bool {
    Decision::effect(record.decision.as_ref()) == DecisionState::Rejected
}

fn order(record: &DeploymentRecord) -> (i64, i64, DeploymentId) {
    let published = record.source.published.as_ref().map(day_columns);
    (
        published.map_or(i64::MAX, |(first, _)| first),
        record.source.ingested.as_microsecond(),
        record.id.clone(),
    )
}

/// The event with this name or the one it was merged into, without tellings that were rejected; one that was rejected answers
/// alone. `None` when there is none.
pub fn get(view: &View, id: &DeploymentId, budget: &Budget) -> Result<Option<Event>, QueryError> {
    let generation = view.newest();
    let asked = record(&generation, id, budget)?;
    if let Some(alone) = asked.filter(is_rejected) {
        return Ok(Some(Event::of(alone.id.clone(), alone, Vec::new(), false)));
    }
    let root = root(&generation, id, budget)?;
    let (mut tellings, _, more) = family(&generation, &root, budget)?;
    let merged: Vec<DeploymentId> = tellings.iter().map(|r| r.id.clone()).collect();
    tellings.retain(|r| !is_rejected(r));
    tellings.sort_by_cached_key(order);
    for telling in &mut tellings {
        telling.merged_into = Some(root.clone());
    }
    let first = record(&generation, &root, budget)?.filter(|r| !is_rejected(r));
    let first = match first {
        Some(first) => DeploymentRecord {
            merged_into: None,
            ..first
        },
        None if tellings.is_empty() => return Ok(None),
        None => tellings.remove(0),
    };
    let mut event = Event::of(root, first, tellings, more);
    event.merged = merged;
    Ok(Some(event))
}

impl Event {
    fn of(
        id: DeploymentId,
        mut first: DeploymentRecord,
        mut tellings: Vec<DeploymentRecord>,
        more: bool,
    ) -> Self {
        let all = std::iter::once(&first).chain(&tellings);
        let claims = all.flat_map(|r| r.deployment.claims.iter().cloned());
        let whole = Deployment {
            claims: claims.collect(),
        };
        let count = tellings.len() as u64;
        tellings.truncate(TELLINGS_MAX);
        for telling in std::iter::once(&mut first).chain(&mut tellings) {
            telling.denied_elsewhere = whole.is_denied();
        }
        Self {
            id,
            first,
            tellings,
            count,
            more,
            merged: Vec::new(),
            fact: whole.is_fact(),
            disputed: whole.is_disputed(),
        }
    }
}
