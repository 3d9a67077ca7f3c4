//! The model: tags and trees for the sentences of a document.
//!
//! Not training (that is the example `train-syntax`). Rule: no sentence is too long; one over
//! [`SENTENCE_TOKENS_MAX`] is cut at punctuation and every piece has a tree of its own.

use super::feature::{Form, case_regime};
use super::label::{LABELS, Tree as Arcs, UNKNOWN};
use super::noun::PluralNouns;
use super::parser::{MOVES, Move, State};
use super::tagger::{self, TAG_CLASSES};
use super::tree::{Piece, Sentence, Tree};
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
    nouns: PluralNouns,
}

/// Memory reused from piece to piece.
#[derive(Clone, Debug, Default)]
struct Scratch {
    state: State,
    /// Sums of the frame features of what is on the stack.
    frames: Vec<[i16; MOVES]>,
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
            nouns: PluralNouns::default(),
        })
    }

    /// The same model with verbs it need not guess: the treebanks hold few news verbs, and an unknown "-ed" between a name
    /// and a name is soon taken for an adjective. `reports` are words that report and stay what they are.
    #[must_use]
    pub fn with_verbs<'a>(
        self,
        forms: impl Iterator<Item = (&'a str, inflection::Form)>,
        reports: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            verbs: VerbForms::of(forms).told(reports),
            ..self
        }
    }

    /// The same model with plural nouns it need not guess: `sure` are no other word, `or_verbs` may be verbs.
    #[must_use]
    pub fn with_nouns<'a>(
        self,
        sure: impl Iterator<Item = &'a str>,
        or_verbs: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            nouns: PluralNouns::of(sure, or_verbs),
            ..self
        }
    }

    /// Tags every sentence of a document; those `wanted` (by index) have a tree for who asks.
    pub fn analyse(&self, document: &Document, wanted: impl Fn(usize) -> bool) -> Syntax {
        let mut syntax = self.blank(document.tokens.len());
        for (index, sentence) in document.sentences.iter().enumerate() {
            let paragraph = document.paragraphs.get(sentence.paragraph);
            // A dateline ("HARROW - A joint force headed ...") is tagged but stands outside the tree: as its root or
            // subject it would bend the whole sentence.
            let body = paragraph.map_or(0, |p| document.token_at(p.body_start));
            let body = body.clamp(sentence.tokens.start, sentence.tokens.end);
            let words = |i| (document.word(i), document.lower(i));
            self.stretch(sentence.tokens.start..body, words, &mut syntax);
            let pieces = self.stretch(body..sentence.tokens.end, words, &mut syntax);
            let pieces = if wanted(index) { pieces } else { Vec::new() };
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            let behind = syntax.sentence_of.len().max(sentence.tokens.end);
            syntax.sentence_of.resize(behind, number);
            syntax.sentences.push(Sentence::of(pieces));
        }
        syntax
    }

    /// Tags one sentence given as words; it has a tree for who asks.
    pub fn analyse_words<S: AsRef<str>>(&self, words: &[S]) -> Syntax {
        let mut syntax = self.blank(words.len());
        let word = |i: usize| words.get(i).map_or("", AsRef::as_ref);
        let lower: Vec<String> = words
            .iter()
            .map(|w| w.as_ref().to_ascii_lowercase())
            .collect();
        let lower = |i: usize| lower.get(i).map_or("", String::as_str);
        let pieces = self.stretch(0..words.len(), |i| (word(i), lower(i)), &mut syntax);
        syntax.sentence_of.resize(words.len(), 0);
        syntax.sentences.push(Sentence::of(pieces));
        syntax
    }

    /// Tags a stretch of tokens, the next ones of the document; gives the pieces it is cut into.
    fn stretch<'d>(
        &self,
        tokens: Range<usize>,
        word: impl Fn(usize) -> (&'d str, &'d str),
        syntax: &mut Syntax,
    ) -> Vec<Range<usize>> {
        let marked = |i| {
            word(i)
                .0
                .starts_with([',', ';', ':', '.', '\u{2013}', '\u{2014}'])
        };
        let cut: Vec<_> = pieces(tokens, marked).collect();
        let mut tags = Vec::new();
        for piece in &cut {
            syntax.forms.resize(piece.start, Form::NONE);
            let forms = piece.clone().map(&word);
            syntax.forms.extend(forms.map(|(w, l)| Form::of(w, l)));
            let forms = syntax.forms.get(piece.clone()).unwrap_or(&[]);
            let regime = case_regime(piece.clone().map(|i| word(i).0));
            self.tag(forms, &mut tags, regime);
            for (at, tag) in piece.clone().zip(&tags) {
                let fine = FineTag::of(*tag as usize);
                set(&mut syntax.fine, at, fine);
                set(&mut syntax.tags, at, fine.upos());
            }
        }
        cut
    }

    /// A document of `n` tokens of which nothing is known.
    fn blank(&self, n: usize) -> Syntax {
        Syntax {
            tags: vec![Upos::X; n],
            fine: vec![FineTag::X; n],
            forms: Vec::with_capacity(n),
            sentence_of: Vec::with_capacity(n),
            sentences: Vec::new(),
            parser: Parser {
                weights: Arc::clone(&self.weights),
            },
        }
    }

    fn tag(&self, forms: &[Form], tags: &mut Vec<u32>, regime: u32) {
        tags.clear();
        let mut before = [32, 32];
        for i in 0..forms.len() {
            let features = tagger::features(forms, i, before, regime);
            let guess = class(best(
                &self.weights.tags.add(&features, [0; TAG_CLASSES]),
                |_| true,
            ));
            let form = forms.get(i).copied().unwrap_or(Form::NONE);
            let tag = self.verbs.correct(forms, tags, guess);
            let tag = self.nouns.correct(form, tag);
            tags.push(tag);
            let [t1, _] = before;
            before = [tag, t1];
        }
        self.verbs.mend(forms, tags);
    }
}

/// Parser and labels at work on one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Parser {
    weights: Arc<Weights>,
}

impl Parser {
    /// The trees of the pieces of one sentence, given forms and tags of the whole document.
    pub(super) fn parse(&self, pieces: &[Range<usize>], all: &[Form], tags: &[FineTag]) -> Tree {
        let mut scratch = Scratch::default();
        let tree = |piece: &Range<usize>| {
            let forms = all.get(piece.clone()).unwrap_or(&[]);
            let tags = tags.get(piece.clone()).unwrap_or(&[]);
            let tags: Vec<u32> = tags.iter().map(|t| class(*t as usize)).collect();
            self.attach((forms, &tags), &mut scratch);
            let mut arcs = Arcs::default();
            arcs.restart(scratch.state.arcs().map(|(head, _)| head));
            let below = scratch.state.arcs().map(|(_, below)| below).collect();
            Piece::new(piece.start, tags, arcs, below)
        };
        Tree::new(pieces.iter().map(tree).collect())
    }

    /// The relation of token `i` of a piece to its head, given those of its head and its left sibling.
    pub(super) fn relation(
        &self,
        piece: &Piece,
        all: &[Form],
        known: [Option<Relation>; 2],
        i: usize,
    ) -> Relation {
        let arcs = piece.arcs();
        if arcs.head(i).is_none() {
            return Relation::Root;
        }
        let forms = all.get(piece.tokens()).unwrap_or(&[]);
        let known = known.map(|r| r.map_or(UNKNOWN, |r| class(r as usize)));
        let features = arcs.features((forms, piece.tags()), known, i);
        let scores = self.weights.labels.add(&features, [0; LABELS]);
        let label = best(&scores, |c| c != Relation::Root as usize);
        Relation::ALL.get(label).copied().unwrap_or(Relation::Dep)
    }

    /// Finds the head of every token.
    fn attach(&self, (forms, tags): (&[Form], &[u32]), scratch: &mut Scratch) {
        let Scratch { state, frames } = scratch;
        let moves = &self.weights.moves;
        state.restart(forms, tags);
        frames.clear();
        let mut ahead = None;
        while !state.is_finished() {
            let action = state.forced().unwrap_or_else(|| {
                let meeting = moves.ask(&state.meeting());
                let (frame, ahead) = match (ahead, frames.last_mut()) {
                    (Some(ahead), Some(frame)) => (*frame, ahead),
                    // After a shift both are new.
                    (_, frame) => {
                        let own = moves.ask(&state.frame());
                        let coming = moves.ask(&state.ahead());
                        let own = moves.add(&own, [0; MOVES]);
                        if let Some(frame) = frame {
                            *frame = own;
                        }
                        (own, *ahead.insert(moves.add(&coming, [0; MOVES])))
                    }
                };
                let mut known = ahead;
                for (sum, part) in known.iter_mut().zip(frame) {
                    *sum += part;
                }
                let scores = moves.add(&meeting, known);
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
                // Filled in when a choice needs it.
                frames.push([0; MOVES]);
                ahead = None;
            } else {
                frames.pop();
            }
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
