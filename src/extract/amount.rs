//! Figures in sentences: "thousands of", "about 2,000", "up to 600 km", "between two and three hundred".
//!
//! Not dates and not what is counted: the caller knows the noun. Rules: a range is never narrowed; "thousands" are
//! two thousand or more; a bare year is no figure.

use crate::lang::quantity::{BOUND_WORDS_MAX, Quantities, QuantityWord};
use crate::model::{Amount, Bound};
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// A figure and the tokens it is made of, bound and unit included.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it says.
    pub amount: Amount,
}

/// The figures among `tokens`, in order.
pub fn figures(doc: &Document, words: &Quantities, tokens: Range<usize>) -> Vec<Figure> {
    let reader = Reader { doc, words };
    let mut out = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        match reader.figure(at, &tokens) {
            Some(figure) => {
                at = figure.tokens.end.max(at + 1);
                out.push(figure);
            }
            None => at += 1,
        }
    }
    out
}

/// Below it a number goes on after "and": "two hundred and thirty".
const HUNDRED: f64 = 100.0;

/// "Thousands" are two thousand at the least, "dozens" two dozen.
const PLURAL_LEAST: f64 = 2.0;

/// A value with the token after it; `open` for "thousands".
#[derive(Clone, Copy)]
struct Value {
    number: f64,
    open: bool,
    end: usize,
}

struct Reader<'a> {
    doc: &'a Document,
    words: &'a Quantities,
}

impl Reader<'_> {
    fn figure(&self, at: usize, within: &Range<usize>) -> Option<Figure> {
        let first = self.value(at)?;
        if first.end > within.end || self.is_year(at, first) {
            return None;
        }
        let second = self.second(at, first);
        let mut end = second.map_or(first.end, |s| s.end);
        let (bound, start) = self.bound(at, within.start);
        let mut unit = String::new();
        if let Some((name, after)) = self.unit(end) {
            unit = name;
            end = after;
        }
        let (bound, min, max) = match (second, bound) {
            (Some(second), bound) => (
                bound.unwrap_or(Bound::Exact),
                Some(first.number),
                (!second.open).then_some(second.number),
            ),
            (None, Some(Bound::UpTo)) => (Bound::UpTo, None, Some(first.number)),
            (None, _) if first.open => (Bound::AtLeast, Some(first.number), None),
            (None, Some(Bound::AtLeast)) => (Bound::AtLeast, Some(first.number), None),
            (None, bound) => (
                bound.unwrap_or(Bound::Exact),
                Some(first.number),
                Some(first.number),
            ),
        };
        let tokens = start..end;
        let wording = self.doc.tokens_span(&tokens).slice(&self.doc.text);
        Some(Figure {
            amount: Amount {
                min,
                max,
                bound,
                unit,
                wording: wording.to_owned(),
            },
            tokens,
        })
    }

    fn simple(&self, at: usize) -> Option<f64> {
        let token = self.doc.tokens.get(at)?;
        let word = self.doc.lower(at);
        if token.kind == TokenKind::Number {
            let digits: String = word.chars().filter(|c| *c != ',').collect();
            return digits.parse().ok();
        }
        match self.words.word(word) {
            Some(QuantityWord::Number(n)) => Some(*n),
            _ => word.split_once('-').and_then(|(tens, ones)| {
                match (self.words.word(tens), self.words.word(ones)) {
                    (Some(QuantityWord::Number(t)), Some(QuantityWord::Number(o))) => Some(t + o),
                    _ => None,
                }
            }),
        }
    }

    fn scale(&self, at: usize) -> Option<(f64, bool)> {
        let word = self.doc.lower(at);
        match self.words.word(word) {
            Some(QuantityWord::Scale(n)) => Some((*n, word.ends_with('s'))),
            _ => None,
        }
    }

    fn value(&self, at: usize) -> Option<Value> {
        if let Some((scale, plural)) = self.scale(at) {
            // "tens of thousands".
            if plural
                && self.doc.lower(at + 1) == "of"
                && let Some((more, true)) = self.scale(at + 2)
            {
                return Some(Value {
                    number: PLURAL_LEAST * scale * more,
                    open: true,
                    end: at + 3,
                });
            }
            // "a hundred" is exact, "several hundred" open.
            let before = at.checked_sub(1).map_or("", |i| self.doc.lower(i));
            let exact = matches!(before, "a" | "an");
            return (plural || exact || before == "several").then_some(Value {
                number: if exact { scale } else { PLURAL_LEAST * scale },
                open: !exact,
                end: at + 1,
            });
        }
        let value = self.simple(at)?;
        let mut end = at + 1;
        let mut total = value;
        while let Some((scale, _)) = self.scale(end) {
            total *= scale;
            end += 1;
        }
        // "two hundred and thirty".
        let rest = (end > at + 1 && self.doc.lower(end) == "and")
            .then(|| self.simple(end + 1))
            .flatten()
            .filter(|rest| *rest < HUNDRED && self.scale(end + 2).is_none());
        if let Some(rest) = rest {
            total += rest;
            end += 2;
        }
        Some(Value {
            number: total,
            open: false,
            end,
        })
    }

    /// The other end of "2,000 to 3,000", "2,000-3,000", "between 2,000 and 3,000".
    fn second(&self, at: usize, first: Value) -> Option<Value> {
        let join = self.doc.lower(first.end);
        let between = at.checked_sub(1).map_or("", |i| self.doc.lower(i)) == "between";
        let joins = matches!(join, "to" | "-" | "\u{2013}") || (join == "and" && between);
        if !joins {
            return None;
        }
        self.value(first.end + 1)
            .filter(|second| second.number > first.number)
    }

    fn bound(&self, at: usize, first: usize) -> (Option<Bound>, usize) {
        let article = at
            .checked_sub(1)
            .is_some_and(|i| matches!(self.doc.lower(i), "a" | "an" | "several" | "the"));
        let at_word = if article { at - 1 } else { at };
        for length in (1..=BOUND_WORDS_MAX).rev() {
            let Some(start) = at_word.checked_sub(length).filter(|s| *s >= first) else {
                continue;
            };
            let words = self
                .doc
                .tokens_span(&(start..at_word))
                .slice(&self.doc.lower);
            if let Some(QuantityWord::Bound(bound)) = self.words.word(words) {
                return (Some(*bound), start);
            }
        }
        let several = article && self.doc.lower(at - 1) == "several";
        (None, if several { at - 1 } else { at })
    }

    fn unit(&self, end: usize) -> Option<(String, usize)> {
        let after = if self.doc.word(end) == "-" {
            end + 1
        } else {
            end
        };
        match self.words.word(self.doc.lower(after)) {
            Some(QuantityWord::Unit(unit)) => Some((unit.clone(), after + 1)),
            _ => None,
        }
    }

    fn is_year(&self, at: usize, value: Value) -> bool {
        let word = self.doc.word(at);
        value.end == at + 1
            && word.len() == 4
            && word.bytes().all(|b| b.is_ascii_digit())
            && (1800.0..=2100.0).contains(&value.number)
            && self.unit(value.end).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Language;
    use crate::model::RawArticle;

    type Read = (Option<f64>, Option<f64>, Bound, String, String);

    fn read(text: &str) -> Vec<Read> {
        let language = Language::english().unwrap();
        let raw = RawArticle {
            bytes: text.as_bytes().to_vec(),
            ..RawArticle::default()
        };
        let doc = crate::text::read(&raw, &language);
        figures(&doc, &language.quantities, 0..doc.tokens.len())
            .into_iter()
            .map(|f| f.amount)
            .map(|a| (a.min, a.max, a.bound, a.unit, a.wording))
            .collect()
    }

    fn one(text: &str) -> Read {
        let mut all = read(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn bounds_and_open_ranges_stay_as_said() {
        let (min, max, bound, _, wording) = one("Thousands of guards came.");
        assert_eq!((min, max, bound), (Some(2000.0), None, Bound::AtLeast));
        assert_eq!(wording, "Thousands");
        let (min, max, bound, ..) = one("They sent about 2,000 men.");
        assert_eq!(
            (min, max, bound),
            (Some(2000.0), Some(2000.0), Bound::About)
        );
        let (min, max, bound, unit, wording) = one("It runs for up to 600 km there.");
        assert_eq!((min, max, bound), (None, Some(600.0), Bound::UpTo));
        assert_eq!((unit.as_str(), wording.as_str()), ("km", "up to 600 km"));
        let (min, ..) = one("They counted tens of thousands of men.");
        assert_eq!(min, Some(20_000.0));
        assert_eq!(one("They sent more than two thousand men.").0, Some(2000.0));
    }

    #[test]
    fn hyphens_ranges_and_words_are_read() {
        let (min, _, _, unit, _) = one("Its 620-kilometre border is long.");
        assert_eq!((min, unit.as_str()), (Some(620.0), "km"));
        let (min, max, ..) = one("Between 2,000 and 3,000 men came.");
        assert_eq!((min, max), (Some(2000.0), Some(3000.0)));
        assert_eq!(one("The army sent two brigades.").0, Some(2.0));
        assert_eq!(one("The army sent twenty-five men.").0, Some(25.0));
        assert_eq!(one("It sent two hundred and thirty men.").0, Some(230.0));
        assert_eq!(
            read("It sent two hundred and two thousand followed.").len(),
            2
        );
    }

    #[test]
    fn years_are_no_figures() {
        assert!(read("It began in 2014 and ended.").is_empty());
    }
}
