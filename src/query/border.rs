//! Questions about borders: what is claimed about each, side by side, and how much is known at it.

use super::page::{PAGE_BYTES_MAX, size_of};
use super::plan::Reads;
use super::stored::wire_bytes;
use super::token::{Cursor, fingerprint};
use super::{Budget, Hit, Page, PageRequest, QueryError, TokenError, gather, search};
use crate::index::View;
use crate::index::document::Stored;
use crate::index::schema::{Bits, Noun, Role};
use crate::index::view::Generation;
use crate::model::{ArticleId, Border, BorderFactRecord};

/// Most claims about one border itself that an answer holds.
pub const BORDER_FACTS_MAX: usize = 1000;

/// A border and what the reports say of it; claims that differ stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderRecord {
    /// The pair of states.
    pub border: Border,
    /// Claims about the border itself (length, crossings, works), by property, then publication, then id; at most
    /// [`BORDER_FACTS_MAX`], and no more than a page's bytes but for the first.
    pub facts: Vec<BorderFactRecord>,
    /// All claims about the border itself.
    pub fact_count: u64,
    /// Deployment events at it that are facts.
    pub fact_deployments: u64,
    /// All deployment events at it, whatever their status.
    pub deployments: u64,
}

/// The border, `None` when no report says anything of it.
pub fn get(
    view: &View,
    border: &Border,
    budget: &Budget,
) -> Result<Option<BorderRecord>, QueryError> {
    record(&view.newest(), *border, budget)
}

/// Claims about borders that an article makes, in text order; at most [`BORDER_FACTS_MAX`].
pub fn of_article(
    view: &View,
    article: &ArticleId,
    budget: &Budget,
) -> Result<Vec<BorderFactRecord>, QueryError> {
    let within = Role::InArticle.term(Noun::BorderFact, article.as_str());
    let mut facts: Vec<BorderFactRecord> =
        search::records(&view.newest(), &within, BORDER_FACTS_MAX, budget)?;
    facts.sort_by(|a, b| {
        let (one, other) = (a.fact.evidence.span, b.fact.evidence.span);
        one.cmp(&other).then_with(|| a.id.cmp(&b.id))
    });
    Ok(facts)
}

/// Borders the reports say something of, a page of them in the order of their ids.
pub fn list(
    view: &View,
    page: &PageRequest,
    budget: &Budget,
) -> Result<Page<BorderRecord>, QueryError> {
    let asked = fingerprint(&"borders");
    let size = size_of(page)?;
    let (generation, after) = search::begin(view, &page.token, asked)?;
    let mut done = counted(after)?;
    let mut ids = search::values(&generation, Noun::Deployment, Role::Border)?;
    ids.append(&mut search::values(
        &generation,
        Noun::BorderFact,
        Role::Border,
    )?);
    let mut answer = Page {
        total: page.total.then_some(0),
        ..Page::default()
    };
    let (mut more, mut bytes) = (false, 0);
    for (at, id) in (0..).zip(&ids) {
        budget.check()?;
        let Ok(border) = id.parse::<Border>() else {
            continue;
        };
        if at < done && !page.total {
            continue;
        }
        let Some(record) = record(&generation, border, budget)? else {
            continue;
        };
        answer.total = answer.total.map(|n| n + 1);
        if at < done {
            continue;
        }
        bytes += record.facts.iter().map(size_on_wire).sum::<usize>();
        let full = bytes > PAGE_BYTES_MAX && !answer.hits.is_empty();
        if more || full || answer.hits.len() == size {
            more = true;
            if answer.total.is_none() {
                break;
            }
            continue;
        }
        answer.hits.push(Hit {
            record,
            score: None,
            highlights: Vec::new(),
        });
        done = at + 1;
    }
    let cursor = more.then_some(Cursor::Counted(done));
    answer.next_page_token = search::next_token(view, &generation, asked, cursor);
    Ok(answer)
}

/// What stood before the page in a list.
pub(super) fn counted(after: Option<Cursor>) -> Result<u64, QueryError> {
    match after {
        None => Ok(0),
        Some(Cursor::Counted(count)) => Ok(count),
        Some(Cursor::Ranked(..) | Cursor::Sorted(_)) => Err(TokenError::Mismatch.into()),
    }
}

fn size_on_wire(fact: &BorderFactRecord) -> usize {
    wire_bytes(fact.encode().len())
}

fn record(
    generation: &Generation,
    border: Border,
    budget: &Budget,
) -> Result<Option<BorderRecord>, QueryError> {
    let id = border.to_string();
    let at = Role::Border.term(Noun::Deployment, &id);
    let terms = std::slice::from_ref(&at);
    let deployments = search::count_terms(generation, terms, Reads::visible(), budget)?;
    let facts_only = Reads::visible().and(Bits::FACT);
    let fact_deployments = search::count_terms(generation, terms, facts_only, budget)?;
    let about = Role::Border.term(Noun::BorderFact, &id);
    let fact_count = search::count_terms(
        generation,
        std::slice::from_ref(&about),
        Reads::default(),
        budget,
    )?;
    let mut facts: Vec<BorderFactRecord> =
        search::records(generation, &about, BORDER_FACTS_MAX, budget)?;
    let published = |r: &BorderFactRecord| r.source.published.as_ref().map(|d| d.start);
    facts.sort_by(|a, b| {
        let property = a.fact.property.cmp(&b.fact.property);
        property
            .then_with(|| published(a).cmp(&published(b)))
            .then_with(|| a.id.cmp(&b.id))
    });
    let (facts, _) = gather::cut(facts, 0, BORDER_FACTS_MAX, size_on_wire);
    let known = deployments > 0 || !facts.is_empty();
    Ok(known.then_some(BorderRecord {
        border,
        facts,
        fact_count,
        fact_deployments,
        deployments,
    }))
}
