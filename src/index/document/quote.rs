//! Quotes as stored.

use super::decision::StoredDecision;
use super::part::{
    Coded, StoredActorRef, StoredConfidence, StoredDateRange, StoredFragment, StoredProvenance,
    StoredSource, StoredSpan, actors, fragments, keep_actors, keep_fragments, origin,
};
use super::{id, ids, some};
use crate::index::IndexError;
use crate::model::{
    Channel, ChannelKind, Confidence, Fragment, Modality, Quote, QuoteKind, QuoteRecord, Span,
};

/// A stored channel.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredChannel {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(string, optional, tag = "2")]
    platform: Option<String>,
    #[prost(string, optional, tag = "3")]
    venue: Option<String>,
}

impl TryFrom<StoredChannel> for Channel {
    type Error = IndexError;

    fn try_from(stored: StoredChannel) -> Result<Self, IndexError> {
        Ok(Self {
            kind: ChannelKind::of_code(stored.kind)?,
            platform: stored.platform,
            venue: stored.venue,
        })
    }
}

/// A stored quote.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredQuote {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(message, optional, tag = "2")]
    source: Option<StoredSource>,
    #[prost(message, optional, tag = "3")]
    provenance: Option<StoredProvenance>,
    #[prost(uint32, tag = "4")]
    kind: u32,
    #[prost(message, repeated, tag = "5")]
    spans: Vec<StoredSpan>,
    #[prost(string, tag = "6")]
    text: String,
    #[prost(message, repeated, tag = "7")]
    quoted: Vec<StoredSpan>,
    #[prost(message, required, tag = "8")]
    clause: StoredSpan,
    #[prost(message, repeated, tag = "9")]
    speakers: Vec<StoredActorRef>,
    #[prost(message, optional, tag = "10")]
    cue: Option<StoredFragment>,
    #[prost(message, optional, tag = "11")]
    channel: Option<StoredChannel>,
    #[prost(message, repeated, tag = "12")]
    addressees: Vec<StoredActorRef>,
    #[prost(message, optional, tag = "13")]
    via: Option<StoredActorRef>,
    #[prost(message, optional, tag = "14")]
    said: Option<StoredDateRange>,
    #[prost(uint32, tag = "15")]
    modality: u32,
    #[prost(message, repeated, tag = "16")]
    evidence: Vec<StoredFragment>,
    #[prost(message, optional, tag = "17")]
    confidence: Option<StoredConfidence>,
    #[prost(string, repeated, tag = "18")]
    about: Vec<String>,
    #[prost(string, repeated, tag = "19")]
    issues: Vec<String>,
    #[prost(string, tag = "20")]
    utterance: String,
    #[prost(message, optional, tag = "21")]
    decision: Option<StoredDecision>,
}

impl From<&QuoteRecord> for StoredQuote {
    fn from(record: &QuoteRecord) -> Self {
        let quote = &record.quote;
        Self {
            id: record.id.to_string(),
            source: Some((&record.source).into()),
            provenance: Some((&record.provenance).into()),
            kind: quote.kind.code(),
            spans: quote.spans.iter().map(|s| (*s).into()).collect(),
            text: quote.text.clone(),
            quoted: quote.quoted.iter().map(|s| (*s).into()).collect(),
            clause: quote.clause.into(),
            speakers: keep_actors(&quote.speakers),
            cue: quote.cue.as_ref().map(StoredFragment::from),
            channel: quote.channel.as_ref().map(|c| StoredChannel {
                kind: c.kind.code(),
                platform: c.platform.clone(),
                venue: c.venue.clone(),
            }),
            addressees: keep_actors(&quote.addressees),
            via: quote.via.as_ref().map(StoredActorRef::from),
            said: quote.said.as_ref().map(StoredDateRange::from),
            modality: quote.modality.code(),
            evidence: keep_fragments(&quote.evidence),
            confidence: Some((&quote.confidence).into()),
            about: record.about.iter().map(ToString::to_string).collect(),
            issues: record.issues.iter().map(ToString::to_string).collect(),
            utterance: record.utterance.to_string(),
            decision: record.decision.as_ref().map(StoredDecision::from),
        }
    }
}

impl TryFrom<StoredQuote> for QuoteRecord {
    type Error = IndexError;

    fn try_from(stored: StoredQuote) -> Result<Self, IndexError> {
        let (source, provenance) = origin(stored.source, stored.provenance)?;
        Ok(Self {
            id: id(&stored.id)?,
            source,
            provenance,
            about: ids(&stored.about)?,
            issues: ids(&stored.issues)?,
            utterance: id(&stored.utterance)?,
            decision: some(stored.decision)?,
            quote: Quote {
                kind: QuoteKind::of_code(stored.kind)?,
                spans: stored.spans.into_iter().map(Span::from).collect(),
                text: stored.text,
                quoted: stored.quoted.into_iter().map(Span::from).collect(),
                clause: stored.clause.into(),
                speakers: actors(stored.speakers)?,
                cue: stored.cue.map(Fragment::from),
                channel: some(stored.channel)?,
                addressees: actors(stored.addressees)?,
                via: some(stored.via)?,
                said: some(stored.said)?,
                modality: Modality::of_code(stored.modality)?,
                evidence: fragments(stored.evidence),
                confidence: stored.confidence.map(Confidence::from).unwrap_or_default(),
            },
        })
    }
}
