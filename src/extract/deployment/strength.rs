//! Strength: the figure that counts a force.
//!
//! Not how many units there are. Rule: the figure stands before the force with nothing between that it could count instead. Examples:
//! "some 300 soldiers", "3,000 men of the 4th Brigade". Counter-examples: "3,000 letters to soldiers", "25 years since troops",
//! "two brigades".

use super::scene::{Force, Scene};
use super::trigger::Found;
use crate::extract::amount::{Figure, figures};
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lexicon::ForceNounKind;
use crate::model::{Amount, Posture};

/// A smaller figure before a unit ("two brigades") counts units, a larger one ("3,000 security forces") people.
const UNITS_BELOW: f64 = 100.0;

/// How many, where a figure counts the force.
pub(super) fn personnel(scene: &Scene<'_>, found: &Found<'_>) -> Option<Amount> {
    let words = &scene.sources.knowledge.language.quantities;
    for head in &found.forces {
        let Some(force) = scene.force_at(*head) else {
            continue;
        };
        // "some 60 vehicles" count no people.
        if force.kind == ForceNounKind::Equipment || scene.stands_in(force.head, WordList::Means) {
            continue;
        }
        let joint = scene.joint_codes(force).1;
        let start = joint.saturating_sub(6).max(scene.tokens.start);
        // "sixty": the number is the force.
        let bare = usize::from(scene.tag(force.head) == Upos::Num);
        let end = force.head + bare;
        let figure = figures(scene.sources.document, words, start..end)
            .into_iter()
            .rev()
            .find(|f| {
                let near = f.tokens.end..joint.max(f.tokens.end);
                let apart = |k: usize| is_apart(scene, k);
                f.amount.unit.is_empty()
                    && f.tokens.end <= end
                    && !near.clone().any(apart)
                    && !is_count_of_units(scene, force, f)
            });
        let figure = figure.or_else(|| behind(scene, found, force));
        if let Some(mut figure) = figure {
            scene.lower(force.head).clone_into(&mut figure.amount.unit);
            return Some(figure.amount);
        }
    }
    raised_to(scene, found)
}

/// "doubled the number of soldiers to 9,500", "from 5,000 to nearly 10,000": how many there are then.
fn raised_to(scene: &Scene<'_>, found: &Found<'_>) -> Option<Amount> {
    let words = &scene.sources.knowledge.language.quantities;
    let number = found
        .arguments
        .object
        .filter(|_| found.posture == Posture::Reinforce)?;
    if !scene.stands_in(number, WordList::NumberOf) {
        return None;
    }
    let force = found.forces.iter().find_map(|h| scene.force_at(*h))?;
    let all = figures(scene.sources.document, words, number..scene.tokens.end);
    let mut figure = all.into_iter().find(|f| {
        let to = scene.lower(f.tokens.start.saturating_sub(1)) == "to";
        to && f.amount.unit.is_empty() && scene.tag(f.tokens.end) == Upos::Punct
    })?;
    scene.lower(force.head).clone_into(&mut figure.amount.unit);
    Some(figure.amount)
}

/// The figure behind a force: "the 4th Brigade, about 2,600 strong,", "paratroopers were sent there, two hundred of them".
fn behind(scene: &Scene<'_>, found: &Found<'_>, force: &Force) -> Option<Figure> {
    let words = &scene.sources.knowledge.language.quantities;
    let after = force.head + 1;
    let alone = found.forces.len() == 1;
    let all = figures(scene.sources.document, words, after..scene.tokens.end);
    all.into_iter().find(|f| {
        let end = f.tokens.end;
        let close = (after..f.tokens.start).all(|k| scene.tag(k) == Upos::Punct);
        let strong = close && scene.stands_in(end, WordList::Strong);
        let comma = scene.lower(f.tokens.start.saturating_sub(1)) == ",";
        let of_them =
            alone && comma && scene.lower(end) == "of" && scene.stands_in(end + 1, WordList::Them);
        f.amount.unit.is_empty() && (strong || of_them)
    })
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
        // "forty Norland marines"
        Upos::Noun | Upos::Propn => !counts() && !scene.is_state(k),
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

/// "two brigades", "two companies of commandos", "the 612 Brigade", "about 19.30": units, a name or an hour, not people.
fn is_count_of_units(scene: &Scene<'_>, force: &Force, figure: &Figure) -> bool {
    let most = figure.amount.max.or(figure.amount.min).unwrap_or(0.0);
    let end = figure.tokens.end;
    let unit = force.kind == ForceNounKind::Unit;
    // "two more companies of".
    let counted = end + usize::from(scene.tag(end) == Upos::Adj);
    let companies = scene.lower(counted + 1) == "of"
        && scene.is(counted, Around::Count)
        && !scene.is(counted, Around::Counted)
        && !scene.is_scale(counted);
    let named = unit && end == force.head && force.head < scene.tokens.end && {
        let document = scene.sources.document;
        let capital = document.word(force.head).starts_with(char::is_uppercase);
        capital && !scene.lower(force.head).ends_with('s')
    };
    ((unit || companies) && most < UNITS_BELOW) || named || most.fract() != 0.0
}
