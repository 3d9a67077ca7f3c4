//! A new generation of the index: made from the log on a thread of its own while the old one answers, then put in its place.
//!
//! Not the first index of a start (nothing could answer meanwhile). It lies beside the old one as `index.next` and carries the
//! same mark in its commits, so that it goes on where it was cut off. Rules: it is read from the log alone and by
//! the extractor of this release; the exchange is made by the indexer, between two commits; the old generation is removed.

use super::IndexError;
use super::engine::{Condition, Engine, inspect};
use super::fault::fault;
use super::home::remove_directory;
use super::indexer::{Indexer, Tools};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Entries read between two looks at whether to stop.
const SLICE: u64 = 64;

/// How often what was made so far is made to last, at most: after so long, or so many commits of the index in answers.
const COMMIT_EVERY: Duration = Duration::from_secs(20);
const COMMIT_EVERY_COMMITS: u32 = 40;

/// How far a new generation is, and what became of the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuild {
    /// Whether one is being made.
    pub running: bool,
    /// Why, one phrase; empty when none was asked for since the start.
    pub reason: String,
    /// Entries of the log it holds.
    pub done: u64,
    /// Entries it has to hold.
    pub total: u64,
    /// Entries that were in it when it was begun: more than none when it goes on where a stop or a crash cut it off.
    pub resumed: u64,
    /// Generations put in place since the start.
    pub finished: u64,
    /// Why the last one failed.
    pub failure: Option<String>,
    /// Extractor and lexicon that began the generation in answers; empty when it does not tell.
    pub made_by: String,
}

/// Shared between whoever asks, the builder and the indexer.
#[derive(Debug, Default)]
pub(crate) struct Rebuilding {
    state: Mutex<Rebuild>,
    stop: AtomicBool,
    /// A generation lies ready.
    ready: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Rebuilding {
    fn lock(&self) -> MutexGuard<'_, Rebuild> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub(crate) fn status(&self) -> Rebuild {
        self.lock().clone()
    }

    /// Whether the store is being closed.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// The generation in answers was begun by this extractor.
    pub(crate) fn made_by(&self, maker: &str) {
        maker.clone_into(&mut self.lock().made_by);
    }

    /// Whether a generation lies ready to be put in place; says so once.
    pub(crate) fn take_ready(&self) -> bool {
        self.ready.swap(false, Ordering::AcqRel)
    }

    /// The generation was put in place, or could not be.
    pub(crate) fn placed(&self, failure: Option<String>) {
        let mut state = self.lock();
        state.running = false;
        state.finished += u64::from(failure.is_none());
        state.failure = failure;
    }

    /// Begins one, unless one is being made; `false` then.
    pub(crate) fn begin(self: &Arc<Self>, tools: Tools, reason: &str) -> Result<bool, IndexError> {
        {
            let mut state = self.lock();
            if state.running || self.stop.load(Ordering::Acquire) {
                return Ok(false);
            }
            state.running = true;
            reason.clone_into(&mut state.reason);
            (state.done, state.total, state.resumed) = (0, tools.log.head(), 0);
        }
        let shared = Arc::clone(self);
        let thread = std::thread::Builder::new()
            .name("index-builder".to_owned())
            .spawn(move || shared.run(tools))?;
        let mut held = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(thread);
        Ok(true)
    }

    fn run(&self, tools: Tools) {
        let made = catch_unwind(AssertUnwindSafe(|| self.make(tools)));
        match made {
            Ok(Ok(true)) => self.ready.store(true, Ordering::Release),
            Ok(Ok(false)) => self.lock().running = false,
            Ok(Err(error)) => {
                tracing::error!(%error, "making a new generation of the index failed");
                self.placed(Some(error.to_string()));
            }
            Err(_panic) => self.placed(Some("the engine panicked".to_owned())),
        }
    }

    /// Reads the log into it; `false` when it was told to stop.
    fn make(&self, tools: Tools) -> Result<bool, IndexError> {
        let log = Arc::clone(&tools.log);
        let (engine, committed) = open_or_create(&tools)?;
        let commit_every =
            COMMIT_EVERY.min(tools.pace.interval.saturating_mul(COMMIT_EVERY_COMMITS));
        tracing::info!(
            resumed = committed,
            total = log.head(),
            "making a new generation of the index"
        );
        self.lock().resumed = committed;
        let mut indexer = Indexer::new(tools, engine, committed);
        let mut committed = Instant::now();
        loop {
            let (at, head) = (indexer.applied(), log.head());
            {
                let mut state = self.lock();
                (state.done, state.total) = (at, head);
            }
            if at >= head {
                break;
            }
            if self.stop.load(Ordering::Acquire) {
                indexer.commit(None)?;
                return Ok(false);
            }
            indexer.replay(head.min(at + SLICE), "a new generation", &mut |_| {})?;
            fault("generation.within-build")?;
            if committed.elapsed() >= commit_every {
                indexer.commit(None)?;
                committed = Instant::now();
            }
        }
        indexer.commit(None)?;
        indexer.end()?;
        Ok(true)
    }

    /// Makes the builder stop where it is and waits for it; what it made stays for the next start.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if thread.is_some_and(|t| t.join().is_err()) {
            tracing::error!("the thread that makes the index anew panicked");
        }
    }
}

/// The generation that was begun, when it is sound and by the same extractor; else an empty one.
fn open_or_create(tools: &Tools) -> Result<(Engine, u64), IndexError> {
    let (directory, fields, memory) = (&tools.directory, &tools.fields, tools.pace.memory);
    let maker = tools.derive.maker();
    if let Condition::Sound(_) = inspect(directory, fields, tools.log.head(), None) {
        let (engine, committed) = Engine::open(directory, fields, memory)?;
        if engine.maker() == maker {
            return Ok((engine, committed));
        }
    }
    remove_directory(directory)?;
    Ok((Engine::create(directory, fields, memory, &maker)?, 0))
}
