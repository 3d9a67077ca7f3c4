//! Hearsay: what the words beside the forces and before a "that" say of a movement.
//!
//! Not the words over it (that is `status`). Examples: "no troops", "a story about soldiers", "denied reports that".

use super::argument::Arguments;
use super::scene::Scene;
use super::status::{LINE_TOKENS, Reading};
use super::trigger::Found;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::Effect;

impl Scene<'_> {
    /// "The deployment is unlikely", "the withdrawal remains its main demand": what is said of a noun that is a movement.
    pub(super) fn said_of(&self, noun: usize, head: usize, out: &mut Vec<Effect>) {
        let syntax = self.sources.syntax;
        if !matches!(self.tag(noun), Upos::Noun | Upos::Propn) {
            return;
        }
        let tag = self.tag(head);
        if tag == Upos::Adj {
            let said = self.effects(head);
            out.extend(
                said.filter(|e| matches!(e, Effect::Suppose | Effect::Deny | Effect::Oppose)),
            );
        } else if tag == Upos::Noun && syntax.child(head, Relation::Case).is_none() {
            let said = self.effects(head);
            out.extend(said.filter(|e| matches!(e, Effect::Deny | Effect::Demand)));
        } else if tag == Upos::Verb
            && (self.stands_in(head, WordList::Copular) || self.stands_in(head, WordList::Be))
        {
            let said = syntax.children(head).filter(|c| *c > head);
            let said = said.filter(|c| matches!(self.tag(*c), Upos::Noun | Upos::Adj));
            let wish = said.flat_map(|c| self.effects(c));
            let counts =
                |e: &Effect| matches!(e, Effect::Suppose | Effect::Demand | Effect::Oppose);
            out.extend(wish.filter(counts));
        }
    }

    /// What the words around the forces say: "no troops", "the prospect of troops".
    pub(super) fn force_effects(&self, found: &Found<'_>) -> Vec<Effect> {
        let mut out = Vec::new();
        let Arguments {
            subject, object, ..
        } = found.arguments;
        let no_one = |a: usize| self.stands_in(a, WordList::Nobody);
        let none = |a: usize| {
            let syntax = self.sources.syntax;
            let mut own = syntax.children(a);
            syntax.head(a) == Some(found.at)
                && own.any(|c| c < a && self.stands_in(c, WordList::None))
        };
        let nobody = |a: usize| no_one(a) || none(a);
        if [subject, object].into_iter().flatten().any(nobody) {
            out.push(Effect::Negate);
        }
        for force in found.forces.iter().filter_map(|h| self.force_at(*h)) {
            let start = force.tokens.start;
            let before = |n: usize| start.checked_sub(n).filter(|k| *k >= self.tokens.start);
            let one = matches!(self.lower(start), "a" | "one");
            let single = one && before(1).is_some_and(|k| self.lower(k) == "not");
            // "no more than 500 soldiers" are some.
            let bound = |k: usize| self.lower(k + 2) == "than";
            let none = |k: usize| self.stands_in(k, WordList::None) && !bound(k);
            // "no troop build-up": the word stands before the movement, and is read there.
            let label = force.modifier && self.sources.syntax.head(force.head) == Some(found.at);
            if !label && (single || none(start) || before(1).is_some_and(none)) {
                out.push(Effect::Negate);
            }
            let negated = || {
                let mut all = self.tokens.start..found.at;
                all.any(|k| self.effects(k).any(|e| e == Effect::Negate))
            };
            if self.lower(start) == "any" && !negated() {
                out.push(Effect::Suppose);
            }
            let of = before(1).filter(|k| self.lower(*k) == "of");
            if let Some(noun) = of.and_then(|_| before(2)).filter(|k| *k < found.at) {
                out.extend(self.effects(noun));
            }
            // "a story about soldiers crossing": told by nobody.
            let about = before(1).filter(|k| self.lower(*k) == "about");
            if let Some(noun) = about.and_then(|_| before(2)).filter(|k| *k < found.at) {
                let told = |e: &Effect| matches!(e, Effect::Rumour | Effect::Suppose);
                out.extend(self.effects(noun).filter(told));
            }
        }
        // "no soldiers" as force and as object denies once.
        let first = out.iter().position(|e| *e == Effect::Negate);
        let mut at = 0;
        out.retain(|e| {
            at += 1;
            *e != Effect::Negate || first == Some(at - 1)
        });
        out
    }

    /// Whether the clause of a word has a subject of its own.
    pub(super) fn has_own_subject(&self, at: usize) -> bool {
        let syntax = self.sources.syntax;
        let subject = |c| matches!(syntax.relation(c), Relation::Nsubj | Relation::NsubjPass);
        syntax.children(at).any(subject)
    }

    /// Whether what stands over a clause says nothing of it: a relative clause, one of time, an aside.
    pub(super) fn is_told_for_itself(&self, at: usize, head: usize) -> bool {
        let syntax = self.sources.syntax;
        let relation = syntax.relation(at);
        let own_subject = self.has_own_subject(at);
        // "reports that X had sent": content, not a relative clause.
        let content = relation == Relation::AclRelcl
            && (self.is_content(at, head) || self.is_imagined(at, head));
        // "reports say soldiers crossed", where the tree takes the soldiers for what is said.
        let said = syntax.relation(head) == Relation::Obj
            && syntax.head(head).is_some_and(|v| {
                self.phrase_start(head) == v + 1 && at == head + 1 && self.says(v)
            });
        let presupposed = (matches!(relation, Relation::AclRelcl | Relation::Parataxis)
            && !content)
            || (relation == Relation::Advcl && own_subject)
            || (relation == Relation::Acl
                && syntax.fine(at) == FineTag::VerbParticiple
                && !self.is_result(at, head)
                && !said
                && !self.is_being(at));
        // "The deployment is meant to ...": what for, not whether.
        let purpose =
            relation == Relation::NsubjPass && self.effects(head).any(|e| e == Effect::Purpose);
        // "denied that X moved, and said Y is", "refused, arguing that Y is": what is said there is said for itself.
        let speaks = |k: usize| {
            let speech = &self.sources.knowledge.language.speech;
            self.tag(k) == Upos::Verb && speech.verbs(self.lower(k)).any(|v| v.verb.speaks())
        };
        let beside = (relation == Relation::Conj && !speaks(head))
            || (relation == Relation::Advcl && syntax.fine(at) == FineTag::VerbIng);
        if beside && speaks(at) {
            return true;
        }
        // "the border where troops have been on alert"; "asked them to deploy and the units are": told for themselves.
        let told = (head + 1..at).any(|k| self.lower(k) == "where")
            || (relation == Relation::Conj
                && own_subject
                && !syntax.fine(head).is_finite()
                && self.is_infinitive(head));
        presupposed || purpose || told
    }

    /// "a scenario in which tanks cross": what the noun imagines.
    fn is_imagined(&self, at: usize, head: usize) -> bool {
        let which = (head + 1..at).any(|k| {
            self.tag(k) == Upos::Adp && self.in_list(self.lower(k + 1), WordList::Relative)
        });
        which && self.effects(head).any(|e| e == Effect::Suppose)
    }

    /// "the last of the brigade", "all of them", "for good": nothing is left.
    pub(super) fn is_last(&self, k: usize) -> bool {
        self.stands_in(k, WordList::Whole)
            || (self.lower(k) == "for" && self.lower(k + 1) == "good")
    }

    /// What hearsay and a prohibition over a word say of it: "is believed to have sent", "told them not to cross".
    pub(super) fn told_by_others(&self, at: usize, head: usize, out: &mut Reading) {
        let complement = matches!(
            self.sources.syntax.relation(at),
            Relation::Xcomp | Relation::Advcl | Relation::Ccomp
        );
        let under = complement && out.infinitive && self.is_infinitive(at);
        if (under || self.sources.syntax.relation(at) == Relation::Xcomp) && self.is_hearsay(head) {
            out.effects.push(Effect::Rumour);
        }
        // "Nobody believes that they have left".
        let subject = self.sources.syntax.child(head, Relation::Nsubj);
        let denies = self.effects(head).any(|e| e == Effect::Deny);
        if subject.is_some_and(|s| self.stands_in(s, WordList::Nobody)) && !denies {
            out.effects.push(Effect::Negate);
        }
        let not = out.infinitive && out.effects.contains(&Effect::Negate);
        if not && self.stands_in(head, WordList::TellNot) {
            out.effects.push(Effect::Demand);
        }
    }

    /// "claims to have sent": done; "was to have joined" is not.
    pub(super) fn is_perfect_infinitive(&self, i: usize) -> bool {
        let word = |n: usize| i.checked_sub(n).map_or("", |k| self.lower(k));
        let (one, two, three) = (word(1), word(2), word(3));
        let have =
            (one == "have" && two == "to") || (one == "been" && two == "have" && three == "to");
        let was = if one == "have" { three } else { word(4) };
        have && !self.in_list(was, WordList::Was)
    }

    /// "accused X of allowing troops to be stationed": done, by the words of who accuses; "allowed X to send troops" is not yet.
    pub(super) fn is_let(&self, i: usize) -> bool {
        let floor = i.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        let led = |k: usize| k > self.tokens.start && matches!(self.lower(k - 1), "of" | "for");
        (floor..i).any(|k| {
            self.stands_in(k, WordList::Letting)
                && self.sources.syntax.fine(k) == FineTag::VerbIng
                && led(k)
        })
    }

    /// "is believed to have sent", "are said to have been posted": told by nobody.
    fn is_hearsay(&self, head: usize) -> bool {
        self.stands_in(head, WordList::Hearsay)
            && self
                .sources
                .syntax
                .children(head)
                .any(|c| c < head && self.stands_in(c, WordList::Be))
            && self.arguments(head).agent.is_none()
    }

    /// "without elaborating, that": put in between, and over nothing.
    pub(super) fn is_put_in(&self, head: usize) -> bool {
        let before = head.checked_sub(1).map_or("", |k| self.lower(k));
        before == "without" && self.lower(head + 1) == ","
    }

    /// "claims", "reports": nouns that the tagger takes for verbs behind another one.
    fn is_claim_form(&self, k: usize) -> bool {
        matches!(self.lower(k), "claims" | "reports")
    }

    /// "dismissed as fake a video that shows troops moving", "rejects claim its troops massed", "denied reports doing the rounds that X
    /// had crossed": what is told by news somebody turns down, in one clause with it.
    pub(super) fn is_denied_news(&self, found: &Found<'_>) -> bool {
        let floor = found
            .at
            .saturating_sub(3 * LINE_TOKENS)
            .max(self.tokens.start);
        let stop = |k: usize| {
            let that = self.lower(k) == "that";
            matches!(self.tag(k), Upos::Punct | Upos::Cconj)
                || (self.tag(k) == Upos::Sconj && !that)
        };
        let mut clause = (floor..found.at).rev().take_while(|k| !stop(*k));
        let turned = |noun: usize| {
            let from = noun.saturating_sub(4).max(self.tokens.start);
            // "the general who denied earlier reports said X has moved": what he denied is told nowhere.
            let told = (noun + 1..found.at).any(|k| self.lower(k) == "that");
            let aside = |k: usize| {
                k > self.tokens.start && self.in_list(self.lower(k - 1), WordList::Relative)
            };
            (from..noun).any(|k| {
                self.stands_in(k, WordList::TurnDown) && !self.is_put_off(k) && (told || !aside(k))
            })
        };
        let told = |k: &usize| {
            self.stands_in(*k, WordList::News) || self.stands_in(*k, WordList::Pictures)
        };
        clause.any(|k| told(&k) && turned(k))
    }

    /// "did not deny", "has yet to reject".
    pub(super) fn is_put_off(&self, verb: usize) -> bool {
        let floor = verb.saturating_sub(3).max(self.tokens.start);
        let not = |k: usize| self.effects(k).any(|e| e == Effect::Negate);
        (floor..verb).any(|k| not(k) || self.lower(k) == "yet")
    }

    /// "rumours that X had crossed", "denied reports that": the noun before the nearest "that" and the verb before it, whatever
    /// the tree makes of them.
    pub(super) fn told_that(&self, found: &Found<'_>) -> Vec<Effect> {
        let floor = found.at.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        let stop = |k: usize| matches!(self.tag(k), Upos::Punct | Upos::Cconj);
        let that = (floor..found.at)
            .rev()
            .take_while(|k| !stop(*k))
            .find(|k| self.lower(*k) == "that");
        let Some(that) = that else {
            return Vec::new();
        };
        // "refuted reports in some papers that", "denied on Thursday that": up to the verb only nouns, dates and what leads to them.
        let floor = that.saturating_sub(LINE_TOKENS).max(self.tokens.start);
        let passes = |k: &usize| {
            let noun = matches!(self.tag(*k), Upos::Noun | Upos::Propn | Upos::Num);
            // "dismissed as \u{201c}baseless\u{201d} reports that".
            let small = matches!(self.tag(*k), Upos::Adp | Upos::Det | Upos::Adj | Upos::Adv)
                || matches!(self.lower(*k), "\u{201c}" | "\u{201d}" | "\"");
            noun || small || self.is_dated(*k)
        };
        // "called reports that": the word right before counts, whatever its tag.
        let words: Vec<usize> = (floor..that)
            .rev()
            .take_while(|k| *k + 1 == that || passes(k) || self.is_claim_form(*k))
            .collect();
        // "rejected that its army has any intention of".
        let right = that.checked_sub(1).filter(|v| {
            *v > self.tokens.start
                && self.tag(*v) == Upos::Verb
                && self.stands_in(*v, WordList::TurnDown)
        });
        if right.is_some_and(|v| !self.is_put_off(v)) {
            return vec![Effect::Deny];
        }
        let verb = words.last().map_or(that, |w| *w).checked_sub(1);
        // "\u{201c}flatly rejected\u{201d} claims that": the mark behind the verb is passed.
        let marked = |v: usize| matches!(self.lower(v), "\u{201d}" | "\"" | "\u{2019}");
        let verb = verb.map(|v| if marked(v) { v.saturating_sub(1) } else { v });
        let turned = |v: usize| self.stands_in(v, WordList::TurnDown);
        let verb =
            verb.filter(|v| *v >= self.tokens.start && (self.tag(*v) == Upos::Verb || turned(*v)));
        let movement = &self.sources.knowledge.language.movement;
        let reports = |k: &usize| {
            let mut said = movement.effects(self.lower(*k), self.lower(*k + 1), &[]);
            !self.is_dated(*k) && said.any(|e| e == Effect::Rumour)
        };
        let beside = words
            .first()
            .is_some_and(|w| verb.is_some() || matches!(self.tag(*w), Upos::Noun | Upos::Propn));
        // "rejected claims by the press that": a noun taken for a verb.
        let slip =
            verb.is_some_and(|v| words.last() == Some(&(v + 1)) || words.last() == Some(&(v + 2)));
        let noun = |k: &usize| {
            self.tag(*k) == Upos::Noun
                || words.first() == Some(k)
                || (slip && words.last() == Some(k))
        };
        let news = |k: &usize| reports(k) || self.stands_in(*k, WordList::News);
        let told = beside && words.iter().filter(|k| noun(k)).any(news);
        let denies = verb.is_some_and(|v| turned(v) || self.effects(v).any(|e| e == Effect::Deny));
        let bare = words
            .iter()
            .all(|k| self.is_dated(*k) || self.tag(*k) == Upos::Adp);
        let denied = denies && (told || bare);
        let effects = [(told, Effect::Rumour), (denied, Effect::Deny)];
        effects
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, e)| e)
            .collect()
    }
}
