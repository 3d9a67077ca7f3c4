//! Words that describe a noun or tell where and how: which of the phrases before a verb is no subject of its own.
//!
//! Not the search for a subject (that is `speaker`). Rule: a phrase inside what describes another noun never speaks.

use super::page::Page;
use super::speaker::phrase_start;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::speech::Filler;
use std::ops::Range;

/// "The judge leading | the inquiry", "two men briefed on | the plan": where the noun begins that the phrase at `start`
/// only describes.
///
/// Fires where that noun opens its sentence or stands behind a mark. Counter-example: "They saw men near the port".
pub(super) fn described(page: &Page<'_>, start: usize, from: usize) -> Option<usize> {
    let joined = start > from && page.tag(start - 1) == Upos::Adp;
    let word = start.checked_sub(if joined { 2 } else { 1 })?;
    let fine = page.syntax.fine(word);
    // "Comments that came after | the guard said": a clause of its own.
    let own = start > from && page.speech.fills(page.low(start - 1), Filler::Clause);
    let tells = fine == FineTag::VerbParticiple
        || (fine == FineTag::VerbPast && !own)
        || matches!(page.tag(word), Upos::Adj | Upos::Adv);
    let describes = fine == FineTag::VerbIng || (joined && tells);
    let noun = word.checked_sub(1).filter(|i| *i >= from)?;
    let stands = matches!(page.tag(noun), Upos::Noun | Upos::Propn)
        && page.is_narration(word)
        && page.filler(noun) != Some(Filler::Time);
    if !describes || !stands {
        return None;
    }
    let whole = phrase_start(page, word, from)?;
    (whole == from || !page.is_word(whole - 1)).then_some(whole)
}

/// "Ann Lee, 71, who lives in Oz,": the name before an age that stands alone between commas.
pub(super) fn before_age(page: &Page<'_>, age: Range<usize>, from: usize) -> Option<usize> {
    let comma = age.start.checked_sub(1).filter(|i| *i > from)?;
    let number = age.clone().all(|i| page.tag(i) == Upos::Num);
    (number && page.low(comma) == ",")
        .then(|| phrase_start(page, comma, from))
        .flatten()
}

/// "She went from door to door denying it": the noun right before the gerund tells where or how.
pub(super) fn is_circumstance(
    page: &Page<'_>,
    words: Range<usize>,
    gerund: usize,
    from: usize,
) -> bool {
    let Some(last) = words.end.checked_sub(1) else {
        return false;
    };
    let pair = words.start < last && page.low(words.start) == page.low(last);
    // "With both sides saying that": an absolute clause has a subject of its own.
    let placed = words.start > from
        && page.tag(words.start - 1) == Upos::Adp
        && page.low(words.start - 1) != "with";
    // "Lee hit out at the board | saying".
    let at = words.start > from + 1
        && page.low(words.start - 1) == "at"
        && !page.is_nominal(words.start - 2);
    pair || at || (placed && page.syntax.relation(gerund) == Relation::Advcl)
}

/// "They took the town with | the army announcing it": where the subject of an absolute clause begins, whose last word is
/// the phrase's. Counter-example: "the man with a gun saying it".
pub(super) fn behind_with(page: &Page<'_>, words: Range<usize>) -> usize {
    let Some(last) = words.end.checked_sub(1) else {
        return words.start;
    };
    let absolute = page.syntax.relation(last) != Relation::Nmod;
    let with = |i: &usize| page.low(*i) == "with" && page.syntax.head(*i) == Some(last);
    let found = words.clone().rev().find(|i| absolute && with(i));
    found.map_or(words.start, |i| i + 1)
}

/// Whether the sentence begins with a phrase that sets the scene: "At a rally", "When asked", "Asked about it".
pub(super) fn is_opening(page: &Page<'_>, start: usize) -> bool {
    let first = if page.tag(start) == Upos::Cconj {
        start + 1
    } else {
        start
    };
    // "If it rains, he said, ...": the speaker's own words.
    let own = page.filler(first) == Some(Filler::Condition);
    if own {
        return false;
    }
    matches!(
        page.tag(first),
        Upos::Adp | Upos::Sconj | Upos::Adv | Upos::Part
    ) || matches!(
        page.syntax.fine(first),
        FineTag::VerbIng | FineTag::VerbParticiple | FineTag::VerbPast
    )
}

/// "The 54-year-old", which the tagger takes for an adjective: where it begins when `last` ends it.
pub(super) fn age_start(page: &Page<'_>, last: usize, from: usize) -> Option<usize> {
    if !page.low(last).ends_with("year-old") {
        return None;
    }
    let mut article = (from..last).rev().take(AGE_TOKENS_MAX);
    article.rfind(|i| page.tag(*i) == Upos::Det)
}

/// Most tokens of an age before its last word: "the", "54", "-".
const AGE_TOKENS_MAX: usize = 3;

/// "One of them", "the first of these": where it begins when `pronoun` ends it.
pub(super) fn part_start(page: &Page<'_>, pronoun: usize, from: usize) -> usize {
    let part = pronoun
        .checked_sub(2)
        .filter(|i| *i >= from && page.low(*i + 1) == "of");
    let counted = |i: &usize| {
        page.is_narration(*i)
            && (page.is_nominal(*i) || page.tag(*i) == Upos::Adj || page.low(*i) == "one")
    };
    let Some(part) = part.filter(counted) else {
        return pronoun;
    };
    let article = part > from && page.tag(part - 1) == Upos::Det;
    part - usize::from(article)
}
