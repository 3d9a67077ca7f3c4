//! Border timelines: what reports tell of one border, in the order of days.
//!
//! Not a merging of events: a point only lays side by side what reports tell of the same day, posture and force. Rules:
//! claims stay claims, denials stand beside what they deny; a claim of several forces is in the points of each; figures
//! are never averaged, and a point says when no one number fits them all.

use super::deployment::{DeploymentFilter, conditions};
use super::event;
use super::gather::{self, DEPLOYMENTS_READ_MAX, Most, Wanted};
use super::plan::Planner;
use super::stand::{DateBasis, sources};
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role};
use crate::lexicon::Lexicon;
use crate::model::{
    ActorRef, Border, Claim, ClaimId, DateRange, DeploymentId, DeploymentRecord, Place, Posture,
    Source, Status,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most claims a point shows; `count` tells how many there are.
pub const POINT_CLAIMS_MAX: usize = 100;

/// Most works, pieces of equipment, orderers and places a point lists, of each.
pub const POINT_DETAILS_MAX: usize = 100;

/// Statuses of claims answered when the filter names none: what is said to have happened, and what is denied.
const DEFAULT_STATUSES: [Status; 4] = [
    Status::Reported,
    Status::UnderWay,
    Status::Completed,
    Status::Denied,
];

/// A claim, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its event.
    pub deployment: DeploymentId,
    /// The claim's own id.
    pub id: ClaimId,
    /// The report.
    pub source: Source,
    /// What it says.
    pub claim: Claim,
    /// The event it tells of, by the name of its first telling.
    pub event: DeploymentId,
    /// Whether its event is a fact that some claim denies, in whatever report that was read.
    pub disputed: bool,
}

/// What is told of one force doing one thing on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderPoint {
    /// When, as `basis` says.
    pub date: Option<DateRange>,
    /// What `date` is.
    pub basis: DateBasis,
    /// What the force does.
    pub posture: Posture,
    /// Which force.
    pub force: Option<ActorRef>,
    /// Whether some claim says it happened.
    pub fact: bool,
    /// Whether it is a fact that a claim denies.
    pub disputed: bool,
    /// How many people, by the claims that make it a fact.
    pub personnel: Personnel,
    /// What is built, at most [`POINT_DETAILS_MAX`].
    pub works: Vec<String>,
    /// What is brought, at most [`POINT_DETAILS_MAX`].
    pub equipment: Vec<String>,
    /// On whose orders, at most [`POINT_DETAILS_MAX`].
    pub ordered_by: Vec<ActorRef>,
    /// Where, at most [`POINT_DETAILS_MAX`].
    pub places: Vec<Place>,
    /// Those that make it a fact first, then by publication and name; at most [`POINT_CLAIMS_MAX`].
    pub claims: Vec<Told>,
    /// How many claims there are.
    pub count: u64,
    /// How many different sources they come from; copies of one report are one.
    pub sources: u64,
    /// How many different events they are of; one told by several reports is one.
    pub events: u64,
}

/// The range of figures several claims give.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Personnel {
    /// The least number any of them means.
    pub min: Option<f64>,
    /// The greatest number they mean; `None` when one leaves it open.
    pub max: Option<f64>,
    /// No one number fits them all.
    pub differ: bool,
}

/// A question about one border over a period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BorderTimelineQuery {
    /// Which border; `None` answers nothing.
    pub border: Option<Border>,
    /// Which of its events, and which of their claims; empty statuses = facts and denials.
    pub filter: DeploymentFilter,
    /// Days of the points answered; open = all, those without a date too.
    pub days: DayRange,
    /// Which page.
    pub page: PageRequest,
    /// Most events read; 0 = [`DEPLOYMENTS_READ_MAX`].
    pub read_max: usize,
}

/// The points of a border's timeline, a page of them.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &BorderTimelineQuery,
    budget: &Budget,
) -> Result<Page<BorderPoint>, QueryError> {
    let mut filter = query.filter.clone();
    if filter.statuses.is_empty() {
        filter.statuses = DEFAULT_STATUSES.to_vec();
    }
    let newest = view.newest();
    let mut planner = Planner::new(Noun::Deployment, &newest, lexicon);
    let id = query.border.map(|b| b.to_string()).unwrap_or_default();
    planner.values("name", Role::Border, std::iter::once(id.as_str()));
    conditions(&mut planner, &filter);
    planner.window("date", query.days);
    let size = planner.page_size(&query.page);
    let plan = planner.gather()?;
    let Some(border) = query.border else {
        return Ok(Page::default());
    };
    let days = query.days;
    let fingerprint = fingerprint(&("border timeline", border, &filter, days));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let most = Most {
        what: "deployments",
        limit: match query.read_max {
            0 => DEPLOYMENTS_READ_MAX,
            given => given,
        },
    };
    let mut records: Vec<DeploymentRecord> = Vec::new();
    gather::each_record(&generation, &plan, most, budget, |record| {
        records.push(record);
    })?;
    event::resolve(&generation, records.iter_mut(), budget)?;
    let told = claims(records, border, &filter);
    let mut points = points(told, &filter);
    points.retain(|p| days.meets(p.days()));
    let wanted = Wanted {
        page: &query.page,
        size,
        done: super::border::counted(after)?,
        generation: &generation,
        fingerprint,
    };
    Ok(gather::page_of(view, points, &wanted, BorderPoint::bytes))
}

/// The claims that are asked for, of events as all that was read tells of them.
fn claims(records: Vec<DeploymentRecord>, border: Border, filter: &DeploymentFilter) -> Vec<Told> {
    let mut events: BTreeMap<DeploymentId, (bool, bool)> = BTreeMap::new();
    for record in &records {
        let (fact, denied) = events.entry(record.event().clone()).or_default();
        *fact |= record.deployment.is_fact();
        *denied |= record.deployment.is_denied();
    }
    let disputed = |event: &DeploymentId| events.get(event) == Some(&(true, true));
    let of_record = |record: DeploymentRecord| {
        let disputed = disputed(record.event());
        claims_of(record, border, filter, disputed)
    };
    records.into_iter().flat_map(of_record).collect()
}

/// The claims of a record that are asked for.
fn claims_of(
    record: DeploymentRecord,
    border: Border,
    filter: &DeploymentFilter,
    disputed: bool,
) -> Vec<Told> {
    let event = record.event().clone();
    let usual = record.deployment.border();
    let links = record.claims.into_iter().map(|link| link.id);
    let meant = |claim: &Claim| {
        claim.border.or(usual) == Some(border)
            && filter.statuses.contains(&claim.status)
            && (filter.postures.is_empty() || filter.postures.contains(&claim.posture))
            && (filter.modalities.is_empty() || filter.modalities.contains(&claim.modality))
    };
    let claims = record.deployment.claims.into_iter().zip(links);
    claims
        .filter(|(claim, _)| meant(claim))
        .map(|(claim, id)| Told {
            deployment: record.id.clone(),
            id,
            source: record.source.clone(),
            claim,
            event: event.clone(),
            disputed,
        })
        .collect()
}

/// What claims of one point have in common, in the order of points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    undated: bool,
    days: Option<(i32, i32)>,
    basis: DateBasis,
    posture: Posture,
    force: Option<String>,
}

impl Told {
    fn date(&self) -> (Option<&DateRange>, DateBasis) {
        match (&self.claim.date, &self.source.published) {
            (Some(date), _) => (Some(date), DateBasis::Expressed),
            (None, Some(date)) => (Some(date), DateBasis::Published),
            (None, None) => (None, DateBasis::Unknown),
        }
    }

    fn key(&self, force: Option<&ActorRef>) -> Key {
        let (date, basis) = self.date();
        let days = date.map(|d| (d.start.epoch_day(), d.end.last_epoch_day()));
        Key {
            undated: days.is_none(),
            days,
            basis,
            posture: self.claim.posture,
            force: force.map(identity),
        }
    }
}

/// What tells one actor from another: the id, else the words.
fn identity(actor: &ActorRef) -> String {
    actor
        .actor
        .as_ref()
        .map_or_else(|| actor.text.to_lowercase(), ToString::to_string)
}

/// The whole line of one border.
pub fn points(told: Vec<Told>, filter: &DeploymentFilter) -> Vec<BorderPoint> {
    let asked = |force: &ActorRef| {
        filter.forces.is_empty()
            || force
                .actor
                .as_ref()
                .is_some_and(|a| filter.forces.contains(a))
    };
    let mut groups: BTreeMap<Key, (Option<ActorRef>, Vec<Told>)> = BTreeMap::new();
    for one in told {
        let forces: Vec<ActorRef> = one
            .claim
            .forces
            .iter()
            .filter(|f| asked(f))
            .cloned()
            .collect();
        if forces.is_empty() && filter.forces.is_empty() {
            let group = groups.entry(one.key(None)).or_default();
            group.1.push(one);
            continue;
        }
        for force in forces {
            let group = groups.entry(one.key(Some(&force))).or_default();
            group.0.get_or_insert(force);
            group.1.push(one.clone());
        }
    }
    let made = groups
        .into_iter()
        .filter_map(|(key, (force, told))| point(&key, force, told));
    made.collect()
}

fn point(key: &Key, force: Option<ActorRef>, mut told: Vec<Told>) -> Option<BorderPoint> {
    let published = |t: &Told| t.source.published.as_ref().map(|d| d.start);
    told.sort_by(|a, b| {
        let fact = |t: &Told| !t.claim.status.is_fact();
        let order = fact(a).cmp(&fact(b));
        order
            .then_with(|| published(a).cmp(&published(b)))
            .then_with(|| (&a.deployment, &a.id).cmp(&(&b.deployment, &b.id)))
    });
    // A claim that names one force twice is one claim.
    told.dedup_by(|a, b| (&a.deployment, &a.id) == (&b.deployment, &b.id));
    let first = told.first()?;
    let (date, basis) = (first.date().0.cloned(), key.basis);
    let fact = told.iter().any(|t| t.claim.status.is_fact());
    let denied = |t: &Told| t.disputed || t.claim.status == Status::Denied;
    let claims = || told.iter().map(|t| &t.claim);
    let count = told.len() as u64;
    let events: BTreeSet<&DeploymentId> = told.iter().map(|t| &t.event).collect();
    let events = events.len() as u64;
    let sources = sources(told.iter().map(|t| t.source.origin()));
    Some(BorderPoint {
        date,
        basis,
        posture: key.posture,
        force,
        fact,
        disputed: fact && told.iter().any(denied),
        personnel: Personnel::of(claims().filter(|c| c.status.is_fact())),
        works: once(claims().flat_map(|c| c.works.iter()), |w| w.to_lowercase()),
        equipment: once(claims().flat_map(|c| c.equipment.iter()), |e| {
            e.to_lowercase()
        }),
        ordered_by: once(claims().filter_map(|c| c.ordered_by.as_ref()), identity),
        places: once(
            claims().filter_map(|c| c.place.as_ref().map(|p| &p.place)),
            |p| p.name.clone(),
        ),
        count,
        sources,
        events,
        claims: {
            told.truncate(POINT_CLAIMS_MAX);
            told
        },
    })
}

/// Each of the items once, in the order they come; at most [`POINT_DETAILS_MAX`].
fn once<'a, T: Clone + 'a>(
    items: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> String,
) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let fresh = items.filter(|item| seen.insert(name(item)));
    fresh.take(POINT_DETAILS_MAX).cloned().collect()
}

impl Personnel {
    fn of<'a>(claims: impl Iterator<Item = &'a Claim>) -> Self {
        let figures: Vec<_> = claims.filter_map(|c| c.personnel.as_ref()).collect();
        let least = |a: f64, b: f64| a.min(b);
        let mins = || figures.iter().map(|f| f.min.unwrap_or(0.0));
        let maxes = || figures.iter().map(|f| f.max.unwrap_or(f64::INFINITY));
        let highest_min = mins().fold(0.0, f64::max);
        let lowest_max = maxes().fold(f64::INFINITY, least);
        Self {
            min: figures.iter().filter_map(|f| f.min).reduce(least),
            max: maxes().reduce(f64::max).filter(|max| max.is_finite()),
            differ: highest_min > lowest_max,
        }
    }
}

impl BorderPoint {
    fn days(&self) -> Option<(i32, i32)> {
        let date = self.date.as_ref()?;
        Some((date.start.epoch_day(), date.end.last_epoch_day()))
    }

    /// About how large it is on the wire.
    fn bytes(&self) -> usize {
        let of = |t: &Told| {
            let evidence = t.claim.evidence.iter().map(|e| e.text.len() + 64);
            let title = t.source.title.as_ref().map_or(0, String::len);
            512 + title + evidence.sum::<usize>()
        };
        let words = self
            .works
            .iter()
            .chain(&self.equipment)
            .map(|w| w.len() + 4);
        512 + self.claims.iter().map(of).sum::<usize>() + words.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_shows_as_many_details_as_its_limit_each_once() {
        for count in [POINT_DETAILS_MAX, POINT_DETAILS_MAX + 1] {
            let twice: Vec<usize> = (0..count).chain(0..count).collect();
            let shown = once(twice.iter(), ToString::to_string);
            assert_eq!(shown, (0..POINT_DETAILS_MAX).collect::<Vec<_>>());
        }
    }
}
