//! Questions about articles: the reports themselves, current revisions only.

use super::order::{Key, Order};
use super::plan::{Asked, PUBLISHED, Planner};
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, TimeRange, search};
use crate::index::View;
use crate::index::schema::{Bits, Noun, Role};
use crate::lexicon::Lexicon;
use crate::model::{ArticleId, ArticleRecord};

/// Keys articles can be ordered by.
const KEYS: &[Key] = &[Key::Relevance, Key::PublishDate, Key::IngestTime, Key::Name];

/// What an answer's articles have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleFilter {
    /// Callers' own ids.
    pub source_ids: Vec<String>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Where they were published, letter for letter.
    pub urls: Vec<String>,
    /// Languages, any case.
    pub languages: Vec<String>,
    /// Agencies they name as their source, any case.
    pub agencies: Vec<String>,
    /// Authors, any case.
    pub authors: Vec<String>,
    /// Only quarantined articles (true), only the others (false).
    pub quarantined: Option<bool>,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Whether copies are left out while the report they copy is there.
    pub exclude_copies: bool,
    /// Copies of these articles.
    pub copies_of: Vec<ArticleId>,
}

/// A question about articles; without text it is a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleQuery {
    /// Words in the query language over headline and text; empty asks nothing.
    pub text: String,
    /// What the articles have in common.
    pub filter: ArticleFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `ingest_time`, `name`, each with an
    /// optional ` desc`, separated by commas; default without text: `name`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
}

/// Articles that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &ArticleQuery,
    budget: &Budget,
) -> Result<Page<ArticleRecord>, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(Noun::Article, &generation, lexicon);
    let filter = &query.filter;
    planner.exact("source_ids", Role::SourceId, &filter.source_ids);
    planner.folded("outlets", Role::Outlet, &filter.outlets);
    planner.exact("collections", Role::Collection, &filter.collections);
    planner.exact("urls", Role::Url, &filter.urls);
    planner.folded("languages", Role::Language, &filter.languages);
    planner.folded("agencies", Role::Agency, &filter.agencies);
    planner.folded("authors", Role::Author, &filter.authors);
    if let Some(quarantined) = filter.quarantined {
        let bits = if quarantined {
            Bits::QUARANTINED
        } else {
            Bits::SOUND
        };
        planner.traits("quarantined", 0, bits);
    }
    planner.days("published", PUBLISHED, filter.published);
    planner.ingested(filter.ingested);
    planner.copies(filter.exclude_copies);
    let originals = filter.copies_of.iter().map(ArticleId::as_str);
    planner.values("copies_of", Role::CopyOf, originals);
    let plan = planner.finish(&Asked {
        text: &query.text,
        order_by: &query.order_by,
        page: &query.page,
        highlight: false,
        keys: KEYS,
        unranked: Order::Keys(Vec::new()),
        fingerprint: fingerprint(&("article", &query.text, filter, &query.order_by)),
    })?;
    search::run(view, &plan, |_: &ArticleRecord| String::new(), budget)
}

/// The article with this id, `None` when there is none or it was deleted.
pub fn get(
    view: &View,
    id: &ArticleId,
    budget: &Budget,
) -> Result<Option<ArticleRecord>, QueryError> {
    search::get(view, Noun::Article, id.as_str(), budget)
}
