//! Forces as targets: what a state does with its own forces is no position on them.
//!
//! Not a judge of praise: "X praised its soldiers" stays. Rules: who arms, reinforces or moves forces of its own takes no side, nor
//! who supports forces nobody's by name ("the border guards"); "armed groups" are named so, and nobody armed them here. Examples
//! that stay: "X reinforced the rebels", "X supports Norland's army". And: whoever is read as for and against one thing in one
//! sentence is for or against what the surer reading says.

use super::scene::Scene;
use super::trigger::{self, Trigger};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{FrameClass, Slot};
use crate::lang::list::WordList;
use crate::lang::naming::WordClass;
use crate::model::{
    ActorId, ActorKind, ActorRef, Basis, PloverType, Position, Stance, StanceTarget,
};
use crate::text::ParagraphKind;

/// Institutions whose forces have a side of their own.
const OTHERS: &[&str] = &["rebels", "militias", "peacekeepers"];

/// Whether the words of a frame tell of no position where they stand.
pub(super) fn is_no_trigger(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    is_label(scene, trigger)
        || is_left_out(scene, trigger)
        || is_taken_along(scene, trigger)
        || is_in_name(scene, trigger)
        || is_refused_bond(scene, trigger)
}

/// "objects to the agreement with X": a bond that the verb over it is against; "condemned Y for its support of X" is Y's support.
fn is_refused_bond(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let bond =
        trigger.frame.class == FrameClass::Noun && trigger.frame.position == Position::Support;
    let leader = || scene.children(trigger.at, &[Relation::Case]).next();
    let led = || leader().is_some_and(|c| matches!(scene.lower(c), "to" | "against"));
    let relation = scene.syntax.relation(trigger.at);
    let refused = relation == Relation::Obj || (relation == Relation::Obl && led());
    let owned = || {
        let mut owners = scene.children(trigger.at, &[Relation::NmodPoss]);
        owners.next().is_some() || scene.slot(trigger, &Slot::Possessor).is_some()
    };
    let governor = scene.syntax.head(trigger.at);
    let governor = governor.filter(|v| bond && refused && *v < trigger.at);
    governor.is_some_and(|v| {
        let over = trigger::at(scene, v, &(v..trigger.at));
        over.iter().any(|t| t.frame.position == Position::Oppose) && !owned()
    })
}

/// "The Harrow Trust Principles": a word between two written large, in text that is no headline.
fn is_in_name(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let large = |k: usize| {
        let word = scene.document.word(k);
        word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase)
    };
    let index = scene
        .document
        .sentence_at(scene.document.token_span(trigger.at).start());
    let sentence = scene.document.sentences.get(index);
    let paragraph = sentence.and_then(|s| scene.document.paragraphs.get(s.paragraph));
    let text = paragraph.is_some_and(|p| p.kind == ParagraphKind::Body);
    let between = trigger.at > 0 && large(trigger.at - 1) && large(trigger.at + 1);
    text && trigger.last == trigger.at && large(trigger.at) && between
}

/// Whether a participle only names the kind of force behind it: "armed groups", "reinforced battalions".
fn is_label(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let at = trigger.at;
    let beside = scene.syntax.relation(at) == Relation::Amod || scene.syntax.tag(at) == Upos::Adj;
    let force = scene.lexicon().force_noun(scene.lower(at + 1)).is_some();
    trigger.last == at && beside && force
}

/// "with the support of X": X gives it, and who has it takes no side here; "Y, joined by X, spoke": X is there.
fn is_taken_along(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let company = scene.stands_in(trigger.at, WordList::Company);
    if company && scene.passive(trigger.at) {
        return true;
    }
    let before = |n: usize| trigger.at.checked_sub(n).map_or("", |k| scene.lower(k));
    let with = before(1) == "with" || (before(2) == "with" && before(1) == "the");
    with && trigger.frame.class == FrameClass::Noun && scene.lower(trigger.at + 1) == "of"
}

/// "without blaming X": what is left out beside another deed tells nothing.
fn is_left_out(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let before = trigger.at.checked_sub(1);
    let gerund = scene.syntax.fine(trigger.at) == FineTag::VerbIng;
    gerund && before.is_some_and(|b| scene.lower(b) == "without")
}

/// Whether the stance is one on forces of the holder's own, or on forces that are nobody's by name.
pub(super) fn is_on_own_forces(scene: &Scene<'_>, stance: &Stance) -> bool {
    let StanceTarget::Actor(target) = &stance.target else {
        return false;
    };
    if stance.position != Position::Support {
        return false;
    }
    let lexicon = scene.lexicon();
    let known = |id: &Option<ActorId>| id.as_ref().and_then(|id| lexicon.actor(id));
    if is_own_state(scene, stance, target) {
        return true;
    }
    if let Some(actor) = known(&target.actor) {
        let holder = known(&stance.holder.actor).or_else(|| known(&stance.holder.affiliation));
        let same = holder.is_some_and(|h| h.country.is_some() && h.country == actor.country);
        let kind = stance.plover.as_ref().map(|p| p.kind);
        return actor.kind == ActorKind::Force && same && kind == Some(PloverType::Aid);
    }
    let words = target.text.to_lowercase();
    let mut words = words.split(' ');
    let (first, last) = (words.clone().next(), words.next_back());
    let owned = first.is_some_and(|w| scene.in_list(w, WordList::Owner));
    let noun = last.and_then(|w| lexicon.force_noun(w));
    let plain = noun.is_some_and(|n| {
        owned || !(n.institution.is_empty() || OTHERS.contains(&n.institution.as_str()))
    });
    // "We honour our soldiers" is said in so many words.
    let praised = owned && stance.basis == Basis::Explicit;
    // "Velk's forces" are his, whoever they are.
    let named = target.text.contains(char::is_uppercase);
    plain && !praised && !named && target.affiliation.is_none()
}

/// "ratified the support of his country", "strengthened ties between Norland and X" by a minister of Norland: who speaks for a state
/// takes no side on it.
fn is_own_state(scene: &Scene<'_>, stance: &Stance, target: &ActorRef) -> bool {
    let words = target.text.to_lowercase();
    let mut words = words.split(' ');
    let pronoun = |w: &str| {
        let entry = scene.naming().entry(w);
        entry.is_some_and(|e| e.is(WordClass::Pronoun) || e.is(WordClass::First))
    };
    let owned = words
        .next()
        .is_some_and(|w| scene.in_list(w, WordList::Owner) || pronoun(w));
    let noun = words.next().and_then(|w| scene.naming().entry(w));
    let state = noun
        .and_then(|e| e.noun(|_| ""))
        .is_some_and(|n| n.kind == ActorKind::State);
    let lexicon = scene.lexicon();
    let known = |id: &Option<ActorId>| id.as_ref().and_then(|id| lexicon.actor(id));
    let home = known(&stance.holder.actor).filter(|h| h.kind == ActorKind::Person);
    let same = known(&target.actor)
        .zip(home)
        .is_some_and(|(state, person)| {
            state.kind == ActorKind::State
                && state.country.is_some()
                && state.country == person.country
        });
    // "praised America" is said in so many words.
    let bond = stance
        .plover
        .as_ref()
        .is_none_or(|p| p.kind != PloverType::Support);
    (owned && state && words.next().is_none()) || (same && bond)
}

/// Drops, of a position for and one against the same issue by the same holder in one sentence, the less sure one, and a request beside
/// a side taken of whom it is asked.
pub(super) fn settle(stances: &mut Vec<Stance>) {
    let against = |a: &Stance, b: &Stance| {
        let sides = matches!(
            (a.position, b.position),
            (Position::Support, Position::Oppose) | (Position::Oppose, Position::Support)
        );
        sides && a.holder.actor == b.holder.actor && a.modality == b.modality && same_issue(a, b)
    };
    let asks = |a: &Stance, b: &Stance| {
        let side = matches!(b.position, Position::Support | Position::Oppose);
        let same = a.holder == b.holder && a.target == b.target && a.modality == b.modality;
        a.position == Position::Neutral && side && same
    };
    let all = stances.clone();
    stances.retain(|s| {
        !all.iter()
            .any(|o| asks(s, o) || (against(s, o) && o.confidence.score > s.confidence.score))
    });
}

fn same_issue(a: &Stance, b: &Stance) -> bool {
    match (&a.target, &b.target) {
        (StanceTarget::Issue { issue: x, .. }, StanceTarget::Issue { issue: y, .. }) => x == y,
        _ => false,
    }
}
