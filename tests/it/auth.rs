//! Tokens over the whole API: who may call what, taken from the descriptors so that no method can be forgotten.

use crate::serving::{PATIENCE, Serving, article, details};
use prost_reflect::DescriptorPool;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_prost::ProstCodec;
use tonic_reflection::pb::v1;
use vedette::rpc::{FILE_DESCRIPTOR_SET, SERVICE_NAMES, pb};
use vedette::server::scope::{METHODS, OPEN, SCOPES, Scope};
use vedette::server::token::{line, make};

/// A server that wants tokens: one for each scope, and one that has ended.
struct Guarded {
    serving: Serving,
    folder: TempDir,
}

fn token(scope: Scope) -> String {
    make(&[10 + scope as u8; 32])
}

fn expired() -> String {
    make(&[20; 32])
}

fn lines() -> String {
    let mut lines: Vec<String> = SCOPES
        .into_iter()
        .map(|scope| line(&token(scope), &format!("only-{scope}"), &[scope], None))
        .collect();
    let ended = "2020-01-01T00:00:00Z".parse().ok();
    lines.push(line(&expired(), "ended", &SCOPES, ended));
    lines.join("\n")
}

impl Guarded {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        std::fs::write(&path, lines()).unwrap();
        let path = path.to_string_lossy().into_owned();
        let flags = [
            ("server-auth-tokens-file", path.as_str()),
            ("server-reload-interval", "20ms"),
        ];
        let serving = Serving::with(&flags).await;
        Self { serving, folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }
}

/// Every method of the descriptors: full service name, method, whether requests or answers stream.
fn methods() -> Vec<(String, String, bool)> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let services = pool.services();
    let methods = services.flat_map(|s| s.methods().collect::<Vec<_>>());
    methods
        .map(|m| {
            let service = m.parent_service().full_name().to_owned();
            let streams = m.is_client_streaming() || m.is_server_streaming();
            (service, m.name().to_owned(), streams)
        })
        .collect()
}

/// Calls a method with an empty message and this `authorization`, whatever it streams.
async fn call(channel: &Channel, path: &str, authorization: Option<&str>) -> Result<(), Status> {
    with_header(channel, path, "authorization", authorization).await
}

async fn with_header(
    channel: &Channel,
    path: &str,
    header: &'static str,
    value: Option<&str>,
) -> Result<(), Status> {
    let mut raw = tonic::client::Grpc::new(channel.clone());
    raw.ready().await.unwrap();
    let mut request = Request::new(tokio_stream::once(()));
    if let Some(value) = value {
        let value: MetadataValue<_> = value.parse().unwrap();
        request.metadata_mut().insert(header, value);
    }
    let codec = ProstCodec::<(), ()>::default();
    let called = async {
        let answer = raw.streaming(request, path.parse().unwrap(), codec).await?;
        let mut messages = answer.into_inner();
        // A follow has no end of its own: its first message says that it was let in.
        while messages.message().await?.is_some() && !path.contains("/Follow") {}
        Ok(())
    };
    tokio::time::timeout(PATIENCE, called).await.unwrap()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[test]
fn the_table_of_scopes_names_every_method_once_and_no_other() {
    let table: BTreeSet<(&str, &str)> = METHODS
        .iter()
        .flat_map(|(service, methods)| methods.iter().map(move |(method, _)| (*service, *method)))
        .collect();
    let rows: usize = METHODS.iter().map(|(_, methods)| methods.len()).sum();
    assert_eq!(table.len(), rows, "a method stands twice in the table");
    let described = methods();
    let described: BTreeSet<(&str, &str)> = described
        .iter()
        .map(|(service, method, _)| (service.as_str(), method.as_str()))
        .collect();
    assert_eq!(
        table, described,
        "give every method its scope in src/server/scope.rs"
    );
    let services: BTreeSet<&str> = METHODS.iter().map(|(service, _)| *service).collect();
    assert_eq!(services, SERVICE_NAMES.into_iter().collect());
}

#[test]
fn whatever_changes_the_store_needs_more_than_read() {
    let scopes: BTreeMap<&str, Scope> = METHODS
        .iter()
        .flat_map(|(_, methods)| methods.iter().copied())
        .collect();
    let writing = [
        "Ingest",
        "Delete",
        "Purge",
        "Rebuild",
        "Backup",
        "Reextract",
    ];
    for (method, scope) in scopes {
        let writes = writing.iter().any(|verb| method.starts_with(verb));
        assert!(!writes || scope != Scope::Read, "{method} needs {scope}");
    }
}

#[tokio::test]
async fn every_method_refuses_calls_without_a_good_token() {
    let guarded = Guarded::start().await;
    let channel = guarded.serving.channel().await;
    let good = token(Scope::Read);
    let wrong = make(&[99; 32]);
    let (expired, wrong) = (bearer(&expired()), bearer(&wrong));
    let (begin, _) = good.split_at(good.len() - 1);
    let cut = bearer(begin);
    let basic = format!("Basic {good}");
    let bad = [
        None,
        Some(""),
        Some("Bearer "),
        Some(good.as_str()),
        Some(basic.as_str()),
        Some(expired.as_str()),
        Some(wrong.as_str()),
        Some(cut.as_str()),
    ];
    let all = methods();
    assert!(all.len() >= 22, "only {} methods", all.len());
    for (service, method, _) in all {
        let path = format!("/{service}/{method}");
        for authorization in bad {
            let status = call(&channel, &path, authorization).await.unwrap_err();
            assert_eq!(
                status.code(),
                Code::Unauthenticated,
                "{path} {authorization:?}"
            );
            details(&status, pb::ErrorReason::TokenMissing);
            assert!(!format!("{status:?}").contains(begin), "{status:?}");
        }
        for header in ["x-api-key", "cookie", "proxy-authorization"] {
            let status = with_header(&channel, &path, header, Some(&bearer(&good))).await;
            let code = status.unwrap_err().code();
            assert_eq!(code, Code::Unauthenticated, "{path} {header}");
        }
    }
}

#[tokio::test]
async fn every_method_takes_its_own_scope_and_refuses_the_others() {
    let guarded = Guarded::start().await;
    let channel = guarded.serving.channel().await;
    for (service, methods) in METHODS {
        for (method, needed) in *methods {
            let path = format!("/{service}/{method}");
            for scope in SCOPES {
                let answer = call(&channel, &path, Some(&bearer(&token(scope)))).await;
                let refused = answer.err().filter(|status| {
                    matches!(
                        status.code(),
                        Code::PermissionDenied | Code::Unauthenticated | Code::Unimplemented
                    )
                });
                if scope == *needed {
                    assert!(refused.is_none(), "{path} {scope}: {refused:?}");
                } else {
                    let status = refused.unwrap_or_else(|| panic!("{path} takes {scope}"));
                    let found = details(&status, pb::ErrorReason::ScopeMissing);
                    let metadata = &found.error_info().unwrap().metadata;
                    assert_eq!(metadata["scope"], needed.as_str(), "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_token_is_wanted_before_it_is_told_what_exists() {
    let guarded = Guarded::start().await;
    let channel = guarded.serving.channel().await;
    let mut client = pb::article_service_client::ArticleServiceClient::new(channel.clone());
    let mut request = Request::new(pb::DeleteArticleRequest {
        name: "articles/anone".to_owned(),
        ..Default::default()
    });
    let read: MetadataValue<_> = bearer(&token(Scope::Read)).parse().unwrap();
    request.metadata_mut().insert("authorization", read);
    let status = client.delete_article(request).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    let unknown = "/vedette.v1.QuoteSearchService/Find";
    let status = call(&channel, unknown, None).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    let good = bearer(&token(Scope::Read));
    let status = call(&channel, unknown, Some(&good)).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
}

#[tokio::test]
async fn health_and_reflection_answer_without_a_token() {
    let guarded = Guarded::start().await;
    let channel = guarded.serving.channel().await;
    let mut health = HealthClient::new(channel.clone());
    health.check(HealthCheckRequest::default()).await.unwrap();
    let mut reflection = v1::server_reflection_client::ServerReflectionClient::new(channel);
    let ask = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(
            String::new(),
        )),
    };
    let asked = reflection.server_reflection_info(tokio_stream::iter([ask]));
    let mut answers = asked.await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap();
    let Some(v1::server_reflection_response::MessageResponse::ListServicesResponse(list)) =
        answer.message_response
    else {
        panic!("no list");
    };
    // What is served is what the table knows or what is open; nothing else.
    let known: BTreeSet<&str> = METHODS
        .iter()
        .map(|(service, _)| *service)
        .chain(OPEN.into_iter().map(|(service, _)| service))
        .collect();
    for service in list.service {
        assert!(known.contains(service.name.as_str()), "{}", service.name);
    }
}

#[tokio::test]
async fn a_changed_token_file_counts_from_then_on_and_a_broken_one_changes_nothing() {
    let guarded = Guarded::start().await;
    let channel = guarded.serving.channel().await;
    let path = "/vedette.v1.ActorStanceService/ListIssues";
    let (old, new) = (bearer(&token(Scope::Read)), make(&[77; 32]));
    call(&channel, path, Some(&old)).await.unwrap();
    std::fs::write(guarded.file(), "desk read nonsense").unwrap();
    guarded.serving.stopper.reload();
    tokio::time::sleep(Duration::from_millis(100)).await;
    call(&channel, path, Some(&old)).await.unwrap();
    let line = line(&new, "desk", &[Scope::Read], None);
    std::fs::write(guarded.file(), line).unwrap();
    let changed = async {
        while call(&channel, path, Some(&bearer(&new))).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, changed).await.unwrap();
    let status = call(&channel, path, Some(&old)).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_call_that_was_let_in_works_as_without_tokens() {
    let guarded = Guarded::start().await;
    let mut client = guarded.serving.articles().await;
    let mut request = Request::new(pb::IngestArticleRequest {
        article: Some(article("a", "quote prov-ada DIRECT: here")),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    });
    let ingest: MetadataValue<_> = bearer(&token(Scope::Ingest)).parse().unwrap();
    request.metadata_mut().insert("authorization", ingest);
    let taken = client.ingest_article(request).await.unwrap().into_inner();
    assert_eq!(taken.outcome(), pb::IngestOutcome::Stored);
}
