//! Look-ups in an index by which its linkers go on where the last commit ended.
//!
//! No queries of callers (that is `query`). Rule: only documents that are alive count, but terms stay until a merge.

use super::IndexError;
use super::document::Stored;
use super::schema::{COLUMNS, Column, Fields};
use super::view::{search_failed, stored};
use std::collections::BTreeSet;
use tantivy::postings::TermInfo;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

/// The record stored at an address.
pub(super) fn record<R: Stored>(
    searcher: &Searcher,
    fields: &Fields,
    at: DocAddress,
) -> Result<R, IndexError> {
    let document: TantivyDocument = stored(searcher, at)?;
    let record = document.get_first(fields.record).and_then(|v| v.as_bytes());
    R::decode(record.unwrap_or_default())
}

/// The first living document with a term.
pub(super) fn first_alive(
    searcher: &Searcher,
    field: Field,
    term: &str,
) -> Result<Option<DocAddress>, IndexError> {
    let term = Term::from_field_text(field, term);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = query.weight(scoring).map_err(search_failed("read"))?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let found = weight.scorer(reader, 1.0).map_err(search_failed("read"))?;
        if let Some(doc) = first_living(reader, found) {
            return Ok(Some(DocAddress::new(segment, doc)));
        }
    }
    Ok(None)
}

/// What is kept of the records whose log entry, by a column, lies among the last `window` entries up to `committed`; one record
/// at a time is in memory.
pub(super) fn last<R: Stored, K>(
    searcher: &Searcher,
    fields: &Fields,
    column: Column,
    (committed, window): (u64, u64),
    keep: impl Fn(u64, R) -> K,
) -> Result<Vec<K>, IndexError> {
    let name = COLUMNS.get(column as usize).copied().unwrap_or_default();
    let mut kept = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = reader.fast_fields();
        let Some(entries) = columns
            .column_opt::<i64>(name)
            .map_err(search_failed("open"))?
        else {
            continue;
        };
        for doc in reader.doc_ids_alive() {
            let entry = entries.first(doc).map_or(0, i64::cast_unsigned);
            if entry > 0 && entry + window > committed {
                let at = DocAddress::new(segment, doc);
                kept.push(keep(entry, record(searcher, fields, at)?));
            }
        }
    }
    Ok(kept)
}

/// What follows `prefix` in the terms of a field that begin with it and that a living document has.
pub(crate) fn living_behind(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
) -> Result<BTreeSet<String>, IndexError> {
    let segments = searcher.segment_readers().iter();
    values_behind(segments, field, prefix, |reader, index, term| {
        let found = index.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        Ok(first_living(reader, found).is_some())
    })
}

/// What follows `prefix` in the terms of a field that begin with it; of deleted documents too, until a merge drops them.
pub(crate) fn behind<'r>(
    segments: impl Iterator<Item = &'r SegmentReader>,
    field: Field,
    prefix: &str,
) -> Result<BTreeSet<String>, IndexError> {
    values_behind(segments, field, prefix, |_, _, _| Ok(true))
}

/// What follows `prefix` in the terms of a field that begin with it and that are to be kept.
fn values_behind<'r>(
    segments: impl Iterator<Item = &'r SegmentReader>,
    field: Field,
    prefix: &str,
    keep: impl Fn(&SegmentReader, &InvertedIndexReader, &TermInfo) -> std::io::Result<bool>,
) -> Result<BTreeSet<String>, IndexError> {
    let failed = |e: std::io::Error| search_failed("read")(e.into());
    let mut values = BTreeSet::new();
    for reader in segments {
        let index = reader
            .inverted_index(field)
            .map_err(search_failed("read"))?;
        let range = index.terms().range().ge(prefix.as_bytes());
        let mut stream = range.into_stream().map_err(failed)?;
        while stream.advance() {
            let Some(value) = stream.key().strip_prefix(prefix.as_bytes()) else {
                break;
            };
            if keep(reader, &index, stream.value()).map_err(failed)? {
                values.insert(String::from_utf8_lossy(value).into_owned());
            }
        }
    }
    Ok(values)
}

/// The first of the documents found that is alive.
fn first_living(reader: &SegmentReader, mut found: impl DocSet) -> Option<DocId> {
    let alive = reader.alive_bitset();
    while found.doc() != TERMINATED {
        if alive.is_none_or(|a| a.is_alive(found.doc())) {
            return Some(found.doc());
        }
        found.advance();
    }
    None
}
