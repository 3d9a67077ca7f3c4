//! Utterances: every wording of one act of speech, the words that differ, and where the tellings conflict.
//!
//! Not the linking (the index does that as reports come in) and not a merger: wordings stay apart, each with its report.
//! Rules: the fullest wording is what the others are held against; a conflict is told only where both tellings say something.

use super::plan::Reads;
use super::{Budget, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role, day_columns, folded};
use crate::index::utterance::wording::{WORDS_COMPARED_MAX, Wording};
use crate::index::view::Generation;
use crate::index::words::{Word, words};
use crate::model::{ActorId, DateRange, QuoteId, QuoteRecord, Span, UtteranceId, WordingRelation};

/// Most wordings of one answer; the others are found by searching quotes of the utterance.
pub const WORDINGS_MAX: usize = 100;

/// One telling of an utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// The quote.
    pub record: QuoteRecord,
    /// What it is to the fullest wording.
    pub relation: WordingRelation,
    /// Words the fullest wording does not have, as spans of the quote's text.
    pub differing: Vec<Span>,
    /// Words of the fullest wording it does not have, as spans of that one's text.
    pub missing: Vec<Span>,
}

/// What tellings disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictField {
    /// The day it was said.
    SaidDate,
    /// Who said it.
    Speaker,
    /// Where it was said.
    Venue,
}

/// One of the things told, with the quotes that tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictValue {
    /// A date, a venue, or ids of actors.
    pub words: Vec<String>,
    /// Who tells it.
    pub quotes: Vec<QuoteId>,
}

/// Tellings that cannot all be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// About what.
    pub field: ConflictField,
    /// What is told, the earliest telling first.
    pub values: Vec<ConflictValue>,
}

/// An act of speech with all its tellings.
#[derive(Clone, Debug, PartialEq)]
pub struct Utterance {
    /// Its id; another than asked for when that one was merged into it.
    pub id: UtteranceId,
    /// Tellings, the first published first.
    pub tellings: Vec<Telling>,
    /// The quote with the most words.
    pub fullest: QuoteId,
    /// Number of all tellings.
    pub count: u64,
    /// Ids that redirect here.
    pub merged: Vec<UtteranceId>,
    /// Where tellings disagree.
    pub conflicts: Vec<Conflict>,
}

/// The terms of all quotes of an utterance, those that came in under a merged id included.
pub(super) fn terms(generation: &Generation, id: &UtteranceId) -> Vec<String> {
    let root = generation.redirects.root(id);
    let family = generation.redirects.family(&root);
    let term = |id: &UtteranceId| Role::Utterance.term(Noun::Quote, id.as_str());
    family.iter().map(term).collect()
}

/// The utterance that stands behind an id by what reports tell, without what analysts merged; `None` when no quote tells it.
pub fn linked(
    view: &View,
    id: &UtteranceId,
    budget: &Budget,
) -> Result<Option<UtteranceId>, QueryError> {
    let generation = view.newest();
    let root = generation.linked.root(id);
    for member in generation.linked.family(&root) {
        let term = Role::Utterance.term(Noun::Quote, member.as_str());
        if search::count_terms(&generation, &[term], Reads::visible(), budget)? > 0 {
            return Ok(Some(root));
        }
    }
    Ok(None)
}

/// Whether two ids stand for one utterance.
pub fn are_one(view: &View, one: &UtteranceId, other: &UtteranceId) -> bool {
    let generation = view.newest();
    generation.redirects.root(one) == generation.redirects.root(other)
}

/// The utterance with this id or the one it was merged into; `None` when no quote tells it but rejected ones.
pub fn get(
    view: &View,
    id: &UtteranceId,
    budget: &Budget,
) -> Result<Option<Utterance>, QueryError> {
    let generation = view.newest();
    let root = generation.redirects.root(id);
    let (mut records, mut count) = (Vec::new(), 0);
    for term in terms(&generation, &root) {
        let room = WORDINGS_MAX - records.len();
        records.extend(search::those::<QuoteRecord>(
            &generation,
            &term,
            Reads::visible(),
            room,
            budget,
        )?);
        count += search::count_terms(&generation, &[term], Reads::visible(), budget)?;
    }
    for record in &mut records {
        record.utterance = root.clone();
    }
    records.sort_by_cached_key(order);
    let merged = generation.redirects.family(&root).split_off(1);
    let Some(fullest) = fullest(&records).cloned() else {
        return Ok(None);
    };
    let conflicts = conflicts(&records);
    let mut tellings = Vec::with_capacity(records.len());
    for record in records {
        budget.check()?;
        tellings.push(telling(record, &fullest));
    }
    Ok(Some(Utterance {
        id: root,
        tellings,
        fullest: fullest.id,
        count,
        merged,
        conflicts,
    }))
}

fn order(record: &QuoteRecord) -> (i64, i64, String) {
    let published = record.source.published.as_ref().map(day_columns);
    (
        published.map_or(i64::MAX, |(first, _)| first),
        record.source.ingested.as_microsecond(),
        record.id.to_string(),
    )
}

/// The record with the most words, the earliest of several.
fn fullest(records: &[QuoteRecord]) -> Option<&QuoteRecord> {
    let mut best: Option<(&QuoteRecord, usize)> = None;
    for record in records {
        let count = words(&record.quote.text).len();
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((record, count));
        }
    }
    best.map(|(record, _)| record)
}

fn telling(record: QuoteRecord, fullest: &QuoteRecord) -> Telling {
    let relation = Wording::of(&record).within(&Wording::of(fullest));
    let (differing, missing) = differences(&record.quote.text, &fullest.quote.text);
    Telling {
        relation: relation.unwrap_or(WordingRelation::Translated),
        record,
        differing,
        missing,
    }
}

/// Words of each text that the other does not have in the same order, neighbours joined.
fn differences(one: &str, other: &str) -> (Vec<Span>, Vec<Span>) {
    let cut = |text| -> Vec<Word> { words(text).into_iter().take(WORDS_COMPARED_MAX).collect() };
    let (one, other) = (cut(one), cut(other));
    // Length of the longest common row of the words from here on, for each pair of places.
    let width = other.len() + 1;
    let mut common = vec![0_u16; (one.len() + 1) * width];
    let at = |common: &[u16], i: usize, j: usize| common.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in one.iter().enumerate().rev() {
        for (j, b) in other.iter().enumerate().rev() {
            let best = if a.term == b.term {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(slot) = common.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        if a.term == b.term {
            (i, j) = (i + 1, j + 1);
        } else if at(&common, i + 1, j) >= at(&common, i, j + 1) {
            mine.push(i);
            i += 1;
        } else {
            theirs.push(j);
            j += 1;
        }
    }
    mine.extend(i..one.len());
    theirs.extend(j..other.len());
    (spans(&mine, &one), spans(&theirs, &other))
}

/// The spans of words by their numbers; neighbours are one span.
fn spans(numbers: &[usize], words: &[Word]) -> Vec<Span> {
    let mut spans: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    for number in numbers {
        let Some(word) = words.get(*number) else {
            continue;
        };
        match spans.last_mut() {
            Some((last, range)) if *last + 1 == *number => {
                (*last, range.end) = (*number, word.end);
            }
            _ => spans.push((*number, word.start..word.end)),
        }
    }
    spans
        .into_iter()
        .map(|(_, range)| Span::of(range))
        .collect()
}

fn conflicts(records: &[QuoteRecord]) -> Vec<Conflict> {
    let dates = |r: &QuoteRecord| r.quote.said.clone();
    let venues = |r: &QuoteRecord| r.quote.channel.as_ref().and_then(|c| c.venue.clone());
    let speakers = |r: &QuoteRecord| {
        let known: Vec<ActorId> = r
            .quote
            .speakers
            .iter()
            .filter_map(|s| s.actor.clone())
            .collect();
        (!known.is_empty()).then_some(known)
    };
    let found = [
        conflict(ConflictField::SaidDate, records, dates, apart, |d| {
            vec![d.to_string()]
        }),
        conflict(
            ConflictField::Speaker,
            records,
            speakers,
            |a, b| !a.iter().any(|x| b.contains(x)),
            |ids| ids.iter().map(ToString::to_string).collect(),
        ),
        conflict(
            ConflictField::Venue,
            records,
            venues,
            |a, b| folded(a) != folded(b),
            |venue| vec![venue.clone()],
        ),
    ];
    found.into_iter().flatten().collect()
}

fn apart(one: &DateRange, other: &DateRange) -> bool {
    let ((first, last), (other_first, other_last)) = (day_columns(one), day_columns(other));
    last < other_first || other_last < first
}

/// What is told about a field, when two tellings cannot both be right.
fn conflict<T>(
    field: ConflictField,
    records: &[QuoteRecord],
    told: impl Fn(&QuoteRecord) -> Option<T>,
    differ: impl Fn(&T, &T) -> bool,
    words: impl Fn(&T) -> Vec<String>,
) -> Option<Conflict> {
    let told: Vec<(T, &QuoteId)> = records
        .iter()
        .filter_map(|r| Some((told(r)?, &r.id)))
        .collect();
    let clash = |(one, _): &(T, &QuoteId)| told.iter().any(|(other, _)| differ(one, other));
    if !told.iter().any(clash) {
        return None;
    }
    let mut values: Vec<ConflictValue> = Vec::new();
    for (value, quote) in &told {
        let words = words(value);
        match values.iter_mut().find(|v| v.words == words) {
            Some(known) => known.quotes.push((*quote).clone()),
            None => values.push(ConflictValue {
                words,
                quotes: vec![(*quote).clone()],
            }),
        }
    }
    Some(Conflict { field, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, spans: &[Span]) -> String {
        let mut out = text.to_owned();
        for span in spans.iter().rev() {
            out.insert(span.range().end, ']');
            out.insert(span.range().start, '[');
        }
        out
    }

    #[test]
    fn the_words_that_differ_are_shown_on_both_sides() {
        for (one, other, mine, theirs) in [
            ("a b c", "a b c", "a b c", "a b c"),
            (
                "We stay, here",
                "we will STAY here",
                "We stay, here",
                "we [will] STAY here",
            ),
            ("a x y c", "a b c", "a [x y] c", "a [b] c"),
            ("é b", "", "[é b]", ""),
            ("b é", "b ä é", "b é", "b [ä] é"),
        ] {
            let (differing, missing) = differences(one, other);
            assert_eq!(marked(one, &differing), mine, "{one} / {other}");
            assert_eq!(marked(other, &missing), theirs, "{one} / {other}");
        }
    }
}
