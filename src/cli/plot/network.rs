//! The picture of an agreement network: actors in a ring, whole lines between those who agree, dashed ones between those who
//! conflict, thicker the more issues.

use super::canvas::{Canvas, LINE, MARGIN, Side, Stroke, fitted};
use super::{Plot, PlotError, within};
use crate::rpc::pb;
use std::collections::BTreeMap;

/// Room for a name beside the ring.
const NAME: f64 = 230.0;
/// Least distance of two names on one side of the ring.
const STEP: f64 = 22.0;
const RADIUS_MIN: f64 = 140.0;
/// Widest line.
const WIDTH_MAX: f64 = 9.0;

#[expect(clippy::cast_precision_loss, reason = "a picture has few nodes")]
const fn real(n: usize) -> f64 {
    n as f64
}

/// Where the nth of `count` nodes stands on a ring around a middle: down the right side, then down the left one.
///
/// Evenly by height, not by angle: by angle the names near the top and the bottom lay on each other.
fn place(n: usize, count: usize, radius: f64, (x, y): (f64, f64)) -> (f64, f64) {
    let right = count.div_ceil(2);
    let (slot, slots, side) = if n < right {
        (n, right, 1.0)
    } else {
        (n - right, count - right, -1.0)
    };
    let height = radius * (2.0 * (real(slot) + 0.5) / real(slots.max(1)) - 1.0);
    let width = (radius * radius - height * height).max(0.0).sqrt();
    (x + side * width, y + height)
}

impl Plot for pb::GetAgreementNetworkResponse {
    fn plot(pages: &[Self]) -> Result<String, PlotError> {
        let edges: Vec<_> = pages.iter().flat_map(|p| &p.edges).collect();
        if edges.is_empty() {
            return Err(PlotError::Nothing);
        }
        let named = pages.iter().flat_map(|p| &p.nodes);
        let names: BTreeMap<&str, &str> = named
            .map(|n| (n.actor.as_str(), n.display_name.as_str()))
            .collect();
        let mut actors: Vec<&str> = edges
            .iter()
            .flat_map(|e| [e.first_actor.as_str(), e.second_actor.as_str()])
            .collect();
        actors.sort_unstable();
        actors.dedup();
        within("actors", actors.len())?;
        let radius = (STEP * real(actors.len().div_ceil(2)) / 2.0).max(RADIUS_MIN);
        let middle = (MARGIN + NAME + radius, 70.0 + radius);
        let height = middle.1 + radius + 50.0 + LINE + MARGIN;
        let mut canvas = Canvas::new(2.0 * middle.0, height, "Who agrees, who conflicts");
        let at: BTreeMap<&str, (f64, f64)> = actors
            .iter()
            .enumerate()
            .map(|(n, actor)| (*actor, place(n, actors.len(), radius, middle)))
            .collect();
        let weights = edges
            .iter()
            .flat_map(|e| [e.congruence_weight, e.conflict_weight]);
        let heaviest = weights.fold(f64::MIN_POSITIVE, f64::max);
        for edge in &edges {
            let ends = at
                .get(edge.first_actor.as_str())
                .zip(at.get(edge.second_actor.as_str()));
            if let Some((from, to)) = ends {
                connect(&mut canvas, *from, *to, edge, heaviest);
            }
        }
        for (actor, (x, y)) in &at {
            let name = names.get(actor).copied().unwrap_or(actor);
            let left = *x < middle.0 - 1.0;
            let (side, shift) = if left {
                (Side::Left, -12.0)
            } else {
                (Side::Right, 12.0)
            };
            canvas.disc((*x, *y), 6.0, "#222222");
            canvas.words(
                (x + shift, y + 4.0),
                side,
                &fitted(name, NAME - 12.0),
                "#222222",
            );
        }
        let line = "whole line = agree, dashed line = conflict; thicker = more issues";
        canvas.list(height - MARGIN - 4.0, &[line.to_owned()]);
        Ok(canvas.finish())
    }
}

/// The lines of an edge: side by side when the two agree on one issue and conflict on another.
fn connect(
    canvas: &mut Canvas,
    from: (f64, f64),
    to: (f64, f64),
    edge: &pb::AgreementEdge,
    heaviest: f64,
) {
    let width = |weight: f64| 1.0 + (WIDTH_MAX - 1.0) * weight / heaviest;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1.0);
    let both = edge.congruence_count > 0 && edge.conflict_count > 0;
    let aside = if both { WIDTH_MAX / 2.0 } else { 0.0 };
    let (ax, ay) = (-dy / length * aside, dx / length * aside);
    if edge.congruence_count > 0 {
        let stroke = Stroke::whole("#2b6cb0", width(edge.congruence_weight));
        canvas.line((from.0 + ax, from.1 + ay), (to.0 + ax, to.1 + ay), stroke);
    }
    if edge.conflict_count > 0 {
        let stroke = Stroke::dashed("#b83211", width(edge.conflict_weight));
        canvas.line((from.0 - ax, from.1 - ay), (to.0 - ax, to.1 - ay), stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_on_the_ring_at_even_heights_on_both_sides() {
        let all: Vec<_> = (0..5).map(|n| place(n, 5, 30.0, (50.0, 50.0))).collect();
        let heights: Vec<f64> = all.iter().map(|(_, y)| y.round()).collect();
        assert_eq!(heights, [30.0, 50.0, 70.0, 35.0, 65.0]);
        assert!(all[..3].iter().all(|(x, _)| *x > 50.0) && all[3..].iter().all(|(x, _)| *x < 50.0));
        let radius = |(x, y): &(f64, f64)| (x - 50.0).hypot(y - 50.0);
        assert!(all.iter().all(|at| (radius(at) - 30.0).abs() < 1e-9));
    }
}
