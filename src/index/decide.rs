//! Deciding: an analyst's word on a record becomes an entry of the log.
//!
//! Not where decisions find their records (that is `decided`). Rule: what is decided on is what the log says at that
//! moment, made again from the report, never what an index still shows.

use super::IndexError;
use super::again::mark;
use super::corrected::{self, Words};
use super::decided::{self, Ruled};
use super::document::StoredRuling;
use super::fault::fault;
use super::log::{Deed, Entry, Verdict};
use super::store::{Kept, Store, Terms, Written};
use super::view::search_failed;
use crate::model::{
    ArticleId, Corrected, Correction, Decision, DecisionRecord, DecisionState, RecordId, Records,
    RequestId, Ruling, Told,
};
use jiff::Timestamp;
use prost::Message;
use sha2::{Digest, Sha256};
use std::sync::PoisonError;

/// What became of a decision; it is on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The entry of the log.
    pub sequence: u64,
    /// What was decided. Of an `Undecided` state: what was taken back.
    pub record: DecisionRecord,
}

/// A place where a decision can be cut off.
fn planted(place: &'static str) -> Result<(), IndexError> {
    fault(place).map_err(|e| search_failed("decide")(e.into()))
}

/// The hash of what a decision asks for: not of what the record told, which other rules may read otherwise.
fn content(ruling: &Ruling) -> [u8; 32] {
    let asked = Ruling {
        told: Vec::new(),
        ..ruling.clone()
    };
    Sha256::digest(StoredRuling::from(&asked).encode_to_vec()).into()
}

impl Store {
    /// Decides on a record of an article; the decision is on disk when this returns. `ruling.told` and what its corrections
    /// told are filled in here, and fields that were corrected before are kept.
    ///
    /// [`IndexError::RecordNotFound`] when the article gives no such record and none of that name was decided on;
    /// [`IndexError::ClaimNotFound`] when a corrected claim is not among those of its event.
    pub fn decide(
        &self,
        article: &ArticleId,
        now: Timestamp,
        mut ruling: Ruling,
        request: Option<&RequestId>,
    ) -> Result<Judged, IndexError> {
        let hash = content(&ruling);
        // One at a time: a correction goes on from what was corrected before.
        let turn = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = request
            && let Some(Verdict::Repeated { sequence, .. }) =
                self.log.answered(&mark(id, article, hash))?
        {
            return self.judged(article, sequence);
        }
        self.complete(article, &mut ruling)?;
        let deed = Deed::Decide(Box::new(ruling));
        let terms = Terms {
            request,
            over: None,
        };
        planted("decide.before-write")?;
        let written = self.propose(article, now, (deed, hash), None, terms)?;
        planted("decide.before-answer")?;
        drop(turn);
        self.judged(article, Written::sequence(written))
    }

    /// What was decided by an entry, with the record it holds for.
    fn judged(&self, article: &ArticleId, sequence: u64) -> Result<Judged, IndexError> {
        let entry = self.log.entry(sequence)?;
        let Some(Entry {
            deed: Deed::Decide(ruling),
            ingested: decided,
            ..
        }) = entry
        else {
            // Purged since.
            return Err(IndexError::ArticleNotFound(article.clone()));
        };
        let asked = Ruled {
            ruling: *ruling,
            decided,
        };
        // Without the other decisions: an answer tells what this one said, also when a later one counts.
        let mut records = self.current_records(article)?;
        if let Some(records) = &mut records {
            let shown = match asked.ruling.state {
                DecisionState::Undecided => DecisionState::Confirmed,
                state @ (DecisionState::Confirmed
                | DecisionState::Rejected
                | DecisionState::Corrected
                | DecisionState::Merged) => state,
            };
            let ruling = Ruling {
                state: shown,
                ..asked.ruling.clone()
            };
            decided::apply(records, vec![Ruled { ruling, decided }]);
        }
        let held = records.and_then(|records| records.decisions.into_iter().next());
        let corrections = held.as_ref().map(|held| held.corrections.clone());
        Ok(Judged {
            sequence,
            record: DecisionRecord {
                corrections: corrections.unwrap_or_default(),
                article: article.clone(),
                found: held.as_ref().and_then(|held| held.found.clone()),
                outdated: held.is_some_and(|held| held.outdated),
                ruling: asked.ruling,
                decided,
            },
        })
    }

    /// Fills in what a ruling's record tells, or told when it was decided on before, and all that is corrected.
    fn complete(&self, article: &ArticleId, ruling: &mut Ruling) -> Result<(), IndexError> {
        let Some(records) = self.current_records(article)? else {
            return Err(IndexError::ArticleNotFound(article.clone()));
        };
        if let Some(told) = told(&records, &ruling.record) {
            ruling.told = told;
            return self.correct(&records, ruling);
        }
        let mut before = decided::sure(&self.log, article, u64::MAX)?.into_iter();
        let last = before.rfind(|ruled| ruled.ruling.record == ruling.record);
        let needs_it = [DecisionState::Corrected, DecisionState::Merged].contains(&ruling.state);
        let last = last.filter(|_| !needs_it);
        let last = last.ok_or_else(|| IndexError::RecordNotFound(ruling.record.clone()))?;
        ruling.told = last.ruling.told;
        Ok(())
    }

    /// Adds the fields that were corrected before to those a ruling corrects, and what the record was merged into. A confirmation
    /// confirms what is shown, and so keeps them; what is rejected or taken back has none.
    fn correct(&self, records: &Records, ruling: &mut Ruling) -> Result<(), IndexError> {
        if matches!(
            ruling.state,
            DecisionState::Rejected | DecisionState::Undecided
        ) {
            ruling.corrections.clear();
            ruling.merge = None;
            return Ok(());
        }
        let article = &records.article.article.id;
        let mut shown = records.clone();
        let rulings = decided::sure(&self.log, article, u64::MAX)?;
        decided::apply(&mut shown, rulings);
        let before = decision(&shown, &ruling.record);
        if ruling.merge.is_none() {
            let merged = before.and_then(|d| d.merged.as_ref());
            ruling.merge = merged.map(|merged| merged.into.clone());
        }
        let before = before.map(|d| d.corrections.clone());
        let before = before.unwrap_or_default().into_iter();
        let asked = std::mem::take(&mut ruling.corrections);
        let is_set = |before: &Corrected| {
            let same = |c: &Correction| c.claim == before.claim && c.set.is_same_field(&before.set);
            asked.iter().any(same)
        };
        let kept = before.filter(|c| !c.set.follows() && !is_set(c));
        let kept: Vec<_> = kept.map(|c| (c.claim, c.set)).collect();
        let asked = asked.into_iter().map(|c| (c.claim, c.set));
        let words = Words::of(records);
        for (claim, set) in kept.into_iter().chain(asked) {
            let whole = corrected::complete(records, &words, &ruling.record, claim.clone(), set);
            let missing = || IndexError::ClaimNotFound(ruling.record.clone(), claim);
            ruling.corrections.push(whole.ok_or_else(missing)?);
        }
        Ok(())
    }

    /// The records of an article as the log says, without decisions; `None` when there is none.
    fn current_records(&self, article: &ArticleId) -> Result<Option<Records>, IndexError> {
        let Some(current) = self.log.current(article)?.filter(|c| !c.deleted) else {
            return Ok(None);
        };
        let entry = self.log.entry(current.sequence)?;
        Ok(entry.and_then(|entry| match entry.deed {
            Deed::Put { raw, quarantine } => Some(self.next.derive.derive(Kept {
                article,
                revision: entry.revision,
                ingested: entry.ingested,
                raw: &raw,
                quarantine: quarantine.as_deref(),
            })),
            Deed::Delete | Deed::Purged | Deed::Destroyed | Deed::Decide(_) | Deed::Forgotten => {
                None
            }
        }))
    }
}

/// What a record tells; `None` when the report does not give it.
fn told(records: &Records, record: &RecordId) -> Option<Vec<Told>> {
    match record {
        RecordId::Quote(id) => {
            let found = records.quotes.iter().find(|r| r.id == *id);
            found.map(crate::model::QuoteRecord::told)
        }
        RecordId::Stance(id) => {
            let found = records.stances.iter().find(|r| r.id == *id);
            found.map(crate::model::StanceRecord::told)
        }
        RecordId::Deployment(id) => {
            let found = records.deployments.iter().find(|r| r.id == *id);
            found.map(crate::model::DeploymentRecord::told)
        }
    }
}

/// What was decided on a record.
fn decision<'r>(records: &'r Records, record: &RecordId) -> Option<&'r Decision> {
    match record {
        RecordId::Quote(id) => {
            let found = records.quotes.iter().find(|r| r.id == *id);
            found.and_then(|r| r.decision.as_ref())
        }
        RecordId::Stance(id) => {
            let found = records.stances.iter().find(|r| r.id == *id);
            found.and_then(|r| r.decision.as_ref())
        }
        RecordId::Deployment(id) => {
            let found = records.deployments.iter().find(|r| r.id == *id);
            found.and_then(|r| r.decision.as_ref())
        }
    }
}
