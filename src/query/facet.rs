//! Facets: how a question's matches spread over speakers, outlets, kinds, channels, issues and days.
//!
//! Not the engine's aggregations: those count deleted documents' neighbours in their own way and know nothing of the budget.
//! Rules: every match is counted, never a sample; a date wider than the step asked for is counted as unlisted, never put
//! into a day nobody told; what is listed is bounded, and what is not listed is counted.

use super::error::{QueryError, Violation, ViolationKind};
use super::plan::Plan;
use super::{Budget, search};
use crate::index::document::Coded;
use crate::index::schema::{Bits, Column, TextColumn, folded};
use crate::index::view::{Generation, SegmentColumns};
use crate::model::{ChannelKind, QuoteKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Most facets of one question.
pub const FACETS_MAX: usize = 10;
/// Values listed when no number is asked for.
pub const FACET_VALUES_DEFAULT: usize = 10;
/// Most values listed; a larger wish is served with this.
pub const FACET_VALUES_MAX: usize = 400;

/// What matches are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacetField {
    /// Actors that spoke.
    Speaker,
    /// Outlets.
    Outlet,
    /// Direct, mixed, indirect.
    Kind,
    /// Channel kinds.
    Channel,
    /// Issues.
    Issue,
    /// Days it was said.
    SaidDate(DateStep),
    /// Days of publication.
    PublishDate(DateStep),
}

/// How long the steps of a date facet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStep {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
}

/// A facet asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetRequest {
    /// What to count by.
    pub field: FacetField,
    /// Values to list: 0 = [`FACET_VALUES_DEFAULT`], above [`FACET_VALUES_MAX`] is served with that, negative is an error.
    pub size: i32,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetKey {
    /// An id or a name.
    Word(String),
    /// A kind.
    Kind(&'static str),
    /// First day of the step, and the day after its last.
    Days(Date, Date),
}

/// A value with the number of matches that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value.
    pub key: FacetKey,
    /// Matches.
    pub count: u64,
}

/// How matches spread over the values of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// What was asked for.
    pub field: FacetField,
    /// Values: most matches first, then by value; dates in their order, the last ones when there are too many.
    pub values: Vec<FacetValue>,
    /// Different values there are.
    pub distinct: u64,
    /// Sum of the counts of values not listed, dates wider than a step included.
    pub unlisted: u64,
    /// Matches without a value.
    pub without: u64,
}

/// Checks what is asked; answers the numbers of values.
pub(super) fn check(asked: &[FacetRequest], violations: &mut Vec<Violation>) {
    if asked.len() > FACETS_MAX {
        violations.push(Violation {
            field: "facets".to_owned(),
            kind: ViolationKind::TooMany,
            description: format!(
                "{} facets, at most {FACETS_MAX} are counted: ask in several requests",
                asked.len()
            ),
            value: FACETS_MAX.to_string(),
        });
    }
    for (i, request) in asked.iter().enumerate().filter(|(_, r)| r.size < 0) {
        violations.push(Violation {
            field: format!("facets[{i}].max_values"),
            kind: ViolationKind::OutOfRange,
            description: format!(
                "{} is negative: give 0 for the default of {FACET_VALUES_DEFAULT}, or up to {FACET_VALUES_MAX}",
                request.size
            ),
            value: request.size.to_string(),
        });
    }
}

fn size_of(request: FacetRequest) -> usize {
    match usize::try_from(request.size) {
        Ok(0) | Err(_) => FACET_VALUES_DEFAULT,
        Ok(size) => size.min(FACET_VALUES_MAX),
    }
}

/// Counts of one facet while matches go by.
enum Tally {
    /// Words of a column: counts by the segment's own numbers, then by word.
    Words(WordTally),
    /// Bits of the traits, from the first on.
    Bits {
        first: u32,
        names: Vec<&'static str>,
        counts: Vec<u64>,
        without: u64,
    },
    /// First and last day.
    Days {
        columns: (Column, Column),
        counts: HashMap<(i64, i64), u64>,
        without: u64,
    },
}

struct WordTally {
    column: TextColumn,
    segment: Option<u32>,
    ords: Vec<u64>,
    words: HashMap<String, u64>,
    without: u64,
    /// What went wrong on the way; told at the end.
    failed: Option<QueryError>,
}

impl Tally {
    fn of(field: FacetField) -> Self {
        let words = |column| {
            Self::Words(WordTally {
                column,
                segment: None,
                ords: Vec::new(),
                words: HashMap::new(),
                without: 0,
                failed: None,
            })
        };
        let days = |columns| Self::Days {
            columns,
            counts: HashMap::new(),
            without: 0,
        };
        match field {
            FacetField::Speaker => words(TextColumn::Speaker),
            FacetField::Outlet => words(TextColumn::Outlet),
            FacetField::Issue => words(TextColumn::Issue),
            FacetField::Kind => bits(Bits::QUOTE_KIND, QuoteKind::ALL, QuoteKind::as_str),
            FacetField::Channel => bits(Bits::QUOTE_CHANNEL, ChannelKind::ALL, ChannelKind::as_str),
            FacetField::SaidDate(_) => days((Column::EventFirst, Column::EventLast)),
            FacetField::PublishDate(_) => days((Column::PublishedFirst, Column::PublishedLast)),
        }
    }

    fn count(&mut self, generation: &Generation, ord: u32, columns: &SegmentColumns, doc: u32) {
        match self {
            Self::Words(tally) => tally.count(generation, ord, doc),
            Self::Bits {
                first,
                counts,
                without,
                ..
            } => {
                let traits = columns
                    .value(Column::Traits, doc)
                    .unwrap_or(0)
                    .cast_unsigned();
                let mut any = false;
                for (i, count) in (0..).zip(counts) {
                    if traits & (1 << (*first + i)) != 0 {
                        *count += 1;
                        any = true;
                    }
                }
                *without += u64::from(!any);
            }
            Self::Days {
                columns: (first, last),
                counts,
                without,
            } => match (columns.value(*first, doc), columns.value(*last, doc)) {
                (Some(first), Some(last)) => *counts.entry((first, last)).or_default() += 1,
                (None, _) | (_, None) => *without += 1,
            },
        }
    }

    fn finish(self, generation: &Generation, request: FacetRequest) -> Result<Facet, QueryError> {
        let size = size_of(request);
        match self {
            Self::Words(mut tally) => {
                tally.flush(generation)?;
                if let Some(error) = tally.failed {
                    return Err(error);
                }
                let fold = request.field == FacetField::Outlet;
                let counts = if fold {
                    spelled(tally.words)
                } else {
                    tally.words
                };
                let keyed = counts
                    .into_iter()
                    .map(|(word, n)| (FacetKey::Word(word), n));
                Ok(ranked(request.field, keyed.collect(), size, tally.without))
            }
            Self::Bits {
                names,
                counts,
                without,
                ..
            } => {
                let keyed = names.into_iter().map(FacetKey::Kind).zip(counts);
                let keyed = keyed.filter(|(_, n)| *n > 0).collect();
                Ok(ranked(request.field, keyed, size, without))
            }
            Self::Days {
                counts, without, ..
            } => Ok(dated(request.field, &counts, size, without)),
        }
    }
}

fn bits<E: Coded>(first: Bits, all: &[E], name: fn(E) -> &'static str) -> Tally {
    Tally::Bits {
        first: first.first(),
        names: all.iter().map(|v| name(*v)).collect(),
        counts: vec![0; all.len()],
        without: 0,
    }
}

impl WordTally {
    fn count(&mut self, generation: &Generation, ord: u32, doc: u32) {
        if self.segment != Some(ord) {
            if let Err(error) = self.flush(generation) {
                self.failed.get_or_insert(error);
            }
            self.segment = Some(ord);
            let terms = generation
                .texts(ord, self.column)
                .map_or(0, |c| c.num_terms());
            self.ords = vec![0; terms];
        }
        let mut any = false;
        if let Some(column) = generation.texts(ord, self.column) {
            for term in column.term_ords(doc) {
                if let Some(count) = usize::try_from(term)
                    .ok()
                    .and_then(|t| self.ords.get_mut(t))
                {
                    *count += 1;
                    any = true;
                }
            }
        }
        self.without += u64::from(!any);
    }

    /// Turns the numbers of the segment at hand into words.
    fn flush(&mut self, generation: &Generation) -> Result<(), QueryError> {
        let Some(column) = self
            .segment
            .and_then(|ord| generation.texts(ord, self.column))
        else {
            return Ok(());
        };
        let mut word = String::new();
        for (ord, count) in (0..).zip(&mut self.ords).filter(|(_, n)| **n > 0) {
            word.clear();
            let found = column.ord_to_str(ord, &mut word);
            found.map_err(|e| crate::index::view::search_failed("read")(e.into()))?;
            *self.words.entry(word.clone()).or_default() += std::mem::take(count);
        }
        Ok(())
    }
}

/// Counts by word without case, each under its commonest spelling.
fn spelled(counts: HashMap<String, u64>) -> HashMap<String, u64> {
    let mut groups: HashMap<String, (String, u64, u64)> = HashMap::new();
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_unstable();
    for (word, count) in all {
        let group = groups.entry(folded(&word)).or_default();
        group.2 += count;
        if count > group.1 {
            (group.0, group.1) = (word, count);
        }
    }
    groups
        .into_values()
        .map(|(word, _, all)| (word, all))
        .collect()
}

fn ranked(field: FacetField, mut counts: Vec<(FacetKey, u64)>, size: usize, without: u64) -> Facet {
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let distinct = counts.len() as u64;
    let unlisted = counts.iter().skip(size).map(|(_, n)| n).sum();
    let values = counts.into_iter().take(size);
    Facet {
        field,
        values: values
            .map(|(key, count)| FacetValue { key, count })
            .collect(),
        distinct,
        unlisted,
        without,
    }
}

fn dated(field: FacetField, counts: &HashMap<(i64, i64), u64>, size: usize, without: u64) -> Facet {
    let step = match field {
        FacetField::SaidDate(step) | FacetField::PublishDate(step) => step,
        FacetField::Speaker
        | FacetField::Outlet
        | FacetField::Kind
        | FacetField::Channel
        | FacetField::Issue => DateStep::Day,
    };
    let mut steps: BTreeMap<(Date, Date), u64> = BTreeMap::new();
    let mut unlisted = 0;
    let mut all: Vec<_> = counts.iter().collect();
    all.sort_unstable();
    for ((first, last), count) in all {
        match (step_of(*first, step), step_of(*last, step)) {
            (Some(one), Some(other)) if one == other => *steps.entry(one).or_default() += count,
            _ => unlisted += count,
        }
    }
    let distinct = steps.len() as u64;
    let early = steps.len().saturating_sub(size);
    unlisted += steps.values().take(early).sum::<u64>();
    let values = steps.into_iter().skip(early);
    Facet {
        field,
        values: values
            .map(|((first, end), count)| FacetValue {
                key: FacetKey::Days(first, end),
                count,
            })
            .collect(),
        distinct,
        unlisted,
        without,
    }
}

/// The step a day (counted from 1970) lies in: its first day and the day after its last.
fn step_of(day: i64, step: DateStep) -> Option<(Date, Date)> {
    let after = |date: Date, days: i64| {
        date.checked_add(jiff::Span::new().try_days(days).ok()?)
            .ok()
    };
    let date = after(Date::constant(1970, 1, 1), day)?;
    let first = match step {
        DateStep::Day => date,
        DateStep::Week => after(date, -i64::from(date.weekday().to_monday_zero_offset()))?,
        DateStep::Month => date.first_of_month(),
    };
    let end = match step {
        DateStep::Day => after(first, 1)?,
        DateStep::Week => after(first, 7)?,
        DateStep::Month => after(first.last_of_month(), 1)?,
    };
    Some((first, end))
}

/// Counts all matches of a plan by what is asked for.
pub(super) fn count(
    generation: &Generation,
    plan: &Plan,
    asked: &[FacetRequest],
    budget: &Budget,
) -> Result<Vec<Facet>, QueryError> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let _facets = tracing::info_span!("facets").entered();
    let mut tallies: Vec<Tally> = asked.iter().map(|r| Tally::of(r.field)).collect();
    let query = search::build(generation, plan)?;
    search::each(generation, plan, query.as_ref(), budget, |ord, at, doc| {
        for tally in &mut tallies {
            tally.count(generation, ord, at, doc);
        }
    })?;
    let pairs = tallies.into_iter().zip(asked);
    pairs
        .map(|(tally, request)| tally.finish(generation, *request))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn day(text: &str) -> i64 {
        let since = date("1970-01-01").until(date(text)).unwrap();
        since.get_days().into()
    }

    #[test]
    fn steps_are_days_weeks_from_monday_and_months() {
        for (on, step, first, end) in [
            ("2024-12-05", DateStep::Day, "2024-12-05", "2024-12-06"),
            ("2024-12-05", DateStep::Week, "2024-12-02", "2024-12-09"),
            ("2024-12-02", DateStep::Week, "2024-12-02", "2024-12-09"),
            ("2024-12-31", DateStep::Month, "2024-12-01", "2025-01-01"),
            ("1969-12-31", DateStep::Week, "1969-12-29", "1970-01-05"),
        ] {
            let found = step_of(day(on), step);
            assert_eq!(found, Some((date(first), date(end))), "{on} {step:?}");
        }
        assert_eq!(step_of(i64::MAX, DateStep::Day), None);
    }

    #[test]
    fn a_date_wider_than_its_step_is_counted_apart() {
        let range = |first, last| (day(first), day(last));
        let counts = HashMap::from([
            (range("2024-12-02", "2024-12-08"), 3),
            (range("2024-12-05", "2024-12-05"), 2),
            (range("2024-12-01", "2024-12-31"), 1),
        ]);
        let values = |step| {
            let facet = dated(FacetField::SaidDate(step), &counts, 10, 7);
            let counts: Vec<u64> = facet.values.iter().map(|v| v.count).collect();
            assert_eq!(facet.without, 7);
            (counts, facet.unlisted)
        };
        assert_eq!(values(DateStep::Day), (vec![2], 4));
        assert_eq!(values(DateStep::Week), (vec![5], 1));
        assert_eq!(values(DateStep::Month), (vec![6], 0));
    }

    #[test]
    fn what_is_not_listed_is_counted_and_the_last_dates_are_kept() {
        let counts = HashMap::from([((0, 0), 1), ((1, 1), 2), ((2, 2), 4)]);
        let facet = dated(FacetField::SaidDate(DateStep::Day), &counts, 2, 0);
        let listed: Vec<u64> = facet.values.iter().map(|v| v.count).collect();
        assert_eq!((listed, facet.unlisted, facet.distinct), (vec![2, 4], 1, 3));
        let keyed = ["b", "a", "c"].map(|w| (FacetKey::Word(w.to_owned()), 5));
        let facet = ranked(FacetField::Outlet, keyed.to_vec(), 2, 0);
        let listed: Vec<_> = facet.values.into_iter().map(|v| v.key).collect();
        assert_eq!(listed, ["a", "b"].map(|w| FacetKey::Word(w.to_owned())));
        assert_eq!((facet.unlisted, facet.distinct), (5, 3));
    }

    #[test]
    fn spellings_of_one_name_are_one_value() {
        let counts = [("The Post", 3), ("THE POST", 1), ("Wire", 2)];
        let counts = counts.map(|(w, n)| (w.to_owned(), n)).into();
        let mut found: Vec<_> = spelled(counts).into_iter().collect();
        found.sort();
        assert_eq!(found, [("The Post".to_owned(), 4), ("Wire".to_owned(), 2)]);
    }
}
