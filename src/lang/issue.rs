//! Words behind a wording of an issue: whose matter it is.
//!
//! Not the wordings themselves (those are world files, see `lexicon`). Rule: a word plays one part.

use super::table::{Table, TableError};
use super::tables::Tables;
use crate::named_enum;
use rustc_hash::FxHashMap;

named_enum! {
    /// What a word behind a wording does.
    IssueWord as "issue word" {
        /// Leads to those it is between: "with".
        Party = "PARTY",
        /// Leads to where it is: "in".
        Place = "PLACE",
        /// Ends a wording of what is held at a place it is not about: "talks".
        Held = "HELD",
        /// Names behind it are no parties: "from", "that".
        Stop = "STOP",
    }
}

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub struct IssueWords(FxHashMap<String, IssueWord>);

impl IssueWords {
    /// From the tables of a language.
    ///
    /// Fails on an unknown part and on a word that stands twice.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        let file = "issue_words.tsv";
        let mut words = FxHashMap::default();
        for row in Table::read(file, tables.text(file), &["word", "role"])?.rows() {
            let word = row.get("word").to_lowercase();
            if words.insert(word, row.parse("role")?).is_some() {
                return Err(row.error("word", "stands twice"));
            }
        }
        Ok(Self(words))
    }

    /// What a word in lower case does.
    pub fn role(&self, lower: &str) -> Option<IssueWord> {
        self.0.get(lower).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;

    #[test]
    fn a_word_that_stands_twice_is_refused_with_its_line() {
        let text = b"word\trole\nin\tPLACE\nin\tPARTY\n";
        let files = [("en/issue_words.tsv".to_owned(), text.to_vec())];
        let error = Language::load(&files).unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.line, error.field.as_str()),
            ("en/issue_words.tsv", 3, "word")
        );
    }
}
