//! Orders: who ordered a movement, where a sentence of its own says so ("The prime minister signed the order on Friday").
//!
//! Not the order inside the movement's own sentence (that is `party`). Rules: "the order" is the one for the movement the article
//! opens with, "the move was ordered by X" speaks of what was told right before; only somebody the text names gives an order. An
//! order nobody gave, or one for something else ("ordered an inquiry"), leaves the movement without one. Known misses: orders by
//! a pronoun, decisions ("the cabinet decided").

use super::claim::{Draft, sentence_fragment};
use super::scene::{Scene, Told};
use super::{LEAD_SENTENCES, Sources};
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::model::ActorRef;

/// How many sentences back "the move" may have been told.
const ORDER_SENTENCES_MAX: usize = 3;

/// What a sentence about an order says.
struct Order {
    by: ActorRef,
    /// It speaks of "the order" itself, not of "the move".
    itself: bool,
}

/// Gives the movements told before the orders that sentences of their own tell of.
pub(super) fn orders(sources: &Sources<'_>, drafts: &mut [Draft]) {
    if drafts.is_empty() {
        return;
    }
    for (index, sentence) in sources.document.sentences.iter().enumerate() {
        let known = |k: usize| sources.document.known(k).has(Known::AROUND);
        let lists = &sources.knowledge.language.lists;
        let word = |k: usize| sources.document.lower(k);
        let speaks = sentence.tokens.clone().any(|k| {
            lists.has(WordList::Ordering, word(k))
                || (known(k)
                    && sources
                        .knowledge
                        .language
                        .movement
                        .is(word(k), Around::Order))
        });
        if !speaks || drafts.iter().any(|d| d.sentence == index) {
            continue;
        }
        let told = Told {
            before: true,
            just: false,
        };
        let scene = Scene::read(sources, index, told);
        let Some(order) = scene.order() else { continue };
        let fits = |d: &&mut Draft| {
            let near = d.sentence < index && index - d.sentence <= ORDER_SENTENCES_MAX;
            let lead = order.itself && d.sentence < LEAD_SENTENCES;
            let status = d.claim.status;
            (near || lead)
                && d.claim.ordered_by.is_none()
                && (status.is_fact() || status == crate::model::Status::Planned)
        };
        let told = if order.itself {
            drafts.iter_mut().find(fits)
        } else {
            drafts.iter_mut().rev().find(fits)
        };
        if let Some(draft) = told {
            draft.claim.ordered_by = Some(order.by);
            draft.claim.evidence.push(sentence_fragment(sources, index));
        }
    }
}

impl Scene<'_> {
    /// "X signed the order", "the order, signed by X", "the work was ordered by X".
    fn order(&self) -> Option<Order> {
        self.tokens.clone().find_map(|i| {
            if self.tag(i) == Upos::Noun && self.is(i, Around::Order) {
                let by = self.order_giver(i)?;
                return Some(Order { by, itself: true });
            }
            let verb = self.tag(i) == Upos::Verb && self.stands_in(i, WordList::Ordering);
            let arguments = self.arguments(i);
            let what = arguments.object;
            let told = what.is_none_or(|o| {
                let start = self.phrase_start(o);
                self.stands_in(start, WordList::TheSame) || self.stands_in(o, WordList::Refuted)
            });
            let by = arguments
                .agent
                .filter(|_| verb && arguments.passive && told)?;
            self.giver(by).map(|by| Order { by, itself: false })
        })
    }

    /// Who signs or gives the order that the noun at `i` names.
    fn order_giver(&self, i: usize) -> Option<ActorRef> {
        let syntax = self.sources.syntax;
        if !self.stands_in(self.phrase_start(i), WordList::TheSame) {
            return None;
        }
        let gives = |v: &usize| self.stands_in(*v, WordList::Signing);
        let beside = syntax
            .children(i)
            .find(|c| syntax.relation(*c) == Relation::Acl && gives(c));
        let above = syntax.head(i).filter(gives).filter(|_| {
            matches!(
                syntax.relation(i),
                Relation::Obj | Relation::NsubjPass | Relation::Nsubj
            )
        });
        let verb = beside.or(above)?;
        let arguments = self.arguments(verb);
        let who = if arguments.passive || beside.is_some() {
            arguments.agent
        } else {
            arguments.subject.filter(|s| *s != i)
        };
        self.giver(who?)
    }

    /// Somebody by name or office, no pronoun.
    fn giver(&self, head: usize) -> Option<ActorRef> {
        let name = matches!(self.tag(head), Upos::Noun | Upos::Propn);
        let party = self.party(head, Role::Speaker).filter(|_| name)?;
        let named = party.actor.is_some() || party.text.starts_with(char::is_uppercase);
        named.then_some(party)
    }
}
