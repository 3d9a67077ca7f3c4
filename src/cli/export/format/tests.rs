use super::*;
use serde_json::Value;

fn actor(id: &str, text: &str) -> pb::ActorReference {
    pb::ActorReference {
        actor: Some(format!("actors/{id}")),
        text: text.to_owned(),
        ..Default::default()
    }
}

fn evidence(text: &str) -> Vec<pb::Evidence> {
    vec![pb::Evidence {
        article: "articles/a1".to_owned(),
        revision: 2,
        start_byte: 10,
        end_byte: 30,
        text: text.to_owned(),
    }]
}

fn source() -> pb::Source {
    pb::Source {
        article: "articles/a1".to_owned(),
        revision: 2,
        title: Some("Ferry, \"closed\"".to_owned()),
        outlet: Some("The Harbour Post".to_owned()),
        publish_date: Some(pb::DateRange {
            start: Some(pb::CivilDate {
                year: 2031,
                month: 5,
                day: 0,
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn quote() -> pb::Quote {
    pb::Quote {
        name: "quotes/q1".to_owned(),
        text: "The ferry, \"closed\";\nsince May".to_owned(),
        kind: pb::QuoteKind::Mixed.into(),
        speakers: vec![actor("ada", "Ada"), actor("ben", "Ben")],
        evidence: evidence("words, with \"marks\"\nand lines"),
        confidence: Some(pb::Confidence {
            score: 0.75,
            reasons: Vec::new(),
        }),
        source: Some(source()),
        ..Default::default()
    }
}

fn stance(position: pb::Position) -> pb::Stance {
    pb::Stance {
        name: "stances/s1".to_owned(),
        holder: Some(actor("ada", "Ada")),
        target: Some(pb::stance::Target::Issue(pb::IssueReference {
            issue: "issues/ferry".to_owned(),
            mention: None,
        })),
        position: position.into(),
        plover: Some(pb::Plover {
            r#type: pb::PloverType::Reject.into(),
            mode: None,
        }),
        evidence: evidence("Ada is against"),
        source: Some(source()),
        ..Default::default()
    }
}

fn claim(name: &str, latitude: Option<f64>) -> pb::Claim {
    pb::Claim {
        name: name.to_owned(),
        status: pb::ClaimStatus::Denied.into(),
        forces: vec![actor("guard", "the guard")],
        plover_type: pb::PloverType::Mobilize.into(),
        place: Some(pb::PlaceMention {
            mention: None,
            place: Some(pb::Place {
                display_name: "Ardin".to_owned(),
                latitude,
                longitude: latitude.map(|_| 41.5),
                ..Default::default()
            }),
        }),
        personnel: Some(pb::Amount {
            min: Some(2000.0),
            max: None,
            bound: pb::Bound::AtLeast.into(),
            unit: "troops".to_owned(),
            wording: "thousands".to_owned(),
        }),
        evidence: evidence("Guards came"),
        source: Some(source()),
        ..Default::default()
    }
}

fn deployment() -> pb::Deployment {
    pb::Deployment {
        name: "deployments/d1".to_owned(),
        fact: true,
        disputed: true,
        claims: vec![claim("c1", Some(34.25)), claim("c2", None)],
        ..Default::default()
    }
}

/// A whole file of these records.
fn file<R: Render>(records: &[R], format: Format) -> String {
    let frame = R::frame(format).unwrap();
    let items: Vec<Vec<u8>> = records
        .iter()
        .flat_map(|r| r.render(format).unwrap())
        .collect();
    let body = items.join(frame.between);
    String::from_utf8([frame.head.as_slice(), &body, frame.foot].concat()).unwrap()
}

/// Rows of a table, each as cells by column name.
fn rows(text: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn every_table_parses_back_with_its_marks_and_line_breaks() {
    let table = rows(&file(&[quote(), quote()], Format::Csv));
    assert_eq!(table.len(), 2);
    let row = &table[1];
    assert_eq!(row.len(), row::QUOTE.len());
    for (column, cell) in [
        ("name", "quotes/q1"),
        ("text", "The ferry, \"closed\";\nsince May"),
        ("kind", "mixed"),
        ("speaker_actors", "actors/ada; actors/ben"),
        ("said", ""),
        ("published", "2031-05"),
        ("confidence", "0.75"),
        ("evidence", "words, with \"marks\"\nand lines"),
        ("end_byte", "30"),
        ("title", "Ferry, \"closed\""),
    ] {
        assert_eq!(row[column], cell, "{column}");
    }
    let table = rows(&file(&[stance(pb::Position::Oppose)], Format::Csv));
    assert_eq!(table[0].len(), row::STANCE.len());
    assert_eq!(table[0]["issue"], "issues/ferry");
    assert_eq!(table[0]["plover_type"], "reject");
    assert_eq!(table[0]["outlet"], "The Harbour Post");
    let table = rows(&file(&[deployment()], Format::Csv));
    assert_eq!(table.len(), 2, "a row a claim");
    assert_eq!(table[0].len(), row::CLAIM.len());
    assert_eq!(
        (&*table[0]["latitude"], &*table[1]["latitude"]),
        ("34.25", "")
    );
    assert_eq!(
        (&*table[0]["personnel_min"], &*table[0]["personnel_max"]),
        ("2000", "")
    );
    assert_eq!(
        (&*table[0]["status"], &*table[0]["disputed"]),
        ("denied", "true")
    );
    assert_eq!(table[0]["evidence"], "Guards came");
}

#[test]
fn statements_agree_or_disagree_and_nothing_else_is_one() {
    let all = [
        pb::Position::Support,
        pb::Position::Oppose,
        pb::Position::Neutral,
        pb::Position::Ambiguous,
    ];
    let table = rows(&file(&all.map(stance), Format::Dna));
    let agreements: Vec<_> = table.iter().map(|r| r["agreement"].as_str()).collect();
    assert_eq!(agreements, ["1", "0"]);
    let row = &table[0];
    for (column, cell) in [
        ("time", "2031-05"),
        ("document_id", "articles/a1"),
        ("document_source", "The Harbour Post"),
        ("person", "Ada"),
        ("organization", "actors/ada"),
        ("concept", "issues/ferry"),
        ("text", "Ada is against"),
        ("start", "10"),
    ] {
        assert_eq!(row[column], cell, "{column}");
    }
}

#[test]
fn a_map_is_a_feature_collection_of_points_with_longitude_first() {
    let map: Value =
        serde_json::from_str(&file(&[deployment(), deployment()], Format::Geojson)).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().unwrap();
    assert_eq!(
        features.len(),
        2,
        "a claim without coordinates has no point"
    );
    for feature in features {
        assert_eq!(
            (&feature["type"], &feature["id"]),
            (&"Feature".into(), &"c1".into())
        );
        assert_eq!(feature["geometry"]["type"], "Point");
        assert_eq!(
            feature["geometry"]["coordinates"],
            serde_json::json!([41.5, 34.25])
        );
        let properties = &feature["properties"];
        assert_eq!(properties["personnel"]["min"], 2000.0);
        assert_eq!(properties["evidence"][0], "Guards came");
        assert_eq!(properties["fact"], true);
    }
    let empty: Value = serde_json::from_str(&file::<pb::Deployment>(&[], Format::Geojson)).unwrap();
    assert_eq!(empty["features"], serde_json::json!([]));
}

#[test]
fn events_have_plovers_fields_and_a_stance_without_a_type_is_none() {
    let mut untyped = stance(pb::Position::Oppose);
    untyped.plover = None;
    let text = file(&[stance(pb::Position::Oppose), untyped], Format::Plover);
    let events: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["event_type"], "REJECT");
    assert_eq!(events[0]["actor"][0]["actor"], "actors/ada");
    assert_eq!(events[0]["context"], "issues/ferry");
    assert_eq!(events[0]["report"]["date"], "2031-05");
    let text = file(&[deployment()], Format::Plover);
    let events: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(events.len(), 2);
    assert_eq!(
        (&events[0]["event_type"], &events[0]["status"]),
        (&"MOBILIZE".into(), &"DENIED".into())
    );
    assert_eq!(events[0]["location"]["latitude"], 34.25);
    assert_eq!(events[1]["location"]["latitude"], Value::Null);
}

#[test]
fn lines_are_the_wires_own_json() {
    let text = file(&[quote(), quote()], Format::Jsonl);
    assert_eq!(text.lines().count(), 2);
    let value: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(value["kind"], "QUOTE_KIND_MIXED");
    assert_eq!(value["speakers"][1]["actor"], "actors/ben");
}
