//! Actors: questions about them on the wire, and the records that name them.

use super::enumeration::WireEnum;
use super::mask::{self, Mask, Masked};
use super::name::{Collection, country};
use super::page;
use crate::model::{Actor, ActorId, ActorRecord, ActorRef, Alias, DateRange, Office};
use crate::query::Page;
use crate::query::actor::{ActorFilter, ActorQuery, RESOLUTIONS_MAX, Resolution};
use crate::query::sighting::Sightings;
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind, Violation};

/// Longest name to resolve, in bytes.
pub(crate) const NAME_BYTES_MAX: usize = 1024;

/// Candidates when none are asked for.
pub(crate) const CANDIDATES_DEFAULT: usize = 10;

/// A name as typed, and how many actors it may mean are wanted.
#[derive(Clone, Debug)]
pub(crate) struct NameQuery {
    /// The name.
    pub(crate) name: String,
    /// At most this many.
    pub(crate) limit: usize,
}

impl TryFrom<pb::ResolveActorRequest> for NameQuery {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::ResolveActorRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        if wire.text.trim().is_empty() {
            checker.missing("text", "give a name as written");
        }
        let name = checker.text("text", wire.text, NAME_BYTES_MAX);
        let limit = match usize::try_from(wire.max_candidates) {
            Ok(0) => CANDIDATES_DEFAULT,
            Ok(wish) => wish.min(RESOLUTIONS_MAX),
            Err(_) => {
                let told = format!("is negative: give 0 to {RESOLUTIONS_MAX}");
                let value = wire.max_candidates.to_string();
                checker.reject("max_candidates", Kind::OutOfRange, told, &value);
                0
            }
        };
        checker.finish(Self { name, limit })
    }
}

impl From<pb::ListActorsRequest> for Checked<Masked<ActorQuery>> {
    fn from(wire: pb::ListActorsRequest) -> Self {
        let mut checker = Checker::default();
        let asked = wire.filter.unwrap_or_default();
        let filter = ActorFilter {
            kinds: checker.enums("filter.kinds", &asked.kinds),
            countries: checker.list("filter.countries", &asked.countries, country),
            provisional: asked.provisional,
            mentioned: asked.mentioned,
        };
        let mask = checker.mask(wire.read_mask, Collection::Actors);
        let page = page::request(wire.page_size, wire.page_token, wire.include_total_size);
        let question = ActorQuery { filter, page };
        checker.with(Masked { question, mask })
    }
}

impl TryFrom<pb::GetActorRequest> for Masked<ActorId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetActorRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Actors.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Actors)
    }
}

fn actor_name(id: Option<ActorId>) -> Option<String> {
    id.map(|id| Collection::Actors.name(id))
}

impl From<ActorRef> for pb::ActorReference {
    fn from(actor: ActorRef) -> Self {
        Self {
            actor: actor_name(actor.actor),
            text: actor.text,
            mention: actor.mention.map(Into::into),
            affiliation: actor_name(actor.affiliation),
        }
    }
}

impl From<Alias> for pb::Alias {
    fn from(alias: Alias) -> Self {
        Self {
            text: alias.text,
            script: alias.script,
        }
    }
}

impl From<Office> for pb::Office {
    fn from(office: Office) -> Self {
        Self {
            title: office.title,
            body: actor_name(office.of),
            held_date: office.held.map(held_date),
        }
    }
}

/// When an office was held; an end that has not come and a beginning nobody gives stay absent.
fn held_date(held: DateRange) -> pb::DateRange {
    let (from, until) = (held.start.year(), held.end.year());
    let whole: pb::DateRange = held.into();
    pb::DateRange {
        start: whole.start.filter(|_| from != Office::FROM_UNKNOWN),
        end: whole.end.filter(|_| until != Office::UNTIL_OPEN),
        wording: whole.wording,
    }
}

impl From<Actor> for pb::Actor {
    fn from(actor: Actor) -> Self {
        Self {
            name: Collection::Actors.name(&actor.id),
            display_name: actor.name,
            kind: actor.kind.number(),
            country: actor.country,
            aliases: actor.aliases.into_iter().map(Into::into).collect(),
            offices: actor.offices.into_iter().map(Into::into).collect(),
            parents: actor
                .parents
                .iter()
                .map(|p| Collection::Actors.name(p))
                .collect(),
            wikidata: actor.wikidata,
            provisional: actor.provisional,
            redirect: actor_name(actor.redirect),
            record_counts: None,
        }
    }
}

impl From<ActorRecord> for pb::Actor {
    fn from(record: ActorRecord) -> Self {
        Self {
            record_counts: Some(record.counts.into()),
            ..record.actor.into()
        }
    }
}

impl From<(ActorRecord, Option<Sightings>)> for pb::GetActorResponse {
    fn from((record, seen): (ActorRecord, Option<Sightings>)) -> Self {
        let (first, last) = seen.map(|s| (s.first, s.last)).unzip();
        Self {
            actor: Some(record.into()),
            first_seen: first.map(Into::into),
            last_seen: last.map(Into::into),
        }
    }
}

impl From<Page<ActorRecord>> for pb::ListActorsResponse {
    fn from(found: Page<ActorRecord>) -> Self {
        let (actors, next_page_token, total_size) = page::records(found);
        Self {
            actors,
            next_page_token,
            total_size,
        }
    }
}

/// A page of actors with the fields wanted of each.
pub(crate) fn listed(page: Page<ActorRecord>, mask: &Mask) -> pb::ListActorsResponse {
    let mut wire = pb::ListActorsResponse::from(page);
    mask.each(&mut wire.actors);
    wire
}

impl From<Resolution> for pb::ActorCandidate {
    fn from(found: Resolution) -> Self {
        Self {
            actor: Some(found.record.into()),
            score: found.score,
            match_reason: found.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_as_many_as_asked_for_up_to_the_limit() {
        let most = i32::try_from(RESOLUTIONS_MAX).unwrap();
        let limit = |max_candidates| {
            let text = "Ada".to_owned();
            let query: Result<NameQuery, _> = pb::ResolveActorRequest {
                text,
                max_candidates,
            }
            .try_into();
            query.map(|q| q.limit)
        };
        assert_eq!(limit(most), Ok(RESOLUTIONS_MAX));
        assert_eq!(limit(most + 1), Ok(RESOLUTIONS_MAX));
        assert_eq!(limit(-1).unwrap_err()[0].kind, Kind::OutOfRange);
    }

    #[test]
    fn an_open_end_and_an_unknown_beginning_stay_absent() {
        let whole = held_date("2003-02/2010".parse().unwrap());
        assert!(whole.start.is_some() && whole.end.is_some());
        let still = held_date("2003/9999".parse().unwrap());
        assert!(still.start.is_some() && still.end.is_none());
        let since_unknown = held_date("0001/2010".parse().unwrap());
        assert!(since_unknown.start.is_none() && since_unknown.end.is_some());
    }
}
