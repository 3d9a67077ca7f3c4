//! What extraction costs: articles a second by stage on the bundled reports, and seconds per MB as inputs grow.
//!
//! Not accuracy (`make accuracy` prints that, and articles a second on real news). Run with `cargo bench --bench extract`;
//! one thread, no server. Seconds per MB must not rise with length. Articles are read up to 1 MiB, so a 5 MB input costs what
//! the part read costs; the table says how much that was.

use divan::Bencher;
use divan::counter::ItemsCount;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use vedette::extract::{Knowledge, date, deployment, extract, mention, quote, stance, syntax};
use vedette::lexicon::Hit;
use vedette::model::{Format, RawArticle};
use vedette::text::{self, Document};

/// Sizes of the synthetic inputs, in kilobytes.
const SIZES: [usize; 4] = [100, 500, 1_000, 5_000];
/// How often each size is read; the fastest counts.
const REPEATS: usize = 3;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::english().expect("the built-in data hold"));
static REPORTS: LazyLock<Vec<RawArticle>> = LazyLock::new(reports);

/// The bundled reports.
fn reports() -> Vec<RawArticle> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/reports");
    let entries = std::fs::read_dir(folder).expect("the sample is there");
    let mut files: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "txt" || e == "html"));
    files.sort();
    let read = |file| RawArticle {
        bytes: std::fs::read(file).expect("a report can be read"),
        ..RawArticle::default()
    };
    files.into_iter().map(read).collect()
}

/// A report with what the stages before found in it.
struct Read<'a> {
    document: &'a Document,
    names: Vec<Hit<'a>>,
    syntax: syntax::Syntax,
}

fn documents() -> &'static [Document] {
    static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
        let read = |raw| text::read(raw, &KNOWLEDGE.language);
        REPORTS.iter().map(read).collect()
    });
    &DOCUMENTS
}

fn read() -> Vec<Read<'static>> {
    let one = |document| Read {
        document,
        names: KNOWLEDGE.lexicon.names(&document.text),
        syntax: with_trees(document),
    };
    documents().iter().map(one).collect()
}

/// Tags, and the tree of every sentence: trees are made when asked for.
fn with_trees(document: &Document) -> syntax::Syntax {
    let syntax = KNOWLEDGE.syntax.analyse(document, |_| true);
    for sentence in 0..document.sentences.len() {
        divan::black_box(syntax.root(sentence));
    }
    syntax
}

/// Runs one stage over all reports; divan prints articles a second.
fn stage<T, R>(bencher: Bencher<'_, '_>, of: &[T], run: impl Fn(&T) -> R + Sync)
where
    T: Sync,
{
    let all = || {
        for one in of {
            divan::black_box(run(one));
        }
    };
    bencher.counter(ItemsCount::new(of.len())).bench(all);
}

#[divan::bench]
fn a_text(bencher: Bencher<'_, '_>) {
    stage(bencher, &REPORTS, |raw| {
        text::read(raw, &KNOWLEDGE.language)
    });
}

#[divan::bench]
fn b_names(bencher: Bencher<'_, '_>) {
    stage(bencher, documents(), |d| KNOWLEDGE.lexicon.names(&d.text));
}

#[divan::bench]
fn c_tags(bencher: Bencher<'_, '_>) {
    stage(bencher, documents(), |d| {
        KNOWLEDGE.syntax.analyse(d, |_| false)
    });
}

#[divan::bench]
fn c_tags_and_all_trees(bencher: Bencher<'_, '_>) {
    stage(bencher, documents(), with_trees);
}

#[divan::bench]
fn d_mentions(bencher: Bencher<'_, '_>) {
    stage(bencher, &read(), |r| {
        mention::mentions(r.document, &r.syntax, &KNOWLEDGE, &r.names)
    });
}

#[divan::bench]
fn e_quotes(bencher: Bencher<'_, '_>) {
    stage(bencher, &read(), |r| {
        quote::quotes(r.document, &r.syntax, &KNOWLEDGE.language.speech)
    });
}

#[divan::bench]
fn f_dates(bencher: Bencher<'_, '_>) {
    stage(bencher, documents(), |d| {
        date::dates(d, &KNOWLEDGE.language)
    });
}

#[divan::bench]
fn g_stances(bencher: Bencher<'_, '_>) {
    let read = read();
    let named: Vec<_> = read
        .iter()
        .map(|r| {
            (
                r,
                mention::mentions(r.document, &r.syntax, &KNOWLEDGE, &r.names),
            )
        })
        .collect();
    stage(bencher, &named, |(r, named)| {
        stance::stances(&stance::Found {
            document: r.document,
            knowledge: &KNOWLEDGE,
            syntax: &r.syntax,
            named,
            quotes: &[],
            issues: &stance::issues(
                r.document,
                &KNOWLEDGE.lexicon,
                &KNOWLEDGE.language,
                &r.names,
            ),
            dates: &[],
        })
    });
}

#[divan::bench]
fn h_deployments(bencher: Bencher<'_, '_>) {
    let read = read();
    let named: Vec<_> = read
        .iter()
        .map(|r| {
            (
                r,
                mention::mentions(r.document, &r.syntax, &KNOWLEDGE, &r.names),
            )
        })
        .collect();
    stage(bencher, &named, |(r, named)| {
        deployment::deployments(&deployment::Sources {
            document: r.document,
            syntax: &r.syntax,
            named,
            dates: &[],
            quotes: &[],
            names: &r.names,
            knowledge: &KNOWLEDGE,
        })
    });
}

#[divan::bench]
fn z_bytes_to_findings(bencher: Bencher<'_, '_>) {
    stage(bencher, &REPORTS, |raw| {
        extract(&text::read(raw, &KNOWLEDGE.language), &KNOWLEDGE)
    });
}

/// An article of about `bytes` bytes: the bundled reports' paragraphs again and again, numbered, so that none repeats.
fn long(bytes: usize, html: bool) -> RawArticle {
    let mut text = String::with_capacity(bytes + 1_000);
    let paragraphs: Vec<&str> = documents()
        .iter()
        .flat_map(|d| d.text.lines().filter(|l| l.len() > 80))
        .collect();
    for (n, paragraph) in paragraphs.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        let (open, close) = if html { ("<p>", "</p>") } else { ("", "") };
        let number = n.to_string();
        text.extend([
            open,
            paragraph,
            " This is report ",
            &number,
            ".",
            close,
            "\n",
        ]);
    }
    RawArticle {
        bytes: text.into_bytes(),
        format: Some(if html { Format::Html } else { Format::Text }),
        ..RawArticle::default()
    }
}

/// The fastest of a few readings, and how many bytes of the input were read.
fn time(raw: &RawArticle) -> (Duration, usize) {
    let once = || {
        let begun = Instant::now();
        let document = text::read(raw, &KNOWLEDGE.language);
        divan::black_box(extract(&document, &KNOWLEDGE));
        (begun.elapsed(), document.input.len())
    };
    let runs = (0..REPEATS).map(|_| once());
    runs.min().unwrap_or_default()
}

/// Prints seconds per MB for growing inputs.
fn linearity() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\nlinearity: fastest of {REPEATS} readings of one article"
    )?;
    writeln!(out, "format  input MB  read MB  seconds  s per MB read")?;
    for html in [false, true] {
        for size in SIZES {
            let raw = long(size * 1_000, html);
            let (spent, read) = time(&raw);
            let megabytes = |bytes: usize| Duration::from_micros(bytes as u64).as_secs_f64();
            let (input, read) = (megabytes(raw.bytes.len()), megabytes(read));
            let seconds = spent.as_secs_f64();
            let format = if html { "html" } else { "text" };
            let rate = seconds / read;
            writeln!(
                out,
                "{format:6}  {input:8.2}  {read:7.2}  {seconds:7.3}  {rate:.3}"
            )?;
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    divan::main();
    linearity()
}
