//! The report a record comes from, and record counts, on the wire.

use super::count;
use super::date::timestamp;
use super::name::Collection;
use crate::model::{RecordCounts, Source};
use crate::rpc::pb;

impl From<Source> for pb::Source {
    fn from(source: Source) -> Self {
        Self {
            article: Collection::Articles.name(&source.article),
            revision: count(u64::from(source.revision)),
            source_id: source.source_id,
            title: source.title,
            outlet: source.outlet,
            url: source.url,
            collection: source.collection,
            publish_date: source.published.map(Into::into),
            // Revision 0 was never stored, so its time is that of the call, not of an ingest.
            ingest_time: (source.revision > 0).then(|| timestamp(source.ingested)),
            copy_of: source.copy_of.map(|id| Collection::Articles.name(id)),
        }
    }
}

impl From<RecordCounts> for pb::RecordCounts {
    fn from(counts: RecordCounts) -> Self {
        Self {
            quotes: count(counts.quotes),
            stances: count(counts.stances),
            deployments: count(counts.deployments),
            border_facts: count(counts.border_facts),
        }
    }
}
