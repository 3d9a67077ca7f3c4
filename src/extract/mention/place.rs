//! Places and metonyms: whether a state's or capital's name is a government or a spot on the map.
//!
//! Not a geocoder. A state is a place after "in", "from", "near" and the like, else an actor. A capital is a government
//! as the subject of a verb that needs a mind, after "with", "between", "against", or as owner of such a thing; else a
//! place. Known miss: "Marrowgate fell" told of a government.

use super::bearing::hit_of;
use super::cast::Cast;
use super::hit::Meaning;
use super::phrase::{Phrase, PhraseKind};
use super::reading::Reading;
use crate::lang::naming::WordClass;
use crate::lexicon::State;
use crate::model::{Place, PlaceMention, PlaceResolution};
use crate::text::ParagraphKind;

/// Longest aside between a subject and its verb, in tokens.
const ASIDE_TOKENS_MAX: usize = 14;

/// Sorts the names of states, capitals and places; answers the places in text order.
pub(super) fn sort(
    reading: &Reading<'_>,
    phrases: &mut [Phrase],
    cast: &mut Cast<'_>,
) -> (Vec<PlaceMention>, Vec<usize>) {
    let mut places = Vec::new();
    let mut metonyms = Vec::new();
    for p in 0..phrases.len() {
        let Some(phrase) = phrases.get(p) else {
            continue;
        };
        let Some(hit) = hit_of(reading, phrase) else {
            continue;
        };
        if phrase.name.as_ref() != Some(&hit.tokens) {
            continue;
        }
        if hit.meaning == Meaning::Actor && dateline(reading, phrase) {
            places.extend(hit.site.map(|site| PlaceMention {
                span: reading.document.tokens_span(&hit.tokens),
                place: site.place.clone(),
            }));
            if let Some(phrase) = phrases.get_mut(p) {
                phrase.member = None;
                phrase.kind = PhraseKind::Place;
            }
            continue;
        }
        if phrase.member.is_some() {
            continue;
        }
        let government = match hit.meaning {
            Meaning::Actor | Meaning::Demonym => continue,
            Meaning::State => !is_location(reading, phrases, phrase),
            Meaning::Capital => hit.seat || acts(reading, phrases, phrase),
            Meaning::Place => false,
        };
        let capital = hit.meaning == Meaning::Capital;
        if government {
            let member = hit.state.and_then(|s| cast.state(reading, s));
            if let Some(phrase) = phrases.get_mut(p) {
                phrase.member = member;
                phrase.kind = PhraseKind::Body;
            }
            if capital {
                metonyms.push(p);
            }
            continue;
        }
        let doubtful =
            hit.cautious && hit.meaning == Meaning::Place && !is_location(reading, phrases, phrase);
        let place = match (hit.meaning, hit.site, hit.state) {
            (Meaning::State, _, Some(state)) => Some(country(state)),
            (_, Some(site), _) if !doubtful => Some(site.place.clone()),
            (_, None, Some(state)) => Some(Place {
                name: reading.text(&hit.tokens).to_owned(),
                resolution: PlaceResolution::City,
                ..country(state)
            }),
            _ => None,
        };
        if let Some(place) = place {
            places.push(PlaceMention {
                span: reading.document.tokens_span(&hit.tokens),
                place,
            });
        }
    }
    places.sort_by_key(|p| p.span);
    (places, metonyms)
}

fn country(state: &State) -> Place {
    Place {
        name: state.name.clone(),
        country: Some(state.code.clone()),
        lat: Some(state.lat),
        lon: Some(state.lon),
        geonames: None,
        resolution: PlaceResolution::Country,
        borders: Vec::new(),
    }
}

/// The phrase a name stands in, where it is a premodifier or possessor; else itself.
fn outer<'p>(phrases: &'p [Phrase], phrase: &'p Phrase) -> &'p Phrase {
    phrase
        .part_of
        .and_then(|o| phrases.get(o))
        .unwrap_or(phrase)
}

fn is_location(reading: &Reading<'_>, phrases: &[Phrase], phrase: &Phrase) -> bool {
    let owner = outer(phrases, phrase);
    let possessor = owner
        .possessor
        .and_then(|q| phrases.get(q))
        .is_some_and(|q| q.tokens == phrase.tokens);
    // "Veldoria's forces", "Veldoria border": what it stands before decides, and that is no place.
    if possessor
        || (owner.tokens != phrase.tokens
            && owner.tokens.contains(&phrase.head)
            && owner.head != phrase.head)
    {
        return false;
    }
    if reading.is_possessive(phrase.tokens.end) && is_state(reading, phrase) {
        return false;
    }
    // "In northern Lorvane": the preposition stands before the whole phrase.
    let start = if owner.head == phrase.head {
        owner.tokens.start
    } else {
        phrase.tokens.start
    };
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    if after_list(reading, phrases, phrase, before) {
        return true;
    }
    reading.is(before, WordClass::Where)
        && !matches!(reading.lower(before), "to" | "over" | "off" | "via")
        || dateline(reading, phrase)
}

fn is_state(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    hit_of(reading, phrase).is_some_and(|h| h.meaning == Meaning::State)
}

/// "in A, B and C": the preposition before the list counts for all.
fn after_list(reading: &Reading<'_>, _phrases: &[Phrase], phrase: &Phrase, before: usize) -> bool {
    let mut at = before;
    let mut steps = 0;
    while steps < 12 && matches!(reading.lower(at), "," | "and" | "or") {
        let Some(previous) = at.checked_sub(1) else {
            return false;
        };
        let Some(hit) = reading.hit(previous) else {
            at = previous;
            steps += 1;
            if !matches!(reading.lower(at), "," | "and" | "or") {
                return false;
            }
            continue;
        };
        if hit.meaning == Meaning::Actor || hit.tokens.start == 0 {
            return false;
        }
        at = hit.tokens.start - 1;
        steps += 1;
    }
    at != before
        && reading.is(at, WordClass::Where)
        && phrase.sentence == sentence_of(reading, at)
        && !matches!(reading.lower(at), "to" | "over" | "off" | "via")
}

fn sentence_of(reading: &Reading<'_>, token: usize) -> usize {
    reading
        .document
        .sentence_at(reading.document.token_span(token).start())
}

fn dateline(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let span = reading.document.tokens_span(&phrase.tokens);
    let paragraph = reading.document.paragraph_at(span.start());
    reading
        .document
        .paragraphs
        .get(paragraph)
        .is_some_and(|p| p.kind == ParagraphKind::Body && span.end() <= p.body_start)
}

/// Whether a capital acts: its government is meant.
fn acts(reading: &Reading<'_>, phrases: &[Phrase], phrase: &Phrase) -> bool {
    if dateline(reading, phrase) || is_location(reading, phrases, phrase) {
        return false;
    }
    let owner = outer(phrases, phrase);
    if owner
        .noun
        .is_some_and(|(at, _)| at < phrase.tokens.start && owner.tokens.contains(&at))
    {
        return false;
    }
    let possessor = owner
        .possessor
        .and_then(|q| phrases.get(q))
        .is_some_and(|q| q.tokens == phrase.tokens);
    if let Some(before) = phrase.tokens.start.checked_sub(1) {
        let urged = reading.is(before, WordClass::Mind)
            && !reading.is(before, WordClass::Harm)
            && !reading.lower(before).ends_with("ing");
        if urged || reading.is(before, WordClass::Beside) {
            return true;
        }
        if matches!(reading.lower(before), "to" | "the" | "central" | "of") {
            return possessor && reading.lower(before) != "the";
        }
    }
    possessor || governs(reading, phrase.extent.end)
}

/// Whether the words from `end` on are a verb that needs a mind, helpers and a phrase between commas passed over.
fn governs(reading: &Reading<'_>, end: usize) -> bool {
    let comma = |i: &usize| reading.document.word(*i) == ",";
    let end = if comma(&end) {
        // "Sorvyn, a staunch ally, has ...".
        (end + 1..end + ASIDE_TOKENS_MAX)
            .find(comma)
            .map_or(end, |i| i + 1)
    } else {
        end
    };
    let helpers = (end..end + 4)
        .take_while(|i| reading.is(*i, WordClass::Helper))
        .count();
    let verb = end + helpers;
    let passive = helpers > 0
        && matches!(reading.lower(verb - 1), "is" | "was" | "been")
        && reading.lower(verb).ends_with("ed");
    reading.is(verb, WordClass::Mind) && !passive
}
