//! Tables for people: as wide as the terminal, plain text when the output is no terminal.
//!
//! Not for programs: those ask for `--json`. Rules: a cell never breaks the table; long texts wrap; colour says nothing that
//! the words do not say, stands on a terminal only, and not where `NO_COLOR` is set.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};

/// Width where the output is no terminal, in columns.
const WIDTH_ELSEWHERE: u16 = 140;
/// Longest text in a cell, in characters; the rest is cut with an ellipsis (use --json for all of it).
pub const CELL_CHARS_MAX: usize = 400;

/// Least width of a grid's column, in characters: a position with its day fits.
const GRID_COLUMN_WIDTH: u16 = 24;

/// Columns whose words are coloured.
const TONED: [&str; 2] = ["position", "status"];
/// What is for, what is against or said not to be so, and what is not a fact yet, by the word a cell begins with.
const TONES: [(Color, &[&str]); 3] = [
    (Color::Green, &["support"]),
    (Color::Red, &["oppose", "denied", "refused", "opposed"]),
    (
        Color::Yellow,
        &[
            "ambiguous",
            "planned",
            "threatened",
            "demanded",
            "rumoured",
            "hypothetical",
        ],
    ),
];

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
    let toned = |column: usize| header.get(column).is_some_and(|h| TONED.contains(h));
    writeln!(out, "{}", table(header, rows, &toned))
}

/// A table; of the columns that are `toned`, the words have their colour.
fn table(header: &[&str], rows: &[Vec<String>], toned: &dyn Fn(usize) -> bool) -> Table {
    let mut table = empty();
    table.set_header(
        header
            .iter()
            .map(|h| Cell::new(h).add_attribute(Attribute::Bold)),
    );
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, text)| {
            let cell = Cell::new(shorten(text));
            let tone = tone(text).filter(|_| toned(column));
            tone.map_or(cell.clone(), |colour| cell.fg(colour))
        });
        table.add_row(cells);
    }
    table
}

/// The colour of a cell, by its first word; what is disputed is red whatever it begins with.
fn tone(text: &str) -> Option<Color> {
    if text.contains("(disputed)") {
        return Some(Color::Red);
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).next()?;
    let tones = TONES.iter().find(|(_, words)| words.contains(&first));
    tones.map(|(colour, _)| *colour)
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
        writeln!(out, "{}", table(&header, &rows, &|column| column > 0))?;
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
    fn positions_and_statuses_have_colour_on_a_terminal_and_nothing_else_has() {
        let row = |position: &str| vec![position.to_owned(), "support for it".to_owned()];
        let rows = [row("oppose"), row("reported (disputed)"), row("neutral")];
        let toned = |column| column == 0;
        let mut shown = table(&["position", "evidence"], &rows, &toned);
        shown.force_no_tty();
        assert!(!shown.to_string().contains('\x1b'), "no terminal");
        shown.enforce_styling();
        let lines: Vec<String> = shown.to_string().lines().map(str::to_owned).collect();
        let coloured = |words: &str| {
            let line = lines.iter().find(|line| line.contains(words));
            line.unwrap().matches("\x1b[38;5;").count()
        };
        let found = ["oppose", "reported (disputed)", "neutral"].map(coloured);
        assert_eq!(found, [1, 1, 0]);
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
