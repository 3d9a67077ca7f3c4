//! The fields of the query language: `speaker:`, `outlet:` and the like, and what each looks in.
//!
//! Not the typed filters: a filter takes resource names and is exact, a field takes names as people type them. Rule: a field
//! of actors finds those the lexicon knows by the name in any spelling, and those whose name in the text has all the words.

use crate::index::schema::{Noun, Role};

/// A field of the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum Field {
    /// Who spoke, holds the stance, or moved.
    Leading,
    /// To whom it was said.
    To,
    /// The body that relays it.
    Via,
    /// Any of the roles.
    Actor,
    /// Who is named inside the content.
    About,
    /// Where it was printed.
    Outlet,
    /// Where it was posted.
    Platform,
    /// Where it was said.
    Venue,
    /// The report's headline.
    Title,
    /// Where a force is, or comes from.
    Place,
}

/// Fields of quotes.
const QUOTE: &[(&str, Field)] = &[
    ("speaker", Field::Leading),
    ("to", Field::To),
    ("via", Field::Via),
    ("actor", Field::Actor),
    ("about", Field::About),
    ("outlet", Field::Outlet),
    ("platform", Field::Platform),
    ("venue", Field::Venue),
    ("title", Field::Title),
];

/// Fields of stances.
const STANCE: &[(&str, Field)] = &[
    ("holder", Field::Leading),
    ("actor", Field::Actor),
    ("outlet", Field::Outlet),
    ("title", Field::Title),
];

/// Fields of deployments.
const DEPLOYMENT: &[(&str, Field)] = &[
    ("force", Field::Leading),
    ("actor", Field::Actor),
    ("outlet", Field::Outlet),
    ("title", Field::Title),
    ("place", Field::Place),
];

/// Fields of articles.
const ARTICLE: &[(&str, Field)] = &[("outlet", Field::Outlet), ("title", Field::Title)];

/// The fields of a noun, by name.
pub(in crate::query) const fn fields(noun: Noun) -> &'static [(&'static str, Field)] {
    match noun {
        Noun::Quote => QUOTE,
        Noun::Stance => STANCE,
        Noun::Deployment => DEPLOYMENT,
        Noun::Article => ARTICLE,
        Noun::BorderFact | Noun::Actor | Noun::Utterance | Noun::PastStance | Noun::Decision => &[],
    }
}

impl Field {
    /// The role of actors it looks in; `None` when it is no field of actors.
    pub(in crate::query) const fn actors(self) -> Option<Role> {
        match self {
            Self::Leading => Some(Role::Leading),
            Self::To => Some(Role::Second),
            Self::Via => Some(Role::Via),
            Self::Actor => Some(Role::Actor),
            Self::About => Some(Role::About),
            Self::Outlet | Self::Platform | Self::Venue | Self::Title | Self::Place => None,
        }
    }

    /// The words it looks in: each list is an alternative of its own; empty for the content itself.
    pub(in crate::query) const fn words(self) -> &'static [Role] {
        match self {
            Self::Leading => &[Role::LeadingWord],
            Self::To => &[Role::SecondWord],
            Self::Via => &[Role::OtherWord],
            Self::Actor => &[Role::LeadingWord, Role::SecondWord, Role::OtherWord],
            Self::About => &[],
            Self::Outlet => &[Role::OutletWord],
            Self::Platform => &[Role::PlatformWord],
            Self::Venue => &[Role::VenueWord],
            Self::Title => &[Role::TitleWord],
            Self::Place => &[Role::PlaceWord],
        }
    }
}
