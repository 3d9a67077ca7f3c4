//! Sketches: what is kept of a text to tell whether another is nearly the same.
//!
//! Not the text. A sketch holds the smallest hashes of its rows of words, which are a fair sample of them all, so two sketches
//! tell how many rows their texts share. Rules: the same text gives the same sketch on every machine; time is that of
//! reading the text and sorting its rows, memory is bounded.

/// Words in a row. Fewer make reports of one subject look alike, more make one changed word count for more.
const ROW_WORDS: usize = 5;

/// Hashes kept: the share of common rows is then known to within .06, twice its standard error at one half.
pub(super) const KEPT_MAX: usize = 256;

/// Fewest different rows a text must have: below, a headline or a notice of a few words would make strangers copies.
pub(super) const ROWS_MIN: u32 = 20;

/// Hashes by which texts that may be nearly the same are found.
pub(super) const CLUES: usize = 16;

/// A sketch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sketch {
    /// The smallest hashes, ascending.
    kept: Vec<u32>,
    /// Different rows of the text.
    rows: u32,
}

/// FNV-1a over the letters in lower case.
fn word_hash(word: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut utf8 = [0; 4];
    for letter in word.chars().flat_map(char::to_lowercase) {
        for byte in letter.encode_utf8(&mut utf8).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// Spreads the bits of a number over the upper half: the last steps of `SplitMix64`.
fn spread(number: u64) -> u32 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(u32::MAX)
}

impl Sketch {
    /// The sketch of a text; `None` when it has fewer than [`ROWS_MIN`] different rows of words.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<u64> = words.filter(|w| !w.is_empty()).map(word_hash).collect();
        let row = |row: &[u64]| {
            let mixed = row.iter().fold(0_u64, |all, word| {
                all.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word
            });
            spread(mixed)
        };
        let mut kept: Vec<u32> = words.windows(ROW_WORDS).map(row).collect();
        kept.sort_unstable();
        kept.dedup();
        let rows = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        kept.truncate(KEPT_MAX);
        kept.shrink_to_fit();
        (rows >= ROWS_MIN).then_some(Self { kept, rows })
    }

    /// The hashes it is found by.
    pub(super) fn clues(&self) -> impl Iterator<Item = u32> {
        self.kept.iter().copied().take(CLUES)
    }

    /// Of the smallest hashes of both together: how many both have, and how many there are.
    fn shared(&self, other: &Self) -> (u64, u64) {
        let (mut one, mut two) = (self.kept.iter().peekable(), other.kept.iter().peekable());
        let (mut both, mut all) = (0, 0);
        while all < KEPT_MAX as u64 {
            let order = match (one.peek(), two.peek()) {
                (Some(a), Some(b)) => a.cmp(b),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            all += 1;
            if order.is_le() {
                one.next();
            }
            if order.is_ge() {
                two.next();
            }
            both += u64::from(order.is_eq());
        }
        (both, all)
    }

    /// Whether the texts are nearly the same: half of all rows of both are common, or four fifths of the shorter one's where
    /// it is not less than half as long (a report that was cut at its end).
    ///
    /// Among 929 reports of seven papers the pairs that share most have .51 to 1.0 of their rows in common (seven pairs, each one report
    /// in two editions or updates), all others .12 or less: anything between would do.
    pub(super) fn is_nearly(&self, other: &Self) -> bool {
        let (both, all) = self.shared(other);
        if both * 2 >= all {
            return true;
        }
        let (short, long) = (self.rows.min(other.rows), self.rows.max(other.rows));
        // both / all is the share of common rows in all rows; all rows are those of the two less the common ones.
        let common = both * (u64::from(short) + u64::from(long));
        common * 5 >= u64::from(short) * (all + both) * 4 && short >= long / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences that share no row of words with those of another seed.
    fn sentences(seed: &str, count: usize) -> Vec<String> {
        let sentence = |i| {
            let words = (0..12).map(|w| format!("{seed}{i}w{w}"));
            words.collect::<Vec<_>>().join(" ") + "."
        };
        (0..count).map(sentence).collect()
    }

    fn sketch(sentences: &[String]) -> Sketch {
        Sketch::of(&sentences.join(" ")).unwrap()
    }

    #[test]
    fn small_edits_cuts_at_the_end_and_marks_leave_a_copy_a_copy() {
        let report = sentences("r", 40);
        let whole = sketch(&report);
        assert!(whole.is_nearly(&sketch(&report)));
        let mut edited = report.clone();
        for sentence in edited.iter_mut().step_by(8) {
            *sentence = sentence.replace("w6", "changed");
        }
        assert!(whole.is_nearly(&sketch(&edited)));
        let cut = sketch(&report[..24]);
        assert!(whole.is_nearly(&cut) && cut.is_nearly(&whole));
        let loud = report.join("\n\n").to_uppercase().replace('.', " !");
        assert!(whole.is_nearly(&Sketch::of(&loud).unwrap()));
        let mut headed = sentences("h", 5);
        headed.extend(report);
        assert!(whole.is_nearly(&sketch(&headed)));
    }

    #[test]
    fn a_report_that_takes_over_a_part_or_a_background_is_no_copy() {
        let report = sentences("r", 40);
        let whole = sketch(&report);
        let mut compiled = report[..12].to_vec();
        compiled.extend(sentences("c", 28));
        assert!(!whole.is_nearly(&sketch(&compiled)));
        let mut embedding = report.clone();
        embedding.extend(sentences("e", 60));
        assert!(!whole.is_nearly(&sketch(&embedding)));
        assert!(!whole.is_nearly(&sketch(&sentences("o", 40))));
        assert!(!whole.is_nearly(&sketch(&report[..8])));
    }

    #[test]
    fn a_text_of_few_words_has_no_sketch() {
        let words = |n: usize| {
            let words: Vec<String> = (0..n).map(|w| format!("w{w}")).collect();
            Sketch::of(&words.join(" "))
        };
        assert!(words(ROW_WORDS + 19).is_some());
        assert!(words(ROW_WORDS + 18).is_none());
        assert!(Sketch::of("").is_none());
        assert!(Sketch::of(&"again ".repeat(1000)).is_none());
    }

    #[test]
    fn a_sketch_never_changes_because_groups_are_named_by_it() {
        let text = sentences("r", 30).join(" ");
        let sketch = Sketch::of(&text).unwrap();
        assert_eq!((sketch.rows, sketch.kept.len()), (356, KEPT_MAX));
        let sum = sketch.kept.iter().fold(0_u64, |sum, h| sum + u64::from(*h));
        assert_eq!(sum, 427_170_128_624);
    }
}
