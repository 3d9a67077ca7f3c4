//! `vedette query matrix`.

use super::page::{Page, page_of, write_or_draw};
use super::{FixedShowArgs, actors, civil, countries, resource, show, timestamp};
use crate::cli::client::{ClientError, client};
use crate::cli::table::{self, Place};
use crate::model::CivilDate;
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Actors x issues: who stands where, as of a day, and as known at a time.
#[derive(Clone, Debug, clap::Args)]
pub struct MatrixArgs {
    /// Only these actors, as names or actors/...; may be given more than once
    #[arg(long)]
    pub holder: Vec<String>,
    /// Only these issues, for example issues/...; may be given more than once
    #[arg(long)]
    pub issue: Vec<String>,
    /// Home state of the actors, ISO 3166-1 alpha-2
    #[arg(long)]
    pub country: Vec<String>,
    /// Positions as of this day, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: Option<CivilDate>,
    /// As known before this instant, for example 2024-12-06T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub known: Option<jiff::Timestamp>,
    /// Lowest confidence, 0 to 1
    #[arg(long, value_name = "0..1")]
    pub min_confidence: Option<f32>,
    /// How much to show
    #[command(flatten)]
    pub show: FixedShowArgs,
}

async fn request(
    args: &MatrixArgs,
    channel: &Channel,
) -> Result<pb::GetStanceMatrixRequest, ClientError> {
    let filter = pb::StanceFilter {
        holders: actors(channel, &args.show.server, &args.holder).await?,
        issues: args.issue.iter().map(|i| resource("issues", i)).collect(),
        holder_countries: countries(&args.country),
        min_confidence: args.min_confidence,
        ..pb::StanceFilter::default()
    };
    Ok(pb::GetStanceMatrixRequest {
        filter: Some(filter),
        position_date: args.on.map(civil),
        known_time: args.known.map(timestamp),
        include_total_size: args.show.total,
        ..pb::GetStanceMatrixRequest::default()
    })
}

/// "oppose, 2024-12-05 (3)", with a mark where the newest stances differ.
fn held(held: Option<&pb::HeldPosition>) -> String {
    let Some(held) = held else {
        return String::new();
    };
    let word = show::word("POSITION", held.position().as_str_name());
    let conflict = if held.conflict { ", in conflict" } else { "" };
    let (day, count) = (show::date(held.date.as_ref()), held.stance_count);
    format!("{word}{conflict}, {day} ({count})")
}

/// What the actor declared, then what others ascribe to it.
fn told(cell: &pb::StanceMatrixCell) -> String {
    let (declared, ascribed) = (held(cell.declared.as_ref()), held(cell.ascribed.as_ref()));
    match (declared.is_empty(), ascribed.is_empty()) {
        (_, true) => declared,
        (true, false) => format!("ascribed: {ascribed}"),
        (false, false) => format!("{declared}; ascribed: {ascribed}"),
    }
}

/// A row for each place of the grid: actor, issue, what is told.
fn rows(row: &pb::StanceMatrixRow) -> impl Iterator<Item = Vec<String>> {
    row.cells.iter().map(|cell| {
        vec![
            row.display_name.clone(),
            cell.issue.trim_start_matches("issues/").to_owned(),
            told(cell),
        ]
    })
}

impl Page for pb::GetStanceMatrixResponse {
    const MESSAGE: &'static str = "GetStanceMatrixResponse";
    const HEADER: &'static [&'static str] = &["actor", "issue", "position"];
    const NOTHING: &'static str = "no positions found";

    page_of!(rows, |found| found.flat_map(rows));

    fn write_table(out: &mut dyn Write, rows: &[Vec<String>]) -> std::io::Result<()> {
        let places = rows
            .iter()
            .cloned()
            .filter_map(|row| Place::try_from(row).ok());
        let places: Vec<Place> = places.collect();
        table::write_grid(out, "actor", &places, Self::NOTHING)
    }
}

pub(super) async fn run(
    args: &MatrixArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_or_draw(&args.show, out, async |page_size, page_token| {
        let request = pb::GetStanceMatrixRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .get_stance_matrix(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_tells_position_day_count_and_conflict() {
        let date = Some(pb::DateRange {
            start: Some(civil("2031-05-04".parse().unwrap())),
            ..Default::default()
        });
        let mut cell = pb::HeldPosition {
            position: pb::Position::Oppose.into(),
            stance_count: 3,
            date,
            ..Default::default()
        };
        assert_eq!(held(Some(&cell)), "oppose, 2031-05-04 (3)");
        cell.position = pb::Position::Ambiguous.into();
        cell.conflict = true;
        assert_eq!(held(Some(&cell)), "ambiguous, in conflict, 2031-05-04 (3)");
        assert_eq!(held(None), "");
        let both = pb::StanceMatrixCell {
            declared: Some(cell.clone()),
            ascribed: Some(cell.clone()),
            ..Default::default()
        };
        let wanted = "ambiguous, in conflict, 2031-05-04 (3)";
        assert_eq!(told(&both), format!("{wanted}; ascribed: {wanted}"));
        let ascribed = pb::StanceMatrixCell {
            ascribed: Some(cell),
            ..Default::default()
        };
        assert_eq!(told(&ascribed), format!("ascribed: {wanted}"));
    }
}
