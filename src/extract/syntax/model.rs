//! The model: tags and trees for the sentences of a document.
//!
//! Not training (that is the example `train-syntax`). Rule: no sentence is too long; one over
//! [`SENTENCE_TOKENS_MAX`] is cut at punctuation and every piece has a tree of its own.

use super::feature::{Form, case_regime};
use super::label::{LABELS, Tree};
use super::parser::{MOVES, Move, State};
use super::tagger::{self, TAG_CLASSES};
use super::verb::VerbForms;
use super::weights::{Weights, WeightsError, best};
use super::{FineTag, Relation, Syntax, Upos};
use crate::lang::inflection;
use crate::text::Document;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Most tokens of one tree.
pub const SENTENCE_TOKENS_MAX: usize = 160;

/// Tagger, parser and labels with their weights.
#[derive(Clone, Debug, Default)]
pub struct SyntaxModel {
    weights: Arc<Weights>,
    /// Verbs the language's tables know, by word number.
    verbs: VerbForms,
}

/// Memory reused from sentence to sentence.
#[derive(Default)]
struct Scratch {
    forms: Vec<Form>,
    tags: Vec<u32>,
    labels: Vec<u32>,
    state: State,
    /// Sums of the frame features of what is on the stack.
    frames: Vec<[i16; MOVES]>,
    tree: Tree,
}

impl SyntaxModel {
    /// The English model inside the binary, unpacked once a process.
    pub fn builtin() -> Result<Self, WeightsError> {
        static BYTES: &[u8] = include_bytes!("../../../data/en/syntax.bin");
        static UNPACKED: LazyLock<Result<SyntaxModel, WeightsError>> =
            LazyLock::new(|| SyntaxModel::open(BYTES));
        UNPACKED.clone()
    }

    /// A model from a weights file.
    pub fn open(bytes: &[u8]) -> Result<Self, WeightsError> {
        Ok(Self {
            weights: Arc::new(Weights::open(bytes)?),
            verbs: VerbForms::default(),
        })
    }

    /// The same model with verbs it need not guess: the treebanks hold few news verbs, and an unknown "-ed" between a name
    /// and a name is soon taken for an adjective.
    #[must_use]
    pub fn with_verbs<'a>(self, forms: impl Iterator<Item = (&'a str, inflection::Form)>) -> Self {
        Self {
            verbs: VerbForms::of(forms),
            ..self
        }
    }

    /// Tags every sentence of a document and parses those `wanted` (by index).
    pub fn analyse(&self, document: &Document, wanted: impl Fn(usize) -> bool) -> Syntax {
        let n = document.tokens.len();
        let mut syntax = blank(n);
        let mut scratch = Scratch::default();
        for (index, sentence) in document.sentences.iter().enumerate() {
            let paragraph = document.paragraphs.get(sentence.paragraph);
            // A dateline ("HARROW - A joint force headed ...") is tagged but stands outside the tree: as its root or
            // subject it would bend the whole sentence.
            let body = paragraph.map_or(0, |p| document.token_at(p.body_start));
            let body = body.clamp(sentence.tokens.start, sentence.tokens.end);
            self.stretch(
                document,
                sentence.tokens.start..body,
                false,
                (&mut scratch, &mut syntax),
            );
            let stretch = body..sentence.tokens.end;
            let root = self.stretch(
                document,
                stretch,
                wanted(index),
                (&mut scratch, &mut syntax),
            );
            syntax.roots.push(root);
        }
        syntax.index();
        syntax
    }

    /// Tags, and where asked for parses, the tokens of a stretch; gives its first root.
    fn stretch(
        &self,
        document: &Document,
        tokens: Range<usize>,
        parse: bool,
        (scratch, syntax): (&mut Scratch, &mut Syntax),
    ) -> Option<u32> {
        let mut first_root = None;
        for piece in pieces(tokens, |i| {
            document
                .word(i)
                .starts_with([',', ';', ':', '.', '\u{2013}', '\u{2014}'])
        }) {
            scratch.forms.clear();
            let words = piece.clone().map(|i| (document.word(i), document.lower(i)));
            scratch.forms.extend(words.map(|(w, l)| Form::of(w, l)));
            let regime = case_regime(piece.clone().map(|i| document.word(i)));
            let root = self.piece(scratch, regime, parse, piece.start, syntax);
            first_root = first_root.or(root);
        }
        first_root
    }

    /// Tags and parses one sentence given as words.
    pub fn analyse_words<S: AsRef<str>>(&self, words: &[S]) -> Syntax {
        let mut syntax = blank(words.len());
        let mut scratch = Scratch::default();
        let word = |i: usize| words.get(i).map_or("", AsRef::as_ref);
        let mut first_root = None;
        for piece in pieces(0..words.len(), |i| {
            word(i).starts_with([',', ';', ':', '.'])
        }) {
            scratch.forms.clear();
            scratch.forms.extend(
                piece
                    .clone()
                    .map(|i| Form::of(word(i), &word(i).to_ascii_lowercase())),
            );
            let regime = case_regime(piece.clone().map(word));
            let root = self.piece(&mut scratch, regime, true, piece.start, &mut syntax);
            first_root = first_root.or(root);
        }
        syntax.roots.push(first_root);
        syntax.index();
        syntax
    }

    /// One tree: tags into `scratch.tags` and all results into `syntax` from token `start`; gives the root.
    fn piece(
        &self,
        scratch: &mut Scratch,
        regime: u32,
        parse: bool,
        start: usize,
        syntax: &mut Syntax,
    ) -> Option<u32> {
        self.tag(scratch, regime);
        for (k, tag) in scratch.tags.iter().enumerate() {
            let fine = FineTag::of(*tag as usize);
            set(&mut syntax.fine, start + k, fine);
            set(&mut syntax.tags, start + k, fine.upos());
        }
        if !parse {
            return None;
        }
        self.parse(scratch);
        self.label(scratch);
        let base = u32::try_from(start).unwrap_or(u32::MAX);
        let mut root = None;
        let arcs = scratch.state.arcs().zip(&scratch.labels);
        for (i, ((head, (first, last)), label)) in (base..).zip(arcs) {
            let at = i as usize;
            set(&mut syntax.heads, at, head.map(|h| h + base));
            set(&mut syntax.subtrees, at, (first + base, last + base));
            let relation = Relation::ALL.get(*label as usize).copied();
            let relation = relation.unwrap_or(Relation::Dep);
            set(&mut syntax.relations, at, relation);
            if head.is_none() {
                root = root.or(Some(i));
            }
        }
        root
    }

    fn tag(&self, scratch: &mut Scratch, regime: u32) {
        scratch.tags.clear();
        let mut before = [32, 32];
        for i in 0..scratch.forms.len() {
            let features = tagger::features(&scratch.forms, i, before, regime);
            let guess = class(best(
                &self.weights.tags.add(&features, [0; TAG_CLASSES]),
                |_| true,
            ));
            let tag = self.verbs.correct(&scratch.forms, &scratch.tags, guess);
            scratch.tags.push(tag);
            let [t1, _] = before;
            before = [tag, t1];
        }
    }

    fn parse(&self, scratch: &mut Scratch) {
        let Scratch {
            forms,
            tags,
            state,
            frames,
            ..
        } = scratch;
        let moves = &self.weights.moves;
        state.restart(forms, tags);
        frames.clear();
        let mut ahead = None;
        while !state.is_finished() {
            let action = state.forced().unwrap_or_else(|| {
                let ahead = *ahead.get_or_insert_with(|| moves.add(&state.ahead(), [0; MOVES]));
                let frame = frames.last().copied().unwrap_or_default();
                let mut known = ahead;
                for (sum, part) in known.iter_mut().zip(frame) {
                    *sum += part;
                }
                let scores = moves.add(&state.meeting(), known);
                let mut choice = (i16::MIN, Move::Shift);
                for (action, score) in Move::ALL.into_iter().zip(scores) {
                    if score > choice.0 && state.allows(action) {
                        choice = (score, action);
                    }
                }
                choice.1
            });
            state.apply(action);
            if action == Move::Shift {
                frames.push(moves.add(&state.frame(), [0; MOVES]));
                ahead = None;
            } else {
                frames.pop();
            }
        }
    }

    fn label(&self, scratch: &mut Scratch) {
        let Scratch {
            forms,
            tags,
            labels,
            state,
            tree,
            ..
        } = scratch;
        tree.restart(state.arcs().map(|(head, _)| head));
        labels.clear();
        labels.resize(forms.len(), u32::MAX);
        for i in tree.order() {
            let label = if tree.head(i).is_none() {
                Relation::Root as usize
            } else {
                let features = tree.features((forms, tags), labels, i);
                best(&self.weights.labels.add(&features, [0; LABELS]), |c| {
                    c != Relation::Root as usize
                })
            };
            set(labels, i, class(label));
        }
    }
}

fn class(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn set<T>(list: &mut [T], i: usize, value: T) {
    if let Some(slot) = list.get_mut(i) {
        *slot = value;
    }
}

fn blank(n: usize) -> Syntax {
    Syntax {
        tags: vec![Upos::X; n],
        fine: vec![FineTag::X; n],
        heads: vec![None; n],
        relations: vec![Relation::Dep; n],
        subtrees: vec![(0, 0); n],
        ..Syntax::default()
    }
}

/// Cuts a sentence into pieces of at most [`SENTENCE_TOKENS_MAX`] tokens, after the last mark in reach.
fn pieces(
    tokens: Range<usize>,
    is_mark: impl Fn(usize) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let mut start = tokens.start;
    std::iter::from_fn(move || {
        if start >= tokens.end {
            return None;
        }
        let limit = start + SENTENCE_TOKENS_MAX;
        let end = if tokens.end <= limit {
            tokens.end
        } else {
            let cut = (start..limit).rev().find(|i| is_mark(*i));
            cut.map_or(limit, |i| i + 1)
        };
        let piece = start..end;
        start = end;
        Some(piece)
    })
}
