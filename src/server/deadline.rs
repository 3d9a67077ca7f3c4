//! Deadlines: the caller's `grpc-timeout`, capped by ours, answered with `DEADLINE_EXCEEDED`.
//!
//! Not tonic's own timeout, which answers CANCELLED, and not the time of a streamed answer, which its maker keeps. Dropping the call's future at the deadline tells its job to stop (see
//! `rpc::backend`). Rule: health and reflection have no cap, because their streams are meant to stay open.

use crate::rpc::error::RpcError;
use crate::rpc::stream::CallFacts;
use crate::rpc::violation::{Kind, Violation, shorten};
use http::{HeaderValue, Request, Response};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// The header that carries a caller's deadline.
const GRPC_TIMEOUT: &str = "grpc-timeout";

/// The one call whose request is a stream.
const STREAM_PATH: &str = "/vedette.v1.ArticleService/IngestArticles";

/// How the names of methods begin whose answer is a stream with an end.
const EXPORT: &str = "Export";

/// How the names of methods begin whose answer is a stream without one.
const FOLLOW: &str = "Follow";

/// The name of the method a path ends with.
fn method(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether a call of this path may take long by its nature: it streams, or has no end.
pub(super) fn is_open_ended(path: &str) -> bool {
    let streamed = [EXPORT, FOLLOW];
    path == STREAM_PATH
        || path.starts_with("/grpc.")
        || streamed.iter().any(|name| method(path).starts_with(name))
}

/// Ends calls whose time is up.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeadlineLayer {
    /// Longest time of a call.
    pub(super) call_max: Duration,
    /// Longest time of a call whose request is a stream.
    pub(super) stream_max: Duration,
}

impl<S> Layer<S> for DeadlineLayer {
    type Service = Deadlines<S>;

    fn layer(&self, inner: S) -> Deadlines<S> {
        Deadlines {
            inner,
            layer: *self,
        }
    }
}

/// The layer around a service.
#[derive(Clone, Debug)]
pub(super) struct Deadlines<S> {
    inner: S,
    layer: DeadlineLayer,
}

/// A time as the header spells it: at most 8 digits and a unit.
fn parse(value: &HeaderValue) -> Option<Duration> {
    let words = value.to_str().ok()?;
    let (digits, unit) = words.split_at_checked(words.len().checked_sub(1)?)?;
    let valid = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = digits.parse().ok().filter(|_n| valid)?;
    match unit {
        "H" => Some(Duration::from_secs(number.checked_mul(3600)?)),
        "M" => Some(Duration::from_secs(number.checked_mul(60)?)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

impl DeadlineLayer {
    /// The time this call has; `None` when it has no end.
    fn timeout(&self, request: &Request<Body>) -> Result<Option<Duration>, RpcError> {
        let asked = match request.headers().get(GRPC_TIMEOUT) {
            None => None,
            Some(value) => Some(parse(value).ok_or_else(|| malformed(value))?),
        };
        let path = request.uri().path();
        let method = method(path);
        let cap = if path.starts_with("/grpc.") || method.starts_with(FOLLOW) {
            None
        } else if path == STREAM_PATH || method.starts_with(EXPORT) {
            Some(self.stream_max)
        } else {
            Some(self.call_max)
        };
        Ok(asked.into_iter().chain(cap).min())
    }
}

fn malformed(value: &HeaderValue) -> RpcError {
    let told = "is no time: give up to 8 digits and one of H, M, S, m, u, n, like 500m";
    RpcError::Invalid(vec![Violation {
        field: GRPC_TIMEOUT.to_owned(),
        kind: Kind::Malformed,
        description: told.to_owned(),
        value: shorten(&String::from_utf8_lossy(value.as_bytes())),
    }])
}

fn refuse(error: RpcError) -> Response<Body> {
    Status::from(error).into_http()
}

impl<S> Service<Request<Body>> for Deadlines<S>
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
        let began = Instant::now();
        let timeout = self.layer.timeout(&request);
        // An answer that is a stream has begun long before its time is up: whoever makes it keeps the time.
        if let Some(facts) = request.extensions_mut().get_mut::<CallFacts>() {
            facts.timeout = timeout.as_ref().ok().copied().flatten();
        }
        let answered = self.inner.call(request);
        Box::pin(async move {
            match timeout {
                Err(error) => Ok(refuse(error)),
                Ok(None) => answered.await,
                Ok(Some(timeout)) => {
                    let over = || Ok(refuse(RpcError::Deadline { timeout }));
                    // Timers go by milliseconds: a time shorter than that is looked at by hand, before the work.
                    if began.elapsed() >= timeout {
                        return over();
                    }
                    let answer = tokio::time::timeout_at(began + timeout, answered).await;
                    answer.unwrap_or_else(|_elapsed| over())
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt as _;

    #[test]
    fn times_read_as_the_protocol_spells_them() {
        let read = |words: &str| parse(&HeaderValue::from_str(words).unwrap());
        assert_eq!(read("1H"), Some(Duration::from_hours(1)));
        assert_eq!(read("99999999n"), Some(Duration::from_nanos(99_999_999)));
        assert_eq!(read("250m"), Some(Duration::from_millis(250)));
        for bad in ["", "5", "m", "123456789m", "-1S", "1s", "1.5S", "+5S"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_callers_deadline_is_kept_up_to_ours_and_health_has_none() {
        let layer = DeadlineLayer {
            call_max: Duration::from_secs(30),
            stream_max: Duration::from_mins(10),
        };
        let of = |path: &str, timeout: Option<&str>| {
            let mut request = Request::builder().uri(path);
            if let Some(timeout) = timeout {
                request = request.header(GRPC_TIMEOUT, timeout);
            }
            layer
                .timeout(&request.body(Body::empty()).unwrap())
                .unwrap()
        };
        let search = "/vedette.v1.QuoteSearchService/SearchQuotes";
        assert_eq!(of(search, None), Some(layer.call_max));
        assert_eq!(of(search, Some("5S")), Some(Duration::from_secs(5)));
        assert_eq!(of(search, Some("1H")), Some(layer.call_max));
        assert_eq!(of(STREAM_PATH, None), Some(layer.stream_max));
        assert_eq!(of("/grpc.health.v1.Health/Watch", None), None);
        let export = "/vedette.v1.QuoteSearchService/ExportQuotes";
        assert_eq!(of(export, None), Some(layer.stream_max));
        let follow = "/vedette.v1.QuoteSearchService/FollowQuotes";
        assert_eq!(of(follow, None), None);
        assert_eq!(of(follow, Some("1H")), Some(Duration::from_hours(1)));
    }

    #[tokio::test]
    async fn a_time_shorter_than_a_timers_step_is_over_before_the_work() {
        let layer = DeadlineLayer {
            call_max: Duration::from_secs(30),
            stream_max: Duration::from_mins(10),
        };
        let at_once = |_request| async { Ok::<_, Infallible>(Response::new(Body::empty())) };
        let service = layer.layer(tower::service_fn(at_once));
        let request = Request::builder().header(GRPC_TIMEOUT, "1n");
        let answer = service.oneshot(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.unwrap().headers()["grpc-status"], "4");
    }
}
