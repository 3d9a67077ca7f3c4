//! Repeated quotations: pulled-out lines, captions and headlines that print the words of a quotation again.
//!
//! Not utterances told by several reports (that is another stage's). Rule: a passage repeats an earlier one when its
//! first and its last words stand there in the same order; short ones never count, since people do repeat themselves.

use super::marks::Passage;
use crate::text::{Document, TokenKind};
use std::collections::HashSet;

/// Words in a row that must agree.
const ROW: usize = 6;

/// For each passage whether it repeats an earlier one. Linear in the passages' length.
pub(super) fn repeats(doc: &Document, passages: &[Passage]) -> Vec<bool> {
    // The keys are a stranger's words, so the hash is the flood-proof one.
    let mut seen: HashSet<Vec<&str>> = HashSet::new();
    let mut found = Vec::with_capacity(passages.len());
    for passage in passages {
        let words: Vec<&str> = passage
            .inner
            .clone()
            .filter(|i| {
                let kind = doc.tokens.get(*i).map(|t| t.kind);
                matches!(kind, Some(TokenKind::Word | TokenKind::Number))
            })
            .map(|i| doc.lower(i))
            .collect();
        let first = words.get(..ROW).is_some_and(|row| seen.contains(row));
        let last = words
            .len()
            .checked_sub(ROW)
            .and_then(|from| words.get(from..))
            .is_some_and(|row| seen.contains(row));
        found.push(first && last);
        seen.extend(words.windows(ROW).map(<[&str]>::to_vec));
    }
    found
}
