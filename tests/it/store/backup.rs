//! Backups that are gone on with after the log changed: what was purged, and another log.

use super::{at, open, put};
use std::path::Path;
use vedette::index::backup::{BackupError, Writer, verify, write};
use vedette::ingest::Ingest;

fn two(dir: &Path) -> (Ingest, vedette::model::ArticleId) {
    let ingest = open(dir);
    let doomed = put(&ingest, "doomed", "quote tal-brandt zebraquartz");
    put(&ingest, "wire-1", "quote mara-odell stays");
    (ingest, doomed.article)
}

fn add_all(writer: &mut Writer, ingest: &Ingest) -> Result<(), BackupError> {
    let parts = ingest.parts(writer.after(), usize::MAX);
    parts
        .unwrap_or_default()
        .iter()
        .try_for_each(|part| writer.add(part))
}

#[test]
fn a_backup_begun_before_a_purge_is_not_finished_with_the_text() {
    let dir = tempfile::tempdir().unwrap();
    let (ingest, doomed) = two(&dir.path().join("data"));
    let file = dir.path().join("b");
    let mut writer = Writer::open(&file).unwrap();
    add_all(&mut writer, &ingest).unwrap();
    ingest.purge(&doomed, at(3)).unwrap();
    // In the same run, and when it was cut off before.
    for cut in [true, false] {
        if cut {
            drop(writer);
            writer = Writer::open(&file).unwrap();
        }
        add_all(&mut writer, &ingest).unwrap();
        let refused = writer.finish().unwrap_err();
        assert!(matches!(refused, BackupError::Outdated { .. }), "{refused}");
        assert!(!file.exists());
        writer = Writer::open(&file).unwrap();
    }
    writer.discard().unwrap();
    let mut writer = Writer::open(&file).unwrap();
    add_all(&mut writer, &ingest).unwrap();
    assert_eq!(writer.finish().unwrap().entries, 3);
    assert_eq!(verify(&file).unwrap().entries, 3);
}

#[test]
fn a_backup_is_not_gone_on_with_from_another_log() {
    let dir = tempfile::tempdir().unwrap();
    let (ingest, _) = two(&dir.path().join("data"));
    let file = dir.path().join("b");
    let mut writer = Writer::open(&file).unwrap();
    add_all(&mut writer, &ingest).unwrap();
    let other = open(&dir.path().join("other"));
    put(&other, "wire-7", "quote mara-odell elsewhere");
    put(&other, "wire-8", "quote mara-odell far away");
    let refused = add_all(&mut writer, &other).unwrap_err();
    assert!(matches!(refused, BackupError::Outdated { .. }), "{refused}");
}

#[test]
fn a_backup_longer_than_the_log_is_not_finished() {
    let dir = tempfile::tempdir().unwrap();
    let (ingest, _) = two(&dir.path().join("data"));
    let file = dir.path().join("b");
    let mut writer = Writer::open(&file).unwrap();
    add_all(&mut writer, &ingest).unwrap();
    drop(writer);
    let shorter = dir.path().join("shorter");
    put(&open(&shorter), "wire-7", "quote mara-odell elsewhere");
    let refused = write(&shorter, &file, &mut |_, _| {}).unwrap_err();
    assert!(matches!(refused, BackupError::Outdated { .. }), "{refused}");
    assert!(!file.exists());
}
