//! `vedette reextract` and `vedette purge`: upkeep of a running server.
//!
//! Not the work: the server goes on with a new index even when this command is cut off.

use super::client::{ClientError, ServerArgs, client};
use super::exit::Exit;
use crate::rpc::pb;
use pb::admin_service_client::AdminServiceClient;
use std::io::Write;
use std::time::Duration;
use tonic::transport::Channel;

/// How often the server is asked how far it is.
const ASK_INTERVAL: Duration = Duration::from_secs(1);

/// Extracts every article again.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette reextract          # after an upgrade\n  vedette reextract --force  # a new index whatever made the old one\n\n\
    Answers come from the old records until all new ones are ready. The server goes on when this command is cut off, and after\n\
    a restart.\n\nExit status: 0 done or nothing to do, 1 failed, 4 no server."
)]
pub struct ReextractArgs {
    /// Make a new index even when the present one is this release's own
    #[arg(long)]
    pub force: bool,
    /// Do not wait for the end
    #[arg(long)]
    pub no_wait: bool,
    /// Which server
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Destroys an article for good.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette purge articles/a5x2k --yes\n\nEvery revision goes: from log, index and every backup made from now on. It cannot be undone.\n\
    To hide an article only, delete it.\n\nExit status: 0 done, 2 not confirmed, 4 no server, 5 no such article."
)]
pub struct PurgeArgs {
    /// Resource name, for example articles/a5x2k
    pub name: String,
    /// Yes, destroy it
    #[arg(long, required = true)]
    pub yes: bool,
    /// Which server
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Begins a new index and waits for it; progress goes to `err`.
pub async fn reextract(
    args: &ReextractArgs,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, ClientError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    let request = pb::RebuildIndexRequest {
        outdated_only: !args.force,
    };
    let begun = client.rebuild_index(args.server.request(request)).await?;
    let begun = begun.into_inner();
    let mut state = begun.rebuild.unwrap_or_default();
    if !begun.started && !state.running {
        writeln!(out, "nothing to do: the records are this release's own")?;
        return Ok(Exit::Success);
    }
    while state.running && !args.no_wait {
        let (done, total) = (state.done_entry_count, state.total_entry_count);
        writeln!(err, "{done} of {total} entries")?;
        tokio::time::sleep(ASK_INTERVAL).await;
        let request = pb::GetStatisticsRequest {};
        let told = client.get_statistics(args.server.request(request)).await?;
        state = told.into_inner().rebuild.unwrap_or_default();
    }
    match &state.failure {
        Some(failure) => Err(ClientError::Usage(format!(
            "the new index was not finished ({failure}); the old one still answers; try again"
        ))),
        None if state.running => Ok(writeln!(out, "begun").map(|()| Exit::Success)?),
        None => {
            let total = state.total_entry_count;
            writeln!(
                out,
                "{total} entries extracted again; the new records answer"
            )?;
            Ok(Exit::Success)
        }
    }
}

/// Destroys an article.
pub async fn purge(args: &PurgeArgs, out: &mut (dyn Write + Send)) -> Result<Exit, ClientError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    let request = pb::PurgeArticleRequest {
        name: args.name.clone(),
    };
    let purged = client.purge_article(args.server.request(request)).await?;
    let gone = purged.into_inner().purged_revision_count;
    writeln!(
        out,
        "{gone} revisions destroyed; backups made before still hold them"
    )?;
    Ok(Exit::Success)
}
