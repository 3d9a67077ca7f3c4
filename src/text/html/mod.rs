//! HTML pages to lines: which elements hold the report, which do not, and what the page's head says.
//!
//! Not a DOM and not readability scoring: one pass of a WHATWG tokenizer with byte spans, because every character must
//! lead back to the input. Elements that never hold a report (nav, aside, footer, form ...) and elements whose class or role
//! says so are left out; when that leaves too little of the page, the reading is repeated with more trust. Rule: bad markup
//! loses structure, never text.

mod align;
mod builder;
mod choose;
mod facts;

use super::document::Removed;
use super::line::Line;
use crate::lang::Language;
use crate::model::{ArticleInfo, Span};
use builder::Builder;

/// How far into an input tags are looked for.
const SNIFF_BYTES: usize = 64 * 1024;
/// Fewer words than this may be too little of the page.
const WORDS_ENOUGH: usize = 120;

/// What is left out while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// Elements by name and by class.
    Little,
    /// Elements by name.
    Some,
    /// Only what is no text at all: scripts, styles.
    All,
}

/// A page read.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The lines of the report, in order.
    pub(super) lines: Vec<Line>,
    /// What the page's head and its structured data say.
    pub(super) info: ArticleInfo,
    /// Elements left out.
    pub(super) removed: Vec<Removed>,
}

/// Whether the input is an HTML page: it begins as one, or holds paired block tags.
pub(super) fn is_html(text: &str) -> bool {
    let mut end = text.len().min(SNIFF_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text
        .get(..end)
        .unwrap_or("")
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let starts = |tag: &str| {
        head.get(..tag.len())
            .is_some_and(|h| h.eq_ignore_ascii_case(tag))
    };
    if starts("<!doctype html") || starts("<html") || starts("<head") || starts("<body") {
        return true;
    }
    let mut opened = 0;
    let mut closed = 0;
    for at in memchr::memchr_iter(b'<', head.as_bytes()) {
        let rest = head.get(at + 1..).unwrap_or("");
        let (rest, count) = match rest.strip_prefix('/') {
            Some(rest) => (rest, &mut closed),
            None => (rest, &mut opened),
        };
        let name = rest
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or("");
        if builder::is_block(name) {
            *count += 1;
        }
    }
    opened >= 2 && closed >= 1
}

/// Reads a page.
pub(super) fn read(input: &str, language: &Language) -> Page {
    let mut best: Option<Builder<'_>> = None;
    for trust in [Trust::Little, Trust::Some, Trust::All] {
        let mut read = Builder::new(input, trust, language);
        builder::tokenize(input, &mut read);
        read.finish();
        let enough = read.kept >= WORDS_ENOUGH || read.kept * 3 >= read.skipped;
        let more = best.as_ref().is_none_or(|b| read.kept > b.kept * 2);
        if more {
            best = Some(read);
        }
        if enough {
            break;
        }
    }
    let Some(read) = best else {
        return Page::default();
    };
    read.into_page()
}

/// The removed part from `start` to `end`.
fn removed(start: usize, end: usize, reason: &'static str) -> Removed {
    Removed {
        input: Span::of(start..end),
        reason,
    }
}

#[cfg(test)]
mod tests;
