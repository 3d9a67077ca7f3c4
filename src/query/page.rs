//! Pages: how much of an answer, from where on, and what comes back.
//!
//! Not offsets: a token carries the sort values of the last hit and pins the generation it was made from, so a walk
//! sees each hit of that generation exactly once however much comes in meanwhile.

use super::error::{QueryError, Violation, ViolationKind};
use crate::model::Span;

/// Page size when none is asked for.
pub const PAGE_SIZE_DEFAULT: usize = 50;

/// Largest page; a larger wish is served with this.
pub const PAGE_SIZE_MAX: usize = 1000;

/// A page ends early before its stored records pass this many bytes.
pub const PAGE_BYTES_MAX: usize = 3 << 20;

/// Which part of an answer is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// 0 = [`PAGE_SIZE_DEFAULT`], above [`PAGE_SIZE_MAX`] is served with that, negative is an error.
    pub size: i32,
    /// `next_page_token` of the page before; empty for the first page.
    pub token: String,
    /// Whether the exact number of all hits is wanted; it can triple the cost.
    pub total: bool,
}

/// The number of hits a page may have, or the violation of a negative one.
pub(super) fn size_of(page: &PageRequest) -> Result<usize, QueryError> {
    match usize::try_from(page.size) {
        Ok(0) => Ok(PAGE_SIZE_DEFAULT),
        Ok(size) => Ok(size.min(PAGE_SIZE_MAX)),
        Err(_negative) => Err(QueryError::Invalid(vec![negative_size(page.size)])),
    }
}

/// The violation of a negative page size.
pub(super) fn negative_size(size: i32) -> Violation {
    Violation {
        field: "page_size".to_owned(),
        kind: ViolationKind::PageSize,
        description: format!(
            "{size} is negative: give 0 for the default of {PAGE_SIZE_DEFAULT}, or up to {PAGE_SIZE_MAX}"
        ),
        value: size.to_string(),
    }
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<R> {
    /// The record.
    pub record: R,
    /// BM25 score when the answer is ranked.
    pub score: Option<f32>,
    /// Where the query's words stand, as byte spans into the record's searched text, ascending, never overlapping.
    pub highlights: Vec<Span>,
}

/// One page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<R> {
    /// Hits in order; may be fewer than asked for although more follow.
    pub hits: Vec<Hit<R>>,
    /// Token of the next page; empty at the end, and only there.
    pub next_page_token: String,
    /// Exact number of all hits, when asked for.
    pub total: Option<u64>,
}

impl<R> Default for Page<R> {
    fn default() -> Self {
        Self {
            hits: Vec::new(),
            next_page_token: String::new(),
            total: None,
        }
    }
}
