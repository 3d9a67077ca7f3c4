//! What can be wrong with a question, and what can go wrong while it is answered.
//!
//! One variant for each thing a caller would do differently. [`QueryError::Invalid`] carries everything that is wrong
//! with the question, each with the field's path, so that a caller mends it in one go.

use super::resume::ResumeError;
use crate::index::IndexError;
use crate::named_enum;

named_enum! {
    /// What is wrong with a field.
    ViolationKind as "violation kind" {
        /// No such actor, neither in the lexicon nor found in text.
        UnknownActor = "UNKNOWN_ACTOR",
        /// No such issue.
        UnknownIssue = "UNKNOWN_ISSUE",
        /// The query text does not parse or passes a limit.
        Query = "QUERY",
        /// Not a field results can be ordered by.
        Order = "ORDER",
        /// A negative page size.
        PageSize = "PAGE_SIZE",
        /// A list is longer than its limit.
        TooMany = "TOO_MANY",
        /// An interval that ends before it begins.
        Interval = "INTERVAL",
        /// A number outside its range.
        OutOfRange = "OUT_OF_RANGE",
    }
}

/// One thing that is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field below the request: `query`, `order_by`, `page_size`, `filter.actors[2]`.
    pub field: String,
    /// What is wrong.
    pub kind: ViolationKind,
    /// One sentence that says what to change.
    pub description: String,
    /// The value or limit concerned, for programs.
    pub value: String,
}

/// What is wrong with a page token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of this server, or damaged.
    #[error(
        "page_token was not made by this server or was altered: pass next_page_token on unchanged"
    )]
    Invalid,
    /// Made for another question.
    #[error(
        "page_token belongs to another request: repeat the request unchanged but for page_size, or begin without a token"
    )]
    Mismatch,
    /// The state of the index it walks is no longer held.
    #[error("page_token has expired: begin again without a token")]
    Expired,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The question is wrong, whatever the state of the index; never empty.
    #[error("{}", first(.0))]
    Invalid(Vec<Violation>),
    /// The page token is wrong.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The resume token is wrong.
    #[error(transparent)]
    Resume(#[from] ResumeError),
    /// The budget ran out.
    #[error("the time allowed for the request was up before the answer was complete")]
    DeadlineExceeded,
    /// More matches than one answer compares.
    #[error("more than {limit} {what} match: narrow the filter, for example by actor or day")]
    TooMuch {
        /// What matches.
        what: &'static str,
        /// Most of them that are compared.
        limit: usize,
    },
    /// A beginning of several words goes on in more ways than are looked up.
    #[error("{beginning} goes on in more than {limit} ways: write more letters of its last word")]
    Endings {
        /// As it was asked for.
        beginning: String,
        /// Most endings that are looked up.
        limit: u32,
    },
    /// The index failed.
    #[error("search the index")]
    Index(#[source] IndexError),
}

fn first(violations: &[Violation]) -> String {
    match violations {
        [] => "the request is invalid".to_owned(),
        [one] => format!("{}: {}", one.field, one.description),
        [one, rest @ ..] => {
            format!(
                "{}: {} (and {} more)",
                one.field,
                one.description,
                rest.len()
            )
        }
    }
}

impl QueryError {
    /// The same, where only a part of the limit was left for what was counted.
    pub(super) fn of_limit(self, limit: usize) -> Self {
        if let Self::TooMuch { what, .. } = self {
            Self::TooMuch { what, limit }
        } else {
            self
        }
    }
}

impl From<IndexError> for QueryError {
    fn from(error: IndexError) -> Self {
        Self::Index(error)
    }
}
