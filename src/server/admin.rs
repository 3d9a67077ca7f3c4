//! The admin port: is it alive, is it ready, how is it, which version is it; plain text, never public.
//!
//! `GET /live` - 200 while the process answers; `GET /ready` - 200 while calls are answered, else 503 and the phase;
//! `GET /metrics` - numbers in the classic text format of Prometheus; `GET /version` - JSON; `GET` and `PUT /log-level` -
//! what is logged, from this machine alone; and `grpc.health.v1.Health` (with reflection) over HTTP/2 on the same listener,
//! for probes that send no token.

use super::health::{Health, Phase};
use super::metrics::{CONTENT_TYPE, Shared, Sources};
use super::{ServeError, reflection};
use crate::telemetry::Levels;
use axum::Json;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::header::CONTENT_TYPE as TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tonic::service::RoutesBuilder;

/// Longest filter taken by `PUT /log-level`, in bytes.
const FILTER_BYTES_MAX: usize = 1024;

/// What the routes tell of.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) health: Health,
    pub(super) metrics: Shared,
    pub(super) sources: Sources,
    /// What is logged; `None` when somebody else set logging up.
    pub(super) levels: Option<Levels>,
}

/// The routes of the admin port.
pub(super) fn routes(told: Told) -> Result<axum::Router, ServeError> {
    let mut probes = RoutesBuilder::default();
    probes.add_service(told.health.service());
    reflection::add_health(&mut probes)?;
    let levels = get(log_level).put(set_log_level);
    let own = axum::Router::new()
        .route("/live", get(async || "alive\n"))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .route("/version", get(version))
        .route("/log-level", levels)
        .layer(DefaultBodyLimit::max(FILTER_BYTES_MAX))
        .with_state(told);
    let mut probes = probes.routes();
    let both = std::mem::take(probes.axum_router_mut()).merge(own);
    let known = "try /live, /ready, /metrics, /version or /log-level\n";
    Ok(both.fallback(async move || (StatusCode::NOT_FOUND, known)))
}

async fn ready(State(told): State<Told>) -> (StatusCode, &'static str) {
    match told.health.phase() {
        Phase::Serving => (StatusCode::OK, "ready\n"),
        Phase::Starting => (StatusCode::SERVICE_UNAVAILABLE, "starting\n"),
        Phase::Failing => (StatusCode::SERVICE_UNAVAILABLE, "failing\n"),
        Phase::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
    }
}

async fn version() -> Json<serde_json::Value> {
    Json(serde_json::json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "revision": env!("VEDETTE_BUILD_REVISION"),
    }))
}

type Text = (StatusCode, [(HeaderName, &'static str); 1], String);

async fn metrics(State(told): State<Told>) -> Text {
    let rendered = tokio::task::spawn_blocking(move || told.metrics.render(&told.sources)).await;
    if let Ok(Ok(text)) = rendered {
        return (StatusCode::OK, [(TYPE, CONTENT_TYPE)], text);
    }
    tracing::error!("the metrics were not rendered");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "see the log\n")
}

fn plain(status: StatusCode, text: &str) -> Text {
    (
        status,
        [(TYPE, "text/plain; charset=utf-8")],
        text.to_owned(),
    )
}

/// Lets callers of this machine pass: what is logged at debug may hold what people asked.
fn levels(levels: Option<&Levels>, from: SocketAddr) -> Result<&Levels, Text> {
    if !from.ip().to_canonical().is_loopback() {
        let only = "only from this machine\n";
        return Err(plain(StatusCode::FORBIDDEN, only));
    }
    let none = || plain(StatusCode::NOT_FOUND, "logging was set up elsewhere\n");
    levels.ok_or_else(none)
}

async fn log_level(State(told): State<Told>, ConnectInfo(from): ConnectInfo<SocketAddr>) -> Text {
    match levels(told.levels.as_ref(), from) {
        Ok(levels) => plain(StatusCode::OK, &format!("{}\n", levels.get())),
        Err(refused) => refused,
    }
}

async fn set_log_level(
    State(told): State<Told>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    filter: String,
) -> Text {
    let levels = match levels(told.levels.as_ref(), from) {
        Ok(levels) => levels,
        Err(refused) => return refused,
    };
    match levels.set(filter.trim()) {
        Ok(()) => {
            tracing::info!(filter = filter.trim(), "what is logged was changed");
            plain(StatusCode::OK, &format!("{}\n", levels.get()))
        }
        Err(error) => plain(StatusCode::BAD_REQUEST, &format!("{error}\n")),
    }
}

/// Answers until it is dropped.
pub(super) async fn serve(listener: TcpListener, routes: axum::Router) -> std::io::Result<()> {
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "set nodelay failed");
        }
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_logged_is_told_to_this_machine_alone() {
        let (_filter, own) = crate::telemetry::levels("info").unwrap();
        let refused = |address: &str| {
            let refused = levels(Some(&own), address.parse().unwrap()).err();
            refused.map(|(status, _, _)| status)
        };
        for near in [
            "127.0.0.1:1",
            "127.8.0.1:1",
            "[::1]:1",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert_eq!(refused(near), None, "{near}");
        }
        for far in [
            "192.0.2.1:1",
            "10.0.0.1:1",
            "[2001:db8::1]:1",
            "[::ffff:192.0.2.1]:1",
        ] {
            assert_eq!(refused(far), Some(StatusCode::FORBIDDEN), "{far}");
        }
    }
}
