//! Movements: the words that tell of forces moved and works built, and what the words around them say.
//!
//! Not the grammar (that is `extract::deployment`). Rule: a new verb, cue or kind of works is a line of data.

use super::inflection::{Form, Inflection};
use super::table::{Row, Table, TableError};
use super::tables::Tables;
use crate::model::Posture;
use crate::named_enum;
use rustc_hash::FxHashMap;

named_enum! {
    /// Where the force stands beside a trigger.
    TriggerRole as "role" {
        /// Object, or subject when there is no object.
        Moved = "moved",
        /// Subject.
        Mover = "mover",
        /// The object is the border.
        Border = "border",
        /// The object is a border or crossing that is closed.
        Closed = "closed",
        /// The object is what is built.
        Works = "works",
        /// Beside the noun.
        Event = "event",
        /// On alert.
        Alert = "alert",
        /// Speaks of a movement told before.
        Echo = "echo",
    }
}

named_enum! {
    /// What must be there for the trigger to count.
    Needs as "need" {
        /// A force as argument.
        Force = "force",
        /// A force as object.
        Obj = "obj",
        /// A border or crossing in reach.
        Border = "border",
        /// Works as object.
        Works = "works",
        /// A force beside the noun or in its clause.
        Near = "near",
        /// A force that is no weak word, and a border in reach or a place in its clause.
        Place = "place",
        /// A force as subject, and a spot, a border, works or a place of a border as object.
        Spot = "spot",
        /// A force, in an article that tells of forces at a border; as object of a verb of its own only ground that is held.
        Told = "told",
        /// A movement told before.
        Echo = "echo",
    }
}

named_enum! {
    /// What a word over or beside a movement says of it.
    Effect as "effect" {
        /// Said not to have happened.
        Deny = "DENY",
        /// Kept from happening.
        Avoid = "AVOID",
        /// Not.
        Negate = "NEGATE",
        /// Will not be done.
        Refuse = "REFUSE",
        /// Spoken against.
        Oppose = "OPPOSE",
        /// Called for.
        Demand = "DEMAND",
        /// Announced.
        Plan = "PLAN",
        /// Says what it is for: "is meant to".
        Purpose = "PURPOSE",
        /// Threatened.
        Threaten = "THREATEN",
        /// Told without a source.
        Rumour = "RUMOUR",
        /// Supposed.
        Suppose = "SUPPOSE",
        /// Bound to a condition.
        Condition = "CONDITION",
        /// Long past.
        History = "HISTORY",
        /// Done.
        Finish = "FINISH",
        /// Going on.
        GoOn = "GOON",
    }
}

named_enum! {
    /// What a word around a movement names.
    Around as "kind" {
        /// A border.
        Border = "BORDER",
        /// A way through a border.
        Crossing = "CROSSING",
        /// What is built.
        Works = "WORKS",
        /// Shows that weak words mean forces.
        Military = "MILITARY",
        /// A force noun that is also something else.
        Weak = "WEAK",
        /// A weak noun that the name of its state or group makes a force.
        Fighter = "FIGHTER",
        /// Help, not arms.
        Relief = "RELIEF",
        /// Policing of a crowd.
        Civil = "CIVIL",
        /// An advance in combat.
        Combat = "COMBAT",
        /// Peacekeepers.
        Peace = "PEACE",
        /// Leads to who ordered it.
        Order = "ORDER",
        /// Leads to the mandate.
        Mandate = "MANDATE",
        /// A figure beside it is a length.
        Length = "LENGTH",
        /// A common noun for ground that is held: "the bank", "the pass".
        Spot = "SPOT",
        /// A way that counts as a crossing where the article has told of a border: "the gates".
        Gate = "GATE",
        /// A force where a figure counts it and the article tells of forces: "640 men".
        Counted = "COUNTED",
        /// A word in the number of a unit: "12th Motor Rifle".
        Unit = "UNIT",
        /// More of what is there: "extra", "another".
        More = "MORE",
        /// Where forces are at home: "home", "barracks".
        Home = "HOME",
        /// Counts what follows "of": "members", "a number".
        Count = "COUNT",
        /// A common noun for ground that forces stand on anywhere: "the school", "the airfield".
        Ground = "GROUND",
        /// Who sends no forces, and people who are none: "company", "supporters".
        Civilian = "CIVILIAN",
        /// What soldiers go to or for without being posted there: "funeral", "leave".
        Errand = "ERRAND",
        /// What closes a crossing without anybody's forces: "snow", "repairs".
        Nature = "NATURE",
        /// Crosses a border through the air and is shot, not moved: "drones".
        Flying = "FLYING",
    }
}

/// A verb or noun that tells of a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The base form of its first word.
    pub lemma: String,
    /// Words that must follow, lower case.
    pub tail: Vec<String>,
    /// Whether it is a verb.
    pub verb: bool,
    /// Where the force stands.
    pub role: TriggerRole,
    /// The posture it tells of.
    pub posture: Posture,
    /// What must be there.
    pub needs: Needs,
    /// CAMEO code.
    pub cameo: String,
}

/// What a word says of a movement, and the word that must follow for it to say so ("call for").
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cue {
    tail: String,
    class: CueClass,
    effect: Effect,
}

/// Part of speech of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CueClass {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// Anything else.
    Word,
    /// A word that says it of its whole sentence, wherever it stands: "anniversary", "on paper".
    Scene,
}

/// Most words of a run in the tables of words.
pub const RUN_WORDS_MAX: usize = 3;

/// Everything the movement tables say.
#[derive(Clone, Debug, Default)]
pub struct Movement {
    triggers: Vec<Trigger>,
    uses: FxHashMap<String, Vec<usize>>,
    cues: FxHashMap<String, Vec<Cue>>,
    words: FxHashMap<String, Vec<Around>>,
    verbs: Vec<(String, Form)>,
}

const TRIGGER_COLUMNS: &[&str] = &[
    "lemma", "class", "forms", "role", "posture", "needs", "cameo",
];
const CUE_COLUMNS: &[&str] = &["word", "class", "forms", "effect"];
const WORD_COLUMNS: &[&str] = &["word", "kind"];

impl Movement {
    /// From the tables of a language.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        Self::read(
            tables.text("endings.tsv"),
            tables.text("movement.tsv"),
            tables.text("movement_cues.tsv"),
            tables.text("movement_words.tsv"),
        )
    }

    /// Reads the tables: endings, triggers, cues, words.
    pub fn read(
        endings: &str,
        triggers: &str,
        cues: &str,
        words: &str,
    ) -> Result<Self, TableError> {
        let inflection = Inflection::read("endings.tsv", endings)?;
        let mut all = Self::default();
        for row in Table::read("movement.tsv", triggers, TRIGGER_COLUMNS)?.rows() {
            all.add_trigger(&row, &inflection)?;
        }
        for row in Table::read("movement_cues.tsv", cues, CUE_COLUMNS)?.rows() {
            let (word, tail) = row
                .get("word")
                .split_once(' ')
                .unwrap_or((row.get("word"), ""));
            let cue = Cue {
                tail: tail.to_lowercase(),
                class: match row.get("class") {
                    "verb" => CueClass::Verb,
                    "noun" => CueClass::Noun,
                    "scene" => CueClass::Scene,
                    _ => CueClass::Word,
                },
                effect: row.parse("effect")?,
            };
            for form in forms(&row, word, &inflection)? {
                let cues = all.cues.entry(form).or_default();
                if !cues.contains(&cue) {
                    cues.push(cue.clone());
                }
            }
        }
        for row in Table::read("movement_words.tsv", words, WORD_COLUMNS)?.rows() {
            let word = row.get("word").to_lowercase();
            if word.split(' ').count() > RUN_WORDS_MAX {
                return Err(row.error("word", format!("at most {RUN_WORDS_MAX} words")));
            }
            all.words.entry(word).or_default().push(row.parse("kind")?);
        }
        Ok(all)
    }

    fn add_trigger(
        &mut self,
        row: &Row<'_, '_>,
        inflection: &Inflection,
    ) -> Result<(), TableError> {
        let mut words = row.get("lemma").split(' ');
        let lemma = words.next().unwrap_or("").to_owned();
        if lemma.is_empty() {
            return Err(row.error("lemma", "a word is needed"));
        }
        let spelled = forms(row, &lemma, inflection)?;
        if row.get("class") == "verb" {
            self.verbs.extend(inflection.verb(&lemma, row.get("forms")));
        }
        let trigger = Trigger {
            lemma,
            tail: words.map(str::to_owned).collect(),
            verb: row.get("class") != "noun",
            role: row.parse("role")?,
            posture: row.parse("posture")?,
            needs: row.parse("needs")?,
            cameo: row.get("cameo").to_owned(),
        };
        let at = self.triggers.len();
        for form in spelled {
            let uses = self.uses.entry(form).or_default();
            uses.push(at);
        }
        self.triggers.push(trigger);
        Ok(())
    }

    /// The triggers a word (lower case) can be, those of several words first, then in order of the table.
    pub fn triggers(&self, word: &str) -> impl Iterator<Item = &Trigger> {
        let uses = self.uses.get(word).map_or(&[][..], Vec::as_slice);
        let all = move || uses.iter().filter_map(|i| self.triggers.get(*i));
        let long = all().filter(|t| !t.tail.is_empty());
        long.chain(all().filter(|t| t.tail.is_empty()))
    }

    /// Whether a word (lower case) can be a trigger at all.
    pub fn is_trigger(&self, word: &str) -> bool {
        self.uses.contains_key(word)
    }

    /// Whether a word (lower case) can tell of a movement in a sentence that names no border.
    pub fn tells_without_border(&self, word: &str) -> bool {
        let needs = |t: &Trigger| {
            t.needs != Needs::Border || matches!(t.posture, Posture::CrossBorder | Posture::Closure)
        };
        self.triggers(word).any(needs)
    }

    /// All forms of all verbs that tell of a movement, lower case; one verb may come several times.
    pub fn verb_forms(&self) -> impl Iterator<Item = (&str, Form)> {
        self.verbs
            .iter()
            .map(|(spelling, form)| (spelling.as_str(), *form))
    }

    /// Every word that can be a trigger, lower case, in no order.
    pub fn trigger_words(&self) -> impl Iterator<Item = &str> {
        self.uses.keys().map(String::as_str)
    }

    /// Every word or run of words around a movement, lower case, in no order.
    pub fn around_words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// What a word (lower case) says of a movement when `next` follows it; cues of the classes in `not` stay out.
    pub fn effects(
        &self,
        word: &str,
        next: &str,
        not: &'static [CueClass],
    ) -> impl Iterator<Item = Effect> {
        let cues = self.cues.get(word).map_or(&[][..], Vec::as_slice);
        let holds = move |c: &&Cue| {
            (c.tail.is_empty() || c.tail == next)
                && c.class != CueClass::Scene
                && !not.contains(&c.class)
        };
        cues.iter().filter(holds).map(|c| c.effect)
    }

    /// What a word (lower case) says of every movement of its sentence when `next` follows it.
    pub fn scene_effects(&self, word: &str, next: &str) -> impl Iterator<Item = Effect> {
        let cues = self.cues.get(word).map_or(&[][..], Vec::as_slice);
        let holds =
            move |c: &&Cue| (c.tail.is_empty() || c.tail == next) && c.class == CueClass::Scene;
        cues.iter().filter(holds).map(|c| c.effect)
    }

    /// Whether a word or run of words (lower case) is of this kind.
    pub fn is(&self, words: &str, kind: Around) -> bool {
        self.words.get(words).is_some_and(|k| k.contains(&kind))
    }
}

/// The spellings of a row's word.
fn forms(
    row: &Row<'_, '_>,
    word: &str,
    inflection: &Inflection,
) -> Result<Vec<String>, TableError> {
    let irregular = row.get("forms");
    let spelled = match row.get("class") {
        "verb" => inflection.verb(word, irregular),
        "noun" => inflection.noun(word, irregular),
        "word" | "scene" => return Ok(vec![word.to_lowercase()]),
        _ => return Err(row.error("class", "verb, noun, word or scene")),
    };
    Ok(spelled.into_iter().map(|(s, _)| s).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_are_found_in_every_form_and_long_ones_first() {
        let english = Movement::load(&Tables::default()).unwrap();
        let back = |t: &Trigger| t.tail == ["back"] && t.posture == Posture::Withdraw;
        assert!(english.triggers("pulled").any(back));
        let long = |word| english.triggers(word).map(|t| !t.tail.is_empty());
        assert!(long("moved").is_sorted_by(|one, next| one >= next));
        assert!(english.triggers("patrolling").any(|t| t.verb));
        let effects = |word: &str, next: &str| english.effects(word, next, &[]).collect::<Vec<_>>();
        assert!(effects("denied", "it").contains(&Effect::Deny));
        assert_eq!(effects("called", "for"), [Effect::Demand]);
        assert!(effects("called", "it").is_empty());
        assert!(english.is("watch tower", Around::Works));
    }

    #[test]
    fn a_bad_line_names_its_place() {
        let endings = include_str!("../../data/en/endings.tsv");
        let triggers =
            "lemma\tclass\tforms\trole\tposture\tneeds\tcameo\nsend\tverb\t\tmoved\tGO\tobj\t\n";
        let error = Movement::read(endings, triggers, "", "").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (2, "posture"));
    }
}
