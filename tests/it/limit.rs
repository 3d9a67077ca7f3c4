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
    for count in [1000, 1001_i32] {
        let lines = usize::try_from(count).unwrap();
        serving.ingest("a", &script(lines)).await;
        let request = pb::GetBorderRequest {
            name: "borders/qq-zz".to_owned(),
            read_mask: None,
        };
        let answer = serving.deployments().await.get_border(request).await;
        let border = answer.unwrap().into_inner().border.unwrap();
        assert_eq!((border.facts.len(), border.fact_count), (1000, count));
    }
}

#[tokio::test]
async fn large_records_fill_an_answer_by_their_bytes_and_what_is_left_out_is_counted() {
    let serving = Serving::start().await;
    // Two of these fit into an answer and three do not.
    let long = "x".repeat(900_000);
    for (id, pair) in [
        ("a", "qq-xx"),
        ("b", "qq-yy"),
        ("c", "qq-yy"),
        ("d", "qq-yy"),
    ] {
        let script = format!("length {pair} 600: {id}{long}");
        serving.ingest(id, &script).await;
    }
    let request = pb::GetBorderRequest {
        name: "borders/qq-yy".to_owned(),
        read_mask: None,
    };
    let mut client = serving.deployments().await;
    let border = client.get_border(request).await.unwrap().into_inner();
    let border = border.border.unwrap();
    assert_eq!((border.facts.len(), border.fact_count), (2, 3));
    let list = async |page_token: String| {
        let request = pb::ListBordersRequest {
            page_token,
            ..Default::default()
        };
        let mut client = serving.deployments().await;
        client.list_borders(request).await.unwrap().into_inner()
    };
    let names = |page: &pb::ListBordersResponse| {
        let names = page.borders.iter().map(|b| b.name.clone());
        names.collect::<Vec<_>>()
    };
    let first = list(String::new()).await;
    assert_eq!(names(&first), ["borders/qq-xx"]);
    let second = list(first.next_page_token).await;
    assert_eq!(names(&second), ["borders/qq-yy"]);
    assert_eq!(second.next_page_token, "");
}

#[tokio::test]
async fn quotes_asked_for_by_name_that_are_larger_than_an_answer_are_refused() {
    let serving = Serving::start().await;
    let script = format!("quote prov-ada DIRECT: {}", "so long ".repeat(50_000));
    let article = serving.ingest("a", &script).await.name;
    let found = quotes_of(&serving, &article, String::new()).await;
    let name = found.results[0].quote.as_ref().unwrap().name.clone();
    let batch = async |count: usize, paths: &[&str]| {
        let request = pb::BatchGetQuotesRequest {
            names: vec![name.clone(); count],
            read_mask: Some(prost_types::FieldMask {
                paths: paths.iter().map(ToString::to_string).collect(),
            }),
        };
        let answer = serving.quotes().await.batch_get_quotes(request).await;
        answer.map(|a| a.into_inner().quotes.len())
    };
    assert_eq!(batch(1, &[]).await.unwrap(), 1);
    let status = batch(100, &[]).await.unwrap_err();
    let info = details(&status, ErrorReason::AnswerTooLarge);
    assert_eq!(info.error_info().unwrap().metadata["limit"], "3145728");
    assert_eq!(batch(100, &["kind"]).await.unwrap(), 100);
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
async fn a_phrase_goes_on_in_ten_thousand_ways_and_with_one_more_is_refused_and_not_cut() {
    let serving = Serving::start().await;
    // Every word is an ending that is looked up, wherever it stands.
    let script = |endings: usize| {
        let words: Vec<String> = (0..endings).map(|i| format!("ww{i:05}")).collect();
        lines(words.len().div_ceil(500), |i| {
            let row = &words[i * 500..words.len().min(i * 500 + 500)];
            format!("quote prov-ada DIRECT: gate {}", row.join(" "))
        })
    };
    let search = async |query: &str| {
        let request = pb::SearchQuotesRequest {
            query: query.to_owned(),
            page_size: 1,
            include_total_size: true,
            ..Default::default()
        };
        let answer = serving.quotes().await.search_quotes(request).await;
        answer.map(|a| a.into_inner().total_size)
    };
    serving.ingest("a", &script(10_000)).await;
    assert_eq!(search("\"gate ww\"*").await.unwrap(), Some(20));
    serving.ingest("a", &script(10_001)).await;
    for query in ["\"gate ww\"*", "bridge OR -\"gate ww\"*"] {
        let status = search(query).await.unwrap_err();
        let info = details(&status, ErrorReason::AnswerTooLarge);
        let info = info.error_info().unwrap();
        assert_eq!(info.metadata["limit"], "10000");
        assert_eq!(info.metadata["beginning"], "\"gate ww\"*");
    }
    // A letter more, a word alone: no limit is met.
    assert_eq!(search("\"gate ww0\"*").await.unwrap(), Some(20));
    assert_eq!(search("ww*").await.unwrap(), Some(21));
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
