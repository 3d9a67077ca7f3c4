//! Copies: which reports are nearly the words of an earlier one, decided as each comes in.
//!
//! Not a stored truth: like the links of utterances this follows from the log alone, entry by entry, so an index built anew
//! finds the same. A report is compared with those of the last [`WINDOW_ENTRIES`] entries that share a rare row of words
//! with it. A group is named after its first report and keeps that name, also when that one changes or goes. Rules: a report is
//! in one group at most, that of the oldest it is nearly the same as; groups are never joined later; a report in quarantine is
//! compared with none.

mod resume;
mod sketch;
#[cfg(test)]
mod tests;

pub(crate) use resume::{Gone, copies, gone_term, original, was_copied};

use super::window::WINDOW_ENTRIES;
use crate::model::{ArticleId, ArticleRecord};
use sketch::Sketch;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Reports looked at for one row of words, the oldest ones.
const CLUE_REPORTS_MAX: usize = 32;
/// Reports one report is compared with, the oldest ones.
const CANDIDATES_MAX: usize = 64;

/// A report of the window, or a deletion.
#[derive(Clone, Debug)]
struct Report {
    article: ArticleId,
    original: Option<ArticleId>,
    /// `None` of what is compared with nothing.
    sketch: Option<Sketch>,
}

/// What is known of an article's revision before.
#[derive(Clone, Debug)]
pub(crate) enum Before {
    /// Nothing: it is older than the window, or there was none.
    Unknown,
    /// It was no copy.
    Alone,
    /// It was a copy.
    Copy(Box<Copied>),
}

/// A revision that was a copy.
#[derive(Clone, Debug)]
pub(crate) struct Copied {
    original: ArticleId,
    sketch: Sketch,
}

impl Before {
    /// What it was a copy of.
    pub(crate) fn original(self) -> Option<ArticleId> {
        match self {
            Self::Copy(copied) => Some(copied.original),
            Self::Alone | Self::Unknown => None,
        }
    }

    fn of(original: Option<ArticleId>, sketch: Option<Sketch>) -> Self {
        match original.zip(sketch) {
            Some((original, sketch)) => Self::Copy(Box::new(Copied { original, sketch })),
            None => Self::Alone,
        }
    }
}

/// Reports of the last entries.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// By entry.
    reports: BTreeMap<u64, Report>,
    by_clue: HashMap<u32, Vec<u64>>,
    by_article: HashMap<ArticleId, u64>,
}

impl Copies {
    /// Goes on from an index: its articles of the window, in the order of entries.
    fn resume(reports: impl IntoIterator<Item = (u64, Report)>) -> Self {
        let mut copies = Self::default();
        for (entry, report) in reports {
            copies.keep(entry, report);
        }
        copies
    }

    /// What is known of an article, which stays in the window.
    pub(crate) fn known(&self, article: &ArticleId) -> Before {
        let entry = self.by_article.get(article);
        match entry.and_then(|entry| self.reports.get(entry)) {
            Some(report) => Before::of(report.original.clone(), report.sketch.clone()),
            None => Before::Unknown,
        }
    }

    /// Lets go of an article; answers what was known of it.
    pub(crate) fn forget(&mut self, article: &ArticleId) -> Before {
        let entry = self.by_article.get(article).copied();
        match entry.and_then(|entry| self.take_out(entry)) {
            Some(report) => Before::of(report.original, report.sketch),
            None => Before::Unknown,
        }
    }

    /// Notes that an entry deleted an article: the index may still show it for a while.
    pub(crate) fn delete(&mut self, entry: u64, article: &ArticleId) {
        self.forget(article);
        self.evict(entry);
        let gone = Report {
            article: article.clone(),
            original: None,
            sketch: None,
        };
        self.keep(entry, gone);
    }

    /// The report a new one is a copy of; `before` is its revision before.
    pub(crate) fn take(
        &mut self,
        entry: u64,
        article: &ArticleRecord,
        before: Before,
    ) -> Option<ArticleId> {
        self.evict(entry);
        let id = &article.article.id;
        let sketch = sketch_of(article);
        let found = sketch.as_ref().and_then(|sketch| match before {
            Before::Copy(copied) if copied.sketch.is_nearly(sketch) => Some(copied.original),
            Before::Copy(_) | Before::Alone | Before::Unknown => self.find(sketch),
        });
        // The first of a group that comes back is not a copy of its own copies.
        let original = found.filter(|original| original != id);
        let report = Report {
            article: id.clone(),
            original: original.clone(),
            sketch,
        };
        self.keep(entry, report);
        original
    }

    /// Whether an entry of the window put or deleted an article.
    pub(crate) fn holds(&self, article: &ArticleId) -> bool {
        self.by_article.contains_key(article)
    }

    /// Whether a report of the window is a copy of this article.
    pub(crate) fn has_copies(&self, article: &ArticleId) -> bool {
        let mut originals = self.reports.values().filter_map(|r| r.original.as_ref());
        originals.any(|original| original == article)
    }

    fn find(&self, sketch: &Sketch) -> Option<ArticleId> {
        let lists = sketch.clues().filter_map(|clue| self.by_clue.get(&clue));
        let candidates: BTreeSet<u64> = lists
            .flat_map(|list| list.iter().take(CLUE_REPORTS_MAX))
            .copied()
            .collect();
        let mut candidates = candidates.iter().take(CANDIDATES_MAX);
        let oldest = candidates.find_map(|entry| {
            let report = self.reports.get(entry)?;
            let nearly = report.sketch.as_ref()?.is_nearly(sketch);
            nearly.then_some(report)
        })?;
        let first = oldest.original.as_ref().unwrap_or(&oldest.article);
        Some(first.clone())
    }

    fn keep(&mut self, entry: u64, report: Report) {
        for clue in report.sketch.iter().flat_map(Sketch::clues) {
            self.by_clue.entry(clue).or_default().push(entry);
        }
        self.by_article.insert(report.article.clone(), entry);
        self.reports.insert(entry, report);
    }

    /// Takes out what is too old when this entry comes in.
    fn evict(&mut self, entry: u64) {
        while let Some((oldest, _)) = self.reports.first_key_value()
            && oldest + WINDOW_ENTRIES <= entry
        {
            let oldest = *oldest;
            self.take_out(oldest);
        }
    }

    fn take_out(&mut self, entry: u64) -> Option<Report> {
        let report = self.reports.remove(&entry)?;
        self.by_article.remove(&report.article);
        for clue in report.sketch.iter().flat_map(Sketch::clues) {
            if let Some(list) = self.by_clue.get_mut(&clue) {
                list.retain(|e| *e != entry);
                if list.is_empty() {
                    self.by_clue.remove(&clue);
                }
            }
        }
        Some(report)
    }
}

/// The sketch of an article's text; `None` of one in quarantine, whose text is not cleaned.
fn sketch_of(article: &ArticleRecord) -> Option<Sketch> {
    match article.quarantine {
        Some(_) => None,
        None => Sketch::of(&article.article.text),
    }
}
