//! The weights file: three pruned tables of small integers, unpacked once when it is opened.
//!
//! Not a general format. Layout: magic, then per table (tags, moves, labels) its number of buckets and classes as
//! little-endian `u32`, then the tables. A bucket is 64 bytes, a cache line: eight checks (`u16`), then eight entries of
//! three weights (class, signed byte). A feature's bucket comes from the high bits of its key, its check is the low 16 bits; a
//! feature with more than three weights has several entries, if need be in the neighbour too, one without any scores nothing. (Rows with a byte for
//! every class were tried first: four times as large for the same features.) Unpacked, a table keeps its buckets and checks, and each check has one
//! row of weights: beside the checks for moves, which have few, elsewhere for tags and relations. (Read where they lay, entries cost a
//! guessed branch and a search each: three times the time.)
//! Rule: sizes are checked once when the file is opened; reading never fails.

use super::label::LABELS;
use super::parser::MOVES;
use super::tagger::TAG_CLASSES;
use std::hint::{black_box, select_unpredictable};

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

/// The three tables of a weights file, unpacked.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Tagger.
    pub tags: Rows<TAG_CLASSES, Half>,
    /// Parser.
    pub moves: Lines,
    /// Relations.
    pub labels: Rows<LABELS, Whole>,
}

/// The file's buckets of one table.
type Packed<'a> = &'a [[u8; BUCKET_BYTES]];

impl Weights {
    /// Unpacks a weights file.
    pub fn open(bytes: &[u8]) -> Result<Self, WeightsError> {
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(WeightsError::Magic);
        }
        let mut tables: [Packed<'_>; 3] = [&[]; 3];
        let mut at = MAGIC.len() + 3 * 8;
        let widths = [TAG_CLASSES, MOVES, LABELS];
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
            *table = bytes.get(at..end).unwrap_or(&[]).as_chunks().0;
            at = end;
        }
        if at != bytes.len() {
            return Err(WeightsError::Length {
                needed: at,
                found: bytes.len(),
            });
        }
        let [tags, moves, labels] = tables;
        Ok(Self {
            tags: Rows::unpacked(tags),
            moves: Lines::unpacked(moves),
            labels: Rows::unpacked(labels),
        })
    }
}

/// What the file says of the features of one bucket, a row a check: what a search through this bucket and, where an entry
/// asks for it, the neighbouring one finds.
fn rows_of<const W: usize>(buckets: Packed<'_>, at: usize) -> Vec<(u16, [i8; W])> {
    let mut rows: Vec<(u16, [i8; W])> = Vec::with_capacity(BUCKET);
    let entries = |at: usize| buckets.get(at).into_iter().flat_map(bucket_entries);
    for (check, _) in entries(at).filter(|(check, _)| *check != 0) {
        if rows.iter().any(|(known, _)| *known == check) {
            continue;
        }
        let mut row = [0; W];
        let mut flags = 0;
        for (_, entry) in entries(at).filter(|(c, _)| *c == check) {
            flags |= add(entry, &mut row);
        }
        if flags & CONTINUES != 0 {
            for (_, entry) in entries(at ^ 1).filter(|(c, _)| *c == check) {
                add(entry, &mut row);
            }
        }
        rows.push((check, row));
    }
    rows
}

/// Check and weights of each entry of a bucket.
fn bucket_entries(
    bucket: &[u8; BUCKET_BYTES],
) -> impl Iterator<Item = (u16, [[u8; 2]; ENTRY_WEIGHTS])> {
    let (checks, entries) = bucket.split_at(2 * BUCKET);
    let checks = checks.as_chunks().0.iter().map(|c| u16::from_le_bytes(*c));
    checks.zip(entries.as_chunks().0.as_chunks().0.iter().copied())
}

/// Adds an entry to a row; gives the flags of its classes.
fn add<const W: usize>(entry: [[u8; 2]; ENTRY_WEIGHTS], row: &mut [i8; W]) -> u8 {
    let mut flags = 0;
    for [class, weight] in entry {
        flags |= class;
        if let Some(slot) = row.get_mut(usize::from(class & !CONTINUES)) {
            *slot = slot.wrapping_add(weight.cast_signed());
        }
    }
    flags
}

/// The lowest bit of each of four 16-bit lanes.
const LANES: u64 = 0x0001_0001_0001_0001;

/// The highest bit of each lane.
const HIGH: u64 = LANES << 15;

/// The checks of a bucket, four to a number.
type Checks = [u64; 2];

fn packed(checks: impl Iterator<Item = u16>) -> Checks {
    let mut packed = [0; 2];
    for (slot, check) in checks.enumerate() {
        if let Some(word) = packed.get_mut(slot / 4) {
            *word |= u64::from(check) << (16 * (slot % 4));
        }
    }
    packed
}

/// The place of a check among the eight of its bucket, [`BUCKET`] when it has none.
///
/// Without a branch: a wrong guess would wait for the table, and all later look-ups with it.
#[inline]
fn place_of(checks: Checks, check: u16) -> usize {
    let wanted = u64::from(check) * LANES;
    // A lane is zero when neither its low 15 bits carry into the high bit nor the high bit is set: exact per lane.
    let zero = |apart: u64| !((apart & !HIGH).wrapping_add(!HIGH) | apart) & HIGH;
    let [one, two] = checks.map(|c| zero(c ^ wanted));
    // Lanes of the first half are bits 0, 16, 32, 48, those of the second one more.
    let found = one >> 15 | two >> 14;
    let bit = (found | 1 << 50).trailing_zeros() as usize;
    let place = bit >> 4 | (bit & 1) << 2;
    select_unpredictable(found != 0, place, BUCKET)
}

/// Half a line of memory.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub struct Half;

/// A line of memory.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub struct Whole;

/// The weights of a feature, at a multiple of `A`: a row across two lines of memory would wait twice.
#[derive(Clone, Copy, Debug)]
struct Row<const W: usize, A>([i8; W], [A; 0]);

/// A weight for each of `W` classes a feature. Checks lie apart from rows: they are what every look-up needs, and small
/// enough to stay near the processor.
#[derive(Clone, Debug, Default)]
pub struct Rows<const W: usize, A> {
    checks: Vec<Checks>,
    /// The first row is the one of features that are not there; then every bucket has as many as it can hold, so that
    /// where they begin need not be looked up.
    weights: Vec<Row<W, A>>,
}

impl<const W: usize, A: Copy> Rows<W, A> {
    fn unpacked(buckets: Packed<'_>) -> Self {
        let mut table = Self {
            checks: Vec::with_capacity(buckets.len()),
            weights: vec![Row([0; W], []); 1 + buckets.len() * BUCKET],
        };
        let own = table.weights.get_mut(1..).unwrap_or(&mut []);
        for (at, places) in own.chunks_exact_mut(BUCKET).enumerate() {
            let rows = rows_of(buckets, at);
            let checks = packed(rows.iter().map(|(check, _)| *check));
            table.checks.push(checks);
            for (place, (_, row)) in places.iter_mut().zip(rows) {
                *place = Row(row, []);
            }
        }
        table
    }

    /// The sum over features, on top of `sum`.
    #[inline]
    #[must_use]
    pub fn add<const N: usize>(&self, features: &[u32; N], mut sum: [i16; W]) -> [i16; W] {
        let homes = features.map(|f| home(f, self.checks.len()));
        // All buckets are asked for at once, so that the waits for memory run side by side.
        let none = [0; 2];
        let checks = homes.map(|at| *self.checks.get(at).unwrap_or(&none));
        let mut rows = [0; N];
        let found = features.iter().zip(checks).zip(homes);
        for (row, ((feature, checks), at)) in rows.iter_mut().zip(found) {
            let place = place_of(checks, check(*feature));
            *row = select_unpredictable(place < BUCKET, at * BUCKET + place + 1, 0);
        }
        // The same for rows: reading one number of each is soon done, adding all up is not.
        let first = |row: usize| {
            self.weights
                .get(row)
                .and_then(|Row(row, _)| row.first())
                .map_or(0, |w| *w)
        };
        black_box(rows.iter().fold(0, |all, row| all ^ first(*row)));
        for row in rows {
            let Some(Row(row, _)) = self.weights.get(row) else {
                break;
            };
            for (sum, weight) in sum.iter_mut().zip(row) {
                *sum += i16::from(*weight);
            }
        }
        sum
    }
}

/// A bucket with its weights beside its checks: a look-up waits for one line of memory. Classes so few that this fits.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line {
    checks: Checks,
    /// The last row is the one of features that are not there.
    rows: [[i8; MOVES]; BUCKET + 1],
}

impl Line {
    const EMPTY: Self = Self {
        checks: [0; 2],
        rows: [[0; MOVES]; BUCKET + 1],
    };
}

/// Features under way to their weights.
#[derive(Clone, Copy, Debug)]
pub struct Asked<const N: usize> {
    homes: [usize; N],
    wanted: [u16; N],
    checks: [Checks; N],
}

/// A weight for each move a feature.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    lines: Vec<Line>,
}

impl Lines {
    fn unpacked(buckets: Packed<'_>) -> Self {
        let line = |at| {
            let rows = rows_of(buckets, at);
            let mut line = Line {
                checks: packed(rows.iter().map(|(check, _)| *check)),
                ..Line::EMPTY
            };
            let places = line.rows.iter_mut().take(BUCKET);
            for (place, (_, row)) in places.zip(rows) {
                *place = row;
            }
            line
        };
        Self {
            lines: (0..buckets.len()).map(line).collect(),
        }
    }

    fn line(&self, at: usize) -> &Line {
        self.lines.get(at).unwrap_or(&Line::EMPTY)
    }

    /// Asks for the weights of all features at once, so that the waits for memory run side by side. Ask for all that one
    /// decision needs before adding any of it up.
    #[inline]
    #[must_use]
    pub fn ask<const N: usize>(&self, features: &[u32; N]) -> Asked<N> {
        let homes = features.map(|f| home(f, self.lines.len()));
        Asked {
            homes,
            wanted: features.map(check),
            checks: homes.map(|at| self.line(at).checks),
        }
    }

    /// The sum over features asked for, on top of `sum`.
    #[inline]
    #[must_use]
    pub fn add<const N: usize>(&self, asked: &Asked<N>, mut sum: [i16; MOVES]) -> [i16; MOVES] {
        let found = asked.wanted.iter().zip(asked.checks).zip(asked.homes);
        for ((check, checks), at) in found {
            let rows = &self.line(at).rows;
            let row = rows.get(place_of(checks, *check)).unwrap_or(&[0; MOVES]);
            for (sum, weight) in sum.iter_mut().zip(row) {
                *sum += i16::from(*weight);
            }
        }
        sum
    }
}

/// The bucket of a feature in a table of `count` buckets.
#[inline]
#[must_use]
pub fn home(feature: u32, count: usize) -> usize {
    usize::try_from((u64::from(feature) * count as u64) >> 32).unwrap_or(0)
}

/// What tells features of one bucket apart; never 0, which marks an empty entry.
#[inline]
#[must_use]
pub fn check(feature: u32) -> u16 {
    let [low, high, _, _] = feature.to_le_bytes();
    u16::from_le_bytes([low, high]).max(1)
}

/// The class with the highest score, the first of equals, among those `allowed`.
#[inline]
pub fn best<T: Copy + PartialOrd>(scores: &[T], allowed: impl Fn(usize) -> bool) -> usize {
    let mut best: Option<(T, usize)> = None;
    for (class, score) in scores.iter().enumerate() {
        if allowed(class) && best.is_none_or(|(most, _)| *score > most) {
            best = Some((*score, class));
        }
    }
    best.map_or(0, |(_, class)| class)
}
