//! Matrices: newest positions, conflicts, what was known when.

use super::{day, issues, pair};
use crate::serving::{Serving, details, violations};
use vedette::rpc::pb::{self, ErrorReason};

/// Each cell as "actor issue declared/ascribed", the issues as A and B.
fn cells(answer: &pb::GetStanceMatrixResponse, issues: &[String; 2]) -> Vec<String> {
    let word = |held: &Option<pb::HeldPosition>| match held {
        Some(h) if h.conflict => "CONFLICT".to_owned(),
        Some(h) => h.position().as_str_name().replace("POSITION_", ""),
        None => "-".to_owned(),
    };
    let mut told = Vec::new();
    for row in &answer.rows {
        for cell in &row.cells {
            let issue = if cell.issue.ends_with(issues[0].as_str()) {
                "A"
            } else {
                "B"
            };
            let (declared, ascribed) = (word(&cell.declared), word(&cell.ascribed));
            told.push(format!(
                "{} {issue} {declared}/{ascribed}",
                row.display_name
            ));
        }
    }
    told
}

fn table([a, b]: &[String; 2]) -> String {
    format!(
        "stance prov-ada SUPPORT {a} on 2031-05-01: one\n\
         stance prov-ada OPPOSE {a} on 2031-05-03: two\n\
         stance prov-ada SUPPORT {b} by prov-ben on 2031-05-02: three\n\
         stance prov-ben SUPPORT {a} on 2031-05-02: four\n\
         stance prov-ben OPPOSE {a} on 2031-05-02: five\n\
         stance prov-cem SUPPORT {a} is HISTORICAL on 2031-05-01: six"
    )
}

#[tokio::test]
async fn a_matrix_tells_the_newest_positions_as_of_a_day() {
    let serving = Serving::start().await;
    let issues = issues();
    serving.ingest("a", &table(&issues)).await;
    let mut client = serving.stances().await;
    let request = |position_date| pb::GetStanceMatrixRequest {
        position_date,
        include_total_size: true,
        ..Default::default()
    };
    let answer = client.get_stance_matrix(request(None)).await;
    let answer = answer.unwrap().into_inner();
    let mut wanted = [
        "prov-ada A OPPOSE/-",
        "prov-ada B -/SUPPORT",
        "prov-ben A CONFLICT/-",
    ];
    if issues[0] > issues[1] {
        wanted.swap(0, 1);
    }
    assert_eq!(cells(&answer, &issues), wanted);
    assert_eq!((answer.issues.len(), answer.total_size), (2, Some(2)));
    let ben = answer.rows[1].cells[0].declared.clone().unwrap();
    assert_eq!(
        (ben.position(), ben.stances.len()),
        (pb::Position::Ambiguous, 2)
    );
    let past = client
        .get_stance_matrix(request(Some(day(2031, 5, 1))))
        .await;
    let past = past.unwrap().into_inner();
    assert_eq!(cells(&past, &issues), ["prov-ada A SUPPORT/-"]);
    let first = pb::GetStanceMatrixRequest {
        page_size: 1,
        ..request(None)
    };
    let page = client.get_stance_matrix(first.clone()).await;
    let page = page.unwrap().into_inner();
    let next = pb::GetStanceMatrixRequest {
        page_token: page.next_page_token,
        ..first
    };
    let next = client.get_stance_matrix(next).await.unwrap().into_inner();
    assert_eq!([&page.rows[..], &next.rows[..]].concat(), answer.rows);
    assert_eq!(
        (next.issues, next.next_page_token),
        (answer.issues, String::new())
    );
}

#[tokio::test]
async fn what_a_later_revision_says_was_not_known_before_and_is_counted() {
    let serving = Serving::start().await;
    let issues = issues();
    serving.ingest("a", &table(&issues)).await;
    let revised = format!("stance prov-dov OPPOSE {} on 2031-05-01: seven", issues[0]);
    serving.ingest("b", "nothing yet").await;
    serving.ingest("b", &revised).await;
    let mut client = serving.stances().await;
    let found = client
        .search_stances(pb::SearchStancesRequest {
            filter: Some(pb::StanceFilter {
                holders: vec!["actors/prov-dov".to_owned()],
                ..Default::default()
            }),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    let stance = found.results[0].stance.clone().unwrap();
    let known_time = stance.source.unwrap().ingest_time;
    let now = client
        .get_stance_matrix(pb::GetStanceMatrixRequest::default())
        .await;
    let now = now.unwrap().into_inner();
    assert_eq!((now.rows.len(), now.revised_article_count), (3, 0));
    let then = pb::GetStanceMatrixRequest {
        known_time,
        ..Default::default()
    };
    let then = client.get_stance_matrix(then).await.unwrap().into_inner();
    assert_eq!((then.rows.len(), then.revised_article_count), (2, 1));
}

#[tokio::test]
async fn everything_wrong_with_a_matrix_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::GetStanceMatrixRequest {
        filter: Some(pb::StanceFilter {
            issues: vec!["issues/no-such-issue".to_owned()],
            holders: vec!["actors/iq".to_owned(); 101],
            ..Default::default()
        }),
        position_date: Some(day(2031, 13, 1)),
        known_time: Some(prost_types::Timestamp {
            seconds: 0,
            nanos: -1,
        }),
        page_size: -1,
        ..Default::default()
    };
    let mut client = serving.stances().await;
    let status = client.get_stance_matrix(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("filter.holders", "TOO_MANY"),
            pair("filter.issues[0]", "UNKNOWN_ISSUE"),
            pair("known_time", "OUT_OF_RANGE"),
            pair("page_size", "PAGE_SIZE"),
            pair("position_date", "OUT_OF_RANGE"),
        ]
    );
}
