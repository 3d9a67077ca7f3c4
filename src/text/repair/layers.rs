//! Layers of wrong decoding, undone until none is left.
//!
//! Not damage reports (the parent makes them from what was and what is). A layer may be undone only to show the next one,
//! and a run like `ÃÃÃƒƒƒ` has as many layers as letters: a cap on layers (three, then twenty) made cleaning twice differ
//! from cleaning once, and going over the whole line once a layer is quadratic. Rule: after the first layer only the
//! neighbourhood of what changed is looked at; each change leaves fewer characters, so the work is linear and ends.

use super::{Glyph, is_dropped};

/// No glyph: the end of a line, on either side.
const NONE: usize = usize::MAX;
/// How many glyphs before a place its judgement looks at.
const BEFORE: usize = 2;
/// How many behind it.
const BEHIND: usize = 3;

/// `glyphs` with all layers undone, and without what shows nothing.
pub(super) fn undone(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut chain = Chain::of(glyphs);
    let mut places: Vec<usize> = (0..chain.links.len()).collect();
    // Ends: a layer that changes something takes a glyph away or a C1 control, of which no layer makes new ones.
    while !places.is_empty() {
        let mut changed = chain.undo_layer(&places);
        let mut near = std::mem::take(&mut places);
        near.extend(
            changed
                .iter()
                .flat_map(|at| [chain.before(*at), chain.after(*at)]),
        );
        chain.drop_litter(near, &mut changed);
        for at in changed {
            places.extend(chain.around(at));
        }
        places.sort_unstable();
        places.dedup();
    }
    chain.left()
}

#[derive(Debug)]
struct Link {
    glyph: Glyph,
    before: usize,
    after: usize,
    gone: bool,
}

/// A line's glyphs, each knowing its neighbours, so that taking one out moves none.
#[derive(Debug)]
struct Chain {
    links: Vec<Link>,
}

impl Chain {
    fn of(glyphs: Vec<Glyph>) -> Self {
        let count = glyphs.len();
        let link = |(at, glyph): (usize, Glyph)| Link {
            glyph,
            before: at.checked_sub(1).unwrap_or(NONE),
            after: if at + 1 < count { at + 1 } else { NONE },
            gone: false,
        };
        Self {
            links: glyphs.into_iter().enumerate().map(link).collect(),
        }
    }

    fn left(self) -> Vec<Glyph> {
        self.links
            .into_iter()
            .filter(|l| !l.gone)
            .map(|l| l.glyph)
            .collect()
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.links.get(at).map(|l| l.glyph.c)
    }

    fn before(&self, at: usize) -> usize {
        self.links.get(at).map_or(NONE, |l| l.before)
    }

    fn after(&self, at: usize) -> usize {
        self.links.get(at).map_or(NONE, |l| l.after)
    }

    /// The places whose judgement `at` may change, `at` among them unless it is gone.
    fn around(&self, at: usize) -> Vec<usize> {
        let mut places = Vec::with_capacity(BEFORE + BEHIND + 1);
        let gone = self.links.get(at).is_none_or(|l| l.gone);
        places.extend(Some(at).filter(|_| !gone));
        let (mut back, mut on) = (self.before(at), self.after(at));
        for _ in 0..BEHIND {
            places.extend(Some(back).filter(|p| *p != NONE));
            back = self.before(back);
        }
        for _ in 0..BEFORE {
            places.extend(Some(on).filter(|p| *p != NONE));
            on = self.after(on);
        }
        places
    }

    /// The characters from [`BEFORE`] before `at` to [`BEHIND`] behind it.
    fn window(&self, at: usize) -> Window {
        let mut window = Window::default();
        let mut place = at;
        for slot in window.0.iter_mut().skip(BEFORE) {
            *slot = self.char_at(place);
            place = self.after(place);
        }
        let mut place = self.before(at);
        for slot in window.0.iter_mut().take(BEFORE).rev() {
            *slot = self.char_at(place);
            place = self.before(place);
        }
        window
    }

    /// Undoes one layer at `places`, which ascend; where something changed.
    fn undo_layer(&mut self, places: &[usize]) -> Vec<usize> {
        // All are judged before any is changed: a layer is undone as a whole.
        let judged: Vec<(usize, char, usize)> = places
            .iter()
            .filter_map(|at| {
                let (c, count) = self.window(*at).repaired()?;
                Some((*at, c, count))
            })
            .collect();
        let mut changed = Vec::with_capacity(judged.len());
        for (at, c, count) in judged {
            // A continuation byte that was also judged alone went with its sequence.
            if self.links.get(at).is_none_or(|l| l.gone) {
                continue;
            }
            for _ in 1..count {
                self.join_next(at);
            }
            if let Some(link) = self.links.get_mut(at) {
                link.glyph.c = c;
            }
            changed.push(at);
        }
        changed
    }

    /// Leaves out what shows nothing at `near` and, where something went, beside it.
    fn drop_litter(&mut self, mut near: Vec<usize>, changed: &mut Vec<usize>) {
        near.reverse();
        while let Some(at) = near.pop() {
            let Some(link) = self.links.get(at).filter(|l| !l.gone) else {
                continue;
            };
            let (c, before, after) = (link.glyph.c, link.before, link.after);
            let beside = |place| self.char_at(place).unwrap_or(' ');
            if c.is_whitespace() || !is_dropped(c, beside(before), beside(after)) {
                continue;
            }
            self.take_out(at);
            changed.push(at);
            near.extend([before, after]);
        }
    }

    /// Joins the glyph behind `at` into it.
    fn join_next(&mut self, at: usize) {
        let next = self.after(at);
        let Some(end) = self
            .links
            .get(next)
            .map(|l| l.glyph.input + l.glyph.input_len)
        else {
            return;
        };
        if let Some(link) = self.links.get_mut(at) {
            link.glyph.input_len = end.saturating_sub(link.glyph.input);
        }
        self.take_out(next);
    }

    /// Takes `at` out; it still knows where it stood.
    fn take_out(&mut self, at: usize) {
        let (before, after) = (self.before(at), self.after(at));
        if let Some(link) = self.links.get_mut(at) {
            link.gone = true;
        }
        if let Some(link) = self.links.get_mut(before) {
            link.after = after;
        }
        if let Some(link) = self.links.get_mut(after) {
            link.before = before;
        }
    }
}

/// The characters around a place; none beyond the line.
#[derive(Clone, Copy, Debug, Default)]
struct Window([Option<char>; BEFORE + 1 + BEHIND]);

impl Window {
    fn byte(&self, at: usize) -> Option<u8> {
        self.0.get(at).copied().flatten().and_then(byte_of)
    }

    /// What stands at the place when one layer is undone, and how many characters went into it; none if that is no news.
    fn repaired(&self) -> Option<(char, usize)> {
        // A lone C1 control is a Windows-1252 byte read as Latin-1.
        self.sequence()
            .or_else(|| match self.0.get(BEFORE).copied().flatten()? {
                c @ '\u{80}'..='\u{9f}' => Some((windows_1252(c), 1)).filter(|(new, _)| *new != c),
                _ => None,
            })
    }

    /// The character the glyphs from the place encode, and how many they are, where that is certain.
    fn sequence(&self) -> Option<(char, usize)> {
        let lead = self.byte(BEFORE)?;
        let count = match lead {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let mut bytes = [0_u8; 4];
        for (i, slot) in bytes.iter_mut().take(count).enumerate() {
            *slot = self.byte(BEFORE + i)?;
        }
        let read = std::str::from_utf8(bytes.get(..count)?).ok()?;
        let c = read.chars().next().filter(|c| is_plausible(*c))?;
        let second = self.0.get(BEFORE + 1).copied().flatten()?;
        // "Ö”" at the end of a quotation is a letter and a mark; only leads no word ends in are certain then.
        let certain = count > 2
            || matches!(lead, 0xc2 | 0xc3)
            || !is_common_mark(second)
            || self.is_pair(BEFORE + 2)
            || self.is_pair(BEFORE - 2);
        certain.then_some((c, count))
    }

    /// Whether a two-byte sequence stands at `at` (words of Cyrillic, Arabic).
    fn is_pair(&self, at: usize) -> bool {
        matches!(
            (self.byte(at), self.byte(at + 1)),
            (Some(0xc2..=0xdf), Some(0x80..=0xbf))
        )
    }
}

fn is_common_mark(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'
            | '\u{2019}'
            | '\u{201c}'
            | '\u{201d}'
            | '\u{201e}'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{2026}'
            | '\u{a0}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{2022}'
            | '\u{b0}'
            | '\u{b7}'
    )
}

/// Scripts and signs that news in Latin letters holds; what else comes out was no double encoding.
fn is_plausible(c: char) -> bool {
    matches!(c,
        '\u{a0}'..='\u{24f}'
        | '\u{2b0}'..='\u{36f}'
        | '\u{370}'..='\u{4ff}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{600}'..='\u{6ff}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{2000}'..='\u{206f}'
        | '\u{20a0}'..='\u{20cf}'
        | '\u{2100}'..='\u{214f}'
        | '\u{2190}'..='\u{21ff}'
        | '\u{2500}'..='\u{27bf}'
        | '\u{feff}'
        | '\u{fffd}'
        | '\u{1f300}'..='\u{1faff}')
}

/// The byte Windows-1252 or Latin-1 writes a non-ASCII character with.
pub(super) fn byte_of(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' => None,
        '\u{80}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => WINDOWS_1252
            .iter()
            .position(|w| *w == c && !c.is_control())
            .and_then(|i| u8::try_from(0x80 + i).ok()),
    }
}

/// Characters of the bytes 0x80 to 0x9f in Windows-1252; the five unused ones stay controls.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

fn windows_1252(c: char) -> char {
    let at = (u32::from(c) as usize).wrapping_sub(0x80);
    WINDOWS_1252.get(at).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let glyph = |(input, c): (usize, char)| Glyph {
            c,
            input,
            input_len: c.len_utf8(),
        };
        let glyphs = text.char_indices().map(glyph).collect();
        undone(glyphs).iter().map(|g| g.c).collect()
    }

    /// `text` as a reader sees it that takes UTF-8 for Windows-1252.
    fn garbled(text: &str) -> String {
        let wrong = |b: u8| match b {
            0x80..=0x9f => windows_1252(char::from(b)),
            _ => char::from(b),
        };
        text.bytes().map(wrong).collect()
    }

    #[test]
    fn every_layer_is_undone_however_many() {
        // Letters whose layers never end in a letter before a quotation mark, which would be left as it stands.
        let mut text = "Erdoğan’s café".to_owned();
        for layers in 0..6 {
            assert_eq!(read(&text), "Erdoğan’s café", "{layers} layers");
            text = garbled(&text);
        }
    }

    #[test]
    fn a_layer_for_each_letter_leaves_nothing_for_a_second_reading() {
        for (letters, marks) in [(3, 30), (40, 40), (500, 20)] {
            let text = format!("{}{}", "\u{c3}".repeat(letters), "\u{192}".repeat(marks));
            let once = read(&text);
            assert!(
                once.chars().count() < text.chars().count(),
                "nothing undone of {text}"
            );
            assert_eq!(read(&once), once);
        }
    }

    #[test]
    fn what_shows_nothing_goes_from_inside_a_sequence() {
        assert_eq!(read("a\u{c3}\u{200b}\u{bc}b"), "aüb");
        assert_eq!(read("\u{c3}\u{c2}\u{ad}\u{bc}"), "ü");
    }

    #[test]
    fn joiners_stay_between_letters_they_shape() {
        assert_eq!(read("می\u{200c}روم é\u{200d}a"), "می\u{200c}روم éa");
    }
}
