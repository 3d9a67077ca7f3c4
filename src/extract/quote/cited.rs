//! Somebody cited: "the agency quoted an officer as saying that".
//!
//! Not somebody who speaks in a sentence of his own (see `speaker`). Rule: whoever stands between the verb and "as" speaks,
//! and the subject of the verb relays.

use super::cue::{self, Cue, CueKind, Shape};
use super::page::Page;
use super::speaker::{phrase_start, subject};
use crate::lang::speech::Filler;
use std::ops::Range;

/// Most tokens of somebody cited.
const CITED_MAX: usize = 14;

/// Who is cited in "quoted an officer as saying": the phrase between the verb and "as".
///
/// Counter-example: "described the plan as saying nothing", where the verb cites nobody.
pub(super) fn cited_by(page: &Page<'_>, cue: &Cue<'_>) -> Option<Range<usize>> {
    let gerund = matches!(
        cue.kind,
        CueKind::Verb {
            shape: Shape::Gerund,
            ..
        }
    );
    let before = cue.words.start.checked_sub(1).filter(|_| gerund)?;
    // "quotes an officer saying" does without "as".
    let manner = page.filler(before) == Some(Filler::Manner);
    let mut end = before + usize::from(!manner);
    let from = end.saturating_sub(CITED_MAX);
    // "Quoted Ann Lee, a harbour pilot, as saying": what is set beside the name.
    let beside = end
        .checked_sub(1)
        .filter(|i| page.low(*i) == "," && page.is_narration(*i));
    if let Some(close) = beside {
        end = (from..close)
            .rev()
            .take_while(|i| page.is_narration(*i) && !page.is_finite(*i))
            .find(|i| page.low(*i) == ",")?;
    }
    let start = phrase_start(page, end, from)?;
    let verb = start.checked_sub(1)?;
    (cites_with(page, verb) && page.is_narration(verb)).then_some(start..end)
}

/// Whether the word at `i` is a verb that cites people: one that a table row joins to "as saying".
pub(super) fn cites_with(page: &Page<'_>, i: usize) -> bool {
    page.speech.verbs(page.low(i)).any(|m| {
        let first = m.verb.particle.first();
        first.is_some_and(|p| page.speech.fills(p, Filler::Manner))
    })
}

/// Whether the object that begins at `start` is somebody cited: "quoted an officer as saying".
pub(super) fn is_cited(page: &Page<'_>, cues: &[Cue<'_>], start: usize) -> bool {
    cues.iter().any(|c| {
        let reports = matches!(c.verb(), Some((_, Shape::Gerund)));
        reports
            && c.head > start
            && c.head <= start + CITED_MAX
            && cited_by(page, c).is_some_and(|cited| cited.start == start)
    })
}

/// Whether a verb is one that cites people: "the agency, citing an officer, reports".
pub(super) fn cites_somebody(page: &Page<'_>, cue: &Cue<'_>) -> bool {
    cites_with(page, cue.head)
}

/// The body that cites the speaker of "as saying": "the agency" of "the agency quoted an officer as saying".
pub(super) fn cites(page: &Page<'_>, cue: &Cue<'_>, unit: &Range<usize>) -> Option<Range<usize>> {
    let verb = cited_by(page, cue)?.start.checked_sub(1)?;
    let cues = cue::cues(page, unit.clone());
    let citing = cues.iter().find(|c| c.words.contains(&verb))?;
    subject(page, citing, unit, false).map(|s| s.words)
}
