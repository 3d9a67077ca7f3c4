//! Deployments: forces moved, works built, borders closed, and what each claim of it says.
//!
//! Not combat, arrests or crowds policed. A trigger word needs a force, works or a border as its argument, then a status
//! from the words over it. Example: "X has sent two brigades to its border with Y" is a fact at x-y. Counter-example:
//! "X sent a delegation", "calls for a withdrawal", "reports of fighters crossing" are none. Known misses: figurative
//! verbs that are in no table, forces named only by a pronoun. Rules: a border nobody mentions stays empty; a movement
//! that is denied, supposed, wanted or long past never has the status of a fact; the time is linear in the article.

mod argument;
mod bare;
mod border;
mod claim;
mod closure;
mod decide;
mod echo;
mod event;
mod fact;
mod gate;
mod ground;
mod heard;
mod inherit;
mod joint;
mod line;
mod merge;
mod mood;
mod order;
mod party;
mod phrase;
mod place;
mod presence;
mod purpose;
mod refine;
mod refute;
mod role;
mod scene;
mod status;
mod strength;
mod teller;
mod told;
mod trigger;
mod unit;
mod when;
mod works;

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
    /// States the article names by name, adjective or capital.
    said: Vec<String>,
    /// Every border named so far; when the article is read again, every border it names.
    named: Vec<Border>,
    /// Sentences that name a force which is no weak word.
    armed: usize,
    /// The article is about forces at a border, and is read again with that known.
    about: bool,
}

impl Memory {
    /// Whether the article names a state of the border; a town of the same name elsewhere is another town.
    fn knows(&self, border: Border) -> bool {
        self.said.is_empty() || self.said.iter().any(|s| border.touches(s))
    }
}

/// Sentences at the head of an article of which one must tell of forces at a border for it to be about them.
const LEAD_SENTENCES: usize = 4;

/// Sentences naming forces that make an article that names a border one about them.
const ABOUT_ARMED: usize = 3;

/// Facts that make an article one about forces there, wherever they stand.
const ABOUT_FACTS: usize = 2;

/// Shorter texts are not read again, in sentences.
const ABOUT_SENTENCES_MIN: usize = 4;

/// Finds the movements an article tells of.
///
/// An article about forces at a border is read twice: only the second time is it known from its headline on which border it
/// names, and that "the guards", "sixty" or "they" are forces.
pub fn deployments(sources: &Sources<'_>) -> Moves {
    let mut memory = Memory {
        states: states(sources),
        said: said(sources),
        ..Memory::default()
    };
    let (mut drafts, mut facts) = read(sources, &mut memory);
    if is_about(sources, &drafts, &memory) {
        memory.about = true;
        memory.border = None;
        (drafts, facts) = read(sources, &mut memory);
    }
    drafts.truncate(CLAIMS_MAX);
    inherit::borders(&mut drafts, &memory, &sources.knowledge.lexicon);
    order::orders(sources, &mut drafts);
    when::live(sources, &mut drafts);
    Moves {
        deployments: merge::events(drafts),
        border_facts: facts,
    }
}

/// Whether an article is about forces at a border.
fn is_about(sources: &Sources<'_>, drafts: &[Draft], memory: &Memory) -> bool {
    let real = |d: &&Draft| d.claim.status.is_fact() && !d.echo;
    let head = |d: &Draft| d.sentence < LEAD_SENTENCES || d.claim.border.is_some();
    sources.document.sentences.len() >= ABOUT_SENTENCES_MIN
        && (drafts.iter().filter(real).any(head)
            || drafts.iter().filter(real).count() >= ABOUT_FACTS
            || (!memory.named.is_empty() && memory.armed >= ABOUT_ARMED))
}

/// Reads every sentence once, in order.
fn read(sources: &Sources<'_>, memory: &mut Memory) -> (Vec<Draft>, Vec<BorderFact>) {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut facts = Vec::new();
    for (index, sentence) in sources.document.sentences.iter().enumerate() {
        if drafts.len() >= CLAIMS_MAX {
            break;
        }
        refute::refute(sources, index, &mut drafts);
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
                before: memory.about || (!drafts.is_empty() && !memory.named.is_empty()),
                just: drafts.last().is_some_and(|d| {
                    let forces = !d.claim.forces.is_empty() || !d.claim.equipment.is_empty();
                    let closes = d.claim.posture == Posture::Closure;
                    d.sentence + 1 == index && d.claim.status.is_fact() && forces && !closes
                }),
            },
        );
        scene.resolve_borders(memory);
        memory.armed += usize::from(scene.forces.iter().any(|f| !f.weak));
        drafts.extend(claim::drafts(&scene, memory, &drafts));
        let own = drafts
            .iter()
            .rev()
            .take_while(|d| d.sentence == index)
            // A town on a border in a plan says nothing of what the article is about.
            .filter_map(|d| d.claim.border.filter(|_| d.claim.status.is_fact()));
        let said = scene.borders.iter().rev().find_map(|b| b.border);
        for border in own.chain(said) {
            if !memory.named.contains(&border) {
                memory.named.push(border);
            }
        }
        facts.extend(fact::facts(&scene));
        if let Some(border) = said {
            memory.border = Some((border, index));
        }
    }
    (drafts, facts)
}

/// Whether a sentence can tell of a movement or of a border at all, by its words alone: a border, or in a short one a force, or a
/// verb or noun of the tables, and for those that ask for a border one in the same sentence. Needs no tree; linear in the sentence.
pub fn can_move(document: &Document, language: &Language, tokens: Range<usize>) -> bool {
    let movement = &language.movement;
    let known = |i: usize, kind| document.known(i).has(kind);
    let armed = |i: usize| {
        known(i, Known::AROUND)
            && [Around::Military, Around::Weak, Around::Counted]
                .into_iter()
                .any(|kind| movement.is(document.lower(i), kind))
    };
    // A line without a verb: "Two convoys on the road".
    (tokens.len() <= bare::VERBLESS_TOKENS_MAX && tokens.clone().any(armed))
        || tokens
            .clone()
            .any(|i| known(i, Known::AROUND) && movement.is(document.lower(i), Around::Border))
        || tokens
            .clone()
            .any(|i| known(i, Known::MOVE) && movement.tells_without_border(document.lower(i)))
        || refute::can_refute(document, language, tokens)
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

/// Codes of the states the article names as states, in no order that matters.
fn said(sources: &Sources<'_>) -> Vec<String> {
    let states = sources.names.iter().filter_map(Hit::as_state);
    let mut codes: Vec<String> = states.map(|(s, _)| s.code.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_asked;
#[cfg(test)]
mod tests_bare;
#[cfg(test)]
mod tests_denied;
#[cfg(test)]
mod tests_gate;
#[cfg(test)]
mod tests_laid;
#[cfg(test)]
mod tests_order;
#[cfg(test)]
mod tests_plain;
#[cfg(test)]
mod tests_sent;
#[cfg(test)]
mod tests_standing;
#[cfg(test)]
mod tests_told;
#[cfg(test)]
mod tests_where;
#[cfg(test)]
mod tests_whose;
