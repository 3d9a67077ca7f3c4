//! The product's index of the corpus, made by the product: article log, record making, linking, indexing, merging, clean stop.
//!
//! What is left out is reading and extracting: the product takes both as a part, and this one knows what it would find. So a
//! million quotes take minutes, and speeds of extraction are measured elsewhere (`benches/extract.rs`).

use crate::Outcome;
use crate::corpus::Corpus;
use crate::report::{per_second, say};
use crate::served::memory;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};
use vedette::ingest::{Acknowledge, Analyse, Ingest, Settings};
use vedette::model::{Findings, Provenance, QuoteRecord, RawArticle};
use vedette::text::Document;

/// Callers at once: enough that a group commit has a group.
const CALLERS: usize = 16;
/// How far before the end of the log a cut build is taken up again, in articles: callers overtake each other.
const OVERLAP: u64 = 64;
/// How often memory is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Looks between two lines of progress.
const TELL_EVERY: usize = 50;

/// Knows what an extractor would find in articles of the corpus.
pub(crate) struct Knowing {
    corpus: Arc<Corpus>,
    /// What was made beforehand, by the caller's id.
    ready: HashMap<String, Findings>,
}

impl Analyse for Knowing {
    fn read(&self, raw: &RawArticle) -> Document {
        Document {
            text: String::from_utf8_lossy(&raw.bytes).into_owned(),
            info: raw.info.clone(),
            ..Document::default()
        }
    }

    fn extract(&self, document: &Document) -> Findings {
        let id = document.info.source_id.as_deref().unwrap_or_default();
        let ready = self.ready.get(id).cloned();
        ready.unwrap_or_else(|| self.corpus.findings(id))
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            extractor: "0.0.0-bench".to_owned(),
            lexicon: "0123456789ab".to_owned(),
        }
    }
}

impl Knowing {
    pub(crate) fn new(corpus: &Arc<Corpus>) -> Self {
        Self {
            corpus: Arc::clone(corpus),
            ready: HashMap::new(),
        }
    }
}

fn open(directory: &Path, knowing: Knowing) -> Outcome<Ingest> {
    let settings = Settings::new(directory.to_owned(), [7; 32]);
    let mut told = Instant::now();
    Ok(Ingest::open(&settings, Arc::new(knowing), &mut |at| {
        if told.elapsed() > Duration::from_secs(10) {
            told = Instant::now();
            drop(say(&format!(
                "  {}: {} of {}",
                at.reason, at.done, at.total
            )));
        }
    })?)
}

/// Makes the index of the first articles, or goes on where an earlier run was cut. Tells the most anonymous memory of
/// this process meanwhile, in bytes; `None` when nothing was left to do.
pub(crate) fn fill(directory: &Path, corpus: &Arc<Corpus>, articles: u64) -> Outcome<Option<u64>> {
    let ingest = open(directory, Knowing::new(corpus))?;
    let head = ingest.health().log_head;
    if head >= articles {
        ingest.close()?;
        return Ok(None);
    }
    if head > 0 {
        say(&format!("  {head} of {articles} articles are there"))?;
    }
    let next = AtomicU64::new(head.saturating_sub(OVERLAP));
    let (begun, mut most) = (Instant::now(), 0);
    std::thread::scope(|scope| -> Outcome {
        let work = || -> Outcome {
            loop {
                let article = next.fetch_add(1, Ordering::Relaxed);
                if article >= articles {
                    return Ok(());
                }
                put(&ingest, corpus.raw(article), article, Acknowledge::Durable)?;
            }
        };
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(work)).collect();
        let mut looks = 0_usize;
        while callers.iter().any(|caller| !caller.is_finished()) {
            std::thread::sleep(LOOK_EVERY);
            most = most.max(memory("self", "RssAnon")?);
            looks += 1;
            if looks.is_multiple_of(TELL_EVERY) {
                let done = ingest.health().searchable;
                let rate = per_second(done - head.min(done), begun.elapsed());
                say(&format!(
                    "  {done} of {articles} articles, {rate:.0} a second"
                ))?;
            }
        }
        let mut ends = callers.into_iter().map(ScopedJoinHandle::join);
        ends.try_for_each(|end| end.map_err(|_panic| "a caller panicked")?)
    })?;
    ingest.close()?;
    Ok(Some(most))
}

fn put(ingest: &Ingest, raw: RawArticle, article: u64, until: Acknowledge) -> Outcome {
    let receipt = ingest.put(raw, Corpus::ingested(article), until)?;
    match receipt.quarantine {
        None => Ok(()),
        Some(reason) => Err(reason.into()),
    }
}

/// Articles and findings made beforehand.
pub(crate) struct Ready {
    raws: Vec<RawArticle>,
    findings: HashMap<String, Findings>,
}

/// Makes articles and findings beforehand.
pub(crate) fn ready(corpus: &Corpus, articles: u64) -> Ready {
    let raws: Vec<RawArticle> = (0..articles).map(|article| corpus.raw(article)).collect();
    let ids = raws.iter().filter_map(|raw| raw.info.source_id.clone());
    Ready {
        findings: ids.map(|id| (id.clone(), corpus.findings(&id))).collect(),
        raws,
    }
}

/// The quotes of articles as records, an article each, not linked yet.
pub(crate) fn records(
    directory: &Path,
    corpus: &Arc<Corpus>,
    ready: &Ready,
) -> Outcome<Vec<Vec<QuoteRecord>>> {
    let ingest = open(directory, Knowing::new(corpus))?;
    let analysed = (0..).zip(&ready.raws).map(|(article, raw)| {
        let analysis = ingest.analyse(raw, Corpus::ingested(article))?;
        Ok(analysis.records.quotes)
    });
    let records = analysed.collect::<Outcome<_>>()?;
    ingest.close()?;
    std::fs::remove_dir_all(directory)?;
    Ok(records)
}

/// How long the product's writer takes from ready findings to searchable records, in an empty directory.
pub(crate) fn written(directory: &Path, corpus: &Arc<Corpus>, ready: &Ready) -> Outcome<Duration> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    let knowing = Knowing {
        ready: ready.findings.clone(),
        ..Knowing::new(corpus)
    };
    let ingest = open(directory, knowing)?;
    let next = AtomicU64::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| -> Outcome {
        let work = || -> Outcome {
            loop {
                let article = next.fetch_add(1, Ordering::Relaxed);
                let Some(raw) = ready.raws.get(usize::try_from(article)?) else {
                    return Ok(());
                };
                put(&ingest, raw.clone(), article, Acknowledge::Durable)?;
            }
        };
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(work)).collect();
        let mut ends = callers.into_iter().map(ScopedJoinHandle::join);
        ends.try_for_each(|end| end.map_err(|_panic| "a caller panicked")?)
    })?;
    while ingest.health().searchable < ingest.health().log_head {
        std::thread::sleep(Duration::from_millis(1));
    }
    let took = begun.elapsed();
    ingest.close()?;
    std::fs::remove_dir_all(directory)?;
    Ok(took)
}
