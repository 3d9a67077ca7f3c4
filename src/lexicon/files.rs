//! The world files: which are built in, what each holds, and how extra files join or replace them.
//!
//! Not a reader of disks: bytes come in. Rule: a file's subject is the first part of its name (`states.tsv`,
//! `actors/europe.toml` and `actors/mine.toml` are states and actors); a file of a built-in name replaces that file.

use crate::lang::table::TableError;
use crate::lang::tables::is_language_file;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Longest world file taken, in bytes.
pub const WORLD_FILE_BYTES_MAX: usize = 16 << 20;
/// Most world files taken, built-in ones included.
pub const WORLD_FILES_MAX: usize = 256;

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Transliteration,
    States,
    Institutions,
    Offices,
    ForceNouns,
    Words,
    Shields,
    Actors,
    Places,
    Borders,
    Issues,
}

impl Subject {
    fn of(name: &str) -> Option<Self> {
        let stem = name.split(['/', '.']).next().unwrap_or("");
        let toml = name.rsplit('.').next() == Some("toml");
        Some(match (stem, toml) {
            ("transliteration", false) => Self::Transliteration,
            ("states", false) => Self::States,
            ("institutions", false) => Self::Institutions,
            ("offices", false) => Self::Offices,
            ("force_nouns", false) => Self::ForceNouns,
            ("ordinary_words", false) => Self::Words,
            ("shields", false) => Self::Shields,
            ("actors", true) => Self::Actors,
            ("places", false) => Self::Places,
            ("borders", false) => Self::Borders,
            ("issues", true) => Self::Issues,
            _ => return None,
        })
    }
}

/// One file: its name, subject and text.
#[derive(Clone, Debug)]
pub(super) struct WorldFile<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) subject: Subject,
    pub(super) text: &'a str,
}

const BUILTIN: &[(&str, &str)] = &[
    (
        "transliteration.tsv",
        include_str!("../../data/transliteration.tsv"),
    ),
    ("states.tsv", include_str!("../../data/states.tsv")),
    (
        "institutions.tsv",
        include_str!("../../data/institutions.tsv"),
    ),
    ("offices.tsv", include_str!("../../data/offices.tsv")),
    (
        "force_nouns.tsv",
        include_str!("../../data/force_nouns.tsv"),
    ),
    (
        "ordinary_words.tsv",
        include_str!("../../data/ordinary_words.tsv"),
    ),
    ("shields.tsv", include_str!("../../data/shields.tsv")),
    (
        "actors/africa.toml",
        include_str!("../../data/actors/africa.toml"),
    ),
    (
        "actors/americas.toml",
        include_str!("../../data/actors/americas.toml"),
    ),
    (
        "actors/asia.toml",
        include_str!("../../data/actors/asia.toml"),
    ),
    (
        "actors/conflicts.toml",
        include_str!("../../data/actors/conflicts.toml"),
    ),
    (
        "actors/europe.toml",
        include_str!("../../data/actors/europe.toml"),
    ),
    (
        "actors/middle_east.toml",
        include_str!("../../data/actors/middle_east.toml"),
    ),
    (
        "actors/world.toml",
        include_str!("../../data/actors/world.toml"),
    ),
    ("places.tsv", include_str!("../../data/places.tsv")),
    (
        "places/geonames.tsv",
        include_str!("../../data/places/geonames.tsv"),
    ),
    ("borders.tsv", include_str!("../../data/borders.tsv")),
    ("issues.toml", include_str!("../../data/issues.toml")),
    (
        "issues/conflicts.toml",
        include_str!("../../data/issues/conflicts.toml"),
    ),
];

/// The built-in files with `extra` in place of those of the same name, the rest added; sorted by subject.
pub(super) fn gather<'a>(extra: &'a [(String, Vec<u8>)]) -> Result<Vec<WorldFile<'a>>, TableError> {
    let fail = |name: &str, problem: String| TableError {
        file: name.to_owned(),
        line: 1,
        field: String::new(),
        problem,
    };
    let mut files: Vec<WorldFile<'a>> = Vec::new();
    for (name, text) in BUILTIN {
        let subject =
            Subject::of(name).ok_or_else(|| fail(name, "a built-in file of no subject".into()))?;
        files.push(WorldFile {
            name: Cow::Borrowed(name),
            subject,
            text,
        });
    }
    for (name, bytes) in extra.iter().filter(|(name, _)| !is_language_file(name)) {
        let subject = Subject::of(name).ok_or_else(|| {
            fail(name, "no world file: the name must begin with transliteration, states, institutions, offices, \
                 force_nouns, ordinary_words, shields, places or borders and end with .tsv, or begin with actors or issues and end \
                 with .toml; tables of the language lie in en/".into())
        })?;
        if bytes.len() > WORLD_FILE_BYTES_MAX {
            return Err(fail(
                name,
                format!("{} bytes, {WORLD_FILE_BYTES_MAX} are taken", bytes.len()),
            ));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let read = bytes.get(..e.valid_up_to()).unwrap_or_default();
            let line = read.split(|b| *b == b'\n').count();
            TableError {
                line,
                ..fail(name, "not UTF-8".into())
            }
        })?;
        match files.iter_mut().find(|f| f.name == name.as_str()) {
            Some(same) => same.text = text,
            None => files.push(WorldFile {
                name: Cow::Borrowed(name),
                subject,
                text,
            }),
        }
    }
    if files.len() > WORLD_FILES_MAX {
        return Err(fail(
            "",
            format!("{} world files, {WORLD_FILES_MAX} are taken", files.len()),
        ));
    }
    files.sort_by_key(|f| f.subject);
    Ok(files)
}

/// The first 12 hex digits of SHA-256 over names and texts in order, those of a language's own tables (`extra`) last.
pub(super) fn version(files: &[WorldFile<'_>], extra: &[(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    for file in files {
        add(file.name.as_bytes());
        add(file.text.as_bytes());
    }
    for (name, bytes) in extra.iter().filter(|(name, _)| is_language_file(name)) {
        add(name.as_bytes());
        add(bytes);
    }
    let hex = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    hash.finalize()
        .iter()
        .take(6)
        .flat_map(|b| [hex(b >> 4), hex(b & 15)])
        .collect()
}
