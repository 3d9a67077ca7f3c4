//! Dates that count from the article's day: weekdays, "last week", "two days ago".
//!
//! Not absolute dates (`read`). Rule: without a known day they are mentions without a range.

use super::anchor::{monday, on_weekday, shift};
use super::read::{Ends, Expression, Place, Reader};
use crate::lang::calendar::{Term, Turn};
use crate::model::CivilDate;
use jiff::civil::Date;

/// Longest count before "ago": more is no date of news.
const COUNT_MAX: u16 = 999;

impl Reader<'_> {
    /// "Thursday", "Thursday morning", "Thursday, December 5"; `turn` is "last", "next" or "this" before it.
    pub(super) fn weekday(&self, place: &Place, turn: Option<Turn>) -> Option<Expression> {
        let weekday = self.language.calendar.weekday(self.doc.word(place.at))?;
        let gap = usize::from(matches!(self.lower(place, 1), "," | "("));
        let next = Place {
            at: place.at + 1 + gap,
            ..*place
        };
        if next.at < place.end
            && let Some(date) = self.absolute(&next)
        {
            return Some(Expression {
                words: date.words + 1 + gap,
                ..date
            });
        }
        let words = 1 + usize::from(self.has(place, 1, |t| *t == Term::Part));
        let ahead = match turn {
            Some(Turn::After) => true,
            Some(Turn::Before | Turn::Running) => false,
            Some(Turn::Same) | None => self.ahead(place, words),
        };
        let range = self.anchor.and_then(|a| {
            a.map(|day| match turn {
                Some(Turn::Before | Turn::Running) => on_weekday(shift(day, -1)?, weekday, false),
                Some(Turn::After) => on_weekday(shift(day, 1)?, weekday, true),
                Some(Turn::Same) | None => on_weekday(day, weekday, ahead),
            })
        });
        Some(Expression {
            words,
            range,
            ahead,
            ..Expression::default()
        })
    }

    /// "yesterday", "today", "tomorrow evening"; "today's" means nowadays and is no date.
    pub(super) fn day(&self, place: &Place, days: i8) -> Option<Expression> {
        if self.lower(place, 1).ends_with(['s', 'S']) && self.lower(place, 1).len() <= 4 {
            return None;
        }
        Some(Expression {
            words: 1 + usize::from(self.has(place, 1, |t| *t == Term::Part)),
            range: self
                .anchor
                .and_then(|a| a.map(|d| shift(d, i64::from(days)))),
            ahead: days > 0,
            ..Expression::default()
        })
    }

    /// "last week", "this morning", "next month", "last Friday", "last December".
    pub(super) fn directed(&self, turn: Turn, place: &Place) -> Option<Expression> {
        let next = Place {
            at: place.at + 1,
            ..*place
        };
        if next.at >= place.end {
            return None;
        }
        if let Some(day) = self.weekday(&next, Some(turn)) {
            return Some(Expression {
                words: day.words + 1,
                ..day
            });
        }
        if self
            .language
            .calendar
            .month(self.doc.word(next.at))
            .is_some()
        {
            let month = self.month_of(&next, turn == Turn::After)?;
            return Some(Expression {
                words: month.words + 1,
                ..month
            });
        }
        let terms = self.language.calendar.terms(self.doc.lower(next.at));
        let range = |ends: Option<Ends>| Expression {
            words: 2,
            range: ends,
            ahead: turn == Turn::After,
            absolute: false,
        };
        if terms.contains(&Term::Part) && turn != Turn::After {
            let back = if turn == Turn::Same { 0 } else { -1 };
            return Some(range(self.anchor.and_then(|a| a.map(|d| shift(d, back)))));
        }
        let unit = terms.iter().find_map(|t| {
            if let Term::Unit(u) = t {
                Some(*u)
            } else {
                None
            }
        })?;
        match unit {
            7 => Some(range(self.week(turn, place))),
            30 => Some(range(self.month_turn(turn))),
            365 => Some(range(self.year_turn(turn))),
            _ => None,
        }
    }

    /// The week before, around or after the article's day; "the past week" is the seven days before it.
    fn week(&self, turn: Turn, place: &Place) -> Option<Ends> {
        let day = self.anchor.filter(|a| a.is_day())?.last;
        let start = monday(day)?;
        let (from, to) = match turn {
            Turn::Running => (shift(day, -7)?, day),
            Turn::Before => (shift(start, -7)?, shift(start, -1)?),
            Turn::After => (shift(start, 7)?, shift(start, 13)?),
            Turn::Same if self.ahead(place, 2) => (day, shift(start, 6)?),
            Turn::Same => (start, day),
        };
        Some((CivilDate::of(from)?, CivilDate::of(to)?))
    }

    fn month_turn(&self, turn: Turn) -> Option<Ends> {
        let anchor = self.anchor?;
        let same = anchor.first.year() == anchor.last.year()
            && anchor.first.month() == anchor.last.month();
        let first = anchor.last.first_of_month();
        let day = match turn {
            Turn::Before | Turn::Running => shift(first, -1)?,
            Turn::After => shift(first, 31)?,
            Turn::Same => first,
        };
        let month = CivilDate::new(day.year(), day.month().cast_unsigned(), 0)?;
        same.then_some((month, month))
    }

    fn year_turn(&self, turn: Turn) -> Option<Ends> {
        let year = self.anchor?.year()?
            + match turn {
                Turn::Before | Turn::Running => -1,
                Turn::After => 1,
                Turn::Same => 0,
            };
        let year = CivilDate::new(year, 0, 0)?;
        Some((year, year))
    }
    /// "two days ago", "a week ago", "3 years ago".
    pub(super) fn ago(&self, place: &Place) -> Option<Expression> {
        let count = self.doc.word(place.at).parse::<u16>().ok().or_else(|| {
            self.language
                .calendar
                .terms(self.lower(place, 0))
                .iter()
                .find_map(|t| {
                    if let Term::Number(n) = t {
                        Some(u16::from(*n))
                    } else {
                        None
                    }
                })
        })?;
        // "a couple of weeks ago".
        let gap = usize::from(self.has(place, 1, |t| *t == Term::Link));
        let units = self.language.calendar.terms(self.lower(place, 1 + gap));
        let unit = units.iter().find_map(|t| {
            if let Term::Unit(u) = t {
                Some(*u)
            } else {
                None
            }
        })?;
        if count > COUNT_MAX || !self.has(place, 2 + gap, |t| *t == Term::Ago) {
            return None;
        }
        let day = self.anchor.filter(|a| a.is_day()).map(|a| a.last);
        Some(Expression {
            words: 3 + gap,
            range: day.and_then(|d| back(d, unit, count)),
            ..Expression::default()
        })
    }
}

/// So many units before `day`: days to the day, weeks give or take a day, months and years as such.
fn back(day: Date, unit: u16, count: u16) -> Option<Ends> {
    let days = i64::from(unit) * i64::from(count);
    let (from, to) = match unit {
        1 => (shift(day, -days)?, shift(day, -days)?),
        7 | 14 => (shift(day, -days - 1)?, shift(day, 1 - days)?),
        30 => {
            let span = jiff::Span::new().try_months(count).ok()?;
            let then = day.checked_sub(span).ok()?;
            let month = CivilDate::new(then.year(), then.month().cast_unsigned(), 0)?;
            return Some((month, month));
        }
        _ => {
            let year = CivilDate::new(day.year().checked_sub(count.cast_signed())?, 0, 0)?;
            return Some((year, year));
        }
    };
    Some((CivilDate::of(from)?, CivilDate::of(to)?))
}
