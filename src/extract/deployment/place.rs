//! Places of a movement: where to, where from, where.
//!
//! Not a gazetteer: a name the lexicon does not know is a place of unknown country when a preposition of place, or the
//! object of a patrol, leads to it. Rule: the border itself is no place, nor is a state's name that only labels a force.

use super::scene::Scene;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lang::naming::WordClass;
use crate::model::{Place, PlaceMention, PlaceResolution, Posture};
use crate::text::TokenKind;
use std::ops::Range;

/// How far behind a trigger its place may stand, in tokens.
const PLACE_TOKENS: usize = 24;

/// Most places listed with the first one that become claims of their own.
pub(super) const LISTED_MAX: usize = 6;

impl Scene<'_> {
    /// The places listed with the first one: "in X, Y and Z".
    pub(super) fn more_places(&self, first: &PlaceMention) -> Vec<PlaceMention> {
        let document = self.sources.document;
        let mut end = document.tokens_in(first.span).end;
        let mut out = Vec::new();
        while out.len() < LISTED_MAX {
            let mut at = end;
            while at < end + 4
                && (self.stands_in(at, WordList::PlaceJoin) || matches!(self.lower(at), ","))
            {
                at += 1;
            }
            let next = (at > end && at < self.tokens.end).then(|| self.name_run(at));
            let Some(run) = next.flatten().filter(|r| self.is_listed(r)) else {
                break;
            };
            let closes = self.stands_in(run.start - 1, WordList::PlaceJoinLast);
            end = run.end;
            out.extend(self.place_of(&run));
            if closes {
                break;
            }
        }
        // A list ends in "and": "X, Y" alone is a place and what it lies in.
        let joined = (document.tokens_in(first.span).end..end)
            .any(|k| matches!(self.lower(k), "and" | "or"));
        if joined { out } else { Vec::new() }
    }

    /// Whether a run goes on with a list of places: not the country behind its town, no force, no actor.
    fn is_listed(&self, run: &Range<usize>) -> bool {
        let last = run.end.saturating_sub(1);
        let force = self.forces.iter().any(|f| f.tokens.contains(&run.start));
        let verb = self.tag(run.end) == Upos::Verb || self.tag(run.end) == Upos::Aux;
        let mention = self.sources.named.mention_at(self.sources.document, last);
        let known = !self.sources.named.places_in(self.span(run)).is_empty();
        let actor = mention.is_some_and(|m| m.actor.is_some()) && !known && !self.is_country(run);
        !force && !verb && !actor && !self.is_dated(run.start)
    }

    /// The place and the place of origin of a movement.
    pub(super) fn places(&self, found: &Found<'_>) -> (Option<PlaceMention>, Option<PlaceMention>) {
        let withdraw = found.posture == Posture::Withdraw;
        let (mut place, mut from) = (None, None);
        for run in self.names_in_clause(found) {
            let Some(mention) = self.place_of(&run) else {
                continue;
            };
            // "the last crossing out of Norland was closed": a state is no place of a closure.
            let state = mention.place.resolution == PlaceResolution::Country;
            if found.posture == Posture::Closure && state {
                continue;
            }
            let origin = self.lead(&run) == "from";
            if origin && !withdraw {
                from = from.or(Some(mention));
            } else {
                place = place.or(Some(mention));
            }
        }
        (place, from)
    }

    /// Runs of name tokens that can be the movement's place, the best first.
    fn names_in_clause(&self, found: &Found<'_>) -> Vec<Range<usize>> {
        // "left X for Y": Y.
        let end = self.clause_end(found);
        let tail = |k: &usize| found.trigger.tail.len() == 1 && found.has_tail(self.lower(*k));
        let behind = (found.at + 1..end).find(|k| self.tag(*k) == Upos::Adp && tail(k));
        let mut runs = self.runs_between(behind.unwrap_or(found.at) + 1, end, found);
        // "Basra, which is patrolled by X", "the province is patrolled": the place stands before.
        let patrolled = found.posture == Posture::Patrol && found.arguments.passive;
        let object = found.arguments.object.filter(|_| patrolled);
        if let Some(object) = object {
            let start = self
                .phrase_start(object)
                .min(self.sources.syntax.subtree(object).start);
            let end = self
                .sources
                .syntax
                .subtree(object)
                .end
                .clamp(object + 1, found.at.max(object + 1));
            let of_force =
                |r: &Range<usize>| self.forces.iter().any(|f| f.tokens.contains(&r.start));
            let mut own: Vec<_> = (start..end)
                .filter_map(|k| self.name_run(k))
                .filter(|r| !of_force(r))
                .collect();
            own.truncate(1);
            own.append(&mut runs);
            runs = own;
        }
        if runs.is_empty() && found.posture == Posture::Closure {
            runs.extend(self.closed_gate(found));
        }
        if runs.is_empty() {
            runs = self.before_clause(found);
        }
        // "massed north of X": nothing closer is named.
        if runs.is_empty() {
            let end = self.clause_end(found);
            let all = (found.at + 1..end).filter_map(|k| self.name_run(k));
            let near = |r: &Range<usize>| self.is_beyond(r) && !self.is_teller(r);
            runs.extend(all.into_iter().find(|r| r.start < end && near(r)));
        }
        runs
    }

    /// "an area south of X" lies outside X; "the south of X" does not.
    fn is_beyond(&self, run: &Range<usize>) -> bool {
        run.start > self.tokens.start + 2
            && self.lower(run.start - 1) == "of"
            && self.stands_in(run.start - 2, WordList::Compass)
            && self.lower(run.start - 3) != "the"
    }

    /// Where the words that can place the movement end: at the next clause.
    ///
    /// "Soldiers patrolled the capital after a coup in X": X is where the coup was. An infinitive of purpose may still name
    /// it for what is sent ("sent troops to guard X"), never for a patrol.
    pub(super) fn clause_end(&self, found: &Found<'_>) -> usize {
        let end = (found.at + PLACE_TOKENS).min(self.tokens.end);
        let syntax = self.sources.syntax;
        let movement = &self.sources.knowledge.language.movement;
        let mut named = false;
        for i in found.at + 1..end {
            let word = self.lower(i);
            let name = self.name_run(i).is_some();
            named |= name;
            let as_well =
                word == "as" && (self.lower(i + 1) == "well" || self.lower(i - 1) == "well");
            let opens = (self.in_list(word, WordList::ClauseOpen) && !as_well)
                || word == ";"
                || self.opens_teller(i);
            let beside = syntax.relation(i) == Relation::Amod
                || (syntax.relation(i) == Relation::Conj && syntax.head(i) == Some(found.at))
                || i == found.at + 1;
            // "withdrew from the border and sent them to X": X belongs to the second movement.
            let joined = self.joined_to(i) == Some(found.at);
            let verb = self.tag(i) == Upos::Verb && syntax.relation(i) == Relation::Conj;
            let second = joined || (verb && syntax.head(i) == Some(found.at));
            let other = second
                && i > found.at + 1
                && (named || (found.at + 1..i).any(|k| self.is(k, Around::Border)))
                && movement.triggers(self.lower(i)).next().is_some();
            if other {
                return i;
            }
            let verb = self.tag(i) == Upos::Verb
                && !self.is_force_token(i)
                && !beside
                && !name
                && !found.has_tail(word);
            let stops = found.posture == Posture::Patrol
                || named
                || syntax.fine(i).is_finite()
                || self.tells_of_ground(i);
            if opens || (verb && stops) {
                return i;
            }
        }
        end
    }

    /// "under a deal signed in X": what is said of a noun that no place is led to by.
    fn tells_of_ground(&self, verb: usize) -> bool {
        let syntax = self.sources.syntax;
        let noun = syntax
            .head(verb)
            .filter(|_| syntax.relation(verb) == Relation::Acl);
        let led = noun.and_then(|n| self.case(n));
        led.is_some_and(|case| !self.in_list(case, WordList::PlaceLead))
    }

    fn runs_between(&self, from: usize, to: usize, found: &Found<'_>) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut i = from;
        while i < to {
            let Some(run) = self.name_run(i).filter(|r| r.end > i) else {
                i += 1;
                continue;
            };
            i = run.end;
            if !self.is_place_like(&run, found) || self.is_teller(&run) {
                continue;
            }
            // "X's Y city", "the capital of X, Y": the one behind says it closer.
            let closer = runs
                .last()
                .is_some_and(|last| self.is_container(last, &run));
            let at = if closer { runs.len() - 1 } else { runs.len() };
            runs.insert(at, run);
        }
        runs
    }

    /// Whether the place at `one` only says what the place at `other`, right behind it, belongs to.
    fn is_container(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let between = one.end..other.start;
        if between.len() > 6
            || between
                .clone()
                .any(|k| self.stands_in(k, WordList::PlaceLead))
        {
            return false;
        }
        let owner = |k: usize| matches!(self.lower(k), "'s" | "\u{2019}s" | "'" | "\u{2019}");
        // "the South country's East province".
        let last = other.start.saturating_sub(1);
        let owns = (owner(one.end) && self.lower(one.end + 1) != ",")
            || (last > one.end && last - one.end <= 2 && owner(last));
        let floor = one.start.saturating_sub(3).max(self.tokens.start);
        let capital = (floor..one.start).any(|k| self.lower(k) == "of")
            && (floor..one.start).any(|k| self.stands_in(k, WordList::Town));
        owns || (capital && between.len() == 1 && self.lower(one.end) == ",")
    }

    /// "In X, troops patrolled": a place that opens the clause, or stands beside the force.
    fn before_clause(&self, found: &Found<'_>) -> Vec<Range<usize>> {
        let mut i = self.tokens.start;
        if let Some(other) = (i..found.at).rev().find(|k| self.lower(*k) == ";") {
            i = other + 1;
        }
        // "After fighting in X, the army closed": X is where the fighting was.
        if self.stands_in(i, WordList::AfterEvent) {
            let end = found.mover.filter(|m| *m < found.at).unwrap_or(found.at);
            let comma = (i..end).rev().find(|k| self.lower(*k) == ",");
            i = comma.unwrap_or(i);
        }
        let mut runs = Vec::new();
        while i < found.at {
            match self.name_run(i).filter(|r| r.end > i) {
                Some(run) if run.end <= found.at => {
                    i = run.end;
                    let opens = self.in_list(self.lead(&run), WordList::OpeningLead);
                    let apart = self.phrase_start(run.start) > self.tokens.start
                        && self.lower(self.phrase_start(run.start) - 1) == ",";
                    let apart = apart && self.lower(run.end) != ",";
                    let said = self.is_of_teller(run.end, found.at);
                    if opens && !apart && !said && self.is_place_like(&run, found) {
                        let closer = runs
                            .last()
                            .is_some_and(|last| self.is_container(last, &run));
                        let at = if closer { runs.len() - 1 } else { runs.len() };
                        runs.insert(at, run);
                    }
                }
                _ => i += 1,
            }
        }
        runs
    }

    /// The run of name tokens that begins at `i`: a known place, or capitalised proper nouns.
    pub(super) fn name_run(&self, i: usize) -> Option<Range<usize>> {
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
            let capital = document.word(k).starts_with(char::is_uppercase);
            // A name the tagger does not know.
            let unknown = self.tag(k) == Upos::Noun && k > self.body && k > self.tokens.start;
            let of_place = self.tag(k) == Upos::Adj
                && (self.stands_in(k + 1, WordList::District) || self.is_part_of_name(k));
            // "sent to X on Monday": a name taken for an infinitive.
            let led = self.tag(k) == Upos::Verb
                && k > self.tokens.start
                && self.lower(k - 1) == "to"
                && !matches!(
                    self.tag(k + 1),
                    Upos::Det | Upos::Pron | Upos::Adj | Upos::Noun
                );
            let tagged = self.tag(k) == Upos::Propn || unknown || of_place || led;
            let word = document
                .tokens
                .get(k)
                .is_some_and(|t| t.kind == TokenKind::Word);
            let adjective = self.is_state(k);
            k < self.tokens.end && tagged && capital && word && !adjective && !self.is_dated(k)
        };
        if !name(i) {
            return None;
        }
        let end = (i..self.tokens.end)
            .find(|k| !name(*k))
            .unwrap_or(self.tokens.end);
        Some(i..end)
    }

    /// "the Western Highway": a capital adjective before the name it is part of, which alone is no known place.
    fn is_part_of_name(&self, k: usize) -> bool {
        let document = self.sources.document;
        let next = k + 1;
        let known = !self
            .sources
            .named
            .places_in(document.token_span(next))
            .is_empty()
            || self.spots.iter().any(|(run, _)| run.start == next);
        k > self.tokens.start
            && k > self.body
            && self.stands_in(k, WordList::Compass)
            && document.word(next).starts_with(char::is_uppercase)
            && matches!(self.tag(next), Upos::Propn | Upos::Noun)
            && !known
    }

    /// The preposition before a run, past determiners, adjectives and common nouns.
    fn lead(&self, run: &Range<usize>) -> &str {
        let mut k = run.start;
        let floor = run.start.saturating_sub(7).max(self.tokens.start);
        while k > floor {
            k -= 1;
            let word = self.lower(k);
            if self.in_list(word, WordList::PlaceLead) {
                return word;
            }
            // "in 2011 Norland sent": the word leads to the year.
            if self.is_dated(k) {
                return "";
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
        let feast = |k: usize| {
            let naming = &self.sources.knowledge.language.naming;
            let entry = naming.entry(self.lower(k));
            entry.is_some_and(|e| e.is(WordClass::Calendar))
        };
        let dated = self.is_dated(run.start) || feast(last);
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
        // "a Norland base", "the Gulf War", "Harrow troops": a label of what follows.
        let next = self.sources.syntax.head(last).filter(|h| *h == run.end);
        let modifies = next.is_some_and(|h| self.force_at(h).is_some())
            || (self.tag(run.end) == Upos::Noun && next.is_some() && self.is_country(run))
            || self.stands_in(last, WordList::NoPlace);
        let beyond = self.is_beyond(run);
        let compass = run.len() == 1 && self.stands_in(last, WordList::Compass);
        let outside = self.in_list(self.lead(run), WordList::OutsideLead);
        let who = !known && ((actor && !outside) || self.is_nobody_s_ground(run));
        // "the Line of Control": the border's own name.
        let of_border = self
            .borders
            .iter()
            .any(|b| !b.crossing && b.tokens.start <= last && run.start < b.tokens.end);
        if of_border && !known {
            return false;
        }
        let other = dated || force || modifies || compass || beyond || who;
        if other || self.labels_border(run) || self.is_seat(run, found) {
            return false;
        }
        let object = found.posture == Posture::Patrol
            && found
                .arguments
                .object
                .is_some_and(|o| self.sources.syntax.subtree(o).contains(&run.start) || o == last);
        self.in_list(self.lead(run), WordList::PlaceLead)
            || (run.start > found.at + 1 && found.has_tail(self.lower(run.start - 1)))
            || object
            || self.is_right_behind(run, found)
            || self.is_beat(run, found)
    }

    /// "reinforced the X pass".
    fn is_right_behind(&self, run: &Range<usize>, found: &Found<'_>) -> bool {
        run.start == found.at + 1
            || (run.start == found.at + 2 && self.tag(found.at + 1) == Upos::Det)
    }

    /// The name of a state, not of its capital.
    pub(super) fn is_country(&self, run: &Range<usize>) -> bool {
        self.spots
            .iter()
            .any(|(spot, p)| spot == run && p.resolution == PlaceResolution::Country)
    }

    /// A name shortly behind "patrol" that nothing else leads to.
    fn is_beat(&self, run: &Range<usize>, found: &Found<'_>) -> bool {
        let near = run.start > found.at && run.start - found.at <= PLACE_TOKENS / 2;
        let mut before = self.lower(run.start.saturating_sub(1));
        if before == "the" {
            before = self.lower(run.start.saturating_sub(2));
        }
        found.posture == Posture::Patrol && near && !self.in_list(before, WordList::CompanyLead)
    }

    pub(super) fn is_dated(&self, i: usize) -> bool {
        let calendar = &self.sources.knowledge.language.calendar;
        let dates = super::super::date::of_sentence(self.sources.dates, self.index);
        dates.iter().any(|d| d.tokens.contains(&i)) || calendar_word(calendar, self.lower(i))
    }

    pub(super) fn place_of(&self, run: &Range<usize>) -> Option<PlaceMention> {
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
