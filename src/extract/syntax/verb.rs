//! Known verbs: corrects the tagger where a table knows a word as a verb and its neighbours leave no doubt.
//!
//! Not a lexicon of all verbs and no second tagger. Rule: only words taken for adjectives or nouns are looked at, and only
//! an auxiliary, "to", a nominal on both sides, or a name before the first verb of a sentence makes them verbs. A form that is a past
//! and nothing else ("withdrew") is one wherever a noun phrase does not ask for more. Counter-example: "the withdrew". And one word
//! that no table knows is no verb: what stands in small letters between a quotation and a name ("farmer Ann Lee said").

use super::feature::Form;
use super::{FineTag, Upos};
use crate::lang::inflection;
use rustc_hash::{FxHashMap, FxHashSet};

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
    /// "up", "out": may stand between a verb and its object.
    particles: Vec<u32>,
    /// "on", "for": lead to whom and what a verb of one word's subject calls.
    callers: Vec<u32>,
    /// The last two bytes of a regular past.
    regular: u32,
    /// The full stop.
    stop: u32,
    /// Words that report.
    spoken: FxHashSet<u32>,
    /// The comma.
    comma: u32,
    /// The marks that close a quotation.
    closers: Vec<u32>,
    /// "of": leads to what somebody is accused of.
    of: u32,
}

const PARTICLES: [&str; 6] = ["up", "out", "off", "in", "down", "back"];

const CLOSERS: [&str; 4] = ["\"", "\u{201d}", "''", "\u{bb}"];

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
            particles: PARTICLES.iter().map(|w| Form::of(w, w).word).collect(),
            callers: ["on", "for"].iter().map(|w| Form::of(w, w).word).collect(),
            regular: Form::of("ed", "ed").suffix2,
            stop: Form::of(".", ".").word,
            spoken: FxHashSet::default(),
            comma: Form::of(",", ",").word,
            closers: CLOSERS.iter().map(|w| Form::of(w, w).word).collect(),
            of: Form::of("of", "of").word,
        }
    }

    /// The same, told which words report.
    pub(super) fn told<'a>(self, reports: impl Iterator<Item = &'a str>) -> Self {
        let spoken = reports.map(|w| Form::of(w, w).word).collect();
        Self { spoken, ..self }
    }

    /// A form that is a past and nothing else: "withdrew", "took".
    fn is_sure_past(&self, word: Form) -> bool {
        use inflection::Form as F;
        let known = self.forms.get(&word.word);
        let only =
            |f: &F| f.is(F::PAST) && ![F::BASE, F::THIRD, F::PARTICIPLE].iter().any(|o| f.is(*o));
        known.is_some_and(only) && word.suffix2 != self.regular && !word.is_capitalised()
    }

    /// What only the tags on both sides show, once all of a piece are known.
    pub(super) fn mend(&self, words: &[Form], tags: &mut [u32]) {
        use FineTag as T;
        let tag = |tags: &[u32], i: usize| T::of(tags.get(i).map_or(usize::MAX, |t| *t as usize));
        for i in 0..tags.len() {
            let (own, next) = (tag(tags, i), tag(tags, i + 1));
            let word = words.get(i).copied().unwrap_or(Form::NONE);
            let behind = words.get(i + 1).copied().unwrap_or(Form::NONE);
            // "border guards withdrew": no two finite verbs stand side by side.
            let guards = next == T::VerbPast && self.is_sure_past(behind);
            // "has rejected offers from": nor does one stand behind another.
            let after = i > 0 && matches!(tag(tags, i - 1), T::VerbPast | T::VerbParticiple);
            let offers = after && next == T::Adp && !self.particles.contains(&behind.word);
            let noun = own == T::VerbPresent && i > 0 && (guards || offers);
            // "have dug ditches": an irregular participle is no adjective of what follows.
            let main = matches!(own, T::VerbPresent | T::VerbPast | T::VerbBase);
            let perfect = main
                && self.perfect.contains(&word.word)
                && self.is_irregular(behind)
                && next.upos() == Upos::Verb;
            // "Closing the border helps nobody": no base form ends so.
            let gerund = own == T::VerbBase && self.is_gerund_only(word);
            // "accused Orsk of amassing troops": no adjective stands there without a noun to go before.
            let blamed = own == T::Adj
                && i > 1
                && matches!(tag(tags, i - 2), T::Propn | T::Noun)
                && words.get(i - 2).is_some_and(|w| w.is_capitalised())
                && words.get(i - 1).is_some_and(|w| w.word == self.of)
                && tag(tags, i - 1).upos() != Upos::Part
                && self.is_gerund_only(word);
            // "its neighbour of massing 3,000 soldiers": nor before a figure.
            let counted = matches!(own, T::Adj | T::Noun | T::Propn)
                && i > 0
                && words.get(i - 1).is_some_and(|w| w.word == self.of)
                && next == T::Num
                && self.is_gerund_only(word);
            let blamed = blamed || counted;
            let mended = match (noun, perfect, gerund || blamed) {
                (true, _, _) => T::NounPlural,
                (_, true, _) => T::AuxFinite,
                (_, _, true) => T::VerbIng,
                _ => continue,
            };
            put(tags, i, mended);
        }
        if let Some(verb) = self.only_verb(words, tags) {
            put(tags, verb, T::VerbPast);
        }
        if let Some(verb) = self.headline_verb(words, tags) {
            put(tags, verb, T::VerbPresent);
        }
    }

    /// "Army doubles soldiers at the border": of two plural nouns side by side behind a noun, where nothing else is a verb.
    fn headline_verb(&self, words: &[Form], tags: &[u32]) -> Option<usize> {
        use FineTag as T;
        let tag = |i: usize| T::of(tags.get(i).map_or(usize::MAX, |t| *t as usize));
        let ends = words.last().is_some_and(|w| w.word == self.stop);
        if ends || (0..tags.len()).any(|i| matches!(tag(i).upos(), Upos::Verb | Upos::Aux)) {
            return None;
        }
        let third = |w: &Form| {
            let known = self.forms.get(&w.word);
            !w.is_capitalised() && known.is_some_and(|f| f.is(inflection::Form::THIRD))
        };
        (1..tags.len()).find(|i| {
            let side = tag(*i) == T::NounPlural && tag(i + 1) == T::NounPlural;
            let subject = matches!(tag(i - 1), T::Noun | T::Propn);
            side && subject && words.get(*i).is_some_and(third)
        })
    }

    fn is_gerund_only(&self, word: Form) -> bool {
        use inflection::Form as F;
        let known = self.forms.get(&word.word);
        known.is_some_and(|f| f.is(F::GERUND) && !f.is(F::BASE))
    }

    /// "dug", "sent": a participle that is not made by rule.
    fn is_irregular(&self, word: Form) -> bool {
        let known = self.forms.get(&word.word);
        word.suffix2 != self.regular
            && known.is_some_and(|f| {
                f.is(inflection::Form::PARTICIPLE) && !f.is(inflection::Form::BASE)
            })
    }

    /// "Norland called up 3,000 reservists.": the participle that must be the verb, for a sentence that ends in a full stop has
    /// one, and no other word of it can be. Counter-example: "Three soldiers killed in the raid.", which has no object.
    fn only_verb(&self, words: &[Form], tags: &[u32]) -> Option<usize> {
        use FineTag as T;
        let tag = |i: usize| T::of(tags.get(i).map_or(usize::MAX, |t| *t as usize));
        let ends = words.last().is_some_and(|w| w.word == self.stop);
        if !ends || (0..tags.len()).any(|i| tag(i).is_finite()) {
            return None;
        }
        let verb = (1..tags.len()).find(|i| tag(*i) == T::VerbParticiple)?;
        let subject = matches!(tag(verb - 1), T::Propn | T::Noun | T::NounPlural | T::Pron);
        let particle = words
            .get(verb + 1)
            .is_some_and(|w| self.particles.contains(&w.word));
        let object = matches!(
            tag(verb + 1 + usize::from(particle)),
            T::Num | T::Det | T::Noun | T::NounPlural | T::Propn | T::PronPoss
        );
        // "Norland called on the union to act."
        let calls = verb == 1
            && words.first().is_some_and(|w| w.is_capitalised())
            && words.get(2).is_some_and(|w| self.callers.contains(&w.word));
        (subject && (object || calls)).then_some(verb)
    }

    /// The tag of the next word after `tags`, given the tagger's guess.
    pub(super) fn correct(&self, words: &[Form], tags: &[u32], guess: u32) -> u32 {
        use FineTag as T;
        let i = tags.len();
        let guessed = T::of(guess as usize);
        if let Some(certain) = self.certain(words, tags, guessed) {
            return u32::try_from(certain as usize).unwrap_or(guess);
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
            } else if guessed == T::NounPlural && self.asserts(words, tags, *form) {
                T::VerbPresent
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

    /// The tag of the next word where its neighbours leave no doubt, whatever the tables know.
    fn certain(&self, words: &[Form], tags: &[u32], guessed: FineTag) -> Option<FineTag> {
        use FineTag as T;
        let i = tags.len();
        // After an unknown name the next word is soon read as part of it; a name is written large.
        if i == 0 && self.names(words, guessed) {
            return Some(T::Propn);
        }
        if self.is_calling(words, i, guessed) {
            return Some(T::Noun);
        }
        let last = tags.last().map_or(T::Punct, |t| T::of(*t as usize));
        let open = matches!(
            last,
            T::Det | T::PartPoss | T::PronPoss | T::Adj | T::Adp | T::PartTo
        );
        // "sent Orlan Riders soldiers": nobody writes a verb large behind one written small.
        let large = words.get(i).is_some_and(|w| w.is_capitalised());
        let small = i > 0 && words.get(i - 1).is_some_and(|w| !w.is_capitalised());
        if large && small && last.upos() == Upos::Verb && guessed == T::VerbBase {
            return Some(T::Propn);
        }
        let sure = words.get(i).is_some_and(|w| self.is_sure_past(*w));
        let verb = sure && !open && !matches!(guessed.upos(), Upos::Verb | Upos::Aux);
        verb.then_some(T::VerbPast)
    }

    /// `the road," farmer Ann Lee said`: a word in small letters that no table knows as a verb, between a closing mark and a name.
    fn is_calling(&self, words: &[Form], i: usize, guessed: FineTag) -> bool {
        let word = |k: usize| words.get(k).copied().unwrap_or(Form::NONE);
        let last = i.checked_sub(1).map_or(Form::NONE, word);
        // "..., farmer Ann Lee said": behind a comma only before a whole name that speaks.
        let name = word(i + 2).is_capitalised() && self.spoken.contains(&word(i + 3).word);
        let behind = self.closers.contains(&last.word) || (last.word == self.comma && name);
        let (own, next) = (word(i), word(i + 1));
        // No base form has a name behind it there; "say Ann Lee and Ann Ash" is known to report.
        let base = guessed == FineTag::VerbBase;
        let known = self.forms.contains_key(&own.word) && !base;
        behind
            && guessed.upos() == Upos::Verb
            && !own.is_capitalised()
            && next.is_capitalised()
            && own.suffix2 != self.regular
            && !known
            && !self.spoken.contains(&own.word)
    }

    /// "Orsk denies supporting", "Orsk backs the": no noun of a name when what follows can only be an object of it.
    fn asserts(&self, words: &[Form], tags: &[u32], form: inflection::Form) -> bool {
        use FineTag as T;
        let i = tags.len();
        let word = |k: usize| words.get(k).copied().unwrap_or(Form::NONE);
        let (own, next) = (word(i), word(i + 1));
        let tag = |k: usize| tags.get(k).map_or(T::Punct, |t| T::of(*t as usize));
        let verb = |t: &u32| {
            matches!(
                T::of(*t as usize).upos(),
                Upos::Verb | Upos::Aux | Upos::Sconj
            )
        };
        let before = i.checked_sub(1).map_or(T::Punct, tag);
        let gerund = |w: Form| {
            let known = self.forms.get(&w.word);
            known.is_some_and(|f| f.is(inflection::Form::GERUND))
        };
        // "which Orsk accuses of arming".
        let relative = i > 1
            && tag(i - 2) == T::PronWh
            && word(i - 1).is_capitalised()
            && next.word == self.of
            && gerund(word(i + 2));
        if relative && form.is(inflection::Form::THIRD) && !own.is_capitalised() {
            return true;
        }
        let opens = gerund(next) || next.is_capitalised();
        let name = before == T::Propn && (opens || self.openers.contains(&next.word));
        // A name the tagger takes for another word.
        let first =
            i == 1 && word(0).is_capitalised() && matches!(before, T::Adj | T::Noun) && opens;
        form.is(inflection::Form::THIRD)
            && !own.is_capitalised()
            && (name || first)
            && !tags.iter().any(verb)
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

/// Sets a tag.
fn put(tags: &mut [u32], i: usize, tag: FineTag) {
    if let (Some(slot), Ok(number)) = (tags.get_mut(i), u32::try_from(tag as usize)) {
        *slot = number;
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
        let verbs = VerbForms::of(known.into_iter()).told(["say"].into_iter());
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
    fn what_stands_between_a_quotation_and_a_name_says_who_it_is() {
        use FineTag as T;
        let words = ["again", ",", "\u{201d}", "farmer", "Ann", "Lee", "said"];
        let tags = [T::Adv, T::Punct, T::Punct];
        assert_eq!(corrected(&words, &tags, T::VerbBase), T::Noun);
        assert_eq!(corrected(&words, &tags, T::VerbPast), T::Noun);
        let words = ["again", ",", "farmer", "Ann", "Lee", "say"];
        let commas = [T::Adv, T::Punct];
        assert_eq!(corrected(&words, &commas, T::VerbBase), T::Noun);
        // Behind a comma alone it may be one of several verbs.
        let words = ["now", ",", "help", "Ann", "Lee"];
        assert_eq!(corrected(&words, &commas, T::VerbBase), T::VerbBase);
        for verb in ["slams", "recalled"] {
            let words = ["again", ",", "\u{201d}", verb, "Ann", "Lee"];
            assert_eq!(corrected(&words, &tags, T::VerbPast), T::VerbPast, "{verb}");
        }
        let words = ["again", ",", "\u{201d}", "say", "Ann", "Lee"];
        assert_eq!(corrected(&words, &tags, T::VerbBase), T::VerbBase);
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
