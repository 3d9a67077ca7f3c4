//! The file an export goes into, and the note beside it that says how far it is.
//!
//! Rule: the note is written only after what it speaks of is on disk, and replaced as a whole; going on cuts the file to
//! what the note speaks of, so a half-written record never stays.

use super::format::Frame;
use crate::cli::client::ClientError;
use serde_json::json;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where items go.
enum Sink<'o> {
    /// Standard output: no note.
    Stream(&'o mut (dyn Write + Send)),
    /// A file with its note.
    File {
        file: BufWriter<File>,
        note: PathBuf,
    },
}

/// An export being written.
pub(super) struct Output<'o> {
    sink: Sink<'o>,
    frame: Frame,
    /// Bytes written so far.
    bytes: u64,
    /// Items written so far.
    items: u64,
    token: String,
}

/// How far a file is.
struct Note {
    bytes: u64,
    items: u64,
    token: String,
}

fn failed(action: &str, path: &Path, error: &std::io::Error) -> ClientError {
    ClientError::Usage(format!("cannot {action} {}: {error}", path.display()))
}

impl Note {
    /// The file that holds it.
    fn path(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".resume");
        PathBuf::from(name)
    }

    fn read(path: &Path) -> Result<Self, ClientError> {
        let nothing = || {
            ClientError::Usage(format!(
                "nothing to go on with: {} is not there; run without --resume",
                path.display()
            ))
        };
        let text = fs::read_to_string(path).map_err(|_absent| nothing())?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|_damaged| nothing())?;
        let number = |key: &str| value.get(key).and_then(serde_json::Value::as_u64);
        let token = value.get("resume_token").and_then(|t| t.as_str());
        match (number("bytes"), number("items"), token) {
            (Some(bytes), Some(items), Some(token)) => Ok(Self {
                bytes,
                items,
                token: token.to_owned(),
            }),
            _ => Err(nothing()),
        }
    }
}

impl<'o> Output<'o> {
    /// Opens the file: new, or cut to what its note speaks of.
    pub(super) fn open(
        path: &Path,
        resume: bool,
        frame: Frame,
        out: &'o mut (dyn Write + Send),
    ) -> Result<Self, ClientError> {
        if path == Path::new("-") {
            if resume {
                let told = "--resume needs a file: give one with -o";
                return Err(ClientError::Usage(told.to_owned()));
            }
            return Self::new(Sink::Stream(out), frame);
        }
        let note_path = Note::path(path);
        if !resume {
            let file = File::create(path).map_err(|e| failed("make", path, &e))?;
            return Self::new(
                Sink::File {
                    file: BufWriter::new(file),
                    note: note_path,
                },
                frame,
            );
        }
        let note = Note::read(&note_path)?;
        let open = OpenOptions::new().write(true).open(path);
        let mut file = open.map_err(|e| failed("open", path, &e))?;
        let length = file.metadata()?.len();
        if length < note.bytes {
            return Err(ClientError::Usage(format!(
                "{} is shorter than its note says: run without --resume",
                path.display()
            )));
        }
        file.set_len(note.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            sink: Sink::File {
                file: BufWriter::new(file),
                note: note_path,
            },
            frame,
            bytes: note.bytes,
            items: note.items,
            token: note.token,
        })
    }

    fn new(sink: Sink<'o>, frame: Frame) -> Result<Self, ClientError> {
        let mut output = Self {
            sink,
            frame,
            bytes: 0,
            items: 0,
            token: String::new(),
        };
        let head = output.frame.head.clone();
        output.put(&head)?;
        Ok(output)
    }

    /// Where to go on; empty at the beginning.
    pub(super) fn resume_token(&self) -> &str {
        &self.token
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        match &mut self.sink {
            Sink::Stream(out) => out.write_all(bytes)?,
            Sink::File { file, .. } => file.write_all(bytes)?,
        }
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Writes one item.
    pub(super) fn item(&mut self, item: &[u8]) -> Result<(), ClientError> {
        if self.items > 0 {
            let between = self.frame.between;
            self.put(between)?;
        }
        self.items += 1;
        self.put(item)
    }

    /// Notes that everything before `token` is in the file.
    pub(super) fn note(&mut self, token: &str) -> Result<(), ClientError> {
        token.clone_into(&mut self.token);
        match &mut self.sink {
            Sink::Stream(out) => out.flush()?,
            Sink::File { file, note } => {
                file.flush()?;
                file.get_ref().sync_data()?;
                let text = json!({
                    "bytes": self.bytes,
                    "items": self.items,
                    "resume_token": token,
                });
                let mut beside = note.clone().into_os_string();
                beside.push(".new");
                fs::write(&beside, text.to_string())?;
                fs::rename(&beside, note)?;
            }
        }
        Ok(())
    }

    /// Ends the file and takes its note away.
    pub(super) fn finish(mut self) -> Result<(), ClientError> {
        let foot = self.frame.foot;
        self.put(foot)?;
        match self.sink {
            Sink::Stream(out) => out.flush()?,
            Sink::File { mut file, note } => {
                file.flush()?;
                file.get_ref().sync_data()?;
                fs::remove_file(&note).map_err(|e| failed("remove", &note, &e))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            head: b"[".to_vec(),
            between: b",",
            foot: b"]",
        }
    }

    #[test]
    fn a_cut_file_goes_on_where_its_note_says_and_ends_as_if_never_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut nowhere = Vec::new();
        let mut first = Output::open(&path, false, frame(), &mut nowhere).unwrap();
        first.item(b"one").unwrap();
        first.note("t1").unwrap();
        first.item(b"half of tw").unwrap();
        drop(first);
        assert_eq!(fs::read(&path).unwrap(), b"[one,half of tw");
        let mut second = Output::open(&path, true, frame(), &mut nowhere).unwrap();
        assert_eq!(second.resume_token(), "t1");
        second.item(b"two").unwrap();
        second.note("t2").unwrap();
        second.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"[one,two]");
        let third = Output::open(&path, true, frame(), &mut nowhere);
        let Err(error) = third else {
            panic!("a whole file was gone on with");
        };
        assert!(error.to_string().contains("nothing to go on with"));
    }

    #[test]
    fn a_file_cut_behind_its_note_and_standard_output_are_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut out = Vec::new();
        let mut first = Output::open(&path, false, frame(), &mut out).unwrap();
        first.item(b"one").unwrap();
        first.note("t1").unwrap();
        drop(first);
        fs::write(&path, "[").unwrap();
        let error = Output::open(&path, true, frame(), &mut out).err().unwrap();
        assert!(error.to_string().contains("shorter"), "{error}");
        let error = Output::open(Path::new("-"), true, frame(), &mut out);
        assert!(error.err().unwrap().to_string().contains("needs a file"));
    }
}
