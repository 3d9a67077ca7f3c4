//! The view: what can be searched at the moment, and what page walks still look at.
//!
//! Not the writer. A generation is one opened state of the index with its columns; it stays as it is however much comes
//! in. Page walks pin the generation they began on; a pin ends some time after its last page, or when
//! [`PINS_MAX`] newer ones are held (pinned generations hold disk space of merged files).

use super::IndexError;
use super::copies::Gone;
use super::event::Firsts;
use super::schema::{COLUMNS, Column, Fields, TEXT_COLUMNS, TextColumn};
use super::settings::CacheFigures;
use super::utterance::Redirects;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tantivy::columnar::{Column as Values, StrColumn};
use tantivy::schema::document::DocumentDeserialize;
use tantivy::{DocAddress, Searcher};

/// Most generations held for page walks beside the newest.
pub(crate) const PINS_MAX: usize = 64;

/// Tells generations apart, over restarts too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GenerationId {
    /// Random number of the start.
    pub(crate) start: u64,
    /// Counted within the start.
    pub(crate) count: u64,
}

/// The columns of one segment, opened once.
#[derive(Debug)]
pub(crate) struct SegmentColumns([Option<Values<i64>>; COLUMNS.len()]);

impl SegmentColumns {
    /// The value of a document, `None` when it has none.
    #[inline]
    pub(crate) fn value(&self, column: Column, doc: u32) -> Option<i64> {
        self.0.get(column as usize)?.as_ref()?.first(doc)
    }
}

/// The columns of words of one segment, opened once.
type SegmentTexts = [Option<StrColumn>; TEXT_COLUMNS.len()];

/// One state of the index.
pub(crate) struct Generation {
    /// Which one.
    pub(crate) id: GenerationId,
    /// The opened index.
    pub(crate) searcher: Searcher,
    /// Columns of each segment, in the searcher's order.
    pub(crate) columns: Vec<SegmentColumns>,
    /// Columns of words of each segment, in the same order.
    texts: Vec<SegmentTexts>,
    /// Handles of the fields.
    pub(crate) fields: Arc<Fields>,
    /// Entries of the log it shows.
    pub(crate) sequence: u64,
    /// Utterances that turned out to be others, by what reports tell.
    pub(crate) linked: Redirects,
    /// The same with those that analysts merged.
    pub(crate) redirects: Redirects,
    /// First reports of groups of copies that are gone.
    pub(crate) gone: Arc<Gone>,
    /// First tellings of events that are there, once somebody asked.
    firsts: OnceLock<Arc<Firsts>>,
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation")
            .field("id", &self.id)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl Generation {
    /// A column of words of a segment, `None` when none of its documents has one.
    pub(crate) fn texts(&self, segment: u32, column: TextColumn) -> Option<&StrColumn> {
        let segment = self.texts.get(usize::try_from(segment).ok()?)?;
        segment.get(column as usize)?.as_ref()
    }

    /// Documents that were deleted and still take room in the segments.
    pub(crate) fn deleted_documents(&self) -> u64 {
        let segments = self.searcher.segment_readers().iter();
        segments.map(|s| u64::from(s.num_deleted_docs())).sum()
    }

    /// What the cache of stored records' blocks did for this state.
    fn cache(&self) -> CacheFigures {
        let told = self.searcher.doc_store_cache_stats();
        CacheFigures {
            held: told.num_entries as u64,
            hits: told.cache_hits as u64,
            misses: told.cache_misses as u64,
        }
    }

    /// First tellings of events that are there.
    pub(crate) fn firsts(&self) -> Arc<Firsts> {
        let firsts = || Arc::new(Firsts::read(self));
        Arc::clone(self.firsts.get_or_init(firsts))
    }

    /// A state with its columns opened.
    pub(crate) fn open(
        id: GenerationId,
        searcher: Searcher,
        fields: Arc<Fields>,
        sequence: u64,
    ) -> Result<Self, IndexError> {
        let linked = Redirects::read(&searcher, fields.term)?;
        let gone = Arc::new(Gone::read(&searcher, fields.term)?);
        Self::made(id, searcher, fields, sequence, (linked, gone))
    }

    /// The next state of the index, which shares with this one what both have.
    fn next(&self, searcher: Searcher, sequence: u64) -> Result<Self, IndexError> {
        let id = GenerationId {
            start: self.id.start,
            count: self.id.count + 1,
        };
        let term = self.fields.term;
        let linked = self.linked.read_on(&self.searcher, &searcher, term)?;
        let gone = Gone::read(&searcher, term)?;
        let gone = if gone == *self.gone {
            Arc::clone(&self.gone)
        } else {
            Arc::new(gone)
        };
        let fields = Arc::clone(&self.fields);
        Self::made(id, searcher, fields, sequence, (linked, gone))
    }

    fn made(
        id: GenerationId,
        searcher: Searcher,
        fields: Arc<Fields>,
        sequence: u64,
        (linked, gone): (Redirects, Arc<Gone>),
    ) -> Result<Self, IndexError> {
        let redirects = linked.with_ruled(&searcher, fields.term)?;
        let mut columns = Vec::with_capacity(searcher.segment_readers().len());
        let mut texts = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let mut opened: [Option<Values<i64>>; COLUMNS.len()] = Default::default();
            for (slot, name) in opened.iter_mut().zip(COLUMNS) {
                *slot = segment
                    .fast_fields()
                    .column_opt(name)
                    .map_err(search_failed("open"))?;
            }
            columns.push(SegmentColumns(opened));
            let mut opened: SegmentTexts = Default::default();
            for (slot, name) in opened.iter_mut().zip(TEXT_COLUMNS) {
                *slot = segment
                    .fast_fields()
                    .str(name)
                    .map_err(search_failed("open"))?;
            }
            texts.push(opened);
        }
        Ok(Self {
            id,
            searcher,
            columns,
            texts,
            fields,
            sequence,
            linked,
            redirects,
            gone,
            firsts: OnceLock::new(),
        })
    }
}

/// Wraps an error of the search engine.
pub(crate) fn search_failed(
    action: &'static str,
) -> impl FnOnce(tantivy::TantivyError) -> IndexError {
    move |error| IndexError::Search {
        action,
        source: Box::new(error),
    }
}

/// The stored document at an address, as much of it as `D` takes.
///
/// The engine checks no sums when it reads and panics on a block that does not unpack; here that is a typed error.
pub(crate) fn stored<D: DocumentDeserialize>(
    searcher: &Searcher,
    at: DocAddress,
) -> Result<D, IndexError> {
    match catch_unwind(AssertUnwindSafe(|| searcher.doc(at))) {
        Ok(document) => document.map_err(search_failed("read")),
        Err(_panic) => Err(IndexError::RecordDamaged {
            reason: "the engine stumbled over it".to_owned(),
        }),
    }
}

/// Fails (or panics) when what a searcher shows cannot be opened.
pub(crate) fn check(searcher: Searcher, fields: &Arc<Fields>) -> Result<(), IndexError> {
    Generation::open(GenerationId::default(), searcher, Arc::clone(fields), 0).map(|_opened| ())
}

#[derive(Debug)]
struct Pin {
    generation: Arc<Generation>,
    used: Instant,
}

#[derive(Debug)]
struct Shared {
    current: RwLock<Arc<Generation>>,
    pins: Mutex<Vec<Pin>>,
    /// What the caches of the states before did until they were replaced.
    before: Mutex<CacheFigures>,
    walk_max: Duration,
    page_key: [u8; 32],
}

/// A handle to what can be searched; cheap to clone, always shows the newest generation.
#[derive(Clone, Debug)]
pub struct View(Arc<Shared>);

impl View {
    /// A view of an opened index.
    pub(crate) fn new(
        start: u64,
        searcher: Searcher,
        fields: Arc<Fields>,
        sequence: u64,
        (walk_max, page_key): (Duration, [u8; 32]),
    ) -> Result<Self, IndexError> {
        let id = GenerationId { start, count: 1 };
        let first = Generation::open(id, searcher, fields, sequence)?;
        Ok(Self(Arc::new(Shared {
            current: RwLock::new(Arc::new(first)),
            pins: Mutex::new(Vec::new()),
            before: Mutex::default(),
            walk_max,
            page_key,
        })))
    }

    /// Shows a newer state from now on.
    pub(crate) fn publish(&self, searcher: Searcher, sequence: u64) -> Result<(), IndexError> {
        let last = self.newest();
        let next = last.next(searcher, sequence)?;
        // Whoever adds both up sees the change whole: totals never fall.
        let mut before = self.before();
        *self
            .0
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        let done = last.cache();
        before.hits += done.hits;
        before.misses += done.misses;
        drop(before);
        self.unpin_outlived();
        Ok(())
    }

    fn before(&self) -> MutexGuard<'_, CacheFigures> {
        let before = self.0.before.lock();
        before.unwrap_or_else(PoisonError::into_inner)
    }

    /// The cache of stored records' blocks: what the newest state's holds, and what it and those before it did. What page walks
    /// read of an older state does not count.
    pub(crate) fn cache(&self) -> CacheFigures {
        let before = self.before();
        let newest = self.newest().cache();
        CacheFigures {
            held: newest.held,
            hits: before.hits + newest.hits,
            misses: before.misses + newest.misses,
        }
    }

    /// Older states held for page walks.
    pub(crate) fn held(&self) -> usize {
        let pins = self.0.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.len()
    }

    /// The newest generation.
    pub(crate) fn newest(&self) -> Arc<Generation> {
        let current = self
            .0
            .current
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Holds a generation for the next page of a walk.
    pub(crate) fn pin(&self, generation: &Arc<Generation>) {
        let mut pins = self.0.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.retain(|pin| pin.generation.id != generation.id);
        if pins.len() >= PINS_MAX {
            pins.remove(0);
        }
        pins.push(Pin {
            generation: Arc::clone(generation),
            used: Instant::now(),
        });
    }

    /// The generation with this id, when it is the newest or pinned.
    pub(crate) fn pinned(&self, id: GenerationId) -> Option<Arc<Generation>> {
        let newest = self.newest();
        if newest.id == id {
            return Some(newest);
        }
        self.unpin_outlived();
        let pins = self.0.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.iter()
            .find(|pin| pin.generation.id == id)
            .map(|pin| Arc::clone(&pin.generation))
    }

    /// Lets go of every generation but the newest: page walks over them have to begin again.
    pub(crate) fn unpin_all(&self) {
        let mut pins = self.0.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.clear();
    }

    fn unpin_outlived(&self) {
        let mut pins = self.0.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.retain(|pin| pin.used.elapsed() < self.0.walk_max);
    }

    /// The secret page tokens are sealed with.
    pub(crate) fn page_key(&self) -> &[u8; 32] {
        &self.0.page_key
    }

    /// Entries of the log that answers show.
    pub fn sequence(&self) -> u64 {
        self.newest().sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::words::{WORDS, analyzer};
    use tantivy::Index;

    /// A view of an empty index, after so many newer states, each walked by pages as the first one is.
    fn walked(newer: usize) -> (View, GenerationId) {
        let fields = Arc::new(Fields::new());
        let index = Index::create_in_ram(fields.schema.clone());
        index.tokenizers().register(WORDS, analyzer());
        let searcher = || index.reader().unwrap().searcher();
        let settings = (Duration::from_mins(10), [7; 32]);
        let view = View::new(1, searcher(), Arc::clone(&fields), 0, settings).unwrap();
        let first = view.newest();
        view.pin(&first);
        for sequence in 1..=newer {
            view.publish(searcher(), sequence as u64).unwrap();
            view.pin(&view.newest());
        }
        (view, first.id)
    }

    #[test]
    fn a_page_walk_is_held_beside_so_many_newer_ones_and_no_more() {
        let (view, first) = walked(PINS_MAX - 1);
        assert!(view.pinned(first).is_some());
        let (view, first) = walked(PINS_MAX);
        assert!(view.pinned(first).is_none());
        assert_eq!(view.newest().sequence, PINS_MAX as u64);
        assert_eq!(view.held(), PINS_MAX);
        view.unpin_all();
        assert_eq!(view.held(), 0);
    }

    #[test]
    fn deleted_documents_and_reads_of_records_are_counted_over_states() {
        let fields = Arc::new(Fields::new());
        let index = Index::create_in_ram(fields.schema.clone());
        index.tokenizers().register(WORDS, analyzer());
        let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 16 << 20).unwrap();
        writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        for word in ["one", "two", "three"] {
            let mut document = tantivy::TantivyDocument::new();
            document.add_text(fields.term, word);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = || index.reader().unwrap().searcher();
        let settings = (Duration::from_mins(10), [7; 32]);
        let view = View::new(1, searcher(), Arc::clone(&fields), 1, settings).unwrap();
        assert_eq!(view.newest().deleted_documents(), 0);
        assert_eq!(view.cache(), CacheFigures::default());
        let look = || {
            let at = DocAddress::new(0, 0);
            stored::<tantivy::TantivyDocument>(&view.newest().searcher, at).unwrap();
        };
        look();
        look();
        let twice = CacheFigures {
            held: 1,
            hits: 1,
            misses: 1,
        };
        assert_eq!(view.cache(), twice);
        writer.delete_term(tantivy::Term::from_field_text(fields.term, "two"));
        writer.commit().unwrap();
        view.publish(searcher(), 2).unwrap();
        assert_eq!(view.newest().deleted_documents(), 1);
        // The newest holds nothing yet; what the one before did is not forgotten.
        assert_eq!(view.cache(), CacheFigures { held: 0, ..twice });
        look();
        assert_eq!(view.cache(), CacheFigures { misses: 2, ..twice });
    }
}
