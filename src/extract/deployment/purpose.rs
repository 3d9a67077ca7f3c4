//! Purpose: what a movement is for, and under what mandate, in the report's words.
//!
//! Not what it leads to. Rule: an infinitive of the movement's own clause. Counter-examples: "declined to say", "the ministry is pleased
//! to inform".

use super::scene::Scene;
use super::trigger::Found;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::model::{Fragment, Span};

/// "to aid X's government": whom it helps need not be at any border; "to help the border guards" is told of one.
pub(super) fn is_help(scene: &Scene<'_>, purpose: Span) -> bool {
    let mut words = scene.sources.document.tokens_in(purpose);
    let helps = (words.start + 1..words.end)
        .next()
        .is_some_and(|k| scene.stands_in(k, WordList::Helping));
    helps && !words.any(|k| scene.is(k, Around::Border) || scene.is(k, Around::Crossing))
}

/// "to prevent ...", "aim to ...", "in order to ...", "aimed at ...".
pub(super) fn purpose(scene: &Scene<'_>, found: &Found<'_>) -> Option<Fragment> {
    let document = scene.sources.document;
    let stop = |k: usize| {
        matches!(
            document.word(k),
            "." | ";" | "," | "\u{201d}" | "\"" | "\u{201c}"
        )
    };
    let mut i = found.at + 1;
    while i + 1 < scene.tokens.end {
        let name = document.word(i + 1).starts_with(char::is_uppercase);
        let to = scene.lower(i) == "to" && scene.tag(i + 1) == Upos::Verb && !name;
        let aimed = scene.lower(i) == "aimed" && scene.lower(i + 1) == "at";
        let quoted_to = matches!(document.word(i), "\u{201c}" | "\"") && scene.lower(i + 1) == "to";
        // "according to satellite images", "to frontier with Norland", where the tagger slips.
        let led =
            to && (scene.stands_in(i - 1, WordList::LeadsTo) || scene.is(i + 1, Around::Border));
        // "declined to say", "offered to send": what another verb has as its complement.
        let syntax = scene.sources.syntax;
        let apart = (found.at + 1..i).any(|k| {
            (scene.lower(k) == "," && k + 1 != i)
                || (scene.tag(k) == Upos::Sconj && scene.stands_in(k, WordList::ClauseOpen))
                // "closed the crossing and has no plans to reopen it".
                || (syntax.relation(k) == Relation::Conj
                    && scene.tag(k) == Upos::Verb
                    && syntax.head(k) == Some(found.at))
        });
        let others = to
            && syntax.relation(i + 1) == Relation::Xcomp
            && syntax
                .head(i + 1)
                .is_some_and(|h| h != found.at && scene.tag(h) == Upos::Verb);
        if (to && !led && !others && !apart) || aimed || quoted_to {
            let start = if to { i } else { i + 1 };
            // "so as not to provoke", "not aimed at anybody".
            let not = start == i && scene.lower(i - 1) == "not";
            let start = if aimed { i } else { start } - usize::from(not);
            let end = (start + 1..scene.tokens.end)
                .find(|k| stop(*k))
                .unwrap_or(scene.tokens.end);
            let span = document.tokens_span(&(start..end));
            return Some(Fragment::cut(span, &document.text));
        }
        i += 1;
    }
    None
}

/// "under a UN mandate", "at the invitation of".
pub(super) fn mandate(scene: &Scene<'_>) -> Option<Fragment> {
    let i = scene
        .tokens
        .clone()
        .find(|i| scene.is(*i, Around::Mandate) && scene.tag(*i) == Upos::Noun)?;
    let start = scene.phrase_start(i);
    let under = start > scene.tokens.start && scene.stands_in(start - 1, WordList::MandateLead);
    if !under {
        return None;
    }
    let whole = scene.sources.syntax.subtree(i);
    let end = whole.end.clamp(i + 1, i + 12);
    Some(Fragment::cut(
        scene.span(&(start..end)),
        &scene.sources.document.text,
    ))
}
