//! What cannot be corrected: told with all that is wrong, and with what can.

use super::{
    SCRIPT, correct, event, named, of_claim, of_stance, place, quote, request, speakers, stance,
    worded,
};
use crate::serving::{Serving, details, violations};
use tonic::Code;
use vedette::model::{CORRECTED_ACTORS_MAX, CORRECTED_TEXT_BYTES_MAX};
use vedette::rpc::pb;

#[tokio::test]
async fn a_place_and_a_claim_that_are_not_known_are_refused() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let found = event(&serving).await.unwrap();
    let told = pb::Claim {
        name: found.claims[0].name.clone(),
        posture: pb::Posture::Withdraw.into(),
        ..Default::default()
    };
    let nowhere = pb::Claim {
        place: Some(place("Nowhere on Ferrin")),
        ..told.clone()
    };
    let refused = correct(&serving, &found.name, of_claim(nowhere), &["place"]).await;
    let refused = refused.unwrap_err();
    let found_wrong = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    assert_eq!(found_wrong[0].0, "claim.place.place.display_name");
    let unknown = pb::Claim {
        name: format!("{}/claims/cnone", found.name),
        ..told
    };
    let refused = correct(
        &serving,
        &found.name,
        of_claim(unknown.clone()),
        &["posture"],
    )
    .await;
    let refused = refused.unwrap_err();
    let told = details(&refused, pb::ErrorReason::ResourceNotFound);
    assert_eq!(told.resource_info().unwrap().resource_name, unknown.name);
}

#[tokio::test]
async fn what_cannot_be_corrected_is_told_at_once_with_what_can() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let name = quote(&serving, "we wait").await.name;
    let wrong = speakers(vec![
        named("iraq"),
        worded(" "),
        worded(&"x".repeat(CORRECTED_TEXT_BYTES_MAX + 1)),
    ]);
    let paths = ["text", "speakers", "kind", "evidence", "*", "speakers.text"];
    let refused = correct(&serving, &name, wrong, &paths).await.unwrap_err();
    let told = details(&refused, pb::ErrorReason::RequestInvalid);
    let found = violations(&told);
    let found: Vec<_> = found
        .iter()
        .map(|(f, k)| (f.as_str(), k.as_str()))
        .collect();
    let expected = [
        ("quote.kind", "MISSING"),
        ("quote.speakers[0].actor", "MALFORMED"),
        ("quote.speakers[1].text", "MISSING"),
        ("quote.speakers[2].text", "TOO_LONG"),
        ("update_mask.paths[0]", "UNKNOWN_FIELD"),
        ("update_mask.paths[3]", "UNKNOWN_FIELD"),
        ("update_mask.paths[4]", "UNKNOWN_FIELD"),
        ("update_mask.paths[5]", "UNKNOWN_FIELD"),
    ];
    assert_eq!(found, expected);
    let fields = &told.bad_request().unwrap().field_violations;
    let evidence = fields
        .iter()
        .find(|f| f.field == "update_mask.paths[3]")
        .unwrap();
    assert!(
        evidence
            .description
            .contains("speakers, addressees, kind, modality"),
        "{evidence:?}"
    );
}

#[tokio::test]
async fn a_mask_and_one_record_of_the_right_noun_go_with_corrected_alone() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let name = quote(&serving, "we wait").await.name;
    let fields = async |request: pb::DecideRecordRequest| {
        let mut client = serving.articles().await;
        let refused = client.decide_record(request).await.unwrap_err();
        let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
        found
            .into_iter()
            .map(|(field, _)| field)
            .collect::<Vec<_>>()
    };
    let bare = pb::DecideRecordRequest {
        corrected: None,
        ..request(&name, speakers(Vec::new()), &[])
    };
    assert_eq!(fields(bare).await, ["quote"]);
    assert_eq!(
        fields(request(&name, speakers(Vec::new()), &[])).await,
        ["update_mask"]
    );
    let stance = stance(&serving).await.name;
    assert_eq!(
        fields(request(&stance, speakers(Vec::new()), &["speakers"])).await,
        ["quote"]
    );
    let confirm = pb::DecideRecordRequest {
        state: pb::DecisionState::Confirmed.into(),
        ..request(&name, speakers(Vec::new()), &["speakers"])
    };
    assert_eq!(fields(confirm).await, ["quote", "update_mask"]);
    let targets = of_stance(pb::Stance::default());
    let both = request(&stance, targets, &["actor", "issue"]);
    assert_eq!(
        fields(both).await,
        ["stance.actor", "stance.issue", "update_mask"]
    );
}

#[tokio::test]
async fn actors_that_are_not_there_are_not_set() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let name = quote(&serving, "we wait").await.name;
    for (corrected, missing) in [
        (
            speakers(vec![named("actors/nobody-at-all")]),
            "actors/nobody-at-all",
        ),
        (
            speakers(vec![pb::ActorReference {
                affiliation: Some("actors/no-body".to_owned()),
                ..worded("a clerk")
            }]),
            "actors/no-body",
        ),
    ] {
        let refused = correct(&serving, &name, corrected, &["speakers"])
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let told = details(&refused, pb::ErrorReason::ResourceNotFound);
        assert_eq!(told.resource_info().unwrap().resource_name, missing);
    }
}

#[tokio::test]
async fn figures_places_and_lists_have_limits() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let name = quote(&serving, "we wait").await.name;
    let longest = worded(&"x".repeat(CORRECTED_TEXT_BYTES_MAX));
    let most = speakers(vec![longest.clone(); CORRECTED_ACTORS_MAX]);
    correct(&serving, &name, most, &["speakers"]).await.unwrap();
    let more = speakers(vec![longest; CORRECTED_ACTORS_MAX + 1]);
    let refused = correct(&serving, &name, more, &["speakers"])
        .await
        .unwrap_err();
    let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    assert_eq!(
        found,
        [("quote.speakers".to_owned(), "TOO_LONG".to_owned())]
    );
    let paths = vec!["speakers"; 100];
    correct(&serving, &name, speakers(Vec::new()), &paths)
        .await
        .unwrap();
    let paths = vec!["speakers"; 101];
    let refused = correct(&serving, &name, speakers(Vec::new()), &paths)
        .await
        .unwrap_err();
    let found = violations(&details(&refused, pb::ErrorReason::RequestInvalid));
    assert_eq!(found, [("update_mask".to_owned(), "TOO_LONG".to_owned())]);
    let found = event(&serving).await.unwrap();
    let claim = pb::Claim {
        name: "deployments/dother/claims/c1".to_owned(),
        personnel: Some(pb::Amount {
            min: Some(9.0),
            max: Some(-1.0),
            ..Default::default()
        }),
        place: Some(pb::PlaceMention {
            place: Some(pb::Place {
                latitude: Some(91.0),
                longitude: Some(f64::NAN),
                resolution: 99,
                country: Some("QQQ".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        }),
        border: Some("borders/x".to_owned()),
        ..Default::default()
    };
    let paths = ["personnel", "place", "border"];
    let refused = correct(&serving, &found.name, of_claim(claim), &paths).await;
    let found = violations(&details(
        &refused.unwrap_err(),
        pb::ErrorReason::RequestInvalid,
    ));
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    let expected = [
        "claim.border",
        "claim.name",
        "claim.personnel",
        "claim.personnel.bound",
        "claim.personnel.max",
        "claim.place.place.country",
        "claim.place.place.display_name",
        "claim.place.place.latitude",
        "claim.place.place.longitude",
        "claim.place.place.resolution",
    ];
    assert_eq!(fields, expected);
}
