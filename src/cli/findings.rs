//! Findings as JSON: what `vedette extract` prints, one object per article.
//!
//! Not the API's JSON (that is the wire's own): a format for batch work and for scorers. Rule: every span is
//! half-open and counts Unicode code points of the input text, mapped back through the cleaner's offset map;
//! what is absent is `null` or `[]`, never left out.

use crate::model::{
    ActorRef, Amount, Border, BorderFact, Claim, DateRange, Deployment, Findings, Fragment, Quote,
    Span, Stance, StanceTarget,
};
use crate::text::Document;
use serde_json::{Value, json};

/// Everything read out of `document`, as one JSON object.
pub fn findings_json(id: &str, document: &Document, findings: &Findings) -> Value {
    let at = Offsets::new(document);
    let info = &document.info;
    json!({
        "id": id,
        "published": info.published.as_ref().map(DateRange::to_string),
        "title": info.title,
        "outlet": info.outlet,
        "authors": info.authors,
        "dateline": info.dateline,
        "language": info.language,
        "removed": document.removed.iter().map(|r| at.input(r.input)).collect::<Vec<_>>(),
        "mentions": findings.mentions.iter().map(|m| {
            let [start, end] = at.pair(m.span);
            json!({"start": start, "end": end, "actor": m.actor.as_ref().map(ToString::to_string), "name": m.name,
                "kind": m.actor_kind.map(|k| k.as_str().to_ascii_lowercase())})
        }).collect::<Vec<_>>(),
        "places": findings.places.iter().map(|p| {
            let [start, end] = at.pair(p.span);
            json!({"start": start, "end": end, "name": p.place.name, "country": p.place.country,
                "lat": p.place.lat, "lon": p.place.lon})
        }).collect::<Vec<_>>(),
        "quotes": findings.quotes.iter().map(|q| quote(&at, q)).collect::<Vec<_>>(),
        "stances": findings.stances.iter().map(|s| stance(&at, s)).collect::<Vec<_>>(),
        "deployments": findings.deployments.iter().enumerate().flat_map(|(i, d)| deployment(&at, i, d)).collect::<Vec<_>>(),
        "border_facts": findings.border_facts.iter().map(|f| border_fact(&at, f)).collect::<Vec<_>>(),
        "remarks": findings.remarks.iter().chain(&document.remarks).map(|r| {
            json!({"code": r.code.as_str(), "span": at.pair(r.span), "text": r.text})
        }).collect::<Vec<_>>(),
    })
}

fn quote(at: &Offsets<'_>, q: &Quote) -> Value {
    let first = q.speakers.first();
    json!({
        "kind": q.kind.as_str().to_ascii_lowercase(),
        "spans": at.pairs(&q.spans),
        "quoted": at.pairs(&q.quoted),
        "clause": at.pair(q.clause),
        "speaker": at.mention(first),
        "speaker_text": first.map(|s| s.text.as_str()),
        "speaker_actor": actor(first),
        "speakers": q.speakers.iter().map(|s| {
            let mut value = at.mention(Some(s));
            if let Some(object) = value.as_object_mut() {
                object.insert("text".into(), json!(s.text));
                object.insert("actor".into(), json!(actor(Some(s))));
            } else {
                value = json!({"start": null, "end": null, "text": s.text, "actor": actor(Some(s))});
            }
            value
        }).collect::<Vec<_>>(),
        "cue": q.cue.as_ref().map(|c| at.object(c.span)),
        "channel": q.channel.as_ref().map(|c| json!({"kind": c.kind.as_str(), "platform": c.platform, "venue": c.venue})),
        "via_text": text(q.via.as_ref()),
        "addressee_text": text(q.addressees.first()),
        "said": q.said.as_ref().map(DateRange::to_string),
        "modality": q.modality.as_str(),
        "confidence": q.confidence.score,
    })
}

fn stance(at: &Offsets<'_>, s: &Stance) -> Value {
    let (target, issue, named) = match &s.target {
        StanceTarget::Actor(actor) => (Some(actor), None, None),
        StanceTarget::Issue { issue, mention } => (None, Some(issue.as_str()), mention.as_ref()),
    };
    json!({
        "holder": at.mention(Some(&s.holder)),
        "holder_text": s.holder.text,
        "holder_actor": actor(Some(&s.holder)),
        "target": target.map_or_else(|| named.map_or(Value::Null, |f| at.object(f.span)), |t| at.mention(Some(t))),
        "target_text": target.map(|t| t.text.as_str()).or_else(|| named.map(|f| f.text.as_str())),
        "target_actor": actor(target),
        "issue": issue,
        "position": s.position.as_str().to_ascii_lowercase(),
        "basis": s.basis.as_str().to_ascii_lowercase(),
        "condition": s.condition.as_ref().map(|c| c.text.as_str()),
        "reported_by_text": text(s.reported_by.as_ref()),
        "on_behalf_of_text": text(s.on_behalf_of.as_ref()),
        "until": s.until.as_ref().map(DateRange::to_string),
        "plover": s.plover.as_ref().map(|p| p.kind.as_str()),
        "cameo": s.cameo,
        "modality": s.modality.as_str(),
        "evidence": at.fragments(&s.evidence),
        "date": s.date.as_ref().map(DateRange::to_string),
        "confidence": s.confidence.score,
    })
}

fn deployment(at: &Offsets<'_>, index: usize, event: &Deployment) -> Vec<Value> {
    let key = format!("d{}", index + 1);
    event.claims.iter().map(|c| claim(at, &key, c)).collect()
}

fn claim(at: &Offsets<'_>, event: &str, c: &Claim) -> Value {
    let force = c.forces.first();
    json!({
        "event": event,
        "force": at.mention(force),
        "force_text": text(force),
        "force_actor": actor(force),
        "forces": c.forces.iter().map(|f| f.text.as_str()).collect::<Vec<_>>(),
        "posture": c.posture.as_str(),
        "status": c.status.as_str(),
        "claimant_text": text(c.claimant.as_ref()),
        "modality": c.modality.as_str(),
        "border": c.border.as_ref().map(Border::codes),
        "place": c.place.as_ref().map(|p| at.object(p.span)),
        "place_text": c.place.as_ref().map(|p| p.place.name.as_str()),
        "personnel": c.personnel.as_ref().map(amount),
        "equipment": c.equipment,
        "works": c.works,
        "ordered_by_text": text(c.ordered_by.as_ref()),
        "announced_by_text": text(c.announced_by.as_ref()),
        "purpose": c.purpose.as_ref().map(|p| p.text.as_str()),
        "plover": c.posture.plover(),
        "cameo": c.cameo,
        "evidence": at.fragments(&c.evidence),
        "date": c.date.as_ref().map(DateRange::to_string),
        "confidence": c.confidence.score,
    })
}

fn border_fact(at: &Offsets<'_>, fact: &BorderFact) -> Value {
    json!({
        "border": fact.border.codes(),
        "property": fact.property.as_str().to_ascii_lowercase(),
        "value": fact.value.min.or(fact.value.max).map(number),
        "span": at.pair(fact.evidence.span),
    })
}

fn amount(a: &Amount) -> Value {
    json!({"min": a.min.map(number), "max": a.max.map(number), "bound": a.bound.as_str(), "wording": a.wording})
}

/// Whole figures print without a decimal point.
fn number(value: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and small on the same line"
    )]
    if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn text(actor: Option<&ActorRef>) -> Option<&str> {
    actor.map(|a| a.text.as_str())
}

fn actor(actor: Option<&ActorRef>) -> Option<&str> {
    actor
        .and_then(|a| a.actor.as_ref())
        .map(crate::model::ActorId::as_str)
}

/// Turns cleaned-text spans into code point offsets of the input.
struct Offsets<'a> {
    document: &'a Document,
    /// Code points before each block of [`BLOCK`] bytes.
    before: Vec<u32>,
}

const BLOCK: usize = 64;

impl<'a> Offsets<'a> {
    fn new(document: &'a Document) -> Self {
        let mut count = 0_u32;
        let before = document
            .input
            .as_bytes()
            .chunks(BLOCK)
            .map(|block| {
                let start = count;
                count += code_points(block);
                start
            })
            .collect();
        Self { document, before }
    }

    fn point(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.document.input.len());
        let block = byte / BLOCK;
        let rest = self
            .document
            .input
            .as_bytes()
            .get(block * BLOCK..byte)
            .unwrap_or(&[]);
        match self.before.get(block) {
            Some(before) => before + code_points(rest),
            None => self.before.last().map_or(0, |last| {
                last + code_points(
                    self.document
                        .input
                        .as_bytes()
                        .get((block - 1) * BLOCK..)
                        .unwrap_or(&[]),
                )
            }),
        }
    }

    fn input(&self, span: Span) -> [u32; 2] {
        [self.point(span.start()), self.point(span.end())]
    }

    fn pair(&self, span: Span) -> [u32; 2] {
        self.input(self.document.map.to_input(span))
    }

    fn pairs(&self, spans: &[Span]) -> Vec<[u32; 2]> {
        spans.iter().map(|s| self.pair(*s)).collect()
    }

    fn fragments(&self, fragments: &[Fragment]) -> Vec<[u32; 2]> {
        fragments.iter().map(|f| self.pair(f.span)).collect()
    }

    fn object(&self, span: Span) -> Value {
        let [start, end] = self.pair(span);
        json!({"start": start, "end": end})
    }

    fn mention(&self, actor: Option<&ActorRef>) -> Value {
        actor
            .and_then(|a| a.mention)
            .map_or(Value::Null, |span| self.object(span))
    }
}

fn code_points(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|b| (**b & 0xc0) != 0x80).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_code_points_of_the_input() {
        let input = "é".repeat(100);
        let mut map = crate::text::OffsetMap::default();
        map.push(200, 0, 200);
        let document = Document {
            text: input.clone(),
            input,
            map,
            ..Document::default()
        };
        let at = Offsets::new(&document);
        assert_eq!(at.pair(Span::new(0, 200)), [0, 100]);
        assert_eq!(at.pair(Span::new(64, 130)), [32, 65]);
        assert_eq!(at.point(128), 64);
    }
}
