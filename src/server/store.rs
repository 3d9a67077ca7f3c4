//! The store's life beside the listeners: opened while calls are refused, watched, closed last.
//!
//! Opening and closing block, so both leave the async threads. Rule: the store is closed only when the pools are, because
//! every job holds it.

use super::ServeError;
use super::health::{Health, Phase};
use super::pool::ThreadPool;
use super::run::Parts;
use crate::config::DataConfig;
use crate::index::Home;
use crate::ingest::{Ingest, Settings};
use crate::rpc::backend::Backend;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How often the store is asked how it is.
const HEALTH_INTERVAL: Duration = Duration::from_secs(1);

/// Opens the store in its directory, lets calls in, and tells health how it is; ends only when the store cannot be opened.
pub(super) async fn keep(
    (home, data): (Home, &DataConfig),
    parts: Parts,
    backend: &Backend,
    health: &Health,
) -> Result<Infallible, ServeError> {
    let notifier = parts.notifier.clone();
    backend.open(open(home, data, parts).await?);
    notifier.ready();
    loop {
        let healthy = backend.is_healthy();
        health
            .set(if healthy {
                Phase::Serving
            } else {
                Phase::Failing
            })
            .await;
        tokio::time::sleep(HEALTH_INTERVAL).await;
    }
}

async fn open(home: Home, data: &DataConfig, parts: Parts) -> Result<Ingest, ServeError> {
    let settings = Settings {
        commit_interval: data.commit_interval,
        writer_memory: data.writer_bytes,
        log_cache: data.log_cache_bytes,
        free_space_min: data.free_bytes_min,
        page_walk_max: data.page_walk_max,
        ..Settings::new(data.dir.clone(), parts.entropy)
    };
    let opened = tokio::task::spawn_blocking(move || {
        Ingest::open_in(home, &settings, parts.analyse, &mut |at| {
            parts.notifier.starting(&at.reason, at.done, at.total);
            tracing::info!(
                reason = at.reason,
                done = at.done,
                total = at.total,
                "replaying"
            );
        })
    });
    Ok(opened.await??)
}

/// Ends the pools, then closes the store. Blocks.
pub(super) fn close(
    backend: &Backend,
    searches: &ThreadPool,
    intake: &ThreadPool,
) -> Result<(), ServeError> {
    let store = backend.close();
    intake.close();
    searches.close();
    match store.map(Arc::try_unwrap) {
        Some(Ok(store)) => Ok(store.close()?),
        Some(Err(_held)) => {
            tracing::warn!("the store is still in use; the next start will check it");
            Ok(())
        }
        None => Ok(()),
    }
}
