//! The one reader for flat tables: tab-separated values under a header line.
//!
//! `#` at the start of a line comments it out; blank lines are skipped; several values in one field are separated
//! by `|`. Not a CSV reader: no quoting, a tab or a line end cannot be part of a value. Rule: every mistake is
//! answered with file, line and field.

/// A mistake in a data file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: field {field:?}: {problem}")]
pub struct TableError {
    /// File, as named to the reader.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column or key, empty when the line as a whole is wrong.
    pub field: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// A table read: columns checked, rows in order.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    file: &'a str,
    columns: &'static [&'static str],
    rows: Vec<(usize, Vec<&'a str>)>,
}

/// One row, by column name.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t, 'a> {
    table: &'t Table<'a>,
    line: usize,
    fields: &'t [&'a str],
}

impl<'a> Table<'a> {
    /// Reads `text`; its header must be exactly `columns`.
    pub fn read(
        file: &'a str,
        text: &'a str,
        columns: &'static [&'static str],
    ) -> Result<Self, TableError> {
        let fail = |line: usize, problem: String| TableError {
            file: file.into(),
            line,
            field: String::new(),
            problem,
        };
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(i, l)| (i + 1, l))
            .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let header = lines
            .next()
            .ok_or_else(|| fail(1, "the file is empty, a header line is needed".into()))?;
        if !header.1.split('\t').eq(columns.iter().copied()) {
            return Err(fail(
                header.0,
                format!("the header must be: {}", columns.join("<tab>")),
            ));
        }
        let mut rows = Vec::new();
        for (line, text) in lines {
            let fields: Vec<&str> = text.split('\t').map(str::trim).collect();
            if fields.len() != columns.len() {
                return Err(fail(
                    line,
                    format!("{} fields where {} are needed", fields.len(), columns.len()),
                ));
            }
            rows.push((line, fields));
        }
        Ok(Self {
            file,
            columns,
            rows,
        })
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_, 'a>> {
        self.rows.iter().map(|(line, fields)| Row {
            table: self,
            line: *line,
            fields,
        })
    }
}

impl<'a> Row<'_, 'a> {
    /// Line in the file, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The field of a column, `""` when the column does not exist.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.columns.iter().position(|c| *c == column);
        at.and_then(|i| self.fields.get(i)).copied().unwrap_or("")
    }

    /// The values of a `|`-separated field.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column)
            .split('|')
            .map(str::trim)
            .filter(|v| !v.is_empty())
    }

    /// A field that must parse.
    pub fn parse<T: std::str::FromStr>(&self, column: &str) -> Result<T, TableError>
    where
        T::Err: std::fmt::Display,
    {
        self.get(column)
            .parse()
            .map_err(|e: T::Err| self.error(column, e.to_string()))
    }

    /// A mistake in this row.
    pub fn error(&self, column: &str, problem: impl Into<String>) -> TableError {
        TableError {
            file: self.table.file.into(),
            line: self.line,
            field: column.into(),
            problem: problem.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_name_file_line_and_field() {
        let table = Table::read("t.tsv", "# c\nid\tn\n\nx\t1\ny\tz\n", &["id", "n"]).unwrap();
        let rows: Vec<_> = table.rows().collect();
        assert_eq!(rows[0].parse::<u8>("n"), Ok(1));
        let error = rows[1].parse::<u8>("n").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (5, "n"));
        assert!(Table::read("t.tsv", "id\n", &["id", "n"]).is_err());
        assert_eq!(
            Table::read("t.tsv", "id\tn\nx\n", &["id", "n"])
                .unwrap_err()
                .line,
            2
        );
    }
}
