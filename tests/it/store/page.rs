//! Pages: each hit once, in one order, whatever comes in meanwhile.

use super::{article, at, open, put, settings, texts, words};
use std::sync::Arc;
use vedette::ingest::{Acknowledge, Ingest, Settings};
use vedette::lexicon::Lexicon;
use vedette::model::QuoteRecord;
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::{
    Budget, NEWS_ENTRIES_MAX, Page, PageRequest, QueryError, StreamQuery, Streamed, TokenError,
    ViolationKind,
};

fn page(
    ingest: &Ingest,
    query: &QuoteQuery,
    size: i32,
    token: &str,
) -> Result<Page<QuoteRecord>, QueryError> {
    let query = QuoteQuery {
        page: PageRequest {
            size,
            token: token.to_owned(),
            total: true,
        },
        ..query.clone()
    };
    quote::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    )
}

fn fill(ingest: &Ingest, count: usize) {
    for i in 0..count {
        let mut raw = article(
            &format!("wire-{i}"),
            &format!(
                "quote mara-odell the dam number {i}\nquote tal-brandt the dam, the dam {}",
                i % 7
            ),
        );
        raw.info.published = format!("2024-{:02}", i % 12 + 1).parse().ok();
        ingest.put(raw, at(0), Acknowledge::Durable).unwrap();
    }
    put(ingest, "wire-last", "quote mara-odell the last dam");
}

/// Walks all pages; `between` runs after each.
fn walk(ingest: &Ingest, query: &QuoteQuery, size: i32, mut between: impl FnMut()) -> Vec<String> {
    let (mut ids, mut token) = (Vec::new(), String::new());
    loop {
        let page = page(ingest, query, size, &token).unwrap();
        assert!(page.hits.len() <= usize::try_from(size).unwrap());
        ids.extend(page.hits.iter().map(|h| h.record.id.to_string()));
        if page.next_page_token.is_empty() {
            return ids;
        }
        assert!(ids.len() < 10_000, "the walk never ends");
        token = page.next_page_token;
        between();
    }
}

fn ordered(text: &str, order_by: &str) -> QuoteQuery {
    QuoteQuery {
        order_by: order_by.to_owned(),
        ..words(text)
    }
}

#[test]
fn every_walk_sees_each_hit_once_and_the_same_as_one_large_page() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    fill(&ingest, 40);
    for (text, order_by) in [
        ("", ""),
        ("", "name"),
        ("", "name desc"),
        ("", "publish_date, confidence desc"),
        ("", "said_date desc, ingest_time"),
        ("dam", ""),
        ("dam OR the OR number", "relevance"),
        ("dam number -brandt", ""),
        ("dam", "publish_date desc"),
        ("nu*", ""),
    ] {
        let query = ordered(text, order_by);
        let whole = page(&ingest, &query, 1000, "").unwrap();
        let expected: Vec<String> = whole.hits.iter().map(|h| h.record.id.to_string()).collect();
        let total = usize::try_from(whole.total.unwrap()).unwrap();
        assert_eq!(total, expected.len(), "{text:?} {order_by:?}");
        assert!(total >= 40);
        for size in [1, 5, 16, 53, 54] {
            let walked = walk(&ingest, &query, size, || {});
            assert_eq!(walked, expected, "{text:?} {order_by:?} by {size}");
        }
    }
}

#[test]
fn a_walk_is_not_disturbed_by_what_comes_in_changes_or_goes() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    fill(&ingest, 20);
    for order_by in ["", "name", "publish_date desc"] {
        let query = ordered("dam", order_by);
        let before = walk(&ingest, &query, 1000, || {});
        let mut step = 0;
        let walked = walk(&ingest, &query, 4, || {
            step += 1;
            put(
                &ingest,
                &format!("new-{order_by}-{step}"),
                "quote mara-odell a new dam",
            );
            put(
                &ingest,
                &format!("wire-{step}"),
                &format!("quote mara-odell dam changed {step} {order_by}"),
            );
            let gone = put(
                &ingest,
                &format!("wire-{}", 19 - step % 3),
                "quote mara-odell dam to go",
            );
            ingest
                .delete(&gone.article, at(1), Acknowledge::Searchable)
                .unwrap();
        });
        assert_eq!(walked, before, "{order_by:?}");
        assert!(step > 3);
    }
}

#[test]
fn a_page_size_has_a_default_a_ceiling_and_no_negatives() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let lines: Vec<_> = (0..1100)
        .map(|i| format!("quote mara-odell number {i}"))
        .collect();
    let text = lines.join("\n");
    put(&ingest, "wire-1", &text);
    let all = QuoteQuery::default();
    assert_eq!(page(&ingest, &all, 0, "").unwrap().hits.len(), 50);
    let most = page(&ingest, &all, 1001, "").unwrap();
    assert_eq!(most.hits.len(), 1000);
    assert!(!most.next_page_token.is_empty());
    assert_eq!(most.total, Some(1100));
    let rest = page(&ingest, &all, 1000, &most.next_page_token).unwrap();
    assert_eq!((rest.hits.len(), rest.next_page_token.as_str()), (100, ""));
    let Err(QueryError::Invalid(violations)) = page(&ingest, &all, -1, "") else {
        panic!("a negative page size passed");
    };
    assert_eq!(violations[0].kind, ViolationKind::PageSize);
}

#[test]
fn a_page_ends_before_it_is_too_large_for_a_message() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let line = "word ".repeat(40_000);
    let lines: Vec<_> = (0..5)
        .map(|i| format!("quote mara-odell {i} {line}"))
        .collect();
    for i in 0..4 {
        put(
            &ingest,
            &format!("wire-{i}"),
            &format!("{i}\n{}", lines.join("\n")),
        );
    }
    let first = page(&ingest, &QuoteQuery::default(), 100, "").unwrap();
    let size: usize = texts(&first).iter().map(String::len).sum();
    assert!(first.hits.len() < 20 && size < 3 << 20, "{size}");
    assert_eq!(walk(&ingest, &QuoteQuery::default(), 100, || {}).len(), 20);
}

#[test]
fn tokens_are_bound_to_their_question_and_their_server() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    fill(&ingest, 5);
    let token = page(&ingest, &words("dam"), 2, "").unwrap().next_page_token;
    let error = |query: &QuoteQuery, token: &str| match page(&ingest, query, 3, token) {
        Err(QueryError::Token(error)) => Some(error),
        Ok(_) => None,
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(error(&words("dam"), &token), None);
    assert_eq!(error(&words("number"), &token), Some(TokenError::Mismatch));
    assert_eq!(
        error(&ordered("dam", "name"), &token),
        Some(TokenError::Mismatch)
    );
    assert_eq!(error(&words("dam"), "made-up"), Some(TokenError::Invalid));
    let turned: String = token.chars().rev().collect();
    assert_eq!(error(&words("dam"), &turned), Some(TokenError::Invalid));
}

#[test]
fn a_token_expires_when_its_generation_is_no_longer_held() {
    let dir = tempfile::tempdir().unwrap();
    let brief = Settings {
        page_walk_max: std::time::Duration::ZERO,
        ..settings(dir.path())
    };
    let ingest = Ingest::open(&brief, Arc::new(super::Lines), &mut |_| {}).unwrap();
    fill(&ingest, 5);
    let token = page(&ingest, &words("dam"), 2, "").unwrap().next_page_token;
    assert!(page(&ingest, &words("dam"), 2, &token).is_ok());
    put(&ingest, "wire-new", "quote mara-odell a new dam");
    assert!(matches!(
        page(&ingest, &words("dam"), 2, &token),
        Err(QueryError::Token(TokenError::Expired))
    ));
}

#[test]
fn a_budget_that_is_over_ends_the_search() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    fill(&ingest, 5);
    let over = Budget::new(|| true);
    let found = quote::search(ingest.view(), &Lexicon::default(), &words("dam"), &over);
    assert!(matches!(found, Err(QueryError::DeadlineExceeded)));
}

#[test]
fn a_follow_looks_at_so_many_entries_at_once() {
    for (entries, at_once) in [(NEWS_ENTRIES_MAX, true), (NEWS_ENTRIES_MAX + 1, false)] {
        let dir = tempfile::tempdir().unwrap();
        let ingest = open(dir.path());
        let query = StreamQuery::default();
        let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
        let follow = QuoteFilter::follow(ingest.view(), ingest.feed(), &lexicon, &query);
        let mut follow = follow.unwrap();
        for i in 0..entries {
            put(&ingest, &format!("wire-{i}"), "nothing is quoted");
        }
        let mut next = || follow.next(ingest.view(), ingest.feed(), &budget).unwrap();
        assert_eq!(next().caught_up, at_once);
        assert!(next().caught_up);
    }
}

/// The texts of an export that looks at `window` names at a time.
fn exported(ingest: &Ingest, window: usize) -> Vec<String> {
    let all = StreamQuery::default();
    let walk =
        QuoteFilter::export(ingest.view(), ingest.feed(), &Lexicon::default(), &all).unwrap();
    let mut walk = walk.with_window(window);
    let mut told = Vec::new();
    loop {
        let chunk = walk.next(ingest.view(), &Budget::unlimited()).unwrap();
        let last = chunk.last;
        told.extend(chunk.records.into_iter().map(|r| r.id.to_string()));
        if last {
            return told;
        }
    }
}

#[test]
fn an_export_tells_every_name_once_however_many_one_look_finds() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    for i in 0..5 {
        put(
            &ingest,
            &format!("a{i}"),
            &format!("quote prov-ada one {i}\nquote prov-ada two {i}"),
        );
    }
    let whole = exported(&ingest, 100);
    assert!(whole.len() == 10 && whole.is_sorted_by(|a, b| a < b));
    for window in [1, 3, 9, 10, 11] {
        assert_eq!(exported(&ingest, window), whole, "{window}");
    }
}
