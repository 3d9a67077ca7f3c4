//! The store: log, index and the threads between them, behind one handle.
//!
//! Not extraction: callers bring records, and a [`Derive`] that makes them again. Two threads: the log thread commits all
//! that wait in one transaction (who is alone does not wait), answers them, and passes the work on; the indexer brings
//! the index up to the log.

use super::again::mark;
use super::engine::{Condition, Engine, inspect};
use super::fault::fault;
use super::feed::Feed;
use super::generation::Rebuilding;
use super::home::{Home, finish_exchange};
use super::indexer::{Indexer, Pace, Tools};
use super::keeper::{Asked, Keeper, Request};
use super::log::{ArticleLog, Deed, Done, HISTORY_MAX, Proposal, content_hash};
use super::origin::Origin;
use super::queue::Queue;
use super::schema::Fields;
use super::settings::{Health, Progress, Settings};
use super::status::Status;
use super::upkeep::check_behind;
use super::view::{self, View};
use super::{IndexError, OpenError};
use crate::model::{ArticleId, Provenance, RawArticle, Records, RequestId, Revision};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tracing::info_span;

/// Longest wait for an article to be searchable.
pub const SEARCHABLE_WAIT_MAX: Duration = Duration::from_secs(30);

/// An article as the log keeps it, from which records are made again.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// Which article.
    pub article: &'a ArticleId,
    /// Its revision.
    pub revision: u32,
    /// When it came in.
    pub ingested: Timestamp,
    /// The article as received.
    pub raw: &'a RawArticle,
    /// Why its extraction failed when it came in; it is not tried again then.
    pub quarantine: Option<&'a str>,
}

/// Makes an article's records again; never fails and never panics: what cannot be extracted is quarantined.
pub trait Derive: Send + Sync {
    /// The records of an article.
    fn derive(&self, kept: Kept<'_>) -> Records;

    /// What makes them.
    fn provenance(&self) -> Provenance;

    /// Extractor and lexicon in one word without a blank: what a generation of the index is marked with.
    fn maker(&self) -> String {
        let made = self.provenance();
        format!("{}/{}", made.extractor, made.lexicon)
    }
}

/// A change to be written.
#[derive(Debug)]
pub enum Change {
    /// A new revision.
    Put {
        /// The article as received.
        raw: Box<RawArticle>,
        /// Its records; the revision in them is set once it is known.
        records: Box<Records>,
    },
    /// A deletion.
    Delete,
}

/// On which terms a change is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'a> {
    /// The caller's id of the request: with the same change again, the first answer is given again.
    pub request: Option<&'a RequestId>,
    /// Only while this entry is what is current; else nothing is written.
    pub over: Option<u64>,
}

/// What became of a change; it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written as this entry and revision.
    New {
        /// The entry of the log.
        sequence: u64,
        /// The revision.
        revision: u32,
        /// Whether a living revision was there before.
        replaced: bool,
    },
    /// It is exactly what is current; nothing was written.
    Unchanged {
        /// The entry that made it so.
        sequence: u64,
        /// The revision.
        revision: u32,
    },
}

impl Written {
    /// What became of a change that was made before.
    pub(super) fn repeated(sequence: u64, revision: u32, done: Done) -> Self {
        match done {
            Done::Unchanged => Self::Unchanged { sequence, revision },
            Done::Made | Done::Replaced => Self::New {
                sequence,
                revision,
                replaced: done == Done::Replaced,
            },
        }
    }

    /// The entry that holds the current state.
    pub fn sequence(self) -> u64 {
        match self {
            Self::New { sequence, .. } | Self::Unchanged { sequence, .. } => sequence,
        }
    }

    /// The current revision.
    pub fn revision(self) -> u32 {
        match self {
            Self::New { revision, .. } | Self::Unchanged { revision, .. } => revision,
        }
    }
}

/// An open data directory.
pub struct Store {
    home: Home,
    pub(super) log: Arc<ArticleLog>,
    view: View,
    feed: Arc<Feed>,
    status: Arc<Status>,
    queue: Arc<Queue>,
    requests: Mutex<Option<Sender<Asked>>>,
    /// Held by who decides on a record.
    pub(super) deciding: Mutex<()>,
    /// What a new generation is made with.
    pub(super) next: Tools,
    log_thread: Option<JoinHandle<()>>,
    indexer: Option<JoinHandle<Option<String>>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Checks a data directory that is held already, and brings the index up to the log before it returns.
    pub fn open(
        home: Home,
        settings: &Settings,
        derive: Arc<dyn Derive>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Self, OpenError> {
        let page_key = home.page_key(&settings.entropy)?;
        let log = ArticleLog::open(&home.log(), home.is_new, settings.log_cache)?;
        let log = Arc::new(log);
        start_fault("start.before-format")?;
        // A lower format is read as it is; from here on only this release and newer ones open it.
        home.finish()?;
        finish_exchange(&home.index()).map_err(IndexError::from)?;
        let (status, queue) = (Arc::new(Status::default()), Arc::new(Queue::default()));
        let fields = Arc::new(Fields::new());
        let tools = Tools {
            directory: home.index(),
            fields: Arc::clone(&fields),
            log: Arc::clone(&log),
            derive,
            queue: Arc::clone(&queue),
            status: Arc::clone(&status),
            pace: Pace {
                interval: settings.commit_interval,
                documents: settings.commit_documents,
                memory: settings.writer_memory,
            },
            rebuilding: Arc::new(Rebuilding::default()),
            live: Arc::clone(&status),
        };
        let feed = Feed::new(&tools);
        let next = Tools {
            directory: home.next_index(),
            queue: Arc::new(Queue::default()),
            status: Arc::new(Status::default()),
            ..tools.clone()
        };
        let (indexer, was_clean) = open_indexer(&home, tools, progress)?;
        let searcher = indexer.searcher().ok_or(IndexError::NotSearchable)?;
        let sequence = indexer.committed();
        let keys = (settings.page_walk_max, page_key);
        let start = start_number(&settings.entropy);
        let view = View::new(start, searcher, fields, sequence, keys)?;
        status.searchable(sequence);
        let mut store = Self {
            home,
            log,
            view,
            feed: Arc::new(feed),
            status,
            queue,
            requests: Mutex::new(None),
            deciding: Mutex::default(),
            next,
            log_thread: None,
            indexer: None,
        };
        store.spawn(indexer, settings)?;
        if was_clean {
            check_behind(&store.next, store.home.index())?;
        }
        if store.home.next_index().exists() {
            store.rebuild("it was cut off while it was made", false)?;
        }
        Ok(store)
    }

    fn spawn(&mut self, indexer: Indexer, settings: &Settings) -> Result<(), OpenError> {
        let failed = |source| OpenError::Io {
            action: "start the threads of",
            path: settings.data_dir.clone(),
            source,
        };
        let (sender, receiver) = channel();
        let keeper = Keeper {
            log: Arc::clone(&self.log),
            feed: Arc::clone(&self.feed),
            queue: Arc::clone(&self.queue),
            status: Arc::clone(&self.status),
            directory: settings.data_dir.clone(),
            free_space_min: settings.free_space_min,
        };
        let view = self.view.clone();
        let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let log_thread = named("article-log").spawn(move || keeper.run(&receiver));
        self.log_thread = Some(log_thread.map_err(failed)?);
        let indexing = named("indexer").spawn(move || indexer.run(&view));
        self.indexer = Some(indexing.map_err(failed)?);
        self.requests = Mutex::new(Some(sender));
        Ok(())
    }

    /// What can be searched.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What each entry of the log did.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Writes a change; it is on disk when this returns.
    pub fn write(
        &self,
        article: &ArticleId,
        ingested: Timestamp,
        change: Change,
        terms: Terms<'_>,
    ) -> Result<Written, IndexError> {
        let (hash, deed, records) = match change {
            Change::Delete => ([0; 32], Deed::Delete, None),
            Change::Put { raw, records } => {
                let quarantine = records.article.quarantine.clone();
                (
                    content_hash(&raw),
                    Deed::Put { raw, quarantine },
                    Some(records),
                )
            }
        };
        self.propose(article, ingested, (deed, hash), records, terms)
    }

    /// Hands a proposal to the log thread and waits for what becomes of it; `hash` stands for what it asks.
    pub(super) fn propose(
        &self,
        article: &ArticleId,
        ingested: Timestamp,
        (deed, hash): (Deed, [u8; 32]),
        records: Option<Box<Records>>,
        terms: Terms<'_>,
    ) -> Result<Written, IndexError> {
        let (answer, answered) = sync_channel(1);
        let request = Request {
            proposal: Proposal {
                article: article.clone(),
                ingested,
                deed,
                hash,
                request: terms.request.map(|id| mark(id, article, hash)),
                over: terms.over,
            },
            records,
            answer,
            origin: Origin::here(),
        };
        let _append = info_span!("append").entered();
        self.send(Asked::Change(request))?;
        answered.recv().map_err(|_e| IndexError::Closing)?
    }

    /// Hands something to the log thread.
    pub(super) fn send(&self, asked: Asked) -> Result<(), IndexError> {
        let requests = self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let requests = requests.ok_or(IndexError::Closing)?;
        requests.send(asked).map_err(|_e| IndexError::Closing)
    }

    /// The entry and revision of an article when exactly this is its current state: nothing would be written.
    pub fn unchanged(
        &self,
        article: &ArticleId,
        raw: &RawArticle,
    ) -> Result<Option<Written>, IndexError> {
        let current = self.log.current(article)?;
        let same = |c: &super::log::Current| {
            !c.deleted && !c.quarantined && c.content_hash == content_hash(raw)
        };
        Ok(current.filter(same).map(|c| Written::Unchanged {
            sequence: c.sequence,
            revision: c.revision,
        }))
    }

    /// Waits until answers show an entry, at most [`SEARCHABLE_WAIT_MAX`].
    pub fn wait_searchable(&self, sequence: u64) -> Result<(), IndexError> {
        info_span!("searchable")
            .in_scope(|| self.status.wait_searchable(sequence, SEARCHABLE_WAIT_MAX))
    }

    /// All revisions of an article, tombstones included, oldest first; empty when the log never saw it.
    pub fn history(&self, article: &ArticleId) -> Result<Vec<Revision>, IndexError> {
        self.log.history(article, HISTORY_MAX)
    }

    /// How the store is.
    pub fn health(&self) -> Health {
        let generation = self.view.newest();
        Health {
            healthy: self.status.is_sound(),
            log_head: self.log.head(),
            searchable: generation.sequence,
            writer_failures: self.status.failures(),
            damaged_entries: self.status.damaged_entries(),
            records: generation.searcher.num_docs(),
            segments: generation.searcher.segment_readers().len(),
            lag: self.status.lag(),
            deleted_documents: generation.deleted_documents(),
            generations_held: self.view.held(),
            record_cache: self.view.cache(),
            log_cache: self.log.cache(),
        }
    }

    /// Stops cleanly: what was acknowledged is indexed, the index marked as whole, the lock let go.
    pub fn close(mut self) -> Result<(), OpenError> {
        if let Some(mark) = self.stop() {
            self.home.put_clean_mark(&mark)?;
        }
        Ok(())
    }

    /// Ends both threads; answers the mark of a clean stop.
    fn stop(&mut self) -> Option<String> {
        drop(
            self.requests
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        if let Some(thread) = self.log_thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the log thread panicked");
        }
        self.next.rebuilding.stop();
        self.queue.close();
        self.indexer.take()?.join().ok().flatten()
    }
}

impl Drop for Store {
    /// Ends the threads without the mark of a clean stop.
    fn drop(&mut self) {
        drop(self.stop());
    }
}

/// A place where the start can be made to fail.
fn start_fault(place: &'static str) -> Result<(), OpenError> {
    fault(place).map_err(|source| OpenError::Io {
        action: "open",
        path: place.into(),
        source,
    })
}

fn start_number(entropy: &[u8; 32]) -> u64 {
    let bytes = entropy.iter().rev().take(8);
    bytes.fold(0, |n, b| n << 8 | u64::from(*b))
}

/// Opens an index that looked sound. After a clean stop its files have not been read through yet, and over a damaged one the
/// engine fails or panics; why, then.
fn open_sound(
    directory: &Path,
    fields: &Arc<Fields>,
    memory: usize,
) -> Result<(Engine, u64), String> {
    let open = || {
        let opened = Engine::open(directory, fields, memory)?;
        view::check(opened.0.searcher(), fields)?;
        Ok(opened)
    };
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => {
            let error: IndexError = error;
            Err(format!("it does not open: {error}"))
        }
        Err(_panic) => Err("the engine stumbled over its files".to_owned()),
    }
}

fn open_indexer(
    home: &Home,
    tools: Tools,
    progress: &mut dyn FnMut(&Progress),
) -> Result<(Indexer, bool), OpenError> {
    let mark = home.take_clean_mark()?;
    let (directory, fields) = (home.index(), Arc::clone(&tools.fields));
    let head = tools.log.head();
    let memory = tools.pace.memory;
    let condition = inspect(&directory, &fields, head, mark.as_deref());
    let opened = match condition {
        Condition::Sound(_) => open_sound(&directory, &fields, memory),
        Condition::Rebuild(reason) => Err(reason),
    };
    let (engine, committed, reason) = match opened {
        Ok((engine, committed)) => (engine, committed, "the last stop was not clean".to_owned()),
        Err(reason) => {
            if head > 0 {
                tracing::warn!(reason, entries = head, "rebuild the index from the log");
            }
            home.set_index_aside()?;
            start_fault("start.before-create")?;
            let maker = tools.derive.maker();
            (
                Engine::create(&directory, &fields, memory, &maker)?,
                0,
                reason,
            )
        }
    };
    tools.rebuilding.made_by(engine.maker());
    let was_clean = mark.is_some() && committed > 0;
    let mut indexer = Indexer::new(tools, engine, committed);
    indexer.start(&reason, progress)?;
    Ok((indexer, was_clean))
}
