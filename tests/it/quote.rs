//! Quotes over the wire: the query language, every filter, and what an answer tells beside the quotes.

use crate::serving::{Serving, details, violations};
use vedette::rpc::pb;

const FIRST: &str = "\
quote prov-mara-odell DIRECT to prov-tal-brandt at Harbourhall: The red line is the river and prov-kim-sorel knows it
quote someone INDIRECT via prov-river-agency: that prov-mara-odell crossed the border
quote nobody MIXED: somebody else crossed the borders
stance prov-mara-odell OPPOSE iraq-military-involvement-in-syria: The red line";

const SECOND: &str = "quote yousef-al-tamari DIRECT: Nobody crosses a redder line";

/// The words of the quotes a request finds, sorted.
async fn found(serving: &Serving, request: pb::SearchQuotesRequest) -> Vec<String> {
    let answer = serving.quotes().await.search_quotes(request).await;
    let mut texts: Vec<String> = answer
        .unwrap()
        .into_inner()
        .results
        .into_iter()
        .map(|r| r.quote.unwrap().text)
        .collect();
    texts.sort();
    texts
}

fn asked(query: &str) -> pb::SearchQuotesRequest {
    pb::SearchQuotesRequest {
        query: query.to_owned(),
        ..Default::default()
    }
}

fn filtered(change: impl FnOnce(&mut pb::QuoteFilter)) -> pb::SearchQuotesRequest {
    let mut filter = pb::QuoteFilter::default();
    change(&mut filter);
    pb::SearchQuotesRequest {
        filter: Some(filter),
        ..Default::default()
    }
}

async fn sample() -> Serving {
    let serving = Serving::start().await;
    serving.ingest("a", FIRST).await;
    let mut article = crate::serving::article("b", SECOND);
    article.outlet = Some("Second Wire".to_owned());
    article.language = Some("en-GB".to_owned());
    article.agencies = vec!["River News Agency".to_owned()];
    let request = pb::IngestArticleRequest {
        article: Some(article),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let mut client = serving.articles().await;
    client.ingest_article(request).await.unwrap();
    serving
}

const RED: &str = "The red line is the river and prov-kim-sorel knows it";
const TOLD: &str = "that prov-mara-odell crossed the border";
const ELSE: &str = "somebody else crossed the borders";
const TAMARI: &str = "Nobody crosses a redder line";

#[tokio::test]
async fn the_query_language_finds_what_its_documentation_says() {
    let serving = sample().await;
    for (query, expected) in [
        ("line", vec![TAMARI, RED]),
        ("line -river", vec![TAMARI]),
        // What is left out may stand behind, before, or nowhere though all its words are there.
        ("cross* -\"crossed the border\"", vec![TAMARI, ELSE]),
        ("cross* -\"the crossed\"", vec![TAMARI, ELSE, TOLD]),
        ("cross* -\"crossed the bord\"*", vec![TAMARI]),
        ("line -(\"red line\" OR \"redder line\")", vec![]),
        ("the -(\"red line\" river) -\"somebody else\"", vec![TOLD]),
        ("\"red line\"", vec![RED]),
        ("cross*", vec![TAMARI, ELSE, TOLD]),
        ("\"crossed the bord\"*", vec![ELSE, TOLD]),
        ("bordar~1", vec![TOLD]),
        ("bordarz~2", vec![ELSE, TOLD]),
        ("reddr~1 OR river", vec![TAMARI, RED]),
        ("speaker:odell", vec![RED]),
        ("speaker:ODE*", vec![RED]),
        ("speaker:\"Odell Mara\"", vec![RED]),
        ("speaker:official", vec![TOLD]),
        // Known by the lexicon, whatever the spelling.
        ("speaker:\"Yusuf Tamary\"", vec![TAMARI]),
        (
            "speaker:(odell OR \"Yousef al-Tamari\") line -river",
            vec![TAMARI],
        ),
        ("to:brandt", vec![RED]),
        ("to:odell", vec![]),
        ("via:\"river agency\"", vec![TOLD]),
        ("about:odell", vec![TOLD]),
        ("actor:brandt", vec![RED]),
        ("about:sorel -speaker:odell", vec![]),
        ("outlet:wire", vec![TAMARI]),
        ("outlet:\"harbour post\" border", vec![TOLD]),
        ("venue:harbourhall", vec![RED]),
        ("platform:courier line", vec![TAMARI, RED]),
        ("-speaker:odell -outlet:wire", vec![ELSE, TOLD]),
    ] {
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found(&serving, asked(query)).await, expected, "{query}");
    }
}

#[tokio::test]
async fn everything_in_a_quote_can_be_filtered_by() {
    let serving = sample().await;
    let actor = |slug: &str| vec![format!("actors/{slug}")];
    let identity = |i: pb::SpeakerIdentity| filtered(|f| f.speaker_identities = vec![i.into()]);
    for (request, expected) in [
        (
            filtered(|f| f.vias = actor("prov-river-agency")),
            vec![TOLD],
        ),
        (
            filtered(|f| f.about_actors = actor("prov-mara-odell")),
            vec![TOLD],
        ),
        (
            filtered(|f| f.speakers = actor("prov-mara-odell")),
            vec![RED],
        ),
        (
            filtered(|f| f.about_actors = actor("prov-kim-sorel")),
            vec![RED],
        ),
        (
            filtered(|f| f.issues = vec!["issues/iraq-military-involvement-in-syria".to_owned()]),
            vec![],
        ),
        (identity(pb::SpeakerIdentity::Actor), vec![TAMARI, RED]),
        (identity(pb::SpeakerIdentity::Description), vec![TOLD]),
        (identity(pb::SpeakerIdentity::None), vec![ELSE]),
        (
            filtered(|f| f.venues = vec!["HARBOURhall".to_owned()]),
            vec![RED],
        ),
        (
            filtered(|f| f.languages = vec!["EN-gb".to_owned()]),
            vec![TAMARI],
        ),
        (filtered(|f| f.languages = vec!["fr".to_owned()]), vec![]),
        (
            filtered(|f| f.agencies = vec!["river news agency".to_owned()]),
            vec![TAMARI],
        ),
        (
            filtered(|f| {
                f.about_actors = actor("prov-mara-odell");
                f.venues = vec!["Harbourhall".to_owned()];
            }),
            vec![],
        ),
    ] {
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(
            found(&serving, request.clone()).await,
            expected,
            "{request:?}"
        );
    }
}

#[tokio::test]
async fn a_quote_carries_whom_it_is_about_and_the_issue_its_words_side_on() {
    let serving = Serving::start().await;
    let issue = "issues/iraq-military-involvement-in-syria";
    // The stance's evidence is the whole line, so it must be the quote's own line.
    serving
        .ingest(
            "a",
            "quote prov-ada DIRECT: prov-ben and prov-cem and prov-ben again",
        )
        .await;
    let mut client = serving.quotes().await;
    let answer = client
        .search_quotes(asked("again"))
        .await
        .unwrap()
        .into_inner();
    let quote = answer.results[0].quote.clone().unwrap();
    assert_eq!(quote.about_actors, ["actors/prov-ben", "actors/prov-cem"]);
    assert!(quote.issues.is_empty());
    let with_issue = "side prov-ada OPPOSE iraq-military-involvement-in-syria: We stay out of it";
    serving.ingest("b", with_issue).await;
    let answer = client
        .search_quotes(filtered(|f| f.issues = vec![issue.to_owned()]))
        .await
        .unwrap()
        .into_inner();
    let quote = answer.results[0].quote.clone().unwrap();
    assert_eq!(
        (quote.text.as_str(), quote.issues),
        ("We stay out of it", vec![issue.to_owned()])
    );
}

#[tokio::test]
async fn an_answer_tells_how_the_query_was_read_when_asked() {
    let serving = sample().await;
    let mut client = serving.quotes().await;
    let request = pb::SearchQuotesRequest {
        include_explanation: true,
        ..asked("Line speaker:\"Yusuf Tamary\" OR speaker:nobodyknown")
    };
    let answer = client.search_quotes(request.clone()).await.unwrap();
    let told = answer.into_inner().explanation.unwrap();
    assert_eq!(
        told.query,
        "\"Line\" speaker:\"Yusuf Tamary\" OR speaker:nobodyknown"
    );
    let names: Vec<_> = told.names.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(names, ["speaker:\"Yusuf Tamary\"", "speaker:nobodyknown"]);
    assert_eq!(told.names[0].actors[0], "actors/yousef-al-tamari");
    assert!(told.names[1].actors.is_empty());
    let silent = pb::SearchQuotesRequest {
        include_explanation: false,
        ..request
    };
    let answer = client.search_quotes(silent).await.unwrap().into_inner();
    assert_eq!(answer.explanation, None);
}

#[tokio::test]
async fn a_query_that_does_not_parse_shows_the_place_and_its_byte() {
    let serving = Serving::start().await;
    let mut client = serving.quotes().await;
    let status = client.search_quotes(asked("é speker:x")).await.unwrap_err();
    let found = details(&status, pb::ErrorReason::RequestInvalid);
    assert_eq!(
        violations(&found),
        [("query".to_owned(), "QUERY".to_owned())]
    );
    assert_eq!(found.error_info().unwrap().metadata["query"], "3");
    let told = &found.bad_request().unwrap().field_violations[0].description;
    assert!(
        told.starts_with("at character 3 (byte 3): there is no field speker"),
        "{told}"
    );
    assert!(told.ends_with("\n  é speker:x\n    ^"), "{told}");
}
