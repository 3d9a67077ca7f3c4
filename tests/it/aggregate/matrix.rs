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

/// What was known of one actor, as "declared, articles that changed since"; each position shows the words it rests on.
async fn known(serving: &Serving, at: Option<jiff::Timestamp>) -> (Vec<pb::Position>, i32) {
    let request = pb::GetStanceMatrixRequest {
        known_time: at.map(|at| prost_types::Timestamp {
            seconds: at.as_second(),
            nanos: at.subsec_nanosecond(),
        }),
        ..Default::default()
    };
    let answer = serving.stances().await.get_stance_matrix(request).await;
    let answer = answer.unwrap().into_inner();
    let cells = answer.rows.iter().flat_map(|r| &r.cells);
    let declared = cells.filter_map(|c| c.declared.as_ref());
    let shown = declared.inspect(|held| {
        let (end, revision) = if held.position() == pb::Position::Support {
            (": one", 1)
        } else {
            (": two", 2)
        };
        let told = &held.told[0];
        let evidence = &told.evidence[0];
        assert!(evidence.text.ends_with(end), "{evidence:?}");
        assert_eq!(evidence.revision, revision);
        assert_eq!(
            (&told.stance, told.position()),
            (&held.stances[0], held.position())
        );
        assert_eq!((told.superseded, held.told.len()), (true, 1));
    });
    let positions = shown.map(pb::HeldPosition::position).collect();
    (positions, answer.revised_article_count)
}

/// One article said one thing, then another, then nothing, then was deleted; the times between.
async fn history(serving: &Serving) -> [jiff::Timestamp; 5] {
    let [issue, _] = issues();
    let before = jiff::Timestamp::now();
    let script = format!("stance prov-dov SUPPORT {issue} on 2031-05-01: one");
    serving.ingest("b", &script).await;
    let first = jiff::Timestamp::now();
    let script = format!("stance prov-dov OPPOSE {issue} on 2031-05-02: two");
    serving.ingest("b", &script).await;
    let second = jiff::Timestamp::now();
    let name = serving.ingest("b", "nothing any more").await.name;
    let third = jiff::Timestamp::now();
    let delete = pb::DeleteArticleRequest {
        name,
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    client.delete_article(delete).await.unwrap();
    [before, first, second, third, jiff::Timestamp::now()]
}

/// What was known at the times of [`history`].
async fn remembered(serving: &Serving, times: [jiff::Timestamp; 5]) {
    use pb::Position::{Oppose, Support};
    let wanted = [
        (vec![], 0),
        (vec![Support], 1),
        (vec![Oppose], 1),
        (vec![], 0),
        (vec![], 0),
    ];
    for (at, wanted) in times.into_iter().zip(wanted) {
        assert_eq!(known(serving, Some(at)).await, wanted, "{at}");
    }
    assert_eq!(known(serving, None).await, (vec![], 0));
}

#[tokio::test]
async fn what_was_known_outlives_revisions_a_deletion_and_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    let times = history(&serving).await;
    remembered(&serving, times).await;
    let found = serving.stances().await;
    let all = pb::SearchStancesRequest::default();
    let found = { found }.search_stances(all).await.unwrap().into_inner();
    assert_eq!(found.results, []);
    serving.stop().await;
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let again = Serving::begin(dir.path(), &[]).await;
    again.ready().await;
    remembered(&again, times).await;
    again.stop().await;
}

#[tokio::test]
async fn what_a_purge_destroyed_was_never_known() {
    let serving = Serving::start().await;
    let times = history(&serving).await;
    let name = serving.ingest("b", "back again").await.name;
    let channel = serving.channel().await;
    let mut admin = pb::admin_service_client::AdminServiceClient::new(channel);
    let purge = pb::PurgeArticleRequest { name };
    admin.purge_article(purge).await.unwrap();
    for at in times {
        assert_eq!(known(&serving, Some(at)).await, (vec![], 0), "{at}");
    }
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
