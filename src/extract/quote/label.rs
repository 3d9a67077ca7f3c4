//! Speaker labels: transcripts and interviews ("LEE: We will go.").
//!
//! Not a colon after a verb ("she said: ..."). Rule: a paragraph that begins with a short name in capitals and a colon
//! is that speaker's, with the paragraphs behind it up to the next label.

use super::complement::trim;
use super::draft::{Draft, Rule};
use super::page::Page;
use super::unit::Unit;
use crate::extract::syntax::Relation;
use crate::text::{ParagraphKind, TokenKind};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Most tokens of a label.
const LABEL_MAX: usize = 6;
/// Fewest labels that make a transcript.
const LABELS_MIN: usize = 3;
/// Most characters of a title before the name of a label.
const TITLE_MAX: usize = 4;
/// Most paragraphs of one turn.
const TURN_MAX: usize = 12;
/// The label of a question in an interview.
const QUESTION: &str = "Q";
/// The label of an answer in an interview.
pub(super) const ANSWER: &str = "A";

/// Reads the turns of a transcript.
///
/// Fires: three or more paragraphs that begin "LEE:", or "Lee:" and "Q:" where the label comes back. Counter-example:
/// one "NOTE: ..." paragraph.
pub(super) fn read(page: &Page<'_>, units: &[Unit]) -> Vec<Draft> {
    let mut labels: Vec<(usize, Range<usize>)> = Vec::new();
    let mut last = usize::MAX;
    for (index, unit) in units.iter().enumerate() {
        if unit.paragraph != last {
            last = unit.paragraph;
            labels.extend(label_at(page, unit.tokens.start, unit.tokens.end).map(|l| (index, l)));
        }
    }
    // A name in small letters is a label where it comes back: "Reke: ..." once is a headline.
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, label) in &labels {
        *times.entry(text_of(page, label)).or_default() += 1;
    }
    labels.retain(|(_, label)| {
        let again = times.get(text_of(page, label)).is_some_and(|n| *n > 1);
        again || in_capitals(page, label)
    });
    if labels.len() < LABELS_MIN {
        return Vec::new();
    }
    // Nobody is known to ask the questions of an interview; who answers, the resolver tells.
    let interview = labels
        .iter()
        .all(|(_, l)| matches!(text_of(page, l), QUESTION | ANSWER));
    let mut drafts = Vec::new();
    for (k, (index, label)) in labels.iter().enumerate() {
        let next = labels.get(k + 1).map_or(units.len(), |(i, _)| *i);
        let first = units.get(*index).map_or(0, |u| u.paragraph);
        let turn = units.get(*index..next).unwrap_or(&[]);
        // The last turn has no label behind it: it keeps its own paragraph only.
        let reach = if k + 1 < labels.len() { TURN_MAX } else { 1 };
        let end = turn
            .iter()
            .take_while(|u| u.paragraph < first + reach)
            .last()
            .map_or(label.end, |u| u.tokens.end);
        let start = label.end + 1;
        let end = trim(page, start, end);
        if end <= start || (interview && text_of(page, label) == QUESTION) {
            continue;
        }
        drafts.push(labelled(label.clone(), label.end, start..end, *index));
    }
    drafts
}

/// A name and a colon before a statement in one sentence: headlines ("Lee: Port must close"), slogans, cards.
///
/// Fires: `Mayor Lee: "We will stay."`, in a headline also without marks; a sentence that ends in a colon and a
/// quotation takes its subject. Counter-example: "The vote: 12 to 3", "Note: ...". Known miss: labels with a verb.
pub(super) fn headline(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    units: &[Unit],
) -> Option<Draft> {
    let start = unit.tokens.start;
    let kind = page.doc.paragraphs.get(unit.paragraph).map(|p| p.kind);
    if kind == Some(ParagraphKind::Caption) {
        return None;
    }
    let colon = unit
        .tokens
        .clone()
        .find(|i| page.low(*i) == ":" && page.is_narration(*i))?;
    let quoted = page.passage_at(colon + 1).is_some();
    // Units ascend: the first tells how far down this one stands.
    let head = units
        .first()
        .is_none_or(|u| u.paragraph + 2 >= unit.paragraph)
        && !is_form(page, unit, index, units);
    let name = start..colon;
    let named = name.len() <= LABEL_MAX
        && !name.is_empty()
        && page.is_capital(colon - 1)
        && page.is_nominal(colon - 1)
        && name
            .clone()
            .all(|i| page.is_word(i) && page.is_narration(i))
        && !name.clone().any(|i| page.is_finite(i));
    let speaker = if named && (quoted || (head && colon + 2 < unit.tokens.end)) {
        name
    } else if quoted {
        subject_of_sentence(page, &name)?
    } else {
        return None;
    };
    let end = match page.passage_at(colon + 1) {
        Some(passage) if !head => passage.outer.end,
        Some(_) | None => trim(page, colon + 1, unit.tokens.end),
    };
    (end > colon + 1).then(|| labelled(speaker, colon, colon + 1..end, index))
}

/// Whether the paragraph behind begins with a label too: lines of a form ("Place: ...", "Time: ..."), no headline.
fn is_form(page: &Page<'_>, unit: &Unit, index: usize, units: &[Unit]) -> bool {
    let behind = units.get(index + 1..).unwrap_or(&[]);
    // Units ascend, so the next paragraph is found in few steps however long this one is.
    let next = behind.partition_point(|u| u.paragraph <= unit.paragraph);
    behind
        .get(next)
        .is_some_and(|u| label_at(page, u.tokens.start, u.tokens.end).is_some())
}

/// The subject of a sentence that ends in a colon.
fn subject_of_sentence(page: &Page<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let found = sentence.clone().find(|i| {
        page.is_narration(*i)
            && matches!(
                page.syntax.relation(*i),
                Relation::Nsubj | Relation::NsubjPass
            )
    })?;
    let words = page.syntax.subtree(found);
    Some(words.start.max(sentence.start)..words.end.min(sentence.end).max(found + 1))
}

fn labelled(speaker: Range<usize>, colon: usize, content: Range<usize>, unit: usize) -> Draft {
    Draft {
        rule: Rule::Label,
        cue: colon..colon + 1,
        head: colon,
        denies: false,
        clause: speaker.start..colon + 1,
        speaker: Some(speaker),
        borrowed: false,
        addressee: None,
        via: None,
        content: std::iter::once(content).collect(),
        unit,
    }
}

/// The tokens of the label that begins at `start`, without its colon.
fn label_at(page: &Page<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let reach = end.min(start + LABEL_MAX + 1);
    let colon = (start..reach).find(|i| page.low(*i) == ":")?;
    let label = start..colon;
    let named = label.clone().all(|i| {
        let letters = page
            .doc
            .tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::Word);
        !letters || page.is_capital(i)
    });
    let words = label.clone().any(|i| page.is_word(i));
    (named && words && colon + 1 < end).then_some(label)
}

/// Whether a label is all in capitals, a title before the name aside: "LEE", "Mr LEE".
fn in_capitals(page: &Page<'_>, label: &Range<usize>) -> bool {
    let capitals = |i: usize| page.doc.word(i).chars().all(char::is_uppercase);
    let length = |i: usize| page.doc.word(i).chars().count();
    if label.len() == 2 && length(label.start) <= TITLE_MAX && length(label.start + 1) > 1 {
        return page.is_word(label.start + 1) && capitals(label.start + 1);
    }
    let long = label.clone().any(|i| length(i) > 1);
    long && label
        .clone()
        .all(|i| page.doc.word(i).chars().all(|c| !c.is_lowercase()))
}

fn text_of<'a>(page: &Page<'a>, label: &Range<usize>) -> &'a str {
    page.doc.tokens_span(label).slice(&page.doc.text)
}
