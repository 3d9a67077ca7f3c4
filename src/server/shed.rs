//! Load shedding: so many calls at once over all connections; one more is refused at once and told when to come back.
//!
//! Not the queues of the pools, which know what work costs: this bounds what a flood of cheap calls holds in memory. Rule:
//! health and reflection are never shed, because they are how an operator sees the flood.

use super::scope::{Need, need};
use crate::rpc::error::RpcError;
use http::{Request, Response};
use hyper::body::{Bytes, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// Refuses calls over a limit.
#[derive(Clone, Debug)]
pub(super) struct ShedLayer {
    limit: usize,
    room: Arc<Semaphore>,
}

impl ShedLayer {
    /// At most `limit` calls at once.
    pub(super) fn new(limit: usize) -> Self {
        let limit = limit.min(Semaphore::MAX_PERMITS);
        Self {
            limit,
            room: Arc::new(Semaphore::new(limit)),
        }
    }
}

impl<S> Layer<S> for ShedLayer {
    type Service = Shed<S>;

    fn layer(&self, inner: S) -> Shed<S> {
        Shed {
            inner,
            layer: self.clone(),
        }
    }
}

/// The layer around a service.
#[derive(Clone, Debug)]
pub(super) struct Shed<S> {
    inner: S,
    layer: ShedLayer,
}

/// An answer that holds its place until its last piece was written or it is given up (see `reader`).
struct Held {
    body: Body,
    _place: OwnedSemaphorePermit,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<S> Service<Request<Body>> for Shed<S>
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
        if need(request.uri().path()) == Need::Nothing {
            return Box::pin(self.inner.call(request));
        }
        let limit = self.layer.limit;
        let Ok(place) = Arc::clone(&self.layer.room).try_acquire_owned() else {
            return Box::pin(async move {
                let refused = RpcError::Busy { limit };
                Ok(Status::from(refused).into_http())
            });
        };
        let answered = self.inner.call(request);
        Box::pin(async move {
            let answer = answered.await?;
            Ok(answer.map(|body| {
                Body::new(Held {
                    body,
                    _place: place,
                })
            }))
        })
    }
}
