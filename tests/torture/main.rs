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
mod kill;
mod power;
mod served;
mod store;

use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;

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
    /// Power cuts on an ext4 of its own (needs root)
    Power(power::Arguments),
    /// What the other tests cut off: works on a store and tells what was acknowledged
    #[command(hide = true)]
    Child(child::Arguments),
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
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir_all(&path)?;
        Ok(path)
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
        Test::Power(arguments) => power::run(&arguments),
        Test::Child(arguments) => child::run(&arguments),
    }
}
