//! Figures as reported: "thousands", "about 2,000", "up to 600 km".
//!
//! Not a measurement: the bound and the wording belong to the value. Rule: a range is never narrowed.

use crate::named_enum;

named_enum! {
    /// How the figure binds.
    Bound as "bound" {
        /// "2,000 troops".
        Exact = "EXACT",
        /// "about 2,000", "some 2,000".
        About = "ABOUT",
        /// "more than 2,000", "thousands".
        AtLeast = "AT_LEAST",
        /// "up to 2,000".
        UpTo = "UP_TO",
    }
}

/// A figure with its range, unit and words.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// Smallest value meant, `None` when open.
    pub min: Option<f64>,
    /// Largest value meant, `None` when open.
    pub max: Option<f64>,
    /// How it binds.
    pub bound: Bound,
    /// Unit in English ("troops", "km"), empty when none is named.
    pub unit: String,
    /// The words in the text.
    pub wording: String,
}
