//! A caller's trace, continued: its `traceparent` becomes the parent of the call's span, which tells of the call in the names
//! OpenTelemetry has for that.
//!
//! Not the sending of spans (that is `telemetry`), and not what log lines tell of a call. Where no spans are sent this does
//! nothing.

use http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::Code;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The header that carries a caller's trace.
const TRACEPARENT: &str = "traceparent";

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

/// Tells the call's span what is called, and continues its caller's trace.
pub(super) fn begun(span: &Span, path: &str, headers: &HeaderMap) {
    continued(span, headers);
    let parts = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    let (service, method) = parts.unwrap_or_default();
    span.set_attribute("rpc.system", "grpc");
    span.set_attribute("rpc.service", service.to_owned());
    span.set_attribute("rpc.method", method.to_owned());
}

/// Tells the call's span how it ended.
pub(super) fn answered(span: &Span, code: Code) {
    span.set_attribute("rpc.grpc.status_code", i64::from(code as i32));
    if matches!(code, Code::Internal | Code::DataLoss | Code::Unknown) {
        span.set_status(trace::Status::error(""));
    }
}

/// Makes the caller's span the parent of this one; a malformed header begins a trace of our own.
fn continued(span: &Span, headers: &HeaderMap) {
    if headers.contains_key(TRACEPARENT) {
        let parent = TraceContextPropagator::new().extract(&Headers(headers));
        // Refused where no spans are sent: then there is nothing to continue.
        drop(span.set_parent(parent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::TraceContextExt;

    #[test]
    fn a_well_formed_traceparent_is_read_and_any_other_is_none() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(TRACEPARENT, value.parse().unwrap());
            let context = TraceContextPropagator::new().extract(&Headers(&headers));
            let span = context.span().span_context().clone();
            span.is_valid().then(|| span.trace_id().to_string())
        };
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let good = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(of(&good).as_deref(), Some(trace));
        for odd in ["", "00", "00-zz-00f067aa0ba902b7-01", trace] {
            assert_eq!(of(odd), None, "{odd}");
        }
    }
}
