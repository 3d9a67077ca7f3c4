//! Why a server did not start, or did not stop as it should.

use super::reload::ReadError;
use crate::index::OpenError;
use crate::ingest::IngestError;
use std::net::SocketAddr;

/// Why the server did not start or stop as it should.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A port cannot be listened on.
    #[error("{key} = {listen}: {source}; free the port, or give another one")]
    Bind {
        /// The setting.
        key: &'static str,
        /// Its value.
        listen: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no threads.
    #[error("start the threads of the pools")]
    Threads(#[from] std::io::Error),
    /// The descriptors do not fit together.
    #[error("start reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// Certificates or tokens were not read.
    #[error(transparent)]
    Secrets(#[from] ReadError),
    /// Two metrics have one name.
    #[error("make the metrics")]
    Metrics(#[from] prometheus::Error),
    /// The data directory was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store was not closed cleanly; what was acknowledged is on disk.
    #[error("close the store")]
    Close(#[from] IngestError),
    /// A part of the server panicked.
    #[error("a part of the server ended early")]
    Lost(#[from] tokio::task::JoinError),
}
