//! Corrections: fields of a record as an analyst sets them, in the place of what was read.
//!
//! Not the words of a record: evidence, content and spans are never corrected. Rules: what stood in a field before comes out when a
//! value goes in, so that a reader sees both; codes that were read together with a corrected field, and no longer go with it,
//! are taken out the same way.

use super::{
    ActorRef, Amount, Border, Claim, ClaimId, IssueId, Modality, PlaceMention, Plover, Position,
    Posture, Quote, QuoteKind, Stance, StanceTarget, Status, Told,
};

/// Most actors in one corrected field.
pub const CORRECTED_ACTORS_MAX: usize = 16;

/// Longest name or text in a corrected field, in bytes.
pub const CORRECTED_TEXT_BYTES_MAX: usize = 256;

/// Most corrected fields of one record, those of all its claims together.
pub const CORRECTIONS_MAX: usize = 64;

/// A field of a quote, a stance or a claim with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Quotes: who spoke; empty = unknown.
    Speakers(Vec<ActorRef>),
    /// Quotes: to whom.
    Addressees(Vec<ActorRef>),
    /// Quotes: how much stands in quotation marks.
    Kind(QuoteKind),
    /// Quotes, stances, claims: how the report puts it.
    Modality(Modality),
    /// Stances: who holds it.
    Holder(ActorRef),
    /// Stances: towards whom or what.
    Target(StanceTarget),
    /// Stances: for or against.
    Position(Position),
    /// Stances: event type and mode; taken out with the position, the holder or the target.
    Plover(Option<Plover>),
    /// Stances and claims: event code; taken out with what it was read from.
    Cameo(Option<String>),
    /// Claims: what it says of the movement.
    Status(Status),
    /// Claims: what the force does.
    Posture(Posture),
    /// Claims: who moves; empty = unknown.
    Forces(Vec<ActorRef>),
    /// Claims: who claims it; `None` = the article in its own voice.
    Claimant(Option<ActorRef>),
    /// Claims: the border; `None` = at none.
    Border(Option<Border>),
    /// Claims: side of the border; taken out when the border is another.
    Side(Option<String>),
    /// Claims: where; `None` = unknown.
    Place(Option<PlaceMention>),
    /// Claims: how many people; `None` = unknown.
    Personnel(Option<Amount>),
}

impl Field {
    /// Paths of what an analyst can set of a quote.
    pub const OF_QUOTE: &'static [&'static str] = &["speakers", "addressees", "kind", "modality"];
    /// Paths of what an analyst can set of a stance; `actor` and `issue` are two ways to set one target.
    pub const OF_STANCE: &'static [&'static str] =
        &["holder", "actor", "issue", "position", "modality"];
    /// Paths of what an analyst can set of a claim.
    pub const OF_CLAIM: &'static [&'static str] = &[
        "status",
        "modality",
        "posture",
        "forces",
        "claimant",
        "border",
        "place",
        "personnel",
    ];

    /// The field's name on the wire.
    pub const fn path(&self) -> &'static str {
        match self {
            Self::Speakers(_) => "speakers",
            Self::Addressees(_) => "addressees",
            Self::Kind(_) => "kind",
            Self::Modality(_) => "modality",
            Self::Holder(_) => "holder",
            Self::Target(StanceTarget::Actor(_)) => "actor",
            Self::Target(StanceTarget::Issue { .. }) => "issue",
            Self::Position(_) => "position",
            Self::Plover(_) => "plover",
            Self::Cameo(_) => "cameo_code",
            Self::Status(_) => "status",
            Self::Posture(_) => "posture",
            Self::Forces(_) => "forces",
            Self::Claimant(_) => "claimant",
            Self::Border(_) => "border",
            Self::Side(_) => "side",
            Self::Place(_) => "place",
            Self::Personnel(_) => "personnel",
        }
    }

    /// Whether both are values of one field.
    pub fn is_same_field(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether nobody sets it: it goes with what was set.
    pub const fn follows(&self) -> bool {
        matches!(self, Self::Plover(_) | Self::Cameo(_) | Self::Side(_))
    }

    /// The actors in it, to have their names looked up.
    pub fn actors_mut(&mut self) -> &mut [ActorRef] {
        match self {
            Self::Speakers(actors) | Self::Addressees(actors) | Self::Forces(actors) => actors,
            Self::Holder(actor)
            | Self::Target(StanceTarget::Actor(actor))
            | Self::Claimant(Some(actor)) => std::slice::from_mut(actor),
            Self::Target(StanceTarget::Issue { .. })
            | Self::Claimant(None)
            | Self::Kind(_)
            | Self::Modality(_)
            | Self::Position(_)
            | Self::Plover(_)
            | Self::Cameo(_)
            | Self::Status(_)
            | Self::Posture(_)
            | Self::Border(_)
            | Self::Side(_)
            | Self::Place(_)
            | Self::Personnel(_) => &mut [],
        }
    }

    /// The issue in it.
    pub const fn issue(&self) -> Option<&IssueId> {
        if let Self::Target(StanceTarget::Issue { issue, .. }) = self {
            Some(issue)
        } else {
            None
        }
    }
}

/// Something whose fields can be set.
pub trait Correctable {
    /// Exchanges a field's value with the one held here; a field it does not have is left alone.
    fn exchange(&mut self, field: &mut Field);

    /// What no longer goes with the fields that were set, without a value.
    fn following(&self, set: &[Corrected]) -> Vec<Field>;
}

/// Whether one of these fields was given another value than was read.
fn differs(set: &[Corrected], paths: &[&str]) -> bool {
    let mut set = set.iter();
    set.any(|c| paths.contains(&c.set.path()) && c.read.as_ref() != Some(&c.set))
}

impl Correctable for Quote {
    fn exchange(&mut self, field: &mut Field) {
        match field {
            Field::Speakers(value) => std::mem::swap(&mut self.speakers, value),
            Field::Addressees(value) => std::mem::swap(&mut self.addressees, value),
            Field::Kind(value) => std::mem::swap(&mut self.kind, value),
            Field::Modality(value) => std::mem::swap(&mut self.modality, value),
            Field::Holder(_)
            | Field::Target(_)
            | Field::Position(_)
            | Field::Plover(_)
            | Field::Cameo(_)
            | Field::Status(_)
            | Field::Posture(_)
            | Field::Forces(_)
            | Field::Claimant(_)
            | Field::Border(_)
            | Field::Side(_)
            | Field::Place(_)
            | Field::Personnel(_) => {}
        }
    }

    fn following(&self, _set: &[Corrected]) -> Vec<Field> {
        Vec::new()
    }
}

impl Correctable for Stance {
    fn exchange(&mut self, field: &mut Field) {
        match field {
            Field::Holder(value) => std::mem::swap(&mut self.holder, value),
            Field::Target(value) => std::mem::swap(&mut self.target, value),
            Field::Position(value) => std::mem::swap(&mut self.position, value),
            Field::Modality(value) => std::mem::swap(&mut self.modality, value),
            Field::Plover(value) => std::mem::swap(&mut self.plover, value),
            Field::Cameo(value) => std::mem::swap(&mut self.cameo, value),
            Field::Speakers(_)
            | Field::Addressees(_)
            | Field::Kind(_)
            | Field::Status(_)
            | Field::Posture(_)
            | Field::Forces(_)
            | Field::Claimant(_)
            | Field::Border(_)
            | Field::Side(_)
            | Field::Place(_)
            | Field::Personnel(_) => {}
        }
    }

    fn following(&self, set: &[Corrected]) -> Vec<Field> {
        let mut gone = Vec::new();
        if differs(set, &["position", "holder", "actor", "issue"]) {
            gone.extend(self.plover.as_ref().map(|_| Field::Plover(None)));
            gone.extend(self.cameo.as_ref().map(|_| Field::Cameo(None)));
        }
        gone
    }
}

impl Correctable for Claim {
    fn exchange(&mut self, field: &mut Field) {
        match field {
            Field::Status(value) => std::mem::swap(&mut self.status, value),
            Field::Modality(value) => std::mem::swap(&mut self.modality, value),
            Field::Posture(value) => std::mem::swap(&mut self.posture, value),
            Field::Forces(value) => std::mem::swap(&mut self.forces, value),
            Field::Claimant(value) => std::mem::swap(&mut self.claimant, value),
            Field::Border(value) => std::mem::swap(&mut self.border, value),
            Field::Side(value) => std::mem::swap(&mut self.side, value),
            Field::Place(value) => std::mem::swap(&mut self.place, value),
            Field::Personnel(value) => std::mem::swap(&mut self.personnel, value),
            Field::Cameo(value) => std::mem::swap(&mut self.cameo, value),
            Field::Speakers(_)
            | Field::Addressees(_)
            | Field::Kind(_)
            | Field::Holder(_)
            | Field::Target(_)
            | Field::Position(_)
            | Field::Plover(_) => {}
        }
    }

    fn following(&self, set: &[Corrected]) -> Vec<Field> {
        let mut gone = Vec::new();
        if differs(set, &["posture"]) {
            gone.extend(self.cameo.as_ref().map(|_| Field::Cameo(None)));
        }
        // A side is that of the force: with another force or border it is not known any more.
        if differs(set, &["border", "forces", "posture"]) {
            gone.extend(self.side.as_ref().map(|_| Field::Side(None)));
        }
        gone
    }
}

/// A field as an analyst set it, and of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Of a deployment: the claim, as it was called then.
    pub claim: Option<ClaimId>,
    /// What the quote, the stance or the claim told then.
    pub told: Told,
    /// Whether no other record of that noun (no other claim) rested on the same words then.
    pub alone: bool,
    /// The field with the value set.
    pub set: Field,
}

/// A field as a record shows it: what was set, and what was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// Of a deployment: the claim.
    pub claim: Option<ClaimId>,
    /// What was set.
    pub set: Field,
    /// What the extractor reads there; `None` where the correction holds for nothing.
    pub read: Option<Field>,
}

/// Sets fields, and takes out what no longer goes with them; tells what was read there.
pub fn correct(
    record: &mut impl Correctable,
    claim: Option<&ClaimId>,
    fields: impl IntoIterator<Item = Field>,
) -> Vec<Corrected> {
    let mut done = Vec::new();
    set_all(record, claim, fields, &mut done);
    let following = record.following(&done);
    set_all(record, claim, following, &mut done);
    done
}

fn set_all(
    record: &mut impl Correctable,
    claim: Option<&ClaimId>,
    fields: impl IntoIterator<Item = Field>,
    done: &mut Vec<Corrected>,
) {
    for set in fields {
        let mut read = set.clone();
        record.exchange(&mut read);
        done.push(Corrected {
            claim: claim.cloned(),
            set,
            read: Some(read),
        });
    }
}

/// Puts back what was read, in the place of what was set.
pub fn restore(record: &mut impl Correctable, corrected: &[Corrected]) {
    for read in corrected.iter().rev().filter_map(|c| c.read.as_ref()) {
        record.exchange(&mut read.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, PloverType};

    fn actor(name: &str) -> ActorRef {
        ActorRef {
            text: name.to_owned(),
            ..ActorRef::default()
        }
    }

    fn stance() -> Stance {
        Stance {
            holder: actor("Mara O'Dell"),
            target: StanceTarget::Actor(actor("Tal Brandt")),
            position: Position::Oppose,
            basis: Basis::Explicit,
            condition: None,
            modality: Modality::Asserted,
            on_behalf_of: None,
            reported_by: None,
            from: None,
            until: None,
            previous: None,
            plover: Some(Plover {
                kind: PloverType::Reject,
                mode: None,
            }),
            cameo: Some("120".to_owned()),
            date: None,
            evidence: Vec::new(),
            confidence: super::super::Confidence::default(),
        }
    }

    #[test]
    fn what_was_read_comes_out_and_goes_back_in() {
        let mut held = stance();
        let issue = StanceTarget::Issue {
            issue: "tolls".parse().unwrap(),
            mention: None,
        };
        let fields = [Field::Position(Position::Support), Field::Target(issue)];
        let done = correct(&mut held, None, fields);
        assert_eq!(held.position, Position::Support);
        let paths: Vec<_> = done.iter().map(|c| c.set.path()).collect();
        assert_eq!(paths, ["position", "issue", "plover", "cameo_code"]);
        assert_eq!(done[1].read.as_ref().map(Field::path), Some("actor"));
        assert_eq!(done[3].read, Some(Field::Cameo(Some("120".to_owned()))));
        restore(&mut held, &done);
        assert_eq!(held, stance());
    }

    #[test]
    fn codes_stay_where_nothing_they_go_with_is_another() {
        let mut held = stance();
        let fields = [
            Field::Position(Position::Oppose),
            Field::Modality(Modality::Future),
        ];
        assert_eq!(correct(&mut held, None, fields).len(), 2);
        assert_eq!(held.cameo.as_deref(), Some("120"));
        // A stance has no speakers.
        let before = held.clone();
        correct(&mut held, None, [Field::Speakers(vec![actor("Nobody")])]);
        assert_eq!(held, before);
    }
}
