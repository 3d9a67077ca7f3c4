//! Starting and stopping: what callers see before the index is open, and after the signal.

use crate::serving::{PATIENCE, Serving, article, details};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use vedette::rpc::pb;

#[tokio::test]
async fn nothing_serves_before_the_index_is_open() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    serving
        .ingest("slow", "wait 1500\nquote prov-ada DIRECT: slowly")
        .await;
    serving.stop().await;
    // Without its index the store reads the slow article again before it is open.
    let index = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.is_dir())
        .unwrap();
    std::fs::remove_dir_all(index).unwrap();

    let serving = Serving::begin(dir.path(), &[]).await;
    let mut health = HealthClient::new(serving.channel().await);
    let state = health.check(HealthCheckRequest::default()).await.unwrap();
    assert_eq!(state.into_inner().status(), ServingStatus::NotServing);
    let mut client = serving.quotes().await;
    let status = client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap_err();
    let found = details(&status, pb::ErrorReason::NotReady);
    assert_eq!(status.code(), Code::Unavailable);
    assert!(found.retry_info().is_some());
    serving.ready().await;
    let page = client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.results.len(), 1);
    serving.stop().await;
}

#[tokio::test]
async fn a_stop_says_so_first_and_lets_running_calls_end() {
    let flags = [
        ("server-drain-delay", "600ms"),
        ("server-drain-timeout", "19s"),
    ];
    let serving = Serving::with(&flags).await;
    let mut health = HealthClient::new(serving.channel().await);
    let mut states = health
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        states.message().await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );
    let mut client = serving.articles().await;
    let running = tokio::spawn(async move {
        let slow = pb::AnalyseArticleRequest {
            article: Some(article("slow", "wait 1200\nquote prov-ada DIRECT: late")),
        };
        client.analyse_article(slow).await
    });
    let mut other = serving.quotes().await;
    other
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap();
    let begun = Instant::now();
    serving.stopper.ask();
    assert_eq!(
        states.message().await.unwrap().unwrap().status(),
        ServingStatus::NotServing
    );
    // During the delay calls are still answered: proxies need a moment to notice.
    other
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap();
    let answer = running.await.unwrap().unwrap().into_inner();
    assert_eq!(answer.records.unwrap().quotes.len(), 1);
    // The watch ends by itself, so that nothing holds the drain up.
    while states.message().await.is_ok_and(|state| state.is_some()) {}
    let (grpc, running) = (serving.grpc, serving.running);
    let ended = tokio::time::timeout(PATIENCE, running).await;
    ended.unwrap().unwrap().unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(12),
        "{:?}",
        begun.elapsed()
    );
    assert!(TcpStream::connect(grpc).await.is_err());
}

#[tokio::test]
async fn the_drain_ends_at_its_limit_whatever_is_open() {
    let flags = [("server-drain-timeout", "300ms")];
    let serving = Serving::with(&flags).await;
    let _idle = TcpStream::connect(serving.grpc).await.unwrap();
    let mut half = TcpStream::connect(serving.grpc).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut half, b"PRI * HT")
        .await
        .unwrap();
    let mut client = serving.articles().await;
    let cut = tokio::spawn(async move {
        let slow = pb::AnalyseArticleRequest {
            article: Some(article("slow", "wait 2000")),
        };
        client.analyse_article(slow).await
    });
    // The slow call must be on its way before the signal.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    serving.stop().await;
    assert!(
        begun.elapsed() < Duration::from_secs(6),
        "{:?}",
        begun.elapsed()
    );
    assert!(cut.await.unwrap().is_err());
}

#[tokio::test]
async fn a_second_signal_cuts_at_once() {
    let flags = [("server-drain-delay", "1h"), ("server-drain-timeout", "1h")];
    let serving = Serving::with(&flags).await;
    let _held = serving.quotes().await;
    serving.stopper.ask();
    serving.stop().await;
}
