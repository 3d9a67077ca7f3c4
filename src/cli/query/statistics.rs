//! `vedette query statistics`: how much is stored, and how far the index is.

use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::{table, wire_json};
use crate::rpc::pb;
use pb::admin_service_client::AdminServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// How much is stored, how far the index is behind, whether a new one is being made. Scope `admin`.
#[derive(Clone, Debug, clap::Args)]
pub struct StatisticsArgs {
    /// The response message as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

fn rebuild(state: &pb::IndexRebuild) -> String {
    let far = format!(
        "{} of {} entries ({})",
        state.done_entry_count, state.total_entry_count, state.reason
    );
    match (&state.failure, state.running) {
        (Some(failure), false) => format!("failed: {failure}"),
        (_, true) => far,
        (None, false) => format!("none now, {} since the start", state.finished_count),
    }
}

fn rows(told: &pb::GetStatisticsResponse) -> Vec<Vec<String>> {
    let behind = told.log_entry_count - told.searchable_entry_count;
    let healthy = if told.healthy { "yes" } else { "no" };
    let new = told.rebuild.clone().unwrap_or_default();
    let lines = [
        ("takes and answers", healthy.to_owned()),
        ("entries of the log", told.log_entry_count.to_string()),
        ("the index is behind by", behind.to_string()),
        ("records", told.record_count.to_string()),
        (
            "failures of the writer",
            told.writer_failure_count.to_string(),
        ),
        ("damaged entries", told.damaged_entry_count.to_string()),
        ("extractor", told.extractor.clone()),
        ("extractor of the index", told.index_extractor.clone()),
        ("new index", rebuild(&new)),
    ];
    let line = |(key, value): (&str, String)| vec![key.to_owned(), value];
    lines.into_iter().map(line).collect()
}

pub(super) async fn run(
    args: &StatisticsArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    let request = args.server.request(pb::GetStatisticsRequest {});
    let told = client.get_statistics(request).await?.into_inner();
    if args.json {
        let line = wire_json::to_json("GetStatisticsResponse", &told)?;
        return Ok(writeln!(out, "{line}")?);
    }
    Ok(table::write(out, &["what", "value"], &rows(&told), "")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_index_tells_how_far_it_is_and_why_it_failed() {
        let mut state = pb::IndexRebuild {
            running: true,
            reason: "asked for".to_owned(),
            done_entry_count: 3,
            total_entry_count: 9,
            ..Default::default()
        };
        assert_eq!(rebuild(&state), "3 of 9 entries (asked for)");
        state.running = false;
        assert_eq!(rebuild(&state), "none now, 0 since the start");
        state.failure = Some("no room".to_owned());
        assert_eq!(rebuild(&state), "failed: no room");
    }
}
