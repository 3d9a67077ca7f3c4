//! Look-ups in an index by which its linkers go on where the last commit ended.
//!
//! No queries of callers (that is `query`). Rule: only documents that are alive count, but terms stay until a merge.

use super::IndexError;
use super::document::Stored;
use super::schema::{COLUMNS, Column, Fields};
use super::view::{search_failed, stored};
use std::collections::BTreeSet;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

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

/// The records whose log entry, by a column, lies among the last `window` entries up to `committed`, with that entry.
pub(super) fn last<R: Stored>(
    searcher: &Searcher,
    fields: &Fields,
    column: Column,
    (committed, window): (u64, u64),
) -> Result<Vec<(u64, R)>, IndexError> {
    let name = COLUMNS.get(column as usize).copied().unwrap_or_default();
    let mut records = Vec::new();
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
                records.push((entry, record(searcher, fields, at)?));
            }
        }
    }
    Ok(records)
}

/// What follows `prefix` in the terms of a field that begin with it and that a living document has.
pub(crate) fn living_behind(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
) -> Result<BTreeSet<String>, IndexError> {
    let failed = |e: std::io::Error| search_failed("read")(e.into());
    let mut values = BTreeSet::new();
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
            let option = IndexRecordOption::Basic;
            let found = index.read_postings_from_terminfo(stream.value(), option);
            let mut found = found.map_err(failed)?;
            while found.doc() != TERMINATED {
                if reader
                    .alive_bitset()
                    .is_none_or(|a| a.is_alive(found.doc()))
                {
                    values.insert(String::from_utf8_lossy(value).into_owned());
                    break;
                }
                found.advance();
            }
        }
    }
    Ok(values)
}

/// What follows `prefix` in the terms of a field that begin with it; of deleted documents too, until a merge drops them.
pub(crate) fn behind<'r>(
    segments: impl Iterator<Item = &'r SegmentReader>,
    field: Field,
    prefix: &str,
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
            values.insert(String::from_utf8_lossy(value).into_owned());
        }
    }
    Ok(values)
}
