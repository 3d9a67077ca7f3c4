//! Parts that several records share: spans, actors in roles, dates, amounts, places, sources.

use super::{all, damaged, id, need, some};
use crate::index::IndexError;
use crate::model::{
    ActorKind, ActorRef, Amount, Basis, Border, BorderProperty, Bound, ChannelKind, CivilDate,
    Confidence, DateRange, DecisionState, Format, Fragment, MentionKind, Modality, Place,
    PlaceMention, PlaceResolution, PloverType, Position, Posture, Provenance, QuoteKind,
    RemarkCode, Source, Span, Status,
};
use jiff::Timestamp;

/// A closed set whose values are stored by position.
pub(crate) trait Coded: Copy + PartialEq + Sized + 'static {
    /// All values in order.
    const SET: &'static [Self];

    /// The value's position.
    fn code(self) -> u32 {
        let at = Self::SET.iter().position(|v| *v == self).unwrap_or(0);
        u32::try_from(at).unwrap_or(0)
    }

    /// The value at a position.
    fn of_code(code: u32) -> Result<Self, IndexError> {
        Self::SET
            .get(code as usize)
            .copied()
            .ok_or_else(|| damaged(format!("no value {code} in a set of {}", Self::SET.len())))
    }
}

macro_rules! coded {
    ($($set:ident),+ $(,)?) => {
        $(impl Coded for $set {
            const SET: &'static [Self] = Self::ALL;
        })+

        /// All names of all stored sets, in order: part of the index's fingerprint.
        pub(crate) fn set_names() -> Vec<&'static str> {
            let mut names = Vec::new();
            $(names.push(stringify!($set));
            names.extend($set::ALL.iter().map(|v| v.as_str()));)+
            names
        }
    };
}

coded!(
    ActorKind,
    Basis,
    BorderProperty,
    Bound,
    ChannelKind,
    DecisionState,
    Format,
    MentionKind,
    Modality,
    PlaceResolution,
    PloverType,
    Position,
    Posture,
    QuoteKind,
    RemarkCode,
    Status,
);

/// A stored span.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct StoredSpan {
    #[prost(uint32, tag = "1")]
    start: u32,
    #[prost(uint32, tag = "2")]
    length: u32,
}

impl From<Span> for StoredSpan {
    fn from(span: Span) -> Self {
        Self {
            start: span.start(),
            length: span.len(),
        }
    }
}

impl From<StoredSpan> for Span {
    fn from(span: StoredSpan) -> Self {
        Self::new(span.start, span.start.saturating_add(span.length))
    }
}

/// A stored fragment.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredFragment {
    #[prost(uint32, tag = "1")]
    start: u32,
    #[prost(uint32, tag = "2")]
    length: u32,
    #[prost(string, tag = "3")]
    text: String,
}

impl From<&Fragment> for StoredFragment {
    fn from(fragment: &Fragment) -> Self {
        Self {
            start: fragment.span.start(),
            length: fragment.span.len(),
            text: fragment.text.clone(),
        }
    }
}

impl From<StoredFragment> for Fragment {
    fn from(stored: StoredFragment) -> Self {
        Self {
            span: Span::new(stored.start, stored.start.saturating_add(stored.length)),
            text: stored.text,
        }
    }
}

/// Stores fragments.
pub(crate) fn keep_fragments(fragments: &[Fragment]) -> Vec<StoredFragment> {
    fragments.iter().map(StoredFragment::from).collect()
}

/// Reads fragments back.
pub(crate) fn fragments(stored: Vec<StoredFragment>) -> Vec<Fragment> {
    stored.into_iter().map(Fragment::from).collect()
}

/// A stored actor in a role.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredActorRef {
    #[prost(message, optional, tag = "1")]
    mention: Option<StoredSpan>,
    #[prost(string, tag = "2")]
    text: String,
    #[prost(string, optional, tag = "3")]
    actor: Option<String>,
    #[prost(string, optional, tag = "4")]
    affiliation: Option<String>,
}

impl From<&ActorRef> for StoredActorRef {
    fn from(actor: &ActorRef) -> Self {
        Self {
            mention: actor.mention.map(StoredSpan::from),
            text: actor.text.clone(),
            actor: actor.actor.as_ref().map(ToString::to_string),
            affiliation: actor.affiliation.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<StoredActorRef> for ActorRef {
    type Error = IndexError;

    fn try_from(stored: StoredActorRef) -> Result<Self, IndexError> {
        Ok(Self {
            mention: stored.mention.map(Span::from),
            text: stored.text,
            actor: stored.actor.as_deref().map(id).transpose()?,
            affiliation: stored.affiliation.as_deref().map(id).transpose()?,
        })
    }
}

/// Stores actors in a role.
pub(crate) fn keep_actors(actors: &[ActorRef]) -> Vec<StoredActorRef> {
    actors.iter().map(StoredActorRef::from).collect()
}

/// A stored date range: each end as year * 10,000 + month * 100 + day.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredDateRange {
    #[prost(uint32, tag = "1")]
    start: u32,
    #[prost(uint32, tag = "2")]
    end: u32,
    #[prost(string, tag = "3")]
    wording: String,
}

fn keep_date(date: CivilDate) -> u32 {
    let year = u32::from(date.year().unsigned_abs());
    year * 10_000 + u32::from(date.month()) * 100 + u32::from(date.day())
}

fn date(stored: u32) -> Result<CivilDate, IndexError> {
    let part = |n: u32| u8::try_from(n % 100).unwrap_or(0);
    i16::try_from(stored / 10_000)
        .ok()
        .and_then(|year| CivilDate::new(year, part(stored / 100), part(stored)))
        .ok_or_else(|| damaged(format!("{stored} is no date")))
}

impl From<&DateRange> for StoredDateRange {
    fn from(range: &DateRange) -> Self {
        Self {
            start: keep_date(range.start),
            end: keep_date(range.end),
            wording: range.wording.clone(),
        }
    }
}

impl TryFrom<StoredDateRange> for DateRange {
    type Error = IndexError;

    fn try_from(stored: StoredDateRange) -> Result<Self, IndexError> {
        Ok(Self {
            start: date(stored.start)?,
            end: date(stored.end)?,
            wording: stored.wording,
        })
    }
}

/// A stored amount.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredAmount {
    #[prost(double, optional, tag = "1")]
    min: Option<f64>,
    #[prost(double, optional, tag = "2")]
    max: Option<f64>,
    #[prost(uint32, tag = "3")]
    bound: u32,
    #[prost(string, tag = "4")]
    unit: String,
    #[prost(string, tag = "5")]
    wording: String,
}

impl From<&Amount> for StoredAmount {
    fn from(amount: &Amount) -> Self {
        Self {
            min: amount.min,
            max: amount.max,
            bound: amount.bound.code(),
            unit: amount.unit.clone(),
            wording: amount.wording.clone(),
        }
    }
}

impl TryFrom<StoredAmount> for Amount {
    type Error = IndexError;

    fn try_from(stored: StoredAmount) -> Result<Self, IndexError> {
        Ok(Self {
            min: stored.min,
            max: stored.max,
            bound: Bound::of_code(stored.bound)?,
            unit: stored.unit,
            wording: stored.wording,
        })
    }
}

/// A stored place with its mention.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredPlace {
    #[prost(message, required, tag = "1")]
    span: StoredSpan,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(string, optional, tag = "3")]
    country: Option<String>,
    #[prost(double, optional, tag = "4")]
    lat: Option<f64>,
    #[prost(double, optional, tag = "5")]
    lon: Option<f64>,
    #[prost(uint32, optional, tag = "6")]
    geonames: Option<u32>,
    #[prost(uint32, tag = "7")]
    resolution: u32,
    #[prost(string, repeated, tag = "8")]
    borders: Vec<String>,
}

/// Reads a border.
pub(crate) fn border(stored: &str) -> Result<Border, IndexError> {
    stored.parse().map_err(|e| damaged(format!("{e}")))
}

impl From<&PlaceMention> for StoredPlace {
    fn from(mention: &PlaceMention) -> Self {
        let place = &mention.place;
        Self {
            span: mention.span.into(),
            name: place.name.clone(),
            country: place.country.clone(),
            lat: place.lat,
            lon: place.lon,
            geonames: place.geonames,
            resolution: place.resolution.code(),
            borders: place.borders.iter().map(ToString::to_string).collect(),
        }
    }
}

impl TryFrom<StoredPlace> for PlaceMention {
    type Error = IndexError;

    fn try_from(stored: StoredPlace) -> Result<Self, IndexError> {
        Ok(Self {
            span: stored.span.into(),
            place: Place {
                name: stored.name,
                country: stored.country,
                lat: stored.lat,
                lon: stored.lon,
                geonames: stored.geonames,
                resolution: PlaceResolution::of_code(stored.resolution)?,
                borders: stored
                    .borders
                    .iter()
                    .map(|b| border(b))
                    .collect::<Result<_, _>>()?,
            },
        })
    }
}

/// Stored confidence and provenance.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredConfidence {
    #[prost(float, tag = "1")]
    score: f32,
    #[prost(string, repeated, tag = "2")]
    reasons: Vec<String>,
}

impl From<&Confidence> for StoredConfidence {
    fn from(confidence: &Confidence) -> Self {
        Self {
            score: confidence.score,
            reasons: confidence.reasons.clone(),
        }
    }
}

impl From<StoredConfidence> for Confidence {
    fn from(stored: StoredConfidence) -> Self {
        Self {
            score: stored.score,
            reasons: stored.reasons,
        }
    }
}

/// What answers show of the report, and what made the record.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredSource {
    #[prost(string, tag = "1")]
    article: String,
    #[prost(uint32, tag = "2")]
    revision: u32,
    #[prost(string, optional, tag = "3")]
    source_id: Option<String>,
    #[prost(string, optional, tag = "4")]
    title: Option<String>,
    #[prost(string, optional, tag = "5")]
    outlet: Option<String>,
    #[prost(string, optional, tag = "6")]
    url: Option<String>,
    #[prost(string, optional, tag = "7")]
    collection: Option<String>,
    #[prost(message, optional, tag = "8")]
    published: Option<StoredDateRange>,
    #[prost(int64, tag = "9")]
    ingested_us: i64,
    #[prost(string, optional, tag = "10")]
    copy_of: Option<String>,
}

/// Reads an instant kept as microseconds since 1970.
pub(crate) fn instant(microseconds: i64) -> Result<Timestamp, IndexError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_range| damaged(format!("{microseconds} is no instant")))
}

impl From<&Source> for StoredSource {
    fn from(source: &Source) -> Self {
        Self {
            article: source.article.to_string(),
            revision: source.revision,
            source_id: source.source_id.clone(),
            title: source.title.clone(),
            outlet: source.outlet.clone(),
            url: source.url.clone(),
            collection: source.collection.clone(),
            published: source.published.as_ref().map(StoredDateRange::from),
            ingested_us: source.ingested.as_microsecond(),
            copy_of: source.copy_of.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<StoredSource> for Source {
    type Error = IndexError;

    fn try_from(stored: StoredSource) -> Result<Self, IndexError> {
        Ok(Self {
            article: id(&stored.article)?,
            revision: stored.revision,
            source_id: stored.source_id,
            title: stored.title,
            outlet: stored.outlet,
            url: stored.url,
            collection: stored.collection,
            published: some(stored.published)?,
            ingested: instant(stored.ingested_us)?,
            copy_of: stored.copy_of.as_deref().map(id).transpose()?,
        })
    }
}

/// A stored provenance.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredProvenance {
    #[prost(string, tag = "1")]
    extractor: String,
    #[prost(string, tag = "2")]
    lexicon: String,
}

impl From<&Provenance> for StoredProvenance {
    fn from(provenance: &Provenance) -> Self {
        Self {
            extractor: provenance.extractor.clone(),
            lexicon: provenance.lexicon.clone(),
        }
    }
}

impl From<StoredProvenance> for Provenance {
    fn from(stored: StoredProvenance) -> Self {
        Self {
            extractor: stored.extractor,
            lexicon: stored.lexicon,
        }
    }
}

/// Reads source and provenance of a record, both of which must be there.
pub(crate) fn origin(
    source: Option<StoredSource>,
    provenance: Option<StoredProvenance>,
) -> Result<(Source, Provenance), IndexError> {
    let provenance = provenance.map(Provenance::from).unwrap_or_default();
    Ok((need(source, "the source")?.try_into()?, provenance))
}

/// Reads actors in a role back.
pub(crate) fn actors(stored: Vec<StoredActorRef>) -> Result<Vec<ActorRef>, IndexError> {
    all(stored)
}
