//! Resource names: `quotes/{quote}` and the like, to ids and back.

use crate::model::{Border, ClaimId, DeploymentId, RecordId, id::IdError};
use crate::rpc::violation::{Checker, Kind, Violation};
use std::fmt::Display;
use std::str::FromStr;

/// A collection of named resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// `actors/`
    Actors,
    /// `articles/`
    Articles,
    /// `borders/`
    Borders,
    /// `deployments/`
    Deployments,
    /// `issues/`
    Issues,
    /// `quotes/`
    Quotes,
    /// `stances/`
    Stances,
    /// `utterances/`
    Utterances,
}

impl Collection {
    /// The first part of its names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actors => "actors",
            Self::Articles => "articles",
            Self::Borders => "borders",
            Self::Deployments => "deployments",
            Self::Issues => "issues",
            Self::Quotes => "quotes",
            Self::Stances => "stances",
            Self::Utterances => "utterances",
        }
    }

    /// The message its names stand for.
    pub const fn resource_type(self) -> &'static str {
        match self {
            Self::Actors => "vedette.v1.Actor",
            Self::Articles => "vedette.v1.Article",
            Self::Borders => "vedette.v1.Border",
            Self::Deployments => "vedette.v1.Deployment",
            Self::Issues => "vedette.v1.Issue",
            Self::Quotes => "vedette.v1.Quote",
            Self::Stances => "vedette.v1.Stance",
            Self::Utterances => "vedette.v1.Utterance",
        }
    }

    /// The collection of a record.
    pub(crate) const fn of_record(record: &RecordId) -> Self {
        match record {
            RecordId::Quote(_) => Self::Quotes,
            RecordId::Stance(_) => Self::Stances,
            RecordId::Deployment(_) => Self::Deployments,
        }
    }

    /// The name of the resource with this id.
    pub(crate) fn name(self, id: impl Display) -> String {
        format!("{}/{id}", self.as_str())
    }

    fn form(self) -> String {
        let example = match self {
            Self::Actors => "ilse-tarn",
            Self::Articles => "a5x2k",
            Self::Borders => "xe-xv",
            Self::Deployments => "d5x2k",
            Self::Issues => "buffer-zone-on-the-osel",
            Self::Quotes => "q5x2k",
            Self::Stances => "s5x2k",
            Self::Utterances => "u5x2k",
        };
        format!(
            "is no name of {}: give one like \"{}/{example}\"",
            self.as_str(),
            self.as_str()
        )
    }

    /// The id in a name of this collection, or what is wrong with it.
    pub(crate) fn id<T: FromStr<Err = IdError>>(self, name: &str) -> Result<T, String> {
        self.part(name)
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| self.form())
    }

    /// The part of a name behind `collection/`.
    fn part(self, name: &str) -> Option<&str> {
        name.strip_prefix(self.as_str())?.strip_prefix('/')
    }
}

/// The border in `borders/xe-xv`, in either order, or what is wrong with the name.
pub(crate) fn border(name: &str) -> Result<Border, String> {
    Collection::Borders
        .part(name)
        .and_then(|pair| pair.parse().ok())
        .ok_or_else(|| Collection::Borders.form())
}

/// The record in `quotes/...`, `stances/...` or `deployments/...`, or what is wrong with the name.
pub(crate) fn record(name: &str) -> Result<RecordId, String> {
    let quote = || Collection::Quotes.id(name).map(RecordId::Quote);
    let stance = || Collection::Stances.id(name).map(RecordId::Stance);
    let deployment = || Collection::Deployments.id(name).map(RecordId::Deployment);
    quote()
        .or_else(|_other| stance())
        .or_else(|_other| deployment())
        .map_err(|_other| {
            "is no name of a quote, a stance or a deployment: give one like \"quotes/q5x2k\""
                .to_owned()
        })
}

/// The event and the claim in `deployments/.../claims/...`, or what is wrong with the name.
pub(crate) fn claim(name: &str) -> Result<(DeploymentId, ClaimId), String> {
    let parts = Collection::Deployments
        .part(name)
        .and_then(|part| part.split_once("/claims/"));
    let ids = parts.and_then(|(event, claim)| Some((event.parse().ok()?, claim.parse().ok()?)));
    ids.ok_or_else(|| {
        "is no name of a claim: give one like \"deployments/d5x2k/claims/c7y3m\"".to_owned()
    })
}

/// The name of a record.
pub(crate) fn name_of(record: &RecordId) -> String {
    Collection::of_record(record).name(record.as_str())
}

/// An ISO 3166-1 alpha-2 code in upper case, or what is wrong with it.
pub(crate) fn country(code: &str) -> Result<String, String> {
    match code.as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Ok(code.to_ascii_uppercase())
        }
        _ => Err("is no ISO 3166-1 alpha-2 code: give two letters like \"XV\"".to_owned()),
    }
}

/// What the required field `name` names.
pub(crate) fn required<T>(
    name: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Vec<Violation>> {
    let mut checker = Checker::default();
    let parsed = checker.name(name, parse);
    match (parsed, checker.finish(())) {
        (Some(value), Ok(())) => Ok(value),
        (_, found) => Err(found.err().unwrap_or_default()),
    }
}

impl Checker {
    /// What the required field `name` names; `None` when that was noted as wrong.
    pub(crate) fn name<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.reference("name", "give the resource's name", name, parse)
    }

    /// What a required field names; `None` when that was noted as wrong.
    pub(crate) fn reference<T>(
        &mut self,
        field: &str,
        wanted: &str,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if name.is_empty() {
            self.missing(field, wanted);
            return None;
        }
        parse(name)
            .map_err(|told| self.reject(field, Kind::Malformed, told, name))
            .ok()
    }

    /// The ids of a list of names of one collection.
    pub(crate) fn names<T: FromStr<Err = IdError>>(
        &mut self,
        field: &str,
        collection: Collection,
        names: &[String],
    ) -> Vec<T> {
        self.list(field, names, |name| collection.id(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActorId, QuoteId};

    #[test]
    fn a_name_needs_its_own_collection() {
        assert!(Collection::Actors.id::<ActorId>("actors/iraq").is_ok());
        for bad in [
            "iraq",
            "actors/",
            "actors/Iraq",
            "quotes/iraq",
            "actors/a/b",
            "actorsx/a",
        ] {
            assert!(Collection::Actors.id::<ActorId>(bad).is_err(), "{bad}");
        }
        let told = Collection::Quotes.id::<QuoteId>("x").unwrap_err();
        assert!(told.contains("quotes/q5x2k"), "{told}");
    }

    #[test]
    fn borders_are_read_in_either_order_and_countries_in_any_case() {
        assert_eq!(border("borders/sy-iq"), border("borders/iq-sy"));
        assert!(border("borders/iq").is_err());
        assert_eq!(country("iq"), Ok("IQ".to_owned()));
        assert!(country("IRQ").is_err());
    }
}
