//! `vedette export`: everything that matches into a file, in the formats of the field's tools.
//!
//! Not a query with a table: nothing is held but the message at hand. Rules: what the file holds is noted beside it
//! (`FILE.resume`) after every message, so that `--resume` goes on where a cut left it without gap or double; the note goes
//! when the file is whole. The formats are described in `docs/export-formats.md`.

mod event;
mod format;
mod geo;
mod output;
mod row;

use super::client::{ClientError, ServerArgs, client};
use super::query::deployment::DeploymentWhich;
use super::query::quote::QuoteWhich;
use super::query::stance::StanceWhich;
use crate::rpc::pb;
pub use format::Format;
use format::Render;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use output::Output;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;
use tonic::Streaming;
use tonic::transport::Channel;

/// Writes everything that matches into a file.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette export quotes river --format csv -o quotes.csv\n  \
    vedette export stances --issue issues/buffer-zone-on-the-osel --format dna -o statements.csv\n  \
    vedette export deployments --border xe-xv --all-statuses --format geojson -o moves.geojson\n  \
    vedette export quotes -o quotes.jsonl --resume        # goes on after a cut\n\n\
    Exit status: 0 the file is whole, 4 cut: run again with --resume."
)]
pub struct ExportArgs {
    /// What to export
    #[command(subcommand)]
    pub noun: Noun,
}

/// What can be exported.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Noun {
    /// Who said what
    Quotes {
        /// Which ones
        #[command(flatten)]
        which: Box<QuoteWhich>,
        /// Where to
        #[command(flatten)]
        into: IntoArgs,
    },
    /// Who stands where
    Stances {
        /// Which ones
        #[command(flatten)]
        which: StanceWhich,
        /// Where to
        #[command(flatten)]
        into: IntoArgs,
    },
    /// Who moved what to which border
    Deployments {
        /// Which ones
        #[command(flatten)]
        which: DeploymentWhich,
        /// Where to
        #[command(flatten)]
        into: IntoArgs,
    },
}

/// Where an export goes, and how it is written.
#[derive(Clone, Debug, clap::Args)]
pub struct IntoArgs {
    /// How records are written; which noun has which format: docs/export-formats.md
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
    /// File to write; - = standard output, which cannot be resumed
    #[arg(long, short, default_value = "-", value_name = "FILE")]
    pub output: PathBuf,
    /// Go on with a file that a cut left unfinished
    #[arg(long)]
    pub resume: bool,
    /// No progress on standard error
    #[arg(long, short)]
    pub quiet: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// A message of an export.
trait Message {
    /// What it holds.
    type Record: Render;
    /// Its records and the token behind them.
    fn take(self) -> (Vec<Self::Record>, String);
}

impl Message for pb::ExportQuotesResponse {
    type Record = pb::Quote;

    fn take(self) -> (Vec<pb::Quote>, String) {
        (self.quotes, self.resume_token)
    }
}

impl Message for pb::ExportStancesResponse {
    type Record = pb::Stance;

    fn take(self) -> (Vec<pb::Stance>, String) {
        (self.stances, self.resume_token)
    }
}

impl Message for pb::ExportDeploymentsResponse {
    type Record = pb::Deployment;

    fn take(self) -> (Vec<pb::Deployment>, String) {
        (self.deployments, self.resume_token)
    }
}

/// Runs the command; records go to the file or `out`, remarks to `err`.
pub async fn run(
    args: &ExportArgs,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    match &args.noun {
        Noun::Quotes { which, into } => {
            let (channel, output) = begin::<pb::Quote>(into, out).await?;
            let request = pb::ExportQuotesRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &into.server).await?),
                resume_token: output.resume_token().to_owned(),
                read_mask: None,
            };
            let mut client = client!(QuoteSearchServiceClient<Channel>, channel);
            let stream = client
                .export_quotes(into.server.open_request(request))
                .await?;
            write(into, output, stream.into_inner(), err).await
        }
        Noun::Stances { which, into } => {
            let (channel, output) = begin::<pb::Stance>(into, out).await?;
            let request = pb::ExportStancesRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &into.server).await?),
                resume_token: output.resume_token().to_owned(),
                read_mask: None,
            };
            let mut client = client!(ActorStanceServiceClient<Channel>, channel);
            let stream = client
                .export_stances(into.server.open_request(request))
                .await?;
            write(into, output, stream.into_inner(), err).await
        }
        Noun::Deployments { which, into } => {
            let (channel, output) = begin::<pb::Deployment>(into, out).await?;
            let request = pb::ExportDeploymentsRequest {
                query: which.query.clone(),
                filter: Some(which.filter(&channel, &into.server).await?),
                resume_token: output.resume_token().to_owned(),
                read_mask: None,
            };
            let mut client = client!(BorderDeploymentServiceClient<Channel>, channel);
            let stream = client
                .export_deployments(into.server.open_request(request))
                .await?;
            write(into, output, stream.into_inner(), err).await
        }
    }
}

/// Checks the format, connects, and opens the file where it is to go on.
async fn begin<'o, R: Render>(
    into: &IntoArgs,
    out: &'o mut (dyn Write + Send),
) -> Result<(Channel, Output<'o>), ClientError> {
    if !R::FORMATS.contains(&into.format) {
        let names: Vec<_> = R::FORMATS.iter().map(|f| f.as_str()).collect();
        return Err(ClientError::Usage(format!(
            "{} are not written as {}; give one of {}",
            R::PLURAL,
            into.format.as_str(),
            names.join(", ")
        )));
    }
    let channel = into.server.connect().await?;
    let frame = R::frame(into.format)?;
    Ok((
        channel,
        Output::open(&into.output, into.resume, frame, out)?,
    ))
}

/// The next message; the server decides how long the whole takes.
async fn next<M>(into: &IntoArgs, stream: &mut Streaming<M>) -> Result<Option<M>, ClientError> {
    let longest = Duration::from_secs(into.server.timeout);
    let message = tokio::time::timeout(longest, stream.message()).await;
    let late = |_elapsed| {
        let seconds = into.server.timeout;
        tonic::Status::deadline_exceeded(format!("nothing came for {seconds} s"))
    };
    Ok(message.map_err(late)??)
}

async fn write<M: Message>(
    into: &IntoArgs,
    mut output: Output<'_>,
    mut stream: Streaming<M>,
    err: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let progress = progress(into, M::Record::PLURAL);
    let (mut count, mut left_out) = (0_u64, 0_u64);
    while let Some(message) = next(into, &mut stream).await? {
        let (records, token) = message.take();
        for record in &records {
            let items = record.render(into.format)?;
            left_out += u64::from(items.is_empty());
            for item in items {
                output.item(&item)?;
            }
        }
        output.note(&token)?;
        count += records.len() as u64;
        progress.set_position(count);
    }
    output.finish()?;
    progress.finish_and_clear();
    if left_out > 0 && !into.quiet {
        let (plural, format) = (M::Record::PLURAL, into.format.as_str());
        writeln!(
            err,
            "{left_out} of {count} {plural} have no place in {format}"
        )?;
    }
    Ok(())
}

fn progress(into: &IntoArgs, plural: &'static str) -> ProgressBar {
    let hidden = into.quiet || !std::io::stderr().is_terminal();
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    let style = ProgressStyle::with_template("{spinner} {pos} {msg}, {per_sec}");
    bar.set_style(style.unwrap_or_else(|_unreadable| ProgressStyle::default_spinner()));
    bar.set_message(plural);
    bar
}
