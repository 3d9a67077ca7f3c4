//! Sightings: what of an event tells whether another report tells the same one.
//!
//! Not a score: two events are one or they are not, and a wrong merger is worse than none. Rules: the same known force does the same at
//! the same border on the same day; what differs in strength is what reports disagree about and keeps nothing apart; other
//! places and other sides do. What is long past, supposed, threatened, demanded or opposed is no event of a day.

use crate::index::schema::{day_columns, folded};
use crate::index::window::number;
use crate::model::{
    ActorId, ArticleId, Border, Claim, DeploymentRecord, Place, PlaceResolution, Posture, Status,
    Told,
};
use std::collections::BTreeSet;

/// Most days, first and last included, that a telling of one move may leave open.
pub(super) const OPEN_DAYS_MAX: i64 = 3;
/// Most days between two tellings that name a place or a figure in common; others share a day.
pub(super) const APART_DAYS_MAX: i64 = 1;
/// Most forces of a telling that are compared, the first ones.
pub(super) const FORCES_MAX: usize = 4;
/// Most degrees, of latitude and of longitude, between a place and a wider one that may hold it.
pub(super) const WITHIN_DEGREES_MAX: f64 = 1.0;

/// What sort of claim an event rests on: only those of one sort are about the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Told, denied or rumoured to have happened.
    Happened,
    /// Announced, or ruled out.
    Announced,
}

impl Sort {
    const fn of(status: Status) -> Option<Self> {
        match status {
            Status::Reported
            | Status::UnderWay
            | Status::Completed
            | Status::Denied
            | Status::Rumoured => Some(Self::Happened),
            Status::Planned | Status::Refused => Some(Self::Announced),
            Status::Threatened
            | Status::Demanded
            | Status::Opposed
            | Status::Hypothetical
            | Status::Historical => None,
        }
    }
}

/// A place as far as it is compared.
#[derive(Clone, Debug)]
struct Spot {
    name: String,
    country: Option<String>,
    geonames: Option<u32>,
    at: Option<(f64, f64)>,
    resolution: PlaceResolution,
}

impl Spot {
    fn of(place: &Place) -> Self {
        Self {
            name: folded(&place.name),
            country: place.country.clone(),
            geonames: place.geonames,
            at: place.lat.zip(place.lon),
            resolution: place.resolution,
        }
    }

    fn is(&self, other: &Self) -> bool {
        self.name == other.name || (self.geonames.is_some() && self.geonames == other.geonames)
    }

    /// Whether one of the two may lie within the other.
    fn may_be_within(&self, other: &Self) -> bool {
        if self.resolution == other.resolution {
            return false;
        }
        if [self.resolution, other.resolution].contains(&PlaceResolution::Country) {
            return self.country.is_some() && self.country == other.country;
        }
        let near = |a: f64, b: f64| (a - b).abs() <= WITHIN_DEGREES_MAX;
        self.at
            .zip(other.at)
            .is_some_and(|(one, other)| near(one.0, other.0) && near(one.1, other.1))
    }
}

/// What is compared of an event that reports may tell of as one move.
#[derive(Clone, Debug)]
struct Move {
    sort: Sort,
    days: (i64, i64),
    forces: Vec<ActorId>,
    border: Border,
    postures: BTreeSet<Posture>,
    sides: BTreeSet<String>,
    places: Vec<Spot>,
    figures: Vec<(Option<f64>, Option<f64>)>,
}

/// What of an event is compared.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    article: ArticleId,
    /// What the report is a copy of; itself when it is none.
    origin: ArticleId,
    /// What stands for the words of each claim and what was read in them.
    words: Vec<String>,
    /// `None` of what may not be one with another's.
    told: Option<Move>,
}

impl Sighting {
    /// What is compared of an event.
    pub(super) fn of(record: &DeploymentRecord) -> Self {
        Self {
            article: record.source.article.clone(),
            origin: record.source.origin().clone(),
            words: record.told().iter().map(Told::key).collect(),
            told: Move::of(&record.deployment.claims),
        }
    }

    /// By what later tellings find it.
    pub(super) fn clues(&self) -> Vec<u32> {
        let mut clues = self.repeated();
        if let Some(told) = &self.told {
            clues.extend(told.clues(0));
        }
        once(clues)
    }

    /// By what it finds earlier tellings.
    pub(super) fn wanted(&self) -> Vec<u32> {
        let told = self.told.as_ref();
        once(
            told.map(|told| told.clues(APART_DAYS_MAX))
                .unwrap_or_default(),
        )
    }

    /// By what it finds what it repeats; nothing unless it stands in a copy.
    pub(super) fn copy_clues(&self) -> Vec<u32> {
        if self.origin == self.article {
            return Vec::new();
        }
        once(self.repeated())
    }

    fn repeated(&self) -> Vec<u32> {
        let clue = |words: &String| number(&["copy", self.origin.as_str(), words]);
        self.words.iter().map(clue).collect()
    }

    /// Whether both stand in copies of one report and some words of theirs are the same, read alike.
    pub(super) fn is_copy(&self, other: &Self) -> bool {
        self.article != other.article
            && self.origin == other.origin
            && self.words.iter().any(|words| other.words.contains(words))
    }

    /// Whether another report tells the same move.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let (Some(one), Some(two)) = (&self.told, &other.told) else {
            return false;
        };
        self.article != other.article
            && one.border == two.border
            && one.forces.iter().any(|force| two.forces.contains(force))
            && !one.postures.is_disjoint(&two.postures)
            && (one.days_between(two) == 0 || one.is_near(two))
            && one.agrees(two)
    }

    /// Whether nothing keeps the two apart.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let both = self.told.as_ref().zip(other.told.as_ref());
        both.is_some_and(|(one, other)| one.agrees(other))
    }
}

fn once(mut clues: Vec<u32>) -> Vec<u32> {
    clues.sort_unstable();
    clues.dedup();
    clues
}

impl Move {
    /// The move that claims of one event tell; `None` where force, border or day is not told, or told in two ways.
    fn of(claims: &[Claim]) -> Option<Self> {
        let sorts = || claims.iter().filter_map(|c| Sort::of(c.status));
        let sort = sorts().find(|s| *s == Sort::Happened).or(sorts().next())?;
        let told = || claims.iter().filter(|c| Sort::of(c.status) == Some(sort));
        let mut borders = told().filter_map(|c| c.border);
        let border = borders.next()?;
        if borders.any(|other| other != border) {
            return None;
        }
        let days = told().filter_map(|c| c.date.as_ref()).map(day_columns);
        let days = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let mut forces: Vec<ActorId> = Vec::new();
        for force in told().flat_map(|c| &c.forces) {
            if let Some(known) = &force.actor
                && !forces.contains(known)
                && forces.len() < FORCES_MAX
            {
                forces.push(known.clone());
            }
        }
        if forces.is_empty() || days.1 - days.0 >= OPEN_DAYS_MAX {
            return None;
        }
        let places = told().filter_map(|c| c.place.as_ref());
        let figures = told().filter_map(|c| c.personnel.as_ref());
        Some(Self {
            sort,
            days,
            forces,
            border,
            postures: told().map(|c| c.posture).collect(),
            sides: told().filter_map(|c| c.side.clone()).collect(),
            places: places.map(|p| Spot::of(&p.place)).collect(),
            figures: figures.map(|f| (f.min, f.max)).collect(),
        })
    }

    /// A clue for each force, posture and day, and so many days before and after.
    fn clues(&self, around: i64) -> Vec<u32> {
        let (sort, border) = (format!("{:?}", self.sort), self.border.to_string());
        let mut clues = Vec::new();
        for force in &self.forces {
            for posture in &self.postures {
                for day in self.days.0 - around..=self.days.1 + around {
                    let (posture, day) = (posture.as_str(), day.to_string());
                    clues.push(number(&[&sort, &border, force.as_str(), posture, &day]));
                }
            }
        }
        clues
    }

    /// Days between the two; none when they share one.
    fn days_between(&self, other: &Self) -> i64 {
        (self.days.0 - other.days.1)
            .max(other.days.0 - self.days.1)
            .max(0)
    }

    /// Whether both name the same place, or the same figure.
    fn is_near(&self, other: &Self) -> bool {
        let place = |one: &Spot| other.places.iter().any(|two| one.is(two));
        self.places.iter().any(place) || self.figures.iter().any(|f| other.figures.contains(f))
    }

    /// Whether nothing keeps the two apart: sort, days, sides, places.
    fn agrees(&self, other: &Self) -> bool {
        let apart = !self.sides.is_empty() && !other.sides.is_empty();
        let sides_differ = apart && self.sides.is_disjoint(&other.sides);
        let place = |one: &Spot| {
            let mut others = other.places.iter();
            others.any(|two| one.is(two) || one.may_be_within(two))
        };
        let unknown = self.places.is_empty() || other.places.is_empty();
        self.sort == other.sort
            && self.days_between(other) <= APART_DAYS_MAX
            && !sides_differ
            && (unknown || self.places.iter().any(place))
    }
}
