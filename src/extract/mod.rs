//! From sentences to findings: mentions, quotes, stances, deployments, each with its evidence.
//!
//! Not a model of the world and not a store: world and language knowledge come in as [`Knowledge`], findings go out as
//! values. Rules: synchronous, deterministic, and no input makes it panic; no tokio, tantivy, clock or disk.

pub(crate) mod coreference;
pub mod date;
pub mod mention;
pub mod syntax;

use crate::lang::Language;
use crate::lexicon::Lexicon;
use crate::model::Findings;
use crate::text::Document;

/// What the extractor knows before it reads.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// How the language writes.
    pub language: Language,
    /// Who and what exists.
    pub lexicon: Lexicon,
}

/// Reads everything a document says.
pub fn extract(document: &Document, knowledge: &Knowledge) -> Findings {
    let syntax = syntax::Syntax::default();
    let named = mention::mentions(document, &syntax, knowledge);
    Findings {
        mentions: named.mentions,
        places: named.places,
        provisional_actors: named.provisional,
        remarks: named.remarks,
        ..Findings::default()
    }
}
