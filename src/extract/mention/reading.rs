//! Reading: what each token could be in a name, before any grammar: shape, table words, lexicon names, quotation.
//!
//! Not a decision: a capital may be a sentence's first word, a noun may be a verb. Rule: one pass, one table look-up
//! a token.

use super::hit::Hit;
use super::shape::shape;
use crate::extract::syntax::{FineTag, Syntax, Upos};
use crate::lang::list::{WordList, WordLists};
use crate::lang::naming::{Entry, Naming, Noun, WordClass};
use crate::lang::{Known, Language};
use crate::model::{RemarkCode, Span};
use crate::text::{Document, ParagraphKind, TokenKind};
use std::ops::Range;

/// How a word is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) enum Shape {
    /// Small letters, a mark, a number.
    #[default]
    Lower,
    /// A capital first: "Marrowgate", "al-Hamdun".
    Title,
    /// Capitals only: "ULF".
    Upper,
    /// One capital, with or without full stop: "Z.".
    Initial,
}

/// What is known of one token.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::extract) struct Word<'k> {
    /// Table entry.
    pub(in crate::extract) entry: Option<&'k Entry>,
    /// Naming noun that begins here.
    pub(in crate::extract) noun: Option<Noun>,
    /// Letters.
    pub(in crate::extract) shape: Shape,
    /// Lexicon name that covers this token, by index.
    pub(in crate::extract) hit: Option<u32>,
    /// What else is noticed: a bit for each [`Mark`].
    marks: u8,
}

/// Something noticed about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Mark {
    /// Inside quotation marks.
    Quoted,
    /// In damaged text: never part of a name.
    Dead,
    /// First word of its sentence or of a quotation: its capital says nothing.
    First,
    /// In a line that capitalises every word.
    Heading,
    /// An everyday word in this article: it also stands there in small letters.
    Common,
    /// Capitalised inside another sentence too: no everyday word.
    Elsewhere,
}

impl Word<'_> {
    pub(in crate::extract) fn has(&self, mark: Mark) -> bool {
        self.marks & (1 << (mark as u8)) != 0
    }

    fn set(&mut self, mark: Mark, on: bool) {
        if on {
            self.marks |= 1 << (mark as u8);
        }
    }
}

/// The whole article, word by word.
#[derive(Debug)]
pub(in crate::extract) struct Reading<'k> {
    pub(in crate::extract) document: &'k Document,
    pub(in crate::extract) syntax: &'k Syntax,
    pub(in crate::extract) naming: &'k Naming,
    pub(in crate::extract) lists: &'k WordLists,
    pub(in crate::extract) words: Vec<Word<'k>>,
    pub(in crate::extract) hits: Vec<Hit<'k>>,
}

impl<'k> Reading<'k> {
    pub(in crate::extract) fn new(
        document: &'k Document,
        syntax: &'k Syntax,
        language: &'k Language,
        hits: Vec<Hit<'k>>,
    ) -> Self {
        let mut reading = Self {
            document,
            syntax,
            naming: &language.naming,
            lists: &language.lists,
            words: words(document, language),
            hits,
        };
        reading.mark_quotes();
        reading.mark_damage();
        reading.mark_headings();
        reading.mark_hits();
        reading.mark_common();
        reading
    }

    pub(in crate::extract) fn word(&self, i: usize) -> Word<'k> {
        self.words.get(i).copied().unwrap_or_default()
    }

    /// Token text in lower case.
    pub(in crate::extract) fn lower(&self, i: usize) -> &'k str {
        self.document.lower(i)
    }

    pub(in crate::extract) fn tag(&self, i: usize) -> Option<Upos> {
        self.syntax.tags.get(i).copied()
    }

    /// Whether "her" stands before a noun.
    pub(in crate::extract) fn owns(&self, i: usize) -> bool {
        matches!(
            self.tag(i + 1),
            None | Some(Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
        )
    }

    /// A participle, by its ending where the tag tells only a verb.
    pub(in crate::extract) fn is_participle(&self, i: usize) -> bool {
        self.tag(i) == Some(Upos::Verb) && self.lower(i).ends_with(['d', 'n', 'g'])
    }

    pub(in crate::extract) fn is_plural(&self, i: usize) -> bool {
        let word = self.lower(i);
        word.ends_with('s') && !word.ends_with("ss")
    }

    pub(in crate::extract) fn is(&self, i: usize, class: WordClass) -> bool {
        self.word(i).entry.is_some_and(|e| e.is(class))
    }

    pub(in crate::extract) fn hit(&self, i: usize) -> Option<&Hit<'k>> {
        self.word(i).hit.and_then(|h| self.hits.get(h as usize))
    }

    /// Whether token `i` is the possessive ending of the word before.
    pub(in crate::extract) fn is_possessive(&self, i: usize) -> bool {
        let glued =
            i > 0 && self.document.token_span(i).start() == self.document.token_span(i - 1).end();
        match self.document.word(i) {
            "'s" | "\u{2019}s" => glued,
            "'" | "\u{2019}" => {
                glued
                    && self.document.word(i - 1).ends_with(['s', 'S'])
                    && self
                        .document
                        .tokens
                        .get(i)
                        .is_some_and(|t| t.kind == TokenKind::Word)
            }
            _ => false,
        }
    }

    /// Whether the word is capitalised in a way that means a name could stand here.
    pub(in crate::extract) fn is_capital(&self, i: usize) -> bool {
        let word = self.word(i);
        if word.has(Mark::Dead) || word.shape == Shape::Lower {
            return false;
        }
        if word.hit.is_some() {
            return true;
        }
        let ordinary = self.is(i, WordClass::Ordinary) || word.has(Mark::Common);
        match word.shape {
            Shape::Lower => false,
            Shape::Upper => {
                !(self.is(i, WordClass::Relative) || word.has(Mark::Heading) && ordinary)
            }
            Shape::Initial => !word.has(Mark::First) || self.is_capital_shape(i + 1),
            Shape::Title => {
                if word.has(Mark::Heading) {
                    return word.entry.is_some_and(|e| e.given().is_some()) || word.noun.is_some();
                }
                if ordinary {
                    return !word.has(Mark::First) && !self.is(i, WordClass::Ordinary);
                }
                !word.has(Mark::First)
                    || word.noun.is_some()
                    || word.entry.is_some()
                    || word.has(Mark::Elsewhere)
                    || matches!(self.tag(i), None | Some(Upos::Propn))
                    || (self.word(i + 1).shape == Shape::Title
                        && !self.word(i + 1).has(Mark::Heading)
                        // "Tell Reke to go": an order, no name.
                        && self.syntax.fine(i) != FineTag::VerbBase)
            }
        }
    }

    fn is_capital_shape(&self, i: usize) -> bool {
        !matches!(self.word(i).shape, Shape::Lower)
    }

    fn mark_quotes(&mut self) {
        for paragraph in &self.document.paragraphs {
            let range = self.document.tokens_in(paragraph.span);
            let mut open = false;
            for i in range {
                if self
                    .document
                    .tokens
                    .get(i)
                    .is_some_and(|t| t.kind == TokenKind::QuoteMark)
                {
                    let single =
                        self.document.token_span(i).len() == 1 && self.document.word(i) == "'";
                    open = match self.document.word(i) {
                        "\u{201c}" | "\u{201e}" | "\u{ab}" => true,
                        "\u{201d}" | "\u{bb}" => false,
                        "\u{2018}" | "\u{2019}" => open,
                        _ if single => open,
                        _ => !open,
                    };
                    if let Some(next) = self.words.get_mut(i + 1) {
                        next.set(Mark::First, open);
                    }
                }
                if let Some(word) = self.words.get_mut(i) {
                    word.set(Mark::Quoted, open);
                }
            }
        }
    }

    fn mark_damage(&mut self) {
        let damaged: Vec<Span> = self
            .document
            .remarks
            .iter()
            .filter(|r| r.code == RemarkCode::MojibakeSuspected)
            .map(|r| r.span)
            .collect();
        for span in damaged {
            for i in self.document.tokens_in(span) {
                if let Some(word) = self.words.get_mut(i) {
                    word.set(Mark::Dead, true);
                }
            }
        }
    }

    fn mark_headings(&mut self) {
        for sentence in &self.document.sentences {
            let (mut words, mut capital) = (0, 0);
            for i in sentence.tokens.clone() {
                let token = self.document.tokens.get(i);
                if token.is_some_and(|t| t.kind == TokenKind::Word && t.span.len() >= 4) {
                    words += 1;
                    let shape = self.words.get(i).map(|w| w.shape);
                    capital += usize::from(shape.is_some_and(|s| s != Shape::Lower));
                }
            }
            let headline = self
                .document
                .paragraphs
                .get(sentence.paragraph)
                .is_some_and(|p| p.kind != ParagraphKind::Body);
            let share = if headline { 7 } else { 9 };
            let heading = words >= 4 && capital * 10 >= words * share;
            for (k, i) in sentence.tokens.clone().enumerate() {
                if let Some(word) = self.words.get_mut(i) {
                    word.set(Mark::Heading, heading);
                    word.set(Mark::First, k == 0);
                }
            }
            // An opening mark before the first word leaves it the first word.
            if let Some(second) = self.words.get_mut(sentence.tokens.start + 1)
                && self
                    .document
                    .tokens
                    .get(sentence.tokens.start)
                    .is_some_and(|t| {
                        matches!(t.kind, TokenKind::QuoteMark | TokenKind::Punctuation)
                    })
            {
                second.set(Mark::First, true);
            }
        }
    }

    fn mark_hits(&mut self) {
        for (h, hit) in (0_u32..).zip(&self.hits) {
            // "Let us" at a sentence's start is no name, though an acronym may be spelled so.
            let start = hit.tokens.start;
            let everyday = hit.tokens.len() == 1
                && self.is(start, WordClass::Ordinary)
                && self.word(start).shape == Shape::Title
                && self.word(start).has(Mark::First);
            if everyday {
                continue;
            }
            for i in hit.tokens.clone() {
                if let Some(word) = self.words.get_mut(i)
                    && !word.has(Mark::Dead)
                {
                    word.hit = Some(h);
                }
            }
        }
    }

    /// A capital at a sentence's start whose word also stands in small letters is no name; one that is capitalised
    /// inside another sentence too may be.
    fn mark_common(&mut self) {
        let document = self.document;
        let leads = |w: &Word<'_>| w.has(Mark::First) || w.has(Mark::Heading);
        let asked = |w: &Word<'_>| w.shape == Shape::Title && leads(w);
        let words = || (0..).zip(&self.words).map(|(i, w)| (document.lower(i), w));
        let mut candidates = Candidates::of(words().filter(|(_, w)| asked(w)).map(|(l, _)| l));
        for (lower, word) in words() {
            let small = word.shape == Shape::Lower;
            if (small || !leads(word))
                && let Some(seen) = candidates.get(lower)
            {
                seen.small |= small;
                seen.capital |= !small;
            }
        }
        for (i, word) in self.words.iter_mut().enumerate() {
            if asked(word)
                && let Some(seen) = candidates.get(document.lower(i))
            {
                word.set(Mark::Elsewhere, seen.capital);
                word.set(Mark::Common, !seen.capital && seen.small);
            }
        }
    }

    /// The words of a token range as they stand, joined as in the text.
    pub(in crate::extract) fn text(&self, tokens: &Range<usize>) -> &'k str {
        self.document.tokens_span(tokens).slice(&self.document.text)
    }
}

/// How a word that leads a sentence is written elsewhere.
#[derive(Clone, Copy, Debug, Default)]
struct Written {
    small: bool,
    capital: bool,
}

/// The words that lead sentences. Sorted, not hashed: an article's own words are no keys to trust; most others are told
/// apart by a sketch of their bytes.
struct Candidates<'d> {
    words: Vec<(&'d str, Written)>,
    /// A bit for each sketch of a word.
    sketches: [u64; 64],
}

impl<'d> Candidates<'d> {
    fn of(words: impl Iterator<Item = &'d str>) -> Self {
        let mut words: Vec<(&str, Written)> = words.map(|w| (w, Written::default())).collect();
        words.sort_unstable_by_key(|(w, _)| *w);
        words.dedup_by_key(|(w, _)| *w);
        let mut sketches = [0; 64];
        for (word, _) in &words {
            let (row, bit) = sketch(word);
            if let Some(bits) = sketches.get_mut(row) {
                *bits |= bit;
            }
        }
        Self { words, sketches }
    }

    fn get(&mut self, word: &str) -> Option<&mut Written> {
        let (row, bit) = sketch(word);
        if self.sketches.get(row)? & bit == 0 {
            return None;
        }
        let at = self.words.binary_search_by_key(&word, |(w, _)| w).ok()?;
        self.words.get_mut(at).map(|(_, written)| written)
    }
}

/// First and second byte, and length with the last byte.
fn sketch(word: &str) -> (usize, u64) {
    let bytes = word.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let last = bytes.last().copied().unwrap_or(0);
    let row = usize::from(byte(0) ^ byte(1).rotate_left(3)) % 64;
    (row, 1 << ((word.len() * 5 + usize::from(last)) % 64))
}

fn words<'k>(document: &'k Document, language: &'k Language) -> Vec<Word<'k>> {
    let naming = &language.naming;
    let describes = |part: &str| language.lists.has(WordList::DescribingPart, part);
    (0..document.tokens.len())
        .map(|i| {
            let kind = document.tokens.get(i).map(|t| t.kind);
            if kind != Some(TokenKind::Word) {
                return Word::default();
            }
            let lower = document.lower(i);
            // A word with a curly apostrophe is looked up with a straight one, too.
            let looked_up = document.known(i).has(Known::NAMING) || !lower.is_ascii();
            let entry = looked_up.then(|| naming.entry(lower)).flatten();
            Word {
                entry,
                noun: entry.and_then(|e| e.noun(|k| document.lower(i + k))),
                shape: shape(document.word(i), describes),
                ..Word::default()
            }
        })
        .collect()
}
