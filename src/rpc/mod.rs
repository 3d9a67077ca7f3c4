//! The wire: requests parsed into what they mean, answers built from what was found, errors turned into statuses.
//!
//! The only place that names the generated types. Not a place for search or storage: handlers parse, ask, convert and answer.

pub mod pb;
