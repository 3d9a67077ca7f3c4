//! Questions about stances: who holds which position on whom or what.

use super::{Budget, DayRange, Page, PageRequest, QueryError, TimeRange};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{
    ActorId, ArticleId, Basis, IssueId, Modality, PloverType, Position, StanceId, StanceRecord,
};

/// What an answer's stances have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StanceFilter {
    /// Actors in any role: holder, target, on behalf of, reported by.
    pub actors: Vec<ActorId>,
    /// Holders, or bodies a nameless holder belongs to.
    pub holders: Vec<ActorId>,
    /// Home states of holders, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub holder_countries: Vec<String>,
    /// Target actors.
    pub targets: Vec<ActorId>,
    /// Issues.
    pub issues: Vec<IssueId>,
    /// Positions.
    pub positions: Vec<Position>,
    /// Said or implied.
    pub bases: Vec<Basis>,
    /// Empty = all but NEGATED and HYPOTHETICAL.
    pub modalities: Vec<Modality>,
    /// PLOVER types.
    pub plover: Vec<PloverType>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Articles.
    pub articles: Vec<ArticleId>,
    /// When it was expressed.
    pub expressed: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence, 0 to 1.
    pub confidence_min: Option<f32>,
}

/// A question about stances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StanceQuery {
    /// Words in the query language over the evidence; empty asks nothing.
    pub text: String,
    /// What the stances have in common.
    pub filter: StanceFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `stance_date`, `ingest_time`,
    /// `confidence`, `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in the evidence (texts joined by one line break).
    pub highlight: bool,
}

/// Stances that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &StanceQuery,
    budget: &Budget,
) -> Result<Page<StanceRecord>, QueryError> {
    let _ = (view, lexicon, query);
    budget.check()?;
    Ok(Page::default())
}

/// The stance with this id, `None` when there is none.
pub fn get(
    view: &View,
    id: &StanceId,
    budget: &Budget,
) -> Result<Option<StanceRecord>, QueryError> {
    let _ = (view, id);
    budget.check()?;
    Ok(None)
}
