//! Relays: bodies that pass on what others said, told behind their words: `"A," the agency quoted Olen as saying.`, `Olen
//! said "A", the Courier reported.`
//!
//! Not attributions of a speaker's own (see `behind`). Rule: whoever is cited speaks, and whoever cites relays.

use super::behind::{Place, ends_quotation, opens_behind, quotation_behind, skip_tail};
use super::cited::{cited_by, cites, cites_with};
use super::cue::{Cue, CueKind, Shape};
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::speaker::{Subject, own, phrase_start, subject};
use crate::extract::syntax::FineTag;
use crate::lang::speech::Filler;
use std::ops::Range;

/// `Olen said "A", according to the agency`: the agency relays what Olen said.
///
/// Fires when the sentence before the phrase has a speaker and a quotation of its own, or reports what a text without a
/// name tells ("Oz accused Bex of theft, according to a statement"); and for "Olen said A, the Courier reported".
/// Counter-example: "The bridge fell, according to the agency."
pub(super) fn relay(
    page: &Page<'_>,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    window: &Range<usize>,
    place: &Place,
) -> Option<Range<usize>> {
    let body = place.speaker.as_ref().map(|s| s.words.clone())?;
    let before = window.start..place.clause.start;
    if !matches!(cue.kind, CueKind::Phrase(_)) {
        return passes_on(page, cue, cues, window, place).then_some(body);
    }
    let text = page.speech.fills(page.low(body.start + 1), Filler::Text)
        && page.speech.fills(page.low(body.start), Filler::Indefinite);
    let reports = cues.iter().any(|c| {
        before.contains(&c.head) && matches!(c.verb(), Some((_, Shape::Finite | Shape::Gerund)))
    });
    let quotes = before.clone().any(|i| page.passage_at(i).is_some());
    ((quotes || text) && reports).then_some(body)
}

/// `Olen said "A", reported the Courier.`: the sentence opens with a report that the verb at its end passes on.
///
/// Counter-example: "A man who said he was Olen had left, the Courier reported."
fn passes_on(
    page: &Page<'_>,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    window: &Range<usize>,
    place: &Place,
) -> bool {
    let end = place.clause.end;
    let closes = end >= window.end || page.is_stop(end);
    if !closes || !page.speech.fills(page.low(cue.head), Filler::Relay) {
        return false;
    }
    let first = cues.iter().find(|c| {
        let speaks = matches!(c.verb(), Some((verb, Shape::Finite)) if verb.speaks());
        speaks && window.contains(&c.head) && c.words.end < place.clause.start
    });
    let told = first.and_then(|c| subject(page, c, window, false).filter(|s| s.own && !s.behind));
    told.is_some_and(|s| {
        let wh = page.syntax.fine(s.words.start) == FineTag::PronWh;
        !wh && !(window.start..s.words.start).any(|i| page.is_finite(i))
    })
}

/// `"A," the agency quoted an officer as saying.`: whoever is cited speaks.
pub(super) fn cited_behind(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let cited = cited_by(page, cue)?;
    let body = cites(page, cue, window)?;
    let start = body.start;
    if start <= window.start || !opens_behind(page, start) {
        return None;
    }
    let end = skip_tail(page, cue.words.end, window.end);
    Some(Place {
        clause: start..end,
        quotation: quotation_behind(page, end, window.end),
        speaker: Some(Subject {
            words: cited,
            behind: false,
            own: true,
        }),
        addressee: None,
        via: None,
    })
}

/// `"A," Olen was quoted by the agency.`: a verb that cites, in the passive, without "as saying".
///
/// Counter-example: "Olen was quoted by the agency" without a quotation before it.
pub(super) fn quoted_by(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let passive = matches!(cue.verb(), Some((_, Shape::Passive | Shape::Reduced)));
    if !passive || !cites_with(page, cue.head) {
        return None;
    }
    let start = phrase_start(page, cue.words.start, window.start)?;
    if start <= window.start || !ends_quotation(page, start) {
        return None;
    }
    let by = cue.words.end;
    let told = page.speech.fills(page.low(by), Filler::Source);
    let body = by + 1..noun_phrase_end(page, by + 1, window.end);
    let via = Some(body).filter(|b| told && b.end > b.start);
    let end = via.as_ref().map_or(by, |b| b.end);
    Some(Place {
        clause: start..skip_tail(page, end, window.end),
        speaker: Some(own(start..cue.words.start)),
        addressee: None,
        quotation: None,
        via,
    })
}
