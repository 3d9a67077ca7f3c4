//! The search engine: one opened index with its writer.
//!
//! Not the thread that drives it. Rules: a writer that once failed is never used again (after a full disk it says yes to
//! everything and indexes nothing); after each commit the directory is synced, because the engine renames its list of
//! segments without doing so and a power cut would take the commit back.

use super::IndexError;
use super::fault::fault;
use super::home::sync_directory;
use super::schema::{Fields, fingerprint, owner_term};
use super::terms::past_owner_term;
use super::view::search_failed;
use super::words::{WORDS, analyzer};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::Field;
use tantivy::store::Compressor;
use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
};

/// Decompressed blocks of stored records kept for each segment; a block is 4 KB.
///
/// Every state of the index that a page walk holds on to has a cache of its own: with 256 blocks sixty-four states of eight
/// segments came to half a gigabyte, and a block of a large index is hardly ever met again.
const BLOCKS_CACHED: usize = 8;

/// Bytes of a file's end that hold the engine's footer.
const END_BYTES: u64 = 4096;

/// How often segments with deletions are looked for before a purge counts as failed.
const EXPUNGE_TRIES: usize = 20;

/// An index with its writer and reader.
pub(crate) struct Engine {
    directory: PathBuf,
    term: Field,
    writer: IndexWriter,
    reader: IndexReader,
    /// Extractor and lexicon that began this generation.
    maker: String,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

/// Whether the index on disk can be used as it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It shows the log up to this entry.
    Sound(u64),
    /// It must be rebuilt from the log; says why.
    Rebuild(String),
}

fn payload(sequence: u64, maker: &str) -> String {
    format!("{} {sequence} {maker}", fingerprint())
}

/// A place where the engine can be made to fail.
fn planted(place: &'static str) -> Result<(), IndexError> {
    fault(place).map_err(|e| search_failed("write")(e.into()))
}

pub(crate) fn open_index(directory: &Path) -> Result<Index, tantivy::TantivyError> {
    let index = Index::open_in_dir(directory)?;
    index.tokenizers().register(WORDS, analyzer());
    Ok(index)
}

/// The entry a payload names and who began the index, or why it is not one of ours.
fn read_payload(payload: Option<&str>) -> Result<(u64, &str), String> {
    let text = payload.ok_or("it was never committed")?;
    let (print, rest) = text.split_once(' ').ok_or("its commit mark is damaged")?;
    let (sequence, maker) = rest.split_once(' ').unwrap_or((rest, ""));
    if print != fingerprint() {
        return Err("it was written with another schema".to_owned());
    }
    let sequence = sequence
        .parse()
        .map_err(|_e| "its commit mark is damaged".to_owned())?;
    Ok((sequence, maker))
}

/// Looks at an index without changing it. `mark` is what a clean stop left; with it the files are not read through.
pub(crate) fn inspect(
    directory: &Path,
    fields: &Fields,
    head: u64,
    mark: Option<&str>,
) -> Condition {
    let look = || inspect_files(directory, fields, head, mark);
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(look)) {
        Ok(Ok(sequence)) => Condition::Sound(sequence),
        Ok(Err(reason)) => Condition::Rebuild(reason),
        Err(_panic) => Condition::Rebuild("the engine stumbled over its files".to_owned()),
    }
}

fn inspect_files(
    directory: &Path,
    fields: &Fields,
    head: u64,
    mark: Option<&str>,
) -> Result<u64, String> {
    if !directory.join("meta.json").exists() {
        return Err("there is no index yet".to_owned());
    }
    let index = open_index(directory).map_err(|e| format!("it does not open: {e}"))?;
    let metas = index
        .load_metas()
        .map_err(|e| format!("it does not open: {e}"))?;
    let (sequence, _maker) = read_payload(metas.payload.as_deref())?;
    if index.schema() != fields.schema {
        return Err("it was written with another schema".to_owned());
    }
    if sequence > head {
        return Err(format!(
            "it shows entry {sequence} of a log that ends at {head}"
        ));
    }
    let told = mark.and_then(|m| m.split_once('\n'));
    if let Some((payload, at_rest)) = told
        && Some(payload) == metas.payload.as_deref()
    {
        return match fingerprint_at_rest(directory) {
            Ok(found) if found == at_rest => Ok(sequence),
            Ok(_) => Err("its files are not those it was closed with".to_owned()),
            Err(error) => Err(format!("its files do not read: {error}")),
        };
    }
    match damaged_files(&index, directory).map_err(|e| format!("its files do not read: {e}"))? {
        Some(reason) => Err(reason),
        None => Ok(sequence),
    }
}

/// Names, lengths and ends of all files of an index that nobody writes: the ends hold the engine's checksums. Finds what those alone
/// do not: files that were exchanged, each whole in itself.
fn fingerprint_at_rest(directory: &Path) -> std::io::Result<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_none_or(|e| e != "lock"));
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let mut file = File::open(&path)?;
        let length = file.metadata()?.len();
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(END_BYTES)))?;
        file.read_to_end(&mut end)?;
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        for part in [name, &length.to_be_bytes(), &end] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    let digest = hash.finalize();
    let bytes = digest.iter().take(16);
    let number = bytes.fold(0_u128, |n, byte| n << 8 | u128::from(*byte));
    Ok(format!("{number:032x}"))
}

/// Reads every file of the index through and compares its checksum; what is wrong, if anything is.
pub(crate) fn damaged_files(
    index: &Index,
    directory: &Path,
) -> Result<Option<String>, tantivy::TantivyError> {
    let metas = index.load_metas()?;
    // Not all kinds of files exist for every segment; those that do must be in the engine's list, because it silently
    // checks no others.
    let managed = index.directory().list_managed_files();
    let mut files: Vec<PathBuf> = metas.list_segment_files().into_iter().collect();
    files.sort();
    for file in files {
        if !managed.contains(&file) && directory.join(&file).exists() {
            let reason = format!("{} is not in its list of files", file.display());
            return Ok(Some(reason));
        }
    }
    let damaged = index.validate_checksum()?;
    let first = damaged.iter().min();
    Ok(first.map(|file| format!("the checksum of {} does not fit", file.display())))
}

impl Engine {
    /// Makes an empty index that shows nothing of the log.
    pub(crate) fn create(
        directory: &Path,
        fields: &Fields,
        memory: usize,
        maker: &str,
    ) -> Result<Self, IndexError> {
        std::fs::create_dir_all(directory).map_err(|e| search_failed("make")(e.into()))?;
        let index = Index::builder()
            .schema(fields.schema.clone())
            .settings(IndexSettings {
                docstore_compression: Compressor::Lz4,
                docstore_blocksize: 4096,
                ..IndexSettings::default()
            })
            .create_in_dir(directory)
            .map_err(search_failed("make"))?;
        index.tokenizers().register(WORDS, analyzer());
        let mut engine = Self::of(&index, directory, fields, (memory, maker))?;
        engine.commit(0)?;
        Ok(engine)
    }

    /// Opens an index; answers the entry its last commit shows as well.
    pub(crate) fn open(
        directory: &Path,
        fields: &Fields,
        memory: usize,
    ) -> Result<(Self, u64), IndexError> {
        let index = open_index(directory).map_err(search_failed("open"))?;
        let metas = index.load_metas().map_err(search_failed("open"))?;
        let (sequence, maker) = read_payload(metas.payload.as_deref())
            .map_err(|reason| search_failed("open")(tantivy::TantivyError::SystemError(reason)))?;
        let engine = Self::of(&index, directory, fields, (memory, maker))?;
        // What a crash left of a commit goes before the next: doing the same again would come to the same file name, and fail.
        let collected = engine.writer.garbage_collect_files().wait();
        collected.map_err(search_failed("clean"))?;
        Ok((engine, sequence))
    }

    fn of(
        index: &Index,
        directory: &Path,
        fields: &Fields,
        (memory, maker): (usize, &str),
    ) -> Result<Self, IndexError> {
        let writer: IndexWriter = index
            .writer_with_num_threads(1, memory)
            .map_err(search_failed("open"))?;
        // Few segments: three of a size become one, sizes grow eightfold. Deleted documents of old revisions go early.
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(3);
        policy.set_level_log_size(3.0);
        policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(policy));
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(BLOCKS_CACHED)
            .try_into()
            .map_err(search_failed("open"))?;
        Ok(Self {
            directory: directory.to_owned(),
            term: fields.term,
            writer,
            reader,
            maker: maker.to_owned(),
        })
    }

    /// Extractor and lexicon that began this generation; empty when it does not tell.
    pub(crate) fn maker(&self) -> &str {
        &self.maker
    }

    /// Whether any file of the last commit holds documents of an article, deleted ones and those of superseded revisions
    /// included.
    pub(crate) fn holds(&self, article: &str) -> Result<bool, IndexError> {
        let searcher = self.searcher();
        for owner in [owner_term(article), past_owner_term(article)] {
            let held = searcher.doc_freq(&Term::from_field_text(self.term, &owner));
            if held.map_err(search_failed("read"))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes anew every segment that still holds what was deleted; all must be committed. Tried a few times, because
    /// the engine merges on its own as well.
    pub(crate) fn expunge(&mut self) -> Result<(), IndexError> {
        for _ in 0..EXPUNGE_TRIES {
            let metas = self.writer.index().searchable_segment_metas();
            let metas = metas.map_err(search_failed("read"))?;
            let holding = metas.iter().filter(|m| m.num_deleted_docs() > 0);
            let ids: Vec<_> = holding.map(tantivy::SegmentMeta::id).collect();
            if ids.is_empty() {
                let collected = self.writer.garbage_collect_files().wait();
                collected.map_err(search_failed("clean"))?;
                return self.reader.reload().map_err(search_failed("reload"));
            }
            if let Err(error) = self.writer.merge(&ids).wait() {
                tracing::debug!(%error, "the segments are being merged already");
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
        Err(search_failed("purge")(tantivy::TantivyError::SystemError(
            "segments with deleted records remain".to_owned(),
        )))
    }

    /// Removes all documents of an article, with the next commit.
    pub(crate) fn delete(&self, article: &str) {
        self.writer
            .delete_term(Term::from_field_text(self.term, &owner_term(article)));
    }

    /// Removes all documents of an article's superseded revisions, with the next commit.
    pub(crate) fn delete_past(&self, article: &str) {
        let owner = past_owner_term(article);
        self.writer
            .delete_term(Term::from_field_text(self.term, &owner));
    }

    /// Adds a document, with the next commit.
    pub(crate) fn add(&self, document: TantivyDocument) -> Result<(), IndexError> {
        planted("index.add")?;
        self.writer
            .add_document(document)
            .map(|_stamp| ())
            .map_err(search_failed("write"))
    }

    /// Makes everything so far last and visible to new searchers, as the state of the log at this entry.
    pub(crate) fn commit(&mut self, sequence: u64) -> Result<(), IndexError> {
        planted("index.before-prepare")?;
        let mut prepared = self
            .writer
            .prepare_commit()
            .map_err(search_failed("commit"))?;
        prepared.set_payload(&payload(sequence, &self.maker));
        planted("index.before-commit")?;
        prepared.commit().map_err(search_failed("commit"))?;
        planted("index.before-sync")?;
        sync_directory(&self.directory).map_err(|e| search_failed("sync")(e.into()))?;
        planted("index.before-reload")?;
        self.reader.reload().map_err(search_failed("reload"))
    }

    /// What the last commit shows.
    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Ends merges and lets go; answers the mark of a clean stop at this entry.
    pub(crate) fn close(self, sequence: u64) -> Result<String, IndexError> {
        planted("index.before-close")?;
        self.writer
            .wait_merging_threads()
            .map_err(search_failed("close"))?;
        sync_directory(&self.directory).map_err(|e| search_failed("sync")(e.into()))?;
        let at_rest = fingerprint_at_rest(&self.directory).map_err(IndexError::from)?;
        Ok(format!("{}\n{at_rest}", payload(sequence, &self.maker)))
    }
}
