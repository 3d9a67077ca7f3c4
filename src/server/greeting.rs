//! The greeting: everything before the first call of a connection, TLS and the HTTP/2 preface, in bounded time.
//!
//! Not HTTP/2: what was read is handed on in front of the rest. The engine below waits for ever for the rest of a preface
//! that came by half; this does not. A connection that was greeted also ends in peace (`parting`).

use super::parting::Parting;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// What every HTTP/2 client says first.
const PREFACE: [u8; 24] = *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection whose first bytes were read already.
#[derive(Debug)]
pub(super) struct Greeted<S> {
    head: [u8; PREFACE.len()],
    /// What of the head was not handed on yet.
    left: std::ops::Range<usize>,
    inner: S,
    parting: Parting,
}

/// Reads the preface, or as much as shows that it is none; ends early only when the peer does.
pub(super) async fn greet<S: AsyncRead + Unpin>(mut inner: S) -> io::Result<Greeted<S>> {
    let mut head = [0; PREFACE.len()];
    let mut read = 0;
    while let Some(room) = head.get_mut(read..).filter(|room| !room.is_empty()) {
        let more = inner.read(room).await?;
        if more == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        read += more;
        if head.get(..read) != PREFACE.get(..read) {
            break;
        }
    }
    Ok(Greeted {
        head,
        left: 0..read,
        inner,
        parting: Parting::default(),
    })
}

impl<S: AsyncRead + Unpin> AsyncRead for Greeted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let left = this.head.get(this.left.clone()).unwrap_or_default();
        if left.is_empty() {
            return Pin::new(&mut this.inner).poll_read(context, buffer);
        }
        let fits = left.get(..buffer.remaining()).unwrap_or(left);
        buffer.put_slice(fits);
        this.left.start += fits.len();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Greeted<S> {
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

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        this.parting.poll(&mut this.inner, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    async fn heard(pieces: &[&[u8]]) -> io::Result<Vec<u8>> {
        let (mut client, server) = tokio::io::duplex(64);
        for piece in pieces {
            client.write_all(piece).await?;
        }
        drop(client);
        let mut all = Vec::new();
        greet(server).await?.read_to_end(&mut all).await?;
        Ok(all)
    }

    #[tokio::test]
    async fn what_was_read_is_handed_on_whole() {
        let all = heard(&[&PREFACE[..10], &PREFACE[10..], b"settings"]).await;
        assert_eq!(all.unwrap(), [&PREFACE[..], b"settings"].concat());
    }

    #[tokio::test]
    async fn what_is_no_preface_is_seen_at_once_and_handed_on_too() {
        assert_eq!(heard(&[b"GET / "]).await.unwrap(), b"GET / ");
    }

    #[tokio::test]
    async fn half_a_preface_and_then_nothing_is_an_end() {
        let ended = heard(&[&PREFACE[..23]]).await.unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::UnexpectedEof);
    }
}
