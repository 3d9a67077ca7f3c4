//! Changes of position on the wire.

use super::name::Collection;
use super::timeline::toward_name;
use super::{page, stance};
use crate::query::Page;
use crate::query::change::{Change, ChangeQuery};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker};

impl From<pb::ListPositionChangesRequest> for Checked<ChangeQuery> {
    fn from(wire: pb::ListPositionChangesRequest) -> Self {
        let mut checker = Checker::default();
        let filter = stance::filter(&mut checker, wire.filter.unwrap_or_default());
        let days = checker.days("date", wire.date);
        checker.with(ChangeQuery {
            filter,
            days,
            openings: wire.include_first_positions,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

impl From<Change> for pb::PositionChange {
    fn from(change: Change) -> Self {
        Self {
            holder: Collection::Actors.name(&change.holder),
            display_name: change.holder_name,
            target: toward_name(&change.toward),
            ascribed: change.ascribed,
            turning_point: Some(change.turn.into()),
        }
    }
}

impl From<Page<Change>> for pb::ListPositionChangesResponse {
    fn from(found: Page<Change>) -> Self {
        let (changes, next_page_token, total_size) = page::records(found);
        Self {
            changes,
            next_page_token,
            total_size,
        }
    }
}
