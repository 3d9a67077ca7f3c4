//! The queue between log and index: jobs in log order, bounded by weight.
//!
//! Not a promise: what does not fit while the index is unwell is dropped, and the indexer reads it from the log again
//! when it sees the gap. While the index is well a full queue makes the log wait, and with it those who send.

use super::origin::Origin;
use super::status::Status;
use crate::model::{ArticleId, Records};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most bytes of articles waiting, and most jobs.
pub(crate) const WEIGHT_MAX: usize = 64 << 20;
/// Most jobs waiting.
pub(crate) const JOBS_MAX: usize = 4096;

/// What an entry asks of the index.
#[derive(Debug)]
pub(crate) enum Work {
    /// Take the place of all documents of the article.
    Put {
        /// The records, with their revision.
        records: Box<Records>,
        /// The article as received.
        raw: Vec<u8>,
    },
    /// Remove all documents of the article.
    Delete(ArticleId),
    /// Remove them from the disk as well.
    Purge(ArticleId),
    /// What the entry says.
    Read,
}

/// One entry's work.
#[derive(Debug)]
pub(crate) struct Job {
    /// The entry.
    pub(crate) sequence: u64,
    /// What to do.
    pub(crate) work: Work,
    /// The call it is for, when spans are sent.
    pub(super) origin: Option<Origin>,
}

impl Job {
    /// Bytes of an article's texts.
    fn weight(&self) -> usize {
        match &self.work {
            Work::Put { records, raw } => raw.len() + records.article.article.text.len(),
            Work::Delete(_) | Work::Purge(_) | Work::Read => 0,
        }
    }
}

#[derive(Debug, Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    weight: usize,
    closed: bool,
}

impl Jobs {
    fn is_full(&self) -> bool {
        self.weight > WEIGHT_MAX || self.waiting.len() >= JOBS_MAX
    }
}

/// The queue.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    jobs: Mutex<Jobs>,
    changed: Condvar,
}

/// What the indexer finds.
pub(crate) enum Found {
    /// The next job.
    Job(Box<Job>),
    /// Nothing within the time.
    Nothing,
    /// Nothing, and nothing will come.
    Closed,
}

impl Queue {
    /// Adds a job; waits for room while the index is well, drops the job when it is not.
    pub(crate) fn push(&self, job: Job, status: &Status) {
        let mut queue = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        while queue.is_full() {
            if !status.is_healthy() {
                return;
            }
            queue = self
                .changed
                .wait_timeout(queue, Duration::from_millis(100))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        queue.weight += job.weight();
        queue.waiting.push_back(job);
        self.changed.notify_all();
    }

    /// The next job, waiting at most until `deadline`.
    pub(crate) fn pop(&self, deadline: Instant) -> Found {
        let mut queue = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = queue.waiting.pop_front() {
                queue.weight = queue.weight.saturating_sub(job.weight());
                self.changed.notify_all();
                return Found::Job(Box::new(job));
            }
            if queue.closed {
                return Found::Closed;
            }
            let wait = deadline.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                return Found::Nothing;
            }
            queue = self
                .changed
                .wait_timeout(queue, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Lets the indexer finish what waits, then stop.
    pub(crate) fn close(&self) {
        self.jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
        self.changed.notify_all();
    }

    /// Whether it is closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::status::FAILURES_MAX;

    #[test]
    fn articles_wait_up_to_the_limit_of_their_bytes() {
        let waiting = |weight| Jobs {
            weight,
            ..Jobs::default()
        };
        assert!(!waiting(64 << 20).is_full());
        assert!(waiting((64 << 20) + 1).is_full());
    }

    #[test]
    fn as_many_jobs_wait_as_the_limit_says_and_the_next_is_left_to_the_log() {
        let (queue, status) = (Queue::default(), Status::default());
        for _ in 0..FAILURES_MAX {
            status.failed();
        }
        for sequence in 1..=JOBS_MAX + 1 {
            let job = Job {
                sequence: sequence as u64,
                work: Work::Delete("a1".parse().unwrap()),
                origin: None,
            };
            queue.push(job, &status);
        }
        queue.close();
        let mut last = 0;
        while let Found::Job(job) = queue.pop(Instant::now()) {
            last = job.sequence;
        }
        assert_eq!(last, JOBS_MAX as u64);
    }
}
