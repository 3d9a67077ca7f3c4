//! Where sentences end: over the tokens of one paragraph.
//!
//! Not a parser. A full stop ends a sentence unless it belongs to an abbreviation or what follows goes on in lower
//! case; closing marks right behind it belong to the sentence before; a quotation that ends in `?` or `!` goes on into
//! its attribution. Rule: sentences cover all tokens of the paragraph, in order.

use super::document::{Token, TokenKind};
use super::token::is_quote_mark;
use crate::lang::{Writing, writing::Abbreviation};
use std::ops::Range;

/// Most tokens a sentence can have; a longer one is cut there.
pub const SENTENCE_TOKENS_MAX: usize = 600;
/// How many tokens back the marks before an unspaced mark are counted.
const PARITY_REACH: usize = 128;
/// How many tokens behind a quotation an attribution verb is looked for.
const ATTRIBUTION_REACH: usize = 6;

/// Appends the ranges of `tokens` (all tokens of one paragraph of `text`) that are sentences.
pub(super) fn split(text: &str, tokens: &[Token], writing: &Writing, out: &mut Vec<Range<usize>>) {
    let view = View {
        text,
        tokens,
        writing,
    };
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let next = match view.end_after(at) {
            Some(end) => {
                out.push(start..end);
                start = end;
                end
            }
            None => at + 1,
        };
        at = next.max(at + 1);
        if at - start >= SENTENCE_TOKENS_MAX {
            out.push(start..at);
            start = at;
        }
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
}

struct View<'a> {
    text: &'a str,
    tokens: &'a [Token],
    writing: &'a Writing,
}

/// What a token can end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A full stop of its own.
    Full,
    /// `?` or `!`.
    Cry,
    /// Three points.
    Ellipsis,
    /// An abbreviation's own full stop.
    Abbreviated(Option<Abbreviation>),
}

impl View<'_> {
    fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.span.slice(self.text))
    }

    fn first_char(&self, i: usize) -> Option<char> {
        self.word(i).chars().next()
    }

    /// Whether white space stands between token `i - 1` and token `i`.
    fn spaced(&self, i: usize) -> bool {
        match (
            i.checked_sub(1).and_then(|p| self.tokens.get(p)),
            self.tokens.get(i),
        ) {
            (Some(before), Some(token)) => before.span.end() < token.span.start(),
            _ => true,
        }
    }

    fn stop(&self, i: usize) -> Option<Stop> {
        let token = self.tokens.get(i)?;
        let word = self.word(i);
        match token.kind {
            TokenKind::Punctuation => match word {
                "." => Some(Stop::Full),
                "\u{2026}" => Some(Stop::Ellipsis),
                _ if word.starts_with("..") => Some(Stop::Ellipsis),
                _ if word.starts_with(['!', '?']) => Some(Stop::Cry),
                "\u{3002}" | "\u{61f}" | "\u{6d4}" => Some(Stop::Full),
                _ => None,
            },
            TokenKind::Word if word.ends_with('.') => {
                Some(Stop::Abbreviated(self.writing.abbreviation(word)))
            }
            TokenKind::Word | TokenKind::Number | TokenKind::QuoteMark => None,
        }
    }

    /// The end of the sentence if token `i` and the closing marks behind it end it.
    fn end_after(&self, i: usize) -> Option<usize> {
        let stop = self.stop(i)?;
        let mut end = i + 1;
        let mut quoted = false;
        while self.closes(end) {
            quoted |= self
                .tokens
                .get(end)
                .is_some_and(|t| t.kind == TokenKind::QuoteMark);
            end += 1;
        }
        if end >= self.tokens.len() {
            return Some(end);
        }
        self.breaks(stop, i, end, quoted).then_some(end)
    }

    /// Whether token `i` is a closing mark that leans on what stands before it.
    fn closes(&self, i: usize) -> bool {
        let Some(token) = self.tokens.get(i) else {
            return false;
        };
        let word = self.word(i);
        match token.kind {
            TokenKind::Punctuation => matches!(word, ")" | "]") && !self.spaced(i),
            TokenKind::QuoteMark => match word {
                "\u{201d}" | "\u{bb}" | "\u{203a}" | "\u{2019}" => true,
                "\u{201c}" | "\u{ab}" | "\u{201e}" | "``" | "\u{2018}" => {
                    !self.spaced(i) && self.spaced(i + 1)
                }
                // A mark with no blank on either side closes when an odd number stands before it.
                _ => !self.spaced(i) && (self.spaced(i + 1) || !self.before_word(i) || self.odd(i)),
            },
            TokenKind::Word | TokenKind::Number => false,
        }
    }

    fn before_word(&self, i: usize) -> bool {
        self.first_char(i + 1).is_some_and(char::is_alphanumeric)
    }

    fn odd(&self, i: usize) -> bool {
        // A short look back keeps the whole pass linear.
        let from = i.saturating_sub(PARITY_REACH);
        let marks = self.tokens.get(from..i).unwrap_or(&[]);
        let same =
            |t: &&Token| t.kind == TokenKind::QuoteMark && t.span.slice(self.text) == self.word(i);
        marks.iter().filter(same).count() % 2 == 1
    }

    fn breaks(&self, stop: Stop, i: usize, next: usize, quoted: bool) -> bool {
        let Some(first) = self.first_char(next) else {
            return true;
        };
        let opens = is_quote_mark(first) || matches!(first, '(' | '[' | '\'' | '\u{2018}' | '`');
        let head = if opens { next + 1 } else { next };
        let Some(c) = self.first_char(head) else {
            return true;
        };
        if !opens && !c.is_alphanumeric() {
            // A comma or dash goes on; another stop is read on its own.
            return matches!(
                c,
                '*' | '\u{2022}' | '@' | '#' | '$' | '\u{a3}' | '\u{20ac}'
            ) || (matches!(c, '\u{2013}' | '\u{2014}' | '-')
                && stop == Stop::Full
                && self.spaced(next));
        }
        if c.is_lowercase() {
            return opens && stop == Stop::Full && self.spaced(next);
        }
        if !self.spaced(next) && !quoted && !self.glued_sentence(i) {
            return false;
        }
        match stop {
            Stop::Full | Stop::Ellipsis => true,
            Stop::Cry => !(quoted && self.attributed(next)),
            Stop::Abbreviated(_) if self.is_platform(i) => true,
            Stop::Abbreviated(Some(Abbreviation::Title)) => false,
            Stop::Abbreviated(kind) => {
                if c.is_ascii_digit() {
                    return quoted;
                }
                let month = kind == Some(Abbreviation::Month);
                quoted || month || opens || self.opener(head)
            }
        }
    }

    /// "... ended.The next": a lower-case word of two letters or more before the stop.
    fn glued_sentence(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or("", |p| self.word(p));
        before.len() > 1 && before.chars().all(char::is_lowercase) && !self.spaced(i)
    }

    /// "wrote on X.": a platform's name and a full stop.
    fn is_platform(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or("", |p| self.word(p));
        // "on X. Y. Roe's orders".
        let initial = self.word(i + 1).ends_with('.');
        matches!(before, "on" | "via") && !initial && self.writing.is_platform(self.word(i))
    }

    /// A capitalised sentence opener, or a single capital that is no initial.
    fn opener(&self, i: usize) -> bool {
        let word = self.word(i);
        word.starts_with(char::is_uppercase) && self.writing.is_opener(word)
    }

    /// Whether the tokens from `next` read "Name Name asked".
    fn attributed(&self, next: usize) -> bool {
        for i in next..(next + ATTRIBUTION_REACH).min(self.tokens.len()) {
            let word = self.word(i);
            if self.writing.is_attribution(word) {
                return i > next;
            }
            if !word.starts_with(|c: char| c.is_uppercase() || matches!(c, '\'' | '\u{2019}')) {
                return false;
            }
        }
        false
    }
}
