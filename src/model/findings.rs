//! Findings: everything the extractor read out of one article, and what it noticed on the way.
//!
//! Not records yet: findings have no ids; `ingest` gives them ids and provenance. Order is text order.

use super::{Actor, BorderFact, Deployment, Mention, PlaceMention, Quote, Span, Stance};
use crate::named_enum;

named_enum! {
    /// What was noticed about a text.
    RemarkCode as "remark code" {
        /// Double-encoded text was repaired.
        MojibakeRepaired = "MOJIBAKE_REPAIRED",
        /// Damaged text that no rule repairs for certain; left as it stands, never an actor.
        MojibakeSuspected = "MOJIBAKE_SUSPECTED",
        /// The bytes were not in the encoding they claimed or were replaced in part.
        EncodingUncertain = "ENCODING_UNCERTAIN",
        /// A paragraph stood twice; the first one counts.
        RepeatedParagraph = "REPEATED_PARAGRAPH",
        /// Page furniture was left out.
        FurnitureRemoved = "FURNITURE_REMOVED",
        /// A quotation mark has no partner; closed at the paragraph's end.
        UnclosedQuotation = "UNCLOSED_QUOTATION",
        /// Marked words that nobody is reported to have said.
        ScareQuote = "SCARE_QUOTE",
        /// A quotation whose speaker could not be told.
        SpeakerUnknown = "SPEAKER_UNKNOWN",
        /// A name that could be several actors.
        AmbiguousMention = "AMBIGUOUS_MENTION",
        /// A limit cut the work short; the message names it.
        LimitReached = "LIMIT_REACHED",
    }
}

/// Something noticed about the text: never an error, always with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What.
    pub code: RemarkCode,
    /// Where in the cleaned text; empty when the words were removed.
    pub span: Span,
    /// The words concerned, or a short explanation.
    pub text: String,
}

named_enum! {
    /// Why words in quotation marks are no quote.
    DropReason as "drop reason" {
        /// The name of a work, programme, body or the like.
        Title = "TITLE",
        /// A few marked words that nobody is reported to have said: irony, a gloss, a term.
        Scare = "SCARE",
        /// A statement, but no word that reports stands near it.
        NoAttribution = "NO_ATTRIBUTION",
        /// A statement in a sentence that reports other words.
        OtherWords = "OTHER_WORDS",
        /// The same words stand in a quote before it: a caption, a pulled-out line.
        Repeat = "REPEAT",
    }
}

impl DropReason {
    /// The reason in words for an operator.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Title => "the name of a work, programme or body, not speech",
            Self::Scare => "a few marked words that nobody is reported to have said",
            Self::NoAttribution => "no verb, phrase or label that reports stands near it",
            Self::OtherWords => "the sentence reports other words than these",
            Self::Repeat => "the same words stand in a quote before it",
        }
    }
}

/// Words in quotation marks that became no quote, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Where, without the marks.
    pub span: Span,
    /// The words.
    pub text: String,
    /// Why.
    pub reason: DropReason,
}

/// What one article says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Spans that name actors.
    pub mentions: Vec<Mention>,
    /// Spans that name places.
    pub places: Vec<PlaceMention>,
    /// Actors found in the text that the lexicon does not know.
    pub provisional_actors: Vec<Actor>,
    /// Who said what.
    pub quotes: Vec<Quote>,
    /// Who stands where.
    pub stances: Vec<Stance>,
    /// Who moved what.
    pub deployments: Vec<Deployment>,
    /// Claims about borders themselves.
    pub border_facts: Vec<BorderFact>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
    /// Words in quotation marks that are no quote, each with its reason; for explanations, not stored.
    pub dropped: Vec<Dropped>,
}
