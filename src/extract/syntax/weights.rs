//! The weights file: three pruned tables of small integers, read where they lie.
//!
//! Not a general format. Layout: magic, then per table (tags, moves, labels) its number of buckets and classes as
//! little-endian `u32`, then the tables. A bucket is 64 bytes, a cache line: eight checks (`u16`), then eight entries of
//! three weights (class, signed byte). A feature's bucket comes from the high bits of its key, its check is the low 16 bits; a
//! feature with more than three weights has several entries, if need be in the neighbour too, one without any scores nothing. (Rows with a byte for
//! every class were tried first: four times as large for the same features.)
//! Rule: sizes are checked once when the file is opened; reading never fails.

use std::borrow::Cow;

/// First bytes of a weights file; the number is the version of features and layout.
pub const MAGIC: &[u8; 8] = b"vdsyn001";

/// Entries of a bucket.
pub const BUCKET: usize = 8;

/// Weights of an entry.
pub const ENTRY_WEIGHTS: usize = 3;

/// Flag on a class: the neighbouring bucket (the other of an even and an odd one) has more of this feature.
pub const CONTINUES: u8 = 128;

/// Bytes of a bucket.
pub const BUCKET_BYTES: usize = 64;

/// Most buckets of a table (64 MiB).
const BUCKETS_MAX: usize = 1 << 20;

/// Most classes a table can have.
const CLASSES_MAX: usize = 64;

/// A weights file that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The first bytes are wrong.
    #[error("these are no syntax weights of this version: train them again with `train-syntax`")]
    Magic,
    /// The file ends before its tables do, or goes on after them.
    #[error("syntax weights of {found} bytes where the tables need {needed}")]
    Length {
        /// Bytes needed.
        needed: usize,
        /// Bytes found.
        found: usize,
    },
    /// A table has another width than the code expects, or an odd bucket count.
    #[error("syntax weights: table {table} has {buckets} buckets of width {width}")]
    Shape {
        /// Which table, counted from 0.
        table: usize,
        /// Its buckets.
        buckets: usize,
        /// Its width.
        width: usize,
    },
}

/// One table: where its parts lie in the file.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    count: u32,
    start: usize,
    end: usize,
}

/// The three tables of a weights file.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    bytes: Cow<'static, [u8]>,
    tables: [Table; 3],
}

/// Number of the table of tags, moves, labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Tagger.
    Tags = 0,
    /// Parser.
    Moves = 1,
    /// Relations.
    Labels = 2,
}

impl Weights {
    /// Opens a weights file whose tables have these widths.
    pub fn open(bytes: Cow<'static, [u8]>, widths: [usize; 3]) -> Result<Self, WeightsError> {
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(WeightsError::Magic);
        }
        let mut tables = [Table::default(); 3];
        let mut at = MAGIC.len() + 3 * 8;
        for (i, (table, expected)) in tables.iter_mut().zip(widths).enumerate() {
            let number = |k: usize| {
                let start = MAGIC.len() + i * 8 + k * 4;
                let word = bytes.get(start..start + 4).unwrap_or(&[]);
                word.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b))
            };
            let (buckets, width) = (number(0), number(1));
            if width != expected || buckets % 2 != 0 || buckets > BUCKETS_MAX {
                return Err(WeightsError::Shape {
                    table: i,
                    buckets,
                    width,
                });
            }
            let end = at + buckets * BUCKET_BYTES;
            *table = Table {
                count: u32::try_from(buckets).unwrap_or(0),
                start: at,
                end,
            };
            at = end;
        }
        if at != bytes.len() {
            return Err(WeightsError::Length {
                needed: at,
                found: bytes.len(),
            });
        }
        Ok(Self { bytes, tables })
    }

    /// One table for reading.
    pub fn part(&self, part: Part) -> Entries<'_> {
        let [tags, moves, labels] = self.tables;
        let table = match part {
            Part::Tags => tags,
            Part::Moves => moves,
            Part::Labels => labels,
        };
        let bytes = self.bytes.get(table.start..table.end).unwrap_or(&[]);
        Entries {
            count: table.count,
            buckets: bytes.as_chunks().0,
        }
    }
}

/// One table opened for reading.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'a> {
    count: u32,
    buckets: &'a [[u8; BUCKET_BYTES]],
}

/// The lowest bit of each of four 16-bit lanes.
const LANES: u64 = 0x0001_0001_0001_0001;

/// The highest bit of each lane.
const HIGH: u64 = LANES << 15;

impl Entries<'_> {
    /// The score of each of the first `WIDTH` classes: the sum of the features' weights.
    #[inline]
    pub fn score<const WIDTH: usize>(&self, features: &[u32]) -> [i32; WIDTH] {
        let mut scores = [0_i32; CLASSES_MAX];
        for feature in features {
            let home = home(*feature, self.count);
            let wanted = u64::from(check(*feature)) * LANES;
            if self.add(home, wanted, &mut scores) {
                self.add(home ^ 1, wanted, &mut scores);
            }
        }
        scores.first_chunk().copied().unwrap_or([0; WIDTH])
    }

    /// Adds the entries of one bucket; says whether the neighbour has more.
    #[inline]
    fn add(&self, bucket: usize, wanted: u64, scores: &mut [i32; CLASSES_MAX]) -> bool {
        let words = self.buckets.get(bucket).map(|b| b.as_chunks::<8>().0);
        let Some(&[first, second, ref entries @ ..]) = words else {
            return false;
        };
        let mut found = matching(first, wanted) | matching(second, wanted) << 4;
        let mut flags = 0;
        while found != 0 {
            let slot = found.trailing_zeros() as usize;
            found &= found - 1;
            let (weights, _) = entries.as_flattened().as_chunks::<{ 2 * ENTRY_WEIGHTS }>();
            let Some(entry) = weights.get(slot) else {
                break;
            };
            for [class, weight] in entry.as_chunks::<2>().0 {
                flags |= class;
                if let Some(score) = scores.get_mut(usize::from(*class) % CLASSES_MAX) {
                    *score += i32::from(weight.cast_signed());
                }
            }
        }
        flags & CONTINUES != 0
    }
}

/// Which of four checks agree, as the low four bits.
fn matching(checks: [u8; 8], wanted: u64) -> u64 {
    let apart = u64::from_le_bytes(checks) ^ wanted;
    // A lane is zero when neither its low 15 bits carry into the high bit nor the high bit is set: exact per lane.
    let zero = !((apart & !HIGH).wrapping_add(!HIGH) | apart) & HIGH;
    (zero >> 15 & 1) | (zero >> 30 & 2) | (zero >> 45 & 4) | (zero >> 60 & 8)
}

/// The bucket of a feature in a table of `count` buckets.
#[inline]
#[must_use]
pub fn home(feature: u32, count: u32) -> usize {
    usize::try_from((u64::from(feature) * u64::from(count)) >> 32).unwrap_or(0)
}

/// What tells features of one bucket apart; never 0, which marks an empty entry.
#[must_use]
pub fn check(feature: u32) -> u16 {
    u16::try_from(feature & 0xffff).unwrap_or(0).max(1)
}

/// The class with the highest score, the first of equals, among those `allowed`.
pub fn best(scores: &[i32], allowed: impl Fn(usize) -> bool) -> usize {
    let mut best = (i32::MIN, 0);
    for (class, score) in scores.iter().enumerate() {
        if *score > best.0 && allowed(class) {
            best = (*score, class);
        }
    }
    best.1
}
