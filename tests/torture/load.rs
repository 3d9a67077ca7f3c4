//! The load a server is stopped under: callers that ask again as soon as they are answered, and streams.
//!
//! Not the judge (that is `drain`): each client goes on until it is turned away and tells how it ended. Rule: a client remembers of every
//! call when it was begun, and of every stream what it was told, so that going on with its token shows gaps and doubles.

use crate::Outcome;
use crate::history::{History, Random};
use crate::served::{self, Served};
use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tonic::transport::Channel;
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt;
use vedette::rpc::pb;
use vedette::rpc::pb::article_service_client::ArticleServiceClient;
use vedette::rpc::pb::quote_search_service_client::QuoteSearchServiceClient;

/// Callers that wait for one answer at a time, each over a connection of its own.
pub(crate) const CALLERS: usize = WRITERS + SEARCHERS + READERS;
/// Those that send articles.
const WRITERS: usize = 32;
/// Those that search.
const SEARCHERS: usize = 16;
/// Those that have a long text read: their calls are slow, so that some always run.
const READERS: usize = 16;

/// Streams: half of them exports, half of them follows.
pub(crate) const STREAMS: usize = 16;

/// Paragraphs of a long text.
const LONG: u64 = 60;

/// What an export rests after a message, so that it runs when the server stops.
const REST: Duration = Duration::from_millis(150);

/// Longest time until a call that is begun after the end is turned away.
const TURNED_MAX: Duration = Duration::from_secs(10);

/// Longest time until a follow that goes on has told everything.
const CAUGHT_UP_MAX: Duration = Duration::from_secs(30);

/// A connection.
pub(crate) type Caller = Channel;

/// How a client ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) who: String,
    /// Calls, and streams, that went well.
    pub(crate) calls: u64,
    /// When the last one that went well was begun and ended.
    pub(crate) last_good: Option<(Instant, Instant)>,
    pub(crate) turned: Turned,
}

/// What ended it.
#[derive(Debug)]
pub(crate) enum Turned {
    /// A call begun then.
    Call(Instant, Status),
    /// A stream, cut with a token.
    Stream(Stream),
}

/// A stream that was cut.
#[derive(Debug)]
pub(crate) enum Stream {
    /// The greatest name it told, empty when there was none, and the token: an export goes by names.
    Export(String, String),
    /// The names of the quotes that are there by what was told, and the token.
    Follow(BTreeSet<String>, String),
}

/// Whether a status is that of a call which came too late: refused as UNAVAILABLE, or never sent.
pub(crate) fn turned_away(status: &Status) -> bool {
    status.code() == Code::Unavailable || never_sent(status)
}

/// Whether a call was not sent because its connection had been told to end.
pub(crate) fn never_sent(status: &Status) -> bool {
    let mut cause = status.source();
    while let Some(error) = cause {
        let hyper = error.downcast_ref::<hyper::Error>();
        // The second is what a GOAWAY without an error is called.
        if hyper.is_some_and(|e| e.is_canceled() || e.is_closed())
            || error.to_string().contains("not a result of an error")
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Clients at work.
pub(crate) struct Load(JoinSet<Outcome<Ended>>);

impl Load {
    pub(crate) async fn start(
        served: &Served,
        history: &Arc<Mutex<History>>,
        random: &mut Random,
    ) -> Outcome<Self> {
        let mut clients = JoinSet::new();
        // Streams first: under load a follow may wait long for its beginning.
        for number in (0..CALLERS + STREAMS).rev() {
            let client = Client {
                channel: served.channel().await?,
                random: Random(random.next()),
                number,
                calls: 0,
                last_good: None,
            };
            match number {
                0..WRITERS => clients.spawn(client.write(Arc::clone(history))),
                n if n < WRITERS + SEARCHERS => clients.spawn(client.search()),
                n if n < CALLERS => clients.spawn(client.read()),
                n if n.is_multiple_of(2) => clients.spawn(client.export()),
                _ => {
                    let following = client.begin_follow().await?;
                    clients.spawn(following.follow())
                }
            };
        }
        Ok(Self(clients))
    }

    /// How the next client ended.
    pub(crate) async fn ended(&mut self) -> Outcome<Option<Ended>> {
        match self.0.join_next().await {
            Some(ended) => Ok(Some(ended??)),
            None => Ok(None),
        }
    }
}

struct Client {
    channel: Channel,
    random: Random,
    number: usize,
    calls: u64,
    last_good: Option<(Instant, Instant)>,
}

impl Client {
    fn went_well(&mut self, began: Instant) {
        self.calls += 1;
        self.last_good = Some((began, Instant::now()));
    }

    fn ended(self, who: &str, turned: Turned) -> Ended {
        Ended {
            who: format!("{who} {}", self.number),
            calls: self.calls,
            last_good: self.last_good,
            turned,
        }
    }

    /// Turned away: and again when it asks once more, at once.
    async fn away(self, who: &str, began: Instant, status: Status) -> Outcome<Ended> {
        let mut client = QuoteSearchServiceClient::new(self.channel.clone());
        let again = client.search_quotes(pb::SearchQuotesRequest::default());
        match tokio::time::timeout(TURNED_MAX, again).await {
            Ok(Err(_refused)) => Ok(self.ended(who, Turned::Call(began, status))),
            Ok(Ok(_)) => {
                Err(format!("{who}: answered after it was turned away: {status:?}").into())
            }
            Err(_elapsed) => Err(format!("{who}: left hanging after it was turned away").into()),
        }
    }

    async fn write(mut self, history: Arc<Mutex<History>>) -> Outcome<Ended> {
        let lock = || history.lock().unwrap_or_else(PoisonError::into_inner);
        let mut client = ArticleServiceClient::new(self.channel.clone());
        loop {
            let own = crate::kill::ARTICLES / WRITERS;
            let step = usize::try_from(self.random.below(own as u64))?;
            let article = step * WRITERS + self.number;
            let state = lock().choose(article, &mut self.random)?;
            lock().begin(article, state)?;
            let searchable = self.random.below(16) == 0;
            let began = Instant::now();
            match served::ask(&mut client, article, state, searchable).await {
                Ok(()) => {
                    lock().acknowledge(article, state)?;
                    self.went_well(began);
                }
                // What was asked for last stays in doubt.
                Err(status) => return self.away("writer", began, status).await,
            }
        }
    }

    async fn search(mut self) -> Outcome<Ended> {
        let mut client = QuoteSearchServiceClient::new(self.channel.clone());
        loop {
            let request = pb::SearchQuotesRequest {
                query: format!("bridge number {}", self.random.below(400)),
                ..Default::default()
            };
            let began = Instant::now();
            match client.search_quotes(request).await {
                Ok(_) => self.went_well(began),
                Err(status) => return self.away("searcher", began, status).await,
            }
        }
    }

    async fn read(mut self) -> Outcome<Ended> {
        let mut client = ArticleServiceClient::new(self.channel.clone());
        loop {
            let text: Vec<String> = (0..LONG)
                .map(|_| crate::history::text(self.number, self.random.below(90)))
                .collect();
            let request = pb::AnalyseArticleRequest {
                article: Some(pb::ArticleInput {
                    body: Some(pb::article_input::Body::Text(text.join("\n\n"))),
                    ..Default::default()
                }),
            };
            let began = Instant::now();
            match client.analyse_article(request).await {
                Ok(_) => self.went_well(began),
                Err(status) => return self.away("reader", began, status).await,
            }
        }
    }

    async fn export(mut self) -> Outcome<Ended> {
        let mut client = QuoteSearchServiceClient::new(self.channel.clone());
        loop {
            let began = Instant::now();
            let mut told = match client
                .export_quotes(pb::ExportQuotesRequest::default())
                .await
            {
                Ok(answer) => answer.into_inner(),
                Err(status) => return self.away("export", began, status).await,
            };
            let (mut token, mut last) = (None, String::new());
            loop {
                match told.message().await {
                    Ok(Some(message)) => {
                        token = Some(message.resume_token);
                        let names = message.quotes.into_iter().map(|quote| quote.name);
                        last = names.fold(last, String::max);
                    }
                    Ok(None) => break,
                    Err(status) => {
                        let token = cut(&status, token)?.unwrap_or_default();
                        let stream = Stream::Export(last, token);
                        return Ok(self.ended("export", Turned::Stream(stream)));
                    }
                }
                tokio::time::sleep(REST).await;
            }
            self.went_well(began);
        }
    }

    async fn begin_follow(mut self) -> Outcome<Following> {
        let began = Instant::now();
        let (there, token) = everything(self.channel.clone(), "").await?;
        let request = pb::FollowQuotesRequest {
            resume_token: token.clone(),
            ..Default::default()
        };
        let mut client = QuoteSearchServiceClient::new(self.channel.clone());
        let told = client.follow_quotes(request).await?.into_inner();
        self.went_well(began);
        Ok(Following {
            client: self,
            told,
            there,
            token,
        })
    }
}

/// A follow that has begun.
struct Following {
    client: Client,
    told: Streaming<pb::FollowQuotesResponse>,
    /// The names that are there by what was told.
    there: BTreeSet<String>,
    /// What it began with.
    token: String,
}

impl Following {
    async fn follow(mut self) -> Outcome<Ended> {
        let mut last = None;
        loop {
            match self.told.message().await {
                Ok(Some(message)) => {
                    apply(&mut self.there, &message.changes)?;
                    last = Some(message.resume_token);
                }
                Ok(None) => return Err("a follow ended by itself".into()),
                Err(status) => {
                    let token = cut(&status, last)?.unwrap_or(self.token);
                    let stream = Stream::Follow(self.there, token);
                    return Ok(self.client.ended("follow", Turned::Stream(stream)));
                }
            }
        }
    }
}

/// The token of a stream that was cut as it should be: UNAVAILABLE, with the token of the last message, and with none when there was none.
fn cut(status: &Status, last: Option<String>) -> Outcome<Option<String>> {
    let details = status.get_error_details();
    let info = details.error_info();
    let told = info.and_then(|info| info.metadata.get("resume_token"));
    if status.code() == Code::Unavailable && told == last.as_ref() {
        Ok(last)
    } else {
        Err(format!("a stream with the token {last:?} was cut with {status:?}").into())
    }
}

/// All names, and the token to follow them with.
async fn everything(channel: Channel, token: &str) -> Outcome<(BTreeSet<String>, String)> {
    let request = pb::ExportQuotesRequest {
        resume_token: token.to_owned(),
        ..Default::default()
    };
    let mut client = QuoteSearchServiceClient::new(channel);
    let mut told = client.export_quotes(request).await?.into_inner();
    let (mut names, mut follow) = (BTreeSet::new(), String::new());
    while let Some(message) = told.message().await? {
        for quote in message.quotes {
            if !names.insert(quote.name.clone()) {
                return Err(format!("an export told {} twice", quote.name).into());
            }
        }
        follow = message.follow_token;
    }
    Ok((names, follow))
}

/// Takes changes in: nothing comes twice, and nothing goes or changes that was not there.
fn apply(there: &mut BTreeSet<String>, changes: &[pb::QuoteChange]) -> Outcome {
    for change in changes {
        let name = change
            .quote
            .as_ref()
            .map(|q| q.name.clone())
            .unwrap_or_default();
        let fits = match change.kind() {
            pb::ChangeKind::Added => there.insert(name.clone()),
            pb::ChangeKind::Removed => there.remove(&name),
            pb::ChangeKind::Changed => there.contains(&name),
            pb::ChangeKind::Unspecified => false,
        };
        if !fits {
            return Err(format!("a follow told {:?} of {name} out of turn", change.kind()).into());
        }
    }
    Ok(())
}

impl Stream {
    /// Goes on after a restart: an export to its end, a follow until what it told is what is there.
    pub(crate) async fn go_on(self, channel: Channel) -> Outcome {
        let failed = |e| format!("going on with the token of a stream that was cut: {e}");
        match self {
            Self::Export(last, token) => {
                let (rest, _) = everything(channel.clone(), &token).await.map_err(failed)?;
                let (mut all, _) = everything(channel, "").await?;
                all.retain(|name| *name > last);
                if rest == all {
                    return Ok(());
                }
                let differ = rest.symmetric_difference(&all).next();
                Err(format!(
                    "an export that goes on behind {last:?} tells {differ:?} or leaves it out"
                )
                .into())
            }
            Self::Follow(there, token) => {
                let (now, _) = everything(channel.clone(), "").await?;
                let same = caught_up(channel, there, &token, &now);
                let same = tokio::time::timeout(CAUGHT_UP_MAX, same).await;
                same.map_err(|_elapsed| "a follow that goes on does not tell all that is missing")?
                    .map_err(|e| failed(e).into())
            }
        }
    }
}

/// Follows until the names are those that are there.
async fn caught_up(
    channel: Channel,
    mut there: BTreeSet<String>,
    token: &str,
    now: &BTreeSet<String>,
) -> Outcome {
    let request = pb::FollowQuotesRequest {
        resume_token: token.to_owned(),
        ..Default::default()
    };
    let mut client = QuoteSearchServiceClient::new(channel);
    let mut told = client.follow_quotes(request).await?.into_inner();
    while there != *now {
        let message = told.message().await?.ok_or("a follow ended by itself")?;
        apply(&mut there, &message.changes)?;
    }
    Ok(())
}
