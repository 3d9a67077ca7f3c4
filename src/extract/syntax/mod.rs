//! Syntax: a part of speech for every token, and for sentences that matter a head and a relation.
//!
//! Not meaning. Tags are Universal Dependencies' UPOS, relations UD's basic relations. Lists run parallel to
//! `Document::tokens`; a token that was not parsed has no head. Rules: every parsed sentence is one tree without
//! crossing arcs (so every subtree is a range of tokens), the same words always give the same tree, and the time is
//! linear in the number of tokens.

pub mod feature;
pub mod label;
mod model;
pub mod parser;
mod tag;
pub mod tagger;
mod verb;
pub mod weights;

pub use model::{SENTENCE_TOKENS_MAX, SyntaxModel};
pub use tag::FineTag;
pub use weights::WeightsError;

use crate::named_enum;
use std::ops::Range;

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

/// Tags and trees of a document, parallel to its tokens.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    /// Part of speech of each token.
    pub tags: Vec<Upos>,
    /// The finer tag it was folded from: tells a past participle from a past tense.
    pub fine: Vec<FineTag>,
    /// Head of each token, by token index; `None` for roots and for tokens that were not parsed.
    pub heads: Vec<Option<u32>>,
    /// Relation to the head; [`Relation::Dep`] where not parsed.
    pub relations: Vec<Relation>,
    /// First and one past the last token of each token's subtree.
    subtrees: Vec<(u32, u32)>,
    /// Children of all tokens, those of token `i` from `child_start[i]` to `child_start[i + 1]`.
    children: Vec<u32>,
    child_start: Vec<u32>,
    /// Root of each sentence, where parsed.
    roots: Vec<Option<u32>>,
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

    /// Head of token `i`; `None` for a root and for a token that was not parsed.
    pub fn head(&self, i: usize) -> Option<usize> {
        self.heads.get(i).copied().flatten().map(|h| h as usize)
    }

    /// Relation of token `i` to its head, [`Relation::Dep`] past the end and where not parsed.
    pub fn relation(&self, i: usize) -> Relation {
        self.relations.get(i).copied().unwrap_or(Relation::Dep)
    }

    /// Children of token `i` in text order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + use<'_> {
        let at = |k: usize| self.child_start.get(k).map_or(0, |n| *n as usize);
        let list = self.children.get(at(i)..at(i + 1)).unwrap_or(&[]);
        list.iter().map(|c| *c as usize)
    }

    /// The first child of token `i` with this relation.
    pub fn child(&self, i: usize, relation: Relation) -> Option<usize> {
        self.children(i).find(|c| self.relation(*c) == relation)
    }

    /// The tokens of the subtree below `i`, itself included; only itself where not parsed.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let (start, end) = self.subtrees.get(i).copied().unwrap_or((0, 0));
        if start == end {
            i..i + 1
        } else {
            start as usize..end as usize
        }
    }

    /// Root of a sentence (the first one, when the sentence was too long for one tree); `None` where not parsed.
    pub fn root(&self, sentence: usize) -> Option<usize> {
        self.roots
            .get(sentence)
            .copied()
            .flatten()
            .map(|r| r as usize)
    }

    /// Whether `below` lies in the subtree of `above` (a token is below itself).
    pub fn dominates(&self, above: usize, below: usize) -> bool {
        self.subtree(above).contains(&below)
    }

    /// The heads of token `i`, nearest first, up to the root.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + use<'_> {
        std::iter::successors(self.head(i), |h| self.head(*h))
    }

    /// Fills in what follows from heads: children.
    fn index(&mut self) {
        let n = self.heads.len();
        self.child_start = vec![0; n + 1];
        for head in self.heads.iter().flatten() {
            if let Some(count) = self.child_start.get_mut(*head as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for count in &mut self.child_start {
            total += *count;
            *count = total;
        }
        self.children = vec![0; total as usize];
        let mut next = self.child_start.clone();
        for (child, head) in (0_u32..).zip(&self.heads) {
            let slot = head.and_then(|h| next.get_mut(h as usize));
            if let Some(slot) = slot {
                if let Some(place) = self.children.get_mut(*slot as usize) {
                    *place = child;
                }
                *slot += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests;
