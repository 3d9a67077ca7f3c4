//! Places and borders.
//!
//! A place may be a government's name as well ("Marrowgate says"): which of the two is decided in `extract`.
//! A border is an unordered pair of states. Rule: the pair is kept sorted, so `xe-xv` is the only spelling.

use super::{Amount, Fragment, Span};
use crate::named_enum;

named_enum! {
    /// How precisely a place is known.
    PlaceResolution as "place resolution" {
        /// A crossing, base or village.
        Point = "POINT",
        /// A city or town.
        City = "CITY",
        /// A district.
        District = "DISTRICT",
        /// A province or state of a federation.
        Province = "PROVINCE",
        /// A whole country.
        Country = "COUNTRY",
    }
}

/// A place of the gazetteer, as far as known.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Name shown to people.
    pub name: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Latitude, degrees north.
    pub lat: Option<f64>,
    /// Longitude, degrees east.
    pub lon: Option<f64>,
    /// GeoNames id, where known.
    pub geonames: Option<u32>,
    /// How precise.
    pub resolution: PlaceResolution,
    /// Borders this place lies on.
    pub borders: Vec<Border>,
}

/// A place named in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// Where, in the cleaned text.
    pub span: Span,
    /// What place.
    pub place: Place,
}

/// The border between two states: an unordered pair of ISO 3166-1 alpha-2 codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Border([u8; 2], [u8; 2]);

/// Words that are no border.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no border: give two different ISO 3166-1 codes, for example xe-xv")]
pub struct BorderError {
    /// The words as given.
    pub found: String,
}

fn code(word: &str) -> Option<[u8; 2]> {
    match word.as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
            Some([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
        }
        _ => None,
    }
}

impl Border {
    /// The border between two states given by their codes, in either order; `None` unless they are two.
    pub fn between(one: &str, other: &str) -> Option<Self> {
        let (one, other) = (code(one)?, code(other)?);
        (one != other).then(|| Self(one.min(other), one.max(other)))
    }

    /// The two codes in upper case, sorted.
    pub fn codes(&self) -> [&str; 2] {
        [
            std::str::from_utf8(&self.0).unwrap_or(""),
            std::str::from_utf8(&self.1).unwrap_or(""),
        ]
    }

    /// Whether the state with this upper-case code lies on this border.
    pub fn touches(&self, country: &str) -> bool {
        self.codes().contains(&country)
    }
}

impl std::fmt::Display for Border {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [one, other] = self.codes();
        write!(
            f,
            "{}-{}",
            one.to_ascii_lowercase(),
            other.to_ascii_lowercase()
        )
    }
}

impl std::str::FromStr for Border {
    type Err = BorderError;

    fn from_str(words: &str) -> Result<Self, BorderError> {
        words
            .split_once('-')
            .and_then(|(a, b)| Self::between(a, b))
            .ok_or_else(|| BorderError {
                found: words.to_owned(),
            })
    }
}

named_enum! {
    /// What is claimed about a border itself.
    BorderProperty as "border property" {
        /// Its length in kilometres.
        LengthKm = "LENGTH_KM",
        /// Number of crossings.
        Crossings = "CROSSINGS",
        /// Standing works: wall, trench, watchtowers.
        Works = "WORKS",
    }
}

/// A claim about a border itself; claims that differ stay side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderFact {
    /// Which border.
    pub border: Border,
    /// What is claimed.
    pub property: BorderProperty,
    /// The figure as reported.
    pub value: Amount,
    /// The words it rests on.
    pub evidence: Fragment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_is_an_unordered_pair() {
        assert_eq!("sy-iq".parse::<Border>(), "IQ-SY".parse::<Border>());
        assert_eq!(Border::between("SY", "iq").unwrap().to_string(), "iq-sy");
        assert!("iq-iq".parse::<Border>().is_err());
        assert!("iraq-syria".parse::<Border>().is_err());
    }
}
