//! The tree of one sentence, made when it is first asked for; its relations likewise, one by one.
//!
//! Not how it is found (that is [`super::parser`] and [`super::label`]). Tokens are numbered as in the document. Rules: a
//! tree never changes once it is there, and a relation is the same whenever it is asked for: it depends on those of
//! the head and the left sibling alone, which are read before it.

use super::Relation;
use super::label::Tree as Arcs;
use std::ops::Range;
use std::sync::OnceLock;

/// A sentence and, once somebody asked, its tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    /// The tokens of each tree: one, but for a sentence that is too long. None where no tree is wanted.
    pieces: Vec<Range<usize>>,
    tree: OnceLock<Tree>,
}

impl Sentence {
    /// A sentence whose trees have these tokens.
    pub(super) fn of(pieces: Vec<Range<usize>>) -> Self {
        Self {
            pieces,
            tree: OnceLock::new(),
        }
    }

    pub(super) fn pieces(&self) -> &[Range<usize>] {
        &self.pieces
    }

    /// The tree, `make` making it the first time; `None` where none is wanted.
    pub(super) fn tree(&self, make: impl FnOnce() -> Tree) -> Option<&Tree> {
        (!self.pieces.is_empty()).then(|| self.tree.get_or_init(make))
    }
}

/// The tree of one piece: heads are there from the start, a relation when it is first asked for.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The first token.
    start: usize,
    /// Fine tags as numbers.
    tags: Vec<u32>,
    /// Heads, tokens counted from `start`.
    arcs: Arcs,
    /// First and one past the last token below each, itself included, counted from `start`.
    below: Vec<(u32, u32)>,
    /// Relations asked for so far.
    relations: Vec<OnceLock<Relation>>,
}

impl Piece {
    pub(super) fn new(start: usize, tags: Vec<u32>, arcs: Arcs, below: Vec<(u32, u32)>) -> Self {
        Self {
            start,
            relations: vec![OnceLock::new(); arcs.len()],
            tags,
            arcs,
            below,
        }
    }

    pub(super) fn tokens(&self) -> Range<usize> {
        self.start..self.start + self.arcs.len()
    }

    pub(super) fn tags(&self) -> &[u32] {
        &self.tags
    }

    pub(super) fn arcs(&self) -> &Arcs {
        &self.arcs
    }

    fn known(&self, i: usize) -> Option<Relation> {
        self.relations.get(i)?.get().copied()
    }

    /// The relation of token `i` (counted from the start); `read` tells it from those of its head and its left sibling.
    fn relation(
        &self,
        i: usize,
        read: impl Fn(&Self, [Option<Relation>; 2], usize) -> Relation,
    ) -> Relation {
        if let Some(known) = self.known(i) {
            return known;
        }
        let mut waiting = vec![i];
        while let Some(k) = waiting.last().copied() {
            let led_by = [self.arcs.head(k), self.arcs.left_sibling(k)];
            let open = |w: &usize| self.known(*w).is_none();
            if let Some(first) = led_by.into_iter().flatten().find(open) {
                waiting.push(first);
                continue;
            }
            let known = led_by.map(|w| w.and_then(|w| self.known(w)));
            if let Some(slot) = self.relations.get(k) {
                slot.get_or_init(|| read(self, known, k));
            }
            waiting.pop();
        }
        self.known(i).unwrap_or(Relation::Dep)
    }
}

/// Heads and relations of the tokens of a sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// In text order: one, but for a sentence that is too long.
    pieces: Vec<Piece>,
}

impl Tree {
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces }
    }

    /// The piece that holds token `i`, and the token's place in it.
    fn place(&self, i: usize) -> Option<(&Piece, usize)> {
        let piece = self.pieces.iter().find(|p| p.tokens().contains(&i))?;
        Some((piece, i - piece.start))
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        let (piece, k) = self.place(i)?;
        piece.arcs.head(k).map(|h| h + piece.start)
    }

    /// The relation of token `i`, as `read` tells it when it is asked for the first time.
    pub(super) fn relation(
        &self,
        i: usize,
        read: impl Fn(&Piece, [Option<Relation>; 2], usize) -> Relation,
    ) -> Relation {
        self.place(i)
            .map_or(Relation::Dep, |(piece, k)| piece.relation(k, read))
    }

    pub(super) fn subtree(&self, i: usize) -> Option<Range<usize>> {
        let (piece, k) = self.place(i)?;
        let (first, last) = piece.below.get(k)?;
        Some(piece.start + *first as usize..piece.start + *last as usize)
    }

    /// Children of token `i`, counted from the token that comes with them.
    pub(super) fn children(&self, i: usize) -> (usize, &[u32]) {
        self.place(i).map_or((0, &[]), |(piece, k)| {
            let k = u32::try_from(k).unwrap_or(u32::MAX);
            (piece.start, piece.arcs.children(k))
        })
    }

    /// The first token without a head.
    pub(super) fn root(&self) -> Option<usize> {
        let mut roots = self.pieces.iter();
        roots.find_map(|p| p.arcs.root().map(|k| p.start + k))
    }
}
