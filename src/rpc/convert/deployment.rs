//! Deployments: the question on the wire, and the record with its claims.

use super::decision::decided;
use super::enumeration::WireEnum;
use super::evidence::{evidence, highlights};
use super::mask::{self, Mask, Masked};
use super::name::{Collection, border, country};
use super::report::reports;
use super::stream::{WireFilter, streams};
use super::{count, page};
use crate::model::{Claim, ClaimLink, DeploymentId, DeploymentRecord, Posture, Provenance, Source};
use crate::query::deployment::{DeploymentFilter, DeploymentQuery};
use crate::query::event::Event;
use crate::query::quote::Reading;
use crate::query::{ChangeKind, Chunk, Hit, News, Page};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Violation};
use prost::Message;

impl From<pb::SearchDeploymentsRequest> for Checked<Masked<DeploymentQuery>> {
    fn from(wire: pb::SearchDeploymentsRequest) -> Self {
        let mut checker = Checker::default();
        let mask = checker.mask(wire.read_mask, Collection::Deployments);
        let filter = filter(&mut checker, wire.filter.unwrap_or_default());
        let question = DeploymentQuery {
            text: wire.query,
            filter,
            order_by: wire.order_by,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            highlight: wire.include_highlights,
            explain: wire.include_explanation,
        };
        checker.with(Masked { question, mask })
    }
}

pub(super) fn filter(checker: &mut Checker, wire: pb::DeploymentFilter) -> DeploymentFilter {
    let actors = Collection::Actors;
    DeploymentFilter {
        actors: checker.names("filter.actors", actors, &wire.actors),
        forces: checker.names("filter.forces", actors, &wire.forces),
        force_countries: checker.list("filter.force_countries", &wire.force_countries, country),
        claimants: checker.names("filter.claimants", actors, &wire.claimants),
        vias: checker.names("filter.vias", actors, &wire.vias),
        ordered_by: checker.names("filter.ordered_by", actors, &wire.ordered_by),
        announced_by: checker.names("filter.announced_by", actors, &wire.announced_by),
        borders: checker.list("filter.borders", &wire.borders, border),
        border_countries: checker.list("filter.border_countries", &wire.border_countries, country),
        include_borderless: wire.include_borderless,
        statuses: checker.enums("filter.statuses", &wire.statuses),
        modalities: checker.enums("filter.modalities", &wire.modalities),
        sides: checker.list("filter.sides", &wire.sides, country),
        disputed: wire.disputed,
        postures: checker.enums("filter.postures", &wire.postures),
        report: reports!(checker, wire),
        happened: checker.days("filter.deployment_date", wire.deployment_date),
        published: checker.days("filter.publish_date", wire.publish_date),
        ingested: checker.times("filter.ingest_time", wire.ingest_time),
        confidence_min: wire.min_confidence,
        exclude_copies: wire.exclude_copies,
        exclude_merged: wire.exclude_merged,
        decision_states: checker.enums("filter.decision_states", &wire.decision_states),
    }
}

impl WireFilter for pb::DeploymentFilter {
    type Asked = DeploymentFilter;
    const COLLECTION: Collection = Collection::Deployments;

    fn read(self, checker: &mut Checker) -> DeploymentFilter {
        filter(checker, self)
    }

    fn check_followed(&self, checker: &mut Checker) {
        checker.not_followed("filter.exclude_copies", self.exclude_copies);
        checker.not_followed("filter.exclude_merged", self.exclude_merged);
    }
}

streams!(
    DeploymentFilter,
    ExportDeploymentsRequest => ExportDeploymentsResponse.deployments,
    FollowDeploymentsRequest => FollowDeploymentsResponse.deployment
);

impl TryFrom<pb::GetDeploymentRequest> for Masked<DeploymentId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetDeploymentRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Deployments.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Deployments)
    }
}

fn plover(posture: Posture) -> i32 {
    pb::PloverType::from_str_name(&format!("PLOVER_TYPE_{}", posture.plover()))
        .unwrap_or(pb::PloverType::Unspecified)
        .into()
}

fn claim(
    event: &str,
    source: &Source,
    provenance: &Provenance,
    claim: Claim,
    link: Option<ClaimLink>,
) -> pb::Claim {
    let (name, quotes) = link.map_or_else(Default::default, |link| {
        let quotes = link.quotes.iter().map(|q| Collection::Quotes.name(q));
        (format!("{event}/claims/{}", link.id), quotes.collect())
    });
    pb::Claim {
        name,
        source: Some(source.clone().into()),
        status: claim.status.number(),
        modality: claim.modality.number(),
        claimant: claim.claimant.map(Into::into),
        via: claim.via.map(Into::into),
        forces: claim.forces.into_iter().map(Into::into).collect(),
        posture: claim.posture.number(),
        border: claim.border.map(|b| Collection::Borders.name(b)),
        side: claim.side,
        origin: claim.from.map(Into::into),
        place: claim.place.map(Into::into),
        personnel: claim.personnel.map(Into::into),
        equipment: claim.equipment,
        works: claim.works,
        purpose: claim.purpose.map(Into::into),
        mandate: claim.mandate.map(Into::into),
        ordered_by: claim.ordered_by.map(Into::into),
        announced_by: claim.announced_by.map(Into::into),
        claim_date: claim.date.map(Into::into),
        plover_type: plover(claim.posture),
        cameo_code: claim.cameo,
        quotes,
        evidence: evidence(source, claim.evidence),
        confidence: Some(claim.confidence.into()),
        provenance: Some(provenance.clone().into()),
    }
}

impl From<DeploymentRecord> for pb::Deployment {
    fn from(record: DeploymentRecord) -> Self {
        let name = Collection::Deployments.name(&record.id);
        let disputed = record.is_disputed();
        let event = record.deployment;
        let (source, provenance) = (record.source, record.provenance);
        let mut links = record.claims.into_iter();
        Self {
            fact: event.is_fact(),
            disputed,
            border: event.border().map(|b| Collection::Borders.name(b)),
            deployment_date: event.date().cloned().map(Into::into),
            claims: event
                .claims
                .into_iter()
                .map(|told| claim(&name, &source, &provenance, told, links.next()))
                .collect(),
            decision: record.decision.map(|d| decided(d, &name)),
            merged_into: record.merged_into.map(|d| Collection::Deployments.name(&d)),
            name,
        }
    }
}

/// The answer to a question for an event by a name that may redirect.
pub(crate) fn event(asked: &DeploymentId, found: Event, mask: &Mask) -> pb::GetDeploymentResponse {
    let redirected = found.id != *asked;
    let first = pb::Deployment {
        fact: found.fact,
        disputed: found.disputed,
        ..found.first.into()
    };
    let tellings = found.tellings.into_iter();
    let mut tellings = tellings.map(|t| mask.apply(t.into())).collect();
    let merged = found.merged.iter();
    let deployment: pb::Deployment = mask.apply(first);
    page::fit(&mut tellings, deployment.encoded_len());
    pb::GetDeploymentResponse {
        deployment: Some(deployment),
        redirected_name: redirected.then(|| Collection::Deployments.name(asked)),
        tellings,
        telling_count: count(found.count),
        more_tellings: found.more,
        merged_deployments: merged.map(|id| Collection::Deployments.name(id)).collect(),
    }
}

impl From<Hit<DeploymentRecord>> for pb::DeploymentResult {
    fn from(hit: Hit<DeploymentRecord>) -> Self {
        let claims = &hit.record.deployment.claims;
        let texts: Vec<_> = claims.iter().flat_map(|c| &c.evidence).collect();
        Self {
            highlights: highlights(&hit.record.source, &texts, &hit.highlights),
            relevance: hit.score,
            deployment: Some(hit.record.into()),
        }
    }
}

/// A page of deployments with the fields wanted of each.
pub(crate) fn answered(
    page: Page<DeploymentRecord>,
    reading: Option<Reading>,
    mask: &Mask,
) -> pb::SearchDeploymentsResponse {
    let mut wire = pb::SearchDeploymentsResponse::from(page);
    mask.each(
        wire.results
            .iter_mut()
            .filter_map(|r| r.deployment.as_mut()),
    );
    wire.explanation = reading.map(Into::into);
    wire
}

impl From<Page<DeploymentRecord>> for pb::SearchDeploymentsResponse {
    fn from(found: Page<DeploymentRecord>) -> Self {
        let (results, next_page_token, total_size) = page::hits(found, Into::into);
        Self {
            results,
            next_page_token,
            total_size,
            explanation: None,
        }
    }
}

impl From<Chunk<DeploymentRecord>> for pb::ExportDeploymentsResponse {
    fn from(chunk: Chunk<DeploymentRecord>) -> Self {
        Self {
            deployments: chunk.records.into_iter().map(Into::into).collect(),
            resume_token: chunk.resume_token,
            follow_token: chunk.follow_token,
        }
    }
}

impl From<News<DeploymentRecord>> for pb::FollowDeploymentsResponse {
    fn from(news: News<DeploymentRecord>) -> Self {
        let change = |(kind, record): (ChangeKind, DeploymentRecord)| pb::DeploymentChange {
            kind: pb::ChangeKind::from(kind).into(),
            deployment: Some(record.into()),
        };
        Self {
            changes: news.changes.into_iter().map(change).collect(),
            resume_token: news.resume_token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_posture_has_a_plover_type_on_the_wire() {
        for posture in Posture::ALL {
            assert_ne!(plover(*posture), 0, "{posture}");
        }
    }
}
