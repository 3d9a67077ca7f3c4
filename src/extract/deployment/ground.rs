//! Ground: places a movement takes over from what was told before: "the pass" of a pass named before, the one place of its event.
//!
//! Not the places its own sentence names (that is `place`). Rule: one named place only; "the river" after two rivers is none, and
//! a movement said to be elsewhere keeps none.

use super::claim::Draft;
use super::party::same_party;
use super::scene::Scene;
use super::trigger::Found;
use crate::extract::mention::PhraseKind;
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs};
use crate::model::{Claim, PlaceMention, PlaceResolution, Posture};
use std::ops::Range;

/// How many places back "the pass" may have been named.
const PLACES_BACK_MAX: usize = 64;

/// How many movements back, likewise.
const DRAFTS_BACK_MAX: usize = 32;

/// Gives the claims of one event that name no ground the one place of the event.
pub(super) fn share(drafts: &mut [Draft]) {
    let name = |d: &Draft| {
        let place = d.claim.place.as_ref();
        let named = place.filter(|p| p.place.resolution != PlaceResolution::Country);
        named.map(|p| p.place.name.clone())
    };
    let mut names = drafts.iter().filter_map(name);
    let Some(only) = names.next() else { return };
    if names.any(|n| n != only) {
        return;
    }
    let told: Vec<_> = drafts
        .iter()
        .filter(|d| name(d).is_some())
        .map(|d| (d.sentence, d.home.clone(), d.claim.clone()))
        .collect();
    for draft in drafts.iter_mut() {
        let claim = &mut draft.claim;
        if claim.place.is_some() || !draft.open.ground || !claim.status.is_fact() {
            continue;
        }
        // Who denies it, and another state's forces, may stand elsewhere.
        let same = |c: &Claim, home: &Option<String>| {
            c.border.is_some()
                && c.border == claim.border
                && *home == draft.home
                && (claim.forces.is_empty()
                    || claim
                        .forces
                        .iter()
                        .any(|f| c.forces.iter().any(|g| same_party(f, g))))
        };
        let fits: Vec<_> = told.iter().filter(|(_, h, c)| same(c, h)).collect();
        let last = fits.iter().rev().find(|(s, _, _)| *s <= draft.sentence);
        let place = last.or(fits.first()).and_then(|(_, _, c)| c.place.clone());
        if place.is_some() {
            claim.place = place;
            let reason = "place from another claim of the event";
            claim.confidence.reasons.push(reason.into());
        }
    }
}

/// How far behind a border and "between" the states it parts may stand, in tokens.
const BETWEEN_TOKENS: usize = 6;

impl Scene<'_> {
    /// "left the pass", "along the river": the only place before whose name ends in that word, or stands beside it.
    pub(super) fn named_again(&self, found: &Found<'_>, before: &[Draft]) -> Option<PlaceMention> {
        let led = |k: usize| {
            let start = k.saturating_sub(1);
            let lead = start.saturating_sub(1);
            self.lower(start) == "the"
                && start > self.tokens.start
                && (self.stands_in(lead, WordList::PlaceLead) || lead == found.at)
        };
        let mut nouns = (found.at + 1..self.clause_end(found))
            .chain(self.tokens.start + 2..found.at)
            .filter(|k| self.tag(*k) == Upos::Noun && led(*k));
        nouns.find_map(|k| self.only_place_called(self.lower(k), before))
    }

    fn only_place_called(&self, noun: &str, before: &[Draft]) -> Option<PlaceMention> {
        let start = self.span(&self.tokens).start();
        let all = &self.sources.named.places;
        let end = all.partition_point(|p| p.span.start() < start);
        let named = all.get(end.saturating_sub(PLACES_BACK_MAX)..end)?.iter();
        let told = before.iter().rev().take(DRAFTS_BACK_MAX);
        let told = told.filter_map(|d| d.claim.place.as_ref());
        let mut only: Option<&PlaceMention> = None;
        for place in named.rev().chain(told) {
            if !self.is_called(place, noun) {
                continue;
            }
            if only.is_some_and(|o| o.place.name != place.place.name) {
                return None;
            }
            only = only.or(Some(place));
        }
        only.cloned()
    }

    /// "Gorlin Pass", "the Skeld river", "the village of Tessen".
    fn is_called(&self, place: &PlaceMention, noun: &str) -> bool {
        let tokens = self.sources.document.tokens_in(place.span);
        let before = |n: usize| tokens.start.checked_sub(n).map_or("", |k| self.lower(k));
        self.lower(tokens.end.saturating_sub(1)) == noun
            || self.lower(tokens.end) == noun
            || (before(1) == "of" && before(2) == noun)
            || before(1) == noun
    }

    /// "X withdraws from southern Norland", "X is to pull back from the border": a state leaves land; no treaty, no tournament.
    pub(super) fn leaves_land(&self, found: &mut Found<'_>) -> bool {
        let own = found.arguments.object.is_none() && !found.arguments.passive;
        let subject = found.arguments.subject.filter(|s| own && self.is_state(*s));
        let from = found.at + 1 + found.trigger.tail.len();
        // "taking off from X" leaves nothing.
        let left = found.posture == Posture::Withdraw && found.trigger.needs == Needs::Force;
        let leaves = left && subject.is_some() && self.lower(from) == "from";
        let leaves = leaves && self.is_land(from + 1, self.home(found).as_deref());
        if leaves {
            found.mover = subject;
        }
        leaves
    }

    /// Whether the noun phrase that begins at `start` is a border, or land that is not the state's own; "the border treaty" and
    /// "Norland's show" are neither.
    pub(super) fn is_land(&self, start: usize, home: Option<&str>) -> bool {
        self.land_end(start, home).is_some()
    }

    /// One past the last token of such land.
    pub(super) fn land_end(&self, start: usize, home: Option<&str>) -> Option<usize> {
        let passes = |k: &usize| {
            let small = matches!(self.tag(*k), Upos::Det | Upos::Adj | Upos::Pron);
            (small || self.stands_in(*k, WordList::Compass)) && self.name_run(*k).is_none()
        };
        let first = (start..self.tokens.end).find(|k| !passes(k));
        let at = first.unwrap_or(self.tokens.end);
        let whole = |end: usize| {
            let owner = matches!(self.lower(end), "'s" | "\u{2019}s" | "-");
            !owner && !matches!(self.tag(end), Upos::Noun | Upos::Propn)
        };
        let run = self.name_run(at).filter(|r| whole(r.end));
        let abroad = run.filter(|run| {
            let place = self.place_of(run).map(|p| p.place);
            place.is_some_and(|p| p.country.is_some() && p.country.as_deref() != home)
        });
        let mut borders = self.borders.iter();
        let mut border = || borders.find(|b| b.tokens.contains(&at) && whole(b.tokens.end));
        abroad
            .map(|r| r.end)
            .or_else(|| border().map(|b| b.tokens.end))
    }

    /// "the Norland border", "with Norland": a name that only says which border.
    pub(super) fn labels_border(&self, run: &Range<usize>) -> bool {
        // "closed the Tessen crossing" names it.
        let gate = |b: &super::border::BorderWord| b.crossing && !self.is_country(run);
        let labels_border = self.borders.iter().filter(|b| !gate(b)).any(|b| {
            b.tokens.start >= run.end
                && (b.tokens.start == run.end
                    || (b.tokens.start <= run.end + 2 && self.is_state(run.start)))
        });
        let after_with = run.start > self.tokens.start
            && matches!(self.lower(run.start - 1), "with" | "and")
            && self
                .borders
                .iter()
                .any(|b| b.tokens.end <= run.start && run.start - b.tokens.end <= 3);
        // "the Blue Line between Norland and Southmark", "the border of Norland".
        let between = |b: &super::border::BorderWord| {
            matches!(self.lower(b.tokens.end), "between" | "of")
                && run.start > b.tokens.end
                && run.start - b.tokens.end <= BETWEEN_TOKENS
        };
        let side = self.is_country(run) && self.borders.iter().any(between);
        labels_border || after_with || side
    }

    /// A person, a road ("the M7"), a letter or a common word in capitals: unknown names that are no places.
    pub(super) fn is_nobody_s_ground(&self, run: &Range<usize>) -> bool {
        let last = run.end.saturating_sub(1);
        let named = self.sources.named;
        let phrase = named.phrase_at(last).and_then(|p| named.phrase(p));
        let person = phrase.is_some_and(|p| p.kind == PhraseKind::Person);
        let number = self.lower(last).contains(|c: char| c.is_ascii_digit());
        let short = self.text(run).chars().count() < 2;
        let common = self.is(last, Around::Spot) || self.is(last, Around::Ground);
        person || (run.len() == 1 && (number || short || common))
    }

    /// "the figure given by the government in X": where somebody sits.
    pub(super) fn is_seat(&self, run: &Range<usize>, found: &Found<'_>) -> bool {
        run.start.checked_sub(2).is_some_and(|k| {
            let named = self.sources.named;
            let phrase = named.phrase_at(k).and_then(|p| named.phrase(p));
            let body = phrase.is_some_and(|p| p.kind == PhraseKind::Body);
            k > found.at && body && self.lower(k + 1) == "in" && !self.is_force_token(k)
        })
    }
}
