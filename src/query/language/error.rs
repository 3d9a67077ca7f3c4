//! What is wrong with a query text, where, and what to change.

use super::super::error::{Violation, ViolationKind};

/// Characters of the query shown on either side of the place an error points at.
const EXCERPT_CHARS: usize = 30;

/// A query that does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageError {
    /// Character of the query the problem stands at, counted from 1.
    pub position: usize,
    /// Byte of the query it stands at, counted from 0.
    pub byte: usize,
    /// What is wrong and what to change.
    pub problem: String,
    /// The words around the place.
    pub excerpt: String,
    /// Characters of the excerpt before the place.
    pub indent: usize,
}

impl LanguageError {
    /// A problem at a byte of the query.
    pub(super) fn at(text: &str, byte: usize, problem: impl Into<String>) -> Self {
        let byte = text.floor_char_boundary(byte);
        let before = text.get(..byte).unwrap_or("");
        let after = text.get(byte..).unwrap_or("");
        let first = before.chars().count().saturating_sub(EXCERPT_CHARS);
        let shown: String = before.chars().skip(first).collect();
        let indent = shown.chars().count();
        let excerpt = shown.chars().chain(after.chars().take(EXCERPT_CHARS));
        Self {
            position: before.chars().count() + 1,
            byte,
            problem: problem.into(),
            // One line, so that the mark below points at the right place.
            excerpt: excerpt
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect(),
            indent,
        }
    }

    /// The same as a violation of the field `query`.
    pub(in crate::query) fn violation(&self) -> Violation {
        Violation {
            field: "query".to_owned(),
            kind: ViolationKind::Query,
            description: self.to_string(),
            value: self.byte.to_string(),
        }
    }
}

impl std::fmt::Display for LanguageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (position, byte, problem) = (self.position, self.byte, &self.problem);
        let (excerpt, indent) = (&self.excerpt, self.indent);
        write!(
            f,
            "at character {position} (byte {byte}): {problem}\n  {excerpt}\n  {:indent$}^",
            ""
        )
    }
}

impl std::error::Error for LanguageError {}
