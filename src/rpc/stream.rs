//! Streams that answer: a bounded channel between the search pool and a caller.
//!
//! Not the records: those come from `query`, chunk by chunk. Rules: what is made waits for the reader, never the other way
//! round; a reader that takes nothing for `server.grpc.stall_max` ends its stream, which is cut (`server::reader`) when that
//! word is not taken either; every end but the natural one is a status that carries the token to go on with.

use crate::query::{Chunk, News, StreamQuery, Streamed};
use crate::rpc::backend::{Backend, StreamLimits};
use crate::rpc::convert::mask::Masked;
use crate::rpc::convert::stream::Cut;
use crate::rpc::error::RpcError;
use crate::rpc::status::{Call, Refusal, complete};
use crate::rpc::violation::Checked;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tonic::{Request, Response, Status};
use tracing::Instrument;

/// Messages made ahead of the reader; with one being made and one on its way this bounds what a stream holds.
pub const MESSAGES_AHEAD_MAX: usize = 2;

/// What the layers around a call know of it; they leave it in the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct CallFacts {
    /// Its id.
    pub request_id: String,
    /// Its path.
    pub method: String,
    /// The time it has; `None` = no end.
    pub timeout: Option<Duration>,
    /// Tells the age of its connection; `None` = no age.
    pub aged: Option<Aged>,
}

/// Turns true when the connection of a call has reached its age and is to end.
#[derive(Clone, Debug)]
pub struct Aged(watch::Receiver<bool>);

impl Aged {
    /// One for a connection, not yet true.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (tell, aged) = watch::channel(false);
        (tell, Self(aged))
    }

    /// Ends once it is true; never, when the connection goes before.
    async fn reached(self) {
        let Self(mut aged) = self;
        if aged.wait_for(|aged| *aged).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl CallFacts {
    /// What the layers left in a request.
    pub(crate) fn of<T>(request: &Request<T>) -> Self {
        let found = request.extensions().get::<Self>();
        let aged = request.extensions().get::<Aged>();
        Self {
            aged: aged.cloned(),
            ..found.cloned().unwrap_or_default()
        }
    }
}

/// The messages of a stream, as they are made.
#[derive(Debug)]
pub(crate) struct Told<W>(mpsc::Receiver<Result<W, Status>>);

impl<W> tokio_stream::Stream for Told<W> {
    type Item = Result<W, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

/// Why no more is told.
#[derive(Debug)]
pub(crate) enum End {
    /// Nobody listens any more.
    Gone,
    /// Something the caller is to know.
    Failed(RpcError),
}

impl From<RpcError> for End {
    fn from(error: RpcError) -> Self {
        Self::Failed(error)
    }
}

/// The side that tells.
#[derive(Debug)]
pub(crate) struct Teller<W> {
    sender: mpsc::Sender<Result<W, Status>>,
    limits: StreamLimits,
    /// Goes on behind what was told last.
    token: Mutex<String>,
}

impl<W> Teller<W> {
    /// Hands a message over as soon as the reader has room; `token` goes on behind it.
    pub(crate) async fn tell(&self, message: W, token: String) -> Result<(), End> {
        let room = tokio::time::timeout(self.limits.stall_max, self.sender.reserve()).await;
        let room = room.map_err(|_elapsed| RpcError::ReaderStalled {
            limit: self.limits.stall_max,
        })?;
        room.map_err(|_closed| End::Gone)?.send(Ok(message));
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }
}

/// Runs `work`, which tells through the teller, until it ends, the reader goes, the call's time is up, its connection has reached its age or the server drains.
pub(crate) fn run<W, F>(
    backend: &Arc<Backend>,
    call: CallFacts,
    work: impl FnOnce(Arc<Backend>, Arc<Teller<W>>) -> F,
) -> Told<W>
where
    W: Send + 'static,
    F: Future<Output = Result<(), End>> + Send + 'static,
{
    // One place more than messages: the last word always has room.
    let (sender, messages) = mpsc::channel(MESSAGES_AHEAD_MAX + 1);
    let last = sender.clone().try_reserve_owned();
    let teller = Arc::new(Teller {
        sender,
        limits: backend.stream_limits(),
        token: Mutex::default(),
    });
    let began = Instant::now();
    let work = work(Arc::clone(backend), Arc::clone(&teller));
    let backend = Arc::clone(backend);
    let told = async move {
        let ended = tokio::select! {
            biased;
            ended = work => ended,
            () = teller.sender.closed() => Err(End::Gone),
            () = backend.draining() => Err(RpcError::ShuttingDown.into()),
            () = aged(call.aged.clone()) => Err(RpcError::ConnectionAged.into()),
            timeout = over(began, call.timeout) => Err(RpcError::Deadline { timeout }.into()),
        };
        if let (Err(End::Failed(error)), Ok(place)) = (ended, last) {
            let token = teller.token.lock().unwrap_or_else(PoisonError::into_inner);
            place.send(Err(status(error, &call, &token)));
        }
    };
    tokio::spawn(told.in_current_span());
    Told(messages)
}

/// Ends when the connection has reached its age.
async fn aged(aged: Option<Aged>) {
    match aged {
        Some(aged) => aged.reached().await,
        None => std::future::pending().await,
    }
}

/// Ends when the call's time is up, and says how long that was.
async fn over(began: Instant, timeout: Option<Duration>) -> Duration {
    match timeout {
        Some(timeout) => {
            tokio::time::sleep_until(began + timeout).await;
            timeout
        }
        None => std::future::pending().await,
    }
}

/// The last word: as any refusal, with the token to go on with.
fn status(error: RpcError, call: &CallFacts, token: &str) -> Status {
    let mut refusal = Refusal::from(error);
    if !token.is_empty() {
        refusal = refusal.with("resume_token", &token);
    }
    let call = Call {
        request_id: &call.request_id,
        method: &call.method,
        message_bytes_max: 0,
    };
    complete(&refusal.into_status(), call)
}

/// Tells all records that match to the end.
pub(crate) async fn export<F, Q, W>(
    backend: &Arc<Backend>,
    request: Request<Q>,
) -> Result<Response<Told<W>>, Status>
where
    F: Streamed<Record: Send> + Send + 'static,
    Q: Into<Checked<Masked<StreamQuery<F>>>>,
    W: Cut + From<Chunk<F::Record>> + Send + 'static,
{
    let call = CallFacts::of(&request);
    let (mut walk, mask) = backend
        .ask(request.into_inner().into(), |at, asked| {
            let walk = F::export(at.view, at.feed, at.lexicon, &asked.question)?;
            Ok((walk, asked.mask.clone()))
        })
        .await?;
    let told = run(backend, call, |backend, teller| async move {
        loop {
            let (same, chunk) = backend
                .look_in_turn(move |at| {
                    let chunk = walk.next(at.view, at.budget)?;
                    Ok((walk, chunk))
                })
                .await?;
            walk = same;
            let (last, token) = (chunk.last, chunk.resume_token.clone());
            let mut message = W::from(chunk);
            message.cut(&mask);
            teller.tell(message, token).await?;
            if last {
                return Ok(());
            }
        }
    });
    Ok(Response::new(told))
}

/// Tells what changes until the caller goes or the server drains; says how far it is while there is nothing to tell.
pub(crate) async fn follow<F, Q, W>(
    backend: &Arc<Backend>,
    request: Request<Q>,
) -> Result<Response<Told<W>>, Status>
where
    F: Streamed<Record: Send> + Send + 'static,
    Q: Into<Checked<Masked<StreamQuery<F>>>>,
    W: Cut + From<News<F::Record>> + Send + 'static,
{
    let call = CallFacts::of(&request);
    let (mut follow, mask) = backend
        .ask(request.into_inner().into(), |at, asked| {
            let follow = F::follow(at.view, at.feed, at.lexicon, &asked.question)?;
            Ok((follow, asked.mask.clone()))
        })
        .await?;
    let told = run(backend, call, |backend, teller| async move {
        let heartbeat = backend.stream_limits().heartbeat;
        let mut heads = backend.heads();
        // The first message is owed at once: it carries the token of the beginning.
        let mut due = Instant::now();
        loop {
            heads.borrow_and_update();
            let (same, news) = backend
                .look_in_turn(move |at| {
                    let news = follow.next(at.view, at.feed, at.budget)?;
                    Ok((follow, news))
                })
                .await?;
            follow = same;
            let caught_up = news.caught_up;
            if !news.changes.is_empty() || Instant::now() >= due {
                let token = news.resume_token.clone();
                let mut message = W::from(news);
                message.cut(&mask);
                teller.tell(message, token).await?;
                due = Instant::now() + heartbeat;
            }
            if caught_up {
                tokio::select! {
                    // The sender lives as long as the backend: this cannot fail before.
                    _entries = heads.changed() => {}
                    () = tokio::time::sleep_until(due) => {}
                }
            }
        }
    });
    Ok(Response::new(told))
}
