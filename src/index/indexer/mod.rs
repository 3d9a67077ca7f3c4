//! The indexer: brings the index up to the log, all the time, on a thread of its own.
//!
//! Not the log: nothing here is acknowledged as durable. It takes jobs in log order; where jobs are missing (the index was
//! unwell, or this is the start) it reads the entries again and asks for their records. Any failure of the writer: drop
//! it, open the index again, go on from what its last commit shows.

mod replay;

use crate::index::decided;
use crate::index::engine::Engine;
use crate::index::generation::Rebuilding;
use crate::index::home::{exchange, finish_exchange};
use crate::index::links::Links;
use crate::index::log::ArticleLog;
use crate::index::past;
use crate::index::queue::{Found, Job, Queue, Work};
use crate::index::schema::Fields;
use crate::index::status::Status;
use crate::index::store::Derive;
use crate::index::terms::{bare_source, decision, documents, gone, gone_owner, redirect};
use crate::index::utterance::Merger;
use crate::index::view::View;
use crate::index::{IndexError, Progress};
use crate::model::{ArticleId, Records};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tantivy::TantivyDocument;
use tracing::{Span, info_span};

/// Longest wait between two tries to open a failed index again.
const RETRY_MAX: Duration = Duration::from_secs(5);

/// How long entries may be missing from the queue before they are read from the log.
const GAP_WAIT: Duration = Duration::from_millis(250);

/// How often a long replay tells how far it is, in entries.
const PROGRESS_EVERY: u64 = 256;

/// How the indexer works; see the settings of the store.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    pub(crate) interval: Duration,
    pub(crate) documents: usize,
    pub(crate) memory: usize,
}

/// What the indexer needs.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) directory: PathBuf,
    pub(crate) fields: Arc<Fields>,
    pub(crate) log: Arc<ArticleLog>,
    pub(crate) derive: Arc<dyn Derive>,
    pub(crate) queue: Arc<Queue>,
    pub(crate) status: Arc<Status>,
    pub(crate) pace: Pace,
    pub(crate) rebuilding: Arc<Rebuilding>,
    /// How the store is that answers; for a builder not its own status.
    pub(crate) live: Arc<Status>,
}

/// The state of the work.
pub(crate) struct Indexer {
    tools: Tools,
    engine: Option<Engine>,
    /// Entries the writer was given.
    applied: u64,
    /// Entries the last commit shows.
    committed: u64,
    /// Documents given since the last commit.
    waiting: usize,
    /// Head of the log when the queue was last found empty.
    idle_head: u64,
    /// What quotes are compared with; made from the index when first needed, given up with the writer.
    links: Option<Links>,
    /// Set while a new generation is put in place: what went wrong last.
    exchanging: Option<String>,
    /// Whether generations held for page walks show what was purged.
    purged: bool,
}

impl Indexer {
    /// An indexer over an opened index that shows the log up to `committed`.
    pub(crate) fn new(tools: Tools, engine: Engine, committed: u64) -> Self {
        Self {
            tools,
            engine: Some(engine),
            applied: committed,
            committed,
            waiting: 0,
            idle_head: 0,
            links: None,
            exchanging: None,
            purged: false,
        }
    }

    /// Reads the rest of the log and commits: what the start waits for.
    pub(crate) fn start(
        &mut self,
        reason: &str,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), IndexError> {
        let head = self.tools.log.head();
        if head > self.applied {
            self.replay(head, reason, progress)?;
            self.commit(None)?;
        }
        Ok(())
    }

    /// Entries the writer was given.
    pub(crate) fn applied(&self) -> u64 {
        self.applied
    }

    /// Ends merges and lets go of the index.
    pub(crate) fn end(&mut self) -> Result<(), IndexError> {
        match self.engine.take() {
            Some(engine) => engine.close(self.committed).map(|_mark| ()),
            None => Ok(()),
        }
    }

    /// Puts a generation that lies ready in the place of this one, and brings it up to the log.
    fn exchange(&mut self, view: &View) -> Result<(), IndexError> {
        self.exchanging = Some("the engine panicked".to_owned());
        self.end()?;
        exchange(&self.tools.directory)?;
        self.reopen(view)
    }

    /// Tells whether the new generation is in place; cut off on the way it may be all the same.
    fn exchanged(&self, failure: String) {
        if self.tools.directory.with_file_name("index.next").exists() {
            return self.tools.rebuilding.placed(Some(failure));
        }
        self.tools.status.index_damaged(false);
        self.tools.rebuilding.placed(None);
        tracing::info!(
            entries = self.committed,
            "a new generation of the index answers"
        );
    }

    /// What the last commit shows.
    pub(crate) fn searcher(&self) -> Option<tantivy::Searcher> {
        self.engine.as_ref().map(Engine::searcher)
    }

    /// Entries the last commit shows.
    pub(crate) fn committed(&self) -> u64 {
        self.committed
    }

    /// Works until the queue is closed and empty; answers the mark of a clean stop when all is well.
    pub(crate) fn run(mut self, view: &View) -> Option<String> {
        let mut deadline = None;
        loop {
            let tick = Instant::now() + GAP_WAIT;
            let found = self.tools.queue.pop(deadline.unwrap_or(tick).min(tick));
            let stop = matches!(found, Found::Closed);
            let step = AssertUnwindSafe(|| self.step(found, &mut deadline, view));
            let done = catch_unwind(step).unwrap_or_else(|_panic| {
                Err(IndexError::Search {
                    action: "write",
                    source: "the engine panicked".into(),
                })
            });
            if let Err(error) = done {
                self.fail(&error);
                self.recover(view);
                deadline = None;
            }
            if stop {
                break;
            }
        }
        self.tools.status.close();
        let head = self.tools.log.head();
        let engine = self.engine.take()?;
        if self.committed != head || self.waiting > 0 {
            return None;
        }
        match engine.close(self.committed) {
            Ok(mark) => Some(mark),
            Err(error) => {
                tracing::warn!(%error, "close the index");
                None
            }
        }
    }

    fn step(
        &mut self,
        found: Found,
        deadline: &mut Option<Instant>,
        view: &View,
    ) -> Result<(), IndexError> {
        let stop = matches!(found, Found::Closed);
        if self.tools.rebuilding.take_ready() {
            self.exchange(view)?;
        }
        match found {
            Found::Job(job) => self.take(*job, view)?,
            Found::Nothing => self.close_gap()?,
            Found::Closed => {}
        }
        if self.applied == self.committed {
            *deadline = None;
            return Ok(());
        }
        let due = *deadline.get_or_insert_with(|| Instant::now() + self.tools.pace.interval);
        if stop || self.waiting >= self.tools.pace.documents || Instant::now() >= due {
            self.commit(Some(view))?;
            *deadline = None;
        }
        Ok(())
    }

    /// Reads what the log holds beyond what was given, when no job for it came for a while: it was dropped while the index
    /// was unwell, or the log thread stumbled before it passed it on.
    fn close_gap(&mut self) -> Result<(), IndexError> {
        let before = std::mem::replace(&mut self.idle_head, self.tools.log.head());
        if before > self.applied {
            self.replay(before, "jobs were lost", &mut |_| {})?;
        }
        Ok(())
    }

    /// Applies a job, after the entries between the last one and it.
    fn take(&mut self, job: Job, view: &View) -> Result<(), IndexError> {
        if job.sequence <= self.applied {
            return Ok(());
        }
        if job.sequence > self.applied + 1 {
            self.replay(job.sequence - 1, "jobs were passed over", &mut |_| {})?;
        }
        match job.work {
            Work::Put { mut records, raw } => {
                let span = info_span!("index", entry = job.sequence);
                if let Some(origin) = &job.origin {
                    origin.adopt(&span);
                }
                span.in_scope(|| self.put(job.sequence, &mut records, &raw))?;
            }
            Work::Delete(article) => {
                let entry = self.tools.log.entry(job.sequence)?;
                self.delete(&article, entry.map(|e| (e.revision, e.ingested)))?;
            }
            Work::Read => return self.replay(job.sequence, "a decision", &mut |_| {}),
            Work::Purge(article) => {
                self.purge(&article)?;
                self.applied = job.sequence;
                return self.commit(Some(view));
            }
        }
        self.applied = job.sequence;
        Ok(())
    }

    /// Takes the next entry's article out of the files as well.
    fn purge(&mut self, article: &ArticleId) -> Result<(), IndexError> {
        self.commit(None)?;
        self.purged = true;
        let held = self.engine()?.holds(article.as_str())?;
        self.delete(article, None)?;
        self.engine()?.delete_past(article.as_str());
        if held {
            // Committed as the entry before: cut off here, the purge is done again.
            let before = self.applied;
            let engine = self.engine()?;
            engine.commit(before)?;
            engine.expunge()?;
        }
        Ok(())
    }

    fn engine(&mut self) -> Result<&mut Engine, IndexError> {
        self.engine.as_mut().ok_or(IndexError::NotSearchable)
    }

    /// Links the quotes of an entry and puts its records in the place of those of the revision before.
    fn put(&mut self, entry: u64, records: &mut Records, raw: &[u8]) -> Result<(), IndexError> {
        // Who replays thousands of entries does not tell of each.
        let linking = (!Span::current().is_none()).then(|| info_span!("link").entered());
        let mergers = self.link(entry, records)?;
        drop(linking);
        if records.article.revision > 1 {
            let id = &records.article.article.id;
            let rulings = decided::readable(&self.tools.log, id, entry)?;
            decided::apply(records, rulings);
        }
        let fields = &self.tools.fields;
        let mut documents = documents(fields, records, raw, entry);
        documents.extend(mergers.iter().map(|merger| redirect(fields, merger)));
        let article = &records.article;
        let (id, revision) = (&article.article.id, article.revision);
        documents.extend(past::documents(
            &self.tools,
            id,
            revision,
            (article.ingested, entry),
        )?);
        let count = documents.len();
        let engine = self.engine()?;
        engine.delete(records.article.article.id.as_str());
        if records.article.revision > 1 {
            engine.delete(&gone_owner(&records.article.article.id));
        }
        for document in documents {
            engine.add(document)?;
        }
        self.waiting += count;
        Ok(())
    }

    /// Removes the records of an article; `tombstone` is the revision that says so, and when it came in.
    fn delete(
        &mut self,
        article: &ArticleId,
        tombstone: Option<(u32, Timestamp)>,
    ) -> Result<(), IndexError> {
        let mut links = self.links()?;
        let searcher = self.engine()?.searcher();
        let entry = self.applied + 1;
        let was_copied = links.delete(entry, article, &searcher, &self.tools.fields)?;
        self.links = Some(links);
        self.engine()?.delete(article.as_str());
        let mut notes = Vec::new();
        if was_copied {
            notes.push(gone(&self.tools.fields, article));
        }
        if let Some((revision, superseded)) = tombstone {
            let at = (superseded, entry);
            notes.extend(past::documents(&self.tools, article, revision, at)?);
            notes.extend(self.orphans(article, at)?);
        }
        self.waiting += notes.len();
        for note in notes {
            self.engine()?.add(note)?;
        }
        Ok(())
    }

    /// What was decided on records of an article that an entry deleted then: it is kept for when they come back.
    fn orphans(
        &self,
        article: &ArticleId,
        (deleted, entry): (Timestamp, u64),
    ) -> Result<Vec<TantivyDocument>, IndexError> {
        let rulings = decided::readable(&self.tools.log, article, entry)?;
        let source = bare_source(article, deleted);
        let orphans = decided::orphans(article, rulings).into_iter();
        Ok(orphans
            .map(|record| decision(&self.tools.fields, &record, &source))
            .collect())
    }

    /// The links, which go on from what the last commit shows: nothing was applied since, or they would be there.
    fn links(&mut self) -> Result<Links, IndexError> {
        if let Some(links) = self.links.take() {
            return Ok(links);
        }
        let searcher = self.engine()?.searcher();
        Links::resume(&searcher, &self.tools.fields, self.committed)
    }

    /// Gives the records of an entry their links to others.
    fn link(&mut self, entry: u64, records: &mut Records) -> Result<Vec<Merger>, IndexError> {
        let mut links = self.links()?;
        let searcher = self.engine()?.searcher();
        let mergers = links.take(entry, records, &searcher, &self.tools.fields)?;
        self.links = Some(links);
        Ok(mergers)
    }

    pub(crate) fn commit(&mut self, view: Option<&View>) -> Result<(), IndexError> {
        let sequence = self.applied;
        let entries = sequence.saturating_sub(self.committed);
        let _span = info_span!("index_commit", entries, entry = sequence).entered();
        let engine = self.engine()?;
        engine.commit(sequence)?;
        let searcher = engine.searcher();
        self.waiting = 0;
        self.committed = sequence;
        if let Some(view) = view {
            view.publish(searcher, sequence)?;
            if std::mem::take(&mut self.purged) {
                view.unpin_all();
            }
            self.tools.status.searchable(sequence);
        }
        Ok(())
    }

    /// Notes a failure and lets go of the writer.
    fn fail(&mut self, error: &IndexError) {
        let in_a_row = self.tools.status.failed();
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::error!(%error, cause, in_a_row, "index writer failed, opening it again");
        if let Some(failure) = &mut self.exchanging {
            *failure = error.to_string();
        }
        (self.engine, self.links) = (None, None);
    }

    /// Opens the index again and goes on from what it shows; tries until it works or the store is closed.
    fn recover(&mut self, view: &View) {
        let mut wait = Duration::from_millis(100);
        loop {
            let again = catch_unwind(AssertUnwindSafe(|| self.reopen(view)));
            match again {
                Ok(Ok(())) => return,
                Ok(Err(error)) => self.fail(&error),
                Err(_panic) => self.fail(&IndexError::NotSearchable),
            }
            if self.tools.queue.is_closed() {
                return;
            }
            std::thread::sleep(wait);
            wait = (wait * 2).min(RETRY_MAX);
        }
    }

    fn reopen(&mut self, view: &View) -> Result<(), IndexError> {
        let tools = &self.tools;
        finish_exchange(&tools.directory)?;
        let (engine, sequence) = Engine::open(&tools.directory, &tools.fields, tools.pace.memory)?;
        tools.rebuilding.made_by(engine.maker());
        (self.engine, self.links) = (Some(engine), None);
        (self.applied, self.committed, self.waiting) = (sequence, sequence, 0);
        let head = self.tools.log.head();
        self.replay(head, "the index writer failed", &mut |_| {})?;
        self.commit(Some(view))?;
        if let Some(failure) = self.exchanging.take() {
            self.exchanged(failure);
        }
        Ok(())
    }
}
