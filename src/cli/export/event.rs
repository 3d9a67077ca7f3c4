//! Events with PLOVER's fields: who did what to whom, where and when.
//!
//! Not PLOVER's own coding: type and mode are those of the record, and what a record does not tell stays null. A stance
//! without a type is no event.

use crate::cli::query::show::date;
use crate::rpc::pb;
use serde_json::{Value, json};

fn side(actors: &[&pb::ActorReference]) -> Value {
    let told = |a: &&pb::ActorReference| json!({"actor": a.actor, "text": a.text, "affiliation": a.affiliation});
    actors.iter().map(told).collect()
}

/// A type's name as PLOVER writes it; `None` when there is none.
fn kind(number: pb::PloverType) -> Option<&'static str> {
    let name = number.as_str_name().trim_start_matches("PLOVER_TYPE_");
    (number != pb::PloverType::Unspecified).then_some(name)
}

/// Where an event was reported.
fn report(source: Option<&pb::Source>) -> Value {
    let source = source.cloned().unwrap_or_default();
    json!({
        "article": source.article,
        "source_id": source.source_id,
        "publisher": source.outlet,
        "headline": source.title,
        "url": source.url,
        "date": date(source.publish_date.as_ref()),
    })
}

fn texts(evidence: &[pb::Evidence]) -> Vec<&str> {
    evidence.iter().map(|e| e.text.as_str()).collect()
}

/// The event of a stance.
pub(super) fn stance(stance: &pb::Stance) -> Option<Value> {
    let plover = stance.plover.as_ref()?;
    let event_type = kind(plover.r#type())?;
    let holder: Vec<&pb::ActorReference> = stance.holder.iter().collect();
    let (recipient, context) = match &stance.target {
        Some(pb::stance::Target::Actor(actor)) => (vec![actor], None),
        Some(pb::stance::Target::Issue(issue)) => (Vec::new(), Some(issue.issue.as_str())),
        None => (Vec::new(), None),
    };
    Some(json!({
        "event_id": stance.name,
        "event_type": event_type,
        "event_mode": plover.mode,
        "event_date": date(stance.stance_date.as_ref()),
        "actor": side(&holder),
        "recipient": side(&recipient),
        "context": context,
        "location": null,
        "modality": modality(stance.modality()),
        "cameo_code": stance.cameo_code,
        "event_text": texts(&stance.evidence),
        "report": report(stance.source.as_ref()),
    }))
}

fn modality(modality: pb::Modality) -> &'static str {
    modality.as_str_name().trim_start_matches("MODALITY_")
}

/// The events of a deployment, one for each claim.
pub(super) fn deployment(event: &pb::Deployment) -> Vec<Value> {
    let of = |claim: &pb::Claim| {
        let event_type = kind(claim.plover_type())?;
        let forces: Vec<&pb::ActorReference> = claim.forces.iter().collect();
        let place = claim.place.as_ref().and_then(|p| p.place.as_ref());
        let location = place.map(|p| {
            json!({"name": p.display_name, "country": p.country, "latitude": p.latitude, "longitude": p.longitude, "geonames_id": p.geonames_id})
        });
        let status = claim.status().as_str_name();
        Some(json!({
            "event_id": claim.name,
            "event_type": event_type,
            "event_mode": null,
            "event_date": date(claim.claim_date.as_ref()),
            "actor": side(&forces),
            "recipient": [],
            "context": event.border,
            "location": location,
            "modality": modality(claim.modality()),
            "status": status.trim_start_matches("CLAIM_STATUS_"),
            "cameo_code": claim.cameo_code,
            "event_text": texts(&claim.evidence),
            "merged_into": event.merged_into,
            "report": report(claim.source.as_ref()),
        }))
    };
    event.claims.iter().filter_map(of).collect()
}
