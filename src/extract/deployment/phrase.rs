//! Phrase: which words before the noun of a force belong to it.
//!
//! Not what they mean (that is `strength` and `party`). Rule: a figure with its hedge, an owner and what describes the noun; no verb
//! before it, however the tagger takes it. Counter-examples: "Marek ordered units", "in 2020 rushed commandos", "15:38 - Guards".

use super::scene::Scene;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;

impl Scene<'_> {
    /// "at least 4,000 troops", "up to 10,000 troops": the hedge belongs to the figure.
    pub(super) fn hedge_start(&self, start: usize) -> usize {
        let word = |n: usize| start.checked_sub(n).map_or("", |k| self.lower(k));
        if self.lower(start) == "least" && word(1) == "at" {
            return start - 1;
        }
        // "as many as 7,000".
        if self.lower(start.saturating_sub(2)) == "many" && (word(3), word(1)) == ("as", "as") {
            return start - 3;
        }
        let pair = (word(2), word(1));
        let figure = self.tag(start) == Upos::Num || self.is_scale(start);
        let hedged = matches!(pair, ("up", "to") | ("more" | "fewer" | "less", "than"));
        if figure && hedged && start >= self.tokens.start + 2 {
            start - 2
        } else {
            start
        }
    }

    /// A determiner opens its phrase: in "in the novel a battalion" the novel belongs to another one; in "all the", "two of the" not.
    pub(super) fn is_phrase_opened(&self, start: usize) -> bool {
        let opens = self.tag(start) == Upos::Det || matches!(self.lower(start), "its" | "their");
        let before = start.checked_sub(1).map_or("", |k| self.lower(k));
        opens && !self.in_list(before, WordList::Part)
    }

    /// Whether token `i` belongs to the noun phrase that begins at `next`.
    pub(super) fn belongs_before(&self, i: usize, next: usize) -> bool {
        let of = |i: usize| self.lower(i) == "of";
        match self.tag(i) {
            // "12:10 Marines on alert".
            Upos::Num if self.lower(i).contains(':') => false,
            Upos::Verb if self.lower(i).contains('-') => true,
            Upos::Det | Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn => {
                // "to station troops": a verb taken for a noun.
                let infinitive = i > self.tokens.start
                    && self.lower(i - 1) == "to"
                    && self.tag(i) == Upos::Noun
                    && self
                        .sources
                        .knowledge
                        .language
                        .movement
                        .is_trigger(self.lower(i));
                !self.stands_in(i, WordList::Day)
                    && !infinitive
                    && !self.is_verb_form(i)
                    && self.joined_to(i).is_none()
            }
            Upos::Pron => self.stands_in(i, WordList::Owner),
            Upos::Part => matches!(self.lower(i), "'s" | "\u{2019}s" | "'" | "\u{2019}"),
            Upos::Adp => {
                of(i)
                    && next > i
                    && i > self.tokens.start
                    && (self.is(i - 1, Around::Count) || self.is_scale(i - 1))
            }
            Upos::Punct => self.lower(i) == "-" && self.is_within_word(i),
            // "Norland-backed fighters".
            Upos::Verb if i > self.tokens.start && self.lower(i - 1) == "-" => {
                self.is_within_word(i - 1)
            }
            Upos::Verb => {
                self.is(i, Around::Unit) && self.sources.syntax.relation(i) == Relation::Amod
            }
            Upos::Adv
            | Upos::Aux
            | Upos::Cconj
            | Upos::Intj
            | Upos::Sconj
            | Upos::Sym
            | Upos::X => false,
        }
    }

    /// "is mobilizing forces", "already deployed soldiers": a verb of movement that the tagger takes for part of the phrase, with no
    /// determiner before it.
    fn is_verb_form(&self, i: usize) -> bool {
        let word = self.lower(i);
        let form = word.ends_with("ing") || word.ends_with("ed");
        let before = i.checked_sub(1).filter(|k| *k >= self.tokens.start);
        // "Marek ordered units", "in 2020 rushed commandos".
        let name = |k: usize| {
            let word = self.sources.document.word(k);
            k > self.tokens.start && word.starts_with(char::is_uppercase)
        };
        let ordered = before.is_some_and(|k| self.tag(k) == Upos::Propn || name(k))
            && self.stands_in(i, WordList::Ordering);
        let dated = before.is_some_and(|k| self.is_dated(k));
        let movement = &self.sources.knowledge.language.movement;
        if ordered || (dated && form && movement.is_trigger(word)) {
            return true;
        }
        let helper = before.is_some_and(|k| {
            matches!(self.tag(k), Upos::Aux | Upos::Adv) || self.stands_in(k, WordList::Be)
        });
        form && helper && self.sources.knowledge.language.movement.is_trigger(word)
    }

    /// "Norland-backed": a hyphen with no space beside it, as "15:38 - Guards" has.
    fn is_within_word(&self, hyphen: usize) -> bool {
        let span = |k: usize| self.sources.document.token_span(k);
        let before = hyphen.checked_sub(1).filter(|k| *k >= self.tokens.start);
        before.is_some_and(|b| span(b).end() == span(hyphen).start())
            && span(hyphen).end() == span(hyphen + 1).start()
    }
}
