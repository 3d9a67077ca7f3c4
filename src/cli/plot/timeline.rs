//! The picture of a stance timeline: two lanes of positions, declared and ascribed, with numbered turning points.

use super::axis::{Axis, days};
use super::canvas::{Canvas, LINE, MARGIN, Side, Stroke};
use super::{POSITIONS, Plot, PlotError, colour, letter, within};
use crate::rpc::pb;

const WIDTH: f64 = 1000.0;
/// Height of one lane.
const LANE: f64 = 120.0;
const TOP: f64 = 60.0;
const LEFT: f64 = 130.0;

/// How far below the top of its lane a position stands.
fn level(position: pb::Position) -> f64 {
    match position {
        pb::Position::Support => 20.0,
        pb::Position::Ambiguous | pb::Position::Neutral | pb::Position::Unspecified => 55.0,
        pb::Position::Oppose => 90.0,
    }
}

/// "1. 2031-05-09: support -> oppose: words".
fn turn(number: usize, point: &pb::StancePoint, turn: &pb::TurningPoint) -> String {
    let word = |p: pb::Position| {
        p.as_str_name()
            .trim_start_matches("POSITION_")
            .to_lowercase()
    };
    let stated = turn
        .previous_position
        .is_some()
        .then(|| turn.previous_position());
    let before = turn
        .before
        .as_ref()
        .map(pb::PositionMark::position)
        .or(stated);
    let before = before.map_or_else(|| "unknown".to_owned(), word);
    let after = word(
        turn.after
            .as_ref()
            .map_or(pb::Position::Unspecified, pb::PositionMark::position),
    );
    let day = days(point.date.as_ref()).map_or_else(String::new, |(d, _)| super::axis::name(d));
    let words = point.evidence.first().map_or("", |e| e.text.as_str());
    format!("{number}. {day}: {before} -> {after}: {words}")
}

impl Plot for pb::GetStanceTimelineResponse {
    fn plot(pages: &[Self]) -> Result<String, PlotError> {
        let points: Vec<_> = pages.iter().flat_map(|p| &p.points).collect();
        within("points", points.len())?;
        let dated: Vec<_> = points
            .iter()
            .filter_map(|p| Some((days(p.date.as_ref())?, *p)))
            .collect();
        let axis = Axis::of(dated.iter().map(|(d, _)| *d), LEFT, WIDTH - MARGIN - 60.0);
        let axis = axis.ok_or(PlotError::Nothing)?;
        let turns: Vec<_> = dated
            .iter()
            .filter_map(|(_, p)| Some((*p, p.turning_point.as_ref()?)))
            .collect();
        let mut lines: Vec<String> = turns
            .iter()
            .zip(1..)
            .map(|((p, t), n)| turn(n, p, t))
            .collect();
        lines.push(format!(
            "{POSITIONS}; a number marks a turning point; pale = not held (denied, supposed, past)"
        ));
        let undated = points.len() - dated.len();
        if undated > 0 {
            lines.push(format!("{undated} without a date not drawn"));
        }
        let bottom = TOP + 2.0 * LANE;
        #[expect(clippy::cast_precision_loss, reason = "a picture has few lines")]
        let height = bottom + 50.0 + lines.len() as f64 * LINE + MARGIN;
        let mut canvas = Canvas::new(WIDTH, height, "Positions by day");
        axis.draw(&mut canvas, TOP, bottom);
        for (lane, name) in [(TOP, "declared"), (TOP + LANE, "ascribed")] {
            canvas.words((MARGIN, lane + 59.0), Side::Right, name, "#222222");
            canvas.line(
                (MARGIN, lane),
                (WIDTH - MARGIN, lane),
                Stroke::whole("#bbbbbb", 1.0),
            );
        }
        let lane_of = |point: &pb::StancePoint| if point.ascribed { TOP + LANE } else { TOP };
        // The lines of the turns come first, so that none strikes out the letter of a mark.
        for ((first, _), point) in dated.iter().filter(|(_, p)| p.turning_point.is_some()) {
            let (x, lane) = (axis.place(*first), lane_of(point));
            canvas.line((x, lane), (x, lane + LANE), Stroke::dashed("#222222", 1.0));
        }
        let mut number = 0;
        for ((first, last), point) in &dated {
            let lane = lane_of(point);
            number += usize::from(point.turning_point.is_some());
            mark(
                &mut canvas,
                (axis.place(*first), axis.place(*last), lane),
                point,
                number,
            );
        }
        canvas.list(bottom + 50.0, &lines);
        Ok(canvas.finish())
    }
}

fn mark(
    canvas: &mut Canvas,
    (x, end, lane): (f64, f64, f64),
    point: &pb::StancePoint,
    number: usize,
) {
    let y = lane + level(point.position());
    let held = !point.former
        && !matches!(
            point.modality(),
            pb::Modality::Negated | pb::Modality::Hypothetical | pb::Modality::Historical
        );
    let fill = if held {
        colour(point.position())
    } else {
        "#a0aec0"
    };
    if end > x {
        canvas.line((x, y), (end, y), Stroke::whole(fill, 3.0));
    }
    canvas.disc((x, y), 9.0, fill);
    canvas.words(
        (x, y + 4.0),
        Side::Middle,
        letter(point.position()),
        "#ffffff",
    );
    if point.turning_point.is_some() {
        canvas.words(
            (x + 11.0, y - 7.0),
            Side::Right,
            &number.to_string(),
            "#222222",
        );
    }
}
