//! The window: quotes of the last entries, by clue, by article and by utterance.
//!
//! Order is that of entry and id everywhere, so that a window made again from the index gives the same candidates.

use super::wording::Wording;
use super::{CANDIDATES_MAX, CLUE_TELLINGS_MAX, WINDOW_ENTRIES};
use crate::model::{ArticleId, QuoteId, UtteranceId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A quote of the window.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    pub(super) sequence: u64,
    pub(super) id: QuoteId,
    pub(super) article: ArticleId,
    /// The utterance it belongs to, redirects followed.
    pub(super) utterance: UtteranceId,
    pub(super) clues: Vec<u32>,
    pub(super) wording: Wording,
}

/// Quotes of the last entries; each has a number that grows with entry and id.
#[derive(Debug, Default)]
pub(super) struct Window {
    tellings: BTreeMap<u64, Telling>,
    next: u64,
    by_clue: HashMap<u32, Vec<u64>>,
    by_article: HashMap<ArticleId, Vec<u64>>,
    by_utterance: HashMap<UtteranceId, BTreeSet<u64>>,
}

impl Window {
    /// Adds a quote; quotes come in the order of entry and id.
    pub(super) fn add(&mut self, telling: Telling) {
        let number = self.next;
        self.next += 1;
        for clue in &telling.clues {
            self.by_clue.entry(*clue).or_default().push(number);
        }
        let article = telling.article.clone();
        self.by_article.entry(article).or_default().push(number);
        let utterance = telling.utterance.clone();
        self.by_utterance
            .entry(utterance)
            .or_default()
            .insert(number);
        self.tellings.insert(number, telling);
    }

    /// The quotes of an article.
    pub(super) fn of_article(&self, article: &ArticleId) -> impl Iterator<Item = &Telling> {
        let numbers = self.by_article.get(article).into_iter().flatten();
        numbers.filter_map(|number| self.tellings.get(number))
    }

    /// Takes out the quotes of an article.
    pub(super) fn remove(&mut self, article: &ArticleId) -> Vec<Telling> {
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

    fn take(&mut self, number: u64) -> Option<Telling> {
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
        if let Some(members) = self.by_utterance.get_mut(&telling.utterance) {
            members.remove(&number);
            if members.is_empty() {
                self.by_utterance.remove(&telling.utterance);
            }
        }
        Some(telling)
    }

    /// Quotes that share a clue, oldest first.
    pub(super) fn candidates(&self, clues: &[u32]) -> impl Iterator<Item = &Telling> {
        let lists = clues.iter().filter_map(|clue| self.by_clue.get(clue));
        let numbers: BTreeSet<u64> = lists
            .flat_map(|list| list.iter().take(CLUE_TELLINGS_MAX))
            .copied()
            .collect();
        let numbers = numbers.into_iter().take(CANDIDATES_MAX);
        numbers.filter_map(|number| self.tellings.get(&number))
    }

    /// The quotes of an utterance, oldest first.
    pub(super) fn members(&self, utterance: &UtteranceId) -> impl Iterator<Item = &Telling> {
        let numbers = self.by_utterance.get(utterance).into_iter().flatten();
        numbers.filter_map(|number| self.tellings.get(number))
    }

    /// Gives the quotes of one utterance to another.
    pub(super) fn merge(&mut self, from: &UtteranceId, into: &UtteranceId) {
        let numbers = self.by_utterance.remove(from).unwrap_or_default();
        for number in &numbers {
            if let Some(telling) = self.tellings.get_mut(number) {
                telling.utterance = into.clone();
            }
        }
        self.by_utterance
            .entry(into.clone())
            .or_default()
            .extend(numbers);
    }
}
