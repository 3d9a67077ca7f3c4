//! The tree of one sentence, made when it is first asked for.
//!
//! Not how it is found (that is [`super::parser`] and [`super::label`]). Tokens are numbered as in the document. Rule: a
//! tree never changes once it is there.

use super::Relation;
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

/// One token in its tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) head: Option<u32>,
    pub(super) relation: Relation,
    /// First and one past the last token below, itself included.
    pub(super) below: (u32, u32),
}

/// Heads and relations of the tokens of a sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// The first token.
    start: usize,
    nodes: Vec<Node>,
    /// Children of all tokens, those of token `start + k` from `child_start[k]` to `child_start[k + 1]`.
    children: Vec<u32>,
    child_start: Vec<u32>,
}

impl Tree {
    /// A tree of the nodes of tokens `start`, `start + 1` and so on.
    pub(super) fn new(start: usize, nodes: Vec<Node>) -> Self {
        let mut tree = Self {
            start,
            nodes,
            ..Self::default()
        };
        tree.index();
        tree
    }

    fn node(&self, i: usize) -> Option<&Node> {
        self.nodes.get(i.checked_sub(self.start)?)
    }

    pub(super) fn head(&self, i: usize) -> Option<usize> {
        self.node(i)?.head.map(|h| h as usize)
    }

    pub(super) fn relation(&self, i: usize) -> Relation {
        self.node(i).map_or(Relation::Dep, |n| n.relation)
    }

    pub(super) fn subtree(&self, i: usize) -> Option<Range<usize>> {
        self.node(i).map(|n| n.below.0 as usize..n.below.1 as usize)
    }

    pub(super) fn children(&self, i: usize) -> &[u32] {
        let at = |k: usize| self.child_start.get(k).map_or(0, |n| *n as usize);
        let below = i.checked_sub(self.start).map(|k| at(k)..at(k + 1));
        below.and_then(|b| self.children.get(b)).unwrap_or(&[])
    }

    /// The first token without a head.
    pub(super) fn root(&self) -> Option<usize> {
        let place = self.nodes.iter().position(|n| n.head.is_none());
        place.map(|k| self.start + k)
    }

    /// Fills in what follows from heads: children.
    fn index(&mut self) {
        let place = |head: Option<u32>| (head? as usize).checked_sub(self.start);
        let mut ends = vec![0_u32; self.nodes.len() + 1];
        for head in self.nodes.iter().filter_map(|n| place(n.head)) {
            if let Some(count) = ends.get_mut(head + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for count in &mut ends {
            total += *count;
            *count = total;
        }
        let mut children = vec![0; total as usize];
        let mut next = ends.clone();
        for (child, node) in (self.start..).zip(&self.nodes) {
            let Some(slot) = place(node.head).and_then(|h| next.get_mut(h)) else {
                continue;
            };
            if let Some(child_slot) = children.get_mut(*slot as usize) {
                *child_slot = u32::try_from(child).unwrap_or(u32::MAX);
            }
            *slot += 1;
        }
        self.children = children;
        self.child_start = ends;
    }
}
