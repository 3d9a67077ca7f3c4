//! The wire: requests parsed into what they mean, answers built from what was found, errors turned into statuses.
//!
//! The only place that names the generated types, but for the command line's client. Not a place for search or storage:
//! handlers parse, ask, convert and answer.

mod actor;
mod admin;
mod article;
pub mod backend;
pub mod convert;
pub mod decide;
mod deployment;
pub mod error;
pub mod intake;
pub mod pb;
mod quarantine;
mod quote;
mod records;
mod stance;
pub mod status;
pub mod stream;
pub mod violation;

use backend::Backend;
use std::sync::Arc;
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;

/// All files of the API with their comments: what reflection answers, and what is shipped as `vedette.binpb`.
pub const FILE_DESCRIPTOR_SET: &[u8] = pb::FILE_DESCRIPTOR_SET;

type QuoteServer = pb::quote_search_service_server::QuoteSearchServiceServer<quote::QuoteHandler>;
type StanceServer =
    pb::actor_stance_service_server::ActorStanceServiceServer<stance::StanceHandler>;
type DeploymentServer = pb::border_deployment_service_server::BorderDeploymentServiceServer<
    deployment::DeploymentHandler,
>;
type ArticleServer = pb::article_service_server::ArticleServiceServer<article::ArticleHandler>;
type AdminServer = pb::admin_service_server::AdminServiceServer<admin::AdminHandler>;
type ActorServer = pb::actor_service_server::ActorServiceServer<actor::ActorHandler>;

/// Full names of all services: the names health is asked for.
pub const SERVICE_NAMES: [&str; 6] = [
    QuoteServer::NAME,
    StanceServer::NAME,
    DeploymentServer::NAME,
    ArticleServer::NAME,
    ActorServer::NAME,
    AdminServer::NAME,
];

/// A generated server that takes and sends gzip and zstd.
macro_rules! with_compression {
    ($service:expr) => {
        $service
            .accept_compressed(tonic::codec::CompressionEncoding::Gzip)
            .accept_compressed(tonic::codec::CompressionEncoding::Zstd)
            .send_compressed(tonic::codec::CompressionEncoding::Gzip)
            .send_compressed(tonic::codec::CompressionEncoding::Zstd)
    };
}
pub(crate) use with_compression;

/// Adds every service, with compression and the message limit.
pub fn add_services(routes: &mut RoutesBuilder, backend: &Arc<Backend>, message_bytes_max: usize) {
    let limit = message_bytes_max;
    let backend = || Arc::clone(backend);
    let quotes = quote::QuoteHandler { backend: backend() };
    let stances = stance::StanceHandler { backend: backend() };
    let deployments = deployment::DeploymentHandler { backend: backend() };
    let admin = admin::AdminHandler { backend: backend() };
    let actors = actor::ActorHandler { backend: backend() };
    let articles = article::ArticleHandler {
        backend: backend(),
        message_bytes_max,
    };
    routes
        .add_service(with_compression!(QuoteServer::new(quotes)).max_decoding_message_size(limit))
        .add_service(with_compression!(StanceServer::new(stances)).max_decoding_message_size(limit))
        .add_service(
            with_compression!(DeploymentServer::new(deployments)).max_decoding_message_size(limit),
        )
        .add_service(
            with_compression!(ArticleServer::new(articles)).max_decoding_message_size(limit),
        )
        .add_service(with_compression!(ActorServer::new(actors)).max_decoding_message_size(limit))
        .add_service(with_compression!(AdminServer::new(admin)).max_decoding_message_size(limit));
}
