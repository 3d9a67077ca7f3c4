//! Presence: forces that stand, stay, come or are kept somewhere, told without a verb of sending.
//!
//! Not how many a state has: "has 40,000 soldiers" names no place. Rule: a force that is no weak word, and a place or a
//! border in the same clause. Known misses: "the 12th is in", "the sappers are at work".

use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lexicon::ForceNounKind;
use crate::model::{PlaceResolution, Posture};

impl Scene<'_> {
    /// "keeps 400 policemen on its half", "has the 4th Brigade at the pass": the object is kept somewhere.
    pub(super) fn is_held(&self, found: &mut Found<'_>) -> bool {
        let seen = self.in_list(found.trigger.lemma.as_str(), WordList::Perceived);
        let shown = self.in_list(found.trigger.lemma.as_str(), WordList::Showing);
        let by = found.arguments.subject;
        let picture = by.is_some_and(|s| self.stands_in(s, WordList::Imagery));
        if (seen && !self.is_plainly_seen(found)) || (shown && !picture) {
            return false;
        }
        if !seen && found.posture == Posture::Maintain && self.is_kept_away(found) {
            return false;
        }
        // "the troops left by road": whoever leaves is not left.
        let syntax = self.sources.syntax;
        let helped = syntax.child(found.at, Relation::AuxPass).is_some();
        let before = found.arguments.object.is_none_or(|o| o < found.at);
        if self.in_list(found.trigger.lemma.as_str(), WordList::Leave) && before && !helped {
            return false;
        }
        let mut object = self.forces_of(found.arguments.object);
        if object.is_empty() {
            let passive = found.arguments.passive;
            object.extend(if passive {
                self.line_subject(found.at)
            } else {
                self.line_object(found.at)
            });
        }
        self.take_standing(found, &object)
    }

    /// "observed two tanks in the area": there they are; not "saw the convoy leave", which tells more, nor "saw 120 soldiers
    /// killed", "saw soldiers in the hospital".
    fn is_plainly_seen(&self, found: &Found<'_>) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let tells = |k: usize| {
            let plain = |t: &crate::lang::movement::Trigger| {
                t.verb && !self.in_list(t.lemma.as_str(), WordList::Perceived)
            };
            let verb = self.tag(k) == Upos::Verb || self.lower(k).ends_with("ing");
            verb && movement.triggers(self.lower(k)).any(plain)
        };
        let mut behind = found.at + 1..self.tokens.end;
        !behind.any(tells)
            && !self.is_combat()
            && !self.tokens.clone().any(|k| self.is(k, Around::Errand))
    }

    /// "keep the militia out of X" is no presence.
    pub(super) fn is_kept_away(&self, found: &Found<'_>) -> bool {
        let end = (found.at + NEAR_TOKENS).min(self.tokens.end);
        let mut clause = (found.at..end).take_while(|k| !matches!(self.lower(*k), ";" | ","));
        clause.any(|k| self.stands_in(k, WordList::Away))
    }

    /// "remain in the pass", "rolled into the village", "there are 5,200 troops in the valley": the subject is somewhere.
    pub(super) fn stands_somewhere(&self, found: &mut Found<'_>) -> bool {
        // "told the militia to stay out of X"; "remain in X from Monday" is a presence.
        let behind = found.at + 1 + found.trigger.tail.len();
        if self.stands_in(behind, WordList::Away) && self.lower(behind) != "from" {
            return false;
        }
        // "a growing guerrilla war".
        if self.sources.syntax.relation(found.at) == Relation::Amod {
            return false;
        }
        // "there were reports of fighters" is no presence of fighters.
        let counted =
            |s: usize| self.force_at(s).is_some() || self.is(s, Around::Count) || self.is_scale(s);
        let camped = found.arguments.object.filter(|_| found.arguments.passive);
        let subject = found
            .arguments
            .subject
            .or(camped)
            .or_else(|| self.copula_subject(found.at));
        if subject.is_some_and(|s| self.stand_again(found, s)) {
            return true;
        }
        let mut own = self.forces_of(subject.filter(|s| counted(*s)));
        if own.is_empty() && self.is_there(found.at) {
            // "on the bank there are six hundred".
            own.extend(self.line_object(found.at).filter(|_| self.told));
        } else if own.is_empty() {
            let line = self.line_subject(found.at);
            own.extend(line.or_else(|| self.with_subject(found.at)));
        }
        if found
            .arguments
            .object
            .filter(|o| !found.has_tail(self.lower(*o)))
            // "are training the guards of X": forces beside others.
            .is_some_and(|o| self.tag(o) == Upos::Noun && !self.is_force_token(o))
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

    /// "with 30,000 soldiers already camped on the frontier": the force between "with" and its participle.
    fn with_subject(&self, i: usize) -> Option<&Force> {
        let with = self.oblique(i, "with").filter(|w| *w < i);
        let force = with.and_then(|w| self.force_at(w))?;
        let beside = (force.head + 1..i).all(|k| self.tag(k) == Upos::Adv);
        (beside && !force.weak).then_some(force)
    }

    /// "They returned on Sunday", "it is still there" behind a sentence that told of forces: the same ones.
    fn stand_again(&self, found: &mut Found<'_>, subject: usize) -> bool {
        // "X said it stood by Y": "it" is who says so.
        let above = self.sources.syntax.head(found.at);
        let says = |v: usize| {
            let speech = &self.sources.knowledge.language.speech;
            speech.verbs(self.lower(v)).any(|v| v.verb.speaks())
        };
        let told = above.is_some_and(|v| v < subject && says(v));
        let thing = self.lower(subject) == "it";
        // "stood by X", "remained closed".
        let by = self.lower(found.at + 1) == "by" || self.tag(found.at + 1) == Upos::Adj;
        let again = self.just_told
            && !by
            && !(told && thing)
            && (self.stands_in(subject, WordList::StandingPronoun)
                || self.lower(subject + 1) == "of" && self.is_force_again(subject))
            && (self.places(found).0.is_some()
                || self.is_on_spot(found.at, &[])
                || self.in_list(found.trigger.lemma.as_str(), WordList::StandingVerb));
        if again {
            found.mover = None;
        }
        again
    }

    fn take_standing(&self, found: &mut Found<'_>, forces: &[&Force]) -> bool {
        let strong: Vec<usize> = forces.iter().filter(|f| !f.weak).map(|f| f.head).collect();
        if strong.is_empty() {
            return false;
        }
        // "put troops on high alert" is told by the alert, "pushed into the town and seized it" is combat.
        let alert = (found.at..self.tokens.end).any(|k| self.lower(k) == "alert");
        let combat = found.posture == Posture::Deploy && self.is_combat();
        if alert || combat {
            return false;
        }
        // "the army is to move faster": where to, nobody says.
        let stands = found.posture != Posture::Deploy;
        let known = stands && strong.iter().any(|h| self.is_told_of(*h));
        found.forces = strong;
        !found.borders.is_empty()
            || self.places(found).0.is_some()
            || self.is_on_spot(found.at, &found.forces)
            || self.is_on_soil(found.at)
            || known
    }

    /// "has soldiers on Norland soil": a state's ground behind the verb.
    fn is_on_soil(&self, at: usize) -> bool {
        let behind = self.states.iter().filter(|s| s.tokens.start > at);
        let mut near = behind.take_while(|s| s.tokens.start - at <= NEAR_TOKENS);
        near.any(|s| self.stands_in(s.tokens.end, WordList::Territory))
    }

    /// "the guards", "12th Motor Rifle", in an article that has told of forces at a border.
    fn is_told_of(&self, head: usize) -> bool {
        let start = self.force_at(head).map_or(head, |f| f.tokens.start);
        let unit = self.lower(start).starts_with(|c: char| c.is_ascii_digit())
            && self
                .lower(start)
                .ends_with(|c: char| c.is_ascii_alphabetic());
        self.told && (unit || self.stands_in(start, WordList::KnownForce))
    }

    /// "on the bank", "in the pass", "there": ground named by a common noun behind the verb, in an article that has told of
    /// forces at a border.
    pub(super) fn is_on_spot(&self, at: usize, forces: &[usize]) -> bool {
        let last = forces.iter().copied().max().map_or(at, |h| h.max(at));
        let end = (last + NEAR_TOKENS).min(self.tokens.end);
        let army = || {
            let strong = |h: &usize| self.force_at(*h).is_some_and(|f| f.institution != "police");
            !forces.is_empty() && forces.iter().all(strong)
        };
        // "On the far bank there are six hundred".
        let opens = self.stands_in(self.tokens.start, WordList::StandingLead) && self.is_there(at);
        let fronted =
            |k: usize| self.is(k, Around::Spot) || (self.told && self.is(k, Around::Ground));
        if opens && self.told && (self.tokens.start..at).any(fronted) {
            return true;
        }
        (self.told || army())
            && (at + 1..end)
                .take_while(|k| {
                    !(self.stands_in(*k, WordList::ClauseBreak)
                        || matches!(self.lower(*k), ";" | ":"))
                })
                .any(|k| {
                    self.is(k, Around::Spot)
                        || self.is(k, Around::Ground)
                        || (self.lower(k) == "there" && self.tag(k) == Upos::Adv)
                })
    }

    /// "took over the posts", "holds the river", "left the pass": the subject is a force, the object ground that is held.
    pub(super) fn takes_spot(&self, found: &mut Found<'_>) -> bool {
        let combat = self.is_combat();
        let mut own = self.forces_of(found.arguments.subject);
        if own.is_empty() {
            own.extend(self.line_subject(found.at));
        }
        let strong: Vec<usize> = own
            .iter()
            .filter(|f| !f.weak || self.told)
            .map(|f| f.head)
            .collect();
        if combat {
            return false;
        }
        if strong.is_empty() {
            return self.keeps_positions(found);
        }
        found.forces = strong;
        found.mover = None;
        let over = found
            .trigger
            .tail
            .first()
            .and_then(|t| self.oblique(found.at, t));
        // "took control of the crossing": the object is the word of the trigger.
        let tail = |o: &usize| found.has_tail(self.lower(*o));
        let object = found.arguments.object.filter(|o| !tail(o));
        let over = over.or_else(|| found.arguments.object.and_then(|o| self.oblique(o, "of")));
        let over = over.or_else(|| self.oblique(found.at, "of"));
        let Some(object) = object.or(over).filter(|o| *o > found.at) else {
            return false;
        };
        let border = |p: &crate::model::Place| {
            p.resolution == PlaceResolution::Point && p.borders.len() == 1
        };
        let start = self.phrase_start(object);
        let named = self
            .sources
            .named
            .places_in(self.span(&(start..object + 1)));
        // "The frigate joined the task force": not "three soldiers joined the militia".
        let joins = found.posture == Posture::Deploy
            && self.is_force_token(object)
            && found.forces.iter().all(|h| {
                self.force_at(*h)
                    .is_some_and(|f| f.kind != ForceNounKind::Person)
            });
        joins
            || self.leaves_abroad(found, start)
            || named.iter().any(|p| border(&p.place))
            || self
                .spots
                .iter()
                .any(|(run, p)| run.contains(&object) && border(p))
            || self.borders.iter().any(|b| b.tokens.contains(&object))
            || (self.works.iter().any(|w| w.contains(&object))
                && !self.stands_in(object, WordList::BuiltGround))
            || self.is(object, Around::Spot)
            || (self.told && self.is(object, Around::Ground))
    }

    /// "Norland soldiers left southern Veldoria": land of another state, with nothing behind it but when; of forces nobody knows,
    /// only whole lands. Counter-example: "left Veldoria without power".
    fn leaves_abroad(&self, found: &Found<'_>, start: usize) -> bool {
        let home = self.home(found);
        let Some(end) = self.land_end(start, home.as_deref()) else {
            return false;
        };
        let places = self.sources.named.places_in(self.span(&(start..end)));
        let whole = places.iter().all(|p| {
            !matches!(
                p.place.resolution,
                PlaceResolution::City | PlaceResolution::Point
            )
        });
        let last = end >= self.tokens.end || self.tag(end) == Upos::Punct;
        let dated = (end..end + 2).any(|k| k < self.tokens.end && self.is_dated(k));
        found.posture == Posture::Withdraw
            && found.trigger.tail.is_empty()
            && (home.is_some() || whole)
            && (last || dated || self.stands_in(end, WordList::BeforeThis))
    }

    /// "Norland retained its positions": a state's own, in an article that has told of forces at a border.
    fn keeps_positions(&self, found: &Found<'_>) -> bool {
        let state = found.arguments.subject.is_some_and(|s| self.is_state(s));
        let own = |o: usize| {
            let start = self.phrase_start(o);
            self.stands_in(o, WordList::OwnGround) && self.stands_in(start, WordList::Owner)
        };
        // "its positions on trade".
        let ground = !found.borders.is_empty()
            || self.places(found).0.is_some()
            || self.is_on_spot(found.arguments.object.unwrap_or(found.at), &[]);
        self.told && state && ground && found.arguments.object.is_some_and(own)
    }

    /// "the tanks are in the village": the subject of the noun that "are" only links.
    pub(super) fn copula_subject(&self, i: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let head = syntax
            .head(i)
            .filter(|_| syntax.relation(i) == Relation::Cop)?;
        syntax.child(head, Relation::Nsubj)
    }

    /// Ground of a border named by a common noun, works, or a place on one; a state of the sentence that is not the force's own
    /// may mean another border.
    pub(super) fn is_on_ground(&self, found: &Found<'_>, home: Option<&str>) -> bool {
        let own = self.states.iter().all(|s| Some(s.code.as_str()) == home);
        let on_border = || {
            let (place, _) = self.places(found);
            place.is_some_and(|p| !p.place.borders.is_empty())
        };
        let spot = || {
            let mut nouns = self.tokens.clone().filter(|k| self.tag(*k) == Upos::Noun);
            nouns.any(|k| self.is(k, Around::Spot))
        };
        own && self.told && (!found.works.is_empty() || spot() || on_border())
    }

    /// "are in", "is still at", "remain there": "be" that says where.
    pub(super) fn is_somewhere(&self, i: usize) -> bool {
        let next = (i + 1..self.tokens.end)
            .take(3)
            .find(|k| self.tag(*k) != Upos::Adv || self.stands_in(*k, WordList::PlaceAdverb));
        // "in barracks", "at home": not sent.
        let at_home = |k: usize| self.stands_in(k + 1, WordList::Quarters);
        // "were behind the strike": no ground.
        let ground = |k: usize| {
            let mut behind = k + 1..(k + 5).min(self.tokens.end);
            let border = |n: usize| self.borders.iter().any(|b| b.tokens.contains(&n));
            self.lower(k) != "behind"
                || behind
                    .any(|n| self.is(n, Around::Spot) || self.is(n, Around::Ground) || border(n))
        };
        next.is_some_and(|k| !at_home(k) && ground(k) && self.stands_in(k, WordList::StandingLead))
    }

    /// "families of the soldiers": the noun before "of" is what moves, unless it only counts.
    fn is_owned_by_noun(&self, force: &Force) -> bool {
        let of = force.tokens.start.checked_sub(1);
        let Some(noun) = of
            .filter(|k| self.lower(*k) == "of")
            .and_then(|k| k.checked_sub(1))
            .filter(|k| *k >= self.tokens.start)
        else {
            return false;
        };
        let counts = self.is(noun, Around::Count)
            || self.is(noun, Around::Counted)
            || self.is_scale(noun)
            || self.force_at(noun).is_some();
        matches!(self.tag(noun), Upos::Noun | Upos::Propn) && !counts
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
                return (!self.is_owned_by_noun(force)).then_some(force);
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
