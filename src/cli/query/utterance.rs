//! `vedette query utterance`.

use super::{resource, show};
use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::{table, wire_json};
use crate::rpc::pb;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// One act of speech with every wording of it; words that differ stand in brackets.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Example:\n  vedette query quotes '\"red line\"' --json | jq -r '.results[0].quote.utterance' | xargs vedette query utterance"
)]
pub struct UtteranceArgs {
    /// Its name, as a quote tells it: utterances/...
    pub name: String,
    /// The response message as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// The text with its differing words in brackets.
fn marked(wording: &pb::Wording) -> String {
    let mut text = wording
        .quote
        .as_ref()
        .map(|q| q.text.clone())
        .unwrap_or_default();
    for span in wording.differing_spans.iter().rev() {
        for (at, mark) in [(span.end_byte, ']'), (span.start_byte, '[')] {
            match usize::try_from(at) {
                Ok(at) if text.is_char_boundary(at) => text.insert(at, mark),
                Ok(_) | Err(_) => {}
            }
        }
    }
    text
}

fn row(wording: &pb::Wording) -> Vec<String> {
    let quote = wording.quote.clone().unwrap_or_default();
    vec![
        show::word("WORDING_RELATION", wording.relation().as_str_name()),
        show::date(quote.said_date.as_ref()),
        show::actors(&quote.speakers),
        marked(wording),
        show::source(quote.source.as_ref()),
    ]
}

fn conflict(conflict: &pb::TellingConflict) -> String {
    let field = show::word("TELLING_CONFLICT_FIELD", conflict.field().as_str_name());
    let values = conflict.values.iter();
    let values: Vec<String> = values
        .map(|v| format!("{} ({} tellings)", v.value, v.quotes.len()))
        .collect();
    format!("tellings disagree about the {field}: {}", values.join("; "))
}

/// Writes the wordings side by side, then what the tellings disagree about.
pub(super) fn write(answer: &pb::GetUtteranceResponse, out: &mut dyn Write) -> std::io::Result<()> {
    let found = answer.utterance.clone().unwrap_or_default();
    let rows: Vec<Vec<String>> = found.wordings.iter().map(row).collect();
    let header = ["wording", "said", "speaker", "quote", "source"];
    table::write(out, &header, &rows, "no wordings")?;
    for told in &found.conflicts {
        writeln!(out, "{}", conflict(told))?;
    }
    if let Some(asked) = &answer.redirected_name {
        writeln!(out, "{asked} was merged into {}", found.name)?;
    }
    Ok(())
}

pub(super) async fn run(
    args: &UtteranceArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let mut client = client!(QuoteSearchServiceClient<Channel>, channel);
    let request = pb::GetUtteranceRequest {
        name: resource("utterances", &args.name),
        read_mask: None,
    };
    let answer = client
        .get_utterance(args.server.request(request))
        .await?
        .into_inner();
    if args.json {
        writeln!(
            out,
            "{}",
            wire_json::to_json("GetUtteranceResponse", &answer)?
        )?;
        return Ok(());
    }
    Ok(write(&answer, out)?)
}
