//! Upkeep while the store is open: backups, looking at everything, a new generation, purging.
//!
//! Not repair of a directory that nothing has open. Rule: reads go on through all of it.

use super::IndexError;
use super::backup::Part;
use super::engine::{damaged_files, open_index};
use super::generation::Rebuild;
use super::indexer::Tools;
use super::keeper::Asked;
use super::repair::{Looked, look_at};
use super::store::Store;
use super::view::search_failed;
use crate::model::ArticleId;
use jiff::Timestamp;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// What a purge destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Revisions whose text is gone.
    pub revisions: u32,
    /// The entry of the log that says so.
    pub sequence: u64,
}

/// What a look at some entries of the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The last entry looked at.
    pub sequence: u64,
    /// The last entry there is.
    pub head: u64,
    /// What is wrong with entries.
    pub damaged: Vec<String>,
}

impl Checked {
    /// Looks at the entries after one until a limit of a look is reached.
    fn walk(after: u64, head: u64, look: impl Fn(u64) -> Looked) -> Self {
        let mut checked = Self {
            sequence: after.min(head),
            head,
            damaged: Vec::new(),
        };
        let last = head.min(after.saturating_add(CHECK_MAX));
        let mut bytes = 0;
        for sequence in after.saturating_add(1)..=last {
            let looked = look(sequence);
            bytes += looked.bytes;
            checked.damaged.extend(looked.wrong);
            checked.sequence = sequence;
            if bytes >= CHECK_BYTES_MAX {
                break;
            }
        }
        checked
    }
}

/// Entries one look reads at most.
pub const CHECK_MAX: u64 = 4096;

/// Bytes of articles after which a look ends: about a second's work.
pub const CHECK_BYTES_MAX: usize = 64 << 20;

/// How often a look at the index's files is tried because files came and went.
const LOOKS: usize = 20;

/// How long until the next look.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

impl Store {
    /// Begins a new generation of the index, unless one is being made; `false` then. With `outdated_only` also unless the one
    /// in answers was begun by this extractor and lexicon.
    pub fn rebuild(&self, reason: &str, outdated_only: bool) -> Result<bool, IndexError> {
        let current = self.next.derive.maker();
        if outdated_only && self.next.rebuilding.status().made_by == current {
            return Ok(false);
        }
        self.next.rebuilding.begin(self.next.clone(), reason)
    }

    /// How far a new generation is.
    pub fn rebuild_status(&self) -> Rebuild {
        self.next.rebuilding.status()
    }

    /// Extractor and lexicon of this release.
    pub fn maker(&self) -> String {
        self.next.derive.maker()
    }

    /// Entries of the log after this one, verified, for a backup; none at the end.
    pub fn parts(&self, after: u64, bytes: usize) -> Result<Vec<Part>, IndexError> {
        self.next.log.parts(after, bytes)
    }

    /// Reads the entries after this one: up to [`CHECK_MAX`], or until they have [`CHECK_BYTES_MAX`].
    pub fn check(&self, after: u64) -> Checked {
        let log = &self.next.log;
        Checked::walk(after, log.head(), |sequence| look_at(log, sequence))
    }

    /// Destroys every revision of an article in log and index; it is gone from the log and hidden when this returns.
    pub fn purge(&self, article: &ArticleId, now: Timestamp) -> Result<Purged, IndexError> {
        let (answer, answered) = sync_channel(1);
        self.send(Asked::Purge {
            article: article.clone(),
            now,
            answer,
        })?;
        let purged = answered.recv().map_err(|_e| IndexError::Closing)??;
        self.wait_searchable(purged.sequence)?;
        Ok(purged)
    }
}

/// Verifies the files of an index that was stopped cleanly, while it answers. What is damaged is made anew from the log;
/// until then the store says that it is not sound.
pub(super) fn check_behind(tools: &Tools, directory: PathBuf) -> Result<(), IndexError> {
    let tools = tools.clone();
    std::thread::Builder::new()
        .name("index-check".to_owned())
        .spawn(move || {
            if let Some(reason) = patient_look(&directory, &tools) {
                tracing::error!(reason, "the index is damaged, making it anew from the log");
                tools.live.index_damaged(true);
                let begun = tools.rebuilding.begin(tools.clone(), &reason);
                if let Err(error) = begun {
                    tracing::error!(%error, "the index cannot be made anew");
                }
            }
        })?;
    Ok(())
}

/// Looks until nothing came and went meanwhile; what is wrong, if anything is.
fn patient_look(directory: &Path, tools: &Tools) -> Option<String> {
    for _ in 0..LOOKS {
        match catch_unwind(|| look(directory)) {
            Ok(Ok(found)) => return found,
            Err(_panic) => return Some("the engine stumbled over its files".to_owned()),
            Ok(Err(error)) => tracing::debug!(%error, "look at the index again"),
        }
        if tools.rebuilding.is_stopped() {
            return None;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    tracing::warn!("the files of the index could not be verified: they come and go too fast");
    None
}

/// What is wrong with the files of an index that is in use; an error when files came and went meanwhile.
fn look(directory: &Path) -> Result<Option<String>, IndexError> {
    let index = open_index(directory).map_err(search_failed("check"))?;
    damaged_files(&index, directory).map_err(search_failed("check"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last entry of a look at so many entries of this size.
    fn reached(entries: u64, bytes: usize) -> u64 {
        let look = |_| Looked {
            bytes,
            ..Looked::default()
        };
        Checked::walk(0, entries, look).sequence
    }

    #[test]
    fn a_look_reads_as_many_entries_as_the_limit_and_not_the_next() {
        assert_eq!(reached(CHECK_MAX, 0), CHECK_MAX);
        assert_eq!(reached(CHECK_MAX + 1, 0), CHECK_MAX);
    }

    #[test]
    fn a_look_ends_with_the_entry_that_reaches_the_limit_of_bytes() {
        assert_eq!(reached(3, CHECK_BYTES_MAX - 1), 2);
        assert_eq!(reached(3, CHECK_BYTES_MAX), 1);
    }
}
