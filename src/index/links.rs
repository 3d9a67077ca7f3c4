//! Links between reports, as they come in: which quotes are one act of speech, which events are one, which reports are copies
//! of another.
//!
//! Not the rules (those are `utterance`, `event` and `copies`). Rule: everything here follows from the log entry by entry; what the
//! window no longer holds is looked up in the index, where it was committed long before.

use super::IndexError;
use super::copies::{self, Before, Copies};
use super::event;
use super::schema::Fields;
use super::utterance::{Linker, Merger, resume};
use crate::model::{ArticleId, Records};
use tantivy::Searcher;

/// What reports are compared with.
#[derive(Debug)]
pub(super) struct Links {
    linker: Linker,
    events: event::Linker,
    copies: Copies,
}

impl Links {
    /// Goes on from an index that shows the log up to `committed`.
    pub(super) fn resume(
        searcher: &Searcher,
        fields: &Fields,
        committed: u64,
    ) -> Result<Self, IndexError> {
        Ok(Self {
            linker: resume::linker(searcher, fields, committed)?,
            events: event::resume::linker(searcher, fields, committed)?,
            copies: copies::copies(searcher, fields, committed)?,
        })
    }

    /// Gives the records of an entry what they are copies of, its quotes their utterances and its events their first tellings.
    pub(super) fn take(
        &mut self,
        entry: u64,
        records: &mut Records,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Vec<Merger>, IndexError> {
        let article = records.article.article.id.clone();
        let mut quotes = self.linker.forget(&article);
        // What the window knows of an article is newer than what the index shows of it.
        let seen = self.copies.holds(&article);
        let mut events = self.events.forget(&article);
        let mut copy = self.copies.forget(&article);
        if records.article.revision > 1 {
            resume::utterances(searcher, fields, &records.quotes, &mut quotes)?;
            if matches!(copy, Before::Unknown) {
                copy = copies::original(searcher, fields, &article)?;
            }
            if !seen {
                event::resume::firsts(searcher, fields, &records.deployments, &mut events)?;
            }
        }
        let original = self.copies.take(entry, &records.article, copy);
        records.set_copy_of(original.as_ref());
        self.events.take(entry, &mut records.deployments, &events);
        Ok(self.linker.take(entry, &mut records.quotes, &quotes))
    }

    /// Gives the records of an article the links they were given when they came in.
    pub(super) fn find(
        &self,
        records: &mut Records,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<(), IndexError> {
        let article = records.article.article.id.clone();
        let mut quotes = self.linker.known(&article);
        resume::utterances(searcher, fields, &records.quotes, &mut quotes)?;
        self.linker.give(&mut records.quotes, &quotes);
        let mut events = self.events.known(&article);
        event::resume::firsts(searcher, fields, &records.deployments, &mut events)?;
        event::give(&mut records.deployments, &events);
        let mut copy = self.copies.known(&article);
        if matches!(copy, Before::Unknown) {
            copy = copies::original(searcher, fields, &article)?;
        }
        records.set_copy_of(copy.original().as_ref());
        Ok(())
    }

    /// Lets go of an article that an entry deletes; answers whether others are copies of it.
    pub(super) fn delete(
        &mut self,
        entry: u64,
        article: &ArticleId,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<bool, IndexError> {
        self.linker.forget(article);
        self.events.forget(article);
        self.copies.delete(entry, article);
        Ok(self.copies.has_copies(article) || copies::was_copied(searcher, fields, article)?)
    }
}
