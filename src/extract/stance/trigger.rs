//! Triggers: where a frame opens in a sentence.
//!
//! Not its arguments. Rule: a frame of several words needs all of them in order, near its first; the part of speech must
//! fit where the text was tagged.

use super::scene::Scene;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::frame::{Complement, CueRole, Frame, FrameClass, Slot, mark_of};
use crate::lang::inflection::Form;
use crate::lang::list::WordList;
use crate::model::{Basis, PloverType, Position};
use std::ops::Range;

/// Most words that may stand between two words of one frame ("called strongly on").
const GAP_MAX: usize = 3;

/// Most words between a verb and what somebody is called ("regards the plan of the ministers as a threat").
const CALLED_MAX: usize = 8;

/// Most words between a verb and the particle the tree gives it ("forced X, its agency there, out").
const PARTED_MAX: usize = 14;

/// Most adverbs and the copula before a preposition that is said of somebody, in tokens.
const COPULA_TOKENS_MAX: usize = 4;

/// A frame at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger<'f> {
    pub(super) frame: &'f Frame,
    /// Token of the first word.
    pub(super) at: usize,
    /// Token of the last word.
    pub(super) last: usize,
}

impl Trigger<'_> {
    /// The frame by its words here: of a row with many to choose from, the first and the last.
    pub(super) fn words(&self, scene: &Scene<'_>) -> String {
        let lemma = &self.frame.lemma;
        match lemma.split_once(' ').filter(|(_, tail)| tail.contains('/')) {
            Some((first, _)) => format!("{first} ... {}", scene.lower(self.last)),
            None => lemma.clone(),
        }
    }
}

/// The frames that open at token `i`, longest first.
pub(super) fn at<'f>(scene: &Scene<'f>, i: usize, sentence: &Range<usize>) -> Vec<Trigger<'f>> {
    let mut found: Vec<Trigger<'f>> = Vec::new();
    if !scene.document.known(i).has(Known::FRAME) {
        return found;
    }
    let reach = sentence.end.min(i + 2 + PARTED_MAX);
    let marks = (i + 1..reach).fold(0, |all, t| all | mark_of(scene.lower(t)));
    for (frame, form) in scene.frames.opened_before(scene.lower(i), marks) {
        if !class_fits(scene, i, frame.class, form) {
            continue;
        }
        let Some(last) = tail(scene, i, frame, sentence) else {
            continue;
        };
        // "X is against Y": what is said of X is said at Y.
        let said = || scene.predicate(i).map_or(i, |(nominal, _)| nominal);
        let at = match frame.class {
            FrameClass::Predicate => said(),
            FrameClass::Verb | FrameClass::Noun | FrameClass::Adjective => i,
        };
        found.push(Trigger { frame, at, last });
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
                || misread_plural(scene, i, form)
                || (to && form.is(Form::BASE))
                || (tag == Upos::Adj && misread_participle(scene, i, form))
                || (matches!(tag, Upos::Noun | Upos::Propn) && inserted_gerund(scene, i, form))
                || (matches!(tag, Upos::Noun | Upos::Propn) && misread_verb(scene, i, form))
        }
        FrameClass::Noun => tag == Upos::Noun || tag == Upos::Propn,
        FrameClass::Adjective => tag == Upos::Adj || (tag == Upos::Verb && scene.passive(i)),
        FrameClass::Predicate => scene.predicate(i).is_some(),
    }
}

/// A verb that was tagged as an adjective ("has sharply condemned X") has no tree worth reading.
pub(super) fn has_tree(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    matches!(
        trigger.frame.class,
        FrameClass::Adjective | FrameClass::Predicate
    ) || matches!(
        scene.syntax.tag(trigger.at),
        Upos::Verb | Upos::Noun | Upos::Propn
    ) && (trigger.frame.class == FrameClass::Noun)
        != (scene.syntax.tag(trigger.at) == Upos::Verb)
}

/// Whether it is a deed of state, which falls on whom its object stands for: "expelled X's envoy".
pub(super) fn is_measure(frame: &Frame) -> bool {
    frame.basis == Basis::Implied && !bodily(frame)
}

/// Whether the deed falls on bodies and things, not on whom they belong to: who shells X's bridge need not oppose X.
pub(super) fn bodily(frame: &Frame) -> bool {
    let kind = frame.plover.as_ref().map(|p| p.kind);
    let aimed = matches!(
        kind,
        Some(
            PloverType::Reject
                | PloverType::Sanction
                | PloverType::Protest
                | PloverType::Threaten
                | PloverType::Accuse
                | PloverType::Concede
        )
    );
    frame.basis == Basis::Implied && !aimed
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

/// "X and Y back Z" with the verb tagged as something else: two of them before it, somebody behind it.
fn misread_plural(scene: &Scene<'_>, i: usize, form: Form) -> bool {
    let different = |t: usize| scene.actor_at(t).filter(|a| scene.actor_at(i) != Some(*a));
    let subject = i.checked_sub(1).and_then(different);
    let listed = subject.is_some_and(|head| scene.is_last_of_list(head));
    form.is(Form::BASE) && listed && different(i + 1).is_some()
}

/// ", accusing, without proof, X of": a gerund between commas with the verb tagged as a noun.
fn inserted_gerund(scene: &Scene<'_>, i: usize, form: Form) -> bool {
    let before = i.checked_sub(1).is_some_and(|b| scene.lower(b) == ",");
    let after = scene.lower(i + 1) == "," || scene.actor_at(i + 1).is_some();
    form.is(Form::GERUND) && before && after
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
    let noun = scene.in_list(before, WordList::NounLead) || matches!(before, "'s" | "’s");
    match class {
        FrameClass::Verb => !noun,
        FrameClass::Noun => noun,
        FrameClass::Adjective => true,
        FrameClass::Predicate => false,
    }
}

fn tail(scene: &Scene<'_>, i: usize, frame: &Frame, sentence: &Range<usize>) -> Option<usize> {
    if frame.complement == Complement::Called {
        let end = sentence.end.min(i + 2 + CALLED_MAX);
        let mut words = (i + 1..end).filter(|t| frame.tail_is(0, scene.lower(*t)));
        return words.find(|t| is_called(scene, i, *t, frame.position));
    }
    let mut at = i;
    for k in 0..frame.tail.len() {
        let end = sentence.end.min(at + 2 + GAP_MAX);
        // "had no quarrel with X" is no quarrel; "called X's attack on Y wrong" calls on nobody, but "summoned X's envoy".
        let owned = frame.target.contains(&Slot::Possessor);
        let other = |g| scene.lower(g) == "no" || (scene.possessive(g) && !owned);
        let none = |t: &usize| (at + 1..*t).any(other);
        let near = (at + 1..end).find(|t| frame.tail_is(k, scene.lower(*t)));
        let near = near.filter(|t| !none(t));
        // "forced the agency, X, out": a particle stays its verb's behind a long object.
        let far = || {
            let end = sentence.end.min(at + 2 + PARTED_MAX);
            (at + 1..end)
                .filter(|t| frame.tail_is(k, scene.lower(*t)))
                .find(|t| scene.particle_of(*t, i))
        };
        at = near.or_else(far)?;
    }
    Some(at)
}

/// Whether the word at `t` is what the object of the verb at `i` is called: "described the move of X as a provocation", "called X's
/// step unfriendly". Counter-examples: "described the illegal step", "regards X as a bulwark against an aggressor", "neither a friend nor a
/// threat".
fn is_called(scene: &Scene<'_>, i: usize, t: usize, position: Position) -> bool {
    let tag = |k: usize| scene.syntax.tag(k);
    let nominal = |k: usize| matches!(tag(k), Upos::Noun | Upos::Propn | Upos::Pron);
    let parts = |k: usize| {
        let clause = matches!(
            tag(k),
            Upos::Verb | Upos::Aux | Upos::Punct | Upos::Sconj | Upos::Cconj
        );
        let led = tag(k) == Upos::Adp && !matches!(scene.lower(k), "as" | "of");
        let not = scene.has_role(k, CueRole::Negator) || scene.has_role(k, CueRole::Former);
        clause || led || not || matches!(scene.lower(k), "no" | "neither")
    };
    if (i + 1..t).any(parts) {
        return false;
    }
    let back = (i + 1..t)
        .rev()
        .find(|k| !matches!(tag(*k), Upos::Adj | Upos::Adv));
    let Some(before) = back else { return false };
    let marked = matches!(scene.lower(before), "a" | "an" | "as");
    let of_another = marked && scene.lower(before - 1) == "of";
    let whom = (i + 1..before).any(nominal);
    let alone = nominal(before) && before + 1 == t && matches!(tag(t), Upos::Adj | Upos::Noun);
    // "a threat assessment", "a friend of X".
    let goes_on = tag(t) == Upos::Noun && matches!(tag(t + 1), Upos::Noun | Upos::Propn)
        || position == Position::Support && scene.lower(t + 1) == "of"
        || alone && matches!(tag(t + 1), Upos::Noun | Upos::Propn | Upos::Adp);
    !goes_on && !of_another && ((marked && whom) || alone)
}

impl Scene<'_> {
    /// The nominal or clause a preposition says of somebody, and the copula before it: "X is against Y".
    pub(super) fn predicate(&self, preposition: usize) -> Option<(usize, usize)> {
        let leads = matches!(
            self.syntax.relation(preposition),
            Relation::Case | Relation::Mark
        );
        let head = self.syntax.head(preposition);
        let said = head.filter(|h| leads && *h > preposition)?;
        let copula = (preposition.saturating_sub(COPULA_TOKENS_MAX)..preposition)
            .rev()
            .find(|t| self.syntax.tag(*t) != Upos::Adv)?;
        let plain = self.syntax.tag(copula) == Upos::Aux && !self.modal(copula);
        plain.then_some((said, copula))
    }

    /// Whether a word belongs to a verb before it: its particle, what leads in something that hangs on it, its infinitive.
    fn particle_of(&self, word: usize, verb: usize) -> bool {
        let wanted = self.syntax.tag(word) == Upos::Verb && self.to_infinitive(word);
        let small = wanted || matches!(self.syntax.tag(word), Upos::Adp | Upos::Adv);
        let head = self.syntax.head(word);
        // "on the order of" leads in something else than "on" of "take on".
        let adverb = self.stands_in(word, WordList::Particle);
        let leads = self.syntax.relation(word) == Relation::Case && adverb;
        let above = head.filter(|_| leads).and_then(|h| self.syntax.head(h));
        // "forced the agency, X, out": the tree may hang the particle on what stands between.
        let strayed = self.syntax.relation(word) == Relation::CompoundPrt
            && head.is_some_and(|h| self.syntax.tag(h) != Upos::Verb)
            && !self.has_verb(verb + 1..word);
        small && (head == Some(verb) || above == Some(verb) || strayed)
            || adverb && self.is_behind_insertion(word, verb)
    }

    fn has_verb(&self, mut range: Range<usize>) -> bool {
        range.any(|t| self.syntax.tag(t) == Upos::Verb)
    }

    /// "forced X, an agency, out of": behind two commas with no other verb between.
    fn is_behind_insertion(&self, word: usize, verb: usize) -> bool {
        let between = verb + 1..word;
        let closed = between.clone().last().is_some_and(|t| self.lower(t) == ",");
        let commas = between.clone().filter(|t| self.lower(*t) == ",").count();
        closed && commas == 2 && !self.has_verb(between)
    }
}
