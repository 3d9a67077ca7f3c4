//! Works: walls, trenches and towers as what a verb builds.
//!
//! Not works that stand already. Rule: at a border, at a place on one, or beside a force.

use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use std::ops::Range;

impl Scene<'_> {
    /// "building a wall".
    pub(super) fn built(&self, found: &mut Found<'_>) -> bool {
        if let Some(object) = found.arguments.object.or(found.arguments.subject) {
            found.works = self.works_of(object);
            if found.arguments.object.is_none() {
                found.mover = None;
            }
        }
        if found.works.is_empty() || found.arguments.passive {
            found.works.extend(self.near_works(found));
            found.works.sort_by_key(|w| w.start);
            found.works.dedup_by(|b, a| a.contains(&b.start));
        }
        if found.works.is_empty() && !found.arguments.passive {
            found.works.extend(self.built_ground(found));
        }
        // "cut the fence" undoes it; "cut a trench" makes one.
        let breached = |w: &Range<usize>| w.clone().any(|k| self.stands_in(k, WordList::Breached));
        if self.in_list(found.trigger.lemma.as_str(), WordList::Cut) {
            found.works.retain(|w| !breached(w));
        }
        let builds = found.mover.is_some() || found.arguments.subject.is_some();
        if !found.works.is_empty() && builds && !found.arguments.passive {
            let own = self.forces_of(found.arguments.subject);
            found.forces = own.iter().map(|f| f.head).collect();
        }
        !found.works.is_empty() && self.is_at_border(found)
    }

    /// "set up checkpoints on the border": ground that forces or a state lay out; a camp for refugees is none.
    fn built_ground(&self, found: &Found<'_>) -> Option<Range<usize>> {
        let object = found.arguments.object?;
        let phrase = self.phrase_start(object)..object + 1;
        let ground =
            self.stands_in(object, WordList::BuiltGround) && self.lower(object + 1) != "for";
        let subject = found.arguments.subject;
        let state = subject.is_some_and(|s| self.is_state(s));
        let crossing = self.is(object, Around::Crossing) && state;
        let military = phrase.clone().any(|k| self.is(k, Around::Military));
        let by_force = !self.forces_of(subject).is_empty();
        let mut words = found.borders.iter().filter_map(|b| self.borders.get(*b));
        let border = words.any(|b| !b.tokens.contains(&object));
        (ground && border && (by_force || military || crossing)).then_some(phrase)
    }

    /// Works in the verb's clause where the tree does not lead to them.
    fn near_works(&self, found: &Found<'_>) -> Vec<Range<usize>> {
        let i = found.at;
        let clear = |from: usize, to: usize| {
            (from..to).all(|k| {
                let verb = self.tag(k) == Upos::Verb && self.sources.syntax.fine(k).is_finite();
                let force = self.forces.iter().any(|f| f.head == k);
                !verb && !force && self.lower(k) != ";"
            })
        };
        let near = |w: &&Range<usize>| {
            if found.arguments.passive {
                w.end <= i && i - w.end <= NEAR_TOKENS && clear(w.end, i)
            } else {
                // "completed 35 kilometres of a 200-kilometre fence".
                let counted = (i + 1..w.start).any(|k| self.lower(k) == "of");
                let reach = if counted { NEAR_TOKENS } else { 6 };
                w.start > i && w.start - i <= reach && clear(i + 1, w.start)
            }
        };
        self.works.iter().filter(near).cloned().collect()
    }

    pub(super) fn works_of(&self, object: usize) -> Vec<Range<usize>> {
        let phrase = self.sources.syntax.subtree(object);
        let listed = |w: &&Range<usize>| {
            w.contains(&object)
                || self.is_core(w.end - 1, object)
                || (phrase.contains(&w.start) && self.is_example(w.start, object))
        };
        let mut works: Vec<Range<usize>> = self.works.iter().filter(listed).cloned().collect();
        works.dedup_by(|b, a| a.contains(&b.start));
        works
    }

    /// "construction of a 210-km wall": the works at the end of the phrase, where the tree hangs them elsewhere.
    pub(super) fn works_behind(&self, noun: usize) -> Option<Range<usize>> {
        let near = |w: &&Range<usize>| w.start > noun && w.start - noun <= NEAR_TOKENS;
        let works = self.works.iter().find(near)?;
        let phrase = (noun + 1..works.start).all(|k| {
            matches!(
                self.tag(k),
                Upos::Det | Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn
            ) || matches!(self.lower(k), "of" | "-")
        });
        phrase.then(|| works.clone())
    }

    /// "barriers, including watchtowers and a wall".
    fn is_example(&self, word: usize, object: usize) -> bool {
        (object.min(word)..word).any(|k| self.stands_in(k, WordList::WorksJoin))
    }

    /// At a border, at a place on one, or beside a force: a wall round a prayer ground is no work of defence.
    pub(super) fn is_at_border(&self, found: &Found<'_>) -> bool {
        // Police and guards of order stand beside walls that defend nothing.
        let order = |f: &Force| matches!(f.institution.as_str(), "police" | "security-forces");
        let armed = || self.forces.iter().any(|f| !f.weak && !order(f));
        let placed = || {
            let (place, _) = self.places(found);
            place.is_some_and(|p| !p.place.borders.is_empty())
        };
        let last = |w: &Range<usize>| self.stands_in(w.end.saturating_sub(1), WordList::ArmedWorks);
        let forces = self.told && (!self.forces.is_empty() || found.works.iter().any(last));
        !found.borders.is_empty() || forces || armed() || placed()
    }
}
