//! Corrections on the wire: set by field masks, seen by every question, refused with all that is wrong.

mod refusal;

use crate::serving::{PATIENCE, Serving, details, violations};
use pb::decide_record_request::Corrected;
use tonic::Streaming;
use vedette::rpc::pb;

const ISSUE: &str = "issues/iraq-military-involvement-in-syria";

const SCRIPT: &str = "quote prov-ada DIRECT: we wait\n\
                      side prov-ada OPPOSE iraq-military-involvement-in-syria: against it\nmove prov-guard DEPLOY REPORTED aa-bb of 40: they went";

fn named(actor: &str) -> pb::ActorReference {
    pb::ActorReference {
        actor: Some(actor.to_owned()),
        ..Default::default()
    }
}

fn worded(text: &str) -> pb::ActorReference {
    pb::ActorReference {
        text: text.to_owned(),
        ..Default::default()
    }
}

fn of_quote(quote: pb::Quote) -> Corrected {
    Corrected::Quote(Box::new(quote))
}

fn of_stance(stance: pb::Stance) -> Corrected {
    Corrected::Stance(Box::new(stance))
}

fn of_claim(claim: pb::Claim) -> Corrected {
    Corrected::Claim(Box::new(claim))
}

fn speakers(speakers: Vec<pb::ActorReference>) -> Corrected {
    of_quote(pb::Quote {
        speakers,
        ..Default::default()
    })
}

fn request(name: &str, corrected: Corrected, paths: &[&str]) -> pb::DecideRecordRequest {
    pb::DecideRecordRequest {
        name: name.to_owned(),
        state: pb::DecisionState::Corrected.into(),
        analyst: "mt".to_owned(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        corrected: Some(corrected),
        update_mask: Some(prost_types::FieldMask {
            paths: paths.iter().map(|p| (*p).to_owned()).collect(),
        }),
        ..Default::default()
    }
}

async fn correct(
    serving: &Serving,
    name: &str,
    corrected: Corrected,
    paths: &[&str],
) -> Result<pb::RecordDecision, tonic::Status> {
    let mut client = serving.articles().await;
    let answer = client
        .decide_record(request(name, corrected, paths))
        .await?;
    Ok(answer.into_inner().decision.unwrap())
}

async fn quotes(serving: &Serving, filter: pb::QuoteFilter) -> Vec<pb::Quote> {
    let request = pb::SearchQuotesRequest {
        filter: Some(filter),
        ..Default::default()
    };
    let mut client = serving.quotes().await;
    let found = client.search_quotes(request).await.unwrap().into_inner();
    found.results.into_iter().filter_map(|r| r.quote).collect()
}

async fn quote(serving: &Serving, text: &str) -> pb::Quote {
    let all = quotes(serving, pb::QuoteFilter::default()).await;
    all.into_iter().find(|q| q.text == text).unwrap()
}

async fn stance(serving: &Serving) -> pb::Stance {
    let mut client = serving.stances().await;
    let found = client
        .search_stances(pb::SearchStancesRequest::default())
        .await;
    let mut results = found.unwrap().into_inner().results;
    results.remove(0).stance.unwrap()
}

async fn event(serving: &Serving) -> Option<pb::Deployment> {
    let mut client = serving.deployments().await;
    let found = client
        .search_deployments(pb::SearchDeploymentsRequest::default())
        .await;
    let results = found.unwrap().into_inner().results;
    results.into_iter().next().and_then(|r| r.deployment)
}

#[tokio::test]
async fn a_corrected_speaker_is_found_counted_and_shown_beside_the_one_read() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    serving.ingest("b", "quote prov-bea DIRECT: we leave").await;
    let name = quote(&serving, "we wait").await.name;
    let bea = named("actors/prov-bea");
    let made = correct(&serving, &name, speakers(vec![bea]), &["speakers"])
        .await
        .unwrap();
    let shown = quote(&serving, "we wait").await;
    assert_eq!(shown.decision, made.decision);
    let decision = made.decision.unwrap();
    assert_eq!(decision.state(), pb::DecisionState::Corrected);
    let field = &decision.corrections[0];
    let of = |value: &Option<pb::FieldValue>| value.as_ref().unwrap().actors[0].clone();
    assert_eq!(
        (field.path.as_str(), decision.corrections.len()),
        ("speakers", 1)
    );
    assert_eq!(
        of(&field.original).actor.as_deref(),
        Some("actors/prov-ada")
    );
    assert_eq!(of(&field.corrected), shown.speakers[0]);
    // The name comes from who lists the actor, not from the request.
    assert!(!shown.speakers[0].text.is_empty());
    let by = |actor: &str| pb::QuoteFilter {
        speakers: vec![actor.to_owned()],
        ..Default::default()
    };
    assert_eq!(quotes(&serving, by("actors/prov-bea")).await.len(), 2);
    assert_eq!(quotes(&serving, by("actors/prov-ada")).await.len(), 1);
    let corrected = pb::QuoteFilter {
        decision_states: vec![pb::DecisionState::Corrected.into()],
        ..Default::default()
    };
    assert_eq!(quotes(&serving, corrected).await, [shown]);
    let nobody = speakers(vec![worded("a clerk at the ferry")]);
    correct(&serving, &name, nobody, &["speakers", "speakers"])
        .await
        .unwrap();
    let shown = quote(&serving, "we wait").await.speakers;
    assert_eq!(shown, [worded("a clerk at the ferry")]);
    correct(&serving, &name, speakers(Vec::new()), &["speakers"])
        .await
        .unwrap();
    let silent = pb::QuoteFilter {
        speaker_identities: vec![pb::SpeakerIdentity::None.into()],
        ..Default::default()
    };
    assert_eq!(quotes(&serving, silent).await.len(), 1);
}

#[tokio::test]
async fn a_corrected_stance_turns_its_cell_of_the_matrix_and_its_quote() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let before = stance(&serving).await;
    assert_eq!(quote(&serving, "against it").await.issues, [ISSUE]);
    let cell = async || {
        let mut client = serving.stances().await;
        let matrix = client
            .get_stance_matrix(pb::GetStanceMatrixRequest::default())
            .await;
        let rows = matrix.unwrap().into_inner().rows;
        rows.first()
            .map(|r| r.cells[0].declared.as_ref().unwrap().position())
    };
    assert_eq!(cell().await, Some(pb::Position::Oppose));
    let support = of_stance(pb::Stance {
        position: pb::Position::Support.into(),
        ..Default::default()
    });
    correct(&serving, &before.name, support, &["position"])
        .await
        .unwrap();
    assert_eq!(cell().await, Some(pb::Position::Support));
    let actor = of_stance(pb::Stance {
        target: Some(pb::stance::Target::Actor(named("actors/iq"))),
        ..Default::default()
    });
    let made = correct(&serving, &before.name, actor, &["actor"])
        .await
        .unwrap();
    assert_eq!(cell().await, None);
    assert_eq!(quote(&serving, "against it").await.issues, [""; 0]);
    let shown = made.decision.unwrap().corrections;
    let values: Vec<_> = shown
        .iter()
        .map(|c| (c.path.as_str(), c.original.clone().and_then(|o| o.value)))
        .collect();
    assert_eq!(
        values,
        [
            ("position", Some("POSITION_OPPOSE".to_owned())),
            ("actor", Some(ISSUE.to_owned())),
            ("cameo_code", Some("112".to_owned()))
        ]
    );
    let withdraw = pb::DecideRecordRequest {
        name: before.name.clone(),
        state: pb::DecisionState::Undecided.into(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut articles = serving.articles().await;
    articles.decide_record(withdraw).await.unwrap();
    assert_eq!(stance(&serving).await, before);
    assert_eq!(quote(&serving, "against it").await.issues, [ISSUE]);
}

fn place(name: &str) -> pb::PlaceMention {
    pb::PlaceMention {
        place: Some(pb::Place {
            display_name: name.to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_corrected_claim_changes_what_its_event_answers() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let found = event(&serving).await.unwrap();
    let claim = found.claims[0].name.clone();
    let told = pb::Claim {
        name: claim.clone(),
        posture: pb::Posture::Withdraw.into(),
        border: Some("borders/sy-iq".to_owned()),
        place: Some(place("rutba")),
        personnel: Some(pb::Amount {
            min: Some(0.0),
            max: Some(50.0),
            bound: pb::Bound::About.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let paths = ["posture", "border", "place", "personnel"];
    let made = correct(&serving, &found.name, of_claim(told.clone()), &paths)
        .await
        .unwrap();
    let decision = made.decision.unwrap();
    assert!(
        decision
            .corrections
            .iter()
            .all(|c| c.claim.as_ref() == Some(&claim))
    );
    let shown = event(&serving).await.unwrap();
    assert_eq!(shown.decision.as_ref(), Some(&decision));
    assert_eq!(shown.border.as_deref(), Some("borders/iq-sy"));
    let one = &shown.claims[0];
    assert_eq!(
        (one.posture(), one.plover_type()),
        (pb::Posture::Withdraw, pb::PloverType::Retreat)
    );
    assert_eq!(one.personnel.as_ref().unwrap().max, Some(50.0));
    let at = one.place.clone().unwrap();
    assert_eq!(at.mention, None, "the text does not name it");
    assert!(
        at.place.unwrap().latitude.is_some(),
        "the gazetteer knows where"
    );
    let denied = pb::Claim {
        status: pb::ClaimStatus::Denied.into(),
        ..told
    };
    correct(&serving, &found.name, of_claim(denied), &["status"])
        .await
        .unwrap();
    assert_eq!(event(&serving).await, None, "no fact any more");
}

#[tokio::test]
async fn decisions_are_listed_with_the_fields_asked_for() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let name = quote(&serving, "we wait").await.name;
    correct(&serving, &name, speakers(Vec::new()), &["speakers"])
        .await
        .unwrap();
    let list = async |paths: &[&str]| {
        let request = pb::ListDecisionsRequest {
            read_mask: Some(prost_types::FieldMask {
                paths: paths.iter().map(|p| (*p).to_owned()).collect(),
            }),
            ..Default::default()
        };
        let mut client = serving.articles().await;
        client.list_decisions(request).await
    };
    let whole = list(&["*"]).await.unwrap().into_inner().decisions.remove(0);
    assert!(!whole.texts.is_empty() && !whole.article.is_empty());
    let few = list(&["decision.corrections.path"])
        .await
        .unwrap()
        .into_inner();
    let expected = pb::RecordDecision {
        record: name,
        decision: Some(pb::Decision {
            corrections: vec![pb::FieldCorrection {
                path: "speakers".to_owned(),
                ..Default::default()
            }],
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(few.decisions, [expected]);
    let refused = list(&["decision.nothing"]).await.unwrap_err();
    let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    assert_eq!(
        found,
        [("read_mask.paths[0]".to_owned(), "UNKNOWN_FIELD".to_owned())]
    );
}

async fn told(
    stream: &mut Streaming<pb::FollowQuotesResponse>,
) -> Vec<(pb::ChangeKind, Vec<pb::ActorReference>)> {
    let told = tokio::time::timeout(PATIENCE, async {
        loop {
            let told = stream.message().await.unwrap().unwrap().changes;
            if !told.is_empty() {
                return told;
            }
        }
    });
    let told = told.await.expect("a change is told").into_iter();
    told.map(|c| (c.kind(), c.quote.unwrap().speakers))
        .collect()
}

#[tokio::test]
async fn who_follows_is_told_of_a_correction_as_the_filter_sees_it() {
    let serving = Serving::with(&[("server-grpc-heartbeat", "50ms")]).await;
    serving.ingest("a", "quote prov-ada DIRECT: we wait").await;
    let name = quote(&serving, "we wait").await.name;
    let mut client = serving.quotes().await;
    let mut follow = async |speakers: &[&str]| {
        let request = pb::FollowQuotesRequest {
            filter: Some(pb::QuoteFilter {
                speakers: speakers.iter().map(|s| (*s).to_owned()).collect(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let mut stream = client.follow_quotes(request).await.unwrap().into_inner();
        assert_eq!(stream.message().await.unwrap().unwrap().changes, []);
        stream
    };
    let mut all = follow(&[]).await;
    let mut ada = follow(&["actors/prov-ada"]).await;
    let clerk = worded("a clerk");
    correct(
        &serving,
        &name,
        speakers(vec![clerk.clone()]),
        &["speakers"],
    )
    .await
    .unwrap();
    assert_eq!(
        told(&mut all).await,
        [(pb::ChangeKind::Changed, vec![clerk])]
    );
    let gone = told(&mut ada).await;
    assert_eq!((gone.len(), gone[0].0), (1, pb::ChangeKind::Removed));
}
