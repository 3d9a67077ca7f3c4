//! First tellings that are there: what was merged into them may be left out of answers.

use crate::index::schema::{Bits, Column};
use crate::index::view::{Generation, SegmentColumns};
use crate::model::DecisionState;
use std::collections::HashSet;

/// Events that others were merged into, that are there and that no analyst rejected, by the numbers of their names.
#[derive(Debug, Default)]
pub(crate) struct Firsts(HashSet<i64>);

impl Firsts {
    /// Whether the event with this number is there.
    pub(crate) fn holds(&self, number: i64) -> bool {
        self.0.contains(&number)
    }

    /// Those of an index, from its columns alone.
    pub(crate) fn read(generation: &Generation) -> Self {
        let mut named = HashSet::new();
        each(generation, |columns, doc| {
            named.extend(columns.value(Column::MergedInto, doc));
        });
        let mut there = HashSet::new();
        if !named.is_empty() {
            let rejected = Bits::DECISION.of([DecisionState::Rejected]).cast_signed();
            each(generation, |columns, doc| {
                let name = columns.value(Column::Name, doc);
                let shown = || columns.value(Column::Traits, doc).unwrap_or(0) & rejected == 0;
                there.extend(name.filter(|name| named.contains(name) && shown()));
            });
        }
        Self(there)
    }
}

/// Calls `look` for each living document.
fn each(generation: &Generation, mut look: impl FnMut(&SegmentColumns, u32)) {
    let segments = generation.searcher.segment_readers().iter();
    for (reader, columns) in segments.zip(&generation.columns) {
        for doc in reader.doc_ids_alive() {
            look(columns, doc);
        }
    }
}
