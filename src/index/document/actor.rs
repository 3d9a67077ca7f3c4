//! Actors found in text as stored.

use super::part::{Coded, StoredDateRange, StoredSource};
use super::{id, need, some};
use crate::index::IndexError;
use crate::model::{Actor, ActorKind, Alias, Office, ProvisionalActorRecord};

/// A stored alias.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredAlias {
    #[prost(string, tag = "1")]
    text: String,
    #[prost(string, tag = "2")]
    script: String,
}

/// A stored office.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredOffice {
    #[prost(string, tag = "1")]
    title: String,
    #[prost(string, optional, tag = "2")]
    of: Option<String>,
    #[prost(message, optional, tag = "3")]
    held: Option<StoredDateRange>,
}

/// A stored actor with the report it was found in.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredActor {
    #[prost(message, optional, tag = "1")]
    source: Option<StoredSource>,
    #[prost(string, tag = "2")]
    id: String,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(uint32, tag = "4")]
    kind: u32,
    #[prost(string, optional, tag = "5")]
    country: Option<String>,
    #[prost(message, repeated, tag = "6")]
    aliases: Vec<StoredAlias>,
    #[prost(message, repeated, tag = "7")]
    offices: Vec<StoredOffice>,
    #[prost(string, repeated, tag = "8")]
    parents: Vec<String>,
    #[prost(string, optional, tag = "9")]
    wikidata: Option<String>,
    #[prost(bool, tag = "10")]
    provisional: bool,
    #[prost(string, optional, tag = "11")]
    redirect: Option<String>,
}

impl From<&ProvisionalActorRecord> for StoredActor {
    fn from(record: &ProvisionalActorRecord) -> Self {
        let actor = &record.actor;
        Self {
            source: Some((&record.source).into()),
            id: actor.id.to_string(),
            name: actor.name.clone(),
            kind: actor.kind.code(),
            country: actor.country.clone(),
            aliases: actor
                .aliases
                .iter()
                .map(|a| StoredAlias {
                    text: a.text.clone(),
                    script: a.script.clone(),
                })
                .collect(),
            offices: actor
                .offices
                .iter()
                .map(|o| StoredOffice {
                    title: o.title.clone(),
                    of: o.of.as_ref().map(ToString::to_string),
                    held: o.held.as_ref().map(StoredDateRange::from),
                })
                .collect(),
            parents: actor.parents.iter().map(ToString::to_string).collect(),
            wikidata: actor.wikidata.clone(),
            provisional: actor.provisional,
            redirect: actor.redirect.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<StoredOffice> for Office {
    type Error = IndexError;

    fn try_from(stored: StoredOffice) -> Result<Self, IndexError> {
        Ok(Self {
            title: stored.title,
            of: stored.of.as_deref().map(id).transpose()?,
            held: some(stored.held)?,
        })
    }
}

impl TryFrom<StoredActor> for ProvisionalActorRecord {
    type Error = IndexError;

    fn try_from(stored: StoredActor) -> Result<Self, IndexError> {
        Ok(Self {
            source: need(stored.source, "the source")?.try_into()?,
            actor: Actor {
                id: id(&stored.id)?,
                name: stored.name,
                kind: ActorKind::of_code(stored.kind)?,
                country: stored.country,
                aliases: stored
                    .aliases
                    .into_iter()
                    .map(|a| Alias {
                        text: a.text,
                        script: a.script,
                    })
                    .collect(),
                offices: super::all(stored.offices)?,
                parents: stored
                    .parents
                    .iter()
                    .map(|p| id(p))
                    .collect::<Result<_, _>>()?,
                wikidata: stored.wikidata,
                provisional: stored.provisional,
                redirect: stored.redirect.as_deref().map(id).transpose()?,
            },
        })
    }
}
