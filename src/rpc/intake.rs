//! A stream of articles: taken in several at a time, reported in the order sent.
//!
//! Not a transaction: each article is on disk by itself, and one that is refused never stops the others. Back-pressure is
//! the waiting for room on the ingest pool.

use crate::ingest::Receipt;
use crate::rpc::article::put;
use crate::rpc::backend::Backend;
use crate::rpc::convert::article::{Handed, outcome};
use crate::rpc::convert::name::Collection;
use crate::rpc::error::RpcError;
use crate::rpc::pb;
use crate::rpc::status::Refusal;
use std::sync::Arc;
use tokio::task::JoinSet;
use tonic::Streaming;

/// Articles of one stream that are being taken in at the same time.
pub const IN_FLIGHT_MAX: usize = 16;

/// Articles of a stream whose outcome is told one by one; later ones are only counted.
pub const ITEMS_MAX: usize = 10_000;

type Done = (usize, Result<Receipt, RpcError>);

/// Takes in every article of the stream and tells what became of each.
pub(crate) async fn take_all(
    backend: &Arc<Backend>,
    mut stream: Streaming<pb::IngestArticlesRequest>,
    message_bytes_max: usize,
) -> Result<pb::IngestArticlesResponse, RpcError> {
    let mut tally = pb::IngestArticlesResponse::default();
    let mut running: JoinSet<Done> = JoinSet::new();
    let mut index = 0;
    while let Some(wire) = stream
        .message()
        .await
        .map_err(|status| RpcError::of_stream(&status, message_bytes_max))?
    {
        if running.len() >= IN_FLIGHT_MAX {
            note(&mut tally, running.join_next().await)?;
        }
        let backend = Arc::clone(backend);
        running.spawn(async move { (index, take_one(&backend, wire).await) });
        index += 1;
    }
    while let Some(done) = running.join_next().await {
        note(&mut tally, Some(done))?;
    }
    tally.items.sort_by_key(|item| item.index);
    Ok(tally)
}

async fn take_one(backend: &Backend, wire: pb::IngestArticlesRequest) -> Result<Receipt, RpcError> {
    let handed = Handed::try_from(wire)?;
    backend.take_in_turn(move |at| put(at, handed)).await
}

fn note(
    tally: &mut pb::IngestArticlesResponse,
    done: Option<Result<Done, tokio::task::JoinError>>,
) -> Result<(), RpcError> {
    let Some(done) = done else { return Ok(()) };
    let (index, result) = done.map_err(|_lost| RpcError::Internal("an intake task was lost"))?;
    tally.received_count = tally.received_count.saturating_add(1);
    let item = match result {
        Ok(receipt) => {
            let counter = match outcome(&receipt) {
                pb::IngestOutcome::Stored => &mut tally.stored_count,
                pb::IngestOutcome::Revised => &mut tally.revised_count,
                pb::IngestOutcome::Unchanged => &mut tally.unchanged_count,
                pb::IngestOutcome::Quarantined => &mut tally.quarantined_count,
                pb::IngestOutcome::Failed | pb::IngestOutcome::Unspecified => {
                    &mut tally.failed_count
                }
            };
            *counter = counter.saturating_add(1);
            taken(receipt)
        }
        Err(error) => {
            tally.failed_count = tally.failed_count.saturating_add(1);
            refused(error)
        }
    };
    if index < ITEMS_MAX {
        tally.items.push(pb::IngestArticlesItem {
            index: i32::try_from(index).unwrap_or(i32::MAX),
            ..item
        });
    }
    Ok(())
}

fn taken(receipt: Receipt) -> pb::IngestArticlesItem {
    pb::IngestArticlesItem {
        outcome: outcome(&receipt).into(),
        name: Some(Collection::Articles.name(&receipt.article)),
        quarantine_reason: receipt.quarantine,
        ..pb::IngestArticlesItem::default()
    }
}

fn refused(error: RpcError) -> pb::IngestArticlesItem {
    let refusal = Refusal::from(error);
    pb::IngestArticlesItem {
        outcome: pb::IngestOutcome::Failed.into(),
        error: Some(pb::IngestError {
            reason: refusal.reason.into(),
            message: refusal.message,
        }),
        ..pb::IngestArticlesItem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_outcomes_as_the_limit_are_told_and_the_next_is_only_counted() {
        let mut tally = pb::IngestArticlesResponse::default();
        for index in [ITEMS_MAX - 1, ITEMS_MAX] {
            let lost = Err(RpcError::Internal("planted"));
            note(&mut tally, Some(Ok((index, lost)))).unwrap();
        }
        assert_eq!((tally.received_count, tally.failed_count), (2, 2));
        let told: Vec<_> = tally.items.iter().map(|item| item.index).collect();
        assert_eq!(told, [i32::try_from(ITEMS_MAX - 1).unwrap()]);
    }
}
