//! From sentences to findings: mentions, quotes, stances, deployments, each with its evidence.
//!
//! Not a model of the world and not a store: world and language knowledge come in as [`Knowledge`], findings go out as
//! values. Rules: synchronous, deterministic, and no input makes it panic; no tokio, tantivy, clock or disk.

pub mod amount;
pub(crate) mod coreference;
pub mod date;
pub mod deployment;
pub mod mention;
pub mod quote;
pub mod stance;
pub mod syntax;
#[cfg(test)]
mod tests_table;

use crate::lang::Language;
use crate::lang::list::WordList;
use crate::lang::table::TableError;
use crate::lexicon::Lexicon;
use crate::model::{Findings, Stance, StanceTarget};
use crate::text::Document;
use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::Arc;
use syntax::SyntaxModel;
use tracing::info_span;

/// What the extractor knows before it reads.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// How the language writes.
    pub language: Language,
    /// Who and what exists; shared with whoever resolves names.
    pub lexicon: Arc<Lexicon>,
    /// How sentences are built.
    pub syntax: SyntaxModel,
}

/// Knowledge that does not hold.
#[derive(Clone, Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// A mistake in a table of the language or the world.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Weights that do not fit this version.
    #[error(transparent)]
    Weights(#[from] syntax::WeightsError),
}

impl Knowledge {
    /// English and the world, from the data inside the binary.
    pub fn english() -> Result<Self, KnowledgeError> {
        Self::with_world(&[])
    }

    /// The built-in language and world with `files` (name, bytes) in place of those of the same name; world files of other
    /// names are added.
    ///
    /// Reading the world is half of a start, so it goes on beside the language and its weights.
    pub fn with_world(files: &[(String, Vec<u8>)]) -> Result<Self, KnowledgeError> {
        std::thread::scope(|scope| {
            let world = scope.spawn(|| Lexicon::load(files));
            let language = Language::load(files)?;
            let syntax = syntax_of(&language)?;
            let world = world.join().unwrap_or_else(|panic| resume_unwind(panic));
            Ok(Self {
                language,
                lexicon: Arc::new(world?),
                syntax,
            })
        })
    }
}

/// The built-in parser, told the verbs and plural nouns the language's tables know.
fn syntax_of(language: &Language) -> Result<SyntaxModel, syntax::WeightsError> {
    let frames = language.frames.verb_forms();
    let verbs = frames.chain(language.movement.verb_forms());
    let nouns = |list| language.lists.words(list);
    Ok(SyntaxModel::builtin()?
        .with_verbs(verbs, language.speech.words())
        .with_nouns(nouns(WordList::PluralNoun), nouns(WordList::PluralOrVerb)))
}

/// Whether sentence `index` can hold a quote, a stance or a movement, by its words alone. Other sentences get tags and no
/// tree: names are read from tags, and who is a subject is guessed from the verb behind.
fn is_worth_a_tree(
    document: &Document,
    knowledge: &Knowledge,
    issues: &[stance::IssueMention],
    index: usize,
) -> bool {
    let Some(sentence) = document.sentences.get(index) else {
        return false;
    };
    quote::can_report(document, index)
        || stance::can_hold(document, &knowledge.language.frames, sentence, issues)
        || deployment::can_move(document, &knowledge.language, sentence.tokens.clone())
}

/// Reads everything a document says. Each stage is a span, for whoever watches.
pub fn extract(document: &Document, knowledge: &Knowledge) -> Findings {
    let (lexicon, language) = (&knowledge.lexicon, &knowledge.language);
    let names = info_span!("names").in_scope(|| lexicon.names(&document.text));
    let issues =
        info_span!("issues").in_scope(|| stance::issues(document, lexicon, language, &names));
    let syntax = info_span!("syntax").in_scope(|| {
        let wanted = |i| is_worth_a_tree(document, knowledge, &issues, i);
        knowledge.syntax.analyse(document, wanted)
    });
    let named =
        info_span!("mentions").in_scope(|| mention::mentions(document, &syntax, knowledge, &names));
    let quote::Told {
        mut quotes,
        mut remarks,
        dropped,
    } = info_span!("quotes").in_scope(|| quote::quotes(document, &syntax, &language.speech));
    let dates = info_span!("dates").in_scope(|| date::dates(document, language));
    info_span!("speakers")
        .in_scope(|| quote::resolve(&mut quotes, document, &named, &dates, language));
    remarks.extend(named.remarks.iter().cloned());
    let stances = info_span!("stances").in_scope(|| {
        stance::stances(&stance::Found {
            document,
            knowledge,
            syntax: &syntax,
            named: &named,
            quotes: &quotes,
            issues: &issues,
            dates: &dates,
        })
    });
    let moves = info_span!("deployments").in_scope(|| {
        deployment::deployments(&deployment::Sources {
            document,
            syntax: &syntax,
            named: &named,
            dates: &dates,
            quotes: &quotes,
            names: &names,
            knowledge,
        })
    });
    let mentions = named.with_parties(document, &unknown(&stances));
    Findings {
        quotes,
        stances,
        deployments: moves.deployments,
        border_facts: moves.border_facts,
        mentions,
        places: named.places,
        provisional_actors: named.provisional,
        remarks,
        dropped,
    }
}

/// The words of those holders and targets that have no id.
fn unknown(stances: &[Stance]) -> BTreeSet<&str> {
    let mut all = BTreeSet::new();
    for stance in stances {
        let target = match &stance.target {
            StanceTarget::Actor(target) => Some(target),
            StanceTarget::Issue { .. } => None,
        };
        let parties = [Some(&stance.holder), target].into_iter().flatten();
        all.extend(
            parties
                .filter(|p| p.actor.is_none())
                .map(|p| p.text.as_str()),
        );
    }
    all
}
