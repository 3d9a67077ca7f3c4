//! Groups of copies against the limits of the window.

use super::*;
use crate::model::{Article, ArticleInfo, Provenance, RecordCounts};
use jiff::Timestamp;

/// A report of sentences no other seed has, the first `changed` of them in other words.
fn report(id: &str, seed: &str, changed: usize) -> ArticleRecord {
    let sentence = |i: usize| {
        let by = if i < changed { id } else { seed };
        let words: Vec<String> = (0..12).map(|w| format!("{by}x{i}w{w}")).collect();
        words.join(" ")
    };
    let sentences: Vec<String> = (0..30).map(sentence).collect();
    ArticleRecord {
        article: Article {
            id: id.parse().unwrap(),
            info: ArticleInfo::default(),
            text: sentences.join(". "),
        },
        revision: 1,
        ingested: Timestamp::UNIX_EPOCH,
        counts: RecordCounts::default(),
        remarks: vec![],
        quarantine: None,
        copy_of: None,
        provenance: Provenance::default(),
    }
}

/// Takes a report in as a first revision.
fn take(copies: &mut Copies, entry: u64, article: &ArticleRecord) -> Option<String> {
    let original = copies.take(entry, article, Before::Unknown);
    original.map(|id| id.to_string())
}

#[test]
fn a_group_is_named_after_its_first_report_also_through_copies_of_copies() {
    let mut copies = Copies::default();
    assert_eq!(take(&mut copies, 1, &report("a1", "agency", 0)), None);
    assert_eq!(take(&mut copies, 2, &report("b1", "other", 0)), None);
    let first = Some("a1".to_owned());
    assert_eq!(take(&mut copies, 3, &report("a2", "agency", 8)), first);
    assert_eq!(take(&mut copies, 4, &report("a3", "agency", 9)), first);
    assert!(copies.has_copies(&"a1".parse().unwrap()));
    assert!(!copies.has_copies(&"a2".parse().unwrap()));
}

#[test]
fn a_report_is_compared_with_those_of_the_window_and_no_older_ones() {
    let original = |entry| {
        let mut copies = Copies::default();
        take(&mut copies, 1, &report("a1", "agency", 0));
        take(&mut copies, entry, &report("a2", "agency", 2))
    };
    assert_eq!(original(WINDOW_ENTRIES), Some("a1".to_owned()));
    assert_eq!(original(WINDOW_ENTRIES + 1), None);
}

#[test]
fn a_revision_stays_a_copy_while_its_text_stays_nearly_the_same() {
    let mut copies = Copies::default();
    take(&mut copies, 1, &report("a1", "agency", 0));
    take(&mut copies, 2, &report("a2", "agency", 2));
    let far = WINDOW_ENTRIES * 2;
    let before = copies.forget(&"a2".parse().unwrap());
    let kept = copies.take(far, &report("a2", "agency", 3), before);
    assert_eq!(kept, "a1".parse().ok());
    let before = copies.forget(&"a2".parse().unwrap());
    assert_eq!(
        copies.take(far + 1, &report("a2", "fresh", 0), before),
        None
    );
}

#[test]
fn a_first_report_that_comes_again_is_no_copy_of_its_own_copies() {
    let mut copies = Copies::default();
    take(&mut copies, 1, &report("a1", "agency", 0));
    take(&mut copies, 2, &report("a2", "agency", 2));
    let before = copies.forget(&"a1".parse().unwrap());
    assert_eq!(copies.take(3, &report("a1", "agency", 1), before), None);
    let first = Some("a1".to_owned());
    assert_eq!(take(&mut copies, 4, &report("a3", "agency", 2)), first);
}

#[test]
fn what_was_deleted_within_the_window_is_known_to_be_gone() {
    let mut copies = Copies::default();
    take(&mut copies, 1, &report("a1", "agency", 0));
    take(&mut copies, 2, &report("a2", "agency", 2));
    let gone = "a2".parse().unwrap();
    copies.delete(3, &gone);
    assert!(matches!(copies.forget(&gone), Before::Alone));
    assert!(matches!(copies.forget(&gone), Before::Unknown));
}

#[test]
fn a_report_in_quarantine_is_compared_with_none() {
    let mut copies = Copies::default();
    let mut broken = report("a1", "agency", 0);
    broken.quarantine = Some("it broke".to_owned());
    assert_eq!(take(&mut copies, 1, &broken), None);
    assert_eq!(take(&mut copies, 2, &report("a2", "agency", 0)), None);
}

#[test]
fn reports_that_share_a_few_rows_do_not_hide_a_copy() {
    // Reports that share their last sentence alone fill the lists of its rows.
    let found = |strangers: u64| {
        let mut copies = Copies::default();
        for i in 0..strangers {
            take(&mut copies, i + 1, &report(&format!("s{i}"), "agency", 29));
        }
        take(&mut copies, strangers + 1, &report("a1", "agency", 0));
        take(&mut copies, strangers + 2, &report("a2", "agency", 0)).is_some()
    };
    assert!(found(0) && found(20));
    // Rows that only the two have find them all the same.
    assert!(found(200));
}
