//! Facets: what to count by, and the counts.

use super::count;
use super::name::Collection;
use crate::model::CivilDate;
use crate::query::facet::{DateStep, Facet, FacetField, FacetKey, FacetRequest, FacetValue};
use crate::rpc::pb;
use crate::rpc::violation::{Checker, Kind};

impl Checker {
    /// The facets asked for; unknown fields and steps are noted with their position.
    pub(crate) fn facets(&mut self, wire: &[pb::QuoteFacetRequest]) -> Vec<FacetRequest> {
        let mut asked = Vec::with_capacity(wire.len());
        for (i, request) in wire.iter().enumerate() {
            let Ok(step) = pb::DateStep::try_from(request.step).map(step) else {
                self.reject(
                    &format!("facets[{i}].step"),
                    Kind::OutOfRange,
                    "is no value of its set; give DATE_STEP_DAY, DATE_STEP_WEEK or DATE_STEP_MONTH",
                    &request.step.to_string(),
                );
                continue;
            };
            let wanted = pb::QuoteFacetField::try_from(request.field).ok();
            match wanted.and_then(|wanted| field(wanted, step)) {
                Some(field) => asked.push(FacetRequest {
                    field,
                    size: request.max_values,
                }),
                None => self.reject(
                    &format!("facets[{i}].field"),
                    Kind::OutOfRange,
                    "is no value of its set; give one of QUOTE_FACET_FIELD_SPEAKER, _OUTLET, _KIND, _CHANNEL, _ISSUE, _SAID_DATE, _PUBLISH_DATE",
                    &request.field.to_string(),
                ),
            }
        }
        asked
    }
}

fn step(wire: pb::DateStep) -> DateStep {
    match wire {
        pb::DateStep::Unspecified | pb::DateStep::Day => DateStep::Day,
        pb::DateStep::Week => DateStep::Week,
        pb::DateStep::Month => DateStep::Month,
    }
}

fn field(wire: pb::QuoteFacetField, step: DateStep) -> Option<FacetField> {
    Some(match wire {
        pb::QuoteFacetField::Unspecified => return None,
        pb::QuoteFacetField::Speaker => FacetField::Speaker,
        pb::QuoteFacetField::Outlet => FacetField::Outlet,
        pb::QuoteFacetField::Kind => FacetField::Kind,
        pb::QuoteFacetField::Channel => FacetField::Channel,
        pb::QuoteFacetField::Issue => FacetField::Issue,
        pb::QuoteFacetField::SaidDate => FacetField::SaidDate(step),
        pb::QuoteFacetField::PublishDate => FacetField::PublishDate(step),
    })
}

fn wire_field(field: FacetField) -> pb::QuoteFacetField {
    match field {
        FacetField::Speaker => pb::QuoteFacetField::Speaker,
        FacetField::Outlet => pb::QuoteFacetField::Outlet,
        FacetField::Kind => pb::QuoteFacetField::Kind,
        FacetField::Channel => pb::QuoteFacetField::Channel,
        FacetField::Issue => pb::QuoteFacetField::Issue,
        FacetField::SaidDate(_) => pb::QuoteFacetField::SaidDate,
        FacetField::PublishDate(_) => pb::QuoteFacetField::PublishDate,
    }
}

fn value(field: FacetField, found: FacetValue) -> pb::FacetValue {
    let (value, dates) = match (found.key, field) {
        (FacetKey::Word(id), FacetField::Speaker) => (Collection::Actors.name(id), None),
        (FacetKey::Word(id), FacetField::Issue) => (Collection::Issues.name(id), None),
        (FacetKey::Word(word), _) => (word, None),
        (FacetKey::Kind(name), FacetField::Channel) => (format!("CHANNEL_KIND_{name}"), None),
        (FacetKey::Kind(name), _) => (format!("QUOTE_KIND_{name}"), None),
        (FacetKey::Days(first, end), _) => {
            let day = |date| CivilDate::of(date).map(Into::into);
            let interval = pb::DateInterval {
                start: day(first),
                end: day(end),
            };
            (first.to_string(), Some(interval))
        }
    };
    pb::FacetValue {
        value,
        dates,
        count: count(found.count),
    }
}

impl From<Facet> for pb::QuoteFacet {
    fn from(facet: Facet) -> Self {
        let values = facet.values.into_iter();
        Self {
            field: wire_field(facet.field).into(),
            values: values.map(|v| value(facet.field, v)).collect(),
            distinct_count: count(facet.distinct),
            unlisted_count: count(facet.unlisted),
            valueless_count: count(facet.without),
        }
    }
}
