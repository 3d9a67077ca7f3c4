//! Speakers named behind what they say without a verb: under a quotation (`"A." - Ann Lee, mayor`) and at the end of a
//! headline ("Port to close: mayor").
//!
//! Not labels (they stand ahead, see `label`). Rule: nothing but a name, a title or a body stands behind the mark.

use super::direct::{content_of, is_pure};
use super::draft::Draft;
use super::label::{is_rubric, labelled};
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::unit::Unit;
use std::ops::Range;

/// Most tokens of a signature, title and place included.
const SIGNATURE_MAX: usize = 14;
/// Most tokens of a source at the end of a headline.
const SOURCE_MAX: usize = 4;
/// Fewest words before the source of a headline.
const TOLD_MIN: usize = 3;
/// Most sentences behind a headline in which its source must come back.
const BODY_UNITS_MAX: usize = 8;

/// Fires: a quotation, then a dash and a name to the end of the paragraph, in one sentence or the next one.
///
/// Counter-example: `"A" - the song - won`; a dash before a lower-case word.
pub(super) fn signed(page: &Page<'_>, unit: &Unit, index: usize, units: &[Unit]) -> Option<Draft> {
    let start = unit.tokens.start;
    let (content, dash) = if page.is_dash(start) {
        let before = index.checked_sub(1).and_then(|i| units.get(i))?;
        if !is_pure(page, before) || before.paragraph + 1 < unit.paragraph {
            return None;
        }
        (content_of(page, before), start)
    } else {
        let passage = page.passage_at(start)?;
        (passage.outer.clone(), passage.outer.end)
    };
    let name = dash + 1..unit.tokens.end;
    let plain = page.is_dash(dash)
        && page.is_narration(dash)
        && !name.is_empty()
        && name.len() <= SIGNATURE_MAX
        && page.is_capital(name.start)
        && !name
            .clone()
            .any(|i| page.is_finite(i) || !page.is_narration(i));
    let end = noun_phrase_end(page, name.start, name.end);
    (plain && end > name.start).then(|| signature(name.start..end, dash, content, index))
}

/// Fires: "Port to close: mayor", "'No talks': Reke", "Port to close - mayor" at the head of an article whose first
/// sentences tell of the mayor, of Reke.
///
/// Counter-example: "Port to close: what we know", "The vote: 12 to 3". Known miss: a source the body calls otherwise.
pub(super) fn reversed(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    units: &[Unit],
) -> Option<Draft> {
    let tokens = unit.tokens.clone();
    let head = units
        .first()
        .is_some_and(|u| u.paragraph + 1 >= unit.paragraph);
    let last = tokens.end.checked_sub(1)?;
    if !head || page.is_stop(last) || tokens.len() > 2 * SIGNATURE_MAX {
        return None;
    }
    let parts = |i: &usize| page.is_narration(*i) && (page.low(*i) == ":" || page.is_dash(*i));
    let mark = tokens.clone().rev().find(parts)?;
    let source = mark + 1..tokens.end;
    let told = tokens.start..mark;
    let words = told.clone().filter(|i| page.is_word(*i)).count();
    let quoted = page.passage_ending(mark.wrapping_sub(1)).is_some();
    let plain = !source.is_empty()
        && source.len() <= SOURCE_MAX
        && !is_rubric(page, &source)
        && source
            .clone()
            .all(|i| page.is_word(i) && page.is_narration(i) && !page.is_finite(i))
        && page.is_nominal(last)
        && (words >= TOLD_MIN || quoted);
    (plain && comes_back(page, units, index, last)).then(|| signature(source, mark, told, index))
}

/// Whether the last word of a source stands in the narration of the sentences behind.
fn comes_back(page: &Page<'_>, units: &[Unit], index: usize, word: usize) -> bool {
    let behind = units.get(index + 1..).unwrap_or(&[]);
    behind
        .iter()
        .take(BODY_UNITS_MAX)
        .flat_map(|u| u.tokens.clone())
        .any(|i| page.low(i) == page.low(word) && page.is_narration(i))
}

fn signature(speaker: Range<usize>, mark: usize, content: Range<usize>, unit: usize) -> Draft {
    let clause = mark..speaker.end;
    Draft {
        cue: mark..mark,
        clause,
        ..labelled(speaker, mark, content, unit)
    }
}
