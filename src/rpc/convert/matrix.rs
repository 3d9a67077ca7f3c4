//! Matrices of stances on the wire.

use super::enumeration::WireEnum;
use super::name::Collection;
use super::{count, page, stance, stand};
use crate::query::matrix::{Cell, Held, MatrixPage, MatrixQuery, Row};
use crate::query::stand::Stand;
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker};

impl From<pb::GetStanceMatrixRequest> for Checked<MatrixQuery> {
    fn from(wire: pb::GetStanceMatrixRequest) -> Self {
        let mut checker = Checker::default();
        let filter = stance::filter(&mut checker, wire.filter.unwrap_or_default());
        let day = checker.civil_date("position_date", wire.position_date);
        let known = checker.instant("known_time", wire.known_time);
        checker.with(MatrixQuery {
            filter,
            day,
            known,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

impl From<Held> for pb::HeldPosition {
    fn from(held: Held) -> Self {
        let stances = held.newest.iter().map(stand::name).collect();
        let told: Vec<pb::HeldStance> = held.newest.into_iter().map(Into::into).collect();
        let newest = told.first();
        Self {
            position: held.position.number(),
            conflict: held.conflict,
            stance_count: count(held.count),
            source_count: count(held.sources),
            stances,
            date_basis: newest.map_or(0, |s| s.date_basis),
            date: newest.and_then(|s| s.date.clone()),
            told,
        }
    }
}

impl From<Stand> for pb::HeldStance {
    fn from(told: Stand) -> Self {
        Self {
            stance: stand::name(&told),
            position: told.position.number(),
            date_basis: stand::basis(told.basis),
            evidence: stand::evidence(&told),
            superseded: told.superseded,
            date: told.date.map(Into::into),
        }
    }
}

impl From<Cell> for pb::StanceMatrixCell {
    fn from(cell: Cell) -> Self {
        Self {
            issue: Collection::Issues.name(&cell.issue),
            declared: cell.declared.map(Into::into),
            ascribed: cell.ascribed.map(Into::into),
        }
    }
}

impl From<Row> for pb::StanceMatrixRow {
    fn from(row: Row) -> Self {
        Self {
            actor: Collection::Actors.name(&row.actor),
            display_name: row.name,
            cells: row.cells.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<MatrixPage> for pb::GetStanceMatrixResponse {
    fn from(found: MatrixPage) -> Self {
        let (rows, next_page_token, total_size) = page::records(found.rows);
        let issues = found.issues.iter();
        Self {
            rows,
            issues: issues.map(|i| Collection::Issues.name(i)).collect(),
            revised_article_count: count(found.revised),
            next_page_token,
            total_size,
        }
    }
}
