//! Stands: what timelines, matrices and networks need to know of a stance.
//!
//! Not the record: answers name that, and whoever wants all of it asks for it by name. Rules: a stand has a holder
//! somebody knows (an actor, or the body a nameless holder belongs to), stances without one are left out; its date is
//! when it was expressed, else when it was published, and says which; what the report negates, supposes or tells as past
//! is no position held.

use crate::lexicon::Lexicon;
use crate::model::{
    ActorId, ActorRef, ArticleId, DateRange, Fragment, IssueId, Modality, Position, StanceId,
    StanceRecord, StanceTarget,
};
use crate::named_enum;
use jiff::Timestamp;
use std::collections::BTreeSet;

named_enum! {
    /// What the date of a stand is.
    DateBasis as "date basis" {
        /// When the position was expressed, as the article says.
        Expressed = "EXPRESSED",
        /// When the article was published: the article says no other day.
        Published = "PUBLISHED",
        /// Nobody knows.
        Unknown = "UNKNOWN",
    }
}

/// Towards what a position is taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Toward {
    /// An issue.
    Issue(IssueId),
    /// An actor.
    Actor(ActorId),
}

/// A stance as far as it is compared with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// The record.
    pub stance: StanceId,
    /// The article it stands in.
    pub article: ArticleId,
    /// What counts as one source: that article, or the first report of its group of copies.
    pub origin: ArticleId,
    /// The article's revision, counted from 1.
    pub revision: u32,
    /// When that revision came in.
    pub ingested: Timestamp,
    /// Who holds it.
    pub holder: ActorId,
    /// The holder's name for people.
    pub holder_name: String,
    /// Towards what.
    pub toward: Toward,
    /// For or against.
    pub position: Position,
    /// The position before, where the article says so.
    pub previous: Option<Position>,
    /// How the report puts it.
    pub modality: Modality,
    /// Whether the article says it had ended when it was told.
    pub former: bool,
    /// Whether somebody else ascribes it to the holder.
    pub ascribed: bool,
    /// When, as `basis` says; `None` when unknown, and only then.
    pub date: Option<DateRange>,
    /// What `date` is.
    pub basis: DateBasis,
    /// The words it rests on.
    pub evidence: Vec<Fragment>,
    /// Whether another revision or a deletion has taken the record's place.
    pub superseded: bool,
}

/// Who is meant in a role: the actor, else the body a nameless one belongs to.
fn party(actor: &ActorRef) -> Option<&ActorId> {
    actor.actor.as_ref().or(actor.affiliation.as_ref())
}

impl Stand {
    /// What a record says; `None` when nobody known holds it, or its target is nobody known.
    pub fn of(record: StanceRecord, lexicon: &Lexicon) -> Option<Self> {
        let stance = record.stance;
        let holder = party(&stance.holder)?.clone();
        let toward = match &stance.target {
            StanceTarget::Issue { issue, .. } => Toward::Issue(issue.clone()),
            StanceTarget::Actor(actor) => Toward::Actor(party(actor)?.clone()),
        };
        let holder_name = match lexicon.actor_named(holder.as_str()) {
            Some(actor) => actor.name.clone(),
            None if stance.holder.actor.is_some() => stance.holder.text,
            None => holder.to_string(),
        };
        let origin = record.source.origin().clone();
        let (date, basis) = match (stance.date, record.source.published) {
            (Some(date), _) => (Some(date), DateBasis::Expressed),
            (None, Some(date)) => (Some(date), DateBasis::Published),
            (None, None) => (None, DateBasis::Unknown),
        };
        let ended = |until: &DateRange| {
            date.as_ref()
                .is_none_or(|d| until.end.last_epoch_day() < d.start.epoch_day())
        };
        Some(Self {
            stance: record.id,
            origin,
            article: record.source.article,
            revision: record.source.revision,
            ingested: record.source.ingested,
            holder,
            holder_name,
            toward,
            position: stance.position,
            previous: stance.previous,
            modality: stance.modality,
            former: stance.until.as_ref().is_some_and(ended),
            ascribed: stance.reported_by.is_some(),
            date,
            basis,
            evidence: stance.evidence,
            superseded: false,
        })
    }

    /// First and last day meant, in days since 1970; `None` when unknown.
    pub fn days(&self) -> Option<(i32, i32)> {
        self.date
            .as_ref()
            .map(|d| (d.start.epoch_day(), d.end.last_epoch_day()))
    }

    /// Whether it says which position the holder has at its date.
    pub fn is_held(&self) -> bool {
        let said = match self.modality {
            Modality::Asserted | Modality::Conditional | Modality::Future => true,
            Modality::Negated | Modality::Hypothetical | Modality::Historical => false,
        };
        said && !self.former
    }

    /// The issue, when it is one.
    pub fn issue(&self) -> Option<&IssueId> {
        match &self.toward {
            Toward::Issue(issue) => Some(issue),
            Toward::Actor(_) => None,
        }
    }
}

/// How many different sources there are: a group of copies is one.
pub(super) fn sources<'a>(origins: impl Iterator<Item = &'a ArticleId>) -> u64 {
    let different: BTreeSet<&ArticleId> = origins.collect();
    different.len() as u64
}

/// The one position of several, or AMBIGUOUS when they differ; the flag says whether they do. `None` of none.
pub fn settled(positions: impl IntoIterator<Item = Position>) -> Option<(Position, bool)> {
    let mut positions = positions.into_iter();
    let first = positions.next()?;
    Some(if positions.all(|p| p == first) {
        (first, false)
    } else {
        (Position::Ambiguous, true)
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Basis, Confidence, Provenance, Source, Stance};

    /// A stand for tests: `made("s1", "ada", "tolls", Position::Support, "2031-05-04")`, an empty date is none.
    pub(in super::super) fn made(
        stance: &str,
        holder: &str,
        issue: &str,
        position: Position,
        date: &str,
    ) -> Stand {
        let date: Option<DateRange> = date.parse().ok();
        Stand {
            stance: stance.parse().unwrap(),
            article: "a1".parse().unwrap(),
            origin: "a1".parse().unwrap(),
            revision: 1,
            ingested: Timestamp::UNIX_EPOCH,
            holder: holder.parse().unwrap(),
            holder_name: holder.to_uppercase(),
            toward: Toward::Issue(issue.parse().unwrap()),
            position,
            previous: None,
            modality: Modality::Asserted,
            former: false,
            ascribed: false,
            basis: if date.is_some() {
                DateBasis::Expressed
            } else {
                DateBasis::Unknown
            },
            date,
            evidence: Vec::new(),
            superseded: false,
        }
    }

    /// A stance against "tolls" for tests; an empty date is none.
    pub(in super::super) fn record(
        holder: ActorRef,
        date: &str,
        published: &str,
        until: &str,
    ) -> StanceRecord {
        StanceRecord {
            id: "s1".parse().unwrap(),
            source: Source {
                article: "a1".parse().unwrap(),
                revision: 2,
                source_id: None,
                title: None,
                outlet: None,
                url: None,
                collection: None,
                published: published.parse().ok(),
                ingested: Timestamp::UNIX_EPOCH,
                copy_of: None,
            },
            stance: Stance {
                holder,
                target: StanceTarget::Issue {
                    issue: "tolls".parse().unwrap(),
                    mention: None,
                },
                position: Position::Oppose,
                basis: Basis::Explicit,
                condition: None,
                modality: Modality::Asserted,
                on_behalf_of: None,
                reported_by: None,
                from: None,
                until: until.parse().ok(),
                previous: None,
                plover: None,
                cameo: None,
                date: date.parse().ok(),
                evidence: Vec::new(),
                confidence: Confidence::default(),
            },
            decision: None,
            provenance: Provenance::default(),
        }
    }

    fn named(id: &str) -> ActorRef {
        ActorRef {
            text: "Ada".to_owned(),
            actor: id.parse().ok(),
            ..ActorRef::default()
        }
    }

    fn of(record: StanceRecord) -> Option<Stand> {
        Stand::of(record, &Lexicon::default())
    }

    #[test]
    fn the_day_it_was_expressed_comes_before_that_of_publication() {
        let stand = |date, published| {
            let stand = of(record(named("ada"), date, published, "")).unwrap();
            (stand.basis, stand.date.map(|d| d.to_string()))
        };
        let day = |d: &str| Some(d.to_owned());
        let both = stand("2031-05-03", "2031-05-05");
        assert_eq!(both, (DateBasis::Expressed, day("2031-05-03")));
        let one = stand("", "2031-05-05");
        assert_eq!(one, (DateBasis::Published, day("2031-05-05")));
        assert_eq!(stand("", ""), (DateBasis::Unknown, None));
    }

    #[test]
    fn a_nameless_holder_counts_for_its_body_and_nobody_known_not_at_all() {
        let nameless = ActorRef {
            text: "an official".to_owned(),
            affiliation: "harbour-office".parse().ok(),
            ..ActorRef::default()
        };
        let stand = of(record(nameless, "", "", "")).unwrap();
        assert_eq!(stand.holder_name, "harbour-office");
        assert_eq!(of(record(ActorRef::default(), "", "", "")), None);
    }

    #[test]
    fn what_had_ended_or_is_denied_is_not_held() {
        let held = |date, until| of(record(named("ada"), date, "", until)).unwrap();
        assert!(held("2031-05-03", "").is_held());
        assert!(held("2031-05-03", "2031-05-03").is_held());
        assert!(!held("2031-05-03", "2031-05-02").is_held());
        let mut denied = held("2031-05-03", "");
        denied.modality = Modality::Negated;
        assert!(!denied.is_held());
    }

    #[test]
    fn positions_that_differ_are_ambiguous_and_say_so() {
        use Position::{Ambiguous, Oppose, Support};
        assert_eq!(settled([Support, Support]), Some((Support, false)));
        assert_eq!(settled([Support, Oppose]), Some((Ambiguous, true)));
        assert_eq!(settled([Ambiguous]), Some((Ambiguous, false)));
        assert_eq!(settled([]), None);
    }
}
