//! Tables for people: as wide as the terminal, plain text when the output is no terminal.
//!
//! Not for programs: those ask for `--json`. Rule: a cell never breaks the table; long texts wrap.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, ContentArrangement, Table};
use std::io::{IsTerminal, Write};

/// Width where the output is no terminal, in columns.
const WIDTH_ELSEWHERE: u16 = 140;
/// Longest text in a cell, in characters; the rest is cut with an ellipsis (use --json for all of it).
pub const CELL_CHARS_MAX: usize = 400;

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
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    let terminal = std::io::stdout().is_terminal();
    if !terminal {
        table.force_no_tty();
        table.set_width(WIDTH_ELSEWHERE);
    }
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

    #[test]
    fn an_empty_answer_says_so() {
        let mut out = Vec::new();
        write(&mut out, &["a"], &[], "no quotes found").unwrap();
        assert_eq!(out, b"no quotes found\n");
    }
}
