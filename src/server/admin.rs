//! The admin port: is it alive, is it ready, which version is it; plain text, never public.
//!
//! `GET /live` - 200 while the process answers; `GET /ready` - 200 while calls are answered, else 503 and the phase;
//! `GET /version` - JSON; and `grpc.health.v1.Health` (with reflection) over HTTP/2 on the same listener, for probes that send
//! no token.

use super::health::{Health, Phase};
use super::reflection;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tonic::service::RoutesBuilder;

/// The routes of the admin port.
pub(super) fn routes(health: &Health) -> Result<axum::Router, reflection::ReflectionError> {
    let own = axum::Router::new()
        .route("/live", get(async || "alive\n"))
        .route("/ready", get(ready))
        .route("/version", get(version))
        .with_state(health.clone());
    let mut probes = RoutesBuilder::default();
    probes.add_service(health.service());
    reflection::add_health(&mut probes)?;
    let mut probes = probes.routes();
    let both = std::mem::take(probes.axum_router_mut()).merge(own);
    Ok(both.fallback(async || (StatusCode::NOT_FOUND, "try /live, /ready or /version\n")))
}

async fn ready(State(health): State<Health>) -> (StatusCode, &'static str) {
    match health.phase() {
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
    }))
}

/// Answers until it is dropped.
pub(super) async fn serve(listener: TcpListener, routes: axum::Router) -> std::io::Result<()> {
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "set nodelay failed");
        }
    });
    axum::serve(listener, routes).await
}
