//! Conditions read from the columns of a document: what selects many.

use crate::index::schema::{Bits, Column};
use crate::index::view::SegmentColumns;
use crate::index::{Firsts, Gone};
use crate::model::DecisionState;
use std::sync::Arc;

/// The traits of records that default answers show: all that no analyst rejected.
pub(super) fn not_rejected() -> u64 {
    let states = DecisionState::ALL.iter().copied();
    Bits::DECISION.of(states.filter(|state| *state != DecisionState::Rejected))
}

/// Conditions read from columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    /// At least one bit of each mask.
    pub(super) traits: Vec<u64>,
    /// Value of the column at least this.
    pub(super) at_least: Vec<(Column, i64)>,
    /// Value of the column less than this.
    pub(super) below: Vec<(Column, i64)>,
    /// No copy, unless what it is a copy of is gone.
    pub(super) no_copies: Option<Arc<Gone>>,
    /// No event that was merged into one of these.
    pub(super) no_merged: Option<Arc<Firsts>>,
}

impl Reads {
    /// Whether a document passes.
    #[inline]
    pub(super) fn pass(&self, columns: &SegmentColumns, doc: u32) -> bool {
        if !self.traits.is_empty() {
            let bits = columns
                .value(Column::Traits, doc)
                .unwrap_or(0)
                .cast_unsigned();
            if self.traits.iter().any(|mask| bits & mask == 0) {
                return false;
            }
        }
        let least = |(column, least): &(Column, i64)| {
            columns.value(*column, doc).is_some_and(|v| v >= *least)
        };
        let below = |(column, limit): &(Column, i64)| {
            columns.value(*column, doc).is_some_and(|v| v < *limit)
        };
        self.at_least.iter().all(least)
            && self.below.iter().all(below)
            && self.no_copies.as_ref().is_none_or(|gone| {
                let original = columns.value(Column::CopyOf, doc);
                original.is_none_or(|number| gone.holds(number))
            })
            && self.no_merged.as_ref().is_none_or(|firsts| {
                let first = columns.value(Column::MergedInto, doc);
                !first.is_some_and(|number| firsts.holds(number))
            })
    }

    /// What default answers show: all that no analyst rejected.
    pub(super) fn visible() -> Self {
        Self::with_traits(not_rejected())
    }

    /// At least one of these bits as well.
    pub(super) fn and(mut self, bits: u64) -> Self {
        self.traits.push(bits);
        self
    }

    /// At least one of these bits.
    pub(super) fn with_traits(bits: u64) -> Self {
        Self {
            traits: vec![bits],
            ..Self::default()
        }
    }
}
