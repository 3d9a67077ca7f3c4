//! Appending: what a proposal does to the article it names.
//!
//! Not the transaction around it. Rule: entries are numbered without a gap, and the rows of an article always tell of its
//! last entry.

use super::decided::{DECISIONS_MAX, Decisions};
use super::request::{BOUNDS, Done, RequestRow, Requests};
use super::{CURRENT, ENTRIES, REVISIONS, current_in, decode, failed, frame, unframe_message};
use super::{Current, Deed, Entry, Proposal, RevisionRow, Verdict};
use crate::index::IndexError;
use crate::model::ArticleId;
use jiff::Timestamp;
use prost::Message;
use redb::{ReadableTable, WriteTransaction};

/// The tables of the log in one transaction.
pub(super) struct Tables<'t> {
    entries: redb::Table<'t, u64, &'static [u8]>,
    currents: redb::Table<'t, &'static [u8], &'static [u8]>,
    revisions: redb::Table<'t, (&'static [u8], u32), &'static [u8]>,
    requests: Requests<'t>,
    decisions: Decisions<'t>,
}

impl<'t> Tables<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, IndexError> {
        Ok(Self {
            entries: transaction.open_table(ENTRIES).map_err(failed("write"))?,
            currents: transaction.open_table(CURRENT).map_err(failed("write"))?,
            revisions: transaction.open_table(REVISIONS).map_err(failed("write"))?,
            requests: Requests::open(transaction)?,
            decisions: Decisions::open(transaction)?,
        })
    }

    /// Number of the last entry.
    pub(super) fn head(&self) -> Result<u64, IndexError> {
        let last = self.entries.last().map_err(failed("read"))?;
        Ok(last.map_or(0, |(sequence, _)| sequence.value()))
    }

    /// The current state of an article.
    pub(super) fn current(&self, article: &ArticleId) -> Result<Option<Current>, IndexError> {
        current_in(&self.currents, article)
    }

    /// An entry; `None` when it is damaged or missing.
    pub(super) fn entry(&self, sequence: u64) -> Result<Option<Entry>, IndexError> {
        let value = self.entries.get(sequence).map_err(failed("read"))?;
        Ok(value.and_then(|v| decode(v.value(), sequence).ok()))
    }

    /// The revisions of an article: number, entry, when it came in.
    pub(super) fn revisions(
        &self,
        article: &ArticleId,
    ) -> Result<Vec<(u32, u64, Timestamp)>, IndexError> {
        let key = article.as_str().as_bytes();
        let range = (key, 0)..=(key, u32::MAX);
        let mut found = Vec::new();
        for row in self.revisions.range(range).map_err(failed("read"))? {
            let (key, value) = row.map_err(failed("read"))?;
            let row: RevisionRow = unframe_message(value.value(), 0, article)?;
            let ingested = crate::index::document::instant(row.ingested_us)?;
            found.push((key.value().1, row.sequence, ingested));
        }
        Ok(found)
    }

    /// Keeps what is answered to the request an entry came with, before the entry changes its article's rows.
    fn keep_answer(&mut self, entry: &Entry, sequence: u64) -> Result<(), IndexError> {
        let Some(mark) = &entry.request else {
            return Ok(());
        };
        let current = self.current(&entry.article)?;
        let done = if current.is_some_and(|c| !c.deleted) {
            Done::Replaced
        } else {
            Done::Made
        };
        let row = RequestRow::new(mark, sequence, entry.revision, done);
        let now_us = entry.ingested.as_microsecond();
        self.requests.keep(&row, now_us, BOUNDS)
    }

    /// Whether a proposal is one decision more than an article may have.
    fn is_full(&self, proposal: &Proposal) -> Result<bool, IndexError> {
        Ok(
            proposal.deed.is_decision()
                && self.decisions.count(&proposal.article)? >= DECISIONS_MAX,
        )
    }

    /// The entries that decide on records of an article.
    pub(super) fn decisions(&self, article: &ArticleId) -> Result<Vec<u64>, IndexError> {
        self.decisions.entries(article)
    }

    /// Puts another entry in the place of one, and nothing else.
    pub(super) fn replace(&mut self, sequence: u64, entry: &Entry) -> Result<(), IndexError> {
        self.entries
            .insert(sequence, frame::pack(&entry.encode(sequence)).as_slice())
            .map_err(failed("write"))?;
        Ok(())
    }
}

/// Writes what the proposals change; answers also whether anything was written.
pub(super) fn append_all(
    transaction: &WriteTransaction,
    proposals: &[Proposal],
) -> Result<(Vec<Verdict>, bool), IndexError> {
    let mut tables = Tables::open(transaction)?;
    let mut head = tables.head()?;
    let mut verdicts = Vec::with_capacity(proposals.len());
    let mut wrote = false;
    for proposal in proposals {
        let verdict = append_one(&mut tables, proposal, head)?;
        match verdict {
            Verdict::Written { sequence, .. } => (head, wrote) = (sequence, true),
            Verdict::Unchanged { .. } => wrote |= proposal.request.is_some(),
            Verdict::Repeated { .. } | Verdict::Reused | Verdict::Absent | Verdict::Full => {}
        }
        verdicts.push(verdict);
    }
    Ok((verdicts, wrote))
}

fn append_one(
    tables: &mut Tables<'_>,
    proposal: &Proposal,
    head: u64,
) -> Result<Verdict, IndexError> {
    if let Some(mark) = &proposal.request {
        match tables.requests.answered(mark) {
            Ok(None) => {}
            Ok(Some(row)) => return Ok(row.into()),
            Err(IndexError::RequestIdReused(_)) => return Ok(Verdict::Reused),
            Err(error) => return Err(error),
        }
    }
    let before = tables.current(&proposal.article)?;
    let mut verdict = judge(proposal, before.as_ref(), head);
    if matches!(verdict, Verdict::Written { .. }) && tables.is_full(proposal)? {
        verdict = Verdict::Full;
    }
    match verdict {
        Verdict::Written {
            sequence, revision, ..
        } => {
            let entry = Entry {
                article: proposal.article.clone(),
                revision,
                ingested: proposal.ingested,
                deed: proposal.deed.clone(),
                request: proposal.request.clone(),
            };
            write_entry(tables, sequence, &entry, proposal.hash)?;
        }
        Verdict::Unchanged { sequence, revision } => {
            if let Some(mark) = &proposal.request {
                let row = RequestRow::new(mark, sequence, revision, Done::Unchanged);
                let now_us = proposal.ingested.as_microsecond();
                tables.requests.keep(&row, now_us, BOUNDS)?;
            }
        }
        Verdict::Repeated { .. } | Verdict::Reused | Verdict::Absent | Verdict::Full => {}
    }
    Ok(verdict)
}

/// Writes an entry and what it makes of its article's rows.
pub(super) fn write_entry(
    tables: &mut Tables<'_>,
    sequence: u64,
    entry: &Entry,
    hash: [u8; 32],
) -> Result<(), IndexError> {
    let article = &entry.article;
    let ingested_us = entry.ingested.as_microsecond();
    tables.keep_answer(entry, sequence)?;
    tables.replace(sequence, entry)?;
    if entry.deed.is_decision() {
        return tables.decisions.keep(article, sequence);
    }
    let (alive, quarantine) = match &entry.deed {
        Deed::Put { quarantine, .. } => (true, quarantine.clone()),
        Deed::Delete | Deed::Purged | Deed::Destroyed | Deed::Decide(_) | Deed::Forgotten => {
            (false, None)
        }
    };
    let current = Current {
        sequence,
        revision: entry.revision,
        deleted: !alive,
        content_hash: if alive { hash.to_vec() } else { Vec::new() },
        quarantined: quarantine.is_some(),
        article: article.to_string(),
    };
    let row = RevisionRow {
        sequence,
        ingested_us,
        superseded_us: None,
        tombstone: !alive,
        quarantine,
        article: article.to_string(),
        revision: entry.revision,
    };
    let key = article.as_str().as_bytes();
    tables
        .currents
        .insert(key, frame::pack(&current.encode_to_vec()).as_slice())
        .map_err(failed("write"))?;
    supersede(&mut tables.revisions, article, entry.revision, ingested_us)?;
    tables
        .revisions
        .insert(
            (key, entry.revision),
            frame::pack(&row.encode_to_vec()).as_slice(),
        )
        .map_err(failed("write"))?;
    Ok(())
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
    let made = u32::from(!proposal.deed.is_decision());
    let written = Verdict::Written {
        sequence: head + 1,
        revision: before.map_or(0, |c| c.revision) + made,
        replaced: alive.is_some(),
    };
    if let (Some(over), Some(current)) = (proposal.over, alive)
        && over != current.sequence
    {
        return Verdict::Unchanged {
            sequence: current.sequence,
            revision: current.revision,
        };
    }
    match (&proposal.deed, alive) {
        (Deed::Delete | Deed::Decide(_) | Deed::Forgotten, None) => Verdict::Absent,
        (Deed::Put { .. }, None) if proposal.over.is_some() => Verdict::Absent,
        (Deed::Put { quarantine, .. }, Some(current))
            if current.content_hash == proposal.hash
                && current.quarantined == quarantine.is_some() =>
        {
            Verdict::Unchanged {
                sequence: current.sequence,
                revision: current.revision,
            }
        }
        (
            Deed::Delete
            | Deed::Put { .. }
            | Deed::Purged
            | Deed::Destroyed
            | Deed::Decide(_)
            | Deed::Forgotten,
            _,
        ) => written,
    }
}
