//! Attributions behind or inside what they report: `"A," she said.`, "The plan, he said, is dead.", "..., according to
//! the ministry."
//!
//! Not "X said that ..." (that is `ahead`). Rule: such an attribution stands after a comma, dash or closing mark, and
//! nothing but days, places and people told follows its verb.

use super::cited::cites;
use super::complement::trim;
use super::cue::{Cue, CueKind, Shape};
use super::described::is_opening;
use super::draft::{Draft, Rule};
use super::follow::{ContentSort, Follow, follow};
use super::marks::Passage;
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::relay::{cited_behind, quoted_by, relay};
use super::speaker::{Subject, source_end, subject};
use super::unit::Unit;
use crate::extract::syntax::{FineTag, Upos};
use crate::lang::speech::{Complement, Filler, PhraseRole};
use std::ops::Range;

/// What was read: attributions, and bodies that relay the attributions before them.
#[derive(Default)]
pub(super) struct Behind {
    pub drafts: Vec<Draft>,
    /// "according to the agency" behind a report of its own: the attribution's words, and the body's.
    pub relays: Vec<(Range<usize>, Range<usize>)>,
}

/// Reads the attributions of `unit` that stand behind or inside their content.
pub(super) fn read(page: &Page<'_>, unit: &Unit, index: usize, cues: &[Cue<'_>]) -> Behind {
    let mut relays = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for cue in cues {
        let from = drafts.last().map_or(unit.tokens.start, end_of);
        if cue.head < from {
            continue;
        }
        let window = from..unit.tokens.end;
        let found = match cue.kind {
            CueKind::Verb {
                shape: Shape::Gerund,
                ..
            } => cited_behind(page, cue, &window),
            CueKind::Verb { verb, shape } => {
                let speaks = verb.speaks() && shape == Shape::Finite;
                speaks
                    .then(|| verb_behind(page, cue, &window))
                    .flatten()
                    .or_else(|| quoted_by(page, cue, &window))
            }
            CueKind::Phrase(PhraseRole::Speaker) => phrase(page, cue, &window),
            CueKind::Phrase(PhraseRole::Hearsay) | CueKind::Noun => None,
        };
        let Some(place) = found else { continue };
        if let Some(last) = drafts.last_mut()
            && matches!(cue.kind, CueKind::Phrase(_))
            && !(from..cue.words.start).any(|i| page.is_word(i))
        {
            // `"A," Olen said, according to the agency`: the agency relays.
            last.via = place.speaker.map(|s| s.words);
            continue;
        }
        if let Some(body) = relay(page, cue, cues, &window, &place) {
            relays.push((place.clause, body));
            continue;
        }
        if let Some(mut draft) = build(page, cue, cues, &window, place, index) {
            draft.via = draft.via.or_else(|| cites(page, cue, &window));
            drafts.push(draft);
        }
    }
    Behind { drafts, relays }
}

fn end_of(draft: &Draft) -> usize {
    draft
        .content
        .last()
        .map_or(draft.clause.end, |c| c.end.max(draft.clause.end))
}

/// An attribution clause between or behind its content.
pub(super) struct Place {
    /// Subject, verb and what follows the verb.
    pub(super) clause: Range<usize>,
    pub(super) speaker: Option<Subject>,
    pub(super) addressee: Option<Range<usize>>,
    /// A quotation follows the attribution and goes on with the content.
    pub(super) quotation: Option<usize>,
    /// Who relays it, when the attribution itself tells.
    pub(super) via: Option<Range<usize>>,
}

/// Fires: `..., she said.`, `..." said Ann Lee, the mayor.` Counter-example: "When asked, she said that it rained."
/// Known miss: an attribution without a comma before it.
fn verb_behind(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let start = cue.words.start;
    let at_mark = start > window.start && ends_quotation(page, start);
    if at_mark {
        return turned(page, cue, window).or_else(|| straight(page, cue, window));
    }
    if subject(page, cue, window, false).is_some_and(|s| s.own && s.words.end + 1 >= start) {
        return straight(page, cue, window).or_else(|| {
            let comma = start.wrapping_sub(1);
            let set = page.low(comma) == ","
                && !(window.start..comma).any(|i| page.low(i) == "," || page.is_finite(i));
            let place = set.then(|| turned(page, cue, window)).flatten()?;
            (page.low(place.clause.end) == ",").then_some(place)
        });
    }
    turned(page, cue, window)
}

/// Verb before speaker: `," said Ann Lee`.
fn turned(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let start = cue.words.start;
    if start <= window.start || !opens_behind(page, start) {
        return None;
    }
    let told = cue.verb().is_some_and(|(verb, _)| {
        verb.takes(Complement::Addressee) && !verb.takes(Complement::Object)
    });
    if told && !ends_quotation(page, start) {
        return None;
    }
    let speaker = subject(page, cue, window, true).filter(|s| s.behind)?;
    // `Olen, who called it "a farce", told reporters that`: those behind the verb are told.
    if told && page.is_opener(speaker.words.end) {
        return None;
    }
    let mut end = speaker.words.end;
    // `, said X was late` after an insertion: no turned order.
    if page.is_finite(end) && page.is_narration(end) {
        return None;
    }
    end = skip_tail(page, end, window.end);
    Some(Place {
        clause: start..end,
        quotation: quotation_behind(page, end, window.end),
        speaker: Some(speaker),
        addressee: None,
        via: None,
    })
}

/// Speaker before verb: `," Ann Lee said`.
fn straight(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let speaker = subject(page, cue, window, false).filter(|s| s.own && !s.behind)?;
    let mut start = speaker.words.start;
    if start > window.start && page.filler(start - 1) == Some(Filler::Manner) {
        start -= 1;
    }
    // "an envoy, who, she said, had left": inside a clause that describes.
    let relative = start > window.start + 1
        && page.low(start - 1) == ","
        && page.syntax.fine(start - 2) == FineTag::PronWh;
    // "The mayor said that if the dam fell, the city would respond": what would be done on a condition.
    let first = cue.words.start;
    let would = page.low(first) == "would" || page.low(first.saturating_sub(1)) == "would";
    let supposed = would && (window.start..start).any(|i| page.low(i) == "if");
    if page.syntax.fine(start) == FineTag::PronWh
        || relative
        || (supposed && !ends_quotation(page, start))
        || start <= window.start
        || !opens_behind(page, start)
    {
        return None;
    }
    let Follow {
        content,
        at,
        addressee,
        ..
    } = follow(page, cue, window);
    let quoted = ends_quotation(page, start);
    let (content, at) = match content {
        Some((begin, ContentSort::Clause))
            if !quoted && closes_sentence(page, window.start..start, cue, begin) =>
        {
            (None, window.end)
        }
        found => (found, at),
    };
    let quotation = match content {
        Some((begin, ContentSort::Quotation | ContentSort::Colon)) => {
            let begin = page.passage_at(begin).map(|_| begin)?;
            if !quoted && is_opening(page, window.start) {
                return None;
            }
            Some(begin)
        }
        None if !quoted => None,
        // "Though he admitted that it "had failed," he said it would go on": the cue has content of its own.
        // "A is late, he said during a speech to be read": an infinitive further on is no content.
        Some((begin, ContentSort::Infinitive)) if !quoted && begin > cue.words.end => None,
        Some((begin, ContentSort::Clause))
            if quoted && page.passage_at(begin).is_none() && page.is_narration(window.start) =>
        {
            return None;
        }
        _ if quoted => quotation_behind(page, at, window.end),
        _ => return None,
    };
    let end = if content.is_none() || quoted {
        skip_tail(page, at, window.end)
    } else {
        at.min(window.end)
    };
    Some(Place {
        clause: start..end,
        speaker: Some(speaker),
        addressee,
        quotation,
        via: None,
    })
}

/// "The pier holds, Olen said in her first remarks since the storm | struck": a bare clause far behind the verb is no
/// content where a whole clause stands before the attribution.
///
/// Counter-example: "As the storm struck, Olen said on Monday the pier held."
fn closes_sentence(page: &Page<'_>, left: Range<usize>, cue: &Cue<'_>, begin: usize) -> bool {
    let next = cue.words.end;
    let told = begin > next && !page.is_opener(begin) && page.is_narration(begin);
    let tail = matches!(page.tag(next), Upos::Adp | Upos::Adv) || page.filler(next).is_some();
    let whole = !is_opening(page, left.start)
        && left
            .clone()
            .any(|i| page.is_finite(i) && page.is_narration(i));
    told && tail && whole
}

/// Whether a quotation ends right before `start`, a comma aside.
pub(super) fn ends_quotation(page: &Page<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    page.passage_ending(before).is_some()
        || (page.low(before) == ","
            && before
                .checked_sub(1)
                .is_some_and(|b| page.passage_ending(b).is_some()))
}

/// Whether an attribution can begin at `start`: behind a comma, a dash or a closing mark.
pub(super) fn opens_behind(page: &Page<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    page.passage_ending(before).is_some()
        || (page.is_narration(before) && (page.low(before) == "," || page.is_dash(before)))
}

/// The quotation that goes on behind an attribution: the next one in the sentence, after a comma.
pub(super) fn quotation_behind(page: &Page<'_>, from: usize, limit: usize) -> Option<usize> {
    let next = (from..limit).find(|i| page.passage_at(*i).is_some())?;
    let before = next.checked_sub(1)?;
    let comma = matches!(page.low(before), "," | ":") || page.is_dash(before);
    let direct = next == from;
    let long = page
        .passage_at(next)
        .is_some_and(|p| p.inner.clone().filter(|i| page.is_word(*i)).count() >= GOES_ON_MIN);
    // A verb of its own before the comma ("adding,") reports that quotation itself.
    let reports = |i: usize| {
        page.is_narration(i)
            && page.syntax.tag(i) == Upos::Verb
            && page.speech.verbs(page.low(i)).any(|m| m.verb.speaks())
    };
    let own_cue = (from..next).any(reports)
        || (next > from + 1
            && page
                .speech
                .verbs(page.low(before.wrapping_sub(1)))
                .next()
                .is_some());
    ((comma || direct) && long && !own_cue).then_some(next)
}

/// Fewest words of a quotation that goes on behind its attribution.
const GOES_ON_MIN: usize = 3;

/// Where the clause that begins at `from` pauses: a comma, stop, dash or quotation.
fn clause_stop(page: &Page<'_>, from: usize, limit: usize) -> usize {
    (from..limit)
        .find(|i| !page.is_word(*i) || !page.is_narration(*i))
        .unwrap_or(limit)
}

/// Skips days, places and adverbs behind an attribution: "on Tuesday at a rally".
pub(super) fn skip_tail(page: &Page<'_>, from: usize, limit: usize) -> usize {
    let mut at = from;
    while at < limit && page.is_narration(at) {
        let tag = page.tag(at);
        let end = if page.filler(at) == Some(Filler::Time)
            || (tag == Upos::Adv && page.syntax.fine(at) != FineTag::AdvWh)
        {
            at + 1
        } else if tag == Upos::Det && page.filler(at + 1) == Some(Filler::Time) {
            at + 2
        } else if page.speech.fills(page.low(at), Filler::Clause)
            || (tag == Upos::Adp && page.syntax.fine(at + 1) == FineTag::VerbIng)
        {
            // "after meeting the guild", "when asked": the circumstances of the report.
            clause_stop(page, at, limit)
        } else if tag == Upos::Adp {
            noun_phrase_end(page, at + 1, limit)
        } else {
            at
        };
        if end <= at {
            break;
        }
        at = end;
    }
    at
}

/// "according to X" with commas around or at the end; at the beginning it is read ahead.
fn phrase(page: &Page<'_>, cue: &Cue<'_>, window: &Range<usize>) -> Option<Place> {
    let start = cue.words.start;
    if start <= window.start {
        return None;
    }
    let end = source_end(page, cue.words.end, window.end);
    (end > cue.words.end).then(|| Place {
        clause: start..skip_tail(page, end, window.end),
        speaker: subject(page, cue, window, false),
        addressee: None,
        quotation: None,
        via: None,
    })
}

fn build(
    page: &Page<'_>,
    cue: &Cue<'_>,
    cues: &[Cue<'_>],
    window: &Range<usize>,
    place: Place,
    index: usize,
) -> Option<Draft> {
    let left = left_content(page, window.start, place.clause.start)?;
    // "Conceding that it had failed, he warned: ...": a report of its own.
    let reports = |c: &Cue<'_>| {
        c.words.start == left.start
            && matches!(c.verb(), Some((v, Shape::Gerund)) if v.takes(Complement::Clause))
    };
    if cues.iter().any(reports) && page.is_opener(left.start + 1) {
        return None;
    }
    if !stands_behind(page, cue, &left, &place, window.end) {
        return None;
    }
    let mut draft = Draft::new(Rule::Behind, cue, index);
    if matches!(cue.kind, CueKind::Phrase(_)) {
        draft.rule = Rule::Phrase;
    }
    draft.content.push(left.clone());
    draft.clause = place.clause.clone();
    draft.addressee = place.addressee;
    draft.via = place.via;
    draft.speaker = place.speaker.map(|s| s.words);
    if let Some(passage) = place.quotation.and_then(|q| page.passage_at(q)) {
        let goes_on = page.is_narration(left.end - 1) && !is_closed(page, passage);
        let end = if goes_on {
            trim(page, passage.outer.end, window.end).max(passage.outer.end)
        } else {
            passage.outer.end
        };
        draft.append(passage.outer.start..end);
    } else if let Some(right) = right_content(page, cues, &left, place.clause.end, window.end) {
        draft.rule = Rule::Parenthesis;
        draft.append(right);
    }
    Some(draft)
}

/// Whether the attribution ends where its clause ends, and what stands before it can be said: "Later that day, she
/// answered a question" and "In a speech, he said:" do not.
fn stands_behind(
    page: &Page<'_>,
    cue: &Cue<'_>,
    left: &Range<usize>,
    place: &Place,
    limit: usize,
) -> bool {
    let quoted = page.passage_ending(left.end - 1).is_some();
    if quoted || place.quotation.is_some() {
        return true;
    }
    let reports = cue
        .verb()
        .is_none_or(|(verb, _)| verb.takes(Complement::Clause));
    let end = place.clause.end;
    // "according to figures her office released": what describes the speaker may follow.
    let ends = end >= limit || !page.is_word(end) || matches!(cue.kind, CueKind::Phrase(_));
    let finite = left.clone().any(|i| page.is_finite(i));
    let goes_on = matches!(page.low(end), ",") || page.is_dash(end);
    reports && ends && (finite || !is_opening(page, left.start) || goes_on) && page.low(end) != ":"
}

/// Whether the last word of a quotation stands before a comma or stop inside the marks.
fn is_closed(page: &Page<'_>, passage: &Passage) -> bool {
    let last = passage.inner.end.wrapping_sub(1);
    page.is_stop(last) || page.low(last) == ","
}

/// What stands before the attribution and can be its content.
fn left_content(page: &Page<'_>, from: usize, attribution: usize) -> Option<Range<usize>> {
    let mut start = from;
    while start < attribution && !page.is_word(start) && page.passage_at(start).is_none() {
        start += 1;
    }
    let end = trim(page, start, attribution);
    if end <= start {
        return None;
    }
    let last = page.passage_ending(end - 1);
    if let Some(passage) = last {
        let before = passage.outer.start.checked_sub(1).filter(|b| *b >= start);
        let stands_alone = before.is_some_and(|b| {
            let pause = !page.is_word(b) && page.is_narration(b);
            pause && (page.is_capital(passage.inner.start) || page.is_dash(b) || page.low(b) == ":")
        });
        if stands_alone {
            start = passage.outer.start;
        }
        return Some(start..end);
    }
    page.has_narration(start..end).then_some(start..end)
}

/// What stands behind a parenthetical attribution and goes on with its content.
fn right_content(
    page: &Page<'_>,
    cues: &[Cue<'_>],
    left: &Range<usize>,
    from: usize,
    limit: usize,
) -> Option<Range<usize>> {
    if page.low(from) != "," && !page.is_dash(from) {
        return None;
    }
    let start = from + 1;
    let end = trim(page, start, limit);
    // Behind `," says Ann Lee` a noun phrase is set beside the speaker.
    let beside = || {
        matches!(
            page.tag(start),
            Upos::Det | Upos::Noun | Upos::Num | Upos::Propn | Upos::Adj
        )
    };
    let quoted = page.passage_ending(left.end - 1).is_some_and(|p| {
        p.outer.start <= left.start
            || is_closed(page, p) && (page.is_capital(p.inner.start) || beside())
    });
    if end <= start || quoted {
        return None;
    }
    let opens_report = cues.iter().any(|c| {
        c.words.start == start || (c.words.start == start + 1 && page.tag(start) == Upos::Cconj)
    });
    let aside = matches!(
        page.syntax.fine(start),
        FineTag::VerbIng | FineTag::PronWh | FineTag::VerbParticiple
    );
    // ", sources said, though envoys saw no sign of it", ", sources said, and envoys believe": somebody else's words.
    let told =
        |c: &Cue<'_>| (start + 1..end).contains(&c.words.start) && page.is_finite(c.words.start);
    let anothers = page.speech.fills(page.low(start), Filler::Concession)
        || (page.tag(start) == Upos::Cconj && cues.iter().any(told));
    if anothers {
        return None;
    }
    let complete = !matches!(page.tag(left.start), Upos::Sconj)
        && left
            .clone()
            .any(|i| page.is_finite(i) && page.is_narration(i));
    let goes_on = !complete
        || matches!(page.tag(start), Upos::Cconj | Upos::Sconj)
        || page.is_infinitive_mark(start);
    // "The board, he announced, would request talks": its own verb, whatever that verb reports.
    let predicate = !complete && page.is_finite(start);
    ((!opens_report || predicate) && !aside && goes_on).then_some(start..end)
}
