//! Stances on issues: from the words that name an issue up to the holder who is for or against it.
//!
//! Not topic spotting: an issue that is only mentioned gives nothing. Rule: who holds which side is what `climb` finds
//! above the words; this file makes records of it.

use super::climb::{Way, said_of, ways};
use super::modality::Force;
use super::party::{PRONOUN, Party};
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Language;
use crate::lang::frame::CueRole;
use crate::lang::list::WordList;
use crate::lexicon::{Hit, Lexicon};
use crate::model::{
    Basis, Confidence, Fragment, IssueId, Modality, Plover, PloverType, Position, Span, Stance,
    StanceTarget,
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
    language: &Language,
    names: &[Hit<'l>],
) -> Vec<IssueMention> {
    let named = lexicon.topics(&document.text, names, &language.issue_words);
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

/// The stances on the issue that `mention` names.
pub(super) fn stances(
    scene: &Scene<'_>,
    mention: &IssueMention,
    sentence: &Sentence,
) -> Vec<Stance> {
    let mut made = Vec::new();
    for mut way in ways(scene, mention.span, sentence) {
        let (Some(holder), Some(decided)) = (way.holder, way.decided) else {
            continue;
        };
        let force = scene.force_at(decided);
        // "will not take sides" may be the wording itself.
        let worded = scene
            .document
            .tokens_in(mention.span)
            .any(|t| scene.has_role(t, CueRole::Negator));
        let mut words = scene.document.tokens_in(mention.span);
        way.turned ^= words.any(|t| scene.is_wished_away(t));
        way.turned ^= if force.refused {
            !worded
        } else {
            force.modality == Modality::Negated
        };
        for party in scene.parties(holder, Role::Holder) {
            // "any commander who sends them" is nobody yet.
            let first = party.who.text.split(' ').next().map(str::to_lowercase);
            if first.is_some_and(|w| scene.in_list(w.as_str(), WordList::Anyone)) {
                continue;
            }
            made.push(stance(scene, mention, sentence, (&party, &way, &force)));
        }
    }
    made
}

/// Most sentences between an issue's words and the "it" that means them.
const MEANT_SENTENCES_MAX: usize = 2;

/// The stances of a sentence that takes a side on an issue named before with "it" or "this": "Will X intervene? Y opposes it."
///
/// Only frames that say for or against count; the sentence that names the issue goes with the evidence.
pub(super) fn meant(scene: &Scene<'_>, index: usize) -> Vec<Stance> {
    let all = &scene.document.sentences;
    let Some(sentence) = all.get(index) else {
        return Vec::new();
    };
    let from = index.saturating_sub(MEANT_SENTENCES_MAX);
    let before = all.get(from..=index).unwrap_or(&[]);
    let mut made = Vec::new();
    if before.iter().all(|s| scene.issues_in(s.span).is_empty()) {
        return made;
    }
    for token in sentence.tokens.clone() {
        let object = || matches!(scene.syntax.relation(token), Relation::Obj | Relation::Obl);
        let pronoun =
            scene.stands_in(token, WordList::Meant) && scene.syntax.tag(token) == Upos::Pron;
        if !pronoun || !(object() || said_of(scene, token, sentence).is_some()) {
            continue;
        }
        let at = scene.document.token_span(token).start();
        let mut named = before.iter().rev().map(|s| (s, scene.issues_in(s.span)));
        let last = named.find_map(|(s, issues)| {
            let issue = issues.iter().rfind(|m| m.span.end() < at)?;
            let joint = s.span != sentence.span || parted(scene, issue.span, token);
            joint.then_some((s, issue))
        });
        let Some((told, issue)) = last else {
            continue;
        };
        let mention = IssueMention {
            span: scene.document.token_span(token),
            ..issue.clone()
        };
        for mut stance in stances(scene, &mention, sentence) {
            if stance.basis != Basis::Explicit {
                continue;
            }
            let text = &scene.document.text;
            if told.span != sentence.span {
                stance.evidence.insert(0, Fragment::cut(told.span, text));
            }
            stance.confidence.score *= 0.7;
            let how = "\"it\" of what was named before".to_owned();
            stance.confidence.reasons.push(how);
            made.push(stance);
        }
    }
    made
}

/// Whether a clause ends between an issue's words and a pronoun: "backs the plan, but Y opposes it".
fn parted(scene: &Scene<'_>, issue: Span, pronoun: usize) -> bool {
    let first = scene.document.tokens_in(issue).end;
    (first..pronoun).any(|t| scene.stands_in(t, WordList::Parted) || scene.lower(t) == ";")
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
    let reporter = way.decided.and_then(|d| scene.told_by(d, sentence));
    let told = way.frame.and_then(|f| f.plover.clone());
    let refuses = || {
        force.refused.then_some(Plover {
            kind: PloverType::Reject,
            mode: None,
        })
    };
    let plover: Option<Plover> = told.or_else(refuses);
    let denied = force.modality == Modality::Negated;
    let itself = party.who.actor.is_none() && party.reason == PRONOUN;
    let own = reporter.as_ref().is_some_and(|r| itself || r.same(party));
    let announced = force.refused || (own && force.modality == Modality::Future);
    let modality = if denied || announced {
        Modality::Asserted
    } else {
        force.modality
    };
    let reason = way
        .frame
        .map_or("does it".to_owned(), |f| format!("frame \"{}\"", f.lemma));
    let mut reasons = vec![reason, format!("holder {}", party.reason)];
    if way.across {
        reasons.push("by word order".to_owned());
    }
    Stance {
        holder: party.who.clone(),
        target: StanceTarget::Issue {
            issue: mention.issue.clone(),
            mention: Some(Fragment::cut(mention.span, text)),
        },
        position,
        basis: if way.frame.is_some() || force.refused {
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
            score: if way.across { 0.6 } else { 0.8 } * party.directness,
            reasons,
        },
    }
}
