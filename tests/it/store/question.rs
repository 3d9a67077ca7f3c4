//! Questions about quotes: what filters, words and defaults select.

use super::{article, ask, at, open, put, words};
use vedette::ingest::{Acknowledge, Ingest};
use vedette::lexicon::Lexicon;
use vedette::model::{ChannelKind, Modality, QuoteKind};
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::{Budget, DayRange, QueryError, ReportFilter, TimeRange, ViolationKind};

pub(super) fn sample(ingest: &Ingest) {
    put(
        ingest,
        "wire-1",
        "quote prov-mara-odell the red line is the dam\ndenied prov-mara-odell a red flag\n\
         quote prov-tal-brandt out of the line of fire\nnew prov-mara-odell Mara O'Dell\nnew prov-tal-brandt Tal Brandt",
    );
    let mut raw = article("wire-2", "quote prov-tal-brandt lined up at Çelik bridge");
    raw.info.outlet = Some("Second Wire".to_owned());
    raw.info.published = "2024-11".parse().ok();
    ingest.put(raw, at(3600), Acknowledge::Searchable).unwrap();
}

fn filtered(filter: QuoteFilter) -> QuoteQuery {
    QuoteQuery {
        filter,
        order_by: "name".to_owned(),
        ..QuoteQuery::default()
    }
}

fn found(ingest: &Ingest, query: &QuoteQuery) -> Vec<String> {
    let mut found = ask(ingest, query).unwrap();
    found.sort();
    found
}

const RED: &str = "the red line is the dam";
const FIRE: &str = "out of the line of fire";
const BRIDGE: &str = "lined up at Çelik bridge";

#[test]
fn words_phrases_beginnings_and_exclusions_select() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    for (text, expected) in [
        ("LINE", vec![FIRE, RED]),
        ("line -red", vec![FIRE]),
        ("\"red line\"", vec![RED]),
        ("\"line red\"", vec![]),
        ("\"out of the\"", vec![FIRE]),
        ("\"of the\"", vec![FIRE]),
        ("\"is the dam\"", vec![RED]),
        ("\"the of\"", vec![]),
        ("line*", vec![BRIDGE, FIRE, RED]),
        ("celik", vec![BRIDGE]),
        ("fire OR dam", vec![FIRE, RED]),
        ("line (fire OR bridge)", vec![FIRE]),
        ("-line", vec![BRIDGE]),
        ("\"the red\" li*", vec![RED]),
        ("flag", vec![]),
    ] {
        assert_eq!(found(&ingest, &words(text)), expected, "{text}");
    }
}

#[test]
fn a_broken_query_tells_where() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let Err(QueryError::Invalid(violations)) = ask(&ingest, &words("red (line")) else {
        panic!("a broken query passed");
    };
    assert_eq!(violations[0].field, "query");
    assert!(violations[0].description.contains("at character 5"));
}

#[test]
fn highlights_are_bytes_of_the_quote() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    let query = QuoteQuery {
        highlight: true,
        ..words("celik bri*")
    };
    let page = quote::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    );
    let hit = &page.unwrap().hits[0];
    let marked: Vec<_> = hit
        .highlights
        .iter()
        .map(|s| s.slice(&hit.record.quote.text))
        .collect();
    assert_eq!(marked, ["Çelik", "bridge"]);
    assert!(hit.score.unwrap() > 0.0);
}

fn with(change: impl FnOnce(&mut QuoteFilter)) -> QuoteFilter {
    let mut filter = QuoteFilter::default();
    change(&mut filter);
    filter
}

fn days(from: &str, to: &str) -> DayRange {
    DayRange {
        from: from.parse().ok(),
        to: to.parse().ok(),
    }
}

/// Asks by the filter alone, with words in an order of keys, and ranked: all must find the same.
fn check(ingest: &Ingest, filter: QuoteFilter, expected: &[&str]) {
    let mut query = filtered(filter);
    assert_eq!(found(ingest, &query), expected, "{:?}", query.filter);
    query.text = "line OR lined OR flag".to_owned();
    assert_eq!(
        found(ingest, &query),
        expected,
        "{:?} with words",
        query.filter
    );
    query.order_by = String::new();
    assert_eq!(found(ingest, &query), expected, "{:?} ranked", query.filter);
}

#[test]
fn each_filter_selects_and_they_hold_together() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    let mara = || vec!["prov-mara-odell".parse().unwrap()];
    let second = || vec!["second WIRE".to_owned()];
    let check = |filter, expected: &[&str]| check(&ingest, filter, expected);
    check(with(|f| f.speakers = mara()), &[RED]);
    check(with(|f| f.actors = mara()), &[RED]);
    check(with(|f| f.addressees = mara()), &[]);
    check(
        with(|f| f.modalities = vec![Modality::Negated]),
        &["a red flag"],
    );
    check(with(|f| f.report.outlets = second()), &[BRIDGE]);
    check(with(|f| f.kinds = vec![QuoteKind::Indirect]), &[]);
    check(with(|f| f.channels = vec![ChannelKind::Speech]), &[]);
    check(with(|f| f.confidence_min = Some(0.95)), &[]);
    check(with(|f| f.confidence_min = Some(0.9)), &[BRIDGE, FIRE, RED]);
    let both = with(|f| {
        f.speakers = mara();
        f.report.outlets = second();
    });
    check(both, &[]);
}

#[test]
fn each_date_has_its_own_half_open_interval() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    let check = |filter, expected: &[&str]| check(&ingest, filter, expected);
    check(
        with(|f| f.published = days("2024-12-05", "2024-12-06")),
        &[FIRE, RED],
    );
    check(with(|f| f.published = days("2024-12-06", "")), &[]);
    check(with(|f| f.published = days("", "2024-12-05")), &[BRIDGE]);
    // "2024-11" overlaps its last day.
    check(
        with(|f| f.published = days("2024-11-30", "2024-12-05")),
        &[BRIDGE],
    );
    check(
        with(|f| f.said = days("2024-12-04", "2024-12-05")),
        &[BRIDGE, FIRE, RED],
    );
    check(with(|f| f.said = days("", "2024-12-04")), &[]);
    let ingested = |to| TimeRange {
        from: Some(at(1)),
        to: Some(at(to)),
    };
    check(with(|f| f.ingested = ingested(3601)), &[BRIDGE]);
    check(with(|f| f.ingested = ingested(3600)), &[]);
}

#[test]
fn all_that_is_wrong_with_a_question_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    let mut query = filtered(QuoteFilter {
        actors: vec![
            "prov-mara-odell".parse().unwrap(),
            "nobody-known".parse().unwrap(),
        ],
        confidence_min: Some(1.5),
        published: DayRange {
            from: "2024-12-05".parse().ok(),
            to: "2024-12-05".parse().ok(),
        },
        report: ReportFilter {
            outlets: vec!["x".to_owned(); vedette::query::VALUES_MAX + 1],
            ..ReportFilter::default()
        },
        ..QuoteFilter::default()
    });
    query.text = "\"open".to_owned();
    query.order_by = "length".to_owned();
    query.page.size = -3;
    let Err(QueryError::Invalid(violations)) = ask(&ingest, &query) else {
        panic!("a wrong question passed");
    };
    let told: Vec<_> = violations
        .iter()
        .map(|v| (v.field.as_str(), v.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("filter.actors[1]", ViolationKind::UnknownActor),
            ("filter.outlets", ViolationKind::TooMany),
            ("filter.published", ViolationKind::Interval),
            ("filter.confidence_min", ViolationKind::OutOfRange),
            ("query", ViolationKind::Query),
            ("order_by", ViolationKind::Order),
            ("page_size", ViolationKind::PageSize),
        ]
    );
    assert!(violations[0].description.contains("nobody-known"));
    query.filter = QuoteFilter {
        report: ReportFilter {
            outlets: vec!["x".to_owned(); vedette::query::VALUES_MAX],
            ..ReportFilter::default()
        },
        ..QuoteFilter::default()
    };
    (query.text, query.order_by, query.page.size) = (String::new(), String::new(), 0);
    assert!(ask(&ingest, &query).is_ok());
}
