//! How a language reports speech: what introduces what someone said, and the words that name the way it was said.
//!
//! Not the grammar that finds content and speaker (that is `extract::quote`). Rule: one row, one cue; what a cue can
//! take stands in its row, so a new verb is a line of data.

use super::table::{Row, Table, TableError};
use super::tables::Tables;
use crate::model::ChannelKind;
use crate::named_enum;
use rustc_hash::FxHashMap;

named_enum! {
    /// What a reporting verb can take.
    Complement as "complement" {
        /// A clause, with or without "that", or marked words.
        Clause = "clause",
        /// Marked words only.
        Direct = "direct",
        /// An infinitive: "promised to leave".
        Infinitive = "to",
        /// A noun phrase that is the content: "criticised the plan".
        Object = "object",
        /// A noun phrase that is told, before the content: "told reporters that".
        Addressee = "addressee",
    }
}

/// The forms a verb is met in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// "say".
    Base,
    /// "says".
    Third,
    /// "said", finite.
    Past,
    /// "said" after an auxiliary; for most verbs spelt as the past.
    Participle,
    /// "saying".
    Gerund,
}

/// A verb that reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingVerb {
    /// Base form.
    pub lemma: String,
    /// Words right behind the verb that belong to it ("point out"), lower case.
    pub particle: Vec<String>,
    /// What it takes.
    pub complements: Vec<Complement>,
    /// Prepositions that belong to the cue and open the content: "warned of".
    pub prepositions: Vec<String>,
    /// Nouns that make its object an idiom, no statement: "claimed the lives".
    pub except: Vec<String>,
    /// The verb itself negates what it reports: "denied".
    pub denies: bool,
}

impl ReportingVerb {
    /// Whether it takes this complement.
    pub fn takes(&self, complement: Complement) -> bool {
        self.complements.contains(&complement)
    }

    /// Whether it can report words as they were said.
    pub fn speaks(&self) -> bool {
        self.takes(Complement::Clause) || self.takes(Complement::Direct)
    }
}

/// A noun that reports: "a statement that".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingNoun {
    /// Singular.
    pub lemma: String,
    /// Words that may join its content: "that", "to", "of".
    pub joins: Vec<String>,
}

/// What a phrase that reports does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseRole {
    /// The speaker follows: "according to".
    Speaker,
    /// Nobody is named: "reportedly".
    Hearsay,
}

/// A phrase that reports: "according to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingPhrase {
    /// Its words, lower case.
    pub words: Vec<String>,
    /// What it does.
    pub role: PhraseRole,
}

/// What a word or name says about the way a statement was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelWord {
    /// Its words, lower case.
    pub words: Vec<String>,
    /// The way.
    pub kind: ChannelKind,
    /// The platform it names, empty if none.
    pub platform: Option<String>,
}

/// Small words that stand between the parts of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filler {
    /// A word that dates the statement: "Tuesday", "yesterday".
    Time,
    /// An adverb between subject and verb or verb and content: "also", "repeatedly".
    Adverb,
    /// An auxiliary: "has", "would".
    Auxiliary,
    /// An auxiliary of supposition: "would", "might".
    Supposition,
    /// An auxiliary of the future: "will".
    Future,
    /// A form of the verb that makes passives: "was".
    Be,
    /// A negation: "not", "never".
    Negation,
    /// A word that opens a supposition: "if", "unless".
    Condition,
    /// A word that opens a concession: "though".
    Concession,
    /// The indefinite article: opens a remark on what was said before ("a move that").
    Indefinite,
    /// The word before an attribution that agrees: "as he said".
    Manner,
    /// The word before an infinitive: "to".
    Infinitive,
    /// A word that opens a reported clause: "that", "whether", "how".
    Opener,
    /// A word before the marked name of a work or body: "titled", "song".
    Title,
    /// A form of the verb that carries a negation: "did".
    Do,
    /// A word before the one a noun of saying comes from: "claims by".
    Source,
    /// A word that opens a pair: "both", "neither".
    Pair,
    /// A word that heads a part of the page where a speaker's name could stand: "CLAIM: ...".
    Rubric,
    /// A word for a text that speaks for whoever issued it: "statement".
    Text,
    /// A word between a body's name and the text it issued: "news release".
    Issue,
    /// A pronoun for whoever speaks or is spoken to: "I", "you".
    Party,
    /// A word before a colon that announces what was said: "the following", "as follows".
    Following,
    /// A noun that reports what nobody stands behind: "rumours that".
    Rumour,
    /// A verb that tells who is interviewed: "spoke to the Courier".
    Interview,
    /// A verb behind a report that passes it on: "Olen said A, the Courier reported".
    Relay,
    /// A word of time that is written small: in capitals it is part of a name ("the Morning Post").
    Lower,
    /// A preposition before the place where something was said: "at the harbour office".
    Venue,
    /// A word of place, time or number that opens a clause and is no preposition of a name: "after".
    Clause,
    /// How somebody is told of: "declined to be named".
    Named,
    /// A preposition before what goes on beside the clause: "amid rumours that".
    Amid,
}

/// A verb entry with the form it was met in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerbMatch<'a> {
    /// The entry.
    pub verb: &'a ReportingVerb,
    /// The form.
    pub form: VerbForm,
}

/// Everything the speech tables say.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    verbs: Vec<ReportingVerb>,
    forms: FxHashMap<String, Vec<(usize, VerbForm)>>,
    nouns: Vec<ReportingNoun>,
    noun_forms: FxHashMap<String, usize>,
    phrases: FxHashMap<String, Vec<ReportingPhrase>>,
    channels: FxHashMap<String, Vec<ChannelWord>>,
    fillers: FxHashMap<String, Vec<Filler>>,
}

const VERB_COLUMNS: &[&str] = &[
    "lemma",
    "third",
    "past",
    "participle",
    "gerund",
    "particle",
    "complement",
    "preposition",
    "polarity",
    "except",
];

const FILLERS: [(&str, Filler); 30] = [
    ("lower", Filler::Lower),
    ("relay", Filler::Relay),
    ("venue", Filler::Venue),
    ("amid", Filler::Amid),
    ("named", Filler::Named),
    ("text", Filler::Text),
    ("issue", Filler::Issue),
    ("rubric", Filler::Rubric),
    ("party", Filler::Party),
    ("concession", Filler::Concession),
    ("indefinite", Filler::Indefinite),
    ("manner", Filler::Manner),
    ("infinitive", Filler::Infinitive),
    ("time", Filler::Time),
    ("adverb", Filler::Adverb),
    ("auxiliary", Filler::Auxiliary),
    ("supposition", Filler::Supposition),
    ("future", Filler::Future),
    ("be", Filler::Be),
    ("negation", Filler::Negation),
    ("condition", Filler::Condition),
    ("opener", Filler::Opener),
    ("title", Filler::Title),
    ("clause", Filler::Clause),
    ("interview", Filler::Interview),
    ("following", Filler::Following),
    ("rumour", Filler::Rumour),
    ("do", Filler::Do),
    ("pair", Filler::Pair),
    ("source", Filler::Source),
];

impl Filler {
    fn read(name: &str) -> Option<Self> {
        FILLERS.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }

    /// Whether it is an auxiliary of any sort.
    pub fn is_auxiliary(self) -> bool {
        matches!(
            self,
            Self::Auxiliary | Self::Supposition | Self::Future | Self::Be | Self::Do
        )
    }
}

impl Speech {
    /// Every word that can report: forms of verbs and nouns, first words of phrases, lower case.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let forms = self.forms.keys().chain(self.noun_forms.keys());
        forms.chain(self.phrases.keys()).map(String::as_str)
    }

    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        let mut speech = Self::default();
        speech.read_verbs("speech.tsv", tables.text("speech.tsv"))?;
        speech.read_nouns("speech_noun.tsv", tables.text("speech_noun.tsv"))?;
        speech.read_phrases("speech_phrase.tsv", tables.text("speech_phrase.tsv"))?;
        speech.read_channels("speech_channel.tsv", tables.text("speech_channel.tsv"))?;
        speech.read_fillers("speech_filler.tsv", tables.text("speech_filler.tsv"))?;
        Ok(speech)
    }

    /// Adds the verbs of a table.
    pub fn read_verbs(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let table = Table::read(file, text, VERB_COLUMNS)?;
        for row in table.rows() {
            let complements = row
                .list("complement")
                .map(|word| {
                    word.parse::<Complement>()
                        .map_err(|e| row.error("complement", e.to_string()))
                })
                .collect::<Result<Vec<_>, _>>()?;
            let index = self.verbs.len();
            self.verbs.push(ReportingVerb {
                lemma: row.get("lemma").to_owned(),
                particle: words(row.get("particle")),
                complements,
                prepositions: row.list("preposition").map(str::to_owned).collect(),
                except: row.list("except").map(str::to_owned).collect(),
                denies: polarity(&row)?,
            });
            let columns = [
                ("lemma", VerbForm::Base),
                ("third", VerbForm::Third),
                ("past", VerbForm::Past),
                ("participle", VerbForm::Participle),
                ("gerund", VerbForm::Gerund),
            ];
            for (column, form) in columns {
                for spelling in row.list(column) {
                    self.add_form(spelling, index, form);
                }
            }
        }
        Ok(())
    }

    fn add_form(&mut self, spelling: &str, index: usize, form: VerbForm) {
        let entries = self.forms.entry(spelling.to_owned()).or_default();
        if !entries.iter().any(|(i, _)| *i == index) {
            entries.push((index, form));
        }
    }

    /// Adds the nouns of a table.
    pub fn read_nouns(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let table = Table::read(file, text, &["noun", "plural", "join"])?;
        for row in table.rows() {
            let index = self.nouns.len();
            self.nouns.push(ReportingNoun {
                lemma: row.get("noun").to_owned(),
                joins: row.list("join").map(str::to_owned).collect(),
            });
            for form in row.list("noun").chain(row.list("plural")) {
                self.noun_forms.insert(form.to_owned(), index);
            }
        }
        Ok(())
    }

    /// Adds the phrases of a table.
    pub fn read_phrases(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let table = Table::read(file, text, &["phrase", "role"])?;
        for row in table.rows() {
            let role = match row.get("role") {
                "speaker" => PhraseRole::Speaker,
                "hearsay" => PhraseRole::Hearsay,
                other => {
                    return Err(row.error("role", format!("{other:?}; one of speaker, hearsay")));
                }
            };
            let words = words(row.get("phrase"));
            let first = first_word(&row, "phrase", &words)?;
            let entries = self.phrases.entry(first).or_default();
            entries.push(ReportingPhrase { words, role });
            entries.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        Ok(())
    }

    /// Adds the channel words of a table.
    pub fn read_channels(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let table = Table::read(file, text, &["phrase", "kind", "platform"])?;
        for row in table.rows() {
            let words = words(row.get("phrase"));
            let first = first_word(&row, "phrase", &words)?;
            let entries = self.channels.entry(first).or_default();
            entries.push(ChannelWord {
                words,
                kind: row.parse("kind")?,
                platform: Some(row.get("platform").to_owned()).filter(|p| !p.is_empty()),
            });
            entries.sort_by_key(|c| std::cmp::Reverse(c.words.len()));
        }
        Ok(())
    }

    /// Adds the fillers of a table.
    pub fn read_fillers(&mut self, file: &str, text: &str) -> Result<(), TableError> {
        let table = Table::read(file, text, &["word", "role"])?;
        for row in table.rows() {
            let mut roles = Vec::new();
            for role in row.list("role") {
                roles.push(Filler::read(role).ok_or_else(|| {
                    let known = FILLERS.map(|(name, _)| name).join(", ");
                    row.error("role", format!("{role:?}; one of {known}"))
                })?);
            }
            self.fillers.insert(row.get("word").to_owned(), roles);
        }
        Ok(())
    }

    /// The verbs a lower-case word can be a form of, in order of the table.
    pub fn verbs<'a>(&'a self, word: &str) -> impl Iterator<Item = VerbMatch<'a>> {
        self.forms
            .get(word)
            .into_iter()
            .flatten()
            .filter_map(|(i, form)| {
                Some(VerbMatch {
                    verb: self.verbs.get(*i)?,
                    form: *form,
                })
            })
    }

    /// The reporting noun a lower-case word is.
    pub fn noun(&self, word: &str) -> Option<&ReportingNoun> {
        self.noun_forms.get(word).and_then(|i| self.nouns.get(*i))
    }

    /// The phrases that begin with a lower-case word, longest first.
    pub fn phrases(&self, word: &str) -> &[ReportingPhrase] {
        self.phrases.get(word).map_or(&[], Vec::as_slice)
    }

    /// The channel words that begin with a lower-case word, longest first.
    pub fn channels(&self, word: &str) -> &[ChannelWord] {
        self.channels.get(word).map_or(&[], Vec::as_slice)
    }

    /// What a lower-case word fills first of all.
    pub fn filler(&self, word: &str) -> Option<Filler> {
        self.fillers.get(word).and_then(|r| r.first()).copied()
    }

    /// Whether a lower-case word can fill this role.
    pub fn fills(&self, word: &str, role: Filler) -> bool {
        self.fillers.get(word).is_some_and(|r| r.contains(&role))
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn first_word(row: &Row<'_, '_>, column: &str, words: &[String]) -> Result<String, TableError> {
    words
        .first()
        .cloned()
        .ok_or_else(|| row.error(column, "at least one word is needed"))
}

fn polarity(row: &Row<'_, '_>) -> Result<bool, TableError> {
    match row.get("polarity") {
        "assert" => Ok(false),
        "deny" => Ok(true),
        other => Err(row.error("polarity", format!("{other:?}; one of assert, deny"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_knows_a_verb_in_every_form() {
        let speech = Speech::load(&Tables::default()).unwrap();
        for (word, form) in [
            ("say", VerbForm::Base),
            ("says", VerbForm::Third),
            ("said", VerbForm::Past),
            ("saying", VerbForm::Gerund),
            ("written", VerbForm::Participle),
        ] {
            let found: Vec<_> = speech.verbs(word).map(|m| m.form).collect();
            assert_eq!(found, [form], "{word}");
        }
        assert!(speech.verbs("denied").all(|m| m.verb.denies));
        assert!(speech.verbs("walked").next().is_none());
    }

    #[test]
    fn a_bad_row_names_file_line_and_field() {
        let mut speech = Speech::default();
        let error = speech
            .read_fillers("f.tsv", "word\trole\nsoon\twhen\n")
            .unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.line, error.field.as_str()),
            ("f.tsv", 2, "role")
        );
        let header = VERB_COLUMNS.join("\t");
        let row = "say\tsays\tsaid\tsaid\tsaying\t\tclaus\t\tassert\t";
        let error = speech
            .read_verbs("v.tsv", &format!("{header}\n{row}\n"))
            .unwrap_err();
        assert_eq!(error.field, "complement");
    }

    #[test]
    fn the_longest_phrase_comes_first() {
        let mut speech = Speech::default();
        speech
            .read_channels(
                "c.tsv",
                "phrase\tkind\tplatform\nphone\tOTHER\t\nphone call\tCALL\t\n",
            )
            .unwrap();
        let lengths: Vec<_> = speech
            .channels("phone")
            .iter()
            .map(|c| c.words.len())
            .collect();
        assert_eq!(lengths, [2, 1]);
    }
}
