//! Closed sets on the wire: each model enum beside its protobuf twin.
//!
//! The two match exhaustively in both directions, so a value added on one side alone does not compile.

use crate::model;
use crate::query::VALUES_MAX;
use crate::rpc::pb;
use crate::rpc::violation::{Checker, Kind};

/// A model enum with a protobuf twin.
pub(crate) trait WireEnum: Copy + Sized + 'static {
    /// The protobuf enum.
    type Wire: TryFrom<i32> + Into<i32>;
    /// The value on the wire.
    fn to_wire(self) -> Self::Wire;
    /// The value meant; `None` for UNSPECIFIED.
    fn from_wire(wire: Self::Wire) -> Option<Self>;
    /// Names of all values, separated by `, `.
    fn allowed() -> String;

    /// The number on the wire.
    fn number(self) -> i32 {
        self.to_wire().into()
    }
}

macro_rules! wire_enum {
    ($model:ident, $wire:ident, [$($variant:ident),+ $(,)?]) => {
        impl WireEnum for model::$model {
            type Wire = pb::$wire;

            fn to_wire(self) -> pb::$wire {
                match self { $(Self::$variant => pb::$wire::$variant),+ }
            }

            fn from_wire(wire: pb::$wire) -> Option<Self> {
                match wire {
                    pb::$wire::Unspecified => None,
                    $(pb::$wire::$variant => Some(Self::$variant)),+
                }
            }

            fn allowed() -> String {
                [$(pb::$wire::$variant.as_str_name()),+].join(", ")
            }
        }
    };
}

wire_enum!(
    ActorKind,
    ActorKind,
    [Person, Organisation, Force, State, Bloc]
);
wire_enum!(Basis, Basis, [Explicit, Implied]);
wire_enum!(BorderProperty, BorderProperty, [LengthKm, Crossings, Works]);
wire_enum!(Bound, Bound, [Exact, About, AtLeast, UpTo]);
wire_enum!(
    ChannelKind,
    ChannelKind,
    [
        Post,
        Video,
        Speech,
        Interview,
        Statement,
        PressConference,
        Call,
        Parliament,
        Meeting,
        Sermon,
        Letter,
        UnnamedOfficial,
        Other,
    ]
);
wire_enum!(
    DecisionState,
    DecisionState,
    [Undecided, Confirmed, Rejected, Corrected, Merged]
);
wire_enum!(
    DropReason,
    DropReason,
    [Title, Scare, NoAttribution, OtherWords, Repeat]
);
wire_enum!(Format, ArticleFormat, [Text, Html]);
wire_enum!(
    Modality,
    Modality,
    [
        Asserted,
        Negated,
        Conditional,
        Hypothetical,
        Future,
        Historical
    ]
);
wire_enum!(
    PlaceResolution,
    PlaceResolution,
    [Point, City, District, Province, Country]
);
wire_enum!(
    PloverType,
    PloverType,
    [
        Agree, Consult, Support, Concede, Cooperate, Aid, Retreat, Request, Accuse, Reject,
        Threaten, Protest, Sanction, Mobilize, Coerce, Assault,
    ]
);
wire_enum!(Position, Position, [Support, Oppose, Ambiguous, Neutral]);
wire_enum!(
    Posture,
    Posture,
    [
        Deploy,
        Reinforce,
        MobilizeReserves,
        Alert,
        Fortify,
        Patrol,
        Exercise,
        Withdraw,
        CrossBorder,
        Closure,
        Peacekeeping,
        Maintain,
    ]
);
wire_enum!(QuoteKind, QuoteKind, [Direct, Mixed, Indirect]);
wire_enum!(
    RemarkCode,
    RemarkCode,
    [
        MojibakeRepaired,
        MojibakeSuspected,
        EncodingUncertain,
        RepeatedParagraph,
        FurnitureRemoved,
        UnclosedQuotation,
        ScareQuote,
        SpeakerUnknown,
        AmbiguousMention,
        LimitReached,
    ]
);
wire_enum!(
    WordingRelation,
    WordingRelation,
    [Identical, Shortened, Translated, PartOf]
);
wire_enum!(SpeakerIdentity, SpeakerIdentity, [Actor, Description, None]);
wire_enum!(
    Status,
    ClaimStatus,
    [
        Reported,
        UnderWay,
        Completed,
        Planned,
        Threatened,
        Demanded,
        Opposed,
        Denied,
        Refused,
        Rumoured,
        Hypothetical,
        Historical,
    ]
);

impl Checker {
    /// The values of a list of enum numbers; unknown numbers and UNSPECIFIED are noted with their position.
    pub(crate) fn enums<E: WireEnum>(&mut self, field: &str, numbers: &[i32]) -> Vec<E> {
        // A filter's own limit is checked with the question; this one bounds the errors a long list of nonsense can give.
        let mut values = Vec::with_capacity(numbers.len().min(VALUES_MAX + 1));
        for (i, number) in numbers.iter().enumerate() {
            match E::Wire::try_from(*number).ok().and_then(E::from_wire) {
                Some(value) => values.push(value),
                None if i > VALUES_MAX => break,
                None => self.enum_unknown::<E>(&format!("{field}[{i}]"), *number),
            }
        }
        values
    }

    /// The value of an enum number, `None` for UNSPECIFIED; unknown numbers are noted.
    pub(crate) fn enum_or_unspecified<E: WireEnum>(
        &mut self,
        field: &str,
        number: i32,
    ) -> Option<E> {
        if number == 0 {
            return None;
        }
        let value = E::Wire::try_from(number).ok().and_then(E::from_wire);
        if value.is_none() {
            self.enum_unknown::<E>(field, number);
        }
        value
    }

    fn enum_unknown<E: WireEnum>(&mut self, field: &str, number: i32) {
        let told = format!(
            "is {number}, no value of its set; give one of {}",
            E::allowed()
        );
        self.reject(field, Kind::OutOfRange, told, &number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds<E: WireEnum + std::fmt::Display>(values: &[E], prefix: &str)
    where
        E::Wire: std::fmt::Debug,
    {
        for value in values {
            let name = format!("{prefix}_{value}");
            assert!(
                E::allowed().split(", ").any(|n| n == name),
                "{name} is not among {}",
                E::allowed()
            );
            let back = E::from_wire(value.to_wire()).map(|v| v.to_string());
            assert_eq!(back, Some(value.to_string()));
        }
    }

    #[test]
    fn every_value_has_the_same_name_in_the_model_and_on_the_wire() {
        holds(model::ActorKind::ALL, "ACTOR_KIND");
        holds(model::Basis::ALL, "BASIS");
        holds(model::BorderProperty::ALL, "BORDER_PROPERTY");
        holds(model::Bound::ALL, "BOUND");
        holds(model::DecisionState::ALL, "DECISION_STATE");
        holds(model::ChannelKind::ALL, "CHANNEL_KIND");
        holds(model::Format::ALL, "ARTICLE_FORMAT");
        holds(model::Modality::ALL, "MODALITY");
        holds(model::PlaceResolution::ALL, "PLACE_RESOLUTION");
        holds(model::PloverType::ALL, "PLOVER_TYPE");
        holds(model::Position::ALL, "POSITION");
        holds(model::Posture::ALL, "POSTURE");
        holds(model::QuoteKind::ALL, "QUOTE_KIND");
        holds(model::DropReason::ALL, "DROP_REASON");
        holds(model::RemarkCode::ALL, "REMARK_CODE");
        holds(model::WordingRelation::ALL, "WORDING_RELATION");
        holds(model::SpeakerIdentity::ALL, "SPEAKER_IDENTITY");
        holds(model::Status::ALL, "CLAIM_STATUS");
    }

    #[test]
    fn unknown_numbers_are_noted_with_the_allowed_names() {
        let mut checker = Checker::default();
        let kinds: Vec<model::QuoteKind> = checker.enums("filter.kinds", &[1, 0, 99]);
        assert_eq!(kinds, [model::QuoteKind::Direct]);
        let found = checker.finish(()).unwrap_err();
        let fields: Vec<_> = found.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["filter.kinds[1]", "filter.kinds[2]"]);
        assert!(found[1].description.contains("QUOTE_KIND_INDIRECT"));
    }
}
