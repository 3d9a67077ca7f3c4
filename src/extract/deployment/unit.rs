//! Forces named by a number: "the 12th Motor Rifle", "640 men", and in an article about forces "sixty" alone.
//!
//! Not strengths (that is `claim`). Rule: a bare number is a force only where the article tells of forces and no noun, date or
//! measure follows it. Counter-examples: "by 131 votes", "at six", "aged 19".

use super::scene::{Force, Scene};
use crate::extract::amount::{Figure, figures};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lexicon::ForceNounKind;
use crate::model::{ActorId, ActorKind};
use std::ops::Range;

/// The institution of a state that forces of no other name belong to.
pub(super) const ARMED_FORCES: &str = "armed-forces";

/// The institution of a state that units of no other name belong to.
pub(super) const ARMY: &str = "army";

/// Smallest bare number that can count a force.
const COUNTED_LEAST: f64 = 10.0;

/// Largest bare number that can count a force: no army has more.
const COUNTED_MOST: f64 = 3_000_000.0;

/// Most words of the name behind the number of a unit.
const UNIT_WORDS_MAX: usize = 4;

fn nameless(tokens: Range<usize>, kind: ForceNounKind) -> Force {
    Force {
        head: tokens.end.saturating_sub(1),
        tokens,
        kind,
        weak: false,
        actor: None::<ActorId>,
        institution: String::new(),
        country: None,
        modifier: false,
    }
}

impl Scene<'_> {
    /// "12th Motor Rifle", "the 9th Armoured"; in an article about forces "the 40th" alone.
    pub(super) fn read_units(&mut self) {
        for i in self.tokens.clone() {
            if !is_ordinal(self.lower(i)) || self.is_dated(i) || self.is_force_token(i) {
                continue;
            }
            let end = (i + 1..self.tokens.end.min(i + 1 + UNIT_WORDS_MAX))
                .find(|k| !self.is(*k, Around::Unit))
                .unwrap_or(self.tokens.end.min(i + 1 + UNIT_WORDS_MAX));
            let the = i > self.tokens.start && self.lower(i - 1) == "the";
            let bare = end == i + 1
                && self.told
                && the
                && !matches!(
                    self.tag(end),
                    Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num
                )
                && !self.stands_in(end, WordList::UnitJoin)
                && self.lower(end) != "-";
            let capital = end > i + 1
                && self
                    .sources
                    .document
                    .word(i + 1)
                    .starts_with(char::is_uppercase);
            if (capital && !self.is_force_token(end - 1)) || bare {
                self.add_force(nameless(i..end, ForceNounKind::Unit));
            }
        }
    }

    /// "640 men", "thirty vehicles": role nouns that a figure makes a force, where the sentence or the article tells of forces.
    pub(super) fn read_counted(&mut self) {
        let armed = self.told || !self.forces.is_empty();
        for i in self.tokens.clone() {
            let sent = self.stands_in(i, WordList::Men) && self.is_sent_by_state(i);
            if !armed && !sent {
                continue;
            }
            let floor = i.saturating_sub(2).max(self.tokens.start);
            let counted = (floor..i).any(|k| self.tag(k) == Upos::Num && !self.is_dated(k));
            // "Brigades men": those of a named force.
            let owned = || {
                let before = self.sources.document.token_span(i.saturating_sub(1));
                let named = self.sources.named.mentions_in(before);
                i > self.tokens.start
                    && named.iter().any(|m| m.actor_kind == Some(ActorKind::Force))
            };
            // "Its men sleep in the schoolhouse".
            let own = self.told
                && i > self.tokens.start
                && matches!(self.lower(i - 1), "its" | "their")
                && self.stands_in(i, WordList::Men);
            let counted = counted || own;
            if self.is_force_token(i) || !self.is(i, Around::Counted) || !(counted || owned()) {
                continue;
            }
            let mut men = nameless(i..i + 1, ForceNounKind::Person);
            if sent {
                ARMED_FORCES.clone_into(&mut men.institution);
            }
            self.add_force(men);
        }
        if self.told {
            self.read_bare_numbers();
        }
    }

    /// "Norland massed 70,000 men along the border": whom a state moves to a border. Counter-example: "Norland deported 300 men".
    fn is_sent_by_state(&self, men: usize) -> bool {
        let mut words = self.tokens.clone();
        // "a battalion of 400 men": the battalion is moved.
        let syntax = self.sources.syntax;
        let whole = syntax.head(men).filter(|h| {
            let part = syntax.relation(men) == Relation::Nmod && self.lower(h + 1) == "of";
            part && self.is(*h, Around::Count)
        });
        let moved = self.is_moved_by_state(whole.unwrap_or(men));
        moved && words.any(|k| self.is(k, Around::Border))
    }

    /// Whether a noun is the object of a verb of movement whose subject is a state.
    pub(super) fn is_moved_by_state(&self, noun: usize) -> bool {
        let syntax = self.sources.syntax;
        let verb = syntax.head(noun).filter(|v| {
            let movement = &self.sources.knowledge.language.movement;
            let object = syntax.relation(noun) == Relation::Obj;
            *v < noun && movement.is_trigger(self.lower(*v)) && object
        });
        let subject = verb.and_then(|v| syntax.child(v, Relation::Nsubj));
        subject.is_some_and(|s| self.is_state(s))
    }

    /// "there are six hundred", "the first 250 of the 600": numbers alone.
    fn read_bare_numbers(&mut self) {
        let words = &self.sources.knowledge.language.quantities;
        for figure in figures(self.sources.document, words, self.tokens.clone()) {
            if self.is_bare_number(&figure) {
                self.add_force(nameless(figure.tokens, ForceNounKind::Person));
            }
        }
    }

    fn is_bare_number(&self, figure: &Figure) -> bool {
        let Range { start, end } = figure.tokens;
        let last = end.saturating_sub(1);
        let least = figure.amount.min.or(figure.amount.max).unwrap_or(0.0);
        let syntax = self.sources.syntax;
        let closes = matches!(self.tag(end), Upos::Punct) || end >= self.tokens.end;
        let argument = matches!(
            syntax.relation(last),
            Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Root
        ) || self.stands_in(end, WordList::CountEnd)
            || self.sources.syntax.fine(end).is_finite()
            || (closes && matches!(self.tag(start.saturating_sub(1)), Upos::Verb | Upos::Aux));
        let before = start.checked_sub(1).filter(|k| *k >= self.tokens.start);
        let lead = before.map_or("", |k| self.lower(k));
        let timed = self.in_list(lead, WordList::Timed) || matches!(lead, "-" | "$");
        // "some 200 more came".
        let more = self.is(end, Around::More) && self.tag(end + 1) == Upos::Verb;
        let counts_noun = !more
            && matches!(
                self.tag(end),
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Sym
            )
            || (self.stands_in(end, WordList::Rate)
                || matches!(self.lower(end), "%" | "-" | "." | ":"))
                && self.tag(end + 1) == Upos::Num;
        // "thousands of refugees".
        let own = self.tag(end + 1) == Upos::Pron;
        let of_others = self.lower(end) == "of" && !own && {
            let mut behind = end + 1..(end + 5).min(self.tokens.end);
            let noun = behind.find(|k| matches!(self.tag(*k), Upos::Noun | Upos::Propn));
            noun.is_some_and(|k| !self.is_force_token(k) && !self.is(k, Around::Counted))
        };
        figure.amount.unit.is_empty()
            && !of_others
            && (COUNTED_LEAST..=COUNTED_MOST).contains(&least)
            && argument
            && !timed
            && !counts_noun
            && start > self.tokens.start.max(self.body).saturating_sub(1)
            && !(start..end).any(|k| self.is_dated(k) || self.is_force_token(k))
    }

    /// Where the number begins that ends at `start`: "two hundred and thirty men", of which a phrase holds "thirty men".
    pub(super) fn number_start(&self, start: usize) -> usize {
        let floor = self.tokens.start.max(self.body);
        let number = |k: &usize| *k >= floor && self.tag(*k) == Upos::Num;
        let joined = start >= floor + 2
            && self.lower(start - 1) == "and"
            && number(&start)
            && self.is_scale(start - 2);
        if joined {
            let rest = (floor..start - 1).rev().take_while(number);
            rest.last().unwrap_or(start)
        } else {
            start
        }
    }

    /// "an army of lawyers", "a brigade of cooks", "an army of volunteers".
    pub(super) fn is_figure_of_speech(&self, head: usize) -> bool {
        let of = self.stands_in(head, WordList::Figurative) && self.lower(head + 1) == "of";
        let lower = |k: usize| {
            self.sources
                .document
                .word(k)
                .starts_with(char::is_lowercase)
        };
        let noun =
            |k: &usize| self.tag(*k) == Upos::Noun || (self.tag(*k) == Upos::Propn && lower(*k));
        // "soldiers of a mountain brigade": the last noun of the run is what they are of.
        let first = (head + 2..(head + 5).min(self.tokens.end)).find(noun);
        let counted = first.map(|k| (k..self.tokens.end).take_while(noun).last().unwrap_or(k));
        let lexicon = &self.sources.knowledge.lexicon;
        let armed = |k: usize| {
            !self.is(k, Around::Civilian)
                && (lexicon.force_noun(self.lower(k)).is_some()
                    || self.is(k, Around::Military)
                    || self.is(k, Around::Weak))
        };
        let phrase = |k: usize| head + 2..k + 1;
        of && counted.is_some_and(|k| !phrase(k).any(armed) && !phrase(k).any(|k| self.is_named(k)))
    }

    /// A proper name or an ordinal: "the soldiers of the 4th company", "troops of the Harrow garrison".
    fn is_named(&self, k: usize) -> bool {
        let capital = self
            .sources
            .document
            .word(k)
            .starts_with(char::is_uppercase);
        (self.tag(k) == Upos::Propn && capital)
            || self.lower(k).starts_with(|c: char| c.is_ascii_digit())
    }

    pub(super) fn is_force_token(&self, i: usize) -> bool {
        self.forces.iter().any(|f| f.tokens.contains(&i))
    }
}

/// "12th", "3rd".
pub(super) fn is_ordinal(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(word.get(digits.len()..), Some("st" | "nd" | "rd" | "th"))
}
