//! Redirects: utterances that turned out to be another, older one.
//!
//! Those that the linker makes are kept for ever, as terms of the index. Those that analysts make are terms of the quote that
//! was decided on, and go with it or with the decision; answers follow both, the linker only its own.

use crate::index::IndexError;
use crate::index::lookup::{behind, living_behind};
use crate::index::schema::{Noun, Role};
use crate::model::{MergeInto, QuoteRecord, UtteranceId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};

/// Between the two ids of a redirect's term.
const INTO: char = '>';

/// Utterances merged into others.
///
/// In layers, so that the states of an index that page walks hold on to share what they have in common. One map for each
/// state was tried: sixty-four of them, each growing with the index, were most of a server's memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    /// The oldest first, each at least twice as large as the next.
    layers: Vec<Arc<Layer>>,
}

#[derive(Clone, Debug, Default)]
struct Layer {
    into: HashMap<UtteranceId, UtteranceId>,
    from: BTreeMap<UtteranceId, Vec<UtteranceId>>,
}

impl Layer {
    fn add(&mut self, from: UtteranceId, into: UtteranceId) {
        let list = self.from.entry(into.clone()).or_default();
        list.push(from.clone());
        self.into.insert(from, into);
    }

    /// This layer with a newer one on it.
    fn under(&self, newer: &Self) -> Self {
        let mut both = self.clone();
        both.into
            .extend(newer.into.iter().map(|(k, v)| (k.clone(), v.clone())));
        for (into, list) in &newer.from {
            let all = both.from.entry(into.clone()).or_default();
            all.extend(list.iter().cloned());
        }
        both
    }
}

/// The term that keeps a redirect.
pub(crate) fn redirect_term(from: &UtteranceId, into: &UtteranceId) -> String {
    Role::Merged.term(Noun::Utterance, &format!("{from}{INTO}{into}"))
}

/// The term of a quote by which an analyst's redirect is kept.
pub(crate) fn ruled_redirect(record: &QuoteRecord) -> Option<String> {
    let merged = record.decision.as_ref()?.merged.as_ref()?;
    let MergeInto::Utterance(into) = &merged.into else {
        return None;
    };
    let from = &record.utterance;
    Some(Role::MergedInto.term(Noun::Utterance, &format!("{from}{INTO}{into}")))
}

impl Redirects {
    /// These redirects with those that analysts made and that hold. Each joins what the two stand for by then, so that none leads
    /// in a circle, whatever was decided in which order.
    pub(crate) fn with_ruled(&self, searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        let mut both = self.clone();
        let prefix = Role::MergedInto.term(Noun::Utterance, "");
        for value in living_behind(searcher, field, &prefix)? {
            if let Some((from, into)) = value.split_once(INTO)
                && let (Ok(from), Ok(into)) = (from.parse(), into.parse())
            {
                let (from, into) = (both.root(&from), both.root(&into));
                if from != into {
                    both.add(&from, &into);
                }
            }
        }
        Ok(both)
    }

    /// All redirects of an index.
    pub(crate) fn read(searcher: &Searcher, field: Field) -> Result<Self, IndexError> {
        Self::default().with(searcher.segment_readers().iter(), field)
    }

    /// All redirects of an index whose earlier state had these: only segments that are new since are read.
    pub(crate) fn read_on(
        &self,
        before: &Searcher,
        searcher: &Searcher,
        field: Field,
    ) -> Result<Self, IndexError> {
        let known: HashSet<SegmentId> = before
            .segment_readers()
            .iter()
            .map(SegmentReader::segment_id)
            .collect();
        let (old, new): (Vec<_>, Vec<_>) = searcher
            .segment_readers()
            .iter()
            .partition(|reader| known.contains(&reader.segment_id()));
        // An index made anew links anew.
        if old.is_empty() {
            return Self::read(searcher, field);
        }
        self.clone().with(new.into_iter(), field)
    }

    fn with<'r>(
        mut self,
        segments: impl Iterator<Item = &'r SegmentReader>,
        field: Field,
    ) -> Result<Self, IndexError> {
        let mut layer = Layer::default();
        for value in behind(segments, field, &Role::Merged.term(Noun::Utterance, ""))? {
            if let Some((from, into)) = value.split_once(INTO)
                && let (Ok(from), Ok(into)) = (from.parse(), into.parse())
                && self.next(&from).is_none()
            {
                layer.add(from, into);
            }
        }
        self.push(layer);
        Ok(self)
    }

    /// Notes that one utterance is another.
    pub(crate) fn add(&mut self, from: &UtteranceId, into: &UtteranceId) {
        let mut layer = Layer::default();
        layer.add(from.clone(), into.clone());
        self.push(layer);
    }

    /// Puts a layer on the others, and makes one of those that are not much larger.
    fn push(&mut self, mut layer: Layer) {
        if layer.into.is_empty() {
            return;
        }
        while let Some(older) = self
            .layers
            .pop_if(|older| older.into.len() < 2 * layer.into.len())
        {
            layer = older.under(&layer);
        }
        self.layers.push(Arc::new(layer));
    }

    /// What an utterance was merged into.
    fn next(&self, id: &UtteranceId) -> Option<&UtteranceId> {
        self.layers.iter().find_map(|layer| layer.into.get(id))
    }

    /// The utterance an id stands for: itself, or the one it was merged into in the end.
    pub(crate) fn root(&self, id: &UtteranceId) -> UtteranceId {
        let mut root = id;
        // Each step leads to another utterance, and no utterance is merged twice.
        let steps: usize = self.layers.iter().map(|layer| layer.into.len()).sum();
        for _ in 0..=steps {
            match self.next(root) {
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
            let lists = self
                .layers
                .iter()
                .filter_map(|layer| layer.from.get(member));
            let more: Vec<UtteranceId> = lists.flatten().cloned().collect();
            let new = more.into_iter().filter(|m| !family.contains(m));
            let new: Vec<UtteranceId> = new.collect();
            family.extend(new);
            done += 1;
        }
        family
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id;

    fn utterance(number: usize) -> UtteranceId {
        id::digest_id('u', &[&number.to_string()]).into()
    }

    #[test]
    fn later_states_share_what_they_have_in_common_and_know_all() {
        let mut redirects = Redirects::default();
        for number in 1..=1000 {
            redirects.add(&utterance(number), &utterance(number / 10));
        }
        let earlier = redirects.clone();
        redirects.add(&utterance(1001), &utterance(100));
        let (old, new) = (earlier.layers.first(), redirects.layers.first());
        assert!(old.zip(new).is_some_and(|(old, new)| Arc::ptr_eq(old, new)));
        let largest_first = redirects
            .layers
            .is_sorted_by(|older, newer| older.into.len() >= 2 * newer.into.len());
        assert!(largest_first && redirects.layers.len() <= 10);
        assert_eq!(redirects.root(&utterance(1001)), utterance(0));
        assert_eq!(redirects.family(&utterance(0)).len(), 1002);
        assert_eq!(earlier.root(&utterance(1001)), utterance(1001));
    }
}
