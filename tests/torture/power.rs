//! Power cuts: the data lie on an ext4 of their own that is shut down without its log, then mounted again. Needs root.
//!
//! Only what was acknowledged before the cut counts. Idle cuts (all quiet for a second) find what busy ones hide.

use crate::history::{History, Random};
use crate::kill::{CLIENTS, work};
use crate::served::{self, Binary};
use crate::{Outcome, say};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Shuts a file system down at once: `EXT4_IOC_SHUTDOWN` with no flush of the log.
const CUT: &str = "import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
    /// Cuts under load
    #[arg(long, default_value_t = 4)]
    busy: u64,
    /// Cuts a second after the last acknowledgement
    #[arg(long, default_value_t = 2)]
    idle: u64,
}

fn tool(name: &str, arguments: &[&str]) -> Outcome<bool> {
    let done = Command::new(name).args(arguments).output()?;
    Ok(done.status.success())
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let folder = arguments.binary.place.empty("power")?;
    let (image, disk) = (folder.join("disk.img"), folder.join("disk"));
    std::fs::create_dir(&disk)?;
    std::fs::File::create(&image)?.set_len(512 << 20)?;
    let (image, mount) = (image.to_string_lossy(), disk.to_string_lossy());
    let made = tool("mkfs.ext4", &["-q", "-F", &image]).unwrap_or(false);
    if !made || !tool("mount", &["-o", "loop", &image, &mount])? {
        return say("SKIPPED: power cuts: an ext4 of its own cannot be made and mounted here");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let done = runtime.block_on(cuts(arguments, &image, &disk));
    tool("umount", &["-l", &mount])?;
    done
}

async fn cuts(arguments: &Arguments, image: &str, disk: &Path) -> Outcome {
    let binary = &arguments.binary;
    let mut random = Random(binary.place.seed);
    let mut history = History::new(crate::kill::ARTICLES);
    let (data, log) = (disk.join("data"), disk.with_extension("log"));
    for cycle in 0..arguments.busy + arguments.idle {
        let served = binary.start_logging(&data, &log, &[])?;
        let mut client = served.articles().await?;
        served::settle(&mut client, &mut history, &mut random, 2)
            .await
            .map_err(|e| format!("cut {cycle} (--seed {}): {e}", binary.place.seed))?;
        let shared = Arc::new(Mutex::new(history));
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut workers = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let client = served.articles().await?;
            let one = work(client, Arc::clone(&shared), Random(random.next()), number);
            workers.spawn(until(one, Arc::clone(&stop)));
        }
        tokio::time::sleep(Duration::from_millis(100 + random.below(900))).await;
        if cycle >= arguments.busy {
            stop.store(true, std::sync::atomic::Ordering::Release);
            while let Some(done) = workers.join_next().await {
                done??;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        // What is acknowledged from here on may be a lie of a file system that is going down: only what was read before counts.
        history = shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let cut = tool("python3", &["-c", CUT, &disk.to_string_lossy()])?;
        served.kill()?;
        while let Some(done) = workers.join_next().await {
            done??;
        }
        // Asked for since then: in doubt.
        let later = shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        history.doubt(&later);
        let mount = disk.to_string_lossy();
        if !cut || !tool("umount", &[&mount])? || !tool("mount", &["-o", "loop", image, &mount])? {
            return Err(
                format!("cut {cycle}: the file system was not cut off or does not mount").into(),
            );
        }
    }
    let served = binary.start_logging(&data, &log, &[])?;
    let mut client = served.articles().await?;
    served::settle(&mut client, &mut history, &mut random, 20).await?;
    served.kill()?;
    say(&format!(
        "power cuts: {} busy, {} idle, {} acknowledged, 0 lost, 0 doubled, 0 phantom",
        arguments.busy, arguments.idle, history.acknowledged
    ))
}

/// Works until told to stop, then ends between two requests.
async fn until(
    work: impl Future<Output = Outcome>,
    stop: Arc<std::sync::atomic::AtomicBool>,
) -> Outcome {
    let told = async {
        while !stop.load(std::sync::atomic::Ordering::Acquire) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        done = work => done,
        () = told => Ok(()),
    }
}
