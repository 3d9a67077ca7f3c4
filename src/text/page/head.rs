//! What stands above the report: sections, headline, byline, dates, the picture's alternative text.
//!
//! Not the tail. The head ends where the first paragraph of the report begins; without such a paragraph there is no
//! head, and a single sentence stays what it is. Rule: bylines and dates leave the text and go to the article's facts.

use super::caption::dates;
use super::{Item, Page, names, words};
use crate::lang::calendar::Cue;
use crate::lang::page::Role;
use crate::model::{DateRange, Span};
use crate::text::document::{ParagraphKind, Removed};
use crate::text::line::Hint;

/// Most words of a headline.
const HEADLINE_WORDS_MAX: usize = 30;
/// Most words of a line that only dates the page.
const DATE_WORDS_MAX: usize = 24;
/// How far into a line its picture's cue reaches before the headline is repeated, in bytes.
const CUE_BYTES_MAX: usize = 24;
/// Longest line a picture's text is cut from, in bytes: cutting cue by cue copies the line each time.
const ALTERNATIVE_BYTES_MAX: usize = 4_096;
/// How many other lines may stand between the headline and its repeat.
const LINES_BELOW: usize = 5;

/// What a line of the head is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Section,
    Date,
    Byline,
    Name,
    Other,
}

impl Page<'_> {
    pub(super) fn head(&mut self, title: Option<&str>) {
        let Some(body) = self.first_body() else {
            return;
        };
        let head: Vec<usize> = self
            .alive()
            .into_iter()
            .take_while(|at| *at < body)
            .collect();
        let parts: Vec<Part> = head
            .iter()
            .map(|at| self.get(*at).map_or(Part::Other, |i| self.part(i)))
            .collect();
        for (n, at) in head.iter().enumerate() {
            let near = |d: usize| {
                let before = n.checked_sub(d).and_then(|i| parts.get(i));
                [before, parts.get(n + d)]
                    .into_iter()
                    .flatten()
                    .any(|p| matches!(p, Part::Date | Part::Byline))
            };
            match parts.get(n).copied().unwrap_or(Part::Other) {
                Part::Section => self.remove(*at, "furniture"),
                Part::Date => {
                    self.note_date(*at);
                    self.remove(*at, "date");
                }
                Part::Byline => {
                    self.note_facts(*at);
                    self.note_date(*at);
                    self.remove(*at, "byline");
                }
                // A name alone is a byline only beside the date or another byline.
                Part::Name if near(1) => {
                    let names = self
                        .get(*at)
                        .map(|i| names::people(&i.line.text, self.language));
                    for name in names.unwrap_or_default() {
                        self.add_author(&name);
                    }
                    self.remove(*at, "byline");
                }
                Part::Name | Part::Other => {}
            }
        }
        self.headline(title);
        self.alternative_texts();
    }

    /// Lines below the report that only date it.
    pub(super) fn dates_below(&mut self) {
        let Some(last) = self.last_body() else { return };
        for at in self.alive().into_iter().filter(|at| *at > last) {
            if self.get(at).is_some_and(|i| self.only_dates(i)) {
                self.note_date(at);
                self.remove(at, "date");
            }
        }
    }

    fn part(&self, item: &Item) -> Part {
        match item.role() {
            Some(Role::Section) if item.line.hint != Hint::Headline => Part::Section,
            Some(Role::Byline) => {
                let names = item.captured();
                let named = !names::people(names, self.language).is_empty()
                    || names::parts(names).any(|p| self.language.page.agency(p).is_some());
                if named { Part::Byline } else { Part::Other }
            }
            Some(Role::Time) => Part::Date,
            _ if self.only_dates(item) => Part::Date,
            None if item.words <= 12 && self.is_names(item) => Part::Name,
            _ => Part::Other,
        }
    }

    /// Whether the line is a list of people and nothing else.
    fn is_names(&self, item: &Item) -> bool {
        let text = &item.line.text;
        let mut parts = names::parts(text).peekable();
        item.line.hint == Hint::None
            && !text.ends_with(['.', '?', '!', ':'])
            && parts.peek().is_some()
            && parts.all(|p| names::is_person(p) || self.language.page.agency(p).is_some())
    }

    /// Whether every word of the line belongs to dates, times and their labels.
    fn only_dates(&self, item: &Item) -> bool {
        if item.words > DATE_WORDS_MAX || !item.lower.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let calendar = &self.language.calendar;
        let words = words(&item.line.text, &self.language.writing);
        let mut at = 0;
        let mut dated = false;
        while let Some(word) = words.get(at) {
            if let Some(date) = calendar.absolute(words.get(at..).unwrap_or(&[])) {
                dated |= date.year.is_some();
                at += date.words.max(1);
                continue;
            }
            let lower = word.to_ascii_lowercase();
            let known = calendar.is(&lower, Cue::Page)
                || calendar.weekday(word).is_some()
                || calendar.month(word).is_some()
                || !lower.contains(|c: char| c.is_alphabetic())
                || is_time(&lower);
            if !known {
                return false;
            }
            at += 1;
        }
        dated
    }

    /// The first date of the line that is not an update's; the update's when there is no other.
    fn note_date(&mut self, at: usize) {
        let Some(item) = self.get(at) else { return };
        let text = item.line.text.clone();
        let found = dates(&text, self.language);
        let is_update = |wording: &str| {
            let before = text.find(wording).and_then(|i| text.get(..i)).unwrap_or("");
            let mut words = before
                .rsplit(|c: char| !c.is_alphabetic())
                .filter(|w| !w.is_empty());
            let last = words.next().unwrap_or("").to_ascii_lowercase();
            self.language.calendar.is(&last, Cue::Update)
        };
        let first = found.iter().find(|(_, w)| !is_update(w)).or(found.first());
        if let Some((date, wording)) = first {
            let published = DateRange::single(*date, wording);
            self.info.published = self.info.published.take().or(Some(published));
        }
    }

    /// The headline: the caller's title, the page's main heading, or the first line above the report that can be one.
    fn headline(&mut self, title: Option<&str>) {
        let Some(body) = self.first_body() else {
            return;
        };
        let alive = self.alive();
        let title = title.map(fold).filter(|t| !t.is_empty());
        let is_title = |i: &Item| title.as_ref().is_some_and(|t| *t == fold(&i.line.text));
        let given = alive
            .iter()
            .take(3)
            .copied()
            .find(|at| self.get(*at).is_some_and(is_title));
        let marked = || {
            alive
                .iter()
                .copied()
                .find(|at| self.get(*at).is_some_and(|i| i.line.hint == Hint::Headline))
        };
        let first = || {
            alive
                .iter()
                .copied()
                .take_while(|at| *at < body)
                .find(|at| self.get(*at).is_some_and(Item::can_head))
        };
        let Some(at) = given.or_else(marked).or_else(first) else {
            return;
        };
        for item in &mut self.items {
            if item.kind == ParagraphKind::Headline {
                item.kind = ParagraphKind::Body;
            }
        }
        let Some(item) = self.items.get_mut(at) else {
            return;
        };
        item.kind = ParagraphKind::Headline;
        item.body = false;
        item.caption = false;
        let text = item.line.text.clone();
        // The headline again, right below: as a heading, a link, a picture's text.
        let mut others = 0;
        for other in alive.iter().copied().filter(|o| *o > at) {
            if self.get(other).is_some_and(|i| i.line.text == text) {
                self.remove(other, "repeat");
                continue;
            }
            others += 1;
            if others == LINES_BELOW {
                break;
            }
        }
        self.info.title = Some(text);
    }

    /// "Image of HEADLINE the caption": the cue and the headline go, the caption stays.
    fn alternative_texts(&mut self) {
        let Some(title) = self.info.title.clone() else {
            return;
        };
        for at in self.alive() {
            // The cut line may open with a cue again; each cut leaves it shorter.
            while self.cut_alternative(at, &title) {}
        }
    }

    /// Cuts the cue and the title off the line, if it opens with them; whether something is left of it to look at.
    fn cut_alternative(&mut self, at: usize, title: &str) -> bool {
        let Some(item) = self.items.get_mut(at) else {
            return false;
        };
        if item.role() != Some(Role::Alt) || item.line.text.len() > ALTERNATIVE_BYTES_MAX {
            return false;
        }
        let found = item.line.text.find(title);
        let Some(start) = found.filter(|s| *s <= CUE_BYTES_MAX) else {
            return false;
        };
        let mut line = std::mem::take(&mut item.line);
        let from = line.input().start();
        line.cut_start(start + title.len());
        let emptied = line.text.is_empty();
        let to = if emptied { from } else { line.input().start() };
        self.cut.push(Removed {
            input: Span::new(from, to),
            reason: "alternative text",
        });
        if emptied {
            item.line = line;
            self.remove(at, "furniture");
            return false;
        }
        if line.hint == Hint::None {
            line.hint = Hint::Caption;
        }
        let judged = self.judge(line);
        if let Some(item) = self.items.get_mut(at) {
            *item = judged;
        }
        true
    }
}

impl Item {
    /// Whether the line can be a headline.
    fn can_head(&self) -> bool {
        let text = &self.line.text;
        (3..=HEADLINE_WORDS_MAX).contains(&self.words)
            && !self.caption
            && !self.body
            && self.matched.is_none()
            && !text.ends_with(['.', ',', ';', ':'])
            && text.starts_with(|c: char| !c.is_lowercase())
            && text.contains(char::is_alphabetic)
    }
}

/// "10:30am", "3rd".
fn is_time(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '.');
    rest.len() < word.len()
        && matches!(
            rest,
            "am" | "pm" | "a.m." | "p.m." | "st" | "nd" | "rd" | "th" | "z" | "h"
        )
}

/// Letters and digits in lower case: titles differ in their marks.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
