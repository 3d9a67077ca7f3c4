//! Places of a movement: where to, where from, where.
//!
//! Not a gazetteer: a name the lexicon does not know is a place of unknown country when a preposition of place, or the
//! object of a patrol, leads to it. Rule: the border itself is no place, nor is a state's name that only labels a force.

use super::scene::Scene;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::model::{Place, PlaceMention, PlaceResolution, Posture};
use crate::text::TokenKind;
use std::ops::Range;

/// How far behind a trigger its place may stand, in tokens.
const PLACE_TOKENS: usize = 24;

/// Prepositions that lead to a place.
fn leads(word: &str) -> bool {
    matches!(
        word,
        "in" | "at"
            | "near"
            | "around"
            | "along"
            | "inside"
            | "outside"
            | "across"
            | "through"
            | "throughout"
            | "to"
            | "into"
            | "towards"
            | "toward"
            | "on"
            | "off"
            | "over"
            | "of"
            | "from"
            | "between"
            | "behind"
            | "beyond"
            | "above"
    )
}

impl Scene<'_> {
    /// The place and the place of origin of a movement.
    pub(super) fn places(&self, found: &Found<'_>) -> (Option<PlaceMention>, Option<PlaceMention>) {
        let withdraw = found.posture == Posture::Withdraw;
        let (mut place, mut from) = (None, None);
        for run in self.names_in_clause(found) {
            let Some(mention) = self.place_of(&run) else {
                continue;
            };
            let origin = self.lead(&run) == "from";
            if origin && !withdraw {
                from = from.or(Some(mention));
            } else {
                place = place.or(Some(mention));
            }
        }
        (place, from)
    }

    /// Runs of name tokens that can be the movement's place, nearest first.
    fn names_in_clause(&self, found: &Found<'_>) -> Vec<Range<usize>> {
        let end = (found.at + PLACE_TOKENS).min(self.tokens.end);
        let syntax = self.sources.syntax;
        let mut runs = Vec::new();
        let mut i = found.at + 1;
        while i < end {
            if self.tag(i) == Upos::Verb && syntax.fine(i).is_finite() && !runs.is_empty() {
                break;
            }
            let Some(run) = self.name_run(i) else {
                i += 1;
                continue;
            };
            i = run.end;
            if self.is_place_like(&run, found) {
                runs.push(run);
            }
        }
        // "Basra, which is patrolled by X", "the province is patrolled": the place stands before.
        let patrolled = found.posture == Posture::Patrol && found.arguments.passive;
        let object = found.arguments.object.filter(|_| patrolled);
        if let Some(object) = object {
            let near = self.phrase_start(object)..object + 1;
            runs.extend(near.filter_map(|k| self.name_run(k)).take(1));
        }
        if runs.is_empty() {
            let whole = self.before_clause(found);
            runs.extend(whole);
        }
        runs
    }

    /// "In X, troops patrolled": a place that opens the clause, or stands beside the force.
    fn before_clause(&self, found: &Found<'_>) -> Vec<Range<usize>> {
        let mut i = self.tokens.start;
        let mut runs = Vec::new();
        while i < found.at {
            match self.name_run(i) {
                Some(run) if run.end <= found.at => {
                    i = run.end;
                    let lead = self.lead(&run);
                    if matches!(lead, "in" | "at" | "near") && self.is_place_like(&run, found) {
                        runs.push(run);
                    }
                }
                _ => i += 1,
            }
        }
        runs.reverse();
        runs
    }

    /// The run of name tokens that begins at `i`: a known place, or capitalised proper nouns.
    fn name_run(&self, i: usize) -> Option<Range<usize>> {
        let document = self.sources.document;
        let span = document.token_span(i);
        let known = self
            .sources
            .named
            .places_in(span)
            .first()
            .map(|p| document.tokens_in(p.span));
        if known.is_some() {
            return known;
        }
        if let Some((run, _)) = self.spots.iter().find(|(run, _)| run.start == i) {
            return Some(run.clone());
        }
        let name = |k: usize| {
            k < self.tokens.end
                && self.tag(k) == Upos::Propn
                && document
                    .tokens
                    .get(k)
                    .is_some_and(|t| t.kind == TokenKind::Word)
                && document.word(k).starts_with(char::is_uppercase)
                && !self.is_dated(k)
        };
        if !name(i) {
            return None;
        }
        let end = (i..self.tokens.end)
            .find(|k| !name(*k))
            .unwrap_or(self.tokens.end);
        Some(i..end)
    }

    /// The preposition before a run, past determiners, adjectives and common nouns.
    fn lead(&self, run: &Range<usize>) -> &str {
        let mut k = run.start;
        let floor = run.start.saturating_sub(7).max(self.tokens.start);
        while k > floor {
            k -= 1;
            let word = self.lower(k);
            if leads(word) {
                return word;
            }
            let passes = matches!(
                self.tag(k),
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Num | Upos::Propn
            ) || matches!(word, "'s" | "\u{2019}s" | "," | "'" | "\u{2019}");
            if !passes {
                return "";
            }
        }
        ""
    }

    fn is_place_like(&self, run: &Range<usize>, found: &Found<'_>) -> bool {
        let document = self.sources.document;
        let last = run.end.saturating_sub(1);
        let dated = self.is_dated(run.start);
        let force = self
            .forces
            .iter()
            .any(|f| f.tokens.start <= run.start && run.start < f.tokens.end);
        let span = self.span(run);
        let known = !self.sources.named.places_in(span).is_empty()
            || self.spots.iter().any(|(spot, _)| spot.start == run.start);
        let actor = self
            .sources
            .named
            .mention_at(document, last)
            .is_some_and(|m| m.actor.is_some());
        let labels_border = self.states.iter().any(|s| s.tokens.contains(&run.start))
            && self
                .borders
                .iter()
                .any(|b| b.tokens.start >= run.end && b.tokens.start <= run.end + 2);
        let after_with = run.start > self.tokens.start
            && matches!(self.lower(run.start - 1), "with" | "and")
            && self
                .borders
                .iter()
                .any(|b| b.tokens.end <= run.start && run.start - b.tokens.end <= 3);
        let modifies = self.sources.syntax.relation(last) == Relation::Compound
            && self
                .force_at(self.sources.syntax.head(last).unwrap_or(last))
                .is_some();
        if dated || force || labels_border || after_with || modifies || (actor && !known) {
            return false;
        }
        let object = found.posture == Posture::Patrol
            && found
                .arguments
                .object
                .is_some_and(|o| self.sources.syntax.subtree(o).contains(&run.start) || o == last);
        leads(self.lead(run)) || object || (run.start == found.at + 1) || self.is_beat(run, found)
    }

    /// A name shortly behind "patrol" that nothing else leads to.
    fn is_beat(&self, run: &Range<usize>, found: &Found<'_>) -> bool {
        let near = run.start > found.at && run.start - found.at <= PLACE_TOKENS / 2;
        let before = self.lower(run.start.saturating_sub(1));
        found.posture == Posture::Patrol
            && near
            && !matches!(before, "with" | "by" | "against" | "after" | "and" | "for")
    }

    fn is_dated(&self, i: usize) -> bool {
        let calendar = &self.sources.knowledge.language.calendar;
        let dates = super::super::date::of_sentence(self.sources.dates, self.index);
        dates.iter().any(|d| d.tokens.contains(&i)) || calendar_word(calendar, self.lower(i))
    }

    fn place_of(&self, run: &Range<usize>) -> Option<PlaceMention> {
        let span = self.span(run);
        if let Some(known) = self.sources.named.places_in(span).first() {
            return Some(known.clone());
        }
        if let Some((_, place)) = self.spots.iter().find(|(spot, _)| spot == run) {
            return Some(PlaceMention {
                span,
                place: place.clone(),
            });
        }
        (!span.is_empty()).then(|| PlaceMention {
            span,
            place: Place {
                name: self.text(run).to_owned(),
                country: None,
                lat: None,
                lon: None,
                geonames: None,
                resolution: PlaceResolution::City,
                borders: Vec::new(),
            },
        })
    }
}

fn calendar_word(calendar: &crate::lang::Calendar, word: &str) -> bool {
    calendar.weekday(word).is_some() || calendar.month(word).is_some()
}
