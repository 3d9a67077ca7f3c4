//! Cards of actors: the first and the last report that names one.

use super::day;
use crate::serving::{Serving, article};
use vedette::rpc::pb;

async fn put(serving: &Serving, source_id: &str, published: Option<pb::CivilDate>, script: &str) {
    let range = |day| pb::DateRange {
        start: Some(day),
        ..Default::default()
    };
    let request = pb::IngestArticleRequest {
        article: Some(pb::ArticleInput {
            publish_date: published.map(range),
            ..article(source_id, script)
        }),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    client.ingest_article(request).await.unwrap();
}

async fn seen(serving: &Serving, name: &str) -> (Option<String>, Option<String>) {
    let mut client = serving.actors().await;
    let request = pb::GetActorRequest {
        name: name.to_owned(),
        read_mask: None,
    };
    let card = client.get_actor(request).await.unwrap().into_inner();
    let id = |source: Option<pb::Source>| source.map(|s| s.source_id().to_owned());
    (id(card.first_seen), id(card.last_seen))
}

#[tokio::test]
async fn a_card_names_the_first_and_the_last_report_whatever_their_records() {
    let serving = Serving::start().await;
    let quote = "quote prov-ada DIRECT: words";
    put(&serving, "late-quote", Some(day(2031, 5, 7)), quote).await;
    put(&serving, "undated", None, "quote prov-ada DIRECT: no day").await;
    let moved = "move prov-ada PATROL DENIED iq-sy: nobody patrols";
    put(&serving, "early-move", Some(day(2031, 5, 2)), moved).await;
    let stance = "stance prov-ben SUPPORT prov-issue by prov-ada: Ben is for it";
    put(&serving, "latest-stance", Some(day(2031, 5, 9)), stance).await;
    let wanted = (
        Some("early-move".to_owned()),
        Some("latest-stance".to_owned()),
    );
    assert_eq!(seen(&serving, "actors/prov-ada").await, wanted);
    let only = "quote prov-cleo DIRECT: only here";
    put(&serving, "undated-too", None, only).await;
    assert_eq!(seen(&serving, "actors/prov-cleo").await, (None, None));
}

#[tokio::test]
async fn of_several_reports_of_one_day_the_order_of_ingest_decides() {
    let serving = Serving::start().await;
    for source_id in ["one", "two", "three"] {
        let script = format!("quote prov-ada DIRECT: {source_id}");
        put(&serving, source_id, Some(day(2031, 5, 7)), &script).await;
    }
    let wanted = (Some("one".to_owned()), Some("three".to_owned()));
    assert_eq!(seen(&serving, "actors/prov-ada").await, wanted);
}
