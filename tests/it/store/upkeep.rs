//! Upkeep of an open store: backups, a new generation of the index, purging; and data of an older format.

use super::{Lines, article, at, damage, everything, open, put, put_at, settings};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vedette::index::IndexError;
use vedette::index::backup::{self, BackupError, PART_BYTES_MAX, Writer};
use vedette::ingest::{Acknowledge, Analyse, Ingest, IngestError};
use vedette::lexicon::Lexicon;
use vedette::model::{Findings, Provenance, RawArticle};
use vedette::query::quote::{self, QuoteFilter};
use vedette::query::{
    Budget, PageRequest, QueryError, ResumeError, StreamQuery, Streamed, TokenError,
};
use vedette::text::Document;

fn sample(dir: &Path) -> Vec<String> {
    let ingest = open(dir);
    put(&ingest, "wire-1", "quote mara-odell the first");
    put_at(&ingest, "wire-1", "quote mara-odell the first, revised", 5);
    put(&ingest, "wire-2", "quote tal-brandt the second");
    let gone = put(&ingest, "wire-3", "quote tal-brandt gone");
    ingest
        .delete(&gone.article, at(9), Acknowledge::Searchable)
        .unwrap();
    put(&ingest, "wire-4", "panic");
    let all = everything(&ingest);
    ingest.close().unwrap();
    all
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_mins(1), "still not {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_backup_restores_every_revision_and_deletion() {
    let dir = tempfile::tempdir().unwrap();
    let before = sample(&dir.path().join("data"));
    let file = dir.path().join("b");
    let made = backup::write(&dir.path().join("data"), &file, &mut |_, _| {}).unwrap();
    assert_eq!(made.entries, 6);
    assert_eq!(made.bytes, fs::metadata(&file).unwrap().len());
    assert_eq!(backup::verify(&file).unwrap(), made);
    let again = dir.path().join("again");
    assert_eq!(
        backup::restore(&file, &again, &mut |_, _| {}).unwrap(),
        made
    );
    let (old, new) = (open(&dir.path().join("data")), open(&again));
    assert_eq!(everything(&new), before);
    let id = put(&new, "wire-1", "quote mara-odell the first, revised").article;
    assert_eq!(new.health().log_head, 6, "the same again changes nothing");
    assert_eq!(new.history(&id).unwrap(), old.history(&id).unwrap());
    let back = put(&new, "wire-3", "quote tal-brandt gone");
    assert_eq!(back.revision, 3, "after a text and a tombstone");
    let full = backup::restore(&file, &again, &mut |_, _| {});
    assert!(matches!(full, Err(BackupError::NotEmpty { .. })));
}

#[test]
fn a_damaged_a_cut_and_a_longer_backup_are_refused_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    sample(&dir.path().join("data"));
    let file = dir.path().join("b");
    backup::write(&dir.path().join("data"), &file, &mut |_, _| {}).unwrap();
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&file, &flipped).unwrap();
        assert!(backup::verify(&file).is_err(), "byte {at}");
    }
    let mut longer = whole.clone();
    longer.push(0);
    for keep in [0, 5, 40, whole.len() / 2, whole.len() - 1, longer.len()] {
        fs::write(&file, &longer[..keep]).unwrap();
        let refused = backup::restore(&file, &dir.path().join("new"), &mut |_, _| {});
        assert!(
            matches!(refused, Err(BackupError::Damaged { .. })),
            "{keep}"
        );
        assert!(!dir.path().join("new").exists());
    }
}

#[test]
fn a_backup_that_was_cut_off_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    sample(&dir.path().join("data"));
    let ingest = open(&dir.path().join("data"));
    let parts = ingest.parts(0, usize::MAX).unwrap();
    assert_eq!(parts.len(), 6);
    assert_eq!(ingest.parts(0, 1).unwrap().len(), 1, "at least one");
    assert_eq!(ingest.parts(6, 1).unwrap(), []);
    let file = dir.path().join("b");
    let mut writer = Writer::open(&file).unwrap();
    for part in &parts[..3] {
        writer.add(part).unwrap();
    }
    writer.add(&parts[2]).unwrap();
    assert_eq!(writer.entries(), 3, "the last one again is no new one");
    let doubled = writer.add(&parts[1]).unwrap_err();
    assert!(matches!(
        doubled,
        BackupError::OutOfOrder {
            found: 2,
            wanted: 4
        }
    ));
    drop(writer);
    let beside = dir.path().join("b.part");
    let cut = fs::read(&beside).unwrap();
    fs::write(&beside, &cut[..cut.len() - 3]).unwrap();
    let mut writer = Writer::open(&file).unwrap();
    assert_eq!((writer.entries(), writer.after()), (2, 1));
    for part in &parts[1..] {
        writer.add(part).unwrap();
    }
    assert_eq!(writer.finish().unwrap().entries, 6);
    assert_eq!(backup::verify(&file).unwrap().entries, 6);
    assert!(!beside.exists());
}

#[test]
fn a_part_past_the_limit_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("b");
    let with = |length: usize| {
        let mut bytes = b"vedette backup 1\n\x01".to_vec();
        bytes.extend(u32::try_from(length).unwrap().to_be_bytes());
        fs::write(&file, bytes).unwrap();
        backup::verify(&file).unwrap_err().to_string()
    };
    assert!(with(PART_BYTES_MAX).contains("cut short"));
    assert!(with(PART_BYTES_MAX + 1).contains("limit"));
}

/// An extractor of another version.
struct Newer;

impl Analyse for Newer {
    fn read(&self, raw: &RawArticle) -> Document {
        Lines.read(raw)
    }

    fn extract(&self, document: &Document) -> Findings {
        let mut findings = Lines.extract(document);
        for quote in &mut findings.quotes {
            quote.text = quote.text.to_uppercase();
        }
        findings
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            extractor: "newer".to_owned(),
            ..Lines.provenance()
        }
    }
}

fn open_newer(dir: &Path) -> Ingest {
    Ingest::open(&settings(dir), Arc::new(Newer), &mut |_| {}).unwrap()
}

#[test]
fn a_newer_extractor_replaces_all_records_while_the_old_ones_answer() {
    let dir = tempfile::tempdir().unwrap();
    let before = sample(dir.path());
    let ingest = open_newer(dir.path());
    assert_eq!(everything(&ingest), before, "nothing changes by itself");
    let told = ingest.statistics();
    assert_eq!(
        (told.maker.as_str(), told.rebuild.made_by.as_str()),
        ("newer/0123456789ab", "test/0123456789ab")
    );
    assert!(ingest.rebuild(true).unwrap());
    put(&ingest, "wire-9", "quote mara-odell meanwhile");
    wait_until("in place", || ingest.statistics().rebuild.finished == 1);
    let all = everything(&ingest);
    assert_eq!(all, ["MEANWHILE", "THE FIRST, REVISED", "THE SECOND"]);
    assert!(!ingest.rebuild(true).unwrap(), "there is nothing to do");
    assert!(ingest.rebuild(false).unwrap());
    wait_until("made again", || ingest.statistics().rebuild.finished == 2);
    put(&ingest, "wire-9", "quote mara-odell after");
    assert_eq!(everything(&ingest)[0], "AFTER");
    ingest.close().unwrap();
    assert!(!dir.path().join("index.next").exists());
    assert!(!dir.path().join("index.old").exists());
    assert_eq!(everything(&open_newer(dir.path())).len(), 3);
}

#[test]
fn a_generation_that_was_cut_off_is_finished_by_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    // As a crash between the two renames leaves it.
    fs::rename(dir.path().join("index"), dir.path().join("index.next")).unwrap();
    fs::create_dir(dir.path().join("index.old")).unwrap();
    let mut told = 0;
    let ingest = super::open_with(dir.path(), &mut |_| told += 1).unwrap();
    assert_eq!(told, 0, "it was taken as it is");
    assert_eq!(everything(&ingest).len(), 2);
    assert!(!dir.path().join("index.old").exists());
    ingest.close().unwrap();
    // As a crash while it is made leaves it: begun, not whole.
    fs::create_dir(dir.path().join("index.next")).unwrap();
    let ingest = open_newer(dir.path());
    wait_until("in place", || ingest.statistics().rebuild.finished == 1);
    assert_eq!(everything(&ingest), ["THE FIRST, REVISED", "THE SECOND"]);
}

/// Whether any file of a directory holds these words.
fn holds(dir: &Path, words: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(&path).unwrap();
        bytes.windows(words.len()).any(|w| w == words)
    })
}

#[test]
fn a_purged_article_is_nowhere_on_the_disk_and_in_no_later_backup() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    for i in 0..20 {
        put(
            &ingest,
            &format!("wire-{i}"),
            &format!("quote mara-odell told {i}"),
        );
    }
    // What was superseded is kept for questions about a day gone by.
    let first = "quote tal-brandt zebraquartz\nstance tal-brandt OPPOSE mara-odell zebraquartz";
    let doomed = put(&ingest, "doomed", first);
    put(&ingest, "doomed", "quote tal-brandt zebraquartz again");
    put(&ingest, "wire-last", "quote mara-odell last");
    assert!(holds(dir.path(), b"zebraquartz"));
    ingest
        .delete(&doomed.article, at(3), Acknowledge::Searchable)
        .unwrap();
    assert!(holds(dir.path(), b"zebraquartz"), "a deletion only hides");
    let purged = ingest.purge(&doomed.article, at(4)).unwrap();
    assert_eq!(purged.revisions, 2);
    assert!(!holds(dir.path(), b"zebraquartz"));
    assert_eq!(everything(&ingest).len(), 21);
    assert_eq!(ingest.purge(&doomed.article, at(5)).unwrap().revisions, 0);
    let unknown = ingest.purge(&"a0".parse().unwrap(), at(5));
    assert!(matches!(
        unknown,
        Err(IngestError::Store(IndexError::ArticleNotFound(_)))
    ));
    // It goes on: the log takes writes, and what was purged may come again as something new.
    let again = put(&ingest, "doomed", "quote tal-brandt another matter");
    assert_eq!(again.revision, 6);
    assert_eq!(everything(&ingest).len(), 22);
    ingest.close().unwrap();
    let file = dir.path().join("b");
    backup::write(dir.path(), &file, &mut |_, _| {}).unwrap();
    let again = dir.path().join("again");
    backup::restore(&file, &again, &mut |_, _| {}).unwrap();
    assert!(!holds(&again, b"zebraquartz"));
    assert_eq!(everything(&open(&again)).len(), 22);
}

#[test]
fn damage_after_a_clean_stop_is_found_while_the_index_answers() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    // Longer than the end that is compared at the start: what is flipped below is found by reading alone.
    let words: Vec<String> = (0..9000).map(|n| format!("w{n}")).collect();
    let ingest = open(dir.path());
    let long = format!("quote mara-odell {}", words.join(" "));
    put(&ingest, "wire-long", &long);
    let before = everything(&ingest);
    ingest.close().unwrap();
    let mut flipped = 0;
    for file in fs::read_dir(dir.path().join("index")).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        if path.extension().is_some_and(|e| e == "pos") && bytes.len() > 8192 {
            bytes[0] ^= 1;
            fs::write(path, bytes).unwrap();
            flipped += 1;
        }
    }
    assert!(flipped > 0);
    let ingest = open(dir.path());
    wait_until("made anew", || ingest.statistics().rebuild.finished == 1);
    let told = ingest.statistics();
    assert!(told.health.healthy);
    assert!(told.rebuild.reason.contains("checksum"), "{told:?}");
    assert_eq!(everything(&ingest), before);
}

#[test]
fn a_file_cut_or_gone_after_a_clean_stop_makes_the_index_anew() {
    let dir = tempfile::tempdir().unwrap();
    let before = sample(dir.path());
    let names: Vec<_> = fs::read_dir(dir.path().join("index"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .filter(|n| !n.to_string_lossy().ends_with("lock"))
        .collect();
    for name in names {
        for cut in [true, false] {
            let path = dir.path().join("index").join(&name);
            let Ok(bytes) = fs::read(&path) else {
                continue;
            };
            if cut {
                fs::write(&path, &bytes[..bytes.len() * 2 / 3]).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            let ingest = open(dir.path());
            let mended = || ingest.statistics().rebuild.finished > 0;
            let began = Instant::now();
            while everything_or_none(&ingest) != Some(before.clone()) && !mended() {
                assert!(began.elapsed() < Duration::from_secs(30), "{name:?}");
                std::thread::sleep(Duration::from_millis(10));
            }
            assert_eq!(everything(&ingest), before, "{name:?}, cut: {cut}");
            ingest.close().unwrap();
        }
    }
}

/// What answers, or `None` while a damaged file is in the way.
fn everything_or_none(ingest: &Ingest) -> Option<Vec<String>> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| everything(ingest))).ok()
}

#[test]
fn a_look_at_the_log_names_its_limit_and_goes_on_from_there() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let ingest = open(dir.path());
    let checked = ingest.check_entries(0);
    assert_eq!((checked.sequence, checked.head), (6, 6));
    assert_eq!(checked.damaged, [""; 0]);
    assert_eq!(ingest.check_entries(6).sequence, 6);
    let raw = article("wire-1", "quote mara-odell more");
    ingest.put(raw, at(1), Acknowledge::Durable).unwrap();
    assert_eq!(ingest.check_entries(6).sequence, 7);
}

#[test]
fn a_look_at_the_log_names_what_is_damaged_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    damage(
        &dir.path().join("articles.redb"),
        b"quote tal-brandt the second",
    );
    let checked = open(dir.path()).check_entries(0);
    assert_eq!((checked.sequence, checked.damaged.len()), (6, 1));
    assert!(checked.damaged[0].contains("entry 3"), "{checked:?}");
}

/// Copies the index as it is.
fn copy_index(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A directory whose log is purged of an article that the index beside it, `kept`, still holds.
fn purged_behind(dir: &Path) -> std::path::PathBuf {
    let (data, kept) = (dir.join("data"), dir.join("kept"));
    let ingest = open(&data);
    put(&ingest, "wire-1", "quote mara-odell stays");
    let doomed = put(&ingest, "doomed", "quote tal-brandt zebraquartz");
    ingest.close().unwrap();
    copy_index(&data.join("index"), &kept);
    let ingest = open(&data);
    ingest.purge(&doomed.article, at(4)).unwrap();
    ingest.close().unwrap();
    assert!(!holds(&data, b"zebraquartz") && holds(&kept, b"zebraquartz"));
    kept
}

#[test]
fn a_purge_that_a_crash_kept_from_the_index_is_finished_by_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let kept = purged_behind(dir.path());
    let data = dir.path().join("data");
    fs::remove_dir_all(data.join("index")).unwrap();
    fs::remove_file(data.join("index.clean")).unwrap();
    fs::rename(kept, data.join("index")).unwrap();
    let ingest = open(&data);
    assert_eq!(everything(&ingest), ["stays"]);
    assert!(!holds(&data, b"zebraquartz"));
}

#[test]
fn a_generation_begun_before_a_purge_does_not_bring_the_text_back() {
    let dir = tempfile::tempdir().unwrap();
    let kept = purged_behind(dir.path());
    let data = dir.path().join("data");
    fs::rename(kept, data.join("index.next")).unwrap();
    let ingest = open(&data);
    wait_until("in place", || ingest.statistics().rebuild.finished == 1);
    assert_eq!(everything(&ingest), ["stays"]);
    assert!(!holds(&data, b"zebraquartz"));
}

#[test]
fn a_page_walk_over_what_was_purged_has_to_begin_again() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    for i in 0..4 {
        let line = format!("quote mara-odell number {i}");
        put(&ingest, &format!("wire-{i}"), &line);
    }
    let asked = |token: &str| {
        let query = quote::QuoteQuery {
            page: PageRequest {
                size: 1,
                token: token.to_owned(),
                ..PageRequest::default()
            },
            ..Default::default()
        };
        let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
        quote::search(ingest.view(), &lexicon, &query, &budget)
    };
    let token = asked("").unwrap().next_page_token;
    let other = put(&ingest, "wire-9", "quote mara-odell another");
    assert!(asked(&token).is_ok());
    ingest.purge(&other.article, at(4)).unwrap();
    let expired = asked(&token).unwrap_err();
    assert!(
        matches!(expired, QueryError::Token(TokenError::Expired)),
        "{expired:?}"
    );
}

#[test]
fn a_new_extractor_s_records_end_every_follow_and_those_of_the_same_none() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let ingest = open_newer(dir.path());
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let begin = |resume_token: &str| {
        let query = StreamQuery {
            resume_token: resume_token.to_owned(),
            ..Default::default()
        };
        QuoteFilter::follow(ingest.view(), ingest.feed(), &lexicon, &query)
    };
    let is_expired = |error: &QueryError| matches!(error, QueryError::Resume(ResumeError::Expired));
    let mut old = begin("").unwrap();
    let told = old.next(ingest.view(), ingest.feed(), &budget).unwrap();
    assert!(ingest.rebuild(true).unwrap());
    wait_until("in place", || ingest.statistics().rebuild.finished == 1);
    let live = old.next(ingest.view(), ingest.feed(), &budget);
    assert!(is_expired(&live.unwrap_err()));
    assert!(is_expired(&begin(&told.resume_token).unwrap_err()));
    let mut new = begin("").unwrap();
    assert!(ingest.rebuild(false).unwrap());
    wait_until("made again", || ingest.statistics().rebuild.finished == 2);
    put(&ingest, "wire-9", "quote mara-odell after");
    let told = new.next(ingest.view(), ingest.feed(), &budget).unwrap();
    assert_eq!(told.changes.len(), 1);
}
