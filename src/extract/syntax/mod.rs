//! Syntax: a part of speech for every token, and for sentences that matter a head and a relation.
//!
//! Not meaning. Tags are Universal Dependencies' UPOS, relations UD's basic relations. Lists run parallel to
//! `Document::tokens`; a token that was not parsed has no head.

use crate::named_enum;

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
    /// Head of each token, by token index; `None` for roots and for tokens that were not parsed.
    pub heads: Vec<Option<u32>>,
    /// Relation to the head; [`Relation::Dep`] where not parsed.
    pub relations: Vec<Relation>,
}
