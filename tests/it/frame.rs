//! The connection below the calls: frames read and written by hand.

use crate::serving::{PATIENCE, Serving, article};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use vedette::rpc::pb;

const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;

/// The preface, and empty settings.
const GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A frame's type and content.
type Frame = (u8, Vec<u8>);

/// A connection that has sent its preface and empty settings.
async fn greet(serving: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(serving.grpc).await.unwrap();
    stream.write_all(GREETING).await.unwrap();
    stream
}

/// The next frame; `None` when the server has closed.
async fn next(stream: &mut TcpStream) -> Option<Frame> {
    let read = async {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.ok()?;
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let mut content = vec![0; length];
        stream.read_exact(&mut content).await.ok()?;
        Some((head[3], content))
    };
    tokio::time::timeout(PATIENCE, read).await.unwrap()
}

/// All frames until the server closes.
async fn until_closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let Some((kind, _)) = next(stream).await {
        kinds.push(kind);
    }
    kinds
}

/// All frames until the server closes; its pings are answered.
async fn politely(stream: &mut TcpStream) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let Some((kind, content)) = next(stream).await {
        kinds.push(kind);
        if kind == PING {
            // The polite way out ends with an answered ping.
            let mut answer = vec![0, 0, 8, PING, 1, 0, 0, 0, 0];
            answer.extend(content);
            stream.write_all(&answer).await.unwrap();
        }
    }
    kinds
}

#[tokio::test]
async fn the_limits_of_a_connection_are_told_in_its_settings() {
    let serving = Serving::start().await;
    let mut stream = greet(&serving).await;
    let Some((SETTINGS, content)) = next(&mut stream).await else {
        panic!("settings come first");
    };
    let told = |wanted: u16| {
        let entries = content.chunks_exact(6);
        let mut values = entries
            .filter(|e| u16::from_be_bytes([e[0], e[1]]) == wanted)
            .map(|e| u32::from_be_bytes([e[2], e[3], e[4], e[5]]));
        values.next()
    };
    assert_eq!(told(3), Some(128), "calls at once");
    assert_eq!(told(6), Some(16 << 10), "header list");
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_dropped() {
    let flags = [
        ("server-grpc-keepalive-interval", "100ms"),
        ("server-grpc-keepalive-timeout", "100ms"),
    ];
    let serving = Serving::with(&flags).await;
    let mut stream = greet(&serving).await;
    let kinds = until_closed(&mut stream).await;
    assert!(kinds.contains(&PING), "{kinds:?}");
}

#[tokio::test]
async fn an_old_connection_is_told_to_go_and_closed() {
    let serving = Serving::with(&[("server-grpc-connection-age-max", "200ms")]).await;
    let mut stream = greet(&serving).await;
    let kinds = politely(&mut stream).await;
    assert!(kinds.contains(&GO_AWAY), "{kinds:?}");
}

#[tokio::test]
async fn who_is_told_to_go_finds_the_door_shut() {
    let serving = Serving::start().await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        let mut stream = greet(&serving).await;
        assert!(next(&mut stream).await.is_some(), "settings come first");
        streams.push(stream);
    }
    serving.stopper.ask();
    let mut told = tokio::task::JoinSet::new();
    let grpc = serving.grpc;
    for mut stream in streams {
        told.spawn(async move {
            while let Some((kind, _)) = next(&mut stream).await {
                if kind == GO_AWAY {
                    return TcpStream::connect(grpc).await.is_err();
                }
            }
            false
        });
    }
    let refused = told.join_all().await;
    assert!(refused.iter().all(|refused| *refused), "{refused:?}");
}

#[tokio::test]
async fn who_greets_while_the_server_stops_is_told_to_go() {
    let serving = Serving::start().await;
    let mut late = TcpStream::connect(serving.grpc).await.unwrap();
    // Accepted before, for sure: connections are taken in turn.
    let mut stream = greet(&serving).await;
    assert!(next(&mut stream).await.is_some(), "settings come first");
    serving.stopper.ask();
    while TcpStream::connect(serving.grpc).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    late.write_all(GREETING).await.unwrap();
    let kinds = politely(&mut late).await;
    assert!(kinds.contains(&GO_AWAY), "{kinds:?}");
}

#[tokio::test]
async fn what_a_peer_sends_after_the_end_does_not_break_its_connection() {
    let serving = Serving::start().await;
    let mut stream = greet(&serving).await;
    assert!(next(&mut stream).await.is_some(), "settings come first");
    serving.stopper.ask();
    let kinds = politely(&mut stream).await;
    assert!(kinds.contains(&GO_AWAY), "{kinds:?}");
    // What was on its way when the server closed: a library that fails to write it reports that, and not what it was told.
    for _ in 0..20 {
        let nothing = [0, 0, 0, SETTINGS, 1, 0, 0, 0, 0];
        stream.write_all(&nothing).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_call_that_runs_when_its_connection_is_old_is_answered() {
    let flags = [
        ("server-grpc-connection-age-max", "200ms"),
        ("server-drain-timeout", "100ms"),
    ];
    let serving = Serving::with(&flags).await;
    let mut client = serving.articles().await;
    let slow = pb::AnalyseArticleRequest {
        article: Some(article("slow", "wait 1000")),
    };
    client.analyse_article(slow).await.unwrap();
}

#[tokio::test]
async fn too_many_headers_are_refused_and_the_server_lives() {
    let serving = Serving::start().await;
    let mut client = serving.quotes().await;
    let mut request = Request::new(pb::SearchQuotesRequest::default());
    let long = "x".repeat(20 << 10).parse().unwrap();
    request.metadata_mut().insert("x-long", long);
    assert!(client.search_quotes(request).await.is_err());
    let mut health = HealthClient::new(serving.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();
}
