//! A store without a server, and with an extractor that needs no knowledge: starts in milliseconds.

use crate::Outcome;
use crate::history::{recognise, source_id, text};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use vedette::index::{OpenError, Progress};
use vedette::ingest::{Acknowledge, Analyse, Ingest, IngestError, Settings, Verdict};
use vedette::lexicon::Lexicon;
use vedette::model::id::{digest_id, normalise_evidence};
use vedette::model::{
    ActorRef, Article, ArticleInfo, Confidence, DecisionState, Field, Findings, Fragment, Modality,
    Provenance, Quote, QuoteKind, RawArticle, RecordId, Span,
};
use vedette::query::{Budget, PageRequest, article, quote};
use vedette::text::Document;

/// Takes the whole text for one quote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole {
    /// Name of the extractor.
    pub(crate) maker: &'static str,
    /// What reading one article takes.
    pub(crate) pause: Duration,
}

/// The extractor of most tests.
pub(crate) const USUAL: Whole = Whole {
    maker: "torture",
    pause: Duration::ZERO,
};

impl Analyse for Whole {
    fn read(&self, raw: &RawArticle) -> Document {
        Document {
            text: String::from_utf8_lossy(&raw.bytes).into_owned(),
            info: raw.info.clone(),
            ..Document::default()
        }
    }

    fn extract(&self, document: &Document) -> Findings {
        std::thread::sleep(self.pause);
        let span = Span::of(0..document.text.len());
        let evidence = Fragment::cut(span, &document.text);
        let mut findings = Findings::default();
        findings.quotes.push(Quote {
            kind: QuoteKind::Direct,
            spans: vec![span],
            text: document.text.clone(),
            quoted: vec![],
            clause: span,
            speakers: vec![],
            cue: None,
            channel: None,
            addressees: vec![],
            via: None,
            said: None,
            modality: Modality::Asserted,
            evidence: vec![evidence],
            confidence: Confidence {
                score: 1.0,
                reasons: vec!["all of it".to_owned()],
            },
        });
        findings
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            extractor: self.maker.to_owned(),
            lexicon: "0123456789ab".to_owned(),
        }
    }
}

/// How often the index is committed in most tests.
pub(crate) const OFTEN: Duration = Duration::from_millis(5);

/// A store over a data directory, with an index that is committed often.
pub(crate) fn open(dir: &Path) -> Result<Ingest, OpenError> {
    open_with(dir, USUAL, OFTEN, &mut |_| {})
}

/// The same with an extractor and a time between commits, telling what is read again before it opens.
pub(crate) fn open_with(
    dir: &Path,
    extractor: Whole,
    commit_interval: Duration,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Ingest, OpenError> {
    let settings = Settings {
        commit_interval,
        writer_memory: 15 << 20,
        log_cache: 4 << 20,
        free_space_min: Some(0),
        ..Settings::new(dir.to_owned(), [5; 32])
    };
    Ingest::open(&settings, Arc::new(extractor), progress)
}

/// An article's version as it is sent.
pub(crate) fn raw(article: usize, version: u64) -> RawArticle {
    RawArticle {
        info: ArticleInfo {
            source_id: Some(source_id(article)),
            ..ArticleInfo::default()
        },
        bytes: text(article, version).into_bytes(),
        format: None,
    }
}

/// Asks for a state: a version, or none. Some articles are purged where others are deleted.
pub(crate) fn ask(
    ingest: &Ingest,
    number: usize,
    state: Option<u64>,
    acknowledge: Acknowledge,
) -> Result<(), IngestError> {
    let now = jiff::Timestamp::now();
    let id = Article::identify(&raw(number, 0).info, "");
    match state {
        Some(version) => ingest
            .put(raw(number, version), now, acknowledge)
            .map(|_receipt| ()),
        None if number.is_multiple_of(5) => ingest.purge(&id, now).map(|_purged| ()),
        None => ingest.delete(&id, now, acknowledge).map(|_receipt| ()),
    }
}

/// Who an analyst says spoke in a version.
fn clerk(version: u64) -> String {
    format!("clerk {version}")
}

/// Corrects the speaker of an article's version.
pub(crate) fn correct(ingest: &Ingest, number: usize, version: u64) -> Result<(), IngestError> {
    let now = jiff::Timestamp::now();
    let article = Article::identify(&raw(number, 0).info, "");
    let words = normalise_evidence(&text(number, version));
    let speaker = ActorRef {
        text: clerk(version),
        ..ActorRef::default()
    };
    let verdict = Verdict {
        record: RecordId::Quote(digest_id('q', &[article.as_str(), "quote", &words]).into()),
        state: DecisionState::Corrected,
        fields: vec![(None, Field::Speakers(vec![speaker]))],
        merge: None,
        analyst: "torture".to_owned(),
        reason: String::new(),
    };
    ingest
        .decide(&article, verdict, now, Acknowledge::Durable)
        .map(|_judged| ())
}

/// The versions that are in answers with the speaker an analyst set, and with what was read beside it.
pub(crate) fn corrected(ingest: &Ingest) -> Outcome<BTreeSet<(usize, u64)>> {
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let mut seen = BTreeSet::new();
    let query = quote::QuoteQuery {
        page: PageRequest {
            size: 1000,
            ..PageRequest::default()
        },
        ..Default::default()
    };
    let found = quote::search(ingest.view(), &lexicon, &query, &budget)?;
    for record in found.hits.into_iter().map(|hit| hit.record) {
        let source = record.source.source_id.clone().unwrap_or_default();
        let (number, version) = recognise(&source, &record.quote.text)?;
        let speakers: Vec<_> = record.quote.speakers.iter().map(|s| &s.text).collect();
        let decided = record.decision.as_ref().map(|d| d.corrections.as_slice());
        match (speakers.as_slice(), decided) {
            ([], None) => {}
            ([one], Some([field]))
                if **one == clerk(version) && field.read == Some(Field::Speakers(Vec::new())) =>
            {
                seen.insert((number, version));
            }
            other => {
                return Err(format!("article {number}, version {version}: {other:?}").into());
            }
        }
    }
    Ok(seen)
}

/// Every quote in answers, whole, in the order of names.
pub(crate) fn quotes(ingest: &Ingest) -> Outcome<Vec<String>> {
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let mut page = PageRequest {
        size: 1000,
        ..PageRequest::default()
    };
    let mut all = Vec::new();
    loop {
        let query = quote::QuoteQuery {
            page: page.clone(),
            ..Default::default()
        };
        let found = quote::search(ingest.view(), &lexicon, &query, &budget)?;
        all.extend(found.hits.iter().map(|hit| format!("{:?}", hit.record)));
        page.token = found.next_page_token;
        if page.token.is_empty() {
            all.sort_unstable();
            return Ok(all);
        }
    }
}

/// What answers show: the version of each article, each once, with its one record.
pub(crate) fn observe(ingest: &Ingest) -> Outcome<BTreeMap<usize, u64>> {
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let mut seen = BTreeMap::new();
    let mut quotes = BTreeMap::new();
    let mut page = PageRequest {
        size: 1000,
        ..PageRequest::default()
    };
    loop {
        let query = article::ArticleQuery {
            page: page.clone(),
            ..Default::default()
        };
        let found = article::search(ingest.view(), &lexicon, &query, &budget)?;
        for hit in found.hits {
            let told = hit.record.article;
            let source = told.info.source_id.unwrap_or_default();
            let (number, version) = recognise(&source, &told.text)?;
            if seen.insert(number, version).is_some() {
                return Err(format!("article {number} is there twice").into());
            }
        }
        page.token = found.next_page_token;
        if page.token.is_empty() {
            break;
        }
    }
    loop {
        let query = quote::QuoteQuery {
            page: page.clone(),
            ..Default::default()
        };
        let found = quote::search(ingest.view(), &lexicon, &query, &budget)?;
        for hit in found.hits {
            let source = hit.record.source.source_id.clone().unwrap_or_default();
            let (number, version) = recognise(&source, &hit.record.quote.text)?;
            if quotes.insert(number, version).is_some() {
                return Err(format!("the quote of article {number} is there twice").into());
            }
        }
        page.token = found.next_page_token;
        if page.token.is_empty() {
            break;
        }
    }
    if seen == quotes {
        Ok(seen)
    } else {
        Err(format!("articles {seen:?}, but quotes {quotes:?}").into())
    }
}
