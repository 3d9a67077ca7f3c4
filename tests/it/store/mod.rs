//! The store through its public face: what is acknowledged stays, answers once, and can be asked for.

mod backup;
mod copies;
mod correction;
mod decision;
mod durability;
mod event;
mod failure;
mod format;
mod merge;
mod model;
mod noun;
mod older;
mod page;
mod question;
mod repair;
mod request;
mod revision;
mod upkeep;
mod utterance;

use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use vedette::index::OpenError;
use vedette::ingest::{Acknowledge, Analyse, Ingest, Progress, Receipt, Settings};
use vedette::lexicon::Lexicon;
use vedette::model::{
    Actor, ActorKind, ActorRef, Amount, ArticleInfo, Basis, BorderFact, BorderProperty, Bound,
    Claim, Confidence, Deployment, Findings, Fragment, Modality, Position, Posture, Provenance,
    Quote, QuoteKind, RawArticle, Span, Stance, StanceTarget,
};
use vedette::query::quote::QuoteQuery;
use vedette::query::{Budget, Page, QueryError, quote};
use vedette::text::Document;

/// Reads one finding a line, so that tests depend on no extraction:
/// `quote ID words`, `stance ID POSITION TARGET words`, `move FORCE BORDER STATUS words`, `length BORDER KM words`,
/// `denied ID words` (a quote with NEGATED modality); `panic` panics. `again` adds a claim to the event before.
pub(crate) struct Lines;

/// Flips a bit of these words where a file holds them.
fn damage(file: &Path, words: &[u8]) {
    let mut bytes = std::fs::read(file).unwrap();
    let at = bytes.windows(words.len()).position(|w| w == words).unwrap();
    bytes[at + 8] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

fn actor(id: &str) -> ActorRef {
    ActorRef {
        mention: None,
        text: id.to_owned(),
        actor: id.parse().ok(),
        affiliation: None,
    }
}

fn certain() -> Confidence {
    Confidence {
        score: 0.9,
        reasons: vec!["told by the test".to_owned()],
    }
}

fn quoted(id: &str, words: &str, modality: Modality, evidence: Fragment) -> Quote {
    Quote {
        kind: QuoteKind::Direct,
        spans: vec![evidence.span],
        text: words.to_owned(),
        quoted: vec![],
        clause: evidence.span,
        speakers: vec![actor(id)],
        cue: None,
        channel: None,
        addressees: vec![],
        via: None,
        said: "2024-12-04".parse().ok(),
        modality,
        evidence: vec![evidence],
        confidence: certain(),
    }
}

fn claim(force: &str, border: &str, status: &str, evidence: Fragment) -> Claim {
    Claim {
        status: status.parse().unwrap(),
        modality: Modality::Asserted,
        claimant: None,
        via: None,
        forces: vec![actor(force)],
        posture: Posture::Deploy,
        border: border.parse().ok(),
        side: None,
        from: None,
        place: None,
        personnel: None,
        equipment: vec![],
        works: vec![],
        purpose: None,
        mandate: None,
        ordered_by: None,
        announced_by: None,
        date: "2024-12-03".parse().ok(),
        cameo: None,
        evidence: vec![evidence],
        quotes: vec![],
        confidence: certain(),
    }
}

fn stance(holder: &str, position: &str, target: &str, evidence: Fragment) -> Stance {
    Stance {
        holder: actor(holder),
        target: StanceTarget::Actor(actor(target)),
        position: position.parse::<Position>().unwrap(),
        basis: Basis::Explicit,
        condition: None,
        modality: Modality::Asserted,
        on_behalf_of: None,
        reported_by: None,
        from: None,
        until: None,
        previous: None,
        plover: None,
        cameo: None,
        date: None,
        evidence: vec![evidence],
        confidence: certain(),
    }
}

fn length(border: &str, km: &str, evidence: Fragment) -> BorderFact {
    BorderFact {
        border: border.parse().unwrap(),
        property: BorderProperty::LengthKm,
        value: Amount {
            min: km.parse().ok(),
            max: km.parse().ok(),
            bound: Bound::About,
            unit: "km".to_owned(),
            wording: format!("{km} km"),
        },
        evidence,
    }
}

impl Analyse for Lines {
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
            let evidence = Fragment::cut(span, &document.text);
            start += line.len();
            let parts: Vec<&str> = line.trim_end().splitn(5, ' ').collect();
            let rest = |n: usize| line.trim_end().splitn(n + 1, ' ').last().unwrap();
            match parts.as_slice() {
                ["quote", id, ..] => {
                    findings
                        .quotes
                        .push(quoted(id, rest(2), Modality::Asserted, evidence));
                }
                ["denied", id, ..] => {
                    findings
                        .quotes
                        .push(quoted(id, rest(2), Modality::Negated, evidence));
                }
                ["stance", id, position, target, ..] => {
                    findings
                        .stances
                        .push(stance(id, position, target, evidence));
                }
                ["move", force, border, status, ..] => findings.deployments.push(Deployment {
                    claims: vec![claim(force, border, status, evidence)],
                }),
                ["again", force, border, status, ..] => {
                    let claims = &mut findings.deployments.last_mut().unwrap().claims;
                    claims.push(claim(force, border, status, evidence));
                }
                ["length", border, km, ..] => {
                    findings.border_facts.push(length(border, km, evidence));
                }
                ["new", id, ..] => findings.provisional_actors.push(Actor {
                    id: id.parse().unwrap(),
                    name: rest(2).to_owned(),
                    kind: ActorKind::Person,
                    country: None,
                    aliases: vec![],
                    offices: vec![],
                    parents: vec![],
                    wikidata: None,
                    provisional: true,
                    redirect: None,
                }),
                ["panic", ..] => panic!("a planted fault"),
                _ => {}
            }
        }
        findings
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            extractor: "test".to_owned(),
            lexicon: "0123456789ab".to_owned(),
        }
    }
}

pub(crate) fn settings(dir: &Path) -> Settings {
    Settings {
        commit_interval: Duration::from_millis(20),
        writer_memory: 15 << 20,
        log_cache: 4 << 20,
        free_space_min: Some(0),
        ..Settings::new(dir.to_owned(), [5; 32])
    }
}

pub(crate) fn open(dir: &Path) -> Ingest {
    open_with(dir, &mut |_| {}).unwrap()
}

pub(crate) fn open_with(
    dir: &Path,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Ingest, OpenError> {
    Ingest::open(&settings(dir), Arc::new(Lines), progress)
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_733_400_000 + second).unwrap()
}

pub(crate) fn article(source_id: &str, text: &str) -> RawArticle {
    RawArticle {
        info: ArticleInfo {
            source_id: Some(source_id.to_owned()),
            outlet: Some("The Daily Invention".to_owned()),
            published: "2024-12-05".parse().ok(),
            ..ArticleInfo::default()
        },
        bytes: text.as_bytes().to_vec(),
        format: None,
    }
}

/// Takes an article and waits until it answers.
pub(crate) fn put(ingest: &Ingest, source_id: &str, text: &str) -> Receipt {
    put_at(ingest, source_id, text, 0)
}

pub(crate) fn put_at(ingest: &Ingest, source_id: &str, text: &str, second: i64) -> Receipt {
    let raw = article(source_id, text);
    ingest
        .put(raw, at(second), Acknowledge::Searchable)
        .unwrap()
}

/// The words of the quotes a query finds, in order.
pub(crate) fn ask(ingest: &Ingest, query: &QuoteQuery) -> Result<Vec<String>, QueryError> {
    let page = quote::search(
        ingest.view(),
        &Lexicon::default(),
        query,
        &Budget::unlimited(),
    )?;
    Ok(texts(&page))
}

pub(crate) fn texts(page: &Page<vedette::model::QuoteRecord>) -> Vec<String> {
    page.hits
        .iter()
        .map(|h| h.record.quote.text.clone())
        .collect()
}

pub(crate) fn words(text: &str) -> QuoteQuery {
    QuoteQuery {
        text: text.to_owned(),
        ..QuoteQuery::default()
    }
}

/// All quotes, by name.
pub(crate) fn everything(ingest: &Ingest) -> Vec<String> {
    let mut all = ask(
        ingest,
        &QuoteQuery {
            page: vedette::query::PageRequest {
                size: 1000,
                ..Default::default()
            },
            ..QuoteQuery::default()
        },
    )
    .unwrap();
    all.sort();
    all
}
