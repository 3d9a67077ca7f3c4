//! Issuers: whose words a text is that speaks: "the statement said" after "the ministry said in a statement".
//!
//! Not the search for the speaker (that is `speaker`). Rule: a text speaks for whoever is named beside it, and a text
//! named alone for whoever issued the last one; a text of nobody keeps its words.

use crate::extract::mention::{Determiner, Member, Named, PhraseKind, Role};
use crate::lang::Speech;
use crate::lang::speech::Filler;
use crate::model::{ActorKind, ActorRef, Quote, Span};
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
    let mut before: Option<(usize, ActorRef)> = None;
    for quote in quotes {
        let sentence = document.sentence_at(quote.clause.start());
        let [one] = quote.speakers.as_slice() else {
            continue;
        };
        let Some(mention) = one.mention else { continue };
        let tokens = document.tokens_in(mention);
        let Some(text) = text_in(document, speech, &tokens) else {
            if is_issue(quote, document, speech) {
                last = Some(one.clone());
            }
            before = one.actor.is_some().then(|| (sentence, one.clone()));
            continue;
        };
        let beside = beside(document, named, speech, &tokens, text);
        let bare = tokens.len() < 3;
        let issued = || issued_before(document, named, speech, tokens.start, text);
        // "The ministry said so. ..., the statement added": it goes on.
        let goes_on = || {
            let near = before.as_ref().filter(|(s, _)| s + GOES_ON_MAX >= sentence);
            near.map(|(_, one)| one.clone())
                .filter(|one| is_body(one, named))
        };
        // "The guard said so. A statement said": the last issuer may be another, long before.
        let fresh = speech.fills(document.lower(tokens.start), Filler::Indefinite);
        let last_one = || {
            let told = if fresh { goes_on() } else { last.clone() };
            told.or_else(issued).or_else(goes_on).filter(|_| bare)
        };
        let Some(found) = beside.or_else(last_one) else {
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
    let source = |i: usize| i < tokens.end && speech.fills(document.lower(i), Filler::Source);
    // "The statement issued by the board".
    let ends = next >= tokens.end || source(next) || source(next + 1);
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
        .or_else(|| called_before(document, named, tokens.start, noun))
        .or_else(|| own_words(document, tokens.start + 1..noun + 1))
}

/// "An Ardin Port Board release": a body nobody knows, by its words, when they are written as a name.
fn own_words(document: &Document, words: Range<usize>) -> Option<ActorRef> {
    let capital = |i: usize| document.word(i).starts_with(char::is_uppercase);
    (!words.is_empty() && words.clone().all(capital)).then(|| worded(document, words))
}

fn worded(document: &Document, words: Range<usize>) -> ActorRef {
    ActorRef {
        mention: None,
        text: document
            .tokens_span(&words)
            .slice(&document.text)
            .to_owned(),
        actor: None,
        affiliation: None,
    }
}

/// "A board statement": the phrase last read before that ends with the same noun and says more ("the Port Board").
fn called_before(
    document: &Document,
    named: &Named,
    before: usize,
    noun: usize,
) -> Option<ActorRef> {
    let word = document.lower(noun);
    let phrases = named.phrases();
    let from = phrases.partition_point(|x| x.tokens.start < before);
    let known = phrases
        .get(..from)?
        .iter()
        .rev()
        .take(MENTIONS_MAX)
        .find(|x| x.tokens.end <= before && x.tokens.len() > 2 && document.lower(x.head) == word)?;
    let article = usize::from(known.determiner != Determiner::Bare && known.possessor.is_none());
    Some(worded(
        document,
        known.extent.start + article..known.tokens.end,
    ))
}

/// "The board issued a statement on Monday. The statement said": who made the text told of just before.
///
/// Fires on a text named with "a" within [`ISSUED_SENTENCES_MAX`] sentences: whoever stands behind "by" and "from", else
/// the first person or body of that sentence. Counter-example: a sentence that names nobody before the text.
fn issued_before(
    document: &Document,
    named: &Named,
    speech: &Speech,
    start: usize,
    text: usize,
) -> Option<ActorRef> {
    let at = document.sentence_at(document.token_span(start).start());
    let earlier = document
        .sentences
        .get(at.saturating_sub(ISSUED_SENTENCES_MAX)..at)?;
    let word = document.lower(text);
    earlier.iter().rev().find_map(|sentence| {
        let words = sentence.tokens.clone();
        let told = words
            .clone()
            .take(PHRASE_MAX)
            .find(|i| document.lower(*i) == word)?;
        let source = speech.fills(document.lower(told + 1), Filler::Source);
        let span = if source {
            document.tokens_span(&(told + 2..words.end.min(told + PHRASE_MAX)))
        } else {
            document.tokens_span(&(words.start..told))
        };
        let first = named.phrases_in(document, span).find(|x| {
            matches!(x.kind, PhraseKind::Person | PhraseKind::Body) && x.part_of.is_none()
        })?;
        let who = document.tokens_span(&first.tokens);
        named
            .resolve_role(document, who, Role::Speaker)
            .pop()
            .filter(|_| source || first.extent.end <= told)
    })
}

/// Whether an actor is no person: "the message" behind what a man said is seldom his.
fn is_body(one: &ActorRef, named: &Named) -> bool {
    let own = |m: &&Member| m.id.is_some() && m.id == one.actor;
    let member = named.cast().iter().find(own);
    member.is_some_and(|m| m.kind != Some(ActorKind::Person))
}

/// Most sentences between a report and the text that goes on with it.
const GOES_ON_MAX: usize = 2;

/// Most sentences looked back over for who issued a text.
const ISSUED_SENTENCES_MAX: usize = 3;

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
