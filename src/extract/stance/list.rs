//! Lists and insertions: who else an argument's words name: "A, B and C", "A (R-Sorvyn)", "A, head of B,".
//!
//! Not resolution: names stand where commas, brackets and "and" put them. Rule: a list needs its "and"; a second subject
//! ("praised A and B left") is no member.

use super::party::Party;
use super::scene::Scene;
use crate::extract::mention::{Phrase, PhraseKind, Role};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::frame::CueRole;
use crate::lang::list::WordList;

/// Most members of one enumeration that are read.
const MEMBERS_MAX: usize = 8;
/// Most words between the last name of an apposition and the comma that closes it.
const BESIDE_TOKENS_MAX: usize = 2;
/// Longest rank before a name, in tokens.
const RANK_TOKENS_MAX: usize = 3;
/// Longest description in several parts between a name and its verb, in tokens.
const INSERTED_TOKENS_MAX: usize = 16;
/// Longest remark in brackets behind a name, in tokens.
const BRACKET_TOKENS_MAX: usize = 8;
/// Most phrases of a list before the one found.
const LIST_BEFORE_MAX: usize = 6;

impl Scene<'_> {
    /// The subject of a verb where it names several.
    pub(super) fn several(&self, verb: usize) -> Option<usize> {
        let subject = self.agent(verb)?;
        (self.members(subject).len() > 1).then_some(subject)
    }

    /// "X and Y support each other": the several whom "each other" means as the object of their verb.
    pub(super) fn reciprocal(&self, verb: usize) -> Option<usize> {
        let pair = |t: usize| (self.lower(t), self.lower(t + 1));
        let other = matches!(pair(verb + 1), ("each", "other") | ("one", "another"));
        self.several(verb).filter(|_| other)
    }

    /// `head` and the nominals coordinated with it, wherever in the list it stands.
    pub(super) fn members(&self, head: usize) -> Vec<usize> {
        let joined = self.syntax.relation(head) == Relation::Conj;
        let first = self
            .syntax
            .head(head)
            .filter(|h| joined && self.nominal(*h))
            .unwrap_or(head);
        let mut members = vec![first];
        let joined: Vec<usize> = self
            .children(first, &[Relation::Conj])
            .filter(|c| self.nominal(*c))
            .collect();
        // "X, the largest party" without "and" names X a second time; bare names ("X, Y meet") are a list.
        let list = joined
            .iter()
            .any(|c| self.children(*c, &[Relation::Cc]).next().is_some());
        let again = |c: &usize| self.children(*c, &[Relation::Det]).next().is_some();
        members.extend(joined.iter().filter(|c| list || !again(c)));
        let phrase = |t: usize| self.named.phrase_at(t).and_then(|p| self.named.phrase(p));
        if let (Some(one), Some(last)) = (phrase(first), members.last().and_then(|m| phrase(*m)))
            && members.len() > 1
            && self.opens_second_clause(one, last)
        {
            members.pop();
        }
        for more in self.listed(head) {
            if !members.contains(&more) {
                members.push(more);
            }
        }
        members.truncate(MEMBERS_MAX);
        members
    }

    /// The heads of the list that the phrase at `head` stands in, by commas and "and" alone; empty for none.
    fn listed(&self, head: usize) -> Vec<usize> {
        let Some(p) = self.named.phrase_at(head) else {
            return Vec::new();
        };
        // "the deaths of X and Y": what happened to X is in no list with Y.
        // "Minister Ann Lee": the tree may take the title for the head.
        let titled = |x: &Phrase| x.kind == PhraseKind::Person && x.is_named();
        let own = |x: &&Phrase| (x.head == head || titled(x)) && !self.adverse(head);
        let Some(phrase) = self.named.phrase(p).filter(own) else {
            return Vec::new();
        };
        let end = self.document.tokens.len();
        let inside = phrase.tokens.start..end;
        let mut list = self.named.listed_after(self.document, p, &inside);
        let mut first = p;
        if list.is_empty() {
            for q in (p.saturating_sub(LIST_BEFORE_MAX)..p).rev() {
                let Some(before) = self
                    .named
                    .phrase(q)
                    .filter(|x| x.sentence == phrase.sentence)
                else {
                    break;
                };
                let names = !matches!(before.kind, PhraseKind::Thing | PhraseKind::Place);
                let from = before.tokens.start..end;
                if !names || before.part_of.is_some() || self.led(before.tokens.start) {
                    continue;
                }
                let found = self.named.listed_after(self.document, q, &from);
                if found.contains(&p) {
                    (first, list) = (q, found);
                }
            }
        }
        let ends = self
            .named
            .phrase(first)
            .zip(list.last().and_then(|q| self.named.phrase(*q)));
        if ends.is_none_or(|(one, last)| self.opens_second_clause(one, last)) {
            return Vec::new();
        }
        std::iter::once(first)
            .chain(list)
            .filter_map(|q| self.named.phrase(q))
            .map(|x| x.head)
            .collect()
    }

    /// Whether "and" stands before the phrase with this head: the last of several.
    pub(super) fn is_last_of_list(&self, head: usize) -> bool {
        let phrase = self
            .named
            .phrase_at(head)
            .and_then(|p| self.named.phrase(p));
        let first = phrase.map_or(head, |p| p.tokens.start);
        first.checked_sub(1).is_some_and(|b| self.lower(b) == "and")
    }

    /// Whether a preposition stands before a token.
    fn led(&self, token: usize) -> bool {
        let before = token.checked_sub(1);
        before.is_some_and(|b| self.syntax.tag(b) == Upos::Adp && !self.opens_clause(b))
    }

    /// "praised A and B left": what looks like a list of objects is an object and the next subject.
    fn opens_second_clause(&self, first: &Phrase, last: &Phrase) -> bool {
        let before = first.tokens.start.checked_sub(1);
        let object = before.is_some_and(|b| {
            matches!(self.syntax.tag(b), Upos::Verb | Upos::Adp)
                && !self.opens_clause(b)
                && !self.has_role(b, CueRole::Say)
        });
        let mut after = last.extent.end;
        while self.syntax.tag(after) == Upos::Adv {
            after += 1;
        }
        // "praised A and B condemned C": a participle with an object of its own is a misread verb.
        let misread = self.participle(after)
            && matches!(
                self.syntax.tag(after + 1),
                Upos::Propn | Upos::Det | Upos::Pron
            );
        let finite = self.syntax.tag(after) == Upos::Aux || self.syntax.fine(after).is_finite();
        object && (finite || misread)
    }

    /// The name before a remark in brackets that `head` stands in, when `word` stands outside: "A (R-Sorvyn) said".
    pub(super) fn before_bracket(&self, head: usize, word: usize) -> usize {
        let back = (head.saturating_sub(BRACKET_TOKENS_MAX)..head).rev();
        let open = back
            .take_while(|t| self.lower(*t) != ")")
            .find(|t| self.lower(*t) == "(");
        let closed = |open: &usize| {
            let closing = (head + 1..head + 1 + BRACKET_TOKENS_MAX).find(|t| self.lower(*t) == ")");
            word < *open || closing.is_some_and(|c| c < word)
        };
        open.filter(closed)
            .and_then(|o| o.checked_sub(1))
            .and_then(|n| self.actor_at(n))
            .unwrap_or(head)
    }

    /// The name a description between commas belongs to: "A, the minister who", "A, who is a minister, praised".
    pub(super) fn named_before(&self, head: usize, role: Role) -> Option<Vec<Party>> {
        let phrase = self
            .named
            .phrase_at(head)
            .and_then(|p| self.named.phrase(p))
            .filter(|p| !p.is_named() && !p.plural && p.kind == PhraseKind::Person)?;
        let first = phrase.tokens.start;
        let comma = if self.lower(first.checked_sub(1)?) == "," {
            first.checked_sub(1)?
        } else {
            self.inserted_from(first)?
        };
        let after = phrase.extent.end;
        let closing = (self.stands_in(after, WordList::ListEnd)
            || matches!(self.lower(after), "," | ")"))
            || self.syntax.fine(after).is_finite();
        let name = self.actor_at(comma.checked_sub(1)?).filter(|_| closing)?;
        let person =
            |p: &&Phrase| p.is_named() && matches!(p.kind, PhraseKind::Person | PhraseKind::Name);
        self.named
            .phrase_at(name)
            .and_then(|p| self.named.phrase(p))
            .filter(person)?;
        Some(self.named_here(name, role)).filter(|a| !a.is_empty())
    }

    /// The comma that opens an insertion of several parts: ", head of A and the ...", ", who is a ...".
    fn inserted_from(&self, first: usize) -> Option<usize> {
        let before = first.checked_sub(1)?;
        let copula = self.syntax.tag(before) == Upos::Aux || self.stands_in(before, WordList::Is);
        let relative = before.checked_sub(1).filter(|_| copula);
        if let Some(who) = relative {
            let comma = who
                .checked_sub(1)
                .filter(|_| self.stands_in(who, WordList::Who))?;
            return Some(comma).filter(|c| self.lower(*c) == ",");
        }
        if self.lower(before) != "and" {
            return None;
        }
        let named = |t: usize| {
            let phrase = self.named.phrase_at(t).and_then(|p| self.named.phrase(p));
            phrase.is_some_and(|p| p.is_named() && p.kind == PhraseKind::Person)
        };
        (before.saturating_sub(INSERTED_TOKENS_MAX)..before)
            .rev()
            .take_while(|t| !self.syntax.fine(*t).is_finite() && !named(*t))
            .find(|t| self.lower(*t) == ",")
    }

    /// "its rival, X,": the name the tree sets beside a common noun for people.
    pub(super) fn named_below(&self, head: usize, role: Role) -> Option<Vec<Party>> {
        let plain = self.syntax.tag(head) == Upos::Noun && self.actor_at(head).is_none();
        let beside = self.children(head, &[Relation::Appos]).next()?;
        let beside = self
            .actor_at(beside)
            .filter(|_| plain && self.agent_noun(head))?;
        let comma = (head + 1..=beside).find(|t| self.lower(*t) == ",");
        comma.filter(|c| *c == head + 1)?;
        Some(self.named_here(beside, role)).filter(|a| !a.is_empty())
    }

    /// The names set beside a description: "two advisers, X and Y,".
    pub(super) fn named_beside(&self, head: usize, role: Role) -> Option<Vec<Party>> {
        let phrase = self
            .named
            .phrase_at(head)
            .and_then(|p| self.named.phrase(p))?;
        if phrase.is_named() || phrase.kind == PhraseKind::Pronoun {
            return None;
        }
        let person = phrase.kind == PhraseKind::Person;
        let own = phrase.tokens.end;
        // "the Minister of Interior of X, Y,"
        let after = if self.lower(own) == "," {
            own
        } else {
            phrase.extent.end
        };
        let comma = self.lower(after) == ",";
        // "the minister, Major General X,": a rank the name leaves out.
        let large = |t: &usize| self.document.word(*t).starts_with(char::is_uppercase);
        let mut ranked = (after + 1..=after + RANK_TOKENS_MAX).take_while(large);
        let beside = self.actor_at(after + 1);
        let beside = beside.or_else(|| ranked.find_map(|t| self.actor_at(t)));
        let beside = beside.filter(|_| comma)?;
        let named = |p: usize| {
            self.named
                .phrase_at(p)
                .and_then(|p| self.named.phrase(p))
                .is_some_and(|p| {
                    p.is_named()
                        && (p.kind == PhraseKind::Person || p.kind == PhraseKind::Name && person)
                })
        };
        let names: Vec<usize> = self
            .members(beside)
            .into_iter()
            .filter(|m| named(*m))
            .collect();
        // A list of further holders ("ministers, X and Y praised") has no comma behind it.
        let last = *names.last()?;
        let verb = matches!(self.syntax.tag(last + 1), Upos::Verb | Upos::Aux)
            && !self.has_role(last + 1, CueRole::Say);
        let closing = verb || (last + 1..=last + BESIDE_TOKENS_MAX).any(|t| self.lower(t) == ",");
        let all: Vec<Party> = names
            .into_iter()
            .filter(|_| closing)
            .flat_map(|m| self.named_here(m, role))
            .collect();
        Some(all).filter(|a| !a.is_empty())
    }
}
