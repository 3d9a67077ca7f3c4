//! Questions in, records out: typed filters, own query language, order and paging over one index generation.
//!
//! Not the wire (the API converts at its own edge) and not a thread: everything here is synchronous and asks its
//! [`Budget`] as it goes. Rules: a question is checked whole before any work, and all that is wrong with it is told at
//! once; values of one list are alternatives, different fields all hold; intervals are half-open; every page order is total.

// What a question is asked of, so that callers need not name the stages below.
pub use crate::index::{Feed, IndexError, View};
pub use crate::lexicon::Lexicon;

pub mod actor;
pub mod article;
pub mod border;
pub mod border_timeline;
mod budget;
pub mod change;
pub mod decision;
pub mod deployment;
mod error;
pub mod event;
mod excluded;
mod export;
pub mod facet;
mod filter;
mod follow;
mod gather;
mod highlight;
pub mod issue;
mod language;
mod lookup;
pub mod matrix;
pub mod network;
mod order;
mod page;
mod plan;
pub mod quote;
mod reads;
mod resume;
mod search;
pub mod sighting;
pub mod spokesperson;
pub mod stance;
pub mod stand;
mod stored;
pub mod timeline;
mod token;
pub mod utterance;
mod words;

pub use budget::Budget;
pub use error::{QueryError, TokenError, Violation, ViolationKind};
pub use export::{
    CHUNK_BYTES_MAX, CHUNK_RECORDS_MAX, Chunk, Selects, StreamQuery, Streamed, WINDOW_NAMES, Walk,
};
pub use filter::{DayRange, ReportFilter, TimeRange, VALUES_MAX};
pub use follow::{ChangeKind, Follow, NEWS_BYTES_MAX, NEWS_CHANGES_MAX, NEWS_ENTRIES_MAX, News};
pub use gather::{DEPLOYMENTS_READ_MAX, QUOTES_READ_MAX, STANCES_READ_MAX};
pub use language::{
    FUZZY_EDITS_MAX, FUZZY_ONE_LETTERS_MIN, FUZZY_TWO_LETTERS_MIN, LanguageError,
    PREFIX_LETTERS_MIN, QUERY_BYTES_MAX, QUERY_DEPTH_MAX, QUERY_TERMS_MAX,
};
pub use page::{Hit, PAGE_BYTES_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, Page, PageRequest};
pub use resume::ResumeError;
