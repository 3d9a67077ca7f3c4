//! Corrected fields as stored: in the log for good, and beside the records that show them.
//!
//! Rule: these messages lie in the log, so a tag never changes its meaning, fields are kept by their path and closed sets by name.

use super::decision::StoredTold;
use super::part::border;
use super::{all, damaged, id, need, some};
use crate::index::IndexError;
use crate::model::name::NameError;
use crate::model::{
    ActorRef, Amount, Corrected, Correction, Field, Fragment, Place, PlaceMention, Plover, Span,
    StanceTarget,
};
use std::fmt::Display;
use std::str::FromStr;

/// An actor in a role.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredRole {
    #[prost(string, tag = "1")]
    text: String,
    #[prost(string, optional, tag = "2")]
    actor: Option<String>,
    #[prost(string, optional, tag = "3")]
    affiliation: Option<String>,
    /// Where the text names it: start and end.
    #[prost(uint32, repeated, tag = "4")]
    mention: Vec<u32>,
}

/// A figure.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredFigure {
    #[prost(double, optional, tag = "1")]
    min: Option<f64>,
    #[prost(double, optional, tag = "2")]
    max: Option<f64>,
    #[prost(string, tag = "3")]
    bound: String,
    #[prost(string, tag = "4")]
    unit: String,
    #[prost(string, tag = "5")]
    wording: String,
}

/// A place.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredSite {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, optional, tag = "2")]
    country: Option<String>,
    #[prost(double, optional, tag = "3")]
    lat: Option<f64>,
    #[prost(double, optional, tag = "4")]
    lon: Option<f64>,
    #[prost(uint32, optional, tag = "5")]
    geonames: Option<u32>,
    #[prost(string, tag = "6")]
    resolution: String,
    #[prost(string, repeated, tag = "7")]
    borders: Vec<String>,
    /// Where the text names it: start and end.
    #[prost(uint32, repeated, tag = "8")]
    mention: Vec<u32>,
}

/// A field with a value; nothing but the path = the field without one.
#[derive(Clone, PartialEq, prost::Message)]
struct StoredField {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(message, repeated, tag = "2")]
    actors: Vec<StoredRole>,
    /// Name of a value of a closed set, id of an issue, code.
    #[prost(string, optional, tag = "3")]
    word: Option<String>,
    #[prost(message, optional, tag = "4")]
    figure: Option<StoredFigure>,
    #[prost(message, optional, tag = "5")]
    site: Option<StoredSite>,
    /// Where the text names an issue (start and end), and how.
    #[prost(uint32, repeated, tag = "6")]
    mention: Vec<u32>,
    #[prost(string, optional, tag = "7")]
    named: Option<String>,
    /// Mode of a PLOVER type.
    #[prost(string, optional, tag = "8")]
    mode: Option<String>,
}

/// A corrected field, stored. The log holds this message for good.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct StoredCorrection {
    #[prost(string, optional, tag = "1")]
    claim: Option<String>,
    #[prost(message, optional, tag = "2")]
    told: Option<StoredTold>,
    #[prost(bool, tag = "3")]
    alone: bool,
    #[prost(message, optional, tag = "4")]
    set: Option<StoredField>,
}

/// A corrected field beside its record, stored.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct StoredCorrected {
    #[prost(string, optional, tag = "1")]
    claim: Option<String>,
    #[prost(message, optional, tag = "2")]
    set: Option<StoredField>,
    #[prost(message, optional, tag = "3")]
    read: Option<StoredField>,
}

fn keep_span(span: Span) -> Vec<u32> {
    vec![span.start(), span.end()]
}

fn span(stored: &[u32]) -> Option<Span> {
    match stored {
        [start, end] => Some(Span::new(*start, *end)),
        _ => None,
    }
}

impl From<&ActorRef> for StoredRole {
    fn from(actor: &ActorRef) -> Self {
        Self {
            text: actor.text.clone(),
            actor: actor.actor.as_ref().map(ToString::to_string),
            affiliation: actor.affiliation.as_ref().map(ToString::to_string),
            mention: actor.mention.map(keep_span).unwrap_or_default(),
        }
    }
}

impl TryFrom<StoredRole> for ActorRef {
    type Error = IndexError;

    fn try_from(stored: StoredRole) -> Result<Self, IndexError> {
        Ok(Self {
            mention: span(&stored.mention),
            text: stored.text,
            actor: stored.actor.as_deref().map(id).transpose()?,
            affiliation: stored.affiliation.as_deref().map(id).transpose()?,
        })
    }
}

impl From<&Amount> for StoredFigure {
    fn from(amount: &Amount) -> Self {
        Self {
            min: amount.min,
            max: amount.max,
            bound: amount.bound.to_string(),
            unit: amount.unit.clone(),
            wording: amount.wording.clone(),
        }
    }
}

impl TryFrom<StoredFigure> for Amount {
    type Error = IndexError;

    fn try_from(stored: StoredFigure) -> Result<Self, IndexError> {
        Ok(Self {
            min: stored.min,
            max: stored.max,
            bound: named(&stored.bound)?,
            unit: stored.unit,
            wording: stored.wording,
        })
    }
}

impl From<&PlaceMention> for StoredSite {
    fn from(mention: &PlaceMention) -> Self {
        let place = &mention.place;
        Self {
            name: place.name.clone(),
            country: place.country.clone(),
            lat: place.lat,
            lon: place.lon,
            geonames: place.geonames,
            resolution: place.resolution.to_string(),
            borders: place.borders.iter().map(ToString::to_string).collect(),
            mention: keep_span(mention.span),
        }
    }
}

impl TryFrom<StoredSite> for PlaceMention {
    type Error = IndexError;

    fn try_from(stored: StoredSite) -> Result<Self, IndexError> {
        let borders = stored.borders.iter().map(|b| border(b));
        Ok(Self {
            span: span(&stored.mention).unwrap_or_default(),
            place: Place {
                name: stored.name,
                country: stored.country,
                lat: stored.lat,
                lon: stored.lon,
                geonames: stored.geonames,
                resolution: named(&stored.resolution)?,
                borders: borders.collect::<Result<_, _>>()?,
            },
        })
    }
}

/// The value of a closed set with this name.
fn named<T: FromStr<Err = NameError>>(word: &str) -> Result<T, IndexError> {
    word.parse().map_err(|e: NameError| damaged(e.to_string()))
}

fn roles<'a>(actors: impl IntoIterator<Item = &'a ActorRef>) -> Vec<StoredRole> {
    actors.into_iter().map(StoredRole::from).collect()
}

impl From<&Field> for StoredField {
    fn from(field: &Field) -> Self {
        let stored = Self {
            path: field.path().to_owned(),
            ..Self::default()
        };
        let word = |word: &dyn Display| Some(word.to_string());
        match field {
            Field::Speakers(actors) | Field::Addressees(actors) | Field::Forces(actors) => Self {
                actors: roles(actors),
                ..stored
            },
            Field::Holder(actor) | Field::Target(StanceTarget::Actor(actor)) => Self {
                actors: roles([actor]),
                ..stored
            },
            Field::Claimant(actor) => Self {
                actors: roles(actor),
                ..stored
            },
            Field::Target(StanceTarget::Issue { issue, mention }) => Self {
                word: word(issue),
                mention: mention
                    .as_ref()
                    .map(|m| keep_span(m.span))
                    .unwrap_or_default(),
                named: mention.as_ref().map(|m| m.text.clone()),
                ..stored
            },
            Field::Plover(plover) => Self {
                word: plover.as_ref().and_then(|p| word(&p.kind)),
                mode: plover.as_ref().and_then(|p| p.mode.clone()),
                ..stored
            },
            Field::Kind(value) => Self {
                word: word(value),
                ..stored
            },
            Field::Modality(value) => Self {
                word: word(value),
                ..stored
            },
            Field::Position(value) => Self {
                word: word(value),
                ..stored
            },
            Field::Status(value) => Self {
                word: word(value),
                ..stored
            },
            Field::Posture(value) => Self {
                word: word(value),
                ..stored
            },
            Field::Cameo(code) | Field::Side(code) => Self {
                word: code.clone(),
                ..stored
            },
            Field::Border(border) => Self {
                word: border.as_ref().and_then(|b| word(b)),
                ..stored
            },
            Field::Place(place) => Self {
                site: place.as_ref().map(StoredSite::from),
                ..stored
            },
            Field::Personnel(amount) => Self {
                figure: amount.as_ref().map(StoredFigure::from),
                ..stored
            },
        }
    }
}

impl TryFrom<StoredField> for Field {
    type Error = IndexError;

    fn try_from(stored: StoredField) -> Result<Self, IndexError> {
        let word = || need(stored.word.as_deref(), "the value set");
        let one = |actors: Vec<StoredRole>| {
            let actor = need(actors.into_iter().next(), "the actor set")?;
            ActorRef::try_from(actor)
        };
        Ok(match stored.path.as_str() {
            "speakers" => Self::Speakers(all(stored.actors)?),
            "addressees" => Self::Addressees(all(stored.actors)?),
            "forces" => Self::Forces(all(stored.actors)?),
            "holder" => Self::Holder(one(stored.actors)?),
            "actor" => Self::Target(StanceTarget::Actor(one(stored.actors)?)),
            "claimant" => Self::Claimant(some(stored.actors.into_iter().next())?),
            "issue" => Self::Target(StanceTarget::Issue {
                issue: id(word()?)?,
                mention: span(&stored.mention)
                    .zip(stored.named.clone())
                    .map(|(span, text)| Fragment { span, text }),
            }),
            "kind" => Self::Kind(named(word()?)?),
            "modality" => Self::Modality(named(word()?)?),
            "position" => Self::Position(named(word()?)?),
            "status" => Self::Status(named(word()?)?),
            "posture" => Self::Posture(named(word()?)?),
            "plover" => Self::Plover(match &stored.word {
                Some(word) => Some(Plover {
                    kind: named(word)?,
                    mode: stored.mode.clone(),
                }),
                None => None,
            }),
            "cameo_code" => Self::Cameo(stored.word),
            "side" => Self::Side(stored.word),
            "border" => Self::Border(stored.word.as_deref().map(border).transpose()?),
            "place" => Self::Place(some(stored.site)?),
            "personnel" => Self::Personnel(some(stored.figure)?),
            other => return Err(damaged(format!("nothing sets a field {other:?}"))),
        })
    }
}

impl From<&Correction> for StoredCorrection {
    fn from(correction: &Correction) -> Self {
        Self {
            claim: correction.claim.as_ref().map(ToString::to_string),
            told: Some((&correction.told).into()),
            alone: correction.alone,
            set: Some((&correction.set).into()),
        }
    }
}

impl TryFrom<StoredCorrection> for Correction {
    type Error = IndexError;

    fn try_from(stored: StoredCorrection) -> Result<Self, IndexError> {
        Ok(Self {
            claim: stored.claim.as_deref().map(id).transpose()?,
            told: need(stored.told, "what was told")?.into(),
            alone: stored.alone,
            set: need(stored.set, "the field set")?.try_into()?,
        })
    }
}

impl From<&Corrected> for StoredCorrected {
    fn from(corrected: &Corrected) -> Self {
        Self {
            claim: corrected.claim.as_ref().map(ToString::to_string),
            set: Some((&corrected.set).into()),
            read: corrected.read.as_ref().map(StoredField::from),
        }
    }
}

impl TryFrom<StoredCorrected> for Corrected {
    type Error = IndexError;

    fn try_from(stored: StoredCorrected) -> Result<Self, IndexError> {
        Ok(Self {
            claim: stored.claim.as_deref().map(id).transpose()?,
            set: need(stored.set, "the field set")?.try_into()?,
            read: some(stored.read)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Border, Bound, Modality, PlaceResolution, PloverType, Position, Posture, QuoteKind, Status,
        Told,
    };

    fn actor() -> ActorRef {
        ActorRef {
            mention: Some(Span::new(3, 9)),
            text: "Mara O'Dell".to_owned(),
            actor: "mara-odell".parse().ok(),
            affiliation: "xe".parse().ok(),
        }
    }

    /// One value of every field, and each field that can be without one without it.
    fn fields() -> Vec<Field> {
        let place = Place {
            name: "Hallen".to_owned(),
            country: Some("XE".to_owned()),
            lat: Some(1.5),
            lon: Some(-2.5),
            geonames: Some(7),
            resolution: PlaceResolution::City,
            borders: Border::between("XE", "XV").into_iter().collect(),
        };
        let mention = Fragment {
            span: Span::new(1, 4),
            text: "the tolls".to_owned(),
        };
        let issue = |mention| StanceTarget::Issue {
            issue: "tolls".parse().unwrap(),
            mention,
        };
        vec![
            Field::Speakers(vec![actor(), ActorRef::default()]),
            Field::Speakers(Vec::new()),
            Field::Addressees(vec![actor()]),
            Field::Kind(QuoteKind::Mixed),
            Field::Modality(Modality::Future),
            Field::Holder(actor()),
            Field::Target(StanceTarget::Actor(actor())),
            Field::Target(issue(Some(mention))),
            Field::Target(issue(None)),
            Field::Position(Position::Neutral),
            Field::Plover(Some(Plover {
                kind: PloverType::Aid,
                mode: Some("military".to_owned()),
            })),
            Field::Plover(None),
            Field::Cameo(Some("154".to_owned())),
            Field::Cameo(None),
            Field::Status(Status::Denied),
            Field::Posture(Posture::Withdraw),
            Field::Forces(vec![actor()]),
            Field::Claimant(Some(actor())),
            Field::Claimant(None),
            Field::Border(Border::between("XE", "XV")),
            Field::Border(None),
            Field::Side(Some("XE".to_owned())),
            Field::Place(Some(PlaceMention {
                span: Span::new(5, 8),
                place,
            })),
            Field::Place(None),
            Field::Personnel(Some(Amount {
                min: Some(2000.0),
                max: None,
                bound: Bound::AtLeast,
                unit: "troops".to_owned(),
                wording: "more than 2,000 troops".to_owned(),
            })),
            Field::Personnel(None),
        ]
    }

    #[test]
    fn every_corrected_field_comes_back_as_it_was() {
        for set in fields() {
            let correction = Correction {
                claim: "c1".parse().ok(),
                told: Told {
                    words: "Some words.".to_owned(),
                    reading: "a OPPOSE b".to_owned(),
                },
                alone: true,
                set: set.clone(),
            };
            let back: Correction = StoredCorrection::from(&correction).try_into().unwrap();
            assert_eq!(back, correction);
            let corrected = Corrected {
                claim: None,
                set: set.clone(),
                read: Some(set),
            };
            let back: Corrected = StoredCorrected::from(&corrected).try_into().unwrap();
            assert_eq!(back, corrected);
        }
    }
}
