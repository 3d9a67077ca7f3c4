//! Words of dates: months, weekdays, numbers and the words around them; and absolute dates read from words.
//!
//! Not resolution against a publication date (that is `extract::date`). Rule: a date is read only where its words leave
//! no doubt; 05/12/2024 is none.

use super::table::{Table, TableError};
use super::tables::Tables;
use crate::model::CivilDate;
use rustc_hash::FxHashMap;

/// What a word does in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Month 1 to 12.
    Month(u8),
    /// Weekday 1 (Monday) to 7.
    Weekday(u8),
    /// A number written as a word.
    Number(u8),
    /// Days from today: yesterday -1, tomorrow 1.
    Day(i8),
    /// A unit of so many days.
    Unit(u16),
    /// Part of a day.
    Part,
    /// Turns a unit, month or weekday: "last", "this", "next".
    Turn(Turn),
    /// Links number and unit, day and month: "of".
    Link,
    /// "ago".
    Ago,
    /// Early (1), mid (2), late (3).
    Section(u8),
}

/// Where a word turns a unit to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// "last".
    Before,
    /// The unit that ends now: "past".
    Running,
    /// "this".
    Same,
    /// "next", "coming".
    After,
}

/// What else a word tells around dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cue {
    /// Opens a range: "since".
    Since,
    /// Closes a range: "until".
    Until,
    /// Puts a date ahead: "will", "scheduled".
    Future,
    /// A bare year may follow: "in 2013".
    Year,
    /// A past form that does not end in -ed: "met", "took".
    Past,
    /// A month's name that is a word of its own: "may", "march".
    Doubtful,
    /// Stands in lines that only date the page.
    Page,
    /// Stands before the date of a change: "updated".
    Update,
}

/// The words of dates of one language.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    terms: FxHashMap<String, Vec<Term>>,
    cues: FxHashMap<String, Vec<Cue>>,
}

/// A date as far as its words say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absolute {
    /// Year, when said.
    pub year: Option<i16>,
    /// Month 1 to 12, 0 when only a year is said.
    pub month: u8,
    /// Day, 0 when not said.
    pub day: u8,
    /// How many words it takes.
    pub words: usize,
}

impl Absolute {
    /// The date, when the year is said and such a day exists.
    pub fn civil(self) -> Option<CivilDate> {
        CivilDate::new(self.year?, self.month, self.day)
    }
}

impl Calendar {
    /// Reads the table `calendar`.
    pub fn read(calendar: &str) -> Result<Self, TableError> {
        let mut read = Self::default();
        for row in Table::read("calendar.tsv", calendar, &["word", "kind", "value"])?.rows() {
            let term = match row.get("kind") {
                "month" => Some(Term::Month(row.parse("value")?)),
                "weekday" => Some(Term::Weekday(row.parse("value")?)),
                "number" => Some(Term::Number(row.parse("value")?)),
                "day" => Some(Term::Day(row.parse("value")?)),
                "unit" => Some(Term::Unit(row.parse("value")?)),
                "part" => Some(Term::Part),
                "before" => Some(Term::Turn(Turn::Before)),
                "running" => Some(Term::Turn(Turn::Running)),
                "after" => Some(Term::Turn(Turn::After)),
                "same" => Some(Term::Turn(Turn::Same)),
                "link" => Some(Term::Link),
                "ago" => Some(Term::Ago),
                "section" => Some(Term::Section(row.parse("value")?)),
                _ => None,
            };
            let cue = match row.get("kind") {
                "since" => Some(Cue::Since),
                "until" => Some(Cue::Until),
                "future" => Some(Cue::Future),
                "year_cue" => Some(Cue::Year),
                "past" => Some(Cue::Past),
                "doubtful" => Some(Cue::Doubtful),
                "page" => Some(Cue::Page),
                "update" => Some(Cue::Update),
                _ => None,
            };
            if term.is_none() && cue.is_none() {
                return Err(row.error("kind", "no such kind; the head of the file lists them"));
            }
            let word = row.get("word").to_owned();
            if let Some(term) = term {
                read.terms.entry(word.clone()).or_default().push(term);
            }
            if let Some(cue) = cue {
                read.cues.entry(word).or_default().push(cue);
            }
        }
        Ok(read)
    }

    /// From the table of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(tables.text("calendar.tsv"))
    }

    /// Every word that does something in dates, lower case, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.keys().map(String::as_str)
    }

    /// What `word` (lower case) does in dates; a full stop behind it does not matter where the table has it without.
    pub fn terms(&self, word: &str) -> &[Term] {
        self.terms
            .get(word)
            .or_else(|| self.terms.get(word.strip_suffix('.')?))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether `word` (lower case) is a cue of that kind.
    pub fn is(&self, word: &str, cue: Cue) -> bool {
        self.cues.get(word).is_some_and(|c| c.contains(&cue))
    }

    /// The month `word` names; it must be capitalised ("May", "Mar.").
    pub fn month(&self, word: &str) -> Option<u8> {
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        self.terms(&word.to_ascii_lowercase()).iter().find_map(|t| {
            if let Term::Month(m) = t {
                Some(*m)
            } else {
                None
            }
        })
    }

    /// The weekday `word` names, 1 (Monday) to 7; it must be capitalised.
    pub fn weekday(&self, word: &str) -> Option<u8> {
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        self.terms.get(&lower)?.iter().find_map(|t| {
            if let Term::Weekday(d) = t {
                Some(*d)
            } else {
                None
            }
        })
    }

    /// The absolute date that begins at `words[0]`, the longest reading.
    ///
    /// Reads "December 5, 2024", "5 December 2024", "5th of December", "Dec. 2024", "2024-12-05", "05.12.2024" and, where
    /// only one order is possible, "12/25/2024". Bare years and bare months are left to the caller.
    pub fn absolute(&self, words: &[&str]) -> Option<Absolute> {
        let first = *words.first()?;
        if let Some(month) = self.month(first) {
            return month_first(month, words);
        }
        if !first.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        iso(words)
            .or_else(|| numeric(first))
            .or_else(|| self.day_first(words))
    }

    fn day_first(&self, words: &[&str]) -> Option<Absolute> {
        let day = day(words.first()?)?;
        let second = words.get(1).copied().unwrap_or("");
        let skip = usize::from(self.terms(second).contains(&Term::Link));
        let month = self.month(words.get(1 + skip)?)?;
        let after = 2 + skip;
        let (year, count) = match (words.get(after).copied(), words.get(after + 1).copied()) {
            (Some(","), Some(y)) if year(y).is_some() => (year(y), after + 2),
            (Some(y), _) if year(y).is_some() => (year(y), after + 1),
            _ => (None, after),
        };
        Some(Absolute {
            year,
            month,
            day,
            words: count,
        })
    }
}

/// "December 5, 2024", "Dec. 2024".
fn month_first(month: u8, words: &[&str]) -> Option<Absolute> {
    let second = words.get(1).copied().unwrap_or("");
    if let Some(year) = year(second) {
        return Some(Absolute {
            year: Some(year),
            month,
            day: 0,
            words: 2,
        });
    }
    let day = day(second)?;
    let (year, count) = match (words.get(2).copied(), words.get(3).copied()) {
        (Some(","), Some(y)) if year(y).is_some() => (year(y), 4),
        (Some(y), _) if year(y).is_some() => (year(y), 3),
        _ => (None, 2),
    };
    Some(Absolute {
        year,
        month,
        day,
        words: count,
    })
}

/// The year a word of four digits names, 1000 to 2199.
pub fn year(word: &str) -> Option<i16> {
    if word.len() != 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|y| (1000..2200).contains(y))
}

/// The day of a month a word names: "5", "05", "5th".
pub fn day(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    let ordinal = matches!(
        ending.to_ascii_lowercase().as_str(),
        "" | "st" | "nd" | "rd" | "th"
    );
    (ordinal && digits.len() <= 2)
        .then(|| digits.parse().ok())?
        .filter(|d| (1..=31).contains(d))
}

/// "2024-12-05", as one word or cut at its hyphens.
fn iso(words: &[&str]) -> Option<Absolute> {
    let whole = |y: &str, m: &str, d: &str, count: usize| {
        let found = Absolute {
            year: year(y),
            month: m.parse().ok()?,
            day: d.get(..2)?.parse().ok()?,
            words: count,
        };
        let rest = d.get(2..)?;
        let ends = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
        (m.len() == 2 && ends && found.civil().is_some()).then_some(found)
    };
    match *words {
        [y, "-", m, "-", d, ..] => whole(y, m, d, 5),
        [one, ..] => {
            let mut parts = one.splitn(3, ['-', '/']);
            whole(parts.next()?, parts.next()?, parts.next()?, 1)
        }
        [] => None,
    }
}

/// "05.12.2024" (day first), "25/12/2024" and "12/25/2024" where only one order is a date.
fn numeric(word: &str) -> Option<Absolute> {
    let dots = word.contains('.');
    let mut parts = word.split(if dots { '.' } else { '/' });
    let (a, b, y) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (a, b): (u8, u8) = (a.parse().ok()?, b.parse().ok()?);
    let year = Some(year(y)?);
    let (day, month) = match (a, b) {
        _ if dots => (a, b),
        (13.., _) => (a, b),
        (_, 13..) => (b, a),
        _ if a == b => (a, b),
        _ => return None,
    };
    let found = Absolute {
        year,
        month,
        day,
        words: 1,
    };
    found.civil().is_some().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<(String, usize)> {
        let words: Vec<&str> = words.split(' ').collect();
        let found = Calendar::load(&Tables::default())
            .unwrap()
            .absolute(&words)?;
        let date = found.civil().map_or_else(String::new, |d| d.to_string());
        Some((date, found.words))
    }

    #[test]
    fn absolute_dates_are_read_in_every_common_order() {
        assert_eq!(read("December 5 , 2024"), Some(("2024-12-05".into(), 4)));
        assert_eq!(read("Dec. 05 , 2024 now"), Some(("2024-12-05".into(), 4)));
        assert_eq!(read("5 December 2024"), Some(("2024-12-05".into(), 3)));
        assert_eq!(read("5th of May"), Some((String::new(), 3)));
        assert_eq!(read("Sept. 2013"), Some(("2013-09".into(), 2)));
        assert_eq!(read("2024 - 12 - 05"), Some(("2024-12-05".into(), 5)));
        assert_eq!(read("2024-12-05T10:00"), Some(("2024-12-05".into(), 1)));
        assert_eq!(read("05.12.2024"), Some(("2024-12-05".into(), 1)));
        assert_eq!(read("12/25/2024"), Some(("2024-12-25".into(), 1)));
    }

    #[test]
    fn doubtful_dates_are_none() {
        for words in [
            "05/12/2024",
            "may 5",
            "March",
            "45 May",
            "30 men",
            "2024",
            "1.5.3",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
        assert_eq!(read("February 30 , 2024"), Some((String::new(), 4)));
    }
}
