//! Borders and the claims about them on the wire.

use super::count;
use super::enumeration::WireEnum;
use super::evidence::piece;
use super::mask::{self, Masked};
use super::name::{self, Collection};
use super::page;
use crate::model::{Border, BorderFactRecord};
use crate::query::Page;
use crate::query::border::BorderRecord;
use crate::rpc::pb;
use crate::rpc::violation::Violation;

impl TryFrom<pb::GetBorderRequest> for Masked<Border> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetBorderRequest) -> Result<Self, Vec<Violation>> {
        mask::named(
            &wire.name,
            name::border,
            wire.read_mask,
            Collection::Borders,
        )
    }
}

impl From<BorderFactRecord> for pb::BorderFact {
    fn from(record: BorderFactRecord) -> Self {
        let fact = record.fact;
        let border = Collection::Borders.name(fact.border);
        Self {
            name: format!("{border}/facts/{}", record.id),
            border,
            property: fact.property.number(),
            value: Some(fact.value.into()),
            evidence: vec![piece(&record.source, fact.evidence)],
            provenance: Some(record.provenance.into()),
            source: Some(record.source.into()),
        }
    }
}

impl From<BorderRecord> for pb::Border {
    fn from(record: BorderRecord) -> Self {
        Self {
            name: Collection::Borders.name(record.border),
            countries: record.border.codes().map(str::to_owned).to_vec(),
            facts: record.facts.into_iter().map(Into::into).collect(),
            fact_count: count(record.fact_count),
            fact_deployment_count: count(record.fact_deployments),
            deployment_count: count(record.deployments),
        }
    }
}

impl From<Page<BorderRecord>> for pb::ListBordersResponse {
    fn from(found: Page<BorderRecord>) -> Self {
        let (borders, next_page_token, total_size) = page::records(found);
        Self {
            borders,
            next_page_token,
            total_size,
        }
    }
}
