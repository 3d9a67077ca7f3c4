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
use tokio_stream::{Stream, StreamExt};
use tonic::Streaming;

/// Articles of one stream that are being taken in at the same time.
pub const IN_FLIGHT_MAX: usize = 16;

/// Articles of a stream whose outcome is told one by one; later ones are only counted.
pub const ITEMS_MAX: usize = 10_000;

type Done = (usize, Result<Receipt, RpcError>);

/// Takes in every article of the stream and tells what became of each.
pub(crate) async fn take_all(
    backend: &Arc<Backend>,
    stream: Streaming<pb::IngestArticlesRequest>,
    message_bytes_max: usize,
) -> Result<pb::IngestArticlesResponse, RpcError> {
    let stream =
        stream.map(|wire| wire.map_err(|status| RpcError::of_stream(&status, message_bytes_max)));
    let take = |wire| {
        let backend = Arc::clone(backend);
        async move { take_one(&backend, wire).await }
    };
    take_each(stream, take).await
}

/// Has every item of a stream taken in, [`IN_FLIGHT_MAX`] at a time.
async fn take_each<W, F>(
    mut stream: impl Stream<Item = Result<W, RpcError>> + Unpin,
    take: impl Fn(W) -> F,
) -> Result<pb::IngestArticlesResponse, RpcError>
where
    F: Future<Output = Result<Receipt, RpcError>> + Send + 'static,
{
    let mut tally = pb::IngestArticlesResponse::default();
    let mut running: JoinSet<Done> = JoinSet::new();
    let mut index = 0;
    while let Some(wire) = stream.try_next().await? {
        if running.len() >= IN_FLIGHT_MAX {
            note(&mut tally, running.join_next().await)?;
        }
        let taken = take(wire);
        running.spawn(async move { (index, taken.await) });
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// How many of these articles are under way at once, at most.
    async fn together(articles: usize) -> usize {
        let now = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let take = |()| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Long enough for every other one that may start to do so.
                for _ in 0..4 * IN_FLIGHT_MAX {
                    tokio::task::yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
                Err(RpcError::Internal("planted"))
            }
        };
        let stream = tokio_stream::iter((0..articles).map(|_| Ok(())));
        let tally = take_each(stream, take).await.unwrap();
        assert_eq!(tally.received_count, i32::try_from(articles).unwrap());
        most.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn as_many_articles_as_the_limit_are_under_way_at_once_and_the_next_waits() {
        assert_eq!(together(IN_FLIGHT_MAX).await, IN_FLIGHT_MAX);
        assert_eq!(together(IN_FLIGHT_MAX + 1).await, IN_FLIGHT_MAX);
    }

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
