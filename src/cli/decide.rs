//! `vedette decide`: an analyst's word on records, through a running server.
//!
//! Not the rule which record a decision holds for: the server has that.

use super::client::{ClientError, ServerArgs, client};
use super::query::show;
use super::{table, wire_json};
use crate::rpc::pb;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Confirms or rejects records, or takes back what was decided. Later decisions take the place of earlier ones.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette decide reject stances/s5x2k --reason 'she quotes her rival here' --analyst mt\n  \
    vedette decide confirm quotes/q5x2k deployments/d5x2k\n  vedette decide withdraw stances/s5x2k\n  \
    vedette query stances --holder actors/farmers-league --json | jq -r '.results[].stance.name' | xargs vedette decide confirm\n  \
    vedette query decisions --orphaned                         # what holds for nothing any more\n\n\
    A rejected record is left out of default answers; `vedette query stances --decision rejected` shows it."
)]
pub struct DecideArgs {
    /// What to decide
    #[command(subcommand)]
    pub action: DecideAction,
}

/// What can be decided.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum DecideAction {
    /// The record is right
    Confirm(RecordArgs),
    /// The record is wrong: default answers leave it out
    Reject(RecordArgs),
    /// Take back what was decided on the record
    Withdraw(RecordArgs),
}

/// On which records, and why.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// Records: quotes/..., stances/..., deployments/...
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// Why
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub reason: String,
    /// Who decides; the token's name unless given
    #[arg(long, default_value = "", value_name = "NAME")]
    pub analyst: String,
    /// One response message a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Which server
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &DecideArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let (state, records) = match &args.action {
        DecideAction::Confirm(records) => (pb::DecisionState::Confirmed, records),
        DecideAction::Reject(records) => (pb::DecisionState::Rejected, records),
        DecideAction::Withdraw(records) => (pb::DecisionState::Undecided, records),
    };
    let server = &records.server;
    let mut client = client!(ArticleServiceClient<Channel>, server.connect().await?);
    let mut rows = Vec::new();
    for name in &records.names {
        let request = pb::DecideRecordRequest {
            name: name.clone(),
            state: state.into(),
            analyst: records.analyst.clone(),
            reason: records.reason.clone(),
            acknowledgement: pb::Acknowledgement::Searchable.into(),
            request_id: String::new(),
        };
        let asked = server.request(request);
        let answer = client.decide_record(asked).await?.into_inner();
        if records.json {
            let line = wire_json::to_json("DecideRecordResponse", &answer)?;
            writeln!(out, "{line}")?;
        }
        rows.extend(answer.decision.as_ref().map(show::decision));
    }
    if !records.json {
        table::write(out, show::DECISION_HEADER, &rows, "nothing was decided")?;
    }
    Ok(())
}
