//! A span: a half-open range of UTF-8 bytes in one text.
//!
//! Not an owner of text: whoever holds a span must know which text it belongs to (cleaned text unless
//! a name says otherwise). Invariant: `start <= end`; slicing never panics, a span that does not fit its
//! text or cuts a character slices to the empty string.

use std::ops::Range;

/// Half-open byte range `start..end`, 32 bit: an article is at most 1 MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span `start..end`; an `end` before `start` gives the empty span at `start`.
    pub fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The span of a `usize` range; offsets past 4 GiB saturate.
    pub fn of(range: Range<usize>) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self::new(narrow(range.start), narrow(range.end))
    }

    /// First byte.
    pub fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    pub fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether nothing lies inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same as a `usize` range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The characters of `text` inside this span, or `""` when the span does not fit.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub fn holds(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A verbatim piece of a text: where it stands and what it says.
///
/// Invariant kept by its makers: `span.slice(text) == self.text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fragment {
    /// Where in the cleaned text.
    pub span: Span,
    /// What stands there, character for character.
    pub text: String,
}

impl Fragment {
    /// The fragment of `text` at `span`.
    pub fn cut(span: Span, text: &str) -> Self {
        Self {
            span,
            text: span.slice(text).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reversed_span_is_empty_and_a_foreign_one_slices_to_nothing() {
        assert!(Span::new(5, 2).is_empty());
        assert_eq!(Span::new(0, 99).slice("abc"), "");
        assert_eq!(Span::new(1, 2).slice("é"), "");
        assert_eq!(Span::new(1, 3).slice("abc"), "bc");
    }
}
