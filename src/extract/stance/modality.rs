//! Modality: whether a stance is asserted, negated, supposed, bound to a condition, still to come or past.
//!
//! Not the position: "did not condemn" is a negated condemnation, no support. Rule: what stands on the frame's own clause
//! and on the verbs that govern it counts; what stands elsewhere in the sentence does not.

use super::scene::{CLIMB_MAX, Scene};
use super::trigger::Trigger;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::CueRole;
use crate::lang::list::WordList;
use crate::model::{Fragment, Modality, PloverType, Position};

/// Farthest "rather" before the "than" that belongs to it, in tokens.
const PREFERRED_TOKENS_MAX: usize = 16;

/// Farthest phrase of the past behind its verb, in tokens.
const PAST_TOKENS_MAX: usize = 12;

/// How a frame holds where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Force {
    pub(super) modality: Modality,
    pub(super) condition: Option<Fragment>,
    /// The holder refuses it: a refused support is opposition.
    pub(super) refused: bool,
    /// What is refused is the word itself, not something of another's.
    pub(super) declined: bool,
    /// It is promised or threatened: held now, done later.
    pub(super) announced: Option<PloverType>,
    /// Whether it still holds.
    pub(super) bond: Bond,
    /// What its auxiliary tells of the time.
    pub(super) tense: Tense,
}

/// Time as auxiliaries tell it, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tense {
    /// Any other, or not told.
    #[default]
    Other,
    /// Negated in the present: "does not support".
    DeniedNow,
    /// It "will" be, not "would" or "could".
    Settled,
}

/// Whether what the frame names still holds, as the verbs above tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bond {
    /// Nothing is told.
    #[default]
    Untold,
    /// It has come to an end.
    Ended,
    /// It holds, whatever the verbs above say: "has not withdrawn its support".
    Held,
}

/// Relations under which a word holds as the verb above lets it.
const GOVERNED: &[Relation] = &[
    Relation::Xcomp,
    Relation::Obj,
    Relation::Obl,
    Relation::Ccomp,
    Relation::NsubjPass,
];

impl Force {
    /// Whether it has come to an end.
    pub(super) fn ended(&self) -> bool {
        self.bond == Bond::Ended
    }

    fn at_least(&mut self, modality: Modality) {
        if self.modality == Modality::Asserted {
            self.modality = modality;
        }
    }

    /// The position that remains when the frame is refused, ended or stands as it is.
    pub(super) fn position(&self, position: Position) -> Position {
        if position == Position::Neutral && self.announced == Some(PloverType::Agree) {
            Position::Support
        } else if self.refused && matches!(position, Position::Support | Position::Neutral) {
            Position::Oppose
        } else {
            position
        }
    }
}

impl Scene<'_> {
    /// How the trigger's frame holds.
    pub(super) fn force(&self, trigger: &Trigger<'_>) -> Force {
        self.force_at(trigger.at)
    }

    /// How the clause or noun phrase headed by `word` holds.
    pub(super) fn force_at(&self, word: usize) -> Force {
        let mut force = Force::default();
        let mut at = word;
        self.own_words(at, &mut force);
        for _ in 0..CLIMB_MAX {
            let Some(head) = self.syntax.head(at) else {
                break;
            };
            let relation = self.complement_of(at, head);
            if self.is_turned_down(head, at) || self.has_no_plan_to(at) {
                force.at_least(Modality::Negated);
            }
            if GOVERNED.contains(&relation) {
                self.governed((head, at), relation, &mut force);
            } else if relation != Relation::Conj {
                // A purpose ("went on air to blast X") is told as done; a noun's infinitive only when the noun says so.
                if relation == Relation::Advcl {
                    self.governed((head, at), relation, &mut force);
                    if self.to_infinitive(at) && self.is_refused(head) {
                        force.at_least(Modality::Hypothetical);
                    }
                }
                let open = relation == Relation::Acl
                    && !self.has_role(head, CueRole::Commit)
                    && !self.means_to_an_end(head);
                // "claims that X backs Y".
                let clause = matches!(relation, Relation::Acl | Relation::AclRelcl);
                let told = clause
                    && self.lower(head + 1) == "that"
                    && self.own_subject(at) > Some(head + 1);
                if told && self.has_role(head, CueRole::Ponder) {
                    force.at_least(Modality::Hypothetical);
                } else if self.intends_not(at) {
                    force.at_least(Modality::Negated);
                } else if open && self.to_infinitive(at) {
                    force.at_least(Modality::Hypothetical);
                }
                break;
            }
            // "did not want war but blamed X": a second verb with a tense of its own shares no auxiliary.
            let tensed = relation == Relation::Conj && self.syntax.fine(at).is_finite();
            if relation != Relation::Ccomp && !tensed && force.bond != Bond::Held {
                self.own_words(head, &mut force);
            }
            if force.bond == Bond::Held {
                break;
            }
            at = head;
        }
        if self.asked(word) {
            force.at_least(Modality::Hypothetical);
        }
        force
    }

    /// The relation to the word above; the infinitive behind an adjective ("reluctant to back X") is its complement, whatever the
    /// tree calls it.
    fn complement_of(&self, at: usize, head: usize) -> Relation {
        let relation = self.syntax.relation(at);
        let behind = at > head && self.syntax.tag(head) == Upos::Adj && self.to_infinitive(at);
        // "ruled out joining".
        let particle = self.syntax.relation(head + 1) == Relation::CompoundPrt;
        let gerund = relation == Relation::Advcl
            && self.has_role(head, CueRole::Refuse)
            && self.syntax.fine(at) == FineTag::VerbIng
            && at == head + 1 + usize::from(particle);
        if (relation == Relation::Csubj && behind) || gerund {
            Relation::Xcomp
        } else {
            relation
        }
    }

    /// "reluctant to take risks": what the word above declines, and with it the purpose.
    fn is_refused(&self, verb: usize) -> bool {
        self.syntax.head(verb).is_some_and(|above| {
            self.complement_of(verb, above) == Relation::Xcomp
                && self.has_role(above, CueRole::Refuse)
        })
    }

    /// "no intention of going", "no plan to join", "nothing to offer".
    pub(super) fn intends_not(&self, verb: usize) -> bool {
        let beside = self.syntax.relation(verb) == Relation::Acl;
        let noun = self.syntax.head(verb).filter(|_| beside);
        noun.is_some_and(|n| {
            self.has_role(n, CueRole::Negator)
                || (self.has_role(n, CueRole::Commit) && self.denied(n))
        })
    }

    /// "has no plans to attack": the noun right before "to", wherever the tree hangs the verb.
    fn has_no_plan_to(&self, verb: usize) -> bool {
        let noun = verb.checked_sub(2).filter(|_| self.to_infinitive(verb));
        noun.is_some_and(|n| {
            self.syntax.tag(n) == Upos::Noun && self.has_role(n, CueRole::Commit) && self.denied(n)
        })
    }

    pub(super) fn to_infinitive(&self, verb: usize) -> bool {
        self.children(verb, &[Relation::Mark])
            .any(|m| self.lower(m) == "to")
    }

    /// Negations, auxiliaries and conditions that hang on the word itself.
    fn own_words(&self, word: usize, force: &mut Force) {
        const WORDS: &[Relation] = &[
            Relation::Advmod,
            Relation::Aux,
            Relation::AuxPass,
            Relation::Cop,
            Relation::Det,
            Relation::Mark,
            Relation::Case,
            Relation::Cc,
            Relation::Dep,
            Relation::Amod,
        ];
        let mut by_auxiliary = false;
        for child in self.children(word, WORDS) {
            if child > word {
                continue;
            }
            let modal = || self.children(word, &[Relation::Aux]).any(|a| self.modal(a));
            let free = force.modality == Modality::Asserted;
            if self.has_role(child, CueRole::Negator) || (self.no_longer(child) && modal()) {
                self.denies_word(word, by_auxiliary, force);
            } else if self.has_role(child, CueRole::Former) || self.no_longer(child) {
                force.at_least(Modality::Historical);
            } else if self.has_role(child, CueRole::Condition)
                || (self.has_role(child, CueRole::Hedge)
                    && (self.syntax.relation(child) != Relation::Mark
                        || self.lower(child) == "whether"))
            {
                force.at_least(Modality::Hypothetical);
            } else if self.has_role(child, CueRole::Future) {
                if self.has_role(child, CueRole::Settled) {
                    force.tense = Tense::Settled;
                }
                force.at_least(Modality::Future);
            }
            let auxiliary = self.syntax.relation(child) == Relation::Aux;
            by_auxiliary |= auxiliary && free && force.modality != Modality::Asserted;
        }
        if self.is_unheld(word) {
            force.at_least(Modality::Negated);
        }
        if self.is_left_open(word) {
            force.at_least(Modality::Hypothetical);
        }
        if self.neither(word) {
            if self.syntax.fine(word) == FineTag::VerbPresent {
                force.tense = Tense::DeniedNow;
            }
            force.at_least(Modality::Negated);
        }
        if self.syntax.tag(word) == Upos::Verb && self.long_past(word) {
            force.at_least(Modality::Historical);
        }
        for clause in self.children(word, &[Relation::Advcl]) {
            let marked = self
                .children(clause, &[Relation::Mark, Relation::Advmod, Relation::Case])
                .any(|m| self.has_role(m, CueRole::Condition) && !self.conceded(m));
            if marked && force.condition.is_none() {
                let span = self.document.tokens_span(&self.syntax.subtree(clause));
                force.condition = Some(Fragment::cut(span, &self.document.text));
                if matches!(
                    force.modality,
                    Modality::Asserted | Modality::Future | Modality::Hypothetical
                ) {
                    force.modality = Modality::Conditional;
                }
            }
        }
    }

    /// A negation that hangs on the word; "will not attack X" denies what its auxiliary puts ahead, "may not" leaves it open.
    fn denies_word(&self, word: usize, by_auxiliary: bool, force: &mut Force) {
        let auxiliary = |holds: &dyn Fn(usize) -> bool| {
            let mut all = self.children(word, &[Relation::Aux]);
            all.any(holds)
        };
        let perhaps = auxiliary(&|a| self.stands_in(a, WordList::Perhaps));
        let meant = auxiliary(&|a| self.modal(a)) && !perhaps;
        if meant && by_auxiliary {
            force.modality = Modality::Asserted;
        }
        force.refused |= meant;
        if auxiliary(&|a| self.has_role(a, CueRole::Present)) {
            force.tense = Tense::DeniedNow;
        }
        force.at_least(Modality::Negated);
    }

    /// "Had X backed Y, ...": an auxiliary that opens the clause supposes it.
    pub(super) fn inverted(&self, verb: usize) -> bool {
        const OPENING: &[Relation] = &[Relation::Aux, Relation::Cop, Relation::AuxPass];
        let subject = self.own_subject(verb).filter(|s| *s < verb);
        let above = self.syntax.head(verb);
        let below = matches!(
            self.syntax.relation(verb),
            Relation::Xcomp | Relation::Ccomp
        );
        let above = above.filter(|_| below);
        let opens = |a: usize| {
            let before = a.checked_sub(1).map_or("", |b| self.lower(b));
            let first = matches!(before, "" | "," | "." | ";" | ":" | "\u{201c}" | "\"");
            first && self.stands_in(a, WordList::Supposing)
        };
        let mut helpers = self.children(verb, OPENING);
        // Or the tree takes it for the verb.
        above.is_some_and(|a| a < verb && opens(a) && self.nominal(a + 1))
            || subject.is_some_and(|s| helpers.any(|a| a < s && opens(a)))
    }

    /// "until X reopens its border with Y": not yet.
    pub(super) fn awaited(&self, verb: usize) -> bool {
        let present = matches!(
            self.syntax.fine(verb),
            FineTag::VerbPresent | FineTag::VerbBase
        );
        let mut marks = self.children(verb, &[Relation::Mark, Relation::Case]);
        present && marks.any(|m| m < verb && self.lower(m) == "until")
    }

    /// "would rather talk to X than attack Y": what stands behind "than" is what is not wanted.
    pub(super) fn spurned(&self, verb: usize) -> bool {
        let than = verb.checked_sub(1).filter(|t| self.lower(*t) == "than");
        than.is_some_and(|t| {
            let before = (t.saturating_sub(PREFERRED_TOKENS_MAX)..t).rev();
            let mut clause = before.take_while(|w| !matches!(self.lower(*w), "." | ";"));
            clause.any(|w| self.stands_in(w, WordList::Preferring))
        })
    }

    /// "warned X against backing Y", "kept X from backing Y": what may not come to pass.
    pub(super) fn averted(&self, verb: usize) -> bool {
        let kept = |head| self.object_before(head, verb).is_some();
        self.syntax.fine(verb) == FineTag::VerbIng
            && match self.leader(verb) {
                "against" => true,
                "from" => self.syntax.head(verb).is_some_and(kept),
                _ => false,
            }
    }

    /// "Neither X nor Y backs Z": the negation opens the subject.
    fn neither(&self, verb: usize) -> bool {
        let Some(subject) = self.own_subject(verb).filter(|s| *s < verb) else {
            return false;
        };
        let phrase = self
            .named
            .phrase_at(subject)
            .and_then(|p| self.named.phrase(p));
        let first = phrase.map_or(subject, |p| p.tokens.start);
        let opening = self.lower(first) == "neither";
        opening
            || first
                .checked_sub(1)
                .is_some_and(|b| self.lower(b) == "neither")
    }

    /// "vowed never to back X", "stopped short of condemning X": a negation of the words right before, wherever the tree hangs it.
    pub(super) fn unsaid_before(&self, word: usize) -> bool {
        let lead = word.checked_sub(1);
        let negator = lead.and_then(|l| l.checked_sub(1));
        negator.is_some_and(|n| {
            let led = self.lower(n + 1) == "to" || self.lower(n + 1) == "of";
            led && self.syntax.tag(word) == Upos::Verb && self.has_role(n, CueRole::Negator)
        })
    }

    /// "defended X in the past", "backed X years ago": a set phrase behind the verb, in the same clause.
    fn long_past(&self, verb: usize) -> bool {
        let clause = (verb + 1..verb + 1 + PAST_TOKENS_MAX).take_while(|t| {
            !(self.stands_in(*t, WordList::ConditionEnd)
                || matches!(self.lower(*t), "," | ";" | "." | ""))
        });
        let mut phrases = clause.filter(|t| self.has_role(*t, CueRole::Former));
        phrases.any(|t| self.syntax.tag(t) != Upos::Adv || self.lower(t + 1) == "ago")
    }

    /// "even if" binds nothing.
    fn conceded(&self, condition: usize) -> bool {
        condition
            .checked_sub(1)
            .is_some_and(|b| self.lower(b) == "even")
    }

    /// "no longer", seen from its second word.
    fn no_longer(&self, word: usize) -> bool {
        let before = word.checked_sub(1);
        self.syntax.tag(word) == Upos::Adv
            && before.is_some_and(|b| {
                self.has_role(b, CueRole::Former) && self.has_role(b, CueRole::Negator)
            })
    }

    /// Whether somebody does something to an end: the noun is object or place of a verb, and no mere possibility.
    fn means_to_an_end(&self, noun: usize) -> bool {
        let done = matches!(
            self.syntax.relation(noun),
            Relation::Obj | Relation::Obl | Relation::NsubjPass
        );
        done && !self.has_role(noun, CueRole::Ponder)
    }

    /// "will", "would", "can" and the like.
    pub(super) fn modal(&self, auxiliary: usize) -> bool {
        self.has_role(auxiliary, CueRole::Hedge) || self.has_role(auxiliary, CueRole::Future)
    }

    /// Whether an end is denied or only asked for.
    fn still_held(&self, ending: usize) -> bool {
        let mut words = self.children(ending, &[Relation::Advmod, Relation::Aux]);
        let negated = words.any(|c| c < ending && self.has_role(c, CueRole::Negator));
        negated || (self.to_infinitive(ending) && self.asked_by(ending).is_some())
    }

    /// What the verb above does to the frame's clause.
    fn governed(&self, (head, at): (usize, usize), relation: Relation, force: &mut Force) {
        let clause = matches!(relation, Relation::Xcomp | Relation::Ccomp);
        if self.has_role(head, CueRole::End) && self.still_held(head) {
            // "has not withdrawn its support", "urged X to end its support": it is there.
            force.bond = Bond::Held;
        } else if self.has_role(head, CueRole::End) && self.is_ended(head, relation) {
            force.bond = Bond::Ended;
            force.at_least(Modality::Historical);
        } else if self.has_role(head, CueRole::Refuse)
            // "refuses to say whether he backs X" is no refusal to back him.
            && force.modality != Modality::Hypothetical
            && matches!(
                relation,
                Relation::Xcomp | Relation::Obj | Relation::NsubjPass
            )
        {
            force.refused = true;
            force.declined = relation == Relation::Xcomp;
        } else if self.has_role(head, CueRole::Fail)
            && (relation == Relation::Xcomp
                || (clause && self.syntax.tag(head) == Upos::Adj)
                || (relation == Relation::Ccomp && self.has_role(head, CueRole::Say))
                || (relation == Relation::Advcl && self.leader(at) == "of"))
            || (clause && self.is_untrue(head))
        {
            // "it is false that X backs Y", "denied that X backs Y", "cleared of backing Y" leave it as open as "X did not
            // back Y".
            force.at_least(Modality::Negated);
        } else if relation == Relation::Xcomp && self.has_role(head, CueRole::Promise) {
            force.announced = Some(PloverType::Agree);
            if force.modality == Modality::Negated && self.unsaid_before(at) {
                // "vowed never to deal with X" is said now.
                force.refused = true;
                force.declined = true;
                force.modality = Modality::Asserted;
                force.announced = None;
            }
        } else if relation == Relation::Xcomp && self.has_role(head, CueRole::Threaten) {
            force.announced = Some(PloverType::Threaten);
        } else {
            let open = clause && (self.has_role(head, CueRole::Ponder) || self.wished_form(at));
            let asked = matches!(relation, Relation::Xcomp | Relation::Advcl)
                && self.has_role(head, CueRole::Ask)
                && self.to_infinitive(at)
                && (self.called_on(head, at).is_some()
                    || self
                        .children(head, &[Relation::Obj, Relation::Iobj])
                        .next()
                        .is_some());
            if open || asked {
                force.at_least(Modality::Hypothetical);
            } else if self.to_infinitive(at) && self.stands_in(head, WordList::Awaited) {
                // "is expected to demand": not yet.
                force.at_least(Modality::Future);
            }
        }
    }

    /// "it is not true that X backs Y".
    fn is_untrue(&self, adjective: usize) -> bool {
        let mut words = self.children(adjective, &[Relation::Advmod]);
        self.syntax.tag(adjective) == Upos::Adj
            && words.any(|w| w < adjective && self.has_role(w, CueRole::Negator))
    }

    /// Whether the sentence is a question.
    fn asked(&self, token: usize) -> bool {
        let offset = self.document.token_span(token).start();
        let sentence = self
            .document
            .sentences
            .get(self.document.sentence_at(offset));
        sentence.is_some_and(|s| s.span.slice(&self.document.text).ends_with('?'))
    }
}
