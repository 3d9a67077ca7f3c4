//! The schema: what each record's document holds, in one index for all nouns.
//!
//! One index, not one per noun: a commit costs about 14 synced files and 130 ms whatever it holds, an article and its
//! records must appear together, and one delete by article id must hide all of them. What that would cost a search is
//! avoided: each noun has a text field of its own and terms that begin with the noun's letter, so no search needs a
//! clause for the noun, and scores count only documents of the noun.
//!
//! - `term`: exact terms `<role>:<value>` of every noun, postings without frequencies; the filters that select few, and the
//!   words of names, outlets and venues that fields of the query language look for.
//! - `quote`, `stance`, `deployment`, `article`: searched text, with positions.
//! - columns: dates, confidence, the name as a number, and `traits`, all closed sets of a record as bits of one number;
//!   of quotes also speakers, outlet and issues as words, for counting.
//! - `record`: the record as bytes, the only stored field answers read. `raw`: the bytes as received, only where the
//!   cleaned text is not the same, so that a broken log can be salvaged.

use super::document::Coded;
use super::document::set_names;
pub(crate) use super::fields::Fields;
use crate::model::DateRange;
use sha2::{Digest, Sha256};

/// Raised with every change of the fields or terms below; an index of another version is rebuilt from the log.
const SCHEMA_VERSION: u32 = 8;

/// What the index is made of, as 16 hex digits: the schema version and the names of all stored sets.
pub(crate) fn fingerprint() -> String {
    let mut hash = Sha256::new();
    hash.update(SCHEMA_VERSION.to_be_bytes());
    for name in set_names() {
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let number = digest.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b));
    format!("{number:016x}")
}

/// The nouns, by the letter their terms begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Noun {
    /// Articles.
    Article,
    /// Quotes.
    Quote,
    /// Stances.
    Stance,
    /// Deployment events.
    Deployment,
    /// Claims about borders themselves.
    BorderFact,
    /// Actors found in text.
    Actor,
    /// Utterances that redirect to others.
    Utterance,
    /// Stances of revisions that others took the place of.
    PastStance,
    /// Decisions of analysts.
    Decision,
}

impl Noun {
    /// The letter.
    pub(crate) const fn letter(self) -> char {
        match self {
            Self::Article => 'a',
            Self::Quote => 'q',
            Self::Stance => 's',
            Self::Deployment => 'd',
            Self::BorderFact => 'f',
            Self::Actor => 'p',
            Self::Utterance => 'u',
            Self::PastStance => 'z',
            Self::Decision => 'j',
        }
    }
}

/// The roles exact terms have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Every document of the noun; the value is empty.
    Any,
    /// The record's id.
    Id,
    /// The article a record comes from.
    InArticle,
    /// An actor in any role.
    Actor,
    /// Speaker, holder or force, with affiliation.
    Leading,
    /// Addressee, target actor or claimant.
    Second,
    /// Platform, lower case.
    Platform,
    /// Issue.
    Issue,
    /// Border.
    Border,
    /// A state on either side of the border, lower case.
    BorderCountry,
    /// Outlet, lower case.
    Outlet,
    /// Collection label.
    Collection,
    /// The caller's own id.
    SourceId,
    /// Relaying body.
    Via,
    /// An actor named inside the content.
    About,
    /// Venue, lower case.
    Venue,
    /// Language of the report, lower case.
    Language,
    /// Agency the report names as a source, lower case.
    Agency,
    /// The utterance a quote tells, as it was when it came in.
    Utterance,
    /// An utterance and the one it redirects to.
    Merged,
    /// The event an event was merged into; of a quote, an utterance and the one an analyst merged it into.
    MergedInto,
    /// The report an article is a copy of.
    CopyOf,
    /// A first report of a group of copies that was deleted.
    Gone,
    /// The analyst of a decision.
    Analyst,
    /// A word of a name in the role of [`Role::Leading`].
    LeadingWord,
    /// A word of a name in the role of [`Role::Second`].
    SecondWord,
    /// A word of a name in any other role.
    OtherWord,
    /// A word of the outlet.
    OutletWord,
    /// A word of the platform.
    PlatformWord,
    /// A word of the venue.
    VenueWord,
    /// A word of the report's headline.
    TitleWord,
    /// A word of the place where a force is, or comes from.
    PlaceWord,
    /// A body a speaker belongs to.
    Affiliation,
    /// The words that report a quote, lower case.
    Cue,
    /// Where the report was published.
    Url,
    /// Version of the extractor that read the report.
    ExtractorVersion,
    /// Version of the lexicon and tables it was read with.
    LexiconVersion,
    /// CAMEO code.
    Cameo,
    /// For whom a holder speaks.
    OnBehalfOf,
    /// Who characterises a position.
    ReportedBy,
    /// Who ordered a movement.
    OrderedBy,
    /// Who announced a movement.
    AnnouncedBy,
    /// Side of the border a force stands on, lower case.
    Side,
    /// Author of a report, lower case.
    Author,
}

impl Role {
    const fn letter(self) -> char {
        match self {
            Self::Any => 'k',
            Self::Id => 'i',
            Self::InArticle => 'r',
            Self::Actor => 'a',
            Self::Leading => 'l',
            Self::Second => 's',
            Self::Platform => 'p',
            Self::Issue => 'u',
            Self::Border => 'b',
            Self::BorderCountry => 'n',
            Self::Outlet => 'o',
            Self::Collection => 'c',
            Self::SourceId => 'x',
            Self::Via => 'v',
            Self::About => 'h',
            Self::Venue => 'e',
            Self::Language => 'g',
            Self::Agency => 'y',
            Self::Utterance => 't',
            Self::Merged => 'm',
            Self::MergedInto => 'd',
            Self::CopyOf => 'f',
            Self::Gone => 'z',
            Self::Analyst => 'j',
            Self::LeadingWord => 'L',
            Self::SecondWord => 'S',
            Self::OtherWord => 'T',
            Self::OutletWord => 'O',
            Self::PlatformWord => 'P',
            Self::VenueWord => 'E',
            Self::TitleWord => 'H',
            Self::PlaceWord => 'W',
            Self::Affiliation => 'A',
            Self::Cue => 'C',
            Self::Url => 'U',
            Self::ExtractorVersion => 'V',
            Self::LexiconVersion => 'X',
            Self::Cameo => 'K',
            Self::OnBehalfOf => 'B',
            Self::ReportedBy => 'R',
            Self::OrderedBy => 'D',
            Self::AnnouncedBy => 'N',
            Self::Side => 'I',
            Self::Author => 'F',
        }
    }

    /// The term of a noun in this role.
    pub(crate) fn term(self, noun: Noun, value: &str) -> String {
        let mut term = String::with_capacity(value.len() + 3);
        term.push(noun.letter());
        term.push(self.letter());
        term.push(':');
        term.push_str(value);
        term
    }
}

/// The term all documents of an article have: what a new revision deletes by.
pub(crate) fn owner_term(article: &str) -> String {
    format!("*:{article}")
}

/// A run of bits in `traits` that holds a set of closed values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits(u32);

impl Bits {
    /// Quotes: kind.
    pub(crate) const QUOTE_KIND: Self = Self(0);
    /// Quotes: modality.
    pub(crate) const QUOTE_MODALITY: Self = Self(4);
    /// Quotes: channel kind.
    pub(crate) const QUOTE_CHANNEL: Self = Self(12);
    /// Quotes: a speaker is an actor.
    pub(crate) const SPEAKER_ACTOR: u64 = 1 << 28;
    /// Quotes: there are speakers, and none of them is an actor.
    pub(crate) const SPEAKER_DESCRIBED: u64 = 1 << 29;
    /// Quotes: the text names no speaker.
    pub(crate) const SPEAKER_ABSENT: u64 = 1 << 30;
    /// Stances: position.
    pub(crate) const STANCE_POSITION: Self = Self(0);
    /// Stances: basis.
    pub(crate) const STANCE_BASIS: Self = Self(4);
    /// Stances: modality.
    pub(crate) const STANCE_MODALITY: Self = Self(8);
    /// Stances: PLOVER type.
    pub(crate) const STANCE_PLOVER: Self = Self(16);
    /// Stances: the holder declared it.
    pub(crate) const DECLARED: u64 = 1 << 32;
    /// Stances: somebody else ascribes it to the holder.
    pub(crate) const ASCRIBED: u64 = 1 << 33;
    /// Deployments: statuses of all claims.
    pub(crate) const CLAIM_STATUS: Self = Self(0);
    /// Deployments: postures of all claims.
    pub(crate) const CLAIM_POSTURE: Self = Self(14);
    /// Deployments: it is a fact.
    pub(crate) const FACT: u64 = 1 << 28;
    /// Deployments: it is a disputed fact.
    pub(crate) const DISPUTED: u64 = 1 << 29;
    /// Deployments: it is a fact nobody disputes, or none.
    pub(crate) const UNDISPUTED: u64 = 1 << 30;
    /// Deployments: it is at a border.
    pub(crate) const AT_BORDER: u64 = 1 << 31;
    /// Quotes, stances and deployments: where they stand with the analysts; decisions: what they say.
    pub(crate) const DECISION: Self = Self(34);
    /// Deployments: modalities of all claims.
    pub(crate) const CLAIM_MODALITY: Self = Self(42);
    /// Decisions: their record is there.
    pub(crate) const FOUND: u64 = 1;
    /// Decisions: the report does not give their record any more.
    pub(crate) const ORPHANED: u64 = 2;
    /// Decisions: their record reads otherwise than when it was decided on.
    pub(crate) const OUTDATED: u64 = 4;
    /// Decisions: their record reads as it did, or is gone.
    pub(crate) const UP_TO_DATE: u64 = 8;
    /// Articles: quarantined.
    pub(crate) const QUARANTINED: u64 = 1;
    /// Articles: not quarantined.
    pub(crate) const SOUND: u64 = 2;

    /// The first bit.
    pub(crate) const fn first(self) -> u32 {
        self.0
    }

    /// The bits of these values.
    pub(crate) fn of<E: Coded>(self, values: impl IntoIterator<Item = E>) -> u64 {
        values
            .into_iter()
            .fold(0, |bits, v| bits | 1 << (self.0 + v.code()))
    }
}

/// Names of the columns, in the order of [`Column`].
pub(crate) const COLUMNS: [&str; 14] = [
    "name",
    "published_first",
    "published_last",
    "event_first",
    "event_last",
    "ingested",
    "confidence",
    "traits",
    "entry",
    "superseded",
    "article_entry",
    "copy_of",
    "event_entry",
    "merged_into",
];

/// Names of the columns of words, in the order of [`TextColumn`].
pub(crate) const TEXT_COLUMNS: [&str; 3] = ["speaker", "outlet", "issue"];

/// A column of words, for counting: any number of them for each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextColumn {
    /// Ids of the actors that spoke.
    Speaker,
    /// The outlet as printed.
    Outlet,
    /// Ids of the issues.
    Issue,
}

/// A column: one number for each document, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The id as a number that sorts as the id does.
    Name,
    /// First day of publication, days since 1970.
    PublishedFirst,
    /// Last day of publication.
    PublishedLast,
    /// First day said, expressed or happened.
    EventFirst,
    /// Last day said, expressed or happened.
    EventLast,
    /// When it came in, microseconds since 1970.
    Ingested,
    /// Confidence in millionths.
    Confidence,
    /// All closed sets as bits.
    Traits,
    /// The log's entry it came in with; only of quotes that later ones are compared with.
    Entry,
    /// When another revision took its place, microseconds since 1970; only of past stances.
    Superseded,
    /// The log's entry it came in with; only of articles.
    ArticleEntry,
    /// [`Column::Name`] of the report its article is a copy of; only of copies and their records.
    CopyOf,
    /// The log's entry it came in with; only of events that later ones are compared with.
    EventEntry,
    /// [`Column::Name`] of the event it was merged into; only of those that were.
    MergedInto,
}

/// Confidence as the index keeps it: millionths, 0 for what is no number.
pub(crate) fn confidence_column(score: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to 0..=1")]
    let millionths = (f64::from(score).clamp(0.0, 1.0) * 1e6).round() as i64;
    millionths
}

/// The first and last day a date range can mean.
pub(crate) fn day_columns(range: &DateRange) -> (i64, i64) {
    (
        i64::from(range.start.epoch_day()),
        i64::from(range.end.last_epoch_day()),
    )
}

/// The first 12 characters of an id as a number that sorts as they do.
///
/// 60 of 130 bits: two of ten million records share one with a chance of 1 in 25,000, and only then, where they also
/// agree in every other sort value and a page ends between them, one could be passed over.
pub(crate) fn name_column(id: &str) -> i64 {
    let digits = id
        .bytes()
        .skip(1)
        .chain(std::iter::repeat(0))
        .take(12)
        .map(|b| match b {
            b'2'..=b'7' => i64::from(b - b'2'),
            b'a'..=b'z' => i64::from(b - b'a') + 6,
            _ => 0,
        });
    digits.fold(0, |key, digit| key << 5 | digit)
}

/// The id a word stands for as a term value: ids are compared as they are, other words in lower case.
pub(crate) fn folded(word: &str) -> String {
    word.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{QuoteId, QuoteKind, id};

    #[test]
    fn name_keys_sort_as_names_do() {
        let mut ids: Vec<String> = (0..200)
            .map(|i: u32| QuoteId::from(id::digest_id('q', &[&i.to_string()])).to_string())
            .collect();
        ids.sort();
        let keys: Vec<i64> = ids.iter().map(|id| name_column(id)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn traits_of_different_sets_do_not_overlap() {
        let decided = Bits::DECISION.of(crate::model::DecisionState::ALL.iter().copied());
        let quote = [
            Bits::QUOTE_KIND.of(QuoteKind::ALL.iter().copied()),
            Bits::QUOTE_MODALITY.of(crate::model::Modality::ALL.iter().copied()),
            Bits::QUOTE_CHANNEL.of(crate::model::ChannelKind::ALL.iter().copied()),
            Bits::SPEAKER_ACTOR | Bits::SPEAKER_DESCRIBED | Bits::SPEAKER_ABSENT,
            decided,
        ];
        let stance = [
            Bits::STANCE_POSITION.of(crate::model::Position::ALL.iter().copied()),
            Bits::STANCE_BASIS.of(crate::model::Basis::ALL.iter().copied()),
            Bits::STANCE_MODALITY.of(crate::model::Modality::ALL.iter().copied()),
            Bits::STANCE_PLOVER.of(crate::model::PloverType::ALL.iter().copied()),
            Bits::DECLARED | Bits::ASCRIBED,
            decided,
        ];
        let deployment = [
            Bits::CLAIM_STATUS.of(crate::model::Status::ALL.iter().copied()),
            Bits::CLAIM_POSTURE.of(crate::model::Posture::ALL.iter().copied()),
            Bits::CLAIM_MODALITY.of(crate::model::Modality::ALL.iter().copied()),
            Bits::FACT | Bits::DISPUTED | Bits::UNDISPUTED | Bits::AT_BORDER,
            decided,
        ];
        let decision = [
            Bits::FOUND | Bits::ORPHANED | Bits::OUTDATED | Bits::UP_TO_DATE,
            decided,
        ];
        for sets in [&quote[..], &stance[..], &deployment[..], &decision[..]] {
            let together = sets.iter().fold(0, |all, set| all | set);
            let apart: u32 = sets.iter().map(|set| set.count_ones()).sum();
            assert_eq!(together.count_ones(), apart);
        }
    }

    #[test]
    fn confidence_is_kept_in_millionths() {
        let kept = [0.5, f32::NAN, 7.0].map(confidence_column);
        assert_eq!(kept, [500_000, 0, 1_000_000]);
    }
}
