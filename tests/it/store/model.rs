//! Random writes, deletions, questions and restarts, against a map that is told the same.
//!
//! Not the extractor, and no faults: what happens when something fails is for the torture tests. Rules held: what answers show
//! of an article never goes back; what was acknowledged as durable is in the log after every kind of restart; what was
//! acknowledged as searchable is found by the next question; what was deleted is gone; what was never sent is not there.
//!
//! 256 sequences; `PROPTEST_CASES` asks for another number, `PROPTEST_RNG_SEED` for the same ones again.

use super::durability::crashed_copy;
use super::{Lines, article, ask, at, settings, words};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestError, TestRunner};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use vedette::index::IndexError;
use vedette::ingest::{Acknowledge, Ingest, IngestError, Outcome, Receipt, Settings};
use vedette::lexicon::Lexicon;
use vedette::model::{Article, ArticleId};
use vedette::query::quote::QuoteQuery;
use vedette::query::{Budget, PageRequest, article as articles};

/// Articles of a sequence: few, so that they are often revised and deleted.
const ARTICLES: usize = 3;

/// Longest sequence, in steps.
const STEPS_MAX: usize = 12;

/// Sequences played at once: most of a sequence is waiting for the disk and for commits.
const PLAYERS: u32 = 8;

/// How a store is left before it is opened again.
#[derive(Clone, Copy, Debug)]
enum Leave {
    /// By a clean stop.
    Closed,
    /// Without one.
    Dropped,
    /// As its files lie there while it runs.
    CutOff,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A text that was never sent before.
    Put(usize, Acknowledge),
    /// The text that was sent last once more.
    Again(usize, Acknowledge),
    Delete(usize, Acknowledge),
    Look,
    Restart(Leave),
}

/// Steps, and whether the index is committed soon or not before the store stops.
type Sequence = (bool, Vec<Step>);

fn sequences() -> impl Strategy<Value = Sequence> {
    let one = 0..ARTICLES;
    let wish = prop_oneof![
        2 => Just(Acknowledge::Durable),
        1 => Just(Acknowledge::Searchable),
    ];
    let leave = prop_oneof![
        Just(Leave::Closed),
        Just(Leave::Dropped),
        Just(Leave::CutOff),
    ];
    let step = prop_oneof![
        8 => (one.clone(), wish.clone()).prop_map(|(n, wish)| Step::Put(n, wish)),
        2 => (one.clone(), wish.clone()).prop_map(|(n, wish)| Step::Again(n, wish)),
        4 => (one, wish).prop_map(|(n, wish)| Step::Delete(n, wish)),
        2 => Just(Step::Look),
        3 => leave.prop_map(Step::Restart),
    ];
    (
        prop::bool::weighted(0.7),
        prop::collection::vec(step, 1..=STEPS_MAX),
    )
}

/// What the map knows of an article.
#[derive(Debug, Default)]
struct Told {
    /// What each revision says, oldest first; `None` for a deletion.
    revisions: Vec<Option<u64>>,
    /// The version that was sent last.
    sent: Option<u64>,
    /// Revisions that answers are known to show.
    shown: usize,
}

impl Told {
    fn living(&self) -> Option<u64> {
        self.revisions.last().copied().flatten()
    }

    /// How many revisions answers show when they show this; the fewest that fit, and none fewer than they showed before.
    fn place(&self, seen: Option<u64>) -> Option<usize> {
        let after = |count: usize| match count.checked_sub(1) {
            Some(last) => self.revisions.get(last).copied().flatten(),
            None => None,
        };
        (self.shown..=self.revisions.len()).find(|count| after(*count) == seen)
    }
}

/// What has been done, over all sequences.
#[derive(Debug, Default)]
struct Tally {
    writes: AtomicU64,
    deletions: AtomicU64,
    looks: AtomicU64,
    restarts: AtomicU64,
}

fn count(number: &AtomicU64) {
    number.fetch_add(1, Ordering::Relaxed);
}

/// A store, and the map beside it.
struct Play<'t> {
    ingest: Ingest,
    settings: Settings,
    dirs: Vec<tempfile::TempDir>,
    told: BTreeMap<usize, Told>,
    /// Version of the last text sent.
    version: u64,
    /// Entries the log must have.
    entries: u64,
    tally: &'t Tally,
}

fn source(number: usize) -> String {
    format!("wire-{number}")
}

fn id(number: usize) -> ArticleId {
    Article::identify(&article(&source(number), "").info, "")
}

/// The quote of a version: words that stand in no other.
fn quote(number: usize, version: u64) -> String {
    format!("gate{number} opens version{version}")
}

/// The article and version of a quote, when it was made here.
fn recognise(words: &str) -> Option<(usize, u64)> {
    let (gate, version) = words.split_once(" opens ")?;
    let number = gate.strip_prefix("gate")?.parse().ok()?;
    let version = version.strip_prefix("version")?.parse().ok()?;
    Some((number, version))
}

fn failed(reason: impl Into<String>) -> TestCaseError {
    TestCaseError::fail(reason.into())
}

fn fits(holds: bool, reason: impl FnOnce() -> String) -> Result<(), TestCaseError> {
    if holds { Ok(()) } else { Err(failed(reason())) }
}

fn open(settings: &Settings) -> Result<Ingest, TestCaseError> {
    Ingest::open(settings, Arc::new(Lines), &mut |_| {}).map_err(|e| failed(format!("open: {e:?}")))
}

fn kept(dir: &Path, prompt: bool) -> Settings {
    let interval = if prompt {
        Duration::from_millis(1)
    } else {
        Duration::from_mins(10)
    };
    Settings {
        commit_interval: interval,
        ..settings(dir)
    }
}

/// All quotes answers show, by article.
fn quotes(ingest: &Ingest) -> Result<BTreeMap<usize, u64>, TestCaseError> {
    let all = QuoteQuery {
        page: PageRequest {
            size: 1000,
            ..PageRequest::default()
        },
        ..QuoteQuery::default()
    };
    let found = ask(ingest, &all).map_err(|e| failed(format!("ask: {e:?}")))?;
    by_article(found)
}

/// All articles answers show.
fn texts(ingest: &Ingest) -> Result<BTreeMap<usize, u64>, TestCaseError> {
    let all = articles::ArticleQuery::default();
    let budget = Budget::unlimited();
    let page = articles::search(ingest.view(), &Lexicon::default(), &all, &budget)
        .map_err(|e| failed(format!("ask: {e:?}")))?;
    let text = |text: String| text.trim_start_matches("quote mara-odell ").to_owned();
    by_article(page.hits.into_iter().map(|h| text(h.record.article.text)))
}

fn by_article(
    found: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<usize, u64>, TestCaseError> {
    let mut seen = BTreeMap::new();
    for words in found {
        let known = recognise(&words);
        let (number, version) = known.ok_or_else(|| failed(format!("{words:?} was never sent")))?;
        let twice = seen.insert(number, version).is_some();
        fits(!twice, || format!("article {number} is there twice"))?;
    }
    Ok(seen)
}

/// Compares a receipt with what the map says of it.
fn acknowledged(
    number: usize,
    receipt: &Receipt,
    wanted: (Outcome, usize),
) -> Result<(), TestCaseError> {
    let got = (receipt.outcome, receipt.revision as usize);
    fits(got == wanted && receipt.article == id(number), || {
        format!("article {number}: acknowledged {got:?}, not {wanted:?}")
    })
}

impl Play<'_> {
    fn told(&mut self, number: usize) -> &mut Told {
        self.told.entry(number).or_default()
    }

    /// Answers show all that was acknowledged so far.
    fn all_shown(&mut self) {
        for told in self.told.values_mut() {
            told.shown = told.revisions.len();
        }
    }

    fn wish(&self, wish: Acknowledge) -> Acknowledge {
        if self.settings.commit_interval > Duration::from_secs(1) {
            Acknowledge::Durable
        } else {
            wish
        }
    }

    fn put(&mut self, number: usize, version: u64, wish: Acknowledge) -> Result<(), TestCaseError> {
        count(&self.tally.writes);
        let wish = self.wish(wish);
        let text = format!("quote mara-odell {}", quote(number, version));
        let receipt = self
            .ingest
            .put(article(&source(number), &text), at(0), wish);
        let receipt = receipt.map_err(|e| failed(format!("put: {e:?}")))?;
        let told = self.told(number);
        let (living, before) = (told.living(), told.revisions.len());
        let outcome = match living {
            Some(same) if same == version => Outcome::Unchanged,
            Some(_) => Outcome::Revised,
            None => Outcome::Created,
        };
        told.sent = Some(version);
        if outcome != Outcome::Unchanged {
            told.revisions.push(Some(version));
            self.entries += 1;
        }
        let revision = before + usize::from(outcome != Outcome::Unchanged);
        acknowledged(number, &receipt, (outcome, revision))?;
        if wish == Acknowledge::Searchable {
            self.searchable(number, outcome != Outcome::Unchanged);
            self.found(number, version, true)?;
        }
        Ok(())
    }

    fn delete(&mut self, number: usize, wish: Acknowledge) -> Result<(), TestCaseError> {
        count(&self.tally.deletions);
        let wish = self.wish(wish);
        let answer = self.ingest.delete(&id(number), at(1), wish);
        let told = self.told(number);
        let Some(version) = told.living() else {
            let absent = matches!(
                answer,
                Err(IngestError::Store(IndexError::ArticleNotFound { .. }))
            );
            return fits(absent, || format!("nothing to delete, but {answer:?}"));
        };
        told.revisions.push(None);
        let revision = told.revisions.len();
        self.entries += 1;
        let receipt = answer.map_err(|e| failed(format!("delete: {e:?}")))?;
        acknowledged(number, &receipt, (Outcome::Deleted, revision))?;
        if wish == Acknowledge::Searchable {
            self.searchable(number, true);
            self.found(number, version, false)?;
        }
        Ok(())
    }

    /// Answers show an article, and all that came in before where this is a new entry of the log.
    fn searchable(&mut self, number: usize, new: bool) {
        if new {
            self.all_shown();
        } else {
            let told = self.told(number);
            told.shown = told.revisions.len();
        }
    }

    /// What was acknowledged as searchable is found by its words at once, or is not found any more.
    fn found(&self, number: usize, version: u64, there: bool) -> Result<(), TestCaseError> {
        let query = words(&format!("version{version}"));
        let found = ask(&self.ingest, &query).map_err(|e| failed(format!("ask: {e:?}")))?;
        let wanted: Vec<String> = there.then(|| quote(number, version)).into_iter().collect();
        fits(found == wanted, || {
            format!("asked for version {version}: {found:?}, not {wanted:?}")
        })
    }

    /// Compares what answers show, and remembers how far they are.
    fn look(&mut self) -> Result<(), TestCaseError> {
        count(&self.tally.looks);
        for seen in [texts(&self.ingest)?, quotes(&self.ingest)?] {
            let phantom = seen.keys().find(|n| !self.told.contains_key(n));
            fits(phantom.is_none(), || format!("{phantom:?} was never sent"))?;
            for (number, told) in &mut self.told {
                let seen = seen.get(number).copied();
                let place = told.place(seen);
                told.shown = place.ok_or_else(|| {
                    failed(format!(
                        "article {number} answers {seen:?}; known is {told:?}"
                    ))
                })?;
            }
        }
        Ok(())
    }

    fn restart(self, leave: Leave) -> Result<Self, TestCaseError> {
        count(&self.tally.restarts);
        let Self {
            ingest,
            mut settings,
            mut dirs,
            ..
        } = self;
        match leave {
            Leave::Closed => ingest
                .close()
                .map_err(|e| failed(format!("close: {e:?}")))?,
            Leave::Dropped => drop(ingest),
            Leave::CutOff => {
                let copy = crashed_copy(&settings.data_dir);
                settings.data_dir = copy.path().to_owned();
                drop(ingest);
                dirs.push(copy);
            }
        }
        let mut next = Self {
            ingest: open(&settings)?,
            settings,
            dirs,
            ..self
        };
        next.all_shown();
        next.in_the_log()?;
        next.look()?;
        Ok(next)
    }

    /// The log holds every revision that was acknowledged, and nothing else.
    fn in_the_log(&self) -> Result<(), TestCaseError> {
        let head = self.ingest.health().log_head;
        fits(head == self.entries, || {
            format!("the log has {head} entries, not {}", self.entries)
        })?;
        for number in 0..ARTICLES {
            let history = self.ingest.history(&id(number));
            let history = history.map_err(|e| failed(format!("history: {e:?}")))?;
            let wanted = self.told.get(&number).map_or(&[][..], |t| &t.revisions);
            let same = history.len() == wanted.len()
                && history.iter().zip(wanted).enumerate().all(|(i, (r, w))| {
                    let last = i + 1 == wanted.len();
                    r.number as usize == i + 1
                        && r.tombstone == w.is_none()
                        && r.superseded.is_none() == last
                });
            fits(same, || {
                format!("article {number}: {history:?}, not {wanted:?}")
            })?;
        }
        Ok(())
    }
}

fn play((prompt, steps): &Sequence, tally: &Tally) -> Result<(), TestCaseError> {
    let dir = tempfile::tempdir().map_err(|e| failed(e.to_string()))?;
    let settings = kept(dir.path(), *prompt);
    let mut play = Play {
        ingest: open(&settings)?,
        settings,
        dirs: vec![dir],
        told: BTreeMap::new(),
        version: 0,
        entries: 0,
        tally,
    };
    // Whatever was done, it ends with a restart.
    for step in steps.iter().chain(&[Step::Restart(Leave::Dropped)]) {
        match *step {
            Step::Put(number, wish) => {
                play.version += 1;
                play.put(number, play.version, wish)?;
            }
            Step::Again(number, wish) => {
                if let Some(version) = play.told(number).sent {
                    play.put(number, version, wish)?;
                }
            }
            Step::Delete(number, wish) => play.delete(number, wish)?,
            Step::Look => play.look()?,
            Step::Restart(leave) => play = play.restart(leave)?,
        }
    }
    let Play { ingest, dirs, .. } = play;
    drop((ingest, dirs));
    Ok(())
}

#[test]
fn any_sequence_of_writes_questions_and_restarts_answers_as_a_map_would() {
    let tally = Tally::default();
    let begun = std::time::Instant::now();
    let config = ProptestConfig::default();
    let cases = config.cases;
    std::thread::scope(|scope| {
        for player in 0..PLAYERS {
            let seed = match config.rng_seed {
                RngSeed::Fixed(seed) => {
                    RngSeed::Fixed(seed * u64::from(PLAYERS) + u64::from(player))
                }
                RngSeed::Random => RngSeed::Random,
            };
            let config = ProptestConfig {
                cases: cases / PLAYERS + u32::from(player < cases % PLAYERS),
                rng_seed: seed,
                failure_persistence: None,
                ..config.clone()
            };
            let tally = &tally;
            scope.spawn(move || {
                let mut runner = TestRunner::new(config);
                match runner.run(&sequences(), |sequence| play(&sequence, tally)) {
                    Ok(()) => {}
                    Err(TestError::Fail(reason, shortest)) => panic!("{reason}: {shortest:?}"),
                    Err(TestError::Abort(reason)) => panic!("{reason}"),
                }
            });
        }
    });
    let number = |n: &AtomicU64| n.load(Ordering::Relaxed);
    println!(
        "{cases} sequences: {} writes, {} deletions, {} looks, {} restarts in {} s",
        number(&tally.writes),
        number(&tally.deletions),
        number(&tally.looks),
        number(&tally.restarts),
        begun.elapsed().as_secs()
    );
}
