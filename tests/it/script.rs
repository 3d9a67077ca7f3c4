//! A reader for tests: articles are scripts, a line a finding, so that a test says what an article says.
//!
//! Not the extractor. Lines: `quote SPEAKER KIND [to ACTOR] [via ACTOR] [at VENUE] [as CHANNEL] [posted PLATFORM] [cue WORD] [on DATE]
//! [is MODALITY] [sure SCORE]: words` (`nobody` speaks without a name, `someone` is a description, `member-of-ACTOR` a nameless person of a body; words that begin with `prov-` are mentions), `side HOLDER
//! POSITION ISSUE: words` (a quote with a stance of the same words), `stance HOLDER POSITION ISSUE [by REPORTER] [for ACTOR] [on DATE]
//! [was POSITION] [is MODALITY] [towards ACTOR] [basis BASIS] [plover TYPE] [cameo CODE] [sure SCORE]: words` (`on unknown` gives no date),
//! `move FORCE POSTURE STATUS BORDER [of NUMBER] [on DATE] [claimed ACTOR] [via ACTOR] [ordered ACTOR] [announced ACTOR] [side STATE]
//! [place NAME] [is MODALITY] [sure SCORE] [denied ACTOR]: words` (the denial is asserted), `length BORDER KM: words`, `wait MILLISECONDS`, `panic`, `panic once KEY` (the
//! first time the key is read); anything else is
//! plain text. Speakers, holders and forces are slugs of invented actors (`prov-...`).

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;
use vedette::ingest::Analyse;
use vedette::model::{
    Actor, ActorKind, ActorRef, Amount, Basis, BorderFact, BorderProperty, Bound, Channel,
    ChannelKind, Claim, Confidence, Deployment, Findings, Fragment, Mention, MentionKind, Modality,
    Place, PlaceMention, PlaceResolution, Plover, Provenance, Quote, RawArticle, Span, Stance,
    StanceTarget, Status,
};
use vedette::text::Document;

/// Reads scripts.
#[derive(Debug)]
pub(crate) struct Script;

impl Analyse for Script {
    fn read(&self, raw: &RawArticle) -> Document {
        Document {
            text: String::from_utf8_lossy(&raw.bytes).into_owned(),
            info: raw.info.clone(),
            ..Document::default()
        }
    }

    fn extract(&self, document: &Document) -> Findings {
        let mut findings = Findings::default();
        let mut start = 0;
        for line in document.text.split_inclusive('\n') {
            let span = Span::of(start..start + line.trim_end().len());
            start += line.len();
            read(line, &Fragment::cut(span, &document.text), &mut findings);
        }
        findings
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            extractor: "0.0.1".to_owned(),
            lexicon: "0123456789ab".to_owned(),
        }
    }
}

fn read(line: &str, evidence: &Fragment, findings: &mut Findings) {
    let (head, words) = line
        .trim_end()
        .split_once(": ")
        .unwrap_or((line.trim_end(), ""));
    let parts: Vec<&str> = head.split(' ').collect();
    let text = evidence.text.as_str();
    let content = text.len() - words.len();
    let base = usize::try_from(evidence.span.start()).unwrap();
    let content = Span::of(base + content..base + text.len());
    let actors = &mut findings.provisional_actors;
    match parts.as_slice() {
        ["wait", time] => std::thread::sleep(Duration::from_millis(time.parse().unwrap())),
        ["panic"] => panic!("planted"),
        ["panic", "once", key] => assert!(!is_first(key), "planted once"),
        ["quote", speaker, kind, options @ ..] => {
            let mut quote = quote(speakers(speaker, actors), kind, (content, words), evidence);
            told(options, &mut quote, actors);
            findings.quotes.push(quote);
            mentions(content, words, findings);
        }
        ["side", holder, position, issue] => {
            let holder = actor(holder, actors);
            let quote = quote(vec![holder.clone()], "DIRECT", (content, words), evidence);
            findings.quotes.push(quote);
            findings
                .stances
                .push(stance(holder, position, issue, evidence));
        }
        ["stance", holder, position, issue, options @ ..] => {
            let holder = actor(holder, actors);
            let mut stance = stance(holder, position, issue, evidence);
            for option in options.chunks(2) {
                match option {
                    ["by", reporter] => stance.reported_by = Some(actor(reporter, actors)),
                    ["for", principal] => stance.on_behalf_of = Some(actor(principal, actors)),
                    ["on", date] => stance.date = date.parse().ok(),
                    ["was", position] => stance.previous = position.parse().ok(),
                    ["is", modality] => stance.modality = modality.parse().unwrap(),
                    ["towards", slug] => stance.target = StanceTarget::Actor(actor(slug, actors)),
                    ["basis", basis] => stance.basis = basis.parse().unwrap(),
                    ["plover", kind] => {
                        let kind = kind.parse().unwrap();
                        stance.plover = Some(Plover { kind, mode: None });
                    }
                    ["cameo", code] => stance.cameo = Some((*code).to_owned()),
                    ["sure", score] => stance.confidence.score = score.parse().unwrap(),
                    other => panic!("{other:?}"),
                }
            }
            findings.stances.push(stance);
        }
        ["move", force, posture, status, border, options @ ..] => {
            let force = actor(force, actors);
            let claim = claim(force, posture, status, border, evidence);
            let claims = claimed(options, claim, actors);
            findings.deployments.push(Deployment { claims });
        }
        ["length", border, km] => findings.border_facts.push(BorderFact {
            border: border.parse().unwrap(),
            property: BorderProperty::LengthKm,
            value: exactly(km, "km"),
            evidence: evidence.clone(),
        }),
        _ => {}
    }
}

/// The claims of a movement, as the options of its line say.
fn claimed(options: &[&str], mut claim: Claim, known: &mut Vec<Actor>) -> Vec<Claim> {
    let mut denials = Vec::new();
    for option in options.chunks(2) {
        match option {
            ["of", number] => claim.personnel = Some(exactly(number, "troops")),
            ["on", date] => claim.date = date.parse().ok(),
            ["claimed", slug] => claim.claimant = Some(actor(slug, known)),
            ["via", slug] => claim.via = Some(actor(slug, known)),
            ["ordered", slug] => claim.ordered_by = Some(actor(slug, known)),
            ["announced", slug] => claim.announced_by = Some(actor(slug, known)),
            ["side", state] => claim.side = Some((*state).to_owned()),
            ["place", name] => claim.place = Some(place(name, &claim)),
            ["is", modality] => claim.modality = modality.parse().unwrap(),
            ["sure", score] => claim.confidence.score = score.parse().unwrap(),
            ["denied", slug] => denials.push(actor(slug, known)),
            other => panic!("{other:?}"),
        }
    }
    let denied = |claimant| Claim {
        status: Status::Denied,
        modality: Modality::Asserted,
        claimant: Some(claimant),
        ..claim.clone()
    };
    let mut claims: Vec<Claim> = denials.into_iter().map(denied).collect();
    claims.insert(0, claim);
    claims
}

/// A town nobody has on a map.
fn place(name: &str, claim: &Claim) -> PlaceMention {
    let place = Place {
        name: name.to_owned(),
        country: None,
        lat: None,
        lon: None,
        geonames: None,
        resolution: PlaceResolution::City,
        borders: Vec::new(),
    };
    let span = claim.evidence[0].span;
    PlaceMention { span, place }
}

/// Whether a key is read for the first time.
fn is_first(key: &str) -> bool {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SEEN.lock().unwrap().insert(key.to_owned())
}

fn speakers(slug: &str, known: &mut Vec<Actor>) -> Vec<ActorRef> {
    match slug {
        "nobody" => Vec::new(),
        "someone" => vec![ActorRef {
            text: "an official".to_owned(),
            ..ActorRef::default()
        }],
        slug => match slug.strip_prefix("member-of-") {
            Some(body) => vec![ActorRef {
                text: "a clerk".to_owned(),
                affiliation: actor(body, known).actor,
                ..ActorRef::default()
            }],
            None => vec![actor(slug, known)],
        },
    }
}

/// What the options of a quote's line say.
fn told(options: &[&str], quote: &mut Quote, known: &mut Vec<Actor>) {
    for option in options.chunks(2) {
        match option {
            ["to", slug] => quote.addressees.push(actor(slug, known)),
            ["via", slug] => quote.via = Some(actor(slug, known)),
            ["at", venue] => quote.channel.as_mut().unwrap().venue = Some((*venue).to_owned()),
            ["on", date] => quote.said = date.parse().ok(),
            ["as", kind] => quote.channel.as_mut().unwrap().kind = kind.parse().unwrap(),
            ["posted", platform] => {
                quote.channel.as_mut().unwrap().platform = Some((*platform).to_owned());
            }
            ["cue", word] => quote.cue = Some(part(&quote.evidence[0], word)),
            ["is", modality] => quote.modality = modality.parse().unwrap(),
            ["sure", score] => quote.confidence.score = score.parse().unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

/// A word of a fragment.
fn part(whole: &Fragment, word: &str) -> Fragment {
    let at = whole.text.find(word).unwrap() + usize::try_from(whole.span.start()).unwrap();
    Fragment {
        span: Span::of(at..at + word.len()),
        text: word.to_owned(),
    }
}

/// Each word that is the slug of an actor.
fn mentions(content: Span, words: &str, findings: &mut Findings) {
    for (at, word) in words.match_indices("prov-") {
        let rest = words.get(at..).unwrap();
        let slug = rest
            .split(|c: char| c != '-' && !c.is_alphanumeric())
            .next();
        let slug = slug.unwrap_or(word);
        let named = actor(slug, &mut findings.provisional_actors);
        let start = usize::try_from(content.start()).unwrap() + at;
        findings.mentions.push(Mention {
            span: Span::of(start..start + slug.len()),
            kind: MentionKind::Name,
            actor: named.actor,
            name: named.text,
            actor_kind: None,
        });
    }
}

fn quote(
    speakers: Vec<ActorRef>,
    kind: &str,
    (content, words): (Span, &str),
    evidence: &Fragment,
) -> Quote {
    Quote {
        kind: kind.parse().unwrap(),
        spans: vec![content],
        text: words.to_owned(),
        quoted: vec![content],
        clause: evidence.span,
        speakers,
        cue: None,
        channel: Some(Channel {
            kind: ChannelKind::Statement,
            platform: Some("Courier".to_owned()),
            venue: None,
        }),
        addressees: Vec::new(),
        via: None,
        said: "2031-05-04".parse().ok(),
        modality: Modality::Asserted,
        evidence: vec![evidence.clone()],
        confidence: sure(),
    }
}

fn stance(holder: ActorRef, position: &str, issue: &str, evidence: &Fragment) -> Stance {
    Stance {
        holder,
        target: StanceTarget::Issue {
            issue: issue.parse().unwrap(),
            mention: None,
        },
        position: position.parse().unwrap(),
        basis: Basis::Explicit,
        condition: None,
        modality: Modality::Asserted,
        on_behalf_of: None,
        reported_by: None,
        from: None,
        until: None,
        previous: None,
        plover: None,
        cameo: Some("112".to_owned()),
        date: "2031-05".parse().ok(),
        evidence: vec![evidence.clone()],
        confidence: sure(),
    }
}

fn exactly(number: &str, unit: &str) -> Amount {
    Amount {
        min: number.parse().ok(),
        max: number.parse().ok(),
        bound: Bound::Exact,
        unit: unit.to_owned(),
        wording: format!("{number} {unit}"),
    }
}

fn claim(force: ActorRef, posture: &str, status: &str, border: &str, evidence: &Fragment) -> Claim {
    Claim {
        status: status.parse().unwrap(),
        modality: Modality::Asserted,
        claimant: None,
        via: None,
        forces: vec![force],
        posture: posture.parse().unwrap(),
        border: border.parse().ok(),
        side: None,
        from: None,
        place: None,
        personnel: Some(Amount {
            min: Some(2000.0),
            max: None,
            bound: Bound::AtLeast,
            unit: "troops".to_owned(),
            wording: "thousands".to_owned(),
        }),
        equipment: vec!["carts".to_owned()],
        works: Vec::new(),
        purpose: None,
        mandate: None,
        ordered_by: None,
        announced_by: None,
        date: "2031-05-03/2031-05-04".parse().ok(),
        cameo: None,
        evidence: vec![evidence.clone()],
        quotes: Vec::new(),
        confidence: sure(),
    }
}

fn actor(slug: &str, known: &mut Vec<Actor>) -> ActorRef {
    let id: vedette::model::ActorId = slug.parse().unwrap();
    if !known.iter().any(|a| a.id == id) {
        known.push(Actor {
            id: id.clone(),
            name: slug.to_owned(),
            kind: ActorKind::Person,
            country: None,
            aliases: Vec::new(),
            offices: Vec::new(),
            parents: Vec::new(),
            wikidata: None,
            provisional: true,
            redirect: None,
        });
    }
    ActorRef {
        mention: None,
        text: slug.to_owned(),
        actor: Some(id),
        affiliation: None,
    }
}

fn sure() -> Confidence {
    Confidence {
        score: 0.75,
        reasons: vec!["script".to_owned()],
    }
}
