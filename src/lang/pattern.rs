//! Patterns over one line: literals with wildcards, and credits at a line's end.
//!
//! Not regular expressions: a pattern is found by its words, and one look at the line decides. Rule: no backtracking, so a line
//! is never gone over more than once per pattern.

use super::table::TableError;
use aho_corasick::AhoCorasick;
use std::ops::Range;

/// Most words of a picture credit behind its mark.
const CREDIT_WORDS_MAX: usize = 8;

/// A picture credit at the end of a line: the mark, then at most [`CREDIT_WORDS_MAX`] words.
#[derive(Clone, Debug)]
pub(super) struct Credit {
    pub(super) mark: String,
    pub(super) open: bool,
}

impl Credit {
    pub(super) fn parse(mark: &str) -> Self {
        let lower = mark.to_lowercase();
        Self {
            open: lower.ends_with('*'),
            mark: lower.trim_end_matches('*').to_owned(),
        }
    }

    /// Whether the mark at `found` ends the line `tail`.
    pub(super) fn ends(&self, tail: &str, found: Range<usize>) -> bool {
        let before = tail.get(..found.start).and_then(|t| t.chars().next_back());
        let whole = before.is_none_or(|c| !c.is_alphanumeric())
            || !self.mark.starts_with(char::is_alphanumeric);
        let rest = tail.get(found.end..).unwrap_or("");
        let short = rest.split(' ').count() <= CREDIT_WORDS_MAX && !rest.contains(". ");
        whole && if self.open { short } else { rest.is_empty() }
    }
}

pub(super) fn automaton<'p>(
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

/// A pattern with wildcards, all letters in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Glob {
    /// The words between wildcards.
    pub(super) parts: Vec<String>,
    /// Which wildcard captures: the gap before `parts[i]`.
    pub(super) capture: Option<usize>,
    pub(super) open_start: bool,
    pub(super) open_end: bool,
}

impl Glob {
    pub(super) fn parse(pattern: &str) -> Self {
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
    pub(super) fn longest(&self) -> &str {
        self.parts
            .iter()
            .max_by_key(|p| p.len())
            .map_or("", String::as_str)
    }

    /// The first word, if the pattern begins with a whole one.
    pub(super) fn first_word(&self) -> Option<&str> {
        let first = self.parts.first().filter(|_| !self.open_start)?;
        match first.split_once(' ') {
            Some((word, _)) => Some(word),
            None if self.parts.len() == 1 && !self.open_end => Some(first),
            None => None,
        }
    }

    /// Whether the whole line matches.
    pub(super) fn matches(&self, line: &str) -> bool {
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
    pub(super) fn captured(&self, line: &str) -> Option<Range<usize>> {
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
    pub(super) fn find(&self, line: &str, i: usize, from: usize) -> Option<Range<usize>> {
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
