//! Oversize and bombs: messages of every kind that cost more than they look, each refused by the limit it breaks.

use crate::serving::{PATIENCE, Plain, Serving, details, violations};
use flate2::{Compress, Compression, FlushCompress};
use hyper::body::{Body as _, Bytes, Frame};
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::Service;
use vedette::rpc::pb::{self, ErrorReason};

const SEARCH: &str = "/vedette.v1.QuoteSearchService/SearchQuotes";
const INGEST: &str = "/vedette.v1.ArticleService/IngestArticle";

/// The message limit when nothing is set.
const MESSAGE_BYTES_MAX: usize = 4 << 20;

/// A body of chunks, and how many bytes of it were taken.
struct Chunks {
    left: VecDeque<Bytes>,
    taken: Arc<AtomicUsize>,
}

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.left.pop_front();
        let taken = next.as_ref().map_or(0, Bytes::len);
        self.taken.fetch_add(taken, Ordering::Relaxed);
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// The answer to a message that was written by hand, and how many bytes of it went out.
async fn send(
    channel: &Plain,
    path: &str,
    encoding: Option<&str>,
    message: impl IntoIterator<Item = Bytes>,
) -> (Status, usize) {
    let mut left: VecDeque<Bytes> = message.into_iter().collect();
    let length: usize = left.iter().map(Bytes::len).sum();
    let mut head = vec![u8::from(encoding.is_some())];
    head.extend(u32::try_from(length).unwrap().to_be_bytes());
    left.push_front(head.into());
    let taken = Arc::default();
    let body = Chunks {
        left,
        taken: Arc::clone(&taken),
    };
    let mut request = http::Request::post(path)
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    if let Some(encoding) = encoding {
        request = request.header("grpc-encoding", encoding);
    }
    let request = request.body(Body::new(body)).unwrap();
    let answer = channel.clone().call(request);
    let answer = tokio::time::timeout(PATIENCE, answer)
        .await
        .unwrap()
        .unwrap();
    let status = Status::from_header_map(answer.headers());
    // An answer with a message tells its code behind it.
    let mut body = answer.into_body();
    while !body.is_end_stream() {
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        if frame.await.is_none() {
            break;
        }
    }
    let status = status.unwrap_or_else(|| Status::ok(""));
    (status, taken.load(Ordering::Relaxed))
}

/// Tells what a case took, and that the server lives.
async fn told(what: &str, begun: Instant, serving: &Serving) {
    println!("{what}: {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let mut client = serving.quotes().await;
    let search = client.search_quotes(pb::SearchQuotesRequest::default());
    tokio::time::timeout(PATIENCE, search)
        .await
        .unwrap()
        .unwrap();
}

fn too_large(status: &Status) {
    let found = details(status, ErrorReason::MessageTooLarge);
    let limit = &found.error_info().unwrap().metadata["limit_bytes"];
    assert_eq!(*limit, MESSAGE_BYTES_MAX.to_string());
}

#[tokio::test]
async fn sixty_four_megabytes_are_refused_before_they_are_read() {
    let serving = Serving::start().await;
    let channel = serving.plain().await;
    let chunk = Bytes::from(vec![b'x'; 64 << 10]);
    for path in [INGEST, SEARCH, "/vedette.v1.ArticleService/IngestArticles"] {
        let begun = Instant::now();
        let chunks = std::iter::repeat_n(chunk.clone(), 1024);
        let (status, taken) = send(&channel, path, None, chunks).await;
        too_large(&status);
        // What the windows of the connection let through, and no more.
        assert!(taken <= 8 << 20, "{path}: {taken} bytes were read");
        told(
            &format!("{path}, 64 MB, {} KiB sent", taken >> 10),
            begun,
            &serving,
        )
        .await;
    }
}

/// A gigabyte of zeros in gzip: one block of deflate, written a thousand times.
fn gzip() -> Vec<u8> {
    let zeros = vec![0; 1 << 20];
    let mut block = Vec::with_capacity(1 << 16);
    let mut deflate = Compress::new(Compression::best(), false);
    deflate
        .compress_vec(&zeros, &mut block, FlushCompress::Sync)
        .unwrap();
    assert_eq!(deflate.total_in(), 1 << 20);
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for _ in 0..1024 {
        file.extend(&block);
    }
    // The last block is empty; checksum and length are never reached.
    file.extend([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    file
}

/// A gigabyte of zeros in zstd: blocks of one repeated byte.
fn zstd() -> Vec<u8> {
    const BLOCK: u32 = 128 << 10;
    // The magic number, no checksum, a window of 128 KiB.
    let mut file = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x38];
    for i in 1..=8192 {
        let last = u32::from(i == 8192);
        let head = (BLOCK << 3 | 1 << 1 | last).to_le_bytes();
        file.extend([head[0], head[1], head[2], 0]);
    }
    file
}

#[tokio::test]
async fn a_gigabyte_of_zeros_is_refused_in_every_compression() {
    let serving = Serving::start().await;
    let channel = serving.plain().await;
    for (encoding, bomb) in [("gzip", gzip()), ("zstd", zstd())] {
        let bomb = Bytes::from(bomb);
        assert!(bomb.len() < MESSAGE_BYTES_MAX, "{encoding}: {}", bomb.len());
        for path in [INGEST, SEARCH] {
            let begun = Instant::now();
            let (status, _) = send(&channel, path, Some(encoding), [bomb.clone()]).await;
            too_large(&status);
            let what = format!("{path}, {} KiB of {encoding}", bomb.len() >> 10);
            told(&what, begun, &serving).await;
        }
    }
}

/// A search for this, and the limit it is told.
async fn asked(serving: &Serving, what: &str, query: String, limit: &str) {
    let begun = Instant::now();
    let request = pb::SearchQuotesRequest {
        query,
        ..Default::default()
    };
    let status = serving.quotes().await.search_quotes(request).await;
    let status = status.unwrap_err();
    let found = details(&status, ErrorReason::RequestInvalid);
    let wrong = ("query".to_owned(), "QUERY".to_owned());
    assert_eq!(violations(&found), [wrong]);
    let description = &found.bad_request().unwrap().field_violations[0].description;
    assert!(description.contains(limit), "{what}: {description}");
    told(what, begun, serving).await;
}

#[tokio::test]
async fn queries_without_measure_are_told_the_limit() {
    let serving = Serving::start().await;
    let depth = |n: usize| "(".repeat(n) + "a" + &")".repeat(n);
    let cases = [
        ("100,000 terms", "word ".repeat(100_000), "4096"),
        ("100,000 ORs", "a OR ".repeat(100_000), "4096"),
        ("depth 100,000", depth(100_000), "4096"),
        ("1 MB like a regex", "(a*)*".repeat(200_000), "4096"),
        ("800 terms", "word ".repeat(800), "64"),
        ("depth 2,000", depth(2_000), "32"),
    ];
    for (what, query, limit) in cases {
        asked(&serving, what, query, limit).await;
    }
}

/// A search whose message begins with this.
async fn wire(serving: &Serving, what: &str, message: Vec<u8>) -> Status {
    let begun = Instant::now();
    let channel = serving.plain().await;
    let (status, _) = send(&channel, SEARCH, None, [Bytes::from(message)]).await;
    told(what, begun, serving).await;
    status
}

#[tokio::test]
async fn messages_no_client_writes_are_invalid_or_passed_over() {
    const UNKNOWN: u32 = 1000;
    let serving = Serving::start().await;
    let mut groups = Vec::new();
    for _ in 0..100_000 {
        encode_key(UNKNOWN, WireType::StartGroup, &mut groups);
    }
    for _ in 0..100_000 {
        encode_key(UNKNOWN, WireType::EndGroup, &mut groups);
    }
    let status = wire(&serving, "100,000 groups in each other", groups).await;
    details(&status, ErrorReason::RequestInvalid);

    let mut fields = Vec::new();
    for i in 0..10_000 {
        encode_key(UNKNOWN + i, WireType::Varint, &mut fields);
        encode_varint(7, &mut fields);
    }
    // Who is newer than the server sends what it does not know.
    let status = wire(&serving, "10,000 unknown fields", fields).await;
    assert_eq!(status.code(), Code::Ok);

    let mut text = Vec::new();
    encode_key(1, WireType::LengthDelimited, &mut text);
    encode_varint(2, &mut text);
    text.extend([0xc3, 0x28]);
    let status = wire(&serving, "a query that is no UTF-8", text).await;
    details(&status, ErrorReason::RequestInvalid);
}

#[tokio::test]
async fn values_nobody_has_are_told_by_their_field() {
    let serving = Serving::start().await;
    let many = |filter| pb::SearchQuotesRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let speakers = (0..10_000).map(|i| format!("actors/prov-{i}")).collect();
    let cases = [
        (
            "an unknown enum",
            "filter.kinds",
            many(pb::QuoteFilter {
                kinds: vec![9999],
                ..Default::default()
            }),
        ),
        (
            "10,000 speakers",
            "filter.speakers",
            many(pb::QuoteFilter {
                speakers,
                ..Default::default()
            }),
        ),
        (
            "10,000 facets",
            "facets",
            pb::SearchQuotesRequest {
                facets: vec![pb::QuoteFacetRequest::default(); 10_000],
                ..Default::default()
            },
        ),
    ];
    for (what, field, request) in cases {
        let status = wire(&serving, what, request.encode_to_vec()).await;
        let found = violations(&details(&status, ErrorReason::RequestInvalid));
        assert!(
            found.iter().any(|(told, _)| told.starts_with(field)),
            "{what}: {:?}",
            found.first()
        );
    }
}
