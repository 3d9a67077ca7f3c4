//! Changes of position: who turned since a day.

use super::{day, issues, pair};
use crate::serving::{Serving, details, violations};
use vedette::lexicon::Lexicon;
use vedette::query::change::{self, ChangeQuery};
use vedette::query::{Budget, QueryError};
use vedette::rpc::pb::{self, ErrorReason};

/// Each change as "holder target-day before > after".
fn told(answer: &pb::ListPositionChangesResponse) -> Vec<String> {
    let word = |mark: &pb::PositionMark| mark.position().as_str_name().replace("POSITION_", "");
    let told = |c: &pb::PositionChange| {
        let turn = c.turning_point.as_ref().unwrap();
        let after = turn.after.as_ref().unwrap();
        let before = turn.before.as_ref().map_or("-".to_owned(), word);
        let day = after.date.as_ref().unwrap().start.unwrap().day;
        format!("{} {day} {before} > {}", c.display_name, word(after))
    };
    answer.changes.iter().map(told).collect()
}

fn table([a, b]: &[String; 2]) -> String {
    format!(
        "stance prov-ada SUPPORT {a} on 2031-05-01: Ada was for it\n\
         stance prov-ada OPPOSE {a} on 2031-05-04: Ada is against it now\n\
         stance prov-ada OPPOSE {a} on 2031-05-06: Ada said so again\n\
         stance prov-ben OPPOSE {b} on 2031-05-02: Ben was against it\n\
         stance prov-ben SUPPORT {b} on 2031-05-03: Ben is for it\n\
         stance prov-cem SUPPORT {b} on 2031-05-05: Cem is for it"
    )
}

#[tokio::test]
async fn changes_since_a_day_come_newest_first_with_the_words_before_and_after() {
    let serving = Serving::start().await;
    let issues = issues();
    serving.ingest("a", &table(&issues)).await;
    let mut client = serving.stances().await;
    let since = |d: i32| pb::ListPositionChangesRequest {
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, d)),
            end: None,
        }),
        include_total_size: true,
        ..Default::default()
    };
    let answer = client.list_position_changes(since(3)).await;
    let answer = answer.unwrap().into_inner();
    let wanted = ["prov-ada 4 SUPPORT > OPPOSE", "prov-ben 3 OPPOSE > SUPPORT"];
    assert_eq!(told(&answer), wanted);
    assert_eq!(answer.total_size, Some(2));
    let ada = &answer.changes[0];
    assert_eq!(ada.target, format!("issues/{}", issues[0]));
    let turn = ada.turning_point.as_ref().unwrap();
    let words = |mark: &Option<pb::PositionMark>| mark.as_ref().unwrap().evidence[0].text.clone();
    assert!(words(&turn.before).ends_with("Ada was for it"));
    assert!(words(&turn.after).ends_with("Ada is against it now"));
    let later = client.list_position_changes(since(4)).await;
    assert_eq!(told(&later.unwrap().into_inner()), wanted[..1]);
    let page = pb::ListPositionChangesRequest {
        page_size: 1,
        include_first_positions: true,
        ..since(4)
    };
    let first = client.list_position_changes(page.clone()).await;
    let first = first.unwrap().into_inner();
    assert_eq!(told(&first), ["prov-cem 5 - > SUPPORT"]);
    let next = pb::ListPositionChangesRequest {
        page_token: first.next_page_token,
        ..page
    };
    let next = client.list_position_changes(next).await;
    assert_eq!(told(&next.unwrap().into_inner()), wanted[..1]);
}

#[tokio::test]
async fn everything_wrong_with_a_question_of_changes_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::ListPositionChangesRequest {
        filter: Some(pb::StanceFilter {
            issues: vec!["issues/no-such-issue".to_owned()],
            positions: vec![99],
            ..Default::default()
        }),
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, 4)),
            end: Some(day(2031, 5, 4)),
        }),
        page_size: -1,
        ..Default::default()
    };
    let mut client = serving.stances().await;
    let status = client.list_position_changes(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("date", "INTERVAL"),
            pair("filter.issues[0]", "UNKNOWN_ISSUE"),
            pair("filter.positions[0]", "OUT_OF_RANGE"),
            pair("page_size", "PAGE_SIZE"),
        ]
    );
}

#[test]
fn changes_towards_actors_come_when_they_are_asked_for_up_to_the_limit() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = crate::store::open(dir.path());
    let text = "stance mara-odell OPPOSE tal-brandt one";
    crate::store::put(&ingest, "wire-1", text);
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let ask = |targets: &[&str], read_max| {
        let mut query = ChangeQuery {
            openings: true,
            read_max,
            ..ChangeQuery::default()
        };
        query.filter.targets = targets.iter().map(|t| t.parse().unwrap()).collect();
        change::ask(ingest.view(), &lexicon, &query, &budget)
    };
    assert_eq!(ask(&[], 1).unwrap().hits.len(), 0);
    assert_eq!(ask(&["tal-brandt"], 1).unwrap().hits.len(), 1);
    crate::store::put(
        &ingest,
        "wire-2",
        "stance mara-odell SUPPORT tal-brandt two",
    );
    let refused = ask(&["tal-brandt"], 1);
    assert!(
        matches!(refused, Err(QueryError::TooMuch { limit: 1, .. })),
        "{refused:?}"
    );
}
