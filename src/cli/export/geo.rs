//! `GeoJSON` (RFC 7946): a point for each claim whose place is known.
//!
//! Not a guess: a claim without coordinates has no feature. Longitude comes first, degrees of WGS 84.

use crate::cli::query::show::{date, word};
use crate::rpc::pb;
use serde_json::{Value, json};

/// The feature of a claim; `None` when its place has no coordinates.
pub(super) fn feature(event: &pb::Deployment, claim: &pb::Claim) -> Option<Value> {
    let place = claim.place.as_ref()?.place.as_ref()?;
    let (latitude, longitude) = (place.latitude?, place.longitude?);
    let source = claim.source.clone().unwrap_or_default();
    let personnel = claim.personnel.as_ref().map(|p| {
        json!({"min": p.min, "max": p.max, "bound": word("BOUND", p.bound().as_str_name()), "unit": p.unit, "wording": p.wording})
    });
    let forces: Vec<Value> = claim
        .forces
        .iter()
        .map(|f| json!({"actor": f.actor, "text": f.text}))
        .collect();
    let evidence: Vec<&str> = claim.evidence.iter().map(|e| e.text.as_str()).collect();
    Some(json!({
        "type": "Feature",
        "id": claim.name,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "deployment": event.name,
            "fact": event.fact,
            "disputed": event.disputed,
            "status": word("CLAIM_STATUS", claim.status().as_str_name()),
            "posture": word("POSTURE", claim.posture().as_str_name()),
            "forces": forces,
            "claimant": claim.claimant.as_ref().map(|a| a.text.clone()),
            "border": claim.border,
            "place": place.display_name,
            "place_resolution": word("PLACE_RESOLUTION", place.resolution().as_str_name()),
            "geonames_id": place.geonames_id,
            "personnel": personnel,
            "happened": date(claim.claim_date.as_ref()),
            "published": date(source.publish_date.as_ref()),
            "evidence": evidence,
            "article": source.article,
            "outlet": source.outlet,
            "url": source.url,
            "merged_into": event.merged_into,
        },
    }))
}
