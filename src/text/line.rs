//! Lines: pieces of the page that become paragraphs, each with the way back to the input.
//!
//! Not judged yet (`page` does that). A line is clean in its characters: repaired, no control or zero-width characters,
//! single blanks, none at the edges. Rule: making a line of a clean line changes nothing.

use super::offset::OffsetMap;
use super::repair::{self, Glyph, is_dropped};
use crate::model::{Remark, Span};

/// What markup tells of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing.
    #[default]
    None,
    /// The main heading.
    Headline,
    /// A heading inside the text.
    Subheading,
    /// A picture's caption.
    Caption,
}

/// `len` bytes of a line that came from `input_len` bytes at `input`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    len: u32,
    input: u32,
    input_len: u32,
}

/// A line of clean characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Its text.
    pub(super) text: String,
    /// What markup tells of it.
    pub(super) hint: Hint,
    /// Remarks, their spans counted in `text`.
    pub(super) remarks: Vec<Remark>,
    runs: Vec<Run>,
}

impl Line {
    /// The line `raw`, which stands at byte `at` of the input.
    pub(super) fn clean(raw: &str, at: usize) -> Self {
        let trimmed = raw.trim_ascii_start();
        let at = at + raw.len() - trimmed.len();
        let trimmed = trimmed.trim_ascii_end();
        let references = repair::references::any(trimmed);
        if !references && is_clean(trimmed) {
            return Self {
                text: trimmed.to_owned(),
                runs: vec![run(trimmed.len(), at, trimmed.len())],
                ..Self::default()
            };
        }
        if !references && !trimmed.is_empty() && trimmed.chars().all(|c| is_plain(c) || is_blank(c))
        {
            return Self::of_words(trimmed, at);
        }
        let glyphs = trimmed.char_indices().map(|(i, c)| Glyph {
            c,
            input: at + i,
            input_len: c.len_utf8(),
        });
        Self::of_glyphs(glyphs.collect())
    }

    /// A line that is clean but for its blanks: tabs, no-break spaces, and several in a row.
    fn of_words(trimmed: &str, at: usize) -> Self {
        let mut line = Self::default();
        let (mut from, mut rest) = (at, trimmed);
        while !rest.is_empty() {
            let word = rest.find(is_blank).unwrap_or(rest.len());
            let (word, after) = rest.split_at(word);
            if !word.is_empty() {
                line.text.push_str(word);
                line.join(run(word.len(), from, word.len()));
            }
            rest = after.trim_start_matches(is_blank);
            let blanks = after.len() - rest.len();
            if blanks > 0 && !rest.is_empty() && !line.text.is_empty() {
                line.text.push(' ');
                line.join(run(1, from + word.len(), blanks));
            }
            from += word.len() + blanks;
        }
        line
    }

    /// A line of characters that each know where they came from, in ascending order.
    pub(super) fn of_glyphs(mut glyphs: Vec<Glyph>) -> Self {
        let mut line = Self::default();
        let damage = repair::repair(&mut glyphs);
        let mut blank: Option<Glyph> = None;
        // Where each glyph went, for the remarks.
        let mut places = Vec::with_capacity(if damage.is_empty() {
            0
        } else {
            glyphs.len() + 1
        });
        let mut before = ' ';
        for (i, glyph) in glyphs.iter().enumerate() {
            if !damage.is_empty() {
                places.push(line.text.len());
            }
            if glyph.c.is_whitespace() {
                blank = blank.or(Some(*glyph));
                continue;
            }
            let after = glyphs.get(i + 1).map_or(' ', |g| g.c);
            if is_dropped(glyph.c, before, after) {
                continue;
            }
            if let Some(space) = blank.take()
                && !line.text.is_empty()
            {
                let end = glyph.input.max(space.input + space.input_len);
                line.put(' ', space.input, end - space.input);
            }
            line.put(glyph.c, glyph.input, glyph.input_len);
            before = glyph.c;
        }
        places.push(line.text.len());
        for found in damage {
            let place = |i: usize| places.get(i).copied().unwrap_or(line.text.len());
            let (start, end) = (place(found.glyphs.start), place(found.glyphs.end));
            let start = line
                .text
                .get(start..end)
                .map_or(start, |t| end - t.trim_start().len());
            line.remarks.push(Remark {
                code: found.code,
                span: Span::of(start..end),
                text: found.text,
            });
        }
        line
    }

    fn put(&mut self, c: char, input: usize, input_len: usize) {
        self.text.push(c);
        self.join(run(c.len_utf8(), input, input_len));
    }

    /// Appends a run; two that were copied side by side are one.
    fn join(&mut self, new: Run) {
        match self.runs.last_mut() {
            Some(last)
                if last.len == last.input_len
                    && new.len == new.input_len
                    && last.input + last.input_len == new.input =>
            {
                last.len += new.len;
                last.input_len += new.len;
            }
            _ => self.runs.push(new),
        }
    }

    /// Where the line stands in the input.
    pub(super) fn input(&self) -> Span {
        let start = self.runs.first().map_or(0, |r| r.input);
        Span::new(
            start,
            self.runs.last().map_or(start, |r| r.input + r.input_len),
        )
    }

    /// Leaves out the first `bytes` bytes; blanks behind them go too.
    pub(super) fn cut_start(&mut self, bytes: usize) {
        let Some(rest) = self.text.get(bytes..) else {
            return;
        };
        let rest = rest.trim_start().to_owned();
        let mut drop = u32::try_from(self.text.len() - rest.len()).unwrap_or(u32::MAX);
        let gone = drop;
        self.runs.retain_mut(|r| {
            let cut = drop.min(r.len);
            drop -= cut;
            if cut == r.len {
                return false;
            }
            if r.len == r.input_len {
                r.input += cut;
                r.input_len -= cut;
            }
            r.len -= cut;
            true
        });
        self.remarks.retain(|r| r.span.start() >= gone);
        for remark in &mut self.remarks {
            remark.span = Span::new(remark.span.start() - gone, remark.span.end() - gone);
        }
        self.text = rest;
    }

    /// Appends the line's way back to `map`.
    pub(super) fn map_into(&self, map: &mut OffsetMap) {
        for r in &self.runs {
            map.push(r.len, r.input, r.input_len);
        }
    }
}

fn run(len: usize, input: usize, input_len: usize) -> Run {
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Run {
        len: narrow(len),
        input: narrow(input),
        input_len: narrow(input_len),
    }
}

/// Whether nothing in the text needs a look: printable ASCII, single blanks, and the marks of good typesetting.
fn is_clean(text: &str) -> bool {
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let printable = bytes.iter().all(|b| matches!(b, b' '..=b'~'));
        let doubled = bytes.windows(2).any(|w| w == b"  ");
        return printable
            && !doubled
            && !text.starts_with(' ')
            && !text.ends_with(' ')
            && !text.is_empty();
    }
    let mut blank = true;
    let mut chars = text.chars();
    let clean = chars.all(|c| {
        let doubled = blank && c == ' ';
        blank = c == ' ';
        !doubled && is_plain(c)
    });
    clean && !blank
}

/// The blanks of good typesetting.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}')
}

/// Printable ASCII and the marks of good typesetting.
fn is_plain(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201c}'
            | '\u{201d}'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{2026}'
    )
}

/// The text between line ends of all kinds.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut from = 0;
        loop {
            // The lead byte of U+2028 and U+2029, which dashes and quotation marks share.
            let stop = |b: &u8| matches!(b, b'\n' | b'\r' | 0x0b | 0x0c | 0xe2);
            let after = text.as_bytes().get(from..).unwrap_or(&[]);
            let Some(at) = after.iter().position(stop).map(|n| from + n) else {
                rest = None;
                return Some(text);
            };
            let end = text.get(at..).unwrap_or("");
            let ends = ['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'];
            if let Some(next) = end.strip_prefix(ends) {
                rest = Some(next);
                return text.get(..at);
            }
            from = at + 3;
        }
    })
}

/// The lines of plain text.
pub(super) fn plain(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for raw in lines_of(text) {
        if !raw.trim().is_empty() {
            let line = Line::clean(raw, at);
            if !line.text.is_empty() {
                lines.push(line);
            }
        }
        at += raw.len();
        at += text
            .get(at..)
            .and_then(|t| t.chars().next())
            .map_or(0, char::len_utf8);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_blanks_become_single_ones_and_map_back() {
        let raw = "  Red\u{a0}\u{a0}line\u{200b}s \t drawn ";
        let line = Line::clean(raw, 10);
        assert_eq!(line.text, "Red lines drawn");
        let mut map = OffsetMap::default();
        line.map_into(&mut map);
        let back = |a, b| {
            let span = map.to_input(Span::new(a, b));
            Span::new(span.start() - 10, span.end() - 10).slice(raw)
        };
        assert_eq!(back(0, 3), "Red");
        assert_eq!(back(4, 9), "line\u{200b}s");
        assert_eq!(back(10, 15), "drawn");
    }

    #[test]
    fn blanks_in_a_clean_line_map_back_as_in_any_other() {
        let raw = "\u{a0}Red\u{a0}line \t drawn\tby \u{a0}\u{201c}Tarn\u{201d}\u{a0}";
        let glyphs = raw.char_indices().map(|(i, c)| Glyph {
            c,
            input: 10 + i,
            input_len: c.len_utf8(),
        });
        let slow = Line::of_glyphs(glyphs.collect());
        let fast = Line::clean(raw, 10);
        assert_eq!(fast.text, "Red line drawn by \u{201c}Tarn\u{201d}");
        assert_eq!((fast.text, fast.runs), (slow.text, slow.runs));
    }

    #[test]
    fn cutting_a_start_keeps_the_way_back() {
        let mut line = Line::clean("Alt  text: the caption", 0);
        line.cut_start("Alt text:".len());
        assert_eq!(line.text, "the caption");
        assert_eq!(line.input(), Span::new(11, 22));
    }
}
