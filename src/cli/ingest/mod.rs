//! `vedette ingest`: files, folders and standard input to a running server.
//!
//! Not the intake itself: the server cleans and extracts. Rules: articles travel in batches, each acknowledged as on
//! disk before the next is counted; what was refused is told with its place and reason, and never stops the others.

mod note;

use super::client::{ClientError, ServerArgs, client};
use super::exit::Exit;
use super::reader::{self, Item, ReadError, UnknownFields};
use crate::ingest::ARTICLE_BYTES_MAX;
use crate::model::{DateRange, Format, RawArticle, RequestId};
use crate::rpc::pb;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use note::{Known, Left, Note};
use pb::article_service_client::ArticleServiceClient;
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use tonic::transport::Channel;

/// Articles sent in one stream.
const BATCH: usize = 256;
/// Bytes after which a batch is sent though it is not full.
const BATCH_BYTES: usize = 16 << 20;
/// Refusals listed one by one; later ones are only counted.
const LISTED_MAX: usize = 100;

/// Takes reports in: JSON Lines, plain text, HTML, each also as .gz.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette ingest reports/ today.jsonl.gz\n  cat page.html | vedette ingest -\n  \
    vedette ingest --resume today.note reports/                # cut off? the same command goes on where it was\n\n\
    JSON Lines fields: id, text (required), format, title, url, published, outlet, authors, agencies, dateline, language, licence, \
    collection.\nExit status: 0 all taken, 3 some were refused (listed on standard error), 4 no server."
)]
pub struct IngestArgs {
    /// Files, folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Pass over JSON fields that mean nothing here instead of refusing the line
    #[arg(long)]
    pub ignore_unknown_fields: bool,
    /// Notes in this file what was taken in, so that the same command goes on there after a cut, and at the first refusal; gone once all is in. A file
    /// that changed since (by length or time) is read from the beginning, standard input always
    #[arg(long, value_name = "FILE", conflicts_with = "request_id")]
    pub resume: Option<PathBuf>,
    /// Every article is sent again under the same ids, ID-1, ID-2 and so on in the order read: within 24 hours the same command on the
    /// same files gets the same summary again. Files in another order are refused (`REQUEST_ID_REUSED`)
    #[arg(long, value_name = "ID", value_parser = run_id)]
    pub request_id: Option<String>,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub json: bool,
    /// No progress on standard error
    #[arg(long, short)]
    pub quiet: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

/// What became of everything read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Summary {
    received: usize,
    stored: usize,
    revised: usize,
    unchanged: usize,
    quarantined: usize,
    refused: usize,
    listed: Vec<String>,
    /// Files that a run before this one had taken in whole.
    files_before: usize,
    /// Articles of other files that a run before this one had taken in.
    articles_before: usize,
}

impl Summary {
    fn refuse(&mut self, line: String) {
        self.received += 1;
        self.refused += 1;
        if self.listed.len() < LISTED_MAX {
            self.listed.push(line);
        }
    }

    fn count(&mut self, item: &pb::IngestArticlesItem, origin: &str) {
        match item.outcome() {
            pb::IngestOutcome::Stored => self.stored += 1,
            pb::IngestOutcome::Revised => self.revised += 1,
            pb::IngestOutcome::Unchanged => self.unchanged += 1,
            pb::IngestOutcome::Quarantined => self.quarantined += 1,
            pb::IngestOutcome::Failed | pb::IngestOutcome::Unspecified => {
                let message = item
                    .error
                    .as_ref()
                    .map_or("refused without a reason", |e| e.message.as_str());
                return self.refuse(format!("{origin}: {message}"));
            }
        }
        self.received += 1;
    }
}

/// An article as the API takes it.
pub(super) fn input(raw: RawArticle) -> pb::ArticleInput {
    let info = raw.info;
    pb::ArticleInput {
        body: Some(pb::article_input::Body::Content(raw.bytes)),
        format: raw
            .format
            .map_or(pb::ArticleFormat::Unspecified, |f| match f {
                Format::Text => pb::ArticleFormat::Text,
                Format::Html => pb::ArticleFormat::Html,
            }) as i32,
        source_id: info.source_id,
        title: info.title,
        outlet: info.outlet,
        authors: info.authors,
        agencies: info.agencies,
        dateline: info.dateline,
        language: info.language,
        url: info.url,
        publish_date: info.published.as_ref().map(date),
        base_edition: info.based_on,
        licence: info.licence,
        collection: info.collection,
    }
}

fn date(range: &DateRange) -> pb::DateRange {
    let day = |d: crate::model::CivilDate| pb::CivilDate {
        year: d.year().into(),
        month: d.month().into(),
        day: d.day().into(),
    };
    pb::DateRange {
        start: Some(day(range.start)),
        end: Some(day(range.end)),
        wording: range.wording.clone(),
    }
}

/// The id of the n-th article's request; empty when the run has none.
fn request_id(run: Option<&str>, number: usize) -> String {
    run.map_or_else(String::new, |run| format!("{run}-{number}"))
}

/// The id of a run: short enough for a number behind it.
fn run_id(word: &str) -> Result<String, String> {
    let longest = format!("{word}-{}", usize::MAX);
    match longest.parse::<RequestId>() {
        Ok(_) => Ok(word.to_owned()),
        Err(error) => Err(format!("{error}, here at most 43")),
    }
}

async fn send(
    args: &IngestArgs,
    client: &mut ArticleServiceClient<Channel>,
    batch: Vec<Item>,
    summary: &mut Summary,
) -> Result<(), ClientError> {
    let first = summary.received + 1;
    let (origins, requests): (Vec<_>, Vec<_>) = (first..)
        .zip(batch)
        .map(|(number, item)| {
            let request = pb::IngestArticlesRequest {
                article: Some(input(item.raw)),
                request_id: request_id(args.request_id.as_deref(), number),
            };
            (item.origin, request)
        })
        .unzip();
    let answer = client
        .ingest_articles(args.server.open_request(tokio_stream::iter(requests)))
        .await?
        .into_inner();
    for (origin, item) in origins.iter().zip(&answer.items) {
        summary.count(item, origin);
    }
    Ok(())
}

fn progress(args: &IngestArgs) -> ProgressBar {
    let shown = !args.quiet && std::io::stderr().is_terminal();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style =
        ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed} {wide_msg}")
            .unwrap_or_else(|_fixed| ProgressStyle::default_spinner());
    ProgressBar::with_draw_target(None, target).with_style(style)
}

/// Runs the command: the summary goes to `out`, refusals to `err`.
pub async fn run(
    args: &IngestArgs,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, ClientError> {
    let files = reader::files(&args.paths).map_err(|e| ClientError::Usage(e.to_string()))?;
    let mut client = client!(ArticleServiceClient<Channel>, args.server.connect().await?);
    let open = |path: &PathBuf| Note::open(path, &args.server.server);
    let mut note = args.resume.as_ref().map(open).transpose()?;
    let bar = progress(args);
    let mut summary = Summary::default();
    let sent = send_all(args, files, &mut client, note.as_mut(), &bar, &mut summary).await;
    bar.finish_and_clear();
    tell_refusals(&summary, err)?;
    sent?;
    report(args, &summary, out, err)?;
    if summary.refused > 0 {
        return Ok(Exit::Partial);
    }
    if let Some(note) = note {
        note.finish()?;
    }
    Ok(Exit::Success)
}

/// Sends every file. A file's note goes no further than its first refusal, whoever refused: what is behind that is sent again.
async fn send_all(
    args: &IngestArgs,
    files: Vec<PathBuf>,
    client: &mut ArticleServiceClient<Channel>,
    mut note: Option<&mut Note>,
    bar: &ProgressBar,
    summary: &mut Summary,
) -> Result<(), ClientError> {
    let unknown = if args.ignore_unknown_fields {
        UnknownFields::Ignore
    } else {
        UnknownFields::Refuse
    };
    for path in files {
        bar.set_message(path.display().to_string());
        let known = note.as_ref().and_then(|_| Known::of(&path));
        let left = note.as_ref().zip(known.as_ref());
        let Left::From(first) = left.map_or(Left::From(0), |(note, known)| note.left(known)) else {
            summary.files_before += 1;
            continue;
        };
        summary.articles_before += first;
        let (mut taken, refused) = (first, summary.refused);
        let mut articles = reader::articles(&path, unknown).skip(first);
        loop {
            let (batch, read) = next_batch(&mut articles, summary);
            taken += read;
            let whole = batch.is_empty();
            if !whole {
                send(args, client, batch, summary).await?;
                bar.set_position(summary.received as u64);
            }
            if let (Some(note), Some(known)) = (&mut note, &known)
                && summary.refused == refused
            {
                note.add(known, taken, whole)?;
            }
            if whole {
                break;
            }
        }
    }
    Ok(())
}

/// Up to [`BATCH`] readable articles or [`BATCH_BYTES`], and how many were read for them; unreadable ones are counted on the way.
///
/// An article over the server's limit is refused here: a message over the wire's own limit would end the whole stream.
fn next_batch(
    articles: &mut dyn Iterator<Item = Result<Item, ReadError>>,
    summary: &mut Summary,
) -> (Vec<Item>, usize) {
    let (mut batch, mut bytes, mut read) = (Vec::new(), 0, 0);
    while batch.len() < BATCH
        && bytes < BATCH_BYTES
        && let Some(next) = articles.next()
    {
        read += 1;
        match next {
            Ok(item) if item.raw.bytes.len() > ARTICLE_BYTES_MAX => {
                let size = item.raw.bytes.len();
                summary.refuse(format!(
                    "{}: {size} bytes, at most {ARTICLE_BYTES_MAX} are taken",
                    item.origin
                ));
            }
            Ok(item) => {
                bytes += item.raw.bytes.len();
                batch.push(item);
            }
            Err(error) => summary.refuse(error.to_string()),
        }
    }
    (batch, read)
}

fn tell_refusals(s: &Summary, err: &mut dyn Write) -> std::io::Result<()> {
    for line in &s.listed {
        writeln!(err, "refused {line}")?;
    }
    if s.refused > s.listed.len() {
        writeln!(err, "and {} more refusals", s.refused - s.listed.len())?;
    }
    Ok(())
}

fn report(
    args: &IngestArgs,
    s: &Summary,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> std::io::Result<()> {
    if s.files_before + s.articles_before > 0 && !args.quiet {
        writeln!(
            err,
            "{} files and {} articles were taken in before",
            s.files_before, s.articles_before
        )?;
    }
    if args.json {
        return writeln!(
            out,
            "{}",
            json!({"received": s.received, "stored": s.stored, "revised": s.revised, "unchanged": s.unchanged,
                "quarantined": s.quarantined, "refused": s.refused})
        );
    }
    writeln!(
        out,
        "{} articles: {} new, {} revised, {} unchanged, {} quarantined, {} refused",
        s.received, s.stored, s.revised, s.unchanged, s.quarantined, s.refused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_counted_once_and_refusals_are_listed() {
        let mut summary = Summary::default();
        let item = |outcome: pb::IngestOutcome| pb::IngestArticlesItem {
            outcome: outcome.into(),
            ..Default::default()
        };
        for outcome in [
            pb::IngestOutcome::Stored,
            pb::IngestOutcome::Unchanged,
            pb::IngestOutcome::Failed,
        ] {
            summary.count(&item(outcome), "a.txt");
        }
        assert_eq!(
            (
                summary.received,
                summary.stored,
                summary.unchanged,
                summary.refused
            ),
            (3, 1, 1, 1)
        );
        assert_eq!(summary.listed, ["a.txt: refused without a reason"]);
        for _ in 0..LISTED_MAX {
            summary.refuse("b".into());
        }
        assert_eq!(
            (summary.listed.len(), summary.refused),
            (LISTED_MAX, LISTED_MAX + 1)
        );
    }

    #[test]
    fn a_run_id_leaves_room_for_the_number_of_every_article() {
        assert!(run_id(&"x".repeat(43)).is_ok());
        assert!(run_id(&"x".repeat(44)).is_err() && run_id("a b").is_err());
        assert_eq!(request_id(Some("nightly"), 7), "nightly-7");
        assert_eq!(request_id(None, 7), "");
    }

    #[test]
    fn a_batch_ends_at_its_limit_and_leaves_the_rest() {
        let item = || {
            Ok(Item {
                id: String::new(),
                origin: String::new(),
                raw: RawArticle::default(),
            })
        };
        let mut articles = (0..=BATCH).map(|_| item());
        let mut summary = Summary::default();
        let (first, read) = next_batch(&mut articles, &mut summary);
        assert_eq!((first.len(), read), (BATCH, BATCH));
        let (second, read) = next_batch(&mut articles, &mut summary);
        assert_eq!((second.len(), read), (1, 1));
    }

    #[test]
    fn an_article_at_the_limit_is_sent_and_one_past_it_is_refused() {
        let of = |size: usize| {
            let raw = RawArticle {
                bytes: vec![b'a'; size],
                ..RawArticle::default()
            };
            Ok(Item {
                id: String::new(),
                origin: "big.txt".into(),
                raw,
            })
        };
        let mut summary = Summary::default();
        let mut articles = [of(ARTICLE_BYTES_MAX), of(ARTICLE_BYTES_MAX + 1)].into_iter();
        let (batch, read) = next_batch(&mut articles, &mut summary);
        assert_eq!((batch.len(), read), (1, 2));
        assert!(
            summary.listed[0].starts_with("big.txt: 1048577 bytes"),
            "{:?}",
            summary.listed
        );
    }
}
