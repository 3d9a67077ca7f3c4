//! Pages on the wire: the three fields every list and search shares, and the kinds of changes every follow tells.

use super::count;
use crate::query::{ChangeKind, Page, PageRequest};
use crate::rpc::pb;
use crate::rpc::violation::Checked;
use prost::Message;

/// Most bytes of an answer without pages as it goes over the wire: the 4 MiB that stock clients take, with room to spare.
pub(crate) const ANSWER_BYTES_MAX: usize = 3 << 20;

/// Leaves as much of a list, from its beginning, as fits into an answer whose other parts have `taken` bytes; always the first.
pub(crate) fn fit<M: Message>(list: &mut Vec<M>, mut taken: usize) {
    let fits = list.iter().take_while(|part| {
        taken += part.encoded_len();
        taken <= ANSWER_BYTES_MAX
    });
    let fits = fits.count();
    list.truncate(fits.max(1));
}

/// Records that were asked for by name and have more than [`ANSWER_BYTES_MAX`] together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Refuses records that were asked for by name and are too large together.
pub(crate) fn whole<M: Message>(records: Vec<M>) -> Result<Vec<M>, TooLarge> {
    let bytes: usize = records.iter().map(Message::encoded_len).sum();
    if bytes > ANSWER_BYTES_MAX {
        return Err(TooLarge);
    }
    Ok(records)
}

/// The page asked for. A negative size is the question's own check.
pub(crate) fn request(size: i32, token: String, total: bool) -> PageRequest {
    PageRequest { size, token, total }
}

/// The page asked for, as a question of its own.
pub(crate) fn checked(size: i32, token: String, total: bool) -> Checked<PageRequest> {
    Checked {
        value: request(size, token, total),
        violations: Vec::new(),
    }
}

/// The records of a page without scores, its next token, and its total.
pub(crate) fn records<R, W: From<R>>(page: Page<R>) -> (Vec<W>, String, Option<i32>) {
    let records = page.hits.into_iter().map(|hit| hit.record.into()).collect();
    (records, page.next_page_token, page.total.map(count))
}

/// The hits of a page turned by `turn`, its next token, and its total.
pub(crate) fn hits<R, W>(
    page: Page<R>,
    turn: impl Fn(crate::query::Hit<R>) -> W,
) -> (Vec<W>, String, Option<i32>) {
    let results = page.hits.into_iter().map(turn).collect();
    (results, page.next_page_token, page.total.map(count))
}

impl From<ChangeKind> for pb::ChangeKind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Added => Self::Added,
            ChangeKind::Changed => Self::Changed,
            ChangeKind::Removed => Self::Removed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message of as many bytes on the wire: the field's number takes one of them, its length three, from two megabytes on four.
    fn message(bytes: usize) -> pb::Quote {
        let text = "x".repeat(bytes - if bytes > 2 << 20 { 5 } else { 4 });
        let message = pb::Quote {
            name: text,
            ..pb::Quote::default()
        };
        assert_eq!(message.encoded_len(), bytes);
        message
    }

    #[test]
    fn an_answer_takes_as_many_bytes_as_its_limit_and_always_one_part() {
        let half = ANSWER_BYTES_MAX / 2;
        let fitting = |list: &[usize], taken| {
            let mut list: Vec<pb::Quote> = list.iter().map(|b| message(*b)).collect();
            fit(&mut list, taken);
            list.len()
        };
        assert_eq!(fitting(&[half, half], 0), 2);
        assert_eq!(fitting(&[half, half], 1), 1);
        assert_eq!(fitting(&[half, half + 1, half], 0), 1);
        assert_eq!(fitting(&[2 * half + 1, half], 0), 1);
        assert_eq!(fitting(&[], 0), 0);
    }

    #[test]
    fn records_asked_for_by_name_come_whole_or_are_refused() {
        let half = ANSWER_BYTES_MAX / 2;
        assert_eq!(whole(vec![message(half); 2]).unwrap().len(), 2);
        let refused = whole(vec![message(half), message(half + 1)]);
        assert_eq!(refused.unwrap_err(), TooLarge);
    }
}
