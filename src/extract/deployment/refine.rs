//! Refining: the posture a trigger tells of, once its force, its way and what stands around them are known.
//!
//! Not the trigger's choice. Rules: more of what is there is REINFORCE ("another 300", "a third battalion"); the way home is
//! WITHDRAW; the way out of barracks is DEPLOY; the way into a neighbour or across the border is `CROSS_BORDER`. Counter-examples: "a second brigade of
//! another state", "sent home for the feast by the coach", which has no force.

use super::scene::Scene;
use super::status::PAST_DAYS;
use super::trigger::Found;
use crate::extract::date::{DateBound, DateMention, of_sentence};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Needs, TriggerRole};
use crate::lexicon::ForceNounKind;
use crate::model::{PlaceResolution, Posture};

/// How far behind a verb "home" or the state entered may stand, in tokens.
const WAY_TOKENS: usize = 8;

impl Scene<'_> {
    /// Gives a movement the posture its words make of the trigger's.
    pub(super) fn refine(&self, found: &mut Found<'_>) {
        self.mend_mover(found);
        found.forces = self.led_by(&found.forces);
        let sends = matches!(found.posture, Posture::Deploy | Posture::Maintain);
        if found.trigger.verb && found.posture == Posture::Withdraw && self.leaves_barracks(found) {
            found.posture = Posture::Deploy;
        } else if found.trigger.verb
            && sends
            && (self.goes_home(found)
                || self.takes_back(found)
                || self.returns(found)
                || self.returns_from_border(found)
                || self.returns_to_base(found))
        {
            found.posture = Posture::Withdraw;
        } else if found.trigger.verb
            && found.posture == Posture::Deploy
            && (self.enters(found) || self.goes_across(found))
        {
            found.posture = Posture::CrossBorder;
        } else if found.posture == Posture::Fortify && self.is_manned(found) {
            found.posture = Posture::Reinforce;
        } else if found.posture == Posture::Deploy
            && (self.stays_since(found) || self.stands_already(found))
        {
            found.posture = Posture::Maintain;
        } else if found.posture == Posture::Deploy && (self.adds(found) || self.is_to_add(found)) {
            found.posture = Posture::Reinforce;
        }
    }

    /// "has stationed troops there since 2014": they are there.
    fn stays_since(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let perfect = syntax.fine(found.at) == FineTag::VerbParticiple
            && syntax
                .children(found.at)
                .any(|c| c < found.at && self.stands_in(c, WordList::PerfectHelper));
        let day = self.sources.document.info.published.as_ref();
        let long = |d: &DateMention| {
            d.range.as_ref().is_some_and(|r| match day {
                Some(day) => day.start.epoch_day() - r.end.last_epoch_day() > PAST_DAYS,
                None => r.end.month() == 0,
            })
        };
        let since =
            |d: &&DateMention| d.bound == DateBound::Since && d.tokens.start > found.at && long(d);
        found.trigger.verb
            && perfect
            && of_sentence(self.sources.dates, self.index)
                .iter()
                .any(|d| since(&d))
    }

    /// "5,500 are already stationed there", "the troops currently posted": they are there; "have already been sent" moved.
    fn stands_already(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let moved = |c: usize| {
            let relation = syntax.relation(c);
            let passive = relation == Relation::AuxPass;
            relation == Relation::Aux || (passive && !syntax.fine(c).is_finite())
        };
        // "The troops already posted there will stay": the tagger may take it for the main verb.
        let fine = syntax.fine(found.at);
        let reduced = syntax.relation(found.at) == Relation::Parataxis;
        let participle = fine == FineTag::VerbParticiple || (fine == FineTag::VerbPast && reduced);
        found.trigger.verb
            && participle
            && found.at > self.tokens.start
            && self.stands_in(found.at - 1, WordList::Standing)
            && !syntax.children(found.at).any(moved)
    }

    /// "another 300 reservists", "two more battalions", "a third battalion", "reinforcements".
    fn adds(&self, found: &Found<'_>) -> bool {
        found
            .forces
            .iter()
            .filter_map(|h| self.force_at(*h))
            .any(|f| {
                let one = self.lower(f.tokens.start) == "a" || f.tokens.start == self.tokens.start;
                f.tokens.clone().any(|k| {
                    (self.is(k, Around::More) && self.lower(k + 1) != "than")
                        || self.lower(k).starts_with("reinforcement")
                        || (one && self.stands_in(k, WordList::Ordinal))
                })
            })
    }

    /// "sent a regiment to beef up the line": for more of what is there.
    fn is_to_add(&self, found: &Found<'_>) -> bool {
        let end = (found.at + 3 * WAY_TOKENS).min(self.tokens.end);
        let movement = &self.sources.knowledge.language.movement;
        let adds = |k: usize| {
            movement
                .triggers(self.lower(k))
                .any(|t| t.posture == Posture::Reinforce)
        };
        let to = |k: usize| self.lower(k) == "to" && self.tag(k + 1) == Upos::Verb;
        found.trigger.verb && (found.at + 1..end).any(|k| to(k) && adds(k + 1))
    }

    fn behind<'s>(&'s self, found: &Found<'_>) -> impl Iterator<Item = usize> + 's {
        let end = (found.at + 1 + WAY_TOKENS).min(self.tokens.end);
        (found.at + 1..end).take_while(|k| {
            !(self.stands_in(*k, WordList::ObjectEnd)
                || matches!(self.lower(*k), ";" | ":" | "," | "." | "\u{201d}"))
        })
    }

    /// "sent home", "rolled home", "went back to barracks".
    fn goes_home(&self, found: &Found<'_>) -> bool {
        let strong = !found.forces.is_empty();
        strong
            && found.trigger.needs != Needs::Border
            && self.behind(found).any(|k| {
                let before = self.lower(k.saturating_sub(1));
                self.is(k, Around::Home)
                    && (self.tag(k) == Upos::Adv
                        || self.in_list(before, WordList::Homeward)
                        || (k == found.at + 1 && self.lower(k) == "home"))
            })
    }

    /// "returned to Norland" of Norland's own soldiers.
    fn returns(&self, found: &Found<'_>) -> bool {
        let home = self.home(found);
        self.in_list(found.trigger.lemma.as_str(), WordList::Return)
            && home.is_some()
            && self.behind(found).any(|k| {
                let to = self.lower(k.saturating_sub(1)) == "to";
                let mut states = self.spots.iter().filter(|(run, place)| {
                    run.start == k && place.resolution == PlaceResolution::Country
                });
                to && states.any(|(_, place)| place.country == home)
            })
    }

    /// "returned to X from the border".
    fn returns_from_border(&self, found: &Found<'_>) -> bool {
        let mut words = found.borders.iter().filter_map(|b| self.borders.get(*b));
        self.in_list(found.trigger.lemma.as_str(), WordList::Return)
            && !found.forces.is_empty()
            && words.any(|b| {
                let start = self.phrase_start(b.tokens.start);
                start > found.at && self.lower(start - 1) == "from"
            })
    }

    /// "returned to their bases", "went back to the places of permanent deployment".
    fn returns_to_base(&self, found: &Found<'_>) -> bool {
        let to = self.behind(found).any(|k| self.lower(k) == "to");
        !found.forces.is_empty()
            && to
            && self.in_list(found.trigger.lemma.as_str(), WordList::Return)
            && self
                .behind(found)
                .any(|k| self.stands_in(k, WordList::ReturnedTo))
    }

    /// "fortified its border with two battalions".
    fn is_manned(&self, found: &Found<'_>) -> bool {
        let man = |h: &usize| {
            let force = self.force_at(*h);
            force.is_some_and(|f| f.kind != ForceNounKind::Equipment)
        };
        found.trigger.role == TriggerRole::Border && self.brought(found.at).iter().any(man)
    }

    /// "took its guards back from the river", "the soldiers were sent back": back, and nowhere else.
    fn takes_back(&self, found: &Found<'_>) -> bool {
        let closes = |k: usize| self.tag(k) == Upos::Punct || k >= self.tokens.end;
        found.trigger.role == TriggerRole::Moved
            && !found.forces.is_empty()
            && self.behind(found).any(|k| {
                let leaves = self.lower(k + 1) == "from" || closes(k + 1);
                self.stands_in(k, WordList::Back) && self.tag(k) == Upos::Adv && leaves
            })
    }

    /// "has left its barracks".
    fn leaves_barracks(&self, found: &Found<'_>) -> bool {
        found
            .arguments
            .object
            .is_some_and(|o| self.is(o, Around::Home) && self.lower(o) != "home")
    }

    /// "sent the army into Norland", a neighbour of the army's own state.
    fn enters(&self, found: &Found<'_>) -> bool {
        let Some(home) = self.home(found) else {
            return false;
        };
        let lexicon = &self.sources.knowledge.lexicon;
        self.behind(found).any(|k| {
            let into = self.lower(k.saturating_sub(1)) == "into";
            let mut states = self.spots.iter().filter(|(run, place)| {
                run.start == k && place.resolution == PlaceResolution::Country
            });
            into && states.any(|(_, place)| {
                let code = place.country.as_deref().unwrap_or("");
                code != home && lexicon.border_between(&home, code).is_some()
            })
        })
    }

    /// "sent troops across the border", "were pouring over the frontier"; "deployed across the border" is along it.
    fn goes_across(&self, found: &Found<'_>) -> bool {
        let words = found.borders.iter().filter_map(|b| self.borders.get(*b));
        let over = |b: &super::border::BorderWord| {
            let start = self.phrase_start(b.tokens.start);
            let line = b.tokens.len() == 1 && !self.lower(b.tokens.start).ends_with('s');
            line && start > found.at + 1
                && start - found.at <= 2 * WAY_TOKENS
                && self.stands_in(start - 1, WordList::Over)
                && self.tag(b.tokens.end) != Upos::Noun
        };
        found.trigger.needs != Needs::Force && words.into_iter().any(over)
    }

    /// The border between the home of a force and the neighbour it enters.
    pub(super) fn entered_pair(&self, found: &Found<'_>) -> Option<crate::model::Border> {
        let home = self.home(found)?;
        let lexicon = &self.sources.knowledge.lexicon;
        let end = (found.at + 1 + WAY_TOKENS).min(self.tokens.end);
        let behind = |run: &std::ops::Range<usize>| run.start > found.at && run.start < end;
        // "entered Norland soil".
        let soil = |run: &std::ops::Range<usize>| self.stands_in(run.end, WordList::Territory);
        let owned = self.states.iter().filter(|s| soil(&s.tokens));
        let owned = owned.map(|s| (&s.tokens, Some(s.code.as_str())));
        self.spots
            .iter()
            .filter(|(_, place)| place.resolution == PlaceResolution::Country)
            .map(|(run, place)| (run, place.country.as_deref()))
            .chain(owned)
            .filter(|(run, _)| behind(run))
            .filter_map(|(_, code)| code.filter(|c| *c != home))
            .find_map(|code| lexicon.border_between(&home, code))
    }
}
