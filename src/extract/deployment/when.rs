//! When: which of the dates of a sentence is the day of its movement.
//!
//! Not what a date means (that is `date`). Rule: the day on which something else was done is not the day forces moved, and a date
//! belongs to the verb before it. Examples: "moved on Monday, he said on Tuesday" is Monday; "from 5 to 8 May" is a range; the entries
//! of a live blog are of its day. Counter-examples, which give no date: the day of a dateline, "the ministry said on Tuesday that",
//! "under a treaty of 1992", "an agreement signed in August". Known misses: days told in a sentence of their own.

use super::Sources;
use super::argument::CLIMB_MAX;
use super::claim::Draft;
use super::scene::Scene;
use super::status::Reading;
use super::trigger::Found;
use crate::extract::date::{DateBound, DateMention, nearest, of_sentence};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Effect};
use crate::model::{CivilDate, DateRange};
use std::ops::Range;

/// From this many entries with a clock time before them on a report is a live blog.
const LIVE_ENTRIES: usize = 3;

/// Tokens at the head of a line among which the year of a chronicle stands.
const CHRONICLE_TOKENS: usize = 4;

/// Numbers that can be such a year.
const YEARS: Range<i16> = 1800..2100;

/// The last day a month can have.
const DAYS_MAX: u8 = 31;

/// Gives the facts of a live blog that tell no day the day of the blog.
pub(super) fn live(sources: &Sources<'_>, drafts: &mut [Draft]) {
    let Some(day) = sources.document.info.published.as_ref() else {
        return;
    };
    if day.start != day.end {
        return;
    }
    let text = &sources.document.text;
    let all = sources.document.paragraphs.iter().enumerate();
    let mut entries = all.filter(|(_, p)| opens_with_clock(p.span.slice(text)));
    let Some((first, _)) = entries.next() else {
        return;
    };
    if entries.count() + 1 < LIVE_ENTRIES {
        return;
    }
    for draft in drafts.iter_mut().filter(|d| d.paragraph >= first) {
        let claim = &mut draft.claim;
        if claim.status.is_fact() && claim.date.is_none() {
            claim.date = Some(day.clone());
            let reason = "day of the live blog";
            claim.confidence.reasons.push(reason.into());
        }
    }
}

/// "09.12 Norland says", "17:42".
fn opens_with_clock(text: &str) -> bool {
    let mut chars = text.chars().skip_while(|c| !c.is_ascii_alphanumeric());
    let mut digit = || chars.next().and_then(|c| c.to_digit(10));
    let (Some(tens), Some(ones)) = (digit(), digit()) else {
        return false;
    };
    let point = matches!(chars.next(), Some('.' | ':'));
    let minutes = chars.by_ref().take(2).filter(char::is_ascii_digit).count() == 2;
    let ends = chars.next().is_none_or(char::is_whitespace);
    tens * 10 + ones < 24 && point && minutes && ends
}

impl Scene<'_> {
    /// The day of a movement, as its sentence tells it.
    pub(super) fn date(&self, found: &Found<'_>, reading: &Reading) -> Option<DateRange> {
        let dates = of_sentence(self.sources.dates, self.index);
        // The day of a dateline is that of the report.
        // "extended the closure until April": its end.
        let told = dates
            .iter()
            .filter(|d| d.tokens.start >= self.body && d.bound != DateBound::Until)
            .filter(|d| !self.is_aside(found.at, d.tokens.start));
        let own = told.filter(|d| self.is_own_date(found, reading, d));
        let Some(day) = nearest(own, self.span_of(found.at)) else {
            return self.chronicle_year();
        };
        self.span_of_days(dates, day).or_else(|| day.range.clone())
    }

    /// Whether a date says when the movement was, by the verb before it.
    fn is_own_date(&self, found: &Found<'_>, reading: &Reading, date: &DateMention) -> bool {
        if self.is_of_another_noun(found, date) {
            return false;
        }
        let at = date.tokens.start;
        // "Monday's deployment".
        if !found.trigger.verb && (self.phrase_start(found.at)..found.at).contains(&at) {
            return true;
        }
        let floor = self.tokens.start.max(self.body);
        let mut before = (floor..at).rev().take_while(|k| self.lower(*k) != ";");
        let verb = before.find(|k| *k == found.at || self.is_plain_verb(*k));
        let over = |v: usize| reading.governors.first() == Some(&v);
        // "inspected the units deployed there on Thursday": only the tree can tell.
        if at > found.at && self.is_bare_participle(found.at) && self.hangs_on(at) != Some(found.at)
        {
            return false;
        }
        match verb {
            Some(verb) if verb == found.at => true,
            // "recalled that in 2027 they crossed", not "said on Monday that they crossed".
            Some(verb) if self.tells(verb) => {
                at < found.at && (verb + 1..at).any(|k| self.lower(k) == "that")
            }
            Some(verb) if verb > found.at => {
                // "opposed the sending of reservists, which began on Saturday".
                let relative = self.in_list(self.lower(verb.saturating_sub(1)), WordList::Relative);
                let began = relative && self.effects(verb).any(|e| e == Effect::GoOn);
                let nominal =
                    began || (!found.trigger.verb && self.sources.syntax.dominates(verb, found.at));
                let open =
                    self.is_infinitive(verb) || self.sources.syntax.fine(verb) == FineTag::VerbIng;
                nominal || open
            }
            Some(verb) => {
                let beside = self.sources.syntax.head(found.at) == Some(verb);
                over(verb) || beside || self.hangs_on(at) == Some(found.at)
            }
            None => self
                .hangs_on(at)
                .is_none_or(|v| v == found.at || !self.tells(v)),
        }
    }

    /// "under a treaty of 1992", "the 1998 truce", "last year's attack": the date of a noun that is no movement.
    pub(super) fn is_of_another_noun(&self, found: &Found<'_>, date: &DateMention) -> bool {
        let (start, end) = (date.tokens.start, date.tokens.end);
        let noun = |k: usize| {
            k != found.at
                && k >= self.tokens.start
                && k < self.tokens.end
                && matches!(self.tag(k), Upos::Noun | Upos::Propn)
                && !self.is_dated(k)
                && self.force_at(k).is_none()
                && !self.stands_in(k, WordList::TimePart)
        };
        let of = start >= 2 && self.lower(start - 1) == "of" && noun(start - 2);
        // "an agreement signed in August".
        let made = start >= 3
            && start - 2 != found.at
            && self.tag(start - 1) == Upos::Adp
            && self.tag(start - 2) == Upos::Verb
            && self.sources.syntax.fine(start - 2) == FineTag::VerbParticiple
            && noun(start - 3);
        let owns = matches!(self.lower(end), "'s" | "\u{2019}s");
        let owned = owns && (end + 1..end + 4).any(noun) && !(end + 1..end + 4).contains(&found.at);
        of || made || owned
    }

    /// "under a treaty of 1992", "an agreement signed in August": old, and still what forces stand there for.
    pub(super) fn is_of_pact(&self, found: &Found<'_>, date: &DateMention) -> bool {
        let start = date.tokens.start;
        let pact = |n: usize| start >= n && self.is(start - n, Around::Mandate);
        // "the 1979 peace treaty".
        let behind = (date.tokens.end..date.tokens.end + 3)
            .take_while(|k| matches!(self.tag(*k), Upos::Noun | Upos::Propn | Upos::Adj))
            .any(|k| self.stands_in(k, WordList::NoPlace));
        ((pact(2) || pact(3)) && self.is_of_another_noun(found, date)) || behind
    }

    /// "which sent troops in 2022, is withdrawing", "has 5,000 there, where a fence was built in 2022": a date in a relative clause
    /// that is not the movement's.
    pub(super) fn is_aside(&self, at: usize, date: usize) -> bool {
        let opens = |k: usize| {
            k > self.tokens.start
                && self.lower(k - 1) == ","
                && (self.stands_in(k, WordList::RelativeAny)
                    || self.stands_in(k, WordList::Wherever))
        };
        // "1,200 soldiers, up from 500 in 2023".
        let compared = |k: usize| {
            k > at && self.stands_in(k, WordList::Compared) && self.tag(k + 2) == Upos::Num
        };
        if at < date {
            return (at + 1..date).any(|k| opens(k) || compared(k));
        }
        let opened = (self.tokens.start..date).rev().find(|k| opens(*k));
        opened.is_some() && (date..at).any(|k| self.lower(k) == ",")
    }

    /// A verb that can carry a date of its own.
    fn is_plain_verb(&self, k: usize) -> bool {
        self.tag(k) == Upos::Verb && !self.is_dated(k)
    }

    fn tells(&self, k: usize) -> bool {
        let speech = &self.sources.knowledge.language.speech;
        speech.verbs(self.lower(k)).any(|v| v.verb.speaks())
    }

    /// "the units deployed there": a participle beside a noun, without a helper.
    fn is_bare_participle(&self, k: usize) -> bool {
        let syntax = self.sources.syntax;
        let helper = |c| matches!(syntax.relation(c), Relation::Aux | Relation::AuxPass);
        syntax.relation(k) == Relation::Acl && !syntax.children(k).any(helper)
    }

    /// "1998: Norland sent troops": the year of a line of a chronicle.
    fn chronicle_year(&self) -> Option<DateRange> {
        let mut first =
            self.tokens.start..(self.tokens.start + CHRONICLE_TOKENS).min(self.tokens.end);
        let at = first.find(|k| self.lower(k + 1) == ":" && self.lower(*k).len() == 4)?;
        let year: i16 = self.lower(at).parse().ok()?;
        let year = CivilDate::new(year, 0, 0).filter(|_| YEARS.contains(&year))?;
        Some(DateRange {
            start: year,
            end: year,
            wording: self.lower(at).to_owned(),
        })
    }

    /// "Before the war, 5,000 soldiers had been stationed there".
    pub(super) fn is_before_the_war(&self) -> bool {
        let mut tokens = self.tokens.clone();
        let before = |k: usize| {
            self.lower(k) == "before"
                && self.lower(k + 1) == "the"
                && self.stands_in(k + 2, WordList::Upheaval)
        };
        tokens.clone().any(before) && tokens.any(|k| self.lower(k) == "had")
    }

    /// The verb that the tree hangs a word on.
    fn hangs_on(&self, i: usize) -> Option<usize> {
        let mut all = self.sources.syntax.ancestors(i).take(CLIMB_MAX);
        all.find(|k| self.tag(*k) == Upos::Verb)
    }

    /// "from 13 to 17 June", "from June 13 to 17", "between 1 May and 3 May".
    fn span_of_days(&self, dates: &[DateMention], day: &DateMention) -> Option<DateRange> {
        let to = |k: usize| self.stands_in(k, WordList::RangeTo);
        let from = |k: usize| k >= self.tokens.start && self.stands_in(k, WordList::PlaceLead);
        let number = |k: usize| {
            let day: Option<u8> = self.lower(k).parse().ok();
            day.filter(|d| (1..=DAYS_MAX).contains(d))
        };
        let (start, end) = (day.tokens.start, day.tokens.end);
        let range = day.range.as_ref()?;
        let whole = |first: &DateRange, last: &DateRange, tokens| {
            (first.start <= last.end).then(|| DateRange {
                start: first.start,
                end: last.end,
                wording: self.text(&tokens).to_owned(),
            })
        };
        let led = start.checked_sub(1).is_some_and(from);
        if led && to(end) {
            let next = dates.iter().find(|d| d.tokens.start == end + 1);
            if let Some(last) = next.and_then(|d| d.range.as_ref().map(|r| (d, r))) {
                return whole(range, last.1, start..last.0.tokens.end);
            }
            let last = number(end + 1)?;
            let last = CivilDate::new(range.start.year(), range.start.month(), last)?;
            let last = DateRange {
                start: last,
                end: last,
                wording: String::new(),
            };
            return whole(range, &last, start..end + 2);
        }
        if start < 3 || !to(start - 1) || !from(start.saturating_sub(3)) {
            let first = dates.iter().find(|d| d.tokens.end + 1 == start)?;
            let led = first.tokens.start.checked_sub(1).is_some_and(from);
            let first_range = first.range.as_ref().filter(|_| led && to(start - 1))?;
            return whole(first_range, range, first.tokens.start..end);
        }
        let first = number(start - 2)?;
        let first = CivilDate::new(range.start.year(), range.start.month(), first)?;
        let first = DateRange {
            start: first,
            end: first,
            wording: String::new(),
        };
        whole(&first, range, start - 2..end)
    }
}
