//! Which tables know a word: one look-up a word, so that a stage asks its own tables only where there is an answer.
//!
//! Not what the tables say. Rule: a word without a kind is in no table of that kind; a word with it may still say nothing
//! there (the table wants more words than the text has).

use super::Language;
use rustc_hash::FxHashMap;

/// The kinds of tables a word (lower case) stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known(u8);

impl Known {
    /// Verbs, nouns and first words of phrases that report speech.
    pub const REPORT: Self = Self(1);
    /// First words of frames.
    pub const FRAME: Self = Self(1 << 1);
    /// First words of the cues beside frames.
    pub const CUE: Self = Self(1 << 2);
    /// First words of movement triggers.
    pub const MOVE: Self = Self(1 << 3);
    /// First words of what stands around a movement.
    pub const AROUND: Self = Self(1 << 4);
    /// Words of dates.
    pub const DATE: Self = Self(1 << 5);
    /// First words of what names actors.
    pub const NAMING: Self = Self(1 << 6);
    /// All kinds: what must be taken for a word nobody looked up.
    pub const ALL: Self = Self(u8::MAX);

    /// Whether the word stands in a table of any of these kinds.
    pub fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Both kinds together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words of all tables with their kinds.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownWords(FxHashMap<Box<str>, Known>);

impl KnownWords {
    /// From the tables of a language.
    pub(super) fn of(language: &Language) -> Self {
        let mut all = Self::default();
        all.add(language.speech.words(), Known::REPORT);
        all.add(language.frames.words(), Known::FRAME);
        all.add(language.frames.cue_words(), Known::CUE);
        all.add(language.movement.trigger_words(), Known::MOVE);
        all.add(language.movement.around_words(), Known::AROUND);
        all.add(language.naming.words(), Known::NAMING);
        for word in language.calendar.words() {
            all.add([word].into_iter(), Known::DATE);
            // The calendar takes a full stop behind any of its words.
            all.add([format!("{word}.").as_str()].into_iter(), Known::DATE);
        }
        all
    }

    /// Adds words; of a run of words the first counts, up to its first blank and up to its first mark.
    fn add<'w>(&mut self, words: impl Iterator<Item = &'w str>, kind: Known) {
        for run in words {
            let first = run.split(' ').next().unwrap_or("");
            let bare = first
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or("");
            for word in [first, bare] {
                let known = self.0.entry(word.into()).or_default();
                *known = known.or(kind);
            }
        }
    }

    pub(super) fn get(&self, word: &str) -> Known {
        self.0.get(word).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_where_a_table_has_it() {
        let english = Language::english().unwrap();
        let has = |word: &str, kinds| english.known(word).has(kinds);
        assert!(has("said", Known::REPORT) && has("according", Known::REPORT));
        assert!(has("condemned", Known::FRAME) && has("deployed", Known::MOVE));
        assert!(has("not", Known::CUE) && has("border", Known::AROUND));
        assert!(has("thursday", Known::DATE) && has("dec.", Known::DATE));
        assert!(has("minister", Known::NAMING) && has("prime", Known::NAMING));
        assert_eq!(english.known("xyzzy"), Known::default());
    }

    #[test]
    fn no_word_of_a_table_is_missed() {
        let english = Language::english().unwrap();
        for word in english.movement.around_words() {
            let first = word.split(' ').next().unwrap();
            assert!(english.known(first).has(Known::AROUND), "{word}");
        }
        for word in english.speech.words() {
            assert!(english.known(word).has(Known::REPORT), "{word}");
        }
    }
}
