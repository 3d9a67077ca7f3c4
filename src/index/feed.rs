//! The feed: what each entry of the log did to the records, entry by entry.
//!
//! Not the index: a change is read from the log and its records are made again, so it can be told however long ago it was
//! and whatever the index is doing. The records of a revision lie in a small index of their own in memory, so that
//! questions meet them exactly as they meet the large one. Rule: an entry that is not there or damaged is an error here,
//! never passed over: a gap would be a lie.

use super::IndexError;
use super::decided;
use super::generation::Rebuilding;
use super::indexer::Tools;
use super::log::{ArticleLog, Deed, Entry};
use super::schema::Fields;
use super::store::{Derive, Kept};
use super::terms::documents;
use super::view::{Generation, GenerationId, search_failed};
use super::words::{WORDS, analyzer};
use crate::model::ArticleId;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::RamDirectory;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, ReloadPolicy, TantivyDocument};

/// Revisions kept in memory for the next reader; several usually follow at once.
const SHOWN_MAX: usize = 32;

/// Largest article, in bytes as received, whose records are kept in memory.
const SHOWN_BYTES_MAX: usize = 256 << 10;

/// Memory a revision's small index may use while it is made, in bytes; taken as it is needed.
const WRITER_BYTES: usize = 32 << 20;

/// What is told of every new entry.
pub type Listener = Box<dyn Fn(u64) + Send + Sync>;

/// The records of one revision, to be asked as the index is.
type Shown = Arc<Generation>;

/// Revisions made last, newest at the end: by entry, and by how many decisions had been made by then.
#[derive(Debug)]
struct Recent<T>(VecDeque<((u64, usize), T)>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Clone> Recent<T> {
    fn get(&self, key: (u64, usize)) -> Option<T> {
        let found = self.0.iter().find(|(known, _)| *known == key);
        found.map(|(_, made)| made.clone())
    }

    /// Keeps what was made of an article of so many bytes, unless that is too large.
    fn keep(&mut self, key: (u64, usize), bytes: usize, made: T) {
        if bytes > SHOWN_BYTES_MAX {
            return;
        }
        if self.0.len() >= SHOWN_MAX {
            self.0.pop_front();
        }
        self.0.push_back((key, made));
    }
}

/// What one entry did.
#[derive(Debug)]
pub(crate) struct Change {
    /// The records before it; `None` when there were none.
    pub(crate) before: Option<Shown>,
    /// The records after it.
    pub(crate) after: Option<Shown>,
}

/// Tells what entries did.
pub struct Feed {
    log: Arc<ArticleLog>,
    derive: Arc<dyn Derive>,
    fields: Arc<Fields>,
    rebuilding: Arc<Rebuilding>,
    shown: Mutex<Recent<Shown>>,
    listener: Mutex<Option<Listener>>,
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feed").finish_non_exhaustive()
    }
}

impl Feed {
    pub(super) fn new(tools: &Tools) -> Self {
        Self {
            log: Arc::clone(&tools.log),
            derive: Arc::clone(&tools.derive),
            fields: Arc::clone(&tools.fields),
            rebuilding: Arc::clone(&tools.rebuilding),
            shown: Mutex::default(),
            listener: Mutex::default(),
        }
    }

    /// Calls `listener` with the number of the last entry after each write, in place of the one before; it must be quick.
    pub fn listen(&self, listener: Listener) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    /// Tells the listener that entries were written.
    pub(super) fn written(&self) {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listener) = listener.as_ref() {
            listener(self.log.head());
        }
    }

    /// Number of the last entry, 0 when there is none.
    pub(crate) fn head(&self) -> u64 {
        self.log.head()
    }

    /// What makes records, and what made those in answers: a follower's place is worth nothing once either has changed, because
    /// all records may have.
    pub(crate) fn maker(&self) -> u64 {
        let answers = self.rebuilding.status().made_by;
        number(&[self.derive.maker().as_bytes(), answers.as_bytes()])
    }

    /// A number that stands for an entry, so that another log's entry of the same number is not taken for it; `None`
    /// when there is no such entry. Entry 0 is the beginning.
    pub(crate) fn mark(&self, sequence: u64) -> Result<Option<u64>, IndexError> {
        if sequence == 0 {
            return Ok(Some(0));
        }
        let entry = self.log.entry(sequence)?;
        Ok(entry.map(|e| {
            let ingested = e.ingested.as_microsecond().to_be_bytes();
            let revision = e.revision.to_be_bytes();
            number(&[e.article.as_str().as_bytes(), &revision, &ingested])
        }))
    }

    /// Lets go of the records made last: one of them may be of an article that is no more.
    pub(super) fn forget(&self) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Recent::default();
    }

    /// What an entry did; `None` when there is no such entry, or when what it took the place of was destroyed.
    pub(crate) fn change(&self, sequence: u64) -> Result<Option<Change>, IndexError> {
        let Some(entry) = self.log.entry(sequence)? else {
            return Ok(None);
        };
        if entry.deed.is_decision() {
            return self.decided(sequence, &entry);
        }
        let before = match entry.revision.checked_sub(1) {
            None | Some(0) => None,
            Some(revision) => self.made(&entry.article, revision)?,
        };
        // Whoever was told of what stood there before would have to be told that it went.
        if before
            .as_ref()
            .is_some_and(|(entry, _)| entry.deed == Deed::Destroyed)
        {
            return Ok(None);
        }
        Ok(Some(Change {
            before: match before {
                Some((before, made)) => self.shown((made, sequence - 1), &before)?,
                None => None,
            },
            after: self.shown((sequence, sequence), &entry)?,
        }))
    }

    /// The entry that made a revision of an article, and its number.
    fn made(&self, article: &ArticleId, revision: u32) -> Result<Option<(Entry, u64)>, IndexError> {
        let Some(sequence) = self.log.sequence_of(article, revision)? else {
            return Ok(None);
        };
        let entry = self.log.entry(sequence)?;
        Ok(entry.map(|entry| (entry, sequence)))
    }

    /// What a decision did to the records of its revision; `None` when they were destroyed.
    fn decided(&self, sequence: u64, entry: &Entry) -> Result<Option<Change>, IndexError> {
        let made = self.made(&entry.article, entry.revision)?;
        // A decision that was destroyed may have hidden what was told of, or shown it.
        let Some((put, made)) = made.filter(|(put, _)| put.deed != Deed::Destroyed) else {
            return Ok(None);
        };
        Ok(Some(Change {
            before: self.shown((made, sequence - 1), &put)?,
            after: self.shown((made, sequence), &put)?,
        }))
    }

    /// The records an entry put, with what had been decided on them up to another one; `None` for a deletion.
    fn shown(
        &self,
        (sequence, until): (u64, u64),
        entry: &Entry,
    ) -> Result<Option<Shown>, IndexError> {
        let Deed::Put { raw, quarantine } = &entry.deed else {
            return Ok(None);
        };
        let rulings = decided::sure(&self.log, &entry.article, until)?;
        let key = (sequence, rulings.len());
        // Held while records are made: who follows at the same time waits for them and finds them ready.
        let mut held = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = held.get(key) {
            return Ok(Some(shown));
        }
        let mut records = self.derive.derive(Kept {
            article: &entry.article,
            revision: entry.revision,
            ingested: entry.ingested,
            raw,
            quarantine: quarantine.as_deref(),
        });
        decided::apply(&mut records, rulings);
        let documents = documents(&self.fields, &records, &raw.bytes, sequence);
        let shown = Arc::new(small_index(&self.fields, documents)?);
        held.keep(key, raw.bytes.len(), Arc::clone(&shown));
        Ok(Some(shown))
    }
}

fn number(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b))
}

/// An index in memory that holds these documents.
fn small_index(
    fields: &Arc<Fields>,
    documents: Vec<TantivyDocument>,
) -> Result<Generation, IndexError> {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, analyzer());
    let mut writer = Index::builder()
        .schema(fields.schema.clone())
        .tokenizers(tokenizers)
        .single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)
        .map_err(search_failed("make"))?;
    for document in documents {
        writer
            .add_document(document)
            .map_err(search_failed("write"))?;
    }
    let index = writer.finalize().map_err(search_failed("write"))?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
        .map_err(search_failed("open"))?;
    Generation::open(
        GenerationId::default(),
        reader.searcher(),
        Arc::clone(fields),
        0,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_revisions_as_the_limit_are_kept_and_the_next_takes_the_place_of_the_oldest() {
        let mut recent = Recent::default();
        for entry in 0..SHOWN_MAX as u64 {
            recent.keep((entry, 0), 1, entry);
        }
        assert_eq!(recent.get((0, 0)), Some(0));
        let next = SHOWN_MAX as u64;
        recent.keep((next, 0), 1, next);
        let kept = [0, 1, next].map(|entry| recent.get((entry, 0)));
        assert_eq!(kept, [None, Some(1), Some(next)]);
    }

    #[test]
    fn records_of_an_article_as_large_as_the_limit_are_kept_and_of_a_larger_one_not() {
        let mut recent = Recent::default();
        recent.keep((1, 0), SHOWN_BYTES_MAX, "at the limit");
        recent.keep((2, 0), SHOWN_BYTES_MAX + 1, "above it");
        let kept = [1, 2].map(|entry| recent.get((entry, 0)));
        assert_eq!(kept, [Some("at the limit"), None]);
    }

    #[test]
    fn revisions_with_more_decisions_are_others() {
        let mut recent = Recent::default();
        recent.keep((1, 0), 1, "undecided");
        assert_eq!(recent.get((1, 1)), None);
    }
}
