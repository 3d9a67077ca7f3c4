//! Articles from files, folders and standard input: JSON Lines, plain text and HTML pages, each also as `.gz`.
//!
//! Not a cleaner: bytes are handed on as they are. Rules: one bad line or file is one error and never stops the
//! others; nothing is read into memory beyond one line or one file, and both have a limit.

use crate::model::{Format, RawArticle};
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest JSON line, in bytes: an article of 1 MiB with every character escaped.
pub const LINE_BYTES_MAX: usize = 8 << 20;
/// Longest text or HTML file, in bytes; articles themselves are limited to 1 MiB by the extractor and the server.
pub const FILE_BYTES_MAX: u64 = 8 << 20;
/// Most files taken from one folder tree.
pub const FILES_MAX: usize = 1_000_000;

/// An article as read, with the place it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The caller's id: the field `id`, or the file's name.
    pub id: String,
    /// Where it stands: `FILE:LINE` or `FILE`.
    pub origin: String,
    /// The article.
    pub raw: RawArticle,
}

/// What kept an article from being read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct ReadError {
    /// Where: `FILE:LINE` or `FILE`.
    pub origin: String,
    /// The article's id, where it could be read.
    pub id: Option<String>,
    /// Which kind of mistake, an upper-case word for programs.
    pub reason: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

impl ReadError {
    fn new(origin: &str, reason: &'static str, problem: impl Into<String>) -> Self {
        Self {
            origin: origin.to_owned(),
            id: None,
            reason,
            problem: problem.into(),
        }
    }
}

/// What to do with fields of a JSON line that mean nothing to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownFields {
    /// Pass over them.
    Ignore,
    /// Refuse the line: a misspelt `published` would be lost silently.
    Refuse,
}

/// The files named by `paths`: folders are walked in name order, `-` is standard input.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ReadError> {
    files_up_to(FILES_MAX, paths)
}

fn files_up_to(most: usize, paths: &[PathBuf]) -> Result<Vec<PathBuf>, ReadError> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = open.pop() {
        let name = path.display().to_string();
        if path.as_os_str() == "-" || !path.is_dir() {
            found.push(path);
        } else {
            let io = |e: std::io::Error| ReadError::new(&name, "UNREADABLE", e.to_string());
            let entries = std::fs::read_dir(&path).map_err(io)?;
            let mut inside = entries
                .map(|e| e.map(|e| e.path()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(io)?;
            inside.retain(|p| p.is_dir() || shape_of(p).is_some());
            inside.sort();
            open.extend(inside.into_iter().rev());
        }
        if found.len() > most {
            let problem = format!("more than {most} files: name smaller folders");
            return Err(ReadError::new(&name, "TOO_MANY_FILES", problem));
        }
    }
    Ok(found)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Lines,
    One(Option<Format>),
}

/// What a file holds, by its name; `None` for names that are no articles.
fn shape_of(path: &Path) -> Option<Shape> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "jsonl" | "ndjson" | "json" => Some(Shape::Lines),
        "txt" => Some(Shape::One(Some(Format::Text))),
        "html" | "htm" | "xhtml" => Some(Shape::One(Some(Format::Html))),
        _ => None,
    }
}

/// Reads one file (`-` = standard input) article by article.
pub fn articles(
    path: &Path,
    unknown: UnknownFields,
) -> Box<dyn Iterator<Item = Result<Item, ReadError>>> {
    let name = path.display().to_string();
    let source = if name == "-" {
        Ok(Box::new(std::io::stdin()) as Box<dyn Read>)
    } else {
        open(path)
    };
    let source = match source {
        Ok(source) => BufReader::with_capacity(1 << 16, source),
        Err(e) => {
            return Box::new(std::iter::once(Err(ReadError::new(
                &name,
                "UNREADABLE",
                e.to_string(),
            ))));
        }
    };
    match shape_of(path) {
        Some(Shape::One(format)) => Box::new(std::iter::once(whole(&name, source, format))),
        Some(Shape::Lines) => Box::new(lines(name, source, unknown)),
        None => sniff(name, source, unknown),
    }
}

/// Articles of a file that is already in memory; its name tells what it holds.
pub fn embedded(
    name: &str,
    bytes: &'static [u8],
    unknown: UnknownFields,
) -> Box<dyn Iterator<Item = Result<Item, ReadError>>> {
    let source: Box<dyn Read> = Box::new(bytes);
    let source = BufReader::new(source);
    match shape_of(Path::new(name)) {
        Some(Shape::One(format)) => Box::new(std::iter::once(whole(name, source, format))),
        Some(Shape::Lines) | None => Box::new(lines(name.to_owned(), source, unknown)),
    }
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let file = std::fs::File::open(path)?;
    let zipped = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    Ok(if zipped {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}

/// A nameless source is JSON Lines when its first character is `{`, one article otherwise.
fn sniff(
    name: String,
    mut source: BufReader<Box<dyn Read>>,
    unknown: UnknownFields,
) -> Box<dyn Iterator<Item = Result<Item, ReadError>>> {
    match source.fill_buf() {
        Ok(head) if head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') => {
            Box::new(lines(name, source, unknown))
        }
        Ok(_) => Box::new(std::iter::once(whole(&name, source, None))),
        Err(e) => Box::new(std::iter::once(Err(ReadError::new(
            &name,
            "UNREADABLE",
            e.to_string(),
        )))),
    }
}

fn whole(name: &str, source: impl Read, format: Option<Format>) -> Result<Item, ReadError> {
    let mut bytes = Vec::new();
    source
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| ReadError::new(name, "UNREADABLE", e.to_string()))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let problem =
            format!("longer than {FILE_BYTES_MAX} bytes: one file is one article, split it");
        return Err(ReadError::new(name, "ARTICLE_TOO_LARGE", problem));
    }
    let id = Path::new(name)
        .file_name()
        .map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned());
    let mut raw = RawArticle {
        bytes,
        format,
        ..RawArticle::default()
    };
    raw.info.source_id = Some(id.clone());
    Ok(Item {
        id,
        origin: name.to_owned(),
        raw,
    })
}

fn lines(
    name: String,
    mut source: BufReader<Box<dyn Read>>,
    unknown: UnknownFields,
) -> impl Iterator<Item = Result<Item, ReadError>> {
    let mut number = 0_usize;
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            number += 1;
            let origin = format!("{name}:{number}");
            match next_line(&mut source) {
                Ok(None) => done = true,
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => return Some(read_line(&origin, &line, unknown)),
                Err(LineError::TooLong) => {
                    let problem = format!(
                        "a line longer than {LINE_BYTES_MAX} bytes: one line is one article"
                    );
                    return Some(Err(ReadError::new(&origin, "ARTICLE_TOO_LARGE", problem)));
                }
                Err(LineError::Io(e)) => {
                    done = true;
                    return Some(Err(ReadError::new(&origin, "UNREADABLE", e.to_string())));
                }
            }
        }
        None
    })
}

enum LineError {
    TooLong,
    Io(std::io::Error),
}

/// The next line without its end; an overlong one is passed over whole.
fn next_line(source: &mut impl BufRead) -> Result<Option<Vec<u8>>, LineError> {
    let mut line = Vec::new();
    let limit = LINE_BYTES_MAX as u64 + 1;
    source
        .by_ref()
        .take(limit)
        .read_until(b'\n', &mut line)
        .map_err(LineError::Io)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > LINE_BYTES_MAX {
        source.skip_until(b'\n').map_err(LineError::Io)?;
        return Err(LineError::TooLong);
    }
    Ok(Some(line))
}

/// Fields of a JSON line that mean something; `text` is the only required one.
const FIELDS: &[&str] = &[
    "id",
    "text",
    "format",
    "title",
    "url",
    "published",
    "outlet",
    "authors",
    "agencies",
    "dateline",
    "language",
    "licence",
    "collection",
];

fn read_line(origin: &str, line: &[u8], unknown: UnknownFields) -> Result<Item, ReadError> {
    let wrong = |problem: String| ReadError::new(origin, "INVALID_JSON", problem);
    let line = std::str::from_utf8(line).map_err(|e| wrong(format!("not UTF-8: {e}")))?;
    let object: Map<String, Value> = serde_json::from_str(line.trim_start_matches('\u{feff}'))
        .map_err(|e| wrong(format!("no JSON object: {e}")))?;
    let id = match object.get("id") {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        None | Some(_) => None,
    };
    read_object(origin, &object, id.as_deref(), unknown).map_err(|e| ReadError { id, ..e })
}

fn read_object(
    origin: &str,
    object: &Map<String, Value>,
    id: Option<&str>,
    unknown: UnknownFields,
) -> Result<Item, ReadError> {
    if unknown == UnknownFields::Refuse
        && let Some(field) = object.keys().find(|k| !FIELDS.contains(&k.as_str()))
    {
        let problem = format!(
            "field {field:?} is unknown; known are: {}",
            FIELDS.join(", ")
        );
        return Err(ReadError::new(origin, "UNKNOWN_FIELD", problem));
    }
    let field = |name: &'static str| Field {
        origin,
        name,
        value: object.get(name).filter(|v| !v.is_null()),
    };
    let Some(text) = field("text").string()? else {
        return Err(ReadError::new(
            origin,
            "MISSING_FIELD",
            "field \"text\" is needed: the article's text or page",
        ));
    };
    let mut raw = RawArticle {
        bytes: text.into_bytes(),
        ..RawArticle::default()
    };
    raw.format = field("format").parse::<Format>()?;
    raw.info.source_id = id.map(str::to_owned);
    raw.info.title = field("title").string()?;
    raw.info.url = field("url").string()?;
    raw.info.outlet = field("outlet").string()?;
    raw.info.dateline = field("dateline").string()?;
    raw.info.language = field("language").string()?;
    raw.info.licence = field("licence").string()?;
    raw.info.collection = field("collection").string()?;
    raw.info.published = field("published").parse()?;
    raw.info.authors = field("authors").list()?;
    raw.info.agencies = field("agencies").list()?;
    let id = id.unwrap_or(origin).to_owned();
    Ok(Item {
        id,
        origin: origin.to_owned(),
        raw,
    })
}

struct Field<'a> {
    origin: &'a str,
    name: &'a str,
    value: Option<&'a Value>,
}

impl Field<'_> {
    fn wrong(&self, problem: &str) -> ReadError {
        ReadError::new(
            self.origin,
            "INVALID_FIELD",
            format!("field {:?}: {problem}", self.name),
        )
    }

    fn string(&self) -> Result<Option<String>, ReadError> {
        match self.value {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(_) => Err(self.wrong("must be a string")),
        }
    }

    fn parse<T: std::str::FromStr>(&self) -> Result<Option<T>, ReadError>
    where
        T::Err: std::fmt::Display,
    {
        self.string()?
            .map(|s| s.parse().map_err(|e: T::Err| self.wrong(&e.to_string())))
            .transpose()
    }

    fn list(&self) -> Result<Vec<String>, ReadError> {
        match self.value {
            Some(Value::Array(items)) => items
                .iter()
                .map(|v| {
                    v.as_str()
                        .map(str::to_owned)
                        .ok_or_else(|| self.wrong("must hold strings only"))
                })
                .collect(),
            None | Some(_) => Ok(self.string()?.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, unknown: UnknownFields) -> Vec<Result<Item, ReadError>> {
        let source: Box<dyn Read> = Box::new(std::io::Cursor::new(text.to_owned().into_bytes()));
        lines("in.jsonl".into(), BufReader::new(source), unknown).collect()
    }

    #[test]
    fn a_bad_line_does_not_stop_the_others() {
        let found = read(
            "{\"id\":1,\"text\":\"a\"}\n{oops\n\n{\"text\":\"b\"}",
            UnknownFields::Ignore,
        );
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].as_ref().unwrap().id, "1");
        assert_eq!(found[1].as_ref().unwrap_err().origin, "in.jsonl:2");
        assert_eq!(found[2].as_ref().unwrap().id, "in.jsonl:4");
    }

    #[test]
    fn errors_name_the_field() {
        let found = read(
            "{\"id\":\"x\"}\n{\"text\":\"a\",\"publishd\":\"2024\"}\n{\"text\":\"a\",\"published\":\"soon\"}",
            UnknownFields::Refuse,
        );
        let reasons: Vec<_> = found
            .iter()
            .map(|f| f.as_ref().unwrap_err().reason)
            .collect();
        assert_eq!(reasons, ["MISSING_FIELD", "UNKNOWN_FIELD", "INVALID_FIELD"]);
        assert_eq!(found[0].as_ref().unwrap_err().id.as_deref(), Some("x"));
        assert!(found[1].as_ref().unwrap_err().problem.contains("publishd"));
    }

    #[test]
    fn as_many_files_are_taken_as_the_limit_says_and_one_more_is_refused() {
        let paths = ["a.txt", "b.txt", "c.txt"].map(PathBuf::from);
        assert_eq!(files_up_to(3, &paths).unwrap(), paths);
        let refused = files_up_to(2, &paths).unwrap_err();
        assert_eq!(refused.reason, "TOO_MANY_FILES");
    }

    #[test]
    fn a_file_at_the_limit_is_read_and_one_byte_more_is_refused() {
        let most = usize::try_from(FILE_BYTES_MAX).unwrap();
        for (length, taken) in [(most, true), (most + 1, false)] {
            let source = Box::new(std::io::Cursor::new(vec![b'a'; length]));
            let read = whole("long.txt", source, None);
            assert_eq!(read.is_ok(), taken, "{length} bytes");
        }
    }

    #[test]
    fn a_line_at_the_limit_is_read_and_one_past_it_is_refused() {
        let frame = "{\"text\":\"\"}".len();
        let of = |len: usize| {
            format!(
                "{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}",
                "a".repeat(len - frame)
            )
        };
        assert!(
            read(&of(LINE_BYTES_MAX), UnknownFields::Ignore)
                .iter()
                .all(Result::is_ok)
        );
        let found = read(&of(LINE_BYTES_MAX + 1), UnknownFields::Ignore);
        assert_eq!(found[0].as_ref().unwrap_err().reason, "ARTICLE_TOO_LARGE");
        assert!(found[1].is_ok(), "the next line is read all the same");
    }
}
