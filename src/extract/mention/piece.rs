//! Pieces: what a base phrase is built of, and which piece is its head, its noun and its name.
//!
//! Not links between phrases. Reads "Veldorian Prime Minister A B" as adjective, office, name; "Kestrovian Observatory for
//! Human Rights" as one name; "B supporters" as a noun with a name before it. Rule: a known name inside a longer
//! capitalised name is not that known actor.

use super::hit::{Hit, Meaning};
use super::reading::{Mark, Reading, Shape};
use crate::extract::syntax::Upos;
use crate::lang::naming::{Gender, Noun, NounClass, WordClass};
use crate::text::TokenKind;
use std::ops::Range;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PieceKind {
    Determiner,
    Number,
    /// A describing word, capitalised or not.
    Adjective,
    /// A state's adjective: hit index.
    Demonym(u32),
    /// A naming noun.
    Noun(Noun),
    /// "Mr", "Gen.".
    Honorific(Gender),
    /// Capitalised words nobody knows.
    Capital,
    /// A lexicon name: hit index.
    Hit(u32),
    /// Any other noun.
    Common,
}

/// A piece of a base phrase.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) tokens: Range<usize>,
    pub(super) kind: PieceKind,
    pub(super) capital: bool,
}

/// A base phrase understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) head: usize,
    pub(super) name: Option<Range<usize>>,
    pub(super) hit: Option<u32>,
    pub(super) noun: Option<(usize, Noun)>,
    pub(super) gender: Gender,
    pub(super) premodifiers: Vec<u32>,
    pub(super) nested: Vec<Piece>,
}

/// Cuts a base phrase.
pub(super) fn pieces(r: &Reading<'_>, tokens: Range<usize>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        let (kind, end) = piece_at(r, i, tokens.end, out.last());
        let capital = kind == PieceKind::Capital
            || (r.word(i).shape != Shape::Lower && kind != PieceKind::Determiner);
        match out.last_mut() {
            Some(last)
                if kind == PieceKind::Capital
                    && last.kind == PieceKind::Capital
                    && last.tokens.end == i =>
            {
                last.tokens.end = end;
            }
            _ => out.push(Piece {
                tokens: i..end,
                kind,
                capital,
            }),
        }
        i = end;
    }
    out
}

fn piece_at(r: &Reading<'_>, i: usize, end: usize, before: Option<&Piece>) -> (PieceKind, usize) {
    let word = r.word(i);
    let honorific = word.entry.is_some_and(|e| e.is(WordClass::Honorific)) && r.is_capital(i + 1);
    // "Sheikh Idris Marr": a title, though a town or somebody else is called so.
    let shares = |hit: &&Hit<'_>| honorific && hit.tokens.len() == 1;
    if let (Some(index), Some(hit)) = (word.hit, r.hit(i).filter(|h| !shares(h))) {
        let stop = hit.tokens.end.min(end);
        let kind = match hit.meaning {
            Meaning::Demonym => PieceKind::Demonym(index),
            Meaning::Actor | Meaning::State | Meaning::Capital | Meaning::Place => {
                PieceKind::Hit(index)
            }
        };
        return (kind, stop.max(i + 1));
    }
    let after_capital =
        before.is_some_and(|p| matches!(p.kind, PieceKind::Capital | PieceKind::Hit(_)));
    let capital = r.is_capital(i);
    let in_name = after_capital
        && !capital
        && (r.is(i, WordClass::Particle)
            || r.is(i, WordClass::Link)
            || r.document.word(i) == "-"
            || matches!(r.document.word(i), "'" | "\u{2019}" | "\u{2018}" | "`"));
    // "Council for Peace", but "Secretary for War".
    let linked = before.is_some_and(|p| p.capital && !is_title(p.kind, &[]))
        && matches!(r.lower(i), "of" | "for" | "the");
    if in_name || (linked && !r.is(i, WordClass::First)) {
        return (PieceKind::Capital, i + 1);
    }
    if r.document
        .tokens
        .get(i)
        .is_some_and(|t| t.kind == TokenKind::Number)
    {
        return (PieceKind::Number, i + 1);
    }
    let entry = word.entry;
    if capital && honorific {
        let gender = entry.map_or(Gender::Unknown, crate::lang::naming::Entry::gender);
        return (PieceKind::Honorific(gender), i + 1);
    }
    if capital && entry.is_some_and(|e| e.given().is_some()) && word.noun.is_none() {
        return (PieceKind::Capital, i + 1);
    }
    if let Some(noun) = word.noun
        && i + usize::from(noun.words) <= end
    {
        return (PieceKind::Noun(noun), i + usize::from(noun.words));
    }
    if capital {
        let belief = entry.is_some_and(|e| e.is(WordClass::Belief)) && !after_capital;
        return (
            if belief {
                PieceKind::Adjective
            } else {
                PieceKind::Capital
            },
            i + 1,
        );
    }
    if r.is(i, WordClass::Definite) || r.is(i, WordClass::Indefinite) {
        return (PieceKind::Determiner, i + 1);
    }
    match r.tag(i) {
        Some(Upos::Det) => (PieceKind::Determiner, i + 1),
        Some(Upos::Num) => (PieceKind::Number, i + 1),
        Some(Upos::Noun | Upos::Propn) => (PieceKind::Common, i + 1),
        _ => (PieceKind::Adjective, i + 1),
    }
}

/// How many pieces belong to one phrase: nothing behind "Minister A", no adjective behind a noun ("fighters present").
pub(super) fn phrase_end(r: &Reading<'_>, pieces: &[Piece]) -> usize {
    let named = |k: usize| {
        let name = pieces.get(k + 1);
        is_person_noun(pieces.get(k).map_or(PieceKind::Number, |p| p.kind))
            && name.is_some_and(|p| {
                matches!(p.kind, PieceKind::Capital | PieceKind::Hit(_)) && p.capital
            })
            && pieces
                .get(k + 2)
                .is_some_and(|p| p.kind == PieceKind::Common && !p.capital)
    };
    if let Some(k) = (0..pieces.len()).find(|k| named(*k)) {
        return k + 2;
    }
    let trailing = |p: &&Piece| {
        let last = p.tokens.end.saturating_sub(1);
        let participle = p.kind == PieceKind::Common && r.lower(last).ends_with("ing");
        !p.capital && (participle || (p.kind == PieceKind::Adjective && r.hit(last).is_none()))
    };
    let keep = pieces.len() - pieces.iter().rev().take_while(trailing).count();
    let noun = keep.checked_sub(1).and_then(|k| pieces.get(k));
    match noun.map(|p| p.kind) {
        Some(PieceKind::Noun(_)) => keep,
        _ => pieces.len(),
    }
}

fn is_person_noun(kind: PieceKind) -> bool {
    match kind {
        PieceKind::Noun(n) => matches!(n.class, NounClass::Office | NounClass::Role),
        PieceKind::Honorific(_) => true,
        PieceKind::Determiner
        | PieceKind::Number
        | PieceKind::Adjective
        | PieceKind::Demonym(_)
        | PieceKind::Capital
        | PieceKind::Hit(_)
        | PieceKind::Common => false,
    }
}

fn body_noun(kind: PieceKind) -> Option<Noun> {
    match kind {
        PieceKind::Noun(n) if n.class == NounClass::Body => Some(n),
        PieceKind::Noun(_)
        | PieceKind::Honorific(_)
        | PieceKind::Determiner
        | PieceKind::Number
        | PieceKind::Adjective
        | PieceKind::Demonym(_)
        | PieceKind::Capital
        | PieceKind::Hit(_)
        | PieceKind::Common => None,
    }
}

/// Finds head, noun and name.
pub(super) fn interpret(r: &Reading<'_>, pieces: &[Piece]) -> Found {
    let tail = pieces
        .iter()
        .rposition(|p| !p.capital || p.kind == PieceKind::Number)
        .map_or(0, |k| k + 1);
    let (before, run) = pieces.split_at(tail.min(pieces.len()));
    let mut found = Found {
        head: pieces.last().map_or(0, |p| p.tokens.end.saturating_sub(1)),
        ..Found::default()
    };
    if run.is_empty() {
        found.noun = head_noun(r, pieces);
        found.gender = found.noun.map_or(Gender::Unknown, |(_, n)| n.gender);
        found.take_names(r, pieces);
        return found;
    }
    let title_end = run
        .iter()
        .enumerate()
        .rev()
        .skip(1)
        .find(|(k, p)| is_title(p.kind, run.get(k + 1..).unwrap_or_default()))
        .map_or(0, |(k, _)| k + 1);
    let (title, name) = run.split_at(title_end);
    if let Some(Piece {
        kind: PieceKind::Honorific(gender),
        ..
    }) = title.last()
    {
        found.gender = *gender;
    }
    found.name_of(r, name);
    let (front, _) = pieces.split_at(tail + title_end);
    if found.name.is_some() {
        found.noun = front
            .iter()
            .rev()
            .take_while(|p| !matches!(p.kind, PieceKind::Common))
            .find_map(as_noun);
    }
    if let Some((_, noun)) = found.noun
        && found.gender == Gender::Unknown
    {
        found.gender = noun.gender;
    }
    found.take_names(r, before);
    found.take_names(r, title);
    found
}

/// Whether a piece is a lexicon name that only bodies bear.
fn is_known_body(r: &Reading<'_>, piece: &Piece) -> bool {
    hit_of(r, piece.kind).is_some_and(Hit::is_body)
}

/// Whether a run of capitals is a person's: two words or more, the first a given name.
fn is_full_name(r: &Reading<'_>, piece: &Piece) -> bool {
    let entry = r.word(piece.tokens.start).entry;
    piece.kind == PieceKind::Capital
        && piece.tokens.len() > 1
        && entry.is_some_and(|e| e.given().is_some())
}

/// Whether a noun is the title of what follows: "Minister" of "Minister A", not "Workers" of "Workers Council".
fn is_title(kind: PieceKind, rest: &[Piece]) -> bool {
    let plural = matches!(kind, PieceKind::Noun(n) if n.plural);
    let body_only = matches!(rest, [one] if body_noun(one.kind).is_some());
    is_person_noun(kind) && !plural && !body_only
}

fn as_noun(piece: &Piece) -> Option<(usize, Noun)> {
    match piece.kind {
        PieceKind::Noun(noun) => Some((piece.tokens.start, noun)),
        PieceKind::Honorific(_)
        | PieceKind::Determiner
        | PieceKind::Number
        | PieceKind::Adjective
        | PieceKind::Demonym(_)
        | PieceKind::Capital
        | PieceKind::Hit(_)
        | PieceKind::Common => None,
    }
}

/// The noun that heads a phrase without a name: the last piece.
fn head_noun(r: &Reading<'_>, pieces: &[Piece]) -> Option<(usize, Noun)> {
    let last = pieces.last()?;
    // "The official said": before a verb of saying it is no adjective.
    let adjective = !last.capital
        && r.tag(last.tokens.end.saturating_sub(1)) == Some(Upos::Adj)
        && !r.is(last.tokens.end, WordClass::Mind);
    as_noun(last).filter(|_| !adjective)
}

impl Found {
    /// Reads the capitalised pieces after the last title: a name with adjectives before it, or a noun.
    fn name_of(&mut self, r: &Reading<'_>, name: &[Piece]) {
        let Some(last) = name.last() else { return };
        let nouns = name
            .iter()
            .filter(|p| matches!(p.kind, PieceKind::Noun(_)))
            .count();
        let state =
            |p: &Piece| hit_of(r, p.kind).is_some_and(|h| matches!(h.meaning, Meaning::State));
        let strong = name.iter().any(|p| match p.kind {
            PieceKind::Capital | PieceKind::Adjective => true,
            PieceKind::Hit(_) => !state(p),
            PieceKind::Determiner
            | PieceKind::Number
            | PieceKind::Demonym(_)
            | PieceKind::Noun(_)
            | PieceKind::Honorific(_)
            | PieceKind::Common => false,
        });
        let body = name.iter().rev().find_map(|p| body_noun(p.kind));
        if is_person_noun(last.kind) {
            self.person_noun_last(r, name);
        } else if (body.is_some() || name.iter().any(|p| is_known_body(r, p)))
            && is_full_name(r, last)
        {
            // "Harbour Ministry Tomas Reke".
            let (front, person) = name.split_at(name.len() - 1);
            self.take_names(r, front);
            self.plain_name(r, person);
        } else if let (true, Some(_)) = (strong || nouns > 1, body) {
            self.whole(r, name);
        } else if nouns > 0 {
            self.noun = name.iter().rev().find_map(as_noun);
            self.take_names(r, name);
        } else {
            self.plain_name(r, name);
        }
    }

    /// "Veldorian Prime Minister" is a title; "Corin King" a man.
    fn person_noun_last(&mut self, r: &Reading<'_>, name: &[Piece]) {
        let given = name.iter().rev().nth(1).is_some_and(|p| {
            p.kind == PieceKind::Capital
                && r.word(p.tokens.start)
                    .entry
                    .is_some_and(|e| e.given().is_some())
        });
        if given {
            let start = name.len().saturating_sub(2);
            self.plain_name(r, name.get(start..).unwrap_or(name));
        } else {
            self.noun = name.last().and_then(as_noun);
            self.take_names(r, name);
        }
    }

    fn whole(&mut self, r: &Reading<'_>, name: &[Piece]) {
        let (Some(first), Some(last)) = (name.first(), name.last()) else {
            return;
        };
        self.name = Some(first.tokens.start..last.tokens.end);
        self.hit = match name {
            [one] => hit_index(one.kind),
            _ => None,
        };
        self.demonyms(name);
        let _ = r;
    }

    /// Strips adjectives of state and faith, keeps the rest as one name.
    fn plain_name(&mut self, r: &Reading<'_>, name: &[Piece]) {
        let is_describing =
            |p: &Piece| matches!(p.kind, PieceKind::Demonym(_) | PieceKind::Adjective);
        let strip = name.iter().take_while(|p| is_describing(p)).count();
        let (adjectives, mut rest) = name.split_at(strip);
        self.demonyms(adjectives);
        if rest.is_empty() {
            return;
        }
        // "Lorvane's" without its ending, "XV" before a person: the first of two names describes.
        if let [first, second, ..] = rest {
            let known = hit_of(r, second.kind).is_some_and(|h| matches!(h.meaning, Meaning::Actor));
            let given = r
                .word(second.tokens.start)
                .entry
                .is_some_and(|e| e.given().is_some());
            let state = hit_of(r, first.kind)
                .is_some_and(|h| matches!(h.meaning, Meaning::State | Meaning::Capital));
            if state && (known || given) {
                let (states, others) = rest.split_at(1);
                self.take_names(r, states);
                rest = others;
            }
        }
        self.whole(r, rest);
    }

    fn demonyms(&mut self, pieces: &[Piece]) {
        self.premodifiers
            .extend(pieces.iter().filter_map(|p| match p.kind {
                PieceKind::Demonym(h) => Some(h),
                PieceKind::Determiner
                | PieceKind::Number
                | PieceKind::Adjective
                | PieceKind::Noun(_)
                | PieceKind::Honorific(_)
                | PieceKind::Capital
                | PieceKind::Hit(_)
                | PieceKind::Common => None,
            }));
    }

    /// Notes the names before the head: each a phrase of its own.
    fn take_names(&mut self, r: &Reading<'_>, pieces: &[Piece]) {
        self.demonyms(pieces);
        for piece in pieces {
            match piece.kind {
                PieceKind::Hit(h) => {
                    self.premodifiers.push(h);
                    self.nested.push(piece.clone());
                }
                PieceKind::Capital if !r.word(piece.tokens.start).has(Mark::Heading) => {
                    self.nested.push(piece.clone());
                }
                PieceKind::Capital
                | PieceKind::Demonym(_)
                | PieceKind::Determiner
                | PieceKind::Number
                | PieceKind::Adjective
                | PieceKind::Noun(_)
                | PieceKind::Honorific(_)
                | PieceKind::Common => {}
            }
        }
    }
}

fn hit_index(kind: PieceKind) -> Option<u32> {
    match kind {
        PieceKind::Hit(h) | PieceKind::Demonym(h) => Some(h),
        PieceKind::Determiner
        | PieceKind::Number
        | PieceKind::Adjective
        | PieceKind::Noun(_)
        | PieceKind::Honorific(_)
        | PieceKind::Capital
        | PieceKind::Common => None,
    }
}

fn hit_of<'r, 'k>(r: &'r Reading<'k>, kind: PieceKind) -> Option<&'r Hit<'k>> {
    hit_index(kind).and_then(|h| r.hits.get(h as usize))
}
