use super::*;
use crate::model::{ArticleInfo, DecisionState, RawArticle, RecordId, Ruling, Told};
use std::collections::BTreeSet;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_733_400_000 + second).unwrap()
}

fn put(id: &str, text: &str, second: i64) -> Proposal {
    let raw = RawArticle {
        info: ArticleInfo::default(),
        bytes: text.as_bytes().to_vec(),
        format: None,
    };
    Proposal {
        article: id.parse().unwrap(),
        ingested: at(second),
        hash: content_hash(&raw),
        deed: Deed::Put {
            raw: Box::new(raw),
            quarantine: None,
        },
        request: None,
        over: None,
    }
}

fn delete(id: &str, second: i64) -> Proposal {
    Proposal {
        article: id.parse().unwrap(),
        ingested: at(second),
        hash: [0; 32],
        deed: Deed::Delete,
        request: None,
        over: None,
    }
}

fn open(dir: &tempfile::TempDir, create: bool) -> Result<ArticleLog, OpenError> {
    ArticleLog::open(&dir.path().join("articles.redb"), create, 1 << 20)
}

#[test]
fn the_same_article_twice_writes_nothing_and_another_text_is_a_revision() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    let verdicts = log
        .append(&[put("a1", "one", 0), put("a1", "one", 1), put("a2", "x", 1)])
        .unwrap();
    assert_eq!(
        verdicts,
        [
            Verdict::Written {
                sequence: 1,
                revision: 1,
                replaced: false
            },
            Verdict::Unchanged {
                sequence: 1,
                revision: 1
            },
            Verdict::Written {
                sequence: 2,
                revision: 1,
                replaced: false
            },
        ]
    );
    assert_eq!(
        log.append(&[put("a1", "two", 5)]).unwrap(),
        [Verdict::Written {
            sequence: 3,
            revision: 2,
            replaced: true
        }]
    );
    assert_eq!(log.head(), 3);
    let history = log.history(&"a1".parse().unwrap(), HISTORY_MAX).unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].superseded, Some(at(5)));
    assert_eq!(history[1].superseded, None);
}

#[test]
fn a_deleted_article_can_come_back_as_a_new_revision() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    assert_eq!(log.append(&[delete("a1", 0)]).unwrap(), [Verdict::Absent]);
    assert_eq!(log.head(), 0);
    log.append(&[put("a1", "one", 1), delete("a1", 2)]).unwrap();
    assert_eq!(log.append(&[delete("a1", 3)]).unwrap(), [Verdict::Absent]);
    assert_eq!(
        log.append(&[put("a1", "one", 4)]).unwrap(),
        [Verdict::Written {
            sequence: 3,
            revision: 3,
            replaced: false
        }]
    );
    let history = log.history(&"a1".parse().unwrap(), HISTORY_MAX).unwrap();
    assert_eq!(
        history.iter().map(|r| r.tombstone).collect::<Vec<_>>(),
        [false, true, false]
    );
}

#[test]
fn what_was_appended_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let proposal = put("a1", "some text", 0);
    open(&dir, true)
        .unwrap()
        .append(std::slice::from_ref(&proposal))
        .unwrap();
    let log = open(&dir, false).unwrap();
    let entry = log.entry(1).unwrap().unwrap();
    assert_eq!((entry.deed, entry.ingested), (proposal.deed, at(0)));
    assert_eq!(log.entry(2).unwrap(), None);
}

#[test]
fn a_flipped_byte_in_a_value_is_found_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let text = "a marked sentence that no other value holds: zebra quartz";
    open(&dir, true)
        .unwrap()
        .append(&[put("a1", text, 0)])
        .unwrap();
    let path = dir.path().join("articles.redb");
    let mut bytes = std::fs::read(&path).unwrap();
    let found: Vec<usize> = bytes
        .windows(12)
        .enumerate()
        .filter(|(_, w)| *w == b"zebra quartz")
        .map(|(i, _)| i)
        .collect();
    assert!(!found.is_empty());
    for i in found {
        bytes[i] ^= 0x04;
    }
    std::fs::write(&path, bytes).unwrap();
    let error = open(&dir, false).unwrap().entry(1).unwrap_err();
    let IndexError::EntryDamaged { sequence, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*sequence, 1);
    assert!(
        error.to_string().contains("vedette index rebuild"),
        "{error}"
    );
}

#[test]
fn a_cut_emptied_or_missing_log_is_damage_and_never_a_new_log() {
    let dir = tempfile::tempdir().unwrap();
    let many: Vec<_> = (0..200)
        .map(|i| put(&format!("a{i}"), &"text ".repeat(200 + i), 0))
        .collect();
    open(&dir, true).unwrap().append(&many).unwrap();
    let path = dir.path().join("articles.redb");
    let whole = std::fs::read(&path).unwrap();
    for keep in [0, 1, 100, 4096, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(&path, &whole[..keep]).unwrap();
        let opened = open(&dir, false);
        let read = opened.map(|log| (1..=200).all(|s| matches!(log.entry(s), Ok(Some(_)))));
        match read {
            Err(OpenError::LogDamaged { .. }) => {}
            Ok(all) => assert!(!all || keep == whole.len(), "{keep} bytes read as whole"),
            Err(other) => panic!("{other:?}"),
        }
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        open(&dir, false),
        Err(OpenError::LogDamaged { .. })
    ));
    assert!(!path.exists());
}

/// Names of the tables the sources of this folder define.
fn tables_in_the_sources() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/index/log");
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.ends_with("tests.rs") || path.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        for definition in source.split("TableDefinition::new(").skip(1) {
            names.insert(definition.split('"').nth(1).unwrap().to_owned());
        }
    }
    names
}

fn decide(id: &str, state: DecisionState, second: i64) -> Proposal {
    Proposal {
        deed: Deed::Decide(Box::new(Ruling {
            record: RecordId::Quote("q1".parse().unwrap()),
            told: vec![Told {
                words: "Some words.".to_owned(),
                reading: "someone ASSERTED".to_owned(),
            }],
            state,
            corrections: Vec::new(),
            merge: None,
            analyst: String::new(),
            reason: String::new(),
        })),
        ..delete(id, second)
    }
}

/// Writes at least one row into every table. Whoever adds a table adds what fills it.
fn fill(log: &ArticleLog) {
    let mut changes = [
        put("a1", "one", 0),
        put("a2", "two", 1),
        delete("a2", 2),
        decide("a1", DecisionState::Confirmed, 3),
    ];
    changes[0].request = Some(Mark {
        id: "r-1".parse().unwrap(),
        fingerprint: [7; 32],
    });
    log.append(&changes).unwrap();
}

#[test]
fn every_table_is_carried_when_the_file_is_written_anew_and_by_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    fill(&log);
    let rows = log.rows().unwrap();
    let filled: BTreeSet<String> = rows.keys().cloned().collect();
    assert_eq!(filled, tables_in_the_sources(), "`fill` leaves one empty");
    let entries: Vec<_> = (1..=4).map(|s| log.entry(s).unwrap()).collect();
    log.rewrite().unwrap();
    assert_eq!(log.rows().unwrap(), rows);
    let again: Vec<_> = (1..=4).map(|s| log.entry(s).unwrap()).collect();
    assert_eq!(again, entries);
    let other = tempfile::tempdir().unwrap();
    let restored = open(&other, true).unwrap();
    let parts = log.parts(0, usize::MAX).unwrap();
    restored.restore(&parts).unwrap();
    assert_eq!(restored.rows().unwrap(), rows, "a backup forgets a table");
}

#[test]
fn a_table_nobody_carries_stops_the_rewriting_and_the_log_goes_on() {
    const STRANGE: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("strange");
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    fill(&log);
    log.write(|transaction| {
        let mut table = transaction.open_table(STRANGE).map_err(failed("write"))?;
        table.insert(1, b"x".as_slice()).map_err(failed("write"))?;
        Ok(((), true))
    })
    .unwrap();
    let rows = log.rows().unwrap();
    let refused = log.rewrite().unwrap_err();
    assert!(chain(&refused).contains("strange"), "{}", chain(&refused));
    assert_eq!(log.rows().unwrap(), rows);
    assert!(!dir.path().join("articles.redb.new").exists());
    log.append(&[put("a3", "three", 3)]).unwrap();
    assert_eq!(log.head(), 5);
}

#[test]
fn a_purge_destroys_texts_and_leaves_what_says_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    let changes = [
        put("a1", "one", 0),
        put("a2", "stays", 0),
        put("a1", "another", 1),
        delete("a1", 2),
        put("a1", "back", 3),
    ];
    log.append(&changes).unwrap();
    let doomed = "a1".parse().unwrap();
    assert_eq!(log.destroy(&doomed, at(9)).unwrap(), (3, 6));
    let deeds: Vec<_> = (1..=6)
        .map(|s| log.entry(s).unwrap().unwrap().deed)
        .collect();
    assert_eq!(deeds[1], changes[1].deed);
    assert_eq!(
        [&deeds[0], &deeds[2], &deeds[3], &deeds[4], &deeds[5]],
        [
            &Deed::Destroyed,
            &Deed::Destroyed,
            &Deed::Delete,
            &Deed::Destroyed,
            &Deed::Purged
        ]
    );
    assert_eq!(log.destroy(&doomed, at(10)).unwrap(), (0, 7));
    let unknown = log.destroy(&"a9".parse().unwrap(), at(10));
    assert!(matches!(unknown, Err(IndexError::ArticleNotFound(_))));
    assert_eq!(log.head(), 7);
}

#[test]
fn as_many_revisions_are_told_as_asked_for_the_oldest_first() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    let article = "a1".parse().unwrap();
    for (revisions, text) in [(1, "one"), (2, "two"), (2, "three")] {
        log.append(&[put("a1", text, revisions)]).unwrap();
        let told = log.history(&article, 2).unwrap();
        let numbers: Vec<_> = told.iter().map(|r| i64::from(r.number)).collect();
        assert_eq!(numbers, (1..=revisions).collect::<Vec<_>>());
    }
}

#[test]
fn a_decision_makes_no_revision_and_leaves_the_article_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    let article = "a1".parse().unwrap();
    log.append(&[put("a1", "one", 0)]).unwrap();
    let before = log.current(&article).unwrap();
    let decided = [decide("a1", DecisionState::Rejected, 1)];
    let verdicts = log.append(&decided).unwrap();
    let written = Verdict::Written {
        sequence: 2,
        revision: 1,
        replaced: true,
    };
    assert_eq!(verdicts, [written]);
    assert_eq!(log.current(&article).unwrap(), before);
    assert_eq!(log.history(&article, 9).unwrap().len(), 1);
    assert_eq!(log.sequence_of(&article, 1).unwrap(), Some(1));
    log.append(&[
        put("a1", "two", 2),
        decide("a1", DecisionState::Undecided, 3),
    ])
    .unwrap();
    let until = |sequence| -> Vec<Timestamp> {
        let found = log.decisions(&article, sequence).unwrap().into_iter();
        found.map(|entry| entry.unwrap().ingested).collect()
    };
    let (first, second) = (at(1), at(3));
    assert_eq!(
        [until(1), until(2), until(4)],
        [vec![], vec![first], vec![first, second]]
    );
    let absent = [decide("a9", DecisionState::Rejected, 4)];
    assert_eq!(log.append(&absent).unwrap(), [Verdict::Absent]);
    log.append(&[delete("a1", 5)]).unwrap();
    let deleted = [decide("a1", DecisionState::Rejected, 6)];
    assert_eq!(log.append(&deleted).unwrap(), [Verdict::Absent]);
}

#[test]
fn an_article_takes_as_many_decisions_as_its_limit_and_not_one_more() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    log.append(&[put("a1", "one", 0), put("a2", "two", 0)])
        .unwrap();
    let many: Vec<_> = (0..DECISIONS_MAX)
        .map(|i| decide("a1", DecisionState::Confirmed, i64::from(i)))
        .collect();
    let verdicts = log.append(&many).unwrap();
    assert!(
        verdicts
            .iter()
            .all(|v| matches!(v, Verdict::Written { .. }))
    );
    let head = log.head();
    let more = ["a1", "a2"].map(|id| decide(id, DecisionState::Confirmed, 0));
    let verdicts = log.append(&more).unwrap();
    assert_eq!(verdicts[0], Verdict::Full);
    assert!(matches!(verdicts[1], Verdict::Written { .. }));
    assert_eq!(log.head(), head + 1);
}

#[test]
fn a_purge_destroys_decisions_too_and_a_backup_of_what_is_left_is_sound() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(&dir, true).unwrap();
    let changes = [
        put("a1", "one", 0),
        decide("a1", DecisionState::Rejected, 1),
        put("a2", "stays", 2),
        decide("a2", DecisionState::Rejected, 3),
    ];
    log.append(&changes).unwrap();
    assert_eq!(text_of_frame(&log, 2), Some("a1".parse().unwrap()));
    assert_eq!(log.destroy(&"a1".parse().unwrap(), at(9)).unwrap(), (1, 5));
    let deeds: Vec<_> = (1..=5)
        .map(|s| log.entry(s).unwrap().unwrap().deed)
        .collect();
    assert_eq!((&deeds[0], &deeds[1]), (&Deed::Destroyed, &Deed::Forgotten));
    assert_eq!(deeds[3], changes[3].deed);
    assert_eq!(text_of_frame(&log, 2), None);
    let other = tempfile::tempdir().unwrap();
    let restored = open(&other, true).unwrap();
    restored
        .restore(&log.parts(0, usize::MAX).unwrap())
        .unwrap();
    assert_eq!(
        restored.sequence_of(&"a1".parse().unwrap(), 1).unwrap(),
        Some(1)
    );
    assert_eq!(restored.rows().unwrap(), log.rows().unwrap());
}

/// The article whose words a backup's part of this entry would hold.
fn text_of_frame(log: &ArticleLog, sequence: u64) -> Option<ArticleId> {
    let parts = log.parts(sequence - 1, 1).unwrap();
    text_of(&parts[0].frame, sequence).unwrap()
}

#[test]
fn a_lock_on_its_way_out_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let held = open(&dir, true).unwrap();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop(held);
    });
    assert_eq!(open(&dir, false).unwrap().head(), 0);
    thread.join().unwrap();
}
