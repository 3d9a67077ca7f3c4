//! What the store tells of itself: log, index, their caches, and how far one is behind the other.
//!
//! Not the disk they lie on. Totals that are counted in the store are counters here, brought up to them when asked; a total that
//! became smaller began anew.

use super::store::whole;
use super::{Made, Maker};
use crate::ingest::{CacheFigures, Health};
use prometheus::{Gauge, IntCounter, IntCounterVec, IntGauge};
use std::sync::{Arc, Mutex, PoisonError};

/// What a cache holds, and what it answered.
#[derive(Clone, Debug)]
struct Cache {
    held: IntGauge,
    reads: IntCounterVec,
    /// What was told last.
    last: Arc<Mutex<CacheFigures>>,
}

impl Cache {
    fn new(held: IntGauge, reads: IntCounterVec) -> Self {
        Self {
            held,
            reads,
            last: Arc::default(),
        }
    }

    fn set(&self, told: CacheFigures) {
        self.held.set(whole(told.held));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let more = [
            ("hit", since(last.hits, told.hits)),
            ("miss", since(last.misses, told.misses)),
        ];
        *last = told;
        for (result, more) in more {
            self.reads.with_label_values(&[result]).inc_by(more);
        }
    }
}

/// How much was added to a total; one that became smaller began anew.
fn since(last: u64, now: u64) -> u64 {
    now.checked_sub(last).unwrap_or(now)
}

/// Log and index, set when asked for.
#[derive(Clone, Debug)]
pub(super) struct StoreGauges {
    log_entries: IntGauge,
    searchable: IntGauge,
    lag: IntGauge,
    lag_seconds: Gauge,
    writer_failures: IntCounter,
    damaged: IntCounter,
    records: IntGauge,
    segments: IntGauge,
    deleted: IntGauge,
    generations: IntGauge,
    log_cache: Cache,
    record_cache: Cache,
}

impl StoreGauges {
    pub(super) fn new(make: &Maker) -> Made<Self> {
        Ok(Self {
            log_entries: make.gauge("vedette_log_entries", "Entries of the article log.")?,
            searchable: make.gauge(
                "vedette_index_entries",
                "Entries of the article log that answers show.",
            )?,
            lag: make.gauge(
                "vedette_index_lag_entries",
                "Entries on disk that answers do not show yet.",
            )?,
            lag_seconds: make.seconds(
                "vedette_index_lag_seconds",
                "How long the entry that waits longest to be in answers has been on disk.",
            )?,
            writer_failures: make.counter(
                "vedette_index_writer_failures_total",
                "Times the index writer failed and was opened again.",
            )?,
            damaged: make.counter(
                "vedette_log_damaged_entries_total",
                "Damaged entries of the log that were passed over.",
            )?,
            records: make.gauge("vedette_index_records", "Records answers show, all kinds.")?,
            segments: make.gauge("vedette_index_segments", "Segments of the index.")?,
            deleted: make.gauge(
                "vedette_index_deleted_documents",
                "Documents that were deleted and still take room in the segments.",
            )?,
            generations: make.gauge(
                "vedette_index_generations_held",
                "Older states of the index held for page walks.",
            )?,
            log_cache: Cache::new(
                make.gauge(
                    "vedette_log_cache_bytes",
                    "Bytes of the article log's pages held in memory.",
                )?,
                make.counters(
                    "vedette_log_cache_reads_total",
                    "Pages of the article log read, by whether they were in memory.",
                    &["result"],
                )?,
            ),
            record_cache: Cache::new(
                make.gauge(
                    "vedette_record_cache_blocks",
                    "Unpacked blocks of stored records held in memory for the newest state of the index.",
                )?,
                make.counters(
                    "vedette_record_cache_reads_total",
                    "Blocks of stored records read, by whether they were in memory.",
                    &["result"],
                )?,
            ),
        })
    }

    /// Takes what the store tells.
    pub(super) fn set(&self, health: &Health) {
        self.log_entries.set(whole(health.log_head));
        self.searchable.set(whole(health.searchable));
        let lag = health.log_head.saturating_sub(health.searchable);
        self.lag.set(whole(lag));
        self.lag_seconds.set(health.lag.as_secs_f64());
        self.records.set(whole(health.records));
        self.segments.set(whole(health.segments));
        self.deleted.set(whole(health.deleted_documents));
        self.generations.set(whole(health.generations_held));
        self.log_cache.set(health.log_cache);
        self.record_cache.set(health.record_cache);
        catch_up(&self.writer_failures, health.writer_failures);
        catch_up(&self.damaged, health.damaged_entries);
    }
}

/// Brings a counter up to a total that is counted elsewhere.
fn catch_up(counter: &IntCounter, total: u64) {
    counter.inc_by(total.saturating_sub(counter.get()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus::{Encoder, Registry, TextEncoder};
    use std::time::Duration;

    #[test]
    fn each_figure_of_the_store_stands_under_its_name_and_totals_only_grow() {
        let make = Maker(Registry::new());
        let gauges = StoreGauges::new(&make).unwrap();
        let cache = |held, hits, misses| CacheFigures { held, hits, misses };
        let health = Health {
            healthy: true,
            log_head: 9,
            searchable: 7,
            writer_failures: 3,
            damaged_entries: 4,
            records: 50,
            segments: 6,
            lag: Duration::from_millis(1500),
            deleted_documents: 8,
            generations_held: 5,
            record_cache: cache(11, 12, 13),
            log_cache: cache(21, 22, 23),
        };
        gauges.set(&health);
        // The log was opened again: its cache begins anew, the totals do not.
        gauges.set(&Health {
            log_cache: cache(1, 2, 3),
            ..health
        });
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&make.0.gather(), &mut text)
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        for wanted in [
            "vedette_log_entries 9",
            "vedette_index_entries 7",
            "vedette_index_lag_entries 2",
            "vedette_index_lag_seconds 1.5",
            "vedette_index_writer_failures_total 3",
            "vedette_log_damaged_entries_total 4",
            "vedette_index_records 50",
            "vedette_index_segments 6",
            "vedette_index_deleted_documents 8",
            "vedette_index_generations_held 5",
            "vedette_record_cache_blocks 11",
            "vedette_record_cache_reads_total{result=\"hit\"} 12",
            "vedette_record_cache_reads_total{result=\"miss\"} 13",
            "vedette_log_cache_bytes 1",
            "vedette_log_cache_reads_total{result=\"hit\"} 24",
            "vedette_log_cache_reads_total{result=\"miss\"} 26",
        ] {
            assert!(text.lines().any(|line| line == wanted), "{wanted}\n{text}");
        }
    }
}
