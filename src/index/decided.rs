//! Decisions and the records they hold for: found again each time the records of a report are made.
//!
//! Not the rulings themselves (those are entries of the log). Rules: of several decisions on one record the last one
//! counts; a decision holds for the record of its name, and where other rules gave that name to other words or another name
//! to the same words, for the record that rests on the same words and was read alike; what finds no record is kept and
//! listed, never lost; a decision changes no link between reports.

use super::IndexError;
use super::corrected::{self, Words};
use super::log::{ArticleLog, Deed};
use crate::model::{ArticleId, Decision, DecisionRecord, DecisionState, RecordId, Records};
use crate::model::{Corrected, MergeInto, Merged, Ruling, Told};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A ruling with the time it came in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ruled {
    pub(super) ruling: Ruling,
    pub(super) decided: Timestamp,
}

/// What was decided on records of an article up to entry `until`, oldest first; entries that are damaged fail.
pub(super) fn sure(
    log: &ArticleLog,
    article: &ArticleId,
    until: u64,
) -> Result<Vec<Ruled>, IndexError> {
    let entries = log.decisions(article, until)?.into_iter();
    entries
        .filter_map(|entry| match entry {
            Ok(entry) => ruled(entry.deed, entry.ingested).map(Ok),
            Err(error) => Some(Err(error)),
        })
        .collect()
}

/// The same, but damaged entries are passed over: they are counted when they are applied themselves.
pub(super) fn readable(
    log: &ArticleLog,
    article: &ArticleId,
    until: u64,
) -> Result<Vec<Ruled>, IndexError> {
    let entries = match log.decisions(article, until) {
        Err(error @ IndexError::EntryDamaged { .. }) => {
            tracing::warn!(%error, "go on without what was decided");
            return Ok(Vec::new());
        }
        entries => entries?.into_iter(),
    };
    let read = entries.filter_map(|entry| match entry {
        Ok(entry) => ruled(entry.deed, entry.ingested),
        Err(error) => {
            tracing::warn!(%error, "go on without a decision");
            None
        }
    });
    Ok(read.collect())
}

fn ruled(deed: Deed, decided: Timestamp) -> Option<Ruled> {
    match deed {
        Deed::Decide(ruling) => Some(Ruled {
            ruling: *ruling,
            decided,
        }),
        Deed::Put { .. } | Deed::Delete | Deed::Destroyed | Deed::Purged | Deed::Forgotten => None,
    }
}

/// A record that a decision may hold for.
struct Slot {
    id: RecordId,
    /// Its place among the records of its noun.
    place: usize,
    keys: Vec<String>,
    /// The ruling it was given, by its place among the last ones.
    given: Option<usize>,
}

/// How surely a ruling is meant for a record.
#[derive(Clone, Copy)]
enum Fit {
    /// Name, words and reading are the same.
    Whole,
    /// Words and reading are the same.
    Reading,
    /// The name is the same.
    Name,
}

/// The records of a report by name, and by what they tell.
struct Slots {
    all: Vec<Slot>,
    named: BTreeMap<RecordId, usize>,
    alike: BTreeMap<String, Vec<usize>>,
}

/// What stands for the words of each place and what was read in them.
fn keys(noun: &str, told: &[Told]) -> Vec<String> {
    told.iter()
        .map(|told| format!("{noun} {}", told.key()))
        .collect()
}

impl Slots {
    fn of(records: &Records) -> Self {
        let quotes = records.quotes.iter().enumerate();
        let quotes = quotes.map(|(i, r)| (i, RecordId::Quote(r.id.clone()), r.told()));
        let stances = records.stances.iter().enumerate();
        let stances = stances.map(|(i, r)| (i, RecordId::Stance(r.id.clone()), r.told()));
        let moves = records.deployments.iter().enumerate();
        let moves = moves.map(|(i, r)| (i, RecordId::Deployment(r.id.clone()), r.told()));
        let (mut named, mut alike) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        let mut all = Vec::new();
        for (place, id, told) in quotes.chain(stances).chain(moves) {
            let keys = keys(id.noun(), &told);
            named.insert(id.clone(), all.len());
            for key in &keys {
                alike.entry(key.clone()).or_default().push(all.len());
            }
            all.push(Slot {
                id,
                place,
                keys,
                given: None,
            });
        }
        Self { all, named, alike }
    }

    /// The records a ruling fits so well.
    fn fitting(&self, asked: &Asked, fit: Fit) -> Vec<usize> {
        let named = || self.named.get(&asked.ruled.ruling.record).copied();
        match fit {
            Fit::Whole => named()
                .filter(|at| self.is_alike(*at, asked))
                .into_iter()
                .collect(),
            Fit::Reading => {
                let found = asked.keys.iter().filter_map(|key| self.alike.get(key));
                found.flatten().copied().collect()
            }
            Fit::Name => named().into_iter().collect(),
        }
    }

    fn is_alike(&self, at: usize, asked: &Asked) -> bool {
        let slot = self.all.get(at);
        slot.is_some_and(|slot| slot.keys.iter().any(|key| asked.keys.contains(key)))
    }

    /// Gives a ruling the first record it fits so well that no other has.
    fn give(&mut self, number: usize, asked: &Asked, fit: Fit) -> Option<usize> {
        let fitting = self.fitting(asked, fit).into_iter();
        for at in fitting {
            if let Some(slot) = self.all.get_mut(at).filter(|slot| slot.given.is_none()) {
                slot.given = Some(number);
                return Some(at);
            }
        }
        None
    }

    /// Whether a later ruling than this one has a record it is meant for.
    fn is_past(&self, number: usize, asked: &Asked) -> bool {
        let fitting = [Fit::Reading, Fit::Name].map(|fit| self.fitting(asked, fit));
        let mut slots = fitting.iter().flatten().filter_map(|at| self.all.get(*at));
        slots.any(|slot| slot.given.is_some_and(|given| given < number))
    }
}

/// A ruling that looks for its record.
struct Asked {
    ruled: Ruled,
    keys: Vec<String>,
    found: Option<usize>,
}

/// The last ruling on each record, the newest first.
fn last(rulings: Vec<Ruled>) -> impl Iterator<Item = Ruled> {
    let mut seen = BTreeSet::new();
    let newest_first = rulings.into_iter().rev();
    newest_first.filter(move |ruled| seen.insert(ruled.ruling.record.clone()))
}

/// Gives records what was decided on them, `rulings` oldest first, and lists the decisions.
pub(super) fn apply(records: &mut Records, rulings: Vec<Ruled>) {
    if rulings.is_empty() {
        return;
    }
    let asked = last(rulings).map(|ruled| Asked {
        keys: keys(ruled.ruling.record.noun(), &ruled.ruling.told),
        ruled,
        found: None,
    });
    let mut asked: Vec<Asked> = asked.collect();
    let mut slots = Slots::of(records);
    let corrects = |asked: &Asked| !asked.ruled.ruling.corrections.is_empty();
    let words = asked.iter().any(corrects).then(|| Words::of(records));
    for fit in [Fit::Whole, Fit::Reading, Fit::Name] {
        for (number, asked) in asked.iter_mut().enumerate() {
            if asked.found.is_none() {
                asked.found = slots.give(number, asked, fit);
            }
        }
    }
    for (number, asked) in asked.into_iter().enumerate() {
        // What was taken back holds for nothing, and what a later decision took the place of is history.
        let is_history = asked.found.is_none() && slots.is_past(number, &asked);
        if asked.ruled.ruling.state == DecisionState::Undecided || is_history {
            continue;
        }
        let outdated = asked.found.is_some_and(|at| !slots.is_alike(at, &asked));
        let slot = asked.found.and_then(|at| slots.all.get(at));
        let mut standing = Vec::new();
        if let Some(slot) = slot {
            let corrections = &asked.ruled.ruling.corrections;
            if let Some(words) = &words {
                standing = corrected::put(records, (&slot.id, slot.place), corrections, words);
            }
            give(records, slot, &asked.ruled, (outdated, &standing));
        }
        records.decisions.push(DecisionRecord {
            corrections: corrected::shown(&asked.ruled.ruling.corrections, &standing),
            article: records.article.article.id.clone(),
            found: slot.map(|slot| slot.id.clone()),
            ruling: asked.ruled.ruling,
            decided: asked.ruled.decided,
            outdated,
        });
    }
    if words.is_some() {
        records.name_issues();
    }
}

/// Notes what an analyst found a record to be one with; tells it with what the index found.
fn merge(records: &mut Records, slot: &Slot, into: &MergeInto) -> Option<Merged> {
    let found = match (&slot.id, into) {
        (RecordId::Deployment(_), MergeInto::Deployment(event)) => {
            let record = records.deployments.get_mut(slot.place)?;
            record.merged_into.replace(event.clone())
        }
        // The redirect between utterances stands beside the quote: it still tells the one it was linked to.
        (RecordId::Quote(_), MergeInto::Utterance(_)) => None,
        (RecordId::Quote(_) | RecordId::Stance(_) | RecordId::Deployment(_), _) => return None,
    };
    Some(Merged {
        into: into.clone(),
        found,
    })
}

fn give(
    records: &mut Records,
    slot: &Slot,
    ruled: &Ruled,
    (outdated, corrections): (bool, &[Corrected]),
) {
    let ruling = &ruled.ruling;
    let merged = ruling.merge.as_ref();
    let merged = merged.and_then(|into| merge(records, slot, into));
    let decision = Decision {
        corrections: corrections.to_vec(),
        merged,
        state: ruling.state,
        analyst: ruling.analyst.clone(),
        reason: ruling.reason.clone(),
        decided: ruled.decided,
        outdated,
    };
    let at = slot.place;
    let held = match slot.id {
        RecordId::Quote(_) => records.quotes.get_mut(at).map(|r| &mut r.decision),
        RecordId::Stance(_) => records.stances.get_mut(at).map(|r| &mut r.decision),
        RecordId::Deployment(_) => records.deployments.get_mut(at).map(|r| &mut r.decision),
    };
    if let Some(held) = held {
        *held = Some(decision);
    }
}

/// The decisions on records of an article that is gone.
pub(super) fn orphans(article: &ArticleId, rulings: Vec<Ruled>) -> Vec<DecisionRecord> {
    last(rulings)
        .filter(|ruled| ruled.ruling.state != DecisionState::Undecided)
        .map(|ruled| DecisionRecord {
            article: article.clone(),
            corrections: corrected::shown(&ruled.ruling.corrections, &[]),
            ruling: ruled.ruling,
            decided: ruled.decided,
            found: None,
            outdated: false,
        })
        .collect()
}
