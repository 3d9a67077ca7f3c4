use super::*;
use crate::model::{ArticleInfo, RawArticle};

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
    }
}

fn delete(id: &str, second: i64) -> Proposal {
    Proposal {
        article: id.parse().unwrap(),
        ingested: at(second),
        hash: [0; 32],
        deed: Deed::Delete,
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
    let history = log.history(&"a1".parse().unwrap()).unwrap();
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
    let history = log.history(&"a1".parse().unwrap()).unwrap();
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
