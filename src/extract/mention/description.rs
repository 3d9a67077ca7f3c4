//! Descriptions: what the article and the lexicon call its actors, and who a description means.
//!
//! Not names and not pronouns. "Cleric A" makes "the cleric" A; "the Veldorian prime minister" asks the lexicon who held
//! the office that day. Rules: a description must not say more than was learned; two who fit leave it unresolved,
//! unless one of them alone was spoken of just before.

use super::bearing::{country_of, holds, own_nouns, titles_before, words_of_body};
use super::cast::{Cast, INITIALS};
use super::phrase::{Determiner, Phrase};
use super::reading::Reading;
use crate::lang::naming::{Noun, NounClass};
use crate::model::{Actor, ActorId, ActorKind, CivilDate};
use crate::text::ParagraphKind;
use std::collections::HashMap;

/// Most descriptions kept for one group of nouns.
const LEARNED_MAX: usize = 64;

/// Most members looked over for one who holds an office.
const PRESENT_MAX: usize = 128;

/// What a phrase says of whom it means, beside its noun.
#[derive(Clone, Debug, Default)]
struct Traits<'k> {
    words: Vec<&'k str>,
    country: Option<&'k str>,
    body: Option<usize>,
}

impl Traits<'_> {
    /// Whether initials shorten words in a row: "jsp" of "Jan Shakti Party".
    fn shortens(&self, letters: &str) -> bool {
        let count = letters.chars().count();
        let starts = |w: &[&str]| {
            let initials = w.iter().filter_map(|w| w.chars().next());
            initials.eq(letters.chars())
        };
        INITIALS.contains(&count) && self.words.windows(count).any(starts)
    }
}

#[derive(Clone, Debug)]
struct Learned<'k> {
    traits: Traits<'k>,
    member: usize,
    kind: ActorKind,
}

/// All descriptions of an article.
#[derive(Debug)]
pub(in crate::extract) struct Descriptions<'k> {
    by_group: HashMap<u16, Vec<Learned<'k>>>,
    persons: Vec<Learned<'k>>,
    /// Who bears a title of several words, by each word that is a title too: "secretary" of "defence secretary".
    shortened: HashMap<&'k str, Vec<usize>>,
    /// Bodies with what was said of them, by whatever noun.
    bodies: Vec<Learned<'k>>,
    on: Option<CivilDate>,
}

/// What a description turned out to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Meant {
    /// One member.
    One(usize),
    /// Several who fit equally.
    Ambiguous(Vec<usize>),
    /// Nobody known.
    Nobody,
}

impl<'k> Descriptions<'k> {
    /// Collects what stands beside names.
    pub(in crate::extract) fn learn(
        reading: &Reading<'k>,
        phrases: &[Phrase],
        cast: &Cast<'_>,
        on: Option<CivilDate>,
    ) -> Self {
        let mut out = Self {
            by_group: HashMap::new(),
            persons: Vec::new(),
            shortened: HashMap::new(),
            bodies: Vec::new(),
            on,
        };
        for (p, phrase) in phrases.iter().enumerate() {
            out.follow(reading, phrases, p);
            let Some(member) = phrase.member else {
                continue;
            };
            out.name_words(reading, phrase, member);
            let Some(kind) = cast.member(member).and_then(|m| m.kind) else {
                continue;
            };
            let own = |n: &(usize, Noun)| !is_anothers(reading, cast, member, n.1);
            let inner = own_nouns(reading, phrase).find(own);
            let Some((at, noun)) = phrase.noun.or(inner) else {
                continue;
            };
            if (noun.kind == ActorKind::Person) != (kind == ActorKind::Person) {
                continue;
            }
            out.shorten(reading, at, noun, member);
            let mut traits = traits(reading, phrases, phrase, at);
            traits.words.extend(words_of_body(reading, phrase, kind));
            let one = |traits| Learned {
                traits,
                member,
                kind,
            };
            // "Army Chief General Reke" is "the general", too.
            let titles = titles_before(reading, phrase, at);
            for (_, more) in titles.filter(|(_, n)| n.group != noun.group) {
                out.add(more.group, one(Traits::default()));
            }
            // "The harbour ministry" is one noun of two words, as "the ministry" is one of one.
            let inner = own_nouns(reading, phrase).filter(|n| n.1.group != noun.group && own(n));
            for (_, more) in inner.filter(|_| kind != ActorKind::Person) {
                out.add(more.group, one(traits.clone()));
            }
            out.add(noun.group, one(traits));
        }
        out
    }

    /// "Defence Secretary A" makes "the secretary" A.
    fn shorten(&mut self, reading: &Reading<'k>, at: usize, noun: Noun, member: usize) {
        if noun.words < 2 || noun.kind != ActorKind::Person {
            return;
        }
        for word in (at..at + usize::from(noun.words)).map(|i| reading.lower(i)) {
            let alone = reading.naming.entry(word).and_then(|e| e.noun(|_| ""));
            let title = alone.is_some_and(|n| n.kind == ActorKind::Person && !n.plural);
            let list = self.shortened.entry(word).or_default();
            if title && !list.contains(&member) && list.len() < LEARNED_MAX {
                list.push(member);
            }
        }
    }

    /// Who a title alone means that shortens another: "the secretary".
    ///
    /// Counter-example: "the party secretary", which says more. Known miss: a title shortened before it is given in full
    /// to somebody else.
    fn title_alone(&self, reading: &Reading<'_>, phrase: &Phrase, noun: Noun) -> Vec<usize> {
        let middle = phrase.tokens.start + 1;
        let bare = noun.words == 1 && phrase.possessor.is_none() && phrase.complements.is_empty();
        let list = self.shortened.get(reading.lower(phrase.head));
        let list = list.filter(|_| bare).cloned().unwrap_or_default();
        match phrase.tokens.len() {
            2 => list,
            // "The former minister": only who was told of with that word.
            3 => {
                let word = reading.lower(middle);
                let told = |m: &usize| {
                    let mut own = self.persons.iter().filter(|l| l.member == *m);
                    own.any(|l| l.traits.words.contains(&word))
                };
                list.into_iter().filter(told).collect()
            }
            _ => Vec::new(),
        }
    }

    /// "Rebel factions led by the Harun Front" says "rebel" of the front.
    fn follow(&mut self, reading: &Reading<'k>, phrases: &[Phrase], p: usize) {
        let Some(phrase) = phrases.get(p) else { return };
        let end = phrase.extent.end;
        let comma = usize::from(reading.document.word(end) == ",");
        let led = matches!(
            reading.lower(end + comma),
            "led" | "headed" | "spearheaded" | "launched"
        );
        if phrase.is_named() || !led || reading.lower(end + comma + 1) != "by" {
            return;
        }
        let leader = phrases
            .iter()
            .skip(p + 1)
            .take(6)
            .find(|q| q.extent.start == end + comma + 2)
            .and_then(|q| q.member);
        if let Some(member) = leader {
            let words = phrase.tokens.clone().map(|i| reading.lower(i)).collect();
            self.say(words, member);
        }
    }

    /// The words of a body's own name: "Lorvanian rebels" are rebels.
    fn name_words(&mut self, reading: &Reading<'k>, phrase: &Phrase, member: usize) {
        let name = phrase.name.clone().filter(|_| phrase.hit.is_some());
        if let Some(name) = name.filter(|n| n.len() > 1) {
            self.say(name.map(|i| reading.lower(i)).collect(), member);
        }
    }

    fn say(&mut self, words: Vec<&'k str>, member: usize) {
        if self.bodies.len() < LEARNED_MAX {
            self.bodies.push(Learned {
                traits: Traits {
                    words,
                    ..Traits::default()
                },
                member,
                kind: ActorKind::Organisation,
            });
        }
    }

    fn add(&mut self, group: u16, learned: Learned<'k>) {
        if learned.kind == ActorKind::Person && self.persons.len() < LEARNED_MAX {
            self.persons.push(learned.clone());
        }
        if learned.kind != ActorKind::Person && self.bodies.len() < LEARNED_MAX {
            self.bodies.push(learned.clone());
        }
        let list = self.by_group.entry(group).or_default();
        if list.len() < LEARNED_MAX {
            list.push(learned);
        }
    }

    /// Whether a member was described with a noun of this group, also as an adjective ("rebel group").
    pub(in crate::extract) fn says(
        &self,
        reading: &Reading<'k>,
        member: usize,
        group: u16,
    ) -> bool {
        let word = |w: &&str| {
            reading
                .naming
                .entry(w)
                .and_then(|e| e.noun(|_| ""))
                .is_some_and(|n| n.group == group)
        };
        let told = |one: &Learned<'_>| one.member == member && one.traits.words.iter().any(word);
        self.bodies.iter().any(told)
    }

    /// Who a nameless phrase means.
    pub(in crate::extract) fn meant(
        &self,
        reading: &Reading<'k>,
        phrases: &[Phrase],
        p: usize,
        cast: &mut Cast<'_>,
    ) -> Meant {
        let Some(phrase) = phrases.get(p) else {
            return Meant::Nobody;
        };
        let Some((at, noun)) = phrase.noun else {
            return Meant::Nobody;
        };
        let definite = match phrase.determiner {
            Determiner::Definite => true,
            Determiner::Bare => noun.class == NounClass::Office && !phrase.premodifiers.is_empty(),
            Determiner::Indefinite => false,
        };
        let headed =
            !definite && phrase.determiner == Determiner::Bare && in_headline(reading, phrase);
        if phrase.plural || !(definite || headed) || noun.class == NounClass::Crowd {
            return Meant::Nobody;
        }
        let asked = traits(reading, phrases, phrase, at);
        let foreign_possessor =
            phrase.possessor.is_some() && asked.country.is_none() && asked.body.is_none();
        if foreign_possessor {
            return Meant::Nobody;
        }
        let mut found = self.title_alone(reading, phrase, noun);
        for member in self.learned(noun.group, &asked, cast) {
            let same_title = reading.naming.group(noun.group) == reading.lower(phrase.head);
            if (found.is_empty() || same_title) && !found.contains(&member) {
                found.push(member);
            }
        }
        if headed {
            // "Harbour minister: Gates stay shut": only who the article tells of with that title.
            found.retain(|_| noun.kind == ActorKind::Person);
            return match found.as_slice() {
                [one] => Meant::One(*one),
                _ => Meant::Nobody,
            };
        }
        if found.is_empty() && is_general(reading, noun) && !asked.words.is_empty() {
            found = fitting(self.persons.iter(), &asked, cast, noun);
        }
        if found.is_empty() && noun.kind == ActorKind::Person {
            found = self.office(reading, noun, &asked, cast);
        }
        match found.as_slice() {
            [] => Meant::Nobody,
            [one] => Meant::One(*one),
            _ => Meant::Ambiguous(found),
        }
    }

    fn learned(&self, group: u16, asked: &Traits<'_>, cast: &Cast<'_>) -> Vec<usize> {
        let list = self.by_group.get(&group).map_or(&[][..], Vec::as_slice);
        let mut out = Vec::new();
        for one in list {
            if one.covers(asked, cast) && !out.contains(&one.member) {
                out.push(one.member);
            }
        }
        out
    }

    /// The holder of an office at the article's date, or the one person of the article who holds one of its name.
    fn office(
        &self,
        reading: &Reading<'k>,
        noun: Noun,
        asked: &Traits<'_>,
        cast: &mut Cast<'_>,
    ) -> Vec<usize> {
        if !asked.words.is_empty() {
            return Vec::new();
        }
        let title = reading.naming.group(noun.group);
        let lexicon = cast.lexicon;
        let state: Option<ActorId> = asked
            .country
            .and_then(|c| lexicon.state_by_code(c))
            .map(|s| s.id.clone());
        let body = asked
            .body
            .and_then(|m| cast.member(m))
            .and_then(|m| m.id.clone());
        let holders = match (&body, &state) {
            (Some(body), _) if noun.class == NounClass::Role && title == "leader" => {
                lexicon.leaders(body, self.on)
            }
            (Some(body), _) => lexicon.holders(title, body, self.on),
            (None, Some(state)) if noun.class == NounClass::Office => {
                lexicon.holders(title, state, self.on)
            }
            (None, Some(_)) => Vec::new(),
            (None, None) => return holders_present(reading, noun, cast),
        };
        let found = holders.into_iter();
        found
            .filter_map(|actor| holder(reading, cast, actor, self.on))
            .collect()
    }
}

/// The member for who holds an office. In a report without a day only somebody it names: nobody can tell who held it then, and
/// today's holder would be a wrong man in every older report.
pub(super) fn holder(
    reading: &Reading<'_>,
    cast: &mut Cast<'_>,
    actor: &Actor,
    on: Option<CivilDate>,
) -> Option<usize> {
    match on {
        Some(_) => Some(cast.known(reading, actor)),
        None => cast.by_id.get(&actor.id).copied(),
    }
}

/// "The army" beside the Harun Army: the noun alone means a state's, which a force of no state only has in its name.
fn is_anothers(reading: &Reading<'_>, cast: &Cast<'_>, member: usize, noun: Noun) -> bool {
    let group = reading.naming.group(noun.group);
    let force = cast.member(member).and_then(|m| m.kind) == Some(ActorKind::Force);
    let stateless = force && cast.actor(member).is_some() && !cast.is_of_state(member);
    let mut institutions = cast.lexicon.institutions().iter();
    stateless && institutions.any(|i| i.kind == ActorKind::Force && i.suffix == group)
}

/// Whether a phrase stands in the headline, where no article stands before a title.
fn in_headline(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let sentence = reading.document.sentences.get(phrase.sentence);
    let paragraph = sentence.and_then(|s| reading.document.paragraphs.get(s.paragraph));
    paragraph.is_some_and(|p| p.kind == ParagraphKind::Headline)
}

/// Members of the article who hold an office of this group.
fn holders_present(reading: &Reading<'_>, noun: Noun, cast: &Cast<'_>) -> Vec<usize> {
    if noun.class != NounClass::Office {
        return Vec::new();
    }
    (0..cast.members.len().min(PRESENT_MAX))
        .filter(|m| {
            cast.actor(*m)
                .is_some_and(|a| a.kind == ActorKind::Person && holds(reading, a, noun.group))
        })
        .take(LEARNED_MAX)
        .collect()
}

fn fitting<'a, 'k: 'a>(
    learned: impl Iterator<Item = &'a Learned<'k>>,
    asked: &Traits<'_>,
    cast: &Cast<'_>,
    noun: Noun,
) -> Vec<usize> {
    let mut out = Vec::new();
    for one in learned {
        let person = noun.kind == ActorKind::Person;
        if person && one.covers(asked, cast) && !out.contains(&one.member) {
            out.push(one.member);
        }
    }
    out
}

/// Nouns that any leading person may be called by.
fn is_general(reading: &Reading<'_>, noun: Noun) -> bool {
    noun.class == NounClass::Role
        && matches!(
            reading.naming.group(noun.group),
            "leader" | "figure" | "politician" | "man" | "woman" | "veteran" | "official"
        )
}

impl Learned<'_> {
    /// Whether a description says nothing that this one does not.
    fn covers(&self, asked: &Traits<'_>, cast: &Cast<'_>) -> bool {
        let member = cast.member(self.member);
        let country = asked.country.is_none_or(|c| {
            self.traits.country == Some(c) || member.and_then(|m| m.country.as_deref()) == Some(c)
        });
        let body = asked
            .body
            .is_none_or(|b| self.traits.body == Some(b) || self.member == b);
        let told = |w: &&str| self.traits.words.contains(w) || self.traits.shortens(w);
        country && body && asked.words.iter().all(told)
    }
}

fn traits<'k>(
    reading: &Reading<'k>,
    phrases: &[Phrase],
    phrase: &Phrase,
    noun_at: usize,
) -> Traits<'k> {
    let mut words: Vec<&str> = (phrase.tokens.start..noun_at.min(phrase.tokens.end))
        .filter(|i| reading.hit(*i).is_none())
        .map(|i| reading.lower(i))
        .filter(|w| {
            !matches!(
                *w,
                "the" | "this" | "that" | "a" | "an" | "-" | "\u{2019}s" | "'s" | "and"
            )
        })
        .collect();
    // "Head of operations" is not every head.
    words.extend(
        phrase
            .complements
            .iter()
            .filter_map(|q| phrases.get(*q))
            .filter(|q| q.member.is_none() && q.hit.is_none())
            .map(|q| reading.lower(q.head)),
    );
    let hit = phrase.hit.and_then(|h| reading.hits.get(h as usize));
    let country = country_of(reading, phrases, phrase)
        .or_else(|| hit.and_then(|h| h.state).map(|s| s.code.as_str()));
    Traits {
        words,
        country,
        body: phrase.affiliation,
    }
}
