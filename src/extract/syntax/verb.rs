//! Known verbs: corrects the tagger where a table knows a word as a verb and its neighbours leave no doubt.
//!
//! Not a lexicon of all verbs and no second tagger. Rule: only words taken for adjectives or nouns are looked at, and only
//! an auxiliary, "to", a nominal on both sides, or a name before the first verb of a sentence makes them verbs.

use super::feature::Form;
use super::{FineTag, Upos};
use crate::lang::inflection;
use rustc_hash::FxHashMap;

/// Verb forms by word number.
#[derive(Clone, Debug, Default)]
pub(super) struct VerbForms {
    forms: FxHashMap<u32, inflection::Form>,
    /// Words that begin a nominal: articles and pronouns.
    openers: Vec<u32>,
    /// "has", "have", "had".
    perfect: Vec<u32>,
    /// Words that open a sentence before its verb and name nobody.
    first_words: Vec<u32>,
}

const OPENERS: [&str; 16] = [
    "the", "a", "an", "his", "her", "its", "their", "him", "them", "this", "that", "these",
    "those", "what", "both", "mr.",
];

const FIRST_WORDS: [&str; 32] = [
    "then",
    "here",
    "there",
    "also",
    "now",
    "once",
    "never",
    "still",
    "just",
    "only",
    "today",
    "yesterday",
    "later",
    "meanwhile",
    "thus",
    "so",
    "instead",
    "next",
    "first",
    "again",
    "soon",
    "earlier",
    "both",
    "not",
    "often",
    "already",
    "being",
    "having",
    "newly",
    "recently",
    "reportedly",
    "previously",
];

impl VerbForms {
    pub(super) fn of<'a>(forms: impl Iterator<Item = (&'a str, inflection::Form)>) -> Self {
        let mut all: FxHashMap<u32, inflection::Form> = FxHashMap::default();
        for (word, form) in forms {
            all.entry(Form::of(word, word).word).or_default().join(form);
        }
        Self {
            forms: all,
            openers: OPENERS.iter().map(|w| Form::of(w, w).word).collect(),
            first_words: FIRST_WORDS.iter().map(|w| Form::of(w, w).word).collect(),
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
        // After an unknown name the next word is soon read as part of it; a name is written large.
        if i == 0 && self.names(words, guessed) {
            return u32::try_from(T::Propn as usize).unwrap_or(guess);
        }
        let in_name = guessed == T::Propn && words.get(i).is_some_and(|w| !w.is_capitalised());
        if !in_name && !matches!(guessed, T::Adj | T::Noun | T::NounPlural | T::Adp | T::X) {
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
        // "Orsk severed diplomatic relations", "the army freed 30 men": the first verb, right behind its subject.
        let counted = words.get(i + 1).is_some_and(|w| w.is_number());
        let after_noun = matches!(before, T::Noun | T::NounPlural);
        let behind_noun = after_noun && (guessed == T::Adj || counted);
        let first = (before == T::Propn || behind_noun)
            && tags.iter().all(|t| {
                let tag = T::of(*t as usize);
                !matches!(tag.upos(), Upos::Verb | Upos::Aux | Upos::Sconj) && tag != T::PronWh
            });
        let corrected =
            if past && guessed == T::Adj && before == T::AuxFinite && (nominal_next || perfect) {
                T::VerbParticiple
            } else if past
                && guessed != T::NounPlural
                && (((named || joined) && nominal_next) || (named && in_name) || first)
            {
                T::VerbPast
            } else if is(inflection::Form::GERUND) && nominal_next && !matches!(before, T::Det) {
                T::VerbIng
            } else if is(inflection::Form::BASE) && (before == T::PartTo || before == T::AuxModal) {
                T::VerbBase
            } else if is(inflection::Form::THIRD)
                && (guessed == T::Adj || in_name)
                && named
                && !auxiliary
            {
                T::VerbPresent
            } else {
                return guess;
            };
        u32::try_from(corrected as usize).unwrap_or(guess)
    }

    /// "Orsk filed a complaint": an unknown first word, taken for an adverb or auxiliary before a known past form.
    fn names(&self, words: &[Form], guessed: FineTag) -> bool {
        use FineTag as T;
        let odd = matches!(guessed, T::Adv | T::AuxOther | T::VerbBase);
        let first = words.first().filter(|w| odd && w.is_capitalised());
        let next = words.get(1).and_then(|w| self.forms.get(&w.word));
        let past = next.is_some_and(|f| f.is(inflection::Form::PAST));
        first.is_some_and(|w| past && !self.first_words.contains(&w.word))
    }

    fn opens_nominal(&self, word: Form) -> bool {
        word.is_capitalised() || self.openers.contains(&word.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tag of word `i` of `words`, guessed as `guess` after `tags`.
    fn corrected(words: &[&str], tags: &[FineTag], guess: FineTag) -> FineTag {
        let known = [
            ("severed", inflection::Form::PAST),
            ("slams", inflection::Form::THIRD),
        ];
        let verbs = VerbForms::of(known.into_iter());
        let words: Vec<Form> = words
            .iter()
            .map(|w| Form::of(w, &w.to_lowercase()))
            .collect();
        let tags: Vec<u32> = tags.iter().map(|t| *t as u32).collect();
        FineTag::of(verbs.correct(&words, &tags, guess as u32) as usize)
    }

    #[test]
    fn the_first_word_behind_a_name_is_a_verb_when_it_can_be() {
        use FineTag as T;
        let words = ["Orsk", "severed", "diplomatic", "ties"];
        assert_eq!(corrected(&words, &[T::Propn], T::Adj), T::VerbPast);
        assert_eq!(corrected(&words, &[T::Propn], T::Propn), T::VerbPast);
        // Behind a verb it may be an adjective.
        let words = ["Orsk", "has", "Tarn", "severed", "ties"];
        let tags = [T::Propn, T::VerbPresent, T::Propn];
        assert_eq!(corrected(&words, &tags, T::Adj), T::Adj);
        // Written large it belongs to the name.
        let words = ["Orsk", "Severed", "of"];
        assert_eq!(corrected(&words, &[T::Propn], T::Propn), T::Propn);
        let words = ["Orsk", "slams", "old", "ties"];
        assert_eq!(corrected(&words, &[T::Propn], T::Propn), T::VerbPresent);
    }

    #[test]
    fn a_number_behind_makes_a_verb_of_what_follows_the_subject() {
        use FineTag as T;
        let words = ["The", "army", "severed", "30", "lines"];
        let tags = [T::Det, T::Noun];
        assert_eq!(corrected(&words, &tags, T::Noun), T::VerbPast);
        let words = ["The", "army", "severed", "old", "lines"];
        assert_eq!(corrected(&words, &tags, T::Noun), T::Noun);
    }
}
