//! How the store is told to work, and what it tells of itself.

use std::path::PathBuf;
use std::time::Duration;

/// How the data directory is kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data directory; made when absent.
    pub data_dir: PathBuf,
    /// Random bytes from the system, used to make the page-token key at the first start and the start's own number.
    pub entropy: [u8; 32],
    /// How often the index is committed while articles come in.
    pub commit_interval: Duration,
    /// Documents after which the index is committed at once.
    pub commit_documents: usize,
    /// Memory the index writer may use, in bytes; at least 15 MB.
    pub writer_memory: usize,
    /// Memory of the log's cache, in bytes.
    pub log_cache: usize,
    /// Bytes that must stay free on the disk; `None` = the larger of 1 GiB and 5 % of the disk.
    pub free_space_min: Option<u64>,
    /// How long a generation stays pinned after its last page.
    pub page_walk_max: Duration,
}

impl Settings {
    /// The usual settings for a data directory.
    pub fn new(data_dir: PathBuf, entropy: [u8; 32]) -> Self {
        Self {
            data_dir,
            entropy,
            commit_interval: Duration::from_millis(500),
            commit_documents: 100_000,
            writer_memory: 128 << 20,
            log_cache: 64 << 20,
            free_space_min: None,
            page_walk_max: Duration::from_mins(10),
        }
    }
}

/// How far a rebuild or replay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Why it is needed, one phrase.
    pub reason: String,
    /// Entries of the log done.
    pub done: u64,
    /// Entries to do in all.
    pub total: u64,
}

/// How the store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether it takes and answers; false after three writer failures in a row.
    pub healthy: bool,
    /// Entries of the log.
    pub log_head: u64,
    /// Entries of the log that answers show.
    pub searchable: u64,
    /// Writer failures since the start.
    pub writer_failures: u64,
    /// Damaged entries of the log passed over since the start; each is named in the log output.
    pub damaged_entries: u64,
    /// Records of all kinds answers show, articles included.
    pub records: u64,
    /// Segments the records stand in.
    pub segments: usize,
    /// How long the entry that waits longest to be in answers has been on disk; zero when none waits.
    pub lag: Duration,
    /// Documents that were deleted and still take room in the segments.
    pub deleted_documents: u64,
    /// Older states of the index held for page walks.
    pub generations_held: usize,
    /// The cache of stored records' blocks, in the newest state of the index and those before it.
    pub record_cache: CacheFigures,
    /// The cache of the log's pages.
    pub log_cache: CacheFigures,
}

/// How a cache does, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheFigures {
    /// What it holds now: blocks of the record cache, bytes of the log's.
    pub held: u64,
    /// Reads it answered.
    pub hits: u64,
    /// Reads that went to the disk, or to the system's cache of it.
    pub misses: u64,
}
