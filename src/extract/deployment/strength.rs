//! Strength: the figure that counts a force.
//!
//! Not how many units there are. Rule: the figure stands before the force with nothing between that it could count instead. Examples:
//! "some 300 soldiers", "3,000 men of the 4th Brigade". Counter-examples: "3,000 letters to soldiers", "25 years since troops",
//! "two brigades".

use super::scene::{Force, Scene};
use super::trigger::Found;
use crate::extract::amount::figures;
use crate::extract::syntax::Upos;
use crate::lang::movement::Around;
use crate::lexicon::ForceNounKind;
use crate::model::Amount;

/// A smaller figure before a unit ("two brigades") counts units, a larger one ("3,000 security forces") people.
const UNITS_BELOW: f64 = 100.0;

/// How many, where a figure counts the force.
pub(super) fn personnel(scene: &Scene<'_>, found: &Found<'_>) -> Option<Amount> {
    let words = &scene.sources.knowledge.language.quantities;
    for head in &found.forces {
        let Some(force) = scene.force_at(*head) else {
            continue;
        };
        if force.kind == ForceNounKind::Equipment {
            continue;
        }
        let start = force.tokens.start.saturating_sub(6).max(scene.tokens.start);
        // "sixty": the number is the force.
        let bare = usize::from(scene.tag(force.head) == Upos::Num);
        let end = force.head + bare;
        let figure = figures(scene.sources.document, words, start..end)
            .into_iter()
            .rev()
            .find(|f| {
                let near = f.tokens.end..force.tokens.start.max(f.tokens.end);
                let apart = |k: usize| is_apart(scene, k);
                f.amount.unit.is_empty()
                    && f.tokens.end <= end
                    && !near.clone().any(apart)
                    && !is_count_of_units(force, &f.amount)
            });
        if let Some(mut figure) = figure {
            scene.lower(force.head).clone_into(&mut figure.amount.unit);
            return Some(figure.amount);
        }
    }
    None
}

/// A word that parts a figure from a force behind it: "sent 3,000 letters to soldiers", "25 years since troops".
fn is_apart(scene: &Scene<'_>, k: usize) -> bool {
    let counts = || {
        scene.is(k, Around::Count)
            || scene.is(k, Around::Counted)
            || scene.is_scale(k)
            || scene.force_at(k).is_some()
    };
    match scene.tag(k) {
        Upos::Verb | Upos::Aux | Upos::Cconj | Upos::Sconj => true,
        Upos::Noun | Upos::Propn => !counts(),
        Upos::Adp => !matches!(scene.lower(k), "of" | "from"),
        Upos::Adj
        | Upos::Adv
        | Upos::Det
        | Upos::Intj
        | Upos::Num
        | Upos::Part
        | Upos::Pron
        | Upos::Punct
        | Upos::Sym
        | Upos::X => false,
    }
}

/// "two brigades": units, not people.
fn is_count_of_units(force: &Force, amount: &Amount) -> bool {
    let most = amount.max.or(amount.min).unwrap_or(0.0);
    force.kind == ForceNounKind::Unit && most < UNITS_BELOW
}
