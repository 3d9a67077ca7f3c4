//! What an operator sees: numbers, phases, what is logged, what the service manager is told.

use crate::serving::{PATIENCE, Serving, article};
use std::collections::BTreeMap;
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::Code;
use vedette::config::ServiceManager;
use vedette::rpc::pb;
use vedette::server::Notifier;

/// An HTTP/1 answer of the admin port: status and body.
async fn http(serving: &Serving, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(serving.admin).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

/// Samples by name and labels, after checking that each belongs to a family that was declared.
pub(crate) async fn metrics(serving: &Serving) -> BTreeMap<String, u64> {
    let (status, text) = http(serving, "GET", "/metrics", "").await;
    assert_eq!(status, 200, "{text}");
    let mut families = Vec::new();
    let mut samples = BTreeMap::new();
    for line in text.lines().filter(|l| !l.is_empty()) {
        if let Some(declared) = line.strip_prefix("# TYPE ") {
            families.push(declared.split(' ').next().unwrap().to_owned());
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let known = families.iter().any(|family| name.starts_with(family));
            assert!(known, "{name} has no type");
            // Sums of seconds are no whole numbers, and nothing here asks for them.
            if let Ok(value) = value.parse() {
                samples.insert(name.to_owned(), value);
            } else {
                assert!(value.parse::<f64>().is_ok(), "{line}");
            }
        }
    }
    samples
}

fn call(service: &str, method: &str, code: &str) -> String {
    format!(
        "vedette_grpc_calls_total{{code=\"{code}\",method=\"{method}\",service=\"vedette.v1.{service}\"}}"
    )
}

#[tokio::test]
async fn calls_are_counted_by_method_and_by_how_they_ended() {
    let serving = Serving::start().await;
    let before = metrics(&serving).await;
    let ok = call("QuoteSearchService", "SearchQuotes", "OK");
    assert_eq!(before[&ok], 0, "a method is there before its first call");
    let mut client = serving.quotes().await;
    let search = pb::SearchQuotesRequest::default();
    client.search_quotes(search.clone()).await.unwrap();
    client.search_quotes(search).await.unwrap();
    let wrong = pb::SearchQuotesRequest {
        page_size: -1,
        ..Default::default()
    };
    let status = client.search_quotes(wrong).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let after = metrics(&serving).await;
    assert_eq!(after[&ok], 2);
    let refused = call("QuoteSearchService", "SearchQuotes", "INVALID_ARGUMENT");
    assert_eq!(after[&refused], 1);
    let labels = "method=\"SearchQuotes\",service=\"vedette.v1.QuoteSearchService\"";
    let count = format!("vedette_grpc_call_seconds_count{{{labels}}}");
    assert_eq!(after[&count], 3);
    assert_eq!(after["vedette_grpc_calls_running"], 0);
    assert!(after["vedette_connections"] >= 1);
}

#[tokio::test]
async fn a_call_that_was_given_up_counts_as_cancelled() {
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let slow = pb::AnalyseArticleRequest {
        article: Some(article("slow", "wait 1000")),
    };
    let given_up = tokio::time::timeout(Duration::from_millis(200), client.analyse_article(slow));
    assert!(given_up.await.is_err());
    let cancelled = call("ArticleService", "AnalyseArticle", "CANCELLED");
    let counted = async {
        while metrics(&serving).await.get(&cancelled) != Some(&1) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, counted).await.unwrap();
}

#[tokio::test]
async fn what_was_extracted_and_stored_is_told_by_kind() {
    let serving = Serving::start().await;
    let script = "quote prov-ada DIRECT: here\nquote prov-ada DIRECT: there\n\
        stance prov-ada OPPOSE troop-withdrawal: no\nlength iq-sy 600: long";
    serving.ingest("a", script).await;
    serving.ingest("b", "panic").await;
    let seen = metrics(&serving).await;
    let findings =
        |kind: &str| seen[&format!("vedette_extraction_findings_total{{kind=\"{kind}\"}}")];
    assert_eq!(findings("quote"), 2);
    assert_eq!(findings("stance"), 1);
    assert_eq!(findings("border_fact"), 1);
    assert_eq!(findings("deployment"), 0);
    assert_eq!(seen["vedette_extraction_articles_total"], 1);
    assert_eq!(seen["vedette_extraction_panics_total"], 1);
    assert_eq!(seen["vedette_log_entries"], 2);
    assert_eq!(seen["vedette_index_lag_entries"], 0);
    assert_eq!(seen["vedette_serving"], 1);
    for name in [
        "vedette_index_segments",
        "vedette_index_records",
        "vedette_log_bytes",
        "vedette_index_bytes",
        "vedette_disk_free_bytes",
        "process_resident_memory_bytes",
        "process_open_fds",
    ] {
        assert!(seen[name] > 0, "{name}");
    }
}

/// A sample that may be no whole number.
async fn seconds(serving: &Serving, name: &str) -> f64 {
    let (_, text) = http(serving, "GET", "/metrics", "").await;
    let mut lines = text.lines().filter_map(|l| l.strip_prefix(name));
    let value = lines.next().unwrap_or_else(|| panic!("{name} is not told"));
    value.trim().parse().unwrap()
}

#[tokio::test]
async fn what_is_on_disk_and_not_in_answers_is_told_by_its_age() {
    let lag = "vedette_index_lag_seconds ";
    let prompt = Serving::start().await;
    prompt.ingest("a", "quote prov-ada DIRECT: here").await;
    assert_eq!(seconds(&prompt, lag).await.to_bits(), 0);
    // The index is not committed while anybody looks.
    let late = Serving::with(&[("data-commit-interval", "1h")]).await;
    assert_eq!(seconds(&late, lag).await.to_bits(), 0);
    let ingest = pb::IngestArticleRequest {
        article: Some(article("a", "quote prov-ada DIRECT: here")),
        ..Default::default()
    };
    let mut client = late.articles().await;
    client.ingest_article(ingest).await.unwrap();
    let first = seconds(&late, lag).await;
    assert!(first > 0.0);
    assert_eq!(metrics(&late).await["vedette_index_lag_entries"], 1);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(seconds(&late, lag).await > first, "it grows");
}

#[tokio::test]
async fn caches_and_segments_are_told() {
    let serving = Serving::start().await;
    serving.ingest("a", "quote prov-ada DIRECT: here").await;
    let mut client = serving.quotes().await;
    for _ in 0..2 {
        let search = pb::SearchQuotesRequest::default();
        client.search_quotes(search).await.unwrap();
    }
    let seen = metrics(&serving).await;
    for name in [
        "vedette_index_segments",
        "vedette_log_cache_bytes",
        "vedette_log_cache_reads_total{result=\"hit\"}",
        "vedette_record_cache_blocks",
        "vedette_record_cache_reads_total{result=\"hit\"}",
        "vedette_record_cache_reads_total{result=\"miss\"}",
    ] {
        assert!(seen[name] > 0, "{name}");
    }
    assert_eq!(seen["vedette_index_generations_held"], 0);
    assert!(seen.contains_key("vedette_index_deleted_documents"));
}

#[tokio::test]
async fn jobs_that_run_and_wait_are_told_by_pool() {
    let flags = [("server-ingest-threads", "1")];
    let serving = Serving::with(&flags).await;
    let mut held = Vec::new();
    for i in 0..3 {
        let mut client = serving.articles().await;
        let slow = pb::AnalyseArticleRequest {
            article: Some(article(&i.to_string(), "wait 1500")),
        };
        held.push(tokio::spawn(
            async move { client.analyse_article(slow).await },
        ));
    }
    let seen = async {
        loop {
            let seen = metrics(&serving).await;
            let running = seen["vedette_pool_jobs_running{pool=\"ingest\"}"];
            let waiting = seen["vedette_pool_jobs_waiting{pool=\"ingest\"}"];
            let wait = seconds(&serving, "vedette_pool_wait_seconds{pool=\"ingest\"} ").await;
            if (running, waiting) == (1, 2) && wait > 0.0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.unwrap();
}

#[tokio::test]
async fn a_slow_call_is_counted_and_a_quick_one_is_not() {
    let serving = Serving::with(&[("log-slow-call", "150ms")]).await;
    let mut client = serving.articles().await;
    for script in ["wait 1", "wait 300"] {
        let request = pb::AnalyseArticleRequest {
            article: Some(article("a", script)),
        };
        client.analyse_article(request).await.unwrap();
    }
    assert_eq!(metrics(&serving).await["vedette_grpc_slow_calls_total"], 1);
}

#[tokio::test]
async fn what_is_logged_can_be_read_and_changed() {
    let serving = Serving::start().await;
    let (status, told) = http(&serving, "GET", "/log-level", "").await;
    assert_eq!((status, told.as_str()), (200, "info\n"));
    let (status, told) = http(&serving, "PUT", "/log-level", "warn,vedette::server=debug").await;
    assert_eq!(status, 200, "{told}");
    assert!(told.contains("vedette::server=debug"), "{told}");
    let (status, told) = http(&serving, "PUT", "/log-level", "vedette=loud").await;
    assert_eq!(status, 400, "{told}");
    let (status, _) = http(&serving, "PUT", "/log-level", &"x".repeat(1025)).await;
    assert_eq!(status, 413);
    let many = ",warn".repeat(196) + &",error".repeat(3);
    let longest = format!("warn,vedette::server=debug{many}");
    let (status, told) = http(&serving, "PUT", "/log-level", &longest).await;
    assert_eq!((longest.len(), status), (1024, 200), "{told}");
    let (_, told) = http(&serving, "GET", "/log-level", "").await;
    assert!(told.contains("vedette::server=debug"), "{told}");
}

/// What the service manager was told until a word came.
fn told(socket: &UnixDatagram, until: &str) -> Vec<String> {
    let (mut all, mut buffer) = (Vec::new(), [0; 1024]);
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let Ok(length) = socket.recv(&mut buffer) else {
            continue;
        };
        let words = String::from_utf8_lossy(&buffer[..length]).into_owned();
        let last = words.contains(until);
        all.push(words);
        if last {
            return all;
        }
    }
    panic!("{until} was not told: {all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_manager_hears_ready_alive_reloading_and_stopping() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let notifier = Notifier::new(&ServiceManager {
        socket: Some(path.into_os_string()),
        watchdog: Some(Duration::from_millis(100)),
    })
    .unwrap();
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::telling(data.path(), &[], &notifier).await;
    told(&socket, "READY=1");
    serving.ready().await;
    told(&socket, "WATCHDOG=1");
    told(&socket, "WATCHDOG=1");
    serving.stopper.reload();
    told(&socket, "RELOADING=1");
    told(&socket, "READY=1");
    serving.stopper.ask();
    let last = told(&socket, "STOPPING=1");
    assert!(
        !last.iter().any(|words| words.contains("READY=1")),
        "{last:?}"
    );
    serving.stop().await;
}

#[tokio::test]
async fn nobody_is_told_where_nobody_listens() {
    let nobody = Notifier::new(&ServiceManager::default()).unwrap();
    let gone = ServiceManager {
        socket: Some("/nonexistent/notify".into()),
        watchdog: None,
    };
    let data = tempfile::tempdir().unwrap();
    for notifier in [nobody, Notifier::new(&gone).unwrap()] {
        let serving = Serving::telling(data.path(), &[], &notifier).await;
        serving.ready().await;
        serving.stop().await;
    }
}
