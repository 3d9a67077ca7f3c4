//! Calls, measured: how long until the last byte of the answer, and with which code they ended.
//!
//! Rule: a call is counted once, whether it was answered, refused, or given up by its caller.

use super::{Counted, Metrics, Shared, labels};
use http::{HeaderMap, Request, Response};
use hyper::body::{Bytes, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Layer, Service};

/// Measures calls.
#[derive(Clone, Debug)]
pub(in crate::server) struct MeterLayer(pub(in crate::server) Shared);

impl<S> Layer<S> for MeterLayer {
    type Service = Meter<S>;

    fn layer(&self, inner: S) -> Meter<S> {
        Meter {
            inner,
            metrics: Arc::clone(&self.0),
        }
    }
}

/// The layer around a service.
#[derive(Clone, Debug)]
pub(in crate::server) struct Meter<S> {
    inner: S,
    metrics: Arc<Metrics>,
}

/// A call from its beginning; counted when dropped.
struct Running {
    metrics: Arc<Metrics>,
    labels: (&'static str, &'static str),
    begun: Instant,
    /// What the answer said; without it the caller gave up.
    code: Option<Code>,
    _counted: Counted,
}

impl Drop for Running {
    fn drop(&mut self) {
        let code = name(self.code.unwrap_or(Code::Cancelled));
        self.metrics
            .call_ended(self.labels, code, self.begun.elapsed());
    }
}

/// A status code as the protocol spells it.
const fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

fn code_of(headers: &HeaderMap) -> Option<Code> {
    let status = headers.get(Status::GRPC_STATUS)?;
    Some(Code::from_bytes(status.as_bytes()))
}

/// An answer that tells when and how it ended.
struct Measured {
    body: Body,
    running: Running,
}

impl hyper::body::Body for Measured {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(code) = frame.trailers_ref().and_then(code_of) {
                    self.running.code = Some(code);
                }
            }
            Poll::Ready(Some(Err(status))) => self.running.code = Some(status.code()),
            Poll::Ready(None) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<S> Service<Request<Body>> for Meter<S>
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

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let mut running = Running {
            metrics: Arc::clone(&self.metrics),
            labels: labels(request.uri().path()),
            begun: Instant::now(),
            code: None,
            _counted: Counted::new(&self.metrics.calls_running),
        };
        let answered = self.inner.call(request);
        Box::pin(async move {
            let answer = answered.await?;
            running.code = code_of(answer.headers());
            Ok(answer.map(|body| Body::new(Measured { body, running })))
        })
    }
}
