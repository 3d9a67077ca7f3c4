//! Stances: the question on the wire, and the record.

use super::decision::decided;
use super::enumeration::WireEnum;
use super::evidence::{evidence, highlights};
use super::mask::{self, Mask, Masked};
use super::name::{Collection, country};
use super::page;
use super::report::reports;
use super::stream::{WireFilter, streams};
use crate::model::{Plover, StanceId, StanceRecord, StanceTarget};
use crate::query::quote::Reading;
use crate::query::stance::{StanceFilter, StanceQuery};
use crate::query::{ChangeKind, Chunk, Hit, News, Page};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Violation};

impl From<pb::SearchStancesRequest> for Checked<Masked<StanceQuery>> {
    fn from(wire: pb::SearchStancesRequest) -> Self {
        let mut checker = Checker::default();
        let mask = checker.mask(wire.read_mask, Collection::Stances);
        let filter = filter(&mut checker, wire.filter.unwrap_or_default());
        let question = StanceQuery {
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

pub(super) fn filter(checker: &mut Checker, wire: pb::StanceFilter) -> StanceFilter {
    let actors = Collection::Actors;
    StanceFilter {
        actors: checker.names("filter.actors", actors, &wire.actors),
        holders: checker.names("filter.holders", actors, &wire.holders),
        holder_countries: checker.list("filter.holder_countries", &wire.holder_countries, country),
        targets: checker.names("filter.target_actors", actors, &wire.target_actors),
        issues: checker.names("filter.issues", Collection::Issues, &wire.issues),
        positions: checker.enums("filter.positions", &wire.positions),
        bases: checker.enums("filter.bases", &wire.bases),
        modalities: checker.enums("filter.modalities", &wire.modalities),
        plover: checker.enums("filter.plover_types", &wire.plover_types),
        cameo_codes: wire.cameo_codes,
        on_behalf_of: checker.names("filter.on_behalf_of", actors, &wire.on_behalf_of),
        reported_by: checker.names("filter.reported_by", actors, &wire.reported_by),
        ascribed: wire.ascribed,
        report: reports!(checker, wire),
        expressed: checker.days("filter.stance_date", wire.stance_date),
        published: checker.days("filter.publish_date", wire.publish_date),
        ingested: checker.times("filter.ingest_time", wire.ingest_time),
        confidence_min: wire.min_confidence,
        exclude_copies: wire.exclude_copies,
        decision_states: checker.enums("filter.decision_states", &wire.decision_states),
    }
}

impl WireFilter for pb::StanceFilter {
    type Asked = StanceFilter;
    const COLLECTION: Collection = Collection::Stances;

    fn read(self, checker: &mut Checker) -> StanceFilter {
        filter(checker, self)
    }

    fn check_followed(&self, checker: &mut Checker) {
        checker.not_followed("filter.exclude_copies", self.exclude_copies);
    }
}

streams!(
    StanceFilter,
    ExportStancesRequest => ExportStancesResponse.stances,
    FollowStancesRequest => FollowStancesResponse.stance
);

impl TryFrom<pb::GetStanceRequest> for Masked<StanceId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetStanceRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Stances.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Stances)
    }
}

impl From<Plover> for pb::Plover {
    fn from(plover: Plover) -> Self {
        Self {
            r#type: plover.kind.number(),
            mode: plover.mode,
        }
    }
}

impl From<StanceTarget> for pb::stance::Target {
    fn from(target: StanceTarget) -> Self {
        match target {
            StanceTarget::Actor(actor) => Self::Actor(actor.into()),
            StanceTarget::Issue { issue, mention } => Self::Issue(pb::IssueReference {
                issue: Collection::Issues.name(&issue),
                mention: mention.map(Into::into),
            }),
        }
    }
}

impl From<StanceRecord> for pb::Stance {
    fn from(record: StanceRecord) -> Self {
        let stance = record.stance;
        Self {
            name: Collection::Stances.name(&record.id),
            holder: Some(stance.holder.into()),
            target: Some(stance.target.into()),
            position: stance.position.number(),
            basis: stance.basis.number(),
            condition: stance.condition.map(Into::into),
            modality: stance.modality.number(),
            on_behalf_of: stance.on_behalf_of.map(Into::into),
            reported_by: stance.reported_by.map(Into::into),
            from_date: stance.from.map(Into::into),
            until_date: stance.until.map(Into::into),
            previous_position: stance.previous.map(WireEnum::number),
            plover: stance.plover.map(Into::into),
            cameo_code: stance.cameo,
            stance_date: stance.date.map(Into::into),
            evidence: evidence(&record.source, stance.evidence),
            confidence: Some(stance.confidence.into()),
            provenance: Some(record.provenance.into()),
            source: Some(record.source.into()),
            decision: record.decision.map(|d| decided(d, "")),
        }
    }
}

impl From<Hit<StanceRecord>> for pb::StanceResult {
    fn from(hit: Hit<StanceRecord>) -> Self {
        let texts: Vec<_> = hit.record.stance.evidence.iter().collect();
        Self {
            highlights: highlights(&hit.record.source, &texts, &hit.highlights),
            relevance: hit.score,
            stance: Some(hit.record.into()),
        }
    }
}

/// A page of stances with the fields wanted of each.
pub(crate) fn answered(
    page: Page<StanceRecord>,
    reading: Option<Reading>,
    mask: &Mask,
) -> pb::SearchStancesResponse {
    let mut wire = pb::SearchStancesResponse::from(page);
    mask.each(wire.results.iter_mut().filter_map(|r| r.stance.as_mut()));
    wire.explanation = reading.map(Into::into);
    wire
}

impl From<Page<StanceRecord>> for pb::SearchStancesResponse {
    fn from(found: Page<StanceRecord>) -> Self {
        let (results, next_page_token, total_size) = page::hits(found, Into::into);
        Self {
            results,
            next_page_token,
            total_size,
            explanation: None,
        }
    }
}

impl From<Chunk<StanceRecord>> for pb::ExportStancesResponse {
    fn from(chunk: Chunk<StanceRecord>) -> Self {
        Self {
            stances: chunk.records.into_iter().map(Into::into).collect(),
            resume_token: chunk.resume_token,
            follow_token: chunk.follow_token,
        }
    }
}

impl From<News<StanceRecord>> for pb::FollowStancesResponse {
    fn from(news: News<StanceRecord>) -> Self {
        let change = |(kind, record): (ChangeKind, StanceRecord)| pb::StanceChange {
            kind: pb::ChangeKind::from(kind).into(),
            stance: Some(record.into()),
        };
        Self {
            changes: news.changes.into_iter().map(change).collect(),
            resume_token: news.resume_token,
        }
    }
}
