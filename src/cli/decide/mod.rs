//! `vedette decide`: an analyst's word on records, through a running server.
//!
//! Not the rule which record a decision holds for: the server has that.

mod correct;

use super::client::{ClientError, ServerArgs, client};
use super::query::show;
use super::{table, wire_json};
use crate::rpc::pb;
use correct::CorrectArgs;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Confirms, rejects, corrects or merges records, or takes back what was decided. Later decisions take the place of earlier ones.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette decide reject stances/s5x2k --reason 'she quotes her rival here' --analyst mt\n  \
    vedette decide confirm quotes/q5x2k deployments/d5x2k\n  vedette decide withdraw stances/s5x2k\n  \
    vedette decide correct quotes/q5x2k --speaker actors/ilse-tarn\n  \
    vedette decide merge deployments/d7q2m --into deployments/d5x2k --reason 'the same column'\n  \
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
    /// The record is right but for some fields: they are given as set here from now on
    Correct(Box<CorrectArgs>),
    /// The record tells of the same event, or the same act of speech, as another: they share that one's name from now on
    Merge(MergeArgs),
    /// Take back what was decided on the record
    Withdraw(RecordArgs),
}

/// On which records, and why.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// Records: quotes/..., stances/..., deployments/...
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// Who decides, and why
    #[command(flatten)]
    pub words: WordArgs,
}

/// Which records are one with what.
#[derive(Clone, Debug, clap::Args)]
pub struct MergeArgs {
    /// What they are one with: of deployments deployments/..., of quotes quotes/... or utterances/...
    #[arg(long, value_name = "NAME")]
    pub into: String,
    /// On which records, who decides, and why
    #[command(flatten)]
    pub records: RecordArgs,
}

/// Who decides, why, and where.
#[derive(Clone, Debug, clap::Args)]
pub struct WordArgs {
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

impl WordArgs {
    /// The request that decides on a record.
    fn request(&self, name: &str, state: pb::DecisionState) -> pb::DecideRecordRequest {
        pb::DecideRecordRequest {
            name: name.to_owned(),
            state: state.into(),
            analyst: self.analyst.clone(),
            reason: self.reason.clone(),
            acknowledgement: pb::Acknowledgement::Searchable.into(),
            ..Default::default()
        }
    }

    /// Sends requests one after another and shows what was decided.
    async fn send(
        &self,
        channel: Channel,
        requests: Vec<pb::DecideRecordRequest>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), ClientError> {
        let mut client = client!(ArticleServiceClient<Channel>, channel);
        let mut rows = Vec::new();
        for request in requests {
            let asked = self.server.request(request);
            let answer = client.decide_record(asked).await?.into_inner();
            if self.json {
                let line = wire_json::to_json("DecideRecordResponse", &answer)?;
                writeln!(out, "{line}")?;
            }
            rows.extend(answer.decision.as_ref().map(show::decision));
        }
        if !self.json {
            table::write(out, show::DECISION_HEADER, &rows, "nothing was decided")?;
        }
        Ok(())
    }
}

/// Runs the command.
pub async fn run(args: &DecideArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let (state, records, into) = match &args.action {
        DecideAction::Confirm(records) => (pb::DecisionState::Confirmed, records, ""),
        DecideAction::Reject(records) => (pb::DecisionState::Rejected, records, ""),
        DecideAction::Withdraw(records) => (pb::DecisionState::Undecided, records, ""),
        DecideAction::Merge(merge) => {
            let into = merge.into.as_str();
            (pb::DecisionState::Merged, &merge.records, into)
        }
        DecideAction::Correct(correct) => {
            let channel = correct.words.server.connect().await?;
            let request = correct.request(&channel).await?;
            return correct.words.send(channel, vec![request], out).await;
        }
    };
    let channel = records.words.server.connect().await?;
    let names = records.names.iter();
    let requests = names.map(|name| pb::DecideRecordRequest {
        merge_into: into.to_owned(),
        ..records.words.request(name, state)
    });
    let requests = requests.collect();
    records.words.send(channel, requests, out).await
}
