//! The log thread: all that wait share one transaction, then are answered, then the index gets the work.
//!
//! Not the indexer: an answer from here means that a change is on disk, nothing else. Rule: one article that cannot be
//! written never stops the others of its group.

use super::IndexError;
use super::fault::fault;
use super::feed::Feed;
use super::home::{disk_space, kept_free};
use super::log::{ArticleLog, Deed, Proposal, Verdict};
use super::origin::Origin;
use super::queue::{Job, Queue, Work};
use super::status::Status;
use super::store::Written;
use super::upkeep::Purged;
use crate::model::{ArticleId, Records};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

/// Most requests one transaction of the log takes.
pub const GROUP_MAX: usize = 256;

/// What the log thread is asked for.
pub(super) enum Asked {
    /// A change; it shares its transaction with others.
    Change(Request),
    /// An article's destruction: alone, and with the file written anew.
    Purge {
        article: ArticleId,
        now: Timestamp,
        answer: SyncSender<Result<Purged, IndexError>>,
    },
}

/// A change someone waits for.
pub(super) struct Request {
    pub(super) proposal: Proposal,
    /// What the index is given once the entry is written; nothing for a deletion.
    pub(super) records: Option<Box<Records>>,
    pub(super) answer: SyncSender<Result<Written, IndexError>>,
    /// The call it is for, when spans are sent.
    pub(super) origin: Option<Origin>,
}

/// What the log thread works with.
pub(super) struct Keeper {
    pub(super) log: Arc<ArticleLog>,
    pub(super) feed: Arc<Feed>,
    pub(super) queue: Arc<Queue>,
    pub(super) status: Arc<Status>,
    pub(super) directory: PathBuf,
    pub(super) free_space_min: Option<u64>,
}

impl Keeper {
    /// Takes requests in groups: what came while the last group was written makes the next one, so who is alone never
    /// waits and who is not shares a transaction.
    pub(super) fn run(self, requests: &Receiver<Asked>) {
        while let Ok(first) = requests.recv() {
            let mut group = Vec::new();
            let mut alone = None;
            let others = requests.try_iter().take(GROUP_MAX - 1);
            for asked in std::iter::once(first).chain(others) {
                match asked {
                    Asked::Change(request) => group.push(request),
                    purge @ Asked::Purge { .. } => {
                        // What came before it is written before it.
                        alone = Some(purge);
                        break;
                    }
                }
            }
            // A panic loses the answers of one group, never the thread: its callers hear that the store is closing.
            let work = AssertUnwindSafe(|| {
                if !group.is_empty() {
                    self.write(group);
                }
                if let Some(Asked::Purge {
                    article,
                    now,
                    answer,
                }) = alone
                {
                    self.purge(article, now, &answer);
                }
            });
            if catch_unwind(work).is_err() {
                tracing::error!("the log thread panicked over a group of changes");
            }
        }
    }

    fn purge(
        &self,
        article: ArticleId,
        now: Timestamp,
        answer: &SyncSender<Result<Purged, IndexError>>,
    ) {
        let destroyed = self.log.destroy(&article, now);
        let purged = destroyed.and_then(|(revisions, sequence)| {
            // From here on it is gone for good, whatever becomes of the file.
            self.feed.forget();
            self.feed.written();
            self.status.written(sequence);
            let job = Job {
                sequence,
                work: Work::Purge(article),
                origin: None,
            };
            self.queue.push(job, &self.status);
            self.log.rewrite()?;
            Ok(Purged {
                revisions,
                sequence,
            })
        });
        if answer.send(purged).is_err() {
            tracing::debug!("nobody waits for the answer any more");
        }
    }

    fn write(&self, group: Vec<Request>) {
        if let Err(error) = self.check_space() {
            return refuse(group, &error);
        }
        let proposals: Vec<Proposal> = group.iter().map(|r| r.proposal.clone()).collect();
        let span = tracing::info_span!("group_commit", changes = group.len());
        for origin in group.iter().filter_map(|request| request.origin.as_ref()) {
            origin.link(&span);
        }
        match span.in_scope(|| self.log.append(&proposals)) {
            Ok(verdicts) => {
                // Before anybody hears of it: whoever asks how far the index is behind sees what was acknowledged.
                self.status.written(self.log.head());
                planted("keeper.before-answer");
                let answered = group.into_iter().zip(verdicts);
                // All hear of it before the first piece of work goes to the index: its queue may be full.
                let work: Vec<Job> = answered.filter_map(|(r, v)| answer(r, v)).collect();
                planted("keeper.before-queue");
                self.feed.written();
                for job in work {
                    self.queue.push(job, &self.status);
                }
            }
            // One article whose row is damaged must not stop the others.
            Err(IndexError::EntryDamaged { .. } | IndexError::RowDamaged { .. })
                if group.len() > 1 =>
            {
                for request in group {
                    self.write(vec![request]);
                }
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, requests = group.len(), "the log took no write");
                refuse(group, &error);
            }
        }
    }

    fn check_space(&self) -> Result<(), IndexError> {
        let Ok((free, total)) = disk_space(&self.directory) else {
            // A file system that does not tell is no reason to refuse; a full one will say so itself.
            return Ok(());
        };
        let needed = self.free_space_min.unwrap_or_else(|| kept_free(total));
        if free >= needed {
            return Ok(());
        }
        Err(IndexError::LowSpace {
            path: self.directory.clone(),
            free,
            needed,
        })
    }
}

/// A place where the log thread can be cut off; it cannot fail any more.
fn planted(place: &'static str) {
    if let Err(error) = fault(place) {
        tracing::debug!(%error, "passed");
    }
}

/// Tells what became of a request; what is left to do for the index.
fn answer(request: Request, verdict: Verdict) -> Option<Job> {
    let (written, entry) = match verdict {
        Verdict::Absent => {
            let error = IndexError::ArticleNotFound(request.proposal.article);
            tell(&request.answer, Err(error));
            return None;
        }
        Verdict::Full => {
            let error = IndexError::DecisionsFull(request.proposal.article);
            tell(&request.answer, Err(error));
            return None;
        }
        Verdict::Reused => {
            let mark = request.proposal.request.map(|mark| mark.id);
            let error = mark.map_or(IndexError::Closing, IndexError::RequestIdReused);
            tell(&request.answer, Err(error));
            return None;
        }
        Verdict::Repeated {
            sequence,
            revision,
            done,
        } => (Written::repeated(sequence, revision, done), None),
        Verdict::Unchanged { sequence, revision } => {
            (Written::Unchanged { sequence, revision }, None)
        }
        Verdict::Written {
            sequence,
            revision,
            replaced,
        } => (
            Written::New {
                sequence,
                revision,
                replaced,
            },
            Some((sequence, revision)),
        ),
    };
    tell(&request.answer, Ok(written));
    let (sequence, revision) = entry?;
    let work = match (request.proposal.deed, request.records) {
        (Deed::Put { raw, .. }, Some(mut records)) => {
            records.set_revision(revision);
            Work::Put {
                records,
                raw: raw.bytes,
            }
        }
        (Deed::Delete | Deed::Purged | Deed::Destroyed, _) => {
            Work::Delete(request.proposal.article)
        }
        // Nothing to index with: the indexer reads the entry.
        (Deed::Put { .. }, None) | (Deed::Decide(_) | Deed::Forgotten, _) => Work::Read,
    };
    Some(Job {
        sequence,
        work,
        origin: request.origin,
    })
}

fn tell(answer: &SyncSender<Result<Written, IndexError>>, what: Result<Written, IndexError>) {
    if answer.send(what).is_err() {
        tracing::debug!("nobody waits for the answer any more");
    }
}

/// Answers all of a group with the same error.
fn refuse(group: Vec<Request>, error: &IndexError) {
    for request in group {
        tell(&request.answer, Err(error.repeated()));
    }
}
