//! Strangers: names the lexicon does not know, and which of them become actors of the article.
//!
//! Not the judgement of a name's sort (see `evidence`). All places of a name are judged together. Rules: a lexicon
//! actor's name in another form is that actor; a name of unknown sort is at most a member without an id.

use super::bearing::country_of;
use super::cast::{CAST_MAX, Cast, Member};
use super::evidence::{self, Sort};
use super::phrase::Phrase;
use super::reading::Reading;
use crate::lang::naming::{Gender, WordClass};
use crate::model::id::slug;
use crate::model::{ActorId, ActorKind, Remark, RemarkCode};
use std::collections::HashMap;

/// Most phrases between a name and what is set beside it.
const BESIDE_MAX: usize = 3;

impl Cast<'_> {
    /// Unknown names of two words or more, each judged by all its places together.
    pub(super) fn full_names(&mut self, reading: &Reading<'_>, phrases: &mut [Phrase]) {
        let mut groups: HashMap<String, usize> = HashMap::new();
        let mut found: Vec<Vec<usize>> = Vec::new();
        for (p, phrase) in phrases.iter().enumerate() {
            if let Some(key) = full_key(phrase) {
                let next = found.len();
                let g = *groups.entry(key).or_insert(next);
                if g == next {
                    found.push(Vec::new());
                }
                if let Some(list) = found.get_mut(g) {
                    list.push(p);
                }
            }
        }
        let short = Self::short_forms(phrases);
        for group in found {
            let member = self.lexicon_variant(reading, phrases, &group);
            let member = member.or_else(|| self.initialled(reading, phrases, &group));
            let member = member.or_else(|| {
                let more = Self::shorter(phrases, &group, &short);
                self.newcomer(reading, phrases, &[group.as_slice(), more].concat())
            });
            for p in group {
                if let (Some(m), Some(phrase)) = (member, phrases.get_mut(p)) {
                    self.cast_as(phrase, m);
                }
            }
        }
    }

    /// Names of one word, by key: what stands beside them tells of the longer name that ends so.
    fn short_forms(phrases: &[Phrase]) -> HashMap<String, Vec<usize>> {
        let mut short: HashMap<String, Vec<usize>> = HashMap::new();
        for (p, phrase) in phrases.iter().enumerate() {
            let one_word = phrase.name.as_ref().is_some_and(|n| n.len() == 1);
            if one_word && phrase.member.is_none() {
                short.entry(phrase.key.clone()).or_default().push(p);
            }
        }
        short
    }

    fn shorter<'s>(
        phrases: &[Phrase],
        group: &[usize],
        short: &'s HashMap<String, Vec<usize>>,
    ) -> &'s [usize] {
        let first = group.first().and_then(|p| phrases.get(*p));
        let key = first.map_or("", |x| x.key.as_str());
        let last = key.rsplit(' ').next().unwrap_or("");
        let places = short.get(last).map_or(&[][..], Vec::as_slice);
        places.get(..evidence::PLACES_MAX).unwrap_or(places)
    }

    /// "Idris al-Hamdun" for a lexicon actor with a longer name: every word belongs to it, the last is its surname.
    fn lexicon_variant(
        &mut self,
        reading: &Reading<'_>,
        phrases: &[Phrase],
        group: &[usize],
    ) -> Option<usize> {
        let phrase = phrases.get(*group.first()?)?;
        let name = phrase.name.as_ref()?;
        let key = &phrase.key;
        // "Pieter Odell Jr": what stands behind the surname.
        let suffix = |w: &str| matches!(w, "jr" | "sr" | "ii" | "iii");
        let behind = usize::from(key.rsplit(' ').next().is_some_and(suffix));
        let hit = reading.hit(name.end.checked_sub(1 + behind)?)?;
        let plain = |w: &&str| !suffix(w) && w.chars().count() > 1;
        let mut fitting = hit.candidates.iter().filter(|c| {
            c.actor.kind == ActorKind::Person && {
                let full = self.lexicon.fold(&c.actor.name);
                let words: Vec<&str> = full.split(' ').collect();
                key.split(' ').filter(plain).all(|w| words.contains(&w))
            }
        });
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => {
                let actor = one.actor;
                Some(self.known(reading, actor))
            }
            _ => None,
        }
    }

    /// A new member for an unknown name, when its places tell what it is.
    pub(super) fn newcomer(
        &mut self,
        reading: &Reading<'_>,
        phrases: &[Phrase],
        group: &[usize],
    ) -> Option<usize> {
        let first = phrases.get(*group.first()?)?;
        let words = first.name.as_ref()?;
        let name = reading.text(words);
        // "Sir, ..." addresses somebody and names nobody.
        let address = |i: usize| reading.is(i, WordClass::Honorific);
        if words.clone().all(address) {
            return self.nobody(tidy(name), group);
        }
        if self.members.len() >= CAST_MAX {
            self.full(reading, first);
            return None;
        }
        let sort = evidence::judge(reading, phrases, group);
        let name = tidy(name);
        let (kind, gender) = match sort {
            Sort::Person(gender) => (ActorKind::Person, gender),
            Sort::Body(kind) => (kind, Gender::Neuter),
            Sort::Unknown => return self.nobody(name, group),
            Sort::Place => {
                let m = self.nobody(name, group)?;
                if let Some(member) = self.members.get_mut(m) {
                    member.place = true;
                }
                return Some(m);
            }
        };
        let id: ActorId = slug("prov", &name).into();
        if let Some(m) = self.by_id.get(&id) {
            return Some(*m);
        }
        // "Norland's mayor, Ann Lee, said", "Ann Lee, Norland's mayor, said".
        let beside = |p: usize| {
            let before = phrases.get(p).and_then(|x| x.same_as);
            let behind = (p + 1..p + 1 + BESIDE_MAX)
                .find(|q| phrases.get(*q).is_some_and(|x| x.same_as == Some(p)));
            let other = before.or(behind).and_then(|q| phrases.get(q))?;
            country_of(reading, phrases, other)
        };
        let own = |p: usize| country_of(reading, phrases, phrases.get(p)?);
        let country = group.iter().find_map(|p| own(*p).or_else(|| beside(*p)));
        let m = self.members.len();
        self.by_id.insert(id.clone(), m);
        self.members.push(Member {
            id: Some(id),
            name: name.clone(),
            kind: Some(kind),
            gender,
            country: country.map(str::to_owned),
            provisional: true,
            place: false,
        });
        self.index(m, &name, kind == ActorKind::Person);
        Some(m)
    }

    /// Where people go by their given names, "General Somrak" is the one Somrak whom the article names in full.
    pub(super) fn called_by_given(&self, key: &str) -> Option<usize> {
        match self.by_given.get(key).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            Some(_) | None => None,
        }
    }

    /// A state's or town's name that is also the surname of one person of the article means that person, but for places
    /// after "in" and the like.
    pub(super) fn namesake(
        &mut self,
        reading: &Reading<'_>,
        phrases: &mut [Phrase],
        p: usize,
        key: &str,
    ) {
        let Some(phrase) = phrases.get_mut(p) else {
            return;
        };
        let located = phrase
            .tokens
            .start
            .checked_sub(1)
            .is_some_and(|b| reading.is(b, WordClass::Where));
        let alone = phrase.part_of.is_none() || phrase.possessor.is_some();
        if let Some([one]) = self.by_last.get(key).map(Vec::as_slice)
            && !located
            && alone
        {
            let m = *one;
            self.cast_as(phrase, m);
        }
    }

    /// Notes once that the cast is full.
    fn full(&mut self, reading: &Reading<'_>, phrase: &Phrase) {
        if self
            .remarks
            .iter()
            .all(|r| r.code != RemarkCode::LimitReached)
        {
            self.remarks.push(Remark {
                code: RemarkCode::LimitReached,
                span: reading.document.tokens_span(&phrase.tokens),
                text: format!("more than {CAST_MAX} actors; later names stay unresolved"),
            });
        }
    }

    /// A name of unknown sort that stands more than once: a member for pronouns, never an actor.
    fn nobody(&mut self, name: String, group: &[usize]) -> Option<usize> {
        if group.len() < 2 {
            return None;
        }
        let m = self.members.len();
        self.index(m, &name, true);
        self.members.push(Member {
            name,
            ..Member::default()
        });
        Some(m)
    }

    /// Notes the gender a pronoun told of a person; a repeated name that "he" means twice is a person's.
    pub(in crate::extract) fn tell_gender(&mut self, m: usize, gender: Gender) {
        let Some(member) = self.members.get_mut(m) else {
            return;
        };
        if member.gender == Gender::Unknown {
            member.gender = gender;
        } else if member.kind.is_none() && member.id.is_none() && !member.place {
            let id: ActorId = slug("prov", &member.name).into();
            if !self.by_id.contains_key(&id) {
                self.by_id.insert(id.clone(), m);
                member.id = Some(id);
                member.kind = Some(ActorKind::Person);
                member.provisional = true;
            }
        }
    }
}

fn full_key(phrase: &Phrase) -> Option<String> {
    let name = phrase.name.as_ref()?;
    if phrase.hit.is_some() || phrase.member.is_some() || name.len() < 2 {
        return None;
    }
    phrase.key.contains(' ').then(|| phrase.key.clone())
}

/// A name without doubled blanks and line ends.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
