//! Phrases: the noun phrases of an article, cut from tags and table words, with what each could name.
//!
//! Not a parse: base phrases from determiner to head, linked to their owners ("Veldoria's", "of the ULF") and to their
//! other names ("X, head of Y,"). Invariant: phrases ascend by start; an owned phrase lies inside or beside its owner.

use crate::lang::naming::{Gender, Noun};
use std::ops::Range;

/// What sort of thing a phrase names, as far as its words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhraseKind {
    /// One human being.
    Person,
    /// An organisation, force, state or bloc.
    Body,
    /// People in numbers, or nameless bodies: "some factions", "analysts".
    Crowd,
    /// A place.
    Place,
    /// A pronoun.
    Pronoun,
    /// A name of unknown sort.
    Name,
    /// Anything else.
    #[default]
    Thing,
}

/// How a phrase picks out what it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Determiner {
    /// None.
    #[default]
    Bare,
    /// "the", "this", or an owner before it.
    Definite,
    /// "a", "some", "several", a number.
    Indefinite,
}

/// A noun phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// From determiner to the last word of noun or name.
    pub tokens: Range<usize>,
    /// With complements, alias in parentheses and apposition.
    pub extent: Range<usize>,
    /// The last word of the name, else of the noun.
    pub head: usize,
    /// The name part.
    pub name: Option<Range<usize>>,
    /// The name as the lexicon folds it, empty until the cast is put together.
    pub(in crate::extract) key: String,
    /// The naming noun and its first token: "minister" of "Foreign Minister X".
    pub noun: Option<(usize, Noun)>,
    /// Its sort.
    pub kind: PhraseKind,
    /// Gender the words tell.
    pub gender: Gender,
    /// Whether it means several.
    pub plural: bool,
    /// How it picks out.
    pub determiner: Determiner,
    /// The phrase that owns it: possessor ("Veldoria's ...") of this one, by index.
    pub possessor: Option<usize>,
    /// Complements ("of the ULF", "of Veldoria, Kestrovia and Lorvane"), by index.
    pub complements: Vec<usize>,
    /// The phrase this one is part of (its possessor, premodifier or complement), by index.
    pub part_of: Option<usize>,
    /// The phrase before that names the same, in apposition, by index.
    pub same_as: Option<usize>,
    /// The lexicon name it rests on, by index.
    pub(in crate::extract) hit: Option<u32>,
    /// Lexicon names before its head ("ULF leader", "Veldorian officials"), by index.
    pub(in crate::extract) premodifiers: Vec<u32>,
    /// Whose article-wide identity it has, by index in the cast.
    pub(crate) member: Option<usize>,
    /// The phrase a pronoun stands for, by index.
    pub antecedent: Option<usize>,
    /// The body a nameless person belongs to, by index in the cast.
    pub(crate) affiliation: Option<usize>,
    /// Sentence, by index.
    pub sentence: usize,
    /// Inside quotation marks.
    pub quoted: bool,
}

impl Phrase {
    /// Whether it bears a name (not only a noun or pronoun).
    pub fn is_named(&self) -> bool {
        self.name.is_some()
    }
}
