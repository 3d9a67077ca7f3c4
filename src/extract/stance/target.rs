//! Targets: words in a target's place that are nobody's side.
//!
//! Not who the words mean (that is `party`). Examples: "sends troops to the Norland border" for Norland, ", official Ann Lee said" for Ann
//! Lee, "withdraw its soldiers from eastern Norland" for the region, "tanks" for anybody.

use super::party::{BARE, Party};
use super::scene::Scene;
use super::trigger::Trigger;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{Complement, CueRole, FrameClass, Slot};
use crate::lang::list::WordList;
use crate::lexicon::ForceNounKind;
use std::ops::Range;

/// Most tokens of a list of lands between "where" and "meet".
const LAND_TOKENS_MAX: usize = 12;

impl Scene<'_> {
    /// "backed by tanks": things take no side and are no side.
    pub(super) fn is_equipment(&self, head: usize) -> bool {
        let noun = self.lexicon().force_noun(self.lower(head));
        let things = noun.is_some_and(|n| n.kind == ForceNounKind::Equipment);
        things && self.syntax.tag(head) == Upos::Noun
    }

    /// Whether a party in a target's place is only the ground, the speaker behind, or who is asked of his own things.
    pub(super) fn is_no_target(&self, party: &Party, trigger: &Trigger<'_>) -> bool {
        let Some(mention) = party.who.mention else {
            return false;
        };
        let tokens = self.document.tokens_in(mention);
        let behind = tokens.start > trigger.last;
        let next = tokens.end;
        let line =
            self.stands_in(next, WordList::BorderNoun) && self.syntax.tag(next) == Upos::Noun;
        let to = matches!(self.lower(tokens.start.saturating_sub(1)), "to" | "the");
        let says = self.has_role(next, CueRole::Say)
            && self.syntax.fine(next).is_finite()
            && tokens.clone().any(|t| {
                self.syntax.head(t) == Some(next) && self.syntax.relation(t) == Relation::Nsubj
            });
        let comma = (trigger.last..tokens.start).any(|t| self.lower(t) == ",");
        let small = self
            .document
            .word(tokens.start)
            .starts_with(char::is_lowercase);
        let region =
            party.reason == BARE && small && self.stands_in(tokens.start, WordList::Compass);
        // "considers it a terrorist organisation": what it is called.
        let called = !party.through
            && party.who.actor.is_none()
            && trigger.last != trigger.at
            && !trigger.frame.target.contains(&Slot::Possessor)
            && tokens.contains(&trigger.last);
        // "calls the drills a threat to Norland": whom they threaten, and not whom it calls so; "a provocation by Norland" does.
        let by = (trigger.last + 1..tokens.start).any(|t| self.lower(t) == "by");
        let threatened = trigger.frame.complement == Complement::Called && behind && !by;
        let along = self.is_ground_of(trigger, tokens.start);
        called
            || along
            || threatened
            || behind && ((line && to) || (says && comma))
            || region
            || self.is_nobodys_side(party, trigger, &tokens)
            || self.is_asked_of_own(trigger, party)
    }

    /// "held drills near the border with X": whose border it is; "lifted the curbs on the border with X" is done to X.
    fn is_ground_of(&self, trigger: &Trigger<'_>, target: usize) -> bool {
        let before = |k: usize| k.checked_sub(1).filter(|b| *b > trigger.last);
        let article = |k: usize| {
            let det = before(k).filter(|b| self.syntax.tag(*b) == Upos::Det);
            det.unwrap_or(k)
        };
        let with = before(article(target)).filter(|l| self.lower(*l) == "with");
        let border = with.and_then(before);
        let border = border.filter(|b| self.stands_in(*b, WordList::BorderNoun));
        let lead = border.and_then(|b| before(article(b)));
        lead.is_some_and(|l| self.lower(l) != "on" && self.stands_in(l, WordList::BorderWay))
    }

    /// "As agreed by X, the border with Y stays closed": how, and nothing X does to Y.
    pub(super) fn is_by_the_way(&self, trigger: &Trigger<'_>) -> bool {
        let before = trigger.at.checked_sub(1).map_or("", |t| self.lower(t));
        let by = self.lower(trigger.last + 1) == "by";
        trigger.frame.class == FrameClass::Verb && before == "as" && by
    }

    /// "at the point where X, Y and Z meet": land, and nobody's talks.
    pub(super) fn is_meeting_of_lands(&self, trigger: &Trigger<'_>) -> bool {
        let floor = trigger.at.saturating_sub(LAND_TOKENS_MAX);
        let mut before = (floor..trigger.at).rev();
        trigger.frame.target.contains(&Slot::Mutual)
            && self.syntax.fine(trigger.at) != FineTag::VerbPast
            && before.any(|t| self.lower(t) == "where")
    }

    /// "recalled its ambassador", "briefed the media", "ordered no new units to", "threatened that X would strike".
    fn is_nobodys_side(&self, party: &Party, trigger: &Trigger<'_>, tokens: &Range<usize>) -> bool {
        let nameless = party.who.actor.is_none();
        let Some(head) = tokens.end.checked_sub(1) else {
            return false;
        };
        let own =
            self.stands_in(tokens.start, WordList::Owner) && self.stands_in(head, WordList::Envoy);
        // "killed two people"; "demanded of the parties to the war" says which.
        let which = matches!(self.lower(tokens.end), "to" | "of");
        // "urged the army, parties and courts" names bodies; "all parties" are whoever fights.
        let all = self.stands_in(tokens.start, WordList::Quantifier);
        let either = all && self.stands_in(head, WordList::GenericParty);
        let whoever = either || self.stands_in(head, WordList::GenericSide) && !which;
        let itself = self.stands_in(head, WordList::Reflexive);
        let told = whoever || self.stands_in(head, WordList::Media);
        let none = self.stands_in(tokens.start, WordList::None);
        let threat = self.stands_in(trigger.at, WordList::Threatening)
            && tokens.clone().any(|t| {
                let verb = self.syntax.head(t);
                self.syntax.relation(t) == Relation::Nsubj
                    && verb.is_some_and(|v| {
                        self.syntax.relation(v) == Relation::Ccomp
                            && self.syntax.head(v) == Some(trigger.at)
                    })
            });
        // "denied that its soldiers crossed", "ordered the army to close the border": one's own.
        let force = self.lexicon().force_noun(self.lower(head)).is_some();
        let ordered = self.stands_in(trigger.at, WordList::Ordering);
        let men = force && (ordered || self.stands_in(tokens.start, WordList::Owner));
        (nameless && (own || told || none || men)) || itself || threat
    }

    /// "called on X to remove its missiles": what X would do with its own is done to nobody.
    fn is_asked_of_own(&self, trigger: &Trigger<'_>, target: &Party) -> bool {
        let asking = self.asked_by(trigger.at).and_then(|v| self.agent(v));
        let own = asking.is_some_and(|a| {
            let parties = self.parties(a, crate::extract::mention::Role::Holder);
            parties.iter().any(|p| p.same(target))
        });
        own && target.through
            && (trigger.last + 1..trigger.last + 3).any(|t| self.stands_in(t, WordList::Owner))
    }
}
