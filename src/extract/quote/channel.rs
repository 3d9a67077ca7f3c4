//! Channel: how and where something was said.
//!
//! Not who relayed it. Rule: read from the clause with the cue, and from nothing when the clause does not tell; the
//! longest phrase wins, a named platform beats a bare one.

use super::draft::Draft;
use super::nominal::noun_phrase_end;
use super::page::Page;
use super::unit::Unit;
use crate::extract::syntax::{FineTag, Upos};
use crate::lang::speech::{ChannelWord, Filler};
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
    let mut best: Option<((bool, bool, usize), usize, &ChannelWord)> = None;
    for i in start..end {
        if draft.holds(i) || !page.is_narration(i) {
            continue;
        }
        let Some(word) = word_at(page, draft, i, end) else {
            continue;
        };
        let anonymous = word.kind == ChannelKind::UnnamedOfficial;
        let tells = word.kind != ChannelKind::Other;
        let weight = (anonymous, tells, word.words.len());
        if best.is_none_or(|(b, ..)| weight > b) {
            best = Some((weight, i, word));
        }
    }
    let ((.., length), at, word) = best?;
    let platform = word
        .platform
        .clone()
        .or_else(|| platform(page, draft, start..end));
    let venue = match word.kind {
        ChannelKind::Other => building(page, draft, at + length, end).map(|words| {
            page.doc
                .tokens_span(&words)
                .slice(&page.doc.text)
                .to_owned()
        }),
        ChannelKind::Post
        | ChannelKind::Video
        | ChannelKind::Speech
        | ChannelKind::Interview
        | ChannelKind::Statement
        | ChannelKind::PressConference
        | ChannelKind::Call
        | ChannelKind::Parliament
        | ChannelKind::Meeting
        | ChannelKind::Sermon
        | ChannelKind::Letter
        | ChannelKind::UnnamedOfficial => venue(page, draft, at + length, end),
    };
    // "Speaking in Oz" tells a place or nothing.
    let told =
        word.kind != ChannelKind::Other || venue.is_some() || platform.is_some() || length > 1;
    told.then_some(Channel {
        kind: word.kind,
        venue,
        platform,
    })
}

/// Whether the words name a platform: "her Telegram channel".
pub(super) fn is_platform(page: &Page<'_>, words: &Range<usize>) -> bool {
    words.clone().any(|i| {
        let mut rows = page.speech.channels(page.low(i)).iter();
        rows.any(|c| c.words.len() == 1 && c.platform.is_some())
    })
}

/// "in a statement on Telegram", "in a short post", "on Telegram": whether the way a statement was made is told from `i` on.
///
/// Counter-examples: "the ban on Telegram channels", "in a letter sent by the board".
pub(super) fn leads_to_channel(page: &Page<'_>, i: usize) -> bool {
    let made = |k: usize| {
        let mut rows = page.speech.channels(page.low(k)).iter();
        rows.any(|c| {
            let kind = matches!(
                c.kind,
                ChannelKind::Statement
                    | ChannelKind::Post
                    | ChannelKind::Video
                    | ChannelKind::Letter
            );
            kind && c.words.len() == 1 && c.platform.is_none()
        })
    };
    let ends = |k: usize| matches!(page.tag(k), Upos::Punct | Upos::X) || page.low(k).is_empty();
    // "Telegram", "on X": a platform that ends the phrase.
    let named = |k: usize| {
        let mut rows = page.speech.channels(page.low(k)).iter();
        rows.any(|c| {
            let mut words = c.words.iter().enumerate();
            c.platform.is_some()
                && ends(k + c.words.len())
                && words.all(|(n, w)| page.low(k + n) == w)
        })
    };
    let told = |k: usize| {
        let when = page.filler(k + 1) == Some(Filler::Time);
        let on = page.tag(k + 1) == Upos::Adp
            && (named(k + 1) || named(k + 2) || page.filler(k + 2) == Some(Filler::Time));
        let issued = page.syntax.fine(k + 1) == FineTag::VerbParticiple
            && page.tag(k + 2) == Upos::Adp
            && (named(k + 2) || named(k + 3) || page.filler(k + 3) == Some(Filler::Time));
        made(k) && (ends(k + 1) || when || on || issued)
    };
    let one = page.speech.fills(page.low(i + 1), Filler::Indefinite);
    let way = one && (told(i + 2) || (page.tag(i + 2) == Upos::Adj && told(i + 3)));
    page.tag(i) == Upos::Adp && (way || named(i) || named(i + 1))
}

/// `"the need to act" | during the meeting`: whether an occasion of its own is told from `i` on.
pub(super) fn leads_to_occasion(page: &Page<'_>, i: usize, limit: usize) -> bool {
    let leads = page.tag(i) == Upos::Adp;
    let one = page.tag(i + 1) == Upos::Det || page.syntax.fine(i + 1) == FineTag::PronPoss;
    let words = i + 2..noun_phrase_end(page, i + 1, limit);
    leads && one && !words.is_empty() && is_occasion(page, &words)
}

/// Whether the words told are an occasion and no listener: "told a press conference". Parliament is both.
pub(super) fn is_occasion(page: &Page<'_>, words: &Range<usize>) -> bool {
    words.clone().any(|i| {
        let mut rows = page.speech.channels(page.low(i)).iter();
        rows.any(|c| {
            let whole = c
                .words
                .iter()
                .enumerate()
                .all(|(k, w)| page.low(i + k) == w);
            whole && c.kind != ChannelKind::Parliament
        })
    })
}

fn word_at<'a>(page: &Page<'a>, draft: &Draft, i: usize, end: usize) -> Option<&'a ChannelWord> {
    // "The Morning Post": a name, unless a platform's.
    let name = page.is_capital(i) && i > 0 && page.is_capital(i - 1);
    page.speech.channels(page.low(i)).iter().find(|c| {
        i + c.words.len() <= end
            && (!name || c.platform.is_some())
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
/// A building or body behind "at" and "in" counts when a name stands in the phrase ("at the Navy headquarters in Oz").
/// Counter-example: "a post on X" (that is the platform), "a speech on Monday". Known miss: a venue told before the word.
fn venue(page: &Page<'_>, draft: &Draft, from: usize, limit: usize) -> Option<String> {
    let name = from + 1;
    if let Some(words) = building(page, draft, from, limit) {
        return Some(
            page.doc
                .tokens_span(&words)
                .slice(&page.doc.text)
                .to_owned(),
        );
    }
    let joined = page.tag(from) == Upos::Adp
        && page.tag(name) == Upos::Propn
        && page.filler(name).is_none()
        && page.speech.channels(page.low(name)).is_empty()
        && page.speech.channels(page.low(from)).is_empty()
        && page.filler(from) != Some(Filler::Manner);
    let end = noun_phrase_end(page, name, limit);
    let told = joined && end > name && !(from..end).any(|i| draft.holds(i));
    told.then(|| {
        page.doc
            .tokens_span(&(name..end))
            .slice(&page.doc.text)
            .to_owned()
    })
}

/// Most prepositions of place in the name of a venue: "at the Navy headquarters in Oz".
const PLACES_MAX: usize = 3;

/// "at the Navy headquarters in Oz": places one behind the other, one of them a name.
fn building(page: &Page<'_>, draft: &Draft, from: usize, limit: usize) -> Option<Range<usize>> {
    let mut end = from;
    for _ in 0..PLACES_MAX {
        let joins = page.speech.fills(page.low(end), Filler::Venue) && page.is_narration(end);
        let next = noun_phrase_end(page, end + 1, limit);
        let dated = (end + 1..next).any(|i| page.filler(i) == Some(Filler::Time));
        let clean = joins && next > end + 1 && !dated && !is_occasion(page, &(end + 1..next));
        if !clean || (end..next).any(|i| draft.holds(i)) {
            break;
        }
        end = next;
    }
    let words = from + 1..end;
    let named = |i: usize| page.tag(i) == Upos::Propn && page.is_capital(i);
    (end > from && words.clone().any(named)).then_some(words)
}
