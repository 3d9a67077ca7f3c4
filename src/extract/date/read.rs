//! The grammar of dates: which words from a token on are one, and what they mean.
//!
//! Not the walk over the article (`mod`). Rule: the longest reading wins.

use super::anchor::Anchor;
use super::tense::is_ahead;
use crate::lang::calendar::{Absolute, Cue, Term, day, year};
use crate::lang::{Known, Language};
use crate::model::CivilDate;
use crate::text::{Document, TokenKind};
use std::collections::HashMap;

/// Most words of one expression that are looked at.
const WORDS_MAX: usize = 9;

/// First and last date meant.
pub(super) type Ends = (CivilDate, CivilDate);

/// An expression read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Expression {
    /// How many tokens.
    pub(super) words: usize,
    /// What it means, if that can be told.
    pub(super) range: Option<Ends>,
    /// Whether its year is said.
    pub(super) absolute: bool,
    /// Whether it lies ahead.
    pub(super) ahead: bool,
}

/// Months and days whose year the article says somewhere.
pub(super) type Years = HashMap<(u8, u8), i16>;

/// The years of all days the article gives in full.
pub(super) fn years_said(doc: &Document, language: &Language) -> Years {
    let mut years = Years::new();
    for at in 0..doc.tokens.len() {
        if !is_candidate(doc, language, at) {
            continue;
        }
        let words = window(doc, at, doc.tokens.len());
        if let Some(Absolute {
            year: Some(year),
            month,
            day,
            ..
        }) = language.calendar.absolute(&words)
            && day > 0
        {
            years.entry((month, day)).or_insert(year);
        }
    }
    years
}

/// Whether an absolute date can begin at the token.
fn is_candidate(doc: &Document, language: &Language, at: usize) -> bool {
    doc.tokens.get(at).is_some_and(|t| match t.kind {
        TokenKind::Number => true,
        TokenKind::Word => {
            doc.known(at).has(Known::DATE) && language.calendar.month(doc.word(at)).is_some()
        }
        TokenKind::QuoteMark | TokenKind::Punctuation => false,
    })
}

fn window(doc: &Document, at: usize, end: usize) -> Vec<&str> {
    (at..end.min(at + WORDS_MAX)).map(|i| doc.word(i)).collect()
}

/// Reads expressions of one article.
pub(super) struct Reader<'a> {
    pub(super) doc: &'a Document,
    pub(super) language: &'a Language,
    pub(super) anchor: Option<&'a Anchor>,
    pub(super) years: &'a Years,
}

impl Reader<'_> {
    /// The expression that begins at token `at` of a sentence that spans `first..end`.
    pub(super) fn at(&self, at: usize, end: usize, first: usize) -> Option<Expression> {
        let token = self.doc.tokens.get(at)?;
        let place = Place { at, first, end };
        match token.kind {
            TokenKind::QuoteMark | TokenKind::Punctuation => None,
            TokenKind::Number => self
                .absolute(&place)
                .or_else(|| self.ago(&place))
                .or_else(|| self.bare_year(&place)),
            TokenKind::Word => {
                let lower = self.doc.lower(at);
                if lower.as_bytes().contains(&b'-')
                    && let Some((section, rest)) = lower.split_once('-')
                {
                    return self.joined(section, rest, &place);
                }
                if !self.doc.known(at).has(Known::DATE) {
                    return None;
                }
                let terms = self.language.calendar.terms(lower);
                if terms.is_empty() {
                    return None;
                }
                self.absolute(&place)
                    .or_else(|| self.weekday(&place, None))
                    .or_else(|| terms.iter().find_map(|t| self.term(*t, &place)))
            }
        }
    }

    pub(super) fn term(&self, term: Term, place: &Place) -> Option<Expression> {
        match term {
            Term::Month(_) => self.month(place),
            Term::Number(_) => self.ago(place),
            Term::Day(days) => self.day(place, days),
            Term::Turn(turn) => self.directed(turn, place),
            Term::Section(section) => self.section(place, section),
            Term::Weekday(_) | Term::Unit(_) | Term::Part | Term::Ago | Term::Link => None,
        }
    }

    pub(super) fn lower(&self, place: &Place, offset: usize) -> &str {
        let at = place.at + offset;
        if at < place.end {
            self.doc.lower(at)
        } else {
            ""
        }
    }

    pub(super) fn has(&self, place: &Place, offset: usize, wanted: impl Fn(&Term) -> bool) -> bool {
        self.language
            .calendar
            .terms(self.lower(place, offset))
            .iter()
            .any(wanted)
    }

    pub(super) fn ahead(&self, place: &Place, words: usize) -> bool {
        let tokens = place.at..place.at + words;
        is_ahead(self.doc, self.language, &tokens, &(place.first..place.end))
    }

    /// "December 5, 2024", "5 December", "December 4-6, 2024", "2024-12-05".
    pub(super) fn absolute(&self, place: &Place) -> Option<Expression> {
        let words = window(self.doc, place.at, place.end);
        let mut read = self.language.calendar.absolute(&words)?;
        let mut last = read.day;
        // A second day: "4-6 December" begins at its first number and is read by `day_pair`.
        if read.day > 0
            && read.year.is_none()
            && let Some(second) = words.get(read.words + 1).and_then(|w| day(w))
            && matches!(
                words.get(read.words).copied(),
                Some("-" | "\u{2013}" | "\u{2014}")
            )
            && second > read.day
        {
            last = second;
            read.words += 2;
            let comma = usize::from(words.get(read.words) == Some(&","));
            if let Some(found) = words.get(read.words + comma).and_then(|w| year(w)) {
                read.year = Some(found);
                read.words += 1 + comma;
            }
        }
        let ahead = self.ahead(place, read.words);
        let said = read
            .year
            .or_else(|| self.years.get(&(read.month, read.day)).copied());
        let year = said.or_else(|| self.year_of(read.month, read.day, ahead));
        let ends = year.and_then(|y| {
            let start = CivilDate::new(y, read.month, read.day)?;
            Some((start, CivilDate::new(y, read.month, last).unwrap_or(start)))
        });
        Some(Expression {
            words: read.words,
            range: ends,
            absolute: said.is_some(),
            ahead,
        })
    }

    /// The year of a day without one: the last such day at or before the article's, the next one when ahead.
    pub(super) fn year_of(&self, month: u8, day: u8, ahead: bool) -> Option<i16> {
        let anchor = self.anchor?;
        let this = anchor.year()?;
        let date = CivilDate::new(this, month, day)?;
        Some(
            match (
                ahead,
                date.first_day() > anchor.last,
                date.last_day() < anchor.first,
            ) {
                (false, true, _) => this - 1,
                (true, _, true) => this + 1,
                _ => this,
            },
        )
    }

    /// A month without a day; "may" and "march" are words of their own and need a preposition before them.
    fn month(&self, place: &Place) -> Option<Expression> {
        let word = self.doc.word(place.at);
        let before = place
            .at
            .checked_sub(1)
            .filter(|b| *b >= place.first)
            .map_or("", |b| self.doc.lower(b));
        let cued = self.language.calendar.is(before, Cue::Year);
        if !cued
            && self
                .language
                .calendar
                .is(&word.to_ascii_lowercase(), Cue::Doubtful)
        {
            return None;
        }
        self.month_of(place, self.ahead(place, 1))
    }

    pub(super) fn month_of(&self, place: &Place, ahead: bool) -> Option<Expression> {
        let month = self.language.calendar.month(self.doc.word(place.at))?;
        let range = self
            .year_of(month, 0, ahead)
            .and_then(|y| CivilDate::new(y, month, 0))
            .map(|d| (d, d));
        Some(Expression {
            words: 1,
            range,
            ahead,
            absolute: false,
        })
    }

    /// "early December", "mid-2013", "late October 2023", "earlier this week".
    fn section(&self, place: &Place, section: u8) -> Option<Expression> {
        let gap = usize::from(self.lower(place, 1) == "-");
        let next = Place {
            at: place.at + 1 + gap,
            ..*place
        };
        if next.at >= place.end {
            return None;
        }
        let read = if let Some(year) = year(self.doc.word(next.at)) {
            Expression {
                words: 1,
                range: CivilDate::new(year, 0, 0).map(|y| (y, y)),
                absolute: true,
                ahead: false,
            }
        } else {
            self.absolute(&next)
                .or_else(|| self.month_of(&next, self.ahead(place, 2)))?
        };
        let range = read.range.and_then(|ends| part_of(ends, section));
        Some(Expression {
            words: read.words + 1 + gap,
            range,
            ..read
        })
    }

    /// "mid-2013", "mid-December": one token.
    fn joined(&self, section: &str, rest: &str, place: &Place) -> Option<Expression> {
        let section = self.language.calendar.terms(section).iter().find_map(|t| {
            if let Term::Section(s) = t {
                Some(*s)
            } else {
                None
            }
        })?;
        let month = self.language.calendar.terms(rest).iter().find_map(|t| {
            if let Term::Month(m) = t {
                Some(*m)
            } else {
                None
            }
        });
        let ahead = self.ahead(place, 1);
        let year = year(rest).or_else(|| self.year_of(month?, 0, ahead));
        let whole = year.and_then(|y| CivilDate::new(y, month.unwrap_or(0), 0));
        Some(Expression {
            words: 1,
            range: whole.and_then(|d| part_of((d, d), section)),
            absolute: month.is_none(),
            ahead,
        })
        .filter(|_| month.is_some() || year.is_some())
    }

    /// "in 2013", "the 2003 invasion", "the 1990s".
    fn bare_year(&self, place: &Place) -> Option<Expression> {
        let word = self.doc.word(place.at);
        let before = place
            .at
            .checked_sub(1)
            .filter(|b| *b >= place.first)
            .map_or("", |b| self.doc.lower(b));
        let cued = self.language.calendar.is(before, Cue::Year);
        let decade = word
            .strip_suffix('s')
            .and_then(year)
            .filter(|y| y % 10 == 0);
        let ends = match (decade, year(word)) {
            (Some(y), _) => (CivilDate::new(y, 0, 0)?, CivilDate::new(y + 9, 0, 0)?),
            (None, Some(y)) if cued && (1800..2100).contains(&y) => {
                let date = CivilDate::new(y, 0, 0)?;
                (date, date)
            }
            _ => return None,
        };
        Some(Expression {
            words: 1,
            range: Some(ends),
            absolute: true,
            ahead: false,
        })
    }
}

/// The first, middle or last third of a year or month; a day stays what it is.
fn part_of((start, end): Ends, section: u8) -> Option<Ends> {
    match (start.month(), start.day()) {
        (0, _) => {
            let first = (section - 1) * 4 + 1;
            let part = |m| CivilDate::new(start.year(), m, 0);
            Some((part(first)?, part(first + 3)?))
        }
        (month, 0) => {
            let part = |d| CivilDate::new(start.year(), month, d);
            let last = start.last_day().day().cast_unsigned();
            let to = if section == 3 { last } else { section * 10 };
            Some((part((section - 1) * 10 + 1)?, part(to)?))
        }
        _ => Some((start, end)),
    }
}

/// Where an expression begins and the sentence it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its first token.
    pub(super) at: usize,
    /// First token of the sentence.
    pub(super) first: usize,
    /// One past the sentence's last token.
    pub(super) end: usize,
}
