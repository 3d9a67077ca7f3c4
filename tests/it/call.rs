//! Each service called through a real client, on articles whose content the test wrote.

use crate::serving::{Serving, article};
use vedette::rpc::pb;

const SCRIPT: &str = "\
The harbour was quiet.
quote prov-ada DIRECT: The red line is the river
quote prov-ben INDIRECT: that the river is no line
move prov-river-guard REINFORCE REPORTED qq-zz: Thousands came to the river
move prov-river-guard DEPLOY DENIED qq-zz: Nobody crossed the bridge
move prov-river-guard PATROL REPORTED none: Patrols went through the town
length qq-zz 600: The border is 600 km long";

/// What stands at byte offsets of the wire.
fn cut(text: &str, start: i32, end: i32) -> &str {
    let at = |byte| usize::try_from(byte).unwrap();
    text.get(at(start)..at(end)).unwrap()
}

#[tokio::test]
async fn quotes_are_found_by_words_and_speakers_and_fetched_by_name() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.quotes().await;
    let page = client
        .search_quotes(pb::SearchQuotesRequest {
            query: "\"red line\"".to_owned(),
            include_total_size: true,
            include_highlights: true,
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!((page.results.len(), page.total_size), (1, Some(1)));
    let result = &page.results[0];
    assert!(result.relevance.unwrap() > 0.0);
    let quote = result.quote.as_ref().unwrap();
    assert_eq!(quote.text, "The red line is the river");
    assert_eq!(quote.kind(), pb::QuoteKind::Direct);
    assert_eq!(quote.speakers[0].actor.as_deref(), Some("actors/prov-ada"));
    let words: Vec<_> = result
        .highlights
        .iter()
        .map(|h| cut(&quote.text, h.start_byte, h.end_byte))
        .collect();
    assert!(words.join(" ").contains("red"), "{words:?}");
    let source = quote.source.as_ref().unwrap();
    assert_eq!(source.outlet.as_deref(), Some("The Harbour Post"));
    assert_eq!(source.revision, 1);
    assert!(source.ingest_time.is_some());
    let evidence = &quote.evidence[0];
    let words = cut(SCRIPT, evidence.start_byte, evidence.end_byte);
    assert_eq!(words, evidence.text);

    let one = client
        .get_quote(pb::GetQuoteRequest {
            name: quote.name.clone(),
            read_mask: None,
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(one.quote.as_ref(), Some(quote));

    let by_ben = client
        .search_quotes(pb::SearchQuotesRequest {
            filter: Some(pb::QuoteFilter {
                speakers: vec!["actors/prov-ben".to_owned()],
                ..Default::default()
            }),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(by_ben.results.len(), 1);
    assert_eq!(by_ben.total_size, None);
}

#[tokio::test]
async fn deployments_answer_facts_at_borders_unless_asked_for_more() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.deployments().await;
    let mut search = async |filter: Option<pb::DeploymentFilter>| {
        let request = pb::SearchDeploymentsRequest {
            filter,
            ..Default::default()
        };
        let page = client
            .search_deployments(request)
            .await
            .unwrap()
            .into_inner();
        page.results
            .into_iter()
            .map(|r| r.deployment.unwrap())
            .collect::<Vec<_>>()
    };
    let facts = search(None).await;
    let [fact] = facts.as_slice() else {
        panic!("{facts:?}");
    };
    assert!(fact.fact && !fact.disputed);
    assert_eq!(fact.border.as_deref(), Some("borders/qq-zz"));
    let claim = &fact.claims[0];
    assert!(claim.name.starts_with(&format!("{}/claims/c", fact.name)));
    assert_eq!(claim.posture(), pb::Posture::Reinforce);
    assert_eq!(claim.plover_type(), pb::PloverType::Mobilize);
    let personnel = claim.personnel.as_ref().unwrap();
    assert_eq!((personnel.min, personnel.max), (Some(2000.0), None));
    let name = fact.name.clone();
    let denied = search(Some(pb::DeploymentFilter {
        statuses: vec![pb::ClaimStatus::Denied.into()],
        ..Default::default()
    }))
    .await;
    assert_eq!(denied.len(), 1);
    assert!(!denied[0].fact);
    let all = search(Some(pb::DeploymentFilter {
        include_borderless: true,
        ..Default::default()
    }))
    .await;
    assert_eq!(all.len(), 2);
    let request = pb::GetDeploymentRequest {
        name,
        read_mask: None,
    };
    let one = client.get_deployment(request).await.unwrap().into_inner();
    assert_eq!(one.deployment.as_ref(), Some(fact));
}

#[tokio::test]
async fn a_border_shows_its_conflicting_claims_side_by_side() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    serving
        .ingest("b", "length qq-zz 620: It is 620 km long")
        .await;
    let mut client = serving.deployments().await;
    let border = client
        .get_border(pb::GetBorderRequest {
            name: "borders/zz-qq".to_owned(),
            read_mask: None,
        })
        .await
        .unwrap()
        .into_inner()
        .border
        .unwrap();
    assert_eq!(border.name, "borders/qq-zz");
    assert_eq!(border.countries, ["QQ", "ZZ"]);
    let mut lengths: Vec<_> = border
        .facts
        .iter()
        .map(|f| f.value.as_ref().unwrap().wording.clone())
        .collect();
    lengths.sort();
    assert_eq!(lengths, ["600 km", "620 km"]);
    assert_eq!(
        (border.fact_deployment_count, border.deployment_count),
        (1, 2)
    );
    let list = client
        .list_borders(pb::ListBordersRequest {
            include_total_size: true,
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!((list.borders.len(), list.total_size), (1, Some(1)));
}

#[tokio::test]
async fn stances_on_an_issue_are_found_and_issues_listed() {
    let serving = Serving::start().await;
    let mut client = serving.stances().await;
    let issues = client
        .list_issues(pb::ListIssuesRequest {
            page_size: 1,
            include_total_size: true,
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(issues.issues.len(), 1);
    assert!(issues.total_size.unwrap() >= 1);
    let issue = issues.issues[0].name.clone();
    let slug = issue.strip_prefix("issues/").unwrap();
    serving
        .ingest(
            "a",
            &format!("stance prov-ada OPPOSE {slug}: Ada is against it"),
        )
        .await;
    let page = client
        .search_stances(pb::SearchStancesRequest {
            filter: Some(pb::StanceFilter {
                issues: vec![issue.clone()],
                positions: vec![pb::Position::Oppose.into()],
                ..Default::default()
            }),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    let stance = page.results[0].stance.clone().unwrap();
    let Some(pb::stance::Target::Issue(target)) = &stance.target else {
        panic!("{stance:?}");
    };
    assert_eq!(target.issue, issue);
    assert_eq!(stance.cameo_code.as_deref(), Some("112"));
    let one = client
        .get_stance(pb::GetStanceRequest {
            name: stance.name.clone(),
            read_mask: None,
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(one.stance, Some(stance));
    let issue = client
        .get_issue(pb::GetIssueRequest {
            name: issue,
            read_mask: None,
        })
        .await
        .unwrap()
        .into_inner()
        .issue
        .unwrap();
    assert_eq!(issue.stance_count, 1);
    assert!(!issue.proposition.is_empty());
}

#[tokio::test]
async fn an_article_is_ingested_once_revised_shown_listed_and_deleted() {
    let serving = Serving::start().await;
    let first = serving.ingest("a", SCRIPT).await;
    assert_eq!(first.outcome(), pb::IngestOutcome::Stored);
    assert_eq!(first.record_counts.as_ref().unwrap().quotes, 2);
    let again = serving.ingest("a", SCRIPT).await;
    assert_eq!(again.outcome(), pb::IngestOutcome::Unchanged);
    assert_eq!((&again.name, again.revision), (&first.name, 1));
    let revised = serving
        .ingest("a", "quote prov-ada MIXED: Another word")
        .await;
    assert_eq!(revised.outcome(), pb::IngestOutcome::Revised);
    assert_eq!((&revised.name, revised.revision), (&first.name, 2));

    let mut client = serving.articles().await;
    let get = |include_records| pb::GetArticleRequest {
        name: first.name.clone(),
        include_records,
        read_mask: None,
    };
    let shown = client.get_article(get(true)).await.unwrap().into_inner();
    let stored = shown.article.unwrap();
    assert_eq!(stored.text, "quote prov-ada MIXED: Another word");
    assert_eq!(stored.source_id.as_deref(), Some("a"));
    assert_eq!(stored.publish_date.unwrap().end.unwrap().day, 5);
    assert_eq!(shown.records.unwrap().quotes.len(), 1);
    let bare = client.get_article(get(false)).await.unwrap().into_inner();
    assert!(bare.records.is_none());

    let list = pb::ListArticlesRequest {
        include_total_size: true,
        ..Default::default()
    };
    let listed = client
        .list_articles(list.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((listed.articles.len(), listed.total_size), (1, Some(1)));
    assert_eq!(listed.articles[0].text, "");

    let delete = pb::DeleteArticleRequest {
        name: first.name.clone(),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let gone = client.delete_article(delete).await.unwrap().into_inner();
    assert_eq!(gone.revision, 3);
    let listed = client.list_articles(list).await.unwrap().into_inner();
    assert_eq!(listed.total_size, Some(0));
    assert!(client.get_article(get(false)).await.is_err());
}

#[tokio::test]
async fn records_of_an_article_come_whole_in_text_order() {
    let serving = Serving::start().await;
    let name = serving.ingest("a", SCRIPT).await.name;
    let request = pb::GetArticleRequest {
        name,
        include_records: true,
        read_mask: None,
    };
    let answer = serving.articles().await.get_article(request).await;
    let records = answer.unwrap().into_inner().records.unwrap();
    let starts: Vec<_> = records
        .quotes
        .iter()
        .map(|q| q.clause.unwrap().start_byte)
        .collect();
    assert_eq!(starts.len(), 2);
    assert!(starts.is_sorted());
    // Denied and borderless ones too: this is the article, not an answer about facts.
    assert_eq!(records.deployments.len(), 3);
    assert_eq!(records.border_facts.len(), 1);
    assert!(!records.truncated);
}

#[tokio::test]
async fn analysing_shows_the_same_records_and_stores_nothing() {
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let request = pb::AnalyseArticleRequest {
        article: Some(article("a", SCRIPT)),
    };
    let analysed = client.analyse_article(request).await.unwrap().into_inner();
    let shown = analysed.article.unwrap();
    assert_eq!((shown.revision, shown.ingest_time), (0, None));
    let records = analysed.records.unwrap();
    assert_eq!(records.quotes.len(), 2);
    assert_eq!(records.border_facts.len(), 1);
    assert_eq!(records.provisional_actors.len(), 3);
    let listed = client
        .list_articles(pb::ListArticlesRequest::default())
        .await;
    assert!(listed.unwrap().into_inner().articles.is_empty());
    let stored = serving.ingest("a", SCRIPT).await;
    assert_eq!(stored.name, shown.name);
    let quote = records.quotes[0].name.clone();
    let mut quotes = serving.quotes().await;
    assert!(
        quotes
            .get_quote(pb::GetQuoteRequest {
                name: quote,
                read_mask: None
            })
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_article_whose_extraction_fails_is_kept_aside() {
    let serving = Serving::start().await;
    let kept = serving.ingest("a", "panic").await;
    assert_eq!(kept.outcome(), pb::IngestOutcome::Quarantined);
    assert!(kept.quarantine_reason.is_some());
    let request = pb::ListArticlesRequest {
        filter: Some(pb::ArticleFilter {
            quarantined: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    };
    let listed = serving.articles().await.list_articles(request).await;
    let listed = listed.unwrap().into_inner();
    assert_eq!(listed.articles[0].name, kept.name);
    assert!(listed.articles[0].quarantine_reason.is_some());
}

#[tokio::test]
async fn actors_found_in_text_are_listed_counted_and_resolved() {
    let serving = Serving::start().await;
    serving.ingest("a", SCRIPT).await;
    let mut client = serving.actors().await;
    let listed = client
        .list_actors(pb::ListActorsRequest {
            filter: Some(pb::ActorFilter {
                provisional: Some(true),
                ..Default::default()
            }),
            include_total_size: true,
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    let names: Vec<_> = listed.actors.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "actors/prov-ada",
            "actors/prov-ben",
            "actors/prov-river-guard"
        ]
    );
    assert_eq!(listed.total_size, Some(3));
    let card = client
        .get_actor(pb::GetActorRequest {
            name: "actors/prov-ada".to_owned(),
            read_mask: None,
        })
        .await
        .unwrap()
        .into_inner();
    let ada = card.actor.unwrap();
    assert!(ada.provisional);
    assert_eq!(ada.record_counts.unwrap().quotes, 1);
    assert_eq!(
        card.first_seen
            .unwrap()
            .publish_date
            .unwrap()
            .start
            .unwrap()
            .day,
        5
    );
    let found = client
        .resolve_actor(pb::ResolveActorRequest {
            text: "Iraq".to_owned(),
            max_candidates: 0,
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        found.candidates[0].actor.as_ref().unwrap().kind(),
        pb::ActorKind::State
    );
    assert!(found.candidates[0].score > 0.0);
}

#[tokio::test]
async fn stances_and_deployments_say_how_a_query_was_read_when_asked() {
    let serving = Serving::start().await;
    let mut stances = serving.stances().await;
    for (asked, told) in [(true, Some("holder:\"Iraq\"")), (false, None)] {
        let request = pb::SearchStancesRequest {
            query: "holder:Iraq".to_owned(),
            include_explanation: asked,
            ..Default::default()
        };
        let answer = stances.search_stances(request).await.unwrap().into_inner();
        let read = answer.explanation.as_ref();
        assert_eq!(read.map(|e| e.names[0].text.as_str()), told);
        assert!(read.is_none_or(|e| e.names[0].actors[0] == "actors/iq"));
    }
    let request = pb::SearchDeploymentsRequest {
        query: "force:Iraq".to_owned(),
        include_explanation: true,
        ..Default::default()
    };
    let answer = serving
        .deployments()
        .await
        .search_deployments(request)
        .await;
    let read = answer.unwrap().into_inner().explanation.unwrap();
    assert_eq!(read.names[0].text, "force:\"Iraq\"");
}
