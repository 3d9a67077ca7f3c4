//! `vedette serve`: the server, and with `--sample` something to see at once.
//!
//! Not the server itself: it reads settings, builds the parts, and says where they listen. Rule: "ready" is printed when
//! the server answers, not before; with the sample, when its records do.

use super::client::{ClientError, ServerArgs, client};
use super::exit::Exit;
use super::{ingest, sample, world};
use crate::config::{Config, ConfigError, Layers, ServiceManager};
use crate::extract::{Knowledge, KnowledgeError};
use crate::index::Home;
use crate::ingest::Extractor;
use crate::rpc::pb;
use crate::server::{self, Notifier, Parts, ReadError, ServeError, Server, Stopper};
use crate::telemetry::{self, TelemetryError};
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Serves until SIGTERM or ctrl-c; a second one cuts.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette serve --sample\n  vedette serve --data-dir /var/lib/vedette --server-grpc-listen 0.0.0.0:50051\n\n\
    Exit status: 0 stopped cleanly, 1 failed, 2 wrong settings."
)]
pub struct ServeArgs {
    /// Serve the bundled sample reports from a throwaway data directory
    #[arg(long)]
    pub sample: bool,
}

/// Why the server did not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeCommandError {
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The sample is for looking at, and everything that stands guard is off.
    #[error("--sample serves without TLS and tokens: leave server.tls and server.auth out")]
    GuardedSample,
    /// Logging could not be set up.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The world files are wrong.
    #[error("{0}; mend the file, or leave lexicon.dir empty for the built-in files")]
    World(String),
    /// The built-in tables are wrong.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// Certificates or tokens cannot be used.
    #[error(transparent)]
    Secrets(#[from] ReadError),
    /// The server failed.
    #[error("{}", with_causes(.0))]
    Serve(#[from] ServeError),
    /// The sample could not be taken in.
    #[error("take the sample in: {0}")]
    Sample(String),
    /// The system refused something.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

impl ServeCommandError {
    /// The exit code scripts see.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Config(_)
            | Self::World(_)
            | Self::GuardedSample
            | Self::Secrets(_)
            | Self::Serve(ServeError::Secrets(_)) => Exit::Usage,
            Self::Telemetry(_)
            | Self::Knowledge(_)
            | Self::Serve(_)
            | Self::Sample(_)
            | Self::System(_) => Exit::Failure,
        }
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        if !text.contains(&inner.to_string()) {
            text = format!("{text}: {inner}");
        }
        cause = inner.source();
    }
    text
}

/// Knowledge of a configuration: the built-in world and language, and the files of `lexicon.dir` beside them.
pub fn knowledge(config: &Config, sample: bool) -> Result<Knowledge, ServeCommandError> {
    let mut files = if sample { sample::world() } else { Vec::new() };
    if let Some(folder) = &config.lexicon_dir {
        files.extend(world::read(folder).map_err(ServeCommandError::World)?);
    }
    Knowledge::with_world(&files).map_err(|e| match e {
        KnowledgeError::Table(ref at) if !files.is_empty() => {
            ServeCommandError::World(at.to_string())
        }
        KnowledgeError::Table(_) | KnowledgeError::Weights(_) => e.into(),
    })
}

/// Runs the server; where it listens and what to try goes to `out`.
pub async fn run(
    args: &ServeArgs,
    layers: &Layers,
    out: &mut (dyn Write + Send),
) -> Result<(), ServeCommandError> {
    let mut config = Config::load(layers)?;
    if args.sample && (config.security.tls.is_some() || config.security.auth.is_on()) {
        return Err(ServeCommandError::GuardedSample);
    }
    let telemetry = telemetry::start(&config.log, &config.trace)?;
    tell_sizes(&config);
    let throwaway = if args.sample {
        Some(tempfile::tempdir()?)
    } else {
        None
    };
    if let Some(folder) = &throwaway {
        folder.path().clone_into(&mut config.data.dir);
        config.drain.delay = Duration::ZERO;
    }
    // Before the seconds that knowledge takes: who cannot have the data is told at once, and no address is printed.
    let home = Home::open(&config.data.dir).map_err(ServeError::Open)?;
    let knowledge = Arc::new(knowledge(&config, args.sample)?);
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(std::io::Error::other)?;
    let parts = Parts {
        lexicon: Arc::clone(&knowledge.lexicon),
        analyse: Arc::new(Extractor::new(
            Arc::clone(&knowledge),
            knowledge.lexicon.version(),
        )),
        clock: jiff::Timestamp::now,
        entropy,
        levels: Some(telemetry.levels.clone()),
        notifier: Notifier::new(&ServiceManager::of_environment())?,
    };
    let server = Server::bind(home, config).await?;
    let ports = Ports {
        grpc: server.grpc_address()?,
        admin: server.admin_address()?,
    };
    let Ports { grpc, admin } = ports;
    writeln!(
        out,
        "vedette {} (lexicon {})\n  grpc   {grpc}\n  admin  {admin}",
        super::VERSION,
        knowledge.lexicon.version()
    )?;
    let (stopper, stop) = server::channel();
    stopper.clone().listen()?;
    let served = tokio::spawn(server.run(parts, stop));
    tokio::select! {
        told = announce(args.sample, ports, &stopper, out) => told?,
        () = ended(&served) => {}
    }
    let served = served.await.map_err(std::io::Error::other);
    tokio::task::spawn_blocking(move || telemetry.stop())
        .await
        .map_err(std::io::Error::other)?;
    drop(throwaway);
    Ok(served??)
}

/// Tells what was sized by the memory there is, or by settings.
fn tell_sizes(config: &Config) {
    let Config {
        memory,
        data,
        search,
        ingest,
        ..
    } = config;
    tracing::info!(
        memory_limit_bytes = memory.limit,
        machine_bytes = memory.machine,
        writer_bytes = data.writer_bytes,
        log_cache_bytes = data.log_cache_bytes,
        search_threads = search.threads,
        ingest_threads = ingest.threads,
        ingest_queue = ingest.queue,
        "sized"
    );
}

/// Ends when the server does: it may fail before it is ready.
async fn ended(served: &tokio::task::JoinHandle<Result<(), ServeError>>) {
    while !served.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Where the server listens.
#[derive(Clone, Copy)]
struct Ports {
    grpc: SocketAddr,
    admin: SocketAddr,
}

/// An address of this machine that leads to what listens there.
fn reachable(listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), listen.port())
    } else {
        listen
    }
}

/// Waits until the server answers (and the sample is in), then says so and what to try.
async fn announce(
    sample: bool,
    ports: Ports,
    stopper: &Stopper,
    out: &mut (dyn Write + Send),
) -> Result<(), ServeCommandError> {
    let failed = |e: ClientError| ServeCommandError::Sample(e.to_string());
    // Health is asked on the admin port, which needs neither TLS nor a token.
    let admin = ServerArgs::plain(reachable(ports.admin));
    serving(admin.connect().await.map_err(failed)?).await;
    if sample {
        let reachable = reachable(ports.grpc);
        let server = ServerArgs::plain(reachable);
        let channel = server.connect().await.map_err(failed)?;
        let taken = take_sample(&server, channel).await;
        if taken.is_err() {
            stopper.ask();
        }
        writeln!(
            out,
            "{} sample reports taken in; try:",
            taken.map_err(failed)?
        )?;
        for call in calls_to_try(reachable) {
            writeln!(out, "  {call}")?;
        }
    }
    writeln!(out, "ready; stop with ctrl-c")?;
    Ok(out.flush()?)
}

fn calls_to_try(at: SocketAddr) -> [String; 3] {
    [
        format!(
            "grpcurl -plaintext -d '{{\"query\":\"\\\"take sides\\\"\"}}' {at} vedette.v1.QuoteSearchService/SearchQuotes"
        ),
        format!(
            "grpcurl -plaintext -d '{{\"filter\":{{\"borders\":[\"borders/xe-xv\"]}}}}' {at} vedette.v1.BorderDeploymentService/SearchDeployments"
        ),
        format!(
            "grpcurl -plaintext -d '{{\"filter\":{{\"holders\":[\"actors/ilse-tarn\"]}}}}' {at} vedette.v1.ActorStanceService/SearchStances"
        ),
    ]
}

/// How often the server is asked whether it is ready.
const READY_INTERVAL: Duration = Duration::from_millis(2);
/// How often it is asked whether the sample is searchable.
const ASK_INTERVAL: Duration = Duration::from_millis(20);
/// How often before giving up on the sample becoming searchable.
const ASKS_MAX: usize = 500;

async fn serving(channel: Channel) {
    let mut health = HealthClient::new(channel);
    loop {
        let answer = health
            .check(HealthCheckRequest {
                service: String::new(),
            })
            .await;
        if answer.is_ok_and(|a| a.get_ref().status() == ServingStatus::Serving) {
            return;
        }
        tokio::time::sleep(READY_INTERVAL).await;
    }
}

/// Takes the sample in and waits until its records answer.
async fn take_sample(server: &ServerArgs, channel: Channel) -> Result<usize, ClientError> {
    let reports = sample::reports().map_err(|e| ClientError::Usage(e.to_string()))?;
    let wanted = reports.len();
    let mut client = client!(ArticleServiceClient<Channel>, channel);
    let requests: Vec<_> = reports
        .into_iter()
        .map(|item| pb::IngestArticlesRequest {
            article: Some(ingest::input(item.raw)),
            ..Default::default()
        })
        .collect();
    let answer = client
        .ingest_articles(tokio_stream::iter(requests))
        .await?
        .into_inner();
    if let Some(error) = answer.items.iter().find_map(|i| i.error.as_ref()) {
        return Err(ClientError::Usage(format!(
            "a sample report was refused: {}",
            error.message
        )));
    }
    for _ in 0..ASKS_MAX {
        let request = pb::ListArticlesRequest {
            page_size: 1,
            include_total_size: true,
            ..Default::default()
        };
        let listed = client
            .list_articles(server.request(request))
            .await?
            .into_inner();
        if listed.total_size.and_then(|n| usize::try_from(n).ok()) >= Some(wanted) {
            break;
        }
        tokio::time::sleep(ASK_INTERVAL).await;
    }
    Ok(wanted)
}
