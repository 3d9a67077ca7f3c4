//! Decoded text of a page and where each character stands in the source.
//!
//! Not an entity decoder (the tokenizer decodes). Rule: places ascend and stay inside the source, also when a reference
//! stands for two characters.

use crate::text::repair::Glyph;

/// Appends the characters of `value`, the decoded text of `input[start..end]`, each with its place there.
pub(super) fn align(input: &str, start: usize, end: usize, value: &str, glyphs: &mut Vec<Glyph>) {
    let source = input.get(start..end.min(input.len())).unwrap_or("");
    let mut at = 0;
    for c in value.chars() {
        let rest = source.get(at..).unwrap_or("");
        let here = rest.chars().next();
        let len = match here {
            Some('&') => match entity(rest) {
                Some(len) if c != '&' || len > 1 => len,
                _ => 1,
            },
            Some('\r') if c == '\n' => 1 + usize::from(rest.starts_with("\r\n")),
            Some(s) if s == c || s == '\0' => s.len_utf8(),
            // Out of step (a reference of two characters): stay until the text meets again.
            _ => 0,
        };
        glyphs.push(Glyph {
            c,
            input: start + at,
            input_len: len,
        });
        at += len;
    }
}

/// The length of the character reference at the start of `rest`.
fn entity(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('&')?;
    let name = body
        .bytes()
        .take(32)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let closed = usize::from(body.as_bytes().get(name) == Some(&b';'));
    (name > 0).then_some(1 + name + closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_back_whole_and_bare_ampersands_stay() {
        let source = "x a&amp;b & c&rsquo;s &#x41;\r\nd";
        let mut glyphs = Vec::new();
        align(source, 2, source.len(), "a&b & c’s A\nd", &mut glyphs);
        let place = |c: char| {
            let glyph = glyphs.iter().find(|g| g.c == c).unwrap();
            source
                .get(glyph.input..glyph.input + glyph.input_len)
                .unwrap()
        };
        assert_eq!(
            (place('&'), place('’'), place('A'), place('d')),
            ("&amp;", "&rsquo;", "&#x41;", "d")
        );
        assert_eq!(
            glyphs
                .iter()
                .filter(|g| g.c == '&')
                .map(|g| g.input_len)
                .collect::<Vec<_>>(),
            [5, 1]
        );
    }
}
