//! What surrounds the calls: health, reflection, compression, request ids, the admin port.

use crate::serving::{PATIENCE, Serving, connect, details};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::{v1, v1alpha};
use vedette::rpc::{SERVICE_NAMES, pb};

fn check(service: &str) -> HealthCheckRequest {
    HealthCheckRequest {
        service: service.to_owned(),
    }
}

#[tokio::test]
async fn health_has_one_name_for_each_service_and_refuses_others() {
    let serving = Serving::start().await;
    let mut health = HealthClient::new(serving.channel().await);
    for name in SERVICE_NAMES.into_iter().chain([""]) {
        let answer = health.check(check(name)).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{name}");
    }
    let status = health.check(check("nobody")).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    details(&status, pb::ErrorReason::ResourceNotFound);
}

#[tokio::test]
async fn health_takes_and_sends_gzip_and_zstd() {
    let serving = Serving::start().await;
    let encodings = [
        (CompressionEncoding::Gzip, "gzip"),
        (CompressionEncoding::Zstd, "zstd"),
    ];
    for (encoding, name) in encodings {
        let mut health = HealthClient::new(serving.channel().await)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let answer = health.check(check("")).await.unwrap();
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
        let mut quotes = serving
            .quotes()
            .await
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let answer = quotes
            .search_quotes(pb::SearchQuotesRequest::default())
            .await
            .unwrap();
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
    }
}

#[tokio::test]
async fn a_request_id_comes_back_in_answers_and_errors() {
    let serving = Serving::start().await;
    let mut client = serving.quotes().await;
    let with = |id: &'static str| {
        let mut request = Request::new(pb::SearchQuotesRequest::default());
        request
            .metadata_mut()
            .insert("x-request-id", id.parse().unwrap());
        request
    };
    let answer = client.search_quotes(with("desk-7.a_B")).await.unwrap();
    assert_eq!(answer.metadata().get("x-request-id").unwrap(), "desk-7.a_B");
    let answer = client.search_quotes(with("not well formed")).await.unwrap();
    let made = answer.metadata().get("x-request-id").unwrap().clone();
    assert!(made != "not well formed" && !made.is_empty());
    let mut bad = Request::new(pb::GetQuoteRequest::default());
    bad.metadata_mut()
        .insert("x-request-id", "desk-8".parse().unwrap());
    let status = client.get_quote(bad).await.unwrap_err();
    let found = details(&status, pb::ErrorReason::RequestInvalid);
    assert_eq!(found.request_info().unwrap().request_id, "desk-8");
    assert_eq!(status.metadata().get("x-request-id").unwrap(), "desk-8");
}

/// Services in the list, and the files that hold a symbol, over reflection v1.
async fn reflect_v1(
    serving: &Serving,
    ask: v1::server_reflection_request::MessageRequest,
) -> v1::server_reflection_response::MessageResponse {
    let mut client =
        v1::server_reflection_client::ServerReflectionClient::new(serving.channel().await);
    let request = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(ask),
    };
    let mut answers = client
        .server_reflection_info(tokio_stream::iter([request]))
        .await
        .unwrap()
        .into_inner();
    answers
        .message()
        .await
        .unwrap()
        .unwrap()
        .message_response
        .unwrap()
}

#[tokio::test]
async fn reflection_v1_lists_everything_served_and_keeps_the_comments() {
    use v1::server_reflection_request::MessageRequest;
    use v1::server_reflection_response::MessageResponse;
    let serving = Serving::start().await;
    let MessageResponse::ListServicesResponse(list) =
        reflect_v1(&serving, MessageRequest::ListServices(String::new())).await
    else {
        panic!("no list");
    };
    let names: BTreeSet<_> = list.service.iter().map(|s| s.name.as_str()).collect();
    for name in SERVICE_NAMES.into_iter().chain([
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
    ]) {
        assert!(names.contains(name), "{name} is missing in {names:?}");
    }
    let symbol = "vedette.v1.SearchQuotesRequest".to_owned();
    let MessageResponse::FileDescriptorResponse(files) =
        reflect_v1(&serving, MessageRequest::FileContainingSymbol(symbol)).await
    else {
        panic!("no file");
    };
    let file: prost_types::FileDescriptorProto =
        prost::Message::decode(files.file_descriptor_proto[0].as_slice()).unwrap();
    let comments = file.source_code_info.unwrap().location;
    assert!(
        comments
            .iter()
            .any(|l| l.leading_comments().contains("Words to find"))
    );
    // Error details are readable only when their types are known.
    for symbol in ["google.rpc.BadRequest", "google.rpc.ErrorInfo"] {
        let asked = MessageRequest::FileContainingSymbol(symbol.to_owned());
        let answer = reflect_v1(&serving, asked).await;
        assert!(
            matches!(answer, MessageResponse::FileDescriptorResponse(_)),
            "{symbol}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn reflection_v1alpha_answers_too() {
    use v1alpha::server_reflection_request::MessageRequest;
    use v1alpha::server_reflection_response::MessageResponse;
    let serving = Serving::start().await;
    let mut client =
        v1alpha::server_reflection_client::ServerReflectionClient::new(serving.channel().await);
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = client
        .server_reflection_info(tokio_stream::iter([request]))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("no list");
    };
    let names: Vec<_> = list.service.iter().map(|s| s.name.as_str()).collect();
    for name in SERVICE_NAMES {
        assert!(names.contains(&name), "{name} is missing in {names:?}");
    }
}

async fn http(serving: &Serving, path: &str) -> String {
    let mut stream = TcpStream::connect(serving.admin).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_admin_port_speaks_http_and_grpc_health() {
    let serving = Serving::start().await;
    assert!(http(&serving, "/live").await.starts_with("HTTP/1.1 200"));
    assert!(http(&serving, "/ready").await.starts_with("HTTP/1.1 200"));
    let version = http(&serving, "/version").await;
    assert!(
        version.contains(concat!("\"version\":\"", env!("CARGO_PKG_VERSION"), "\"")),
        "{version}"
    );
    assert!(http(&serving, "/nothing").await.starts_with("HTTP/1.1 404"));
    let mut health = HealthClient::new(connect(serving.admin).await);
    let answer = health.check(check(SERVICE_NAMES[0])).await.unwrap();
    assert_eq!(answer.into_inner().status(), ServingStatus::Serving);
}

#[tokio::test]
async fn small_answers_do_not_wait_for_acknowledgements() {
    let serving = Serving::start().await;
    let mut health = HealthClient::new(serving.channel().await);
    let mut times = Vec::new();
    for _ in 0..21 {
        let begun = Instant::now();
        health.check(check("")).await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort();
    // Nagle's algorithm against delayed acknowledgements shows as steps of 40 ms.
    assert!(times[10] < Duration::from_millis(30), "{times:?}");
}

#[tokio::test]
async fn a_silent_connection_is_dropped() {
    let serving = Serving::with(&[("server-grpc-handshake-max", "100ms")]).await;
    let mut silent = TcpStream::connect(serving.grpc).await.unwrap();
    let mut byte = [0];
    let ended = tokio::time::timeout(PATIENCE, silent.read(&mut byte)).await;
    assert_eq!(ended.unwrap().unwrap_or(0), 0);
}

#[tokio::test]
async fn one_connection_too_many_is_refused_and_the_others_live() {
    let serving = Serving::with(&[("server-grpc-connections-max", "2")]).await;
    let mut first = HealthClient::new(serving.channel().await);
    first.check(check("")).await.unwrap();
    // Waiting for SERVING used a connection that has ended; a slot may come back a moment later.
    let full = async {
        let mut held = Vec::new();
        loop {
            let mut stream = TcpStream::connect(serving.grpc).await.unwrap();
            let mut byte = [0];
            let closed = tokio::time::timeout(Duration::from_millis(200), stream.read(&mut byte));
            if closed.await.is_ok() {
                return held.len();
            }
            held.push(stream);
        }
    };
    let held = tokio::time::timeout(PATIENCE, full).await.unwrap();
    assert!(held <= 2, "{held} silent connections beside one that works");
    first.check(check("")).await.unwrap();
}
