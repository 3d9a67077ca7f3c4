//! What can go wrong with what is kept, in words an operator can act on.

use super::log::DECISIONS_MAX;
use crate::model::{ArticleId, ClaimId, RecordId, RequestId};
use std::path::PathBuf;

/// Why the data directory was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "the data directory {} is in use by another process: stop it, or give another data.dir", path.display()
    )]
    Locked {
        /// The data directory.
        path: PathBuf,
    },
    /// Written by a newer release.
    #[error(
        "{} was written in data format {found}, this release reads up to {supported}: install the newer release again", path.display()
    )]
    TooNew {
        /// The data directory.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format this release reads.
        supported: u32,
    },
    /// The file that tells the format holds something else.
    #[error(
        "{} tells no data format (it holds {found:?}): if the directory is vedette's, restore a backup with `vedette restore`; else give another one as data.dir", path.display()
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it holds, at most 80 characters.
        found: String,
    },
    /// The article log cannot be opened.
    #[error(
        "the article log {} is damaged ({reason}): restore a backup, or run `vedette index rebuild --from-index`", path.display()
    )]
    LogDamaged {
        /// The log file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The index that should help is damaged as well.
    #[error(
        "the index {} cannot help ({reason}): restore a backup", path.display()
    )]
    IndexDamaged {
        /// The index's directory.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data directory may not be written.
    #[error("{action} {}: {remedy}, or give another data.dir", path.display())]
    Refused {
        /// What was tried, a verb phrase.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why the system refuses it, and what to do.
        remedy: String,
    },
    /// The file system refused.
    #[error("{action} {}", path.display())]
    Io {
        /// What was tried, a verb phrase.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The log or the index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Why something that is kept could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A value of the log is not what was written.
    #[error(
        "the log's entry {sequence} of article {article} is damaged ({reason}): restore a backup, or run `vedette index rebuild --from-index`"
    )]
    EntryDamaged {
        /// The article, `unknown` when the entry does not tell.
        article: String,
        /// Position in the log.
        sequence: u64,
        /// What is wrong.
        reason: String,
    },
    /// A row of the log that belongs to no entry is not what was written.
    #[error("the log's row of {of} is damaged ({reason}): restore a backup")]
    RowDamaged {
        /// What it tells of.
        of: String,
        /// What is wrong.
        reason: String,
    },
    /// A request id that was given to another write before.
    #[error(
        "the request id {0} stands for another article, text or decision: give each request an id of its own"
    )]
    RequestIdReused(RequestId),
    /// A stored record of the index is not what was written.
    #[error("a stored record of the index is damaged ({reason}): run `vedette index rebuild`")]
    RecordDamaged {
        /// What is wrong.
        reason: String,
    },
    /// The log failed.
    #[error("{action} the article log")]
    Log {
        /// What was tried, a verb.
        action: &'static str,
        /// What the engine said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The search index failed.
    #[error("{action} the search index")]
    Search {
        /// What was tried, a verb.
        action: &'static str,
        /// What the engine said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The disk is nearly full; reads go on.
    #[error(
        "only {free} bytes are free at {}, {needed} are kept free: make room, then send it again", path.display()
    )]
    LowSpace {
        /// The data directory.
        path: PathBuf,
        /// Bytes free.
        free: u64,
        /// Bytes that must stay free.
        needed: u64,
    },
    /// There is no such article, or it is deleted already.
    #[error("there is no article {0}")]
    ArticleNotFound(ArticleId),
    /// As many decisions are kept of this article as can be.
    #[error(
        "the records of article {0} have had {DECISIONS_MAX} decisions: no more are taken, those made hold on"
    )]
    DecisionsFull(ArticleId),
    /// There is no such record, and none was decided on.
    #[error("there is no {} {}", .0.noun(), .0.as_str())]
    RecordNotFound(RecordId),
    /// The record has no such claim.
    #[error("{} {} has no claim {}", .0.noun(), .0.as_str(), .1.as_ref().map_or("", |c| c.as_str()))]
    ClaimNotFound(RecordId, Option<ClaimId>),
    /// The store is being closed.
    #[error("the store is closing")]
    Closing,
    /// The index writer failed and is being reopened; what was sent is on disk and will be searchable.
    #[error(
        "the index is not taking writes at the moment; the article is kept and will be searchable"
    )]
    NotSearchable,
}

impl From<std::io::Error> for IndexError {
    fn from(error: std::io::Error) -> Self {
        Self::Search {
            action: "handle the files of",
            source: Box::new(error),
        }
    }
}

impl IndexError {
    /// The same error once more, for another caller that waited for the same transaction.
    pub(crate) fn repeated(&self) -> Self {
        let cause = |source: &(dyn std::error::Error + Send + Sync)| source.to_string().into();
        match self {
            Self::EntryDamaged {
                article,
                sequence,
                reason,
            } => Self::EntryDamaged {
                article: article.clone(),
                sequence: *sequence,
                reason: reason.clone(),
            },
            Self::RowDamaged { of, reason } => Self::RowDamaged {
                of: of.clone(),
                reason: reason.clone(),
            },
            Self::RequestIdReused(id) => Self::RequestIdReused(id.clone()),
            Self::RecordDamaged { reason } => Self::RecordDamaged {
                reason: reason.clone(),
            },
            Self::Log { action, source } => Self::Log {
                action,
                source: cause(source.as_ref()),
            },
            Self::Search { action, source } => Self::Search {
                action,
                source: cause(source.as_ref()),
            },
            Self::LowSpace { path, free, needed } => Self::LowSpace {
                path: path.clone(),
                free: *free,
                needed: *needed,
            },
            Self::ArticleNotFound(id) => Self::ArticleNotFound(id.clone()),
            Self::DecisionsFull(id) => Self::DecisionsFull(id.clone()),
            Self::RecordNotFound(id) => Self::RecordNotFound(id.clone()),
            Self::ClaimNotFound(id, claim) => Self::ClaimNotFound(id.clone(), claim.clone()),
            Self::Closing => Self::Closing,
            Self::NotSearchable => Self::NotSearchable,
        }
    }
}
