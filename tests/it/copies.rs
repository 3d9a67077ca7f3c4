//! Copies over the wire: named, left out, counted as one source.

use crate::serving::{Serving, article, details, violations};
use std::fmt::Write as _;
use vedette::rpc::pb::{self, ErrorReason};

/// A script with sentences no other seed has, so that two of one seed are nearly the same text.
fn report(seed: &str, lines: &str) -> String {
    let mut text = format!("{lines}\n");
    for i in 0..20 {
        writeln!(
            text,
            "{seed} one{i} two{i} three{i} four{i} five{i} {seed}{i} six{i}"
        )
        .unwrap();
    }
    text
}

/// An issue of the lexicon inside the binary.
fn issue() -> String {
    let lexicon = crate::serving::lexicon();
    lexicon.issues().iter().next().unwrap().issue.id.to_string()
}

/// A stance and a movement.
fn says() -> String {
    let issue = issue();
    format!(
        "stance prov-ada SUPPORT {issue} on 2031-05-03: that is needed\n\
         move prov-guard DEPLOY REPORTED xa-xb of 40 on 2031-05-03: forty guards moved"
    )
}

/// An agency's report, its copy in a paper, and a paper's own.
async fn serving() -> (Serving, [String; 3]) {
    let serving = Serving::start().await;
    let mut names = Vec::new();
    for (id, seed) in [("agency", "wire"), ("paper", "wire"), ("rival", "own")] {
        let edit = if id == "paper" {
            "An edit of the paper."
        } else {
            ""
        };
        let script = report(seed, &format!("{}\n{edit}", says()));
        names.push(serving.ingest(id, &script).await.name);
    }
    (serving, names.try_into().unwrap())
}

#[tokio::test]
async fn a_copy_names_its_first_report_and_counts_with_it_as_one_source() {
    let (serving, [agency, paper, rival]) = serving().await;
    let request = pb::SearchStancesRequest::default();
    let mut stances = serving.stances().await;
    let found = stances.search_stances(request).await.unwrap().into_inner();
    let copies: Vec<_> = found
        .results
        .iter()
        .filter_map(|r| r.stance.as_ref()?.source.as_ref())
        .map(|s| (s.article.clone(), s.copy_of.clone()))
        .collect();
    assert_eq!(copies.len(), 3);
    for (article, copy_of) in copies {
        let wanted = (article == paper).then(|| agency.clone());
        assert_eq!(copy_of, wanted, "{article}, {rival}");
    }
    let request = pb::GetStanceTimelineRequest {
        holder: "actors/prov-ada".to_owned(),
        target: format!("issues/{}", issue()),
        ..Default::default()
    };
    let line = stances
        .get_stance_timeline(request)
        .await
        .unwrap()
        .into_inner();
    let counts: Vec<_> = line
        .points
        .iter()
        .map(|p| (p.stance_count, p.source_count))
        .collect();
    assert_eq!(counts, [(3, 2)]);
    let request = pb::GetStanceMatrixRequest::default();
    let matrix = stances
        .get_stance_matrix(request)
        .await
        .unwrap()
        .into_inner();
    let held = matrix.rows[0].cells[0].declared.clone().unwrap();
    assert_eq!((held.stance_count, held.source_count), (3, 2));
    let request = pb::GetAgreementNetworkRequest::default();
    let network = stances
        .get_agreement_network(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(network.nodes[0].stance_count, 2);
    let request = pb::GetBorderTimelineRequest {
        name: "borders/xa-xb".to_owned(),
        ..Default::default()
    };
    let mut deployments = serving.deployments().await;
    let line = deployments
        .get_border_timeline(request)
        .await
        .unwrap()
        .into_inner();
    let counts: Vec<_> = line
        .points
        .iter()
        .map(|p| (p.claim_count, p.source_count))
        .collect();
    assert_eq!(counts, [(3, 2)]);
}

#[tokio::test]
async fn copies_are_left_out_where_that_is_asked_and_not_of_what_is_followed() {
    let (serving, [agency, paper, _]) = serving().await;
    let mut deployments = serving.deployments().await;
    let filter = |exclude_copies| {
        Some(pb::DeploymentFilter {
            exclude_copies,
            ..Default::default()
        })
    };
    let search = |exclude| pb::SearchDeploymentsRequest {
        filter: filter(exclude),
        include_total_size: true,
        ..Default::default()
    };
    for (exclude, wanted) in [(false, 3), (true, 2)] {
        let page = deployments
            .search_deployments(search(exclude))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (page.results.len(), page.total_size),
            (wanted, i32::try_from(wanted).ok())
        );
    }
    let request = pb::FollowDeploymentsRequest {
        filter: filter(true),
        ..Default::default()
    };
    let refused = deployments.follow_deployments(request).await.unwrap_err();
    let found = violations(&details(&refused, ErrorReason::RequestInvalid));
    assert_eq!(
        found,
        [(
            "filter.exclude_copies".to_owned(),
            "OUT_OF_RANGE".to_owned()
        )]
    );
    let mut articles = serving.articles().await;
    let request = pb::ListArticlesRequest {
        filter: Some(pb::ArticleFilter {
            copies_of: vec![agency.clone()],
            ..Default::default()
        }),
        ..Default::default()
    };
    let listed = articles.list_articles(request).await.unwrap().into_inner();
    let names: Vec<_> = listed
        .articles
        .iter()
        .map(|a| (&a.name, a.copy_of.as_ref()))
        .collect();
    assert_eq!(names, [(&paper, Some(&agency))]);
    let own = article("rival-2", &report("own", "nothing else"));
    let request = pb::IngestArticleRequest {
        article: Some(own),
        acknowledgement: pb::Acknowledgement::Searchable.into(),
        ..Default::default()
    };
    let taken = articles.ingest_article(request).await.unwrap().into_inner();
    let request = pb::GetArticleRequest {
        name: taken.name,
        include_records: true,
        ..Default::default()
    };
    let whole = articles.get_article(request).await.unwrap().into_inner();
    assert!(whole.article.unwrap().copy_of.is_some());
}
