//! What survives: drops without a clean stop, damaged and missing files, other holders.

use super::{article, at, everything, open, open_with, put, settings};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::SystemTime;
use vedette::index::{IndexError, OpenError};
use vedette::ingest::{Acknowledge, Ingest, IngestError, Settings};

/// The files of a data directory with size and time of the last change.
fn listing(dir: &Path) -> std::io::Result<Vec<(PathBuf, u64, SystemTime)>> {
    let mut files = Vec::new();
    for folder in ["", "index"] {
        for entry in fs::read_dir(dir.join(folder))? {
            let entry = entry?;
            let about = entry.metadata()?;
            if about.is_file() {
                let name = Path::new(folder).join(entry.file_name());
                files.push((name, about.len(), about.modified()?));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn copied(from: &Path) -> std::io::Result<Option<tempfile::TempDir>> {
    let copy = tempfile::tempdir()?;
    fs::create_dir(copy.path().join("index"))?;
    let before = listing(from)?;
    for (name, ..) in &before {
        fs::copy(from.join(name), copy.path().join(name))?;
    }
    Ok((listing(from)? == before).then_some(copy))
}

/// Copies a data directory as a crash would leave it: as it was at one moment. Threads of the engine make and rename
/// files on their own, so it is copied until nothing changed meanwhile.
pub(super) fn crashed_copy(from: &Path) -> tempfile::TempDir {
    for _ in 0..1000 {
        if let Ok(Some(copy)) = copied(from) {
            return copy;
        }
        thread::yield_now();
    }
    panic!("{} never held still", from.display())
}

fn never_indexing(dir: &Path) -> Settings {
    Settings {
        commit_interval: std::time::Duration::from_mins(10),
        ..settings(dir)
    }
}

#[test]
fn what_was_acknowledged_answers_after_a_crash_before_the_index_was_committed() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = Ingest::open(
        &never_indexing(dir.path()),
        Arc::new(super::Lines),
        &mut |_| {},
    );
    let ingest = ingest.unwrap();
    for i in 0..5 {
        let raw = article(&format!("wire-{i}"), &format!("quote mara-odell told {i}"));
        ingest.put(raw, at(0), Acknowledge::Durable).unwrap();
    }
    let gone = ingest.put(
        article("wire-9", "quote mara-odell gone"),
        at(0),
        Acknowledge::Durable,
    );
    ingest
        .delete(&gone.unwrap().article, at(1), Acknowledge::Durable)
        .unwrap();
    let copy = crashed_copy(dir.path());
    let mut seen = Vec::new();
    let again = open_with(copy.path(), &mut |p| seen.push(p.clone())).unwrap();
    assert_eq!(
        everything(&again),
        ["told 0", "told 1", "told 2", "told 3", "told 4"]
    );
    let last = seen.last().unwrap();
    assert_eq!((last.done, last.total), (7, 7));
}

#[test]
fn a_clean_stop_leaves_nothing_to_replay_and_a_drop_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", "quote mara-odell one");
    ingest.close().unwrap();
    assert!(dir.path().join("index.clean").exists());
    let mut told = 0;
    let ingest = open_with(dir.path(), &mut |_| told += 1).unwrap();
    assert_eq!(told, 0);
    assert!(!dir.path().join("index.clean").exists());
    put(&ingest, "wire-2", "quote mara-odell two");
    drop(ingest);
    assert!(!dir.path().join("index.clean").exists());
    assert_eq!(everything(&open(dir.path())), ["one", "two"]);
}

#[test]
fn a_damaged_mark_of_a_clean_stop_keeps_nobody_from_starting() {
    for damaged in [&b"\xff\xfe"[..], b"", b"no number"] {
        let dir = tempfile::tempdir().unwrap();
        let ingest = open(dir.path());
        put(&ingest, "wire-1", "quote mara-odell one");
        ingest.close().unwrap();
        fs::write(dir.path().join("index.clean"), damaged).unwrap();
        assert_eq!(everything(&open(dir.path())), ["one"]);
    }
}

/// The engine writes which documents are deleted just before it commits, into a file whose name tells how much was written before:
/// the start after a crash between the two comes to the same name.
#[test]
fn a_crash_between_marking_documents_deleted_and_the_commit_is_outlived() {
    let dir = tempfile::tempdir().unwrap();
    let durable = Acknowledge::Durable;
    let open_never_indexing = || {
        let settings = never_indexing(dir.path());
        Ingest::open(&settings, Arc::new(super::Lines), &mut |_| {}).unwrap()
    };
    // One segment with all, so that a revision deletes a part of it.
    let ingest = open_never_indexing();
    for i in 0..6 {
        let raw = article(&format!("wire-{i}"), "quote mara-odell told");
        ingest.put(raw, at(0), durable).unwrap();
    }
    ingest.close().unwrap();
    let ingest = open_never_indexing();
    let revised = article("wire-0", "quote mara-odell anew");
    ingest.put(revised, at(1), durable).unwrap();
    let crashed = crashed_copy(dir.path());
    // The start after this crash commits; its files of deleted documents were made when it was killed just before it did.
    let first_start = crashed_copy(crashed.path());
    drop(open(first_start.path()));
    let mut marks = 0;
    for file in segment_files(first_start.path()) {
        let name = file.file_name().unwrap();
        let to = crashed.path().join("index").join(name);
        if file.extension().is_some_and(|e| e == "del") && !to.exists() {
            fs::copy(&file, to).unwrap();
            marks += 1;
        }
    }
    assert_eq!(marks, 1);
    let managed = Path::new("index").join(".managed.json");
    fs::copy(
        first_start.path().join(&managed),
        crashed.path().join(&managed),
    )
    .unwrap();
    let again = open(crashed.path());
    let mut told = everything(&again);
    told.sort();
    assert_eq!(told, ["anew", "told", "told", "told", "told", "told"]);
}

fn segment_files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir.join("index"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| {
            let name = p.file_name().unwrap().to_string_lossy().into_owned();
            !name.starts_with('.') && name != "meta.json"
        })
        .collect();
    files.sort();
    files
}

fn sample(dir: &Path) {
    let ingest = open(dir);
    put(&ingest, "wire-1", "quote mara-odell the first of two");
    put(&ingest, "wire-2", "quote tal-brandt the second of two");
}

#[test]
fn a_flipped_bit_in_any_file_of_the_index_is_found_and_the_index_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let files = segment_files(dir.path());
    assert!(files.len() >= 6);
    for file in files {
        let copy = crashed_copy(dir.path());
        let damaged = copy.path().join("index").join(file.file_name().unwrap());
        let mut bytes = fs::read(&damaged).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        fs::write(&damaged, bytes).unwrap();
        let mut reasons = Vec::new();
        let ingest = open_with(copy.path(), &mut |p| reasons.push(p.reason.clone())).unwrap();
        assert!(!reasons.is_empty(), "{} passed", file.display());
        assert_eq!(
            everything(&ingest),
            ["the first of two", "the second of two"]
        );
        assert!(copy.path().join("index.aside").exists());
    }
}

#[test]
fn a_cut_or_missing_file_of_the_index_is_found_and_the_index_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let mut files = segment_files(dir.path());
    files.push(dir.path().join("index/meta.json"));
    files.push(dir.path().join("index/.managed.json"));
    for file in files {
        for cut in [true, false] {
            let copy = crashed_copy(dir.path());
            let damaged = copy.path().join("index").join(file.file_name().unwrap());
            if cut {
                let bytes = fs::read(&damaged).unwrap();
                fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
            } else {
                fs::remove_file(&damaged).unwrap();
            }
            let ingest = open(copy.path());
            assert_eq!(
                everything(&ingest),
                ["the first of two", "the second of two"],
                "{} cut: {cut}",
                file.display()
            );
        }
    }
}

#[test]
fn an_index_that_shows_more_than_the_log_holds_is_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", "quote mara-odell kept");
    drop(ingest);
    let old = crashed_copy(dir.path());
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-2",
        "quote mara-odell of a log that was set back",
    );
    drop(ingest);
    fs::copy(
        old.path().join("articles.redb"),
        dir.path().join("articles.redb"),
    )
    .unwrap();
    assert_eq!(everything(&open(dir.path())), ["kept"]);
}

#[test]
fn a_damaged_log_is_named_with_its_file_and_the_command() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let log = dir.path().join("articles.redb");
    let whole = fs::read(&log).unwrap();
    for bytes in [&whole[..whole.len() / 3], &whole[..0], b"no log at all"] {
        fs::write(&log, bytes).unwrap();
        let error = open_with(dir.path(), &mut |_| {}).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, OpenError::LogDamaged { .. }), "{text}");
        assert!(
            text.contains("articles.redb") && text.contains("vedette index rebuild"),
            "{text}"
        );
    }
    fs::remove_file(&log).unwrap();
    assert!(matches!(
        open_with(dir.path(), &mut |_| {}),
        Err(OpenError::LogDamaged { .. })
    ));
    fs::write(&log, whole).unwrap();
    assert_eq!(everything(&open(dir.path())).len(), 2);
}

#[test]
fn a_second_holder_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    let began = std::time::Instant::now();
    let refused = open_with(dir.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(&refused, OpenError::Locked { path } if path == dir.path()));
    assert!(began.elapsed().as_secs() < 1);
    drop(first);
    open(dir.path());
}

#[test]
fn a_nearly_full_disk_refuses_articles_and_goes_on_answering() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", "quote mara-odell kept");
    drop(ingest);
    let full = Settings {
        free_space_min: Some(u64::MAX),
        ..settings(dir.path())
    };
    let ingest = Ingest::open(&full, Arc::new(super::Lines), &mut |_| {}).unwrap();
    let refused = ingest.put(article("wire-2", "quote a b"), at(0), Acknowledge::Durable);
    let Err(IngestError::Store(IndexError::LowSpace { path, needed, .. })) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((path.as_path(), needed), (dir.path(), u64::MAX));
    assert_eq!(everything(&ingest), ["kept"]);
}

#[test]
fn many_threads_share_commits_and_none_is_lost_or_doubled() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    thread::scope(|scope| {
        for t in 0..8 {
            let ingest = &ingest;
            scope.spawn(move || {
                for i in 0..25 {
                    let raw = article(
                        &format!("wire-{t}-{i}"),
                        &format!("quote mara-odell {t} {i}"),
                    );
                    ingest.put(raw, at(0), Acknowledge::Durable).unwrap();
                    // The same once more, from the thread beside.
                    let raw = article(
                        &format!("wire-{}-{i}", (t + 1) % 8),
                        &format!("quote mara-odell {} {i}", (t + 1) % 8),
                    );
                    ingest.put(raw, at(0), Acknowledge::Durable).unwrap();
                }
            });
        }
    });
    put(&ingest, "wire-last", "quote mara-odell last");
    let all = everything(&ingest);
    assert_eq!(all.len(), 201);
    assert_eq!(ingest.health().log_head, 201);
    let mut apart = all.clone();
    apart.dedup();
    assert_eq!(apart.len(), 201);
}
