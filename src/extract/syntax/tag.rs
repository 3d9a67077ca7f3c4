//! The tagger's own classes: UPOS split where morphology matters to the parser and to later rules.
//!
//! Not Penn tags: 32 classes, so that a row of weights is 32 bytes. Rule: every class folds into one UPOS.

use super::Upos;
use crate::named_enum;

named_enum! {
    /// A part of speech with the little morphology English shows.
    FineTag as "fine tag" {
        /// Adjective.
        Adj = "ADJ",
        /// Comparative or superlative.
        AdjDegree = "ADJ-DEGREE",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// "where", "when", "how".
        AdvWh = "ADV-WH",
        /// "will", "could".
        AuxModal = "AUX-MODAL",
        /// "is", "had".
        AuxFinite = "AUX-FINITE",
        /// "be", "been", "having".
        AuxOther = "AUX-OTHER",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// "which", "whatever" before a noun.
        DetWh = "DET-WH",
        /// Interjection.
        Intj = "INTJ",
        /// Noun, singular.
        Noun = "NOUN",
        /// Noun, plural.
        NounPlural = "NOUN-PLURAL",
        /// Numeral.
        Num = "NUM",
        /// "to" before a verb.
        PartTo = "PART-TO",
        /// Possessive ending.
        PartPoss = "PART-POSS",
        /// "not" and other particles.
        Part = "PART",
        /// Personal pronoun.
        Pron = "PRON",
        /// Possessive pronoun.
        PronPoss = "PRON-POSS",
        /// "who", "which", "that" as a relative.
        PronWh = "PRON-WH",
        /// "this", "everyone", "there".
        PronOther = "PRON-OTHER",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb, base form.
        VerbBase = "VERB-BASE",
        /// Verb, present tense.
        VerbPresent = "VERB-PRESENT",
        /// Verb, past tense.
        VerbPast = "VERB-PAST",
        /// Verb, past participle.
        VerbParticiple = "VERB-PARTICIPLE",
        /// Verb, -ing form.
        VerbIng = "VERB-ING",
        /// Anything else.
        X = "X",
    }
}

impl FineTag {
    /// The class of this number, [`FineTag::X`] when there is none.
    pub fn of(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::X)
    }

    /// The universal tag this folds into.
    pub const fn upos(self) -> Upos {
        match self {
            Self::Adj | Self::AdjDegree => Upos::Adj,
            Self::Adp => Upos::Adp,
            Self::Adv | Self::AdvWh => Upos::Adv,
            Self::AuxModal | Self::AuxFinite | Self::AuxOther => Upos::Aux,
            Self::Cconj => Upos::Cconj,
            Self::Det | Self::DetWh => Upos::Det,
            Self::Intj => Upos::Intj,
            Self::Noun | Self::NounPlural => Upos::Noun,
            Self::Num => Upos::Num,
            Self::PartTo | Self::PartPoss | Self::Part => Upos::Part,
            Self::Pron | Self::PronPoss | Self::PronWh | Self::PronOther => Upos::Pron,
            Self::Propn => Upos::Propn,
            Self::Punct => Upos::Punct,
            Self::Sconj => Upos::Sconj,
            Self::Sym => Upos::Sym,
            Self::VerbBase
            | Self::VerbPresent
            | Self::VerbPast
            | Self::VerbParticiple
            | Self::VerbIng => Upos::Verb,
            Self::X => Upos::X,
        }
    }

    /// Whether the form carries tense: a verb or auxiliary that can head a clause by itself.
    pub const fn is_finite(self) -> bool {
        matches!(
            self,
            Self::VerbPresent | Self::VerbPast | Self::AuxFinite | Self::AuxModal
        )
    }
}
