//! The accept loop: sockets in, HTTP/2 connections with limits, and a stop that ends.
//!
//! Not tonic's transport: that has no cap on connections, no time limit on silent ones, cannot change its certificate, answers
//! late calls with CANCELLED before our deadline layer can, and drains for ever while one stream is open. Rules: every
//! connection ends at the latest when the drain does; who comes too late is refused or hears GOAWAY, never a bare end (`greeting`,
//! `parting`); every answer is handed over piece by piece (`reader`).

use super::greeting::greet;
use super::metrics::{self, RefusedConnection};
use super::peer::{Peers, Place};
use super::reader::{Pieces, Watch, patience};
use super::reload::Current;
use super::request_id::Peer;
use crate::config::GrpcConfig;
use crate::rpc::stream::Aged;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::{TlsAcceptor, rustls};
use tonic::body::Body;
use tower::{Service, ServiceExt};

/// How long to wait when the system has no socket to give (out of descriptors, for example).
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How long a peer that was still greeting when the server stopped may go on: it then hears GOAWAY, and knows that nothing
/// it asked was begun. Cut off at once it would hear a bare end, which clients report as a broken call.
const LATE_GREETING_MAX: Duration = Duration::from_secs(1);

/// How TLS is spoken, as it is now.
pub(super) type Tls = Current<rustls::ServerConfig>;

/// What a connection is spoken with, and where it is counted.
#[derive(Clone, Debug)]
pub(super) struct Speech {
    /// How TLS is spoken; `None` when it is not.
    pub(super) tls: Option<Tls>,
    /// Where connections are counted.
    pub(super) metrics: metrics::Shared,
}

/// What answers the calls of all connections, a copy for each.
pub(super) trait Calls:
    Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>
    + Clone
    + Send
    + 'static
{
}

impl<S> Calls for S where
    S: Service<
            Request<Body>,
            Response = Response<Body>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + 'static
{
}

/// What all connections need to know.
#[derive(Debug)]
struct Limits {
    builder: http2::Builder<Watch>,
    /// How TLS is spoken; `None` when it is not.
    tls: Option<Tls>,
    metrics: metrics::Shared,
    handshake_max: Duration,
    stall_max: Duration,
    age_max: Duration,
    /// How long running calls may go on once their connection has reached its age.
    age_grace: Duration,
    /// How long they may once the server stops.
    grace: Duration,
}

/// Connections still open when a listener stopped.
#[derive(Debug)]
pub(super) struct Connections {
    running: JoinSet<()>,
}

fn limits(config: &GrpcConfig, speech: Speech, grace: Duration) -> Limits {
    let mut builder = http2::Builder::new(Watch(Arc::clone(&speech.metrics)));
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(config.streams_max)
        .max_header_list_size(config.header_bytes_max)
        .keep_alive_interval(config.keepalive_interval)
        .keep_alive_timeout(config.keepalive_timeout);
    Limits {
        builder,
        tls: speech.tls,
        metrics: speech.metrics,
        handshake_max: config.handshake_max,
        stall_max: config.stall_max,
        age_max: config.connection_age_max,
        // As long as any call may take; streams without end are told.
        age_grace: config.stream_deadline_max.max(config.deadline_max),
        grace,
    }
}

/// Serves connections until `stop` turns true, then hands back those still open.
pub(super) async fn serve<S>(
    listener: TcpListener,
    service: S,
    (config, speech): (&GrpcConfig, Speech),
    grace: Duration,
    mut stop: watch::Receiver<bool>,
) -> Connections
where
    S: Calls,
{
    let limits = Arc::new(limits(config, speech, grace));
    let peers = Peers::new(config.connections_per_peer_max);
    let room = Arc::new(Semaphore::new(config.connections_max));
    let mut running = JoinSet::new();
    let mut number = 0_u32;
    let (ending, ended) = watch::channel(false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        while running.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(ACCEPT_RETRY).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            limits.metrics.refused(RefusedConnection::Full);
            tracing::warn!(limit = config.connections_max, "connection refused");
            continue;
        };
        let Some(share) = peers.enter(peer.ip()) else {
            let limit = config.connections_per_peer_max;
            limits.metrics.refused(RefusedConnection::Share);
            tracing::warn!(%peer, limit, "connection refused: its address has its share");
            continue;
        };
        number = number.wrapping_add(1);
        let connection = Connection {
            limits: Arc::clone(&limits),
            stop: ended.clone(),
            peer,
            number,
            _held: (place, share),
        };
        running.spawn(connection.serve(stream, service.clone()));
    }
    // In this order: a client that is told to go comes back at once, and is to find the door shut.
    drop(listener);
    ending.send_replace(true);
    Connections { running }
}

impl Connections {
    /// Waits for all connections to end, until `limit` does; then cuts what is left. Tells how many were cut.
    pub(super) async fn drain(mut self, limit: impl Future<Output = ()>) -> usize {
        let all = async { while self.running.join_next().await.is_some() {} };
        tokio::select! {
            () = all => return 0,
            () = limit => {}
        }
        while self.running.try_join_next().is_some() {}
        let cut = self.running.len();
        self.running.shutdown().await;
        cut
    }
}

/// A connection to be. Its phases are on the heap, each while it lasts: a future has room for all it might come to, and ten
/// thousand peers that say nothing are held in 200 MB.
struct Connection {
    limits: Arc<Limits>,
    stop: watch::Receiver<bool>,
    peer: SocketAddr,
    number: u32,
    /// Its place among all, and among those of its address.
    _held: (OwnedSemaphorePermit, Place),
}

impl Connection {
    async fn serve<S>(self, stream: TcpStream, service: S)
    where
        S: Calls,
    {
        let _counted = self.limits.metrics.connection();
        // Without this a small answer can wait 40 ms for the acknowledgement of the one before.
        if stream.set_nodelay(true).is_err() {
            return;
        }
        match self.limits.tls.as_ref().map(Current::get) {
            None => self.once_greeted(greet(stream), service).await,
            Some(config) => {
                let acceptor = TlsAcceptor::from(config);
                let greeted = async move { greet(acceptor.accept(stream).await?).await };
                Box::pin(self.once_greeted(greeted, service)).await;
            }
        }
    }

    /// Speaks with a peer that greets in time.
    async fn once_greeted<S, I>(mut self, greeted: impl Future<Output = io::Result<I>>, service: S)
    where
        S: Calls,
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        if let Some(io) = Box::pin(self.in_time(greeted)).await {
            Box::pin(self.speak(io, service)).await;
        }
    }

    /// What the peer begins with, when it does so in time.
    async fn in_time<T>(&mut self, greeted: impl Future<Output = io::Result<T>>) -> Option<T> {
        let limit = self.limits.handshake_max;
        let late = async {
            drop(self.stop.wait_for(|stop| *stop).await);
            tokio::time::sleep(LATE_GREETING_MAX).await;
        };
        let ended = tokio::select! {
            ended = tokio::time::timeout(limit, greeted) => ended,
            () = late => return None,
        };
        match ended {
            Ok(Ok(greeted)) => return Some(greeted),
            Ok(Err(error)) => {
                self.limits.metrics.refused(RefusedConnection::Handshake);
                tracing::debug!(peer = %self.peer, %error, "handshake failed");
            }
            Err(_elapsed) => {
                self.limits.metrics.refused(RefusedConnection::Slow);
                tracing::debug!(peer = %self.peer, ?limit, "handshake too slow");
            }
        }
        None
    }

    async fn speak<S, I>(mut self, io: I, service: S)
    where
        S: Calls,
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let peer = Peer(self.peer);
        let stall_max = self.limits.stall_max;
        let (tell_age, aged) = Aged::new();
        let service = service_fn(move |request: Request<Incoming>| {
            let patience = patience(request.uri().path(), stall_max);
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(aged.clone());
            let answered = service.clone().oneshot(request);
            async move {
                let answer = answered.await?;
                Ok::<_, Infallible>(answer.map(|body| Pieces::new(body, patience)))
            }
        });
        let builder = &self.limits.builder;
        let mut connection = Box::pin(builder.serve_connection(TokioIo::new(io), service));
        let age = self.age();
        let ended = tokio::select! {
            ended = connection.as_mut() => Ok(ended),
            _ = self.stop.wait_for(|stop| *stop) => Err(self.limits.grace),
            () = age => {
                // Streams end with a word of their own before the connection does.
                tell_age.send_replace(true);
                Err(self.limits.age_grace)
            }
        };
        let ended = match ended {
            Ok(ended) => ended,
            Err(grace) => {
                connection.as_mut().graceful_shutdown();
                let last = tokio::time::timeout(grace, connection).await;
                last.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection ended");
        }
    }

    /// Ends when the connection is too old: within a tenth of the age, so that not all clients return at once.
    fn age(&self) -> impl Future<Output = ()> + use<> {
        let (age, number) = (self.limits.age_max, self.number);
        async move {
            if age.is_zero() {
                std::future::pending::<()>().await;
            }
            let spread = number.wrapping_mul(2_654_435_761) % 200;
            tokio::time::sleep(age * (900 + spread) / 1000).await;
        }
    }
}
