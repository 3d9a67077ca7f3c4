//! Refutations: a sentence that only says that what the sentence before told is not so.
//!
//! Not denials that name what they deny (that is `status`). Rule: a short sentence about "that", "this" or "it" with a word of denial,
//! or "not" before "true". What it answers was a rumour where it is told, and is denied here. Examples: "That was not true.", "It is
//! nonsense." Counter-example: "That is not a good sign."

use super::Sources;
use super::claim::{Draft, sentence_fragment};
use crate::lang::list::WordList;
use crate::lang::movement::Effect;
use crate::model::{Modality, Status};
use crate::text::TokenKind;

/// Most words of a sentence that only refutes.
const WORDS_MAX: usize = 8;

/// Whether sentence `index` says nothing but that what was told is not so.
fn refutes(sources: &Sources<'_>, index: usize) -> bool {
    let document = sources.document;
    let tokens = document
        .sentences
        .get(index)
        .map_or(0..0, |s| s.tokens.clone());
    let word = |k: &usize| {
        document
            .tokens
            .get(*k)
            .is_some_and(|t| t.kind == TokenKind::Word)
    };
    let words: Vec<usize> = tokens.clone().filter(word).take(WORDS_MAX + 1).collect();
    let lists = &sources.knowledge.language.lists;
    let movement = &sources.knowledge.language.movement;
    let denies = |k: usize| {
        let mut effects = movement.effects(document.lower(k), document.lower(k + 1), &[]);
        effects.any(|e| e == Effect::Deny)
    };
    let untrue = |k: usize| {
        let not = |b: usize| {
            movement
                .effects(document.lower(b), "", &[])
                .any(|e| e == Effect::Negate)
        };
        lists.has(WordList::True, document.lower(k)) && (tokens.start..k).any(not)
    };
    let first = words.first().map_or("", |k| document.lower(*k));
    words.len() <= WORDS_MAX
        && lists.has(WordList::Refuted, first)
        && words.iter().any(|k| denies(*k) || untrue(*k))
}

/// Takes back what the sentence before `index` told when this one refutes it, and adds the denials.
pub(super) fn refute(sources: &Sources<'_>, index: usize, drafts: &mut Vec<Draft>) {
    let told = |d: &Draft| {
        let open = d.claim.status.is_fact() || d.claim.status == Status::Rumoured;
        d.sentence + 1 == index && open && !d.echo
    };
    if !drafts.iter().any(told) || !refutes(sources, index) {
        return;
    }
    let mut denials = Vec::new();
    for draft in drafts.iter_mut().filter(|d| told(d)) {
        draft.claim.status = Status::Rumoured;
        draft.claim.modality = Modality::Asserted;
        let mut denial = draft.clone();
        denial.sentence = index;
        denial.claim.status = Status::Denied;
        denial.claim.modality = Modality::Negated;
        denial.claim.claimant = None;
        denial.claim.quotes = Vec::new();
        denial.claim.evidence = vec![sentence_fragment(sources, index)];
        denials.push(denial);
    }
    drafts.append(&mut denials);
}
