//! Coreference: who a description or a pronoun means, in the order of the text.
//!
//! Not names (the cast has them already). Looks back three sentences over at most [`SEEN_MAX`] phrases, so the time is
//! linear. Rules: a pronoun outside a quotation never means a name inside one; "I" and "we" are left to whoever knows
//! the speaker; a pronoun whose best antecedent is a nameless person means nobody else.

mod antecedent;
mod candidate;
mod general;

use super::mention::cast::Cast;
use super::mention::description::{Descriptions, Meant};
use super::mention::hit::Meaning;
use super::mention::phrase::{Determiner, Phrase, PhraseKind};
use super::mention::reading::Reading;
use crate::extract::syntax::Relation;
use crate::lang::naming::{NounClass, WordClass};
use crate::model::ActorKind;
use std::collections::BTreeMap;

/// Most phrases looked back over.
pub(crate) const SEEN_MAX: usize = 32;
/// Most sentences looked back over.
pub(crate) const SENTENCES_MAX: usize = 3;

/// Most tokens looked back over for a state's name.
const COUNTRY_TOKENS_MAX: usize = 80;

/// A phrase already passed, as later pronouns see it.
#[derive(Clone, Copy, Debug)]
struct Seen {
    phrase: usize,
    member: Option<usize>,
    sentence: usize,
    quoted: bool,
}

/// What reading in order found.
#[derive(Debug, Default)]
pub(in crate::extract) struct Outcome {
    /// Pronouns that mean several, by phrase.
    pub(in crate::extract) several: BTreeMap<usize, Vec<usize>>,
}

struct Resolver<'r, 'k, 'p, 'c> {
    reading: &'r Reading<'k>,
    phrases: &'p mut Vec<Phrase>,
    cast: &'c mut Cast<'k>,
    descriptions: &'r Descriptions<'k>,
    seen: Vec<Seen>,
    outcome: Outcome,
}

/// Resolves every description and pronoun.
pub(in crate::extract) fn resolve<'k>(
    reading: &Reading<'k>,
    phrases: &mut Vec<Phrase>,
    cast: &mut Cast<'k>,
    descriptions: &Descriptions<'k>,
) -> Outcome {
    let mut resolver = Resolver {
        reading,
        phrases,
        cast,
        descriptions,
        seen: Vec::new(),
        outcome: Outcome::default(),
    };
    for p in 0..resolver.phrases.len() {
        resolver.step(p);
    }
    resolver.outcome
}

impl Resolver<'_, '_, '_, '_> {
    fn phrase(&self, p: usize) -> Option<&Phrase> {
        self.phrases.get(p)
    }

    fn step(&mut self, p: usize) {
        let Some(phrase) = self.phrase(p) else { return };
        let (kind, named, linked) = (phrase.kind, phrase.is_named(), phrase.same_as.is_some());
        let age = !named && self.is_age(phrase);
        if kind == PhraseKind::Pronoun || age {
            self.pronoun(p);
        } else if !named && phrase.member.is_none() && phrase.noun.is_some() && !linked {
            self.description(p);
        }
        self.note(p);
    }

    fn set(&mut self, p: usize, member: usize) {
        if let Some(phrase) = self.phrases.get_mut(p) {
            phrase.member = Some(member);
        }
    }

    fn description(&mut self, p: usize) {
        if let Some(m) = self.state_beside(p) {
            self.set(p, m);
            return;
        }
        let meant = self
            .descriptions
            .meant(self.reading, self.phrases, p, self.cast);
        match meant {
            Meant::One(m) if self.foreign_body(p, m) => {}
            Meant::One(m) => self.set(p, m),
            Meant::Ambiguous(several) => match self.spoken_of(p, &several) {
                Some(m) => self.set(p, m),
                None => {
                    if let Some(phrase) = self.phrases.get(p) {
                        self.cast.ambiguous(self.reading, phrase);
                    }
                }
            },
            Meant::Nobody => {
                let meant = self.body_before(p).or_else(|| self.army_before(p));
                let meant = meant.or_else(|| self.own_state(p));
                if let Some(m) = meant.or_else(|| self.official_before(p)) {
                    self.set(p, m);
                } else if let (Some(q), Some(phrase)) =
                    (self.nameless_before(p), self.phrases.get_mut(p))
                {
                    phrase.antecedent = Some(q);
                }
            }
        }
    }

    /// "The bloc's chair, Veldoria, said": an office that a state holds.
    ///
    /// Counter-example: "the chair, Veldoria's mayor,".
    fn state_beside(&mut self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let comma = phrase.extent.end;
        let r = self.reading;
        let hit = r.hit(comma + 1).filter(|h| h.meaning == Meaning::State)?;
        let closes = matches!(r.document.word(hit.tokens.end), "," | "." | ";");
        let office = noun.kind == ActorKind::Person && !noun.plural && !phrase.plural;
        if !office || !closes || r.document.word(comma) != "," {
            return None;
        }
        let state = hit.state?;
        self.cast.state(r, state)
    }

    /// "His country": the state of the one person the pronoun means.
    ///
    /// Counter-examples: "their country" of several, "the country". Known miss: somebody whose state nothing tells.
    fn own_state(&mut self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let bare = phrase.premodifiers.is_empty() && phrase.complements.is_empty();
        if !bare || self.reading.naming.group(noun.group) != "country" || noun.plural {
            return None;
        }
        let owner = self.phrase(phrase.possessor?)?;
        let pronoun = owner.kind == PhraseKind::Pronoun;
        let owner = self.cast.member(owner.member.filter(|_| pronoun)?)?;
        let code = owner.country.clone()?;
        let lexicon = self.cast.lexicon;
        let state = lexicon.state_by_code(&code)?;
        let state = lexicon.actor(&state.id)?;
        Some(self.cast.known(self.reading, state))
    }

    /// The state last named before a phrase, at most `back` sentences before its own.
    fn country_before(&self, p: usize, back: usize) -> Option<&str> {
        let phrase = self.phrase(p)?;
        let first = self
            .reading
            .document
            .sentences
            .get(phrase.sentence.saturating_sub(back))?
            .tokens
            .start;
        (first..phrase.tokens.start)
            .rev()
            .take(COUNTRY_TOKENS_MAX)
            .find_map(|i| self.reading.hit(i).and_then(|h| h.state))
            .map(|s| s.code.as_str())
    }

    /// "The government" right after another state's name is not the government named before.
    fn foreign_body(&self, p: usize, m: usize) -> bool {
        let told = self.phrase(p).is_some_and(|x| {
            !x.premodifiers.is_empty() || x.possessor.is_some() || !x.complements.is_empty()
        });
        let country = self.cast.member(m).and_then(|x| x.country.as_deref());
        !told
            && self.cast.is_of_state(m)
            && self
                .country_before(p, 0)
                .is_some_and(|c| country != Some(c))
    }

    /// The only one of several who was spoken of in this sentence or the one before.
    fn spoken_of(&self, p: usize, several: &[usize]) -> Option<usize> {
        let sentence = self.phrase(p)?.sentence;
        let mut near = self
            .seen
            .iter()
            .rev()
            .take_while(|s| s.sentence + 1 >= sentence)
            .filter_map(|s| s.member)
            .filter(|m| several.contains(m));
        let only = near.next().filter(|first| near.all(|m| m == *first));
        only.or_else(|| {
            let country = self.country_before(p, 1)?;
            let of_state = |m: &&usize| {
                self.cast.is_of_state(**m)
                    && self.cast.member(**m).and_then(|x| x.country.as_deref()) == Some(country)
            };
            several.iter().find(of_state).copied()
        })
    }

    /// "The group": the organisation or force last spoken of.
    fn body_before(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let bare = phrase.premodifiers.is_empty()
            && phrase.possessor.is_none()
            && phrase.complements.is_empty()
            && phrase.tokens.len() == usize::from(noun.words) + 1
            && self.reading.lower(phrase.tokens.start) == "the";
        let group = self.reading.naming.group(noun.group);
        let general = matches!(group, "group" | "rebel" | "company" | "outlet");
        if noun.class == NounClass::Office || !bare || !general {
            return None;
        }
        let fits = |m: usize| {
            let member = self.cast.member(m)?;
            let body = matches!(
                member.kind,
                Some(ActorKind::Organisation | ActorKind::Force)
            );
            (body && !self.cast.is_of_state(m)).then_some(m)
        };
        let near = || {
            self.seen
                .iter()
                .rev()
                .take_while(|s| s.sentence + 2 >= phrase.sentence)
                .filter(|s| s.member.is_some_and(|m| fits(m).is_some()))
        };
        let is_force = |s: &&Seen| {
            s.member
                .and_then(|m| self.cast.member(m))
                .is_some_and(|x| x.kind == Some(ActorKind::Force))
        };
        if group == "rebel" {
            let rebel = |s: &&Seen| {
                s.member
                    .is_some_and(|m| self.descriptions.says(self.reading, m, noun.group))
            };
            return near().find(rebel).and_then(|s| s.member);
        }
        near()
            .filter(is_force)
            .find(|s| self.is_subject(s.phrase))
            .or_else(|| near().find(is_force))
            .or_else(|| near().next())
            .and_then(|s| s.member)
    }

    /// "The army": the one state's forces spoken of just before under another name ("the National Defence Force").
    ///
    /// Counter-example: forces of two states near. Known miss: a force known by name alone, with no state's office.
    fn army_before(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let group = self.reading.naming.group(noun.group);
        let bare = phrase.tokens.len() == 2 && phrase.determiner == Determiner::Definite;
        if !bare || !matches!(group, "army" | "military") {
            return None;
        }
        let state_force = |m: &usize| {
            let force = self.cast.member(*m).and_then(|x| x.kind) == Some(ActorKind::Force);
            force && self.cast.is_of_state(*m)
        };
        let mut near = self
            .seen
            .iter()
            .rev()
            .take_while(|s| s.sentence + SENTENCES_MAX >= phrase.sentence)
            .filter_map(|s| s.member.filter(state_force));
        let first = near.next()?;
        let country = |m: usize| self.cast.member(m).and_then(|x| x.country.as_deref());
        near.all(|m| country(m) == country(first)).then_some(first)
    }

    /// Keeps a phrase for later pronouns.
    fn note(&mut self, p: usize) {
        let Some(phrase) = self.phrase(p) else { return };
        let place = phrase.kind == PhraseKind::Place && phrase.member.is_none();
        if place
            || phrase.same_as.is_some()
            || (phrase.kind == PhraseKind::Pronoun && phrase.antecedent.is_none())
        {
            return;
        }
        let seen = Seen {
            phrase: p,
            member: self.phrases.get(p).and_then(|x| x.member),
            sentence: phrase.sentence,
            quoted: phrase.quoted,
        };
        if self.seen.len() >= 2 * SEEN_MAX {
            self.seen.drain(..SEEN_MAX);
        }
        self.seen.push(seen);
    }

    /// The token of a phrase whose head lies outside of it.
    fn syntactic_head(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let tokens = phrase.tokens.clone();
        tokens.clone().find(|i| {
            let head = self.reading.syntax.head(*i);
            head.is_some_and(|h| !tokens.contains(&h))
        })
    }

    fn relation(&self, p: usize) -> Option<(Relation, usize)> {
        let head = self.syntactic_head(p)?;
        let verb = self.reading.syntax.head(head)?;
        Some((self.reading.syntax.relation(head), verb))
    }

    /// Asks for a tree, so other conditions are looked at first.
    fn is_subject(&self, p: usize) -> bool {
        if let Some((relation, _)) = self.relation(p) {
            return matches!(
                relation,
                Relation::Nsubj | Relation::NsubjPass | Relation::Csubj
            );
        }
        let Some(phrase) = self.phrase(p) else {
            return false;
        };
        phrase.part_of.is_none() && self.reading.is(phrase.extent.end, WordClass::Mind)
    }
}
