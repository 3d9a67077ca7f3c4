//! What the lines of a news page are that are not the report: furniture, bylines, credits, captions, agencies.
//!
//! Not rules (those are in `text::page`): here are only the words, as patterns over one line. Rule: matching never
//! goes over a line more than once per pattern, and a pattern is tried only when its first word stands there.

use super::table::{Table, TableError};
use aho_corasick::AhoCorasick;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Longest line, in words, on which patterns that begin with a wildcard are tried.
const OPEN_WORDS_MAX: usize = 120;
/// How far from its end a line's picture credit begins, in bytes.
const CREDIT_BYTES_MAX: usize = 90;
/// Most words of a picture credit behind its mark.
const CREDIT_WORDS_MAX: usize = 8;

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
    by_word: HashMap<String, Vec<usize>>,
    /// Patterns that begin with a wildcard or half a word, found by their longest part.
    open: Vec<usize>,
    open_parts: Option<AhoCorasick>,
    captions: Vec<(Glob, Place)>,
    credits: Vec<Credit>,
    credit_marks: Option<AhoCorasick>,
    agencies: HashMap<String, String>,
    byline_ends: HashSet<String>,
    markup: HashMap<String, Markup>,
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

    /// English, from the tables inside the binary.
    pub fn english() -> Result<Self, TableError> {
        Self::read(
            include_str!("../../data/en/page.tsv"),
            include_str!("../../data/en/captions.tsv"),
            include_str!("../../data/en/agencies.tsv"),
            include_str!("../../data/en/markup.tsv"),
        )
    }

    /// What the line is, its letters given in lower case: the first pattern of the table that matches.
    pub fn classify(&self, lower: &str) -> Option<Matched> {
        let words = lower.split(' ').count();
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

    /// The agency a page or dateline writes as `form` (any case).
    pub fn agency(&self, form: &str) -> Option<&str> {
        self.agencies
            .get(&form.trim().to_lowercase())
            .map(String::as_str)
    }
}

/// A picture credit at the end of a line: the mark, then at most [`CREDIT_WORDS_MAX`] words.
#[derive(Clone, Debug)]
struct Credit {
    mark: String,
    open: bool,
}

impl Credit {
    fn parse(mark: &str) -> Self {
        let lower = mark.to_lowercase();
        Self {
            open: lower.ends_with('*'),
            mark: lower.trim_end_matches('*').to_owned(),
        }
    }

    /// Whether the mark at `found` ends the line `tail`.
    fn ends(&self, tail: &str, found: Range<usize>) -> bool {
        let before = tail.get(..found.start).and_then(|t| t.chars().next_back());
        let whole = before.is_none_or(|c| !c.is_alphanumeric())
            || !self.mark.starts_with(char::is_alphanumeric);
        let rest = tail.get(found.end..).unwrap_or("");
        let short = rest.split(' ').count() <= CREDIT_WORDS_MAX && !rest.contains(". ");
        whole && if self.open { short } else { rest.is_empty() }
    }
}

fn automaton<'p>(
    file: &str,
    parts: impl Iterator<Item = &'p str>,
) -> Result<AhoCorasick, TableError> {
    AhoCorasick::new(parts).map_err(|e| TableError {
        file: file.to_owned(),
        line: 0,
        field: String::new(),
        problem: e.to_string(),
    })
}

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or("")
}

/// A pattern with wildcards, all letters in lower case.
#[derive(Clone, Debug, Default)]
struct Glob {
    /// The words between wildcards.
    parts: Vec<String>,
    /// Which wildcard captures: the gap before `parts[i]`.
    capture: Option<usize>,
    open_start: bool,
    open_end: bool,
}

impl Glob {
    fn parse(pattern: &str) -> Self {
        let lower = pattern.to_lowercase();
        let mut glob = Self {
            open_start: lower.starts_with('*') || lower.starts_with("{}"),
            open_end: lower.ends_with('*') || lower.ends_with("{}"),
            ..Self::default()
        };
        let mut literal = String::new();
        let mut chars = lower.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '*' || (c == '{' && chars.next_if_eq(&'}').is_some()) {
                if !literal.is_empty() {
                    glob.parts.push(std::mem::take(&mut literal));
                }
                if c == '{' {
                    glob.capture = Some(glob.parts.len());
                }
            } else {
                literal.push(c);
            }
        }
        if !literal.is_empty() {
            glob.parts.push(literal);
        }
        // A line of stars is furniture, not a wildcard without words.
        if glob.parts.iter().all(|p| p.trim().is_empty()) {
            glob.parts = vec![lower];
            (glob.open_start, glob.open_end) = (false, false);
        }
        glob
    }

    /// The longest part, by which a pattern without a first word is found.
    fn longest(&self) -> &str {
        self.parts
            .iter()
            .max_by_key(|p| p.len())
            .map_or("", String::as_str)
    }

    /// The first word, if the pattern begins with a whole one.
    fn first_word(&self) -> Option<&str> {
        let first = self.parts.first().filter(|_| !self.open_start)?;
        match first.split_once(' ') {
            Some((word, _)) => Some(word),
            None if self.parts.len() == 1 && !self.open_end => Some(first),
            None => None,
        }
    }

    /// Whether the whole line matches.
    fn matches(&self, line: &str) -> bool {
        let mut at = 0;
        for i in 0..self.parts.len() {
            let Some(found) = self.find(line, i, at) else {
                return false;
            };
            at = found.end;
        }
        self.open_end || at == line.len()
    }

    /// What `{}` stands for in a line that matches.
    fn captured(&self, line: &str) -> Option<Range<usize>> {
        let capture = self.capture?;
        let mut at = 0;
        for i in 0..=self.parts.len() {
            let found = self.find(line, i, at);
            if i == capture {
                return Some(at..found.map_or(line.len(), |f| f.start));
            }
            at = found?.end;
        }
        None
    }

    /// Where part `i` stands in the line, at or after `from`.
    fn find(&self, line: &str, i: usize, from: usize) -> Option<Range<usize>> {
        let part = self.parts.get(i)?;
        let rest = line.get(from..)?;
        let at = if i == 0 && !self.open_start {
            rest.starts_with(part.as_str()).then_some(0)?
        } else if i + 1 == self.parts.len() && !self.open_end {
            rest.ends_with(part.as_str())
                .then(|| rest.len() - part.len())?
        } else {
            rest.find(part.as_str())?
        };
        Some(from + at..from + at + part.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(line: &str) -> Option<Role> {
        Page::english()
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
        let page = Page::english().unwrap();
        let line = "copyright © 2031 norland post. all rights reserved";
        let found = page.classify(line).unwrap();
        assert_eq!(found.role, Role::Rights);
        assert_eq!(line.get(found.capture.unwrap()), Some("norland post"));
        assert_eq!(page.agency("Agence France-Presse"), Some("AFP"));
    }

    #[test]
    fn captions_are_known_by_their_credit() {
        let page = Page::english().unwrap();
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
