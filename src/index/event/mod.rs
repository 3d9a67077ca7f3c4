//! Events: which deployment events of different reports are one, decided as each report comes in.
//!
//! Not a stored truth: like the links of utterances this follows from the log alone, entry by entry, so an index built anew
//! finds the same. An event is compared with those of the last [`WINDOW_ENTRIES`](window::WINDOW_ENTRIES) entries that share a clue
//! with it; every list of candidates is bounded. The first telling gives the event its name for life, later ones carry it as
//! `merged_into`. Rules: claims are never merged; events of one report are never one; an event that could be two others is neither, nor
//! are two events of a report that could be the same other; what a copy repeats is the event it repeats.

mod firsts;
pub(crate) mod resume;
mod sighting;
#[cfg(test)]
mod tests;

pub(crate) use firsts::Firsts;

use super::window::{self, Window};
use crate::model::{ArticleId, DeploymentId, DeploymentRecord};
use sighting::Sighting;
use std::collections::HashMap;

/// Events of one report that are compared, the first ones in text order.
pub(crate) const LINKED_EVENTS_MAX: usize = 32;
/// Tellings of an event that a new one is held against before it joins them.
pub(crate) const MEMBERS_HELD_MAX: usize = 32;

/// An event of the window.
type Telling = window::Telling<DeploymentId, DeploymentId, Sighting>;

/// Links events as their reports come in, in the order of the log.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    window: Window<DeploymentId, DeploymentId, Sighting>,
}

/// What the window keeps of an event.
fn telling(sequence: u64, event: &DeploymentRecord) -> Telling {
    let sighting = Sighting::of(event);
    Telling {
        sequence,
        id: event.id.clone(),
        article: event.source.article.clone(),
        root: event.event().clone(),
        clues: sighting.clues(),
        told: sighting,
    }
}

/// Notes that an event is this one.
fn join(record: &mut DeploymentRecord, root: &DeploymentId) {
    record.merged_into = (record.id != *root).then(|| root.clone());
}

impl Linker {
    /// Lets go of an article's events; answers which event each of those of the window is.
    pub(crate) fn forget(&mut self, article: &ArticleId) -> HashMap<DeploymentId, DeploymentId> {
        let gone = self.window.remove(article);
        gone.into_iter().map(|t| (t.id, t.root)).collect()
    }

    /// Which event each of an article's events of the window is.
    pub(crate) fn known(&self, article: &ArticleId) -> HashMap<DeploymentId, DeploymentId> {
        let tellings = self.window.of_article(article);
        tellings.map(|t| (t.id.clone(), t.root.clone())).collect()
    }

    /// Gives the events of a new entry the first telling of each; `before` holds those of the revision it replaces.
    pub(crate) fn take(
        &mut self,
        sequence: u64,
        events: &mut [DeploymentRecord],
        before: &HashMap<DeploymentId, DeploymentId>,
    ) {
        self.window.evict(sequence);
        if events.is_empty() {
            return;
        }
        let linked = || events.iter().take(LINKED_EVENTS_MAX);
        let found: Vec<Option<DeploymentId>> = linked()
            .map(|event| match before.get(&event.id) {
                Some(known) => Some(known.clone()),
                None => self.find(&Sighting::of(event)),
            })
            .collect();
        let ids: Vec<DeploymentId> = linked().map(|event| event.id.clone()).collect();
        for ((event, root), id) in events.iter_mut().zip(&found).zip(&ids) {
            let Some(root) = root else { continue };
            let others = found.iter().zip(&ids).filter(|(_, other)| *other != id);
            // Two moves of one report cannot be the same other one: which of them is, nobody can tell.
            let told_twice = others
                .filter(|(found, _)| found.as_ref() == Some(root))
                .count()
                > 0;
            if before.contains_key(id) || !told_twice {
                join(event, root);
            }
        }
        let mut linked: Vec<&DeploymentRecord> = events.iter().take(LINKED_EVENTS_MAX).collect();
        linked.sort_by(|a, b| a.id.cmp(&b.id));
        for event in linked {
            self.window.add(telling(sequence, event));
        }
    }

    /// The one event that this is another telling of.
    fn find(&self, sighting: &Sighting) -> Option<DeploymentId> {
        if let Some(repeated) = self.only(&sighting.copy_clues(), |t| t.told.is_copy(sighting)) {
            return Some(repeated);
        }
        let root = self.only(&sighting.wanted(), |t| t.told.fits(sighting))?;
        let members = self.window.members(&root).take(MEMBERS_HELD_MAX);
        let mut agree = members.map(|t| t.told.agrees(sighting) || t.told.is_copy(sighting));
        if agree.all(|agrees| agrees) {
            return Some(root.clone());
        }
        None
    }

    /// The event of all tellings that share a clue and fit, when it is one.
    fn only(&self, clues: &[u32], fits: impl Fn(&Telling) -> bool) -> Option<DeploymentId> {
        let fitting = self.window.candidates(clues).filter(|t| fits(t));
        let mut roots = fitting.map(|t| &t.root);
        let first = roots.next()?;
        roots.all(|root| root == first).then(|| first.clone())
    }
}

/// Gives events the first tellings they are known to have.
pub(crate) fn give(events: &mut [DeploymentRecord], known: &HashMap<DeploymentId, DeploymentId>) {
    for event in events {
        if let Some(root) = known.get(&event.id) {
            join(event, root);
        }
    }
}
