//! Finds the wordings of issues in a text.
//!
//! Not stances: see `issues`. Rule: an issue is looked at only when the article names the actors it needs; whose matter a
//! wording without a name is, `rival` tells.

use super::hit::{Hit, What};
use super::issues::{IssueEntry, TOPIC_GAP_WORDS_MAX, Topic, TopicWord, Wording};
use super::rival::{Candidate, holds_party, settle};
use super::word::{Atom, WordMap, atoms, is_apostrophe};
use super::{Lexicon, assemble::index};
use crate::lang::issue::IssueWords;
use crate::model::{ActorId, Position, Span};

/// A wording of an issue found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicHit<'l> {
    /// The issue named.
    pub issue: &'l IssueEntry,
    /// Whether the thing named makes the proposition true (SUPPORT) or false (OPPOSE).
    pub side: Position,
    /// The words that name it.
    pub span: Span,
}

/// Topics by the first three letters of their first word; those that begin with a name apart.
#[derive(Clone, Debug, Default)]
pub(super) struct TopicIndex {
    by_start: WordMap<Vec<(u32, u32)>>,
    by_name: Vec<(u32, u32)>,
    /// The issues an actor brings into scope with others: issue, and which of its needs it meets.
    by_actor: WordMap<Vec<(u32, u32)>>,
    /// How many needs each issue has.
    needs: Vec<usize>,
}

const START_BYTES: usize = 3;
/// Most hits right before one that are looked at for an overlap.
const NEIGHBOURS_MAX: usize = 16;

fn start(word: &str) -> &str {
    word.get(..START_BYTES).unwrap_or(word)
}

impl Topic {
    /// All actors the pattern names.
    pub fn actors(&self) -> impl Iterator<Item = &ActorId> {
        self.words.iter().flat_map(|w| match w {
            TopicWord::Actors(ids) => ids.as_slice(),
            TopicWord::Words(_) | TopicWord::Gap => &[],
        })
    }
}

impl TopicIndex {
    pub(super) fn build(issues: &[IssueEntry]) -> Self {
        let mut out = Self::default();
        for (i, issue) in issues.iter().enumerate() {
            out.needs.push(issue.needs.len());
            for (n, group) in issue.needs.iter().enumerate() {
                for id in group {
                    add(&mut out.by_actor, id.as_str(), (index(i), index(n)));
                }
            }
            for (t, topic) in issue.topics.iter().enumerate() {
                let at = (index(i), index(t));
                match topic.words.first() {
                    Some(TopicWord::Words(wordings)) => {
                        for wording in wordings {
                            add(&mut out.by_start, start(&wording.text), at);
                        }
                    }
                    Some(TopicWord::Actors(_) | TopicWord::Gap) => out.by_name.push(at),
                    None => {}
                }
            }
        }
        out
    }

    /// Which issues have all they need among the names of a text, by issue.
    fn in_scope(&self, hits: &[Hit<'_>]) -> Vec<bool> {
        let mut met: Vec<(u32, u32)> = Vec::new();
        let mut meet = |id: &ActorId| {
            met.extend(self.by_actor.get(id.as_str()).into_iter().flatten());
        };
        for hit in hits {
            if let Some((state, _)) = hit.state {
                meet(&state.id);
            }
            for entry in &hit.entries {
                match entry.what {
                    What::Actor(actor) => meet(&actor.id),
                    What::State(state) => meet(&state.id),
                    What::Place(_)
                    | What::Border(_)
                    | What::Title(_)
                    | What::ForceNoun(_)
                    | What::Institution(_) => {}
                }
            }
        }
        met.sort_unstable();
        met.dedup();
        let mut met = met.iter().map(|(issue, _)| *issue as usize).peekable();
        let needs = self.needs.iter().enumerate();
        needs
            .map(|(issue, wanted)| {
                let mut count = 0;
                while met.next_if_eq(&issue).is_some() {
                    count += 1;
                }
                count == *wanted
            })
            .collect()
    }
}

fn add(map: &mut WordMap<Vec<(u32, u32)>>, key: &str, at: (u32, u32)) {
    match map.get_mut(key) {
        Some(list) if list.contains(&at) => {}
        Some(list) => list.push(at),
        None => {
            map.insert(key, vec![at]);
        }
    }
}

/// The text as patterns read it.
pub(super) struct Page<'p, 'l> {
    text: &'p str,
    words: Vec<Atom>,
    /// All words in lower case, apostrophes dropped, one behind the other.
    plain: String,
    /// Where each word ends in `plain`.
    ends: Vec<u32>,
    hits: &'p [Hit<'l>],
    /// The hit that begins at a word, by word.
    hit_at: Vec<Option<usize>>,
}

impl<'p, 'l> Page<'p, 'l> {
    fn new(text: &'p str, hits: &'p [Hit<'l>]) -> Self {
        let words: Vec<Atom> = atoms(text).collect();
        let mut plain = String::with_capacity(text.len());
        let mut ends = Vec::with_capacity(words.len());
        for word in &words {
            let word = word.slice(text);
            if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
                plain.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
            } else {
                let lower = word.to_lowercase();
                plain.extend(lower.chars().filter(|c| !is_apostrophe(*c)));
            }
            ends.push(index(plain.len()));
        }
        let mut rest = hits.iter().enumerate().peekable();
        let mut hit_at = Vec::with_capacity(words.len());
        for word in &words {
            while rest
                .next_if(|(_, h)| h.span.start() < word.span.start())
                .is_some()
            {}
            hit_at.push(
                rest.peek()
                    .filter(|(_, h)| h.span.start() == word.span.start())
                    .map(|(i, _)| *i),
            );
        }
        Self {
            text,
            words,
            plain,
            ends,
            hits,
            hit_at,
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The name that begins at word `at`.
    pub(super) fn hit(&self, at: usize) -> Option<&'p Hit<'l>> {
        self.hits.get((*self.hit_at.get(at)?)?)
    }

    /// The word after a name that begins at word `at`.
    pub(super) fn after(&self, at: usize, hit: &Hit<'_>) -> usize {
        let inside = |w: &&Atom| w.span.start() < hit.span.end();
        let rest = self.words.get(at..).unwrap_or_default();
        at + rest.iter().take_while(inside).count()
    }

    /// Word `at` in lower case without apostrophes.
    pub(super) fn plain(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let before = at.checked_sub(1).and_then(|b| self.ends.get(b));
        self.plain.get(before.map_or(0, |b| *b as usize)..end)
    }

    /// What stands between word `at` and the one before.
    pub(super) fn gap_before(&self, at: usize) -> &'p str {
        let from = at
            .checked_sub(1)
            .and_then(|i| self.words.get(i))
            .map_or(0, |w| w.end);
        let to = self.words.get(at).map_or(from, |w| w.span.start());
        Span::new(from, to).slice(self.text)
    }

    /// Whether only a blank or a hyphen stands between word `at` and the one before.
    pub(super) fn runs_on(&self, at: usize) -> bool {
        at < self.words.len() && matches!(self.gap_before(at), " " | "\u{a0}" | "-")
    }

    /// Whether a sentence or line ends between word `at` and the one before.
    pub(super) fn breaks_before(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        gap.contains(['\n', '!', '?', ';']) || gap.contains(". ")
    }

    /// The word after the pattern `words` read from word `at`, if it fits.
    fn read(&self, words: &[TopicWord], at: usize) -> Option<usize> {
        let Some((word, rest)) = words.split_first() else {
            return Some(at);
        };
        match word {
            TopicWord::Gap => {
                for skip in 0..=TOPIC_GAP_WORDS_MAX {
                    if skip > 0 && self.breaks_before(at + skip - 1) {
                        return None;
                    }
                    if let Some(end) = self.read(rest, at + skip) {
                        return Some(end);
                    }
                }
                None
            }
            TopicWord::Words(wordings) => {
                let plain = self.plain(at)?;
                wordings.iter().find(|w| w.fits(plain))?;
                self.go_on(rest, at + 1)
            }
            TopicWord::Actors(ids) => {
                let hit = self.hit(at)?;
                ids.iter().find(|id| hit.names(id))?;
                self.go_on(rest, self.after(at, hit))
            }
        }
    }

    fn go_on(&self, rest: &[TopicWord], at: usize) -> Option<usize> {
        if !rest.is_empty() && self.breaks_before(at) {
            return None;
        }
        self.read(rest, at)
    }
}

impl Wording {
    fn fits(&self, plain: &str) -> bool {
        if self.open {
            plain.starts_with(self.text.as_str())
        } else {
            plain == self.text
        }
    }
}

impl Hit<'_> {
    /// Whether any candidate is this actor, or a body of this state.
    pub fn names(&self, id: &ActorId) -> bool {
        self.state.is_some_and(|(s, _)| s.id == *id)
            || self.entries.iter().any(|e| match e.what {
                What::Actor(actor) => actor.id == *id,
                What::State(state) => state.id == *id,
                What::Place(_)
                | What::Border(_)
                | What::Title(_)
                | What::ForceNoun(_)
                | What::Institution(_) => false,
            })
    }
}

impl Lexicon {
    /// The wordings of issues in a text whose names are `hits` (of [`Lexicon::names`] on the same text), in order.
    ///
    /// At one word each issue is told once, by its longest wording; a wording that another one extends by the word before
    /// it ("foreign interference" in "interference") is not told, nor one without a name where the words beside it tell of
    /// another issue's parties (`words` are the language's). Give the whole article: what an issue needs may be named
    /// anywhere in it.
    pub fn topics<'l>(
        &'l self,
        text: &str,
        hits: &[Hit<'l>],
        words: &IssueWords,
    ) -> Vec<TopicHit<'l>> {
        let in_scope = self.topics.in_scope(hits);
        if !in_scope.contains(&true) {
            return Vec::new();
        }
        let page = Page::new(text, hits);
        let mut found: Vec<Candidate<'l>> = Vec::new();
        for at in 0..page.words.len() {
            let plain = page.plain(at).unwrap_or("");
            let is_name = page.hit_at.get(at).is_some_and(Option::is_some);
            let named = if is_name {
                self.topics.by_name.as_slice()
            } else {
                &[]
            };
            let begun = self
                .topics
                .by_start
                .get(start(plain))
                .map_or(&[][..], Vec::as_slice);
            for (i, t) in begun.iter().chain(named) {
                if in_scope.get(*i as usize) == Some(&true) {
                    self.try_topic(&page, at, (*i, *t), &mut found);
                }
            }
        }
        let shown: Vec<Candidate<'l>> = found
            .iter()
            .filter(|one| !is_extended(&found, one))
            .copied()
            .collect();
        settle(&page, words, &shown)
    }

    fn try_topic<'l>(
        &'l self,
        page: &Page<'_, 'l>,
        at: usize,
        (issue, topic): (u32, u32),
        out: &mut Vec<Candidate<'l>>,
    ) {
        let Some(issue) = self.issues.get(issue as usize) else {
            return;
        };
        let Some(topic) = issue.topics.get(topic as usize) else {
            return;
        };
        let after = page.read(&topic.words, at).unwrap_or(at);
        let last = after.checked_sub(1).filter(|last| *last >= at);
        let end = last.and_then(|last| page.words.get(last));
        let (Some(end), Some(begin)) = (end, page.words.get(at)) else {
            return;
        };
        let one = Candidate {
            at,
            after,
            named: topic.actors().next().is_some() || holds_party(page, at, after, issue),
            hit: TopicHit {
                issue,
                side: topic.side,
                span: begin.span.cover(end.span),
            },
        };
        let span = one.hit.span;
        let same = |o: &&mut Candidate<'l>| {
            o.hit.issue.issue.id == issue.issue.id && o.hit.span.holds(span.start())
        };
        match out.iter_mut().rev().take(NEIGHBOURS_MAX).find(same) {
            Some(old)
                if old.hit.span.start() == span.start() && old.hit.span.len() < span.len() =>
            {
                *old = one;
            }
            Some(_) => {}
            None => out.push(one),
        }
    }
}

/// Whether another wording holds this one and the word before it.
fn is_extended(found: &[Candidate<'_>], one: &Candidate<'_>) -> bool {
    let before = found.partition_point(|o| o.at < one.at);
    let near = found.get(..before).unwrap_or_default().iter().rev();
    near.take(NEIGHBOURS_MAX)
        .any(|o| o.at + 1 == one.at && o.hit.span.contains(one.hit.span))
}
