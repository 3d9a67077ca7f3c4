//! An explanation on paper: each record with its words, its parties and the reasons the extractor gave.
//!
//! Not a translation of codes: reasons are printed as they were written down. Rule: every record and every dropped passage
//! appears, in text order, with the number its part of the answer has.

use super::Part;
use crate::cli::findings::findings_json;
use crate::model::{
    ActorRef, Claim, Confidence, Deployment, Findings, MentionKind, Quote, Stance, StanceTarget,
};
use crate::text::{Document, Refusal};
use serde_json::{Value, json};
use std::io::{Result, Write};

/// Longest words shown of one record, in characters; the rest is cut with an ellipsis.
const WORDS_CHARS_MAX: usize = 300;

/// Everything the extractor wrote down about one report, for programs: its findings, and why.
pub(super) fn json(id: &str, document: &Document, findings: &Findings) -> Value {
    let why = |c: &Confidence| json!({"score": c.score, "reasons": c.reasons});
    let claims = findings.deployments.iter().flat_map(|d| &d.claims);
    json!({
        "id": id,
        "refused": document.refusal().map(Refusal::as_str),
        "findings": findings_json(id, document, findings),
        "quotes": findings.quotes.iter().map(|q| why(&q.confidence)).collect::<Vec<_>>(),
        "stances": findings.stances.iter().map(|s| why(&s.confidence)).collect::<Vec<_>>(),
        "claims": claims.map(|c| why(&c.confidence)).collect::<Vec<_>>(),
        "dropped": findings.dropped.iter().map(|d| json!({"text": d.text, "reason": d.reason.as_str(),
            "explanation": d.reason.told()})).collect::<Vec<_>>(),
        "removed": document.removed.iter().map(|r| json!({"reason": r.reason,
            "text": r.input.slice(&document.input)})).collect::<Vec<_>>(),
    })
}

/// The same for people.
pub(super) fn print(
    id: &str,
    document: &Document,
    findings: &Findings,
    only: Option<Part>,
    out: &mut dyn Write,
) -> Result<()> {
    head(id, document, findings, out)?;
    let wanted = |part| only.is_none_or(|o| o == part);
    if wanted(Part::Quotes) {
        quotes(findings, out)?;
    }
    if wanted(Part::Stances) {
        part(
            out,
            "stances",
            "no verb, noun or wording of the tables sets a holder against or beside a target or issue",
            &findings.stances,
            stance,
        )?;
    }
    if wanted(Part::Deployments) {
        let none = "no sentence tells that a force takes, holds or leaves a position";
        part(out, "deployments", none, &findings.deployments, deployment)?;
        for fact in &findings.border_facts {
            let borders = format!(
                "border {}: {} {}",
                fact.border,
                fact.property.as_str(),
                fact.value.wording
            );
            writeln!(
                out,
                "  {borders}\n     words    {}",
                shorten(&fact.evidence.text)
            )?;
        }
    }
    if wanted(Part::Mentions) {
        mentions(document, findings, out)?;
    }
    if wanted(Part::Remarks) {
        remarks(document, findings, out)?;
    }
    writeln!(out)
}

fn head(id: &str, document: &Document, findings: &Findings, out: &mut dyn Write) -> Result<()> {
    let info = &document.info;
    let title = info.title.as_deref().unwrap_or("(no headline found)");
    writeln!(
        out,
        "{title}\n  {id} · {} · {}",
        info.outlet.as_deref().unwrap_or("outlet unknown"),
        info.published.as_ref().map_or_else(
            || "publication date unknown".to_owned(),
            ToString::to_string
        )
    )?;
    if let Some(refusal) = document.refusal() {
        writeln!(out, "  refused: {}", refusal.as_str())?;
    }
    writeln!(
        out,
        "  quotes {} · quotations left out {} · stances {} · deployments {} · claims about borders {}",
        findings.quotes.len(),
        findings.dropped.len(),
        findings.stances.len(),
        findings.deployments.len(),
        findings.border_facts.len()
    )
}

/// Prints one part of the answer, its records numbered, or why there is none.
fn part<T>(
    out: &mut dyn Write,
    name: &str,
    none: &str,
    records: &[T],
    print: fn(&mut dyn Write, usize, &T) -> Result<()>,
) -> Result<()> {
    writeln!(out, "\n{name}")?;
    if records.is_empty() {
        writeln!(out, "  none: {none}")?;
    }
    records
        .iter()
        .enumerate()
        .try_for_each(|(n, record)| print(out, n + 1, record))
}

fn quotes(findings: &Findings, out: &mut dyn Write) -> Result<()> {
    let none = "no words in quotation marks are attributed and no clause reports speech";
    part(out, "quotes", none, &findings.quotes, quote)?;
    if !findings.dropped.is_empty() {
        writeln!(out, "\nin quotation marks, but no quote")?;
    }
    for dropped in &findings.dropped {
        writeln!(
            out,
            "  \u{201c}{}\u{201d}\n     because  {}",
            shorten(&dropped.text),
            dropped.reason.told()
        )?;
    }
    Ok(())
}

fn quote(out: &mut dyn Write, n: usize, quote: &Quote) -> Result<()> {
    let speakers: Vec<_> = quote.speakers.iter().map(party).collect();
    let speakers = if speakers.is_empty() {
        "nobody named".to_owned()
    } else {
        speakers.join(", ")
    };
    writeln!(
        out,
        "  {n:>2} {} {} · {speakers}",
        quote.kind.as_str(),
        quote.modality.as_str()
    )?;
    writeln!(out, "     words    {}", shorten(&quote.text))?;
    if let Some(cue) = &quote.cue {
        writeln!(out, "     cue      {}", cue.text)?;
    }
    line(out, "via", quote.via.as_ref().map(party))?;
    line(out, "to", quote.addressees.first().map(party))?;
    line(
        out,
        "channel",
        quote.channel.as_ref().map(|c| {
            let parts = [
                Some(c.kind.as_str()),
                c.platform.as_deref(),
                c.venue.as_deref(),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
    )?;
    line(out, "said", quote.said.as_ref().map(ToString::to_string))?;
    because(out, &quote.confidence)
}

fn stance(out: &mut dyn Write, n: usize, stance: &Stance) -> Result<()> {
    let target = match &stance.target {
        StanceTarget::Actor(actor) => party(actor),
        StanceTarget::Issue { issue, .. } => format!("issue {issue}"),
    };
    writeln!(
        out,
        "  {n:>2} {} {} · {} -> {target}",
        stance.position.as_str(),
        stance.basis.as_str(),
        party(&stance.holder)
    )?;
    if let Some(words) = stance.evidence.first() {
        writeln!(out, "     words    {}", shorten(&words.text))?;
    }
    writeln!(out, "     modality {}", stance.modality.as_str())?;
    line(out, "if", stance.condition.as_ref().map(|c| c.text.clone()))?;
    line(out, "said by", stance.reported_by.as_ref().map(party))?;
    line(out, "for", stance.on_behalf_of.as_ref().map(party))?;
    line(
        out,
        "code",
        stance.plover.as_ref().map(|p| {
            format!(
                "{} {}",
                p.kind.as_str(),
                stance.cameo.as_deref().unwrap_or("")
            )
        }),
    )?;
    because(out, &stance.confidence)
}

fn deployment(out: &mut dyn Write, n: usize, event: &Deployment) -> Result<()> {
    let border = event
        .border()
        .map_or_else(|| "at no border".to_owned(), |b| format!("border {b}"));
    let standing = match (event.is_fact(), event.is_disputed()) {
        (_, true) => "a disputed fact",
        (true, false) => "a fact",
        (false, false) => "no fact, answered only when asked for",
    };
    writeln!(out, "  {n:>2} {border} · {standing}")?;
    event.claims.iter().try_for_each(|c| claim(out, c))
}

fn claim(out: &mut dyn Write, claim: &Claim) -> Result<()> {
    let forces: Vec<_> = claim.forces.iter().map(party).collect();
    let forces = if forces.is_empty() {
        "a force not named".to_owned()
    } else {
        forces.join(", ")
    };
    writeln!(
        out,
        "     {} {} · {forces}",
        claim.status.as_str(),
        claim.posture.as_str()
    )?;
    if let Some(words) = claim.evidence.first() {
        writeln!(out, "     words    {}", shorten(&words.text))?;
    }
    line(
        out,
        "where",
        claim.place.as_ref().map(|p| p.place.name.clone()),
    )?;
    line(
        out,
        "strength",
        claim.personnel.as_ref().map(|p| p.wording.clone()),
    )?;
    line(out, "told by", claim.claimant.as_ref().map(party))?;
    line(out, "order", claim.ordered_by.as_ref().map(party))?;
    because(out, &claim.confidence)
}

fn mentions(document: &Document, findings: &Findings, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "\nmentions")?;
    for mention in &findings.mentions {
        let words = mention.span.slice(&document.text);
        let how = mention.kind.as_str();
        match (&mention.actor, mention.kind) {
            (Some(actor), _) => writeln!(
                out,
                "  {words} -> {} (actors/{actor}, by {how})",
                mention.name
            )?,
            (None, MentionKind::Pronoun) => {}
            (None, _) => writeln!(out, "  {words} -> nobody known ({how})")?,
        }
    }
    for place in &findings.places {
        let country = place.place.country.as_deref().unwrap_or("country unknown");
        writeln!(
            out,
            "  {} -> {} ({country}, place)",
            place.span.slice(&document.text),
            place.place.name
        )?;
    }
    Ok(())
}

fn remarks(document: &Document, findings: &Findings, out: &mut dyn Write) -> Result<()> {
    let remarks = document.remarks.iter().chain(&findings.remarks);
    writeln!(out, "\nremarks")?;
    for remark in remarks {
        writeln!(out, "  {} {}", remark.code.as_str(), shorten(&remark.text))?;
    }
    for gone in &document.removed {
        writeln!(
            out,
            "  left out ({}): {}",
            gone.reason,
            shorten(gone.input.slice(&document.input))
        )?;
    }
    Ok(())
}

fn because(out: &mut dyn Write, confidence: &Confidence) -> Result<()> {
    writeln!(
        out,
        "     because  {} ({:.2})",
        confidence.reasons.join("; "),
        confidence.score
    )
}

fn line(out: &mut dyn Write, name: &str, value: Option<String>) -> Result<()> {
    value.map_or(Ok(()), |value| {
        writeln!(out, "     {name:<8} {}", shorten(&value))
    })
}

/// The display name with the actor's resource name, or the description as the text has it.
fn party(actor: &ActorRef) -> String {
    match (&actor.actor, &actor.affiliation) {
        (Some(id), _) => format!("{} (actors/{id})", actor.text),
        (None, Some(id)) => format!("{} (of actors/{id})", actor.text),
        (None, None) => format!("{} (a description)", actor.text),
    }
}

fn shorten(words: &str) -> String {
    let mut chars = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = chars.by_ref().take(WORDS_CHARS_MAX).collect();
    if chars.next().is_some() {
        short.push('\u{2026}');
    }
    short
}
