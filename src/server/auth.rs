//! Authentication: no call without a token that may make it, once tokens are on.
//!
//! Not the tokens themselves and not the table of scopes. Rules: checked before anything of the call is read, so that a
//! refusal tells nothing about what exists; health and reflection stay open (probes and tools have no token).

use super::reload::Current;
use super::scope::{Need, Scope, need};
use super::token::{Rejected, TOKEN_BYTES_MAX, Tokens};
use crate::rpc::backend::Clock;
use crate::rpc::decide::Caller;
use crate::rpc::error::RpcError;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request, Response};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// Lets calls with the right token pass.
#[derive(Clone, Debug)]
pub(super) struct AuthLayer {
    /// The tokens of now; `None` when everybody may call.
    pub(super) tokens: Option<Current<Tokens>>,
    /// Tells whether a token has ended.
    pub(super) clock: Clock,
}

impl<S> Layer<S> for AuthLayer {
    type Service = Auth<S>;

    fn layer(&self, inner: S) -> Auth<S> {
        Auth {
            inner,
            layer: self.clone(),
        }
    }
}

/// The layer around a service.
#[derive(Clone, Debug)]
pub(super) struct Auth<S> {
    inner: S,
    layer: AuthLayer,
}

/// The token of a call: exactly one `authorization: Bearer TOKEN`.
fn presented(headers: &HeaderMap) -> Result<&str, RpcError> {
    let refused = |told| RpcError::Unauthenticated { told };
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (first, second) = (given.next(), given.next());
    let first = first.ok_or(refused(
        "this call needs a token: send the header `authorization: Bearer TOKEN`",
    ))?;
    let words = first.to_str().ok().filter(|_one| second.is_none());
    let token = words.and_then(|words| {
        let (scheme, token) = words.split_once(' ')?;
        let fits = token.len() <= TOKEN_BYTES_MAX;
        (scheme.eq_ignore_ascii_case("bearer") && fits).then_some(token)
    });
    token.ok_or(refused(
        "the authorization header is not one `Bearer TOKEN`: send it once, in that form",
    ))
}

fn allow(
    tokens: &Tokens,
    headers: &HeaderMap,
    need: Need,
    clock: Clock,
) -> Result<Option<Caller>, RpcError> {
    let refused = |told| RpcError::Unauthenticated { told };
    let token = tokens
        .find(presented(headers)?, clock())
        .map_err(|rejected| match rejected {
            Rejected::Unknown => refused("the token is not known here: ask for a new one"),
            Rejected::Expired => refused("the token has expired: ask for a new one"),
        })?;
    tracing::Span::current().record("caller", token.name.as_str());
    match need {
        Need::Nothing => Ok(None),
        Need::Token(scope) if token.scopes.contains(&scope) => Ok(Some(Caller(token.name.clone()))),
        Need::Token(scope) => Err(denied(scope)),
        Need::Unknown => Err(RpcError::MethodUnknown {
            what: "there is no such method; reflection lists them".to_owned(),
        }),
    }
}

fn denied(scope: Scope) -> RpcError {
    RpcError::PermissionDenied {
        scope: scope.as_str(),
    }
}

impl AuthLayer {
    /// Who calls, when tokens are on and the method needs one.
    fn check(&self, request: &Request<Body>) -> Result<Option<Caller>, RpcError> {
        let Some(tokens) = &self.tokens else {
            return Ok(None);
        };
        match need(request.uri().path()) {
            Need::Nothing => Ok(None),
            need @ (Need::Token(_) | Need::Unknown) => {
                allow(&tokens.get(), request.headers(), need, self.clock)
            }
        }
    }
}

impl<S> Service<Request<Body>> for Auth<S>
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
        match self.layer.check(&request) {
            Ok(caller) => {
                if let Some(caller) = caller {
                    request.extensions_mut().insert(caller);
                }
                Box::pin(self.inner.call(request))
            }
            Err(error) => Box::pin(async move { Ok(Status::from(error).into_http()) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn exactly_one_bearer_header_of_a_bounded_length_is_read() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            }
            presented(&headers).ok().map(str::to_owned)
        };
        assert_eq!(of(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(of(&["bearer abc"]).as_deref(), Some("abc"));
        let longest = "x".repeat(TOKEN_BYTES_MAX);
        assert_eq!(of(&[&format!("Bearer {longest}")]), Some(longest.clone()));
        for odd in [
            &[][..],
            &["abc"],
            &["Basic abc"],
            &["Bearer"],
            &["Bearer abc", "Bearer abc"],
            &[&format!("Bearer {longest}x")],
        ] {
            assert_eq!(of(odd), None, "{odd:?}");
        }
    }
}
