//! kill -9 at any moment while several clients ingest, ingest again and delete.

use crate::history::{History, Random};
use crate::served::{self, Binary};
use crate::{Outcome, say};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients that work at the same time, each on articles of its own.
pub(crate) const CLIENTS: usize = 8;

/// Articles in all.
pub(crate) const ARTICLES: usize = 400;

/// Records compared with a fresh extraction after each cycle.
const RECORDS: usize = 5;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
    /// Cycles of work, kill -9, start, look
    #[arg(long, default_value_t = 25)]
    cycles: u64,
    /// Seconds from start to ready that fail the test; more only on a machine that is busy with something else
    #[arg(long, default_value_t = 5)]
    ready_max: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(cycles(arguments))
}

async fn cycles(arguments: &Arguments) -> Outcome {
    let place = &arguments.binary.place;
    let data = place.empty("kill")?.join("data");
    let mut random = Random(place.seed);
    let mut history = History::new(ARTICLES);
    let mut slowest = Duration::ZERO;
    for cycle in 0..arguments.cycles {
        let one = one_cycle(arguments, &data, &mut random, history).await;
        let (after, ready) =
            one.map_err(|e| format!("cycle {cycle} (--seed {}): {e}", place.seed))?;
        history = after;
        slowest = slowest.max(ready);
        if cycle % 25 == 24 {
            say(&format!(
                "kill -9: {} cycles, {} acknowledged, slowest start {slowest:.1?}",
                cycle + 1,
                history.acknowledged
            ))?;
        }
    }
    let served = arguments.binary.start(&data, &[])?;
    let mut client = served.articles().await?;
    served::settle(&mut client, &mut history, &mut random, ARTICLES / 10).await?;
    say(&format!(
        "kill -9: {} cycles, {} acknowledged, 0 lost, 0 doubled, 0 phantom, slowest start {slowest:.1?}",
        arguments.cycles, history.acknowledged
    ))
}

async fn one_cycle(
    arguments: &Arguments,
    data: &Path,
    random: &mut Random,
    mut history: History,
) -> Outcome<(History, Duration)> {
    let served = arguments.binary.start(data, &[])?;
    let ready = served.ready;
    if ready > Duration::from_secs(arguments.ready_max) {
        return Err(format!("ready only after {ready:.1?}").into());
    }
    let mut client = served.articles().await?;
    served::settle(&mut client, &mut history, random, RECORDS).await?;
    let shared = Arc::new(Mutex::new(history));
    let mut workers = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let client = served.articles().await?;
        let random = Random(random.next());
        workers.spawn(work(client, Arc::clone(&shared), random, number));
    }
    let span = Duration::from_millis(20 + random.below(1980));
    let until = Instant::now() + span;
    tokio::time::sleep_until(until.into()).await;
    served.kill()?;
    while let Some(done) = workers.join_next().await {
        done??;
    }
    let history = Arc::try_unwrap(shared).map_err(|_held| "a client still runs")?;
    let history = history.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((history, ready))
}

/// One client: goes on until the server is gone.
pub(crate) async fn work(
    mut client: vedette::rpc::pb::article_service_client::ArticleServiceClient<
        tonic::transport::Channel,
    >,
    shared: Arc<Mutex<History>>,
    mut random: Random,
    number: usize,
) -> Outcome {
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let step = usize::try_from(random.below((ARTICLES / CLIENTS) as u64))?;
        let article = step * CLIENTS + number;
        let state = lock().choose(article, &mut random)?;
        lock().begin(article, state)?;
        let searchable = random.below(16) == 0;
        match served::ask(&mut client, article, state, searchable).await {
            Ok(()) => lock().acknowledge(article, state)?,
            // What was asked for last stays in doubt; the server is gone.
            Err(_gone) => return Ok(()),
        }
    }
}
