//! Gates: what keeps a movement of the tables from being one of forces, or from being a fact, whatever its verb.
//!
//! Not the words over a movement (that is `status`). Rules: a firm or a party moves no forces; soldiers who go to a funeral are not
//! posted; a sentence about a novel, an anniversary or a map exercise tells no fact of today;
//! "take your men off our bank" is a demand. Counter-examples, which stay: "the ruling council sent troops", "soldiers were deployed
//! at the hospital". Known misses: civilians who are in no table, stories told without saying so.

use super::scene::Scene;
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Effect, TriggerRole};
use crate::lexicon::ForceNounKind;
use crate::model::Posture;

impl Scene<'_> {
    /// Whether what was found is no posting of forces after all.
    pub(super) fn is_no_posting(&self, found: &Found<'_>) -> bool {
        self.is_name_of_force(found)
            || self.is_civil(found)
            || self.is_errand(found)
            || self.is_closed_by_nature(found)
            || self.is_shot(found)
            || self.is_overhead(found)
            || self.is_deserter(found)
            || self.is_away_to_elsewhere(found)
            || self.is_raid(found)
            || self.is_holding_an_exercise(found)
            || self.is_of_civilians(found)
            || self.is_home_station(found)
            || self.is_nowhere(found)
            || self.is_crowd_duty(found)
            || self.is_other_part(found)
            || self.is_kind_of_place(found)
            || self.is_mere_subject(found)
            || self.is_rehearsed(found)
    }

    /// "three brigades of border guards": a noun that the tagger takes for a verb.
    fn is_name_of_force(&self, found: &Found<'_>) -> bool {
        found.trigger.verb && self.force_at(found.at).is_some_and(|f| f.tokens.len() > 1)
    }

    /// "rehearse closing the bridge": done for practice.
    fn is_rehearsed(&self, found: &Found<'_>) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let drills = |v: usize| {
            let mut all = movement.triggers(self.lower(v));
            all.any(|t| t.verb && t.posture == Posture::Exercise && t.tail.is_empty())
        };
        let before = found.at.checked_sub(1).filter(|b| *b >= self.tokens.start);
        let gerund = self.lower(found.at).ends_with("ing");
        found.trigger.verb && gerund && before.is_some_and(drills)
    }

    /// "in the guard-patrolled border zone": what sort of place it is.
    fn is_kind_of_place(&self, found: &Found<'_>) -> bool {
        let before = found.at.checked_sub(1).map_or("", |k| self.lower(k));
        found.trigger.verb && (before == "-" || self.lower(found.at).contains('-'))
    }

    /// "refused to comment on troop movements", "what we know about troop build-ups": nobody's, nowhere.
    fn is_mere_subject(&self, found: &Found<'_>) -> bool {
        let label = |h: &usize| {
            let force = self.force_at(*h);
            force.is_some_and(|f| f.modifier && f.actor.is_none() && f.country.is_none())
        };
        let about = |k: usize| self.stands_in(k, WordList::About);
        let start = self.phrase_start(found.at);
        !found.trigger.verb
            && found.borders.is_empty()
            && found.mover.is_none()
            && !found.forces.is_empty()
            && found.forces.iter().all(label)
            && start.checked_sub(1).is_some_and(about)
            && self.places(found).0.is_none()
    }

    /// "Police were deployed at the match near the border": order among people, at a border or not.
    fn is_crowd_duty(&self, found: &Found<'_>) -> bool {
        let police = |h: &usize| self.force_at(*h).is_some_and(|f| f.institution == "police");
        !found.forces.is_empty()
            && found.forces.iter().all(police)
            && self
                .tokens
                .clone()
                .any(|k| self.is(k, Around::Civil) && self.is(k, Around::Errand))
    }

    /// "took part in the rescue": in a drill only where one is named, or nothing is.
    fn is_other_part(&self, found: &Found<'_>) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let drill = |k: usize| {
            let mut all = movement.triggers(self.lower(k));
            all.any(|t| !t.verb && t.posture == Posture::Exercise)
        };
        let behind = found.at + 1 + found.trigger.tail.len();
        found.trigger.verb
            && found.posture == Posture::Exercise
            && found.trigger.needs == crate::lang::movement::Needs::Told
            && self.lower(behind) == "in"
            && !(behind..self.tokens.end).any(drill)
    }

    /// "a notable presence on the platform", "Latest on troop presence": a presence that no clause puts anywhere.
    fn is_nowhere(&self, found: &Found<'_>) -> bool {
        let presence = !found.trigger.verb && found.posture == Posture::Maintain;
        let clause = || {
            self.tokens
                .clone()
                .any(|k| matches!(self.tag(k), Upos::Verb | Upos::Aux))
        };
        let somewhere = || {
            !found.borders.is_empty()
                || self.places(found).0.is_some()
                || self.is_on_spot(found.at, &found.forces)
        };
        presence && !(clause() && somewhere())
    }

    /// "The bank moved its troops of clerks", "candidates massed their forces": who moves them has no forces.
    fn is_civil(&self, found: &Found<'_>) -> bool {
        let who = [found.arguments.subject, found.arguments.agent, found.mover];
        let syntax = self.sources.syntax;
        let civil = |w: usize| {
            self.is(w, Around::Civilian)
                && self.tag(w) == Upos::Noun
                && syntax.head(w) == Some(found.at)
                // "According to activists, the army sent": who says so.
                && self.case(w).is_none()
        };
        // "the rifle company", "a party of sappers" move as forces do.
        let force =
            |w: usize| self.lower(w + 1) == "of" || self.force_at(w).is_some_and(|f| !f.weak);
        who.into_iter().flatten().any(|w| civil(w) && !force(w))
    }

    /// "went to the cinema", "returned on leave", "came back to repair the sluice", "held a parade".
    fn is_errand(&self, found: &Found<'_>) -> bool {
        let end = (found.at + NEAR_TOKENS).min(self.tokens.end);
        let leads = |k: usize| {
            let before = self.phrase_start(k).saturating_sub(1);
            before > found.at && self.stands_in(before, WordList::ErrandLead)
        };
        let held = |o: usize| self.is(o, Around::Errand) && self.tag(o) == Upos::Noun;
        if found.arguments.object.is_some_and(held) && !found.arguments.passive {
            return true;
        }
        found.trigger.role == TriggerRole::Mover
            && (found.at + 1..end)
                .take_while(|k| !matches!(self.lower(*k), ";" | ":" | ","))
                .any(|k| self.is(k, Around::Errand) && leads(k))
    }

    /// "Drones crossed the border": shot over it, not moved to it.
    fn is_shot(&self, found: &Found<'_>) -> bool {
        found.posture == Posture::CrossBorder
            && !found.forces.is_empty()
            && found.forces.iter().all(|h| self.is(*h, Around::Flying))
    }

    /// "is flying drones along the border", "bombers flew over the river": in the air and gone; "flew soldiers to the border" is a
    /// sending.
    fn is_overhead(&self, found: &Found<'_>) -> bool {
        let plane = |h: usize| {
            let force = self.force_at(h);
            force
                .is_some_and(|f| f.kind == ForceNounKind::Equipment && f.institution == "air-force")
        };
        found.trigger.lemma.starts_with("fly")
            && !found.forces.is_empty()
            && found
                .forces
                .iter()
                .all(|h| self.is(*h, Around::Flying) || plane(*h))
    }

    /// "A soldier fled to Norland": who runs away alone is no force that comes.
    fn is_deserter(&self, found: &Found<'_>) -> bool {
        let one = |h: &usize| {
            let force = self.force_at(*h);
            force.is_some_and(|f| matches!(self.lower(f.tokens.start), "a" | "an" | "one"))
        };
        found.trigger.lemma.starts_with("flee") && found.forces.iter().all(one)
    }

    /// "crossed the border and attacked a post": combat.
    fn is_raid(&self, found: &Found<'_>) -> bool {
        let end = (found.at + NEAR_TOKENS).min(self.tokens.end);
        let joined = |k: usize| {
            let syntax = self.sources.syntax;
            let and = (found.at + 1..k)
                .rev()
                .take(2)
                .any(|b| matches!(self.lower(b), "and" | ","));
            let goes_on = !syntax
                .children(k)
                .any(|c| c > found.at && syntax.relation(c) == Relation::Nsubj);
            and && goes_on
        };
        found.posture == Posture::CrossBorder
            && (found.at + 1..end)
                .take_while(|k| !matches!(self.lower(*k), ";" | ":" | "\u{201d}"))
                .any(|k| self.tag(k) == Upos::Verb && self.is(k, Around::Combat) && joined(k))
    }

    /// "are holding an exercise": the noun tells it.
    fn is_holding_an_exercise(&self, found: &Found<'_>) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let event = |o: usize| {
            let mut all = movement.triggers(self.lower(o));
            all.any(|t| !t.verb && t.posture == Posture::Exercise)
        };
        found.trigger.verb
            && found.posture == Posture::Maintain
            && found.arguments.object.is_some_and(event)
    }

    /// "a column of refugees": no forces at all.
    fn is_of_civilians(&self, found: &Found<'_>) -> bool {
        let civil = |head: &usize| {
            self.lower(head + 1) == "of"
                && (head + 2..head + 4)
                    .any(|k| matches!(self.tag(k), Upos::Noun) && self.is(k, Around::Civilian))
        };
        // "civilian observers, 103 of them, patrol".
        let plain = |k: usize| self.stands_in(k, WordList::Unarmed);
        let counted = found.forces.iter().all(|h| self.tag(*h) == Upos::Num);
        let called = counted && (self.tokens.start..found.at).any(plain);
        called || (!found.forces.is_empty() && found.forces.iter().all(civil))
    }

    /// "moved away from Harrow to the border", "moving away from patrols": no withdrawal, for it goes on to somewhere else or is no
    /// movement. What only "moved away from the border" withdraws.
    fn is_away_to_elsewhere(&self, found: &Found<'_>) -> bool {
        if !found.has_tail("away") {
            return false;
        }
        let end = (found.at + 2 * NEAR_TOKENS).min(self.tokens.end);
        let clause = |k: &usize| !matches!(self.lower(*k), ";" | ":" | ",");
        let mut words = (found.at + 1..end).take_while(clause);
        let Some(from) = words.find(|k| self.lower(*k) == "from") else {
            return false;
        };
        let mut rest = (from + 1..end).take_while(clause);
        let forces = self.forces.iter().any(|f| f.tokens.start == from + 1);
        let leads = |k: usize| matches!(self.lower(k), "to" | "into" | "toward" | "towards");
        // "back to their barracks" is a withdrawal still.
        let home = |k: usize| (k + 1..k + 4).any(|n| self.is(n, Around::Home));
        forces || rest.any(|k| leads(k) && !home(k))
    }

    /// "The battalion is based in the capital": where it lives, unless that is abroad or at a border.
    fn is_home_station(&self, found: &Found<'_>) -> bool {
        if found.trigger.lemma != "base" || !found.borders.is_empty() {
            return false;
        }
        let home = self.home(found);
        let (place, _) = self.places(found);
        let sent = place.is_some_and(|p| {
            let abroad = home.is_some() && p.place.country.is_some() && p.place.country != home;
            abroad || !p.place.borders.is_empty()
        });
        !sent
    }

    /// "placed its troops on standby": told by the alert, and no way anywhere.
    pub(super) fn is_alerted(&self, found: &Found<'_>) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let alert = |k: usize| {
            let mut all = movement.triggers(self.lower(k));
            all.any(|t| t.role == TriggerRole::Alert)
        };
        let on = |k: usize| {
            let start = self.readiness_start(k);
            start > found.at && self.stands_in(start - 1, WordList::AlertLead)
        };
        let end = (found.at + NEAR_TOKENS).min(self.tokens.end);
        // "sent", "are": what is on alert and not what is moved or is there.
        let is = self.in_list(&found.trigger.lemma, WordList::Be);
        (found.trigger.role == TriggerRole::Moved || is)
            && found.posture != Posture::Withdraw
            && (found.at + 1..end).any(|k| alert(k) && on(k))
    }

    /// What words of the sentence say of all its movements, wherever they stand.
    ///
    /// "were put on alert, though diplomats saw no sign of it": the other clause is somebody else's word.
    pub(super) fn scene_effects(&self, found: &Found<'_>) -> Vec<Effect> {
        let movement = &self.sources.knowledge.language.movement;
        let apart = |k: &usize| {
            let between = found.at.min(*k)..found.at.max(*k);
            between.into_iter().any(|b| {
                self.stands_in(b, WordList::Contrast) && self.lower(b.saturating_sub(1)) != "as"
            })
        };
        self.tokens
            .clone()
            .filter(|k| !apart(k))
            .flat_map(|k| movement.scene_effects(self.lower(k), self.lower(k + 1)))
            .collect()
    }

    /// "Take your soldiers off our river": a base form that opens its clause and has no subject.
    pub(super) fn is_imperative(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let bare = syntax.fine(found.at) == FineTag::VerbBase
            && !syntax.children(found.at).any(|c| {
                c < found.at
                    && matches!(
                        syntax.relation(c),
                        Relation::Aux | Relation::AuxPass | Relation::Mark | Relation::Nsubj
                    )
            });
        let before = found
            .at
            .checked_sub(1)
            .filter(|b| *b >= self.tokens.start.max(self.body));
        let opens = before.is_none_or(|b| {
            matches!(
                self.lower(b),
                "\u{201c}" | "\"" | "'" | "\u{2018}" | ":" | "please"
            )
        });
        found.trigger.verb && bare && opens
    }

    /// "wants the tanks gone", "saw troops moved": a participle that says what is to become of the object of a verb with a cue.
    pub(super) fn is_result(&self, at: usize, noun: usize) -> bool {
        let syntax = self.sources.syntax;
        syntax.relation(noun) == Relation::Obj
            && at == noun + 1
            && syntax.head(noun).is_some_and(|v| {
                let movement = &self.sources.knowledge.language.movement;
                let mut said = movement.effects(self.lower(v), self.lower(v + 1), &[]);
                // "support the guards stationed there": they are.
                !self.stands_in(v, WordList::Backing)
                    && said.any(|e| matches!(e, Effect::Demand | Effect::Plan | Effect::Suppose))
            })
    }
}
