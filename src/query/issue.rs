//! Questions about issues: which there are, and how many stances each has.

use super::border::counted;
use super::page::size_of;
use super::plan::Reads;
use super::token::{Cursor, fingerprint};
use super::{Budget, Hit, Page, PageRequest, QueryError, search};
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

/// Issues of the lexicon, a page of them in the order of their ids.
pub fn list(
    view: &View,
    lexicon: &Lexicon,
    page: &PageRequest,
    budget: &Budget,
) -> Result<Page<IssueRecord>, QueryError> {
    let asked = fingerprint(&"issues");
    let size = size_of(page)?;
    let (generation, after) = search::begin(view, &page.token, asked)?;
    let done = counted(after)?;
    let mut issues: Vec<&Issue> = lexicon.issues().iter().map(|entry| &entry.issue).collect();
    issues.sort_by(|a, b| a.id.cmp(&b.id));
    let total = issues.len() as u64;
    let skipped = usize::try_from(done).unwrap_or(usize::MAX);
    let mut answer = Page {
        total: page.total.then_some(total),
        ..Page::default()
    };
    for issue in issues.into_iter().skip(skipped).take(size) {
        answer.hits.push(Hit {
            record: record(&generation, issue, budget)?,
            score: None,
            highlights: Vec::new(),
        });
    }
    let reached = done.saturating_add(answer.hits.len() as u64);
    let cursor = (reached < total).then_some(Cursor::Counted(reached));
    answer.next_page_token = search::next_token(view, &generation, asked, cursor);
    Ok(answer)
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
        stances: search::count_terms(generation, terms, Reads::visible(), budget)?,
    })
}
