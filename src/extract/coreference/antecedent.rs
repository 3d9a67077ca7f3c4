//! Antecedents of pronouns: gender, number and sort must fit; then nearness, subjects and speakers decide.
//!
//! Example: after "A met B. He said ..." the subject A. Counter-example: "A told him" is never A. Known miss: a plural
//! pronoun for two persons named in different sentences.

use super::candidate::{Candidate, settle};
use super::{Resolver, SEEN_MAX, SENTENCES_MAX, Seen};
use crate::extract::mention::phrase::{Determiner, Phrase, PhraseKind};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::naming::{Gender, WordClass};
use crate::model::ActorKind;

/// How far into its sentence a fronted possessive may stand, in tokens.
const FRONT_TOKENS_MAX: usize = 14;

/// How a pronoun asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    Person(Gender),
    Thing,
    Several,
    /// "who", "which": whatever stands right before.
    Neighbour,
}

impl Resolver<'_, '_, '_, '_> {
    pub(super) fn pronoun(&mut self, p: usize) {
        let Some(asks) = self.asks(p) else { return };
        let found = match asks {
            Asks::Neighbour => self.neighbour(p),
            Asks::Person(_) | Asks::Thing => self
                .fronted(p, asks)
                .or_else(|| self.best(p, asks))
                .or_else(|| self.ahead(p, asks)),
            Asks::Several => self.best(p, asks),
        };
        if asks == Asks::Several && self.coordinated(p, found) {
            return;
        }
        let Some(q) = found else { return };
        let member = self
            .phrase(q)
            .and_then(|x| x.member)
            .or_else(|| self.bearer(q, asks))
            .filter(|_| self.is_sure(p, q, asks));
        if let Some(phrase) = self.phrases.get_mut(p) {
            phrase.antecedent = Some(q);
            phrase.member = member;
        }
        if let (Asks::Person(gender), Some(m)) = (asks, member) {
            self.cast.tell_gender(m, gender);
        }
        if let Some(list) = self.outcome.several.get(&q).cloned() {
            self.outcome.several.insert(p, list);
        }
    }

    /// "Lee left. She said": the one Lee who is a woman, though the name alone told of two.
    fn bearer(&self, q: usize, asks: Asks) -> Option<usize> {
        let phrase = self.phrase(q)?;
        match asks {
            Asks::Person(gender) if phrase.kind == PhraseKind::Name => {
                self.cast.bearer(&phrase.key, gender)
            }
            Asks::Person(_) | Asks::Thing | Asks::Several | Asks::Neighbour => None,
        }
    }

    fn asks(&self, p: usize) -> Option<Asks> {
        let phrase = self.phrase(p)?;
        let i = phrase.head;
        if self.is_age(phrase) {
            return Some(Asks::Person(Gender::Unknown));
        }
        if self.reading.is(i, WordClass::Relative) {
            return Some(Asks::Neighbour);
        }
        if !self.reading.is(i, WordClass::Pronoun) {
            return None;
        }
        if self.is_pleonastic(i) {
            return None;
        }
        Some(match (phrase.plural, phrase.gender) {
            (true, _) => Asks::Several,
            (false, Gender::Neuter) => Asks::Thing,
            (false, gender) => Asks::Person(gender),
        })
    }

    /// "The 61-year-old" asks as a pronoun does, of either gender.
    pub(super) fn is_age(&self, phrase: &Phrase) -> bool {
        let r = self.reading;
        let end = phrase.tokens.end;
        let cut = r.document.word(end) == "-" && r.lower(end + 1) == "year-old";
        phrase.determiner == Determiner::Definite
            && (cut || r.lower(end.wrapping_sub(1)) == "year-old")
    }

    /// "It is unwise to ...", "it seems that ...": nothing is meant.
    fn is_pleonastic(&self, i: usize) -> bool {
        let r = self.reading;
        if r.lower(i) != "it" {
            return false;
        }
        let copula = |k: usize| {
            r.is(k, WordClass::Helper) || r.lower(k).ends_with("'s") || r.lower(k) == "\u{2019}s"
        };
        let helpers = (i + 1..i + 4).take_while(|k| copula(*k)).count();
        let after = i + 1 + helpers;
        let clause = |k: usize| {
            matches!(
                r.lower(k),
                "that" | "to" | "for" | "how" | "whether" | "who"
            )
        };
        let seems = matches!(
            r.lower(after),
            "seems" | "seemed" | "appears" | "appeared" | "turns" | "turned" | "takes" | "took"
        );
        let adjective =
            helpers > 0 && (after + 1..after + 3).any(clause) && !r.is(after, WordClass::Definite);
        (seems && (after..after + 4).any(clause)) || adjective
    }

    /// Whether the antecedent is near and prominent enough to put an actor's name on "it" and "they".
    fn is_sure(&self, p: usize, q: usize, asks: Asks) -> bool {
        let (Some(phrase), Some(other)) = (self.phrase(p), self.phrase(q)) else {
            return false;
        };
        let distance = phrase.sentence.saturating_sub(other.sentence);
        match asks {
            Asks::Neighbour | Asks::Person(_) => true,
            Asks::Thing | Asks::Several => {
                let possessive = phrase.part_of.is_some();
                (possessive && distance == 0) || (distance <= 1 && self.is_subject(q))
            }
        }
    }

    /// The phrase a relative pronoun follows.
    fn neighbour(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let before = |x: &Phrase| {
            x.sentence == phrase.sentence
                && (x.extent.end == phrase.head
                    || (x.extent.end + 1 == phrase.head
                        && self.reading.document.word(x.extent.end) == ","))
        };
        let seen = self.seen.iter().rev().take(SEEN_MAX);
        let mut near = seen.filter(|s| self.phrase(s.phrase).is_some_and(before));
        let first = near.next()?.phrase;
        // The outermost phrase that ends here: "the head of X, who" is the head.
        let who = matches!(self.reading.lower(phrase.head), "who" | "whom");
        let person = |q: usize| {
            self.phrase(q)
                .is_some_and(|x| matches!(x.kind, PhraseKind::Person | PhraseKind::Crowd))
        };
        let top = self
            .phrase(first)
            .and_then(|x| x.part_of)
            .filter(|q| self.phrase(*q).is_some_and(before));
        Some(match top {
            Some(top) if who && !person(first) => top,
            Some(top) if self.phrase(first).and_then(|x| x.same_as) == Some(top) => top,
            _ => first,
        })
    }

    fn fits(&self, seen: &Seen, asks: Asks) -> bool {
        let Some(phrase) = self.phrase(seen.phrase) else {
            return false;
        };
        let member = seen.member.and_then(|m| self.cast.member(m));
        let kind = member.and_then(|m| m.kind);
        let told = phrase.kind == PhraseKind::Pronoun && phrase.gender != Gender::Unknown;
        let gender = member.filter(|_| !told).map_or(phrase.gender, |m| m.gender);
        match asks {
            Asks::Person(asked) => {
                let able = !phrase.plural
                    && (gender == Gender::Unknown || asked == Gender::Unknown || gender == asked);
                able && match kind {
                    Some(kind) => kind == ActorKind::Person,
                    None if phrase.kind == PhraseKind::Pronoun => true,
                    None => {
                        phrase.kind == PhraseKind::Person
                            || (phrase.kind == PhraseKind::Name
                                && phrase.hit.is_none()
                                && phrase.tokens.len() <= 4
                                && !self.after_where(phrase)
                                && !member.is_some_and(|m| m.place)
                                && (member.is_some() || self.is_subject(seen.phrase)))
                    }
                }
            }
            Asks::Thing => match kind {
                Some(kind) => kind != ActorKind::Person && !phrase.plural,
                None => {
                    matches!(
                        phrase.kind,
                        PhraseKind::Body | PhraseKind::Thing | PhraseKind::Name
                    ) && !phrase.plural
                }
            },
            Asks::Several => {
                let named_body = kind.is_some_and(|k| {
                    matches!(
                        k,
                        ActorKind::Organisation | ActorKind::Force | ActorKind::Bloc
                    )
                });
                let team = named_body || (member.is_none() && phrase.kind == PhraseKind::Body);
                phrase.plural
                    || phrase.kind == PhraseKind::Crowd
                    || self.outcome.several.contains_key(&seen.phrase)
                    || (team && self.is_subject(seen.phrase))
            }
            Asks::Neighbour => true,
        }
    }

    /// Whether a preposition of place stands before a phrase.
    fn after_where(&self, phrase: &Phrase) -> bool {
        let before = phrase.tokens.start.checked_sub(1);
        before.is_some_and(|b| self.reading.is(b, WordClass::Where))
    }

    /// The best antecedent before the pronoun.
    ///
    /// Who is a subject is asked only where it can decide: it takes a tree.
    fn best(&self, p: usize, asks: Asks) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let mut rivals: Vec<&Seen> = Vec::new();
        let mut able: Vec<Candidate> = Vec::new();
        for seen in self.seen.iter().rev().take(SEEN_MAX) {
            let distance = phrase.sentence.saturating_sub(seen.sentence);
            if distance > SENTENCES_MAX {
                break;
            }
            let here = distance == 0;
            if self.barred(p, seen) || !self.fits(seen, asks) {
                if here && seen.member.is_some() {
                    rivals.push(seen);
                }
                continue;
            }
            if here && self.clashes(p, seen) {
                if seen.member.is_some() {
                    rivals.push(seen);
                }
                continue;
            }
            let mut same = rivals.iter().filter(|r| r.member == seen.member);
            if same.any(|r| self.clashes(p, r)) {
                continue;
            }
            able.extend(self.candidate((p, asks), seen, distance, able.len()));
        }
        settle(able, |p| self.is_subject(p))
    }

    /// What can never be the antecedent.
    fn barred(&self, p: usize, seen: &Seen) -> bool {
        let (Some(phrase), Some(other)) = (self.phrase(p), self.phrase(seen.phrase)) else {
            return true;
        };
        let thing = other.kind == PhraseKind::Thing && self.thinks(phrase);
        if (seen.quoted && !phrase.quoted) || is_doubtful(other) || thing {
            return true;
        }
        // Inside a quotation "it" and "they" are the speaker's words about something named there.
        let person = matches!(phrase.gender, Gender::Male | Gender::Female);
        phrase.quoted && !seen.quoted && !person
    }

    /// "A told him": two arguments of one verb are two, unless the pronoun reflects.
    fn clashes(&self, p: usize, seen: &Seen) -> bool {
        let (Some(phrase), Some(other)) = (self.phrase(p), self.phrase(seen.phrase)) else {
            return true;
        };
        let reflexive = self.reading.lower(phrase.head).ends_with("self")
            || self.reading.lower(phrase.head).ends_with("selves");
        if reflexive || phrase.part_of.is_some() || other.part_of.is_some() {
            return false;
        }
        // The same where the tree took the pronoun for a subject of what follows.
        let object = matches!(self.reading.lower(phrase.head), "him" | "them" | "her");
        let verb_before = || {
            self.relation(seen.phrase)
                .is_some_and(|(_, verb)| verb + 1 == phrase.head && self.is_subject(seen.phrase))
        };
        if object && verb_before() {
            return true;
        }
        // "Questioned by A, he said": whoever acts in the clause before the comma is another.
        let word = |i: Option<usize>| i.map_or("", |i| self.reading.lower(i));
        let agent = word(other.extent.start.checked_sub(1)) == "by";
        if agent && other.sentence == phrase.sentence && word(phrase.head.checked_sub(1)) == "," {
            return true;
        }
        match (self.relation(p), self.relation(seen.phrase)) {
            (Some((mine, verb)), Some((theirs, of))) => {
                let argument = |r: Relation| {
                    matches!(
                        r,
                        Relation::Nsubj
                            | Relation::NsubjPass
                            | Relation::Obj
                            | Relation::Iobj
                            | Relation::Obl
                    )
                };
                verb == of && argument(mine) && argument(theirs)
            }
            _ => false,
        }
    }

    /// "To guard its border, A sent ...": a possessive before the first comma of a sentence that begins with a
    /// preposition or verb means the subject behind the comma.
    fn fronted(&self, p: usize, asks: Asks) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let sentence = self.reading.document.sentences.get(phrase.sentence)?;
        let start = sentence.tokens.start;
        let opens = matches!(
            self.reading.tag(start),
            Some(Upos::Adp | Upos::Part | Upos::Verb | Upos::Sconj)
        );
        let near = phrase.head.saturating_sub(start) <= FRONT_TOKENS_MAX;
        let comma = |i: usize| self.reading.document.word(i) == ",";
        if !opens || !near || phrase.part_of.is_none() || (start..phrase.head).any(comma) {
            return None;
        }
        let subject_before = self
            .seen
            .iter()
            .rev()
            .take_while(|s| s.sentence == phrase.sentence)
            .any(|s| self.is_subject(s.phrase));
        if subject_before {
            return None;
        }
        let end = (phrase.head..sentence.tokens.end).find(|i| comma(*i))?;
        let subject = self.ahead(p, asks)?;
        self.phrase(subject)
            .is_some_and(|x| x.extent.start == end + 1)
            .then_some(subject)
    }

    /// Whether the verb behind a pronoun needs a mind: "they emphasized".
    fn thinks(&self, phrase: &Phrase) -> bool {
        let r = self.reading;
        let next = phrase.head + 1;
        let helpers = (next..next + 3)
            .take_while(|i| r.is(*i, WordClass::Helper))
            .count();
        phrase.part_of.is_none() && r.is(next + helpers, WordClass::Mind)
    }

    /// "In his speech, A said": the subject that follows in the same sentence.
    fn ahead(&self, p: usize, asks: Asks) -> Option<usize> {
        let phrase = self.phrase(p)?;
        let sentence = phrase.sentence;
        (p + 1..self.phrases.len())
            .take(SEEN_MAX)
            .take_while(|q| self.phrase(*q).is_some_and(|x| x.sentence == sentence))
            .find(|q| {
                let Some(next) = self.phrase(*q) else {
                    return false;
                };
                let seen = Seen {
                    phrase: *q,
                    member: next.member,
                    sentence,
                    quoted: next.quoted,
                };
                next.is_named()
                    && next.quoted == phrase.quoted
                    && self.fits(&seen, asks)
                    && self.is_subject(*q)
            })
    }

    /// "They" for two or more subjects just named; true when it was settled so.
    fn coordinated(&mut self, p: usize, found: Option<usize>) -> bool {
        let Some(phrase) = self.phrase(p) else {
            return false;
        };
        let (sentence, quoted) = (phrase.sentence, phrase.quoted);
        let near = |q: usize| {
            self.phrase(q)
                .is_some_and(|x| x.sentence + 1 >= sentence && x.plural)
        };
        if found.is_some_and(near)
            || found.is_some_and(|q| self.outcome.several.contains_key(&q))
            || quoted
        {
            return false;
        }
        let mut persons: Vec<usize> = Vec::new();
        for seen in self.seen.iter().rev().take(SEEN_MAX) {
            if seen.sentence + 1 < sentence {
                break;
            }
            let person = seen.member.filter(|m| {
                self.cast
                    .member(*m)
                    .is_some_and(|x| x.kind == Some(ActorKind::Person))
            });
            if let Some(m) = person
                && seen.sentence < sentence
                && !seen.quoted
                && !persons.contains(&m)
                && self.is_subject(seen.phrase)
            {
                persons.push(m);
            }
        }
        if persons.len() < 2 {
            return false;
        }
        persons.reverse();
        self.outcome.several.insert(p, persons);
        true
    }
}

/// Whether a nameless noun may be a thing: "her head".
fn is_doubtful(phrase: &Phrase) -> bool {
    phrase.noun.is_some_and(|(_, n)| n.doubtful)
        && !phrase.is_named()
        && phrase.complements.is_empty()
        && phrase.premodifiers.is_empty()
}
