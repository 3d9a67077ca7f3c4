//! Utterances: which quotes of different reports are one act of speech, decided as each report comes in.
//!
//! Not a stored truth: links follow from the log alone, entry by entry, so an index built anew has the same ones. A quote is
//! compared with those of the last [`WINDOW_ENTRIES`](window::WINDOW_ENTRIES) entries that share a clue with it; every list of candidates is bounded.
//! An utterance is named after its first quote and keeps that name for life. Where a report shows two to be one, the later
//! becomes a redirect to the earlier. Rules: quotes of one report are never linked with each other; a quote that could
//! belong to two utterances joins neither; what cannot be told apart from chance is left alone.

mod redirect;
pub(crate) mod resume;
#[cfg(test)]
mod tests;
pub(crate) mod wording;

pub(crate) use redirect::{Redirects, redirect_term, ruled_redirect};

use super::window::{self, Window};
use crate::model::{ArticleId, QuoteId, QuoteRecord, UtteranceId, WordingRelation};
use std::collections::{BTreeSet, HashMap};

use wording::{Link, Wording};

/// Quotes of one report that are compared, the first ones in text order.
pub(crate) const LINKED_QUOTES_MAX: usize = 32;
/// Quotes of an utterance that a longer wording is held against before it takes the utterance in.
pub(crate) const MEMBERS_HELD_MAX: usize = 32;

/// Two utterances that turned out to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Merger {
    /// The later one.
    pub(crate) from: UtteranceId,
    /// The one it redirects to.
    pub(crate) into: UtteranceId,
}

/// A quote of the window.
type Telling = window::Telling<QuoteId, UtteranceId, Wording>;

/// Links quotes as their reports come in, in the order of the log.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    window: Window<QuoteId, UtteranceId, Wording>,
    redirects: Redirects,
}

/// Gives the quotes of reports their utterances, in the order given and as if nothing had come in before.
///
/// The indexer does the same as reports come in; here it can be done alone, to see what it costs.
pub fn link_in_order<'q>(reports: impl IntoIterator<Item = &'q mut [QuoteRecord]>) {
    let mut linker = Linker::default();
    for (entry, quotes) in (1..).zip(reports) {
        linker.take(entry, quotes, &HashMap::new());
    }
}

/// What the window keeps of a quote.
fn telling(sequence: u64, quote: &QuoteRecord, redirects: &Redirects) -> Telling {
    let wording = Wording::of(quote);
    Telling {
        sequence,
        id: quote.id.clone(),
        article: quote.source.article.clone(),
        root: redirects.root(&quote.utterance),
        clues: wording.clues(),
        told: wording,
    }
}

/// Where a quote belongs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    joins: Option<UtteranceId>,
    merges: Vec<UtteranceId>,
}

impl Linker {
    /// Lets go of an article's quotes; answers the utterances those of the window belonged to.
    pub(crate) fn forget(&mut self, article: &ArticleId) -> HashMap<QuoteId, UtteranceId> {
        let gone = self.window.remove(article);
        gone.into_iter().map(|t| (t.id, t.root)).collect()
    }

    /// The utterances that an article's quotes of the window belong to.
    pub(crate) fn known(&self, article: &ArticleId) -> HashMap<QuoteId, UtteranceId> {
        let tellings = self.window.of_article(article);
        tellings.map(|t| (t.id.clone(), t.root.clone())).collect()
    }

    /// Gives quotes the utterances they are known to belong to.
    pub(crate) fn give(&self, quotes: &mut [QuoteRecord], known: &HashMap<QuoteId, UtteranceId>) {
        for quote in quotes {
            if let Some(known) = known.get(&quote.id) {
                quote.utterance = self.redirects.root(known);
            }
        }
    }

    /// Gives the quotes of a new entry their utterances; `before` holds those of the revision it replaces.
    pub(crate) fn take(
        &mut self,
        sequence: u64,
        quotes: &mut [QuoteRecord],
        before: &HashMap<QuoteId, UtteranceId>,
    ) -> Vec<Merger> {
        self.window.evict(sequence);
        let mut mergers = Vec::new();
        for quote in quotes.iter_mut().take(LINKED_QUOTES_MAX) {
            if let Some(known) = before.get(&quote.id) {
                quote.utterance = self.redirects.root(known);
                continue;
            }
            let place = self.place(&Wording::of(quote));
            let Some(into) = place.joins else { continue };
            for from in place.merges {
                self.redirects.add(&from, &into);
                self.window.merge(&from, &into);
                let into = into.clone();
                mergers.push(Merger { from, into });
            }
            quote.utterance = into;
        }
        let mut linked: Vec<&QuoteRecord> = quotes.iter().take(LINKED_QUOTES_MAX).collect();
        linked.sort_by(|a, b| a.id.cmp(&b.id));
        for quote in linked {
            self.window.add(telling(sequence, quote, &self.redirects));
        }
        mergers
    }

    /// Which utterance a quote with this wording belongs to, and which others turn out to be the same.
    fn place(&self, wording: &Wording) -> Place {
        let (mut same, mut whole) = (Vec::new(), Vec::new());
        let (mut parts, mut translated) = (Vec::new(), Vec::new());
        for telling in self.window.candidates(&wording.clues()) {
            let list = match wording.link(&telling.told) {
                Some(Link::Is(WordingRelation::Identical)) => &mut same,
                Some(Link::Is(WordingRelation::Translated)) => &mut translated,
                Some(Link::Is(WordingRelation::PartOf | WordingRelation::Shortened)) => &mut whole,
                Some(Link::Holds) => &mut parts,
                None => continue,
            };
            if !list.contains(&telling.root) {
                list.push(telling.root.clone());
            }
        }
        let holders: BTreeSet<&UtteranceId> = same.iter().chain(&whole).collect();
        let joins = |found: &[UtteranceId]| match found {
            [one] => Some(one.clone()),
            _ => None,
        };
        if !holders.is_empty() {
            // Said twice in longer speeches: only equal words tell which of them it is.
            let one = if holders.len() == 1 {
                same.first().or(whole.first()).cloned()
            } else {
                joins(&same)
            };
            return Place {
                joins: one,
                merges: Vec::new(),
            };
        }
        parts.retain(|utterance| self.is_all_within(utterance, wording));
        let mut parts = parts.into_iter();
        match parts.next() {
            Some(first) => Place {
                joins: Some(first),
                merges: parts.collect(),
            },
            None => Place {
                joins: joins(&translated),
                merges: Vec::new(),
            },
        }
    }

    /// Whether all tellings of an utterance fit a longer wording: one that does not was another speech with the same words.
    fn is_all_within(&self, utterance: &UtteranceId, wording: &Wording) -> bool {
        let members = self.window.members(utterance).take(MEMBERS_HELD_MAX);
        let mut links = members.map(|telling| wording.link(&telling.told));
        links.all(|link| link.is_some())
    }
}
