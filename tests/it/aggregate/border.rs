//! Timelines of borders: points by day, posture and force, denials beside what they deny, limits.

use super::{day, pair};
use crate::serving::{Serving, details, violations};
use vedette::lexicon::Lexicon;
use vedette::query::border_timeline::{self, BorderTimelineQuery, POINT_CLAIMS_MAX};
use vedette::query::{Budget, QueryError};
use vedette::rpc::pb::{self, ClaimStatus, ErrorReason};

fn timeline() -> pb::GetBorderTimelineRequest {
    pb::GetBorderTimelineRequest {
        name: "borders/sy-iq".to_owned(),
        ..Default::default()
    }
}

async fn points(serving: &Serving, request: pb::GetBorderTimelineRequest) -> Vec<pb::BorderPoint> {
    let mut client = serving.deployments().await;
    let answer = client.get_border_timeline(request).await.unwrap();
    answer.into_inner().points
}

/// Two reports whose figures differ, a denial, a rumour, another posture and another border.
async fn told(serving: &Serving) {
    let one = "move prov-guard REINFORCE REPORTED iq-sy of 600 on 2031-05-03: six hundred guards came\n\
               move prov-guard WITHDRAW REPORTED iq-sy on 2031-05-06: the guards left again\n\
               move prov-guard REINFORCE REPORTED iq-tr on 2031-05-03: guards came elsewhere";
    let other = "move prov-guard REINFORCE REPORTED iq-sy of 900 on 2031-05-03: nine hundred guards came\n\
                 move prov-guard REINFORCE DENIED iq-sy on 2031-05-03: no guards came, the ministry said\n\
                 move prov-scouts PATROL RUMOURED iq-sy on 2031-05-03: reports of scouts";
    serving.ingest("a", one).await;
    serving.ingest("b", other).await;
}

#[tokio::test]
async fn a_border_shows_figures_that_differ_and_denials_side_by_side_by_day() {
    let serving = Serving::start().await;
    told(&serving).await;
    let points = points(&serving, timeline()).await;
    let lines: Vec<_> = points
        .iter()
        .map(|p| (p.posture(), p.fact, p.disputed, p.claim_count))
        .collect();
    let wanted = [
        (pb::Posture::Reinforce, true, true, 3),
        (pb::Posture::Withdraw, true, false, 1),
    ];
    assert_eq!(lines, wanted);
    let first = &points[0];
    assert_eq!(
        (first.personnel_min, first.personnel_max),
        (Some(600.0), Some(900.0))
    );
    assert!(first.figures_differ);
    let statuses: Vec<_> = first.claims.iter().map(pb::ClaimMark::status).collect();
    let wanted = [
        ClaimStatus::Reported,
        ClaimStatus::Reported,
        ClaimStatus::Denied,
    ];
    assert_eq!(statuses, wanted);
    let denial = &first.claims[2];
    assert!(denial.evidence[0].text.ends_with("the ministry said"));
    assert_eq!(denial.source.as_ref().unwrap().source_id(), "b");
    let event = denial.name.split("/claims/").next().unwrap().to_owned();
    let mut client = serving.deployments().await;
    let whole = client
        .get_deployment(pb::GetDeploymentRequest {
            name: event,
            read_mask: None,
        })
        .await;
    let whole = whole.unwrap().into_inner().deployment.unwrap();
    assert_eq!(whole.claims[0].name, denial.name);
}

#[tokio::test]
async fn statuses_postures_forces_and_days_choose_the_points() {
    let serving = Serving::start().await;
    told(&serving).await;
    let filtered = |filter: pb::DeploymentFilter| pb::GetBorderTimelineRequest {
        filter: Some(filter),
        ..timeline()
    };
    let rumours = filtered(pb::DeploymentFilter {
        statuses: vec![ClaimStatus::Rumoured.into()],
        ..Default::default()
    });
    let found = points(&serving, rumours).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].posture(), found[0].fact),
        (pb::Posture::Patrol, false)
    );
    let left = filtered(pb::DeploymentFilter {
        postures: vec![pb::Posture::Withdraw.into()],
        ..Default::default()
    });
    assert_eq!(points(&serving, left).await.len(), 1);
    let nobody = filtered(pb::DeploymentFilter {
        forces: vec!["actors/prov-scouts".to_owned()],
        ..Default::default()
    });
    assert_eq!(points(&serving, nobody).await, []);
    let supposed = "move prov-guard ALERT REPORTED iq-sy is CONDITIONAL denied prov-ada on 2031-05-02: on alert";
    serving.ingest("c", supposed).await;
    let bound = filtered(pb::DeploymentFilter {
        modalities: vec![pb::Modality::Conditional.into()],
        ..Default::default()
    });
    let found = points(&serving, bound).await;
    assert_eq!((found.len(), found[0].claim_count), (1, 1));
    let later = pb::GetBorderTimelineRequest {
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, 4)),
            end: Some(day(2031, 5, 7)),
        }),
        ..timeline()
    };
    let found = points(&serving, later).await;
    assert_eq!(
        found
            .iter()
            .map(pb::BorderPoint::posture)
            .collect::<Vec<_>>(),
        [pb::Posture::Withdraw]
    );
}

#[tokio::test]
async fn a_border_timeline_is_walked_in_pages() {
    let serving = Serving::start().await;
    told(&serving).await;
    let whole = points(&serving, timeline()).await;
    let (mut seen, mut token) = (Vec::new(), String::new());
    let mut client = serving.deployments().await;
    loop {
        let request = pb::GetBorderTimelineRequest {
            page_size: 1,
            page_token: token,
            include_total_size: true,
            ..timeline()
        };
        let page = client
            .get_border_timeline(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(page.total_size, Some(2));
        seen.extend(page.points);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, whole);
}

#[tokio::test]
async fn everything_wrong_with_a_border_timeline_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::GetBorderTimelineRequest {
        name: "borders/iq-iq".to_owned(),
        filter: Some(pb::DeploymentFilter {
            statuses: vec![99],
            ..Default::default()
        }),
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, 4)),
            end: Some(day(2031, 5, 4)),
        }),
        page_size: -1,
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    let status = client.get_border_timeline(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("date", "INTERVAL"),
            pair("filter.statuses[0]", "OUT_OF_RANGE"),
            pair("name", "MALFORMED"),
            pair("page_size", "PAGE_SIZE"),
        ]
    );
}

#[tokio::test]
async fn as_many_events_are_compared_as_the_limit_says_and_one_more_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = crate::store::open(dir.path());
    let text = "move tal-guard iq-sy REPORTED one\nmove dor-guard iq-sy REPORTED two";
    crate::store::put(&ingest, "wire-1", text);
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let ask = |read_max| {
        let query = BorderTimelineQuery {
            border: "iq-sy".parse().ok(),
            read_max,
            ..BorderTimelineQuery::default()
        };
        border_timeline::ask(ingest.view(), &lexicon, &query, &budget)
    };
    assert_eq!(ask(2).unwrap().hits.len(), 2);
    let refused = ask(1);
    assert!(
        matches!(refused, Err(QueryError::TooMuch { limit: 1, .. })),
        "{refused:?}"
    );
}

#[test]
fn a_point_shows_as_many_claims_as_its_limit_and_counts_all() {
    for many in [POINT_CLAIMS_MAX, POINT_CLAIMS_MAX + 1] {
        let dir = tempfile::tempdir().unwrap();
        let ingest = crate::store::open(dir.path());
        let line = |n| format!("move tal-guard iq-sy REPORTED report number {n}\n");
        let text: String = (1..many).map(line).collect();
        // The denial comes last, behind all that makes it a fact.
        crate::store::put(
            &ingest,
            "a",
            &(text + "move tal-guard iq-sy DENIED no guards"),
        );
        let query = BorderTimelineQuery {
            border: "iq-sy".parse().ok(),
            ..BorderTimelineQuery::default()
        };
        let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
        let page = border_timeline::ask(ingest.view(), &lexicon, &query, &budget).unwrap();
        let [hit] = page.hits.as_slice() else {
            panic!("{} points", page.hits.len())
        };
        let point = &hit.record;
        assert_eq!(point.count, many as u64);
        assert_eq!(point.claims.len(), POINT_CLAIMS_MAX);
        assert!(point.fact && point.disputed);
        let last = point.claims.last().unwrap();
        assert_eq!(last.claim.status.is_fact(), many > POINT_CLAIMS_MAX);
    }
}
