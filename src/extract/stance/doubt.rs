//! Doubts: what stands where a holder or a target stands and is none, or is somebody else than was told of last.
//!
//! Not the resolution of names. Rule: each is known by its form alone, and counts for nothing else.

use super::party::{BARE, Party};
use super::scene::{CLIMB_MAX, Scene};
use super::trigger::Trigger;
use crate::extract::mention::{Phrase, PhraseKind, Role};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{CueRole, Frame, Slot};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lang::naming::WordClass;
use crate::model::{
    ActorId, ActorKind, ActorRef, Basis, Modality, PlaceResolution, Position, Stance,
};

/// "X does not want a war with Y": a blow that is not struck shows no side; help that is not given, or what is not said, may.
pub(super) fn is_undone(frame: &Frame, stance: &Stance) -> bool {
    (frame.basis, frame.position) == (Basis::Implied, Position::Oppose)
        && stance.modality == Modality::Negated
        && stance.position == Position::Ambiguous
}

impl Scene<'_> {
    /// Whether a verb of ending ends what hangs on it: "ended its support", "ceased to support", not "broke off talks, blaming X".
    pub(super) fn is_ended(&self, verb: usize, relation: Relation) -> bool {
        let apart = matches!(relation, Relation::Ccomp | Relation::Advcl);
        // "froze the assets to help X": what for.
        let aim =
            relation == Relation::Xcomp && self.children(verb, &[Relation::Obj]).next().is_some();
        !apart && !aim
    }

    /// "Prime Minister X backed the army": the body of the holder's own state that a bare word names, whatever state was told of
    /// last.
    pub(super) fn own_body(&self, holder: &Party, target: &Party) -> Option<Party> {
        let actor = |p: &Party| self.lexicon().actor(p.who.actor.as_ref()?);
        let (holder, body) = (actor(holder)?, actor(target)?);
        let words = target.who.mention?.slice(&self.document.text);
        let bare = words.to_lowercase() == words && words.split(' ').count() <= 2;
        let home = holder.country.as_deref()?;
        let other = body.country.as_deref().is_some_and(|c| c != home);
        let (_, kind) = body.id.as_str().split_once('-')?;
        let own = format!("{}-{kind}", home.to_lowercase());
        let own: ActorId = own.parse().ok()?;
        let own = self.lexicon().actor(&own)?;
        (bare && other && holder.kind == ActorKind::Person).then(|| Party {
            who: ActorRef {
                text: own.name.clone(),
                actor: Some(own.id.clone()),
                ..target.who.clone()
            },
            ..target.clone()
        })
    }

    /// Whether what stands in the places of holder and target is no holder or no target.
    pub(super) fn is_no_side(&self, word: usize, (holder, target): (usize, usize)) -> bool {
        self.is_own_denial(word, holder)
            || self.is_wished_away(word)
            || self.is_aim_of_refused(word)
            || self.is_beside(target, holder)
            || self.is_quality(holder)
            || self.is_undergoing(target)
            || self.is_ground(target)
            || self.is_filler(target)
            // "nobody there supports X".
            || self.has_role(holder, CueRole::Negator)
    }

    /// "avoids a deployment of soldiers to support X": what would be done with what is refused.
    fn is_aim_of_refused(&self, word: usize) -> bool {
        let aim = self.syntax.relation(word) == Relation::Advcl;
        let refused = |v: &usize| {
            let object = self.children(*v, &[Relation::Obj]).any(|o| o < word);
            object && self.has_role(*v, CueRole::Refuse) && self.syntax.tag(*v) == Upos::Verb
        };
        // "despite reports of men crossing to support X": what stands beside the refusal is not refused.
        let below = |t: &usize| {
            let relation = self.syntax.relation(*t);
            matches!(
                relation,
                Relation::Advcl | Relation::Acl | Relation::Nmod | Relation::Obj
            )
        };
        let mut path = std::iter::once(word).chain(self.syntax.ancestors(word).take(CLIMB_MAX));
        let mut under = path.by_ref().take_while(below);
        aim && self.to_infinitive(word)
            && under.any(|t| self.syntax.head(t).is_some_and(|h| refused(&h)))
    }

    /// "X denied arming Y", "X denied any support for Y": what its doer denies is a matter of fact, and no side of his.
    fn is_own_denial(&self, word: usize, holder: usize) -> bool {
        const BELOW: &[Relation] = &[
            Relation::Xcomp,
            Relation::Ccomp,
            Relation::Obj,
            Relation::Advcl,
        ];
        let denies = |v: &usize| {
            self.syntax.tag(*v) == Upos::Verb
                && self.has_role(*v, CueRole::Fail)
                && self.has_role(*v, CueRole::Say)
                && !self.denies(*v)
        };
        let mut at = word;
        for _ in 0..CLIMB_MAX {
            let head = self.syntax.head(at);
            let Some(head) = head.filter(|_| BELOW.contains(&self.syntax.relation(at))) else {
                return false;
            };
            if denies(&head) {
                let phrase = |t: usize| self.named.phrase_at(t);
                let actor = |t: usize| {
                    let who = self.parties(t, Role::Holder).into_iter().next()?;
                    who.who.actor
                };
                // "X denied that it had attacked Y".
                let itself = |a: usize| {
                    let pronoun = self.syntax.tag(holder) == Upos::Pron;
                    pronoun && actor(a).is_some() && actor(a) == actor(holder)
                };
                let same = |a: &usize| {
                    *a == holder
                        || (phrase(*a).is_some() && phrase(*a) == phrase(holder))
                        || itself(*a)
                };
                return self.agent(head).as_ref().is_some_and(same);
            }
            at = head;
        }
        false
    }

    /// "urged X to show restraint": what the frame finds praiseworthy is asked for, and nobody has shown it.
    pub(super) fn is_asked_for(&self, trigger: &Trigger<'_>) -> bool {
        trigger.frame.holder.first() == Some(&Slot::Speaker)
            && self.to_infinitive(trigger.at)
            && self.asked_by(trigger.at).is_some()
    }

    /// "\u{201c}X will act,\u{201d} warned the council": who stands behind the verb says it, and X is no subject of it.
    pub(super) fn is_speech_tag(&self, verb: usize) -> bool {
        let before = |n: usize| verb.checked_sub(n).map_or("", |k| self.lower(k));
        let closed = matches!(before(1), "\u{201d}" | "\"")
            && matches!(before(2), "," | "!" | "?" | "\u{2019}");
        closed && self.has_role(verb, CueRole::Say)
    }

    /// "would appreciate it if", "made it clear that": the clause behind is meant.
    fn is_filler(&self, target: usize) -> bool {
        self.lower(target) == "it" && self.opens_clause(target + 1)
    }

    /// "a cleansing targeting X", "a plot aimed at toppling X": what a participle right behind a noun says is said of that noun, and
    /// nobody before it.
    pub(super) fn is_done_by_thing(&self, verb: usize) -> bool {
        let mut at = verb;
        for _ in 0..CLIMB_MAX {
            let relation = self.syntax.relation(at);
            if !matches!(relation, Relation::Advcl | Relation::Xcomp) {
                break;
            }
            at = self.syntax.head(at).unwrap_or(at);
        }
        let noun = at.checked_sub(1);
        let beside = self.syntax.relation(at) == Relation::Acl && self.syntax.head(at) == noun;
        let participle = matches!(
            self.syntax.fine(at),
            FineTag::VerbIng | FineTag::VerbParticiple
        );
        let thing = |n: usize| self.syntax.tag(n) == Upos::Noun && self.actor_at(n).is_none();
        beside && participle && noun.is_some_and(thing)
    }

    /// "the deployment, ordered by X,": what it is done to is told, and is nobody.
    pub(super) fn is_done_to_thing(&self, trigger: &Trigger<'_>) -> bool {
        let beside = self.syntax.relation(trigger.at) == Relation::Acl && self.passive(trigger.at);
        let thing = self.syntax.head(trigger.at).filter(|_| beside);
        thing.is_some_and(|t| self.parties(t, Role::Target).is_empty())
    }

    /// "captured a border post", "reinforced the frontier", "attacks on civilians", "both sides": ground, and people nobody takes
    /// sides against or for.
    fn is_ground(&self, target: usize) -> bool {
        let movement = &self.knowledge.language.movement;
        let word = self.lower(target);
        let two = target.saturating_sub(1)..target + 1;
        let two = self.document.tokens_span(&two).slice(&self.document.lower);
        let ground = movement.is(two, Around::Crossing)
            || movement.is(word, Around::Border)
            || movement.is(word, Around::Crossing)
            || movement.is(word, Around::Works)
            || (movement.is(word, Around::Spot) && word.ends_with('s'))
            || self.stands_in(target, WordList::Victims);
        let first = self.children(target, &[Relation::Det]).next();
        let both = first.is_some_and(|d| self.lower(d) == "both");
        let parties = self.parties(target, Role::Target);
        (ground || both || self.is_counted_force(target))
            && parties.iter().all(|p| p.who.actor.is_none())
    }

    /// "sent 2,000 soldiers", "threatened to send troops": forces that only a figure names are what is moved, and no side.
    fn is_counted_force(&self, target: usize) -> bool {
        const NAMING: &[Relation] = &[
            Relation::Amod,
            Relation::NmodPoss,
            Relation::Compound,
            Relation::Nmod,
            Relation::AclRelcl,
            Relation::Appos,
        ];
        let force = self.lexicon().force_noun(self.lower(target));
        let own = force.is_some_and(|f| {
            !matches!(
                f.institution.as_str(),
                "rebels" | "militias" | "peacekeepers"
            )
        });
        own && self.syntax.tag(target) == Upos::Noun
            && self.children(target, NAMING).next().is_none()
            && self.children(target, &[Relation::Det]).next().is_none()
    }

    /// "speaking in X", "withdrew from X": behind these a name nobody knows is ground.
    pub(super) fn leads_to_ground(&self, target: usize, trigger: &Trigger<'_>) -> bool {
        let led = self.preposition(target);
        let mut slots = trigger.frame.target.iter();
        let own = slots.any(|s| matches!(s, Slot::Preposition(p) if p == led));
        self.in_list(led, WordList::OpeningLead) && !own
    }

    /// A town, district or crossing the lexicon knows.
    pub(super) fn is_town(&self, token: usize) -> bool {
        let places = self.named.places_in(self.document.token_span(token));
        places.iter().any(|p| {
            matches!(
                p.place.resolution,
                PlaceResolution::City | PlaceResolution::Point | PlaceResolution::District
            )
        })
    }

    /// "X praised Y, calling her a friend": the object of a participle is not who acts, but whom the verb above has for its object, if
    /// anybody.
    pub(super) fn unbound(&self, pronoun: usize, role: Role) -> Option<Vec<Party>> {
        let object = self.syntax.relation(pronoun) == Relation::Obj
            && self.stands_in(pronoun, WordList::Person);
        let verb = self.syntax.head(pronoun).filter(|_| object)?;
        let above = self.syntax.head(verb)?;
        let gerund = self.syntax.fine(verb) == FineTag::VerbIng
            && self.syntax.relation(verb) == Relation::Advcl
            && self.syntax.tag(above) == Upos::Verb;
        let acting = self.own_subject(above).filter(|_| gerund)?;
        let meant = self.named_here(pronoun, Role::Target);
        let acts = self.named_here(acting, Role::Target);
        let clash = meant.iter().any(|m| acts.iter().any(|a| a.same(m)));
        let mut objects = self.children(above, &[Relation::Obj]);
        let object = objects.find(|o| *o < pronoun && self.actor_at(*o).is_some());
        clash.then(|| object.map_or_else(Vec::new, |o| self.named_here(o, role)))
    }

    /// "the Corran dam": the name is in the phrase, and what bears it is no actor.
    pub(super) fn is_thing_named(&self, phrase: &Phrase, head: usize) -> bool {
        let behind = phrase.name.as_ref().is_some_and(|n| head >= n.end);
        let work = self.stands_in(head, WordList::NamedWork);
        phrase.kind == PhraseKind::Name && behind && work
    }

    /// A pronoun for somebody, nobody is found for, as the subject of a verb: who comes before it is not who acts.
    pub(super) fn is_acted_by_nobody(&self, verb: usize) -> bool {
        let subject = self.surface_subject(verb).filter(|s| *s < verb);
        subject.is_some_and(|s| {
            self.stands_in(s, WordList::Person) && self.parties(s, Role::Holder).is_empty()
        })
    }

    /// "accuse it of backing Y": nobody is found for the pronoun, and who accuses does not back Y.
    pub(super) fn is_blamed_on_nobody(&self, deed: usize) -> bool {
        let verb = self.accusing(deed);
        let object = verb.and_then(|v| self.object_before(v, deed));
        object.is_some_and(|o| {
            self.syntax.tag(o) == Upos::Pron && self.parties(o, Role::Holder).is_empty()
        })
    }

    /// "X, a close ally, supports": what is only said of the holder is no target.
    fn is_beside(&self, target: usize, holder: usize) -> bool {
        let nameless = || {
            self.parties(target, Role::Target)
                .iter()
                .all(|p| p.who.actor.is_none())
        };
        self.syntax.relation(target) == Relation::Appos
            && self.syntax.head(target) == Some(holder)
            && nameless()
    }

    /// "by cross-border terrorism": a word that only describes.
    fn is_quality(&self, holder: usize) -> bool {
        self.syntax.tag(holder) == Upos::Adj
            && self.document.word(holder).starts_with(char::is_lowercase)
    }

    /// "allow X to be divided": what would be done to the target is the matter, not the target.
    fn is_undergoing(&self, target: usize) -> bool {
        self.lower(target + 1) == "to"
            && self.lower(target + 2) == "be"
            && self.syntax.fine(target + 3) == FineTag::VerbParticiple
    }

    /// A capitalised name of nobody knows what, as a target: who is accused can answer.
    pub(super) fn bare_name(&self, token: usize, role: Role) -> Option<Party> {
        let word = self.document.word(token);
        let name = role == Role::Target
            && self.syntax.tag(token) == Upos::Propn
            && word.starts_with(char::is_uppercase)
            && !self
                .naming()
                .entry(self.lower(token))
                .is_some_and(|e| e.is(WordClass::Calendar));
        let span = self.phrase(token);
        // A common noun is written large where a sentence or quotation opens.
        let opens = token
            .checked_sub(1)
            .is_none_or(|b| self.syntax.tag(b) == Upos::Punct && self.lower(b) != ",");
        // "the High Skeld dam": the first word of a longer name names nobody.
        let more = matches!(self.syntax.tag(token + 1), Upos::Noun | Upos::Propn);
        (name && !opens && !more && !self.is_town(token)).then(|| Party {
            who: ActorRef {
                mention: Some(span),
                text: span.slice(&self.document.text).to_owned(),
                actor: None,
                affiliation: None,
            },
            directness: 0.6,
            reason: BARE,
            through: false,
            hostile: false,
        })
    }
}

impl Party {
    /// "The opposition X" and "X", known by neither: one party named twice.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let (one, two) = (&self.who.text, &other.who.text);
        let nameless = self.who.actor.is_none();
        nameless && two.contains(' ') && one.ends_with(two.as_str())
    }
}
