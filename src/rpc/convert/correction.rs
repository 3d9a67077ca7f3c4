//! Corrections: the fields a request sets, and what records show of them.
//!
//! Not the look-up of actors, issues and places a correction names: whether they exist is asked where the index is.

use super::enumeration::WireEnum;
use super::mask::MASK_PATHS_MAX;
use super::name::{Collection, border, claim, country, name_of};
use crate::model::{
    ActorRef, Amount, CORRECTED_ACTORS_MAX, CORRECTED_TEXT_BYTES_MAX, ClaimId, Corrected,
    DecisionState, Field, Place, PlaceMention, RecordId, Span, StanceTarget,
};
use crate::rpc::pb;
use crate::rpc::violation::{Checker, Kind, shorten};
use pb::decide_record_request::Corrected as Given;
use prost_types::FieldMask;

/// A field to be set, as far as the request alone tells.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// As it is to be; its actors may still lack their names.
    Field(Field),
    /// A place of the gazetteer with this name, of this country when it is given.
    Site(String, Option<String>),
}

/// What a request sets: fields of a record, or of one claim of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// The claim, of a deployment.
    pub(crate) claim: Option<ClaimId>,
    /// The fields.
    pub(crate) fields: Vec<Wanted>,
}

impl Given {
    /// The field of the request it is.
    const fn noun(&self) -> &'static str {
        match self {
            Self::Quote(_) => "quote",
            Self::Stance(_) => "stance",
            Self::Claim(_) => "claim",
        }
    }

    /// Paths that can be set.
    const fn allowed(&self) -> &'static [&'static str] {
        match self {
            Self::Quote(_) => Field::OF_QUOTE,
            Self::Stance(_) => Field::OF_STANCE,
            Self::Claim(_) => Field::OF_CLAIM,
        }
    }
}

/// The field of the request that corrects a record.
const fn noun_of(record: &RecordId) -> &'static str {
    match record {
        RecordId::Quote(_) => "quote",
        RecordId::Stance(_) => "stance",
        RecordId::Deployment(_) => "claim",
    }
}

impl Checker {
    /// What a request sets of a record.
    pub(crate) fn corrections(
        &mut self,
        state: Option<DecisionState>,
        record: Option<&RecordId>,
        given: Option<Given>,
        mask: Option<FieldMask>,
    ) -> Wishes {
        let paths = mask.map(|m| m.paths).unwrap_or_default();
        if state != Some(DecisionState::Corrected) {
            let told = "is read with DECISION_STATE_CORRECTED alone";
            if let Some(given) = &given {
                self.reject(given.noun(), Kind::OutOfRange, told, "");
            }
            if !paths.is_empty() {
                self.reject("update_mask", Kind::OutOfRange, told, "");
            }
            return Wishes::default();
        }
        let wanted = record.map_or("quote", noun_of);
        let Some(given) = given else {
            self.missing(wanted, "give the values to set");
            return Wishes::default();
        };
        if let Some(record) = record.filter(|_| wanted != given.noun()) {
            let told = format!("does not correct {}: give `{wanted}`", name_of(record));
            self.reject(given.noun(), Kind::OutOfRange, told, given.noun());
            return Wishes::default();
        }
        let paths = self.paths(&paths, given.allowed());
        match given {
            Given::Quote(quote) => self.of_quote(&quote, &paths),
            Given::Stance(stance) => self.of_stance(&stance, &paths),
            Given::Claim(told) => self.of_claim(&told, &paths, record),
        }
    }

    /// The paths to set, each once.
    fn paths(&mut self, paths: &[String], allowed: &[&'static str]) -> Vec<&'static str> {
        let all = allowed.join(", ");
        if paths.is_empty() {
            self.missing("update_mask", &format!("name the fields to set: {all}"));
        }
        if paths.len() > MASK_PATHS_MAX {
            let told = format!(
                "has {} paths, at most {MASK_PATHS_MAX} are read",
                paths.len()
            );
            self.reject(
                "update_mask",
                Kind::TooLong,
                told,
                &MASK_PATHS_MAX.to_string(),
            );
            return Vec::new();
        }
        let mut found = Vec::new();
        for (i, path) in paths.iter().enumerate() {
            match allowed.iter().find(|one| *one == path) {
                Some(one) if !found.contains(one) => found.push(*one),
                Some(_) => {}
                None => {
                    let told = format!("{:?} cannot be corrected: give {all}", shorten(path));
                    let field = format!("update_mask.paths[{i}]");
                    self.reject(&field, Kind::UnknownField, told, path);
                }
            }
        }
        found
    }

    fn of_quote(&mut self, quote: &pb::Quote, paths: &[&str]) -> Wishes {
        let mut fields = Vec::new();
        for path in paths {
            let at = format!("quote.{path}");
            fields.extend(match *path {
                "speakers" => Some(Field::Speakers(self.roles(&at, &quote.speakers))),
                "addressees" => Some(Field::Addressees(self.roles(&at, &quote.addressees))),
                "kind" => self.value(&at, quote.kind).map(Field::Kind),
                _ => self.value(&at, quote.modality).map(Field::Modality),
            });
        }
        Wishes::of(fields)
    }

    fn of_stance(&mut self, stance: &pb::Stance, paths: &[&str]) -> Wishes {
        let (mut fields, mut targets) = (Vec::new(), 0);
        for path in paths {
            let at = format!("stance.{path}");
            fields.extend(match *path {
                "holder" => self.one(&at, stance.holder.as_ref()).map(Field::Holder),
                "actor" => {
                    targets += 1;
                    let target = match &stance.target {
                        Some(pb::stance::Target::Actor(actor)) => Some(actor),
                        Some(pb::stance::Target::Issue(_)) | None => None,
                    };
                    let target = self.one(&at, target).map(StanceTarget::Actor);
                    target.map(Field::Target)
                }
                "issue" => {
                    targets += 1;
                    let named = match &stance.target {
                        Some(pb::stance::Target::Issue(issue)) => issue.issue.as_str(),
                        Some(pb::stance::Target::Actor(_)) | None => "",
                    };
                    let issue = |name: &str| Collection::Issues.id(name);
                    let issue = self.reference(&at, "name the issue", named, issue);
                    let mention = None;
                    issue.map(|issue| Field::Target(StanceTarget::Issue { issue, mention }))
                }
                "position" => self.value(&at, stance.position).map(Field::Position),
                _ => self.value(&at, stance.modality).map(Field::Modality),
            });
        }
        if targets > 1 {
            let told = "names actor and issue: a stance has one target, give one of them";
            self.reject("update_mask", Kind::OutOfRange, told, "");
        }
        Wishes::of(fields)
    }

    fn of_claim(&mut self, told: &pb::Claim, paths: &[&str], record: Option<&RecordId>) -> Wishes {
        let named = self.reference("claim.name", "say which claim", &told.name, claim);
        if let Some((event, _)) = &named
            && let Some(RecordId::Deployment(asked)) = record
            && event != asked
        {
            let what = "is a claim of another deployment than `name`";
            self.reject("claim.name", Kind::OutOfRange, what, &told.name);
        }
        let mut fields = Vec::new();
        for path in paths {
            let at = format!("claim.{path}");
            let field = match *path {
                "status" => self.value(&at, told.status).map(Field::Status),
                "posture" => self.value(&at, told.posture).map(Field::Posture),
                "forces" => Some(Field::Forces(self.roles(&at, &told.forces))),
                "claimant" => {
                    let claimant = told.claimant.as_ref();
                    let claimant = claimant.map(|c| self.role(&at, c));
                    Some(Field::Claimant(claimant.flatten()))
                }
                "border" => {
                    let named = told.border.as_deref();
                    let read = named.map(|n| self.reference(&at, "name the border", n, border));
                    Some(Field::Border(read.flatten()))
                }
                "place" => {
                    fields.extend(self.site(&at, told.place.as_ref()));
                    None
                }
                "personnel" => {
                    let amount = told.personnel.as_ref();
                    let amount = amount.map(|a| self.figure(&at, a));
                    Some(Field::Personnel(amount.flatten()))
                }
                _ => self.value(&at, told.modality).map(Field::Modality),
            };
            fields.extend(field.map(Wanted::Field));
        }
        let claim = named.map(|(_, claim)| claim);
        Wishes { claim, fields }
    }

    /// A value of a closed set, which must be given.
    fn value<E: WireEnum>(&mut self, field: &str, number: i32) -> Option<E> {
        if number == 0 {
            self.missing(field, &format!("give one of {}", E::allowed()));
        }
        self.enum_or_unspecified(field, number)
    }

    /// Actors in a role; none = unknown.
    fn roles(&mut self, field: &str, actors: &[pb::ActorReference]) -> Vec<ActorRef> {
        if actors.len() > CORRECTED_ACTORS_MAX {
            let told = format!(
                "has {} actors, at most {CORRECTED_ACTORS_MAX} are taken",
                actors.len()
            );
            self.reject(
                field,
                Kind::TooLong,
                told,
                &CORRECTED_ACTORS_MAX.to_string(),
            );
            return Vec::new();
        }
        let all = actors.iter().enumerate();
        all.filter_map(|(i, actor)| self.role(&format!("{field}[{i}]"), actor))
            .collect()
    }

    /// An actor in a role that must be given.
    fn one(&mut self, field: &str, actor: Option<&pb::ActorReference>) -> Option<ActorRef> {
        if let Some(actor) = actor {
            return self.role(field, actor);
        }
        self.missing(field, "give `actor`, or `text` for one that nobody lists");
        None
    }

    fn role(&mut self, field: &str, given: &pb::ActorReference) -> Option<ActorRef> {
        let id = |name: &str| Collection::Actors.id(name);
        let optional = |checker: &mut Self, part: &str, name: Option<&str>| {
            let at = format!("{field}.{part}");
            name.and_then(|name| checker.reference(&at, "name an actor", name, id))
        };
        let actor = optional(self, "actor", given.actor.as_deref());
        let affiliation = optional(self, "affiliation", given.affiliation.as_deref());
        let at = format!("{field}.text");
        let text = self.text(&at, given.text.clone(), CORRECTED_TEXT_BYTES_MAX);
        if given.actor.is_none() && text.trim().is_empty() {
            self.missing(&at, "give `actor`, or `text` for one that nobody lists");
            return None;
        }
        Some(ActorRef {
            mention: None,
            text,
            actor,
            affiliation,
        })
    }

    fn figure(&mut self, field: &str, given: &pb::Amount) -> Option<Amount> {
        let bound = self.value(&format!("{field}.bound"), given.bound);
        for (part, value) in [("min", given.min), ("max", given.max)] {
            if value.is_some_and(|v| !v.is_finite() || v < 0.0) {
                let told = "is no count: give a number of 0 or more";
                self.reject(&format!("{field}.{part}"), Kind::OutOfRange, told, "");
            }
        }
        match (given.min, given.max) {
            (None, None) => self.missing(field, "give `min`, `max` or both"),
            (Some(min), Some(max)) if min > max => {
                let told = "has a `min` above its `max`";
                self.reject(field, Kind::Interval, told, &format!("{min} > {max}"));
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        let unit = format!("{field}.unit");
        let unit = self.text(&unit, given.unit.clone(), CORRECTED_TEXT_BYTES_MAX);
        let wording = format!("{field}.wording");
        let wording = self.text(&wording, given.wording.clone(), CORRECTED_TEXT_BYTES_MAX);
        bound.map(|bound| Amount {
            min: given.min,
            max: given.max,
            bound,
            unit,
            wording,
        })
    }

    fn site(&mut self, field: &str, given: Option<&pb::PlaceMention>) -> Option<Wanted> {
        let Some(given) = given else {
            return Some(Wanted::Field(Field::Place(None)));
        };
        let field = format!("{field}.place");
        let Some(given) = &given.place else {
            self.missing(&field, "give the place");
            return None;
        };
        let at = |part: &str| format!("{field}.{part}");
        let name = given.display_name.trim().to_owned();
        if name.is_empty() {
            self.missing(&at("display_name"), "give the place's name");
        }
        let name = self.text(&at("display_name"), name, CORRECTED_TEXT_BYTES_MAX);
        let named = given.country.as_deref();
        let read = named.map(|c| self.reference(&at("country"), "give a code", c, country));
        let country = read.flatten();
        let resolution = self.enum_or_unspecified(&at("resolution"), given.resolution);
        for (part, value, most) in [
            ("latitude", given.latitude, 90.0),
            ("longitude", given.longitude, 180.0),
        ] {
            if value.is_some_and(|v| !(-most..=most).contains(&v)) {
                let told = format!("is not between -{most} and {most}");
                self.reject(&at(part), Kind::OutOfRange, told, "");
            }
        }
        let borders = given.borders.iter().take(CORRECTED_ACTORS_MAX).cloned();
        let borders = self.list(&at("borders"), &borders.collect::<Vec<_>>(), border);
        if given.resolution == 0 {
            return Some(Wanted::Site(name, country));
        }
        let place = Place {
            name,
            country,
            lat: given.latitude,
            lon: given.longitude,
            geonames: given.geonames_id.and_then(|id| u32::try_from(id).ok()),
            resolution: resolution?,
            borders,
        };
        let span = Span::default();
        Some(Wanted::Field(Field::Place(Some(PlaceMention {
            span,
            place,
        }))))
    }
}

impl Wishes {
    fn of(fields: Vec<Field>) -> Self {
        Self {
            claim: None,
            fields: fields.into_iter().map(Wanted::Field).collect(),
        }
    }
}

impl From<Field> for pb::FieldValue {
    fn from(field: Field) -> Self {
        let value = |value: String| Self {
            value: Some(value),
            ..Self::default()
        };
        let wire = |prefix: &str, name: &str| value(format!("{prefix}_{name}"));
        match field {
            Field::Speakers(actors) | Field::Addressees(actors) | Field::Forces(actors) => {
                actors_value(actors)
            }
            Field::Holder(actor) | Field::Target(StanceTarget::Actor(actor)) => {
                actors_value([actor])
            }
            Field::Claimant(actor) => actors_value(actor),
            Field::Target(StanceTarget::Issue { issue, .. }) => {
                value(Collection::Issues.name(&issue))
            }
            Field::Kind(kind) => wire("QUOTE_KIND", kind.as_str()),
            Field::Modality(modality) => wire("MODALITY", modality.as_str()),
            Field::Position(position) => wire("POSITION", position.as_str()),
            Field::Status(status) => wire("CLAIM_STATUS", status.as_str()),
            Field::Posture(posture) => wire("POSTURE", posture.as_str()),
            Field::Plover(plover) => plover.map_or_else(Self::default, |plover| {
                wire("PLOVER_TYPE", plover.kind.as_str())
            }),
            Field::Cameo(code) | Field::Side(code) => Self {
                value: code,
                ..Self::default()
            },
            Field::Border(border) => Self {
                value: border.map(|b| Collection::Borders.name(b)),
                ..Self::default()
            },
            Field::Place(place) => Self {
                place: place.map(Into::into),
                ..Self::default()
            },
            Field::Personnel(amount) => Self {
                amount: amount.map(Into::into),
                ..Self::default()
            },
        }
    }
}

fn actors_value(actors: impl IntoIterator<Item = ActorRef>) -> pb::FieldValue {
    pb::FieldValue {
        actors: actors.into_iter().map(Into::into).collect(),
        ..pb::FieldValue::default()
    }
}

/// Corrected fields of the record of this name.
pub(crate) fn corrections(corrected: Vec<Corrected>, record: &str) -> Vec<pb::FieldCorrection> {
    let all = corrected.into_iter();
    all.map(|one| pb::FieldCorrection {
        path: one.set.path().to_owned(),
        claim: one.claim.map(|claim| format!("{record}/claims/{claim}")),
        original: one.read.map(Into::into),
        corrected: Some(one.set.into()),
    })
    .collect()
}
