//! Quotations whose attribution stands in a neighbouring sentence or paragraph.
//!
//! Not quotations with their cue in the same sentence (`behind` and `ahead` find those). Rule: a quotation that fills
//! its sentence belongs to the report it goes on from: the one before it in its paragraph, the bare attribution behind
//! it, the colon before it, or the unclosed quotation in the paragraph before.

use super::complement::trim;
use super::cue::{Cue, Shape};
use super::draft::{Draft, Rule};
use super::label::{labelled, subject_of_sentence};
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::speaker::subject;
use super::unit::Unit;
use crate::extract::syntax::Upos;
use std::ops::Range;

/// Whether a unit is nothing but quotation.
pub(super) fn is_pure(page: &Page<'_>, unit: &Unit) -> bool {
    !page.has_narration(unit.tokens.clone())
        && unit
            .tokens
            .clone()
            .any(|i| page.passage_at(i).is_some() || page.passage_of(i).is_some())
}

/// Attaches a purely quoted unit to the report it goes on from. Returns whether one was found.
///
/// Fires: `"A," she said. "B."`; a paragraph that opens with a repeated mark; a quotation under "He wrote:".
/// Counter-example: a quotation under a paragraph without speech. Known miss: two speakers taking turns unmarked.
pub(super) fn attach(page: &Page<'_>, units: &[Unit], index: usize, drafts: &mut [Draft]) -> bool {
    let Some(unit) = units.get(index) else {
        return false;
    };
    let piece = content_of(page, unit);
    let carries_on = page
        .passage_of(piece.start)
        .and_then(|p| page.passages.get(p))
        .is_some_and(|p| p.carries_on);
    let Some(before) = index.checked_sub(1).and_then(|i| units.get(i)) else {
        return false;
    };
    let quotes = |d: &Draft| {
        d.content
            .iter()
            .any(|c| c.clone().any(|i| !page.is_narration(i)))
    };
    let same_paragraph = before.paragraph == unit.paragraph;
    let colon = page.low(before.tokens.end.wrapping_sub(1)) == ":";
    let last = drafts
        .iter_mut()
        .rev()
        .take_while(|d| d.unit + ATTACH_REACH >= index)
        .find(|d| quotes(d) || (colon && d.unit + 1 == index));
    let Some(last) = last else {
        return false;
    };
    if last.unit + 1 != index && !reaches(page, last, before) {
        return false;
    }
    if carries_on || colon || same_paragraph || before.paragraph + 1 == unit.paragraph {
        last.append(piece);
        return true;
    }
    false
}

/// How many units back a report is looked for.
const ATTACH_REACH: usize = 40;

/// Whether a draft's content goes up to the end of a unit.
fn reaches(page: &Page<'_>, draft: &Draft, unit: &Unit) -> bool {
    draft.content.last().is_some_and(|c| {
        let end = trim(page, unit.tokens.start, unit.tokens.end);
        c.end >= end && c.end <= unit.tokens.end
    })
}

/// A purely quoted unit behind a sentence that announces it and reports nothing else: "The mayor summed it up:".
///
/// Counter-example: "There was a banner:", whose subject speaks of nothing.
pub(super) fn announced(page: &Page<'_>, units: &[Unit], index: usize) -> Option<Draft> {
    let unit = units.get(index)?;
    let before = index.checked_sub(1).and_then(|i| units.get(i))?;
    let colon = before.tokens.end.checked_sub(1)?;
    let near = before.paragraph + 1 >= unit.paragraph;
    if !near || page.low(colon) != ":" || !page.is_narration(colon) {
        return None;
    }
    let speaker =
        subject_of_sentence(page, &before.tokens).or_else(|| opening_name(page, &before.tokens))?;
    let who = speaker
        .clone()
        .all(|i| page.is_narration(i) && !page.is_opener(i) && page.tag(i) != Upos::Adv);
    who.then(|| labelled(speaker, colon, content_of(page, unit), index))
}

/// "Commodore Ann Lee, navy commander of Oz, in a video statement:": the name a line without a verb begins with.
///
/// Counter-examples: "Update:", "The numbers:", "Later, in the harbour:".
pub(super) fn opening_name(page: &Page<'_>, line: &Range<usize>) -> Option<Range<usize>> {
    let verb = |i: usize| page.is_finite(i) && page.is_narration(i);
    let end = noun_phrase_end(page, line.start, line.end);
    let last = end.checked_sub(1).filter(|i| *i > line.start)?;
    let name = page.tag(last) == Upos::Propn && page.is_capital(last);
    let breaks = matches!(page.low(end), "," | ":" | "(");
    (name && breaks && !line.clone().any(verb)).then_some(line.start..end)
}

/// Fewest words of a quotation that goes on from a report without marks.
const GOES_ON_MIN: usize = 8;

/// Fewest words of one in the paragraph of the report.
const GOES_ON_HERE_MIN: usize = 3;

/// A purely quoted paragraph behind one that ends in a report without marks: "The pier, Lee says, will fall." and then
/// what she says.
///
/// Counter-example: a report by nobody, a quotation of a few words, one in the report's own paragraph.
pub(super) fn goes_on(
    page: &Page<'_>,
    units: &[Unit],
    index: usize,
    drafts: &[Draft],
) -> Option<Draft> {
    let unit = units.get(index)?;
    let before = index.checked_sub(1).and_then(|i| units.get(i))?;
    let piece = content_of(page, unit);
    let words = piece.clone().filter(|i| page.is_word(*i)).count();
    let own = before.paragraph == unit.paragraph && words >= GOES_ON_HERE_MIN;
    let next = before.paragraph + 1 == unit.paragraph && words >= GOES_ON_MIN;
    if !own && !next {
        return None;
    }
    let told = drafts.iter().rev().find(|d| d.unit + 1 == index)?;
    let plain = matches!(
        told.rule,
        Rule::Behind | Rule::Parenthesis | Rule::Complement
    );
    let speaker = told.speaker.clone().filter(|_| plain && !told.borrowed)?;
    Some(Draft {
        cue: piece.start..piece.start,
        clause: speaker.clone(),
        ..labelled(speaker, piece.start, piece.clone(), index)
    })
}

/// The tokens of a purely quoted unit, marks included.
pub(super) fn content_of(page: &Page<'_>, unit: &Unit) -> Range<usize> {
    let mut start = unit.tokens.start;
    while start < unit.tokens.end && page.is_narration(start) {
        start += 1;
    }
    start..trim(page, start, unit.tokens.end)
}

/// A bare attribution ("Ann Lee asked.") behind a purely quoted unit takes it as content.
pub(super) fn bare(
    page: &Page<'_>,
    units: &[Unit],
    index: usize,
    cues: &[Cue<'_>],
) -> Option<Draft> {
    let unit = units.get(index)?;
    let before = index.checked_sub(1).and_then(|i| units.get(i))?;
    if before.paragraph != unit.paragraph || !is_pure(page, before) || unit.tokens.len() > BARE_MAX
    {
        return None;
    }
    let cue = cues.first()?;
    let (verb, shape) = cue.verb()?;
    let speaks = verb.speaks();
    let follow = super::follow::follow(page, cue, &unit.tokens);
    let ends = follow.content.is_none() && page.is_stop(follow.at);
    let speaker = subject(page, cue, &unit.tokens, false).filter(|s| s.own)?;
    if !speaks || shape != Shape::Finite || !ends || speaker.words.start != unit.tokens.start {
        return None;
    }
    let mut draft = Draft::new(Rule::Behind, cue, index);
    draft.clause = unit.tokens.start..follow.at;
    draft.addressee = follow.addressee;
    draft.speaker = Some(speaker.words);
    draft.content.push(content_of(page, before));
    Some(draft)
}

/// Most tokens of a sentence that is only an attribution.
const BARE_MAX: usize = 16;
