//! A re-extraction that is killed again and again while it is made: it goes on where it was, and answers as one made at a stretch.
//!
//! Not the exchange of generations (`faults` has that). Rule: whoever kills knows from the child's own lines alone how far it was.

use crate::history::{History, Random};
use crate::store::{self, OFTEN, USUAL, Whole};
use crate::{Outcome, Place, remove, say};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use vedette::ingest::Acknowledge;

/// Articles, each of which takes the child [`SLOW`]: long enough for every kill to fall into the making.
const ARTICLES: usize = 300;

/// Threads that send them.
const SENDERS: usize = 32;

/// The extractor that makes all records anew, and takes its time.
const SLOW: Whole = Whole {
    maker: "torture-newer",
    pause: Duration::from_millis(15),
};

/// How often the index is committed while nothing is killed.
const SELDOM: Duration = Duration::from_millis(500);

/// From the first article read to the kill, at least: by then something was made to last (a commit each 200 ms).
const MADE_MIN: Duration = Duration::from_millis(500);

/// How often the child tells how far it is.
const TELL: Duration = Duration::from_millis(5);

/// Longest time anything may take before it counts as never.
const PATIENCE: Duration = Duration::from_mins(3);

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Kills while it is made; there is time for three
    #[arg(long, default_value_t = 3)]
    kills: u64,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Child {
    /// The data directory
    #[arg(long)]
    data: PathBuf,
}

/// How far a child was.
#[derive(Clone, Copy, Debug, Default)]
struct Far {
    resumed: u64,
    done: u64,
    total: u64,
    finished: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let dir = arguments.place.empty("rebuild")?.join("data");
    let expected = make(&dir)?;
    let mut random = Random(arguments.place.seed);
    let (mut before, mut told) = (Far::default(), Vec::new());
    for kill in 0..arguments.kills {
        let span = MADE_MIN + Duration::from_millis(random.below(200));
        let far = kill_after(&dir, Some(span)).map_err(|e| format!("kill {kill}: {e}"))?;
        if far.finished {
            return Err(format!("kill {kill} came too late: {far:?}").into());
        }
        if kill > 0 {
            went_on(before, far).map_err(|e| format!("after kill {kill}: {e}"))?;
        }
        told.push(format!("{}..{} of {}", far.resumed, far.done, far.total));
        before = far;
    }
    let far = kill_after(&dir, None)?;
    went_on(before, far)?;
    if !far.finished {
        return Err(format!("it ended unfinished: {far:?}").into());
    }
    let quick = Whole {
        pause: Duration::ZERO,
        ..SLOW
    };
    let ingest = store::open_with(&dir, quick, SELDOM, &mut |_| {})?;
    let (seen, quotes) = (store::observe(&ingest)?, store::quotes(&ingest)?);
    let made_by = ingest.statistics().rebuild.made_by;
    ingest.close()?;
    if seen != expected || !made_by.starts_with(SLOW.maker) {
        return Err(format!("made by {made_by}, it answers {} articles", seen.len()).into());
    }
    // One made at a stretch answers the same.
    remove(&dir.join("index"))?;
    let ingest = store::open_with(&dir, quick, SELDOM, &mut |_| {})?;
    let fresh = store::quotes(&ingest)?;
    ingest.close()?;
    if let Some((one, other)) = quotes.iter().zip(&fresh).find(|(a, b)| a != b) {
        return Err(format!("{one} instead of {other}").into());
    }
    if quotes.len() != fresh.len() {
        return Err(format!("{} quotes instead of {}", quotes.len(), fresh.len()).into());
    }
    say(&format!(
        "rebuild: killed {} times while it was made (entries {}), went on at {} and ended, {} quotes as made at a stretch",
        arguments.kills,
        told.join(", "),
        far.resumed,
        fresh.len()
    ))
}

/// It went on where it was cut off, and did not begin again.
fn went_on(before: Far, far: Far) -> Outcome {
    if far.resumed > 0 && far.resumed >= before.resumed && far.resumed <= before.total {
        Ok(())
    } else {
        Err(format!("it did not go on: {before:?}, then {far:?}").into())
    }
}

/// A store with all articles, many of them revised, and some deleted.
fn make(dir: &Path) -> Outcome<std::collections::BTreeMap<usize, u64>> {
    let ingest = Arc::new(store::open_with(dir, USUAL, SELDOM, &mut |_| {})?);
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let ingest = Arc::clone(&ingest);
            std::thread::spawn(move || -> Outcome {
                for article in (sender..ARTICLES).step_by(SENDERS) {
                    store::ask(&ingest, article, Some(1), Acknowledge::Durable)?;
                    if article.is_multiple_of(7) {
                        store::ask(&ingest, article, Some(2), Acknowledge::Durable)?;
                    }
                    if article % 50 == 1 {
                        store::ask(&ingest, article, None, Acknowledge::Durable)?;
                    }
                }
                Ok(())
            })
        })
        .collect();
    for sender in senders {
        sender.join().map_err(|_panic| "a sender panicked")??;
    }
    let ingest = Arc::try_unwrap(ingest).map_err(|_held| "the store is still held")?;
    ingest.close()?;
    let ingest = store::open(dir)?;
    let seen = store::observe(&ingest)?;
    ingest.close()?;
    let mut history = History::new(ARTICLES);
    for article in 0..ARTICLES {
        let version = if article.is_multiple_of(7) { 2 } else { 1 };
        let state = Some(version).filter(|_| article % 50 != 1);
        history.begin(article, state)?;
        history.acknowledge(article, state)?;
    }
    history.settle(&seen)?;
    Ok(seen)
}

/// Starts a child that makes a new generation, and kills it this long after it read the first article; without, when it is done.
fn kill_after(dir: &Path, span: Option<Duration>) -> Outcome<Far> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("builder")
        .arg("--data")
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let out = child.stdout.take().ok_or("no standard output")?;
    let mut far = Far::default();
    let (mut first, began) = (None, Instant::now());
    for line in BufReader::new(out).lines() {
        far = parse(&line?)?;
        if far.done > far.resumed {
            first.get_or_insert_with(Instant::now);
        }
        let due = first
            .zip(span)
            .is_some_and(|(at, span)| at.elapsed() >= span);
        if due || far.finished || began.elapsed() > PATIENCE {
            break;
        }
    }
    child.kill()?;
    child.wait()?;
    Ok(far)
}

fn parse(line: &str) -> Outcome<Far> {
    let numbers: Vec<u64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
    let [resumed, done, total, finished] = numbers.as_slice() else {
        return Err(format!("the child said {line:?}").into());
    };
    Ok(Far {
        resumed: *resumed,
        done: *done,
        total: *total,
        finished: *finished > 0,
    })
}

/// The process that is killed: tells how far the new generation is until it is in place.
pub(crate) fn child(arguments: &Child) -> Outcome {
    let ingest = store::open_with(&arguments.data, SLOW, OFTEN, &mut |_| {})?;
    // Refused when the start goes on with one already.
    ingest.rebuild(true)?;
    loop {
        let told = ingest.statistics().rebuild;
        let finished = u64::from(told.finished > 0);
        say(&format!(
            "{} {} {} {finished}",
            told.resumed, told.done, told.total
        ))?;
        if let Some(failure) = told.failure {
            return Err(failure.into());
        }
        std::thread::sleep(TELL);
    }
}
