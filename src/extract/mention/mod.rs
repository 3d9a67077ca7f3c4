//! Mentions: which words of an article name which actor or place, by name, title, description, metonym or pronoun.
//!
//! Not records: the quote, stance and deployment stages ask here who a phrase means. Rules: a name that could be
//! several actors is nobody; a nameless person stays a description; damaged text never becomes an actor; the time is
//! linear in the article's length.

mod assemble;
mod bearer;
mod bearing;
pub(super) mod cast;
pub(super) mod description;
mod evidence;
mod grammar;
pub(super) mod hit;
mod link;
mod outer;
pub(super) mod phrase;
mod piece;
mod place;
pub(super) mod reading;
mod role;
mod shape;
mod stranger;
mod wording;

pub use assemble::mentions;
pub use cast::{BEARERS_MAX, CAST_MAX, Member};
pub use phrase::{Determiner, Phrase, PhraseKind};
pub use role::{ROLE_ACTORS_MAX, Role};

use crate::model::{Actor, Mention, MentionKind, PlaceMention, Remark, Span};
use crate::text::Document;
use std::collections::{BTreeMap, BTreeSet};

/// All names of an article, resolved.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Spans that name actors with an id, ascending, not overlapping.
    pub mentions: Vec<Mention>,
    /// Spans that name places, ascending.
    pub places: Vec<PlaceMention>,
    /// Actors the lexicon does not know.
    pub provisional: Vec<Actor>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
    /// Noun phrases, ascending by first token.
    phrases: Vec<Phrase>,
    /// The actors of the article.
    cast: Vec<Member>,
    /// Pronouns that mean several, by phrase.
    several: BTreeMap<usize, Vec<usize>>,
    /// Holders of a shared office, by complement phrase: the foreign minister meant by "Veldoria" in "ministers of Veldoria and Lorvane".
    holders: BTreeMap<usize, usize>,
    /// Singular of a plural naming noun, by head token.
    singular: BTreeMap<usize, String>,
}

impl Named {
    /// The mention that covers token `i`.
    pub fn mention_at(&self, document: &Document, i: usize) -> Option<&Mention> {
        let span = document.token_span(i);
        let after = self
            .mentions
            .partition_point(|m| m.span.end() <= span.start());
        self.mentions.get(after).filter(|m| m.span.overlaps(span))
    }

    /// All mentions: those of known actors, and where the nameless or unknown `parties` of records are named or described in
    /// the words the records give them.
    pub fn with_parties(&self, document: &Document, parties: &BTreeSet<&str>) -> Vec<Mention> {
        let mut all = self.mentions.clone();
        for phrase in &self.phrases {
            let span = document.tokens_span(&phrase.tokens);
            let whole = span.slice(&document.text);
            let name = phrase.name.as_ref().map(|n| document.tokens_span(n));
            let bare = name.map(|n| n.slice(&document.text));
            let said = [Some(whole), bare].into_iter().flatten();
            let Some(name) = said.into_iter().find(|w| parties.contains(w)) else {
                continue;
            };
            let near = self
                .mentions
                .partition_point(|m| m.span.end() <= span.start());
            if self
                .mentions
                .get(near)
                .is_some_and(|m| m.span.overlaps(span))
            {
                continue;
            }
            all.push(Mention {
                span,
                kind: if phrase.is_named() {
                    MentionKind::Name
                } else {
                    MentionKind::Description
                },
                actor: None,
                name: name.to_owned(),
                actor_kind: None,
            });
        }
        all.sort_by_key(|m| m.span.start());
        all
    }

    /// The mentions of known actors that begin inside a span.
    pub fn mentions_in(&self, span: Span) -> &[Mention] {
        let from = self
            .mentions
            .partition_point(|m| m.span.start() < span.start());
        let to = self
            .mentions
            .partition_point(|m| m.span.start() < span.end());
        self.mentions.get(from..to).unwrap_or(&[])
    }

    /// The places that begin inside a span.
    pub fn places_in(&self, span: Span) -> &[PlaceMention] {
        let from = self
            .places
            .partition_point(|m| m.span.start() < span.start());
        let to = self.places.partition_point(|m| m.span.start() < span.end());
        self.places.get(from..to).unwrap_or(&[])
    }

    /// The noun phrases, ascending by first token.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The noun phrases that begin inside a span.
    pub(crate) fn phrases_in<'a>(
        &'a self,
        document: &Document,
        span: Span,
    ) -> impl Iterator<Item = &'a Phrase> {
        let tokens = document.tokens_in(span);
        let from = self
            .phrases
            .partition_point(|x| x.tokens.start < tokens.start);
        let rest = self.phrases.get(from..).unwrap_or(&[]).iter();
        rest.take_while(move |x| x.tokens.start < tokens.end)
    }

    /// A phrase by index.
    pub fn phrase(&self, p: usize) -> Option<&Phrase> {
        self.phrases.get(p)
    }

    /// The actors of the article.
    pub fn cast(&self) -> &[Member] {
        &self.cast
    }

    /// Who a phrase means, if one actor is known: see [`Phrase`] and [`Named::phrase_at`].
    pub fn member(&self, p: usize) -> Option<&Member> {
        self.member_of(p).and_then(|m| self.cast.get(m))
    }

    /// The index of the outermost phrase that covers or begins at token `i`.
    pub fn phrase_at(&self, i: usize) -> Option<usize> {
        self.head_phrase(&(i..i + 1))
    }
}

#[cfg(test)]
mod tests;
