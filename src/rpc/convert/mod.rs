//! Conversions between the wire and what exists: one file a noun, both directions.
//!
//! Not validation of meaning (whether an actor exists is the question's own check). Rules: an enum value maps by an
//! exhaustive match, unknown numbers are violations, and what is unknown stays absent on the wire.

pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod amount;
pub(crate) mod article;
pub(crate) mod border;
pub(crate) mod border_timeline;
pub(crate) mod change;
pub(crate) mod correction;
pub(crate) mod date;
pub(crate) mod decision;
pub(crate) mod deployment;
pub(crate) mod enumeration;
pub(crate) mod evidence;
pub(crate) mod facet;
pub(crate) mod issue;
pub(crate) mod mask;
pub(crate) mod matrix;
pub(crate) mod name;
pub(crate) mod network;
pub(crate) mod page;
pub(crate) mod place;
pub(crate) mod quote;
pub(crate) mod remark;
pub(crate) mod report;
pub(crate) mod source;
pub(crate) mod spokesperson;
pub(crate) mod stance;
pub(crate) mod stand;
pub(crate) mod stream;
pub(crate) mod timeline;
pub(crate) mod utterance;

/// A count as the wire has it; more than 2^31 - 1 is told as that.
pub(crate) fn count(n: u64) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
