//! Utterances over the wire: what is linked, what is not, how tellings differ, and what merged names answer.

use crate::serving::{Serving, details};
use std::collections::BTreeMap;
use vedette::rpc::pb;

const LONG: &str = "The red line for our country is the river and nobody may cross it";

/// Ingests one quote as a report of its own and answers its utterance.
async fn say(serving: &Serving, source_id: &str, head: &str, words: &str) -> String {
    let name = serving
        .ingest(source_id, &format!("{head}: {words}"))
        .await
        .name;
    let request = pb::SearchQuotesRequest {
        filter: Some(pb::QuoteFilter {
            articles: vec![name],
            ..Default::default()
        }),
        ..Default::default()
    };
    let answer = serving
        .quotes()
        .await
        .search_quotes(request)
        .await
        .unwrap()
        .into_inner();
    let [result] = answer.results.as_slice() else {
        panic!("{answer:?}");
    };
    result.quote.clone().unwrap().utterance
}

async fn told(serving: &Serving, name: &str) -> pb::GetUtteranceResponse {
    let request = pb::GetUtteranceRequest {
        name: name.to_owned(),
        read_mask: None,
    };
    serving
        .quotes()
        .await
        .get_utterance(request)
        .await
        .unwrap()
        .into_inner()
}

fn marked(text: &str, spans: &[pb::Span]) -> Vec<String> {
    let at = |byte: i32| usize::try_from(byte).unwrap();
    let cut = |s: &pb::Span| {
        text.get(at(s.start_byte)..at(s.end_byte))
            .unwrap()
            .to_owned()
    };
    spans.iter().map(cut).collect()
}

#[tokio::test]
async fn tellings_of_one_act_of_speech_share_a_name_and_show_what_differs() {
    let serving = Serving::start().await;
    let ada = "quote prov-ada DIRECT";
    let first = say(&serving, "a", ada, LONG).await;
    assert!(first.starts_with("utterances/u"));
    for (id, words) in [
        (
            "same",
            "the red line, for our country, is the river; and NOBODY may cross it",
        ),
        ("part", "the red line for our country is the river"),
        (
            "short",
            "The red line for our country and nobody may cross it",
        ),
    ] {
        assert_eq!(say(&serving, id, ada, words).await, first, "{id}");
    }
    let answer = told(&serving, &first).await;
    assert_eq!(answer.redirected_name, None);
    let found = answer.utterance.unwrap();
    assert_eq!(
        (found.name.as_str(), found.wording_count),
        (first.as_str(), 4)
    );
    assert!(found.conflicts.is_empty(), "{:?}", found.conflicts);
    let relations: BTreeMap<String, pb::WordingRelation> = found
        .wordings
        .iter()
        .map(|w| (w.quote.as_ref().unwrap().text.len(), w.relation()))
        .map(|(length, relation)| (length.to_string(), relation))
        .collect();
    let relation = |words: &str| relations[&words.len().to_string()];
    assert_eq!(relation(LONG), pb::WordingRelation::Identical);
    assert_eq!(
        relation("the red line for our country is the river"),
        pb::WordingRelation::PartOf
    );
    let short = "The red line for our country and nobody may cross it";
    assert_eq!(relation(short), pb::WordingRelation::Shortened);
    let short = found
        .wordings
        .iter()
        .find(|w| w.quote.as_ref().unwrap().text == short)
        .unwrap();
    assert!(short.differing_spans.is_empty());
    assert_eq!(marked(LONG, &short.missing_spans), ["is the river"]);
    let all = pb::SearchQuotesRequest {
        filter: Some(pb::QuoteFilter {
            utterances: vec![first],
            ..Default::default()
        }),
        ..Default::default()
    };
    let page = serving
        .quotes()
        .await
        .search_quotes(all)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.results.len(), 4);
}

#[tokio::test]
async fn other_words_for_the_same_are_linked_only_when_speaker_day_and_substance_agree() {
    let serving = Serving::start().await;
    let ada = "quote prov-ada DIRECT";
    let base = "We shall defend prov-kim against every foreign army at the northern border";
    let other =
        "We will protect prov-kim from foreign armies on our northern border and defend him";
    let first = say(&serving, "a", ada, base).await;
    assert_eq!(say(&serving, "b", ada, other).await, first);
    let found = told(&serving, &first).await.utterance.unwrap();
    let relations: Vec<_> = found.wordings.iter().map(pb::Wording::relation).collect();
    assert!(
        relations.contains(&pb::WordingRelation::Translated),
        "{relations:?}"
    );
    let third = "Against foreign armies we will defend prov-kim on the northern border of ours";
    for (case, head, words) in [
        ("plain", ada, third.to_owned()),
        ("speaker", "quote prov-ben DIRECT", third.to_owned()),
        ("nobody", "quote nobody DIRECT", third.to_owned()),
        (
            "day",
            "quote prov-ada DIRECT on 2031-04-30",
            third.to_owned(),
        ),
        ("negation", ada, third.replace("we will", "we will not")),
        ("name", ada, third.replace("prov-kim", "prov-tom")),
        ("number", ada, format!("{third} with 600 men")),
    ] {
        let serving = Serving::start().await;
        let first = say(&serving, "a", ada, base).await;
        let linked = say(&serving, "b", head, &words).await == first;
        // A number only one of them names is no contradiction.
        assert_eq!(linked, ["plain", "number"].contains(&case), "{case}");
    }
}

#[tokio::test]
async fn conflicting_tellings_stay_visible() {
    let serving = Serving::start().await;
    let first = say(&serving, "a", "quote prov-ada DIRECT at Harbour", LONG).await;
    for (id, head) in [
        ("b", "quote prov-ben DIRECT at Harbour"),
        ("c", "quote prov-ada DIRECT at Townhall on 2031-05-01"),
    ] {
        assert_eq!(say(&serving, id, head, LONG).await, first, "{id}");
    }
    let found = told(&serving, &first).await.utterance.unwrap();
    let fields: Vec<_> = found
        .conflicts
        .iter()
        .map(pb::TellingConflict::field)
        .collect();
    assert_eq!(
        fields,
        [
            pb::TellingConflictField::SaidDate,
            pb::TellingConflictField::Speaker,
            pb::TellingConflictField::Venue
        ]
    );
    let values = |i: usize| {
        let values = &found.conflicts[i].values;
        let told = values.iter().map(|v| (v.value.as_str(), v.quotes.len()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(values(0), [("2031-05-04", 2), ("2031-05-01", 1)]);
    assert_eq!(values(1), [("actors/prov-ada", 2), ("actors/prov-ben", 1)]);
    assert_eq!(values(2), [("Harbour", 2), ("Townhall", 1)]);
}

#[tokio::test]
async fn what_everybody_says_and_what_one_report_says_twice_is_not_linked() {
    let serving = Serving::start().await;
    let ada = "quote prov-ada DIRECT";
    let first = say(&serving, "a", ada, "We will not resign today").await;
    assert_ne!(
        say(&serving, "b", ada, "We will not resign today").await,
        first
    );
    // Ten words are too few for a stranger when they tell little.
    let dull = "We are there for you and you are there for us again";
    let first = say(&serving, "c", ada, dull).await;
    assert_ne!(
        say(&serving, "d", "quote prov-ben DIRECT", dull).await,
        first
    );
    let twice = format!("{ada}: {LONG}\n{ada}: {LONG}");
    serving.ingest("e", &twice).await;
    let page = serving
        .quotes()
        .await
        .search_quotes(pb::SearchQuotesRequest {
            query: "river".to_owned(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    let names: Vec<_> = page
        .results
        .iter()
        .map(|r| r.quote.clone().unwrap().utterance)
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
}

#[tokio::test]
async fn a_longer_telling_makes_two_utterances_one_and_the_later_name_redirects() {
    let serving = Serving::start().await;
    let ada = "quote prov-ada DIRECT";
    let one = "the harbour of the old town stays open";
    let two = "every ship that comes in peace may land";
    let first = say(&serving, "a", ada, one).await;
    let second = say(&serving, "b", ada, two).await;
    assert_ne!(first, second);
    assert_eq!(
        say(&serving, "c", ada, &format!("{one} and {two}")).await,
        first
    );
    let answer = told(&serving, &second).await;
    assert_eq!(answer.redirected_name.as_ref(), Some(&second));
    let found = answer.utterance.unwrap();
    assert_eq!(
        (found.name.as_str(), found.wordings.len()),
        (first.as_str(), 3)
    );
    assert_eq!(found.merged_utterances, std::slice::from_ref(&second));
    let page = serving
        .quotes()
        .await
        .search_quotes(pb::SearchQuotesRequest {
            filter: Some(pb::QuoteFilter {
                utterances: vec![second],
                ..Default::default()
            }),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.results.len(), 3);
    assert!(
        page.results
            .iter()
            .all(|r| r.quote.as_ref().unwrap().utterance == first)
    );
}

#[tokio::test]
async fn an_utterance_nobody_tells_is_not_found() {
    let serving = Serving::start().await;
    let request = pb::GetUtteranceRequest {
        name: "utterances/unone".to_owned(),
        read_mask: None,
    };
    let status = serving
        .quotes()
        .await
        .get_utterance(request)
        .await
        .unwrap_err();
    let found = details(&status, pb::ErrorReason::ResourceNotFound);
    let resource = found.resource_info().unwrap();
    assert_eq!(resource.resource_type, "vedette.v1.Utterance");
}

#[tokio::test]
async fn a_batch_answers_in_the_order_asked_for_all_or_nothing() {
    let serving = Serving::start().await;
    serving
        .ingest(
            "a",
            "quote prov-ada DIRECT: one\nquote prov-ada DIRECT: two",
        )
        .await;
    let mut client = serving.quotes().await;
    let page = client
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap()
        .into_inner();
    let names: Vec<String> = page
        .results
        .into_iter()
        .map(|r| r.quote.unwrap().name)
        .collect();
    let mut batch = async |names: Vec<String>| {
        let request = pb::BatchGetQuotesRequest {
            names,
            read_mask: None,
        };
        let answer = client.batch_get_quotes(request).await;
        answer.map(|a| {
            a.into_inner()
                .quotes
                .into_iter()
                .map(|q| q.name)
                .collect::<Vec<_>>()
        })
    };
    let asked = vec![names[1].clone(), names[0].clone(), names[1].clone()];
    assert_eq!(batch(asked.clone()).await.unwrap(), asked);
    let status = batch(vec![names[0].clone(), "quotes/qnone".to_owned()])
        .await
        .unwrap_err();
    details(&status, pb::ErrorReason::ResourceNotFound);
    assert_eq!(batch(vec![names[0].clone(); 100]).await.unwrap().len(), 100);
    let status = batch(vec![names[0].clone(); 101]).await.unwrap_err();
    details(&status, pb::ErrorReason::RequestInvalid);
}
