//! Goals 1 and 2, and what stands beside them: floor and product in turn, round after round, under the same driver.

use crate::bare::Bare;
use crate::corpus::Corpus;
use crate::echo::FULL;
use crate::load::{Call, Connection, Measured, SEARCH, Shape, Until, drive};
use crate::question::{Class, Question};
use crate::report::{Reach, figure, median, micros, percentile, say, short};
use crate::served::Served;
use crate::{Bench, Outcome};
use prost::Message;
use std::time::Duration;
use vedette::rpc::pb;

/// What the searches are made with.
pub(crate) struct Field<'b> {
    pub(crate) corpus: &'b Corpus,
    pub(crate) bare: &'b Bare,
    pub(crate) product: &'b Served,
    pub(crate) questions: &'b [Question],
    pub(crate) calls: &'b [Call],
}

/// The calls that ask the product these questions.
pub(crate) fn calls(questions: &[Question], corpus: &Corpus) -> Vec<Call> {
    let wire = questions.iter().map(|q| q.wire(corpus));
    wire.map(|request| Call::new(SEARCH, &request)).collect()
}

/// Asks the product one thing.
pub(crate) fn ask<M: Message + Default>(address: &str, call: &Call) -> Outcome<M> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async { Connection::open(address).await?.read(call).await })
}

/// How many questions found the same number of quotes here and there, and how many found any.
pub(crate) fn agree(field: &Field<'_>) -> Outcome<(usize, usize)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(&field.product.address).await?;
        let (mut same, mut some) = (0, 0);
        for question in field.questions {
            let request = pb::SearchQuotesRequest {
                include_total_size: true,
                ..question.wire(field.corpus)
            };
            let call = Call::new(SEARCH, &request);
            let answer: pb::SearchQuotesResponse = connection.read(&call).await?;
            let found = usize::try_from(answer.total_size.ok_or("no total")?)?;
            if found == field.bare.count(question, field.corpus)? {
                same += 1;
            } else if field.questions.len() - same < 20 {
                say(&format!("  differs: {question:?}, {found} here"))?;
            }
            some += usize::from(found > 0 && !answer.results.is_empty());
        }
        Ok((same, some))
    })
}

/// A full answer of the product: the first with ten hits.
pub(crate) fn full_answer(field: &Field<'_>) -> Outcome<pb::SearchQuotesResponse> {
    for call in field.calls {
        let answer: pb::SearchQuotesResponse = ask(&field.product.address, call)?;
        if answer.results.len() == 10 {
            return Ok(answer);
        }
    }
    Err("no question finds ten quotes".into())
}

/// The calls the echo is asked with: what it is to say, and beside it a usual question.
fn echo_calls(full: bool) -> [Call; 1] {
    let request = pb::SearchQuotesRequest {
        query: if full { FULL } else { "an ordinary word" }.to_owned(),
        page_size: 10,
        ..pb::SearchQuotesRequest::default()
    };
    [Call::new(SEARCH, &request)]
}

/// What one round of single streams gave.
struct Single {
    bare: Measured,
    echo: Measured,
    echo_full: Measured,
    product: Measured,
}

/// One stream.
pub(crate) fn single(bench: &Bench, field: &Field<'_>, echo: &Served) -> Outcome {
    let shape = Shape::single(Until::Answers(field.questions.len()));
    let round = || -> Outcome<Single> {
        Ok(Single {
            bare: field.bare.walk(field.questions, field.corpus)?,
            echo: drive(&echo.address, &echo_calls(false), &shape)?,
            product: drive(&field.product.address, field.calls, &shape)?,
            echo_full: drive(&echo.address, &echo_calls(true), &shape)?,
        })
    };
    round()?;
    let rounds: Vec<Single> = (0..bench.rounds).map(|_| round()).collect::<Outcome<_>>()?;
    let of = |figure: &dyn Fn(&Single) -> f64| rounds.iter().map(figure).collect::<Vec<f64>>();
    let told =
        |what: &str, values: &[f64], unit: &str| figure("1", what, values, unit, Reach::Told);
    figure(
        "1",
        "one stream, p50: SearchQuotes / (bare engine + echo)",
        &of(&|r| r.product.p50() / (r.bare.p50() + r.echo.p50())),
        "x",
        Reach::AtMost(1.4),
    )?;
    told(
        "  the same, echo of an answer as large as the product's",
        &of(&|r| r.product.p50() / (r.bare.p50() + r.echo_full.p50())),
        "x",
    )?;
    figure(
        "1",
        "one stream, p99: SearchQuotes / bare engine",
        &of(&|r| r.product.p99() / r.bare.p99()),
        "x",
        Reach::AtMost(1.25),
    )?;
    told("  p50 of the bare engine", &of(&|r| r.bare.p50()), " us")?;
    told("  p50 of the echo", &of(&|r| r.echo.p50()), " us")?;
    told(
        "  p50 of the large echo",
        &of(&|r| r.echo_full.p50()),
        " us",
    )?;
    told("  p50 of SearchQuotes", &of(&|r| r.product.p50()), " us")?;
    told("  p99 of the bare engine", &of(&|r| r.bare.p99()), " us")?;
    told("  p99 of SearchQuotes", &of(&|r| r.product.p99()), " us")?;
    if let Some(last) = rounds.last() {
        say(&format!(
            "      answers of {} bytes (bare), {} and {} (echoes), {} (product)",
            last.bare.size(),
            last.echo.size(),
            last.echo_full.size(),
            last.product.size()
        ))?;
        for class in Class::ALL {
            say(&by_class(class, field.questions, last))?;
        }
    }
    Ok(())
}

fn by_class(class: Class, questions: &[Question], round: &Single) -> String {
    let of = |measured: &Measured| {
        let pairs = questions.iter().zip(&measured.took);
        let took = pairs.filter(|(q, _)| q.class == class).map(|(_, t)| *t);
        let took: Vec<Duration> = took.collect();
        [50, 99].map(|p| short(micros(percentile(&took, p))))
    };
    let ([bare, bare_tail], [product, tail]) = (of(&round.bare), of(&round.product));
    format!(
        "      {:<9} p50 / p99 in us: bare {bare} / {bare_tail}, product {product} / {tail}",
        class.name()
    )
}

/// 64 streams.
pub(crate) fn many(bench: &Bench, field: &Field<'_>, echo: &Served) -> Outcome {
    let (time, shape) = (bench.window(), Shape::many(bench.window()));
    let (mut of_ceiling, mut of_full) = (Vec::new(), Vec::new());
    let (mut tails, mut told) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new(), Vec::new()]);
    let mut counted = 0;
    for _ in 0..bench.rounds {
        let bare = field.bare.rate(field.questions, field.corpus, time)?;
        let small = drive(&echo.address, &echo_calls(false), &shape)?.rate();
        let product = drive(&field.product.address, field.calls, &shape)?;
        let full = drive(&echo.address, &echo_calls(true), &shape)?.rate();
        let ceiling = |echo: f64| 1.0 / (1.0 / bare + 1.0 / echo);
        of_ceiling.push(product.rate() / ceiling(small));
        of_full.push(product.rate() / ceiling(full));
        tails.push(product.p99() / product.p50());
        counted += product.took.len();
        for (list, value) in told.iter_mut().zip([bare, small, full, product.rate()]) {
            list.push(value);
        }
    }
    let [bare, small, full, product] = told;
    figure(
        "2",
        "64 streams: SearchQuotes a second / C of bare engine and echo",
        &of_ceiling,
        "x",
        Reach::AtLeast(0.85),
    )?;
    let beside =
        |what: &str, values: &[f64], unit: &str| figure("2", what, values, unit, Reach::Told);
    beside("  the same, C with the large echo", &of_full, "x")?;
    figure(
        "2",
        "64 streams: p99 / p50",
        &tails,
        "x",
        Reach::AtMost(2.0),
    )?;
    beside("  bare engine, 2 threads", &bare, "/s")?;
    beside("  echo, 64 streams", &small, "/s")?;
    beside("  large echo, 64 streams", &full, "/s")?;
    beside("  SearchQuotes, 64 streams", &product, "/s")?;
    say(&format!(
        "      {counted} answers on 2 connections, every one grpc-status 0"
    ))
}

/// What options of a search cost: p50 of one stream with it to that without.
pub(crate) fn options(bench: &Bench, field: &Field<'_>) -> Outcome {
    type Change = fn(&mut pb::SearchQuotesRequest);
    let facet = |field: pb::QuoteFacetField| pb::QuoteFacetRequest {
        field: field.into(),
        max_values: 10,
        step: pb::DateStep::Month.into(),
    };
    let changes: [(&str, Change); 4] = [
        ("with highlights", |r| r.include_highlights = true),
        ("with the exact total", |r| r.include_total_size = true),
        ("50 hits a page", |r| r.page_size = 50),
        ("newest first", |r| {
            "publish_date desc".clone_into(&mut r.order_by);
        }),
    ];
    let mut sets: Vec<(String, Vec<Call>)> = Vec::new();
    for (name, change) in changes {
        let asked = field.questions.iter().map(|q| {
            let mut request = q.wire(field.corpus);
            change(&mut request);
            Call::new(SEARCH, &request)
        });
        sets.push((name.to_owned(), asked.collect()));
    }
    let fields = [
        pb::QuoteFacetField::Speaker,
        pb::QuoteFacetField::Outlet,
        pb::QuoteFacetField::Kind,
        pb::QuoteFacetField::PublishDate,
    ];
    for wanted in [
        &fields[..1],
        &fields[1..2],
        &fields[2..3],
        &fields[3..],
        &fields[..],
    ] {
        let asked = field.questions.iter().map(|q| {
            let request = pb::SearchQuotesRequest {
                facets: wanted.iter().map(|f| facet(*f)).collect(),
                ..q.wire(field.corpus)
            };
            Call::new(SEARCH, &request)
        });
        let names: Vec<&str> = wanted
            .iter()
            .map(|f| f.as_str_name().trim_start_matches("QUOTE_FACET_FIELD_"))
            .collect();
        sets.push((format!("with facets {}", names.join(" ")), asked.collect()));
    }
    let shape = Shape::single(Until::Answers(field.questions.len()));
    let address = &field.product.address;
    for (name, calls) in sets {
        let (mut middle, mut tail) = (Vec::new(), Vec::new());
        for _ in 0..bench.rounds.min(3) {
            let plain = drive(address, field.calls, &shape)?;
            let changed = drive(address, &calls, &shape)?;
            middle.push(changed.p50() / plain.p50());
            tail.push(changed.p99() / plain.p99());
        }
        let what = format!(
            "{name}: p50 to that without (p99: {}x)",
            short(median(&tail))
        );
        figure("", &what, &middle, "x", Reach::Told)?;
    }
    Ok(())
}
