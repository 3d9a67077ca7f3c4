//! Why a call was not answered: one variant for each thing a caller would do differently.
//!
//! Not a status: `status` turns these into codes, reasons and details, in one place.

use crate::ingest::IngestError;
use crate::query::QueryError;
use crate::rpc::convert::name::Collection;
use crate::rpc::convert::page::{ANSWER_BYTES_MAX, TooLarge};
use crate::rpc::status::{Fault, tonic_fault};
use crate::rpc::violation::Violation;
use std::time::Duration;
use tonic::Status;

/// Which queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Searches that wait.
    Search,
    /// Articles that wait to be taken in.
    Ingest,
}

/// Why a call was not answered.
#[derive(Debug, thiserror::Error)]
pub enum RpcError {
    /// The request is wrong.
    #[error("the request is invalid")]
    Invalid(Vec<Violation>),
    /// What the request names is not there.
    #[error("{} is not there", collection.name(id))]
    NotFound {
        /// In which collection.
        collection: Collection,
        /// Its id.
        id: String,
    },
    /// The question was not answered.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The article was not taken.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// Too much waits already.
    #[error("the queue is full")]
    QueueFull(Queue),
    /// The index is not open yet.
    #[error("the server is starting")]
    NotReady,
    /// The server is stopping.
    #[error("the server is stopping")]
    ShuttingDown,
    /// The connection of a stream has reached its age.
    #[error("the connection has reached its age")]
    ConnectionAged,
    /// Time is up.
    #[error("the deadline has passed")]
    Deadline {
        /// The time the call had.
        timeout: Duration,
    },
    /// The reader of a stream took nothing for too long.
    #[error("the reader is too slow")]
    ReaderStalled {
        /// How long it may take nothing.
        limit: Duration,
    },
    /// The caller gave up.
    #[error("the caller gave up")]
    Cancelled,
    /// No token, or none that is good.
    #[error("{told}")]
    Unauthenticated {
        /// What is wrong and what to do; never the token.
        told: &'static str,
    },
    /// The token may not do this.
    #[error("the token lacks the scope {scope}")]
    PermissionDenied {
        /// The scope that the call needs.
        scope: &'static str,
    },
    /// Too many calls at once.
    #[error("too many calls at once")]
    Busy {
        /// The limit.
        limit: usize,
    },
    /// A message passes the size limit.
    #[error("the message is too large")]
    MessageTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The records named are larger than an answer.
    #[error("the answer is too large")]
    AnswerTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A message that is no protobuf of its type.
    #[error("the message cannot be read")]
    MessageMalformed,
    /// No such method or compression.
    #[error("not implemented")]
    MethodUnknown {
        /// What is not there.
        what: String,
    },
    /// A bug.
    #[error("{0}")]
    Internal(&'static str),
}

impl From<Vec<Violation>> for RpcError {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Invalid(violations)
    }
}

impl From<TooLarge> for RpcError {
    fn from(_: TooLarge) -> Self {
        Self::AnswerTooLarge {
            limit: ANSWER_BYTES_MAX,
        }
    }
}

impl RpcError {
    /// That a named thing is not there.
    pub(crate) fn not_found(collection: Collection, id: &impl ToString) -> Self {
        Self::NotFound {
            collection,
            id: id.to_string(),
        }
    }

    /// An error of a request stream that tonic made.
    pub(crate) fn of_stream(status: &Status, limit: usize) -> Self {
        match tonic_fault(status.code()) {
            Some(Fault::TooLarge) => Self::MessageTooLarge { limit },
            Some(Fault::Malformed) => Self::MessageMalformed,
            Some(Fault::Unknown) => Self::MethodUnknown {
                what: status.message().to_owned(),
            },
            None => Self::Cancelled,
        }
    }
}
