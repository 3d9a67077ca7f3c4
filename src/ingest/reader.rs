//! Reading and extracting with the panics of one article kept from the others.
//!
//! Not the extractor: that comes in as [`Analyse`]. The log asks here too, when records are made again.

use super::Analyse;
use super::records::{self, Origin};
use crate::index::{Derive, Kept};
use crate::model::{Article, ArticleId, Findings, Provenance, RawArticle, Records};
use crate::text::Document;
use jiff::Timestamp;
use std::sync::Arc;

/// Reads and extracts with the panics of one article kept from the others.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) analyse: Arc<dyn Analyse>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// Runs pure work; a panic becomes its message.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_else(|| "it panicked".to_owned());
        text.chars().take(200).collect()
    })
}

impl Reader {
    pub(super) fn read(&self, raw: &RawArticle) -> Result<Document, String> {
        caught(|| self.analyse.read(raw))
    }

    pub(super) fn extract(&self, document: &Document) -> Result<Findings, String> {
        caught(|| {
            let mut findings = self.analyse.extract(document);
            let mut remarks = document.remarks.clone();
            remarks.append(&mut findings.remarks);
            findings.remarks = remarks;
            findings
        })
    }

    pub(super) fn origin(
        &self,
        article: &ArticleId,
        revision: u32,
        ingested: Timestamp,
        document: &Document,
    ) -> Origin {
        Origin {
            article: Article {
                id: article.clone(),
                info: document.info.clone(),
                text: document.text.clone(),
            },
            revision,
            ingested,
            provenance: self.analyse.provenance(),
            quarantine: None,
        }
    }

    /// The records of an article, or the article alone in quarantine. The revision is not known yet: 0.
    pub(super) fn records(
        &self,
        raw: &RawArticle,
        article: &ArticleId,
        now: Timestamp,
        document: Result<Document, String>,
    ) -> Records {
        match document {
            Ok(document) => {
                let origin = self.origin(article, 0, now, &document);
                match self.extract(&document) {
                    Ok(findings) => records::records(origin, findings),
                    Err(reason) => quarantined(origin, reason),
                }
            }
            Err(reason) => {
                let document = Document {
                    text: String::from_utf8_lossy(&raw.bytes).into_owned(),
                    info: raw.info.clone(),
                    ..Document::default()
                };
                quarantined(self.origin(article, 0, now, &document), reason)
            }
        }
    }
}

fn quarantined(origin: Origin, reason: String) -> Records {
    tracing::warn!(article = %origin.article.id, reason, "extraction failed, article quarantined");
    let origin = Origin {
        quarantine: Some(reason),
        ..origin
    };
    records::records(origin, Findings::default())
}

impl Derive for Reader {
    fn derive(&self, kept: Kept<'_>) -> Records {
        let document = match kept.quarantine {
            Some(reason) => Err(reason.to_owned()),
            None => self.read(kept.raw),
        };
        let mut records = self.records(kept.raw, kept.article, kept.ingested, document);
        records.set_revision(kept.revision);
        records
    }

    fn provenance(&self) -> Provenance {
        self.analyse.provenance()
    }
}
