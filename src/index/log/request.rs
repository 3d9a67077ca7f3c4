//! Request ids: what was answered to each, so that a write sent twice is done once.
//!
//! Not the articles themselves. A row tells which write the id stood for (as a hash) and what became of it; rows of writes
//! that made an entry can be made again from it, so that backups carry them. Rules: a row is written in the transaction
//! of its write; rows go in the order they came, once they are [`REQUESTS_KEPT`] old or more than [`REQUESTS_MAX`].

use super::{failed, frame, unframe_row};
use crate::index::IndexError;
use crate::model::RequestId;
use jiff::SignedDuration;
use prost::Message;
use redb::{ReadTransaction, ReadableTable, Table, TableDefinition, TableError, WriteTransaction};

/// Request id to the framed [`RequestRow`].
pub(super) const REQUESTS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("requests");
/// Number in the order they came to the framed [`RequestMark`].
pub(super) const ORDER: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("request_order");

/// How long the answer to a request id is kept at least, unless [`REQUESTS_MAX`] newer ones came.
pub const REQUESTS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Most request ids whose answers are kept.
pub const REQUESTS_MAX: u64 = 1_000_000;

/// Rows taken out for each one that comes in: more than one, so that a full table shrinks once its rows are old.
const TAKEN_OUT: usize = 4;

/// A request id with a hash of the write it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The id.
    pub(crate) id: RequestId,
    /// Hash of what was to be done, to which article.
    pub(crate) fingerprint: [u8; 32],
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(crate) enum Done {
    /// It was what is current already.
    Unchanged = 0,
    /// It made a revision where none was alive.
    Made = 1,
    /// It made a revision in the place of a living one, or a deletion.
    Replaced = 2,
}

/// What was answered to a request id.
#[derive(Clone, PartialEq, Message)]
pub(super) struct RequestRow {
    /// Hash of what was to be done.
    #[prost(bytes = "vec", tag = "1")]
    fingerprint: Vec<u8>,
    /// The entry that holds the state it led to.
    #[prost(uint64, tag = "2")]
    pub(super) sequence: u64,
    /// The revision of the article then.
    #[prost(uint32, tag = "3")]
    pub(super) revision: u32,
    /// What became of it.
    #[prost(enumeration = "Done", tag = "4")]
    pub(super) done: i32,
    /// The key it lies under.
    #[prost(string, tag = "5")]
    id: String,
}

impl RequestRow {
    /// A row for a write with this mark.
    pub(super) fn new(mark: &Mark, sequence: u64, revision: u32, done: Done) -> Self {
        Self {
            fingerprint: mark.fingerprint.to_vec(),
            sequence,
            revision,
            done: done.into(),
            id: mark.id.to_string(),
        }
    }
}

#[derive(Clone, PartialEq, Message)]
struct RequestMark {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(int64, tag = "2")]
    came_us: i64,
    /// The key it lies under.
    #[prost(uint64, tag = "3")]
    number: u64,
}

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) rows: u64,
    pub(super) age: SignedDuration,
}

/// The bounds that hold.
pub(super) const BOUNDS: Bounds = Bounds {
    rows: REQUESTS_MAX,
    age: REQUESTS_KEPT,
};

/// The row of a request id, when it was given to the same write; an error when it was given to another.
fn judged(value: Option<&[u8]>, mark: &Mark) -> Result<Option<RequestRow>, IndexError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let row: RequestRow = unframe_row(value, mark.id.as_str())?;
    if row.id == mark.id.as_str() && row.fingerprint == mark.fingerprint {
        Ok(Some(row))
    } else {
        Err(IndexError::RequestIdReused(mark.id.clone()))
    }
}

/// What was answered to a request id, outside of any write.
pub(super) fn answered(
    transaction: &ReadTransaction,
    mark: &Mark,
) -> Result<Option<RequestRow>, IndexError> {
    let table = match transaction.open_table(REQUESTS) {
        Ok(table) => table,
        // A log from before there were request ids.
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(error) => return Err(failed("read")(error)),
    };
    let value = table
        .get(mark.id.as_str().as_bytes())
        .map_err(failed("read"))?;
    judged(value.as_ref().map(redb::AccessGuard::value), mark)
}

/// The tables of request ids in one transaction.
pub(super) struct Requests<'t> {
    rows: Table<'t, &'static [u8], &'static [u8]>,
    order: Table<'t, u64, &'static [u8]>,
}

impl<'t> Requests<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, IndexError> {
        Ok(Self {
            rows: transaction.open_table(REQUESTS).map_err(failed("write"))?,
            order: transaction.open_table(ORDER).map_err(failed("write"))?,
        })
    }

    /// What was answered to a request id.
    pub(super) fn answered(&self, mark: &Mark) -> Result<Option<RequestRow>, IndexError> {
        let value = self
            .rows
            .get(mark.id.as_str().as_bytes())
            .map_err(failed("read"))?;
        judged(value.as_ref().map(redb::AccessGuard::value), mark)
    }

    /// Keeps an answer that was given at `now_us`, and lets go of those that are too old or too many.
    pub(super) fn keep(
        &mut self,
        row: &RequestRow,
        now_us: i64,
        bounds: Bounds,
    ) -> Result<(), IndexError> {
        let last = self.order.last().map_err(failed("read"))?;
        let number = last.map_or(1, |(number, _)| number.value() + 1);
        let mark = RequestMark {
            id: row.id.clone(),
            came_us: now_us,
            number,
        };
        self.rows
            .insert(
                row.id.as_bytes(),
                frame::pack(&row.encode_to_vec()).as_slice(),
            )
            .map_err(failed("write"))?;
        self.order
            .insert(number, frame::pack(&mark.encode_to_vec()).as_slice())
            .map_err(failed("write"))?;
        for _ in 0..TAKEN_OUT {
            if !self.take_out(number, now_us, bounds)? {
                break;
            }
        }
        Ok(())
    }

    /// Takes out the oldest row when it is too old, or one too many beside the one with number `last`.
    fn take_out(&mut self, last: u64, now_us: i64, bounds: Bounds) -> Result<bool, IndexError> {
        let (number, mark) = {
            let first = self.order.first().map_err(failed("read"))?;
            let Some((number, value)) = first else {
                return Ok(false);
            };
            let mark: Result<RequestMark, _> = unframe_row(value.value(), "request");
            (number.value(), mark)
        };
        let too_many = last.saturating_sub(number) >= bounds.rows;
        match mark {
            Ok(mark) => {
                let age = now_us.saturating_sub(mark.came_us);
                if !too_many && age < i64::try_from(bounds.age.as_micros()).unwrap_or(i64::MAX) {
                    return Ok(false);
                }
                self.rows
                    .remove(mark.id.as_bytes())
                    .map_err(failed("write"))?;
            }
            Err(error) => tracing::warn!(%error, "let go of a damaged request row"),
        }
        self.order.remove(number).map_err(failed("write"))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redb::Database;

    const SECOND: i64 = 1_000_000;

    fn mark(id: &str, byte: u8) -> Mark {
        Mark {
            id: id.parse().unwrap(),
            fingerprint: [byte; 32],
        }
    }

    fn database(dir: &tempfile::TempDir) -> Database {
        Database::create(dir.path().join("requests.redb")).unwrap()
    }

    /// Keeps ids at the given seconds and answers which are known afterwards.
    fn known(ids: &[(&str, i64)], bounds: Bounds) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let database = database(&dir);
        let transaction = database.begin_write().unwrap();
        let mut requests = Requests::open(&transaction).unwrap();
        for (id, second) in ids {
            let row = RequestRow::new(&mark(id, 1), 1, 1, Done::Made);
            requests.keep(&row, second * SECOND, bounds).unwrap();
        }
        let is_known = |id: &&&str| matches!(requests.answered(&mark(id, 1)), Ok(Some(_)));
        let ids: Vec<&str> = ids.iter().map(|(id, _)| *id).collect();
        ids.iter()
            .filter(is_known)
            .map(|id| (*id).to_owned())
            .collect()
    }

    #[test]
    fn as_many_answers_are_kept_as_the_bound_says_and_the_oldest_goes_first() {
        let bounds = Bounds { rows: 3, ..BOUNDS };
        let three = [("a", 0), ("b", 1), ("c", 2)];
        assert_eq!(known(&three, bounds), ["a", "b", "c"]);
        let four = [("a", 0), ("b", 1), ("c", 2), ("d", 3)];
        assert_eq!(known(&four, bounds), ["b", "c", "d"]);
    }

    #[test]
    fn an_answer_is_kept_for_a_day_and_goes_after_it() {
        let day = 24 * 60 * 60;
        assert_eq!(known(&[("a", 0), ("b", day - 1)], BOUNDS), ["a", "b"]);
        assert_eq!(known(&[("a", 0), ("b", day)], BOUNDS), ["b"]);
    }

    #[test]
    fn an_id_for_another_write_is_an_error_and_not_an_answer() {
        let dir = tempfile::tempdir().unwrap();
        let database = database(&dir);
        let transaction = database.begin_write().unwrap();
        let mut requests = Requests::open(&transaction).unwrap();
        let row = RequestRow::new(&mark("a", 1), 7, 2, Done::Replaced);
        requests.keep(&row, 0, BOUNDS).unwrap();
        assert_eq!(requests.answered(&mark("a", 1)).unwrap(), Some(row));
        assert!(matches!(
            requests.answered(&mark("a", 2)),
            Err(IndexError::RequestIdReused(_))
        ));
        assert_eq!(requests.answered(&mark("b", 1)).unwrap(), None);
    }
}
