//! What every record shares: modality, confidence, provenance.
//!
//! Not the evidence spans themselves (records hold those as [`super::Fragment`]s of at most a paragraph).

use crate::named_enum;

named_enum! {
    /// How the report puts it (PLOVER's auxiliary modes, and conditional).
    #[derive(Default)]
    Modality as "modality" {
        /// Said to be so.
        #[default]
        Asserted = "ASSERTED",
        /// Said not to be so: "did not say", "declined to comment".
        Negated = "NEGATED",
        /// Bound to a condition: "unless the city falls".
        Conditional = "CONDITIONAL",
        /// Supposed: "could", "might".
        Hypothetical = "HYPOTHETICAL",
        /// Announced: "will".
        Future = "FUTURE",
        /// Long past, told as background.
        Historical = "HISTORICAL",
    }
}

/// How sure the extractor is, with its reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confidence {
    /// 0 to 1.
    pub score: f32,
    /// Short reasons, most weighty first: "cue verb", "speaker two sentences before".
    pub reasons: Vec<String>,
}

/// What made a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Version of the extractor, semantic version.
    pub extractor: String,
    /// Version of the lexicon and tables: first 12 hex digits of their SHA-256.
    pub lexicon: String,
}
