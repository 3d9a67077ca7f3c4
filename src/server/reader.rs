//! Readers: every answer is handed over in pieces, and each piece has to be taken in time.
//!
//! Not the making of answers, and not the word a stream ends with (that is `rpc::stream`). The engine below takes a whole
//! message however little its reader takes, forgets the call it was made for, and asks for no more while the reader's window
//! is shut, so that no timer inside an answer ever runs. So an answer is not over before its last piece was written, and the
//! time is kept around the call. Rules: HTTP/2 holds at most one piece of an answer; a reader that does not take it in time
//! loses the call, which gives back all it holds; other calls of the same connection go on.

use super::deadline::is_open_ended;
use super::metrics::Shared;
use h2::Reason;
use hyper::body::{Body, Buf, Bytes, Frame, SizeHint};
use std::cell::Cell;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Most bytes of an answer that HTTP/2 holds; also the least a reader has to take in its time, unless the answer ends before.
pub(super) const PIECE_BYTES_MAX: usize = 64 << 10;

/// How many times longer the reader of a stream has: when the time is over for the first time the stream's maker says so, and
/// that word wants to be read too.
const STREAM_FACTOR: u32 = 2;

tokio::task_local! {
    /// By when the piece handed over last is to be taken; `None` = none is on its way.
    static DUE: Cell<Option<Instant>>;
}

/// How long a reader has for a piece of the answer to a call of this path.
pub(super) fn patience(path: &str, stall_max: Duration) -> Duration {
    let factor = if is_open_ended(path) {
        STREAM_FACTOR
    } else {
        1
    };
    stall_max.saturating_mul(factor)
}

/// A part of an answer on its way; whoever waits for it hears when it was written or given up.
#[derive(Debug)]
pub(super) struct Piece {
    bytes: Bytes,
    /// Dropped as soon as the last byte was written.
    on_its_way: Option<oneshot::Sender<Infallible>>,
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        self.bytes.len()
    }

    fn chunk(&self) -> &[u8] {
        &self.bytes
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        if self.bytes.is_empty() {
            self.on_its_way = None;
        }
    }
}

/// An answer, cut into pieces; the next is handed over when the one before was written.
#[derive(Debug)]
pub(super) struct Pieces<B> {
    body: B,
    patience: Duration,
    /// What of a message was not handed over yet.
    rest: Bytes,
    /// Ends when the piece handed over last was written.
    written: Option<oneshot::Receiver<Infallible>>,
}

impl<B> Pieces<B> {
    /// The answer `body`, of which each piece is to be taken within `patience`.
    pub(super) const fn new(body: B, patience: Duration) -> Self {
        Self {
            body,
            patience,
            rest: Bytes::new(),
            written: None,
        }
    }

    /// The next piece; from now on its reader's time runs.
    fn hand_over(&mut self) -> Piece {
        let bytes = self.rest.split_to(self.rest.len().min(PIECE_BYTES_MAX));
        let (on_its_way, written) = oneshot::channel();
        self.written = Some(written);
        due(Some(Instant::now() + self.patience));
        Piece {
            bytes,
            on_its_way: Some(on_its_way),
        }
    }
}

/// Tells the watch around the call by when a piece is to be taken. Without a watch nobody's time is kept.
fn due(at: Option<Instant>) {
    let _unwatched = DUE.try_with(|due| due.set(at));
}

/// Whether the reader's time is over.
fn is_over() -> bool {
    let due = DUE.try_with(Cell::get).ok().flatten();
    due.is_some_and(|at| at <= Instant::now())
}

impl<B> Body for Pieces<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Piece;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, BoxError>>> {
        let this = &mut *self;
        loop {
            if let Some(written) = &mut this.written {
                if Pin::new(written).poll(context).is_pending() {
                    // Callers read this reason as RESOURCE_EXHAUSTED.
                    let slow = || h2::Error::from(Reason::ENHANCE_YOUR_CALM).into();
                    return if is_over() {
                        Poll::Ready(Some(Err(slow())))
                    } else {
                        Poll::Pending
                    };
                }
                this.written = None;
                due(None);
            }
            if !this.rest.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(this.hand_over()))));
            }
            let Some(frame) = ready!(Pin::new(&mut this.body).poll_frame(context)) else {
                return Poll::Ready(None);
            };
            match frame.map_err(Into::into)?.into_data() {
                Ok(data) => this.rest = data,
                Err(last) => {
                    let trailers = last.into_trailers().unwrap_or_default();
                    return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.written.is_none() && self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Whatever went wrong.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Runs the calls of a connection, each under a watch that ends it when its reader is too slow.
#[derive(Clone, Debug)]
pub(super) struct Watch(pub(super) Shared);

impl<F: Future<Output = ()> + Send + 'static> hyper::rt::Executor<F> for Watch {
    fn execute(&self, call: F) {
        let metrics = Shared::clone(&self.0);
        tokio::spawn(async move {
            if watched(call).await == Ended::Cut {
                metrics.answer_cut();
                tracing::debug!("answer cut: its reader is too slow");
            }
        });
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// By itself.
    Done,
    /// Its reader did not take a piece in time.
    Cut,
}

/// Runs a call to its end, or until a piece of its answer is overdue. Dropping it then resets its stream and forgets what of it
/// waits in HTTP/2.
async fn watched(call: impl Future<Output = ()>) -> Ended {
    let mut call = pin!(call);
    let mut alarm = pin!(tokio::time::sleep(Duration::ZERO));
    let mut owed = None;
    let mut overdue = false;
    std::future::poll_fn(|context| {
        loop {
            let (polled, now_owed) = DUE.sync_scope(Cell::new(owed), || {
                (call.as_mut().poll(context), DUE.with(Cell::get))
            });
            if polled.is_ready() {
                // What ends by itself owes nothing.
                let over = now_owed.is_some_and(|at| at <= Instant::now());
                return Poll::Ready(if over { Ended::Cut } else { Ended::Done });
            }
            if overdue && now_owed == owed {
                return Poll::Ready(Ended::Cut);
            }
            let Some(at) = now_owed else {
                owed = None;
                return Poll::Pending;
            };
            if now_owed != owed {
                alarm.as_mut().reset(at);
            }
            owed = now_owed;
            overdue = false;
            ready!(alarm.as_mut().poll(context));
            // Asked once more, an answer that waits for its piece can say why it ends; one that waits for room cannot.
            overdue = true;
        }
    })
    .await
}
