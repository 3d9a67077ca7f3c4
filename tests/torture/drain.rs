//! SIGTERM under load: what runs ends, what is acknowledged stays, the next start finds a clean stop.

use crate::history::{History, Random};
use crate::kill::{CLIENTS, work};
use crate::served::{self, Binary};
use crate::{Outcome, say};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest time from the signal to the end.
const END_MAX: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
    /// Stops under load
    #[arg(long, default_value_t = 10)]
    cycles: u64,
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
    let data = place.empty("drain")?.join("data");
    let mut random = Random(place.seed);
    let mut history = History::new(crate::kill::ARTICLES);
    let mut slowest = Duration::ZERO;
    for cycle in 0..arguments.cycles {
        let mut served = arguments.binary.start(&data, &[])?;
        let mut client = served.articles().await?;
        served::settle(&mut client, &mut history, &mut random, 2).await?;
        drop(client);
        let shared = Arc::new(Mutex::new(history));
        let mut workers = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let client = served.articles().await?;
            workers.spawn(work(
                client,
                Arc::clone(&shared),
                Random(random.next()),
                number,
            ));
        }
        tokio::time::sleep(Duration::from_millis(200 + random.below(600))).await;
        let began = Instant::now();
        served.terminate()?;
        while let Some(done) = workers.join_next().await {
            done??;
        }
        let status = tokio::task::spawn_blocking(move || served.wait()).await??;
        let took = began.elapsed();
        slowest = slowest.max(took);
        if !status.success() || took > END_MAX {
            return Err(format!("cycle {cycle}: ended with {status} after {took:.1?}").into());
        }
        if !data.join("index.clean").exists() {
            return Err(format!("cycle {cycle}: the stop left no mark of a clean one").into());
        }
        let held = Arc::try_unwrap(shared).map_err(|_held| "a client still runs")?;
        history = held.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    let served = arguments.binary.start(&data, &[])?;
    let mut client = served.articles().await?;
    served::settle(&mut client, &mut history, &mut random, 20).await?;
    say(&format!(
        "drain: {} stops under load, {} acknowledged, 0 lost, slowest {slowest:.1?}, all clean",
        arguments.cycles, history.acknowledged
    ))
}
