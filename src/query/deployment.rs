//! Questions about border deployments: who moved what to which border, and who says so.

use super::{Budget, DayRange, Page, PageRequest, QueryError, TimeRange};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, ArticleId, Border, DeploymentId, DeploymentRecord, Posture, Status};

/// What an answer's events have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentFilter {
    /// Actors in any role: force, claimant, relaying body, orderer, announcer.
    pub actors: Vec<ActorId>,
    /// Forces.
    pub forces: Vec<ActorId>,
    /// Home states of forces, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub force_countries: Vec<String>,
    /// Claimants.
    pub claimants: Vec<ActorId>,
    /// Borders.
    pub borders: Vec<Border>,
    /// States on either side of the border, ISO 3166-1 alpha-2.
    pub border_countries: Vec<String>,
    /// Whether moves at no border are meant as well; by default they are not.
    pub include_borderless: bool,
    /// Events with a claim of one of these; empty = facts only (a claim says it happened).
    pub statuses: Vec<Status>,
    /// Only disputed events (true), only undisputed ones (false).
    pub disputed: Option<bool>,
    /// Postures.
    pub postures: Vec<Posture>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Articles.
    pub articles: Vec<ArticleId>,
    /// When it happened.
    pub happened: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence of the surest claim, 0 to 1.
    pub confidence_min: Option<f32>,
}

/// A question about deployments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentQuery {
    /// Words in the query language over the evidence; empty asks nothing.
    pub text: String,
    /// What the events have in common.
    pub filter: DeploymentFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `deployment_date`, `ingest_time`,
    /// `confidence`, `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in the evidence (texts joined by one line break).
    pub highlight: bool,
}

/// Events that match, a page of them; disputed ones say so (`deployment.is_disputed()`).
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &DeploymentQuery,
    budget: &Budget,
) -> Result<Page<DeploymentRecord>, QueryError> {
    let _ = (view, lexicon, query);
    budget.check()?;
    Ok(Page::default())
}

/// The event with this id, `None` when there is none.
pub fn get(
    view: &View,
    id: &DeploymentId,
    budget: &Budget,
) -> Result<Option<DeploymentRecord>, QueryError> {
    let _ = (view, id);
    budget.check()?;
    Ok(None)
}
