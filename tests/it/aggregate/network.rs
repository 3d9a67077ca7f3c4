//! Networks: who agrees, who conflicts, on what, and how much it weighs.

use super::{day, issues, pair};
use crate::serving::{Serving, details, violations};
use vedette::rpc::pb::{self, ErrorReason};

/// Ada and Ben agree on A and conflict on B, Cem conflicts with both on A by what Ben ascribes to him.
fn pairs([a, b]: &[String; 2]) -> String {
    format!(
        "stance prov-ada SUPPORT {a} on 2031-05-01: one\n\
         stance prov-ben SUPPORT {a} on 2031-05-02: two\n\
         stance prov-ada SUPPORT {b} on 2031-05-01: three\n\
         stance prov-ben OPPOSE {b} on 2031-05-09: four\n\
         stance prov-cem OPPOSE {a} by prov-ben on 2031-05-03: five\n\
         stance prov-dov NEUTRAL {a} on 2031-05-03: six"
    )
}

/// Each edge as "first second congruence/conflict".
fn edges(answer: &pb::GetAgreementNetworkResponse) -> Vec<String> {
    let short = |name: &str| name.replace("actors/prov-", "");
    let edge = |e: &pb::AgreementEdge| {
        let (first, second) = (short(&e.first_actor), short(&e.second_actor));
        format!(
            "{first} {second} {}/{}",
            e.congruence_weight, e.conflict_weight
        )
    };
    answer.edges.iter().map(edge).collect()
}

#[tokio::test]
async fn a_network_tells_who_agrees_and_who_conflicts_and_on_what() {
    let serving = Serving::start().await;
    let issues = issues();
    serving.ingest("a", &pairs(&issues)).await;
    let mut client = serving.stances().await;
    let mut ask = async |request| {
        let answer = client.get_agreement_network(request).await;
        answer.unwrap().into_inner()
    };
    let all = pb::GetAgreementNetworkRequest {
        include_total_size: true,
        ..Default::default()
    };
    let answer = ask(all.clone()).await;
    assert_eq!(
        edges(&answer),
        ["ada ben 1/1", "ada cem 0/1", "ben cem 0/1"]
    );
    assert_eq!((answer.nodes.len(), answer.total_size), (3, Some(3)));
    let conflicting: Vec<_> = answer.edges[0]
        .issues
        .iter()
        .filter(|i| i.conflicting)
        .collect();
    assert_eq!(conflicting.len(), 1);
    assert_eq!(conflicting[0].issue, format!("issues/{}", issues[1]));
    assert_eq!(conflicting[0].stances.len(), 2);

    let normalised = pb::GetAgreementNetworkRequest {
        normalisation: pb::NetworkNormalisation::AverageActivity.into(),
        ..all.clone()
    };
    // Two issues each: one of two. Two and one: one of one and a half.
    assert_eq!(edges(&ask(normalised).await)[0], "ada ben 0.5/0.5");

    let early = pb::GetAgreementNetworkRequest {
        date: Some(pb::DateInterval {
            start: None,
            end: Some(day(2031, 5, 9)),
        }),
        filter: Some(pb::StanceFilter {
            ascribed: Some(false),
            ..Default::default()
        }),
        ..all.clone()
    };
    assert_eq!(edges(&ask(early).await), ["ada ben 1/0"]);
}

#[tokio::test]
async fn the_edges_of_a_network_are_walked_in_pages_and_its_actors_come_once() {
    let serving = Serving::start().await;
    let issues = issues();
    serving.ingest("a", &pairs(&issues)).await;
    let mut client = serving.stances().await;
    let (mut seen, mut nodes, mut token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let request = pb::GetAgreementNetworkRequest {
            page_size: 2,
            page_token: token,
            ..Default::default()
        };
        let page = client.get_agreement_network(request).await;
        let page = page.unwrap().into_inner();
        seen.extend(edges(&page));
        nodes.push(page.nodes.len());
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["ada ben 1/1", "ada cem 0/1", "ben cem 0/1"]);
    assert_eq!(nodes, [3, 0]);
}

#[tokio::test]
async fn everything_wrong_with_a_network_is_told_at_once() {
    let serving = Serving::start().await;
    let request = pb::GetAgreementNetworkRequest {
        filter: Some(pb::StanceFilter {
            min_confidence: Some(2.0),
            ..Default::default()
        }),
        date: Some(pb::DateInterval {
            start: Some(day(2031, 5, 4)),
            end: Some(day(2031, 5, 3)),
        }),
        normalisation: 99,
        page_size: -1,
        ..Default::default()
    };
    let mut client = serving.stances().await;
    let status = client.get_agreement_network(request).await.unwrap_err();
    assert_eq!(
        violations(&details(&status, ErrorReason::RequestInvalid)),
        [
            pair("date", "INTERVAL"),
            pair("filter.min_confidence", "OUT_OF_RANGE"),
            pair("normalisation", "OUT_OF_RANGE"),
            pair("page_size", "PAGE_SIZE"),
        ]
    );
}
