//! States: ISO 3166-1 entries and commonly reported entities, with the words that name them.
//!
//! Not their armies or ministries: those are made from `institutions.tsv`. Rule: a border is listed on both sides.

use crate::lang::table::{Row, Table, TableError};
use crate::model::ActorId;
use std::sync::Arc;

const COLUMNS: &[&str] = &[
    "code",
    "alpha3",
    "name",
    "names",
    "adjectives",
    "people",
    "capitals",
    "seats",
    "lat",
    "lon",
    "script",
    "neighbours",
    "caution",
];

/// A state or an entity reported like one.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Id of its actor: the code in lower case.
    pub id: ActorId,
    /// ISO 3166-1 alpha-2 code.
    pub code: String,
    /// ISO 3166-1 alpha-3 code.
    pub alpha3: String,
    /// Name shown to people.
    pub name: String,
    /// Other names, short forms and former names.
    pub names: Vec<String>,
    /// Adjectives: "Veldorian". Empty only for territories without inhabitants of their own.
    pub adjectives: Vec<String>,
    /// Nouns for its people: "Veldorian", "Veldorians".
    pub people: Vec<String>,
    /// Capitals and seats of government that stand for the government.
    pub capitals: Vec<String>,
    /// Palaces and quarters that stand for the government: "the Kremlin".
    pub seats: Vec<String>,
    /// Latitude of its middle, degrees north.
    pub lat: f64,
    /// Longitude of its middle, degrees east.
    pub lon: f64,
    /// ISO 15924 code of the script its names are mostly written in at home.
    pub script: String,
    /// Codes of the states it shares a land border with.
    pub neighbours: Vec<String>,
    /// Names that are also something else: a given name, a river, a state of a union.
    pub caution: Vec<String>,
}

/// A state with the line it came from.
#[derive(Clone, Debug)]
pub(super) struct Listed<T> {
    pub(super) file: Arc<str>,
    pub(super) line: usize,
    pub(super) value: T,
}

impl<T> Listed<T> {
    pub(super) fn error(&self, field: &str, problem: impl Into<String>) -> TableError {
        TableError {
            file: self.file.to_string(),
            line: self.line,
            field: field.to_owned(),
            problem: problem.into(),
        }
    }
}

pub(super) fn read(file: &str, text: &str, out: &mut Vec<Listed<State>>) -> Result<(), TableError> {
    let name: Arc<str> = Arc::from(file);
    for row in Table::read(file, text, COLUMNS)?.rows() {
        out.push(Listed {
            file: Arc::clone(&name),
            line: row.line(),
            value: state(row)?,
        });
    }
    Ok(())
}

fn state(row: Row<'_, '_>) -> Result<State, TableError> {
    let code = row.get("code");
    if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(row.error(
            "code",
            format!("{code:?} is no code: two capital letters are needed"),
        ));
    }
    let alpha3 = row.get("alpha3");
    if alpha3.len() != 3 || !alpha3.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(row.error(
            "alpha3",
            format!("{alpha3:?} is no code: three capital letters are needed"),
        ));
    }
    let id = code
        .to_ascii_lowercase()
        .parse()
        .map_err(|e| row.error("code", format!("{e}")))?;
    if row.get("name").is_empty() {
        return Err(row.error("name", "a name is needed"));
    }
    let list = |column: &str| -> Vec<String> {
        row.list(column)
            .filter(|v| *v != "-")
            .map(str::to_owned)
            .collect()
    };
    for column in ["adjectives", "people", "capitals"] {
        if row.get(column).is_empty() {
            return Err(row.error(column, "empty: give the words, or - when there are none"));
        }
    }
    Ok(State {
        id,
        code: code.to_owned(),
        alpha3: alpha3.to_owned(),
        name: row.get("name").to_owned(),
        names: list("names"),
        adjectives: list("adjectives"),
        people: list("people"),
        capitals: list("capitals"),
        seats: list("seats"),
        lat: degrees(row, "lat", 90.0)?,
        lon: degrees(row, "lon", 180.0)?,
        script: row.get("script").to_owned(),
        neighbours: list("neighbours"),
        caution: list("caution"),
    })
}

/// A coordinate in degrees, at most `max` either way.
pub(super) fn degrees(row: Row<'_, '_>, column: &str, max: f64) -> Result<f64, TableError> {
    let value: f64 = row.parse(column)?;
    if value.abs() > max {
        return Err(row.error(
            column,
            format!("{value} is out of range: {max} degrees at most"),
        ));
    }
    Ok(value)
}
