//! Affixes: stances inside one word: "Tarn-backed rebels", "the anti-Tarn militia".
//!
//! Not name reading. Rule: both parts must be actors by themselves, and nothing is told about when or whether it still
//! holds, so that confidence stays low.

use super::party::Party;
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::extract::syntax::Relation;
use crate::lang::frame::{CueKind, CueRole};
use crate::model::{
    ActorRef, Basis, Confidence, Fragment, Modality, Position, Span, Stance, StanceTarget,
};
use crate::text::Sentence;

/// What a hyphenated word says: who stands how towards whom.
#[derive(Debug)]
pub(super) struct Affixed {
    pub(super) holder: Party,
    pub(super) target: Party,
    pub(super) position: Position,
    /// The affix, for the reasons.
    pub(super) affix: String,
}

impl Scene<'_> {
    /// The stance a hyphenated word at token `i` tells.
    pub(super) fn affixed(&self, i: usize) -> Option<Affixed> {
        let lower = self.lower(i);
        if !lower.bytes().any(|b| b == b'-') {
            return None;
        }
        let word = self.document.word(i);
        let (first, last) = lower.split_once('-')?;
        let bearer = || {
            self.bearer(i)
                .and_then(|b| self.one_party(b, Role::Target))
                .filter(|b| b.who.mention != Some(self.document.token_span(i)))
        };
        if let Some(position) = self.leaning(last, CueKind::Suffix) {
            let name = word.get(..first.len())?;
            let holder = self.name_inside(i, 0, name)?;
            return Some(Affixed {
                holder,
                target: bearer()?,
                position,
                affix: last.to_owned(),
            });
        }
        let position = self.leaning(first, CueKind::Affix)?;
        let name = word.get(first.len() + 1..)?;
        let target = self.name_inside(i, first.len() + 1, name)?;
        Some(Affixed {
            holder: bearer()?,
            target,
            position,
            affix: first.to_owned(),
        })
    }

    fn leaning(&self, part: &str, kind: CueKind) -> Option<Position> {
        self.frames
            .cues(part)
            .iter()
            .filter(|c| c.kind == kind)
            .find_map(|c| {
                if c.role == CueRole::For {
                    Some(Position::Support)
                } else {
                    (c.role == CueRole::Against).then_some(Position::Oppose)
                }
            })
    }

    /// The actor a part of the token names: by the lexicon.
    fn name_inside(&self, i: usize, skip: usize, name: &str) -> Option<Party> {
        let start = self.document.token_span(i).start() + u32::try_from(skip).ok()?;
        let span = Span::new(start, start + u32::try_from(name.len()).ok()?);
        let actor = self.known_actor(name)?;
        Some(Party {
            who: ActorRef {
                mention: Some(span),
                text: actor.name.clone(),
                actor: Some(actor.id.clone()),
                affiliation: None,
            },
            directness: 0.9,
            reason: "named inside a word",
            through: false,
            hostile: false,
        })
    }

    /// The noun the word describes.
    fn bearer(&self, i: usize) -> Option<usize> {
        let head = self.syntax.head(i)?;
        let beside = matches!(
            self.syntax.relation(i),
            Relation::Amod | Relation::Compound | Relation::Nmod
        );
        (beside && head > i).then_some(head)
    }
}

/// The stance a hyphenated word tells.
pub(super) fn inside_word(scene: &Scene<'_>, affixed: Affixed, sentence: &Sentence) -> Stance {
    Stance {
        holder: affixed.holder.who,
        target: StanceTarget::Actor(affixed.target.who),
        position: affixed.position,
        basis: Basis::Implied,
        condition: None,
        modality: Modality::Asserted,
        on_behalf_of: None,
        reported_by: None,
        from: None,
        until: None,
        previous: None,
        plover: None,
        cameo: None,
        date: None,
        evidence: vec![Fragment::cut(sentence.span, &scene.document.text)],
        confidence: Confidence {
            score: 0.6 * affixed.target.directness,
            reasons: vec![format!("affix \"{}\"", affixed.affix)],
        },
    }
}
