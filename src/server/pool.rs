//! A pool of threads behind a bounded queue: where searches and intake run.
//!
//! Not an executor: a job blocks its thread until it is done. Rules: a full queue refuses at once; a job that panics takes
//! neither its thread nor its neighbours with it.

use crate::rpc::backend::{Job, Pool, PoolFull};
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A job with its place in the pool, held until the job is done.
type Queued = (Job, OwnedSemaphorePermit);

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Queued>,
    running: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Threads that do blocking work.
pub(super) struct ThreadPool {
    name: &'static str,
    /// One permit for each thread and each place in the queue.
    places: Arc<Semaphore>,
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl std::fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ThreadPool")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl ThreadPool {
    /// Starts `threads` threads with room for `queue` waiting jobs.
    pub(super) fn start(name: &'static str, threads: usize, queue: usize) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let started = (0..threads)
            .map(|i| {
                let shared = Arc::clone(&shared);
                std::thread::Builder::new()
                    .name(format!("{name}-{i}"))
                    .spawn(move || work(&shared))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            name,
            places: Arc::new(Semaphore::new(threads.saturating_add(queue))),
            shared,
            threads: Mutex::new(started),
        })
    }

    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Jobs that run, and jobs that wait.
    pub(super) fn jobs(&self) -> (usize, usize) {
        let waiting = self.shared.lock();
        (waiting.running, waiting.jobs.len())
    }

    fn push(&self, job: Job, place: OwnedSemaphorePermit) -> Result<(), PoolFull> {
        let mut waiting = self.shared.lock();
        if waiting.closed {
            return Err(PoolFull);
        }
        waiting.jobs.push_back((job, place));
        drop(waiting);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Drops what waits, lets what runs come to its end, and ends the threads. Blocks as long as the longest running job.
    pub(super) fn close(&self) {
        self.places.close();
        let mut waiting = self.shared.lock();
        waiting.closed = true;
        let dropped = std::mem::take(&mut waiting.jobs);
        drop(waiting);
        drop(dropped);
        self.shared.wake.notify_all();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!(pool = self.name, "a pool thread panicked");
            }
        }
    }
}

impl Pool for ThreadPool {
    fn try_submit(&self, job: Job) -> Result<(), PoolFull> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_full_or_closed| PoolFull)?;
        self.push(job, place)
    }

    fn submit(&self, job: Job) -> Pin<Box<dyn Future<Output = Result<(), PoolFull>> + Send + '_>> {
        Box::pin(async move {
            let place = Arc::clone(&self.places)
                .acquire_owned()
                .await
                .map_err(|_closed| PoolFull)?;
            self.push(job, place)
        })
    }
}

fn work(shared: &Shared) {
    while let Some((job, place)) = next(shared) {
        // The job answers through a channel it owns; when it panics that is dropped and its caller hears of it.
        if std::panic::catch_unwind(AssertUnwindSafe(job)).is_err() {
            tracing::error!("a job panicked");
        }
        shared.lock().running -= 1;
        drop(place);
    }
}

fn next(shared: &Shared) -> Option<Queued> {
    let mut waiting = shared.lock();
    loop {
        if let Some(queued) = waiting.jobs.pop_front() {
            waiting.running += 1;
            return Some(queued);
        }
        if waiting.closed {
            return None;
        }
        waiting = shared
            .wake
            .wait(waiting)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_queue_takes_its_limit_and_refuses_one_more() {
        let pool = ThreadPool::start("t", 1, 2).unwrap();
        let (release, held) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        pool.try_submit(Box::new(move || {
            begun.send(()).unwrap();
            assert!(held.recv().is_err());
        }))
        .unwrap();
        begins.recv().unwrap();
        assert_eq!(pool.jobs(), (1, 0));
        for _ in 0..2 {
            pool.try_submit(Box::new(|| ())).unwrap();
        }
        assert_eq!(pool.try_submit(Box::new(|| ())), Err(PoolFull));
        assert_eq!(pool.jobs(), (1, 2));
        drop(release);
        pool.close();
        assert_eq!(pool.try_submit(Box::new(|| ())), Err(PoolFull));
    }

    #[test]
    fn a_panic_takes_neither_its_thread_nor_its_place() {
        let pool = ThreadPool::start("t", 1, 0).unwrap();
        for _ in 0..5 {
            let (dropped, gone) = mpsc::channel::<()>();
            // The place of the job before is given back just after its channel is dropped.
            let mut job: Option<Job> = Some(Box::new(move || {
                let _held = dropped;
                panic!("planted");
            }));
            while pool.places.available_permits() == 0 {
                std::thread::yield_now();
            }
            pool.try_submit(job.take().unwrap()).unwrap();
            assert!(gone.recv().is_err());
        }
        pool.close();
    }
}
