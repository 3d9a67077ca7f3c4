//! Deciding: the status that the words over a movement add up to.
//!
//! Not the reading of the words (that is `status`). Rule: outer words stand over inner ones, and a denial over all.

use crate::lang::movement::Effect;
use crate::model::{Modality, Status};

/// The status the effects give, outer ones over inner ones; `None` when they leave it a fact.
pub(super) fn decide(effects: &[Effect]) -> Option<Status> {
    let mut status = None;
    let mut negated = false;
    let mut history = false;
    for effect in effects {
        match effect {
            Effect::Negate | Effect::Avoid => negated = !negated,
            Effect::Deny => return Some(Status::Denied),
            Effect::Refuse => status = Some(Status::Refused),
            Effect::Oppose if status != Some(Status::Demanded) => status = Some(Status::Opposed),
            Effect::Demand if status != Some(Status::Opposed) => {
                status = Some(if negated {
                    Status::Opposed
                } else {
                    Status::Demanded
                });
                negated = false;
            }
            Effect::Plan if status.is_none() => {
                status = Some(if negated {
                    Status::Refused
                } else {
                    Status::Planned
                });
                negated = false;
            }
            Effect::Threaten => status = Some(Status::Threatened),
            Effect::Rumour if status.is_none() => status = Some(Status::Rumoured),
            Effect::Suppose if matches!(status, None | Some(Status::Planned)) => {
                status = Some(Status::Hypothetical);
            }
            // "will withdraw unless": a plan with its condition.
            Effect::Condition if status.is_none() => status = Some(Status::Hypothetical),
            Effect::History => history = true,
            Effect::Oppose
            | Effect::Demand
            | Effect::Plan
            | Effect::Rumour
            | Effect::Suppose
            | Effect::Condition
            | Effect::Purpose
            | Effect::Finish
            | Effect::GoOn => {}
        }
    }
    match (status, negated) {
        (None, true) => Some(Status::Denied),
        (Some(Status::Planned), true) => Some(Status::Refused),
        (None, false) if history => Some(Status::Historical),
        (status, _) => status,
    }
}

/// The modality a status has.
pub(super) fn modality(status: Status, effects: &[Effect]) -> Modality {
    match status {
        Status::Denied | Status::Refused => Modality::Negated,
        Status::Planned | Status::Threatened if effects.contains(&Effect::Condition) => {
            Modality::Conditional
        }
        Status::Planned | Status::Threatened => Modality::Future,
        Status::Historical => Modality::Historical,
        Status::Hypothetical if effects.contains(&Effect::Condition) => Modality::Conditional,
        Status::Hypothetical | Status::Demanded | Status::Opposed => Modality::Hypothetical,
        Status::Reported | Status::UnderWay | Status::Completed | Status::Rumoured => {
            Modality::Asserted
        }
    }
}
