//! The past: what superseded revisions said, so that what was known on a day can still be asked for.
//!
//! Not a second archive: the records are made again from the log, by the rules of this release, when a revision or a deletion takes
//! the place of another one. Only stances, the one noun asked for by a day of knowledge. Rules: past documents belong to the
//! article under a term of their own, so the revisions that follow leave them; a purge takes them away; no search meets them.

use super::IndexError;
use super::decided;
use super::indexer::Tools;
use super::log::Deed;
use super::store::Kept;
use super::terms::past_stance;
use crate::model::ArticleId;
use jiff::Timestamp;
use tantivy::TantivyDocument;

/// The documents of the revision before this one, which was superseded then by an entry, with what had been decided on them; none of a first revision, and none of one that
/// was a deletion, is purged or damaged.
pub(super) fn documents(
    tools: &Tools,
    article: &ArticleId,
    revision: u32,
    (superseded, entry): (Timestamp, u64),
) -> Result<Vec<TantivyDocument>, IndexError> {
    let before = revision.saturating_sub(1);
    if before == 0 {
        return Ok(Vec::new());
    }
    match made(tools, article, before, (superseded, entry)) {
        Err(error @ IndexError::EntryDamaged { .. }) => {
            // Counted when the entry itself was applied.
            tracing::warn!(%error, "go on without what a superseded revision said");
            Ok(Vec::new())
        }
        made => made,
    }
}

fn made(
    tools: &Tools,
    article: &ArticleId,
    revision: u32,
    (superseded, until): (Timestamp, u64),
) -> Result<Vec<TantivyDocument>, IndexError> {
    let Some(sequence) = tools.log.sequence_of(article, revision)? else {
        return Ok(Vec::new());
    };
    let Some(entry) = tools.log.entry(sequence)? else {
        return Ok(Vec::new());
    };
    let Deed::Put { raw, quarantine } = &entry.deed else {
        return Ok(Vec::new());
    };
    let mut records = tools.derive.derive(Kept {
        article,
        revision,
        ingested: entry.ingested,
        raw,
        quarantine: quarantine.as_deref(),
    });
    let rulings = decided::readable(&tools.log, article, until)?;
    decided::apply(&mut records, rulings);
    let stances = records.stances.iter();
    let info = &records.article.article.info;
    let document = |record| past_stance(&tools.fields, record, info, superseded);
    Ok(stances.map(document).collect())
}
