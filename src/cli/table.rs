//! Tables for people: as wide as the terminal, plain text when the output is no terminal.
//!
//! Not for programs: those ask for `--json`. Rule: a cell never breaks the table; long texts wrap.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, ContentArrangement, Table};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};

/// Width where the output is no terminal, in columns.
const WIDTH_ELSEWHERE: u16 = 140;
/// Longest text in a cell, in characters; the rest is cut with an ellipsis (use --json for all of it).
pub const CELL_CHARS_MAX: usize = 400;

/// Least width of a grid's column, in characters: a position with its day fits.
const GRID_COLUMN_WIDTH: u16 = 24;

/// Writes rows under a header; says so when there are none.
pub fn write(
    out: &mut dyn Write,
    header: &[&str],
    rows: &[Vec<String>],
    nothing: &str,
) -> std::io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "{nothing}");
    }
    let mut table = empty();
    table.set_header(
        header
            .iter()
            .map(|h| Cell::new(h).add_attribute(Attribute::Bold)),
    );
    for row in rows {
        table.add_row(row.iter().map(|cell| shorten(cell)));
    }
    writeln!(out, "{table}")
}

fn empty() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.force_no_tty();
        table.set_width(WIDTH_ELSEWHERE);
    }
    table
}

/// What stands in one place of a grid: row, column, text.
pub type Place = [String; 3];

/// Writes a grid: rows in the order they come, columns by name; as many columns at once as are legible, the others in
/// tables below. Says so when there is nothing.
pub fn write_grid(
    out: &mut dyn Write,
    corner: &str,
    places: &[Place],
    nothing: &str,
) -> std::io::Result<()> {
    let width = empty().width().unwrap_or(WIDTH_ELSEWHERE);
    let at_once = usize::from((width / GRID_COLUMN_WIDTH).saturating_sub(1).max(1));
    let columns: BTreeSet<&str> = places
        .iter()
        .map(|[_, column, _]| column.as_str())
        .collect();
    let columns: Vec<&str> = columns.into_iter().collect();
    if columns.is_empty() {
        return writeln!(out, "{nothing}");
    }
    for columns in columns.chunks(at_once) {
        let rows = grid(places, columns);
        let header: Vec<String> = columns.iter().map(|c| c.replace('-', " ")).collect();
        let header: Vec<&str> = std::iter::once(corner)
            .chain(header.iter().map(String::as_str))
            .collect();
        write(out, &header, &rows, nothing)?;
    }
    Ok(())
}

/// Rows of a grid that have something in one of these columns.
fn grid(places: &[Place], columns: &[&str]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for [row, column, text] in places {
        let Some(at) = columns.iter().position(|c| c == column) else {
            continue;
        };
        if rows.last().and_then(|r| r.first()) != Some(row) {
            let cells = columns.iter().map(|_| String::new());
            rows.push(std::iter::once(row.clone()).chain(cells).collect());
        }
        if let Some(cell) = rows.last_mut().and_then(|r| r.get_mut(at + 1)) {
            cell.clone_from(text);
        }
    }
    rows
}

fn shorten(cell: &str) -> String {
    let printable: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(CELL_CHARS_MAX + 1)
        .collect();
    match printable.char_indices().nth(CELL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", printable.get(..end).unwrap_or("")),
        None => printable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_long_texts_do_not_break_a_cell() {
        assert_eq!(shorten("a\x1b[31m\nb"), "a [31m b");
        assert_eq!(
            shorten(&"x".repeat(CELL_CHARS_MAX)).chars().count(),
            CELL_CHARS_MAX
        );
        assert!(shorten(&"é".repeat(CELL_CHARS_MAX + 1)).ends_with('…'));
    }

    fn place(row: &str, column: &str, text: &str) -> Place {
        [row, column, text].map(str::to_owned)
    }

    #[test]
    fn a_grid_puts_each_text_under_its_column_and_leaves_the_rest_empty() {
        let places = [
            place("Ada", "tolls", "for"),
            place("Ada", "bridge", "against"),
            place("Ben", "tolls", "neutral"),
        ];
        let wanted = [["Ada", "against", "for"], ["Ben", "", "neutral"]];
        assert_eq!(grid(&places, &["bridge", "tolls"]), wanted);
        assert_eq!(grid(&places, &["bridge"]), [["Ada", "against"]]);
    }

    #[test]
    fn columns_that_do_not_fit_come_in_tables_below() {
        let fit = usize::from(WIDTH_ELSEWHERE / GRID_COLUMN_WIDTH - 1);
        let tables = |columns: usize| {
            let places: Vec<_> = (0..columns)
                .map(|c| place("Ada", &format!("issue-{c}"), "for"))
                .collect();
            let mut out = Vec::new();
            write_grid(&mut out, "actor", &places, "nothing").unwrap();
            let text = String::from_utf8(out).unwrap();
            let widest = text.lines().map(|l| l.chars().count()).max().unwrap();
            assert!(widest <= usize::from(WIDTH_ELSEWHERE), "{text}");
            assert!(text.contains(&format!("issue {}", columns - 1)), "{text}");
            text.matches("actor").count()
        };
        assert_eq!((tables(fit), tables(fit + 1)), (1, 2));
    }

    #[test]
    fn an_empty_answer_says_so() {
        let mut out = Vec::new();
        write_grid(&mut out, "actor", &[], "no positions found").unwrap();
        assert_eq!(out, b"no positions found\n");
        let mut out = Vec::new();
        write(&mut out, &["a"], &[], "no quotes found").unwrap();
        assert_eq!(out, b"no quotes found\n");
    }
}
