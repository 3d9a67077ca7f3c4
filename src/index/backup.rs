//! Backups: the article log as one file that proves itself, written while a server runs or not, and read back.
//!
//! Not the index: that is made again from the log. Layout: a first line, then parts `kind 1 | length 4 | bytes` (big-endian): kind 1
//! is an entry of the log as it lies there (a frame with its own checksum and hash), kind 2, the last, holds the number of the
//! last entry and the SHA-256 of everything before it. Rules: entries follow each other without a gap, so a file that
//! was cut off can be gone on with; a file without its last part is no backup.

use super::home::{Home, sync_directory};
use super::log::ArticleLog;
use super::{IndexError, OpenError};
use crate::model::ArticleId;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

const FIRST_LINE: &[u8] = b"vedette backup 1\n";
const ENTRY: u8 = 1;
const END: u8 = 2;

/// Largest part, in bytes: the largest value of the log with its frame.
pub const PART_BYTES_MAX: usize = (8 << 20) + 64;

/// Entries a restore writes in one transaction.
const BATCH: usize = 256;

/// Memory of the log's cache during backup and restore, in bytes.
const CACHE: usize = 64 << 20;

/// An entry of the log as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, counted from 1.
    pub sequence: u64,
    /// Its frame.
    pub frame: Vec<u8>,
}

/// What is in a backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Entries of the log.
    pub entries: u64,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Why a backup could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
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
    /// The file is no whole backup.
    #[error("{} is no whole backup: {reason}; make it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is something already.
    #[error("{} is not empty: give a directory that is, or none", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// A part does not follow the one before.
    #[error("entry {found} came where entry {wanted} belongs: begin the backup again")]
    OutOfOrder {
        /// The entry that came.
        found: u64,
        /// The entry that was to come.
        wanted: u64,
    },
    /// What was written before belongs to another log, or holds what was purged since.
    #[error("{} was begun before a purge or from another log: remove it and begin again", path.display())]
    Outdated {
        /// The unfinished file.
        path: PathBuf,
    },
    /// The data directory could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log could not be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A backup being written, to a file beside the one it becomes.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    beside: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    summary: Summary,
    /// Frame of the last entry, to be compared when it comes again.
    last: Vec<u8>,
    /// Articles that were purged, with the entry that says so.
    purged: BTreeMap<ArticleId, u64>,
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io {
        action,
        path,
        source,
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl Writer {
    /// Begins a backup, or goes on with one that was cut off.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let beside = with_suffix(path, ".part");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&beside)
            .map_err(io("write", &beside))?;
        let mut reader = Reader::over(&beside, BufReader::new(&mut file));
        let (mut last, mut purged) = (Vec::new(), BTreeMap::new());
        if reader.first_line().is_ok() {
            // What follows the last whole part was being written when the power went.
            while let Ok(Some(Read1::Entry(part))) = reader.next() {
                purged.extend(note(&part)?);
                last = part.frame;
            }
        }
        let whole = reader.sequence;
        let (hash, bytes) = (reader.whole_hash, reader.whole_bytes);
        file.set_len(bytes).map_err(io("write", &beside))?;
        file.seek(std::io::SeekFrom::End(0))
            .map_err(io("write", &beside))?;
        let mut writer = Self {
            path: path.to_owned(),
            beside,
            file: BufWriter::new(file),
            hash,
            summary: Summary {
                entries: whole,
                bytes,
            },
            last,
            purged,
        };
        if bytes == 0 {
            writer.put(FIRST_LINE)?;
        }
        Ok(writer)
    }

    /// Number of the last entry it holds.
    pub fn entries(&self) -> u64 {
        self.summary.entries
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hash.update(bytes);
        self.summary.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(io("write", &self.beside))
    }

    /// Number of the entry after which to begin to read: the last one it holds comes again, so that another log is noticed.
    pub fn after(&self) -> u64 {
        self.summary.entries.saturating_sub(1)
    }

    /// Adds the next entry, after verifying it; the last one may come again.
    pub fn add(&mut self, part: &Part) -> Result<(), BackupError> {
        if part.sequence == self.summary.entries && part.sequence > 0 {
            return if part.frame == self.last {
                Ok(())
            } else {
                Err(self.outdated())
            };
        }
        let wanted = self.summary.entries + 1;
        if part.sequence != wanted {
            return Err(BackupError::OutOfOrder {
                found: part.sequence,
                wanted,
            });
        }
        self.purged.extend(note(part)?);
        let length = u32::try_from(part.frame.len()).unwrap_or(u32::MAX);
        self.put(&[ENTRY])?;
        self.put(&length.to_be_bytes())?;
        self.put(&part.frame)?;
        self.summary.entries = wanted;
        part.frame.clone_into(&mut self.last);
        Ok(())
    }

    fn outdated(&self) -> BackupError {
        BackupError::Outdated {
            path: self.beside.clone(),
        }
    }

    /// Throws away what was written, to begin again.
    pub fn discard(self) -> Result<(), BackupError> {
        std::fs::remove_file(&self.beside).map_err(io("remove", &self.beside))
    }

    /// Fails when the file holds the text of an article that was purged while it was written.
    fn check_purged(&mut self) -> Result<(), BackupError> {
        if self.purged.is_empty() {
            return Ok(());
        }
        self.file.flush().map_err(io("write", &self.beside))?;
        let file = File::open(&self.beside).map_err(io("open", &self.beside))?;
        let mut reader = Reader::over(&self.beside, BufReader::new(file));
        reader.first_line()?;
        while reader.sequence < self.summary.entries
            && let Some(Read1::Entry(part)) = reader.next()?
        {
            let text = super::log::text_of(&part.frame, part.sequence)?;
            let until = text.and_then(|article| self.purged.get(&article));
            if until.is_some_and(|until| part.sequence < *until) {
                return Err(self.outdated());
            }
        }
        Ok(())
    }

    /// Writes the last part and gives the file its name; it is on disk when this returns.
    pub fn finish(mut self) -> Result<Summary, BackupError> {
        self.check_purged()?;
        let mut end = vec![END];
        end.extend(40_u32.to_be_bytes());
        end.extend(self.summary.entries.to_be_bytes());
        end.extend(self.hash.clone().finalize());
        self.put(&end)?;
        let file = self
            .file
            .into_inner()
            .map_err(|e| io("write", &self.beside)(e.into_error()))?;
        file.sync_all().map_err(io("sync", &self.beside))?;
        std::fs::rename(&self.beside, &self.path).map_err(io("write", &self.path))?;
        let absolute = std::path::absolute(&self.path).map_err(io("find", &self.path))?;
        let folder = absolute.parent().unwrap_or(&absolute);
        sync_directory(folder).map_err(io("sync", folder))?;
        Ok(self.summary)
    }
}

/// The article an entry purges, after verifying it.
fn note(part: &Part) -> Result<Option<(ArticleId, u64)>, IndexError> {
    let purged = super::log::purged_by(&part.frame, part.sequence)?;
    Ok(purged.map(|article| (article, part.sequence)))
}

enum Read1 {
    Entry(Part),
    End,
}

struct Reader<'a, R> {
    path: &'a Path,
    input: R,
    hash: Sha256,
    sequence: u64,
    bytes: u64,
    /// As of the last whole part.
    whole_hash: Sha256,
    whole_bytes: u64,
}

impl<'a, R: Read> Reader<'a, R> {
    fn over(path: &'a Path, input: R) -> Self {
        Self {
            path,
            input,
            hash: Sha256::new(),
            sequence: 0,
            bytes: 0,
            whole_hash: Sha256::new(),
            whole_bytes: 0,
        }
    }

    fn damaged(&self, reason: impl Into<String>) -> BackupError {
        BackupError::Damaged {
            path: self.path.to_owned(),
            reason: reason.into(),
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = vec![0; length];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => {
                self.bytes += length as u64;
                Ok(bytes)
            }
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                Err(self.damaged("it is cut short"))
            }
            Err(e) => Err(io("read", self.path)(e)),
        }
    }

    fn mark_whole(&mut self, bytes: &[&[u8]]) {
        for part in bytes {
            self.hash.update(part);
        }
        self.whole_hash = self.hash.clone();
        self.whole_bytes = self.bytes;
    }

    fn first_line(&mut self) -> Result<(), BackupError> {
        let line = self.take(FIRST_LINE.len())?;
        if line != FIRST_LINE {
            return Err(self.damaged("it does not begin as a backup this release reads"));
        }
        self.mark_whole(&[FIRST_LINE]);
        Ok(())
    }

    /// The next part, verified; `None` is never answered before the end.
    fn next(&mut self) -> Result<Option<Read1>, BackupError> {
        let head = self.take(5)?;
        let (kind, length) = match head.as_slice() {
            [kind, a, b, c, d] => (*kind, u32::from_be_bytes([*a, *b, *c, *d]) as usize),
            _ => return Ok(None),
        };
        if length > PART_BYTES_MAX {
            return Err(self.damaged("a part passes the limit"));
        }
        let bytes = self.take(length)?;
        match kind {
            ENTRY => {
                let sequence = self.sequence + 1;
                super::log::verify_frame(&bytes, sequence)
                    .map_err(|e| self.damaged(e.to_string()))?;
                self.sequence = sequence;
                self.mark_whole(&[&head, &bytes]);
                Ok(Some(Read1::Entry(Part {
                    sequence,
                    frame: bytes,
                })))
            }
            END => {
                let mut wanted = self.sequence.to_be_bytes().to_vec();
                wanted.extend(self.hash.clone().finalize());
                if bytes != wanted {
                    return Err(self.damaged("its last part does not fit the others"));
                }
                Ok(Some(Read1::End))
            }
            _ => Err(self.damaged("it holds a part of an unknown kind")),
        }
    }
}

/// Writes a backup of a data directory that no server has open.
pub fn write(
    data_dir: &Path,
    path: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Summary, BackupError> {
    let home = super::repair::existing(data_dir)?;
    let log = ArticleLog::open(&home.log(), false, CACHE)?;
    let mut writer = Writer::open(path)?;
    let head = log.head();
    let mut after = writer.after();
    while after < head {
        for part in log.parts(after, PARTS_BYTES)? {
            writer.add(&part)?;
        }
        after = writer.entries();
        progress(after, head);
    }
    if writer.entries() > head {
        return Err(writer.outdated());
    }
    writer.finish()
}

/// Bytes of entries read at a time.
pub const PARTS_BYTES: usize = 1 << 20;

/// Reads a backup through; changes nothing.
pub fn verify(path: &Path) -> Result<Summary, BackupError> {
    read(path, &mut |_parts| Ok(()))
}

fn read(
    path: &Path,
    take: &mut dyn FnMut(Vec<Part>) -> Result<(), BackupError>,
) -> Result<Summary, BackupError> {
    let file = File::open(path).map_err(io("open", path))?;
    let mut reader = Reader::over(path, BufReader::new(file));
    reader.first_line()?;
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        match reader.next()? {
            Some(Read1::Entry(part)) => batch.push(part),
            Some(Read1::End) => break,
            None => return Err(reader.damaged("it is cut short")),
        }
        if batch.len() >= BATCH {
            take(std::mem::take(&mut batch))?;
        }
    }
    take(batch)?;
    if reader.input.read(&mut [0]).map_err(io("read", path))? > 0 {
        return Err(reader.damaged("something follows its last part"));
    }
    Ok(Summary {
        entries: reader.sequence,
        bytes: reader.bytes,
    })
}

/// Makes a data directory out of a backup; the next start makes its index. Read through first: a damaged backup touches nothing.
pub fn restore(
    path: &Path,
    data_dir: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Summary, BackupError> {
    let total = verify(path)?.entries;
    let taken = data_dir.exists()
        && std::fs::read_dir(data_dir)
            .map_err(io("read", data_dir))?
            .next()
            .is_some();
    if taken {
        return Err(BackupError::NotEmpty {
            path: data_dir.to_owned(),
        });
    }
    let home = Home::open(data_dir)?;
    let log = ArticleLog::open(&home.log(), true, CACHE)?;
    let summary = read(path, &mut |parts| {
        log.restore(&parts)?;
        progress(log.head(), total);
        Ok(())
    })?;
    home.finish()?;
    Ok(summary)
}
