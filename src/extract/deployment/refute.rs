//! Refutations: a sentence that only says that what the sentence before told is not so, or a clause that says so of its own sentence.
//!
//! Not denials that name what they deny (that is `status`). Rule: a short sentence about "that", "this" or "it" with a word of denial,
//! or "not" before "true". What it answers was a rumour where it is told, and is denied here. Examples: "That was not true.", "It is
//! nonsense." Counter-example: "That is not a good sign." Where somebody is named who denies ("..., which Orsk denied", "Orsk rejected the
//! claim."), what is told stays as it is and his denial is a second claim. Counter-example: "Orsk did not deny it."

use super::Sources;
use super::claim::{Draft, sentence_fragment};
use super::party::same_party;
use super::scene::Scene;
use crate::extract::mention::Role;
use crate::extract::syntax::Upos;
use crate::lang::Language;
use crate::lang::list::WordList;
use crate::lang::movement::Effect;
use crate::model::{ActorRef, Modality, Status};
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// Most words of a sentence that only refutes.
const WORDS_MAX: usize = 8;

/// Adds what somebody else denies in the sentence that tells: "X moved troops to the border, but Y denied it", "..., which Y denies".
pub(super) fn refute_here(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let Some((parted, who)) = denier(scene) else {
        return;
    };
    let Some(claimant) = scene.party(who, Role::Speaker) else {
        return;
    };
    // Of several the last told before: "closed the border, citing the presence of X's troops, a claim Y denies".
    let told = |d: &&mut Draft| {
        let status = d.claim.status;
        let open = status.is_fact() || status == Status::Rumoured;
        open && !d.echo && d.twin_of.is_none() && d.trigger < parted
    };
    let Some(draft) = drafts.iter_mut().filter(told).max_by_key(|d| d.trigger) else {
        return;
    };
    let own = |c: &ActorRef| same_party(c, &claimant);
    draft.claim.claimant = draft.claim.claimant.take().filter(|c| !own(c));
    let denial = denial(draft, Some(claimant));
    drafts.push(denial);
}

/// Where the clause that denies begins, and a token of who does.
fn denier(scene: &Scene<'_>) -> Option<(usize, usize)> {
    let Range { start, end } = scene.tokens.clone();
    let denies = |k: &usize| {
        let turns = scene.stands_in(*k, WordList::TurnDown) && scene.tag(*k) == Upos::Verb;
        turns && !scene.is_put_off(*k)
    };
    let verb = (start + 1..end).rev().find(denies)?;
    let parts = |k: &usize| {
        let joined = scene.stands_in(k + 1, WordList::CounterLead) || scene.lower(k + 1) == "a";
        scene.lower(*k) == ";" || (scene.lower(*k) == "," && joined)
    };
    let parted = (start + 1..verb).rev().find(parts)?;
    if (parted + 1..verb).any(|k| scene.tag(k) == Upos::Punct) {
        return None;
    }
    let told = |k: usize| scene.stands_in(k, WordList::News);
    let closes = |k: usize| k >= end || scene.tag(k) == Upos::Punct;
    let opens = |k: usize| scene.in_list(scene.lower(k), WordList::Relative) || told(k);
    let relative = closes(verb + 1) && (parted + 1..verb).any(opens);
    let it = scene.stands_in(verb + 1, WordList::Refuted)
        && (closes(verb + 2) || scene.tag(verb + 2) == Upos::Adp);
    let claim = (verb + 1..(verb + 4).min(end)).any(|k| told(k) && closes(k + 1));
    let document = scene.sources.document;
    let named = |k: &usize| !told(*k) && scene.sources.named.mention_at(document, *k).is_some();
    let who = (parted + 1..verb).rev().find(named)?;
    (relative || it || claim).then_some((parted, who))
}

/// The denial of what a draft tells.
fn denial(told: &Draft, claimant: Option<ActorRef>) -> Draft {
    let mut denial = told.clone();
    denial.claim.status = Status::Denied;
    denial.claim.modality = Modality::Negated;
    denial.claim.claimant = claimant;
    denial.claim.quotes = Vec::new();
    denial
}

/// "Orsk denied it.", "The ministry rejected the claim.": who denies what the sentence before told, in a sentence that says no more than what it is called.
fn denier_of(sources: &Sources<'_>, index: usize) -> Option<ActorRef> {
    let document = sources.document;
    let tokens = document.sentences.get(index)?.tokens.clone();
    let lists = &sources.knowledge.language.lists;
    let turns = |k: &usize| lists.has(WordList::TurnDown, document.lower(*k));
    let verb = tokens.clone().find(turns)?;
    let word = |k: &usize| {
        document
            .tokens
            .get(*k)
            .is_some_and(|t| t.kind == TokenKind::Word)
    };
    let behind: Vec<usize> = (verb + 1..tokens.end)
        .filter(word)
        .take(WORDS_MAX)
        .collect();
    let before = (tokens.start..verb).filter(word).count();
    let last = behind.last().map_or("", |k| document.lower(*k));
    let it = behind.len() == 1 && lists.has(WordList::Refuted, last);
    // "dismissed the claim as disinformation", "rejected the accusation".
    let goes_on = |k: usize| matches!(document.lower(k), "as" | ".");
    let news = behind
        .iter()
        .take(3)
        .rfind(|k| lists.has(WordList::News, document.lower(**k)));
    let claim = news.is_some_and(|k| goes_on(k + 1));
    let not = |k: usize| {
        let mut said = sources
            .knowledge
            .language
            .movement
            .effects(document.lower(k), "", &[]);
        said.any(|e| e == Effect::Negate)
    };
    if before > WORDS_MAX || !(it || claim) || (tokens.start..verb).any(not) {
        return None;
    }
    let named = |k: usize| sources.named.mention_at(document, k);
    let who = (tokens.start..verb).rev().find_map(named)?;
    let party = sources
        .named
        .resolve_role(document, who.span, Role::Speaker);
    party.into_iter().next()
}

/// Whether a sentence is short and turns down what was told: "Orsk dismissed the claim."
pub(super) fn can_refute(
    document: &Document,
    language: &Language,
    mut tokens: Range<usize>,
) -> bool {
    let lists = &language.lists;
    tokens.len() <= 2 * WORDS_MAX
        && tokens.any(|k| lists.has(WordList::TurnDown, document.lower(k)))
}

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
    let last = drafts.iter().rfind(|d| told(d));
    if let Some((last, claimant)) = last.zip(denier_of(sources, index)) {
        let mut denial = denial(last, Some(claimant));
        denial.sentence = index;
        denial.claim.evidence = vec![sentence_fragment(sources, index)];
        drafts.push(denial);
        return;
    }
    if !drafts.iter().any(told) || !refutes(sources, index) {
        return;
    }
    let mut denials = Vec::new();
    for draft in drafts.iter_mut().filter(|d| told(d)) {
        draft.claim.status = Status::Rumoured;
        draft.claim.modality = Modality::Asserted;
        let mut denial = denial(draft, None);
        denial.sentence = index;
        denial.claim.evidence = vec![sentence_fragment(sources, index)];
        denials.push(denial);
    }
    drafts.append(&mut denials);
}
