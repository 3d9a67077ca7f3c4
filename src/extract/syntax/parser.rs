//! The parser: arc-hybrid transitions (shift, left arc, right arc), greedy, linear in the sentence's length.
//!
//! Relations are put on the finished tree by [`super::label`]. Rules: the tree is projective, and the root is attached
//! last, so that a sentence has exactly one.

use super::feature::{Form, key};

/// Features of the tokens to come: they change with a shift.
pub const AHEAD_FEATURES: usize = 5;

/// Features of the stack's top and what lies under it: fixed when the top is pushed.
pub const FRAME_FEATURES: usize = 21;

/// Features of stack and tokens to come together: new with every move.
pub const MEETING_FEATURES: usize = 32;

/// Number of features of a state.
pub const MOVE_FEATURES: usize = AHEAD_FEATURES + FRAME_FEATURES + MEETING_FEATURES;

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
    head: Option<u32>,
    /// First and one past the last token below, itself included.
    span: (u32, u32),
}

static EMPTY: Node = Node {
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
    head: None,
    span: (0, 0),
};

/// The root below everything.
static ROOT: Node = Node {
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
        self.next = 0;
        let (mut commas, mut quotes) = (0, 0);
        for ((i, form), tag) in (0_u32..).zip(forms).zip(tags) {
            self.nodes.push(Node {
                word: form.word,
                tag: *tag,
                suffix: form.suffix2,
                commas,
                quotes,
                span: (i, i + 1),
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

    /// The only move possible, when there is just one.
    pub fn forced(&self) -> Option<Move> {
        if self.stack.is_empty() {
            Some(Move::Shift)
        } else if self.next as usize == self.nodes.len() {
            Some(Move::Right)
        } else {
            None
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

    /// Head of each token as found so far, and the first and one past the last token below it.
    pub fn arcs(&self) -> impl Iterator<Item = (Option<u32>, (u32, u32))> + use<'_> {
        self.nodes.iter().map(|n| (n.head, n.span))
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
        let Some(node) = self.nodes.get_mut(child as usize) else {
            return;
        };
        node.head = Some(head);
        // The child's own subtree is whole by now.
        let (start, end) = node.span;
        if let Some(above) = self.nodes.get_mut(head as usize) {
            above.span = (above.span.0.min(start), above.span.1.max(end));
        }
    }

    #[inline]
    fn node(&self, i: u32) -> &Node {
        self.nodes.get(i as usize).unwrap_or(&EMPTY)
    }

    #[inline]
    fn stacked(&self, depth: usize) -> (u32, &Node) {
        let at = self.stack.len().checked_sub(depth + 1);
        match at.and_then(|i| self.stack.get(i)) {
            Some(i) => (*i, self.node(*i)),
            None if self.stack.len() == depth => (NONE, &ROOT),
            None => (NONE, &EMPTY),
        }
    }

    /// Features of the tokens to come alone.
    #[must_use]
    pub fn ahead(&self) -> [u32; AHEAD_FEATURES] {
        let at = |k: u32| self.node(self.next.wrapping_add(k));
        let (b0, b1, b2) = (at(0), at(1), at(2));
        [
            key(105, b0.word, 0, 0),
            key(106, b0.word, b0.tag, 0),
            key(107, b0.tag, b0.suffix, 0),
            key(108, b1.word, b1.tag, 0),
            key(109, b2.word, b2.tag, 0),
        ]
    }

    /// Features of the stack alone, as far as they stay the same until its top is taken away.
    #[must_use]
    pub fn frame(&self) -> [u32; FRAME_FEATURES] {
        let (i0, s0) = self.stacked(0);
        let (i1, s1) = self.stacked(1);
        let (s0l, s0i) = (self.node(s0.left[0]), self.node(s0.inner));
        let s1l = self.node(s1.left[0]);
        let (s1r, s1q) = (self.node(s1.right[0]), self.node(s1.right[1]));
        let s1s0 = pair(s1, s0);
        let (few, many) = (s0.left_count.min(7), s1.right_count.min(7));
        [
            key(100, s0.word, 0, 0),
            key(101, s0.tag, s0.suffix, 0),
            key(102, s0.word, s0.tag, 0),
            key(103, s1.word, s1.tag, 0),
            key(104, s1.tag, s1.suffix, 0),
            key(115, s1s0, 0, 0),
            key(116, s1.word, s0.word, 0),
            key(117, s1.word, s1s0, 0),
            key(118, s0.word, s1s0, 0),
            key(128, three(s1, s1r, s0), 0, 0),
            key(129, three(s1, s1l, s0), 0, 0),
            key(130, three(s1, s0, s0l), 0, 0),
            key(135, s1s0, distance(i1, i0), 0),
            key(139, s1s0, many, few),
            key(140, s1.word, many, s0.tag),
            key(141, s0l.word, s0.tag, s1.tag),
            key(142, s0l.word, s1.word, s0.tag),
            key(144, s1r.word, s1s0, 0),
            key(149, three(s1, s1r, s1q), s0.tag, 0),
            key(153, s0i.word, s1s0, 0),
            key(157, s0l.word, s0.word, s1.word),
        ]
    }

    /// Features of stack and tokens to come together.
    #[must_use]
    pub fn meeting(&self) -> [u32; MEETING_FEATURES] {
        let (i0, s0) = self.stacked(0);
        let (_, s1) = self.stacked(1);
        let (_, s2) = self.stacked(2);
        let at = |k: u32| self.node(self.next.wrapping_add(k));
        let (b0, b1, b2) = (at(0), at(1), at(2));
        let (s0l, s0m) = (self.node(s0.left[0]), self.node(s0.left[1]));
        let (s0r, s0q) = (self.node(s0.right[0]), self.node(s0.right[1]));
        let s0i = self.node(s0.inner);
        let (b0l, b0m) = (self.node(b0.left[0]), self.node(b0.left[1]));
        let (s0b0, s1s0) = (pair(s0, b0), pair(s1, s0));
        let s1s0b0 = three(s1, s0, b0);
        let far = distance(i0, self.next);
        let (few, many) = (s0.left_count.min(7), s0.right_count.min(7));
        [
            key(110, s0.word, b0.word, 0),
            key(111, s0.word, s0b0, 0),
            key(112, b0.word, s0b0, 0),
            key(113, s0b0, 0, 0),
            key(114, b0.tag, b1.tag, s0.word),
            key(119, s1.word, pair(s1, b0), 0),
            key(120, b0.word, pair(s1, b0), 0),
            key(121, three(s0, b0, b1), 0, 0),
            key(122, three(b0, b1, b2), s0.tag, 0),
            key(123, s1s0b0, 0, 0),
            key(124, three(s2, s1, s0), b0.tag, 0),
            key(125, three(s0, s0l, b0), 0, 0),
            key(126, three(s0, s0r, b0), 0, 0),
            key(127, three(s0, b0, b0l), 0, 0),
            key(131, three(s1, s0, s0r), 0, 0),
            key(132, s0b0, far, 0),
            key(133, s0.word, far, 0),
            key(134, b0.word, far, 0),
            key(136, s0.tag, few, many),
            key(137, s0.word, few, many),
            key(138, b0.tag, b0.left_count.min(7), s0.tag),
            key(143, s0r.word, s0.tag, b0.tag),
            key(145, b0l.word, s0b0, 0),
            key(146, three(s0, s0l, s0m), b0.tag, 0),
            key(147, three(s0, s0r, s0q), b0.tag, 0),
            key(148, three(b0, b0l, b0m), s0.tag, 0),
            key(150, s0b0, marks(s0, b0), 0),
            key(151, s1s0, marks(s1, s0), b0.tag),
            key(152, s0i.word, s0b0, 0),
            key(154, s1s0b0, b1.tag, 0),
            key(155, s1.word, s0.tag, b0.word),
            key(156, s1.word, s0.word, b0.tag),
        ]
    }

    /// All features of this state, as training sees them.
    #[must_use]
    pub fn features(&self) -> [u32; MOVE_FEATURES] {
        let mut features = [0; MOVE_FEATURES];
        let all = self.ahead().into_iter().chain(self.frame());
        for (slot, feature) in features.iter_mut().zip(all.chain(self.meeting())) {
            *slot = feature;
        }
        features
    }
}

#[inline]
fn pair(a: &Node, b: &Node) -> u32 {
    a.tag | b.tag << 8
}

#[inline]
fn three(a: &Node, b: &Node, c: &Node) -> u32 {
    a.tag | b.tag << 8 | c.tag << 16
}

/// Commas and quotation marks between two tokens.
#[inline]
fn marks(left: &Node, right: &Node) -> u32 {
    right.commas.wrapping_sub(left.commas).min(3)
        | right.quotes.wrapping_sub(left.quotes).min(3) << 2
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
