//! Claims about borders themselves as stored.

use super::part::{
    Coded, StoredAmount, StoredFragment, StoredProvenance, StoredSource, border, origin,
};
use super::{id, need};
use crate::index::IndexError;
use crate::model::{BorderFact, BorderFactRecord, BorderProperty};

/// A stored claim about a border.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredBorderFact {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(message, optional, tag = "2")]
    source: Option<StoredSource>,
    #[prost(message, optional, tag = "3")]
    provenance: Option<StoredProvenance>,
    #[prost(string, tag = "4")]
    border: String,
    #[prost(uint32, tag = "5")]
    property: u32,
    #[prost(message, optional, tag = "6")]
    value: Option<StoredAmount>,
    #[prost(message, optional, tag = "7")]
    evidence: Option<StoredFragment>,
}

impl From<&BorderFactRecord> for StoredBorderFact {
    fn from(record: &BorderFactRecord) -> Self {
        Self {
            id: record.id.to_string(),
            source: Some((&record.source).into()),
            provenance: Some((&record.provenance).into()),
            border: record.fact.border.to_string(),
            property: record.fact.property.code(),
            value: Some((&record.fact.value).into()),
            evidence: Some((&record.fact.evidence).into()),
        }
    }
}

impl TryFrom<StoredBorderFact> for BorderFactRecord {
    type Error = IndexError;

    fn try_from(stored: StoredBorderFact) -> Result<Self, IndexError> {
        let (source, provenance) = origin(stored.source, stored.provenance)?;
        Ok(Self {
            id: id(&stored.id)?,
            source,
            provenance,
            fact: BorderFact {
                border: border(&stored.border)?,
                property: BorderProperty::of_code(stored.property)?,
                value: need(stored.value, "the value")?.try_into()?,
                evidence: need(stored.evidence, "the evidence")?.into(),
            },
        })
    }
}
