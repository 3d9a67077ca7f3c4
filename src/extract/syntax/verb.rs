//! Known verbs: corrects the tagger where a table knows a word as a verb and its neighbours leave no doubt.
//!
//! Not a lexicon of all verbs and no second tagger. Rule: only words taken for adjectives or nouns are looked at, and only
//! an auxiliary, "to", or a nominal on both sides makes them verbs.

use super::FineTag;
use super::feature::Form;
use crate::lang::inflection;
use std::collections::HashMap;

/// Verb forms by word number.
#[derive(Clone, Debug, Default)]
pub(super) struct VerbForms {
    forms: HashMap<u32, inflection::Form>,
    /// Words that begin a nominal: articles and pronouns.
    openers: Vec<u32>,
    /// "has", "have", "had".
    perfect: Vec<u32>,
}

const OPENERS: [&str; 16] = [
    "the", "a", "an", "his", "her", "its", "their", "him", "them", "this", "that", "these",
    "those", "what", "both", "mr.",
];

impl VerbForms {
    pub(super) fn of<'a>(forms: impl Iterator<Item = (&'a str, inflection::Form)>) -> Self {
        let mut all: HashMap<u32, inflection::Form> = HashMap::new();
        for (word, form) in forms {
            all.entry(Form::of(word, word).word).or_default().join(form);
        }
        Self {
            forms: all,
            openers: OPENERS.iter().map(|w| Form::of(w, w).word).collect(),
            perfect: ["has", "have", "had"]
                .iter()
                .map(|w| Form::of(w, w).word)
                .collect(),
        }
    }

    /// The tag of the next word after `tags`, given the tagger's guess.
    pub(super) fn correct(&self, words: &[Form], tags: &[u32], guess: u32) -> u32 {
        use FineTag as T;
        let i = tags.len();
        let guessed = T::of(guess as usize);
        if !matches!(guessed, T::Adj | T::Noun | T::NounPlural | T::Adp | T::X) {
            return guess;
        }
        let Some(form) = words.get(i).and_then(|w| self.forms.get(&w.word)) else {
            return guess;
        };
        let behind = tags.iter().enumerate().rev();
        let mut behind = behind.map(|(k, t)| (k, T::of(*t as usize)));
        let (at, before) = behind.find(|(_, t)| *t != T::Adv).unwrap_or((i, T::Punct));
        let perfect = words
            .get(at)
            .is_some_and(|w| self.perfect.contains(&w.word));
        let nominal_next = words.get(i + 1).is_some_and(|w| self.opens_nominal(*w));
        let auxiliary = matches!(before, T::AuxModal | T::AuxFinite | T::AuxOther);
        let named = matches!(
            before,
            T::Propn | T::Noun | T::NounPlural | T::Pron | T::PronWh
        );
        let joined = matches!(before, T::Punct | T::Cconj) && i > 0;
        let is = |f| form.is(f);
        let past = is(inflection::Form::PAST) || is(inflection::Form::PARTICIPLE);
        let corrected =
            if past && guessed == T::Adj && before == T::AuxFinite && (nominal_next || perfect) {
                T::VerbParticiple
            } else if past && guessed != T::NounPlural && (named || joined) && nominal_next {
                T::VerbPast
            } else if is(inflection::Form::GERUND) && nominal_next && !matches!(before, T::Det) {
                T::VerbIng
            } else if is(inflection::Form::BASE) && (before == T::PartTo || before == T::AuxModal) {
                T::VerbBase
            } else if is(inflection::Form::THIRD) && guessed == T::Adj && named && !auxiliary {
                T::VerbPresent
            } else {
                return guess;
            };
        u32::try_from(corrected as usize).unwrap_or(guess)
    }

    fn opens_nominal(&self, word: Form) -> bool {
        word.is_capitalised() || self.openers.contains(&word.word)
    }
}
