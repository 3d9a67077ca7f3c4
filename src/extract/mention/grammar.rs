//! Grammar: from words to base noun phrases.
//!
//! Not a parser and not a judge of who is meant. A phrase runs from its determiner to its head ("the Islamist-led rebel
//! group Harun Front"); a possessor is a phrase of its own ("Veldoria's | foreign minister X"). Rule: each token is looked
//! at a bounded number of times.

use super::hit::Meaning;
use super::phrase::{Determiner, Phrase, PhraseKind};
use super::piece::{self, Piece, PieceKind};
use super::reading::{Mark, Reading, Shape};
use crate::extract::syntax::Upos;
use crate::lang::naming::{Noun, NounClass, WordClass};
use crate::text::TokenKind;
use std::ops::Range;

/// Longest base phrase in tokens; a longer run is cut there.
pub(super) const PHRASE_TOKENS_MAX: usize = 24;

/// Tokens to a phrase, about: what is reserved ahead.
const PHRASE_SHARE: usize = 4;

/// All phrases of the article, ascending by start.
pub(super) fn phrases(reading: &Reading<'_>) -> Vec<Phrase> {
    let mut builder = Builder {
        reading,
        phrases: Vec::with_capacity(reading.words.len() / PHRASE_SHARE),
        sentence: 0,
    };
    for (s, sentence) in reading.document.sentences.iter().enumerate() {
        builder.sentence = s;
        builder.sentence(sentence.tokens.clone());
    }
    builder.phrases
}

struct Builder<'r, 'k> {
    reading: &'r Reading<'k>,
    phrases: Vec<Phrase>,
    sentence: usize,
}

impl Builder<'_, '_> {
    fn sentence(&mut self, tokens: Range<usize>) {
        let mut i = tokens.start;
        let mut possessor = None;
        while i < tokens.end {
            if self.is_pronoun(i) {
                possessor = self.pronoun(i, tokens.end);
                i += 1;
                continue;
            }
            let end = self.nominal_end(i, tokens.end, possessor.is_some());
            if end == i {
                possessor = None;
                i += 1;
                continue;
            }
            let (index, end) = self.nominal(i..end, possessor);
            if end < tokens.end && self.reading.is_possessive(end) {
                possessor = Some(index);
                i = end + 1;
            } else {
                possessor = None;
                i = end;
            }
        }
    }

    fn is_pronoun(&self, i: usize) -> bool {
        let r = self.reading;
        (r.is(i, WordClass::Pronoun) || r.is(i, WordClass::Relative) || r.is(i, WordClass::First))
            && r.word(i).hit.is_none()
            && (r.word(i).shape != Shape::Upper || r.word(i).has(Mark::Heading))
            && !(r.word(i).shape == Shape::Upper
                && r.document.word(i).len() > 1
                && r.document.word(i) != "IT")
            || (r.document.word(i) == "I" && r.word(i).hit.is_none())
    }

    /// A pronoun is a phrase of its own; a possessive one owns what follows.
    fn pronoun(&mut self, i: usize, end: usize) -> Option<usize> {
        let r = self.reading;
        let entry = r.word(i).entry?;
        let index = self.phrases.len();
        self.phrases.push(Phrase {
            tokens: i..i + 1,
            extent: i..i + 1,
            head: i,
            kind: PhraseKind::Pronoun,
            gender: entry.gender(),
            plural: entry.is_plural(),
            determiner: Determiner::Definite,
            sentence: self.sentence,
            quoted: r.word(i).has(Mark::Quoted),
            ..Phrase::default()
        });
        let possessive = match r.lower(i) {
            "his" | "its" | "their" | "my" | "our" | "whose" => true,
            "her" => r.owns(i),
            _ => false,
        };
        (possessive && i + 1 < end).then_some(index)
    }

    fn is_link(&self, i: usize, start: usize) -> bool {
        let r = self.reading;
        match r.lower(i) {
            "of" | "for" => self.links_body(i, start),
            "and" | "&" => self.joins_adjectives(i, start),
            _ => false,
        }
    }

    /// "Observatory | for Human Rights": a capitalised body noun before, a capital behind that is no state.
    fn links_body(&self, i: usize, start: usize) -> bool {
        let r = self.reading;
        let next = if r.lower(i + 1) == "the" {
            i + 2
        } else {
            i + 1
        };
        // "Council of Peace", "Doctors of the Coast", but "Ministers of Veldoria" at a sentence's start.
        let names = |k: usize, n: Noun| {
            let people = n.class == NounClass::Role && n.plural && !r.word(k).has(Mark::First);
            n.words == 1 && (n.class == NounClass::Body || people && !r.word(k).has(Mark::Heading))
        };
        let capital_noun = |k: usize| {
            r.word(k).shape != Shape::Lower
                && r.word(k).noun.is_some_and(|n| names(k, n))
                && r.word(k).hit.is_none()
        };
        if !r.is_capital(next) || r.is(next, WordClass::Calendar) {
            return false;
        }
        let state = r.hit(next).is_some_and(|h| {
            matches!(h.meaning, Meaning::State | Meaning::Capital) && !r.is_capital(h.tokens.end)
        });
        if state
            || r.hit(next)
                .is_some_and(|h| matches!(h.meaning, Meaning::Actor))
        {
            return false;
        }
        // "Secretary of State | for War": an office, though "state" is a body's word.
        let office = (start..i).any(|k| {
            let noun = r.word(k).noun;
            noun.is_some_and(|n| n.class == NounClass::Office && k + usize::from(n.words) == i)
        });
        if office {
            return false;
        }
        let from = (start..i).rev().take_while(|k| r.is_capital(*k)).last();
        from.is_some_and(|from| (from..i).any(capital_noun))
    }

    /// "Kestrovian and Lorvanian counterparts".
    fn joins_adjectives(&self, i: usize, start: usize) -> bool {
        let r = self.reading;
        let describes = |k: usize| {
            r.hit(k)
                .is_some_and(|h| matches!(h.meaning, Meaning::Demonym))
                || r.is(k, WordClass::Belief)
        };
        i > start && describes(i - 1) && describes(i + 1) && self.joins(i + 2, start)
    }

    /// One past the last token of the base phrase that begins at `i`; `i` when none begins.
    fn nominal_end(&self, i: usize, end: usize, owned: bool) -> usize {
        let r = self.reading;
        let mut at = i;
        if !owned {
            while at < end && self.is_determiner(at) && at - i < 3 {
                at += 1;
            }
        }
        let first = at;
        while at < end && at - i < PHRASE_TOKENS_MAX {
            let hit_end = r.hit(at).map_or(at, |h| h.tokens.end.min(end));
            if hit_end > at {
                at = hit_end;
            } else if let Some(end) = self.long_noun(at, end) {
                at = end;
            } else if self.joins(at, first) || (at > first && self.joins_inside(at, first, end)) {
                at += 1;
            } else {
                break;
            }
        }
        // Never end on a link word or particle.
        while at > first
            && matches!(r.lower(at - 1), "of" | "for" | "and" | "&" | "the")
            && r.word(at - 1).hit.is_none()
        {
            at -= 1;
        }
        if at == first { i } else { at }
    }

    /// One past a noun of several words ("secretary of state").
    fn long_noun(&self, i: usize, end: usize) -> Option<usize> {
        let words = self
            .reading
            .word(i)
            .noun
            .map_or(1, |n| usize::from(n.words));
        (words > 1 && i + words <= end).then_some(i + words)
    }

    /// "The Veldorian PM said": a word of the calendar that is an office where no hour stands before it.
    fn is_office_too(&self, i: usize) -> bool {
        let kind = |k: usize| self.reading.document.tokens.get(k).map(|t| t.kind);
        let hour = i.checked_sub(1).and_then(kind) == Some(TokenKind::Number);
        let noun = self.reading.word(i).noun;
        noun.is_some_and(|n| n.class == NounClass::Office) && !hour
    }

    fn is_determiner(&self, i: usize) -> bool {
        let r = self.reading;
        (r.is(i, WordClass::Definite) || r.is(i, WordClass::Indefinite))
            && r.word(i).hit.is_none()
            && !matches!(r.tag(i), Some(Upos::Sconj))
    }

    fn joins(&self, i: usize, first: usize) -> bool {
        let r = self.reading;
        let word = r.word(i);
        if word.has(Mark::Dead) {
            return false;
        }
        if word.hit.is_some() {
            return true;
        }
        let kind = r.document.tokens.get(i).map(|t| t.kind);
        match kind {
            Some(TokenKind::Number) => return true,
            Some(TokenKind::Word) => {}
            Some(TokenKind::QuoteMark | TokenKind::Punctuation) | None => return false,
        }
        if r.is(i, WordClass::Calendar)
            && r.is_capital(i)
            && word.entry.is_none_or(|e| e.given().is_none())
            && !self.is_office_too(i)
        {
            return false;
        }
        if r.is_capital(i) {
            return true;
        }
        if r.is_possessive(i) || r.is(i, WordClass::Pronoun) {
            return false;
        }
        let tag = r.tag(i);
        if word.noun.is_some() {
            let verbal = matches!(
                tag,
                Some(Upos::Verb | Upos::Aux | Upos::Adv | Upos::Adp | Upos::Pron | Upos::Det)
            );
            return !verbal || self.after_adjective(i, first);
        }
        match tag {
            Some(Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num) => {
                !matches!(r.lower(i), "such" | "according" | "due")
            }
            // A participle between determiner and noun: "the allied factions".
            Some(Upos::Verb) => {
                let described = r.word(i + 1).noun.is_some() || r.tag(i + 1) == Some(Upos::Noun);
                // "The chancellor of neighbouring Veldoria", "of occupied Oz", but "of backing Ann Lee".
                let state = !r.lower(i).ends_with("ing")
                    || matches!(
                        r.lower(i),
                        "neighbouring" | "neighboring" | "bordering" | "surrounding"
                    );
                let name = || state && r.lower(i - 1) == "of" && r.is_capital(i + 1);
                r.is_participle(i)
                    && i == first
                    && i > 0
                    && ((self.is_determiner(i - 1) && described) || name())
            }
            _ => false,
        }
    }

    /// "Their Lorvanian | counterparts": after an adjective or determiner a noun of the tables is no verb.
    fn after_adjective(&self, i: usize, first: usize) -> bool {
        let r = self.reading;
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        let plural = r
            .word(i)
            .noun
            .is_some_and(|n| n.plural && n.class != NounClass::Crowd);
        let demonym = r.hit(before).is_some_and(|h| h.meaning == Meaning::Demonym);
        plural && before >= first && (demonym || r.tag(before) == Some(Upos::Adj))
    }

    /// Words that only go on inside a phrase: particles, link words, "Shia' al-".
    fn joins_inside(&self, i: usize, first: usize, end: usize) -> bool {
        let r = self.reading;
        if i + 1 >= end {
            return false;
        }
        let particle = r.is(i, WordClass::Particle)
            && r.is_capital(i - 1)
            && (r.is_capital(i + 1) || (r.is(i + 1, WordClass::Particle) && r.is_capital(i + 2)));
        let article = r.lower(i) == "the" && self.is_link(i - 1, first);
        let ayn = matches!(r.document.word(i), "'" | "\u{2019}" | "\u{2018}" | "`")
            && r.is_capital(i - 1)
            && r.is_capital(i + 1)
            && r.document.token_span(i).start() == r.document.token_span(i - 1).end()
            && !r.is_possessive(i);
        let hyphen = r.document.word(i) == "-"
            && r.document.token_span(i).start() == r.document.token_span(i - 1).end()
            && r.document.token_span(i).end() == r.document.token_span(i + 1).start();
        particle || article || ayn || hyphen || self.is_link(i, first)
    }

    /// Adds the phrase over `tokens` and the names inside it; its index, and one past the last token it took.
    fn nominal(&mut self, tokens: Range<usize>, possessor: Option<usize>) -> (usize, usize) {
        let r = self.reading;
        let mut pieces = piece::pieces(r, tokens.clone());
        pieces.truncate(piece::phrase_end(r, &pieces));
        let end = pieces.last().map_or(tokens.end, |p| p.tokens.end);
        let tokens = tokens.start..end;
        let found = piece::interpret(r, &pieces);
        let index = self.phrases.len();
        let determiner = self.determiner(&tokens, possessor);
        let kind = match (&found.name, found.noun) {
            (Some(_), _) => PhraseKind::Name,
            (None, Some((_, noun))) => match noun.class {
                NounClass::Office | NounClass::Role => PhraseKind::Person,
                NounClass::Body => PhraseKind::Body,
                NounClass::Crowd => PhraseKind::Crowd,
            },
            (None, None) => PhraseKind::Thing,
        };
        let plural = found.name.is_none()
            && (found
                .noun
                .map_or_else(|| self.is_plural_word(found.head), |(_, n)| n.plural));
        self.phrases.push(Phrase {
            extent: tokens.clone(),
            head: found.head,
            name: found.name.clone(),
            noun: found.noun,
            kind,
            gender: found.gender,
            plural,
            determiner,
            possessor,
            hit: found.hit,
            premodifiers: found.premodifiers.clone(),
            sentence: self.sentence,
            quoted: r.word(found.head).has(Mark::Quoted),
            tokens,
            ..Phrase::default()
        });
        if let Some(owner) = possessor.and_then(|p| self.phrases.get_mut(p)) {
            owner.part_of = Some(index);
            let start = owner.extent.start;
            if let Some(phrase) = self.phrases.get_mut(index) {
                phrase.extent.start = start;
            }
        }
        self.nested(index, &found.nested);
        (index, end)
    }

    fn is_plural_word(&self, i: usize) -> bool {
        self.reading.is_plural(i)
    }

    /// Names before the head ("ULF leader"): phrases of their own, part of this one.
    fn nested(&mut self, owner: usize, names: &[Piece]) {
        for piece in names {
            let hit = match piece.kind {
                PieceKind::Hit(h) => Some(h),
                PieceKind::Determiner
                | PieceKind::Number
                | PieceKind::Adjective
                | PieceKind::Demonym(_)
                | PieceKind::Noun(_)
                | PieceKind::Honorific(_)
                | PieceKind::Capital
                | PieceKind::Common => None,
            };
            let head = piece.tokens.end.saturating_sub(1);
            self.phrases.push(Phrase {
                tokens: piece.tokens.clone(),
                extent: piece.tokens.clone(),
                head,
                name: Some(piece.tokens.clone()),
                kind: PhraseKind::Name,
                part_of: Some(owner),
                hit,
                sentence: self.sentence,
                quoted: self.reading.word(head).has(Mark::Quoted),
                ..Phrase::default()
            });
        }
    }

    fn determiner(&self, tokens: &Range<usize>, possessor: Option<usize>) -> Determiner {
        if possessor.is_some() {
            return Determiner::Definite;
        }
        let r = self.reading;
        let number = r.tag(tokens.start) == Some(Upos::Num)
            || r.document
                .tokens
                .get(tokens.start)
                .is_some_and(|t| t.kind == TokenKind::Number);
        if r.is(tokens.start, WordClass::Definite) {
            Determiner::Definite
        } else if number || r.is(tokens.start, WordClass::Indefinite) {
            Determiner::Indefinite
        } else {
            Determiner::Bare
        }
    }
}
