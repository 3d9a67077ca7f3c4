//! Highlights: where a query's words stand in a text.
//!
//! Not the engine's snippets: those score fragments and escape them; here only the places count, as byte spans. Phrases
//! count only as phrases, excluded words never.

use super::language::{Node, Wanted};
use crate::index::words::{Word, words};
use crate::model::Span;

/// Spans of the query's words in a text, ascending; touching ones are not joined, overlapping ones are.
pub(super) fn spans(query: &Node, text: &str) -> Vec<Span> {
    let (mut wanted, text_words) = (Vec::new(), words(text));
    query.wanted(&mut wanted);
    let mut spans = Vec::new();
    for start in 0..text_words.len() {
        let here = text_words.get(start..).unwrap_or_default();
        for row in &wanted {
            if let Some(last) = matched(row, here)
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
fn matched(row: &Wanted<'_>, here: &[Word]) -> Option<usize> {
    let (first_wanted, first_here) = (row.words.first()?.position, here.first()?.position);
    let mut end = None;
    for (i, wanted) in row.words.iter().enumerate() {
        let found = here.get(i)?;
        let in_place = found.position - first_here == wanted.position - first_wanted;
        let last = i + 1 == row.words.len();
        let same = if row.open && last {
            found.term.starts_with(&wanted.term)
        } else {
            found.term == wanted.term
                || row.edits > 0 && nearly(&wanted.term, &found.term, row.edits.into())
        };
        if !in_place || !same {
            return None;
        }
        end = Some(found.end);
    }
    end
}

/// Whether two words differ by at most so many letters put in, left out, changed, or swapped with their neighbour.
fn nearly(one: &str, other: &str, edits: usize) -> bool {
    let other: Vec<char> = other.chars().collect();
    if one.chars().count().abs_diff(other.len()) > edits {
        return false;
    }
    // Distances of the letters so far to each beginning of the other word: of this row and the two before.
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last = None;
    for (i, letter) in one.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, found) in other.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&row, j) + usize::from(letter != *found);
            let mut best = changed.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = j > 0 && last == Some(*found) && other.get(j - 1) == Some(&letter);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().is_some_and(|distance| *distance <= edits)
}

#[cfg(test)]
mod tests {
    use super::super::language::field::fields;
    use super::super::language::parse;
    use super::*;
    use crate::index::schema::Noun;

    fn marked(query: &str, text: &str) -> String {
        let node = parse(query, fields(Noun::Quote)).unwrap().unwrap();
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
        assert_eq!(
            marked(
                "border~1 speaker:line",
                "Boarder, brder, obrder, barders, line"
            ),
            "[Boarder], [brder], [obrder], barders, line"
        );
    }

    #[test]
    fn words_differ_by_what_was_put_in_left_out_changed_or_swapped() {
        for (one, other, edits) in [
            ("golan", "golan", 0),
            ("golan", "gollan", 1),
            ("golan", "goln", 1),
            ("golan", "gulan", 1),
            ("golan", "oglan", 1),
            ("golan", "jolanee", 3),
            ("ab", "ba", 1),
            ("", "abc", 3),
        ] {
            assert!(nearly(one, other, edits), "{one} {other}");
            assert!(
                edits == 0 || !nearly(one, other, edits - 1),
                "{one} {other}"
            );
        }
    }
}
