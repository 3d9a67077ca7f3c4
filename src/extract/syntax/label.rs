//! Relations: put on a finished tree from the top down, so that a token sees its head's relation.
//!
//! Not structure: heads are given.

use super::feature::{Form, key};

/// Number of features of an arc.
pub const LABEL_FEATURES: usize = 40;

/// Number of classes: as many as there are relations.
pub const LABELS: usize = 36;

/// The label of a token that is not there.
pub const UNKNOWN: u32 = 40;

/// Heads of a sentence with what follows from them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    heads: Vec<Option<u32>>,
    /// Children of all tokens, those of token `i` from `first[i]` to `first[i + 1]`.
    children: Vec<u32>,
    first: Vec<u32>,
    /// Place of each token among its siblings.
    places: Vec<u32>,
}

/// One token as the features see it.
#[derive(Clone, Copy)]
struct View {
    word: u32,
    tag: u32,
    suffix: u32,
}

impl Tree {
    /// Takes in a sentence's tree.
    pub fn restart(&mut self, heads: impl Iterator<Item = Option<u32>>) {
        self.heads.clear();
        self.heads.extend(heads);
        let n = self.heads.len();
        self.first.clear();
        self.first.resize(n + 2, 0);
        self.places.clear();
        // Counted two places on, so that filling in moves every start to where it belongs.
        for head in &self.heads {
            let count = head.and_then(|h| self.first.get_mut(h as usize + 2));
            self.places.push(count.as_deref().copied().unwrap_or(0));
            if let Some(count) = count {
                *count += 1;
            }
        }
        let mut total = 0;
        for count in &mut self.first {
            total += *count;
            *count = total;
        }
        self.children.clear();
        self.children.resize(total as usize, 0);
        for (i, head) in (0_u32..).zip(&self.heads) {
            let Some(next) = head.and_then(|h| self.first.get_mut(h as usize + 1)) else {
                continue;
            };
            if let Some(slot) = self.children.get_mut(*next as usize) {
                *slot = i;
            }
            *next += 1;
        }
    }

    /// Tokens from the root downwards, in an order in which each one's head and left siblings come before it.
    pub fn order(&self) -> Vec<usize> {
        let roots = (0_u32..)
            .zip(&self.heads)
            .filter(|(_, head)| head.is_none());
        let mut order: Vec<u32> = roots.map(|(i, _)| i).collect();
        let mut at = 0;
        while let Some(i) = order.get(at).copied() {
            order.extend_from_slice(self.children(i));
            at += 1;
        }
        order.into_iter().map(|i| i as usize).collect()
    }

    /// Tokens of the sentence.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The first token without a head.
    pub fn root(&self) -> Option<usize> {
        self.heads.iter().position(Option::is_none)
    }

    /// Head of token `i`.
    pub fn head(&self, i: usize) -> Option<usize> {
        self.heads.get(i).copied().flatten().map(|h| h as usize)
    }

    /// Children of token `i` in text order.
    pub fn children(&self, i: u32) -> &[u32] {
        self.children.get(below(&self.first, i)).unwrap_or(&[])
    }

    /// The child of the same head before token `i`.
    pub fn left_sibling(&self, i: usize) -> Option<usize> {
        let place = self.places.get(i)?.checked_sub(1)?;
        let siblings = self.children(self.heads.get(i).copied().flatten()?);
        siblings.get(place as usize).map(|s| *s as usize)
    }

    /// The features of the arc above token `i`.
    ///
    /// The labels are the relations of its head and of its left sibling as numbers, [`UNKNOWN`] where there is none.
    #[must_use]
    pub fn features(
        &self,
        sentence: (&[Form], &[u32]),
        [above_label, before_label]: [u32; 2],
        i: usize,
    ) -> [u32; LABEL_FEATURES] {
        let view = |k: Option<u32>| View::of(sentence, k);
        let me = u32::try_from(i).unwrap_or(u32::MAX);
        let above = self.heads.get(i).copied().flatten();
        let siblings = above.map_or(&[][..], |a| self.children(a));
        let place = self.places.get(i).map_or(0, |p| *p as usize);
        let before_head = |s: &&u32| above.is_some_and(|a| **s < a);
        let mine = self.children(me);
        let at_most = |n: usize, most: u32| u32::try_from(n).unwrap_or(most).min(most);
        Arc {
            d: view(Some(me)),
            h: view(above),
            up: view(above.and_then(|a| self.heads.get(a as usize).copied().flatten())),
            before: view(place.checked_sub(1).and_then(|p| siblings.get(p)).copied()),
            after: view(siblings.get(place + 1).copied()),
            inner: view(siblings.iter().rev().find(before_head).copied()),
            first: view(mine.first().copied()),
            second: view(mine.get(1).copied()),
            last: view(mine.last().copied()),
            left: view(me.checked_sub(1)),
            right: view(me.checked_add(1)),
            way: match above {
                None => 0,
                Some(a) if a < me => 8 + (me - a).min(6),
                Some(a) => 16 + (a - me).min(6),
            },
            place: at_most(place, 5),
            siblings: at_most(siblings.len(), 9),
            children: at_most(mine.len(), 6),
            above_label,
            before_label,
        }
        .features()
    }
}

/// Where the children of token `i` stand.
fn below(first: &[u32], i: u32) -> std::ops::Range<usize> {
    let at = |k: usize| first.get(k).map_or(0, |n| *n as usize);
    at(i as usize)..at(i as usize + 1)
}

impl View {
    fn of(sentence: (&[Form], &[u32]), k: Option<u32>) -> Self {
        let k = k.map_or(usize::MAX, |k| k as usize);
        let form = sentence.0.get(k).unwrap_or(&Form::NONE);
        Self {
            word: form.word,
            tag: sentence.1.get(k).copied().unwrap_or(32),
            suffix: form.suffix2,
        }
    }
}

/// An arc and its surroundings: dependent `d`, head `h`, the head's head `up`, siblings on both sides, the head's left
/// child nearest to it, the dependent's own children, the tokens beside it.
struct Arc {
    d: View,
    h: View,
    up: View,
    before: View,
    after: View,
    inner: View,
    first: View,
    second: View,
    last: View,
    left: View,
    right: View,
    way: u32,
    place: u32,
    siblings: u32,
    children: u32,
    above_label: u32,
    before_label: u32,
}

impl Arc {
    fn features(&self) -> [u32; LABEL_FEATURES] {
        let Self {
            d,
            h,
            up,
            before,
            after,
            inner,
            ..
        } = *self;
        let Self {
            first,
            second,
            last,
            left,
            right,
            way,
            above_label,
            before_label,
            ..
        } = *self;
        let right_side = u32::from(way & 8 != 0);
        let pair = d.tag | h.tag << 8 | right_side << 16;
        let mark_word = first.word;
        [
            key(200, d.word, right_side, 0),
            key(201, d.word, d.tag, h.tag),
            key(202, h.word, d.tag, right_side),
            key(203, pair, 0, 0),
            key(204, pair, way, 0),
            key(205, d.word, h.word, 0),
            key(206, pair, mark_word, 0),
            key(207, mark_word, h.word, d.tag),
            key(208, mark_word, d.word, right_side),
            key(209, pair, second.word, second.tag),
            key(210, pair, first.tag, last.tag),
            key(211, pair, left.tag, right.tag),
            key(212, pair, before_label, 0),
            key(213, pair, before.tag, before_label),
            key(214, pair, after.tag, 0),
            key(215, pair, after.word, 0),
            key(216, pair, inner.word, 0),
            key(217, pair, above_label, 0),
            key(218, d.tag, above_label, up.tag),
            key(219, d.word, above_label, 0),
            key(220, h.word, before_label, pair),
            key(221, d.suffix, h.suffix, pair),
            key(222, left.word, d.tag, right_side),
            key(223, right.word, d.tag, right_side),
            key(224, way, d.word, 0),
            key(225, pair, self.place, self.siblings),
            key(226, pair, self.children, 0),
            key(227, d.suffix, pair, 0),
            key(228, d.suffix, mark_word, h.tag),
            key(229, last.word, d.tag, right_side),
            key(230, mark_word, second.word, pair),
            key(231, h.tag, above_label, before_label << 8 | d.tag),
            key(232, up.word, h.word, d.tag),
            key(233, mark_word, d.tag, above_label),
            key(234, inner.word, d.word, h.tag),
            key(235, before.word, pair, 0),
            key(236, h.suffix, mark_word, pair),
            key(237, d.word, before_label, h.tag),
            key(238, d.word, 0, 0),
            key(239, right.tag, d.word, h.tag),
        ]
    }
}
