//! Answers that are streams: exported to the end, followed as articles come in.

mod export;
mod follow;

use crate::hostile::idle;
use crate::serving::Serving;
use std::fmt::Write as _;
use std::time::Duration;
use tonic::Streaming;
use vedette::rpc::pb;

/// A script of `count` quotes, each with about `bytes` bytes of words; `mark` makes them its own.
pub(crate) fn quotes(mark: &str, count: usize, bytes: usize) -> String {
    let filling = "and the river goes on ".repeat(bytes / 22 + 1);
    let mut script = String::new();
    for i in 0..count {
        let words = filling.get(..bytes).unwrap();
        writeln!(script, "quote prov-ada DIRECT: {mark} {i} {words}").unwrap();
    }
    script
}

fn names(quotes: &[pb::Quote]) -> Vec<String> {
    quotes.iter().map(|q| q.name.clone()).collect()
}

/// Begins an export of quotes.
async fn begin(
    serving: &Serving,
    request: pb::ExportQuotesRequest,
) -> Result<Streaming<pb::ExportQuotesResponse>, tonic::Status> {
    let mut client = serving.quotes().await;
    Ok(client.export_quotes(request).await?.into_inner())
}

fn after(resume_token: &str) -> pb::ExportQuotesRequest {
    pb::ExportQuotesRequest {
        resume_token: resume_token.to_owned(),
        ..Default::default()
    }
}

/// How long a reader may take nothing, where that is tried.
const STALL_MAX: (&str, &str) = ("server-grpc-stall-max", "4s");

/// Reads nothing for longer than a reader may, and for less than twice that: then its stream would be cut.
async fn stall(serving: &Serving) {
    // The time begins once all was made that there is room for.
    for _ in 0..5 {
        idle(serving).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_millis(5500)).await;
}
