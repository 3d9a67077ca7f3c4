//! Triggers: where a frame opens in a sentence.
//!
//! Not its arguments. Rule: a frame of several words needs all of them in order, near its first; the part of speech must
//! fit where the text was tagged.

use super::scene::Scene;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::frame::{Frame, FrameClass, Slot};
use crate::lang::inflection::Form;
use std::ops::Range;

/// Most words that may stand between two words of one frame ("called strongly on").
const GAP_MAX: usize = 3;

/// A frame at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger<'f> {
    pub(super) frame: &'f Frame,
    /// Token of the first word.
    pub(super) at: usize,
    /// Token of the last word.
    pub(super) last: usize,
}

/// The frames that open at token `i`, longest first.
pub(super) fn at<'f>(scene: &Scene<'f>, i: usize, sentence: &Range<usize>) -> Vec<Trigger<'f>> {
    let mut found: Vec<Trigger<'f>> = Vec::new();
    if !scene.document.known(i).has(Known::FRAME) {
        return found;
    }
    for (frame, form) in scene.frames.opened_by(scene.lower(i)) {
        if !class_fits(scene, i, frame.class, form) {
            continue;
        }
        if let Some(last) = tail(scene, i, frame, sentence) {
            found.push(Trigger { frame, at: i, last });
        }
    }
    // "cautioned against X" cautions not X: the longer frame takes the object's place.
    let whole = |t: &Trigger<'f>| !t.frame.tail.is_empty() && t.last == i + t.frame.tail.len();
    if found.iter().any(whole) {
        found.retain(|t| !t.frame.tail.is_empty() || !t.frame.target.contains(&Slot::Object));
    }
    found
}

fn class_fits(scene: &Scene<'_>, i: usize, class: FrameClass, form: Form) -> bool {
    let tag = scene.syntax.tag(i);
    if scene.syntax.tags.is_empty() {
        return untagged(scene, i, class);
    }
    match class {
        FrameClass::Verb => {
            let to = i.checked_sub(1).map_or("", |b| scene.lower(b)) == "to";
            (tag == Upos::Verb && !attribute(scene, i, form))
                || (to && form.is(Form::BASE))
                || (tag == Upos::Adj && misread_participle(scene, i, form))
                || (matches!(tag, Upos::Noun | Upos::Propn) && misread_verb(scene, i, form))
        }
        FrameClass::Noun => tag == Upos::Noun || tag == Upos::Propn,
        FrameClass::Adjective => tag == Upos::Adj || (tag == Upos::Verb && scene.passive(i)),
    }
}

/// "its devastating raid": a participle before its noun tells of no deed.
fn attribute(scene: &Scene<'_>, i: usize, form: Form) -> bool {
    form.is(Form::GERUND)
        && scene.syntax.relation(i) == Relation::Amod
        && scene.syntax.head(i).is_some_and(|h| h > i)
}

/// "X praises Y" with the verb tagged as a noun: somebody stands on both sides.
fn misread_verb(scene: &Scene<'_>, i: usize, form: Form) -> bool {
    let before = i
        .checked_sub(1)
        .filter(|b| scene.actor_at(*b) != scene.actor_at(i) && scene.actor_at(*b).is_some());
    let after = scene
        .actor_at(i + 1)
        .is_some_and(|a| Some(a) != scene.actor_at(i));
    (form.is(Form::THIRD) || form.is(Form::PAST)) && before.is_some() && after
}

/// "X, head of Y, condemned Z" and "has sharply condemned Z" with the verb tagged as an adjective; never "armed groups".
fn misread_participle(scene: &Scene<'_>, i: usize, form: Form) -> bool {
    let back = (0..i).rev().find(|t| scene.syntax.tag(*t) != Upos::Adv);
    let before = back.map_or(Upos::Punct, |t| scene.syntax.tag(t));
    let after = scene.syntax.tag(i + 1);
    let verb = form.is(Form::PAST) || form.is(Form::GERUND);
    let led = matches!(before, Upos::Aux | Upos::Propn | Upos::Pron | Upos::Noun)
        || back.is_some_and(|t| scene.lower(t) == ",");
    verb && led
        && matches!(
            after,
            Upos::Propn | Upos::Det | Upos::Pron | Upos::Adp | Upos::Noun
        )
}

/// Without tags a word after an article or a possessive is a noun, any other a verb.
fn untagged(scene: &Scene<'_>, i: usize, class: FrameClass) -> bool {
    let before = i.checked_sub(1).map_or("", |b| scene.lower(b));
    let noun = matches!(
        before,
        "the" | "a" | "an" | "'s" | "’s" | "his" | "her" | "its" | "their" | "of" | "for"
    );
    match class {
        FrameClass::Verb => !noun,
        FrameClass::Noun => noun,
        FrameClass::Adjective => true,
    }
}

fn tail(scene: &Scene<'_>, i: usize, frame: &Frame, sentence: &Range<usize>) -> Option<usize> {
    let mut at = i;
    for k in 0..frame.tail.len() {
        let end = sentence.end.min(at + 2 + GAP_MAX);
        at = (at + 1..end).find(|t| frame.tail_is(k, scene.lower(*t)))?;
    }
    Some(at)
}
