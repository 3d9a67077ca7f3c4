//! What follows a cue: where its content would begin, and of which sort.
//!
//! Not where the content ends (that is `complement`). Rule: the words between cue and content (adverbs, days, "in a
//! statement", the person told) belong to neither.

use super::channel::is_platform;
use super::cue::{Cue, CueKind, Shape, joined_apart};
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::start::{is_on_condition, with_its_adverb};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::speech::{Complement, Filler, ReportingVerb, VerbForm};
use std::ops::Range;

/// What sort of content begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentSort {
    /// A clause: "that she left", "she left".
    Clause,
    /// An infinitive: "to leave".
    Infinitive,
    /// A noun phrase, with what belongs to it.
    Object,
    /// A quotation that stands for itself, after a comma or colon.
    Quotation,
    /// Everything after a colon.
    Colon,
}

/// What stands right of a cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Follow {
    /// Where the content begins and of which sort, if any.
    pub content: Option<(usize, ContentSort)>,
    /// One past the last word that belongs to the cue (its preposition).
    pub cue_end: usize,
    /// Where the words behind the cue end: the content's start, or the comma or stop that follows.
    pub at: usize,
    /// The person told.
    pub addressee: Option<Range<usize>>,
}

/// Words behind a verb in which a word that makes it an idiom is looked for.
const IDIOM_REACH: usize = 4;

/// Words of "the following" and "as follows".
const FOLLOWING_WORDS: usize = 2;

/// Most tokens skipped between a cue and its content.
const GAP_MAX: usize = 40;

/// Looks at what follows a cue inside `unit`.
pub(super) fn follow(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Follow {
    let from = cue.words.end;
    match cue.kind {
        CueKind::Verb { verb, shape } => after_verb(page, cue, verb, shape, unit),
        CueKind::Noun => {
            let joins = page
                .speech
                .noun(page.low(cue.head))
                .map(|n| n.joins.as_slice());
            let direct = joins.is_some_and(|j| j.iter().any(|w| w == page.low(from)));
            let apart = joins
                .filter(|_| !direct)
                .and_then(|j| joined_apart(page, cue.head, j));
            after_noun(page, apart.unwrap_or(from))
        }
        CueKind::Phrase(_) => Follow {
            content: None,
            cue_end: from,
            at: from,
            addressee: None,
        },
    }
}

/// "claim that X": the clause with its "that"; "call for X": the preposition belongs to the cue.
fn after_noun(page: &Page<'_>, from: usize) -> Follow {
    let (start, sort) = if page.is_infinitive_mark(from) {
        (from, ContentSort::Infinitive)
    } else if page.tag(from) == Upos::Adp {
        (from + 1, ContentSort::Object)
    } else {
        (from, ContentSort::Clause)
    };
    Follow {
        content: Some((start, sort)),
        cue_end: start,
        at: start,
        addressee: None,
    }
}

fn after_verb(
    page: &Page<'_>,
    cue: &Cue<'_>,
    verb: &ReportingVerb,
    shape: Shape,
    unit: &Range<usize>,
) -> Follow {
    let from = cue.words.end;
    let mut reader = Reader {
        page,
        verb,
        at: from,
        end: unit.end.min(from + GAP_MAX),
        cue_end: from,
        negated: cue.negated,
        addressee: None,
    };
    let content = reader.content(shape);
    let content = content
        .filter(|(at, _)| !is_on_condition(page, cue, *at))
        .map(|(at, sort)| (with_its_adverb(page, from, at), sort));
    Follow {
        content,
        cue_end: reader.cue_end,
        at: reader.at,
        addressee: reader.addressee,
    }
}

struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    verb: &'p ReportingVerb,
    at: usize,
    end: usize,
    cue_end: usize,
    negated: bool,
    addressee: Option<Range<usize>>,
}

impl Reader<'_, '_> {
    fn content(&mut self, shape: Shape) -> Option<(usize, ContentSort)> {
        self.skip_time();
        self.skip_following();
        if self.opens_preposition() && !self.opens_platform() {
            if !self.is_marked_if_asked() {
                return None;
            }
            self.cue_end = self.at + 1;
            self.at += 1;
            return Some((self.at, ContentSort::Object));
        }
        if let Some(found) = self.here(shape) {
            return Some(found);
        }
        if self.verb.takes(Complement::Addressee) && shape != Shape::Passive {
            let before = self.at;
            self.skip_addressee();
            // "warned boats are on the way": the subject of what was said.
            if page_verb(self.page, self.at) && self.verb.takes(Complement::Clause) {
                (self.at, self.addressee) = (before, None);
            }
            if self.opens_preposition() {
                self.cue_end = self.at + 1;
                self.at += 1;
                return Some((self.at, ContentSort::Object));
            }
        }
        for _ in 0..GAP_MAX {
            let before = self.at;
            self.skip_time();
            self.skip_brackets();
            if self.verb.speaks() || self.verb.takes(Complement::Infinitive) {
                self.skip_phrase();
            }
            if self.at == before {
                break;
            }
        }
        self.skip_parenthesis();
        if self.doubled() {
            self.at += 1;
        }
        self.here(shape).or_else(|| self.bare(shape))
    }

    /// A second verb of saying where the content should begin: a slip of the editor's ("stated on Friday said that").
    fn doubled(&self) -> bool {
        let page = self.page;
        page.is_finite(self.at)
            && self.verb.takes(Complement::Clause)
            && page
                .speech
                .verbs(page.low(self.at))
                .any(|m| m.form == VerbForm::Past && m.verb.takes(Complement::Clause))
    }

    /// Content that announces itself: marks, colon, "that", "to".
    fn here(&mut self, shape: Shape) -> Option<(usize, ContentSort)> {
        let page = self.page;
        let word = page.low(self.at);
        let speaks = self.verb.speaks();
        if self.at >= self.end {
            return None;
        }
        if page.passage_at(self.at).is_some() {
            return Some((self.at, ContentSort::Clause));
        }
        match word {
            ":" if speaks && self.at + 1 < self.end => Some((self.at + 1, ContentSort::Colon)),
            "," if speaks && page.passage_at(self.at + 1).is_some() => {
                Some((self.at + 1, ContentSort::Quotation))
            }
            _ if self.verb.takes(Complement::Clause) && self.opens_clause() => {
                Some((self.at, ContentSort::Clause))
            }
            _ if (page.is_infinitive_mark(self.at)
                || self.refused_infinitive()
                || self.mistaken_infinitive())
                && (self.verb.takes(Complement::Infinitive) || shape == Shape::Passive)
                && !self.is_idiom() =>
            {
                Some((self.at, ContentSort::Infinitive))
            }
            _ => None,
        }
    }

    /// "Asked not to be named", "claimed two lives": words behind the verb that make it an idiom.
    fn is_idiom(&self) -> bool {
        let reach = self.end.min(self.at + IDIOM_REACH);
        (self.at..reach).any(|i| self.verb.except.iter().any(|w| w == self.page.low(i)))
    }

    /// "told them not to cross".
    fn refused_infinitive(&self) -> bool {
        let page = self.page;
        page.filler(self.at) == Some(Filler::Negation) && page.is_infinitive_mark(self.at + 1)
    }

    /// "declined to comment": a verb of saying that the tagger took for a noun.
    fn mistaken_infinitive(&self) -> bool {
        let page = self.page;
        let base = |m: crate::lang::speech::VerbMatch<'_>| m.form == VerbForm::Base;
        page.filler(self.at) == Some(Filler::Infinitive)
            && self.verb.takes(Complement::Infinitive)
            && page.speech.verbs(page.low(self.at + 1)).any(base)
    }

    /// "that", "whether", "if", "how": a word that opens a clause here. "that plan" opens none.
    fn opens_clause(&self) -> bool {
        let page = self.page;
        if !page.is_opener(self.at) {
            return false;
        }
        page.syntax.fine(self.at) != FineTag::Det || self.verb_before_comma(self.at + 1)
    }

    fn verb_before_comma(&self, from: usize) -> bool {
        (from..self.end)
            .take_while(|i| !page_breaks(self.page, *i))
            .any(|i| self.page.is_finite(i) && self.page.is_narration(i))
    }

    /// Content that begins without a sign: a bare clause or a noun phrase.
    fn bare(&mut self, shape: Shape) -> Option<(usize, ContentSort)> {
        let page = self.page;
        if self.at >= self.end
            || page.is_stop(self.at)
            || !page.is_word(self.at)
            || page.tag(self.at) == Upos::Punct
            || (page.tag(self.at) == Upos::Cconj
                && !page.speech.fills(page.low(self.at), Filler::Pair))
            || (page.tag(self.at) == Upos::Sconj && !page.is_opener(self.at))
        {
            return None;
        }
        if self.is_idiom() {
            return None;
        }
        // "to maintain a level of readiness, should talks fail": the clause behind the comma is another.
        let plain = shape != Shape::Infinitive || self.verb_before_comma(self.at);
        let clause = self.verb.takes(Complement::Clause) && shape != Shape::Passive;
        if clause && plain && self.clause_ahead() {
            self.at = self.that_ahead().unwrap_or(self.at);
            return Some((self.at, ContentSort::Clause));
        }
        (self.verb.takes(Complement::Object)
            && shape != Shape::Passive
            && page.tag(self.at) != Upos::Adp)
            .then_some((self.at, ContentSort::Object))
    }

    /// The conjunction that opens the clause further on: "said to a crowd of supporters that".
    fn that_ahead(&self) -> Option<usize> {
        let page = self.page;
        if page.tag(self.at) == Upos::Pron {
            return None;
        }
        (self.at..self.end)
            .take_while(|i| page.is_narration(*i) && !page.is_finite(*i) && !page_breaks(page, *i))
            .find(|i| {
                let joins = page.syntax.relation(*i) == Relation::Mark;
                page.is_opener(*i) && (page.tag(*i) == Upos::Sconj || joins)
            })
    }

    /// Whether a finite verb stands ahead before the sentence breaks off.
    fn clause_ahead(&self) -> bool {
        for i in self.at..self.end {
            let page = self.page;
            if !page.is_narration(i) || page.is_finite(i) || self.passes_for_finite(i) {
                return true;
            }
            if page.is_stop(i) || matches!(page.low(i), ";" | ":") {
                return false;
            }
        }
        false
    }

    /// "said a million donors gave": behind a verb that takes no object, a participle behind a noun is a finite verb.
    fn passes_for_finite(&self, i: usize) -> bool {
        let page = self.page;
        i > self.at
            && !self.verb.takes(Complement::Object)
            && page.syntax.fine(i) == FineTag::VerbParticiple
            && page.is_nominal(i - 1)
            && page.filler(i - 1) != Some(Filler::Time)
            && page.tag(i + 1) != Upos::Adp
    }

    /// "Reported on her Telegram channel": where it was said, not what it was about.
    fn opens_platform(&self) -> bool {
        let page = self.page;
        let start = self.at + 1;
        let end = noun_phrase_end(page, start, self.end);
        self.verb.takes(Complement::Clause) && is_platform(page, &(start..end))
    }

    fn opens_preposition(&self) -> bool {
        let word = self.page.low(self.at);
        self.at < self.end && self.verb.prepositions.iter().any(|p| p == word)
    }

    /// `Referred to the plan as "a farce"`: a verb of marked words needs them behind its preposition, unless it tells that
    /// nothing was said ("did not respond to a request").
    fn is_marked_if_asked(&self) -> bool {
        let page = self.page;
        let breaks = |i: &usize| page.is_finite(*i) || page_breaks(page, *i);
        let near = self.at + 1..self.end;
        self.negated
            || !self.verb.takes(Complement::Direct)
            || near
                .take_while(|i| !breaks(i))
                .any(|i| page.passage_at(i).is_some())
    }

    /// "stated the following:", "said as follows:": the colon opens what was said.
    fn skip_following(&mut self) {
        let page = self.page;
        let words = self.at..self.at + FOLLOWING_WORDS;
        let told = words
            .clone()
            .any(|i| page.filler(i) == Some(Filler::Following));
        let colon = words.end;
        if told && page.low(colon) == ":" && page.is_narration(colon) {
            self.at = colon;
        }
    }

    /// "on Tuesday", "last week", "repeatedly".
    fn skip_time(&mut self) {
        let page = self.page;
        while self.at < self.end && page.is_narration(self.at) {
            // "said Monday's talks failed".
            let time = |i: usize| {
                let owner = page.syntax.fine(i + 1) == FineTag::PartPoss;
                page.filler(i) == Some(Filler::Time) && !owner
            };
            // "said Saturday two men left": a number before a noun is no day.
            let number = |i: usize| page.tag(i) == Upos::Num && !self.counts(i);
            let adverb = page.tag(self.at) == Upos::Adv
                && page.syntax.fine(self.at) != FineTag::AdvWh
                && !self.opens_preposition();
            let step = if time(self.at) || adverb {
                1
            } else if matches!(page.tag(self.at), Upos::Adp | Upos::Det) && time(self.at + 1) {
                2
            } else if number(self.at) && self.at > 0 && time(self.at - 1) {
                1
            } else {
                break;
            };
            self.at += step;
        }
    }

    /// Whether a number counts what follows it: "two short battles".
    fn counts(&self, i: usize) -> bool {
        let page = self.page;
        let describes = matches!(page.tag(i + 1), Upos::Adj | Upos::Noun | Upos::Propn);
        describes && page.is_narration(i + 1) && page.filler(i + 1).is_none()
    }

    /// "told Reke (the harbour master) that".
    fn skip_brackets(&mut self) {
        let page = self.page;
        if page.low(self.at) != "(" {
            return;
        }
        let reach = self.end.min(self.at + PARENTHESIS_MAX);
        let close = (self.at..reach).find(|i| page.low(*i) == ")" && page.is_narration(*i));
        self.at = close.map_or(self.at, |c| c + 1);
    }

    /// "in a statement", "at a rally in the capital": prepositional phrases behind a verb of saying.
    fn skip_phrase(&mut self) {
        let page = self.page;
        // "said despite the rain, the hall was full": the speaker's own words.
        let own = page.speech.fills(page.low(self.at), Filler::Concession);
        if self.at >= self.end || page.tag(self.at) != Upos::Adp || self.opens_clause() || own {
            return;
        }
        // `Confirmed to "Al-Sahm" that`: an outlet's name in marks.
        let outlet = page.passage_at(self.at + 1).filter(|p| {
            let short = p.inner.len() <= OUTLET_MAX && page.is_capital(p.inner.start);
            short && page.low(self.at) == "to" && page.is_opener(p.outer.end)
        });
        if let Some(outlet) = outlet {
            self.addressee = Some(outlet.inner.clone());
            self.at = outlet.outer.end;
            return;
        }
        // "testified from behind a screen".
        let place = page.syntax.relation(self.at) == Relation::Case;
        let second = usize::from(place && page.tag(self.at + 1) == Upos::Adp);
        let end = noun_phrase_end(page, self.at + 1 + second, self.end);
        if end > self.at + 1 + second {
            let told = page.low(self.at) == "to" && self.at == self.cue_end;
            self.addressee = self.addressee.take().or(told.then_some(self.at + 1..end));
            self.at = end;
        } else if matches!(page.syntax.fine(self.at + 1), FineTag::VerbIng) {
            self.at += 2;
        }
    }

    /// "told reporters", "told a crowd of supporters".
    fn skip_addressee(&mut self) {
        let page = self.page;
        let start = self.at;
        let end = noun_phrase_end(page, start, self.end);
        // "told reporters the pier": a plural that the tagger took for a verb.
        let mistaken = end == start
            && page.syntax.fine(start) == FineTag::VerbPresent
            && page.low(start).ends_with('s')
            && (page.is_opener(start + 1)
                || page.passage_at(start + 1).is_some()
                || matches!(
                    page.tag(start + 1),
                    Upos::Det | Upos::Pron | Upos::Propn | Upos::Num
                ));
        let end = end + usize::from(mistaken);
        if end > start {
            self.addressee = Some(start..end);
            self.at = end;
        }
    }

    /// ", however," or ", in an interview on Monday," before a clause or quotation.
    fn skip_parenthesis(&mut self) {
        let page = self.page;
        if page.low(self.at) != "," || page.passage_at(self.at + 1).is_some() {
            return;
        }
        if page.is_opener(self.at + 1) && page.tag(self.at + 1) == Upos::Sconj {
            self.at += 1;
            return;
        }
        let reach = self.end.min(self.at + PARENTHESIS_MAX);
        let close = (self.at + 1..reach).find(|i| page.low(*i) == "," && page.is_narration(*i));
        let Some(close) = close else { return };
        let clean = !(self.at + 1..close).any(|i| page.is_finite(i));
        let opens = page.passage_at(close + 1).is_some() || (page.is_opener(close + 1) && clean);
        if opens && clean && self.at + 1 < close {
            self.at = close + 1;
        }
    }
}

fn page_verb(page: &Page<'_>, i: usize) -> bool {
    page.tag(i) == Upos::Aux && page.is_finite(i) && page.is_narration(i)
}

fn page_breaks(page: &Page<'_>, i: usize) -> bool {
    page.is_narration(i) && (page.is_stop(i) || matches!(page.low(i), "," | ";" | ":"))
}

/// Most tokens of an outlet's name in marks.
const OUTLET_MAX: usize = 5;

/// Most tokens between the commas of a parenthesis that is skipped.
const PARENTHESIS_MAX: usize = 16;
