//! Wordings: what of a quote tells whether another one is the same act of speech.
//!
//! Not a score: two quotes are linked or they are not, and a wrong link is worse than none. Rules: words count without
//! case, accents and punctuation; short words everybody says link nothing; other words for the same (a translation, a
//! paraphrase) need the same known speaker, the same day and most of what is telling.

use crate::index::schema::day_columns;
use crate::index::window::number;
use crate::index::words::{is_frequent, words};
use crate::model::{ActorRef, Modality, QuoteKind, QuoteRecord, WordingRelation};

/// Words of a quote that are compared; the rest of a longer one is not looked at.
pub(crate) const WORDS_COMPARED_MAX: usize = 400;
/// Fewest words of a quote that is linked by its words.
pub(crate) const LINK_WORDS_MIN: usize = 5;
/// Fewest telling words (not the most frequent ones) of it.
pub(crate) const LINK_TELLING_MIN: usize = 3;
/// Fewest words when the tellings name different speakers, or none, or different days.
pub(crate) const LINK_STRANGER_WORDS_MIN: usize = 10;
/// Fewest telling words then.
pub(crate) const LINK_STRANGER_TELLING_MIN: usize = 6;
/// Fewest words of a shortened wording.
pub(crate) const SHORTENED_WORDS_MIN: usize = 8;
/// Fewest words of each piece of a shortened wording.
pub(crate) const PIECE_WORDS_MIN: usize = 3;
/// Most pieces of a shortened wording.
pub(crate) const PIECES_MAX: usize = 4;
/// Most days between the publications of two tellings of one utterance.
pub(crate) const LINK_DAYS_MAX: i64 = 7;
/// Most days between the publications of two tellings in other words, when a day of speech is not told.
pub(crate) const TRANSLATED_DAYS_MAX: i64 = 2;
/// Fewest telling words two wordings in other words share.
pub(crate) const TRANSLATED_SHARED_MIN: usize = 5;
/// Fewest when no name or number is among them.
pub(crate) const TRANSLATED_NAMELESS_MIN: usize = 7;
/// Telling words of a known speaker that are clues by themselves.
pub(crate) const TRANSLATED_CLUES_MAX: usize = 4;
/// Letters of a longer word that are compared between wordings in other words.
const STEM_LETTERS: usize = 5;

/// Words that turn a statement round.
const NEGATIONS: &[&str] = &[
    "cannot", "neither", "never", "no", "nobody", "none", "not", "nothing", "t",
];

/// What of a quote is compared.
#[derive(Clone, Debug)]
pub(crate) struct Wording {
    /// The words as numbers, in order.
    pub(crate) words: Vec<u32>,
    /// Which of them are telling.
    telling: Vec<bool>,
    /// Beginnings of telling words, sorted, each once.
    stems: Vec<u32>,
    /// Numbers, sorted, each once.
    numbers: Vec<u32>,
    negated: bool,
    /// Known speakers.
    pub(crate) speakers: Vec<u32>,
    /// Actors named inside.
    about: Vec<u32>,
    said: Option<(i64, i64)>,
    published: Option<(i64, i64)>,
    ingested: i64,
    modality: Modality,
    marked: bool,
}

/// How two quotes are one act of speech, the first seen from the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The first is this to the second.
    Is(WordingRelation),
    /// The second is this to the first: the first has more words.
    Holds,
}

impl Wording {
    /// What of a quote is compared.
    pub(crate) fn of(record: &QuoteRecord) -> Self {
        let quote = &record.quote;
        let mut wording = Self {
            words: Vec::new(),
            telling: Vec::new(),
            stems: Vec::new(),
            numbers: Vec::new(),
            negated: false,
            speakers: actors(&quote.speakers),
            about: record.about.iter().map(|a| number(&[a.as_str()])).collect(),
            said: quote.said.as_ref().map(day_columns),
            published: record.source.published.as_ref().map(day_columns),
            ingested: record.source.ingested.as_second().div_euclid(86_400),
            modality: quote.modality,
            marked: quote.kind != QuoteKind::Indirect,
        };
        let mut negations = 0;
        for word in words(&quote.text).into_iter().take(WORDS_COMPARED_MAX) {
            let term = word.term.as_str();
            let telling = !is_frequent(term) && !NEGATIONS.contains(&term);
            negations += usize::from(NEGATIONS.contains(&term));
            wording.words.push(number(&[term]));
            wording.telling.push(telling);
            if term.bytes().all(|b| b.is_ascii_digit()) {
                wording.numbers.push(number(&[term]));
            } else if telling {
                let stem: String = term.chars().take(STEM_LETTERS).collect();
                wording.stems.push(number(&[&stem]));
            }
        }
        // "Not never" says yes again.
        wording.negated = negations % 2 == 1;
        for list in [&mut wording.stems, &mut wording.numbers, &mut wording.about] {
            list.sort_unstable();
            list.dedup();
        }
        wording
    }

    /// Numbers under which quotes that may be the same are found: rows of telling neighbours, and for known speakers whom
    /// and which numbers they named.
    pub(crate) fn clues(&self) -> Vec<u32> {
        let telling = self.words.iter().zip(&self.telling);
        let telling: Vec<u32> = telling.filter(|(_, t)| **t).map(|(w, _)| *w).collect();
        let pairs: Vec<u32> = telling
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] => Some(a.rotate_left(7) ^ b),
                _ => None,
            })
            .collect();
        // Of each two neighbouring pairs the smaller: three telling words in a row that two quotes share give one at least.
        let mut clues: Vec<u32> = if pairs.len() < 2 {
            pairs
        } else {
            pairs
                .windows(2)
                .filter_map(|two| two.iter().min().copied())
                .collect()
        };
        let sample = self.stems.iter().take(TRANSLATED_CLUES_MAX);
        for speaker in &self.speakers {
            let named = self.about.iter().chain(&self.numbers).chain(sample.clone());
            clues.extend(named.map(|n| n.rotate_left(13) ^ speaker ^ 0x5bd1_e995));
        }
        clues.sort_unstable();
        clues.dedup();
        clues
    }

    /// How this quote and another one are one act of speech; `None` when they are not, or nobody can tell.
    pub(crate) fn link(&self, other: &Self) -> Option<Link> {
        if !self.near(other) {
            return None;
        }
        let (shorter, longer, first_is_shorter) = if self.words.len() <= other.words.len() {
            (self, other, true)
        } else {
            (other, self, false)
        };
        match shorter.within(longer) {
            Some(relation) => {
                let same_speaker = shares(&self.speakers, &other.speakers);
                let sure = same_speaker && self.same_day(other);
                let marked = self.marked && other.marked;
                if !shorter.says_enough(sure) || !(sure || marked) {
                    return None;
                }
                // What was left out may be the "not".
                let same_side = same_speaker && self.negated == other.negated;
                if relation == WordingRelation::Shortened && !same_side {
                    return None;
                }
                let held = !first_is_shorter && relation != WordingRelation::Identical;
                Some(if held {
                    Link::Holds
                } else {
                    Link::Is(relation)
                })
            }
            None if self.translates(other) => Some(Link::Is(WordingRelation::Translated)),
            None => None,
        }
    }

    /// How these words stand within others that are at least as many.
    pub(crate) fn within(&self, longer: &Self) -> Option<WordingRelation> {
        let count = self.words.len();
        if count == 0 {
            return None;
        }
        if self.words == longer.words {
            return Some(WordingRelation::Identical);
        }
        if longer.words.windows(count).any(|row| row == self.words) {
            return Some(WordingRelation::PartOf);
        }
        let half = count * 2 >= longer.words.len();
        let shortened = count >= SHORTENED_WORDS_MIN && half && self.pieces(longer);
        shortened.then_some(WordingRelation::Shortened)
    }

    /// Whether these words are pieces of others, in their order.
    fn pieces(&self, longer: &Self) -> bool {
        let (mut mine, mut theirs) = (self.words.as_slice(), longer.words.as_slice());
        for _ in 0..PIECES_MAX {
            let run = |at: usize| {
                let rest = theirs.get(at..).unwrap_or_default();
                mine.iter().zip(rest).take_while(|(a, b)| a == b).count()
            };
            let starts = 0..theirs.len();
            let Some((at, length)) = starts
                .map(|at| (at, run(at)))
                .find(|(_, n)| *n >= PIECE_WORDS_MIN)
            else {
                return false;
            };
            mine = mine.get(length..).unwrap_or_default();
            theirs = theirs.get(at + length..).unwrap_or_default();
            if mine.is_empty() {
                return true;
            }
        }
        false
    }

    /// Whether the words are more than what everybody says.
    fn says_enough(&self, sure: bool) -> bool {
        let telling = self.telling.iter().filter(|t| **t).count();
        let (words, least) = if sure {
            (LINK_WORDS_MIN, LINK_TELLING_MIN)
        } else {
            (LINK_STRANGER_WORDS_MIN, LINK_STRANGER_TELLING_MIN)
        };
        self.words.len() >= words && telling >= least
    }

    /// Whether both were printed within some days.
    fn near(&self, other: &Self) -> bool {
        let apart = match (self.published, other.published) {
            (Some(one), Some(other)) => apart(one, other),
            (None, _) | (_, None) => (self.ingested - other.ingested).abs(),
        };
        apart <= LINK_DAYS_MAX
    }

    /// Whether the days of speech, where both are told, are at most one day apart: a report of the night names either.
    fn same_day(&self, other: &Self) -> bool {
        match (self.said, other.said) {
            (Some(one), Some(other)) => apart(one, other) <= 1,
            (None, _) | (_, None) => true,
        }
    }

    /// Whether both say the same in other words.
    fn translates(&self, other: &Self) -> bool {
        let published = match (self.published, other.published) {
            (Some(one), Some(other)) => apart(one, other) <= TRANSLATED_DAYS_MAX,
            (None, _) | (_, None) => false,
        };
        let told = self.said.is_some() && other.said.is_some();
        if !shares(&self.speakers, &other.speakers)
            || !self.same_day(other)
            || !(told || published)
            || self.modality != other.modality
            || self.negated != other.negated
            || !agree(&self.numbers, &other.numbers)
            || !agree(&self.about, &other.about)
        {
            return false;
        }
        let shared = common(&self.stems, &other.stems);
        let (less, more) = (
            self.stems.len().min(other.stems.len()),
            self.stems.len().max(other.stems.len()),
        );
        let named = common(&self.about, &other.about) + common(&self.numbers, &other.numbers) > 0;
        let least = if named {
            TRANSLATED_SHARED_MIN
        } else {
            TRANSLATED_NAMELESS_MIN
        };
        // Six of ten of the shorter one's telling words, and half of the longer one's.
        shared >= least && shared * 10 >= less * 6 && shared * 2 >= more
    }
}

fn actors(speakers: &[ActorRef]) -> Vec<u32> {
    let known = speakers.iter().filter_map(|s| s.actor.as_ref());
    known.map(|a| number(&[a.as_str()])).collect()
}

/// Days between two ranges; 0 when they overlap.
fn apart((first, last): (i64, i64), (other_first, other_last): (i64, i64)) -> i64 {
    (other_first - last).max(first - other_last).max(0)
}

fn shares(one: &[u32], other: &[u32]) -> bool {
    one.iter().any(|x| other.contains(x))
}

/// How many values two sorted lists share.
fn common(one: &[u32], other: &[u32]) -> usize {
    one.iter()
        .filter(|x| other.binary_search(x).is_ok())
        .count()
}

/// Whether one of two lists holds the other whole.
fn agree(one: &[u32], other: &[u32]) -> bool {
    common(one, other) == one.len().min(other.len())
}
