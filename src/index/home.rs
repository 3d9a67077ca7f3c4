//! The data directory: who holds it, which format it has, and the small files beside log and index.
//!
//! Not the log and not the index themselves. Layout: `lock` (held while open), `format` (data format number),
//! `page.key` (32 secret bytes), `articles.redb` (the log), `index/` (the view), `index.clean` (after a clean stop),
//! `index.next/` (a generation being made), `index.aside/` (the last index that was found wanting). Rule: a small file is written beside, synced, renamed, and the
//! directory synced, so that it is there whole or not at all.

use super::OpenError;
use super::fault::fault;
use rustix::fs::Access;
use rustix::io::Errno;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The data format this release writes; it reads this and every lower one.
pub(crate) const DATA_FORMAT: u32 = 5;

/// A data directory that is ours alone; dropping it lets go of the lock.
#[derive(Debug)]
pub struct Home {
    path: PathBuf,
    /// Held, never read: the lock goes with it.
    _lock: File,
    /// Whether the log is still to be made.
    pub(crate) is_new: bool,
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| {
        let kind = source.kind();
        if matches!(
            kind,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
        ) {
            let remedy = remedy(&path, kind);
            OpenError::Refused {
                action,
                path,
                remedy,
            }
        } else {
            OpenError::Io {
                action,
                path,
                source,
            }
        }
    }
}

/// Why the system refuses a path, and what to do, in the words of whoever mounts and owns it.
fn remedy(path: &Path, kind: ErrorKind) -> String {
    if kind == ErrorKind::ReadOnlyFilesystem {
        return "its file system is read-only: mount it for writing".to_owned();
    }
    let me = rustix::process::geteuid().as_raw();
    match fs::metadata(path).map(|found| found.uid()) {
        Ok(owner) if owner != me => format!(
            "it belongs to user {owner}, this process is user {me}: give the whole data directory to user {me} (`chown -R {me}`)"
        ),
        Ok(_) => "its mode forbids it: let its owner read and write the whole data directory (`chmod -R u+rwX`)".to_owned(),
        Err(_) => format!("user {me} may not: let it into the folders above"),
    }
}

/// What lies in a data directory and is written in place. The rest is read, and replaced through the directory.
const WRITTEN: [&str; 3] = ["lock", "articles.redb", "index"];
const READ: [&str; 3] = ["format", "page.key", "index.clean"];

/// Refuses a directory in which something of ours may not be read or written, before anything in it is touched.
fn check_access(path: &Path) -> Result<(), OpenError> {
    let ask = |each: PathBuf, action, access| match rustix::fs::access(&each, access) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(refused) => Err(io(action, &each)(refused.into())),
    };
    let both = Access::READ_OK | Access::WRITE_OK;
    ask(path.to_owned(), "write", both)?;
    for name in WRITTEN {
        ask(path.join(name), "write", both)?;
    }
    for name in READ {
        ask(path.join(name), "read", Access::READ_OK)?;
    }
    Ok(())
}

impl Home {
    /// Makes the directory when it is absent, takes its lock and reads its format; answers at once, whatever lies in it.
    ///
    /// Refused when another process has it open, when it may not be written (nothing is touched then), when it is of a newer
    /// release or not ours.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        if !path.exists() {
            fs::create_dir_all(path).map_err(io("make the data directory", path))?;
            sync_parent(path)?;
        }
        check_access(path)?;
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(io("open", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::Locked {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::Error(e)) => return Err(io("lock", &lock_path)(e)),
        }
        let is_new = check_format(path)?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
            is_new,
        })
    }

    /// The log's file.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("articles.redb")
    }

    /// The index's directory.
    pub(crate) fn index(&self) -> PathBuf {
        self.path.join("index")
    }

    /// Where a new generation of the index is made.
    pub(crate) fn next_index(&self) -> PathBuf {
        self.path.join("index.next")
    }

    /// Writes the format number: the directory is whole from now on.
    pub(crate) fn finish(&self) -> Result<(), OpenError> {
        let text = format!("vedette data format {DATA_FORMAT}\n");
        write_small(&self.path, "format", text.as_bytes())
    }

    /// The secret page tokens are sealed with; made of `entropy` at the first start.
    pub(crate) fn page_key(&self, entropy: &[u8; 32]) -> Result<[u8; 32], OpenError> {
        let path = self.path.join("page.key");
        match fs::read(&path) {
            Ok(bytes) => {
                if let Ok(key) = <[u8; 32]>::try_from(bytes) {
                    return Ok(key);
                }
                tracing::warn!(path = %path.display(), "the page-token key was cut short, making a new one");
            }
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(io("read", &path)(e)),
        }
        write_small(&self.path, "page.key", entropy)?;
        Ok(*entropy)
    }

    /// Takes the mark of a clean stop away and says what it held; `None` after any other stop. A damaged mark is one that fits
    /// no index.
    pub(crate) fn take_clean_mark(&self) -> Result<Option<String>, OpenError> {
        let path = self.path.join("index.clean");
        match fs::read(&path) {
            Ok(mark) => {
                fs::remove_file(&path).map_err(io("remove", &path))?;
                sync_directory(&self.path).map_err(io("sync", &self.path))?;
                Ok(Some(String::from_utf8_lossy(&mark).into_owned()))
            }
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(io("read", &path)(e)),
        }
    }

    /// Marks the index as whole: closed after this commit payload.
    pub(crate) fn put_clean_mark(&self, payload: &str) -> Result<(), OpenError> {
        write_small(&self.path, "index.clean", payload.as_bytes())
    }

    /// Moves the index out of the way, in the place of the one moved before. Where there is none, the one moved before stays.
    pub(crate) fn set_index_aside(&self) -> Result<(), OpenError> {
        let (index, aside) = (self.index(), self.path.join("index.aside"));
        let exists = index.exists();
        if exists && aside.exists() {
            fs::remove_dir_all(&aside).map_err(io("remove", &aside))?;
        }
        fault("home.before-aside").map_err(io("move aside", &index))?;
        if exists {
            fs::rename(&index, &aside).map_err(io("move aside", &index))?;
        }
        sync_directory(&self.path).map_err(io("sync", &self.path))
    }
}

/// Puts the new generation of an index in the place of the old one, and removes the old one. Cut off anywhere, the next start
/// finds one of the two.
pub(crate) fn exchange(index: &Path) -> std::io::Result<()> {
    let (next, old) = (
        index.with_file_name("index.next"),
        index.with_file_name("index.old"),
    );
    remove_directory(&old)?;
    fault("generation.before-exchange")?;
    fs::rename(index, &old)?;
    fault("generation.within-exchange")?;
    fs::rename(&next, index)?;
    if let Some(home) = index.parent() {
        sync_directory(home)?;
    }
    fault("generation.after-exchange")?;
    remove_directory(&old)
}

/// Finishes an exchange of generations that was cut off: the old one is away, the new one not yet in its place.
pub(crate) fn finish_exchange(index: &Path) -> std::io::Result<()> {
    let next = index.with_file_name("index.next");
    if !index.exists() && next.exists() {
        fs::rename(&next, index)?;
        if let Some(home) = index.parent() {
            sync_directory(home)?;
        }
    }
    remove_directory(&index.with_file_name("index.old"))
}

/// Removes a directory and all in it, if it is there.
pub(crate) fn remove_directory(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether the directory is new; an error when it is not ours or too new.
fn check_format(path: &Path) -> Result<bool, OpenError> {
    let file = path.join("format");
    let text = match fs::read(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(true),
        Err(e) => return Err(io("read", &file)(e)),
    };
    let number = text
        .trim()
        .strip_prefix("vedette data format ")
        .and_then(|n| n.parse().ok());
    match number {
        Some(found @ 1..) if found <= DATA_FORMAT => Ok(false),
        Some(found @ 1..) => Err(OpenError::TooNew {
            path: path.to_owned(),
            found,
            supported: DATA_FORMAT,
        }),
        Some(0) | None => Err(OpenError::NotOurs {
            path: file,
            found: text.chars().take(80).collect(),
        }),
    }
}

fn write_small(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), OpenError> {
    let (beside, path) = (directory.join(format!("{name}.new")), directory.join(name));
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(io("write", &beside))?;
    file.write_all(bytes).map_err(io("write", &beside))?;
    file.sync_all().map_err(io("sync", &beside))?;
    fault("home.before-rename").map_err(io("write", &path))?;
    fs::rename(&beside, &path).map_err(io("write", &path))?;
    sync_directory(directory).map_err(io("sync", directory))
}

/// Makes a new directory's own name last: without it a power cut takes the whole directory with all that was acknowledged.
fn sync_parent(path: &Path) -> Result<(), OpenError> {
    let absolute = std::path::absolute(path).map_err(io("find", path))?;
    match absolute.parent() {
        Some(parent) => sync_directory(parent).map_err(io("sync", parent)),
        None => Ok(()),
    }
}

/// Makes renames and new files of a directory last over a power cut.
pub(crate) fn sync_directory(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Bytes that stay free on a disk of this size unless something else is set: 1 GiB or a twentieth, whichever is more.
pub(crate) fn kept_free(total: u64) -> u64 {
    (total / 20).max(1 << 30)
}

/// Bytes free for us and bytes in all on the disk of a path.
pub(crate) fn disk_space(path: &Path) -> std::io::Result<(u64, u64)> {
    let stat = rustix::fs::statvfs(path)?;
    Ok((
        stat.f_bavail.saturating_mul(stat.f_frsize),
        stat.f_blocks.saturating_mul(stat.f_frsize),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_and_the_directory_named() {
        let dir = tempfile::tempdir().unwrap();
        let first = Home::open(dir.path()).unwrap();
        let refused = Home::open(dir.path()).unwrap_err().to_string();
        assert!(
            refused.contains(&dir.path().display().to_string()) && refused.contains("in use"),
            "{refused}"
        );
        drop(first);
        assert!(Home::open(dir.path()).is_ok());
    }

    #[test]
    fn a_refusal_says_whose_fault_it_is_and_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let told = |kind: ErrorKind| io("write", dir.path())(kind.into()).to_string();
        let read_only = told(ErrorKind::ReadOnlyFilesystem);
        assert!(read_only.contains("mount it for writing"), "{read_only}");
        let forbidden = told(ErrorKind::PermissionDenied);
        assert!(forbidden.contains("chmod -R u+rwX"), "{forbidden}");
        for text in [read_only, forbidden] {
            assert!(text.contains(&dir.path().display().to_string()), "{text}");
            assert!(text.contains("data.dir"), "{text}");
        }
    }

    #[test]
    fn a_newer_format_and_a_foreign_file_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        assert!(home.is_new);
        home.finish().unwrap();
        drop(home);
        assert!(!Home::open(dir.path()).unwrap().is_new);
        fs::write(dir.path().join("format"), "vedette data format 6\n").unwrap();
        assert!(matches!(
            Home::open(dir.path()),
            Err(OpenError::TooNew { found: 6, .. })
        ));
        fs::write(dir.path().join("format"), "PG_VERSION 15").unwrap();
        assert!(matches!(
            Home::open(dir.path()),
            Err(OpenError::NotOurs { .. })
        ));
    }

    #[test]
    fn what_was_set_aside_stays_until_another_index_is() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        let aside = |name: &str| dir.path().join("index.aside").join(name).exists();
        let make = |name: &str| {
            fs::create_dir_all(home.index()).unwrap();
            fs::write(home.index().join(name), "").unwrap();
        };
        make("first");
        home.set_index_aside().unwrap();
        // As the start after `vedette index rebuild` does, which finds no index.
        home.set_index_aside().unwrap();
        assert!(aside("first") && !home.index().exists());
        make("second");
        home.set_index_aside().unwrap();
        assert!(aside("second") && !aside("first"));
    }

    #[test]
    fn the_clean_mark_is_taken_once() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        home.put_clean_mark("7").unwrap();
        assert_eq!(home.take_clean_mark().unwrap().as_deref(), Some("7"));
        assert_eq!(home.take_clean_mark().unwrap(), None);
        fs::write(dir.path().join("index.clean"), b"\xb77").unwrap();
        let damaged = home.take_clean_mark().unwrap();
        assert_eq!(damaged.as_deref(), Some("\u{fffd}7"));
    }

    #[test]
    fn the_page_key_outlives_the_start_that_made_it() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        assert_eq!(home.page_key(&[7; 32]).unwrap(), [7; 32]);
        assert_eq!(home.page_key(&[8; 32]).unwrap(), [7; 32]);
        fs::write(dir.path().join("page.key"), b"short").unwrap();
        assert_eq!(home.page_key(&[8; 32]).unwrap(), [8; 32]);
    }
}
