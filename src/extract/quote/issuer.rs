//! Issuers: whose words a text is that speaks: "the statement said" after "the ministry said in a statement".
//!
//! Not the search for the speaker (that is `speaker`). Rule: a text speaks for whoever is named beside it, and a text
//! named alone for whoever issued the last one; a text of nobody keeps its words.

use crate::extract::mention::{Named, Role};
use crate::lang::Speech;
use crate::lang::speech::Filler;
use crate::model::{ActorRef, Quote, Span};
use crate::text::Document;
use std::ops::Range;

/// Most tokens of a phrase that is looked through for the text it names.
const PHRASE_MAX: usize = 24;

/// Gives every text that speaks its issuer.
///
/// Fires: "a Harbour Board statement", "a letter from the Harbour Board", "the release" behind either, or behind "the
/// board said in a release". Counter-example: "the board's lawyer". Known miss: a text issued in a sentence that
/// reports nothing.
pub(super) fn name(quotes: &mut [Quote], document: &Document, named: &Named, speech: &Speech) {
    let mut last: Option<ActorRef> = None;
    for quote in quotes {
        let [one] = quote.speakers.as_slice() else {
            continue;
        };
        let Some(mention) = one.mention else { continue };
        let tokens = document.tokens_in(mention);
        let Some(text) = text_in(document, speech, &tokens) else {
            if is_issue(quote, document, speech) {
                last = Some(one.clone());
            }
            continue;
        };
        let beside = beside(document, named, speech, &tokens, text);
        let bare = tokens.len() < 3;
        let Some(found) = beside.or_else(|| last.clone().filter(|_| bare)) else {
            continue;
        };
        let issuer = ActorRef {
            mention: Some(mention),
            ..found.clone()
        };
        last = Some(found);
        quote.speakers = vec![issuer];
    }
}

/// The word for a text that a phrase is about: its last one, or the one before "by" and "from".
fn text_in(document: &Document, speech: &Speech, tokens: &Range<usize>) -> Option<usize> {
    let found = tokens
        .clone()
        .take(PHRASE_MAX)
        .find(|i| speech.fills(document.lower(*i), Filler::Text))?;
    let next = found + 1;
    let ends = next >= tokens.end || speech.fills(document.lower(next), Filler::Source);
    ends.then_some(found)
}

/// Whether the words around a cue tell of a text: "said in a statement".
fn is_issue(quote: &Quote, document: &Document, speech: &Speech) -> bool {
    let content = |i: usize| {
        let span = document.token_span(i);
        quote.spans.iter().any(|s| s.overlaps(span))
    };
    document
        .tokens_in(quote.clause)
        .take(PHRASE_MAX)
        .any(|i| speech.fills(document.lower(i), Filler::Text) && !content(i))
}

/// The body named in the phrase beside the word for the text.
fn beside(
    document: &Document,
    named: &Named,
    speech: &Speech,
    tokens: &Range<usize>,
    text: usize,
) -> Option<ActorRef> {
    if text + 2 < tokens.end {
        let span = document.tokens_span(&(text + 2..tokens.end));
        return named.resolve_role(document, span, Role::Speaker).pop();
    }
    let before = document.tokens_span(&(tokens.start..text));
    let known = named
        .mentions_in(before)
        .iter()
        .rfind(|m| m.actor.is_some());
    if let Some(known) = known {
        return Some(ActorRef {
            mention: None,
            text: known.name.clone(),
            actor: known.actor.clone(),
            affiliation: None,
        });
    }
    let noun =
        (tokens.start + 1..text).rfind(|i| !speech.fills(document.lower(*i), Filler::Issue))?;
    named_before(document, named, before, noun)
}

/// "A ministry statement": the body last named with that word.
fn named_before(document: &Document, named: &Named, before: Span, noun: usize) -> Option<ActorRef> {
    let word = document.lower(noun);
    let from = named
        .mentions
        .partition_point(|m| m.span.start() < before.start());
    let ends_so = |span: Span| {
        let last = document.tokens_in(span).next_back();
        last.is_some_and(|i| document.lower(i) == word)
    };
    let known = named
        .mentions
        .get(..from)?
        .iter()
        .rev()
        .take(MENTIONS_MAX)
        .find(|m| m.actor.is_some() && ends_so(m.span))?;
    Some(ActorRef {
        mention: None,
        text: known.name.clone(),
        actor: known.actor.clone(),
        affiliation: None,
    })
}

/// Most mentions looked back over for the body a text belongs to.
const MENTIONS_MAX: usize = 64;
