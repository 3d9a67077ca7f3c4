//! Why nothing can be read from an input: empty, binary, markup only.
//!
//! Not an error type of the service (ingest makes one of it). Rule: an input is refused only when no paragraph is left.

use super::Document;
use crate::named_enum;

/// Share of control and replaced characters above which an input is no text, in per cent.
const NOISE_MAX: usize = 10;
/// How much of an input is looked at, in characters.
const SAMPLE_CHARS: usize = 4096;
/// First bytes of files that are no text: PDF, ZIP and office files, gzip, PNG, JPEG, GIF, RTF, ELF.
const MAGIC: [&[u8]; 8] = [
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x7fELF",
];

named_enum! {
    /// Why an input holds no report.
    Refusal as "reason for refusal" {
        /// No characters but white space.
        Empty = "EMPTY",
        /// No text in any encoding.
        Binary = "BINARY",
        /// Markup or page furniture, and no text of a report.
        MarkupOnly = "MARKUP_ONLY",
    }
}

impl Document {
    /// Why the document has no paragraph; `None` when it has one.
    pub fn refusal(&self) -> Option<Refusal> {
        if !self.paragraphs.is_empty() {
            None
        } else if self
            .input
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            .is_empty()
        {
            Some(Refusal::Empty)
        } else if is_binary(self.input.as_bytes(), &self.input, true) {
            Some(Refusal::Binary)
        } else {
            Some(Refusal::MarkupOnly)
        }
    }
}

/// Whether the bytes begin a file that is no text.
pub(super) fn is_file(bytes: &[u8]) -> bool {
    MAGIC.iter().any(|m| bytes.starts_with(m))
}

/// Whether the input is no text; `replaced` tells whether its U+FFFD come from decoding, not from the input itself.
pub(super) fn is_binary(bytes: &[u8], text: &str, replaced: bool) -> bool {
    if is_file(bytes) {
        return true;
    }
    // Noise begins with a control byte, or is U+FFFD: most text has neither.
    let bytes = text.as_bytes();
    let sample = bytes.get(..4 * SAMPLE_CHARS).unwrap_or(bytes);
    let suspect = |b: &u8| {
        (*b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t' | b'\x0c'))
            || *b == 0x7f
            || (replaced && *b == 0xef)
    };
    if !sample.iter().any(suspect) {
        return false;
    }
    let (mut noise, mut all) = (0, 0);
    for c in text.chars().take(SAMPLE_CHARS) {
        all += 1;
        let control =
            c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{80}'..='\u{9f}');
        noise += usize::from(control || (replaced && c == '\u{fffd}'));
    }
    noise * 100 > all * NOISE_MAX
}
