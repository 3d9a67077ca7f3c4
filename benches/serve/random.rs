//! Random numbers that are the same on every machine, and laws to draw by.

/// A row of random numbers (splitmix64).
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The row that belongs to these numbers.
    pub(crate) fn of(parts: &[u64]) -> Self {
        let mut random = Self(0x9e37_79b9_7f4a_7c15);
        for part in parts {
            random.0 ^= *part;
            random.next();
        }
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 when that is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// A position in a list of this length.
    pub(crate) fn at(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A number from 0 to 1, 1 not included.
    pub(crate) fn share(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "32 bits fit a double")]
        let share = (self.next() >> 32) as f64 / 4_294_967_296.0;
        share
    }
}

/// Zipf's law with Mandelbrot's shift: rank `r` weighs `1 / (r + shift) ^ exponent`.
#[derive(Debug)]
pub(crate) struct Law(Vec<f64>);

impl Law {
    pub(crate) fn new(ranks: u32, exponent: f64, shift: f64) -> Self {
        let mut sum = 0.0;
        let weights = (1..=ranks).map(|rank| {
            sum += (f64::from(rank) + shift).powf(-exponent);
            sum
        });
        let mut sums: Vec<f64> = weights.collect();
        for weight in &mut sums {
            *weight /= sum;
        }
        Self(sums)
    }

    /// The rank a share from 0 to 1 falls on, counted from 0.
    pub(crate) fn rank(&self, share: f64) -> usize {
        self.0.partition_point(|sum| *sum <= share)
    }

    /// How much of all falls on a rank.
    pub(crate) fn weight(&self, rank: usize) -> f64 {
        let sum = |rank: Option<usize>| rank.and_then(|r| self.0.get(r)).copied().unwrap_or(0.0);
        sum(Some(rank)) - sum(rank.checked_sub(1))
    }
}
