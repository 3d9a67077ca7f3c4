//! Stances as stored.

use super::decision::StoredDecision;
use super::part::{
    Coded, StoredActorRef, StoredConfidence, StoredDateRange, StoredFragment, StoredProvenance,
    StoredSource, fragments, keep_fragments, origin,
};
use super::{damaged, id, need, some};
use crate::index::IndexError;
use crate::model::stance::Plover;
use crate::model::{
    Basis, Confidence, Fragment, Modality, PloverType, Position, Stance, StanceRecord, StanceTarget,
};

/// A stored stance; exactly one of `target_actor` and `issue` is there.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredStance {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(message, optional, tag = "2")]
    source: Option<StoredSource>,
    #[prost(message, optional, tag = "3")]
    provenance: Option<StoredProvenance>,
    #[prost(message, optional, tag = "4")]
    holder: Option<StoredActorRef>,
    #[prost(message, optional, tag = "5")]
    target_actor: Option<StoredActorRef>,
    #[prost(string, optional, tag = "6")]
    issue: Option<String>,
    #[prost(message, optional, tag = "7")]
    issue_mention: Option<StoredFragment>,
    #[prost(uint32, tag = "8")]
    position: u32,
    #[prost(uint32, tag = "9")]
    basis: u32,
    #[prost(message, optional, tag = "10")]
    condition: Option<StoredFragment>,
    #[prost(uint32, tag = "11")]
    modality: u32,
    #[prost(message, optional, tag = "12")]
    on_behalf_of: Option<StoredActorRef>,
    #[prost(message, optional, tag = "13")]
    reported_by: Option<StoredActorRef>,
    #[prost(message, optional, tag = "14")]
    from: Option<StoredDateRange>,
    #[prost(message, optional, tag = "15")]
    until: Option<StoredDateRange>,
    #[prost(uint32, optional, tag = "16")]
    previous: Option<u32>,
    #[prost(uint32, optional, tag = "17")]
    plover: Option<u32>,
    #[prost(string, optional, tag = "18")]
    plover_mode: Option<String>,
    #[prost(string, optional, tag = "19")]
    cameo: Option<String>,
    #[prost(message, optional, tag = "20")]
    date: Option<StoredDateRange>,
    #[prost(message, repeated, tag = "21")]
    evidence: Vec<StoredFragment>,
    #[prost(message, optional, tag = "22")]
    confidence: Option<StoredConfidence>,
    #[prost(message, optional, tag = "23")]
    decision: Option<StoredDecision>,
}

impl From<&StanceRecord> for StoredStance {
    fn from(record: &StanceRecord) -> Self {
        let stance = &record.stance;
        let (target_actor, issue, issue_mention) = match &stance.target {
            StanceTarget::Actor(actor) => (Some(actor.into()), None, None),
            StanceTarget::Issue { issue, mention } => (
                None,
                Some(issue.to_string()),
                mention.as_ref().map(StoredFragment::from),
            ),
        };
        Self {
            id: record.id.to_string(),
            source: Some((&record.source).into()),
            provenance: Some((&record.provenance).into()),
            holder: Some((&stance.holder).into()),
            target_actor,
            issue,
            issue_mention,
            position: stance.position.code(),
            basis: stance.basis.code(),
            condition: stance.condition.as_ref().map(StoredFragment::from),
            modality: stance.modality.code(),
            on_behalf_of: stance.on_behalf_of.as_ref().map(StoredActorRef::from),
            reported_by: stance.reported_by.as_ref().map(StoredActorRef::from),
            from: stance.from.as_ref().map(StoredDateRange::from),
            until: stance.until.as_ref().map(StoredDateRange::from),
            previous: stance.previous.map(Coded::code),
            plover: stance.plover.as_ref().map(|p| p.kind.code()),
            plover_mode: stance.plover.as_ref().and_then(|p| p.mode.clone()),
            cameo: stance.cameo.clone(),
            date: stance.date.as_ref().map(StoredDateRange::from),
            evidence: keep_fragments(&stance.evidence),
            confidence: Some((&stance.confidence).into()),
            decision: record.decision.as_ref().map(StoredDecision::from),
        }
    }
}

fn target(
    actor: Option<StoredActorRef>,
    issue: Option<&str>,
    mention: Option<StoredFragment>,
) -> Result<StanceTarget, IndexError> {
    match (actor, issue) {
        (Some(actor), None) => Ok(StanceTarget::Actor(actor.try_into()?)),
        (None, Some(issue)) => Ok(StanceTarget::Issue {
            issue: id(issue)?,
            mention: mention.map(Fragment::from),
        }),
        (Some(_), Some(_)) | (None, None) => {
            Err(damaged("a stance needs exactly one target actor or issue"))
        }
    }
}

fn plover(kind: Option<u32>, mode: Option<String>) -> Result<Option<Plover>, IndexError> {
    kind.map(|kind| {
        Ok(Plover {
            kind: PloverType::of_code(kind)?,
            mode,
        })
    })
    .transpose()
}

impl TryFrom<StoredStance> for StanceRecord {
    type Error = IndexError;

    fn try_from(stored: StoredStance) -> Result<Self, IndexError> {
        let (source, provenance) = origin(stored.source, stored.provenance)?;
        Ok(Self {
            id: id(&stored.id)?,
            source,
            provenance,
            decision: some(stored.decision)?,
            stance: Stance {
                holder: need(stored.holder, "the holder")?.try_into()?,
                target: target(
                    stored.target_actor,
                    stored.issue.as_deref(),
                    stored.issue_mention,
                )?,
                position: Position::of_code(stored.position)?,
                basis: Basis::of_code(stored.basis)?,
                condition: stored.condition.map(Fragment::from),
                modality: Modality::of_code(stored.modality)?,
                on_behalf_of: some(stored.on_behalf_of)?,
                reported_by: some(stored.reported_by)?,
                from: some(stored.from)?,
                until: some(stored.until)?,
                previous: stored.previous.map(Position::of_code).transpose()?,
                plover: plover(stored.plover, stored.plover_mode)?,
                cameo: stored.cameo,
                date: some(stored.date)?,
                evidence: fragments(stored.evidence),
                confidence: stored.confidence.map(Confidence::from).unwrap_or_default(),
            },
        })
    }
}
