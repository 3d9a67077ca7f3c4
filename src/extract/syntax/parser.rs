//! The parser: arc-hybrid transitions (shift, left arc, right arc), greedy, linear in the sentence's length.
//!
//! Relations are put on the finished tree by [`super::label`]. Rules: the tree is projective, and the root is attached
//! last, so that a sentence has exactly one.

use super::feature::{Form, key};

/// Number of features of a state.
pub const MOVE_FEATURES: usize = 58;

/// Number of moves.
pub const MOVES: usize = 3;

/// A transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The next token goes on the stack.
    Shift,
    /// The top of the stack becomes a child of the next token.
    Left,
    /// The top of the stack becomes a child of the one below it.
    Right,
}

impl Move {
    /// All moves, in the order of the weights.
    pub const ALL: [Self; MOVES] = [Self::Shift, Self::Left, Self::Right];
}

/// "No token" in links between tokens.
const NONE: u32 = u32::MAX;

/// What the parser knows about a token while it works.
#[derive(Clone, Copy, Debug)]
struct Node {
    word: u32,
    tag: u32,
    suffix: u32,
    /// Leftmost and second leftmost child.
    left: [u32; 2],
    /// Rightmost and second rightmost child.
    right: [u32; 2],
    /// Left child nearest to the token.
    inner: u32,
    left_count: u32,
    right_count: u32,
    /// Commas and quotation marks before this token.
    commas: u32,
    quotes: u32,
}

const EMPTY: Node = Node {
    word: 1,
    tag: 32,
    suffix: 1,
    left: [NONE; 2],
    right: [NONE; 2],
    inner: NONE,
    left_count: 0,
    right_count: 0,
    commas: 0,
    quotes: 0,
};

/// The root below everything.
const ROOT: Node = Node {
    tag: 33,
    word: 2,
    ..EMPTY
};

/// A parse under way.
#[derive(Clone, Debug, Default)]
pub struct State {
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: u32,
    heads: Vec<Option<u32>>,
}

impl State {
    /// The start: nothing on the stack, all tokens to come. `tags` are fine tags as numbers.
    pub fn new(forms: &[Form], tags: &[u32]) -> Self {
        let mut state = Self::default();
        state.restart(forms, tags);
        state
    }

    /// The same in memory already held.
    pub fn restart(&mut self, forms: &[Form], tags: &[u32]) {
        self.nodes.clear();
        self.stack.clear();
        self.heads.clear();
        self.heads.resize(forms.len(), None);
        self.next = 0;
        let (mut commas, mut quotes) = (0, 0);
        for (form, tag) in forms.iter().zip(tags) {
            self.nodes.push(Node {
                word: form.word,
                tag: *tag,
                suffix: form.suffix2,
                commas,
                quotes,
                ..EMPTY
            });
            commas += u32::from(form.mark == 1);
            quotes += u32::from(form.mark == 2);
        }
    }

    /// Whether every token has found its head.
    pub fn is_finished(&self) -> bool {
        self.next as usize == self.nodes.len() && self.stack.is_empty()
    }

    /// Whether a move is possible now.
    pub fn allows(&self, action: Move) -> bool {
        let tokens_left = (self.next as usize) < self.nodes.len();
        match action {
            Move::Shift => tokens_left,
            Move::Left => tokens_left && !self.stack.is_empty(),
            Move::Right => self.stack.len() > 1 || (!tokens_left && self.stack.len() == 1),
        }
    }

    /// The tokens on the stack, the top last.
    pub fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// The next token to be shifted.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Heads found so far.
    pub fn heads(&self) -> &[Option<u32>] {
        &self.heads
    }

    /// Makes a move that [`State::allows`]; another one changes nothing.
    pub fn apply(&mut self, action: Move) {
        if !self.allows(action) {
            return;
        }
        match action {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Move::Left => {
                let child = self.stack.pop().unwrap_or(NONE);
                self.attach(child, self.next);
                if let Some(head) = self.nodes.get_mut(self.next as usize) {
                    let [first, _] = head.left;
                    head.left = [child, first];
                    head.left_count += 1;
                    if head.inner == NONE {
                        head.inner = child;
                    }
                }
            }
            Move::Right => {
                let child = self.stack.pop().unwrap_or(NONE);
                if let Some(top) = self.stack.last().copied() {
                    self.attach(child, top);
                    if let Some(head) = self.nodes.get_mut(top as usize) {
                        let [first, _] = head.right;
                        head.right = [child, first];
                        head.right_count += 1;
                    }
                }
            }
        }
    }

    fn attach(&mut self, child: u32, head: u32) {
        if let Some(slot) = self.heads.get_mut(child as usize) {
            *slot = Some(head);
        }
    }

    fn node(&self, i: u32) -> Node {
        self.nodes.get(i as usize).copied().unwrap_or(EMPTY)
    }

    fn stacked(&self, depth: usize) -> (u32, Node) {
        let at = self.stack.len().checked_sub(depth + 1);
        match at.and_then(|i| self.stack.get(i)) {
            Some(i) => (*i, self.node(*i)),
            None if self.stack.len() == depth => (NONE, ROOT),
            None => (NONE, EMPTY),
        }
    }

    /// The features of this state.
    #[must_use]
    pub fn features(&self) -> [u32; MOVE_FEATURES] {
        let (i0, s0) = self.stacked(0);
        let (i1, s1) = self.stacked(1);
        let marks = |left: Node, right: Node| {
            right.commas.wrapping_sub(left.commas).min(3)
                | (right.quotes.wrapping_sub(left.quotes).min(3)) << 2
        };
        let pair = |[first, second]: [u32; 2]| (self.node(first), self.node(second));
        let b0 = self.node(self.next);
        let around = Around {
            s0,
            s1,
            s2: self.stacked(2).1,
            b0,
            b1: self.node(self.next + 1),
            b2: self.node(self.next + 2),
            s0l: pair(s0.left),
            s0r: pair(s0.right),
            s1l: pair(s1.left),
            s1r: pair(s1.right),
            b0l: pair(b0.left),
            s0i: self.node(s0.inner),
            ahead: distance(i0, self.next),
            behind: distance(i1, i0),
            marks: marks(s0, b0),
            marks_behind: marks(s1, s0),
        };
        let mut features = [0; MOVE_FEATURES];
        let (near, far) = features.split_at_mut(NEAR_FEATURES);
        near.copy_from_slice(&around.near());
        far.copy_from_slice(&around.far());
        features
    }
}

/// How many features look at stack and next tokens alone; the others at children and distances too.
const NEAR_FEATURES: usize = 25;

/// The surroundings a move is decided by: stack from the top (`s0`), tokens to come (`b0`), their children
/// (`l` leftmost two, `r` rightmost two, `i` innermost left).
struct Around {
    s0: Node,
    s1: Node,
    s2: Node,
    b0: Node,
    b1: Node,
    b2: Node,
    s0l: (Node, Node),
    s0r: (Node, Node),
    s1l: (Node, Node),
    s1r: (Node, Node),
    b0l: (Node, Node),
    s0i: Node,
    ahead: u32,
    behind: u32,
    marks: u32,
    marks_behind: u32,
}

fn pair(a: Node, b: Node) -> u32 {
    a.tag | b.tag << 8
}

fn three(a: Node, b: Node, c: Node) -> u32 {
    a.tag | b.tag << 8 | c.tag << 16
}

impl Around {
    fn near(&self) -> [u32; NEAR_FEATURES] {
        let Self {
            s0,
            s1,
            s2,
            b0,
            b1,
            b2,
            ..
        } = *self;
        let (s0b0, s1s0) = (pair(s0, b0), pair(s1, s0));
        [
            key(100, s0.word, 0, 0),
            key(101, s0.tag, s0.suffix, 0),
            key(102, s0.word, s0.tag, 0),
            key(103, s1.word, s1.tag, 0),
            key(104, s1.tag, s1.suffix, 0),
            key(105, b0.word, 0, 0),
            key(106, b0.word, b0.tag, 0),
            key(107, b0.tag, b0.suffix, 0),
            key(108, b1.word, b1.tag, 0),
            key(109, b2.word, b2.tag, 0),
            key(110, s0.word, b0.word, 0),
            key(111, s0.word, s0b0, 0),
            key(112, b0.word, s0b0, 0),
            key(113, s0b0, 0, 0),
            key(114, b0.tag, b1.tag, s0.word),
            key(115, s1s0, 0, 0),
            key(116, s1.word, s0.word, 0),
            key(117, s1.word, s1s0, 0),
            key(118, s0.word, s1s0, 0),
            key(119, s1.word, pair(s1, b0), 0),
            key(120, b0.word, pair(s1, b0), 0),
            key(121, three(s0, b0, b1), 0, 0),
            key(122, three(b0, b1, b2), s0.tag, 0),
            key(123, three(s1, s0, b0), 0, 0),
            key(124, three(s2, s1, s0), b0.tag, 0),
        ]
    }

    fn far(&self) -> [u32; MOVE_FEATURES - NEAR_FEATURES] {
        let Self {
            s0,
            s1,
            b0,
            b1,
            s0l,
            s0r,
            s1l,
            s1r,
            b0l,
            s0i,
            ..
        } = *self;
        let Self {
            ahead,
            behind,
            marks,
            marks_behind,
            ..
        } = *self;
        let (s0b0, s1s0) = (pair(s0, b0), pair(s1, s0));
        [
            key(125, three(s0, s0l.0, b0), 0, 0),
            key(126, three(s0, s0r.0, b0), 0, 0),
            key(127, three(s0, b0, b0l.0), 0, 0),
            key(128, three(s1, s1r.0, s0), 0, 0),
            key(129, three(s1, s1l.0, s0), 0, 0),
            key(130, three(s1, s0, s0l.0), 0, 0),
            key(131, three(s1, s0, s0r.0), 0, 0),
            key(132, s0b0, ahead, 0),
            key(133, s0.word, ahead, 0),
            key(134, b0.word, ahead, 0),
            key(135, s1s0, behind, 0),
            key(136, s0.tag, s0.left_count.min(7), s0.right_count.min(7)),
            key(137, s0.word, s0.left_count.min(7), s0.right_count.min(7)),
            key(138, b0.tag, b0.left_count.min(7), s0.tag),
            key(139, s1s0, s1.right_count.min(7), s0.left_count.min(7)),
            key(140, s1.word, s1.right_count.min(7), s0.tag),
            key(141, s0l.0.word, s0.tag, s1.tag),
            key(142, s0l.0.word, s1.word, s0.tag),
            key(143, s0r.0.word, s0.tag, b0.tag),
            key(144, s1r.0.word, s1s0, 0),
            key(145, b0l.0.word, s0b0, 0),
            key(146, three(s0, s0l.0, s0l.1), b0.tag, 0),
            key(147, three(s0, s0r.0, s0r.1), b0.tag, 0),
            key(148, three(b0, b0l.0, b0l.1), s0.tag, 0),
            key(149, three(s1, s1r.0, s1r.1), s0.tag, 0),
            key(150, s0b0, marks, 0),
            key(151, s1s0, marks_behind, b0.tag),
            key(152, s0i.word, s0b0, 0),
            key(153, s0i.word, s1s0, 0),
            key(154, three(s1, s0, b0), b1.tag, 0),
            key(155, s1.word, s0.tag, b0.word),
            key(156, s1.word, s0.word, b0.tag),
            key(157, s0l.0.word, s0.word, s1.word),
        ]
    }
}

/// Distance of two tokens in classes; 0 when either is missing.
fn distance(left: u32, right: u32) -> u32 {
    if left == NONE || right == NONE {
        return 0;
    }
    match right.saturating_sub(left) {
        n @ 0..=4 => n,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        _ => 8,
    }
}

/// First and one past the last token below every token, itself included, from projective heads.
pub(super) fn subtrees(heads: &[Option<u32>]) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = (0_u32..).zip(heads).map(|(i, _)| (i, i + 1)).collect();
    let mut waiting = vec![0_u32; heads.len()];
    for head in heads.iter().flatten() {
        if let Some(count) = waiting.get_mut(*head as usize) {
            *count += 1;
        }
    }
    let mut ready: Vec<u32> = (0_u32..)
        .zip(&waiting)
        .filter(|(_, n)| **n == 0)
        .map(|(i, _)| i)
        .collect();
    while let Some(child) = ready.pop() {
        let Some(head) = heads.get(child as usize).copied().flatten() else {
            continue;
        };
        let below = spans.get(child as usize).copied();
        if let (Some((start, end)), Some(span)) = (below, spans.get_mut(head as usize)) {
            *span = (span.0.min(start), span.1.max(end));
        }
        if let Some(count) = waiting.get_mut(head as usize) {
            *count -= 1;
            if *count == 0 {
                ready.push(head);
            }
        }
    }
    spans
}
