//! Data that cannot be had: in use, on a read-only file system, of another owner. The server says so at once and touches nothing.
//!
//! Needs root for all but the first. Rule: what it says names the path and what to do, and comes before any address is printed.

use crate::full::Mounted;
use crate::history::{History, Random};
use crate::served::{self, Binary};
use crate::{Outcome, say};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The user who owns nothing.
const NOBODY: u32 = 65_534;

/// Longest time until a server that cannot have its data has said so and ended; what it took is printed.
const ENDED_MAX: Duration = Duration::from_secs(10);

/// Articles of the directory.
const ARTICLES: usize = 5;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    binary: Binary,
}

/// A file's owner, time of change in seconds and nanoseconds, and bytes.
type Print = (u32, i64, i64, Vec<u8>);

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let folder = arguments.binary.place.empty("hold")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let data = folder.join("data");
    let first = runtime.block_on(in_use(&arguments.binary, &data))?;
    say(&format!("hold: in use: refused after {first:.0?}"))?;
    // /tmp: whoever owns nothing must be able to get there.
    let open = tempfile::tempdir()?;
    fs::set_permissions(open.path(), fs::Permissions::from_mode(0o755))?;
    let binary = open.path().join("vedette");
    fs::copy(arguments.binary.path(), &binary)?;
    let Some(read_only) = read_only(&binary, &data, &folder.join("disk"))? else {
        return say("SKIPPED: read-only and foreign data: mounting a tmpfs is not allowed here");
    };
    let owner = foreign(&binary, &data, open.path())?;
    say(&format!(
        "hold: 5 ways not to have the data, each said in one sentence before any address, in use after {first:.0?}, read-only {read_only:.0?}, \
        of another owner {owner:.0?}, nothing touched"
    ))
}

/// A second process on the same data: the first one goes on.
async fn in_use(binary: &Binary, data: &Path) -> Outcome<Duration> {
    let (mut history, mut random) = (History::new(ARTICLES), Random(1));
    let mut served = binary.start(data, &[])?;
    let mut client = served.articles().await?;
    for article in 0..ARTICLES {
        history.begin(article, Some(1))?;
        served::ask(&mut client, article, Some(1), true).await?;
        history.acknowledge(article, Some(1))?;
    }
    let took = refused(binary.path(), data, None, &["in use", "stop it"])?;
    history.begin(0, Some(2))?;
    served::ask(&mut client, 0, Some(2), true).await?;
    history.acknowledge(0, Some(2))?;
    served::settle(&mut client, &mut history, &mut random, 2).await?;
    served.terminate()?;
    let status = served.wait()?;
    if status.success() && data.join("index.clean").exists() {
        Ok(took)
    } else {
        Err(format!("the first process ended with {status}").into())
    }
}

/// Data on a read-only volume, and a read-only volume without any; `None` where it cannot be mounted.
fn read_only(binary: &Path, data: &Path, disk: &Path) -> Outcome<Option<Duration>> {
    fs::create_dir_all(disk)?;
    let mount = |options: &str| {
        let mut tool = Command::new("mount");
        tool.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(disk);
        tool.output().map(|done| done.status.success())
    };
    if !mount("size=64m,mode=755").unwrap_or(false) {
        return Ok(None);
    }
    let _mounted = Mounted(disk);
    let held = disk.join("data");
    copy(data, &held)?;
    if !mount("remount,ro")? {
        return Err("the tmpfs cannot be made read-only".into());
    }
    let before = print(&held)?;
    let say_what = ["read-only", "mount it for writing"];
    let took = refused(binary, &held, None, &say_what)?;
    refused(binary, &disk.join("none"), None, &say_what)?;
    same(&before, &held)?;
    Ok(Some(took))
}

/// Data of which everything, or the log alone, belongs to somebody else.
fn foreign(binary: &Path, data: &Path, open: &Path) -> Outcome<Duration> {
    let theirs = open.join("theirs");
    copy(data, &theirs)?;
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o755))?;
    let before = print(&theirs)?;
    let say_what = ["belongs to user 0", "chown -R 65534"];
    let took = refused(binary, &theirs, Some(NOBODY), &say_what)?;
    same(&before, &theirs)?;
    for name in before
        .keys()
        .filter(|name| !name.ends_with("articles.redb"))
    {
        std::os::unix::fs::chown(name, Some(NOBODY), Some(NOBODY))?;
    }
    for folder in ["", "index"] {
        std::os::unix::fs::chown(theirs.join(folder), Some(NOBODY), Some(NOBODY))?;
    }
    let before = print(&theirs)?;
    refused(
        binary,
        &theirs,
        Some(NOBODY),
        &["articles.redb", say_what[0], say_what[1]],
    )?;
    same(&before, &theirs)?;
    Ok(took)
}

/// Starts a server that must refuse: soon, in one line with the path and these words, before it tells an address.
fn refused(binary: &Path, data: &Path, user: Option<u32>, words: &[&str]) -> Outcome<Duration> {
    let data = std::path::absolute(data)?;
    let mut command = Command::new(std::path::absolute(binary)?);
    command
        .args(["serve", "--server-grpc-listen", "127.0.0.1:0"])
        .args(["--server-admin-listen", "127.0.0.1:0"])
        .args(["--data-free-bytes-min", "0", "--data-dir"])
        .arg(&data)
        .current_dir("/")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    let began = Instant::now();
    let mut child = command.spawn()?;
    while child.try_wait()?.is_none() {
        if began.elapsed() > ENDED_MAX {
            child.kill()?;
            child.wait()?;
            return Err(format!("{}: not refused within {ENDED_MAX:?}", data.display()).into());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let took = began.elapsed();
    let done = child.wait_with_output()?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let path = data.file_name().unwrap_or_default().to_string_lossy();
    let line = told
        .lines()
        .find(|line| line.contains(&*path) && words.iter().all(|word| line.contains(word)));
    if done.status.success() || !done.stdout.is_empty() || line.is_none() {
        return Err(format!(
            "{}, wanted {words:?} before any address: {}, standard output {:?}, it said {told:?}",
            data.display(),
            done.status,
            String::from_utf8_lossy(&done.stdout)
        )
        .into());
    }
    Ok(took)
}

fn files(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Outcome {
    for file in files(from)? {
        let into = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(into.parent().unwrap_or(to))?;
        fs::copy(&file, into)?;
    }
    Ok(())
}

fn print(dir: &Path) -> Outcome<BTreeMap<PathBuf, Print>> {
    let mut prints = BTreeMap::new();
    for file in files(dir)? {
        let told = fs::metadata(&file)?;
        let print = (
            told.uid(),
            told.mtime(),
            told.mtime_nsec(),
            fs::read(&file)?,
        );
        prints.insert(file, print);
    }
    Ok(prints)
}

fn same(before: &BTreeMap<PathBuf, Print>, dir: &Path) -> Outcome {
    let after = print(dir)?;
    if *before == after {
        return Ok(());
    }
    let names = |prints: &BTreeMap<PathBuf, Print>| prints.keys().cloned().collect::<Vec<_>>();
    Err(format!(
        "touched: {:?} before, {:?} after",
        names(before),
        names(&after)
    )
    .into())
}
