//! A real server on free ports, and clients for it.

use crate::script::Script;
use hyper::client::conn::http2;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tonic::Status;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::{ErrorDetails, StatusExt};
use vedette::config::{Config, Layers};
use vedette::index::Home;
use vedette::lexicon::Lexicon;
use vedette::rpc::pb;
use vedette::server::{Notifier, Parts, ServeError, Server, Stopper, channel};
use vedette::telemetry::Levels;

/// Longest time anything in a test may take before it counts as never.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A server that runs for one test.
pub(crate) struct Serving {
    pub(crate) grpc: SocketAddr,
    pub(crate) admin: SocketAddr,
    pub(crate) stopper: Stopper,
    pub(crate) running: JoinHandle<Result<(), ServeError>>,
    /// Removed when dropped.
    dir: Option<TempDir>,
}

/// The lexicon inside the binary with the invented world of the sample, read once for all tests.
pub(crate) fn lexicon() -> Arc<Lexicon> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let world = [
        file(
            "states.sample.tsv",
            include_str!("../../sample/world/states.sample.tsv"),
        ),
        file(
            "places.sample.tsv",
            include_str!("../../sample/world/places.sample.tsv"),
        ),
        file(
            "actors/actors.sample.toml",
            include_str!("../../sample/world/actors.sample.toml"),
        ),
        file(
            "issues/issues.sample.toml",
            include_str!("../../sample/world/issues.sample.toml"),
        ),
    ];
    Arc::clone(LEXICON.get_or_init(|| Arc::new(Lexicon::load(&world).unwrap())))
}

/// What is logged, by nobody: tests have no log of their own. The filter must outlive its handle.
fn levels() -> Levels {
    let (filter, levels) = vedette::telemetry::levels("info").unwrap();
    std::mem::forget(filter);
    levels
}

/// Settings for a test: free ports, no drain delay, and what the test sets by flag name.
pub(crate) fn config(dir: &Path, flags: &[(&str, &str)]) -> Config {
    let dir = dir.to_string_lossy();
    let defaults = [
        ("server-grpc-listen", "127.0.0.1:0"),
        ("server-admin-listen", "127.0.0.1:0"),
        ("server-drain-delay", "0s"),
        ("server-drain-timeout", "5s"),
        ("data-free-bytes-min", "0"),
        ("data-commit-interval", "20ms"),
        ("data-writer-bytes", "16MiB"),
        ("data-dir", &dir),
    ];
    let all = defaults.iter().chain(flags);
    let flags: BTreeMap<_, _> = all
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Config::load(&Layers {
        flags,
        ..Layers::default()
    })
    .unwrap()
}

impl Serving {
    /// A server with the usual settings, ready.
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings by flag name, ready.
    pub(crate) async fn with(flags: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut serving = Self::begin(dir.path(), flags).await;
        serving.dir = Some(dir);
        serving.ready().await;
        serving
    }

    /// A server whose API wants TLS, ready: health is asked on the admin port.
    pub(crate) async fn guarded(flags: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut serving = Self::begin(dir.path(), flags).await;
        serving.dir = Some(dir);
        ready(connect(serving.admin).await).await;
        serving
    }

    /// A server over a data directory, perhaps not ready yet.
    pub(crate) async fn begin(dir: &Path, flags: &[(&str, &str)]) -> Self {
        Self::telling(dir, flags, &Notifier::default()).await
    }

    /// A server that tells a service manager how it is.
    pub(crate) async fn telling(dir: &Path, flags: &[(&str, &str)], notifier: &Notifier) -> Self {
        let home = Home::open(dir).unwrap();
        let server = Server::bind(home, config(dir, flags)).await.unwrap();
        let (grpc, admin) = (
            server.grpc_address().unwrap(),
            server.admin_address().unwrap(),
        );
        let (stopper, stop) = channel();
        let parts = Parts {
            lexicon: lexicon(),
            analyse: Arc::new(Script),
            clock: jiff::Timestamp::now,
            entropy: [7; 32],
            levels: Some(levels()),
            notifier: notifier.clone(),
        };
        Self {
            grpc,
            admin,
            stopper,
            running: tokio::spawn(server.run(parts, stop)),
            dir: None,
        }
    }

    /// Waits until health says SERVING.
    pub(crate) async fn ready(&self) {
        ready(self.channel().await).await;
    }

    /// Asks to stop and waits for the end.
    pub(crate) async fn stop(self) {
        self.stopper.ask();
        let ended = tokio::time::timeout(PATIENCE, self.running).await;
        ended.unwrap().unwrap().unwrap();
        drop(self.dir);
    }

    /// A connection to the API.
    pub(crate) async fn channel(&self) -> Channel {
        connect(self.grpc).await
    }

    /// A connection without the timers of tonic's client.
    pub(crate) async fn plain(&self) -> Plain {
        let stream = tokio::net::TcpStream::connect(self.grpc).await.unwrap();
        let io = hyper_util::rt::TokioIo::new(stream);
        let executor = hyper_util::rt::TokioExecutor::new();
        let (sender, connection) = http2::handshake(executor, io).await.unwrap();
        tokio::spawn(connection);
        Plain {
            authority: self.grpc,
            sender,
        }
    }

    /// A client of `QuoteSearchService`.
    pub(crate) async fn quotes(
        &self,
    ) -> pb::quote_search_service_client::QuoteSearchServiceClient<Channel> {
        pb::quote_search_service_client::QuoteSearchServiceClient::new(self.channel().await)
    }

    /// A client of `ActorStanceService`.
    pub(crate) async fn stances(
        &self,
    ) -> pb::actor_stance_service_client::ActorStanceServiceClient<Channel> {
        pb::actor_stance_service_client::ActorStanceServiceClient::new(self.channel().await)
    }

    /// A client of `BorderDeploymentService`.
    pub(crate) async fn deployments(
        &self,
    ) -> pb::border_deployment_service_client::BorderDeploymentServiceClient<Channel> {
        pb::border_deployment_service_client::BorderDeploymentServiceClient::new(
            self.channel().await,
        )
    }

    /// A client of `ArticleService`.
    pub(crate) async fn articles(
        &self,
    ) -> pb::article_service_client::ArticleServiceClient<Channel> {
        pb::article_service_client::ArticleServiceClient::new(self.channel().await)
    }

    /// A client of `ActorService`.
    pub(crate) async fn actors(&self) -> pb::actor_service_client::ActorServiceClient<Channel> {
        pb::actor_service_client::ActorServiceClient::new(self.channel().await)
    }

    /// Ingests a script under a source id and waits until its records are in answers.
    pub(crate) async fn ingest(&self, source_id: &str, script: &str) -> pb::IngestArticleResponse {
        let request = pb::IngestArticleRequest {
            article: Some(article(source_id, script)),
            acknowledgement: pb::Acknowledgement::Searchable.into(),
            ..Default::default()
        };
        let mut client = self.articles().await;
        client.ingest_article(request).await.unwrap().into_inner()
    }
}

/// A connection that does what it is told and nothing else.
#[derive(Clone)]
pub(crate) struct Plain {
    authority: SocketAddr,
    sender: http2::SendRequest<Body>,
}

impl tower::Service<http::Request<Body>> for Plain {
    type Response = http::Response<hyper::body::Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = hyper::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.sender.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let path = request.uri().path_and_query().unwrap();
        let uri = format!("http://{}{path}", self.authority);
        *request.uri_mut() = uri.parse().unwrap();
        Box::pin(self.sender.send_request(request))
    }
}

/// Waits until health says SERVING.
async fn ready(channel: Channel) {
    let mut health = HealthClient::new(channel);
    let mut states = health
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    let serving = async {
        while let Some(state) = states.message().await.unwrap() {
            if state.status() == ServingStatus::Serving {
                return;
            }
        }
        panic!("health ended before it served");
    };
    tokio::time::timeout(PATIENCE, serving).await.unwrap();
}

/// A connection to an address.
pub(crate) async fn connect(address: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    endpoint.connect().await.unwrap()
}

/// A script as an article.
pub(crate) fn article(source_id: &str, script: &str) -> pb::ArticleInput {
    pb::ArticleInput {
        body: Some(pb::article_input::Body::Text(script.to_owned())),
        source_id: Some(source_id.to_owned()),
        title: Some(format!("Report {source_id}")),
        outlet: Some("The Harbour Post".to_owned()),
        publish_date: Some(pb::DateRange {
            start: Some(pb::CivilDate {
                year: 2031,
                month: 5,
                day: 5,
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// The details of a refusal, after checking what every refusal has: reason, domain, request id.
pub(crate) fn details(status: &Status, reason: pb::ErrorReason) -> ErrorDetails {
    let details = status.get_error_details();
    let info = details
        .error_info()
        .unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.reason, reason.as_str_name(), "{status:?}");
    assert_eq!(info.domain, "vedette");
    assert!(!details.request_info().unwrap().request_id.is_empty());
    assert!(!status.message().is_empty());
    assert_eq!(status.code(), vedette::rpc::status::code(reason));
    details
}

/// Fields and reasons of all violations, in order of the fields.
pub(crate) fn violations(details: &ErrorDetails) -> Vec<(String, String)> {
    let found = &details.bad_request().unwrap().field_violations;
    let mut all: Vec<_> = found
        .iter()
        .map(|v| (v.field.clone(), v.reason.clone()))
        .collect();
    all.sort();
    all
}
