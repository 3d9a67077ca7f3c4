//! Looking up: records and counts by exact terms, without words, order or pages.

use super::plan::{Plan, Reads};
use super::search::{count, each, exact};
use super::stored::fetch;
use super::{Budget, QueryError};
use crate::index::document::Stored;
use crate::index::lookup::behind;
use crate::index::schema::{Noun, Role};
use crate::index::view::Generation;
use crate::index::{IndexError, View};
use std::collections::BTreeSet;
use tantivy::DocAddress;
use tantivy::query::{BooleanQuery, Query};

/// The exact number of living documents that have all of these terms.
pub(super) fn count_terms(
    generation: &Generation,
    terms: &[String],
    reads: Reads,
    budget: &Budget,
) -> Result<u64, QueryError> {
    let queries: Vec<Box<dyn Query>> = terms.iter().map(|t| exact(generation, t)).collect();
    let query = BooleanQuery::intersection(queries);
    let plan = Plan::counting(reads);
    count(generation, &plan, &query, budget)
}

/// The living records that have a term, in the order of the index, at most `limit`.
pub(super) fn records<R: Stored>(
    generation: &Generation,
    term: &str,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<R>, QueryError> {
    let reads = Reads::default();
    those(generation, term, reads, limit, budget)
}

/// The living records that have a term and pass, in the order of the index, at most `limit`.
pub(super) fn those<R: Stored>(
    generation: &Generation,
    term: &str,
    reads: Reads,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<R>, QueryError> {
    let query = exact(generation, term);
    let mut addresses = Vec::new();
    let plan = Plan::counting(reads);
    each(generation, &plan, query.as_ref(), budget, |ord, _, doc| {
        if addresses.len() < limit {
            addresses.push(DocAddress::new(ord, doc));
        }
    })?;
    let decode = |address| Ok(R::decode(&fetch(generation, address)?)?);
    addresses.into_iter().map(decode).collect()
}

/// All values terms of a noun have in a role, in order; values of deleted records may be among them.
pub(super) fn values(
    generation: &Generation,
    noun: Noun,
    role: Role,
) -> Result<BTreeSet<String>, IndexError> {
    let segments = generation.searcher.segment_readers().iter();
    behind(segments, generation.fields.term, &role.term(noun, ""))
}

/// The record with an id, `None` when there is none.
pub(super) fn get<R: Stored>(
    view: &View,
    noun: Noun,
    id: &str,
    budget: &Budget,
) -> Result<Option<R>, QueryError> {
    let found = records(&view.newest(), &Role::Id.term(noun, id), 1, budget)?;
    Ok(found.into_iter().next())
}
