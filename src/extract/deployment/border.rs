//! Borders in a sentence: which pair of states "its 620-km border with X", "the Kestrovian border", "the frontier" mean.
//!
//! Not a map: a pair must be neighbours in the lexicon. Rule: a border that cannot be told stays without a pair.

use super::Memory;
use super::argument::CLIMB_MAX;
use super::scene::{Scene, StateWord};
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lexicon::Lexicon;
use crate::model::{Border, Place, PlaceResolution};
use std::ops::Range;

/// How many sentences back a border named there still means "the border".
pub(super) const BORDER_SENTENCES_MAX: usize = 6;

/// Most tokens between a border word and the states that name it.
const REACH_TOKENS: usize = 8;

/// A word for a border or crossing.
#[derive(Clone, Debug)]
pub(super) struct BorderWord {
    pub(super) tokens: Range<usize>,
    pub(super) crossing: bool,
    /// The pair it means, once resolved.
    pub(super) border: Option<Border>,
    /// The pair was taken from the sentences before.
    pub(super) remembered: bool,
}

impl BorderWord {
    pub(super) fn new(tokens: Range<usize>, crossing: bool) -> Self {
        Self {
            tokens,
            crossing,
            border: None,
            remembered: false,
        }
    }
}

impl Scene<'_> {
    /// Gives every border word its pair, as far as it can be told.
    pub(super) fn resolve_borders(&mut self, memory: &Memory) {
        let lexicon = &self.sources.knowledge.lexicon;
        let mut resolved = Vec::new();
        for word in &self.borders {
            let after = self.states_after(&word.tokens);
            // "the Durand Line" says itself which it is.
            if let Some(named) = word.border {
                // "the demilitarised zone between X and Y".
                let said = match after.as_slice() {
                    [one, other, ..] => lexicon.border_between(one, other),
                    _ => None,
                };
                resolved.push((said.or(Some(named)), false));
                continue;
            }
            let before = self.states_before(&word.tokens);
            let owned = self.is_owned(&word.tokens);
            let mut border = match (before.as_slice(), after.as_slice()) {
                (_, [one, other, ..]) | ([one, other, ..], _) | ([one], [other]) => {
                    lexicon.border_between(one, other)
                }
                ([one], []) | ([], [one]) => self.other_side(one, &word.tokens, memory),
                ([], []) => None,
            };
            if border.is_none() && before.is_empty() && after.is_empty() {
                border = self
                    .place_border(&word.tokens, lexicon)
                    .filter(|b| memory.knows(*b));
            }
            let mut remembered = false;
            if border.is_none() && before.is_empty() && after.is_empty() {
                border = self.remembered(memory, owned);
                remembered = border.is_some();
                if border.is_none() {
                    border = self.two_states();
                }
            }
            resolved.push((border, remembered));
        }
        for (word, (border, remembered)) in self.borders.iter_mut().zip(resolved) {
            word.border = border;
            word.remembered = remembered;
        }
    }

    /// A state, or a region of one that lies on borders ("the Tessen border", "the border with Tessen"), with its state's code.
    fn land_at(&self, here: impl Fn(&Range<usize>) -> bool) -> Option<(&Range<usize>, &str)> {
        let state = self.states.iter().find(|s| here(&s.tokens));
        let region = |p: &Place| p.resolution == PlaceResolution::Province && !p.borders.is_empty();
        let land = || {
            let mut spots = self.spots.iter();
            let (tokens, place) = spots.find(|(tokens, p)| here(tokens) && region(p))?;
            Some((tokens, place.country.as_deref()?))
        };
        state.map(|s| (&s.tokens, s.code.as_str())).or_else(land)
    }

    /// States right before the word: "Veldorian-Kestrovian", "Veldoria's shared 620-kilometre", "the Kestrovian".
    fn states_before(&self, word: &Range<usize>) -> Vec<String> {
        let mut codes = Vec::new();
        let mut at = word.start;
        let floor = word
            .start
            .saturating_sub(REACH_TOKENS)
            .max(self.tokens.start);
        while at > floor {
            let i = at - 1;
            if let Some((tokens, code)) = self.land_at(|t| t.contains(&i)) {
                codes.insert(0, code.to_owned());
                at = tokens.start;
                continue;
            }
            let joins = matches!(self.tag(i), Upos::Adj | Upos::Num | Upos::Noun)
                || matches!(
                    self.lower(i),
                    "'s" | "\u{2019}s" | "'" | "\u{2019}" | "-" | "\u{2013}" | "/"
                )
                || (self.lower(i) == "and" && !codes.is_empty());
            if !joins || self.stands_in(i, WordList::PlainForce) {
                break;
            }
            at = i;
        }
        // "the X and Y borders" are two borders of a third state.
        let plural = self.lower(word.start).ends_with('s');
        let joined = (at..word.start).any(|k| self.lower(k) == "and");
        if plural && joined && codes.len() > 1 {
            codes.truncate(1);
        }
        // "Veldorian-Kestrovian" as one token: the lexicon sees only one of the two.
        codes.dedup();
        codes
    }

    /// States after the word: "with X", "between X and Y", "of X and Y", "to X".
    fn states_after(&self, word: &Range<usize>) -> Vec<String> {
        let mut at = word.end;
        // "border region with", "border area between".
        let noun = |i: usize| self.tag(i) == Upos::Noun && i < self.tokens.end;
        if noun(at) {
            at += 1;
        }
        // "the districts bordering Norland".
        let bordering = matches!(self.tag(word.start), Upos::Verb | Upos::Adp) && word.len() == 1;
        let at = if bordering { word.start } else { at };
        let lead = if bordering { "with" } else { self.lower(at) };
        if at >= self.tokens.end || !self.in_list(lead, WordList::BorderLead) {
            return Vec::new();
        }
        let mut codes = Vec::new();
        let end = (at + 1 + REACH_TOKENS).min(self.tokens.end);
        let mut i = at + 1;
        while i < end {
            if let Some((tokens, code)) = self.land_at(|t| t.start == i) {
                codes.push(code.to_owned());
                i = tokens.end;
                if lead == "with" || codes.len() == 2 {
                    break;
                }
                continue;
            }
            let passes = matches!(self.tag(i), Upos::Det | Upos::Adj)
                || (self.lower(i) == "and" && !codes.is_empty())
                || self.stands_in(i, WordList::Neighbour);
            if !passes {
                break;
            }
            i += 1;
        }
        codes
    }

    /// "and not to the border", "far from the border", "X, which borders Y", "neither shares a border with Y": words for a border where nothing moves.
    pub(super) fn is_beside_the_point(&self, word: &BorderWord) -> bool {
        let start = self.phrase_start(word.tokens.start);
        let before = |n: usize| start.checked_sub(n).filter(|k| *k >= self.tokens.start);
        let not = before(2).is_some_and(|k| self.lower(k) == "not")
            && before(1).is_some_and(|k| self.tag(k) == Upos::Adp);
        let shares = before(1).is_some_and(|k| self.stands_in(k, WordList::Sharing));
        let which = |k: usize| {
            let comma = usize::from(k > 1 && self.lower(k - 1) == ",");
            self.in_list(self.lower(k), WordList::Relative)
                && k > comma
                && self.is_state(k - 1 - comma)
        };
        let at = word.tokens.start;
        let described = self.tag(at) == Upos::Verb && at > self.tokens.start && which(at - 1);
        let far = before(1).is_some_and(|k| self.lower(k) == "from")
            && before(2).is_some_and(|k| self.lower(k) == "far");
        not || far || shares || described
    }

    /// "its border", "their frontier", "the country's border".
    fn is_owned(&self, word: &Range<usize>) -> bool {
        let floor = word.start.saturating_sub(4).max(self.tokens.start);
        (floor..word.start).any(|i| self.stands_in(i, WordList::Owner))
    }

    /// The state "its" means before a border word, and "the border with X" behind what a state does: the one that the subject of
    /// the verb over it names.
    fn owner(&self, word: &Range<usize>, other: &str) -> Option<String> {
        let syntax = self.sources.syntax;
        let mut at = word.end.checked_sub(1)?;
        let owned = self.is_owned(word);
        for _ in 0..CLIMB_MAX {
            if let Some(subject) = self.arguments(at).subject
                && self.tag(at) == Upos::Verb
            {
                // "X detected troops of Y along the border with Z": Y stands closer.
                let between = at + 1..word.start.max(at + 1);
                // "X holds drills with Y along the border with Z": Y only joins in.
                let joins_in =
                    |k: usize| self.lower(k) != "by" && self.stands_in(k, WordList::CompanyLead);
                let closer = self.states.iter().any(|s| {
                    let start = s.tokens.start;
                    between.contains(&start) && s.code != other && !joins_in(start - 1)
                });
                return self.state_in_phrase(subject).filter(|_| owned || !closer);
            }
            at = syntax.head(at)?;
        }
        None
    }

    /// The border of a state when only that one is named: the other side is the nearest state of the sentence that is its
    /// neighbour, then the border named before, then the article's most named neighbour.
    fn other_side(&self, one: &str, word: &Range<usize>, memory: &Memory) -> Option<Border> {
        let lexicon = &self.sources.knowledge.lexicon;
        // "the border with X and Y": Y is another neighbour.
        let ends = self
            .states
            .iter()
            .filter(|s| s.code == one)
            .map(|s| s.tokens.end);
        let ends: Vec<usize> = ends.filter(|e| *e > word.end).collect();
        let joined = |start: usize| {
            ends.iter()
                .any(|e| start == e + 1 && matches!(self.lower(*e), "and" | ","))
        };
        // "the X and Y borders", "the border with X and Y" told of somebody else: X and Y are no sides of one border.
        let mates: Vec<&str> = self.list_mates(one, word);
        let mut near: Vec<(usize, &str)> = self
            .states
            .iter()
            .filter(|s| s.code != one && !joined(s.tokens.start))
            .filter(|s| !mates.contains(&s.code.as_str()))
            .map(|s| (word.start.abs_diff(s.tokens.start), s.code.as_str()))
            .collect();
        near.sort_unstable();
        let in_sentence = near
            .into_iter()
            .find_map(|(_, code)| lexicon.border_between(one, code));
        // "the Norland Border Guard sent units to the border with X": a state inside the name of a force.
        let by_force = || {
            let mut countries = self.forces.iter().filter_map(|f| f.country.as_deref());
            countries.find_map(|code| lexicon.border_between(one, code))
        };
        // A place may lie on several borders, of which one is that with the state named.
        let by_place = || {
            let mut own = self.borders_of_places();
            own.retain(|b| b.touches(one));
            let only = (own.len() == 1).then(|| own.first().copied()).flatten();
            let named = self.place_border(word, lexicon).filter(|b| b.touches(one));
            named.or(only)
        };
        let before = || memory.border.map(|(b, _)| b).filter(|b| b.touches(one));
        let in_article = || {
            memory
                .states
                .iter()
                .filter(|code| !mates.contains(&code.as_str()))
                .find_map(|code| lexicon.border_between(one, code))
        };
        let own = || {
            let owner = self.owner(word, one).filter(|o| o != one)?;
            lexicon.border_between(one, &owner)
        };
        // "Norland soldiers guard a depot at X, two kilometres from the Southmark border": that of the town's own land.
        by_place()
            .or_else(own)
            .or(in_sentence)
            .or_else(by_force)
            .or_else(before)
            .or_else(in_article)
    }

    /// "its borders with X, Y and Z": the further ones of the list that a border is the first of.
    pub(super) fn more_borders(&self, border: Border) -> Vec<Border> {
        let word = self.borders.iter().find(|w| w.border == Some(border));
        let after = word.map_or_else(Vec::new, |w| self.states_after(&w.tokens));
        let (Some(word), [one]) = (word, after.as_slice()) else {
            return Vec::new();
        };
        let owner = border.codes().into_iter().find(|c| c != one);
        // "closed the border with X and Y said": Y says so.
        let speaks = |code: &str| {
            let mut states = self.states.iter().filter(|s| s.code == code);
            states.any(|s| matches!(self.tag(s.tokens.end), Upos::Verb | Upos::Aux))
        };
        let mates = self.list_mates(one, &word.tokens).into_iter();
        mates
            .filter(|m| m != one && Some(*m) != owner && !speaks(m))
            .filter_map(|m| self.sources.knowledge.lexicon.border_between(owner?, m))
            .collect()
    }

    /// The states listed with one before or behind a border word: "the X and Y borders", "the border with X, Y and Z".
    fn list_mates(&self, one: &str, word: &Range<usize>) -> Vec<&str> {
        let plural = self.lower(word.start).ends_with('s');
        let near = |s: &&StateWord| {
            let behind =
                s.tokens.start >= word.end && s.tokens.start - word.end <= 2 * REACH_TOKENS;
            let before =
                plural && s.tokens.end <= word.start && word.start - s.tokens.end <= REACH_TOKENS;
            behind || before
        };
        let mut runs: Vec<(usize, Vec<&str>)> = Vec::new();
        let mut states: Vec<&StateWord> = self.states.iter().filter(near).collect();
        states.sort_by_key(|s| s.tokens.start);
        for state in states {
            let joins = |end: usize| {
                end < state.tokens.start
                    && state.tokens.start - end <= 2
                    && (end..state.tokens.start)
                        .all(|k| matches!(self.lower(k), "and" | "," | "the"))
            };
            match runs.last_mut().filter(|(end, _)| joins(*end)) {
                Some((end, run)) => {
                    *end = state.tokens.end;
                    run.push(&state.code);
                }
                None => runs.push((state.tokens.end, vec![&state.code])),
            }
        }
        let of_one = |run: &&(usize, Vec<&str>)| run.1.contains(&one);
        let run = runs.iter().find(of_one).map(|r| r.1.clone());
        run.unwrap_or_default()
    }

    /// "the border" where a place of exactly one border stands in the sentence.
    fn place_border(&self, word: &Range<usize>, lexicon: &Lexicon) -> Option<Border> {
        let named = lexicon
            .named_borders()
            .iter()
            .find(|b| b.names.iter().any(|n| n == self.text(word)));
        if let Some(named) = named {
            return Some(named.border);
        }
        match self.borders_of_places().as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The borders that the sentence's places lie on, ascending; those of regions that are also actors where no other place is named.
    fn borders_of_places(&self) -> Vec<Border> {
        let document = self.sources.document;
        let places = self.sources.named.places_in(self.span(&self.tokens));
        // "crossed into Norland, Harrow says": who tells it.
        let tells = |span| self.is_teller(&document.tokens_in(span));
        let places = places.iter().filter(|p| !tells(p.span));
        let named = places.flat_map(|p| &p.place.borders);
        let mut borders: Vec<Border> = named.copied().collect();
        if borders.is_empty() {
            // A capital on a border speaks for its state.
            let region = |p: &&Place| p.resolution == PlaceResolution::Province;
            let spots = self.spots.iter().map(|(_, place)| place).filter(region);
            borders.extend(spots.flat_map(|p| &p.borders).copied());
        }
        borders.sort_unstable();
        borders.dedup();
        borders
    }

    fn remembered(&self, memory: &Memory, owned: bool) -> Option<Border> {
        let only = || match memory.named.as_slice() {
            [only] if memory.about => Some((*only, self.index)),
            _ => None,
        };
        let (border, sentence) = memory.border.or_else(only)?;
        let near = self.index.saturating_sub(sentence) <= BORDER_SENTENCES_MAX;
        // "its border" of a state that does not lie on the remembered one is another border.
        let fits =
            !owned || self.states.is_empty() || self.states.iter().any(|s| border.touches(&s.code));
        (near && fits && !self.speaks_of_others(border)).then_some(border)
    }

    /// "Norland also fears Melune: it doubled its troops on that border": a neighbour of one side that is not the other.
    fn speaks_of_others(&self, border: Border) -> bool {
        let lexicon = &self.sources.knowledge.lexicon;
        let sides = border.codes();
        self.states.iter().any(|s| {
            let neighbour = |c: &str| lexicon.border_between(&s.code, c).is_some();
            !border.touches(&s.code) && sides.into_iter().any(neighbour)
        })
    }

    /// "the border" in an article of several, told of in another paragraph, where the home of the forces does not choose.
    pub(super) fn is_ambiguous(&self, memory: &Memory, home: Option<&str>) -> bool {
        let sentences = &self.sources.document.sentences;
        let paragraph = |i: usize| sentences.get(i).map(|s| s.paragraph);
        let same = memory
            .border
            .is_some_and(|(_, told)| paragraph(told) == paragraph(self.index));
        let could = |b: &&Border| home.is_none_or(|h| b.touches(h));
        !same && memory.named.iter().filter(could).count() > 1
    }

    /// "the border" between the only two states of the sentence, when they are neighbours.
    fn two_states(&self) -> Option<Border> {
        let mut codes: Vec<&str> = self.states.iter().map(|s| s.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        match codes.as_slice() {
            [one, other] => self.sources.knowledge.lexicon.border_between(one, other),
            _ => None,
        }
    }
}
