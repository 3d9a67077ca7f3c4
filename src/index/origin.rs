//! Where a piece of work came from, told from thread to thread: the place in a trace of the call that asked for it.
//!
//! Not the call's span: who holds that keeps the call open until the index has caught up. Where no spans are sent there is
//! no origin, and nothing is done.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// A call's place in its trace.
#[derive(Debug)]
pub(super) struct Origin(Box<SpanContext>);

impl Origin {
    /// The place of the span that is current on this thread.
    pub(super) fn here() -> Option<Self> {
        let span = Span::current();
        if span.is_none() {
            return None;
        }
        let place = span.context().span().span_context().clone();
        place.is_valid().then(|| Self(Box::new(place)))
    }

    /// Makes a span that has not been entered yet a part of the call.
    pub(super) fn adopt(&self, span: &Span) {
        let call = Context::new().with_remote_span_context((*self.0).clone());
        // Refused where no spans are sent: then there is nothing to be part of.
        drop(span.set_parent(call));
    }

    /// Names the call as one of those a span works for.
    pub(super) fn link(&self, span: &Span) {
        span.add_link((*self.0).clone());
    }
}
