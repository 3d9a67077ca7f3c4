//! Wordings: what somebody without an id is called: by the name beside the description, by the words a pronoun stands
//! for, by the name that initials shorten, with the owner's name for "his" and "its".
//!
//! Not a search for who is meant. Rule: every word stands in the article; where two names would do, none is taken.

use super::Named;
use super::cast::INITIALS;
use super::phrase::{Phrase, PhraseKind};
use super::role::ROLE_ACTORS_MAX;
use crate::lang::naming::NounClass;
use crate::model::{ActorId, Span};
use crate::text::Document;
use std::ops::Range;

/// Most phrases looked through for the name that initials shorten.
const SPELLED_MAX: usize = 600;
/// Most words of a name that initials shorten.
const SPELLED_WORDS_MAX: usize = 10;

impl Named {
    /// The words of the nameless person or body a pronoun at `span` means; `None` for anything else.
    pub(crate) fn words_of_antecedent(&self, document: &Document, span: Span) -> Option<String> {
        let tokens = document.tokens_in(span);
        // "One of them" is not all of them.
        let pointed = |x: &Phrase| x.kind == PhraseKind::Person && x.antecedent.is_some();
        let alone = |p: &usize| {
            tokens.len() == 1
                || self
                    .phrase(*p)
                    .is_some_and(|x| pointed(x) && x.tokens == tokens)
        };
        let mut p = self.head_phrase(&tokens).filter(alone)?;
        let pronoun = |p: usize| {
            self.phrase(p)
                .filter(|x| x.kind == PhraseKind::Pronoun || pointed(x))
        };
        pronoun(p)?;
        for _ in 0..ROLE_ACTORS_MAX {
            match pronoun(p) {
                Some(found) => p = found.antecedent?,
                None => break,
            }
        }
        let phrase = self
            .phrase(p)
            .filter(|x| matches!(x.kind, PhraseKind::Person | PhraseKind::Body))?;
        let words = phrase.extent.start..self.placed_end(document, phrase);
        Some(
            document
                .tokens_span(&words)
                .slice(&document.text)
                .to_owned(),
        )
    }

    /// End of a nameless phrase with where it is: "an old man | under the tamarisk".
    ///
    /// Counter-example: "a guard | near whom she stood", "a guard | at dawn on the pier", where more hangs on it.
    fn placed_end(&self, document: &Document, phrase: &Phrase) -> usize {
        let end = self.noun_end(phrase);
        let place = self
            .phrase(self.phrases_from(end + 1))
            .filter(|x| x.extent.start == end + 1 && x.kind != PhraseKind::Pronoun);
        let joins = matches!(
            document.lower(end),
            "under"
                | "near"
                | "behind"
                | "outside"
                | "beside"
                | "at"
                | "in"
                | "from"
                | "on"
                | "with"
        );
        place.filter(|_| joins).map_or(end, |x| x.extent.end)
    }

    /// The name set beside or inside the description at `span`: "Tomas Reke" of "the harbour master, Tomas Reke".
    ///
    /// Counter-example: "the Ardin workshop", "Reke's lawyer", which name something else beside.
    pub(crate) fn name_beside(&self, document: &Document, span: Span) -> Option<Span> {
        let tokens = document.tokens_in(span);
        if let Some(name) = self.name_behind(document, &tokens) {
            return Some(name);
        }
        let p = self.head_phrase(&tokens)?;
        let inside = |name: &Range<usize>| name.start >= tokens.start && name.end <= tokens.end;
        let person = |x: &Phrase| {
            let name = x.name.as_ref().map_or(0, |n| n.start);
            // "The aid organisation Doctors of the Coast".
            x.noun.is_none_or(|(at, n)| {
                let body = n.class == NounClass::Body && at < name;
                body || matches!(n.class, NounClass::Office | NounClass::Role)
            })
        };
        let own = self.phrase(p).filter(|x| person(x))?;
        let apposed = || {
            self.phrases
                .iter()
                .skip(p + 1)
                .take(ROLE_ACTORS_MAX)
                .filter(|x| x.same_as == Some(p))
                .find_map(|x| x.name.clone())
        };
        let name = own.name.clone().or_else(apposed).filter(inside)?;
        Some(document.tokens_span(&name))
    }

    /// "One of them, | Tomas Reke", "one pilot, | Reke, 24": the name between the first comma and the end or an age.
    ///
    /// Counter-examples: "the mayor of Ardin, Norland", "the pilots, Reke and Varga".
    fn name_behind(&self, document: &Document, tokens: &Range<usize>) -> Option<Span> {
        let comma = tokens.clone().find(|i| document.word(*i) == ",")?;
        let one = document.lower(tokens.start) == "one";
        let q = self.phrases_from(comma + 1);
        let phrase = self.phrase(q).filter(|x| x.extent.start == comma + 1)?;
        let name = phrase
            .name
            .clone()
            .filter(|_| one && phrase.hit.is_none())?;
        let end = name.end;
        let aged =
            document.word(end) == "," && document.word(end + 1).bytes().all(|b| b.is_ascii_digit());
        (end >= tokens.end || aged).then(|| document.tokens_span(&name))
    }

    /// The name in full that the initials at `span` shorten, with its id where it has one: "Harbour Workers Union" of
    /// "HWU". Words in small letters may stand between. Nothing where two names fit, nor for "the HWU's lawyer".
    pub(crate) fn spelled_out(
        &self,
        document: &Document,
        span: Span,
    ) -> Option<(Span, Option<ActorId>)> {
        let tokens = document.tokens_in(span);
        let letters = document.word(self.phrase(self.head_phrase(&tokens)?)?.head);
        let upper = letters.bytes().all(|b| b.is_ascii_uppercase());
        if !upper || !INITIALS.contains(&letters.len()) {
            return None;
        }
        let mut found: Option<(Span, Option<ActorId>)> = None;
        for phrase in self.phrases.iter().take(SPELLED_MAX) {
            let words = phrase.tokens.start..phrase.extent.end;
            let Some(name) = spelled(document, words, letters) else {
                continue;
            };
            let full = document.tokens_span(&name);
            let id = phrase
                .member
                .and_then(|m| self.cast.get(m))
                .and_then(|m| m.id.clone());
            match &found {
                Some((known, _)) if known.slice(&document.text) != full.slice(&document.text) => {
                    return None;
                }
                Some(_) => {}
                None => found = Some((full, id)),
            }
        }
        found
    }

    /// The name, known to nobody, that "its" or "their" before the noun at `span` stands for, and the words behind.
    pub(crate) fn owner_in_words(&self, document: &Document, span: Span) -> Option<(String, Span)> {
        let tokens = document.tokens_in(span);
        let phrase = self.phrase(self.head_phrase(&tokens)?)?;
        let owner = self.phrase(phrase.possessor?)?;
        let pronoun = owner.kind == PhraseKind::Pronoun && owner.tokens.start == tokens.start;
        let meant = self.phrase(owner.antecedent.filter(|_| pronoun)?)?;
        let name = meant.name.clone().filter(|_| !meant.plural)?;
        let rest = document.tokens_span(&(owner.tokens.end..tokens.end));
        let name = document.tokens_span(&name).slice(&document.text);
        Some((name.to_owned(), rest))
    }

    /// The name of whoever "his", "her", "its" or "their" before the noun at `span` means, its id, and the words behind.
    pub(crate) fn owner(&self, document: &Document, span: Span) -> Option<(String, ActorId, Span)> {
        let tokens = document.tokens_in(span);
        let phrase = self.phrase(self.head_phrase(&tokens)?)?;
        let possessor = phrase.possessor?;
        let owner = self.phrase(possessor)?;
        let pronoun = owner.kind == PhraseKind::Pronoun && owner.tokens.start == tokens.start;
        let member = self.member(possessor).filter(|_| pronoun)?;
        let rest = document.tokens_span(&(owner.tokens.end..tokens.end));
        Some((member.name.clone(), member.id.clone()?, rest))
    }
}

/// The words of `tokens` whose capitals spell `letters`, from the first that counts to the last.
fn spelled(document: &Document, tokens: Range<usize>, letters: &str) -> Option<Range<usize>> {
    if tokens.len() < letters.len() || tokens.len() > SPELLED_WORDS_MAX {
        return None;
    }
    let capital = |i: &usize| document.word(*i).starts_with(char::is_uppercase);
    let start = tokens.clone().find(|i| {
        capital(i)
            && document.word(*i).len() > 1
            && document.word(*i).chars().next() == letters.chars().next()
    })?;
    let mut left = letters.chars();
    let mut end = start;
    for i in (start..tokens.end).filter(capital) {
        if document.word(i).chars().next() != left.next() || document.word(i) == letters {
            return None;
        }
        end = i + 1;
    }
    (left.next().is_none() && end > start).then_some(start..end)
}
