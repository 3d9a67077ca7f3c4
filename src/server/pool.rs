//! A pool of threads behind a bounded queue: where searches and intake run.
//!
//! Not an executor: a job blocks its thread until it is done. Short jobs (a record by its name) have a queue and a thread of
//! their own beside: behind 64 searches they waited 16 ms. Rules: a full queue refuses at once; a job that panics takes
//! neither its thread nor its neighbours with it; pool threads give way to those that speak to callers.

use crate::rpc::backend::{Job, Pool, PoolFull};
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a thread that is done looks for the next job before it sleeps. Waking a sleeping thread costs up to 80
/// microseconds; the next question of a caller who asks one after the other comes within this time.
const LOOK_AROUND: Duration = Duration::from_micros(150);

/// How much less of a core the system gives a pool thread when a thread that speaks to callers wants it (`nice`).
#[cfg(target_os = "linux")]
const GIVES_WAY: i32 = 5;

/// A job with its place in the pool, held until the job is done, and since when it waits.
type Queued = (Job, OwnedSemaphorePermit, Instant);

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Queued>,
    short: VecDeque<Queued>,
    running: usize,
    /// Threads that look around for the next job.
    looking: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Wakes a thread that takes every job.
    wake: Condvar,
    /// Wakes the thread of the short jobs.
    wake_short: Condvar,
    /// Jobs that wait, for those who look without the lock.
    count: AtomicUsize,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which jobs a thread takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    /// Short ones first, then all.
    All,
    /// Short ones alone.
    Short,
}

/// Threads that do blocking work.
pub(super) struct ThreadPool {
    name: &'static str,
    /// One permit for each thread and each place in the queue.
    places: Arc<Semaphore>,
    /// The same for short jobs.
    short_places: Arc<Semaphore>,
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
    /// Starts `threads` threads and one for short jobs, with room for `queue` waiting jobs of each sort.
    pub(super) fn start(name: &'static str, threads: usize, queue: usize) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let started = (0..=threads)
            .map(|i| {
                let shared = Arc::clone(&shared);
                let (takes, called) = if i < threads {
                    (Takes::All, i.to_string())
                } else {
                    (Takes::Short, "short".to_owned())
                };
                std::thread::Builder::new()
                    .name(format!("{name}-{called}"))
                    .spawn(move || work(&shared, takes))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let places = || Arc::new(Semaphore::new(threads.saturating_add(queue)));
        Ok(Self {
            name,
            places: places(),
            short_places: places(),
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
        (waiting.running, waiting.jobs.len() + waiting.short.len())
    }

    /// How long the job that waits longest has waited; zero when none waits.
    pub(super) fn wait(&self) -> Duration {
        let waiting = self.shared.lock();
        let fronts = [waiting.jobs.front(), waiting.short.front()];
        let waits = fronts.into_iter().flatten();
        waits
            .map(|(_, _, since)| since.elapsed())
            .max()
            .unwrap_or_default()
    }

    fn push(&self, job: Job, place: OwnedSemaphorePermit, takes: Takes) -> Result<(), PoolFull> {
        let mut waiting = self.shared.lock();
        if waiting.closed {
            return Err(PoolFull);
        }
        let queue = match takes {
            Takes::All => &mut waiting.jobs,
            Takes::Short => &mut waiting.short,
        };
        queue.push_back((job, place, Instant::now()));
        self.shared.count.fetch_add(1, Ordering::Release);
        let (jobs, short) = (waiting.jobs.len(), waiting.short.len());
        // Who looks around will find a job without being woken. It may have lost its core, which short jobs do not wait for.
        let seen = jobs + short <= waiting.looking;
        drop(waiting);
        if takes == Takes::Short {
            self.shared.wake_short.notify_one();
        }
        if takes == Takes::All && !seen || takes == Takes::Short && short > 1 {
            self.shared.wake.notify_one();
        }
        Ok(())
    }

    /// Drops what waits, lets what runs come to its end, and ends the threads. Blocks as long as the longest running job.
    pub(super) fn close(&self) {
        self.places.close();
        self.short_places.close();
        let mut waiting = self.shared.lock();
        waiting.closed = true;
        let dropped = [
            std::mem::take(&mut waiting.jobs),
            std::mem::take(&mut waiting.short),
        ];
        drop(waiting);
        drop(dropped);
        self.shared.wake.notify_all();
        self.shared.wake_short.notify_all();
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
        self.push(job, place, Takes::All)
    }

    fn try_submit_short(&self, job: Job) -> Result<(), PoolFull> {
        let place = Arc::clone(&self.short_places)
            .try_acquire_owned()
            .map_err(|_full_or_closed| PoolFull)?;
        self.push(job, place, Takes::Short)
    }

    fn submit(&self, job: Job) -> Pin<Box<dyn Future<Output = Result<(), PoolFull>> + Send + '_>> {
        Box::pin(async move {
            let place = Arc::clone(&self.places)
                .acquire_owned()
                .await
                .map_err(|_closed| PoolFull)?;
            self.push(job, place, Takes::All)
        })
    }
}

fn work(shared: &Shared, takes: Takes) {
    if takes == Takes::All {
        give_way();
    }
    while let Some((job, place, _since)) = next(shared, takes) {
        // The job answers through a channel it owns; when it panics that is dropped and its caller hears of it.
        if std::panic::catch_unwind(AssertUnwindSafe(job)).is_err() {
            tracing::error!("a job panicked");
        }
        shared.lock().running -= 1;
        drop(place);
        if takes == Takes::All {
            look_around(shared);
        }
    }
}

/// Lets threads that speak to callers go first. Elsewhere than on Linux the system knows it of whole processes only.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, GIVES_WAY) {
        tracing::debug!(%error, "a pool thread keeps its priority");
    }
}

/// Waits for a job a little while without sleeping, one thread at a time; gives the core to whoever wants it.
fn look_around(shared: &Shared) {
    let mut waiting = shared.lock();
    if waiting.looking > 0 || waiting.closed || !waiting.jobs.is_empty() {
        return;
    }
    waiting.looking += 1;
    drop(waiting);
    let until = Instant::now() + LOOK_AROUND;
    while shared.count.load(Ordering::Acquire) == 0 && Instant::now() < until {
        std::thread::yield_now();
    }
    shared.lock().looking -= 1;
}

fn next(shared: &Shared, takes: Takes) -> Option<Queued> {
    let mut waiting = shared.lock();
    loop {
        let short = waiting.short.pop_front();
        let queued = match takes {
            Takes::All => short.or_else(|| waiting.jobs.pop_front()),
            Takes::Short => short,
        };
        if let Some(queued) = queued {
            waiting.running += 1;
            shared.count.fetch_sub(1, Ordering::Relaxed);
            return Some(queued);
        }
        if waiting.closed {
            return None;
        }
        let wake = match takes {
            Takes::All => &shared.wake,
            Takes::Short => &shared.wake_short,
        };
        waiting = wake.wait(waiting).unwrap_or_else(PoisonError::into_inner);
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
    fn short_jobs_pass_those_that_wait_and_are_refused_past_their_own_limit() {
        let pool = ThreadPool::start("t", 1, 1).unwrap();
        let (release, held) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        let block = move || {
            begun.send(()).unwrap();
            assert!(held.recv().is_err());
        };
        pool.try_submit(Box::new(block)).unwrap();
        begins.recv().unwrap();
        let (told, heard) = mpsc::channel();
        let tell = |word: &'static str| -> Job {
            let told = told.clone();
            Box::new(move || told.send(word).unwrap())
        };
        pool.try_submit(tell("long")).unwrap();
        pool.try_submit_short(tell("short")).unwrap();
        assert_eq!(heard.recv().unwrap(), "short");
        let (release_short, held) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        let block = move || {
            begun.send(()).unwrap();
            assert!(held.recv().is_err());
        };
        while pool.short_places.available_permits() < 2 {
            std::thread::yield_now();
        }
        pool.try_submit_short(Box::new(block)).unwrap();
        begins.recv().unwrap();
        pool.try_submit_short(tell("next")).unwrap();
        assert_eq!(pool.try_submit_short(tell("none")), Err(PoolFull));
        drop(release);
        // The thread of all jobs is free now: short ones first.
        assert_eq!(heard.recv().unwrap(), "next");
        assert_eq!(heard.recv().unwrap(), "long");
        drop(release_short);
        pool.close();
    }

    #[test]
    fn every_job_is_done_whoever_sleeps_or_looks_around() {
        let pool = ThreadPool::start("t", 2, 8).unwrap();
        let (told, heard) = mpsc::channel();
        for round in 0..2_000_u32 {
            let told = told.clone();
            let job: Job = Box::new(move || told.send(round).unwrap());
            if round % 3 == 0 {
                pool.try_submit_short(job).unwrap();
            } else {
                pool.try_submit(job).unwrap();
            }
            assert_eq!(heard.recv().unwrap(), round);
            if round % 500 == 0 {
                std::thread::sleep(2 * LOOK_AROUND);
            }
        }
        pool.close();
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
