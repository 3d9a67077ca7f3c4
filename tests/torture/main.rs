//! The torture tests: a store or a server is killed, starved, damaged and cut off, and its clients' own memory decides.
//!
//! `cargo run --example torture -- --help`. Not a benchmark. Rules: what counts is the history its clients keep, never what
//! the server thinks of itself; every run prints the seed that repeats it; a test that could not be run says SKIPPED.

mod child;
mod damage;
mod drain;
mod faults;
mod full;
mod history;
mod hold;
mod kill;
mod load;
mod power;
mod rebuild;
mod served;
mod soak;
mod store;

use clap::{Parser, Subcommand};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a test failed, in one sentence with its seed.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    test: Test,
}

#[derive(Debug, Subcommand)]
enum Test {
    /// Abort, error and panic at every step of the write path and of the start (needs the feature `failpoints`)
    Faults(faults::Arguments),
    /// kill -9 at any moment under ingest, re-ingest and delete
    Kill(kill::Arguments),
    /// Every file damaged in thirteen ways
    Damage(damage::Arguments),
    /// A full disk at ten levels (needs the right to mount)
    Full(full::Arguments),
    /// SIGTERM under load
    Drain(drain::Arguments),
    /// kill -9 while all records are made anew
    Rebuild(rebuild::Arguments),
    /// Data in use, on a read-only file system, of another owner (needs root)
    Hold(hold::Arguments),
    /// Power cuts on an ext4 of its own (needs root)
    Power(power::Arguments),
    /// Articles at a steady pace beside streams of searches: nothing is lost and nothing grows
    Soak(soak::Arguments),
    /// What the other tests cut off: works on a store and tells what was acknowledged
    #[command(hide = true)]
    Child(child::Arguments),
    /// What `rebuild` kills
    #[command(hide = true)]
    Builder(rebuild::Child),
}

/// Where a test keeps its data.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// Folder for data directories, on the disk to be tested
    #[arg(long, default_value = "target/torture")]
    work: PathBuf,
    /// Seed of all that is random; the same seed tries the same again
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Place {
    /// A folder of this name, empty.
    pub(crate) fn empty(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.work.join(name);
        remove(&path)?;
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }
}

/// How often a directory is removed anew before that is an error: two seconds.
const REMOVALS_MAX: u32 = 100;

/// Removes a directory and all in it, if it is there.
///
/// Tests let a store go without closing it, as a killed process would; but its last merge lives on in this
/// process and may put a file where all files have just been removed.
pub(crate) fn remove(path: &Path) -> Outcome {
    let mut removals = 0;
    loop {
        match std::fs::remove_dir_all(path) {
            Err(e) if e.kind() == ErrorKind::DirectoryNotEmpty && removals < REMOVALS_MAX => {
                removals += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e.into()),
            Ok(()) | Err(_) => return Ok(()),
        }
    }
}

/// Prints a line at once.
pub(crate) fn say(line: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn main() -> Outcome {
    match Arguments::parse().test {
        Test::Faults(arguments) => faults::run(&arguments),
        Test::Kill(arguments) => kill::run(&arguments),
        Test::Damage(arguments) => damage::run(&arguments),
        Test::Full(arguments) => full::run(&arguments),
        Test::Drain(arguments) => drain::run(&arguments),
        Test::Rebuild(arguments) => rebuild::run(&arguments),
        Test::Hold(arguments) => hold::run(&arguments),
        Test::Builder(arguments) => rebuild::child(&arguments),
        Test::Power(arguments) => power::run(&arguments),
        Test::Soak(arguments) => soak::run(&arguments),
        Test::Child(arguments) => child::run(&arguments),
    }
}
