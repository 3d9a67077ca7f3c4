//! Read masks: what an answer leaves out, and what it never leaves out.

use crate::serving::{Serving, details, violations};
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use prost_types::FieldMask;
use tonic::Request;
use tonic_prost::ProstCodec;
use vedette::rpc::{FILE_DESCRIPTOR_SET, pb};

const SCRIPT: &str = "\
quote prov-ada DIRECT: The river is high
quote prov-ada DIRECT: The bridge is down
move prov-river-guard REINFORCE REPORTED qq-zz: Thousands came to the river
length qq-zz 600: The border is 600 km long";

const STANCE: &str = "stance prov-ada OPPOSE iraq-military-involvement-in-syria: Ada is against";

fn mask(paths: &[&str]) -> FieldMask {
    let paths = paths.iter().map(|p| (*p).to_owned()).collect();
    FieldMask { paths }
}

#[tokio::test]
async fn quotes_come_with_the_fields_asked_for_on_every_way() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.quotes().await;
    let mut search = async |read_mask, page_token| {
        let request = pb::SearchQuotesRequest {
            page_size: 1,
            order_by: "name".to_owned(),
            page_token,
            read_mask,
            ..Default::default()
        };
        let page = client.search_quotes(request).await.unwrap().into_inner();
        (page.results[0].quote.clone().unwrap(), page.next_page_token)
    };
    let (whole, _) = search(None, String::new()).await;
    let wanted = pb::Quote {
        name: whole.name.clone(),
        text: whole.text.clone(),
        speakers: vec![pb::ActorReference {
            actor: Some("actors/prov-ada".to_owned()),
            ..Default::default()
        }],
        ..Default::default()
    };
    let paths = ["text", "speakers.actor"];
    let (found, token) = search(Some(mask(&paths)), String::new()).await;
    assert_eq!(found, wanted);
    // The mask may change from page to page.
    let (second, _) = search(None, token).await;
    assert!(second.name > whole.name && second.source.is_some());
    let (star, _) = search(Some(mask(&["*"])), String::new()).await;
    assert_eq!(star, whole);
    let one = pb::GetQuoteRequest {
        name: whole.name.clone(),
        read_mask: Some(mask(&paths)),
    };
    let one = client.get_quote(one).await.unwrap().into_inner().quote;
    assert_eq!(one.as_ref(), Some(&wanted));
    let several = pb::BatchGetQuotesRequest {
        names: vec![whole.name.clone(), second.name],
        read_mask: Some(mask(&paths)),
    };
    let several = client.batch_get_quotes(several).await.unwrap().into_inner();
    assert_eq!(several.quotes[0], wanted);
    assert!(several.quotes.iter().all(|q| q.source.is_none()));
}

#[tokio::test]
async fn events_keep_the_names_of_their_claims_and_borders_of_their_facts() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.deployments().await;
    let request = pb::SearchDeploymentsRequest {
        read_mask: Some(mask(&["claims.posture"])),
        ..Default::default()
    };
    let page = client.search_deployments(request).await.unwrap();
    let event = page.into_inner().results[0].deployment.clone().unwrap();
    let claim = pb::Claim {
        name: event.claims[0].name.clone(),
        posture: pb::Posture::Reinforce.into(),
        ..Default::default()
    };
    assert!(claim.name.starts_with(&format!("{}/claims/", event.name)));
    let wanted = pb::Deployment {
        name: event.name.clone(),
        claims: vec![claim],
        ..Default::default()
    };
    assert_eq!(event, wanted);
    let request = pb::ListBordersRequest {
        read_mask: Some(mask(&["facts.property"])),
        ..Default::default()
    };
    let listed = client.list_borders(request).await.unwrap().into_inner();
    let border = &listed.borders[0];
    assert_eq!(
        (border.name.as_str(), border.countries.len()),
        ("borders/qq-zz", 0)
    );
    let fact = &border.facts[0];
    assert!(fact.name.starts_with("borders/qq-zz/facts/"));
    assert_eq!(fact.property(), pb::BorderProperty::LengthKm);
    assert!(fact.value.is_none() && fact.evidence.is_empty());
}

#[tokio::test]
async fn actors_and_articles_come_with_the_fields_asked_for() {
    let serving = Serving::start().await;
    let article = serving.ingest("a", SCRIPT).await.name;
    let name = "actors/prov-ada".to_owned();
    let card = pb::GetActorRequest {
        name: name.clone(),
        read_mask: Some(mask(&["provisional"])),
    };
    let card = serving.actors().await.get_actor(card).await.unwrap();
    let wanted = pb::Actor {
        name,
        provisional: true,
        ..Default::default()
    };
    assert_eq!(card.into_inner().actor, Some(wanted));
    let mut client = serving.articles().await;
    let request = pb::ListArticlesRequest {
        read_mask: Some(mask(&["source_id"])),
        ..Default::default()
    };
    let listed = client.list_articles(request).await.unwrap().into_inner();
    let wanted = pb::Article {
        name: article.clone(),
        source_id: Some("a".to_owned()),
        ..Default::default()
    };
    assert_eq!(listed.articles, [wanted]);
    let one = pb::GetArticleRequest {
        name: article,
        include_records: true,
        read_mask: Some(mask(&["text"])),
    };
    let one = client.get_article(one).await.unwrap().into_inner();
    let told = one.article.unwrap();
    assert_eq!((told.text.as_str(), told.source_id), (SCRIPT, None));
    assert_eq!(one.records.unwrap().quotes.len(), 2);
}

#[tokio::test]
async fn streams_tell_the_fields_asked_for_and_the_mask_may_change_when_they_go_on() {
    let serving = Serving::start().await;
    let mut follow = serving.stances().await;
    let request = pb::FollowStancesRequest {
        read_mask: Some(mask(&["position"])),
        ..Default::default()
    };
    let mut follow = follow.follow_stances(request).await.unwrap().into_inner();
    follow.message().await.unwrap();
    serving.ingest("a", &format!("{SCRIPT}\n{STANCE}")).await;
    let told = loop {
        let message = follow.message().await.unwrap().unwrap();
        if let [change] = message.changes.as_slice() {
            break change.stance.clone().unwrap();
        }
    };
    let wanted = pb::Stance {
        name: told.name.clone(),
        position: pb::Position::Oppose.into(),
        ..Default::default()
    };
    assert!(told.name.starts_with("stances/"));
    assert_eq!(told, wanted);

    let mut client = serving.quotes().await;
    let mut export = async |read_mask, resume_token| {
        let request = pb::ExportQuotesRequest {
            read_mask,
            resume_token,
            ..Default::default()
        };
        let mut stream = client.export_quotes(request).await.unwrap().into_inner();
        stream.message().await.unwrap().unwrap()
    };
    let whole = export(None, String::new()).await;
    let cut = export(Some(mask(&["text"])), String::new()).await;
    let texts = whole.quotes.iter().map(|q| pb::Quote {
        name: q.name.clone(),
        text: q.text.clone(),
        ..Default::default()
    });
    assert_eq!(cut.quotes, texts.collect::<Vec<_>>());
    assert_eq!(cut.quotes.len(), 2);
    let rest = export(Some(mask(&["modality"])), whole.resume_token).await;
    assert!(rest.quotes.is_empty());
    let mut client = serving.deployments().await;
    let request = pb::ExportDeploymentsRequest {
        read_mask: Some(mask(&["fact"])),
        ..Default::default()
    };
    let mut stream = client
        .export_deployments(request)
        .await
        .unwrap()
        .into_inner();
    let event = stream.message().await.unwrap().unwrap().deployments[0].clone();
    assert!(event.fact && event.claims.is_empty() && !event.name.is_empty());
}

#[tokio::test]
async fn an_utterance_comes_with_the_fields_asked_for() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.quotes().await;
    let found = client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await;
    let quote = found.unwrap().into_inner().results[0]
        .quote
        .clone()
        .unwrap();
    let request = pb::GetUtteranceRequest {
        name: quote.utterance.clone(),
        read_mask: Some(mask(&["wordings.quote.text"])),
    };
    let told = client.get_utterance(request).await.unwrap().into_inner();
    let wanted = pb::Utterance {
        name: quote.utterance,
        wordings: vec![pb::Wording {
            quote: Some(pb::Quote {
                name: quote.name,
                text: quote.text,
                ..Default::default()
            }),
            ..Default::default()
        }],
        ..Default::default()
    };
    assert_eq!(told.utterance, Some(wanted));
}

#[tokio::test]
async fn a_path_that_names_no_field_is_refused_by_every_method_that_takes_a_mask() {
    let serving = Serving::start().await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut raw = tonic::client::Grpc::new(serving.channel().await);
    let mut checked = 0;
    let services = pool.services();
    for method in services.flat_map(|s| s.methods().collect::<Vec<_>>()) {
        let mut request = DynamicMessage::new(method.input());
        let Some(field) = method.input().get_field_by_name("read_mask") else {
            continue;
        };
        let mut mask = DynamicMessage::new(field.kind().as_message().unwrap().clone());
        // A decision is named by its record.
        let name = match method.name() {
            "ListDecisions" => "record",
            _ => "name",
        };
        let paths = [name, "no_such_field"].map(|p| Value::String(p.to_owned()));
        mask.set_field_by_name("paths", Value::List(paths.to_vec()));
        request.set_field(&field, Value::Message(mask));
        raw.ready().await.unwrap();
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let codec = ProstCodec::<DynamicMessage, ()>::default();
        let answer = raw.unary(Request::new(request), path.parse().unwrap(), codec);
        let status = answer.await.expect_err(&path);
        let mut found = violations(&details(&status, pb::ErrorReason::RequestInvalid));
        found.retain(|(_, reason)| reason != "MISSING");
        let wanted = ("read_mask.paths[1]".to_owned(), "UNKNOWN_FIELD".to_owned());
        assert_eq!(found, [wanted], "{path}");
        assert!(status.message().contains("no_such_field") || status.message().contains("more"));
        checked += 1;
    }
    assert_eq!(checked, 23);
}
