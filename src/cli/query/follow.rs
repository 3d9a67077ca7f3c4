//! `vedette query follow`: what comes, changes and goes, as it happens.
//!
//! JSON only, a message a line. Rule: every line carries the token to go on with, so nothing is lost or doubled when the
//! command is stopped between two lines.

use super::deployment::DeploymentWhich;
use super::quote::QuoteWhich;
use super::stance::StanceWhich;
use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::wire_json;
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use prost_types::FieldMask;
use std::io::Write;
use tonic::Streaming;
use tonic::transport::Channel;

/// What comes, changes and goes among the records that match, one response message a line, as JSON, until it is stopped.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query follow deployments --border xe-xv | jq -c '.changes[]?'\n  \
    vedette query follow quotes river --messages 1 | jq -r .resumeToken      # where to begin"
)]
pub struct FollowArgs {
    /// What to follow
    #[command(subcommand)]
    pub noun: FollowNoun,
}

/// What can be followed.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum FollowNoun {
    /// Who said what
    Quotes {
        /// Which ones
        #[command(flatten)]
        which: Box<QuoteWhich>,
        /// From where on
        #[command(flatten)]
        from: FromArgs,
    },
    /// Who stands where
    Stances {
        /// Which ones
        #[command(flatten)]
        which: StanceWhich,
        /// From where on
        #[command(flatten)]
        from: FromArgs,
    },
    /// Who moved what to which border
    Deployments {
        /// Which ones
        #[command(flatten)]
        which: DeploymentWhich,
        /// From where on
        #[command(flatten)]
        from: FromArgs,
    },
}

/// From where on, and how long.
#[derive(Clone, Debug, clap::Args)]
pub struct FromArgs {
    /// `resumeToken` of the last line of a follow that ended, or `followToken` of an export; default: from now on
    #[arg(long, default_value = "", value_name = "TOKEN")]
    pub resume_token: String,
    /// Stop after so many messages; 0 = never
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub messages: u64,
    /// Only these fields of each record, for example text,speakers.actor; names always come
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

impl FromArgs {
    fn read_mask(&self) -> Option<FieldMask> {
        let paths = self.fields.clone();
        (!paths.is_empty()).then_some(FieldMask { paths })
    }
}

/// Runs the command; messages go to `out`.
pub(super) async fn run(
    args: &FollowArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    match &args.noun {
        FollowNoun::Quotes { which, from } => {
            let channel = from.server.connect().await?;
            let request = pb::FollowQuotesRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &from.server).await?),
                resume_token: from.resume_token.clone(),
                read_mask: from.read_mask(),
            };
            let request = from.server.open_request(request);
            let mut client = client!(QuoteSearchServiceClient<Channel>, channel);
            let stream = client.follow_quotes(request).await?.into_inner();
            write(from, "FollowQuotesResponse", stream, out).await
        }
        FollowNoun::Stances { which, from } => {
            let channel = from.server.connect().await?;
            let request = pb::FollowStancesRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &from.server).await?),
                resume_token: from.resume_token.clone(),
                read_mask: from.read_mask(),
            };
            let request = from.server.open_request(request);
            let mut client = client!(ActorStanceServiceClient<Channel>, channel);
            let stream = client.follow_stances(request).await?.into_inner();
            write(from, "FollowStancesResponse", stream, out).await
        }
        FollowNoun::Deployments { which, from } => {
            let channel = from.server.connect().await?;
            let request = pb::FollowDeploymentsRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &from.server).await?),
                resume_token: from.resume_token.clone(),
                read_mask: from.read_mask(),
            };
            let request = from.server.open_request(request);
            let mut client = client!(BorderDeploymentServiceClient<Channel>, channel);
            let stream = client.follow_deployments(request).await?.into_inner();
            write(from, "FollowDeploymentsResponse", stream, out).await
        }
    }
}

async fn write<M: prost::Message>(
    from: &FromArgs,
    message: &str,
    mut stream: Streaming<M>,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let mut told = 0;
    while let Some(news) = stream.message().await? {
        writeln!(out, "{}", wire_json::to_json(message, &news)?)?;
        // Whoever reads along wants it now.
        out.flush()?;
        told += 1;
        if told == from.messages {
            break;
        }
    }
    Ok(())
}
