//! Character references that were left standing in a text: `&ldquo;`, `&#8217;`, `&amp;rsquo;`.
//!
//! Not the references of HTML (its tokenizer decodes those): these stand in plain text, or were escaped twice. Only a
//! reference with its semicolon counts, and only a name of the list, so "R&D; then" stays. Rule: decoding decoded text
//! changes nothing, so what a decoded `&` makes of the letters behind it is decoded too, and characters that show nothing
//! are looked through.

use super::{Glyph, is_dropped};
use unicode_normalization::char::compose;

/// Most characters between `&` and `;`.
pub(super) const NAME_MAX: usize = 8;
/// How far behind an `&` the `;` may stand in a line that holds nothing but what shows.
const FORWARD_MAX: usize = NAME_MAX + 1;

/// Whether a text may hold a reference; a line without needs no look at its characters.
pub(in crate::text) fn any(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let mut name = text.get(at + 1..).unwrap_or("").chars().take(FORWARD_MAX);
        name.any(|c| c == ';')
    })
}

/// Decodes `glyphs` in place; whether anything was.
pub(super) fn decode(glyphs: &mut Vec<Glyph>) -> bool {
    if !glyphs.iter().any(|g| g.c == '&') {
        return false;
    }
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut changed = false;
    for glyph in glyphs.iter() {
        out.push(*glyph);
        // A decoded `;` may end a reference itself.
        while out.last().is_some_and(|g| g.c == ';') {
            let Some((from, c)) = reference(&out) else {
                break;
            };
            let input = out.get(from).map_or(glyph.input, |g| g.input);
            out.truncate(from);
            out.push(Glyph {
                c,
                input,
                input_len: glyph.input + glyph.input_len - input,
            });
            changed = true;
        }
    }
    *glyphs = out;
    changed
}

/// The reference that ends with the last glyph: where it begins, and what it means. Looks through any number of characters that
/// show nothing (the `;` before stops it, so the work stays linear): a second cleaning would not see them.
fn reference(glyphs: &[Glyph]) -> Option<(usize, char)> {
    let mut name = String::new();
    let body = glyphs.len().checked_sub(1)?;
    for (at, glyph) in glyphs.iter().enumerate().take(body).rev() {
        match glyph.c {
            '&' => {
                let name: String = name.chars().rev().collect();
                return meaning(&name).map(|c| (at, c));
            }
            c if c == '#' || c.is_ascii_alphanumeric() => name.push(c),
            c if is_dropped(c, ' ', ' ') => {}
            _ => return None,
        }
        if name.len() > NAME_MAX {
            return None;
        }
    }
    None
}

/// What a name or number between `&` and `;` means.
fn meaning(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok());
        return code.and_then(char::from_u32).filter(|c| *c >= ' ');
    }
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, c)| *c)
        .or_else(|| accented(name))
}

/// "eacute", "Uuml": a letter and its accent.
fn accented(name: &str) -> Option<char> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    let accent = letters.as_str();
    let (_, mark) = ACCENTS.iter().find(|(known, _)| *known == accent)?;
    compose(letter, *mark)
}

const ACCENTS: [(&str, char); 8] = [
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circ", '\u{302}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
    ("ring", '\u{30a}'),
    ("caron", '\u{30c}'),
    ("cedil", '\u{327}'),
];

/// The names that pages leave behind.
const NAMES: [(&str, char); 41] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("bdquo", '\u{201e}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '\u{201a}'),
    ("laquo", '\u{ab}'),
    ("raquo", '\u{bb}'),
    ("lsaquo", '\u{2039}'),
    ("rsaquo", '\u{203a}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("hellip", '\u{2026}'),
    ("bull", '\u{2022}'),
    ("middot", '\u{b7}'),
    ("deg", '\u{b0}'),
    ("times", '\u{d7}'),
    ("frac12", '\u{bd}'),
    ("copy", '\u{a9}'),
    ("reg", '\u{ae}'),
    ("trade", '\u{2122}'),
    ("euro", '\u{20ac}'),
    ("pound", '\u{a3}'),
    ("szlig", '\u{df}'),
    ("aelig", '\u{e6}'),
    ("oslash", '\u{f8}'),
    ("Oslash", '\u{d8}'),
    ("thorn", '\u{fe}'),
    ("eth", '\u{f0}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        let one = |(input, c): (usize, char)| Glyph {
            c,
            input,
            input_len: c.len_utf8(),
        };
        text.char_indices().map(one).collect()
    }

    fn decoded(text: &str) -> String {
        let mut all = glyphs(text);
        decode(&mut all);
        all.iter().map(|g| g.c).collect()
    }

    #[test]
    fn references_left_in_a_text_are_read() {
        for (given, expected) in [
            (
                "&ldquo;Stay,&rdquo; she said",
                "\u{201c}Stay,\u{201d} she said",
            ),
            ("the camp&#8217;s head", "the camp\u{2019}s head"),
            ("In&eacute;s &Uuml;n", "In\u{e9}s \u{dc}n"),
            ("&amp;ldquo;A&amp;amp;amp;rdquo;", "\u{201c}A\u{201d}"),
            ("&l\u{ad}dquo;", "\u{201c}"),
            ("R&D; then", "R&D; then"),
            ("Tom & Ann; both", "Tom & Ann; both"),
            ("&#10;&#xD800;", "&#10;&#xD800;"),
        ] {
            assert_eq!(decoded(given), expected, "{given}");
            assert_eq!(decoded(expected), expected, "{given}");
        }
    }

    #[test]
    fn a_reference_keeps_its_place_in_the_input() {
        let mut all = glyphs("a&amp;quot;b");
        assert!(decode(&mut all));
        let mark = all.get(1).map(|g| (g.c, g.input, g.input_len));
        assert_eq!(mark, Some(('"', 1, 10)));
    }

    #[test]
    fn a_reference_is_seen_through_any_number_of_characters_that_show_nothing() {
        let hidden = format!("&{}amp;", "\0".repeat(80));
        assert_eq!(decoded(&hidden), "&");
    }

    #[test]
    fn a_name_has_at_most_eight_characters() {
        let zeros = |n: usize| format!("&#{}39;", "0".repeat(n));
        assert_eq!(decoded(&zeros(NAME_MAX - 3)), "'");
        let long = zeros(NAME_MAX - 2);
        assert_eq!(decoded(&long), long);
    }

    #[test]
    fn a_long_text_of_ampersands_is_read_in_one_go() {
        let all = "&;".repeat(200_000);
        assert_eq!(decoded(&all), all);
    }
}
