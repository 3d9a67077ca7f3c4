//! Violations: everything that is wrong with a request, each with the path of its field, told at once.
//!
//! Not an error by itself: a [`Checker`] collects while a request is parsed, and the parsed request comes back beside what it
//! found ([`Checked`]), so that the question's own check can add to the list before anything is refused.

use crate::query;

/// What is wrong with a field; the `reason` of its field violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A required field is absent or empty.
    Missing,
    /// The value does not have the form the field asks for.
    Malformed,
    /// A number or value outside its range or set.
    OutOfRange,
    /// A text or list longer than its limit.
    TooLong,
    /// An interval that ends before it begins.
    Interval,
    /// A path of a read mask that names no field.
    UnknownField,
    /// What is to be one is one already, or would lead in a circle.
    Circle,
    /// An analyst rejected what is named.
    Rejected,
    /// Found by the question's own check.
    Question(query::ViolationKind),
}

impl Kind {
    /// The name in upper case that programs compare.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "MISSING",
            Self::Malformed => "MALFORMED",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::TooLong => "TOO_LONG",
            Self::Interval => "INTERVAL",
            Self::UnknownField => "UNKNOWN_FIELD",
            Self::Circle => "CIRCLE",
            Self::Rejected => "REJECTED",
            Self::Question(kind) => kind.as_str(),
        }
    }
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field below the request, for example `filter.actors[2]`.
    pub field: String,
    /// What is wrong.
    pub kind: Kind,
    /// One phrase that says what to change, with the allowed values.
    pub description: String,
    /// The value or limit concerned, cut to [`VALUE_BYTES_MAX`].
    pub value: String,
}

/// Longest value repeated in an error, in bytes.
pub const VALUE_BYTES_MAX: usize = 80;

/// The beginning of `value`, at most [`VALUE_BYTES_MAX`] bytes, cut between characters.
pub(crate) fn shorten(value: &str) -> String {
    if value.len() <= VALUE_BYTES_MAX {
        return value.to_owned();
    }
    let end = value.floor_char_boundary(VALUE_BYTES_MAX);
    format!("{}...", value.get(..end).unwrap_or(""))
}

/// Fields that the question and the wire call by different names.
const WIRE_NAMES: &[(&str, &str)] = &[
    ("filter.about", "filter.about_actors"),
    ("filter.channels", "filter.channel_kinds"),
    ("filter.confidence_min", "filter.min_confidence"),
    ("filter.expressed", "filter.stance_date"),
    ("filter.happened", "filter.deployment_date"),
    ("filter.ingested", "filter.ingest_time"),
    ("filter.plover", "filter.plover_types"),
    ("filter.published", "filter.publish_date"),
    ("filter.said", "filter.said_date"),
    ("filter.targets", "filter.target_actors"),
];

/// The path of a question's field on the wire, its position kept.
fn wire_path(field: &str) -> String {
    let (name, position) = field.split_at(field.find('[').unwrap_or(field.len()));
    let wire = WIRE_NAMES.iter().find(|(asked, _)| *asked == name);
    format!("{}{position}", wire.map_or(name, |(_, wire)| wire))
}

impl From<query::Violation> for Violation {
    fn from(found: query::Violation) -> Self {
        Self {
            field: wire_path(&found.field),
            kind: Kind::Question(found.kind),
            description: found.description,
            value: shorten(&found.value),
        }
    }
}

/// A parsed request with everything found wrong on the way; the value is to be used only when nothing was.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The request as far as it could be read.
    pub value: T,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

/// Collects violations while a request is parsed.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    found: Vec<Violation>,
}

impl Checker {
    /// Notes one violation.
    pub(crate) fn reject(
        &mut self,
        field: &str,
        kind: Kind,
        description: impl Into<String>,
        value: &str,
    ) {
        self.found.push(Violation {
            field: field.to_owned(),
            kind,
            description: description.into(),
            value: shorten(value),
        });
    }

    /// Notes that a required field is absent.
    pub(crate) fn missing(&mut self, field: &str, wanted: &str) {
        self.reject(field, Kind::Missing, format!("is required: {wanted}"), "");
    }

    /// A text of at most `limit` bytes.
    pub(crate) fn text(&mut self, field: &str, text: String, limit: usize) -> String {
        if text.len() > limit {
            let length = text.len();
            let told = format!("has {length} bytes, at most {limit} are taken");
            self.reject(field, Kind::TooLong, told, &limit.to_string());
        }
        text
    }

    /// Refuses to leave out of what is followed what only the index knows.
    pub(crate) fn not_followed(&mut self, field: &str, asked: bool) {
        if asked {
            let told = "is not followed: the index compares reports after their records are told here; follow without it, or search";
            self.reject(field, Kind::OutOfRange, told, "true");
        }
    }

    /// The parsed values of a list; those that do not parse are left out and noted with their position.
    pub(crate) fn list<T>(
        &mut self,
        field: &str,
        values: &[String],
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let mut parsed = Vec::with_capacity(values.len());
        for (i, value) in values.iter().enumerate() {
            match parse(value) {
                Ok(one) => parsed.push(one),
                Err(told) => self.reject(&format!("{field}[{i}]"), Kind::Malformed, told, value),
            }
        }
        parsed
    }

    /// What was parsed, with everything found.
    pub(crate) fn with<T>(self, value: T) -> Checked<T> {
        Checked {
            value,
            violations: self.found,
        }
    }

    /// What was parsed, if nothing was found.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<Violation>> {
        if self.found.is_empty() {
            Ok(value)
        } else {
            Err(self.found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_notes_each_bad_value_with_its_position() {
        let mut checker = Checker::default();
        let values = ["1".to_owned(), "x".to_owned(), "2".to_owned()];
        let read = checker.list("filter.n", &values, |v| {
            v.parse::<u8>().map_err(|e| e.to_string())
        });
        assert_eq!(read, [1, 2]);
        let found = checker.finish(()).unwrap_err();
        assert_eq!(
            (found[0].field.as_str(), found[0].kind),
            ("filter.n[1]", Kind::Malformed)
        );
    }

    #[test]
    fn a_text_is_taken_at_its_limit_and_refused_one_byte_later() {
        let mut checker = Checker::default();
        checker.text("a", "x".repeat(4), 4);
        checker.text("b", "x".repeat(5), 4);
        let found = checker.finish(()).unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "b");
    }

    #[test]
    fn fields_are_called_as_on_the_wire() {
        assert_eq!(wire_path("filter.targets[2]"), "filter.target_actors[2]");
        assert_eq!(wire_path("filter.said"), "filter.said_date");
        assert_eq!(wire_path("order_by"), "order_by");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "é".repeat(60);
        assert!(shorten(&long).len() <= VALUE_BYTES_MAX + 3);
        assert!(shorten(&long).ends_with("..."));
        assert_eq!(shorten("short"), "short");
    }
}
