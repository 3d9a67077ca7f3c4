//! Roles: whether a trigger has the force, works or border its role asks for, and where they stand.
//!
//! Not its status. Where the tree does not lead to the argument, the words between decide; such a force is marked as
//! guessed.

use super::argument::Arguments;
use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs};
use crate::lexicon::ForceNounKind;
use crate::model::{Border, Posture};

/// Most tokens between a verb and the border that is its object.
const DIRECT_TOKENS: usize = 9;

impl Scene<'_> {
    pub(super) fn heads(forces: &[&Force]) -> Vec<usize> {
        forces.iter().map(|f| f.head).collect()
    }

    /// "X deployed troops", "troops were deployed", "troops deployed along".
    pub(super) fn moved(&self, found: &mut Found<'_>) -> bool {
        let Arguments {
            subject,
            object,
            passive,
            ..
        } = found.arguments;
        // "put the number of fighters at 3,000".
        let counts = |o: usize| self.stands_in(o, WordList::NumberOf);
        if found.trigger.verb
            && object.is_some_and(|o| self.lower(o).starts_with("number") && counts(o))
        {
            return false;
        }
        if found.trigger.needs == Needs::Place {
            return self.is_held(found);
        }
        if found.trigger.needs == Needs::Told {
            return self.goes_on(found);
        }
        let strict = found.trigger.needs != Needs::Force;
        if passive && found.trigger.verb && object.is_some_and(|o| self.is_movement(o)) {
            return false;
        }
        if found.trigger.needs == Needs::Border && found.borders.is_empty() {
            return false;
        }
        let direct = self.forces_of(object);
        if !direct.is_empty() {
            found.forces = self.all_listed(&direct);
            if strict && found.trigger.posture == Posture::Deploy && !passive {
                return self.is_sent_somewhere(found) || !Self::is_person_only(&direct);
            }
            return true;
        }
        if !passive && let Some(force) = self.line_object(found.at) {
            found.forces = self.listed_with(force);
            found.guessed = true;
            return !strict || self.is_sent_somewhere(found);
        }
        // A subject taken over from another verb is no reason against a force right before this one.
        let syntax = self.sources.syntax;
        let borrowed = object.is_none_or(|o| syntax.head(o) != Some(found.at));
        // "he joined the army and was sent to X": he, not the army.
        let person = object
            .or(subject)
            .is_some_and(|o| self.stands_in(o, WordList::Person));
        if person && borrowed {
            return false;
        }
        if strict || self.is_mistagged(found.at) {
            return (borrowed && passive && self.guess(found, true))
                || (self.is_mistagged(found.at) && self.guess(found, false));
        }
        if borrowed && passive && self.guess(found, true) {
            return true;
        }
        if object.is_none() {
            let own = self.forces_of(subject);
            if !own.is_empty() {
                found.forces = Self::heads(&own);
                found.mover = None;
                return true;
            }
        }
        let bare = object.is_none_or(|o| self.tag(o) == Upos::Pron);
        bare && (self.guess(found, passive) || (!passive && self.guess(found, true)))
    }

    /// "the deployment, ordered by X": a noun that tells of the movement itself.
    fn is_movement(&self, noun: usize) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        self.tag(noun) == Upos::Noun
            && self.force_at(noun).is_none()
            && movement.is_trigger(self.lower(noun))
    }

    pub(super) fn guess(&self, found: &mut Found<'_>, before: bool) -> bool {
        // "sent 1,000 more soldiers to the border, where 5,500 are stationed": others than those told of.
        let subject = found.arguments.object.or(found.arguments.subject);
        let counted = |s: usize| self.tag(s) == Upos::Num && self.force_at(s).is_none();
        if found.arguments.passive && subject.is_some_and(counted) {
            return false;
        }
        match self.near_force(found.at, before, NEAR_TOKENS) {
            Some(force) => {
                found.forces = self.listed_with(force);
                found.guessed = true;
                true
            }
            None => false,
        }
    }

    fn all_listed(&self, forces: &[&Force]) -> Vec<usize> {
        let mut heads: Vec<usize> = forces.iter().flat_map(|f| self.listed_with(f)).collect();
        heads.sort_unstable();
        heads.dedup();
        heads
    }

    /// The forces listed with one, by the words between them: "a joint force from the army and the militia".
    fn listed_with(&self, force: &Force) -> Vec<usize> {
        let joins = |from: usize, to: usize| {
            to >= from
                && to - from <= 4
                && (from..to).all(|k| {
                    (self.stands_in(k, WordList::ForceJoin) || matches!(self.lower(k), ","))
                        || matches!(self.tag(k), Upos::Adj | Upos::Det)
                })
        };
        let mut heads = vec![force.head];
        let (mut start, mut end) = (force.tokens.start, force.head + 1);
        for other in self.forces.iter().rev() {
            if other.head < start && joins(other.head + 1, start) {
                heads.insert(0, other.head);
                start = other.tokens.start;
            }
        }
        // "with rocket launchers, the army says": who tells it.
        let speech = &self.sources.knowledge.language.speech;
        let tells = |f: &Force, end: usize| {
            let mut verbs = speech.verbs(self.lower(f.head + 1));
            self.lower(end) == "," && verbs.any(|v| v.verb.speaks())
        };
        for other in &self.forces {
            if other.tokens.start >= end && joins(end, other.tokens.start) && !tells(other, end) {
                heads.push(other.head);
                end = other.head + 1;
            }
        }
        heads
    }

    /// "sent soldiers to": a destination; "posted officers" alone is weak.
    fn is_sent_somewhere(&self, found: &Found<'_>) -> bool {
        !found.borders.is_empty()
            || self
                .sources
                .knowledge
                .language
                .lists
                .words(WordList::Destination)
                .any(|p| self.oblique(found.at, p).is_some())
            || (found.at + 1..(found.at + NEAR_TOKENS).min(self.tokens.end)).any(|k| {
                self.stands_in(k, WordList::SentTo)
                    || (self.stands_in(k, WordList::SentAt)
                        && !found.forces.iter().any(|h| self.is(*h, Around::Weak)))
            })
    }

    fn is_person_only(forces: &[&Force]) -> bool {
        forces.iter().all(|f| f.kind == ForceNounKind::Person)
    }

    /// "Norland soldiers, backed by militiamen, withdrew": the soldiers, whomever the tree gives the verb to.
    pub(super) fn led_by(&self, forces: &[usize]) -> Vec<usize> {
        let leads = |head: &usize| {
            let Some(f) = self.force_at(*head) else {
                return *head;
            };
            let by = f
                .tokens
                .start
                .checked_sub(1)
                .filter(|k| *k > self.tokens.start);
            let backed = by.is_some_and(|k| {
                self.lower(k) == "by" && self.stands_in(k - 1, WordList::Accompanied)
            });
            let before = by.filter(|_| backed).map(|k| k - 1);
            let end = before.map(|k| k - usize::from(self.lower(k - 1) == ","));
            let main = end.and_then(|e| self.forces.iter().find(|m| m.head + 1 == e));
            main.filter(|m| !m.modifier).map_or(f.head, |m| m.head)
        };
        let mut heads: Vec<usize> = forces.iter().map(leads).collect();
        heads.dedup();
        heads
    }

    /// "A force of the army and militia headed": the tree joins the verb to the force that does it.
    fn doing(&self, verb: usize, forces: &[&Force]) -> Vec<usize> {
        let syntax = self.sources.syntax;
        let above = syntax.head(verb);
        let joined = syntax.relation(verb) == Relation::Conj
            && above.is_some_and(|h| matches!(self.tag(h), Upos::Noun | Upos::Propn));
        if joined {
            self.all_listed(forces)
        } else {
            Self::heads(forces)
        }
    }

    /// "a convoy headed to the border".
    pub(super) fn movers(&self, found: &mut Found<'_>) -> bool {
        if found.trigger.needs == Needs::Place {
            return self.stands_somewhere(found);
        }
        if found.trigger.needs == Needs::Spot {
            return self.takes_spot(found);
        }
        if found.trigger.needs == Needs::Told {
            return self.goes_on(found);
        }
        let needs_border = found.trigger.needs == Needs::Border;
        if needs_border && !self.goes_to_border(found) {
            return false;
        }
        // "moved its headquarters to the border": what moves is the object.
        let moves_other = needs_border
            && found.posture == Posture::Deploy
            && found.arguments.object.is_some_and(|o| {
                self.sources.syntax.head(o) == Some(found.at)
                    && matches!(self.tag(o), Upos::Noun | Upos::Propn)
                    && !self
                        .borders
                        .iter()
                        .any(|b| b.tokens.contains(&o) || b.tokens.end == o + 1)
            });
        if moves_other {
            return false;
        }
        let own = self.forces_of(found.arguments.subject);
        if !own.is_empty() {
            found.forces = self.doing(found.at, &own);
            found.mover = None;
            return true;
        }
        // "after a vessel entered its waters": what enters is named, and no force that was told of.
        let other = found.arguments.subject.filter(|s| {
            *s < found.at
                && matches!(self.tag(*s), Upos::Noun | Upos::Propn)
                && !self.is(*s, Around::Count)
        });
        // "Ann Lee went home": nor that.
        let home = found.has_tail("home");
        let named = found.posture == Posture::CrossBorder || home;
        if named && other.is_some_and(|s| !self.is_scale(s)) {
            return false;
        }
        let by = self.forces_of(found.arguments.agent);
        if !by.is_empty() {
            found.forces = Self::heads(&by);
            found.mover = None;
            return true;
        }
        let syntax = self.sources.syntax;
        let vague = found
            .arguments
            .subject
            .is_none_or(|s| syntax.fine(s) == FineTag::PronWh)
            || matches!(
                syntax.relation(found.at),
                Relation::Acl | Relation::Amod | Relation::Advcl
            );
        if vague && self.guess(found, true) {
            return true;
        }
        let before = self.line_subject(found.at);
        if let Some(force) = before.or_else(|| self.force_right_before(found.at)) {
            found.forces = self.listed_with(force);
            found.mover = None;
            found.guessed = true;
            return true;
        }
        found.posture == Posture::Patrol && self.patrols(found)
    }

    /// "the city is patrolled by a 4,000-strong force", "Norland patrols the strait".
    fn patrols(&self, found: &mut Found<'_>) -> bool {
        if found.arguments.passive {
            return self.guess(found, false);
        }
        let state = |s: usize| {
            self.is_state(s)
                || self
                    .sources
                    .named
                    .mention_at(self.sources.document, s)
                    .is_some_and(|m| m.actor.is_some())
        };
        found.arguments.subject.is_some_and(state) || self.guess(found, true)
    }

    /// "Norland troops crossed into Southmark", "crossed at X": by the force before the verb, as its arguments are not yet known.
    fn is_entered(&self, found: &Found<'_>) -> bool {
        let mut moved = found.clone();
        let near = self.near_force(found.at, true, NEAR_TOKENS);
        moved.forces = near.map(|f| f.head).into_iter().collect();
        let (place, _) = self.places(&moved);
        let home = self.home(&moved);
        let at_border = place.is_some_and(|p| {
            let touches = |b: &Border| home.as_deref().is_some_and(|h| b.touches(h));
            p.place.borders.iter().any(touches)
        });
        self.entered_pair(&moved).is_some() || at_border
    }

    /// The border is where the movement leads, not a place beside the way.
    fn goes_to_border(&self, found: &Found<'_>) -> bool {
        if self.direct_border(found.at) {
            return true;
        }
        // "the border is guarded by the army".
        let patient = found.arguments.object.filter(|_| found.arguments.passive);
        if patient.is_some_and(|p| self.borders.iter().any(|b| b.tokens.contains(&p))) {
            return true;
        }
        let leads = found.borders.iter().filter_map(|b| self.borders.get(*b));
        let cross = found.posture == Posture::CrossBorder;
        let entered = || self.is_entered(found) && !self.is_combat();
        if cross && (self.crossed_pair(found.at).is_some() || entered()) {
            return true;
        }
        leads.into_iter().any(|b| {
            let between = found.at + 1..b.tokens.start.max(found.at + 1);
            between.len() <= NEAR_TOKENS
                && b.tokens.start > found.at
                && (cross
                    || between
                        .clone()
                        .any(|k| self.stands_in(k, WordList::BorderWay)))
        })
    }

    /// "its border was reinforced", "strengthened its presence along the border".
    pub(super) fn strengthened(&self, found: &mut Found<'_>) -> bool {
        if self.direct_border(found.at) {
            let with = self.brought(found.at);
            if !with.is_empty() {
                found.forces = with;
                return true;
            }
            let by = self.forces_of(found.mover);
            found.forces = Self::heads(&by);
            if !by.is_empty() {
                found.mover = None;
            }
            return true;
        }
        let Some(object) = found.arguments.object else {
            return false;
        };
        if self.is_border_place(object) {
            let with = self
                .oblique(found.at, "with")
                .or_else(|| self.oblique(object, "with"));
            found.forces = Self::heads(&self.forces_of(with));
            return true;
        }
        let phrase = self.sources.syntax.subtree(object);
        let on_border = found.borders.iter().any(|b| {
            self.borders.get(*b).is_some_and(|b| {
                b.tokens.contains(&object)
                    || b.tokens.end == object + 1
                    || self.is_core(b.tokens.start, object)
            })
        });
        let military = phrase
            .clone()
            .any(|k| k <= object && (self.is(k, Around::Military) || self.force_at(k).is_some()))
            || !self.forces_of(Some(object)).is_empty()
            || (self.stands_in(object, WordList::Strengthened)
                // "stepped up Ebola surveillance", "surveillance of birds".
                && self.lower(object + 1) != "of"
                && self.is_military_drill(object));
        let border_near = !found.borders.is_empty();
        // "reinforced its positions at X", where X lies on one border.
        let ground = self.stands_in(object, WordList::OwnGround)
            && self.stands_in(self.phrase_start(object), WordList::Owner);
        // A bank has bases, too.
        let by_force = || {
            let who = found.mover;
            who.is_some_and(|m| self.is_state(m) || !self.forces_of(Some(m)).is_empty())
        };
        let held = ground && by_force() && (border_near || self.is_at_one_border(found));
        if !(on_border || held || (military && border_near)) {
            return false;
        }
        let by = self.forces_of(found.mover);
        let mut own = self.forces_of(Some(object));
        if own.is_empty() {
            own = self.forces_of(self.oblique(object, "of"));
        }
        // "stepped up joint patrols": what is done, and nobody.
        own.retain(|f| !self.lower(f.head).starts_with("patrol"));
        found.forces = Self::heads(if by.is_empty() { &own } else { &by });
        if !by.is_empty() {
            found.mover = None;
        }
        true
    }

    /// "reinforced the border with two battalions", wherever the tree hangs the forces.
    pub(super) fn brought(&self, verb: usize) -> Vec<usize> {
        let own = self.forces_of(self.oblique(verb, "with"));
        if !own.is_empty() {
            return self.all_listed(&own);
        }
        let led = |f: &&Force| {
            let start = f.tokens.start;
            start > verb && start - verb <= NEAR_TOKENS && self.lower(start - 1) == "with"
        };
        let found = self.forces.iter().find(led);
        found.map_or_else(Vec::new, |f| self.listed_with(f))
    }

    /// "at X": a crossing or town on one border.
    fn is_at_one_border(&self, found: &Found<'_>) -> bool {
        let (place, _) = self.places(found);
        place.is_some_and(|p| p.place.borders.len() == 1)
    }

    /// Only a noun phrase stands between the verb and a border word: "reinforced its 620-kilometre border".
    pub(super) fn direct_border(&self, i: usize) -> bool {
        self.borders.iter().any(|b| {
            b.tokens.start > i
                && b.tokens.start - i <= DIRECT_TOKENS
                && (i + 1..b.tokens.start).all(|k| {
                    matches!(
                        self.tag(k),
                        Upos::Det | Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn
                    ) || matches!(self.lower(k), "its" | "their" | "-" | "'s" | "\u{2019}s")
                        || (matches!(self.lower(k), "of" | "out") && self.is_scale(i + 1))
                        || (self.lower(k) == "of" && self.stands_in(k - 1, WordList::PartOfLine))
                        || self.is_unit(k)
                        // "the Tessen and Harrow crossings".
                        || (matches!(self.lower(k), "and" | ",") && self.tag(k + 1) == Upos::Propn && b.crossing)
                        || (self.tag(k) != Upos::Verb && self.tag(k + 1) == Upos::Num)
                })
                && !self.is_label(b)
        })
    }

    /// "km", "metres".
    pub(super) fn is_unit(&self, k: usize) -> bool {
        use crate::lang::quantity::QuantityWord;
        let word = self
            .sources
            .knowledge
            .language
            .quantities
            .word(self.lower(k));
        matches!(word, Some(QuantityWord::Unit(_)))
    }
}
