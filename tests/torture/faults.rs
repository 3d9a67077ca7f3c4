//! Faults planted at every step of the write path, of the start and of the stop.

use crate::history::{History, Random};
use crate::{Outcome, Place, remove, say, store};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Where things go wrong, and how often such a place is passed before it does, at most.
const PLACES: &[(&str, u64)] = &[
    ("log.before-commit", 25),
    ("log.after-commit", 25),
    ("decide.before-write", 12),
    ("decide.before-answer", 12),
    ("keeper.before-answer", 25),
    ("keeper.before-queue", 25),
    ("index.add", 40),
    ("index.before-prepare", 6),
    ("index.before-commit", 6),
    ("index.before-sync", 6),
    ("index.before-reload", 6),
    ("index.before-close", 1),
    ("index.replay", 8),
    ("start.before-format", 1),
    ("start.before-create", 1),
    ("home.before-rename", 1),
    ("home.before-aside", 1),
    ("log.before-rewrite", 2),
    ("generation.within-build", 2),
    ("generation.before-exchange", 1),
    ("generation.within-exchange", 1),
    ("generation.after-exchange", 1),
];

/// What happens there.
const HOW: [&str; 3] = ["1*return", "1*return(abort)", "1*panic"];

/// Articles of a data directory.
const ARTICLES: usize = 24;

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Runs at each place
    #[arg(long, default_value_t = 20)]
    runs: u64,
    /// Only places with this in their name
    #[arg(long, default_value = "")]
    only: String,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut all = (0, 0, 0);
    for (place, passes) in PLACES.iter().filter(|(p, _)| p.contains(&arguments.only)) {
        let dir = arguments.place.empty("faults")?;
        let mut history = History::new(ARTICLES);
        let mut cut = 0;
        // Something must be there to be read again.
        let first = Fault {
            place: "nowhere",
            passes: 1,
            seed: arguments.place.seed,
            run: 0,
        };
        first.happen(&dir, &mut history)?;
        for run in 1..=arguments.runs {
            let seed = arguments.place.seed * 1_000_000 + run;
            let fault = Fault {
                place,
                passes: *passes,
                seed,
                run,
            };
            let done = fault.happen(&dir, &mut history);
            let was_cut = done.map_err(|e| {
                format!("{place}, run {run} (--seed {}): {e}", arguments.place.seed)
            })?;
            cut += u64::from(was_cut);
        }
        // Every third run is to abort: were the place never reached, nothing would have been tested.
        if cut == 0 {
            return Err(format!("{place} was never reached").into());
        }
        say(&format!(
            "{place}: {} runs, {cut} of them aborted, {} acknowledged, 0 lost, 0 doubled, 0 phantom",
            arguments.runs, history.acknowledged
        ))?;
        all = (
            all.0 + 1,
            all.1 + arguments.runs,
            all.2 + history.acknowledged,
        );
    }
    if all.0 == 0 {
        return Err(format!("no place has \"{}\" in its name", arguments.only).into());
    }
    say(&format!(
        "faults: {} places, {} runs, {} acknowledged, nothing lost",
        all.0, all.1, all.2
    ))
}

struct Fault<'a> {
    place: &'a str,
    passes: u64,
    seed: u64,
    run: u64,
}

impl Fault<'_> {
    /// Runs a child into the fault, then looks at what is left; says whether the child was cut off.
    fn happen(&self, dir: &Path, history: &mut History) -> Outcome<bool> {
        let mut random = Random(self.seed);
        self.prepare(dir, &mut random)?;
        let how = HOW
            .get(usize::try_from(self.run % 3)?)
            .copied()
            .unwrap_or("off");
        let passes = random.below(self.passes);
        let points = if passes == 0 {
            format!("{}={how}", self.place)
        } else {
            format!("{}={passes}*off->{how}", self.place)
        };
        let mut child = Command::new(std::env::current_exe()?)
            .arg("child")
            .arg("--data")
            .arg(dir)
            .args(["--seed", &self.seed.to_string()])
            .args(["--articles", &ARTICLES.to_string()])
            .args(["--requests", "20"])
            .args(["--version", &((self.run + 1) * 1000).to_string()])
            .args(self.rebuilds().then_some("--rebuild"))
            .env("FAILPOINTS", points)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        for line in BufReader::new(out).lines() {
            remember(history, &line?)?;
        }
        let status = child.wait()?;
        let ingest = store::open(dir)?;
        history.settle(&store::observe(&ingest)?)?;
        history.settle_corrected(&store::corrected(&ingest)?)?;
        // And it goes on: a new version is taken and found.
        store::ask(
            &ingest,
            0,
            Some((self.run + 1) * 1000 + 999),
            vedette::ingest::Acknowledge::Searchable,
        )?;
        history.begin(0, Some((self.run + 1) * 1000 + 999))?;
        history.acknowledge(0, Some((self.run + 1) * 1000 + 999))?;
        history.settle(&store::observe(&ingest)?)?;
        if random.below(2) == 0 {
            ingest.close()?;
        }
        Ok(status.code().is_none())
    }

    /// Whether the child makes a new generation: elsewhere now and then, because it reads the whole log.
    fn rebuilds(&self) -> bool {
        self.place.starts_with("generation") || self.run % 5 == 1
    }

    /// Puts the directory into the state in which the place is passed.
    fn prepare(&self, dir: &Path, random: &mut Random) -> Outcome {
        let index = dir.join("index");
        match self.place {
            "start.before-format" => {}
            "start.before-create" | "index.replay" if index.exists() => {
                remove(&index)?;
            }
            "home.before-aside" if index.exists() => {
                fs::write(index.join("meta.json"), "{")?;
            }
            "home.before-rename" => {
                // The mark of a clean stop, or the key made anew.
                let key = dir.join("page.key");
                if random.below(2) == 0 && key.exists() {
                    fs::remove_file(key)?;
                }
            }
            _ if random.below(6) == 0 && index.exists() => remove(&index)?,
            _ => {}
        }
        Ok(())
    }
}

/// Takes a line of the child into the client's memory; a line cut short is one never read.
fn remember(history: &mut History, line: &str) -> Outcome {
    let mut words = line.split(' ');
    let (Some(what), Some(article), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Ok(());
    };
    let (Ok(article), Ok(version)) = (article.parse(), version.parse::<u64>()) else {
        return Ok(());
    };
    let state = Some(version).filter(|v| *v > 0);
    match what {
        "begin" => history.begin(article, state),
        "ack" => history.acknowledge(article, state),
        "correct" | "corrected" => {
            history.correct(article, version, what == "corrected");
            Ok(())
        }
        _ => Ok(()),
    }
}
