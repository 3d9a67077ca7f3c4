//! `vedette query timeline`.

use super::page::{Page, page_of, write_or_draw};
use super::{WhenArgs, actor, resource, show};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// One actor's positions on one thing, day by day, with the turning points.
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("towards").required(true))]
pub struct TimelineArgs {
    /// Whose positions, as a name or actors/...
    #[arg(long)]
    pub holder: String,
    /// On which issue, for example issues/...
    #[arg(long, group = "towards")]
    pub issue: Option<String>,
    /// Towards which actor, as a name or actors/...
    #[arg(long, group = "towards")]
    pub target: Option<String>,
    /// Only positions others ascribe to the holder (true), or only those it declared (false)
    #[arg(long, value_name = "true|false")]
    pub ascribed: Option<bool>,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// How much to show
    #[command(flatten)]
    pub show: super::FixedShowArgs,
}

async fn request(
    args: &TimelineArgs,
    channel: &Channel,
) -> Result<pb::GetStanceTimelineRequest, ClientError> {
    let server = &args.show.server;
    let target = match (&args.issue, &args.target) {
        (Some(issue), _) => resource("issues", issue),
        (None, Some(target)) => actor(channel, server, target).await?,
        (None, None) => String::new(),
    };
    let filter = pb::StanceFilter {
        collections: args.when.collection.clone(),
        ingest_time: args.when.ingested(),
        exclude_copies: args.when.no_copies,
        outlets: args.when.outlet.clone(),
        articles: args.when.articles(),
        publish_date: args.when.published(),
        min_confidence: args.when.min_confidence,
        decision_states: args.when.decisions()?,
        ascribed: args.ascribed,
        ..pb::StanceFilter::default()
    };
    Ok(pb::GetStanceTimelineRequest {
        holder: actor(channel, server, &args.holder).await?,
        target,
        filter: Some(filter),
        date: args.when.happened(),
        include_total_size: args.show.total,
        ..pb::GetStanceTimelineRequest::default()
    })
}

/// What changed, in a few words: "was support (said)".
fn turn(point: &pb::StancePoint) -> String {
    let Some(turn) = &point.turning_point else {
        return String::new();
    };
    let word = |p: pb::Position| show::word("POSITION", p.as_str_name());
    let seen = turn
        .before
        .as_ref()
        .map(|b| format!("was {}", word(b.position())));
    let stated = turn
        .previous_position
        .is_some()
        .then(|| format!("was {} as told", word(turn.previous_position())));
    let parts: Vec<String> = seen.into_iter().chain(stated).collect();
    parts.join(", ")
}

fn row(point: &pb::StancePoint) -> Vec<String> {
    let date = show::dated(point.date.as_ref(), point.date_basis());
    let mut position = show::word("POSITION", point.position().as_str_name());
    if point.modality() != pb::Modality::Asserted {
        position += ", ";
        position += &show::word("MODALITY", point.modality().as_str_name());
    }
    if point.ascribed {
        position += ", ascribed";
    }
    vec![
        date,
        position,
        turn(point),
        point.stance_count.to_string(),
        show::evidence(&point.evidence),
        point.stances.first().cloned().unwrap_or_default(),
    ]
}

impl Page for pb::GetStanceTimelineResponse {
    const MESSAGE: &'static str = "GetStanceTimelineResponse";
    const HEADER: &'static [&'static str] =
        &["date", "position", "turn", "stances", "evidence", "first"];
    const NOTHING: &'static str = "no stances found";

    page_of!(points, |found| found.map(row));
}

pub(super) async fn run(
    args: &TimelineArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_or_draw(&args.show, out, async |page_size, page_token| {
        let request = pb::GetStanceTimelineRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .get_stance_timeline(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_the_date_is_who_says_so_and_what_changed() {
        let mut point = pb::StancePoint {
            date: Some(pb::DateRange {
                start: Some(pb::CivilDate {
                    year: 2031,
                    month: 5,
                    day: 4,
                }),
                ..Default::default()
            }),
            date_basis: pb::DateBasis::Published.into(),
            position: pb::Position::Oppose.into(),
            modality: pb::Modality::Conditional.into(),
            ascribed: true,
            turning_point: Some(pb::TurningPoint {
                before: Some(pb::PositionMark {
                    position: pb::Position::Support.into(),
                    ..Default::default()
                }),
                previous_position: Some(pb::Position::Neutral.into()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let cells = row(&point);
        assert_eq!(cells[0], "2031-05-04 (published)");
        assert_eq!(cells[1], "oppose, conditional, ascribed");
        assert_eq!(cells[2], "was support, was neutral as told");
        point.turning_point = None;
        assert_eq!(row(&point)[2], "");
    }
}
