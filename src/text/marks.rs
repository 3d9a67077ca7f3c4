//! Which single marks of a paragraph are quotation marks, and which are apostrophes.
//!
//! Not pairs of double marks (the quote grammar does those). Rule: a mark inside a word is never a quotation mark,
//! and an opening one counts only when something closes it in the same paragraph.

use super::token::{is_quote_mark, is_word};
use crate::lang::Writing;

/// Offsets of the single marks that quote, ascending.
pub(super) fn single_quotes(text: &str, writing: &Writing) -> Vec<usize> {
    if !text.contains([' ', '(', '"', '\u{201c}']) || !has_opener(text) {
        return Vec::new();
    }
    let mut pairs = Pairs::default();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, n)| *n);
        if is_quote_mark(c) {
            pairs.settle();
        } else if c == '\'' && (before == '\'' || after == '\'') {
            // Two in a row are one double mark.
            pairs.settle();
        } else if is_single(c) && !(is_word(before) && is_word(after)) {
            let rest = text.get(at + c.len_utf8()..).unwrap_or("");
            if can_open(c, before, after) && !elided(rest, writing) {
                pairs.settle();
                pairs.open = Some(at);
            } else if can_close(c, before, after) {
                pairs.close(at, before, after);
            }
        }
        before = c;
    }
    pairs.settle();
    pairs.found.sort_unstable();
    pairs.found
}

fn has_opener(text: &str) -> bool {
    // Marks outside ASCII begin with this byte.
    if !text.bytes().any(|b| b == b'\'' || b == 0xe2) {
        return false;
    }
    let mut before = ' ';
    text.chars().any(|c| {
        let opens = matches!(c, '\'' | '\u{2018}' | '\u{201a}' | '\u{201b}') && !is_word(before);
        before = c;
        opens
    })
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

fn can_open(c: char, before: char, after: char) -> bool {
    c != '\u{2019}'
        && !is_word(before)
        && !after.is_whitespace()
        && !is_closing(after)
        && !is_single(after)
}

fn can_close(c: char, before: char, after: char) -> bool {
    c != '\u{201a}' && !before.is_whitespace() && !is_word(after)
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '\u{201d}'
    )
}

/// A word or decade that loses its first letters: 'em, '90s.
fn elided(rest: &str, writing: &Writing) -> bool {
    let word = rest.split(|c: char| !is_word(c)).next().unwrap_or("");
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let decade = digits == 2 && matches!(word.get(2..), Some("" | "s"));
    decade || writing.is_elision(word)
}

#[derive(Default)]
struct Pairs {
    open: Option<usize>,
    /// A mark after s that may be a possessive: closes only when nothing better comes.
    weak: Option<usize>,
    found: Vec<usize>,
}

impl Pairs {
    fn close(&mut self, at: usize, before: char, after: char) {
        let Some(open) = self.open else { return };
        let strong = !is_word(before) || is_closing(after) || is_quote_mark(after);
        if strong || !matches!(before, 's' | 'S') {
            self.found.extend([open, at]);
            (self.open, self.weak) = (None, None);
        } else {
            self.weak = self.weak.or(Some(at));
        }
    }

    /// Nothing better can come: a weak closer closes, an opener without one was an apostrophe.
    fn settle(&mut self) {
        if let (Some(open), Some(weak)) = (self.open, self.weak) {
            self.found.extend([open, weak]);
            self.open = None;
        }
        self.weak = None;
    }
}
