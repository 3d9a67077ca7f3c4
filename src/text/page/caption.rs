//! Captions: when a picture's date dates the page.
//!
//! Not the recognition of captions (a table of credits and markup do that). Rule: a caption's date becomes the publication
//! date only when it is the only one, no file picture, and the report speaks of that weekday.

use super::Page;
use crate::lang::Language;
use crate::lang::calendar::Absolute;
use crate::model::{CivilDate, DateRange};

/// Most words of a caption.
pub(super) const WORDS_MAX: usize = 60;

impl Page<'_> {
    pub(super) fn dates_of_captions(&mut self) {
        if self.info.published.is_some() {
            return;
        }
        let left = self.items.iter().filter(|i| i.gone.is_none());
        let captions = left
            .clone()
            .filter(|i| i.caption && !self.language.page.is_archive(&i.lower));
        let mut dates =
            captions.filter_map(|i| dates(&i.line.text, self.language).into_iter().next());
        let Some((date, wording)) = dates.next() else {
            return;
        };
        let only = dates.all(|(d, _)| d == date);
        let weekday = date
            .first_day()
            .weekday()
            .to_monday_one_offset()
            .cast_unsigned();
        let named = left.filter(|i| i.body).any(|i| {
            let mut words = i.line.text.split(|c: char| !c.is_alphabetic());
            words.any(|w| self.language.calendar.weekday(w) == Some(weekday))
        });
        if only && named {
            self.info.published = Some(DateRange::single(date, &wording));
        }
    }
}

/// The full days a line names, with their words, in order.
pub(in crate::text) fn dates(text: &str, language: &Language) -> Vec<(CivilDate, String)> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut tokens = Vec::new();
    crate::text::token::tokenize(text, 0, &language.writing, &mut tokens);
    let words: Vec<&str> = tokens.iter().map(|t| t.span.slice(text)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let read = language.calendar.absolute(words.get(at..).unwrap_or(&[]));
        let step = read.map_or(1, |r| r.words.max(1));
        if let Some(date) = read.filter(|r| r.day > 0).and_then(Absolute::civil)
            && let (Some(first), Some(last)) = (tokens.get(at), tokens.get(at + step - 1))
        {
            found.push((date, first.span.cover(last.span).slice(text).to_owned()));
        }
        at += step;
    }
    found
}
