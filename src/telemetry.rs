//! Telemetry: where log lines go and what they look like.
//!
//! Not what is logged: that is said where it happens, in fields. Rules: lines go to standard error, results of commands to
//! standard output; no article or query text above debug.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// Why logging was not set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter's words mean nothing.
    #[error(
        "log.filter: {filter:?}: {source}; give a level, or levels by module, like info,vedette::server=debug"
    )]
    Filter {
        /// The filter as given.
        filter: String,
        /// What is wrong.
        source: tracing_subscriber::filter::ParseError,
    },
    /// Logging was set up before.
    #[error("set up logging")]
    Twice(#[from] TryInitError),
}

/// Sends log lines to standard error for the rest of the process.
pub fn start(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&config.filter).map_err(|source| TelemetryError::Filter {
        filter: config.filter.clone(),
        source,
    })?;
    let terminal = std::io::stderr().is_terminal();
    let json = match config.format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !terminal,
    };
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if json {
        registry
            .with(lines.json().flatten_event(true).with_span_list(false))
            .try_init()?;
    } else {
        registry.with(lines.with_ansi(terminal)).try_init()?;
    }
    Ok(())
}
