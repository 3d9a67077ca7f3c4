//! Decisions as stored: in the log for good, beside the records they hold for, and in the list of all of them.
//!
//! Rule: [`StoredRuling`] lies in the log, so a tag never changes its meaning and the state is kept by name.

use super::correction::{StoredCorrected, StoredCorrection};
use super::part::{Coded, instant};
use super::{all, damaged, id, need, some};
use crate::index::IndexError;
use crate::model::{
    Decision, DecisionRecord, DecisionState, MergeInto, Merged, RecordId, Ruling, Told,
};

/// What a record told, stored.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredTold {
    #[prost(string, tag = "1")]
    words: String,
    #[prost(string, tag = "2")]
    reading: String,
}

impl From<&Told> for StoredTold {
    fn from(told: &Told) -> Self {
        Self {
            words: told.words.clone(),
            reading: told.reading.clone(),
        }
    }
}

impl From<StoredTold> for Told {
    fn from(stored: StoredTold) -> Self {
        Self {
            words: stored.words,
            reading: stored.reading,
        }
    }
}

/// The name of a record, stored.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredRecordId {
    #[prost(string, tag = "1")]
    noun: String,
    #[prost(string, tag = "2")]
    id: String,
}

impl From<&RecordId> for StoredRecordId {
    fn from(record: &RecordId) -> Self {
        Self {
            noun: record.noun().to_owned(),
            id: record.as_str().to_owned(),
        }
    }
}

impl TryFrom<StoredRecordId> for RecordId {
    type Error = IndexError;

    fn try_from(stored: StoredRecordId) -> Result<Self, IndexError> {
        match stored.noun.as_str() {
            "quote" => Ok(Self::Quote(id(&stored.id)?)),
            "stance" => Ok(Self::Stance(id(&stored.id)?)),
            "deployment" => Ok(Self::Deployment(id(&stored.id)?)),
            other => Err(damaged(format!("nothing is decided on a {other:?}"))),
        }
    }
}

/// What an analyst said, stored. The log holds this message for good.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredRuling {
    #[prost(message, optional, tag = "1")]
    record: Option<StoredRecordId>,
    #[prost(message, repeated, tag = "2")]
    told: Vec<StoredTold>,
    #[prost(string, tag = "3")]
    state: String,
    #[prost(string, tag = "4")]
    analyst: String,
    #[prost(string, tag = "5")]
    reason: String,
    /// Since data format 4.
    #[prost(message, repeated, tag = "6")]
    corrections: Vec<StoredCorrection>,
    /// Since data format 5.
    #[prost(message, optional, tag = "7")]
    merge: Option<StoredMergeInto>,
}

/// What a record is one with, stored.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredMergeInto {
    #[prost(string, tag = "1")]
    noun: String,
    #[prost(string, tag = "2")]
    id: String,
}

impl From<&MergeInto> for StoredMergeInto {
    fn from(merge: &MergeInto) -> Self {
        let (noun, id) = match merge {
            MergeInto::Deployment(id) => ("deployment", id.to_string()),
            MergeInto::Utterance(id) => ("utterance", id.to_string()),
        };
        Self {
            noun: noun.to_owned(),
            id,
        }
    }
}

impl TryFrom<StoredMergeInto> for MergeInto {
    type Error = IndexError;

    fn try_from(stored: StoredMergeInto) -> Result<Self, IndexError> {
        match stored.noun.as_str() {
            "deployment" => Ok(Self::Deployment(id(&stored.id)?)),
            "utterance" => Ok(Self::Utterance(id(&stored.id)?)),
            other => Err(damaged(format!("nothing is merged into a {other:?}"))),
        }
    }
}

/// What a record is one with, beside what the index found, stored.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredMerged {
    #[prost(message, optional, tag = "1")]
    into: Option<StoredMergeInto>,
    #[prost(string, optional, tag = "2")]
    found: Option<String>,
}

impl From<&Merged> for StoredMerged {
    fn from(merged: &Merged) -> Self {
        Self {
            into: Some((&merged.into).into()),
            found: merged.found.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<StoredMerged> for Merged {
    type Error = IndexError;

    fn try_from(stored: StoredMerged) -> Result<Self, IndexError> {
        Ok(Self {
            into: need(stored.into, "what it is one with")?.try_into()?,
            found: stored.found.as_deref().map(id).transpose()?,
        })
    }
}

impl From<&Ruling> for StoredRuling {
    fn from(ruling: &Ruling) -> Self {
        let corrections = ruling.corrections.iter();
        Self {
            record: Some((&ruling.record).into()),
            told: ruling.told.iter().map(StoredTold::from).collect(),
            corrections: corrections.map(StoredCorrection::from).collect(),
            merge: ruling.merge.as_ref().map(StoredMergeInto::from),
            state: ruling.state.to_string(),
            analyst: ruling.analyst.clone(),
            reason: ruling.reason.clone(),
        }
    }
}

impl TryFrom<StoredRuling> for Ruling {
    type Error = IndexError;

    fn try_from(stored: StoredRuling) -> Result<Self, IndexError> {
        Ok(Self {
            record: need(stored.record, "the record decided on")?.try_into()?,
            told: stored.told.into_iter().map(Told::from).collect(),
            corrections: all(stored.corrections)?,
            merge: some(stored.merge)?,
            state: stored.state.parse().map_err(|e| damaged(format!("{e}")))?,
            analyst: stored.analyst,
            reason: stored.reason,
        })
    }
}

/// A decision beside its record.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredDecision {
    #[prost(uint32, tag = "1")]
    state: u32,
    #[prost(string, tag = "2")]
    analyst: String,
    #[prost(string, tag = "3")]
    reason: String,
    #[prost(int64, tag = "4")]
    decided_us: i64,
    #[prost(bool, tag = "5")]
    outdated: bool,
    #[prost(message, repeated, tag = "6")]
    corrections: Vec<StoredCorrected>,
    #[prost(message, optional, tag = "7")]
    merged: Option<StoredMerged>,
}

impl From<&Decision> for StoredDecision {
    fn from(decision: &Decision) -> Self {
        let corrections = decision.corrections.iter();
        Self {
            corrections: corrections.map(StoredCorrected::from).collect(),
            merged: decision.merged.as_ref().map(StoredMerged::from),
            state: decision.state.code(),
            analyst: decision.analyst.clone(),
            reason: decision.reason.clone(),
            decided_us: decision.decided.as_microsecond(),
            outdated: decision.outdated,
        }
    }
}

impl TryFrom<StoredDecision> for Decision {
    type Error = IndexError;

    fn try_from(stored: StoredDecision) -> Result<Self, IndexError> {
        Ok(Self {
            state: DecisionState::of_code(stored.state)?,
            analyst: stored.analyst,
            reason: stored.reason,
            decided: instant(stored.decided_us)?,
            outdated: stored.outdated,
            corrections: all(stored.corrections)?,
            merged: some(stored.merged)?,
        })
    }
}

/// A decision in the list of all of them.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredDecisionRecord {
    #[prost(string, tag = "1")]
    article: String,
    #[prost(message, optional, tag = "2")]
    ruling: Option<StoredRuling>,
    #[prost(int64, tag = "3")]
    decided_us: i64,
    #[prost(message, optional, tag = "4")]
    found: Option<StoredRecordId>,
    #[prost(bool, tag = "5")]
    outdated: bool,
    #[prost(message, repeated, tag = "6")]
    corrections: Vec<StoredCorrected>,
}

impl From<&DecisionRecord> for StoredDecisionRecord {
    fn from(record: &DecisionRecord) -> Self {
        let corrections = record.corrections.iter();
        Self {
            corrections: corrections.map(StoredCorrected::from).collect(),
            article: record.article.to_string(),
            ruling: Some((&record.ruling).into()),
            decided_us: record.decided.as_microsecond(),
            found: record.found.as_ref().map(StoredRecordId::from),
            outdated: record.outdated,
        }
    }
}

impl TryFrom<StoredDecisionRecord> for DecisionRecord {
    type Error = IndexError;

    fn try_from(stored: StoredDecisionRecord) -> Result<Self, IndexError> {
        Ok(Self {
            article: id(&stored.article)?,
            ruling: need(stored.ruling, "what was decided")?.try_into()?,
            decided: instant(stored.decided_us)?,
            found: some(stored.found)?,
            outdated: stored.outdated,
            corrections: all(stored.corrections)?,
        })
    }
}
