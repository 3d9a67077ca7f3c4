//! Health: one name for each service and `""`, and the same state for `/ready`.
//!
//! Not liveness: a process that answers at all is alive. Rule: nothing serves before the index is open, nothing after the
//! signal to stop, and once stopping there is no way back.

use crate::rpc::{SERVICE_NAMES, with_compression};
use tokio::sync::watch;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health as HealthApi, HealthServer};
use tonic_health::server::{HealthReporter, HealthService};

/// Where the server is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The index is being opened.
    Starting,
    /// Calls are answered.
    Serving,
    /// The store takes and answers nothing at the moment.
    Failing,
    /// The signal to stop came.
    Stopping,
}

/// The state of the server, told to whoever asks.
#[derive(Clone, Debug)]
pub(super) struct Health {
    reporter: HealthReporter,
    phase: watch::Sender<Phase>,
}

impl Health {
    /// Not serving yet. (tonic-health by itself begins with SERVING.)
    pub(super) async fn new() -> Self {
        let health = Self {
            reporter: HealthReporter::new(),
            phase: watch::Sender::new(Phase::Starting),
        };
        health.report(ServingStatus::NotServing).await;
        health
    }

    async fn report(&self, status: ServingStatus) {
        for name in SERVICE_NAMES.into_iter().chain([""]) {
            self.reporter.set_service_status(name, status).await;
        }
    }

    /// The phase now.
    pub(super) fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Moves on; from [`Phase::Stopping`] nothing moves on.
    pub(super) async fn set(&self, phase: Phase) {
        let changed = self.phase.send_if_modified(|held| {
            let change = *held != Phase::Stopping && *held != phase;
            if change {
                *held = phase;
            }
            change
        });
        if changed {
            tracing::info!(?phase, "health changed");
            self.report(match phase {
                Phase::Serving => ServingStatus::Serving,
                Phase::Starting | Phase::Failing | Phase::Stopping => ServingStatus::NotServing,
            })
            .await;
        }
    }

    /// Ends every `Watch`, so that its connection can close.
    pub(super) async fn end_watches(&self) {
        let mut reporter = self.reporter.clone();
        for name in SERVICE_NAMES.into_iter().chain([""]) {
            reporter.clear_service_status(name).await;
        }
    }

    /// The service `grpc.health.v1.Health`.
    pub(super) fn service(&self) -> HealthServer<impl HealthApi + use<>> {
        let service = HealthService::from_health_reporter(self.reporter.clone());
        with_compression!(HealthServer::new(service))
    }
}
