//! Demands: what a speaker says ought to be done by somebody, or to somebody.
//!
//! Not requests in so many words (frames name those). Rule: a modal verb of obligation, or a refused possibility, in
//! reported words makes the speaker a holder: "X said Y must go", "X said Y cannot be trusted".

use super::party::Party;
use super::scene::Scene;
use super::trigger::{self, Trigger};
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::frame::{Complement, CueRole, FrameClass};
use crate::lang::list::WordList;
use crate::model::{
    ActorKind, Basis, Confidence, Fragment, Modality, Plover, PloverType, Position, Stance,
    StanceTarget,
};
use crate::text::Sentence;

/// "X said Y must go": a request of Y in the words of a modal verb.
pub(super) fn demanded(scene: &Scene<'_>, token: usize, sentence: &Sentence) -> Vec<Stance> {
    let modal = scene.syntax.tag(token) == Upos::Aux && scene.has_role(token, CueRole::Obligation);
    if !modal {
        return Vec::new();
    }
    let asked = |v: &usize| !scene.passive(*v);
    let Some(verb) = scene.syntax.head(token).filter(asked) else {
        return Vec::new();
    };
    // "should X attack" is a condition, no demand.
    let subject = scene.surface_subject(verb).filter(|s| *s < token);
    let ends = scene.reporter(verb).zip(subject);
    let Some((holder, target)) = ends.filter(|(h, t)| h != t) else {
        return Vec::new();
    };
    // "must leave", "should stay out of it": who is to give way is opposed.
    // "should leave the union" is asked to leave, and not opposed.
    let bloc = |o: usize| {
        let parties = scene.parties(o, Role::Target);
        let known = |p: &Party| {
            p.who
                .actor
                .as_ref()
                .and_then(|id| scene.lexicon().actor(id))
        };
        parties
            .iter()
            .filter_map(known)
            .any(|a| a.kind == ActorKind::Bloc)
    };
    let gives_way = scene.has_role(verb, CueRole::Yield)
        && !scene.denies(verb)
        && !scene.patient(verb).is_some_and(bloc);
    let position = if gives_way {
        Position::Oppose
    } else {
        Position::Neutral
    };
    let mut made = Vec::new();
    for holder in scene.parties(holder, Role::Holder) {
        for target in scene.parties(target, Role::Target) {
            if !holder.same(&target) && !target.through {
                let kind = (position, PloverType::Request, "100");
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
    let negated = scene.denies(verb);
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

/// "X urged Y to sanction Z": what X wants Y to do to Z is X's own side on Z, though Y may never do it.
pub(super) fn desired(
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    targets: &[Party],
    sentence: &Sentence,
) -> Vec<Stance> {
    let verb = trigger.at;
    let infinitive = trigger.frame.class == FrameClass::Verb
        && (scene.to_infinitive(verb) || scene.is_demanded(verb));
    let Some(asking) = scene.asked_by(verb).filter(|_| infinitive) else {
        return Vec::new();
    };
    // "would never ask Y to": what is not asked is not wanted.
    if scene.force_at(asking).modality == Modality::Negated {
        return Vec::new();
    }
    let wants = |t: &Trigger<'_>| t.frame.complement == Complement::Want;
    let Some(asked) = trigger::at(scene, asking, &sentence.tokens)
        .into_iter()
        .find(wants)
    else {
        return Vec::new();
    };
    let negated = scene.denies(verb);
    let position = match (trigger.frame.position, negated) {
        (Position::Support, false) | (Position::Oppose, true) => Position::Support,
        (Position::Oppose, false) => Position::Oppose,
        // "not to allow X": who is not to be helped is not thereby opposed.
        (Position::Support, true) | (Position::Ambiguous | Position::Neutral, _) => {
            return Vec::new();
        }
    };
    let mut holders = asked.frame.holder.iter();
    let Some(holder) = holders.find_map(|s| scene.slot(&asked, s)) else {
        return Vec::new();
    };
    let kind = (position, PloverType::Request, "100");
    let mut made = Vec::new();
    for holder in scene.parties(holder, Role::Holder) {
        for target in targets.iter().filter(|t| !t.same(&holder)) {
            let mut one = demand(scene, sentence, (&holder, target.clone()), kind);
            one.confidence.reasons = vec!["what another is asked to do".to_owned()];
            made.push(one);
        }
    }
    made
}

/// "We will not be lectured by X": what is refused is what X would do, and the one who would undergo it speaks.
pub(super) fn opposes_undergone(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let frame = trigger.frame;
    frame.class == FrameClass::Verb
        && frame.position == Position::Oppose
        && scene.passive(trigger.at)
        && scene
            .surface_subject(trigger.at)
            .is_some_and(|s| s < trigger.at)
}

/// "We will not be lectured by X": whoever would undergo it is against X.
pub(super) fn refused(
    scene: &Scene<'_>,
    doers: &[Party],
    undergoing: &[Party],
    sentence: &Sentence,
) -> Vec<Stance> {
    let kind = (Position::Oppose, PloverType::Reject, "120");
    let mut made = Vec::new();
    for holder in undergoing {
        for target in doers.iter().filter(|d| !d.same(holder)) {
            let mut one = demand(scene, sentence, (holder, target.clone()), kind);
            one.basis = Basis::Explicit;
            one.confidence.reasons = vec!["what is refused to be undergone".to_owned()];
            made.push(one);
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

/// How far behind a noun the word that does away with it may stand, in tokens.
const AWAY_TOKENS_MAX: usize = 8;

impl Scene<'_> {
    /// "wants the sanctions on X lifted", "demands that they be lifted": what is wished to be done away with, by the noun that names it.
    pub(super) fn is_wished_away(&self, noun: usize) -> bool {
        const BESIDE: &[Relation] = &[Relation::Xcomp, Relation::Ccomp, Relation::Advcl];
        const UNDER: &[Relation] = &[Relation::Acl, Relation::AclRelcl];
        let wish = self.syntax.head(noun).filter(|v| {
            self.syntax.relation(noun) == Relation::Obj && self.stands_in(*v, WordList::Wishing)
        });
        let away = |c: usize| {
            (noun + 1..noun + AWAY_TOKENS_MAX).contains(&c) && self.stands_in(c, WordList::DoneAway)
        };
        // The tree may make it the subject of what is done to it.
        let subject = matches!(
            self.syntax.relation(noun),
            Relation::Nsubj | Relation::NsubjPass
        );
        let done = self.syntax.head(noun).filter(|v| subject && away(*v));
        let wished = done.and_then(|v| self.syntax.head(v));
        let asks = |v| self.stands_in(v, WordList::Wishing) || self.has_role(v, CueRole::Ask);
        if wished.is_some_and(asks) {
            return true;
        }
        wish.is_some_and(|v| {
            let beside = self.children(v, BESIDE).any(away);
            beside || self.children(noun, UNDER).any(away)
        })
    }

    /// "demands that the sanctions on X be lifted": what is asked for is that something be done away with.
    pub(super) fn asks_to_undo(&self, verb: usize) -> bool {
        let mut clauses = self.children(verb, &[Relation::Ccomp, Relation::Xcomp]);
        clauses.any(|c| c > verb && self.stands_in(c, WordList::DoneAway))
    }

    /// Whether a negation stands before a verb, on it.
    pub(super) fn denies(&self, verb: usize) -> bool {
        let mut words = self.children(verb, &[Relation::Advmod, Relation::Aux]);
        words.any(|c| c < verb && self.has_role(c, CueRole::Negator))
    }

    /// "urged Y not to".
    pub(super) fn is_asked_not(&self, verb: usize) -> bool {
        self.to_infinitive(verb) && self.denies(verb) && self.asked_by(verb).is_some()
    }

    /// The verb that asks for what an infinitive says, with somebody asked between: "urged Y to".
    pub(super) fn asked_by(&self, verb: usize) -> Option<usize> {
        let head = self.syntax.head(verb)?;
        let asks = |v: &usize| self.has_role(*v, CueRole::Ask) && self.syntax.tag(*v) == Upos::Verb;
        let relation = self.syntax.relation(verb);
        if relation == Relation::Acl {
            // The infinitive may hang on the one asked.
            return self.syntax.head(head).filter(asks);
        }
        let inside = [Relation::Xcomp, Relation::Advcl, Relation::Ccomp];
        Some(head).filter(|h| inside.contains(&relation) && asks(h))
    }
}
