//! The search engine: one opened index with its writer.
//!
//! Not the thread that drives it. Rules: a writer that once failed is never used again (after a full disk it says yes to
//! everything and indexes nothing); after each commit the directory is synced, because the engine renames its list of
//! segments without doing so and a power cut would take the commit back.

use super::IndexError;
use super::fault::fault;
use super::home::sync_directory;
use super::schema::{Fields, fingerprint, owner_term};
use super::view::search_failed;
use super::words::{WORDS, analyzer};
use std::path::{Path, PathBuf};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::Field;
use tantivy::store::Compressor;
use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
};

/// Decompressed blocks of stored records kept for each segment; a block is 4 KB.
const BLOCKS_CACHED: usize = 256;

/// An index with its writer and reader.
pub(crate) struct Engine {
    directory: PathBuf,
    term: Field,
    writer: IndexWriter,
    reader: IndexReader,
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

fn payload(sequence: u64) -> String {
    format!("{} {sequence}", fingerprint())
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

/// The entry a payload names, or why it is not one of ours.
fn sequence_of(payload: Option<&str>) -> Result<u64, String> {
    let text = payload.ok_or("it was never committed")?;
    let (print, sequence) = text.split_once(' ').ok_or("its commit mark is damaged")?;
    if print != fingerprint() {
        return Err("it was written with another schema".to_owned());
    }
    sequence
        .parse()
        .map_err(|_e| "its commit mark is damaged".to_owned())
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
    let sequence = sequence_of(metas.payload.as_deref())?;
    if index.schema() != fields.schema {
        return Err("it was written with another schema".to_owned());
    }
    if sequence > head {
        return Err(format!(
            "it shows entry {sequence} of a log that ends at {head}"
        ));
    }
    if mark == Some(payload(sequence).as_str()) {
        return Ok(sequence);
    }
    // Not all kinds of files exist for every segment; those that do must be in the engine's list, because it silently
    // checks no others.
    let managed = index.directory().list_managed_files();
    let mut files: Vec<PathBuf> = metas.list_segment_files().into_iter().collect();
    files.sort();
    for file in files {
        if !managed.contains(&file) && directory.join(&file).exists() {
            return Err(format!("{} is not in its list of files", file.display()));
        }
    }
    let damaged = index
        .validate_checksum()
        .map_err(|e| format!("its files do not read: {e}"))?;
    match damaged.iter().min() {
        Some(file) => Err(format!("the checksum of {} does not fit", file.display())),
        None => Ok(sequence),
    }
}

impl Engine {
    /// Makes an empty index that shows nothing of the log.
    pub(crate) fn create(
        directory: &Path,
        fields: &Fields,
        memory: usize,
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
        let mut engine = Self::of(&index, directory, fields, memory)?;
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
        let sequence = sequence_of(metas.payload.as_deref())
            .map_err(|reason| search_failed("open")(tantivy::TantivyError::SystemError(reason)))?;
        Ok((Self::of(&index, directory, fields, memory)?, sequence))
    }

    fn of(
        index: &Index,
        directory: &Path,
        fields: &Fields,
        memory: usize,
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
        })
    }

    /// Removes all documents of an article, with the next commit.
    pub(crate) fn delete(&self, article: &str) {
        self.writer
            .delete_term(Term::from_field_text(self.term, &owner_term(article)));
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
        prepared.set_payload(&payload(sequence));
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
        Ok(payload(sequence))
    }
}
