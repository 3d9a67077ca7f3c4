//! Extraction, measured: a reader around the reader, so that the pure stages need not know of clocks or counters.

use super::{Metrics, Shared};
use crate::ingest::Analyse;
use crate::model::{Findings, Provenance, RawArticle, RemarkCode};
use crate::text::Document;
use std::sync::Arc;
use std::time::Instant;

const READ: &str = "read";
const EXTRACT: &str = "extract";

/// Kinds of findings, as the records are called.
const KINDS: [&str; 5] = ["quote", "stance", "deployment", "claim", "border_fact"];

pub(super) fn begin(metrics: &Metrics) {
    for stage in [READ, EXTRACT] {
        metrics.read_seconds.with_label_values(&[stage]);
    }
    for kind in KINDS {
        metrics.findings.with_label_values(&[kind]);
    }
    for code in RemarkCode::ALL {
        metrics.remarks.with_label_values(&[code.as_str()]);
    }
}

/// Reads and extracts as the one inside does, and counts.
pub(in crate::server) struct Metered {
    /// Does the work.
    pub(in crate::server) inner: Arc<dyn Analyse>,
    /// Where it is counted.
    pub(in crate::server) metrics: Shared,
}

/// Notes a stage: its time when it ends, a panic when it does not.
struct Stage<'a> {
    metrics: &'a Metrics,
    name: &'static str,
    begun: Instant,
}

impl<'a> Stage<'a> {
    fn begin(metrics: &'a Metrics, name: &'static str) -> Self {
        Self {
            metrics,
            name,
            begun: Instant::now(),
        }
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.metrics.extraction_panics.inc();
            return;
        }
        self.metrics
            .read_seconds
            .with_label_values(&[self.name])
            .observe(self.begun.elapsed().as_secs_f64());
    }
}

impl Analyse for Metered {
    fn read(&self, raw: &RawArticle) -> Document {
        let _stage = Stage::begin(&self.metrics, READ);
        tracing::info_span!("read").in_scope(|| self.inner.read(raw))
    }

    fn extract(&self, document: &Document) -> Findings {
        let stage = Stage::begin(&self.metrics, EXTRACT);
        let findings = tracing::info_span!("extract").in_scope(|| self.inner.extract(document));
        drop(stage);
        self.metrics.articles_read.inc();
        let claims: usize = findings.deployments.iter().map(|d| d.claims.len()).sum();
        let counts = [
            findings.quotes.len(),
            findings.stances.len(),
            findings.deployments.len(),
            claims,
            findings.border_facts.len(),
        ];
        for (kind, count) in KINDS.into_iter().zip(counts) {
            let counter = self.metrics.findings.with_label_values(&[kind]);
            counter.inc_by(u64::try_from(count).unwrap_or(u64::MAX));
        }
        for remark in findings.remarks.iter().chain(&document.remarks) {
            let counter = self
                .metrics
                .remarks
                .with_label_values(&[remark.code.as_str()]);
            counter.inc();
        }
        findings
    }

    fn provenance(&self) -> Provenance {
        self.inner.provenance()
    }
}
