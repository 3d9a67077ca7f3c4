//! The window: records of the last entries, by clue, by article and by what they belong to.
//!
//! Not the rules by which records are linked (those are `utterance` and `event`). Order is that of entry and id everywhere, so
//! that a window made again from the index gives the same candidates.

use crate::model::ArticleId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

/// Entries of the log whose records a new one is compared with.
pub(crate) const WINDOW_ENTRIES: u64 = 8192;
/// Records looked at for one clue, the oldest ones.
pub(crate) const CLUE_TELLINGS_MAX: usize = 32;
/// Records one record is compared with.
pub(crate) const CANDIDATES_MAX: usize = 256;

/// Words as a number that is the same on every machine.
pub(super) fn number(parts: &[&str]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// A record of the window.
#[derive(Clone, Debug)]
pub(super) struct Telling<I, R, T> {
    pub(super) sequence: u64,
    pub(super) id: I,
    pub(super) article: ArticleId,
    /// What it belongs to: the utterance of a quote, redirects followed; the first telling of an event.
    pub(super) root: R,
    pub(super) clues: Vec<u32>,
    /// What of it is compared.
    pub(super) told: T,
}

/// Records of the last entries; each has a number that grows with entry and id.
#[derive(Debug)]
pub(super) struct Window<I, R, T> {
    tellings: BTreeMap<u64, Telling<I, R, T>>,
    next: u64,
    by_clue: HashMap<u32, Vec<u64>>,
    by_article: HashMap<ArticleId, Vec<u64>>,
    by_root: HashMap<R, BTreeSet<u64>>,
}

impl<I, R, T> Default for Window<I, R, T> {
    fn default() -> Self {
        Self {
            tellings: BTreeMap::new(),
            next: 0,
            by_clue: HashMap::new(),
            by_article: HashMap::new(),
            by_root: HashMap::new(),
        }
    }
}

impl<I: Ord, R: Clone + Eq + Hash, T> Window<I, R, T> {
    /// The window of these records, whatever their order.
    pub(super) fn of(mut tellings: Vec<Telling<I, R, T>>) -> Self {
        tellings.sort_by(|a, b| (a.sequence, &a.id).cmp(&(b.sequence, &b.id)));
        let mut window = Self::default();
        for telling in tellings {
            window.add(telling);
        }
        window
    }

    /// Adds a record; records come in the order of entry and id.
    pub(super) fn add(&mut self, telling: Telling<I, R, T>) {
        let number = self.next;
        self.next += 1;
        for clue in &telling.clues {
            self.by_clue.entry(*clue).or_default().push(number);
        }
        let article = telling.article.clone();
        self.by_article.entry(article).or_default().push(number);
        let root = telling.root.clone();
        self.by_root.entry(root).or_default().insert(number);
        self.tellings.insert(number, telling);
    }

    /// The records of an article.
    pub(super) fn of_article(
        &self,
        article: &ArticleId,
    ) -> impl Iterator<Item = &Telling<I, R, T>> {
        let numbers = self.by_article.get(article).into_iter().flatten();
        numbers.filter_map(|number| self.tellings.get(number))
    }

    /// Takes out the records of an article.
    pub(super) fn remove(&mut self, article: &ArticleId) -> Vec<Telling<I, R, T>> {
        let numbers = self.by_article.get(article).cloned().unwrap_or_default();
        numbers.into_iter().filter_map(|n| self.take(n)).collect()
    }

    /// Takes out what is too old when this entry comes in.
    pub(super) fn evict(&mut self, sequence: u64) {
        while let Some((number, telling)) = self.tellings.first_key_value() {
            if telling.sequence + WINDOW_ENTRIES > sequence {
                break;
            }
            let number = *number;
            self.take(number);
        }
    }

    fn take(&mut self, number: u64) -> Option<Telling<I, R, T>> {
        let telling = self.tellings.remove(&number)?;
        for clue in &telling.clues {
            if let Some(list) = self.by_clue.get_mut(clue) {
                list.retain(|n| *n != number);
                if list.is_empty() {
                    self.by_clue.remove(clue);
                }
            }
        }
        if let Some(list) = self.by_article.get_mut(&telling.article) {
            list.retain(|n| *n != number);
            if list.is_empty() {
                self.by_article.remove(&telling.article);
            }
        }
        if let Some(members) = self.by_root.get_mut(&telling.root) {
            members.remove(&number);
            if members.is_empty() {
                self.by_root.remove(&telling.root);
            }
        }
        Some(telling)
    }

    /// Records that share a clue, oldest first.
    pub(super) fn candidates(&self, clues: &[u32]) -> impl Iterator<Item = &Telling<I, R, T>> {
        let lists = clues.iter().filter_map(|clue| self.by_clue.get(clue));
        let numbers: BTreeSet<u64> = lists
            .flat_map(|list| list.iter().take(CLUE_TELLINGS_MAX))
            .copied()
            .collect();
        let numbers = numbers.into_iter().take(CANDIDATES_MAX);
        numbers.filter_map(|number| self.tellings.get(&number))
    }

    /// The records that belong to this one, oldest first.
    pub(super) fn members(&self, root: &R) -> impl Iterator<Item = &Telling<I, R, T>> {
        let numbers = self.by_root.get(root).into_iter().flatten();
        numbers.filter_map(|number| self.tellings.get(number))
    }

    /// Gives the records that belong to one to another.
    pub(super) fn merge(&mut self, from: &R, into: &R) {
        let numbers = self.by_root.remove(from).unwrap_or_default();
        for number in &numbers {
            if let Some(telling) = self.tellings.get_mut(number) {
                telling.root = into.clone();
            }
        }
        self.by_root
            .entry(into.clone())
            .or_default()
            .extend(numbers);
    }
}
