//! Actors: persons, organisations, forces, states and blocs, and how an article names them.
//!
//! Not the matcher (that is `lexicon`) and not the resolver (that is `extract`). Rule: an actor found only in
//! text is provisional; it never changes a lexicon actor, but may later redirect to one.

use super::{ActorId, DateRange, Span};
use crate::named_enum;

named_enum! {
    /// What sort of actor.
    ActorKind as "actor kind" {
        /// One human being.
        Person = "PERSON",
        /// A party, agency, company, office, media outlet.
        Organisation = "ORGANISATION",
        /// An armed force: army, militia, police, border guard.
        Force = "FORCE",
        /// A state and its government.
        State = "STATE",
        /// Several states acting as one: an alliance, a union.
        Bloc = "BLOC",
    }
}

/// A name an actor goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name as written.
    pub text: String,
    /// ISO 15924 script code, for example `Latn` or `Arab`.
    pub script: String,
}

/// An office held for a time, for example prime minister of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The office in words: "prime minister".
    pub title: String,
    /// The state or body the office belongs to.
    pub of: Option<ActorId>,
    /// When held, as far as known: first and last date; see [`Office::FROM_UNKNOWN`] and [`Office::UNTIL_OPEN`].
    pub held: Option<DateRange>,
}

impl Office {
    /// Year of a beginning nobody gives.
    pub const FROM_UNKNOWN: i16 = 1;
    /// Year of an end that has not come, or that nobody gives.
    pub const UNTIL_OPEN: i16 = 9999;
}

/// Someone or something that speaks, holds positions or moves forces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Stable id.
    pub id: ActorId,
    /// The name shown to people.
    pub name: String,
    /// What sort of actor.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-2 code of the home state, where there is one.
    pub country: Option<String>,
    /// Other names, transliterations included.
    pub aliases: Vec<Alias>,
    /// Offices over time.
    pub offices: Vec<Office>,
    /// Bodies it belongs to.
    pub parents: Vec<ActorId>,
    /// Wikidata item, for example `Q42`, where known.
    pub wikidata: Option<String>,
    /// Found in text only, absent from the lexicon.
    pub provisional: bool,
    /// The actor this provisional one turned out to be.
    pub redirect: Option<ActorId>,
}

named_enum! {
    /// How a mention names its actor.
    MentionKind as "mention kind" {
        /// The full or display name.
        Name = "NAME",
        /// Another name, a surname, an abbreviation.
        Alias = "ALIAS",
        /// An office: "the prime minister".
        Title = "TITLE",
        /// A description: "the rebel leader".
        Description = "DESCRIPTION",
        /// A capital, palace or demonym standing for a government.
        Metonym = "METONYM",
        /// "he", "they", "it", "who".
        Pronoun = "PRONOUN",
    }
}

/// A span that names an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where, in the cleaned text.
    pub span: Span,
    /// How.
    pub kind: MentionKind,
    /// Who, when resolved.
    pub actor: Option<ActorId>,
    /// Display name of the actor, or the words of the mention when nobody is known.
    pub name: String,
    /// What sort of actor, when known.
    pub actor_kind: Option<ActorKind>,
}

/// An actor in a role of a record: speaker, holder, target, force, claimant, addressee, ...
///
/// Either a resolved actor or a description that stays one ("an official who asked not to be named").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActorRef {
    /// The mention in the text, a pronoun stays a pronoun; `None` when the text has none there.
    pub mention: Option<Span>,
    /// Display name of the actor, or the description in the article's words.
    pub text: String,
    /// The resolved actor; `None` for descriptions and anonymous sources.
    pub actor: Option<ActorId>,
    /// The body a nameless person belongs to ("a foreign ministry official").
    pub affiliation: Option<ActorId>,
}
