//! What is kept: the article log (the truth) and the search index (a view of it that can be thrown away).
//!
//! Not extraction: records come in ready made, and replaying the log asks whoever opened the store to make them again.
//! Rules: an article is acknowledged once the log holds it on disk; every value of the log is verified at each read; a
//! failed index writer is never used again; nothing outside this folder and `query` names the engines.

mod error;
mod view;

pub use error::{IndexError, OpenError};
pub use view::View;
