//! Spokespeople: who speaks for whom, counted from quotes and stances.

use super::{issues, pair};
use crate::serving::{Serving, details, violations};
use vedette::lexicon::Lexicon;
use vedette::query::spokesperson::{self, SpokesQuery};
use vedette::query::{Budget, QueryError};
use vedette::rpc::pb::{self, ErrorReason, SpeakingBasis};

fn table([issue, _]: &[String; 2]) -> String {
    format!(
        "stance prov-ada SUPPORT {issue} for prov-council on 2031-05-01: Ada, for the council\n\
         stance prov-ada OPPOSE {issue} for prov-council on 2031-05-03: Ada, for the council again\n\
         stance prov-ada OPPOSE {issue} on 2031-05-04: Ada for herself\n\
         stance prov-council OPPOSE {issue} by prov-rival on 2031-05-04: The rival of the council\n\
         quote member-of-prov-harbour DIRECT: The gates stay shut\n\
         quote prov-ben DIRECT via prov-wire: I speak for myself"
    )
}

#[tokio::test]
async fn spokespeople_come_by_principal_with_counts_and_the_newest_words() {
    let serving = Serving::start().await;
    serving.ingest("a", &table(&issues())).await;
    let mut client = serving.stances().await;
    let request = pb::ListSpokespeopleRequest {
        include_total_size: true,
        ..Default::default()
    };
    let answer = client.list_spokespeople(request).await.unwrap();
    let answer = answer.into_inner();
    assert_eq!(answer.total_size, Some(2));
    let [council, harbour] = answer.spokespeople.as_slice() else {
        panic!("{answer:?}");
    };
    assert_eq!(council.principal, "actors/prov-council");
    assert_eq!(council.speaker.as_deref(), Some("actors/prov-ada"));
    assert_eq!(council.basis(), SpeakingBasis::OnBehalf);
    assert_eq!((council.quote_count, council.stance_count), (0, 2));
    assert_eq!(council.records.len(), 2);
    assert!(council.evidence[0].text.ends_with("for the council again"));
    let newest = council.date.as_ref().unwrap().start.unwrap().day;
    assert_eq!(
        (newest, council.date_basis()),
        (3, pb::DateBasis::Expressed)
    );
    assert_eq!(harbour.principal, "actors/prov-harbour");
    assert_eq!(
        (harbour.speaker_text.as_str(), &harbour.speaker),
        ("a clerk", &None)
    );
    assert_eq!(harbour.basis(), SpeakingBasis::Member);
    assert_eq!((harbour.quote_count, harbour.stance_count), (1, 0));
    assert!(harbour.records[0].starts_with("quotes/"));
}

#[tokio::test]
async fn one_principal_is_asked_for_and_pages_are_walked() {
    let serving = Serving::start().await;
    serving.ingest("a", &table(&issues())).await;
    let mut client = serving.stances().await;
    let request = pb::ListSpokespeopleRequest {
        filter: Some(pb::SpokespersonFilter {
            principals: vec!["actors/prov-harbour".to_owned()],
            ..Default::default()
        }),
        ..Default::default()
    };
    let only = client
        .list_spokespeople(request)
        .await
        .unwrap()
        .into_inner();
    let principals: Vec<_> = only
        .spokespeople
        .iter()
        .map(|s| s.principal.as_str())
        .collect();
    assert_eq!(principals, ["actors/prov-harbour"]);
    let first = pb::ListSpokespeopleRequest {
        page_size: 1,
        ..Default::default()
    };
    let page = client.list_spokespeople(first.clone()).await.unwrap();
    let page = page.into_inner();
    let next = pb::ListSpokespeopleRequest {
        page_token: page.next_page_token,
        ..first
    };
    let next = client.list_spokespeople(next).await.unwrap().into_inner();
    assert_eq!(page.spokespeople[0].principal, "actors/prov-council");
    assert_eq!(next.spokespeople, only.spokespeople);
    assert_eq!(next.next_page_token, "");
}

#[tokio::test]
async fn everything_wrong_with_a_question_of_spokespeople_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::ListSpokespeopleRequest {
        filter: Some(pb::SpokespersonFilter {
            principals: vec!["actors/prov-nobody".to_owned()],
            min_confidence: Some(2.0),
            ..Default::default()
        }),
        page_size: -1,
        ..Default::default()
    };
    let mut client = serving.stances().await;
    let status = client.list_spokespeople(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("filter.min_confidence", "OUT_OF_RANGE"),
            pair("filter.principals[0]", "UNKNOWN_ACTOR"),
            pair("page_size", "PAGE_SIZE"),
        ]
    );
}

#[test]
fn as_many_records_of_a_kind_are_compared_as_the_limit_says_and_one_more_is_refused() {
    for (text, what) in [
        ("quote mara-odell one\nquote mara-odell two", "quotes"),
        (
            "stance mara-odell OPPOSE tal-brandt one\nstance mara-odell SUPPORT tal-brandt two",
            "stances",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let ingest = crate::store::open(dir.path());
        crate::store::put(&ingest, "wire-1", text);
        let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
        let ask = |read_max| {
            let query = SpokesQuery {
                read_max,
                ..SpokesQuery::default()
            };
            spokesperson::ask(ingest.view(), &lexicon, &query, &budget)
        };
        assert!(ask(2).is_ok());
        let refused = ask(1).unwrap_err();
        let QueryError::TooMuch { what: told, limit } = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((told, limit), (what, 1));
    }
}
