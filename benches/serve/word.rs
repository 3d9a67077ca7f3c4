//! Words: an invented language whose words are as frequent, and stand beside each other as often, as those of news.
//!
//! Small words are English, because the tokenizer of the product treats those apart; all others are made of syllables.
//! One word in sixty is a name from a long tail, so that the dictionary grows with the corpus.

use crate::random::{Law, Random};
use std::collections::HashSet;

/// Different words, names left out.
const WORDS: u32 = 20_000;
/// Different names of the tail.
const NAMES: u32 = 200_000;
/// Words that like to follow a word.
const FOLLOWERS: u64 = 6;

/// The most frequent words, most frequent first.
const SMALL: &[&str] = &[
    "the", "of", "to", "and", "in", "a", "that", "is", "for", "on", "it", "with", "as", "was",
    "he", "by", "we", "at", "are", "not", "be", "this", "have", "from", "they", "has", "will",
    "his", "an", "but", "their", "were", "our", "who", "which", "or", "been", "there", "she",
    "would", "had", "its", "if", "you", "all", "more", "no", "when", "what", "can", "them", "into",
    "out", "up", "after", "over", "than", "us", "only", "so",
];

const HEADS: &[&str] = &[
    "b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "r", "s",
    "st", "t", "tr", "v", "w", "z",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ou"];
const TAILS: &[&str] = &["", "", "", "n", "r", "l", "s", "m", "th"];

/// A word of this many syllables.
fn syllables(random: &mut Random, count: usize) -> String {
    let mut word = String::new();
    for _ in 0..count {
        for part in [HEADS, VOWELS, TAILS] {
            word.push_str(part.get(random.at(part.len())).copied().unwrap_or("a"));
        }
    }
    word
}

/// A name of so many words.
pub(crate) fn name(random: &mut Random, words: usize) -> String {
    let capital = |word: String| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let mut parts = Vec::with_capacity(words);
    for _ in 0..words {
        let length = 2 + random.at(2);
        parts.push(capital(syllables(random, length)));
    }
    parts.join(" ")
}

/// All words with their frequencies.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    words: Vec<String>,
    law: Law,
    names: Law,
    seed: u64,
}

impl Vocabulary {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::of(&[seed, 1]);
        let mut words: Vec<String> = SMALL.iter().map(|w| (*w).to_owned()).collect();
        let mut seen: HashSet<String> = words.iter().cloned().collect();
        while words.len() < WORDS as usize {
            let length = 2 + random.at(3);
            let word = syllables(&mut random, length);
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        Self {
            words,
            law: Law::new(WORDS, 1.0, 2.7),
            names: Law::new(NAMES, 0.9, 30.0),
            seed,
        }
    }

    /// So many words in a row, with a capital letter at the beginning.
    pub(crate) fn text(&self, random: &mut Random, words: usize) -> String {
        let mut text = String::with_capacity(words * 7);
        let mut before = 0;
        for i in 0..words {
            if i > 0 {
                text.push(' ');
            }
            if random.below(60) == 0 {
                let rank = self.names.rank(random.share()) as u64;
                text.push_str(&name(&mut Random::of(&[self.seed, 2, rank]), 1));
                continue;
            }
            // A third of the words is one of a few that like to stand here: that makes phrases.
            let share = if random.below(3) == 0 {
                let liked = random.below(FOLLOWERS);
                Random::of(&[self.seed, 3, before, liked]).share()
            } else {
                random.share()
            };
            let rank = self.law.rank(share);
            before = rank as u64;
            text.push_str(self.words.get(rank).map_or("the", String::as_str));
        }
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }

    /// Words of which each makes up this share of all words.
    pub(crate) fn band(&self, share: std::ops::Range<f64>) -> Vec<&str> {
        let ranked = self.words.iter().enumerate().skip(SMALL.len());
        let fits = ranked.filter(|(rank, _)| share.contains(&self.law.weight(*rank)));
        fits.map(|(_, word)| word.as_str()).collect()
    }
}
