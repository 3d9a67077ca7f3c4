//! `vedette query quotes`.

use super::page::{Page, page_of, write_pages};
use super::{
    ReportArgs, ServerArgs, ShowArgs, WhenArgs, actors, countries, enum_value, resource, show,
};
use crate::cli::client::{ClientError, client};
use crate::rpc::pb;
use pb::quote_search_service_client::QuoteSearchServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Who said what: words, speakers, days.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "The query language: all words must occur; \"a phrase\"; -excluded; beginning*; other spellings word~1; one OR other;\n\
    (groups); fields speaker: to: via: actor: about: outlet: platform: venue: title:, for example speaker:tarn.\n\
    docs/query-language.md tells it all.\n\nExamples:\n  \
    vedette query quotes '\"take sides\" -summit' --since 2031-03-01\n  \
    vedette query quotes 'speaker:(tarn OR \"Corin Hale\") river*' --explain\n  \
    vedette query quotes river --facet speaker --facet said-date:week\n  \
    vedette query quotes --about Veldoria --speaker-identity description --json | jq .results"
)]
pub struct QuoteArgs {
    /// Which ones
    #[command(flatten)]
    pub which: QuoteWhich,
    /// Say how the query was read, and whom each name was taken for
    #[arg(long)]
    pub explain: bool,
    /// Count all matches by speaker, outlet, kind, channel, issue, said-date or publish-date; a date takes :day, :week or :month
    #[arg(long, value_name = "FIELD[:STEP]")]
    pub facet: Vec<String>,
    /// Values listed for each facet
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub facet_values: i32,
    /// How much to show
    #[command(flatten)]
    pub show: ShowArgs,
}

/// Which quotes: words in the query language of docs/query-language.md, and filters.
#[derive(Clone, Debug, clap::Args)]
pub struct QuoteWhich {
    /// Words to find, in the query language
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub query: String,
    /// Speaker, as a name or actors/...; may be given more than once
    #[arg(long)]
    pub speaker: Vec<String>,
    /// Body the speaker belongs to, as a name or actors/...
    #[arg(long)]
    pub affiliation: Vec<String>,
    /// Words that report it, for example "told reporters"
    #[arg(long, value_name = "WORDS")]
    pub cue: Vec<String>,
    /// Home state of the speakers, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    pub speaker_country: Vec<String>,
    /// Actor in any role
    #[arg(long)]
    pub actor: Vec<String>,
    /// Actor named inside the content, as a name or actors/...
    #[arg(long)]
    pub about: Vec<String>,
    /// To whom it was said
    #[arg(long)]
    pub to: Vec<String>,
    /// Body that relays it
    #[arg(long)]
    pub via: Vec<String>,
    /// Issue a stance of the same words takes a side on
    #[arg(long)]
    pub issue: Vec<String>,
    /// actor, description or none: how well the speakers are known
    #[arg(long, value_name = "IDENTITY")]
    pub speaker_identity: Vec<String>,
    /// Platform, for example Telegram
    #[arg(long)]
    pub platform: Vec<String>,
    /// Venue, for example a programme or a town
    #[arg(long)]
    pub venue: Vec<String>,
    /// Act of speech it tells, for example utterances/u5x2k
    #[arg(long)]
    pub utterance: Vec<String>,
    /// direct, mixed or indirect
    #[arg(long)]
    pub kind: Vec<String>,
    /// post, video, speech, interview, statement, call, ...
    #[arg(long)]
    pub channel: Vec<String>,
    /// asserted, negated, conditional, ...; all but negated unless given
    #[arg(long)]
    pub modality: Vec<String>,
    /// Days and outlets
    #[command(flatten)]
    pub when: WhenArgs,
    /// Reports
    #[command(flatten)]
    pub report: ReportArgs,
}

impl QuoteWhich {
    /// The filter of a request; names are resolved by the server.
    pub(in crate::cli) async fn filter(
        &self,
        channel: &Channel,
        server: &ServerArgs,
    ) -> Result<pb::QuoteFilter, ClientError> {
        let words = |prefix: &'static str, list: &[String], find: fn(&str) -> Option<i32>| {
            list.iter()
                .map(|w| enum_value(prefix, w, find))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(pb::QuoteFilter {
            actors: actors(channel, server, &self.actor).await?,
            speakers: actors(channel, server, &self.speaker).await?,
            speaker_countries: countries(&self.speaker_country),
            kinds: words("QUOTE_KIND", &self.kind, |n| {
                pb::QuoteKind::from_str_name(n).map(Into::into)
            })?,
            modalities: words("MODALITY", &self.modality, |n| {
                pb::Modality::from_str_name(n).map(Into::into)
            })?,
            channel_kinds: words("CHANNEL_KIND", &self.channel, |n| {
                pb::ChannelKind::from_str_name(n).map(Into::into)
            })?,
            collections: self.when.collection.clone(),
            ingest_time: self.when.ingested(),
            outlets: self.when.outlet.clone(),
            articles: self.when.articles(),
            said_date: self.when.happened(),
            publish_date: self.when.published(),
            min_confidence: self.when.min_confidence,
            decision_states: self.when.decisions()?,
            exclude_copies: self.when.no_copies,
            about_actors: actors(channel, server, &self.about).await?,
            addressees: actors(channel, server, &self.to).await?,
            vias: actors(channel, server, &self.via).await?,
            issues: self.issue.iter().map(|i| resource("issues", i)).collect(),
            speaker_identities: words("SPEAKER_IDENTITY", &self.speaker_identity, |n| {
                pb::SpeakerIdentity::from_str_name(n).map(Into::into)
            })?,
            utterances: self
                .utterance
                .iter()
                .map(|u| resource("utterances", u))
                .collect(),
            platforms: self.platform.clone(),
            venues: self.venue.clone(),
            source_ids: self.report.source_id.clone(),
            urls: self.report.url.clone(),
            languages: self.report.language.clone(),
            agencies: self.report.agency.clone(),
            extractor_versions: self.report.extractor_version.clone(),
            lexicon_versions: self.report.lexicon_version.clone(),
            affiliations: actors(channel, server, &self.affiliation).await?,
            cues: self.cue.clone(),
        })
    }
}

async fn request(
    args: &QuoteArgs,
    channel: &Channel,
) -> Result<pb::SearchQuotesRequest, ClientError> {
    Ok(pb::SearchQuotesRequest {
        query: args.which.query.clone(),
        filter: Some(args.which.filter(channel, &args.show.server).await?),
        order_by: args.show.order_by.clone(),
        include_total_size: args.show.total,
        read_mask: args.show.read_mask(),
        include_explanation: args.explain,
        facets: args
            .facet
            .iter()
            .map(|typed| facet(typed, args.facet_values))
            .collect::<Result<_, _>>()?,
        ..pb::SearchQuotesRequest::default()
    })
}

/// A facet as typed: `speaker`, `said-date:week`.
fn facet(typed: &str, max_values: i32) -> Result<pb::QuoteFacetRequest, ClientError> {
    let (field, step) = typed.split_once(':').unwrap_or((typed, "day"));
    let field = enum_value(
        "QUOTE_FACET_FIELD",
        field,
        pb::QuoteFacetField::from_str_name,
    )?;
    Ok(pb::QuoteFacetRequest {
        field,
        max_values,
        step: enum_value("DATE_STEP", step, pb::DateStep::from_str_name)?,
    })
}

/// A facet as lines: its field, then a value a line.
fn facet_lines(facet: &pb::QuoteFacet) -> Vec<String> {
    let field = show::word("QUOTE_FACET_FIELD", facet.field().as_str_name());
    let value = |v: &pb::FacetValue| {
        let short = v
            .value
            .rsplit_once('/')
            .map_or(v.value.as_str(), |(_, id)| id);
        format!("  {:>7}  {short}", v.count)
    };
    let rest = [
        (facet.unlisted_count, "not listed"),
        (facet.valueless_count, "without"),
    ];
    let rest = rest.into_iter().filter(|(n, _)| *n > 0);
    let head = format!("by {field} ({} different)", facet.distinct_count);
    std::iter::once(head)
        .chain(facet.values.iter().map(value))
        .chain(rest.map(|(n, what)| format!("  {n:>7}  ({what})")))
        .collect()
}

pub(super) fn row(quote: &pb::Quote) -> Vec<String> {
    vec![
        show::date(quote.said_date.as_ref()),
        show::actors(&quote.speakers),
        show::word("QUOTE_KIND", quote.kind().as_str_name()) + &show::mark(quote.decision.as_ref()),
        quote.text.clone(),
        show::source(quote.source.as_ref()),
    ]
}

impl Page for pb::SearchQuotesResponse {
    const MESSAGE: &'static str = "SearchQuotesResponse";
    const HEADER: &'static [&'static str] = &["said", "speaker", "kind", "quote", "source"];
    const NOTHING: &'static str = "no quotes found";

    page_of!(results, |found| found
        .filter_map(|r| r.quote.as_ref())
        .map(row));

    fn foreword(&self) -> Vec<String> {
        let facets = self.facets.iter().flat_map(facet_lines);
        let reading = self.explanation.iter().flat_map(show::reading);
        reading.chain(facets).collect()
    }
}

pub(super) async fn run(args: &QuoteArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.show.server.connect().await?;
    let request = request(args, &channel).await?;
    let mut client = client!(QuoteSearchServiceClient<Channel>, channel);
    write_pages(&args.show, out, async |page_size, page_token| {
        let request = pb::SearchQuotesRequest {
            page_size,
            page_token,
            ..request.clone()
        };
        Ok(client
            .search_quotes(args.show.server.request(request))
            .await?
            .into_inner())
    })
    .await
}
