//! A linker from an index: what is needed to go on where the last commit ended.

use super::{Linker, Redirects, Window, telling};
use crate::index::IndexError;
use crate::index::lookup::{first_alive, last, record};
use crate::index::schema::{Column, Fields, Noun, Role};
use crate::index::window::WINDOW_ENTRIES;
use crate::model::{QuoteId, QuoteRecord, UtteranceId};
use std::collections::HashMap;
use tantivy::Searcher;

/// The linker of an index that shows the log up to `committed`; quotes count as the extractor read them: what an analyst
/// corrected changes no link.
pub(crate) fn linker(
    searcher: &Searcher,
    fields: &Fields,
    committed: u64,
) -> Result<Linker, IndexError> {
    let window = (committed, WINDOW_ENTRIES);
    let redirects = Redirects::read(searcher, fields.term)?;
    let keep = |entry, quote: QuoteRecord| telling(entry, &quote.as_read(), &redirects);
    let tellings = last(searcher, fields, Column::Entry, window, keep)?;
    Ok(Linker {
        window: Window::of(tellings),
        redirects,
    })
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
    let found = first_alive(searcher, fields.term, &term)?;
    found.map(|at| record(searcher, fields, at)).transpose()
}
