//! Quotes: statements reported as someone's.
//!
//! Not scare quotes: marked words nobody is reported to have said are no quote. Spans count as in PolNeAR: the
//! whole reported complement, marks or not. Invariant: `quoted` pieces lie inside `spans`, `spans` ascend.

use super::{ActorRef, Confidence, DateRange, Fragment, Modality, Span};
use crate::named_enum;

named_enum! {
    /// How much of the content stands in quotation marks.
    QuoteKind as "quote kind" {
        /// All of it.
        Direct = "DIRECT",
        /// Some of it.
        Mixed = "MIXED",
        /// None of it.
        Indirect = "INDIRECT",
    }
}

named_enum! {
    /// The way the statement was made.
    ChannelKind as "channel kind" {
        /// A post on a platform.
        Post = "POST",
        /// A video message.
        Video = "VIDEO",
        /// A speech.
        Speech = "SPEECH",
        /// An interview.
        Interview = "INTERVIEW",
        /// A written statement.
        Statement = "STATEMENT",
        /// A press conference.
        PressConference = "PRESS_CONFERENCE",
        /// A telephone call.
        Call = "CALL",
        /// A parliament session.
        Parliament = "PARLIAMENT",
        /// A meeting.
        Meeting = "MEETING",
        /// A sermon.
        Sermon = "SERMON",
        /// A letter.
        Letter = "LETTER",
        /// An official who is not named.
        UnnamedOfficial = "UNNAMED_OFFICIAL",
        /// Anything else.
        Other = "OTHER",
    }
}

named_enum! {
    /// How well a quote's speakers are known.
    SpeakerIdentity as "speaker identity" {
        /// At least one speaker is an actor.
        Actor = "ACTOR",
        /// There are speakers, all of them descriptions.
        Description = "DESCRIPTION",
        /// The text names no speaker.
        None = "NONE",
    }
}

named_enum! {
    /// What one wording of an utterance is to the fullest one.
    WordingRelation as "wording relation" {
        /// The same words.
        Identical = "IDENTICAL",
        /// The same words with some left out between them.
        Shortened = "SHORTENED",
        /// Other words for the same: another translation, or a report in the outlet's own words.
        Translated = "TRANSLATED",
        /// Some of the words in a row.
        PartOf = "PART_OF",
    }
}

/// Where and how something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The way.
    pub kind: ChannelKind,
    /// Platform, for example "X" or "Telegram".
    pub platform: Option<String>,
    /// Venue, for example the programme or the town.
    pub venue: Option<String>,
}

/// A statement reported as someone's.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// The content, pieces in text order.
    pub spans: Vec<Span>,
    /// The content's words, pieces joined by one blank.
    pub text: String,
    /// Pieces inside quotation marks, without the marks.
    pub quoted: Vec<Span>,
    /// The sentence part that holds cue and speaker.
    pub clause: Span,
    /// Who spoke: one or more, empty when the text names nobody.
    pub speakers: Vec<ActorRef>,
    /// The words that report: "said", "according to".
    pub cue: Option<Fragment>,
    /// How and where it was said.
    pub channel: Option<Channel>,
    /// To whom.
    pub addressees: Vec<ActorRef>,
    /// The relaying body: an agency, an office.
    pub via: Option<ActorRef>,
    /// When it was said.
    pub said: Option<DateRange>,
    /// Asserted, negated ("declined to say"), ...
    pub modality: Modality,
    /// The words it rests on, at most a paragraph each.
    pub evidence: Vec<Fragment>,
    /// How sure, and why; the first reason names the rule that found the quote.
    pub confidence: Confidence,
}
