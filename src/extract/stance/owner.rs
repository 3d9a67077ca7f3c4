//! Owners: whose plan, remark, force or office the words of an argument are.
//!
//! Not the parties themselves (that is `party`). Rule: what happens to somebody is not he; a holder is named only through
//! what speaks for it.

use super::party::Party;
use super::scene::Scene;
use super::trigger::{Trigger, is_measure};
use crate::extract::mention::PhraseKind;
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{CueRole, FrameClass, Slot};
use crate::lang::list::WordList;
use crate::model::{ActorKind, ActorRef, Position};

/// Most words looked back over for the first of two nations before a noun.
const NATIONS_TOKENS_MAX: usize = 6;

/// Farthest "by" behind an adverse noun, in tokens.
const DOER_TOKENS_MAX: usize = 14;

impl Scene<'_> {
    /// Whose plan, remark or force it is: "the ministry's plan", "remarks by the envoy", "the Tarn plan".
    ///
    /// A holder is named so only through what speaks for it (statement, campaign); the fall or lack of X is not X.
    pub(super) fn owner(&self, head: usize, role: Role, depth: usize) -> Option<Party> {
        const ORDER: [Relation; 5] = [
            Relation::NmodPoss,
            Relation::Compound,
            Relation::Amod,
            Relation::Flat,
            Relation::Nmod,
        ];
        let adverse = self.adverse(head);
        let hostile = adverse
            || self
                .frames
                .opened_by(self.lower(head))
                .any(|(f, _)| f.class == FrameClass::Noun && f.position == Position::Oppose);
        if depth == 0
            || (adverse && role == Role::Holder)
            || (role == Role::Holder
                && !self.has_role(head, CueRole::Voice)
                && !self.of_person(head))
            || !matches!(self.syntax.tag(head), Upos::Noun | Upos::Propn | Upos::X)
        {
            return None;
        }
        if adverse {
            // "any interference by X": whoever does it; the deaths of X are not his doing.
            let doer = self
                .led_nominal(head, "by")
                .or_else(|| self.done_by(head))?;
            let named = self.named_here(doer, role).into_iter().next()?;
            return Some(Party::through(named, hostile));
        }
        for relation in ORDER {
            let beside = self
                .syntax
                .children(head)
                .filter(|c| self.syntax.relation(*c) == relation);
            for child in beside {
                let led = self.preposition(child);
                if !matches!(led, "of" | "by" | "from" | "") && !self.binds(head, led) {
                    continue;
                }
                let named = self.named_here(child, role).into_iter().next();
                // "the Tarn plan" is Tarn's; who knows whose "the Corran dam" is.
                let work = relation == Relation::Amod && self.stands_in(head, WordList::NamedWork);
                let loose = relation == Relation::Compound || work;
                let named = named.filter(|p| !loose || p.who.actor.is_some());
                let owned = matches!(relation, Relation::NmodPoss | Relation::Nmod);
                let deeper = || self.owner(child, role, depth - 1).filter(|_| owned);
                let found = named.or_else(deeper);
                if let Some(party) = found {
                    return Some(Party::through(party, hostile));
                }
            }
        }
        let after = || {
            let led = ["by", "of", "from"].iter();
            led.filter_map(|p| self.led_nominal(head, p))
                .find(|n| self.actor_at(*n).is_some())
        };
        let Some(owner) = self.owner_before(head).or_else(after) else {
            return self.doer_before(head).filter(|_| role == Role::Target);
        };
        let named = self.named_here(owner, role).into_iter().next()?;
        Some(Party::through(named, hostile))
    }

    /// Who stands in a trigger's target.
    pub(super) fn targets(&self, trigger: &Trigger<'_>, head: usize) -> Vec<Party> {
        let found = self.parties(head, Role::Target);
        let owned = trigger.frame.target.contains(&Slot::Possessor);
        if !owned && !is_measure(trigger.frame) {
            return found;
        }
        found.into_iter().map(|t| self.sender(t)).collect()
    }

    /// "summoned the Norland envoy", "expelled two Norland diplomats": who sent them is meant.
    fn sender(&self, party: Party) -> Party {
        let head = party
            .who
            .mention
            .and_then(|m| self.document.tokens_in(m).next_back());
        let envoy = head.is_some_and(|h| self.stands_in(h, WordList::Envoy));
        let sent = party.who.affiliation.as_ref();
        let sent = sent.filter(|_| envoy && party.who.actor.is_none());
        let state = sent.and_then(|id| self.lexicon().actor(id));
        let Some(state) = state.filter(|a| a.kind == ActorKind::State) else {
            return party;
        };
        let who = ActorRef {
            text: state.name.clone(),
            actor: Some(state.id.clone()),
            affiliation: None,
            ..party.who.clone()
        };
        Party::through(Party { who, ..party }, false)
    }

    /// "the killing of farmers by | X": who does what an adverse noun names, behind those it falls on.
    ///
    /// Counter-example: "the raid on a town held by X".
    fn done_by(&self, noun: usize) -> Option<usize> {
        let goes_on = |t: &usize| {
            let nominal = matches!(
                self.syntax.tag(*t),
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Adp | Upos::Num
            );
            nominal || self.possessive(*t) || self.lower(*t) == "and"
        };
        let by = (noun + 1..noun + DOER_TOKENS_MAX)
            .take_while(goes_on)
            .find(|t| self.lower(*t) == "by")?;
        self.nominal_from(by + 1)
    }

    /// Whether a noun belongs to a human being ("the senator's visit"); what belongs to a state acts not for it.
    fn of_person(&self, head: usize) -> bool {
        self.children(head, &[Relation::NmodPoss]).any(|c| {
            let phrase = self.named.phrase_at(c).and_then(|p| self.named.phrase(p));
            phrase.is_some_and(|p| p.kind == PhraseKind::Person)
        })
    }

    /// Whether a noun has this preposition lead to whom it is with ("talks with X", "a deal with X").
    fn binds(&self, noun: usize, preposition: &str) -> bool {
        let with = |s: &Slot| matches!(s, Slot::Preposition(p) if p == preposition);
        let framed = || {
            let mut frames = self.frames.opened_by(self.lower(noun));
            frames.any(|(f, _)| f.class == FrameClass::Noun && f.target.iter().any(with))
        };
        preposition == "with" && (self.has_role(noun, CueRole::Bearing) || framed())
    }

    /// "Tarnish and Orskan officials", "ministers of Tarn and Orsk": people of two states speak for both.
    pub(super) fn nations(&self, head: usize) -> Option<Vec<Party>> {
        if self.syntax.fine(head) != FineTag::NounPlural {
            return None;
        }
        let of = self.lower(head + 1) == "of";
        let mut places = if of {
            head + 2..head + 2 + NATIONS_TOKENS_MAX
        } else {
            head.saturating_sub(NATIONS_TOKENS_MAX)..head
        };
        let and = places.find(|t| self.lower(*t) == "and")?;
        let one = self.nation(and.checked_sub(1)?)?;
        let other = self.nation(and + 1)?;
        // Nothing but names and adjectives between the nations and their people.
        let near =
            of || (and + 2..head).all(|t| matches!(self.syntax.tag(t), Upos::Adj | Upos::Noun));
        (near && !one.same(&other)).then(|| vec![one, other])
    }

    /// The state that one capitalised word names ("Tarnish", "Tarn").
    fn nation(&self, token: usize) -> Option<Party> {
        let word = self.document.word(token);
        let large = word.starts_with(char::is_uppercase);
        let actor = self.known_actor(word).filter(|_| large)?;
        let state = actor.kind == ActorKind::State;
        state.then(|| Party {
            who: ActorRef {
                mention: Some(self.document.token_span(token)),
                text: actor.name.clone(),
                actor: Some(actor.id.clone()),
                affiliation: None,
            },
            directness: 0.85,
            reason: "by its people",
            through: false,
            hostile: false,
        })
    }
}
