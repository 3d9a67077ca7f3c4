//! Resolution: who the speakers, addressees and relaying bodies of quotes are.
//!
//! Not the resolver (`mention` is). Rule: the mention next to the quote stays as found when it names one actor; a list
//! becomes several; a phrase nobody knows keeps its words.

use super::issuer;
use super::label::ANSWER;
use crate::extract::date::{DateBound, DateMention, nearest, of_sentence};
use crate::extract::mention::{Named, Role};
use crate::lang::list::WordList;
use crate::lang::naming::NounClass;
use crate::lang::speech::Filler;
use crate::lang::{Language, Speech};
use crate::model::{ActorKind, ActorRef, DateRange, Quote, QuoteKind, Span};
use crate::text::Document;

/// Resolves every role of every quote, and dates it from the sentence of its clause.
pub fn resolve(
    quotes: &mut Vec<Quote>,
    document: &Document,
    named: &Named,
    dates: &[DateMention],
    language: &Language,
) {
    let speech = &language.speech;
    let first = quotes.iter().find(|q| is_answer(q)).map(|q| q.clause);
    let asked = first.and_then(|c| interviewee(document, named, speech, c));
    for quote in quotes.iter_mut() {
        quote.speakers = if let (true, Some(asked)) = (is_answer(quote), &asked) {
            let mention = quote.speakers.first().and_then(|s| s.mention);
            vec![ActorRef {
                mention,
                ..asked.clone()
            }]
        } else {
            all(&quote.speakers, document, named, Role::Speaker)
                .into_iter()
                .map(|one| people(one, document, language))
                .map(|one| outside(one, quote, document))
                .collect()
        };
        quote.addressees = all(&quote.addressees, document, named, Role::Target);
        let via = all(quote.via.as_slice(), document, named, Role::Speaker);
        quote.via = via.into_iter().next();
        quote.said = said(quote, document, dates);
    }
    quotes.retain(|q| !is_topic(q, document, named));
    issuer::name(quotes, document, named, speech);
    same_source(quotes, document, language);
}

/// "X has kept its troops there, they added": they are nobody whom their own words describe.
fn outside(one: ActorRef, quote: &Quote, document: &Document) -> ActorRef {
    let word = one.mention.map_or("", |m| m.slice(&document.text));
    let plural = one.actor.is_none() && word.eq_ignore_ascii_case("they") && word != one.text;
    let told = |s: &Span| s.slice(&document.text).contains(one.text.as_str());
    if plural && quote.spans.iter().any(told) {
        return ActorRef {
            text: word.to_owned(),
            affiliation: None,
            ..one
        };
    }
    one
}

/// "Veldoria: live updates": a state before a colon is what is told of, where no marks say that it speaks.
fn is_topic(quote: &Quote, document: &Document, named: &Named) -> bool {
    let colon = quote.cue.as_ref().is_some_and(|c| c.text == ":");
    let state = |s: &ActorRef| {
        let last = s
            .mention
            .map(|m| document.tokens_in(m).end.saturating_sub(1));
        let mention = last.and_then(|t| named.mention_at(document, t));
        mention.is_some_and(|m| m.actor_kind == Some(ActorKind::State))
    };
    colon && quote.kind == QuoteKind::Indirect && quote.speakers.iter().any(state)
}

/// "The same source added": whoever spoke last before.
///
/// Counter-example: "the same day", "the same pilots who left". Known miss: a source told of long before.
fn same_source(quotes: &mut [Quote], document: &Document, language: &Language) {
    let mut last: Option<(u32, Vec<ActorRef>)> = None;
    for quote in quotes.iter_mut() {
        let at = quote.clause.start();
        let words = |one: &ActorRef| one.mention.map(|m| m.slice(&document.text).to_lowercase());
        let same = match quote.speakers.as_slice() {
            [one] => words(one).is_some_and(|w| {
                let noun = w.strip_prefix("the same ");
                noun.is_some_and(|n| language.lists.has(WordList::PointedBack, n))
            }),
            _ => false,
        };
        let known = last.as_ref().filter(|(before, _)| same && *before < at);
        if let Some((_, speakers)) = known {
            let mention = quote.speakers.first().and_then(|s| s.mention);
            quote.speakers = speakers
                .iter()
                .map(|s| ActorRef {
                    mention,
                    ..s.clone()
                })
                .collect();
        }
        if !quote.speakers.is_empty() {
            last = Some((at, quote.speakers.clone()));
        }
    }
}

/// "Harbour officials said": people without names speak as they are told, though a body is called by them elsewhere.
///
/// Counter-example: "the authorities said", "the army said".
fn people(one: ActorRef, document: &Document, language: &Language) -> ActorRef {
    let Some(mention) = one.mention.filter(|_| one.actor.is_some()) else {
        return one;
    };
    let tokens = document.tokens_in(mention);
    let role = tokens.clone().next_back().is_some_and(|i| {
        let entry = language.naming.entry(document.lower(i));
        let noun = entry.and_then(|e| e.noun(|_| ""));
        // "Rebels" behind a movement's name are the movement.
        noun.is_some_and(|n| {
            let rebels = language.naming.group(n.group) == "rebel";
            n.plural && n.class == NounClass::Role && n.nameless && !rebels
        })
    });
    if !role {
        return one;
    }
    ActorRef {
        text: mention.slice(&document.text).to_owned(),
        affiliation: one.actor,
        actor: None,
        mention: one.mention,
    }
}

/// Whether a quote is an answer of an interview ("A: ...").
fn is_answer(quote: &Quote) -> bool {
    let colon = quote.cue.as_ref().is_some_and(|c| c.text == ":");
    colon && matches!(quote.speakers.as_slice(), [one] if one.text == ANSWER)
}

/// Most sentences of an introduction looked through for who is interviewed.
const INTRODUCTION_MAX: usize = 12;

/// Who answers: the one actor the introduction says spoke to somebody.
///
/// Fires: "Ann Lee spoke to the Courier in Oz." Counter-example: two who spoke. Known miss: "We met Ann Lee".
fn interviewee(
    document: &Document,
    named: &Named,
    speech: &Speech,
    first: Span,
) -> Option<ActorRef> {
    let mut known: Option<ActorRef> = None;
    let before = document.sentence_at(first.start());
    for sentence in document.sentences.iter().take(before.min(INTRODUCTION_MAX)) {
        let words = sentence.tokens.clone();
        let verb = words
            .clone()
            .find(|i| speech.filler(document.lower(*i)) == Some(Filler::Interview));
        let Some(verb) = verb.filter(|v| *v > words.start) else {
            continue;
        };
        let subject = document.tokens_span(&(words.start..verb));
        let mut found = named.resolve_role(document, subject, Role::Speaker);
        // Somebody met once need not be of the cast: a full name in capitals is enough.
        let name = words.start..verb;
        let full = name.len() > 1
            && name
                .clone()
                .all(|i| document.word(i).starts_with(char::is_uppercase));
        let one = found
            .pop()
            .filter(|o| found.is_empty() && (o.actor.is_some() || full))?;
        if known.as_ref().is_some_and(|k| k.text != one.text) {
            return None;
        }
        known = Some(one);
    }
    known
}

/// The day it was said: the date nearest to the cue in the clause's sentence, outside the content.
///
/// Fires: "said on Monday that the port would close in May" gives Monday. Known miss: a day told a sentence earlier.
fn said(quote: &Quote, document: &Document, dates: &[DateMention]) -> Option<DateRange> {
    let sentence = document.sentence_at(quote.clause.start());
    let own = of_sentence(dates, sentence).iter().filter(|d| {
        d.bound == DateBound::At && !d.ahead && !quote.spans.iter().any(|s| s.overlaps(d.span))
    });
    let near = quote.cue.as_ref().map_or(quote.clause, |c| c.span);
    // "Olen said, commenting on a meeting on Monday": the day of something else.
    let apart = |d: &&DateMention| {
        let between = Span::new(near.end().min(d.span.start()), d.span.start());
        document.tokens_in(between).any(|i| {
            let next = i + 1;
            document.word(i) == "," && document.lower(next).ends_with("ing")
        })
    };
    let own = own.filter(|d| !apart(d));
    nearest(own, near).and_then(|d| d.range.clone())
}

/// Words of a mention up to the clause that describes it: "an official" of "an official, who asked".
fn head_of(span: Span, document: &Document) -> Span {
    let words = span.slice(&document.text);
    let end = words.find(',').map_or(span.end(), |at| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        span.start().saturating_add(at)
    });
    Span::new(span.start(), end)
}

/// An actor that only the article knows, by the name its initials spell there: "HWU" is the "Harbour Workers Union".
fn in_full(known: ActorRef, span: Span, document: &Document, named: &Named) -> ActorRef {
    let provisional = known
        .actor
        .as_ref()
        .is_some_and(|id| id.as_str().starts_with(PROVISIONAL));
    match named.spelled_out(document, span).filter(|_| provisional) {
        Some((full, actor)) => ActorRef {
            text: full.slice(&document.text).to_owned(),
            actor: actor.or(known.actor),
            ..known
        },
        None => known,
    }
}

/// How the ids of actors begin that only the article knows.
const PROVISIONAL: &str = "prov-";

/// What somebody without an id is called: by the name beside a description, by the name that initials shorten, with the
/// owner's name for "his", and for a pronoun by the words it stands for ("he" is "a ferry pilot").
///
/// Counter-example: "any pilot", "no pilot" is nobody.
fn nameless(one: &ActorRef, span: Span, document: &Document, named: &Named) -> ActorRef {
    let anybody = |w: &String| {
        let first = w.split(' ').next().unwrap_or("").to_lowercase();
        matches!(first.as_str(), "any" | "no" | "every" | "each")
    };
    if let Some((full, actor)) = named.spelled_out(document, span) {
        return ActorRef {
            text: full.slice(&document.text).to_owned(),
            actor,
            ..one.clone()
        };
    }
    if let Some((owner, id, rest)) = named.owner(document, span) {
        return ActorRef {
            text: format!("{owner}'s {}", rest.slice(&document.text)),
            affiliation: one.affiliation.clone().or(Some(id)),
            ..one.clone()
        };
    }
    if let Some((owner, rest)) = named.owner_in_words(document, span) {
        return ActorRef {
            text: format!("{owner}'s {}", rest.slice(&document.text)),
            ..one.clone()
        };
    }
    let name = named.name_beside(document, span);
    let name = name.map(|n| n.slice(&document.text).to_owned());
    let words = named
        .words_of_antecedent(document, span)
        .filter(|w| !anybody(w));
    ActorRef {
        text: name
            .or(words)
            .unwrap_or_else(|| undescribed(&one.text).to_owned()),
        ..one.clone()
    }
}

/// The words of a speaker without the clause that describes him: "a source" of "a source, who asked not to be named".
/// Behind a handle every remark goes: "@orrwatch" of "@orrwatch, usually careful".
fn undescribed(text: &str) -> &str {
    let opens = |rest: &str| {
        let first = rest.trim_start().split(' ').next().unwrap_or("");
        let tells = matches!(
            first,
            "who"
                | "whose"
                | "whom"
                | "which"
                | "when"
                | "while"
                | "wishing"
                | "speaking"
                | "requesting"
                | "preferring"
                | "insisting"
        );
        tells || text.starts_with('@')
    };
    let mut commas = text.match_indices(',').map(|(at, _)| text.split_at(at));
    let found = commas.find(|(_, rest)| opens(rest.trim_start_matches(',')));
    found.map_or(text, |(head, _)| head)
}

/// "I" outside all quotations is the article's one author. Counter-example: "we", an article of two authors.
fn author(one: &ActorRef, document: &Document) -> Option<ActorRef> {
    let [author] = document.info.authors.as_slice() else {
        return None;
    };
    let word = one.mention?.slice(&document.text);
    (word == "I").then(|| ActorRef {
        text: author.clone(),
        ..one.clone()
    })
}

fn all(refs: &[ActorRef], document: &Document, named: &Named, role: Role) -> Vec<ActorRef> {
    let mut resolved = Vec::new();
    for one in refs {
        let Some(span) = one.mention else {
            resolved.push(one.clone());
            continue;
        };
        if let Some(author) = author(one, document) {
            resolved.push(author);
            continue;
        }
        let mut found = named.resolve_role(document, span, role);
        let listed = found.len() > 1 && found.iter().all(|f| f.actor.is_some());
        if found.len() > 1 && !listed {
            // A clause that describes the speaker is no second speaker.
            found = named.resolve_role(document, head_of(span, document), role);
        }
        if found.len() > 1 {
            resolved.extend(found);
            continue;
        }
        match found.into_iter().next() {
            Some(known) if known.actor.is_some() => {
                resolved.push(ActorRef {
                    mention: one.mention,
                    ..in_full(known, span, document, named)
                });
            }
            found => {
                let told = found.filter(|f| f.affiliation.is_some());
                let told = told.map_or_else(
                    || one.clone(),
                    |known| ActorRef {
                        mention: one.mention,
                        ..known
                    },
                );
                resolved.push(nameless(&told, span, document, named));
            }
        }
    }
    resolved
}
