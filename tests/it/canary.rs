//! A file beside the data directory whose words nobody may ever hear: every text field of every request, one at a time, names it.
//!
//! One at a time, because a field that is refused hides those that would have been read after it. The kernel tells of every
//! opening, however short. Rule: all other fields are such that the request without the hostile one is no wrong one.

use crate::hostile::methods;
use crate::serving::{PATIENCE, Plain, Serving};
use prost::bytes::Buf;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;
use tonic::codec::{Codec, DecodeBuf, Decoder};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

/// How deep messages are followed into messages; record corrections repeat themselves below that.
const DEPTH_MAX: usize = 4;

/// Calls at once.
const CALLERS: usize = 32;

/// Time a call has.
const CALL: Duration = Duration::from_secs(5);

/// Time a call has that would go on until it is cut off.
const FOLLOW: Duration = Duration::from_millis(250);

/// What the file says; its name is told back in refusals, this never.
const SECRET: &str = "quote prov-ada DIRECT: the heron stands in cold water";

/// What makes a request no wrong one: request, field, value.
const FILLED: &[(&str, &str, &str)] = &[
    ("GetQuoteRequest", "name", "quotes/q5x2k"),
    ("BatchGetQuotesRequest", "names", "quotes/q5x2k"),
    ("GetUtteranceRequest", "name", "utterances/u5x2k"),
    ("GetStanceRequest", "name", "stances/s5x2k"),
    (
        "GetStanceTimelineRequest",
        "holder",
        "actors/muqtada-al-sadr",
    ),
    (
        "GetStanceTimelineRequest",
        "target",
        "issues/iraq-military-involvement-in-syria",
    ),
    (
        "GetIssueRequest",
        "name",
        "issues/iraq-military-involvement-in-syria",
    ),
    ("GetDeploymentRequest", "name", "deployments/d5x2k"),
    ("GetBorderRequest", "name", "borders/iq-sy"),
    ("GetBorderTimelineRequest", "name", "borders/iq-sy"),
    ("GetActorRequest", "name", "actors/xe"),
    ("ResolveActorRequest", "text", "Ada"),
    (
        "IngestArticleRequest",
        "article.text",
        "quote prov-ada DIRECT: here",
    ),
    (
        "IngestArticlesRequest",
        "article.text",
        "quote prov-ada DIRECT: here",
    ),
    (
        "AnalyseArticleRequest",
        "article.text",
        "quote prov-ada DIRECT: here",
    ),
    ("GetArticleRequest", "name", "articles/a5x2k"),
    ("DeleteArticleRequest", "name", "articles/a5x2k"),
    ("PurgeArticleRequest", "name", "articles/a5x2k"),
    ("DecideRecordRequest", "name", "quotes/q5x2k"),
    ("DecideRecordRequest", "analyst", "mt"),
];

/// Answers as they come off the wire.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut all = vec![0; from.remaining()];
        from.copy_to_slice(&mut all);
        Ok(Some(all))
    }
}

impl Codec for Raw {
    type Encode = DynamicMessage;
    type Decode = Vec<u8>;
    type Encoder = <ProstCodec<DynamicMessage, ()> as Codec>::Encoder;
    type Decoder = Self;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<DynamicMessage, ()>::default().encoder()
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

/// The code of the answer, and all that was said.
async fn call(channel: Plain, path: &str, message: DynamicMessage) -> (Code, Vec<u8>) {
    let mut raw = tonic::client::Grpc::new(channel);
    raw.ready().await.unwrap();
    let mut request = Request::new(tokio_stream::once(message));
    request.set_timeout(if path.contains("/Follow") {
        FOLLOW
    } else {
        CALL
    });
    let answer = async {
        let answer = raw.streaming(request, path.parse().unwrap(), Raw).await?;
        answer.into_inner().message().await
    };
    match tokio::time::timeout(PATIENCE, answer).await.unwrap() {
        Ok(said) => (Code::Ok, said.unwrap_or_default()),
        Err(status) => {
            let said = [status.message().as_bytes(), status.details()].concat();
            (status.code(), said)
        }
    }
}

/// Every field of text below a message, with the fields that lead there.
fn leaves(message: &MessageDescriptor, depth: usize) -> Vec<Vec<FieldDescriptor>> {
    let mut found = Vec::new();
    for field in message.fields().filter(|field| !field.is_map()) {
        let kind = field.kind();
        if kind == Kind::String || kind == Kind::Bytes {
            found.push(vec![field]);
        } else if let Kind::Message(inner) = kind
            && depth > 1
        {
            let below = leaves(&inner, depth - 1).into_iter();
            found.extend(below.map(|path| [vec![field.clone()], path].concat()));
        }
    }
    found
}

fn set(message: &mut DynamicMessage, path: &[FieldDescriptor], words: &str) {
    let (field, below) = path.split_first().unwrap();
    let kind = field.kind();
    let value = if let Kind::Message(inner) = kind {
        let there = message.get_field(field);
        let there = there.as_message().cloned();
        let mut inside = there.unwrap_or_else(|| DynamicMessage::new(inner));
        set(&mut inside, below, words);
        Value::Message(inside)
    } else if kind == Kind::Bytes {
        Value::Bytes(words.to_owned().into())
    } else {
        Value::String(words.to_owned())
    };
    let value = if field.is_list() {
        Value::List(vec![value])
    } else {
        value
    };
    message.set_field(field, value);
}

fn name(path: &[FieldDescriptor]) -> String {
    let names: Vec<&str> = path.iter().map(FieldDescriptor::name).collect();
    names.join(".")
}

/// A request that is no wrong one.
fn filled(input: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(input.clone());
    let wanted = FILLED.iter().filter(|(of, ..)| *of == input.name());
    for (_, field, value) in wanted {
        let all = leaves(input, DEPTH_MAX);
        let path = all.iter().find(|path| name(path) == *field).unwrap();
        set(&mut message, path, value);
    }
    if input.name() == "DecideRecordRequest" {
        message.set_field_by_name("state", Value::EnumNumber(1));
    }
    message
}

/// The ways to name a file beside the data directory.
fn ways(canary: &Path) -> Vec<String> {
    let path = canary.to_string_lossy();
    vec![
        path.to_string(),
        "../canary".to_owned(),
        "../../canary".to_owned(),
        format!("{}{path}", "../".repeat(40)),
        format!("file://{path}"),
        "articles/../../canary".to_owned(),
        format!("{path}\0.redb"),
    ]
}

/// Tells of every file that is opened or made in a folder.
struct Watch(OwnedFd);

impl Watch {
    fn over(folder: &Path) -> Self {
        let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        let events = WatchFlags::OPEN | WatchFlags::CREATE | WatchFlags::MOVED_TO;
        inotify::add_watch(&watch, folder, events).unwrap();
        Self(watch)
    }

    /// Names of what was opened or made since the last look, but for the data directory.
    fn opened(&self) -> Vec<String> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(&self.0, &mut buffer);
        let mut names = Vec::new();
        while let Ok(event) = events.next() {
            let name = event
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            names.extend(name.filter(|name| name != "data"));
        }
        names
    }
}

fn no_secret(said: &[u8], asked: &str) {
    let heard = said
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes());
    assert!(!heard, "{asked} tells what stands in the file");
}

#[tokio::test]
async fn no_field_of_a_request_by_itself_opens_a_file_beside_the_data() {
    let above = tempfile::tempdir().unwrap();
    let canary = above.path().join("canary");
    std::fs::write(&canary, SECRET).unwrap();
    let serving = Serving::begin(&above.path().join("data"), &[]).await;
    serving.ready().await;
    let channel = serving.plain().await;
    let watch = Watch::over(above.path());
    let mut refused = Vec::new();
    for (path, input) in methods() {
        let (code, said) = call(channel.clone(), &path, filled(&input)).await;
        if code == Code::InvalidArgument {
            refused.push(format!("{path}: {}", String::from_utf8_lossy(&said)));
        }
    }
    assert_eq!(refused, [""; 0], "refused whatever a field says");
    let (mut fields, mut calls) = (0, 0);
    let mut running = JoinSet::new();
    for (path, input) in methods() {
        let base = filled(&input);
        assert_eq!(base.descriptor(), input);
        for leaf in leaves(&input, DEPTH_MAX) {
            fields += 1;
            for words in ways(&canary) {
                calls += 1;
                let mut message = base.clone();
                set(&mut message, &leaf, &words);
                if running.len() >= CALLERS {
                    running.join_next().await.unwrap().unwrap();
                }
                let (channel, path) = (channel.clone(), path.clone());
                let asked = format!("{path} {} {words:?}", name(&leaf));
                running.spawn(async move {
                    let (code, said) = call(channel, &path, message).await;
                    let broken = [
                        Code::Internal,
                        Code::Unknown,
                        Code::DataLoss,
                        Code::Cancelled,
                    ];
                    assert!(!broken.contains(&code), "{asked}: {code:?}");
                    no_secret(&said, &asked);
                });
            }
        }
        while let Some(done) = running.join_next().await {
            done.unwrap();
        }
        assert_eq!(
            watch.opened(),
            [""; 0],
            "{path} opened a file of a name it was told"
        );
    }
    println!("{fields} fields of text, {calls} calls");
    assert!(fields > 100, "only {fields} fields");
    // The watch is no blind one.
    std::fs::read(&canary).unwrap();
    assert_eq!(watch.opened(), ["canary"]);
    serving.stop().await;
}
