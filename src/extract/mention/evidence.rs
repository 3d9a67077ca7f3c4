//! Evidence: whether an unknown name is a person, a body or neither, from its form and its neighbours.
//!
//! Not a gazetteer. Each sign adds weight; a name becomes an actor only when one sort has two points and leads.
//! Example: "Qara Belun" after "cleric" is a person. Counter-example: "Blue Marsh" after "near" stays a place-like name.
//! Known miss: a person named only once, without title, given name or verb of saying.

use super::bearing::is_acronym;
use super::phrase::Phrase;
use super::reading::{Mark, Reading, Shape};
use crate::extract::syntax::Upos;
use crate::lang::naming::{Gender, NounClass, WordClass};
use crate::model::ActorKind;

/// What an unknown name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Person(Gender),
    Body(ActorKind),
    /// A country or town nobody knows: "in Valdor", "Valdor's president".
    Place,
    Unknown,
}

#[derive(Default)]
struct Points {
    person: u32,
    body: u32,
    place: u32,
    gender: Gender,
    kind: Option<ActorKind>,
    /// Signs that count once for a name, however often they stand.
    who: bool,
    acts: bool,
    located: bool,
    /// How often it owns an office.
    rules: u32,
}

/// Most places of one name that are looked at.
pub(super) const PLACES_MAX: usize = 32;

/// Judges a name by all the phrases that bear it.
pub(super) fn judge(reading: &Reading<'_>, phrases: &[Phrase], group: &[usize]) -> Sort {
    let mut points = Points::default();
    // A heading writes every word with a capital: another place tells more of the name's form.
    let plain = |p: &&usize| {
        let name = phrases.get(**p).and_then(|x| x.name.clone());
        name.is_some_and(|n| !reading.word(n.start).has(Mark::Heading))
    };
    let best = group.iter().take(PLACES_MAX).find(plain).or(group.first());
    if let Some(phrase) = best.and_then(|p| phrases.get(*p)) {
        points.form(reading, phrase);
    }
    for p in group.iter().take(PLACES_MAX) {
        let Some(phrase) = phrases.get(*p) else {
            continue;
        };
        points.noun(phrase);
        points.linked(phrases, *p, phrase);
        points.owns(phrases, phrase);
        points.neighbours(reading, phrase);
    }
    let Points {
        person,
        body,
        place,
        gender,
        kind,
        ..
    } = points;
    if person >= 2 && person > body && person > place {
        Sort::Person(gender)
    } else if body >= 2 && body >= person && body > place {
        Sort::Body(kind.unwrap_or(ActorKind::Organisation))
    } else if place >= 2 && place > person && place > body {
        Sort::Place
    } else {
        Sort::Unknown
    }
}

/// An unknown body is no state, whatever its noun.
fn body_kind(kind: ActorKind) -> ActorKind {
    if kind == ActorKind::State {
        ActorKind::Organisation
    } else {
        kind
    }
}

impl Points {
    /// What the words of the name itself tell.
    fn form(&mut self, r: &Reading<'_>, phrase: &Phrase) {
        let Some(name) = phrase.name.clone() else {
            return;
        };
        let words = name.clone().count();
        let first = r.word(name.start);
        if let Some(gender) = first.entry.and_then(crate::lang::naming::Entry::given) {
            self.person += if words >= 2 { 2 } else { 1 };
            self.gender = gender;
        }
        let particle = |i: usize| {
            r.is(i, WordClass::Particle) || {
                let lower = r.lower(i);
                lower.starts_with("al-") || lower.starts_with("el-")
            }
        };
        if words >= 2 && name.clone().skip(1).any(particle) {
            self.person += 2;
        }
        for i in name.clone() {
            if let Some(noun) = r.word(i).noun.filter(|n| n.class == NounClass::Body)
                && r.word(i).hit.is_none()
            {
                self.body += 3;
                self.kind = self.kind.or(Some(body_kind(noun.kind)));
            }
        }
        if is_acronym(r, phrase) && (2..=6).contains(&r.document.word(name.start).len()) {
            self.body += 1;
        }
        let plain = name
            .clone()
            .all(|i| matches!(r.word(i).shape, Shape::Title | Shape::Initial) || particle(i));
        // A sentence's first word bears a capital anyway; a name of two words that no table knows stands there as well.
        let opens = first.has(Mark::First)
            && (first.entry.is_some() || r.tag(name.start) != Some(Upos::Propn));
        if (2..=4).contains(&words) && plain && !first.has(Mark::Heading) && !opens {
            self.person += 1;
        }
    }

    /// The title or noun before the name.
    fn noun(&mut self, phrase: &Phrase) {
        if let Some((_, noun)) = phrase.noun {
            match noun.class {
                NounClass::Office | NounClass::Role => self.person += 3,
                NounClass::Body => {
                    self.body += 3;
                    self.kind = self.kind.or(Some(body_kind(noun.kind)));
                }
                NounClass::Crowd => {}
            }
        } else if phrase.gender != Gender::Unknown {
            self.person += 3;
        }
        if phrase.gender != Gender::Unknown {
            self.gender = phrase.gender;
        }
    }

    /// The other half of an apposition.
    fn linked(&mut self, phrases: &[Phrase], p: usize, phrase: &Phrase) {
        let before = phrase.same_as.and_then(|q| phrases.get(q));
        let after = phrases
            .iter()
            .skip(p + 1)
            .take(8)
            .find(|x| x.same_as == Some(p));
        for other in before.into_iter().chain(after) {
            if !other.is_named() {
                self.noun(other);
            } else if other.kind == super::phrase::PhraseKind::Body {
                self.body += 2;
            }
        }
    }

    /// "Valdor's president": an office belongs to a state or a town.
    fn owns(&mut self, phrases: &[Phrase], phrase: &Phrase) {
        let owned = phrase.part_of.and_then(|q| phrases.get(q));
        let office = owned
            .filter(|q| phrases.get(q.possessor.unwrap_or(usize::MAX)) == Some(phrase))
            .and_then(|q| q.noun)
            .is_some_and(|(_, n)| n.class == NounClass::Office);
        self.rules += u32::from(office);
        if office && self.rules == 1 {
            self.place += 2;
        }
    }

    /// The words right before and after.
    fn neighbours(&mut self, r: &Reading<'_>, phrase: &Phrase) {
        let end = phrase.extent.end;
        let comma = usize::from(r.document.word(end) == ",");
        if r.lower(end + comma) == "who" && !self.who {
            self.who = true;
            self.person += 2;
        }
        let acts = r.is(end, WordClass::Mind) && r.lower(end).ends_with(['d', 's', 't', 'k']);
        let before = phrase.extent.start.checked_sub(1);
        let said =
            before.is_some_and(|b| matches!(r.lower(b), "said" | "says" | "added" | "told" | "by"));
        if (acts || said) && !self.acts {
            self.acts = true;
            if is_acronym(r, phrase) {
                self.body += 1;
            } else {
                self.person += 1;
            }
        }
        let located = before.is_some_and(|b| {
            matches!(
                r.lower(b),
                "in" | "at" | "near" | "into" | "across" | "around" | "outside"
            )
        });
        if located && !self.located {
            self.located = true;
            self.place += 2;
        }
    }
}
