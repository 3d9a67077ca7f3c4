//! Decisions of analysts on records.
//!
//! Not the finding of the record's article (a question to the index) and not the wire.

use super::{Acknowledge, Ingest, IngestError, Wish};
use crate::index::Judged;
use crate::model::{
    ArticleId, ClaimId, Correction, DecisionState, Field, MergeInto, RecordId, Ruling, Told,
};
use jiff::Timestamp;

/// What an analyst says of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The record.
    pub record: RecordId,
    /// What is said; `Undecided` takes back what was said before.
    pub state: DecisionState,
    /// Of a correction: the fields with the values set, and of a deployment the claim. Fields that were set before stay set.
    pub fields: Vec<(Option<ClaimId>, Field)>,
    /// Of a merger: what the record is one with. What was said before holds until it is rejected or taken back.
    pub merge: Option<MergeInto>,
    /// Who says it; empty when nobody is named.
    pub analyst: String,
    /// Why; may be empty.
    pub reason: String,
}

impl Ingest {
    /// Decides on a record of an article at `now`; on disk when it returns, in answers as `wish` says.
    ///
    /// [`IndexError::RecordNotFound`](crate::index::IndexError::RecordNotFound) when the article gives no such record and none
    /// of that name was decided on.
    pub fn decide(
        &self,
        article: &ArticleId,
        verdict: Verdict,
        now: Timestamp,
        wish: impl Into<Wish>,
    ) -> Result<Judged, IngestError> {
        let Wish {
            acknowledge,
            request,
        } = wish.into();
        let fields = verdict.fields.into_iter();
        let corrections = fields.map(|(claim, set)| Correction {
            claim,
            told: Told {
                words: String::new(),
                reading: String::new(),
            },
            alone: false,
            set,
        });
        let ruling = Ruling {
            corrections: corrections.collect(),
            merge: verdict.merge,
            record: verdict.record,
            told: Vec::new(),
            state: verdict.state,
            analyst: verdict.analyst,
            reason: verdict.reason,
        };
        let judged = self.store.decide(article, now, ruling, request.as_ref())?;
        if acknowledge == Acknowledge::Searchable {
            self.store.wait_searchable(judged.sequence)?;
        }
        Ok(judged)
    }
}
