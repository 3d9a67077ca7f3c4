//! Filters: the parts of a question that are not words.
//!
//! Every list is bounded by [`VALUES_MAX`]; an empty list asks nothing.

use crate::model::{ArticleId, CivilDate};
use jiff::Timestamp;

/// Most values one list of a filter may have.
pub const VALUES_MAX: usize = 100;

/// What the reports of an answer's records have in common, and what made the records of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Articles.
    pub articles: Vec<ArticleId>,
    /// Callers' own ids.
    pub source_ids: Vec<String>,
    /// Outlets, any case.
    pub outlets: Vec<String>,
    /// Where they were published, letter for letter.
    pub urls: Vec<String>,
    /// Collection labels.
    pub collections: Vec<String>,
    /// Languages, any case.
    pub languages: Vec<String>,
    /// Agencies they name as their source, any case.
    pub agencies: Vec<String>,
    /// Versions of the extractor that read them.
    pub extractor_versions: Vec<String>,
    /// Versions of the lexicon and tables they were read with.
    pub lexicon_versions: Vec<String>,
}

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

impl DayRange {
    /// Whether days from `first` to `last`, counted since 1970, share one with the range; what has no day shares one only
    /// with a range that asks nothing.
    pub(super) fn meets(self, days: Option<(i32, i32)>) -> bool {
        match days {
            Some((first, last)) => {
                self.from.is_none_or(|from| last >= from.epoch_day())
                    && self.to.is_none_or(|to| first < to.epoch_day())
            }
            None => self == Self::default(),
        }
    }
}

/// Instants from `from` up to, but without, `to`; an open end asks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// First instant meant.
    pub from: Option<Timestamp>,
    /// First instant not meant any more.
    pub to: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_days_is_half_open_and_never_holds_the_unknown_day() {
        let range = DayRange {
            from: "1970-01-11".parse().ok(),
            to: "1970-01-21".parse().ok(),
        };
        let meets = [(9, 9), (9, 10), (19, 25), (20, 20)].map(|d| range.meets(Some(d)));
        assert_eq!(meets, [false, true, true, false]);
        assert!(!range.meets(None));
        assert!(DayRange::default().meets(None));
    }
}
