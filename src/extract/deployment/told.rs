//! Movements that only an article about forces makes readable: "they walk the bank", "two batteries went up on Sunday".
//!
//! Not where nothing was told of forces at a border. Rule: a force or a pronoun for one does it, nothing in the sentence tells of
//! combat, and an object of the force is ground. Counter-examples: "the guards left the meeting", "they check papers".
//! Known misses: forces named by a figure of speech.

use super::scene::Scene;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, TriggerRole};
use crate::model::{Place, PlaceResolution, Posture};
use std::ops::Range;

/// How far before a verb the word that opens its clause may stand, in tokens.
const CLAUSE_TOKENS: usize = 9;

/// Farthest town behind a verb that is where it leads, in tokens.
const END_TOKENS: usize = 4;

impl Scene<'_> {
    /// Whether the trigger tells of what a force of the article does.
    pub(super) fn goes_on(&self, found: &mut Found<'_>) -> bool {
        // "founded following a decree": no verb.
        let preposition = self.stands_in(found.at, WordList::AfterEvent);
        if !self.told || preposition || self.is_combat() || self.is_recalled_clause(found.at) {
            return false;
        }
        // "were put on alert" is told by the alert.
        if (found.at..self.tokens.end).any(|k| self.lower(k) == "alert") {
            return false;
        }
        if found.posture == Posture::Maintain && self.is_kept_away(found) {
            return false;
        }
        let moved = found.trigger.role == TriggerRole::Moved;
        let arguments = found.arguments;
        let subject = arguments.subject.or_else(|| self.copula_subject(found.at));
        let who = if moved || arguments.passive {
            arguments.object
        } else {
            subject
        };
        let own: Vec<usize> = self.forces_of(who).iter().map(|f| f.head).collect();
        let near = || {
            if moved && !arguments.passive {
                self.line_object(found.at)
            } else {
                self.line_subject(found.at)
            }
        };
        let own = if own.is_empty() {
            near().map(|f| f.head).into_iter().collect()
        } else {
            own
        };
        let pronoun = who.is_some_and(|w| self.is_force_again(w));
        if own.is_empty() && !pronoun {
            return false;
        }
        if !moved && !arguments.passive {
            let tail = |o: &usize| found.has_tail(self.lower(*o));
            if arguments
                .object
                .filter(|o| !tail(o))
                .is_some_and(|o| !self.is_ground(o))
            {
                return false;
            }
            if self.ends_elsewhere(found) {
                return false;
            }
            found.mover = None;
        }
        found.forces = own;
        !self.is_inland(found)
    }

    /// "the outskirts of Hadrin": a named place at no border, in a sentence that names none.
    fn is_inland(&self, found: &Found<'_>) -> bool {
        let place = self.places(found).0;
        self.borders.is_empty()
            && place.is_some_and(|m| m.place.country.is_some() && m.place.borders.is_empty())
    }

    /// "when they came": said by the way, of whatever time.
    fn is_recalled_clause(&self, i: usize) -> bool {
        let floor = i.saturating_sub(CLAUSE_TOKENS).max(self.tokens.start);
        (floor..i)
            .rev()
            .take_while(|k| self.tag(*k) != Upos::Punct)
            .any(|k| self.stands_in(k, WordList::Recalled))
    }

    /// "They", "both", "most of them" behind a sentence that told of forces.
    pub(super) fn is_force_again(&self, i: usize) -> bool {
        let of_them = self.lower(i + 1) == "of" && self.stands_in(i + 2, WordList::Them);
        self.just_told && (of_them || self.stands_in(i, WordList::ForceAgain))
    }

    /// Ground that is held, works, a border, or a place of one.
    pub(super) fn is_ground(&self, object: usize) -> bool {
        let start = self.phrase_start(object);
        let phrase = start..object + 1;
        self.is(object, Around::Spot)
            || self.is(object, Around::Ground)
            || self.is(object, Around::Home)
            || self.borders.iter().any(|b| b.tokens.contains(&object))
            || self.works.iter().any(|w| w.contains(&object))
            || !self.sources.named.places_in(self.span(&phrase)).is_empty()
            || self.spots.iter().any(|(run, _)| run.contains(&object))
            || self.is_force_token(object)
            || self.is_dated(object)
            || matches!(self.sources.syntax.relation(object), Relation::Obl)
    }

    /// Whether the sentence tells of combat; not by the name of a means ("attack helicopters") nor as what came before ("after a
    /// raid from Norland").
    pub(super) fn is_combat(&self) -> bool {
        let mut before = false;
        for k in self.tokens.clone() {
            before = match self.lower(k) {
                "," | ";" => false,
                word => before || self.in_list(word, WordList::BeforeThis),
            };
            let combat = self.run(k, Around::Combat).is_some() && self.tag(k) != Upos::Adj;
            if combat && !before && !self.is_force_token(k) {
                return true;
            }
        }
        false
    }

    /// "until they reach the capital, Ardin": a capital, or a town that lies on no border, right behind the verb.
    fn ends_elsewhere(&self, found: &Found<'_>) -> bool {
        let near = found.at + 1..(found.at + 1 + END_TOKENS).min(self.tokens.end);
        let capital = |run: &Range<usize>| self.states.iter().any(|s| s.tokens == *run);
        let elsewhere = |p: &Place, run: &Range<usize>| {
            p.resolution == PlaceResolution::City && (p.borders.is_empty() || capital(run))
        };
        let document = self.sources.document;
        let places = self.sources.named.places_in(self.span(&near));
        let mut towns = places.iter();
        towns.any(|p| elsewhere(&p.place, &document.tokens_in(p.span)))
    }
}
