//! Copies and an index: going on where its last commit ended, and what it keeps of first reports that are gone.

use super::{Before, Copies, WINDOW_ENTRIES, sketch_of};
use crate::index::IndexError;
use crate::index::lookup::{behind, first_alive, last, record};
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
    let mut articles: Vec<(u64, ArticleRecord)> =
        last(searcher, fields, Column::ArticleEntry, window)?;
    articles.sort_by_key(|(entry, _)| *entry);
    Ok(Copies::resume(articles))
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
    /// All of an index that may be gone; those that came back since are looked up.
    pub(crate) fn read(searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        let segments = searcher.segment_readers().iter();
        let named = behind(segments, field, &Role::Gone.term(Noun::Article, ""))?;
        let mut gone = BTreeSet::new();
        for id in named {
            let term = Role::Gone.term(Noun::Article, &id);
            if first_alive(searcher, field, &term)?.is_some() {
                gone.insert(name_column(&id));
            }
        }
        Ok(Self(gone))
    }

    /// Whether the first report with this number ([`name_column`] of its id) is gone.
    pub(crate) fn holds(&self, number: i64) -> bool {
        self.0.contains(&number)
    }
}
