//! Questions about issues: which there are, and how many stances each has.

use super::plan::Reads;
use super::{Budget, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role};
use crate::index::view::Generation;
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
    let generation = view.newest();
    let mut records = Vec::with_capacity(lexicon.issues().len());
    for entry in lexicon.issues() {
        records.push(record(&generation, &entry.issue, budget)?);
    }
    records.sort_by(|a, b| a.issue.id.cmp(&b.issue.id));
    Ok(records)
}

/// The issue with this id, `None` when the lexicon has none.
pub fn get(
    view: &View,
    lexicon: &Lexicon,
    id: &IssueId,
    budget: &Budget,
) -> Result<Option<IssueRecord>, QueryError> {
    let entry = lexicon.issue(id);
    entry
        .map(|e| record(&view.newest(), &e.issue, budget))
        .transpose()
}

fn record(
    generation: &Generation,
    issue: &Issue,
    budget: &Budget,
) -> Result<IssueRecord, QueryError> {
    let term = Role::Issue.term(Noun::Stance, issue.id.as_str());
    let terms = std::slice::from_ref(&term);
    Ok(IssueRecord {
        issue: issue.clone(),
        stances: search::count_terms(generation, terms, Reads::default(), budget)?,
    })
}
