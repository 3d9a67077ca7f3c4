//! Channel: how and where something was said.
//!
//! Not who relayed it. Rule: read from the clause with the cue, and from nothing when the clause does not tell; the
//! longest phrase wins, a named platform beats a bare one.

use super::draft::Draft;
use super::follow::noun_phrase_end;
use super::page::Page;
use super::unit::Unit;
use crate::extract::syntax::Upos;
use crate::lang::speech::ChannelWord;
use crate::model::{Channel, ChannelKind};
use std::ops::Range;

/// Most tokens around the cue that are looked at.
const REACH_MAX: usize = 40;

/// Fires: "said in a post on X", "in a televised address", "told reporters". Counter-example: words of the content.
pub(super) fn of(page: &Page<'_>, draft: &Draft, units: &[Unit]) -> Option<Channel> {
    let unit = units.get(draft.unit)?;
    let start = unit
        .tokens
        .start
        .max(draft.clause.start.saturating_sub(REACH_MAX));
    let end = unit.tokens.end.min(draft.clause.end + REACH_MAX);
    let mut best: Option<(bool, usize, usize, &ChannelWord)> = None;
    for i in start..end {
        if draft.holds(i) || !page.is_narration(i) {
            continue;
        }
        let Some(word) = word_at(page, draft, i, end) else {
            continue;
        };
        let anonymous = word.kind == ChannelKind::UnnamedOfficial;
        let length = word.words.len();
        if best.is_none_or(|(a, l, ..)| (anonymous, length) > (a, l)) {
            best = Some((anonymous, length, i, word));
        }
    }
    let (_, length, at, word) = best?;
    let platform = word
        .platform
        .clone()
        .or_else(|| platform(page, draft, start..end));
    Some(Channel {
        kind: word.kind,
        venue: venue(page, draft, at + length, end),
        platform,
    })
}

fn word_at<'a>(page: &Page<'a>, draft: &Draft, i: usize, end: usize) -> Option<&'a ChannelWord> {
    page.speech.channels(page.low(i)).iter().find(|c| {
        i + c.words.len() <= end
            && c.words
                .iter()
                .enumerate()
                .all(|(k, w)| page.low(i + k) == w && !draft.holds(i + k))
    })
}

fn platform(page: &Page<'_>, draft: &Draft, range: Range<usize>) -> Option<String> {
    let end = range.end;
    range
        .filter(|i| !draft.holds(*i) && page.is_narration(*i))
        .filter_map(|i| word_at(page, draft, i, end))
        .find_map(|c| c.platform.clone())
}

/// Where: the name behind the channel word's preposition ("a rally in Ardin", "an interview with Harbour Radio").
///
/// Counter-example: "a post on X" (that is the platform), "a speech on Monday". Known miss: a venue told before the word.
fn venue(page: &Page<'_>, draft: &Draft, from: usize, limit: usize) -> Option<String> {
    let name = from + 1;
    let joined = page.tag(from) == Upos::Adp
        && page.tag(name) == Upos::Propn
        && page.filler(name).is_none()
        && page.speech.channels(page.low(name)).is_empty()
        && page.speech.channels(page.low(from)).is_empty();
    let end = noun_phrase_end(page, name, limit);
    let told = joined && end > name && !(from..end).any(|i| draft.holds(i));
    told.then(|| {
        page.doc
            .tokens_span(&(name..end))
            .slice(&page.doc.text)
            .to_owned()
    })
}
