//! `vedette query network`.

use super::page::{Page, page_of, write_or_draw};
use super::{FixedShowArgs, WhenArgs, actors, resource};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who agrees and who conflicts, on one issue or on all.
#[derive(Clone, Debug, clap::Args)]
pub struct NetworkArgs {
    /// Only on these issues, for example issues/...; may be given more than once
    #[arg(long)]
    pub issue: Vec<String>,
    /// Only these actors, as names or actors/...; may be given more than once
    #[arg(long)]
    pub holder: Vec<String>,
    /// Divide weights by the mean number of issues of the two actors
    #[arg(long)]
    pub normalise: bool,
    /// Only what the actors declared themselves
    #[arg(long)]
    pub declared: bool,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// How much to show
    #[command(flatten)]
    pub show: FixedShowArgs,
}

async fn request(
    args: &NetworkArgs,
    channel: &Channel,
) -> Result<pb::GetAgreementNetworkRequest, ClientError> {
    let filter = pb::StanceFilter {
        holders: actors(channel, &args.show.server, &args.holder).await?,
        issues: args.issue.iter().map(|i| resource("issues", i)).collect(),
        collections: args.when.collection.clone(),
        ingest_time: args.when.ingested(),
        exclude_copies: args.when.no_copies,
        outlets: args.when.outlet.clone(),
        articles: args.when.articles(),
        publish_date: args.when.published(),
        min_confidence: args.when.min_confidence,
        decision_states: args.when.decisions()?,
        ascribed: args.declared.then_some(false),
        ..pb::StanceFilter::default()
    };
    let normalisation = if args.normalise {
        pb::NetworkNormalisation::AverageActivity
    } else {
        pb::NetworkNormalisation::Unspecified
    };
    Ok(pb::GetAgreementNetworkRequest {
        filter: Some(filter),
        date: args.when.happened(),
        normalisation: normalisation.into(),
        include_total_size: args.show.total,
        ..pb::GetAgreementNetworkRequest::default()
    })
}

/// The issues of one kind, a line's worth.
fn issues(edge: &pb::AgreementEdge, of: impl Fn(&pb::AgreementIssue) -> bool) -> String {
    let issues = edge.issues.iter().filter(|i| of(i));
    let names: Vec<_> = issues
        .map(|i| i.issue.trim_start_matches("issues/"))
        .collect();
    names.join(", ")
}

/// A weight: whole ones without their zeros.
fn weight(weight: f64) -> String {
    let told = format!("{weight:.2}");
    told.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn row(edge: &pb::AgreementEdge) -> Vec<String> {
    let actor = |name: &str| name.trim_start_matches("actors/").to_owned();
    vec![
        actor(&edge.first_actor),
        actor(&edge.second_actor),
        weight(edge.congruence_weight),
        weight(edge.conflict_weight),
        issues(edge, |i| i.congruent),
        issues(edge, |i| i.conflicting),
    ]
}

impl Page for pb::GetAgreementNetworkResponse {
    const MESSAGE: &'static str = "GetAgreementNetworkResponse";
    const HEADER: &'static [&'static str] = &[
        "actor",
        "and",
        "congruence",
        "conflict",
        "agree on",
        "conflict on",
    ];
    const NOTHING: &'static str = "nobody shares an issue";

    page_of!(edges, |found| found.map(row));
}

pub(super) async fn run(
    args: &NetworkArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_or_draw(&args.show, out, async |page_size, page_token| {
        let request = pb::GetAgreementNetworkRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .get_agreement_network(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_names_the_issues_of_each_kind_and_short_weights() {
        let issue = |name: &str, congruent, conflicting| pb::AgreementIssue {
            issue: format!("issues/{name}"),
            congruent,
            conflicting,
            stances: Vec::new(),
        };
        let edge = pb::AgreementEdge {
            first_actor: "actors/ada".to_owned(),
            second_actor: "actors/ben".to_owned(),
            congruence_weight: 2.0,
            conflict_weight: 0.5,
            issues: vec![issue("bridge", true, false), issue("tolls", true, true)],
            ..Default::default()
        };
        let wanted = ["ada", "ben", "2", "0.5", "bridge, tolls", "tolls"];
        assert_eq!(row(&edge), wanted);
        assert_eq!(weight(10.0), "10");
    }
}
