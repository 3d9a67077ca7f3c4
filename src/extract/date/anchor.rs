//! The day an article's relative words count from.
//!
//! Not a clock. Rule: a month or year alone anchors months and years, never days.

use crate::lang::Language;
use crate::lang::calendar::Absolute;
use crate::model::{ArticleInfo, CivilDate};
use crate::text::words_of;
use jiff::civil::Date;

/// Days a range of publication may hold and still anchor weekdays.
const RANGE_DAYS_MAX: i32 = 7;

/// What is known of the day an article speaks from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// First day it can be.
    pub first: Date,
    /// Last day it can be.
    pub last: Date,
}

impl Anchor {
    /// The publication date; without one the date of the edition the article is based on.
    pub fn of(info: &ArticleInfo, language: &Language) -> Option<Self> {
        if let Some(published) = &info.published {
            return Some(Self {
                first: published.start.first_day(),
                last: published.end.last_day(),
            });
        }
        let words = words_of(info.based_on.as_deref()?, language);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        (0..words.len())
            .filter_map(|at| language.calendar.absolute(words.get(at..)?))
            .filter(|a| a.day > 0)
            .find_map(Absolute::civil)
            .map(|d| Self {
                first: d.first_day(),
                last: d.last_day(),
            })
    }

    /// Whether days can be counted from it.
    pub(super) fn is_day(self) -> bool {
        let days = self
            .first
            .until(self.last)
            .map_or(i32::MAX, |s| s.get_days());
        days < RANGE_DAYS_MAX
    }

    /// The dates `count` gives for both ends.
    pub(super) fn map(
        self,
        count: impl Fn(Date) -> Option<Date>,
    ) -> Option<(CivilDate, CivilDate)> {
        if !self.is_day() {
            return None;
        }
        let (start, end) = (count(self.first)?, count(self.last)?);
        Some((CivilDate::of(start)?, CivilDate::of(end)?))
    }

    /// The year, when both ends lie in one.
    pub(super) fn year(self) -> Option<i16> {
        (self.first.year() == self.last.year()).then(|| self.last.year())
    }
}

/// `days` later, earlier when negative.
pub(super) fn shift(day: Date, days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    day.checked_add(span).ok()
}

/// The weekday `weekday` (1 = Monday): the last one at or before `day`, or with `ahead` the first one at or after it.
pub(super) fn on_weekday(day: Date, weekday: u8, ahead: bool) -> Option<Date> {
    let today = i64::from(day.weekday().to_monday_one_offset());
    let back = (today - i64::from(weekday)).rem_euclid(7);
    shift(day, if ahead { (7 - back) % 7 } else { -back })
}

/// The Monday of the week of `day`.
pub(super) fn monday(day: Date) -> Option<Date> {
    on_weekday(day, 1, false)
}
