//! Spokespeople on the wire.

use super::evidence::fragment_evidence;
use super::name::Collection;
use super::{count, page, stand};
use crate::query::Page;
use crate::query::spokesperson::{SpeakingBasis, Spoken, SpokesFilter, SpokesQuery, Spokesperson};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker};

impl From<pb::ListSpokespeopleRequest> for Checked<SpokesQuery> {
    fn from(wire: pb::ListSpokespeopleRequest) -> Self {
        let mut checker = Checker::default();
        let asked = wire.filter.unwrap_or_default();
        let actors = Collection::Actors;
        let filter = SpokesFilter {
            principals: checker.names("filter.principals", actors, &asked.principals),
            outlets: asked.outlets,
            collections: asked.collections,
            published: checker.days("filter.publish_date", asked.publish_date),
            confidence_min: asked.min_confidence,
        };
        checker.with(SpokesQuery {
            filter,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

fn name(record: &Spoken) -> String {
    match record {
        Spoken::Quote(quote) => Collection::Quotes.name(quote),
        Spoken::Stance(stance) => Collection::Stances.name(stance),
    }
}

fn basis(basis: SpeakingBasis) -> pb::SpeakingBasis {
    match basis {
        SpeakingBasis::OnBehalf => pb::SpeakingBasis::OnBehalf,
        SpeakingBasis::Member => pb::SpeakingBasis::Member,
        SpeakingBasis::Office => pb::SpeakingBasis::Office,
    }
}

impl From<Spokesperson> for pb::Spokesperson {
    fn from(found: Spokesperson) -> Self {
        let newest = found.newest;
        let evidence = newest.evidence.into_iter();
        let evidence = evidence.map(|f| fragment_evidence(&newest.article, newest.revision, f));
        Self {
            principal: Collection::Actors.name(&newest.principal),
            principal_display_name: found.principal_name,
            speaker: newest.speaker.map(|s| Collection::Actors.name(s)),
            speaker_text: newest.text,
            basis: basis(newest.basis).into(),
            quote_count: count(found.quotes),
            stance_count: count(found.stances),
            records: found.records.iter().map(name).collect(),
            evidence: evidence.collect(),
            date_basis: stand::basis(newest.date_basis),
            date: newest.date.map(Into::into),
        }
    }
}

impl From<Page<Spokesperson>> for pb::ListSpokespeopleResponse {
    fn from(found: Page<Spokesperson>) -> Self {
        let (spokespeople, next_page_token, total_size) = page::records(found);
        Self {
            spokespeople,
            next_page_token,
            total_size,
        }
    }
}
