//! Floods: more of everything than a caller may want, while a well-behaved one goes on.

use crate::serving::{PATIENCE, Serving, article, details};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use vedette::rpc::pb;

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const GO_AWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;

/// What a client says first: the preface and empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

fn frame(kind: u8, flags: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(content);
    frame
}

/// The headers of a search, without Huffman codes or a table.
fn headers() -> Vec<u8> {
    let literal = |index: &[u8], value: &str| {
        let mut field = index.to_vec();
        field.push(u8::try_from(value.len()).unwrap());
        field.extend(value.as_bytes());
        field
    };
    let mut block = vec![0x83, 0x86];
    let path = "/vedette.v1.QuoteSearchService/SearchQuotes";
    block.extend(literal(&[0x04], path));
    block.extend(literal(&[0x01], "a"));
    // content-type has index 31: 15 in the prefix, then 16.
    block.extend(literal(&[0x0f, 0x10], "application/grpc"));
    block
}

async fn greeted(serving: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(serving.grpc).await.unwrap();
    stream.write_all(PREFACE).await.unwrap();
    stream
}

/// Kinds of the frames that come until the server closes, or nothing comes for a while.
async fn answered(stream: &mut TcpStream) -> Vec<u8> {
    let mut kinds = Vec::new();
    loop {
        let read = async {
            let mut head = [0; 9];
            stream.read_exact(&mut head).await.ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut content = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut content).await.ok()?;
            Some(head[3])
        };
        match tokio::time::timeout(Duration::from_secs(2), read).await {
            Ok(Some(kind)) => kinds.push(kind),
            Ok(None) | Err(_) => return kinds,
        }
    }
}

/// The server answers somebody who behaves.
async fn answers(serving: &Serving) {
    let mut client = serving.quotes().await;
    let search = client.search_quotes(pb::SearchQuotesRequest::default());
    tokio::time::timeout(PATIENCE, search)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn prefaces_that_come_by_half_are_cut() {
    let serving = Serving::with(&[("server-grpc-handshake-max", "300ms")]).await;
    let begun = Instant::now();
    let mut half = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(serving.grpc).await.unwrap();
        stream
            .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r")
            .await
            .unwrap();
        half.push(stream);
    }
    answers(&serving).await;
    for mut stream in half {
        let mut byte = [0];
        let ended = tokio::time::timeout(PATIENCE, stream.read(&mut byte)).await;
        assert_eq!(ended.unwrap().unwrap_or(0), 0);
    }
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn rapid_resets_end_their_connection_and_no_other() {
    let serving = Serving::start().await;
    let mut stream = greeted(&serving).await;
    let block = headers();
    let mut sent = 0;
    for i in 0..5000_u32 {
        let id = 2 * i + 1;
        let mut pair = frame(HEADERS, END_HEADERS, id, &block);
        pair.extend(frame(RST_STREAM, 0, id, &8_u32.to_be_bytes()));
        if stream.write_all(&pair).await.is_err() {
            break;
        }
        sent = i;
    }
    let kinds = answered(&mut stream).await;
    assert!(
        sent < 4999 || kinds.contains(&GO_AWAY),
        "{sent} pairs, then {kinds:?}"
    );
    answers(&serving).await;
}

#[tokio::test]
async fn headers_without_an_end_end_their_connection() {
    let serving = Serving::start().await;
    let mut stream = greeted(&serving).await;
    let begin = frame(HEADERS, 0, 1, &headers());
    stream.write_all(&begin).await.unwrap();
    // Each a literal header of 100 bytes that is never indexed.
    let mut field = vec![0x10, 1, b'x', 100];
    field.extend([b'y'; 100]);
    let more = frame(CONTINUATION, 0, 1, &field);
    let mut sent = 0;
    while sent < 20_000 && stream.write_all(&more).await.is_ok() {
        sent += 1;
    }
    let kinds = answered(&mut stream).await;
    assert!(
        sent < 20_000 || kinds.contains(&GO_AWAY),
        "{sent} frames, then {kinds:?}"
    );
    answers(&serving).await;
}

#[tokio::test]
async fn streams_that_never_end_are_taken_up_to_the_limit() {
    let serving = Serving::start().await;
    let mut stream = greeted(&serving).await;
    let block = headers();
    for i in 0..500_u32 {
        let open = frame(HEADERS, END_HEADERS, 2 * i + 1, &block);
        stream.write_all(&open).await.unwrap();
    }
    let kinds = answered(&mut stream).await;
    let mut refused = kinds.clone();
    refused.retain(|kind| *kind == RST_STREAM);
    assert_eq!(refused.len(), 500 - 128, "{kinds:?}");
    answers(&serving).await;
}

#[tokio::test]
async fn one_call_too_many_is_told_when_to_come_back_and_health_still_answers() {
    let serving = Serving::with(&[("server-grpc-calls-max", "2")]).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut client = serving.articles().await;
        let slow = pb::AnalyseArticleRequest {
            article: Some(article("slow", "wait 1500")),
        };
        held.push(tokio::spawn(
            async move { client.analyse_article(slow).await },
        ));
    }
    let mut client = serving.quotes().await;
    let refused = async {
        loop {
            let search = pb::SearchQuotesRequest::default();
            match client.search_quotes(search).await {
                Ok(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(status) => return status,
            }
        }
    };
    let status = tokio::time::timeout(PATIENCE, refused).await.unwrap();
    let found = details(&status, pb::ErrorReason::ServerBusy);
    assert!(found.retry_info().is_some());
    assert_eq!(found.error_info().unwrap().metadata["limit"], "2");
    let mut health = HealthClient::new(serving.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();
    for call in held {
        call.await.unwrap().unwrap();
    }
    // The places come back.
    client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_gets_its_share_of_connections() {
    let serving = Serving::with(&[("server-grpc-connections-per-peer-max", "3")]).await;
    let full = async {
        let mut held = Vec::new();
        loop {
            // Who is let in hears the server's settings, who is not hears the end: no time decides.
            let mut stream = TcpStream::connect(serving.grpc).await.unwrap();
            let sent = stream.write_all(PREFACE).await;
            let mut byte = [0];
            let heard = stream.read(&mut byte).await;
            if sent.is_err() || !matches!(heard, Ok(1)) {
                return held.len();
            }
            held.push(stream);
        }
    };
    let held = tokio::time::timeout(PATIENCE, full).await.unwrap();
    assert!((2..=3).contains(&held), "{held}");
}

#[tokio::test]
async fn searches_whose_time_is_up_give_their_thread_back() {
    let flags = [
        ("server-search-threads", "1"),
        ("server-search-queue", "64"),
    ];
    let serving = Serving::with(&flags).await;
    serving.ingest("a", "quote prov-ada DIRECT: here").await;
    let mut client = serving.quotes().await;
    let mut late = 0;
    for _ in 0..200 {
        let mut search = tonic::Request::new(pb::SearchQuotesRequest::default());
        search.set_timeout(Duration::from_nanos(1));
        late += usize::from(client.search_quotes(search).await.is_err());
    }
    assert!(late > 0);
    // Those given up may still wait in the queue; each takes its thread for a moment only.
    let found = async {
        loop {
            let search = client.search_quotes(pb::SearchQuotesRequest::default());
            match search.await {
                Ok(found) => return found.into_inner(),
                Err(status) => details(&status, pb::ErrorReason::ServerBusy),
            };
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, found).await.unwrap();
    assert_eq!(found.results.len(), 1);
}
