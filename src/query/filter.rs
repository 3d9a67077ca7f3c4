//! Filters: the parts of a question that are not words.
//!
//! Every list is bounded by [`VALUES_MAX`]; an empty list asks nothing.

use crate::model::CivilDate;
use jiff::Timestamp;

/// Most values one list of a filter may have.
pub const VALUES_MAX: usize = 100;

/// Days from `from` up to, but without, `to`; an open end asks nothing.
///
/// A record whose date is a range or a partial date ("early December") matches when the two overlap; a record
/// without the date never matches. A partial `from` counts from its first day, a partial `to` ends before its first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRange {
    /// First day meant.
    pub from: Option<CivilDate>,
    /// First day not meant any more.
    pub to: Option<CivilDate>,
}

/// Instants from `from` up to, but without, `to`; an open end asks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// First instant meant.
    pub from: Option<Timestamp>,
    /// First instant not meant any more.
    pub to: Option<Timestamp>,
}
