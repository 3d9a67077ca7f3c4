//! The parting: what a peer still sends while its connection is closed is taken and dropped, in bounded time.
//!
//! Not the saying that it ends (HTTP/2's GOAWAY, the engine's business) and not the connection (`greeting`). A socket that is closed
//! with bytes unread resets the connection: a client then fails at its next write, before it has read that it was told to go, and
//! reports a broken call where nothing was begun. Rule: our side ends first, then the peer has `PARTING_MAX` to end its own; Go's
//! HTTP/2 server waits as long.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long a peer may go on sending once our side has ended.
const PARTING_MAX: Duration = Duration::from_secs(1);

/// Read, and dropped, at once.
const SCRATCH: usize = 4 << 10;

/// How far the closing of a connection has come.
#[derive(Debug, Default)]
pub(super) struct Parting {
    /// When to wait no longer; there from the end of our side on.
    until: Option<Pin<Box<Sleep>>>,
}

impl Parting {
    /// Ends our side, then waits for the peer to end its own.
    pub(super) fn poll<S>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.until.is_none() {
            ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
        }
        let until = self
            .until
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(PARTING_MAX)));
        while until.as_mut().poll(context).is_pending() {
            let mut scratch = [0; SCRATCH];
            let mut taken = ReadBuf::new(&mut scratch);
            // An error is an end too: the peer is gone.
            let read = ready!(Pin::new(&mut *stream).poll_read(context, &mut taken));
            if read.is_err() || taken.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    async fn part(mut stream: DuplexStream) -> io::Result<()> {
        let mut parting = Parting::default();
        poll_fn(|context| parting.poll(&mut stream, context)).await
    }

    #[tokio::test]
    async fn what_the_peer_still_sends_is_taken_until_it_ends() {
        let (mut peer, server) = tokio::io::duplex(64);
        let parted = tokio::spawn(part(server));
        assert_eq!(peer.read(&mut [0]).await.unwrap(), 0, "our side ends first");
        peer.write_all(&vec![7; 10 * SCRATCH]).await.unwrap();
        assert!(!parted.is_finished());
        drop(peer);
        parted.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_peer_that_never_ends_is_not_waited_for_long() {
        let (mut peer, server) = tokio::io::duplex(64);
        let sending = tokio::spawn(async move {
            // Ends with the error of a peer that is gone.
            while peer.write_all(&[7; 64]).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        let begun = Instant::now();
        part(server).await.unwrap();
        assert!(begun.elapsed() >= PARTING_MAX);
        sending.await.unwrap();
    }
}
