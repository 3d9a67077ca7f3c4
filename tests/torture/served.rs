//! The binary as a server, and its clients' view of it.

use crate::history::{History, Random, recognise, source_id, text};
use crate::{Outcome, Place};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tonic::transport::Channel;
use vedette::rpc::pb;
use vedette::rpc::pb::article_service_client::ArticleServiceClient;

/// A running server.
#[derive(Debug)]
pub(crate) struct Served {
    child: Child,
    pub(crate) grpc: String,
    /// From start to ready.
    pub(crate) ready: Duration,
}

/// How to start it.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Binary {
    /// The binary under test
    #[arg(long, default_value = "target/release/vedette")]
    binary: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Binary {
    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.binary
    }

    /// Starts it over a data directory and waits until it is ready.
    pub(crate) fn start(&self, data: &Path, more: &[&str]) -> Outcome<Served> {
        self.start_logging(data, &data.with_extension("log"), more)
    }

    /// The same, with the server's log elsewhere.
    pub(crate) fn start_logging(&self, data: &Path, log: &Path, more: &[&str]) -> Outcome<Served> {
        let began = Instant::now();
        let file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)?;
        let mut child = Command::new(&self.binary)
            .args(["serve", "--server-grpc-listen", "127.0.0.1:0"])
            .args(["--server-admin-listen", "127.0.0.1:0"])
            .args(["--data-dir".as_ref(), data.as_os_str()])
            .args(usual(more))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
        let mut grpc = String::new();
        loop {
            let Some(line) = lines.next() else {
                let status = child.wait()?;
                return Err(format!(
                    "the server ended with {status}; its log is {}",
                    log.display()
                )
                .into());
            };
            let line = line?;
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("grpc"), Some(address)) => address.clone_into(&mut grpc),
                (Some("ready;"), _) => break,
                _ => {}
            }
        }
        Ok(Served {
            child,
            grpc,
            ready: began.elapsed(),
        })
    }
}

/// What is set unless a test sets it.
const USUAL: [[&str; 2]; 2] = [
    ["--data-free-bytes-min", "0"],
    ["--server-drain-delay", "0s"],
];

/// Those that are not among these flags.
fn usual<'a>(more: &'a [&'a str]) -> impl Iterator<Item = &'static str> + 'a {
    let others = USUAL
        .into_iter()
        .filter(move |[flag, _]| !more.contains(flag));
    others.flatten()
}

impl Served {
    /// kill -9.
    pub(crate) fn kill(mut self) -> Outcome {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM.
    pub(crate) fn terminate(&mut self) -> Outcome {
        let id = self.id().to_string();
        let done = Command::new("kill").args(["-TERM", &id]).status()?;
        if done.success() {
            Ok(())
        } else {
            Err("kill -TERM failed".into())
        }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended.
    pub(crate) fn wait(&mut self) -> Outcome<std::process::ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Outcome<Option<std::process::ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// A connection of its own.
    pub(crate) async fn channel(&self) -> Outcome<Channel> {
        let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", self.grpc))?;
        Ok(endpoint.tcp_nodelay(true).connect().await?)
    }

    pub(crate) async fn articles(&self) -> Outcome<ArticleServiceClient<Channel>> {
        let client = ArticleServiceClient::new(self.channel().await?);
        Ok(client.max_decoding_message_size(16 << 20))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone in every good case.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The name of an article of ours.
pub(crate) fn name(article: usize) -> String {
    let info = vedette::model::ArticleInfo {
        source_id: Some(source_id(article)),
        ..Default::default()
    };
    format!("articles/{}", vedette::model::Article::identify(&info, ""))
}

fn input(article: usize, version: u64) -> pb::ArticleInput {
    pb::ArticleInput {
        body: Some(pb::article_input::Body::Text(text(article, version))),
        source_id: Some(source_id(article)),
        ..Default::default()
    }
}

/// Asks for a state over the wire. A deletion of what is not there is an answer too.
pub(crate) async fn ask(
    client: &mut ArticleServiceClient<Channel>,
    article: usize,
    state: Option<u64>,
    searchable: bool,
) -> Result<(), tonic::Status> {
    let acknowledgement = if searchable {
        pb::Acknowledgement::Searchable
    } else {
        pb::Acknowledgement::Durable
    };
    if let Some(version) = state {
        let request = pb::IngestArticleRequest {
            article: Some(input(article, version)),
            acknowledgement: acknowledgement.into(),
            ..Default::default()
        };
        return client.ingest_article(request).await.map(|_done| ());
    }
    let request = pb::DeleteArticleRequest {
        name: name(article),
        acknowledgement: acknowledgement.into(),
        ..Default::default()
    };
    match client.delete_article(request).await {
        Err(status) if status.code() != tonic::Code::NotFound => Err(status),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Reads a page of one.
pub(crate) async fn observe_one(
    client: &mut ArticleServiceClient<Channel>,
) -> Result<(), tonic::Status> {
    let request = pb::ListArticlesRequest {
        page_size: 1,
        ..Default::default()
    };
    client.list_articles(request).await.map(|_page| ())
}

/// What answers show: each article once, known by its text to the byte.
pub(crate) async fn observe(
    client: &mut ArticleServiceClient<Channel>,
) -> Outcome<BTreeMap<usize, u64>> {
    let mut seen = BTreeMap::new();
    let mut page_token = String::new();
    loop {
        let request = pb::ListArticlesRequest {
            page_size: 1000,
            page_token: page_token.clone(),
            ..Default::default()
        };
        let page = client.list_articles(request).await?.into_inner();
        for listed in page.articles {
            let request = pb::GetArticleRequest {
                name: listed.name.clone(),
                include_records: false,
                read_mask: None,
            };
            let article = client.get_article(request).await?.into_inner().article;
            let article = article.ok_or("an answer without its article")?;
            let source = article.source_id.unwrap_or_default();
            let (number, version) = recognise(&source, &article.text)?;
            if seen.insert(number, version).is_some() {
                return Err(format!("article {number} is there twice").into());
            }
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(seen);
        }
    }
}

/// Compares the records of an article with what a fresh extraction of the same text gives.
pub(crate) async fn compare_records(
    client: &mut ArticleServiceClient<Channel>,
    article: usize,
    version: u64,
) -> Outcome {
    let request = pb::GetArticleRequest {
        name: name(article),
        include_records: true,
        read_mask: None,
    };
    let kept = client.get_article(request).await?.into_inner();
    let request = pb::AnalyseArticleRequest {
        article: Some(input(article, version)),
    };
    let fresh = client.analyse_article(request).await?.into_inner();
    let quotes = |records: Option<pb::ArticleRecords>| {
        let records = records.unwrap_or_default();
        let mut told: Vec<String> = records
            .quotes
            .iter()
            .map(|q| format!("{} {} {:?}", q.name, q.text, q.clause))
            .chain(
                records
                    .stances
                    .iter()
                    .map(|s| format!("{} {:?}", s.name, s.position())),
            )
            .chain(records.deployments.iter().map(|d| d.name.clone()))
            .collect();
        told.sort();
        told
    };
    let (kept, fresh) = (quotes(kept.records), quotes(fresh.records));
    if kept == fresh && !kept.is_empty() {
        return Ok(());
    }
    Err(format!("article {article} answers {kept:?}; its text gives {fresh:?}").into())
}

/// Waits for all that was acknowledged to be in answers, compares with the client's memory, and looks at some records.
pub(crate) async fn settle(
    client: &mut ArticleServiceClient<Channel>,
    history: &mut History,
    random: &mut Random,
    records: usize,
) -> Outcome {
    let observed = observe(client).await?;
    history.settle(&observed)?;
    let all: Vec<(usize, u64)> = observed.into_iter().collect();
    for _ in 0..records.min(all.len()) {
        let at = usize::try_from(random.below(all.len() as u64))?;
        if let Some((article, version)) = all.get(at) {
            compare_records(client, *article, *version).await?;
        }
    }
    Ok(())
}
