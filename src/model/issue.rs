//! Issues: questions actors take positions on, as propositions.
//!
//! Not topics: an issue can be agreed with or not. Which words name one, and which side a word falls on, is
//! data in the issues file.

use super::IssueId;

/// A question with two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Stable id.
    pub id: IssueId,
    /// The proposition, a full sentence in the present tense.
    pub proposition: String,
}
