//! Rows of the table formats.
//!
//! Rules: every cell is a text or empty, several values stand in one cell with "; " between them; days are ISO 8601, partial
//! ones stay partial; numbers are never rounded. A column keeps its name and meaning for ever, new ones come last.

use crate::cli::query::show::{date, word};
use crate::rpc::pb;
use std::io;

/// Columns of quotes.
pub(super) const QUOTE: &[&str] = &[
    "name",
    "text",
    "kind",
    "modality",
    "speakers",
    "speaker_actors",
    "addressees",
    "addressee_actors",
    "via",
    "cue",
    "channel",
    "platform",
    "venue",
    "said",
    "published",
    "confidence",
    "evidence",
    "start_byte",
    "end_byte",
    "article",
    "revision",
    "source_id",
    "outlet",
    "title",
    "url",
    "decision",
];

/// Columns of stances.
pub(super) const STANCE: &[&str] = &[
    "name",
    "holder",
    "holder_actor",
    "target",
    "target_actor",
    "issue",
    "position",
    "basis",
    "modality",
    "condition",
    "on_behalf_of",
    "reported_by",
    "expressed",
    "from",
    "until",
    "previous_position",
    "plover_type",
    "plover_mode",
    "cameo_code",
    "published",
    "confidence",
    "evidence",
    "start_byte",
    "end_byte",
    "article",
    "revision",
    "source_id",
    "outlet",
    "title",
    "url",
    "decision",
];

/// Columns of deployments, a row a claim.
pub(super) const CLAIM: &[&str] = &[
    "deployment",
    "claim",
    "fact",
    "disputed",
    "status",
    "modality",
    "posture",
    "forces",
    "force_actors",
    "claimant",
    "via",
    "border",
    "side",
    "origin",
    "place",
    "latitude",
    "longitude",
    "geonames_id",
    "personnel_min",
    "personnel_max",
    "personnel_bound",
    "personnel_unit",
    "personnel_wording",
    "equipment",
    "works",
    "purpose",
    "mandate",
    "ordered_by",
    "announced_by",
    "happened",
    "plover_type",
    "cameo_code",
    "published",
    "confidence",
    "evidence",
    "start_byte",
    "end_byte",
    "article",
    "revision",
    "source_id",
    "outlet",
    "title",
    "url",
    "decision",
    "merged_into",
];

/// Columns of statements as Discourse Network Analyzer has them in its event list.
pub(super) const STATEMENT: &[&str] = &[
    "statement_id",
    "time",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_section",
    "document_type",
    "person",
    "organization",
    "concept",
    "agreement",
    "text",
    "start",
    "stop",
];

/// A row as a line of CSV (RFC 4180, but with a bare line feed at its end).
pub(super) fn line<S: AsRef<[u8]>>(cells: &[S]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(io::Error::other)?;
    writer.into_inner().map_err(io::Error::other)
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join("; ")
}

fn texts(actors: &[pb::ActorReference]) -> String {
    joined(actors.iter().map(|a| a.text.clone()))
}

fn ids(actors: &[pb::ActorReference]) -> String {
    joined(actors.iter().filter_map(|a| a.actor.clone()))
}

/// Display name of an actor, or nothing.
fn text(actor: Option<&pb::ActorReference>) -> String {
    actor.map_or_else(String::new, |a| a.text.clone())
}

fn number<N: ToString>(number: Option<N>) -> String {
    number.map_or_else(String::new, |n| n.to_string())
}

fn fragment(fragment: Option<&pb::Fragment>) -> String {
    fragment.map_or_else(String::new, |f| f.text.clone())
}

/// The last cells of every row: confidence, evidence, source, decision.
fn tail(
    confidence: Option<&pb::Confidence>,
    evidence: &[pb::Evidence],
    source: Option<&pb::Source>,
    decision: Option<&pb::Decision>,
) -> Vec<String> {
    let decided = decision.map(|d| word("DECISION_STATE", d.state().as_str_name()));
    let source = source.cloned().unwrap_or_default();
    vec![
        date(source.publish_date.as_ref()),
        number(confidence.map(|c| c.score)),
        joined(evidence.iter().map(|e| e.text.clone())),
        number(evidence.first().map(|e| e.start_byte)),
        number(evidence.last().map(|e| e.end_byte)),
        source.article,
        source.revision.to_string(),
        source.source_id.unwrap_or_default(),
        source.outlet.unwrap_or_default(),
        source.title.unwrap_or_default(),
        source.url.unwrap_or_default(),
        decided.unwrap_or_default(),
    ]
}

pub(super) fn quote(quote: &pb::Quote) -> Vec<String> {
    let channel = quote.channel.clone();
    let kind = channel
        .as_ref()
        .map(|c| word("CHANNEL_KIND", c.kind().as_str_name()));
    let channel = channel.unwrap_or_default();
    let mut cells = vec![
        quote.name.clone(),
        quote.text.clone(),
        word("QUOTE_KIND", quote.kind().as_str_name()),
        word("MODALITY", quote.modality().as_str_name()),
        texts(&quote.speakers),
        ids(&quote.speakers),
        texts(&quote.addressees),
        ids(&quote.addressees),
        text(quote.via.as_ref()),
        fragment(quote.cue.as_ref()),
        kind.unwrap_or_default(),
        channel.platform.unwrap_or_default(),
        channel.venue.unwrap_or_default(),
        date(quote.said_date.as_ref()),
    ];
    cells.extend(tail(
        quote.confidence.as_ref(),
        &quote.evidence,
        quote.source.as_ref(),
        quote.decision.as_ref(),
    ));
    cells
}

/// Target actor and issue: one of the two.
fn target(stance: &pb::Stance) -> (Option<&pb::ActorReference>, Option<&str>) {
    match &stance.target {
        Some(pb::stance::Target::Actor(actor)) => (Some(actor), None),
        Some(pb::stance::Target::Issue(issue)) => (None, Some(&issue.issue)),
        None => (None, None),
    }
}

pub(super) fn stance(stance: &pb::Stance) -> Vec<String> {
    let (actor, issue) = target(stance);
    let id = |a: Option<&pb::ActorReference>| a.and_then(|a| a.actor.clone()).unwrap_or_default();
    let previous = stance
        .previous_position
        .map(|_| word("POSITION", stance.previous_position().as_str_name()));
    let plover = stance.plover.as_ref();
    let mut cells = vec![
        stance.name.clone(),
        text(stance.holder.as_ref()),
        id(stance.holder.as_ref()),
        text(actor),
        id(actor),
        issue.unwrap_or_default().to_owned(),
        word("POSITION", stance.position().as_str_name()),
        word("BASIS", stance.basis().as_str_name()),
        word("MODALITY", stance.modality().as_str_name()),
        fragment(stance.condition.as_ref()),
        text(stance.on_behalf_of.as_ref()),
        text(stance.reported_by.as_ref()),
        date(stance.stance_date.as_ref()),
        date(stance.from_date.as_ref()),
        date(stance.until_date.as_ref()),
        previous.unwrap_or_default(),
        plover.map_or_else(String::new, |p| {
            word("PLOVER_TYPE", p.r#type().as_str_name())
        }),
        plover.and_then(|p| p.mode.clone()).unwrap_or_default(),
        stance.cameo_code.clone().unwrap_or_default(),
    ];
    cells.extend(tail(
        stance.confidence.as_ref(),
        &stance.evidence,
        stance.source.as_ref(),
        stance.decision.as_ref(),
    ));
    cells
}

/// A statement, when the position is for or against: agreement knows nothing else.
pub(super) fn statement(stance: &pb::Stance) -> Option<Vec<String>> {
    let agreement = match stance.position() {
        pb::Position::Support => "1",
        pb::Position::Oppose => "0",
        pb::Position::Ambiguous | pb::Position::Neutral | pb::Position::Unspecified => return None,
    };
    let (actor, issue) = target(stance);
    let concept = issue.map_or_else(
        || actor.map(|a| a.actor.clone().unwrap_or_else(|| a.text.clone())),
        |issue| Some(issue.to_owned()),
    );
    let source = stance.source.clone().unwrap_or_default();
    let holder = stance.holder.clone().unwrap_or_default();
    let when = match date(stance.stance_date.as_ref()) {
        unknown if unknown.is_empty() => date(source.publish_date.as_ref()),
        known => known,
    };
    Some(vec![
        stance.name.clone(),
        when,
        source.article.clone(),
        source.title.unwrap_or_default(),
        text(stance.reported_by.as_ref()),
        source.outlet.unwrap_or_default(),
        source.collection.unwrap_or_default(),
        String::new(),
        holder.text,
        holder.affiliation.or(holder.actor).unwrap_or_default(),
        concept.unwrap_or_default(),
        agreement.to_owned(),
        joined(stance.evidence.iter().map(|e| e.text.clone())),
        number(stance.evidence.first().map(|e| e.start_byte)),
        number(stance.evidence.last().map(|e| e.end_byte)),
    ])
}

fn place_name(place: Option<&pb::PlaceMention>) -> String {
    let place = place.and_then(|p| p.place.as_ref());
    place.map_or_else(String::new, |p| p.display_name.clone())
}

pub(super) fn claim(event: &pb::Deployment, claim: &pb::Claim) -> Vec<String> {
    let place = claim.place.as_ref().and_then(|p| p.place.as_ref());
    let personnel = claim.personnel.as_ref();
    let mut cells = vec![
        event.name.clone(),
        claim.name.clone(),
        event.fact.to_string(),
        event.disputed.to_string(),
        word("CLAIM_STATUS", claim.status().as_str_name()),
        word("MODALITY", claim.modality().as_str_name()),
        word("POSTURE", claim.posture().as_str_name()),
        texts(&claim.forces),
        ids(&claim.forces),
        text(claim.claimant.as_ref()),
        text(claim.via.as_ref()),
        claim.border.clone().unwrap_or_default(),
        claim.side.clone().unwrap_or_default(),
        place_name(claim.origin.as_ref()),
        place_name(claim.place.as_ref()),
        number(place.and_then(|p| p.latitude)),
        number(place.and_then(|p| p.longitude)),
        number(place.and_then(|p| p.geonames_id)),
        number(personnel.and_then(|p| p.min)),
        number(personnel.and_then(|p| p.max)),
        personnel.map_or_else(String::new, |p| word("BOUND", p.bound().as_str_name())),
        personnel.map_or_else(String::new, |p| p.unit.clone()),
        personnel.map_or_else(String::new, |p| p.wording.clone()),
        joined(claim.equipment.iter().cloned()),
        joined(claim.works.iter().cloned()),
        fragment(claim.purpose.as_ref()),
        fragment(claim.mandate.as_ref()),
        text(claim.ordered_by.as_ref()),
        text(claim.announced_by.as_ref()),
        date(claim.claim_date.as_ref()),
        word("PLOVER_TYPE", claim.plover_type().as_str_name()),
        claim.cameo_code.clone().unwrap_or_default(),
    ];
    cells.extend(tail(
        claim.confidence.as_ref(),
        &claim.evidence,
        claim.source.as_ref(),
        event.decision.as_ref(),
    ));
    cells.push(event.merged_into.clone().unwrap_or_default());
    cells
}
