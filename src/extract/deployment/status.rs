//! Status: whether a movement is told as a fact, a plan, a wish, a denial, a rumour or the past.
//!
//! Not belief. The words over the trigger are read from the inside out: its helpers, then each governor with its own. A
//! relative clause or a finite subordinate clause ends the way, for what it tells is presupposed. Rule: when in
//! doubt it is no fact.

use super::argument::CLIMB_MAX;
use super::decide::{decide, modality};
use super::scene::Scene;
use super::trigger::Found;
use crate::extract::date::{DateBound, of_sentence};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{CueClass, Effect, TriggerRole};
use crate::model::{Modality, Posture, Status};

/// Days before the article's day after which a dated movement is background.
pub(super) const PAST_DAYS: i32 = 120;

/// How far before a trigger cues are read in a straight line, in tokens.
pub(super) const LINE_TOKENS: usize = 9;

/// What the words say, with the way up.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Effects from the inside out.
    pub(super) effects: Vec<Effect>,
    /// Governors on the way up.
    pub(super) governors: Vec<usize>,
    /// The trigger is a "to" infinitive.
    pub(super) infinitive: bool,
    /// It stands inside the clause of an "if".
    supposed: bool,
}

impl Scene<'_> {
    /// Reads the words over a trigger.
    pub(super) fn reading(&self, i: usize) -> Reading {
        let syntax = self.sources.syntax;
        let mut out = Reading {
            infinitive: self.is_infinitive(i),
            ..Reading::default()
        };
        // "barred the crossing": a movement is not what it is kept from.
        let own = self
            .effects(i)
            .filter(|e| !matches!(e, Effect::Avoid | Effect::History));
        out.effects.extend(own);
        self.helpers(i, &mut out.effects);
        out.supposed = self.is_supposed(i);
        let mut at = i;
        for _ in 0..CLIMB_MAX {
            let Some(head) = syntax.head(at) else { break };
            let relation = syntax.relation(at);
            let own_subject = self.has_own_subject(at);
            if self.is_told_for_itself(at, head) {
                break;
            }
            if self.is_put_in(head) {
                at = head;
                continue;
            }
            self.told_by_others(at, head, &mut out);
            if relation == Relation::Conj || relation == Relation::Nsubj {
                if relation == Relation::Nsubj || !own_subject {
                    self.helpers(head, &mut out.effects);
                }
                // "calling for X and avoiding the deployment of Y".
                if syntax.fine(at) == FineTag::VerbIng && syntax.fine(head) == FineTag::VerbIng {
                    self.own_effects(head, &mut out.effects);
                }
                if relation == Relation::Nsubj {
                    self.said_of(at, head, &mut out.effects);
                    break;
                }
            } else {
                out.governors.push(head);
                out.supposed |= self.is_supposed(head);
                self.subject_effects(head, &mut out.effects);
                let said = self.effects(head);
                let said: Vec<Effect> = said
                    .filter(|e| self.reaches(*e, head, (at, i)))
                    .map(|e| self.unless_negated(e, head))
                    .collect();
                out.effects.extend(said);
                // "rejected a call for": not a call of one's own against it.
                let demand =
                    self.effects(at).any(|e| e == Effect::Demand) && self.tag(at) == Upos::Noun;
                if demand && self.effects(head).any(|e| e == Effect::Oppose) {
                    out.effects.push(Effect::Refuse);
                }
                if self.is_turned_away(head) {
                    out.effects.push(Effect::Oppose);
                }
                self.helpers(head, &mut out.effects);
            }
            at = head;
        }
        if self.is_due(i) {
            out.effects.push(Effect::Plan);
        }
        self.line_before(i, &mut out);
        let conditional = self
            .tokens
            .clone()
            .any(|k| self.stands_in(k, WordList::Condition) && !self.is_even(k));
        if conditional {
            out.effects.push(Effect::Condition);
        }
        out
    }

    /// Whether what a word over a movement says reaches it, by the word of its clause right below.
    ///
    /// "declined to say how many were sent": it is the word that is refused. "soldiers backed by tanks, before withdrawing": it is
    /// not what is backed.
    fn reaches(&self, effect: Effect, head: usize, (below, movement): (usize, usize)) -> bool {
        let relation = self.sources.syntax.relation(below);
        let complement = matches!(
            relation,
            Relation::Obj | Relation::Ccomp | Relation::Xcomp | Relation::Obl | Relation::Nmod
        );
        let word = below != movement && self.stands_in(below, WordList::Disclosing);
        let beside = !complement && self.stands_in(head, WordList::Backing);
        let told = self.stands_in(head, WordList::Insisting) && self.is_indicative(below);
        // "asked why the crossing was closed".
        let question = (head + 1..below).any(|k| self.sources.syntax.fine(k) == FineTag::AdvWh);
        let asked = effect == Effect::Demand && question;
        !(asked || effect == Effect::Refuse && word || effect == Effect::Demand && (beside || told))
    }

    /// "claims that its soldiers had crossed": a clause with "that" as its mark, told of a noun that reports.
    pub(super) fn is_content(&self, at: usize, head: usize) -> bool {
        let syntax = self.sources.syntax;
        let that = syntax
            .children(at)
            .any(|c| syntax.relation(c) == Relation::Mark && self.lower(c) == "that");
        that && self.effects(head).next().is_some()
    }

    /// "Unconfirmed reports spoke of": what the subject of a governor says.
    fn subject_effects(&self, head: usize, out: &mut Vec<Effect>) {
        let subject = self.sources.syntax.child(head, Relation::Nsubj);
        out.extend(
            subject
                .into_iter()
                .flat_map(|s| self.effects(s))
                .filter(|e| matches!(e, Effect::Rumour | Effect::Plan)),
        );
    }

    /// "CLAIM: 20,000 soldiers are pouring": a label before the sentence that reports without standing behind it.
    pub(super) fn labelled(&self) -> Option<Effect> {
        let first = self.tokens.clone().find(|k| self.tag(*k) != Upos::Punct)?;
        let label = self.lower(first + 1) == ":";
        self.effects(first)
            .find(|e| label && matches!(e, Effect::Rumour | Effect::Deny))
    }

    /// Whether a word heads a clause that "if" or "unless" opens.
    fn is_supposed(&self, i: usize) -> bool {
        let syntax = self.sources.syntax;
        syntax.children(i).any(|c| {
            matches!(syntax.relation(c), Relation::Mark | Relation::Advmod)
                && c < i
                && self.stands_in(c, WordList::Supposition)
                && !self.is_even(c)
        })
    }

    /// "to send", "to be sent", "was to have joined".
    pub(super) fn is_infinitive(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).filter(|k| *k >= self.tokens.start);
        let word = |n: usize| before(n).map_or("", |k| self.lower(k));
        word(1) == "to" || (self.in_list(word(1), WordList::BareHelper) && word(2) == "to")
    }

    /// "are to be sent", "is to send": settled for later.
    fn is_due(&self, i: usize) -> bool {
        let floor = i.saturating_sub(3).max(self.tokens.start);
        let to = (floor..i).rev().find(|k| self.lower(*k) == "to");
        let be = to
            .and_then(|t| t.checked_sub(1))
            .filter(|b| *b >= self.tokens.start);
        self.is_infinitive(i) && be.is_some_and(|b| matches!(self.lower(b), "are" | "is"))
    }

    fn is_even(&self, k: usize) -> bool {
        k > self.tokens.start && self.stands_in(k - 1, WordList::Concession)
    }

    pub(super) fn is_being(&self, i: usize) -> bool {
        i > self.tokens.start && self.lower(i - 1) == "being"
    }

    /// What the word at `i` says of a movement.
    ///
    /// "pulled back" is no backing, "claims that" no claim: outside headlines the part of speech decides.
    pub(super) fn effects(&self, i: usize) -> impl Iterator<Item = Effect> {
        // "its volunteers": no word of a force speaks of its movement.
        let force = self.forces.iter().any(|f| f.head == i);
        let movement = &self.sources.knowledge.language.movement;
        let not: &[CueClass] = match self.tag(i) {
            Upos::Verb => &[CueClass::Noun],
            Upos::Adv | Upos::Adp => &[CueClass::Noun, CueClass::Verb],
            Upos::Adj
            | Upos::Aux
            | Upos::Cconj
            | Upos::Det
            | Upos::Intj
            | Upos::Noun
            | Upos::Num
            | Upos::Part
            | Upos::Pron
            | Upos::Propn
            | Upos::Punct
            | Upos::Sconj
            | Upos::Sym
            | Upos::X => &[],
        };
        let next = self.lower(i + 1);
        let cues = movement.effects(self.lower(i), next, not);
        let future = self.lower(i) == "would" && self.is_told();
        cues.filter(move |_| !force).map(move |e| {
            if future && e == Effect::Suppose {
                Effect::Plan
            } else {
                e
            }
        })
    }

    /// "said 600 rangers would stay": a future told in the past, where nothing makes it a condition.
    fn is_told(&self) -> bool {
        let speech = &self.sources.knowledge.language.speech;
        let says = |k: usize| {
            self.sources.syntax.fine(k) == FineTag::VerbPast
                && speech.verbs(self.lower(k)).any(|v| v.verb.speaks())
        };
        let mut tokens = self.tokens.clone();
        tokens.clone().any(says) && !tokens.any(|k| self.stands_in(k, WordList::Condition))
    }

    fn own_effects(&self, i: usize, out: &mut Vec<Effect>) {
        out.extend(self.effects(i));
    }

    /// Helpers of a word: auxiliaries, negation, marks, determiners, adverbs.
    fn helpers(&self, i: usize, out: &mut Vec<Effect>) {
        let syntax = self.sources.syntax;
        for c in syntax.children(i) {
            // A helper stands before its verb; "patrol the dikes so that the peak can pass" is a slip of the tree.
            if matches!(syntax.relation(c), Relation::Aux | Relation::Mark) && c > i {
                continue;
            }
            // "but neither has pulled back".
            let neither = syntax.relation(c) == Relation::Cc
                && c < i
                && self.effects(c).any(|e| e == Effect::Negate);
            if neither {
                out.push(Effect::Negate);
            }
            if matches!(
                syntax.relation(c),
                Relation::Aux
                    | Relation::AuxPass
                    | Relation::Advmod
                    | Relation::Mark
                    | Relation::Det
                    | Relation::Amod
                    | Relation::Cop
            ) {
                self.own_effects(c, out);
            }
        }
    }

    /// Cues right before the trigger that the tree may have hung elsewhere: "calls for the", "refused to".
    ///
    /// Past a noun of its own only reports and their denial count: "denied reports of the group's fighters being sent".
    fn line_before(&self, i: usize, out: &mut Reading) {
        let floor = i.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        // "against the border closure": the words of its own phrase are none between.
        let own = if self.tag(i) == Upos::Noun {
            self.phrase_start(i)
        } else {
            i
        };
        let mut past_noun = false;
        let mut k = i;
        while k > floor {
            k -= 1;
            let tag = self.tag(k);
            if matches!(tag, Upos::Punct | Upos::Sconj | Upos::Cconj) {
                break;
            }
            let counts = |e: &Effect| !past_noun || matches!(e, Effect::Rumour | Effect::Deny);
            if !out.governors.contains(&k) {
                for effect in self.effects(k).filter(counts) {
                    if !out.effects.contains(&effect) {
                        out.effects.push(effect);
                        // "no plans to", where the tree does not hang the verb on its noun.
                        let none = k > floor && self.lower(k - 1) == "no";
                        out.effects.extend(none.then_some(Effect::Negate));
                    }
                }
            }
            if tag == Upos::Verb {
                break;
            }
            past_noun |= k < own && matches!(tag, Upos::Noun | Upos::Propn | Upos::Pron);
        }
    }

    /// Status and modality of a movement.
    pub(super) fn status(&self, found: &Found<'_>, reading: &Reading) -> (Status, Modality) {
        if (reading.supposed || self.is_inverted(found) || self.is_awaited(found))
            && !reading.effects.contains(&Effect::Deny)
        {
            return (Status::Hypothetical, Modality::Conditional);
        }
        if self.is_asked(found) {
            return (Status::Hypothetical, Modality::Hypothetical);
        }
        let effects = self.all_effects(found, reading);
        let said = decide(&effects);
        // "is believed to have crossed in 2014": nobody stands behind it, and it is over.
        let ordered = |g: &usize| {
            let past = self.sources.syntax.fine(*g) == FineTag::VerbPast;
            past && self.stands_in(*g, WordList::Ordering)
        };
        let told = said == Some(Status::Rumoured)
            || (said == Some(Status::Planned) && reading.governors.iter().any(ordered));
        let over = told && self.is_past(found);
        if let Some(status) = said.filter(|_| !over) {
            return (status, modality(status, &reading.effects));
        }
        if self.is_over(found) {
            return (Status::Historical, Modality::Historical);
        }
        let goes_on = reading.effects.contains(&Effect::GoOn);
        let verb = found.trigger.verb;
        let done = self.is_perfect_infinitive(found.at)
            || self.is_let(found.at)
            || self.is_caused(found.at);
        let infinitive = verb && reading.infinitive && !done;
        if ((infinitive || self.is_presence_to_come(found)) && !goes_on)
            || self.is_to_be_held(found, reading)
        {
            return (Status::Planned, Modality::Future);
        }
        let syntax = self.sources.syntax;
        let slip = self.is_mistagged(found.at) && self.lower(found.at).ends_with("ing");
        let ing = slip || syntax.fine(found.at) == FineTag::VerbIng;
        let helper = syntax
            .children(found.at)
            .any(|c| matches!(syntax.relation(c), Relation::Aux | Relation::AuxPass));
        let being = self.is_being(found.at);
        let heading = ing && (slip || helper || syntax.relation(found.at) == Relation::Acl);
        // What stands somewhere stands there, however long: "have been watching the road since May".
        let stays = found.posture == Posture::Maintain;
        if verb && !stays && (being || heading || goes_on) {
            return (Status::UnderWay, Modality::Asserted);
        }
        let fine = syntax.fine(found.at);
        // "pulled out on Thursday" tells a move; "have pulled out", "the last of them left" that it is over.
        let past = fine == FineTag::VerbPast && self.tokens.clone().any(|k| self.is_last(k));
        let whole = fine == FineTag::VerbParticiple || past;
        let works = found.trigger.role == TriggerRole::Works
            && matches!(fine, FineTag::VerbPast | FineTag::VerbParticiple);
        let nearly = found.at > self.tokens.start && self.stands_in(found.at - 1, WordList::Nearly);
        if nearly && found.trigger.role == TriggerRole::Works {
            return (Status::UnderWay, Modality::Asserted);
        }
        let left = found.posture == Posture::Withdraw && whole;
        let done = reading.effects.contains(&Effect::Finish) || (verb && !ing && (left || works));
        if done {
            return (Status::Completed, Modality::Asserted);
        }
        (Status::Reported, Modality::Asserted)
    }

    /// "Norland to hold exercises": a headline's future of a noun.
    fn is_to_be_held(&self, found: &Found<'_>, reading: &Reading) -> bool {
        let [verb] = reading.governors.as_slice() else {
            return false;
        };
        let root = self.sources.syntax.head(*verb).is_none();
        !found.trigger.verb && root && self.is_infinitive(*verb)
    }

    /// "meant to establish a permanent presence": none yet.
    fn is_presence_to_come(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let verb = syntax
            .head(found.at)
            .filter(|_| syntax.relation(found.at) == Relation::Obj);
        let noun = !found.trigger.verb && found.posture == Posture::Maintain;
        noun && verb.is_some_and(|v| self.is_infinitive(v))
    }

    /// Told as of another time: a date long past, "ages ago", "when we first met", "before the war".
    fn is_over(&self, found: &Found<'_>) -> bool {
        self.is_past(found)
            || self.is_ages_ago(found)
            || self.is_recalled(found)
            || self.is_before_the_war()
    }

    /// "the demand that two brigades be sent", "insisted that X withdraw its troops": wanted, not told.
    pub(super) fn is_subjunctive(&self, found: &Found<'_>) -> bool {
        let syntax = self.sources.syntax;
        let helper = |c: &usize| {
            matches!(syntax.relation(*c), Relation::Aux | Relation::AuxPass) && *c < found.at
        };
        let helpers: Vec<usize> = syntax.children(found.at).filter(helper).collect();
        let be = helpers
            .as_slice()
            .first()
            .is_some_and(|c| self.lower(*c) == "be")
            && helpers.len() == 1;
        let base = syntax.fine(found.at) == FineTag::VerbBase && helpers.is_empty();
        let floor = found
            .at
            .saturating_sub(2 * LINE_TOKENS)
            .max(self.tokens.start);
        let that = (floor..found.at).rev().find(|k| self.lower(*k) == "that");
        let wanted = that.is_some_and(|t| {
            (t.saturating_sub(6).max(self.tokens.start)..t)
                .any(|k| self.effects(k).any(|e| e == Effect::Demand))
        });
        (be && !self.is_infinitive(found.at)) || (base && wanted && !self.is_infinitive(found.at))
    }

    /// "Twenty years ago", "a decade ago".
    fn is_ages_ago(&self, found: &Found<'_>) -> bool {
        // "1998: Norland sent troops": a line of a chronicle.
        let mut first = self.tokens.start..(self.tokens.start + 4).min(self.tokens.end);
        let day = self.sources.document.info.published.as_ref();
        let year = |k: usize| {
            let word = self.lower(k);
            let past = |y: i16| day.is_none_or(|d| (1800..d.start.year()).contains(&y));
            word.len() == 4 && self.lower(k + 1) == ":" && word.parse().is_ok_and(past)
        };
        if first.any(year) {
            return true;
        }
        let near = found
            .at
            .saturating_sub(2 * LINE_TOKENS)
            .max(self.tokens.start);
        (near..self.tokens.end.min(found.at + 2 * LINE_TOKENS)).any(|k| {
            let ago = self.stands_in(k + 1, WordList::SpanOfTime);
            ago && self.effects(k).any(|e| e == Effect::History)
        })
    }

    /// "When we first met, there were soldiers on the bank": how it was when something else happened.
    fn is_recalled(&self, found: &Found<'_>) -> bool {
        let first = self.tokens.clone().find(|k| self.tag(*k) != Upos::Punct);
        self.stands_in(found.at, WordList::Was)
            && first.is_some_and(|k| self.stands_in(k, WordList::TimeClause))
    }

    /// Told with a date long before the article's day, or with a bare year when that day is unknown.
    fn is_past(&self, found: &Found<'_>) -> bool {
        let day = self.sources.document.info.published.as_ref();
        // "has kept the crossing closed since May 2023".
        let perfect = |c: usize| self.in_list(self.lower(c), WordList::PresentPerfect);
        let lasts = self
            .sources
            .syntax
            .children(found.at)
            .any(|c| c < found.at && perfect(c));
        let stays = lasts
            || found.posture == Posture::Maintain
            || (found.posture == Posture::Closure
                && self.in_list(&found.trigger.lemma, WordList::Keeping));
        of_sentence(self.sources.dates, self.index)
            .iter()
            .filter(|d| d.bound != DateBound::Since || !stays)
            .filter(|d| d.bound != DateBound::Until || d.absolute)
            .filter(|d| d.tokens.start.abs_diff(found.at) <= 30)
            .filter(|d| !self.is_of_pact(found, d) && !self.is_aside(found.at, d.tokens.start))
            .filter_map(|d| d.range.as_ref().map(|r| (d, r)))
            .any(|(d, range)| match day {
                Some(day) => day.start.epoch_day() - range.end.last_epoch_day() > PAST_DAYS,
                None => d.absolute && range.end.month() == 0,
            })
    }
}
