//! The way to a server: one connection, errors told in the server's words.
//!
//! Not a retry policy: a command tries once and says whether trying again may help. Rule: every refused field is
//! shown, with the request id that leads to the server's log.

use super::access::Access;
use super::exit::Exit;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Where to find the server; every client command has these.
#[derive(Clone, Debug, clap::Args)]
pub struct ServerArgs {
    /// Server, as HOST:PORT or URL
    #[arg(
        long,
        short,
        env = "VEDETTE_SERVER",
        default_value = "localhost:50051",
        value_name = "HOST:PORT"
    )]
    pub server: String,
    /// Longest wait for one answer, in seconds
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
    /// How the server is spoken to.
    #[command(flatten)]
    pub access: Access,
}

/// Largest answer taken, in bytes; the server ends pages before 3 MiB.
pub(crate) const ANSWER_BYTES_MAX: usize = 8 << 20;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is no address.
    #[error("{server:?} is no server address: give HOST:PORT")]
    Address {
        /// The address as given.
        server: String,
    },
    /// A file of the access flags does not read or does not fit.
    #[error("{flag} {}: {problem}", path.display())]
    Access {
        /// The flag.
        flag: &'static str,
        /// Its file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Nobody answers.
    #[error("no server at {server}: {cause}; is `vedette serve` running there?")]
    Unreachable {
        /// The address.
        server: String,
        /// What the system says.
        cause: String,
    },
    /// The server refused.
    #[error("{}", describe(.0))]
    Refused(Box<Status>),
    /// Something given on the command line cannot be used.
    #[error("{0}")]
    Usage(String),
    /// The server's log has damaged entries; each was told.
    #[error("{damaged} entries of the article log are damaged")]
    Damaged {
        /// How many.
        damaged: usize,
    },
    /// The answer could not be written.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
}

impl From<Status> for ClientError {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(status))
    }
}

impl ClientError {
    /// The exit code scripts see.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Address { .. } | Self::Access { .. } | Self::Usage(_) => Exit::Usage,
            Self::Unreachable { .. } => Exit::Unavailable,
            Self::Damaged { .. } | Self::Output(_) => Exit::Failure,
            Self::Refused(status) => match status.code() {
                Code::InvalidArgument => Exit::Usage,
                Code::NotFound => Exit::NotFound,
                Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => {
                    Exit::Unavailable
                }
                Code::Ok
                | Code::Cancelled
                | Code::Unknown
                | Code::AlreadyExists
                | Code::PermissionDenied
                | Code::FailedPrecondition
                | Code::Aborted
                | Code::OutOfRange
                | Code::Unimplemented
                | Code::Internal
                | Code::DataLoss
                | Code::Unauthenticated => Exit::Failure,
            },
        }
    }
}

/// The server's message, the fields it names, and the id its log has it under.
fn describe(status: &Status) -> String {
    let mut text = status.message().to_owned();
    let details = status.get_error_details();
    for violation in details
        .bad_request()
        .map(|b| b.field_violations.as_slice())
        .unwrap_or_default()
    {
        let _infallible = write!(text, "\n  {}: {}", violation.field, violation.description);
    }
    if let Some(reason) = details.error_info().map(|i| i.reason.as_str()) {
        let _infallible = write!(text, "\n  reason {reason}");
    }
    if let Some(id) = details.request_info().map(|r| r.request_id.as_str()) {
        let _infallible = write!(text, ", request {id}");
    }
    text
}

/// The last cause of an error: what the system or the TLS engine said.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

impl ServerArgs {
    /// A server at this address that wants neither TLS nor a token, with a minute for each answer.
    pub fn plain(server: SocketAddr) -> Self {
        Self {
            server: server.to_string(),
            timeout: 60,
            access: Access::default(),
        }
    }

    /// Connects within five seconds.
    pub async fn connect(&self) -> Result<Channel, ClientError> {
        let address = || ClientError::Address {
            server: self.server.clone(),
        };
        let url = if self.server.contains("://") {
            self.server.clone()
        } else {
            format!("{}://{}", self.access.scheme(), self.server)
        };
        self.access.load()?;
        let mut endpoint = Endpoint::from_shared(url).map_err(|_invalid| address())?;
        if let Some(tls) = self.access.tls()? {
            endpoint = endpoint.tls_config(tls).map_err(|_invalid| address())?;
        }
        let endpoint = endpoint
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true);
        endpoint
            .connect()
            .await
            .map_err(|e| ClientError::Unreachable {
                server: self.server.clone(),
                cause: innermost(&e),
            })
    }

    /// A request with this command's token and deadline.
    pub fn request<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = self.open_request(message);
        request.set_timeout(Duration::from_secs(self.timeout));
        request
    }

    /// A request with this command's token and no deadline of its own: for streams.
    pub fn open_request<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        if let Some(header) = self.access.header() {
            request.metadata_mut().insert("authorization", header);
        }
        request
    }
}

/// A generated client with this program's limits and compression.
macro_rules! client {
    ($client:ty, $channel:expr) => {
        <$client>::new($channel)
            .max_decoding_message_size($crate::cli::client::ANSWER_BYTES_MAX)
            .accept_compressed(tonic::codec::CompressionEncoding::Gzip)
    };
}
pub(crate) use client;

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    #[test]
    fn a_refusal_names_field_reason_and_request() {
        let mut details =
            ErrorDetails::with_bad_request_violation("page_size", "must not be negative");
        details.set_error_info(
            "ERROR_REASON_REQUEST_INVALID",
            "vedette",
            [("field", "page_size")].map(|(a, b)| (a.into(), b.into())),
        );
        details.set_request_info("r-1", "");
        let error = ClientError::from(Status::with_error_details(
            Code::InvalidArgument,
            "the request is wrong",
            details,
        ));
        assert_eq!(
            error.to_string(),
            "the request is wrong\n  page_size: must not be negative\n  reason ERROR_REASON_REQUEST_INVALID, request r-1"
        );
        assert_eq!(error.exit(), Exit::Usage);
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_said_with_the_address() {
        let args = ServerArgs::plain(([127, 0, 0, 1], 1).into());
        let error = args.connect().await.unwrap_err();
        assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
        assert_eq!(error.exit(), Exit::Unavailable);
    }
}
