//! Word forms as small integers, and how features are made of them.
//!
//! Not weights. Rule: a feature is a 32-bit key that depends on nothing but its parts, so training and reading agree.

/// What the models see of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The word in lower case.
    pub word: u32,
    /// Its last two bytes.
    pub suffix2: u32,
    /// Its last three bytes.
    pub suffix3: u32,
    /// Its last four bytes.
    pub suffix4: u32,
    /// Its first three bytes.
    pub prefix: u32,
    /// Capitals, digits, hyphen, apostrophe, length class.
    pub shape: u32,
    /// 1 for a comma, 2 for a quotation mark, 3 for other punctuation, 0 for a word.
    pub mark: u32,
}

/// Longest part of a word that is looked at for its shape, in characters.
const SHAPE_CHARS_MAX: usize = 24;

impl Form {
    /// The form of `word`; `lower` is the same word with ASCII letters in lower case.
    pub fn of(word: &str, lower: &str) -> Self {
        let bytes = lower.as_bytes();
        let tail = |n: usize| hash(bytes.get(bytes.len().saturating_sub(n)..).unwrap_or(bytes));
        Self {
            word: hash(bytes),
            suffix2: tail(2),
            suffix3: tail(3),
            suffix4: tail(4),
            prefix: hash(bytes.get(..3).unwrap_or(bytes)),
            shape: shape(word),
            mark: mark(word),
        }
    }

    /// Whether the word begins with a capital.
    pub fn is_capitalised(self) -> bool {
        self.shape & 1 != 0 && self.shape != 1
    }

    /// Whether the word holds a digit.
    pub fn is_number(self) -> bool {
        self.shape & 8 != 0
    }

    /// The stand-in beyond either end of a sentence.
    pub const NONE: Self = Self {
        word: 1,
        suffix2: 1,
        suffix3: 1,
        suffix4: 1,
        prefix: 1,
        shape: 1,
        mark: 0,
    };
}

fn mark(word: &str) -> u32 {
    match word.chars().next() {
        Some(',') => 1,
        Some('"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' | '`' | '\u{201e}') => 2,
        Some(c) if !c.is_alphanumeric() => 3,
        _ => 0,
    }
}

/// Bits: first is capital, later capital, lower-case letter, digit, hyphen, apostrophe, other mark; then length.
fn shape(word: &str) -> u32 {
    let mut bits = 0;
    let mut count = 0;
    for (i, c) in word.chars().take(SHAPE_CHARS_MAX).enumerate() {
        bits |= match c {
            c if c.is_uppercase() && i == 0 => 1,
            c if c.is_uppercase() => 2,
            c if c.is_alphabetic() => 4,
            c if c.is_numeric() => 8,
            '-' | '\u{2010}' | '\u{2011}' => 16,
            '\'' | '\u{2019}' => 32,
            _ => 64,
        };
        count += 1;
    }
    bits | match count {
        0..=1 => 0,
        2 => 128,
        3 => 256,
        _ => 384,
    }
}

/// FNV-1a over bytes.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, b| {
        (h ^ u32::from(*b)).wrapping_mul(0x0100_0193)
    })
}

/// The key of a feature: its template's number and up to three parts.
#[inline]
#[must_use]
pub fn key(template: u32, a: u32, b: u32, c: u32) -> u32 {
    let low = u64::from(a) | u64::from(template) << 32;
    let high = u64::from(b) | u64::from(c) << 32;
    let mixed = (low.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ high)
        .wrapping_mul(0xd6e8_feb8_6659_fd93)
        .rotate_left(29)
        .wrapping_mul(0xff51_afd7_ed55_8ccd);
    u32::try_from(mixed >> 32).unwrap_or(0)
}

/// How a sentence is written, for forms whose capitals say nothing: 0 as usual, 1 all capitals, 2 title case.
pub fn case_regime<'a>(words: impl Iterator<Item = &'a str>) -> u32 {
    let (mut letters, mut capital, mut all) = (0, 0, 0);
    for word in words {
        let mut chars = word.chars();
        let Some(first) = chars.next().filter(|c| c.is_alphabetic()) else {
            continue;
        };
        if word.len() < 4 {
            continue;
        }
        letters += 1;
        if first.is_uppercase() {
            capital += 1;
            all += u32::from(chars.all(|c| !c.is_lowercase()));
        }
    }
    match letters {
        0..=1 => 0,
        n if all * 5 >= n * 4 => 1,
        n if n >= 3 && capital * 5 >= n * 4 => 2,
        _ => 0,
    }
}
