//! The picture of a stance matrix: a row an actor, a column an issue, a letter a position.

use super::canvas::{Canvas, LINE, MARGIN, Side, Stroke, fitted};
use super::{POSITIONS, Plot, PlotError, colour, letter, within};
use crate::rpc::pb;
use std::collections::BTreeSet;

const LEFT: f64 = 240.0;
const TOP: f64 = 80.0;
/// Side of a cell.
const CELL: f64 = 26.0;
/// Least width, for the list of issues below.
const WIDTH_MIN: f64 = 640.0;

#[expect(
    clippy::cast_precision_loss,
    reason = "a picture has few rows and columns"
)]
const fn steps(n: usize, size: f64) -> f64 {
    n as f64 * size
}

impl Plot for pb::GetStanceMatrixResponse {
    fn plot(pages: &[Self]) -> Result<String, PlotError> {
        let rows: Vec<_> = pages.iter().flat_map(|p| &p.rows).collect();
        within("actors", rows.len())?;
        let cells = || rows.iter().flat_map(|r| &r.cells);
        let issues: BTreeSet<&str> = cells().map(|c| c.issue.as_str()).collect();
        within("issues", issues.len())?;
        let mut lines: Vec<String> = issues
            .iter()
            .zip(1..)
            .map(|(issue, n)| format!("{n}. {}", issue.trim_start_matches("issues/")))
            .collect();
        lines.push(POSITIONS.to_owned());
        let marks = "filled = declared, rim only = ascribed by others; ! = newest stances differ";
        lines.push(marks.to_owned());
        let width = (LEFT + steps(issues.len(), CELL) + MARGIN).max(WIDTH_MIN);
        let bottom = TOP + steps(rows.len(), CELL);
        let height = bottom + 40.0 + steps(lines.len(), LINE) + MARGIN;
        let mut canvas = Canvas::new(width, height, "Who stands where");
        for column in 0..issues.len() {
            let x = LEFT + steps(column, CELL) + CELL / 2.0;
            canvas.words(
                (x, TOP - 8.0),
                Side::Middle,
                &(column + 1).to_string(),
                "#222222",
            );
        }
        for (at, row) in rows.iter().enumerate() {
            let y = TOP + steps(at, CELL);
            let name = fitted(&row.display_name, LEFT - MARGIN - 10.0);
            canvas.words((LEFT - 8.0, y + 17.0), Side::Left, &name, "#222222");
            for (column, issue) in issues.iter().enumerate() {
                let cell = row.cells.iter().find(|c| c.issue == *issue);
                draw(&mut canvas, (LEFT + steps(column, CELL), y), cell);
            }
        }
        canvas.list(bottom + 40.0, &lines);
        Ok(canvas.finish())
    }
}

fn draw(canvas: &mut Canvas, (x, y): (f64, f64), cell: Option<&pb::StanceMatrixCell>) {
    let size = (CELL - 4.0, CELL - 4.0);
    let corner = (x + 2.0, y + 2.0);
    let Some(cell) = cell else {
        canvas.area(corner, size, "#f2f2f2", Stroke::whole("#f2f2f2", 1.0));
        return;
    };
    let declared = cell.declared.is_some();
    let Some(held) = cell.declared.as_ref().or(cell.ascribed.as_ref()) else {
        return;
    };
    let paint = colour(held.position());
    let (fill, ink) = if declared {
        (paint, "#ffffff")
    } else {
        ("#ffffff", paint)
    };
    canvas.area(corner, size, fill, Stroke::whole(paint, 2.0));
    let mark = if held.conflict { "!" } else { "" };
    let words = format!("{}{mark}", letter(held.position()));
    canvas.words((x + CELL / 2.0, y + 17.0), Side::Middle, &words, ink);
}
