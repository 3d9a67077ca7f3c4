//! The search itself: a plan against one generation.
//!
//! Own loops over the segments in place of the engine's collectors: the budget is asked between segments and every few
//! thousand documents, conditions are read from columns opened once, and the page may begin after any hit. Ranked answers
//! keep the engine's skipping of documents that cannot enter the page. Scores are cut to 12 significant bits, because the
//! engine adds a document's parts in an order that depends on what it skipped: the last bits differ between two pages,
//! and look-alikes would be shown twice or never.

use super::Budget;
use super::error::{QueryError, TokenError};
use super::highlight;
pub(super) use super::lookup::{count_terms, get, records, those, values};
use super::order::Order;
use super::page::{Hit, PAGE_BYTES_MAX, Page};
use super::plan::Plan;
use super::stored::{fetch, wire_bytes};
use super::token::{Cursor, SortValues, Token};
use super::words::{self, Ground};
use crate::index::document::Stored;
use crate::index::schema::{Column, Noun, Role};
use crate::index::view::{Generation, SegmentColumns, View, search_failed};
use std::cell::Cell;
use std::collections::BinaryHeap;
use std::sync::Arc;
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, ConstScoreQuery, EnableScoring, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};
use tracing::info_span;

/// Documents between two looks at the budget.
const BUDGET_EVERY: u32 = 4096;

/// A hit before its record is read.
#[derive(Clone, Copy, Debug)]
struct Found {
    address: DocAddress,
    score: Option<f32>,
    cursor: Cursor,
}

/// Answers a plan with a page of records; `text` gives the text of a record that highlights are counted in.
pub(super) fn run<R: Stored>(
    view: &View,
    plan: &Plan,
    text: impl Fn(&R) -> String,
    budget: &Budget,
) -> Result<Page<R>, QueryError> {
    let _run = info_span!("run").entered();
    budget.check()?;
    let (generation, after) = begin(view, &plan.token, plan.fingerprint)?;
    let query = build(&generation, plan)?;
    let found =
        info_span!("match").in_scope(|| page(&generation, plan, query.as_ref(), after, budget))?;
    let total = if plan.total {
        let counted =
            info_span!("count").in_scope(|| count(&generation, plan, query.as_ref(), budget));
        Some(counted?)
    } else {
        None
    };
    let fetching = info_span!("fetch").entered();
    let (mut hits, mut bytes, mut last) = (Vec::new(), 0, None);
    for found in found.iter().take(plan.size) {
        let stored = fetch(&generation, found.address)?;
        bytes += wire_bytes(stored.len());
        if bytes > PAGE_BYTES_MAX && !hits.is_empty() {
            break;
        }
        let record = R::decode(&stored)?;
        let highlights = match (&plan.words, plan.highlight) {
            (Some(words), true) => highlight::spans(words, &text(&record)),
            (None, _) | (_, false) => Vec::new(),
        };
        hits.push(Hit {
            record,
            score: found.score,
            highlights,
        });
        last = Some(found.cursor);
    }
    fetching.exit();
    let more = found.len() > hits.len();
    Ok(Page {
        next_page_token: next_token(view, &generation, plan.fingerprint, last.filter(|_| more)),
        hits,
        total,
    })
}

/// The hits of a page and one more, when there is one.
fn page(
    generation: &Generation,
    plan: &Plan,
    query: &dyn Query,
    after: Option<Cursor>,
    budget: &Budget,
) -> Result<Vec<Found>, QueryError> {
    match (&plan.order, after) {
        (Order::Ranked, None) => ranked(generation, plan, query, None, budget),
        (Order::Ranked, Some(Cursor::Ranked(score, segment, doc))) => {
            let after = Some((score, DocAddress::new(segment, doc)));
            ranked(generation, plan, query, after, budget)
        }
        (Order::Keys(keys), None) => sorted(generation, plan, keys, query, None, budget),
        (Order::Keys(keys), Some(Cursor::Sorted(values))) => {
            sorted(generation, plan, keys, query, Some(values), budget)
        }
        (Order::Ranked | Order::Keys(_), Some(_)) => Err(TokenError::Mismatch.into()),
    }
}

/// The generation a page is read from, and what stood last on the page before.
pub(super) fn begin(
    view: &View,
    token: &str,
    fingerprint: u64,
) -> Result<(Arc<Generation>, Option<Cursor>), QueryError> {
    if token.is_empty() {
        return Ok((view.newest(), None));
    }
    let token = Token::read(token, view.page_key())?;
    if token.fingerprint != fingerprint {
        return Err(TokenError::Mismatch.into());
    }
    let generation = view.pinned(token.generation).ok_or(TokenError::Expired)?;
    Ok((generation, Some(token.cursor)))
}

/// The token of the next page, empty when there is none; pins the generation for it.
pub(super) fn next_token(
    view: &View,
    generation: &Arc<Generation>,
    fingerprint: u64,
    cursor: Option<Cursor>,
) -> String {
    let Some(cursor) = cursor else {
        return String::new();
    };
    view.pin(generation);
    let token = Token {
        generation: generation.id,
        fingerprint,
        cursor,
    };
    token.write(view.page_key())
}

pub(super) fn exact(generation: &Generation, term: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(generation.fields.term, term);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The query of a plan: its words, and its terms as clauses that must hold and do not score.
pub(super) fn build(generation: &Generation, plan: &Plan) -> Result<Box<dyn Query>, QueryError> {
    let everything = exact(generation, &Role::Any.term(plan.noun, ""));
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = plan
        .terms
        .iter()
        .map(|terms| (Occur::Must, silent(one_of(generation, terms))))
        .collect();
    match &plan.words {
        Some(node) => {
            let ground = Ground {
                text: generation.fields.text(plan.noun),
                term: generation.fields.term,
                noun: plan.noun,
                everything,
            };
            words::check(node, ground.text, generation)?;
            let query = ground.query(node);
            if clauses.is_empty() {
                return Ok(query);
            }
            clauses.push((Occur::Must, query));
        }
        None if clauses.is_empty() => return Ok(everything),
        None => {}
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

fn one_of(generation: &Generation, terms: &[String]) -> Box<dyn Query> {
    match terms {
        [one] => exact(generation, one),
        many => {
            let queries = many.iter().map(|t| exact(generation, t)).collect();
            Box::new(BooleanQuery::union(queries))
        }
    }
}

/// Statistics of one noun's documents: those of other nouns must not make its words look rare.
struct NounStatistics<'g> {
    generation: &'g Generation,
    noun: Noun,
}

impl Bm25StatisticsProvider for NounStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.generation.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        let term = Role::Any.term(self.noun, "");
        let term = Term::from_field_text(self.generation.fields.term, &term);
        self.generation.searcher.doc_freq(&term)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.generation.searcher.doc_freq(term)
    }
}

type Segment<'g> = (u32, &'g SegmentReader, &'g SegmentColumns);

fn segments(generation: &Generation) -> impl Iterator<Item = Segment<'_>> {
    let readers = generation.searcher.segment_readers().iter();
    let pairs = readers.zip(&generation.columns);
    (0..)
        .zip(pairs)
        .map(|(ord, (reader, columns))| (ord, reader, columns))
}

/// Cuts a score to 12 significant bits.
fn cut(score: f32) -> f32 {
    f32::from_bits(score.to_bits() & !0xFFF)
}

/// The score a document must pass to enter the page: the largest that is cut to the worst one's.
///
/// Documents of equal score enter in the order of the index, so a later one never takes an earlier one's place.
fn threshold(heap: &BinaryHeap<Ranked>, wanted: usize) -> f32 {
    match heap.peek() {
        Some(worst) if heap.len() >= wanted => f32::from_bits(worst.0.to_bits() | 0xFFF),
        Some(_) | None => f32::MIN,
    }
}

/// A ranked hit; greater is worse, so that a heap's top is the one to go.
#[derive(Clone, Copy, PartialEq)]
struct Ranked(f32, DocAddress);

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.0.total_cmp(&self.0);
        by_score.then_with(|| self.1.cmp(&other.1))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn ranked(
    generation: &Generation,
    plan: &Plan,
    query: &dyn Query,
    after: Option<(f32, DocAddress)>,
    budget: &Budget,
) -> Result<Vec<Found>, QueryError> {
    let statistics = NounStatistics {
        generation,
        noun: plan.noun,
    };
    let scoring =
        EnableScoring::enabled_from_statistics_provider(&statistics, &generation.searcher);
    let weight = query.weight(scoring).map_err(search_failed("read"))?;
    let after = after.map(|(score, address)| Ranked(score, address));
    let wanted = plan.size + 1;
    let mut heap: BinaryHeap<Ranked> = BinaryHeap::with_capacity(wanted + 1);
    let mut looked = 0;
    for (ord, reader, columns) in segments(generation) {
        budget.check()?;
        let alive = reader.alive_bitset();
        let mut over = false;
        let first = threshold(&heap, wanted);
        let mut take = |doc: DocId, score: f32| {
            looked += 1;
            if looked % BUDGET_EVERY == 0 && budget.is_over() {
                over = true;
            }
            if over {
                return f32::INFINITY;
            }
            let hit = Ranked(cut(score), DocAddress::new(ord, doc));
            if alive.is_none_or(|a| a.is_alive(doc))
                && after.is_none_or(|a| hit > a)
                && plan.reads.pass(columns, doc)
            {
                heap.push(hit);
                if heap.len() > wanted {
                    heap.pop();
                }
            }
            threshold(&heap, wanted)
        };
        weight
            .for_each_pruning(first, reader, &mut take)
            .map_err(search_failed("read"))?;
        if over {
            return Err(QueryError::DeadlineExceeded);
        }
    }
    Ok(heap
        .into_sorted_vec()
        .into_iter()
        .map(|Ranked(score, address)| Found {
            address,
            score: Some(score),
            cursor: Cursor::Ranked(score, address.segment_ord, address.doc_id),
        })
        .collect())
}

fn sorted(
    generation: &Generation,
    plan: &Plan,
    keys: &[(Column, bool)],
    query: &dyn Query,
    after: Option<SortValues>,
    budget: &Budget,
) -> Result<Vec<Found>, QueryError> {
    let wanted = plan.size + 1;
    let mut heap: BinaryHeap<(SortValues, DocAddress)> = BinaryHeap::with_capacity(wanted + 1);
    // The first key of what would be pushed out next: most documents fall at it, before anything else is read of them.
    let worst = Cell::new(i64::MAX);
    let first = keys.first().copied().unwrap_or((Column::Name, false));
    let enters = |columns: &SegmentColumns, doc| sort_value(first, columns, doc) <= worst.get();
    let mut take = |ord, columns: &SegmentColumns, doc| {
        let values = sort_values(keys, columns, doc);
        if after.is_some_and(|a| values <= a) {
            return;
        }
        if heap.len() >= wanted && heap.peek().is_some_and(|(worst, _)| values >= *worst) {
            return;
        }
        heap.push((values, DocAddress::new(ord, doc)));
        if heap.len() > wanted {
            heap.pop();
        }
        if let Some(([key, ..], _)) = heap.peek().filter(|_| heap.len() >= wanted) {
            worst.set(*key);
        }
    };
    each_that(generation, plan, query, budget, (&enters, &mut take))?;
    Ok(heap
        .into_sorted_vec()
        .into_iter()
        .map(|(values, address)| Found {
            address,
            score: None,
            cursor: Cursor::Sorted(values),
        })
        .collect())
}

/// A key of a document so that smaller comes first. No value comes last.
#[inline]
fn sort_value((column, down): (Column, bool), columns: &SegmentColumns, doc: DocId) -> i64 {
    match (columns.value(column, doc), down) {
        (Some(value), false) => value,
        // Turns the order round without overflow.
        (Some(value), true) => !value,
        (None, _) => i64::MAX,
    }
}

/// The keys of a document so that smaller comes first, then the name. No value comes last.
fn sort_values(keys: &[(Column, bool)], columns: &SegmentColumns, doc: DocId) -> SortValues {
    let mut values = SortValues::default();
    let name = columns.value(Column::Name, doc).unwrap_or(i64::MAX);
    let keyed = keys.iter().map(|key| sort_value(*key, columns, doc));
    for (slot, value) in values.iter_mut().zip(keyed.chain([name])) {
        *slot = value;
    }
    values
}

/// Calls `visit` for each living document that matches, in the order of the index.
pub(super) fn each(
    generation: &Generation,
    plan: &Plan,
    query: &dyn Query,
    budget: &Budget,
    visit: impl FnMut(u32, &SegmentColumns, DocId),
) -> Result<(), QueryError> {
    each_that(generation, plan, query, budget, (|_, _| true, visit))
}

/// The same for those of which `enters` says so; it is asked first.
fn each_that(
    generation: &Generation,
    plan: &Plan,
    query: &dyn Query,
    budget: &Budget,
    (enters, mut visit): (
        impl Fn(&SegmentColumns, DocId) -> bool,
        impl FnMut(u32, &SegmentColumns, DocId),
    ),
) -> Result<(), QueryError> {
    let scoring = EnableScoring::disabled_from_searcher(&generation.searcher);
    let weight = query.weight(scoring).map_err(search_failed("read"))?;
    for (ord, reader, columns) in segments(generation) {
        budget.check()?;
        let mut documents = weight.scorer(reader, 1.0).map_err(search_failed("read"))?;
        let alive = reader.alive_bitset();
        let (mut doc, mut looked) = (documents.doc(), 0_u32);
        while doc != TERMINATED {
            looked = looked.wrapping_add(1);
            if looked.is_multiple_of(BUDGET_EVERY) {
                budget.check()?;
            }
            if enters(columns, doc)
                && alive.is_none_or(|a| a.is_alive(doc))
                && plan.reads.pass(columns, doc)
            {
                visit(ord, columns, doc);
            }
            doc = documents.advance();
        }
    }
    Ok(())
}

/// The exact number of hits.
pub(super) fn count(
    generation: &Generation,
    plan: &Plan,
    query: &dyn Query,
    budget: &Budget,
) -> Result<u64, QueryError> {
    let mut total = 0;
    each(generation, plan, query, budget, |_, _, _| total += 1)?;
    Ok(total)
}
