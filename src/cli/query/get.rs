//! `vedette query get`: one thing, or several, by name.
//!
//! JSON only: what has a name has many parts, and the tables of the searches show the chosen ones.

use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::wire_json;
use crate::rpc::pb;
use pb::actor_service_client::ActorServiceClient;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use pb::article_service_client::ArticleServiceClient;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use prost_types::FieldMask;
use std::io::Write;
use tonic::transport::Channel;

/// Things by name, each as the response message in JSON, one a line.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query get issues/veldoria-intervenes-in-kestrovia borders/xe-xv\n  \
    vedette query get actors/ilse-tarn actors/xv --fields display_name"
)]
pub struct GetArgs {
    /// Names: quotes/..., stances/..., deployments/..., articles/..., actors/..., issues/..., borders/..., utterances/...
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// Only these fields, for example text,speakers.actor; names always come
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// What is asked for, and over which connection.
struct Ask<'a> {
    server: &'a ServerArgs,
    channel: Channel,
    name: String,
    read_mask: Option<FieldMask>,
}

/// A method that gets something by name: its name, its client, how its request is made, and the message it answers with.
macro_rules! getter {
    ($get:ident, $client:ident, $request:expr, $response:literal) => {
        async fn $get(ask: Ask<'_>) -> Result<String, ClientError> {
            let request: fn(String, Option<FieldMask>) -> _ = $request;
            let request = request(ask.name, ask.read_mask);
            let mut client = client!($client<Channel>, ask.channel);
            let answer = client.$get(ask.server.request(request)).await?;
            Ok(wire_json::to_json($response, &answer.into_inner())?)
        }
    };
}

getter!(
    get_quote,
    QuoteSearchServiceClient,
    |name, read_mask| pb::GetQuoteRequest { name, read_mask },
    "GetQuoteResponse"
);
getter!(
    get_utterance,
    QuoteSearchServiceClient,
    |name, read_mask| pb::GetUtteranceRequest { name, read_mask },
    "GetUtteranceResponse"
);
getter!(
    get_stance,
    ActorStanceServiceClient,
    |name, read_mask| pb::GetStanceRequest { name, read_mask },
    "GetStanceResponse"
);
getter!(
    get_issue,
    ActorStanceServiceClient,
    |name, read_mask| pb::GetIssueRequest { name, read_mask },
    "GetIssueResponse"
);
getter!(
    get_deployment,
    BorderDeploymentServiceClient,
    |name, read_mask| pb::GetDeploymentRequest { name, read_mask },
    "GetDeploymentResponse"
);
getter!(
    get_border,
    BorderDeploymentServiceClient,
    |name, read_mask| pb::GetBorderRequest { name, read_mask },
    "GetBorderResponse"
);
getter!(
    get_actor,
    ActorServiceClient,
    |name, read_mask| pb::GetActorRequest { name, read_mask },
    "GetActorResponse"
);
getter!(
    get_article,
    ArticleServiceClient,
    |name, read_mask| pb::GetArticleRequest {
        name,
        read_mask,
        ..Default::default()
    },
    "GetArticleResponse"
);

async fn one(ask: Ask<'_>) -> Result<String, ClientError> {
    match ask.name.split('/').next().unwrap_or_default() {
        "quotes" => get_quote(ask).await,
        "utterances" => get_utterance(ask).await,
        "stances" => get_stance(ask).await,
        "issues" => get_issue(ask).await,
        "deployments" => get_deployment(ask).await,
        "borders" => get_border(ask).await,
        "actors" => get_actor(ask).await,
        "articles" => get_article(ask).await,
        other => {
            let told = format!("{other:?} is no collection; see --help for the names there are");
            Err(ClientError::Usage(told))
        }
    }
}

pub(super) async fn run(args: &GetArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let paths = args.fields.clone();
    let read_mask = (!paths.is_empty()).then_some(FieldMask { paths });
    for name in &args.names {
        let ask = Ask {
            server: &args.server,
            channel: channel.clone(),
            name: name.clone(),
            read_mask: read_mask.clone(),
        };
        writeln!(out, "{}", one(ask).await?)?;
    }
    Ok(())
}
