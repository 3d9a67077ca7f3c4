//! Replay: entries read from the log and applied as they were when they came in.

use super::{Indexer, PROGRESS_EVERY};
use crate::index::decided;
use crate::index::fault::fault;
use crate::index::log::Deed;
use crate::index::store::Kept;
use crate::index::terms::documents;
use crate::index::view::search_failed;
use crate::index::window::WINDOW_ENTRIES;
use crate::index::{IndexError, Progress};
use crate::model::ArticleId;

impl Indexer {
    /// Applies the entries up to `last` from the log. A damaged entry is named in the log file, counted and passed over.
    pub(crate) fn replay(
        &mut self,
        last: u64,
        reason: &str,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), IndexError> {
        let (first, mut told) = (self.applied, 0);
        for sequence in first + 1..=last {
            match self.replay_one(sequence) {
                Ok(()) => {}
                Err(error @ IndexError::EntryDamaged { .. }) => {
                    self.pass_over(&error, "pass over a damaged entry of the article log");
                }
                Err(error) => return Err(error),
            }
            self.applied = sequence;
            let done = sequence - first;
            if done == told + PROGRESS_EVERY || sequence == last {
                told = done;
                progress(&Progress {
                    reason: reason.to_owned(),
                    done,
                    total: last - first,
                });
            }
            // What the window lets go of is looked up in the index from then on.
            let unseen = self.applied - self.committed;
            if self.waiting >= self.tools.pace.documents || unseen >= WINDOW_ENTRIES {
                self.commit(None)?;
            }
        }
        Ok(())
    }

    fn pass_over(&self, error: &IndexError, what: &'static str) {
        tracing::error!(%error, "{what}");
        self.tools.status.damaged();
    }

    fn replay_one(&mut self, sequence: u64) -> Result<(), IndexError> {
        let damaged = |article: &str, reason: &str| IndexError::EntryDamaged {
            article: article.to_owned(),
            sequence,
            reason: reason.to_owned(),
        };
        fault("index.replay").map_err(|e| search_failed("replay")(e.into()))?;
        let Some(entry) = self.tools.log.entry(sequence)? else {
            return Err(damaged("unknown", "it is missing"));
        };
        match self.tools.log.current(&entry.article) {
            // A later entry may say what the article is, and remove what this one adds. It is applied all the same: reports
            // that came in between were compared with its quotes, and links must come out as they did then.
            Ok(Some(_)) => {}
            // Without the row nobody knows whether a later entry follows: if one does, it will remove this one's.
            Ok(None) => {
                let error = damaged(entry.article.as_str(), "its article is not listed");
                self.pass_over(&error, "go on without the article's row");
            }
            Err(error @ IndexError::EntryDamaged { .. }) => {
                self.pass_over(&error, "go on without the article's row");
            }
            Err(error) => return Err(error),
        }
        match entry.deed {
            Deed::Delete => {
                let tombstone = (entry.revision, entry.ingested);
                self.delete(&entry.article, Some(tombstone))?;
            }
            Deed::Destroyed => self.delete(&entry.article, None)?,
            Deed::Purged => self.purge(&entry.article)?,
            Deed::Decide(_) => self.decide(sequence, &entry.article, entry.revision)?,
            // What it said nobody knows any more, nor what it was said of.
            Deed::Forgotten => {}
            Deed::Put { raw, quarantine } => {
                let mut records = self.tools.derive.derive(Kept {
                    article: &entry.article,
                    revision: entry.revision,
                    ingested: entry.ingested,
                    raw: &raw,
                    quarantine: quarantine.as_deref(),
                });
                self.put(sequence, &mut records, &raw.bytes)?;
            }
        }
        Ok(())
    }

    /// Makes the records of an article's revision again, with what was decided on them up to an entry. Links to other
    /// reports stay as they are.
    fn decide(
        &mut self,
        sequence: u64,
        article: &ArticleId,
        revision: u32,
    ) -> Result<(), IndexError> {
        let Some(made) = self.tools.log.sequence_of(article, revision)? else {
            return Ok(());
        };
        let Some(entry) = self.tools.log.entry(made)? else {
            return Ok(());
        };
        let Deed::Put { raw, quarantine } = entry.deed else {
            return Ok(());
        };
        let mut records = self.tools.derive.derive(Kept {
            article,
            revision,
            ingested: entry.ingested,
            raw: &raw,
            quarantine: quarantine.as_deref(),
        });
        let links = self.links()?;
        let searcher = self.engine()?.searcher();
        let found = links.find(&mut records, &searcher, &self.tools.fields);
        self.links = Some(links);
        found?;
        let rulings = decided::readable(&self.tools.log, article, sequence)?;
        decided::apply(&mut records, rulings);
        let documents = documents(&self.tools.fields, &records, &raw.bytes, made);
        self.waiting += documents.len();
        let engine = self.engine()?;
        engine.delete(article.as_str());
        for document in documents {
            engine.add(document)?;
        }
        Ok(())
    }
}
