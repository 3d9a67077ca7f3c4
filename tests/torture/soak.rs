//! A desk's day in little: articles come in at a steady pace, streams of searches go on beside them, and nothing may grow.
//!
//! Not a benchmark: latencies are printed and never judged. Rules: every acknowledged article is there at the end, none is
//! refused, no search fails, and memory does not grow once the articles are all known and only change.

use crate::history::{History, Random};
use crate::load::never_sent;
use crate::served::{self, Binary, Served};
use crate::{Outcome, say};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use vedette::rpc::pb;
use vedette::rpc::pb::quote_search_service_client::QuoteSearchServiceClient;

/// Connections the streams of searches share.
const CONNECTIONS: usize = 8;

/// Clients that send articles, each those of its own.
const SENDERS: usize = 16;

/// The log's cache is to be full by the end of the warm-up: while it fills, memory grows as it should.
const LOG_CACHE: &str = "8MiB";

/// How often in a row a call may not be sent.
const UNSENT_MAX: u32 = 3;

/// Looks from which a trend is told.
const LOOKS_MIN: usize = 30;

/// How many times as long as meant a run may take to have its articles taken: a machine given to others is slow for a while, and that is
/// no fault of the server.
const LONGER_MAX: u32 = 3;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
    /// How long memory is watched, after the warm-up
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// Minutes before memory is watched; by their end every article should have come in once
    #[arg(long, default_value_t = 8)]
    warm_up: u64,
    /// Articles a second, new, changed, the same again and deleted
    #[arg(long, default_value_t = 50)]
    rate: u64,
    /// Articles in all
    #[arg(long, default_value_t = 10_000)]
    articles: usize,
    /// Streams of searches, each asking again as soon as it has rested
    #[arg(long, default_value_t = 64)]
    streams: usize,
    /// What a stream rests after an answer, in milliseconds
    #[arg(long, default_value_t = 100)]
    rest: u64,
    /// Seconds until the server has a connection end; a call that was not sent for that is asked again
    #[arg(long, default_value_t = 30 * 60)]
    age: u64,
    /// How often memory and open files are looked at, in seconds; thirty looks tell a trend
    #[arg(long, default_value_t = 10)]
    look: u64,
    /// Growth of anonymous memory that fails the test, in MB each ten minutes
    #[arg(long, default_value_t = 1.0)]
    growth_max: f64,
}

impl Arguments {
    /// Articles that are taken in a run that tells something: nine in ten of the pace.
    fn meant(&self) -> u64 {
        self.rate * 60 * (self.minutes + self.warm_up) * 9 / 10
    }

    fn behind(&self, history: &Mutex<History>) -> bool {
        let history = history.lock().unwrap_or_else(PoisonError::into_inner);
        history.acknowledged < self.meant()
    }
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let seed = arguments.binary.place.seed;
    let soaked = runtime.block_on(soak(arguments));
    soaked.map_err(|e| format!("soak (--seed {seed}): {e}").into())
}

async fn soak(arguments: &Arguments) -> Outcome {
    let data = arguments.binary.place.empty("soak")?.join("data");
    let mut random = Random(arguments.binary.place.seed);
    let age = format!("{}s", arguments.age);
    let mut served = arguments.binary.start(
        &data,
        &[
            "--data-log-cache-bytes",
            LOG_CACHE,
            "--server-grpc-connection-age-max",
            &age,
        ],
    )?;
    let history = Arc::new(Mutex::new(History::new(arguments.articles)));
    let over = Arc::new(AtomicBool::new(false));
    let took = Arc::new(Mutex::new(Vec::new()));
    let again = Arc::new(AtomicU64::new(0));
    let mut work = JoinSet::new();
    for number in 0..SENDERS {
        let sender = Sender {
            client: served.articles().await?,
            history: Arc::clone(&history),
            over: Arc::clone(&over),
            again: Arc::clone(&again),
            random: Random(random.next()),
            number,
        };
        work.spawn(sender.send(arguments.clone()));
    }
    for channel in channels(&served).await? {
        for _ in 0..arguments.streams / CONNECTIONS {
            let searcher = Searcher {
                client: QuoteSearchServiceClient::new(channel.clone()),
                took: Arc::clone(&took),
                over: Arc::clone(&over),
                again: Arc::clone(&again),
                random: Random(random.next()),
            };
            work.spawn(searcher.search(arguments.clone()));
        }
    }
    let watched = watch(arguments, &served, &took, &history, &mut work).await;
    over.store(true, Ordering::Relaxed);
    while let Some(done) = work.join_next().await {
        done??;
    }
    let mut watched = watched?;
    let history = Arc::try_unwrap(history).map_err(|_held| "a client still runs")?;
    let mut history = history.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut client = served.articles().await?;
    // Once the last change is found by searches, all before it are. A text that is there already would be no change.
    let last = history.newer(0)?;
    history.begin(0, last)?;
    served::ask(&mut client, 0, last, true).await?;
    history.acknowledge(0, last)?;
    served::settle(&mut client, &mut history, &mut random, 50).await?;
    served.terminate()?;
    let status = served.wait()?;
    if !status.success() {
        return Err(format!("the server ended with {status}").into());
    }
    no_panic(&data.with_extension("log"))?;
    watched.asked_again = again.load(Ordering::Relaxed);
    watched.judge(arguments, history.acknowledged)
}

async fn channels(served: &Served) -> Outcome<Vec<tonic::transport::Channel>> {
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS {
        let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", served.grpc))?;
        channels.push(endpoint.tcp_nodelay(true).connect().await?);
    }
    Ok(channels)
}

fn no_panic(log: &Path) -> Outcome {
    let said = std::fs::read_to_string(log)?;
    let panic = said.lines().find(|l| l.contains("panicked"));
    panic.map_or(Ok(()), |line| {
        Err(format!("the server's log tells of a panic: {line}").into())
    })
}

/// Asks, and once more whenever the connection had just been told to end: such a call was never sent.
async fn sent_at_last<T, F>(again: &AtomicU64, ask: impl Fn() -> F) -> Result<T, tonic::Status>
where
    F: Future<Output = Result<T, tonic::Status>>,
{
    for _ in 0..UNSENT_MAX {
        match ask().await {
            Err(status) if never_sent(&status) => again.fetch_add(1, Ordering::Relaxed),
            answered => return answered,
        };
    }
    ask().await
}

/// One client that sends articles at its share of the pace.
struct Sender {
    client: pb::article_service_client::ArticleServiceClient<tonic::transport::Channel>,
    history: Arc<Mutex<History>>,
    over: Arc<AtomicBool>,
    again: Arc<AtomicU64>,
    random: Random,
    number: usize,
}

impl Sender {
    async fn send(mut self, arguments: Arguments) -> Outcome {
        let pace = Duration::from_secs(SENDERS as u64) / u32::try_from(arguments.rate.max(1))?;
        let mut ticks = tokio::time::interval(pace);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let own = arguments.articles / SENDERS;
        let mut sent = 0_usize;
        while !self.over.load(Ordering::Relaxed) {
            ticks.tick().await;
            // Each article once, then any of them.
            let step = if sent < own {
                sent
            } else {
                usize::try_from(self.random.below(own as u64))?
            };
            sent += 1;
            let article = step * SENDERS + self.number;
            let state = self.begin(article)?;
            let searchable = self.random.below(16) == 0;
            let client = &self.client;
            let ask =
                || async { served::ask(&mut client.clone(), article, state, searchable).await };
            sent_at_last(&self.again, ask)
                .await
                .map_err(|status| format!("article {article} was not taken: {status}"))?;
            self.history().acknowledge(article, state)?;
        }
        Ok(())
    }

    fn history(&self) -> std::sync::MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&mut self, article: usize) -> Outcome<Option<u64>> {
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let state = history.choose(article, &mut self.random)?;
        history.begin(article, state)?;
        Ok(state)
    }
}

/// One stream of searches.
struct Searcher {
    client: QuoteSearchServiceClient<tonic::transport::Channel>,
    took: Arc<Mutex<Vec<Duration>>>,
    over: Arc<AtomicBool>,
    again: Arc<AtomicU64>,
    random: Random,
}

impl Searcher {
    async fn search(mut self, arguments: Arguments) -> Outcome {
        while !self.over.load(Ordering::Relaxed) {
            let number = self.random.below(arguments.articles as u64);
            let days = self.random.below(40);
            let query = match self.random.below(4) {
                0 => format!("bridge number {number}"),
                1 => format!("\"closed for {days} days\""),
                2 => format!("bri* {days}"),
                _ => String::from("bridge -days"),
            };
            let request = pb::SearchQuotesRequest {
                query: query.clone(),
                ..Default::default()
            };
            let asked = Instant::now();
            let client = &self.client;
            let ask = || async { client.clone().search_quotes(request.clone()).await };
            let answer = sent_at_last(&self.again, ask).await;
            answer.map_err(|status| format!("search {query:?} failed: {status}"))?;
            let took = asked.elapsed();
            self.note(took);
            tokio::time::sleep(Duration::from_millis(arguments.rest)).await;
        }
        Ok(())
    }

    fn note(&self, took: Duration) {
        let mut all = self.took.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(took);
    }
}

/// What was seen of the server.
#[derive(Clone, Debug, Default)]
struct Watched {
    /// Minutes since the warm-up, anonymous memory in MB, open files.
    looks: Vec<(f64, f64, f64)>,
    searches: usize,
    /// Calls that were not sent at first.
    asked_again: u64,
    first: Option<[Duration; 3]>,
    last: Option<[Duration; 3]>,
}

async fn watch(
    arguments: &Arguments,
    served: &Served,
    took: &Mutex<Vec<Duration>>,
    history: &Mutex<History>,
    work: &mut JoinSet<Outcome>,
) -> Outcome<Watched> {
    let process = PathBuf::from(format!("/proc/{}", served.id()));
    let mut watched = Watched::default();
    let began = Instant::now();
    let warm_up = Duration::from_secs(60 * arguments.warm_up);
    let whole = warm_up + Duration::from_secs(60 * arguments.minutes);
    let mut minute = 0;
    while began.elapsed() < whole
        || (arguments.behind(history) && began.elapsed() < whole * LONGER_MAX)
    {
        tokio::time::sleep(Duration::from_secs(arguments.look)).await;
        if let Some(ended) = work.try_join_next() {
            ended??;
            return Err("a client ended before its time".into());
        }
        let look = (memory(&process)?, open_files(&process)?);
        let since = began.elapsed().saturating_sub(warm_up);
        if began.elapsed() >= warm_up {
            watched
                .looks
                .push((since.as_secs_f64() / 60.0, look.0, look.1));
        }
        if began.elapsed().as_secs() / 60 > minute {
            minute = began.elapsed().as_secs() / 60;
            let all = std::mem::take(&mut *took.lock().unwrap_or_else(PoisonError::into_inner));
            watched.searches += all.len();
            let told = percentiles(all);
            if began.elapsed() >= warm_up {
                watched.first.get_or_insert(told);
                watched.last = Some(told);
            }
            say(&format!(
                "minute {minute}: {:.1} MB anonymous, {:.0} files open, {} searches in all, p50 {:.1?} p99 {:.1?} p99.9 {:.1?}",
                look.0, look.1, watched.searches, told[0], told[1], told[2]
            ))?;
        }
    }
    Ok(watched)
}

/// The middle, the 99th and the 99.9th of a hundred.
fn percentiles(mut all: Vec<Duration>) -> [Duration; 3] {
    all.sort_unstable();
    [500, 990, 999].map(|share| {
        all.get(all.len() * share / 1000)
            .copied()
            .unwrap_or_default()
    })
}

/// Anonymous memory of a process, in MB.
fn memory(process: &Path) -> Outcome<f64> {
    let told = std::fs::read_to_string(process.join("status"))?;
    let line = told.lines().find_map(|l| l.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next());
    Ok(kilobytes.ok_or("no RssAnon")?.parse::<f64>()? / 1000.0)
}

fn open_files(process: &Path) -> Outcome<f64> {
    let count = std::fs::read_dir(process.join("fd"))?.count();
    Ok(f64::from(u32::try_from(count)?))
}

/// How fast a figure grows, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = f64::from(u32::try_from(points.len()).unwrap_or(u32::MAX)).max(1.0);
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let across: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let along: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    if along > 0.0 { across / along } else { 0.0 }
}

impl Watched {
    /// How many times as long as in the first minute a percentile took in the last; printed, never judged.
    fn times(&self, percentile: usize) -> f64 {
        let took = |minute: Option<[Duration; 3]>| {
            let all = minute.unwrap_or_default();
            all.get(percentile).map_or(0.0, Duration::as_secs_f64)
        };
        let first = took(self.first);
        if first > 0.0 {
            took(self.last) / first
        } else {
            0.0
        }
    }

    fn judge(&self, arguments: &Arguments, acknowledged: u64) -> Outcome {
        if self.looks.len() < LOOKS_MIN {
            return Err(format!(
                "{} looks at memory tell no trend, {LOOKS_MIN} do: give more --minutes or a smaller --look",
                self.looks.len()
            )
            .into());
        }
        let meant = arguments.meant();
        if acknowledged < meant {
            return Err(format!(
                "{acknowledged} articles taken, {meant} at least were to come in, {LONGER_MAX} times as long as meant was not enough"
            )
            .into());
        }
        let memory: Vec<(f64, f64)> = self.looks.iter().map(|l| (l.0, l.1)).collect();
        let files: Vec<(f64, f64)> = self.looks.iter().map(|l| (l.0, l.2)).collect();
        let growth = [slope(&memory) * 10.0, slope(&files) * 10.0];
        let figures = format!(
            "soak: {} minutes after {} of warm-up, {acknowledged} acknowledged, 0 lost, 0 phantom, {} searches, 0 failed, {} calls asked again because their connection had reached its age, anonymous memory {:+.2} MB and open files {:+.2} each 10 minutes, p50 p99 p99.9 of the first minute {:.1?} and the last {:.1?}, p99 {:.2} and p99.9 {:.2} times that of the first",
            arguments.minutes,
            arguments.warm_up,
            self.searches,
            self.asked_again,
            growth[0],
            growth[1],
            self.first.unwrap_or_default(),
            self.last.unwrap_or_default(),
            self.times(1),
            self.times(2)
        );
        if growth.iter().any(|g| *g >= arguments.growth_max) {
            return Err(format!("it grows: {figures}").into());
        }
        say(&figures)
    }
}
