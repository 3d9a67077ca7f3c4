//! What serving costs beside its floor: `make bench-serve`, or `cargo bench --bench serve -- --help`.
//!
//! Builds an index of invented quotes through the product's own writer, then runs the bare engine, a bare tonic echo and the
//! product in turn under one load driver, and prints ratios. Never a timed test: without `--bench` (under `cargo test`) the
//! same runs are made once, small, and only their answers are asserted. Rules: floor and product in the same round; every
//! answer must come with `grpc-status: 0`; the same questions find the same quotes on both sides, or the run says so.

mod bare;
mod beside;
mod corpus;
mod echo;
mod fill;
mod load;
mod question;
mod random;
mod report;
mod search;
mod served;
mod size;
mod smoke;
mod taking;
mod word;

use bare::Bare;
use clap::Parser;
use corpus::{Corpus, QUOTES};
use prost::Message;
use report::{Reach, figure, load, machine, megabytes, say};
use search::Field;
use served::Served;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The product's own allocator, so that the floor has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong, in one sentence.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Goals 1 and 2
    Search,
    /// Goal 3
    Isolation,
    /// Goal 5: writers
    Writers,
    /// Goal 5: articles over the wire
    Ingest,
    /// Goals 6 and 8
    Size,
    /// What options of a search and look-ups cost
    Options,
}

/// Serving beside its floor.
#[derive(Debug, Parser)]
#[command(name = "serve")]
pub(crate) struct Bench {
    /// Quotes of the corpus; each number has an index of its own, kept for the next run
    #[arg(long, default_value_t = 1_000_000)]
    quotes: u64,
    /// Different questions
    #[arg(long, default_value_t = 1_000)]
    questions: usize,
    /// Rounds of floor and product in turn; the middle one counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each closed loop
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Seed of corpus and questions
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the indexes, on the disk to be measured
    #[arg(long, default_value = "target/bench-serve")]
    work: PathBuf,
    /// The product
    #[arg(long, default_value = env!("CARGO_BIN_EXE_vedette"))]
    binary: PathBuf,
    /// Parts to run; all when left out
    #[arg(long, value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Set by cargo
    #[arg(long = "bench", hide = true)]
    under_cargo: bool,
}

impl Bench {
    pub(crate) fn window(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    fn articles(&self) -> u64 {
        self.quotes.div_ceil(QUOTES)
    }
}

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|a| a == echo::FLAG) {
        let answer = arguments.get(1).ok_or("the echo needs an answer")?;
        return echo::serve(Path::new(answer));
    }
    if arguments.iter().any(|a| a == "--bench") || arguments.iter().any(|a| a == "--help") {
        return run(&Bench::parse());
    }
    smoke::run(&arguments)
}

/// The index of the corpus on both sides.
fn build(bench: &Bench, corpus: &Arc<Corpus>) -> Outcome<[PathBuf; 2]> {
    let name = |kind: &str| {
        bench
            .work
            .join(format!("{kind}-{}-{}", bench.quotes, bench.seed))
    };
    let (data, floor) = (name("product"), name("bare"));
    std::fs::create_dir_all(&bench.work)?;
    let begun = Instant::now();
    let held = fill::fill(&data, corpus, bench.articles())?;
    if let Some(memory) = held {
        say(&format!(
            "  built in {:.0} s",
            begun.elapsed().as_secs_f64()
        ))?;
        figure(
            "6",
            "anonymous memory indexing, the generator in it",
            &[megabytes(memory)],
            " MB",
            Reach::AtMost(512.0),
        )?;
    }
    bare::fill(&floor, corpus, bench.articles())?;
    Ok([data, floor])
}

fn run(bench: &Bench) -> Outcome {
    say(&format!(
        "{} quotes, {} questions, {} rounds; {}",
        bench.quotes,
        bench.questions,
        bench.rounds,
        machine()?
    ))?;
    let corpus = Arc::new(Corpus::new(bench.seed));
    let [data, floor] = build(bench, &corpus)?;
    if bench.wants(Part::Size) {
        size::index(&data, bench.quotes)?;
        let empty = bench.work.join("empty");
        size::starts(bench, &data, &format!("{} quotes", bench.quotes), true)?;
        size::starts(bench, &empty, "no quotes", false)?;
        size::binary(bench)?;
    }
    if bench.wants(Part::Writers) {
        taking::writers(bench, &corpus, bench.articles())?;
    }
    let bare = Bare::open(&floor)?;
    let questions = question::questions(&corpus, bench.articles(), bench.questions);
    let calls = search::calls(&questions, &corpus);
    let product = Served::product(&bench.binary, &data)?;
    let field = Field {
        corpus: &corpus,
        bare: &bare,
        product: &product,
        questions: &questions,
        calls: &calls,
    };
    serve(bench, &field)?;
    product.stop()?;
    say(&format!("load at the end {}", load()?))
}

/// All that is asked of the running product.
fn serve(bench: &Bench, field: &Field<'_>) -> Outcome {
    if bench.wants(Part::Search) {
        let (same, some) = search::agree(field)?;
        let all = field.questions.len();
        say(&format!(
            "      {same} of {all} questions find as many quotes on both sides, {some} find any"
        ))?;
        let answer = bench.work.join("answer.binpb");
        std::fs::write(&answer, search::full_answer(field)?.encode_to_vec())?;
        let echo = Served::echo(&answer)?;
        search::single(bench, field, &echo)?;
        search::many(bench, field, &echo)?;
    }
    if bench.wants(Part::Isolation) || bench.wants(Part::Options) {
        let look_ups = beside::look_ups(field)?;
        if bench.wants(Part::Isolation) {
            beside::isolation(bench, field, &look_ups[0])?;
        }
        if bench.wants(Part::Options) {
            search::options(bench, field)?;
            beside::cost(bench, field, &look_ups)?;
        }
    }
    if bench.wants(Part::Size) {
        size::serving(field.product)?;
    }
    if bench.wants(Part::Ingest) {
        taking::wire(bench, field)?;
    }
    Ok(())
}
