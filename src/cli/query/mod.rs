//! `vedette query`: the read services at the terminal.
//!
//! Not a query engine: every flag is a field of a request. Rules: tables for people, `--json` for programs (one response
//! message a line, the wire's own JSON); names of people may be typed as they are written, the server says who is meant.

mod actor;
mod analyse;
mod article;
mod border;
mod borders;
mod card;
mod change;
mod decision;
pub mod deployment;
mod follow;
mod get;
mod issue;
mod log;
mod matrix;
mod network;
mod page;
pub mod quote;
pub(in crate::cli) mod show;
mod spokesperson;
pub mod stance;
mod statistics;
#[cfg(test)]
mod tests;
mod thing;
mod timeline;
mod utterance;

use super::client::{ClientError, ServerArgs, client};
use crate::model::CivilDate;
use crate::rpc::pb;
use pb::actor_service_client::ActorServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Asks a running server.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query quotes river --since 2031-03-01\n  \
    vedette query stances --holder \"Ilse Tarn\" --json | jq .results\n  \
    vedette query deployments --border xe-xv --all-statuses\n  vedette query actors --resolve 'the Kestrovian foreign minister'"
)]
pub struct QueryArgs {
    /// What to ask for
    #[command(subcommand)]
    pub noun: Noun,
}

/// What can be asked for.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Noun {
    /// Who said what
    Quotes(Box<quote::QuoteArgs>),
    /// One act of speech with every wording of it
    Utterance(utterance::UtteranceArgs),
    /// Who stands where
    Stances(stance::StanceArgs),
    /// One actor's positions on one thing, day by day, with the turning points
    Timeline(timeline::TimelineArgs),
    /// Who changed position since a day, on which issue, and what they said before and after
    Changes(change::ChangeArgs),
    /// Actors x issues: who stands where, as of a day
    Matrix(matrix::MatrixArgs),
    /// Who agrees and who conflicts, on one issue or on all
    Network(network::NetworkArgs),
    /// Who speaks for whom
    Spokespeople(spokesperson::SpokesArgs),
    /// Who moved what to which border
    Deployments(deployment::DeploymentArgs),
    /// One border, day by day: forces, strength, works, orders, denials
    Border(border::BorderArgs),
    /// Which borders reports tell of
    Borders(borders::BorderListArgs),
    /// Which issues positions are taken on
    Issues(issue::IssueArgs),
    /// Things by name
    Get(get::GetArgs),
    /// What comes, changes and goes, as it happens
    Follow(Box<follow::FollowArgs>),
    /// Who is known, and who is meant by a name
    Actors(actor::ActorArgs),
    /// One actor's card: names, offices, first and last report, counts
    Actor(card::CardArgs),
    /// Which reports are kept
    Articles(article::ArticleArgs),
    /// What analysts decided on records
    Decisions(decision::DecisionArgs),
    /// What the server would read in a report, without storing it
    Analyse(analyse::AnalyseArgs),
    /// How much is stored, and how far the index is
    Statistics(statistics::StatisticsArgs),
    /// Whether every entry of the article log is whole
    Log(log::LogArgs),
}

/// How much to show, and how.
#[derive(Clone, Debug, clap::Args)]
pub struct ShowArgs {
    /// Most results shown; 0 = all
    #[arg(long, short, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// Fields to sort by, for example `publish_date desc`
    #[arg(long, default_value = "", value_name = "FIELDS")]
    pub order_by: String,
    /// Count all matches
    #[arg(long)]
    pub total: bool,
    /// One response message a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Only these fields of each result, for example text,speakers.actor; names always come
    #[arg(long, value_name = "PATHS", value_delimiter = ',', requires = "json")]
    pub fields: Vec<String>,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// How much to show of an answer whose order is fixed.
#[derive(Clone, Debug, clap::Args)]
pub struct FixedShowArgs {
    /// Most results shown; 0 = all
    #[arg(long, short, default_value_t = 100, value_name = "N")]
    pub limit: usize,
    /// Count all results
    #[arg(long)]
    pub total: bool,
    /// One response message a line, as JSON
    #[arg(long, conflicts_with = "plot")]
    pub json: bool,
    /// Draws the answer into this file, as SVG, instead of a table
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<std::path::PathBuf>,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// How much to show of a list whose order is fixed and that no picture is drawn of.
#[derive(Clone, Debug, clap::Args)]
pub struct ListShowArgs {
    /// Most results shown; 0 = all
    #[arg(long, short, default_value_t = 100, value_name = "N")]
    pub limit: usize,
    /// Count all results
    #[arg(long)]
    pub total: bool,
    /// One response message a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

impl ListShowArgs {
    fn ordered(&self) -> ShowArgs {
        ShowArgs {
            limit: self.limit,
            order_by: String::new(),
            total: self.total,
            json: self.json,
            fields: Vec::new(),
            server: self.server.clone(),
        }
    }
}

impl FixedShowArgs {
    fn ordered(&self) -> ShowArgs {
        ShowArgs {
            limit: self.limit,
            order_by: String::new(),
            total: self.total,
            json: self.json,
            fields: Vec::new(),
            server: self.server.clone(),
        }
    }
}

impl ShowArgs {
    /// The fields wanted of each result.
    fn read_mask(&self) -> Option<prost_types::FieldMask> {
        let paths = self.fields.clone();
        (!paths.is_empty()).then_some(prost_types::FieldMask { paths })
    }
}

/// Days, publication and confidence: filters all records share.
#[derive(Clone, Debug, clap::Args)]
pub struct WhenArgs {
    /// First day the thing was said or happened, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub since: Option<CivilDate>,
    /// Day after the last one
    #[arg(long, value_name = "DATE")]
    pub until: Option<CivilDate>,
    /// First day of publication
    #[arg(long, value_name = "DATE")]
    pub published_since: Option<CivilDate>,
    /// Day after the last one of publication
    #[arg(long, value_name = "DATE")]
    pub published_until: Option<CivilDate>,
    /// First instant of ingest, for example 2024-12-06T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub ingested_since: Option<jiff::Timestamp>,
    /// Instant after the last one of ingest
    #[arg(long, value_name = "TIME")]
    pub ingested_until: Option<jiff::Timestamp>,
    /// Outlet; may be given more than once
    #[arg(long)]
    pub outlet: Vec<String>,
    /// Collection label of the report; may be given more than once
    #[arg(long)]
    pub collection: Vec<String>,
    /// Article, for example articles/a5x2k; may be given more than once
    #[arg(long)]
    pub article: Vec<String>,
    /// Lowest confidence, 0 to 1
    #[arg(long, value_name = "0..1")]
    pub min_confidence: Option<f32>,
    /// Leave out what copies of a report repeat, where that report is there
    #[arg(long)]
    pub no_copies: bool,
    /// confirmed, corrected, merged, rejected or undecided; all but rejected unless given; may be given more than once
    #[arg(long, value_name = "STATE")]
    pub decision: Vec<String>,
}

/// Which reports, beside their outlet and collection, and what read them.
#[derive(Clone, Debug, clap::Args)]
pub struct ReportArgs {
    /// Your own id of the report; may be given more than once
    #[arg(long, value_name = "ID")]
    pub source_id: Vec<String>,
    /// Where the report was published
    #[arg(long)]
    pub url: Vec<String>,
    /// Language of the report, for example en
    #[arg(long)]
    pub language: Vec<String>,
    /// Agency the report names as its source
    #[arg(long)]
    pub agency: Vec<String>,
    /// Version of the extractor that read the report
    #[arg(long, value_name = "VERSION")]
    pub extractor_version: Vec<String>,
    /// Version of the lexicon it was read with, 12 hexadecimal digits
    #[arg(long, value_name = "VERSION")]
    pub lexicon_version: Vec<String>,
}

fn civil(date: CivilDate) -> pb::CivilDate {
    pb::CivilDate {
        year: date.year().into(),
        month: date.month().into(),
        day: date.day().into(),
    }
}

fn interval(since: Option<CivilDate>, until: Option<CivilDate>) -> Option<pb::DateInterval> {
    (since.is_some() || until.is_some()).then(|| pb::DateInterval {
        start: since.map(civil),
        end: until.map(civil),
    })
}

/// What is finer than a second is left out: the command line is for days and hours.
fn timestamp(at: jiff::Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.as_second(),
        nanos: 0,
    }
}

fn instants(
    since: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
) -> Option<pb::TimeInterval> {
    (since.is_some() || until.is_some()).then(|| pb::TimeInterval {
        start_time: since.map(timestamp),
        end_time: until.map(timestamp),
    })
}

/// Codes of states, in capitals as the API has them.
fn countries(typed: &[String]) -> Vec<String> {
    typed.iter().map(|c| c.to_ascii_uppercase()).collect()
}

impl WhenArgs {
    fn ingested(&self) -> Option<pb::TimeInterval> {
        instants(self.ingested_since, self.ingested_until)
    }

    fn happened(&self) -> Option<pb::DateInterval> {
        interval(self.since, self.until)
    }

    fn published(&self) -> Option<pb::DateInterval> {
        interval(self.published_since, self.published_until)
    }

    fn decisions(&self) -> Result<Vec<i32>, ClientError> {
        decision_states(&self.decision)
    }

    fn articles(&self) -> Vec<String> {
        self.article
            .iter()
            .map(|a| resource("articles", a))
            .collect()
    }
}

/// Decision states by their short names.
fn decision_states(words: &[String]) -> Result<Vec<i32>, ClientError> {
    let value = |word| enum_value("DECISION_STATE", word, pb::DecisionState::from_str_name);
    words.iter().map(|word| value(word)).collect()
}

/// `collection/id`, whichever way it was typed.
pub(in crate::cli) fn resource(collection: &str, typed: &str) -> String {
    if typed.contains('/') {
        typed.to_owned()
    } else {
        format!("{collection}/{typed}")
    }
}

/// An enum value by its short name: "direct" for `QUOTE_KIND_DIRECT`.
pub(in crate::cli) fn enum_value<E: Into<i32>>(
    prefix: &str,
    word: &str,
    find: fn(&str) -> Option<E>,
) -> Result<i32, ClientError> {
    let name = format!("{prefix}_{}", word.to_ascii_uppercase().replace('-', "_"));
    find(&name).map(Into::into).ok_or_else(|| {
        ClientError::Usage(format!(
            "{word:?} is no {}; see --help",
            prefix.to_ascii_lowercase().replace('_', " ")
        ))
    })
}

/// One actor as typed.
async fn actor(channel: &Channel, server: &ServerArgs, typed: &str) -> Result<String, ClientError> {
    let names = actors(channel, server, &[typed.to_owned()]).await?;
    Ok(names.into_iter().next().unwrap_or_default())
}

/// Actors as typed: resource names stay, everything else is resolved by the server.
async fn actors(
    channel: &Channel,
    server: &ServerArgs,
    typed: &[String],
) -> Result<Vec<String>, ClientError> {
    let mut names = Vec::with_capacity(typed.len());
    for text in typed {
        if text.starts_with("actors/") {
            names.push(text.clone());
            continue;
        }
        let mut client = client!(ActorServiceClient<Channel>, channel.clone());
        let request = pb::ResolveActorRequest {
            text: text.clone(),
            max_candidates: 3,
        };
        let found = client
            .resolve_actor(server.request(request))
            .await?
            .into_inner()
            .candidates;
        names.push(best(text, &found)?);
    }
    Ok(names)
}

/// Lowest score taken for certain.
const SCORE_MIN: f32 = 0.6;

fn best(text: &str, found: &[pb::ActorCandidate]) -> Result<String, ClientError> {
    let named = |c: &pb::ActorCandidate| {
        c.actor
            .as_ref()
            .map_or_else(String::new, |a| a.name.clone())
    };
    match found {
        [only] if only.score >= SCORE_MIN => Ok(named(only)),
        [first, second, ..] if first.score >= SCORE_MIN && first.score > second.score => {
            Ok(named(first))
        }
        [] => Err(ClientError::Usage(format!(
            "nobody is known as {text:?}; try `vedette query actors --resolve {text:?}`"
        ))),
        several => Err(ClientError::Usage(format!(
            "{text:?} may mean {}; give one of them",
            several.iter().map(named).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// Runs the command; answers go to `out`.
pub async fn run(args: &QueryArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    match &args.noun {
        Noun::Quotes(args) => quote::run(args, out).await,
        Noun::Utterance(args) => utterance::run(args, out).await,
        Noun::Stances(args) => stance::run(args, out).await,
        Noun::Timeline(args) => timeline::run(args, out).await,
        Noun::Changes(args) => change::run(args, out).await,
        Noun::Matrix(args) => matrix::run(args, out).await,
        Noun::Network(args) => network::run(args, out).await,
        Noun::Spokespeople(args) => spokesperson::run(args, out).await,
        Noun::Deployments(args) => deployment::run(args, out).await,
        Noun::Border(args) => border::run(args, out).await,
        Noun::Borders(args) => borders::run(args, out).await,
        Noun::Issues(args) => issue::run(args, out).await,
        Noun::Get(args) => get::run(args, out).await,
        Noun::Follow(args) => follow::run(args, out).await,
        Noun::Actors(args) => actor::run(args, out).await,
        Noun::Actor(args) => card::run(args, out).await,
        Noun::Articles(args) => article::run(args, out).await,
        Noun::Decisions(args) => decision::run(args, out).await,
        Noun::Analyse(args) => analyse::run(args, out).await,
        Noun::Statistics(args) => statistics::run(args, out).await,
        Noun::Log(args) => log::run(args, out).await,
    }
}
