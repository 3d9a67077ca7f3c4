//! Quarantine: articles that were kept although their extraction failed, and another try at it.
//!
//! Not a list (they are asked for like other articles). Rule: a try that fails again writes nothing; one that succeeds is
//! a new revision of the same text, and never in the place of anything that came in meanwhile.

use super::{Acknowledge, Ingest, IngestError, Outcome, Receipt};
use crate::index::{Change, IndexError, Terms};
use crate::model::ArticleId;
use jiff::Timestamp;

impl Ingest {
    /// Fails with [`IndexError::ArticleNotFound`] on the first article that is not there.
    pub fn all_there(&self, articles: &[ArticleId]) -> Result<(), IngestError> {
        for id in articles {
            if self.store.quarantined(id)?.is_none() {
                return Err(IndexError::ArticleNotFound(id.clone()).into());
            }
        }
        Ok(())
    }

    /// Extracts an article in quarantine again, with the extractor of today; `now` is the ingest time of the revision this makes.
    ///
    /// Of an article that is in no quarantine nothing is changed, and the receipt tells no reason.
    pub fn retry(
        &self,
        id: &ArticleId,
        now: Timestamp,
        acknowledge: Acknowledge,
    ) -> Result<Receipt, IngestError> {
        let Some(kept) = self.store.quarantined(id)? else {
            return Err(IndexError::ArticleNotFound(id.clone()).into());
        };
        let unchanged = |quarantine: Option<String>| Receipt {
            article: id.clone(),
            revision: kept.revision,
            outcome: Outcome::Unchanged,
            counts: crate::model::RecordCounts::default(),
            remarks: Vec::new(),
            quarantine,
        };
        if kept.reason.is_none() {
            return Ok(unchanged(None));
        }
        let document = self.reader.read(&kept.raw);
        let records = self.reader.records(&kept.raw, id, now, document);
        if let Some(reason) = &records.article.quarantine {
            return Ok(unchanged(Some(reason.clone())));
        }
        let written = self.store.write(
            id,
            now,
            Change::Put {
                raw: Box::new(kept.raw),
                records: Box::new(records.clone()),
            },
            Terms {
                request: None,
                over: Some(kept.sequence),
            },
        )?;
        self.finish(id.clone(), written, Some(records), acknowledge)
    }
}
