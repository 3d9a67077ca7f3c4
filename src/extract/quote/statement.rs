//! Printed statements: "The minister said:" at the end of a paragraph, and the paragraphs behind it without marks.
//!
//! Not transcripts (those have labels, see `label`). Rule: the paragraphs behind the colon are the speaker's up to the
//! first that is plainly the reporter's again.

use super::complement::trim;
use super::cue::{self, Shape};
use super::draft::{Draft, Rule};
use super::follow::follow;
use super::label::{labelled, subject_of_sentence};
use super::page::Page;
use super::speaker::subject;
use super::unit::Unit;
use crate::lang::speech::Filler;
use crate::text::ParagraphKind;
use std::ops::Range;

/// Most paragraphs of one statement.
const PARAGRAPHS_MAX: usize = 24;
/// Most tokens of the sentence that opens a statement.
const OPENING_MAX: usize = 60;

/// Reads the statements of a document that `taken` (ranges of tokens, ascending) does not hold already.
///
/// Fires: "Mr Lee said:" as a paragraph's end, then "The pier is old." and "We shall mend it." as paragraphs.
/// Counter-example: a quotation in marks behind the colon; a list of points. Known miss: a statement whose last
/// paragraph nothing tells from the reporter's next one.
pub(super) fn read(page: &Page<'_>, units: &[Unit], taken: &[Range<usize>]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        let last = unit.tokens.end.wrapping_sub(1);
        let next = units.get(index + 1);
        let ends = next.is_some_and(|n| n.paragraph == unit.paragraph + 1);
        if !ends || page.low(last) != ":" || !page.is_narration(last) {
            continue;
        }
        let start = unit.tokens.start;
        let held = |r: &Range<usize>| r.contains(&start);
        let inside = taken.iter().any(held)
            || drafts
                .last()
                .is_some_and(|d| d.content.last().is_some_and(|c| c.end > start));
        if inside || unit.tokens.len() > OPENING_MAX {
            continue;
        }
        drafts.extend(statement(page, units, index));
    }
    drafts
}

fn statement(page: &Page<'_>, units: &[Unit], index: usize) -> Option<Draft> {
    let unit = units.get(index)?;
    let colon = unit.tokens.end.checked_sub(1)?;
    let cues = cue::cues(page, unit.tokens.clone());
    let cue = cues.iter().rev().find(|c| {
        let speaks = matches!(c.verb(), Some((v, Shape::Finite)) if v.speaks());
        speaks && follow(page, c, &unit.tokens).at == colon
    });
    // "The ministry issued the following statement:".
    let text = colon.wrapping_sub(1);
    let issued = page.speech.fills(page.low(text), Filler::Text) && page.is_narration(text);
    let speaker = match cue {
        Some(cue) => subject(page, cue, &unit.tokens, false)?.words,
        None if issued => subject_of_sentence(page, &unit.tokens)?,
        None => return None,
    };
    let mut content = Vec::new();
    for paragraph in unit.paragraph + 1..=unit.paragraph + PARAGRAPHS_MAX {
        let Some(tokens) = tokens_of(page, units, index, paragraph) else {
            break;
        };
        if !is_spoken(page, paragraph, &tokens, &speaker) {
            break;
        }
        content.push(tokens.start..trim(page, tokens.start, tokens.end));
    }
    if content.is_empty() {
        return None;
    }
    let words = cue.map_or(text..colon, |c| c.words.clone());
    Some(Draft {
        rule: Rule::Statement,
        head: cue.map_or(text, |c| c.head),
        cue: words,
        printed: true,
        clause: unit.tokens.clone(),
        content,
        ..labelled(speaker, colon, colon..colon + 1, index)
    })
}

/// The tokens of a paragraph's units behind unit `index`.
fn tokens_of(
    page: &Page<'_>,
    units: &[Unit],
    index: usize,
    paragraph: usize,
) -> Option<Range<usize>> {
    page.doc.paragraphs.get(paragraph)?;
    let behind = units.get(index + 1..)?;
    let from = behind.partition_point(|u| u.paragraph < paragraph);
    let to = behind.partition_point(|u| u.paragraph <= paragraph);
    let own = behind.get(from..to)?;
    Some(own.first()?.tokens.start..own.last()?.tokens.end)
}

/// Whether a paragraph can be the speaker's: plain text that ends with a stop, without marks at its head or a report
/// of its own, that does not name the speaker.
fn is_spoken(
    page: &Page<'_>,
    paragraph: usize,
    tokens: &Range<usize>,
    speaker: &Range<usize>,
) -> bool {
    let kind = page.doc.paragraphs.get(paragraph).map(|p| p.kind);
    let plain = kind == Some(ParagraphKind::Body);
    let stops = tokens.end.checked_sub(1).is_some_and(|i| page.is_stop(i));
    let marked = page.passage_at(tokens.start).is_some();
    plain && stops && !marked && !names(page, tokens, speaker)
}

/// Whether the last word of the speaker's name or title stands in a paragraph as it is written there.
fn names(page: &Page<'_>, tokens: &Range<usize>, speaker: &Range<usize>) -> bool {
    let capital = |i: &usize| page.is_word(*i) && page.is_capital(*i);
    // "Ann Lee, the envoy to Oz, said:": the name stands before the comma.
    let comma = speaker.clone().find(|i| page.low(*i) == ",");
    let first = speaker.start..comma.unwrap_or(speaker.end);
    let Some(name) = first.clone().rev().find(capital) else {
        return false;
    };
    tokens
        .clone()
        .any(|i| page.doc.word(i) == page.doc.word(name) && page.is_narration(i))
}
