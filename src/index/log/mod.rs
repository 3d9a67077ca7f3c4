//! The article log: every article as it came, every revision, every deletion. The truth.
//!
//! Not records: those are made again from what lies here. Rules: an append is one transaction for all that wait and is on
//! disk when it returns; every value is a frame and verified at each read; nothing is ever changed in place but the row
//! that says which revision is current and when an older one was superseded; a value repeats its key, and keys are bytes
//! (the engine panics on a damaged text key).

mod append;
mod decided;
mod entry;
mod frame;
mod kept;
mod opening;
mod request;

pub use decided::DECISIONS_MAX;
pub(crate) use entry::{Current, Deed, Entry, content_hash};
pub(crate) use kept::{purged_by, text_of, verify_frame};
pub(crate) use request::Mark;
pub use request::{REQUESTS_KEPT, REQUESTS_MAX};

use super::fault::fault;
use super::home::disk_space;
use super::{CacheFigures, IndexError, OpenError};
use crate::model::{ArticleId, Revision};
use append::append_all;
use decided::Decisions;
use entry::RevisionRow;
use jiff::Timestamp;
use prost::Message;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
pub(crate) use request::Done;
use request::{RequestRow, Requests};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// Sequence number, counted from 1, to the framed [`Entry`].
const ENTRIES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("entries");
/// Article id to the framed [`Current`].
const CURRENT: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("current");
/// Article id and revision to the framed [`RevisionRow`].
const REVISIONS: TableDefinition<'_, (&[u8], u32), &[u8]> = TableDefinition::new("revisions");

/// From this size on each commit also saves which pages are free, so that the start after a crash need not read the whole
/// file (1.5 s a GiB). That costs a second sync: 7.7 instead of 4.0 ms where a sync takes 3.6, so small logs go without.
/// Writing zeros ahead of the file's end, so that no commit waits for the file system's journal, gained nothing.
const LARGE_BYTES: u64 = 1 << 30;

/// What a full disk must have free again, in bytes, before a write that failed on it has a chance.
const GROWTH_BYTES: u64 = 16 << 20;

/// Most revisions an answer about one article's history holds.
pub(crate) const HISTORY_MAX: usize = 10_000;

/// A change someone waits for.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// Which article.
    pub(crate) article: ArticleId,
    /// When it came in.
    pub(crate) ingested: Timestamp,
    /// What to do.
    pub(crate) deed: Deed,
    /// [`content_hash`] of what is put.
    pub(crate) hash: [u8; 32],
    /// The caller's id of the request, when it gave one.
    pub(crate) request: Option<Mark>,
    /// Only if this entry is still what is current.
    pub(crate) over: Option<u64>,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is exactly what is current.
    Unchanged {
        /// The entry that made it so.
        sequence: u64,
        /// The revision.
        revision: u32,
    },
    /// It is a new entry.
    Written {
        /// The entry.
        sequence: u64,
        /// The revision it made.
        revision: u32,
        /// Whether a living revision was there before.
        replaced: bool,
    },
    /// The request was carried out before; nothing is written.
    Repeated {
        /// The entry that holds the state it led to.
        sequence: u64,
        /// The revision then.
        revision: u32,
        /// What became of it.
        done: Done,
    },
    /// The request's id was given to another write before.
    Reused,
    /// Nothing to delete, to write over or to decide on.
    Absent,
    /// The article has as many decisions as are kept.
    Full,
}

impl From<RequestRow> for Verdict {
    fn from(row: RequestRow) -> Self {
        Self::Repeated {
            sequence: row.sequence,
            revision: row.revision,
            done: row.done(),
        }
    }
}

/// The log.
#[derive(Debug)]
pub(crate) struct ArticleLog {
    path: PathBuf,
    cache: usize,
    /// `None` only while a failed database could not be opened again.
    database: RwLock<Option<Database>>,
    /// Number of the last entry.
    head: AtomicU64,
}

fn failed<E: Into<redb::Error>>(action: &'static str) -> impl FnOnce(E) -> IndexError {
    move |error| IndexError::Log {
        action,
        source: Box::new(error.into()),
    }
}

impl ArticleLog {
    /// Opens the log, or makes it when `create` is set.
    ///
    /// Without `create` a missing or emptied file is damage: making a new one would forget everything in silence.
    pub(crate) fn open(path: &Path, create: bool, cache: usize) -> Result<Self, OpenError> {
        let damaged = |reason: String| OpenError::LogDamaged {
            path: path.to_owned(),
            reason,
        };
        let database = opening::database(path, create, cache).map_err(damaged)?;
        let log = Self {
            path: path.to_owned(),
            cache,
            database: RwLock::new(Some(database)),
            head: AtomicU64::new(0),
        };
        if create {
            log.write(|transaction| {
                transaction.open_table(ENTRIES).map_err(failed("make"))?;
                transaction.open_table(CURRENT).map_err(failed("make"))?;
                transaction.open_table(REVISIONS).map_err(failed("make"))?;
                Requests::open(transaction)?;
                Decisions::open(transaction)?;
                Ok(((), true))
            })?;
        }
        let head = log.read_head().map_err(|e| damaged(chain(&e)))?;
        log.head.store(head, Ordering::Release);
        Ok(log)
    }

    /// Number of the last entry, 0 when there is none.
    pub(crate) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// How the cache of its pages does since the database was last opened; nothing while that is being done.
    pub(crate) fn cache(&self) -> CacheFigures {
        let guard = self.database.try_read().ok();
        let told = guard.and_then(|held| held.as_ref().map(ReadableDatabase::cache_stats));
        told.map_or_else(CacheFigures::default, |told| CacheFigures {
            held: told.used_bytes() as u64,
            hits: told.read_hits(),
            misses: told.read_misses(),
        })
    }

    /// The last key, if its value repeats it or it follows the one before: a damaged key could claim any number.
    fn read_head(&self) -> Result<u64, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(ENTRIES).map_err(failed("read"))?;
            let mut last = table.range(0..).map_err(failed("read"))?.rev();
            let Some(row) = last.next() else {
                return Ok(0);
            };
            let (sequence, value) = row.map_err(failed("read"))?;
            let sequence = sequence.value();
            let before = match last.next() {
                Some(row) => row.map_err(failed("read"))?.0.value(),
                None => 0,
            };
            if before + 1 != sequence {
                decode(value.value(), sequence)?;
            }
            Ok(sequence)
        })
    }

    /// The entry with this number, verified; `None` when there is none.
    pub(crate) fn entry(&self, sequence: u64) -> Result<Option<Entry>, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(ENTRIES).map_err(failed("read"))?;
            let Some(value) = table.get(sequence).map_err(failed("read"))? else {
                return Ok(None);
            };
            decode(value.value(), sequence).map(Some)
        })
    }

    /// The entry that made a revision of an article, `None` when there is none.
    pub(crate) fn sequence_of(
        &self,
        article: &ArticleId,
        revision: u32,
    ) -> Result<Option<u64>, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(REVISIONS).map_err(failed("read"))?;
            let key = (article.as_str().as_bytes(), revision);
            let Some(value) = table.get(key).map_err(failed("read"))? else {
                return Ok(None);
            };
            let row: RevisionRow = unframe_message(value.value(), 0, article)?;
            row.check(article, revision)?;
            Ok(Some(row.sequence))
        })
    }

    /// The current state of an article, `None` when the log never saw it.
    pub(crate) fn current(&self, article: &ArticleId) -> Result<Option<Current>, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(CURRENT).map_err(failed("read"))?;
            current_in(&table, article)
        })
    }

    /// What was answered to a request before, when it was.
    pub(crate) fn answered(&self, mark: &Mark) -> Result<Option<Verdict>, IndexError> {
        let row = self.read(|transaction| request::answered(transaction, mark))?;
        Ok(row.map(Verdict::from))
    }

    /// The revisions of an article, oldest first; at most `most`.
    pub(crate) fn history(
        &self,
        article: &ArticleId,
        most: usize,
    ) -> Result<Vec<Revision>, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(REVISIONS).map_err(failed("read"))?;
            let key = article.as_str().as_bytes();
            let range = (key, 0)..=(key, u32::MAX);
            let mut revisions = Vec::new();
            for row in table.range(range).map_err(failed("read"))?.take(most) {
                let (key, value) = row.map_err(failed("read"))?;
                let row: RevisionRow = unframe_message(value.value(), 0, article)?;
                row.check(article, key.value().1)?;
                revisions.push(Revision {
                    number: key.value().1,
                    ingested: super::document::instant(row.ingested_us)?,
                    superseded: row
                        .superseded_us
                        .map(super::document::instant)
                        .transpose()?,
                    tombstone: row.tombstone,
                    quarantine: row.quarantine,
                });
            }
            Ok(revisions)
        })
    }

    /// Writes what the proposals change in one transaction; it is on disk when this returns.
    pub(crate) fn append(&self, proposals: &[Proposal]) -> Result<Vec<Verdict>, IndexError> {
        let verdicts = self.write_or_reopen(|transaction| append_all(transaction, proposals))?;
        let last = verdicts.iter().rev().find_map(|v| match v {
            Verdict::Written { sequence, .. } => Some(*sequence),
            Verdict::Unchanged { .. }
            | Verdict::Repeated { .. }
            | Verdict::Reused
            | Verdict::Absent
            | Verdict::Full => None,
        });
        if let Some(last) = last {
            self.head.store(last, Ordering::Release);
        }
        Ok(verdicts)
    }

    /// As [`Self::write`]; the engine takes no writes after a failed one until it is opened again.
    fn write_or_reopen<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<(T, bool), IndexError>,
    ) -> Result<T, IndexError> {
        let done = self.write(work);
        if done.is_err() {
            self.reopen();
        }
        done.map_err(|error| self.full_disk(error))
    }

    /// A write that failed because the disk is full says so.
    fn full_disk(&self, error: IndexError) -> IndexError {
        let IndexError::Log { source, .. } = &error else {
            return error;
        };
        let full = matches!(
            source.downcast_ref(),
            Some(redb::Error::Io(cause)) if cause.kind() == std::io::ErrorKind::StorageFull
        );
        let directory = self.path.parent().unwrap_or(&self.path);
        match disk_space(directory) {
            Ok((free, _)) if full => IndexError::LowSpace {
                path: directory.to_owned(),
                free,
                needed: free.saturating_add(GROWTH_BYTES),
            },
            Ok(_) | Err(_) => error,
        }
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&redb::ReadTransaction) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = guard.as_ref().ok_or(IndexError::Closing)?;
        caught("read", || {
            let transaction = database.begin_read().map_err(failed("read"))?;
            work(&transaction)
        })
    }

    /// Runs `work` in a transaction; commits when it says that it wrote something.
    fn write<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<(T, bool), IndexError>,
    ) -> Result<T, IndexError> {
        let guard = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = guard.as_ref().ok_or(IndexError::Closing)?;
        caught("write", || {
            let mut transaction = database.begin_write().map_err(failed("write"))?;
            transaction.set_quick_repair(self.is_large());
            let (result, wrote) = work(&transaction)?;
            if wrote {
                fault("log.before-commit").map_err(failed("commit"))?;
                transaction.commit().map_err(failed("commit"))?;
                fault("log.after-commit").map_err(failed("commit"))?;
            } else {
                transaction.abort().map_err(failed("leave"))?;
            }
            Ok(result)
        })
    }

    /// Whether reading the whole file after a crash would take long; a file that does not tell its size is not.
    fn is_large(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|m| m.len() >= LARGE_BYTES)
    }

    fn reopen(&self) {
        let mut guard = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        drop(guard.take());
        match opening::database(&self.path, false, self.cache) {
            Ok(database) => *guard = Some(database),
            Err(reason) => {
                tracing::error!(path = %self.path.display(), reason, "reopen the article log");
            }
        }
        drop(guard);
        // What failed may be on disk all the same.
        match self.read_head() {
            Ok(head) => self.head.store(head, Ordering::Release),
            Err(error) => tracing::error!(%error, "read the head of the article log again"),
        }
    }
}

/// Runs work on the database; a panic of the engine over a damaged page becomes an error.
fn caught<T>(
    action: &'static str,
    work: impl FnOnce() -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_panic| {
        Err(IndexError::Log {
            action,
            source: "the engine stumbled over a damaged page: restore a backup, or run `vedette index rebuild --from-index`".into(),
        })
    })
}

/// The verified entry of a framed value.
fn decode(value: &[u8], sequence: u64) -> Result<Entry, IndexError> {
    let plain = unframe(value, sequence, None)?;
    Entry::decode(&plain, sequence).map_err(|e| IndexError::EntryDamaged {
        article: entry::article_of(&plain),
        sequence,
        reason: chain(&e),
    })
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}

fn unframe(
    value: &[u8],
    sequence: u64,
    article: Option<&ArticleId>,
) -> Result<Vec<u8>, IndexError> {
    frame::unpack(value).map_err(|reason| IndexError::EntryDamaged {
        article: article.map_or_else(|| "unknown".to_owned(), ToString::to_string),
        sequence,
        reason: reason.to_owned(),
    })
}

/// A row that tells of no entry and no article; `of` says what it tells of.
fn unframe_row<M: Message + Default>(value: &[u8], of: &str) -> Result<M, IndexError> {
    let damaged = |reason: String| IndexError::RowDamaged {
        of: of.to_owned(),
        reason,
    };
    let plain = frame::unpack(value).map_err(|reason| damaged(reason.to_owned()))?;
    M::decode(plain.as_slice()).map_err(|e| damaged(e.to_string()))
}

fn unframe_message<M: Message + Default>(
    value: &[u8],
    sequence: u64,
    article: &ArticleId,
) -> Result<M, IndexError> {
    let plain = unframe(value, sequence, Some(article))?;
    M::decode(plain.as_slice()).map_err(|e| IndexError::EntryDamaged {
        article: article.to_string(),
        sequence,
        reason: e.to_string(),
    })
}

fn current_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    article: &ArticleId,
) -> Result<Option<Current>, IndexError> {
    let key = article.as_str().as_bytes();
    let value = table.get(key).map_err(failed("read"))?;
    let current: Option<Current> = value
        .map(|v| unframe_message(v.value(), 0, article))
        .transpose()?;
    match current {
        Some(c) if c.article != article.as_str() => Err(misplaced(article, c.sequence)),
        current => Ok(current),
    }
}

/// The error of a row that lies under another's key.
fn misplaced(article: &ArticleId, sequence: u64) -> IndexError {
    IndexError::EntryDamaged {
        article: article.to_string(),
        sequence,
        reason: "it lies under another key".to_owned(),
    }
}

impl RevisionRow {
    fn check(&self, article: &ArticleId, revision: u32) -> Result<(), IndexError> {
        if self.article == article.as_str() && self.revision == revision {
            Ok(())
        } else {
            Err(misplaced(article, self.sequence))
        }
    }
}

#[cfg(test)]
mod tests;
