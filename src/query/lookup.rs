//! Looking up: records and counts by exact terms, without words, order or pages.

use super::plan::{Plan, Reads};
use super::search::{count, each, exact};
use super::stored::fetch;
use super::{Budget, QueryError};
use crate::index::document::Stored;
use crate::index::schema::{Noun, Role};
use crate::index::view::{Generation, search_failed};
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
    let prefix = role.term(noun, "");
    let failed = |e: std::io::Error| search_failed("read")(e.into());
    let mut values = BTreeSet::new();
    for reader in generation.searcher.segment_readers() {
        let index = reader
            .inverted_index(generation.fields.term)
            .map_err(search_failed("read"))?;
        let range = index.terms().range().ge(prefix.as_bytes());
        let mut stream = range.into_stream().map_err(failed)?;
        while stream.advance() {
            let Some(value) = stream.key().strip_prefix(prefix.as_bytes()) else {
                break;
            };
            values.insert(String::from_utf8_lossy(value).into_owned());
        }
    }
    Ok(values)
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
