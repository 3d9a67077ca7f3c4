//! Drafts: attributions found, still in tokens.
//!
//! Not records: `assemble` makes those. Rule: content pieces ascend and do not overlap; drafts of one unit never share
//! a content token (only the outermost report counts, but for reports told inside printed speech).

use super::cue::{Cue, CueKind};
use std::ops::Range;

/// How an attribution was found; the first reason of its confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// "X said that ...".
    Complement,
    /// "X criticised the plan".
    Object,
    /// `"A," X said.`
    Behind,
    /// "The plan, X said, is dead."
    Parenthesis,
    /// "According to X, ...".
    Phrase,
    /// "X's claim that ...".
    Noun,
    /// `X: "A."`
    Label,
    /// "X said:" and the paragraphs behind.
    Statement,
}

/// An attribution in tokens.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub rule: Rule,
    /// The words that report; empty for a colon alone.
    pub cue: Range<usize>,
    /// The verb, noun or first word of the cue.
    pub head: usize,
    /// The cue is negated or negates.
    pub denies: bool,
    pub speaker: Option<Range<usize>>,
    /// The speaker was taken over from another verb or sentence.
    pub borrowed: bool,
    pub addressee: Option<Range<usize>>,
    /// The body that relays.
    pub via: Option<Range<usize>>,
    /// The content is printed speech without marks: a turn, a statement.
    pub printed: bool,
    /// Pieces of content in text order.
    pub content: Vec<Range<usize>>,
    /// The narration with cue and speaker.
    pub clause: Range<usize>,
    /// The unit it was found in, by index.
    pub unit: usize,
}

impl Draft {
    /// A draft without content.
    pub(super) fn new(rule: Rule, cue: &Cue<'_>, unit: usize) -> Self {
        let denies = match cue.kind {
            CueKind::Verb { verb, .. } => verb.denies != cue.negated,
            CueKind::Noun | CueKind::Phrase(_) => false,
        };
        Self {
            rule,
            cue: cue.words.clone(),
            head: cue.head,
            denies: denies || cue.negated,
            speaker: None,
            borrowed: false,
            addressee: None,
            via: None,
            printed: false,
            content: Vec::new(),
            clause: cue.words.clone(),
            unit,
        }
    }

    /// Whether token `i` is content.
    pub(super) fn holds(&self, i: usize) -> bool {
        self.content.iter().any(|c| c.contains(&i))
    }

    /// Appends a piece; a piece that touches the last one (marks aside) joins it.
    pub(super) fn append(&mut self, piece: Range<usize>) {
        match self.content.last_mut() {
            Some(last) if last.end >= piece.start => last.end = last.end.max(piece.end),
            _ => self.content.push(piece),
        }
    }
}
