//! Repeated quotations: pulled-out lines, captions and headlines that print the words of a quotation again.
//!
//! Not utterances told by several reports (that is another stage's). Rule: a passage repeats an earlier one when its
//! first and its last words stand there in the same order; short ones never count, since people do repeat themselves.

use super::marks::Passage;
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// Words in a row that must agree.
const ROW: usize = 6;

/// For each passage whether it repeats an earlier one. As good as linear in the passages' length: rows are told apart by a
/// sketch, and the few that may agree are looked up in order (a stranger's words are no keys to hash).
pub(super) fn repeats(doc: &Document, passages: &[Passage]) -> Vec<bool> {
    let (words, places) = words(doc, passages);
    let of = |place: &Range<usize>| words.get(place.clone()).unwrap_or_default();
    let asked = places.iter().map(of).filter_map(ends);
    let mut rows = Rows::of(asked.flat_map(|(first, last)| [first, last]));
    let mut found = Vec::with_capacity(passages.len());
    for words in places.iter().map(of) {
        found.push(ends(words).is_some_and(|(first, last)| rows.seen(first) && rows.seen(last)));
        for row in words.windows(ROW) {
            rows.see(row);
        }
    }
    found
}

/// The words of all passages, and where each passage's stand.
fn words<'d>(doc: &'d Document, passages: &[Passage]) -> (Vec<&'d str>, Vec<Range<usize>>) {
    let is_word = |i: &usize| {
        let kind = doc.tokens.get(*i).map(|t| t.kind);
        matches!(kind, Some(TokenKind::Word | TokenKind::Number))
    };
    let mut words = Vec::new();
    let mut places = Vec::with_capacity(passages.len());
    for passage in passages {
        let from = words.len();
        let inner = passage.inner.clone().filter(is_word);
        words.extend(inner.map(|i| doc.lower(i)));
        places.push(from..words.len());
    }
    (words, places)
}

/// The first and the last row of a passage, if it has one.
fn ends<'w, 'd>(words: &'w [&'d str]) -> Option<(&'w [&'d str], &'w [&'d str])> {
    let last = words.get(words.len().checked_sub(ROW)?..)?;
    Some((words.get(..ROW)?, last))
}

/// Rows that are asked for, and whether they were seen.
struct Rows<'w, 'd> {
    rows: Vec<(&'w [&'d str], bool)>,
    sketches: [u64; 64],
}

impl<'w, 'd> Rows<'w, 'd> {
    fn of(asked: impl Iterator<Item = &'w [&'d str]>) -> Self {
        let mut rows: Vec<_> = asked.map(|row| (row, false)).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut sketches = [0; 64];
        for (row, _) in &rows {
            let (at, bit) = sketch(row);
            if let Some(bits) = sketches.get_mut(at) {
                *bits |= bit;
            }
        }
        Self { rows, sketches }
    }

    fn at(&self, row: &[&str]) -> Option<usize> {
        self.rows.binary_search_by_key(&row, |(r, _)| r).ok()
    }

    fn seen(&self, row: &[&str]) -> bool {
        let found = self.at(row).and_then(|at| self.rows.get(at));
        found.is_some_and(|(_, seen)| *seen)
    }

    fn see(&mut self, row: &[&str]) {
        let (at, bit) = sketch(row);
        if self.sketches.get(at).is_none_or(|bits| bits & bit == 0) {
            return;
        }
        if let Some((_, seen)) = self.at(row).and_then(|at| self.rows.get_mut(at)) {
            *seen = true;
        }
    }
}

/// A bit of 4,096 from the first letters and lengths of the first words.
fn sketch(row: &[&str]) -> (usize, u64) {
    let of = |sum: usize, word: &&str| {
        let first = usize::from(word.bytes().next().unwrap_or(0));
        sum * 31 + first + word.len() * 7
    };
    let sum = row.iter().take(3).fold(0, of);
    (sum / 64 % 64, 1 << (sum % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Language;
    use crate::model::{Format, RawArticle};

    fn told(text: &str) -> Vec<bool> {
        let raw = RawArticle {
            bytes: text.as_bytes().to_vec(),
            format: Some(Format::Text),
            ..RawArticle::default()
        };
        let doc = crate::text::read(&raw, &Language::english().unwrap());
        let passages = crate::extract::quote::marks::passages(&doc, &mut Vec::new());
        repeats(&doc, &passages)
    }

    #[test]
    fn only_first_and_last_words_that_stood_before_make_a_repeat() {
        let long =
            "\"We shall hold the old bridge until the last boat has left,\" Mira Tolan said.";
        let whole = "\"We shall hold the old bridge until the last boat has left.\"";
        let part = "\"We shall hold the old bridge for one more night and then go.\"";
        let short = "\"The old bridge.\"";
        assert_eq!(
            told(&format!("{long}\n{whole}\n{part}\n{short}\n{short}")),
            [false, true, false, false, false]
        );
    }
}
