//! Neighbours: subject, object and prepositional target by the words that touch the frame, where the tree fails.
//!
//! Not a second parser: nothing is stepped over but articles, adjectives, auxiliaries and marks of quotation. Rule: who
//! stands directly before a finite verb is its subject, what stands directly after a verb or its preposition its target.

use super::scene::Scene;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::CueRole;
use crate::lang::list::WordList;
use crate::lang::naming::WordClass;

/// Most words of a noun phrase before its head.
const PREMODIFIERS_MAX: usize = 8;
/// Most auxiliaries and adverbs between a subject and its verb.
const AUXILIARIES_MAX: usize = 5;
/// Farthest number of a counted object, in tokens.
const NUMBER_TOKENS_MAX: usize = 4;
/// Most links followed from a name to the noun it modifies.
const LINKS_MAX: usize = 4;

impl Scene<'_> {
    /// The noun that a name or adjective at `token` modifies from the left, else `token`: "X's" of "X's safety".
    pub(super) fn np_head(&self, token: usize) -> usize {
        let mut at = token;
        for _ in 0..LINKS_MAX {
            let left = matches!(
                self.syntax.relation(at),
                Relation::NmodPoss | Relation::Compound | Relation::Amod | Relation::Det
            );
            let near = |h: &usize| {
                *h > at && *h <= at + PREMODIFIERS_MAX && (at + 1..=*h).all(|t| self.inside_np(t))
            };
            let head = self.syntax.head(at).filter(|h| left && near(h));
            let Some(head) = head else { break };
            at = head;
        }
        if at == token && self.possessive(token + 1) {
            // The possessor hangs elsewhere in the tree: what is owned follows.
            let owned = token + 2..token + 2 + LINKS_MAX;
            let noun = owned
                .take_while(|t| matches!(self.syntax.tag(*t), Upos::Adj | Upos::Noun | Upos::Propn))
                .last();
            return noun.unwrap_or(at);
        }
        at
    }

    fn inside_np(&self, token: usize) -> bool {
        matches!(
            self.syntax.tag(token),
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num
        ) || self.possessive(token)
            || matches!(
                self.syntax.fine(token),
                FineTag::VerbIng | FineTag::VerbParticiple
            )
    }

    /// "'s" or an apostrophe alone.
    pub(super) fn possessive(&self, token: usize) -> bool {
        matches!(self.lower(token), "'s" | "’s" | "'" | "’") && self.syntax.tag(token) == Upos::Part
    }

    /// The actor before the "'s" that owns the noun phrase with this head, by the order of words.
    pub(super) fn owner_before(&self, head: usize) -> Option<usize> {
        let from = head.saturating_sub(PREMODIFIERS_MAX);
        let mut modifiers = (from..head)
            .rev()
            .skip_while(|t| !self.possessive(*t) && self.inside_np(*t));
        let mark = modifiers.next().filter(|t| self.possessive(*t))?;
        self.actor_at(mark.checked_sub(1)?)
    }

    /// Whom a noun is said of by the words before it: "X was a fierce critic", "X, one of the strongest critics".
    pub(super) fn predicate_subject(&self, noun: usize) -> Option<usize> {
        for token in (noun.saturating_sub(PREMODIFIERS_MAX)..noun).rev() {
            let tag = self.syntax.tag(token);
            if tag == Upos::Aux {
                return self.adjacent_subject(token + 1);
            }
            if self.lower(token) == "," {
                return self.actor_at(token.checked_sub(1)?);
            }
            let inside = matches!(tag, Upos::Det | Upos::Adv) || self.lower(token) == "of";
            if !inside && !self.inside_np(token) {
                return None;
            }
        }
        None
    }

    /// The head of the noun phrase that begins at `from`.
    pub(super) fn nominal_from(&self, from: usize) -> Option<usize> {
        for token in from..self.document.tokens.len().min(from + PREMODIFIERS_MAX) {
            if let Some(head) = self.actor_at(token) {
                return Some(self.np_head(head.max(token)));
            }
            let tag = self.syntax.tag(token);
            if matches!(tag, Upos::Noun | Upos::Propn | Upos::Pron) {
                return Some(self.np_head(token));
            }
            if !matches!(tag, Upos::Det | Upos::Adj | Upos::Num) && !self.quotation_mark(token) {
                return None;
            }
        }
        None
    }

    /// The nominal after `word` and a preposition that touches it, or stands behind one adverb.
    pub(super) fn led_nominal(&self, word: usize, preposition: &str) -> Option<usize> {
        let adverb = usize::from(self.syntax.tag(word + 1) == Upos::Adv);
        let at = word + 1 + adverb;
        let from = (self.lower(at) == preposition).then_some(at + 1)?;
        self.nominal_from(from)
    }

    /// The nominal directly before a verb that carries tense, or one of its auxiliaries does.
    pub(super) fn adjacent_subject(&self, verb: usize) -> Option<usize> {
        self.before_verb(verb).map(|(head, _)| head)
    }

    /// The same, where the word before it opens the clause ("while X left"): surer than the tree.
    pub(super) fn marked_subject(&self, verb: usize) -> Option<usize> {
        self.before_verb(verb)
            .filter(|(_, marked)| *marked)
            .map(|(head, _)| head)
    }

    fn before_verb(&self, verb: usize) -> Option<(usize, bool)> {
        let mut tensed = self.syntax.fine(verb).is_finite();
        let mut back = None;
        for token in (verb.saturating_sub(AUXILIARIES_MAX)..verb).rev() {
            let tag = self.syntax.tag(token);
            tensed |= tag == Upos::Aux;
            if self.nominal(token) {
                back = Some(token);
                break;
            }
            let between = matches!(tag, Upos::Aux | Upos::Adv);
            if !between && !self.has_role(token, CueRole::Negator) {
                return None;
            }
        }
        let last = back.filter(|_| tensed)?;
        if self.stands_in(last, WordList::RelativeAny) {
            return None;
        }
        let head = self.actor_at(last).unwrap_or(last);
        let first = (last.saturating_sub(PREMODIFIERS_MAX)..=last)
            .rev()
            .take_while(|t| {
                self.actor_at(*t) == Some(head)
                    || matches!(
                        self.syntax.tag(*t),
                        Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Det | Upos::Pron
                    )
            })
            .last()?;
        let before = first.checked_sub(1);
        let led = before.is_some_and(|b| {
            self.syntax.tag(b) == Upos::Adp && !self.opens_clause(b)
                || self.syntax.tag(b) == Upos::Verb && !self.has_role(b, CueRole::Say)
                || self.syntax.tag(b) == Upos::Part
                || self.syntax.tag(b) == Upos::Cconj && self.lower(b) != "but"
        });
        let marked = before.is_some_and(|b| {
            self.syntax.tag(b) == Upos::Sconj && self.has_role(b, CueRole::Clause)
        });
        (!led).then_some((head, marked))
    }

    /// "as X left" opens a clause, "as a leader" does not.
    pub(super) fn opens_clause(&self, preposition: usize) -> bool {
        self.has_role(preposition, CueRole::Clause)
            && !self.stands_in(preposition + 1, WordList::AsRole)
    }

    /// The noun phrase right behind an active verb, when it names an actor or something of an actor's.
    pub(super) fn named_object(&self, verb: usize) -> Option<usize> {
        let from = verb + 1;
        let article = usize::from(self.syntax.tag(from) == Upos::Det);
        let named = self.actor_at(from + article).is_some()
            && self.syntax.tag(from + article) != Upos::Pron
            && self.syntax.relation(from + article) != Relation::Iobj;
        named.then(|| self.nominal_from(from)).flatten()
    }

    /// "thanked X for its mediation but accused Y", "wrote that X was \"a liar\" and thanked Y": a second verb that the tree hangs on a
    /// noun has the subject of the verb before.
    pub(super) fn strayed(&self, verb: usize) -> Option<usize> {
        let head = self.syntax.head(verb)?;
        let noun = self.syntax.tag(head) != Upos::Verb && head < verb;
        let joined = verb
            .checked_sub(1)
            .is_some_and(|b| self.syntax.tag(b) == Upos::Cconj && b > head);
        let helped = self
            .children(verb, &[Relation::Aux, Relation::AuxPass])
            .next();
        let past = matches!(
            self.syntax.fine(verb),
            FineTag::VerbPast | FineTag::VerbParticiple | FineTag::VerbPresent
        );
        if !noun || !joined || !past || helped.is_some() || self.own_subject(verb).is_some() {
            return None;
        }
        // "X is a state and borders Y": the predicate has a subject, and the second verb shares it.
        let predicate = self.own_subject(head).is_some();
        let closed = (head..verb).any(|t| matches!(self.lower(t), "\u{201d}" | "\""));
        if predicate && !closed {
            return None;
        }
        let span = self.document.token_span(verb);
        let index = self.document.sentence_at(span.start());
        let sentence = self.document.sentences.get(index)?;
        self.borrowed(verb, &sentence.tokens)
    }

    /// "X's attempts to distance itself from Y": whose attempt it is tries, wherever the tree hangs the infinitive.
    pub(super) fn attempted_by(&self, verb: usize) -> Option<usize> {
        let to = verb.checked_sub(1).filter(|t| self.lower(*t) == "to")?;
        let noun = to.checked_sub(1)?;
        let tried = self.syntax.tag(noun) == Upos::Noun && self.has_role(noun, CueRole::Commit);
        let mut owners = self.children(noun, &[Relation::NmodPoss]);
        owners.find(|_| tried)
    }

    /// "X, head of Y, on Thursday replied": the tree hangs the verb on the day, and the day on who replied.
    pub(super) fn dated_subject(&self, verb: usize, day: usize) -> Option<usize> {
        let hung =
            self.syntax.relation(verb) == Relation::Acl && self.syntax.fine(verb).is_finite();
        let entry = self.naming().entry(self.lower(day)).filter(|_| hung)?;
        let subject = self
            .syntax
            .head(day)
            .filter(|_| entry.is(WordClass::Calendar))?;
        (subject < day && self.actor_at(subject).is_some()).then_some(subject)
    }

    /// The object directly after an active verb.
    pub(super) fn adjacent_object(&self, last: usize) -> Option<usize> {
        // "up to 13,000 refugees", "more than 300 men"
        let number =
            (last + 1..=last + NUMBER_TOKENS_MAX).find(|t| self.syntax.tag(*t) == Upos::Num);
        let counted = |n: &usize| {
            let small = [Upos::Adp, Upos::Adv, Upos::Adj, Upos::Sconj, Upos::Part];
            (last + 1..*n).all(|t| small.contains(&self.syntax.tag(t)))
        };
        let at = number.filter(counted).unwrap_or(last + 1);
        let starts = matches!(
            self.syntax.tag(at),
            Upos::Det | Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn | Upos::Pron
        ) || self.quotation_mark(at);
        self.nominal_from(at).filter(|_| starts)
    }

    pub(super) fn quotation_mark(&self, token: usize) -> bool {
        matches!(
            self.lower(token),
            "\"" | "“" | "”" | "'" | "‘" | "’" | "``" | "''"
        )
    }
}
