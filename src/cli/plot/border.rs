//! The picture of a border over time: a lane for each force and posture, a bar for each day or period told.

use super::axis::{Axis, days};
use super::canvas::{Canvas, LINE, MARGIN, Side, Stroke, fitted};
use super::{Plot, PlotError, within};
use crate::rpc::pb;
use std::collections::BTreeMap;

const WIDTH: f64 = 1100.0;
const LEFT: f64 = 300.0;
/// Room right of the last day, for the strength beside its bar.
const RIGHT: f64 = 140.0;
const TOP: f64 = 60.0;
/// Height of one bar with its space.
const LANE: f64 = 24.0;
const FACT: &str = "#2f855a";
const DISPUTED: &str = "#b83211";

/// "600-2000", "2000 or more", "up to 600"; empty when unknown.
fn strength(point: &pb::BorderPoint) -> String {
    match (point.personnel_min, point.personnel_max) {
        (Some(min), Some(max)) if min < max => format!("{min}-{max}"),
        (Some(one), Some(_)) => format!("{one}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => String::new(),
    }
}

/// "River Guard: reinforce".
fn lane(point: &pb::BorderPoint) -> String {
    let posture = point.posture().as_str_name().trim_start_matches("POSTURE_");
    let force = point
        .force
        .as_ref()
        .map_or("force not named", |f| f.text.as_str());
    format!("{force}: {}", posture.to_lowercase().replace('_', " "))
}

/// A point with its first and last day.
type Dated<'p> = ((i32, i32), &'p pb::BorderPoint);

impl Plot for pb::GetBorderTimelineResponse {
    fn plot(pages: &[Self]) -> Result<String, PlotError> {
        let points: Vec<_> = pages.iter().flat_map(|p| &p.points).collect();
        within("points", points.len())?;
        let dated: Vec<_> = points
            .iter()
            .filter_map(|p| Some((days(p.date.as_ref())?, *p)))
            .collect();
        let axis = Axis::of(dated.iter().map(|(d, _)| *d), LEFT, WIDTH - RIGHT);
        let axis = axis.ok_or(PlotError::Nothing)?;
        // Points of one force and posture share a name but not a line: bars that overlap must not hide each other.
        let mut lanes: BTreeMap<String, Vec<Dated<'_>>> = BTreeMap::new();
        for (span, point) in &dated {
            lanes.entry(lane(point)).or_default().push((*span, point));
        }
        #[expect(clippy::cast_precision_loss, reason = "a picture has few lines")]
        let bottom = TOP + dated.len() as f64 * LANE + 6.0;
        let mut lines = vec!["green = fact, red rim = disputed, dashed = no fact (denied, planned, rumoured); number = people as reported, ! = figures differ".to_owned()];
        let undated = points.len() - dated.len();
        if undated > 0 {
            lines.push(format!("{undated} without a date not drawn"));
        }
        let height = bottom + 50.0 + 2.0 * LINE + MARGIN;
        let mut canvas = Canvas::new(WIDTH, height, "Border by day");
        axis.draw(&mut canvas, TOP, bottom);
        let mut y = TOP;
        for (name, bars) in &lanes {
            canvas.line(
                (MARGIN, y),
                (WIDTH - MARGIN, y),
                Stroke::whole("#dddddd", 1.0),
            );
            let label = fitted(name, LEFT - MARGIN - 10.0);
            canvas.words((MARGIN, y + 17.0), Side::Right, &label, "#222222");
            for ((first, last), point) in bars {
                bar(
                    &mut canvas,
                    (axis.place(*first), axis.place(*last + 1), y),
                    point,
                );
                y += LANE;
            }
        }
        canvas.list(bottom + 50.0, &lines);
        Ok(canvas.finish())
    }
}

fn bar(canvas: &mut Canvas, (x, end, y): (f64, f64, f64), point: &pb::BorderPoint) {
    let (fill, edge) = match (point.fact, point.disputed) {
        (true, true) => (FACT, Stroke::whole(DISPUTED, 3.0)),
        (true, false) => (FACT, Stroke::whole(FACT, 1.0)),
        (false, _) => ("none", Stroke::dashed(DISPUTED, 1.5)),
    };
    let width = (end - x).max(6.0);
    canvas.area((x, y + 4.0), (width, LANE - 8.0), fill, edge);
    let mark = if point.figures_differ { " !" } else { "" };
    let words = fitted(&(strength(point) + mark), RIGHT - MARGIN);
    canvas.words((x + width + 6.0, y + 17.0), Side::Right, &words, "#222222");
}
