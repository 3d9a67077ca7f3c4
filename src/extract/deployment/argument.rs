//! Arguments: who does what to whom around a trigger, from the tree.
//!
//! Not roles of meaning: subject and object, with the subject found through relatives, conjuncts, participles and
//! infinitives.

use super::scene::{Force, Scene};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Effect, Trigger};
use crate::model::Posture;

/// Longest way up a tree.
pub(super) const CLIMB_MAX: usize = 12;

/// The arguments of a verb.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arguments {
    /// Subject of an active verb.
    pub(super) subject: Option<usize>,
    /// Object, or subject of a passive.
    pub(super) object: Option<usize>,
    /// Agent of a passive.
    pub(super) agent: Option<usize>,
    pub(super) passive: bool,
}

impl Scene<'_> {
    /// The arguments of the verb at `i`.
    pub(super) fn arguments(&self, i: usize) -> Arguments {
        self.arguments_at(i, 0)
    }

    fn arguments_at(&self, i: usize, depth: usize) -> Arguments {
        let syntax = self.sources.syntax;
        let mut found = Arguments {
            subject: syntax
                .child(i, Relation::Nsubj)
                .or_else(|| self.led_by_nothing(i)),
            object: self.own_object(i),
            agent: syntax
                .child(i, Relation::OblAgent)
                .or_else(|| self.oblique(i, "by")),
            passive: syntax.child(i, Relation::NsubjPass).is_some()
                || syntax.child(i, Relation::AuxPass).is_some(),
        };
        self.own_patient(i, &mut found);
        let head = syntax.head(i);
        let relation = syntax.relation(i);
        if let Some(accused) = self.accused(i) {
            return Arguments {
                subject: Some(accused),
                object: head,
                ..Arguments::default()
            };
        }
        if depth == 0
            && let Some(first) = self.joined_to(i)
        {
            let above = self.arguments_at(first, depth + 1);
            return Arguments {
                subject: above.subject,
                object: found.object.or(head.filter(|h| *h > i)),
                ..Arguments::default()
            };
        }
        if self.is_main(i, &found) {
            found.subject = head;
            return found;
        }
        // "the brigades that were sent": the relative pronoun stands for the noun.
        if relation == Relation::AclRelcl {
            let relative = |a: Option<usize>| a.is_some_and(|a| syntax.fine(a) == FineTag::PronWh);
            if relative(found.subject) {
                found.subject = head;
            }
            if relative(found.object) || (found.passive && found.object.is_none()) {
                found.object = head;
            }
            // "said soldiers laid wire": a past without a relative pronoun is the clause of who was said to.
            let past = syntax.fine(i) == FineTag::VerbPast;
            if past && found.subject.is_none() && !found.passive {
                found.subject = head;
            }
            return found;
        }
        let has_subject = found.subject.is_some() || (found.passive && found.object.is_some());
        if has_subject || depth >= 3 {
            return found;
        }
        // "were soldiers sent": past and participle look the same.
        let past = syntax.fine(i) == FineTag::VerbPast && relation == Relation::Acl;
        let participle = found.passive || past || syntax.fine(i) == FineTag::VerbParticiple;
        self.inherit_arguments(i, participle, depth, &mut found);
        found
    }

    /// "Norland reinforcements, including tanks, reached the border": no oblique, which a preposition would lead to.
    fn led_by_nothing(&self, verb: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        syntax.children(verb).find(|c| {
            let oblique = *c < verb && syntax.relation(*c) == Relation::Obl;
            oblique && self.case(*c).is_none() && self.is_force_token(*c)
        })
    }

    /// What a verb without a subject of its own takes over from what it hangs on.
    fn inherit_arguments(&self, i: usize, participle: bool, depth: usize, found: &mut Arguments) {
        let syntax = self.sources.syntax;
        let (relation, head) = (syntax.relation(i), syntax.head(i));
        match (relation, head) {
            (Relation::Acl | Relation::Amod, Some(h)) => {
                self.of_noun((i, h), participle, depth, found);
            }
            (Relation::Conj, Some(h)) => {
                let shared = self.arguments_at(h, depth + 1);
                if shared.passive && participle {
                    found.passive = true;
                    found.object = found.object.or(shared.object);
                } else if !shared.passive {
                    found.subject = shared.subject;
                }
            }
            (Relation::Xcomp | Relation::Advcl | Relation::Ccomp, Some(h)) => {
                let above = || self.subject_above(i, h, self.arguments_at(h, depth + 1));
                // "used X's plan to justify sending troops": only the plan's own verb.
                let planner = Some(h).filter(|_| depth == 0 && self.is_infinitive(i));
                let subject = planner.and_then(|h| self.planner(i, h)).or_else(above);
                if participle && relation == Relation::Advcl {
                    found.passive = true;
                    found.object = found.object.or(subject);
                } else {
                    found.subject = subject;
                }
            }
            _ => {}
        }
    }

    /// "troops sent", "an intention of sending": a verb that hangs on a noun.
    fn of_noun(
        &self,
        (i, noun): (usize, usize),
        participle: bool,
        depth: usize,
        found: &mut Arguments,
    ) {
        let syntax = self.sources.syntax;
        let intends = self.is_doing(i)
            && self
                .effects(noun)
                .any(|e| matches!(e, Effect::Plan | Effect::Suppose));
        let owner = self.possessor_of(noun).filter(|_| intends && depth == 0);
        if owner.is_some() {
            found.subject = owner;
        } else if let Some(verb) = syntax.head(noun).filter(|_| intends) {
            // "denied any intention of withdrawing": its own.
            found.subject = self.arguments_at(verb, depth + 1).subject;
        } else if participle || syntax.relation(i) == Relation::Amod {
            found.passive = true;
            found.object = found.object.or(Some(noun));
        } else {
            found.subject = Some(noun);
        }
    }

    /// "the decision of Norland to withdraw", "Norland's decision": whose it is.
    fn possessor_of(&self, noun: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        syntax.children(noun).find(|c| {
            let of = syntax.relation(*c) == Relation::Nmod && self.case(*c) == Some("of");
            (of || syntax.relation(*c) == Relation::NmodPoss) && self.tag(*c) != Upos::Pron
        })
    }

    /// "welcomed the decision of Norland to withdraw": whose plan it is, where the tree hangs the plan on the verb above.
    fn planner(&self, i: usize, above: usize) -> Option<usize> {
        let plan = self.own_object(above).filter(|o| *o < i)?;
        let planned = self
            .effects(plan)
            .any(|e| matches!(e, Effect::Plan | Effect::Suppose));
        self.possessor_of(plan).filter(|_| planned)
    }

    /// The subject of a clause under the verb at `head` that has none of its own.
    fn subject_above(&self, i: usize, head: usize, above: Arguments) -> Option<usize> {
        let syntax = self.sources.syntax;
        let relation = syntax.relation(i);
        let whom = syntax
            .child(head, Relation::Iobj)
            .filter(|_| self.is_doing(i));
        let object = above.object.or(whom);
        let controlled = object.is_some_and(|o| {
            let beside = relation == Relation::Ccomp && self.is_beside(o, i);
            let does = self.is_doing(i) || self.is_told_to(head, o, i) || self.is_patrol_of(o, i);
            relation == Relation::Xcomp || does || beside
        });
        let asked = self.asked(head).filter(|a| *a < i && self.is_infinitive(i));
        let asked = asked.or_else(|| self.urged(head, i));
        let subject = if controlled || above.passive {
            object
        } else {
            above.subject
        };
        asked.or(subject)
    }

    /// "closed the crossing and sent troops": the first of two verbs joined by "and", where the tree hangs the second one on a noun.
    pub(super) fn joined_to(&self, i: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let hung = matches!(
            syntax.relation(i),
            Relation::AclRelcl | Relation::Acl | Relation::Conj | Relation::Amod
        );
        let helper = |k: usize| matches!(self.tag(k), Upos::Aux | Upos::Adv);
        let before = (self.tokens.start..i).rev().find(|k| !helper(*k))?;
        let and = hung && self.stands_in(before, WordList::SecondLead);
        let on_noun = |h: usize| matches!(self.tag(h), Upos::Noun | Upos::Propn);
        if !and || !syntax.head(i).is_some_and(on_noun) {
            return None;
        }
        let own = |c: usize| {
            matches!(
                syntax.relation(c),
                Relation::Nsubj | Relation::NsubjPass | Relation::AuxPass
            )
        };
        // "trained and deployed soldiers": what sort of soldiers.
        let noun = before
            .checked_sub(1)
            .is_some_and(|k| on_noun(k) || self.lower(k) == ",");
        if !noun || syntax.children(i).any(own) {
            return None;
        }
        let clause = |k: &usize| !matches!(self.lower(*k), ";" | ":" | "\u{201d}" | "\"");
        let mut line = (self.tokens.start..before).rev().take_while(clause);
        let first = line.find(|k| self.tag(*k) == Upos::Verb && *k + 1 < before)?;
        let same = syntax.fine(first).is_finite() || syntax.child(first, Relation::Aux).is_some();
        (same && syntax.child(first, Relation::Nsubj).is_some()).then_some(first)
    }

    /// "Brigades laid mines": right behind its noun a past with an object of its own is the main verb, whatever the tree says.
    fn is_main(&self, i: usize, found: &Arguments) -> bool {
        let syntax = self.sources.syntax;
        let clause = matches!(syntax.relation(i), Relation::AclRelcl | Relation::Ccomp);
        let past = syntax.fine(i) == FineTag::VerbPast && !found.passive;
        let behind = syntax.head(i).is_some_and(|h| h + 1 == i);
        clause && past && behind && found.object.is_some() && found.subject.is_none()
    }

    /// "called on X to withdraw", "called for X to withdraw": whom a verb asks with a preposition.
    fn asked(&self, verb: usize) -> Option<usize> {
        let asks = self.effects(verb).any(|e| e == Effect::Demand);
        let whom = self
            .oblique(verb, "on")
            .or_else(|| self.oblique(verb, "for"));
        whom.filter(|_| asks)
    }

    /// "urged Orsk to withdraw": the name right between a verb that asks and the infinitive, whatever the tree makes of it.
    fn urged(&self, verb: usize, i: usize) -> Option<usize> {
        let whom = i.checked_sub(2).filter(|w| *w == verb + 1)?;
        let asks = self.effects(verb).any(|e| e == Effect::Demand);
        let named = self.sources.named.mention_at(self.sources.document, whom);
        (asks && self.lower(i - 1) == "to" && named.is_some()).then_some(whom)
    }

    /// "accused X of moving tanks": an "-ing" under a preposition, done by the object of the verb above.
    fn is_doing(&self, i: usize) -> bool {
        let syntax = self.sources.syntax;
        let led = syntax
            .child(i, Relation::Mark)
            .is_some_and(|m| matches!(self.lower(m), "of" | "for" | "from"));
        led && syntax.fine(i) == FineTag::VerbIng
    }

    /// "accused X of moving troops", where the tree takes the "-ing" for an adjective: X.
    fn accused(&self, i: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let adjective = syntax.relation(i) == Relation::Amod && syntax.fine(i) == FineTag::VerbIng;
        let whom = i.checked_sub(2).filter(|w| *w >= self.tokens.start)?;
        let object = matches!(syntax.relation(whom), Relation::Obj | Relation::Iobj);
        (adjective && object && self.lower(i - 1) == "of").then_some(whom)
    }

    /// "said two brigades had left": a noun right before the helper of a finite verb, which the tree gives to the verb above.
    fn is_beside(&self, noun: usize, i: usize) -> bool {
        let syntax = self.sources.syntax;
        let first = syntax
            .children(i)
            .filter(|c| syntax.relation(*c) == Relation::Aux)
            .min();
        first == Some(noun + 1)
    }

    /// "urges X to withdraw": an infinitive behind the object of a verb that asks or orders, done by that object.
    fn is_told_to(&self, verb: usize, object: usize, i: usize) -> bool {
        let asks = |e| matches!(e, Effect::Demand | Effect::Plan);
        object < i && self.is_infinitive(i) && self.effects(verb).any(asks)
    }

    /// "is recruiting 1,000 guards to patrol the border": the guards do.
    fn is_patrol_of(&self, object: usize, i: usize) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let patrols = |t: &Trigger| t.verb && t.posture == Posture::Patrol;
        object < i
            && self.is_infinitive(i)
            && movement.triggers(self.lower(i)).any(patrols)
            && !self.forces_of(Some(object)).is_empty()
    }

    /// The object, and only without one a relative pronoun ("reports that X had sent tanks").
    fn own_object(&self, i: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let objects = || {
            syntax
                .children(i)
                .filter(|c| syntax.relation(*c) == Relation::Obj && !self.is_led(*c))
        };
        // "added as many as 7,000 troops".
        let many = || {
            let counted = self.forces.iter().find(|f| f.tokens.start == i + 1);
            counted
                .filter(|_| self.lower(i + 1) == "as")
                .map(|f| f.head)
        };
        objects()
            .find(|c| syntax.fine(*c) != FineTag::PronWh)
            .or_else(|| objects().next())
            .or_else(many)
    }

    /// "deployed to 12 new positions": a preposition before the phrase makes no object of it, whatever the tree says.
    fn is_led(&self, noun: usize) -> bool {
        let before = self.phrase_start(noun).checked_sub(1);
        before.is_some_and(|k| {
            let particle = k > self.tokens.start
                && self.tag(k - 1) == Upos::Verb
                && self.stands_in(k, WordList::Particle);
            !particle
                && self.tag(k) == Upos::Adp
                && self.sources.syntax.relation(k) == Relation::Case
        })
    }

    /// Subject and object of its own that the relations alone do not give.
    fn own_patient(&self, i: usize, found: &mut Arguments) {
        let syntax = self.sources.syntax;
        // "with the army announcing its withdrawal".
        if found.subject.is_none() && syntax.fine(i) == FineTag::VerbIng {
            let beside = i.checked_sub(1).filter(|b| *b >= self.tokens.start);
            found.subject = self
                .oblique(i, "with")
                .filter(|with| *with < i)
                // "warned of troops massing".
                .or_else(|| beside.filter(|b| matches!(self.case(*b), Some("with" | "of"))));
        }
        // Of several the nearest: "the demand that two brigades be sent".
        let patients = syntax
            .children(i)
            .filter(|c| syntax.relation(*c) == Relation::NsubjPass);
        let Some(patient) = patients.max() else {
            return;
        };
        if found.object.is_some() && syntax.child(i, Relation::AuxPass).is_none() {
            // An object of its own and no "be": the tree took an active verb for a passive one.
            found.subject = found.subject.or(Some(patient));
            found.passive = false;
        } else {
            found.object = Some(patient);
        }
    }

    /// The head noun of the oblique of `i` that a preposition leads to.
    pub(super) fn oblique(&self, i: usize, preposition: &str) -> Option<usize> {
        let syntax = self.sources.syntax;
        syntax.children(i).find(|c| {
            matches!(
                syntax.relation(*c),
                Relation::Obl | Relation::OblAgent | Relation::Nmod
            ) && self.case(*c) == Some(preposition)
        })
    }

    /// The preposition of a noun.
    pub(super) fn case(&self, noun: usize) -> Option<&str> {
        let syntax = self.sources.syntax;
        syntax.child(noun, Relation::Case).map(|c| self.lower(c))
    }

    /// Whether the noun at `inner` is what the argument `outer` is about: the head itself, a member of its list, or its
    /// complement with "of" ("thousands of members of the X").
    pub(super) fn is_core(&self, inner: usize, outer: usize) -> bool {
        let syntax = self.sources.syntax;
        let mut at = inner;
        for _ in 0..CLIMB_MAX {
            if at == outer {
                return true;
            }
            let relation = syntax.relation(at);
            let passes = matches!(
                relation,
                Relation::Conj
                    | Relation::Flat
                    | Relation::Compound
                    | Relation::Nummod
                    | Relation::Amod
            ) || (relation == Relation::Nmod
                && matches!(self.case(at), Some("of" | "from")))
                || (matches!(relation, Relation::Obl | Relation::Obj)
                    && self.case(at) == Some("of"));
            match syntax.head(at) {
                Some(head) if passes => at = head,
                _ => return false,
            }
        }
        false
    }

    /// Whether every noun between a force and the argument it belongs to only counts it: "thousands of members of the X", not
    /// "families of the soldiers", "the chief of the army".
    fn is_counted_by(&self, inner: usize, outer: usize) -> bool {
        let syntax = self.sources.syntax;
        let counts = |h: usize| {
            self.force_at(h).is_some()
                || self.is(h, Around::Count)
                || self.is(h, Around::Counted)
                || self.is_scale(h)
                || self.effects(h).any(|e| e == Effect::Suppose)
                || !matches!(self.tag(h), Upos::Noun | Upos::Propn)
        };
        let mut at = inner;
        for _ in 0..CLIMB_MAX {
            let Some(head) = syntax.head(at).filter(|_| at != outer) else {
                break;
            };
            if matches!(self.case(at), Some("of" | "from")) && !counts(head) {
                return false;
            }
            at = head;
        }
        true
    }

    /// The forces an argument names.
    pub(super) fn forces_of(&self, argument: Option<usize>) -> Vec<&Force> {
        let Some(argument) = argument else {
            return Vec::new();
        };
        let inside = |f: &&Force| {
            let whole = f.tokens.contains(&argument) && !f.modifier;
            let core = || self.is_core(f.head, argument) && self.is_counted_by(f.head, argument);
            whole || (core() && (!f.modifier || f.head == argument))
        };
        self.forces
            .iter()
            .filter(inside)
            .filter(|f| !f.weak || self.military)
            .collect()
    }

    /// The nearest force before or after `i` with nothing but its own clause between.
    pub(super) fn near_force(&self, i: usize, before: bool, reach: usize) -> Option<&Force> {
        let plain = |f: &&Force| !f.modifier && (!f.weak || self.military);
        let clear = |from: usize, to: usize| {
            (from..to).all(|k| {
                let mark = matches!(self.lower(k), ";" | ":" | "\u{201c}" | "\u{201d}" | "\"");
                let verb = self.tag(k) == Upos::Verb && self.sources.syntax.fine(k).is_finite();
                !mark && !verb
            })
        };
        // "the army is on alert after a vessel entered": whoever that is.
        let parted = |from: usize| (from..i).any(|k| self.stands_in(k, WordList::NextEnd));
        if before {
            self.forces.iter().rev().filter(plain).find(|f| {
                f.head < i && i - f.head <= reach && clear(f.head + 1, i) && !parted(f.head + 1)
            })
        } else {
            // A verb taken for a noun ("to station troops") is part of the phrase behind it.
            let parted = |k: usize| {
                self.lower(k) == "," || self.tag(k) == Upos::Sconj || self.lower(k) == "as"
            };
            self.forces.iter().filter(plain).find(|f| {
                let start = f.tokens.start.max(i + 1);
                f.head > i
                    && f.tokens.start >= i
                    && start - i <= reach
                    && clear(i + 1, start)
                    && !(i + 1..start).any(parted)
            })
        }
    }
}
