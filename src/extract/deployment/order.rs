//! Orders: who ordered a movement, in its own sentence or in one that says so ("The prime minister signed the order on Friday").
//!
//! Not who moves or who says so (that is `party`). Rules: "the order" is the one for the movement the article
//! opens with, "the move was ordered by X" speaks of what was told right before; only somebody the text names gives an order. An
//! order nobody gave, or one for something else ("ordered an inquiry"), leaves the movement without one. Known misses: orders by
//! a pronoun, decisions ("the cabinet decided").

use super::claim::{Draft, sentence_fragment};
use super::merge::family;
use super::scene::{Scene, Told};
use super::status::Reading;
use super::trigger::{Found, NEAR_TOKENS};
use super::unit::ARMED_FORCES;
use super::{LEAD_SENTENCES, Sources};
use crate::extract::mention::{PhraseKind, Role};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::list::WordList;
use crate::lang::movement::{Around, TriggerRole};
use crate::model::{ActorRef, Border, MentionKind, Posture, Status};

/// How many sentences back "the move" may have been told.
const ORDER_SENTENCES_MAX: usize = 3;

/// Most words of a title between an office and the name behind it.
const TITLE_TOKENS: usize = 3;

/// What a sentence about an order says.
struct Order {
    by: ActorRef,
    /// It speaks of "the order" itself, not of "the move".
    itself: bool,
    /// The posture it names: "ordered the closure".
    posture: Option<Posture>,
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
            let same = |p: Posture| family(p) == family(d.claim.posture);
            (near || lead)
                && order.posture.is_none_or(same)
                && d.claim.ordered_by.is_none()
                && (status.is_fact() || status == Status::Planned)
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
                return Some(Order {
                    by,
                    itself: true,
                    posture: None,
                });
            }
            let verb = self.tag(i) == Upos::Verb && self.stands_in(i, WordList::Ordering);
            let arguments = self.arguments(i);
            let what = arguments.object;
            let told = what.is_none_or(|o| {
                let start = self.phrase_start(o);
                self.stands_in(start, WordList::TheSame) || self.stands_in(o, WordList::Refuted)
            });
            // "the president ordered the closure".
            let movement = &self.sources.knowledge.language.movement;
            let noun = what.filter(|o| self.tag(*o) == Upos::Noun);
            let ordered = noun.and_then(|o| movement.triggers(self.lower(o)).next());
            let active = !arguments.passive && told && ordered.is_some();
            let by = if active {
                arguments.subject
            } else {
                arguments.agent.filter(|_| arguments.passive && told)
            };
            let by = self.giver(by.filter(|_| verb)?)?;
            let named = ordered.filter(|t| active && t.role != TriggerRole::Echo);
            Some(Order {
                by,
                itself: false,
                posture: named.map(|t| t.posture),
            })
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

impl Scene<'_> {
    /// Who ordered it, by name or description: a pronoun nobody is found for is nobody.
    pub(super) fn ordered_by(
        &self,
        at: usize,
        reading: &Reading,
        status: Status,
    ) -> Option<ActorRef> {
        let by = self.order_of(at, reading, status)?;
        let by = self.named_beside(&by).unwrap_or(by);
        let pronoun = by.actor.is_none() && self.in_list(&by.text, WordList::SubjectPronoun);
        (!pronoun).then_some(by)
    }

    /// "the chief of the general staff, General Ivar Brand": the name behind an office.
    fn named_beside(&self, office: &ActorRef) -> Option<ActorRef> {
        if office.actor.is_some() {
            return None;
        }
        let document = self.sources.document;
        let end = document.tokens_in(office.mention?).end;
        let mention = |k: usize| self.sources.named.mention_at(document, k);
        let name = (end + 1..end + 2 + TITLE_TOKENS)
            .filter(|k| self.lower(end) == "," && *k < self.tokens.end)
            .find_map(mention)?;
        let party = self.party(document.tokens_in(name.span).end - 1, Role::Speaker)?;
        let person = self.is_person(&party) || name.kind == MentionKind::Name;
        person.then_some(party)
    }

    /// "on the orders of X", "following directives from X", "X ordered"; what was wished, denied or refused nobody ordered.
    fn order_of(&self, at: usize, reading: &Reading, status: Status) -> Option<ActorRef> {
        let real = status.is_fact()
            || matches!(
                status,
                Status::Planned | Status::Historical | Status::Rumoured
            );
        if !real {
            return None;
        }
        let syntax = self.sources.syntax;
        for i in self.tokens.clone() {
            if !self.is(i, Around::Order) || self.tag(i) != Upos::Noun {
                continue;
            }
            let owner = syntax
                .child(i, Relation::NmodPoss)
                .or_else(|| self.oblique(i, "from"))
                .or_else(|| self.oblique(i, "of"))
                .or_else(|| self.named_after(i));
            if let Some(party) = owner.and_then(|o| self.party(o, Role::Speaker)) {
                return Some(party);
            }
        }
        let orders = |g: usize| self.is(g, Around::Order) || self.stands_in(g, WordList::Ordering);
        let governor = reading.governors.iter().copied().find(|g| orders(*g));
        // "the deployment, ordered by X, is": the order hangs on the movement.
        let own = || syntax.children(at).find(|c| orders(*c));
        // "X ordered the army to the border": the order is the movement.
        let itself = || Some(at).filter(|i| orders(*i) && self.tag(*i) == Upos::Verb);
        let Some(order) = governor.or_else(own).or_else(itself) else {
            return self.sending_person(at);
        };
        let arguments = self.arguments(order);
        let giver = if arguments.passive {
            arguments.agent.or_else(|| self.named_by(order))
        } else {
            arguments.subject
        };
        self.party(giver?, Role::Speaker)
    }

    /// "President Lee ordered the army to the border": the army of the state that is led so, where it is that state's border.
    pub(super) fn home_by_order(
        &self,
        by: &ActorRef,
        border: Border,
        found: &Found<'_>,
    ) -> Option<String> {
        let lexicon = &self.sources.knowledge.lexicon;
        let leader = by.actor.as_ref().and_then(|a| lexicon.actor(a))?;
        let code = leader.country.clone().filter(|code| border.touches(code))?;
        let state = lexicon.state_by_code(&code)?;
        let leads = leader.id == state.id
            || leader
                .offices
                .iter()
                .any(|o| o.of.as_ref() == Some(&state.id));
        let army = |h: &usize| {
            let force = self.force_at(*h);
            force.is_some_and(|f| matches!(f.institution.as_str(), "army" | ARMED_FORCES))
        };
        (leads && found.forces.iter().any(army)).then_some(code)
    }

    /// "was ordered to the border by X": the name behind "by", where the tree gives it to the border.
    fn named_by(&self, order: usize) -> Option<usize> {
        let end = (order + NEAR_TOKENS).min(self.tokens.end);
        // "after an attack by X", "to the town shelled by X": theirs is something else.
        let way = |k: &usize| {
            let tag = self.tag(*k);
            let plain = matches!(
                tag,
                Upos::Adp | Upos::Det | Upos::Adj | Upos::Num | Upos::Propn
            );
            plain || (tag == Upos::Noun && self.is(*k, Around::Border))
        };
        let after = |k: &usize| self.stands_in(*k, WordList::BeforeThis);
        let mut line = (order + 1..end).take_while(|k| way(k) && !after(k));
        let by = line.find(|k| self.lower(*k) == "by")?;
        let mention = |k: usize| self.sources.named.mention_at(self.sources.document, k);
        let name = mention(by + 1).or_else(|| mention(by + 2))?;
        let head = self
            .sources
            .document
            .tokens_in(name.span)
            .end
            .checked_sub(1)?;
        (name.kind != MentionKind::Pronoun && self.tag(head) == Upos::Propn).then_some(head)
    }

    /// "the president has sent two brigades": who sends forces as a person orders them.
    fn sending_person(&self, at: usize) -> Option<ActorRef> {
        let arguments = self.arguments(at);
        let subject = arguments.subject.filter(|_| !arguments.passive)?;
        let force = !self.forces_of(Some(subject)).is_empty()
            || self.stands_in(subject, WordList::Neighbour);
        let sends =
            self.tag(at) == Upos::Verb && !self.forces_of(arguments.object).is_empty() && !force;
        let party = self.party(subject, Role::Speaker).filter(|_| sends)?;
        let named = self.sources.named;
        let phrase = named.phrase_at(subject).and_then(|p| named.phrase(p));
        let person = phrase.is_some_and(|p| p.kind == PhraseKind::Person);
        (person || self.is_person(&party)).then_some(party)
    }

    /// The first name behind "from" or "of" after a noun, when the tree hangs it elsewhere.
    fn named_after(&self, i: usize) -> Option<usize> {
        let end = (i + 8).min(self.tokens.end);
        let lead = self.stands_in(i + 1, WordList::OrderLead);
        let mention = |k: usize| self.sources.named.mention_at(self.sources.document, k);
        (i + 2..end)
            .filter(|_| lead)
            .find(|k| mention(*k).is_some_and(|m| m.kind != MentionKind::Pronoun))
            .and_then(mention)
            .map(|m| {
                self.sources
                    .document
                    .tokens_in(m.span)
                    .end
                    .saturating_sub(1)
            })
    }
}
