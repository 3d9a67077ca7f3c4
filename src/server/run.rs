//! The composition: every part is built from its own piece of the configuration, started, and stopped in order.
//!
//! Not a place for logic of any part. Order of the stop: health says no, calls are still taken for the drain delay, then
//! nothing is accepted, running calls end or are cut, and the store is closed.

use super::accept;
use super::deadline::DeadlineLayer;
use super::health::{Health, Phase};
use super::pool::ThreadPool;
use super::request_id::RequestIdLayer;
use super::shutdown::Stop;
use super::store;
use super::{ServeError, admin, reflection};
use crate::config::{Config, PoolConfig};
use crate::ingest::Analyse;
use crate::lexicon::Lexicon;
use crate::rpc::backend::{Backend, Clock};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tonic::service::{Routes, RoutesBuilder};
use tower::Layer;

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
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// A server with its ports bound.
#[derive(Debug)]
pub struct Server {
    config: Config,
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
    /// Binds both ports.
    pub async fn bind(config: Config) -> Result<Self, ServeError> {
        Ok(Self {
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
    pub async fn run(self, parts: Parts, mut stop: Stop) -> Result<(), ServeError> {
        let config = self.config;
        let searches = pool("search", config.search)?;
        let intake = pool("ingest", config.ingest)?;
        let backend = Arc::new(Backend::new(
            Arc::clone(&parts.lexicon),
            Arc::clone(&searches) as _,
            Arc::clone(&intake) as _,
            parts.clock,
        ));
        let health = Health::new().await;
        let service = layers(&config, &parts).layer(routes(&config, &backend, &health)?);
        let (closing, closed) = watch::channel(false);
        let (grpc, timeout) = (config.grpc.clone(), config.drain.timeout);
        let api =
            tokio::spawn(
                async move { accept::serve(self.grpc, service, &grpc, timeout, closed).await },
            );
        let admin = tokio::spawn(admin::serve(self.admin, admin::routes(&health)?));

        tokio::select! {
            failed = store::keep(&config.data, parts, &backend, &health) => match failed? {},
            () = stop.asked() => {}
        }
        health.set(Phase::Stopping).await;
        stop.limit(config.drain.delay).await;
        closing.send_replace(true);
        health.end_watches().await;
        let connections = api.await?;
        let cut = connections.drain(stop.limit(timeout)).await;
        tracing::info!(cut, "connections closed");
        let closed =
            tokio::task::spawn_blocking(move || store::close(&backend, &searches, &intake));
        let closed = closed.await?;
        admin.abort();
        closed
    }
}

fn pool(name: &'static str, config: PoolConfig) -> std::io::Result<Arc<ThreadPool>> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let threads = Some(config.threads).filter(|n| *n > 0).unwrap_or(cores);
    ThreadPool::start(name, threads, config.queue).map(Arc::new)
}

fn routes(config: &Config, backend: &Arc<Backend>, health: &Health) -> Result<Routes, ServeError> {
    let mut routes = RoutesBuilder::default();
    crate::rpc::add_services(&mut routes, backend, config.grpc.message_bytes_max);
    routes.add_service(health.service());
    reflection::add(&mut routes)?;
    Ok(routes.routes().prepare())
}

/// What every call passes, outermost first: its request id, then its deadline.
fn layers(
    config: &Config,
    parts: &Parts,
) -> tower::layer::util::Stack<DeadlineLayer, RequestIdLayer> {
    let deadlines = DeadlineLayer {
        call_max: config.grpc.deadline_max,
        stream_max: config.grpc.stream_deadline_max,
    };
    let process = parts.entropy.first_chunk().copied().unwrap_or_default();
    let ids = RequestIdLayer::new(u64::from_be_bytes(process), config.grpc.message_bytes_max);
    tower::layer::util::Stack::new(deadlines, ids)
}
