//! Writes a data directory as releases of formats 2, 3 and 4 left it, byte by byte.

use crate::store::format::{
    CURRENT, Current, ENTRIES, Info, REVISIONS, Revision, frame, id, info, instant,
};
use prost::Message;
use redb::{Database, TableDefinition};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use vedette::model::id::{digest_id, normalise_evidence};

const DECISIONS: TableDefinition<'_, (&[u8], u32), &[u8]> = TableDefinition::new("decisions");
const REQUESTS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("requests");
const ORDER: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("request_order");

/// An entry as of format 4.
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
    #[prost(uint64, tag = "9")]
    sequence: u64,
    /// Since format 2.
    #[prost(bool, tag = "10")]
    purged: bool,
    #[prost(string, optional, tag = "11")]
    request: Option<String>,
    #[prost(bytes = "vec", tag = "12")]
    fingerprint: Vec<u8>,
    /// Since format 3.
    #[prost(message, optional, tag = "13")]
    ruling: Option<Ruling>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Ruling {
    #[prost(message, optional, tag = "1")]
    pub(super) record: Option<Name>,
    #[prost(message, repeated, tag = "2")]
    pub(super) told: Vec<Told>,
    #[prost(string, tag = "3")]
    pub(super) state: String,
    #[prost(string, tag = "4")]
    pub(super) analyst: String,
    #[prost(string, tag = "5")]
    pub(super) reason: String,
    /// Since format 4.
    #[prost(message, repeated, tag = "6")]
    pub(super) corrections: Vec<Correction>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Name {
    #[prost(string, tag = "1")]
    noun: String,
    #[prost(string, tag = "2")]
    id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Told {
    #[prost(string, tag = "1")]
    pub(super) words: String,
    #[prost(string, tag = "2")]
    pub(super) reading: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Correction {
    #[prost(message, optional, tag = "2")]
    pub(super) told: Option<Told>,
    #[prost(bool, tag = "3")]
    pub(super) alone: bool,
    #[prost(message, optional, tag = "4")]
    pub(super) set: Option<Set>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Set {
    #[prost(string, tag = "1")]
    pub(super) path: String,
    #[prost(message, repeated, tag = "2")]
    pub(super) actors: Vec<Role>,
    #[prost(string, optional, tag = "3")]
    pub(super) word: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Role {
    #[prost(string, tag = "1")]
    pub(super) text: String,
    #[prost(string, optional, tag = "2")]
    pub(super) actor: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
struct DecisionRow {
    #[prost(uint64, tag = "1")]
    sequence: u64,
    #[prost(string, tag = "2")]
    article: String,
    #[prost(uint32, tag = "3")]
    number: u32,
}

#[derive(Clone, PartialEq, Message)]
struct RequestRow {
    #[prost(bytes = "vec", tag = "1")]
    fingerprint: Vec<u8>,
    #[prost(uint64, tag = "2")]
    sequence: u64,
    #[prost(uint32, tag = "3")]
    revision: u32,
    /// 1: it made a revision where none was alive.
    #[prost(int32, tag = "4")]
    done: i32,
    #[prost(string, tag = "5")]
    id: String,
}

#[derive(Clone, PartialEq, Message)]
struct RequestMark {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(int64, tag = "2")]
    came_us: i64,
    #[prost(uint64, tag = "3")]
    number: u64,
}

/// What one entry does.
pub(super) enum Deed {
    Put(&'static str),
    /// A revision whose text a purge took.
    Destroyed,
    /// The purge.
    Purge,
    Decide(Ruling),
    /// A decision whose words a purge took.
    Forgotten,
}

/// An entry: source, revision, deed.
pub(super) type Line = (&'static str, u32, Deed);

/// The request that brought the first entry.
pub(super) const REQUEST: &str = "desk-7";

pub(super) const FIRST: &str = "quote mara-odell the first";
pub(super) const SECOND: &str = "quote tal-brandt the second";
pub(super) const THIRD: &str = "quote tal-brandt the third";

pub(super) fn put(source: &'static str, text: &'static str) -> Line {
    (source, 1, Deed::Put(text))
}

/// A revision, with a decision on it where decisions are known, and the purge that took both.
pub(super) fn purged(source: &'static str, decided: bool) -> Vec<Line> {
    let mut lines = vec![(source, 1, Deed::Destroyed)];
    if decided {
        lines.push((source, 1, Deed::Forgotten));
    }
    lines.push((source, 2, Deed::Purge));
    lines
}

pub(super) fn told(words: &str, reading: &str) -> Told {
    Told {
        words: words.to_owned(),
        reading: reading.to_owned(),
    }
}

/// A decision on the one quote of an article.
pub(super) fn decide(source: &'static str, text: &str, told: Told, state: &str) -> Ruling {
    let article = id(source);
    let parts = [article.as_str(), "quote", &normalise_evidence(text)];
    Ruling {
        record: Some(Name {
            noun: "quote".to_owned(),
            id: digest_id('q', &parts).to_string(),
        }),
        told: vec![told],
        state: state.to_owned(),
        analyst: "mt".to_owned(),
        reason: "the tape says so".to_owned(),
        corrections: Vec::new(),
    }
}

/// Hash of info, format (none) and bytes, each behind its length.
fn content_hash(source: &str, text: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [
        info(source).encode_to_vec().as_slice(),
        b"",
        text.as_bytes(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Hash of what a request asks for: the article behind its length, and the content's hash.
fn fingerprint(source: &str, text: &str) -> Vec<u8> {
    let article = id(source);
    let name = article.as_str().as_bytes();
    let mut hash = Sha256::new();
    hash.update((name.len() as u64).to_be_bytes());
    hash.update(name);
    hash.update(content_hash(source, text));
    hash.finalize().to_vec()
}

fn entry(sequence: u64, (source, revision, deed): &Line) -> Entry {
    let plain = Entry {
        article: id(source).to_string(),
        revision: *revision,
        ingested_us: instant(sequence),
        sequence,
        ..Entry::default()
    };
    match deed {
        Deed::Put(text) if sequence == 1 => Entry {
            info: Some(info(source)),
            content: text.as_bytes().to_vec(),
            request: Some(REQUEST.to_owned()),
            fingerprint: fingerprint(source, text),
            ..plain
        },
        Deed::Put(text) => Entry {
            info: Some(info(source)),
            content: text.as_bytes().to_vec(),
            ..plain
        },
        Deed::Destroyed => Entry {
            purged: true,
            ..plain
        },
        Deed::Purge => Entry {
            delete: true,
            purged: true,
            ..plain
        },
        Deed::Decide(ruling) => Entry {
            ruling: Some(ruling.clone()),
            ..plain
        },
        Deed::Forgotten => Entry {
            purged: true,
            ruling: Some(Ruling::default()),
            ..plain
        },
    }
}

/// A directory as a release of this format left it, after a crash: no index and no mark.
pub(super) fn make(dir: &Path, format: u32, lines: &[Line]) {
    let database = Database::create(dir.join("articles.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut entries = transaction.open_table(ENTRIES).unwrap();
        let mut currents = transaction.open_table(CURRENT).unwrap();
        let mut revisions = transaction.open_table(REVISIONS).unwrap();
        for (sequence, line) in (1..).zip(lines) {
            let value = frame(&entry(sequence, line).encode_to_vec());
            entries.insert(sequence, value.as_slice()).unwrap();
            let (source, number, deed) = line;
            if matches!(deed, Deed::Decide(_) | Deed::Forgotten) {
                continue;
            }
            let article = id(source);
            let key = article.as_str().as_bytes();
            let gone = matches!(deed, Deed::Purge);
            let current = Current {
                sequence,
                revision: *number,
                deleted: gone,
                content_hash: match deed {
                    Deed::Put(text) => content_hash(source, text),
                    Deed::Destroyed | Deed::Purge | Deed::Decide(_) | Deed::Forgotten => Vec::new(),
                },
                quarantined: false,
                article: article.to_string(),
            };
            let value = frame(&current.encode_to_vec());
            currents.insert(key, value.as_slice()).unwrap();
            let is_next = |(_, other): &(u64, &Line)| other.0 == *source && other.1 > *number;
            let next = (1..).zip(lines).find(is_next);
            let revision = Revision {
                sequence,
                ingested_us: instant(sequence),
                superseded_us: next.map(|(later, _)| instant(later)),
                tombstone: gone,
                quarantine: None,
                article: article.to_string(),
                number: *number,
            };
            let value = frame(&revision.encode_to_vec());
            revisions.insert((key, *number), value.as_slice()).unwrap();
        }
        requests(&transaction, lines);
        if format > 2 {
            decisions(&transaction, lines);
        }
    }
    transaction.commit().unwrap();
    fs::write(
        dir.join("format"),
        format!("vedette data format {format}\n"),
    )
    .unwrap();
}

/// The answer that is kept of the first entry's request.
fn requests(transaction: &redb::WriteTransaction, lines: &[Line]) {
    let mut rows = transaction.open_table(REQUESTS).unwrap();
    let mut order = transaction.open_table(ORDER).unwrap();
    let row = RequestRow {
        fingerprint: entry(1, &lines[0]).fingerprint,
        sequence: 1,
        revision: 1,
        done: 1,
        id: REQUEST.to_owned(),
    };
    let value = frame(&row.encode_to_vec());
    rows.insert(REQUEST.as_bytes(), value.as_slice()).unwrap();
    let mark = RequestMark {
        id: REQUEST.to_owned(),
        came_us: instant(1),
        number: 1,
    };
    let value = frame(&mark.encode_to_vec());
    order.insert(1, value.as_slice()).unwrap();
}

/// Which entries decide on records of which article; each has one here.
fn decisions(transaction: &redb::WriteTransaction, lines: &[Line]) {
    let mut table = transaction.open_table(DECISIONS).unwrap();
    for (sequence, (source, _, deed)) in (1..).zip(lines) {
        if matches!(deed, Deed::Decide(_) | Deed::Forgotten) {
            let article = id(source);
            let row = DecisionRow {
                sequence,
                article: article.to_string(),
                number: 1,
            };
            let value = frame(&row.encode_to_vec());
            let key = (article.as_str().as_bytes(), 1);
            table.insert(key, value.as_slice()).unwrap();
        }
    }
}
