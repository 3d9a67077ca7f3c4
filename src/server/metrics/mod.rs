//! Metrics: numbers of the running server in the classic text format of Prometheus.
//!
//! Not a global recorder: each server has its own registry, so that several fit into one process (tests). The crate is
//! `prometheus`: it writes the classic format, which `promtool check metrics` reads; the `metrics` facade keeps its
//! recorder in a global, and `prometheus-client` writes the format `OpenMetrics` alone. Rules: labels come from closed lists, never from
//! a caller; no name of an article, an actor or a token stands in one.

mod index;
mod layer;
mod process;
mod reading;
mod store;

pub(super) use layer::MeterLayer;
pub(super) use reading::Metered;
pub(super) use store::Sources;

use super::reload::ReadError;
use super::scope::{METHODS, OPEN};
use prometheus::{
    Encoder, Gauge, GaugeVec, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder,
};
use std::sync::Arc;
use std::time::Duration;

/// Bounds of the histograms of calls, in seconds: from a cache hit to the longest deadline.
const CALL_SECONDS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

/// Bounds of the histograms of extraction, in seconds.
const READ_SECONDS: [f64; 10] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5,
];

/// The content type of the classic text format.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics that are counted as things happen.
#[derive(Clone, Debug)]
pub(super) struct Metrics {
    registry: Registry,
    calls: IntCounterVec,
    call_seconds: HistogramVec,
    calls_running: IntGauge,
    slow_calls: IntCounter,
    answers_cut: IntCounter,
    connections: IntGauge,
    connections_refused: IntCounterVec,
    reloads: IntCounterVec,
    certificate_ends: IntGauge,
    articles_read: IntCounter,
    extraction_panics: IntCounter,
    findings: IntCounterVec,
    remarks: IntCounterVec,
    read_seconds: HistogramVec,
    gauges: store::Gauges,
}

/// Why a connection was refused or ended before its first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusedConnection {
    /// There are as many as may be.
    Full,
    /// Its address has its share.
    Share,
    /// TLS or the preface failed.
    Handshake,
    /// TLS or the preface took too long.
    Slow,
}

impl RefusedConnection {
    const ALL: [Self; 4] = [Self::Full, Self::Share, Self::Handshake, Self::Slow];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Share => "share",
            Self::Handshake => "handshake",
            Self::Slow => "slow",
        }
    }
}

/// Makes metrics and enters them into a registry.
struct Maker(Registry);

type Made<T> = Result<T, prometheus::Error>;

impl Maker {
    fn enter<C: prometheus::core::Collector + Clone + 'static>(&self, metric: C) -> Made<C> {
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn counter(&self, name: &str, help: &str) -> Made<IntCounter> {
        self.enter(IntCounter::new(name, help)?)
    }

    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Made<IntCounterVec> {
        self.enter(IntCounterVec::new(Opts::new(name, help), labels)?)
    }

    fn gauge(&self, name: &str, help: &str) -> Made<IntGauge> {
        self.enter(IntGauge::new(name, help)?)
    }

    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Made<IntGaugeVec> {
        self.enter(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    fn seconds(&self, name: &str, help: &str) -> Made<Gauge> {
        self.enter(Gauge::new(name, help)?)
    }

    fn seconds_by(&self, name: &str, help: &str, labels: &[&str]) -> Made<GaugeVec> {
        self.enter(GaugeVec::new(Opts::new(name, help), labels)?)
    }

    fn histograms(
        &self,
        (name, help): (&str, &str),
        labels: &[&str],
        bounds: &[f64],
    ) -> Made<HistogramVec> {
        let options = HistogramOpts::new(name, help).buckets(bounds.to_vec());
        self.enter(HistogramVec::new(options, labels)?)
    }
}

impl Metrics {
    /// All metrics at zero, those with closed lists of labels already there.
    pub(super) fn new() -> Made<Self> {
        let make = Maker(Registry::new());
        let metrics = Self {
            calls: make.counters(
                "vedette_grpc_calls_total",
                "Calls that ended, by method and status code.",
                &["service", "method", "code"],
            )?,
            call_seconds: make.histograms(
                (
                    "vedette_grpc_call_seconds",
                    "Time of calls, to the last byte of the answer.",
                ),
                &["service", "method"],
                &CALL_SECONDS,
            )?,
            calls_running: make.gauge("vedette_grpc_calls_running", "Calls that run now.")?,
            slow_calls: make.counter(
                "vedette_grpc_slow_calls_total",
                "Calls that took longer than log.slow_call; each is in the log with its plan.",
            )?,
            answers_cut: make.counter(
                "vedette_grpc_answers_cut_total",
                "Answers cut because their reader did not take them in time.",
            )?,
            connections: make.gauge("vedette_connections", "Connections that are open now.")?,
            connections_refused: make.counters(
                "vedette_connections_refused_total",
                "Connections that got no call through, by reason.",
                &["reason"],
            )?,
            reloads: make.counters(
                "vedette_reloads_total",
                "Times certificates and tokens were read again, by result.",
                &["result"],
            )?,
            certificate_ends: make.gauge(
                "vedette_tls_certificate_expiry_timestamp_seconds",
                "When the first of the server's certificates ends, in seconds since 1970; 0 without TLS.",
            )?,
            articles_read: make.counter(
                "vedette_extraction_articles_total",
                "Articles extracted, whether stored, analysed or read again.",
            )?,
            extraction_panics: make.counter(
                "vedette_extraction_panics_total",
                "Articles whose extraction failed; each is quarantined.",
            )?,
            findings: make.counters(
                "vedette_extraction_findings_total",
                "Findings by kind.",
                &["kind"],
            )?,
            remarks: make.counters(
                "vedette_extraction_remarks_total",
                "What was noticed about texts, by code.",
                &["code"],
            )?,
            read_seconds: make.histograms(
                (
                    "vedette_extraction_seconds",
                    "Time of an article, by stage.",
                ),
                &["stage"],
                &READ_SECONDS,
            )?,
            gauges: store::Gauges::new(&make)?,
            registry: make.0,
        };
        metrics.begin();
        Ok(metrics)
    }

    /// Brings closed lists of labels into being, so that a rate over the first event is right.
    fn begin(&self) {
        for (service, methods) in METHODS {
            for (method, _) in *methods {
                self.calls.with_label_values(&[*service, *method, "OK"]);
                self.call_seconds.with_label_values(&[*service, *method]);
            }
        }
        for reason in RefusedConnection::ALL {
            self.connections_refused
                .with_label_values(&[reason.as_str()]);
        }
        for result in ["ok", "failed"] {
            self.reloads.with_label_values(&[result]);
        }
        reading::begin(self);
    }

    /// A connection got no call through.
    pub(super) fn refused(&self, reason: RefusedConnection) {
        self.connections_refused
            .with_label_values(&[reason.as_str()])
            .inc();
    }

    /// Certificates and tokens were read again, or not.
    pub(super) fn reloaded(&self, well: bool) {
        let result = if well { "ok" } else { "failed" };
        self.reloads.with_label_values(&[result]).inc();
    }

    /// When the certificate in use ends; what does not tell is taken for ended.
    pub(super) fn certificate_ends(&self, ends: Result<Option<i64>, ReadError>) {
        self.certificate_ends
            .set(ends.map_or(1, Option::unwrap_or_default));
    }

    /// A call took too long.
    pub(super) fn slow_call(&self) {
        self.slow_calls.inc();
    }

    /// An answer was cut because its reader was too slow.
    pub(super) fn answer_cut(&self) {
        self.answers_cut.inc();
    }

    /// Counts a connection until what is answered is dropped.
    pub(super) fn connection(&self) -> Counted {
        Counted::new(&self.connections)
    }

    fn call_ended(&self, (service, method): (&str, &str), code: &str, time: Duration) {
        self.calls.with_label_values(&[service, method, code]).inc();
        self.call_seconds
            .with_label_values(&[service, method])
            .observe(time.as_secs_f64());
    }

    /// Everything in the classic text format; what can only be asked is asked now. Reads directories: not for async threads.
    pub(super) fn render(&self, sources: &Sources) -> Made<String> {
        self.gauges.ask(sources);
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// Service and method of a path as labels: those that are not served have one label together.
fn labels(path: &str) -> (&'static str, &'static str) {
    let unknown = ("unknown", "unknown");
    let Some((service, method)) = path.strip_prefix('/').and_then(|p| p.split_once('/')) else {
        return unknown;
    };
    let own = METHODS.iter().find(|(name, _)| *name == service);
    let own = own.and_then(|(service, methods)| {
        let found = methods.iter().find(|(name, _)| *name == method);
        found.map(|(method, _)| (*service, *method))
    });
    let open = || {
        let (service, methods) = OPEN.iter().find(|(name, _)| *name == service)?;
        let method = methods.iter().find(|name| **name == method)?;
        Some((*service, *method))
    };
    own.or_else(open).unwrap_or(unknown)
}

/// One more in a gauge, until dropped.
#[derive(Debug)]
pub(super) struct Counted(IntGauge);

impl Counted {
    fn new(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Metrics shared by the parts of a server.
pub(super) type Shared = Arc<Metrics>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_nobody_serves_share_one_label() {
        let search = labels("/vedette.v1.QuoteSearchService/SearchQuotes");
        assert_eq!(search, ("vedette.v1.QuoteSearchService", "SearchQuotes"));
        let watch = labels("/grpc.health.v1.Health/Watch");
        assert_eq!(watch, ("grpc.health.v1.Health", "Watch"));
        for odd in ["", "/", "/a/b", "/vedette.v1.QuoteSearchService/Find"] {
            assert_eq!(labels(odd), ("unknown", "unknown"), "{odd}");
        }
    }

    #[test]
    fn a_connection_is_counted_until_it_ends() {
        let metrics = Metrics::new().unwrap();
        let first = metrics.connection();
        let _second = metrics.connection();
        drop(first);
        assert_eq!(metrics.connections.get(), 1);
    }
}
