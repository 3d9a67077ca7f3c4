//! The composition: every part is built from its own piece of the configuration, started, and stopped in order.
//!
//! Not a place for logic of any part. Order of the stop: health says no, calls are still taken for the drain delay, then
//! nothing is accepted, running calls end or are cut, and the store is closed.

use super::accept::{self, Speech};
use super::admin::{self, Told};
use super::health::{Health, Phase};
use super::layers;
use super::metrics::{Metered, Metrics, Sources};
use super::notify::Notifier;
use super::pool::ThreadPool;
use super::reload::{Secrets, Watched};
use super::shutdown::Stop;
use super::store;
use super::{ServeError, reflection};
use crate::config::{Config, PoolConfig};
use crate::index::Home;
use crate::ingest::Analyse;
use crate::lexicon::Lexicon;
use crate::rpc::backend::{Backend, Clock, StreamLimits};
use crate::telemetry::Levels;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::service::{Routes, RoutesBuilder};

/// What the server is made of beside its configuration.
#[derive(Clone)]
pub struct Parts {
    /// Who and what exists.
    pub lexicon: Arc<Lexicon>,
    /// Reads and extracts.
    pub analyse: Arc<dyn Analyse>,
    /// Tells the time.
    pub clock: Clock,
    /// Random bytes from the system.
    pub entropy: [u8; 32],
    /// What is logged; `None` when it is not ours to change.
    pub levels: Option<Levels>,
    /// Tells the service manager how the server is.
    pub notifier: Notifier,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// A server that holds its data directory, with its ports bound.
#[derive(Debug)]
pub struct Server {
    config: Config,
    home: Home,
    secrets: Secrets,
    grpc: TcpListener,
    admin: TcpListener,
}

async fn bind(key: &'static str, listen: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(listen).await;
    bound.map_err(|source| ServeError::Bind {
        key,
        listen,
        source,
    })
}

impl Server {
    /// Reads certificates and tokens, and binds both ports. `home` is the data directory of the configuration, held before
    /// anything that takes time is done or told: a second server on the same data ends at once.
    pub async fn bind(home: Home, config: Config) -> Result<Self, ServeError> {
        Ok(Self {
            home,
            secrets: Secrets::load(&config.security)?,
            grpc: bind("server.grpc.listen", config.grpc.listen).await?,
            admin: bind("server.admin.listen", config.admin_listen).await?,
            config,
        })
    }

    /// Where the API listens.
    pub fn grpc_address(&self) -> std::io::Result<SocketAddr> {
        self.grpc.local_addr()
    }

    /// Where probes are answered.
    pub fn admin_address(&self) -> std::io::Result<SocketAddr> {
        self.admin.local_addr()
    }

    /// Serves until asked to stop; calls are refused as UNAVAILABLE until the index is open.
    pub async fn run(self, mut parts: Parts, mut stop: Stop) -> Result<(), ServeError> {
        let config = self.config;
        let metrics = Arc::new(Metrics::new()?);
        parts.analyse = Arc::new(Metered {
            inner: parts.analyse,
            metrics: Arc::clone(&metrics),
        });
        let searches = pool("search", config.search)?;
        let intake = pool("ingest", config.ingest)?;
        let backend = Arc::new(Backend::new(
            Arc::clone(&parts.lexicon),
            Arc::clone(&searches) as _,
            Arc::clone(&intake) as _,
            parts.clock,
            stream_limits(&config),
        ));
        let health = Health::new().await;
        let routes = routes(&config, &backend, &health)?;
        let service = layers::around(routes, &config, &parts, &self.secrets, &metrics);
        let (closing, closed) = watch::channel(false);
        let (grpc, timeout) = (config.grpc.clone(), config.drain.timeout);
        let speech = Speech {
            tls: self.secrets.tls.clone(),
            metrics: Arc::clone(&metrics),
        };
        let api = tokio::spawn(async move {
            accept::serve(self.grpc, service, (&grpc, speech), timeout, closed).await
        });
        let interval = config.security.reload_interval;
        let notifier = parts.notifier.clone();
        let watched = Watched {
            asked: stop.reloads(),
            metrics: Arc::clone(&metrics),
            notifier: notifier.clone(),
        };
        let reloading = tokio::spawn(self.secrets.keep(interval, watched));
        let living = tokio::spawn(notifier.clone().live());
        let told = Told {
            health: health.clone(),
            sources: Sources {
                backend: Arc::clone(&backend),
                health: health.clone(),
                pools: [Arc::clone(&searches), Arc::clone(&intake)],
                data: config.data.clone(),
            },
            metrics,
            levels: parts.levels.clone(),
        };
        let admin = tokio::spawn(admin::serve(self.admin, admin::routes(told)?));

        tokio::select! {
            failed = store::keep((self.home, &config.data), parts, &backend, &health) => match failed? {},
            () = stop.asked() => {}
        }
        notifier.stopping();
        health.set(Phase::Stopping).await;
        stop.limit(config.drain.delay).await;
        backend.drain();
        closing.send_replace(true);
        health.end_watches().await;
        reloading.abort();
        let connections = api.await?;
        let cut = connections.drain(stop.limit(timeout)).await;
        tracing::info!(cut, "connections closed");
        let closed =
            tokio::task::spawn_blocking(move || store::close(&backend, &searches, &intake));
        let closed = closed.await?;
        admin.abort();
        living.abort();
        closed
    }
}

fn stream_limits(config: &Config) -> StreamLimits {
    StreamLimits {
        stall_max: config.grpc.stall_max,
        heartbeat: config.grpc.heartbeat,
    }
}

fn pool(name: &'static str, config: PoolConfig) -> std::io::Result<Arc<ThreadPool>> {
    ThreadPool::start(name, config.threads, config.queue).map(Arc::new)
}

fn routes(config: &Config, backend: &Arc<Backend>, health: &Health) -> Result<Routes, ServeError> {
    let mut routes = RoutesBuilder::default();
    crate::rpc::add_services(&mut routes, backend, config.grpc.message_bytes_max);
    routes.add_service(health.service());
    reflection::add(&mut routes)?;
    Ok(routes.routes().prepare())
}
