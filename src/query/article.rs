//! Questions about articles: the reports themselves, current revisions only.

use super::{Budget, DayRange, Page, PageRequest, QueryError, TimeRange};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{ArticleId, ArticleRecord};

/// What an answer's articles have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleFilter {
    /// Callers' own ids.
    pub source_ids: Vec<String>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Only quarantined articles (true), only the others (false).
    pub quarantined: Option<bool>,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
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
    let _ = (view, lexicon, query);
    budget.check()?;
    Ok(Page::default())
}

/// The article with this id, `None` when there is none or it was deleted.
pub fn get(
    view: &View,
    id: &ArticleId,
    budget: &Budget,
) -> Result<Option<ArticleRecord>, QueryError> {
    let _ = (view, id);
    budget.check()?;
    Ok(None)
}
