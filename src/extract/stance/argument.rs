//! Arguments: which words stand in the places a frame names.
//!
//! Not who they are (that is `party`). Words are given by the token that heads them. Rule: a missing subject is the one
//! English leaves out (second verb of two, infinitive, participle), never a guess from distance.

use super::scene::{CLIMB_MAX, Scene};
use super::trigger::Trigger;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{CueRole, FrameClass, Slot};
use crate::lang::list::WordList;

/// Farthest actor taken as the next one named, in tokens.
pub(super) const NEXT_TOKENS_MAX: usize = 16;
/// Farthest object without a preposition, in tokens.
const BARE_TOKENS_MAX: usize = 5;

/// Relations of a verb that shares its subject with the verb above.
const SHARING: &[Relation] = &[
    Relation::Conj,
    Relation::Advcl,
    Relation::Parataxis,
    Relation::Dep,
    Relation::Appos,
];
/// Relations of a noun or adjective to the name it describes.
const BESIDE: &[Relation] = &[
    Relation::Appos,
    Relation::Amod,
    Relation::Acl,
    Relation::Compound,
    Relation::Flat,
];
/// Relations of a noun or adjective to the verb that says it of its object or subject.
const UNDER: &[Relation] = &[
    Relation::Xcomp,
    Relation::Obl,
    Relation::Advcl,
    Relation::Obj,
];

impl Scene<'_> {
    /// The subject as it stands or is left out, passive or not.
    pub(super) fn surface_subject(&self, verb: usize) -> Option<usize> {
        let known = self.strayed(verb).or_else(|| self.attempted_by(verb));
        let known = known.or_else(|| self.opening(verb));
        if known.is_some() {
            return known;
        }
        let mut at = verb;
        for _ in 0..CLIMB_MAX {
            if let Some(subject) = self.marked_subject(at) {
                return Some(subject);
            }
            if let Some(subject) = self.strayed(at).filter(|_| at != verb) {
                return Some(subject);
            }
            if let Some(subject) = self.own_subject(at) {
                return Some(self.antecedent(subject, at));
            }
            if let Some(subject) = self.adjacent_subject(at) {
                return Some(subject);
            }
            let head = self.syntax.head(at)?;
            if let Some(subject) = self.dated_subject(at, head) {
                return Some(subject);
            }
            let relation = self.syntax.relation(at);
            // "the deployment, ordered by X": what is done to it, nobody issued.
            let done_to = at == verb && self.passive(verb);
            if relation == Relation::Acl && self.actor_at(head).is_none() && !done_to {
                let maker = self.maker(head, at);
                if maker.is_some() {
                    return maker;
                }
            }
            // "accused X of backing Y", "kept X from joining": X does it.
            let doing = self.syntax.fine(at) == FineTag::VerbIng
                && matches!(self.leader(at), "of" | "from" | "for" | "against");
            if let Some(doer) = doing.then(|| self.doer(head, at)).flatten() {
                return Some(doer);
            }
            if matches!(relation, Relation::Acl | Relation::AclRelcl) {
                return Some(head);
            }
            let purpose = relation == Relation::Advcl && self.to_infinitive(at);
            if purpose || matches!(relation, Relation::Xcomp | Relation::Ccomp) {
                let controlled = self
                    .object_before(head, at)
                    .or_else(|| self.called_on(head, at));
                if let Some(object) = controlled.filter(|_| self.has_role(head, CueRole::Ask)) {
                    return Some(object);
                }
            } else if !SHARING.contains(&relation) {
                return None;
            }
            at = head;
        }
        None
    }

    pub(super) fn own_subject(&self, verb: usize) -> Option<usize> {
        // "HOST: X says": a label is no subject.
        // "X on Thursday said": nor is the day.
        let mut subjects = self
            .children(verb, &[Relation::Nsubj, Relation::NsubjPass])
            .filter(|s| (self.lower(*s + 1) != ":" || *s > verb) && !self.is_dated(*s))
            .filter(|s| !self.possessive(*s + 1) || *s > verb);
        let first = subjects.next()?;
        // "Y, which X accuses": of two before the verb the pronoun is the object.
        let relative = self.stands_in(first, WordList::RelativePronoun);
        let second = subjects.find(|s| relative && *s < verb);
        second.or(Some(first))
    }

    /// "who", "which" and "that" of a relative clause stand for the noun it hangs on.
    pub(super) fn antecedent(&self, pronoun: usize, verb: usize) -> usize {
        let relative = self.stands_in(pronoun, WordList::RelativePronoun);
        let clause = std::iter::once(verb)
            .chain(self.syntax.ancestors(verb).take(CLIMB_MAX))
            .find(|v| self.syntax.relation(*v) == Relation::AclRelcl);
        let noun = clause.and_then(|v| self.syntax.head(v));
        // "X, which Y accuses of it, said": the tree may take the clause for the main one.
        let before = || {
            let noun = pronoun.checked_sub(2)?;
            let aside = self.lower(noun + 1) == "," && self.nominal(noun);
            aside.then_some(noun)
        };
        let meant = relative.then(|| noun.or_else(before)).flatten();
        meant.unwrap_or(pronoun)
    }

    /// Who does it: subject of an active verb, agent of a passive one.
    pub(super) fn agent(&self, verb: usize) -> Option<usize> {
        if self.passive(verb) {
            let by = |c: &usize| self.led_by(*c, "by");
            return self
                .children(verb, &[Relation::OblAgent])
                .find(by)
                .or_else(|| {
                    self.children(verb, &[Relation::Obl, Relation::Nmod])
                        .find(by)
                });
        }
        self.surface_subject(verb)
    }

    /// To whom it is done: object of an active verb, subject of a passive one.
    pub(super) fn patient(&self, verb: usize) -> Option<usize> {
        if self.passive(verb) {
            return self.surface_subject(verb);
        }
        if let Some(object) = self.children(verb, &[Relation::Obj, Relation::Iobj]).next() {
            return Some(self.antecedent(object, verb));
        }
        if let Some(beside) = self.bare_object(verb) {
            return Some(beside);
        }
        let led = |noun: &usize| *noun < verb;
        if let Some(noun) = self.relative_object(verb).filter(led) {
            return Some(noun);
        }
        if let Some(shared) = self.shared_object(verb) {
            return Some(shared);
        }
        if let Some(inner) = self
            .children(verb, &[Relation::Ccomp, Relation::Xcomp])
            .next()
        {
            // "wants X to go": the tree may give X to the infinitive.
            return self
                .own_subject(inner)
                .filter(|_| self.to_infinitive(inner));
        }
        let relative = self.syntax.relation(verb) == Relation::AclRelcl;
        self.syntax
            .head(verb)
            .filter(|_| relative && self.own_subject(verb).is_some())
    }

    /// "supports and will defend X": the object of the second verb is the first one's too.
    fn shared_object(&self, verb: usize) -> Option<usize> {
        let second = self
            .children(verb, &[Relation::Conj, Relation::Ccomp])
            .find(|v| {
                *v > verb && self.syntax.tag(*v) == Upos::Verb && self.own_subject(*v).is_none()
            })?;
        let joined = self.children(second, &[Relation::Cc]).next().is_some();
        let after = self
            .children(verb, &[Relation::Obl, Relation::Ccomp, Relation::Xcomp])
            .any(|c| c != second);
        let object = self.children(second, &[Relation::Obj]).next();
        object.filter(|_| joined && !after)
    }

    /// A name right of the verb without a preposition is its object, whatever the tree calls it.
    pub(super) fn bare_object(&self, verb: usize) -> Option<usize> {
        const LOOSE: &[Relation] = &[
            Relation::Obl,
            Relation::Nmod,
            Relation::Xcomp,
            Relation::Ccomp,
            Relation::Dep,
            Relation::Appos,
        ];
        self.children(verb, LOOSE).find(|c| {
            *c > verb
                && *c <= verb + BARE_TOKENS_MAX
                && self.preposition(*c).is_empty()
                && self.actor_at(*c).is_some()
        })
    }

    /// The nominal after one of the prepositions that hang on `word`, or on its object.
    pub(super) fn oblique(&self, word: usize, preposition: &str) -> Option<usize> {
        const PLACES: &[Relation] = &[
            Relation::Obl,
            Relation::OblAgent,
            Relation::Nmod,
            Relation::Advcl,
            // A prepositional phrase the labels took for an object.
            Relation::Obj,
        ];
        // "after the X invasion, thousands of Y": behind the comma nothing hangs on the noun.
        let parted = |c: usize| {
            let noun = self.syntax.tag(word) == Upos::Noun && preposition == "of";
            noun && (word + 1..c).any(|t| self.lower(t) == ",")
        };
        let fits = |c: &usize| {
            *c > word && self.led_by(*c, preposition) && !self.is_dated(*c) && !parted(*c)
        };
        let objects = || self.children(word, &[Relation::Obj, Relation::NsubjPass]);
        let below = objects().flat_map(|o| self.children(o, &[Relation::Nmod]));
        let hung = self.children(word, PLACES).chain(below).find(fits);
        // "launched an effort on Tuesday between": what follows a day stands anywhere in the tree.
        let mut days = objects()
            .chain([word])
            .flat_map(|w| self.children(w, PLACES));
        hung.or_else(|| days.find_map(|d| self.behind_day(d, preposition)))
    }

    /// The verb that governs a noun as object, passive subject or oblique.
    fn light_verb(&self, noun: usize) -> Option<usize> {
        let mut at = noun;
        for _ in 0..CLIMB_MAX {
            let head = self.syntax.head(at)?;
            let relation = self.syntax.relation(at);
            if matches!(
                relation,
                Relation::Obj | Relation::NsubjPass | Relation::Obl
            ) {
                return Some(head);
            }
            if !matches!(relation, Relation::Conj | Relation::Nmod) {
                return None;
            }
            at = head;
        }
        None
    }

    /// What stands in a place of a trigger.
    pub(super) fn slot(&self, trigger: &Trigger<'_>, slot: &Slot) -> Option<usize> {
        let at = trigger.at;
        match slot {
            Slot::Subject if trigger.frame.class == FrameClass::Predicate => {
                let (nominal, copula) = self.predicate(trigger.last)?;
                let subject = self.adjacent_subject(copula);
                subject.or_else(|| self.surface_subject(nominal))
            }
            Slot::Object if trigger.frame.class == FrameClass::Predicate => Some(at),
            Slot::Subject if trigger.frame.class != FrameClass::Verb => {
                self.described(at, trigger.frame.holder.first() != Some(&Slot::Speaker))
            }
            Slot::Subject => self.cue_speaker(at).or_else(|| self.agent(at)),
            Slot::Object => self.reciprocal(at).or_else(|| self.object(trigger)),
            Slot::Possessor => {
                let owner = self.possessor(trigger.last)?;
                let pronoun = self.syntax.tag(owner) == Upos::Pron;
                let giver = || self.light_subject(at, CueRole::Give);
                // "expresses its thanks", "called on X to end its support": who gives or ends them is theirs.
                let giver = Some(at).filter(|_| pronoun).and_then(|_| giver());
                let done = self
                    .light_verb(at)
                    .filter(|v| pronoun && self.to_infinitive(*v));
                giver
                    .or_else(|| done.and_then(|v| self.agent(v)))
                    .or(Some(owner))
            }
            Slot::LightVerb => self.light_subject(at, CueRole::Give),
            Slot::Copula => self.described(at, true),
            // "X quoted Y as saying": the quotation knows that Y speaks.
            Slot::Speaker => self.quoted_speaker(at).or_else(|| self.reporter(at)),
            Slot::Issue => None,
            Slot::Any => self.next_named(at).filter(|_| !self.asks_to_undo(at)),
            Slot::Clause => self.clause_subject(at),
            Slot::Mutual => self.several(at),
            Slot::Preposition(word) => self
                .led_nominal(trigger.last, word)
                .or_else(|| self.oblique(trigger.last, word))
                .or_else(|| self.oblique(at, word).filter(|_| trigger.last != at))
                .or_else(|| self.against(trigger.last).filter(|_| word == "against"))
                .or_else(|| {
                    let verb = self
                        .light_verb(at)
                        .filter(|_| trigger.frame.class == FrameClass::Noun)?;
                    self.oblique(verb, word).filter(|o| *o > at)
                }),
        }
    }

    /// The object of a verb, whatever the tree says: somebody named right behind it, or behind the frame's own words.
    fn object(&self, trigger: &Trigger<'_>) -> Option<usize> {
        let (at, last) = (trigger.at, trigger.last);
        if self.passive(at) && (last == at || self.nominal(last)) {
            return self.patient(at);
        }
        if last != at {
            let own = self.parted_object(trigger);
            return own
                .or_else(|| self.after_tail(trigger))
                .or_else(|| self.adjacent_object(last));
        }
        self.named_object(at)
            .or_else(|| self.patient(at))
            .or_else(|| self.adjacent_object(at))
    }

    /// "a protest outside the hall against X": no other word leads so surely to whom it is directed at.
    fn against(&self, word: usize) -> Option<usize> {
        let end = self.document.tokens.len().min(word + 1 + NEXT_TOKENS_MAX);
        (word + 1..end)
            .take_while(|t| {
                !self.stands_in(*t, WordList::AgainstEnd)
                    && !matches!(self.lower(*t), "." | ";" | "," | "\"" | "”")
                    && !self.syntax.fine(*t).is_finite()
            })
            .find(|t| self.lower(*t) == "against")
            .and_then(|t| self.nominal_from(t + 1))
    }

    /// The subject of the light verb over a noun, when the verb is of this role.
    pub(super) fn light_subject(&self, noun: usize, role: CueRole) -> Option<usize> {
        let verb = self.light_verb(noun)?;
        self.agent(verb).filter(|_| self.has_role(verb, role))
    }

    /// "forced X out": what stands between a verb and its particle.
    fn parted_object(&self, trigger: &Trigger<'_>) -> Option<usize> {
        let particle = !self.nominal(trigger.last);
        self.children(trigger.at, &[Relation::Obj])
            .filter(|o| (trigger.at + 1..trigger.last).contains(o))
            .find(|o| particle && !self.is_of_frame(trigger, *o))
    }

    /// Whether a word is one of the frame's own.
    fn is_of_frame(&self, trigger: &Trigger<'_>, word: usize) -> bool {
        let frame = trigger.frame;
        (0..frame.tail.len()).any(|k| frame.tail_is(k, self.lower(word)))
    }

    /// What follows the last word of a frame of several words.
    fn after_tail(&self, trigger: &Trigger<'_>) -> Option<usize> {
        let head = self.syntax.head(trigger.last);
        let led = head
            .filter(|h| self.syntax.relation(trigger.last) == Relation::Case && self.nominal(*h));
        led.map(|h| self.np_head(h)).or_else(|| {
            self.children(trigger.at, &[Relation::Obj, Relation::Obl, Relation::Iobj])
                // "considers it a terrorist organisation": what it is called, no target.
                .find(|c| {
                    let called = *c > trigger.last && self.syntax.head(trigger.last) == Some(*c);
                    !called && !self.is_of_frame(trigger, *c)
                })
        })
    }

    /// The subject of the clause under a verb.
    fn clause_subject(&self, verb: usize) -> Option<usize> {
        self.children(
            verb,
            &[
                Relation::Ccomp,
                Relation::Xcomp,
                Relation::Advcl,
                Relation::Dep,
            ],
        )
        .filter(|c| *c > verb && !self.asks_to_undo(verb))
        .find_map(|c| self.own_subject(c))
    }

    pub(super) fn possessor(&self, noun: usize) -> Option<usize> {
        self.children(noun, &[Relation::NmodPoss])
            .next()
            .or_else(|| {
                self.children(
                    noun,
                    &[
                        Relation::Compound,
                        Relation::Amod,
                        Relation::Nmod,
                        Relation::Flat,
                    ],
                )
                .find(|c| *c < noun && self.actor_at(*c).is_some())
            })
    }

    /// What an adjective or agent noun is said of: "X is a critic", "X, a critic", "the critic X".
    fn described(&self, word: usize, beside: bool) -> Option<usize> {
        let subject = self.children(word, &[Relation::Nsubj]).next();
        if let Some(subject) = subject {
            return Some(self.antecedent(subject, word));
        }
        if let Some(name) = self.children(word, &[Relation::Appos]).next() {
            return Some(name);
        }
        let head = self.syntax.head(word)?;
        let relation = self.syntax.relation(word);
        if BESIDE.contains(&relation) {
            return Some(head).filter(|_| beside);
        }
        // "is one of its critics", "among those opposed": the count is said of the same one.
        if relation == Relation::Nmod && self.stands_in(head, WordList::Quantity) {
            return self.described(head, beside);
        }
        if relation == Relation::Conj {
            let subject = self.children(head, &[Relation::Nsubj]).next()?;
            return Some(self.antecedent(subject, head));
        }
        // "a rebel offensive launched": no verb behind it says an adjective of anything.
        if !UNDER.contains(&relation) || (relation == Relation::Xcomp && head > word) {
            return None;
        }
        // "called X a critic"; whoever told a critic something is none.
        let object = self.object_before(head, word);
        if relation == Relation::Obj {
            return object.filter(|_| self.has_role(head, CueRole::Say));
        }
        object.or_else(|| self.surface_subject(head))
    }
}
