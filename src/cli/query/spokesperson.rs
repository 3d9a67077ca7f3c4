//! `vedette query spokespeople`.

use super::page::{Page, page_of, write_pages};
use super::{ListShowArgs, actors, interval, show};
use crate::cli::client::{ClientError, client};
use crate::model::CivilDate;
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who speaks for whom, how often, and in which words last.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette query spokespeople\n  vedette query spokespeople --for Veldoria --published-since 2031-03-01"
)]
pub struct SpokesArgs {
    /// For whom, as a name or actors/...; may be given more than once
    #[arg(long = "for", value_name = "ACTOR")]
    pub principal: Vec<String>,
    /// Outlet; may be given more than once
    #[arg(long)]
    pub outlet: Vec<String>,
    /// Collection label; may be given more than once
    #[arg(long)]
    pub collection: Vec<String>,
    /// First day of publication
    #[arg(long, value_name = "DATE")]
    pub published_since: Option<CivilDate>,
    /// Day after the last one of publication
    #[arg(long, value_name = "DATE")]
    pub published_until: Option<CivilDate>,
    /// Lowest confidence of a record, 0 to 1
    #[arg(long, value_name = "0..1")]
    pub min_confidence: Option<f32>,
    /// How much to show
    #[command(flatten)]
    pub show: ListShowArgs,
}

async fn request(
    args: &SpokesArgs,
    channel: &Channel,
) -> Result<pb::ListSpokespeopleRequest, ClientError> {
    let filter = pb::SpokespersonFilter {
        principals: actors(channel, &args.show.server, &args.principal).await?,
        outlets: args.outlet.clone(),
        publish_date: interval(args.published_since, args.published_until),
        min_confidence: args.min_confidence,
        collections: args.collection.clone(),
    };
    Ok(pb::ListSpokespeopleRequest {
        filter: Some(filter),
        include_total_size: args.show.total,
        ..pb::ListSpokespeopleRequest::default()
    })
}

fn row(found: &pb::Spokesperson) -> Vec<String> {
    let speaker = found.speaker.as_deref().map_or_else(String::new, |s| {
        format!(" ({})", s.trim_start_matches("actors/"))
    });
    vec![
        found.principal_display_name.clone(),
        format!("{}{speaker}", found.speaker_text),
        show::word("SPEAKING_BASIS", found.basis().as_str_name()),
        format!("{} / {}", found.quote_count, found.stance_count),
        show::dated(found.date.as_ref(), found.date_basis()),
        show::evidence(&found.evidence),
    ]
}

impl Page for pb::ListSpokespeopleResponse {
    const MESSAGE: &'static str = "ListSpokespeopleResponse";
    const HEADER: &'static [&'static str] = &[
        "for",
        "speaks",
        "by",
        "quotes / stances",
        "last",
        "evidence",
    ];
    const NOTHING: &'static str = "nobody speaks for anybody else";

    page_of!(spokespeople, |found| found.map(row));
}

pub(super) async fn run(
    args: &SpokesArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_pages(&args.show.ordered(), out, async |page_size, page_token| {
        let request = pb::ListSpokespeopleRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .list_spokespeople(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_for_whom_who_and_how_that_shows() {
        let mut found = pb::Spokesperson {
            principal_display_name: "Gorlin".to_owned(),
            speaker_text: "Ada".to_owned(),
            speaker: Some("actors/ada".to_owned()),
            basis: pb::SpeakingBasis::OnBehalf.into(),
            quote_count: 1,
            stance_count: 2,
            ..Default::default()
        };
        let told = row(&found);
        assert_eq!(told[..4], ["Gorlin", "Ada (ada)", "on behalf", "1 / 2"]);
        found.speaker = None;
        assert_eq!(row(&found)[1], "Ada");
    }
}
