//! The binary itself, as a collector of spans and whoever reads its log see it: the tree of a call, and what stands nowhere.

mod collector;

use crate::hostile::filled;
use crate::serving::{PATIENCE, article, connect};
use collector::{Collector, attribute, call_of, tree};
use prost_reflect::{DescriptorPool, DynamicMessage};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_prost::ProstCodec;
use vedette::rpc::{FILE_DESCRIPTOR_SET, pb};
use vedette::server::scope::SCOPES;
use vedette::server::token::{line, make};

/// A word that stands in no data, no table and no code: what a caller sends in every text.
const SECRET_WORD: &str = "quuxolotl";

/// The trees the manual shows: names by their indentation, two blanks a step.
fn documented() -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let manual = std::fs::read_to_string(path).unwrap();
    let shown = manual.split("```text\n").skip(1);
    let shown = shown.filter_map(|rest| rest.split("```").next());
    let shown = shown.filter(|block| block.starts_with("call"));
    shown
        .map(|block| {
            let mut way: Vec<&str> = Vec::new();
            let mut told = Vec::new();
            for line in block.lines() {
                let name = line.split_whitespace().next().unwrap();
                let depth = (line.len() - line.trim_start().len()) / 2;
                way.truncate(depth);
                way.push(name);
                told.push(way.join("/"));
            }
            told
        })
        .collect()
}

/// The binary, serving.
struct Process {
    child: Child,
    grpc: SocketAddr,
    admin: SocketAddr,
    log: PathBuf,
    said: String,
    _dir: TempDir,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already where all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Process {
    /// Starts it with these settings and waits until it is ready.
    async fn start(flags: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let data = dir.path().join("data").to_string_lossy().into_owned();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vedette"));
        command.arg("serve").env_clear();
        let always = [
            ("server-grpc-listen", "127.0.0.1:0"),
            ("server-admin-listen", "127.0.0.1:0"),
            ("server-drain-delay", "0s"),
            ("data-free-bytes-min", "0"),
            ("data-dir", &data),
            ("log-format", "json"),
            ("log-filter", "debug"),
        ];
        for (flag, value) in always.iter().chain(flags) {
            command.arg(format!("--{flag}={value}"));
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reading = tokio::task::spawn_blocking(move || {
            let mut said = String::new();
            for line in out.lines().map_while(Result::ok) {
                said.push_str(&line);
                said.push('\n');
                if line.starts_with("ready") {
                    break;
                }
            }
            said
        });
        let said = tokio::time::timeout(2 * PATIENCE, reading).await;
        let said = said.unwrap().unwrap();
        let at = |what: &str| {
            let line = said.lines().find(|l| l.trim().starts_with(what));
            let line = line.unwrap_or_else(|| panic!("{what} is not told: {said}"));
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        Self {
            grpc: at("grpc"),
            admin: at("admin"),
            child,
            log,
            said: said.clone(),
            _dir: dir,
        }
    }

    /// Asks it to stop, waits for its end, and answers its log.
    async fn stop(&mut self) -> String {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < 2 * PATIENCE, "it does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.logged()
    }

    /// What it has logged so far.
    fn logged(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    async fn metrics(&self) -> String {
        let mut stream = tokio::net::TcpStream::connect(self.admin).await.unwrap();
        let request = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

/// A request with an id and a token.
fn request<T>(message: T, id: &str, token: &str) -> Request<T> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    metadata.insert("x-request-id", id.parse().unwrap());
    let bearer = format!("Bearer {token}");
    metadata.insert("authorization", bearer.parse().unwrap());
    request
}

/// Has all records made anew, and waits for it.
async fn rebuild(process: &Process, token: &str) {
    let channel = connect(process.grpc).await;
    let mut admin = pb::admin_service_client::AdminServiceClient::new(channel);
    let again = request(pb::RebuildIndexRequest::default(), "rebuild-1", token);
    assert!(
        admin
            .rebuild_index(again)
            .await
            .unwrap()
            .into_inner()
            .started
    );
    let began = Instant::now();
    loop {
        let ask = request(pb::GetStatisticsRequest::default(), "statistics", token);
        let told = admin.get_statistics(ask).await.unwrap().into_inner();
        if told.rebuild.unwrap().finished_count > 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A search whose answer has everything a search can have.
fn search(words: &str) -> pb::SearchQuotesRequest {
    pb::SearchQuotesRequest {
        query: words.to_owned(),
        include_total_size: true,
        facets: vec![pb::QuoteFacetRequest {
            field: pb::QuoteFacetField::Speaker.into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

const REPORT: &str = "HALLEN - \"We wait for the river,\" Dagny Roe said on Monday.";

/// Ingests and searches with a token, and once with one that is not known.
async fn use_it(process: &Process, token: &str, wrong: &str) {
    let channel = connect(process.grpc).await;
    let mut articles = pb::article_service_client::ArticleServiceClient::new(channel.clone());
    let ingest = pb::IngestArticleRequest {
        article: Some(article("t-1", &format!("{REPORT} {SECRET_WORD}."))),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let taken = articles.ingest_article(request(ingest, "ingest-1", token));
    taken.await.unwrap();
    let mut quotes = pb::quote_search_service_client::QuoteSearchServiceClient::new(channel);
    let words = format!("river OR {SECRET_WORD}");
    let asked = quotes.search_quotes(request(search(&words), "search-1", token));
    let found = asked.await.unwrap().into_inner();
    assert_eq!(found.results.len(), 1, "{found:?}");
    let refused = quotes.search_quotes(request(search(&words), "search-2", wrong));
    assert_eq!(
        refused.await.unwrap_err().code(),
        tonic::Code::Unauthenticated
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_a_tree_of_spans_as_the_manual_shows_it_and_no_secret_stands_in_it() {
    let (collector, endpoint) = Collector::listen().await;
    let folder = tempfile::tempdir().unwrap();
    let (token, wrong) = (make(&[41; 32]), make(&[42; 32]));
    let tokens = folder.path().join("tokens");
    std::fs::write(&tokens, line(&token, "desk", &SCOPES, None)).unwrap();
    let mut process = Process::start(&[
        ("trace-otlp-endpoint", &endpoint),
        ("server-auth-tokens-file", &tokens.to_string_lossy()),
    ])
    .await;
    use_it(&process, &token, &wrong).await;
    rebuild(&process, &token).await;
    let metrics = process.metrics().await;
    let log = process.stop().await;

    let spans = collector.spans();
    // What a rebuild reads again is nobody's call: no stage of it stands alone.
    let roots = spans.iter().filter(|span| span.parent_span_id.is_empty());
    let roots: BTreeSet<&str> = roots.map(|span| span.name.as_str()).collect();
    let wanted = BTreeSet::from(["call", "group_commit", "index_commit"]);
    assert_eq!(roots, wanted);
    let (ingest, found) = (call_of(&spans, "ingest-1"), call_of(&spans, "search-1"));
    for (call, wanted) in [ingest, found].into_iter().zip(documented()) {
        let mut told = Vec::new();
        tree(&spans, call, "", &mut told);
        // What goes on side by side may begin in any order.
        let order = |told: &[String]| -> BTreeSet<String> { told.iter().cloned().collect() };
        assert_eq!(order(&told), order(&wanted));
        assert_eq!(told.len(), wanted.len(), "{told:?}");
        let within = |told: &[String]| -> Vec<String> {
            let stages = told.iter().filter(|way| way.contains("extract/"));
            stages.cloned().collect()
        };
        assert_eq!(within(&told), within(&wanted));
    }
    let wanted = [
        ("rpc.system", "grpc"),
        ("rpc.service", "vedette.v1.QuoteSearchService"),
        ("rpc.method", "SearchQuotes"),
        ("rpc.grpc.status_code", "0"),
        ("caller", "desk"),
    ];
    for (key, value) in wanted {
        assert_eq!(attribute(found, key).as_deref(), Some(value), "{key}");
    }
    assert!(attribute(found, "plan").unwrap().contains("words"));
    let refused = attribute(call_of(&spans, "search-2"), "rpc.grpc.status_code");
    assert_eq!(refused.as_deref(), Some("16"));
    // What many calls share is a trace of its own that names them.
    let commit = spans.iter().find(|s| s.name == "group_commit").unwrap();
    assert_eq!(commit.links.len(), 1);
    assert_eq!(commit.links[0].span_id, ingest.span_id);
    assert_ne!(commit.trace_id, ingest.trace_id);
    assert!(spans.iter().any(|s| s.name == "index_commit"));

    let bytes = collector.bytes();
    let sent = String::from_utf8_lossy(&bytes);
    for secret in [&token, &wrong] {
        // The middle too: a shortened or cut one is a secret as well.
        for part in [secret.as_str(), secret.get(8..30).unwrap()] {
            for (what, said) in [
                ("the spans", sent.as_ref()),
                ("the log", &log),
                ("the metrics", &metrics),
                ("the output", &process.said),
            ] {
                assert!(!said.contains(part), "a token stands in {what}");
            }
        }
    }
    assert!(
        !sent.contains(SECRET_WORD),
        "a caller's words stand in a span"
    );
    assert!(!sent.contains("river"), "a report's words stand in a span");
}

/// Calls a method whatever it streams; how it ends does not matter.
async fn send(channel: &Channel, path: &str, message: DynamicMessage) {
    let mut raw = tonic::client::Grpc::new(channel.clone());
    raw.ready().await.unwrap();
    let codec = ProstCodec::<DynamicMessage, ()>::default();
    let called = async {
        let request = Request::new(tokio_stream::once(message));
        let answer = raw.streaming(request, path.parse().unwrap(), codec).await?;
        let mut messages = answer.into_inner();
        while messages.message().await?.is_some() && !path.contains("/Follow") {}
        Ok::<(), Status>(())
    };
    let ended = tokio::time::timeout(PATIENCE, called).await;
    assert!(ended.is_ok(), "{path} does not end");
}

/// Every method of the API, called with the secret word in all its texts.
async fn send_to_all(channel: &Channel) {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    for service in pool.services() {
        for method in service.methods() {
            let path = format!("/{}/{}", service.full_name(), method.name());
            for depth in [0, 4] {
                send(channel, &path, filled(&method.input(), SECRET_WORD, depth)).await;
            }
        }
    }
}

type Line = BTreeMap<String, serde_json::Value>;

fn lines(log: &str) -> Vec<Line> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    log.lines().map(read).collect()
}

/// Searches all at once, on one thread: those that come last are slow.
async fn search_until_slow(process: &Process, channel: &Channel) {
    let begun = Instant::now();
    let slow = |line: &str| line.contains("call slow") && line.contains("SearchQuotes");
    while !process.logged().lines().any(slow) {
        assert!(begun.elapsed() < 2 * PATIENCE, "no search was slow");
        let all: Vec<_> = (0..64)
            .map(|_| {
                let channel = channel.clone();
                tokio::spawn(async move {
                    let mut quotes =
                        pb::quote_search_service_client::QuoteSearchServiceClient::new(channel);
                    let words = format!("river OR {SECRET_WORD} OR speaker:{SECRET_WORD}");
                    quotes.search_quotes(search(&words)).await.unwrap();
                })
            })
            .collect();
        for one in all {
            one.await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_search_tells_its_plan_and_no_words_of_a_caller_stand_above_debug() {
    let mut process =
        Process::start(&[("log-slow-call", "1ms"), ("server-search-threads", "1")]).await;
    let channel = connect(process.grpc).await;
    let mut articles = pb::article_service_client::ArticleServiceClient::new(channel.clone());
    let ingest = pb::IngestArticleRequest {
        article: Some(article("t-1", &format!("{REPORT} {SECRET_WORD}."))),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let taken = articles.ingest_article(ingest).await.unwrap();
    let name = taken.into_inner().name;
    search_until_slow(&process, &channel).await;
    send_to_all(&channel).await;
    let log = process.stop().await;

    let lines = lines(&log);
    let told = |line: &Line, key: &str| line.get(key).cloned().unwrap_or_default();
    for line in &lines {
        let level = told(line, "level");
        let above = ["INFO", "WARN", "ERROR"].iter().any(|l| level == *l);
        let words = serde_json::to_string(line).unwrap().to_lowercase();
        assert!(!(above && words.contains(SECRET_WORD)), "{words}");
    }
    let slow = |line: &&Line| {
        let span = told(line, "span");
        told(line, "message") == "call slow"
            && told(line, "code") == "Ok"
            && span["method"] == "/vedette.v1.QuoteSearchService/SearchQuotes"
    };
    let slow = lines.iter().find(slow).expect("a slow search is told");
    assert_eq!(told(slow, "level"), "WARN");
    assert!(told(slow, "elapsed_us").as_u64() >= Some(1000), "{slow:?}");
    let span = told(slow, "span");
    assert!(span["request_id"].is_string(), "{slow:?}");
    let plan = span["plan"].as_str().expect("a slow search has its plan");
    for part in ["Quote by Ranked", "words ", "terms ", "size ", "total true"] {
        assert!(plan.contains(part), "{part} in {plan}");
    }
    let taken = lines.iter().find(|l| told(l, "message") == "article taken");
    let taken = taken.expect("what is taken is told at debug");
    let id = told(taken, "article");
    assert!(name.contains(id.as_str().unwrap()), "{name}, {taken:?}");
    assert!(told(taken, "span")["request_id"].is_string(), "{taken:?}");
    let sized = lines.iter().find(|l| told(l, "message") == "sized");
    let sized = sized.expect("what was sized by memory is told");
    assert!(told(sized, "writer_bytes").as_u64() > Some(0), "{sized:?}");
}
