//! Follows: what comes, changes and goes among the records that match, entry of the log by entry.
//!
//! Not a search told again and again: every entry of the log is asked once, before and after, so nothing is missed between
//! two looks and nothing told twice. Rules: a record that begins to match is ADDED, one that ceases to is REMOVED, one
//! that matches before and after and is not the same is CHANGED; a new revision changes every record that stays, because
//! its evidence names the revision; within an entry changes come in the order of names, so a place within it stays.

use super::plan::Plan;
use super::resume::{Place, Position, ResumeToken};
use super::{Budget, QueryError, ResumeError, search, stored};
use crate::index::document::Stored;
use crate::index::schema::Column;
use crate::index::view::{Generation, View};
use crate::index::{Feed, IndexError};
use std::collections::{BTreeMap, VecDeque};
use tantivy::DocAddress;

/// Most changes told at once.
pub const NEWS_CHANGES_MAX: usize = 250;

/// Most bytes of changes told at once, as they go over the wire; a larger single record is told alone.
pub const NEWS_BYTES_MAX: usize = 256 << 10;

/// Most entries of the log looked at for one piece of news: each may be an extraction.
pub const NEWS_ENTRIES_MAX: usize = 32;

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It matches and did not before.
    Added,
    /// It matches as before, and is not the same.
    Changed,
    /// It matched and does so no more; the record is as it was.
    Removed,
}

/// Some changes, and where the next begin.
#[derive(Clone, Debug)]
pub struct News<R> {
    /// In the order they happened; may be empty.
    pub changes: Vec<(ChangeKind, R)>,
    /// Goes on behind these changes.
    pub resume_token: String,
    /// Whether the end of the log was reached.
    pub caught_up: bool,
}

/// A follower under way.
#[derive(Debug)]
pub struct Follow<R> {
    plan: Plan,
    decode: fn(&[u8]) -> Result<R, IndexError>,
    /// Entries wholly told.
    sequence: u64,
    /// [`Feed::mark`] of the last of them.
    mark: u64,
    /// What makes records, and made those in answers, while this was begun.
    maker: u64,
    /// Changes of the next entry told already.
    told: usize,
    /// The rest of the next entry's changes.
    ahead: VecDeque<(ChangeKind, Vec<u8>)>,
}

impl<R> Follow<R> {
    /// Begins behind the last entry, or goes on where the token says.
    pub(super) fn begin(
        view: &View,
        feed: &Feed,
        plan: Plan,
        token: &str,
    ) -> Result<Self, QueryError>
    where
        R: Stored,
    {
        let maker = feed.maker();
        let (sequence, told) = if token.is_empty() {
            (feed.head(), 0)
        } else {
            place(view, feed, &plan, (token, maker))?
        };
        let mark = feed.mark(sequence)?.ok_or(ResumeError::Expired)?;
        Ok(Self {
            plan,
            decode: R::decode,
            sequence,
            mark,
            maker,
            told,
            ahead: VecDeque::new(),
        })
    }

    /// The next changes, as far as there are any.
    pub fn next(
        &mut self,
        view: &View,
        feed: &Feed,
        budget: &Budget,
    ) -> Result<News<R>, QueryError> {
        // Every record in answers may have become another at once.
        if self.maker != feed.maker() {
            return Err(ResumeError::Expired.into());
        }
        let (mut changes, mut bytes, mut entries) = (Vec::new(), 0, 0);
        let caught_up = loop {
            if self.ahead.is_empty() {
                if self.sequence >= feed.head() {
                    break true;
                }
                if entries >= NEWS_ENTRIES_MAX {
                    break false;
                }
                entries += 1;
                self.look(feed, budget)?;
            }
            let Some((_, stored)) = self.ahead.front() else {
                self.pass(feed)?;
                continue;
            };
            bytes += stored::wire_bytes(stored.len());
            if !fits(changes.len(), bytes) {
                break false;
            }
            if let Some((kind, stored)) = self.ahead.pop_front() {
                changes.push((kind, (self.decode)(&stored)?));
                self.told += 1;
            }
            if self.ahead.is_empty() {
                self.pass(feed)?;
            }
        };
        Ok(News {
            changes,
            resume_token: self.token(view),
            caught_up,
        })
    }

    /// Reads what the next entry changed, without what of it was told already.
    fn look(&mut self, feed: &Feed, budget: &Budget) -> Result<(), QueryError> {
        budget.check()?;
        let change = match feed.change(self.sequence + 1) {
            Ok(Some(change)) => change,
            // What is not there or damaged cannot be told, and passing over it in silence would be a gap.
            Ok(None) | Err(IndexError::EntryDamaged { .. }) => {
                return Err(ResumeError::Expired.into());
            }
            Err(error) => return Err(error.into()),
        };
        let before = self.matching(change.before.as_deref(), budget)?;
        let mut after = self.matching(change.after.as_deref(), budget)?;
        let mut all = BTreeMap::new();
        for (name, old) in before {
            match after.remove(&name) {
                None => drop(all.insert(name, (ChangeKind::Removed, old))),
                Some(new) if new != old => drop(all.insert(name, (ChangeKind::Changed, new))),
                Some(_same) => {}
            }
        }
        let added = after.into_iter();
        all.extend(added.map(|(name, new)| (name, (ChangeKind::Added, new))));
        self.ahead = all.into_values().skip(self.told).collect();
        Ok(())
    }

    /// The next entry is told.
    fn pass(&mut self, feed: &Feed) -> Result<(), QueryError> {
        self.sequence += 1;
        self.told = 0;
        self.mark = feed.mark(self.sequence)?.ok_or(ResumeError::Expired)?;
        Ok(())
    }

    /// The records of a revision that match, by name.
    fn matching(
        &self,
        shown: Option<&Generation>,
        budget: &Budget,
    ) -> Result<BTreeMap<i64, Vec<u8>>, QueryError> {
        let mut found = BTreeMap::new();
        let Some(shown) = shown else {
            return Ok(found);
        };
        let query = search::build(shown, &self.plan)?;
        let mut addresses = Vec::new();
        search::each(
            shown,
            &self.plan,
            query.as_ref(),
            budget,
            |ord, columns, doc| {
                let name = columns.value(Column::Name, doc).unwrap_or(i64::MAX);
                addresses.push((name, DocAddress::new(ord, doc)));
            },
        )?;
        for (name, address) in addresses {
            found.insert(name, stored::fetch(shown, address)?);
        }
        Ok(found)
    }

    fn token(&self, view: &View) -> String {
        let token = ResumeToken {
            fingerprint: self.plan.fingerprint,
            position: Position::Followed {
                place: Place {
                    sequence: self.sequence,
                    mark: self.mark,
                    maker: self.maker,
                },
                told: self.told as u64,
            },
        };
        token.write(view.page_key())
    }
}

/// Whether one more change is told beside so many, when all of them have so many bytes; one is always told.
const fn fits(changes: usize, bytes: usize) -> bool {
    changes == 0 || changes < NEWS_CHANGES_MAX && bytes <= NEWS_BYTES_MAX
}

/// The entries told and the changes told of the next one, as a token has it; a token nobody can go on from is refused.
fn place(
    view: &View,
    feed: &Feed,
    plan: &Plan,
    (token, maker): (&str, u64),
) -> Result<(u64, usize), QueryError> {
    let key = view.page_key();
    let Position::Followed { place, told } = ResumeToken::read(token, plan.fingerprint, key)?
    else {
        return Err(ResumeError::Mismatch.into());
    };
    let same = place.sequence <= feed.head() && place.maker == maker;
    if !same || feed.mark(place.sequence)? != Some(place.mark) {
        return Err(ResumeError::Expired.into());
    }
    Ok((place.sequence, usize::try_from(told).unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_have_their_changes_and_bytes_at_most_and_one_change_always() {
        assert!(fits(NEWS_CHANGES_MAX - 1, NEWS_BYTES_MAX));
        assert!(!fits(NEWS_CHANGES_MAX, NEWS_BYTES_MAX));
        assert!(!fits(1, NEWS_BYTES_MAX + 1));
        assert!(fits(0, NEWS_BYTES_MAX + 1));
    }
}
