//! Frames: words that put a holder on one side of a target, and the words that bear on how they do so.
//!
//! Not the reading of sentences (that is `extract::stance`). Rule: a frame says which argument holds the position,
//! which it is towards, and what act it is; code knows only what a subject or a prepositional target is.

use super::inflection::{Form, Inflection};
use super::table::{Row, Table, TableError};
use super::tables::Tables;
use crate::model::{Basis, Plover, PloverType, Position};
use crate::named_enum;
use rustc_hash::FxHashMap;

const FRAME_COLUMNS: &[&str] = &[
    "lemma", "class", "forms", "position", "basis", "holder", "target", "clause", "plover", "mode",
    "cameo",
];
const CUE_COLUMNS: &[&str] = &["words", "kind", "forms", "role"];

named_enum! {
    /// What sort of word a frame is.
    FrameClass as "frame class" {
        /// A verb.
        Verb = "VERB",
        /// A noun.
        Noun = "NOUN",
        /// An adjective or participle used as one.
        Adjective = "ADJECTIVE",
        /// A preposition that is said of somebody: "X is against it".
        Predicate = "PREDICATE",
    }
}

named_enum! {
    /// What a clause or issue under the frame's word says of the holder.
    Complement as "clause" {
        /// Nothing.
        Nothing = "-",
        /// It is wanted: "urged them to".
        Want = "WANT",
        /// It is favoured: "backed sending".
        Favour = "FAVOUR",
        /// It is rejected: "refused to".
        Reject = "REJECT",
        /// It is threatened.
        Threat = "THREAT",
        /// The target is said to have done it: "accused them of".
        Ascribe = "ASCRIBE",
        /// Nothing; the words behind the first are what the target is called: "regards X as a threat".
        Called = "CALLED",
    }
}

/// Where an argument stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Subject (agent of a passive).
    Subject,
    /// Object, or what follows the frame's last word.
    Object,
    /// Possessor of a noun.
    Possessor,
    /// Subject of the light verb that governs a noun.
    LightVerb,
    /// What a noun is said of: "X is a critic", "X, a critic".
    Copula,
    /// Whoever says it: subject of the reporting verb, or speaker of the quotation.
    Speaker,
    /// Only an issue can be the target.
    Issue,
    /// The next actor named after the frame.
    Any,
    /// Subject of the clause under the frame: "demanded that X go".
    Clause,
    /// The other members of the holder's list: "A and B agreed".
    Mutual,
    /// What follows a preposition.
    Preposition(String),
}

impl Slot {
    fn named(name: &str) -> Self {
        match name {
            "subj" => Self::Subject,
            "obj" => Self::Object,
            "poss" => Self::Possessor,
            "lv" => Self::LightVerb,
            "cop" => Self::Copula,
            "speaker" => Self::Speaker,
            "issue" => Self::Issue,
            "any" => Self::Any,
            "clause" => Self::Clause,
            "mutual" => Self::Mutual,
            preposition => Self::Preposition(preposition.to_owned()),
        }
    }
}

/// A word, or several, that put a holder on one side of a target.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The word in its base form, followed by the words that belong to it.
    pub lemma: String,
    /// The words that must follow, lower case, each one of several.
    pub tail: Vec<Vec<String>>,
    /// What sort of word.
    pub class: FrameClass,
    /// Position of the holder towards the target.
    pub position: Position,
    /// Said or done.
    pub basis: Basis,
    /// Where the holder may stand, first choice first.
    pub holder: Vec<Slot>,
    /// Where the target may stand, first choice first.
    pub target: Vec<Slot>,
    /// What its clause says of the holder.
    pub complement: Complement,
    /// Type of act.
    pub plover: Option<Plover>,
    /// CAMEO code of the act.
    pub cameo: Option<String>,
}

/// The marks of all words.
const ANY_MARK: u64 = u64::MAX;

/// One bit of 64 for a word, the same for the same word: words without a mark in common are none of each other's.
#[must_use]
pub fn mark_of(word: &str) -> u64 {
    let byte = |b: Option<&u8>| b.map_or(0, |b| usize::from(*b));
    let bytes = word.as_bytes();
    1 << ((7 * byte(bytes.first()) + 3 * byte(bytes.last()) + bytes.len()) % 64)
}

impl Frame {
    /// Whether `word` (lower case) can be the frame's tail word number `k`.
    pub fn tail_is(&self, k: usize, word: &str) -> bool {
        self.tail
            .get(k)
            .is_some_and(|t| t.iter().any(|w| w == word))
    }
}

named_enum! {
    /// What a cue does to the frame beside it.
    CueRole as "cue role" {
        /// Turns it into what did not happen.
        Negator = "NEGATOR",
        /// Makes it a supposition.
        Hedge = "HEDGE",
        /// Puts it in the future.
        Future = "FUTURE",
        /// Auxiliary that says it will be, not that it would or could.
        Settled = "SETTLED",
        /// Auxiliary of the present tense.
        Present = "PRESENT",
        /// Opens a condition.
        Condition = "CONDITION",
        /// Puts it in the past.
        Former = "FORMER",
        /// Governs it and declines it.
        Refuse = "REFUSE",
        /// Governs it and says it does not happen.
        Fail = "FAIL",
        /// Governs it and ends it.
        End = "END",
        /// Governs it and keeps it true as a position.
        Commit = "COMMIT",
        /// Governs it and leaves it open.
        Ponder = "PONDER",
        /// Governs it and wants it of somebody else.
        Ask = "ASK",
        /// Light verb whose subject holds the position.
        Give = "GIVE",
        /// Light verb whose subject is the target.
        Take = "TAKE",
        /// Reports a clause.
        Say = "SAY",
        /// Governs it and promises it.
        Promise = "PROMISE",
        /// Governs it and threatens it.
        Threaten = "THREATEN",
        /// Carries what stands under it upward: "the consequences of".
        Bearing = "BEARING",
        /// Says that something ought to be: "must", "necessity".
        Obligation = "OBLIGATION",
        /// What speaks or acts for whom it belongs to: "statement", "campaign".
        Voice = "VOICE",
        /// Ending of nouns that name people by what they do ("-or", "-ist"); as a word: a noun that only looks so ("border").
        Agent = "AGENT",
        /// What is no part of whom it happens to: "fall", "withdrawal".
        Adverse = "ADVERSE",
        /// Governs what its subject gives up: who says somebody must do it is against him ("must leave").
        Yield = "YIELD",
        /// Leads to a ground or time, not to content: "over", "amid".
        Ground = "GROUND",
        /// Leads to the one spoken for.
        Behalf = "BEHALF",
        /// About people wherever it stands: its ends are looked for farther where the tree is lost.
        Far = "FAR",
        /// Counts what follows "of": "a number of ministers".
        Measure = "MEASURE",
        /// Opens a clause of its own though it looks like a preposition: "as X left".
        Clause = "CLAUSE",
        /// Affix of a name: for it.
        For = "FOR",
        /// Affix of a name: against it.
        Against = "AGAINST",
    }
}

/// A cue: its words, of which the first may be inflected.
#[derive(Clone, Debug)]
pub struct Cue {
    /// The words after the first.
    pub tail: Vec<String>,
    /// What it does.
    pub role: CueRole,
    /// A verb with all its forms, or the word as it stands; affixes stand at hyphens.
    pub kind: CueKind,
}

named_enum! {
    /// What a cue is made of.
    CueKind as "cue kind" {
        /// The words as they stand.
        Word = "WORD",
        /// A verb in all its forms.
        Verb = "VERB",
        /// First part of a hyphenated word.
        Affix = "AFFIX",
        /// Last part of a hyphenated word.
        Suffix = "SUFFIX",
    }
}

/// A frame under one of the spellings that open it.
#[derive(Clone, Copy, Debug)]
struct Use {
    /// Its place in the table.
    frame: usize,
    form: Form,
    /// Marks of the words that may come first in the tail (see [`mark_of`]); all of them without a tail.
    first: u64,
}

/// All frames and cues of a language, found by any of their forms.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    list: Vec<Frame>,
    uses: FxHashMap<String, Vec<Use>>,
    verbs: Vec<(String, Form)>,
    cues: FxHashMap<String, Vec<Cue>>,
}

impl Frames {
    /// Reads the three tables: endings, frames, cues.
    pub fn read(endings: &str, frames: &str, cues: &str) -> Result<Self, TableError> {
        let inflection = Inflection::read("endings.tsv", endings)?;
        let mut all = Self::default();
        let table = Table::read("frames.tsv", frames, FRAME_COLUMNS)?;
        let mut rows: Vec<Row<'_, '_>> = table.rows().collect();
        rows.sort_by_key(|r| std::cmp::Reverse(r.get("lemma").split(' ').count()));
        for row in rows {
            all.add_frame(&row, &inflection)?;
        }
        let table = Table::read("stance_cues.tsv", cues, CUE_COLUMNS)?;
        for row in table.rows() {
            all.add_cue(&row, &inflection)?;
        }
        Ok(all)
    }

    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(
            tables.text("endings.tsv"),
            tables.text("frames.tsv"),
            tables.text("stance_cues.tsv"),
        )
    }

    /// The frames a word (lower case) can open, those of most words first, then in order of the table.
    pub fn opened_by(&self, word: &str) -> impl Iterator<Item = (&Frame, Form)> {
        self.opened_before(word, ANY_MARK)
    }

    /// Those of them that may go on with words of these marks (see [`mark_of`]): all whose tail's first word may be among them,
    /// and all without a tail. A light verb opens hundreds of frames, and hardly ever does one of their words follow: most
    /// are passed over here without being looked at.
    pub fn opened_before(&self, word: &str, marks: u64) -> impl Iterator<Item = (&Frame, Form)> {
        let uses = self.uses.get(word).map_or(&[][..], Vec::as_slice);
        uses.iter()
            .filter(move |u| u.first == ANY_MARK || u.first & marks != 0)
            .filter_map(|u| self.list.get(u.frame).map(|f| (f, u.form)))
    }

    /// All forms of all verbs that open frames, lower case; one verb may come several times.
    pub fn verb_forms(&self) -> impl Iterator<Item = (&str, Form)> {
        self.verbs
            .iter()
            .map(|(spelling, form)| (spelling.as_str(), *form))
    }

    /// Every word that opens a frame, lower case, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.uses.keys().map(String::as_str)
    }

    /// Every word that opens a cue, lower case, in no order.
    pub fn cue_words(&self) -> impl Iterator<Item = &str> {
        self.cues.keys().map(String::as_str)
    }

    /// The cues a word (lower case) can open.
    pub fn cues(&self, word: &str) -> &[Cue] {
        self.cues.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a single word (lower case) is a cue of this role.
    pub fn is(&self, word: &str, role: CueRole) -> bool {
        self.cues(word)
            .iter()
            .any(|c| c.role == role && c.tail.is_empty() && c.kind != CueKind::Suffix)
    }

    /// Whether a word (lower case) ends with a suffix of this role.
    pub fn ends_as(&self, word: &str, role: CueRole) -> bool {
        let starts = word.char_indices().map(|(i, _)| i).filter(|i| *i > 1);
        let mut endings = starts.filter_map(|i| word.get(i..));
        endings.any(|e| {
            self.cues(e)
                .iter()
                .any(|c| c.role == role && c.kind == CueKind::Suffix)
        })
    }

    fn add_frame(&mut self, row: &Row<'_, '_>, inflection: &Inflection) -> Result<(), TableError> {
        let lemma = row.get("lemma");
        let mut words = lemma.split(' ');
        let head = words.next().filter(|w| !w.is_empty());
        let head = head.ok_or_else(|| row.error("lemma", "a word is needed"))?;
        let class: FrameClass = row.parse("class")?;
        let slots = |column: &str| -> Result<Vec<Slot>, TableError> {
            let found: Vec<Slot> = row.list(column).map(Slot::named).collect();
            if found.is_empty() {
                return Err(row.error(column, "at least one place is needed"));
            }
            Ok(found)
        };
        let plover = match row.get("plover") {
            "" => None,
            _ => Some(Plover {
                kind: row.parse::<PloverType>("plover")?,
                mode: Some(row.get("mode").to_owned()).filter(|m| !m.is_empty()),
            }),
        };
        let any_of = |word: &str| word.split('/').map(str::to_owned).collect();
        let tail: Vec<Vec<String>> = words.map(any_of).collect();
        let marks = tail.first().map(|w| w.iter().map(|w| mark_of(w)));
        let first = marks.map_or(ANY_MARK, |m| m.fold(0, |all, mark| all | mark));
        let frame = Frame {
            lemma: lemma.to_owned(),
            tail,
            class,
            position: row.parse("position")?,
            basis: row.parse("basis")?,
            holder: slots("holder")?,
            target: slots("target")?,
            complement: row.parse("clause")?,
            plover,
            cameo: Some(row.get("cameo").to_owned()).filter(|c| !c.is_empty()),
        };
        let index = self.list.len();
        self.list.push(frame);
        let forms = match class {
            FrameClass::Verb => inflection.verb(head, row.get("forms")),
            FrameClass::Noun => inflection.noun(head, row.get("forms")),
            FrameClass::Adjective | FrameClass::Predicate => inflection.noun(head, "-"),
        };
        for (spelling, form) in forms {
            if class == FrameClass::Verb {
                self.verbs.push((spelling.clone(), form));
            }
            self.uses.entry(spelling).or_default().push(Use {
                frame: index,
                form,
                first,
            });
        }
        Ok(())
    }

    fn add_cue(&mut self, row: &Row<'_, '_>, inflection: &Inflection) -> Result<(), TableError> {
        let mut words = row.get("words").split(' ');
        let head = words.next().filter(|w| !w.is_empty());
        let head = head.ok_or_else(|| row.error("words", "a word is needed"))?;
        let cue = Cue {
            tail: words.map(str::to_owned).collect(),
            role: row.parse("role")?,
            kind: row.parse("kind")?,
        };
        let forms = match cue.kind {
            CueKind::Verb => inflection.verb(head, row.get("forms")),
            CueKind::Word | CueKind::Affix | CueKind::Suffix => {
                vec![(head.to_owned(), Form::default())]
            }
        };
        for (spelling, _) in forms {
            self.cues.entry(spelling).or_default().push(cue.clone());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_finds_its_frame_and_longer_frames_come_first() {
        let frames = Frames::load(&Tables::default()).unwrap();
        let found: Vec<&str> = frames
            .opened_by("lashed")
            .map(|(f, _)| f.lemma.as_str())
            .collect();
        assert_eq!(
            found,
            ["lash out at", "lash out against", "lash at", "lash"]
        );
        assert!(
            frames
                .opened_by("condemning")
                .any(|(f, form)| f.position == Position::Oppose && form.is(Form::GERUND))
        );
        assert_eq!(frames.opened_by("table").count(), 0);
        assert!(frames.is("refused", CueRole::Refuse));
    }

    #[test]
    fn a_frame_is_passed_over_only_where_none_of_its_words_follow() {
        let frames = Frames::load(&Tables::default()).unwrap();
        let near = |marks: u64| -> Vec<&str> {
            let found = frames.opened_before("lashed", marks);
            found.map(|(f, _)| f.lemma.as_str()).collect()
        };
        assert_eq!(near(0), ["lash"]);
        let mut longer = 0;
        for (frame, _) in frames.opened_by("lashed") {
            for word in frame.tail.iter().take(1).flatten() {
                assert!(near(mark_of(word) | mark_of("harbour")).contains(&frame.lemma.as_str()));
                longer += 1;
            }
        }
        assert!(longer >= 3);
    }

    #[test]
    fn a_frame_without_target_is_refused_with_its_line() {
        let endings = include_str!("../../data/en/endings.tsv");
        let head = FRAME_COLUMNS.join("\t");
        let bad = format!("{head}\npraise\tverb\t\tSUPPORT\tEXPLICIT\tsubj\t\t-\tSUPPORT\t\t051\n");
        let error = Frames::read(endings, &bad, "words\tkind\tforms\trole\n").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (2, "target"));
    }
}
