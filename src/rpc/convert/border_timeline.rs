//! Timelines of borders on the wire.

use super::deployment::filter;
use super::enumeration::WireEnum;
use super::evidence::evidence;
use super::name::{self, Collection};
use super::{count, page, stand};
use crate::query::Page;
use crate::query::border_timeline::{BorderPoint, BorderTimelineQuery, Told};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker};

impl From<pb::GetBorderTimelineRequest> for Checked<BorderTimelineQuery> {
    fn from(wire: pb::GetBorderTimelineRequest) -> Self {
        let mut checker = Checker::default();
        let border = checker.name(&wire.name, name::border);
        let filter = filter(&mut checker, wire.filter.unwrap_or_default());
        let days = checker.days("date", wire.date);
        checker.with(BorderTimelineQuery {
            border,
            filter,
            days,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

impl From<Told> for pb::ClaimMark {
    fn from(told: Told) -> Self {
        let event = Collection::Deployments.name(&told.deployment);
        Self {
            name: format!("{event}/claims/{}", told.id),
            status: told.claim.status.number(),
            claimant: told.claim.claimant.map(Into::into),
            personnel: told.claim.personnel.map(Into::into),
            evidence: evidence(&told.source, told.claim.evidence),
            source: Some(told.source.into()),
        }
    }
}

impl From<BorderPoint> for pb::BorderPoint {
    fn from(point: BorderPoint) -> Self {
        Self {
            date: point.date.map(Into::into),
            date_basis: stand::basis(point.basis),
            posture: point.posture.number(),
            force: point.force.map(Into::into),
            fact: point.fact,
            disputed: point.disputed,
            personnel_min: point.personnel.min,
            personnel_max: point.personnel.max,
            figures_differ: point.personnel.differ,
            works: point.works,
            equipment: point.equipment,
            ordered_by: point.ordered_by.into_iter().map(Into::into).collect(),
            places: point.places.into_iter().map(Into::into).collect(),
            claim_count: count(point.count),
            source_count: count(point.sources),
            event_count: count(point.events),
            claims: point.claims.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Page<BorderPoint>> for pb::GetBorderTimelineResponse {
    fn from(found: Page<BorderPoint>) -> Self {
        let (points, next_page_token, total_size) = page::records(found);
        Self {
            points,
            next_page_token,
            total_size,
        }
    }
}
