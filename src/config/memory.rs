//! The memory this process may use, and what is sized by it: the smaller of its control group's limit and the machine's.
//!
//! Not a limit of its own: a setting that is given wins. Rules: where no limit is known the sizes are those of a large machine; the
//! index is mapped, so most of the memory is left to the system's cache of it.

use std::num::NonZero;
use std::path::{Component, Path, PathBuf};

/// Index writer where memory is not short, in bytes; at most.
const WRITER_BYTES_MAX: u64 = 128 << 20;
/// Least the index writer gets, in bytes; the engine takes no less than 15 MB.
const WRITER_BYTES_MIN: u64 = 16 << 20;
/// The log's cache where memory is not short, in bytes; at most.
const LOG_CACHE_BYTES_MAX: u64 = 64 << 20;
/// Least the log's cache gets, in bytes.
const LOG_CACHE_BYTES_MIN: u64 = 4 << 20;
/// Articles that may wait where memory is not short.
const QUEUE_MAX: u64 = 256;
/// Articles that may wait however short memory is.
const QUEUE_MIN: u64 = 16;
/// Memory that one more thread of a pool needs, in bytes.
const THREAD_BYTES: u64 = 128 << 20;
/// With less the server is not sure to come through a day, in bytes.
pub const MEMORY_MIN: u64 = 256 << 20;

/// From here on a number of the kernel's means that there is no limit.
const UNLIMITED: u64 = 1 << 60;

/// Most groups inside each other that are looked at.
const GROUPS_MAX: usize = 64;

/// How much memory there is, as far as the system tells; in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The smallest limit of the control groups the process is in.
    pub limit: Option<u64>,
    /// What the machine has.
    pub machine: Option<u64>,
}

impl Memory {
    /// What the system under a root folder tells: control groups of version 2 and 1, and `/proc/meminfo`.
    pub fn of(root: &Path) -> Self {
        let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_default();
        let groups = read("proc/self/cgroup");
        let machine = read("proc/meminfo");
        let machine = machine.lines().find_map(|l| l.strip_prefix("MemTotal:"));
        let machine = machine.and_then(|l| l.trim().strip_suffix(" kB")?.trim().parse().ok());
        Self {
            limit: groups.lines().filter_map(|line| limit(root, line)).min(),
            machine: machine.and_then(|kib: u64| kib.checked_mul(1024)),
        }
    }

    /// What may be used.
    pub fn budget(&self) -> Option<u64> {
        self.limit.into_iter().chain(self.machine).min()
    }

    fn share(&self, part: u64, least: u64, most: u64) -> u64 {
        self.budget()
            .map_or(most, |b| (b / part).clamp(least, most))
    }

    /// Memory of the index writer, in bytes: a sixteenth.
    pub fn writer_bytes(&self) -> u64 {
        self.share(16, WRITER_BYTES_MIN, WRITER_BYTES_MAX)
    }

    /// Memory of the log's cache, in bytes: a thirty-second part.
    pub fn log_cache_bytes(&self) -> u64 {
        self.share(32, LOG_CACHE_BYTES_MIN, LOG_CACHE_BYTES_MAX)
    }

    /// Articles that may wait: as many as fill half of it, each as large as a message may be.
    pub fn queue(&self, message_bytes_max: usize) -> u64 {
        let message = u64::try_from(message_bytes_max).unwrap_or(u64::MAX).max(1);
        self.share(message.saturating_mul(2), QUEUE_MIN, QUEUE_MAX)
    }

    /// Threads of a pool: one a core, fewer where each would have too little.
    pub fn threads(&self, cores: u64) -> u64 {
        self.share(THREAD_BYTES, 1, cores.max(1))
    }
}

/// Cores this process may use; the limit of its control group counts.
pub(super) fn cores() -> u64 {
    let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
    cores as u64
}

/// The smallest limit on the way from the root to the group of one line of `/proc/self/cgroup`.
fn limit(root: &Path, line: &str) -> Option<u64> {
    let (hierarchy, rest) = line.split_once(':')?;
    let (controllers, group) = rest.split_once(':')?;
    let (mounted, file) = if hierarchy == "0" && controllers.is_empty() {
        ("sys/fs/cgroup", "memory.max")
    } else if controllers.split(',').any(|c| c == "memory") {
        ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
    } else {
        return None;
    };
    let mut at = root.join(mounted);
    let mut smallest = told(at.join(file));
    // In a container the group may not be visible under its name: then its root is the group itself.
    for part in Path::new(group).components().take(GROUPS_MAX) {
        match part {
            Component::Normal(name) => at.push(name),
            Component::RootDir => continue,
            Component::Prefix(_) | Component::CurDir | Component::ParentDir => break,
        }
        smallest = smallest.into_iter().chain(told(at.join(file))).min();
    }
    smallest
}

/// The limit a file holds; `max` and numbers beyond all memory are none.
fn told(file: PathBuf) -> Option<u64> {
    let words = std::fs::read_to_string(file).ok()?;
    let bytes: u64 = words.trim().parse().ok()?;
    (bytes < UNLIMITED).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layers};

    /// A system with these files under its root.
    fn system(files: &[(&str, &str)]) -> Memory {
        let root = tempfile::tempdir().unwrap();
        for (path, words) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, words).unwrap();
        }
        Memory::of(root.path())
    }

    const MACHINE: (&str, &str) = (
        "proc/meminfo",
        "MemTotal:       16384000 kB\nMemFree: 1 kB\n",
    );

    #[test]
    fn the_smallest_limit_of_the_groups_of_version_two_counts() {
        let memory = system(&[
            MACHINE,
            ("proc/self/cgroup", "0::/system.slice/vedette.service\n"),
            ("sys/fs/cgroup/system.slice/memory.max", "1073741824\n"),
            (
                "sys/fs/cgroup/system.slice/vedette.service/memory.max",
                "max\n",
            ),
        ]);
        assert_eq!(memory.limit, Some(1 << 30));
        assert_eq!(memory.machine, Some(16_384_000 * 1024));
        assert_eq!(memory.budget(), Some(1 << 30));
    }

    #[test]
    fn in_a_container_the_root_is_the_group() {
        let inside = [
            ("proc/self/cgroup", "0::/\n"),
            ("sys/fs/cgroup/memory.max", "536870912\n"),
        ];
        assert_eq!(system(&inside).limit, Some(512 << 20));
        let outside = [
            ("proc/self/cgroup", "0::/../other\n"),
            ("sys/fs/cgroup/memory.max", "536870912\n"),
            ("sys/fs/cgroup/other/memory.max", "1\n"),
        ];
        assert_eq!(system(&outside).limit, Some(512 << 20));
    }

    #[test]
    fn groups_of_version_one_count_by_their_memory_controller() {
        let groups = "5:cpu,cpuacct:/a\n4:memory:/docker/b\n0::/\n";
        let limited = [
            ("proc/self/cgroup", groups),
            (
                "sys/fs/cgroup/memory/docker/b/memory.limit_in_bytes",
                "268435456\n",
            ),
            (
                "sys/fs/cgroup/memory/memory.limit_in_bytes",
                "9223372036854771712\n",
            ),
        ];
        assert_eq!(system(&limited).limit, Some(256 << 20));
        let free = [
            ("proc/self/cgroup", groups),
            (
                "sys/fs/cgroup/memory/memory.limit_in_bytes",
                "9223372036854771712\n",
            ),
        ];
        assert_eq!(system(&free).limit, None);
    }

    #[test]
    fn what_does_not_read_is_no_limit() {
        assert_eq!(system(&[]), Memory::default());
        let odd = [
            MACHINE,
            ("proc/self/cgroup", "nonsense\n0::/a\n"),
            ("sys/fs/cgroup/a/memory.max", "much\n"),
        ];
        assert_eq!(system(&odd).limit, None);
        assert_eq!(system(&odd).budget(), Some(16_384_000 * 1024));
    }

    fn load(limit: Option<u64>, flags: &[(&str, &str)]) -> Config {
        let memory = Memory {
            limit,
            machine: None,
        };
        let own = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
        Config::load(&Layers {
            flags: flags.iter().map(own).collect(),
            memory,
            ..Layers::default()
        })
        .unwrap()
    }

    #[test]
    fn writer_cache_threads_and_queue_follow_the_memory_there_is() {
        let sizes = |limit: Option<u64>| {
            let config = load(limit, &[]);
            let data = &config.data;
            (
                data.writer_bytes >> 20,
                data.log_cache_bytes >> 20,
                config.ingest.queue,
            )
        };
        assert_eq!(sizes(None), (128, 64, 256));
        assert_eq!(sizes(Some(64 << 30)), (128, 64, 256));
        assert_eq!(sizes(Some(2 << 30)), (128, 64, 256));
        assert_eq!(sizes(Some(512 << 20)), (32, 16, 64));
        assert_eq!(sizes(Some(64 << 20)), (16, 4, 16));
        let memory = |limit| Memory {
            limit: Some(limit),
            machine: None,
        };
        assert_eq!(memory(2 << 30).threads(8), 8);
        assert_eq!(memory(512 << 20).threads(8), 4);
        assert_eq!(memory(1).threads(8), 1);
        assert_eq!(Memory::default().threads(8), 8);
        assert_eq!(load(Some(1), &[]).search.threads, 1);
        assert_eq!(load(Some(1), &[]).ingest.threads, 1);
    }

    #[test]
    fn what_is_set_wins_over_what_memory_says() {
        let flags = [
            ("data-writer-bytes", "64MiB"),
            ("data-log-cache-bytes", "1MiB"),
            ("server-ingest-queue", "7"),
            ("server-ingest-threads", "3"),
        ];
        let config = load(Some(128 << 20), &flags);
        assert_eq!(config.data.writer_bytes, 64 << 20);
        assert_eq!(config.data.log_cache_bytes, 1 << 20);
        assert_eq!((config.ingest.threads, config.ingest.queue), (3, 7));
    }
}
