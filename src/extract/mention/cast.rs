//! The cast: the actors of one article, known and unknown, and which named phrase is whom.
//!
//! Not descriptions and not pronouns (see `description` and `coreference`). Names in full come first, wherever they
//! stand; a surname or short form then means the one member who bears it. Rules: an unknown name becomes an actor only
//! with evidence of what it is; two members who share a short form leave it unresolved.

use super::bearing::{country_of, given_gender, hit_of, holds, premodifier_country};
use super::hit::{Candidate, Meaning};
use super::phrase::{Phrase, PhraseKind};
use super::reading::Reading;
use crate::lang::naming::{Gender, NounClass};
use crate::lexicon::{Lexicon, State};
use crate::model::{Actor, ActorId, ActorKind, Alias, Remark, RemarkCode};
use std::collections::{HashMap, HashSet};

/// Most actors one article may bring on; later names stay unresolved.
pub const CAST_MAX: usize = 2_000;

/// One actor as this article knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its id; `None` for a name that may not become an actor.
    pub id: Option<ActorId>,
    /// Name shown to people.
    pub name: String,
    /// What sort of actor.
    pub kind: Option<ActorKind>,
    /// He, she or it.
    pub gender: Gender,
    /// ISO 3166-1 alpha-2 code of the home state, where known.
    pub country: Option<String>,
    /// Found in the text only.
    pub provisional: bool,
    /// A country or town that only the text knows: no person, and no actor.
    pub place: bool,
}

/// Fewest and most letters of initials that stand for a body's name.
pub(super) const INITIALS: std::ops::RangeInclusive<usize> = 3..=6;

/// Most bearers of one surname that are told apart; more are ambiguous.
pub const BEARERS_MAX: usize = 32;

/// A cast being put together.
#[derive(Debug)]
pub(in crate::extract) struct Cast<'l> {
    pub(in crate::extract) members: Vec<Member>,
    pub(in crate::extract) lexicon: &'l Lexicon,
    pub(super) by_id: HashMap<ActorId, usize>,
    pub(super) by_key: HashMap<String, usize>,
    pub(super) by_last: HashMap<String, Vec<usize>>,
    /// First words of names in full that only the article knows.
    pub(super) by_given: HashMap<String, Vec<usize>>,
    pub(in crate::extract) remarks: Vec<Remark>,
}

impl<'l> Cast<'l> {
    pub(in crate::extract) fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            members: Vec::new(),
            lexicon,
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            by_last: HashMap::new(),
            by_given: HashMap::new(),
            remarks: Vec::new(),
        }
    }

    pub(in crate::extract) fn member(&self, m: usize) -> Option<&Member> {
        self.members.get(m)
    }

    /// The lexicon's entry of a member, if it has one.
    pub(in crate::extract) fn actor(&self, m: usize) -> Option<&'l Actor> {
        self.member(m)
            .and_then(|x| x.id.as_ref())
            .and_then(|id| self.lexicon.actor(id))
    }

    /// Whether a member is one of the bodies every state has.
    pub(in crate::extract) fn is_of_state(&self, m: usize) -> bool {
        let Some(member) = self.member(m) else {
            return false;
        };
        let code = member.country.as_deref().unwrap_or("").to_ascii_lowercase();
        let suffix = member
            .id
            .as_ref()
            .and_then(|id| id.as_str().strip_prefix(code.as_str()))
            .and_then(|rest| rest.strip_prefix('-'));
        suffix.is_some_and(|s| self.lexicon.institutions().iter().any(|i| i.suffix == s))
    }

    /// The member of a lexicon actor, brought on when new.
    pub(in crate::extract) fn known(&mut self, reading: &Reading<'_>, actor: &Actor) -> usize {
        if let Some(m) = self.by_id.get(&actor.id) {
            return *m;
        }
        let m = self.members.len();
        let gender = match actor.kind {
            ActorKind::Person => given_gender(reading, &actor.name),
            ActorKind::Organisation | ActorKind::Force | ActorKind::State | ActorKind::Bloc => {
                Gender::Neuter
            }
        };
        self.members.push(Member {
            id: Some(actor.id.clone()),
            name: actor.name.clone(),
            kind: Some(actor.kind),
            gender,
            country: actor.country.clone(),
            ..Member::default()
        });
        self.by_id.insert(actor.id.clone(), m);
        // Names and aliases in full are the matcher's work; here only what a person is called for short counts.
        if actor.kind == ActorKind::Person
            && let Some((_, last)) = actor.name.rsplit_once(' ')
        {
            let key = self.lexicon.fold(last);
            push(&mut self.by_last, key, m);
            let key = self.lexicon.fold(&actor.name);
            let given = key.split(' ').next().unwrap_or("").to_owned();
            push(&mut self.by_given, given, m);
        }
        for name in self.lexicon.weak_names(&actor.id) {
            let key = self.lexicon.fold(name);
            push(&mut self.by_last, key, m);
        }
        m
    }

    /// The state's government as an actor.
    pub(in crate::extract) fn state(
        &mut self,
        reading: &Reading<'_>,
        state: &State,
    ) -> Option<usize> {
        let actor = self.lexicon.actor(&state.id)?;
        Some(self.known(reading, actor))
    }

    pub(super) fn index(&mut self, m: usize, name: &str, person: bool) {
        let key = self.lexicon.fold(name);
        if key.is_empty() {
            return;
        }
        if person && let Some((_, last)) = key.rsplit_once(' ') {
            push(&mut self.by_last, last.to_owned(), m);
            let given = key.split(' ').next().unwrap_or("");
            push(&mut self.by_given, given.to_owned(), m);
        }
        let capitals = name.split(' ').filter_map(|w| w.chars().next());
        let initials: String = capitals.filter(|c| c.is_uppercase()).collect();
        if !person && INITIALS.contains(&initials.chars().count()) {
            let short = self.lexicon.fold(&initials);
            push(&mut self.by_last, short, m);
        }
        self.by_key.entry(key).or_insert(m);
    }

    /// Identifies every phrase that bears a name.
    pub(in crate::extract) fn assign(&mut self, reading: &Reading<'_>, phrases: &mut [Phrase]) {
        for phrase in phrases.iter_mut() {
            if let Some(name) = &phrase.name {
                phrase.key = self.lexicon.fold(reading.text(name));
            }
        }
        let strangers = self.surnames_of_strangers(reading, phrases);
        for phrase in phrases.iter_mut() {
            if !may_mean_a_stranger(reading, phrase, &strangers) {
                self.strong(reading, phrase);
            }
        }
        self.full_names(reading, phrases);
        let mut strangers: Vec<(String, Vec<usize>)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for p in 0..phrases.len() {
            if let Some(key) = self.short_name(reading, phrases, p) {
                let next = strangers.len();
                let at = *known.entry(key.clone()).or_insert(next);
                if at == next {
                    strangers.push((key, Vec::new()));
                }
                if let Some((_, list)) = strangers.get_mut(at) {
                    list.push(p);
                }
            }
        }
        for (_, group) in strangers {
            let member = self.newcomer(reading, phrases, &group);
            for p in group {
                if let (Some(m), Some(phrase)) = (member, phrases.get_mut(p)) {
                    self.cast_as(phrase, m);
                }
            }
        }
        join_aliases(phrases);
        self.settle_genders(reading, phrases);
    }

    /// Last words of names in full that the lexicon does not know: "Colonel Pieter Odell".
    fn surnames_of_strangers(&self, reading: &Reading<'_>, phrases: &[Phrase]) -> HashSet<String> {
        let unknown = phrases.iter().filter(|p| hit_of(reading, p).is_none());
        let names = unknown
            .filter_map(|p| p.name.clone())
            .filter(|n| n.len() > 1);
        names
            .map(|n| self.lexicon.fold(reading.text(&(n.end - 1..n.end))))
            .collect()
    }

    /// Names of the lexicon that need no support.
    fn strong(&mut self, reading: &Reading<'_>, phrase: &mut Phrase) {
        let Some(hit) = hit_of(reading, phrase) else {
            return;
        };
        match hit.meaning {
            Meaning::State | Meaning::Capital => {
                phrase.kind = PhraseKind::Place;
            }
            Meaning::Place => phrase.kind = PhraseKind::Place,
            Meaning::Demonym => phrase.kind = PhraseKind::Crowd,
            Meaning::Actor => {
                let strong: Vec<&Candidate<'_>> =
                    hit.candidates.iter().filter(|c| !c.weak).collect();
                if let Some(actor) = self.choose(reading, phrase, &strong) {
                    let m = self.known(reading, actor);
                    self.cast_as(phrase, m);
                    self.surname(phrase, m);
                } else if strong.len() > 1 {
                    self.ambiguous(reading, phrase);
                }
            }
        }
    }

    /// A person named in full with another last word than the lexicon's name is called by that word, too.
    fn surname(&mut self, phrase: &Phrase, m: usize) {
        let person = self.member(m).and_then(|x| x.kind) == Some(ActorKind::Person);
        let last = phrase.key.rsplit_once(' ').map(|(_, last)| last.to_owned());
        if let Some(last) = last.filter(|_| person) {
            push(&mut self.by_last, last, m);
        }
    }

    pub(super) fn cast_as(&self, phrase: &mut Phrase, m: usize) {
        phrase.member = Some(m);
        if let Some(kind) = self.member(m).and_then(|x| x.kind) {
            phrase.kind = match kind {
                ActorKind::Person => PhraseKind::Person,
                ActorKind::Organisation | ActorKind::Force | ActorKind::State | ActorKind::Bloc => {
                    PhraseKind::Body
                }
            };
        }
    }

    /// The one candidate that fits title and country; `None` when several do.
    fn choose<'a>(
        &self,
        reading: &Reading<'_>,
        phrase: &Phrase,
        candidates: &[&Candidate<'a>],
    ) -> Option<&'a Actor> {
        if let [one] = candidates {
            return Some(one.actor);
        }
        let person_noun = phrase
            .noun
            .map(|(_, n)| matches!(n.class, NounClass::Office | NounClass::Role));
        let country = premodifier_country(reading, phrase);
        let mut fitting = candidates.iter().filter(|c| {
            person_noun.is_none_or(|p| p == (c.actor.kind == ActorKind::Person))
                && country.is_none_or(|code| c.actor.country.as_deref().is_none_or(|o| o == code))
        });
        if let (Some(one), None) = (fitting.next(), fitting.next()) {
            return Some(one.actor);
        }
        let mut cast = candidates
            .iter()
            .filter(|c| self.by_id.contains_key(&c.actor.id));
        match (cast.next(), cast.next()) {
            (Some(one), None) => Some(one.actor),
            _ => None,
        }
    }

    pub(in crate::extract) fn ambiguous(&mut self, reading: &Reading<'_>, phrase: &Phrase) {
        let span = reading.document.tokens_span(&phrase.tokens);
        self.remarks.push(Remark {
            code: RemarkCode::AmbiguousMention,
            span,
            text: span.slice(&reading.document.text).to_owned(),
        });
    }

    /// A surname, a short form, a weak name of the lexicon; the key of a name nobody bears.
    fn short_name(
        &mut self,
        reading: &Reading<'_>,
        phrases: &mut [Phrase],
        p: usize,
    ) -> Option<String> {
        let phrase = phrases.get(p)?;
        let name = phrase.name.clone()?;
        let place = hit_of(reading, phrase).is_some_and(|h| h.meaning != Meaning::Actor);
        if phrase.member.is_some() {
            return None;
        }
        let key = phrase.key.clone();
        if place {
            self.namesake(reading, phrases, p, &key);
            return None;
        }
        if let Some(m) = alias_of(phrases, phrase) {
            self.by_key.insert(key, m);
            if let Some(phrase) = phrases.get_mut(p) {
                self.cast_as(phrase, m);
            }
            return None;
        }
        let bearers = self.by_last.get(&key).map_or(&[][..], Vec::as_slice);
        let exact = self.by_key.get(&key).copied();
        let member = match (exact, bearers) {
            (_, [one]) => Some(*one),
            (Some(one), []) => Some(one),
            (_, []) => self
                .weak_candidate(reading, phrases, p)
                .or_else(|| self.called_by_given(&key)),
            (_, several) => {
                let fitting = self.latest(reading, phrases, p, several);
                if fitting.is_none() {
                    self.ambiguous(reading, phrase);
                    return None;
                }
                fitting
            }
        };
        let Some(m) = member else {
            return (name.len() <= 3 && !key.is_empty()).then_some(key);
        };
        if let Some(phrase) = phrases.get_mut(p) {
            self.cast_as(phrase, m);
        }
        None
    }

    /// A weak name of the lexicon counts when title or country support it.
    fn weak_candidate(
        &mut self,
        reading: &Reading<'_>,
        phrases: &[Phrase],
        p: usize,
    ) -> Option<usize> {
        let phrase = phrases.get(p)?;
        let hit = hit_of(reading, phrase)?;
        let country = country_of(reading, phrases, phrase);
        let supported = |c: &&Candidate<'_>| {
            phrase.noun.is_some_and(|(_, n)| {
                holds(reading, c.actor, n.group)
                    && country.is_none_or(|code| c.actor.country.as_deref() == Some(code))
            })
        };
        let mut fitting = hit.candidates.iter().filter(supported);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => {
                let actor = one.actor;
                Some(self.known(reading, actor))
            }
            _ => None,
        }
    }

    /// What honorifics, nouns and appositions tell of a member's gender.
    fn settle_genders(&mut self, _reading: &Reading<'_>, phrases: &[Phrase]) {
        for phrase in phrases {
            if phrase.gender == Gender::Unknown || phrase.kind == PhraseKind::Pronoun {
                continue;
            }
            if let Some(member) = phrase.member.and_then(|m| self.members.get_mut(m))
                && member.gender == Gender::Unknown
            {
                member.gender = phrase.gender;
            }
        }
    }

    /// The provisional actors as the model has them.
    pub(in crate::extract) fn provisional(&self) -> Vec<Actor> {
        let new = self.members.iter().filter(|m| m.provisional);
        new.filter_map(|m| {
            Some(Actor {
                id: m.id.clone()?,
                name: m.name.clone(),
                kind: m.kind?,
                country: m.country.clone(),
                aliases: vec![Alias {
                    text: m.name.clone(),
                    script: "Latn".to_owned(),
                }],
                offices: Vec::new(),
                parents: Vec::new(),
                wikidata: None,
                provisional: true,
                redirect: None,
            })
        })
        .collect()
    }
}

/// A bare surname that somebody else of this article bears in full is no sure sign of the lexicon's person; a title
/// that person holds is ("Colonel Pieter Odell ... Odell said", but "President Odell").
fn may_mean_a_stranger(reading: &Reading<'_>, phrase: &Phrase, surnames: &HashSet<String>) -> bool {
    if phrase.name.as_ref().is_none_or(|n| n.len() != 1) {
        return false;
    }
    if !surnames.contains(&phrase.key) {
        return false;
    }
    let titled = |c: &Candidate<'_>| {
        phrase
            .noun
            .is_some_and(|(_, n)| holds(reading, c.actor, n.group))
    };
    hit_of(reading, phrase).is_some_and(|h| {
        h.candidates
            .iter()
            .all(|c| c.actor.kind == ActorKind::Person && !titled(c))
    })
}

/// Whom a name in brackets stands for: "Harbour Council (HC)".
fn alias_of(phrases: &[Phrase], phrase: &Phrase) -> Option<usize> {
    let base = phrases.get(phrase.same_as?)?;
    base.member.filter(|_| base.is_named())
}

/// Words in parentheses and appositions name whom the phrase before names.
fn join_aliases(phrases: &mut [Phrase]) {
    for q in 0..phrases.len() {
        let Some(p) = phrases.get(q).and_then(|x| x.same_as) else {
            continue;
        };
        let one = phrases.get(p).and_then(|x| x.member);
        let other = phrases.get(q).and_then(|x| x.member);
        match (one, other) {
            (None, Some(m)) => {
                if let Some(x) = phrases.get_mut(p) {
                    x.member = Some(m);
                }
            }
            (Some(m), None) => {
                if let Some(x) = phrases.get_mut(q) {
                    x.member = Some(m);
                }
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn push(map: &mut HashMap<String, Vec<usize>>, key: String, m: usize) {
    let list = map.entry(key).or_default();
    if !list.contains(&m) {
        list.push(m);
    }
}
