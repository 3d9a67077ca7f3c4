//! Dates and points in time on the wire.

use crate::model::{CivilDate, DateRange};
use crate::query::{DayRange, TimeRange};
use crate::rpc::pb;
use crate::rpc::violation::{Checker, Kind};
use jiff::Timestamp;

/// Longest wording of a date, in bytes.
pub(crate) const WORDING_BYTES_MAX: usize = 200;

impl From<CivilDate> for pb::CivilDate {
    fn from(date: CivilDate) -> Self {
        Self {
            year: i32::from(date.year()),
            month: i32::from(date.month()),
            day: i32::from(date.day()),
        }
    }
}

impl From<DateRange> for pb::DateRange {
    fn from(range: DateRange) -> Self {
        Self {
            start: Some(range.start.into()),
            end: Some(range.end.into()),
            wording: range.wording,
        }
    }
}

/// A point in time on the wire.
pub(crate) fn timestamp(at: Timestamp) -> prost_types::Timestamp {
    let nanos = at.subsec_nanosecond();
    // jiff gives both parts the same sign; protobuf wants the nanoseconds to count forward.
    let borrow = i64::from(nanos < 0);
    prost_types::Timestamp {
        seconds: at.as_second() - borrow,
        nanos: if nanos < 0 {
            nanos + 1_000_000_000
        } else {
            nanos
        },
    }
}

fn read_date(date: pb::CivilDate) -> Option<CivilDate> {
    CivilDate::new(
        i16::try_from(date.year).ok()?,
        u8::try_from(date.month).ok()?,
        u8::try_from(date.day).ok()?,
    )
}

fn spell(date: pb::CivilDate) -> String {
    format!("{}-{}-{}", date.year, date.month, date.day)
}

impl Checker {
    /// A calendar date; `None` when absent or no date.
    pub(crate) fn civil_date(
        &mut self,
        field: &str,
        date: Option<pb::CivilDate>,
    ) -> Option<CivilDate> {
        let wire = date?;
        let read = read_date(wire);
        if read.is_none() {
            let told =
                "is no date: give year 1 to 9999, month 1 to 12 or 0, day of that month or 0";
            self.reject(field, Kind::OutOfRange, told, &spell(wire));
        }
        read
    }

    /// A date range as a caller gives it; an absent end means the start.
    pub(crate) fn date_range(
        &mut self,
        field: &str,
        range: Option<pb::DateRange>,
    ) -> Option<DateRange> {
        let wire = range?;
        if wire.start.is_none() {
            self.missing(&format!("{field}.start"), "give the first date meant");
        }
        let start = self.civil_date(&format!("{field}.start"), wire.start);
        let end = self.civil_date(&format!("{field}.end"), wire.end).or(start);
        let wording = self.text(&format!("{field}.wording"), wire.wording, WORDING_BYTES_MAX);
        let (start, end) = (start?, end?);
        if end.last_epoch_day() < start.epoch_day() {
            let told = format!("ends on {end}, before it begins on {start}");
            self.reject(field, Kind::Interval, told, &end.to_string());
        }
        Some(DateRange {
            start,
            end,
            wording,
        })
    }

    /// A half-open interval of days. That it must not end before it begins is the question's own check.
    pub(crate) fn days(&mut self, field: &str, interval: Option<pb::DateInterval>) -> DayRange {
        let wire = interval.unwrap_or_default();
        DayRange {
            from: self.civil_date(&format!("{field}.start"), wire.start),
            to: self.civil_date(&format!("{field}.end"), wire.end),
        }
    }

    /// A half-open interval of instants.
    pub(crate) fn times(&mut self, field: &str, interval: Option<pb::TimeInterval>) -> TimeRange {
        let wire = interval.unwrap_or_default();
        TimeRange {
            from: self.instant(&format!("{field}.start_time"), wire.start_time),
            to: self.instant(&format!("{field}.end_time"), wire.end_time),
        }
    }

    /// A point in time; `None` when absent or none.
    pub(crate) fn instant(
        &mut self,
        field: &str,
        wire: Option<prost_types::Timestamp>,
    ) -> Option<Timestamp> {
        let wire = wire?;
        let read = Some(wire)
            .filter(|t| (0..1_000_000_000).contains(&t.nanos))
            .and_then(|t| Timestamp::new(t.seconds, t.nanos).ok());
        if read.is_none() {
            let told = "is no point in time of the years 1 to 9999";
            self.reject(field, Kind::OutOfRange, told, &wire.seconds.to_string());
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_end_means_the_start_and_a_reversed_range_is_refused() {
        let day = |day| {
            Some(pb::CivilDate {
                year: 2024,
                month: 12,
                day,
            })
        };
        let range = |start, end| {
            Some(pb::DateRange {
                start,
                end,
                wording: String::new(),
            })
        };
        let mut checker = Checker::default();
        let read = checker.date_range("d", range(day(5), None)).unwrap();
        assert_eq!(read.to_string(), "2024-12-05");
        checker.date_range("reversed", range(day(5), day(4)));
        checker.date_range("no_day", range(day(32), None));
        checker.date_range("no_start", range(None, None));
        let fields: Vec<_> = checker
            .finish(())
            .unwrap_err()
            .into_iter()
            .map(|v| v.field)
            .collect();
        assert_eq!(fields, ["reversed", "no_day.start", "no_start.start"]);
    }

    #[test]
    fn instants_before_1970_count_their_nanoseconds_forward() {
        let at = Timestamp::new(-1, -500_000_000).unwrap();
        let wire = timestamp(at);
        assert_eq!((wire.seconds, wire.nanos), (-2, 500_000_000));
        let mut checker = Checker::default();
        assert_eq!(checker.instant("t", Some(wire)), Some(at));
    }
}
