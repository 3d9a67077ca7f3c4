//! Repair of text that was decoded wrongly before it came here: UTF-8 read as Windows-1252 or Latin-1.
//!
//! Not charset detection (`decode`). A crate for this exists (plsfix); it rewrites whole texts, so offsets are lost, and
//! brings ICU. Here a sequence is repaired only where it is certain: its bytes form one UTF-8 character of a script news
//! is written in, and the sequence cannot be a letter before a closing quotation mark. What looks damaged and cannot
//! be repaired is marked and left. Rule: repairing repaired text changes nothing, so characters that
//! show nothing go between the layers, not behind them.

use crate::model::RemarkCode;
use std::ops::Range;

/// How many layers of wrong decoding are undone. A layer at least halves what it undoes, so no article of a mebibyte holds
/// more than twenty; three were once thought enough, and a fourth then made cleaning twice differ from cleaning once.
const LAYERS_MAX: usize = 20;

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

/// Repairs `glyphs` in place and tells what was damaged, in order.
pub(super) fn repair(glyphs: &mut Vec<Glyph>) -> Vec<Damage> {
    if !glyphs
        .iter()
        .any(|g| byte_of(g.c).is_some() || g.c == '\u{fffd}')
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut before: Vec<Glyph> = Vec::new();
    for _ in 0..LAYERS_MAX {
        let old = std::mem::take(glyphs);
        let (mut new, mut changed) = layer(&old);
        changed |= without_litter(&mut new);
        *glyphs = new;
        if before.is_empty() && changed {
            before = old;
        }
        if !changed {
            break;
        }
    }
    if !before.is_empty() {
        repaired(glyphs, &before, &mut found);
    }
    suspected(glyphs, &mut found);
    found.sort_by_key(|d| d.glyphs.start);
    found
}

/// Leaves out what shows nothing, which may have stood inside a sequence; whether anything went.
fn without_litter(glyphs: &mut Vec<Glyph>) -> bool {
    let length = glyphs.len();
    let mut after: Vec<char> = glyphs.iter().skip(1).map(|g| g.c).collect();
    after.push(' ');
    let (mut after, mut before) = (after.into_iter(), ' ');
    glyphs.retain(|glyph| {
        let next = after.next().unwrap_or(' ');
        let kept = glyph.c.is_whitespace() || !is_dropped(glyph.c, before, next);
        before = if kept { glyph.c } else { before };
        kept
    });
    glyphs.len() < length
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

/// One layer undone, and whether anything changed.
fn layer(old: &[Glyph]) -> (Vec<Glyph>, bool) {
    let mut new = Vec::with_capacity(old.len());
    let mut at = 0;
    while let Some(glyph) = old.get(at) {
        let mut next = at + 1;
        let mut fixed = *glyph;
        if let Some((c, count)) = sequence(old, at) {
            next = at + count;
            let end = old
                .get(next - 1)
                .map_or(glyph.input, |g| g.input + g.input_len);
            fixed = Glyph {
                c,
                input: glyph.input,
                input_len: end.saturating_sub(glyph.input),
            };
        } else if matches!(glyph.c, '\u{80}'..='\u{9f}') {
            // A lone C1 control is a Windows-1252 byte read as Latin-1.
            fixed.c = windows_1252(glyph.c);
        }
        new.push(fixed);
        at = next;
    }
    let changed = new.len() != old.len() || new.iter().zip(old).any(|(n, o)| n.c != o.c);
    (new, changed)
}

/// The character the glyphs from `at` encode, and how many they are, where that is certain.
fn sequence(glyphs: &[Glyph], at: usize) -> Option<(char, usize)> {
    let lead = byte_of(glyphs.get(at)?.c)?;
    let count = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0_u8; 4];
    for (slot, glyph) in bytes.iter_mut().zip(glyphs.get(at..at + count)?) {
        *slot = byte_of(glyph.c)?;
    }
    let c = std::str::from_utf8(bytes.get(..count)?)
        .ok()?
        .chars()
        .next()?;
    if !is_plausible(c) {
        return None;
    }
    let second = glyphs.get(at + 1)?.c;
    // "Ö”" at the end of a quotation is a letter and a mark; only leads no word ends in are certain then.
    let certain =
        count > 2 || matches!(lead, 0xc2 | 0xc3) || !is_common_mark(second) || another(glyphs, at);
    certain.then_some((c, count))
}

/// Whether a further two-byte sequence stands beside this one (words of Cyrillic, Arabic).
fn another(glyphs: &[Glyph], at: usize) -> bool {
    let pair = |i: usize| {
        let lead = glyphs.get(i).and_then(|g| byte_of(g.c));
        let next = glyphs.get(i + 1).and_then(|g| byte_of(g.c));
        matches!((lead, next), (Some(0xc2..=0xdf), Some(0x80..=0xbf)))
    };
    pair(at + 2) || at.checked_sub(2).is_some_and(pair)
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
fn byte_of(c: char) -> Option<u8> {
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
