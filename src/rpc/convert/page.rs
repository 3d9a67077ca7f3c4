//! Pages on the wire: the three fields every list and search shares, and the kinds of changes every follow tells.

use super::count;
use crate::query::{ChangeKind, Page, PageRequest};
use crate::rpc::pb;
use crate::rpc::violation::Checked;

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
