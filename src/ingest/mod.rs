//! The one way in: read an article, extract, log it, index it, report.
//!
//! Not the wire and not a thread pool: every call blocks and does its own reading and extracting on the caller's thread;
//! calls from many threads share commits. Rules: what is acknowledged is on disk; the same article twice changes nothing;
//! an article whose extraction fails is kept, acknowledged and quarantined; one bad article never stops the others.

use crate::index::{IndexError, OpenError, View};
use crate::model::{
    ArticleId, ArticleInfo, Findings, Provenance, RawArticle, RecordCounts, Records, Remark,
    Revision,
};
use crate::text::Document;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Largest article, in bytes as given.
pub const ARTICLE_BYTES_MAX: usize = 1 << 20;

/// Longest text field of an article's info (title, outlet, ...), in bytes.
pub const INFO_BYTES_MAX: usize = 4096;

/// Most authors or agencies of an article.
pub const INFO_VALUES_MAX: usize = 64;

/// Reads and extracts: pure, deterministic, may panic (a panic quarantines the article).
pub trait Analyse: Send + Sync {
    /// Cleans and cuts the article.
    fn read(&self, raw: &RawArticle) -> Document;
    /// Reads everything the document says.
    fn extract(&self, document: &Document) -> Findings;
    /// What made the findings.
    fn provenance(&self) -> Provenance;
}

/// When a call returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acknowledge {
    /// Once the article is on disk in the log: no crash loses it any more.
    #[default]
    Durable,
    /// Once its records are in answers as well.
    Searchable,
}

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, or was deleted before.
    Created,
    /// It takes the place of an older revision.
    Revised,
    /// It is exactly what is kept already; nothing was written.
    Unchanged,
    /// It was deleted.
    Deleted,
}

/// The acknowledgement of one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The article.
    pub article: ArticleId,
    /// Its current revision.
    pub revision: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// How many records it gave; zero when unchanged, deleted or quarantined.
    pub counts: RecordCounts,
    /// What was noticed about the text.
    pub remarks: Vec<Remark>,
    /// Why it was put into quarantine, when its extraction failed.
    pub quarantine: Option<String>,
}

/// What would be extracted from an article that is not stored.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The cleaned, segmented article.
    pub document: Document,
    /// All findings, mentions included.
    pub findings: Findings,
    /// The findings as records with their ids; revision 0.
    pub records: Records,
}

/// Why an article was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Nothing in it.
    #[error("the article is empty: give its text in content")]
    Empty,
    /// Too many bytes.
    #[error(
        "the article has {bytes} bytes, at most {limit} are taken: send the report itself, without attachments"
    )]
    TooLarge {
        /// Bytes given.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The bytes are no text.
    #[error("the article is not text ({reason}): send plain text or HTML")]
    NotText {
        /// What shows it.
        reason: String,
    },
    /// Nothing is left once markup and furniture are gone.
    #[error("the article holds no text once markup and page furniture are taken away")]
    NothingLeft,
    /// A field of the info is too long or a list has too many values.
    #[error("{field} is longer than {limit}: shorten it")]
    InfoTooLong {
        /// Which field.
        field: &'static str,
        /// Bytes of a text, or values of a list.
        limit: usize,
    },
    /// The extraction failed on an article that was only analysed.
    #[error("the extraction failed on this article: {reason}")]
    ExtractionFailed {
        /// What it said.
        reason: String,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] IndexError),
}

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
    /// Articles answers show.
    pub articles: u64,
    /// Records of all kinds answers show, articles included.
    pub records: u64,
}

/// An open data directory: takes articles, shows what can be searched. Shared by reference between threads.
#[derive(Debug)]
pub struct Ingest {
    view: View,
}

impl Ingest {
    /// Opens (or makes) the data directory, checks it, and brings the index up to the log before it returns.
    ///
    /// `progress` is called now and then while entries of the log are read again.
    pub fn open(
        settings: Settings,
        analyse: Arc<dyn Analyse>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Self, OpenError> {
        drop((settings, analyse));
        progress(&Progress {
            reason: String::new(),
            done: 0,
            total: 0,
        });
        Ok(Self {
            view: View::default(),
        })
    }

    /// What can be searched.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Takes one article; `now` is its ingest time.
    pub fn put(
        &self,
        raw: RawArticle,
        now: Timestamp,
        acknowledge: Acknowledge,
    ) -> Result<Receipt, IngestError> {
        let _ = (raw, now, acknowledge);
        Err(IngestError::Empty)
    }

    /// Hides an article and its records behind a tombstone; [`IndexError::ArticleNotFound`] when there is none.
    pub fn delete(
        &self,
        id: &ArticleId,
        now: Timestamp,
        acknowledge: Acknowledge,
    ) -> Result<Receipt, IngestError> {
        let _ = (now, acknowledge);
        Err(IndexError::ArticleNotFound(id.clone()).into())
    }

    /// Says what would be extracted, and stores nothing.
    pub fn analyse(&self, raw: &RawArticle, now: Timestamp) -> Result<Analysis, IngestError> {
        let _ = (raw, now);
        Err(IngestError::Empty)
    }

    /// All revisions of an article, tombstones included, oldest first; empty when the log never saw it.
    pub fn history(&self, id: &ArticleId) -> Result<Vec<Revision>, IngestError> {
        let _ = id;
        Ok(Vec::new())
    }

    /// The id an article has once its info and text are known.
    pub fn identify(info: &ArticleInfo, cleaned: &str) -> ArticleId {
        crate::model::Article::identify(info, cleaned)
    }

    /// How the store is; never blocks for long.
    pub fn health(&self) -> Health {
        Health {
            healthy: true,
            ..Health::default()
        }
    }

    /// Stops cleanly: waits for what was acknowledged to be indexed, marks the index as whole, lets go of the lock.
    ///
    /// Dropping without this is safe as well (as safe as a crash): the next start checks and replays.
    pub fn close(self) -> Result<(), IngestError> {
        Ok(())
    }
}
