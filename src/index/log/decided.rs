//! Decisions: which entries decide on records of which article.
//!
//! Not what they say: that stands in the entries, so that backups carry it. Rules: a row is written in the transaction of
//! its entry and never goes; an article has at most [`DECISIONS_MAX`] of them, those that were taken back included.

use super::{ArticleLog, Entry, decode, failed, frame, misplaced, unframe_message};
use crate::index::IndexError;
use crate::index::log::ENTRIES;
use crate::model::ArticleId;
use prost::Message;
use redb::{ReadableTable, Table, TableDefinition, TableError, WriteTransaction};

/// Article id and a number counted from 1 to the framed [`DecisionRow`].
pub(super) const DECISIONS: TableDefinition<'_, (&[u8], u32), &[u8]> =
    TableDefinition::new("decisions");

/// Most decisions kept of one article: each time its records are made all of them are read.
pub const DECISIONS_MAX: u32 = 10_000;

/// Where a decision stands.
#[derive(Clone, PartialEq, Message)]
struct DecisionRow {
    /// The entry that holds it.
    #[prost(uint64, tag = "1")]
    sequence: u64,
    /// The key it lies under: article and number.
    #[prost(string, tag = "2")]
    article: String,
    /// The number.
    #[prost(uint32, tag = "3")]
    number: u32,
}

fn row(value: &[u8], article: &ArticleId, number: u32) -> Result<DecisionRow, IndexError> {
    let row: DecisionRow = unframe_message(value, 0, article)?;
    if row.article == article.as_str() && row.number == number {
        Ok(row)
    } else {
        Err(misplaced(article, row.sequence))
    }
}

impl ArticleLog {
    /// Whether an entry is listed among the decisions on an article's records.
    pub(crate) fn is_decision(
        &self,
        article: &ArticleId,
        sequence: u64,
    ) -> Result<bool, IndexError> {
        self.read(|transaction| {
            let table = transaction.open_table(DECISIONS).map_err(failed("read"))?;
            let key = article.as_str().as_bytes();
            let (mut first, mut last) = (1, DECISIONS_MAX);
            // Numbers have no gap, and later ones stand for later entries.
            while first <= last {
                let middle = first + (last - first) / 2;
                let value = table.get((key, middle)).map_err(failed("read"))?;
                let found = value
                    .map(|value| row(value.value(), article, middle))
                    .transpose()?;
                match found.map(|row| row.sequence) {
                    Some(found) if found == sequence => return Ok(true),
                    Some(found) if found < sequence => first = middle + 1,
                    Some(_) | None => last = middle - 1,
                }
            }
            Ok(false)
        })
    }

    /// The entries that decide on records of an article up to entry `until`, oldest first; one that is damaged is
    /// an error in its place.
    pub(crate) fn decisions(
        &self,
        article: &ArticleId,
        until: u64,
    ) -> Result<Vec<Result<Entry, IndexError>>, IndexError> {
        self.read(|transaction| {
            let table = match transaction.open_table(DECISIONS) {
                Ok(table) => table,
                // A log from before there were decisions.
                Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
                Err(error) => return Err(failed("read")(error)),
            };
            let entries = transaction.open_table(ENTRIES).map_err(failed("read"))?;
            let key = article.as_str().as_bytes();
            let mut found = Vec::new();
            for each in table
                .range((key, 0)..=(key, u32::MAX))
                .map_err(failed("read"))?
            {
                let (key, value) = each.map_err(failed("read"))?;
                let sequence = row(value.value(), article, key.value().1)?.sequence;
                if sequence > until {
                    break;
                }
                if let Some(value) = entries.get(sequence).map_err(failed("read"))? {
                    found.push(decode(value.value(), sequence));
                }
            }
            Ok(found)
        })
    }
}

/// The table of decisions in one transaction.
pub(super) struct Decisions<'t>(Table<'t, (&'static [u8], u32), &'static [u8]>);

impl<'t> Decisions<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, IndexError> {
        let table = transaction.open_table(DECISIONS);
        Ok(Self(table.map_err(failed("write"))?))
    }

    /// How many there are of an article.
    pub(super) fn count(&self, article: &ArticleId) -> Result<u32, IndexError> {
        let key = article.as_str().as_bytes();
        let mut range = self
            .0
            .range((key, 0)..=(key, u32::MAX))
            .map_err(failed("read"))?;
        match range.next_back() {
            Some(last) => Ok(last.map_err(failed("read"))?.0.value().1),
            None => Ok(0),
        }
    }

    /// The entries of all of an article.
    pub(super) fn entries(&self, article: &ArticleId) -> Result<Vec<u64>, IndexError> {
        let key = article.as_str().as_bytes();
        let range = self.0.range((key, 0)..=(key, u32::MAX));
        let mut found = Vec::new();
        for each in range.map_err(failed("read"))? {
            let (key, value) = each.map_err(failed("read"))?;
            found.push(row(value.value(), article, key.value().1)?.sequence);
        }
        Ok(found)
    }

    /// Notes that an entry decides on a record of an article.
    pub(super) fn keep(&mut self, article: &ArticleId, sequence: u64) -> Result<(), IndexError> {
        let number = self.count(article)? + 1;
        let row = DecisionRow {
            sequence,
            article: article.to_string(),
            number,
        };
        let key = (article.as_str().as_bytes(), number);
        let value = frame::pack(&row.encode_to_vec());
        self.0
            .insert(key, value.as_slice())
            .map_err(failed("write"))?;
        Ok(())
    }
}
