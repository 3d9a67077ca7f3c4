//! `vedette query analyse`: what a server would read in a report, with its own lexicon and extractor, without storing it.
//!
//! Not `vedette explain`, which asks no server and shows the reasons of this program's own extractor.

use super::thing;
use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::ingest::input;
use crate::cli::reader::{self, UnknownFields};
use crate::cli::wire_json;
use crate::rpc::pb;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use std::path::PathBuf;
use tonic::transport::Channel;

/// What the server would read in reports; nothing is stored.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:\n  vedette query analyse report.txt\n  \
    curl -s https://paper.example/a | vedette query analyse - --json | jq .droppedQuotations")]
pub struct AnalyseArgs {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The response message as JSON, one a line
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

pub(super) async fn run(
    args: &AnalyseArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let unread = |e: reader::ReadError| ClientError::Usage(e.to_string());
    let files = reader::files(&args.paths).map_err(unread)?;
    let channel = args.server.connect().await?;
    let mut client = client!(ArticleServiceClient<Channel>, channel);
    for path in files {
        for item in reader::articles(&path, UnknownFields::Refuse) {
            let item = item.map_err(unread)?;
            let request = args.server.request(pb::AnalyseArticleRequest {
                article: Some(input(item.raw)),
            });
            let answer = client.analyse_article(request).await?.into_inner();
            if args.json {
                let line = wire_json::to_json("AnalyseArticleResponse", &answer)?;
                writeln!(out, "{line}")?;
                continue;
            }
            writeln!(out, "{}", item.origin)?;
            thing::analysis(&answer, out)?;
        }
    }
    Ok(())
}
