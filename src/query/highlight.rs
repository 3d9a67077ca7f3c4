//! Highlights: where a query's words stand in a text.
//!
//! Not the engine's snippets: those score fragments and escape them; here only the places count, as byte spans. Phrases
//! count only as phrases, excluded words never.

use super::language::Node;
use crate::index::words::{Word, words};
use crate::model::Span;

/// Spans of the query's words in a text, ascending; touching ones are not joined, overlapping ones are.
pub(super) fn spans(query: &Node, text: &str) -> Vec<Span> {
    let (mut wanted, text_words) = (Vec::new(), words(text));
    query.wanted(&mut wanted);
    let mut spans = Vec::new();
    for start in 0..text_words.len() {
        let here = text_words.get(start..).unwrap_or_default();
        for (row, open) in &wanted {
            if let Some(last) = matched(row, *open, here)
                && let Some(first) = here.first()
            {
                spans.push(Span::of(first.start..last));
            }
        }
    }
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// Where a row of words that begins here ends.
fn matched(row: &[Word], open: bool, here: &[Word]) -> Option<usize> {
    let (first_wanted, first_here) = (row.first()?.position, here.first()?.position);
    let mut end = None;
    for (i, wanted) in row.iter().enumerate() {
        let found = here.get(i)?;
        let in_place = found.position - first_here == wanted.position - first_wanted;
        let last = i + 1 == row.len();
        let same = if open && last {
            found.term.starts_with(&wanted.term)
        } else {
            found.term == wanted.term
        };
        if !in_place || !same {
            return None;
        }
        end = Some(found.end);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::language::parse;
    use super::*;

    fn marked(query: &str, text: &str) -> String {
        let node = parse(query).unwrap().unwrap();
        let mut out = text.to_owned();
        for span in spans(&node, text).iter().rev() {
            out.insert(span.range().end, ']');
            out.insert(span.range().start, '[');
        }
        out
    }

    #[test]
    fn words_phrases_and_beginnings_are_marked_where_they_stand() {
        assert_eq!(marked("red", "Red line, red!"), "[Red] line, [red]!");
        assert_eq!(
            marked("\"red line\"", "red, line; red ink"),
            "[red, line]; red ink"
        );
        assert_eq!(marked("bord*", "Borders and Çelik"), "[Borders] and Çelik");
        assert_eq!(
            marked("celik -and", "Borders and Çelik"),
            "Borders and [Çelik]"
        );
        assert_eq!(
            marked("(red OR \"line in\")", "a red line in"),
            "a [red] [line in]"
        );
        assert_eq!(marked("\"a b\" \"b c\"", "a b c"), "[a b c]");
    }
}
