//! How far an `ingest` is: a file of the caller's choice with a line for each batch that was acknowledged.
//!
//! Not a truth: what is sent again changes nothing, so a line that is lost costs time alone. Rules: a line is written after its
//! batch was taken whole, so nothing that was refused lies behind it; a file that is another since it was opened is read from the
//! beginning; a torn line counts for nothing.

use crate::cli::client::ClientError;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Largest note read, in bytes: two lines for each of a million files.
pub(super) const NOTE_BYTES_MAX: u64 = 1 << 30;

/// How far one file is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// The file's length and time of change before it was read.
    mark: Mark,
    /// Articles of it that were acknowledged.
    taken: usize,
    /// Whether that was all of it.
    whole: bool,
}

/// What tells a file from itself before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    bytes: u64,
    changed_nanos: u64,
}

/// What is left of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Articles from this one on, counted from 0.
    From(usize),
    /// Nothing.
    Nothing,
}

/// The note of a run.
#[derive(Debug)]
pub(super) struct Note {
    path: PathBuf,
    file: File,
    places: HashMap<String, Place>,
}

fn failed(action: &str, path: &Path, error: &std::io::Error) -> ClientError {
    ClientError::Usage(format!("cannot {action} {}: {error}", path.display()))
}

/// What a file is known by, looked at before it is read: one put in its place meanwhile is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    name: String,
    mark: Mark,
}

impl Known {
    /// `None` for standard input and names that are no UTF-8, which are sent anew.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let mark = Mark {
            bytes: about.len(),
            changed_nanos: u64::try_from(since.as_nanos()).ok()?,
        };
        let name = fs::canonicalize(path).ok()?.to_str()?.to_owned();
        Some(Self { name, mark })
    }
}

/// A line of the note; `None` when it is torn.
fn read_line(line: &str) -> Option<(String, Place)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let number = |key: &str| value.get(key).and_then(Value::as_u64);
    let place = Place {
        mark: Mark {
            bytes: number("bytes")?,
            changed_nanos: number("changed_nanos")?,
        },
        taken: usize::try_from(number("taken")?).ok()?,
        whole: value.get("whole")?.as_bool()?,
    };
    Some((value.get("file")?.as_str()?.to_owned(), place))
}

impl Note {
    /// Opens the note of a run against `server`, or begins one. A note of another server is refused: what that one has, this one
    /// need not have.
    pub(super) fn open(path: &Path, server: &str) -> Result<Self, ClientError> {
        let mut options = OpenOptions::new();
        let opened = options.read(true).append(true).create(true).open(path);
        let mut file = opened.map_err(|e| failed("open", path, &e))?;
        let length = file.metadata()?.len();
        if length > NOTE_BYTES_MAX {
            return Err(ClientError::Usage(format!(
                "{} has {length} bytes, at most {NOTE_BYTES_MAX} are read: it is no note of an ingest",
                path.display()
            )));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let head = json!({ "server": server }).to_string();
        // A run that was cut while it began its note left less than the first line.
        if bytes.len() <= head.len() && head.as_bytes().starts_with(&bytes) {
            file.set_len(0)?;
            file.write_all(format!("{head}\n").as_bytes())?;
            bytes = format!("{head}\n").into_bytes();
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        match lines.next() {
            Some(first) if first == head => {}
            first => {
                return Err(ClientError::Usage(format!(
                    "{} is not the note of an ingest into {server}, it begins with {:?}: give another file",
                    path.display(),
                    first.unwrap_or_default()
                )));
            }
        }
        let places = lines.filter_map(read_line).collect();
        file.seek(SeekFrom::End(0))?;
        if !text.is_empty() && !text.ends_with('\n') {
            writeln!(file)?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            places,
        })
    }

    /// What of a file is still to be sent.
    pub(super) fn left(&self, known: &Known) -> Left {
        let place = self.places.get(&known.name);
        match place.filter(|place| place.mark == known.mark) {
            Some(place) if place.whole => Left::Nothing,
            Some(place) => Left::From(place.taken),
            None => Left::From(0),
        }
    }

    /// Notes that the first `taken` articles of a file were taken in.
    pub(super) fn add(
        &mut self,
        Known { name, mark }: &Known,
        taken: usize,
        whole: bool,
    ) -> Result<(), ClientError> {
        let line = json!({"file": name, "bytes": mark.bytes, "changed_nanos": mark.changed_nanos, "taken": taken, "whole": whole});
        writeln!(self.file, "{line}").map_err(|e| failed("write", &self.path, &e))
    }

    /// Takes the note away: everything was taken in.
    pub(super) fn finish(self) -> Result<(), ClientError> {
        fs::remove_file(&self.path).map_err(|e| failed("remove", &self.path, &e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_behind_what_was_answered_and_anew_where_a_file_changed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a", "b", "c"] {
            fs::write(at(name), name).unwrap();
        }
        let known = |name: &str| Known::of(&at(name)).unwrap();
        let mut note = Note::open(&at("note"), "db:1").unwrap();
        assert_eq!(note.left(&known("a")), Left::From(0));
        note.add(&known("a"), 7, true).unwrap();
        note.add(&known("b"), 256, false).unwrap();
        note.add(&known("b"), 512, false).unwrap();
        // Another file takes the place of the one that is being read.
        let read = known("c");
        fs::write(at("c"), "other").unwrap();
        note.add(&read, 1, true).unwrap();
        drop(note);
        let note = Note::open(&at("note"), "db:1").unwrap();
        assert_eq!(note.left(&known("a")), Left::Nothing);
        assert_eq!(note.left(&known("b")), Left::From(512));
        assert_eq!(note.left(&known("c")), Left::From(0));
        assert_eq!(Known::of(Path::new("-")), None);
        note.finish().unwrap();
        assert!(!at("note").exists());
    }

    #[test]
    fn a_torn_line_counts_for_nothing_and_spoils_no_later_one() {
        let folder = tempfile::tempdir().unwrap();
        let (path, report) = (folder.path().join("note"), folder.path().join("a"));
        fs::write(&report, "a").unwrap();
        let known = Known::of(&report).unwrap();
        // The first line too.
        fs::write(&path, "{\"server\":\"db").unwrap();
        drop(Note::open(&path, "db:1").unwrap());
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"file\": \"/a\", \"by\0").unwrap();
        Note::open(&path, "db:1")
            .unwrap()
            .add(&known, 3, false)
            .unwrap();
        let note = Note::open(&path, "db:1").unwrap();
        assert_eq!(note.left(&known), Left::From(3));
    }

    #[test]
    fn a_note_of_another_server_or_another_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note");
        drop(Note::open(&path, "db:1").unwrap());
        let error = Note::open(&path, "db:2").unwrap_err().to_string();
        assert!(
            error.contains("not the note of an ingest into db:2"),
            "{error}"
        );
        fs::write(&path, "{\"id\":\"a\",\"text\":\"b\"}\n").unwrap();
        assert!(Note::open(&path, "db:1").is_err());
        let kept = fs::read_to_string(&path).unwrap();
        assert_eq!(kept, "{\"id\":\"a\",\"text\":\"b\"}\n");
    }

    #[test]
    fn a_note_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note");
        drop(Note::open(&path, "db:1").unwrap());
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(NOTE_BYTES_MAX + 1).unwrap();
        let error = Note::open(&path, "db:1").unwrap_err().to_string();
        assert!(error.contains("at most 1073741824 are read"), "{error}");
    }
}
