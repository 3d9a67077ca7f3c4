//! Facets over the wire: what is counted, what is listed, and what is refused.

use crate::serving::{Serving, article, details};
use vedette::rpc::pb;

const SCRIPT: &str = "\
quote prov-ada DIRECT: one
quote prov-ada MIXED on 2031-05-11: two
quote nobody DIRECT on 2031-05: three";

async fn sample() -> Serving {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut second = article("b", "quote prov-ben DIRECT: four");
    second.outlet = Some("THE HARBOUR POST".to_owned());
    let request = pb::IngestArticleRequest {
        article: Some(second),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    client.ingest_article(request).await.unwrap();
    serving
}

fn facet(field: pb::QuoteFacetField, max_values: i32, step: pb::DateStep) -> pb::QuoteFacetRequest {
    pb::QuoteFacetRequest {
        field: field.into(),
        max_values,
        step: step.into(),
    }
}

async fn counted(serving: &Serving, query: &str, facet: pb::QuoteFacetRequest) -> pb::QuoteFacet {
    let request = pb::SearchQuotesRequest {
        query: query.to_owned(),
        page_size: 1,
        facets: vec![facet],
        ..Default::default()
    };
    let answer = serving.quotes().await.search_quotes(request).await;
    let [facet] = <[_; 1]>::try_from(answer.unwrap().into_inner().facets).unwrap();
    facet
}

type Counts = (Vec<(String, i32)>, (i32, i32, i32));

/// Values with their counts; different values, unlisted and valueless matches.
fn told(facet: &pb::QuoteFacet) -> Counts {
    let values = facet.values.iter().map(|v| (v.value.clone(), v.count));
    let rest = (
        facet.distinct_count,
        facet.unlisted_count,
        facet.valueless_count,
    );
    (values.collect(), rest)
}

fn values(list: &[(&str, i32)]) -> Vec<(String, i32)> {
    list.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect()
}

#[tokio::test]
async fn every_match_is_counted_and_what_is_not_listed_too() {
    use pb::QuoteFacetField as Field;
    let serving = sample().await;
    let none = pb::DateStep::Unspecified;
    let kinds = [("QUOTE_KIND_DIRECT", 3), ("QUOTE_KIND_MIXED", 1)];
    // The 4th of May 2031 is a Sunday; "May" is wider than a week.
    let weeks = [("2031-04-28", 2), ("2031-05-05", 1)];
    for (asked, expected, rest) in [
        (
            facet(Field::Speaker, 1, none),
            values(&[("actors/prov-ada", 2)]),
            (2, 1, 1),
        ),
        (
            facet(Field::Outlet, 0, none),
            values(&[("The Harbour Post", 4)]),
            (1, 0, 0),
        ),
        (facet(Field::Kind, 0, none), values(&kinds), (2, 0, 0)),
        (
            facet(Field::Channel, 0, none),
            values(&[("CHANNEL_KIND_STATEMENT", 4)]),
            (1, 0, 0),
        ),
        (facet(Field::Issue, 0, none), values(&[]), (0, 0, 4)),
        (
            facet(Field::SaidDate, 0, pb::DateStep::Week),
            values(&weeks),
            (2, 1, 0),
        ),
        (
            facet(Field::SaidDate, 0, pb::DateStep::Month),
            values(&[("2031-05-01", 4)]),
            (1, 0, 0),
        ),
        (
            facet(Field::PublishDate, 0, none),
            values(&[("2031-05-05", 4)]),
            (1, 0, 0),
        ),
    ] {
        let found = counted(&serving, "", asked).await;
        assert_eq!(told(&found), (expected, rest), "{asked:?}");
    }
    let found = counted(&serving, "one OR four", facet(Field::Kind, 0, none)).await;
    assert_eq!(
        told(&found),
        (values(&[("QUOTE_KIND_DIRECT", 2)]), (1, 0, 0))
    );
    let found = counted(&serving, "", facet(Field::SaidDate, 1, pb::DateStep::Week)).await;
    let week = found.values[0].dates.unwrap();
    let day = |d: Option<pb::CivilDate>| d.map(|d| (d.month, d.day));
    assert_eq!(
        (day(week.start), day(week.end)),
        (Some((5, 5)), Some((5, 12)))
    );
}

#[tokio::test]
async fn facets_have_a_number_and_known_fields() {
    let serving = sample().await;
    let mut client = serving.quotes().await;
    let none = pb::DateStep::Unspecified;
    let many = |facets: Vec<pb::QuoteFacetRequest>| pb::SearchQuotesRequest {
        facets,
        ..Default::default()
    };
    let kind = facet(pb::QuoteFacetField::Kind, 0, none);
    let answer = client.search_quotes(many(vec![kind; 10])).await.unwrap();
    assert_eq!(answer.into_inner().facets.len(), 10);
    let unknown = pb::QuoteFacetRequest { step: 9, ..kind };
    for wrong in [
        vec![kind; 11],
        vec![facet(pb::QuoteFacetField::Unspecified, 0, none)],
        vec![facet(pb::QuoteFacetField::Kind, -1, none)],
        vec![unknown],
    ] {
        let status = client.search_quotes(many(wrong)).await.unwrap_err();
        let found = details(&status, pb::ErrorReason::RequestInvalid);
        let field = &found.bad_request().unwrap().field_violations[0].field;
        assert!(field.starts_with("facets"), "{field}");
    }
}
