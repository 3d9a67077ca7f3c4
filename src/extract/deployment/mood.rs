//! Mood: movements that are asked for, awaited or unreal by the order and form of the words, without a word that says so.
//!
//! Not what the words over a movement say (that is `status`). Rule: an auxiliary before its subject asks, or supposes before a comma.

use super::scene::Scene;
use super::status::{LINE_TOKENS, Reading};
use super::trigger::Found;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Effect;
use crate::model::Posture;

impl Scene<'_> {
    /// All that the words over, around and before a movement say of it.
    pub(super) fn all_effects(&self, found: &Found<'_>, reading: &Reading) -> Vec<Effect> {
        let mut effects = reading.effects.clone();
        // "would not have sent troops" refuses nothing.
        if self.is_unreal(found) {
            effects.retain(|e| *e != Effect::Refuse);
        }
        effects.extend(self.force_effects(found));
        effects.extend(self.told_that(found));
        effects.extend(self.is_denied_news(found).then_some(Effect::Deny));
        // "called reports that X had sent tanks false".
        effects.extend(self.labelled());
        let told = effects.contains(&Effect::Rumour);
        // "despite denials" says no more than that somebody denies it.
        let despite = |k: usize| {
            let floor = k.saturating_sub(3).max(self.tokens.start);
            (floor..k).any(|b| self.stands_in(b, WordList::BackgroundLead))
        };
        let denies = |k: usize| !despite(k) && self.effects(k).any(|e| e == Effect::Deny);
        if told && (found.at..self.tokens.end).any(denies) {
            effects.push(Effect::Deny);
        }
        effects.extend(self.scene_effects(found));
        effects.extend(self.is_laid_down(found).then_some(Effect::Plan));
        let wanted = self.is_subjunctive(found) || self.is_imperative(found);
        if wanted && !effects.contains(&Effect::Oppose) {
            effects.push(Effect::Demand);
        }
        effects
    }

    /// "The reinforcements aim to protect the border": what forces are there for, no plan of another movement.
    pub(super) fn is_forces_aim(&self, found: &Found<'_>, reading: &Reading) -> bool {
        let purpose = |g: &usize| {
            self.effects(*g).any(|e| e == Effect::Purpose)
                && !self.forces_of(self.arguments(*g).subject).is_empty()
        };
        matches!(found.posture, Posture::Maintain | Posture::Reinforce)
            && self.is_infinitive(found.at)
            && reading.governors.iter().any(purpose)
    }

    /// "Were the soldiers sent back, the camp would close": a condition by word order.
    pub(super) fn is_inverted(&self, found: &Found<'_>) -> bool {
        let mut tokens = self.tokens.clone();
        let asks = tokens.clone().any(|k| self.lower(k) == "?");
        let first = tokens.find(|k| self.tag(*k) != Upos::Punct);
        let opens = first.is_some_and(|f| self.stands_in(f, WordList::Inverted));
        let comma = tokens.find(|k| self.lower(*k) == ",");
        opens && !asks && comma.is_some_and(|c| found.at < c)
    }

    fn is_blueprint(&self, k: usize) -> bool {
        let noun = self.tag(k) == Upos::Noun;
        noun && self
            .effects(k)
            .any(|e| matches!(e, Effect::Plan | Effect::Demand))
    }

    /// "Under the plan, both sides withdraw": laid down, not done.
    pub(super) fn is_laid_down(&self, found: &Found<'_>) -> bool {
        let mut tokens = self.tokens.clone();
        let first = tokens.find(|k| self.tag(*k) != Upos::Punct);
        let under = first.filter(|f| self.lower(*f) == "under");
        let plan = |f: usize| (f + 1..f + 6).any(|k| self.is_blueprint(k));
        let fine = self.sources.syntax.fine(found.at);
        under.is_some_and(plan) && matches!(fine, FineTag::VerbPresent | FineTag::VerbBase)
    }

    /// "until the last fighter has gone home": not yet.
    pub(super) fn is_awaited(&self, found: &Found<'_>) -> bool {
        let floor = found.at.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        let clause = |k: &usize| !matches!(self.tag(*k), Upos::Punct | Upos::Cconj);
        let until = (floor..found.at)
            .rev()
            .take_while(clause)
            .find(|k| self.lower(*k) == "until");
        let past = |from: usize| {
            let helper = (from..found.at).any(|k| self.stands_in(k, WordList::PastHelper));
            let perfect = (from..found.at).any(|k| self.stands_in(k, WordList::PerfectHelper));
            helper || (!perfect && self.sources.syntax.fine(found.at) == FineTag::VerbPast)
        };
        // "would not stop until they reached it".
        let ahead = |u: usize| {
            let modal = |k: usize| self.sources.syntax.fine(k) == FineTag::AuxModal;
            (floor..u).any(modal)
        };
        found.trigger.verb && until.is_some_and(|u| !past(u) || ahead(u))
    }

    /// "Should X send troops?", "Is the army going in?": asked, by an auxiliary before its subject; "why did X" takes it for
    /// granted.
    pub(super) fn is_asked(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let mark = |k: &usize| self.tag(*k) == Upos::Punct;
        let end = self.tokens.clone().rev().take_while(mark);
        let question = end.into_iter().any(|k| self.lower(k) == "?");
        let subject = syntax
            .child(found.at, Relation::Nsubj)
            .or_else(|| syntax.child(found.at, Relation::NsubjPass));
        let opens = |c: usize| c == self.tokens.start || self.tag(c - 1) == Upos::Punct;
        // "How many of them are at the border?": whether there are any is what is asked, too.
        let mut clause = (self.tokens.start..found.at).rev();
        let joined =
            |k: usize| k > self.tokens.start && self.tag(k - 1) == Upos::Cconj && opens(k - 1);
        let asks = clause.any(|k| (opens(k) || joined(k)) && self.stands_in(k, WordList::Asking));
        question
            && (asks
                || subject.is_some_and(|s| {
                    syntax.children(found.at).any(|c| {
                        c < s
                            && opens(c)
                            && matches!(syntax.relation(c), Relation::Aux | Relation::AuxPass)
                    })
                }))
    }

    /// "would not have sent": a perfect behind a modal.
    pub(super) fn is_unreal(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let helper = |c: usize| {
            syntax.relation(c) == Relation::Aux && self.stands_in(c, WordList::BareHelper)
        };
        syntax.fine(found.at) == FineTag::VerbParticiple && syntax.children(found.at).any(helper)
    }

    /// "led Norland to send troops", "were forced to withdraw": done, by what somebody else did.
    pub(super) fn is_caused(&self, at: usize) -> bool {
        let syntax = self.sources.syntax;
        let cause = syntax.head(at).filter(|h| *h < at);
        cause.is_some_and(|h| {
            self.is_infinitive(at)
                && self.stands_in(h, WordList::Causing)
                && matches!(syntax.fine(h), FineTag::VerbPast | FineTag::VerbParticiple)
        })
    }

    /// "halted construction", "stopped building": what went on and goes on no more.
    pub(super) fn is_halted(&self, verb: usize, found: &Found<'_>) -> bool {
        let fine = self.sources.syntax.fine(verb);
        let done = matches!(
            fine,
            FineTag::VerbPast | FineTag::VerbParticiple | FineTag::VerbPresent
        );
        found.posture == Posture::Fortify && self.stands_in(verb, WordList::Halting) && done
    }

    /// "insisted that the troops were there": a clause that tells and asks for nothing.
    pub(super) fn is_indicative(&self, verb: usize) -> bool {
        let syntax = self.sources.syntax;
        let finite = |k: usize| syntax.fine(k).is_finite() && self.lower(k) != "be";
        let helper = |c: usize| {
            c < verb
                && matches!(
                    syntax.relation(c),
                    Relation::Aux | Relation::AuxPass | Relation::Cop
                )
        };
        finite(verb) || syntax.children(verb).any(|c| helper(c) && finite(c))
    }

    /// "does not accept the presence of X's troops".
    pub(super) fn is_turned_away(&self, verb: usize) -> bool {
        let syntax = self.sources.syntax;
        let not = |c: usize| c < verb && self.effects(c).any(|e| e == Effect::Negate);
        self.stands_in(verb, WordList::Accepting) && syntax.children(verb).any(not)
    }

    /// "has not ruled out sending", "does not oppose the deployment", "never asked for it": left open.
    pub(super) fn unless_negated(&self, effect: Effect, word: usize) -> Effect {
        let syntax = self.sources.syntax;
        let turns = matches!(effect, Effect::Refuse | Effect::Oppose | Effect::Demand);
        let not = |c: usize| {
            c < word
                && syntax.relation(c) == Relation::Advmod
                && self.effects(c).any(|e| e == Effect::Negate)
        };
        if turns && syntax.children(word).any(not) {
            Effect::Suppose
        } else {
            effect
        }
    }
}
