//! `vedette query get`: one thing, or several, by name.
//!
//! Not a search. Rule: a card for people; for programs the response message, one a line. Several quotes are asked for at once.

use super::page::Page as _;
use super::{card, quote, thing, utterance};
use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::{table, wire_json};
use crate::rpc::pb;
use pb::actor_service_client::ActorServiceClient;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use pb::article_service_client::ArticleServiceClient;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use prost_types::FieldMask;
use std::io::Write;
use tonic::transport::Channel;

/// Things by name, a card each; several quotes as one table.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query get issues/veldoria-intervenes-in-kestrovia borders/xe-xv\n  \
    vedette query get actors/ilse-tarn actors/xv --json --fields display_name\n  \
    vedette query quotes river --json | jq -r '.results[].quote.name' | xargs vedette query get"
)]
pub struct GetArgs {
    /// Names: quotes/..., stances/..., deployments/..., articles/..., actors/..., issues/..., borders/..., utterances/...
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// The response message as JSON, one a line; several quotes, and nothing else, come in one message for each hundred
    #[arg(long)]
    pub json: bool,
    /// Only these fields, for example text,speakers.actor, as JSON; names always come
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Names asked for in one call.
const BATCH_NAMES_MAX: usize = 100;

/// What is asked for, how it is shown, and over which connection.
struct Ask<'a> {
    server: &'a ServerArgs,
    channel: Channel,
    name: String,
    json: bool,
    read_mask: Option<FieldMask>,
}

/// A method that gets something by name: its name, its client, how its request is made, the message it answers with, and how
/// people are shown that.
macro_rules! getter {
    ($get:ident, $client:ident, $request:expr, $response:ident, $show:expr) => {
        async fn $get(ask: Ask<'_>, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
            let request: fn(String, Option<FieldMask>) -> _ = $request;
            let request = request(ask.name, ask.read_mask);
            let mut client = client!($client<Channel>, ask.channel);
            let answer = client.$get(ask.server.request(request)).await?.into_inner();
            if ask.json {
                let line = wire_json::to_json(stringify!($response), &answer)?;
                return Ok(writeln!(out, "{line}")?);
            }
            let show: fn(&pb::$response, &mut dyn Write) -> std::io::Result<()> = $show;
            Ok(show(&answer, out)?)
        }
    };
}

getter!(
    get_quote,
    QuoteSearchServiceClient,
    |name, read_mask| pb::GetQuoteRequest { name, read_mask },
    GetQuoteResponse,
    thing::quote
);
getter!(
    get_utterance,
    QuoteSearchServiceClient,
    |name, read_mask| pb::GetUtteranceRequest { name, read_mask },
    GetUtteranceResponse,
    utterance::write
);
getter!(
    get_stance,
    ActorStanceServiceClient,
    |name, read_mask| pb::GetStanceRequest { name, read_mask },
    GetStanceResponse,
    thing::stance
);
getter!(
    get_issue,
    ActorStanceServiceClient,
    |name, read_mask| pb::GetIssueRequest { name, read_mask },
    GetIssueResponse,
    thing::issue
);
getter!(
    get_deployment,
    BorderDeploymentServiceClient,
    |name, read_mask| pb::GetDeploymentRequest { name, read_mask },
    GetDeploymentResponse,
    thing::deployment
);
getter!(
    get_border,
    BorderDeploymentServiceClient,
    |name, read_mask| pb::GetBorderRequest { name, read_mask },
    GetBorderResponse,
    thing::border
);
getter!(
    get_actor,
    ActorServiceClient,
    |name, read_mask| pb::GetActorRequest { name, read_mask },
    GetActorResponse,
    card::write
);
getter!(
    get_article,
    ArticleServiceClient,
    |name, read_mask| pb::GetArticleRequest {
        name,
        read_mask,
        ..Default::default()
    },
    GetArticleResponse,
    thing::article
);

async fn one(ask: Ask<'_>, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    match ask.name.split('/').next().unwrap_or_default() {
        "quotes" => get_quote(ask, out).await,
        "utterances" => get_utterance(ask, out).await,
        "stances" => get_stance(ask, out).await,
        "issues" => get_issue(ask, out).await,
        "deployments" => get_deployment(ask, out).await,
        "borders" => get_border(ask, out).await,
        "actors" => get_actor(ask, out).await,
        "articles" => get_article(ask, out).await,
        other => {
            let told = format!("{other:?} is no collection; see --help for the names there are");
            Err(ClientError::Usage(told))
        }
    }
}

/// Several quotes in as few calls as there have to be.
async fn quotes(
    args: &GetArgs,
    channel: Channel,
    read_mask: Option<FieldMask>,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let mut client = client!(QuoteSearchServiceClient<Channel>, channel);
    let mut rows = Vec::new();
    for names in args.names.chunks(BATCH_NAMES_MAX) {
        let request = args.server.request(pb::BatchGetQuotesRequest {
            names: names.to_vec(),
            read_mask: read_mask.clone(),
        });
        let found = client.batch_get_quotes(request).await?.into_inner();
        if args.is_json() {
            let line = wire_json::to_json("BatchGetQuotesResponse", &found)?;
            writeln!(out, "{line}")?;
        }
        rows.extend(found.quotes.iter().map(quote::row));
    }
    if args.is_json() {
        return Ok(());
    }
    let header = pb::SearchQuotesResponse::HEADER;
    Ok(table::write(out, header, &rows, "no quotes found")?)
}

impl GetArgs {
    /// Chosen fields are for programs.
    fn is_json(&self) -> bool {
        self.json || !self.fields.is_empty()
    }
}

pub(super) async fn run(args: &GetArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let paths = args.fields.clone();
    let read_mask = (!paths.is_empty()).then_some(FieldMask { paths });
    if args.names.len() > 1 && args.names.iter().all(|n| n.starts_with("quotes/")) {
        return quotes(args, channel, read_mask, out).await;
    }
    for name in &args.names {
        let ask = Ask {
            server: &args.server,
            channel: channel.clone(),
            name: name.clone(),
            json: args.is_json(),
            read_mask: read_mask.clone(),
        };
        one(ask, out).await?;
    }
    Ok(())
}
