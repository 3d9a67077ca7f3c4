//! The way back: from a byte of the cleaned text to a byte of the decoded input.
//!
//! Not a diff: it knows only runs that were copied unchanged and the places where they came from. Invariant:
//! runs ascend in the cleaned text and do not overlap; bytes made up by the cleaner map to the nearest run's edge.

use crate::model::Span;

/// One run copied unchanged, or replaced as a whole (`input_len` differs from `len`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    cleaned: u32,
    len: u32,
    input: u32,
    input_len: u32,
}

/// Maps spans of the cleaned text to spans of the decoded input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

impl OffsetMap {
    /// Notes that the next `len` cleaned bytes came from `input` (`input_len` bytes there).
    ///
    /// Runs of equal length that continue each other are joined.
    pub fn push(&mut self, len: u32, input: u32, input_len: u32) {
        let cleaned = self.runs.last().map_or(0, |r| r.cleaned + r.len);
        match self.runs.last_mut() {
            Some(last)
                if last.len == last.input_len
                    && len == input_len
                    && last.input + last.input_len == input =>
            {
                last.len += len;
                last.input_len += len;
            }
            _ => self.runs.push(Run {
                cleaned,
                len,
                input,
                input_len,
            }),
        }
    }

    /// The input span a cleaned span came from.
    pub fn to_input(&self, span: Span) -> Span {
        let start = self.locate(span.start(), false);
        Span::new(
            start,
            if span.is_empty() {
                start
            } else {
                self.locate(span.end(), true)
            },
        )
    }

    fn locate(&self, offset: u32, is_end: bool) -> u32 {
        let after = self.runs.partition_point(|r| {
            if is_end {
                r.cleaned < offset
            } else {
                r.cleaned <= offset
            }
        });
        let Some(run) = after.checked_sub(1).and_then(|i| self.runs.get(i)) else {
            return 0;
        };
        let within = offset - run.cleaned;
        if run.len == run.input_len {
            run.input + within.min(run.len)
        } else if is_end || within >= run.len {
            run.input + run.input_len
        } else {
            run.input
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_map_back_across_dropped_and_replaced_input() {
        let mut map = OffsetMap::default();
        map.push(5, 0, 5); // "Hello"
        map.push(1, 5, 2); // no-break space -> blank
        map.push(5, 20, 5); // after dropped furniture
        assert_eq!(map.to_input(Span::new(0, 5)), Span::new(0, 5));
        assert_eq!(map.to_input(Span::new(5, 6)), Span::new(5, 7));
        assert_eq!(map.to_input(Span::new(6, 11)), Span::new(20, 25));
        assert_eq!(map.to_input(Span::new(3, 8)), Span::new(3, 22));
    }
}
