//! The axis of days: where a day stands between left and right, and which days are named below.
//!
//! Not a calendar: months and years without a day count from their first to their last.

use super::canvas::{Canvas, Side, Stroke};
use crate::model::CivilDate;
use crate::rpc::pb;

/// Most days named below the axis.
const TICKS_MAX: i32 = 8;

/// A span of days drawn between two places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    first: i32,
    last: i32,
    left: f64,
    right: f64,
}

/// First and last day of a range, counted since 1970; `None` when unknown.
pub(super) fn days(range: Option<&pb::DateRange>) -> Option<(i32, i32)> {
    let civil = |date: &pb::CivilDate| {
        CivilDate::new(
            i16::try_from(date.year).ok()?,
            u8::try_from(date.month).ok()?,
            u8::try_from(date.day).ok()?,
        )
    };
    let range = range?;
    let start = civil(range.start.as_ref()?)?;
    let end = range.end.as_ref().and_then(civil).unwrap_or(start);
    Some((start.epoch_day(), end.last_epoch_day()))
}

impl Axis {
    /// The axis that holds all these days; `None` without any.
    pub(super) fn of(all: impl Iterator<Item = (i32, i32)>, left: f64, right: f64) -> Option<Self> {
        let span = all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some(Self {
            first: span.0,
            last: span.1,
            left,
            right,
        })
    }

    /// Where a day begins.
    pub(super) fn place(&self, day: i32) -> f64 {
        let days = f64::from(self.last - self.first) + 1.0;
        self.left + (self.right - self.left) * f64::from(day - self.first) / days
    }

    /// Draws the axis at `y`, with the days named below it, and thin lines up to `top`.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64, y: f64) {
        let rim = Stroke::whole("#222222", 1.0);
        canvas.line((self.left, y), (self.right, y), rim);
        let days = self.last - self.first + 1;
        let step = (days + TICKS_MAX - 1) / TICKS_MAX;
        let mut day = self.first;
        while day <= self.last {
            let x = self.place(day);
            canvas.line((x, top), (x, y + 4.0), Stroke::whole("#dddddd", 1.0));
            canvas.words((x, y + 18.0), Side::Right, &name(day), "#222222");
            day += step.max(1);
        }
    }
}

/// The day as YYYY-MM-DD.
pub(super) fn name(day: i32) -> String {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    let date = epoch.checked_add(jiff::Span::new().days(day));
    date.map_or_else(|_| String::new(), |d| d.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: i32, day: i32) -> pb::CivilDate {
        pb::CivilDate { year, month, day }
    }

    #[test]
    fn a_month_lasts_from_its_first_day_to_its_last() {
        let range = pb::DateRange {
            start: Some(date(2031, 2, 0)),
            ..Default::default()
        };
        let (first, last) = days(Some(&range)).unwrap();
        assert_eq!(
            (name(first), name(last)),
            ("2031-02-01".into(), "2031-02-28".into())
        );
        assert_eq!(days(None), None);
    }

    #[test]
    fn days_stand_in_order_between_left_and_right_and_one_day_is_enough() {
        let axis = Axis::of([(10, 10), (12, 19)].into_iter(), 100.0, 200.0).unwrap();
        let places = format!("{:.0} {:.0}", axis.place(10), axis.place(15));
        assert_eq!(places, "100 150");
        assert!(axis.place(19) < 200.0);
        let single = Axis::of(std::iter::once((5, 5)), 0.0, 10.0).unwrap();
        assert!(single.place(5).abs() < 1e-9);
        assert_eq!(Axis::of(std::iter::empty(), 0.0, 1.0), None);
    }
}
