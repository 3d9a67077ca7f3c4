//! SIGTERM under load: health says so first, what was begun ends, streams say how to go on, and the next start finds a clean stop.
//!
//! What is begun before the drain delay is over must end well, whatever it is; what is begun later may be turned away and must not be
//! left hanging. Rule: a server tells the ends of its connections no earlier than a drain delay after the signal was sent, so
//! the clients' own clock decides what was begun in time.

use crate::history::{History, Random};
use crate::load::{Caller, Ended, Load, Stream, Turned};
use crate::served::{self, Binary, Served};
use crate::{Outcome, say};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Longest time from the signal to the end.
const END_MAX: Duration = Duration::from_secs(30);

/// From the signal to the end of new calls.
const DELAY: Duration = Duration::from_secs(2);

/// What is begun so shortly before the end of the delay may reach a connection that was told to end.
const MARGIN: Duration = Duration::from_millis(100);

/// Connections that are open and ask nothing: as many that spoke HTTP/2 as that said nothing at all.
const IDLE: usize = 8;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
    /// Stops under load
    #[arg(long, default_value_t = 10)]
    cycles: u64,
}

/// What all stops came to.
#[derive(Debug, Default)]
struct Tally {
    calls: u64,
    /// Calls that ran when connections were told to end, and ended well.
    across: u64,
    /// Streams that were cut with a token.
    cut: u64,
    slowest: Duration,
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
    let (mut tally, mut streams) = (Tally::default(), Vec::new());
    for cycle in 0..arguments.cycles {
        let delay = format!("{}ms", DELAY.as_millis());
        let served = arguments
            .binary
            .start(&data, &["--server-drain-delay", &delay])?;
        let one = one_cycle(served, &data, &mut random, (history, streams), &mut tally).await;
        (history, streams) =
            one.map_err(|e| format!("cycle {cycle} (--seed {}): {e}", place.seed))?;
    }
    let served = arguments.binary.start(&data, &[])?;
    look(&served, &mut history, &mut random, streams, 20).await?;
    if tally.across == 0 || tally.cut == 0 {
        return Err("no call and no stream ran when a connection was told to end".into());
    }
    say(&format!(
        "drain: {} stops under {} callers and {} streams, {} calls, 0 of them failed that were begun in time, {} of these ran when \
         connections were told to end, {} streams cut and gone on with, {} acknowledged, 0 lost, slowest {:.1?}, all clean",
        arguments.cycles,
        crate::load::CALLERS,
        crate::load::STREAMS,
        tally.calls,
        tally.across,
        tally.cut,
        history.acknowledged,
        tally.slowest
    ))
}

/// What was acknowledged is there, and every stream that was cut goes on with its token.
async fn look(
    served: &Served,
    history: &mut History,
    random: &mut Random,
    streams: Vec<Stream>,
    records: usize,
) -> Outcome {
    let mut client = served.articles().await?;
    served::settle(&mut client, history, random, records).await?;
    let channel = served.channel().await?;
    for stream in streams {
        stream.go_on(channel.clone()).await?;
    }
    Ok(())
}

async fn one_cycle(
    mut served: Served,
    data: &Path,
    random: &mut Random,
    (mut history, streams): (History, Vec<Stream>),
    tally: &mut Tally,
) -> Outcome<(History, Vec<Stream>)> {
    look(&served, &mut history, random, streams, 2).await?;
    let shared = Arc::new(Mutex::new(history));
    let mut load = Load::start(&served, &shared, random).await?;
    let watch = HealthClient::new(served.channel().await?);
    let (heard, hears) = tokio::sync::oneshot::channel();
    let watched = tokio::spawn(watch_health(watch, heard));
    let idle = idle(&served).await?;
    hears.await?;
    tokio::time::sleep(Duration::from_millis(200 + random.below(600))).await;

    let signalled = Instant::now();
    served.terminate()?;
    let told = watched.await??;
    let after = told.saturating_duration_since(signalled);
    if after + MARGIN > DELAY {
        return Err(format!("health said so only {after:.1?} after the signal").into());
    }
    // Whoever had not heard of it yet is still served, also over a connection made now.
    served::observe_one(&mut served.articles().await?)
        .await
        .map_err(|e| format!("a call right after health said so: {e}"))?;
    let mut streams = Vec::new();
    while let Some(ended) = load.ended().await? {
        streams.extend(judge(ended, signalled, tally)?);
    }
    let (status, took) = end(served, signalled).await?;
    tally.slowest = tally.slowest.max(took);
    if !status.success() || took > END_MAX {
        return Err(format!("ended with {status} after {took:.1?}").into());
    }
    if !data.join("index.clean").exists() {
        return Err("the stop left no mark of a clean one".into());
    }
    idle.gone().await?;
    let held = Arc::try_unwrap(shared).map_err(|_held| "a client still runs")?;
    let history = held.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok((history, streams))
}

/// Waits for the process, not for ever.
async fn end(
    mut served: Served,
    signalled: Instant,
) -> Outcome<(std::process::ExitStatus, Duration)> {
    loop {
        if let Some(status) = served.ended()? {
            return Ok((status, signalled.elapsed()));
        }
        if signalled.elapsed() > END_MAX {
            return Err(format!("still running {END_MAX:.0?} after the signal").into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Judges how a client ended: a call begun in time must not fail, and nothing may end other than by being turned away.
fn judge(ended: Ended, signalled: Instant, tally: &mut Tally) -> Outcome<Option<Stream>> {
    let in_time = |began: Instant| began + MARGIN < signalled + DELAY;
    let Ended {
        who,
        calls,
        last_good,
        turned,
    } = ended;
    tally.calls += calls;
    if last_good.is_some_and(|(began, over)| in_time(began) && over > signalled + DELAY) {
        tally.across += 1;
    }
    match turned {
        Turned::Call(began, status) if in_time(began) => Err(format!(
            "{who}: a call begun {:.3?} after the signal, when calls were still taken, failed: {status:?}",
            began.saturating_duration_since(signalled)
        )
        .into()),
        Turned::Call(..) if last_good.is_none() => {
            Err(format!("{who}: not a single call went well").into())
        }
        Turned::Call(_, status) if !crate::load::turned_away(&status) => {
            Err(format!("{who}: turned away with {status:?}").into())
        }
        Turned::Call(..) => Ok(None),
        Turned::Stream(stream) => {
            tally.cut += 1;
            Ok(Some(stream))
        }
    }
}

/// When health said that the server stops: nothing but SERVING comes before it. Tells once it has heard SERVING.
async fn watch_health(
    mut client: HealthClient<tonic::transport::Channel>,
    heard: tokio::sync::oneshot::Sender<()>,
) -> Outcome<Instant> {
    let mut states = client
        .watch(HealthCheckRequest::default())
        .await?
        .into_inner();
    let first = states.message().await?.map(|told| told.status());
    if first != Some(ServingStatus::Serving) || heard.send(()).is_err() {
        return Err(format!("health begins with {first:?}").into());
    }
    match states.message().await?.map(|told| told.status()) {
        Some(ServingStatus::NotServing) => Ok(Instant::now()),
        other => Err(format!("health says {other:?} at a stop").into()),
    }
}

/// Connections that ask nothing.
struct Idle {
    spoken: Vec<Caller>,
    silent: Vec<TcpStream>,
}

async fn idle(served: &Served) -> Outcome<Idle> {
    let mut idle = Idle {
        spoken: Vec::new(),
        silent: Vec::new(),
    };
    for _ in 0..IDLE {
        idle.spoken.push(served.channel().await?);
        idle.silent.push(TcpStream::connect(&served.grpc).await?);
    }
    Ok(idle)
}

impl Idle {
    /// Every connection is closed, and no new one is taken.
    async fn gone(self) -> Outcome {
        let mut asked = JoinSet::new();
        for channel in self.spoken {
            asked.spawn(async move {
                let mut client = HealthClient::new(channel);
                client.check(HealthCheckRequest::default()).await.is_err()
            });
        }
        while let Some(refused) = asked.join_next().await {
            if !refused? {
                return Err("an idle connection is served after the end".into());
            }
        }
        for stream in self.silent {
            stream.readable().await?;
            if stream.try_read(&mut [0; 64]).is_ok_and(|read| read > 0) {
                return Err("a silent connection was answered".into());
            }
        }
        Ok(())
    }
}
