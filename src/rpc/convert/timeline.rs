//! Timelines of stances on the wire.

use super::enumeration::WireEnum;
use super::name::Collection;
use super::{count, page, stance, stand};
use crate::query::Page;
use crate::query::stand::Toward;
use crate::query::timeline::{Mark, Point, TimelineQuery, Turn};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker};

impl From<pb::GetStanceTimelineRequest> for Checked<TimelineQuery> {
    fn from(wire: pb::GetStanceTimelineRequest) -> Self {
        let mut checker = Checker::default();
        let wanted = "give the actor whose positions are asked for";
        let holder = |name: &str| Collection::Actors.id(name);
        let holder = checker.reference("holder", wanted, &wire.holder, holder);
        let wanted = "give the issue or the actor they are taken towards";
        let toward = checker.reference("target", wanted, &wire.target, toward);
        let filter = stance::filter(&mut checker, wire.filter.unwrap_or_default());
        let days = checker.days("date", wire.date);
        checker.with(TimelineQuery {
            holder,
            toward,
            filter,
            days,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

/// The name of what a position is taken towards.
pub(super) fn toward_name(toward: &Toward) -> String {
    match toward {
        Toward::Issue(issue) => Collection::Issues.name(issue),
        Toward::Actor(actor) => Collection::Actors.name(actor),
    }
}

/// The issue or actor a name means.
fn toward(name: &str) -> Result<Toward, String> {
    let issue = Collection::Issues.id(name).map(Toward::Issue);
    let told = "is no name of an issue or an actor: give one like \
                \"issues/veldoria-intervenes-in-kestrovia\" or \"actors/xv\"";
    issue.or_else(|_no_issue| {
        let actor = Collection::Actors.id(name).map(Toward::Actor);
        actor.map_err(|_no_actor| told.to_owned())
    })
}

impl From<Mark> for pb::PositionMark {
    fn from(mark: Mark) -> Self {
        Self {
            position: mark.position.number(),
            conflict: mark.conflict,
            stance: stand::name(&mark.stand),
            evidence: stand::evidence(&mark.stand),
            date: mark.stand.date.map(Into::into),
        }
    }
}

impl From<Turn> for pb::TurningPoint {
    fn from(turn: Turn) -> Self {
        Self {
            before: turn.before.map(Into::into),
            after: Some(turn.after.into()),
            previous_position: turn.stated.map(WireEnum::number),
            overlapping: turn.overlapping,
        }
    }
}

impl From<Point> for pb::StancePoint {
    fn from(point: Point) -> Self {
        let stances = point.stands.iter().map(stand::name).collect();
        let turning_point = point.turn.map(Into::into);
        let wire = Self {
            stance_count: count(point.count),
            source_count: count(point.sources),
            stances,
            turning_point,
            ..Self::default()
        };
        let Some(first) = point.stands.into_iter().next() else {
            return wire;
        };
        Self {
            evidence: stand::evidence(&first),
            date_basis: stand::basis(first.basis),
            position: first.position.number(),
            modality: first.modality.number(),
            ascribed: first.ascribed,
            former: first.former,
            date: first.date.map(Into::into),
            ..wire
        }
    }
}

impl From<Page<Point>> for pb::GetStanceTimelineResponse {
    fn from(found: Page<Point>) -> Self {
        let (points, next_page_token, total_size) = page::records(found);
        Self {
            points,
            next_page_token,
            total_size,
        }
    }
}
