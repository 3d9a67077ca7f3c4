//! Telemetry: where log lines go and what they look like, and what is logged while the process runs.
//!
//! Not what is logged: that is said where it happens, in fields. Rules: lines go to standard error, results of commands to
//! standard output; no article or query text above debug.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Registry};

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
    /// Nobody listens any more.
    #[error("change what is logged")]
    Gone(#[from] reload::Error),
    /// Logging was set up before.
    #[error("set up logging")]
    Twice(#[from] TryInitError),
}

/// What is logged; can be changed while the process runs.
#[derive(Clone, Debug)]
pub struct Levels(reload::Handle<EnvFilter, Registry>);

fn filter(words: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::try_new(words).map_err(|source| TelemetryError::Filter {
        filter: words.to_owned(),
        source,
    })
}

impl Levels {
    /// What is logged now.
    pub fn get(&self) -> String {
        let shown = self.0.with_current(ToString::to_string);
        shown.unwrap_or_default()
    }

    /// Logs this from now on.
    pub fn set(&self, words: &str) -> Result<(), TelemetryError> {
        Ok(self.0.reload(filter(words)?)?)
    }
}

/// A filter that can be changed, and what changes it.
pub fn levels(words: &str) -> Result<(reload::Layer<EnvFilter, Registry>, Levels), TelemetryError> {
    let (layer, handle) = reload::Layer::new(filter(words)?);
    Ok((layer, Levels(handle)))
}

/// Sends log lines to standard error for the rest of the process.
pub fn start(config: &LogConfig) -> Result<Levels, TelemetryError> {
    let (filter, levels) = levels(&config.filter)?;
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
    Ok(levels)
}
