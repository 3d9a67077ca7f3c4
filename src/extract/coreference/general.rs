//! General titles: "the official", "the politician", "the head of the region" for whoever was just reported to speak.
//!
//! Not titles the article gives somebody (see `description`). Agencies write so where others write "he". Rule: one
//! person alone spoke in the sentences before, with a title of some kind; two of them, or a nameless official told of
//! there, leave it unresolved.

use super::{Resolver, SENTENCES_MAX};
use crate::extract::mention::phrase::{Determiner, Phrase};
use crate::lang::list::WordList;
use crate::lang::naming::{Gender, NounClass, WordClass};
use crate::model::ActorKind;

impl Resolver<'_, '_, '_, '_> {
    /// Who "the official" is that speaks.
    ///
    /// Fires: "Governor Lee said so. 'A,' the official said." Counter-examples: "An official said so. The official
    /// said", "Lee and Reke spoke. The official said", "the official list".
    pub(super) fn official_before(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let general = |x: &Phrase| {
            x.noun.is_some_and(|(_, n)| {
                let group = self.reading.naming.group(n.group);
                self.reading.lists.has(WordList::GeneralTitle, group) && n.kind == ActorKind::Person
            })
        };
        let bare = phrase.determiner == Determiner::Definite
            && phrase.possessor.is_none()
            && phrase.premodifiers.is_empty()
            && phrase.tokens.len() == usize::from(noun.words) + 1;
        // "Of the region", but "of the ULF" is told of one body.
        let plain = |q: &usize| self.phrase(*q).is_some_and(|x| !x.is_named() && !x.plural);
        let verb = |i: usize| self.reading.is(i, WordClass::Mind);
        let behind = phrase.tokens.start.checked_sub(1).is_some_and(verb);
        let speaks = (verb(phrase.extent.end) || behind) && !phrase.quoted;
        // "The former colonel": any rank, since the article has named no colonel.
        let past = phrase.tokens.len() == usize::from(noun.words) + 2
            && self.reading.lists.has(
                WordList::PastHolder,
                self.reading.lower(phrase.tokens.start + 1),
            )
            && phrase.determiner == Determiner::Definite
            && phrase.possessor.is_none()
            && phrase.premodifiers.is_empty()
            && noun.kind == ActorKind::Person;
        let told = (general(phrase) && bare) || past;
        if !told || !speaks || !phrase.complements.iter().all(plain) {
            return None;
        }
        let mut found = None;
        let near = |s: &&super::Seen| s.sentence + SENTENCES_MAX > phrase.sentence;
        for seen in self.seen.iter().rev().take_while(near) {
            let other = self.phrase(seen.phrase)?;
            let nameless = seen.member.is_none() && !other.is_named() && general(other);
            if nameless && other.part_of.is_none() {
                return None;
            }
            let Some(m) = seen.member.filter(|_| !seen.quoted) else {
                continue;
            };
            let member = self.cast.member(m)?;
            let told = noun.gender == Gender::Unknown || noun.gender == member.gender;
            let person = member.kind == Some(ActorKind::Person);
            if !person || found == Some(m) || !self.is_subject(seen.phrase) {
                continue;
            }
            if found.is_some() || !told {
                return None;
            }
            found = Some(m);
        }
        found.filter(|m| self.is_titled(*m))
    }

    /// "The source": the one source told of without a name just before, whose words tell more.
    ///
    /// Counter-example: two sources near.
    pub(super) fn nameless_before(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let (_, noun) = phrase.noun?;
        let bare = phrase.determiner == Determiner::Definite
            && phrase.tokens.len() == usize::from(noun.words) + 1
            && phrase.complements.is_empty()
            && phrase.possessor.is_none()
            && !phrase.plural
            && noun.kind == ActorKind::Person;
        let near = |s: &&super::Seen| s.sentence + SENTENCES_MAX > phrase.sentence;
        let same = |s: &&super::Seen| {
            self.phrase(s.phrase).is_some_and(|x| {
                let alike = x.noun.is_some_and(|(_, n)| n.group == noun.group);
                alike && !x.is_named() && !x.plural && x.determiner != Determiner::Definite
            })
        };
        let mut found = self.seen.iter().rev().take_while(near).filter(same);
        let one = found.next().filter(|s| bare && s.member.is_none())?;
        found.next().is_none().then_some(one.phrase)
    }

    /// Whether somebody bears an office or a rank in the article or the lexicon.
    fn is_titled(&self, m: usize) -> bool {
        let office = self.cast.actor(m).is_some_and(|a| !a.offices.is_empty());
        office
            || self.phrases.iter().take(PHRASES_MAX).any(|x| {
                let class = x.noun.map(|(_, n)| n.class);
                x.member == Some(m) && matches!(class, Some(NounClass::Office | NounClass::Role))
            })
    }
}

/// Most phrases looked through for somebody's title.
const PHRASES_MAX: usize = 400;
