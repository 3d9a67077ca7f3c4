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
use std::ops::Range;

/// Most tokens of a label.
const LABEL_MAX: usize = 6;
/// Fewest labels that make a transcript.
const LABELS_MIN: usize = 3;
/// Most paragraphs of one turn.
const TURN_MAX: usize = 12;

/// Reads the turns of a transcript.
///
/// Fires: three or more paragraphs that begin "LEE:". Counter-example: one "NOTE: ..." paragraph. Known miss: labels in
/// mixed case.
pub(super) fn read(page: &Page<'_>, units: &[Unit]) -> Vec<Draft> {
    let mut labels: Vec<(usize, Range<usize>)> = Vec::new();
    let mut last = usize::MAX;
    for (index, unit) in units.iter().enumerate() {
        if unit.paragraph != last {
            last = unit.paragraph;
            labels.extend(label_at(page, unit.tokens.start, unit.tokens.end).map(|l| (index, l)));
        }
    }
    if labels.len() < LABELS_MIN {
        return Vec::new();
    }
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
        if end <= start {
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
        .is_none_or(|u| u.paragraph + 2 >= unit.paragraph);
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
    let capitals = (start..colon).all(|i| {
        let word = page.doc.word(i);
        let letters = page
            .doc
            .tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::Word);
        !letters || word.chars().all(|c| !c.is_lowercase())
    });
    let named = (start..colon).any(|i| page.is_word(i) && page.doc.word(i).chars().count() > 1);
    (colon > start && capitals && named && colon + 1 < end).then_some(start..colon)
}
