//! `vedette query deployments`.

use super::page::{Page, page_of, write_pages};
use super::{
    ReportArgs, ServerArgs, ShowArgs, WhenArgs, actors, countries, enum_value, resource, show,
};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who moved what to which border: facts unless told otherwise.
#[derive(Clone, Debug, clap::Args)]
pub struct DeploymentArgs {
    /// Which ones
    #[command(flatten)]
    pub which: DeploymentWhich,
    /// Say how the query was read, and whom each name was taken for
    #[arg(long)]
    pub explain: bool,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

/// Which deployments: words and filters.
#[derive(Clone, Debug, clap::Args)]
pub struct DeploymentWhich {
    /// Words to find in the evidence
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub query: String,
    /// Border, for example xe-xv; may be given more than once
    #[arg(long)]
    pub border: Vec<String>,
    /// Force, as a name or actors/...
    #[arg(long)]
    pub force: Vec<String>,
    /// Home state of the forces, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    pub force_country: Vec<String>,
    /// State on either side of the border, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    pub border_country: Vec<String>,
    /// Who claims it, as a name or actors/...
    #[arg(long)]
    pub claimant: Vec<String>,
    /// Body that relays it
    #[arg(long)]
    pub via: Vec<String>,
    /// Actor on whose order
    #[arg(long, value_name = "ACTOR")]
    pub ordered_by: Vec<String>,
    /// Actor that announced it
    #[arg(long, value_name = "ACTOR")]
    pub announced_by: Vec<String>,
    /// Side of the border the force stands on, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    pub side: Vec<String>,
    /// asserted, negated, conditional, ...; any unless given
    #[arg(long)]
    pub modality: Vec<String>,
    /// Only events that another claim disputes (true), or only the others (false)
    #[arg(long, value_name = "true|false")]
    pub disputed: Option<bool>,
    /// Actor in any role
    #[arg(long)]
    pub actor: Vec<String>,
    /// deploy, reinforce, fortify, withdraw, ...
    #[arg(long)]
    pub posture: Vec<String>,
    /// reported, under-way, completed, planned, denied, rumoured, ...; facts unless given
    #[arg(long, conflicts_with = "all_statuses")]
    pub status: Vec<String>,
    /// Everything claimed, denied or rumoured
    #[arg(long)]
    pub all_statuses: bool,
    /// Also what is at no border
    #[arg(long)]
    pub include_borderless: bool,
    /// Each event once: leave out what other reports tell of it, where its first telling is there
    #[arg(long)]
    pub no_merged: bool,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// Reports
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Every status there is, in order of declaration.
fn all_statuses() -> Vec<i32> {
    (1..)
        .map_while(|n| pb::ClaimStatus::try_from(n).ok())
        .map(Into::into)
        .collect()
}

/// The statuses asked for by name, or every one there is.
pub(super) fn statuses(names: &[String], all: bool) -> Result<Vec<i32>, ClientError> {
    if all {
        return Ok(all_statuses());
    }
    let value = |name| enum_value("CLAIM_STATUS", name, pb::ClaimStatus::from_str_name);
    names.iter().map(|name| value(name)).collect()
}

/// The postures asked for by name.
pub(super) fn postures(names: &[String]) -> Result<Vec<i32>, ClientError> {
    let value = |name| enum_value("POSTURE", name, pb::Posture::from_str_name);
    names.iter().map(|name| value(name)).collect()
}

impl DeploymentWhich {
    fn modalities(&self) -> Result<Vec<i32>, ClientError> {
        let value = |name| enum_value("MODALITY", name, pb::Modality::from_str_name);
        self.modality.iter().map(|name| value(name)).collect()
    }

    /// The filter of a request; names are resolved by the server.
    pub(in crate::cli) async fn filter(
        &self,
        channel: &Channel,
        server: &ServerArgs,
    ) -> Result<pb::DeploymentFilter, ClientError> {
        Ok(pb::DeploymentFilter {
            actors: actors(channel, server, &self.actor).await?,
            forces: actors(channel, server, &self.force).await?,
            borders: self.border.iter().map(|b| resource("borders", b)).collect(),
            force_countries: countries(&self.force_country),
            border_countries: countries(&self.border_country),
            claimants: actors(channel, server, &self.claimant).await?,
            disputed: self.disputed,
            postures: postures(&self.posture)?,
            statuses: statuses(&self.status, self.all_statuses)?,
            include_borderless: self.include_borderless,
            collections: self.when.collection.clone(),
            ingest_time: self.when.ingested(),
            outlets: self.when.outlet.clone(),
            articles: self.when.articles(),
            deployment_date: self.when.happened(),
            publish_date: self.when.published(),
            min_confidence: self.when.min_confidence,
            decision_states: self.when.decisions()?,
            exclude_copies: self.when.no_copies,
            exclude_merged: self.no_merged,
            modalities: self.modalities()?,
            vias: actors(channel, server, &self.via).await?,
            ordered_by: actors(channel, server, &self.ordered_by).await?,
            announced_by: actors(channel, server, &self.announced_by).await?,
            sides: countries(&self.side),
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
    args: &DeploymentArgs,
    channel: &Channel,
) -> Result<pb::SearchDeploymentsRequest, ClientError> {
    Ok(pb::SearchDeploymentsRequest {
        query: args.which.query.clone(),
        filter: Some(args.which.filter(channel, &args.show.server).await?),
        order_by: args.show.order_by.clone(),
        include_total_size: args.show.total,
        read_mask: args.show.read_mask(),
        include_explanation: args.explain,
        ..pb::SearchDeploymentsRequest::default()
    })
}

/// A row a claim: claims that differ stand below each other.
pub(super) fn rows_of(event: &pb::Deployment) -> Vec<Vec<String>> {
    let border = event.border.clone().unwrap_or_default();
    let disputed = if event.disputed { " (disputed)" } else { "" };
    let merged = event.merged_into.as_ref().map_or("", |_| " (told before)");
    let mark = disputed.to_owned() + merged + &show::mark(event.decision.as_ref());
    let row = |claim: &pb::Claim| {
        vec![
            show::date(claim.claim_date.as_ref()),
            border.trim_start_matches("borders/").to_owned(),
            show::word("CLAIM_STATUS", claim.status().as_str_name()) + &mark,
            show::word("POSTURE", claim.posture().as_str_name()),
            show::actors(&claim.forces),
            claim
                .personnel
                .as_ref()
                .map_or_else(String::new, |p| p.wording.clone()),
            show::evidence(&claim.evidence),
            show::source(claim.source.as_ref()),
        ]
    };
    event.claims.iter().map(row).collect()
}

impl Page for pb::SearchDeploymentsResponse {
    const MESSAGE: &'static str = "SearchDeploymentsResponse";
    const HEADER: &'static [&'static str] = &[
        "date", "border", "status", "posture", "forces", "strength", "evidence", "source",
    ];
    const NOTHING: &'static str =
        "no deployments found; --all-statuses shows what is denied or rumoured";

    page_of!(results, |found| found
        .filter_map(|r| r.deployment.as_ref())
        .flat_map(rows_of));

    fn foreword(&self) -> Vec<String> {
        self.explanation.iter().flat_map(show::reading).collect()
    }
}

pub(super) async fn run(
    args: &DeploymentArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(BorderDeploymentServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::SearchDeploymentsRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .search_deployments(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
