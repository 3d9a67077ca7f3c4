//! Links between phrases: complements ("head of X"), aliases in parentheses, appositions ("X, head of Y,").
//!
//! Not coreference at a distance. Works from the right, so that what a phrase takes in is complete. Rule: every phrase
//! takes at most [`LINKS_MAX`] others.

use super::hit::Meaning;
use super::phrase::{Determiner, Phrase, PhraseKind};
use super::reading::Reading;
use crate::extract::syntax::Relation;
use crate::lang::naming::{Noun, NounClass, WordClass};
use crate::model::ActorKind;

/// Most complements, aliases and appositions one phrase takes in.
pub(super) const LINKS_MAX: usize = 8;

const NONE: u32 = u32::MAX;

/// Links the phrases of the whole article.
pub(super) fn link(reading: &Reading<'_>, phrases: &mut Vec<Phrase>) {
    let mut starts = vec![NONE; reading.document.tokens.len() + 1];
    for (p, phrase) in (0_u32..).zip(phrases.iter()) {
        if phrase.part_of.is_none()
            && let Some(slot) = starts.get_mut(phrase.extent.start)
        {
            *slot = p;
        }
    }
    let mut linker = Linker {
        reading,
        phrases,
        starts,
    };
    for p in (0..linker.phrases.len()).rev() {
        if linker
            .at(p)
            .is_some_and(|x| x.part_of.is_none() && x.kind != PhraseKind::Pronoun)
        {
            linker.grow(p);
        }
    }
}

pub(super) struct Linker<'r, 'k, 'p> {
    pub(super) reading: &'r Reading<'k>,
    pub(super) phrases: &'p mut Vec<Phrase>,
    starts: Vec<u32>,
}

impl Linker<'_, '_, '_> {
    pub(super) fn at(&self, p: usize) -> Option<&Phrase> {
        self.phrases.get(p)
    }

    /// The free phrase of the same sentence that begins at a token.
    fn begins(&self, token: usize, sentence: usize) -> Option<usize> {
        let p = *self.starts.get(token)? as usize;
        self.at(p)
            .filter(|x| x.part_of.is_none() && x.sentence == sentence)
            .map(|_| p)
    }

    fn grow(&mut self, p: usize) {
        for _ in 0..LINKS_MAX {
            if !(self.complement(p)
                || self.parenthesis(p)
                || self.trailing_noun(p)
                || self.known_as(p)
                || self.copula(p)
                || self.apposition(p))
            {
                return;
            }
        }
    }

    fn take(&mut self, p: usize, q: usize, end: usize) {
        if let Some(taken) = self.phrases.get_mut(q) {
            taken.part_of = Some(p);
        }
        if let Some(taker) = self.phrases.get_mut(p) {
            taker.extent.end = end;
        }
    }

    /// "head | of the ULF", "foreign ministers | of A, B and C".
    fn complement(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t = phrase.extent.end;
        let named = phrase.is_named();
        let fits = match self.reading.lower(t) {
            "of" => !named || phrase.noun.is_none(),
            "from" if !named && phrase.noun.is_some_and(|(_, n)| n.class == NounClass::Body) => {
                true
            }
            "for" | "at" | "in" | "from" | "to" | "with" | "on" => {
                !named
                    && phrase.noun.is_some_and(|(_, n)| {
                        matches!(n.class, NounClass::Office | NounClass::Role)
                    })
            }
            _ => false,
        };
        let body = phrase.noun.is_some_and(|(_, n)| n.class == NounClass::Body);
        let (sentence, plural) = (phrase.sentence, phrase.plural || (body && !named));
        let Some(q) = self.begins(t + 1, sentence).filter(|_| fits) else {
            return false;
        };
        // "accused the government of siding with X": a deed is nobody's part.
        let deed = self.reading.lower(t + 1).ends_with("ing")
            && self.reading.syntax.relation(t) == Relation::Mark;
        if deed || self.at(q).is_some_and(|x| x.kind == PhraseKind::Pronoun) {
            return false;
        }
        if !named && (self.is_person_of(q) || self.cut_name(p, q)) {
            let end = self.at(q).map_or(t, |x| x.extent.end);
            self.take(p, q, end);
            if let Some(person) = self.phrases.get_mut(q) {
                person.same_as = Some(p);
            }
            return true;
        }
        if let Some(name) = self.name_of_outer(p, q) {
            let end = self.at(q).map_or(t, |x| x.extent.end);
            if let Some(inner) = self.phrases.get_mut(q) {
                inner.extent.end = inner.tokens.end;
            }
            self.take(p, q, end);
            if let Some(name) = self.phrases.get_mut(name) {
                (name.same_as, name.part_of) = (Some(p), Some(p));
            }
            if let Some(outer) = self.phrases.get_mut(p) {
                outer.complements.push(q);
            }
            return true;
        }
        let mut taken = vec![q];
        if plural && self.at(q).is_some_and(Phrase::is_named) {
            taken.extend(self.list_after(q));
        }
        for q in &taken {
            let end = self.at(*q).map_or(t, |x| x.extent.end);
            self.take(p, *q, end);
        }
        if let Some(phrase) = self.phrases.get_mut(p) {
            phrase.complements.extend(taken);
        }
        true
    }

    /// The named phrases of a list that goes on after `q` and holds an "and": "B" and "C" of "A, B and C".
    fn list_after(&self, q: usize) -> Vec<usize> {
        let mut list = Vec::new();
        let Some(mut last) = self.at(q) else {
            return list;
        };
        let sentence = last.sentence;
        while list.len() < LINKS_MAX {
            let mut t = last.extent.end;
            let comma = self.reading.document.word(t) == ",";
            t += usize::from(comma);
            let and = matches!(self.reading.lower(t), "and" | "&");
            t += usize::from(and);
            let next = (comma || and).then(|| self.begins(t, sentence)).flatten();
            let Some(next) = next.filter(|n| {
                self.at(*n)
                    .is_some_and(|x| x.is_named() && x.noun.is_none())
            }) else {
                return Vec::new();
            };
            list.push(next);
            if and {
                return list;
            }
            let Some(phrase) = self.at(next) else { break };
            last = phrase;
        }
        Vec::new()
    }

    /// "Popular Front (PF)": the words in brackets name the same.
    fn parenthesis(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t = phrase.extent.end;
        if !matches!(self.reading.document.word(t), "(" | "[") {
            return false;
        }
        let body_like = phrase.is_named() || phrase.noun.is_some();
        let Some(q) = self.begins(t + 1, phrase.sentence).filter(|_| body_like) else {
            return false;
        };
        let Some(alias) = self.at(q) else {
            return false;
        };
        let end = alias.extent.end;
        let closes = matches!(self.reading.document.word(end), ")" | "]");
        if !closes || !alias.is_named() || alias.tokens.len() > 4 {
            return false;
        }
        self.take(p, q, end + 1);
        if let Some(alias) = self.phrases.get_mut(q) {
            alias.same_as = Some(p);
        }
        true
    }

    /// "Popular Front (PF) | group", "Popular Front (PF) | leader A": the noun behind the brackets goes with the name.
    fn trailing_noun(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t = phrase.extent.end;
        let bracket = t
            .checked_sub(1)
            .is_some_and(|b| matches!(self.reading.document.word(b), ")" | "]"));
        let Some(q) = self
            .begins(t, phrase.sentence)
            .filter(|_| bracket && phrase.is_named())
        else {
            return false;
        };
        let Some(noun) = self.at(q) else { return false };
        let body = noun.noun.is_some_and(|(_, n)| n.class == NounClass::Body);
        if noun.determiner != Determiner::Bare {
            return false;
        }
        if body && !noun.is_named() && !noun.plural {
            let end = noun.extent.end;
            self.take(p, q, end);
            if let Some(noun) = self.phrases.get_mut(q) {
                noun.same_as = Some(p);
            }
            return true;
        }
        let (start, extent) = (phrase.extent.start, noun.extent.end);
        if let Some(named) = self.phrases.get_mut(p) {
            named.part_of = Some(q);
            named.extent.end = t;
        }
        if let Some(noun) = self.phrases.get_mut(q) {
            noun.extent = start..extent;
            noun.determiner = Determiner::Definite;
        }
        false
    }

    /// "The peacekeepers, known as the Harbour Force,": a noun without a name and what it is called.
    fn known_as(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t =
            phrase.extent.end + usize::from(self.reading.document.word(phrase.extent.end) == ",");
        let called = self.reading.lower(t) == "known" && self.reading.lower(t + 1) == "as";
        let plain = called && !phrase.is_named() && phrase.determiner == Determiner::Definite;
        let Some(q) = self.begins(t + 2, phrase.sentence).filter(|_| plain) else {
            return false;
        };
        let Some(name) = self.at(q).filter(|x| x.is_named() && x.noun.is_none()) else {
            return false;
        };
        let end = name.extent.end;
        self.take(p, q, end);
        if let Some(name) = self.phrases.get_mut(q) {
            name.same_as = Some(p);
        }
        true
    }

    /// "The colonel is Tomas Reke, a gunner": a title and the full name of whoever bears it.
    ///
    /// Counter-examples: "the president is Veldorian", "a colonel was Tomas Reke".
    fn copula(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t = phrase.extent.end;
        let person = phrase
            .noun
            .is_some_and(|(_, n)| n.kind == ActorKind::Person);
        let titled = person && !phrase.is_named() && !phrase.plural;
        if !titled
            || phrase.determiner != Determiner::Definite
            || !matches!(self.reading.lower(t), "is" | "was")
        {
            return false;
        }
        let Some(q) = self.begins(t + 1, phrase.sentence) else {
            return false;
        };
        let full = self.at(q).is_some_and(|x| {
            let end = self.reading.document.word(x.extent.end);
            self.is_full_name(x) && x.noun.is_none() && matches!(end, "," | "." | "")
        });
        if let Some(name) = self.phrases.get_mut(q).filter(|_| full) {
            name.same_as = Some(p);
        }
        false
    }

    fn apposition(&mut self, p: usize) -> bool {
        let Some(phrase) = self.at(p) else {
            return false;
        };
        let t = phrase.extent.end;
        let mark = self.reading.document.word(t);
        if !matches!(mark, "," | "\u{2014}" | "\u{2013}" | "--") {
            return false;
        }
        let Some(q) = self.begins(t + 1, phrase.sentence) else {
            return false;
        };
        let Some(other) = self.at(q) else {
            return false;
        };
        let end = other.extent.end;
        let next = self.reading.document.word(end);
        let closed = matches!(
            next,
            "," | "." | ";" | ":" | "\u{2014}" | "\u{2013}" | "--" | ")" | "" | "\u{201d}"
        );
        let listed = matches!(next, "and" | "or" | "&");
        if listed || !self.same_thing(phrase, other, closed) {
            return false;
        }
        self.take(p, q, end);
        if let Some(other) = self.phrases.get_mut(q) {
            other.same_as = Some(p);
        }
        true
    }

    /// Whether a name and a noun, in either order, may name one thing.
    fn same_thing(&self, one: &Phrase, other: &Phrase, closed: bool) -> bool {
        if one.plural || other.plural || one.quoted != other.quoted {
            return false;
        }
        let person = |x: &Phrase| {
            x.noun
                .is_some_and(|(_, n)| matches!(n.class, NounClass::Office | NounClass::Role))
        };
        let body = |x: &Phrase| x.noun.is_some_and(|(_, n)| n.class == NounClass::Body);
        match (one.is_named(), other.is_named()) {
            // "leaves Oz, its foreign minister said": the owned noun is the subject of what follows.
            (true, false) if person(other) => {
                !body(one)
                    && !self.is_located(one)
                    && self.may_be_person(one)
                    && (closed || (other.possessor.is_none() && !self.speaks(other)))
            }
            (true, false) if body(other) => {
                !person(one) && self.may_be_body(one, other) && other.determiner != Determiner::Bare
            }
            (false, true) if person(one) => {
                // "A local physician, Tomas Reke,": behind "a" only a name in full is the same person.
                let full = other.name.as_ref().is_some_and(|n| n.len() > 1);
                // "The army's spokesman, Colonel Reke,".
                let ranked = |(_, n): (usize, Noun)| n.class == NounClass::Role && !n.plural;
                let spoken = one.noun.is_some_and(ranked) && other.noun.is_some_and(ranked);
                closed
                    && (other.noun.is_none() || spoken)
                    && self.may_be_person(other)
                    && (full || one.determiner != Determiner::Indefinite)
            }
            (false, true) if body(one) => {
                closed
                    && other.noun.is_none()
                    && !self.is_full_name(other)
                    && self.may_be_body(other, one)
                    && one.determiner == Determiner::Definite
            }
            _ => false,
        }
    }

    /// "Born in Skerry, the daughter of a pilot,": a name behind a preposition of place.
    fn is_located(&self, phrase: &Phrase) -> bool {
        let before = phrase.extent.start.checked_sub(1);
        let place = before.is_some_and(|b| self.reading.is(b, WordClass::Where));
        place && phrase.noun.is_none()
    }

    /// Whether a name begins with a given name and goes on: "Ann Lee".
    fn is_full_name(&self, phrase: &Phrase) -> bool {
        let name = phrase.name.as_ref().filter(|n| n.len() > 1);
        let entry = name.and_then(|n| self.reading.word(n.start).entry);
        entry.is_some_and(|e| e.given().is_some()) && phrase.hit.is_none()
    }

    /// "along the Line, a senior official said": the noun is the subject of the verb right behind it.
    fn speaks(&self, noun: &Phrase) -> bool {
        let verb = noun.extent.end;
        let finite = self.reading.syntax.fine(verb).is_finite();
        // "Asked about Ann Lee, the mayor said": beside a name the noun closes with a comma.
        let tells =
            noun.determiner == Determiner::Definite && self.reading.is(verb, WordClass::Mind);
        finite && (tells || noun.determiner == Determiner::Indefinite)
    }

    fn meaning(&self, phrase: &Phrase) -> Option<Meaning> {
        let hit = phrase.hit?;
        self.reading.hits.get(hit as usize).map(|h| h.meaning)
    }

    fn may_be_person(&self, phrase: &Phrase) -> bool {
        match self.meaning(phrase) {
            None | Some(Meaning::Actor) => true,
            Some(Meaning::Demonym | Meaning::State | Meaning::Capital | Meaning::Place) => false,
        }
    }

    fn may_be_body(&self, named: &Phrase, noun: &Phrase) -> bool {
        let kind = noun.noun.map(|(_, n)| n.kind);
        match self.meaning(named) {
            None | Some(Meaning::Actor) => kind != Some(ActorKind::State),
            Some(Meaning::State) => kind == Some(ActorKind::State),
            Some(Meaning::Demonym | Meaning::Capital | Meaning::Place) => false,
        }
    }
}
