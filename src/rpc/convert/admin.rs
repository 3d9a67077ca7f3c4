//! Statistics, log entries and what upkeep found, to the wire.

use super::name::{Collection, required};
use crate::ingest::{Checked, Part, Purged, Rebuild, Statistics};
use crate::model::ArticleId;
use crate::rpc::pb;
use crate::rpc::violation::{Kind, Violation};

/// A count or number of the log as the wire has it.
pub(crate) fn sequence(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Where a walk of the log goes on.
pub(crate) fn after(number: i64) -> Result<u64, Vec<Violation>> {
    u64::try_from(number).map_err(|_negative| {
        vec![Violation {
            field: "after_sequence".to_owned(),
            kind: Kind::OutOfRange,
            description: format!("is {number}; give 0 or the number of the last entry read"),
            value: number.to_string(),
        }]
    })
}

impl From<Rebuild> for pb::IndexRebuild {
    fn from(told: Rebuild) -> Self {
        Self {
            running: told.running,
            reason: told.reason,
            done_entry_count: sequence(told.done),
            total_entry_count: sequence(told.total),
            finished_count: sequence(told.finished),
            failure: told.failure,
        }
    }
}

impl From<Statistics> for pb::GetStatisticsResponse {
    fn from(told: Statistics) -> Self {
        Self {
            log_entry_count: sequence(told.health.log_head),
            searchable_entry_count: sequence(told.health.searchable),
            record_count: sequence(told.health.records),
            healthy: told.health.healthy,
            writer_failure_count: sequence(told.health.writer_failures),
            damaged_entry_count: sequence(told.health.damaged_entries),
            extractor: told.maker,
            index_extractor: told.rebuild.made_by.clone(),
            rebuild: Some(told.rebuild.into()),
        }
    }
}

impl From<Part> for pb::LogEntry {
    fn from(part: Part) -> Self {
        Self {
            sequence: sequence(part.sequence),
            frame: part.frame,
        }
    }
}

impl From<Checked> for pb::VerifyLogResponse {
    fn from(checked: Checked) -> Self {
        Self {
            verified_sequence: sequence(checked.sequence),
            head_sequence: sequence(checked.head),
            damages: checked.damaged,
        }
    }
}

impl TryFrom<pb::PurgeArticleRequest> for ArticleId {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::PurgeArticleRequest) -> Result<Self, Vec<Violation>> {
        required(&wire.name, |name| Collection::Articles.id(name))
    }
}

impl From<Purged> for pb::PurgeArticleResponse {
    fn from(purged: Purged) -> Self {
        Self {
            purged_revision_count: i32::try_from(purged.revisions).unwrap_or(i32::MAX),
        }
    }
}
