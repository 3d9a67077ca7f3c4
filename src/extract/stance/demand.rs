//! Demands: what a speaker says ought to be done by somebody, or to somebody.
//!
//! Not requests in so many words (frames name those). Rule: a modal verb of obligation, or a refused possibility, in
//! reported words makes the speaker a holder: "X said Y must go", "X said Y cannot be trusted".

use super::party::Party;
use super::scene::Scene;
use super::trigger::Trigger;
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::frame::{CueRole, FrameClass};
use crate::model::{
    Basis, Confidence, Fragment, Modality, Plover, PloverType, Position, Stance, StanceTarget,
};
use crate::text::Sentence;

/// "X said Y must go": a request of Y in the words of a modal verb.
pub(super) fn demanded(scene: &Scene<'_>, token: usize, sentence: &Sentence) -> Vec<Stance> {
    let modal = scene.syntax.tag(token) == Upos::Aux && scene.has_role(token, CueRole::Obligation);
    let asked = |v: &usize| modal && !scene.passive(*v);
    let Some(verb) = scene.syntax.head(token).filter(asked) else {
        return Vec::new();
    };
    // "should X attack" is a condition, no demand.
    let subject = scene.surface_subject(verb).filter(|s| *s < token);
    let ends = scene.reporter(verb).zip(subject);
    let Some((holder, target)) = ends.filter(|(h, t)| h != t) else {
        return Vec::new();
    };
    let mut made = Vec::new();
    for holder in scene.parties(holder, Role::Holder) {
        for target in scene.parties(target, Role::Target) {
            if !holder.same(&target) && !target.through {
                let kind = (Position::Neutral, PloverType::Request, "100");
                made.push(demand(scene, sentence, (&holder, target), kind));
            }
        }
    }
    made
}

/// "X said Y should be jailed", "X said Y cannot be trusted": nobody is said to do it, the speaker wants or refuses it.
pub(super) fn wished(scene: &Scene<'_>, trigger: &Trigger<'_>, sentence: &Sentence) -> Vec<Stance> {
    let verb = trigger.at;
    let told = trigger.frame.position;
    if trigger.frame.class != FrameClass::Verb || !scene.passive(verb) {
        return Vec::new();
    }
    let auxiliaries = || scene.children(verb, &[Relation::Aux]);
    let obliged = auxiliaries().any(|a| scene.has_role(a, CueRole::Obligation));
    let negated = scene
        .children(verb, &[Relation::Advmod, Relation::Aux])
        .any(|c| c < verb && scene.has_role(c, CueRole::Negator));
    let possible = auxiliaries().any(|a| scene.has_role(a, CueRole::Hedge));
    let position = match (told, negated) {
        (Position::Support, false) | (Position::Oppose, true) => Position::Support,
        (Position::Oppose, false) | (Position::Support, true) => Position::Oppose,
        (Position::Ambiguous | Position::Neutral, _) => return Vec::new(),
    };
    let wanted = obliged || (negated && possible);
    if !wanted {
        return Vec::new();
    }
    let ends = scene.reporter(verb).zip(scene.surface_subject(verb));
    let Some((holder, target)) = ends.filter(|(h, t)| h != t && *t < verb) else {
        return Vec::new();
    };
    let kind = match position {
        Position::Support => (position, PloverType::Support, "051"),
        Position::Oppose | Position::Ambiguous | Position::Neutral => {
            (position, PloverType::Accuse, "111")
        }
    };
    let mut made = Vec::new();
    for holder in scene.parties(holder, Role::Holder) {
        for target in scene.parties(target, Role::Target) {
            if !holder.same(&target) {
                made.push(demand(scene, sentence, (&holder, target), kind));
            }
        }
    }
    made
}

fn demand(
    scene: &Scene<'_>,
    sentence: &Sentence,
    (holder, target): (&Party, Party),
    (position, kind, cameo): (Position, PloverType, &str),
) -> Stance {
    Stance {
        holder: holder.who.clone(),
        target: StanceTarget::Actor(target.who),
        position,
        basis: if position == Position::Neutral {
            Basis::Explicit
        } else {
            Basis::Implied
        },
        condition: None,
        modality: Modality::Asserted,
        on_behalf_of: scene.spoken_for(holder, &sentence.tokens),
        reported_by: None,
        from: None,
        until: None,
        previous: None,
        plover: Some(Plover { kind, mode: None }),
        cameo: Some(cameo.to_owned()),
        date: None,
        evidence: vec![Fragment::cut(sentence.span, &scene.document.text)],
        confidence: Confidence {
            score: 0.7 * holder.directness * target.directness,
            reasons: vec!["what ought to be, in reported words".to_owned()],
        },
    }
}
