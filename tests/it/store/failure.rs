//! What fails while the store is open, and what damage anywhere in the log can do.

use super::{article, at, everything, open, put};
use std::fs;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};
use vedette::index::{IndexError, OpenError};
use vedette::ingest::{Acknowledge, Ingest, IngestError};
use vedette::query::QueryError;
use vedette::query::quote::QuoteQuery;

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "still waiting until {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_failed_index_writer_is_replaced_and_what_was_acknowledged_becomes_searchable() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", "quote mara-odell before");
    let (index, away) = (dir.path().join("index"), dir.path().join("away"));
    fs::rename(&index, &away).unwrap();
    let raw = article("wire-2", "quote mara-odell meanwhile");
    let kept = ingest.put(raw, at(0), Acknowledge::Durable).unwrap();
    assert_eq!(kept.counts.quotes, 1);
    wait_until("three failures in a row", || !ingest.health().healthy);
    assert!(ingest.health().writer_failures >= 3);
    assert_eq!(everything(&ingest), ["before"], "reads go on");
    let refused = ingest.put(
        article("wire-3", "quote mara-odell unseen yet"),
        at(0),
        Acknowledge::Searchable,
    );
    assert!(matches!(
        refused,
        Err(IngestError::Store(IndexError::NotSearchable))
    ));
    fs::rename(&away, &index).unwrap();
    wait_until("all is searchable", || {
        let health = ingest.health();
        health.healthy && health.searchable == health.log_head
    });
    assert_eq!(everything(&ingest), ["before", "meanwhile", "unseen yet"]);
    put(&ingest, "wire-4", "quote mara-odell after");
    assert_eq!(everything(&ingest).len(), 4);
}

/// Places of a file that are altered, one at a time.
const PARTS: u64 = 25;

#[test]
fn stored_documents_altered_under_a_running_index_are_named_and_end_nothing() {
    let mut panics = 0;
    for part in 0..PARTS {
        let dir = tempfile::tempdir().unwrap();
        let first = open(dir.path());
        put(
            &first,
            "wire",
            &"quote mara-odell words of hers\n".repeat(9),
        );
        first.close().unwrap();
        let ingest = open(dir.path());
        for file in fs::read_dir(dir.path().join("index")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|e| e == "store") {
                let place = fs::metadata(&path).unwrap().len() * part / PARTS;
                let file = fs::File::options().write(true).open(path).unwrap();
                file.write_all_at(&[0xff; 4], place).unwrap();
            }
        }
        match super::ask(&ingest, &QuoteQuery::default()) {
            Err(QueryError::Index(IndexError::RecordDamaged { reason })) => {
                panics += usize::from(reason.contains("stumbled"));
            }
            Ok(_) | Err(QueryError::Index(IndexError::Search { .. })) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(
        panics > 0,
        "nowhere did the engine panic: the test shows nothing"
    );
}

/// What a start makes of the log: `None` when it refuses to open, else what every article answers.
fn outcome(dir: &std::path::Path) -> Option<(Vec<String>, u64)> {
    let opened = super::open_with(dir, &mut |_| {});
    match opened {
        Ok(ingest) => Some((everything(&ingest), ingest.health().damaged_entries)),
        Err(OpenError::LogDamaged { .. } | OpenError::Index(_)) => None,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn no_flipped_bit_of_the_log_gives_a_wrong_text_or_a_panic() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let texts: Vec<String> = (0..20)
        .map(|i| format!("told {i} {}", "word ".repeat(i * 20)))
        .collect();
    for (i, text) in texts.iter().enumerate() {
        put(
            &ingest,
            &format!("wire-{i}"),
            &format!("quote mara-odell {}", text.trim()),
        );
    }
    let whole = everything(&ingest);
    ingest.close().unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let log = dir.path().join("articles.redb");
    let bytes = fs::read(&log).unwrap();
    let step = bytes.len() / 24;
    let (mut refused, mut named, mut unharmed) = (0, 0, 0);
    for k in 0..24 {
        let mut damaged = bytes.clone();
        damaged[k * step + k % 7] ^= 1 << (k % 8);
        fs::write(&log, &damaged).unwrap();
        match outcome(dir.path()) {
            None => refused += 1,
            Some((answers, 0)) if answers == whole => unharmed += 1,
            Some((answers, passed_over)) => {
                named += 1;
                assert!(passed_over > 0, "bit {k} lost articles in silence");
                assert!(answers.iter().all(|a| whole.contains(a)), "bit {k}");
            }
        }
        if dir.path().join("index").exists() {
            fs::remove_dir_all(dir.path().join("index")).unwrap();
        }
    }
    assert_eq!(refused + named + unharmed, 24);
    assert!(
        unharmed > 0 && refused + named > 0,
        "{refused} {named} {unharmed}"
    );
}

#[test]
fn the_store_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Ingest>();
}
