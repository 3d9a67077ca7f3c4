//! `vedette quarantine`: articles whose extraction failed, with the reason, and another try at them.
//!
//! Not the extraction: the server does it. Rule: a walk tries each article once.

use super::client::{ClientError, ServerArgs, client};
use super::exit::Exit;
use super::{table, wire_json};
use crate::rpc::pb;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Articles asked for in one call.
const PAGE: i32 = 100;

/// Lists articles whose extraction failed, or tries them again.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette quarantine list\n  vedette quarantine retry\n  vedette quarantine retry articles/a5x2k\n\n\
    Exit status: 0 none is left of those tried, 3 some failed again, 4 no server, 5 no such article."
)]
pub struct QuarantineArgs {
    /// What to do
    #[command(subcommand)]
    pub action: QuarantineAction,
}

/// What can be done with the quarantine.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum QuarantineAction {
    /// Which articles are in it, and why
    List {
        /// One response message a line, as JSON
        #[arg(long)]
        json: bool,
        /// Which server
        #[command(flatten)]
        server: ServerArgs,
    },
    /// Extract again with the extractor the server has today
    Retry {
        /// Only these articles, for example articles/a5x2k; none = all
        names: Vec<String>,
        /// One response message a line, as JSON
        #[arg(long)]
        json: bool,
        /// Which server
        #[command(flatten)]
        server: ServerArgs,
    },
}

/// Runs the command.
pub async fn run(args: &QuarantineArgs, out: &mut (dyn Write + Send)) -> Result<Exit, ClientError> {
    match &args.action {
        QuarantineAction::List { json, server } => list(server, *json, out).await,
        QuarantineAction::Retry {
            names,
            json,
            server,
        } => retry(server, names, *json, out).await,
    }
}

async fn list(
    server: &ServerArgs,
    json: bool,
    out: &mut (dyn Write + Send),
) -> Result<Exit, ClientError> {
    let mut client = client!(ArticleServiceClient<Channel>, server.connect().await?);
    let mut request = pb::ListArticlesRequest {
        filter: Some(pb::ArticleFilter {
            quarantined: Some(true),
            ..Default::default()
        }),
        page_size: PAGE,
        ..Default::default()
    };
    let mut rows = Vec::new();
    loop {
        let asked = server.request(request.clone());
        let page = client.list_articles(asked).await?.into_inner();
        if json {
            writeln!(
                out,
                "{}",
                wire_json::to_json("ListArticlesResponse", &page)?
            )?;
        }
        rows.extend(page.articles.iter().map(|a| {
            let source_id = a.source_id.clone().unwrap_or_default();
            vec![
                a.name.clone(),
                source_id,
                reason(a.quarantine_reason.as_ref()),
            ]
        }));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    if !json {
        let header = ["name", "your id", "why"];
        table::write(out, &header, &rows, "no article is in quarantine")?;
    }
    Ok(Exit::Success)
}

fn reason(told: Option<&String>) -> String {
    told.cloned().unwrap_or_default()
}

async fn retry(
    server: &ServerArgs,
    names: &[String],
    json: bool,
    out: &mut (dyn Write + Send),
) -> Result<Exit, ClientError> {
    let mut client = client!(ArticleServiceClient<Channel>, server.connect().await?);
    let (mut recovered, mut failed) = (0, 0);
    let (mut rows, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::RetryQuarantinedArticlesRequest {
            names: names.to_vec(),
            page_size: PAGE,
            page_token,
        };
        let asked = server.request(request);
        let tried = client.retry_quarantined_articles(asked).await?.into_inner();
        recovered += tried.recovered_count;
        failed += tried.failed_count;
        if json {
            let line = wire_json::to_json("RetryQuarantinedArticlesResponse", &tried)?;
            writeln!(out, "{line}")?;
        }
        rows.extend(tried.articles.iter().map(|a| {
            let outcome = match a.outcome() {
                pb::IngestOutcome::Revised => "has its records",
                pb::IngestOutcome::Quarantined => "failed again",
                pb::IngestOutcome::Unspecified
                | pb::IngestOutcome::Stored
                | pb::IngestOutcome::Unchanged
                | pb::IngestOutcome::Failed => "was in no quarantine",
            };
            let why = reason(a.quarantine_reason.as_ref());
            vec![a.name.clone(), outcome.to_owned(), why]
        }));
        page_token = tried.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if !json {
        let header = ["name", "now", "why"];
        table::write(out, &header, &rows, "no article is in quarantine")?;
        writeln!(out, "{recovered} have their records, {failed} failed again")?;
    }
    Ok(if failed == 0 {
        Exit::Success
    } else {
        Exit::Partial
    })
}
