//! Events: movements told by a noun, and alerts.
//!
//! Not verbs (that is `role`). Rule: the noun has a force, works or a border of its own, or a verb beside it says whose doing it is.
//! Examples: "the deployment of troops", "held exercises involving 5,000 soldiers", "completed its withdrawal from Southmark",
//! "raised the readiness of its troops". Counter-examples: "a withdrawal of the offer", "completed its withdrawal from the treaty".

use super::border::BorderWord;
use super::scene::{Force, Scene};
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs};
use crate::model::Posture;

impl Scene<'_> {
    /// "the deployment of troops", "troop withdrawal", "Veldoria's military reinforcements".
    pub(super) fn event(&self, found: &mut Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let i = found.at;
        let of = self.oblique(i, "of").or_else(|| self.oblique(i, "by"));
        if found.trigger.needs == Needs::Works {
            found.works = of.map_or_else(Vec::new, |o| self.works_of(o));
            if of.is_some() && found.works.is_empty() {
                found.works.extend(self.works_behind(i));
            }
            return !found.works.is_empty() && self.is_at_border(found);
        }
        let owner = syntax.child(i, Relation::NmodPoss);
        if found.trigger.needs == Needs::Border {
            let words: Vec<usize> = of.into_iter().chain(syntax.children(i)).collect();
            let hit = |b: &BorderWord| words.iter().any(|w| b.tokens.contains(w));
            found.mover = owner;
            return self.borders.iter().any(hit);
        }
        let own = self.forces_of(of.or_else(|| self.doer(i)));
        let beside: Vec<&Force> = self
            .forces
            .iter()
            .filter(|f| f.head < i && i - f.head <= 2 && self.phrase_start(i) <= f.tokens.start)
            .filter(|f| f.actor.is_some() || !f.weak || self.military)
            .collect();
        let forces = if own.is_empty() { beside } else { own };
        let holder = self.holder(i);
        let its = owner.is_some_and(|o| self.tag(o) == Upos::Pron);
        found.mover = owner.filter(|_| !its || holder.is_none()).or(holder);
        if !forces.is_empty() {
            if found.posture == Posture::Exercise {
                found.forces.extend(self.taking_part(i));
            }
            found.forces.extend(Self::heads(&forces));
            return true;
        }
        if holder.is_some() && self.is_state_s_own(found, its) {
            return true;
        }
        let owned = self.forces_of(owner);
        if !owned.is_empty() {
            found.forces = Self::heads(&owned);
            return true;
        }
        if self.is_done_above(found, owner, of.is_some()) {
            return true;
        }
        // "to counter the Norland deployment": that state's, whatever forces stand near.
        let phrase = self.phrase_start(i)..i;
        let state = self
            .states
            .iter()
            .rfind(|s| phrase.contains(&s.tokens.start))
            .filter(|_| self.is_told_of_by_words());
        if let Some(state) = state.filter(|_| found.trigger.needs == Needs::Force) {
            found.mover = Some(state.tokens.start);
            return true;
        }
        if self.goes_ahead(found) || self.gathers(found) {
            return true;
        }
        let labelled = (self.phrase_start(i)..i).any(|k| self.stands_in(k, WordList::ArmedLabel));
        labelled || (found.trigger.needs == Needs::Force && self.clause_force(found))
    }

    /// "their forces completed their withdrawal", "denied any withdrawal from the border": whose doing the verb over the noun says it is.
    fn is_done_above(&self, found: &mut Found<'_>, owner: Option<usize>, of: bool) -> bool {
        let syntax = self.sources.syntax;
        let i = found.at;
        let its = owner.is_some_and(|o| self.tag(o) == Upos::Pron);
        let governor = syntax
            .head(i)
            .filter(|_| syntax.relation(i) == Relation::Obj);
        let denied = governor
            .filter(|g| owner.is_none() && !of && self.stands_in(*g, WordList::TurnDown))
            .and_then(|g| self.arguments(g).subject);
        // "denied any withdrawal from the treaty", "any Norland withdrawal": none of its own from land.
        let phrase = self.phrase_start(i)..i;
        let another = self.states.iter().any(|s| phrase.contains(&s.tokens.start));
        let leads = matches!(self.lower(i + 1), "from" | "into");
        let land = leads && !another && self.is_land(i + 2, None);
        let denied = denied.filter(|_| land);
        if let Some(who) = denied
            && self.is_state_s_own(found, true)
            && self.state_in_phrase(who).is_some()
        {
            found.mover = Some(who);
            return true;
        }
        // "condemned the deployment": not by who does it.
        let done =
            governor.filter(|g| its || owner.is_none() && self.stands_in(*g, WordList::Holding));
        let done = done.or_else(|| self.part_in(i));
        let mut doing = done.map_or_else(Vec::new, |g| self.forces_of(self.arguments(g).subject));
        if doing.is_empty() && found.posture == Posture::Exercise {
            doing.extend(governor.and_then(|g| self.line_subject(g)));
        }
        found.forces.extend(Self::heads(&doing));
        !doing.is_empty()
    }

    /// "Norland Dispatch" is a masthead: a sentence has a word in small letters.
    fn is_told_of_by_words(&self) -> bool {
        let document = self.sources.document;
        let small = |k: usize| document.word(k).starts_with(char::is_lowercase);
        self.tokens.clone().any(small)
    }

    /// "Norland completed its withdrawal from Southmark", where a border or a country is left; "Norland held an exercise near the border".
    fn is_state_s_own(&self, found: &Found<'_>, its: bool) -> bool {
        let left = || !found.borders.is_empty() || self.places(found).0.is_some();
        let held = matches!(found.posture, Posture::Exercise | Posture::Patrol);
        let drill = held && !found.borders.is_empty();
        let leaves = matches!(found.posture, Posture::Withdraw | Posture::CrossBorder);
        (its && leaves && left()) || (drill && self.is_military_drill(found.at))
    }

    /// "will take part in an exercise": the verb of those who do.
    fn part_in(&self, noun: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let verb = syntax
            .head(noun)
            .filter(|_| self.case(noun) == Some("in"))?;
        let takes = self.stands_in(verb, WordList::TakesPart);
        (takes || self.stands_in(verb + 1, WordList::TakesPart)).then_some(verb)
    }

    /// "Patrols resumed along the border", "the exercise is being held near the border": whose, nobody says.
    fn goes_ahead(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let relation = syntax.relation(found.at);
        let verb = syntax.head(found.at).filter(|v| {
            matches!(relation, Relation::Nsubj | Relation::NsubjPass)
                && self.stands_in(*v, WordList::Holding)
        });
        matches!(found.posture, Posture::Exercise | Posture::Patrol)
            && verb.is_some()
            && !found.borders.is_empty()
            && self.is_military_drill(found.at)
    }

    /// "a build-up on the border", where no other noun says of what.
    fn gathers(&self, found: &Found<'_>) -> bool {
        let on = |b: &usize| {
            let start = self
                .borders
                .get(*b)
                .map_or(0, |w| self.phrase_start(w.tokens.start));
            start == found.at + 2 && self.stands_in(found.at + 1, WordList::BorderWay)
        };
        self.stands_in(found.at, WordList::Gathering)
            && found.borders.iter().any(on)
            && self.is_military_drill(found.at)
    }

    /// "an exercise", "a live-fire drill": no "fire drill", no "exercise in patience".
    pub(super) fn is_military_drill(&self, noun: usize) -> bool {
        let mut before = self.phrase_start(noun)..noun;
        let of_else = |k: usize| self.tag(k) == Upos::Noun && !self.is(k, Around::Military);
        self.lower(noun + 1) != "in" && !before.any(of_else)
    }

    /// "Norland held exercises", "Norland has completed its withdrawal": the state whose doing a verb says a noun is.
    fn holder(&self, noun: usize) -> Option<usize> {
        let syntax = self.sources.syntax;
        let verb = syntax.head(noun).filter(|v| {
            syntax.relation(noun) == Relation::Obj && self.stands_in(*v, WordList::Holding)
        })?;
        let subject = self.arguments(verb).subject?;
        self.state_in_phrase(subject).map(|_| subject)
    }

    /// "exercises involving 5,600 troops": the force that takes part.
    fn taking_part(&self, noun: usize) -> Option<usize> {
        let end = (noun + 2 * NEAR_TOKENS).min(self.tokens.end);
        let lead = (noun + 1..end).find(|k| self.stands_in(*k, WordList::TakingPart))?;
        let force = self.forces.iter().find(|f| f.head > lead)?;
        (force.tokens.start == lead + 1).then_some(force.head)
    }

    /// A bare "deployment" beside a force in its clause.
    fn clause_force(&self, found: &mut Found<'_>) -> bool {
        self.guess(found, false) || (!found.borders.is_empty() && self.guess(found, true))
    }

    /// "raised the combat readiness of its troops": force and who raises it.
    fn alerted(&self, noun: usize) -> Option<(usize, Option<usize>)> {
        let floor = self.readiness_start(noun);
        let verb = floor
            .checked_sub(1)
            .filter(|v| *v >= self.tokens.start && self.stands_in(*v, WordList::Alerting))?;
        let subject = self.arguments(verb).subject;
        let end = (noun + 4).min(self.tokens.end);
        if let Some(of) = (noun + 1..end).find(|k| self.lower(*k) == "of") {
            let force = self.forces.iter().find(|f| f.tokens.start == of + 1)?;
            return Some((force.head, subject));
        }
        // "the army raised its alert level"; "raised the alert" is a call for help.
        let own = self.stands_in(floor, WordList::Owner);
        let force = self.forces_of(subject.filter(|_| own)).first()?.head;
        Some((force, None))
    }

    /// First token of the phrase a word for readiness stands in: "the highest level of readiness".
    pub(super) fn readiness_start(&self, noun: usize) -> usize {
        let start = self.phrase_start(noun);
        let of = start > self.tokens.start + 2 && self.lower(start - 1) == "of";
        let level = of && self.stands_in(start - 2, WordList::AlertLevel);
        if level {
            self.phrase_start(start - 2)
        } else {
            start
        }
    }

    /// "put troops on high alert".
    pub(super) fn alert(&self, found: &mut Found<'_>) -> bool {
        if let Some((force, mover)) = self.alerted(found.at) {
            found.forces = vec![force];
            found.mover = mover;
            return true;
        }
        let mut start = self.readiness_start(found.at);
        // "on heightened alert".
        let beside = |k: usize| {
            self.tag(k) == Upos::Verb && self.sources.syntax.relation(k) == Relation::Amod
        };
        start -= usize::from(start > self.tokens.start && beside(start - 1));
        let on = start > self.tokens.start && self.stands_in(start - 1, WordList::AlertLead);
        if !on {
            return false;
        }
        let force = self
            .forces
            .iter()
            .rev()
            .find(|f| f.head < found.at && !f.modifier && (!f.weak || self.military));
        match force {
            Some(force) => {
                found.forces = vec![force.head];
                // "Norland put its troops on alert": Norland's.
                let verb = self.sources.syntax.head(force.head);
                found.mover = verb.and_then(|v| self.arguments(v).subject);
                true
            }
            None => false,
        }
    }
}
