//! The tables of a language: which there are, what is built in, and how a user's files take their place.
//!
//! Not a reader of disks: bytes come in. Rule: a file of a language (`en/speech.tsv`) replaces the built-in table of that
//! name whole; a name no table has is an error, so that a misspelt one is not lost.

use super::table::TableError;
use std::borrow::Cow;

/// Longest table taken, in bytes.
pub const TABLE_BYTES_MAX: usize = 16 << 20;

/// Folder of the English tables.
const ENGLISH: &str = "en/";

const BUILTIN: &[(&str, &str)] = &[
    (
        "abbreviations.tsv",
        include_str!("../../data/en/abbreviations.tsv"),
    ),
    ("agencies.tsv", include_str!("../../data/en/agencies.tsv")),
    (
        "apostrophes.tsv",
        include_str!("../../data/en/apostrophes.tsv"),
    ),
    (
        "boundaries.tsv",
        include_str!("../../data/en/boundaries.tsv"),
    ),
    ("calendar.tsv", include_str!("../../data/en/calendar.tsv")),
    ("captions.tsv", include_str!("../../data/en/captions.tsv")),
    ("endings.tsv", include_str!("../../data/en/endings.tsv")),
    ("frames.tsv", include_str!("../../data/en/frames.tsv")),
    (
        "issue_words.tsv",
        include_str!("../../data/en/issue_words.tsv"),
    ),
    ("markup.tsv", include_str!("../../data/en/markup.tsv")),
    ("movement.tsv", include_str!("../../data/en/movement.tsv")),
    (
        "movement_cues.tsv",
        include_str!("../../data/en/movement_cues.tsv"),
    ),
    (
        "movement_words.tsv",
        include_str!("../../data/en/movement_words.tsv"),
    ),
    ("naming.tsv", include_str!("../../data/en/naming.tsv")),
    (
        "naming_given.tsv",
        include_str!("../../data/en/naming_given.tsv"),
    ),
    (
        "naming_words.tsv",
        include_str!("../../data/en/naming_words.tsv"),
    ),
    ("page.tsv", include_str!("../../data/en/page.tsv")),
    (
        "quantities.tsv",
        include_str!("../../data/en/quantities.tsv"),
    ),
    ("speech.tsv", include_str!("../../data/en/speech.tsv")),
    (
        "speech_channel.tsv",
        include_str!("../../data/en/speech_channel.tsv"),
    ),
    (
        "speech_filler.tsv",
        include_str!("../../data/en/speech_filler.tsv"),
    ),
    (
        "speech_noun.tsv",
        include_str!("../../data/en/speech_noun.tsv"),
    ),
    (
        "speech_phrase.tsv",
        include_str!("../../data/en/speech_phrase.tsv"),
    ),
    (
        "stance_cues.tsv",
        include_str!("../../data/en/stance_cues.tsv"),
    ),
    (
        "word_lists.tsv",
        include_str!("../../data/en/word_lists.tsv"),
    ),
];

/// The texts of all tables of one language.
#[derive(Clone, Debug, Default)]
pub struct Tables<'a> {
    /// Those that replace built-in ones: name without folder, text.
    replaced: Vec<(&'a str, &'a str)>,
}

/// Whether a file's name is that of a language's table, known or not: it lies in the folder of a language.
pub fn is_language_file(name: &str) -> bool {
    name.starts_with(ENGLISH)
}

impl<'a> Tables<'a> {
    /// The built-in tables with those of `files` (name, bytes) that lie in `en/` in their place; other files are none of ours.
    ///
    /// Fails on a name no table has, on bytes that are not UTF-8, and on more than [`TABLE_BYTES_MAX`] bytes.
    pub fn gather(files: &'a [(String, Vec<u8>)]) -> Result<Self, TableError> {
        let mut replaced: Vec<(&str, &str)> = Vec::new();
        for (name, bytes) in files {
            let Some(table) = name.strip_prefix(ENGLISH) else {
                continue;
            };
            let fail = |line: usize, problem: String| TableError {
                file: name.clone(),
                line,
                field: String::new(),
                problem,
            };
            if !BUILTIN.iter().any(|(known, _)| *known == table) {
                let known: Vec<&str> = BUILTIN.iter().map(|(known, _)| *known).collect();
                let problem = format!("no table of this language; known are: {}", known.join(", "));
                return Err(fail(1, problem));
            }
            if bytes.len() > TABLE_BYTES_MAX {
                let problem = format!("{} bytes, {TABLE_BYTES_MAX} are taken", bytes.len());
                return Err(fail(1, problem));
            }
            let text = std::str::from_utf8(bytes).map_err(|e| {
                let read = bytes.get(..e.valid_up_to()).unwrap_or_default();
                let line = read.split(|b| *b == b'\n').count();
                fail(line, "not UTF-8".to_owned())
            })?;
            replaced.retain(|(known, _)| *known != table);
            replaced.push((table, text));
        }
        Ok(Self { replaced })
    }

    /// The text of a table, by its name without folder; empty for a name no table has.
    pub fn text(&self, name: &str) -> &'a str {
        let given = self.replaced.iter().find(|(known, _)| *known == name);
        let built_in = || BUILTIN.iter().find(|(known, _)| *known == name);
        given.or_else(built_in).map_or("", |(_, text)| text)
    }

    /// An error of one of the tables, with the file named as users name it: `en/speech.tsv`.
    pub(super) fn placed(error: TableError) -> TableError {
        let name = error.file.rsplit('/').next().unwrap_or("");
        let file: Cow<'_, str> = if BUILTIN.iter().any(|(known, _)| *known == name) {
            format!("{ENGLISH}{name}").into()
        } else {
            error.file.as_str().into()
        };
        TableError {
            file: file.into_owned(),
            ..error
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    fn file(name: &str, bytes: &[u8]) -> [(String, Vec<u8>); 1] {
        [(name.to_owned(), bytes.to_vec())]
    }

    fn refused(name: &str, bytes: &[u8]) -> (String, usize, String) {
        let error = Language::load(&file(name, bytes)).unwrap_err();
        (error.file, error.line, error.field)
    }

    #[test]
    fn a_table_given_takes_the_place_of_the_built_in_one() {
        let quantities = b"word\tkind\tvalue\nmyriad\tSCALE\t10000\n";
        let language = Language::load(&file("en/quantities.tsv", quantities)).unwrap();
        assert!(language.quantities.word("myriad").is_some());
        assert!(language.quantities.word("thousand").is_none());
        let english = Language::english().unwrap();
        assert!(english.quantities.word("thousand").is_some());
        let other = Language::load(&file("quantities.tsv", quantities)).unwrap();
        assert!(other.quantities.word("myriad").is_none());
    }

    #[test]
    fn every_table_can_be_replaced_and_answers_a_mistake_with_its_name() {
        for (name, text) in BUILTIN {
            let given = format!("en/{name}");
            assert!(
                Language::load(&file(&given, text.as_bytes())).is_ok(),
                "{name}"
            );
            let broken = format!("{text}a field too many or too few\t\t\t\t\t\t\t\t\t\t\t\t\t\n");
            let (file, line, _) = refused(&given, broken.as_bytes());
            assert_eq!((file, line), (given, broken.lines().count()));
        }
    }

    #[test]
    fn mistakes_in_tables_name_file_line_and_field() {
        let wrong = b"word\tkind\tvalue\n# ten thousand\nmyriad\tSCALE\tmany\n";
        let place = ("en/quantities.tsv".to_owned(), 3, "value".to_owned());
        assert_eq!(refused("en/quantities.tsv", wrong), place);
        let (file, line, _) = refused("en/quantities.tsv", b"word\tkind\tvalue\n\xff\n");
        assert_eq!((file.as_str(), line), ("en/quantities.tsv", 2));
        assert_eq!(refused("en/quantity.tsv", b"").0, "en/quantity.tsv");
    }

    #[test]
    fn a_table_of_as_many_bytes_as_allowed_is_read_and_one_more_is_refused() {
        let head = "word\tkind\tvalue\n#";
        let sized = |bytes: usize| format!("{head}{}", "-".repeat(bytes - head.len()));
        let given = |bytes: usize| file("en/quantities.tsv", sized(bytes).as_bytes());
        assert!(Language::load(&given(TABLE_BYTES_MAX)).is_ok());
        assert!(Language::load(&given(TABLE_BYTES_MAX + 1)).is_err());
    }
}
