//! Parts of records as short texts for table cells.

use crate::rpc::pb;

/// `2024-12-05`, `2024-12`, `2024` or a range of them; empty when unknown.
pub(in crate::cli) fn date(range: Option<&pb::DateRange>) -> String {
    let Some(range) = range else {
        return String::new();
    };
    let (start, end) = (range.start.as_ref().map(day), range.end.as_ref().map(day));
    match (start, end) {
        (Some(start), Some(end)) if start != end => format!("{start}/{end}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => range.wording.clone(),
    }
}

/// The same, with a word when it is only the day of publication.
pub(super) fn dated(range: Option<&pb::DateRange>, basis: pb::DateBasis) -> String {
    let date = date(range);
    if basis == pb::DateBasis::Published {
        date + " (published)"
    } else {
        date
    }
}

pub(super) fn day(date: &pb::CivilDate) -> String {
    match (date.month, date.day) {
        (0, _) => format!("{:04}", date.year),
        (m, 0) => format!("{:04}-{m:02}", date.year),
        (m, d) => format!("{:04}-{m:02}-{d:02}", date.year),
    }
}

/// Display name, with the id where it is known.
pub(in crate::cli) fn actor(actor: Option<&pb::ActorReference>) -> String {
    actor.map_or_else(String::new, |a| match &a.actor {
        Some(name) => format!("{} ({})", a.text, name.trim_start_matches("actors/")),
        None => a.text.clone(),
    })
}

/// Several actors, a line each.
pub(in crate::cli) fn actors(list: &[pb::ActorReference]) -> String {
    list.iter()
        .map(|a| actor(Some(a)))
        .collect::<Vec<_>>()
        .join("; ")
}

/// Enum value without its prefix: "direct".
pub(in crate::cli) fn word(prefix: &str, name: &str) -> String {
    name.trim_start_matches(prefix)
        .trim_start_matches('_')
        .to_ascii_lowercase()
        .replace('_', " ")
}

/// What was decided on a record, in brackets; empty when nothing was.
pub(super) fn mark(decision: Option<&pb::Decision>) -> String {
    decision.map_or_else(String::new, |decision| {
        let state = word("DECISION_STATE", decision.state().as_str_name());
        let outdated = if decision.outdated { ", outdated" } else { "" };
        format!(" ({state}{outdated})")
    })
}

/// What was decided, with the fields that were set.
fn decided(decision: &pb::Decision) -> String {
    let state = word("DECISION_STATE", decision.state().as_str_name());
    let fields = decision.corrections.iter().map(|c| {
        let (read, set) = (value(c.original.as_ref()), value(c.corrected.as_ref()));
        format!("{}: {read} -> {set}", c.path)
    });
    let merged = decision
        .merged_into
        .iter()
        .map(|into| format!("into {into}"));
    let lines = std::iter::once(state).chain(merged).chain(fields);
    let lines: Vec<String> = lines.collect();
    lines.join("; ")
}

/// The value of a field; a dash for none.
fn value(value: Option<&pb::FieldValue>) -> String {
    let Some(value) = value else {
        return "-".to_owned();
    };
    let place = value.place.as_ref().and_then(|p| p.place.as_ref());
    let amount = value.amount.as_ref().map(|a| a.wording.clone());
    let known = [
        actors(&value.actors),
        value.value.clone().unwrap_or_default(),
        amount.unwrap_or_default(),
        place.map(|p| p.display_name.clone()).unwrap_or_default(),
    ];
    let known: String = known.concat();
    if known.is_empty() {
        "-".to_owned()
    } else {
        known
    }
}

/// Columns of decisions.
pub(in crate::cli) const DECISION_HEADER: &[&str] =
    &["record", "decided", "by", "why", "what it told", "now"];

/// A decision as a row.
pub(in crate::cli) fn decision(record: &pb::RecordDecision) -> Vec<String> {
    let decision = record.decision.clone().unwrap_or_default();
    let now = match &record.current_record {
        None => "orphaned".to_owned(),
        Some(_) if decision.outdated => "outdated".to_owned(),
        Some(name) if *name == record.record => String::new(),
        Some(name) => name.clone(),
    };
    let told = record.texts.first().cloned().unwrap_or_default();
    vec![
        record.record.clone(),
        decided(&decision),
        decision.analyst,
        decision.reason,
        format!("{} [{}]", told.text, told.reading),
        now,
    ]
}

/// Outlet or, without one, the article's name.
pub(in crate::cli) fn source(source: Option<&pb::Source>) -> String {
    source.map_or_else(String::new, |s| {
        let place = s
            .outlet
            .clone()
            .or_else(|| s.source_id.clone())
            .unwrap_or_else(|| s.article.clone());
        let when = date(s.publish_date.as_ref());
        if when.is_empty() {
            place
        } else {
            format!("{place}, {when}")
        }
    })
}

/// The first evidence, verbatim.
pub(in crate::cli) fn evidence(list: &[pb::Evidence]) -> String {
    list.first().map_or_else(String::new, |e| e.text.clone())
}

/// How a query was read, a line for the whole and one for each name.
pub(super) fn reading(told: &pb::QueryExplanation) -> Vec<String> {
    let name = |n: &pb::NameReading| match n.actors.as_slice() {
        [] => format!("{}: nobody is known by that name", n.text),
        actors => format!("{}: {}", n.text, actors.join(", ")),
    };
    std::iter::once(format!("read as: {}", told.query))
        .chain(told.names.iter().map(name))
        .collect()
}
