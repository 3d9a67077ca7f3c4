//! Bare movements: told without the argument or the verb their frame asks for.
//!
//! Not guesses at who moves. Rules: the ground says what the missing word would ("the road to the border is sealed off by the army",
//! "border villages are being patrolled", "it has been reinforced with 180 troops"), and a short line without any verb tells of
//! forces where they are ("Two convoys on the Harrow road"). Counter-examples: "the road was closed for the race", "the
//! streets are patrolled by wardens", "Why tanks on the bridge?". Known misses: lines that name no ground.

use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs};
use crate::lexicon::ForceNounKind;
use crate::model::{ActorId, Posture};

/// Most tokens of a line without a verb that tells of forces.
pub(super) const VERBLESS_TOKENS_MAX: usize = 16;

impl<'a> Scene<'a> {
    /// "The road to the border was sealed off by the army": forces close ground on the way to a border.
    pub(super) fn sealed(&self, found: &mut Found<'_>) -> bool {
        let arguments = found.arguments;
        let ground = arguments
            .object
            .is_some_and(|o| self.is(o, Around::Spot) || self.is(o, Around::Ground));
        let who = if arguments.passive {
            arguments.agent
        } else {
            arguments.subject
        };
        let own = self.forces_of(who);
        let strong: Vec<usize> = own.iter().filter(|f| !f.weak).map(|f| f.head).collect();
        if !ground || strong.is_empty() || found.borders.is_empty() || self.is_combat() {
            return false;
        }
        found.forces = strong;
        found.mover = None;
        true
    }

    /// "Reinforcements sent to the border, army says": a participle that the tree takes for a verb with a subject.
    pub(super) fn sent_on(&self, found: &mut Found<'_>) -> bool {
        let arguments = found.arguments;
        let sent = self.in_list(found.trigger.lemma.as_str(), WordList::SentVerb)
            && found.trigger.needs == Needs::Obj
            && !arguments.passive
            && arguments.object.is_none()
            && self.stands_in(found.at + 1, WordList::SentTo);
        let own = self.forces_of(arguments.subject.filter(|_| sent));
        // "Any soldier sent to the border would need a permit."
        let plain = |f: &&&Force| !f.weak && self.lower(f.tokens.start) != "any";
        found.forces = own.iter().filter(plain).map(|f| f.head).collect();
        found.mover = None;
        !found.forces.is_empty()
    }

    /// "It has been reinforced with 180 ski troops": what is brought says what kind of reinforcement it is.
    pub(super) fn topped_up(&self, found: &mut Found<'_>) -> bool {
        let ground = found.arguments.object.is_some_and(|o| {
            let thing = self.tag(o) == Upos::Pron && self.told;
            thing || self.is_ground(o)
        });
        // "mined the roads that lead to the border".
        if found.posture == Posture::Fortify {
            let way = found.arguments.object.is_some_and(|o| self.is_ground(o));
            return way && !found.borders.is_empty() && !self.is_combat();
        }
        let with = self.brought(found.at);
        let strong = with
            .iter()
            .any(|h| self.force_at(*h).is_some_and(|f| !f.weak));
        let rings = self.told && self.in_list(found.trigger.lemma.as_str(), WordList::Ringing);
        if !(found.posture == Posture::Reinforce || rings) || !ground || !strong || self.is_combat()
        {
            return false;
        }
        found.forces = with;
        true
    }

    /// "Border villages are being patrolled on foot": by whom, nobody says.
    pub(super) fn patrolled(&self, found: &mut Found<'_>) -> bool {
        let patrol = found.posture == Posture::Patrol
            && found.trigger.role == crate::lang::movement::TriggerRole::Mover;
        let Some(object) = found.arguments.object.filter(|_| found.arguments.passive) else {
            return false;
        };
        let start = self.phrase_start(object);
        let border = (start..=object).any(|k| self.is(k, Around::Border));
        patrol
            && found.arguments.agent.is_none()
            && (border || (self.told && self.is_ground(object)))
    }

    /// "Two armoured convoys on the Harrow road": a line without a verb.
    pub(super) fn verbless(&self) -> Option<Found<'a>> {
        let verb = |k: usize| matches!(self.tag(k), Upos::Verb | Upos::Aux);
        let asks = |k: usize| {
            matches!(self.lower(k), "?" | "if" | "\u{201c}" | "\u{201d}" | "\"")
                || self.stands_in(k, WordList::Unreal)
        };
        let mut tokens = self.tokens.clone();
        if tokens.len() > VERBLESS_TOKENS_MAX || tokens.any(|k| verb(k) || asks(k)) {
            return None;
        }
        let plain = |f: &&Force| !f.modifier && (!f.weak || self.told) && self.stands_on(f);
        let force = self.forces.iter().find(plain)?;
        let found = self.standing(force.head)?;
        let placed = !found.borders.is_empty()
            || self.places(&found).0.is_some()
            || (self.told && self.is_on_ground_behind(force.head));
        (placed && !self.is_combat()).then_some(found)
    }

    /// "The village is full of soldiers", "the ridge was bristling with guns".
    pub(super) fn teeming(&self) -> Option<Found<'a>> {
        let full = |f: &&Force| {
            let before = f.tokens.start.checked_sub(2);
            let lead = before.filter(|k| *k > self.tokens.start);
            lead.is_some_and(|k| {
                self.stands_in(k, WordList::Teeming) && matches!(self.lower(k + 1), "of" | "with")
            })
        };
        let plain = |f: &&Force| !f.modifier && !f.weak && full(f);
        let force = self.forces.iter().find(plain)?;
        let found = self.standing(force.head)?;
        let mut before = self.tokens.start..force.tokens.start;
        let ground = before.any(|k| self.is(k, Around::Spot) || self.is(k, Around::Ground));
        let placed = !found.borders.is_empty() || (self.told && ground);
        (placed && !self.is_combat()).then_some(found)
    }

    /// A force that is somewhere, told without a verb of its own.
    fn standing(&self, head: usize) -> Option<Found<'a>> {
        let movement = &self.sources.knowledge.language.movement;
        let trigger = movement
            .triggers("are")
            .find(|t| t.posture == Posture::Maintain)?;
        let mut found = self.bare(head, trigger);
        found.forces = vec![head];
        Some(found)
    }

    /// Whether a word that says where stands right behind a force.
    fn stands_on(&self, force: &Force) -> bool {
        self.stands_in(force.head + 1, WordList::StandingLead)
    }

    /// Ground named by a common noun behind a force.
    fn is_on_ground_behind(&self, head: usize) -> bool {
        let end = (head + NEAR_TOKENS).min(self.tokens.end);
        (head + 1..end).any(|k| self.is(k, Around::Spot) || self.is(k, Around::Ground))
    }

    /// "HMS Valiant": a ship by the letters before its name.
    pub(super) fn read_ships(&mut self) {
        let capital = |k: usize| {
            let word = self.sources.document.word(k);
            word.starts_with(char::is_uppercase)
        };
        let letters = |k: usize| {
            let word = self.sources.document.word(k);
            word.chars().all(char::is_uppercase) && self.stands_in(k, WordList::ShipPrefix)
        };
        let named = |k: &usize| k + 1 < self.tokens.end && letters(*k) && capital(k + 1);
        let ships: Vec<usize> = self.tokens.clone().filter(named).collect();
        for ship in ships {
            if self.is_force_token(ship + 1) {
                continue;
            }
            self.add_force(Force {
                head: ship + 1,
                tokens: ship..ship + 2,
                kind: ForceNounKind::Equipment,
                weak: false,
                actor: None::<ActorId>,
                institution: "navy".into(),
                country: None,
                modifier: false,
            });
        }
    }

    /// "The fishing fleet", "two merchant ships".
    pub(super) fn is_civil_fleet(&self, force: &Force) -> bool {
        let before = force.head.checked_sub(1);
        let navy = before.filter(|k| *k >= self.tokens.start && force.institution == "navy");
        navy.is_some_and(|k| self.stands_in(k, WordList::CivilFleet))
    }
}
