//! Deployment events and their claims as stored.

use super::decision::StoredDecision;
use super::part::{
    Coded, StoredActorRef, StoredAmount, StoredConfidence, StoredDateRange, StoredFragment,
    StoredPlace, StoredProvenance, StoredSource, actors, border, fragments, keep_actors,
    keep_fragments, origin,
};
use super::{id, some};
use crate::index::IndexError;
use crate::model::{
    Claim, ClaimLink, Confidence, Deployment, DeploymentRecord, Fragment, Modality, Posture, Status,
};

/// A stored claim with its id.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredClaim {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(uint32, tag = "2")]
    status: u32,
    #[prost(uint32, tag = "3")]
    modality: u32,
    #[prost(message, optional, tag = "4")]
    claimant: Option<StoredActorRef>,
    #[prost(message, optional, tag = "5")]
    via: Option<StoredActorRef>,
    #[prost(message, repeated, tag = "6")]
    forces: Vec<StoredActorRef>,
    #[prost(uint32, tag = "7")]
    posture: u32,
    #[prost(string, optional, tag = "8")]
    border: Option<String>,
    #[prost(string, optional, tag = "9")]
    side: Option<String>,
    #[prost(message, optional, tag = "10")]
    from: Option<StoredPlace>,
    #[prost(message, optional, tag = "11")]
    place: Option<StoredPlace>,
    #[prost(message, optional, tag = "12")]
    personnel: Option<StoredAmount>,
    #[prost(string, repeated, tag = "13")]
    equipment: Vec<String>,
    #[prost(string, repeated, tag = "14")]
    works: Vec<String>,
    #[prost(message, optional, tag = "15")]
    purpose: Option<StoredFragment>,
    #[prost(message, optional, tag = "16")]
    mandate: Option<StoredFragment>,
    #[prost(message, optional, tag = "17")]
    ordered_by: Option<StoredActorRef>,
    #[prost(message, optional, tag = "18")]
    announced_by: Option<StoredActorRef>,
    #[prost(message, optional, tag = "19")]
    date: Option<StoredDateRange>,
    #[prost(string, optional, tag = "20")]
    cameo: Option<String>,
    #[prost(message, repeated, tag = "21")]
    evidence: Vec<StoredFragment>,
    #[prost(uint64, repeated, tag = "22")]
    quotes: Vec<u64>,
    #[prost(string, repeated, tag = "23")]
    quote_ids: Vec<String>,
    #[prost(message, optional, tag = "24")]
    confidence: Option<StoredConfidence>,
}

fn keep(claim: &Claim, link: Option<&ClaimLink>) -> StoredClaim {
    StoredClaim {
        id: link.map(|l| l.id.to_string()).unwrap_or_default(),
        status: claim.status.code(),
        modality: claim.modality.code(),
        claimant: claim.claimant.as_ref().map(StoredActorRef::from),
        via: claim.via.as_ref().map(StoredActorRef::from),
        forces: keep_actors(&claim.forces),
        posture: claim.posture.code(),
        border: claim.border.map(|b| b.to_string()),
        side: claim.side.clone(),
        from: claim.from.as_ref().map(StoredPlace::from),
        place: claim.place.as_ref().map(StoredPlace::from),
        personnel: claim.personnel.as_ref().map(StoredAmount::from),
        equipment: claim.equipment.clone(),
        works: claim.works.clone(),
        purpose: claim.purpose.as_ref().map(StoredFragment::from),
        mandate: claim.mandate.as_ref().map(StoredFragment::from),
        ordered_by: claim.ordered_by.as_ref().map(StoredActorRef::from),
        announced_by: claim.announced_by.as_ref().map(StoredActorRef::from),
        date: claim.date.as_ref().map(StoredDateRange::from),
        cameo: claim.cameo.clone(),
        evidence: keep_fragments(&claim.evidence),
        quotes: claim.quotes.iter().map(|q| *q as u64).collect(),
        quote_ids: link
            .map(|l| l.quotes.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        confidence: Some((&claim.confidence).into()),
    }
}

fn read(stored: StoredClaim) -> Result<(Claim, ClaimLink), IndexError> {
    let link = ClaimLink {
        id: id(&stored.id)?,
        quotes: stored
            .quote_ids
            .iter()
            .map(|q| id(q))
            .collect::<Result<_, _>>()?,
    };
    let claim = Claim {
        status: Status::of_code(stored.status)?,
        modality: Modality::of_code(stored.modality)?,
        claimant: some(stored.claimant)?,
        via: some(stored.via)?,
        forces: actors(stored.forces)?,
        posture: Posture::of_code(stored.posture)?,
        border: stored.border.as_deref().map(border).transpose()?,
        side: stored.side,
        from: some(stored.from)?,
        place: some(stored.place)?,
        personnel: some(stored.personnel)?,
        equipment: stored.equipment,
        works: stored.works,
        purpose: stored.purpose.map(Fragment::from),
        mandate: stored.mandate.map(Fragment::from),
        ordered_by: some(stored.ordered_by)?,
        announced_by: some(stored.announced_by)?,
        date: some(stored.date)?,
        cameo: stored.cameo,
        evidence: fragments(stored.evidence),
        quotes: stored
            .quotes
            .into_iter()
            .map(|q| usize::try_from(q).unwrap_or(usize::MAX))
            .collect(),
        confidence: stored.confidence.map(Confidence::from).unwrap_or_default(),
    };
    Ok((claim, link))
}

/// A stored event.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredDeployment {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(message, optional, tag = "2")]
    source: Option<StoredSource>,
    #[prost(message, optional, tag = "3")]
    provenance: Option<StoredProvenance>,
    #[prost(message, repeated, tag = "4")]
    claims: Vec<StoredClaim>,
    #[prost(message, optional, tag = "5")]
    decision: Option<StoredDecision>,
    #[prost(string, optional, tag = "6")]
    merged_into: Option<String>,
}

impl From<&DeploymentRecord> for StoredDeployment {
    fn from(record: &DeploymentRecord) -> Self {
        let claims = record.deployment.claims.iter().enumerate();
        Self {
            id: record.id.to_string(),
            source: Some((&record.source).into()),
            provenance: Some((&record.provenance).into()),
            claims: claims
                .map(|(i, claim)| keep(claim, record.claims.get(i)))
                .collect(),
            decision: record.decision.as_ref().map(StoredDecision::from),
            merged_into: record.merged_into.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<StoredDeployment> for DeploymentRecord {
    type Error = IndexError;

    fn try_from(stored: StoredDeployment) -> Result<Self, IndexError> {
        let (source, provenance) = origin(stored.source, stored.provenance)?;
        let (claims, links) = stored
            .claims
            .into_iter()
            .map(read)
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .unzip();
        Ok(Self {
            id: id(&stored.id)?,
            source,
            provenance,
            deployment: Deployment { claims },
            claims: links,
            decision: some(stored.decision)?,
            merged_into: stored.merged_into.as_deref().map(id).transpose()?,
            denied_elsewhere: false,
        })
    }
}
