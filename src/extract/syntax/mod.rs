//! Syntax: a part of speech for every token, and for sentences that matter a head and a relation.
//!
//! Not meaning. Tags are Universal Dependencies' UPOS, relations UD's basic relations. Lists run parallel to
//! `Document::tokens`; a token outside every tree has no head. Rules: every sentence that has a tree is one tree without
//! crossing arcs (so every subtree is a range of tokens), the same words always give the same tree, and the time is
//! linear in the number of tokens.

pub mod feature;
pub mod label;
mod model;
mod noun;
pub mod parser;
mod tag;
pub mod tagger;
mod tree;
mod verb;
pub mod weights;

pub use model::{SENTENCE_TOKENS_MAX, SyntaxModel};
pub use tag::FineTag;
pub use weights::WeightsError;

use crate::named_enum;
use feature::Form;
use model::Parser;
use std::ops::Range;
use tree::{Piece, Sentence, Tree};

named_enum! {
    /// Universal part-of-speech tags.
    Upos as "part of speech" {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle ("to", "not", "'s").
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

named_enum! {
    /// Universal Dependencies relations (subtypes folded but for those that carry voice and agency).
    Relation as "relation" {
        /// Head of the sentence.
        Root = "root",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject of a passive.
        NsubjPass = "nsubj:pass",
        /// Clausal subject.
        Csubj = "csubj",
        /// Direct object.
        Obj = "obj",
        /// Indirect object.
        Iobj = "iobj",
        /// Oblique.
        Obl = "obl",
        /// Agent of a passive.
        OblAgent = "obl:agent",
        /// Clausal complement with its own subject.
        Ccomp = "ccomp",
        /// Open clausal complement.
        Xcomp = "xcomp",
        /// Adverbial clause.
        Advcl = "advcl",
        /// Clause modifying a noun.
        Acl = "acl",
        /// Relative clause.
        AclRelcl = "acl:relcl",
        /// Parenthetical clause ("he said" inside a quote).
        Parataxis = "parataxis",
        /// Marker ("that", "to", "if").
        Mark = "mark",
        /// Case marker: a preposition, possessive 's.
        Case = "case",
        /// Determiner.
        Det = "det",
        /// Adjectival modifier.
        Amod = "amod",
        /// Adverbial modifier.
        Advmod = "advmod",
        /// Nominal modifier.
        Nmod = "nmod",
        /// Possessor.
        NmodPoss = "nmod:poss",
        /// Numeric modifier.
        Nummod = "nummod",
        /// Compound.
        Compound = "compound",
        /// Verb particle.
        CompoundPrt = "compound:prt",
        /// Apposition.
        Appos = "appos",
        /// Multi-word name.
        Flat = "flat",
        /// Fixed expression.
        Fixed = "fixed",
        /// Conjunct.
        Conj = "conj",
        /// Coordinating conjunction.
        Cc = "cc",
        /// Auxiliary.
        Aux = "aux",
        /// Passive auxiliary.
        AuxPass = "aux:pass",
        /// Copula.
        Cop = "cop",
        /// Expletive.
        Expl = "expl",
        /// Vocative.
        Vocative = "vocative",
        /// Punctuation.
        Punct = "punct",
        /// Anything else.
        Dep = "dep",
    }
}

/// Tags of a document, parallel to its tokens, and the trees of its sentences.
///
/// A tree is made when somebody first asks for it: tags alone answer most questions, and a tree costs ten times what the
/// tags of its sentence do. So is each of its relations. Who asks first, or how often, changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    /// Part of speech of each token.
    pub tags: Vec<Upos>,
    /// The finer tag it was folded from: tells a past participle from a past tense.
    pub fine: Vec<FineTag>,
    forms: Vec<Form>,
    /// The sentence of each token.
    sentence_of: Vec<u32>,
    sentences: Vec<Sentence>,
    parser: Parser,
}

impl Syntax {
    /// Part of speech of token `i`, [`Upos::X`] past the end.
    pub fn tag(&self, i: usize) -> Upos {
        self.tags.get(i).copied().unwrap_or(Upos::X)
    }

    /// Finer tag of token `i`, [`FineTag::X`] past the end.
    pub fn fine(&self, i: usize) -> FineTag {
        self.fine.get(i).copied().unwrap_or(FineTag::X)
    }

    /// Head of token `i`; `None` for a root and for a token outside every tree.
    pub fn head(&self, i: usize) -> Option<usize> {
        self.tree(i)?.head(i)
    }

    /// Relation of token `i` to its head, [`Relation::Dep`] past the end and outside every tree.
    pub fn relation(&self, i: usize) -> Relation {
        let read = |piece: &Piece, known: [Option<Relation>; 2], k: usize| {
            self.parser.relation(piece, &self.forms, known, k)
        };
        self.tree(i).map_or(Relation::Dep, |t| t.relation(i, read))
    }

    /// Children of token `i` in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + use<'_> {
        let (from, list) = self.tree(i).map_or((0, &[][..]), |t| t.children(i));
        list.iter().map(move |c| from + *c as usize)
    }

    /// The first child of token `i` with this relation.
    pub fn child(&self, i: usize, relation: Relation) -> Option<usize> {
        self.children(i).find(|c| self.relation(*c) == relation)
    }

    /// The tokens of the subtree below `i`, itself included; only itself outside every tree.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let below = self.tree(i).and_then(|t| t.subtree(i));
        below.unwrap_or(i..i + 1)
    }

    /// Root of a sentence (the first one, when the sentence was too long for one tree); `None` when it has no tree.
    pub fn root(&self, sentence: usize) -> Option<usize> {
        self.tree_of(sentence)?.root()
    }

    /// Whether `below` lies in the subtree of `above` (a token is below itself).
    pub fn dominates(&self, above: usize, below: usize) -> bool {
        self.subtree(above).contains(&below)
    }

    /// The heads of token `i`, nearest first, up to the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + use<'_> {
        std::iter::successors(self.head(i), |h| self.head(*h))
    }

    /// The tree that token `i` may be part of.
    fn tree(&self, i: usize) -> Option<&Tree> {
        let sentence = self.sentence_of.get(i)?;
        self.tree_of(*sentence as usize)
    }

    fn tree_of(&self, sentence: usize) -> Option<&Tree> {
        let sentence = self.sentences.get(sentence)?;
        sentence.tree(|| {
            self.parser
                .parse(sentence.pieces(), &self.forms, &self.fine)
        })
    }
}

#[cfg(test)]
mod tests;
