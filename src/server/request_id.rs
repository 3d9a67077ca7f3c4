//! Request ids: every call has one; it comes back in the response, in errors and in the log.
//!
//! The outermost layer, and therefore also the place where an error gets its last detail: statuses tonic made by itself are
//! put into our terms here. Rule: a caller's id is taken when well-formed, else one is made, never repaired.

use super::deadline::is_open_ended;
use super::metrics::Shared;
use super::trace::{answered, begun};
use crate::rpc::status::{self, Call};
use crate::rpc::stream::CallFacts;
use crate::telemetry::CALL;
use http::{HeaderName, HeaderValue, Request, Response};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::Instrument;

/// The header that carries the id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id taken from a caller, in bytes.
pub const REQUEST_ID_BYTES_MAX: usize = 64;

/// Where a call comes from; put into its extensions by the accept loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Gives every call its id.
#[derive(Clone, Debug)]
pub(super) struct RequestIdLayer {
    ids: Arc<Ids>,
    message_bytes_max: usize,
    /// How long a call may take before it is slow; zero = however long.
    slow: Duration,
    metrics: Shared,
}

#[derive(Debug)]
struct Ids {
    /// Tells processes apart.
    process: u64,
    next: AtomicU64,
}

impl RequestIdLayer {
    /// Ids that begin with `process`, random for each process.
    pub(super) fn new(
        process: u64,
        message_bytes_max: usize,
        slow: Duration,
        metrics: &Shared,
    ) -> Self {
        let ids = Ids {
            process,
            next: AtomicU64::new(1),
        };
        Self {
            ids: Arc::new(ids),
            message_bytes_max,
            slow,
            metrics: Arc::clone(metrics),
        }
    }

    /// Whether this was long for a call; those that stream take as long as they want.
    fn is_slow(&self, method: &str, elapsed: Duration) -> bool {
        !self.slow.is_zero() && elapsed > self.slow && !is_open_ended(method)
    }
}

impl<S> Layer<S> for RequestIdLayer {
    type Service = RequestIds<S>;

    fn layer(&self, inner: S) -> RequestIds<S> {
        RequestIds {
            inner,
            layer: self.clone(),
        }
    }
}

/// The layer around a service.
#[derive(Clone, Debug)]
pub(super) struct RequestIds<S> {
    inner: S,
    layer: RequestIdLayer,
}

fn is_well_formed(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (1..=REQUEST_ID_BYTES_MAX).contains(&bytes.len())
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b))
}

impl Ids {
    fn of(&self, given: Option<&HeaderValue>) -> String {
        let taken = given.filter(|id| is_well_formed(id));
        if let Some(Ok(id)) = taken.map(HeaderValue::to_str) {
            return id.to_owned();
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}-{number}", self.process)
    }
}

impl<S> Service<Request<Body>> for RequestIds<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let id = self.layer.ids.of(request.headers().get(REQUEST_ID));
        let method = request.uri().path().to_owned();
        request.extensions_mut().insert(CallFacts {
            request_id: id.clone(),
            method: method.clone(),
            ..CallFacts::default()
        });
        let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
        let peer = peer.map(tracing::field::display);
        let caller = tracing::field::Empty;
        let plan = tracing::field::Empty;
        let span = tracing::info_span!(CALL, request_id = %id, method, peer, caller, plan);
        begun(&span, &method, request.headers());
        let layer = self.layer.clone();
        let since = Instant::now();
        let answer = span.in_scope(|| self.inner.call(request));
        let finished = async move {
            let mut response = answer.await?;
            let call = Call {
                request_id: &id,
                method: &method,
                message_bytes_max: layer.message_bytes_max,
            };
            let code = finish(&mut response, call);
            answered(&tracing::Span::current(), code);
            let elapsed = since.elapsed();
            let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
            if layer.is_slow(&method, elapsed) {
                layer.metrics.slow_call();
                tracing::warn!(elapsed_us, ?code, "call slow");
            }
            if code == Code::Ok {
                tracing::debug!(elapsed_us, "call answered");
            } else {
                tracing::info!(elapsed_us, ?code, "call refused");
            }
            Ok(response)
        };
        Box::pin(finished.instrument(span))
    }
}

/// Puts the id into the response, and into its error when it is one; tells the code.
fn finish(response: &mut Response<Body>, call: Call<'_>) -> Code {
    let refused =
        Status::from_header_map(response.headers()).filter(|status| status.code() != Code::Ok);
    let code = refused.as_ref().map_or(Code::Ok, |found| {
        let told = status::complete(found, call);
        let code = told.code();
        *response = told.into_http();
        code
    });
    if let Ok(value) = HeaderValue::from_str(call.request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_formed_id_is_kept_and_any_other_replaced() {
        let ids = Ids {
            process: 7,
            next: AtomicU64::new(1),
        };
        let of = |id: &str| ids.of(Some(&HeaderValue::from_str(id).unwrap()));
        assert_eq!(of("abc-1.2_Z"), "abc-1.2_Z");
        let longest = "x".repeat(REQUEST_ID_BYTES_MAX);
        assert_eq!(of(&longest), longest);
        assert_eq!(of(&format!("{longest}x")), "0000000000000007-1");
        assert_eq!(of("a b"), "0000000000000007-2");
        assert_eq!(ids.of(None), "0000000000000007-3");
    }
}
