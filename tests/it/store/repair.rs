//! Repair by hand: verify, rebuild, salvage.

use super::{at, everything, open, put};
use std::fs;
use vedette::index::OpenError;
use vedette::index::repair::{forget_index, salvage, verify};
use vedette::ingest::Acknowledge;

fn sample(dir: &std::path::Path) {
    let ingest = open(dir);
    put(&ingest, "wire-1", "quote mara-odell the first");
    put(&ingest, "wire-1", "quote mara-odell the first, revised");
    put(&ingest, "wire-2", "quote tal-brandt the second");
    let gone = put(&ingest, "wire-3", "quote tal-brandt gone");
    ingest
        .delete(&gone.article, at(5), Acknowledge::Searchable)
        .unwrap();
}

#[test]
fn verifying_finds_nothing_in_sound_data_and_names_what_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let sound = verify(dir.path(), &mut |_, _| {}).unwrap();
    assert!(sound.is_sound(), "{sound:?}");
    assert_eq!(sound.entries, 5);
    let log = dir.path().join("articles.redb");
    let mut bytes = fs::read(&log).unwrap();
    let word = b"quote tal-brandt the second";
    let at = bytes.windows(word.len()).position(|w| w == word).unwrap();
    bytes[at + 8] ^= 1;
    fs::write(&log, bytes).unwrap();
    fs::write(dir.path().join("index/meta.json"), "{").unwrap();
    let found = verify(dir.path(), &mut |_, _| {}).unwrap();
    assert_eq!((found.damaged_entries, found.damaged.len()), (1, 1));
    assert!(found.damaged[0].contains("entry 3"), "{found:?}");
    assert!(found.index.is_some());
}

#[test]
fn a_forgotten_index_comes_back_with_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    forget_index(dir.path()).unwrap();
    assert!(!dir.path().join("index").exists());
    assert_eq!(
        everything(&open(dir.path())),
        ["the first, revised", "the second"]
    );
}

#[test]
fn a_broken_log_is_saved_out_of_the_index() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let log = dir.path().join("articles.redb");
    fs::write(&log, b"nothing left of it").unwrap();
    assert_eq!(salvage(dir.path()).unwrap(), 2);
    assert!(dir.path().join("articles.redb.broken").exists());
    let ingest = open(dir.path());
    assert_eq!(everything(&ingest), ["the first, revised", "the second"]);
    put(&ingest, "wire-9", "quote tal-brandt a third");
    assert_eq!(everything(&ingest).len(), 3);
}

#[test]
fn nothing_is_saved_out_of_a_damaged_index_and_nothing_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    for file in fs::read_dir(dir.path().join("index")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "store") {
            let mut bytes = fs::read(&path).unwrap();
            bytes[10] ^= 1;
            fs::write(&path, bytes).unwrap();
        }
    }
    let before = fs::read(dir.path().join("articles.redb")).unwrap();
    assert!(matches!(
        salvage(dir.path()),
        Err(OpenError::IndexDamaged { .. })
    ));
    assert_eq!(fs::read(dir.path().join("articles.redb")).unwrap(), before);
    assert!(verify(&dir.path().join("absent"), &mut |_, _| {}).is_err());
    assert!(!dir.path().join("absent").exists());
}
