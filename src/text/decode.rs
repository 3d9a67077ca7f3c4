//! Bytes to text: which encoding they are in.
//!
//! Not repair of text that was decoded wrongly before it came here (see `repair`). Order of belief: byte order mark,
//! zero bytes of UTF-16, valid UTF-8, nearly valid UTF-8, the page's own word, a guess. Rule: never fails; every doubt is told.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Most bytes of an article that are read: 1 MiB.
pub const ARTICLE_BYTES_MAX: usize = 1 << 20;
/// How far into a page its own charset declaration is looked for.
const DECLARATION_BYTES_MAX: usize = 2048;

/// Text, and how sure its encoding is.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, byte order mark included (offsets must fit the caller's text).
    pub(super) text: String,
    /// Name of the encoding (WHATWG).
    pub(super) encoding: &'static str,
    /// Whether the encoding was guessed or bytes were replaced.
    pub(super) uncertain: bool,
    /// Whether the input was longer than [`ARTICLE_BYTES_MAX`].
    pub(super) cut: bool,
}

/// Decodes the first [`ARTICLE_BYTES_MAX`] bytes.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let cut = bytes.len() > ARTICLE_BYTES_MAX;
    let bytes = bytes.get(..ARTICLE_BYTES_MAX).unwrap_or(bytes);
    let (encoding, guessed) = detect(bytes, cut);
    let (text, replaced) = if encoding == UTF_8 {
        lossy(bytes, cut)
    } else {
        let (text, replaced) = encoding.decode_without_bom_handling(bytes);
        (text.into_owned(), replaced)
    };
    Decoded {
        text,
        encoding: encoding.name(),
        uncertain: guessed || replaced,
        cut,
    }
}

/// UTF-8 with what is wrong replaced; a character cut by the limit is left out.
fn lossy(bytes: &[u8], cut: bool) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(error) if cut && error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or(bytes);
            (String::from_utf8_lossy(whole).into_owned(), false)
        }
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), true),
    }
}

/// The encoding, and whether it is a guess.
fn detect(bytes: &[u8], cut: bool) -> (&'static Encoding, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, false);
    }
    if let Some(encoding) = zero_bytes(bytes) {
        return (encoding, true);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return (UTF_8, false),
        Err(error) if cut && error.error_len().is_none() => return (UTF_8, false),
        Err(_) => {}
    }
    if nearly_utf8(bytes) {
        return (UTF_8, true);
    }
    if let Some(encoding) = declared(bytes)
        && encoding != UTF_8
        && !encoding.decode_without_bom_handling(bytes).1
    {
        return (encoding, false);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Stray bytes between English words are quotation marks and dashes of Windows.
    let few = bytes.iter().filter(|b| !b.is_ascii()).count() * 50 < bytes.len();
    (if few { WINDOWS_1252 } else { guess }, true)
}

/// UTF-16 without a mark: most even or most odd bytes are zero.
fn zero_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..1024).unwrap_or(bytes);
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.get(1) == Some(&0));
    }
    let pairs = sample.len() / 2;
    if pairs < 4 {
        None
    } else if odd * 10 > pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// At least ten good multi-byte characters for every bad byte.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 10
}

/// What the page says of itself: `<meta charset=...>`, `content="...; charset=..."`, `<?xml encoding=...?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes
        .get(..DECLARATION_BYTES_MAX)
        .unwrap_or(bytes)
        .to_ascii_lowercase();
    for key in [&b"charset="[..], b"encoding="] {
        if let Some(at) = memchr::memmem::find(&head, key) {
            let label = head
                .get(at + key.len()..)?
                .trim_ascii_start()
                .strip_prefix(b"\"")
                .or_else(|| head.get(at + key.len()..)?.strip_prefix(b"'"))
                .or_else(|| head.get(at + key.len()..))?;
            let end = label
                .iter()
                .position(|b| !(b.is_ascii_alphanumeric() || b"-_:".contains(b)))
                .unwrap_or(label.len());
            if let Some(encoding) = Encoding::for_label(label.get(..end)?) {
                return Some(encoding);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_mark_zero_bytes_declaration_and_guess() {
        assert_eq!(decode("plain é".as_bytes()).encoding, "UTF-8");
        let utf16: Vec<u8> = "Norland falls"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16).text, "Norland falls");
        let mut marked = vec![0xff, 0xfe];
        marked.extend(&utf16);
        assert_eq!(decode(&marked).text, "\u{feff}Norland falls");
        assert_eq!(
            decode(b"He said \x93stay\x94 to all of the men").text,
            "He said “stay” to all of the men"
        );
        let page = b"<meta charset=\"windows-1251\"><p>\xcc\xee\xf1\xea\xe2\xe0</p>";
        assert!(decode(page).text.contains("Москва"));
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "Łódź żółw ćma ąę śń źż éèê ".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.uncertain), ("UTF-8", true));
    }

    #[test]
    fn input_is_read_up_to_the_limit() {
        let at = decode(&vec![b'a'; ARTICLE_BYTES_MAX]);
        assert_eq!((at.text.len(), at.cut), (ARTICLE_BYTES_MAX, false));
        let mut over = vec![b'a'; ARTICLE_BYTES_MAX - 1];
        over.extend("é".as_bytes());
        let over = decode(&over);
        assert_eq!(
            (over.text.len(), over.cut, over.uncertain),
            (ARTICLE_BYTES_MAX - 1, true, false)
        );
    }
}
