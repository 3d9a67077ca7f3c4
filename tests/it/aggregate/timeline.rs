//! Timelines: points by day, turns with their evidence, limits.

use super::{day, issues, pair};
use crate::serving::{Serving, details, violations};
use vedette::lexicon::Lexicon;
use vedette::query::stand::Toward;
use vedette::query::timeline::{self, TimelineQuery};
use vedette::query::{Budget, QueryError};
use vedette::rpc::pb::Position::{Oppose, Support};
use vedette::rpc::pb::{self, ErrorReason};

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
    let one = client
        .get_stance(pb::GetStanceRequest {
            name,
            read_mask: None,
        })
        .await;
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
