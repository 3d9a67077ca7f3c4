//! Decisions on the wire: made, shown, listed, followed and refused as the proto says.

use crate::serving::{PATIENCE, Serving, details, violations};
use tonic::{Code, Request, Streaming};
use vedette::model::{ANALYST_BYTES_MAX, REASON_BYTES_MAX};
use vedette::rpc::pb;
use vedette::server::scope::Scope;
use vedette::server::token::{line, make};

const SCRIPT: &str = "quote prov-ada DIRECT: we wait\nquote prov-ada DIRECT: we leave\n\
                      stance prov-ada OPPOSE iraq-military-involvement-in-syria: against it\nmove prov-guard DEPLOY REPORTED aa-bb: they went";

async fn search(serving: &Serving, states: &[pb::DecisionState]) -> Vec<pb::Quote> {
    let request = pb::SearchQuotesRequest {
        filter: Some(pb::QuoteFilter {
            decision_states: states.iter().map(|s| (*s).into()).collect(),
            ..Default::default()
        }),
        order_by: "name".to_owned(),
        ..Default::default()
    };
    let mut client = serving.quotes().await;
    let found = client.search_quotes(request).await.unwrap().into_inner();
    found.results.into_iter().filter_map(|r| r.quote).collect()
}

async fn named(serving: &Serving, text: &str) -> String {
    let all = search(serving, &[]).await;
    all.into_iter().find(|q| q.text == text).unwrap().name
}

fn request(name: &str, state: pb::DecisionState) -> pb::DecideRecordRequest {
    pb::DecideRecordRequest {
        name: name.to_owned(),
        state: state.into(),
        analyst: "mt".to_owned(),
        reason: "heard it".to_owned(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    }
}

async fn decide(
    serving: &Serving,
    name: &str,
    state: pb::DecisionState,
) -> Result<pb::RecordDecision, tonic::Status> {
    let mut client = serving.articles().await;
    let answer = client.decide_record(request(name, state)).await?;
    Ok(answer.into_inner().decision.unwrap())
}

async fn list(serving: &Serving, request: pb::ListDecisionsRequest) -> pb::ListDecisionsResponse {
    let mut client = serving.articles().await;
    client.list_decisions(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_decision_is_answered_shown_beside_its_record_and_listed() {
    let serving = Serving::start().await;
    let article = serving.ingest("a", SCRIPT).await.name;
    let name = named(&serving, "we wait").await;
    let made = decide(&serving, &name, pb::DecisionState::Rejected)
        .await
        .unwrap();
    assert_eq!((&made.record, &made.article), (&name, &article));
    assert_eq!(made.current_record.as_ref(), Some(&name));
    assert_eq!(made.texts[0].text, "we wait");
    assert!(made.texts[0].reading.contains("prov-ada"), "{made:?}");
    let decision = made.decision.clone().unwrap();
    assert_eq!(decision.state(), pb::DecisionState::Rejected);
    assert_eq!(
        (decision.analyst.as_str(), decision.reason.as_str()),
        ("mt", "heard it")
    );
    assert!(decision.decide_time.is_some() && !decision.outdated);

    let texts =
        |quotes: Vec<pb::Quote>| -> Vec<String> { quotes.into_iter().map(|q| q.text).collect() };
    assert_eq!(texts(search(&serving, &[]).await), ["we leave"]);
    let rejected = search(&serving, &[pb::DecisionState::Rejected]).await;
    assert_eq!(rejected[0].decision.as_ref(), Some(&decision));
    let get = pb::GetQuoteRequest {
        name: name.clone(),
        ..Default::default()
    };
    let mut quotes = serving.quotes().await;
    let got = quotes.get_quote(get).await.unwrap().into_inner().quote;
    assert_eq!(got.unwrap().decision, Some(decision));
    let whole = pb::GetArticleRequest {
        name: article.clone(),
        include_records: true,
        ..Default::default()
    };
    let mut articles = serving.articles().await;
    let whole = articles.get_article(whole).await.unwrap().into_inner();
    let shown = whole.records.unwrap().quotes;
    assert_eq!(shown.iter().filter(|q| q.decision.is_some()).count(), 1);
    assert_eq!(shown.len(), 2, "an article shows rejected records too");
}

#[tokio::test]
async fn decisions_are_listed_page_by_page_the_newest_first_and_by_every_filter() {
    let serving = Serving::start().await;
    let article = serving.ingest("a", SCRIPT).await.name;
    let name = named(&serving, "we wait").await;
    let made = decide(&serving, &name, pb::DecisionState::Rejected)
        .await
        .unwrap();
    let other = named(&serving, "we leave").await;
    decide(&serving, &other, pb::DecisionState::Confirmed)
        .await
        .unwrap();
    let one = |page_token: String| pb::ListDecisionsRequest {
        page_size: 1,
        page_token,
        include_total_size: true,
        ..Default::default()
    };
    let first = list(&serving, one(String::new())).await;
    assert_eq!((first.decisions.len(), first.total_size), (1, Some(2)));
    assert_eq!(first.decisions[0].record, other, "the newest comes first");
    let second = list(&serving, one(first.next_page_token)).await;
    assert_eq!(second.decisions, [made]);
    assert_eq!(second.next_page_token, "");
    let filter = |filter| pb::ListDecisionsRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let by = pb::DecisionFilter {
        records: vec![name.clone(), "stances/snone".to_owned()],
        articles: vec![article],
        states: vec![pb::DecisionState::Rejected.into()],
        analysts: vec!["MT".to_owned()],
        orphaned: Some(false),
        outdated: Some(false),
        ..Default::default()
    };
    assert_eq!(list(&serving, filter(by.clone())).await.decisions.len(), 1);
    for other in [
        pb::DecisionFilter {
            records: vec!["stances/snone".to_owned()],
            ..by.clone()
        },
        pb::DecisionFilter {
            articles: vec!["articles/anone".to_owned()],
            ..by.clone()
        },
        pb::DecisionFilter {
            states: vec![pb::DecisionState::Confirmed.into()],
            ..by.clone()
        },
        pb::DecisionFilter {
            analysts: vec!["xy".to_owned()],
            ..by.clone()
        },
        pb::DecisionFilter {
            orphaned: Some(true),
            ..by.clone()
        },
        pb::DecisionFilter {
            outdated: Some(true),
            ..by
        },
    ] {
        assert_eq!(list(&serving, filter(other)).await.decisions, []);
    }
}

#[tokio::test]
async fn all_that_is_wrong_with_a_decision_is_told_at_once_and_its_texts_have_limits() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.articles().await;
    let wrong = pb::DecideRecordRequest {
        name: "actors/ada".to_owned(),
        state: 99,
        analyst: "x".repeat(ANALYST_BYTES_MAX + 1),
        reason: "x".repeat(REASON_BYTES_MAX + 1),
        acknowledgement: 9,
        request_id: "a b".to_owned(),
        ..Default::default()
    };
    let refused = client.decide_record(wrong).await.unwrap_err();
    let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    let told: Vec<_> = found
        .iter()
        .map(|(field, kind)| (field.as_str(), kind.as_str()))
        .collect();
    let expected = [
        ("acknowledgement", "OUT_OF_RANGE"),
        ("analyst", "TOO_LONG"),
        ("name", "MALFORMED"),
        ("reason", "TOO_LONG"),
        ("request_id", "MALFORMED"),
        ("state", "OUT_OF_RANGE"),
    ];
    assert_eq!(told, expected);
    let at_limit = pb::DecideRecordRequest {
        analyst: "x".repeat(ANALYST_BYTES_MAX),
        reason: "y".repeat(REASON_BYTES_MAX),
        ..request(
            &named(&serving, "we wait").await,
            pb::DecisionState::Confirmed,
        )
    };
    client.decide_record(at_limit).await.unwrap();
    let name = search(&serving, &[pb::DecisionState::Confirmed]).await;
    assert_eq!(
        name[0].decision.as_ref().unwrap().reason.len(),
        REASON_BYTES_MAX
    );
    for unknown in ["quotes/qnone", "stances/snone", "deployments/dnone"] {
        let refused = decide(&serving, unknown, pb::DecisionState::Rejected).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let told = details(&refused, pb::ErrorReason::ResourceNotFound);
        assert_eq!(told.resource_info().unwrap().resource_name, unknown);
    }
    let listed = pb::ListDecisionsRequest {
        filter: Some(pb::DecisionFilter {
            records: vec!["quotes/q1".to_owned(), "issues/x".to_owned()],
            states: vec![77],
            ..Default::default()
        }),
        page_size: -1,
        ..Default::default()
    };
    let refused = client.list_decisions(listed).await.unwrap_err();
    let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        ["filter.records[1]", "filter.states[0]", "page_size"]
    );
}

#[tokio::test]
async fn stances_and_deployments_are_decided_on_and_counted_without_rejected_ones() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut stances = serving.stances().await;
    let mut deployments = serving.deployments().await;
    let found = stances
        .search_stances(pb::SearchStancesRequest::default())
        .await;
    let stance = found.unwrap().into_inner().results.remove(0).stance;
    let found = deployments
        .search_deployments(pb::SearchDeploymentsRequest::default())
        .await;
    let event = found.unwrap().into_inner().results.remove(0).deployment;
    let names = [stance.unwrap().name, event.unwrap().name];
    for name in &names {
        decide(&serving, name, pb::DecisionState::Rejected)
            .await
            .unwrap();
    }
    let found = stances
        .search_stances(pb::SearchStancesRequest::default())
        .await;
    assert_eq!(found.unwrap().into_inner().results, []);
    let found = deployments
        .search_deployments(pb::SearchDeploymentsRequest::default())
        .await;
    assert_eq!(found.unwrap().into_inner().results, []);
    let matrix = stances
        .get_stance_matrix(pb::GetStanceMatrixRequest::default())
        .await;
    assert_eq!(matrix.unwrap().into_inner().rows, []);
    let issue = pb::GetIssueRequest {
        name: "issues/iraq-military-involvement-in-syria".to_owned(),
        ..Default::default()
    };
    let issue = stances.get_issue(issue).await.unwrap().into_inner().issue;
    assert_eq!(issue.unwrap().stance_count, 0);
    let mut actors = serving.actors().await;
    let card = pb::GetActorRequest {
        name: "actors/prov-ada".to_owned(),
        ..Default::default()
    };
    let card = actors.get_actor(card).await.unwrap().into_inner();
    let counts = card.actor.unwrap().record_counts.unwrap();
    assert_eq!((counts.quotes, counts.stances), (2, 0));
    let shown = pb::GetStanceRequest {
        name: names[0].clone(),
        ..Default::default()
    };
    let shown = stances.get_stance(shown).await.unwrap().into_inner().stance;
    assert_eq!(
        shown.unwrap().decision.unwrap().state(),
        pb::DecisionState::Rejected
    );
}

async fn next(stream: &mut Streaming<pb::FollowQuotesResponse>) -> pb::FollowQuotesResponse {
    let message = tokio::time::timeout(PATIENCE, stream.message()).await;
    message
        .unwrap()
        .unwrap()
        .expect("a follow has no natural end")
}

/// The next change: its kind and the state the record has then.
async fn change(
    stream: &mut Streaming<pb::FollowQuotesResponse>,
) -> (pb::ChangeKind, Option<pb::DecisionState>) {
    let told = tokio::time::timeout(PATIENCE, async {
        loop {
            let told = next(stream).await.changes;
            if !told.is_empty() {
                return told;
            }
        }
    });
    let told = told.await.expect("a change is told");
    let [one] = told.as_slice() else {
        panic!("one change at a time: {told:?}");
    };
    let quote = one.quote.as_ref().unwrap();
    assert_eq!(quote.text, "we wait");
    (one.kind(), quote.decision.as_ref().map(pb::Decision::state))
}

#[tokio::test]
async fn who_follows_is_told_of_every_decision_once_and_as_the_filter_sees_it() {
    use pb::ChangeKind::{Added, Changed, Removed};
    use pb::DecisionState::{Confirmed, Rejected, Undecided};
    let serving = Serving::with(&[("server-grpc-heartbeat", "50ms")]).await;
    serving.ingest("a", SCRIPT).await;
    let name = named(&serving, "we wait").await;
    let mut quotes = serving.quotes().await;
    let everything = pb::QuoteFilter {
        decision_states: [Undecided, Confirmed, Rejected].map(Into::into).to_vec(),
        ..Default::default()
    };
    let mut follow = async |filter| {
        let request = pb::FollowQuotesRequest {
            filter,
            ..Default::default()
        };
        let mut stream = quotes.follow_quotes(request).await.unwrap().into_inner();
        assert_eq!(next(&mut stream).await.changes, []);
        stream
    };
    let mut usual = follow(None).await;
    let mut all = follow(Some(everything)).await;
    for (state, told, seen) in [
        (
            Confirmed,
            (Changed, Some(Confirmed)),
            (Changed, Some(Confirmed)),
        ),
        (
            Rejected,
            (Removed, Some(Confirmed)),
            (Changed, Some(Rejected)),
        ),
        (Undecided, (Added, None), (Changed, None)),
    ] {
        decide(&serving, &name, state).await.unwrap();
        assert_eq!(change(&mut usual).await, told);
        assert_eq!(change(&mut all).await, seen);
    }
}

#[tokio::test]
async fn the_token_decides_where_no_analyst_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens");
    let (reader, desk) = (make(&[1; 32]), make(&[2; 32]));
    let lines = [
        line(&reader, "reader", &[Scope::Read], None),
        line(&desk, "desk", &[Scope::Ingest], None),
    ];
    std::fs::write(&path, lines.join("\n")).unwrap();
    let path = path.to_string_lossy().into_owned();
    let serving = Serving::with(&[("server-auth-tokens-file", path.as_str())]).await;
    let mut client = serving.articles().await;
    let with = |token: &str| -> tonic::metadata::MetadataValue<_> {
        format!("Bearer {token}").parse().unwrap()
    };
    let mut ingest = Request::new(pb::IngestArticleRequest {
        article: Some(crate::serving::article("a", SCRIPT)),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    });
    ingest.metadata_mut().insert("authorization", with(&desk));
    client.ingest_article(ingest).await.unwrap();
    let mut quotes = serving.quotes().await;
    let mut search = Request::new(pb::SearchQuotesRequest::default());
    search.metadata_mut().insert("authorization", with(&reader));
    let found = quotes.search_quotes(search).await.unwrap().into_inner();
    let name = found.results[0].quote.clone().unwrap().name;
    let mut decide = async |token: &str, analyst: &str| {
        let mut asked = Request::new(pb::DecideRecordRequest {
            analyst: analyst.to_owned(),
            ..request(&name, pb::DecisionState::Confirmed)
        });
        asked.metadata_mut().insert("authorization", with(token));
        let answer = client.decide_record(asked).await?.into_inner();
        Ok::<_, tonic::Status>(answer.decision.unwrap().decision.unwrap().analyst)
    };
    assert_eq!(decide(&desk, "").await.unwrap(), "desk");
    assert_eq!(decide(&desk, "mt").await.unwrap(), "mt");
    let refused = decide(&reader, "mt").await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}
