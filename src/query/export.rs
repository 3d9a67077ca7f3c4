//! Exports: every record that matches, in the order of names, chunk by chunk.
//!
//! Not a page walk: no state of the index is held between two windows, and a walk goes on after a restart from the last
//! name it told. Rules: a record that matched from the beginning of the walk to its end is told exactly once, because
//! names never change; one that came in meanwhile is told when its name is still ahead; a chunk is bounded in records
//! and bytes, a window in names.

use super::follow::Follow;
use super::order::Order;
use super::page::PageRequest;
use super::plan::{Asked, Plan, Planner};
use super::resume::{Place, Position, ResumeToken};
use super::token::fingerprint;
use super::{Budget, QueryError, ResumeError};
use super::{search, stored};
use crate::index::schema::{Column, Noun};
use crate::index::view::{Generation, View};
use crate::index::{Feed, IndexError, document::Stored};
use crate::lexicon::Lexicon;
use std::collections::{BinaryHeap, VecDeque};
use std::fmt::Debug;
use std::sync::Arc;
use tantivy::DocAddress;

/// Most records of one chunk.
pub const CHUNK_RECORDS_MAX: usize = 250;

/// Most bytes of one chunk, as they go over the wire; a larger single record makes a chunk of its own.
pub const CHUNK_BYTES_MAX: usize = 256 << 10;

/// Names found by one look at the index; between two looks nothing of it is held.
pub const WINDOW_NAMES: usize = 16_384;

/// A question whose answer is streamed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreamQuery<F> {
    /// Words in the query language; empty asks nothing.
    pub text: String,
    /// What the records have in common.
    pub filter: F,
    /// Where to go on; empty = from the beginning.
    pub resume_token: String,
}

/// A filter of one noun.
pub trait Selects {
    /// The noun's record.
    type Record;
}

/// What the questions of this folder know of a filter.
pub(super) trait Filter: Selects + Debug {
    /// The noun.
    const NOUN: Noun;
    /// The noun in fingerprints of questions: never another, or the tokens given out fit no more.
    const WORD: &'static str;

    /// What the filter asks of the index.
    fn ask(&self, planner: &mut Planner<'_>);

    /// Writes into records what only the other reports of one state of the index tell.
    fn complete(
        _generation: &Generation,
        _records: &mut [Self::Record],
        _budget: &Budget,
    ) -> Result<(), QueryError> {
        Ok(())
    }
}

/// [`Filter::complete`] of a filter for these records.
type Complete<R> = fn(&Generation, &mut [R], &Budget) -> Result<(), QueryError>;

/// A filter whose matches can be streamed.
pub trait Streamed: Selects + Sized {
    /// Begins to tell all records that match, or goes on where the token of the query says.
    fn export(
        view: &View,
        feed: &Feed,
        lexicon: &Lexicon,
        query: &StreamQuery<Self>,
    ) -> Result<Walk<Self::Record>, QueryError>;

    /// Begins to tell what changes among the records that match, from now on or from where the token of the query says.
    fn follow(
        view: &View,
        feed: &Feed,
        lexicon: &Lexicon,
        query: &StreamQuery<Self>,
    ) -> Result<Follow<Self::Record>, QueryError>;
}

impl<F> Streamed for F
where
    F: Filter,
    <F as Selects>::Record: Stored,
{
    fn export(
        view: &View,
        feed: &Feed,
        lexicon: &Lexicon,
        query: &StreamQuery<F>,
    ) -> Result<Walk<Self::Record>, QueryError> {
        let plan = plan(view, lexicon, query)?;
        Walk::begin(view, feed, (plan, F::complete), &query.resume_token)
    }

    fn follow(
        view: &View,
        feed: &Feed,
        lexicon: &Lexicon,
        query: &StreamQuery<F>,
    ) -> Result<Follow<Self::Record>, QueryError> {
        let plan = plan(view, lexicon, query)?;
        Follow::begin(view, feed, plan, &query.resume_token)
    }
}

/// Some records of an export, and where the next begin.
#[derive(Clone, Debug)]
pub struct Chunk<R> {
    /// In the order of names; empty only when nothing (more) matches.
    pub records: Vec<R>,
    /// Goes on behind these records.
    pub resume_token: String,
    /// Begins a follow of the same question at the state the export began with.
    pub follow_token: String,
    /// Whether this is the last one.
    pub last: bool,
}

/// An export under way.
#[derive(Debug)]
pub struct Walk<R> {
    plan: Plan,
    decode: fn(&[u8]) -> Result<R, IndexError>,
    complete: Complete<R>,
    /// The last name told.
    after: Option<i64>,
    /// Entries of the log the first state showed: a follow from there misses nothing.
    began: Place,
    /// Names of one window.
    names: usize,
    window: Option<Window>,
}

/// The names ahead, in one state of the index.
#[derive(Debug)]
struct Window {
    generation: Arc<Generation>,
    ahead: VecDeque<(i64, DocAddress)>,
    /// Whether names lie behind the last of `ahead`.
    more: bool,
}

/// Whether one more record is told beside so many, when all of them have so many bytes; one is always told.
const fn fits(records: usize, bytes: usize) -> bool {
    records == 0 || records < CHUNK_RECORDS_MAX && bytes <= CHUNK_BYTES_MAX
}

/// The plan of a streamed question: no words order it and no page ends it.
fn plan<F: Filter>(
    view: &View,
    lexicon: &Lexicon,
    query: &StreamQuery<F>,
) -> Result<Plan, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(F::NOUN, &generation, lexicon);
    query.filter.ask(&mut planner);
    planner.finish(&Asked {
        text: &query.text,
        order_by: "",
        page: &PageRequest::default(),
        highlight: false,
        keys: &[],
        unranked: Order::Keys(Vec::new()),
        fingerprint: fingerprint(&("stream", F::WORD, &query.text, &query.filter)),
    })
}

impl<R> Walk<R> {
    /// Begins, or goes on where the token says.
    pub(super) fn begin(
        view: &View,
        feed: &Feed,
        (plan, complete): (Plan, Complete<R>),
        token: &str,
    ) -> Result<Self, QueryError>
    where
        R: Stored,
    {
        let (after, began) = if token.is_empty() {
            let sequence = view.sequence();
            let began = Place {
                sequence,
                // A damaged entry makes no export fail: only the follow behind it will be refused.
                mark: feed.mark(sequence).ok().flatten().unwrap_or_default(),
                maker: feed.maker(),
            };
            (None, began)
        } else {
            match ResumeToken::read(token, plan.fingerprint, view.page_key())? {
                Position::Exported { name, began } => (name, began),
                Position::Followed { .. } => return Err(ResumeError::Mismatch.into()),
            }
        };
        Ok(Self {
            plan,
            decode: R::decode,
            complete,
            after,
            began,
            names: WINDOW_NAMES,
            window: None,
        })
    }

    /// The same with windows of this many names in place of [`WINDOW_NAMES`].
    #[must_use]
    pub fn with_window(self, names: usize) -> Self {
        Self {
            names: names.max(1),
            ..self
        }
    }

    /// The next records.
    pub fn next(&mut self, view: &View, budget: &Budget) -> Result<Chunk<R>, QueryError> {
        let _run = tracing::info_span!("run").entered();
        budget.check()?;
        let (mut records, mut bytes) = (Vec::new(), 0);
        loop {
            let window = match self.window.take() {
                Some(window) => window,
                None => self.look(view, budget)?,
            };
            let window = self.window.insert(window);
            while let Some((name, address)) = window.ahead.front().copied() {
                let stored = stored::fetch(&window.generation, address)?;
                bytes += stored::wire_bytes(stored.len());
                if !fits(records.len(), bytes) {
                    return self.chunk(view, records, (false, budget));
                }
                records.push((self.decode)(&stored)?);
                window.ahead.pop_front();
                self.after = Some(name);
            }
            if !window.more {
                return self.chunk(view, records, (true, budget));
            }
            self.window = None;
        }
    }

    fn chunk(
        &self,
        view: &View,
        mut records: Vec<R>,
        (last, budget): (bool, &Budget),
    ) -> Result<Chunk<R>, QueryError> {
        (self.complete)(&view.newest(), &mut records, budget)?;
        Ok(Chunk {
            records,
            resume_token: self.token(view),
            follow_token: self.follow_token(view),
            last,
        })
    }

    /// Begins a follow of the same question where this export began.
    fn follow_token(&self, view: &View) -> String {
        let token = ResumeToken {
            fingerprint: self.plan.fingerprint,
            position: Position::Followed {
                place: self.began,
                told: 0,
            },
        };
        token.write(view.page_key())
    }

    /// Goes on behind what was told so far.
    fn token(&self, view: &View) -> String {
        let token = ResumeToken {
            fingerprint: self.plan.fingerprint,
            position: Position::Exported {
                name: self.after,
                began: self.began,
            },
        };
        token.write(view.page_key())
    }

    /// The next names behind the last one, in the newest state of the index.
    fn look(&self, view: &View, budget: &Budget) -> Result<Window, QueryError> {
        let generation = view.newest();
        let query = search::build(&generation, &self.plan)?;
        let mut heap: BinaryHeap<(i64, DocAddress)> = BinaryHeap::new();
        let mut more = false;
        search::each(
            &generation,
            &self.plan,
            query.as_ref(),
            budget,
            |ord, columns, doc| {
                let name = columns.value(Column::Name, doc).unwrap_or(i64::MAX);
                if self.after.is_some_and(|after| name <= after) {
                    return;
                }
                if heap.len() >= self.names {
                    more = true;
                    if heap.peek().is_some_and(|(worst, _)| name >= *worst) {
                        return;
                    }
                    heap.pop();
                }
                heap.push((name, DocAddress::new(ord, doc)));
            },
        )?;
        Ok(Window {
            generation,
            ahead: heap.into_sorted_vec().into(),
            more,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_has_its_records_and_bytes_at_most_and_one_record_always() {
        assert!(fits(CHUNK_RECORDS_MAX - 1, CHUNK_BYTES_MAX));
        assert!(!fits(CHUNK_RECORDS_MAX, CHUNK_BYTES_MAX));
        assert!(!fits(1, CHUNK_BYTES_MAX + 1));
        assert!(fits(0, CHUNK_BYTES_MAX + 1));
    }
}
