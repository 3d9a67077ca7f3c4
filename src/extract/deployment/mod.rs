//! Deployments: forces moved, works built, borders closed, and what each claim of it says.
//!
//! Not combat, arrests or crowds policed. A trigger word needs a force, works or a border as its argument, then a status
//! from the words over it. Example: "X has sent two brigades to its border with Y" is a fact at x-y. Counter-example:
//! "X sent a delegation", "calls for a withdrawal", "reports of fighters crossing" are none. Known misses: figurative
//! verbs that are in no table, forces named only by a pronoun. Rules: a border nobody mentions stays empty; a movement
//! that is denied, supposed, wanted or long past never has the status of a fact; the time is linear in the article.

mod argument;
mod border;
mod claim;
mod echo;
mod fact;
mod merge;
mod party;
mod place;
mod presence;
mod role;
mod scene;
mod status;
mod trigger;

use crate::extract::Knowledge;
use crate::extract::date::DateMention;
use crate::extract::mention::Named;
use crate::extract::syntax::Syntax;
use crate::lang::movement::Around;
use crate::lang::{Known, Language};
use crate::lexicon::Hit;
use crate::model::{Border, BorderFact, Deployment, Posture, Quote};
use crate::text::Document;
use claim::Draft;
use scene::{Scene, Told};
use std::ops::Range;

/// Most claims taken from one article; the rest is left out.
pub const CLAIMS_MAX: usize = 400;

/// What the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The article.
    pub document: &'a Document,
    /// Its tags and trees.
    pub syntax: &'a Syntax,
    /// Its names.
    pub named: &'a Named,
    /// Its dates.
    pub dates: &'a [DateMention],
    /// Its quotes; claims inside them have their speakers as claimants.
    pub quotes: &'a [Quote],
    /// The lexicon's names in its text, ascending.
    pub names: &'a [Hit<'a>],
    /// Tables and world.
    pub knowledge: &'a Knowledge,
}

/// What the stage finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// Events with their claims, in text order.
    pub deployments: Vec<Deployment>,
    /// Claims about borders themselves, in text order.
    pub border_facts: Vec<BorderFact>,
}

/// What is carried from sentence to sentence.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// The border named last, and in which sentence.
    border: Option<(Border, usize)>,
    /// States of the article, most often named first.
    states: Vec<String>,
    /// Every border named so far.
    named: Vec<Border>,
}

/// Finds the movements an article tells of.
pub fn deployments(sources: &Sources<'_>) -> Moves {
    let mut memory = Memory {
        border: None,
        states: states(sources),
        named: Vec::new(),
    };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut facts = Vec::new();
    for (index, sentence) in sources.document.sentences.iter().enumerate() {
        if drafts.len() >= CLAIMS_MAX {
            break;
        }
        if !can_move(
            sources.document,
            &sources.knowledge.language,
            sentence.tokens.clone(),
        ) {
            continue;
        }
        let mut scene = Scene::read(
            sources,
            index,
            Told {
                before: !drafts.is_empty() && !memory.named.is_empty(),
                just: drafts
                    .last()
                    .is_some_and(|d| d.sentence + 1 == index && d.claim.status.is_fact()),
            },
        );
        scene.resolve_borders(&memory);
        drafts.extend(claim::drafts(&scene, &memory, &drafts));
        for border in drafts
            .iter()
            .rev()
            .map_while(|d| d.claim.border.filter(|_| d.sentence == index))
        {
            if !memory.named.contains(&border) {
                memory.named.push(border);
            }
        }
        facts.extend(fact::facts(&scene));
        if let Some(border) = scene.borders.iter().rev().find_map(|b| b.border) {
            memory.border = Some((border, index));
            if !memory.named.contains(&border) {
                memory.named.push(border);
            }
        }
    }
    drafts.truncate(CLAIMS_MAX);
    name_later(&mut drafts, &memory.named);
    Moves {
        deployments: merge::events(drafts),
        border_facts: facts,
    }
}

/// "Convoy heads for the border", "dug in on the bank": the only border of the article that touches the home of the forces,
/// unless the place is known to lie elsewhere.
fn name_later(drafts: &mut [Draft], named: &[Border]) {
    for draft in drafts.iter_mut().filter(|d| d.unnamed_border) {
        let home = draft.home.as_deref();
        let mut fits = named.iter().filter(|b| home.is_none_or(|h| b.touches(h)));
        let (Some(only), None) = (fits.next(), fits.next()) else {
            continue;
        };
        let place = draft.claim.place.as_ref().map(|p| &p.place.borders);
        let abroad = draft.claim.posture == Posture::CrossBorder && home.is_some();
        if !abroad && place.is_none_or(|b| b.is_empty() || b.contains(only)) {
            draft.claim.border = Some(*only);
            draft.claim.side = claim::side(draft.claim.posture, Some(*only), home);
        }
    }
}

/// Whether a sentence can tell of a movement or of a border at all, by its words alone: a border, or a verb or noun of the
/// tables, and for those that ask for a border one in the same sentence. Needs no tree; linear in the sentence.
pub fn can_move(document: &Document, language: &Language, mut tokens: Range<usize>) -> bool {
    let movement = &language.movement;
    let known = |i: usize, kind| document.known(i).has(kind);
    tokens
        .clone()
        .any(|i| known(i, Known::AROUND) && movement.is(document.lower(i), Around::Border))
        || tokens.any(|i| known(i, Known::MOVE) && movement.tells_without_border(document.lower(i)))
}

/// Codes of the states the article names, most often first.
fn states(sources: &Sources<'_>) -> Vec<String> {
    let lexicon = &sources.knowledge.lexicon;
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut count = |code: &str| match counts.iter_mut().find(|(c, _)| c == code) {
        Some((_, n)) => *n += 1,
        None => counts.push((code.to_owned(), 1)),
    };
    for mention in &sources.named.mentions {
        let actor = mention.actor.as_ref().and_then(|id| lexicon.actor(id));
        if let Some(code) = actor.and_then(|a| a.country.as_deref()) {
            count(code);
        }
    }
    for place in &sources.named.places {
        if let Some(code) = place.place.country.as_deref() {
            count(code);
        }
    }
    // Stable: equal counts stay in order of first mention.
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(code, _)| code).collect()
}

#[cfg(test)]
mod tests;
