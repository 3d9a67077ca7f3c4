//! Border deployments: events, and the claims reports make of them.
//!
//! An event has an id of its own; what is known of it is its claims. Rule: events found to be one are merged,
//! claims are not, and an event is a fact only when a claim says it happened. Combat advances are none.

use super::{ActorRef, Amount, Border, Confidence, DateRange, Fragment, Modality, PlaceMention};
use crate::named_enum;

named_enum! {
    /// What a claim says of the movement.
    Status as "status" {
        /// Said to have happened.
        Reported = "REPORTED",
        /// Going on.
        UnderWay = "UNDER_WAY",
        /// Done: withdrawals, finished works.
        Completed = "COMPLETED",
        /// Announced.
        Planned = "PLANNED",
        /// Threatened.
        Threatened = "THREATENED",
        /// Called for.
        Demanded = "DEMANDED",
        /// Spoken against.
        Opposed = "OPPOSED",
        /// Said not to have happened.
        Denied = "DENIED",
        /// Said that it will not be done.
        Refused = "REFUSED",
        /// Unattributed "reports of".
        Rumoured = "RUMOURED",
        /// Supposed: "could", "if".
        Hypothetical = "HYPOTHETICAL",
        /// Long past, told as background.
        Historical = "HISTORICAL",
    }
}

impl Status {
    /// Whether a claim of this status makes its event a fact.
    pub const fn is_fact(self) -> bool {
        matches!(self, Self::Reported | Self::UnderWay | Self::Completed)
    }
}

named_enum! {
    /// What the force does.
    Posture as "posture" {
        /// Sent, stationed, moved.
        Deploy = "DEPLOY",
        /// Strengthened.
        Reinforce = "REINFORCE",
        /// Reserves called up.
        MobilizeReserves = "MOBILIZE_RESERVES",
        /// Put on alert.
        Alert = "ALERT",
        /// Walls, trenches, watchtowers built.
        Fortify = "FORTIFY",
        /// Patrols.
        Patrol = "PATROL",
        /// Exercises.
        Exercise = "EXERCISE",
        /// Pulled back.
        Withdraw = "WITHDRAW",
        /// Crossed the border.
        CrossBorder = "CROSS_BORDER",
        /// Border or crossing closed.
        Closure = "CLOSURE",
        /// Peacekeepers stationed.
        Peacekeeping = "PEACEKEEPING",
        /// Presence kept up.
        Maintain = "MAINTAIN",
    }
}

impl Posture {
    /// PLOVER 0.8 type of the posture.
    pub const fn plover(self) -> &'static str {
        match self {
            Self::Withdraw => "RETREAT",
            Self::Closure => "COERCE",
            Self::CrossBorder => "ASSAULT",
            Self::Deploy
            | Self::Reinforce
            | Self::MobilizeReserves
            | Self::Alert
            | Self::Fortify
            | Self::Patrol
            | Self::Exercise
            | Self::Peacekeeping
            | Self::Maintain => "MOBILIZE",
        }
    }
}

/// One report's telling of a movement.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// What it says of the movement.
    pub status: Status,
    /// How the report puts it.
    pub modality: Modality,
    /// Who claims it; `None` when the article says so in its own voice.
    pub claimant: Option<ActorRef>,
    /// The relaying body.
    pub via: Option<ActorRef>,
    /// The forces this claim names.
    pub forces: Vec<ActorRef>,
    /// What they do.
    pub posture: Posture,
    /// The border, when at one.
    pub border: Option<Border>,
    /// ISO code of the side of the border the force stands on.
    pub side: Option<String>,
    /// Where from.
    pub from: Option<PlaceMention>,
    /// Where: a named place, never "the border".
    pub place: Option<PlaceMention>,
    /// How many people.
    pub personnel: Option<Amount>,
    /// What they bring: "heavy weapons", "armoured units".
    pub equipment: Vec<String>,
    /// What is built: "concrete wall", "watchtowers".
    pub works: Vec<String>,
    /// What for, in the text's words.
    pub purpose: Option<Fragment>,
    /// Under which mandate, in the text's words.
    pub mandate: Option<Fragment>,
    /// On whose order.
    pub ordered_by: Option<ActorRef>,
    /// Who announced it.
    pub announced_by: Option<ActorRef>,
    /// When it happened.
    pub date: Option<DateRange>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// The words it rests on, at most a paragraph each.
    pub evidence: Vec<Fragment>,
    /// Quotes of the same article this claim stands in, by position in its list of quotes.
    pub quotes: Vec<usize>,
    /// How sure, and why.
    pub confidence: Confidence,
}

/// One movement or work, as told by one or more claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    /// What the reports say of it, in text order; never empty.
    pub claims: Vec<Claim>,
}

impl Deployment {
    /// Whether some claim says it happened.
    pub fn is_fact(&self) -> bool {
        self.claims.iter().any(|c| c.status.is_fact())
    }

    /// Whether some claim denies it.
    pub fn is_denied(&self) -> bool {
        self.claims.iter().any(|c| c.status == Status::Denied)
    }

    /// Whether it is a fact that another claim denies.
    pub fn is_disputed(&self) -> bool {
        self.is_fact() && self.is_denied()
    }

    /// The border, taken from the first claim that names one.
    pub fn border(&self) -> Option<Border> {
        self.claims.iter().find_map(|c| c.border)
    }

    /// The date, taken from the first claim that has one.
    pub fn date(&self) -> Option<&DateRange> {
        self.claims.iter().find_map(|c| c.date.as_ref())
    }
}
