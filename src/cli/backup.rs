//! `vedette backup` and `vedette restore`: the article log as one file, and back.
//!
//! Not the index, which is made again from the log. Rule: a backup that was cut off goes on where it stopped when the command is given
//! again, and a damaged one is never restored.

use super::client::{ClientError, ServerArgs, client};
use super::exit::Exit;
use crate::index::backup::{self, BackupError, Part, Summary, Writer};
use crate::rpc::pb;
use pb::admin_service_client::AdminServiceClient;
use std::io::Write;
use std::path::{Path, PathBuf};
use tonic::transport::Channel;

/// How a backup in a folder is named, before the time.
const NAME_BEGINS: &str = "vedette-";

/// How often a backup is begun before articles purged meanwhile make it fail.
const BEGINNINGS: usize = 3;

/// Writes the article log to one file.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette backup today.vedette\n  vedette backup --data-dir /var/lib/vedette today.vedette   # while no server runs\n  vedette backup /backups --keep 7   # from a timer\n\n\
    Cut off, give the command again: it goes on with today.vedette.part.\n\nExit status: 0 done, 1 failed, 4 no server."
)]
pub struct BackupArgs {
    /// The file to write; in a folder it is named for the time
    pub file: PathBuf,
    /// Of the backups in that folder keep only the newest N
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep: Option<u32>,
    /// Read this data directory instead of asking a server; no server may run on it
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Which server
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Makes a data directory out of a backup.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette restore today.vedette --data-dir /var/lib/vedette\n  vedette restore today.vedette --verify\n\n\
    The first start on the directory makes its index.\n\nExit status: 0 done, 1 failed or damaged."
)]
pub struct RestoreArgs {
    /// The backup
    pub file: PathBuf,
    /// The data directory to make; it must be empty or absent
    #[arg(long, value_name = "DIR", required_unless_present = "verify")]
    pub data_dir: Option<PathBuf>,
    /// Only read the backup through
    #[arg(long, conflicts_with = "data_dir")]
    pub verify: bool,
}

/// Why a backup was not made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupCommandError {
    /// The server could not be asked.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The file or the data could not be read or written.
    #[error("{}", chain(.0))]
    Backup(#[from] BackupError),
    /// The results could not be written.
    #[error("write the results: {0}")]
    Output(#[from] std::io::Error),
}

impl BackupCommandError {
    /// The exit code scripts see.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Client(error) => error.exit(),
            Self::Backup(_) | Self::Output(_) => Exit::Failure,
        }
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// Makes a backup; what it holds goes to `out`, progress to `err`.
pub async fn run(
    args: &BackupArgs,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, BackupCommandError> {
    let file = destination(&args.file, jiff::Timestamp::now())?;
    let mut told = Ok(());
    let mut progress = |done: u64, total: u64| {
        if told.is_ok() {
            told = writeln!(err, "{done} of {total} entries");
        }
    };
    let summary = match &args.data_dir {
        Some(data) => backup::write(data, &file, &mut progress)?,
        None => fetch(args, &file, &mut progress).await?,
    };
    told?;
    report(out, &summary, &file.display().to_string())?;
    if let Some(keep) = args.keep {
        prune(&args.file, usize::try_from(keep).unwrap_or(usize::MAX))?;
    }
    Ok(Exit::Success)
}

/// Names in a folder that a backup gives itself, oldest first.
fn named(folder: &Path, end: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(NAME_BEGINS) && name.ends_with(end) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Where a backup goes: the file itself; in a folder one named for the time, or the one there that was cut off.
fn destination(path: &Path, now: jiff::Timestamp) -> std::io::Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    if let Some(cut) = named(path, ".vedette.part")?.pop() {
        return Ok(cut.with_extension(""));
    }
    let time = now.strftime("%Y%m%dT%H%M%SZ");
    Ok(path.join(format!("{NAME_BEGINS}{time}.vedette")))
}

/// Removes all but the newest backups of a folder.
fn prune(folder: &Path, keep: usize) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let found = named(folder, ".vedette")?;
    let old = found.len().saturating_sub(keep);
    found.iter().take(old).try_for_each(std::fs::remove_file)
}

fn report(out: &mut dyn Write, summary: &Summary, what: &str) -> std::io::Result<()> {
    let (entries, bytes) = (summary.entries, summary.bytes);
    writeln!(out, "{what}: {entries} entries, {bytes} bytes, verified")
}

async fn fetch(
    args: &BackupArgs,
    file: &Path,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Summary, BackupCommandError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    for _ in 1..BEGINNINGS {
        match walk(args, &mut client, file, progress).await {
            // What was begun is of another log, or an article in it was purged meanwhile.
            Err(BackupCommandError::Backup(BackupError::Outdated { .. })) => {
                Writer::open(file)?.discard()?;
            }
            done => return done,
        }
    }
    walk(args, &mut client, file, progress).await
}

async fn walk(
    args: &BackupArgs,
    client: &mut AdminServiceClient<Channel>,
    file: &Path,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Summary, BackupCommandError> {
    let mut writer = Writer::open(file)?;
    let mut after = writer.after();
    loop {
        let request = pb::ReadLogRequest {
            after_sequence: i64::try_from(after).unwrap_or(i64::MAX),
        };
        let answer = client.read_log(args.server.request(request)).await;
        let answer = answer.map_err(ClientError::from)?.into_inner();
        if answer.entries.is_empty() {
            return if after == writer.entries() {
                Ok(writer.finish()?)
            } else {
                // The last entry it holds is not there.
                let path = file.to_owned();
                Err(BackupError::Outdated { path }.into())
            };
        }
        for entry in answer.entries {
            writer.add(&Part {
                sequence: u64::try_from(entry.sequence).unwrap_or(0),
                frame: entry.frame,
            })?;
        }
        let head = u64::try_from(answer.head_sequence).unwrap_or(0);
        after = writer.entries();
        progress(after, head);
    }
}

/// Restores or verifies a backup.
pub fn restore(
    args: &RestoreArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, BackupCommandError> {
    let Some(data) = &args.data_dir else {
        let summary = backup::verify(&args.file)?;
        report(out, &summary, &args.file.display().to_string())?;
        return Ok(Exit::Success);
    };
    let mut told = Ok(());
    let summary = backup::restore(&args.file, data, &mut |done, total| {
        if told.is_ok() && done % 10_240 == 0 {
            told = writeln!(err, "{done} of {total} entries");
        }
    })?;
    told?;
    report(out, &summary, &data.display().to_string())?;
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_folder_a_backup_is_named_for_the_time_and_a_cut_one_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let now = jiff::Timestamp::from_second(1_733_400_000).unwrap();
        let of = |path: &Path| destination(path, now).unwrap();
        let file = folder.path().join("today.vedette");
        assert_eq!(of(&file), file);
        let named = folder.path().join("vedette-20241205T120000Z.vedette");
        assert_eq!(of(folder.path()), named);
        let cut = folder.path().join("vedette-20241204T120000Z.vedette");
        std::fs::write(
            folder.path().join("vedette-20241204T120000Z.vedette.part"),
            "",
        )
        .unwrap();
        assert_eq!(of(folder.path()), cut);
    }

    #[test]
    fn only_the_newest_backups_of_a_folder_are_kept_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "vedette-1.vedette",
            "vedette-2.vedette",
            "vedette-3.vedette",
        ];
        for name in names
            .into_iter()
            .chain(["vedette-0.vedette.part", "mine.vedette"])
        {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        prune(folder.path(), 2).unwrap();
        let there = |name: &str| folder.path().join(name).exists();
        assert_eq!(names.map(there), [false, true, true]);
        assert!(there("vedette-0.vedette.part") && there("mine.vedette"));
    }
}
