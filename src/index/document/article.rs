//! Articles as stored, and their info as the log keeps it too.

use super::part::{Coded, StoredDateRange, StoredProvenance, StoredSpan, instant};
use super::{id, need, some};
use crate::index::IndexError;
use crate::model::{
    Article, ArticleInfo, ArticleRecord, Provenance, RecordCounts, Remark, RemarkCode,
};

/// What a caller told about an article, stored. The log holds this message for good: tags never change meaning.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredInfo {
    #[prost(string, optional, tag = "1")]
    source_id: Option<String>,
    #[prost(string, optional, tag = "2")]
    title: Option<String>,
    #[prost(string, optional, tag = "3")]
    outlet: Option<String>,
    #[prost(string, repeated, tag = "4")]
    authors: Vec<String>,
    #[prost(string, repeated, tag = "5")]
    agencies: Vec<String>,
    #[prost(string, optional, tag = "6")]
    dateline: Option<String>,
    #[prost(string, optional, tag = "7")]
    language: Option<String>,
    #[prost(string, optional, tag = "8")]
    url: Option<String>,
    #[prost(message, optional, tag = "9")]
    published: Option<StoredDateRange>,
    #[prost(string, optional, tag = "10")]
    based_on: Option<String>,
    #[prost(string, optional, tag = "11")]
    licence: Option<String>,
    #[prost(string, optional, tag = "12")]
    collection: Option<String>,
}

impl From<&ArticleInfo> for StoredInfo {
    fn from(info: &ArticleInfo) -> Self {
        Self {
            source_id: info.source_id.clone(),
            title: info.title.clone(),
            outlet: info.outlet.clone(),
            authors: info.authors.clone(),
            agencies: info.agencies.clone(),
            dateline: info.dateline.clone(),
            language: info.language.clone(),
            url: info.url.clone(),
            published: info.published.as_ref().map(StoredDateRange::from),
            based_on: info.based_on.clone(),
            licence: info.licence.clone(),
            collection: info.collection.clone(),
        }
    }
}

impl TryFrom<StoredInfo> for ArticleInfo {
    type Error = IndexError;

    fn try_from(stored: StoredInfo) -> Result<Self, IndexError> {
        Ok(Self {
            source_id: stored.source_id,
            title: stored.title,
            outlet: stored.outlet,
            authors: stored.authors,
            agencies: stored.agencies,
            dateline: stored.dateline,
            language: stored.language,
            url: stored.url,
            published: some(stored.published)?,
            based_on: stored.based_on,
            licence: stored.licence,
            collection: stored.collection,
        })
    }
}

/// A stored remark.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredRemark {
    #[prost(uint32, tag = "1")]
    code: u32,
    #[prost(message, required, tag = "2")]
    span: StoredSpan,
    #[prost(string, tag = "3")]
    text: String,
}

impl TryFrom<StoredRemark> for Remark {
    type Error = IndexError;

    fn try_from(stored: StoredRemark) -> Result<Self, IndexError> {
        Ok(Self {
            code: RemarkCode::of_code(stored.code)?,
            span: stored.span.into(),
            text: stored.text,
        })
    }
}

/// A stored article.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredArticle {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(uint32, tag = "2")]
    revision: u32,
    #[prost(int64, tag = "3")]
    ingested_us: i64,
    #[prost(message, optional, tag = "4")]
    info: Option<StoredInfo>,
    #[prost(string, tag = "5")]
    text: String,
    #[prost(uint64, repeated, tag = "6")]
    counts: Vec<u64>,
    #[prost(message, repeated, tag = "7")]
    remarks: Vec<StoredRemark>,
    #[prost(string, optional, tag = "8")]
    quarantine: Option<String>,
    #[prost(message, optional, tag = "9")]
    provenance: Option<StoredProvenance>,
    #[prost(string, optional, tag = "10")]
    copy_of: Option<String>,
}

impl From<&ArticleRecord> for StoredArticle {
    fn from(record: &ArticleRecord) -> Self {
        let counts = record.counts;
        Self {
            id: record.article.id.to_string(),
            revision: record.revision,
            ingested_us: record.ingested.as_microsecond(),
            info: Some((&record.article.info).into()),
            text: record.article.text.clone(),
            counts: vec![
                counts.quotes,
                counts.stances,
                counts.deployments,
                counts.border_facts,
            ],
            remarks: record
                .remarks
                .iter()
                .map(|r| StoredRemark {
                    code: r.code.code(),
                    span: r.span.into(),
                    text: r.text.clone(),
                })
                .collect(),
            quarantine: record.quarantine.clone(),
            copy_of: record.copy_of.as_ref().map(ToString::to_string),
            provenance: Some((&record.provenance).into()),
        }
    }
}

impl TryFrom<StoredArticle> for ArticleRecord {
    type Error = IndexError;

    fn try_from(stored: StoredArticle) -> Result<Self, IndexError> {
        let count = |i: usize| stored.counts.get(i).copied().unwrap_or(0);
        Ok(Self {
            revision: stored.revision,
            ingested: instant(stored.ingested_us)?,
            counts: RecordCounts {
                quotes: count(0),
                stances: count(1),
                deployments: count(2),
                border_facts: count(3),
            },
            article: Article {
                id: id(&stored.id)?,
                info: need(stored.info, "the info")?.try_into()?,
                text: stored.text,
            },
            remarks: super::all(stored.remarks)?,
            quarantine: stored.quarantine,
            copy_of: stored.copy_of.as_deref().map(id).transpose()?,
            provenance: stored.provenance.map(Provenance::from).unwrap_or_default(),
        })
    }
}
