//! What is asked for rather than counted: the store, the disk, the pools, the process.

use super::{Made, Maker, process};
use crate::config::DataConfig;
use crate::rpc::backend::Backend;
use crate::server::health::{Health, Phase};
use crate::server::pool::ThreadPool;
use prometheus::{IntCounter, IntGauge, IntGaugeVec};
use std::path::Path;
use std::sync::Arc;

/// Where the figures come from.
#[derive(Clone, Debug)]
pub(in crate::server) struct Sources {
    pub(in crate::server) backend: Arc<Backend>,
    pub(in crate::server) health: Health,
    pub(in crate::server) pools: [Arc<ThreadPool>; 2],
    pub(in crate::server) data: DataConfig,
}

/// Gauges that are set when asked for.
#[derive(Clone, Debug)]
pub(super) struct Gauges {
    serving: IntGauge,
    jobs_running: IntGaugeVec,
    jobs_waiting: IntGaugeVec,
    log_entries: IntGauge,
    searchable: IntGauge,
    lag: IntGauge,
    writer_failures: IntCounter,
    damaged: IntCounter,
    records: IntGauge,
    segments: IntGauge,
    log_bytes: IntGauge,
    index_bytes: IntGauge,
    free_bytes: IntGauge,
    resident: IntGauge,
    descriptors: IntGauge,
    threads: IntGauge,
}

impl Gauges {
    pub(super) fn new(make: &Maker) -> Made<Self> {
        let pool = &["pool"];
        let build = make.gauges(
            "vedette_build_info",
            "Always 1; the labels tell the build.",
            &["version", "revision"],
        )?;
        let revision = env!("VEDETTE_BUILD_REVISION");
        build
            .with_label_values(&[env!("CARGO_PKG_VERSION"), revision])
            .set(1);
        Ok(Self {
            serving: make.gauge("vedette_serving", "1 while calls are answered, else 0.")?,
            jobs_running: make.gauges(
                "vedette_pool_jobs_running",
                "Jobs that run on a pool's threads.",
                pool,
            )?,
            jobs_waiting: make.gauges(
                "vedette_pool_jobs_waiting",
                "Jobs that wait for a thread of the pool.",
                pool,
            )?,
            log_entries: make.gauge("vedette_log_entries", "Entries of the article log.")?,
            searchable: make.gauge(
                "vedette_index_entries",
                "Entries of the article log that answers show.",
            )?,
            lag: make.gauge(
                "vedette_index_lag_entries",
                "Entries on disk that answers do not show yet.",
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
            log_bytes: make.gauge("vedette_log_bytes", "Bytes of the article log on disk.")?,
            index_bytes: make.gauge("vedette_index_bytes", "Bytes of the index on disk.")?,
            free_bytes: make.gauge(
                "vedette_disk_free_bytes",
                "Bytes free on the disk of the data directory.",
            )?,
            resident: make.gauge("process_resident_memory_bytes", "Resident memory.")?,
            descriptors: make.gauge("process_open_fds", "Open file descriptors.")?,
            threads: make.gauge("process_threads", "Threads of the process.")?,
        })
    }

    /// Asks all sources. Reads directories.
    pub(super) fn ask(&self, sources: &Sources) {
        let serving = sources.health.phase() == Phase::Serving;
        self.serving.set(i64::from(serving));
        for pool in &sources.pools {
            let (running, waiting) = pool.jobs();
            let labels = &[pool.name()];
            self.jobs_running
                .with_label_values(labels)
                .set(whole(running));
            self.jobs_waiting
                .with_label_values(labels)
                .set(whole(waiting));
        }
        if let Some(health) = sources.backend.health() {
            self.log_entries.set(whole(health.log_head));
            self.searchable.set(whole(health.searchable));
            let lag = health.log_head.saturating_sub(health.searchable);
            self.lag.set(whole(lag));
            self.records.set(whole(health.records));
            self.segments.set(whole(health.segments));
            catch_up(&self.writer_failures, health.writer_failures);
            catch_up(&self.damaged, health.damaged_entries);
        }
        self.disk(&sources.data.dir);
        let process = [
            (&self.resident, process::resident_bytes()),
            (&self.descriptors, process::open_descriptors()),
            (&self.threads, process::threads()),
        ];
        for (gauge, value) in process {
            gauge.set(value.unwrap_or(0));
        }
    }

    fn disk(&self, directory: &Path) {
        let (mut log, mut index) = (0, 0);
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                index += bytes_in(&entry.path());
            } else {
                log += entry.metadata().map_or(0, |m| m.len());
            }
        }
        self.log_bytes.set(whole(log));
        self.index_bytes.set(whole(index));
        if let Ok(disk) = rustix::fs::statvfs(directory) {
            self.free_bytes
                .set(whole(disk.f_bavail.saturating_mul(disk.f_frsize)));
        }
    }
}

/// Bytes of the files of a directory; files may go while it is read.
fn bytes_in(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.metadata().map_or(0, |m| m.len()))
        .sum()
}

fn whole<T: TryInto<i64>>(number: T) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// Brings a counter up to a total that is counted elsewhere.
fn catch_up(counter: &IntCounter, total: u64) {
    counter.inc_by(total.saturating_sub(counter.get()));
}
