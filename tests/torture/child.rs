//! The process that is cut off: works on a store with several threads and tells each step on standard output.
//!
//! Lines: `begin ARTICLE VERSION`, `ack ARTICLE VERSION`, `refused ARTICLE`, `correct` and `corrected ARTICLE VERSION`; version 0 is a deletion; `open` once the store
//! is open, `closed` when it ended as it should.

use crate::history::{History, Random};
use crate::{Outcome, say, store};
use std::path::PathBuf;
use std::sync::Arc;
use vedette::index::IndexError;
use vedette::ingest::{Acknowledge, Ingest, IngestError};

/// Threads that work at the same time, each on articles of its own.
const THREADS: usize = 4;

/// How often a new generation is waited for, 10 ms each.
const REBUILD_LOOKS: usize = 1000;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The data directory
    #[arg(long)]
    data: PathBuf,
    /// Seed of what is asked for
    #[arg(long)]
    seed: u64,
    /// Number of articles
    #[arg(long)]
    articles: usize,
    /// Requests a thread makes
    #[arg(long)]
    requests: usize,
    /// Make a new generation of the index meanwhile
    #[arg(long)]
    rebuild: bool,
    /// The first version not yet used
    #[arg(long)]
    version: u64,
}

#[cfg(feature = "failpoints")]
fn plant() -> Outcome {
    // Dropping it would take the faults away again.
    std::mem::forget(fail::FailScenario::setup());
    Ok(())
}

#[cfg(not(feature = "failpoints"))]
fn plant() -> Outcome {
    if std::env::vars().any(|(name, _)| name == "FAILPOINTS") {
        return Err("build with --features failpoints to plant faults".into());
    }
    Ok(())
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    plant()?;
    let ingest = Arc::new(store::open(&arguments.data)?);
    say("open")?;
    let workers: Vec<_> = (0..THREADS)
        .map(|thread| {
            let (ingest, arguments) = (Arc::clone(&ingest), arguments.clone());
            std::thread::spawn(move || work(&ingest, &arguments, thread))
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_panic| "a thread panicked")??;
    }
    let ingest = Arc::try_unwrap(ingest).map_err(|_held| "the store is still held")?;
    ingest.close()?;
    say("closed")
}

fn work(ingest: &Ingest, arguments: &Arguments, thread: usize) -> Outcome {
    let mut random = Random(arguments.seed.wrapping_mul(31) + thread as u64);
    let mut history = History::new(arguments.articles);
    let own = arguments.articles / THREADS;
    for request in 0..arguments.requests {
        if arguments.rebuild && thread == 0 && request == arguments.requests / 3 {
            // Refused when it cannot be begun; the fault may stand anywhere.
            drop(ingest.rebuild(false));
        }
        let step = usize::try_from(random.below(own as u64))?;
        let article = step * THREADS + thread;
        let state = history
            .choose(article, &mut random)?
            .map(|v| v + arguments.version);
        let acknowledge = if random.below(8) == 0 {
            Acknowledge::Searchable
        } else {
            Acknowledge::Durable
        };
        let version = state.unwrap_or(0);
        say(&format!("begin {article} {version}"))?;
        match store::ask(ingest, article, state, acknowledge) {
            Ok(()) => {
                history.acknowledge(article, state.map(|v| v - arguments.version))?;
                say(&format!("ack {article} {version}"))?;
                // Where others are deleted some are purged, and decisions with them.
                if version > 0 && !article.is_multiple_of(5) && random.below(4) == 0 {
                    correct(ingest, article, version)?;
                }
            }
            // Nothing was there, or it is on disk and will be searchable: both are answers of the log.
            Err(IngestError::Store(IndexError::ArticleNotFound(_) | IndexError::NotSearchable)) => {
                say(&format!("ack {article} {version}"))?;
            }
            Err(error) => say(&format!("refused {article} {error}"))?,
        }
    }
    // The new generation is exchanged before the store is closed, when it can be made at all.
    for _ in 0..REBUILD_LOOKS {
        if thread != 0 || !ingest.statistics().rebuild.running {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Ok(())
}

/// Corrects a version that was acknowledged.
fn correct(ingest: &Ingest, article: usize, version: u64) -> Outcome {
    say(&format!("correct {article} {version}"))?;
    match store::correct(ingest, article, version) {
        Ok(()) => say(&format!("corrected {article} {version}")),
        Err(error) => say(&format!("refused {article} {error}")),
    }
}
