//! Questions about quotes: who said what, to whom, where and when.

use super::{Budget, DayRange, Page, PageRequest, QueryError, TimeRange};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, ArticleId, ChannelKind, Modality, QuoteId, QuoteKind, QuoteRecord};

/// What an answer's quotes have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuoteFilter {
    /// Actors in any role: speaker, affiliation, addressee, relaying body.
    pub actors: Vec<ActorId>,
    /// Speakers, or bodies a nameless speaker belongs to.
    pub speakers: Vec<ActorId>,
    /// Home states of speakers, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub speaker_countries: Vec<String>,
    /// Addressees.
    pub addressees: Vec<ActorId>,
    /// Direct, mixed, indirect.
    pub kinds: Vec<QuoteKind>,
    /// Empty = all but NEGATED.
    pub modalities: Vec<Modality>,
    /// Ways the statement was made.
    pub channels: Vec<ChannelKind>,
    /// Platforms, any case.
    pub platforms: Vec<String>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Articles.
    pub articles: Vec<ArticleId>,
    /// When it was said.
    pub said: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence, 0 to 1.
    pub confidence_min: Option<f32>,
}

/// A question about quotes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuoteQuery {
    /// Words in the query language over the quotes' content; empty asks nothing.
    pub text: String,
    /// What the quotes have in common.
    pub filter: QuoteFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `said_date`, `ingest_time`, `confidence`,
    /// `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in `quote.text`.
    pub highlight: bool,
}

/// Quotes that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &QuoteQuery,
    budget: &Budget,
) -> Result<Page<QuoteRecord>, QueryError> {
    let _ = (view, lexicon, query);
    budget.check()?;
    Ok(Page::default())
}

/// The quote with this id, `None` when there is none.
pub fn get(view: &View, id: &QuoteId, budget: &Budget) -> Result<Option<QuoteRecord>, QueryError> {
    let _ = (view, id);
    budget.check()?;
    Ok(None)
}
