//! Page and resume tokens, altered, foreign and made up: only the very token that was given out for a question goes on with it.
//!
//! What lies behind the seal is not reached by altering: nothing unsealed is parsed, and that is the point.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vedette::door::small::Small;
use vedette::query::actor::{self, ActorQuery};
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::{PageRequest, QueryError, StreamQuery, Streamed};

static SMALL: LazyLock<Small> = LazyLock::new(|| Small::open(7));

/// Questions that give tokens.
const QUESTIONS: usize = 6;

/// For each question its token, and one for it from a server with another key.
static TOKENS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let other = Small::open(8);
    let tokens = |question| {
        let token = |at: &Small| ask(at, question, "").expect("a question").expect("more than a page");
        (token(&SMALL), token(&other))
    };
    (0..QUESTIONS).map(tokens).collect()
});

/// Asks a question from a token on; answers the token that goes on from there, if there is one.
fn ask(at: &Small, question: usize, token: &str) -> Result<Option<String>, QueryError> {
    let page = PageRequest { size: 1, token: token.to_owned(), total: false };
    let more = |token: String| (!token.is_empty()).then_some(token);
    let quotes = |text: &str, order: &str| {
        let (text, order_by) = (text.to_owned(), order.to_owned());
        let query = QuoteQuery { text, order_by, page: page.clone(), ..QuoteQuery::default() };
        quote::search(at.view(), at.lexicon(), &query, &at.budget).map(|found| more(found.next_page_token))
    };
    let stream = |text: &str| StreamQuery { text: text.to_owned(), filter: QuoteFilter::default(), resume_token: token.to_owned() };
    match question {
        0 => quotes("the", ""),
        1 => quotes("", "publish_date desc,name"),
        2 => quotes("", "name"),
        3 => {
            let query = ActorQuery { page, ..ActorQuery::default() };
            actor::list(at.view(), at.lexicon(), &query, &at.budget).map(|found| more(found.next_page_token))
        }
        4 => {
            let mut walk = QuoteFilter::export(at.view(), at.feed(), at.lexicon(), &stream(""))?;
            walk.next(at.view(), &at.budget).map(|chunk| more(chunk.resume_token))
        }
        _ => {
            let query = stream("the");
            if !token.is_empty() {
                return QuoteFilter::follow(at.view(), at.feed(), at.lexicon(), &query).map(|_| None);
            }
            let mut walk = QuoteFilter::export(at.view(), at.feed(), at.lexicon(), &query)?;
            walk.next(at.view(), &at.budget).map(|chunk| more(chunk.follow_token))
        }
    }
}

/// The bytes behind a token with some bits turned.
fn turned(token: &str, turns: &[u8]) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(token).expect("a token is base64");
    for turn in turns.chunks_exact(2) {
        let at = usize::from(turn[0]) % bytes.len();
        bytes[at] ^= turn[1];
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

fuzz_target!(init: LazyLock::force(&TOKENS), |input: (u8, u8, &[u8])| {
    let (question, how, bytes) = input;
    let question = usize::from(question) % QUESTIONS;
    let (own, foreign) = &TOKENS[question];
    let token = match how % 5 {
        0 => String::from_utf8_lossy(bytes).into_owned(),
        1 => turned(own, bytes),
        2 => turned(foreign, bytes),
        3 => TOKENS[usize::from(how / 5) % QUESTIONS].0.clone(),
        _ => own.chars().chain(String::from_utf8_lossy(bytes).chars()).collect(),
    };
    match ask(&SMALL, question, &token) {
        Ok(_) => assert!(token.is_empty() || token == *own, "question {question} went on with {token:?}"),
        Err(QueryError::Token(_) | QueryError::Resume(_)) => assert!(token != *own, "question {question}: its token is refused"),
        Err(error) => panic!("{error:?}"),
    }
});
