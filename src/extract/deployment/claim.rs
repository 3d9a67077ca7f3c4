//! Claims: what one sentence says of one movement, ready to be put together with others.
//!
//! Not events yet. Rule: every claim carries its sentence as evidence.

use super::inherit::{forces_before, goes_on_past, home_before, lies_on, there_of};
use super::party::same_party;
use super::purpose::{is_help, mandate, purpose};
use super::scene::Scene;
use super::status::Reading;
use super::strength::personnel;
use super::trigger::Found;
use super::{Memory, Sources};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::movement::{Around, TriggerRole};
use crate::lexicon::ForceNounKind;
use crate::model::{
    ActorRef, Border, Claim, Confidence, Fragment, Modality, PlaceResolution, Posture, Span, Status,
};

/// A claim with what putting together needs.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) claim: Claim,
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    /// Country the forces belong to.
    pub(super) home: Option<String>,
    /// What its sentence leaves to the sentences around it.
    pub(super) open: Open,
    /// Its forces are ones told of before.
    pub(super) linked: bool,
    /// Codes of the states its sentence names.
    pub(super) states: Vec<String>,
    /// Speaks of a movement told before, by "the operation" or without naming a force.
    pub(super) echo: bool,
    /// The token of its trigger.
    pub(super) trigger: usize,
    /// A verb that names the forces it moves.
    pub(super) own: bool,
    /// The tokens of those forces.
    pub(super) forces_at: Vec<usize>,
    /// The claim, by sentence and trigger, it is a further place of.
    pub(super) twin_of: Option<(usize, usize)>,
}

/// What a sentence leaves open about where a movement is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// It speaks of a border and does not name it.
    pub(super) border: bool,
    /// It names no ground.
    pub(super) ground: bool,
    /// It is for somebody's help, wherever they are.
    pub(super) helps: bool,
}

/// The claims of a scene; `before` are those of the sentences before.
pub(super) fn drafts(scene: &Scene<'_>, memory: &Memory, before: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let found = scene.found();
    let real = found.iter().filter(|f| !f.echo).count();
    for one in &found {
        let reading = scene.reading(one.at);
        let echo = one.echo;
        if echo && real > 0 {
            continue;
        }
        let draft = if echo && one.trigger.role == TriggerRole::Echo {
            super::echo::echoed(scene, one, &reading, before)
        } else if let Some(again) = super::echo::again(scene, one, &reading, before) {
            Some(again)
        } else if echo {
            super::echo::echoed(scene, one, &reading, before)
        } else {
            Some(draft(scene, memory, one, &reading, before))
        };
        let Some(draft) = draft else { continue };
        // "They are there": of nobody that was told of.
        if is_said_again(one) && draft.claim.forces.is_empty() {
            continue;
        }
        // "halted construction of a fence": ended, and neither done nor denied.
        if reading
            .governors
            .first()
            .is_some_and(|g| scene.is_halted(*g, one))
        {
            continue;
        }
        let purpose_only = reading_is_purpose(scene, one) && real > 1;
        if purpose_only || scene.is_forces_aim(one, &reading) {
            continue;
        }
        match out.iter_mut().find(|d| is_one_telling(d, &draft)) {
            Some(first) => absorb(&mut first.claim, draft.claim),
            None => out.push(draft),
        }
    }
    let listed: Vec<Draft> = out
        .iter()
        .flat_map(|d| one_for_each_place(scene, d))
        .collect();
    let borders: Vec<Draft> = out
        .iter()
        .flat_map(|d| one_for_each_border(scene, d))
        .collect();
    out.extend(listed);
    out.extend(borders);
    super::refute::refute_here(scene, &mut out);
    out
}

/// The force is one told of before, named by a pronoun only.
pub(super) fn is_said_again(found: &Found<'_>) -> bool {
    let role = found.trigger.role;
    let patrolled = found.arguments.passive && found.posture == Posture::Patrol;
    found.trigger.verb
        && !patrolled
        && found.forces.is_empty()
        && found.mover.is_none()
        && matches!(role, TriggerRole::Moved | TriggerRole::Mover)
}

/// "in X, Y and Z": the same claim for each further place.
fn one_for_each_place(scene: &Scene<'_>, draft: &Draft) -> Vec<Draft> {
    let first = draft.claim.place.as_ref().filter(|_| !draft.echo);
    let more = first.map_or_else(Vec::new, |p| scene.more_places(p));
    let twin = |place| {
        let mut twin = draft.clone();
        twin.claim.place = Some(place);
        twin.twin_of = Some((draft.sentence, draft.trigger));
        twin
    };
    more.into_iter().map(twin).collect()
}

/// "to its borders with X, Y and Z": the same claim at each further border.
fn one_for_each_border(scene: &Scene<'_>, draft: &Draft) -> Vec<Draft> {
    let whole = !draft.echo && draft.claim.place.is_none();
    let first = draft.claim.border.filter(|_| whole);
    let more = first.map_or_else(Vec::new, |b| scene.more_borders(b));
    let twin = |border| {
        let mut twin = draft.clone();
        twin.claim.border = Some(border);
        twin.claim.side = side(draft.claim.posture, Some(border), draft.home.as_deref());
        twin.twin_of = Some((draft.sentence, draft.trigger));
        twin
    };
    more.into_iter().map(twin).collect()
}

/// "to reinforce the border" behind another movement of the sentence: its purpose.
fn reading_is_purpose(scene: &Scene<'_>, found: &Found<'_>) -> bool {
    found.trigger.verb
        && found.at > scene.tokens.start
        && scene.lower(found.at - 1) == "to"
        && matches!(
            scene.sources.syntax.relation(found.at),
            Relation::Advcl | Relation::Xcomp | Relation::Acl
        )
}

fn draft(
    scene: &Scene<'_>,
    memory: &Memory,
    found: &Found<'_>,
    reading: &Reading,
    before: &[Draft],
) -> Draft {
    let (status, modality) = status_of(scene, found, reading, before);
    let (border, by_memory) = border_of(scene, memory, found, before);
    let there = there_of(scene, found, before).filter(|_| scene.places(found).0.is_none());
    let border = border.or(there.and_then(|c| c.border));
    let own = scene.home(found);
    let at_border = border.filter(|_| own.is_none());
    let told = at_border.and_then(|b| home_told(scene, memory, found, (b, by_memory), before));
    let inherited = told.is_some();
    let ordered_by = scene.ordered_by(found.at, reading, status);
    let theirs = || scene.home_by_order(ordered_by.as_ref()?, border?, found);
    let home = own.or(told).or_else(theirs);
    let mut forces = scene.force_refs(found, home.as_deref());
    if forces.is_empty() && found.forces.is_empty() {
        forces = forces_before(scene, found, border, before);
    }
    let (claimant, via, quotes) = scene.claimant(found, reading);
    let claimant = claimant.filter(|_| status != Status::Rumoured);
    let (place, from) = scene.places(found);
    let open_ground = place.is_none();
    let place = place
        .or_else(|| there.and_then(|c| c.place.clone()))
        .or_else(|| scene.named_again(found, before));
    let sentences = &scene.sources.document.sentences;
    let paragraph = sentences.get(scene.index).map_or(0, |s| s.paragraph);
    let purpose = purpose(scene, found);
    let announces = |g: &usize| scene.lower(*g).starts_with("announc");
    let announced = reading.governors.iter().any(announces);
    Draft {
        sentence: scene.index,
        paragraph,
        open: Open {
            border: border.is_none()
                && !scene.is_far()
                && (!found.borders.is_empty() || scene.is_on_ground(found, home.as_deref())),
            ground: open_ground && !scene.is_far() && !scene.is_elsewhere(found),
            helps: purpose.as_ref().is_some_and(|p| is_help(scene, p.span)),
        },
        trigger: found.at,
        linked: Scene::is_linked(found) && !scene.is_far(),
        states: scene.states.iter().map(|s| s.code.clone()).collect(),
        twin_of: None,
        own: found.trigger.verb && !found.forces.is_empty() && !found.guessed,
        forces_at: found.forces.clone(),
        echo: found.forces.is_empty() && found.works.is_empty() && !found.trigger.verb,
        claim: Claim {
            status,
            modality,
            announced_by: claimant.clone().filter(|_| announced),
            claimant,
            via,
            forces,
            posture: found.posture,
            side: side(found.posture, border, home.as_deref()),
            border,
            from,
            place,
            personnel: personnel(scene, found),
            equipment: equipment(scene, found),
            works: found.works.iter().map(|w| noun_phrase(scene, w)).collect(),
            purpose,
            mandate: mandate(scene),
            ordered_by,
            date: scene.date(found, reading),
            cameo: Some(found.trigger.cameo.clone()).filter(|c| !c.is_empty()),
            evidence: vec![sentence_fragment(scene.sources, scene.index)],
            quotes,
            confidence: confidence(found, by_memory, inherited),
        },
        home,
    }
}

/// Whose forces nobody named move at a border, by what was told before and by what the article is about.
fn home_told(
    scene: &Scene<'_>,
    memory: &Memory,
    found: &Found<'_>,
    (border, by_memory): (Border, bool),
    before: &[Draft],
) -> Option<String> {
    let nameless = found.mover.is_none() || found.arguments.passive;
    let article = || Scene::fallback_home(memory).filter(|_| by_memory);
    let before_it = || home_before(scene, found.posture, Some(border), before);
    nameless.then(|| before_it().or_else(article)).flatten()
}

/// Status and modality, with the past that the sentence before began.
fn status_of(
    scene: &Scene<'_>,
    found: &Found<'_>,
    reading: &Reading,
    before: &[Draft],
) -> (Status, Modality) {
    let own = scene.status(found, reading);
    if own.0.is_fact() && goes_on_past(scene, before) {
        return (Status::Historical, Modality::Historical);
    }
    own
}

/// The border of a movement: named in reach, crossed, of its place, or that of the sentence before it continues.
fn border_of(
    scene: &Scene<'_>,
    memory: &Memory,
    found: &Found<'_>,
    before: &[Draft],
) -> (Option<Border>, bool) {
    if found.posture == Posture::CrossBorder
        && let Some(pair) = scene.crossed_pair(found.at)
    {
        return (Some(pair), false);
    }
    if found.posture == Posture::CrossBorder
        && found.borders.is_empty()
        && let Some(pair) = scene.entered_pair(found)
    {
        return (Some(pair), false);
    }
    let words: Vec<_> = found
        .borders
        .iter()
        .filter_map(|b| scene.borders.get(*b))
        .collect();
    // "X's forces crossed the border": not the border of two others that was told of last.
    let home = scene.home(found);
    let foreign = |b: Border| home.as_deref().is_some_and(|h| !b.touches(h));
    let fits = |w: &super::border::BorderWord| {
        let open = w.border.is_some_and(foreign) || scene.is_ambiguous(memory, home.as_deref());
        !(w.remembered && open)
    };
    if let Some(word) = words.iter().find(|b| b.border.is_some() && fits(b)) {
        return (word.border, word.remembered);
    }
    let (place, _) = scene.places(found);
    let place = place.map(|p| p.place);
    // Another state's force in a town on the border of the two.
    let abroad = |p: &crate::model::Place, only: Border| {
        let home = scene.home(found).filter(|h| only.touches(h));
        home.is_some() && home != p.country
    };
    if let Some(place) = &place
        && let [only] = place.borders.as_slice()
        && memory.knows(*only)
        && (!words.is_empty()
            || scene.is_closed_place(found)
            || (!foreign(*only) && lies_on(place, *only, memory, &scene.sources.knowledge.lexicon))
            || abroad(place, *only))
    {
        return (Some(*only), false);
    }
    if let Some(only) = place.as_ref().and_then(|p| facing(p, home.as_deref())) {
        return (Some(only), false);
    }
    if let Some(near) = scene.close_to(found, home.as_deref()) {
        return (Some(near), false);
    }
    // "Armoured units have been deployed, and barriers are being built": goes on from the sentence before.
    let continues = (found.arguments.passive || found.mover.is_none())
        && place.is_none_or(|p| !p.borders.is_empty())
        && words.is_empty()
        && !purpose(scene, found).is_some_and(|p| is_help(scene, p.span))
        && !matches!(found.posture, Posture::CrossBorder | Posture::Patrol)
        && scene.states.is_empty()
        && !scene.is_far();
    let last = before.last().filter(|d| {
        let document = scene.sources.document;
        let paragraph = document.sentences.get(scene.index).map(|s| s.paragraph);
        continues
            && scene.index - d.sentence == 1
            && paragraph == Some(d.paragraph)
            && d.claim.status.is_fact()
    });
    (last.and_then(|d| d.claim.border), last.is_some())
}

/// "Norland soldiers entered Tessen": of the borders a town lies on, the only one with the state whose forces come.
fn facing(place: &crate::model::Place, home: Option<&str>) -> Option<Border> {
    let home = home.filter(|h| place.country.as_deref() != Some(h))?;
    let mut with = place.borders.iter().filter(|b| b.touches(home));
    let only = with.next().copied();
    only.filter(|_| with.next().is_none() && place.resolution != PlaceResolution::Province)
}

pub(super) fn sentence_fragment(sources: &Sources<'_>, index: usize) -> Fragment {
    let document = sources.document;
    let span = document
        .sentences
        .get(index)
        .map_or_else(Span::default, |s| s.span);
    Fragment::cut(span, &document.text)
}

/// Two triggers of one sentence that tell one thing: the same border or none, the same status and claimant.
fn is_one_telling(a: &Draft, b: &Draft) -> bool {
    let (one, other) = (&a.claim, &b.claim);
    let border = one.border == other.border || one.border.is_none() || other.border.is_none();
    // "the units had brought guns, and engineers were building": two forces, two works.
    let works = (one.posture == Posture::Fortify) != (other.posture == Posture::Fortify);
    let apart = works
        && names_force(one)
        && names_force(other)
        && !one
            .forces
            .iter()
            .any(|f| other.forces.iter().any(|g| same_party(f, g)));
    // "which has soldiers in X, sent a battalion to Y": own forces at other places.
    let places = match (&one.place, &other.place) {
        (Some(x), Some(y)) => x.span != y.span && x.place.name != y.place.name,
        _ => false,
    };
    let elsewhere = places && a.own && b.own && a.forces_at != b.forces_at;
    !apart
        && !elsewhere
        && a.sentence == b.sentence
        && one.status.is_fact() == other.status.is_fact()
        && (one.status.is_fact() || one.status == other.status)
        && super::merge::family(one.posture) == super::merge::family(other.posture)
        && border
        && (a.home == b.home || a.home.is_none() || b.home.is_none())
}

/// Names a force, not only the state that moves it.
fn names_force(claim: &Claim) -> bool {
    let state = |f: &ActorRef| f.actor.as_ref().is_some_and(|a| a.as_str().len() == 2);
    claim.forces.iter().any(|f| !state(f))
}

/// Puts a second telling of the same sentence into the first.
fn absorb(first: &mut Claim, second: Claim) {
    // The state that sends gives way to the force it sends.
    if !second.forces.is_empty() && first.forces.len() == 1 && first.posture != Posture::Closure {
        first
            .forces
            .retain(|f| f.actor.as_ref().is_none_or(|a| a.as_str().len() > 2));
    }
    let several = !first.forces.is_empty();
    for force in second.forces {
        let state = force.actor.as_ref().is_some_and(|a| a.as_str().len() == 2);
        if several && state {
            continue;
        }
        let said = |f: &ActorRef| f.mention.is_some() && f.mention == force.mention;
        if !first
            .forces
            .iter()
            .any(|f| same_party(f, &force) || said(f))
        {
            first.forces.push(force);
        }
    }
    for (own, more) in [
        (&mut first.equipment, second.equipment),
        (&mut first.works, second.works),
    ] {
        for word in more {
            if !own.contains(&word) {
                own.push(word);
            }
        }
    }
    first.border = first.border.or(second.border);
    first.side = first.side.take().or(second.side);
    first.place = first.place.take().or(second.place);
    first.from = first.from.take().or(second.from);
    first.personnel = first.personnel.take().or(second.personnel);
    first.purpose = first.purpose.take().or(second.purpose);
    first.ordered_by = first.ordered_by.take().or(second.ordered_by);
    first.date = first.date.take().or(second.date);
}

pub(super) fn side(posture: Posture, border: Option<Border>, home: Option<&str>) -> Option<String> {
    let border = border?;
    let home = home.filter(|h| border.touches(h))?;
    (posture != Posture::CrossBorder).then(|| home.to_owned())
}

fn equipment(scene: &Scene<'_>, found: &Found<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for head in &found.forces {
        let force = scene
            .force_at(*head)
            .filter(|f| f.kind == ForceNounKind::Equipment);
        if let Some(force) = force {
            let words = noun_phrase(scene, &force.tokens);
            if !out.contains(&words) {
                out.push(words);
            }
        }
    }
    out
}

/// A noun phrase without its determiner.
fn noun_phrase(scene: &Scene<'_>, tokens: &std::ops::Range<usize>) -> String {
    let mut start = tokens.start;
    // "a 160 km concrete wall".
    let measure =
        |k: usize| k > scene.tokens.start && scene.tag(k - 1) == Upos::Num && scene.is_unit(k);
    while start > scene.tokens.start
        && matches!(scene.tag(start - 1), Upos::Adj | Upos::Noun)
        && !scene.is(start - 1, Around::Border)
        && !measure(start - 1)
    {
        start -= 1;
    }
    while start + 1 < tokens.end && scene.tag(start) == Upos::Det {
        start += 1;
    }
    scene.text(&(start..tokens.end)).to_owned()
}

fn confidence(found: &Found<'_>, by_memory: bool, inherited: bool) -> Confidence {
    let mut score: f32 = 0.9;
    let mut reasons = vec![format!("{:?} with its argument", found.trigger.lemma)];
    for (holds, cost, reason) in [
        (found.guessed, 0.15, "force by nearness"),
        (by_memory, 0.1, "border from the sentences before"),
        (inherited, 0.1, "state from the sentences before"),
    ] {
        if holds {
            score -= cost;
            reasons.push(reason.into());
        }
    }
    Confidence { score, reasons }
}
