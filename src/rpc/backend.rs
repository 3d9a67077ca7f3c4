//! The backend: what every handler works with, and how blocking work leaves the async threads.
//!
//! Not a pool (the server brings those) and not a store. Rules: work runs on a bounded pool, never on an async thread; a
//! job whose caller is gone is not begun, and one that runs is told to stop.

use crate::ingest::{Health, Ingest};
use crate::query::{Budget, Feed, Lexicon, QueryError, View};
use crate::rpc::error::{Queue, RpcError};
use crate::rpc::violation::Checked;
use jiff::Timestamp;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// A piece of blocking work.
pub type Job = Box<dyn FnOnce() + Send>;

/// No room for another job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolFull;

/// Threads that do blocking work, behind a bounded queue.
pub trait Pool: Send + Sync + std::fmt::Debug {
    /// Queues a job, or refuses it at once when the queue is full.
    fn try_submit(&self, job: Job) -> Result<(), PoolFull>;

    /// Queues a job that is short by its nature, ahead of all others, or refuses it at once when too many such wait.
    fn try_submit_short(&self, job: Job) -> Result<(), PoolFull>;

    /// Queues a job as soon as there is room: for streams, whose back-pressure is the waiting.
    fn submit(&self, job: Job) -> Pin<Box<dyn Future<Output = Result<(), PoolFull>> + Send + '_>>;
}

/// Limits of the streams that answer.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// How long a reader may take nothing while something waits for it.
    pub stall_max: Duration,
    /// How often a stream with nothing to tell says how far it is.
    pub heartbeat: Duration,
}

/// Tells the time; handed in so that tests can set it.
pub type Clock = fn() -> Timestamp;

#[derive(Debug)]
enum State {
    Starting,
    Open(Arc<Ingest>),
    Closed,
}

/// What every handler works with.
#[derive(Debug)]
pub struct Backend {
    state: RwLock<State>,
    lexicon: Arc<Lexicon>,
    searches: Arc<dyn Pool>,
    intake: Arc<dyn Pool>,
    clock: Clock,
    streams: StreamLimits,
    /// Whether streams that answer are to end.
    drain: watch::Sender<bool>,
    /// Entries of the log.
    head: watch::Sender<u64>,
}

/// What a question is asked of.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) view: &'a View,
    pub(crate) feed: &'a Feed,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) budget: &'a Budget,
}

/// What takes articles in, and the time it is.
#[derive(Debug)]
pub(crate) struct Intake<'a> {
    pub(crate) ingest: &'a Ingest,
    pub(crate) now: Timestamp,
}

/// Whether a caller still waits: set once, when the future that waits for it is dropped.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Backend {
    /// A backend that answers `NOT_READY` until [`Backend::open`].
    pub fn new(
        lexicon: Arc<Lexicon>,
        searches: Arc<dyn Pool>,
        intake: Arc<dyn Pool>,
        clock: Clock,
        streams: StreamLimits,
    ) -> Self {
        Self {
            state: RwLock::new(State::Starting),
            lexicon,
            searches,
            intake,
            clock,
            streams,
            drain: watch::Sender::new(false),
            head: watch::Sender::new(0),
        }
    }

    /// Ends all streams that answer, each with a token to go on with elsewhere.
    pub fn drain(&self) {
        self.drain.send_replace(true);
    }

    /// Ends once streams are to end.
    pub(crate) async fn draining(&self) {
        let mut drain = self.drain.subscribe();
        // The sender lives as long as the backend: this cannot fail before.
        drop(drain.wait_for(|drain| *drain).await);
    }

    /// Tells of every new entry of the log.
    pub(crate) fn heads(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Limits of the streams that answer.
    pub(crate) fn stream_limits(&self) -> StreamLimits {
        self.streams
    }

    fn replace(&self, state: State) -> State {
        let mut held = self.state.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut held, state)
    }

    /// Lets calls in.
    pub fn open(&self, ingest: Ingest) {
        let head = self.head.clone();
        ingest.feed().listen(Box::new(move |entries| {
            head.send_replace(entries);
        }));
        self.replace(State::Open(Arc::new(ingest)));
    }

    /// Refuses new calls from now on, and hands the store back; `None` when it was never open.
    ///
    /// Calls that run hold it too: it can be closed once they are done.
    pub fn close(&self) -> Option<Arc<Ingest>> {
        match self.replace(State::Closed) {
            State::Open(ingest) => Some(ingest),
            State::Starting | State::Closed => None,
        }
    }

    /// How the store is; `None` while it is not open.
    pub fn health(&self) -> Option<Health> {
        self.opened().ok().map(|ingest| ingest.health())
    }

    /// Whether the store takes and answers; a store that is not open does not.
    pub fn is_healthy(&self) -> bool {
        self.health().is_some_and(|health| health.healthy)
    }

    fn opened(&self) -> Result<Arc<Ingest>, RpcError> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(ingest) => Ok(Arc::clone(ingest)),
            State::Starting => Err(RpcError::NotReady),
            State::Closed => Err(RpcError::ShuttingDown),
        }
    }

    /// Answers a checked question on the search pool.
    ///
    /// A question that is wrong already is still shown to the query's own check, with no budget to do any work, so that the
    /// caller hears of everything at once.
    pub(crate) async fn ask<Q, T, F>(&self, question: Checked<Q>, answer: F) -> Result<T, RpcError>
    where
        Q: Send + 'static,
        T: Send + 'static,
        F: FnOnce(&Scope<'_>, &Q) -> Result<T, QueryError> + Send + 'static,
    {
        let Checked {
            value,
            mut violations,
        } = question;
        let wrong = !violations.is_empty();
        let (job, waiting, asked) = self.search_job(move |scope| {
            let spent = Budget::new(|| true);
            let budget = if wrong { &spent } else { scope.budget };
            let scope = Scope { budget, ..*scope };
            answer(&scope, &value).map_err(RpcError::from)
        })?;
        self.searches
            .try_submit(job)
            .map_err(|PoolFull| RpcError::QueueFull(Queue::Search))?;
        let asked = finish(waiting, asked).await;
        if !wrong {
            return asked;
        }
        if let Err(RpcError::Query(QueryError::Invalid(more))) = asked {
            violations.extend(more.into_iter().map(Into::into));
        }
        Err(RpcError::Invalid(violations))
    }

    /// Reads something short on the search pool, ahead of the searches that wait: a record by its name, not a question.
    pub(crate) async fn look<T, F>(&self, work: F) -> Result<T, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Scope<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let (job, waiting, answer) = self.search_job(work)?;
        self.searches
            .try_submit_short(job)
            .map_err(|PoolFull| RpcError::QueueFull(Queue::Search))?;
        finish(waiting, answer).await
    }

    /// Reads something on the search pool as soon as there is room: for streams.
    pub(crate) async fn look_in_turn<T, F>(&self, work: F) -> Result<T, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Scope<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let (job, waiting, answer) = self.search_job(work)?;
        self.searches
            .submit(job)
            .await
            .map_err(|PoolFull| RpcError::ShuttingDown)?;
        finish(waiting, answer).await
    }

    fn search_job<T, F>(&self, work: F) -> Result<Asked<T>, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Scope<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let ingest = self.opened()?;
        let lexicon = Arc::clone(&self.lexicon);
        Ok(job(move |gone| {
            let budget = Budget::flag(gone);
            work(&Scope {
                view: ingest.view(),
                feed: ingest.feed(),
                lexicon: &lexicon,
                budget: &budget,
            })
        }))
    }

    /// Takes something in on the ingest pool, or refuses it at once when the queue is full.
    pub(crate) async fn take<T, F>(&self, work: F) -> Result<T, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Intake<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let (job, waiting, answer) = self.intake_job(work)?;
        self.intake
            .try_submit(job)
            .map_err(|PoolFull| RpcError::QueueFull(Queue::Ingest))?;
        finish(waiting, answer).await
    }

    /// Takes something in on the ingest pool as soon as there is room.
    pub(crate) async fn take_in_turn<T, F>(&self, work: F) -> Result<T, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Intake<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let (job, waiting, answer) = self.intake_job(work)?;
        self.intake
            .submit(job)
            .await
            .map_err(|PoolFull| RpcError::ShuttingDown)?;
        finish(waiting, answer).await
    }

    fn intake_job<T, F>(&self, work: F) -> Result<Asked<T>, RpcError>
    where
        T: Send + 'static,
        F: FnOnce(&Intake<'_>) -> Result<T, RpcError> + Send + 'static,
    {
        let ingest = self.opened()?;
        let clock = self.clock;
        Ok(job(move |_gone| {
            work(&Intake {
                ingest: &ingest,
                now: clock(),
            })
        }))
    }
}

type Answer<T> = Result<T, RpcError>;

/// A job, the guard that tells when its caller is gone, and where its answer comes.
type Asked<T> = (Job, Waiting, oneshot::Receiver<Answer<T>>);

/// A job that does `work` unless its caller is gone, the guard that tells, and where the answer comes.
fn job<T: Send + 'static>(
    work: impl FnOnce(Arc<AtomicBool>) -> Answer<T> + Send + 'static,
) -> Asked<T> {
    let gone = Arc::new(AtomicBool::new(false));
    let waiting = Waiting(Arc::clone(&gone));
    let (reply, answer) = oneshot::channel();
    let span = tracing::Span::current();
    let wait = tracing::info_span!("wait");
    let job = Box::new(move || {
        drop(wait);
        if gone.load(Ordering::Relaxed) {
            return;
        }
        let answer = span.in_scope(|| work(gone));
        // The caller may have gone while the work was done: then nobody wants the answer.
        drop(reply.send(answer));
    });
    (job, waiting, answer)
}

async fn finish<T>(waiting: Waiting, answer: oneshot::Receiver<Answer<T>>) -> Answer<T> {
    let answer = answer.await;
    drop(waiting);
    // Without an answer the job was dropped unfinished: it panicked, and the pool has logged that.
    answer.unwrap_or(Err(RpcError::Internal("a job ended without an answer")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn a_job_whose_caller_is_gone_is_not_begun() {
        let begun = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&begun);
        let (work, waiting, answer) = job(move |_gone| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        drop((waiting, answer));
        work();
        assert_eq!(begun.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_job_that_runs_is_told_when_its_caller_goes() {
        let (work, waiting, answer) = job(move |gone| {
            while !gone.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            Err::<(), _>(RpcError::Cancelled)
        });
        let running = std::thread::spawn(work);
        drop(finish(waiting, answer));
        tokio::task::spawn_blocking(move || running.join())
            .await
            .unwrap()
            .unwrap();
    }

    #[tokio::test]
    async fn a_job_lost_without_an_answer_is_an_internal_error() {
        let (work, waiting, answer) = job(|_gone| Ok(()));
        drop(work);
        let lost = finish(waiting, answer).await;
        assert!(matches!(lost, Err(RpcError::Internal(_))));
    }
}
