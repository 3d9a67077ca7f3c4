//! Damage: every file of a data directory with bits flipped, pages zeroed, cut, emptied, removed, or exchanged with another.
//!
//! What is found must be named, and no answer may hold a text that was never sent.

use crate::history::{History, Random};
use crate::store::{OFTEN, USUAL};
use crate::{Outcome, Place, say, store};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use vedette::index::repair;
use vedette::ingest::{Acknowledge, Ingest};

/// Articles of the directory that is damaged.
const ARTICLES: usize = 30;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Bits flipped in each file, one at a time
    #[arg(long, default_value_t = 8)]
    flips: u64,
}

/// A way to damage a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Flip(u64),
    ZeroPage,
    Cut,
    Empty,
    Remove,
    Swap,
}

/// How often a damage ended in which way.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Put right, and said so.
    mended: u64,
    /// Nothing is wrong with anything that is read, by a look at all of it.
    harmless: u64,
    refused: u64,
    named: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.mended += other.mended;
        self.harmless += other.harmless;
        self.refused += other.refused;
        self.named += other.named;
    }
}

/// One file, damaged in one way.
#[derive(Debug)]
struct Case<'a> {
    file: &'a Path,
    /// The file it is exchanged with.
    other: &'a Path,
    way: Damage,
    /// Whether the last stop was a clean one.
    clean: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let place = &arguments.place;
    let began = Instant::now();
    let whole = place.empty("damage-whole")?;
    let expected = make(&whole)?;
    let files = files(&whole)?;
    let mut random = Random(place.seed);
    let mut ways: Vec<Damage> = (0..arguments.flips)
        .map(|_| Damage::Flip(random.next()))
        .collect();
    ways.extend([
        Damage::ZeroPage,
        Damage::Cut,
        Damage::Empty,
        Damage::Remove,
        Damage::Swap,
    ]);
    let cases = cases(&files, &ways);
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let mut tally = Tally::default();
    std::thread::scope(|scope| -> Outcome {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (cases, next) = (&cases, &next);
                let bench = Bench {
                    place,
                    worker,
                    whole: &whole,
                    expected: &expected,
                };
                scope.spawn(move || bench.work(cases, next))
            })
            .collect();
        for worker in workers {
            tally.add(worker.join().map_err(|_panic| "a thread panicked")??);
        }
        Ok(())
    })?;
    say(&format!(
        "damage: {} files, {} ways each, after a clean stop and after a crash: {} mended and told, {} harmless by a look at everything, \
        {} refused at start with what is damaged and what to run, {} named while the rest answered, 0 wrong texts, {:.0?}",
        files.len(),
        ways.len(),
        tally.mended,
        tally.harmless,
        tally.refused,
        tally.named,
        began.elapsed()
    ))
}

fn cases<'a>(files: &'a [PathBuf], ways: &[Damage]) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let other = files.get((at + 1) % files.len()).unwrap_or(file);
        for way in ways {
            for clean in [true, false] {
                // After a crash only checksums are left to go by, and an exchanged file's own fit.
                if matches!(way, Damage::Swap) && !clean {
                    continue;
                }
                cases.push(Case {
                    file,
                    other,
                    way: *way,
                    clean,
                });
            }
        }
    }
    cases
}

/// Where one thread damages and looks.
struct Bench<'a> {
    place: &'a Place,
    worker: usize,
    whole: &'a Path,
    expected: &'a BTreeMap<usize, u64>,
}

impl Bench<'_> {
    fn work(&self, cases: &[Case<'_>], next: &AtomicUsize) -> Outcome<Tally> {
        let mut tally = Tally::default();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let one = self.one(case).map_err(|e| {
                let (file, way) = (case.file.display(), case.way);
                format!("{file} {way:?}, stopped cleanly {}: {e}", case.clean)
            })?;
            tally.add(one);
        }
        Ok(tally)
    }

    fn one(&self, case: &Case<'_>) -> Outcome<Tally> {
        let dir = self.damaged("damage", case)?;
        // A look at everything takes the mark of a clean stop for nothing, so it has a copy of its own.
        let looked_at = self.damaged("damage-look", case)?;
        let sound = repair::verify(&looked_at, &mut |_, _| {}).is_ok_and(|found| found.is_sound());
        look(&dir, case, self.expected, sound)
    }

    /// A copy, damaged.
    fn damaged(&self, name: &str, case: &Case<'_>) -> Outcome<PathBuf> {
        let dir = self.place.empty(&format!("{name}-{}", self.worker))?;
        copy(self.whole, &dir)?;
        if !case.clean {
            drop(fs::remove_file(dir.join("index.clean")));
        }
        damage(&dir, case.file, case.other, case.way)?;
        Ok(dir)
    }
}

fn make(dir: &Path) -> Outcome<BTreeMap<usize, u64>> {
    let ingest = store::open(dir)?;
    for article in 0..ARTICLES {
        for version in 1..=(article as u64 % 3 + 1) {
            store::ask(&ingest, article, Some(version), Acknowledge::Searchable)?;
        }
    }
    let seen = store::observe(&ingest)?;
    ingest.close()?;
    Ok(seen)
}

/// Every file below a directory, relative to it; not the lock.
fn files(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["", "index"] {
        for entry in fs::read_dir(dir.join(folder))? {
            let entry = entry?;
            let name = Path::new(folder).join(entry.file_name());
            if entry.file_type()?.is_file() && !name.to_string_lossy().ends_with("lock") {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to.join("index"))?;
    for file in files(from)? {
        fs::copy(from.join(&file), to.join(&file))?;
    }
    Ok(())
}

fn damage(dir: &Path, file: &Path, other: &Path, way: Damage) -> Outcome {
    let path = dir.join(file);
    if !path.exists() {
        return Ok(());
    }
    let mut bytes = fs::read(&path)?;
    match way {
        Damage::Flip(number) => {
            let at = usize::try_from(number % bytes.len().max(1) as u64)?;
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (number >> 32 & 7);
            }
        }
        Damage::ZeroPage => {
            let start = bytes.len() / 2 / 4096 * 4096;
            for byte in bytes.iter_mut().skip(start).take(4096) {
                *byte = 0;
            }
        }
        Damage::Cut => bytes.truncate(bytes.len() * 2 / 3),
        Damage::Empty => bytes.clear(),
        Damage::Remove => return Ok(fs::remove_file(path)?),
        Damage::Swap => {
            let path = dir.join(other);
            if path.exists() {
                let theirs = fs::read(&path)?;
                fs::write(path, &bytes)?;
                bytes = theirs;
            }
        }
    }
    Ok(fs::write(path, bytes)?)
}

/// What a refusal must tell to do, one of them.
const REMEDIES: [&str; 3] = [
    "`vedette index rebuild --from-index`",
    "`vedette restore`",
    // A flipped bit can make the format a higher one.
    "install the newer release again",
];

/// A refusal names what is damaged, and the command to run.
fn judge_refusal(refusal: &dyn std::error::Error, dir: &Path, case: &Case<'_>) -> Outcome {
    let mut told = refusal.to_string();
    let mut cause = refusal.source();
    while let Some(inner) = cause {
        told = format!("{told}: {inner}");
        cause = inner.source();
    }
    let told_file = |file: &Path| told.contains(&*dir.join(file).to_string_lossy());
    // The format's number is told of the directory as a whole.
    let names = told_file(case.file)
        || matches!(case.way, Damage::Swap) && told_file(case.other)
        || case.file == Path::new("format") && told.contains(&*dir.to_string_lossy());
    if names && REMEDIES.iter().any(|remedy| told.contains(remedy)) {
        Ok(())
    } else {
        Err(format!("the refusal does not tell what is damaged and what to run: {told}").into())
    }
}

/// Whether anything was told of damage: before it opened, in its status, or by a look at the log.
fn reported(ingest: &Ingest, told: &[String]) -> bool {
    let status = ingest.statistics();
    !told.is_empty() || !status.rebuild.reason.is_empty() || status.health.damaged_entries > 0
}

/// Opens what is left: refused with a sentence, mended and told, or with the damage counted and everything that answers as it was sent.
/// `sound` is what a look at everything found; what it finds wrong must not be passed over in silence.
fn look(
    dir: &Path,
    case: &Case<'_>,
    expected: &BTreeMap<usize, u64>,
    sound: bool,
) -> Outcome<Tally> {
    let mut told = Vec::new();
    let opened = store::open_with(dir, USUAL, OFTEN, &mut |at| told.push(at.reason.clone()));
    let ingest = match opened {
        Ok(ingest) => ingest,
        Err(refusal) => {
            judge_refusal(&refusal, dir, case)?;
            return Ok(Tally {
                refused: 1,
                ..Tally::default()
            });
        }
    };
    // Found behind the answers after a clean stop: until it is made anew a question may fail, with a typed error.
    let began = Instant::now();
    loop {
        let status = ingest.statistics();
        match store::observe(&ingest) {
            Ok(seen) if seen == *expected => {
                if let Some(tally) = settled(&ingest, &told, sound) {
                    return Ok(tally);
                }
                if began.elapsed().as_secs() >= 20 {
                    return Err("a look at everything finds damage, but nothing tells of it".into());
                }
            }
            // Older versions or missing articles: only when the log's damage was named.
            Ok(seen) if status.health.damaged_entries > 0 => {
                let mut history = History::new(ARTICLES);
                for (article, version) in expected {
                    for older in 1..=*version {
                        history.begin(*article, Some(older))?;
                    }
                    history.begin(*article, None)?;
                }
                history.settle(&seen)?;
                return Ok(Tally {
                    named: 1,
                    ..Tally::default()
                });
            }
            Ok(_) | Err(_) if began.elapsed().as_secs() < 20 => {}
            Ok(seen) => return Err(format!("answers {seen:?} in silence").into()),
            Err(error) => return Err(error),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// How it ended, once that can be told: all answers are right.
fn settled(ingest: &Ingest, told: &[String], sound: bool) -> Option<Tally> {
    let tally = Tally::default();
    if reported(ingest, told) {
        return Some(Tally { mended: 1, ..tally });
    }
    if sound {
        return Some(Tally {
            harmless: 1,
            ..tally
        });
    }
    // No answer needs what is damaged: it is named as soon as it is read.
    let named = !ingest.check_entries(0).damaged.is_empty();
    named.then_some(Tally { named: 1, ..tally })
}
