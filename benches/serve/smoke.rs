//! The smoke run: everything once, small, under `cargo test`. Answers are asserted, times never.

use crate::bare::{self, Bare};
use crate::corpus::{Corpus, QUOTES};
use crate::load::{Call, SEARCH, Shape, Until, drive};
use crate::question::{Class, questions};
use crate::report::say;
use crate::search::{self, Field};
use crate::served::Served;
use crate::{Outcome, beside, echo, fill};
use prost::Message;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use vedette::rpc::pb;

/// What `cargo test` may call it by.
const NAME: &str = "smoke_run_of_the_load_driver";
/// Articles of the corpus.
const ARTICLES: u64 = 120;
/// Questions: ten of each class.
const QUESTIONS: usize = 70;

fn hold(what: bool, told: &str) -> Outcome {
    if what {
        Ok(())
    } else {
        Err(format!("{NAME}: {told}").into())
    }
}

/// Runs it, unless the arguments name another test or ask for a list.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut names = arguments.iter().filter(|a| !a.starts_with('-')).peekable();
    if arguments.iter().any(|a| a == "--list")
        || names.peek().is_some() && !names.any(|name| NAME.contains(name.as_str()))
    {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let corpus = Arc::new(Corpus::new(1));
    let (data, floor) = (folder.path().join("product"), folder.path().join("bare"));
    fill::fill(&data, &corpus, ARTICLES / 2)?;
    // A build that was cut goes on.
    fill::fill(&data, &corpus, ARTICLES)?;
    hold(
        fill::fill(&data, &corpus, ARTICLES)?.is_none(),
        "a whole index was built again",
    )?;
    bare::fill(&floor, &corpus, ARTICLES)?;
    let product = Served::product(Path::new(env!("CARGO_BIN_EXE_vedette")), &data)?;
    let questions = questions(&corpus, ARTICLES, QUESTIONS);
    let field = Field {
        bare: &Bare::open(&floor)?,
        calls: &search::calls(&questions, &corpus),
        corpus: &corpus,
        product: &product,
        questions: &questions,
    };
    answers(&field)?;
    refusals(&field)?;
    let answer = folder.path().join("answer.binpb");
    std::fs::write(&answer, search::full_answer(&field)?.encode_to_vec())?;
    let echo = Served::echo(&answer)?;
    echoes(&echo)?;
    product.stop()?;
    say(&format!("{NAME} ... ok"))
}

/// The product answers all, and finds what the bare engine finds.
fn answers(field: &Field<'_>) -> Outcome {
    let everything = pb::SearchQuotesRequest {
        include_total_size: true,
        ..pb::SearchQuotesRequest::default()
    };
    let call = Call::new(SEARCH, &everything);
    let all: pb::SearchQuotesResponse = search::ask(&field.product.address, &call)?;
    let wanted = i32::try_from(ARTICLES * QUOTES)?;
    hold(
        all.total_size == Some(wanted),
        &format!("{:?} quotes of {wanted}", all.total_size),
    )?;
    let (same, some) = search::agree(field)?;
    hold(
        same == QUESTIONS,
        &format!("{same} of {QUESTIONS} questions find the same"),
    )?;
    hold(
        some > QUESTIONS / 4,
        &format!("only {some} questions find any quote"),
    )?;
    let shape = Shape {
        connections: 2,
        streams: 8,
        ..Shape::single(Until::Answers(3 * QUESTIONS))
    };
    let measured = drive(&field.product.address, field.calls, &shape)?;
    hold(
        measured.took.len() == 3 * QUESTIONS && measured.size() > 500,
        &format!(
            "{} answers of {} bytes",
            measured.took.len(),
            measured.size()
        ),
    )?;
    let [quotes, utterances] = beside::look_ups(field)?;
    for calls in [quotes, utterances] {
        let shape = Shape::single(Until::Answers(calls.len()));
        let found = drive(&field.product.address, &calls, &shape)?;
        hold(
            !calls.is_empty() && found.took.len() == calls.len(),
            "look-ups",
        )?;
    }
    let classes = Class::ALL
        .iter()
        .filter(|class| field.questions.iter().any(|q| q.class == **class));
    hold(classes.count() == Class::ALL.len(), "a class is missing")
}

/// One refusal ends a run: errors are never counted as answers.
fn refusals(field: &Field<'_>) -> Outcome {
    let broken = pb::SearchQuotesRequest {
        query: "\"open".to_owned(),
        ..pb::SearchQuotesRequest::default()
    };
    let mut calls = field.calls.to_vec();
    calls.push(Call::new(SEARCH, &broken));
    let shape = Shape::single(Until::Answers(calls.len()));
    match drive(&field.product.address, &calls, &shape) {
        Err(told) => hold(
            told.to_string().contains("grpc-status 3"),
            &told.to_string(),
        ),
        Ok(_) => hold(false, "a refused question was counted as answered"),
    }
}

/// The echo says its two answers.
fn echoes(echo: &Served) -> Outcome {
    let said = |query: &str| -> Outcome<usize> {
        let request = pb::SearchQuotesRequest {
            query: query.to_owned(),
            ..pb::SearchQuotesRequest::default()
        };
        let call = [Call::new(SEARCH, &request)];
        Ok(drive(
            &echo.address,
            &call,
            &Shape::many(Duration::from_millis(100)),
        )?
        .size())
    };
    let (small, full) = (said("")?, said(echo::FULL)?);
    hold(
        0 < small && small < full,
        &format!("echoes of {small} and {full} bytes"),
    )
}
