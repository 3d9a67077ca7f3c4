//! Dates as news gives them: days, months, years and ranges, with the words they came from.
//!
//! Not points in time: instants (ingest time) are `jiff::Timestamp` where they occur. Invariant: nothing
//! is invented. "Early December" is a range with its wording, an unknown day stays 0.

use std::fmt;

/// A calendar date whose month and day may be unknown (0), as `google.type.Date` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CivilDate {
    year: i16,
    month: u8,
    day: u8,
}

/// Words that are no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{found:?} is no date: give YYYY, YYYY-MM, YYYY-MM-DD, or two of them with a slash between"
)]
pub struct DateError {
    /// The words as given.
    pub found: String,
}

impl CivilDate {
    /// A date of year 1 to 9999; month 0 = unknown, day 0 = unknown. `None` if no such date exists.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let valid = match (month, day) {
            (0..=12, 0) => (1..=9999).contains(&year),
            (1..=12, _) => {
                year >= 1
                    && jiff::civil::Date::new(
                        year,
                        i8::try_from(month).ok()?,
                        i8::try_from(day).ok()?,
                    )
                    .is_ok()
            }
            _ => false,
        };
        valid.then_some(Self { year, month, day })
    }

    /// The date of a full calendar day.
    pub fn of(day: jiff::civil::Date) -> Option<Self> {
        Self::new(
            day.year(),
            u8::try_from(day.month()).ok()?,
            u8::try_from(day.day()).ok()?,
        )
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month 1 to 12, 0 when unknown.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day 1 to 31, 0 when unknown.
    pub fn day(self) -> u8 {
        self.day
    }

    /// First day this date can mean.
    pub fn first_day(self) -> jiff::civil::Date {
        let (month, day) = (
            self.month.max(1).cast_signed(),
            self.day.max(1).cast_signed(),
        );
        jiff::civil::Date::new(self.year, month, day).unwrap_or(jiff::civil::Date::ZERO)
    }

    /// Last day this date can mean.
    pub fn last_day(self) -> jiff::civil::Date {
        match (self.month, self.day) {
            (0, _) => jiff::civil::Date::new(self.year, 12, 31).unwrap_or(jiff::civil::Date::ZERO),
            (_, 0) => self.first_day().last_of_month(),
            _ => self.first_day(),
        }
    }

    /// Days since 1970-01-01 of the first day meant: what indexes sort and filter by.
    pub fn epoch_day(self) -> i32 {
        days_since_epoch(self.first_day())
    }

    /// Days since 1970-01-01 of the last day meant.
    pub fn last_epoch_day(self) -> i32 {
        days_since_epoch(self.last_day())
    }
}

fn days_since_epoch(day: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    day.since(epoch).map_or(0, |span| span.get_days())
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (m, 0) => write!(f, "{:04}-{m:02}", self.year),
            (m, d) => write!(f, "{:04}-{m:02}-{d:02}", self.year),
        }
    }
}

impl std::str::FromStr for CivilDate {
    type Err = DateError;

    fn from_str(words: &str) -> Result<Self, DateError> {
        let wrong = || DateError {
            found: words.to_owned(),
        };
        let mut parts = words.split('-');
        let year = parts
            .next()
            .filter(|y| y.len() == 4)
            .and_then(|y| y.parse().ok())
            .ok_or_else(wrong)?;
        let mut two = || match parts.next() {
            None => Some(0),
            Some(p) if p.len() == 2 && p != "00" => p.parse().ok(),
            Some(_) => None,
        };
        let (month, day) = (two().ok_or_else(wrong)?, two().ok_or_else(wrong)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        Self::new(year, month, day).ok_or_else(wrong)
    }
}

/// A day, a partial date or a range of days, with the words it was read from.
///
/// Both ends are meant (ISO 8601 interval): `2024-12-04/2024-12-05` holds two days.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// First date meant.
    pub start: CivilDate,
    /// Last date meant, equal to `start` for a single day or partial date.
    pub end: CivilDate,
    /// The words in the text ("early December"), empty when the caller gave the date.
    pub wording: String,
}

impl DateRange {
    /// A single day or partial date.
    pub fn single(date: CivilDate, wording: &str) -> Self {
        Self {
            start: date,
            end: date,
            wording: wording.to_owned(),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else {
            write!(f, "{}/{}", self.start, self.end)
        }
    }
}

impl std::str::FromStr for DateRange {
    type Err = DateError;

    /// Reads `2024-12-05`, `2024-12`, `2024` or `2024-12-04/2024-12-05`; a time after `T` or a blank is left out.
    fn from_str(words: &str) -> Result<Self, DateError> {
        let wrong = || DateError {
            found: words.to_owned(),
        };
        let read = |w: &str| {
            w.split(['T', ' '])
                .next()
                .unwrap_or("")
                .parse::<CivilDate>()
                .map_err(|_e| wrong())
        };
        let (start, end) = words.trim().split_once('/').unwrap_or((words, words));
        let (start, end) = (read(start.trim())?, read(end.trim())?);
        if end.last_epoch_day() < start.epoch_day() {
            return Err(wrong());
        }
        Ok(Self {
            start,
            end,
            wording: String::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_keep_what_is_unknown() {
        let december: CivilDate = "2024-12".parse().unwrap();
        assert_eq!(
            (december.day(), december.to_string().as_str()),
            (0, "2024-12")
        );
        assert_eq!(december.last_epoch_day() - december.epoch_day(), 30);
        assert!("2024-02-30".parse::<CivilDate>().is_err());
        assert!("2024-13".parse::<CivilDate>().is_err());
    }

    #[test]
    fn ranges_read_and_print_iso_8601() {
        let range: DateRange = "2024-12-04/2024-12-05".parse().unwrap();
        assert_eq!(range.to_string(), "2024-12-04/2024-12-05");
        assert_eq!(
            "2024-12-05T10:00:00Z"
                .parse::<DateRange>()
                .unwrap()
                .to_string(),
            "2024-12-05"
        );
        assert!("2024-12-05/2024-12-04".parse::<DateRange>().is_err());
        assert_eq!("1970-01-02".parse::<CivilDate>().unwrap().epoch_day(), 1);
    }
}
