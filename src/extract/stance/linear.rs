//! Ends by order of words, for sentences without a tree.
//!
//! Not the way stances should be found: it knows no clauses. Rule: holder and target are the mentions next to the frame,
//! within a few words, on the sides that English word order gives them; anything farther is not found.

use super::scene::Scene;
use super::trigger::Trigger;
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{CueRole, FrameClass, Slot};
use crate::lang::list::WordList;
use crate::model::Position;
use std::ops::Range;

/// Farthest holder, in tokens.
const HOLDER_TOKENS_MAX: usize = 12;
/// Longest insertion between commas, in tokens.
const INSERTION_TOKENS_MAX: usize = 16;
/// Farthest verb that shares its subject, in tokens.
const SHARED_TOKENS_MAX: usize = 25;
/// Longest "it is wise to" in which nobody acts, in tokens.
const JUDGEMENT_TOKENS_MAX: usize = 5;
/// Farthest holder of a far-reaching word, in tokens.
const FAR_BEFORE_MAX: usize = 22;
/// Farthest target of a far-reaching word, in tokens.
const FAR_AFTER_MAX: usize = 10;
/// Farthest target, in tokens.
const TARGET_TOKENS_MAX: usize = 6;

impl Scene<'_> {
    /// Holder and target by word order.
    pub(super) fn linear_ends(
        &self,
        trigger: &Trigger<'_>,
        sentence: &Range<usize>,
    ) -> Option<(usize, usize)> {
        let frame = trigger.frame;
        if frame.class == FrameClass::Noun && frame.holder.first() == Some(&Slot::Copula) {
            let holder = self.predicate_subject(trigger.at)?;
            let target = self.led_nominal(trigger.last, "of");
            return Some((holder, target.or_else(|| self.owner_before(trigger.at))?));
        }
        let agentless = self.passive(trigger.at) && self.lower(trigger.last + 1) != "by";
        let noun = frame.class == FrameClass::Noun && !frame.holder.contains(&Slot::LightVerb);
        // "X said the war threatens Y": a subject that is nobody stays nobody, what X reports is not X's own act.
        let subject = self.own_subject(trigger.at);
        let subject = subject.or_else(|| self.opening(trigger.at));
        let nobody = subject.is_some_and(|s| {
            let small = self.document.word(s).starts_with(char::is_lowercase);
            let thing =
                self.syntax.tag(s) == Upos::Noun || (self.syntax.tag(s) == Upos::Propn && small);
            s < trigger.at && thing && self.actor_at(s).is_none()
        });
        if nobody && frame.class == FrameClass::Verb {
            return None;
        }
        let predicate = frame.class == FrameClass::Predicate;
        if agentless || noun || predicate || frame.holder.first() == Some(&Slot::Speaker) {
            return None;
        }
        let (before, after) = (
            self.before(trigger, sentence)?,
            self.after(trigger, sentence)?,
        );
        // A noun needs the verb that gives it: "X voiced support", not "saving X is a defence".
        let gives = |t| self.has_role(t, CueRole::Give) && self.syntax.tag(t) != Upos::Propn;
        let given = (before..trigger.at).any(gives);
        if frame.class == FrameClass::Noun && !given {
            return None;
        }
        // "stood by X" is no passive.
        let done = self.passive(trigger.at)
            || frame.class != FrameClass::Verb
            || self.syntax.fine(trigger.at) == FineTag::VerbParticiple;
        let passive = done && self.lower(trigger.last + 1) == "by";
        let leads = |slot: &Slot| match slot {
            Slot::Issue | Slot::Clause | Slot::Mutual => false,
            Slot::Preposition(word) => self.lower(trigger.last + 1) == word,
            Slot::Subject
            | Slot::Object
            | Slot::Possessor
            | Slot::LightVerb
            | Slot::Copula
            | Slot::Speaker
            | Slot::Any => frame.class == FrameClass::Verb,
        };
        if !frame.target.iter().any(leads) {
            return None;
        }
        let reversed = passive != (frame.target.first() == Some(&Slot::Subject));
        Some(if reversed {
            (after, before)
        } else {
            (before, after)
        })
    }

    /// Holder and target of a word that is about people wherever it stands ("accused"), across a clause the tree lost.
    pub(super) fn far_ends(
        &self,
        trigger: &Trigger<'_>,
        sentence: &Range<usize>,
    ) -> Option<(usize, usize)> {
        let verb = trigger.frame.class == FrameClass::Verb
            && self.syntax.tag(trigger.at) != Upos::Noun
            && self.syntax.tag(trigger.last + 1) != Upos::Pron;
        if !verb || !self.has_role(trigger.at, CueRole::Far) {
            return None;
        }
        let passive = self.lower(trigger.last + 1) == "by";
        if self.passive(trigger.at) && !passive {
            return None;
        }
        let nobody = self.own_subject(trigger.at).is_some_and(|s| {
            s < trigger.at && self.syntax.tag(s) == Upos::Noun && self.actor_at(s).is_none()
        });
        if nobody {
            return None;
        }
        let start = sentence
            .start
            .max(trigger.at.saturating_sub(FAR_BEFORE_MAX));
        let free = |at: &usize| {
            let led = at.checked_sub(1).is_some_and(|b| {
                self.syntax.tag(b) == Upos::Adp
                    && !self.opens_clause(b)
                    && self.actor_at(b) != self.actor_at(*at)
            });
            let owns = self.actor_at(*at).is_some_and(|h| self.possessive(h + 1));
            let first = at
                .checked_sub(1)
                .is_none_or(|b| self.actor_at(b) != self.actor_at(*at));
            first && !led && (!owns || passive)
        };
        let somebody = |at: usize, role| {
            self.actor_at(at)
                .filter(|h| !self.parties(self.np_head(*h), role).is_empty())
        };
        let (left, right) = if passive {
            (Role::Target, Role::Holder)
        } else {
            (Role::Holder, Role::Target)
        };
        let before = (start..trigger.at)
            .rev()
            .take_while(|t| {
                !(self.stands_in(*t, WordList::LineEnd) || matches!(self.lower(*t), ";" | ":"))
            })
            .filter(|t| free(t) && !self.in_dateline(*t))
            .find_map(|t| somebody(t, left))?;
        let end = sentence.end.min(trigger.last + 1 + FAR_AFTER_MAX);
        let after = (trigger.last + 1..end)
            .take_while(|t| !self.leads_on(trigger, *t) && !self.starts_anew(trigger, *t))
            .take_while(|t| {
                !self.stands_in(*t, WordList::LineEndSaid)
                    && !matches!(self.lower(*t), ";" | ":")
                    && !self.syntax.fine(*t).is_finite()
                    && !self.adverse(*t)
                    && !self.is_of_thing(trigger, *t)
            })
            .find_map(|t| somebody(t, right))?;
        let (before, after) = (self.np_head(before), self.np_head(after));
        Some(if passive {
            (after, before)
        } else {
            (before, after)
        })
    }

    /// "opposed a resolution condemning X", "defended the plan to disarm X": what the thing told of would do.
    fn is_of_thing(&self, trigger: &Trigger<'_>, verb: usize) -> bool {
        let thing = self.syntax.head(verb).filter(|h| *h > trigger.last);
        let planned = self.to_infinitive(verb)
            && self.syntax.relation(verb) == Relation::Acl
            && thing.is_some_and(|h| self.actor_at(h).is_none());
        planned || self.syntax.fine(verb) == FineTag::VerbIng && self.is_done_by_thing(verb)
    }

    /// "condemned the attack on X": a preposition behind an object, and none of the frame's, leads to somebody else.
    fn leads_on(&self, trigger: &Trigger<'_>, token: usize) -> bool {
        let own = |s: &Slot| matches!(s, Slot::Preposition(p) if p == self.lower(token));
        // "criticised the proposal offered by X" is about X's.
        let made = self.lower(token) == "by"
            && self.syntax.fine(token.saturating_sub(1)) == FineTag::VerbParticiple;
        self.syntax.tag(token) == Upos::Adp
            && self.lower(token) != "of"
            && !made
            && !trigger.frame.target.iter().any(own)
            && (trigger.last + 1..token).any(|t| self.syntax.tag(t) == Upos::Noun)
    }

    /// "applauded the sanctions, X said": behind an object that is a thing, a comma and somebody who acts open a new clause.
    fn starts_anew(&self, trigger: &Trigger<'_>, token: usize) -> bool {
        let thing = |t: usize| self.syntax.tag(t) == Upos::Noun && self.actor_at(t).is_none();
        let next = self.actor_at(token + 1);
        self.lower(token) == ","
            && (trigger.last + 1..token).any(thing)
            && next.is_some_and(|head| {
                let phrase = self
                    .named
                    .phrase_at(head)
                    .and_then(|p| self.named.phrase(p));
                let after = phrase.map_or(head + 1, |p| p.tokens.end);
                self.syntax.fine(after).is_finite()
            })
    }

    /// The holder before the frame: the subject of the clause before for a second verb or a participle, else the nearest
    /// actor that no preposition leads in; an insertion between commas ("X, head of Y, said") is stepped over.
    pub(super) fn before(&self, trigger: &Trigger<'_>, sentence: &Range<usize>) -> Option<usize> {
        if let Some(subject) = self.borrowed(trigger.at, sentence) {
            return Some(subject);
        }
        let start = sentence
            .start
            .max(trigger.at.saturating_sub(HOLDER_TOKENS_MAX));
        let mut at = trigger.at;
        while at > start {
            at -= 1;
            if let Some(head) = self.actor_at(at).filter(|h| !self.in_dateline(*h)) {
                let first = (start..=at)
                    .rev()
                    .take_while(|t| self.actor_at(*t) == Some(head))
                    .last();
                let led = first
                    .and_then(|f| f.checked_sub(1))
                    .is_some_and(|b| self.syntax.tag(b) == Upos::Adp && !self.opens_clause(b));
                let owns = matches!(self.lower(at + 1), "'s" | "’s");
                if !led && !owns {
                    return Some(head);
                }
                at = first.unwrap_or(at);
            }
            if self.lower(at) == "," {
                let opening = (sentence.start..at)
                    .rev()
                    .take(INSERTION_TOKENS_MAX)
                    .find(|t| self.lower(*t) == ",");
                let name = opening
                    .and_then(|o| o.checked_sub(1))
                    .and_then(|n| self.actor_at(n));
                if name.is_some() {
                    return name;
                }
            }
        }
        None
    }

    /// The subject a second verb ("and accused X") or a participle ("..., accusing X") shares with the verb before.
    pub(super) fn borrowed(&self, verb: usize, sentence: &Range<usize>) -> Option<usize> {
        let lead = (sentence.start..verb)
            .rev()
            .find(|t| !matches!(self.syntax.tag(*t), Upos::Adv | Upos::Aux))?;
        let joined = self.syntax.tag(lead) == Upos::Cconj;
        let gerund = self.lower(verb).ends_with("ing")
            && matches!(self.syntax.tag(lead), Upos::Punct | Upos::Adp | Upos::Sconj);
        let infinitive = self.lower(lead) == "to";
        let judged = infinitive
            && (sentence.start..lead)
                .rev()
                .take(JUDGEMENT_TOKENS_MAX)
                .any(|t| self.lower(t) == "it")
            && lead
                .checked_sub(1)
                .is_some_and(|b| self.syntax.tag(b) == Upos::Adj);
        if judged {
            // "it is unwise to blame X": nobody does.
            return None;
        }
        if !joined && !gerund && !infinitive {
            return None;
        }
        let before = (sentence.start..lead)
            .rev()
            .take(SHARED_TOKENS_MAX)
            .find(|t| self.syntax.tag(*t) == Upos::Verb && self.syntax.fine(*t).is_finite())?;
        self.surface_subject(before)
    }

    /// Whether a noun, in either number, is no part of whom it happens to ("the deaths of X").
    pub(super) fn adverse(&self, noun: usize) -> bool {
        let word = self.lower(noun);
        let single = word.strip_suffix('s').unwrap_or(word);
        self.has_role(noun, CueRole::Adverse) || self.frames.is(single, CueRole::Adverse)
    }

    fn after(&self, trigger: &Trigger<'_>, sentence: &Range<usize>) -> Option<usize> {
        // "condemned what its ministry called a raid": who calls it so is nobody condemned.
        if self.lower(trigger.last + 1) == "what" {
            return None;
        }
        let from = self.behind_insertion(trigger.last + 1, sentence.end);
        let end = sentence.end.min(from + TARGET_TOKENS_MAX);
        let targets = &trigger.frame.target;
        let loose = !targets.contains(&Slot::Object) || targets.contains(&Slot::Any);
        // What stands behind another preposition is not the object: "ignored a fire in X's house".
        let led_away = |t: usize| {
            let leads = |s: &Slot| matches!(s, Slot::Preposition(p) if p == self.lower(t));
            let joined = match self.lower(t) {
                "of" => !(trigger.last + 1..t).any(|n| self.adverse(n)),
                "with" => trigger.frame.position == Position::Support,
                _ => false,
            };
            !loose
                && !joined
                && t > trigger.last + 1
                && self.syntax.tag(t) == Upos::Adp
                && !targets.iter().any(leads)
        };
        (from..end)
            .take_while(|t| !self.closes(*t) && !led_away(*t))
            .find_map(|t| self.actor_at(t))
            .map(|head| self.np_head(head))
    }

    /// "accused, with no evidence, X": what follows the insertion.
    fn behind_insertion(&self, from: usize, end: usize) -> usize {
        let opens = self.lower(from) == "," && self.syntax.tag(from + 1) == Upos::Adp;
        let close = (from + 1..end.min(from + TARGET_TOKENS_MAX))
            .find(|t| self.lower(*t) == ",")
            .filter(|_| opens);
        close.map_or(from, |c| c + 1)
    }

    /// Whether a preposition that is none of the frame's stands between a frame and what follows it.
    pub(super) fn crosses(&self, trigger: &Trigger<'_>, target: usize) -> bool {
        let first = self
            .named
            .phrase_at(target)
            .and_then(|p| self.named.phrase(p))
            .map_or(target, |p| p.tokens.start);
        (trigger.last + 2..first).any(|t| self.syntax.tag(t) == Upos::Adp)
    }

    /// Whether what follows belongs to another clause.
    fn closes(&self, token: usize) -> bool {
        self.syntax.fine(token).is_finite()
            || matches!(
                self.syntax.tag(token),
                Upos::Punct | Upos::Sconj | Upos::Verb
            )
            || self.stands_in(token, WordList::RelativeSubject)
    }
}
