//! Words as the matcher counts them: runs of letters and digits, apostrophes inside dropped, a possessive 's cut off.
//!
//! Not the tokens of the text stage: hyphens always part words here ("al-Hamdun" is two), so that "Al Hamdun" and
//! "al-Hamdun" are one name. Invariant: spans ascend and lie on character boundaries.

use crate::model::Span;
use rustc_hash::FxHashMap;

/// A map that is looked up, never walked; its keys are our own data, so no flooding to fear.
pub(super) type FastMap<K, V> = FxHashMap<K, V>;

/// Words to values.
#[derive(Clone, Debug)]
pub(super) struct WordMap<V>(FastMap<Box<str>, V>);

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self(FastMap::default())
    }
}

impl<V> WordMap<V> {
    pub(super) fn get(&self, word: &str) -> Option<&V> {
        self.0.get(word)
    }

    pub(super) fn get_mut(&mut self, word: &str) -> Option<&mut V> {
        self.0.get_mut(word)
    }

    pub(super) fn insert(&mut self, word: &str, value: V) -> Option<V> {
        self.0.insert(word.into(), value)
    }
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// Its characters, without a possessive ending.
    pub(super) span: Span,
    /// One past the possessive ending, or the span's end.
    pub(super) end: u32,
}

impl Atom {
    pub(super) fn slice(self, text: &str) -> &str {
        self.span.slice(text)
    }

    pub(super) fn is_possessive(self) -> bool {
        self.end > self.span.end()
    }
}

/// Whether a character is an apostrophe or a mark that stands for ayn or hamza.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}'
            | '\u{2018}'
            | '`'
            | '\u{02bf}'
            | '\u{02be}'
            | '\u{02bc}'
            | '\u{00b4}'
            | '\u{02b9}'
    )
}

/// The words of `text` in order.
pub(super) fn atoms(text: &str) -> Atoms<'_> {
    Atoms { text, at: 0 }
}

/// See [`atoms`].
#[derive(Clone, Debug)]
pub(super) struct Atoms<'t> {
    text: &'t str,
    at: usize,
}

impl Atoms<'_> {
    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or("")
    }

    /// The byte at `at`, 0 past the end.
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// Where the next word begins, from `at` on. Most text is ASCII, where a byte tells.
    fn lead(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        let stop = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        let near = at + rest.iter().position(stop)?;
        if self.byte(near).is_ascii() {
            return Some(near);
        }
        Some(near + self.rest(near).find(in_word)?)
    }

    /// The end of a dotted abbreviation ("J.D.", "a.m.") that begins at `at`.
    fn dotted(&self, at: usize) -> Option<usize> {
        if self.byte(at).is_ascii() && self.byte(at + 1) != b'.' {
            return None;
        }
        let mut end = at;
        let mut letters = 0;
        loop {
            let mut chars = self.rest(end).chars();
            match (chars.next(), chars.next()) {
                (Some(c), Some('.')) if c.is_uppercase() => {
                    end += c.len_utf8() + 1;
                    letters += 1;
                }
                _ => break,
            }
        }
        (letters >= 2).then_some(end)
    }

    fn run_end(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes().get(at..).unwrap_or(&[]);
        let plain = bytes
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let at = at + plain;
        let next = self.byte(at);
        if next.is_ascii() && !is_apostrophe(char::from(next)) {
            return at;
        }
        let mut end = at;
        let mut chars = self.rest(at).chars().peekable();
        while let Some(c) = chars.next() {
            let goes_on = in_word(c)
                || (is_apostrophe(c)
                    && chars.peek().copied().is_some_and(char::is_alphabetic)
                    && !possessive_ends(chars.clone()));
            if !goes_on {
                break;
            }
            end += c.len_utf8();
        }
        end
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Whether what follows an apostrophe is a lone s.
fn possessive_ends(mut after: impl Iterator<Item = char>) -> bool {
    matches!(after.next(), Some('s' | 'S')) && !after.next().is_some_and(in_word)
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        let start = self.lead(self.at)?;
        let span_end = match self.dotted(start) {
            Some(end) => end,
            None => self.run_end(start),
        };
        let next = self.byte(span_end);
        let plain_end = next.is_ascii() && !is_apostrophe(char::from(next));
        let mut after = self.rest(span_end).chars();
        let end = match after.next().filter(|_| !plain_end) {
            Some(c) if is_apostrophe(c) && possessive_ends(after.clone()) => {
                span_end + c.len_utf8() + 1
            }
            _ => span_end,
        };
        self.at = end;
        Some(Atom {
            span: Span::of(start..span_end),
            end: Span::of(0..end).end(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        atoms(text).map(|a| a.slice(text)).collect()
    }

    #[test]
    fn apostrophes_stay_inside_and_possessives_go() {
        assert_eq!(
            words("Iraq\u{2019}s Hay'at al-Sha\u{2019}m"),
            ["Iraq", "Hay'at", "al", "Sha\u{2019}m"]
        );
        assert_eq!(
            words("the U.S. and J.D. Ode's end."),
            ["the", "U.S.", "and", "J.D.", "Ode", "end"]
        );
        let text = "U.S.'s Sam's";
        assert!(atoms(text).all(Atom::is_possessive));
        assert_eq!(words("\u{2018}Tis\u{2019} it"), ["Tis", "it"]);
        assert_eq!(words("Erdog\u{0306}an 5th"), ["Erdog\u{0306}an", "5th"]);
        assert!(words("\u{2019}\u{2019} --").is_empty());
    }
}
