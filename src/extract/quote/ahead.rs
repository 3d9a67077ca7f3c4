//! Attributions ahead of what they report: "X said that ...", "X criticised ...", "According to X, ...", `X: "..."`.
//!
//! Not attributions behind their content (that is `behind`, which is read first). Rule: cues inside content already
//! found are skipped, so only the outermost report counts.

use super::cited::{cites, cites_somebody, is_cited};
use super::complement::{content_end, is_inserted};
use super::cue::{Cue, CueKind, Shape};
use super::draft::{Draft, Rule};
use super::follow::{ContentSort, Follow, follow};
use super::page::Page;
use super::speaker::{long_phrase_end, subject};
use super::unit::Unit;
use crate::extract::syntax::{FineTag, Upos};
use crate::lang::speech::{Complement, Filler, PhraseRole, VerbForm};
use std::ops::Range;

/// Adds the attributions of `unit` that stand before their content to `drafts` (those already found in it).
pub(super) fn read(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    cues: &[Cue<'_>],
    drafts: &mut Vec<Draft>,
) {
    let earlier = drafts.len();
    for cue in cues {
        let taken = drafts
            .iter()
            .any(|d| d.holds(cue.head) || d.clause.contains(&cue.head));
        if taken {
            continue;
        }
        let found = match cue.kind {
            CueKind::Verb { .. } | CueKind::Noun => {
                complement(page, unit, index, cue, cues, drafts)
            }
            CueKind::Phrase(PhraseRole::Speaker) => opening_phrase(page, unit, index, cue, cues),
            CueKind::Phrase(PhraseRole::Hearsay) => None,
        };
        if let Some(draft) = found {
            let clash = drafts
                .iter()
                .take(earlier)
                .any(|d| draft.content.iter().any(|c| c.clone().any(|i| d.holds(i))));
            if !clash {
                drafts.push(draft);
            }
        }
    }
}

/// Fires: "said that it rained", "criticised the plan", "a call for talks". Counter-example: "said on Monday."
fn complement(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    drafts: &[Draft],
) -> Option<Draft> {
    if let Some(draft) = manner(page, unit, index, cue, cues) {
        return Some(draft);
    }
    let shape = cue.verb().map(|(_, shape)| shape);
    if shape == Some(Shape::Reduced) || is_order(page, unit, cue) {
        return None;
    }
    if cue
        .verb()
        .is_some_and(|(v, s)| s == Shape::Infinitive && !v.speaks())
    {
        return None;
    }
    let mut follow = follow(page, cue, &unit.tokens);
    refused(page, unit, cues, &mut follow);
    let (start, sort) = follow.content?;
    if sort == ContentSort::Object && is_cited(page, cues, start) {
        return None;
    }
    let source = sort == ContentSort::Object && is_inserted(page, &unit.tokens, cue);
    if source && cites_somebody(page, cue) && cues.iter().any(|c| c.head > start) {
        return None;
    }
    if sort == ContentSort::Object
        && names_source(page, cue, start, end_of_source(page, start, unit))
    {
        return None;
    }
    let saying = |c: &Cue<'_>| {
        let verb = matches!(c.verb(), Some((v, Shape::Gerund)) if v.takes(Complement::Clause));
        let near = c.head > start && c.head < start + SAYING_MAX;
        verb && near && page.is_nominal(c.head - 1)
    };
    // "Hit out at the board | saying it had slept".
    let at = page.low(start.wrapping_sub(1)) == "at";
    if sort == ContentSort::Object && at && cues.iter().any(saying) {
        return None;
    }
    if is_hedge(cue, sort) && subject(page, cue, &unit.tokens, false).is_none() {
        return None;
    }
    let end = content_end(page, &unit.tokens, cue, cues, start, sort);
    let end = before_agent(page, cue, &unit.tokens, start..end);
    // "If she told you to": no word of what was told.
    let elided = sort == ContentSort::Infinitive && end == start + 1;
    // "Another disputed that": a bare word points back at what was said.
    let asks = matches!(page.syntax.fine(start), FineTag::PronWh | FineTag::AdvWh);
    let points = end == start + 1 && page.is_opener(start) && !asks;
    if end <= start || elided || points || !(start..end).any(|i| page.is_word(i)) {
        return None;
    }
    let rule = match (cue.kind, sort) {
        (CueKind::Noun, _) => Rule::Noun,
        (_, ContentSort::Object) => Rule::Object,
        _ => Rule::Complement,
    };
    let mut draft = Draft::new(rule, cue, index);
    draft.cue.end = follow.cue_end.max(draft.cue.end);
    draft.content.push(start..end);
    draft.addressee = follow.addressee;
    draft.via = cites(page, cue, &unit.tokens);
    attribute(page, unit, cue, drafts, &mut draft);
    let rumour = page.speech.fills(page.low(cue.head), Filler::Rumour);
    let noun = matches!(cue.kind, CueKind::Noun) && !(rumour && page.is_opener(start));
    let needs_speaker = matches!(shape, Some(Shape::Infinitive)) || noun;
    (draft.speaker.is_some() || !needs_speaker).then_some(draft)
}

/// Most tokens of whom somebody hits out at before what he says.
const SAYING_MAX: usize = 8;

/// ", citing the Harbour Courier.": the source by its name is nothing that was said.
///
/// Counter-example: "citing fears of a storm".
fn names_source(page: &Page<'_>, cue: &Cue<'_>, start: usize, end: usize) -> bool {
    let gerund = matches!(cue.verb(), Some((_, Shape::Gerund)));
    gerund && cites_somebody(page, cue) && end > start && (start..end).all(|i| page.is_capital(i))
}

/// One past the noun phrase that begins at `start`, its article aside, when the sentence or clause ends with it.
fn end_of_source(page: &Page<'_>, start: usize, unit: &Unit) -> usize {
    let end = long_phrase_end(page, start, unit.tokens.end);
    let closes = end >= unit.tokens.end || !page.is_word(end);
    if closes { end } else { start }
}

/// Gives a draft with content its speaker.
fn attribute(page: &Page<'_>, unit: &Unit, cue: &Cue<'_>, drafts: &[Draft], draft: &mut Draft) {
    let shape = cue.verb().map(|(_, shape)| shape);
    let (start, end) = draft.content.first().map_or((0, 0), |c| (c.start, c.end));
    if let Some(speaker) = speaker_before(page, cue, shape, drafts) {
        draft.borrowed = true;
        draft.clause.end = start;
        draft.speaker = Some(speaker);
    } else if let Some(found) = subject(page, cue, &unit.tokens, false) {
        draft.borrowed = !found.own;
        draft.clause = draft.clause.start.min(found.words.start)..start;
        draft.speaker = Some(found.words);
    } else {
        draft.clause.end = start;
        draft.speaker = match shape {
            Some(shape) => speaker_nearby(page, unit, cue, shape, drafts, end),
            None => main_subject(page, unit, end),
        };
        draft.borrowed = true;
    }
}

/// "Refused to say | who fired": what was not said begins behind the second verb.
fn refused(page: &Page<'_>, unit: &Unit, cues: &[Cue<'_>], found: &mut Follow) {
    let Some((start, ContentSort::Infinitive)) = found.content else {
        return;
    };
    let says = |c: &&Cue<'_>| {
        let speaks = c
            .verb()
            .is_some_and(|(v, s)| s == Shape::Infinitive && v.takes(Complement::Clause));
        speaks && c.words.start == start && c.words.len() == 2
    };
    let Some(second) = cues.iter().find(says) else {
        return;
    };
    let inner = follow(page, second, &unit.tokens);
    if let Some((begin, ContentSort::Clause)) = inner.content
        && page.is_opener(begin)
    {
        found.cue_end = second.words.end;
        found.content = Some((begin, ContentSort::Clause));
    }
}

/// "By the mayor" behind a passive names the speaker and is no content: "condemned as | by the mayor".
fn before_agent(
    page: &Page<'_>,
    cue: &Cue<'_>,
    unit: &Range<usize>,
    content: Range<usize>,
) -> usize {
    let passive = matches!(cue.verb(), Some((_, Shape::Passive | Shape::Reduced)));
    let agent = subject(page, cue, unit, false).filter(|s| passive && s.behind);
    agent
        .filter(|s| s.words.start > content.start + 1 && s.words.start < content.end)
        .map_or(content.end, |s| s.words.start - 1)
}

/// "Call it a hundred.", "Thank you.": an order at the head of its sentence reports nothing.
///
/// Counter-example: "They call it a theft." Known miss: "Please note that".
fn is_order(page: &Page<'_>, unit: &Unit, cue: &Cue<'_>) -> bool {
    let finite = matches!(cue.verb(), Some((_, Shape::Finite)));
    let first = !(unit.tokens.start..cue.words.start).any(|i| page.is_word(i));
    finite && first && cue.form == Some(VerbForm::Base) && cue.words.start == cue.head
}

/// "The pier is said to be safe": nobody says it, the reporter hedges. Counter-example: "he was told to leave".
fn is_hedge(cue: &Cue<'_>, sort: ContentSort) -> bool {
    sort == ContentSort::Infinitive
        && cue.verb().is_some_and(|(verb, shape)| {
            let passive = matches!(shape, Shape::Passive | Shape::Reduced);
            passive && verb.takes(Complement::Clause) && !verb.takes(Complement::Addressee)
        })
}

/// ", adding that ..." and "and denied ..." right behind reported content go on with that content's speaker.
///
/// Fires: in "Olen said that the strike hurts Oz and denied talks" Olen denies, though the strike stands nearer; that
/// the content ended there is what tells the second cue from a verb of the content. Counter-example: "and the mayor
/// denied", which has a subject of its own.
fn speaker_before(
    page: &Page<'_>,
    cue: &Cue<'_>,
    shape: Option<Shape>,
    drafts: &[Draft],
) -> Option<Range<usize>> {
    let start = cue.words.start;
    let joined = start
        .checked_sub(1)
        .is_some_and(|i| page.tag(i) == Upos::Cconj && page.is_narration(i));
    // "The pier moved, a pilot said on Monday, calling it a pity": who said that calls it so.
    let comma = start.checked_sub(1).filter(|i| page.low(*i) == ",");
    if let (Some(Shape::Gerund), Some(comma)) = (shape, comma)
        && let Some(said) = drafts.iter().rev().find(|d| {
            let closes = d.clause.end <= comma && d.clause.end + CLOSES_MAX > comma;
            closes && d.head < comma && matches!(d.rule, Rule::Behind | Rule::Parenthesis)
        })
    {
        return said.speaker.clone();
    }
    let gap = match shape {
        Some(Shape::Gerund) => 1,
        Some(Shape::Finite) if joined => 2,
        _ => return None,
    };
    let before = drafts.iter().rev().find(|d| {
        d.content
            .last()
            .is_some_and(|c| c.end <= start && c.end + gap >= start && c.start > d.head)
    })?;
    before.speaker.clone()
}

/// Most tokens between an attribution and the comma behind which it goes on.
const CLOSES_MAX: usize = 3;

/// A speaker from the report before it, or, for a sentence that opens with the report ("Calling it late, the minister
/// left"), from the main clause behind it.
fn speaker_nearby(
    page: &Page<'_>,
    unit: &Unit,
    cue: &Cue<'_>,
    shape: Shape,
    drafts: &[Draft],
    end: usize,
) -> Option<Range<usize>> {
    if matches!(shape, Shape::Passive | Shape::Reduced) {
        return None;
    }
    let before = drafts.iter().rev().find(|d| d.clause.start < cue.head);
    if let Some(before) = before {
        return before.speaker.clone();
    }
    main_subject(page, unit, end).filter(|_| shape == Shape::Gerund)
}

/// The noun phrase behind the comma at `comma`: "In a warning that fuel was short, | the mayor".
fn main_subject(page: &Page<'_>, unit: &Unit, comma: usize) -> Option<Range<usize>> {
    let start = comma + 1;
    let stop = long_phrase_end(page, start, unit.tokens.end);
    (page.low(comma) == "," && stop > start).then_some(start..stop)
}

/// "According to X, ...": the content begins behind the comma.
fn opening_phrase(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
) -> Option<Draft> {
    let before = cue
        .words
        .start
        .checked_sub(1)
        .filter(|b| unit.tokens.contains(b));
    let inside = |b| page.low(b) == "," || (page.is_word(b) && page.tag(b) != Upos::Cconj);
    if before.is_some_and(inside) {
        return None;
    }
    let speaker = subject(page, cue, &unit.tokens, false)?;
    let reach = unit.tokens.end.min(speaker.words.end + PHRASE_GAP_MAX);
    let comma = (speaker.words.end..reach)
        .find(|i| page.low(*i) == "," && page.is_narration(*i))
        .filter(|comma| !(speaker.words.end..*comma).any(|i| page.is_finite(i)));
    let (comma, start) = match comma {
        // "According to Lee, however, the pier held".
        Some(comma) if page.tag(comma + 1) == Upos::Adv && page.low(comma + 2) == "," => {
            (comma, comma + 3)
        }
        Some(comma) => (comma, comma + 1),
        None => (
            speaker.words.end,
            without_comma(page, &speaker.words, unit)?,
        ),
    };
    let end = content_end(page, &unit.tokens, cue, cues, start, ContentSort::Clause);
    if end <= start {
        return None;
    }
    let mut draft = Draft::new(Rule::Phrase, cue, index);
    draft.clause = cue.words.start..comma;
    draft.speaker = Some(speaker.words);
    draft.content.push(start..end);
    Some(draft)
}

/// "According to the board | over 300 boats have left": where a clause of its own begins right behind the speaker.
fn without_comma(page: &Page<'_>, speaker: &Range<usize>, unit: &Unit) -> Option<usize> {
    let start = speaker.end;
    let counted = matches!(page.tag(start), Upos::Adp | Upos::Adv | Upos::Adj)
        && page.tag(start + 1) == Upos::Num;
    let opens = counted || matches!(page.tag(start), Upos::Det | Upos::Num | Upos::Pron);
    let reach = unit.tokens.end.min(start + PHRASE_GAP_MAX);
    let verb = (start..reach)
        .take_while(|i| page.is_word(*i) && page.is_narration(*i))
        .any(|i| page.is_finite(i));
    (opens && verb && start < unit.tokens.end).then_some(start)
}

/// Most tokens between a speaker behind "according to" and the comma that closes the phrase.
const PHRASE_GAP_MAX: usize = 12;

/// "As Ann Lee said, ...": the content begins behind the comma.
fn manner(
    page: &Page<'_>,
    unit: &Unit,
    index: usize,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
) -> Option<Draft> {
    let (verb, shape) = cue.verb()?;
    let speaker = match shape {
        Shape::Finite => subject(page, cue, &unit.tokens, false).filter(|s| s.own),
        Shape::Reduced | Shape::Passive => subject(page, cue, &unit.tokens, false),
        Shape::Gerund | Shape::Infinitive => None,
    }?;
    let first = speaker.words.start.min(cue.words.start);
    let opens = first > unit.tokens.start && page.filler(first - 1) == Some(Filler::Manner);
    if !opens || !verb.takes(Complement::Clause) {
        return None;
    }
    let from = follow(page, cue, &unit.tokens).at.max(speaker.words.end);
    let reach = unit.tokens.end.min(from + PHRASE_GAP_MAX);
    let comma = (from..reach).find(|i| page.low(*i) == "," && page.is_narration(*i))?;
    let end = content_end(
        page,
        &unit.tokens,
        cue,
        cues,
        comma + 1,
        ContentSort::Clause,
    );
    if end <= comma + 1 {
        return None;
    }
    let mut draft = Draft::new(Rule::Phrase, cue, index);
    draft.clause = first - 1..comma;
    draft.speaker = Some(speaker.words);
    draft.content.push(comma + 1..end);
    Some(draft)
}
