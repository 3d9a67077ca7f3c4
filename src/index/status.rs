//! How far the index is, and how it is: what waiting callers and health checks look at.

use super::IndexError;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Writer failures in a row after which the store counts as unhealthy.
pub(crate) const FAILURES_MAX: u32 = 3;

/// Most groups of entries whose time of writing is remembered. Of more the newest share a time, the oldest one's of theirs.
const MARKS_MAX: usize = 4096;

/// When entries were written that answers do not show yet: each mark is the last entry of a group, oldest first.
#[derive(Debug, Default)]
struct Marks(VecDeque<(u64, Instant)>);

impl Marks {
    fn written(&mut self, last: u64, now: Instant) {
        let is_full = self.0.len() >= MARKS_MAX;
        match self.0.back_mut() {
            Some((newest, _)) if *newest >= last => {}
            // Their wait is told too long rather than too short.
            Some((newest, _)) if is_full => *newest = last,
            Some(_) | None => self.0.push_back((last, now)),
        }
    }

    fn shown(&mut self, sequence: u64) {
        while self.0.front().is_some_and(|(last, _)| *last <= sequence) {
            self.0.pop_front();
        }
    }

    fn lag(&self, now: Instant) -> Duration {
        let oldest = self.0.front();
        oldest.map_or(Duration::ZERO, |(_, since)| {
            now.saturating_duration_since(*since)
        })
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    searchable: u64,
    in_a_row: u32,
    failures: u64,
    damaged: u64,
    closed: bool,
    index_damaged: bool,
}

/// Shared between the threads of the store.
#[derive(Debug, Default)]
pub(crate) struct Status {
    state: Mutex<State>,
    changed: Condvar,
    marks: Mutex<Marks>,
}

impl Status {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    fn state(&self) -> State {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log holds entries up to this one.
    pub(crate) fn written(&self, last: u64) {
        let mut marks = self.marks();
        // What was shown meanwhile waits for nothing.
        if last > self.state().searchable {
            marks.written(last, Instant::now());
        }
    }

    /// How long the entry that waits longest to be in answers has been on disk.
    pub(crate) fn lag(&self) -> Duration {
        self.marks().lag(Instant::now())
    }

    /// Answers show entries up to this one.
    pub(crate) fn searchable(&self, sequence: u64) {
        // Held meanwhile, so that nobody notes an entry as waiting that is shown.
        let mut marks = self.marks();
        self.change(|state| {
            state.searchable = sequence;
            state.in_a_row = 0;
        });
        marks.shown(sequence);
    }

    /// A writer failed; says how many did in a row.
    pub(crate) fn failed(&self) -> u32 {
        self.change(|state| {
            state.in_a_row = state.in_a_row.saturating_add(1);
            state.failures += 1;
        });
        self.state().in_a_row
    }

    /// An entry of the log was damaged and passed over.
    pub(crate) fn damaged(&self) {
        self.change(|state| state.damaged += 1);
    }

    /// Whether a file of the index that answers was found damaged.
    pub(crate) fn index_damaged(&self, damaged: bool) {
        self.change(|state| state.index_damaged = damaged);
    }

    /// Whether answers can be relied on: the writer works and no file was found damaged.
    pub(crate) fn is_sound(&self) -> bool {
        self.is_healthy() && !self.state().index_damaged
    }

    /// Nothing more will become searchable.
    pub(crate) fn close(&self) {
        self.change(|state| state.closed = true);
    }

    /// Whether the writer works.
    pub(crate) fn is_healthy(&self) -> bool {
        self.state().in_a_row < FAILURES_MAX
    }

    /// Writer failures since the start.
    pub(crate) fn failures(&self) -> u64 {
        self.state().failures
    }

    /// Damaged entries passed over since the start.
    pub(crate) fn damaged_entries(&self) -> u64 {
        self.state().damaged
    }

    /// Waits until answers show this entry.
    pub(crate) fn wait_searchable(
        &self,
        sequence: u64,
        at_most: Duration,
    ) -> Result<(), IndexError> {
        let deadline = Instant::now() + at_most;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if state.searchable >= sequence {
                return Ok(());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if state.closed || state.in_a_row >= FAILURES_MAX || left.is_zero() {
                return Err(IndexError::NotSearchable);
            }
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lag_is_that_of_the_oldest_entry_answers_do_not_show() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut marks = Marks::default();
        assert_eq!(marks.lag(at(9)), Duration::ZERO);
        marks.written(3, at(0));
        marks.written(5, at(10));
        // A group that wrote nothing has no mark of its own.
        marks.written(5, at(12));
        assert_eq!(marks.lag(at(15)), Duration::from_secs(15));
        marks.shown(2);
        assert_eq!(marks.lag(at(15)), Duration::from_secs(15));
        marks.shown(4);
        assert_eq!(marks.lag(at(15)), Duration::from_secs(5));
        marks.shown(5);
        assert_eq!(marks.lag(at(15)), Duration::ZERO);
    }

    #[test]
    fn so_many_groups_are_remembered_and_the_rest_counts_as_old_as_the_last() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut marks = Marks::default();
        let most = MARKS_MAX as u64;
        for last in 1..=most {
            marks.written(last, at(last));
        }
        marks.written(most + 1, at(most + 1));
        assert_eq!(marks.0.len(), MARKS_MAX);
        marks.shown(most);
        assert_eq!(marks.lag(at(most + 1)), Duration::from_secs(1));
        marks.shown(most + 1);
        assert_eq!(marks.lag(at(most + 9)), Duration::ZERO);
    }
}
