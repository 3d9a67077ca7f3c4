//! The log as a whole: read out for backups, read in from them, and purged.
//!
//! Not single appends. Rule: only a purge destroys, and then the file is written anew, because the engine leaves old pages
//! where they were until something else needs the room.

use super::append::{Tables, write_entry};
use super::{ArticleLog, Deed, ENTRIES, Entry, content_hash, decode, failed, open_database};
use crate::index::IndexError;
use crate::index::backup::Part;
use crate::index::fault::fault;
use crate::index::home::sync_directory;
use crate::model::ArticleId;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Entries copied in one transaction when the file is written anew.
const COPIED: usize = 4096;

/// Fails unless the frame is the entry with this number.
pub(crate) fn verify_frame(frame: &[u8], sequence: u64) -> Result<(), IndexError> {
    decode(frame, sequence).map(|_entry| ())
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
        self.write(|transaction| {
            let mut tables = Tables::open(transaction)?;
            for part in parts {
                let entry = decode(&part.frame, part.sequence)?;
                let hash = match &entry.deed {
                    Deed::Put { raw, .. } => content_hash(raw),
                    Deed::Delete | Deed::Purged => [0; 32],
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

    /// Destroys every revision of an article; answers how many there were and the entry that says so. Purging it again
    /// destroys nothing more.
    pub(crate) fn purge(
        &self,
        article: &ArticleId,
        now: Timestamp,
    ) -> Result<(u32, u64), IndexError> {
        let done = self.write(|transaction| {
            let mut tables = Tables::open(transaction)?;
            let Some(current) = tables.current(article)? else {
                return Err(IndexError::ArticleNotFound(article.clone()));
            };
            let mut destroyed = 0;
            for (revision, sequence, ingested) in tables.revisions(article)? {
                let held = tables.deed(sequence)?;
                destroyed += u32::from(matches!(held, Some(Deed::Put { .. }) | None));
                let gone = Entry {
                    article: article.clone(),
                    revision,
                    ingested,
                    deed: Deed::Purged,
                };
                tables.replace(sequence, &gone)?;
            }
            let sequence = tables.head()? + 1;
            let last = Entry {
                article: article.clone(),
                revision: current.revision + 1,
                ingested: now,
                deed: Deed::Purged,
            };
            write_entry(&mut tables, sequence, &last, [0; 32])?;
            Ok(((destroyed, sequence), true))
        })?;
        self.head.store(done.1, Ordering::Release);
        self.rewrite()?;
        Ok(done)
    }

    /// Writes the file anew from what it holds, in the place of the old one. Reads go on; nothing may be written meanwhile.
    fn rewrite(&self) -> Result<(), IndexError> {
        let beside = beside(&self.path);
        let io = |e: std::io::Error| failed("write anew")(e);
        if beside.exists() {
            std::fs::remove_file(&beside).map_err(io)?;
        }
        let fresh = Self::open(&beside, true, self.cache)
            .map_err(|e| failed("write anew")(std::io::Error::other(e.to_string())))?;
        loop {
            let parts = self.parts(fresh.head(), COPIED << 10)?;
            if parts.is_empty() {
                break;
            }
            fresh.restore(&parts)?;
        }
        drop(fresh);
        fault("log.before-rewrite").map_err(io)?;
        let mut guard = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        drop(guard.take());
        std::fs::rename(&beside, &self.path).map_err(io)?;
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        sync_directory(folder).map_err(io)?;
        let opened = open_database(&self.path, false, self.cache);
        *guard = Some(opened.map_err(|e| failed("open")(std::io::Error::other(e)))?);
        Ok(())
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
