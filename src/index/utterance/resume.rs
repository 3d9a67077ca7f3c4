//! A linker from an index: what is needed to go on where the last commit ended.

use super::{Linker, Redirects, WINDOW_ENTRIES};
use crate::index::IndexError;
use crate::index::document::Stored;
use crate::index::schema::{COLUMNS, Column, Fields, Noun, Role};
use crate::index::view::{search_failed, stored};
use crate::model::{QuoteId, QuoteRecord, UtteranceId};
use std::collections::HashMap;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, Term};

/// The quote at an address.
fn quote(searcher: &Searcher, fields: &Fields, at: DocAddress) -> Result<QuoteRecord, IndexError> {
    let document: TantivyDocument = stored(searcher, at)?;
    let record = document.get_first(fields.record).and_then(|v| v.as_bytes());
    QuoteRecord::decode(record.unwrap_or_default())
}

/// The linker of an index that shows the log up to `committed`.
pub(crate) fn linker(
    searcher: &Searcher,
    fields: &Fields,
    committed: u64,
) -> Result<Linker, IndexError> {
    let mut quotes = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let name = COLUMNS
            .get(Column::Entry as usize)
            .copied()
            .unwrap_or_default();
        let columns = reader.fast_fields();
        let Some(entries) = columns
            .column_opt::<i64>(name)
            .map_err(search_failed("open"))?
        else {
            continue;
        };
        for doc in reader.doc_ids_alive() {
            let entry = entries.first(doc).map_or(0, i64::cast_unsigned);
            if entry > 0 && entry + WINDOW_ENTRIES > committed {
                quotes.push((
                    entry,
                    quote(searcher, fields, DocAddress::new(segment, doc))?,
                ));
            }
        }
    }
    quotes.sort_by(|(entry, one), (other_entry, other)| {
        entry.cmp(other_entry).then_with(|| one.id.cmp(&other.id))
    });
    let redirects = Redirects::read(searcher, fields.term)?;
    Ok(Linker::resume(redirects, quotes))
}

/// Adds the utterances that quotes have in the index to those known already.
pub(crate) fn utterances(
    searcher: &Searcher,
    fields: &Fields,
    quotes: &[QuoteRecord],
    known: &mut HashMap<QuoteId, UtteranceId>,
) -> Result<(), IndexError> {
    for wanted in quotes.iter().map(|q| &q.id) {
        if !known.contains_key(wanted)
            && let Some(found) = find(searcher, fields, wanted)?
        {
            known.insert(wanted.clone(), found.utterance);
        }
    }
    Ok(())
}

/// The living quote with an id.
fn find(
    searcher: &Searcher,
    fields: &Fields,
    id: &QuoteId,
) -> Result<Option<QuoteRecord>, IndexError> {
    let term = Role::Id.term(Noun::Quote, id.as_str());
    let term = Term::from_field_text(fields.term, &term);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = query.weight(scoring).map_err(search_failed("read"))?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let mut found = weight.scorer(reader, 1.0).map_err(search_failed("read"))?;
        while found.doc() != TERMINATED {
            let doc = found.doc();
            if reader
                .alive_bitset()
                .is_none_or(|alive| alive.is_alive(doc))
            {
                return quote(searcher, fields, DocAddress::new(segment, doc)).map(Some);
            }
            found.advance();
        }
    }
    Ok(None)
}
