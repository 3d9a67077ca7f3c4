//! How a word is written, and what a word of a name asks of the text: in small letters a state may be a bird.
//!
//! Not folding (`fold`). Rule: a name's capitals are asked for, the text's additional ones are tolerated.

/// Longest name whose inner capitals must be kept (an abbreviation is not the word it spells).
const SHORT_MIXED_LETTERS: usize = 4;
/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Capital,
    /// All capitals, at least two letters.
    Caps,
    /// A capital first and another inside, as in many abbreviations and surnames.
    Mixed,
    /// A script without capitals, or a number.
    None,
}

impl Case {
    pub(super) fn of(word: &str) -> Self {
        // Most words are small letters, or a capital and small letters.
        let mut bytes = word.bytes();
        let first = bytes.next().unwrap_or(0);
        if first.is_ascii_lowercase() {
            return Self::Lower;
        }
        if first.is_ascii_uppercase() && bytes.all(|b| b.is_ascii_lowercase()) {
            return Self::Capital;
        }
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters.next() else {
            return Self::None;
        };
        if first.is_lowercase() {
            return Self::Lower;
        }
        if !first.is_uppercase() {
            return Self::None;
        }
        let (mut upper, mut lower) = (0, 0);
        for letter in letters {
            if letter.is_uppercase() {
                upper += 1;
            } else {
                lower += 1;
            }
        }
        match (upper, lower) {
            (0, _) => Self::Capital,
            (_, 0) => Self::Caps,
            _ => Self::Mixed,
        }
    }

    /// What a word of a name demands of the text: 0 nothing, 1 a capital, 2 all capitals, 3 capitals inside.
    pub(super) fn demand(self, word: &str) -> u32 {
        match self {
            Self::Lower | Self::None => 0,
            Self::Caps => 2,
            Self::Mixed if word.chars().count() <= SHORT_MIXED_LETTERS => 3,
            Self::Capital | Self::Mixed => 1,
        }
    }

    pub(super) fn meets(self, demand: u32) -> bool {
        match demand & 3 {
            0 => true,
            1 => self != Self::Lower,
            2 => matches!(self, Self::Caps | Self::None),
            _ => matches!(self, Self::Mixed | Self::None),
        }
    }
}
