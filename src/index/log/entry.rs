//! Entries: what one value of the log says.
//!
//! These messages are the archive: a tag never changes its meaning, closed sets are kept by name, and what a newer
//! release adds must be readable by none but itself (the data format number guards that).

use super::Mark;
use crate::index::IndexError;
use crate::index::document::{StoredInfo, StoredRuling, damaged, instant};
use crate::model::{ArticleId, ArticleInfo, Format, RawArticle, Ruling};
use jiff::Timestamp;
use prost::Message;
use sha2::{Digest, Sha256};

/// What an entry does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Deed {
    /// A new revision of an article.
    Put {
        /// The article as received.
        raw: Box<RawArticle>,
        /// Why its extraction failed, when it did.
        quarantine: Option<String>,
    },
    /// A deletion: a revision without content.
    Delete,
    /// A revision whose text was destroyed; what it said nobody knows any more.
    Destroyed,
    /// A purge: a deletion that destroyed the text of every revision before it.
    Purged,
    /// A decision on a record of the revision; it makes no revision of its own.
    Decide(Box<Ruling>),
    /// A decision whose words were destroyed.
    Forgotten,
}

impl Deed {
    /// Whether it is about a revision that is there already.
    pub(crate) const fn is_decision(&self) -> bool {
        matches!(self, Self::Decide(_) | Self::Forgotten)
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Which article.
    pub(crate) article: ArticleId,
    /// Which revision this makes, or is about; counted from 1.
    pub(crate) revision: u32,
    /// When it came in.
    pub(crate) ingested: Timestamp,
    /// What it does.
    pub(crate) deed: Deed,
    /// The request it came with, when that had an id.
    pub(crate) request: Option<Mark>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct StoredEntry {
    #[prost(string, tag = "1")]
    article: String,
    #[prost(uint32, tag = "2")]
    revision: u32,
    #[prost(int64, tag = "3")]
    ingested_us: i64,
    #[prost(bool, tag = "4")]
    delete: bool,
    #[prost(message, optional, tag = "5")]
    info: Option<StoredInfo>,
    #[prost(bytes = "vec", tag = "6")]
    content: Vec<u8>,
    #[prost(string, optional, tag = "7")]
    format: Option<String>,
    #[prost(string, optional, tag = "8")]
    quarantine: Option<String>,
    /// The key it lies under: a damaged key must not pass for another's.
    #[prost(uint64, tag = "9")]
    sequence: u64,
    /// Since data format 2: with `delete` a purge, without it a revision that was destroyed.
    #[prost(bool, tag = "10")]
    purged: bool,
    /// The request's id and the hash of the write it stands for.
    #[prost(string, optional, tag = "11")]
    request: Option<String>,
    #[prost(bytes = "vec", tag = "12")]
    fingerprint: Vec<u8>,
    /// Since data format 3: a decision; with `purged` one whose words were destroyed. Since format 4 it may correct, since format 5 merge.
    #[prost(message, optional, tag = "13")]
    ruling: Option<StoredRuling>,
}

impl Entry {
    /// The entry as bytes, to lie under this sequence number.
    pub(super) fn encode(&self, sequence: u64) -> Vec<u8> {
        let stored = StoredEntry {
            article: self.article.to_string(),
            revision: self.revision,
            ingested_us: self.ingested.as_microsecond(),
            sequence,
            request: self.request.as_ref().map(|mark| mark.id.to_string()),
            fingerprint: self
                .request
                .as_ref()
                .map(|mark| mark.fingerprint.to_vec())
                .unwrap_or_default(),
            ..StoredEntry::default()
        };
        match &self.deed {
            Deed::Delete => StoredEntry {
                delete: true,
                ..stored
            },
            Deed::Destroyed => StoredEntry {
                purged: true,
                ..stored
            },
            Deed::Purged => StoredEntry {
                delete: true,
                purged: true,
                ..stored
            },
            Deed::Decide(ruling) => StoredEntry {
                ruling: Some(ruling.as_ref().into()),
                ..stored
            },
            Deed::Forgotten => StoredEntry {
                purged: true,
                ruling: Some(StoredRuling::default()),
                ..stored
            },
            Deed::Put { raw, quarantine } => StoredEntry {
                info: Some((&raw.info).into()),
                content: raw.bytes.clone(),
                format: raw.format.map(|f| f.to_string()),
                quarantine: quarantine.clone(),
                ..stored
            },
        }
        .encode_to_vec()
    }

    /// The entry the bytes under this sequence number were made from.
    pub(super) fn decode(bytes: &[u8], sequence: u64) -> Result<Self, IndexError> {
        let stored = StoredEntry::decode(bytes).map_err(|e| damaged(e.to_string()))?;
        if stored.sequence != sequence {
            return Err(damaged(format!("it is entry {}", stored.sequence)));
        }
        let article = stored
            .article
            .parse()
            .map_err(|_e| damaged("it names no article"))?;
        let request = stored
            .request
            .map(|id| mark(&id, &stored.fingerprint))
            .transpose()?;
        let deed = match (stored.purged, stored.delete, stored.ruling) {
            (true, _, Some(_)) => Deed::Forgotten,
            (false, _, Some(ruling)) => Deed::Decide(Box::new(ruling.try_into()?)),
            (true, true, None) => Deed::Purged,
            (true, false, None) => Deed::Destroyed,
            (false, true, None) => Deed::Delete,
            (false, false, None) => {
                let format = stored.format.as_deref().map(str::parse::<Format>);
                Deed::Put {
                    raw: Box::new(RawArticle {
                        info: stored.info.unwrap_or_default().try_into()?,
                        bytes: stored.content,
                        format: format.transpose().map_err(|e| damaged(e.to_string()))?,
                    }),
                    quarantine: stored.quarantine,
                }
            }
        };
        Ok(Self {
            article,
            revision: stored.revision,
            ingested: instant(stored.ingested_us)?,
            deed,
            request,
        })
    }
}

/// The mark of the request an entry came with.
fn mark(id: &str, fingerprint: &[u8]) -> Result<Mark, IndexError> {
    let id = id.parse().map_err(|_e| damaged("its request id is none"))?;
    let fingerprint = fingerprint
        .try_into()
        .map_err(|_e| damaged("its request's hash is cut"))?;
    Ok(Mark { id, fingerprint })
}

/// The article an entry's bytes name, as far as they can be read at all.
pub(super) fn article_of(bytes: &[u8]) -> String {
    StoredEntry::decode(bytes).map_or_else(|_e| "unknown".to_owned(), |e| e.article)
}

/// The hash that decides whether an article is the same again: over its info, format and bytes, each with its length.
pub(crate) fn content_hash(raw: &RawArticle) -> [u8; 32] {
    let mut hash = Sha256::new();
    let info = StoredInfo::from(&raw.info as &ArticleInfo).encode_to_vec();
    let format = raw.format.map_or("", Format::as_str);
    for part in [info.as_slice(), format.as_bytes(), raw.bytes.as_slice()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The current state of an article.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Current {
    /// The entry that made it.
    #[prost(uint64, tag = "1")]
    pub(crate) sequence: u64,
    /// Its revision.
    #[prost(uint32, tag = "2")]
    pub(crate) revision: u32,
    /// Whether it is a tombstone.
    #[prost(bool, tag = "3")]
    pub(crate) deleted: bool,
    /// [`content_hash`] of it; empty for a tombstone.
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) content_hash: Vec<u8>,
    /// Whether its extraction failed.
    #[prost(bool, tag = "5")]
    pub(crate) quarantined: bool,
    /// The key it lies under.
    #[prost(string, tag = "6")]
    pub(super) article: String,
}

/// What is kept of every revision for good.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct RevisionRow {
    /// The entry that made it.
    #[prost(uint64, tag = "1")]
    pub(super) sequence: u64,
    /// When it came in, microseconds since 1970.
    #[prost(int64, tag = "2")]
    pub(super) ingested_us: i64,
    /// When the next one took its place.
    #[prost(int64, optional, tag = "3")]
    pub(super) superseded_us: Option<i64>,
    /// Whether it is a deletion.
    #[prost(bool, tag = "4")]
    pub(super) tombstone: bool,
    /// Why its extraction failed.
    #[prost(string, optional, tag = "5")]
    pub(super) quarantine: Option<String>,
    /// The key it lies under: article and revision.
    #[prost(string, tag = "6")]
    pub(super) article: String,
    /// The revision.
    #[prost(uint32, tag = "7")]
    pub(super) revision: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Correction, DecisionState, Field, MergeInto, Position, RecordId, Told};

    fn raw() -> RawArticle {
        RawArticle {
            info: ArticleInfo {
                source_id: Some("wire-7".to_owned()),
                title: Some("A title".to_owned()),
                published: "2024-12".parse().ok(),
                ..ArticleInfo::default()
            },
            bytes: b"Some text.".to_vec(),
            format: Some(Format::Html),
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        for deed in [
            Deed::Delete,
            Deed::Destroyed,
            Deed::Purged,
            Deed::Forgotten,
            Deed::Decide(Box::new(Ruling {
                record: RecordId::Stance("s1".parse().unwrap()),
                told: vec![Told {
                    words: "Some words.".to_owned(),
                    reading: "a OPPOSE b".to_owned(),
                }],
                state: DecisionState::Corrected,
                corrections: vec![Correction {
                    claim: None,
                    told: Told {
                        words: "Some words.".to_owned(),
                        reading: "a OPPOSE b".to_owned(),
                    },
                    alone: true,
                    set: Field::Position(Position::Support),
                }],
                merge: Some(MergeInto::Deployment("d1".parse().unwrap())),
                analyst: "mt".to_owned(),
                reason: "irony".to_owned(),
            })),
            Deed::Put {
                raw: Box::new(raw()),
                quarantine: Some("it broke".to_owned()),
            },
        ] {
            let entry = Entry {
                article: "a1".parse().unwrap(),
                revision: 3,
                ingested: Timestamp::from_microsecond(1_733_400_000_000_001).unwrap(),
                deed,
                request: Some(Mark {
                    id: "r-1".parse().unwrap(),
                    fingerprint: [7; 32],
                }),
            };
            assert_eq!(Entry::decode(&entry.encode(7), 7).unwrap(), entry);
            assert!(Entry::decode(&entry.encode(7), 8).is_err());
        }
    }

    #[test]
    fn the_content_hash_sees_text_info_and_format() {
        let mut other = raw();
        assert_eq!(content_hash(&raw()), content_hash(&other));
        other.info.outlet = Some("The Daily Invention".to_owned());
        assert_ne!(content_hash(&raw()), content_hash(&other));
        other = raw();
        other.format = None;
        assert_ne!(content_hash(&raw()), content_hash(&other));
        other = raw();
        other.bytes.push(b'!');
        assert_ne!(content_hash(&raw()), content_hash(&other));
    }
}
