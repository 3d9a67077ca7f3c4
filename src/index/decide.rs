//! Deciding: an analyst's word on a record becomes an entry of the log.
//!
//! Not where decisions find their records (that is `decided`). Rule: what is decided on is what the log says at that
//! moment, made again from the report, never what an index still shows.

use super::IndexError;
use super::again::mark;
use super::decided::{self, Ruled};
use super::document::StoredRuling;
use super::log::{Deed, Entry, Verdict};
use super::store::{Kept, Store, Terms, Written};
use crate::model::{
    ArticleId, DecisionRecord, DecisionState, RecordId, Records, RequestId, Ruling, Told,
};
use jiff::Timestamp;
use prost::Message;
use sha2::{Digest, Sha256};

/// What became of a decision; it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The entry of the log.
    pub sequence: u64,
    /// What was decided. Of an `Undecided` state: what was taken back.
    pub record: DecisionRecord,
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
    /// Decides on a record of an article; the decision is on disk when this returns. `ruling.told` is filled in here.
    ///
    /// [`IndexError::RecordNotFound`] when the article gives no such record and none of that name was decided on.
    pub fn decide(
        &self,
        article: &ArticleId,
        now: Timestamp,
        mut ruling: Ruling,
        request: Option<&RequestId>,
    ) -> Result<Judged, IndexError> {
        let hash = content(&ruling);
        if let Some(id) = request
            && let Some(Verdict::Repeated { sequence, .. }) =
                self.log.answered(&mark(id, article, hash))?
        {
            return self.judged(article, sequence);
        }
        ruling.told = self.told(article, &ruling.record)?;
        let deed = Deed::Decide(Box::new(ruling));
        let terms = Terms {
            request,
            over: None,
        };
        let written = self.propose(article, now, (deed, hash), None, terms)?;
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
                state @ (DecisionState::Confirmed | DecisionState::Rejected) => state,
            };
            let ruling = Ruling {
                state: shown,
                ..asked.ruling.clone()
            };
            decided::apply(records, vec![Ruled { ruling, decided }]);
        }
        let held = records.and_then(|records| records.decisions.into_iter().next());
        Ok(Judged {
            sequence,
            record: DecisionRecord {
                article: article.clone(),
                found: held.as_ref().and_then(|held| held.found.clone()),
                outdated: held.is_some_and(|held| held.outdated),
                ruling: asked.ruling,
                decided,
            },
        })
    }

    /// What a record tells, or told when it was decided on before.
    fn told(&self, article: &ArticleId, record: &RecordId) -> Result<Vec<Told>, IndexError> {
        let Some(records) = self.current_records(article)? else {
            return Err(IndexError::ArticleNotFound(article.clone()));
        };
        let told = match record {
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
        };
        if let Some(told) = told {
            return Ok(told);
        }
        let mut before = decided::sure(&self.log, article, u64::MAX)?.into_iter();
        let last = before.rfind(|ruled| ruled.ruling.record == *record);
        last.map(|ruled| ruled.ruling.told)
            .ok_or_else(|| IndexError::RecordNotFound(record.clone()))
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
