//! Agreement networks on the wire.

use super::name::Collection;
use super::{count, page, stance, stand};
use crate::query::network::{Edge, NetworkPage, NetworkQuery, Node, Normalisation, Shared};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind};

impl From<pb::GetAgreementNetworkRequest> for Checked<NetworkQuery> {
    fn from(wire: pb::GetAgreementNetworkRequest) -> Self {
        let mut checker = Checker::default();
        let filter = stance::filter(&mut checker, wire.filter.unwrap_or_default());
        let days = checker.days("date", wire.date);
        let normalisation = normalisation(&mut checker, wire.normalisation);
        checker.with(NetworkQuery {
            filter,
            days,
            normalisation,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            read_max: 0,
        })
    }
}

fn normalisation(checker: &mut Checker, number: i32) -> Normalisation {
    use pb::NetworkNormalisation as Wire;
    match Wire::try_from(number) {
        Ok(Wire::Unspecified) => Normalisation::Counts,
        Ok(Wire::AverageActivity) => Normalisation::AverageActivity,
        Err(_unknown) => {
            let known = [Wire::Unspecified, Wire::AverageActivity].map(|w| w.as_str_name());
            let told = format!("is no value of its set; give one of {}", known.join(", "));
            let value = number.to_string();
            checker.reject("normalisation", Kind::OutOfRange, told, &value);
            Normalisation::default()
        }
    }
}

impl From<Node> for pb::AgreementNode {
    fn from(node: Node) -> Self {
        Self {
            actor: Collection::Actors.name(&node.actor),
            display_name: node.name,
            issue_count: count(node.issues),
            stance_count: count(node.stances),
        }
    }
}

impl From<Shared> for pb::AgreementIssue {
    fn from(shared: Shared) -> Self {
        Self {
            issue: Collection::Issues.name(&shared.issue),
            congruent: shared.congruent,
            conflicting: shared.conflicting,
            stances: shared.stands.iter().map(stand::name).collect(),
        }
    }
}

impl From<Edge> for pb::AgreementEdge {
    fn from(edge: Edge) -> Self {
        Self {
            first_actor: Collection::Actors.name(&edge.first),
            second_actor: Collection::Actors.name(&edge.second),
            congruence_count: count(edge.congruent),
            conflict_count: count(edge.conflicting),
            congruence_weight: edge.congruence,
            conflict_weight: edge.conflict,
            issues: edge.shared.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<NetworkPage> for pb::GetAgreementNetworkResponse {
    fn from(found: NetworkPage) -> Self {
        let (edges, next_page_token, total_size) = page::records(found.edges);
        Self {
            nodes: found.nodes.into_iter().map(Into::into).collect(),
            edges,
            next_page_token,
            total_size,
        }
    }
}
