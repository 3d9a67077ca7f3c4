//! Repair by hand: look at everything, make the index anew, or save a broken log out of the index.
//!
//! Not for a running server: each takes the data directory's lock. Rule: nothing is deleted; what is replaced is set aside
//! beside it.

use super::engine::{Condition, inspect, open_index};
use super::home::{Home, disk_space, kept_free, sync_directory};
use super::log::{ArticleLog, Deed, Entry, Proposal, content_hash};
use super::schema::{Fields, Noun, Role};
use super::view::{search_failed, stored};
use super::{IndexError, OpenError};
use crate::index::document::Stored;
use crate::model::{ArticleRecord, DecisionRecord, RawArticle};
use std::path::{Path, PathBuf};
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Index, ReloadPolicy, TantivyDocument, Term};

/// Memory of the log's cache during repair, in bytes.
const CACHE: usize = 64 << 20;

/// Articles written to a new log in one transaction.
const BATCH: usize = 256;

/// Most damaged entries told one by one.
pub const DAMAGE_TOLD_MAX: usize = 100;

/// What a look at everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the log read and verified.
    pub entries: u64,
    /// What is wrong with entries, at most [`DAMAGE_TOLD_MAX`].
    pub damaged: Vec<String>,
    /// Number of damaged entries.
    pub damaged_entries: u64,
    /// Why the index cannot be used as it is; `None` when it can.
    pub index: Option<String>,
}

impl Verified {
    fn note(&mut self, wrong: String) {
        self.damaged_entries += 1;
        if self.damaged.len() < DAMAGE_TOLD_MAX {
            self.damaged.push(wrong);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.damaged_entries == 0 && self.index.is_none()
    }
}

/// Opens a directory that must hold data already.
pub(super) fn existing(data_dir: &Path) -> Result<Home, OpenError> {
    if !data_dir.is_dir() {
        return Err(OpenError::Io {
            action: "open the data directory",
            path: data_dir.to_owned(),
            source: std::io::ErrorKind::NotFound.into(),
        });
    }
    Home::open(data_dir)
}

/// What a short look at a data directory found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether a server has it open; nothing else is known then.
    pub in_use: bool,
    /// Entries of the log.
    pub entries: u64,
    /// Whether a damaged index lies aside.
    pub aside: bool,
    /// Whether a broken log lies beside.
    pub broken: bool,
}

/// A short look: format, lock, and whether the log opens.
pub fn look(data_dir: &Path) -> Result<Look, OpenError> {
    let beside = Look {
        aside: data_dir.join("index.aside").exists(),
        broken: data_dir.join("articles.redb.broken").exists(),
        ..Look::default()
    };
    let home = match existing(data_dir) {
        Ok(home) => home,
        Err(OpenError::Locked { .. }) => {
            return Ok(Look {
                in_use: true,
                ..beside
            });
        }
        Err(error) => return Err(error),
    };
    if home.is_new {
        return Ok(beside);
    }
    let log = ArticleLog::open(&home.log(), false, CACHE)?;
    Ok(Look {
        entries: log.head(),
        ..beside
    })
}

/// Free bytes of a disk, and how many must stay free there.
pub fn space(path: &Path, free_space_min: Option<u64>) -> std::io::Result<(u64, u64)> {
    let (free, total) = disk_space(path)?;
    Ok((free, free_space_min.unwrap_or_else(|| kept_free(total))))
}

/// Reads every entry of the log and every file of the index. Changes nothing.
pub fn verify(data_dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, OpenError> {
    let home = existing(data_dir)?;
    let log = ArticleLog::open(&home.log(), false, CACHE)?;
    let head = log.head();
    let mut found = Verified::default();
    for sequence in 1..=head {
        found.entries += 1;
        if let Some(wrong) = look_at(&log, sequence).wrong {
            found.note(wrong);
        }
        progress(sequence, head);
    }
    found.index = match inspect(&home.index(), &Fields::new(), head, None) {
        Condition::Sound(_) => None,
        Condition::Rebuild(reason) => Some(reason),
    };
    Ok(found)
}

/// What a look at one entry found.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Bytes of the article.
    pub(super) bytes: usize,
    /// What is wrong with the entry or its rows.
    pub(super) wrong: Option<String>,
}

/// Reads an entry and the rows that belong to it, which verifies them.
pub(super) fn look_at(log: &ArticleLog, sequence: u64) -> Looked {
    let (bytes, found) = match log.entry(sequence) {
        Ok(Some(entry)) => {
            let bytes = match &entry.deed {
                Deed::Put { raw, .. } => raw.bytes.len(),
                Deed::Delete
                | Deed::Purged
                | Deed::Destroyed
                | Deed::Decide(_)
                | Deed::Forgotten => 0,
            };
            (bytes, rows_of(log, &entry, sequence))
        }
        Ok(None) => (0, Err(not_there(sequence, "it is missing"))),
        Err(error) => (0, Err(error)),
    };
    let wrong = found.err().map(|e| e.to_string());
    Looked { bytes, wrong }
}

/// Reads the rows of an entry: its revision's must lead back to it, and its article must have a current state.
fn rows_of(log: &ArticleLog, entry: &Entry, sequence: u64) -> Result<(), IndexError> {
    if entry.deed.is_decision() {
        if !log.is_decision(&entry.article, sequence)? {
            return Err(not_there(
                sequence,
                "it is not among its article's decisions",
            ));
        }
    } else if log.sequence_of(&entry.article, entry.revision)? != Some(sequence) {
        return Err(not_there(sequence, "its revision is not listed"));
    }
    match log.current(&entry.article)? {
        Some(_) => Ok(()),
        None => Err(not_there(sequence, "its article is not listed")),
    }
}

fn not_there(sequence: u64, reason: &str) -> IndexError {
    IndexError::EntryDamaged {
        article: "unknown".to_owned(),
        sequence,
        reason: reason.to_owned(),
    }
}

/// Sets the index aside; the next start makes it anew from the log.
pub fn forget_index(data_dir: &Path) -> Result<(), OpenError> {
    existing(data_dir)?.set_index_aside()
}

/// Makes a new log out of the articles the index holds, for when the log itself is broken; answers how many there were.
///
/// Only current revisions and the decisions on their records are saved: the index holds no others, and knows no deletions. The old log stays beside the new
/// one as `articles.redb.broken`; the index is set aside, and the next start makes it anew.
pub fn salvage(data_dir: &Path) -> Result<u64, OpenError> {
    let home = existing(data_dir)?;
    let fields = Fields::new();
    if let Condition::Rebuild(reason) = inspect(&home.index(), &fields, u64::MAX, None) {
        return Err(OpenError::IndexDamaged {
            path: home.index(),
            reason,
        });
    }
    let index =
        open_index(&home.index()).map_err(|e| OpenError::Index(search_failed("open")(e)))?;
    let (beside, log_path) = (with_suffix(&home.log(), ".new"), home.log());
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| OpenError::Io {
            action: "write",
            path,
            source,
        }
    };
    if beside.exists() {
        std::fs::remove_file(&beside).map_err(io(&beside))?;
    }
    let log = ArticleLog::open(&beside, true, CACHE)?;
    let saved = save_articles(&index, &fields, &log)?;
    drop(log);
    if log_path.exists() {
        std::fs::rename(&log_path, with_suffix(&log_path, ".broken")).map_err(io(&log_path))?;
    }
    std::fs::rename(&beside, &log_path).map_err(io(&log_path))?;
    sync_directory(data_dir).map_err(io(data_dir))?;
    home.set_index_aside()?;
    home.finish()?;
    Ok(saved)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn save_articles(index: &Index, fields: &Fields, log: &ArticleLog) -> Result<u64, IndexError> {
    let saved = save(index, fields, log, Noun::Article, |record, raw| {
        Ok(proposal(ArticleRecord::decode(record)?, raw))
    })?;
    save(index, fields, log, Noun::Decision, |record, _raw| {
        Ok(decided(DecisionRecord::decode(record)?))
    })?;
    Ok(saved)
}

/// Writes an entry for each document of a noun; answers how many there were.
fn save(
    index: &Index,
    fields: &Fields,
    log: &ArticleLog,
    noun: Noun,
    proposal: impl Fn(&[u8], Option<&[u8]>) -> Result<Proposal, IndexError>,
) -> Result<u64, IndexError> {
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
        .map_err(search_failed("open"))?;
    let searcher = reader.searcher();
    let all = Term::from_field_text(fields.term, &Role::Any.term(noun, ""));
    let query = TermQuery::new(all, IndexRecordOption::Basic);
    let found = searcher
        .search(&query, &DocSetCollector)
        .map_err(search_failed("read"))?;
    let mut addresses: Vec<_> = found.into_iter().collect();
    addresses.sort_unstable();
    for batch in addresses.chunks(BATCH) {
        let mut proposals = Vec::with_capacity(batch.len());
        for address in batch {
            let document: TantivyDocument = stored(&searcher, *address)?;
            let bytes = |field| document.get_first(field).and_then(|v| v.as_bytes());
            let record = bytes(fields.record).unwrap_or_default();
            proposals.push(proposal(record, bytes(fields.raw))?);
        }
        log.append(&proposals)?;
    }
    Ok(addresses.len() as u64)
}

fn decided(record: DecisionRecord) -> Proposal {
    Proposal {
        article: record.article,
        ingested: record.decided,
        hash: [0; 32],
        deed: Deed::Decide(Box::new(record.ruling)),
        request: None,
        over: None,
    }
}

fn proposal(record: ArticleRecord, raw: Option<&[u8]>) -> Proposal {
    let text = record.article.text.as_bytes();
    let raw = RawArticle {
        info: record.article.info,
        bytes: raw.unwrap_or(text).to_vec(),
        format: None,
    };
    Proposal {
        article: record.article.id,
        ingested: record.ingested,
        hash: content_hash(&raw),
        deed: Deed::Put {
            raw: Box::new(raw),
            quarantine: record.quarantine,
        },
        request: None,
        over: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_damage_is_told_as_the_limit_says_and_all_of_it_is_counted() {
        let mut found = Verified::default();
        for entry in 1..=DAMAGE_TOLD_MAX + 1 {
            found.note(format!("entry {entry}"));
            assert_eq!(found.damaged.len(), entry.min(100));
        }
        assert_eq!(found.damaged_entries, 101);
        assert!(!found.is_sound());
    }
}
