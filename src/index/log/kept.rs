//! The log as a whole: read out for backups, read in from them, and purged.
//!
//! Not single appends. Rule: only a purge destroys, and then the file is written anew, because the engine leaves old pages
//! where they were until something else needs the room.

use super::append::{Tables, write_entry};
use super::decided::DECISIONS;
use super::request::{ORDER, REQUESTS};
use super::{ArticleLog, CURRENT, Deed, ENTRIES, Entry, REVISIONS};
use super::{content_hash, decode, failed, opening};
use crate::index::IndexError;
use crate::index::backup::Part;
use crate::index::fault::fault;
use crate::index::home::sync_directory;
use crate::model::ArticleId;
use jiff::Timestamp;
use redb::{Key, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition};
use redb::{TableError, TableHandle, Value, WriteTransaction};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Fails unless the frame is the entry with this number.
pub(crate) fn verify_frame(frame: &[u8], sequence: u64) -> Result<(), IndexError> {
    decode(frame, sequence).map(|_entry| ())
}

/// The article whose purge the frame with this number is; verified.
pub(crate) fn purged_by(frame: &[u8], sequence: u64) -> Result<Option<ArticleId>, IndexError> {
    let entry = decode(frame, sequence)?;
    Ok((entry.deed == Deed::Purged).then_some(entry.article))
}

/// The article whose words the frame with this number holds, if any; verified.
pub(crate) fn text_of(frame: &[u8], sequence: u64) -> Result<Option<ArticleId>, IndexError> {
    let entry = decode(frame, sequence)?;
    let holds = matches!(entry.deed, Deed::Put { .. } | Deed::Decide(_));
    Ok(holds.then_some(entry.article))
}

fn missing(sequence: u64) -> IndexError {
    IndexError::EntryDamaged {
        article: "unknown".to_owned(),
        sequence,
        reason: "it is missing".to_owned(),
    }
}

impl ArticleLog {
    /// The entries after this one, verified: until they have this many bytes, but at least one; none at the end.
    pub(crate) fn parts(&self, after: u64, bytes: usize) -> Result<Vec<Part>, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(ENTRIES).map_err(failed("read"))?;
            let (mut parts, mut size) = (Vec::new(), 0);
            for row in table.range(after + 1..).map_err(failed("read"))? {
                let (key, value) = row.map_err(failed("read"))?;
                let sequence = after + parts.len() as u64 + 1;
                if key.value() != sequence {
                    return Err(missing(sequence));
                }
                decode(value.value(), sequence)?;
                size += value.value().len();
                parts.push(Part {
                    sequence,
                    frame: value.value().to_vec(),
                });
                if size >= bytes {
                    break;
                }
            }
            Ok(parts)
        })
    }

    /// Writes entries of another log that follow the last one here.
    pub(crate) fn restore(&self, parts: &[Part]) -> Result<(), IndexError> {
        self.write_or_reopen(|transaction| {
            let mut tables = Tables::open(transaction)?;
            for part in parts {
                let entry = decode(&part.frame, part.sequence)?;
                let hash = match &entry.deed {
                    Deed::Put { raw, .. } => content_hash(raw),
                    Deed::Delete
                    | Deed::Purged
                    | Deed::Destroyed
                    | Deed::Decide(_)
                    | Deed::Forgotten => [0; 32],
                };
                write_entry(&mut tables, part.sequence, &entry, hash)?;
            }
            Ok(((), !parts.is_empty()))
        })?;
        if let Some(last) = parts.last() {
            self.head.store(last.sequence, Ordering::Release);
        }
        Ok(())
    }

    /// Destroys the text of every revision of an article, and the decisions on its records; answers how many had one and the entry that says so. Purging it
    /// again destroys nothing more. Old pages keep the text until [`Self::rewrite`].
    pub(crate) fn destroy(
        &self,
        article: &ArticleId,
        now: Timestamp,
    ) -> Result<(u32, u64), IndexError> {
        if self.current(article)?.is_none() {
            return Err(IndexError::ArticleNotFound(article.clone()));
        }
        let done = self.write_or_reopen(|transaction| {
            let mut tables = Tables::open(transaction)?;
            let mut destroyed = 0;
            let mut last = 0;
            for (revision, sequence, ingested) in tables.revisions(article)? {
                last = revision;
                // What says nothing stays: followers are told of a deletion, and of nothing where a text was.
                let held = tables.entry(sequence)?.map(|entry| entry.deed);
                if matches!(held, Some(Deed::Delete | Deed::Purged | Deed::Destroyed)) {
                    continue;
                }
                destroyed += 1;
                let gone = Entry {
                    article: article.clone(),
                    revision,
                    ingested,
                    deed: Deed::Destroyed,
                    request: None,
                };
                tables.replace(sequence, &gone)?;
            }
            forget_decisions(&mut tables, article)?;
            let sequence = tables.head()? + 1;
            let purged = Entry {
                article: article.clone(),
                revision: last + 1,
                ingested: now,
                deed: Deed::Purged,
                request: None,
            };
            write_entry(&mut tables, sequence, &purged, [0; 32])?;
            Ok(((destroyed, sequence), true))
        })?;
        self.head.store(done.1, Ordering::Release);
        Ok(done)
    }

    /// Writes the file anew from what it holds, in the place of the old one. Reads go on; nothing may be written meanwhile.
    pub(crate) fn rewrite(&self) -> Result<(), IndexError> {
        let beside = beside(&self.path);
        let made = self
            .copy_to(&beside)
            .and_then(|()| self.put_in_place(&beside));
        if made.is_err() {
            // It takes as much room as the log itself.
            drop(std::fs::remove_file(&beside));
        }
        made.map_err(|error| self.full_disk(error))
    }

    /// A file that holds every row of this one.
    fn copy_to(&self, beside: &Path) -> Result<(), IndexError> {
        let io = |e: std::io::Error| failed("write anew")(e);
        if beside.exists() {
            std::fs::remove_file(beside).map_err(io)?;
        }
        let fresh = Self::open(beside, true, self.cache)
            .map_err(|e| failed("write anew")(std::io::Error::other(e.to_string())))?;
        fresh.write(|new| {
            self.read(|old| carry(old, new))?;
            Ok(((), true))
        })?;
        let (held, carried) = (self.rows()?, fresh.rows()?);
        if held == carried {
            return Ok(());
        }
        let reason = format!("of the rows {held:?} only {carried:?} were carried");
        Err(failed("write anew")(std::io::Error::other(reason)))
    }

    fn put_in_place(&self, beside: &Path) -> Result<(), IndexError> {
        let io = |e: std::io::Error| failed("write anew")(e);
        fault("log.before-rewrite").map_err(io)?;
        let mut guard = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        drop(guard.take());
        let renamed = std::fs::rename(beside, &self.path);
        // The one or the other lies there; without it nothing could be read any more.
        let opened = opening::database(&self.path, false, self.cache);
        *guard = Some(opened.map_err(|e| failed("open")(std::io::Error::other(e)))?);
        drop(guard);
        renamed.map_err(io)?;
        fault("log.after-rewrite").map_err(io)?;
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        sync_directory(folder).map_err(io)
    }

    /// How many rows each table of the file has, tables nobody knows included; empty ones are left out.
    pub(super) fn rows(&self) -> Result<BTreeMap<String, u64>, IndexError> {
        self.read(|transaction| {
            let mut rows = BTreeMap::new();
            for table in transaction.list_tables().map_err(failed("read"))? {
                let name = table.name().to_owned();
                let opened = transaction
                    .open_untyped_table(table)
                    .map_err(failed("read"))?;
                let count = opened.len().map_err(failed("read"))?;
                if count > 0 {
                    rows.insert(name, count);
                }
            }
            Ok(rows)
        })
    }
}

/// Destroys what was decided on records of an article: it quotes them.
fn forget_decisions(tables: &mut Tables<'_>, article: &ArticleId) -> Result<(), IndexError> {
    for sequence in tables.decisions(article)? {
        let (revision, ingested) = match tables.entry(sequence)? {
            Some(entry) => (entry.revision, entry.ingested),
            // It is damaged: what it said is destroyed all the same.
            None => (1, Timestamp::UNIX_EPOCH),
        };
        let gone = Entry {
            article: article.clone(),
            revision,
            ingested,
            deed: Deed::Forgotten,
            request: None,
        };
        tables.replace(sequence, &gone)?;
    }
    Ok(())
}

/// Copies the rows of every table as they lie there, damaged ones too: a table that is not named here makes the copy fail.
fn carry(old: &ReadTransaction, new: &WriteTransaction) -> Result<(), IndexError> {
    copy(ENTRIES, old, new)?;
    copy(CURRENT, old, new)?;
    copy(REVISIONS, old, new)?;
    copy(DECISIONS, old, new)?;
    copy(REQUESTS, old, new)?;
    copy(ORDER, old, new)
}

fn copy<K: Key + 'static, V: Value + 'static>(
    table: TableDefinition<'_, K, V>,
    old: &ReadTransaction,
    new: &WriteTransaction,
) -> Result<(), IndexError> {
    let from = match old.open_table(table) {
        Ok(from) => from,
        // A log from before there was such a table.
        Err(TableError::TableDoesNotExist(_)) => return Ok(()),
        Err(error) => return Err(failed("read")(error)),
    };
    let mut to = new.open_table(table).map_err(failed("write anew"))?;
    for row in from.iter().map_err(failed("read"))? {
        let (key, value) = row.map_err(failed("read"))?;
        to.insert(key.value(), value.value())
            .map_err(failed("write anew"))?;
    }
    Ok(())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
