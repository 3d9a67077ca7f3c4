//! Quarantine and request ids over the wire.

use crate::serving::{Serving, article, details, violations};
use tonic::Code;
use vedette::rpc::pb::{self, ErrorReason};

async fn retry(
    serving: &Serving,
    request: pb::RetryQuarantinedArticlesRequest,
) -> pb::RetryQuarantinedArticlesResponse {
    let mut client = serving.articles().await;
    let answer = client.retry_quarantined_articles(request).await;
    answer.unwrap().into_inner()
}

#[tokio::test]
async fn a_walk_through_the_quarantine_tries_each_article_once_and_tells_what_became_of_it() {
    let serving = Serving::start().await;
    for i in 0..5 {
        let script = format!("quote prov-ada DIRECT: told {i}\npanic once walk-{i}");
        let taken = serving.ingest(&format!("once-{i}"), &script).await;
        assert_eq!(taken.outcome(), pb::IngestOutcome::Quarantined);
    }
    serving.ingest("always", "panic").await;
    serving
        .ingest("never", "quote prov-ada DIRECT: sound")
        .await;
    let (mut tried, mut token, mut pages) = (Vec::new(), String::new(), 0);
    let (mut recovered, mut failed) = (0, 0);
    loop {
        let request = pb::RetryQuarantinedArticlesRequest {
            page_size: 4,
            page_token: token,
            ..Default::default()
        };
        let page = retry(&serving, request).await;
        pages += 1;
        recovered += page.recovered_count;
        failed += page.failed_count;
        tried.extend(page.articles);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!((pages, tried.len(), recovered, failed), (2, 6, 5, 1));
    let again: Vec<_> = tried
        .iter()
        .filter(|t| t.outcome() == pb::IngestOutcome::Quarantined)
        .collect();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].quarantine_reason.as_deref(), Some("planted"));
    assert_eq!(again[0].revision, 1);
    let mended = tried.iter().find(|t| t.name != again[0].name).unwrap();
    assert_eq!(
        (mended.outcome(), mended.revision),
        (pb::IngestOutcome::Revised, 2)
    );
    assert_eq!(mended.record_counts.unwrap().quotes, 1);
    let named = pb::RetryQuarantinedArticlesRequest {
        names: vec![mended.name.clone(), again[0].name.clone()],
        ..Default::default()
    };
    let told = retry(&serving, named).await;
    let outcomes: Vec<_> = told
        .articles
        .iter()
        .map(pb::RetriedArticle::outcome)
        .collect();
    let wanted = [pb::IngestOutcome::Unchanged, pb::IngestOutcome::Quarantined];
    assert_eq!(outcomes, wanted);
}

#[tokio::test]
async fn a_name_that_is_not_there_stops_a_retry_before_anything_is_tried() {
    let serving = Serving::start().await;
    let script = "quote prov-ada DIRECT: told\npanic once unknown-name";
    let kept = serving.ingest("once", script).await;
    let request = |names: Vec<String>| pb::RetryQuarantinedArticlesRequest {
        names,
        ..Default::default()
    };
    let mut client = serving.articles().await;
    let names = vec![kept.name.clone(), "articles/anone".to_owned()];
    let refused = client
        .retry_quarantined_articles(request(names))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    details(&refused, ErrorReason::ResourceNotFound);
    let many = request(vec![kept.name.clone(); 100]);
    assert_eq!(retry(&serving, many).await.recovered_count, 1);
    let too_many = request(vec![kept.name; 101]);
    let refused = client
        .retry_quarantined_articles(too_many)
        .await
        .unwrap_err();
    let found = violations(&details(&refused, ErrorReason::RequestInvalid));
    assert_eq!(found, [("names".to_owned(), "TOO_LONG".to_owned())]);
}

#[tokio::test]
async fn a_request_id_is_answered_twice_and_refused_for_another_text_also_in_a_stream() {
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let request = |script: &str, id: &str| pb::IngestArticleRequest {
        article: Some(article("n1", script)),
        request_id: id.to_owned(),
        ..Default::default()
    };
    let one = "quote prov-ada DIRECT: one";
    let first = client
        .ingest_article(request(one, "r-1"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first.outcome(), pb::IngestOutcome::Stored);
    let again = client
        .ingest_article(request(one, "r-1"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again, first);
    let other = client
        .ingest_article(request("another", "r-1"))
        .await
        .unwrap_err();
    let told = details(&other, ErrorReason::RequestIdReused);
    assert_eq!(told.error_info().unwrap().metadata["request_id"], "r-1");
    assert_eq!(violations(&told)[0].0, "request_id");
    let odd = client
        .ingest_article(request(one, "no spaces"))
        .await
        .unwrap_err();
    let found = violations(&details(&odd, ErrorReason::RequestInvalid));
    assert_eq!(found, [("request_id".to_owned(), "MALFORMED".to_owned())]);
    let item = |script: &str| pb::IngestArticlesRequest {
        article: Some(article("n1", script)),
        request_id: "r-1".to_owned(),
    };
    let stream = tokio_stream::iter([item(one), item("another")]);
    let tally = client.ingest_articles(stream).await.unwrap().into_inner();
    assert_eq!((tally.stored_count, tally.failed_count), (1, 1));
    let reason = tally.items[1].error.as_ref().unwrap().reason();
    assert_eq!(reason, ErrorReason::RequestIdReused);
}
