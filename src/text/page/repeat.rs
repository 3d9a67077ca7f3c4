//! Paragraphs that stand twice: a standfirst repeated in the body, a whole block printed again.
//!
//! Not near copies: only what is equal character for character. Rule: the first one stays.

use super::Page;
use crate::model::{Remark, RemarkCode, Span};
use std::collections::HashMap;

/// A line of fewer words may well be said twice ("Yes.").
const WORDS_MIN: usize = 6;
/// How much of a repeated paragraph the remark quotes, in characters.
const REMARK_CHARS: usize = 80;

impl Page<'_> {
    pub(super) fn repeats(&mut self) {
        let alive = self.alive();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        // For each line left: the earlier line it equals.
        let mut copies: Vec<Option<usize>> = Vec::with_capacity(alive.len());
        for at in &alive {
            let text = self.get(*at).map_or("", |i| i.line.text.as_str());
            let first = *seen.entry(text).or_insert(*at);
            copies.push((first != *at).then_some(first));
        }
        let long = |n: usize| {
            let words = alive
                .get(n)
                .and_then(|at| self.get(*at))
                .map_or(0, |i| i.words);
            words >= WORDS_MIN && copies.get(n).is_some_and(Option::is_some)
        };
        let is_repeat = |n: usize| {
            // A short line goes only as part of a repeated block.
            long(n)
                || (copies.get(n).is_some_and(Option::is_some)
                    && n > 0
                    && long(n - 1)
                    && (long(n + 1) || n + 1 == alive.len()))
        };
        let gone: Vec<(usize, usize)> = (0..alive.len())
            .filter(|n| is_repeat(*n))
            .filter_map(|n| Some((*alive.get(n)?, (*copies.get(n)?)?)))
            .collect();
        for (at, first) in gone {
            let text: String = self
                .get(at)
                .map_or("", |i| i.line.text.as_str())
                .chars()
                .take(REMARK_CHARS)
                .collect();
            if let Some(kept) = self.items.get_mut(first) {
                let whole = Span::of(0..kept.line.text.len());
                kept.line.remarks.push(Remark {
                    code: RemarkCode::RepeatedParagraph,
                    span: whole,
                    text,
                });
            }
            self.remove(at, "repeat");
        }
    }
}
