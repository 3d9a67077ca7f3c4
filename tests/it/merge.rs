//! Mergers over the wire: asked for, shown, listed, followed and refused as the proto says.

use crate::serving::{PATIENCE, Serving, details, violations};
use vedette::query::event::STEPS_MAX;
use vedette::rpc::pb::{self, DecisionState, ErrorReason};

const SCRIPT: &str = "quote prov-ada DIRECT: we wait\nquote prov-ben DIRECT: they leave\n\
                      stance prov-ada OPPOSE iraq-military-involvement-in-syria: against it\n\
                      move prov-guard DEPLOY REPORTED aa-bb: the guard went\nmove prov-scouts DEPLOY REPORTED aa-bb: scouts went";

/// The names of an article's quotes, stances and deployments, in text order.
async fn names(serving: &Serving, source_id: &str, text: &str) -> [Vec<String>; 3] {
    let name = serving.ingest(source_id, text).await.name;
    let request = pb::GetArticleRequest {
        name,
        include_records: true,
        ..Default::default()
    };
    let mut articles = serving.articles().await;
    let whole = articles.get_article(request).await.unwrap().into_inner();
    let records = whole.records.unwrap();
    [
        records.quotes.into_iter().map(|r| r.name).collect(),
        records.stances.into_iter().map(|r| r.name).collect(),
        records.deployments.into_iter().map(|r| r.name).collect(),
    ]
}

async fn decide(
    serving: &Serving,
    name: &str,
    (state, merge_into): (DecisionState, &str),
) -> Result<pb::RecordDecision, tonic::Status> {
    let request = pb::DecideRecordRequest {
        name: name.to_owned(),
        state: state.into(),
        merge_into: merge_into.to_owned(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    let answer = client.decide_record(request).await?;
    Ok(answer.into_inner().decision.unwrap())
}

async fn merge(
    serving: &Serving,
    name: &str,
    into: &str,
) -> Result<pb::RecordDecision, tonic::Status> {
    decide(serving, name, (DecisionState::Merged, into)).await
}

async fn event(serving: &Serving, name: &str) -> pb::GetDeploymentResponse {
    let request = pb::GetDeploymentRequest {
        name: name.to_owned(),
        ..Default::default()
    };
    let mut client = serving.deployments().await;
    client.get_deployment(request).await.unwrap().into_inner()
}

async fn quote(serving: &Serving, name: &str) -> pb::Quote {
    let request = pb::GetQuoteRequest {
        name: name.to_owned(),
        ..Default::default()
    };
    let mut client = serving.quotes().await;
    let answer = client.get_quote(request).await.unwrap().into_inner();
    answer.quote.unwrap()
}

async fn speech(serving: &Serving, name: &str) -> pb::GetUtteranceResponse {
    let request = pb::GetUtteranceRequest {
        name: name.to_owned(),
        read_mask: None,
    };
    let mut client = serving.quotes().await;
    client.get_utterance(request).await.unwrap().into_inner()
}

/// What mergers lead to, the newest first.
async fn listed(serving: &Serving) -> Vec<Option<String>> {
    let request = pb::ListDecisionsRequest {
        filter: Some(pb::DecisionFilter {
            states: vec![DecisionState::Merged.into()],
            ..Default::default()
        }),
        read_mask: Some(prost_types::FieldMask {
            paths: vec!["decision.merged_into".to_owned()],
        }),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    let found = client.list_decisions(request).await.unwrap().into_inner();
    let decisions = found.decisions.into_iter();
    decisions.map(|d| d.decision.unwrap().merged_into).collect()
}

#[tokio::test]
async fn events_and_acts_of_speech_are_merged_by_name_and_shown_in_the_list() {
    let serving = Serving::start().await;
    let [quotes, _, moves] = names(&serving, "a", SCRIPT).await;
    let made = merge(&serving, &moves[1], &moves[0]).await.unwrap();
    let decision = made.decision.unwrap();
    assert_eq!(decision.state(), DecisionState::Merged);
    assert_eq!(decision.merged_into.as_ref(), Some(&moves[0]));
    let found = event(&serving, &moves[1]).await;
    assert_eq!(found.redirected_name.as_ref(), Some(&moves[1]));
    assert_eq!(found.deployment.unwrap().name, moves[0]);
    assert_eq!(found.tellings[0].name, moves[1]);
    assert_eq!(found.tellings[0].merged_into.as_ref(), Some(&moves[0]));
    assert_eq!(found.tellings[0].decision.as_ref(), Some(&decision));

    let [ada, ben] = [
        quote(&serving, &quotes[0]).await,
        quote(&serving, &quotes[1]).await,
    ];
    assert_ne!(ada.utterance, ben.utterance);
    for into in [&ada.name, &ada.utterance] {
        let made = merge(&serving, &ben.name, into).await.unwrap();
        assert_eq!(
            made.decision.unwrap().merged_into.as_ref(),
            Some(&ada.utterance)
        );
        assert_eq!(quote(&serving, &ben.name).await.utterance, ada.utterance);
        let answer = speech(&serving, &ben.utterance).await;
        assert_eq!(answer.redirected_name.as_ref(), Some(&ben.utterance));
        let speech = answer.utterance.unwrap();
        assert_eq!(
            (speech.name, speech.wording_count),
            (ada.utterance.clone(), 2)
        );
        assert_eq!(
            speech.merged_utterances,
            std::slice::from_ref(&ben.utterance)
        );
        assert_eq!(
            listed(&serving).await,
            [Some(ada.utterance.clone()), Some(moves[0].clone())]
        );
        decide(&serving, &ben.name, (DecisionState::Undecided, ""))
            .await
            .unwrap();
        assert_eq!(quote(&serving, &ben.name).await.utterance, ben.utterance);
    }
}

#[tokio::test]
async fn mergers_that_cannot_be_are_refused_with_the_field_and_the_reason() {
    let serving = Serving::start().await;
    let [quotes, stances, moves] = names(&serving, "a", SCRIPT).await;
    let [others, _, more] = names(
        &serving,
        "b",
        "quote prov-dor DIRECT: all is well\nmove prov-dor DEPLOY REPORTED aa-bb: others went",
    )
    .await;
    merge(&serving, &moves[1], &moves[0]).await.unwrap();
    merge(&serving, &quotes[1], &quotes[0]).await.unwrap();
    for rejected in [&others[0], &more[0]] {
        decide(&serving, rejected, (DecisionState::Rejected, ""))
            .await
            .unwrap();
    }
    let speech = quote(&serving, &quotes[0]).await.utterance;
    let merged = DecisionState::Merged;
    for (name, state, into, field, reason) in [
        (&moves[0], merged, moves[0].as_str(), "merge_into", "CIRCLE"),
        (&moves[0], merged, &moves[1], "merge_into", "CIRCLE"),
        (&quotes[0], merged, &quotes[0], "merge_into", "CIRCLE"),
        (&quotes[0], merged, &quotes[1], "merge_into", "CIRCLE"),
        (&quotes[0], merged, &speech, "merge_into", "CIRCLE"),
        (&moves[0], merged, &more[0], "merge_into", "REJECTED"),
        (&quotes[0], merged, &others[0], "merge_into", "REJECTED"),
        (&moves[0], merged, &quotes[0], "merge_into", "OUT_OF_RANGE"),
        (&quotes[0], merged, &moves[0], "merge_into", "OUT_OF_RANGE"),
        (&moves[0], merged, &stances[0], "merge_into", "MALFORMED"),
        (&moves[0], merged, "", "merge_into", "MISSING"),
        (
            &moves[0],
            DecisionState::Confirmed,
            &moves[1],
            "merge_into",
            "OUT_OF_RANGE",
        ),
        (&stances[0], merged, &stances[0], "state", "OUT_OF_RANGE"),
    ] {
        let refused = decide(&serving, name, (state, into)).await.unwrap_err();
        let found = violations(&details(&refused, ErrorReason::RequestInvalid));
        assert_eq!(
            found,
            [(field.to_owned(), reason.to_owned())],
            "{name} {into}"
        );
    }
    for (name, into) in [
        (&moves[0], "deployments/dnone"),
        (&quotes[0], "quotes/qnone"),
        (&quotes[0], "utterances/unone"),
    ] {
        let refused = merge(&serving, name, into).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::NotFound, "{into}");
    }
}

#[tokio::test]
async fn so_many_mergers_follow_one_another_and_all_names_lead_to_the_first() {
    let serving = Serving::start().await;
    let line = |n: usize| format!("move prov-band-{n} DEPLOY REPORTED aa-bb: band {n} went\n");
    let text: String = (0..=STEPS_MAX + 1).map(line).collect();
    let [_, _, moves] = names(&serving, "a", &text).await;
    // The last two by themselves, so that one merger makes the chain too long at its far end.
    merge(&serving, &moves[STEPS_MAX + 1], &moves[STEPS_MAX])
        .await
        .unwrap();
    for pair in moves[..STEPS_MAX].windows(2) {
        merge(&serving, &pair[1], &pair[0]).await.unwrap();
    }
    let refused = merge(&serving, &moves[STEPS_MAX], &moves[STEPS_MAX - 1])
        .await
        .unwrap_err();
    let found = violations(&details(&refused, ErrorReason::RequestInvalid));
    assert_eq!(
        found,
        [("merge_into".to_owned(), "OUT_OF_RANGE".to_owned())]
    );
    decide(
        &serving,
        &moves[STEPS_MAX + 1],
        (DecisionState::Undecided, ""),
    )
    .await
    .unwrap();
    merge(&serving, &moves[STEPS_MAX], &moves[STEPS_MAX - 1])
        .await
        .unwrap();
    let found = event(&serving, &moves[STEPS_MAX]).await;
    assert_eq!(found.deployment.unwrap().name, moves[0]);
    assert_eq!(usize::try_from(found.telling_count), Ok(STEPS_MAX));
    let refused = merge(&serving, &moves[STEPS_MAX + 1], &moves[STEPS_MAX])
        .await
        .unwrap_err();
    let found = violations(&details(&refused, ErrorReason::RequestInvalid));
    assert_eq!(
        found,
        [("merge_into".to_owned(), "OUT_OF_RANGE".to_owned())]
    );
}

#[tokio::test]
async fn who_follows_is_told_of_a_merger() {
    let serving = Serving::with(&[("server-grpc-heartbeat", "50ms")]).await;
    let [_, _, moves] = names(&serving, "a", SCRIPT).await;
    let mut client = serving.deployments().await;
    let request = pb::FollowDeploymentsRequest::default();
    let mut stream = client
        .follow_deployments(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(stream.message().await.unwrap().unwrap().changes, []);
    for (state, into) in [
        (DecisionState::Merged, Some(moves[0].clone())),
        (DecisionState::Undecided, None),
    ] {
        let asked = (state, into.as_deref().unwrap_or_default());
        decide(&serving, &moves[1], asked).await.unwrap();
        let told = tokio::time::timeout(PATIENCE, async {
            loop {
                let told = stream.message().await.unwrap().unwrap().changes;
                if !told.is_empty() {
                    return told;
                }
            }
        });
        let told = told.await.expect("a change is told");
        let [one] = told.as_slice() else {
            panic!("{told:?}");
        };
        let record = one.deployment.as_ref().unwrap();
        assert_eq!(
            (one.kind(), &record.name),
            (pb::ChangeKind::Changed, &moves[1])
        );
        assert_eq!(record.merged_into, into);
    }
}
