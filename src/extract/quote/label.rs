//! Speaker labels: transcripts and interviews ("LEE: We will go.").
//!
//! Not a colon after a verb ("she said: ..."). Rule: a paragraph that begins with a short name in capitals and a colon
//! is that speaker's, with the paragraphs behind it up to the next label.

use super::complement::trim;
use super::direct::opening_name;
use super::draft::{Draft, Rule};
use super::page::Page;
use super::unit::Unit;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::speech::Filler;
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

/// What the labels of a document tell.
#[derive(Default)]
pub(super) struct Turns {
    /// One draft a turn.
    pub drafts: Vec<Draft>,
    /// Turns of whoever asks: the label, by unit; what others are told in them to have said is read as narration.
    pub asked: Vec<(usize, Range<usize>)>,
}

/// Reads the turns of a transcript.
///
/// Fires: three or more paragraphs that begin "LEE:", or "Lee:" and "Q:" where the label comes back. Counter-example:
/// one "NOTE: ..." paragraph, the questions of an interview.
pub(super) fn read(page: &Page<'_>, units: &[Unit]) -> Turns {
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
        !is_rubric(page, label) && (again || in_capitals(page, label))
    });
    if labels.len() < LABELS_MIN {
        return Turns::default();
    }
    let turns: Vec<Turn> = (0..labels.len())
        .filter_map(|k| turn(page, units, &labels, k))
        .collect();
    let asks = who_asks(page, &turns);
    let mut found = Turns::default();
    for turn in turns {
        if asks == Some(text_of(page, &turn.label)) {
            found.asked.push((turn.unit, turn.label));
            continue;
        }
        let colon = turn.label.end;
        let mut draft = labelled(turn.label, colon, turn.words, turn.unit);
        draft.printed = true;
        found.drafts.push(draft);
    }
    found
}

/// A label with the words behind it.
struct Turn {
    unit: usize,
    label: Range<usize>,
    words: Range<usize>,
    /// It ends with a question mark.
    question: bool,
}

fn turn(
    page: &Page<'_>,
    units: &[Unit],
    labels: &[(usize, Range<usize>)],
    k: usize,
) -> Option<Turn> {
    let (index, label) = labels.get(k)?.clone();
    let next = labels.get(k + 1).map_or(units.len(), |(i, _)| *i);
    let first = units.get(index)?.paragraph;
    // The last turn has no label behind it: it keeps its own paragraph only.
    let reach = if k + 1 < labels.len() { TURN_MAX } else { 1 };
    let end = units
        .get(index..next)
        .unwrap_or(&[])
        .iter()
        .take_while(|u| u.paragraph < first + reach)
        .last()
        .map_or(label.end, |u| u.tokens.end);
    let start = label.end + 1;
    let words = start..trim(page, start, end);
    let question = page.low(end.wrapping_sub(1)).starts_with('?');
    (!words.is_empty()).then_some(Turn {
        unit: index,
        label,
        words,
        question,
    })
}

/// The label of whoever asks in a conversation of two: nobody reports his questions.
///
/// Fires: "Q" beside "A"; the one of two labels whose turns are questions for the greater part while the other's hardly
/// ever are. Counter-example: a debate, where members ask one another; a conversation printed in marks, since whoever
/// quotes it reports both.
fn who_asks<'a>(page: &Page<'a>, turns: &[Turn]) -> Option<&'a str> {
    let one = text_of(page, &turns.first()?.label);
    let two = turns
        .iter()
        .map(|t| text_of(page, &t.label))
        .find(|t| *t != one)?;
    let of = |name: &str| {
        let own = || turns.iter().filter(|t| text_of(page, &t.label) == name);
        (own().filter(|t| t.question).count(), own().count())
    };
    let ((asked, first), (answered, second)) = (of(one), of(two));
    if first + second < turns.len() {
        return None;
    }
    if one == QUESTION || two == QUESTION {
        return Some(QUESTION);
    }
    let told = turns.iter().any(|t| page.is_mark(t.label.start));
    let interview = first > 1 && second > 1 && !told;
    let mostly = |questions: usize, all: usize| 2 * questions >= all;
    let hardly = |questions: usize, all: usize| 4 * questions <= all;
    if interview && mostly(asked, first) && hardly(answered, second) {
        Some(one)
    } else if interview && mostly(answered, second) && hardly(asked, first) {
        Some(two)
    } else {
        None
    }
}

/// Whether a label names a part of the page, no speaker: "CLAIM", "Letters".
pub(super) fn is_rubric(page: &Page<'_>, label: &Range<usize>) -> bool {
    let last = label.end.wrapping_sub(1);
    page.speech.fills(page.low(last), Filler::Rubric)
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
    // "Interview with Ann Lee: 'We will stay'".
    let about =
        page.speech.fills(page.low(start), Filler::Rubric) && page.tag(start + 1) == Upos::Adp;
    let name = if about {
        start + 2..colon
    } else {
        start..colon
    };
    let named = name.len() <= LABEL_MAX
        && !name.is_empty()
        && page.is_capital(colon - 1)
        && page.is_nominal(colon - 1)
        && !is_rubric(page, &name)
        && name
            .clone()
            .all(|i| page.is_word(i) && page.is_narration(i))
        && !name.clone().any(|i| page.is_finite(i));
    let speaker = if named && (quoted || (head && colon + 2 < unit.tokens.end)) {
        name
    } else if quoted {
        // "The poem is painted over the door: ..." is told of a thing.
        let done = |i: &usize| page.syntax.relation(*i) == Relation::NsubjPass;
        subject_of_sentence(page, &name)
            .or_else(|| opening_name(page, &(start..colon + 1)))
            .filter(|s| !s.clone().any(|i| done(&i)))?
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
pub(super) fn subject_of_sentence(
    page: &Page<'_>,
    sentence: &Range<usize>,
) -> Option<Range<usize>> {
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

/// A draft of a label, a colon and what stands behind it.
pub(super) fn labelled(
    speaker: Range<usize>,
    colon: usize,
    content: Range<usize>,
    unit: usize,
) -> Draft {
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
        printed: false,
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
