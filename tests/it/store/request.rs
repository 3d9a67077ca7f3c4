//! Request ids: a write sent twice is done once and answered twice. And another try at what is in quarantine.

use super::{Lines, article, at, everything, open, put, put_at, settings};
use std::sync::Arc;
use vedette::index::IndexError;
use vedette::index::backup::{restore, write};
use vedette::ingest::{Acknowledge, Analyse, Ingest, IngestError, Outcome, Receipt, Wish};
use vedette::model::{Findings, Provenance, RawArticle};
use vedette::text::Document;

fn wish(id: &str) -> Wish {
    Wish {
        acknowledge: Acknowledge::Searchable,
        request: Some(id.parse().unwrap()),
    }
}

fn put_once(
    ingest: &Ingest,
    id: &str,
    source_id: &str,
    text: &str,
) -> Result<Receipt, IngestError> {
    ingest.put(article(source_id, text), at(0), wish(id))
}

fn is_reused(answer: &Result<Receipt, IngestError>) -> bool {
    matches!(
        answer,
        Err(IngestError::Store(IndexError::RequestIdReused(_)))
    )
}

#[test]
fn a_write_sent_again_gets_its_first_answer_and_undoes_nothing_that_came_between() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let first = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!((first.outcome, first.revision), (Outcome::Created, 1));
    put_at(&ingest, "wire-1", "quote mara-odell later words", 60);
    let again = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!(again, first);
    assert_eq!(ingest.health().log_head, 2);
    assert_eq!(everything(&ingest), ["later words"]);
}

#[test]
fn an_answer_that_nothing_changed_is_given_again_too() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", "quote mara-odell first words");
    let first = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!(first.outcome, Outcome::Unchanged);
    put_at(&ingest, "wire-1", "quote mara-odell later words", 60);
    let again = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!(again, first);
    assert_eq!(everything(&ingest), ["later words"]);
}

#[test]
fn an_id_sent_with_another_text_or_another_article_is_refused_and_nothing_written() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert!(is_reused(&put_once(
        &ingest,
        "r-1",
        "wire-1",
        "quote mara-odell others"
    )));
    assert!(is_reused(&put_once(
        &ingest,
        "r-1",
        "wire-2",
        "quote mara-odell first words"
    )));
    let id = put(&ingest, "wire-1", "quote mara-odell first words").article;
    assert!(is_reused(&ingest.delete(&id, at(0), wish("r-1"))));
    assert_eq!(ingest.health().log_head, 1);
}

#[test]
fn a_deletion_sent_again_is_answered_again_and_deletes_no_later_article() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let id = put(&ingest, "wire-1", "quote mara-odell first words").article;
    let first = ingest.delete(&id, at(1), wish("r-1")).unwrap();
    put_at(&ingest, "wire-1", "quote mara-odell back again", 2);
    assert_eq!(ingest.delete(&id, at(3), wish("r-1")).unwrap(), first);
    assert_eq!(everything(&ingest), ["back again"]);
}

#[test]
fn answers_outlive_a_restart_a_purge_and_those_of_writes_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let gone = put(&ingest, "wire-0", "quote mara-odell to be destroyed").article;
    let made = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    let same = put_once(&ingest, "r-2", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!(
        (made.outcome, same.outcome),
        (Outcome::Created, Outcome::Unchanged)
    );
    ingest.purge(&gone, at(9)).unwrap();
    let both = |ingest: &Ingest| {
        put_at(ingest, "wire-1", "quote mara-odell later words", 60);
        ["r-1", "r-2"]
            .map(|id| put_once(ingest, id, "wire-1", "quote mara-odell first words").unwrap())
    };
    assert_eq!(both(&ingest), [made.clone(), same.clone()]);
    ingest.close().unwrap();
    let ingest = open(dir.path());
    assert_eq!(both(&ingest), [made.clone(), same]);
    ingest.close().unwrap();
    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("backup");
    write(dir.path(), &file, &mut |_, _| {}).unwrap();
    let data = other.path().join("data");
    restore(&file, &data, &mut |_, _| {}).unwrap();
    let ingest = open(&data);
    let again = put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words").unwrap();
    assert_eq!(again, made);
}

#[test]
fn of_many_that_send_the_same_request_at_once_one_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let answers: Vec<Receipt> = std::thread::scope(|scope| {
        let send = || put_once(&ingest, "r-1", "wire-1", "quote mara-odell first words");
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        let joined = threads.into_iter().map(|t| t.join().unwrap().unwrap());
        joined.collect()
    });
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    assert_eq!(answers[0].outcome, Outcome::Created);
    assert_eq!(ingest.health().log_head, 1);
}

/// Reads lines, and minds no `panic`.
struct Mended;

impl Analyse for Mended {
    fn read(&self, raw: &RawArticle) -> Document {
        Lines.read(raw)
    }

    fn extract(&self, document: &Document) -> Findings {
        let text = document.text.replace("panic", "calm.");
        Lines.extract(&Document {
            text,
            ..document.clone()
        })
    }

    fn provenance(&self) -> Provenance {
        Lines.provenance()
    }
}

#[test]
fn an_article_in_quarantine_gets_its_records_once_the_extractor_can_read_it() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let kept = put(&ingest, "wire-1", "quote mara-odell the dam\npanic");
    let sound = put(&ingest, "wire-2", "quote mara-odell a sound one");
    assert!(kept.quarantine.is_some());
    let failed = ingest
        .retry(&kept.article, at(5), Acknowledge::Searchable)
        .unwrap();
    assert_eq!((failed.outcome, failed.revision), (Outcome::Unchanged, 1));
    assert_eq!(failed.quarantine.as_deref(), Some("a planted fault"));
    assert_eq!(
        ingest.health().log_head,
        2,
        "a try that fails writes nothing"
    );
    ingest.close().unwrap();
    let ingest = Ingest::open(&settings(dir.path()), Arc::new(Mended), &mut |_| {}).unwrap();
    assert_eq!(
        everything(&ingest),
        ["a sound one"],
        "only a try ends the quarantine"
    );
    let done = ingest
        .retry(&kept.article, at(9), Acknowledge::Searchable)
        .unwrap();
    assert_eq!((done.outcome, done.revision), (Outcome::Revised, 2));
    assert_eq!((done.counts.quotes, done.quarantine), (1, None));
    assert_eq!(everything(&ingest), ["a sound one", "the dam"]);
    let untouched = ingest
        .retry(&sound.article, at(9), Acknowledge::Searchable)
        .unwrap();
    assert_eq!(
        (untouched.outcome, untouched.quarantine),
        (Outcome::Unchanged, None)
    );
    assert_eq!(ingest.health().log_head, 3);
}
