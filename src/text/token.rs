//! Tokens: the words and marks of one paragraph, in one pass.
//!
//! Not sentences and not tags. Cut as the Universal Dependencies treebanks of English cut (clitics, abbreviations,
//! numbers), but hyphenated words stay whole. Rule: tokens ascend, never overlap, and between two of them stands
//! nothing but white space.

use super::document::{Token, TokenKind};
use super::marks::single_quotes;
use crate::lang::writing::is_apostrophe;
use crate::lang::{Writing, writing::Abbreviation};
use crate::model::Span;

/// Longest token in bytes; a longer run of letters is cut there.
pub const TOKEN_BYTES_MAX: usize = 512;
/// How far a mail address or host name is looked for, in bytes.
const ADDRESS_BYTES_MAX: usize = 128;
/// Last parts of host names that news prints without "www".
const HOST_ENDS: [&[u8]; 16] = [
    b"com", b"net", b"org", b"gov", b"edu", b"mil", b"int", b"info", b"co", b"io", b"tv", b"uk",
    b"us", b"eu", b"news", b"me",
];

/// Appends the tokens of `paragraph`, which starts at byte `base` of the document.
pub(super) fn tokenize(paragraph: &str, base: usize, writing: &Writing, out: &mut Vec<Token>) {
    let mut scanner = Scanner {
        text: paragraph,
        base,
        at: 0,
        singles: single_quotes(paragraph, writing),
        single: 0,
        writing,
        out,
    };
    while scanner.step() {}
}

struct Scanner<'a> {
    text: &'a str,
    base: usize,
    at: usize,
    /// Offsets of single marks that are quotation marks, ascending.
    singles: Vec<usize>,
    /// The first of `singles` not yet passed.
    single: usize,
    writing: &'a Writing,
    out: &'a mut Vec<Token>,
}

impl Scanner<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(b) if b.is_ascii() => Some(char::from(*b)),
            Some(_) => self.text.get(at..).and_then(|t| t.chars().next()),
            None => None,
        }
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        if start < end {
            self.out.push(Token {
                span: Span::of(self.base + start..self.base + end),
                kind,
            });
        }
        self.at = end;
    }

    /// Reads one token or white space; false at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.char_at(self.at) else {
            return false;
        };
        let start = self.at;
        if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if c.is_ascii_digit() {
            self.number(start);
        } else if is_word(c) {
            self.word(start);
        } else if is_apostrophe(c) || matches!(c, '\u{201a}' | '\u{2039}' | '\u{203a}') {
            self.apostrophe(start, c);
        } else if is_quote_mark(c) {
            self.push(start, start + c.len_utf8(), TokenKind::QuoteMark);
        } else if matches!(c, '@' | '#') && self.char_at(start + 1).is_some_and(is_word) {
            let end = self.run_of_words(start + 1, false);
            self.push(start, end, TokenKind::Word);
        } else if c == '`' && self.char_at(start + 1) == Some('`') {
            self.push(start, start + 2, TokenKind::QuoteMark);
        } else {
            self.mark(start, c);
        }
        true
    }

    /// A mark; equal marks in a row ("...", "--", "!?") are one token.
    fn mark(&mut self, start: usize, c: char) {
        let mut end = start + c.len_utf8();
        if matches!(c, '.' | '-' | '!' | '?' | '*' | '_' | '=' | '~') {
            while let Some(next) = self.char_at(end) {
                let joins = next == c || (matches!(c, '!' | '?') && matches!(next, '!' | '?'));
                if !joins || end - start >= TOKEN_BYTES_MAX {
                    break;
                }
                end += 1;
            }
        }
        self.push(start, end, TokenKind::Punctuation);
    }

    /// Whether the single mark at `at` quotes; offsets must be asked in ascending order.
    fn quotes_at(&mut self, at: usize) -> bool {
        while self.singles.get(self.single).is_some_and(|s| *s < at) {
            self.single += 1;
        }
        self.singles.get(self.single) == Some(&at)
    }

    fn apostrophe(&mut self, start: usize, c: char) {
        let end = start + c.len_utf8();
        if self.quotes_at(start) || !is_apostrophe(c) {
            self.push(start, end, TokenKind::QuoteMark);
        } else if c == '\'' && self.char_at(end) == Some('\'') {
            self.push(start, end + 1, TokenKind::QuoteMark);
        } else if self.char_at(end).is_some_and(char::is_alphanumeric) {
            let end = self.run_of_words(end, true);
            self.push(start, end, TokenKind::Word);
        } else {
            // A possessive after s ("rebels'"): a word of its own as in the treebanks.
            let after_word = self.out.last().is_some_and(|t| {
                t.kind == TokenKind::Word && t.span.range().end == self.base + start
            });
            let kind = if after_word {
                TokenKind::Word
            } else {
                TokenKind::Punctuation
            };
            self.push(start, end, kind);
        }
    }

    fn number(&mut self, start: usize) {
        let mut end = start;
        let mut alphabetic = false;
        while let Some(c) = self.char_at(end) {
            let joins = matches!(c, '.' | ',' | ':' | '/')
                && !alphabetic
                && self.char_at(end + 1).is_some_and(|n| n.is_ascii_digit());
            if !(joins || is_word(c)) || end - start >= TOKEN_BYTES_MAX {
                break;
            }
            alphabetic |= !joins && !c.is_ascii_digit();
            end += c.len_utf8();
        }
        self.push(start, end, TokenKind::Number);
        // "620-kilometre", "2011-12": the hyphen is a token of its own.
        if self.char_at(end) == Some('-') && self.char_at(end + 1).is_some_and(is_word) {
            self.push(end, end + 1, TokenKind::Punctuation);
        }
    }

    fn word(&mut self, start: usize) {
        let rest = self.text.as_bytes().get(start..).unwrap_or(&[]);
        let letters = rest.iter().take(TOKEN_BYTES_MAX);
        let letters = letters.take_while(|b| b.is_ascii_alphanumeric()).count();
        // Most words are letters up to a blank or a mark that never joins.
        let ends = |b: &u8| matches!(b, b' ' | b',' | b';' | b'!' | b'?' | b'"' | b'(' | b')');
        if letters > 0 && rest.get(letters).is_none_or(ends) {
            let end = start + letters;
            let word = self.text.get(start..end).unwrap_or("");
            let cut = end - self.writing.clitic(word);
            self.push(start, cut, TokenKind::Word);
            self.push(cut, end, TokenKind::Word);
            return;
        }
        if let Some(end) = self.address(start) {
            self.push(start, end, TokenKind::Word);
            return;
        }
        let end = self.run_of_words(start, true);
        if self.char_at(end) == Some('.')
            && let Some(stop) = self.abbreviation(start, end)
        {
            self.push(start, stop, TokenKind::Word);
            return;
        }
        let word = self.text.get(start..end).unwrap_or("");
        let cut = end - self.writing.clitic(word);
        self.push(start, cut, TokenKind::Word);
        self.push(cut, end, TokenKind::Word);
    }

    /// Letters and digits with inner apostrophes, hyphens and ampersands, from `start`.
    fn run_of_words(&mut self, start: usize, marks: bool) -> usize {
        // Most words are ASCII letters to their end.
        let bytes = self.text.as_bytes().get(start..).unwrap_or(&[]);
        let plain = bytes.iter().take(TOKEN_BYTES_MAX);
        let plain = plain.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
        let mut end = start + plain.count();
        while let Some(c) = self.char_at(end) {
            if end - start >= TOKEN_BYTES_MAX {
                break;
            }
            let next = end + c.len_utf8();
            let joins = match c {
                _ if is_word(c) || c == '_' => true,
                _ if !marks => false,
                '-' | '\u{2010}' | '\u{2011}' | '&' => {
                    self.char_at(next).is_some_and(is_word_start)
                }
                _ if is_apostrophe(c) => {
                    !self.quotes_at(end)
                        && (self.char_at(next).is_some_and(is_word) || self.ends_in_ayn(start, end))
                }
                _ => false,
            };
            if !joins {
                break;
            }
            end = next;
        }
        end
    }

    /// Whether an apostrophe at `end`, with no letter behind it, belongs to the word: after any letter but s.
    fn ends_in_ayn(&self, start: usize, end: usize) -> bool {
        self.text
            .get(start..end)
            .and_then(|w| w.chars().next_back())
            .is_some_and(|c| c.is_alphabetic() && !matches!(c, 's' | 'S'))
            && self.text.get(end..).is_some_and(|t| !t.starts_with("''"))
    }

    /// The end of an abbreviation or initial whose first full stop stands at `dot`, if it is one.
    fn abbreviation(&self, start: usize, dot: usize) -> Option<usize> {
        if let Some(end) = self.dotted(start, dot) {
            return Some(end);
        }
        let form = self.text.get(start..=dot)?;
        let rest = self.text.get(dot + 1..).unwrap_or("");
        match self.writing.abbreviation(form) {
            Some(Abbreviation::Number) => rest
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(dot + 1),
            Some(Abbreviation::Title | Abbreviation::Month | Abbreviation::Other) => Some(dot + 1),
            None => self.initial(start, dot, rest).then_some(dot + 1),
        }
    }

    /// "a.m.", "Ph.D.", "J.R.R.": groups of at most three letters with full stops between.
    fn dotted(&self, start: usize, dot: usize) -> Option<usize> {
        let mut end = dot;
        let mut groups = 1;
        let mut from = start;
        loop {
            let group = self.text.get(from..end)?;
            let short = group.chars().count() <= if groups == 1 { 2 } else { 1 };
            if !short || !group.chars().all(char::is_alphabetic) {
                return None;
            }
            let next_end = end
                + 1
                + self
                    .char_at(end + 1)
                    .filter(|c| c.is_alphabetic())?
                    .len_utf8();
            groups += 1;
            from = end + 1;
            match self.char_at(next_end) {
                Some('.') if self.char_at(next_end + 1).is_some_and(char::is_alphabetic) => {
                    end = next_end;
                }
                Some('.') => return Some(next_end + 1),
                Some(c) if is_word(c) => return None,
                _ => return Some(next_end),
            }
            if groups > 8 {
                return None;
            }
        }
    }

    /// One capital letter before a name: "Zed Z. Wali".
    fn initial(&self, start: usize, dot: usize, rest: &str) -> bool {
        let letter = self.text.get(start..dot).unwrap_or("");
        let mut chars = letter.chars();
        if !chars.next().is_some_and(char::is_uppercase) || chars.next().is_some() {
            return false;
        }
        let next = rest.trim_start();
        let word = next
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        let name = next.starts_with(char::is_uppercase);
        name && (word.chars().count() == 1 || !self.writing.is_opener(word))
    }

    /// The end of a web or mail address that starts at `start`, if one does.
    fn address(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let plain = bytes
            .iter()
            .take(ADDRESS_BYTES_MAX)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        if !bytes.get(plain).is_some_and(|b| b"._-@:".contains(b)) {
            return None;
        }
        let lead = bytes.get(..bytes.len().min(8))?;
        let web = lead.starts_with(b"http://")
            || lead.starts_with(b"https://")
            || lead.starts_with(b"www.");
        let most = if web {
            TOKEN_BYTES_MAX
        } else {
            ADDRESS_BYTES_MAX
        };
        let window = bytes.get(..bytes.len().min(most))?;
        let stop = window
            .iter()
            .position(|b| {
                !(b.is_ascii_alphanumeric() || (web && is_url_byte(*b)) || b"._-@".contains(b))
            })
            .unwrap_or(window.len());
        let body = window.get(..stop)?;
        let trimmed = body.len()
            - body
                .iter()
                .rev()
                .take_while(|b| b".,;:!?)-'_".contains(b))
                .count();
        let body = body.get(..trimmed)?;
        let mail = || body.contains(&b'@') && body.contains(&b'.');
        (web || mail() || is_host(body)).then_some(start + trimmed)
    }
}

/// "example.net": a name, a full stop, and one of [`HOST_ENDS`].
fn is_host(body: &[u8]) -> bool {
    let Some(dot) = body.iter().rposition(|b| *b == b'.') else {
        return false;
    };
    let (name, end) = body.split_at(dot);
    let end = end.get(1..).unwrap_or(&[]);
    HOST_ENDS.contains(&end) && name.len() > 2 && name.last().is_some_and(u8::is_ascii_alphanumeric)
}

fn is_url_byte(b: u8) -> bool {
    b.is_ascii_graphic()
        && !matches!(
            b,
            b'"' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}'
        )
}

fn is_word_start(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c)
}

/// Letters, digits and the marks that combine with them.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
    }
}

/// Double quotation marks of all kinds.
pub(super) fn is_quote_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201c}'
            | '\u{201d}'
            | '\u{201e}'
            | '\u{201f}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{300c}'
            | '\u{300d}'
            | '\u{ff02}'
    )
}
