//! The one way in: read an article, extract, log it, index it, report.
//!
//! Not the wire and not a thread pool: every call blocks and does its own reading and extracting on the caller's thread;
//! calls from many threads share commits. Rules: what is acknowledged is on disk; the same article twice changes nothing;
//! an article whose extraction fails is kept, acknowledged and quarantined; one bad article never stops the others.

mod check;
mod decide;
mod quarantine;
mod reader;
mod records;
mod upkeep;

pub use crate::index::backup::{PARTS_BYTES, Part};
pub use crate::index::{
    CacheFigures, Checked, DECISIONS_MAX, Health, Judged, Progress, Purged, Rebuild, Settings,
};
pub use decide::Verdict;
pub use upkeep::Statistics;

use crate::extract::Knowledge;
use crate::index::{Change, Feed, Home, IndexError, OpenError, Store, Terms, View, Written};
use crate::model::{
    Article, ArticleId, Findings, Provenance, RawArticle, RecordCounts, Records, Remark, RequestId,
    Revision,
};
use crate::text::Document;
use check::check;
use jiff::Timestamp;
use reader::Reader;
use std::sync::Arc;

/// Largest article, in bytes as given.
pub const ARTICLE_BYTES_MAX: usize = 1 << 20;

/// Longest text field of an article's info (title, outlet, ...), in bytes.
pub const INFO_BYTES_MAX: usize = 4096;

/// Most authors or agencies of an article.
pub const INFO_VALUES_MAX: usize = 64;

/// Reads and extracts: pure, deterministic, may panic (a panic quarantines the article).
pub trait Analyse: Send + Sync {
    /// Cleans and cuts the article.
    fn read(&self, raw: &RawArticle) -> Document;
    /// Reads everything the document says.
    fn extract(&self, document: &Document) -> Findings;
    /// What made the findings.
    fn provenance(&self) -> Provenance;
}

/// When a call returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acknowledge {
    /// Once the article is on disk in the log: no crash loses it any more.
    #[default]
    Durable,
    /// Once its records are in answers as well.
    Searchable,
}

/// How a change is to be made.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// When the call returns.
    pub acknowledge: Acknowledge,
    /// The caller's id of the request: sent again with the same change, the first answer is given again, for
    /// [`REQUESTS_KEPT`](crate::index::REQUESTS_KEPT) at least.
    pub request: Option<RequestId>,
}

impl From<Acknowledge> for Wish {
    fn from(acknowledge: Acknowledge) -> Self {
        Self {
            acknowledge,
            request: None,
        }
    }
}

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, or was deleted before.
    Created,
    /// It takes the place of an older revision.
    Revised,
    /// It is exactly what is kept already; nothing was written.
    Unchanged,
    /// It was deleted.
    Deleted,
}

/// The acknowledgement of one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The article.
    pub article: ArticleId,
    /// Its current revision.
    pub revision: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// How many records it gave; zero when unchanged, deleted or quarantined.
    pub counts: RecordCounts,
    /// What was noticed about the text.
    pub remarks: Vec<Remark>,
    /// Why it was put into quarantine, when its extraction failed.
    pub quarantine: Option<String>,
}

/// What would be extracted from an article that is not stored.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The cleaned, segmented article.
    pub document: Document,
    /// All findings, mentions included.
    pub findings: Findings,
    /// The findings as records with their ids; revision 0.
    pub records: Records,
}

/// Why an article was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Nothing in it.
    #[error("the article is empty: give its text in content")]
    Empty,
    /// Too many bytes.
    #[error(
        "the article has {bytes} bytes, at most {limit} are taken: send the report itself, without attachments"
    )]
    TooLarge {
        /// Bytes given.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The bytes are no text.
    #[error("the article is not text ({reason}): send plain text or HTML")]
    NotText {
        /// What shows it.
        reason: String,
    },
    /// Nothing is left once markup and furniture are gone.
    #[error("the article holds no text once markup and page furniture are taken away")]
    NothingLeft,
    /// A field of the info is too long or a list has too many values.
    #[error("{field} is longer than {limit}: shorten it")]
    InfoTooLong {
        /// Which field.
        field: &'static str,
        /// Bytes of a text, or values of a list.
        limit: usize,
    },
    /// The extraction failed on an article that was only analysed.
    #[error("the extraction failed on this article: {reason}")]
    ExtractionFailed {
        /// What it said.
        reason: String,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] IndexError),
}

/// An open data directory: takes articles, shows what can be searched. Shared by reference between threads.
#[derive(Debug)]
pub struct Ingest {
    store: Store,
    reader: Reader,
}

impl Ingest {
    /// Opens (or makes) the data directory, checks it, and brings the index up to the log before it returns.
    ///
    /// `progress` is called now and then while entries of the log are read again.
    pub fn open(
        settings: &Settings,
        analyse: Arc<dyn Analyse>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Self, OpenError> {
        Self::open_in(Home::open(&settings.data_dir)?, settings, analyse, progress)
    }

    /// As [`Self::open`], over a data directory that is held already; `settings` names the same one.
    pub fn open_in(
        home: Home,
        settings: &Settings,
        analyse: Arc<dyn Analyse>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Self, OpenError> {
        let reader = Reader { analyse };
        let store = Store::open(home, settings, Arc::new(reader.clone()), progress)?;
        Ok(Self { store, reader })
    }

    /// What can be searched.
    pub fn view(&self) -> &View {
        self.store.view()
    }

    /// What each entry of the log did to the records.
    pub fn feed(&self) -> &Feed {
        self.store.feed()
    }

    /// Takes one article; `now` is its ingest time.
    pub fn put(
        &self,
        raw: RawArticle,
        now: Timestamp,
        wish: impl Into<Wish>,
    ) -> Result<Receipt, IngestError> {
        let Wish {
            acknowledge,
            request,
        } = wish.into();
        check(&raw)?;
        let document = self.reader.read(&raw);
        let article = identify(&raw, document.as_ref().ok());
        if let Some(request) = &request
            && let Some(done) = self.store.repeated(request, &article, Some(&raw))?
        {
            // Read once more, because an answer tells what was noticed in the text.
            let records = self.reader.records(&raw, &article, now, document);
            return self.finish(article, done, Some(records), acknowledge);
        }
        // With a request id even "unchanged" is an answer that must be kept: the log says so then.
        if request.is_none()
            && let Some(same) = self.store.unchanged(&article, &raw)?
        {
            return self.finish(article, same, None, acknowledge);
        }
        if let Ok(document) = &document
            && document.text.trim().is_empty()
        {
            return Err(IngestError::NothingLeft);
        }
        let records = self.reader.records(&raw, &article, now, document);
        let written = self.store.write(
            &article,
            now,
            Change::Put {
                raw: Box::new(raw),
                records: Box::new(records.clone()),
            },
            Terms {
                request: request.as_ref(),
                over: None,
            },
        )?;
        self.finish(article, written, Some(records), acknowledge)
    }

    /// Hides an article and its records behind a tombstone; [`IndexError::ArticleNotFound`] when there is none.
    pub fn delete(
        &self,
        id: &ArticleId,
        now: Timestamp,
        wish: impl Into<Wish>,
    ) -> Result<Receipt, IngestError> {
        let Wish {
            acknowledge,
            request,
        } = wish.into();
        let terms = Terms {
            request: request.as_ref(),
            over: None,
        };
        let written = self.store.write(id, now, Change::Delete, terms)?;
        let receipt = self.finish(id.clone(), written, None, acknowledge)?;
        Ok(Receipt {
            outcome: Outcome::Deleted,
            ..receipt
        })
    }

    fn finish(
        &self,
        article: ArticleId,
        written: Written,
        records: Option<Records>,
        acknowledge: Acknowledge,
    ) -> Result<Receipt, IngestError> {
        if acknowledge == Acknowledge::Searchable {
            self.store.wait_searchable(written.sequence())?;
        }
        let outcome = match written {
            Written::Unchanged { .. } => Outcome::Unchanged,
            Written::New { replaced: true, .. } => Outcome::Revised,
            Written::New { .. } => Outcome::Created,
        };
        let new = records
            .filter(|_| outcome != Outcome::Unchanged)
            .map(|r| r.article);
        Ok(Receipt {
            article,
            revision: written.revision(),
            outcome,
            counts: new.as_ref().map(|a| a.counts).unwrap_or_default(),
            quarantine: new.as_ref().and_then(|a| a.quarantine.clone()),
            remarks: new.map(|a| a.remarks).unwrap_or_default(),
        })
    }

    /// Says what would be extracted, and stores nothing.
    pub fn analyse(&self, raw: &RawArticle, now: Timestamp) -> Result<Analysis, IngestError> {
        check(raw)?;
        let failed = |reason| IngestError::ExtractionFailed { reason };
        let document = self.reader.read(raw).map_err(failed)?;
        if document.text.trim().is_empty() {
            return Err(IngestError::NothingLeft);
        }
        let findings = self.reader.extract(&document).map_err(failed)?;
        let article = identify(raw, Some(&document));
        let origin = self.reader.origin(&article, 0, now, &document);
        let records = records::records(origin, findings.clone());
        Ok(Analysis {
            document,
            findings,
            records,
        })
    }

    /// All revisions of an article, tombstones included, oldest first; empty when the log never saw it.
    pub fn history(&self, id: &ArticleId) -> Result<Vec<Revision>, IngestError> {
        Ok(self.store.history(id)?)
    }

    /// How the store is; never blocks for long.
    pub fn health(&self) -> Health {
        self.store.health()
    }

    /// Stops cleanly: waits for what was acknowledged to be indexed, marks the index as whole, lets go of the lock.
    ///
    /// Dropping without this is safe as well (as safe as a crash): the next start checks and replays.
    pub fn close(self) -> Result<(), OpenError> {
        self.store.close()
    }
}

/// The id of an article; when it could not even be read, its bytes stand for its cleaned text.
fn identify(raw: &RawArticle, document: Option<&Document>) -> ArticleId {
    match document {
        Some(document) => Article::identify(&raw.info, &document.text),
        None => Article::identify(&raw.info, &String::from_utf8_lossy(&raw.bytes)),
    }
}

/// The extractor of this release with what it knows.
#[derive(Clone, Debug)]
pub struct Extractor {
    knowledge: Arc<Knowledge>,
    provenance: Provenance,
}

impl Extractor {
    /// The extractor with this knowledge; `lexicon` is the version of lexicon and tables, 12 hex digits.
    pub fn new(knowledge: Arc<Knowledge>, lexicon: &str) -> Self {
        Self {
            knowledge,
            provenance: Provenance {
                extractor: env!("CARGO_PKG_VERSION").to_owned(),
                lexicon: lexicon.to_owned(),
            },
        }
    }
}

impl Analyse for Extractor {
    fn read(&self, raw: &RawArticle) -> Document {
        crate::text::read(raw, &self.knowledge.language)
    }

    fn extract(&self, document: &Document) -> Findings {
        crate::extract::extract(document, &self.knowledge)
    }

    fn provenance(&self) -> Provenance {
        self.provenance.clone()
    }
}
