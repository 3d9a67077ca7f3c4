//! What the lines of a news page are that are not the report: furniture, bylines, credits, captions, agencies.
//!
//! Not rules (those are in `text::page`): here are only the words, as patterns over one line. Rule: matching never
//! goes over a line more than once per pattern, and a pattern is tried only when its first word stands there.

use super::pattern::{Credit, Glob, automaton};
use super::table::{Table, TableError};
use super::tables::Tables;
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Longest line, in words, on which patterns that begin with a wildcard are tried.
const OPEN_WORDS_MAX: usize = 120;
/// How far from its end a line's picture credit begins, in bytes.
const CREDIT_BYTES_MAX: usize = 90;

/// What a line that matches a pattern is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name of a site section.
    Section,
    /// Furniture.
    Drop,
    /// A note by the editors on the article itself.
    Note,
    /// From here on nothing belongs to the report.
    End,
    /// Comment policy or terms.
    Policy,
    /// Copyright.
    Rights,
    /// Opens a note on the author.
    Bio,
    /// A note on the author, only at the end.
    BioNote,
    /// Names the author.
    Byline,
    /// Names agencies or contributors.
    Credit,
    /// Names the edition this one is based on.
    Basis,
    /// Opens a picture's alternative text.
    Alt,
    /// Reading time.
    Time,
    /// Leads to another story.
    Teaser,
}

impl Role {
    /// Most words a line of this role has; a longer line is running text whatever it begins with.
    pub const fn words_max(self) -> usize {
        match self {
            Self::Section | Self::End => 6,
            Self::Bio | Self::Time => 12,
            Self::Byline | Self::Teaser => 25,
            Self::Drop | Self::Credit => 45,
            Self::Rights | Self::Basis | Self::Alt | Self::BioNote => 80,
            Self::Policy => 120,
            Self::Note => 100,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "section" => Self::Section,
            "drop" => Self::Drop,
            "note" => Self::Note,
            "end" => Self::End,
            "policy" => Self::Policy,
            "rights" => Self::Rights,
            "bio" => Self::Bio,
            "bionote" => Self::BioNote,
            "byline" => Self::Byline,
            "credit" => Self::Credit,
            "basis" => Self::Basis,
            "alt" => Self::Alt,
            "time" => Self::Time,
            "teaser" => Self::Teaser,
            _ => return None,
        })
    }
}

/// A pattern that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// What the line is.
    pub role: Role,
    /// The words `{}` stood for, in bytes of the line.
    pub capture: Option<Range<usize>>,
}

/// What a word in an element's class tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// No part of the report.
    Drop,
    /// A picture's caption.
    Caption,
}

/// Where a caption's mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    End,
    Whole,
    Archive,
}

/// The tables of page furniture.
#[derive(Clone, Debug, Default)]
pub struct Page {
    patterns: Vec<(Glob, Role)>,
    /// Patterns by first word.
    by_word: FxHashMap<String, Vec<usize>>,
    /// Patterns that begin with a wildcard or half a word, found by their longest part.
    open: Vec<usize>,
    open_parts: Option<AhoCorasick>,
    captions: Vec<(Glob, Place)>,
    credits: Vec<Credit>,
    credit_marks: Option<AhoCorasick>,
    agencies: FxHashMap<String, String>,
    /// How the names of agencies end that no row lists.
    agency_ends: Vec<String>,
    byline_ends: FxHashSet<String>,
    markup: FxHashMap<String, Markup>,
}

impl Page {
    /// Reads the four tables: `page`, `captions`, `agencies` and `markup`.
    pub fn read(
        page: &str,
        captions: &str,
        agencies: &str,
        markup: &str,
    ) -> Result<Self, TableError> {
        let mut read = Self::default();
        for row in Table::read("page.tsv", page, &["pattern", "role"])?.rows() {
            if row.get("role") == "byline_end" {
                read.byline_ends.insert(row.get("pattern").to_owned());
                continue;
            }
            let role = Role::parse(row.get("role")).ok_or_else(|| {
                row.error("role", "no such role; the head of the file lists them")
            })?;
            let pattern = row.get("pattern");
            read.add(pattern, role);
            if pattern.contains('\'') {
                read.add(&pattern.replace('\'', "\u{2019}"), role);
            }
        }
        for row in Table::read("captions.tsv", captions, &["mark", "place"])?.rows() {
            let place = match row.get("place") {
                "start" => Place::Start,
                "end" => Place::End,
                "whole" => Place::Whole,
                "archive" => Place::Archive,
                _ => return Err(row.error("place", "one of: start, end, whole, archive")),
            };
            if place == Place::End {
                read.credits.push(Credit::parse(row.get("mark")));
                continue;
            }
            let mark = match place {
                Place::Start => format!("{}*", row.get("mark")),
                Place::End | Place::Archive => format!("*{}*", row.get("mark")),
                Place::Whole => row.get("mark").to_owned(),
            };
            read.captions.push((Glob::parse(&mark), place));
        }
        for row in Table::read("agencies.tsv", agencies, &["name", "forms"])?.rows() {
            if row.get("name") == "*" {
                read.agency_ends
                    .extend(row.list("forms").map(|f| format!(" {f}")));
                continue;
            }
            for form in row.list("forms") {
                read.agencies
                    .insert(form.to_owned(), row.get("name").to_owned());
            }
        }
        for row in Table::read("markup.tsv", markup, &["word", "role"])?.rows() {
            let role = match row.get("role") {
                "drop" => Markup::Drop,
                "caption" => Markup::Caption,
                _ => return Err(row.error("role", "one of: drop, caption")),
            };
            read.markup.insert(row.get("word").to_owned(), role);
        }
        read.index()?;
        Ok(read)
    }

    /// Builds the automata over what cannot be found by first word.
    fn index(&mut self) -> Result<(), TableError> {
        let parts = self.open.iter().filter_map(|at| self.patterns.get(*at));
        self.open_parts = Some(automaton("page.tsv", parts.map(|(g, _)| g.longest()))?);
        let marks = self.credits.iter().map(|c| c.mark.as_str());
        self.credit_marks = Some(automaton("captions.tsv", marks)?);
        Ok(())
    }

    fn add(&mut self, pattern: &str, role: Role) {
        let glob = Glob::parse(pattern);
        let at = self.patterns.len();
        match glob.first_word() {
            Some(word) => self.by_word.entry(word.to_owned()).or_default().push(at),
            None => self.open.push(at),
        }
        self.patterns.push((glob, role));
    }

    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(
            tables.text("page.tsv"),
            tables.text("captions.tsv"),
            tables.text("agencies.tsv"),
            tables.text("markup.tsv"),
        )
    }

    /// What the line is, its letters given in lower case: the first pattern of the table that matches.
    pub fn classify(&self, lower: &str) -> Option<Matched> {
        let words = lower.bytes().filter(|b| *b == b' ').count() + 1;
        let first = first_word(lower);
        let known = self.by_word.get(first).map_or(&[][..], Vec::as_slice);
        let mut best: Option<(usize, Matched)> = None;
        let open = self.open_parts.iter().filter(|_| words <= OPEN_WORDS_MAX);
        let open = open
            .flat_map(|a| a.find_overlapping_iter(lower))
            .filter_map(|m| self.open.get(m.pattern().as_usize()));
        for at in known.iter().chain(open) {
            let Some((glob, role)) = self.patterns.get(*at) else {
                continue;
            };
            if best.as_ref().is_some_and(|(b, _)| b < at) || words > role.words_max() {
                continue;
            }
            if glob.matches(lower) {
                let capture = glob.captured(lower);
                best = Some((
                    *at,
                    Matched {
                        role: *role,
                        capture,
                    },
                ));
            }
        }
        best.map(|(_, m)| m)
    }

    /// Whether the line, in lower case, bears the mark of a caption or picture credit.
    pub fn is_caption(&self, lower: &str) -> bool {
        let starts = self.captions.iter().any(|(glob, place)| match place {
            Place::Start | Place::Whole => glob.matches(lower),
            Place::End | Place::Archive => false,
        });
        // A credit stands at the end: "credit: the ministry"; farther off it is a sentence.
        let mut from = lower.len().saturating_sub(CREDIT_BYTES_MAX);
        while !lower.is_char_boundary(from) {
            from += 1;
        }
        let tail = lower.get(from..).unwrap_or("");
        let mut marks = self
            .credit_marks
            .iter()
            .flat_map(|a| a.find_overlapping_iter(tail));
        starts
            || marks.any(|m| {
                let credit = self.credits.get(m.pattern().as_usize());
                credit.is_some_and(|c| c.ends(tail, m.range()))
            })
    }

    /// Whether a caption, in lower case, says that its picture is an old one.
    pub fn is_archive(&self, lower: &str) -> bool {
        let archive =
            |(glob, place): &(Glob, Place)| *place == Place::Archive && glob.matches(lower);
        self.captions.iter().any(archive)
    }

    /// What `word` (lower case) in an element's class, id or role tells.
    pub fn markup(&self, word: &str) -> Option<Markup> {
        self.markup.get(word).copied()
    }

    /// Whether `word`, as written, ends the names of a byline ("in", "Published").
    pub fn ends_byline(&self, word: &str) -> bool {
        self.byline_ends.contains(word)
    }

    /// The agency a page or dateline writes as `form` (any case): the table's name for it, or the form itself when it
    /// ends as agencies' names do ("Osel News Agency").
    pub fn agency<'a>(&'a self, form: &'a str) -> Option<&'a str> {
        let form = form.trim();
        let lower = form.to_lowercase();
        let named = |end: &String| lower.ends_with(end) && form.starts_with(char::is_uppercase);
        let listed = self.agencies.get(&lower).map(String::as_str);
        listed.or_else(|| self.agency_ends.iter().any(named).then_some(form))
    }
}

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(line: &str) -> Option<Role> {
        Page::load(&Tables::default())
            .unwrap()
            .classify(&line.to_lowercase())
            .map(|m| m.role)
    }

    #[test]
    fn furniture_is_told_from_sentences_that_begin_alike() {
        assert_eq!(
            role("Follow Ada Quill on Twitter @aquill"),
            Some(Role::Drop)
        );
        assert_eq!(
            role("Read more: Norland shuts its ports"),
            Some(Role::Teaser)
        );
        assert_eq!(role("News"), Some(Role::Section));
        assert_eq!(role("News of the fall reached the capital at noon."), None);
        assert_eq!(role("Related to the minister, the colonel fled."), None);
        assert_eq!(role("Comments"), Some(Role::End));
        assert_eq!(role("Comments by the minister drew anger."), None);
    }

    #[test]
    fn captures_give_the_words_they_stand_for() {
        let page = Page::load(&Tables::default()).unwrap();
        let line = "copyright © 2031 norland post. all rights reserved";
        let found = page.classify(line).unwrap();
        assert_eq!(found.role, Role::Rights);
        assert_eq!(line.get(found.capture.unwrap()), Some("norland post"));
        assert_eq!(page.agency("Agence France-Presse"), Some("AFP"));
        assert_eq!(page.agency("Osel News Agency"), Some("Osel News Agency"));
    }

    #[test]
    fn captions_are_known_by_their_credit() {
        let page = Page::load(&Tables::default()).unwrap();
        assert!(page.is_caption("soldiers at the wall on may 3, 2031. photo: ministry/telegram"));
        assert!(page.is_caption("the minister. afp file photo"));
        assert!(!page.is_caption("he showed a photo of the wall to the reporters who had come."));
    }

    #[test]
    fn a_wrong_role_is_refused_with_its_line() {
        let error = Page::read("pattern\trole\nx\tnone\n", "", "", "").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (2, "role"));
    }
}
