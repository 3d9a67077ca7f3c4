//! Neighbours: subject, object and prepositional target by the words that touch the frame, where the tree fails.
//!
//! Not a second parser: nothing is stepped over but articles, adjectives, auxiliaries and marks of quotation. Rule: who
//! stands directly before a finite verb is its subject, what stands directly after a verb or its preposition its target.

use super::argument::NEXT_TOKENS_MAX;
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{CueRole, Frame, FrameClass};
use crate::lang::list::WordList;
use crate::lang::naming::WordClass;
use crate::model::Position;

/// Most words of a noun phrase before its head.
const PREMODIFIERS_MAX: usize = 8;
/// Most auxiliaries and adverbs between a subject and its verb.
const AUXILIARIES_MAX: usize = 5;
/// Farthest number of a counted object, in tokens.
const NUMBER_TOKENS_MAX: usize = 4;
/// Longest insertion between a name and the day before its verb, in tokens.
const INSERTED_TOKENS_MAX: usize = 16;
/// Longest day right before a verb, in tokens.
const DAY_TOKENS_MAX: usize = 3;
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

    /// "he", "she", "it", "they" and the like.
    fn is_personal(&self, token: usize) -> bool {
        let entry = self.naming().entry(self.lower(token));
        self.syntax.tag(token) == Upos::Pron && entry.is_some_and(|e| e.is(WordClass::Pronoun))
    }

    /// "Tarnish and Orskan forces": the conjunction joins what the noun behind is called by.
    fn joins_nations(&self, conjunction: usize) -> bool {
        let nation = |t: usize| {
            let large = self.document.word(t).starts_with(char::is_uppercase);
            large && self.known_actor(self.document.word(t)).is_some()
        };
        let before = conjunction.checked_sub(1);
        let people = self.syntax.tag(conjunction + 2) == Upos::Noun;
        people && before.is_some_and(nation) && nation(conjunction + 1)
    }

    /// Whether a preposition makes a time of this word: "on Thursday", "in March".
    pub(super) fn is_dated(&self, token: usize) -> bool {
        let entry = self.naming().entry(self.lower(token));
        let day = entry.is_some_and(|e| e.is(WordClass::Calendar));
        let before = token.checked_sub(1);
        day && before.is_some_and(|b| self.syntax.tag(b) == Upos::Adp)
    }

    /// The nominal after a preposition right behind a day ("on 3 March between").
    pub(super) fn behind_day(&self, day: usize, preposition: &str) -> Option<usize> {
        let dated = self.is_dated(day);
        dated.then(|| self.led_nominal(day, preposition)).flatten()
    }

    /// Where the words of time right before a verb begin, else the verb: "X on Thursday said".
    fn before_day(&self, verb: usize) -> usize {
        let timed = |t: &usize| {
            let entry = self.naming().entry(self.lower(*t));
            self.syntax.tag(*t) == Upos::Num || entry.is_some_and(|e| e.is(WordClass::Calendar))
        };
        let words = (verb.saturating_sub(DAY_TOKENS_MAX)..verb).rev();
        let first = words.take_while(timed).last();
        let dated = first.filter(|f| self.is_dated(*f));
        let Some(lead) = dated.and_then(|f| f.checked_sub(1)) else {
            return verb;
        };
        // "X, head of Y, on Thursday said": the insertion too.
        let closing = lead.checked_sub(1).filter(|c| self.lower(*c) == ",");
        let opening = closing.and_then(|c| {
            (c.saturating_sub(INSERTED_TOKENS_MAX)..c)
                .rev()
                .take_while(|t| !self.syntax.fine(*t).is_finite())
                .find(|t| self.lower(*t) == ",")
        });
        opening.unwrap_or(lead)
    }

    fn before_verb(&self, verb: usize) -> Option<(usize, bool)> {
        let mut tensed = self.syntax.fine(verb).is_finite();
        let mut back = None;
        let verb = self.before_day(verb);
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
        // "Under X it armed Y": a pronoun has no words before it.
        let alone = self.is_personal(last);
        let first = (last.saturating_sub(PREMODIFIERS_MAX)..=last)
            .rev()
            .take_while(|t| !alone || *t == last)
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
                || self.syntax.tag(b) == Upos::Cconj
                    && self.lower(b) != "but"
                    && !self.joins_nations(b)
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

    /// "X moved troops after a strike killed Y": what stands between the word that opens a clause and its verb is its subject, though
    /// the tree hangs it on the verb above.
    pub(super) fn opening(&self, verb: usize) -> Option<usize> {
        let clause = self.syntax.relation(verb) == Relation::Advcl
            && self.syntax.fine(verb) == FineTag::VerbPast
            && self.own_subject(verb).is_none();
        let noun = verb.checked_sub(1).filter(|n| clause && self.nominal(*n))?;
        let led = self.syntax.relation(noun) == Relation::Obl
            && self.syntax.head(noun) == self.syntax.head(verb);
        let mut cases = self.children(noun, &[Relation::Case]);
        let opens = cases.any(|c| self.stands_in(c, WordList::ClauseOpen));
        (led && opens).then_some(noun)
    }

    /// "X's attempts to distance itself from Y": whose attempt it is tries, wherever the tree hangs the infinitive.
    pub(super) fn attempted_by(&self, verb: usize) -> Option<usize> {
        let to = verb.checked_sub(1).filter(|t| self.lower(*t) == "to")?;
        let last = to.checked_sub(1)?;
        let planned =
            |n: usize| self.syntax.tag(n) == Upos::Noun && self.has_role(n, CueRole::Commit);
        // "the decision of X to arm Y"
        if let Some(doer) = self.actor_at(last) {
            let words = self
                .named
                .phrase_at(doer)
                .and_then(|p| self.named.phrase(p))?;
            let lead = words.tokens.start.checked_sub(1)?;
            let led = matches!(self.lower(lead), "of" | "by");
            return Some(doer).filter(|_| led && lead.checked_sub(1).is_some_and(planned));
        }
        let noun = last;
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

    /// The next actor named after a word, within its clause; pronouns are passed over.
    pub(super) fn next_named(&self, word: usize) -> Option<usize> {
        let end = self.document.tokens.len().min(word + 1 + NEXT_TOKENS_MAX);
        let threatens = self.has_role(word, CueRole::Threaten);
        (word + 1..end)
            .take_while(|t| {
                !matches!(self.lower(*t), "." | ";" | "said" | "\"" | "”")
                    && !self.stands_in(*t, WordList::NextEnd)
            })
            .take_while(|t| {
                !self.adverse(*t) && (threatens || !self.would_oppose(*t)) && !self.goes_on_with(*t)
            })
            .filter_map(|t| self.actor_at(t))
            .find(|t| self.syntax.tag(*t) != Upos::Pron)
            .filter(|t| !self.names_thing(*t))
    }

    /// ", demanding": a second deed of the same holder.
    fn goes_on_with(&self, token: usize) -> bool {
        self.syntax.fine(token) == FineTag::VerbIng && self.lower(token - 1) == ","
    }

    /// "to condemn", "to impose sanctions on": whoever follows is the one it would be done to.
    fn would_oppose(&self, verb: usize) -> bool {
        let infinitive = self.lower(verb.saturating_sub(1)) == "to" && self.to_infinitive(verb);
        let mut frames = self.frames.opened_by(self.lower(verb));
        let whole = |f: &Frame| (0..f.tail.len()).all(|k| f.tail_is(k, self.lower(verb + 1 + k)));
        infinitive
            && frames.any(|(f, _)| {
                f.class == FrameClass::Verb && f.position == Position::Oppose && whole(f)
            })
    }

    /// "the Corran dam": who knows whose a thing is that bears a name nobody knows.
    pub(super) fn names_thing(&self, name: usize) -> bool {
        let thing = self.np_head(name);
        let bears = matches!(
            self.syntax.relation(name),
            Relation::Compound | Relation::Amod
        );
        let unknown = || {
            let parties = self.parties(name, Role::Target);
            parties.iter().all(|p| p.who.actor.is_none())
        };
        thing != name && bears && self.actor_at(thing).is_none() && unknown()
    }

    /// "the decision of X to arm Y", "an attempt by X to": whose decision it is does it.
    pub(super) fn planner(&self, noun: usize) -> Option<usize> {
        let led = |c: &usize| matches!(self.preposition(*c), "of" | "by");
        self.children(noun, &[Relation::Nmod])
            .filter(led)
            .find(|c| self.actor_at(*c).is_some())
    }
}
