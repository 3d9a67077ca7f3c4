//! Links between quotes follow from the log: a rebuilt index and a restarted store have the same ones.

use super::{article, at, open, put, put_at};
use std::collections::BTreeMap;
use std::fs;
use vedette::ingest::{Acknowledge, Ingest};
use vedette::lexicon::Lexicon;
use vedette::query::quote::{self, QuoteQuery};
use vedette::query::{Budget, PageRequest};

const ONE: &str = "the harbour of the old town stays open";
const TWO: &str = "every ship that comes in peace may land";

/// The utterance of each quote, by the quote's id.
fn links(ingest: &Ingest) -> BTreeMap<String, String> {
    let query = QuoteQuery {
        page: PageRequest {
            size: 1000,
            ..PageRequest::default()
        },
        ..QuoteQuery::default()
    };
    let budget = Budget::unlimited();
    let page = quote::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    let hits = page.hits.into_iter().map(|h| h.record);
    hits.map(|r| (r.id.to_string(), r.utterance.to_string()))
        .collect()
}

fn groups(links: &BTreeMap<String, String>) -> Vec<usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for utterance in links.values() {
        *counts.entry(utterance).or_default() += 1;
    }
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable();
    counts
}

fn say(ingest: &Ingest, source_id: &str, words: &str, second: i64) {
    put_at(
        ingest,
        source_id,
        &format!("quote prov-ada {words}"),
        second,
    );
}

/// First tellings, then: `a` is revised and `b` deleted, so that the quotes others were linked to are gone.
fn first_half(ingest: &Ingest) {
    say(ingest, "a", ONE, 1);
    say(ingest, "b", TWO, 2);
    say(ingest, "c", ONE, 3);
    say(ingest, "d", TWO, 4);
    say(ingest, "a", "something else was said instead of that", 5);
}

/// A longer telling makes one of two; then a revision that keeps its words keeps its utterance.
fn second_half(ingest: &Ingest) {
    let gone = article("b", "").info;
    let id = vedette::model::Article::identify(&gone, "");
    ingest.delete(&id, at(6), Acknowledge::Searchable).unwrap();
    say(ingest, "e", &format!("{ONE} and {TWO}"), 7);
    put_at(
        ingest,
        "e",
        &format!("A headline\nquote prov-ada {ONE} and {TWO}"),
        8,
    );
    say(ingest, "f", TWO, 9);
}

#[test]
fn a_rebuilt_index_and_a_restarted_store_link_as_the_first_did() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let ingest = open(dirs[0].path());
    first_half(&ingest);
    second_half(&ingest);
    let expected = links(&ingest);
    // c, d, e and f tell one act of speech; a's new words another.
    assert_eq!(groups(&expected), [1, 4]);
    ingest.close().unwrap();
    fs::remove_dir_all(dirs[0].path().join("index")).unwrap();
    let rebuilt = open(dirs[0].path());
    assert_eq!(links(&rebuilt), expected);
    say(&rebuilt, "g", ONE, 10);
    let with_g = links(&rebuilt);
    assert_eq!(groups(&with_g), [1, 5]);

    let before = open(dirs[1].path());
    first_half(&before);
    before.close().unwrap();
    let after = open(dirs[1].path());
    second_half(&after);
    assert_eq!(links(&after), expected);
    drop(after);
    let crashed = open(dirs[1].path());
    say(&crashed, "g", ONE, 10);
    assert_eq!(links(&crashed), with_g);
}

#[test]
fn an_utterance_is_named_after_its_first_quote_for_life() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "a", &format!("quote prov-ada {ONE}"));
    let first = links(&ingest);
    let name = first.values().next().unwrap().clone();
    put(&ingest, "b", &format!("quote prov-ada {ONE}"));
    // The first quote goes; the second keeps the name.
    put(&ingest, "a", "nothing");
    let later = links(&ingest);
    assert_eq!(later.values().collect::<Vec<_>>(), [&name]);
    assert!(!first.keys().any(|id| later.contains_key(id)));
}
