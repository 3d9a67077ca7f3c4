//! Control: who does what stands below another word without a subject of its own.
//!
//! Not subjects that stand there, nor those that two verbs share (that is `argument`). Rules: a gerund is done by whom the verb
//! above blames or keeps from it; a statement speaks for those who made it, and who only allows, blocks or rejects it did not.

use super::scene::Scene;
use super::trigger::Trigger;
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{Complement, CueRole, Frame, FrameClass, Slot};
use crate::lang::list::WordList;
use crate::model::{PloverType, Position};

impl Scene<'_> {
    /// Who does what hangs on a noun that is nobody: "his call to ban X", "issued a statement accusing X".
    pub(super) fn maker(&self, noun: usize, below: usize) -> Option<usize> {
        let infinitive = self.to_infinitive(below);
        let planned = || self.possessor(noun).or_else(|| self.planner(noun));
        let owner = infinitive.then(planned).flatten();
        if owner.is_some() {
            return owner;
        }
        // "was at the event to cheer X": the purpose is that of the verb's subject.
        let relation = self.syntax.relation(noun);
        let led = relation == Relation::Obl && infinitive;
        let above = self.syntax.head(noun)?;
        let made = relation == Relation::Obj && !self.judges(above);
        let subject = || self.surface_subject(above);
        (led || made).then(subject).flatten()
    }

    /// Whether a verb takes a side of its object, or lets it be: who does that has not made it.
    pub(super) fn judges(&self, verb: usize) -> bool {
        let side = |frame: &Frame| {
            let concedes = frame.plover.as_ref().map(|p| p.kind) == Some(PloverType::Concede);
            let particle = frame.tail.len() == 1 && frame.tail_is(0, self.lower(verb + 1));
            (frame.tail.is_empty() || particle)
                && frame.class == FrameClass::Verb
                && frame.target.contains(&Slot::Object)
                && (concedes || frame.position == Position::Oppose)
        };
        let mut frames = self.frames.opened_by(self.lower(verb));
        frames.any(|(frame, _)| side(frame))
    }

    /// "opposes arming X", "condemned sending Y": a gerund right behind a verb that is against it; "dismissed demands to expel
    /// X": an infinitive right behind the object of one.
    pub(super) fn is_turned_down(&self, verb: usize, deed: usize) -> bool {
        let gerund = deed == verb + 1 && self.syntax.fine(deed) == FineTag::VerbIng;
        let object = deed.checked_sub(2).filter(|o| {
            self.to_infinitive(deed)
                && self.lower(deed - 1) == "to"
                && self.nominal(*o)
                && self.syntax.relation(*o) == Relation::Obj
        });
        let asked = object.filter(|o| self.syntax.head(*o) == Some(verb) || *o == verb);
        let verb = asked.and_then(|o| self.syntax.head(o)).unwrap_or(verb);
        let falls = gerund || asked.is_some();
        falls && self.syntax.tag(verb) == Upos::Verb && self.judges(verb)
    }

    /// Whom a frame is about that ends in a clause: "demanded that X withdraw its troops" asks X for it.
    pub(super) fn meant_by_clause(&self, trigger: &Trigger<'_>, target: usize) -> Option<usize> {
        let frame = trigger.frame;
        let verb = frame.class == FrameClass::Verb && target > trigger.at;
        if !verb {
            return Some(target);
        }
        // "demanded that X withdraw", told by a frame whose last word is that verb.
        let that = (trigger.at + 1..trigger.last).find(|k| self.lower(*k) == "that");
        if let Some(that) = that {
            let named = |k: &usize| !self.parties(*k, Role::Target).is_empty();
            let own = self.own_subject(trigger.last).filter(|s| *s > that);
            let beside = trigger.last.checked_sub(1).filter(|k| self.nominal(*k));
            return own.or(beside).filter(named);
        }
        Some(target)
    }

    /// The verb above a gerund that says its object did so: "accused X of backing Y".
    pub(super) fn accusing(&self, deed: usize) -> Option<usize> {
        let gerund = self.syntax.fine(deed) == FineTag::VerbIng;
        let led = gerund && matches!(self.leader(deed), "of" | "for" | "with");
        let verb = self.syntax.head(deed).filter(|_| led)?;
        let mut frames = self.frames.opened_by(self.lower(verb));
        let accuses = frames.any(|(frame, _)| {
            frame.class == FrameClass::Verb && frame.complement == Complement::Ascribe
        });
        accuses.then_some(verb)
    }

    /// "is accused of backing Y": by whom nobody tells.
    pub(super) fn accused_by_nobody(&self, deed: usize) -> bool {
        let verb = self.accusing(deed);
        verb.is_some_and(|v| self.passive(v) && self.agent(v).is_none())
    }

    /// "called on X to end it": whoever stands between the verb and the infinitive.
    pub(super) fn called_on(&self, verb: usize, infinitive: usize) -> Option<usize> {
        // "called on X not to leave".
        let before = infinitive.checked_sub(2)?;
        let before = before.checked_sub(usize::from(self.has_role(before, CueRole::Negator)))?;
        let asked = self.actor_at(before)?;
        let led = matches!(self.preposition(self.np_head(asked)), "on" | "upon" | "to");
        (led && self.lower(infinitive - 1) == "to" && asked > verb).then_some(asked)
    }

    /// The object of a verb before what hangs below it.
    pub(super) fn object_before(&self, verb: usize, below: usize) -> Option<usize> {
        self.children(verb, &[Relation::Obj, Relation::Iobj])
            .find(|o| *o < below)
    }

    /// Who does what a verb says of its object: "accused X of backing Y", "X, which Z accuses of backing Y", "tore into X for backing Y".
    pub(super) fn doer(&self, verb: usize, below: usize) -> Option<usize> {
        let object = self.object_before(verb, below);
        let object = object.map(|o| self.antecedent(o, verb));
        object
            .or_else(|| self.relative_object(verb))
            .or_else(|| self.blamed(verb, below))
    }

    /// The noun that a relative pronoun stands for which is not the subject of its verb.
    pub(super) fn relative_object(&self, verb: usize) -> Option<usize> {
        const PLACES: &[Relation] = &[Relation::Nsubj, Relation::NsubjPass, Relation::Obl];
        let subject = self.own_subject(verb);
        let pronoun = self.children(verb, PLACES).find(|c| {
            *c < verb && Some(*c) != subject && self.stands_in(*c, WordList::RelativePronoun)
        });
        let noun = pronoun.map(|p| self.antecedent(p, verb));
        noun.filter(|n| Some(*n) != pronoun)
    }

    /// "tore into X for backing Y": whom the last word of a frame that says what its target did leads to.
    fn blamed(&self, verb: usize, below: usize) -> Option<usize> {
        let leads = |preposition: &str| {
            let mut frames = self.frames.opened_by(self.lower(verb));
            frames.any(|(frame, _)| {
                let last = frame.tail.last();
                frame.complement == Complement::Ascribe
                    && last.is_some_and(|words| words.iter().any(|w| w == preposition))
            })
        };
        self.children(verb, &[Relation::Obl])
            .find(|o| *o < below && leads(self.preposition(*o)))
    }
}
