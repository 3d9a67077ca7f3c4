//! `vedette query actors`.

use super::page::{Page, page_of, write_pages};
use super::{ShowArgs, enum_value, show};
use crate::cli::client::{ClientError, client};
use crate::cli::{table, wire_json};
use crate::rpc::pb;
use pb::actor_service_client::ActorServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who is known, and who is meant by a name.
#[derive(Clone, Debug, clap::Args)]
pub struct ActorArgs {
    /// A name as written: who is meant?
    #[arg(long, value_name = "NAME", conflicts_with = "fields")]
    pub resolve: Option<String>,
    /// person, organisation, force, state or bloc
    #[arg(long)]
    pub kind: Vec<String>,
    /// Home state, ISO 3166-1 alpha-2
    #[arg(long)]
    pub country: Vec<String>,
    /// Only actors found in text, unknown to the lexicon
    #[arg(long)]
    pub provisional: bool,
    /// Only actors that some record names
    #[arg(long)]
    pub mentioned: bool,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

fn row(actor: &pb::Actor, score: Option<f32>) -> Vec<String> {
    let aliases: Vec<_> = actor
        .aliases
        .iter()
        .map(|a| a.text.as_str())
        .take(6)
        .collect();
    let mut row = vec![
        actor.name.clone(),
        actor.display_name.clone(),
        show::word("ACTOR_KIND", actor.kind().as_str_name()),
        actor.country.clone().unwrap_or_default(),
        aliases.join(", "),
    ];
    row.extend(score.map(|s| format!("{s:.2}")));
    row
}

async fn resolve(
    args: &ActorArgs,
    text: &str,
    channel: Channel,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let request = pb::ResolveActorRequest {
        text: text.to_owned(),
        max_candidates: 0,
    };
    let found = client!(ActorServiceClient<Channel>, channel)
        .resolve_actor(args.show.server.request(request))
        .await?
        .into_inner();
    if args.show.json {
        return Ok(writeln!(
            out,
            "{}",
            wire_json::to_json("ResolveActorResponse", &found)?
        )?);
    }
    let rows: Vec<_> = found
        .candidates
        .iter()
        .filter_map(|c| c.actor.as_ref().map(|a| row(a, Some(c.score))))
        .collect();
    Ok(table::write(
        out,
        &["name", "actor", "kind", "country", "aliases", "score"],
        &rows,
        "nobody is known by that name",
    )?)
}

impl Page for pb::ListActorsResponse {
    const MESSAGE: &'static str = "ListActorsResponse";
    const HEADER: &'static [&'static str] = &["name", "actor", "kind", "country", "aliases"];
    const NOTHING: &'static str = "no actors found";

    page_of!(actors, |found| found.map(|a| row(a, None)));
}

pub(super) async fn run(args: &ActorArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    if let Some(text) = &args.resolve {
        return resolve(args, text, channel, out).await;
    }
    let kind = |w: &String| enum_value("ACTOR_KIND", w, pb::ActorKind::from_str_name);
    let filter = pb::ActorFilter {
        kinds: args.kind.iter().map(kind).collect::<Result<_, _>>()?,
        countries: args
            .country
            .iter()
            .map(|c| c.to_ascii_uppercase())
            .collect(),
        provisional: args.provisional.then_some(true),
        mentioned: args.mentioned,
    };
    let request = pb::ListActorsRequest {
        filter: Some(filter),
        include_total_size: args.show.total,
        read_mask: args.show.read_mask(),
        ..Default::default()
    };
    let mut client = client!(ActorServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::ListActorsRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .list_actors(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
