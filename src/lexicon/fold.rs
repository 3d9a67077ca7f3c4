//! One key for the spellings of a name: Hamdun, Hamdoun and al-Hamdun fold together, Hamd and Hamdi do not.
//!
//! Not a phonetic search key: it must keep different men apart, so vowels stay and only spellings that
//! romanisation really varies are joined. The rules are data (`transliteration.tsv`); code knows their kinds only.

use super::word::WordMap;
use crate::lang::table::{Row, Table, TableError};
use unicode_normalization::UnicodeNormalization;

const COLUMNS: &[&str] = &["kind", "from", "to"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Initial,
    Final,
    /// Not before a vowel.
    Closed,
}

#[derive(Clone, Debug)]
struct Sound {
    from: String,
    to: String,
    place: Place,
}

/// The rules, ready to use.
#[derive(Clone, Debug, Default)]
pub struct Transliteration {
    letters: Vec<(char, String)>,
    /// Whether the article needs a hyphen after it.
    articles: WordMap<bool>,
    /// A bit for each letter an article begins with, `a` to `z`.
    article_starts: u32,
    words: WordMap<String>,
    splits: Vec<Sound>,
    /// By first byte, longest first; empty or 256 long.
    sounds: Vec<Vec<Sound>>,
}

impl Transliteration {
    pub(super) fn read(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        for row in Table::read(file, text, COLUMNS)?.rows() {
            self.rule(row)?;
        }
        self.splits.sort_by_key(|s| std::cmp::Reverse(s.from.len()));
        Ok(())
    }

    fn rule(&mut self, row: Row<'_, '_>) -> Result<(), TableError> {
        let to = row.get("to").to_owned();
        let place = match row.get("kind") {
            "letter" => {
                for letters in row.list("from") {
                    self.letters
                        .extend(letters.chars().map(|c| (c, to.clone())));
                }
                return Ok(());
            }
            kind @ ("article" | "bound") => {
                for word in row.list("from") {
                    self.article_starts |= start_bit(word);
                    self.articles.insert(word, kind == "bound");
                }
                return Ok(());
            }
            "word" => {
                for word in row.list("from") {
                    self.words.insert(word, to.clone());
                }
                return Ok(());
            }
            "split" => {
                let sound = |from: &str| Sound {
                    from: from.to_owned(),
                    to: to.clone(),
                    place: Place::Initial,
                };
                self.splits.extend(row.list("from").map(sound));
                return Ok(());
            }
            "sound" => Place::Anywhere,
            "initial" => Place::Initial,
            "final" => Place::Final,
            "closed" => Place::Closed,
            _ => {
                let known =
                    "one of: letter, article, bound, word, split, sound, initial, final, closed";
                return Err(row.error("kind", known));
            }
        };
        self.sounds.resize(256, Vec::new());
        for from in row.list("from") {
            let first = usize::from(from.bytes().next().unwrap_or(0));
            let Some(list) = self.sounds.get_mut(first) else {
                continue;
            };
            list.push(Sound {
                from: from.to_owned(),
                to: to.clone(),
                place,
            });
            list.sort_by_key(|s| std::cmp::Reverse(s.from.len()));
        }
        Ok(())
    }

    /// `word` in lower case, accents and apostrophes dropped, appended to `out`.
    pub(super) fn plain(&self, word: &str, out: &mut String) {
        if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let from = out.len();
            out.push_str(word);
            if let Some(added) = out.get_mut(from..) {
                added.make_ascii_lowercase();
            }
            return;
        }
        if word.is_ascii() {
            let kept = word.chars().filter(char::is_ascii_alphanumeric);
            out.extend(kept.map(|c| c.to_ascii_lowercase()));
            return;
        }
        for c in word.chars().flat_map(char::to_lowercase).nfd() {
            if c.is_ascii_alphanumeric() {
                out.push(c);
            } else if let Some((_, to)) = self.letters.iter().find(|(l, _)| *l == c) {
                out.push_str(to);
            } else if c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c) {
                out.push(c);
            }
        }
    }

    /// Whether a plain word with `after` behind it is an article of a name: "al", "el", and "ash-" before a hyphen.
    pub(super) fn is_article(&self, plain: &str, after: &str) -> bool {
        let hyphen = || after.starts_with(['-', '\u{2010}', '\u{2011}']);
        plain.len() <= 4
            && self.article_starts & start_bit(plain) != 0
            && self
                .articles
                .get(plain)
                .is_some_and(|bound| !*bound || hyphen())
    }

    /// Appends the keys of one plain word, parted by blanks: one, or two for a word of two grown together ("abdulrahman").
    pub(super) fn keys(&self, plain: &str, out: &mut String) {
        if !out.is_empty() {
            out.push(' ');
        }
        if let Some(to) = self.words.get(plain) {
            out.push_str(to);
            return;
        }
        for split in &self.splits {
            let rest = plain.strip_prefix(split.from.as_str());
            if let Some(rest) = rest.filter(|r| r.len() >= 4) {
                out.push_str(&split.to);
                out.push(' ');
                match self.words.get(rest) {
                    Some(to) => out.push_str(to),
                    None => self.spell(rest, out),
                }
                return;
            }
        }
        self.spell(plain, out);
    }

    /// Appends the spelling of a plain word by its sounds; a doubled consonant is one.
    fn spell(&self, plain: &str, out: &mut String) {
        let mut before = 0;
        let doubled = plain.bytes().any(|b| {
            let again = b == before && !is_vowel(char::from(b));
            before = b;
            again || !b.is_ascii()
        });
        if doubled {
            self.sound_out(&single(plain), out);
        } else {
            self.sound_out(plain, out);
        }
    }

    fn sound_out(&self, single: &str, out: &mut String) {
        let bytes = single.as_bytes();
        let (mut at, mut last) = (0, None);
        while let Some(byte) = bytes.get(at) {
            let list = self.sounds.get(usize::from(*byte));
            let rest = bytes.get(at..).unwrap_or(&[]);
            let mut sounds = list.map_or(&[][..], Vec::as_slice).iter();
            if let Some(sound) = sounds.find(|s| s.applies(rest, at == 0)) {
                for c in sound.to.chars() {
                    push_other(out, &mut last, c);
                }
                at += sound.from.len();
            } else if byte.is_ascii() {
                push_other(out, &mut last, char::from(*byte));
                at += 1;
            } else {
                let letter = single.get(at..).and_then(|r| r.chars().next());
                let letter = letter.unwrap_or('\u{fffd}');
                push_other(out, &mut last, letter);
                at += letter.len_utf8();
            }
        }
    }

    /// The key of a whole name: its words' keys joined by blanks, articles left out.
    pub fn fold(&self, name: &str) -> String {
        let mut keys = String::with_capacity(name.len());
        let mut plain = String::with_capacity(name.len());
        for atom in super::word::atoms(name) {
            plain.clear();
            self.plain(atom.slice(name), &mut plain);
            let after = name.get(atom.span.end() as usize..).unwrap_or("");
            if !plain.is_empty() && !self.is_article(&plain, after) {
                self.keys(&plain, &mut keys);
            }
        }
        keys
    }
}

/// The bit of the first letter, of `a` for what is no small letter.
fn start_bit(word: &str) -> u32 {
    let first = word.bytes().next().unwrap_or(0);
    1 << first.saturating_sub(b'a').min(31)
}

/// Appends a letter unless it is the same as the last.
fn push_other(out: &mut String, last: &mut Option<char>, letter: char) {
    if *last != Some(letter) {
        out.push(letter);
        *last = Some(letter);
    }
}

/// The word with every doubled consonant once.
fn single(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if is_vowel(c) || !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

impl Sound {
    fn applies(&self, rest: &[u8], first: bool) -> bool {
        let from = self.from.as_bytes();
        // Compared by hand: sounds are one to four bytes, too short for a call.
        if rest.len() < from.len() || rest.iter().zip(from).any(|(a, b)| a != b) {
            return false;
        }
        match self.place {
            Place::Anywhere => true,
            Place::Initial => first,
            Place::Final => rest.len() == from.len() && !first,
            Place::Closed => !rest
                .get(from.len())
                .is_some_and(|b| is_vowel(char::from(*b))),
        }
    }
}
