//! `vedette extract`: articles in, findings out, no server and no index.
//!
//! Not a service: it reads, extracts and prints, in input order, on as many threads as asked for. Rule: a bad line
//! gives an error object in its place and never stops the run.

use super::exit::Exit;
use super::findings::findings_json;
use super::reader::{self, Item, ReadError, UnknownFields};
use crate::extract::{Knowledge, extract};
use crate::text;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Articles taken at once: enough to keep the threads busy, little enough to stay small in memory.
const BATCH: usize = 256;

/// Prints what would be extracted, one JSON object per article.
///
/// Reads JSON Lines ({"id", "text", "published"?, "title"?, "url"?, "format"?: "text"|"html"}), plain text and HTML files,
/// each also as .gz. Spans count Unicode code points of the input text.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette extract reports.jsonl > findings.jsonl\n  vedette extract page.html | jq .quotes\n  \
    zcat old.jsonl.gz | vedette extract --jobs 1 -\n\nExit status: 0 all read, 3 some lines were refused (they give \
    {\"id\", \"error\"} in their place), 2 wrong arguments."
)]
pub struct ExtractArgs {
    /// Files, folders, or - for standard input
    #[arg(default_value = "-")]
    pub paths: Vec<PathBuf>,
    /// Threads; 0 = one per core
    #[arg(long, short, default_value_t = 0)]
    pub jobs: usize,
    /// World files and language tables (en/) that join or replace the built-in ones
    #[arg(long, env = "VEDETTE_LEXICON_DIR", value_name = "DIR")]
    pub lexicon_dir: Option<PathBuf>,
    /// Tell on standard error how many articles a thread reads in a second
    #[arg(long)]
    pub timing: bool,
}

/// Time spent from raw bytes to findings, over all threads: reading files and printing left out.
#[derive(Clone, Copy, Debug, Default)]
struct Timing {
    articles: u32,
    bytes: usize,
    spent: Duration,
}

impl Timing {
    fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.bytes += other.bytes;
        self.spent += other.spent;
    }

    fn value(self) -> serde_json::Value {
        let seconds = self.spent.as_secs_f64();
        let rate = f64::from(self.articles) / seconds.max(f64::MIN_POSITIVE);
        json!({
            "articles": self.articles,
            "bytes": self.bytes,
            "seconds": seconds,
            "articles_per_second": if self.articles == 0 { 0.0 } else { rate },
        })
    }
}

/// Runs the command; results go to `out`, the timing asked for to `err`.
pub fn run(
    args: &ExtractArgs,
    knowledge: &Knowledge,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> std::io::Result<Exit> {
    let files = match reader::files(&args.paths) {
        Ok(files) => files,
        Err(error) => {
            print(out, &failure(&error))?;
            return Ok(Exit::Partial);
        }
    };
    let jobs = match args.jobs {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        n => n,
    };
    let (mut refused, mut timing) = (false, Timing::default());
    let mut items = files
        .iter()
        .flat_map(|path| reader::articles(path, UnknownFields::Ignore));
    loop {
        let batch: Vec<_> = items.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        refused |= batch.iter().any(Result::is_err);
        for (line, spent) in findings_of(&batch, knowledge, jobs) {
            timing.add(spent);
            print(out, &line)?;
        }
    }
    out.flush()?;
    if args.timing {
        print(err, &timing.value())?;
    }
    Ok(if refused {
        Exit::Partial
    } else {
        Exit::Success
    })
}

/// The printed lines of a batch, in its order, each with the time it took.
fn findings_of(
    batch: &[Result<Item, ReadError>],
    knowledge: &Knowledge,
    jobs: usize,
) -> Vec<(serde_json::Value, Timing)> {
    let share = batch.len().div_ceil(jobs.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = batch
            .chunks(share)
            .map(|part| {
                scope.spawn(|| {
                    part.iter()
                        .map(|item| answer(item, knowledge))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_default())
            .collect()
    })
}

fn answer(item: &Result<Item, ReadError>, knowledge: &Knowledge) -> (serde_json::Value, Timing) {
    let item = match item {
        Ok(item) => item,
        Err(error) => return (failure(error), Timing::default()),
    };
    let read = || {
        let begun = Instant::now();
        let document = text::read(&item.raw, &knowledge.language);
        let findings = extract(&document, knowledge);
        let timing = Timing {
            articles: 1,
            bytes: item.raw.bytes.len(),
            spent: begun.elapsed(),
        };
        (findings_json(&item.id, &document, &findings), timing)
    };
    // No input is known to make extraction panic; if one does, it costs its own line and no other.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_payload| {
        let error = ReadError {
            origin: item.origin.clone(),
            id: Some(item.id.clone()),
            reason: "EXTRACTION_FAILED",
            problem: "the extractor failed on this article: please report it".into(),
        };
        (failure(&error), Timing::default())
    })
}

pub(super) fn failure(error: &ReadError) -> serde_json::Value {
    json!({"id": error.id, "error": {"reason": error.reason, "message": error.to_string()}})
}

fn print(out: &mut dyn Write, value: &serde_json::Value) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_input_order_whatever_the_threads() {
        let knowledge = Knowledge::default();
        let batch: Vec<_> = (0..10)
            .map(|i| {
                Ok(Item {
                    id: i.to_string(),
                    origin: String::new(),
                    raw: crate::model::RawArticle::default(),
                })
            })
            .collect();
        let lines = findings_of(&batch, &knowledge, 3);
        let ids: Vec<_> = lines
            .iter()
            .map(|(l, _)| l["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, (0..10).map(|i| i.to_string()).collect::<Vec<_>>());
    }
}
