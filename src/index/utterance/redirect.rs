//! Redirects: utterances that turned out to be another, older one. Kept for ever, as terms of the index.

use crate::index::IndexError;
use crate::index::lookup::behind;
use crate::index::schema::{Noun, Role};
use crate::model::UtteranceId;
use std::collections::HashMap;
use tantivy::Searcher;
use tantivy::schema::Field;

/// Between the two ids of a redirect's term.
const INTO: char = '>';

/// Utterances merged into others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    into: HashMap<UtteranceId, UtteranceId>,
    from: HashMap<UtteranceId, Vec<UtteranceId>>,
}

/// The term that keeps a redirect.
pub(crate) fn redirect_term(from: &UtteranceId, into: &UtteranceId) -> String {
    Role::Merged.term(Noun::Utterance, &format!("{from}{INTO}{into}"))
}

impl Redirects {
    /// All redirects of an index.
    pub(crate) fn read(searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        let mut redirects = Self::default();
        for value in behind(searcher, field, &Role::Merged.term(Noun::Utterance, ""))? {
            if let Some((from, into)) = value.split_once(INTO)
                && let (Ok(from), Ok(into)) = (from.parse(), into.parse())
            {
                redirects.add(&from, &into);
            }
        }
        Ok(redirects)
    }

    /// Notes that one utterance is another.
    pub(crate) fn add(&mut self, from: &UtteranceId, into: &UtteranceId) {
        self.into.insert(from.clone(), into.clone());
        self.from
            .entry(into.clone())
            .or_default()
            .push(from.clone());
    }

    /// The utterance an id stands for: itself, or the one it was merged into in the end.
    pub(crate) fn root(&self, id: &UtteranceId) -> UtteranceId {
        let mut root = id;
        // Each step leads to another utterance, and no utterance is merged twice.
        for _ in 0..=self.into.len() {
            match self.into.get(root) {
                Some(next) => root = next,
                None => break,
            }
        }
        root.clone()
    }

    /// An utterance with all that were merged into it, however many steps away; itself first.
    pub(crate) fn family(&self, root: &UtteranceId) -> Vec<UtteranceId> {
        let mut family = vec![root.clone()];
        let mut done = 0;
        while let Some(member) = family.get(done) {
            let more: Vec<UtteranceId> = self
                .from
                .get(member)
                .into_iter()
                .flatten()
                .cloned()
                .collect();
            let new = more.into_iter().filter(|m| !family.contains(m));
            let new: Vec<UtteranceId> = new.collect();
            family.extend(new);
            done += 1;
        }
        family
    }
}
