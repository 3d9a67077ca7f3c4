//! Copies and an index: going on where its last commit ended, and what it keeps of first reports that are gone.

use super::{Before, Copies, WINDOW_ENTRIES, sketch_of};
use crate::index::IndexError;
use crate::index::document::Stored;
use crate::index::schema::{COLUMNS, Column, Fields, Noun, Role, name_column};
use crate::index::view::{search_failed, stored};
use crate::model::{ArticleId, ArticleRecord};
use std::collections::BTreeSet;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, Term};

fn article(
    searcher: &Searcher,
    fields: &Fields,
    at: DocAddress,
) -> Result<ArticleRecord, IndexError> {
    let document: TantivyDocument = stored(searcher, at)?;
    let record = document.get_first(fields.record).and_then(|v| v.as_bytes());
    ArticleRecord::decode(record.unwrap_or_default())
}

/// The reports of the window, from an index that shows the log up to `committed`.
pub(crate) fn copies(
    searcher: &Searcher,
    fields: &Fields,
    committed: u64,
) -> Result<Copies, IndexError> {
    let name = COLUMNS.get(Column::ArticleEntry as usize).copied();
    let mut articles = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = reader.fast_fields();
        let Some(entries) = columns
            .column_opt::<i64>(name.unwrap_or_default())
            .map_err(search_failed("open"))?
        else {
            continue;
        };
        for doc in reader.doc_ids_alive() {
            let entry = entries.first(doc).map_or(0, i64::cast_unsigned);
            if entry > 0 && entry + WINDOW_ENTRIES > committed {
                let at = DocAddress::new(segment, doc);
                articles.push((entry, article(searcher, fields, at)?));
            }
        }
    }
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
    let record = article(searcher, fields, at)?;
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

fn first_alive(
    searcher: &Searcher,
    field: Field,
    term: &str,
) -> Result<Option<DocAddress>, IndexError> {
    let term = Term::from_field_text(field, term);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = query.weight(scoring).map_err(search_failed("read"))?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let mut found = weight.scorer(reader, 1.0).map_err(search_failed("read"))?;
        while found.doc() != TERMINATED {
            let doc = found.doc();
            if reader.alive_bitset().is_none_or(|a| a.is_alive(doc)) {
                return Ok(Some(DocAddress::new(segment, doc)));
            }
            found.advance();
        }
    }
    Ok(None)
}

/// The term that keeps that the first report of a group is gone.
pub(crate) fn gone_term(article: &ArticleId) -> String {
    Role::Gone.term(Noun::Article, article.as_str())
}

/// First reports that are gone: what they were copied to is shown then, wherever copies are left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gone(BTreeSet<i64>);

impl Gone {
    /// All of an index that may be gone; those that came back since are looked up.
    pub(crate) fn read(searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        let prefix = Role::Gone.term(Noun::Article, "");
        let failed = |e: std::io::Error| search_failed("read")(e.into());
        let mut named = BTreeSet::new();
        for reader in searcher.segment_readers() {
            let index = reader
                .inverted_index(field)
                .map_err(search_failed("read"))?;
            let range = index.terms().range().ge(prefix.as_bytes());
            let mut stream = range.into_stream().map_err(failed)?;
            while stream.advance() {
                let Some(value) = stream.key().strip_prefix(prefix.as_bytes()) else {
                    break;
                };
                named.insert(String::from_utf8_lossy(value).into_owned());
            }
        }
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
