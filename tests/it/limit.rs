//! Limits of answers: each at itself, and one beyond.

use crate::serving::{Serving, article, details, violations};
use std::fmt::Write as _;
use vedette::rpc::pb::{self, ErrorReason, QuoteFacetField};

/// A script of so many lines.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| line(i) + "\n").collect()
}

async fn quotes_of(serving: &Serving, name: &str, page_token: String) -> pb::SearchQuotesResponse {
    let request = pb::SearchQuotesRequest {
        filter: Some(pb::QuoteFilter {
            articles: vec![name.to_owned()],
            ..Default::default()
        }),
        page_size: 1000,
        page_token,
        ..Default::default()
    };
    let answer = serving.quotes().await.search_quotes(request).await;
    answer.unwrap().into_inner()
}

#[tokio::test]
async fn records_an_article_has_no_room_for_are_found_page_by_page() {
    let serving = Serving::start().await;
    let script = |n| lines(n, |i| format!("quote prov-ada DIRECT: told {i}"));
    for (count, truncated) in [(1000, false), (1001, true)] {
        let name = serving.ingest("a", &script(count)).await.name;
        let request = pb::GetArticleRequest {
            name: name.clone(),
            include_records: true,
            read_mask: None,
        };
        let answer = serving.articles().await.get_article(request).await;
        let records = answer.unwrap().into_inner().records.unwrap();
        assert_eq!((records.quotes.len(), records.truncated), (1000, truncated));
        let way_out = records.remarks.last().filter(|r| r.text.contains(&name));
        assert_eq!(way_out.is_some(), truncated, "{:?}", records.remarks);
        let first = quotes_of(&serving, &name, String::new()).await;
        assert_eq!(first.results.len(), 1000);
        assert_eq!(first.next_page_token.is_empty(), !truncated);
        if truncated {
            let rest = quotes_of(&serving, &name, first.next_page_token).await;
            assert_eq!((rest.results.len(), rest.next_page_token.as_str()), (1, ""));
        }
    }
}

async fn counted(
    serving: &Serving,
    facets: usize,
    max_values: i32,
) -> Result<Vec<pb::QuoteFacet>, tonic::Status> {
    let facet = pb::QuoteFacetRequest {
        field: QuoteFacetField::Speaker.into(),
        max_values,
        ..Default::default()
    };
    let request = pb::SearchQuotesRequest {
        page_size: 1,
        facets: vec![facet; facets],
        ..Default::default()
    };
    let answer = serving.quotes().await.search_quotes(request).await;
    answer.map(|a| a.into_inner().facets)
}

#[tokio::test]
async fn ten_facets_are_counted_and_eleven_refused() {
    let serving = Serving::start().await;
    assert_eq!(counted(&serving, 10, 0).await.unwrap().len(), 10);
    let status = counted(&serving, 11, 0).await.unwrap_err();
    let found = violations(&details(&status, ErrorReason::RequestInvalid));
    assert_eq!(found, [("facets".to_owned(), "TOO_MANY".to_owned())]);
}

#[tokio::test]
async fn four_hundred_values_are_listed_and_the_next_is_counted_as_not_listed() {
    let serving = Serving::start().await;
    let script = |n| lines(n, |i| format!("quote prov-actor-{i} DIRECT: told {i}"));
    for (count, unlisted) in [(400, 0), (401, 1)] {
        serving.ingest("a", &script(count)).await;
        for asked in [400, 401] {
            let [facet] = <[_; 1]>::try_from(counted(&serving, 1, asked).await.unwrap()).unwrap();
            assert_eq!((facet.values.len(), facet.unlisted_count), (400, unlisted));
            assert_eq!(usize::try_from(facet.distinct_count), Ok(count));
        }
    }
}

#[tokio::test]
async fn sixty_four_actors_named_in_a_quote_are_kept_and_the_next_is_not() {
    let serving = Serving::start().await;
    for (source, count) in [("a", 64), ("b", 65)] {
        let mut words = String::new();
        for i in 0..count {
            write!(words, " prov-{source}{i}").unwrap();
        }
        let script = format!("quote prov-ada DIRECT: they are{words}");
        let name = serving.ingest(source, &script).await.name;
        let found = quotes_of(&serving, &name, String::new()).await;
        let about = &found.results[0].quote.as_ref().unwrap().about_actors;
        assert_eq!(about.len(), 64);
        assert_eq!(about.last().unwrap(), &format!("actors/prov-{source}63"));
    }
}

#[tokio::test]
async fn a_thousand_facts_about_a_border_come_and_the_next_does_not() {
    let serving = Serving::start().await;
    let script = |n| lines(n, |i| format!("length qq-zz {}: told {i}", 600 + i));
    for count in [1000, 1001] {
        serving.ingest("a", &script(count)).await;
        let request = pb::GetBorderRequest {
            name: "borders/qq-zz".to_owned(),
            read_mask: None,
        };
        let answer = serving.deployments().await.get_border(request).await;
        let border = answer.unwrap().into_inner().border.unwrap();
        assert_eq!(border.facts.len(), 1000);
    }
}

#[tokio::test]
async fn a_hundred_wordings_of_an_utterance_come_and_all_are_counted() {
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let words = "The seven gates of the upper harbour stay shut until the flood has passed";
    let script = |i: i32| format!("quote prov-ada DIRECT: {words}\nReport {i}.");
    // A hundred, then one more.
    for (from, to) in [(0, 99), (100, 100)] {
        for i in from..to {
            let request = pb::IngestArticleRequest {
                article: Some(article(&format!("a{i}"), &script(i))),
                ..Default::default()
            };
            client.ingest_article(request).await.unwrap();
        }
        let name = serving.ingest(&format!("a{to}"), &script(to)).await.name;
        let told = quotes_of(&serving, &name, String::new()).await;
        let utterance = told.results[0].quote.as_ref().unwrap().utterance.clone();
        let request = pb::GetUtteranceRequest {
            name: utterance,
            read_mask: None,
        };
        let answer = serving.quotes().await.get_utterance(request).await;
        let told = answer.unwrap().into_inner().utterance.unwrap();
        assert_eq!((told.wordings.len(), told.wording_count), (100, to + 1));
    }
}

#[tokio::test]
async fn a_phrase_goes_on_with_a_thousand_endings_and_the_next_is_passed_over() {
    let serving = Serving::start().await;
    let script = |n| lines(n, |i| format!("quote prov-ada DIRECT: gate ww{i:04}"));
    for count in [1000, 1001] {
        serving.ingest("a", &script(count)).await;
        let request = pb::SearchQuotesRequest {
            query: "\"gate ww\"*".to_owned(),
            page_size: 1,
            include_total_size: true,
            ..Default::default()
        };
        let answer = serving.quotes().await.search_quotes(request).await;
        assert_eq!(answer.unwrap().into_inner().total_size, Some(1000));
    }
}

#[tokio::test]
async fn texts_of_requests_are_taken_at_their_limit_and_refused_one_byte_later() {
    let serving = Serving::start().await;
    let resolve = async |bytes: usize| {
        let request = pb::ResolveActorRequest {
            text: "x".repeat(bytes),
            max_candidates: 0,
        };
        serving.actors().await.resolve_actor(request).await
    };
    assert!(resolve(1024).await.is_ok());
    let status = resolve(1025).await.unwrap_err();
    let found = violations(&details(&status, ErrorReason::RequestInvalid));
    assert_eq!(found, [("text".to_owned(), "TOO_LONG".to_owned())]);
    let worded = async |bytes: usize| {
        let mut report = article("a", "quote prov-ada DIRECT: here");
        report.publish_date.as_mut().unwrap().wording = "x".repeat(bytes);
        let article = Some(report);
        let request = pb::AnalyseArticleRequest { article };
        serving.articles().await.analyse_article(request).await
    };
    assert!(worded(200).await.is_ok());
    let status = worded(201).await.unwrap_err();
    let found = violations(&details(&status, ErrorReason::RequestInvalid));
    let wanted = (
        "article.publish_date.wording".to_owned(),
        "TOO_LONG".to_owned(),
    );
    assert_eq!(found, [wanted]);
}
