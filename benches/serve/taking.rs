//! Goal 5: how fast articles are taken in: ready records through the writer, and articles over the wire beside searches.

use crate::corpus::Corpus;
use crate::load::{Call, DELETE, INGEST, Measured, Shape, Until, drive};
use crate::report::{Reach, figure, micros, per_second, percentile, say};
use crate::search::Field;
use crate::{Bench, Outcome, bare, fill};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use vedette::extract::Knowledge;
use vedette::index::link_in_order;
use vedette::ingest::{Analyse, Extractor};
use vedette::model::{Article, ArticleInfo, RawArticle};
use vedette::rpc::pb;

/// Articles of a trial of the writers.
const TRIAL: u64 = 2_500;
/// Articles sent one after the other while nobody else asks.
const ALONE: u64 = 60;
/// Articles at hand while others search.
const BESIDE: u64 = 4_000;

/// Ready records through the product's writer to documents of the same quotes through the engine's own.
pub(crate) fn writers(bench: &Bench, corpus: &Arc<Corpus>, articles: u64) -> Outcome {
    let articles = articles.min(TRIAL);
    let ready = fill::ready(corpus, articles);
    let documents: Vec<_> = (0..articles)
        .flat_map(|article| bare::documents(corpus, article))
        .collect();
    let count = documents.len() as u64;
    let (mut ratios, mut rates, mut floors) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds.min(3) {
        let directory = bench.work.join("trial-bare");
        let mut writer = bare::create(&directory)?;
        let batch = documents.clone();
        let begun = Instant::now();
        for document in batch {
            writer.add_document(document)?;
        }
        writer.commit()?;
        let floor = per_second(count, begun.elapsed());
        writer.wait_merging_threads()?;
        std::fs::remove_dir_all(&directory)?;
        let took = fill::written(&bench.work.join("trial"), corpus, &ready)?;
        let rate = per_second(count, took);
        ratios.push(rate / floor);
        rates.push(rate);
        floors.push(floor);
    }
    figure(
        "5",
        "ready quotes a second: log, links, index / bare writer of 2 threads",
        &ratios,
        "x",
        Reach::AtLeast(0.6),
    )?;
    links(bench, corpus, &ready, &rates)?;
    figure(
        "5",
        "  product, its articles indexed beside",
        &rates,
        "/s",
        Reach::Told,
    )?;
    figure("5", "  bare writer", &floors, "/s", Reach::Told)
}

/// What linking quotes to utterances costs: articles a second of the writer as it is, and as it would be without.
fn links(bench: &Bench, corpus: &Arc<Corpus>, ready: &fill::Ready, rates: &[f64]) -> Outcome {
    let records = fill::records(&bench.work.join("trial"), corpus, ready)?;
    let count = records.iter().map(Vec::len).sum::<usize>() as u64;
    let (mut costs, mut without) = (Vec::new(), Vec::new());
    for rate in rates {
        let mut fresh = records.clone();
        let begun = Instant::now();
        link_in_order(fresh.iter_mut().map(Vec::as_mut_slice));
        let each = 1.0 / per_second(count, begun.elapsed());
        costs.push(each * 1e6);
        without.push(1.0 / (1.0 / rate - each).max(1e-9));
    }
    let told = |what: &str, values: &[f64], unit: &str| figure("", what, values, unit, Reach::Told);
    told("linking alone, for each quote", &costs, " us")?;
    told(
        "quotes a second without it, the rest of the writer as measured",
        &without,
        "/s",
    )
}

/// An article nobody has seen, as it goes over the wire.
fn unseen(corpus: &Corpus, number: u64, run: u128) -> (pb::ArticleInput, RawArticle) {
    let text = corpus.written(1_000_000 + number).0;
    let source_id = format!("unseen-{run}-{number}");
    let info = ArticleInfo {
        source_id: Some(source_id.clone()),
        ..ArticleInfo::default()
    };
    let raw = RawArticle {
        info,
        bytes: text.clone().into_bytes(),
        format: None,
    };
    let input = pb::ArticleInput {
        body: Some(pb::article_input::Body::Text(text)),
        source_id: Some(source_id),
        ..pb::ArticleInput::default()
    };
    (input, raw)
}

/// How long a small write takes until it is on the disk of this folder.
fn synced(folder: &Path) -> Outcome<Duration> {
    let path = folder.join("synced");
    let mut file = std::fs::File::create(&path)?;
    let mut took = Vec::new();
    for _ in 0..40 {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(percentile(&took, 50))
}

/// How long extraction of an article takes in this process.
fn extraction(corpus: &Corpus, run: u128) -> Outcome<Duration> {
    let knowledge = Arc::new(Knowledge::english()?);
    let version = knowledge.lexicon.version().to_owned();
    let extractor = Extractor::new(knowledge, &version);
    let mut took = Vec::new();
    for number in 0..ALONE {
        let raw = unseen(corpus, number, run).1;
        let begun = Instant::now();
        std::hint::black_box(extractor.extract(&extractor.read(&raw)));
        took.push(begun.elapsed());
    }
    Ok(percentile(&took, 50))
}

/// Articles over the wire: until they are on disk, until they are found, and what searches feel of it.
pub(crate) fn wire(bench: &Bench, field: &Field<'_>) -> Outcome {
    let run = std::time::UNIX_EPOCH.elapsed()?.as_nanos();
    let sent = AtomicU64::new(0);
    let taken = |count: u64, until: pb::Acknowledgement| -> Vec<Call> {
        let first = sent.fetch_add(count, Ordering::Relaxed);
        let articles = (first..first + count).map(|n| unseen(field.corpus, n, run).0);
        let requests = articles.map(|article| pb::IngestArticleRequest {
            article: Some(article),
            acknowledgement: until.into(),
            ..pb::IngestArticleRequest::default()
        });
        requests.map(|r| Call::new(INGEST, &r)).collect()
    };
    let (extraction, disk) = (extraction(field.corpus, run)?, synced(&bench.work)?);
    alone(
        field,
        &taken(ALONE, pb::Acknowledgement::Durable),
        (extraction, disk),
    )?;
    let found = in_turn(field, &taken(ALONE / 3, pb::Acknowledgement::Searchable))?;
    let longest = percentile(&found.took, 100).as_secs_f64();
    figure(
        "5",
        "article found by searches, longest of 20",
        &[longest],
        " s",
        Reach::AtMost(1.0),
    )?;
    beside(bench, field, &taken(BESIDE, pb::Acknowledgement::Durable))?;
    let names = (0..sent.load(Ordering::Relaxed)).map(|number| {
        let info = unseen_info(number, run);
        let request = pb::DeleteArticleRequest {
            name: format!("articles/{}", Article::identify(&info, "")),
            ..pb::DeleteArticleRequest::default()
        };
        Call::new(DELETE, &request)
    });
    clear(&field.product.address, &names.collect::<Vec<Call>>())
}

/// Articles one after the other with a rest between them.
fn in_turn(field: &Field<'_>, calls: &[Call]) -> Outcome<Measured> {
    let shape = Shape {
        pause: Duration::from_millis(20),
        ..Shape::single(Until::Answers(calls.len()))
    };
    drive(&field.product.address, calls, &shape)
}

/// Articles while nobody else asks: how long until each is on disk, to what the parts of that take.
fn alone(field: &Field<'_>, calls: &[Call], (extraction, disk): (Duration, Duration)) -> Outcome {
    let durable = in_turn(field, calls)?.p50();
    let floor = micros(extraction) + 2.0 * micros(disk);
    figure(
        "5",
        "article on disk, p50 when idle / (extraction + 2 syncs)",
        &[durable / floor],
        "x",
        Reach::AtMost(1.0),
    )?;
    let told = |what: &str, micros: f64| figure("5", what, &[micros / 1e3], " ms", Reach::Told);
    told("  p50 of IngestArticle, DURABLE", durable)?;
    told("  p50 of extraction in this process", micros(extraction))?;
    told("  p50 of a write with fdatasync", micros(disk))
}

fn unseen_info(number: u64, run: u128) -> ArticleInfo {
    ArticleInfo {
        source_id: Some(format!("unseen-{run}-{number}")),
        ..ArticleInfo::default()
    }
}

/// Searches of one stream while articles come in as fast as they are taken, and while none do.
fn beside(bench: &Bench, field: &Field<'_>, articles: &[Call]) -> Outcome {
    let address = &field.product.address;
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    let mut rest = articles;
    for _ in 0..bench.rounds {
        let shape = Shape::single(Until::Time(bench.window()));
        let quiet = drive(address, field.calls, &shape)?;
        let over = Arc::new(AtomicBool::new(false));
        let taking = Shape {
            streams: 4,
            ..Shape::single(Until::Told(Arc::clone(&over)))
        };
        let (now, later) = rest.split_at(rest.len() / 2);
        rest = later;
        if now.len() < 10 {
            break;
        }
        let (busy, taken) = std::thread::scope(|scope| -> Outcome<_> {
            let taken = scope.spawn(|| drive(address, now, &taking));
            let busy = drive(address, field.calls, &shape);
            over.store(true, Ordering::Relaxed);
            let taken = taken.join().map_err(|_panic| "the sender panicked")??;
            Ok((busy?, taken))
        })?;
        ratios.push(busy.p50() / quiet.p50());
        rates.push(taken.rate());
    }
    figure(
        "5",
        "search p50 while articles come in / while none do",
        &ratios,
        "x",
        Reach::AtMost(1.5),
    )?;
    figure(
        "5",
        "  articles taken meanwhile, extraction included",
        &rates,
        "/s",
        Reach::Told,
    )
}

/// Takes away what was sent; what never was is no error.
fn clear(address: &str, calls: &[Call]) -> Outcome {
    for call in calls {
        let gone = drive(
            address,
            std::slice::from_ref(call),
            &Shape::single(Until::Answers(1)),
        );
        match gone {
            Err(error) if !error.to_string().contains("grpc-status 5") => return Err(error),
            Ok(_) | Err(_) => {}
        }
    }
    say("      what was sent is deleted again")
}
