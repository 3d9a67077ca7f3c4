//! Word lists: short closed lists of words that rules of grammar ask for.
//!
//! Not what a word does wherever it stands (those are the tables of roles). Rule: every list stands once, with at least a word,
//! none of them twice.

use super::list_set::Lists;
use super::table::{Table, TableError};
use super::tables::Tables;
use crate::named_enum;
use rustc_hash::FxHashMap;

named_enum! {
    /// A list of words.
    WordList as "word list" {
        /// Leads to a word for readiness: "on alert", "at the highest level of readiness".
        AlertLead = "ALERT_LEAD",
        /// What shows that soldiers are another's: "pushed", "captured".
        Driven = "DRIVEN",
        /// "level", "state": before "of" and a word for readiness.
        AlertLevel = "ALERT_LEVEL",
        /// What shows forces where they are: "satellite images".
        Imagery = "IMAGERY",
        /// What pictures do: "show".
        Showing = "SHOWING",
        /// Auxiliaries of what has gone on until now: "has been closed since".
        PresentPerfect = "PRESENT_PERFECT",
        /// Ground that forces lay out and hold: "set up a base".
        BuiltGround = "BUILT_GROUND",
        /// "the closure".
        ClosureDeed = "CLOSURE_DEED",
        /// Verbs of closing.
        Closing = "CLOSING",
        /// "the deployment".
        SendingDeed = "SENDING_DEED",
        /// Verbs of sending forces.
        Sending = "SENDING",
        /// Verbs of what is decided and done: "closed".
        Deciding = "DECIDING",
        /// Nouns of what somebody did, by a word for it: "the decision".
        Deed = "DEED",
        /// Words for whoever takes part, behind a quantifier: "all parties".
        GenericParty = "GENERIC_PARTY",
        /// "all", "both", "any".
        Quantifier = "QUANTIFIER",
        /// Words for whoever it is, no side by themselves: "killed two people".
        GenericSide = "GENERIC_SIDE",
        /// "itself".
        Reflexive = "REFLEXIVE",
        /// Nouns of forces that come together, whosever they are, at a border.
        Gathering = "GATHERING",
        /// Leads to the second of two verbs with one subject.
        SecondLead = "SECOND_LEAD",
        /// Titles that any holder of an office may be called by.
        GeneralTitle = "GENERAL_TITLE",
        /// Say that somebody held an office, of whatever kind.
        PastHolder = "PAST_HOLDER",
        /// Parts of hyphened words that are built as a syllable of a name and describe.
        DescribingPart = "DESCRIBING_PART",
        /// Behind "the same": whoever spoke last.
        PointedBack = "POINTED_BACK",
        /// Keep people on duty from being forces.
        Unarmed = "UNARMED",
        /// Opens a question.
        Asking = "ASKING",
        /// Makes ships and fleets civil ones.
        CivilFleet = "CIVIL_FLEET",
        /// Ground that only its owner's forces hold: "its positions".
        OwnGround = "OWN_GROUND",
        /// What of a state is entered: "Norland soil".
        Territory = "TERRITORY",
        /// Before a neighbour's name: "near Norland".
        NearState = "NEAR_STATE",
        /// Before a neighbour's name and behind what moves or stands: "sent troops towards Norland", not "its policy towards Norland".
        TowardsState = "TOWARDS_STATE",
        /// Before "to" and a neighbour's name: "close to Norland".
        Close = "CLOSE",
        /// Verbs of seeing, whose object is where it is seen.
        Perceived = "PERCEIVED",
        /// Verbs whose object is the ground that forces are put on.
        Ringing = "RINGING",
        /// Before the forces that ground is full of.
        Teeming = "TEEMING",
        /// Verbs that only link a noun with what is said of it.
        Copular = "COPULAR",
        /// Verbs of sending whose participle alone opens a headline.
        SentVerb = "SENT_VERB",
        /// Letters before the name of a warship.
        ShipPrefix = "SHIP_PREFIX",
        /// Keeps a line without a verb from telling something.
        Unreal = "UNREAL",
        /// What comes after something told: "a few days later".
        Later = "LATER",
        /// Verbs of going away, whose passive means what stays behind.
        Leave = "LEAVE",
        /// Nouns of means that no people are counted by.
        Means = "MEANS",
        /// Leads to a movement that is only named.
        NamedLead = "NAMED_LEAD",
        /// Opens a sentence about what was told right before.
        Refuted = "REFUTED",
        /// Verbs that back what somebody does, and wish nothing done.
        Backing = "BACKING",
        /// Participles by which something is told that nobody stands behind.
        Hearsay = "HEARSAY",
        /// Verbs by which somebody orders or approves a movement.
        Ordering = "ORDERING",
        /// Participles before "by" and who else is there.
        Accompanied = "ACCOMPANIED",
        /// Adverbs of what stands where it is.
        Standing = "STANDING",
        /// Verbs of helping somebody.
        Helping = "HELPING",
        /// Participles that before "by" only tell who else is there.
        Company = "COMPANY",
        /// Words by which a deed to come is threatened, done by the subject of their clause.
        Threatening = "THREATENING",
        /// Leads to what happened before, where it happened: "after fighting in".
        AfterEvent = "AFTER_EVENT",
        /// Verbs of wishing: "wants".
        Wishing = "WISHING",
        /// Participles of doing away with something: "lifted".
        DoneAway = "DONE_AWAY",
        /// Before a participle: not wholly so yet.
        Nearly = "NEARLY",
        /// Plural nouns that news hardly ever has as another word: "soldiers".
        PluralNoun = "PLURAL_NOUN",
        /// Plural nouns that may be verbs and are no adverbs: "guards".
        PluralOrVerb = "PLURAL_OR_VERB",
        /// People a figure makes soldiers, where a state sends them to a border.
        Men = "MEN",
        /// Whom a state calls back and is not against.
        Envoy = "ENVOY",
        /// Whom one talks to in order to be heard, and is on no side.
        Media = "MEDIA",
        /// Opens what somebody else says of what was told.
        CounterLead = "COUNTER_LEAD",
        /// Verbs whose subject comes where their object was.
        Replacing = "REPLACING",
        /// Verbs by which a way stays as it is.
        Keeping = "KEEPING",
        /// What shows or tells something, and may be false.
        Pictures = "PICTURES",
        /// Verbs of what made somebody do something, which is then done.
        Causing = "CAUSING",
        /// Verbs that tell before an indicative and ask before a subjunctive.
        Insisting = "INSISTING",
        /// Verbs whose denial turns something down.
        Accepting = "ACCEPTING",
        /// Verbs that end what was going on.
        Halting = "HALTING",
        /// Parts what one tells from what another does.
        Contrast = "CONTRAST",
        /// Behind a state: its border, and not the state.
        BorderNoun = "BORDER_NOUN",
        /// Where forces are at home once they return there.
        ReturnedTo = "RETURNED_TO",
        /// Works that are undone by whoever cuts them.
        Breached = "BREACHED",
        /// Verbs that make a trench and undo a fence.
        Cut = "CUT",
        /// Lead to what is spoken of.
        About = "ABOUT",
        /// Words that "to" belongs to, before a noun.
        LeadsTo = "LEADS_TO",
        /// Verbs of making known, whose refusal refuses nothing else.
        Disclosing = "DISCLOSING",
        /// Opens a clause about a place or time named before.
        Wherever = "WHEREVER",
        /// Parts of a border or a wall.
        PartOfLine = "PART_OF_LINE",
        /// Before "from" or "with": what follows is a figure of before.
        Compared = "COMPARED",
        /// Before "to": what is still to come.
        Awaited = "AWAITED",
        /// Nouns that count what stands behind their "of".
        NumberOf = "NUMBER_OF",
        /// Verbs that only say that what their object names is done by their subject.
        Holding = "HOLDING",
        /// Verbs by which readiness or an alert is made higher.
        Alerting = "ALERTING",
        /// Verbs of letting somebody do something.
        Letting = "LETTING",
        /// Leads from an exercise to who takes part.
        TakingPart = "TAKING_PART",
        /// Before "in" and an exercise: who does so takes part in it.
        TakesPart = "TAKES_PART",
        /// Nouns of what is told.
        News = "NEWS",
        /// Nouns that a preposition leads to and that are no ground.
        NoGround = "NO_GROUND",
        /// Verbs that turn a report down.
        TurnDown = "TURN_DOWN",
        /// Verbs of having a border in common.
        Sharing = "SHARING",
        /// Say that nothing of something is left.
        Whole = "WHOLE",
        /// Events that a report looks back behind.
        Upheaval = "UPHEAVAL",
        /// Lead to the last day of a range.
        RangeTo = "RANGE_TO",
        /// Parts of a year or day that a date says which one they are.
        TimePart = "TIME_PART",
        /// Verbs of giving an order.
        Signing = "SIGNING",
        /// Leads to the other side of a border.
        Over = "OVER",
        /// Verbs that forbid with "not to".
        TellNot = "TELL_NOT",
        /// Verbs of the way back.
        Return = "RETURN",
        /// What a report is that holds.
        True = "TRUE",
        /// Opens a clause in which whom a word is about is not named.
        NextEnd = "NEXT_END",
        /// People nobody takes a side for or against.
        Victims = "VICTIMS",
        /// Ends the search for "against".
        AgainstEnd = "AGAINST_END",
        /// Auxiliaries that leave open even what they deny.
        Perhaps = "PERHAPS",
        /// Before "than": what stands behind it is not wanted.
        Preferring = "PREFERRING",
        /// Auxiliaries that suppose a clause they open.
        Supposing = "SUPPOSING",
        /// Opens words for people who are nobody yet.
        Anyone = "ANYONE",
        /// Before a noun of movement: whose it is.
        ArmedLabel = "ARMED_LABEL",
        /// Shows that a movement told of before is one of forces.
        ArmedOwner = "ARMED_OWNER",
        /// Shows that weak words mean forces.
        ArmedWord = "ARMED_WORD",
        /// Behind "as": a role, no clause.
        AsRole = "AS_ROLE",
        /// Works that forces alone build.
        ArmedWorks = "ARMED_WORKS",
        /// Keeps forces from a place.
        Away = "AWAY",
        /// Leads to what is background.
        BackgroundLead = "BACKGROUND_LEAD",
        /// Adverbs of the way back.
        Back = "BACK",
        /// Auxiliaries behind "to" and behind a modal.
        BareHelper = "BARE_HELPER",
        /// Forms of "be".
        Be = "BE",
        /// Leads to what came before, not to what is told.
        BeforeThis = "BEFORE_THIS",
        /// Leads from a border to a state.
        BorderLead = "BORDER_LEAD",
        /// Leads from a verb of movement to the border.
        BorderWay = "BORDER_WAY",
        /// Opens a main clause that says something else.
        ClauseBreak = "CLAUSE_BREAK",
        /// Opens a clause whose places are no longer the movement's.
        ClauseOpen = "CLAUSE_OPEN",
        /// Ends a phrase on the way up.
        ClimbEnd = "CLIMB_END",
        /// Leads to whom a patrol is with or against, not to its beat.
        CompanyLead = "COMPANY_LEAD",
        /// Points of the compass, as nouns and adjectives.
        Compass = "COMPASS",
        /// Before "if": no condition.
        Concession = "CONCESSION",
        /// Opens a condition.
        Condition = "CONDITION",
        /// Ends a condition.
        ConditionEnd = "CONDITION_END",
        /// Behind a number that stands alone.
        CountEnd = "COUNT_END",
        /// Days by which a force is owned in print: "today's troops".
        Day = "DAY",
        /// Leads from a verb of sending to where forces are sent.
        Destination = "DESTINATION",
        /// Points of the compass behind a distance.
        Direction = "DIRECTION",
        /// Behind a distance, which is then no length.
        Distance = "DISTANCE",
        /// Makes a place of the adjective before it.
        District = "DISTRICT",
        /// Leads to ground elsewhere.
        ElsewhereLead = "ELSEWHERE_LEAD",
        /// Leads to an errand.
        ErrandLead = "ERRAND_LEAD",
        /// Behind a distance: how far something is from the border.
        Far = "FAR",
        /// Forces that are a figure of speech with "of" people who are none.
        Figurative = "FIGURATIVE",
        /// Stands for forces told of before.
        ForceAgain = "FORCE_AGAIN",
        /// Joins forces of one list.
        ForceJoin = "FORCE_JOIN",
        /// Before where forces go back to.
        Homeward = "HOMEWARD",
        /// Opens a condition by the order of words.
        Inverted = "INVERTED",
        /// Forms of "be" before a role.
        Is = "IS",
        /// Before forces told of before.
        KnownForce = "KNOWN_FORCE",
        /// Ends the reach of a frame.
        LineEnd = "LINE_END",
        /// Ends the reach of a frame that a report may follow.
        LineEndSaid = "LINE_END_SAID",
        /// Behind a list of names in apposition.
        ListEnd = "LIST_END",
        /// Leads to a mandate.
        MandateLead = "MANDATE_LEAD",
        /// Pronouns that may mean an issue named before.
        Meant = "MEANT",
        /// The state on the other side, behind its name.
        Neighbour = "NEIGHBOUR",
        /// Nobody and nothing.
        Nobody = "NOBODY",
        /// None of what follows.
        None = "NONE",
        /// Before a noun that looks like a verb.
        NounLead = "NOUN_LEAD",
        /// Ends a name with a place in it that is none: "the X war".
        NoPlace = "NO_PLACE",
        /// Ends the object of a verb.
        ObjectEnd = "OBJECT_END",
        /// Leads to a place that opens a clause.
        OpeningLead = "OPENING_LEAD",
        /// Leads from an order to who gave it.
        OrderLead = "ORDER_LEAD",
        /// "a third battalion": one more of what is there.
        Ordinal = "ORDINAL",
        /// Leads to a place that only tells what is near.
        OutsideLead = "OUTSIDE_LEAD",
        /// Works and treaties that bear the name of a place.
        NamedWork = "NAMED_WORK",
        /// Possessive pronouns of those who send forces.
        Owner = "OWNER",
        /// Before "its forces": a part of them.
        Part = "PART",
        /// Parts an issue named from a pronoun for it.
        Parted = "PARTED",
        /// Particles that change the verb before them.
        Particle = "PARTICLE",
        /// Auxiliaries of what is over.
        PastHelper = "PAST_HELPER",
        /// Auxiliaries of what is done or going on.
        PerfectHelper = "PERFECT_HELPER",
        /// Pronouns of one person, no force.
        Person = "PERSON",
        /// Adverbs that tell where.
        PlaceAdverb = "PLACE_ADVERB",
        /// Joins places of one list.
        PlaceJoin = "PLACE_JOIN",
        /// Stands before the last place of a list.
        PlaceJoinLast = "PLACE_JOIN_LAST",
        /// Leads to a place.
        PlaceLead = "PLACE_LEAD",
        /// A word for forces behind the names of states, no border: "the X and Y troops".
        PlainForce = "PLAIN_FORCE",
        /// Pronouns of a number, people behind "of".
        Quantity = "QUANTITY",
        /// Where forces are at rest.
        Quarters = "QUARTERS",
        /// Behind a number that counts no forces.
        Rate = "RATE",
        /// Opens a clause that is told by the way.
        Recalled = "RECALLED",
        /// Stands for what was named before it in the clause.
        Relative = "RELATIVE",
        /// All relative pronouns.
        RelativeAny = "RELATIVE_ANY",
        /// Relative pronouns that may be an argument.
        RelativePronoun = "RELATIVE_PRONOUN",
        /// Relative pronouns that may be a subject.
        RelativeSubject = "RELATIVE_SUBJECT",
        /// Before a verb that the tagger takes for a noun.
        Seen = "SEEN",
        /// Leads to where forces are sent that no weak word names.
        SentAt = "SENT_AT",
        /// Leads to where forces are sent.
        SentTo = "SENT_TO",
        /// Behind a year or a span of time.
        SpanOfTime = "SPAN_OF_TIME",
        /// Leads to where forces are, behind "is" and "are".
        StandingLead = "STANDING_LEAD",
        /// Pronouns for forces that stand somewhere.
        StandingPronoun = "STANDING_PRONOUN",
        /// Verbs by which a pronoun for forces stands somewhere.
        StandingVerb = "STANDING_VERB",
        /// Behind a figure that counts the force before it: "2,600 strong".
        Strong = "STRONG",
        /// What is strengthened by forces.
        Strengthened = "STRENGTHENED",
        /// Pronouns that are a subject.
        SubjectPronoun = "SUBJECT_PRONOUN",
        /// Opens a clause that is supposed.
        Supposition = "SUPPOSITION",
        /// Behind "of": those named before.
        Them = "THEM",
        /// Before a movement told of before.
        TheSame = "THE_SAME",
        /// Before a number that counts no forces.
        Timed = "TIMED",
        /// Opens a clause of time.
        TimeClause = "TIME_CLAUSE",
        /// Behind a verb that the tagger takes for a noun.
        Towards = "TOWARDS",
        /// "the capital of X": a town inside what it is named after.
        Town = "TOWN",
        /// Between a number and what it is of.
        UnitJoin = "UNIT_JOIN",
        /// Belongs to the verb before it, leads nowhere.
        VerbParticle = "VERB_PARTICLE",
        /// Past forms of "be".
        Was = "WAS",
        /// Relative pronouns of people in a list.
        Who = "WHO",
        /// Joins works of one list.
        WorksJoin = "WORKS_JOIN",
    }
}

/// The word lists of a language.
#[derive(Clone, Debug, Default)]
pub struct WordLists {
    /// Which lists a word stands in, a bit each.
    by_word: FxHashMap<String, Lists>,
    /// The words of each list, in the order of [`WordList`].
    by_list: Vec<Vec<String>>,
}

impl WordLists {
    /// From the tables of a language.
    ///
    /// Fails on an unknown list, one that stands twice, is empty or missing, and on a word that stands twice in one.
    pub fn load(tables: &Tables<'_>) -> Result<Self, TableError> {
        let file = "word_lists.tsv";
        let mut all = Self {
            by_list: vec![Vec::new(); WordList::ALL.len()],
            ..Self::default()
        };
        let mut read = Lists::default();
        for row in Table::read(file, tables.text(file), &["list", "words", "what"])?.rows() {
            let list = row.parse("list")?;
            if read.has(list) {
                return Err(row.error("list", "stands twice"));
            }
            read.add(list);
            let mut words = row.list("words").peekable();
            if words.peek().is_none() {
                return Err(row.error("words", "a word is needed"));
            }
            for word in words {
                let lists = all.by_word.entry(word.to_lowercase()).or_default();
                if lists.has(list) {
                    return Err(row.error("words", format!("{word:?} stands twice")));
                }
                lists.add(list);
                if let Some(own) = all.by_list.get_mut(list as usize) {
                    own.push(word.to_lowercase());
                }
            }
        }
        let missing = WordList::ALL.iter().find(|l| !read.has(**l));
        missing.map_or(Ok(all), |list| {
            Err(TableError {
                file: file.to_owned(),
                line: 1,
                field: "list".to_owned(),
                problem: format!("{list} is missing"),
            })
        })
    }

    /// Whether a word in lower case stands in a list.
    pub fn has(&self, list: WordList, lower: &str) -> bool {
        self.by_word.get(lower).is_some_and(|lists| lists.has(list))
    }

    /// The words of a list, as the table orders them.
    pub fn words(&self, list: WordList) -> impl Iterator<Item = &str> {
        let own = self.by_list.get(list as usize);
        own.into_iter().flatten().map(String::as_str)
    }
}
