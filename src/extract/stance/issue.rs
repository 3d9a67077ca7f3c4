//! Stances on issues: from the words that name an issue up to the holder who is for or against it.
//!
//! Not topic spotting: an issue that is only mentioned gives nothing. Rule: the side of the wording is carried upward
//! through every word that governs it; a refusal, a negation or a warning turns it, a demand or a pledge keeps it, and
//! the first word that has a holder decides whose position it is.

use super::modality::Force;
use super::party::Party;
use super::scene::{CLIMB_MAX, Scene};
use super::trigger::{self, Trigger};
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::frame::{Complement, CueRole, Frame, Slot};
use crate::lexicon::{Hit, Lexicon};
use crate::model::{
    Basis, Confidence, Fragment, IssueId, Modality, Plover, Position, Span, Stance, StanceTarget,
};
use crate::text::{Document, Sentence};

/// Words that name an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueMention {
    /// The issue.
    pub issue: IssueId,
    /// SUPPORT when the thing named makes the proposition true, OPPOSE when it makes it false.
    pub side: Position,
    /// Where.
    pub span: Span,
}

/// The wordings of the lexicon's issues in a document, in text order; `names` are the lexicon's in its text.
pub fn issues<'l>(
    document: &Document,
    lexicon: &'l Lexicon,
    names: &[Hit<'l>],
) -> Vec<IssueMention> {
    let named = lexicon.topics(&document.text, names);
    let mut all: Vec<IssueMention> = named
        .into_iter()
        .map(|topic| IssueMention {
            issue: topic.issue.issue.id.clone(),
            side: topic.side,
            span: topic.span,
        })
        .collect();
    all.sort_by_key(|m| m.span.start());
    all
}

/// What has been gathered on the way up.
#[derive(Clone, Debug, Default)]
struct Way<'f> {
    turned: bool,
    holder: Option<usize>,
    frame: Option<&'f Frame>,
    /// Token that decided: force and reporter are read there.
    decided: Option<usize>,
    /// Who is said to do it, and by whom ("accused X of").
    ascribed: Option<usize>,
    /// "must", "should", "necessity": what is said is wanted.
    obliged: bool,
}

/// The stances on the issue that `mention` names.
pub(super) fn stances(
    scene: &Scene<'_>,
    mention: &IssueMention,
    sentence: &Sentence,
) -> Vec<Stance> {
    let Some(top) = top(scene, mention.span) else {
        return Vec::new();
    };
    let mut way = Way::default();
    climb(scene, top, sentence, &mut way);
    if way.holder.is_none() {
        did(scene, top, &mut way);
    }
    let (Some(holder), Some(decided)) = (way.holder, way.decided) else {
        return Vec::new();
    };
    let force = scene.force_at(decided);
    if force.modality == Modality::Negated {
        way.turned = !way.turned;
    }
    let mut made = Vec::new();
    for party in scene.parties(holder, Role::Holder) {
        // "any commander who sends them" is nobody yet.
        let first = party.who.text.split(' ').next().map(str::to_lowercase);
        if first.is_some_and(|w| matches!(w.as_str(), "any" | "whoever" | "anyone")) {
            continue;
        }
        made.push(stance(scene, mention, sentence, (&party, &way, &force)));
    }
    made
}

/// Most sentences between an issue's words and the "it" that means them.
const MEANT_SENTENCES_MAX: usize = 2;

/// The stances of a sentence that names no issue but takes a side on one with "it" or "this": "Will X intervene? Y opposes it."
///
/// Only frames that say for or against count; the sentence that names the issue goes with the evidence.
pub(super) fn meant(scene: &Scene<'_>, index: usize) -> Vec<Stance> {
    let all = &scene.document.sentences;
    let Some(sentence) = all.get(index) else {
        return Vec::new();
    };
    let from = index.saturating_sub(MEANT_SENTENCES_MAX);
    let before = all.get(from..index).unwrap_or(&[]);
    let mut named = before.iter().rev().map(|s| (s, scene.issues_in(s.span)));
    let last = named.find_map(|(s, issues)| Some((s, issues.last()?)));
    let Some((told, issue)) = last else {
        return Vec::new();
    };
    let mut made = Vec::new();
    for token in sentence.tokens.clone() {
        let meant = matches!(scene.lower(token), "it" | "this")
            && scene.syntax.tag(token) == Upos::Pron
            && matches!(scene.syntax.relation(token), Relation::Obj | Relation::Obl);
        if !meant {
            continue;
        }
        let mention = IssueMention {
            span: scene.document.token_span(token),
            ..issue.clone()
        };
        for mut stance in stances(scene, &mention, sentence) {
            if stance.basis != Basis::Explicit {
                continue;
            }
            let text = &scene.document.text;
            stance.evidence.insert(0, Fragment::cut(told.span, text));
            stance.confidence.score *= 0.7;
            let how = "\"it\" of the sentence before".to_owned();
            stance.confidence.reasons.push(how);
            made.push(stance);
        }
    }
    made
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

fn climb<'f>(scene: &Scene<'f>, top: usize, sentence: &Sentence, way: &mut Way<'f>) {
    way.turned = scene.denied(top);
    way.obliged = scene.obliged(top);
    let mut at = top;
    for _ in 0..CLIMB_MAX {
        let Some(head) = scene.syntax.head(at) else {
            break;
        };
        let relation = scene.syntax.relation(at);
        let above = relation == Relation::Xcomp || scene.asking(at, head).is_some();
        if way.holder.is_some() && !above {
            break;
        }
        if relation == Relation::Conj {
            at = head;
            continue;
        }
        if let Some(verb) = scene.asking(at, head) {
            // "urged X to avoid it": the infinitive may hang on X in the tree.
            if let Some(trigger) = wanting(scene, verb, sentence) {
                decide(scene, &trigger, way);
            }
            break;
        }
        if let Some(trigger) = fitting(scene, head, at, sentence) {
            decide(scene, &trigger, way);
        } else if !carry(scene, head, relation, way) {
            break;
        }
        at = head;
    }
}

/// The frame of a verb that wants something done.
fn wanting<'f>(scene: &Scene<'f>, verb: usize, sentence: &Sentence) -> Option<Trigger<'f>> {
    let triggers = trigger::at(scene, verb, &sentence.tokens);
    triggers
        .into_iter()
        .find(|t| t.frame.complement == Complement::Want)
}

/// The frame at `head` in whose place `at` stands.
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
    let led_in = !led.is_empty() && led != "to";
    if let Some(trigger) = triggers.iter().find(by_word).filter(|_| led_in) {
        return Some(*trigger);
    }
    triggers.into_iter().find(|t| {
        let ascribed = t.frame.complement == Complement::Ascribe && matches!(led, "of" | "for");
        let whole = t.last == t.at + t.frame.tail.len() && t.last < at;
        if matches!(relation, Relation::Obj | Relation::NsubjPass) {
            whole && !led_in
        } else if matches!(relation, Relation::Xcomp | Relation::Ccomp | Relation::Acl) {
            !led_in && t.frame.tail.len() < 2 && t.frame.complement != Complement::Nothing
        } else {
            ascribed && matches!(relation, Relation::Obl | Relation::Nmod | Relation::Advcl)
        }
    })
}

/// A frame keeps or turns the side, and names the holder.
fn decide<'f>(scene: &Scene<'f>, trigger: &Trigger<'f>, way: &mut Way<'f>) {
    let frame = trigger.frame;
    let holder = || frame.holder.iter().find_map(|s| scene.slot(trigger, s));
    let turns = match frame.complement {
        Complement::Want | Complement::Favour | Complement::Threat => false,
        Complement::Reject => true,
        Complement::Ascribe => {
            way.ascribed = scene.patient(trigger.at);
            true
        }
        Complement::Nothing => match frame.position {
            Position::Oppose => true,
            Position::Support => false,
            Position::Ambiguous | Position::Neutral => return,
        },
    };
    way.turned ^= turns;
    way.frame = Some(frame);
    way.decided = Some(trigger.at);
    if let Some(found) = holder() {
        way.holder = Some(found);
    }
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
        way.turned = !way.turned;
        way.holder = scene.agent(head);
        way.decided = Some(head);
        return true;
    }
    if inside && scene.has_role(head, CueRole::Fail) {
        return false;
    }
    if relation == Relation::Xcomp && scene.has_role(head, CueRole::Commit) {
        way.holder = scene.agent(head);
        way.decided = Some(head);
        return true;
    }
    if scene.has_role(head, CueRole::Bearing) {
        way.obliged |= scene.has_role(head, CueRole::Obligation);
        return true;
    }
    let says = scene.has_role(head, CueRole::Say) || scene.has_role(head, CueRole::Give);
    if says && way.obliged {
        way.holder = scene.agent(head);
        way.decided = Some(head);
        return true;
    }
    false
}

/// Nobody above decides: whoever does the thing named is for it.
fn did(scene: &Scene<'_>, top: usize, way: &mut Way<'_>) {
    let clause = scene.syntax.tag(top) == Upos::Verb && !scene.to_infinitive(top);
    let force = scene.force_at(top);
    let told = matches!(force.modality, Modality::Asserted | Modality::Negated);
    // "X said it would": what one says one will do one is for, on its condition.
    let own = || {
        let party = |t: usize| scene.one_party(t, Role::Holder);
        let teller = scene.reporter(top).and_then(party);
        let doer = scene.agent(top).and_then(party);
        teller.zip(doer).is_some_and(|(t, d)| t.same(&d))
    };
    if clause && !way.obliged && (told || own()) {
        way.holder = scene.agent(top);
        way.decided = Some(top);
        // The negation was read as part of the wording; it must not turn the side twice.
        way.turned = false;
        way.frame = None;
    }
}

fn stance(
    scene: &Scene<'_>,
    mention: &IssueMention,
    sentence: &Sentence,
    (party, way, force): (&Party, &Way<'_>, &Force),
) -> Stance {
    let text = &scene.document.text;
    let position = match (mention.side, way.turned) {
        (Position::Support, false) | (Position::Oppose, true) => Position::Support,
        (Position::Oppose, false) | (Position::Support, true) => Position::Oppose,
        (other, _) => other,
    };
    let reporter = way
        .decided
        .and_then(|d| scene.reporter(d))
        .and_then(|r| scene.one_party(r, Role::Speaker));
    let plover: Option<Plover> = way.frame.and_then(|f| f.plover.clone());
    let denied = force.modality == Modality::Negated;
    let modality = if denied {
        Modality::Asserted
    } else {
        force.modality
    };
    let reason = way
        .frame
        .map_or("does it".to_owned(), |f| format!("frame \"{}\"", f.lemma));
    Stance {
        holder: party.who.clone(),
        target: StanceTarget::Issue {
            issue: mention.issue.clone(),
            mention: Some(Fragment::cut(mention.span, text)),
        },
        position,
        basis: if way.frame.is_some() {
            Basis::Explicit
        } else {
            Basis::Implied
        },
        condition: force.condition.clone(),
        modality,
        on_behalf_of: None,
        reported_by: reporter.filter(|r| !r.same(party)).map(|r| r.who),
        from: None,
        until: None,
        previous: None,
        plover,
        cameo: way.frame.and_then(|f| f.cameo.clone()),
        date: None,
        evidence: vec![Fragment::cut(sentence.span, text)],
        confidence: Confidence {
            score: 0.8 * party.directness,
            reasons: vec![reason, format!("holder {}", party.reason)],
        },
    }
}

impl Scene<'_> {
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
    fn leader(&self, at: usize) -> &str {
        self.children(at, &[Relation::Case, Relation::Mark])
            .map(|c| self.lower(c))
            .find(|w| *w != "'s" && *w != "’s")
            .unwrap_or("")
    }

    /// Whether a negation hangs on the word.
    fn denied(&self, at: usize) -> bool {
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

    /// Whether the word stands under "must", "should" and the like.
    fn obliged(&self, at: usize) -> bool {
        self.children(at, &[Relation::Aux])
            .any(|c| self.has_role(c, CueRole::Obligation))
    }
}
