//! Triggers: the words that tell of a movement here, with the forces, works and border they were given.
//!
//! Not its status. Rule: a trigger whose needs do not hold is none; the first line of the table whose needs hold counts.

use super::argument::Arguments;
use super::scene::Scene;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs, Trigger, TriggerRole};
use crate::model::{Posture, Span};
use crate::text::ParagraphKind;
use std::ops::Range;

/// How far a force may stand from its verb where the tree does not lead to it, in tokens.
pub(super) const NEAR_TOKENS: usize = 12;

/// A movement found: trigger and arguments.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) at: usize,
    pub(super) trigger: &'a Trigger,
    pub(super) posture: Posture,
    pub(super) arguments: Arguments,
    /// Heads of the forces that move.
    pub(super) forces: Vec<usize>,
    /// Works built.
    pub(super) works: Vec<Range<usize>>,
    /// Who moves them: the head of the phrase.
    pub(super) mover: Option<usize>,
    /// The border words in reach, nearest first.
    pub(super) borders: Vec<usize>,
    /// The forces come from the neighbourhood, not from the tree.
    pub(super) guessed: bool,
    /// Speaks of a movement told before.
    pub(super) echo: bool,
}

impl Found<'_> {
    /// Whether a word (lower case) is one of the trigger's own behind its first: "shut" of "remained shut".
    pub(super) fn has_tail(&self, word: &str) -> bool {
        self.trigger.tail.iter().any(|t| t == word)
    }
}

impl<'a> Scene<'a> {
    /// All movements of the sentence, in text order.
    pub(super) fn found(&self) -> Vec<Found<'a>> {
        let mut all: Vec<Found<'a>> = Vec::new();
        for i in self.tokens.clone() {
            let movement = &self.sources.knowledge.language.movement;
            let known = self.sources.document.known(i);
            if !known.has(Known::MOVE) || !movement.is_trigger(self.lower(i)) {
                continue;
            }
            let found = movement
                .triggers(self.lower(i))
                .filter(|t| self.fits_word(i, t))
                .find_map(|t| self.try_trigger(i, t));
            let Some(found) = found else { continue };
            // "sent reinforcements": the noun is the verb's force.
            let inside = |f: &Found<'_>| {
                f.forces.iter().any(|h| {
                    self.force_at(*h)
                        .is_some_and(|p| p.head == i && !found.trigger.verb)
                })
            };
            if !all.iter().any(inside) {
                all.push(found);
            }
        }
        if all.is_empty() {
            all.extend(self.verbless().or_else(|| self.teeming()));
        }
        all
    }

    pub(super) fn headline(&self) -> bool {
        let document = self.sources.document;
        let sentence = document.sentences.get(self.index);
        let paragraph = sentence.and_then(|s| document.paragraphs.get(s.paragraph));
        paragraph
            .is_some_and(|p| matches!(p.kind, ParagraphKind::Headline | ParagraphKind::Subheading))
    }

    /// Part of speech and the words that must follow.
    fn fits_word(&self, i: usize, trigger: &Trigger) -> bool {
        let tag = self.tag(i);
        let modifier = self.sources.syntax.relation(i) == Relation::Compound;
        if self.in_list(trigger.lemma.as_str(), WordList::Be) {
            let somewhere = self.is_there(i) || self.is_somewhere(i);
            return somewhere && self.tail(i, trigger);
        }
        let class = match (trigger.verb, tag) {
            (true, Upos::Verb) | (false, Upos::Noun | Upos::Propn) => !(modifier && trigger.verb),
            (true, Upos::X) => true,
            // "troop build-up alarms": a noun of two words is never a verb, whatever the tagger says.
            (false, Upos::Verb | Upos::Adj) => self.lower(i).contains('-'),
            // "X has around 3,000 peacekeepers in Y".
            (true, Upos::Aux) => self.sources.syntax.child(i, Relation::Obj).is_some(),
            // "The tanks are gone."
            (true, Upos::Adj) => {
                let closed = trigger.posture == Posture::Closure;
                let past = self.lower(i) == "gone" || self.lower(i).ends_with("ed");
                past || closed || self.is_mistagged(i)
            }
            (true, Upos::Noun | Upos::Propn) => {
                // "ordered the crossing shut".
                let closed = trigger.posture == Posture::Closure && self.is_ordered_closed(i);
                let told = self.headline()
                    && (self.lower(i).ends_with('s') || self.is_told_in_headline(i));
                told || closed || self.is_mistagged(i)
            }
            _ => false,
        };
        // "to remain patient", "stays calm": how, and not where.
        let feels = trigger.posture == Posture::Maintain
            && trigger.tail.is_empty()
            && self.in_list(&trigger.lemma, WordList::Keeping)
            && self.tag(i + 1) == Upos::Adj
            && !self.lower(i + 1).ends_with("ed");
        class && !feels && self.tail(i, trigger)
    }

    /// "Norland troops enter Southmark", "X and Y reinforce border": right behind several, a base form before a country or the border.
    fn is_told_in_headline(&self, i: usize) -> bool {
        let before = i.checked_sub(1).filter(|k| *k > self.tokens.start);
        let many = before.is_some_and(|k| {
            let force = self.forces.iter().any(|f| f.head == k && !f.modifier);
            let listed = self.is_state(k) && self.lower(k - 1) == "and";
            (force && self.lower(k).ends_with('s')) || listed
        });
        // "seal border deal", "march Harrow streets".
        let whole = i + 2 >= self.tokens.end || self.tag(i + 2) != Upos::Noun;
        many && whole && (self.is_state(i + 1) || self.is(i + 1, Around::Border))
    }

    /// "a proposal to station troops", "was seen heading to", "has begun digging": verbs that the tagger takes for something else.
    pub(super) fn is_mistagged(&self, i: usize) -> bool {
        let before = |n: usize| {
            i.checked_sub(n)
                .filter(|k| *k >= self.tokens.start)
                .map_or("", |k| self.lower(k))
        };
        let open = matches!(
            self.tag(i + 1),
            Upos::Noun | Upos::Num | Upos::Det | Upos::Adj | Upos::Propn
        ) || self.lower(i).ends_with("ing");
        let infinitive =
            before(1) == "to" && !self.lower(i).ends_with("ing") && !self.lower(i).ends_with('s');
        let seen = self.lower(i).ends_with("ing") && self.in_list(before(1), WordList::Seen);
        let leads = self.lower(i).ends_with("ing") && self.stands_in(i + 1, WordList::Towards);
        // "launches patrol the river": a noun right before a determiner.
        let bare = self.tag(i) == Upos::Noun
            && matches!(self.tag(i + 1), Upos::Det)
            && i > self.tokens.start
            && matches!(self.tag(i - 1), Upos::Noun | Upos::Propn | Upos::Adv)
            && !self.lower(i).ends_with('s');
        let unknown = self.tag(i) == Upos::X || leads || bare;
        self.tag(i) != Upos::Verb && open && (infinitive || seen || unknown)
    }

    /// The words of "pull ... back", right behind the verb or as its particle.
    fn tail(&self, i: usize, trigger: &Trigger) -> bool {
        let follows = |from: usize| {
            trigger
                .tail
                .iter()
                .enumerate()
                .all(|(k, w)| self.lower(from + k) == w)
        };
        if trigger.tail.is_empty() || follows(i + 1) {
            return true;
        }
        let syntax = self.sources.syntax;
        // "pulled the guards off the bank".
        let off = trigger.tail.iter().all(|w| w == "off")
            && (i + 1..(i + NEAR_TOKENS).min(self.tokens.end)).any(|k| {
                self.lower(k) == "off" && (k + 1..k + 3).any(|n| self.is(n, Around::Spot))
            });
        let particle = |c: usize| {
            matches!(syntax.relation(c), Relation::CompoundPrt | Relation::Advmod)
                && trigger.tail.first().is_some_and(|w| self.lower(c) == w)
        };
        // "kept its border with Norland closed".
        let last = (i + 1..(i + 2 * NEAR_TOKENS).min(self.tokens.end))
            .take_while(|k| self.tag(*k) != Upos::Punct)
            .find(|k| {
                let word = trigger.tail.first().is_some_and(|w| self.lower(*k) == w);
                word || syntax.fine(*k).is_finite()
            })
            .is_some_and(|k| trigger.tail.first().is_some_and(|w| self.lower(k) == w));
        let kept = trigger.posture == Posture::Closure
            && self.in_list(&trigger.lemma, WordList::Keeping)
            && last;
        off || kept
            || trigger.tail.len() == 1
                && (syntax.children(i).any(particle) || self.is_tail_behind(i, trigger))
    }

    /// "pull some troops from X", "pulled its two brigades back 5 km", "left X for Y": the word right behind the noun phrase of
    /// a force or a name.
    fn is_tail_behind(&self, i: usize, trigger: &Trigger) -> bool {
        let force = self.forces.iter().find(|f| f.tokens.start == i + 1);
        let name = || self.name_run(i + 1).filter(|r| r.start == i + 1);
        // "left X for Y", "for the border with Y"; not "for training", "for the beaches of Y".
        let goal = |at: usize| {
            let named = self.name_run(at).is_some();
            named
                || self
                    .borders
                    .iter()
                    .any(|b| (at..at + 3).contains(&b.tokens.start))
        };
        let end = force.map(|f| f.head + 1);
        let named = || name().map(|r| r.end).filter(|end| goal(end + 1));
        end.or_else(named)
            .is_some_and(|end| trigger.tail.iter().all(|w| self.lower(end) == w))
    }

    fn try_trigger(&self, i: usize, trigger: &'a Trigger) -> Option<Found<'a>> {
        let mut arguments = if trigger.verb {
            self.arguments(i)
        } else {
            Arguments::default()
        };
        // "X masses; Y shuts the crossing", "HOST: X moved": a subject of the other clause is none.
        let apart = |s: &usize| *s < i && (*s..i).any(|k| matches!(self.lower(k), ";" | ":"));
        if arguments.subject.is_some_and(|s| apart(&s)) {
            let beside = i.checked_sub(1).filter(|k| *k >= self.tokens.start);
            arguments.subject = beside.filter(|k| {
                self.sources
                    .named
                    .mention_at(self.sources.document, *k)
                    .is_some()
            });
        }
        // "ordered the troops to withdraw": what is ordered is told by its own word.
        if self.stands_in(i, WordList::Ordering) && self.orders_other(i) {
            return None;
        }
        let mut found = self.bare(i, trigger);
        found.arguments = arguments;
        if self.in_list(trigger.lemma.as_str(), WordList::Replacing) {
            found.arguments = self.comes_instead(i, arguments)?;
        }
        found.mover = found.arguments.subject.or(found.arguments.agent);
        if found.echo {
            return self.echo(i).then_some(found);
        }
        if trigger.posture != Posture::Patrol && self.policing() {
            return None;
        }
        let holds = match trigger.role {
            TriggerRole::Moved => {
                self.moved(&mut found)
                    || self.leaves_land(&mut found)
                    || self.sent_on(&mut found)
                    || (trigger.needs == Needs::Told && self.topped_up(&mut found))
            }
            TriggerRole::Mover => self.movers(&mut found) || self.patrolled(&mut found),
            TriggerRole::Border => self.strengthened(&mut found) || self.topped_up(&mut found),
            TriggerRole::Closed => self.closed(&mut found) || self.sealed(&mut found),
            TriggerRole::Works => self.built(&mut found),
            TriggerRole::Event => self.event(&mut found),
            TriggerRole::Alert => self.alert(&mut found),
            TriggerRole::Echo => false,
        };
        if holds
            && (self.is_relief(&found) || self.is_no_posting(&found) || self.is_alerted(&found))
        {
            return None;
        }
        if !holds {
            // "the deployments": speaks of a movement told before.
            let again = matches!(trigger.needs, Needs::Force | Needs::Near)
                && trigger.role == TriggerRole::Event;
            found.echo = again && self.echo(i);
            return found.echo.then_some(found);
        }
        self.refine(&mut found);
        self.peacekeepers(&mut found);
        Some(found)
    }

    /// "X replaced Y", "Y was replaced by X": X comes; nothing is known to where nobody who comes is named.
    fn comes_instead(&self, i: usize, arguments: Arguments) -> Option<Arguments> {
        let comes = if arguments.passive {
            arguments.agent
        } else {
            arguments.subject
        };
        let force = !self.forces_of(comes).is_empty();
        if force {
            return Some(Arguments {
                object: comes,
                ..Arguments::default()
            });
        }
        // "replaced soldiers with police".
        let with = arguments.object.and_then(|o| self.oblique(o, "with"));
        let with = with.or_else(|| self.oblique(i, "with"));
        let object = with.filter(|w| !self.forces_of(Some(*w)).is_empty());
        (!arguments.passive).then_some(Arguments {
            object: object.or(arguments.object),
            ..arguments
        })
    }

    /// "ordered to withdraw": an order for a movement that is no sending.
    fn orders_other(&self, order: usize) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        let end = (order + NEAR_TOKENS).min(self.tokens.end);
        let clause = |k: &usize| !matches!(self.tag(*k), Upos::Punct | Upos::Cconj);
        let to = (order + 1..end)
            .take_while(clause)
            .find(|k| self.lower(*k) == "to" && self.tag(*k + 1) == Upos::Verb);
        to.is_some_and(|t| {
            let mut all = movement.triggers(self.lower(t + 1));
            all.any(|o| o.posture != Posture::Deploy)
        })
    }

    /// A movement of which only the word is known.
    pub(super) fn bare(&self, i: usize, trigger: &'a Trigger) -> Found<'a> {
        Found {
            at: i,
            trigger,
            posture: trigger.posture,
            arguments: Arguments::default(),
            forces: Vec::new(),
            works: Vec::new(),
            mover: None,
            borders: self.borders_in_reach(i, trigger.posture == Posture::Withdraw),
            guessed: false,
            echo: trigger.role == TriggerRole::Echo,
        }
    }

    /// First token of the base noun phrase that ends at `i`.
    pub(super) fn phrase_start(&self, i: usize) -> usize {
        let mut start = i;
        while start > self.tokens.start.max(self.body) && self.joins_phrase(start - 1) {
            start -= 1;
        }
        start
    }

    /// Whether a token can stand in a noun phrase before its head; a year ("In 2014 Norland dug") stands outside.
    fn joins_phrase(&self, token: usize) -> bool {
        let year = self.tag(token) == Upos::Num
            && self.lower(token).len() == 4
            && self.lower(token).bytes().all(|b| b.is_ascii_digit())
            && self.tag(token + 1) == Upos::Propn;
        let part = matches!(
            self.tag(token),
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Det | Upos::Num
        ) || self.sources.syntax.relation(token) == Relation::Compound;
        let link = matches!(
            self.lower(token),
            "'s" | "\u{2019}s" | "-" | "its" | "their"
        );
        (part || link) && !year
    }

    /// "the operation": definite, and the sentence tells something of it.
    fn echo(&self, i: usize) -> bool {
        let start = self.phrase_start(i);
        (start..i).any(|k| self.stands_in(k, WordList::TheSame))
    }

    /// Police and a crowd, no border and no army: order, not deployment.
    fn policing(&self) -> bool {
        let civil = self.tokens.clone().any(|k| self.is(k, Around::Civil));
        let armed = self
            .tokens
            .clone()
            .any(|k| self.stands_in(k, WordList::ArmedOwner));
        civil && !armed
    }

    /// Volunteers, teams, convoys of an aid agency: help, where no word says arms.
    fn is_relief(&self, found: &Found<'_>) -> bool {
        let help = self
            .tokens
            .clone()
            .any(|k| self.run(k, Around::Relief).is_some() && !self.is_infinitive(k));
        // "40 men", "forty": what a figure counts is no soldier beside words of help.
        let nameless = |h: usize| {
            self.is(h, Around::Weak) || self.is(h, Around::Counted) || self.tag(h) == Upos::Num
        };
        let weak = !found.forces.is_empty() && found.forces.iter().all(|h| nameless(*h));
        let armed = self
            .tokens
            .clone()
            .any(|k| self.stands_in(k, WordList::ArmedWord));
        help && weak && !armed
    }

    fn peacekeepers(&self, found: &mut Found<'_>) {
        let peace = found.forces.iter().any(|h| {
            self.force_at(*h)
                .is_some_and(|f| f.tokens.clone().any(|k| self.is(k, Around::Peace)))
        });
        if peace
            && matches!(
                found.posture,
                Posture::Deploy | Posture::Reinforce | Posture::Maintain
            )
        {
            found.posture = Posture::Peacekeeping;
        }
    }

    /// Border words the trigger can speak of: in its subtree, or behind it in the same clause, or before it when the
    /// sentence has no other verb between.
    ///
    /// What is sent from one border to another is at the second.
    fn borders_in_reach(&self, i: usize, leaves: bool) -> Vec<usize> {
        let syntax = self.sources.syntax;
        let below = syntax.subtree(i);
        let clause_break = |from: usize, to: usize| {
            (from..to).any(|k| matches!(self.lower(k), ";" | "\u{201c}" | "\u{201d}"))
        };
        let reach = |b: &super::border::BorderWord| {
            let at = b.tokens.start;
            below.contains(&at)
                || (at > i && at - i <= 2 * NEAR_TOKENS && !clause_break(i, at))
                || (at < i && i - at <= 2 * NEAR_TOKENS && !clause_break(at, i))
        };
        let origin = |b: &super::border::BorderWord| {
            let start = self.phrase_start(b.tokens.start);
            !leaves && start > self.tokens.start && self.lower(start - 1) == "from"
        };
        let mut words: Vec<(bool, bool, usize, usize)> = self
            .borders
            .iter()
            .enumerate()
            .filter(|(_, b)| reach(b) && !self.is_label(b) && !self.is_of_other_verb(b, i))
            .filter(|(_, b)| !self.is_beside_the_point(b))
            .map(|(k, b)| {
                let distance = b.tokens.start.abs_diff(i);
                (origin(b), b.border.is_none(), distance, k)
            })
            .collect();
        words.sort_unstable();
        words.into_iter().map(|(_, _, _, k)| k).collect()
    }

    /// "keeps 900 soldiers in the south and closed its border": the border of another finite verb behind the trigger.
    fn is_of_other_verb(&self, word: &super::border::BorderWord, i: usize) -> bool {
        let syntax = self.sources.syntax;
        let noun = word.tokens.end.saturating_sub(1);
        let verb = syntax
            .head(noun)
            .filter(|_| syntax.relation(noun) == Relation::Obj);
        verb.is_some_and(|v| v > i && v < noun && syntax.fine(v).is_finite())
    }

    /// "border police", "border guards": the name of a force.
    pub(super) fn is_label(&self, word: &super::border::BorderWord) -> bool {
        let next = word.tokens.end;
        self.forces
            .iter()
            .any(|f| f.tokens.contains(&word.tokens.start) && f.head >= next && f.head <= next + 1)
    }

    /// "crossed from X into Y", "crossed into Y from X": the two states.
    pub(super) fn crossed_pair(&self, i: usize) -> Option<crate::model::Border> {
        let end = (i + NEAR_TOKENS).min(self.tokens.end);
        let state_after = |words: &[&str]| {
            self.states.iter().find(|s| {
                s.tokens.start > i
                    && s.tokens.start < end
                    && s.tokens.start.checked_sub(1).is_some_and(|p| {
                        let near = if self.lower(p) == "the" { p - 1 } else { p };
                        words.contains(&self.lower(near))
                    })
            })
        };
        let from = state_after(&["from"])?;
        let into = state_after(&["into", "to"])?;
        self.sources
            .knowledge
            .lexicon
            .border_between(&from.code, &into.code)
    }

    pub(super) fn span_of(&self, i: usize) -> Span {
        self.sources.document.token_span(i)
    }
}
