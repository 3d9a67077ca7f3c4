//! Questions about decisions: what analysts said of records, also of those that are not there any more.

use super::order::{Key, Order};
use super::plan::{Asked, Planner};
use super::token::fingerprint;
use super::{Budget, Page, PageRequest, QueryError, TimeRange, search};
use crate::index::View;
use crate::index::schema::{Bits, Column, Noun, Role};
use crate::lexicon::Lexicon;
use crate::model::{
    ArticleId, DecisionRecord, DecisionState, DeploymentRecord, QuoteRecord, RecordId, StanceRecord,
};

/// What an answer's decisions have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionFilter {
    /// Records, by the name they have or had when they were decided on.
    pub records: Vec<RecordId>,
    /// Articles.
    pub articles: Vec<ArticleId>,
    /// What was decided.
    pub states: Vec<DecisionState>,
    /// Analysts, any case.
    pub analysts: Vec<String>,
    /// Only decisions whose record is gone (true), only the others (false).
    pub orphaned: Option<bool>,
    /// Only decisions whose record reads otherwise now (true), only the others (false).
    pub outdated: Option<bool>,
    /// When it was decided.
    pub decided: TimeRange,
}

/// A question about decisions, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionQuery {
    /// What the decisions have in common.
    pub filter: DecisionFilter,
    /// Which page.
    pub page: PageRequest,
}

/// Decisions that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &DecisionQuery,
    budget: &Budget,
) -> Result<Page<DecisionRecord>, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(Noun::Decision, &generation, lexicon);
    let filter = &query.filter;
    let records = filter.records.iter().map(RecordId::as_str);
    planner.values("records", Role::Id, records);
    planner.articles(&filter.articles);
    let states = Bits::DECISION.of(filter.states.iter().copied());
    planner.traits("states", filter.states.len(), states);
    planner.folded("analysts", Role::Analyst, &filter.analysts);
    let one_of = |asked: Option<bool>, yes, no| match asked {
        None => 0,
        Some(true) => yes,
        Some(false) => no,
    };
    let found = one_of(filter.orphaned, Bits::ORPHANED, Bits::FOUND);
    planner.traits("orphaned", 0, found);
    let outdated = one_of(filter.outdated, Bits::OUTDATED, Bits::UP_TO_DATE);
    planner.traits("outdated", 0, outdated);
    planner.ingested(filter.decided);
    let plan = planner.finish(&Asked {
        text: "",
        order_by: "",
        page: &query.page,
        highlight: false,
        keys: &[Key::IngestTime, Key::Name],
        unranked: Order::Keys(vec![(Column::Ingested, true)]),
        fingerprint: fingerprint(&("decision", filter)),
    })?;
    search::run(view, &plan, |_: &DecisionRecord| String::new(), budget)
}

/// The article of a record, or of one that was decided on and is gone; `None` when neither is known.
pub fn article_of(
    view: &View,
    record: &RecordId,
    budget: &Budget,
) -> Result<Option<ArticleId>, QueryError> {
    let id = record.as_str();
    let living = match record {
        RecordId::Quote(_) => {
            let found: Option<QuoteRecord> = search::get(view, Noun::Quote, id, budget)?;
            found.map(|r| r.source.article)
        }
        RecordId::Stance(_) => {
            let found: Option<StanceRecord> = search::get(view, Noun::Stance, id, budget)?;
            found.map(|r| r.source.article)
        }
        RecordId::Deployment(_) => {
            let found: Option<DeploymentRecord> = search::get(view, Noun::Deployment, id, budget)?;
            found.map(|r| r.source.article)
        }
    };
    if living.is_some() {
        return Ok(living);
    }
    let decided: Option<DecisionRecord> = search::get(view, Noun::Decision, id, budget)?;
    Ok(decided.map(|r| r.article))
}
