//! `vedette query borders`.

use super::ListShowArgs;
use super::page::{Page, page_of, write_pages};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::border_deployment_service_client::BorderDeploymentServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Which borders reports tell of, and how many deployments each has.
#[derive(Clone, Debug, clap::Args)]
pub struct BorderListArgs {
    /// How much to show
    #[command(flatten)]
    pub show: ListShowArgs,
}

fn row(border: &pb::Border) -> Vec<String> {
    vec![
        border.name.clone(),
        border.facts.len().to_string(),
        border.fact_deployment_count.to_string(),
        border.deployment_count.to_string(),
    ]
}

impl Page for pb::ListBordersResponse {
    const MESSAGE: &'static str = "ListBordersResponse";
    const HEADER: &'static [&'static str] = &[
        "border",
        "facts about it",
        "deployments that are facts",
        "deployments",
    ];
    const NOTHING: &'static str = "no borders are known";

    page_of!(borders, |found| found.map(row));
}

pub(super) async fn run(
    args: &BorderListArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let mut client = client!(BorderDeploymentServiceClient<Channel>, channel);
    write_pages(&args.show.ordered(), out, async |page_size, page_token| {
        let request = pb::ListBordersRequest {
            page_size,
            page_token,
            include_total_size: args.show.total,
            read_mask: None,
        };
        Ok(client
            .list_borders(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
