//! What every call passes, outermost first: its request id, its measure, whether it may, its deadline, whether there is room.

use super::auth::AuthLayer;
use super::deadline::DeadlineLayer;
use super::metrics::{MeterLayer, Shared};
use super::reload::Secrets;
use super::request_id::RequestIdLayer;
use super::run::Parts;
use super::shed::ShedLayer;
use crate::config::Config;
use http::{Request, Response};
use std::convert::Infallible;
use std::sync::Arc;
use tonic::body::Body;
use tonic::service::Routes;
use tower::{Layer, Service};

/// The routes inside their layers.
pub(super) fn around(
    routes: Routes,
    config: &Config,
    parts: &Parts,
    secrets: &Secrets,
    metrics: &Shared,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ 'static {
    let process = parts.entropy.first_chunk().copied().unwrap_or_default();
    let ids = RequestIdLayer::new(
        u64::from_be_bytes(process),
        config.grpc.message_bytes_max,
        config.log.slow_call,
        metrics,
    );
    let auth = AuthLayer {
        tokens: secrets.tokens.clone(),
        clock: parts.clock,
    };
    let deadlines = DeadlineLayer {
        call_max: config.grpc.deadline_max,
        stream_max: config.grpc.stream_deadline_max,
    };
    let shed = ShedLayer::new(config.grpc.calls_max);
    let inner = auth.layer(deadlines.layer(shed.layer(routes)));
    ids.layer(MeterLayer(Arc::clone(metrics)).layer(inner))
}
