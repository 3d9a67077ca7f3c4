//! Upkeep of an open data directory, for those who run it.
//!
//! Not the work itself: the store does it.

use super::{Ingest, IngestError};
use crate::index::backup::Part;
use crate::index::{Checked, Health, Purged, Rebuild};
use crate::model::ArticleId;
use jiff::Timestamp;

/// How an open data directory is, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// How the store is.
    pub health: Health,
    /// How far a new generation of the index is.
    pub rebuild: Rebuild,
    /// Extractor and lexicon of this release.
    pub maker: String,
}

impl Ingest {
    /// How it is.
    pub fn statistics(&self) -> Statistics {
        Statistics {
            health: self.store.health(),
            rebuild: self.store.rebuild_status(),
            maker: self.store.maker(),
        }
    }

    /// Makes the index anew from the log, with this release's extractor, while the old one answers; `false` when one is being
    /// made already. With `outdated_only` nothing is done either when the index is this extractor's own.
    pub fn rebuild(&self, outdated_only: bool) -> Result<bool, IngestError> {
        Ok(self.store.rebuild("asked for", outdated_only)?)
    }

    /// Entries of the log after this one, for a backup: about this many bytes; none at the end.
    pub fn parts(&self, after: u64, bytes: usize) -> Result<Vec<Part>, IngestError> {
        Ok(self.store.parts(after, bytes)?)
    }

    /// Reads the next entries of the log and says what is wrong with them.
    pub fn check_entries(&self, after: u64) -> Checked {
        self.store.check(after)
    }

    /// Destroys every revision of an article; it is gone from the log and from answers when this returns.
    pub fn purge(&self, article: &ArticleId, now: Timestamp) -> Result<Purged, IngestError> {
        Ok(self.store.purge(article, now)?)
    }
}
