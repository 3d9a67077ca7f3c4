//! Closures: which border or way through it is closed, and that a sentence tells of it.
//!
//! Not who closes it (that is `party`). Rule: what is closed is a border, a way through it, or a place that is one. Examples: "shut the
//! Harrow crossing", "the Tessen and Harrow crossings remained shut", "ordered the border closed", "closed Gorlin Pass".
//! Counter-examples: "queues at the closed crossing", "snow closed the pass", "police closed the bridge" in an article of no forces.

use super::border::BorderWord;
use super::scene::Scene;
use super::status::LINE_TOKENS;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::model::{Place, PlaceResolution, Posture};
use std::ops::Range;

impl Scene<'_> {
    /// "closed the crossing".
    pub(super) fn closed(&self, found: &mut Found<'_>) -> bool {
        if self.direct_border(found.at) {
            return true;
        }
        if self.is_ordered_closed(found.at) {
            found.mover = None;
            return true;
        }
        // "remained shut": no object.
        let tail = |o: &usize| found.has_tail(self.lower(*o));
        found.arguments.object = found.arguments.object.filter(|o| !tail(o));
        // "the border between X and Y was closed": by neither.
        if found.arguments.passive {
            found.mover = found.arguments.agent;
        }
        let object = found.arguments.object.or(found.arguments.subject);
        let Some(object) = object else { return false };
        let hit = self.borders.iter().any(|b| {
            b.tokens.contains(&object)
                || (b.tokens.start..b.tokens.end).any(|t| self.is_core(t, object))
        });
        // "closed Harrow Pass": a place that is a crossing.
        let hit = hit || self.is_border_place(object);
        if hit && found.arguments.object.is_none() {
            found.mover = None;
        }
        hit
    }

    /// "ordered the border with Norland closed": right behind the border, which stands right behind a verb of ordering.
    pub(super) fn is_ordered_closed(&self, i: usize) -> bool {
        let floor = i.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        let order = (floor..i)
            .rev()
            .find(|k| self.stands_in(*k, WordList::Ordering));
        let Some(order) = order.filter(|o| self.tag(*o) == Upos::Verb) else {
            return false;
        };
        let noun = |k: usize| {
            let phrase = matches!(
                self.tag(k),
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Pron
            );
            phrase
                || matches!(
                    self.lower(k),
                    "with" | "and" | "between" | "'s" | "\u{2019}s"
                )
        };
        let inside = |b: &BorderWord| b.tokens.start > order && b.tokens.end <= i;
        self.borders.iter().any(inside) && (order + 1..i).all(noun)
    }

    /// "The Harrow crossing was shut": what is closed is itself on the border.
    pub(super) fn is_closed_place(&self, found: &Found<'_>) -> bool {
        let closed = found.arguments.object.or(found.arguments.subject);
        found.posture == Posture::Closure && closed.is_some_and(|c| self.is_border_place(c))
    }

    /// "reinforced the pass": a place that lies on a border.
    pub(super) fn is_border_place(&self, object: usize) -> bool {
        // "the Harrow bridge": a post of a town on one border, or a bridge where the article tells of forces or a state closes it.
        let verb = self.sources.syntax.head(object);
        let by = verb.and_then(|v| self.sources.syntax.child(v, Relation::Nsubj));
        let state = by.is_some_and(|s| self.is_state(s));
        let bridge = || {
            let part = self.lower(object + 1) == "of";
            self.is(object, Around::Gate) && (self.told || state) && !part
        };
        let gate = self.is(object, Around::Crossing) || bridge();
        let phrase = if gate {
            self.phrase_start(object)..object + 1
        } else {
            object..object + 1
        };
        let named = self.sources.named.places_in(self.span(&phrase));
        let spot = self
            .spots
            .iter()
            .filter(|(run, _)| run.contains(&object))
            .map(|(_, p)| p);
        let point = |p: &Place| {
            let town = gate && p.resolution == PlaceResolution::City;
            p.borders.len() == 1 && (town || p.resolution == PlaceResolution::Point)
        };
        named.iter().map(|p| &p.place).chain(spot).any(point)
    }

    /// "The Tessen crossing has been closed": the name of what is closed, or right before the only way through.
    pub(super) fn closed_gate(&self, found: &Found<'_>) -> Option<Range<usize>> {
        let run_in = |from: usize, gate: usize| {
            let mut runs = (from..=gate).filter_map(|k| self.name_run(k));
            runs.find(|r| (r.end == gate || r.contains(&gate)) && !self.is_country(r))
        };
        let closed = found.arguments.object.or(found.arguments.subject);
        if let Some(gate) = closed.filter(|g| self.is_border_place(*g)) {
            return run_in(self.phrase_start(gate), gate);
        }
        let mut gates = self.borders.iter().filter(|b| b.crossing);
        let gate = gates.next()?.tokens.start;
        let only = gates.next().is_none();
        only.then(|| run_in(self.phrase_start(gate), gate))
            .flatten()
    }

    /// "The bridge was closed for repairs", "queues at the closed crossing".
    pub(super) fn is_closed_by_nature(&self, found: &Found<'_>) -> bool {
        let closure = found.posture == Posture::Closure;
        let syntax = self.sources.syntax;
        // "the crossing was shut" tells it.
        let told = self.told || syntax.child(found.at, Relation::Cop).is_some();
        // "ordered the border closed".
        let behind = syntax.head(found.at).is_some_and(|h| h < found.at);
        let described = found.trigger.verb
            && ((self.tag(found.at) == Upos::Adj && !told)
                || (syntax.relation(found.at) == Relation::Amod && !behind));
        let nature = || {
            let mut all = self.tokens.clone();
            // "a drone strike" is no strike of customs men.
            let shot = |k: usize| k > self.tokens.start && self.is(k - 1, Around::Flying);
            all.any(|k| {
                self.is(k, Around::Nature)
                    && matches!(self.tag(k), Upos::Noun | Upos::Propn)
                    && !shot(k)
            })
        };
        closure && (described || nature())
    }
}
