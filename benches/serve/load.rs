//! The load driver: several connections, several streams on each, every stream a closed loop that takes the next question.
//!
//! Not a client library: one thread, HTTP/2 by hyper, frames made beforehand, so that little of what is measured is the
//! driver. Rule: an answer counts when it came with `grpc-status: 0`; any other ends the run with an error.

use crate::Outcome;
use http::{HeaderMap, Request, Version};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// What a stream and a connection may be ahead of the driver, in bytes: an answer never waits for leave.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 16 << 20;

pub(crate) const SEARCH: &str = "/vedette.v1.QuoteSearchService/SearchQuotes";
pub(crate) const GET: &str = "/vedette.v1.QuoteSearchService/GetQuote";
pub(crate) const UTTERANCE: &str = "/vedette.v1.QuoteSearchService/GetUtterance";
pub(crate) const INGEST: &str = "/vedette.v1.ArticleService/IngestArticle";
pub(crate) const DELETE: &str = "/vedette.v1.ArticleService/DeleteArticle";
pub(crate) const HEALTH: &str = "/grpc.health.v1.Health/Check";

/// A call, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    path: &'static str,
    frame: Bytes,
}

impl Call {
    pub(crate) fn new(path: &'static str, message: &impl Message) -> Self {
        let mut frame = vec![0];
        let length = u32::try_from(message.encoded_len()).unwrap_or(u32::MAX);
        frame.extend(length.to_be_bytes());
        frame.extend(message.encode_to_vec());
        Self {
            path,
            frame: frame.into(),
        }
    }
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// How long each answer took.
    pub(crate) took: Vec<Duration>,
    /// Bytes of all answers.
    pub(crate) bytes: usize,
    /// From the first question to the last answer.
    pub(crate) elapsed: Duration,
}

/// A body of one frame.
struct One(Option<Bytes>);

impl Body for One {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }
}

/// A connection.
#[derive(Clone)]
pub(crate) struct Connection {
    sender: SendRequest<One>,
    base: Arc<str>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Outcome<Self> {
        let stream = tokio::net::TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            base: format!("http://{address}").into(),
        })
    }

    /// The answer to a call, its five bytes in front left out.
    pub(crate) async fn ask(&mut self, call: &Call) -> Outcome<Vec<u8>> {
        let request = Request::post(format!("{}{}", self.base, call.path))
            .version(Version::HTTP_2)
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(One(Some(call.frame.clone())))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let mut status = status_of(answer.headers());
        let (mut body, mut bytes) = (answer.into_body(), Vec::new());
        while let Some(frame) = next(&mut body).await {
            match frame?.into_data() {
                Ok(data) => bytes.extend_from_slice(&data),
                Err(frame) => status = frame.trailers_ref().and_then(status_of).or(status),
            }
        }
        match status.as_deref() {
            Some("0") => Ok(bytes.split_off(5.min(bytes.len()))),
            Some(other) => Err(format!("{} answered grpc-status {other}", call.path).into()),
            None => Err(format!("{} answered without grpc-status", call.path).into()),
        }
    }

    /// The answer as a message.
    pub(crate) async fn read<M: Message + Default>(&mut self, call: &Call) -> Outcome<M> {
        Ok(M::decode(self.ask(call).await?.as_slice())?)
    }
}

fn status_of(headers: &HeaderMap) -> Option<String> {
    let status = headers.get("grpc-status")?;
    let message = headers.get("grpc-message");
    let mut told = status.to_str().ok()?.to_owned();
    if let Some(message) = message.and_then(|m| m.to_str().ok()) {
        told = format!("{told}: {message}");
    }
    Some(told)
}

async fn next(body: &mut Incoming) -> Option<hyper::Result<Frame<Bytes>>> {
    std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

/// What ends a run.
#[derive(Clone, Debug)]
pub(crate) enum Until {
    /// So many answers.
    Answers(usize),
    /// So much time.
    Time(Duration),
    /// Somebody else is done.
    Told(Arc<AtomicBool>),
}

/// How a run is made.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) connections: usize,
    /// Streams of each connection.
    pub(crate) streams: usize,
    pub(crate) until: Until,
    /// How long a stream rests between an answer and the next question.
    pub(crate) pause: Duration,
}

impl Shape {
    /// One connection, one stream.
    pub(crate) fn single(until: Until) -> Self {
        Self {
            connections: 1,
            streams: 1,
            until,
            pause: Duration::ZERO,
        }
    }

    /// Two connections of 32 streams each: all that a desk of services asks at once.
    pub(crate) fn many(time: Duration) -> Self {
        Self {
            connections: 2,
            streams: 32,
            ..Self::single(Until::Time(time))
        }
    }
}

/// Sends the calls in turn, over and over; blocks.
pub(crate) fn drive(address: &str, calls: &[Call], shape: &Shape) -> Outcome<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(address, calls, shape))
}

async fn run(address: &str, calls: &[Call], shape: &Shape) -> Outcome<Measured> {
    let calls: Arc<[Call]> = calls.into();
    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = tokio::task::JoinSet::new();
    let begun = Instant::now();
    for _ in 0..shape.connections {
        let connection = Connection::open(address).await?;
        for _ in 0..shape.streams {
            let (connection, calls) = (connection.clone(), Arc::clone(&calls));
            let (next, shape) = (Arc::clone(&next), shape.clone());
            streams.spawn(async move { stream(connection, &calls, &next, &shape).await });
        }
    }
    let mut measured = Measured::default();
    while let Some(ended) = streams.join_next().await {
        let one = ended??;
        measured.took.extend(one.took);
        measured.bytes += one.bytes;
    }
    measured.elapsed = begun.elapsed();
    Ok(measured)
}

async fn stream(
    mut connection: Connection,
    calls: &[Call],
    next: &AtomicUsize,
    shape: &Shape,
) -> Outcome<Measured> {
    let (begun, mut measured) = (Instant::now(), Measured::default());
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let over = match &shape.until {
            Until::Answers(count) => at >= *count,
            Until::Time(time) => begun.elapsed() >= *time,
            Until::Told(flag) => flag.load(Ordering::Relaxed),
        };
        let call = calls.get(at % calls.len().max(1)).ok_or("nothing to ask")?;
        if over {
            measured.elapsed = begun.elapsed();
            return Ok(measured);
        }
        let asked = Instant::now();
        measured.bytes += connection.ask(call).await?.len();
        measured.took.push(asked.elapsed());
        if !shape.pause.is_zero() {
            tokio::time::sleep(shape.pause).await;
        }
    }
}
