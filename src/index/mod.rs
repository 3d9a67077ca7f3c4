//! What is kept: the article log (the truth) and the search index (a view of it that can be thrown away).
//!
//! Not extraction: records come in ready made, and replaying the log asks whoever opened the store to make them again.
//! Rules: an article is acknowledged once the log holds it on disk; every value of the log is verified at each read; a
//! failed index writer is never used again; nothing outside this folder and `query` names the engines.

mod again;
pub mod backup;
mod copies;
mod corrected;
mod decide;
mod decided;
pub(crate) mod document;
mod engine;
mod error;
mod event;
mod fault;
mod feed;
mod fields;
mod generation;
mod home;
mod indexer;
mod keeper;
mod links;
pub(crate) mod log;
pub(crate) mod lookup;
mod origin;
mod past;
mod queue;
pub mod repair;
pub(crate) mod schema;
mod settings;
mod status;
mod store;
pub(crate) mod terms;
mod upkeep;
pub(crate) mod utterance;
pub(crate) mod view;
mod window;
pub(crate) mod words;

pub use again::Quarantined;
pub(crate) use copies::Gone;
pub use decide::Judged;
pub use error::{IndexError, OpenError};
pub(crate) use event::Firsts;
pub use feed::{Feed, Listener};
pub use generation::Rebuild;
pub use home::Home;
pub use keeper::GROUP_MAX;
pub use log::{DECISIONS_MAX, REQUESTS_KEPT, REQUESTS_MAX};
pub use settings::{CacheFigures, Health, Progress, Settings};
pub use store::{Change, Derive, Kept, SEARCHABLE_WAIT_MAX, Store, Terms, Written};
pub use upkeep::{CHECK_BYTES_MAX, CHECK_MAX, Checked, Purged};
pub use utterance::link_in_order;
pub use view::View;
