//! `vedette query stances`.

use super::page::{Page, page_of, write_pages};
use super::{
    ReportArgs, ServerArgs, ShowArgs, WhenArgs, actors, countries, enum_value, resource, show,
};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who stands where: holders, targets, issues.
#[derive(Clone, Debug, clap::Args)]
pub struct StanceArgs {
    /// Which ones
    #[command(flatten)]
    pub which: StanceWhich,
    /// Say how the query was read, and whom each name was taken for
    #[arg(long)]
    pub explain: bool,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

/// Which stances: words and filters.
#[derive(Clone, Debug, clap::Args)]
pub struct StanceWhich {
    /// Words to find in the evidence
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub query: String,
    /// Holder, as a name or actors/...; may be given more than once
    #[arg(long)]
    pub holder: Vec<String>,
    /// Home state of the holders, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    pub holder_country: Vec<String>,
    /// Actor in any role
    #[arg(long)]
    pub actor: Vec<String>,
    /// Target actor
    #[arg(long)]
    pub target: Vec<String>,
    /// Issue, for example issues/...
    #[arg(long)]
    pub issue: Vec<String>,
    /// support, oppose, ambiguous or neutral
    #[arg(long)]
    pub position: Vec<String>,
    /// explicit or implied: whether the words say so, or an act
    #[arg(long)]
    pub basis: Vec<String>,
    /// PLOVER 0.8 type, for example accuse or threaten
    #[arg(long, value_name = "TYPE")]
    pub plover_type: Vec<String>,
    /// CAMEO code, for example 112
    #[arg(long, value_name = "CODE")]
    pub cameo_code: Vec<String>,
    /// Actor the holder speaks for
    #[arg(long, value_name = "ACTOR")]
    pub on_behalf_of: Vec<String>,
    /// Actor that ascribes it to the holder
    #[arg(long, value_name = "ACTOR")]
    pub reported_by: Vec<String>,
    /// asserted, negated, conditional, ...
    #[arg(long)]
    pub modality: Vec<String>,
    /// Only positions others ascribe to the holder (true), or only those it declared (false)
    #[arg(long, value_name = "true|false")]
    pub ascribed: Option<bool>,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// Reports
    #[command(flatten)]
    pub report: ReportArgs,
}

impl StanceWhich {
    /// The filter of a request; names are resolved by the server.
    pub(in crate::cli) async fn filter(
        &self,
        channel: &Channel,
        server: &ServerArgs,
    ) -> Result<pb::StanceFilter, ClientError> {
        let words = |prefix: &'static str, list: &[String], find: fn(&str) -> Option<i32>| {
            list.iter()
                .map(|w| enum_value(prefix, w, find))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(pb::StanceFilter {
            actors: actors(channel, server, &self.actor).await?,
            holders: actors(channel, server, &self.holder).await?,
            target_actors: actors(channel, server, &self.target).await?,
            issues: self.issue.iter().map(|i| resource("issues", i)).collect(),
            holder_countries: countries(&self.holder_country),
            bases: words("BASIS", &self.basis, |n| {
                pb::Basis::from_str_name(n).map(Into::into)
            })?,
            plover_types: words("PLOVER_TYPE", &self.plover_type, |n| {
                pb::PloverType::from_str_name(n).map(Into::into)
            })?,
            positions: words("POSITION", &self.position, |n| {
                pb::Position::from_str_name(n).map(Into::into)
            })?,
            modalities: words("MODALITY", &self.modality, |n| {
                pb::Modality::from_str_name(n).map(Into::into)
            })?,
            ascribed: self.ascribed,
            collections: self.when.collection.clone(),
            ingest_time: self.when.ingested(),
            outlets: self.when.outlet.clone(),
            articles: self.when.articles(),
            stance_date: self.when.happened(),
            publish_date: self.when.published(),
            min_confidence: self.when.min_confidence,
            decision_states: self.when.decisions()?,
            exclude_copies: self.when.no_copies,
            cameo_codes: self.cameo_code.clone(),
            on_behalf_of: actors(channel, server, &self.on_behalf_of).await?,
            reported_by: actors(channel, server, &self.reported_by).await?,
            source_ids: self.report.source_id.clone(),
            urls: self.report.url.clone(),
            languages: self.report.language.clone(),
            agencies: self.report.agency.clone(),
            extractor_versions: self.report.extractor_version.clone(),
            lexicon_versions: self.report.lexicon_version.clone(),
        })
    }
}

async fn request(
    args: &StanceArgs,
    channel: &Channel,
) -> Result<pb::SearchStancesRequest, ClientError> {
    Ok(pb::SearchStancesRequest {
        query: args.which.query.clone(),
        filter: Some(args.which.filter(channel, &args.show.server).await?),
        order_by: args.show.order_by.clone(),
        include_total_size: args.show.total,
        read_mask: args.show.read_mask(),
        include_explanation: args.explain,
        ..pb::SearchStancesRequest::default()
    })
}

pub(super) fn target(stance: &pb::Stance) -> String {
    match &stance.target {
        Some(pb::stance::Target::Actor(actor)) => show::actor(Some(actor)),
        Some(pb::stance::Target::Issue(issue)) => issue.issue.clone(),
        None => String::new(),
    }
}

pub(super) fn row(stance: &pb::Stance) -> Vec<String> {
    vec![
        show::date(stance.stance_date.as_ref()),
        show::actor(Some(&stance.holder.clone().unwrap_or_default())),
        show::word("POSITION", stance.position().as_str_name())
            + &show::mark(stance.decision.as_ref()),
        target(stance),
        show::evidence(&stance.evidence),
        show::source(stance.source.as_ref()),
    ]
}

impl Page for pb::SearchStancesResponse {
    const MESSAGE: &'static str = "SearchStancesResponse";
    const HEADER: &'static [&'static str] =
        &["date", "holder", "position", "target", "evidence", "source"];
    const NOTHING: &'static str = "no stances found";

    page_of!(results, |found| found
        .filter_map(|r| r.stance.as_ref())
        .map(row));

    fn foreword(&self) -> Vec<String> {
        self.explanation.iter().flat_map(show::reading).collect()
    }
}

pub(super) async fn run(
    args: &StanceArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::SearchStancesRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .search_stances(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
