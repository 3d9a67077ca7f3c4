//! Any text as a question to a small index: refused with reasons, or answered, page by page, with marks that fit the words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::door::small::Small;
use vedette::query::article::ArticleQuery;
use vedette::query::deployment::DeploymentQuery;
use vedette::query::quote::QuoteQuery;
use vedette::query::stance::StanceQuery;
use vedette::query::{Page, PageRequest, QUERY_BYTES_MAX, QueryError, article, deployment, quote, stance};

static SMALL: LazyLock<Small> = LazyLock::new(|| Small::open(7));

const ORDERS: &[&str] = &["", "relevance", "name", "publish_date desc,name"];

/// Whether there is an answer; no question breaks the index, and a long one is refused.
fn sound<T>(text: &str, answer: Result<T, QueryError>) -> Option<T> {
    match answer {
        Ok(answer) => {
            assert!(text.len() <= QUERY_BYTES_MAX, "{} bytes were read", text.len());
            Some(answer)
        }
        Err(QueryError::Index(error)) => panic!("{error:?}"),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

/// The second page of what has one.
fn next<R>(found: &Page<R>) -> Option<PageRequest> {
    let token = found.next_page_token.clone();
    (!token.is_empty()).then_some(PageRequest { size: 3, token, total: false })
}

fn quotes(text: String, order: &str, explain: bool) {
    let at = &*SMALL;
    let page = PageRequest { size: 3, token: String::new(), total: true };
    let first = QuoteQuery { text, order_by: order.to_owned(), page, highlight: true, explain, ..QuoteQuery::default() };
    let ask = |query: &QuoteQuery| sound(&query.text, quote::answer(at.view(), at.lexicon(), query, &at.budget));
    let Some(found) = ask(&first) else { return };
    for hit in &found.page.hits {
        for mark in &hit.highlights {
            assert!(hit.record.quote.text.get(mark.range()).is_some(), "{mark:?} in {:?}", hit.record.quote.text);
        }
    }
    if let Some(page) = next(&found.page) {
        let second = ask(&QuoteQuery { page, ..first.clone() }).expect("a page that was promised is there");
        let told = |id| found.page.hits.iter().any(|hit| hit.record.id == id);
        assert!(second.page.hits.iter().all(|hit| !told(hit.record.id.clone())), "told twice");
    }
    if let Some(reading) = found.reading.filter(|reading| reading.query.len() <= QUERY_BYTES_MAX) {
        let full = QuoteQuery { text: reading.query.clone(), explain: false, ..first };
        let again = ask(&full).expect("the full form of a query is one");
        assert_eq!(found.page.total, again.page.total, "{:?} in full is {:?}", full.text, reading.query);
    }
}

fuzz_target!(init: LazyLock::force(&SMALL), |input: (u8, &str)| {
    let (how, text) = input;
    let at = &*SMALL;
    let (text, order) = (text.to_owned(), ORDERS[usize::from(how >> 2) % ORDERS.len()]);
    let order_by = order.to_owned();
    match how % 4 {
        0 => quotes(text, order, how & 128 != 0),
        1 => {
            let query = StanceQuery { text, order_by, highlight: true, ..StanceQuery::default() };
            sound(&query.text, stance::search(at.view(), at.lexicon(), &query, &at.budget));
        }
        2 => {
            let query = DeploymentQuery { text, order_by, highlight: true, ..DeploymentQuery::default() };
            sound(&query.text, deployment::search(at.view(), at.lexicon(), &query, &at.budget));
        }
        _ => {
            let query = ArticleQuery { text, order_by, ..ArticleQuery::default() };
            sound(&query.text, article::search(at.view(), at.lexicon(), &query, &at.budget));
        }
    }
});
