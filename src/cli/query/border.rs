//! `vedette query border`.

use super::page::{Page, page_of, write_or_draw};
use super::{WhenArgs, actors, deployment, resource, show};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// What reports tell of one border, day by day, with denials beside what they deny.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query border xe-xv --since 2031-03-01 --until 2031-04-01\n  \
    vedette query border xe-xv --posture reinforce --posture fortify --json | jq .points"
)]
pub struct BorderArgs {
    /// The border, for example xe-xv, in either order of the two codes
    pub border: String,
    /// Force, as a name or actors/...
    #[arg(long)]
    pub force: Vec<String>,
    /// deploy, reinforce, fortify, withdraw, ...
    #[arg(long)]
    pub posture: Vec<String>,
    /// reported, under-way, completed, denied, planned, rumoured, ...; the first four unless given
    #[arg(long, conflicts_with = "all_statuses")]
    pub status: Vec<String>,
    /// Everything claimed, planned, demanded or rumoured
    #[arg(long)]
    pub all_statuses: bool,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// How much to show
    #[command(flatten)]
    pub show: super::FixedShowArgs,
}

async fn request(
    args: &BorderArgs,
    channel: &Channel,
) -> Result<pb::GetBorderTimelineRequest, ClientError> {
    let filter = pb::DeploymentFilter {
        forces: actors(channel, &args.show.server, &args.force).await?,
        postures: deployment::postures(&args.posture)?,
        statuses: deployment::statuses(&args.status, args.all_statuses)?,
        collections: args.when.collection.clone(),
        ingest_time: args.when.ingested(),
        exclude_copies: args.when.no_copies,
        outlets: args.when.outlet.clone(),
        articles: args.when.articles(),
        publish_date: args.when.published(),
        min_confidence: args.when.min_confidence,
        decision_states: args.when.decisions()?,
        ..pb::DeploymentFilter::default()
    };
    Ok(pb::GetBorderTimelineRequest {
        name: resource("borders", &args.border),
        filter: Some(filter),
        date: args.when.happened(),
        include_total_size: args.show.total,
        ..pb::GetBorderTimelineRequest::default()
    })
}

/// How many people, as the claims that make it a fact tell: "600 to 2000", "from 2000, figures differ".
fn strength(point: &pb::BorderPoint) -> String {
    let range = match (point.personnel_min, point.personnel_max) {
        (Some(min), Some(max)) if min < max => format!("{min} to {max}"),
        (Some(one), Some(_)) => format!("{one}"),
        (Some(min), None) => format!("from {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => return String::new(),
    };
    if point.figures_differ {
        range + ", figures differ"
    } else {
        range
    }
}

/// What the claims say, each status with its number: "reported 2, denied 1 (disputed)".
fn told(point: &pb::BorderPoint) -> String {
    let mut counts = std::collections::BTreeMap::<i32, (String, u32)>::new();
    for claim in &point.claims {
        let word = || show::word("CLAIM_STATUS", claim.status().as_str_name());
        counts.entry(claim.status).or_insert_with(|| (word(), 0)).1 += 1;
    }
    let counts: Vec<String> = counts.values().map(|(w, n)| format!("{w} {n}")).collect();
    let mark = if point.disputed { " (disputed)" } else { "" };
    counts.join(", ") + mark
}

fn row(point: &pb::BorderPoint) -> Vec<String> {
    let first = point.claims.first();
    let details: Vec<&str> = point
        .works
        .iter()
        .chain(&point.equipment)
        .map(String::as_str)
        .collect();
    vec![
        show::dated(point.date.as_ref(), point.date_basis()),
        show::word("POSTURE", point.posture().as_str_name()),
        show::actor(point.force.as_ref()),
        strength(point),
        told(point),
        details.join(", "),
        show::actors(&point.ordered_by),
        first.map_or_else(String::new, |c| show::evidence(&c.evidence)),
        first.map_or_else(String::new, |c| show::source(c.source.as_ref())),
    ]
}

impl Page for pb::GetBorderTimelineResponse {
    const MESSAGE: &'static str = "GetBorderTimelineResponse";
    const HEADER: &'static [&'static str] = &[
        "date",
        "posture",
        "force",
        "strength",
        "told",
        "works",
        "ordered by",
        "evidence",
        "source",
    ];
    const NOTHING: &'static str =
        "nothing is told of this border; --all-statuses shows what is planned or rumoured";

    page_of!(points, |found| found.map(row));
}

pub(super) async fn run(
    args: &BorderArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(BorderDeploymentServiceClient<Channel>, channel);
    write_or_draw(&args.show, out, async |page_size, page_token| {
        let request = pb::GetBorderTimelineRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .get_border_timeline(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_the_range_of_figures_and_counts_denials_beside_reports() {
        let claim = |status: pb::ClaimStatus| pb::ClaimMark {
            status: status.into(),
            ..Default::default()
        };
        let mut point = pb::BorderPoint {
            personnel_min: Some(600.0),
            personnel_max: Some(2000.0),
            figures_differ: true,
            disputed: true,
            claims: vec![
                claim(pb::ClaimStatus::Reported),
                claim(pb::ClaimStatus::Reported),
                claim(pb::ClaimStatus::Denied),
            ],
            ..Default::default()
        };
        assert_eq!(strength(&point), "600 to 2000, figures differ");
        assert_eq!(told(&point), "reported 2, denied 1 (disputed)");
        point.figures_differ = false;
        point.personnel_max = None;
        assert_eq!(strength(&point), "from 600");
        point.personnel_min = None;
        assert_eq!(strength(&point), "");
    }
}
