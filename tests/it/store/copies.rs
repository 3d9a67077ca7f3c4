//! Copies follow from the log: a rebuilt index and a restarted store know the same ones; what is left out and counted once.

use super::{open, put_at, texts};
use std::collections::BTreeMap;
use std::fs;
use vedette::ingest::{Acknowledge, Ingest};
use vedette::lexicon::Lexicon;
use vedette::model::ArticleId;
use vedette::query::article::{self, ArticleFilter, ArticleQuery};
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::{Budget, PageRequest};

/// A report of an agency: a quote, and sentences of its own.
fn text(seed: &str, words: &str) -> String {
    let sentence = |i: usize| {
        let words: Vec<String> = (0..10).map(|w| format!("{seed}x{i}w{w}")).collect();
        words.join(" ")
    };
    let sentences: Vec<String> = (0..20).map(sentence).collect();
    format!("quote prov-ada {words}\n{}", sentences.join(".\n"))
}

fn tell(ingest: &Ingest, id: &str, seed: &str, words: &str, second: i64) -> ArticleId {
    put_at(ingest, id, &text(seed, words), second).article
}

/// What each article is a copy of, by the callers' ids.
fn groups(ingest: &Ingest) -> BTreeMap<String, Option<String>> {
    let query = ArticleQuery {
        page: PageRequest {
            size: 1000,
            ..PageRequest::default()
        },
        ..ArticleQuery::default()
    };
    let budget = Budget::unlimited();
    let page = article::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    let articles: Vec<_> = page.hits.into_iter().map(|h| h.record).collect();
    let of = |id: &ArticleId| {
        let found = articles.iter().find(|a| a.article.id == *id);
        found.and_then(|a| a.article.info.source_id.clone())
    };
    let named = articles.iter().map(|a| {
        let copy = a.copy_of.as_ref();
        let original = copy.map(|id| of(id).unwrap_or_else(|| "gone".to_owned()));
        (a.article.info.source_id.clone().unwrap(), original)
    });
    named.collect()
}

fn told(ingest: &Ingest, exclude_copies: bool) -> Vec<String> {
    let query = QuoteQuery {
        filter: QuoteFilter {
            exclude_copies,
            ..QuoteFilter::default()
        },
        order_by: "ingest_time".to_owned(),
        page: PageRequest {
            total: true,
            ..PageRequest::default()
        },
        ..QuoteQuery::default()
    };
    let budget = Budget::unlimited();
    let page = quote::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    assert_eq!(page.total, Some(page.hits.len() as u64));
    texts(&page)
}

#[test]
fn copies_are_named_and_left_out_when_asked_while_their_first_report_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let first = tell(&ingest, "agency", "wire", "the bridge stays open", 1);
    tell(&ingest, "paper", "wire", "the bridge will stay open", 2);
    tell(&ingest, "rival", "own", "the ferry sails", 3);
    let all = [
        "the bridge stays open",
        "the bridge will stay open",
        "the ferry sails",
    ];
    assert_eq!(groups(&ingest)["paper"].as_deref(), Some("agency"));
    assert_eq!(groups(&ingest)["rival"], None);
    assert_eq!(told(&ingest, false), all);
    assert_eq!(told(&ingest, true), [all[0], all[2]]);
    let list = |filter: ArticleFilter| {
        let query = ArticleQuery {
            filter,
            ..ArticleQuery::default()
        };
        let budget = Budget::unlimited();
        let page = article::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
        page.hits.len()
    };
    let copies_of = vec![first.clone()];
    assert_eq!(
        list(ArticleFilter {
            copies_of,
            ..ArticleFilter::default()
        }),
        1
    );
    let exclude_copies = true;
    assert_eq!(
        list(ArticleFilter {
            exclude_copies,
            ..ArticleFilter::default()
        }),
        2
    );
    ingest
        .delete(&first, super::at(9), Acknowledge::Searchable)
        .unwrap();
    assert_eq!(
        told(&ingest, true),
        all[1..],
        "the copy is all there is now"
    );
    tell(&ingest, "agency", "wire", "the bridge stays open", 10);
    assert_eq!(
        told(&ingest, true),
        [all[2], all[0]],
        "the first report is back"
    );
    ingest.purge(&first, super::at(11)).unwrap();
    assert_eq!(
        told(&ingest, true),
        all[1..],
        "what a purge leaves is shown too"
    );
}

#[test]
fn a_rebuilt_index_and_a_restarted_store_know_the_same_copies() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    tell(&ingest, "a", "wire", "the bridge stays open", 1);
    tell(&ingest, "b", "wire", "the bridge is open", 2);
    tell(&ingest, "c", "own", "the ferry sails", 3);
    let gone = tell(&ingest, "d", "third", "the road is closed", 4);
    tell(&ingest, "e", "third", "the roads are closed", 5);
    tell(&ingest, "b", "fresh", "nothing of that", 6);
    tell(&ingest, "a", "wire", "the bridge stayed open", 7);
    ingest
        .delete(&gone, super::at(8), Acknowledge::Searchable)
        .unwrap();
    ingest.close().unwrap();
    let ingest = open(dir.path());
    tell(&ingest, "f", "wire", "the bridge stays open today", 9);
    tell(&ingest, "g", "third", "a road is closed", 10);
    let (known, shown) = (groups(&ingest), told(&ingest, true));
    assert_eq!(known["a"], None);
    assert_eq!(known["b"], None, "it was written anew");
    assert_eq!(known["f"].as_deref(), Some("a"));
    assert_eq!(
        (known["e"].as_deref(), known["g"].as_deref()),
        (Some("gone"), Some("gone"))
    );
    assert!(
        shown.contains(&"the roads are closed".to_owned()),
        "{shown:?}"
    );
    ingest.close().unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let ingest = open(dir.path());
    assert_eq!(groups(&ingest), known);
    assert_eq!(told(&ingest, true), shown);
}
