//! Data of an earlier format: a directory written here by hand, byte by byte as releases of format 1 did, opens and answers.
//!
//! Not the code under test with an older number: what is written here must never change with it.

use super::{article, at, everything, open, open_with, put, put_at};
use prost::Message;
use redb::{Database, TableDefinition};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use vedette::index::OpenError;
use vedette::ingest::{Acknowledge, Ingest, Verdict};
use vedette::lexicon::Lexicon;
use vedette::model::{
    Article, ArticleId, ArticleInfo, DecisionState, Field, QuoteKind, RawArticle, RecordId,
};
use vedette::query::Budget;
use vedette::query::quote::{self, QuoteQuery};

pub(super) const ENTRIES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("entries");
pub(super) const CURRENT: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("current");
pub(super) const REVISIONS: TableDefinition<'_, (&[u8], u32), &[u8]> =
    TableDefinition::new("revisions");

#[derive(Clone, PartialEq, Message)]
pub(super) struct Info {
    #[prost(string, optional, tag = "1")]
    pub(super) source_id: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) outlet: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Entry {
    #[prost(string, tag = "1")]
    article: String,
    #[prost(uint32, tag = "2")]
    revision: u32,
    #[prost(int64, tag = "3")]
    ingested_us: i64,
    #[prost(bool, tag = "4")]
    delete: bool,
    #[prost(message, optional, tag = "5")]
    info: Option<Info>,
    #[prost(bytes = "vec", tag = "6")]
    content: Vec<u8>,
    #[prost(string, optional, tag = "7")]
    format: Option<String>,
    #[prost(string, optional, tag = "8")]
    quarantine: Option<String>,
    #[prost(uint64, tag = "9")]
    sequence: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Current {
    #[prost(uint64, tag = "1")]
    pub(super) sequence: u64,
    #[prost(uint32, tag = "2")]
    pub(super) revision: u32,
    #[prost(bool, tag = "3")]
    pub(super) deleted: bool,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) content_hash: Vec<u8>,
    #[prost(bool, tag = "5")]
    pub(super) quarantined: bool,
    #[prost(string, tag = "6")]
    pub(super) article: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Revision {
    #[prost(uint64, tag = "1")]
    pub(super) sequence: u64,
    #[prost(int64, tag = "2")]
    pub(super) ingested_us: i64,
    #[prost(int64, optional, tag = "3")]
    pub(super) superseded_us: Option<i64>,
    #[prost(bool, tag = "4")]
    pub(super) tombstone: bool,
    #[prost(string, optional, tag = "5")]
    pub(super) quarantine: Option<String>,
    #[prost(string, tag = "6")]
    pub(super) article: String,
    #[prost(uint32, tag = "7")]
    pub(super) number: u32,
}

/// A value as it lies in the log: magic, kind, lengths, CRC32C over all but itself, SHA-256, bytes.
pub(super) fn frame(plain: &[u8]) -> Vec<u8> {
    let length = u32::try_from(plain.len()).unwrap().to_be_bytes();
    let mut head = vec![0xA7, 1, 0];
    head.extend(length);
    head.extend(length);
    let hash = Sha256::digest(plain);
    let sum = crc32c::crc32c(&[head.as_slice(), hash.as_slice(), plain].concat());
    [
        head.as_slice(),
        sum.to_be_bytes().as_slice(),
        hash.as_slice(),
        plain,
    ]
    .concat()
}

/// One revision of an article, as its sender gave it; no text is a deletion.
struct Told {
    source: &'static str,
    revision: u32,
    text: Option<&'static str>,
}

const TOLD: [Told; 5] = [
    Told {
        source: "wire-1",
        revision: 1,
        text: Some("quote mara-odell the first"),
    },
    Told {
        source: "wire-2",
        revision: 1,
        text: Some("quote tal-brandt the second"),
    },
    Told {
        source: "wire-1",
        revision: 2,
        text: Some("quote mara-odell the first, revised"),
    },
    Told {
        source: "wire-3",
        revision: 1,
        text: Some("quote tal-brandt gone"),
    },
    Told {
        source: "wire-3",
        revision: 2,
        text: None,
    },
];

/// An article's info as the release of format 1 took it in.
pub(super) fn raw(source: &str, text: &str) -> RawArticle {
    RawArticle {
        info: ArticleInfo {
            source_id: Some(source.to_owned()),
            outlet: Some("The Daily Invention".to_owned()),
            ..ArticleInfo::default()
        },
        ..article(source, text)
    }
}

pub(super) fn id(source: &str) -> ArticleId {
    Article::identify(&raw(source, "").info, "")
}

pub(super) fn instant(sequence: u64) -> i64 {
    at(i64::try_from(sequence).unwrap()).as_microsecond()
}

pub(super) fn info(source: &str) -> Info {
    Info {
        source_id: Some(source.to_owned()),
        outlet: Some("The Daily Invention".to_owned()),
    }
}

/// What decides whether an article is the same again: info, format and bytes, each behind its length.
fn content_hash(told: &Told) -> Vec<u8> {
    let Some(text) = told.text else {
        return Vec::new();
    };
    let mut hash = Sha256::new();
    for part in [
        info(told.source).encode_to_vec().as_slice(),
        b"",
        text.as_bytes(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn entry(sequence: u64, told: &Told) -> Entry {
    Entry {
        article: id(told.source).to_string(),
        revision: told.revision,
        ingested_us: instant(sequence),
        delete: told.text.is_none(),
        info: told.text.map(|_| info(told.source)),
        content: told.text.unwrap_or_default().as_bytes().to_vec(),
        format: None,
        quarantine: None,
        sequence,
    }
}

fn current(sequence: u64, told: &Told) -> Current {
    Current {
        sequence,
        revision: told.revision,
        deleted: told.text.is_none(),
        content_hash: content_hash(told),
        quarantined: false,
        article: id(told.source).to_string(),
    }
}

fn revision(sequence: u64, told: &Told) -> Revision {
    let next = (1..)
        .zip(&TOLD)
        .find(|(_, t)| t.source == told.source && t.revision == told.revision + 1);
    Revision {
        sequence,
        ingested_us: instant(sequence),
        superseded_us: next.map(|(later, _)| instant(later)),
        tombstone: told.text.is_none(),
        quarantine: None,
        article: id(told.source).to_string(),
        number: told.revision,
    }
}

/// A directory as a release of format 1 left it, after a crash: no index and no mark.
fn make(dir: &Path) {
    let database = Database::create(dir.join("articles.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut entries = transaction.open_table(ENTRIES).unwrap();
        let mut currents = transaction.open_table(CURRENT).unwrap();
        let mut revisions = transaction.open_table(REVISIONS).unwrap();
        for (sequence, told) in (1..).zip(&TOLD) {
            let (article, key) = (id(told.source), told.revision);
            let article = article.as_str().as_bytes();
            let value = frame(&entry(sequence, told).encode_to_vec());
            entries.insert(sequence, value.as_slice()).unwrap();
            let value = frame(&current(sequence, told).encode_to_vec());
            currents.insert(article, value.as_slice()).unwrap();
            let value = frame(&revision(sequence, told).encode_to_vec());
            revisions.insert((article, key), value.as_slice()).unwrap();
        }
    }
    transaction.commit().unwrap();
    fs::write(dir.join("format"), "vedette data format 1\n").unwrap();
}

/// Corrects every quote: earlier formats knew no decisions.
fn decide_on_all(ingest: &Ingest) {
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let query = QuoteQuery::default();
    let page = quote::search(ingest.view(), &lexicon, &query, &budget).unwrap();
    for record in page.hits.into_iter().map(|h| h.record) {
        let verdict = Verdict {
            record: RecordId::Quote(record.id),
            state: DecisionState::Corrected,
            fields: vec![(None, Field::Kind(QuoteKind::Mixed))],
            merge: None,
            analyst: String::new(),
            reason: String::new(),
        };
        let article = &record.source.article;
        ingest
            .decide(article, verdict, at(80), Acknowledge::Searchable)
            .unwrap();
    }
    assert_eq!(ingest.check_entries(0).damaged, [""; 0]);
}

#[test]
fn data_of_format_1_open_with_every_revision_and_deletion() {
    let dir = tempfile::tempdir().unwrap();
    make(dir.path());
    let ingest = open(dir.path());
    assert_eq!(everything(&ingest), ["the first, revised", "the second"]);
    assert_eq!(ingest.check_entries(0).damaged, [""; 0]);
    let same = raw("wire-1", "quote mara-odell the first, revised");
    decide_on_all(&ingest);
    let receipt = ingest.put(same, at(90), Acknowledge::Durable).unwrap();
    assert_eq!(receipt.revision, 2, "the same again is no new revision");
    assert_eq!(ingest.health().log_head, 7);
    let history = ingest.history(&id("wire-3")).unwrap();
    assert_eq!(history.len(), 2);
    assert!(history[1].tombstone);
    assert_eq!(history[0].superseded, Some(at(5)));
    put(&ingest, "wire-9", "quote mara-odell more");
    ingest.close().unwrap();
    let raised = fs::read(dir.path().join("format")).unwrap();
    assert_eq!(raised, b"vedette data format 5\n");
    assert_eq!(everything(&open(dir.path())).len(), 3);
}

#[test]
fn data_of_a_newer_format_are_refused_in_one_sentence_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put_at(&ingest, "wire-1", "quote mara-odell the first", 1);
    ingest.close().unwrap();
    fs::write(dir.path().join("format"), "vedette data format 6\n").unwrap();
    let log = fs::read(dir.path().join("articles.redb")).unwrap();
    let refused = open_with(dir.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(refused, OpenError::TooNew { found: 6, .. }));
    let told = refused.to_string();
    assert_eq!(told.lines().count(), 1);
    assert!(told.contains("install the newer release"), "{told}");
    assert!(dir.path().join("index.clean").exists());
    assert_eq!(fs::read(dir.path().join("articles.redb")).unwrap(), log);
}
