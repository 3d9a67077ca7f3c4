//! `vedette query changes`.

use super::page::{Page, page_of, write_pages};
use super::{ListShowArgs, actors, interval, resource, show};
use crate::cli::client::{ClientError, client};
use crate::model::CivilDate;
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who changed position since a day, on which issue, and what they said before and after.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query changes --since 2031-04-01 --target Veldoria\n  \
    vedette query changes --until 2031-04-01 --country xv --first\n  \
    vedette query changes --holder Kestrovia --target Veldoria"
)]
pub struct ChangeArgs {
    /// First day on which a change became visible, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub since: Option<CivilDate>,
    /// Day after the last one
    #[arg(long, value_name = "DATE")]
    pub until: Option<CivilDate>,
    /// Only these actors, as names or actors/...; may be given more than once
    #[arg(long)]
    pub holder: Vec<String>,
    /// Home state of the actors, ISO 3166-1 alpha-2
    #[arg(long)]
    pub country: Vec<String>,
    /// Only on these issues, for example issues/...; may be given more than once
    #[arg(long)]
    pub issue: Vec<String>,
    /// Positions towards this actor in place of those on issues
    #[arg(long, conflicts_with = "issue")]
    pub target: Vec<String>,
    /// Only by what others ascribe to the actors (true), or only by what they declared (false)
    #[arg(long, value_name = "true|false")]
    pub ascribed: Option<bool>,
    /// Tell first positions too
    #[arg(long)]
    pub first: bool,
    /// How much to show
    #[command(flatten)]
    pub show: ListShowArgs,
}

async fn request(
    args: &ChangeArgs,
    channel: &Channel,
) -> Result<pb::ListPositionChangesRequest, ClientError> {
    let server = &args.show.server;
    let country = |c: &String| c.to_ascii_uppercase();
    let filter = pb::StanceFilter {
        holders: actors(channel, server, &args.holder).await?,
        holder_countries: args.country.iter().map(country).collect(),
        issues: args.issue.iter().map(|i| resource("issues", i)).collect(),
        target_actors: actors(channel, server, &args.target).await?,
        ascribed: args.ascribed,
        ..pb::StanceFilter::default()
    };
    Ok(pb::ListPositionChangesRequest {
        filter: Some(filter),
        date: interval(args.since, args.until),
        include_first_positions: args.first,
        include_total_size: args.show.total,
        ..pb::ListPositionChangesRequest::default()
    })
}

/// "oppose on 2031-03-14: the words".
fn mark(mark: Option<&pb::PositionMark>) -> String {
    let Some(mark) = mark else {
        return String::new();
    };
    let word = show::word("POSITION", mark.position().as_str_name());
    let conflict = if mark.conflict { ", in conflict" } else { "" };
    let date = show::date(mark.date.as_ref());
    let words = show::evidence(&mark.evidence);
    format!("{word}{conflict} on {date}: {words}")
}

fn row(change: &pb::PositionChange) -> Vec<String> {
    let turn = change.turning_point.clone().unwrap_or_default();
    let after = turn.after.as_ref();
    let before = match (&turn.before, turn.previous_position) {
        (None, Some(_)) => {
            let word = show::word("POSITION", turn.previous_position().as_str_name());
            format!("{word}, as told")
        }
        (before, _) => mark(before.as_ref()),
    };
    let target = change.target.trim_start_matches("issues/");
    vec![
        show::date(after.and_then(|m| m.date.as_ref())),
        change.display_name.clone(),
        target.trim_start_matches("actors/").to_owned(),
        before,
        mark(after) + if change.ascribed { " (ascribed)" } else { "" },
    ]
}

impl Page for pb::ListPositionChangesResponse {
    const MESSAGE: &'static str = "ListPositionChangesResponse";
    const HEADER: &'static [&'static str] = &["date", "actor", "towards", "before", "after"];
    const NOTHING: &'static str = "nobody changed position; --first tells first positions too";

    page_of!(changes, |found| found.map(row));
}

pub(super) async fn run(
    args: &ChangeArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_pages(&args.show.ordered(), out, async |page_size, page_token| {
        let request = pb::ListPositionChangesRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .list_position_changes(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_both_positions_with_their_words() {
        let at = |position: pb::Position, words: &str| pb::PositionMark {
            position: position.into(),
            date: Some(pb::DateRange {
                wording: "4 May".to_owned(),
                ..Default::default()
            }),
            evidence: vec![pb::Evidence {
                text: words.to_owned(),
                ..Default::default()
            }],
            ..Default::default()
        };
        let turn = pb::TurningPoint {
            before: Some(at(pb::Position::Support, "Let it be built")),
            after: Some(at(pb::Position::Oppose, "Never")),
            ..Default::default()
        };
        let mut change = pb::PositionChange {
            holder: "actors/ada".to_owned(),
            display_name: "Ada".to_owned(),
            target: "issues/bridge".to_owned(),
            ascribed: true,
            turning_point: Some(turn),
        };
        let told = row(&change);
        assert_eq!(told[1..3], ["Ada", "bridge"]);
        assert_eq!(told[3], "support on 4 May: Let it be built");
        assert_eq!(told[4], "oppose on 4 May: Never (ascribed)");
        let turn = change.turning_point.as_mut().unwrap();
        turn.before = None;
        turn.previous_position = Some(pb::Position::Neutral.into());
        assert_eq!(row(&change)[3], "neutral, as told");
    }
}
