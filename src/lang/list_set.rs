//! A set of word lists, a bit each.
//!
//! Not the words (those are `list`). Rule: there are no more lists than bits, which the compiler checks.

use super::list::WordList;

/// Lists in each half of [`Lists`].
const HALF: u32 = u128::BITS;

const _: () = assert!(
    WordList::ALL.len() <= 2 * HALF as usize,
    "more word lists than bits"
);

/// A set of lists, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    low: u128,
    high: u128,
}

impl Lists {
    pub(super) fn of(list: WordList) -> Self {
        let at = list as u32;
        if at < HALF {
            Self {
                low: 1 << at,
                high: 0,
            }
        } else {
            Self {
                low: 0,
                high: 1 << (at - HALF),
            }
        }
    }

    pub(super) fn has(self, list: WordList) -> bool {
        let one = Self::of(list);
        self.low & one.low != 0 || self.high & one.high != 0
    }

    pub(super) fn add(&mut self, list: WordList) {
        let one = Self::of(list);
        self.low |= one.low;
        self.high |= one.high;
    }
}
