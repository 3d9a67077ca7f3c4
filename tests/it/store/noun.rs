//! Questions about stances, deployments, borders and actors.

use super::question::sample;
use super::{open, put};
use vedette::ingest::Ingest;
use vedette::lexicon::Lexicon;
use vedette::model::{Deployment, Position, Status};
use vedette::query::actor::ActorQuery;
use vedette::query::deployment::{self, DeploymentFilter, DeploymentQuery};
use vedette::query::stance::{self, StanceFilter, StanceQuery};
use vedette::query::{Budget, PageRequest, actor, border};

/// The last word of each event's first evidence, and whether it is disputed.
fn events(ingest: &Ingest, change: impl FnOnce(&mut DeploymentFilter)) -> Vec<String> {
    let mut query = DeploymentQuery::default();
    change(&mut query.filter);
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let page = deployment::search(ingest.view(), &lexicon, &query, &budget).unwrap();
    let name = |event: &Deployment| {
        let text = &event.claims[0].evidence[0].text;
        let last = text.rsplit(' ').next().unwrap().to_owned();
        last + if event.is_disputed() { " disputed" } else { "" }
    };
    let mut words: Vec<_> = page
        .hits
        .iter()
        .map(|h| name(&h.record.deployment))
        .collect();
    words.sort();
    words
}

#[test]
fn default_deployments_are_facts_at_a_border_and_disputed_ones_are_marked() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-1",
        "move river-guard aa-bb REPORTED one\nmove river-guard aa-bb RUMOURED two\n\
         move river-guard aa-cc REPORTED three\nagain hill-guard aa-cc DENIED four\n\
         move river-guard none REPORTED five\nmove river-guard aa-bb DENIED six",
    );
    let ask = |change: &dyn Fn(&mut DeploymentFilter)| events(&ingest, change);
    assert_eq!(ask(&|_| {}), ["one", "three disputed"]);
    assert_eq!(
        ask(&|f| f.include_borderless = true),
        ["five", "one", "three disputed"]
    );
    assert_eq!(
        ask(&|f| f.statuses = vec![Status::Denied]),
        ["six", "three disputed"]
    );
    assert_eq!(ask(&|f| f.statuses = vec![Status::Rumoured]), ["two"]);
    assert_eq!(ask(&|f| f.disputed = Some(true)), ["three disputed"]);
    assert_eq!(ask(&|f| f.disputed = Some(false)), ["one"]);
    assert_eq!(
        ask(&|f| f.borders = vec!["bb-aa".parse().unwrap()]),
        ["one"]
    );
    assert_eq!(
        ask(&|f| f.border_countries = vec!["CC".to_owned()]),
        ["three disputed"]
    );
    assert_eq!(
        ask(&|f| f.forces = vec!["hill-guard".parse().unwrap()]),
        ["three disputed"]
    );
}

#[test]
fn claims_about_a_border_that_differ_stand_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-1",
        "length aa-bb 600 the frontier of some 600 km",
    );
    put(
        &ingest,
        "wire-2",
        "length aa-bb 620 the frontier of 620 km\nmove river-guard aa-bb REPORTED x\n\
         move river-guard aa-bb PLANNED y\nlength bb-cc 5 short",
    );
    let budget = Budget::unlimited();
    let record = border::get(ingest.view(), &"bb-aa".parse().unwrap(), &budget)
        .unwrap()
        .unwrap();
    let mut km: Vec<_> = record
        .facts
        .iter()
        .map(|f| f.fact.value.min.unwrap())
        .collect();
    km.sort_by(f64::total_cmp);
    assert_eq!(km, [600.0, 620.0]);
    assert_eq!((record.fact_deployments, record.deployments), (1, 2));
    let page = border::list(ingest.view(), &PageRequest::default(), &budget).unwrap();
    let ids: Vec<_> = page
        .hits
        .iter()
        .map(|h| h.record.border.to_string())
        .collect();
    assert_eq!(ids, ["aa-bb", "bb-cc"]);
    assert_eq!(
        border::get(ingest.view(), &"aa-zz".parse().unwrap(), &budget).unwrap(),
        None
    );
    let one = PageRequest {
        size: 1,
        total: true,
        ..Default::default()
    };
    let first = border::list(ingest.view(), &one, &budget).unwrap();
    assert_eq!((first.hits.len(), first.total), (1, Some(2)));
    let second = PageRequest {
        token: first.next_page_token,
        ..one
    };
    let second = border::list(ingest.view(), &second, &budget).unwrap();
    assert_eq!(second.hits[0].record.border.to_string(), "bb-cc");
    assert_eq!(second.next_page_token, "");
}

#[test]
fn stances_are_found_by_holder_target_and_position() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-1",
        "stance mara-odell OPPOSE tal-brandt she is against\nstance tal-brandt SUPPORT mara-odell he is for",
    );
    let count = |filter: StanceFilter| {
        let query = StanceQuery {
            filter,
            text: "is".to_owned(),
            ..StanceQuery::default()
        };
        let found = stance::search(
            ingest.view(),
            &Lexicon::default(),
            &query,
            &Budget::unlimited(),
        );
        found.unwrap().hits.len()
    };
    let mara = || vec!["mara-odell".parse().unwrap()];
    let base = StanceFilter::default;
    assert_eq!(count(base()), 2);
    assert_eq!(
        count(StanceFilter {
            holders: mara(),
            ..base()
        }),
        1
    );
    assert_eq!(
        count(StanceFilter {
            targets: mara(),
            ..base()
        }),
        1
    );
    assert_eq!(
        count(StanceFilter {
            actors: mara(),
            ..base()
        }),
        2
    );
    assert_eq!(
        count(StanceFilter {
            holders: mara(),
            positions: vec![Position::Support],
            ..base()
        }),
        0
    );
}

#[test]
fn actors_found_in_text_can_be_listed_got_and_resolved() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    sample(&ingest);
    let (view, lexicon, budget) = (ingest.view(), Lexicon::default(), Budget::unlimited());
    let id = "prov-mara-odell".parse().unwrap();
    let record = actor::get(view, &lexicon, &id, &budget).unwrap().unwrap();
    assert_eq!(record.actor.name, "Mara O'Dell");
    assert_eq!(record.counts.quotes, 2);
    let page = actor::list(view, &lexicon, &ActorQuery::default(), &budget).unwrap();
    let ids: Vec<_> = page
        .hits
        .iter()
        .map(|h| h.record.actor.id.to_string())
        .collect();
    assert_eq!(ids, ["prov-mara-odell", "prov-tal-brandt"]);
    let found = actor::resolve(view, &lexicon, "Mara O\u{2019}Dell", 5, &budget).unwrap();
    assert_eq!(found[0].record.actor.id, id);
    let nobody = "prov-nobody".parse().unwrap();
    assert_eq!(actor::get(view, &lexicon, &nobody, &budget).unwrap(), None);
}
