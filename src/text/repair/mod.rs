//! Repair of text that was decoded wrongly before it came here: UTF-8 read as Windows-1252 or Latin-1.
//!
//! Not charset detection (`decode`). A crate for this exists (plsfix); it rewrites whole texts, so offsets are lost, and
//! brings ICU. Here a sequence is repaired only where it is certain: its bytes form one UTF-8 character of a script news
//! is written in, and the sequence cannot be a letter before a closing quotation mark. What looks damaged and cannot
//! be repaired is marked and left. Rule: repairing repaired text changes nothing, so characters that
//! show nothing go between the layers, not behind them.

mod layers;
pub(super) mod references;

use crate::model::RemarkCode;
use std::ops::Range;

/// A character and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// The character.
    pub(super) c: char,
    /// First byte in the input.
    pub(super) input: usize,
    /// How many bytes there.
    pub(super) input_len: usize,
}

/// Damage found: repaired or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Which.
    pub(super) code: RemarkCode,
    /// Where, by index of the repaired glyphs.
    pub(super) glyphs: Range<usize>,
    /// The words as they stood.
    pub(super) text: String,
}

/// Most times references and wrong decoding are undone in turn; each may uncover the other. Text that hides one in the
/// other more often than that was made to.
const TURNS_MAX: usize = 4;

/// Repairs `glyphs` in place and tells what was damaged, in order.
pub(super) fn repair(glyphs: &mut Vec<Glyph>) -> Vec<Damage> {
    references::decode(glyphs);
    let mut found = undo(glyphs);
    for _ in 1..TURNS_MAX {
        if !references::decode(glyphs) {
            break;
        }
        found = undo(glyphs);
    }
    found
}

/// Undoes wrong decoding.
fn undo(glyphs: &mut Vec<Glyph>) -> Vec<Damage> {
    if !glyphs
        .iter()
        .any(|g| layers::byte_of(g.c).is_some() || g.c == '\u{fffd}')
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let before = glyphs.clone();
    *glyphs = layers::undone(std::mem::take(glyphs));
    repaired(glyphs, &before, &mut found);
    suspected(glyphs, &mut found);
    found.sort_by_key(|d| d.glyphs.start);
    found
}

/// Characters that show nothing and bear no meaning: controls, zero-width, soft hyphen, direction marks.
pub(super) fn is_dropped(c: char, before: char, after: char) -> bool {
    match c {
        // Joiners shape letters of Arabic and Indic scripts; elsewhere they are litter.
        '\u{200c}' | '\u{200d}' => !(before > '\u{58f}' && after > '\u{58f}'),
        '\u{ad}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fff9}'..='\u{fffb}' => true,
        _ => c.is_control(),
    }
}

/// Tells the words that were repaired: `new` glyphs that cover several glyphs of `old`.
fn repaired(new: &[Glyph], old: &[Glyph], found: &mut Vec<Damage>) {
    let mut at = 0;
    let mut was = 0;
    while let Some(glyph) = new.get(at) {
        if glyph.c.is_whitespace() && glyph.input_len <= glyph.c.len_utf8() {
            at += 1;
            continue;
        }
        let start = at;
        let mut changed = false;
        let from = glyph.input;
        let mut to = from;
        while let Some(g) = new.get(at).filter(|g| !g.c.is_ascii_whitespace()) {
            while old.get(was).is_some_and(|o| o.input < g.input) {
                was += 1;
            }
            changed |= old.get(was).is_some_and(|o| o.c != g.c);
            to = g.input + g.input_len;
            at += 1;
        }
        at = at.max(start + 1);
        if changed {
            let first = old.partition_point(|o| o.input < from);
            let last = old.partition_point(|o| o.input < to);
            found.push(Damage {
                code: RemarkCode::MojibakeRepaired,
                glyphs: start..at,
                text: old
                    .get(first..last)
                    .unwrap_or(&[])
                    .iter()
                    .map(|o| o.c)
                    .collect(),
            });
        }
    }
}

/// Tells runs that are no word of any language: Latin-1 signs among accented letters, lost characters, torn sequences.
fn suspected(glyphs: &[Glyph], found: &mut Vec<Damage>) {
    let mut at = 0;
    while let Some(glyph) = glyphs.get(at) {
        if glyph.c.is_ascii() {
            at += 1;
            continue;
        }
        let start = at;
        while glyphs
            .get(at)
            .is_some_and(|g| !g.c.is_ascii() && !g.c.is_whitespace())
        {
            at += 1;
        }
        at = at.max(start + 1);
        let run = glyphs.get(start..at).unwrap_or(&[]);
        if is_damaged(run) {
            let is_part = |g: &&Glyph| g.c.is_alphanumeric() || g.c == '\u{fffd}';
            let before = glyphs
                .get(..start)
                .unwrap_or(&[])
                .iter()
                .rev()
                .take(64)
                .take_while(is_part)
                .count();
            let after = glyphs
                .get(at..)
                .unwrap_or(&[])
                .iter()
                .take(64)
                .take_while(is_part)
                .count();
            let range = start - before..at + after;
            let text: String = glyphs
                .get(range.clone())
                .unwrap_or(&[])
                .iter()
                .map(|g| g.c)
                .collect();
            at = range.end;
            match found
                .last_mut()
                .filter(|d| d.code == RemarkCode::MojibakeSuspected && d.glyphs.end > range.start)
            {
                Some(last) => last.glyphs.end = range.end,
                None => found.push(Damage {
                    code: RemarkCode::MojibakeSuspected,
                    glyphs: range,
                    text,
                }),
            }
        }
    }
}

fn is_damaged(run: &[Glyph]) -> bool {
    let lost = run.iter().any(|g| g.c == '\u{fffd}');
    let latin = run
        .iter()
        .filter(|g| matches!(g.c, '\u{a1}'..='\u{ff}'))
        .count();
    let signs = run
        .iter()
        .filter(|g| matches!(g.c, '\u{a1}'..='\u{aa}' | '\u{ac}'..='\u{b6}' | '\u{b8}'..='\u{ba}' | '\u{bc}'..='\u{bf}' | '\u{d7}' | '\u{f7}'))
        .count();
    let torn = run.windows(2).any(|w| {
        matches!(
            w.iter().map(|g| g.c).collect::<Vec<_>>().as_slice(),
            [
                '\u{c2}' | '\u{c3}',
                '\u{80}'..='\u{bf}' | '\u{20ac}' | '\u{2122}'
            ] | ['\u{e2}', '\u{80}' | '\u{20ac}']
        )
    });
    lost || torn || (signs >= 1 && latin >= 3)
}
