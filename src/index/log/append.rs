//! Appending: what a proposal does to the article it names.
//!
//! Not the transaction around it. Rule: entries are numbered without a gap, and the rows of an article always tell of its
//! last entry.

use super::{CURRENT, ENTRIES, REVISIONS, current_in, failed, frame, unframe_message};
use super::{Current, Deed, Entry, Proposal, RevisionRow, Verdict};
use crate::index::IndexError;
use crate::model::ArticleId;
use prost::Message;
use redb::{ReadableTable, WriteTransaction};

/// Writes what the proposals change.
pub(super) fn append_all(
    transaction: &WriteTransaction,
    proposals: &[Proposal],
) -> Result<Vec<Verdict>, IndexError> {
    let mut entries = transaction.open_table(ENTRIES).map_err(failed("write"))?;
    let mut currents = transaction.open_table(CURRENT).map_err(failed("write"))?;
    let mut revisions = transaction.open_table(REVISIONS).map_err(failed("write"))?;
    let last = entries.last().map_err(failed("read"))?;
    let mut head = last.map_or(0, |(sequence, _)| sequence.value());
    let mut verdicts = Vec::with_capacity(proposals.len());
    for proposal in proposals {
        let article = &proposal.article;
        let before = current_in(&currents, article)?;
        let verdict = judge(proposal, before.as_ref(), head);
        verdicts.push(verdict);
        let Verdict::Written {
            sequence, revision, ..
        } = verdict
        else {
            continue;
        };
        head = sequence;
        let quarantine = match &proposal.deed {
            Deed::Put { quarantine, .. } => quarantine.clone(),
            Deed::Delete => None,
        };
        let deleted = proposal.deed == Deed::Delete;
        let ingested_us = proposal.ingested.as_microsecond();
        let entry = Entry {
            article: article.clone(),
            revision,
            ingested: proposal.ingested,
            deed: proposal.deed.clone(),
        };
        let current = Current {
            sequence,
            revision,
            deleted,
            content_hash: if deleted {
                Vec::new()
            } else {
                proposal.hash.to_vec()
            },
            quarantined: quarantine.is_some(),
            article: article.to_string(),
        };
        let row = RevisionRow {
            sequence,
            ingested_us,
            superseded_us: None,
            tombstone: deleted,
            quarantine,
            article: article.to_string(),
            revision,
        };
        let key = article.as_str().as_bytes();
        entries
            .insert(sequence, frame::pack(&entry.encode(sequence)).as_slice())
            .map_err(failed("write"))?;
        currents
            .insert(key, frame::pack(&current.encode_to_vec()).as_slice())
            .map_err(failed("write"))?;
        supersede(&mut revisions, article, revision, ingested_us)?;
        revisions
            .insert(
                (key, revision),
                frame::pack(&row.encode_to_vec()).as_slice(),
            )
            .map_err(failed("write"))?;
    }
    Ok(verdicts)
}

/// Writes into the row of the revision before `revision` when it was superseded.
fn supersede(
    revisions: &mut redb::Table<'_, (&'static [u8], u32), &'static [u8]>,
    article: &ArticleId,
    revision: u32,
    at_us: i64,
) -> Result<(), IndexError> {
    let key = (article.as_str().as_bytes(), revision.saturating_sub(1));
    let before = match revisions.get(key).map_err(failed("read"))? {
        Some(value) => unframe_message::<RevisionRow>(value.value(), 0, article)?,
        None => return Ok(()),
    };
    let row = RevisionRow {
        superseded_us: Some(at_us),
        ..before
    };
    revisions
        .insert(key, frame::pack(&row.encode_to_vec()).as_slice())
        .map_err(failed("write"))?;
    Ok(())
}

/// Decides what a proposal does to the current state.
fn judge(proposal: &Proposal, before: Option<&Current>, head: u64) -> Verdict {
    let alive = before.filter(|c| !c.deleted);
    let written = Verdict::Written {
        sequence: head + 1,
        revision: before.map_or(1, |c| c.revision + 1),
        replaced: alive.is_some(),
    };
    match (&proposal.deed, alive) {
        (Deed::Delete, None) => Verdict::Absent,
        (Deed::Put { quarantine, .. }, Some(current))
            if current.content_hash == proposal.hash
                && current.quarantined == quarantine.is_some() =>
        {
            Verdict::Unchanged {
                sequence: current.sequence,
                revision: current.revision,
            }
        }
        (Deed::Delete | Deed::Put { .. }, _) => written,
    }
}
