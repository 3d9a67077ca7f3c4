//! `vedette query decisions`.

use super::page::{Page, write_pages};
use super::{ShowArgs, decision_states, resource, show};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// What analysts decided, newest first.
#[derive(Clone, Debug, clap::Args)]
pub struct DecisionArgs {
    /// Record, by the name it has or had: quotes/..., stances/..., deployments/...; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub record: Vec<String>,
    /// Article the records stand in, for example articles/a5x2k; may be given more than once
    #[arg(long)]
    pub article: Vec<String>,
    /// confirmed, corrected, merged or rejected
    #[arg(long, value_name = "STATE")]
    pub state: Vec<String>,
    /// Who decided; may be given more than once
    #[arg(long)]
    pub analyst: Vec<String>,
    /// Only decisions whose record the report does not give any more
    #[arg(long)]
    pub orphaned: bool,
    /// Only decisions whose record reads otherwise now
    #[arg(long)]
    pub outdated: bool,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

impl Page for pb::ListDecisionsResponse {
    const MESSAGE: &'static str = "ListDecisionsResponse";
    const HEADER: &'static [&'static str] = show::DECISION_HEADER;
    const NOTHING: &'static str = "no decisions found";

    fn results(&self) -> usize {
        self.decisions.len()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        self.decisions.iter().map(show::decision).collect()
    }

    fn next_page_token(&self) -> &str {
        &self.next_page_token
    }

    fn total_size(&self) -> Option<i32> {
        self.total_size
    }
}

pub(super) async fn run(
    args: &DecisionArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let filter = pb::DecisionFilter {
        records: args.record.clone(),
        articles: args
            .article
            .iter()
            .map(|a| resource("articles", a))
            .collect(),
        states: decision_states(&args.state)?,
        analysts: args.analyst.clone(),
        orphaned: args.orphaned.then_some(true),
        outdated: args.outdated.then_some(true),
        decide_time: None,
    };
    let request = pb::ListDecisionsRequest {
        filter: Some(filter),
        include_total_size: args.show.total,
        ..Default::default()
    };
    let channel = args.show.server.connect().await?;
    let mut client = client!(ArticleServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::ListDecisionsRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .list_decisions(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
