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
use std::path::PathBuf;
use tonic::transport::Channel;

/// Writes the article log to one file.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette backup today.vedette\n  vedette backup --data-dir /var/lib/vedette today.vedette   # while no server runs\n\n\
    Cut off, give the command again: it goes on with today.vedette.part.\n\nExit status: 0 done, 1 failed, 4 no server."
)]
pub struct BackupArgs {
    /// The file to write
    pub file: PathBuf,
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
    let mut told = Ok(());
    let mut progress = |done: u64, total: u64| {
        if told.is_ok() {
            told = writeln!(err, "{done} of {total} entries");
        }
    };
    let summary = match &args.data_dir {
        Some(data) => backup::write(data, &args.file, &mut progress)?,
        None => fetch(args, &mut progress).await?,
    };
    told?;
    report(out, &summary, &args.file.display().to_string())?;
    Ok(Exit::Success)
}

fn report(out: &mut dyn Write, summary: &Summary, what: &str) -> std::io::Result<()> {
    let (entries, bytes) = (summary.entries, summary.bytes);
    writeln!(out, "{what}: {entries} entries, {bytes} bytes, verified")
}

async fn fetch(
    args: &BackupArgs,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Summary, BackupCommandError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    let mut writer = Writer::open(&args.file)?;
    loop {
        let request = pb::ReadLogRequest {
            after_sequence: i64::try_from(writer.entries()).unwrap_or(i64::MAX),
        };
        let answer = client.read_log(args.server.request(request)).await;
        let answer = answer.map_err(ClientError::from)?.into_inner();
        if answer.entries.is_empty() {
            return Ok(writer.finish()?);
        }
        for entry in answer.entries {
            writer.add(&Part {
                sequence: u64::try_from(entry.sequence).unwrap_or(0),
                frame: entry.frame,
            })?;
        }
        let head = u64::try_from(answer.head_sequence).unwrap_or(0);
        progress(writer.entries(), head);
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
