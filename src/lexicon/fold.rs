//! One key for the spellings of a name: Jolani, Golani and al-Julani fold together, Sudan and Sudani do not.
//!
//! Not a phonetic search key: it must keep different men apart, so vowels stay and only spellings that
//! romanisation really varies are joined. The rules are data (`transliteration.tsv`); code knows their kinds only.

use super::word::{FastMap, WordMap};
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
    words: WordMap<String>,
    splits: Vec<Sound>,
    /// By first letter, longest first.
    sounds: FastMap<u8, Vec<Sound>>,
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
        for from in row.list("from") {
            let list = self
                .sounds
                .entry(from.bytes().next().unwrap_or(0))
                .or_default();
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
        let hyphen = after.starts_with(['-', '\u{2010}', '\u{2011}']);
        plain.len() <= 4
            && self
                .articles
                .get(plain)
                .is_some_and(|bound| !*bound || hyphen)
    }

    /// The keys of one plain word: one, or two for a word of two grown together ("abdulrahman").
    pub(super) fn keys(&self, plain: &str, out: &mut Vec<String>) {
        if let Some(to) = self.words.get(plain) {
            out.extend(to.split(' ').map(str::to_owned));
            return;
        }
        for split in &self.splits {
            if let Some(rest) = plain
                .strip_prefix(split.from.as_str())
                .filter(|r| r.len() >= 4)
            {
                out.push(split.to.clone());
                let rest = self
                    .words
                    .get(rest)
                    .cloned()
                    .unwrap_or_else(|| self.spell(rest));
                out.push(rest);
                return;
            }
        }
        out.push(self.spell(plain));
    }

    fn spell(&self, plain: &str) -> String {
        let mut single = String::with_capacity(plain.len());
        for c in plain.chars() {
            if single.ends_with(c) && !is_vowel(c) {
                continue;
            }
            single.push(c);
        }
        let mut out = String::with_capacity(single.len());
        let mut rest = single.as_str();
        while let Some(next) = rest.chars().next() {
            let first = rest.len() == single.len();
            let begun = rest.bytes().next().and_then(|b| self.sounds.get(&b));
            let found = begun.and_then(|list| list.iter().find(|s| s.applies(rest, first)));
            if let Some(sound) = found {
                push_single(&mut out, &sound.to);
                rest = rest.get(sound.from.len()..).unwrap_or("");
            } else {
                push_single(&mut out, rest.get(..next.len_utf8()).unwrap_or(""));
                rest = rest.get(next.len_utf8()..).unwrap_or("");
            }
        }
        out
    }

    /// The key of a whole name: its words' keys joined by blanks, articles left out.
    pub fn fold(&self, name: &str) -> String {
        let mut keys = Vec::new();
        let mut plain = String::new();
        for atom in super::word::atoms(name) {
            plain.clear();
            self.plain(atom.slice(name), &mut plain);
            let after = name.get(atom.span.end() as usize..).unwrap_or("");
            if !plain.is_empty() && !self.is_article(&plain, after) {
                self.keys(&plain, &mut keys);
            }
        }
        keys.join(" ")
    }
}

fn push_single(out: &mut String, to: &str) {
    for c in to.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

impl Sound {
    fn applies(&self, rest: &str, first: bool) -> bool {
        let Some(after) = rest.strip_prefix(self.from.as_str()) else {
            return false;
        };
        match self.place {
            Place::Anywhere => true,
            Place::Initial => first,
            Place::Final => after.is_empty() && !first,
            Place::Closed => !after.starts_with(is_vowel),
        }
    }
}
