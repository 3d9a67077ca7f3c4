//! The way from an issue's words up to whoever takes a side on it.
//!
//! Not the record made of it (that is `issue`). Rule: the side of the wording is carried upward through every word that
//! governs it; a refusal, a negation or a warning turns it, a demand or a pledge keeps it, and the first word that has a
//! holder decides whose position it is. Where the tree loses the way, the order of words is asked, and only words that take
//! a side are looked for.

use super::scene::{CLIMB_MAX, Scene};
use super::trigger::{self, Trigger};
use crate::extract::mention::Role;
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::{Complement, CueRole, Frame, FrameClass, Slot};
use crate::lang::list::WordList;
use crate::model::{Basis, Modality, Position, Span};
use crate::text::Sentence;

/// Farthest word before an issue's words that can take a side on it by word order alone, in tokens.
const ACROSS_TOKENS_MAX: usize = 14;

/// What has been gathered on the way up.
#[derive(Clone, Debug, Default)]
pub(super) struct Way<'f> {
    pub(super) turned: bool,
    pub(super) holder: Option<usize>,
    pub(super) frame: Option<&'f Frame>,
    /// Token that decided: force and reporter are read there.
    pub(super) decided: Option<usize>,
    /// Found by the order of words.
    pub(super) across: bool,
    /// "must", "should", "necessity": what is said is wanted.
    obliged: bool,
}

/// Who takes which side on the issue that a span names. More than one where a noun has a holder of its own ("Y rejected X's
/// offer to mediate").
pub(super) fn ways<'f>(scene: &Scene<'f>, span: Span, sentence: &Sentence) -> Vec<Way<'f>> {
    let Some(top) = top(scene, span) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut way = Way::default();
    climb(scene, top, sentence, (&mut way, &mut found));
    if way.holder.is_none() && found.is_empty() {
        did(scene, top, &mut way);
    }
    if way.holder.is_none() && found.is_empty() {
        across(scene, span, sentence, &mut way);
    }
    found.push(way);
    found.retain(|w| w.holder.is_some());
    found
}

/// The token of a span that governs the others.
fn top(scene: &Scene<'_>, span: Span) -> Option<usize> {
    let range = scene.document.tokens_in(span);
    let outside = |t: &usize| scene.syntax.head(*t).is_none_or(|h| !range.contains(&h));
    let content = |t: &usize| {
        matches!(
            scene.syntax.tag(*t),
            Upos::Verb | Upos::Noun | Upos::Propn | Upos::Adj
        )
    };
    range
        .clone()
        .filter(outside)
        .find(content)
        .or_else(|| range.clone().find(outside))
}

fn climb<'f>(
    scene: &Scene<'f>,
    top: usize,
    sentence: &Sentence,
    (way, found): (&mut Way<'f>, &mut Vec<Way<'f>>),
) {
    way.turned = scene.denied(top);
    way.obliged = scene.obliged(top);
    let mut at = top;
    for _ in 0..CLIMB_MAX {
        if way.holder.is_none()
            && let Some(trigger) = said_of(scene, at, sentence)
        {
            decide(scene, &trigger, way);
            break;
        }
        let Some(head) = scene.syntax.head(at) else {
            break;
        };
        let relation = scene.syntax.relation(at);
        let above = relation == Relation::Xcomp || scene.asking(at, head).is_some();
        if way.holder.is_some() && !above {
            // "Y rejected X's offer": X holds what it offers, and Y turns it.
            let noun = way.frame.is_some_and(|f| f.class == FrameClass::Noun);
            if !noun || !matches!(relation, Relation::Obj | Relation::NsubjPass) {
                break;
            }
            found.push(way.clone());
            (way.holder, way.frame, way.decided) = (None, None, None);
        }
        way.obliged |= scene.is_needed(at, head);
        if relation == Relation::Conj && !way.obliged {
            at = head;
            continue;
        }
        let asked = scene.asking(at, head);
        if let Some(trigger) = asked.and_then(|verb| wanting(scene, verb, sentence)) {
            // "urged X to avoid it": the infinitive may hang on X in the tree.
            decide(scene, &trigger, way);
            break;
        }
        if let Some(trigger) = fitting(scene, head, at, sentence) {
            decide(scene, &trigger, way);
            at = trigger.at;
        } else if scene.is_reason(at) {
            // "urged Y to act over its support for Z": a reason is nobody's wish.
            break;
        } else if carry(scene, head, relation, way) {
            at = head;
        } else {
            break;
        }
    }
}

/// "X is against it": the preposition that says the nominal `at` of somebody.
pub(super) fn said_of<'f>(
    scene: &Scene<'f>,
    at: usize,
    sentence: &Sentence,
) -> Option<Trigger<'f>> {
    let mut leading = scene.children(at, &[Relation::Case, Relation::Mark]);
    leading.find_map(|c| {
        let triggers = trigger::at(scene, c, &sentence.tokens);
        triggers
            .into_iter()
            .find(|t| t.frame.class == FrameClass::Predicate)
    })
}

/// The frame of a verb that wants something done.
fn wanting<'f>(scene: &Scene<'f>, verb: usize, sentence: &Sentence) -> Option<Trigger<'f>> {
    let triggers = trigger::at(scene, verb, &sentence.tokens);
    triggers
        .into_iter()
        .find(|t| t.frame.complement == Complement::Want)
}

/// The frame at `head`, or one above that ends there ("vote in favour of"), in whose place `at` stands.
fn fitting<'f>(
    scene: &Scene<'f>,
    head: usize,
    at: usize,
    sentence: &Sentence,
) -> Option<Trigger<'f>> {
    let relation = scene.syntax.relation(at);
    let led = scene.leader(at);
    let triggers = trigger::at(scene, head, &sentence.tokens);
    let by_word = |t: &&Trigger<'f>| {
        let last = t.frame.tail.len().checked_sub(1);
        last.is_some_and(|k| t.frame.tail_is(k, led))
            || t.frame
                .target
                .iter()
                .any(|s| matches!(s, Slot::Preposition(p) if p == led))
    };
    let led_in = !matches!(led, "" | "to" | "that");
    if let Some(trigger) = triggers.iter().find(by_word).filter(|_| led_in) {
        return Some(*trigger);
    }
    let own = triggers.into_iter().find(|t| {
        let ascribed = t.frame.complement == Complement::Ascribe && matches!(led, "of" | "for");
        let whole = t.last == t.at + t.frame.tail.len() && t.last < at;
        if matches!(relation, Relation::Obj | Relation::NsubjPass) {
            whole && !led_in
        } else if matches!(relation, Relation::Xcomp | Relation::Ccomp | Relation::Acl) {
            !led_in && t.frame.tail.len() < 2 && asks(t.frame.complement)
        } else {
            ascribed && matches!(relation, Relation::Obl | Relation::Nmod | Relation::Advcl)
        }
    });
    if own.is_some() {
        return own;
    }
    let above = scene.syntax.head(head)?;
    let leads = |t: &Trigger<'f>| t.last < at && t.last > head && t.at < head;
    let spanning = trigger::at(scene, above, &sentence.tokens);
    spanning
        .into_iter()
        .find(|t| t.at == above && (t.last == head || (leads(t) && by_word(&t))))
}

/// Whether a frame says something of the clause under it.
fn asks(complement: Complement) -> bool {
    !matches!(complement, Complement::Nothing | Complement::Called)
}

/// A frame keeps or turns the side, and names the holder.
fn decide<'f>(scene: &Scene<'f>, trigger: &Trigger<'f>, way: &mut Way<'f>) {
    let frame = trigger.frame;
    let holder = || frame.holder.iter().find_map(|s| scene.slot(trigger, s));
    let turns = match frame.complement {
        Complement::Want | Complement::Favour | Complement::Threat => false,
        Complement::Reject | Complement::Ascribe => true,
        Complement::Nothing | Complement::Called => match frame.position {
            Position::Oppose => true,
            Position::Support => false,
            Position::Ambiguous | Position::Neutral => return,
        },
    };
    settle(scene, way, trigger.at);
    way.turned ^= turns;
    way.frame = Some(frame);
    if let Some(found) = holder() {
        way.holder = Some(found);
    }
}

/// A new word decides: the negation of the one before it is not read again.
fn settle(scene: &Scene<'_>, way: &mut Way<'_>, decided: usize) {
    let before = way.decided.filter(|d| *d != decided);
    way.turned ^= before.is_some_and(|d| scene.denied(d));
    way.decided = Some(decided);
}

/// Words that pass the side upward without a holder of their own; false where the way ends.
fn carry(scene: &Scene<'_>, head: usize, relation: Relation, way: &mut Way<'_>) -> bool {
    let inside = matches!(
        relation,
        Relation::Xcomp
            | Relation::Obj
            | Relation::Obl
            | Relation::Nmod
            | Relation::Acl
            | Relation::Advcl
            | Relation::NsubjPass
    );
    if inside && (scene.has_role(head, CueRole::Refuse) || scene.has_role(head, CueRole::End)) {
        settle(scene, way, head);
        way.turned = !way.turned;
        way.holder = scene.agent(head);
        return true;
    }
    if inside && scene.has_role(head, CueRole::Fail) {
        return false;
    }
    if relation == Relation::Xcomp && scene.has_role(head, CueRole::Commit) {
        settle(scene, way, head);
        way.holder = scene.agent(head);
        return true;
    }
    if scene.has_role(head, CueRole::Bearing) {
        way.obliged |= scene.has_role(head, CueRole::Obligation) || scene.obliged(head);
        way.turned ^= scene.denied(head);
        return true;
    }
    let says = scene.has_role(head, CueRole::Say) || scene.has_role(head, CueRole::Give);
    if says && way.obliged {
        settle(scene, way, head);
        way.holder = scene.agent(head);
        return true;
    }
    false
}

/// Nobody above decides: whoever does the thing named is for it.
fn did(scene: &Scene<'_>, top: usize, way: &mut Way<'_>) {
    let Some(deed) = scene.deed(top) else {
        return;
    };
    let clause = scene.syntax.tag(deed) == Upos::Verb && !scene.to_infinitive(deed);
    let force = scene.force_at(deed);
    let told = matches!(force.modality, Modality::Asserted | Modality::Negated);
    // "X said it would": what one says one will do one is for, on its condition.
    let own = || scene.tells_of_itself(deed);
    if clause && !way.obliged && (told || force.refused || own()) {
        way.holder = scene.agent(deed);
        way.decided = Some(deed);
        // The negation was read as part of the wording; it must not turn the side twice.
        way.turned = false;
        way.frame = None;
    }
}

/// The nearest word before an issue's words that takes a side, in the same clause by the order of words.
fn across<'f>(scene: &Scene<'f>, span: Span, sentence: &Sentence, way: &mut Way<'f>) {
    let first = scene.document.tokens_in(span).start;
    let from = first.saturating_sub(ACROSS_TOKENS_MAX);
    *way = Way {
        across: true,
        ..Way::default()
    };
    // Prepositions and negations on the way, nearest to the issue first.
    let (mut crossed, mut turns) = (Vec::new(), Vec::new());
    for token in (from.max(sentence.tokens.start)..first).rev() {
        if scene.stands_in(token, WordList::ClimbEnd) || matches!(scene.lower(token), ";" | ":") {
            return;
        }
        let triggers = trigger::at(scene, token, &sentence.tokens);
        let siding = triggers
            .iter()
            .find(|t| t.last < first && scene.takes_side(t));
        if let Some(trigger) = siding {
            // "spoke for an hour about it": what another preposition leads in is not its object.
            crossed.retain(|c| *c > trigger.last);
            if !crossed.is_empty() {
                return;
            }
            way.turned = turns.iter().filter(|t| **t > trigger.last).count() % 2 == 1;
            decide(scene, trigger, way);
            if way.holder.is_none() && trigger.frame.class == FrameClass::Verb {
                way.holder = scene.before(trigger, &sentence.tokens);
            }
            return;
        }
        let turning = [CueRole::Negator, CueRole::Refuse, CueRole::End];
        if turning.iter().any(|r| scene.has_role(token, *r)) {
            turns.push(token);
        } else if scene.syntax.fine(token).is_finite() {
            return;
        } else if scene.syntax.tag(token) == Upos::Adp && scene.lower(token) != "of" {
            crossed.push(token);
        }
    }
}

impl Scene<'_> {
    /// Whether a frame is for or against what stands behind it by what its holder says.
    fn takes_side(&self, trigger: &Trigger<'_>) -> bool {
        let frame = trigger.frame;
        let sided = matches!(frame.position, Position::Support | Position::Oppose)
            && frame.basis == Basis::Explicit;
        let own = frame.holder.first() != Some(&Slot::Speaker);
        own && (sided || asks(frame.complement)) && !self.passive(trigger.at)
    }

    /// What is done about the thing named: the verb itself, or the light verb it is the object of ("deliver missiles").
    fn deed(&self, top: usize) -> Option<usize> {
        if self.syntax.tag(top) == Upos::Verb {
            return Some(top);
        }
        let object = self.syntax.relation(top) == Relation::Obj;
        let verb = self.syntax.head(top).filter(|_| object)?;
        let light = [CueRole::Give, CueRole::Bearing, CueRole::Commit];
        light
            .iter()
            .any(|r| self.has_role(verb, *r))
            .then_some(verb)
    }

    /// Whether who does it and who tells of it are the same.
    fn tells_of_itself(&self, verb: usize) -> bool {
        let party = |t: usize| self.one_party(t, Role::Holder);
        let teller = self.reporter(verb).and_then(party);
        let doer = self.agent(verb).and_then(party);
        teller.zip(doer).is_some_and(|(t, d)| t.same(&d))
    }

    /// "stressed the need of X, Y and Z not getting involved": the tree may hang on the verb what is needed.
    fn is_needed(&self, at: usize, head: usize) -> bool {
        const AUXILIARY: &[Relation] = &[Relation::Aux, Relation::AuxPass, Relation::Cop];
        let hung = matches!(
            self.syntax.relation(at),
            Relation::Xcomp | Relation::Conj | Relation::Ccomp
        );
        let bare = |a: usize| !self.syntax.fine(a).is_finite();
        let plain = || bare(at) && self.children(at, AUXILIARY).all(bare);
        let mut objects = self.children(head, &[Relation::Obj]);
        let need = |o: usize| o < at && self.has_role(o, CueRole::Obligation);
        hung && self.has_role(head, CueRole::Say) && objects.any(need) && plain()
    }

    /// The verb of asking whose infinitive `at` is, though it hangs on the one asked, or as a purpose on the verb.
    fn asking(&self, at: usize, head: usize) -> Option<usize> {
        if !self.to_infinitive(at) {
            return None;
        }
        let relation = self.syntax.relation(at);
        if relation == Relation::Advcl && self.has_role(head, CueRole::Ask) {
            return Some(head);
        }
        let mut noun = head;
        for _ in 0..CLIMB_MAX {
            let above = self
                .syntax
                .head(noun)
                .filter(|_| relation == Relation::Acl)?;
            if self.has_role(above, CueRole::Ask) {
                return Some(above);
            }
            noun = above;
        }
        None
    }

    /// The word that leads a nominal or clause in: preposition or marker, lower case, `""` for none.
    pub(super) fn leader(&self, at: usize) -> &str {
        self.children(at, &[Relation::Case, Relation::Mark])
            .map(|c| self.lower(c))
            .find(|w| *w != "'s" && *w != "’s")
            .unwrap_or("")
    }

    /// Whether a word is told as ground or time of something, not as its content.
    fn is_reason(&self, at: usize) -> bool {
        let led = self.leader(at);
        self.frames.is(led, CueRole::Ground)
    }

    /// Whether a negation hangs on the word.
    pub(super) fn denied(&self, at: usize) -> bool {
        self.children(
            at,
            &[
                Relation::Advmod,
                Relation::Det,
                Relation::Case,
                Relation::Aux,
                Relation::Mark,
            ],
        )
        .any(|c| c < at && self.has_role(c, CueRole::Negator))
    }

    /// Whether the word stands under "must", "should" and the like, or in the form of a wish ("that X be sent").
    fn obliged(&self, at: usize) -> bool {
        let mut auxiliaries = self.children(at, &[Relation::Aux]);
        auxiliaries.any(|c| self.has_role(c, CueRole::Obligation)) || self.wished_form(at)
    }

    /// "insisted that X be settled", "demands that X leave": a base form with a subject and no auxiliary before it.
    pub(super) fn wished_form(&self, at: usize) -> bool {
        const AUXILIARY: &[Relation] = &[Relation::Aux, Relation::AuxPass, Relation::Cop];
        let that = self
            .children(at, &[Relation::Mark])
            .any(|m| self.lower(m) == "that");
        let mut before = self.children(at, AUXILIARY);
        let first = before.next();
        let base = first.map_or(self.syntax.fine(at) == FineTag::VerbBase, |a| {
            self.lower(a) == "be"
        });
        that && base && self.own_subject(at).is_some()
    }
}
