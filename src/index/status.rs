//! How far the index is, and how it is: what waiting callers and health checks look at.

use super::IndexError;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Writer failures in a row after which the store counts as unhealthy.
pub(crate) const FAILURES_MAX: u32 = 3;

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
}

impl Status {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    fn state(&self) -> State {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers show entries up to this one.
    pub(crate) fn searchable(&self, sequence: u64) {
        self.change(|state| {
            state.searchable = sequence;
            state.in_a_row = 0;
        });
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
