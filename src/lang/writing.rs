//! How a language is written: abbreviations, apostrophes, words at sentence boundaries.
//!
//! Not meaning and not the page (see `page`). Rule: lookups take words as they stand in a text; what
//! case matters for is said at each one.

use super::table::{Table, TableError};
use super::tables::Tables;
use rustc_hash::{FxHashMap, FxHashSet};

/// What an abbreviation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name follows ("Gen."): the full stop never ends a sentence.
    Title,
    /// A number follows ("No. 5"); without one the full stop ends the word.
    Number,
    /// A month or weekday ("Dec.").
    Month,
    /// Anything else ("Inc.", "p.m."): the sentence ends only before a sentence opener.
    Other,
}

/// The tables of a language's spelling.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    abbreviations: FxHashMap<String, Abbreviation>,
    clitics: Vec<Clitic>,
    joined: Vec<(String, String)>,
    elisions: FxHashSet<String>,
    openers: FxHashSet<String>,
    attributions: FxHashSet<String>,
    /// With their full stop, lower case: "x.".
    platforms: FxHashSet<String>,
}

/// An ending that is a token of its own.
#[derive(Clone, Debug)]
struct Clitic {
    ending: String,
    hosts: Vec<String>,
}

impl Writing {
    /// Reads the three tables: `abbreviations`, `apostrophes` and `boundaries`.
    pub fn read(
        abbreviations: &str,
        apostrophes: &str,
        boundaries: &str,
    ) -> Result<Self, TableError> {
        let mut writing = Self::default();
        let table = Table::read("abbreviations.tsv", abbreviations, &["form", "kind"])?;
        for row in table.rows() {
            let kind = match row.get("kind") {
                "title" => Abbreviation::Title,
                "number" => Abbreviation::Number,
                "month" => Abbreviation::Month,
                "other" => Abbreviation::Other,
                _ => return Err(row.error("kind", "one of: title, number, month, other")),
            };
            if !row.get("form").ends_with('.') {
                return Err(row.error("form", "an abbreviation ends with a full stop"));
            }
            writing
                .abbreviations
                .insert(row.get("form").to_owned(), kind);
        }
        let table = Table::read("apostrophes.tsv", apostrophes, &["form", "kind", "hosts"])?;
        for row in table.rows() {
            let form = row.get("form").to_owned();
            let hosts = row.list("hosts").map(str::to_owned);
            match row.get("kind") {
                "clitic" => writing.clitics.push(Clitic {
                    ending: form,
                    hosts: hosts.collect(),
                }),
                "joined" => writing.joined.extend(hosts.map(|h| (h, form.clone()))),
                "elision" => {
                    writing.elisions.insert(form);
                }
                _ => return Err(row.error("kind", "one of: clitic, joined, elision")),
            }
        }
        let table = Table::read("boundaries.tsv", boundaries, &["word", "role"])?;
        for row in table.rows() {
            let words = match row.get("role") {
                "opener" => &mut writing.openers,
                "attribution" => &mut writing.attributions,
                "platform" => &mut writing.platforms,
                _ => return Err(row.error("role", "one of: opener, attribution, platform")),
            };
            words.insert(row.get("word").to_owned());
        }
        Ok(writing)
    }

    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(
            tables.text("abbreviations.tsv"),
            tables.text("apostrophes.tsv"),
            tables.text("boundaries.tsv"),
        )
    }

    /// What `form` (with its full stop, case as written) abbreviates, if anything.
    pub fn abbreviation(&self, form: &str) -> Option<Abbreviation> {
        self.abbreviations.get(form).copied()
    }

    /// Length in bytes of the ending of `word` that is a token of its own, 0 for none.
    ///
    /// Curly apostrophes count as straight ones; case does not matter.
    pub fn clitic(&self, word: &str) -> usize {
        let may_quote = |b: u8| b == b'\'' || !b.is_ascii();
        if !word.bytes().any(may_quote) || !word.contains(is_apostrophe) {
            let joined = |(host, end): &(String, String)| {
                word.len() == host.len() + end.len()
                    && starts_with(word, host)
                    && ends_with(word, end).is_some()
            };
            return self
                .joined
                .iter()
                .find(|j| joined(j))
                .map_or(0, |(_, e)| e.len());
        }
        for clitic in &self.clitics {
            let Some(len) = ends_with(word, &clitic.ending) else {
                continue;
            };
            let host = word.get(..word.len() - len).unwrap_or("");
            let fits = clitic.hosts.is_empty()
                || clitic.hosts.iter().any(|h| h.eq_ignore_ascii_case(host));
            if !host.is_empty() && fits {
                return len;
            }
        }
        0
    }

    /// Whether `word` (without the mark, any case) may start with an apostrophe that quotes nothing ('em).
    pub fn is_elision(&self, word: &str) -> bool {
        self.elisions.contains(&word.to_ascii_lowercase())
    }

    /// Whether `word` (any case) opens a sentence where a name hardly would.
    pub fn is_opener(&self, word: &str) -> bool {
        self.openers.contains(&word.to_ascii_lowercase())
    }

    /// Whether `word` (any case, with its full stop) is a platform's name behind "on", and no initial.
    pub fn is_platform(&self, word: &str) -> bool {
        self.platforms.contains(&word.to_ascii_lowercase())
    }

    /// Whether `word` (lower case) is an attribution verb that carries a sentence on after a quotation.
    pub fn is_attribution(&self, word: &str) -> bool {
        self.attributions.contains(word)
    }
}

/// Whether `c` is written as an apostrophe (or an ayn that looks like one).
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{201b}')
}

fn starts_with(word: &str, start: &str) -> bool {
    word.get(..start.len())
        .is_some_and(|w| w.eq_ignore_ascii_case(start))
}

/// The length in bytes of `ending` at the end of `word`, apostrophes and ASCII case folded.
fn ends_with(word: &str, ending: &str) -> Option<usize> {
    let mut rest = word.chars().rev();
    let mut len = 0;
    for wanted in ending.chars().rev() {
        let found = rest.next()?;
        let same =
            (is_apostrophe(wanted) && is_apostrophe(found)) || found.eq_ignore_ascii_case(&wanted);
        if !same {
            return None;
        }
        len += found.len_utf8();
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clitics_are_found_with_either_apostrophe_and_only_after_their_hosts() {
        let en = Writing::load(&Tables::default()).unwrap();
        assert_eq!(en.clitic("Doru's"), 2);
        assert_eq!(en.clitic("Doru\u{2019}s"), 4);
        assert_eq!(en.clitic("didn\u{2019}t"), 5);
        assert_eq!(en.clitic("cannot"), 3);
        assert_eq!(en.clitic("Sa'd"), 0);
        assert_eq!(en.clitic("he'd"), 2);
        assert_eq!(en.clitic("Shi'ite"), 0);
    }

    #[test]
    fn a_wrong_row_is_refused_with_its_place() {
        let error = Writing::read("form\tkind\nDr\ttitle\n", "", "").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (2, "form"));
    }
}
