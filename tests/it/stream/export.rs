//! Exports: everything once, whatever is cut, and never more held than a few messages.

use super::{STALL_MAX, after, begin, names, quotes, stall};
use crate::serving::{PATIENCE, Serving, details, violations};
use std::collections::BTreeSet;
use std::time::Duration;
use tonic::{Code, Request};
use vedette::query::{CHUNK_BYTES_MAX, CHUNK_RECORDS_MAX};
use vedette::rpc::pb;

/// All messages of an export that ends well.
async fn whole(
    serving: &Serving,
    request: pb::ExportQuotesRequest,
) -> Vec<pb::ExportQuotesResponse> {
    let mut stream = begin(serving, request).await.unwrap();
    let mut all = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        all.push(message);
    }
    all
}

#[tokio::test]
async fn an_export_tells_what_a_search_with_the_same_filter_finds_in_order_of_names() {
    let serving = Serving::start().await;
    serving
        .ingest(
            "a",
            "quote prov-ada DIRECT: The ferry waits\nquote prov-ben INDIRECT: that the ferry waits\n\
             quote prov-ada DIRECT: The mill turns\n\
             stance prov-ada OPPOSE iraq-military-involvement-in-syria: Ada is against\n\
             move prov-guard REINFORCE REPORTED qq-zz: Guards came\n\
             move prov-guard PATROL REPORTED none: Guards walked",
        )
        .await;
    let filter = Some(pb::QuoteFilter {
        speakers: vec!["actors/prov-ada".to_owned()],
        ..Default::default()
    });
    let search = pb::SearchQuotesRequest {
        query: "ferry".to_owned(),
        filter: filter.clone(),
        ..Default::default()
    };
    let mut client = serving.quotes().await;
    let found = client.search_quotes(search).await.unwrap().into_inner();
    let told = whole(
        &serving,
        pb::ExportQuotesRequest {
            query: "ferry".to_owned(),
            filter,
            resume_token: String::new(),
            read_mask: None,
        },
    )
    .await;
    assert_eq!((found.results.len(), told.len()), (1, 1));
    assert_eq!(told[0].quotes[0], found.results[0].quote.clone().unwrap());
    let all = names(&whole(&serving, after("")).await[0].quotes);
    assert!(all.len() == 3 && all.is_sorted(), "{all:?}");

    let mut client = serving.stances().await;
    let request = pb::ExportStancesRequest::default();
    let mut stances = client.export_stances(request).await.unwrap().into_inner();
    let message = stances.message().await.unwrap().unwrap();
    assert_eq!(message.stances[0].position(), pb::Position::Oppose);
    assert!(stances.message().await.unwrap().is_none());

    let mut client = serving.deployments().await;
    let mut export = async |include_borderless| {
        let request = pb::ExportDeploymentsRequest {
            filter: Some(pb::DeploymentFilter {
                include_borderless,
                ..Default::default()
            }),
            ..Default::default()
        };
        let mut stream = client.export_deployments(request).await.unwrap();
        let message = stream.get_mut().message().await.unwrap().unwrap();
        message.deployments.len()
    };
    assert_eq!((export(false).await, export(true).await), (1, 2));
}

#[tokio::test]
async fn an_empty_export_is_one_empty_message_with_a_token() {
    let serving = Serving::start().await;
    let told = whole(&serving, after("")).await;
    assert!(told.len() == 1 && told[0].quotes.is_empty());
    // What came later is told to who goes on, because no name was told yet.
    serving.ingest("a", "quote prov-ada DIRECT: late").await;
    let later = whole(&serving, after(&told[0].resume_token)).await;
    assert_eq!(later[0].quotes.len(), 1);
}

#[tokio::test]
async fn a_chunk_has_its_records_at_most_and_its_bytes_at_most() {
    let serving = Serving::start().await;
    serving
        .ingest("a", &quotes("short", CHUNK_RECORDS_MAX, 1))
        .await;
    let sizes = |told: &[pb::ExportQuotesResponse]| -> Vec<usize> {
        told.iter().map(|m| m.quotes.len()).collect()
    };
    assert_eq!(
        sizes(&whole(&serving, after("")).await),
        [CHUNK_RECORDS_MAX]
    );
    serving.ingest("b", "quote prov-ben DIRECT: one more").await;
    let told = whole(&serving, after("")).await;
    assert_eq!(sizes(&told), [CHUNK_RECORDS_MAX, 1]);

    serving.ingest("c", &quotes("long", 90, 3000)).await;
    let told = whole(&serving, after("")).await;
    for message in &told {
        let bytes = prost::Message::encoded_len(message);
        assert!(bytes <= CHUNK_BYTES_MAX, "{bytes} bytes");
    }
    assert_eq!(
        sizes(&told).iter().sum::<usize>(),
        CHUNK_RECORDS_MAX + 1 + 90
    );
}

#[tokio::test]
async fn an_export_cut_after_every_message_tells_everything_once_while_articles_come_in() {
    let serving = Serving::start().await;
    let mut stay = BTreeSet::new();
    for i in 0..4 {
        let script = quotes(&format!("first {i}"), 100, 8);
        let name = serving.ingest(&format!("s{i}"), &script).await.name;
        stay.insert(name);
    }
    serving.ingest("goes", &quotes("goes", 50, 8)).await;
    let (mut token, mut told, mut round) = (String::new(), Vec::new(), 0);
    loop {
        let mut stream = begin(&serving, after(&token)).await.unwrap();
        let message = stream.message().await.unwrap().unwrap();
        drop(stream);
        if message.quotes.is_empty() {
            break;
        }
        token = message.resume_token;
        told.extend(message.quotes);
        round += 1;
        // Meanwhile articles come, change and go.
        serving
            .ingest(
                &format!("new{round}"),
                &quotes(&format!("new {round}"), 30, 8),
            )
            .await;
        serving
            .ingest("goes", &quotes(&format!("goes {round}"), 50, 8))
            .await;
    }
    let all = names(&told);
    assert!(all.is_sorted_by(|a, b| a < b), "a name came twice or late");
    let kept: Vec<_> = told
        .iter()
        .filter(|q| stay.contains(&q.source.as_ref().unwrap().article))
        .collect();
    assert_eq!(kept.len(), 4 * 100);
    assert!(round >= 2, "{round} messages");
}

#[tokio::test]
async fn a_drained_export_ends_unavailable_with_a_token_that_lives_on_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    serving.ingest("a", &quotes("a", 300, 3000)).await;
    let mut stream = narrow(&serving, None).await;
    let first = stream.message().await.unwrap().unwrap();
    let mut all = names(&first.quotes);
    serving.stopper.ask();
    let status = loop {
        match stream.message().await {
            Ok(message) => all.extend(names(&message.unwrap().quotes)),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::Unavailable);
    let found = details(&status, pb::ErrorReason::ShuttingDown);
    let token = found.error_info().unwrap().metadata["resume_token"].clone();
    assert!(all.len() < 300, "the server told all before it stopped");
    serving.stop().await;

    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    for message in whole(&serving, after(&token)).await {
        all.extend(names(&message.quotes));
    }
    assert_eq!(all.len(), 300);
    assert!(all.is_sorted_by(|a, b| a < b));
    serving.stop().await;
}

/// An export over a connection with a small window, so that little is under way.
async fn narrow(
    serving: &Serving,
    timeout: Option<Duration>,
) -> tonic::Streaming<pb::ExportQuotesResponse> {
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", serving.grpc));
    let endpoint = endpoint.unwrap().initial_stream_window_size(Some(65_535));
    let channel = endpoint.connect().await.unwrap();
    let mut client = pb::quote_search_service_client::QuoteSearchServiceClient::new(channel);
    let mut request = Request::new(after(""));
    if let Some(timeout) = timeout {
        request.set_timeout(timeout);
    }
    client.export_quotes(request).await.unwrap().into_inner()
}

/// Reads on until the stream ends with an error.
async fn end(stream: &mut tonic::Streaming<pb::ExportQuotesResponse>) -> (usize, tonic::Status) {
    let mut count = 0;
    let status = loop {
        match tokio::time::timeout(PATIENCE, stream.message())
            .await
            .unwrap()
        {
            Ok(Some(message)) => count += message.quotes.len(),
            Ok(None) => panic!("all {count} were told"),
            Err(status) => break status,
        }
    };
    (count, status)
}

#[tokio::test]
async fn a_reader_that_stalls_is_let_go_with_a_token_and_one_that_is_slow_is_not() {
    let serving = Serving::with(&[STALL_MAX]).await;
    serving.ingest("a", &quotes("a", 300, 3000)).await;
    let mut stalled = narrow(&serving, None).await;
    stall(&serving).await;
    let (count, status) = end(&mut stalled).await;
    assert_eq!(status.code(), Code::ResourceExhausted);
    let found = details(&status, pb::ErrorReason::ReaderStalled);
    let info = found.error_info().unwrap();
    assert_eq!(info.metadata["limit_ms"], "4000");
    assert!(found.quota_failure().is_some());
    let rest = whole(&serving, after(&info.metadata["resume_token"])).await;
    let rest: usize = rest.iter().map(|m| m.quotes.len()).sum();
    assert_eq!(count + rest, 300);

    let mut slow = narrow(&serving, None).await;
    let mut count = 0;
    while let Some(message) = slow.message().await.unwrap() {
        count += message.quotes.len();
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    assert_eq!(count, 300);
}

#[tokio::test]
async fn a_deadline_ends_an_export_with_a_token() {
    let serving = Serving::start().await;
    serving.ingest("a", &quotes("a", 300, 3000)).await;
    let mut stream = narrow(&serving, Some(Duration::from_millis(700))).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (count, status) = end(&mut stream).await;
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    let found = details(&status, pb::ErrorReason::DeadlineExceeded);
    let info = found.error_info().unwrap();
    assert_eq!(info.metadata["timeout_ms"], "700");
    assert!(!info.metadata["resume_token"].is_empty());
    assert!(count < 300);
}

#[tokio::test]
async fn a_foreign_token_and_one_of_another_request_are_told_apart() {
    let serving = Serving::start().await;
    serving.ingest("a", "quote prov-ada DIRECT: here").await;
    let token = whole(&serving, after("")).await[0].resume_token.clone();
    let refused = async |request| {
        let begun = begin(&serving, request).await;
        begun.map(|_| ()).unwrap_err()
    };
    let status = refused(after("bm90IG91cnM")).await;
    let found = details(&status, pb::ErrorReason::ResumeTokenInvalid);
    let pair = |reason: &str| [("resume_token".to_owned(), reason.to_owned())];
    assert_eq!(violations(&found), pair("MALFORMED"));
    let other = pb::ExportQuotesRequest {
        query: "other".to_owned(),
        ..after(&token)
    };
    let found = details(&refused(other).await, pb::ErrorReason::ResumeTokenMismatch);
    assert_eq!(violations(&found), pair("OUT_OF_RANGE"));
    // Everything wrong with the rest of the question is told as in a search.
    let wrong = pb::ExportQuotesRequest {
        query: "\"open".to_owned(),
        filter: Some(pb::QuoteFilter {
            speakers: vec!["actors/prov-nobody".to_owned()],
            min_confidence: Some(7.0),
            ..Default::default()
        }),
        ..Default::default()
    };
    let found = details(&refused(wrong).await, pb::ErrorReason::RequestInvalid);
    assert_eq!(violations(&found).len(), 3);
}
