//! Speaker labels: transcripts and interviews ("LEE: We will go.").
//!
//! Not a colon after a verb ("she said: ..."). Rule: a paragraph that begins with a short name in capitals and a colon
//! is that speaker's, with the paragraphs behind it up to the next label.

use super::complement::trim;
use super::draft::{Draft, Rule};
use super::page::Page;
use super::unit::Unit;
use crate::text::TokenKind;
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
        drafts.push(Draft {
            rule: Rule::Label,
            cue: label.end..label.end + 1,
            head: label.end,
            denies: false,
            speaker: Some(label.clone()),
            borrowed: false,
            addressee: None,
            via: None,
            content: std::iter::once(start..end).collect(),
            clause: label.start..label.end + 1,
            unit: *index,
        });
    }
    drafts
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
