//! Echoes: words that speak again of a movement told before, and what they add to it.
//!
//! Not pronouns. "The operation was launched on the orders of X" and "Veldoria's military reinforcements aim to ..." name no
//! place and no border: they are claims of the event they restate. Counter-examples, which stay events of their own: another
//! state's reinforcements, another figure, another day, a place, a force that was not told. Known misses: "the second
//! deployment", which is taken for the first.

use super::claim::{Draft, sentence_fragment};
use super::merge::family;
use super::party::same_party;
use super::purpose::{mandate, purpose};
use super::scene::Scene;
use super::status::Reading;
use super::strength::personnel;
use super::trigger::Found;
use crate::extract::date::of_sentence;
use crate::extract::syntax::Relation;
use crate::lang::list::WordList;
use crate::lang::movement::{Needs, TriggerRole};
use crate::model::{ActorRef, Confidence, Posture};

/// How many sentences back an event is still "the operation" when the article tells of several borders.
const ECHO_SENTENCES_MAX: usize = 14;

/// Tokens behind a noun in which a date belongs to it: "the deployment in 2019".
const DATED_TOKENS: usize = 3;

/// "The operation was launched following directives from X": what it adds to the movement told before.
pub(super) fn echoed(
    scene: &Scene<'_>,
    found: &Found<'_>,
    reading: &Reading,
    before: &[Draft],
) -> Option<Draft> {
    let told = told(scene, before, |_| true)?;
    let draft = restate(scene, found, reading, told);
    let claim = &draft.claim;
    // "the operation" alone may mean another one; a word for movements of forces does not.
    let vague = found.trigger.role == TriggerRole::Echo && claim.claimant.is_none();
    let near = found.trigger.needs == Needs::Near;
    let adds = claim.ordered_by.is_some() || (claim.purpose.is_some() && !vague && !near);
    adds.then_some(draft)
}

/// "Veldoria's military reinforcements aim to ...": a noun with its force but without place or border, about a movement of the
/// same state told before, wherever in the article when there is only one such.
pub(super) fn again(
    scene: &Scene<'_>,
    found: &Found<'_>,
    reading: &Reading,
    before: &[Draft],
) -> Option<Draft> {
    // "the exercise director": part of another word.
    if scene.sources.syntax.relation(found.at) == Relation::Compound {
        return None;
    }
    // "was concerned by the build-up": named, not told.
    let start = scene.phrase_start(found.at);
    if start > scene.tokens.start && scene.stands_in(start - 1, WordList::NamedLead) {
        return None;
    }
    let bare = found.trigger.role == TriggerRole::Event
        && found.borders.is_empty()
        && scene.places(found).0.is_none();
    let (status, _) = scene.status(found, reading);
    if !bare || !status.is_fact() {
        return None;
    }
    let home = scene.home(found);
    let forces = scene.force_refs(found, home.as_deref());
    let figure = personnel(scene, found);
    let agrees = |d: &Draft| {
        let figures = figure.is_none() || figure == d.claim.personnel;
        let named = |f: &&ActorRef| f.actor.is_some();
        let known = |f: &ActorRef| d.claim.forces.iter().any(|g| same_party(f, g));
        let bodies = |f: &&ActorRef| f.actor.as_ref().is_some_and(|a| a.as_str().len() > 2);
        // Works that nobody is said to build are no forces told of again.
        let told = !d.claim.forces.is_empty() || forces.is_empty();
        let unnamed = told && !d.claim.forces.iter().any(|f| bodies(&f));
        family(d.claim.posture) == family(found.posture)
            && (home.is_none() || home == d.home)
            && figures
            && is_same_day(scene, found, d)
            && (unnamed || forces.iter().filter(named).all(known))
    };
    told(scene, before, agrees).map(|told| restate(scene, found, reading, told))
}

/// The movement told before that fits: the last one near, or the only one of the article.
fn told<'d>(
    scene: &Scene<'_>,
    before: &'d [Draft],
    fits: impl Fn(&Draft) -> bool,
) -> Option<&'d Draft> {
    let can = |d: &&Draft| {
        d.claim.status.is_fact()
            && d.claim.border.is_some()
            && !matches!(d.claim.posture, Posture::CrossBorder | Posture::Closure)
            && fits(d)
    };
    let last = before.iter().rev().find(can)?;
    let near = scene.index - last.sentence <= ECHO_SENTENCES_MAX;
    let only = || {
        let mut all = before.iter().filter(can);
        all.all(|d| d.claim.border == last.claim.border && d.home == last.home)
    };
    (near || only()).then_some(last)
}

/// No date of its own ("Monday's reinforcements", "the deployment in 2019") speaks against the day told.
fn is_same_day(scene: &Scene<'_>, found: &Found<'_>, told: &Draft) -> bool {
    let own = scene.phrase_start(found.at)..found.at + 1 + DATED_TOKENS;
    of_sentence(scene.sources.dates, scene.index)
        .iter()
        .filter(|d| own.contains(&d.tokens.start))
        .filter_map(|d| d.range.as_ref())
        .all(|day| {
            let day_told = told.claim.date.as_ref();
            let day_told = day_told.or(scene.sources.document.info.published.as_ref());
            day_told.is_none_or(|t| {
                day.start.epoch_day() <= t.end.last_epoch_day()
                    && t.start.epoch_day() <= day.end.last_epoch_day()
            })
        })
}

/// The claim that speaks again of a movement, with what it adds.
fn restate(scene: &Scene<'_>, found: &Found<'_>, reading: &Reading, told: &Draft) -> Draft {
    let (claimant, via, quotes) = scene.claimant(found, reading);
    let mut draft = told.clone();
    draft.sentence = scene.index;
    draft.echo = true;
    let claim = &mut draft.claim;
    claim.ordered_by = scene.ordered_by(found.at, reading, claim.status);
    claim.purpose = purpose(scene, found);
    claim.claimant = claimant;
    claim.via = via;
    claim.quotes = quotes;
    claim.mandate = mandate(scene);
    claim.personnel = None;
    claim.announced_by = None;
    claim.evidence = vec![sentence_fragment(scene.sources, scene.index)];
    claim.confidence = Confidence {
        score: 0.7,
        reasons: vec!["speaks of the movement told before".into()],
    };
    draft
}
