//! Hostile words in every text field of every method: nothing is opened, nothing breaks, and a late answer is one.

use crate::seeing::metrics;
use crate::serving::{PATIENCE, Plain, Serving};
use crate::stream::quotes;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor, Value};
use std::path::Path;
use std::time::{Duration, Instant};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;
use vedette::rpc::{FILE_DESCRIPTOR_SET, pb};

/// What a path could be made of, each with a mark that no file of ours has.
fn hostile() -> Vec<String> {
    let mut words = vec![
        "../../../../../../tmp/traversal-mark".to_owned(),
        "/tmp/traversal-mark".to_owned(),
        "articles/../../tmp/traversal-mark".to_owned(),
        "quotes/..%2f..%2ftmp%2ftraversal-mark".to_owned(),
        "traversal-mark\0.redb".to_owned(),
        "..\u{2215}..\u{2215}tmp\u{2215}traversal-mark".to_owned(),
        "\u{ff0e}\u{ff0e}/traversal-mark".to_owned(),
        "file:///tmp/traversal-mark".to_owned(),
        "~/traversal-mark;touch /tmp/traversal-mark".to_owned(),
        "$(touch /tmp/traversal-mark)".to_owned(),
    ];
    words.push(format!("traversal-mark{}", "/..".repeat(1365)));
    words
}

/// A message whose every text, however deep, is this; lists have one element.
pub(crate) fn filled(descriptor: &MessageDescriptor, words: &str, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        let kind = field.kind();
        let value = if field.is_map() {
            continue;
        } else if kind == Kind::String {
            Value::String(words.to_owned())
        } else if kind == Kind::Bytes {
            Value::Bytes(words.to_owned().into())
        } else if let Kind::Message(inner) = kind
            && depth > 0
        {
            Value::Message(filled(&inner, words, depth - 1))
        } else {
            continue;
        };
        let value = if field.is_list() {
            Value::List(vec![value])
        } else {
            value
        };
        message.set_field(&field, value);
    }
    message
}

/// Every file below a directory, and those beside it.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

/// Calls a method with a message, however it streams, and gives up its answers after the first.
async fn call(
    channel: &Plain,
    path: &str,
    message: DynamicMessage,
    timeout: Duration,
) -> Result<(), Status> {
    let mut raw = tonic::client::Grpc::new(channel.clone());
    raw.ready().await.unwrap();
    let mut request = Request::new(tokio_stream::once(message));
    request.set_timeout(timeout);
    let codec = ProstCodec::<DynamicMessage, ()>::default();
    let answer = raw.streaming(request, path.parse().unwrap(), codec).await?;
    answer.into_inner().message().await.map(drop)
}

pub(crate) fn methods() -> Vec<(String, MessageDescriptor)> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let services = pool.services();
    let methods = services.flat_map(|s| s.methods().collect::<Vec<_>>());
    methods
        .map(|m| {
            let path = format!("/{}/{}", m.parent_service().full_name(), m.name());
            (path, m.input())
        })
        .collect()
}

#[tokio::test]
async fn no_word_of_a_caller_becomes_a_path() {
    let above = tempfile::tempdir().unwrap();
    let data = above.path().join("data");
    let flags = [("server-grpc-stream-deadline-max", "5s")];
    let serving = Serving::begin(&data, &flags).await;
    serving.ready().await;
    let channel = serving.plain().await;
    for words in hostile() {
        for (path, input) in methods() {
            let message = filled(&input, &words, 3);
            let called = call(&channel, &path, message, Duration::from_secs(2));
            let answer = tokio::time::timeout(PATIENCE, called).await.unwrap();
            let code = answer.err().map_or(Code::Ok, |status| status.code());
            let broken = [
                Code::Internal,
                Code::Unknown,
                Code::DataLoss,
                Code::Cancelled,
            ];
            assert!(!broken.contains(&code), "{path} {words:?}: {code:?}");
        }
    }
    let outside: Vec<String> = files(above.path())
        .into_iter()
        .filter(|path| !Path::new(path).starts_with(&data) || path.contains("traversal-mark"))
        .collect();
    assert_eq!(outside, [""; 0]);
    assert!(!Path::new("/tmp/traversal-mark").exists());
    serving.stop().await;
}

/// Waits until no pool has anything to do.
pub(crate) async fn idle(serving: &Serving) {
    let idle = async {
        loop {
            let seen = metrics(serving).await;
            let mut jobs = seen.iter().filter(|(name, _)| name.contains("_pool_jobs_"));
            if jobs.all(|(_, count)| *count == 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, idle).await.unwrap();
}

#[tokio::test]
async fn every_method_keeps_its_deadline_and_calls_it_by_its_name() {
    let serving = Serving::start().await;
    serving.ingest("a", "quote prov-ada DIRECT: here").await;
    let channel = serving.plain().await;
    let mut late = 0;
    for timeout in [0, 1, 10, 100].map(Duration::from_millis) {
        // No time at all would be no deadline.
        let timeout = timeout.max(Duration::from_nanos(1));
        let (mut worst, mut cut) = (Duration::ZERO, 0);
        for (path, input) in methods() {
            let begun = Instant::now();
            let message = DynamicMessage::new(input.clone());
            let answer = call(&channel, &path, message, timeout).await;
            let code = answer.err().map_or(Code::Ok, |status| status.code());
            // An answer that was quick enough, or wrong from the beginning, is no late one.
            let fits = matches!(
                code,
                Code::Ok | Code::InvalidArgument | Code::DeadlineExceeded | Code::NotFound
            );
            assert!(fits, "{path} {timeout:?}: {code:?}");
            let over = begun.elapsed().saturating_sub(timeout);
            assert!(
                over < Duration::from_secs(5),
                "{path} {timeout:?}: {over:?}"
            );
            if code == Code::DeadlineExceeded {
                cut += 1;
                worst = worst.max(over);
            }
        }
        let begun = Instant::now();
        idle(&serving).await;
        let quiet = begun.elapsed();
        println!("{timeout:?}: {cut} late by up to {worst:?}; no work left {quiet:?} after");
        late += cut;
    }
    assert!(late > 0);
}

#[tokio::test]
async fn work_stops_at_the_deadline_of_its_call() {
    const CALLS: u32 = 8;
    let serving = Serving::start().await;
    for i in 0..4 {
        serving
            .ingest(&format!("a{i}"), &quotes(&format!("{i}"), 1000, 60))
            .await;
    }
    let channel = serving.plain().await;
    let mut client = pb::quote_search_service_client::QuoteSearchServiceClient::new(channel);
    let search = pb::SearchQuotesRequest {
        query: "river goes".to_owned(),
        page_size: 1000,
        include_total_size: true,
        include_highlights: true,
        ..Default::default()
    };
    let begun = Instant::now();
    client.search_quotes(search.clone()).await.unwrap();
    let one = begun.elapsed();
    let timeout = Duration::from_millis(1).min(one / 4);
    let begun = Instant::now();
    for _ in 0..CALLS {
        let mut search = Request::new(search.clone());
        search.set_timeout(timeout);
        let status = client.search_quotes(search).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
        // Nothing else is asked: what still works here works for nobody.
        idle(&serving).await;
    }
    let took = begun.elapsed();
    println!("one search {one:?}; {CALLS} given up after {timeout:?} and stopped in {took:?}");
    // Each worked to its end would be all of it; a share of the machine changes both alike.
    assert!(took < one * CALLS / 2, "{took:?}, one {one:?}");
}
