//! The formats: which noun is written how.
//!
//! Not a table for people. Rule: an item stands alone, whatever came before it, so that a cut file can go on; what a format
//! has no place for is left out and counted, never bent.

use super::{event, geo, row};
use crate::cli::wire_json;
use crate::rpc::pb;
use std::io;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One record a line, the wire's own JSON
    Jsonl,
    /// A table with a line of column names; a deployment has a line for each claim
    Csv,
    /// Statements of Discourse Network Analyzer: person, organisation, concept, agreement (stances)
    Dna,
    /// Events with PLOVER's fields, one JSON object a line (stances, deployments)
    Plover,
    /// A feature collection, a point for each claim whose place is known (deployments)
    Geojson,
}

impl Format {
    /// Its name on the command line.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Dna => "dna",
            Self::Plover => "plover",
            Self::Geojson => "geojson",
        }
    }
}

/// What stands around the items of a file.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) head: Vec<u8>,
    pub(super) between: &'static [u8],
    pub(super) foot: &'static [u8],
}

/// A record that can be written.
pub(super) trait Render {
    /// What several are called.
    const PLURAL: &'static str;
    /// The formats it has.
    const FORMATS: &'static [Format];
    /// Column names of a table format.
    fn columns(format: Format) -> &'static [&'static str];
    /// Its items; none when the format has no place for it.
    fn render(&self, format: Format) -> io::Result<Vec<Vec<u8>>>;

    /// What stands around the items.
    fn frame(format: Format) -> io::Result<Frame> {
        Ok(match format {
            Format::Jsonl | Format::Plover => Frame {
                head: Vec::new(),
                between: b"",
                foot: b"",
            },
            Format::Csv | Format::Dna => Frame {
                head: row::line(Self::columns(format))?,
                between: b"",
                foot: b"",
            },
            Format::Geojson => Frame {
                head: b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
                between: b",\n",
                foot: b"\n]}\n",
            },
        })
    }
}

fn lines(rows: &[Vec<String>]) -> io::Result<Vec<Vec<u8>>> {
    rows.iter().map(|r| row::line(r)).collect()
}

fn json_lines(values: Vec<serde_json::Value>) -> Vec<Vec<u8>> {
    let line = |v: serde_json::Value| format!("{v}\n").into_bytes();
    values.into_iter().map(line).collect()
}

fn wire(name: &str, record: &impl prost::Message) -> io::Result<Vec<Vec<u8>>> {
    let json = wire_json::to_json(name, record)?;
    Ok(vec![format!("{json}\n").into_bytes()])
}

impl Render for pb::Quote {
    const PLURAL: &'static str = "quotes";
    const FORMATS: &'static [Format] = &[Format::Jsonl, Format::Csv];

    fn columns(_format: Format) -> &'static [&'static str] {
        row::QUOTE
    }

    fn render(&self, format: Format) -> io::Result<Vec<Vec<u8>>> {
        match format {
            Format::Jsonl => wire("Quote", self),
            Format::Csv => lines(&[row::quote(self)]),
            Format::Dna | Format::Plover | Format::Geojson => Ok(Vec::new()),
        }
    }
}

impl Render for pb::Stance {
    const PLURAL: &'static str = "stances";
    const FORMATS: &'static [Format] = &[Format::Jsonl, Format::Csv, Format::Dna, Format::Plover];

    fn columns(format: Format) -> &'static [&'static str] {
        match format {
            Format::Dna => row::STATEMENT,
            Format::Jsonl | Format::Csv | Format::Plover | Format::Geojson => row::STANCE,
        }
    }

    fn render(&self, format: Format) -> io::Result<Vec<Vec<u8>>> {
        match format {
            Format::Jsonl => wire("Stance", self),
            Format::Csv => lines(&[row::stance(self)]),
            Format::Dna => lines(row::statement(self).as_slice()),
            Format::Plover => Ok(json_lines(event::stance(self).into_iter().collect())),
            Format::Geojson => Ok(Vec::new()),
        }
    }
}

impl Render for pb::Deployment {
    const PLURAL: &'static str = "deployments";
    const FORMATS: &'static [Format] =
        &[Format::Jsonl, Format::Csv, Format::Plover, Format::Geojson];

    fn columns(_format: Format) -> &'static [&'static str] {
        row::CLAIM
    }

    fn render(&self, format: Format) -> io::Result<Vec<Vec<u8>>> {
        match format {
            Format::Jsonl => wire("Deployment", self),
            Format::Csv => {
                let rows: Vec<_> = self.claims.iter().map(|c| row::claim(self, c)).collect();
                lines(&rows)
            }
            Format::Plover => Ok(json_lines(event::deployment(self))),
            Format::Geojson => {
                let features = self.claims.iter().filter_map(|c| geo::feature(self, c));
                Ok(features.map(|f| f.to_string().into_bytes()).collect())
            }
            Format::Dna => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests;
