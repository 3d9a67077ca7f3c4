//! Whose a name is that stands beside or behind the inner of two titles: "a spokeswoman for the minister, Ann Lee,".
//!
//! Not appositions of one title (see `link`). Rule: the outer one takes the name only where the inner can hardly bear it.

use super::hit::{Hit, Meaning};
use super::link::{LINKS_MAX, Linker};
use super::phrase::{Determiner, Phrase};
use crate::extract::syntax::Upos;
use crate::lang::naming::{Noun, NounClass};

impl Linker<'_, '_, '_> {
    /// "A spokeswoman for the minister, | Ann Lee,": the name is hers, though it stands beside the minister.
    ///
    /// Counter-example: "an aide to the minister, Ann Lee,", which may be either.
    pub(super) fn name_of_outer(&self, p: usize, q: usize) -> Option<usize> {
        let (outer, inner) = (self.at(p)?, self.at(q)?);
        let speaks = |(_, n): (usize, Noun)| {
            self.reading.naming.group(n.group) == "spokesperson" && !n.plural
        };
        let bare = |kind: fn(NounClass) -> bool| {
            !inner.is_named() && inner.noun.is_some_and(|(_, n)| kind(n.class))
        };
        let title = bare(|c| matches!(c, NounClass::Office | NounClass::Role));
        // "The head of the council, Ann Lee,": two words that hold no word for a body.
        let body = bare(|c| c == NounClass::Body);
        let office = |(_, n): (usize, Noun)| {
            matches!(n.class, NounClass::Office | NounClass::Role) && !n.plural
        };
        // "The widow of a pilot, Ann Lee,".
        let indefinite = title && inner.determiner == Determiner::Indefinite;
        // "Adviser to the head of the harbour office Ann Lee".
        let glued = title && self.is_glued(q);
        let told = outer
            .noun
            .is_some_and(|n| (title && speaks(n)) || glued || indefinite || (body && office(n)));
        if outer.is_named() || !told {
            return None;
        }
        let plain = |x: &Phrase| x.noun.is_none_or(|(_, n)| n.class == NounClass::Body);
        (q + 1..q + 1 + LINKS_MAX).find(|n| {
            self.at(*n)
                .is_some_and(|x| x.same_as == Some(q) && plain(x) && self.is_two_words(x))
        })
    }

    /// Whether the name of who a title means stands right behind the title's own words, without a comma.
    fn is_glued(&self, q: usize) -> bool {
        let comma = |n: usize| {
            let before = self.at(n).and_then(|x| x.name.clone());
            let before = before.and_then(|n| n.start.checked_sub(1));
            before.is_none_or(|b| self.reading.document.word(b) == ",")
        };
        (q + 1..q + 1 + LINKS_MAX)
            .any(|n| self.at(n).is_some_and(|x| x.same_as == Some(q)) && !comma(n))
    }

    /// "Minister of Displaced Persons | Lamia Reke": parts a field of work in capitals from the name of who has it.
    ///
    /// Counter-examples: "Governor of San Ardin", "Bank of Ardin Reke", which is no title.
    pub(super) fn cut_name(&mut self, p: usize, q: usize) -> bool {
        let title = |(_, n): (usize, Noun)| {
            matches!(n.class, NounClass::Office | NounClass::Role) && !n.plural
        };
        let titled = self.at(p).and_then(|x| x.noun).is_some_and(title);
        let Some(phrase) = self
            .at(q)
            .filter(|x| titled && x.hit.is_none() && x.noun.is_none())
        else {
            return false;
        };
        let Some(name) = phrase.name.clone().filter(|n| n.len() > 2) else {
            return false;
        };
        let given = |i: &usize| {
            let entry = self.reading.word(*i).entry;
            entry.is_some_and(|e| e.given().is_some())
        };
        // A given name that opens the phrase leaves nothing to part.
        let Some(first) = (name.start..name.end - 1).find(given) else {
            return false;
        };
        if first == name.start {
            return false;
        }
        if let Some(person) = self.phrases.get_mut(q) {
            person.name = Some(first..name.end);
        }
        true
    }

    /// Whether a name of two words or more holds no word for a body.
    fn is_two_words(&self, phrase: &Phrase) -> bool {
        let body = |i: usize| {
            let noun = self.reading.word(i).noun;
            noun.is_some_and(|n| n.class == NounClass::Body)
        };
        let name = phrase.name.clone().filter(|n| n.len() > 1);
        name.is_some_and(|mut n| !n.any(body))
    }

    /// "(spokesman for) the Harbour Ministry Tomas Reke", "(head of) the Harbour Guard Colonel Reke": a person's name right
    /// behind the body he speaks for is his.
    ///
    /// Counter-example: "(aide to) Harbour Minister Tomas Reke".
    pub(super) fn is_person_of(&self, q: usize) -> bool {
        let Some(phrase) = self.at(q) else {
            return false;
        };
        let Some(name) = phrase.name.clone() else {
            return false;
        };
        let titled = phrase
            .noun
            .filter(|(_, n)| matches!(n.class, NounClass::Office | NounClass::Role) && !n.plural);
        let front = phrase.tokens.start..titled.map_or(name.start, |(at, _)| at.min(name.start));
        let given = self.reading.word(name.start).entry;
        let person = titled.is_some() || given.is_some_and(|e| e.given().is_some());
        let body = |i: usize| {
            let noun = self.reading.word(i).noun;
            noun.is_some_and(|n| n.class == NounClass::Body)
                || self.reading.hit(i).is_some_and(Hit::is_body)
        };
        // "(spokesman for) the Western Sea Commodore Ann Lee": a rank behind any name.
        let ranked = titled.is_some_and(|(_, n)| n.class == NounClass::Role)
            && front.clone().any(|i| {
                let hit = self.reading.hit(i);
                self.reading.is_capital(i) && hit.is_none_or(|h| h.meaning != Meaning::Demonym)
            });
        if ranked && phrase.hit.is_none() && name.len() > 1 {
            return true;
        }
        // "(head of) the Zarech region Tomas Reke".
        let area = |i: usize| {
            let noun = self.reading.tag(i) == Some(Upos::Noun) && !self.reading.is_capital(i);
            noun && i > phrase.tokens.start && self.reading.is_capital(i - 1)
        };
        let told = front.clone().any(body) || front.into_iter().any(area);
        person && phrase.hit.is_none() && name.len() > 1 && told
    }
}
