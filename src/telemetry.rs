//! Telemetry: where log lines and spans go and what they look like, and what is logged while the process runs.
//!
//! Not what is logged: that is said where it happens, in fields. Rules: lines go to standard error, results of commands to
//! standard output; no article or query text above debug. The stages of a call are spans for a collector alone: log lines tell of
//! the call they belong to, and where nothing is sent a stage costs some tens of nanoseconds.

use crate::config::{LogConfig, LogFormat, TraceConfig};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use std::io::IsTerminal;
use std::time::Duration;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{dynamic_filter_fn, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry};

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
    /// Spans cannot be sent.
    #[error("trace.otlp_endpoint: {0}")]
    Spans(#[from] ExporterBuildError),
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

/// The span of a call; log lines carry its fields.
pub const CALL: &str = "call";

/// Whether this is the span of a stage inside (or behind) a call, and not of the call itself.
fn is_stage(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target().starts_with("vedette") && metadata.name() != CALL
}

/// Whether a collector is told of it: our spans, and what our lines say within them. Not what stands below INFO, which may hold
/// words of articles and queries, and not what the transport tells of itself (that of the sending of spans would never end).
fn is_sent_on(metadata: &Metadata<'_>) -> bool {
    let told = metadata.is_span() || *metadata.level() <= Level::INFO;
    told && metadata.target().starts_with("vedette")
}

/// Whether it may stand in no other span. Whoever reads a report again for a new index makes the same stages as a call, thousands a
/// minute, and would crowd out the calls: they are sent within a span that is sent alone.
fn begins_a_trace(metadata: &Metadata<'_>) -> bool {
    let roots = [CALL, "group_commit", "index", "index_commit"];
    !metadata.is_span() || roots.contains(&metadata.name())
}

/// Longest wait for a collector, each time spans are sent.
const SEND_MAX: Duration = Duration::from_secs(5);

/// What was set up, until the process ends.
#[derive(Debug)]
pub struct Telemetry {
    /// What is logged.
    pub levels: Levels,
    spans: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Sends the spans that wait. Blocks, a few seconds at most.
    pub fn stop(&self) {
        let stopped = self
            .spans
            .as_ref()
            .map(|s| s.shutdown_with_timeout(SEND_MAX));
        if let Some(Err(error)) = stopped {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

/// What sends spans to a collector; needs the async runtime around it.
fn sender(config: &TraceConfig) -> Result<Option<SdkTracerProvider>, TelemetryError> {
    let Some(endpoint) = &config.otlp_endpoint else {
        return Ok(None);
    };
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(SEND_MAX)
        .build()?;
    let share = Sampler::TraceIdRatioBased(config.ratio);
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let who = Resource::builder()
        .with_service_name("vedette")
        .with_attribute(version)
        .build();
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(Sampler::ParentBased(Box::new(share)))
        .with_resource(who)
        .build();
    Ok(Some(provider))
}

/// Sends log lines to standard error, and spans to the collector when there is one, for the rest of the process.
///
/// The filter counts for both: a span that is not logged is not sent either.
pub fn start(config: &LogConfig, trace: &TraceConfig) -> Result<Telemetry, TelemetryError> {
    let (filter, levels) = levels(&config.filter)?;
    let spans = sender(trace)?;
    let tracer = spans.as_ref().map(|s| s.tracer("vedette"));
    let is_sending = tracer.is_some();
    let sending = tracer.map(|tracer| {
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        layer.with_filter(dynamic_filter_fn(|metadata, at| {
            is_sent_on(metadata) && (begins_a_trace(metadata) || at.lookup_current().is_some())
        }))
    });
    let stages = filter_fn(move |metadata| is_sending || !is_stage(metadata));
    let terminal = std::io::stderr().is_terminal();
    let json = match config.format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !terminal,
    };
    let registry = tracing_subscriber::registry()
        .with(filter)
        .with(stages)
        .with(sending);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A line within a stage carries the request id of its call.
    let calls = filter_fn(|metadata| !is_stage(metadata));
    if json {
        registry
            .with(
                lines
                    .json()
                    .flatten_event(true)
                    .with_span_list(false)
                    .with_filter(calls),
            )
            .try_init()?;
    } else {
        registry
            .with(lines.with_ansi(terminal).with_filter(calls))
            .try_init()?;
    }
    Ok(Telemetry { levels, spans })
}
