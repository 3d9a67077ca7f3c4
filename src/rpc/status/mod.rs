//! Errors as statuses: the one place that says which code, reason and details a failure has.
//!
//! Not for deciding what failed: layers below say that with a variant each. Rules: a reason has one code, for ever; every
//! changing part of a message stands in the metadata too; causes stay in the log, under the request id.

use crate::ingest::{DECISIONS_MAX, IngestError};
use crate::query::{IndexError, QueryError, ResumeError, TokenError};
use crate::rpc::convert::name::Collection;
use crate::rpc::error::{Queue, RpcError};
use crate::rpc::pb::ErrorReason;
use crate::rpc::violation::{Kind, Violation, shorten};
use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt};

/// Domain of all error reasons.
pub const DOMAIN: &str = "vedette";

/// When to try again after a full queue or while starting.
pub const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Most violations told in one error.
pub const VIOLATIONS_MAX: usize = 100;
/// Most bytes of violations told in one error, the first aside: an error goes out in headers, of which many callers take 8 KiB in
/// all, and there it is longer by a third.
pub const VIOLATIONS_BYTES_MAX: usize = 4 << 10;

const STARTING: &str = "the server is still opening its index; try again in a moment";
const STOPPING: &str = "the server is stopping; try again, another instance will answer";
const AGED: &str = "this connection has reached its age (server.grpc.connection_age_max); go on with the resume token over a new one";
const MALFORMED: &str = "the message is not valid protobuf of the method's request type";

/// What tonic itself can find wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    TooLarge,
    Malformed,
    Unknown,
}

/// What a status made by tonic, not by a handler, means.
pub(crate) fn tonic_fault(code: Code) -> Option<Fault> {
    match code {
        // The second comes from decompressing.
        Code::OutOfRange | Code::ResourceExhausted => Some(Fault::TooLarge),
        Code::Internal => Some(Fault::Malformed),
        Code::Unimplemented => Some(Fault::Unknown),
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::InvalidArgument
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::Unavailable
        | Code::DataLoss
        | Code::Unauthenticated => None,
    }
}

/// A call, as far as its errors tell of it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Its id.
    pub request_id: &'a str,
    /// Its path: `/package.Service/Method`.
    pub method: &'a str,
    /// Largest message it may send, in bytes.
    pub message_bytes_max: usize,
}

/// A refusal as it leaves the server: with its request id, and in our terms where tonic made it by itself.
pub fn complete(status: &Status, call: Call<'_>) -> Status {
    let ours = status.get_details_error_info().is_some();
    let fault = if ours {
        None
    } else {
        tonic_fault(status.code())
    };
    let made = fault.map(|fault| {
        Status::from(match fault {
            Fault::TooLarge => RpcError::MessageTooLarge {
                limit: call.message_bytes_max,
            },
            Fault::Malformed => RpcError::MessageMalformed,
            Fault::Unknown if status.message().is_empty() => RpcError::MethodUnknown {
                what: format!("there is no method {}; reflection lists them", call.method),
            },
            Fault::Unknown => RpcError::MethodUnknown {
                what: status.message().to_owned(),
            },
        })
    });
    let status = made.as_ref().unwrap_or(status);
    let mut details = status.get_error_details();
    details.set_request_info(call.request_id, "");
    if !ours && status.code() == Code::NotFound {
        // Health, asked for a service nobody serves.
        let reason = ErrorReason::ResourceNotFound.as_str_name();
        details.set_error_info(reason, DOMAIN, HashMap::new());
    }
    let metadata = status.metadata().clone();
    Status::with_error_details_and_metadata(status.code(), status.message(), details, metadata)
}

/// The code of a reason.
pub const fn code(reason: ErrorReason) -> Code {
    match reason {
        ErrorReason::RequestInvalid
        | ErrorReason::PageTokenInvalid
        | ErrorReason::PageTokenMismatch
        | ErrorReason::PageTokenExpired
        | ErrorReason::ResumeTokenInvalid
        | ErrorReason::ResumeTokenMismatch
        | ErrorReason::RequestIdReused
        | ErrorReason::ArticleUnreadable => Code::InvalidArgument,
        ErrorReason::ResumeTokenExpired => Code::FailedPrecondition,
        ErrorReason::ResourceNotFound => Code::NotFound,
        ErrorReason::MessageTooLarge
        | ErrorReason::SearchQueueFull
        | ErrorReason::IngestQueueFull
        | ErrorReason::AnswerTooLarge
        | ErrorReason::DecisionsFull
        | ErrorReason::ServerBusy
        | ErrorReason::ReaderStalled
        | ErrorReason::StorageLow => Code::ResourceExhausted,
        ErrorReason::NotReady
        | ErrorReason::ShuttingDown
        | ErrorReason::ConnectionAged
        | ErrorReason::NotSearchable => Code::Unavailable,
        ErrorReason::TokenMissing => Code::Unauthenticated,
        ErrorReason::ScopeMissing => Code::PermissionDenied,
        ErrorReason::DeadlineExceeded => Code::DeadlineExceeded,
        ErrorReason::Cancelled => Code::Cancelled,
        ErrorReason::MethodUnknown => Code::Unimplemented,
        ErrorReason::DataDamaged => Code::DataLoss,
        ErrorReason::Internal | ErrorReason::Unspecified => Code::Internal,
    }
}

/// A failure in the caller's terms, before it becomes a status.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// Why.
    pub(crate) reason: ErrorReason,
    /// One English sentence that says what to change.
    pub(crate) message: String,
    metadata: HashMap<String, String>,
    details: ErrorDetails,
}

impl Refusal {
    fn new(reason: ErrorReason, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
            metadata: HashMap::new(),
            details: ErrorDetails::new(),
        }
    }

    /// The same with a changing part of it.
    pub(crate) fn with(mut self, key: &str, value: &dyn Display) -> Self {
        self.metadata.insert(key.to_owned(), value.to_string());
        self
    }

    fn retry(mut self) -> Self {
        self.details.set_retry_info(Some(RETRY_DELAY));
        self
    }

    fn quota(mut self, subject: &str) -> Self {
        let told = self.message.clone();
        self.details.add_quota_failure_violation(subject, told);
        self
    }

    fn field(mut self, field: &str, kind: &str) -> Self {
        let mut violation = FieldViolation::new(field, self.message.clone());
        kind.clone_into(&mut violation.reason);
        self.details.set_bad_request(vec![violation]);
        self.with("field", &field)
    }

    /// The status, with its `ErrorInfo` and other details.
    pub(crate) fn into_status(self) -> Status {
        let mut details = self.details;
        details.set_error_info(self.reason.as_str_name(), DOMAIN, self.metadata);
        Status::with_error_details(code(self.reason), self.message, details)
    }
}

impl From<RpcError> for Status {
    fn from(error: RpcError) -> Self {
        Refusal::from(error).into_status()
    }
}

impl From<RpcError> for Refusal {
    fn from(error: RpcError) -> Self {
        match error {
            RpcError::Invalid(violations) => invalid(violations),
            RpcError::NotFound { collection, id } => not_found(collection, &id),
            RpcError::Query(error) => query(error),
            RpcError::Ingest(error) => ingest(error),
            RpcError::QueueFull(queue) => queue_full(queue),
            RpcError::NotReady => Self::new(ErrorReason::NotReady, STARTING).retry(),
            RpcError::ShuttingDown => Self::new(ErrorReason::ShuttingDown, STOPPING).retry(),
            RpcError::ConnectionAged => Self::new(ErrorReason::ConnectionAged, AGED).retry(),
            RpcError::Deadline { timeout } => deadline(timeout),
            RpcError::Unauthenticated { told } => Self::new(ErrorReason::TokenMissing, told),
            RpcError::PermissionDenied { scope } => Self::new(
                ErrorReason::ScopeMissing,
                format!("this call needs a token with the scope {scope}: ask for one"),
            )
            .with("scope", &scope),
            RpcError::Busy { limit } => Self::new(
                ErrorReason::ServerBusy,
                format!("{limit} calls run already, the most at once; try again in a moment"),
            )
            .with("limit", &limit)
            .quota("server.grpc.calls_max")
            .retry(),
            RpcError::ReaderStalled { limit } => stalled(limit),
            RpcError::Cancelled => Self::new(ErrorReason::Cancelled, "the caller gave up"),
            RpcError::MessageTooLarge { limit } => Self::new(
                ErrorReason::MessageTooLarge,
                format!("a message may have at most {limit} bytes; split it or use a stream"),
            )
            .with("limit_bytes", &limit)
            .quota("message"),
            RpcError::AnswerTooLarge { limit } => Self::new(
                ErrorReason::AnswerTooLarge,
                format!("the records named have more than {limit} bytes: name fewer, or fewer fields in read_mask"),
            )
            .with("what", &"bytes")
            .with("limit", &limit)
            .quota("answer"),
            RpcError::MessageMalformed => Self::new(ErrorReason::RequestInvalid, MALFORMED)
                .field("", Kind::Malformed.as_str()),
            RpcError::MethodUnknown { what } => {
                Self::new(ErrorReason::MethodUnknown, what.clone()).with("what", &what)
            }
            RpcError::Internal(cause) => internal(&cause),
        }
    }
}

/// A bug: the cause goes to the log alone.
fn internal(cause: &dyn Display) -> Refusal {
    tracing::error!(%cause, "call failed");
    Refusal::new(
        ErrorReason::Internal,
        "internal error; the server's log tells more under the request id",
    )
}

fn damaged(cause: &dyn Display) -> Refusal {
    tracing::error!(%cause, "stored data is damaged");
    Refusal::new(
        ErrorReason::DataDamaged,
        "stored data is damaged; the server's log tells more under the request id",
    )
}

fn deadline(timeout: Duration) -> Refusal {
    let timeout_ms = timeout.as_millis();
    Refusal::new(
        ErrorReason::DeadlineExceeded,
        format!("no answer within {timeout_ms} ms; ask for less or allow more time"),
    )
    .with("timeout_ms", &timeout_ms)
}

fn stalled(limit: Duration) -> Refusal {
    let limit_ms = limit.as_millis();
    Refusal::new(
        ErrorReason::ReaderStalled,
        format!("nothing was read for {limit_ms} ms while more waited; read faster, and go on with resume_token"),
    )
    .with("limit_ms", &limit_ms)
    .quota("server.grpc.stall_max")
}

fn resume(error: ResumeError) -> Refusal {
    let (reason, kind) = match error {
        ResumeError::Invalid => (ErrorReason::ResumeTokenInvalid, Kind::Malformed),
        ResumeError::Mismatch => (ErrorReason::ResumeTokenMismatch, Kind::OutOfRange),
        ResumeError::Expired => {
            let mut refusal = Refusal::new(ErrorReason::ResumeTokenExpired, error.to_string());
            let told = refusal.message.clone();
            let violation = PreconditionViolation::new("resume_token", "log", told);
            refusal.details.set_precondition_failure(vec![violation]);
            return refusal.with("field", &"resume_token");
        }
    };
    Refusal::new(reason, error.to_string()).field("resume_token", kind.as_str())
}

/// How many of them fit into an error; the first always does.
fn told(violations: &[Violation]) -> usize {
    let mut bytes = 0;
    let fits = violations.iter().take(VIOLATIONS_MAX).take_while(|v| {
        // Field and value stand in the metadata too.
        bytes += 2 * v.field.len() + v.description.len() + v.value.len() + v.kind.as_str().len();
        bytes <= VIOLATIONS_BYTES_MAX
    });
    fits.count().max(1)
}

fn invalid(mut violations: Vec<Violation>) -> Refusal {
    let more = violations.len().saturating_sub(1);
    violations.truncate(told(&violations));
    let message = match violations.first() {
        None => "the request is invalid".to_owned(),
        Some(first) if more == 0 => format!("{}: {}", first.field, first.description),
        Some(first) => format!("{}: {} (and {more} more)", first.field, first.description),
    };
    let mut refusal = Refusal::new(ErrorReason::RequestInvalid, message);
    if more > 0 {
        refusal = refusal.with("violations", &(more + 1));
    }
    let mut fields = Vec::with_capacity(violations.len());
    for violation in violations {
        let mut field = FieldViolation::new(violation.field.clone(), violation.description);
        violation.kind.as_str().clone_into(&mut field.reason);
        fields.push(field);
        refusal = refusal.with(&violation.field, &violation.value);
    }
    refusal.details.set_bad_request(fields);
    refusal
}

fn not_found(collection: Collection, id: &str) -> Refusal {
    let name = collection.name(id);
    let mut refusal = Refusal::new(
        ErrorReason::ResourceNotFound,
        format!("there is no {name}: check the name, or search for it"),
    )
    .with("name", &name);
    refusal
        .details
        .set_resource_info(collection.resource_type(), name, "", "not found");
    refusal
}

fn queue_full(queue: Queue) -> Refusal {
    let (reason, message, subject) = match queue {
        Queue::Search => (
            ErrorReason::SearchQueueFull,
            "too many searches wait already; try again in a moment",
            "server.search.queue",
        ),
        Queue::Ingest => (
            ErrorReason::IngestQueueFull,
            "too many articles wait to be taken in; try again in a moment",
            "server.ingest.queue",
        ),
    };
    Refusal::new(reason, message).quota(subject).retry()
}

/// A query may be longer than what a caller takes as headers.
fn endings(beginning: &str, limit: u32) -> Refusal {
    let error = QueryError::Endings {
        beginning: beginning.to_owned(),
        limit,
    };
    let refusal = Refusal::new(ErrorReason::AnswerTooLarge, error.to_string());
    let told = refusal.with("what", &"endings").with("limit", &limit);
    told.with("beginning", &beginning).quota("endings")
}

fn query(error: QueryError) -> Refusal {
    match error {
        QueryError::Invalid(violations) => {
            invalid(violations.into_iter().map(Into::into).collect())
        }
        QueryError::Token(token) => {
            let (reason, kind) = match token {
                TokenError::Invalid => (ErrorReason::PageTokenInvalid, Kind::Malformed),
                TokenError::Mismatch => (ErrorReason::PageTokenMismatch, Kind::OutOfRange),
                TokenError::Expired => (ErrorReason::PageTokenExpired, Kind::OutOfRange),
            };
            Refusal::new(reason, token.to_string()).field("page_token", kind.as_str())
        }
        // The deadline layer has answered already, with the time the call had; this is what a cancelled search ends with.
        QueryError::DeadlineExceeded => Refusal::new(
            ErrorReason::DeadlineExceeded,
            "no answer in time; ask for less or allow more time",
        ),
        QueryError::TooMuch { what, limit } => Refusal::new(
            ErrorReason::AnswerTooLarge,
            QueryError::TooMuch { what, limit }.to_string(),
        )
        .with("what", &what)
        .with("limit", &limit)
        .quota(what),
        QueryError::Endings { beginning, limit } => endings(&shorten(&beginning), limit),
        QueryError::Resume(error) => resume(error),
        QueryError::Index(error) => index(error),
    }
}

fn ingest(error: IngestError) -> Refusal {
    let message = error.to_string();
    match error {
        IngestError::Empty | IngestError::NotText { .. } | IngestError::NothingLeft => {
            Refusal::new(ErrorReason::ArticleUnreadable, message)
                .field("article", Kind::Malformed.as_str())
        }
        IngestError::TooLarge { bytes, limit } => {
            Refusal::new(ErrorReason::RequestInvalid, message)
                .field("article", Kind::TooLong.as_str())
                .with("bytes", &bytes)
                .with("limit_bytes", &limit)
        }
        IngestError::InfoTooLong { field, limit } => {
            Refusal::new(ErrorReason::RequestInvalid, message)
                .field(&format!("article.{field}"), Kind::TooLong.as_str())
                .with("limit", &limit)
        }
        IngestError::ExtractionFailed { reason } => internal(&reason),
        IngestError::Store(error) => index(error),
    }
}

fn index(error: IndexError) -> Refusal {
    let message = error.to_string();
    match error {
        IndexError::EntryDamaged { .. }
        | IndexError::RowDamaged { .. }
        | IndexError::RecordDamaged { .. } => damaged(&message),
        IndexError::RequestIdReused(id) => Refusal::new(ErrorReason::RequestIdReused, message)
            .field("request_id", Kind::OutOfRange.as_str())
            .with("request_id", &id),
        IndexError::Log { source, .. } | IndexError::Search { source, .. } => {
            internal(&format!("{message}: {source}"))
        }
        IndexError::LowSpace { path, free, needed } => {
            Refusal::new(ErrorReason::StorageLow, message)
                .with("path", &path.display())
                .with("free_bytes", &free)
                .with("needed_bytes", &needed)
                .quota("data.dir")
        }
        IndexError::ArticleNotFound(id) => not_found(Collection::Articles, id.as_str()),
        IndexError::DecisionsFull(id) => Refusal::new(ErrorReason::DecisionsFull, message)
            .with("article", &Collection::Articles.name(&id))
            .with("limit", &DECISIONS_MAX)
            .quota(&Collection::Articles.name(&id)),
        IndexError::RecordNotFound(record) => {
            not_found(Collection::of_record(&record), record.as_str())
        }
        IndexError::ClaimNotFound(record, claim) => {
            let claim = claim.map(|c| c.to_string()).unwrap_or_default();
            let claim = format!("{}/claims/{claim}", record.as_str());
            not_found(Collection::of_record(&record), &claim)
        }
        IndexError::Closing => RpcError::ShuttingDown.into(),
        IndexError::NotSearchable => Refusal::new(ErrorReason::NotSearchable, message).retry(),
    }
}

#[cfg(test)]
mod tests;
