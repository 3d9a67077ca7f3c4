//! `vedette query issues`.

use super::ListShowArgs;
use super::page::{Page, page_of, write_pages};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::actor_stance_service_client::ActorStanceServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Which issues positions are taken on, and how many stances each has.
#[derive(Clone, Debug, clap::Args)]
pub struct IssueArgs {
    /// How much to show
    #[command(flatten)]
    pub show: ListShowArgs,
}

fn row(issue: &pb::Issue) -> Vec<String> {
    vec![
        issue.name.clone(),
        issue.proposition.clone(),
        issue.stance_count.to_string(),
    ]
}

impl Page for pb::ListIssuesResponse {
    const MESSAGE: &'static str = "ListIssuesResponse";
    const HEADER: &'static [&'static str] = &["issue", "proposition", "stances"];
    const NOTHING: &'static str = "no issues are known";

    page_of!(issues, |found| found.map(row));
}

pub(super) async fn run(args: &IssueArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let mut client = client!(ActorStanceServiceClient<Channel>, channel);
    write_pages(&args.show.ordered(), out, async |page_size, page_token| {
        let request = pb::ListIssuesRequest {
            page_size,
            page_token,
            include_total_size: args.show.total,
            read_mask: None,
        };
        Ok(client
            .list_issues(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
