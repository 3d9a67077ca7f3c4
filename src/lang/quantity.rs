//! Quantities: number words, scales, bounds and units.
//!
//! Not the reading of figures (that is `extract::amount`).

use super::table::{Table, TableError};
use super::tables::Tables;
use crate::model::Bound;
use rustc_hash::FxHashMap;

/// What a word does in a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantityWord {
    /// A number: "two".
    Number(f64),
    /// A scale: "thousand"; alone in the plural it is an open range.
    Scale(f64),
    /// A bound before the figure: "up to".
    Bound(Bound),
    /// A unit, as records keep it: "km".
    Unit(String),
}

/// Most words of a bound.
pub const BOUND_WORDS_MAX: usize = 3;

/// Everything the table of quantities says.
#[derive(Clone, Debug, Default)]
pub struct Quantities {
    words: FxHashMap<String, QuantityWord>,
}

const COLUMNS: &[&str] = &["word", "kind", "value"];

impl Quantities {
    /// From the table of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(tables.text("quantities.tsv"))
    }

    /// Reads the table.
    pub fn read(text: &str) -> Result<Self, TableError> {
        let mut words = FxHashMap::default();
        for row in Table::read("quantities.tsv", text, COLUMNS)?.rows() {
            let word = match row.get("kind") {
                "NUMBER" => QuantityWord::Number(row.parse("value")?),
                "SCALE" => QuantityWord::Scale(row.parse("value")?),
                "UNIT" => QuantityWord::Unit(row.get("value").to_owned()),
                _ => QuantityWord::Bound(row.parse("kind")?),
            };
            words.insert(row.get("word").to_owned(), word);
        }
        Ok(Self { words })
    }

    /// What a word or run of words (lower case) does.
    pub fn word(&self, words: &str) -> Option<&QuantityWord> {
        self.words.get(words)
    }
}
