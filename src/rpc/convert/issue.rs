//! Issues on the wire.

use super::mask::{self, Masked};
use super::name::Collection;
use super::{count, page};
use crate::model::IssueId;
use crate::query::Page;
use crate::query::issue::IssueRecord;
use crate::rpc::pb;
use crate::rpc::violation::Violation;

impl TryFrom<pb::GetIssueRequest> for Masked<IssueId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetIssueRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Issues.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Issues)
    }
}

impl From<IssueRecord> for pb::Issue {
    fn from(record: IssueRecord) -> Self {
        Self {
            name: Collection::Issues.name(&record.issue.id),
            proposition: record.issue.proposition,
            stance_count: count(record.stances),
        }
    }
}

impl From<Page<IssueRecord>> for pb::ListIssuesResponse {
    fn from(found: Page<IssueRecord>) -> Self {
        let (issues, next_page_token, total_size) = page::records(found);
        Self {
            issues,
            next_page_token,
            total_size,
        }
    }
}
