//! Known plural nouns: corrects the tagger where a table knows that a word is no verb, or at least no adverb.
//!
//! Not a lexicon of nouns. The treebanks hold few soldiers, and behind an unknown name ("Orlan fighters", "Silver Wolf troops") the
//! tagger soon takes them for its verb. Rule: a word that is a noun or a name already stays what it is.

use super::feature::Form;
use super::{FineTag, Upos};
use rustc_hash::FxHashSet;

/// Plural nouns by word number.
#[derive(Clone, Debug, Default)]
pub(super) struct PluralNouns {
    /// Those that news hardly ever has as anything else: "soldiers".
    sure: FxHashSet<u32>,
    /// Those that may be verbs: "guards".
    or_verbs: FxHashSet<u32>,
    /// A digit and "s", the end of several of a type: "F-16s".
    types: FxHashSet<u32>,
}

impl PluralNouns {
    pub(super) fn of<'a>(
        sure: impl Iterator<Item = &'a str>,
        or_verbs: impl Iterator<Item = &'a str>,
    ) -> Self {
        let word = |w: &str| Form::of(w, w).word;
        Self {
            sure: sure.map(word).collect(),
            or_verbs: or_verbs.map(word).collect(),
            types: (0..10).map(|digit| word(&format!("{digit}s"))).collect(),
        }
    }

    /// The tag of a word, given the tagger's guess.
    pub(super) fn correct(&self, form: Form, guess: u32) -> u32 {
        let upos = FineTag::of(guess as usize).upos();
        let types = form.is_capitalised() && self.types.contains(&form.suffix2);
        let sure = types || self.sure.contains(&form.word);
        let verb = matches!(upos, Upos::Verb | Upos::Aux);
        let known = sure || (!verb && self.or_verbs.contains(&form.word));
        let noun = known && !matches!(upos, Upos::Noun | Upos::Propn);
        let plural = u32::try_from(FineTag::NounPlural as usize);
        if noun { plural.unwrap_or(guess) } else { guess }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_plural_noun_is_no_verb_and_one_that_may_be_a_verb_no_adverb() {
        use FineTag as T;
        let nouns = PluralNouns::of(["soldiers"].into_iter(), ["guards"].into_iter());
        let tagged = |word: &str, guess: T| {
            let form = Form::of(word, &word.to_lowercase());
            FineTag::of(nouns.correct(form, guess as u32) as usize)
        };
        assert_eq!(tagged("soldiers", T::VerbPresent), T::NounPlural);
        assert_eq!(tagged("soldiers", T::Adv), T::NounPlural);
        assert_eq!(tagged("Soldiers", T::Propn), T::Propn);
        assert_eq!(tagged("guards", T::Adv), T::NounPlural);
        assert_eq!(tagged("guards", T::VerbPresent), T::VerbPresent);
        assert_eq!(tagged("F-16s", T::VerbPresent), T::NounPlural);
        assert_eq!(tagged("F-16", T::Propn), T::Propn);
        assert_eq!(tagged("19-year-olds", T::Adj), T::Adj);
        assert_eq!(tagged("stands", T::Adv), T::Adv);
    }
}
