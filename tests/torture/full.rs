//! A full disk: a small file system filled to ten levels under ingest, then made free again. Needs the right to mount.

use crate::history::{History, Random};
use crate::served::{self, Binary};
use crate::{Outcome, say};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tonic::Code;
use tonic::transport::Channel;
use tonic_types::StatusExt;
use vedette::rpc::pb::article_service_client::ArticleServiceClient;

/// Bytes left free when the filling ends, a level each.
const LEFT: [u64; 10] = [
    0,
    4 << 10,
    64 << 10,
    256 << 10,
    512 << 10,
    1 << 20,
    2 << 20,
    3 << 20,
    4 << 20,
    6 << 20,
];

/// Articles sent at a level before the disk must have been found full.
const SENT_MAX: u64 = 20_000;

/// Longest time until the index takes writes again: its longest wait between two tries, and the try.
const MENDED_MAX: Duration = Duration::from_secs(15);

/// Bytes kept free where the reserve is tested, and how far above and below it that is done.
const KEPT_FREE: u64 = 20 << 20;
const SLACK: u64 = 4 << 20;

/// How often the disk gets low there.
const RESERVE_ROUNDS: u64 = 3;

/// Articles in all.
const ARTICLES: usize = 200;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
}

/// A mounted file system, unmounted when dropped.
pub(crate) struct Mounted<'a>(pub(crate) &'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let disk = arguments.binary.place.empty("full")?;
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
        .arg(&disk)
        .output()?;
    if !mount.status.success() {
        return say("SKIPPED: full disk: mounting a tmpfs is not allowed here");
    }
    let mounted = Mounted(&disk);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(async {
        reserve(&arguments.binary, &disk).await?;
        levels(&arguments.binary, &disk).await
    });
    drop(mounted);
    done
}

/// What is kept free: long before the disk is full articles are refused, as often as it gets low; reads go on, and once there is
/// room the next one is taken.
async fn reserve(binary: &Binary, disk: &Path) -> Outcome {
    let (data, filler) = (disk.join("kept"), disk.join("filler"));
    let mut random = Random(binary.place.seed);
    let mut history = History::new(ARTICLES);
    let kept = KEPT_FREE.to_string();
    let flags = ["--data-free-bytes-min", &kept];
    let served = binary.start_logging(&data, &disk.with_extension("log"), &flags)?;
    let mut client = served.articles().await?;
    for round in 1..=RESERVE_ROUNDS {
        fill(disk, &filler, KEPT_FREE + SLACK)?;
        for article in 0..5 {
            history.begin(article, Some(round))?;
            let taken = served::ask(&mut client, article, Some(round), true).await;
            taken.map_err(|e| format!("round {round}, with room: {e}"))?;
            history.acknowledge(article, Some(round))?;
        }
        fs::remove_file(&filler)?;
        fill(disk, &filler, KEPT_FREE - SLACK)?;
        let (before, _) = vedette::index::repair::space(disk, Some(0))?;
        match served::ask(&mut client, 0, Some(1000 + round), false).await {
            Ok(()) => return Err(format!("round {round}: taken with {before} bytes free").into()),
            Err(status) => judge_low(&status, &data, before)?,
        }
        // What was refused is not there, what was acknowledged is.
        served::settle(&mut client, &mut history, &mut random, 2)
            .await
            .map_err(|e| format!("round {round}: reading with the reserve touched: {e}"))?;
        fs::remove_file(&filler)?;
    }
    history.begin(0, Some(5000))?;
    served::ask(&mut client, 0, Some(5000), true).await?;
    history.acknowledge(0, Some(5000))?;
    served::settle(&mut client, &mut history, &mut random, 2).await?;
    served.kill()?;
    fs::remove_dir_all(&data)?;
    say(&format!(
        "full disk: {RESERVE_ROUNDS} times below the reserve: refused as STORAGE_LOW with path and free bytes, reads went on, taken again \
        without a restart, {} acknowledged, 0 lost",
        history.acknowledged
    ))
}

/// A refusal for low space tells where, how much is free, and how much is kept.
fn judge_low(status: &tonic::Status, data: &Path, free: u64) -> Outcome {
    let details = status.get_error_details();
    let told = details.error_info();
    let word = |key: &str| told.and_then(|info| info.metadata.get(key)).cloned();
    let number = |key: &str| word(key).and_then(|n| n.parse::<u64>().ok());
    let reason = told.map(|info| info.reason.as_str());
    // The index may still be writing: what is free moves a little.
    let near = number("free_bytes").is_some_and(|told| told.abs_diff(free) < SLACK);
    let message = status.message();
    let fits = status.code() == Code::ResourceExhausted
        && reason == Some(vedette::rpc::pb::ErrorReason::StorageLow.as_str_name())
        && word("path").is_some_and(|path| Path::new(&path) == data)
        && near
        && number("needed_bytes") == Some(KEPT_FREE)
        && message.contains(&*data.to_string_lossy())
        && message.contains("free");
    if fits {
        Ok(())
    } else {
        Err(format!("refused with {free} bytes free, but as {status:?}, {details:?}").into())
    }
}

async fn levels(binary: &Binary, disk: &Path) -> Outcome {
    let mut random = Random(binary.place.seed);
    let mut history = History::new(ARTICLES);
    // A log outside would hide what a full disk does to it; the server's own log goes beside the mount.
    let served = binary.start_logging(&disk.join("data"), &disk.with_extension("log"), &[])?;
    let mut client = served.articles().await?;
    let mut refused = 0;
    for left in LEFT {
        let filler = disk.join("filler");
        fill(disk, &filler, left)?;
        let mut full = false;
        for sent in 0..SENT_MAX {
            let article = usize::try_from(random.below(ARTICLES as u64))?;
            let state = Some(1_000_000 + left + sent);
            history.begin(article, state)?;
            match served::ask(&mut client, article, state, false).await {
                Ok(()) => history.acknowledge(article, state)?,
                Err(status) if status.code() == Code::ResourceExhausted => {
                    let told = status.message();
                    if !told.contains("free") || !told.contains(&*disk.to_string_lossy()) {
                        return Err(format!("the refusal names no path and space: {told}").into());
                    }
                    full = true;
                    refused += 1;
                    break;
                }
                Err(status) => return Err(format!("{left} bytes left: {status}").into()),
            }
        }
        if !full {
            return Err(format!("{left} bytes left: the disk was never full").into());
        }
        served::observe(&mut client)
            .await
            .map_err(|e| format!("reading a full disk: {e}"))?;
        fs::remove_file(&filler)?;
        // The next one is taken, without a restart, and found.
        history.begin(0, Some(left + 7))?;
        match served::ask(&mut client, 0, Some(left + 7), true).await {
            Ok(()) => {}
            // The index writer failed too and is tried again soon: on disk, to be found later.
            Err(status) if status.message().contains("the article is kept") => {}
            Err(status) => {
                return Err(format!("{left} bytes left, made free again: {status}").into());
            }
        }
        history.acknowledge(0, Some(left + 7))?;
        found_soon(&mut client, &mut history)
            .await
            .map_err(|e| format!("{left} bytes left, made free again: {e}"))?;
    }
    say(&format!(
        "full disk: {} levels, {refused} refused with path and free bytes, {} acknowledged, 0 lost, reads went on, ingest went on \
        without a restart",
        LEFT.len(),
        history.acknowledged
    ))
}

/// Waits until answers show what was acknowledged.
async fn found_soon(client: &mut ArticleServiceClient<Channel>, history: &mut History) -> Outcome {
    let began = Instant::now();
    loop {
        let seen = served::observe(client).await?;
        let settled = history.clone().settle(&seen);
        if settled.is_ok() || began.elapsed() > MENDED_MAX {
            settled?;
            return history.settle(&seen);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Fills the disk until this much is left.
fn fill(disk: &Path, filler: &Path, left: u64) -> Outcome {
    let (free, _) = vedette::index::repair::space(disk, Some(0))?;
    let bytes = vec![0; usize::try_from(free.saturating_sub(left))?];
    Ok(fs::write(filler, bytes)?)
}
