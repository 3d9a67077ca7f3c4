//! A linker from an index: what is needed to go on where the last commit ended.

use super::{Linker, Window, telling};
use crate::index::IndexError;
use crate::index::lookup::{first_alive, last, record};
use crate::index::schema::{Column, Fields, Noun, Role};
use crate::index::window::WINDOW_ENTRIES;
use crate::model::{DeploymentId, DeploymentRecord};
use std::collections::HashMap;
use tantivy::Searcher;

/// The linker of an index that shows the log up to `committed`; events count as the extractor read them.
pub(crate) fn linker(
    searcher: &Searcher,
    fields: &Fields,
    committed: u64,
) -> Result<Linker, IndexError> {
    let window = (committed, WINDOW_ENTRIES);
    let keep = |entry, event: DeploymentRecord| telling(entry, &event.as_read());
    let tellings = last(searcher, fields, Column::EventEntry, window, keep)?;
    Ok(Linker {
        window: Window::of(tellings),
    })
}

/// Adds the first tellings that events have in the index to those known already.
pub(crate) fn firsts(
    searcher: &Searcher,
    fields: &Fields,
    events: &[DeploymentRecord],
    known: &mut HashMap<DeploymentId, DeploymentId>,
) -> Result<(), IndexError> {
    for wanted in events.iter().map(|e| &e.id) {
        if known.contains_key(wanted) {
            continue;
        }
        let term = Role::Id.term(Noun::Deployment, wanted.as_str());
        if let Some(at) = first_alive(searcher, fields.term, &term)? {
            let found: DeploymentRecord = record(searcher, fields, at)?;
            let found = found.as_read();
            known.insert(wanted.clone(), found.event().clone());
        }
    }
    Ok(())
}
