//! Copies and an index: going on where its last commit ended, and what it keeps of first reports that are gone.

use super::{Before, Copies, Report, WINDOW_ENTRIES, sketch_of};
use crate::index::IndexError;
use crate::index::lookup::{first_alive, last, living_behind, record};
use crate::index::schema::{Column, Fields, Noun, Role, name_column};
use crate::model::{ArticleId, ArticleRecord};
use std::collections::BTreeSet;
use tantivy::Searcher;
use tantivy::schema::Field;

/// The reports of the window, from an index that shows the log up to `committed`.
pub(crate) fn copies(
    searcher: &Searcher,
    fields: &Fields,
    committed: u64,
) -> Result<Copies, IndexError> {
    let window = (committed, WINDOW_ENTRIES);
    let keep = |entry: u64, article: ArticleRecord| {
        let report = Report {
            sketch: sketch_of(&article),
            article: article.article.id,
            original: article.copy_of,
        };
        (entry, report)
    };
    let mut reports = last(searcher, fields, Column::ArticleEntry, window, keep)?;
    reports.sort_by_key(|(entry, _)| *entry);
    Ok(Copies::resume(reports))
}

/// What the index knows of an article's revision.
pub(crate) fn original(
    searcher: &Searcher,
    fields: &Fields,
    id: &ArticleId,
) -> Result<Before, IndexError> {
    let term = Role::Id.term(Noun::Article, id.as_str());
    let Some(at) = first_alive(searcher, fields.term, &term)? else {
        return Ok(Before::Unknown);
    };
    let record = record::<ArticleRecord>(searcher, fields, at)?;
    let sketch = sketch_of(&record);
    Ok(Before::of(record.copy_of, sketch))
}

/// Whether the index holds a copy of this article.
pub(crate) fn was_copied(
    searcher: &Searcher,
    fields: &Fields,
    id: &ArticleId,
) -> Result<bool, IndexError> {
    let term = Role::CopyOf.term(Noun::Article, id.as_str());
    Ok(first_alive(searcher, fields.term, &term)?.is_some())
}

/// The term that keeps that the first report of a group is gone.
pub(crate) fn gone_term(article: &ArticleId) -> String {
    Role::Gone.term(Noun::Article, article.as_str())
}

/// First reports that are gone: what they were copied to is shown then, wherever copies are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gone(BTreeSet<i64>);

impl Gone {
    /// All of an index.
    pub(crate) fn read(searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        let named = living_behind(searcher, field, &Role::Gone.term(Noun::Article, ""))?;
        Ok(Self(named.iter().map(|id| name_column(id)).collect()))
    }

    /// Whether the first report with this number ([`name_column`] of its id) is gone.
    pub(crate) fn holds(&self, number: i64) -> bool {
        self.0.contains(&number)
    }
}
