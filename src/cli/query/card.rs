//! `vedette query actor`: one actor's card.

use super::{actor, show};
use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::{table, wire_json};
use crate::rpc::pb;
use pb::actor_service_client::ActorServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Names, offices, bodies, first and last report, and how many records name one actor.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query actor 'the Veldorian prime minister'\n  \
    vedette query actor actors/ilse-tarn --json | jq .actor.offices"
)]
pub struct CardArgs {
    /// Who, as a name or actors/...
    pub actor: String,
    /// The response message as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// "prime minister (actors/iq), 2022-10-27 to now".
fn office(office: &pb::Office) -> String {
    let body = office
        .body
        .as_ref()
        .map_or_else(String::new, |b| format!(" ({b})"));
    let held = office.held_date.as_ref().map_or_else(String::new, |held| {
        let from = held
            .start
            .as_ref()
            .map(|d| format!(" from {}", show::day(d)));
        let to = held.end.as_ref().map(|d| format!(" to {}", show::day(d)));
        [from, to].into_iter().flatten().collect()
    });
    format!("{}{body}{held}", office.title)
}

fn rows(card: &pb::GetActorResponse) -> Vec<Vec<String>> {
    let Some(actor) = &card.actor else {
        return Vec::new();
    };
    let counts = actor.record_counts.unwrap_or_default();
    let aliases: Vec<&str> = actor.aliases.iter().map(|a| a.text.as_str()).collect();
    let offices: Vec<String> = actor.offices.iter().map(office).collect();
    let lines = [
        ("name", actor.name.clone()),
        ("actor", actor.display_name.clone()),
        ("kind", show::word("ACTOR_KIND", actor.kind().as_str_name())),
        ("country", actor.country.clone().unwrap_or_default()),
        ("also known as", aliases.join(", ")),
        ("offices", offices.join("; ")),
        ("belongs to", actor.parents.join(", ")),
        (
            "turned out to be",
            actor.redirect.clone().unwrap_or_default(),
        ),
        ("wikidata", actor.wikidata.clone().unwrap_or_default()),
        ("first seen", show::source(card.first_seen.as_ref())),
        ("last seen", show::source(card.last_seen.as_ref())),
        ("quotes", counts.quotes.to_string()),
        ("stances", counts.stances.to_string()),
        ("deployments", counts.deployments.to_string()),
    ];
    let told = lines.into_iter().filter(|(_, value)| !value.is_empty());
    told.map(|(key, value)| vec![key.to_owned(), value])
        .collect()
}

/// Writes the card.
pub(super) fn write(card: &pb::GetActorResponse, out: &mut dyn Write) -> std::io::Result<()> {
    let nothing = "nobody is known by that name";
    table::write(out, &["what", "value"], &rows(card), nothing)
}

pub(super) async fn run(args: &CardArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let name = actor(&channel, &args.server, &args.actor).await?;
    let request = args.server.request(pb::GetActorRequest {
        name,
        read_mask: None,
    });
    let mut client = client!(ActorServiceClient<Channel>, channel);
    let card = client.get_actor(request).await?.into_inner();
    if args.json {
        return Ok(writeln!(
            out,
            "{}",
            wire_json::to_json("GetActorResponse", &card)?
        )?);
    }
    Ok(write(&card, out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_says_of_what_and_from_when_to_when() {
        let day = |year| pb::CivilDate {
            year,
            month: 5,
            day: 4,
        };
        let mut held = pb::Office {
            title: "harbour master".to_owned(),
            body: Some("actors/gorlin".to_owned()),
            held_date: Some(pb::DateRange {
                start: Some(day(2031)),
                end: Some(day(2032)),
                ..Default::default()
            }),
        };
        let wanted = "harbour master (actors/gorlin) from 2031-05-04 to 2032-05-04";
        assert_eq!(office(&held), wanted);
        (held.body, held.held_date) = (None, None);
        assert_eq!(office(&held), "harbour master");
    }
}
