//! Refusals: each kind of error with its whole status: code, reason, details.

use crate::serving::{Serving, article, details, violations};
use std::time::{Duration, Instant};
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request};
use tonic_prost::ProstCodec;
use vedette::rpc::pb::{self, ErrorReason};

fn pair(field: &str, reason: &str) -> (String, String) {
    (field.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn everything_wrong_with_a_search_is_told_at_once() {
    let serving = Serving::start().await;
    let day = |year| {
        Some(pb::CivilDate {
            year,
            month: 0,
            day: 0,
        })
    };
    let request = pb::SearchQuotesRequest {
        query: "\"open".to_owned(),
        page_size: -1,
        order_by: "colour".to_owned(),
        filter: Some(pb::QuoteFilter {
            speakers: vec!["actors/prov-nobody-of-this-name".to_owned()],
            articles: vec!["quotes/a".to_owned()],
            kinds: vec![99],
            speaker_countries: vec!["Atlantis".to_owned()],
            said_date: Some(pb::DateInterval {
                start: day(2031),
                end: day(2030),
            }),
            publish_date: Some(pb::DateInterval {
                start: day(123_456),
                end: None,
            }),
            min_confidence: Some(1.5),
            ..Default::default()
        }),
        ..Default::default()
    };
    let status = serving
        .quotes()
        .await
        .search_quotes(request)
        .await
        .unwrap_err();
    let details = details(&status, ErrorReason::RequestInvalid);
    assert_eq!(
        violations(&details),
        [
            pair("filter.articles[0]", "MALFORMED"),
            pair("filter.kinds[0]", "OUT_OF_RANGE"),
            pair("filter.min_confidence", "OUT_OF_RANGE"),
            pair("filter.publish_date.start", "OUT_OF_RANGE"),
            pair("filter.said_date", "INTERVAL"),
            pair("filter.speaker_countries[0]", "MALFORMED"),
            pair("filter.speakers[0]", "UNKNOWN_ACTOR"),
            pair("order_by", "ORDER"),
            pair("page_size", "PAGE_SIZE"),
            pair("query", "QUERY"),
        ]
    );
    let bad = details.bad_request().unwrap();
    let told = |field: &str| {
        let found = bad.field_violations.iter().find(|v| v.field == field);
        found.unwrap().description.clone()
    };
    assert!(told("filter.kinds[0]").contains("QUOTE_KIND_DIRECT, QUOTE_KIND_MIXED"));
    assert!(told("order_by").contains("said_date"));
    assert!(
        status.message().contains("(and 9 more)"),
        "{}",
        status.message()
    );
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(metadata["filter.kinds[0]"], "99");
}

#[tokio::test]
async fn a_name_that_is_not_there_is_not_found_with_its_resource() {
    let serving = Serving::start().await;
    let status = serving
        .quotes()
        .await
        .get_quote(pb::GetQuoteRequest {
            name: "quotes/qnone".to_owned(),
            read_mask: None,
        })
        .await
        .unwrap_err();
    let found = details(&status, ErrorReason::ResourceNotFound);
    let resource = found.resource_info().unwrap();
    assert_eq!(resource.resource_type, "vedette.v1.Quote");
    assert_eq!(resource.resource_name, "quotes/qnone");
    assert_eq!(found.error_info().unwrap().metadata["name"], "quotes/qnone");

    let status = serving
        .deployments()
        .await
        .get_border(pb::GetBorderRequest {
            name: "borders/zz-qq".to_owned(),
            read_mask: None,
        })
        .await
        .unwrap_err();
    let found = details(&status, ErrorReason::ResourceNotFound);
    assert_eq!(
        found.resource_info().unwrap().resource_name,
        "borders/qq-zz"
    );

    let status = serving
        .articles()
        .await
        .delete_article(pb::DeleteArticleRequest {
            name: "articles/anone".to_owned(),
            ..Default::default()
        })
        .await
        .unwrap_err();
    let found = details(&status, ErrorReason::ResourceNotFound);
    assert_eq!(
        found.resource_info().unwrap().resource_type,
        "vedette.v1.Article"
    );
}

#[tokio::test]
async fn a_foreign_page_token_is_invalid_and_a_borrowed_one_a_mismatch() {
    let serving = Serving::start().await;
    serving
        .ingest(
            "a",
            "quote prov-ada DIRECT: one\nquote prov-ada DIRECT: two",
        )
        .await;
    let mut client = serving.quotes().await;
    let first = pb::SearchQuotesRequest {
        page_size: 1,
        ..Default::default()
    };
    let page = client
        .search_quotes(first.clone())
        .await
        .unwrap()
        .into_inner();
    assert!(!page.next_page_token.is_empty());
    let forged = pb::SearchQuotesRequest {
        page_token: "abc".to_owned(),
        ..first.clone()
    };
    let status = client.search_quotes(forged).await.unwrap_err();
    let found = details(&status, ErrorReason::PageTokenInvalid);
    assert_eq!(violations(&found), [pair("page_token", "MALFORMED")]);
    let borrowed = pb::SearchQuotesRequest {
        page_token: page.next_page_token.clone(),
        order_by: "name".to_owned(),
        ..first.clone()
    };
    let status = client.search_quotes(borrowed).await.unwrap_err();
    details(&status, ErrorReason::PageTokenMismatch);
    let wider = pb::SearchQuotesRequest {
        page_token: page.next_page_token,
        page_size: 10,
        ..first
    };
    let page = client.search_quotes(wider).await.unwrap().into_inner();
    assert_eq!((page.results.len(), page.next_page_token.as_str()), (1, ""));
}

#[tokio::test]
async fn a_message_over_the_limit_is_told_the_limit() {
    let serving = Serving::with(&[("server-grpc-message-bytes-max", "64KiB")]).await;
    let limit = 64 << 10;
    // Field number and length of the text, of the article, and the two empty fields around them.
    let fits = |bytes: usize| pb::AnalyseArticleRequest {
        article: Some(pb::ArticleInput {
            body: Some(pb::article_input::Body::Text("x".repeat(bytes))),
            ..Default::default()
        }),
    };
    let overhead = prost::Message::encoded_len(&fits(60_000)) - 60_000;
    let mut client = serving.articles().await;
    client
        .analyse_article(fits(limit - overhead))
        .await
        .unwrap();
    let status = client
        .analyse_article(fits(limit - overhead + 1))
        .await
        .unwrap_err();
    let found = details(&status, ErrorReason::MessageTooLarge);
    assert_eq!(found.error_info().unwrap().metadata["limit_bytes"], "65536");
    assert!(status.message().contains("65536"));
    assert_eq!(
        found.quota_failure().unwrap().violations[0].subject,
        "message"
    );

    let large = tokio_stream::iter([pb::IngestArticlesRequest {
        article: fits(limit + 1).article,
        ..Default::default()
    }]);
    let status = client.ingest_articles(large).await.unwrap_err();
    details(&status, ErrorReason::MessageTooLarge);
}

#[tokio::test]
async fn a_message_that_is_no_protobuf_of_its_type_is_invalid_not_internal() {
    let serving = Serving::start().await;
    let mut raw = tonic::client::Grpc::new(serving.channel().await);
    raw.ready().await.unwrap();
    // Field 1 is a number here and a text there.
    let wrong = pb::CivilDate {
        year: 5,
        ..Default::default()
    };
    let path = "/vedette.v1.QuoteSearchService/GetQuote".parse().unwrap();
    let codec = ProstCodec::<pb::CivilDate, ()>::default();
    let status = raw
        .unary(Request::new(wrong), path, codec)
        .await
        .unwrap_err();
    details(&status, ErrorReason::RequestInvalid);
}

#[tokio::test]
async fn an_unknown_method_and_an_unknown_compression_are_told_apart() {
    let serving = Serving::start().await;
    let mut raw = tonic::client::Grpc::new(serving.channel().await);
    for path in [
        "/vedette.v1.QuoteSearchService/Find",
        "/vedette.v1.Nobody/Find",
    ] {
        raw.ready().await.unwrap();
        let codec = ProstCodec::<(), ()>::default();
        let path = path.parse().unwrap();
        let status = raw.unary(Request::new(()), path, codec).await.unwrap_err();
        assert_eq!(status.code(), Code::Unimplemented);
        details(&status, ErrorReason::MethodUnknown);
    }
    let mut request = Request::new(pb::SearchQuotesRequest::default());
    request
        .metadata_mut()
        .insert("grpc-encoding", "snappy".parse().unwrap());
    let status = serving
        .quotes()
        .await
        .search_quotes(request)
        .await
        .unwrap_err();
    details(&status, ErrorReason::MethodUnknown);
    assert!(status.message().contains("snappy"), "{}", status.message());
}

#[tokio::test]
async fn a_late_answer_is_deadline_exceeded_whoever_set_the_deadline() {
    let serving = Serving::with(&[("server-grpc-deadline-max", "400ms")]).await;
    // tonic's own client watches deadlines too and answers CANCELLED by itself.
    let mut client = pb::article_service_client::ArticleServiceClient::new(serving.plain().await);
    for (asked, told) in [(Some("50m"), "50"), (Some("1H"), "400"), (None, "400")] {
        let mut request = Request::new(pb::AnalyseArticleRequest {
            article: Some(article("slow", "wait 3000")),
        });
        if let Some(asked) = asked {
            let metadata = request.metadata_mut();
            metadata.insert("grpc-timeout", asked.parse().unwrap());
        }
        let begun = Instant::now();
        let status = client.analyse_article(request).await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_millis(2500));
        let found = details(&status, ErrorReason::DeadlineExceeded);
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(found.error_info().unwrap().metadata["timeout_ms"], told);
    }
}

#[tokio::test]
async fn a_deadline_that_is_no_time_is_refused() {
    let serving = Serving::start().await;
    let mut request = Request::new(pb::SearchQuotesRequest::default());
    request
        .metadata_mut()
        .insert("grpc-timeout", "soon".parse().unwrap());
    let status = serving
        .quotes()
        .await
        .search_quotes(request)
        .await
        .unwrap_err();
    let found = details(&status, ErrorReason::RequestInvalid);
    assert_eq!(violations(&found), [pair("grpc-timeout", "MALFORMED")]);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_says_when_to_come_back() {
    let flags = [("server-ingest-threads", "1"), ("server-ingest-queue", "1")];
    let serving = Serving::with(&flags).await;
    let slow = || pb::AnalyseArticleRequest {
        article: Some(article("slow", "wait 1500")),
    };
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let mut client = serving.articles().await;
        waiting.push(tokio::spawn(
            async move { client.analyse_article(slow()).await },
        ));
    }
    let mut refused = Vec::new();
    for call in waiting {
        refused.extend(call.await.unwrap().err());
    }
    let [status] = refused.as_slice() else {
        panic!(
            "one call of three has no room, but {} were refused",
            refused.len()
        );
    };
    let found = details(status, ErrorReason::IngestQueueFull);
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(found.retry_info().unwrap().retry_delay.unwrap() > Duration::ZERO);
    let quota = &found.quota_failure().unwrap().violations[0];
    assert_eq!(quota.subject, "server.ingest.queue");
    // Searches have threads of their own.
    let mut client = serving.quotes().await;
    client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_full_search_queue_refuses_what_it_has_no_room_for() {
    let flags = [("server-search-threads", "1"), ("server-search-queue", "1")];
    let serving = Serving::with(&flags).await;
    let mut client = serving.quotes().await;
    let begin = client.follow_quotes(pb::FollowQuotesRequest::default());
    let mut stream = begin.await.unwrap().into_inner();
    stream.message().await.unwrap();
    // A follow reads what comes in on the thread of the searches, and this article takes its time.
    serving.ingest("slow", "wait 1500").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let mut client = serving.quotes().await;
        let request = pb::SearchQuotesRequest::default();
        waiting.push(tokio::spawn(
            async move { client.search_quotes(request).await },
        ));
    }
    let mut refused = Vec::new();
    for call in waiting {
        refused.extend(call.await.unwrap().err());
    }
    assert_eq!(refused.len(), 2, "one waits, two have no room: {refused:?}");
    let found = details(&refused[0], ErrorReason::SearchQueueFull);
    assert_eq!(refused[0].code(), Code::ResourceExhausted);
    let quota = &found.quota_failure().unwrap().violations[0];
    assert_eq!(quota.subject, "server.search.queue");
}

#[tokio::test]
async fn an_unreadable_article_is_told_what_is_wrong() {
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let ingest = |body| pb::IngestArticleRequest {
        article: Some(pb::ArticleInput {
            body: Some(body),
            ..Default::default()
        }),
        acknowledgement: 0,
        ..Default::default()
    };
    let blank = ingest(pb::article_input::Body::Text(" \n ".to_owned()));
    let status = client.ingest_article(blank).await.unwrap_err();
    details(&status, ErrorReason::ArticleUnreadable);
    let binary = ingest(pb::article_input::Body::Content(vec![0; 4096]));
    let status = client.ingest_article(binary).await.unwrap_err();
    details(&status, ErrorReason::ArticleUnreadable);
}

#[tokio::test]
async fn a_compressed_message_counts_with_its_full_size() {
    let serving = Serving::with(&[("server-grpc-message-bytes-max", "64KiB")]).await;
    let mut client = serving
        .articles()
        .await
        .send_compressed(CompressionEncoding::Gzip);
    let request = pb::AnalyseArticleRequest {
        article: Some(pb::ArticleInput {
            body: Some(pb::article_input::Body::Text("x".repeat(1 << 20))),
            ..Default::default()
        }),
    };
    let status = client.analyse_article(request).await.unwrap_err();
    details(&status, ErrorReason::MessageTooLarge);
}
