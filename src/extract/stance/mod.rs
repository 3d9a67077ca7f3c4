//! Stances: who holds which position on whom or what, read from frames and their arguments.
//!
//! Not sentiment: without a holder and a target there is no stance, and a denial of fact is none. Rules: only sentences
//! that hold a frame's word are looked at; a frame gives what its own arguments say, never what stands near.

mod affix;
mod argument;
mod claimed;
mod climb;
mod control;
mod deed;
mod demand;
mod doubt;
mod issue;
mod linear;
mod list;
mod modality;
mod near;
mod own;
mod owner;
mod party;
mod reporter;
mod scene;
mod target;
mod teller;
mod trigger;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_asked;
#[cfg(test)]
mod tests_doubt;
#[cfg(test)]
mod tests_form;
#[cfg(test)]
mod tests_own;
#[cfg(test)]
mod tests_plain;
#[cfg(test)]
mod tests_way;
#[cfg(test)]
mod tests_word;

pub use issue::{IssueMention, issues};
pub use scene::Found;

use crate::extract::date::{DateBound, nearest, of_sentence};
use crate::extract::mention::Role;

use crate::lang::Known;
use crate::lang::frame::{Complement, CueRole, Frame, FrameClass, Frames, Slot};
use crate::model::{
    Basis, Confidence, Fragment, Modality, Plover, PloverType, Position, Stance, StanceTarget,
};
use crate::text::{Document, Sentence};
use modality::{Force, Tense};
use party::{BARE, PRONOUN, Party};
use scene::Scene;
use trigger::Trigger;

/// Most stances kept of one sentence.
pub const SENTENCE_STANCES_MAX: usize = 16;

/// Whether a sentence can hold a stance, by its words alone: a frame's first word, a word of obligation, an issue's words, or
/// a hyphenated word. Linear in the sentence.
pub fn can_hold(
    document: &Document,
    frames: &Frames,
    sentence: &Sentence,
    issues: &[IssueMention],
) -> bool {
    let named = issues.partition_point(|m| m.span.start() < sentence.span.start());
    let named = issues.get(named);
    if named.is_some_and(|m| m.span.start() < sentence.span.end()) {
        return true;
    }
    sentence.tokens.clone().any(|i| {
        let known = document.known(i);
        known.has(Known::FRAME)
            || (known.has(Known::CUE) && frames.is(document.lower(i), CueRole::Obligation))
            || document.lower(i).bytes().any(|b| b == b'-')
    })
}

/// Reads the stances of a document, in text order.
pub fn stances(found: &Found<'_>) -> Vec<Stance> {
    let scene = Scene::new(found);
    let mut all = Vec::new();
    for (index, sentence) in scene.document.sentences.iter().enumerate() {
        let mut of_sentence: Vec<Stance> = Vec::new();
        // "regards X as an ally": what X is called opens no frame of its own.
        let mut called = None;
        for token in sentence.tokens.clone() {
            if let Some(affixed) = scene.affixed(token) {
                add(
                    &mut of_sentence,
                    vec![affix::inside_word(&scene, affixed, sentence)],
                );
            }
            add(&mut of_sentence, demand::demanded(&scene, token, sentence));
            let triggers = trigger::at(&scene, token, &sentence.tokens).into_iter();
            let named = called == Some(token);
            let free = |t: &Trigger<'_>| !named && !own::is_no_trigger(&scene, t);
            for trigger in triggers.filter(free) {
                if trigger.frame.complement == Complement::Called {
                    called = Some(trigger.last);
                }
                let made = directed(&scene, &trigger, sentence);
                if !made.is_empty() {
                    add(&mut of_sentence, made);
                    break;
                }
            }
            if of_sentence.len() >= SENTENCE_STANCES_MAX {
                break;
            }
        }
        let named = scene.issues_in(sentence.span);
        for issue in named {
            add(&mut of_sentence, issue::stances(&scene, issue, sentence));
        }
        add(&mut of_sentence, issue::meant(&scene, index));
        of_sentence.retain(|s| {
            !denied(&scene, s)
                && !part_of_issue(&scene, s, sentence)
                && !own::is_on_own_forces(&scene, s)
        });
        own::settle(&mut of_sentence);
        of_sentence.truncate(SENTENCE_STANCES_MAX);
        for stance in &mut of_sentence {
            place_in_time(stance, found, index);
        }
        all.append(&mut of_sentence);
    }
    all
}

/// A stance is of the day its sentence tells, else of the day of publication; a former one ends where "until" says.
fn place_in_time(stance: &mut Stance, found: &Found<'_>, sentence: usize) {
    let near = stance.holder.mention.unwrap_or_default();
    let told = |bound: DateBound| {
        let own = of_sentence(found.dates, sentence);
        let fitting = own.iter().filter(move |d| d.bound == bound && !d.ahead);
        nearest(fitting, near).and_then(|d| d.range.clone())
    };
    stance.from = told(DateBound::Since);
    stance.until = told(DateBound::Until);
    let published = || found.document.info.published.clone();
    stance.date = told(DateBound::At).or_else(published);
    if stance.previous.is_some() && stance.until.is_none() {
        stance.until.clone_from(&stance.date);
    }
}

/// Farthest verb of denying before what it denies, in tokens.
const DENIAL_TOKENS_MAX: usize = 4;

/// Whether the stance stands in words that are reported as denied or unsaid: "denied sending fighters to X" supports
/// nobody. Opposition in such words stays: the refusing verb itself may be what opposes.
fn denied(scene: &Scene<'_>, stance: &Stance) -> bool {
    let inner = match &stance.target {
        StanceTarget::Actor(_) => stance.holder.mention,
        StanceTarget::Issue { mention, .. } => mention.as_ref().map(|m| m.span),
    };
    let Some(at) = inner.filter(|_| stance.position == Position::Support) else {
        return false;
    };
    // Headlines repeat the body and give no quote of their own: there the verb before tells.
    let first = scene.document.token_at(at.start());
    let verb = |t: usize| scene.has_role(t, CueRole::Fail) && scene.has_role(t, CueRole::Say);
    scene.unsaid(at) || (first.saturating_sub(DENIAL_TOKENS_MAX)..first).any(verb)
}

/// Whether the target is an unknown name inside the words of an issue: who rejects "filling the Corran dam" opposes no Corran.
fn part_of_issue(scene: &Scene<'_>, stance: &Stance, sentence: &Sentence) -> bool {
    let StanceTarget::Actor(target) = &stance.target else {
        return false;
    };
    let unknown = target.mention.filter(|_| target.actor.is_none());
    unknown.is_some_and(|at| {
        let named = scene.issues_in(sentence.span);
        named.iter().any(|issue| issue.span.contains(at))
    })
}

/// Adds what is not there yet: the same holder, target and position once a sentence.
fn add(known: &mut Vec<Stance>, made: Vec<Stance>) {
    for stance in made {
        let same = |s: &Stance| {
            s.holder == stance.holder
                && s.target.is_same(&stance.target)
                && s.position == stance.position
                && s.modality == stance.modality
        };
        if !known.iter().any(same) {
            known.push(stance);
        }
    }
}

/// Holder and target of a trigger, by the tokens that head them.
fn ends(scene: &Scene<'_>, trigger: &Trigger<'_>) -> Option<(usize, usize)> {
    let frame = trigger.frame;
    // "welcomed X's support for the talks": what it is for is named, and is not the one who takes it.
    let led = |s: &Slot| match s {
        Slot::Preposition(p) => scene.led_nominal(trigger.last, p).is_some(),
        Slot::Subject
        | Slot::Object
        | Slot::Possessor
        | Slot::LightVerb
        | Slot::Copula
        | Slot::Speaker
        | Slot::Any
        | Slot::Clause
        | Slot::Mutual => false,
        Slot::Issue => true,
    };
    let taken = (frame.class == FrameClass::Noun && !frame.target.iter().any(led))
        .then(|| scene.light_subject(trigger.at, CueRole::Take))
        .flatten();
    if let Some(target) = taken {
        let from = ["from", "by", "of"];
        let holder = from
            .iter()
            .find_map(|p| scene.slot(trigger, &Slot::Preposition((*p).to_owned())));
        let holder = holder.or_else(|| scene.slot(trigger, &Slot::Possessor))?;
        return Some((holder, target));
    }
    let actor = |head: &usize| !scene.parties(*head, Role::Target).is_empty();
    let targets = frame.target.iter();
    let targets = targets.filter_map(|s| scene.slot(trigger, s));
    let target = targets
        .clone()
        .find(actor)
        .or_else(|| targets.clone().next())?;
    let each = frame.target.contains(&Slot::Mutual) || scene.reciprocal(trigger.at).is_some();
    let mutual = |h: &usize| each || *h != target;
    let other = |s: &Slot| scene.slot(trigger, s).filter(mutual);
    let holders = || frame.holder.iter().filter_map(other);
    let somebody = |head: &usize| !scene.parties(*head, Role::Holder).is_empty();
    let holder = holders().find(somebody).or_else(|| holders().next())?;
    Some((holder, scene.meant_by_clause(trigger, target)?))
}

/// The stances between actors that a trigger gives.
fn directed(scene: &Scene<'_>, trigger: &Trigger<'_>, sentence: &Sentence) -> Vec<Stance> {
    let told = trigger.frame.position;
    let opposes =
        told == Position::Oppose || scene.force(trigger).position(told) == Position::Oppose;
    let people = |(holder, target): (usize, usize)| {
        let outside = |at| scene.before_bracket(at, trigger.at);
        let (holder, target) = (outside(holder), outside(target));
        if scene.is_no_side(trigger.at, (holder, target)) {
            return None;
        }
        let holders = scene.parties(holder, Role::Holder);
        let mut targets = scene.targets(trigger, target);
        // Who embraces a threat of X's does not embrace X; who bombs X's bridge need not oppose X.
        let ground = scene.leads_to_ground(target, trigger);
        targets.retain(|t| {
            let kept = !t.hostile || opposes;
            let placed = (ground && t.reason == BARE) || scene.is_no_target(t, trigger);
            !placed && (!t.through || (kept && !trigger::bodily(trigger.frame)))
        });
        (!holders.is_empty() && !targets.is_empty()).then_some((holders, targets))
    };
    let treed = trigger::has_tree(scene, trigger);
    let report = |(h, t): &(usize, usize)| !scene.in_dateline(*h) && !scene.in_dateline(*t);
    let ends = treed.then(|| ends(scene, trigger)).flatten();
    let by_tree = ends.filter(report).and_then(people);
    let by_order = || {
        let ends = scene
            .linear_ends(trigger, &sentence.tokens)
            .filter(report)
            .and_then(|(h, t)| Some((h, scene.meant_by_clause(trigger, t)?)))?;
        let (holders, mut targets) = people(ends)?;
        // Who rejects an offer of X's men need not be against X; who reinforces the border with X does X no good.
        let crossed = scene.crosses(trigger, ends.1);
        let unmoved = crossed && trigger::bodily(trigger.frame) && told != Position::Neutral;
        targets.retain(|_| !unmoved);
        let targets = targets.into_iter().map(|t| Party {
            through: t.through || crossed,
            ..t
        });
        Some((holders, targets.collect()))
    };
    let treed = by_tree.is_some();
    let verb = trigger.frame.class == FrameClass::Verb;
    let aside = scene.is_meeting_of_lands(trigger) || scene.is_by_the_way(trigger);
    if (verb && scene.is_speech_tag(trigger.at)) || aside || scene.is_asked_for(trigger) {
        return Vec::new();
    }
    let nobody = |at| {
        scene.is_acted_by_nobody(at) || scene.is_done_by_thing(at) || scene.is_blamed_on_nobody(at)
    };
    let undone = || scene.is_done_to_thing(trigger) || scene.is_judged(trigger);
    if !treed && (undone() || (verb && nobody(trigger.at))) {
        return Vec::new();
    }
    let far = || {
        let ends = scene.far_ends(trigger, &sentence.tokens);
        let meant = |(h, t)| Some((h, scene.meant_by_clause(trigger, t)?));
        ends.filter(report).and_then(meant).and_then(people)
    };
    let near = by_tree.or_else(by_order);
    let across = near.is_none();
    let Some((holders, targets)) = near.or_else(far) else {
        return demand::wished(scene, trigger, sentence);
    };
    let sides = (holders.as_slice(), targets.as_slice());
    let mut made = between(scene, trigger, sides, sentence);
    if !treed {
        for one in &mut made {
            doubted(one, across);
        }
    }
    made.extend(demand::desired(scene, trigger, &targets, sentence));
    made
}

/// The stances of these holders on these targets.
fn between(
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    (holders, targets): (&[Party], &[Party]),
    sentence: &Sentence,
) -> Vec<Stance> {
    let force = scene.force(trigger);
    if force.refused && demand::opposes_undergone(scene, trigger) {
        return demand::refused(scene, holders, targets, sentence);
    }
    let told = trigger.frame.position;
    let opposes = told == Position::Oppose || force.position(told) == Position::Oppose;
    let mut made = Vec::new();
    // "urged X not to let Y pass": nobody has helped, and nobody refused to.
    if told == Position::Support && scene.is_asked_not(trigger.at) {
        return made;
    }
    for holder in holders {
        let others = targets.iter();
        // "X and Y are for it": the pronoun is neither of them.
        let one_of_them = |t: &Party| t.reason == PRONOUN && holders.iter().any(|h| h.same(t));
        for target in others.filter(|t| !t.same(holder) && !t.repeats(holder) && !one_of_them(t)) {
            let own = scene.own_body(holder, target).filter(|_| !opposes);
            let target = own.as_ref().unwrap_or(target);
            let one = stance(scene, trigger, &force, (holder, target), sentence);
            made.extend((!doubt::is_undone(trigger.frame, &one)).then_some(one));
        }
    }
    made
}

/// A stance whose ends the tree does not give.
fn doubted(one: &mut Stance, across: bool) {
    let (share, how) = if across {
        (0.5, "across a lost clause")
    } else {
        (0.7, "by word order")
    };
    one.confidence.score *= share;
    one.confidence.reasons.push(how.to_owned());
}

fn stance(
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    force: &Force,
    (holder, target): (&Party, &Party),
    sentence: &Sentence,
) -> Stance {
    let frame = trigger.frame;
    let reporter = scene.told_by(trigger.at, sentence);
    // "X said it would": the pronoun under a report is the one who reports, unless it is known to be somebody else.
    let itself = holder.who.actor.is_none() && holder.reason == PRONOUN;
    let own_word = reporter.as_ref().is_some_and(|r| itself || r.same(holder));
    let position = force.position(frame.position);
    let denied_now = force.tense == Tense::DeniedNow && position == Position::Support;
    let (mut modality, plover) = act(force, (frame.position, position), own_word, frame);
    let accuses = frame
        .plover
        .as_ref()
        .is_some_and(|p| p.kind == PloverType::Accuse);
    if accuses && modality == Modality::Historical && !force.ended() {
        // "once criticised": an act of speech is past like any other; only a bond that was is over.
        modality = Modality::Asserted;
    }
    let (position, plover) = match (modality, position) {
        // "does not support X" is opposition in fewer words; "did not praise X" leaves it open.
        (Modality::Negated, Position::Support) if denied_now => {
            modality = Modality::Asserted;
            (Position::Oppose, Some(typed(PloverType::Reject)))
        }
        (Modality::Negated, Position::Support | Position::Oppose) => (Position::Ambiguous, plover),
        (_, Position::Oppose) if force.declined && frame.position == Position::Oppose => {
            // "refused to condemn X": neither for nor against.
            modality = Modality::Negated;
            (Position::Ambiguous, plover)
        }
        (_, position) => (position, plover),
    };
    if frame.complement == Complement::Threat && modality == Modality::Conditional {
        // What would be done hangs on the condition; the threat does not.
        modality = Modality::Asserted;
    }
    Stance {
        holder: holder.who.clone(),
        target: StanceTarget::Actor(target.who.clone()),
        position,
        // Who rejects X's plan need not say a word against X.
        basis: if force.refused || denied_now || target.through {
            Basis::Implied
        } else {
            frame.basis
        },
        condition: force.condition.clone(),
        modality,
        on_behalf_of: scene.spoken_for(holder, &sentence.tokens),
        reported_by: reporter.filter(|_| !own_word).map(|r| r.who),
        from: None,
        until: None,
        previous: force.ended().then_some(frame.position),
        cameo: frame.cameo.clone().filter(|_| plover == frame.plover),
        plover,
        date: None,
        evidence: scene
            .deed_of(target)
            .into_iter()
            .chain([Fragment::cut(sentence.span, &scene.document.text)])
            .collect(),
        confidence: Confidence {
            score: (0.9 * holder.directness * target.directness).clamp(0.0, 1.0),
            reasons: vec![
                format!("frame \"{}\"", trigger.words(scene)),
                format!("holder {}", holder.reason),
                format!("target {}", target.reason),
            ],
        },
    }
}

fn typed(kind: PloverType) -> Plover {
    Plover { kind, mode: None }
}

/// Modality and type of act: what is promised, threatened or refused is a position held now.
fn act(
    force: &Force,
    (told, position): (Position, Position),
    own_word: bool,
    frame: &Frame,
) -> (Modality, Option<Plover>) {
    let (basis, plover) = (frame.basis, frame.plover.as_ref());
    let deed = basis == Basis::Implied;
    let announces = match position {
        Position::Support | Position::Neutral => PloverType::Agree,
        Position::Oppose | Position::Ambiguous => PloverType::Threaten,
    };
    if force.refused && position == Position::Oppose && told != position {
        return (Modality::Asserted, Some(typed(PloverType::Reject)));
    }
    match (force.modality, force.announced) {
        // The act may hang on a condition (kept beside); the threat or promise is uttered now.
        (Modality::Asserted | Modality::Future | Modality::Conditional, Some(kind)) => {
            (Modality::Asserted, Some(typed(kind)))
        }
        (Modality::Future, None) if own_word => (Modality::Asserted, Some(typed(announces))),
        (Modality::Conditional, None) if own_word && deed => {
            (Modality::Asserted, Some(typed(announces)))
        }
        // A deed that "will" be done is settled; words still to be said are not.
        (Modality::Future, None) if deed && force.tense == Tense::Settled => {
            (Modality::Asserted, Some(typed(announces)))
        }
        (Modality::Future, None) => (Modality::Future, Some(typed(announces))),
        (other, _) => (other, plover.cloned()),
    }
}
