//! From findings to records: ids, source and provenance.
//!
//! Not extraction and not storage. The recipe of the ids, which never changes silently:
//!
//! - article: `a` + digest of (`source_id`, the caller's id), else (`url`, the URL), else (`text`, the cleaned text);
//! - quote: `q` + digest of (article id, `quote`, normalised content of the quote);
//! - stance: `s` + digest of (article id, `stance`, normalised evidence texts joined by one blank);
//! - claim: `c` + digest of (article id, `claim`, normalised evidence texts joined by one blank);
//! - deployment event: `d` + digest of (`deployment`, id of its first claim), kept for life;
//! - utterance: `u` + digest of (`utterance`, id of its first quote), kept for life;
//! - claim about a border: `b` + digest of (article id, `border_fact`, normalised evidence text).
//!
//! Digest and normalisation are [`digest_id`] and [`normalise_evidence`]. Offsets are left out because they move when the
//! cleaner changes. Where two records of one article would get the same id, the second in text order gets a further part
//! `2`, the third `3`, and so on.

use crate::model::id::{DerivedId, digest_id, normalise_evidence};
use crate::model::{
    ActorId, Article, ArticleRecord, BorderFactRecord, ClaimId, ClaimLink, Deployment,
    DeploymentRecord, Findings, Fragment, Mention, MentionKind, Provenance, ProvisionalActorRecord,
    Quote, QuoteId, QuoteRecord, RecordCounts, Records, Source, StanceRecord,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// Most actors kept as named inside one quote.
pub(super) const ABOUT_MAX: usize = 64;

/// What an article's records have in common.
pub(super) struct Origin {
    pub(super) article: Article,
    pub(super) revision: u32,
    pub(super) ingested: Timestamp,
    pub(super) provenance: Provenance,
    pub(super) quarantine: Option<String>,
}

/// Gives out the ids of one article's records.
struct Ids<'a> {
    article: &'a str,
    seen: HashMap<(char, String), u32>,
}

impl Ids<'_> {
    fn next(&mut self, prefix: char, kind: &str, evidence: &str) -> DerivedId {
        let words = normalise_evidence(evidence);
        let nth = self
            .seen
            .entry((prefix, words.clone()))
            .and_modify(|n| *n += 1)
            .or_insert(1);
        match *nth {
            1 => digest_id(prefix, &[self.article, kind, &words]),
            n => digest_id(prefix, &[self.article, kind, &words, &n.to_string()]),
        }
    }
}

fn words_of(evidence: &[Fragment]) -> String {
    let texts: Vec<&str> = evidence.iter().map(|e| e.text.as_str()).collect();
    texts.join(" ")
}

fn count(n: usize) -> u64 {
    n as u64
}

/// The records of an article's findings.
pub(super) fn records(origin: Origin, findings: Findings) -> Records {
    let source = source(&origin);
    let provenance = origin.provenance.clone();
    let mut ids = Ids {
        article: origin.article.id.as_str(),
        seen: HashMap::new(),
    };
    let quotes: Vec<QuoteRecord> = findings
        .quotes
        .into_iter()
        .map(|quote| QuoteRecord {
            about: about(&quote, &findings.mentions),
            ..quoted(quote, &mut ids, &source, &provenance)
        })
        .collect();
    let found = findings.stances.into_iter();
    let stances: Vec<StanceRecord> = found
        .map(|stance| StanceRecord {
            id: ids.next('s', "stance", &words_of(&stance.evidence)).into(),
            source: source.clone(),
            stance,
            decision: None,
            provenance: provenance.clone(),
        })
        .collect();
    let deployments: Vec<DeploymentRecord> = findings
        .deployments
        .into_iter()
        .filter(|d| !d.claims.is_empty())
        .map(|deployment| event(deployment, &mut ids, &quotes, &source, &provenance))
        .collect();
    let border_facts: Vec<BorderFactRecord> = findings
        .border_facts
        .into_iter()
        .map(|fact| BorderFactRecord {
            id: ids.next('b', "border_fact", &fact.evidence.text).into(),
            source: source.clone(),
            fact,
            provenance: provenance.clone(),
        })
        .collect();
    let found = findings.provisional_actors.into_iter();
    let provisional = |actor| ProvisionalActorRecord {
        source: source.clone(),
        actor,
    };
    let mut records = Records {
        article: ArticleRecord {
            article: origin.article,
            revision: origin.revision,
            ingested: origin.ingested,
            counts: RecordCounts {
                quotes: count(quotes.len()),
                stances: count(stances.len()),
                deployments: count(deployments.len()),
                border_facts: count(border_facts.len()),
            },
            remarks: findings.remarks,
            quarantine: origin.quarantine,
            copy_of: None,
            provenance: origin.provenance,
        },
        quotes,
        stances,
        deployments,
        border_facts,
        provisional_actors: found.map(provisional).collect(),
        decisions: Vec::new(),
    };
    records.name_issues();
    records
}

fn source(origin: &Origin) -> Source {
    let info = &origin.article.info;
    Source {
        article: origin.article.id.clone(),
        revision: origin.revision,
        source_id: info.source_id.clone(),
        title: info.title.clone(),
        outlet: info.outlet.clone(),
        url: info.url.clone(),
        collection: info.collection.clone(),
        published: info.published.clone(),
        ingested: origin.ingested,
        copy_of: None,
    }
}

fn quoted(
    quote: Quote,
    ids: &mut Ids<'_>,
    source: &Source,
    provenance: &Provenance,
) -> QuoteRecord {
    let evidence = words_of(&quote.evidence);
    let content = if quote.text.is_empty() {
        &evidence
    } else {
        &quote.text
    };
    let id: QuoteId = ids.next('q', "quote", content).into();
    QuoteRecord {
        utterance: digest_id('u', &["utterance", id.as_str()]).into(),
        id,
        source: source.clone(),
        quote,
        about: Vec::new(),
        issues: Vec::new(),
        decision: None,
        provenance: provenance.clone(),
    }
}

/// Actors named inside a quote's content. Pronouns do not count: "we" is mostly the speaker, and a "he" that was read wrongly
/// would make a quote about the wrong man.
fn about(quote: &Quote, mentions: &[Mention]) -> Vec<ActorId> {
    let inside = |m: &&Mention| {
        m.kind != MentionKind::Pronoun && quote.spans.iter().any(|s| s.contains(m.span))
    };
    let mut found = Vec::new();
    for actor in mentions
        .iter()
        .filter(inside)
        .filter_map(|m| m.actor.as_ref())
    {
        if !found.contains(actor) && found.len() < ABOUT_MAX {
            found.push(actor.clone());
        }
    }
    found
}

fn event(
    deployment: Deployment,
    ids: &mut Ids<'_>,
    quotes: &[QuoteRecord],
    source: &Source,
    provenance: &Provenance,
) -> DeploymentRecord {
    let claims: Vec<ClaimLink> = deployment
        .claims
        .iter()
        .map(|claim| {
            let linked = claim.quotes.iter().filter_map(|i| quotes.get(*i));
            ClaimLink {
                id: ClaimId::from(ids.next('c', "claim", &words_of(&claim.evidence))),
                quotes: linked.map(|q| q.id.clone()).collect::<Vec<QuoteId>>(),
            }
        })
        .collect();
    let first = claims.first().map_or("", |c| c.id.as_str());
    DeploymentRecord {
        id: digest_id('d', &["deployment", first]).into(),
        source: source.clone(),
        deployment,
        claims,
        merged_into: None,
        denied_elsewhere: false,
        decision: None,
        provenance: provenance.clone(),
    }
}
