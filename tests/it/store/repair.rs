//! Repair by hand: verify, rebuild, salvage.

use super::{at, damage, everything, open, put};
use std::fs;
use std::path::Path;
use vedette::cli::doctor::{self, DoctorArgs};
use vedette::cli::exit::Exit;
use vedette::config::Layers;
use vedette::index::OpenError;
use vedette::index::repair::{forget_index, salvage, verify};
use vedette::ingest::Acknowledge;

fn sample(dir: &Path) {
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
    damage(
        &dir.path().join("articles.redb"),
        b"quote tal-brandt the second",
    );
    fs::write(dir.path().join("index/meta.json"), "{").unwrap();
    let found = verify(dir.path(), &mut |_, _| {}).unwrap();
    assert_eq!((found.damaged_entries, found.damaged.len()), (1, 1));
    assert!(found.damaged[0].contains("entry 3"), "{found:?}");
    assert!(found.index.is_some());
}

/// What the doctor says of a data directory, with a setting more, and how it ends.
fn doctor(dir: &Path, deep: bool, more: Option<(&str, &str)>) -> (String, Exit) {
    let flags = [("data-dir", dir.to_str().unwrap())]
        .into_iter()
        .chain(more);
    let flags = flags.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let layers = Layers {
        flags: flags.collect(),
        ..Layers::default()
    };
    let mut out = Vec::new();
    let exit = doctor::run(&DoctorArgs { deep }, &layers, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), exit)
}

#[test]
fn the_doctor_names_a_full_disk_an_index_aside_and_damage() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let (told, exit) = doctor(dir.path(), true, None);
    assert_eq!(exit, Exit::Success, "{told}");
    assert!(
        told.contains("ok       data: ") && told.contains("5 entries"),
        "{told}"
    );
    assert!(told.contains("ok       deep: "), "{told}");
    let full = Some(("data-free-bytes-min", "1048576GiB"));
    let (told, exit) = doctor(dir.path(), false, full);
    assert!(told.contains("WRONG    disk: "), "{told}");
    assert_eq!(exit, Exit::Partial);
    fs::create_dir(dir.path().join("index.aside")).unwrap();
    let (told, exit) = doctor(dir.path(), false, None);
    assert!(told.contains("warning  data: "), "{told}");
    assert_eq!(exit, Exit::Success);
    damage(
        &dir.path().join("articles.redb"),
        b"quote tal-brandt the second",
    );
    let (told, exit) = doctor(dir.path(), true, None);
    assert!(told.contains("WRONG    deep: 1 damaged entries"), "{told}");
    assert_eq!(exit, Exit::Partial);
    let _held = open(dir.path());
    let (told, _) = doctor(dir.path(), false, None);
    assert!(told.contains("is in use by a server"), "{told}");
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
