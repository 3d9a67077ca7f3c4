//! Naming: the words a language names actors with, beside names themselves.
//!
//! Not who exists (that is `lexicon`): nouns of offices, roles and bodies, pronouns, honorifics, particles, given
//! names. Rule: words are looked up in lower case with straight apostrophes; one look-up a token tells everything.

use super::table::{Table, TableError};
use super::tables::Tables;
use crate::model::ActorKind;
use crate::named_enum;
use rustc_hash::FxHashMap;

named_enum! {
    /// What a naming noun is.
    NounClass as "noun class" {
        /// One holder at a time: "prime minister".
        Office = "OFFICE",
        /// What a person is or does: "cleric".
        Role = "ROLE",
        /// What an organisation, force or state is called: "ministry".
        Body = "BODY",
        /// People in numbers, never one actor: "residents".
        Crowd = "CROWD",
    }
}

named_enum! {
    /// What a word does in names.
    WordClass as "word class" {
        /// "he", "they", "it".
        Pronoun = "PRONOUN",
        /// "who", "which".
        Relative = "RELATIVE",
        /// "I", "we".
        First = "FIRST",
        /// Before a name: "Mr".
        Honorific = "HONORIFIC",
        /// Inside a name: "al", "van".
        Particle = "PARTICLE",
        /// After a name: "Jr".
        Suffix = "SUFFIX",
        /// Between the parts of a body's name: "of".
        Link = "LINK",
        /// Days, months, feasts.
        Calendar = "CALENDAR",
        /// Faiths, camps, regions, platforms: capitalised, no name alone.
        Belief = "BELIEF",
        /// Everyday words that a sentence or headline capitalises.
        Ordinary = "ORDINARY",
        /// Verbs whose subject thinks or acts.
        Mind = "MIND",
        /// Prepositions after which a state or town is a place.
        Where = "WHERE",
        /// "the", "these".
        Definite = "DEFINITE",
        /// "a", "some".
        Indefinite = "INDEFINITE",
        /// Auxiliaries and adverbs between a subject and its verb.
        Helper = "HELPER",
        /// Prepositions after which a capital is its government.
        Beside = "BESIDE",
        /// Verbs of [`Self::Mind`] whose object may be a place.
        Harm = "HARM",
    }
}

/// Grammatical gender of a word or person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gender {
    /// Not told.
    #[default]
    Unknown,
    /// He.
    Male,
    /// She.
    Female,
    /// It: a thing or a body.
    Neuter,
}

/// One noun of the naming table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// Office, role, body or crowd.
    pub class: NounClass,
    /// What sort of actor it names.
    pub kind: ActorKind,
    /// Nouns of one group describe the same thing; see [`Naming::group`].
    pub group: u16,
    /// Gender it tells.
    pub gender: Gender,
    /// Alone it is a description, never an actor.
    pub nameless: bool,
    /// Also the name of a thing ("head"): a person only with a name, an owner or a complement.
    pub doubtful: bool,
    /// This form means several.
    pub plural: bool,
    /// Words it spans, 1 to 5.
    pub words: u8,
}

#[derive(Clone, Debug)]
struct Form {
    rest: Vec<String>,
    noun: Noun,
}

/// Everything known of one word.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    classes: u32,
    /// Number a pronoun tells: `s`, `p` or nothing.
    number: Option<char>,
    gender: Gender,
    given: Option<Gender>,
    forms: Vec<Form>,
}

impl Entry {
    /// Whether the word is of this class.
    pub fn is(&self, class: WordClass) -> bool {
        self.classes & bit(class) != 0
    }

    /// Gender a pronoun or honorific tells.
    pub fn gender(&self) -> Gender {
        self.gender
    }

    /// Whether a pronoun means several.
    pub fn is_plural(&self) -> bool {
        self.number == Some('p')
    }

    /// The gender of a given name; `None` for other words.
    pub fn given(&self) -> Option<Gender> {
        self.given
    }

    /// The longest noun that begins here; `next(k)` is the k-th word after this one, lower case.
    pub fn noun<'a>(&self, next: impl Fn(usize) -> &'a str) -> Option<Noun> {
        self.forms
            .iter()
            .find(|f| {
                f.rest
                    .iter()
                    .enumerate()
                    .all(|(k, word)| next(k + 1) == word)
            })
            .map(|f| f.noun)
    }
}

fn bit(class: WordClass) -> u32 {
    1 << (class as u16)
}

/// The naming words of one language.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    entries: FxHashMap<String, Entry>,
    groups: Vec<String>,
}

impl Naming {
    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        let mut naming = Self::default();
        naming.read_nouns("naming.tsv", tables.text("naming.tsv"))?;
        naming.read_words("naming_words.tsv", tables.text("naming_words.tsv"))?;
        naming.read_given("naming_given.tsv", tables.text("naming_given.tsv"))?;
        Ok(naming)
    }

    /// Every word with an entry, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// What is known of a word in lower case.
    pub fn entry(&self, lower: &str) -> Option<&Entry> {
        match self.entries.get(lower) {
            None if !lower.is_ascii() && lower.contains('\u{2019}') => {
                self.entries.get(lower.replace('\u{2019}', "'").as_str())
            }
            found => found,
        }
    }

    /// The word that stands for a group of nouns: "leader" for "chief".
    pub fn group(&self, group: u16) -> &str {
        self.groups
            .get(usize::from(group))
            .map_or("", String::as_str)
    }

    /// The group a word stands for, when it does.
    pub fn group_named(&self, word: &str) -> Option<u16> {
        let mut words = word.split(' ');
        let first = self.entries.get(words.next()?)?;
        let rest: Vec<&str> = words.collect();
        let found = first
            .forms
            .iter()
            .find(|f| f.rest.iter().map(String::as_str).eq(rest.iter().copied()));
        found.map(|f| f.noun.group)
    }

    fn read_nouns(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let columns = &[
            "noun", "class", "kind", "group", "gender", "plural", "traits",
        ];
        let mut groups: FxHashMap<String, u16> = FxHashMap::default();
        for row in Table::read(file, text, columns)?.rows() {
            let name = row.get("group");
            let group = if let Some(group) = groups.get(name) {
                *group
            } else {
                let next = u16::try_from(self.groups.len())
                    .map_err(|_e| row.error("group", "more than 65,535 groups"))?;
                self.groups.push(name.to_owned());
                groups.insert(name.to_owned(), next);
                next
            };
            let mut noun = Noun {
                class: row.parse("class")?,
                kind: row.parse("kind")?,
                group,
                gender: gender(row.get("gender")),
                nameless: row.list("traits").any(|t| t == "nameless"),
                doubtful: row.list("traits").any(|t| t == "doubtful"),
                plural: false,
                words: 1,
            };
            self.add(row.get("noun"), noun);
            noun.plural = true;
            if !row.get("plural").is_empty() {
                self.add(row.get("plural"), noun);
            }
        }
        Ok(())
    }

    fn add(&mut self, words: &str, noun: Noun) {
        let mut words = words.split(' ').map(str::to_owned);
        let Some(first) = words.next() else { return };
        let rest: Vec<String> = words.collect();
        let length = u8::try_from(rest.len() + 1).unwrap_or(u8::MAX);
        let plural = noun.plural || noun.class == NounClass::Crowd;
        // Longest first, so that the first form that fits is the longest.
        let forms = &mut self.entries.entry(first).or_default().forms;
        let at = forms.partition_point(|f| f.rest.len() >= rest.len());
        let noun = Noun {
            words: length,
            plural,
            ..noun
        };
        forms.insert(at, Form { rest, noun });
    }

    fn read_words(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        for row in Table::read(file, text, &["word", "class", "number", "gender"])?.rows() {
            let entry = self.entries.entry(row.get("word").to_owned()).or_default();
            entry.classes |= bit(row.parse("class")?);
            entry.number = row.get("number").chars().next().or(entry.number);
            if !row.get("gender").is_empty() {
                entry.gender = gender(row.get("gender"));
            }
        }
        Ok(())
    }

    fn read_given(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        for row in Table::read(file, text, &["name", "gender"])?.rows() {
            let entry = self.entries.entry(row.get("name").to_owned()).or_default();
            entry.given = Some(gender(row.get("gender")));
        }
        Ok(())
    }
}

fn gender(field: &str) -> Gender {
    match field {
        "m" => Gender::Male,
        "f" => Gender::Female,
        "n" => Gender::Neuter,
        _ => Gender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_noun_wins_and_groups_join_synonyms() {
        let naming = Naming::load(&Tables::default()).unwrap();
        let prime = naming.entry("prime").unwrap().noun(|_| "minister").unwrap();
        assert_eq!((prime.words, prime.class), (2, NounClass::Office));
        let chief = naming.entry("chief").unwrap().noun(|_| "").unwrap();
        let leader = naming.entry("leaders").unwrap().noun(|_| "").unwrap();
        assert_eq!(naming.group(chief.group), "leader");
        assert_eq!(chief.group, leader.group);
        assert!(leader.plural && !chief.plural);
        assert_eq!(naming.group_named("premier"), Some(prime.group));
    }

    #[test]
    fn one_entry_tells_pronouns_honorifics_and_given_names() {
        let naming = Naming::load(&Tables::default()).unwrap();
        assert!(naming.entry("she").unwrap().is(WordClass::Pronoun));
        assert_eq!(naming.entry("she").unwrap().gender(), Gender::Female);
        assert_eq!(naming.entry("maria").unwrap().given(), Some(Gender::Female));
        assert!(
            naming
                .entry("shi\u{2019}ite")
                .unwrap()
                .is(WordClass::Belief)
        );
    }
}
