//! Processes under load: the product's own binary, and the echo. Each tells where it listens and when it is ready.

use crate::{Outcome, echo};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server.
#[derive(Debug)]
pub(crate) struct Served {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// From start to ready.
    pub(crate) ready: Duration,
    /// Kept open: what is still said must go somewhere.
    _said: BufReader<ChildStdout>,
}

impl Served {
    /// The product over a data directory; its log lies beside that.
    pub(crate) fn product(binary: &Path, data: &Path) -> Outcome<Self> {
        let log = std::fs::File::create(data.with_extension("log"))?;
        let mut command = Command::new(binary);
        command
            .args(["serve", "--server-grpc-listen", "127.0.0.1:0"])
            .args(["--server-admin-listen", "127.0.0.1:0"])
            .args(["--data-free-bytes-min", "0"])
            .args(["--server-drain-delay", "0s"])
            .args(["--data-dir".as_ref(), data.as_os_str()])
            .stderr(log);
        Self::start(command)
    }

    /// This program as the echo.
    pub(crate) fn echo(answer: &Path) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([echo::FLAG.as_ref(), answer.as_os_str()]);
        Self::start(command)
    }

    fn start(mut command: Command) -> Outcome<Self> {
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        let (mut said, mut address, mut line) = (BufReader::new(out), String::new(), String::new());
        loop {
            line.clear();
            if said.read_line(&mut line)? == 0 {
                return Err(format!("a server ended with {}", child.wait()?).into());
            }
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("grpc"), Some(at)) => at.clone_into(&mut address),
                (Some("ready;"), _) => break,
                _ => {}
            }
        }
        Ok(Self {
            child,
            address,
            ready: begun.elapsed(),
            _said: said,
        })
    }

    /// A line of its status, in bytes: `RssAnon`, `VmRSS`.
    pub(crate) fn memory(&self, name: &str) -> Outcome<u64> {
        memory(&self.child.id().to_string(), name)
    }

    /// Threads it has.
    pub(crate) fn threads(&self) -> Outcome<usize> {
        Ok(std::fs::read_dir(format!("/proc/{}/task", self.child.id()))?.count())
    }

    /// Asks it to stop, and waits.
    pub(crate) fn stop(mut self) -> Outcome {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone in every good case.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A line of a process's status, in bytes.
pub(crate) fn memory(process: &str, name: &str) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|l| l.strip_prefix(name));
    let number = line.and_then(|l| l.trim_start_matches(':').split_whitespace().next());
    Ok(number.ok_or("no such line of the status")?.parse::<u64>()? * 1024)
}

/// All files of a folder, folders inside left out.
pub(crate) fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = paths.collect::<Outcome<_>>()?;
    Ok(paths.into_iter().filter(|p| p.is_file()).collect())
}

/// Bytes of all files of a folder.
pub(crate) fn size(folder: &Path) -> Outcome<u64> {
    let sizes = files(folder)?.into_iter().map(|f| Ok(f.metadata()?.len()));
    sizes.sum::<Outcome<u64>>()
}

/// Has the system forget what it holds of these files.
pub(crate) fn forget(files: &[PathBuf]) -> Outcome {
    for path in files {
        let file = std::fs::File::open(path)?;
        file.sync_all()?;
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    }
    Ok(())
}
