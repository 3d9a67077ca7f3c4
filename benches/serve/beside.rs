//! Goal 3: what health checks and look-ups of one quote feel of 64 streams that search.

use crate::load::{Call, GET, HEALTH, Measured, SEARCH, Shape, UTTERANCE, Until, drive};
use crate::report::{Reach, figure};
use crate::search::{Field, ask};
use crate::{Bench, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::Duration;
use tonic_health::pb::HealthCheckRequest;
use vedette::rpc::pb;

/// How long a probe rests between two calls.
const PAUSE: Duration = Duration::from_millis(1);

/// Calls for quotes and for utterances that searches found.
pub(crate) fn look_ups(field: &Field<'_>) -> Outcome<[Vec<Call>; 2]> {
    let (mut quotes, mut utterances) = (Vec::new(), Vec::new());
    for call in field.calls.iter().take(100) {
        let answer: pb::SearchQuotesResponse = ask(&field.product.address, call)?;
        for quote in answer.results.into_iter().filter_map(|hit| hit.quote) {
            let request = pb::GetQuoteRequest {
                name: quote.name,
                ..pb::GetQuoteRequest::default()
            };
            quotes.push(Call::new(GET, &request));
            let request = pb::GetUtteranceRequest {
                name: quote.utterance,
                read_mask: None,
            };
            utterances.push(Call::new(UTTERANCE, &request));
        }
    }
    Ok([quotes, utterances])
}

/// Probes on connections and threads of their own while others search.
fn probed(field: &Field<'_>, probes: &[&[Call]], time: Duration) -> Outcome<Vec<Measured>> {
    let over = Arc::new(AtomicBool::new(false));
    let address = &field.product.address;
    let shape = Shape {
        pause: PAUSE,
        ..Shape::single(Until::Told(Arc::clone(&over)))
    };
    std::thread::scope(|scope| {
        let shape = &shape;
        let asked: Vec<_> = probes
            .iter()
            .map(|calls| scope.spawn(move || drive(address, calls, shape)))
            .collect();
        let searched = drive(address, field.calls, &Shape::many(time));
        over.store(true, Ordering::Relaxed);
        let ends = asked.into_iter().map(ScopedJoinHandle::join);
        let measured: Outcome<Vec<Measured>> = ends
            .map(|end| end.map_err(|_panic| "a probe panicked")?)
            .collect();
        searched?;
        measured
    })
}

/// Health and `GetQuote` beside 64 searching streams, and both alone.
pub(crate) fn isolation(bench: &Bench, field: &Field<'_>, quotes: &[Call]) -> Outcome {
    let health = [Call::new(
        HEALTH,
        &HealthCheckRequest {
            service: String::new(),
        },
    )];
    let probes = [&health[..], quotes];
    let mut tails = [Vec::new(), Vec::new()];
    let mut middles = [Vec::new(), Vec::new()];
    let mut alone = [Vec::new(), Vec::new()];
    for _ in 0..bench.rounds {
        let measured = probed(field, &probes, bench.window())?;
        for ((tail, middle), one) in tails.iter_mut().zip(&mut middles).zip(measured) {
            tail.push(one.p99() / 1e3);
            middle.push(one.p50() / 1e3);
        }
        let shape = Shape {
            pause: PAUSE,
            ..Shape::single(Until::Answers(300))
        };
        for (list, calls) in alone.iter_mut().zip(probes) {
            list.push(drive(&field.product.address, calls, &shape)?.p99() / 1e3);
        }
    }
    let names = ["health check", "GetQuote"];
    for ((name, tail), (middle, alone)) in names.iter().zip(&tails).zip(middles.iter().zip(&alone))
    {
        let what = format!("{name} beside 64 searching streams, p99");
        figure("3", &what, tail, " ms", Reach::AtMost(1.0))?;
        figure("3", &format!("  {name}, p50"), middle, " ms", Reach::Told)?;
        figure(
            "3",
            &format!("  {name} alone, p99"),
            alone,
            " ms",
            Reach::Told,
        )?;
    }
    Ok(())
}

/// What the look-ups cost alone.
pub(crate) fn cost(bench: &Bench, field: &Field<'_>, look_ups: &[Vec<Call>; 2]) -> Outcome {
    let shape = Shape::single(Until::Answers(500));
    let names = ["GetQuote", "GetUtterance"];
    for (name, calls) in names.iter().zip(look_ups) {
        let mut middles = Vec::new();
        for _ in 0..bench.rounds.min(3) {
            middles.push(drive(&field.product.address, calls, &shape)?.p50());
        }
        figure(
            "",
            &format!("{name}, p50 of one stream"),
            &middles,
            " us",
            Reach::Told,
        )?;
    }
    // A search whose hits tell their utterance, which all do: what following redirects costs is within.
    let single = [Call::new(
        SEARCH,
        &pb::SearchQuotesRequest {
            page_size: 1,
            ..pb::SearchQuotesRequest::default()
        },
    )];
    let newest = drive(
        &field.product.address,
        &single,
        &Shape::single(Until::Answers(50)),
    )?;
    figure(
        "",
        "the newest quote of all, p50 of one stream",
        &[newest.p50()],
        " us",
        Reach::Told,
    )
}
