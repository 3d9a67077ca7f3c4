//! `vedette query articles`.

use super::page::{Page, page_of, write_pages};
use super::{ShowArgs, instants, interval, resource, show};
use crate::cli::client::{ClientError, client};
use crate::cli::wire_json;
use crate::model::CivilDate;
use crate::rpc::pb;
use pb::article_service_client::ArticleServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Which reports are kept; one of them whole with --get.
#[derive(Clone, Debug, clap::Args)]
pub struct ArticleArgs {
    /// Words to find in headline and text, in the query language
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub query: String,
    /// One article with its records, as JSON: articles/... or its id
    #[arg(long, value_name = "NAME")]
    pub get: Option<String>,
    /// Your own id of an article; may be given more than once
    #[arg(long)]
    pub source_id: Vec<String>,
    /// Outlet; may be given more than once
    #[arg(long)]
    pub outlet: Vec<String>,
    /// Collection label; may be given more than once
    #[arg(long)]
    pub collection: Vec<String>,
    /// Where it was published
    #[arg(long)]
    pub url: Vec<String>,
    /// Language, for example en
    #[arg(long)]
    pub language: Vec<String>,
    /// Agency it names as its source
    #[arg(long)]
    pub agency: Vec<String>,
    /// Author
    #[arg(long)]
    pub author: Vec<String>,
    /// First day of publication
    #[arg(long, value_name = "DATE")]
    pub published_since: Option<CivilDate>,
    /// Day after the last one of publication
    #[arg(long, value_name = "DATE")]
    pub published_until: Option<CivilDate>,
    /// First instant of ingest, for example 2024-12-06T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub ingested_since: Option<jiff::Timestamp>,
    /// Instant after the last one of ingest
    #[arg(long, value_name = "TIME")]
    pub ingested_until: Option<jiff::Timestamp>,
    /// Only articles whose extraction failed
    #[arg(long)]
    pub quarantined: bool,
    /// Leave out what copies of a report repeat, where that report is there
    #[arg(long)]
    pub no_copies: bool,
    /// Only copies of this article: articles/... or its id; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub copies_of: Vec<String>,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

pub(super) fn row(article: &pb::Article) -> Vec<String> {
    let counts = article.record_counts.unwrap_or_default();
    vec![
        article.name.clone(),
        show::date(article.publish_date.as_ref()),
        article.outlet.clone().unwrap_or_default(),
        article
            .title
            .clone()
            .or_else(|| article.source_id.clone())
            .unwrap_or_default(),
        article.copy_of.clone().unwrap_or_default(),
        format!(
            "{} / {} / {}",
            counts.quotes, counts.stances, counts.deployments
        ),
    ]
}

async fn get(
    args: &ArticleArgs,
    name: &str,
    channel: Channel,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let request = pb::GetArticleRequest {
        name: resource("articles", name),
        include_records: true,
        read_mask: args.show.read_mask(),
    };
    let mut client = client!(ArticleServiceClient<Channel>, channel);
    let found = client
        .get_article(args.show.server.request(request))
        .await?
        .into_inner();
    Ok(writeln!(
        out,
        "{}",
        wire_json::to_json("GetArticleResponse", &found)?
    )?)
}

impl Page for pb::ListArticlesResponse {
    const MESSAGE: &'static str = "ListArticlesResponse";
    const HEADER: &'static [&'static str] = &[
        "name",
        "published",
        "outlet",
        "title",
        "copy of",
        "quotes / stances / deployments",
    ];
    const NOTHING: &'static str = "no articles found";

    page_of!(articles, |found| found.map(row));
}

pub(super) async fn run(
    args: &ArticleArgs,
    out: &mut (dyn Write + Send),
) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    if let Some(name) = &args.get {
        return get(args, name, channel, out).await;
    }
    let filter = pb::ArticleFilter {
        source_ids: args.source_id.clone(),
        outlets: args.outlet.clone(),
        collections: args.collection.clone(),
        urls: args.url.clone(),
        languages: args.language.clone(),
        agencies: args.agency.clone(),
        authors: args.author.clone(),
        ingest_time: instants(args.ingested_since, args.ingested_until),
        quarantined: args.quarantined.then_some(true),
        exclude_copies: args.no_copies,
        copies_of: args
            .copies_of
            .iter()
            .map(|a| resource("articles", a))
            .collect(),
        publish_date: interval(args.published_since, args.published_until),
    };
    let request = pb::ListArticlesRequest {
        query: args.query.clone(),
        filter: Some(filter),
        include_total_size: args.show.total,
        read_mask: args.show.read_mask(),
        ..Default::default()
    };
    let mut client = client!(ArticleServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::ListArticlesRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .list_articles(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
