//! Whose matter a bare wording names: "ceasefire" alone can be the word of several wars.
//!
//! Not the finding of wordings (that is `topic`). Rules: a wording without a name of its issue's parties is bare; a bare one is
//! dropped when those named right behind it are others ("ceasefire in Sahril"), and when an issue of other parties is named at
//! the same words and no fewer of that one's parties stand in the sentence, then in the paragraph. Known misses: an owner before
//! the wording ("the Sahrili truce") is only counted among the names of the sentence; a description names nobody.

use super::issues::IssueEntry;
use super::topic::{Page, TopicHit};
use super::{Hit, What};
use crate::lang::issue::{IssueWord, IssueWords};
use crate::model::ActorId;

/// How many words behind its preposition a name may stand that tells whose matter a bare wording is.
pub(super) const PARTY_WORDS_MAX: usize = 4;
/// Most other wordings at the same words that one is held against; with more nobody can tell, and a bare one is dropped.
pub(super) const RIVALS_MAX: usize = 16;
/// Most names of a paragraph looked at on each side of a wording.
pub(super) const NAMES_BESIDE_MAX: usize = 32;

/// A wording found, before it is settled whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'l> {
    /// Its first word.
    pub(super) at: usize,
    /// The word behind it.
    pub(super) after: usize,
    /// Whether it names a party of its issue by itself.
    pub(super) named: bool,
    pub(super) hit: TopicHit<'l>,
}

/// How many of an issue's needs names beside a wording meet: in the sentence, in the paragraph.
type Met = (usize, usize);

/// The names of a text by their first word, with the sentence and the paragraph of each word.
struct Beside<'b, 'p, 'l> {
    page: &'b Page<'p, 'l>,
    words: &'b IssueWords,
    names: Vec<(usize, &'b Hit<'l>)>,
    runs: Vec<(usize, usize)>,
}

/// Those of `found` (in order of their first words) that are their issue's.
pub(super) fn settle<'l>(
    page: &Page<'_, 'l>,
    words: &IssueWords,
    found: &[Candidate<'l>],
) -> Vec<TopicHit<'l>> {
    if found.is_empty() {
        return Vec::new();
    }
    let beside = Beside::new(page, words);
    let met: Vec<Met> = found.iter().map(|c| beside.met(c)).collect();
    let kept = found
        .iter()
        .enumerate()
        .filter(|(i, one)| one.named || !(beside.is_of_others(one) || is_outdone(found, &met, *i)));
    kept.map(|(_, one)| one.hit).collect()
}

/// Whether a name that stands in the words `at..after` meets a need of the issue.
pub(super) fn holds_party(
    page: &Page<'_, '_>,
    at: usize,
    after: usize,
    issue: &IssueEntry,
) -> bool {
    (at..after).any(|w| page.hit(w).is_some_and(|name| is_party(name, issue)))
}

/// Whether an issue of other parties is named at the words of candidate `i` and stands no worse.
fn is_outdone(found: &[Candidate<'_>], met: &[Met], i: usize) -> bool {
    let (Some(one), Some(own)) = (found.get(i), met.get(i)) else {
        return false;
    };
    let before = (0..i).rev().take(RIVALS_MAX + 1);
    let behind = (i + 1..found.len()).take(RIVALS_MAX + 1);
    let same_words = |other: &Candidate<'_>| other.at < one.after && one.at < other.after;
    let mut count = 0;
    for k in before.chain(behind) {
        let (Some(other), Some(theirs)) = (found.get(k), met.get(k)) else {
            continue;
        };
        if !same_words(other) || !are_rivals(one.hit.issue, other.hit.issue) {
            continue;
        }
        count += 1;
        if other.named || theirs >= own || count > RIVALS_MAX {
            return true;
        }
    }
    false
}

/// Whether two issues are of different parties: neither's needs are all among the other's.
fn are_rivals(one: &IssueEntry, other: &IssueEntry) -> bool {
    let shared = |a: &[ActorId], b: &[ActorId]| a.iter().any(|id| b.contains(id));
    let within = |a: &IssueEntry, b: &IssueEntry| {
        a.needs
            .iter()
            .all(|group| b.needs.iter().any(|other| shared(group, other)))
    };
    !within(one, other) && !within(other, one)
}

fn is_party(name: &Hit<'_>, issue: &IssueEntry) -> bool {
    issue.needs.iter().flatten().any(|id| bears_on(name, id))
}

/// Whether a name is an actor's, its people's or its part's, or of a place in it.
fn bears_on(name: &Hit<'_>, id: &ActorId) -> bool {
    let home = |code: &str| code.eq_ignore_ascii_case(id.as_str());
    name.names(id)
        || name.entries.iter().any(|e| match e.what {
            What::Actor(actor) => {
                actor.country.as_deref().is_some_and(home) || actor.parents.contains(id)
            }
            What::Place(site) => site.place.country.as_deref().is_some_and(home),
            What::Border(named) => named.border.codes().into_iter().any(home),
            What::State(_) | What::Title(_) | What::ForceNoun(_) | What::Institution(_) => false,
        })
}

/// Whether a hit is somebody's name or a place's, and not a word for an office or a body.
fn is_name(hit: &Hit<'_>, place_only: bool) -> bool {
    hit.state.is_some()
        || hit.entries.iter().any(|e| match e.what {
            What::State(_) | What::Place(_) | What::Border(_) => true,
            What::Actor(_) => !place_only,
            What::Title(_) | What::ForceNoun(_) | What::Institution(_) => false,
        })
}

impl<'b, 'p, 'l> Beside<'b, 'p, 'l> {
    fn new(page: &'b Page<'p, 'l>, words: &'b IssueWords) -> Self {
        let mut names = Vec::new();
        let mut runs = Vec::with_capacity(page.len());
        let (mut sentence, mut paragraph) = (0, 0);
        for at in 0..page.len() {
            let gap = page.gap_before(at);
            paragraph += usize::from(gap.contains('\n'));
            sentence += usize::from(page.breaks_before(at));
            runs.push((sentence, paragraph));
            names.extend(
                page.hit(at)
                    .filter(|h| is_name(h, false))
                    .map(|hit| (at, hit)),
            );
        }
        Self {
            page,
            words,
            names,
            runs,
        }
    }

    /// How many of its issue's needs the names beside a candidate meet.
    fn met(&self, one: &Candidate<'_>) -> Met {
        let Some((sentence, paragraph)) = self.runs.get(one.at).copied() else {
            return (0, 0);
        };
        let first = self.names.partition_point(|(at, _)| *at < one.at);
        let (before, behind) = self.names.split_at_checked(first).unwrap_or_default();
        let before = before.iter().rev().take(NAMES_BESIDE_MAX);
        let near: Vec<(bool, &Hit<'_>)> = before
            .chain(behind.iter().take(NAMES_BESIDE_MAX))
            .filter_map(|(at, hit)| self.runs.get(*at).map(|run| (*run, *hit)))
            .filter(|(run, _)| run.1 == paragraph)
            .map(|(run, hit)| (run.0 == sentence, hit))
            .collect();
        let count = |wide: bool| {
            let met = |group: &&Vec<ActorId>| {
                near.iter().any(|(close, hit)| {
                    (wide || *close) && group.iter().any(|id| bears_on(hit, id))
                })
            };
            one.hit.issue.needs.iter().filter(met).count()
        };
        (count(false), count(true))
    }

    /// Whether the words right behind a bare wording lead to a name that is no party of its issue: "truce between X and Y".
    fn is_of_others(&self, one: &Candidate<'_>) -> bool {
        let issue = one.hit.issue;
        let role = |at: usize| self.page.plain(at).and_then(|w| self.words.role(w));
        let held = one.after.checked_sub(1).and_then(role) == Some(IssueWord::Held);
        let place = match role(one.after) {
            Some(IssueWord::Party) => false,
            Some(IssueWord::Place) if !held => true,
            Some(IssueWord::Place | IssueWord::Held | IssueWord::Stop) | None => return false,
        };
        if !self.page.runs_on(one.after) || issue.needs.is_empty() {
            return false;
        }
        let mut at = one.after + 1;
        for _ in 0..PARTY_WORDS_MAX {
            if !self.page.runs_on(at) {
                return false;
            }
            let name = self.page.hit(at);
            match name.filter(|hit| is_name(hit, place)) {
                Some(name) if !is_party(name, issue) => return true,
                None if name.is_none() && role(at).is_some_and(|r| r != IssueWord::Held) => {
                    return false;
                }
                Some(_) | None => {}
            }
            at = name.map_or(at + 1, |hit| self.page.after(at, hit));
        }
        false
    }
}
