//! Damage: every file of a data directory with bits flipped, pages zeroed, cut, emptied, removed, or exchanged with another.
//!
//! What is found must be named, and no answer may hold a text that was never sent.

use crate::history::{History, Random};
use crate::{Outcome, Place, say, store};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vedette::ingest::Acknowledge;

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
#[derive(Debug, Default)]
struct Tally {
    mended: u64,
    refused: u64,
    named: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let place = &arguments.place;
    let whole = place.empty("damage-whole")?;
    let expected = make(&whole)?;
    let files = files(&whole)?;
    let mut random = Random(place.seed);
    let mut tally = Tally::default();
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
    for (at, file) in files.iter().enumerate() {
        let other = files.get((at + 1) % files.len()).unwrap_or(file);
        for way in &ways {
            for clean in [true, false] {
                // After a crash only checksums are left to go by, and an exchanged file's own fit.
                if matches!(way, Damage::Swap) && !clean {
                    continue;
                }
                let dir = place.empty("damage")?;
                copy(&whole, &dir)?;
                if !clean {
                    drop(fs::remove_file(dir.join("index.clean")));
                }
                damage(&dir, file, other, *way)?;
                look(&dir, &expected, &mut tally).map_err(|e| {
                    format!("{} {way:?}, stopped cleanly {clean}: {e}", file.display())
                })?;
            }
        }
    }
    say(&format!(
        "damage: {} files, {} ways each, after a clean stop and after a crash: {} mended or harmless, {} refused at start, \
        {} named while the rest answered, 0 wrong texts",
        files.len(),
        ways.len(),
        tally.mended,
        tally.refused,
        tally.named
    ))
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

/// Opens what is left: refused with a sentence, mended, or with the damage counted and everything that answers as it was sent.
fn look(dir: &Path, expected: &BTreeMap<usize, u64>, tally: &mut Tally) -> Outcome {
    let ingest = match store::open(dir) {
        Ok(ingest) => ingest,
        Err(refusal) => {
            tally.refused += 1;
            let told = refusal.to_string();
            return if told.len() > 20 {
                Ok(())
            } else {
                Err(format!("the refusal tells nothing: {told}").into())
            };
        }
    };
    // Found behind the answers after a clean stop: until it is made anew a question may fail, with a typed error.
    let began = std::time::Instant::now();
    loop {
        let told = ingest.statistics();
        match store::observe(&ingest) {
            Ok(seen) if seen == *expected => {
                tally.mended += 1;
                return Ok(());
            }
            // Older versions or missing articles: only when the log's damage was named.
            Ok(seen) if told.health.damaged_entries > 0 => {
                let mut history = History::new(ARTICLES);
                for (article, version) in expected {
                    for older in 1..=*version {
                        history.begin(*article, Some(older))?;
                    }
                    history.begin(*article, None)?;
                }
                tally.named += 1;
                return history.settle(&seen);
            }
            Ok(_) | Err(_) if began.elapsed().as_secs() < 20 => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            Ok(seen) => return Err(format!("answers {seen:?} in silence").into()),
            Err(error) => return Err(error),
        }
    }
}
