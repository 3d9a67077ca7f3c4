//! One line of a page with what is known of it.
//!
//! Not the rules that let it go (the parent and its other files). Rule: asked of the line alone, never of its place.

use crate::lang::page::{Matched, Role};
use crate::text::document::ParagraphKind;
use crate::text::line::{Hint, Line};

/// Most words of a credit's names; more is a sentence.
const CREDIT_WORDS_MAX: usize = 14;

/// A line with what is known of it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) line: Line,
    /// The text with ASCII letters in lower case.
    pub(super) lower: String,
    pub(super) words: usize,
    pub(super) matched: Option<Matched>,
    pub(super) caption: bool,
    /// Whether it reads like a paragraph of a report.
    pub(super) body: bool,
    pub(super) kind: ParagraphKind,
    pub(super) gone: Option<&'static str>,
}

impl Item {
    pub(super) fn role(&self) -> Option<Role> {
        self.matched.as_ref().map(|m| m.role)
    }

    /// The words a pattern of the table caught; empty without.
    pub(super) fn captured(&self) -> &str {
        let caught = self.matched.as_ref().and_then(|m| m.capture.clone());
        caught.and_then(|c| self.line.text.get(c)).unwrap_or("")
    }

    /// Whether a line that reads like a credit is nothing else: a sentence of the report may stand before or behind it.
    pub(super) fn is_credit(&self) -> bool {
        let text = self.line.text.as_str();
        let Some(names) = self.matched.as_ref().and_then(|m| m.capture.clone()) else {
            return true;
        };
        let bracketed = text.starts_with('(') || text.contains(';');
        let words = text.get(names.clone()).unwrap_or("");
        let long = words.split(' ').count() > CREDIT_WORDS_MAX;
        if names.start == 0 {
            // A stop behind a word of three letters or more ends a sentence; behind "O" or "St" it does not.
            let mut before = "";
            let ends = words.split_inclusive(['.', '?', '!']).any(|piece| {
                let word = piece
                    .trim_end_matches(['.', '?', '!'])
                    .rsplit(' ')
                    .next()
                    .unwrap_or("");
                let stop = piece.len() > piece.trim_end_matches(['.', '?', '!']).len();
                let long = piece.split(' ').count() > CREDIT_WORDS_MAX / 2 || !before.is_empty();
                before = piece;
                stop && long && word.len() > 2 && word.ends_with(|c: char| c.is_lowercase())
            });
            !ends
        } else {
            bracketed || !long
        }
    }

    pub(super) fn hint_allows_body(&self) -> bool {
        match self.line.hint {
            Hint::None => true,
            Hint::Headline | Hint::Subheading | Hint::Caption => false,
        }
    }

    /// A short line without an end mark, as headings inside a text are.
    pub(super) fn is_short_heading(&self) -> bool {
        // "COURIER: Will you fight?" is a speaker and her words.
        let label = self
            .line
            .text
            .split_once(": ")
            .map_or("", |(label, _)| label);
        let speaker = label.contains(char::is_uppercase) && !label.contains(char::is_lowercase);
        self.words <= 10
            && !speaker
            && self
                .line
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && !self.line.text.ends_with(|c: char| {
                matches!(c, '.' | ',' | ';' | ':' | '!' | '\u{2026}' | '-') || is_closing(c)
            })
    }
}

/// Marks that close what stands before them.
pub(super) fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '\u{201d}' | '\u{2019}' | '\u{bb}' | ')' | ']' | ' '
    )
}
