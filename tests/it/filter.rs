//! Every field of every filter over the wire: what it finds, and that none is forgotten.
//!
//! Rule: the rows are held against the descriptor set, and each field has a row that finds something else than no filter does.

use crate::serving::{Serving, article};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::OnceLock;
use vedette::rpc::{FILE_DESCRIPTOR_SET, pb};

/// The last word of a line is its mark.
const FIRST: &str = "\
quote ilse-tarn DIRECT to corin-hale at Harbourhall on 2031-05-02: as prov-mara knows: one
quote member-of-vale-guard INDIRECT cue insisted as VIDEO posted Relay: two
quote someone MIXED via prov-river-agency sure 0.95: three
quote ilse-tarn DIRECT is NEGATED: four
side ilse-tarn OPPOSE veldoria-intervenes-in-kestrovia: five
stance greta-holm OPPOSE veldoria-intervenes-in-kestrovia towards anton-velk basis IMPLIED plover ACCUSE cameo 111 sure 0.95: seven
stance dagny-roe SUPPORT qasira-intervenes-in-sahril by corin-hale for vale-guard on 2031-06-01: eight
stance ilse-tarn OPPOSE veldoria-intervenes-in-kestrovia is NEGATED: nine
move vale-guard REINFORCE REPORTED xe-xv ordered ilse-tarn announced corin-hale on 2031-05-01: ten
move vale-guard DEPLOY REPORTED xe-xv claimed dagny-roe via prov-river-agency side XV place Gorlin sure 0.95: eleven
move vale-guard DEPLOY REPORTED xe-xv on 2031-05-08 denied anton-velk is CONDITIONAL: twelve
move vale-guard DEPLOY PLANNED xe-xv on 2031-05-20: thirteen
move vale-guard DEPLOY REPORTED nowhere on 2031-05-21: fourteen";

const SECOND: &str = "\
quote anton-velk DIRECT: six
stance anton-velk SUPPORT qasira-intervenes-in-sahril: six
move xq WITHDRAW REPORTED xq-xs on 2031-05-11: six";

/// A script with sentences no other report has.
fn long(script: &str) -> String {
    let mut text = format!("{script}\n");
    for i in 0..20 {
        writeln!(
            text,
            "one{i} two{i} three{i} four{i} five{i} six{i} seven{i}"
        )
        .unwrap();
    }
    text
}

/// A report of another outlet in everything that is told of a report, then its copy.
fn second() -> [pb::ArticleInput; 2] {
    let mut told = article("b", &long(SECOND));
    told.outlet = Some("Second Wire".to_owned());
    told.title = Some("Flood at the Weir".to_owned());
    told.language = Some("en-GB".to_owned());
    told.agencies = vec!["River News Agency".to_owned()];
    told.authors = vec!["Jonna Pell".to_owned()];
    told.url = Some("https://wire.example/b".to_owned());
    told.collection = Some("desk".to_owned());
    if let Some(start) = told.publish_date.as_mut().and_then(|d| d.start.as_mut()) {
        start.month = 6;
    }
    let mut copy = article("c", &format!("{}An edit.", long(SECOND)));
    copy.outlet = Some("Third Paper".to_owned());
    [told, copy]
}

/// A server with three reports, and what rows name: `@b` an article, `@one` an utterance.
struct World {
    serving: Serving,
    names: Vec<(&'static str, String)>,
}

async fn world() -> World {
    let serving = Serving::start().await;
    serving.ingest("a", FIRST).await;
    let mut names = Vec::new();
    let mut client = serving.articles().await;
    for (mark, input) in ["@b", "@c"].into_iter().zip(second()) {
        let request = pb::IngestArticleRequest {
            article: Some(input),
            acknowledgement: pb::Acknowledgement::Searchable.into(),
            ..Default::default()
        };
        let told = client.ingest_article(request).await.unwrap().into_inner();
        names.push((mark, told.name));
    }
    let mut world = World { serving, names };
    world.confirm().await;
    world
}

impl World {
    /// Confirms a quote, a stance and an event, and learns the name of an act of speech.
    async fn confirm(&mut self) {
        let quotes = self.quotes(pb::QuoteFilter::default()).await;
        let one = quotes.iter().find(|q| q.text.ends_with("one")).unwrap();
        self.names.push(("@one", one.utterance.clone()));
        let three = quotes.iter().find(|q| q.text == "three").unwrap();
        let stances = self.stances(pb::StanceFilter::default()).await;
        let events = self.deployments(pb::DeploymentFilter::default()).await;
        let marks = |texts: &[pb::Evidence]| texts[0].text.clone();
        let seven = stances
            .iter()
            .find(|s| marks(&s.evidence).ends_with("seven"));
        let ten = events
            .iter()
            .find(|d| marks(&d.claims[0].evidence).ends_with("ten"));
        let mut client = self.serving.articles().await;
        for name in [&three.name, &seven.unwrap().name, &ten.unwrap().name] {
            let decide = pb::DecideRecordRequest {
                name: name.clone(),
                state: pb::DecisionState::Confirmed.into(),
                acknowledgement: pb::Acknowledgement::Searchable.into(),
                ..Default::default()
            };
            client.decide_record(decide).await.unwrap();
        }
    }

    async fn quotes(&self, filter: pb::QuoteFilter) -> Vec<pb::Quote> {
        let request = pb::SearchQuotesRequest {
            filter: Some(filter),
            ..Default::default()
        };
        let answer = self.serving.quotes().await.search_quotes(request).await;
        let results = answer.unwrap().into_inner().results.into_iter();
        results.filter_map(|r| r.quote).collect()
    }

    async fn stances(&self, filter: pb::StanceFilter) -> Vec<pb::Stance> {
        let request = pb::SearchStancesRequest {
            filter: Some(filter),
            ..Default::default()
        };
        let answer = self.serving.stances().await.search_stances(request).await;
        let results = answer.unwrap().into_inner().results.into_iter();
        results.filter_map(|r| r.stance).collect()
    }

    async fn deployments(&self, filter: pb::DeploymentFilter) -> Vec<pb::Deployment> {
        let request = pb::SearchDeploymentsRequest {
            filter: Some(filter),
            ..Default::default()
        };
        let mut client = self.serving.deployments().await;
        let answer = client.search_deployments(request).await.unwrap();
        let results = answer.into_inner().results.into_iter();
        results.filter_map(|r| r.deployment).collect()
    }

    async fn articles(&self, request: pb::ListArticlesRequest) -> Vec<String> {
        let answer = self.serving.articles().await.list_articles(request).await;
        let articles = answer.unwrap().into_inner().articles.into_iter();
        sorted(articles.filter_map(|a| a.source_id))
    }

    /// The marks a filter of this message finds, sorted.
    async fn found(&self, message: &str, filter: &Value) -> Vec<String> {
        let mut text = filter.to_string();
        for (mark, name) in &self.names {
            text = text.replace(mark, name);
        }
        let evidence = |all: &[pb::Evidence]| all[0].text.clone();
        match message {
            "QuoteFilter" => marks(self.quotes(read(message, &text)).await, |q| q.text),
            "StanceFilter" => {
                let found = self.stances(read(message, &text)).await;
                marks(found, |s| evidence(&s.evidence))
            }
            "DeploymentFilter" => {
                let found = self.deployments(read(message, &text)).await;
                marks(found, |d| evidence(&d.claims[0].evidence))
            }
            _ => {
                let filter = Some(read(message, &text));
                self.articles(pb::ListArticlesRequest {
                    filter,
                    ..Default::default()
                })
                .await
            }
        }
    }

    /// Checks rows of one filter: a field, its value, the marks it finds.
    async fn check(&self, message: &str, rows: &[(&str, Value, &str)]) {
        let all = self.found(message, &json!({})).await;
        let (mut telling, mut wrong) = (BTreeSet::new(), Vec::new());
        for (field, value, expected) in rows {
            let found = self.found(message, &json!({*field: value})).await;
            let expected = sorted(expected.split_whitespace().map(str::to_owned));
            if found != expected {
                wrong.push(format!(
                    "{message}.{field} = {value}: {found:?}, not {expected:?}"
                ));
            }
            if found != all {
                telling.insert((*field).to_owned());
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        let descriptor = descriptor(message);
        let there: BTreeSet<_> = descriptor.fields().map(|f| f.name().to_owned()).collect();
        assert_eq!(telling, there, "{message}: fields that rows tell apart");
    }
}

fn descriptor(message: &str) -> prost_reflect::MessageDescriptor {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    let pool = POOL.get_or_init(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap());
    pool.get_message_by_name(&format!("vedette.v1.{message}"))
        .unwrap()
}

fn read<M: Message + Default>(message: &str, text: &str) -> M {
    let mut json = serde_json::Deserializer::from_str(text);
    let filter = DynamicMessage::deserialize(descriptor(message), &mut json).unwrap();
    M::decode(filter.encode_to_vec().as_slice()).unwrap()
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

fn marks<R>(found: Vec<R>, text: impl Fn(R) -> String) -> Vec<String> {
    let last = |text: String| text.rsplit(' ').next().map(str::to_owned);
    sorted(found.into_iter().filter_map(|r| last(text(r))))
}

fn day(year: i32, month: i32, day: i32) -> Value {
    json!({"start": {"year": year, "month": month, "day": day}, "end": {"year": year, "month": month, "day": day + 1}})
}

/// What filters of all records ask of the report; the two reports of the wire have the mark `six`.
fn of_reports() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("outlets", json!(["second WIRE"]), "six"),
        ("collections", json!(["desk"]), "six"),
        ("articles", json!(["@b"]), "six"),
        ("publish_date", day(2031, 6, 5), "six"),
        (
            "ingest_time",
            json!({"end_time": "2000-01-01T00:00:00Z"}),
            "",
        ),
        ("source_ids", json!(["b"]), "six"),
        ("source_ids", json!(["B"]), ""),
        ("urls", json!(["https://wire.example/b"]), "six"),
        ("languages", json!(["EN-gb"]), "six"),
        ("agencies", json!(["river news AGENCY"]), "six"),
        ("extractor_versions", json!(["9.9.9"]), ""),
        ("lexicon_versions", json!(["cafecafecafe"]), ""),
    ]
}

#[tokio::test]
async fn every_filter_finds_what_it_says() {
    let world = world().await;
    let reports = of_reports();
    let with = |own: Vec<(&'static str, Value, &'static str)>| [own, reports.clone()].concat();
    world.check("QuoteFilter", &with(of_quotes())).await;
    world.check("StanceFilter", &with(of_stances())).await;
    world
        .check("DeploymentFilter", &with(of_deployments()))
        .await;
    world.check("ArticleFilter", &of_articles()).await;
}

fn of_quotes() -> Vec<(&'static str, Value, &'static str)> {
    let all = "one two three five six six";
    vec![
        ("actors", json!(["actors/corin-hale"]), "one"),
        ("speakers", json!(["actors/anton-velk"]), "six six"),
        ("speakers", json!(["actors/vale-guard"]), "two"),
        ("speaker_countries", json!(["XE"]), "six six"),
        ("addressees", json!(["actors/corin-hale"]), "one"),
        ("addressees", json!(["actors/ilse-tarn"]), ""),
        ("kinds", json!(["QUOTE_KIND_INDIRECT"]), "two"),
        ("modalities", json!(["MODALITY_NEGATED"]), "four"),
        ("channel_kinds", json!(["CHANNEL_KIND_VIDEO"]), "two"),
        ("platforms", json!(["relay"]), "two"),
        ("said_date", day(2031, 5, 2), "one"),
        ("min_confidence", json!(0.9), "three"),
        ("vias", json!(["actors/prov-river-agency"]), "three"),
        ("about_actors", json!(["actors/prov-mara"]), "one"),
        (
            "issues",
            json!(["issues/veldoria-intervenes-in-kestrovia"]),
            "five",
        ),
        (
            "speaker_identities",
            json!(["SPEAKER_IDENTITY_DESCRIPTION"]),
            "three two",
        ),
        ("venues", json!(["HARBOURHALL"]), "one"),
        ("utterances", json!(["@one"]), "one"),
        ("exclude_copies", json!(true), "one two three five six"),
        (
            "decision_states",
            json!(["DECISION_STATE_CONFIRMED"]),
            "three",
        ),
        ("affiliations", json!(["actors/vale-guard"]), "two"),
        ("affiliations", json!(["actors/ilse-tarn"]), ""),
        ("cues", json!(["INSISTED"]), "two"),
        ("extractor_versions", json!(["0.0.1"]), all),
        ("lexicon_versions", json!(["0123456789ab"]), all),
    ]
}

fn of_stances() -> Vec<(&'static str, Value, &'static str)> {
    let all = "five seven eight six six";
    vec![
        ("actors", json!(["actors/vale-guard"]), "eight"),
        ("holders", json!(["actors/ilse-tarn"]), "five"),
        ("holder_countries", json!(["XE"]), "six six"),
        ("target_actors", json!(["actors/anton-velk"]), "seven"),
        (
            "issues",
            json!(["issues/veldoria-intervenes-in-kestrovia"]),
            "five",
        ),
        ("positions", json!(["POSITION_SUPPORT"]), "eight six six"),
        ("bases", json!(["BASIS_IMPLIED"]), "seven"),
        ("modalities", json!(["MODALITY_NEGATED"]), "nine"),
        ("plover_types", json!(["PLOVER_TYPE_ACCUSE"]), "seven"),
        ("ascribed", json!(true), "eight"),
        ("stance_date", day(2031, 6, 1), "eight"),
        ("min_confidence", json!(0.9), "seven"),
        ("exclude_copies", json!(true), "five seven eight six"),
        (
            "decision_states",
            json!(["DECISION_STATE_CONFIRMED"]),
            "seven",
        ),
        ("cameo_codes", json!(["111"]), "seven"),
        ("cameo_codes", json!(["11"]), ""),
        ("on_behalf_of", json!(["actors/vale-guard"]), "eight"),
        ("on_behalf_of", json!(["actors/corin-hale"]), ""),
        ("reported_by", json!(["actors/corin-hale"]), "eight"),
        ("reported_by", json!(["actors/vale-guard"]), ""),
        ("extractor_versions", json!(["0.0.1"]), all),
        ("lexicon_versions", json!(["0123456789ab"]), all),
    ]
}

fn of_deployments() -> Vec<(&'static str, Value, &'static str)> {
    let all = "ten eleven twelve six six";
    vec![
        ("actors", json!(["actors/dagny-roe"]), "eleven"),
        ("borders", json!(["borders/xs-xq"]), "six six"),
        ("border_countries", json!(["XQ"]), "six six"),
        (
            "include_borderless",
            json!(true),
            "ten eleven twelve fourteen six six",
        ),
        ("statuses", json!(["CLAIM_STATUS_PLANNED"]), "thirteen"),
        ("postures", json!(["POSTURE_REINFORCE"]), "ten"),
        ("forces", json!(["actors/xq"]), "six six"),
        ("force_countries", json!(["XV"]), "ten eleven twelve"),
        ("claimants", json!(["actors/dagny-roe"]), "eleven"),
        ("disputed", json!(true), "twelve"),
        ("deployment_date", day(2031, 5, 1), "ten"),
        ("min_confidence", json!(0.9), "eleven"),
        ("exclude_copies", json!(true), "ten eleven twelve six"),
        ("exclude_merged", json!(true), "ten eleven twelve six"),
        (
            "decision_states",
            json!(["DECISION_STATE_CONFIRMED"]),
            "ten",
        ),
        ("modalities", json!(["MODALITY_CONDITIONAL"]), "twelve"),
        ("vias", json!(["actors/prov-river-agency"]), "eleven"),
        ("ordered_by", json!(["actors/ilse-tarn"]), "ten"),
        ("ordered_by", json!(["actors/corin-hale"]), ""),
        ("announced_by", json!(["actors/corin-hale"]), "ten"),
        ("announced_by", json!(["actors/ilse-tarn"]), ""),
        ("sides", json!(["XV"]), "eleven"),
        ("sides", json!(["XE"]), ""),
        ("extractor_versions", json!(["0.0.1"]), all),
        ("lexicon_versions", json!(["0123456789ab"]), all),
    ]
}

fn of_articles() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("source_ids", json!(["b"]), "b"),
        ("outlets", json!(["second WIRE"]), "b"),
        ("collections", json!(["desk"]), "b"),
        ("quarantined", json!(true), ""),
        ("publish_date", day(2031, 6, 5), "b"),
        (
            "ingest_time",
            json!({"end_time": "2000-01-01T00:00:00Z"}),
            "",
        ),
        ("exclude_copies", json!(true), "a b"),
        ("copies_of", json!(["@b"]), "c"),
        ("urls", json!(["https://wire.example/b"]), "b"),
        ("languages", json!(["EN-gb"]), "b"),
        ("agencies", json!(["river news AGENCY"]), "b"),
        ("authors", json!(["JONNA pell"]), "b"),
    ]
}

#[tokio::test]
async fn headlines_and_places_are_found_by_their_words() {
    let world = world().await;
    let listed = async |query: &str| {
        let query = query.to_owned();
        let request = pb::ListArticlesRequest {
            query,
            ..Default::default()
        };
        world.articles(request).await
    };
    assert_eq!(listed("title:flood").await, ["b"]);
    assert_eq!(listed("title:\"weir flood\" three7").await, ["b"]);
    assert_eq!(listed("insisted").await, ["a"]);
    assert_eq!(listed("outlet:third").await, ["c"]);
    let quotes = pb::SearchQuotesRequest {
        query: "title:flood".to_owned(),
        include_total_size: true,
        ..Default::default()
    };
    let mut client = world.serving.quotes().await;
    let found = client.search_quotes(quotes).await.unwrap().into_inner();
    assert_eq!(found.total_size, Some(1));
    let moves = pb::SearchDeploymentsRequest {
        query: "place:gorlin".to_owned(),
        include_total_size: true,
        ..Default::default()
    };
    let mut client = world.serving.deployments().await;
    let found = client.search_deployments(moves).await.unwrap().into_inner();
    assert_eq!(found.total_size, Some(1));
}
