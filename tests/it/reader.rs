//! Readers that take little or nothing: they lose their calls in time, and nobody else loses anything.
//!
//! Their windows are set by hand: a client that behaves opens them as it reads.

use crate::seeing::metrics;
use crate::serving::{PATIENCE, Serving, details};
use crate::stream::quotes;
use h2::client::SendRequest;
use h2::{Reason, RecvStream};
use hyper::body::Bytes;
use prost::Message;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use vedette::rpc::pb::{self, ErrorReason};

const SEARCH: &str = "/vedette.v1.QuoteSearchService/SearchQuotes";
const EXPORT: &str = "/vedette.v1.QuoteSearchService/ExportQuotes";

/// The window HTTP/2 begins with.
const WINDOW: u32 = 65_535;

/// Why a call ends whose reader took something, and whose reader took nothing.
const SLOW: Reason = Reason::ENHANCE_YOUR_CALM;
const SHUT: Reason = Reason::CANCEL;

type Connection = SendRequest<Bytes>;

/// A server with a million bytes to answer.
async fn stocked(flags: &[(&str, &str)]) -> Serving {
    let serving = Serving::with(flags).await;
    serving.ingest("a", &quotes("a", 300, 3000)).await;
    serving
}

/// A connection that answers pings, whose streams begin with this window.
async fn connect(serving: &Serving, window: u32) -> Connection {
    let stream = TcpStream::connect(serving.grpc).await.unwrap();
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(window);
    builder.initial_connection_window_size(1 << 20);
    let (sender, connection) = builder.handshake(stream).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Calls and waits for the head of the answer, but reads nothing more.
async fn ask(connection: &Connection, path: &str, message: &impl Message) -> RecvStream {
    let request = http::Request::post(format!("http://vedette{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    let mut ready = connection.clone().ready().await.unwrap();
    let (answer, mut body) = ready
        .send_request(request.body(()).unwrap(), false)
        .unwrap();
    let mut framed = vec![0];
    framed.extend(u32::try_from(message.encoded_len()).unwrap().to_be_bytes());
    framed.extend(message.encode_to_vec());
    body.send_data(framed.into(), true).unwrap();
    let answer = tokio::time::timeout(PATIENCE, answer).await.unwrap();
    answer.unwrap().into_body()
}

/// Everything there is, in one answer.
fn all() -> pb::SearchQuotesRequest {
    pb::SearchQuotesRequest {
        page_size: 1000,
        ..Default::default()
    }
}

/// A small answer.
fn one() -> pb::SearchQuotesRequest {
    pb::SearchQuotesRequest {
        page_size: 1,
        ..Default::default()
    }
}

/// Why an answer ended that nobody reads: what still comes opens no window.
async fn reset(body: &mut RecvStream) -> Reason {
    let ended = async {
        loop {
            match body.data().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => return error.reason().unwrap(),
                None => panic!("the answer came whole"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.unwrap()
}

/// Reads an answer to its end, with a pause after each frame; tells its bytes and its code.
async fn read(mut body: RecvStream, pause: Duration) -> (usize, String) {
    let mut bytes = 0;
    while let Some(data) = body.data().await {
        let data = data.unwrap();
        bytes += data.len();
        tokio::time::sleep(pause).await;
        body.flow_control().release_capacity(data.len()).unwrap();
    }
    let trailers = body.trailers().await.unwrap().unwrap();
    (bytes, trailers["grpc-status"].to_str().unwrap().to_owned())
}

/// Four readers take all places there are and nothing of their answers.
async fn all_places_held(window: u32, reason: Reason) {
    let flags = [
        ("server-grpc-calls-max", "4"),
        ("server-grpc-stall-max", "8s"),
    ];
    let serving = stocked(&flags).await;
    let connections = [
        connect(&serving, window).await,
        connect(&serving, window).await,
        connect(&serving, window).await,
        connect(&serving, window).await,
    ];
    let mut client = serving.quotes().await;
    let all = all();
    let [a, b, c, d] = &connections;
    let (a, b, c, d) = tokio::join!(
        ask(a, SEARCH, &all),
        ask(b, SEARCH, &all),
        ask(c, SEARCH, &all),
        ask(d, SEARCH, &all)
    );
    // An answer that was handed over and not taken still holds its place.
    let status = client.search_quotes(one()).await.unwrap_err();
    details(&status, ErrorReason::ServerBusy);
    let begun = Instant::now();
    let answered = async {
        while client.search_quotes(one()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.unwrap();
    println!("window {window}: a place after {:?}", begun.elapsed());
    for mut body in [a, b, c, d] {
        assert_eq!(reset(&mut body).await, reason);
    }
    let counted = async {
        loop {
            let seen = metrics(&serving).await;
            if seen["vedette_grpc_calls_running"] == 0 {
                return seen["vedette_grpc_answers_cut_total"];
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let cut = tokio::time::timeout(PATIENCE, counted).await.unwrap();
    assert_eq!(cut, 4);
}

#[tokio::test]
async fn readers_without_a_window_lose_their_calls_and_the_places_come_back() {
    all_places_held(0, SHUT).await;
}

#[tokio::test]
async fn readers_of_a_byte_lose_their_calls_and_the_places_come_back() {
    all_places_held(1, SLOW).await;
}

#[tokio::test]
async fn an_answer_that_is_not_read_is_cut_and_its_connection_goes_on() {
    let serving = stocked(&[("server-grpc-stall-max", "1s")]).await;
    let connection = connect(&serving, WINDOW).await;
    let mut unread = ask(&connection, SEARCH, &all()).await;
    let beside = ask(&connection, SEARCH, &one()).await;
    assert_eq!(read(beside, Duration::ZERO).await.1, "0");
    assert_eq!(reset(&mut unread).await, SLOW);
    let after = ask(&connection, SEARCH, &all()).await;
    assert_eq!(read(after, Duration::ZERO).await.1, "0");
}

#[tokio::test]
async fn a_reader_that_takes_a_little_all_the_time_gets_everything() {
    let serving = stocked(&[("server-grpc-stall-max", "5s")]).await;
    let connection = connect(&serving, WINDOW).await;
    let quick = ask(&connection, SEARCH, &all()).await;
    let whole = read(quick, Duration::ZERO).await;
    assert!(whole.0 > 1 << 20, "{whole:?}");
    let begun = Instant::now();
    let slow = ask(&connection, SEARCH, &all()).await;
    assert_eq!(read(slow, Duration::from_millis(60)).await, whole);
    // Longer than any one piece may take.
    assert!(begun.elapsed() > Duration::from_secs(5));
}

/// Memory of this process, in KiB.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4
}

#[tokio::test]
async fn fifty_exports_nobody_reads_end_and_others_are_answered() {
    const READERS: u32 = 50;
    let serving = stocked(&[("server-grpc-stall-max", "1s")]).await;
    let before = resident();
    let mut held = Vec::new();
    for _ in 0..READERS {
        let connection = connect(&serving, 1).await;
        let body = ask(&connection, EXPORT, &pb::ExportQuotesRequest::default()).await;
        held.push((connection, body));
    }
    let grown = resident().saturating_sub(before);
    let mut client = serving.quotes().await;
    client.search_quotes(one()).await.unwrap();
    for (_connection, body) in &mut held {
        assert_eq!(reset(body).await, SLOW);
    }
    let seen = metrics(&serving).await;
    assert_eq!(
        seen["vedette_grpc_answers_cut_total"],
        u64::from(READERS),
        "none was cut for another reason"
    );
    // The process is that of all tests: a figure to look at.
    let each = grown / u64::from(READERS);
    println!("{READERS} exports held {each} KiB each");
    client.search_quotes(one()).await.unwrap();
}
