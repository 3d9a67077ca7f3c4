//! Gathering: all records a plan finds, for answers that compare them with one another, and pages of lists made from them.
//!
//! Not a search: nothing is ranked. Rules: what matches is read whole or the question is refused, never cut in silence;
//! the budget is asked as records are read.

use super::error::QueryError;
use super::plan::Plan;
use super::search;
use super::stand::Stand;
use super::token::Cursor;
use super::{Budget, Hit, PAGE_BYTES_MAX, Page, PageRequest};
use crate::index::View;
use crate::index::document::Stored;
use crate::index::view::Generation;
use crate::lexicon::Lexicon;
use crate::model::StanceRecord;
use std::sync::Arc;
use tantivy::DocAddress;
use tracing::info_span;

/// Most stances one answer compares.
pub const STANCES_READ_MAX: usize = 20_000;

/// Most quotes one answer compares.
pub const QUOTES_READ_MAX: usize = 20_000;

/// Most deployment events one answer compares.
pub const DEPLOYMENTS_READ_MAX: usize = 20_000;

/// Records read between two looks at the budget.
const BUDGET_EVERY: usize = 64;

/// The stands of all stances a plan finds; [`QueryError::TooMuch`] when they are more than `limit`.
pub(super) fn stands(
    generation: &Generation,
    lexicon: &Lexicon,
    plan: &Plan,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<Stand>, QueryError> {
    let mut stands = Vec::new();
    let most = Most {
        what: "stances",
        limit,
    };
    each_record(generation, plan, most, budget, |record: StanceRecord| {
        stands.extend(Stand::of(record, lexicon));
    })?;
    Ok(stands)
}

/// How many records of what are read at most.
#[derive(Clone, Copy)]
pub(super) struct Most {
    pub(super) what: &'static str,
    pub(super) limit: usize,
}

/// Hands over every record a plan finds; [`QueryError::TooMuch`], before any is read, when they are more than `most`.
pub(super) fn each_record<R: Stored>(
    generation: &Generation,
    plan: &Plan,
    most: Most,
    budget: &Budget,
    mut take: impl FnMut(R),
) -> Result<(), QueryError> {
    let _run = info_span!("run").entered();
    budget.check()?;
    let query = search::build(generation, plan)?;
    let mut addresses = Vec::new();
    let mut found = 0;
    search::each(generation, plan, query.as_ref(), budget, |ord, _, doc| {
        found += 1;
        if found <= most.limit {
            addresses.push(DocAddress::new(ord, doc));
        }
    })?;
    if found > most.limit {
        return Err(QueryError::TooMuch {
            what: most.what,
            limit: most.limit,
        });
    }
    for (at, address) in addresses.into_iter().enumerate() {
        if at % BUDGET_EVERY == 0 {
            budget.check()?;
        }
        take(R::decode(&super::stored::fetch(generation, address)?)?);
    }
    Ok(())
}

/// Which page of a list is wanted, and of which state of the index.
pub(super) struct Wanted<'q> {
    pub(super) page: &'q PageRequest,
    /// Most items.
    pub(super) size: usize,
    /// Items that came before.
    pub(super) done: u64,
    pub(super) generation: &'q Arc<Generation>,
    pub(super) fingerprint: u64,
}

/// The page of a list that is the same whenever it is made from one generation; `bytes` tells about how large an item is
/// on the wire.
pub(super) fn page_of<T>(
    view: &View,
    list: Vec<T>,
    wanted: &Wanted<'_>,
    bytes: impl Fn(&T) -> usize,
) -> Page<T> {
    let total = list.len() as u64;
    let (items, reached) = cut(list, wanted.done, wanted.size, bytes);
    let cursor = (reached < total).then_some(Cursor::Counted(reached));
    let hits = items.into_iter().map(|record| Hit {
        record,
        score: None,
        highlights: Vec::new(),
    });
    Page {
        hits: hits.collect(),
        next_page_token: search::next_token(view, wanted.generation, wanted.fingerprint, cursor),
        total: wanted.page.total.then_some(total),
    }
}

/// Items after the first `done`: at most `size`, and no more than a page's bytes but for the first; and how many have
/// come by then.
pub(super) fn cut<T>(
    list: Vec<T>,
    done: u64,
    size: usize,
    bytes: impl Fn(&T) -> usize,
) -> (Vec<T>, u64) {
    let skipped = usize::try_from(done).unwrap_or(usize::MAX);
    let (mut items, mut taken) = (Vec::new(), 0);
    for item in list.into_iter().skip(skipped).take(size) {
        taken += bytes(&item);
        if taken > PAGE_BYTES_MAX && !items.is_empty() {
            break;
        }
        items.push(item);
    }
    let reached = done.saturating_add(items.len() as u64);
    (items, reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_at_its_size_or_its_bytes_and_the_next_goes_on() {
        let list = || vec![1, 2, 3, 4, 5];
        assert_eq!(cut(list(), 0, 2, |_| 1), (vec![1, 2], 2));
        assert_eq!(cut(list(), 2, 2, |_| 1), (vec![3, 4], 4));
        assert_eq!(cut(list(), 4, 2, |_| 1), (vec![5], 5));
        assert_eq!(cut(list(), 9, 2, |_| 1), (vec![], 9));
    }

    #[test]
    fn a_page_takes_as_many_bytes_as_its_limit_and_always_one_item() {
        let half = PAGE_BYTES_MAX / 2;
        assert_eq!(cut(vec![half, half, 1], 0, 9, |b| *b).0, [half, half]);
        assert_eq!(cut(vec![half, half + 2], 0, 9, |b| *b).0, [half]);
        let large = PAGE_BYTES_MAX + 1;
        assert_eq!(cut(vec![large, 1], 0, 9, |b| *b).0, [large]);
    }
}
