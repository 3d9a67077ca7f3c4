//! Assembly: the stage's steps in order, and the spans that go out as mentions.
//!
//! Not a rule of its own but one: of two overlapping mentions the one that begins first and reaches farther goes out.

use super::bearing::hit_of;
use super::cast::Cast;
use super::description::{Descriptions, holder};
use super::hit::hits;
use super::phrase::{Phrase, PhraseKind};
use super::reading::Reading;
use super::{Named, grammar, link, place};
use crate::extract::Knowledge;
use crate::extract::coreference;
use crate::extract::syntax::Syntax;
use crate::lang::naming::NounClass;
use crate::lexicon::Hit;
use crate::model::{ActorKind, CivilDate, Mention, MentionKind, Office};
use crate::text::Document;

/// Finds all names of a document and who they mean; `names` are the lexicon's in its text.
///
/// Never fails: what stays unclear becomes a remark or stays without an actor.
pub fn mentions<'k>(
    document: &'k Document,
    syntax: &'k Syntax,
    knowledge: &'k Knowledge,
    names: &[Hit<'k>],
) -> Named {
    let hits = hits(document, names);
    let reading = Reading::new(document, syntax, &knowledge.language, hits);
    let mut phrases = grammar::phrases(&reading);
    link::link(&reading, &mut phrases);
    let mut cast = Cast::new(&knowledge.lexicon);
    cast.assign(&reading, &mut phrases);
    let (places, metonyms) = place::sort(&reading, &mut phrases, &mut cast);
    affiliate(&mut phrases, &cast);
    let on = document.info.published.as_ref().map(|d| d.end);
    let descriptions = Descriptions::learn(&reading, &phrases, &cast, on);
    let outcome = coreference::resolve(&reading, &mut phrases, &mut cast, &descriptions);
    join_linked(&mut phrases);
    let mut named = Named {
        places,
        several: outcome.several,
        ..Named::default()
    };
    share_offices(&reading, &phrases, &mut cast, on, &mut named);
    nationality(&reading, &mut phrases, &mut cast);
    named.mentions = spans(&reading, &phrases, &cast, &metonyms);
    named.provisional = cast.provisional();
    named.remarks = std::mem::take(&mut cast.remarks);
    named.cast = cast.members;
    named.phrases = phrases;
    named
}

/// "ULF leader", "leader of the ULF", "the ULF's leader": the body a noun belongs to.
fn affiliate(phrases: &mut [Phrase], cast: &Cast<'_>) {
    for q in 0..phrases.len() {
        let Some(part) = phrases.get(q) else { continue };
        let Some(owner) = part.part_of.filter(|_| part.same_as.is_none()) else {
            continue;
        };
        let body = part.member.filter(|m| {
            cast.member(*m).is_some_and(|x| {
                matches!(
                    x.kind,
                    Some(ActorKind::Organisation | ActorKind::Force | ActorKind::Bloc)
                )
            })
        });
        if let (Some(body), Some(owner)) = (body, phrases.get_mut(owner))
            && owner.affiliation.is_none()
            && owner.noun.is_some()
            && owner.member != Some(body)
        {
            owner.affiliation = Some(body);
        }
    }
}

/// What a later step found for one half of an apposition holds for the other.
fn join_linked(phrases: &mut [Phrase]) {
    for q in 0..phrases.len() {
        let Some(p) = phrases.get(q).and_then(|x| x.same_as) else {
            continue;
        };
        let one = phrases.get(p).and_then(|x| x.member);
        if let Some(other) = phrases.get_mut(q)
            && other.member.is_none()
        {
            other.member = one;
        }
    }
}

/// A nameless person with a state's adjective belongs to that state, when to nothing nearer.
fn nationality<'k>(reading: &Reading<'k>, phrases: &mut [Phrase], cast: &mut Cast<'k>) {
    for p in 0..phrases.len() {
        let Some(phrase) = phrases.get(p) else {
            continue;
        };
        if phrase.member.is_some() || phrase.affiliation.is_some() || phrase.noun.is_none() {
            continue;
        }
        let state = super::bearing::country_of(reading, phrases, phrase)
            .and_then(|code| cast.lexicon.state_by_code(code));
        let member = state.and_then(|s| cast.state(reading, s));
        if let Some(phrase) = phrases.get_mut(p) {
            phrase.affiliation = member;
        }
    }
}

/// "Foreign ministers of A and B": who holds the office at each.
fn share_offices<'k>(
    reading: &Reading<'k>,
    phrases: &[Phrase],
    cast: &mut Cast<'k>,
    on: Option<CivilDate>,
    named: &mut Named,
) {
    for (p, phrase) in phrases.iter().enumerate() {
        let Some((_, noun)) = phrase.noun else {
            continue;
        };
        if reading.naming.group(noun.group) == "counterpart" && phrase.member.is_none() {
            let found = counterparts(reading, phrases, phrase, cast, on);
            if !found.is_empty() {
                named.several.insert(p, found);
            }
        }
        if !phrase.plural || phrase.complements.len() < 2 {
            continue;
        }
        let group = reading.naming.group(noun.group);
        named.singular.insert(phrase.head, group.to_owned());
        if noun.class != NounClass::Office {
            continue;
        }
        for q in &phrase.complements {
            let id = phrases
                .get(*q)
                .and_then(|x| x.member)
                .and_then(|m| cast.member(m))
                .and_then(|m| m.id.clone());
            let Some(id) = id else { continue };
            let lexicon = cast.lexicon;
            if let [found] = lexicon.holders(group, &id, on).as_slice()
                && let Some(m) = holder(reading, cast, found, on)
            {
                named.holders.insert(*q, m);
            }
        }
    }
}

/// "His Lorvanian and Sahrili counterparts": who holds his office there.
fn counterparts<'k>(
    reading: &Reading<'k>,
    phrases: &[Phrase],
    phrase: &Phrase,
    cast: &mut Cast<'k>,
    on: Option<CivilDate>,
) -> Vec<usize> {
    let owner = phrase
        .possessor
        .and_then(|q| phrases.get(q))
        .and_then(|x| x.member);
    let Some(actor) = owner.and_then(|m| cast.actor(m)) else {
        return Vec::new();
    };
    let lexicon = cast.lexicon;
    let mut out = Vec::new();
    for hit in &phrase.premodifiers {
        let Some(state) = reading.hits.get(*hit as usize).and_then(|h| h.state) else {
            continue;
        };
        let held = |office: &&Office| {
            office.of.as_ref().is_some_and(|of| {
                lexicon
                    .holders(&office.title, of, on)
                    .iter()
                    .any(|a| a.id == actor.id)
            })
        };
        let office = actor.offices.iter().find(held);
        let holders = office.map_or_else(Vec::new, |o| lexicon.holders(&o.title, &state.id, on));
        if let [found] = holders.as_slice() {
            out.extend(holder(reading, cast, found, on));
        }
    }
    out
}

fn spans(
    reading: &Reading<'_>,
    phrases: &[Phrase],
    cast: &Cast<'_>,
    metonyms: &[usize],
) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    for (p, phrase) in phrases.iter().enumerate() {
        let Some(member) = phrase.member.and_then(|m| cast.member(m)) else {
            continue;
        };
        if member.id.is_none() {
            continue;
        }
        let tokens = phrase.name.as_ref().unwrap_or(&phrase.tokens);
        let kind = match (phrase.kind, &phrase.name, phrase.noun) {
            (PhraseKind::Pronoun, _, _) => MentionKind::Pronoun,
            (_, Some(_), _) if metonyms.binary_search(&p).is_ok() => MentionKind::Metonym,
            (_, Some(name), _) => {
                let full = reading
                    .text(name)
                    .split_whitespace()
                    .eq(member.name.split_whitespace())
                    || hit_of(reading, phrase)
                        .is_some_and(|h| h.meaning == super::hit::Meaning::State);
                if full {
                    MentionKind::Name
                } else {
                    MentionKind::Alias
                }
            }
            (_, None, Some((_, noun))) if noun.class == NounClass::Office => MentionKind::Title,
            (_, None, _) => MentionKind::Description,
        };
        out.push(Mention {
            span: reading.document.tokens_span(tokens),
            kind,
            actor: member.id.clone(),
            name: member.name.clone(),
            actor_kind: member.kind,
        });
    }
    out.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end())));
    let mut end = 0;
    out.retain(|m| {
        let free = m.span.start() >= end;
        if free {
            end = m.span.end();
        }
        free
    });
    out
}
