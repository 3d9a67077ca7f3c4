//! The parting: what a peer still sends while its connection is closed is taken and dropped, in bounded time.
//!
//! Not the saying that it ends (HTTP/2's GOAWAY, the engine's business). A socket that is closed with bytes unread resets the
//! connection: a client then fails at its next write, before it has read that it was told to go, and reports a broken call where nothing
//! was begun. Rule: our side ends first, then the peer has `PARTING_MAX` to end its own; Go's HTTP/2 server waits as long.

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

/// A connection that is closed in peace.
#[derive(Debug)]
pub(super) struct Parting<S> {
    inner: S,
    /// When to wait no longer; there from the end of our side on.
    until: Option<Pin<Box<Sleep>>>,
}

impl<S> Parting<S> {
    pub(super) const fn new(inner: S) -> Self {
        Self { inner, until: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Parting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Parting<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    /// Ends our side, then waits for the peer to end its own.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.until.is_none() {
            ready!(Pin::new(&mut this.inner).poll_shutdown(context))?;
        }
        let until = this
            .until
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(PARTING_MAX)));
        while until.as_mut().poll(context).is_pending() {
            let mut scratch = [0; SCRATCH];
            let mut taken = ReadBuf::new(&mut scratch);
            // An error is an end too: the peer is gone.
            let read = ready!(Pin::new(&mut this.inner).poll_read(context, &mut taken));
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
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn what_the_peer_still_sends_is_taken_until_it_ends() {
        let (mut peer, server) = tokio::io::duplex(64);
        let parted = tokio::spawn(async move { Parting::new(server).shutdown().await });
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
        Parting::new(server).shutdown().await.unwrap();
        assert!(begun.elapsed() >= PARTING_MAX);
        sending.await.unwrap();
    }
}
