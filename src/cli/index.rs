//! `vedette index`: look at a data directory that no server has open, and repair it.
//!
//! Not the repair itself. Rule: nothing is deleted; the directory's lock is taken, so a running server is never disturbed.

use super::exit::Exit;
use crate::index::OpenError;
use crate::index::repair::{self, Verified};
use std::io::Write;
use std::path::PathBuf;

/// Looks at and repairs a data directory while no server runs on it.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette index verify --data-dir /var/lib/vedette\n  vedette index rebuild --data-dir /var/lib/vedette\n\n\
    Exit status: 0 sound or done, 1 failed, 3 damage found."
)]
pub struct IndexArgs {
    /// What to do
    #[command(subcommand)]
    pub action: IndexAction,
}

/// What can be done.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum IndexAction {
    /// Read every entry of the article log and every file of the index
    Verify(DataArgs),
    /// Set the index aside; the next start makes it anew from the article log
    Rebuild {
        /// Where the data lies
        #[command(flatten)]
        data: DataArgs,
        /// Make a new article log out of the index first, for when the log is broken
        #[arg(long)]
        from_index: bool,
    },
}

/// Where the data lies.
#[derive(Clone, Debug, clap::Args)]
pub struct DataArgs {
    /// The data directory
    #[arg(long, env = "VEDETTE_DATA_DIR", value_name = "DIR")]
    pub data_dir: PathBuf,
}

/// Runs the command; what was found goes to `out`, progress to `err`.
pub fn run(
    args: &IndexArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, IndexCommandError> {
    match &args.action {
        IndexAction::Verify(data) => {
            let mut told = Ok(());
            let found = repair::verify(&data.data_dir, &mut |done, total| {
                if done % 10_000 == 0 && told.is_ok() {
                    told = writeln!(err, "verified {done} of {total} entries");
                }
            })?;
            told?;
            report(&found, out)?;
            Ok(if found.is_sound() {
                Exit::Success
            } else {
                Exit::Partial
            })
        }
        IndexAction::Rebuild { data, from_index } => {
            if *from_index {
                let saved = repair::salvage(&data.data_dir)?;
                writeln!(
                    out,
                    "{saved} articles written to a new article log; the old one is beside it as articles.redb.broken"
                )?;
            } else {
                repair::forget_index(&data.data_dir)?;
            }
            writeln!(
                out,
                "the index is set aside as index.aside; the next start makes it anew from the article log"
            )?;
            Ok(Exit::Success)
        }
    }
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexCommandError {
    /// The data directory could not be read or repaired.
    #[error("{}", chain(.0))]
    Data(#[from] OpenError),
    /// The results could not be written.
    #[error("write the results: {0}")]
    Output(#[from] std::io::Error),
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn report(found: &Verified, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "article log: {} entries read, {} damaged",
        found.entries, found.damaged_entries
    )?;
    for damaged in &found.damaged {
        writeln!(out, "  {damaged}")?;
    }
    match &found.index {
        None => writeln!(out, "index: sound"),
        Some(reason) => writeln!(out, "index: {reason}; the next start makes it anew"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(action: IndexAction) -> (Result<Exit, IndexCommandError>, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run(&IndexArgs { action }, &mut out, &mut err);
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_directory_that_is_not_there_is_named_and_not_made() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataArgs {
            data_dir: dir.path().join("absent"),
        };
        for action in [
            IndexAction::Verify(data.clone()),
            IndexAction::Rebuild {
                data: data.clone(),
                from_index: true,
            },
        ] {
            let error = ran(action).0.unwrap_err().to_string();
            assert!(error.contains("absent"), "{error}");
        }
        assert!(!data.data_dir.exists());
    }
}
