//! TOML entities: tables keyed by id, read with the same kind of error as the flat tables: file, line, field.
//!
//! Not a serde shape: fields are taken one by one, so that a wrong value names its line and an unknown field is refused.

use crate::lang::table::TableError;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A TOML file of entities.
#[derive(Debug)]
pub(super) struct EntityFile<'a> {
    file: &'a str,
    text: &'a str,
    root: DeTable<'a>,
}

/// One table of the file, at a place that errors can name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entity<'e, 'a> {
    source: &'e EntityFile<'a>,
    /// The table's key, empty for a nested table.
    pub(super) key: &'e str,
    at: usize,
    line: usize,
    table: &'e DeTable<'a>,
}

impl<'a> EntityFile<'a> {
    pub(super) fn read(file: &'a str, text: &'a str) -> Result<Self, TableError> {
        let root = DeTable::parse(text).map_err(|e| TableError {
            file: file.to_owned(),
            line: line_at(text, e.span().map_or(0, |s| s.start)),
            field: String::new(),
            problem: e.message().to_owned(),
        })?;
        Ok(Self {
            file,
            text,
            root: root.into_inner(),
        })
    }

    /// The entities in the order of the file.
    pub(super) fn entities(&self) -> Result<Vec<Entity<'_, 'a>>, TableError> {
        let mut out = Vec::with_capacity(self.root.len());
        for (key, value) in &self.root {
            let at = key.span().start;
            let wrong = || self.error(at, key.get_ref(), wanted("a table", value.get_ref()));
            let table = value.get_ref().as_table().ok_or_else(wrong)?;
            out.push(Entity {
                source: self,
                key: key.get_ref(),
                at,
                line: 1,
                table,
            });
        }
        out.sort_by_key(|e| e.at);
        let (mut line, mut counted) = (1, 0);
        for entity in &mut out {
            line += lines_between(self.text, counted, entity.at);
            counted = entity.at;
            entity.line = line;
        }
        Ok(out)
    }

    fn error(&self, at: usize, field: &str, problem: String) -> TableError {
        TableError {
            file: self.file.to_owned(),
            line: line_at(self.text, at),
            field: field.to_owned(),
            problem,
        }
    }
}

fn line_at(text: &str, at: usize) -> usize {
    1 + lines_between(text, 0, at)
}

fn lines_between(text: &str, from: usize, to: usize) -> usize {
    let piece = text.as_bytes().get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', piece).count()
}

fn wanted(what: &str, found: &DeValue<'_>) -> String {
    format!("{} where {what} is needed", found.type_str())
}

impl<'e, 'a> Entity<'e, 'a> {
    /// An error at the entity's own line.
    pub(super) fn error(&self, field: &str, problem: impl Into<String>) -> TableError {
        let at = self.find(field).map_or(self.at, |v| v.span().start);
        self.source.error(at, field, problem.into())
    }

    /// Where the entity stands: file and line.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Refuses fields that are not in `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), TableError> {
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let problem = format!("unknown field; known are: {}", known.join(", "));
                return Err(self.source.error(key.span().start, key.get_ref(), problem));
            }
        }
        Ok(())
    }

    fn find(&self, field: &str) -> Option<&'e Spanned<DeValue<'a>>> {
        self.table.get(field)
    }

    /// A text field, `None` when absent.
    pub(super) fn text(&self, field: &str) -> Result<Option<&'e str>, TableError> {
        match self.find(field).map(Spanned::get_ref) {
            None => Ok(None),
            Some(DeValue::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.error(field, wanted("a text", other))),
        }
    }

    /// A text field that must be there and hold something.
    pub(super) fn need(&self, field: &str) -> Result<&'e str, TableError> {
        self.text(field)?
            .filter(|t| !t.trim().is_empty())
            .ok_or_else(|| self.error(field, "missing or empty"))
    }

    /// A text field that must parse when there.
    pub(super) fn parse<T: std::str::FromStr>(&self, field: &str) -> Result<Option<T>, TableError>
    where
        T::Err: std::fmt::Display,
    {
        self.text(field)?
            .map(|t| {
                t.parse()
                    .map_err(|e: T::Err| self.error(field, e.to_string()))
            })
            .transpose()
    }

    fn array(&self, field: &str) -> Result<&'e [Spanned<DeValue<'a>>], TableError> {
        match self.find(field).map(Spanned::get_ref) {
            None => Ok(&[]),
            Some(DeValue::Array(values)) => Ok(values),
            Some(other) => Err(self.error(field, wanted("a list", other))),
        }
    }

    /// A list of texts, empty when absent.
    pub(super) fn texts(&self, field: &str) -> Result<Vec<&'e str>, TableError> {
        let mut out = Vec::new();
        for value in self.array(field)? {
            let wrong = || {
                self.source
                    .error(value.span().start, field, wanted("a text", value.get_ref()))
            };
            out.push(value.get_ref().as_str().ok_or_else(wrong)?);
        }
        Ok(out)
    }

    /// A list of tables, empty when absent.
    pub(super) fn tables(&self, field: &str) -> Result<Vec<Entity<'e, 'a>>, TableError> {
        let mut out = Vec::new();
        for value in self.array(field)? {
            let at = value.span().start;
            let wrong = || {
                self.source
                    .error(at, field, wanted("a table", value.get_ref()))
            };
            let table = value.get_ref().as_table().ok_or_else(wrong)?;
            out.push(Entity {
                source: self.source,
                key: "",
                at,
                line: self.line,
                table,
            });
        }
        Ok(out)
    }
}
