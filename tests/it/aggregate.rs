//! Answers that compare stances with one another, through a real client: timelines, matrices, networks.

use crate::serving::{Serving, details, violations};
use vedette::lexicon::Lexicon;
use vedette::query::stand::Toward;
use vedette::query::timeline::{self, TimelineQuery};
use vedette::query::{Budget, QueryError};
use vedette::rpc::pb::Position::{Oppose, Support};
use vedette::rpc::pb::{self, ErrorReason};

/// Two issues of the lexicon inside the binary.
fn issues() -> [String; 2] {
    let lexicon = crate::serving::lexicon();
    let mut ids = lexicon.issues().iter().map(|e| e.issue.id.to_string());
    [ids.next().unwrap(), ids.next().unwrap()]
}

fn pair(field: &str, reason: &str) -> (String, String) {
    (field.to_owned(), reason.to_owned())
}

fn day(year: i32, month: i32, day: i32) -> pb::CivilDate {
    pb::CivilDate { year, month, day }
}

fn timeline_of(holder: &str, issue: &str) -> pb::GetStanceTimelineRequest {
    pb::GetStanceTimelineRequest {
        holder: format!("actors/{holder}"),
        target: format!("issues/{issue}"),
        ..Default::default()
    }
}

/// A line of positions with one turn, one ascribed position and one without a day of its own.
fn line(issue: &str) -> String {
    format!(
        "stance prov-ada SUPPORT {issue} on 2031-05-01: Ada was for it\n\
         stance prov-ada SUPPORT {issue} on 2031-05-01: Ada said so again\n\
         stance prov-ada OPPOSE {issue} on 2031-05-03 was SUPPORT: Ada changed her mind\n\
         stance prov-ada SUPPORT {issue} by prov-ben on 2031-05-04: Ada is for it, Ben said\n\
         stance prov-ada OPPOSE {issue} on unknown: Ada is against it\n\
         stance prov-ben SUPPORT {issue} on 2031-05-02: Ben is for it"
    )
}

#[tokio::test]
async fn a_timeline_tells_positions_by_day_and_the_turn_with_its_evidence() {
    let serving = Serving::start().await;
    let [issue, _] = issues();
    serving.ingest("a", &line(&issue)).await;
    let mut client = serving.stances().await;
    let request = pb::GetStanceTimelineRequest {
        include_total_size: true,
        ..timeline_of("prov-ada", &issue)
    };
    let answer = client.get_stance_timeline(request.clone()).await;
    let answer = answer.unwrap().into_inner();
    let told: Vec<_> = answer
        .points
        .iter()
        .map(|p| {
            let day = p.date.as_ref().unwrap().start.unwrap().day;
            let basis = p.date_basis() == pb::DateBasis::Published;
            (day, p.position(), p.ascribed, basis, p.stance_count)
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, Support, false, false, 2),
            (3, Oppose, false, false, 1),
            (4, Support, true, false, 1),
            // Published on the fifth.
            (5, Oppose, false, true, 1),
        ]
    );
    assert_eq!(answer.total_size, Some(4));
    let turn = answer.points[1].turning_point.as_ref().unwrap();
    let (before, after) = (turn.before.as_ref().unwrap(), turn.after.as_ref().unwrap());
    assert_eq!((before.position(), after.position()), (Support, Oppose));
    assert_eq!(turn.previous_position(), Support);
    assert!(
        before.evidence[0]
            .text
            .starts_with("stance prov-ada SUPPORT")
    );
    assert!(after.evidence[0].text.ends_with("Ada changed her mind"));
    let turns = answer.points.iter().filter(|p| p.turning_point.is_some());
    assert_eq!(turns.count(), 1);
    let name = answer.points[1].stances[0].clone();
    assert_eq!(name, after.stance);
    let one = client.get_stance(pb::GetStanceRequest { name }).await;
    assert_eq!(one.unwrap().into_inner().stance.unwrap().position(), Oppose);
}

#[tokio::test]
async fn an_interval_cuts_the_line_and_keeps_the_position_before_it() {
    let serving = Serving::start().await;
    let [issue, _] = issues();
    serving.ingest("a", &line(&issue)).await;
    let request = pb::GetStanceTimelineRequest {
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, 3)),
            end: Some(day(2031, 5, 4)),
        }),
        ..timeline_of("prov-ada", &issue)
    };
    let mut client = serving.stances().await;
    let answer = client.get_stance_timeline(request).await;
    let points = answer.unwrap().into_inner().points;
    assert_eq!(points.len(), 1);
    let turn = points[0].turning_point.as_ref().unwrap();
    assert_eq!(
        turn.before.as_ref().unwrap().date.as_ref().unwrap().start,
        Some(day(2031, 5, 1))
    );
}

#[tokio::test]
async fn a_timeline_is_walked_in_pages_and_filtered_by_who_says_so() {
    let serving = Serving::start().await;
    let [issue, _] = issues();
    serving.ingest("a", &line(&issue)).await;
    let mut client = serving.stances().await;
    let whole = client
        .get_stance_timeline(timeline_of("prov-ada", &issue))
        .await;
    let whole = whole.unwrap().into_inner().points;
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let request = pb::GetStanceTimelineRequest {
            page_size: 3,
            page_token: token,
            ..timeline_of("prov-ada", &issue)
        };
        let page = client.get_stance_timeline(request).await;
        let page = page.unwrap().into_inner();
        seen.extend(page.points);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, whole);
    for (ascribed, points) in [(true, 1), (false, 3)] {
        let request = pb::GetStanceTimelineRequest {
            filter: Some(pb::StanceFilter {
                ascribed: Some(ascribed),
                ..Default::default()
            }),
            ..timeline_of("prov-ada", &issue)
        };
        let page = client.get_stance_timeline(request).await;
        assert_eq!(page.unwrap().into_inner().points.len(), points);
    }
}

#[tokio::test]
async fn everything_wrong_with_a_timeline_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::GetStanceTimelineRequest {
        holder: "actors/prov-nobody".to_owned(),
        target: "quotes/q1".to_owned(),
        filter: Some(pb::StanceFilter {
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
    let status = client.get_stance_timeline(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("date", "INTERVAL"),
            pair("filter.positions[0]", "OUT_OF_RANGE"),
            pair("holder", "UNKNOWN_ACTOR"),
            pair("page_size", "PAGE_SIZE"),
            pair("target", "MALFORMED"),
        ]
    );
    let unknown = timeline_of("iq", "no-such-issue");
    let status = client.get_stance_timeline(unknown).await.unwrap_err();
    let found = violations(&details(&status, ErrorReason::RequestInvalid));
    assert_eq!(found, [pair("target", "UNKNOWN_ISSUE")]);
}

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

#[tokio::test]
async fn searches_tell_declared_and_ascribed_stances_apart() {
    let serving = Serving::start().await;
    let [issue, _] = issues();
    serving.ingest("a", &line(&issue)).await;
    let mut client = serving.stances().await;
    for (ascribed, wanted) in [(None, 6), (Some(true), 1), (Some(false), 5)] {
        let request = pb::SearchStancesRequest {
            filter: Some(pb::StanceFilter {
                ascribed,
                ..Default::default()
            }),
            ..Default::default()
        };
        let page = client.search_stances(request).await.unwrap().into_inner();
        assert_eq!(page.results.len(), wanted, "{ascribed:?}");
    }
}

/// A question about one invented actor's positions on another.
fn question(read_max: usize) -> TimelineQuery {
    TimelineQuery {
        holder: "mara-odell".parse().ok(),
        toward: "tal-brandt".parse().ok().map(Toward::Actor),
        read_max,
        ..TimelineQuery::default()
    }
}

#[test]
fn as_many_stances_are_compared_as_the_limit_says_and_one_more_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = crate::store::open(dir.path());
    let text = "stance mara-odell OPPOSE tal-brandt one\nstance mara-odell OPPOSE tal-brandt two\n\
                stance mara-odell SUPPORT tal-brandt three\nstance tal-brandt SUPPORT mara-odell four";
    crate::store::put(&ingest, "wire-1", text);
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let ask = |read_max| timeline::ask(ingest.view(), &lexicon, &question(read_max), &budget);
    assert_eq!(ask(3).unwrap().hits.len(), 2);
    let refused = ask(2);
    assert!(
        matches!(refused, Err(QueryError::TooMuch { limit: 2, .. })),
        "{refused:?}"
    );
}

#[test]
fn comparing_stops_when_its_time_is_up() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = crate::store::open(dir.path());
    let text = "stance mara-odell OPPOSE tal-brandt one";
    crate::store::put(&ingest, "wire-1", text);
    let spent = Budget::new(|| true);
    let refused = timeline::ask(ingest.view(), &Lexicon::default(), &question(0), &spent);
    assert!(matches!(refused, Err(QueryError::DeadlineExceeded)));
}
