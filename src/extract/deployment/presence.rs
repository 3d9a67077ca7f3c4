//! Presence: forces that stand, stay, come or are kept somewhere, told without a verb of sending.
//!
//! Not how many a state has: "has 40,000 soldiers" names no place. Rule: a force that is no weak word, and a place or a
//! border in the same clause. Known misses: "the 12th is in", "the sappers are at work".

use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::movement::Around;

impl Scene<'_> {
    /// "keeps 400 policemen on its half", "has the 4th Brigade at the pass": the object is kept somewhere.
    pub(super) fn is_held(&self, found: &mut Found<'_>) -> bool {
        // "keep the militia out of X" is no presence.
        let end = (found.at + NEAR_TOKENS).min(self.tokens.end);
        if (found.at..end).any(|k| matches!(self.lower(k), "out" | "away" | "off" | "from")) {
            return false;
        }
        let object = self.forces_of(found.arguments.object);
        self.take_standing(found, &object)
    }

    /// "remain in the pass", "rolled into the village", "there are 5,200 troops in the valley": the subject is somewhere.
    pub(super) fn stands_somewhere(&self, found: &mut Found<'_>) -> bool {
        // "there were reports of fighters" is no presence of fighters.
        let counted =
            |s: usize| self.force_at(s).is_some() || self.is(s, Around::Count) || self.is_scale(s);
        let own = self.forces_of(found.arguments.subject.filter(|s| counted(*s)));
        if found
            .arguments
            .object
            .is_some_and(|o| self.tag(o) == Upos::Noun)
            && !found.arguments.passive
        {
            return false;
        }
        let held = self.take_standing(found, &own);
        if held {
            found.mover = None;
        }
        held
    }

    fn take_standing(&self, found: &mut Found<'_>, forces: &[&Force]) -> bool {
        let strong: Vec<usize> = forces.iter().filter(|f| !f.weak).map(|f| f.head).collect();
        if strong.is_empty() {
            return false;
        }
        found.forces = strong;
        !found.borders.is_empty() || self.places(found).0.is_some()
    }

    /// "there are": the verb behind an expletive.
    pub(super) fn is_there(&self, i: usize) -> bool {
        let syntax = self.sources.syntax;
        syntax
            .children(i)
            .any(|c| syntax.relation(c) == Relation::Expl)
            || (i > self.tokens.start && self.lower(i - 1) == "there")
    }

    /// The force that stands right before a verb, with only helpers and a day between.
    pub(super) fn force_right_before(&self, i: usize) -> Option<&Force> {
        let mut k = i;
        while k > self.tokens.start {
            k -= 1;
            // "reinforcements, including tanks, reached".
            if self.lower(k) == "," {
                let floor = k.saturating_sub(NEAR_TOKENS).max(self.tokens.start);
                let other = (floor..k).rev().find(|c| self.lower(*c) == ",");
                k = other.map_or(k, |c| c.saturating_sub(1));
                return self.force_at(k).filter(|f| !f.weak || self.military);
            }
            if let Some(force) = self.force_at(k).filter(|f| !f.weak || self.military) {
                return Some(force);
            }
            let passes =
                matches!(self.tag(k), Upos::Aux | Upos::Adv | Upos::Part) || self.is_dated(k);
            if !passes || i - k > 4 {
                return None;
            }
        }
        None
    }
}
