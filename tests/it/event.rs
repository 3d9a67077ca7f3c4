//! Events over the wire: what several reports tell, which names answer, and where an event counts once.

use crate::serving::{Serving, details, violations};
use vedette::rpc::pb::{self, ErrorReason};

async fn told(serving: &Serving, name: &str, mask: &[&str]) -> pb::GetDeploymentResponse {
    let paths: Vec<String> = mask.iter().map(|p| (*p).to_owned()).collect();
    let request = pb::GetDeploymentRequest {
        name: name.to_owned(),
        read_mask: (!paths.is_empty()).then_some(prost_types::FieldMask { paths }),
    };
    let mut client = serving.deployments().await;
    client.get_deployment(request).await.unwrap().into_inner()
}

async fn found(serving: &Serving, filter: pb::DeploymentFilter) -> Vec<pb::Deployment> {
    let request = pb::SearchDeploymentsRequest {
        filter: Some(filter),
        order_by: "ingest_time".to_owned(),
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    let answer = client.search_deployments(request).await.unwrap();
    let results = answer.into_inner().results.into_iter();
    results.filter_map(|r| r.deployment).collect()
}

async fn exported(serving: &Serving, filter: pb::DeploymentFilter) -> Vec<pb::Deployment> {
    let request = pb::ExportDeploymentsRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    let chunks = client.export_deployments(request).await.unwrap();
    let mut chunks = chunks.into_inner();
    let mut all = Vec::new();
    while let Some(chunk) = chunks.message().await.unwrap() {
        all.extend(chunk.deployments);
    }
    all
}

async fn reject(serving: &Serving, name: &str) {
    let decide = pb::DecideRecordRequest {
        name: name.to_owned(),
        state: pb::DecisionState::Rejected.into(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    client.decide_record(decide).await.unwrap();
}

/// Two reports of one move with other figures, a denial of it a day later, and another move.
async fn serving() -> Serving {
    let serving = Serving::start().await;
    for (id, line) in [
        (
            "a",
            "move prov-guard REINFORCE REPORTED iq-sy of 600 on 2031-05-03: six hundred came",
        ),
        (
            "b",
            "move prov-guard REINFORCE REPORTED iq-sy of 900 on 2031-05-03: nine hundred came",
        ),
        (
            "c",
            "move prov-guard REINFORCE DENIED iq-sy of 900 on 2031-05-04: no nine hundred came",
        ),
        (
            "d",
            "move prov-guard WITHDRAW REPORTED iq-sy on 2031-05-06: the guards left",
        ),
    ] {
        serving.ingest(id, line).await;
    }
    serving
}

fn everything() -> pb::DeploymentFilter {
    pb::DeploymentFilter {
        statuses: vec![
            pb::ClaimStatus::Reported.into(),
            pb::ClaimStatus::Denied.into(),
        ],
        ..Default::default()
    }
}

#[tokio::test]
async fn an_event_answers_with_all_tellings_by_any_name_and_claims_stay_apart() {
    let serving = serving().await;
    let all = found(&serving, everything()).await;
    let merged: Vec<_> = all.iter().map(|d| d.merged_into.as_deref()).collect();
    let first = all[0].name.as_str();
    assert_eq!(merged, [None, Some(first), Some(first), None]);
    for (asked, redirected) in [(0, false), (1, true), (2, true)] {
        let name = all[asked].name.as_str();
        let answer = told(&serving, name, &[]).await;
        let event = answer.deployment.unwrap();
        assert_eq!((event.name.as_str(), event.claims.len()), (first, 1));
        assert!(event.fact && event.disputed, "denied by another report");
        assert_eq!(
            answer.redirected_name.as_deref(),
            redirected.then_some(name)
        );
        assert_eq!(answer.tellings, all[1..3]);
        assert_eq!((answer.telling_count, answer.more_tellings), (2, false));
        let mut names: Vec<_> = answer
            .merged_deployments
            .iter()
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        let mut wanted = [all[1].name.as_str(), all[2].name.as_str()];
        wanted.sort_unstable();
        assert_eq!(names, wanted);
    }
    let alone = told(&serving, &all[3].name, &[]).await;
    assert_eq!((alone.telling_count, alone.redirected_name), (0, None));
    let narrow = told(&serving, first, &["border"]).await;
    assert!(
        narrow
            .tellings
            .iter()
            .all(|t| t.claims.is_empty() && t.border.is_some())
    );
}

#[tokio::test]
async fn a_search_tells_of_a_denial_in_another_report_until_that_is_rejected() {
    let serving = serving().await;
    let disputed = |list: &[pb::Deployment]| list.iter().map(|d| d.disputed).collect::<Vec<_>>();
    let all = found(&serving, everything()).await;
    assert_eq!(disputed(&all), [true, true, false, false]);
    let mut exported = exported(&serving, everything()).await;
    exported.sort_by_key(|d| all.iter().position(|a| a.name == d.name));
    assert_eq!(exported, all);
    let own = pb::DeploymentFilter {
        disputed: Some(true),
        ..everything()
    };
    assert_eq!(found(&serving, own).await, [], "each report's own claims");
    reject(&serving, &all[2].name).await;
    let left = found(&serving, everything()).await;
    assert_eq!(disputed(&left), [false, false, false]);
}

#[tokio::test]
async fn an_event_is_left_out_but_once_where_that_is_asked_and_not_of_what_is_followed() {
    let serving = serving().await;
    let filter = pb::DeploymentFilter {
        exclude_merged: true,
        ..everything()
    };
    let names = |list: Vec<pb::Deployment>| list.into_iter().map(|d| d.name).collect::<Vec<_>>();
    let all = names(found(&serving, everything()).await);
    let once = names(found(&serving, filter.clone()).await);
    assert_eq!(once, [all[0].clone(), all[3].clone()]);
    reject(&serving, &all[0]).await;
    assert_eq!(
        names(found(&serving, filter.clone()).await),
        all[1..],
        "what a rejected telling hid is shown"
    );
    let answer = told(&serving, &all[1], &[]).await;
    assert_eq!(answer.deployment.unwrap().name, all[1]);
    let rejected = told(&serving, &all[0], &[]).await;
    assert_eq!(rejected.deployment.unwrap().name, all[0]);
    assert_eq!(rejected.telling_count, 0);
    let request = pb::FollowDeploymentsRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    let status = client.follow_deployments(request).await.unwrap_err();
    let refused = violations(&details(&status, ErrorReason::RequestInvalid));
    let wanted = (
        "filter.exclude_merged".to_owned(),
        "OUT_OF_RANGE".to_owned(),
    );
    assert_eq!(refused, [wanted]);
}

#[tokio::test]
async fn a_borders_timeline_counts_a_move_once_and_knows_of_a_denial_in_another_report() {
    let serving = serving().await;
    let request = pb::GetBorderTimelineRequest {
        name: "borders/sy-iq".to_owned(),
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    let answer = client.get_border_timeline(request).await.unwrap();
    let points: Vec<_> = answer
        .into_inner()
        .points
        .into_iter()
        .map(|p| (p.posture(), p.claim_count, p.event_count, p.disputed))
        .collect();
    let wanted = [
        (pb::Posture::Reinforce, 2, 1, true),
        (pb::Posture::Reinforce, 1, 1, false),
        (pb::Posture::Withdraw, 1, 1, false),
    ];
    assert_eq!(points, wanted);
}
