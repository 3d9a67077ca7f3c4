//! Stances: who holds which position on whom or what.
//!
//! Not sentiment: a stance needs a holder and exactly one target actor or issue. A position others ascribe to
//! the holder carries `reported_by` and is never self-declared. A denial of fact is no stance.

use super::{ActorRef, Confidence, DateRange, Fragment, IssueId, Modality};
use crate::named_enum;

named_enum! {
    /// The position taken.
    Position as "position" {
        /// For it.
        Support = "SUPPORT",
        /// Against it.
        Oppose = "OPPOSE",
        /// Both, or not to be told.
        Ambiguous = "AMBIGUOUS",
        /// Declared neutral.
        Neutral = "NEUTRAL",
    }
}

named_enum! {
    /// What the position rests on.
    Basis as "basis" {
        /// The words say so.
        Explicit = "EXPLICIT",
        /// An act or framing says so.
        Implied = "IMPLIED",
    }
}

named_enum! {
    /// PLOVER 0.8 event types.
    PloverType as "PLOVER type" {
        /// Agree, promise to act.
        Agree = "AGREE",
        /// Meet, talk.
        Consult = "CONSULT",
        /// Diplomatic support.
        Support = "SUPPORT",
        /// Give way.
        Concede = "CONCEDE",
        /// Material cooperation.
        Cooperate = "COOPERATE",
        /// Give aid.
        Aid = "AID",
        /// Withdraw.
        Retreat = "RETREAT",
        /// Demand, urge.
        Request = "REQUEST",
        /// Accuse, condemn.
        Accuse = "ACCUSE",
        /// Refuse.
        Reject = "REJECT",
        /// Threaten, warn.
        Threaten = "THREATEN",
        /// Protest.
        Protest = "PROTEST",
        /// Sanction.
        Sanction = "SANCTION",
        /// Mobilise forces.
        Mobilize = "MOBILIZE",
        /// Coerce, arrest, restrict.
        Coerce = "COERCE",
        /// Use force.
        Assault = "ASSAULT",
    }
}

/// PLOVER type with its mode, when one fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plover {
    /// Event type.
    pub kind: PloverType,
    /// Mode of the type ("military", "change"), lower case.
    pub mode: Option<String>,
}

/// What a stance is towards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StanceTarget {
    /// Another actor.
    Actor(ActorRef),
    /// An issue of the issues file, with the words that name it.
    Issue {
        /// Which issue.
        issue: IssueId,
        /// Where it is named.
        mention: Option<Fragment>,
    },
}

impl StanceTarget {
    /// Whether both are the same actor as it is told, or the same issue, wherever it is named.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Issue { issue, .. }, Self::Issue { issue: also, .. }) => issue == also,
            (Self::Actor(_) | Self::Issue { .. }, _) => self == other,
        }
    }
}

/// A position of a holder on an actor or an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Stance {
    /// Who holds it.
    pub holder: ActorRef,
    /// Towards whom or what.
    pub target: StanceTarget,
    /// For or against.
    pub position: Position,
    /// Said or implied.
    pub basis: Basis,
    /// The condition it is bound to, in the text's words.
    pub condition: Option<Fragment>,
    /// How the report puts it.
    pub modality: Modality,
    /// For whom the holder speaks.
    pub on_behalf_of: Option<ActorRef>,
    /// Who characterises the position, when not the holder.
    pub reported_by: Option<ActorRef>,
    /// When it began, where said.
    pub from: Option<DateRange>,
    /// When it ended: a former stance has an end.
    pub until: Option<DateRange>,
    /// The position held before, where said.
    pub previous: Option<Position>,
    /// PLOVER type and mode.
    pub plover: Option<Plover>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// When it was expressed.
    pub date: Option<DateRange>,
    /// The words it rests on, at most a paragraph each.
    pub evidence: Vec<Fragment>,
    /// How sure, and why.
    pub confidence: Confidence,
}
