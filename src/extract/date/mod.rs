//! Dates in sentences: what "on Thursday", "early December" or "7 October 2023" mean for an article.
//!
//! Not the publication date (the text stage reads that) and not which date belongs to which event: records ask
//! [`of_sentence`] and [`nearest`]. Relative words resolve against the day of publication, or against the day of the edition
//! the article is based on. Rule: nothing is invented. Without such a day only dates that name their year resolve; the rest
//! stay mentions without a range.

mod anchor;
mod read;
mod tense;
mod turn;

use crate::lang::Language;
use crate::lang::calendar::Cue;
use crate::model::{DateRange, Span};
use crate::text::Document;
use std::ops::Range;

pub use anchor::Anchor;

/// Which end of a period a date names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateBound {
    /// The date itself.
    #[default]
    At,
    /// Something begins there: "since 2011".
    Since,
    /// Something ends there: "until Friday".
    Until,
}

/// An expression of time in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// Its words, without preposition ("Thursday morning", "early December").
    pub span: Span,
    /// The same as token indices.
    pub tokens: Range<usize>,
    /// The sentence it stands in, by index.
    pub sentence: usize,
    /// What it means; `None` when that cannot be told.
    pub range: Option<DateRange>,
    /// Which end of a period it names.
    pub bound: DateBound,
    /// Whether its year is said in the text; otherwise it was resolved against the article's day.
    pub absolute: bool,
    /// Whether it lies ahead of the article's day as the sentence tells it ("will meet on Friday").
    pub ahead: bool,
}

/// All dates of an article, in text order.
pub fn dates(doc: &Document, language: &Language) -> Vec<DateMention> {
    let anchor = Anchor::of(&doc.info, language);
    let years = read::years_said(doc, language);
    let reader = read::Reader {
        doc,
        language,
        anchor: anchor.as_ref(),
        years: &years,
    };
    let mut found = Vec::new();
    for (sentence, s) in doc.sentences.iter().enumerate() {
        let mut at = s.tokens.start;
        while at < s.tokens.end {
            let Some(expression) = reader.at(at, s.tokens.end, s.tokens.start) else {
                at += 1;
                continue;
            };
            let tokens = at..at + expression.words.max(1);
            let span = doc.tokens_span(&tokens);
            let range = expression.range.map(|(start, end)| DateRange {
                start,
                end,
                wording: span.slice(&doc.text).to_owned(),
            });
            found.push(DateMention {
                span,
                sentence,
                range,
                bound: bound(doc, at, s.tokens.start, language),
                absolute: expression.absolute,
                ahead: expression.ahead,
                tokens: tokens.clone(),
            });
            at = tokens.end;
        }
    }
    found
}

/// The dates of one sentence; `dates` is what [`dates`] gave.
pub fn of_sentence(dates: &[DateMention], sentence: usize) -> &[DateMention] {
    let start = dates.partition_point(|d| d.sentence < sentence);
    let end = dates.partition_point(|d| d.sentence <= sentence);
    dates.get(start..end).unwrap_or(&[])
}

/// The resolved date that stands nearest to `near`, the earlier one of two at equal distance.
pub fn nearest<'d>(
    dates: impl IntoIterator<Item = &'d DateMention>,
    near: Span,
) -> Option<&'d DateMention> {
    let distance = |d: &&DateMention| {
        let before = near.start().saturating_sub(d.span.end());
        before.max(d.span.start().saturating_sub(near.end()))
    };
    dates
        .into_iter()
        .filter(|d| d.range.is_some())
        .min_by_key(distance)
}

/// Whether "since" or "until" stands right before the expression.
fn bound(doc: &Document, at: usize, first: usize, language: &Language) -> DateBound {
    // "since early on Thursday": at most one word between.
    for back in 1..=2 {
        let Some(i) = at.checked_sub(back).filter(|i| *i >= first) else {
            break;
        };
        let word = doc.lower(i);
        if language.calendar.is(word, Cue::Since) {
            return DateBound::Since;
        }
        if language.calendar.is(word, Cue::Until) {
            return DateBound::Until;
        }
    }
    DateBound::At
}

#[cfg(test)]
mod tests;
