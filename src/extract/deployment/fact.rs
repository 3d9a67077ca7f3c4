//! Facts about borders themselves: how long one is, how many crossings it has.
//!
//! Not distances from it: "20 km from the border" is none. Rule: the figure must belong to the border word.

use super::border::BorderWord;
use super::scene::Scene;
use crate::extract::amount::{Figure, figures};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::model::{Amount, BorderFact, BorderProperty, Fragment};

/// Kilometres of a mile.
const MILE_KM: f64 = 1.609_344;

/// Most tokens between "border" and "is ... long".
const REACH_TOKENS: usize = 12;

/// Shortest and longest length of a border that is believed, in kilometres.
const LENGTH_KM: std::ops::RangeInclusive<f64> = 1.0..=10_000.0;

/// The facts a sentence states.
pub(super) fn facts(scene: &Scene<'_>) -> Vec<BorderFact> {
    if scene.borders.is_empty() {
        return Vec::new();
    }
    let words = &scene.sources.knowledge.language.quantities;
    let figures = figures(scene.sources.document, words, scene.tokens.clone());
    let mut out = Vec::new();
    for figure in &figures {
        let fact = scene.borders.iter().find_map(|b| fact(scene, figure, b));
        out.extend(fact);
    }
    out
}

fn fact(scene: &Scene<'_>, figure: &Figure, word: &BorderWord) -> Option<BorderFact> {
    let border = word.border?;
    let length = !word.crossing
        && matches!(figure.amount.unit.as_str(), "km" | "mi")
        && (modifies(scene, figure, word) || measures(scene, figure, word));
    let counted = word.crossing
        && figure.amount.unit.is_empty()
        && figure.tokens.end <= word.tokens.start
        && word.tokens.start - figure.tokens.end <= 2
        && scene
            .borders
            .iter()
            .any(|b| !b.crossing && b.border == Some(border));
    let (property, value) = if length {
        (BorderProperty::LengthKm, kilometres(&figure.amount)?)
    } else if counted {
        (BorderProperty::Crossings, figure.amount.clone())
    } else {
        return None;
    };
    let start = figure.tokens.start.min(word.tokens.start);
    let end = figure.tokens.end.max(word.tokens.end);
    Some(BorderFact {
        border,
        property,
        value,
        evidence: Fragment::cut(scene.span(&(start..end)), &scene.sources.document.text),
    })
}

/// "its 620-kilometre border": only adjectives between.
fn modifies(scene: &Scene<'_>, figure: &Figure, word: &BorderWord) -> bool {
    use crate::extract::syntax::Upos;
    figure.tokens.end <= word.tokens.start
        && (figure.tokens.end..word.tokens.start).all(|k| {
            matches!(scene.tag(k), Upos::Adj | Upos::Propn | Upos::Noun)
                || matches!(scene.lower(k), "-" | "long")
        })
        && word.tokens.start - figure.tokens.end <= 4
}

/// "the border, which is 355 kilometres long", "the border stretches for 600 km", "a length of 380 km".
fn measures(scene: &Scene<'_>, figure: &Figure, word: &BorderWord) -> bool {
    let gap = figure.tokens.start.saturating_sub(word.tokens.end);
    let after = figure.tokens.start >= word.tokens.end && gap <= REACH_TOKENS;
    if !after {
        return false;
    }
    let is_length = |k: usize| scene.is(k, Around::Length);
    let said =
        (word.tokens.end..figure.tokens.start).any(is_length) || is_length(figure.tokens.end);
    let away = scene.stands_in(figure.tokens.end, WordList::Distance);
    let works = (word.tokens.end..figure.tokens.start).any(|k| scene.is(k, Around::Works));
    said && !away && !works
}

fn kilometres(amount: &Amount) -> Option<Amount> {
    let factor = if amount.unit == "mi" { MILE_KM } else { 1.0 };
    let scale = |v: Option<f64>| v.map(|v| (v * factor * 10.0).round() / 10.0);
    let value = Amount {
        min: scale(amount.min),
        max: scale(amount.max),
        unit: "km".into(),
        ..amount.clone()
    };
    value
        .min
        .or(value.max)
        .is_some_and(|v| LENGTH_KM.contains(&v))
        .then_some(value)
}
