//! What is asked for rather than counted: the disk, the pools, the process, and the store.

use super::index::StoreGauges;
use super::{Made, Maker, process};
use crate::config::DataConfig;
use crate::rpc::backend::Backend;
use crate::server::health::{Health, Phase};
use crate::server::pool::ThreadPool;
use prometheus::{GaugeVec, IntGauge, IntGaugeVec};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

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
    jobs_wait: GaugeVec,
    store: StoreGauges,
    log_bytes: IntGauge,
    index_bytes: IntGauge,
    free_bytes: IntGauge,
    resident: IntGauge,
    descriptors: IntGauge,
    threads: IntGauge,
    /// Held while they are set: two who ask at once would take totals for smaller ones.
    asking: Arc<Mutex<()>>,
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
            jobs_wait: make.seconds_by(
                "vedette_pool_wait_seconds",
                "How long the job that waits longest for a thread of the pool has waited.",
                pool,
            )?,
            store: StoreGauges::new(make)?,
            log_bytes: make.gauge("vedette_log_bytes", "Bytes of the article log on disk.")?,
            index_bytes: make.gauge("vedette_index_bytes", "Bytes of the index on disk.")?,
            free_bytes: make.gauge(
                "vedette_disk_free_bytes",
                "Bytes free on the disk of the data directory.",
            )?,
            resident: make.gauge("process_resident_memory_bytes", "Resident memory.")?,
            descriptors: make.gauge("process_open_fds", "Open file descriptors.")?,
            threads: make.gauge("process_threads", "Threads of the process.")?,
            asking: Arc::default(),
        })
    }

    /// Asks all sources. Reads directories.
    pub(super) fn ask(&self, sources: &Sources) {
        let _asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
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
            let wait = pool.wait().as_secs_f64();
            self.jobs_wait.with_label_values(labels).set(wait);
        }
        if let Some(health) = sources.backend.health() {
            self.store.set(&health);
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

pub(super) fn whole<T: TryInto<i64>>(number: T) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
