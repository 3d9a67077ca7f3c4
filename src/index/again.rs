//! What is done again: writes that are sent twice, and articles whose extraction failed.
//!
//! Not the write itself. Rule: a request's id stands for one article and one content; with any other it is an error.

use super::IndexError;
use super::log::{Deed, Mark, Verdict, content_hash};
use super::store::{Store, Written};
use crate::model::{ArticleId, RawArticle, RequestId};
use sha2::{Digest, Sha256};

/// An article that waits for another try at its extraction.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// The entry that holds it.
    pub sequence: u64,
    /// Its revision.
    pub revision: u32,
    /// The article as received.
    pub raw: RawArticle,
    /// Why its extraction failed; `None` when it did not.
    pub reason: Option<String>,
}

impl Store {
    /// What became of a change that was asked for with this id before; `raw` is what was put, nothing for a deletion.
    pub fn repeated(
        &self,
        request: &RequestId,
        article: &ArticleId,
        raw: Option<&RawArticle>,
    ) -> Result<Option<Written>, IndexError> {
        let mark = mark(request, article, raw.map_or([0; 32], content_hash));
        Ok(match self.log.answered(&mark)? {
            Some(Verdict::Repeated {
                sequence,
                revision,
                done,
            }) => Some(Written::repeated(sequence, revision, done)),
            Some(_) | None => None,
        })
    }

    /// The current revision of an article as received, with why its extraction failed; `None` when there is none.
    pub fn quarantined(&self, article: &ArticleId) -> Result<Option<Quarantined>, IndexError> {
        let Some(current) = self.log.current(article)?.filter(|c| !c.deleted) else {
            return Ok(None);
        };
        let entry = self.log.entry(current.sequence)?;
        Ok(entry.and_then(|entry| match entry.deed {
            Deed::Put { raw, quarantine } => Some(Quarantined {
                sequence: current.sequence,
                revision: current.revision,
                raw: *raw,
                reason: quarantine,
            }),
            Deed::Delete | Deed::Purged | Deed::Destroyed | Deed::Decide(_) | Deed::Forgotten => {
                None
            }
        }))
    }
}

/// A request's id with the hash of what it asks for: which article, and which content (zeros for a deletion).
pub(super) fn mark(id: &RequestId, article: &ArticleId, content: [u8; 32]) -> Mark {
    let mut hash = Sha256::new();
    let name = article.as_str().as_bytes();
    hash.update((name.len() as u64).to_be_bytes());
    hash.update(name);
    hash.update(content);
    Mark {
        id: id.clone(),
        fingerprint: hash.finalize().into(),
    }
}
