//! The averaged perceptron, in whole numbers so that every machine learns the same.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use vedette::extract::syntax::weights::{
    BUCKET, BUCKET_BYTES, CONTINUES, ENTRY_WEIGHTS, check, home,
};

/// Feature keys are hashes already.
#[derive(Default)]
pub(super) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0 << 8 | u64::from(*b);
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

struct Row<const W: usize> {
    key: u32,
    weights: [i32; W],
    totals: [i64; W],
    uses: u32,
}

/// Weights of `W` classes for every feature that was ever part of a mistake.
pub(super) struct Perceptron<const W: usize> {
    index: HashMap<u32, u32, BuildHasherDefault<Identity>>,
    rows: Vec<Row<W>>,
    steps: i64,
}

/// A table ready for the file.
pub(super) struct Exported {
    pub(super) bytes: Vec<u8>,
    pub(super) kept: usize,
    pub(super) all: usize,
}

/// Averages are kept to this part of one.
const SCALE: i64 = 256;

impl<const W: usize> Perceptron<W> {
    pub(super) fn new() -> Self {
        Self {
            index: HashMap::default(),
            rows: Vec::new(),
            steps: 1,
        }
    }

    pub(super) fn score(&self, features: &[u32]) -> [i32; W] {
        let mut scores = [0; W];
        for feature in features {
            let row = self
                .index
                .get(feature)
                .and_then(|i| self.rows.get(*i as usize));
            if let Some(row) = row {
                for (score, weight) in scores.iter_mut().zip(row.weights) {
                    *score += weight;
                }
            }
        }
        scores
    }

    /// One step: nothing changes when `gold` beats the best wrong class by more than `margin`.
    pub(super) fn learn_margin(
        &mut self,
        features: &[u32],
        gold: usize,
        rival: Option<usize>,
        margin: i32,
    ) {
        self.steps += 1;
        for feature in features {
            let row = self
                .index
                .get(feature)
                .and_then(|i| self.rows.get_mut(*i as usize));
            if let Some(row) = row {
                row.uses += 1;
            }
        }
        let Some(guess) = rival else { return };
        let scores = self.score(features);
        let of = |class: usize| scores.get(class).copied().unwrap_or(0);
        if of(gold) - of(guess) > margin {
            return;
        }
        for feature in features {
            let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            let at = *self.index.entry(*feature).or_insert(next);
            if at == next {
                self.rows.push(Row {
                    key: *feature,
                    weights: [0; W],
                    totals: [0; W],
                    uses: 0,
                });
            }
            let Some(row) = self.rows.get_mut(at as usize) else {
                continue;
            };
            for (class, delta) in [(gold, 1), (guess, -1)] {
                if let Some(weight) = row.weights.get_mut(class) {
                    *weight += delta;
                }
                if let Some(total) = row.totals.get_mut(class) {
                    *total += i64::from(delta) * self.steps;
                }
            }
        }
    }

    /// The weights' mean over all steps, times `SCALE`.
    pub(super) fn averaged(mut self) -> Self {
        for row in &mut self.rows {
            for (weight, total) in row.weights.iter_mut().zip(row.totals) {
                let mean = i64::from(*weight) * SCALE - total * SCALE / self.steps;
                *weight = i32::try_from(mean).unwrap_or(0);
            }
        }
        self
    }

    /// The most important rows as signed bytes in buckets.
    pub(super) fn export(&self, buckets: usize) -> Exported {
        let mut sizes: Vec<i32> = self
            .rows
            .iter()
            .flat_map(|r| r.weights)
            .map(i32::abs)
            .filter(|w| *w > 0)
            .collect();
        sizes.sort_unstable();
        let rank = sizes.len() - sizes.len() / 2000 - usize::from(!sizes.is_empty());
        let full = sizes.get(rank).copied().unwrap_or(1).max(1);
        let byte = |w: i32| {
            let scaled = (i64::from(w) * 254 + i64::from(full) * i64::from(w.signum()))
                / (2 * i64::from(full));
            i8::try_from(scaled.clamp(-127, 127)).unwrap_or(0)
        };
        let spread = |row: &Row<W>| {
            let bytes = row.weights.map(byte);
            let (low, high) = (bytes.iter().min(), bytes.iter().max());
            let range =
                i32::from(high.copied().unwrap_or(0)) - i32::from(low.copied().unwrap_or(0));
            i64::from(range) * i64::from(range) * i64::from(row.uses)
        };
        let mut order: Vec<(i64, &Row<W>)> = self
            .rows
            .iter()
            .map(|r| (spread(r), r))
            .filter(|(s, _)| *s > 0)
            .collect();
        order.sort_by_key(|(spread, row)| (-spread, row.key));
        let mut bytes = vec![0_u8; buckets * BUCKET_BYTES];
        let mut kept = 0;
        for (_, row) in order {
            let weights: Vec<[u8; 2]> = (0_u8..)
                .zip(row.weights.map(byte))
                .filter(|(_, w)| *w != 0)
                .map(|(class, w)| [class, w.cast_unsigned()])
                .collect();
            let home = home(row.key, buckets);
            kept += usize::from(place(&mut bytes, home, check(row.key), &weights));
        }
        Exported {
            bytes,
            kept,
            all: self.rows.len(),
        }
    }
}

/// Puts a feature's weights into free entries of its bucket and, when they are many, of the neighbour's.
fn place(bytes: &mut [u8], home: usize, check: u16, weights: &[[u8; 2]]) -> bool {
    let wanted = check.to_le_bytes();
    let chunks = weights.chunks(ENTRY_WEIGHTS);
    let (buckets, _) = bytes.as_chunks_mut::<BUCKET_BYTES>();
    let Ok([low, high]) = buckets.get_disjoint_mut([home & !1, home | 1]) else {
        return false;
    };
    let (own, other) = if home & 1 == 0 {
        (low, high)
    } else {
        (high, low)
    };
    let free = |bucket: &[u8; BUCKET_BYTES]| {
        let checks = bucket.as_chunks::<2>().0.iter().take(BUCKET);
        checks.filter(|c| **c == [0; 2]).count()
    };
    let taken = [&*own, &*other].iter().any(|bucket| {
        bucket
            .as_chunks::<2>()
            .0
            .iter()
            .take(BUCKET)
            .any(|c| *c == wanted)
    });
    let (here, there) = (free(own), free(other));
    if taken || here == 0 || here + there < chunks.len() {
        return false;
    }
    let flag = if chunks.len() > here { CONTINUES } else { 0 };
    let mut chunks = chunks;
    for bucket in [own, other] {
        let (checks, entries) = bucket.split_at_mut(2 * BUCKET);
        let (checks, _) = checks.as_chunks_mut::<2>();
        let entries = entries.chunks_mut(2 * ENTRY_WEIGHTS);
        let free = checks
            .iter_mut()
            .zip(entries)
            .filter(|(c, _)| **c == [0; 2]);
        for (check, entry) in free {
            let Some(chunk) = chunks.next() else {
                return true;
            };
            *check = wanted;
            for (cell, [class, weight]) in entry.as_chunks_mut::<2>().0.iter_mut().zip(chunk) {
                *cell = [class | flag, *weight];
            }
        }
    }
    true
}

/// A small generator (xorshift) with a fixed start.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`, which is not 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(((self.0 >> 32) * u64::from(n)) >> 32).unwrap_or(0)
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.below(u32::try_from(i + 1).unwrap_or(u32::MAX));
            list.swap(i, j as usize);
        }
    }
}
